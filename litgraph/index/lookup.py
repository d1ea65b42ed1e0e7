"""Works in the index, looked up by what a mention says of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from litgraph.resolve import Author, Referent

__all__ = ["IndexLookup", "IndexNames", "offers_keywords", "select"]


class IndexLookup:
    """A `resolve.Lookup` over the index."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def find_key(self, text: str) -> str:
        """The key of the work that `text` is a key of, whatever its case, or ""."""
        sql = "SELECT work FROM keys WHERE key = ?"
        row = self._db.execute(sql, (text,)).fetchone()
        if row is None:
            sql = "SELECT work FROM keys WHERE folded = ? ORDER BY key LIMIT 1"
            row = self._db.execute(sql, (text.casefold(),)).fetchone()
        return row[0] if row else ""

    def by_key(self, text: str) -> Referent | None:
        key = self.find_key(text)
        return self.by_keys([key])[0] if key else None

    def by_id(self, identifier: str) -> list[Referent]:
        rows = self._db.execute("SELECT work FROM ids WHERE id = ? ORDER BY work", (identifier,))
        return self.by_keys([key for (key,) in rows])

    def by_forms(self, forms: Sequence[str], year: int | None = None) -> list[Referent]:
        rows = select(self._db, "SELECT work FROM forms WHERE form IN ({keys})", forms)
        return self.by_keys(sorted({key for (key,) in rows}))

    def by_words(self, words: Sequence[str], year: int | None = None) -> list[Referent]:
        query = " ".join(f'title:"{word}"*' for word in words)
        sql = """SELECT key, folded_title FROM words JOIN works ON works.id = words.rowid WHERE words MATCH ?
            ORDER BY key"""
        # SQLite parts words at the vowel signs of Hindi or Thai, so it gives titles, too, in which they do not stand.
        rows = [(key, f" {title}") for key, title in self._db.execute(sql, (query,))]
        return self.by_keys([key for key, title in rows if all(f" {word}" in title for word in words)])

    def all_forms(self) -> Sequence[str]:
        return [form for (form,) in self._db.execute("SELECT DISTINCT form FROM forms ORDER BY form")]

    def by_keys(self, keys: Sequence[str]) -> list[Referent]:
        authors: dict[str, list[Author]] = {}
        sql = "SELECT work, forms, given FROM authors WHERE work IN ({keys}) ORDER BY work, pos"
        for key, forms, given_names in select(self._db, sql, keys):
            authors.setdefault(key, []).append(Author(tuple(forms.split("|")), given_names))
        sql = """SELECT key, label, folded_title, year, suffix, date_text,
            EXISTS (SELECT 1 FROM fields WHERE work = key AND name = 'et-al' AND ' ' || value || ' ' GLOB '* author *')
            FROM works WHERE key IN ({keys}) ORDER BY key"""
        rows = select(self._db, sql, keys)
        return [Referent(key, label, title, tuple(authors.get(key, ())), *dated) for key, label, title, *dated in rows]


class IndexNames:
    """The keys of all works in the index: `litgraph.corpus.WorkNames`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db, self._lookup = db, IndexLookup(db)
        self._keys: list[str] | None = None

    def find_key(self, text: str) -> str:
        return self._lookup.find_key(text)

    def all_keys(self) -> Sequence[str]:
        if self._keys is None:
            self._keys = [key for (key,) in self._db.execute("SELECT key FROM keys ORDER BY key")]
        return self._keys

    def lookup(self) -> IndexLookup:
        return self._lookup


def offers_keywords(db: sqlite3.Connection) -> bool:
    """Whether no theme is defined, so that keywords may be offered as themes."""
    sql = (
        "SELECT NOT EXISTS (SELECT 1 FROM themes) OR EXISTS (SELECT 1 FROM problems WHERE code = 'keywords-as-themes')"
    )
    return bool(db.execute(sql).fetchone()[0])


def select(
    db: sqlite3.Connection, sql: str, keys: Sequence[str] | Sequence[int], *values: str
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `sql`, in which {keys} stands for a list of any number of keys; `values` are those after it.

    SQLite allows so many values at once, so it is asked for 500 keys at a time; {keys} may stand there more than once.
    """
    for start in range(0, len(keys), 500):
        chunk = tuple(keys[start : start + 500])
        marks = ", ".join("?" * len(chunk))
        yield from db.execute(sql.format(keys=marks), (*chunk * sql.count("{keys}"), *values))
