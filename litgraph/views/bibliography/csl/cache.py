"""What was set before: entries by a hash of everything they depend on, so that what is old is never found."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress

__all__ = ["FILE", "Cache"]

FILE = ".litgraph/references.sqlite"
_KEPT = 200_000
_AT_ONCE = 500


class Cache:
    """A file of texts by key, or nothing where `path` is None; a file that cannot be used is passed over."""

    def __init__(self, path: str | os.PathLike[str] | None) -> None:
        self.path = path

    def get(self, keys: Iterable[str]) -> dict[str, str]:
        """Those of the keys that are there."""
        wanted, found = list(keys), dict[str, str]()
        if self.path is not None and os.path.isfile(self.path):
            with suppress(sqlite3.Error), closing(self._open()) as db:
                for start in range(0, len(wanted), _AT_ONCE):
                    part = wanted[start : start + _AT_ONCE]
                    marks = ",".join("?" * len(part))
                    found.update(db.execute(f"SELECT key, value FROM texts WHERE key IN ({marks})", part))
        return found

    def put(self, texts: Mapping[str, str]) -> None:
        """Keep these; the oldest of very many go."""
        if self.path is None or not texts:
            return
        with suppress(sqlite3.Error, OSError):
            os.makedirs(os.path.dirname(os.path.abspath(self.path)), exist_ok=True)
            try:
                self._write(texts)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):  # locked, or read-only: not broken
                    raise
                os.remove(self.path)
                self._write(texts)

    def _write(self, texts: Mapping[str, str]) -> None:
        with closing(self._open()) as db, db:
            db.execute("CREATE TABLE IF NOT EXISTS texts (number INTEGER PRIMARY KEY, key TEXT UNIQUE, value TEXT)")
            db.executemany("INSERT OR REPLACE INTO texts (key, value) VALUES (?, ?)", texts.items())
            db.execute("DELETE FROM texts WHERE number <= (SELECT max(number) FROM texts) - ?", (_KEPT,))

    def _open(self) -> sqlite3.Connection:
        assert self.path is not None
        return sqlite3.connect(self.path, timeout=5)
