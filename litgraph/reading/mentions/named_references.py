"""References looked up by the words that name their authors; to find one costs no more where many look alike."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz.distance import OSA

from litgraph.reading.mentions.name_forms import NameForm, list_dates, list_other_years
from litgraph.reading.mentions.tokens import ET_AL
from litgraph.reading.paper import Reference
from litgraph.words import fold

__all__ = ["DatedReferences", "NamedReferences", "PageRanges"]

_ONLINE_SOURCE = re.compile(r"https?:|www\.|\bdoi\b", re.I)
_HEAD_LENGTH = 400  # characters of an entry, within which its authors are named

# What may begin an entry within an entry: a word with a capital after the end of a sentence.
_INNER_HEAD = re.compile(r"(?<=[^\s,]{3}[.)\]])\s+([^\W\d_]\w*)")


class NamedReferences:
    """Some references of a list, such as those of a year, by all forms of their authors' names.

    `name_forms` are the forms of each reference with their distances, `texts` the printed entries, by their index.
    """

    def __init__(
        self, indexes: Iterable[int], name_forms: Mapping[int, Mapping[NameForm, int]], texts: Mapping[int, str]
    ) -> None:
        self.indexes = tuple(dict.fromkeys(indexes))
        self._name_forms = name_forms
        self._texts = texts
        self._nearest: dict[NameForm, tuple[int, ...]] = {}
        self._headed: dict[tuple[NameForm, frozenset[str]], tuple[int, ...]] = {}

    @cached_property
    def _by_form(self) -> dict[NameForm, tuple[int, ...]]:
        by_form: dict[NameForm, list[int]] = defaultdict(list)
        for index in self.indexes:
            for form in self._name_forms[index]:
                by_form[form].append(index)
        return {form: tuple(indexes) for form, indexes in by_form.items()}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._by_form), default=0)

    @cached_property
    def _by_first_word(self) -> dict[str, tuple[int, ...]]:
        by_word: dict[str, dict[int, None]] = defaultdict(dict)
        for form, indexes in self._by_form.items():
            by_word[form[0]].update(dict.fromkeys(indexes))
        places = {index: place for place, index in enumerate(self.indexes)}
        return {word: tuple(sorted(indexes, key=places.__getitem__)) for word, indexes in by_word.items()}

    @cached_property
    def _by_head_word(self) -> dict[str, set[int]]:
        by_word: dict[str, set[int]] = defaultdict(set)
        for index in self.indexes:
            for word in (*fold(self._texts[index][:_HEAD_LENGTH]).split(), ET_AL):
                by_word[word].add(index)
        return dict(by_word)

    @cached_property
    def _by_spelling(self) -> dict[str, set[str]]:
        """The names of one word, by themselves and by what is left of them without one of their letters."""
        by_spelling: dict[str, set[str]] = defaultdict(set)
        for form in self._by_form:
            if len(form) == 1:
                for spelling in _spellings(form[0]):
                    by_spelling[spelling].add(form[0])
        return dict(by_spelling)

    @cached_property
    def _by_inner_head(self) -> dict[str, dict[int, None]]:
        by_word: dict[str, dict[int, None]] = defaultdict(dict)
        for index in self.indexes:
            for word in _INNER_HEAD.findall(self._texts[index]):
                by_word[word][index] = None
        return dict(by_word)

    def list_named(self, form: NameForm) -> tuple[int, ...]:
        """The references with a form of their names, in the order of the list."""
        return self._by_form.get(form, ())

    def list_named_first(self, word: str) -> tuple[int, ...]:
        """The references of which a form of their names begins with a word, in the order of the list."""
        return self._by_first_word.get(word, ())

    def find_longest_form(self, words: Sequence[str]) -> NameForm:
        """The longest form of a name that `words` end with; () for none."""
        for size in range(min(len(words), self._longest), 0, -1):
            if (form := tuple(words[-size:])) in self._by_form:
                return form
        return ()

    def list_nearest(self, form: NameForm) -> tuple[int, ...]:
        """The references of which a form names most of the authors, sorted: whole names before parts of names."""
        if form not in self._nearest:
            indexes = self.list_named(form)
            least = min((self._name_forms[index][form] for index in indexes), default=0)
            self._nearest[form] = tuple(sorted(index for index in indexes if self._name_forms[index][form] == least))
        return self._nearest[form]

    def list_named_and_headed(self, form: NameForm, words: Iterable[str]) -> tuple[int, ...]:
        """The references with a form of their names and with all of `words` at the head of their entries."""
        if form not in self._by_form:
            return ()
        key = form, frozenset(words)
        if key not in self._headed:
            headed = sorted((self._by_head_word.get(word, set()) for word in key[1]), key=len)
            self._headed[key] = tuple(sorted(set(self._by_form[form]).intersection(*headed)))
        return self._headed[key]

    def list_misspelt_names(self, name: str) -> list[str]:
        """The names of one word that differ from `name` by one letter, or by two letters that changed places."""
        listed_names = {listed for spelling in _spellings(name) for listed in self._by_spelling.get(spelling, ())}
        return sorted(listed for listed in listed_names if OSA.distance(listed, name) == 1)

    def list_begun_within(self, name: str) -> Iterable[int]:
        """The references within whose entries another may begin, whose author's name begins as `name` does."""
        word = re.match(r"\w+", name)
        return self._by_inner_head.get(word[0], {}) if word else ()


