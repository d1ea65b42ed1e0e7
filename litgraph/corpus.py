"""From harvests to the one corpus: `join` unites them, `settle` decides what means the same work, `load` does both."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Protocol

from litgraph.files import UNREADABLE, Folder, printable_path
from litgraph.identity import unite
from litgraph.keywords import offer_themes
from litgraph.lookup import WorkLookup
from litgraph.model import (
    Assignment,
    Citation,
    Corpus,
    Evidence,
    Harvest,
    Note,
    Problem,
    Reading,
    Span,
    Theme,
    Work,
    sort_by_place,
)
from litgraph.nearest import suggest_names
from litgraph.project import CODEBOOK, find_root, is_bibliography, list_sources
from litgraph.resolve import Resolution, resolve

if TYPE_CHECKING:
    from litgraph.resolve import Lookup

__all__ = [
    "NamesInMemory",
    "WorkNames",
    "join",
    "load",
    "read_source_file",
    "read_sources",
    "settle",
    "settle_codebook",
    "settle_readings",
]


def join(harvests: Iterable[Harvest]) -> Harvest:
    """Unite harvests by plain set union, so that their order and repetition do not matter."""
    return reduce(or_, harvests, Harvest())


def load(root: Folder = ".") -> Corpus:
    """Read and settle every file of the knowledge base in the folder `root`, or the nearest one above it that has one.

    Bad content becomes problems. Raises LitgraphError where there is no knowledge base.
    """
    return settle(read_sources(find_root(root)))


def read_source_file(path: str, name: str) -> Harvest:
    """Read a file of a knowledge base with its own reader; `name` is its path there, as problems show it."""
    from litgraph import codebook
    from litgraph.formats import bibtex
    from litgraph.reading import record

    if name == CODEBOOK:
        return codebook.read_codebook(path, name)
    return bibtex.read_bibliography(path, name) if is_bibliography(name) else record.read_record(path, name)


def read_sources(root: Folder, read_file: Callable[[str, str], Harvest] = read_source_file) -> Harvest:
    """Read the files of the knowledge base in the folder `root`, each by `read_file`."""
    harvests = []
    for stamp in list_sources(root):
        path, name = os.path.join(root, stamp.path), printable_path(stamp.path)
        if stamp.size == UNREADABLE:
            problem = Problem("unreadable-file", "error", "this cannot be read as a file", Span(name))
            harvests.append(Harvest(problems=frozenset({problem})))
        else:
            harvests.append(read_file(path, name))
    return join(harvests)


def settle(harvest: Harvest) -> Corpus:
    """Decide which entries are one work (see `litgraph.identity.unite`) and which work each citation means.

    A key that names nothing becomes a problem: a theme given to it is left out, a citation of it kept as unresolved.
    """
    problems = set(harvest.problems)
    works, key_of = unite(harvest.works, problems)
    names = NamesInMemory(works, key_of)
    readings, citations = settle_readings(harvest, names, problems)
    sections = {reading.paper: [section.id for section in reading.sections] for reading in readings}
    sorted_works = tuple(works[key] for key in sorted(works))
    themes, assignments, notes = settle_codebook(harvest, names, sections, sorted_works, problems)
    return Corpus(
        works=sorted_works,
        review=next(iter(sort_by_place(harvest.reviews)), None),
        themes=tuple(themes),
        assignments=tuple(assignments),
        notes=tuple(notes),
        readings=tuple(readings),
        citations=tuple(citations),
        problems=tuple(sort_by_place(problems)),
        aliases={alias: key for alias, key in sorted(key_of.items()) if alias != key},
    )


class WorkNames(Protocol):
    """The keys of all works, as what refers to a work needs them; the index offers them too."""

    def find_key(self, text: str) -> str:
        """The key of the work that `text` names, whatever its case, or ""."""

    def all_keys(self) -> Sequence[str]:
        """Every key that names a work, sorted."""

    def lookup(self) -> Lookup:
        """Where works are looked up by what a mention says."""


class NamesInMemory:
    """The keys of works in memory; `key_of` leads from every key to that of its work."""

    def __init__(self, works: Mapping[str, Work], key_of: Mapping[str, str]) -> None:
        self._works, self._key_of = works, key_of
        self._by_folded_key = {key.casefold(): work_key for key, work_key in sorted(key_of.items(), reverse=True)}
        self._keys = sorted(key_of)

    def find_key(self, text: str) -> str:
        return self._key_of.get(text) or self._by_folded_key.get(text.casefold(), "")

    def all_keys(self) -> Sequence[str]:
        return self._keys

    def lookup(self) -> Lookup:
        return WorkLookup.over_works(self._works, self._key_of)


def settle_codebook(
    harvest: Harvest,
    names: WorkNames,
    sections: Mapping[str, Sequence[str]],
    works: Iterable[Work],
    problems: set[Problem],
) -> tuple[list[Theme], list[Assignment], list[Note]]:
    """The themes, assignments and notes of a harvest under the keys of their works, in the order of the files.

    `sections` has the ids of the sections of each paper that was read. Where no theme is defined, the keywords of the
    `works`, which are sorted by key, are offered as themes.
    """
    themes = _themes(harvest, problems)
    assignments: list[Assignment] = []
    if not themes:
        themes, assignments = _themes_of_keywords(works, problems)
    finder = _WorkFinder(names, problems)
    theme_ids = {theme.id: theme for theme in themes}
    for assignment in sort_by_place(harvest.assignments):
        at = assignment.evidence.at
        if not (work := finder.find(assignment.work, at)):
            continue
        if assignment.theme in theme_ids:
            evidence = _check_evidence(assignment.evidence, finder, sections)
            assignments.append(replace(assignment, work=work, evidence=evidence))
        else:
            hint = suggest_names(assignment.theme, theme_ids, "define it under themes:, or correct the id")
            finder.complain("unknown-theme", "error", f'no theme has the id "{assignment.theme}"', at, hint)
    notes = [
        replace(note, work=work)
        for note in sort_by_place(harvest.notes)
        if (work := finder.find(note.work, note.evidence.at))
    ]
    return themes, list(dict.fromkeys(assignments)), list(dict.fromkeys(notes))


def _themes_of_keywords(works: Iterable[Work], problems: set[Problem]) -> tuple[list[Theme], list[Assignment]]:
    """The keywords of the entries as themes, for themes.yaml defines none; one of the `problems` says so."""
    themes, assignments, left_out = offer_themes(works)
    if themes:
        message = f"no theme is defined yet, so {len(themes)} keywords of the bibliography are offered as themes"
        message += f"; {left_out} less frequent ones are left out" if left_out else ""
        hint = f"define your own under themes: in {CODEBOOK}, and the keywords step back"
        problems.add(Problem("keywords-as-themes", "info", message, Span(CODEBOOK), hint))
    return themes, assignments


def _themes(harvest: Harvest, problems: set[Problem]) -> list[Theme]:
    """The themes, each id once, their parents known and without circles."""
    themes: dict[str, Theme] = {}
    for theme in sort_by_place(harvest.themes):
        if theme.id in themes:
            place = themes[theme.id].at
            message = f'the theme "{theme.id}" is there before' + (f" ({place})" if place else "")
            hint = "give one another id; the first is used"
            problems.add(Problem("duplicate-theme", "error", message, theme.at, hint))
        else:
            themes[theme.id] = theme
    for theme in list(themes.values()):
        above, below = theme.parent, {theme.id}
        while above in themes and above not in below:
            below.add(above)
            above = themes[above].parent
        if above:
            is_circle = above in themes
            message = f'the theme "{theme.id}" is its own ancestor' if is_circle else f'no theme has the id "{above}"'
            if is_circle or theme.parent not in themes:
                hint = "change or remove its parent" if is_circle else suggest_names(above, themes)
                problems.add(Problem("unknown-theme", "error", message, theme.at, hint))
                themes[theme.id] = replace(theme, parent="")
    return list(themes.values())


class _WorkFinder:
    """Finds the works that the facts of a harvest name; looking for one that is not there leaves a problem."""

    def __init__(self, names: WorkNames, problems: set[Problem]) -> None:
        self._names, self._problems = names, problems
        self._missed: set[tuple[str, str]] = set()

    def complain(self, code: str, level: Any, message: str, at: Span | None, hint: str = "") -> None:
        self._problems.add(Problem(code, level, message, at, hint))

    def find(self, key: str, at: Span | None, role: str = "work") -> str:
        """The key of the work that `key` names, or ""; the paper of a reading is missed once, not at every citation."""
        if work_key := self._names.find_key(key):
            return work_key
        path = at.path if at else ""
        if role == "paper" and (key, path) in self._missed:
            return ""
        self._missed.add((key, path))
        hint = suggest_names(key, self._names.all_keys(), "add its entry to bib/references.bib, or correct the key")
        if key in ("themes", "annotation", "no-theme"):
            hint = f"{key}: belongs to the work above it, so it must be indented further than that work's key"
        self.complain("unknown-work", "error", f'no {role} has the key "{key}"', at, hint)
        return ""


def _check_evidence(evidence: Evidence, finder: _WorkFinder, sections: Mapping[str, Sequence[str]]) -> Evidence:
    """The evidence with its paper's key settled; it stays, with a problem, where paper or section is unknown.

    `sections` has the ids of the sections of each paper that was read; those of others are not known.
    """
    if not evidence.said_in:
        return evidence
    paper = finder.find(evidence.said_in, evidence.at, "paper")
    if paper in sections and evidence.section and evidence.section not in sections[paper]:
        hint = suggest_names(evidence.section, sections[paper])
        message = f'the reading of "{paper}" has no section "{evidence.section}"'
        finder.complain("unknown-section", "warning", message, evidence.at, hint)
    return replace(evidence, said_in=paper or evidence.said_in)


def settle_readings(harvest: Harvest, names: WorkNames, problems: set[Problem]) -> tuple[list[Reading], list[Citation]]:
    """The readings and citations of a harvest under the keys of their works; see `Corpus` for their order."""
    finder = _WorkFinder(names, problems)
    readings = _readings(harvest, finder)
    citations = _citations(harvest, names, finder)
    cited = {(citation.citing, citation.cited) for citation in citations}
    for reading in readings:
        for key in reading.listed:
            if (reading.paper, key) in cited:
                message = f'"{key}" is listed as never cited, but it is cited'
                finder.complain("listed-but-cited", "warning", message, reading.at)
    return readings, citations


def _readings(harvest: Harvest, finder: _WorkFinder) -> list[Reading]:
    readings: dict[str, Reading] = {}
    for reading in sort_by_place(harvest.readings):
        paper = finder.find(reading.paper, reading.at, "paper")
        if not paper:
            continue
        listed = tuple(key for text in reading.listed if (key := finder.find(text, reading.at)))
        if paper in readings:
            message = f'"{paper}" has another reading ({readings[paper].at})'
            finder.complain("duplicate-reading", "warning", message, reading.at, "both are used; better keep one file")
            before = readings[paper]
            sections = tuple({section.id: section for section in (*reading.sections, *before.sections)}.values())
            voices = "; ".join(dict.fromkeys((before.read_by, reading.read_by)))
            listed = tuple(dict.fromkeys(before.listed + listed))
            readings[paper] = replace(before, read_by=voices, sections=sections, listed=listed)
        else:
            readings[paper] = replace(reading, paper=paper, listed=listed)
    return list(readings.values())


# what is cited


# How sure a name must be to tie a citation that is written as text: a key, an identifier, the author list, the first
# author and year, or the whole title. What a person at the terminal can check at a glance is a guess in a file.
_SURE = (0, 1, 2, 4)
_MOST_NAMED = 10  # works that one citation may mean, in a message


def _citations(harvest: Harvest, names: WorkNames, finder: _WorkFinder) -> list[Citation]:
    """Every citation in a paper that has an entry, in reading order, tied to the work that it cites if that has one."""
    resolve_text: Callable[[str], Resolution] | None = None
    if any(citation.kind == "unresolved" for citation in harvest.citations):
        resolve_text = cache(partial(resolve, lookup=names.lookup()))
    settled: list[Citation] = []
    for citation in sort_by_place(harvest.citations):
        citing = finder.find(citation.citing, citation.evidence.at, "paper")
        cited = finder.find(citation.cited, citation.evidence.at) if citation.cited else ""
        if not citing:
            continue
        evidence = _of_paper(citation.evidence, citing)
        if citing == cited:
            finder.complain("cites-itself", "warning", f'"{citing}" cites itself', evidence.at, "is the key right?")
        if citation.cited:
            text, kind = ("", "") if cited else (citation.cited, "unresolved")
            citation = replace(citation, citing=citing, cited=cited, evidence=evidence, text=text, kind=kind)
        else:
            citation = replace(citation, citing=citing, evidence=evidence)
            if resolve_text and citation.kind == "unresolved":
                citation = _tie(citation, resolve_text(citation.text), finder)
        settled.append(citation)
    return _in_reading_order(settled)


def _tie(citation: Citation, answer: Resolution, finder: _WorkFinder) -> Citation:
    """The citation tied to the one work that its text surely means; unchanged, with a problem, where there is none."""
    if not answer.work or answer.work.rank not in _SURE:
        _complain_of(citation, answer, finder)
        return citation
    evidence = replace(citation.evidence, why=f'written as "{citation.text}": {answer.work.reason}')
    return replace(citation, cited=answer.work.key, evidence=evidence, text="", kind="")


def _of_paper(evidence: Evidence, citing: str) -> Evidence:
    """The evidence of a citation under the settled key of the paper that it stands in."""
    said_by = f"reading:{citing}" if evidence.said_by.startswith("reading:") else evidence.said_by
    return replace(evidence, said_in=citing, said_by=said_by)


def _complain_of(citation: Citation, answer: Resolution, finder: _WorkFinder) -> None:
    candidates = (answer.work,) if answer.work else answer.alternatives
    works = " or ".join(f"{candidate.label} [{candidate.key}]" for candidate in candidates[:_MOST_NAMED])
    if len(candidates) > _MOST_NAMED:
        works += f", or {len(candidates) - _MOST_NAMED} more"
    code, message, hint = (
        "ambiguous-mention",
        f'"{citation.text}" could be {works}',
        "write `work: KEY` instead of `text:`",
    )
    if answer.status == "unknown":
        code, message = "unknown-mention", f'no work fits "{citation.text}"'
        hint += f"; near: {works}" if works else ""
    finder.complain(code, "warning", message, citation.evidence.at, hint)


def _in_reading_order(citations: list[Citation]) -> list[Citation]:
    """Sorted by paper and place; where a paper was read in two files, the second one counts on from the first."""
    last: dict[tuple[str, str], int] = defaultdict(int)
    for citation in citations:
        file, placement = _file_of(citation), citation.placement
        last[file] = max(last[file], placement.order, placement.group)
    before: dict[tuple[str, str], int] = {}
    total: dict[str, int] = defaultdict(int)
    for citing, path in sorted(last):
        before[citing, path] = total[citing]
        total[citing] += last[citing, path]

    def count_on(citation: Citation) -> Citation:
        offset, placement = before[_file_of(citation)], citation.placement
        if not offset:
            return citation
        group = placement.group and placement.group + offset
        return replace(citation, placement=replace(placement, order=placement.order + offset, group=group))

    counted = sort_by_place(set(map(count_on, citations)))
    return sorted(counted, key=lambda citation: (citation.citing, citation.placement.order))


def _file_of(citation: Citation) -> tuple[str, str]:
    """The citing paper and the file in which the citation is noted."""
    return (citation.citing, citation.evidence.at.path if citation.evidence.at else "")
