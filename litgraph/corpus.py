"""From harvests to the one corpus: `join` unites, `settle` decides once who is who, `load` does it for a folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from litgraph.files import UNREADABLE, Folder, shown
from litgraph.identity import unite
from litgraph.keywords import offered
from litgraph.model import (
    Assignment,
    Citation,
    Corpus,
    Evidence,
    Harvest,
    Problem,
    Reading,
    Span,
    Theme,
    Work,
    in_order,
)
from litgraph.project import CODEBOOK, find_root, sources
from litgraph.resolve import Referent, Resolution, referent, resolve

__all__ = ["WorkLookup", "join", "load", "read_sources", "settle"]


def join(harvests: Iterable[Harvest]) -> Harvest:
    """Unite harvests; plain set union, so order and repetition do not matter."""
    return reduce(or_, harvests, Harvest())


def load(root: Folder = ".") -> Corpus:
    """Read every file of the project folder that is or holds `root`, and settle what they say.

    Bad content becomes problems. Raises LitgraphError where there is no project.
    """
    return settle(read_sources(find_root(root)))


def read_sources(root: Folder) -> Harvest:
    """What the files of a project folder say, each by its own reader."""
    from litgraph import codebook
    from litgraph.formats import bibtex
    from litgraph.reading import record

    harvests = []
    for stamp in sources(root):
        if stamp.size == UNREADABLE:
            problem = Problem("unreadable-file", "error", "this cannot be read as a file", Span(shown(stamp.path)))
            harvests.append(Harvest(problems=frozenset({problem})))
            continue
        path, name = Path(root, stamp.path), shown(stamp.path)
        if stamp.path == CODEBOOK:
            harvests.append(codebook.read_codebook(path, name))
        elif stamp.path.endswith(".bib"):
            harvests.append(bibtex.read_bibliography(path, name))
        else:
            harvests.append(record.read_record(path, name))
    return join(harvests)


def settle(harvest: Harvest) -> Corpus:
    """Decide who is who, what every mention means and that every key names something; the losers become problems.

    What makes two entries one work is said at `litgraph.identity.unite`.
    """
    problems = set(harvest.problems)
    works, key_of = unite(harvest.works, problems)
    themes = _themes(harvest, problems)
    by_keyword: list[Assignment] = []
    if not themes:
        themes, by_keyword = _offered(works, problems)
    known = _Known(works, key_of, {theme.id: theme for theme in themes}, problems)
    readings = _readings(harvest, known)
    sections = {
        (reading.paper, section.id) for reading in readings for section in reading.sections
    }  # only papers that were read have known sections
    read = {reading.paper for reading in readings}
    assignments = by_keyword
    for given in in_order(harvest.assignments):
        work = known.work(given.work, given.evidence.at)
        if work and known.theme(given.theme, given.evidence.at):
            evidence = _checked(given.evidence, known, read, sections)
            assignments.append(replace(given, work=work, evidence=evidence))
    notes = [
        replace(note, work=work)
        for note in in_order(harvest.notes)
        if (work := known.work(note.work, note.evidence.at))
    ]
    citations = _citations(harvest, known)
    cited = {(citation.citing, citation.cited) for citation in citations}
    for reading in readings:
        for key in reading.listed:
            if (reading.paper, key) in cited:
                known.complain(
                    "listed-but-cited", "warning", f'"{key}" is listed as never cited, but it is cited', reading.at
                )
    return Corpus(
        works=tuple(works[key] for key in sorted(works)),
        review=next(iter(in_order(harvest.reviews)), None),
        themes=tuple(themes),
        assignments=tuple(dict.fromkeys(assignments)),
        notes=tuple(dict.fromkeys(notes)),
        readings=tuple(readings),
        citations=tuple(citations),
        problems=tuple(in_order(problems)),
        aliases={alias: key for alias, key in sorted(key_of.items()) if alias != key},
    )


def _offered(works: Mapping[str, Work], problems: set[Problem]) -> tuple[list[Theme], list[Assignment]]:
    """The keywords of the entries as themes, which is said, until themes.yaml defines one."""
    themes, assignments, left_out = offered(works[key] for key in sorted(works))
    if themes:
        rest = f"; {left_out} less frequent ones are left out" if left_out else ""
        message = f"no theme is defined yet, so {len(themes)} keywords of the bibliography are offered as themes{rest}"
        hint = f"define your own under themes: in {CODEBOOK}, and the keywords step back"
        problems.add(Problem("keywords-as-themes", "info", message, Span(CODEBOOK), hint))
    return themes, assignments


def _themes(harvest: Harvest, problems: set[Problem]) -> list[Theme]:
    """The themes, each id once, their parents known and without circles."""
    themes: dict[str, Theme] = {}
    for theme in in_order(harvest.themes):
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
    """ "did you mean ...?", or "" where nothing is near."""
    from rapidfuzz import process
    from rapidfuzz.fuzz import ratio

    found = process.extractOne(wanted, list(known), scorer=ratio, processor=str.casefold, score_cutoff=60)
    return f'did you mean "{found[0]}"?' if found else ""


class _Known:
    """What keys may name; asking for something unknown leaves a problem."""

    def __init__(
        self, works: dict[str, Work], key_of: Mapping[str, str], themes: Mapping[str, Theme], problems: set[Problem]
    ) -> None:
        self.works, self.key_of, self._themes, self._problems = works, key_of, themes, problems
        self._keys = sorted(key_of)
        self._missed: set[tuple[str, str]] = set()
        self._by_case = {key.casefold(): kept for key, kept in sorted(key_of.items(), reverse=True)}

    def complain(self, code: str, level: Any, message: str, at: Span | None, hint: str = "") -> None:
        self._problems.add(Problem(code, level, message, at, hint))

    def work(self, key: str, at: Span | None, role: str = "work") -> str:
        """The key of the work that `key` names, or ""; the paper of a reading is missed once, not at every citation."""
        if found := self.key_of.get(key) or self._by_case.get(key.casefold()):
            return found
        path = at.path if at else ""
        if role == "paper" and (key, path) in self._missed:
            return ""
        self._missed.add((key, path))
        hint = _near(key, self._keys) or "add its entry to bib/references.bib, or correct the key"
        if key in ("themes", "annotation", "no-theme"):
            hint = f"{key}: belongs to the work above it, so it must be indented further than that work's key"
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
    for reading in in_order(harvest.readings):
        paper = known.work(reading.paper, reading.at, "paper")
        if not paper:
            continue
        listed = tuple(key for text in reading.listed if (key := known.work(text, reading.at)))
        if paper in readings:
            message = f'"{paper}" has another reading ({readings[paper].at})'
            known.complain("duplicate-reading", "warning", message, reading.at, "both are used; better keep one file")
            before = readings[paper]
            sections = tuple({each.id: each for each in (*reading.sections, *before.sections)}.values())
            voices = "; ".join(dict.fromkeys((before.read_by, reading.read_by)))
            listed = tuple(dict.fromkeys(before.listed + listed))
            readings[paper] = replace(before, read_by=voices, sections=sections, listed=listed)
        else:
            readings[paper] = replace(reading, paper=paper, listed=listed)
    return list(readings.values())


# what is cited


class WorkLookup:
    """A `resolve.Lookup` over works in memory."""

    def __init__(self, works: dict[str, Work], key_of: Mapping[str, str]) -> None:
        self._referents = {key: referent(work) for key, work in works.items()}
        self._key_of = {key.casefold(): work_key for key, work_key in reversed(list(key_of.items()))} | dict(key_of)
        self._ids: dict[str, list[str]] = defaultdict(list)
        for key, work in works.items():
            for identifier in work.ids:
                self._ids[identifier].append(key)
        self._forms: dict[str, set[str]] = defaultdict(set)
        self._words: dict[str, set[str]] = defaultdict(set)
        for known_work in self._referents.values():
            for form in {form for author in known_work.authors for form in author.forms}:
                self._forms[form].add(known_work.key)
            for word in known_work.title.split():
                self._words[word].add(known_work.key)
        self._all_forms = list(self._forms)

    def by_key(self, text: str) -> Referent | None:
        return self._referents.get(self._key_of.get(text) or self._key_of.get(text.casefold(), ""))

    def by_id(self, identifier: str) -> list[Referent]:
        return self.by_keys(self._ids.get(identifier, []))

    def by_forms(self, forms: Sequence[str]) -> list[Referent]:
        return self.by_keys(sorted({key for form in forms for key in self._forms.get(form, ())}))

    def by_words(self, wanted: Sequence[str]) -> list[Referent]:
        def beginning(start: str) -> set[str]:
            return {key for word, keys in self._words.items() if word.startswith(start) for key in keys}

        return self.by_keys(sorted(set.intersection(*map(beginning, wanted))))

    def all_forms(self) -> list[str]:
        return self._all_forms

    def by_keys(self, keys: Sequence[str]) -> list[Referent]:
        return [self._referents[key] for key in keys]


# How sure a name must be to tie a citation that is written as text: a key, an identifier, the author list, the first
# author and year, or the whole title. What a person at the terminal can check at a glance is a guess in a file.
_SURE = (0, 1, 2, 4)


def _citations(harvest: Harvest, known: _Known) -> list[Citation]:
    """Every citation in a known paper in reading order, tied to the work that it cites where that is known."""
    lookup = None
    if any(citation.kind == "unresolved" for citation in harvest.citations):
        lookup = WorkLookup(known.works, known.key_of)
    settled: list[Citation] = []
    for citation in in_order(harvest.citations):
        citing = known.work(citation.citing, citation.evidence.at, "paper")
        cited = known.work(citation.cited, citation.evidence.at) if citation.cited else ""
        if not citing:
            continue
        evidence = _of_paper(citation.evidence, citing)
        if citing == cited:
            known.complain("cites-itself", "warning", f'"{citing}" cites itself', evidence.at, "is the key right?")
        if citation.cited:
            text, kind = ("", "") if cited else (citation.cited, "unresolved")
            citation = replace(citation, citing=citing, cited=cited, evidence=evidence, text=text, kind=kind)
        else:
            citation = replace(citation, citing=citing, evidence=evidence)
            if lookup and citation.kind == "unresolved":
                citation = _tied(citation, lookup, known)
        settled.append(citation)
    return _in_reading_order(settled)


def _tied(citation: Citation, lookup: WorkLookup, known: _Known) -> Citation:
    """The citation tied to the one work that its text surely means; unchanged, with a problem, where there is none."""
    answer = resolve(citation.text, lookup)
    if not answer.found or answer.found.rank not in _SURE:
        _complain_of(citation, answer, known)
        return citation
    evidence = replace(citation.evidence, why=f'written as "{citation.text}": {answer.found.reason}')
    return replace(citation, cited=answer.found.key, evidence=evidence, text="", kind="")


def _of_paper(evidence: Evidence, citing: str) -> Evidence:
    """The evidence of a citation under the settled key of the paper that it stands in."""
    said_by = f"reading:{citing}" if evidence.said_by.startswith("reading:") else evidence.said_by
    return replace(evidence, said_in=citing, said_by=said_by)


def _complain_of(citation: Citation, answer: Resolution, known: _Known) -> None:
    maybe = (answer.found,) if answer.found else answer.others
    which = " or ".join(f"{other.label} [{other.key}]" for other in maybe if other)
    if answer.status == "unknown":
        hint = "write `work: KEY` instead of `text:`" + (f"; near: {which}" if which else "")
        known.complain("unknown-mention", "warning", f'no work fits "{citation.text}"', citation.evidence.at, hint)
    else:
        message = f'"{citation.text}" could be {which}'
        known.complain(
            "ambiguous-mention", "warning", message, citation.evidence.at, "write `work: KEY` instead of `text:`"
        )


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
        more, placement = before[_file_of(citation)], citation.placement
        if not more:
            return citation
        group = placement.group and placement.group + more
        return replace(citation, placement=replace(placement, order=placement.order + more, group=group))

    counted = in_order(set(map(count_on, citations)))
    return sorted(counted, key=lambda citation: (citation.citing, citation.placement.order))


def _file_of(citation: Citation) -> tuple[str, str]:
    """The citing paper and the file in which the citation is noted."""
    return (citation.citing, citation.evidence.at.path if citation.evidence.at else "")
