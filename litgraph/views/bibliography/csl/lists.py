"""One list of references from many small calls of pandoc, equal to what one call for all of them would give.

pandoc's time grows with the square of a list, because it compares every citation with every other. So what depends on
the whole list is asked of it first, by styles derived from the one that is wanted: the order and the numbers by a style
that sorts and prints nothing else; which works text would refer to alike, by one that prints the form in text. Works
that text tells apart from all others are then set in batches, by the style without its rules for telling works apart;
the others with all works they are like. Where a style puts a dash for the names of the entry before, that entry is in
the batch as well. What has been set before, among the same neighbours, is taken from the cache.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any, NamedTuple

from litgraph.views.bibliography.csl import pandoc
from litgraph.views.bibliography.csl.cache import Cache
from litgraph.views.bibliography.csl.styles import CSL, parsed
from litgraph.views.bibliography.runs import Run, Text, plain

__all__ = ["Derived", "Progress", "Set", "derived", "listed"]

Item = dict[str, Any]
Progress = Callable[[str, int, int], None]

_BATCH = 300
_AT_ONCE = 2
_RULES = 1  # raised when what comes out changes though nothing that goes in does
_TELLING_APART = (
    "disambiguate-add-names",
    "disambiguate-add-givenname",
    "disambiguate-add-year-suffix",
    "givenname-disambiguation-rule",
)
# Variables that may carry the number of an entry, whose own variable no processor lets be set.
_CARRIERS = ("call-number", "archive_location", "dimensions", "medium", "references", "source")
_LETTER = re.compile(r"(?:\d[-–]?|[^\W\d_]\.?[-–])([a-z]{1,2})\W*$")


class Set(NamedTuple):
    """An entry as it was set: the place of its item among those given, the letter after its year, and its text."""

    place: int
    letter: str
    text: Text


class Derived(NamedTuple):
    """The styles made of a style; `alike` is None where it tells no works apart."""

    order: bytes
    alike: bytes | None
    alone: bytes
    among: bytes
    carrier: str
    lettered: bool
    together: bool  # whether any work may change how another is printed
    after_one_another: bool  # whether an entry depends on the one before it


def listed(
    items: Sequence[Item], xml: bytes, locale: str, cache: Cache | None = None, progress: Progress | None = None
) -> list[Set]:
    """The items as one list, in the order of the style."""
    if not items:
        return []
    styles = derived(xml)
    return _List(items, styles, locale, cache or Cache(None), progress or (lambda doing, done, total: None)).made()


class _Task(NamedTuple):
    """A batch: the style to set it in, the places of its items in order, those among them that are wanted."""

    xml: bytes
    places: list[int]
    wanted: list[int]


class _List:
    def __init__(self, items: Sequence[Item], styles: Derived, locale: str, cache: Cache, progress: Progress) -> None:
        self.styles, self.locale, self.cache, self.progress = styles, locale, cache, progress
        self.items = items
        self.references = {place: pandoc.reference(place, item) for place, item in enumerate(items)}

    def made(self) -> list[Set]:
        order, numbers, alike = self.whole()
        before = dict(zip(order[1:], order, strict=False)) if self.styles.after_one_another else {}
        rank = {place: number for number, place in enumerate(order)}
        groups: dict[int, list[int]] = {}
        for same in alike:
            groups |= dict.fromkeys(same, sorted(same, key=rank.__getitem__))
        texts = [_digest(json.dumps([numbers[place], item], sort_keys=True)) for place, item in enumerate(self.items)]
        for place, number in numbers.items():
            if number:
                self.references[place] = pandoc.reference(place, {**self.items[place], self.styles.carrier: number})
        keys = {}
        alone, among = _digest(self.styles.alone), _digest(self.styles.among)
        for place in order:
            group, ahead = groups.get(place, []), before.get(place)
            context = [[texts[other] for other in group], group.index(place) if group else 0]
            neighbour = "" if ahead is None else texts[ahead]
            keys[place] = self.key(among if group else alone, texts[place], *context, neighbour)
        found = self.cache.get(keys.values())
        done = {place: _thawed(place, found[key]) for place, key in keys.items() if key in found}
        missing = [place for place in order if place not in done]
        for made in self.set(list(self.tasks(missing, groups, before, rank)), len(missing), len(order)):
            done |= {each.place: each for each in made}
            self.cache.put({keys[each.place]: _frozen(each) for each in made})
        return [done[place] for place in order]

    def key(self, *parts: Any) -> str:
        return _digest(json.dumps([_RULES, pandoc.version(), self.locale, *parts]))

    def whole(self) -> tuple[list[int], dict[int, str], list[list[int]]]:
        """The places in order, the number of each (if numbers are printed), and those that are cited alike."""
        styles = self.styles
        key = self.key(_digest(styles.order), styles.alike and _digest(styles.alike), list(self.references.values()))
        if key in (found := self.cache.get([key])):
            order, numbers, alike = json.loads(found[key])
            return order, dict(enumerate(numbers)), alike
        self.progress("putting references in order", 0, len(self.items))
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            sorting = pool.submit(pandoc.answer, self.references, styles.order, self.locale)
            alike = self.alike(pool, styles.alike) if styles.alike and not styles.together else []
        if styles.together:
            alike = [list(self.references)]
        entries = sorting.result().entries
        # An entry of which a style prints nothing is not in its list; here it is, at the end.
        order = [*entries, *(place for place in self.references if place not in entries)]
        numbers = {place: plain(entries.get(place, ())) if styles.carrier else "" for place in self.references}
        self.cache.put({key: json.dumps([order, list(numbers.values()), alike])})
        return order, numbers, alike

    def alike(self, pool: ThreadPoolExecutor, xml: bytes) -> list[list[int]]:
        same: dict[str, list[int]] = defaultdict(list)
        parts = [range(start, start + 5 * _BATCH) for start in range(0, len(self.items), 5 * _BATCH)]
        for answer in pool.map(lambda part: pandoc.answer(self.some(part), xml, self.locale), parts):
            for place, text in answer.entries.items():
                same[plain(text)].append(place)
        return [places for places in same.values() if len(places) > 1]

    def some(self, places: Iterable[int]) -> dict[int, str]:
        return {place: self.references[place] for place in places if place in self.references}

    def tasks(
        self, missing: Sequence[int], groups: dict[int, list[int]], before: dict[int, int], rank: dict[int, int]
    ) -> Iterator[_Task]:
        """Batches in which all that is missing is wanted once."""

        def task(xml: bytes, wanted: list[int], others: Sequence[int] = ()) -> _Task:
            places = {*wanted, *others} | {before[place] for place in wanted if place in before}
            return _Task(xml, sorted(places, key=rank.__getitem__), wanted)

        alone, lacking = [place for place in missing if place not in groups], set(missing)
        for start in range(0, len(alone), _BATCH):
            yield task(self.styles.alone, alone[start : start + _BATCH])
        wanted: list[int] = []
        others: list[int] = []
        seen: set[int] = set()
        for place in missing:
            group = groups.get(place, [])
            if not group or group[0] in seen:
                continue
            seen.add(group[0])
            wanted += [each for each in group if each in lacking]
            others += group
            if len(others) >= _BATCH // 2:
                yield task(self.styles.among, wanted, others)
                wanted, others = [], []
        if wanted:
            yield task(self.styles.among, wanted, others)

    def set(self, tasks: list[_Task], missing: int, total: int) -> Iterator[list[Set]]:
        done = total - missing
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            try:
                for made in pool.map(self.run, tasks):
                    yield made
                    done += len(made)
                    self.progress("setting references", done, total)
            finally:
                pool.shutdown(cancel_futures=True)

    def run(self, task: _Task) -> list[Set]:
        lettered = self.styles.lettered and task.xml == self.styles.among
        # All of them are cited, or the style, which sorts no more, would put those that are cited first.
        cite = task.places if lettered else ()
        answer = pandoc.answer(self.some(task.places), task.xml, self.locale, cite=cite)
        made = []
        for place in task.wanted:
            letter = _LETTER.search(plain(answer.cited[place].parenthetical)) if lettered else None
            made.append(Set(place, letter[1] if letter else "", answer.entries.get(place, ())))
        return made


def _digest(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def _frozen(made: Set) -> str:
    return json.dumps([made.letter, [list(run) for run in made.text]], ensure_ascii=False)


def _thawed(place: int, text: str) -> Set:
    letter, runs = json.loads(text)
    return Set(place, letter, tuple(Run(*run) for run in runs))


def derived(xml: bytes) -> Derived:
    from lxml import etree

    root = parsed(xml)
    bibliography = root.find(f"{CSL}bibliography")
    layout, rules = bibliography.find(f"{CSL}layout"), root.find(f"{CSL}citation").attrib
    telling_apart = _asks(root, layout, lambda each: "disambiguate" in each.attrib) or any(
        rules.get(name) == "true" for name in _TELLING_APART
    )
    # Short names get initials where anybody else in the list has the same family name.
    together = (
        rules.get("disambiguate-add-givenname") == "true"
        and rules.get("givenname-disambiguation-rule") != "by-cite"
        and _asks(root, layout, _may_get_initials)
    )
    # pandoc compares each name with that before it as it was printed, which may be a dash itself, and so on upwards.
    together |= bibliography.get("subsequent-author-substitute-rule") == "partial-each"
    numbers = any("citation-number" in each.get("variable", "").split() for each in _printed(root))
    used = {name for each in root.iter() for name in each.get("variable", "").split()}
    carrier = next(name for name in _CARRIERS if name not in used) if numbers else ""

    order = deepcopy(root)
    _plain_citation(order)
    _layout(order.find(f"{CSL}bibliography"), etree.Element(f"{CSL}text", {"variable": "citation-number"}))

    alike = deepcopy(root)
    place = alike.find(f"{CSL}bibliography")
    place.getparent().replace(place, shown := deepcopy(alike.find(f"{CSL}citation")))
    shown.tag = f"{CSL}bibliography"
    _without_sort(shown)
    for name in (*_TELLING_APART, "collapse", "cite-group-delimiter", "near-note-distance"):
        shown.attrib.pop(name, None)
    _plain_citation(alike)

    among = deepcopy(root)
    _without_sort(among.find(f"{CSL}bibliography"))
    for each in _printed(among):
        for name in ("variable", "is-numeric"):
            if carrier and "citation-number" in each.get(name, "").split():
                each.set(name, each.get(name).replace("citation-number", carrier))
                each.tag = f"{CSL}text" if each.tag == f"{CSL}number" else each.tag
    alone = deepcopy(among)
    _plain_citation(alone)
    return Derived(
        order=etree.tostring(order),
        alike=etree.tostring(alike) if telling_apart else None,
        alone=etree.tostring(alone),
        among=etree.tostring(among),
        carrier=carrier,
        lettered=rules.get("disambiguate-add-year-suffix") == "true",
        together=together,
        after_one_another="subsequent-author-substitute" in bibliography.attrib,
    )


def _may_get_initials(element: Any) -> bool:
    """Short names; save those that never have initials, which are the parties of treaties."""
    return bool(element.tag == f"{CSL}name" and element.get("form") == "short" and element.get("initialize") != "false")


def _printed(root: Any) -> Iterator[Any]:
    """The elements of a style that are no keys to sort by."""
    return (each for each in root.iter(f"{CSL}*") if each.tag != f"{CSL}key")


def _without_sort(element: Any) -> None:
    for sort in element.findall(f"{CSL}sort"):
        element.remove(sort)


def _layout(element: Any, content: Any) -> None:
    """Let this be all that a citation or bibliography prints."""
    layout = element.find(f"{CSL}layout")
    layout.attrib.clear()
    layout[:] = [content]
    for name in ("subsequent-author-substitute", "subsequent-author-substitute-rule", "second-field-align"):
        element.attrib.pop(name, None)


def _plain_citation(root: Any) -> None:
    """Text refers to each work by its number, so that there is nothing to tell apart."""
    from lxml import etree

    citation = root.find(f"{CSL}citation")
    for name in _TELLING_APART:
        citation.attrib.pop(name, None)
    _without_sort(citation)
    _layout(citation, etree.Element(f"{CSL}text", {"variable": "citation-number"}))


def _asks(root: Any, element: Any, has: Callable[[Any], bool]) -> bool:
    """Whether there is such an element in this one, or in a macro that it uses."""
    macros = {macro.get("name"): macro for macro in root.iter(f"{CSL}macro")}
    waiting, seen = [element], set()
    while waiting:
        for each in waiting.pop().iter():
            if has(each):
                return True
            name = each.get("macro")
            if name in macros and name not in seen:
                seen.add(name)
                waiting.append(macros[name])
    return False
