"""One list of references from many small calls of pandoc, equal to what one call for all of them would give.

pandoc's time grows with the square of a list, because it compares every citation with every other. So what depends on
the whole list is found out first, with two styles derived from the one that is wanted: one that sorts and prints
numbers only gives the order and the numbers; one that prints the form in text gives the works that text would cite
alike. Works that text tells apart from all others are then set in batches, in the style without its rules for telling
works apart; the others with all works that are cited alike. Where a style puts a dash for the names of the entry
before, that entry is in the batch as well. What was set before, among the same neighbours, is taken from the cache.
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

from lxml import etree

from litgraph.progress import Progress
from litgraph.views.bibliography.csl import pandoc
from litgraph.views.bibliography.csl.cache import Cache
from litgraph.views.bibliography.csl.styles import CSL, parse_style
from litgraph.views.bibliography.runs import Text, TextRun, join_runs

__all__ = ["DerivedStyles", "SetEntry", "derive_styles", "typeset"]

CslItem = dict[str, Any]

_BATCH = 300  # entries a call of pandoc
_CALLS_AT_ONCE = 2
_RULES = 3  # raised when entries change though neither items nor styles do
_TELLING_APART = (
    "disambiguate-add-names",
    "disambiguate-add-givenname",
    "disambiguate-add-year-suffix",
    "givenname-disambiguation-rule",
)
# Variables that may carry the number of an entry: its own, citation-number, is set by the processor alone.
_CARRIERS = ("call-number", "archive_location", "dimensions", "medium", "references", "source")
_WITHIN_NAMES = re.compile(r"[\s\-‐‑]+")
_APOSTROPHE = re.compile("['’ʼ]")
# Styles that put "Ben Yaakov" after "Benjamin"; the others go word by word.
_LETTER_BY_LETTER = re.compile("modern-language-association|chicago.*1[67]th")
_LETTER = re.compile(r"(?:\d[-–]?|[^\W\d_]\.?[-–])([a-z]{1,2})\W*$")


class SetEntry(NamedTuple):
    """An entry as it was set: the index of its item among all items, the letter after its year, and its text."""

    place: int
    letter: str
    text: Text


class _NameOrder(NamedTuple):
    """Whether "van der Berg" is sorted under v, and whether spaces in a name count for nothing."""

    joins_particles: bool
    is_letter_by_letter: bool


class DerivedStyles(NamedTuple):
    """The styles made of a style, as XML.

    `order` prints numbers only, `alike` the form in text (None where the style tells no works apart), `alone` entries
    of works that are cited like no other, `among` those of works that are, `shortened` the same where "et al." stays
    though it does not tell works apart (None where that cannot be). `carrier` is the variable that holds the
    number of an entry in the last two, or "". `has_letters` says whether years get letters, `are_dependent` whether any
    work may change how another is printed, `follows_previous` whether an entry depends on the one before it,
    `name_order` how names are sorted.
    """

    order: bytes
    alike: bytes | None
    alone: bytes
    among: bytes
    shortened: bytes | None
    carrier: str
    has_letters: bool
    are_dependent: bool
    follows_previous: bool
    name_order: _NameOrder


def typeset(
    items: Sequence[CslItem], xml: bytes, locale: str, cache: Cache, progress: Progress | None = None
) -> list[SetEntry]:
    """The items as one list in the style `xml`, in its order."""
    if not items:
        return []
    return _ReferenceList(items, derive_styles(xml), locale, cache, progress).typeset()


class _Batch(NamedTuple):
    """The style of a call of pandoc, the places of its items in order, and those places whose entries are wanted."""

    xml: bytes
    places: list[int]
    wanted_places: list[int]


class _ReferenceList:
    """The items by their places, which are their indexes; pandoc knows each by its place."""

    def __init__(
        self, items: Sequence[CslItem], styles: DerivedStyles, locale: str, cache: Cache, progress: Progress | None
    ) -> None:
        self.items, self.styles, self.locale, self.cache = items, styles, locale, cache
        self.progress = progress or (lambda activity, step, total: None)
        self.references = {place: pandoc.write_reference(place, item) for place, item in enumerate(items)}

    def typeset(self) -> list[SetEntry]:
        order, numbers, alike = self.find_order()
        previous = dict(zip(order[1:], order, strict=False)) if self.styles.follows_previous else {}
        rank = {place: number for number, place in enumerate(order)}
        groups: dict[int, list[int]] = {}
        for places in alike:
            groups |= dict.fromkeys(places, sorted(places, key=rank.__getitem__))
        for place, number in numbers.items():
            if number:
                item = {**self.items[place], self.styles.carrier: number}
                self.references[place] = pandoc.write_reference(place, item)
        hashes = [_hash(json.dumps([numbers[place], item], sort_keys=True)) for place, item in enumerate(self.items)]
        alone, among = _hash(self.styles.alone), _hash(self.styles.among)
        keys = {}
        for place in order:
            group = groups.get(place, [])
            context = [[hashes[member] for member in group], group.index(place) if group else 0]
            neighbour = hashes[previous[place]] if place in previous else ""
            keys[place] = self.make_key(among if group else alone, hashes[place], *context, neighbour)
        texts = self.cache.get(keys.values())
        entries = {place: _parse_entry(place, texts[key]) for place, key in keys.items() if key in texts}
        missing = [place for place in order if place not in entries]
        for batch in self.run_batches(list(self.split_into_batches(missing, groups, previous, rank)), len(missing)):
            entries |= {entry.place: entry for entry in batch}
            self.cache.store({keys[entry.place]: _write_entry(entry) for entry in batch})
        return [entries[place] for place in order]

    def make_key(self, *parts: Any) -> str:
        return _hash(json.dumps([_RULES, pandoc.read_version(), self.locale, *parts]))

    def find_order(self) -> tuple[list[int], dict[int, str], list[list[int]]]:
        """The places in order, the number at each that is printed or "", and the groups of places cited alike."""
        styles = self.styles
        key = self.make_key(_hash(styles.order), styles.alike and _hash(styles.alike), list(self.references.values()))
        if text := self.cache.get([key]).get(key):
            order, numbers, alike = json.loads(text)
            return order, dict(enumerate(numbers)), alike
        self.progress("putting references in order", 0, len(self.items))
        with ThreadPoolExecutor(_CALLS_AT_ONCE) as pool:
            sortable = {
                place: pandoc.write_reference(place, _make_sortable(item, styles.name_order))
                for place, item in enumerate(self.items)
            }
            ordering = pool.submit(pandoc.run_citeproc, sortable, styles.order, self.locale)
            alike = self.find_alike(pool, styles.alike) if styles.alike and not styles.are_dependent else []
        if styles.are_dependent:
            alike = [list(self.references)]
        entries = ordering.result().entries
        # An entry of which a style prints nothing is not in pandoc's list; in this one it is, at the end.
        order = [*entries, *(place for place in self.references if place not in entries)]
        numbers = {place: join_runs(entries.get(place, ())) if styles.carrier else "" for place in self.references}
        self.cache.store({key: json.dumps([order, list(numbers.values()), alike])})
        return order, numbers, alike

    def find_alike(self, pool: ThreadPoolExecutor, xml: bytes) -> list[list[int]]:
        """Group the places of the items for which the style `xml` prints the same text; groups of one are left out."""
        places_by_form: dict[str, list[int]] = defaultdict(list)
        parts = [range(start, start + 5 * _BATCH) for start in range(0, len(self.items), 5 * _BATCH)]
        for output in pool.map(lambda part: pandoc.run_citeproc(self.select(part), xml, self.locale), parts):
            for place, text in output.entries.items():
                places_by_form[join_runs(text)].append(place)
        return [places for places in places_by_form.values() if len(places) > 1]

    def select(self, places: Iterable[int]) -> dict[int, str]:
        return {place: self.references[place] for place in places if place in self.references}

    def split_into_batches(
        self, missing: Sequence[int], groups: dict[int, list[int]], previous: dict[int, int], rank: dict[int, int]
    ) -> Iterator[_Batch]:
        """Batches in which each missing place is wanted once, with all places that its entry depends on."""

        def make_batch(xml: bytes, wanted_places: list[int], members: Sequence[int] = ()) -> _Batch:
            places = {*wanted_places, *members} | {previous[place] for place in wanted_places if place in previous}
            return _Batch(xml, sorted(places, key=rank.__getitem__), wanted_places)

        alone = [place for place in missing if place not in groups]
        for start in range(0, len(alone), _BATCH):
            yield make_batch(self.styles.alone, alone[start : start + _BATCH])
        missing_places = set(missing)
        groups_to_set = {group[0]: group for place in missing if (group := groups.get(place))}
        places: list[int] = []
        members: list[int] = []
        for group in groups_to_set.values():
            places += [place for place in group if place in missing_places]
            members += group
            if len(members) >= _BATCH // 2:
                yield make_batch(self.styles.among, places, members)
                places, members = [], []
        if places:
            yield make_batch(self.styles.among, places, members)

    def run_batches(self, batches: list[_Batch], missing: int) -> Iterator[list[SetEntry]]:
        step = len(self.items) - missing
        with ThreadPoolExecutor(_CALLS_AT_ONCE) as pool:
            try:
                for entries in pool.map(self.run_batch, batches):
                    yield entries
                    step += len(entries)
                    self.progress("setting references", step, len(self.items))
            finally:
                pool.shutdown(cancel_futures=True)

    def run_batch(self, batch: _Batch) -> list[SetEntry]:
        has_letters = self.styles.has_letters and batch.xml == self.styles.among
        # All of them are cited, or the style, which does not sort any more, would put those that are cited first.
        cite = batch.places if has_letters else ()
        output = pandoc.run_citeproc(self.select(batch.places), batch.xml, self.locale, cite=cite)
        entries = []
        for place in batch.wanted_places:
            letter = _find_letter(output, place) if has_letters else ""
            entries.append(SetEntry(place, letter, output.entries.get(place, ())))
        if batch.xml == self.styles.among and self.styles.shortened:
            shortened = pandoc.run_citeproc(self.select(batch.places), self.styles.shortened, self.locale, cite=cite)
            entries = [self.shorten_names(entry, shortened) for entry in entries]
        return entries

    def shorten_names(self, entry: SetEntry, shortened: pandoc.CiteprocOutput) -> SetEntry:
        """The entry with as many names as its list has for each work, and the letter that it has."""
        text = shortened.entries.get(entry.place, ())
        other_letter = _find_letter(shortened, entry.place) if self.styles.has_letters else ""
        if other_letter != entry.letter:
            text = _replace_letter(text, other_letter, entry.letter)
        return entry._replace(text=text)


def _find_letter(output: pandoc.CiteprocOutput, place: int) -> str:
    letter = _LETTER.search(join_runs(output.cited[place].parenthetical))
    return letter[1] if letter else ""


def _replace_letter(text: Text, letter: str, right_letter: str) -> Text:
    """The text with another letter after its year: where the first run that has a year with the letter ends with it."""
    for number, run in enumerate(text):
        match = re.search(rf"(?:(?<=\d)|[-–]){letter}(?![^\W\d_])", run.text)
        if match:
            dash = match[0][: -len(letter)] if right_letter else ""
            words = f"{run.text[: match.start()]}{dash}{right_letter}{run.text[match.end() :]}"
            return (*text[:number], run._replace(text=words), *text[number + 1 :])
    return text


def _hash(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def _write_entry(entry: SetEntry) -> str:
    return json.dumps([entry.letter, [list(run) for run in entry.text]], ensure_ascii=False)


def _parse_entry(place: int, text: str) -> SetEntry:
    letter, runs = json.loads(text)
    return SetEntry(place, letter, tuple(TextRun(*run) for run in runs))


def derive_styles(xml: bytes) -> DerivedStyles:
    """The styles that `typeset` needs for the style `xml`."""
    root = parse_style(xml)
    bibliography = root.find(f"{CSL}bibliography")
    layout, rules = bibliography.find(f"{CSL}layout"), root.find(f"{CSL}citation").attrib
    tells_apart = _uses(root, layout, lambda element: "disambiguate" in element.attrib) or any(
        rules.get(name) == "true" for name in _TELLING_APART
    )
    # Short names get initials where anybody else in the list has the same family name.
    are_dependent = (
        rules.get("disambiguate-add-givenname") == "true"
        and rules.get("givenname-disambiguation-rule") != "by-cite"
        and _uses(root, layout, _may_get_initials)
    )
    # pandoc compares each name with that before it as it was printed, which may be a dash itself, and so on upwards.
    are_dependent |= bibliography.get("subsequent-author-substitute-rule") == "partial-each"
    has_numbers = any("citation-number" in element.get("variable", "").split() for element in _list_printed(root))
    used = {name for element in root.iter() for name in element.get("variable", "").split()}
    carrier = next(name for name in _CARRIERS if name not in used) if has_numbers else ""

    order = deepcopy(root)
    _cite_by_number(order)
    _print_only(order.find(f"{CSL}bibliography"), etree.Element(f"{CSL}text", {"variable": "citation-number"}))

    alike = deepcopy(root)
    place = alike.find(f"{CSL}bibliography")
    place.getparent().replace(place, forms := deepcopy(alike.find(f"{CSL}citation")))
    forms.tag = f"{CSL}bibliography"
    _remove_sort(forms)
    for name in (*_TELLING_APART, "collapse", "cite-group-delimiter", "near-note-distance"):
        forms.attrib.pop(name, None)
    _cite_by_number(alike)

    among = deepcopy(root)
    _remove_sort(among.find(f"{CSL}bibliography"))
    for element in _list_printed(among):
        for name in ("variable", "is-numeric"):
            if carrier and "citation-number" in element.get(name, "").split():
                element.set(name, element.get(name).replace("citation-number", carrier))
                element.tag = f"{CSL}text" if element.tag == f"{CSL}number" else element.tag
    # What tells works apart in text leaves the names of a list alone, which pandoc lengthens as well.
    shortened = deepcopy(among)
    lengthens = shortened.find(f"{CSL}citation").attrib.pop("disambiguate-add-names", "") == "true"
    alone = deepcopy(among)
    _cite_by_number(alone)
    return DerivedStyles(
        order=etree.tostring(order),
        alike=etree.tostring(alike) if tells_apart else None,
        alone=etree.tostring(alone),
        among=etree.tostring(among),
        shortened=etree.tostring(shortened) if lengthens and _shortens_names(bibliography) else None,
        carrier=carrier,
        has_letters=rules.get("disambiguate-add-year-suffix") == "true",
        are_dependent=are_dependent,
        follows_previous="subsequent-author-substitute" in bibliography.attrib,
        name_order=_NameOrder(
            root.get("demote-non-dropping-particle") == "never",
            bool(_LETTER_BY_LETTER.search(root.findtext(f"{CSL}info/{CSL}id") or "")),
        ),
    )


def _shortens_names(bibliography: Any) -> bool:
    return any("et-al-min" in element.attrib for element in bibliography.iter())


def _make_sortable(item: CslItem, order: _NameOrder) -> CslItem:
    """The item with names that pandoc sorts as people do: "López, M." before "López de Molina, G.", "Olson" before
    "O'Neil"."""
    return {
        variable: [_make_sortable_name(name, order) for name in value] if pandoc.is_names(value) else value
        for variable, value in item.items()
    }


def _make_sortable_name(name: dict[str, Any], order: _NameOrder) -> dict[str, Any]:
    family, particle = (pandoc.to_text(name.get(part, "")) for part in ("family", "non-dropping-particle"))
    if not family or not name.get("given"):
        return name
    particle = particle.replace(pandoc.PARTED, "")
    if particle and order.joins_particles and order.is_letter_by_letter:
        family, particle = f"{particle} {family}", ""
    name = {**name, "non-dropping-particle": particle} if particle else _without_particle(name)
    family = _APOSTROPHE.sub("", family)
    # The end of a family name comes before its next word, and a digit before all letters.
    return {**name, "family": _WITHIN_NAMES.sub("", family) if order.is_letter_by_letter else f"{family} 0"}


def _without_particle(name: dict[str, Any]) -> dict[str, Any]:
    return {part: text for part, text in name.items() if part != "non-dropping-particle"}


def _may_get_initials(element: Any) -> bool:
    """Whether an element is a short name that may have initials; the parties of treaties never have."""
    return bool(element.tag == f"{CSL}name" and element.get("form") == "short" and element.get("initialize") != "false")


def _list_printed(root: Any) -> Iterator[Any]:
    """The elements of a style that are no keys to sort by."""
    return (element for element in root.iter(f"{CSL}*") if element.tag != f"{CSL}key")


def _remove_sort(element: Any) -> None:
    for sort in element.findall(f"{CSL}sort"):
        element.remove(sort)


def _print_only(element: Any, content: Any) -> None:
    """Let `content` be all that a citation or bibliography prints."""
    layout = element.find(f"{CSL}layout")
    layout.attrib.clear()
    layout[:] = [content]
    for name in ("subsequent-author-substitute", "subsequent-author-substitute-rule", "second-field-align"):
        element.attrib.pop(name, None)


def _cite_by_number(root: Any) -> None:
    """Let text cite each work by its number, so that there is nothing to tell apart."""
    citation = root.find(f"{CSL}citation")
    for name in _TELLING_APART:
        citation.attrib.pop(name, None)
    _remove_sort(citation)
    _print_only(citation, etree.Element(f"{CSL}text", {"variable": "citation-number"}))


def _uses(root: Any, element: Any, is_such: Callable[[Any], bool]) -> bool:
    """Whether `is_such` holds for an element in `element`, or in a macro of the style `root` that it uses."""
    macros = {macro.get("name"): macro for macro in root.iter(f"{CSL}macro")}
    waiting = [element]
    while waiting:
        for inner in waiting.pop().iter():
            if is_such(inner):
                return True
            # Each macro is taken out of the table, to be looked through once.
            if (macro := macros.pop(inner.get("macro"), None)) is not None:
                waiting.append(macro)
    return False
