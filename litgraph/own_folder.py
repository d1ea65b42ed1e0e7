"""`.litgraph`, litgraph's own folder in a knowledge base: nothing in it leads anywhere else.

A folder that was unpacked or cloned may hold anything there. A link is never followed, nor a pipe waited for: what is
no file of the folder itself is taken away before something is written. `litgraph.project.find_root` refuses a
knowledge base whose `.litgraph` is itself a link.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from litgraph.files import Folder, write_text
from litgraph.project import OWN_FOLDER

if TYPE_CHECKING:
    import sqlite3

__all__ = ["hold_lock", "is_own_file", "open_own_database", "prepare_own_path", "write_own_text"]


def is_own_file(path: Folder) -> bool:
    """Whether a path in `.litgraph` is a file of the folder itself, reached by no link."""
    path = os.fspath(path)
    folder = os.path.dirname(path)
    try:
        return stat.S_ISREG(os.lstat(path).st_mode) and not (
            os.path.islink(folder) and os.path.basename(folder) != OWN_FOLDER
        )
    except OSError:
        return False


def prepare_own_path(path: Folder) -> None:
    """Make the folder of a path in `.litgraph`, and take away what stands at either and leads elsewhere."""
    path = os.fspath(path)
    folder = os.path.dirname(path)
    if os.path.basename(folder) != OWN_FOLDER:
        _take_away(folder)
    os.makedirs(folder, exist_ok=True)
    _take_away(path)


def _take_away(path: str) -> None:
    """Remove a link, a pipe or a device at a path."""
    with suppress(FileNotFoundError):
        mode = os.lstat(path).st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            os.unlink(path)


def write_own_text(path: Folder, text: str) -> None:
    """Write a text file in `.litgraph`, whole or not at all, in the place of what stands there."""
    prepare_own_path(path)
    write_text(path, text)


# SQLite's journal of a change in several databases ends so, after the name of a file that is deleted at the end. Those
# of litgraph are of one database each.
_END_OF_SHARED_JOURNAL = bytes.fromhex("d9d505f920a163d7")


def open_own_database(path: Folder, *, is_read_only: bool = False) -> sqlite3.Connection:
    """Open an SQLite file in `.litgraph` that holds tables alone; with `is_read_only`, it must be there.

    Raises sqlite3.DatabaseError for one that holds anything else, such as a view that never ends, and OSError or
    sqlite3.OperationalError where it cannot be opened.
    """
    import sqlite3

    path = os.path.abspath(path)
    if is_read_only and not is_own_file(path):
        raise sqlite3.OperationalError("no database of litgraph")
    if not is_read_only:
        prepare_own_path(path)
    _remove_foreign_journal(f"{path}-journal")
    # SQLite takes an address, in which three letters of a path would have a meaning of their own.
    address = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    connection = sqlite3.connect(f"file:{address}?mode={'ro' if is_read_only else 'rwc'}", uri=True)
    try:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE type IN ('view', 'trigger')").fetchone():
            raise sqlite3.DatabaseError("it holds more than tables")
    except (UnicodeError, MemoryError) as error:  # SQLite's own words hold what stands there
        connection.close()
        raise sqlite3.DatabaseError("it is damaged") from error
    except BaseException:
        connection.close()
        raise
    return connection


def _remove_foreign_journal(path: str) -> None:
    try:
        size = os.lstat(path).st_size
    except FileNotFoundError:
        return
    if is_own_file(path):
        with open(path, "rb") as file:
            file.seek(max(0, size - len(_END_OF_SHARED_JOURNAL)))
            if file.read() != _END_OF_SHARED_JOURNAL:
                return
    os.unlink(path)


@contextmanager
def hold_lock(root: Folder) -> Iterator[None]:
    """Let one process at a time change a knowledge base, where the system and the folder allow a lock."""
    handle = -1
    with suppress(ImportError, OSError):
        import fcntl

        path = os.path.join(root, OWN_FOLDER, "lock")
        prepare_own_path(path)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if handle >= 0:
            os.close(handle)
