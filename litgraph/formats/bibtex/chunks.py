"""The text of a BibTeX file cut into chunks, each of which is understood without the text around it.

A line that begins with "@", a type and an opening brace begins a block whatever stands before it, be it an entry that
was never closed: so that one mistake costs one entry. These lines are where the text is cut, but for those within the
braces of a @comment that is closed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Chunk", "split_chunks", "unify_lines"]


class Chunk(NamedTuple):
    """The text from one line that begins a block up to the next one, `start` to `end`; chunks leave no gap.

    `line` and `column`, from 1, are the place of its first character, which is the "@". `kind` is "entry" (one entry
    with a `key`), "string", "preamble", "comment", "odd" (an entry without key, or more than one block) or "outside"
    (the text before the first block).
    """

    start: int
    end: int
    line: int
    column: int
    kind: str
    key: str = ""


_NO_ENTRIES = ("string", "preamble", "comment")
_BRACE = re.compile(r"[{}]")
_BLOCK = re.compile(r"@(?=\s*+\w*+\s*+[{(])")
# At the beginning of a line. A parenthesis that opens no entry is text; between "@" and brace may stand line ends, but
# not without a type.
_HEAD = re.compile(
    r"@(?!\w*+[ \t]*+\((?!\s*+[^\s,(){}=\"]++\s*+[,=]))(?:\s*+(\w++)\s*+|[ \t]*+)([{(])\s*+([^,={}\"#%\n]*+)(,?)"
)


def unify_lines(text: str) -> str:
    """The text of a file without a byte order mark, its lines ended by a line feed: what chunks are cut from."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def split_chunks(text: str) -> list[Chunk]:
    r"""Cut a text with unified lines into chunks, in their order.

    >>> [chunk.key for chunk in split_chunks("@book{a, year = 1}\n@book{b, title = {\n@misc{c, year = 2}")]
    ['a', 'b', 'c']
    """
    chunks: list[Chunk] = []
    start, line, column, kind, key = 0, 1, 1, "outside", ""
    comment_ends: dict[int, int] | None = None
    comment_end = 0
    for block in _BLOCK.finditer(text):
        at = block.start()
        if at < comment_end:
            continue
        line_start = text.rfind("\n", 0, at) + 1
        begins_line = at == line_start or not text[line_start:at].strip(" \t")
        head = _HEAD.match(text, at) if begins_line else None
        if head:
            if at > 0:
                chunks.append(Chunk(start, at, line, column, kind, key))
            line += text.count("\n", start, at)
            start, column = at, at - line_start + 1
            key = head[3].rstrip() if head[4] else ""
            kind = (head[1] or "").lower()
            if kind in _NO_ENTRIES:
                key = ""
                if kind == "comment":
                    comment_ends = _match_braces(text, at) if comment_ends is None else comment_ends
                    comment_end = comment_ends.get(text.find("{", at), 0)
            else:
                kind = "entry" if key else "odd"
        elif not at or text[at - 1] in "})" or text[at - 1].isspace():
            kind, key = "odd", ""
    if start < len(text):
        chunks.append(Chunk(start, len(text), line, column, kind, key))
    return chunks


def _match_braces(text: str, start: int) -> dict[int, int]:
    """The offset of each opening brace from `start` on, with that of the brace that closes it."""
    closing: dict[int, int] = {}
    opening: list[int] = []
    for brace in _BRACE.finditer(text, start):
        if brace[0] == "{":
            opening.append(brace.start())
        elif opening:
            closing[opening.pop()] = brace.start()
    return closing
