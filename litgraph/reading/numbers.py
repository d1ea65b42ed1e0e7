"""Citations by number: in brackets, in parentheses or raised, one by one, in lists and in ranges."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from litgraph.reading.paper import Found, PaperText, Reference

__all__ = ["numbered"]

_LIST = r"\d{1,4}(?:\s*[-–—−‐]\s*\d{1,4})?(?:\s*[,;]\s*(?:and\s+)?\d{1,4}(?:\s*[-–—−‐]\s*\d{1,4})?)*"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_STYLES = {
    "brackets": re.compile(
        rf"\[\s*(?:(?:refs?\.?|see|e\.g\.,?)\s*)?(?P<list>{_LIST}(?:\]\s*[-–—−‐,]?\s*\[{_LIST})*)\s*\]", re.I
    ),
    # Equations are referred to in parentheses as well.
    "parentheses": re.compile(
        r"(?<!\bin )(?<!\bby )(?<!\bof )(?<!\bfrom )(?<!\band )(?<!\bto )(?<!\beq\. )(?<!\beqs\. )"
        r"(?<!equation )(?<!equations )"
        rf"(?<![=∅∈→/<>±×+] )(?<=[^\W_%)][ .,;:”’\n])\(\s*(?:(?:refs?\.?|see|e\.g\.,?)\s*)?(?P<list>{_LIST})\s*\)",
        re.I,
    ),
    "raised": re.compile(rf"(?P<list>[{_RAISED}]+(?:[⁻–,][{_RAISED}]+)*)"),
    # Glued to a word or to the mark after it, as raised numbers come out of many files.
    "glued": re.compile(
        r"(?:(?<=[a-zà-öø-ÿ]{2})|(?<=[)\]”’\"'*%]))(?P<before>[.,;:!?)”’\"']{0,2})(?P<list>\d{1,3}(?:[-–—−]\d{1,3})?(?:,\d{1,3}(?:[-–—−]\d{1,3})?)*)"
        r"(?![\d%]|[.,]\d|\s?(?:%|°|mm|cm|km|kg|mg|ml|Hz|kb|bp)\b)(?![^\W\d_])"
    ),
}
_PART = re.compile(rf"(?P<first>\d+|[{_RAISED}]+)(?:\]?\s*[-–—−‐⁻]\s*\[?(?P<last>\d+|[{_RAISED}]+))?")
_PLAIN = str.maketrans(_RAISED, "0123456789")
_MOST_IN_RANGE = 40
_AHEAD = 3  # so many numbers may be passed over, for want of having been found


def numbered(text: PaperText, references: Sequence[Reference], spans: Sequence[tuple[int, int]]) -> tuple[Found, ...]:
    """The citations by number, where the list is numbered and the text cites most of it so; else ()."""
    labels = _labels(references)
    if len(labels) < 3:
        return ()
    tables = [(piece.start, piece.end) for piece in text.pieces if piece.flow == "table"]
    counted: dict[str, list[Found]] = {}
    for name, pattern in _STYLES.items():
        found = [each for start, end in spans for each in _all(text, pattern, start, end, labels)]
        # What stands in parentheses or raised in a table is a value or a note of it.
        counted[name] = found if name == "brackets" else [each for each in found if not _within(each.start, tables)]
    cited = {name: len({index for each in found for index in each.references}) for name, found in counted.items()}
    best = max(cited, key=lambda name: (cited[name], -list(_STYLES).index(name)))
    if cited[best] < max(3, 0.5 * len(labels)):
        return ()
    return tuple(counted[best] if best == "brackets" else _in_turn(counted[best], labels))


def _within(offset: int, stretches: Sequence[tuple[int, int]]) -> bool:
    place = bisect_right(stretches, (offset, 10**12)) - 1
    return place >= 0 and offset < stretches[place][1]


def _in_turn(found: Sequence[Found], labels: dict[int, int]) -> list[Found]:
    """Without numbers that come too early, where works are numbered in the order in which they are cited.

    Values of a scale, equations and amounts look like citations; a list in the order of citation tells most of them.
    """
    number_of = {index: number for number, index in labels.items()}
    numbers = [number_of[each.references[0]] for each in found]
    highest = [0]
    kept = []
    for each, number in zip(found, numbers, strict=True):
        if number <= highest[-1] + _AHEAD:
            kept.append(each)
            highest.append(max(highest[-1], number))
    return kept if len(kept) >= 0.7 * len(found) and highest[-1] >= 0.8 * max(labels) else list(found)


def _labels(references: Sequence[Reference]) -> dict[int, int]:
    """The numbers of the entries, as printed, or by their order where none is."""
    printed = {int(each.label): each.index for each in references if each.label.isdecimal()}
    if len(printed) >= 0.8 * len(references):
        return printed
    return {place: each.index for place, each in enumerate(references, 1)}


def _all(text: PaperText, pattern: re.Pattern[str], start: int, end: int, labels: dict[int, int]) -> Iterator[Found]:
    group = 0
    for match in pattern.finditer(text.text, start, end):
        parts = list(_parts(match["list"], match.start("list")))
        numbers = [number for _, _, number, _ in parts]
        if not numbers or any(number not in labels for number in numbers):
            continue
        group += 1
        for begin, stop, number, implied in parts:
            yield Found(
                begin,
                stop,
                text.text[begin:stop],
                "citation",
                (labels[number],),
                "parenthetical",
                group=group if len(parts) > 1 else 0,
                where="within a range" if implied else "",
            )


def _parts(listed: str, offset: int) -> Iterator[tuple[int, int, int, bool]]:
    """Each number with its place; those between the ends of a range have the whole range for a place."""
    value: Callable[[str], int] = lambda digits: int(digits.translate(_PLAIN))  # noqa: E731
    for match in _PART.finditer(listed):
        begin, stop = offset + match.start(), offset + match.end()
        first = value(match["first"])
        if match["last"] is None:
            yield begin, stop, first, False
            continue
        last = value(match["last"])
        if not first < last <= first + _MOST_IN_RANGE:
            return
        yield begin, offset + match.end("first"), first, False
        for number in range(first + 1, last):
            yield begin, stop, number, True
        yield offset + match.start("last"), stop, last, False
