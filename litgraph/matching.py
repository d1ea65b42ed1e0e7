"""Which work of the bibliography an entry of a paper's list of references is: certain with its reasons, or left open.

An identifier decides; else first author, year and title together, where nothing that both say tells the two apart. A
work that fits only in part is named as doubtful, never taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from litgraph.model import Name, Work
from litgraph.reading.paper import PaperContent, Reference
from litgraph.reading.works import as_work
from litgraph.words import compact, fold, name_forms, people

__all__ = ["Doubt", "Match", "Shelf", "match", "own_works"]

_SAME_TITLE, _LIKE_TITLE = 95.0, 80.0  # how alike titles are, of 100


@dataclass(frozen=True, slots=True)
class Doubt:
    """A work that a reference may be, and what speaks for and against it."""

    key: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The key of the work that a reference is, or "" with the works that it may be (none: it is a new one).

    `confidence` is from 0 to 1: 1 for an identifier.
    """

    reference: Reference
    work: str = ""
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()
    doubtful: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fit:
    key: str
    score: float
    reasons: tuple[str, ...]
    against: tuple[str, ...]


def match(references: Sequence[Reference], works: Sequence[Work]) -> tuple[Match, ...]:
    """For each reference the one work that it is, or the works that it may be, in the order of the references."""
    shelf = Shelf(works)
    return tuple(_open_where_two_claim([shelf.match(reference) for reference in references]))


def _decide(reference: Reference, fits: list[_Fit]) -> Match:
    certain = [fit for fit in fits if not fit.against]
    best = [fit for fit in certain if fit.score == 1.0] or certain
    if len(best) == 1:
        return Match(reference, best[0].key, round(best[0].score, 3), best[0].reasons)
    likeliest = sorted(fits, key=lambda fit: (len(fit.against), -fit.score, fit.key))[:5]
    return Match(reference, doubtful=tuple(Doubt(fit.key, fit.reasons + fit.against) for fit in likeliest))


def _open_where_two_claim(matches: list[Match]) -> Iterable[Match]:
    """Leave matches open where two entries of one list fit one work, for they are two, unless they say the same."""
    claims: dict[str, set[tuple[int | None, str, str]]] = defaultdict(set)
    for found_match in matches:
        entry = found_match.reference
        claims[found_match.work].add((entry.year, entry.suffix, compact(entry.title)))
    for found_match in matches:
        if found_match.work and found_match.confidence < 1 and len(claims[found_match.work]) > 1:
            doubt = Doubt(found_match.work, (*found_match.reasons, "another entry of the list fits it too"))
            yield replace(found_match, work="", confidence=0.0, reasons=(), doubtful=(doubt,))
        else:
            yield found_match


class _Entry(NamedTuple):
    """An entry of a list as works are compared with it; titles and `printed`, all that it prints, are folded."""

    work: Work
    titles: tuple[str, ...]
    bare_title: str
    printed: str


