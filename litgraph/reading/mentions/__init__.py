"""Where a paper cites: by name and year, by number or by a short key, and by words that stand for a citation."""

from __future__ import annotations

from collections.abc import Sequence

from litgraph.reading.mentions.again import by_name_only, repeated
from litgraph.reading.mentions.byname import AuthorYear
from litgraph.reading.mentions.numbers import numbered
from litgraph.reading.paper import Found, PaperText, Reference

__all__ = ["mentions"]


def mentions(text: PaperText, references: Sequence[Reference]) -> tuple[Found, ...]:
    """Every place in the text, outside its list of references, that cites one of them or somebody who is not in it."""
    spans = _bodies(text, references)
    by_year = AuthorYear(text, references, spans)
    by_name = sorted(by_year.find(), key=_place)
    by_number = numbered(text, references, spans)
    # A paper cites by name or by number; whichever reaches more of its list.
    if _reached(by_number) > _reached(by_name):
        return by_number
    more = [*repeated(text, by_name, spans), *by_name_only(by_year, by_name)]
    return tuple(sorted((*by_name, *more), key=_place))


def _place(found: Found) -> tuple[int, int]:
    return found.start, found.end


def _reached(found: Sequence[Found]) -> int:
    return len({index for each in found for index in each.references})


def _bodies(text: PaperText, references: Sequence[Reference]) -> list[tuple[int, int]]:
    """The stretches of the text that are not entries of the list."""
    spans = []
    at = 0
    for entry in sorted(references, key=lambda each: each.start):
        # What stands between entries of one list is part of it.
        if entry.start - at > 200 or (at == 0 and entry.start):
            spans.append((at, entry.start))
        at = max(at, entry.end)
    if at < len(text.text):
        spans.append((at, len(text.text)))
    return spans
