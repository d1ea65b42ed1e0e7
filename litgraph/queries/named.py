"""Works as answers name them, and the one work that a mention means."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from litgraph.errors import NOT_FOUND, LitgraphError
from litgraph.project import BIB
from litgraph.resolve import Author, Candidate, Referent, resolve

__all__ = ["Line", "NotFound", "ResolvedWork", "labelled_lines", "lines", "resolve_work", "select", "try_resolve_work"]


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


class ResolvedWork(NamedTuple):
    """The work that a mention was taken for: why, and in `others` which works it might also have meant."""

    work: Line
    reason: str
    others: tuple[Candidate, ...]


class NotFound(LitgraphError):
    """No single work or theme is meant; `candidates` are those that it may be, `status` "ambiguous" or "unknown"."""

    def __init__(self, message: str, status: str, candidates: Sequence[Candidate], hint: str) -> None:
        details = [f"{candidate.label}  [{candidate.key}]  {candidate.reason}" for candidate in candidates]
        super().__init__(message, hint, exit_code=NOT_FOUND, details=details)
        self.status = status
        self.candidates = tuple(candidates)


class _IndexLookup:
    """A `resolve.Lookup` over the index."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def by_key(self, text: str) -> Referent | None:
        exact = "SELECT work FROM keys WHERE key = ? UNION ALL SELECT work FROM keys WHERE folded = ?"
        return self._first(exact, (text, text.casefold()))

    def by_id(self, identifier: str) -> list[Referent]:
        rows = self._db.execute("SELECT work FROM ids WHERE id = ? ORDER BY work", (identifier,))
        return self.by_keys([key for (key,) in rows])

    def by_forms(self, forms: Sequence[str]) -> list[Referent]:
        rows = select(self._db, "SELECT work FROM forms WHERE form IN ({keys})", forms)
        return self.by_keys(sorted({key for (key,) in rows}))

    def by_words(self, words: Sequence[str]) -> list[Referent]:
        query = " ".join(f'title:"{word}"*' for word in words)
        sql = "SELECT key FROM words JOIN works ON works.id = words.rowid WHERE words MATCH ?"
        return self.by_keys([key for (key,) in self._db.execute(sql, (query,))])

    def all_forms(self) -> Sequence[str]:
        return [form for (form,) in self._db.execute("SELECT DISTINCT form FROM forms")]

    def by_keys(self, keys: Sequence[str]) -> list[Referent]:
        authors: dict[str, list[Author]] = {}
        sql = "SELECT work, forms, given FROM authors WHERE work IN ({keys}) ORDER BY work, pos"
        for key, forms, given_names in select(self._db, sql, keys):
            authors.setdefault(key, []).append(Author(tuple(forms.split("|")), given_names))
        sql = """SELECT key, label, folded_title, year, suffix, date_text,
            EXISTS (SELECT 1 FROM fields WHERE work = key AND name = 'et-al' AND value LIKE '%author%')
            FROM works WHERE key IN ({keys})"""
        rows = select(self._db, sql, keys)
        return [Referent(key, label, title, tuple(authors.get(key, ())), *dated) for key, label, title, *dated in rows]

    def _first(self, sql: str, values: tuple[str, ...]) -> Referent | None:
        row = self._db.execute(sql, values).fetchone()
        return self.by_keys([row[0]])[0] if row else None


class _ExactLookup(_IndexLookup):
    """The same without the search for what is spelt alike."""

    def all_forms(self) -> Sequence[str]:
        return ()


def select(db: sqlite3.Connection, sql: str, keys: Sequence[str], *values: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `sql`, in which {keys} stands for a list of any number of keys; `values` are those after it.

    SQLite allows so many values at once, so it is asked for 500 keys at a time; {keys} may stand there more than once.
    """
    for start in range(0, len(keys), 500):
        chunk = tuple(keys[start : start + 500])
        marks = ", ".join("?" * len(chunk))
        yield from db.execute(sql.format(keys=marks), (*chunk * sql.count("{keys}"), *values))


def resolve_work(db: sqlite3.Connection, mention: str) -> ResolvedWork:
    """The one work that a mention means; raises NotFound where there is none, or several."""
    # Half a letter from a terminal of another encoding is no letter; nothing can be called so.
    mention = mention.encode("utf-8", "replace").decode()
    resolution = resolve(mention, _IndexLookup(db))
    candidates = resolution.alternatives
    if resolution.work:
        return ResolvedWork(lines(db, [resolution.work.key])[0], resolution.work.reason, candidates)
    if resolution.status == "ambiguous":
        message = f'"{mention}" can mean {len(candidates)} works'
        hint = "say it with a year, more authors, or the key in brackets"
        raise NotFound(message, resolution.status, candidates, hint)
    if candidates:
        hint = "the nearest are listed"
    elif db.execute("SELECT 1 FROM works").fetchone():
        hint = "litgraph find WORDS looks in titles, authors, themes and notes"
    else:
        hint = f"no work is here yet: put entries into {BIB}, or see: litgraph check"
    raise NotFound(f'no work fits "{mention}"', resolution.status, candidates, hint)


def try_resolve_work(db: sqlite3.Connection, mention: str) -> ResolvedWork | None:
    """The one work that a mention means, or None; for words of which it is only a guess that they mean a work."""
    resolution = resolve(mention.encode("utf-8", "replace").decode(), _ExactLookup(db))
    if not resolution.work:
        return None
    return ResolvedWork(lines(db, [resolution.work.key])[0], resolution.work.reason, resolution.alternatives)


def lines(db: sqlite3.Connection, keys: Sequence[str]) -> list[Line]:
    """The works of these keys, in the order of the keys."""
    sql = """SELECT key, label, title, kind, year, coalesce(nullif(date_text, ''), year, ''), container,
        (SELECT count(DISTINCT citing) FROM citations WHERE cited = key) FROM works WHERE key IN ({keys})"""
    by_key = {row[0]: Line._make((*row[:5], str(row[5]), *row[6:])) for row in select(db, sql, keys)}
    return [by_key[key] for key in keys]


def labelled_lines(db: sqlite3.Connection, keys: Iterable[str]) -> list[Line]:
    """The works of these keys, in the order of their labels."""
    return sorted(lines(db, list(keys)), key=lambda line: (line.label.casefold(), line.key))
