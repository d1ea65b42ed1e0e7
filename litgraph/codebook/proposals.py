"""Themes proposed from the headings of a review, and the themes.yaml that says so.

A main section, with its subsections, becomes a theme unless its heading is one that any paper may have ("Introduction",
"Methods", "Conclusion"). "Results", "Literature review" and the like become none, but the sections in them may. If a
single main section is left, its own sections become the themes, where works are cited in two or more of them.
A work cited in the section of a theme gets the theme: as "discussed" if the text names the work there outside a
parenthesis, or cites it there twice or more and at least once by itself; else as "mentioned".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from litgraph.codebook.headings import (
    BEGINNING,
    GENERAL,
    is_opening,
    is_summary,
    make_theme_id,
    theme_title,
    why_no_theme,
)
from litgraph.codebook.reader import assignment_fields
from litgraph.model import Assignment, Citation, Evidence, Section, Theme
from litgraph.yamltree import write_scalar

__all__ = ["Proposals", "propose_themes", "write_themes_yaml"]


class Proposals(NamedTuple):
    """Themes, the works assigned to them, and the sections in which works are cited that became no theme, and why."""

    themes: tuple[Theme, ...]
    assignments: tuple[Assignment, ...]
    left_out: tuple[tuple[Section, str], ...]


def propose_themes(paper: str, sections: Sequence[Section], citations: Sequence[Citation]) -> Proposals:
    """Propose themes from the sections of a paper, for the works that its `citations` (in the order of reading) cite.

    A section all of whose citations are tied to no work is a theme as well, without works yet.
    """
    listed = [citation for citation in citations if citation.kind != "personal-communication"]
    tree = _SectionTree(sections, Counter(citation.evidence.section for citation in listed))
    theme_sections, why_not = tree.choose_themes()
    theme_ids: set[str] = set()
    themes: dict[Section, Theme] = {}
    for section in theme_sections:
        title = theme_title(section.title)
        themes[section] = Theme(make_theme_id(title, theme_ids), title, said_in=paper, section=section.id)
    cited: dict[tuple[str, str], list[Citation]] = defaultdict(list)
    for citation in filter(lambda citation: citation.cited, citations):
        if (section_around := tree.around(citation.evidence.section, theme_sections)) is not None:
            cited[themes[section_around].id, citation.cited].append(citation)
    return Proposals(
        tuple(themes.values()),
        tuple(chain.from_iterable(_assign(work, theme, paper, group) for (theme, work), group in cited.items())),
        tuple((section, why_not[section]) for section in sections if section in why_not),
    )


def _assign(work: str, theme: str, paper: str, citations: Sequence[Citation]) -> Iterator[Assignment]:
    """One assignment for each place that differs in section, page or locator."""
    is_named = any(citation.placement.form == "narrative" for citation in citations)
    is_cited_alone = any(not citation.placement.group for citation in citations)
    role = "discussed" if is_named or (is_cited_alone and len(citations) > 1) else "mentioned"
    times = {1: "once", 2: "twice"}.get(len(citations), f"{len(citations)} times")
    why = "Named in the text." if is_named else f"Cited {times}{'' if is_cited_alone else ', beside others'}."
    evidences = (citation.evidence for citation in citations)
    for section, page, locator in dict.fromkeys((where.section, where.page, where.locator) for where in evidences):
        yield Assignment(work, theme, role, Evidence("litgraph", paper, section, page, locator, why=why))


class _SectionTree:
    """The sections of a paper; `cited_in` counts the citations in each, `cited_below` also those in its parts."""

    def __init__(self, sections: Sequence[Section], cited_in: Counter[str]) -> None:
        self.sections = sections
        self.by_id = {section.id: section for section in sections}
        self.cited_in = cited_in
        self.cited_below: Counter[str] = Counter()
        for section in sections:
            for ancestor in self.path(section):
                self.cited_below[ancestor.id] += cited_in[section.id]
        self.reasons = {section.id: why_no_theme(section.title) for section in sections}
        first = next((section for section in sections if not is_summary(section.title)), None)
        if first and not self.reasons[first.id] and is_opening(first.title):  # an introduction under another name
            self.reasons[first.id] = BEGINNING

    def path(self, section: Section) -> list[Section]:
        """The sections around `section`, the outermost first, and itself."""
        path = [section]
        while (parent := self.by_id.get(path[0].parent)) and parent not in path:
            path.insert(0, parent)
        return path

    def path_reasons(self, section: Section) -> list[str]:
        return [self.reasons[ancestor.id] for ancestor in self.path(section)]

    def around(self, section_id: str, candidates: Sequence[Section]) -> Section | None:
        """The outermost of the `candidates` that this section is, or stands in."""
        section = self.by_id.get(section_id)
        return next((ancestor for ancestor in self.path(section) if ancestor in candidates), None) if section else None

    def choose_themes(self) -> tuple[list[Section], dict[Section, str]]:
        """The sections that are themes, and why the others in which works are cited are none."""
        within: list[Section] = []  # sections in an introduction or a method
        free: list[Section] = []
        for section in self.sections:
            reasons = self.path_reasons(section)
            if reasons[-1] or any(not reason for reason in reasons[:-1]):
                continue  # no theme, or part of one
            (free if all(reason in ("", GENERAL) for reason in reasons) else within).append(section)
        # A text without numbers does not say which headings stand in which: then all may stand in the introduction.
        if self._count_citations(within) > self._count_citations(free):
            free = [section for section in self.sections if section in (*within, *free)]
        themes = [section for section in free if self.cited_below[section.id]]
        if len(themes) == 1:
            parts = [part for part in self.sections if part.parent == themes[0].id and self.cited_below[part.id]]
            parts = [part for part in parts if not self.reasons[part.id]]
            themes = parts if len(parts) > 1 else themes
        why_not = {}
        for section in self.sections:
            if self.cited_in[section.id] and self.around(section.id, themes) is None:
                reasons = self.path_reasons(section)
                why_not[section] = next(filter(None, reversed(reasons)), "what stands above the themes")
        return themes, why_not

    def _count_citations(self, sections: Sequence[Section]) -> int:
        return sum(self.cited_below[section.id] for section in sections)


# the file


def write_themes_yaml(title: str, paper: str, proposed: Proposals) -> str:
    """Write the text of a themes.yaml that holds the `proposed` themes and says that they are only proposed."""
    lines = [
        "# Proposed by litgraph from the headings of the review, for you to change: rename, join, split or delete",
        "# themes, say what belongs to each in a definition, put your own reason in the place of a why. What nobody",
        "# has looked at is marked with said-by: litgraph. Delete that line where you have, and it is said by you.",
        "#",
        "# - A main section of the review is a theme, unless its heading is one that any paper may have.",
        "# - A work cited in such a section has its theme. discussed: the text names it there outside a parenthesis,",
        "#   or cites it there twice or more and once at least by itself. mentioned: all else.",
    ]
    if proposed.left_out:
        lines += ["# - No themes came from these sections, though works are cited in them:"]
        lines += [f"#   {_describe_section(section)} ({reason})" for section, reason in proposed.left_out]
    lines += [f"title: {write_scalar(title)}"] if title else []
    lines += ["", "themes:"]
    if not proposed.themes:
        lines += ["#  - id: first-theme", "#    title: First theme", "#    definition: What belongs here."]
    for theme in proposed.themes:
        lines += [f"  - id: {write_scalar(theme.id)}", f"    title: {write_scalar(theme.title)}"]
        lines += [f"    said-in: {write_scalar(paper)}", f"    section: {write_scalar(theme.section)}"]
    lines += ["", "works:", f"  {write_scalar(paper)}:", "    no-theme: The review that the themes are taken from."]
    by_work: dict[str, list[Assignment]] = defaultdict(list)
    for assignment in proposed.assignments:
        by_work[assignment.work].append(assignment)
    for work, assignments in sorted(by_work.items()):
        lines += ["", f"  {write_scalar(work)}:", "    themes:"]
        for assignment in assignments:
            pairs = [f"{name}: {write_scalar(text)}" for name, text in assignment_fields(assignment).items()]
            lines += [f"      - {pairs[0]}", *(f"        {pair}" for pair in pairs[1:])]
    return "\n".join(lines) + "\n"


def _describe_section(section: Section) -> str:
    return " ".join(f"{section.id if section.id[:1].isdigit() else ''} {section.title}".split())
