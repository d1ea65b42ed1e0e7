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
from litgraph.reading.paper import Mention, PaperContent, Reference
from litgraph.reading.passages import passage
from litgraph.reading.works import open_entry, open_tie
from litgraph.words import compact, fold

__all__ = ["Copy", "keep", "locate", "make_store", "numbers"]


class Copy:
    """A copy of a paper, searched for words and headings by their letters and digits alone."""

    def __init__(self, paper: PaperContent, sections: Sequence[Section] = ()) -> None:
        self.paper = paper
        self.text = paper.text
        self._sections = sections

    @cached_property
    def _words(self) -> tuple[str, list[int], list[int]]:
        """The letters of all words in one string, the start of each word in it, and its start in the text."""
        parts, places, starts, length = [], [], [], 0
        for word in re.finditer(r"[^\W_]+", self.text.text):
            places.append(length)
            starts.append(word.start())
            parts.append(word[0].lower())
            length += len(parts[-1])
        return "".join(parts), places, starts

    def find(self, words: str) -> list[tuple[int, int]]:
        """Return every span that has these words, whatever their spaces, hyphens and quotation marks."""
        letters, places, starts = self._words
        letters_sought = "".join(re.findall(r"[^\W_]+", words)).lower()
        spans: list[tuple[int, int]] = []
        at = letters.find(letters_sought) if letters_sought else -1
        while at >= 0:
            first, last = (bisect_right(places, offset) - 1 for offset in (at, at + len(letters_sought) - 1))
            end = starts[last] + at + len(letters_sought) - places[last]  # a few letters are longer in lower case
            spans.append((starts[first] + at - places[first], min(end, len(self.text.text))))
            at = letters.find(letters_sought, at + 1)
        return spans

    @cached_property
    def headings(self) -> dict[str, int]:
        """Where the sections of the reading begin in the copy, by id; sections whose heading it lacks are left out."""
        listed = [(reference.start, reference.end) for reference in self.paper.references]
        pieces = [
            (piece.start, piece.flow == "heading", compact(self.text.of(piece)))
            for piece in self.text.pieces
            if piece.end - piece.start < 300 and not any(start <= piece.start < end for start, end in listed)
        ]
        starts: dict[str, int] = {}
        before = -1
        for section in self._sections:
            title = compact(section.title or section.id)
            candidates = [start for start, is_heading, text in pieces if is_heading and text.endswith(title)]
            # A heading that the reader takes for a paragraph.
            candidates += [
                start
                for start, is_heading, text in pieces
                if not is_heading and text[-len(title) :] == title and len(text) < len(title) + 8
            ]
            candidates = [start for start in candidates if start not in starts.values()] if len(title) > 2 else []
            if candidates:
                starts[section.id] = before = next((start for start in candidates if start > before), candidates[0])
        return starts

    @cached_property
    def _starts(self) -> list[tuple[int, str]]:
        untitled = ((offset, "") for offset in self.text.untitled)
        return sorted([*((start, section) for section, start in self.headings.items()), *untitled])

    def section(self, offset: int) -> str:
        """Return the id of the reading's section at an offset of the copy, or ""."""
        number = bisect_right(self._starts, (offset, "\U0010ffff")) - 1
        return self._starts[number][1] if number >= 0 else ""

    def heading(self, offset: int) -> str:
        """Return the copy's own heading above an offset, or ""."""
        path = self.text.section(offset)
        return " ".join(path[-1].split()) if path else ""


class _Item(NamedTuple):
    """A citation in the copy: what it surely cites (a key, or its folded text), and the keys that it may cite."""

    mention: Mention
    cited: str
    perhaps: frozenset[str]


def _items(paper: PaperContent, keys: Mapping[int, str], perhaps: Mapping[int, Collection[str]]) -> list[_Item]:
    by_index = {reference.index: reference for reference in paper.references}
    items = []
    for mention in sorted(paper.mentions, key=lambda mention: (mention.start, mention.end)):
        entries = [by_index[index] for index in mention.references if index in by_index]
        if mention.kind == "name-only":
            continue
        if mention.kind == "citation" and entries:
            for reference in entries:
                maybe = frozenset(perhaps.get(reference.index, ()))
                items.append(_Item(mention, keys.get(reference.index) or fold(open_entry(reference)), maybe))
        else:
            maybe = frozenset(keys.get(reference.index, "") for reference in entries)
            items.append(_Item(mention, fold(open_tie(mention.closed_text, entries)), maybe))
    return items


def locate(
    cited: Sequence[Citation],
    copy: Copy,
    keys: Mapping[int, str],
    *,
    perhaps: Mapping[int, Collection[str]] = {},
    passage_spans: Mapping[int, tuple[int, int]] = {},
    works: Mapping[str, Work] = {},
) -> list[Mention | None]:
    """Find each citation of a reading in a copy of its paper; None where it is not found.

    `keys` are the works that the copy's references are, and `perhaps` those that they may be, by the references' index.
    `passage_spans` are the spans in the copy of the passages that were found, by the citation's number. `works` is the
    bibliography, for citations that the copy's own list of references does not help to find.
    """
    search = _Search(cited, copy, _items(copy.paper, keys, perhaps))
    search.within(passage_spans)
    search.in_order(locators=True, sections=True)
    search.in_order(sections=True)
    search.in_order()
    search.anywhere()
    search.by_work(works)
    search.by_text()
    return search.places