class DatedReferences:
    """The references of a list by the dates with which a text can cite them."""

    def __init__(self, references: Sequence[Reference], name_forms: Mapping[int, Mapping[NameForm, int]]) -> None:
        self._name_forms = name_forms
        self._texts = {reference.index: reference.raw for reference in references}
        self._indexes_by_date: dict[str, list[int]] = defaultdict(list)
        self._indexes_by_other_year: dict[str, list[int]] = defaultdict(list)
        undated_online = []
        for reference in references:
            dates = list_dates(reference)
            for date in dates:
                self._indexes_by_date[date].append(reference.index)
            for date in list_other_years(reference):
                self._indexes_by_other_year[date].append(reference.index)
            if not dates and _ONLINE_SOURCE.search(reference.raw):
                undated_online.append(reference.index)
        self.undated_online = self._look_up_among(undated_online)
        self.all = self._look_up_among(name_forms)
        self._by_closeness: dict[str, tuple[NamedReferences, NamedReferences]] = {}
        self._by_other_year: dict[str, NamedReferences] = {}

    def _look_up_among(self, indexes: Iterable[int]) -> NamedReferences:
        return NamedReferences(indexes, self._name_forms, self._texts)

    def by_closeness(self, date: str) -> tuple[NamedReferences, NamedReferences]:
        """The references of `date`, then those of "2010a" to "2010h" for "2010", or of "2010" for "2010a"."""
        if date not in self._by_closeness:
            further: Iterable[int] = ()
            if date[-1:].isdigit():
                further = [index for letter in "abcdefgh" for index in self._indexes_by_date.get(date + letter, ())]
            elif date[:-1].isdigit() or date[:-1] == "nd":
                further = self._indexes_by_date.get(date[:-1], ())
            closest = self._look_up_among(self._indexes_by_date.get(date, ()))
            self._by_closeness[date] = closest, self._look_up_among(further)
        return self._by_closeness[date]

    def of_date(self, date: str) -> NamedReferences:
        """The references of `date`, or where there is none those that come closest."""
        closest, further = self.by_closeness(date)
        return closest if closest.indexes else further

    def of_other_year(self, date: str) -> NamedReferences:
        """The references that print a year elsewhere: of a translation, of a first edition."""
        if date not in self._by_other_year:
            self._by_other_year[date] = self._look_up_among(self._indexes_by_other_year.get(date, ()))
        return self._by_other_year[date]


class PageRanges(NamedTuple):
    """First and last pages, and the place of each pair in its list; `furthest` is the last page of all up to each."""

    ranges: list[tuple[int, int, int]]
    furthest: list[int]

    @classmethod
    def of(cls, pages: Iterable[Sequence[int]]) -> PageRanges:
        """Arrange pairs of pages by the first page."""
        ranges = sorted((first, last, place) for place, (first, last) in enumerate(pages))
        return cls(ranges, list(accumulate((last for _, last, _ in ranges), max)))

    def list_places(self, page: int) -> list[int]:
        """The places of the pairs between which a page stands."""
        places = []
        number = bisect_right(self.ranges, page, key=lambda pages: pages[0]) - 1
        while number >= 0 and self.furthest[number] >= page:
            if self.ranges[number][1] >= page:
                places.append(self.ranges[number][2])
            number -= 1
        return sorted(places)


def _spellings(word: str) -> set[str]:
    """The word, and the word without each of its letters: words that differ by one letter share one of these."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
