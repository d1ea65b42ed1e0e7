"""The citations of a reading, found again in a copy of its paper."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

from litgraph.files import digest
from litgraph.model import Citation, Harvest, Section, Work
from litgraph.passage_store import PassageStore, StoredPassage, mark_citation, write_store
from litgraph.project import VERSION
from litgraph.reading.mentions import find_mentions
from litgraph.reading.paper import Found, Read, Reference
from litgraph.reading.passages import passage
from litgraph.reading.works import open_entry, open_tie
from litgraph.words import compact, fold

__all__ = ["Copy", "keep", "locate", "numbers", "remembered"]


class Copy:
    """A copy of a paper, in which words and headings are looked for by their letters and digits alone."""

    def __init__(self, read: Read, sections: Sequence[Section] = ()) -> None:
        self.read = read
        self.text = read.text
        self._sections = sections

    @cached_property
    def _words(self) -> tuple[str, list[int], list[int]]:
        """The letters of the text in one, where each word begins in them, and where it begins in the text."""
        parts, places, starts, length = [], [], [], 0
        for word in re.finditer(r"[^\W_]+", self.text.text):
            places.append(length)
            starts.append(word.start())
            parts.append(word[0].lower())
            length += len(parts[-1])
        return "".join(parts), places, starts

    def find(self, words: str) -> list[tuple[int, int]]:
        """Every place where these words stand, whatever their spaces, hyphens and quotation marks."""
        letters, places, starts = self._words
        wanted = "".join(re.findall(r"[^\W_]+", words)).lower()
        found: list[tuple[int, int]] = []
        at = letters.find(wanted) if wanted else -1
        while at >= 0:
            first, last = (bisect_right(places, each) - 1 for each in (at, at + len(wanted) - 1))
            end = starts[last] + at + len(wanted) - places[last]  # a few letters are longer in lower case
            found.append((starts[first] + at - places[first], min(end, len(self.text.text))))
            at = letters.find(wanted, at + 1)
        return found

    @cached_property
    def headings(self) -> dict[str, int]:
        """Where the sections of the reading begin, by their id; not those whose heading is not in the copy."""
        listed = [(each.start, each.end) for each in self.read.references]
        pieces = [
            (piece.start, piece.flow == "heading", compact(self.text.of(piece)))
            for piece in self.text.pieces
            if piece.end - piece.start < 300 and not any(start <= piece.start < end for start, end in listed)
        ]
        found: dict[str, int] = {}
        before = -1
        for section in self._sections:
            wanted = compact(section.title or section.id)
            same = [start for start, is_heading, text in pieces if is_heading and text.endswith(wanted)]
            # A heading that the reader takes for a paragraph.
            same += [
                start
                for start, is_heading, text in pieces
                if not is_heading and text[-len(wanted) :] == wanted and len(text) < len(wanted) + 8
            ]
            same = [start for start in same if start not in found.values()] if len(wanted) > 2 else []
            if same:
                found[section.id] = before = next((start for start in same if start > before), same[0])
        return found

    @cached_property
    def _starts(self) -> list[tuple[int, str]]:
        return sorted((start, section) for section, start in self.headings.items())

    def section(self, offset: int) -> str:
        """The id of the section of the reading in which a place of the copy stands, or ""."""
        number = bisect_right(self._starts, (offset, "\U0010ffff")) - 1
        return self._starts[number][1] if number >= 0 else ""

    def heading(self, offset: int) -> str:
        """The copy's own heading over a place, or ""."""
        path = self.text.section(offset)
        return " ".join(path[-1].split()) if path else ""


class _Item(NamedTuple):
    """A citation in the copy: what it cites for certain (a key, or its folded text), and what it may cite."""

    found: Found
    cited: str
    perhaps: frozenset[str]


def _items(read: Read, keys: Mapping[int, str], perhaps: Mapping[int, Collection[str]]) -> list[_Item]:
    by_index = {each.index: each for each in read.references}
    items = []
    for found in sorted(read.mentions, key=lambda each: (each.start, each.end)):
        known = [by_index[index] for index in found.references if index in by_index]
        if found.kind == "name-only":
            continue
        if found.kind == "citation" and known:
            for each in known:
                maybe = frozenset(perhaps.get(each.index, ()))
                items.append(_Item(found, keys.get(each.index) or fold(open_entry(each)), maybe))
        else:
            maybe = frozenset(keys.get(each.index, "") for each in known)
            items.append(_Item(found, fold(open_tie(found.closed, known)), maybe))
    return items


def locate(
    cited: Sequence[Citation],
    copy: Copy,
    keys: Mapping[int, str],
    *,
    perhaps: Mapping[int, Collection[str]] = {},
    known: Mapping[int, tuple[int, int]] = {},
    works: Mapping[str, Work] = {},
) -> list[Found | None]:
    """Where each citation of a reading stands in the copy, or None.

    `keys` are the works that the references of the copy are and `perhaps` those that they may be, by the references'
    index; `known` is where the passage of a citation was found, by its number; `works` is the bibliography, for what
    the copy's own list of references does not help to find.
    """
    search = _Search(cited, copy, _items(copy.read, keys, perhaps))
    search.within(known)
    search.in_order(locators=True, sections=True)
    search.in_order(sections=True)
    search.in_order()
    search.anywhere()
    search.by_work(works)
    search.by_text()
    return search.places