class Shelf:
    """The works, to be found by what a reference says of them."""

    def __init__(self, works: Iterable[Work] = ()) -> None:
        self.works: list[Work] = []
        self.titles: list[tuple[str, ...]] = []
        self.bare_titles: list[str] = []
        self.by_id: dict[str, list[int]] = defaultdict(list)
        self.by_author: dict[tuple[str, int | None], list[int]] = defaultdict(list)
        self.by_title: dict[str, list[int]] = defaultdict(list)
        self.all_titles: list[str] = []
        for work in works:
            self.add(work)

    def add(self, work: Work) -> None:
        """Add a work to those that references may be."""
        number = len(self.works)
        self.works.append(work)
        self.titles.append(_titles(work))
        self.bare_titles.append(_bare_title(work))
        for identifier in sorted(work.ids):
            self.by_id[identifier].append(number)
        for form in _first_forms(work):
            self.by_author[form, work.year].append(number)
        for title in self.titles[number]:
            if title not in self.by_title:
                self.all_titles.append(title)
            self.by_title[title].append(number)

    def match(self, reference: Reference) -> Match:
        """The one work that a reference is, or the works that it may be, whatever other references are."""
        return _decide(reference, self._fits(reference))

    def _fits(self, reference: Reference) -> list[_Fit]:
        work = as_work(reference)
        entry = _Entry(work, _titles(work), _bare_title(work), f" {fold(reference.raw)} ")
        identified = [number for name in reference.ids if _decides(name) for number in self.by_id[name]]
        numbers = dict.fromkeys(identified)
        for form in _first_forms(work):
            for year in (work.year - 1, work.year, work.year + 1, None) if work.year else (None,):
                numbers |= dict.fromkeys(self.by_author.get((form, year), ()))
        for title in entry.titles:
            for like_title, *_ in process.extract(title, self.all_titles, scorer=ratio, score_cutoff=90, limit=5):
                numbers |= dict.fromkeys(self.by_title[like_title])
        fits = (
            _fit_by_id(work, self.works[number]) if number in identified else self._fit_by_words(entry, number)
            for number in numbers
        )
        return [fit for fit in fits if fit]

    def _fit_by_words(self, entry_words: _Entry, number: int) -> _Fit | None:
        """How well author, year and title fit; None where they are those of another work."""
        entry, titles, bare_title, printed = entry_words
        work, work_titles = self.works[number], self.titles[number]
        years_apart = None if entry.year is None or work.year is None else abs(entry.year - work.year)
        likeness = max((_likeness(a, b) for a in titles for b in work_titles), default=0.0)
        if likeness < _SAME_TITLE and (bare_title in work_titles or self.bare_titles[number] in titles):
            likeness = _SAME_TITLE
        is_shortened = any(_is_beginning(a, b) for a in titles for b in work_titles)
        if likeness < _LIKE_TITLE and not is_shortened and (titles or years_apart != 0):
            return None  # another title: another work of this author
        is_same_author = _same_first_author(entry, work)
        if not is_same_author and likeness < 90:  # so, too, where the entry has no title
            return None
        reasons = ["same first author"] if is_same_author else []
        against = [] if is_same_author else ["another first author, or none"]
        are_undated = entry.year is None and work.year is None
        if years_apart == 0 or are_undated:
            reasons.append("both without a year" if are_undated else "same year")
        else:
            against.append("another year" if years_apart else "only one says a year")
        if years_apart and years_apart > 1 and not (is_same_author and likeness >= _SAME_TITLE):
            return None
        if likeness >= _SAME_TITLE:
            reasons.append("same title")
        elif is_shortened:
            against.append("a shorter title")
        else:
            against.append("a title that is only like it" if titles else "no title")
        against += _differences(entry, work, printed)
        if entry.suffix != work.suffix and (likeness < 100 or (entry.suffix and work.suffix)):
            against.append("another letter after the year")
        return _Fit(work.key, min(likeness / 100, 0.99), tuple(reasons), tuple(against))


def _decides(identifier: str) -> bool:
    """Whether the identifier is of one work alone: an ISBN is that of a book, which its chapters share."""
    return not identifier.startswith("isbn:")


def _fit_by_id(entry: Work, work: Work) -> _Fit:
    shared = min(filter(_decides, entry.ids & work.ids))
    kind = {"doi": "DOI"}.get(shared.partition(":")[0], shared.partition(":")[0])
    other_title = all(_likeness(a, b) < 60 and not _is_beginning(a, b) for a in _titles(entry) for b in _titles(work))
    has_titles = bool(entry.title and work.title)
    clash = has_titles and other_title and not _same_first_author(entry, work)
    against = (f"same {kind}, but another title and first author",) if clash else ()
    return _Fit(work.key, 1.0, (f"same {kind}",), against)


