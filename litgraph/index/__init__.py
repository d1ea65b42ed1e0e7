"""The corpus as one SQLite file that answers every question; it is brought up to date when a source file has changed.

Opening it reads no YAML and no BibTeX: the sizes and times of the files tell whether it is up to date.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from typing import TypeVar

from litgraph.errors import LitgraphError
from litgraph.files import Folder, Stamp, printable_path
from litgraph.own_folder import open_own_database
from litgraph.project import INDEX, VERSION, find_root, list_sources

__all__ = ["SCHEMA", "answer_from_index", "build", "connect", "open_last_index"]

T = TypeVar("T")
SCHEMA = 9  # raise it with every change of what stands in the tables


def connect(
    root: Folder, notice: Callable[[str], None] = lambda message: None, *, anew: bool = False
) -> sqlite3.Connection:
    """Open the index of a knowledge base read-only, and make it anew first where the files have changed, or if `anew`.

    `root` is the folder of the knowledge base or one below it. Where it cannot be written, the index is made in memory.
    `notice` is called with a message before work that takes time.
    """
    root = find_root(root)
    stamps = list_sources(root)
    return (None if anew else _open_if_up_to_date(root, stamps)) or _make(root, stamps, notice, anew=anew)


def answer_from_index(
    root: Folder, ask: Callable[[sqlite3.Connection], T], open_index: Callable[..., sqlite3.Connection] = connect
) -> T:
    """Return what `ask` gets from the index of a knowledge base, which `open_index` opens as `connect` does.

    Where anything but a LitgraphError goes wrong, the index may be damaged. It holds nothing of its own, so it is made
    anew, and `ask` is called once more.
    """
    with contextlib.closing(open_index(root)) as db:
        try:
            return ask(db)
        except LitgraphError:
            raise
        except Exception:  # damaged rows reach the code that takes them apart, so it may be any
            pass
    with contextlib.closing(open_index(root, anew=True)) as db:
        return ask(db)


def build(root: Folder, notice: Callable[[str], None] = lambda message: None, *, anew: bool = False) -> bool:
    """Bring the index up to date, or make it `anew` in any case; return False where it was up to date already.

    Raises LitgraphError where it cannot be written.
    """
    root = find_root(root)
    stamps = list_sources(root)
    connection = None if anew else _open_if_up_to_date(root, stamps)
    is_new = connection is None
    with contextlib.closing(connection or _make(root, stamps, notice, anew=anew)) as connection:
        if connection.execute("PRAGMA database_list").fetchone()[2] == "":
            raise LitgraphError(f'the index "{os.path.join(root, INDEX)}" cannot be written', "look at its permissions")
    return is_new


def _open_if_up_to_date(root: str, stamps: list[Stamp]) -> sqlite3.Connection | None:
    """The index of these files, where this version wrote it and they have not changed since."""
    path = os.path.join(root, INDEX)
    if connection := _open(path):
        is_up_to_date = False
        try:
            is_up_to_date = _is_up_to_date(connection, root, stamps, path)
        finally:
            if not is_up_to_date:
                connection.close()
        return connection if is_up_to_date else None
    return None


def open_last_index(root: str) -> sqlite3.Connection | None:
    """Open the index as the last question left it, even if files have changed since; None where there is none."""
    return _open(os.path.join(root, INDEX))


def _open(path: str) -> sqlite3.Connection | None:
    """Open the index at `path`; None unless this version wrote it."""
    try:
        connection = open_own_database(path, is_read_only=True)
    except (sqlite3.Error, OSError):
        return None
    with contextlib.suppress(sqlite3.Error, UnicodeError, MemoryError):
        schema = connection.execute("PRAGMA user_version").fetchone()[0]
        # Another version of the program may read the same files in another way.
        if schema == SCHEMA and connection.execute("SELECT by FROM made").fetchone() == (VERSION,):
            return connection
    connection.close()
    return None


def _is_up_to_date(connection: sqlite3.Connection, root: str, stamps: list[Stamp], path: str) -> bool:
    """Whether the files are those that the index was made of, by size and time, else by content."""
    try:
        rows = connection.execute("SELECT path, size, mtime_ns, sha256 FROM files ORDER BY path").fetchall()
    except (sqlite3.Error, UnicodeError, MemoryError):
        return False
    if [row[:3] for row in rows] == [(printable_path(stamp.path), stamp.size, stamp.mtime_ns) for stamp in stamps]:
        return True
    if [row[:2] for row in rows] != [(printable_path(stamp.path), stamp.size) for stamp in stamps]:
        return False
    from litgraph.index.stamps import FileRow, list_changes

    files, changed = list_changes(root, stamps, (FileRow(*row) for row in rows))
    if changed:
        return False
    settled = [(file.mtime_ns, file.path) for file in files if file.mtime_ns != -1]
    with contextlib.suppress(sqlite3.Error, OSError), contextlib.closing(open_own_database(path)) as writing, writing:
        # In memory: a process killed here leaves no journal behind that would lock readers out.
        writing.execute("PRAGMA journal_mode = MEMORY")
        writing.executemany("UPDATE files SET mtime_ns = ? WHERE path = ?", settled)
    return True


def _make(root: str, stamps: list[Stamp], notice: Callable[[str], None], *, anew: bool = False) -> sqlite3.Connection:
    """Bring the index up to date with the files, or make it `anew`; in memory where the disk refuses it."""
    from litgraph.index.making import make_in_memory, make_on_disk

    is_on_disk = make_on_disk(root, stamps, notice, anew=anew)
    return (_open(os.path.join(root, INDEX)) if is_on_disk else None) or make_in_memory(root, stamps)
