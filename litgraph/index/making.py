"""The index made of the files of a knowledge base: whole or not at all, in the place of the one before it."""

from __future__ import annotations

import contextlib
import gc
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator

from litgraph.corpus import read_sources, settle
from litgraph.files import Stamp
from litgraph.index.stamps import list_changes
from litgraph.index.writing import write_index
from litgraph.project import INDEX

__all__ = ["make_in_memory", "make_on_disk"]


def make_on_disk(root: str, stamps: list[Stamp], notice: Callable[[str], None], *, anew: bool) -> bool:
    """Put an index of the files in the place of the old one, if any; return False where the disk refuses it.

    Unless it is to be made `anew`, the old one is brought up to date where that is possible.
    """
    try:
        with _without_cycles(), _replace_index(root) as connection:
            _notice_size(stamps, notice)
            _write(root, stamps, connection)
    except (OSError, sqlite3.Error):
        return False
    return True


def make_in_memory(root: str, stamps: list[Stamp]) -> sqlite3.Connection:
    """Make an index of the files that lasts as long as its connection."""
    connection = sqlite3.connect(":memory:")
    with _without_cycles():
        _write(root, stamps, connection)
    return connection


def _write(root: str, stamps: list[Stamp], connection: sqlite3.Connection) -> None:
    files, _ = list_changes(root, stamps, ())
    harvest = read_sources(root)
    write_index(settle(harvest), connection, files, harvest)


def _notice_size(stamps: list[Stamp], notice: Callable[[str], None]) -> None:
    size = sum(stamp.size for stamp in stamps)
    if size > 300_000:  # about what takes a second
        notice(f"reading the files anew, {size / 1e6:.1f} MB ...")


@contextlib.contextmanager
def _without_cycles() -> Iterator[None]:
    """Look for no circles of values: nothing here makes any, and looking among millions of values doubles the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextlib.contextmanager
def _replace_index(root: str) -> Iterator[sqlite3.Connection]:
    """A new database beside the index, which takes its place once it is written, or is removed."""
    path = os.path.join(root, INDEX)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    handle, beside = tempfile.mkstemp(".part", "index.", os.path.dirname(path))
    os.close(handle)
    try:
        with contextlib.closing(sqlite3.connect(beside)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            yield connection
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{path}-journal")
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
