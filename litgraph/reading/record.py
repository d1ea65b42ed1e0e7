"""bib/readings/KEY.yaml: what one paper cites, in reading order, as its reader wrote it down."""

from __future__ import annotations

import os
from collections.abc import Iterable

from litgraph.files import Folder, parse_source
from litgraph.model import Citation, Evidence, Harvest, Placement, Problem, Reading, Section, Span
from litgraph.reading.answers import ReviewerAnswer, read_answers
from litgraph.reading.record_text import reading_path
from litgraph.yamltree import (
    Listing,
    Mapping,
    Node,
    Text,
    list_items,
    parse_yaml,
    read_choice,
    read_fields,
    read_identifier,
    read_text,
    suggest,
)

__all__ = ["parse_answers", "parse_record", "read_record"]

_TOP = ("paper", "read-by", "sections", "citations", "listed-not-cited", "reviewed")
_SECTION = ("id", "title", "parent", "citations")
_CITATION = ("work", "text", "kind", "form", "locator", "page", "signal", "where", "passage", "together")
_FORMS = ("narrative", "parenthetical")
_KINDS = ("personal-communication", "not-listed", "unresolved")


def read_record(path: Folder, name: str) -> Harvest:
    """Read the record of a reading; `name` is its path in the project."""
    return parse_source(path, name, parse_record)


def parse_record(content: str, name: str) -> Harvest:
    """Parse the text of a record of a reading, whose file is named after its paper."""
    tree = parse_yaml(content, name)
    problems = list(tree.problems)
    if not list_items(tree.root):
        message = "this reading says nothing, so its paper counts as not read"
        problems.append(Problem("bad-shape", "info", message, Span(name), "write paper: ... and sections: ..."))
        return Harvest(problems=frozenset(problems))
    assert tree.root is not None
    top = read_fields(tree.root, _TOP, problems)
    if isinstance(tree.root, Listing):
        message = "the citations are a list without a name here"
        problems.append(Problem("bad-shape", "warning", message, tree.root.at, "write citations: above them"))
        top = {"citations": tree.root}
    elif not top:
        message = "a reading consists of names with values"
        problems.append(Problem("bad-shape", "error", message, tree.root.at, "write paper: ... and sections: ..."))
    reader = _RecordReader(_paper(top, name, problems), problems)
    reader.read_citations("", top.get("citations"))
    reader.read_sections(top.get("sections"))
    read_answers(top.get("reviewed"), problems)  # for what is wrong in them: they are for the next reading
    reading = Reading(
        reader.paper,
        read_text(top.get("read-by"), problems),
        tuple(reader.sections.values()),
        reader.read_listed(top.get("listed-not-cited")),
        Span(name) if isinstance(tree.root, Text) else tree.root.at,
    )
    understood = any(name in top for name in ("sections", "citations", "listed-not-cited"))
    return Harvest(
        # A file of which nothing was understood must not make its paper one "that was read".
        readings=frozenset({reading} if understood else ()),
        citations=frozenset(reader.citations),
        problems=frozenset(problems),
    )


def parse_answers(content: str, name: str) -> tuple[ReviewerAnswer, ...]:
    """Parse the answers of a person in the text of a record."""
    root = parse_yaml(content, name).root
    return read_answers(read_fields(root, _TOP, []).get("reviewed"), []) if root is not None else ()


def _paper(top: dict[str, Node], name: str, problems: list[Problem]) -> str:
    stem = os.path.splitext(os.path.basename(name))[0]
    paper = read_identifier(top.get("paper"), problems)
    if not paper:
        message = f'this reading does not name its paper; it is taken from the file name: "{stem}"'
        problems.append(Problem("missing-paper", "warning", message, Span(name), f"add paper: {stem}"))
    elif paper != stem and reading_path(paper) != reading_path(stem):
        message = f'the file is named "{stem}", its paper "{paper[:60]}"; the paper counts'
        hint = "give both the same name"
        problems.append(Problem("paper-and-file-name", "warning", message, top["paper"].at, hint))
    return paper or stem


