"""Which entries are the same work, whatever the order in which they were read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from litgraph.model import Name, Problem, Work, sort_by_place
from litgraph.words import compact, fold, name_forms

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
    by_identity: dict[Any, list[list[int]]] = defaultdict(list)
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
            same_identity = by_identity[identity]
            fitting = next((group for group in same_identity if not any(_differ(works[n], work) for n in group)), None)
            if fitting is None:
                same_identity.append([number])
            else:
                groups.unite(fitting[0], number, "same title, year and first author")
                fitting.append(number)
    united: dict[str, Work] = {}
    key_of: dict[str, str] = {}
    for number, work in enumerate(works):
        first = works[groups.lead(number)]
        key_of.setdefault(work.key, first.key)
        if first is work:
            united[work.key] = work
        else:
            problems.add(_report_giving_way(work, first, groups.reasons.get(number, "same work")))
            united[first.key] = _merge(united[first.key], work)
    _warn_of_case(works, united, problems)
    return united, key_of


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


def _merge(first: Work, second: Work) -> Work:
    """The first entry with the fields and identifiers that only the second has."""
    extra = tuple(sorted((dict(second.extra) | dict(first.extra)).items()))
    return replace(first, ids=first.ids | second.ids, container=first.container or second.container, extra=extra)


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


def _differ(a: Work, b: Work) -> bool:
    """Whether entries of one title, year and author are two works: something that both say is not the same."""
    kinds_a, kinds_b = ({text.split(":", 1)[0]: text for text in sorted(work.ids)} for work in (a, b))
    if a.kind != b.kind or a.suffix != b.suffix:
        return True
    if any(kinds_a[kind] != kinds_b[kind] for kind in kinds_a.keys() & kinds_b.keys()):
        return True
    if all(_DAY.fullmatch(work.date_text) for work in (a, b)) and a.date_text != b.date_text:
        return True
    first_a, first_b = _first_name(a), _first_name(b)
    initials = [fold(name.given)[:1] for name in (first_a, first_b) if name]
    if all(initials) and len(set(initials)) > 1:
        return True
    is_complete = not a.get("et-al") and not b.get("et-al")
    if is_complete and a.authors and b.authors and len(a.authors) != len(b.authors):
        return True
    pairs = [(a.container, b.container), *((a.get(name), b.get(name)) for name in _TELLING)]
    return any(x and y and compact(x) != compact(y) for x, y in pairs)


def _are_parts(a: Work, b: Work) -> bool:
    """Whether entries of one identifier are two works: they have other titles, and are chapters or by other authors."""
    if not a.title or not b.title or compact(a.title) == compact(b.title):
        return False
    families = {compact(name.short) for work in (a, b) if (name := _first_name(work))}
    return "chapter" in (a.kind, b.kind) or len(families) > 1
