"""Changes of one file at a time: under a lock, whole or not at all, and only where something differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from litgraph.files import decode_utf8, write_text
from litgraph.project import INDEX

__all__ = ["FileChange", "change_file"]


class FileChange(NamedTuple):
    """What an act did to a file of the project: whether anything in it is new, and what it says now."""

    path: str
    changed: bool
    message: str


def change_file(root: str, name: str, change: Callable[[str], str]) -> bool:
    """Give the text of a file of the project to `change`, write what it returns, and say whether that is different.

    A file that is not there counts as empty. Line ends stay as they are. Raises LitgraphError where it is not UTF-8.
    """
    path = Path(root, name)
    with _lock_project(root):
        before = decode_utf8(path.read_bytes() if path.exists() else b"", name, consequence=", so it is left as it is")
        after = change(before)
        if after != before:
            write_text(path, after)
        return after != before


@contextmanager
def _lock_project(root: str) -> Iterator[None]:
    """One change at a time in a project, where the system and the folder allow a lock."""
    with ExitStack() as stack:
        try:
            import fcntl

            Path(root, INDEX).parent.mkdir(exist_ok=True)
            fcntl.flock(stack.enter_context(Path(root, INDEX).with_name("lock").open("w")), fcntl.LOCK_EX)
        except (ImportError, OSError):
            pass
        yield
