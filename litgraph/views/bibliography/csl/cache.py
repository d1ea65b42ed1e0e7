"""Texts that were set before, by a hash of all that they depend on, so that one that is out of date is never found."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress

from litgraph.own_folder import is_own_file, open_own_database

__all__ = ["FILE", "Cache"]

FILE = ".litgraph/references.sqlite"
_MOST_TEXTS = 200_000
_MOST_KEYS_A_QUERY = 500
_CHECK = 16
"""Letters of the hash before each text: a file that was damaged may still be a database, with other letters in it."""


class Cache:
    """A file of texts by key, or none where `path` is None; a file that cannot be read or written is passed over."""

    def __init__(self, path: str | os.PathLike[str] | None) -> None:
        self.path = path

    def get(self, keys: Iterable[str]) -> dict[str, str]:
        """The texts of those keys that are there."""
        keys, texts = list(keys), dict[str, str]()
        if self.path is not None and is_own_file(self.path):
            with suppress(sqlite3.Error, OSError, UnicodeError), closing(self._connect()) as db:
                for start in range(0, len(keys), _MOST_KEYS_A_QUERY):
                    chunk = keys[start : start + _MOST_KEYS_A_QUERY]
                    marks = ",".join("?" * len(chunk))
                    texts.update(db.execute(f"SELECT key, value FROM texts WHERE key IN ({marks})", chunk))
        return {key: value[_CHECK:] for key, value in texts.items() if value[:_CHECK] == _check(value[_CHECK:])}

    def store(self, texts: Mapping[str, str]) -> None:
        """Store these texts by their keys; of more than 200,000 the oldest are removed."""
        if self.path is None or not texts:
            return
        with suppress(sqlite3.Error, OSError, UnicodeError):
            try:
                self._write(texts)
            except (sqlite3.DatabaseError, UnicodeError) as error:
                if isinstance(error, sqlite3.OperationalError):  # locked, or read-only: not broken
                    raise
                os.remove(self.path)
                self._write(texts)

    def _write(self, texts: Mapping[str, str]) -> None:
        with closing(self._connect()) as db, db:
            db.execute("CREATE TABLE IF NOT EXISTS texts (number INTEGER PRIMARY KEY, key TEXT UNIQUE, value TEXT)")
            db.executemany(
                "INSERT OR REPLACE INTO texts (key, value) VALUES (?, ?)",
                ((key, _check(text) + text) for key, text in texts.items()),
            )
            db.execute("DELETE FROM texts WHERE number <= (SELECT max(number) FROM texts) - ?", (_MOST_TEXTS,))

    def _connect(self) -> sqlite3.Connection:
        assert self.path is not None
        return open_own_database(self.path)


def _check(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_CHECK]