class _Search:
    """Citations that are looked for, from the surest way to the least sure; each place answers to one of them."""

    def __init__(self, cited: Sequence[Citation], copy: Copy, items: Sequence[_Item]) -> None:
        self.cited, self.copy, self.items = cited, copy, items
        self.names = [citation.cited or fold(citation.text) for citation in cited]
        self.places: list[Found | None] = [None] * len(cited)
        self.free = dict.fromkeys(range(len(items)))

    @property
    def missing(self) -> list[int]:
        return [number for number, place in enumerate(self.places) if place is None]

    def take(self, number: int, item: int) -> None:
        self.places[number] = self.items[item].found
        del self.free[item]

    def within(self, known: Mapping[int, tuple[int, int]]) -> None:
        """Where the passage is known, the citation is in it, whatever the copy's own list says of it."""
        for number, (start, end) in known.items():
            name = self.names[number]
            inside = [item for item in self.free if start <= self.items[item].found.start < end]
            fits = [item for item in inside if name == self.items[item].cited]
            if best := fits or [item for item in inside if name in self.items[item].perhaps]:
                self.take(number, best[0])
            else:
                self.places[number] = Found(start, end, "", "citation")

    def in_order(self, *, locators: bool = False, sections: bool = False) -> None:
        missing, free = self.missing, list(self.free)
        wanted = []
        for number in missing:
            evidence = self.cited[number].evidence
            where = evidence.section if sections else ""
            wanted.append((self.names[number], where, numbers(evidence.locator) if locators else ()))
        there = []
        for item in free:
            found = self.items[item].found
            where = self.copy.section(found.start) if sections else ""
            there.append((self.items[item].cited, where, numbers(found.locator) if locators else ()))
        for first, second, size in SequenceMatcher(None, wanted, there, autojunk=False).get_matching_blocks():
            for step in range(size):
                self.take(missing[first + step], free[second + step])

    def anywhere(self) -> None:
        for sure in (True, False):
            by_name: dict[str, list[int]] = defaultdict(list)
            for item in self.free:
                for name in [self.items[item].cited] if sure else self.items[item].perhaps:
                    by_name[name].append(item)
            for number in self.missing:
                if fits := [item for item in by_name[self.names[number]] if item in self.free]:
                    self.take(number, self._nearest(number, fits))

    def _nearest(self, number: int, items: Sequence[int]) -> int:
        """Of several places, one in the same section."""
        section = self.cited[number].evidence.section
        return next((item for item in items if self.copy.section(self.items[item].found.start) == section), items[0])

    def by_work(self, works: Mapping[str, Work]) -> None:
        """Names and years of works of the bibliography, where the copy's list of references was not understood."""
        wanted = list(dict.fromkeys(self.names[n] for n in self.missing if self.names[n] in works))
        if not wanted:
            return
        entries = [_as_reference(number, works[key], len(self.copy.text.text)) for number, key in enumerate(wanted)]
        taken = [(place.start, place.end) for place in self.places if place]
        taken += [(each.start, each.end) for each in self.copy.read.references]
        self.items = [
            _Item(found, wanted[found.references[0]], frozenset())
            for found in find_mentions(self.copy.text, entries)
            if found.kind == "citation" and not any(start < found.end and found.start < end for start, end in taken)
        ]
        self.free = dict.fromkeys(range(len(self.items)))
        self.in_order(sections=True)
        self.in_order()
        self.anywhere()

    def by_text(self) -> None:
        """What is tied to no work stands in the reading as in the paper."""
        taken = {(place.start, place.end) for place in self.places if place}
        for number in self.missing:
            cited = self.cited[number]
            if not cited.cited:
                for start, end in self.copy.find(cited.text):
                    if (start, end) not in taken:
                        taken.add((start, end))
                        self.places[number] = Found(start, end, self.copy.text.text[start:end], "not-listed")
                        break


def numbers(locator: str) -> tuple[str, ...]:
    """Where the places begin that a locator points to, whatever the words around: "p. 13, p. 21-2" gives 13 and 21."""
    found = re.findall(r"(\d+)(?:\s*[-–—]\s*\d+)?|\b([ivxlc]+)\b", locator.lower())
    return tuple(arabic or roman for arabic, roman in found)


def _as_reference(index: int, work: Work, end: int) -> Reference:
    """A work as an entry of a list that stands after the text; its number is one that no text cites."""
    return Reference(
        index,
        "",
        end,
        end,
        label=str(10_000 + index),
        authors=work.authors,
        editors=work.editors,
        year=work.year,
        suffix=work.suffix,
        date_text=work.date_text,
        title=work.title,
    )


# what is kept of it


def remembered(
    root: str, file: str, copy: Copy, cited: Sequence[Citation], places: Sequence[Found | None], sha256: str
) -> PassageStore:
    """What is to be kept of a reading whose citations were located in the copy `file`."""
    text = copy.text
    passages = []
    for citation, found in zip(cited, places, strict=True):
        if found is None:
            passages.append(StoredPassage(mark_citation(citation)))
        else:
            heading, page = copy.heading(found.start), text.page(found.start)
            words = text.text[found.start : found.end]
            stored = StoredPassage(
                mark_citation(citation), heading, page, found.start, found.end, words, passage(text, found)
            )
            passages.append(stored)
    path = os.path.realpath(file)
    inside = os.path.relpath(path, root) if path.startswith(os.path.join(root, "")) else path
    return PassageStore(inside.replace(os.sep, "/"), sha256, f"litgraph {VERSION}", tuple(passages))


def keep(root: str, reading: str, file: str, read: Read, harvest: Harvest, keys: Mapping[int, str]) -> None:
    """Keep the passages of a reading that was just written: `harvest` is what it says, `keys` the references' works.

    A disk that refuses takes nothing from the reading: the passages are only missing in the terminal.
    """
    cited = sorted(harvest.citations, key=lambda citation: citation.placement.order)
    copy = Copy(read, [section for each in harvest.readings for section in each.sections])
    places = locate(cited, copy, keys)
    with suppress(OSError):
        write_store(root, reading, remembered(root, file, copy, cited, places, digest(file)))
