"""Themes proposed from the headings of a review, and the themes.yaml that says so.

A main section is proposed as a theme unless its heading is one that any paper may have ("Introduction", "Methods",
"Conclusion"); its subsections count for it. Headings such as "Results" or "Literature review" are no themes, but the
sections in them may be; so is the only main section that is left, if works are cited in two or more sections of it. A
work cited in such a section gets its theme: "discussed" if the text names it there outside a parenthesis, or cites it
there twice or more and once at least by itself; else "mentioned".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from litgraph.codebook.headings import BEGINNING, GENERAL, identifier, is_opening, is_summary, theme_title, why_no_theme
from litgraph.model import Assignment, Citation, Evidence, Mention, Section, Theme
from litgraph.yamltree import scalar

__all__ = ["Proposals", "proposals", "themes_yaml"]


class Proposals(NamedTuple):
    """Themes with the works that they are given to, and the sections that gave none though works are cited there.

    `left_out` are those sections with the reason.
    """

    themes: tuple[Theme, ...]
    assignments: tuple[Assignment, ...]
    left_out: tuple[tuple[Section, str], ...]


def proposals(
    paper: str, sections: Sequence[Section], citations: Sequence[Citation], untied: Sequence[Mention] = ()
) -> Proposals:
    """What the sections of a paper say of the works that it cites; `citations` in the order of reading.

    A section all of whose citations are untied to a work is a theme as well, to which no work is given yet.
    """
    places = [each.evidence.section for each in citations] + [
        each.evidence.section for each in untied if each.kind != "personal-communication"
    ]
    tree = _Tree(sections, Counter(places))
    main, why_not = tree.themes()
    taken: set[str] = set()
    themes = {
        each: Theme(identifier(theme_title(each.title), taken), theme_title(each.title), said_in=paper, section=each.id)
        for each in main
    }
    cited: dict[tuple[str, str], list[Citation]] = defaultdict(list)
    for citation in citations:
        if (section := tree.around(citation.evidence.section, main)) is not None:
            cited[themes[section].id, citation.cited].append(citation)
    return Proposals(
        tuple(themes.values()),
        tuple(each for (theme, work), some in cited.items() for each in _given(work, theme, paper, some)),
        tuple((section, why_not[section]) for section in sections if section in why_not),
    )


def _given(work: str, theme: str, paper: str, cited: Sequence[Citation]) -> Iterator[Assignment]:
    """One assignment for each place that differs in section, page or locator."""
    named = any(each.form == "narrative" for each in cited)
    alone = any(not each.group for each in cited)
    discussed = named or (alone and len(cited) > 1)
    times = "once" if len(cited) == 1 else "twice" if len(cited) == 2 else f"{len(cited)} times"
    why = "Named in the text." if named else f"Cited {times}{'' if alone else ', beside others'}."
    places = dict.fromkeys((each.evidence.section, each.evidence.page, each.evidence.locator) for each in cited)
    for section, page, locator in places:
        evidence = Evidence("litgraph", paper, section, page, locator, why=why)
        yield Assignment(work, theme, "discussed" if discussed else "mentioned", evidence)


class _Tree:
    """The sections of a paper, one in the other, and how often works are cited in each."""

    def __init__(self, sections: Sequence[Section], counts: Counter[str]) -> None:
        self.sections = sections
        self.by_id = {each.id: each for each in sections}
        self.own = counts
        self.whole: Counter[str] = Counter()
        for section in sections:
            for each in self.path(section):
                self.whole[each.id] += counts[section.id]
        self.reasons = {each.id: why_no_theme(each.title) for each in sections}
        main = next((each for each in sections if not is_summary(each.title)), None)
        if main and not self.reasons[main.id] and is_opening(main.title):  # an introduction under another name
            self.reasons[main.id] = BEGINNING

    def path(self, section: Section) -> list[Section]:
        """The sections around one, the outermost first, and itself."""
        found = [section]
        while (parent := self.by_id.get(found[0].parent)) and parent not in found:
            found.insert(0, parent)
        return found

    def around(self, identifier: str, chosen: Sequence[Section]) -> Section | None:
        """The one of the chosen sections that a place is in."""
        section = self.by_id.get(identifier)
        return next((each for each in self.path(section) if each in chosen), None) if section else None

    def themes(self) -> tuple[list[Section], dict[Section, str]]:
        """The sections that are themes, and why others in which works are cited are none."""
        within: list[Section] = []  # sections in an introduction or a method
        free: list[Section] = []
        for section in self.sections:
            reasons = [self.reasons[each.id] for each in self.path(section)]
            if reasons[-1] or any(not reason for reason in reasons[:-1]):
                continue  # no theme, or part of one
            (free if all(reason in ("", GENERAL) for reason in reasons) else within).append(section)
        # A text without numbers does not say which headings stand in which: then all may stand in the introduction.
        if self._cited(within) > self._cited(free):
            free = [section for section in self.sections if section in (*within, *free)]
        found = [section for section in free if self.whole[section.id]]
        if len(found) == 1:
            parts = [each for each in self.sections if each.parent == found[0].id and self.whole[each.id]]
            parts = [each for each in parts if not self.reasons[each.id]]
            found = parts if len(parts) > 1 else found
        why_not = {}
        for section in self.sections:
            if self.own[section.id] and self.around(section.id, found) is None:
                path = [self.reasons[each.id] for each in self.path(section)]
                why_not[section] = next(filter(None, reversed(path)), "what stands above the themes")
        return found, why_not

    def _cited(self, some: Sequence[Section]) -> int:
        return sum(self.whole[each.id] for each in some)


# the file


def themes_yaml(title: str, paper: str, proposed: Proposals) -> str:
    """The text of a themes.yaml with these proposals, which says that they are such."""
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
        lines += [f"#   {_printed(section)} ({reason})" for section, reason in proposed.left_out]
    lines += [f"title: {scalar(title)}"] if title else []
    lines += ["", "themes:"]
    if not proposed.themes:
        lines += ["#  - id: first-theme", "#    title: First theme", "#    definition: What belongs here."]
    for theme in proposed.themes:
        lines += [f"  - id: {scalar(theme.id)}", f"    title: {scalar(theme.title)}"]
        lines += [f"    said-in: {scalar(paper)}", f"    section: {scalar(theme.section)}"]
    lines += ["", "works:", f"  {scalar(paper)}:", "    no-theme: The review that the themes are taken from."]
    by_work: dict[str, list[Assignment]] = defaultdict(list)
    for each in proposed.assignments:
        by_work[each.work].append(each)
    for work, given in sorted(by_work.items()):
        lines += ["", f"  {scalar(work)}:", "    themes:"]
        for each in given:
            said = {
                "theme": each.theme,
                "said-in": each.evidence.said_in,
                "section": each.evidence.section,
                "page": each.evidence.page,
                "locator": each.evidence.locator,
                "role": each.role,
                "why": each.evidence.why,
                "said-by": each.evidence.said_by,
            }
            pairs = [f"{name}: {scalar(text)}" for name, text in said.items() if text]
            lines += [f"      - {pairs[0]}", *(f"        {pair}" for pair in pairs[1:])]
    return "\n".join(lines) + "\n"


def _printed(section: Section) -> str:
    return " ".join(f"{section.id if section.id[:1].isdigit() else ''} {section.title}".split())
