"""Changes of one file at a time: under a lock, whole or not at all, and only where something differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from litgraph.files import decode_utf8, write_text
from litgraph.project import INDEX

__all__ = ["FileChange", "change_file"]


class FileChange(NamedTuple):
    """What an act did to a file of the project: whether anything in it is new, and what it says now.

    `diff` has the lines that change, as a unified diff, where the act was only tried (`dry_run`) and nothing written.
    """

    path: str
    changed: bool
    message: str
    diff: str = ""


def change_file(root: str, name: str, change: Callable[[str], tuple[str, str]], *, dry_run: bool = False) -> FileChange:
    """Give the text of a file of the project to `change`, and write what it returns, unless it is a `dry_run`.

    `change` returns the new text and a sentence on what it says now. A file that is not there counts as empty. Line
    ends stay as they are. Raises LitgraphError where the file is not UTF-8.
    """
    path = Path(root, name)
    with _lock_project(root):
        before = decode_utf8(path.read_bytes() if path.exists() else b"", name, consequence=", so it is left as it is")
        after, message = change(before)
        if after != before and not dry_run:
            write_text(path, after)
    diff = _compare(name, before, after) if dry_run and after != before else ""
    return FileChange(name, after != before, message, diff)


def _compare(name: str, before: str, after: str) -> str:
    """The lines of a file that differ, as a unified diff."""
    import difflib

    old_lines, new_lines = (re.split(r"(?<=\n)", text) for text in (before, after))
    lines = difflib.unified_diff(old_lines, new_lines, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


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
