"""Lines that fit the terminal: folded text, columns, headings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from litgraph.queries.named import Line

__all__ = ["table", "title", "width", "wrap"]


# What moves the cursor or turns text around would let a title write over other lines.
_CONTROLS = dict.fromkeys([*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], " ")


def width() -> int:
    """The columns to write in: those of the terminal, but no more than read well."""
    try:
        # shutil.get_terminal_size does the same, and costs more to import than the rest of an answer.
        columns = int(os.environ.get("COLUMNS") or os.get_terminal_size(1).columns)
    except (OSError, ValueError):
        columns = 100
    return max(30, min(columns, 110))


def wrap(text: str, indent: int = 0, hang: int | None = None) -> list[str]:
    """The text folded to the terminal; `hang` is the indent of the lines after the first."""
    # textwrap does the same, and importing it takes longer than folding an answer.
    columns, start, lines = width(), " " * indent, []
    line = ""
    for word in text.translate(_CONTROLS).strip().split(" "):
        if line and len(start) + len(line) + 1 + len(word) > columns:
            lines.append(start + line.rstrip())
            start, line = " " * (indent if hang is None else hang), word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, start + line] if line else lines


def table(rows: Sequence[Sequence[Any]], headers: Sequence[str], wide: int) -> list[str]:
    """Columns; the one numbered `wide` is folded so that the whole fits the terminal."""
    from tabulate import tabulate
    from wcwidth import wcswidth

    texts = [[str(cell).translate(_CONTROLS) for cell in row] for row in rows]
    others = sum(
        max(wcswidth(header) + 2, *map(wcswidth, cells)) + 2  # tabulate keeps two columns free beside a header
        for number, (header, *cells) in enumerate(zip(headers, *texts, strict=True))
        if number != wide
    )
    if others + 16 > width():
        records = ([f"{name}: {cell}" for name, cell in zip(headers, row, strict=True) if cell] for row in texts)
        return [line for record in records for cell in (*record, "") for line in wrap(cell, 0, 2) or [""]][:-1]
    limits = [None if number != wide else max(16, width() - others) for number in range(len(headers))]
    text: str = tabulate(texts, headers, "simple", maxcolwidths=limits, disable_numparse=True)
    return [line.rstrip() for line in text.splitlines()]


def title(line: Line, indent: int = 0) -> list[str]:
    """A work as a heading: how it is referred to, its title, its key."""
    return wrap(f"{line.label} · {line.title or 'no title'} [{line.key}]", indent, indent + 2)
