"""Works as answers name them, and the one work that a mention means."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from litgraph.errors import LitgraphError
from litgraph.project import BIB
from litgraph.resolve import Author, Candidate, Referent, resolve

__all__ = ["Line", "Meant", "NotFound", "chunks", "lines", "marks", "meant", "tried"]


class Line(NamedTuple):
    """A work in one line; `cited_by` counts the works of the knowledge base that cite it."""

    key: str
    label: str
    title: str
    kind: str
    year: int | None
    date: str
    container: str
    cited_by: int


class Meant(NamedTuple):
    """The work that a mention was taken for: why, and which works it might also have meant."""

    work: Line
    reason: str
    others: tuple[Candidate, ...]


class NotFound(LitgraphError):
    """No single work or theme is meant; `candidates` are those that it may be, `status` "ambiguous" or "unknown"."""

    def __init__(self, message: str, status: str, candidates: Sequence[Candidate], hint: str) -> None:
        details = [f"{candidate.label}  [{candidate.key}]  {candidate.reason}" for candidate in candidates]
        super().__init__(message, hint, exit_code=3, details=details)
        self.status = status
        self.candidates = tuple(candidates)


class _Indexed:
    """A `resolve.Lookup` over the index."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def by_key(self, text: str) -> Referent | None:
        exact = "SELECT work FROM keys WHERE key = ? UNION ALL SELECT work FROM keys WHERE folded = ?"
        return self._first(exact, (text, text.casefold()))

    def by_id(self, identifier: str) -> list[Referent]:
        found = self._db.execute("SELECT work FROM ids WHERE id = ? ORDER BY work", (identifier,))
        return self.by_keys([key for (key,) in found])

    def by_forms(self, forms: Sequence[str]) -> list[Referent]:
        found = self._db.execute(f"SELECT DISTINCT work FROM forms WHERE form IN ({marks(forms)})", forms)
        return self.by_keys([key for (key,) in found])

    def by_words(self, words: Sequence[str]) -> list[Referent]:
        query = " ".join(f'title:"{word}"*' for word in words)
        sql = "SELECT key FROM words JOIN works ON works.id = words.rowid WHERE words MATCH ?"
        return self.by_keys([key for (key,) in self._db.execute(sql, (query,))])

    def all_forms(self) -> Sequence[str]:
        return [form for (form,) in self._db.execute("SELECT DISTINCT form FROM forms")]

    def by_keys(self, keys: Sequence[str]) -> list[Referent]:
        entries = []
        for some in chunks(keys):
            authors: dict[str, list[Author]] = {}
            sql = f"SELECT work, forms, given FROM authors WHERE work IN ({marks(some)}) ORDER BY work, pos"
            for key, forms, given in self._db.execute(sql, some):
                authors.setdefault(key, []).append(Author(tuple(forms.split("|")), given))
            sql = f"""SELECT key, label, folded_title, year, suffix, date_text,
                EXISTS (SELECT 1 FROM fields WHERE work = key AND name = 'et-al' AND value LIKE '%author%')
                FROM works WHERE key IN ({marks(some)})"""
            for key, label, title, *dated in self._db.execute(sql, some):
                entries.append(Referent(key, label, title, tuple(authors.get(key, ())), *dated))
        return entries

    def _first(self, sql: str, values: tuple[str, ...]) -> Referent | None:
        row = self._db.execute(sql, values).fetchone()
        return self.by_keys([row[0]])[0] if row else None


class _Exact(_Indexed):
    """The same without the search for what is spelt alike."""

    def all_forms(self) -> Sequence[str]:
        return ()


def marks(values: Sequence[Any]) -> str:
    """As many question marks as an SQL list of these values needs."""
    return ", ".join("?" * len(values))


def chunks(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    """The keys in pieces that any SQLite takes as the values of one question."""
    return (keys[start : start + 500] for start in range(0, len(keys), 500))


def meant(db: sqlite3.Connection, mention: str) -> Meant:
    """The one work that a mention means; raises NotFound otherwise."""
    # Half a letter from a terminal of another encoding is no letter; nothing can be called so.
    mention = mention.encode("utf-8", "replace").decode()
    answer = resolve(mention, _Indexed(db))
    if answer.work:
        return Meant(lines(db, [answer.work.key])[0], answer.work.reason, answer.alternatives)
    if answer.status == "ambiguous":
        message = f'"{mention}" can mean {len(answer.alternatives)} works'
        raise NotFound(
            message, answer.status, answer.alternatives, "say it with a year, more authors, or the key in brackets"
        )
    if answer.alternatives:
        hint = "the nearest are listed"
    elif db.execute("SELECT 1 FROM works").fetchone():
        hint = "litgraph find WORDS looks in titles, authors, themes and notes"
    else:
        hint = f"no work is here yet: put entries into {BIB}, or see: litgraph check"
    raise NotFound(f'no work fits "{mention}"', answer.status, answer.alternatives, hint)


def tried(db: sqlite3.Connection, mention: str) -> Meant | None:
    """The one work that a mention means, or None; for mentions that are only guessed to be one."""
    answer = resolve(mention.encode("utf-8", "replace").decode(), _Exact(db))
    return Meant(lines(db, [answer.work.key])[0], answer.work.reason, answer.alternatives) if answer.work else None


def lines(db: sqlite3.Connection, keys: Sequence[str]) -> list[Line]:
    """The works of these keys, in their order."""
    found = {}
    for some in chunks(keys):
        sql = f"""SELECT key, label, title, kind, year, coalesce(nullif(date_text, ''), year, ''), container,
            (SELECT count(DISTINCT citing) FROM citations WHERE cited = key) FROM works WHERE key IN ({marks(some)})"""
        found.update({row[0]: Line._make((*row[:5], str(row[5]), *row[6:])) for row in db.execute(sql, some)})
    return [found[key] for key in keys]
