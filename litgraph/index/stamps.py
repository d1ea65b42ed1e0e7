"""Whether files are those that an index was made of: by size and time, and by content where these differ."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import NamedTuple

from litgraph.files import UNREADABLE, Stamp, digest, printable_path

__all__ = ["FileRow", "list_changes", "settled_time"]


class FileRow(NamedTuple):
    """A source file as the index knows it; `mtime_ns` is -1 where the time could not tell it from a later state.

    `chunks` are those of a file that can be brought up to date by them, as `litgraph.index.chunks` packs them.
    """

    path: str
    size: int
    mtime_ns: int
    sha256: str
    chunks: bytes | None = None


def settled_time(stamp: Stamp) -> int:
    """The time of a file, or -1 where it is so young that a further change need not show in it.

    Some disks count in steps of two seconds.
    """
    return stamp.mtime_ns if stamp.mtime_ns < time.time_ns() - 2_000_000_000 else -1


def list_changes(root: str, stamps: Iterable[Stamp], rows: Iterable[FileRow]) -> tuple[list[FileRow], list[str]]:
    """The files as they are now, and the paths of those whose content is another, that are new or are gone.

    `rows` are the files that the index was made of; what is unchanged keeps its chunks.
    """
    before = {row.path: row for row in rows}
    files, changed = [], []
    for stamp in stamps:
        path = printable_path(stamp.path)
        row = before.pop(path, None)
        if row is None or (row.size, row.mtime_ns) != stamp[1:]:
            sha256 = digest(os.path.join(root, stamp.path)) if stamp.size != UNREADABLE else ""
            time_ns = settled_time(stamp) if sha256 else -1
            if row is None or row.sha256 != sha256 or (not sha256 and row.size != stamp.size):
                changed.append(path)
                row = FileRow(path, stamp.size, time_ns, sha256)
            else:
                row = row._replace(size=stamp.size, mtime_ns=time_ns)
        files.append(row)
    return files, [*changed, *before]
