"""The words of a paper around a citation: the sentence that it stands in."""

from __future__ import annotations

import re
from bisect import bisect_right

from litgraph.reading.paper import Mention, PaperText

__all__ = ["passage"]

# A sentence ends before a capital, a bracket or a quotation mark; not behind an initial or a usual abbreviation.
_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[^\W\d_a-z])|(?<=[。！？])")
_NO_END = re.compile(
    r"(?:\b[^\W\d_]|\b(?:al|pp?|cf|e\.g|i\.e|eds?|vols?|nos?|figs?|eqs?|ch|sec|vs|dr|mr|mrs|st|prof|hrsg|vgl|bzw|org|ca|trans))\.$",
    re.I,
)

_LETTERS_AROUND = 2000  # letters before and after, where a table or a list has no sentences


def passage(text: PaperText, mention: Mention) -> str:
    """Return the sentence around a citation, within its own paragraph, footnote or caption."""
    place = bisect_right(text.pieces, mention.start, key=lambda piece: piece.start) - 1
    first, last = (text.pieces[place].start, text.pieces[place].end) if place >= 0 else (0, len(text.text))
    start, end = (
        max(first, mention.start - _LETTERS_AROUND),
        max(mention.end, min(last, mention.end + _LETTERS_AROUND)),
    )
    around, offset = text.text[start:end], start
    for stop in _END.finditer(around):
        before = around[max(0, stop.start() - 8) : stop.start()]
        if _NO_END.search(before) or _is_open(around[start - offset : stop.start()]):
            continue
        if stop.end() + offset <= mention.start:
            start = stop.end() + offset
        elif stop.start() + offset >= mention.end:
            end = stop.start() + offset
            break
    return " ".join(text.text[start:end].split())


def _is_open(sentence: str) -> bool:
    """Whether a bracket is still open: "(see Clerc, 2020. Also Acuto, 2013)" is not cut."""
    return sentence.count("(") > sentence.count(")")