class _Search:
    """A search for citations, from the surest way to the least sure; no place is given to two."""

    def __init__(self, cited: Sequence[Citation], copy: Copy, items: Sequence[_Item]) -> None:
        self.cited, self.copy, self.items = cited, copy, items
        self.names = [citation.cited or fold(citation.text) for citation in cited]
        self.places: list[Mention | None] = [None] * len(cited)
        self.free = dict.fromkeys(range(len(items)))

    @property
    def missing(self) -> list[int]:
        return [number for number, place in enumerate(self.places) if place is None]

    def take(self, number: int, item: int) -> None:
        self.places[number] = self.items[item].mention
        del self.free[item]

    def within(self, passage_spans: Mapping[int, tuple[int, int]]) -> None:
        """Take the place of a citation from the span of its passage, whatever the copy's list says of it."""
        for number, (start, end) in passage_spans.items():
            name = self.names[number]
            inside = [item for item in self.free if start <= self.items[item].mention.start < end]
            fits = [item for item in inside if name == self.items[item].cited]
            if best := fits or [item for item in inside if name in self.items[item].perhaps]:
                self.take(number, best[0])
            else:
                self.places[number] = Mention(start, end, "", "citation")

    def in_order(self, *, locators: bool = False, sections: bool = False) -> None:
        missing, free = self.missing, list(self.free)
        sought = []
        for number in missing:
            evidence = self.cited[number].evidence
            where = evidence.section if sections else ""
            sought.append((self.names[number], where, numbers(evidence.locator) if locators else ()))
        available = []
        for item in free:
            mention = self.items[item].mention
            where = self.copy.section(mention.start) if sections else ""
            available.append((self.items[item].cited, where, numbers(mention.locator) if locators else ()))
        for first, second, size in SequenceMatcher(None, sought, available, autojunk=False).get_matching_blocks():
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
        """Return the first place in the section of the citation, or else the first of all."""
        section = self.cited[number].evidence.section
        return next((item for item in items if self.copy.section(self.items[item].mention.start) == section), items[0])

    def by_work(self, works: Mapping[str, Work]) -> None:
        """Look for works of the bibliography by name and year, where its list of references is not understood."""
        keys_sought = list(dict.fromkeys(self.names[n] for n in self.missing if self.names[n] in works))
        if not keys_sought:
            return
        entries = [
            _as_reference(number, works[key], len(self.copy.text.text)) for number, key in enumerate(keys_sought)
        ]
        occupied = [(place.start, place.end) for place in self.places if place]
        occupied += [(reference.start, reference.end) for reference in self.copy.paper.references]
        self.items = [
            _Item(mention, keys_sought[mention.references[0]], frozenset())
            for mention in find_mentions(self.copy.text, entries)
            if mention.kind == "citation"
            and not any(start < mention.end and mention.start < end for start, end in occupied)
        ]
        self.free = dict.fromkeys(range(len(self.items)))
        self.in_order(sections=True)
        self.in_order()
        self.anywhere()

    def by_text(self) -> None:
        """Look for citations that are tied to no work by their text, which a reading has as the paper has it."""
        occupied = {(place.start, place.end) for place in self.places if place}
        for number in self.missing:
            cited = self.cited[number]
            if not cited.cited:
                for start, end in self.copy.find(cited.text):
                    if (start, end) not in occupied:
                        occupied.add((start, end))
                        self.places[number] = Mention(start, end, self.copy.text.text[start:end], "not-listed")
                        break


def numbers(locator: str) -> tuple[str, ...]:
    """Return where the pages or parts in a locator begin, as text: "p. 13, p. 21-2" gives "13" and "21"."""
    beginnings = re.findall(r"(\d+)(?:\s*[-–—]\s*\d+)?|\b([ivxlc]+)\b", locator.lower())
    return tuple(arabic or roman for arabic, roman in beginnings)


def _as_reference(index: int, work: Work, end: int) -> Reference:
    """Return a work as an entry of a list after the text, with a number that no text cites."""
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


def make_store(
    root: str, file: str, copy: Copy, cited: Sequence[Citation], places: Sequence[Mention | None], sha256: str
) -> PassageStore:
    """Return what to store of a reading whose citations were located in the copy `file`, at `places`."""
    text = copy.text
    passages = []
    for citation, mention in zip(cited, places, strict=True):
        stored = StoredPassage(*mark_citation(citation))
        if mention is not None:
            start, end = mention.start, mention.end
            stored = stored._replace(heading=copy.heading(start), page=text.page(start), start=start, end=end)
            stored = stored._replace(text=text.text[start:end], passage=passage(text, mention))
        passages.append(stored)
    path = os.path.realpath(file)
    inside = os.path.relpath(path, root) if path.startswith(os.path.join(root, "")) else path
    return PassageStore(inside.replace(os.sep, "/"), sha256, f"litgraph {VERSION}", tuple(passages))


def keep(root: str, reading: str, file: str, paper: PaperContent, harvest: Harvest, keys: Mapping[int, str]) -> None:
    """Store the passages of a reading that was just written: `harvest` is what it says, `keys` the references' works.

    Where the disk refuses, the reading stays, and only its passages are missing.
    """
    cited = sorted(harvest.citations, key=lambda citation: citation.placement.order)
    copy = Copy(paper, [section for reading in harvest.readings for section in reading.sections])
    places = locate(cited, copy, keys)
    with suppress(OSError):
        write_store(root, reading, make_store(root, file, copy, cited, places, digest(file)))
