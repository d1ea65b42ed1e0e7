"""Files and folders that are being written, each locked by its process: a later one clears what a crash has left.

Their names begin with ".litgraph-" and end in ".part". The lock goes with the process, however that ends.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

__all__ = [
    "UnfinishedFile",
    "clear_unfinished",
    "make_scratch_folder",
    "make_unfinished_file",
    "make_unfinished_folder",
]

_PREFIX, _SUFFIX = ".litgraph-", ".part"
_NAME = re.compile(re.escape(_PREFIX) + r"[a-z0-9_]{8}" + re.escape(_SUFFIX))


class UnfinishedFile(NamedTuple):
    """A file that is being written: its open handle, which holds its lock, and its path."""

    handle: int
    path: str


@contextmanager
def make_unfinished_file(folder: str) -> Iterator[UnfinishedFile]:
    """Make a file in a folder, to be moved to its name when it is whole; where it was not, it goes with the block."""
    clear_unfinished(folder)
    while True:
        handle, path = tempfile.mkstemp(_SUFFIX, _PREFIX, folder)
        if _lock(handle) is not False and os.fstat(handle).st_nlink:
            break
        os.close(handle)  # another process took it for left behind, between the two calls, and clears it
    try:
        yield UnfinishedFile(handle, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(path)
        os.close(handle)


@contextmanager
def make_unfinished_folder(folder: str) -> Iterator[str]:
    """Make a folder in a folder, which is removed with all that is in it when the block ends."""
    clear_unfinished(folder)
    while True:
        path = tempfile.mkdtemp(_SUFFIX, _PREFIX, folder)
        try:
            handle = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            continue
        if _lock(handle) is not False and os.path.isdir(path):
            break
        os.close(handle)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(handle)


@contextmanager
def make_scratch_folder() -> Iterator[str]:
    """Make a folder for files that another program reads, in the system's folder for such."""
    with make_unfinished_folder(tempfile.gettempdir()) as path:
        yield path


def clear_unfinished(folder: str) -> None:
    """Remove from a folder what a process of the same user left unfinished there, and no process holds any more."""
    try:
        names = [entry.name for entry in os.scandir(folder) if _NAME.fullmatch(entry.name)]
    except OSError:
        return
    for name in names:
        with suppress(OSError):
            _clear(os.path.join(folder, name))


def _clear(path: str) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        status = os.fstat(handle)
        if status.st_uid != os.geteuid() or _lock(handle) is not True:
            return
        if stat.S_ISDIR(status.st_mode):
            shutil.rmtree(path, ignore_errors=True)
        elif stat.S_ISREG(status.st_mode):
            os.unlink(path)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool | None:
    """Whether this process holds the file now, and no other; None where the system or the disk has no locks."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        return None
    return True
