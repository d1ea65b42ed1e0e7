"""Names in Chinese, Japanese and Korean before a date: no spaces set them apart, and a family name may stand alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from litgraph.reading.mentions.name_forms import list_dates
from litgraph.reading.mentions.tokens import EAST_ASIAN
from litgraph.reading.paper import Reference

__all__ = ["EastAsianNames"]

_LONGEST_NAME = 6
_REACH = 60  # letters before a date within which its authors begin
_BEFORE_DATE = re.compile(r"[\s,，、:：]*[(（\[［]?\s*$")
_SEPARATOR = re.compile(r"\s*[・·､、，,;；＆&]\s*|\s+|[和与與及と]|및|과|와")
# "and others", and what is said of a person.
_TITLE = re.compile(r"(?:\s*(?:ら|ほか|他|等人?|等|外|외|et al\.?|氏|先生|教授|博士|研究|論文|の|은|는|의))+$")
_NAME = re.compile(rf"[{EAST_ASIAN}]{{2,{_LONGEST_NAME}}}")


class EastAsianNames:
    """The references with names in these scripts, by date and by the ways in which a text names their first author."""

    def __init__(self, references: Sequence[Reference]) -> None:
        self._names: dict[int, list[str]] = {}
        self._indexes: dict[tuple[str, str], list[int]] = defaultdict(list)
        for reference in references:
            people = reference.authors or reference.editors
            printed = [person.literal or f"{person.family}{person.given}" for person in people]
            names = ["".join(name.split()) for names in printed for name in re.split("[・、，,;；]", names)]
            if names and _NAME.fullmatch(names[0]):
                self._names[reference.index] = names
                for date in list_dates(reference):
                    for name in _list_short_names(names[0]):
                        self._indexes[date, name].append(reference.index)

    def find_named(self, text: str, end: int, dates: Iterable[str]) -> tuple[int, tuple[int, ...]] | None:
        """Find where the authors of one of `dates` are named before the offset `end`, and whose they are.

        Returns the offset at which the names begin and the indexes of the references; None if nobody is named.
        """
        if not self._names:
            return None
        before = text[max(0, end - _REACH) : end]
        before = before[: len(before) - len(_match_end(_BEFORE_DATE, before))]
        for date in dates:
            for start in range(len(before)):
                longest = min(_LONGEST_NAME, len(before) - start)
                for size in range(longest, 0, -1):
                    listed = self._indexes.get((date, before[start : start + size]), ())
                    remainder = before[start + size :]
                    if indexes := tuple(index for index in listed if self._has_further(index, remainder)):
                        return end - len(text[max(0, end - _REACH) : end]) + start, indexes
        return None

    def _has_further(self, index: int, remainder: str) -> bool:
        """Whether what stands between the first author and the date names only further authors of a reference."""
        parts = _SEPARATOR.split(remainder[: len(remainder) - len(_match_end(_TITLE, remainder))])
        if parts[0]:
            return False
        return all(any(name.startswith(part) for name in self._names[index][1:]) for part in parts[1:] if part)


def _list_short_names(name: str) -> Iterator[str]:
    """Generate a name in full, and its beginnings that may be the family name."""
    yield name
    for size in range(2, len(name)):
        yield name[:size]
    if re.fullmatch("[\uac00-\ud7a3]{2,4}", name):
        yield name[0]  # 김 of 김철수


def _match_end(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[0] if match else ""
