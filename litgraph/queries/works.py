"""Works found by words, and the whole record of one."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from litgraph import resolve as names
from litgraph.queries import named
from litgraph.queries.citations import Cites, WhoCites, cites_of_work, who_cites_work
from litgraph.queries.named import Line, Meant
from litgraph.queries.themes import Assigned, assigned

__all__ = ["Record", "find", "show"]


class Record(NamedTuple):
    """Everything known about a work."""

    meant: Meant
    authors: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    annotation: str
    no_theme: str
    themes: tuple[Assigned, ...]
    cites: Cites
    cited_by: WhoCites
    at: str


def find(db: sqlite3.Connection, text: str) -> tuple[Line, ...]:
    """Works in which every word of the text begins some word of title, authors, themes or notes, the best first."""
    wanted = names.fold(text).split()
    if not wanted:
        return ()
    conditions, values = [], []
    # Scripts written without spaces come as one long token, of which a word may be any part.
    for word in (word for word in wanted if any("\u0e00" <= letter <= "\uffdc" for letter in word)):
        conditions.append("title || ' ' || authors || ' ' || themes || ' ' || notes || ' ' || more LIKE ?")
        values.append(f"%{word}%")
        wanted.remove(word)
    if wanted:
        conditions.append("words MATCH ?")
        values.append(" ".join(f'"{word}"*' for word in wanted))
    order = "bm25(words, 4, 4, 2, 1, 2), label" if wanted else "label"
    sql = f"""SELECT key FROM words JOIN works ON works.id = words.rowid
        WHERE {" AND ".join(conditions)} ORDER BY {order}"""
    return tuple(named.lines(db, [key for (key,) in db.execute(sql, values)]))


def show(db: sqlite3.Connection, mention: str) -> Record:
    """The whole record of the work meant; raises NotFound where no single work is meant."""
    which = named.meant(db, mention)
    key = which.work.key
    authors = tuple(name for (name,) in db.execute("SELECT name FROM authors WHERE work = ? ORDER BY pos", (key,)))
    rows = db.execute("SELECT name, value FROM fields WHERE work = ? ORDER BY pos", (key,)).fetchall()
    # Editors or an institution may stand in for authors; they are shown once, as what they are.
    others = {value for name, value in rows if name in ("editor", "institution")}
    authors = tuple(name for name in authors if name not in others)
    notes: dict[str, str] = dict(
        db.execute("SELECT kind, text FROM notes WHERE work = ? ORDER BY pos DESC", (key,)).fetchall()
    )
    own: str = dict(rows).get("annotation", "")
    fields = tuple((name, value) for name, value in rows if name != "annotation")
    return Record(
        which,
        authors,
        fields,
        notes.get("annotation", own),
        notes.get("no-theme", ""),
        assigned(db, "a.work = ?", key),
        cites_of_work(db, which),
        who_cites_work(db, which),
        db.execute("SELECT place FROM works WHERE key = ?", (key,)).fetchone()[0],
    )
