"""From harvests to the one corpus: `join` unites, `settle` decides once who is who, `load` does it for a folder."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import reduce
from itertools import pairwise
from operator import or_
from pathlib import Path
from typing import Any, TypeVar

from litgraph import resolve as words
from litgraph.model import (
    Citation,
    Corpus,
    Evidence,
    Harvest,
    Mention,
    Problem,
    Reading,
    Span,
    Theme,
    Work,
)
from litgraph.project import CODEBOOK, Folder, sources

__all__ = ["Entries", "join", "load", "read_sources", "settle"]

T = TypeVar("T")


def join(harvests: Iterable[Harvest]) -> Harvest:
    """Unite harvests; plain set union, so order and repetition do not matter."""
    return reduce(or_, harvests, Harvest())


def load(root: Folder = ".") -> Corpus:
    """Read every file of the project folder `root` and settle what they say; bad content becomes problems."""
    return settle(read_sources(root))


def read_sources(root: Folder) -> Harvest:
    """What the files of a project folder say, each by its own reader."""
    from litgraph import codebook
    from litgraph.formats import bibtex
    from litgraph.reading import record

    harvests = []
    for stamp in sources(root):
        read = codebook.read if stamp.path == CODEBOOK else bibtex.read if stamp.path.endswith(".bib") else record.read
        harvests.append(read(Path(root, stamp.path), stamp.path))
    return join(harvests)


def settle(harvest: Harvest) -> Corpus:
    """Decide who is who, what every mention means and that every key names something; the losers become problems.

    Two entries are one work when they share an identifier (an ISBN aside: chapters share their book's), or title,
    year and first author without differing in identifiers, container, volume, pages or kind.
    """
    problems = set(harvest.problems)
    works, key_of = _unite(harvest.works, problems)
    themes = _themes(harvest, problems)
    known = _Known(works, key_of, {theme.id: theme for theme in themes}, problems)
    readings = _readings(harvest, known)
    sections = {
        (reading.paper, section.id) for reading in readings for section in reading.sections
    }  # only papers that were read have known sections
    read = {reading.paper for reading in readings}
    assignments = []
    for given in _sorted(harvest.assignments):
        work = known.work(given.work, given.evidence.at)
        if work and known.theme(given.theme, given.evidence.at):
            evidence = _checked(given.evidence, known, read, sections)
            assignments.append(replace(given, work=work, evidence=evidence))
    notes = [
        replace(note, work=work) for note in _sorted(harvest.notes) if (work := known.work(note.work, note.evidence.at))
    ]
    citations, unresolved = _citations(harvest, known)
    cited = {(citation.citing, citation.cited) for citation in citations}
    for reading in readings:
        for key in reading.listed:
            if (reading.paper, key) in cited:
                known.complain(
                    "listed-but-cited", "warning", f'"{key}" is listed as never cited, but it is cited', reading.at
                )
    return Corpus(
        works=tuple(works[key] for key in sorted(works)),
        review=next(iter(_sorted(harvest.reviews)), None),
        themes=tuple(themes),
        assignments=tuple(dict.fromkeys(assignments)),
        notes=tuple(dict.fromkeys(notes)),
        readings=tuple(readings),
        citations=tuple(citations),
        unresolved=tuple(unresolved),
        problems=tuple(_sorted(problems)),
        aliases={alias: key for alias, key in sorted(key_of.items()) if alias != key},
    )


# order


def _plain(value: object) -> Any:
    """A value as nested tuples of text, so that any two values of one type can be ordered, sets included."""
    if is_dataclass(value):
        return tuple(_plain(getattr(value, f.name)) for f in fields(value))
    if isinstance(value, frozenset):
        return tuple(sorted(map(_plain, value)))
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return "" if value is None else f"{value:012d}" if isinstance(value, int) else str(value)


def _sorted(values: Iterable[T]) -> list[T]:
    """By place in the files, then by content: a total order, since sets have none."""

    def place(value: Any) -> tuple[Any, ...]:
        at = value.evidence.at if hasattr(value, "evidence") else value.at
        return (at or Span("", 0, 0), _plain(value))

    return sorted(values, key=place)


# who is who


def _identity(work: Work) -> tuple[str, int, str] | None:
    """Title, year and first family name, folded; None where too little is known to call two works the same."""
    names = work.authors or work.editors
    forms = words.name_forms(names[0]) if names else ()
    if not work.title or work.year is None or not forms:
        return None
    return (words.compact(work.title), work.year, forms[-1] if names[0].family else forms[0])


def _differ(a: Work, b: Work) -> bool:
    """Whether two works of one title, year and author are still two: other ids of one kind, or another place."""
    kinds_a, kinds_b = ({text.split(":", 1)[0]: text for text in sorted(work.ids)} for work in (a, b))
    if a.kind != b.kind or any(kinds_a[kind] != kinds_b[kind] for kind in kinds_a.keys() & kinds_b.keys()):
        return True
    pairs = [(a.container, b.container), *((a.get(name), b.get(name)) for name in ("pages", "volume", "edition"))]
    return any(x and y and words.compact(x) != words.compact(y) for x, y in pairs)


def _unite(harvested: Iterable[Work], problems: set[Problem]) -> tuple[dict[str, Work], dict[str, str]]:
    """The works by key, each once, and what every key that occurs means."""
    ordered = _sorted(harvested)
    leader = list(range(len(ordered)))

    def lead(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    same: dict[Any, list[int]] = defaultdict(list)
    for number, work in enumerate(ordered):
        same["key", work.key].append(number)
        for identifier in work.ids:
            if not identifier.startswith("isbn:"):
                same["id", identifier].append(number)
        if identity := _identity(work):
            same["title, year and first author", identity].append(number)
    reasons: dict[int, str] = {}
    for (kind, what), numbers in same.items():
        for one, other in pairwise(numbers):
            if kind in ("key", "id") or not _differ(ordered[one], ordered[other]):
                first, second = sorted((lead(one), lead(other)))
                leader[second] = first
                reasons.setdefault(other, f"same {what}" if kind == "id" else f"same {kind}")
    works: dict[str, Work] = {}
    key_of: dict[str, str] = {}
    for number, work in enumerate(ordered):
        kept = ordered[lead(number)]
        key_of.setdefault(work.key, kept.key)
        if kept is work:
            works[work.key] = work
            continue
        place = f" ({kept.at})" if kept.at else ""
        if work.key == kept.key:
            hint = "give one of the two another key, or delete one; the first is used"
            problems.add(
                Problem("duplicate-key", "error", f'the key "{work.key}" is used before{place}', work.at, hint)
            )
        else:
            hint = f'keep one of the two entries; until then both keys mean "{kept.key}"'
            message = f'"{work.key}" is the same work as "{kept.key}"{place}: {reasons.get(number, "same work")}'
            problems.add(Problem("same-work", "warning", message, work.at, hint))
        works[kept.key] = replace(works[kept.key], ids=works[kept.key].ids | work.ids)
    return works, key_of


def _themes(harvest: Harvest, problems: set[Problem]) -> list[Theme]:
    """The themes, each id once, their parents known and without circles."""
    themes: dict[str, Theme] = {}
    for theme in _sorted(harvest.themes):
        if theme.id in themes:
            place = themes[theme.id].at
            message = f'the theme "{theme.id}" is there before' + (f" ({place})" if place else "")
            problems.add(
                Problem("duplicate-theme", "error", message, theme.at, "give one another id; the first is used")
            )
        else:
            themes[theme.id] = theme
    for theme in list(themes.values()):
        above, seen = theme.parent, {theme.id}
        while above in themes and above not in seen:
            seen.add(above)
            above = themes[above].parent
        if above:
            circle = above in themes
            message = f'the theme "{theme.id}" is its own ancestor' if circle else f'no theme has the id "{above}"'
            if circle or theme.parent not in themes:
                hint = "change or remove its parent" if circle else _near(above, themes)
                problems.add(Problem("unknown-theme", "error", message, theme.at, hint))
                themes[theme.id] = replace(theme, parent="")
    return list(themes.values())


def _near(wanted: str, known: Iterable[str]) -> str:
    by_case = {text.casefold(): text for text in sorted(known)}
    found = difflib.get_close_matches(wanted.casefold(), by_case, 1, 0.6)
    return f'did you mean "{by_case[found[0]]}"?' if found else ""


class _Known:
    """What keys may name; asking for something unknown leaves a problem."""

    def __init__(
        self, works: dict[str, Work], key_of: Mapping[str, str], themes: Mapping[str, Theme], problems: set[Problem]
    ) -> None:
        self.works, self._key_of, self._themes, self._problems = works, key_of, themes, problems
        self._by_case = {key.casefold(): kept for key, kept in sorted(key_of.items(), reverse=True)}

    def complain(self, code: str, level: Any, message: str, at: Span | None, hint: str = "") -> None:
        self._problems.add(Problem(code, level, message, at, hint))

    def work(self, key: str, at: Span | None, role: str = "work") -> str:
        """The key of the work that `key` names, or ""."""
        if found := self._key_of.get(key) or self._by_case.get(key.casefold()):
            return found
        hint = _near(key, self._key_of) or "add its entry to bib/references.bib, or correct the key"
        self.complain("unknown-work", "error", f'no {role} has the key "{key}"', at, hint)
        return ""

    def theme(self, identifier: str, at: Span | None) -> bool:
        if identifier in self._themes:
            return True
        hint = _near(identifier, self._themes) or "define it under themes:, or correct the id"
        self.complain("unknown-theme", "error", f'no theme has the id "{identifier}"', at, hint)
        return False


def _checked(evidence: Evidence, known: _Known, read: set[str], sections: set[tuple[str, str]]) -> Evidence:
    """The evidence with its paper's key settled; it stays, with a problem, where paper or section is unknown."""
    if not evidence.said_in:
        return evidence
    paper = known.work(evidence.said_in, evidence.at, "paper")
    if paper in read and evidence.section and (paper, evidence.section) not in sections:
        near = _near(evidence.section, (section for key, section in sections if key == paper))
        message = f'the reading of "{paper}" has no section "{evidence.section}"'
        known.complain("unknown-section", "warning", message, evidence.at, near)
    return replace(evidence, said_in=paper or evidence.said_in)


def _readings(harvest: Harvest, known: _Known) -> list[Reading]:
    readings: dict[str, Reading] = {}
    for reading in _sorted(harvest.readings):
        paper = known.work(reading.paper, reading.at, "paper")
        if not paper:
            continue
        listed = tuple(key for text in reading.listed if (key := known.work(text, reading.at)))
        if paper in readings:
            message = f'"{paper}" has another reading ({readings[paper].at})'
            known.complain("duplicate-reading", "warning", message, reading.at, "both are used; better keep one file")
            before = readings[paper]
            sections = tuple(dict.fromkeys(before.sections + reading.sections))
            readings[paper] = replace(before, sections=sections, listed=tuple(dict.fromkeys(before.listed + listed)))
        else:
            readings[paper] = replace(reading, paper=paper, listed=listed)
    return list(readings.values())


# what is cited


class Entries:
    """A `resolve.Lookup` over works in memory."""

    def __init__(self, works: dict[str, Work]) -> None:
        self._entries = {key: words.entry(work) for key, work in works.items()}
        self._keys = {key.casefold(): key for key in reversed(works)}
        self._ids = {identifier: key for key, work in works.items() for identifier in work.ids}
        self._forms: dict[str, set[str]] = defaultdict(set)
        self._words: dict[str, set[str]] = defaultdict(set)
        for entry in self._entries.values():
            for form in {form for author in entry.authors for form in author.forms}:
                self._forms[form].add(entry.key)
            for word in entry.title.split():
                self._words[word].add(entry.key)

    def by_key(self, text: str) -> words.Entry | None:
        return self._entries.get(text) or self._entries.get(self._keys.get(text.casefold(), ""))

    def by_id(self, identifier: str) -> words.Entry | None:
        return self._entries.get(self._ids.get(identifier, ""))

    def by_forms(self, forms: Sequence[str]) -> list[words.Entry]:
        return self.by_keys(sorted({key for form in forms for key in self._forms.get(form, ())}))

    def by_words(self, wanted: Sequence[str]) -> list[words.Entry]:
        def beginning(start: str) -> set[str]:
            return {key for word, keys in self._words.items() if word.startswith(start) for key in keys}

        return self.by_keys(sorted(set.intersection(*map(beginning, wanted))))

    def all_names(self) -> Iterable[tuple[str, str]]:
        return ((form, key) for form, keys in self._forms.items() for key in keys)

    def by_keys(self, keys: Sequence[str]) -> list[words.Entry]:
        return [self._entries[key] for key in keys]


def _citations(harvest: Harvest, known: _Known) -> tuple[list[Citation], list[Mention]]:
    """Every citation between known works in reading order, and what could not be tied to a work."""
    citations, unresolved = [], []
    for citation in _sorted(harvest.citations):
        citing = known.work(citation.citing, citation.evidence.at, "paper")
        cited = known.work(citation.cited, citation.evidence.at)
        evidence = replace(citation.evidence, said_in=citing)
        if citing and cited:
            if citing == cited:
                known.complain("cites-itself", "warning", f'"{citing}" cites itself', evidence.at, "is the key right?")
            citations.append(replace(citation, citing=citing, cited=cited, evidence=evidence))
        elif citing:
            unresolved.append(_as(Mention, citation, citing, evidence, text=citation.cited, kind="unresolved"))
    entries = Entries(known.works) if any(mention.kind == "unresolved" for mention in harvest.mentions) else None
    for mention in _sorted(harvest.mentions):
        citing = known.work(mention.citing, mention.evidence.at, "paper")
        if not citing:
            continue
        evidence = replace(mention.evidence, said_in=citing)
        if mention.kind == "unresolved" and entries:
            answer = words.resolve(mention.text, entries)
            if answer.found:
                citations.append(_as(Citation, mention, citing, evidence, cited=answer.found.key))
                continue
            which = " or ".join(f"{other.label} [{other.key}]" for other in answer.others)
            code = "ambiguous-mention" if answer.status == "ambiguous" else "unknown-mention"
            known.complain(
                code,
                "warning",
                f'"{mention.text}" could be {which}'
                if code == "ambiguous-mention"
                else f'no work fits "{mention.text}"',
                evidence.at,
                "write `work: KEY` instead of `text:`"
                + ("" if code == "ambiguous-mention" or not which else f"; near: {which}"),
            )
        unresolved.append(replace(mention, citing=citing, evidence=evidence))
    key = lambda each: (each.citing, each.order, _plain(each))  # noqa: E731
    return sorted(dict.fromkeys(citations), key=key), sorted(dict.fromkeys(unresolved), key=key)


def _as(noun: Callable[..., T], found: Citation | Mention, citing: str, evidence: Evidence, **own: str) -> T:
    """The same place in a paper as the other noun: a mention that was tied to a work, or a citation that was not."""
    return noun(
        citing=citing,
        evidence=evidence,
        form=found.form,
        signal=found.signal,
        order=found.order,
        group=found.group,
        where=found.where,
        **own,
    )
