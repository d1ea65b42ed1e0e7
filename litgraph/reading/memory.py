"""What was read and written before, in `.litgraph`: no paper is read twice, and corrections can be told from readings.

It may be deleted at any time: papers are then read again, and a corrected reading is left as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from litgraph.model import Name, Problem, Span
from litgraph.own_folder import is_own_file, open_own_database, write_own_text
from litgraph.project import INDEX, VERSION
from litgraph.reading.paper import Mention, PaperContent, PaperText, Piece, Reference, Run

__all__ = ["Memory", "Remembered", "reading_version"]

_FILE = "papers.sqlite"
_MOST_BYTES = 500_000_000  # of what was read of one paper: many times what 10 MB of text become
_SCHEMA = """
CREATE TABLE IF NOT EXISTS papers (
    path TEXT PRIMARY KEY, source TEXT, version TEXT, read BLOB, key TEXT DEFAULT '', state TEXT DEFAULT ''
);
CREATE TABLE IF NOT EXISTS written (seal TEXT PRIMARY KEY, key TEXT, body TEXT);
"""


class Remembered(NamedTuple):
    """A paper that was read before: its file, the key of its reading, and the state that the reading was made of."""

    path: str
    key: str
    state: str


class Memory:
    """What was read of each file, and what was last written of each paper; without a root nothing is remembered.

    A database that turns out to be damaged is forgotten, and made anew by the next `Memory`.
    """

    def __init__(self, root: str) -> None:
        self._path = Path(root, INDEX).with_name(_FILE) if root else None
        self._is_damaged = False
        self._db = _open_database(self._path) or _open_in_memory()

    def close(self) -> None:
        """Close the database."""
        self._db.close()
        if self._is_damaged and self._path:
            with suppress(OSError):
                self._path.unlink()

    def recall_content(self, path: Path, source: str) -> PaperContent | None:
        """Return what was read of a file; None where the file (by its digest `source`) or the reader has changed."""
        query = "SELECT read FROM papers WHERE (path, source, version) = (?, ?, ?)"
        with suppress(zlib.error, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            for (data,) in self._select(query, _place(path), source, reading_version()):
                return _paper_from_json(json.loads(zlib.decompressobj().decompress(data, _MOST_BYTES)))
        return None

    def _select(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(query, values).fetchall()
        except (sqlite3.Error, UnicodeError) as error:  # letters that are no UTF-8, in a message of SQLite too
            self._is_damaged |= getattr(error, "sqlite_errorcode", 0) not in (
                sqlite3.SQLITE_BUSY,
                sqlite3.SQLITE_LOCKED,
            )
            return []

    def remember_content(self, path: Path, source: str, paper: PaperContent) -> None:
        """Remember what was read of a file."""
        data = zlib.compress(json.dumps(asdict(paper)).encode())
        query = """INSERT INTO papers (path, source, version, read) VALUES (?, ?, ?, ?) ON CONFLICT (path) DO UPDATE
            SET source = excluded.source, version = excluded.version, read = excluded.read, state = ''"""
        self._do(query, _place(path), source, reading_version(), data)

    def recall_state(self, path: Path, source: str) -> Remembered | None:
        """Return the key and state of a file's reading; None where the file or the reader has changed."""
        query = "SELECT path, key, state FROM papers WHERE (path, source, version) = (?, ?, ?)"
        rows = self._select(query, _place(path), source, reading_version())
        return Remembered(*map(str, rows[0])) if rows else None

    def reading_key(self, path: Path) -> str:
        """Return the key of the reading that was written of a file, or ""."""
        rows = self._select("SELECT key FROM papers WHERE path = ?", _place(path))
        return str(rows[0][0]) if rows else ""

    def remember_reading(self, path: Path, key: str, state: str) -> None:
        """Remember which reading was written of a file, and the state that it was made of."""
        self._do("UPDATE papers SET key = ?, state = ? WHERE path = ?", key, state, _place(path))

    def list_papers(self) -> list[Remembered]:
        """List the files that have a reading."""
        query = "SELECT path, key, state FROM papers WHERE key != '' ORDER BY path"
        return [Remembered(*map(str, row)) for row in self._select(query)]

    def begin_record(self, key: str, seal: str, body: str) -> None:
        """Remember the record that is about to be written, beside the one that was written before."""
        self._do("INSERT OR REPLACE INTO written VALUES (?, ?, ?)", seal, key, body)

    def finish_record(self, key: str, seal: str) -> None:
        """Forget the records of a paper but the one with this seal."""
        self._do("DELETE FROM written WHERE key = ? AND seal != ?", key, seal)

    def last_record(self, seal: str) -> str:
        """Return the record with this seal as litgraph wrote it, or ""."""
        rows = self._select("SELECT body FROM written WHERE seal = ?", seal)
        return str(rows[0][0]) if rows else ""

    def _do(self, query: str, *values: object) -> None:
        try:
            with self._db:
                self._db.execute(query, values)
        except sqlite3.OperationalError:  # a full disk, a folder that may not be written to
            pass
        except (sqlite3.DatabaseError, UnicodeError):
            self._is_damaged = True


def _open_in_memory() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.executescript(_SCHEMA)
    return db


def _open_database(path: Path | None) -> sqlite3.Connection | None:
    if path is None:
        return None
    for _ in range(2):
        try:
            if not is_own_file(ignored := path.with_name(".gitignore")):
                write_own_text(ignored, "*\n")  # the texts of papers are not ours to publish
            db = open_own_database(path)
            try:
                db.executescript(_SCHEMA)
            except BaseException:
                db.close()
                raise
            return db
        except sqlite3.OperationalError:
            return None
        except (sqlite3.DatabaseError, UnicodeError):  # no database: it is made anew
            with suppress(OSError):
                path.unlink()
        except OSError:
            return None
    return None


def _place(path: Path) -> str:
    return os.path.abspath(path).encode("utf-8", "backslashreplace").decode()


_OUTSIDE_READING = ("files.py", "matching.py", "months.py", "resolve.py", "words.py")


@cache
def reading_version() -> str:
    """Return a digest of the reader's source and its libraries: papers are read again where it has changed."""
    digest = hashlib.sha256(VERSION.encode())
    reading_folder = Path(__file__).parent
    for path in sorted((*reading_folder.rglob("*.py"), *(reading_folder.parent / name for name in _OUTSIDE_READING))):
        with suppress(OSError):
            digest.update(path.read_bytes())
    for name in ("pypdfium2", "lxml", "charset-normalizer"):
        digest.update(f"{name} {version(name)}".encode())
    return digest.hexdigest()


# What was read, out of JSON


def _paper_from_json(data: dict[str, Any]) -> PaperContent:
    text = data["text"]
    return PaperContent(
        PaperText(
            text["text"],
            tuple(Piece(**piece) for piece in text["pieces"]),
            tuple(Run(**run) for run in text["runs"]),
            tuple((start, label) for start, label in text["pages"]),
            _problems(text["problems"]),
        ),
        tuple(_reference(reference) for reference in data["references"]),
        tuple(Mention(**{**mention, "references": tuple(mention["references"])}) for mention in data["mentions"]),
        _problems(data["problems"]),
    )


def _reference(data: dict[str, Any]) -> Reference:
    people = {role: tuple(Name(**name) for name in data[role]) for role in ("authors", "editors")}
    return Reference(**{**data, **people, "ids": tuple(data["ids"])})


def _problems(data: Iterable[dict[str, Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(**{**problem, "at": Span(**problem["at"]) if problem["at"] else None}) for problem in data)
