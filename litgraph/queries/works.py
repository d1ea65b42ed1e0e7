"""The whole record of a work."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from litgraph.queries.citations import Cites, WhoCites, cites_of_work, who_cites_work
from litgraph.queries.named import ResolvedWork, resolve_work
from litgraph.queries.themes import Assigned, list_assignments

__all__ = ["Record", "show"]


class Record(NamedTuple):
    """Everything known about a work; `no_theme` is why it fits no theme, None where nobody said that it fits none.

    `annotation` is the one in themes.yaml, else that of the bibliography.
    """

    meant: ResolvedWork
    authors: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    annotation: str
    no_theme: str | None
    themes: tuple[Assigned, ...]
    cites: Cites
    cited_by: WhoCites
    at: str


def show(db: sqlite3.Connection, mention: str) -> Record:
    """The whole record of the work meant; raises NotFound where no single work is meant."""
    resolved = resolve_work(db, mention)
    key = resolved.work.key
    sql = "SELECT name FROM authors WHERE work = ? AND NOT stands_in ORDER BY pos"
    authors = tuple(name for (name,) in db.execute(sql, (key,)))
    rows = db.execute("SELECT name, value FROM fields WHERE work = ? ORDER BY pos", (key,)).fetchall()
    notes: dict[str, list[str]] = {}
    for kind, text in db.execute("SELECT kind, text FROM notes WHERE work = ? ORDER BY pos", (key,)):
        notes.setdefault(kind, []).append(text)
    entry_annotations = [value for name, value in rows if name == "annotation"]
    fields = tuple((name, value) for name, value in rows if name != "annotation")
    return Record(
        resolved,
        authors,
        fields,
        "\n".join(notes.get("annotation", entry_annotations)),
        "; ".join(notes["no-theme"]) if "no-theme" in notes else None,
        list_assignments(db, "a.work = ?", key),
        cites_of_work(db, resolved),
        who_cites_work(db, resolved),
        db.execute("SELECT place FROM works WHERE key = ?", (key,)).fetchone()[0],
    )
