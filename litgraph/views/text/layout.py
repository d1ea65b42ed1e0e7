"""Lines that fit the terminal: folded text, columns, headings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from litgraph.queries.named import Line

__all__ = ["list_below", "opening", "table", "title", "width", "wrap"]


# What moves the cursor or turns text around would let a title write over other lines.
_CONTROLS = dict.fromkeys([*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], " ")


def width() -> int:
    """Return how many columns to write in: those of the terminal, at least 30 and at most 110."""
    # shutil.get_terminal_size does the same, and costs more to import than the rest of an answer.
    with suppress(ValueError):
        if columns := int(os.environ.get("COLUMNS") or 0):
            return max(30, min(columns, 110))
    for stream in (1, 2):
        with suppress(OSError):
            if columns := os.get_terminal_size(stream).columns:
                return max(30, min(columns, 110))
    return 100


def wrap(text: str, indent: int = 0, hang: int | None = None) -> list[str]:
    """Fold `text` to the width of the terminal, indented by `indent` columns, from the second line on by `hang`."""
    # textwrap does the same, and importing it takes longer than folding an answer.
    text = text.translate(_CONTROLS).strip()
    wide = not text.isascii() and max(text) >= "\u0300" and any(map(_may_be_wide, text))
    columns, start, lines = width(), " " * indent, []
    if not wide and indent + len(text) <= columns:
        return [start + text] if text else []
    line, columns_used = "", indent
    for word in text.split(" "):
        parts = _parts(word) if wide and word else [(word, len(word))]
        for number, (part, part_columns) in enumerate(parts):
            glue = " " if line and not number else ""
            if line and columns_used + len(glue) + part_columns > columns:
                lines.append(start + line.rstrip())
                start = " " * (indent if hang is None else hang)
                line, columns_used = part, len(start) + part_columns
            else:
                line, columns_used = f"{line}{glue}{part}", columns_used + len(glue) + part_columns
    return [*lines, start + line] if line else lines


_CLOSING = "、。，．・：；？！ー）］｝〕〉》」』】”’"  # never begin a line


def _may_be_wide(letter: str) -> bool:
    """Whether a letter may take no column or two; Latin, Greek and Cyrillic letters and usual signs take one."""
    return not (letter < "\u0300" or "\u0370" <= letter < "\u0483" or "\u1e00" <= letter < "\u2e80")


def _parts(word: str) -> list[tuple[str, int]]:
    """Split a word into parts that stay together, each with its columns: a line may break at East Asian letters."""
    # wcwidth knows a few more scripts, and importing it takes half as long as an answer.
    import unicodedata

    parts: list[tuple[str, int]] = []
    apart = False
    for letter in word:
        marks = unicodedata.category(letter) in ("Mn", "Me", "Cf")
        columns = 0 if marks else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if not parts or ((apart or columns == 2) and columns and letter not in _CLOSING):
            parts.append((letter, columns))
        else:
            parts[-1] = (parts[-1][0] + letter, parts[-1][1] + columns)
        apart = columns == 2 or (apart and not columns)
    return parts


_LONG = 30  # columns that a cell may take before it is folded


def table(rows: Sequence[Sequence[Any]], headers: Sequence[str], wide: int) -> list[str]:
    """Lay out rows in columns that fit the terminal, by folding the column numbered `wide` and any long cell.

    A key or another word of usual length is never cut: where it has no room, each row becomes a block of lines.
    """
    from tabulate import tabulate
    from wcwidth import wcswidth

    texts = [[str(cell).translate(_CONTROLS) for cell in row] for row in rows]
    limits: list[int] = []
    for header, *cells in zip(headers, *texts, strict=True):
        longest = max((wcswidth(word) for cell in cells for word in cell.split()), default=0)
        # tabulate keeps two columns free beside a header
        limits.append(max(wcswidth(header) + 2, min(max(map(wcswidth, cells), default=0), max(longest, _LONG))))
        if len(limits) == wide + 1:
            least = min(max(16, longest), _LONG)
    left = width() - sum(limit + 2 for number, limit in enumerate(limits) if number != wide)
    if left < least:
        records = ([f"{name}: {cell}" for name, cell in zip(headers, row, strict=True) if cell] for row in texts)
        return [line for record in records for cell in (*record, "") for line in wrap(cell, 0, 2) or [""]][:-1]
    limits[wide] = left
    text: str = tabulate(texts, headers, "simple", maxcolwidths=limits, disable_numparse=True)
    return [line.rstrip() for line in text.splitlines()]


def title(line: Line, indent: int = 0) -> list[str]:
    """Return a work as a heading: its label, title and key."""
    return wrap(f"{line.label} · {line.title or 'no title'} [{line.key}]", indent, indent + 2)


def opening(work: Line, *sentences: str) -> list[str]:
    """Return the first lines of an answer: a work as a heading, and what is said of it."""
    return [*title(work), *(line for sentence in sentences for line in wrap(sentence, 0, 2))]


def list_below(heading: str, works: Sequence[Line]) -> list[str]:
    """Return a block of works under a heading; no lines where there are no works."""
    return ["", *wrap(heading, 0, 2), *(line for work in works for line in title(work, 2))] if works else []
