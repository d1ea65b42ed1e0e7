"""Rows as Markdown: a table, or a list where a table would be too wide to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from litgraph.views.marks import escape
from litgraph.views.places import section, speaker

__all__ = ["lines"]

_MOST_COLUMNS = 9
_MOST_LETTERS = 160  # in a cell of a table
_FACTS_IN_ONE_LINE = 6  # facts that still read well in one line
_APART = "\n"  # before each value of a cell that needs a line of its own
_NAMES = {"at": "in file", "said_by": "says so"}


def lines(rows: Sequence[dict[str, Any]]) -> Iterable[str]:
    """Yield rows as a Markdown table of the columns that hold anything, or as a list where it would be too wide."""
    texts = [_texts_of_row(row) for row in rows]
    names = [
        name for name in dict.fromkeys(name for row in texts for name in row) if any(row.get(name) for row in texts)
    ]
    if (
        len(texts) > 1
        and len(names) <= _MOST_COLUMNS
        and all(len(cell) <= _MOST_LETTERS for r in texts for cell in r.values())
    ):
        return _table(names, texts)
    return _list(texts)


def _texts_of_row(row: dict[str, Any]) -> dict[str, str]:
    """Return the cells of a row as text: places and voices as people say them, keys behind their labels."""
    left = dict(row)
    if "heading" in left:
        left["section"] = section(str(left.get("section", "")), str(left.pop("heading")))
    if "read_by" in left:
        left["said_by"] = speaker(str(left["said_by"]), str(left.pop("read_by")))
    elif "said_by" in left:
        left["said_by"] = speaker(str(left["said_by"]))
    for name in row:
        base = name.removesuffix("_label").removesuffix("_title")
        if base != name and left.get(base):
            left[base] = f"{left.pop(name) or left[base]} ({left[base]})"
    if str(left.get("date", "")) == str(left.get("year") or ""):
        left.pop("date", None)
    return {_NAMES.get(name, name.replace("_", " ")): _text(value) for name, value in left.items()}


def _text(value: Any) -> str:
    """Return a cell as text; long values, and values with a semicolon in them, stand on lines of their own."""
    if not isinstance(value, (tuple, list)):
        return escape(" ".join(str("" if value is None else value).split()))
    values = [" ".join(str(value_text).split()) for value_text in value if value_text]
    apart = any(len(value_text) > _MOST_LETTERS // 2 or ";" in value_text for value_text in values)
    return "".join(_APART + escape(value_text) for value_text in values) if apart else "; ".join(map(escape, values))


def _table(names: Sequence[str], texts: Sequence[dict[str, str]]) -> Iterable[str]:
    yield f"| {' | '.join(map(escape, names))} |"
    yield f"|{' --- |' * len(names)}"
    for row in texts:
        yield f"| {' | '.join(row.get(name, '').strip().replace(_APART, '; ') for name in names)} |"


def _list(texts: Sequence[dict[str, str]]) -> Iterable[str]:
    for head, group in groupby(texts, key=_head):
        indent = "    " if head else ""
        if head:
            yield f"- {head}"
        for row in group:
            facts = {escape(name): cell for name, cell in row.items() if cell and name not in _HEAD}
            short = [f"{name}: {cell}" for name, cell in facts.items() if _APART not in cell]
            apart = len(texts) == 1 and len(facts) > _FACTS_IN_ONE_LINE
            yield from (f"{indent}- {fact}" for fact in (short if apart else ["; ".join(short)]) if fact)
            for name, cell in facts.items():
                if _APART in cell:
                    yield f"{indent}- {name}:"
                    yield from (f"{indent}    - {part}" for part in cell.strip().split(_APART))


_HEAD = ("key", "label", "title")


def _head(row: dict[str, str]) -> str:
    label, title, key = (row.get(name, "") for name in ("label", "title", "key"))
    return ", ".join(part for part in (label and f"**{label}**", title and f"*{title}*", key and f"({key})") if part)