def _titles(work: Work) -> tuple[str, ...]:
    """The folded titles of a work: its own, a translation of it, and what stands in brackets beside one."""
    titles = [work.title, work.get("x-title-translated")]
    for title in titles[:]:
        if bracketed := re.fullmatch(r"(.{4,}?)\s*\[([^\[\]]{4,})\]\.?", title):
            titles += bracketed.groups()
    return tuple(dict.fromkeys(filter(None, map(fold, titles))))


_AFTER_TITLE = re.compile(r"\s*\([^()]*\)\W*$|(?<=[^\W\d_]{2})\.\s.*$", re.S)


def _bare_title(work: Work) -> str:
    """The folded title without a note in brackets at its end ("4th edition") or what follows its first full stop.

    "" where that is too short to name a work, or where it counts other things: "Annals. Volume 2" is not "Annals".
    """
    bare_title = fold(_AFTER_TITLE.sub("", work.title))
    counts_are_same = _COUNTS.findall(bare_title) == _COUNTS.findall(fold(work.title))
    return bare_title if counts_are_same and len(bare_title.split()) >= 4 else ""


_COUNTS = re.compile(r"\b(?:\d+|[ivx]+)\b")


def _likeness(a: str, b: str) -> float:
    """How alike two folded titles are; 100 only if they are equal but for spaces, 0 where they count differently."""
    if a.replace(" ", "") == b.replace(" ", ""):
        return 100.0
    if _COUNTS.findall(a) != _COUNTS.findall(b):
        return 0.0  # Part I, Part II
    return min(ratio(a, b), 99.0)


def _is_beginning(a: str, b: str) -> bool:
    """Whether one title is the other one without its end, such as a subtitle."""
    short, long = sorted((a, b), key=len)
    return len(short) >= 8 and long.startswith(f"{short} ")


@lru_cache(maxsize=100_000)
def _forms(name: Name) -> tuple[str, ...]:
    return name_forms(name)


def _first(work: Work) -> Name | None:
    return next(iter(people(work) or work.editors), None)


def _first_forms(work: Work) -> tuple[str, ...]:
    name = _first(work)
    return _forms(name) if name else ()


def _initial(name: Name | None) -> str:
    return fold(name.given)[:1] if name else ""


def _same_first_author(a: Work, b: Work) -> bool:
    initials = {_initial(_first(a)), _initial(_first(b))} - {""}
    return not set(_first_forms(a)).isdisjoint(_first_forms(b)) and len(initials) < 2


# Kinds that are told apart with certainty only within these: a list of references seldom says which of them it means.
_ALIKE = (
    {"book", "report", "webpage", "document", "manuscript", "pamphlet", "standard", "legislation", "dataset"},
    {"article-journal", "article-magazine", "article-newspaper", "article", "paper-conference", "webpage", "document"},
    {"post", "post-weblog", "webpage", "document", "article-newspaper", "article-magazine"},
    {"thesis", "document", "manuscript", "webpage"},
    {"chapter", "paper-conference", "entry", "entry-encyclopedia", "entry-dictionary", "document"},
    {"software", "dataset", "webpage", "document", "report", "article"},
)


