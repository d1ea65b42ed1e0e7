"""Works in memory, looked up by what a mention says of them: key, identifier, names, words of the title."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from litgraph.model import Work
from litgraph.resolve import Referent, list_years, make_referent

__all__ = ["WorkLookup"]


class WorkLookup:
    """A `resolve.Lookup` over works in memory."""

    def __init__(
        self, referents: Iterable[Referent], key_of: Mapping[str, str], ids: Mapping[str, Iterable[str]]
    ) -> None:
        """Look among `referents`; `key_of` leads from every key to that of its work, `ids` from that to identifiers."""
        self._referents = {referent.key: referent for referent in referents}
        # Of keys that differ only in case, the first in alphabetical order counts, as in the index.
        self._key_of = {key.casefold(): key_of[key] for key in sorted(key_of, reverse=True)} | dict(key_of)
        self._ids: dict[str, list[str]] = defaultdict(list)
        for key, identifiers in ids.items():
            for identifier in identifiers:
                self._ids[identifier].append(key)
        self._forms: dict[str, set[str]] = defaultdict(set)
        self._dated_forms: dict[tuple[str, int], set[str]] = defaultdict(set)
        self._dated: dict[int, set[str]] = defaultdict(set)
        self._words: dict[str, set[str]] = defaultdict(set)
        for referent in self._referents.values():
            for form in {form for author in referent.authors for form in author.forms}:
                self._forms[form].add(referent.key)
                for year in list_years(referent):
                    self._dated_forms[form, year].add(referent.key)
            for year in list_years(referent):
                self._dated[year].add(referent.key)
            for word in referent.title.split():
                self._words[word].add(referent.key)
        self._all_forms = sorted(self._forms)
        self._all_words = sorted(self._words)

    @classmethod
    def over_works(cls, works: Mapping[str, Work], key_of: Mapping[str, str]) -> WorkLookup:
        """Look among `works`, by their key; `key_of` leads from every key to that of its work."""
        return cls(map(make_referent, works.values()), key_of, {key: work.ids for key, work in works.items()})

    def by_key(self, text: str) -> Referent | None:
        return self._referents.get(self._key_of.get(text) or self._key_of.get(text.casefold(), ""))

    def by_id(self, identifier: str) -> list[Referent]:
        return self.by_keys(sorted(self._ids.get(identifier, [])))

    def by_forms(self, forms: Sequence[str], year: int | None = None) -> list[Referent]:
        if year is None:
            keys = {key for form in forms for key in self._forms.get(form, ())}
        else:
            keys = {key for form in forms for key in self._dated_forms.get((form, year), ())}
        return self.by_keys(sorted(keys))

    def by_words(self, words: Sequence[str], year: int | None = None) -> list[Referent]:
        groups = [[self._words[word] for word in self._words_begun_by(start)] for start in words]
        if year is not None:
            groups.append([self._dated.get(year, set())])
        rarest = min(groups, key=lambda keys_by_word: sum(map(len, keys_by_word)))
        works = self.by_keys(sorted(set().union(*rarest)))
        return [work for work in works if all(f" {word}" in f" {work.title}" for word in words)]

    def _words_begun_by(self, start: str) -> Iterator[str]:
        for number in range(bisect_left(self._all_words, start), len(self._all_words)):
            if not self._all_words[number].startswith(start):
                return
            yield self._all_words[number]

    def all_forms(self) -> list[str]:
        return self._all_forms

    def by_keys(self, keys: Sequence[str]) -> list[Referent]:
        return [self._referents[key] for key in keys]
