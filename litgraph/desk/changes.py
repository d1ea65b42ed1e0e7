"""Changes of one file at a time: under a lock, whole or not at all, and only where something differs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import NamedTuple

from litgraph.errors import BAD_INPUT, LitgraphError
from litgraph.files import decode_utf8, write_text
from litgraph.own_folder import hold_lock

__all__ = ["FileChange", "change_file", "read_project_file"]

_CONTEXT = 3  # lines around a change that a diff shows


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

    `change` returns the new text and a sentence on what it says now. It is called under a lock: what it looks up in the
    project still holds when its text is written. A file that is not there counts as empty. Line ends stay as they are.
    Raises LitgraphError for what is no UTF-8 text file.
    """
    with hold_lock(root):
        before = read_project_file(root, name, consequence=", so it is left as it is")
        after, message = change(before)
        if after != before and not dry_run:
            write_text(os.path.join(root, name), after)
    diff = _compare(name, before, after) if dry_run and after != before else ""
    return FileChange(name, after != before, message, diff)


def _compare(name: str, before: str, after: str) -> str:
    """The lines of a file that differ, as a unified diff."""
    import difflib

    old_lines, new_lines = (re.findall(r"[^\n]*\n|[^\n]+", text) for text in (before, after))
    # What both begin and end with is cut off but for its last lines: difflib takes a second for a long file.
    equal = _count_equal(old_lines, new_lines)
    skipped = max(0, equal - _CONTEXT)
    end = max(0, _count_equal(old_lines[equal:][::-1], new_lines[equal:][::-1]) - _CONTEXT)
    parts = old_lines[skipped : len(old_lines) - end], new_lines[skipped : len(new_lines) - end]
    lines = list(difflib.unified_diff(*parts, f"a/{name}", f"b/{name}", n=_CONTEXT))
    if (skipped and lines[3][0] != " ") or (end and lines[-1][0] != " "):  # among like lines, it looks farther
        skipped = 0
        lines = list(difflib.unified_diff(old_lines, new_lines, f"a/{name}", f"b/{name}", n=_CONTEXT))
    for number, line in enumerate(lines):
        if line.startswith("@@") and skipped:
            lines[number] = re.sub(r"(?<=[-+])\d+", lambda match: str(int(match[0]) + skipped), line)
        elif not line.endswith("\n"):
            lines[number] = f"{line}\n\\ No newline at end of file\n"
    return "".join(lines)


def _count_equal(lines: Sequence[str], other_lines: Sequence[str]) -> int:
    """How many lines are the same from the beginning on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(lines, other_lines, strict=False)))


def read_project_file(root: str, name: str, *, consequence: str = "") -> str:
    """The text of a file of the project, "" where it is not there; raises LitgraphError for what is no UTF-8 text file.

    A link to a file is followed; a pipe or a device is not waited for. `consequence` ends the message.
    """
    path = os.path.join(root, name)
    if not os.path.lexists(path):
        return ""
    if not os.path.isfile(path):
        hint = "a pipe, a folder or a broken link may stand there"
        raise LitgraphError(f'"{name}" is no file that can be read{consequence}', hint, exit_code=BAD_INPUT)
    with open(path, "rb") as file:
        return decode_utf8(file.read(), name, consequence=consequence)