def _differences(entry: Work, work: Work, printed: str) -> list[str]:
    """What the entry and the work say differently, though title, year and author are the same.

    What kind of work an entry is, and what it is in, is read out of it by rules that may err. Where it prints what the
    work is in, or who published it, they did.
    """
    differences = []
    is_part = bool(entry.container) and not work.container and not _is_series(entry.container, work)
    is_misread = _prints_place(printed, work) and not is_part
    if not is_misread and entry.kind != work.kind and not any({entry.kind, work.kind} <= alike for alike in _ALIKE):
        differences.append(f"{entry.kind}, not {work.kind}")
    if not is_misread and entry.container and work.container and not _same_container(entry.container, work.container):
        differences.append("in something else")
    places = {
        name: [re.findall(r"\w+", side.get(name).casefold())[:1] for side in (entry, work)]
        for name in ("volume", "number", "pages")
    }
    both = {name: pair for name, pair in places.items() if all(pair)}
    differences += [f"other {name}" for name, (in_entry, in_work) in both.items() if in_entry != in_work]
    short_title = len(fold(entry.title).split()) < 4
    has_same_place = any(in_entry == in_work for in_entry, in_work in both.values())
    if short_title and not has_same_place and work.kind.startswith("article"):
        differences.append("a title that many have")  # Editorial, Book reviews
    kinds = [{name.partition(":")[0]: name for name in sorted(w.ids) if _decides(name)} for w in (entry, work)]
    if any(kinds[0][kind] != kinds[1][kind] for kind in kinds[0].keys() & kinds[1].keys()):
        differences.append("another identifier")
    authors = [[set(_forms(name)) for name in side.authors] for side in (entry, work)]
    fewer, longer_list = sorted(authors, key=len)
    if fewer and (
        any(all(forms.isdisjoint(longer) for longer in longer_list) for forms in fewer)
        or (short_title and len(fewer) != len(longer_list) and not work.get("et-al"))
    ):
        differences.append("other authors")
    return differences


def _is_series(container: str, work: Work) -> bool:
    return bool(work.get("series")) and _same_container(container, work.get("series"))


def _prints_place(printed: str, work: Work) -> bool:
    """Whether an entry prints, beside the title, what the work is in, else its publisher or institution."""
    beside = printed.replace(f" {fold(work.title)} ", "  ", 1)
    place = fold(work.container or work.get("institution") or work.get("publisher"))
    return bool(place) and f" {place} " in beside


_SMALL = frozenset(
    ("a", "an", "and", "de", "der", "des", "do", "da", "e", "el", "et", "for", "für", "fur", "in", "la", "of")
) | {"on", "the", "und", "y", "zur"}


def _same_container(a: str, b: str) -> bool:
    """Whether two names of a journal or book are the same, or one an abbreviation or the beginning of the other."""
    name_a, name_b = (fold(text.partition(" [")[0].replace("&", " and ")) for text in (a, b))
    main_a, main_b = (fold(re.split(r"[:.]\W*\s", text)[0]) for text in (a, b))
    if main_a == main_b and len(main_a.split()) > 1:
        return True  # one without the subtitle, or with the series
    if ratio(name_a, name_b) >= 85 or name_a.startswith(name_b) or name_b.startswith(name_a):
        return True
    shorter, longer = sorted((name_a, name_b), key=len)
    parts = [word for word in shorter.split() if word not in _SMALL]
    full = [word for word in longer.split() if word not in _SMALL]
    if shorter == "".join(word[0] for word in full):
        return True
    words = iter(full)  # which `any` uses up: the parts must follow each other
    return bool(parts) and all(any(word.startswith(part) for word in words) for part in parts)


def own_works(content: PaperContent, works: Sequence[Work]) -> tuple[str, ...]:
    """The keys of the works that the paper itself may be: whose DOI, else whose title, stands at its beginning."""
    listed = min((reference.start for reference in content.references), default=len(content.text.text))
    front = content.text.text[: min(listed, 3000)]
    lower = front.casefold()
    dois = {name[4:] for work in works for name in work.ids if name.startswith("doi:")}
    printed = {doi for doi in dois if doi in lower and re.search(rf"{re.escape(doi)}(?![\w/])", lower)}
    if by_doi := [work.key for work in works if any(f"doi:{doi}" in work.ids for doi in printed)]:
        return tuple(by_doi)
    letters = compact(front)
    titles = {work.key: compact(work.title) for work in works}
    printed_titles = {key: title for key, title in titles.items() if len(title) >= 15 and title in letters}

    def is_in_longer(title: str) -> bool:
        return any(title != longer and title in longer for longer in printed_titles.values())

    return tuple(key for key, title in printed_titles.items() if not is_in_longer(title))