class _RecordReader:
    def __init__(self, paper: str, problems: list[Problem]) -> None:
        self.paper = paper
        self.problems = problems
        self.sections: dict[str, Section] = {}
        self.citations: list[Citation] = []
        self._order = 0
        self._groups = 0

    def complain(self, code: str, message: str, at: Span, hint: str = "", warn: bool = True) -> None:
        self.problems.append(Problem(code, "warning" if warn else "error", message, at, hint))

    def read_sections(self, node: Node | None) -> None:
        parents: list[tuple[str, Node]] = []
        by_id = (
            node.pairs
            if isinstance(node, Mapping)
            else [(None, node_of_section) for node_of_section in list_items(node)]
        )
        for key, node_of_section in by_id:
            values = read_fields(node_of_section, _SECTION, self.problems)
            if key and isinstance(node_of_section, Listing):
                values = {"citations": node_of_section}
            at = key.at if key else node_of_section.at
            plain = node_of_section.value.strip() if isinstance(node_of_section, Text) and not values else ""
            title = read_text(values.get("title"), self.problems) or (plain if key else "")
            section_id = read_text(values.get("id"), self.problems) or (key.value.strip() if key else plain) or title
            if not key and "id" not in values and not plain:
                hint = "add id: with its number as printed, or a short name of your own"
                message = f'the section "{title[:60]}" has no id; its title is taken for it'
                self.complain("missing-section-id", message if title else "this section has no id", at, hint)
            parent = read_text(values.get("parent"), self.problems)
            if parent:
                parents.append((parent, values["parent"]))
            if not section_id:
                pass
            elif section_id in self.sections:
                message = f'the section "{section_id[:60]}" is given twice; the citations of both are read'
                self.complain("duplicate-section", message, at, "put them together, or give one another id")
            else:
                self.sections[section_id] = Section(section_id, title, parent)
            self.read_citations(section_id, values.get("citations"))
        for parent, place in parents:
            if parent not in self.sections:
                message = f'no section of this reading has the id "{parent[:60]}"'
                self.complain("unknown-parent", message, place.at, suggest(parent, list(self.sections)))

    def read_citations(self, section: str, node: Node | None) -> None:
        for citation_node in list_items(node):
            self.read_citation(section, citation_node, 0)

    def read_group(self, section: str, nodes: Iterable[Node], group: int) -> None:
        if not group:
            self._groups += 1
            group = self._groups
        for citation_node in nodes:
            self.read_citation(section, citation_node, group)

    def read_citation(self, section: str, node: Node, group: int) -> None:
        if isinstance(node, Listing):
            self.read_group(section, node.nodes, group)
            return
        values = read_fields(node, _CITATION, self.problems)
        if "together" in values:
            for name in set(values) - {"together"}:
                hint = "write it to each of those cited together"
                self.complain("bad-shape", f'"{name}" beside "together" is not read', values[name].at, hint)
            self.read_group(section, list_items(values["together"]), group)
            return
        if isinstance(node, Text) and not values:
            if not node.value.strip():
                return
            values = {"text" if " " in node.value.strip() else "work": node}  # no key has a space in it
        texts = {name: read_text(values.get(name), self.problems) for name in ("page", "locator", "passage")}
        evidence = Evidence(f"reading:{self.paper}", self.paper, section, at=node.at, **texts)
        work, mentioned = (
            read_identifier(values.get("work"), self.problems),
            read_text(values.get("text"), self.problems),
        )
        kind = read_choice(values.get("kind"), _KINDS, self.problems)
        if not (work or mentioned):
            hint = "write work: KEY or text: ..."
            self.complain("missing-work", "this citation does not say what is cited", node.at, hint, warn=False)
            return
        form = read_choice(values.get("form"), _FORMS, self.problems)
        form = "" if form is None else form or "parenthetical"
        signal, where = read_text(values.get("signal"), self.problems), read_text(values.get("where"), self.problems)
        self._order += 1
        placement = Placement(form, signal, self._order, group, where)
        if not work:
            self.citations.append(Citation(self.paper, "", evidence, placement, mentioned, kind or "unresolved"))
            return
        for name in ("text", "kind"):
            if name in values:
                message = f'"{name}" is not read, as "work" says what is cited'
                self.complain("work-and-text", message, values[name].at, f'delete "{name}" or "work"')
        self.citations.append(Citation(self.paper, work, evidence, placement))

    def read_listed(self, node: Node | None) -> tuple[str, ...]:
        keys = [read_identifier(key_node, self.problems) for key_node in list_items(node)]
        if isinstance(node, Text) and "," in node.value:
            keys = [key.strip() for key in node.value.split(",")]
            self.complain("bad-shape", "a list of works stands in brackets", node.at, f"write [{', '.join(keys)}]"[:80])
        return tuple(dict.fromkeys(key for key in keys if key))
