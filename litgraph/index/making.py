"""The index made of the files of a knowledge base: whole or not at all, in the place of the one before it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator

from litgraph.corpus import read_source_file, read_sources, settle
from litgraph.files import Stamp
from litgraph.garbage import pause_garbage_collection
from litgraph.index import open_last_index
from litgraph.index.changes import NeedsFullBuild
from litgraph.index.stamps import FileRow, list_changes
from litgraph.index.updating import update_index
from litgraph.index.writing import write_index
from litgraph.model import Harvest
from litgraph.project import CODEBOOK, INDEX, is_bibliography, list_sources
from litgraph.unfinished import make_unfinished_file

__all__ = ["copy_index", "make_in_memory", "make_on_disk", "update_on_disk"]


def make_on_disk(root: str, stamps: list[Stamp], notice: Callable[[str], None], *, anew: bool) -> bool:
    """Put an index of the files in the place of the old one, if any; return False where the disk refuses it.

    Unless it is to be made `anew`, the old one is brought up to date where that is possible.
    """
    with pause_garbage_collection():
        if not anew and update_on_disk(root, stamps):
            return True
        size = sum(stamp.size for stamp in stamps)
        if size > 300_000:  # about what takes a second
            notice(f"reading the files anew, {size / 1e6:.1f} MB ...")
        try:
            with _replace_index(root) as beside, _open(beside) as connection:
                _write(root, stamps, connection)
        except (OSError, sqlite3.Error):
            return False
    return True


def update_on_disk(root: str, stamps: list[Stamp]) -> bool:
    """Bring a copy of the index up to date, and put it in its place; return False where it is to be made anew."""
    if not (index := open_last_index(root)):
        return False
    try:
        with _replace_index(root) as beside:
            _copy_index(index, root, beside)
            with _open(beside) as connection:
                rows = [FileRow(*row) for row in connection.execute("SELECT * FROM files")]
                files, changed = list_changes(root, stamps, rows)
                with connection:
                    update_index(connection, root, rows, files, changed)
            if _have_changed(root, stamps, files):
                raise NeedsFullBuild("the files changed meanwhile")
    except Exception:  # a damaged index raises anything; one made anew is right in any case
        return False
    return True


def copy_index(root: str, other_root: str) -> None:
    """Give the knowledge base `other_root`, another state of `root`, the index of that to be brought up to date."""
    if index := open_last_index(root):
        with contextlib.suppress(OSError, sqlite3.Error):
            path = os.path.join(other_root, INDEX)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            _copy_index(index, root, path)


def _copy_index(index: sqlite3.Connection, root: str, target: str) -> None:
    """Copy the file of an open `index` of `root`, and close it."""
    with contextlib.closing(index):
        index.execute("BEGIN")
        index.execute("SELECT 1 FROM made").fetchone()  # locks it: none notes times of files in it meanwhile
        _copy(os.path.join(root, INDEX), target)


def _copy(source: str, target: str) -> None:
    """Copy a file; a file system that can share what two files have in common does so."""
    with open(source, "rb") as read, open(target, "wb") as written:
        if hasattr(os, "copy_file_range"):
            with contextlib.suppress(OSError):
                while os.copy_file_range(read.fileno(), written.fileno(), 1 << 30):
                    pass
        # What is left: all of it where the system cannot copy by itself, else nothing.
        while content := read.read(1 << 20):
            written.write(content)


def make_in_memory(root: str, stamps: list[Stamp]) -> sqlite3.Connection:
    """Make an index of the files that lasts as long as its connection."""
    connection = sqlite3.connect(":memory:")
    try:
        with pause_garbage_collection():
            _write(root, stamps, connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _write(root: str, stamps: list[Stamp], connection: sqlite3.Connection) -> None:
    """Read all files and write what they say into an empty database."""
    from litgraph.index.codebook import read_codebook_chunks
    from litgraph.index.works import read_bibliography_chunks

    files, _ = list_changes(root, stamps, ())
    chunks: dict[str, bytes | None] = {}

    def read_file(path: str, name: str) -> Harvest:
        if name == CODEBOOK:
            harvest, chunks[name] = read_codebook_chunks(path)
        elif is_bibliography(name):
            harvest, chunks[name] = read_bibliography_chunks(path, name)
        else:
            harvest = read_source_file(path, name)
        return harvest

    harvest = read_sources(root, read_file)
    files = [row._replace(chunks=chunks.get(row.path)) for row in files]
    if _have_changed(root, stamps, files):
        # A file changed while it was read: it is looked into again by the next question.
        files = [row._replace(mtime_ns=-1, sha256="", chunks=None) for row in files]
    write_index(settle(harvest), connection, files, harvest)


def _have_changed(root: str, stamps: list[Stamp], files: list[FileRow]) -> bool:
    """Whether any file changed since these are known; of young ones the time does not tell, but the content."""
    return list_sources(root) != stamps or bool(list_changes(root, stamps, files)[1])


@contextlib.contextmanager
def _replace_index(root: str) -> Iterator[str]:
    """The path of a new file beside the index, which takes its place once it is written, or is removed."""
    path = os.path.join(root, INDEX)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with make_unfinished_file(os.path.dirname(path)) as (_, beside):
        yield beside
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{path}-journal")
        os.replace(beside, path)


@contextlib.contextmanager
def _open(path: str) -> Iterator[sqlite3.Connection]:
    """A connection for writing a file that is thrown away should anything go wrong."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        yield connection
