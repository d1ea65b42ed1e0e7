"""Which entries are the same work, whatever the order in which they were read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from heapq import heapify, heappop, heappush
from typing import Any

from litgraph.model import Name, Problem, Work, sort_by_place
from litgraph.words import KINDS_WITH_ISBN, compact, fold, name_forms

__all__ = ["identity_of", "unite"]


def unite(harvested: Iterable[Work], problems: set[Problem]) -> tuple[dict[str, Work], dict[str, str]]:
    """Unite the entries that are one work: return the works by key, and the key of its work for every key that occurs.

    An entry that gives way to another is reported in `problems`. Two entries are one work when they have the same key;
    when they share an identifier, unless they plainly are parts of what it names (an ISBN never counts: chapters have
    their book's); or when title, year and first author are equal and nothing that both say tells them apart.
    """
    works = sort_by_place(harvested)
    groups = _NumberGroups(len(works))
    by_key: dict[str, list[int]] = defaultdict(list)
    by_id: dict[str, list[int]] = defaultdict(list)
    by_identity: dict[Any, _LikeWorks] = defaultdict(_LikeWorks)
    for number, work in enumerate(works):
        by_key[work.key].append(number)
        groups.unite(by_key[work.key][0], number, "same key")
        for identifier in sorted(work.ids):
            if identifier.startswith("isbn:"):
                continue
            by_id[identifier].append(number)
            first = works[by_id[identifier][0]]
            if first is not work and _are_parts(first, work):
                hint = "an identifier names one work: correct it in one of the two"
                message = f'"{work.key}" has the identifier of "{first.key}", {identifier}, but is another work'
                problems.add(Problem("same-identifier", "warning", message, work.at, hint))
            else:
                groups.unite(by_id[identifier][0], number, f"same {identifier}")
        if identity := identity_of(work):
            first_number = by_identity[identity, work.kind, work.suffix].join(number, work)
            groups.unite(first_number, number, "same title, year and first author")
    entries_of: dict[str, list[Work]] = {}  # those of each work, by its key
    key_of: dict[str, str] = {}
    for number, work in enumerate(works):
        first = works[groups.lead(number)]
        key_of.setdefault(work.key, first.key)
        entries_of.setdefault(first.key, []).append(work)
        if first is not work:
            problems.add(_report_giving_way(work, first, groups.reasons.get(number, "same work")))
    _add_other_keys(works, key_of, problems)
    united = {key: _merge(entries) for key, entries in entries_of.items()}
    _warn_of_case(works, united, problems)
    return united, key_of


def _add_other_keys(works: Iterable[Work], key_of: dict[str, str], problems: set[Problem]) -> None:
    """Let the keys in the field `ids` of an entry, by which biber finds it too, name its work, if no other has them."""
    for work in works:
        ids = work.get("ids")
        for key in filter(None, map(str.strip, ids.split(","))) if ids else ():
            if (named_work := key_of.setdefault(key, key_of[work.key])) != key_of[work.key]:
                message = f'"{key}", another key of "{work.key}" by its ids, is a key of "{named_work}"'
                hint = "take it out of ids; until then it names the other work"
                problems.add(Problem("shared-key", "warning", message, work.at, hint))


class _NumberGroups:
    """Numbers united into groups, each led by its smallest."""

    def __init__(self, size: int) -> None:
        self._leader = list(range(size))
        self.reasons: dict[int, str] = {}

    def lead(self, number: int) -> int:
        while self._leader[number] != number:
            self._leader[number] = self._leader[self._leader[number]]
            number = self._leader[number]
        return number

    def unite(self, number: int, later_number: int, reason: str) -> None:
        first, second = sorted((self.lead(number), self.lead(later_number)))
        if first != second:
            self._leader[second] = first
            self.reasons.setdefault(later_number, reason)


def _report_giving_way(work: Work, first: Work, reason: str) -> Problem:
    place = f" ({first.at})" if first.at else ""
    if work.key == first.key:
        hint = "give one of the two another key, or delete one; the first is used"
        return Problem("duplicate-key", "error", f'the key "{work.key}" is used before{place}', work.at, hint, first.at)
    hint = f'keep one of the two entries; until then both keys mean "{first.key}"'
    message = f'"{work.key}" is the same work as "{first.key}"{place}: {reason}'
    return Problem("same-work", "warning", message, work.at, hint, first.at)


def _merge(entries: Sequence[Work]) -> Work:
    """The first entry, with the fields and identifiers that only later ones have."""
    first = entries[0]
    if len(entries) == 1:
        return first
    extra: dict[str, str] = {}
    for entry in reversed(entries):
        extra |= dict(entry.extra)
    container = next((entry.container for entry in entries if entry.container), "")
    ids = first.ids.union(*(entry.ids for entry in entries))
    if first.kind not in KINDS_WITH_ISBN:
        ids -= {identifier for identifier in ids - first.ids if identifier.startswith("isbn:")}
    return replace(first, ids=ids, container=container, extra=tuple(sorted(extra.items())))


def _warn_of_case(works: list[Work], united: dict[str, Work], problems: set[Problem]) -> None:
    by_folded_key: dict[str, Work] = {}
    for work in works:
        first = by_folded_key.setdefault(work.key.casefold(), work)
        if first.key != work.key and work.key in united:
            message = f'the keys "{work.key}" and "{first.key}" ({first.at}) differ only in case'
            hint = "give one of the two another key: case is not minded where a work is named"
            problems.add(Problem("duplicate-key", "warning", message, work.at, hint, first.at))


def _first_name(work: Work) -> Name | None:
    return next(iter(work.authors or work.editors), None)


def identity_of(work: Work) -> tuple[str, int, str] | None:
    """Title, year and first family name, folded; None where too little is known to call two works the same."""
    name = _first_name(work)
    forms = name_forms(name) if name else ()
    if not work.title or work.year is None or not name or not forms:
        return None
    return (compact(work.title), work.year, compact(name.family) or forms[0])


_TELLING = ("pages", "volume", "number", "issue", "edition", "part", "version", "type", "eventtitle")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _list_telling_facts(work: Work) -> Iterator[tuple[str, str]]:
    """What tells two works of one title, year, author and kind apart, where both say it and it is not the same."""
    yield from {text.split(":", 1)[0]: text for text in sorted(work.ids)}.items()
    if _DAY.fullmatch(work.date_text):
        yield "day", work.date_text
    name, extra = _first_name(work), dict(work.extra)
    if initial := fold(name.given)[:1] if name else "":
        yield "initial", initial
    if work.authors and not extra.get("et-al"):
        yield "authors", str(len(work.authors))
    if work.container:
        yield "container", compact(work.container)
    for field in _TELLING:
        if text := extra.get(field):
            yield field, compact(text)


class _LikeWorks:
    """Entries of one title, year, author and kind, in groups within which no two say different things.

    A group says what any of its members says. The groups that fit an entry are looked up by the values that both say,
    for each set of fields that groups have, so that thousands of like works are not compared with each other.
    """

    def __init__(self) -> None:
        self._waiting: tuple[int, Work] | None = None  # the only entry, as most are, of which no fact is needed
        self._leaders: list[int] = []
        self._facts: list[dict[int, str]] = []  # of each group; a field is a bit
        self._masks: list[int] = []  # the fields of each group
        self._bits: dict[str, int] = {}
        self._groups_of_mask: dict[int, list[int]] = {}
        self._lookups: dict[int, dict[int, dict[tuple[str, ...], list[int]]]] = {}  # mask, shared fields, their values

    def join(self, number: int, work: Work) -> int:
        """Put an entry into the first group that it fits, else into a new one; return the first number in the group."""
        if not self._leaders:
            if self._waiting is None:
                self._waiting = (number, work)
                return number
            self._add(*self._waiting)
        return self._add(number, work)

    def _add(self, number: int, work: Work) -> int:
        facts = {self._bits.setdefault(name, 1 << len(self._bits)): text for name, text in _list_telling_facts(work)}
        group = min(self._find_fitting(facts), default=len(self._leaders))
        if group == len(self._leaders):
            self._leaders.append(number)
            self._facts.append({})
            self._masks.append(-1)
        facts = self._facts[group] | facts
        mask = sum(facts)
        if mask != self._masks[group]:
            self._facts[group], self._masks[group] = facts, mask
            self._groups_of_mask.setdefault(mask, []).append(group)
            for shared, groups_by_values in self._lookups.setdefault(mask, {}).items():
                heappush(groups_by_values.setdefault(_take_values(facts, shared), []), group)
        return self._leaders[group]

    def _find_fitting(self, facts: dict[int, str]) -> Iterator[int]:
        """Yield the first fitting group of each set of fields."""
        own_mask = sum(facts)
        for mask, lookups in self._lookups.items():
            shared = mask & own_mask
            if shared not in lookups:
                lookups[shared] = {}
                for group in self._groups_of_mask[mask]:
                    lookups[shared].setdefault(_take_values(self._facts[group], shared), []).append(group)
                for groups in lookups[shared].values():
                    heapify(groups)
            groups = lookups[shared].get(_take_values(facts, shared), [])
            while groups and self._masks[groups[0]] != mask:
                heappop(groups)  # it has got more fields since
            if groups:
                yield groups[0]


def _take_values(facts: dict[int, str], fields: int) -> tuple[str, ...]:
    return tuple(facts[bit] for bit in sorted(facts) if bit & fields)


@lru_cache(maxsize=64)
def _compact_text(text: str) -> str:
    """The compact text; kept, as thousands of entries may be compared with one that is long."""
    return compact(text)


def _are_parts(a: Work, b: Work) -> bool:
    """Whether entries of one identifier are two works: they have other titles, and are chapters or by other authors."""
    if not a.title or not b.title or _compact_text(a.title) == _compact_text(b.title):
        return False
    families = {_compact_text(name.short) for work in (a, b) if (name := _first_name(work))}
    return "chapter" in (a.kind, b.kind) or len(families) > 1
