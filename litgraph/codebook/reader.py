"""themes.yaml: the review's themes and the works they are given to, read with line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from litgraph.model import Assignment, Evidence, Harvest, Note, Problem, Review, Span, Theme
from litgraph.yamltree import (
    Listing,
    Mapping,
    Node,
    Text,
    list_items,
    load_yaml,
    normalize_name,
    parse_yaml,
    read_choice,
    read_fields,
    read_identifier,
    read_text,
)

__all__ = ["GIVEN", "ROLES", "WORK", "Reader", "names_theme", "parse_codebook", "read_codebook"]

_TOP = ("title", "description", "author", "language", "themes", "works")
_THEME = ("id", "title", "definition", "said-in", "section", "parent", "facet")
WORK = ("themes", "theme", "no-theme", "annotation")
GIVEN = ("theme", "said-in", "section", "page", "locator", "role", "why", "said-by")
ROLES = ("discussed", "mentioned")
_A_WORK = 'if this is the key of a work, indent it below "works:"'
_ELSEWHERE = {
    **dict.fromkeys(("id", "definition", "facet"), 'it belongs to a theme: indent it as far as that theme\'s "id:"'),
    **dict.fromkeys(("annotation", "no-theme"), "it belongs to a work: indent it further than the key of that work"),
    **dict.fromkeys(
        ("role", "why", "page", "locator", "said-in", "section", "said-by"),
        'it belongs to the theme of a work: indent it as far as "theme:" there',
    ),
}


def read_codebook(path: Path, name: str) -> Harvest:
    """What a themes.yaml says; `name` is its path in the project."""
    content, problems = load_yaml(path, name)
    harvest = parse_codebook(content, name)
    return replace(harvest, problems=harvest.problems | set(problems))


def parse_codebook(content: str, name: str) -> Harvest:
    """What the text of a themes.yaml says."""
    tree = parse_yaml(content, name)
    reader = Reader(list(tree.problems))
    if isinstance(tree.root, Mapping):
        reader.read_root(tree.root)
    elif list_items(tree.root):
        assert tree.root is not None
        reader.bad_shape('a themes.yaml consists of names with values: "themes: ..." and "works: ..."', tree.root)
    return Harvest(
        reviews=frozenset(reader.reviews),
        themes=frozenset(reader.themes.values()),
        assignments=frozenset(reader.assignments),
        notes=frozenset(reader.notes),
        problems=frozenset(reader.problems),
    )


class Reader:
    """Gathers what a tree says, and what is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.reviews: list[Review] = []
        self.themes: dict[str, Theme] = {}
        self.assignments: list[Assignment] = []
        self.notes: list[Note] = []

    def complain(self, code: str, message: str, at: Span, hint: str = "", warn: bool = False) -> None:
        self.problems.append(Problem(code, "warning" if warn else "error", message, at, hint))

    def bad_shape(self, message: str, node: Node, hint: str = "", warn: bool = False) -> None:
        self.complain("bad-shape", message, node.at, hint, warn)

    def read_root(self, root: Mapping) -> None:
        # An entry that stands too far left is none of the names of a file.
        with_text = [key for key, value in root.pairs if isinstance(value, Text) and value.value.strip()]
        astray = {normalize_name(key.value): _A_WORK for key, _ in root.pairs if key not in with_text}
        top = read_fields(root, _TOP, self.problems, astray | _ELSEWHERE)
        about = {name: read_text(top.get(name), self.problems) for name in _TOP[:4]}
        if any(about.values()):
            self.reviews.append(Review(**about, at=root.at))
        self.read_themes(top.get("themes"))
        self.read_works(top.get("works"))

    def read_themes(self, node: Node | None) -> None:
        if isinstance(node, Mapping):
            for key, value in node.pairs:
                self.read_theme(value, key)
            return
        for each in list_items(node):
            self.read_theme(each, None)

    def read_theme(self, node: Node, key: Text | None) -> None:
        at = key.at if key else node.at
        given = read_fields(node, _THEME, self.problems)
        if isinstance(node, Listing):
            self.bad_shape("a theme is a list here, not names with values", node, "write - id: ... and title: ...")
            return
        plain = node.value.strip() if isinstance(node, Text) and not given else ""
        if not (plain or given or key):
            self.complain("missing-theme-id", "this theme is empty", at, "write - id: ... and title: ...")
            return
        title = read_text(given.get("title"), self.problems) or (plain if key else "")
        named = read_identifier(given.get("id") or key or (node if plain else None), self.problems)
        if not named:
            named = "-".join(re.findall(r"\w+", title.casefold()))
            if not named:
                self.complain("missing-theme-id", "this theme has neither id nor title, and is not read", at)
                return
            message = f'the theme "{title[:60]}" has no id; "{named[:60]}" is taken for it'
            self.complain("missing-theme-id", message, at, f"add id: {named[:60]}")
        if earlier := self.themes.get(named):
            line = earlier.at.line if earlier.at else 0
            message = f'the theme "{named}" is given twice, here and in line {line}; line {line} counts'
            self.complain("duplicate-theme", message, at, "give one of them another id, or delete it")
            return
        rest = {name: read_text(given.get(name), self.problems) for name in ("definition", "facet", "section")}
        rest |= {"parent": read_identifier(given.get("parent"), self.problems)}
        said_in = read_identifier(given.get("said-in"), self.problems)
        self.themes[named] = Theme(named, title or named, said_in=said_in, at=at, **rest)

    def read_works(self, node: Node | None) -> None:
        if isinstance(node, Mapping):
            for key, value in node.pairs:
                self.read_work(key, value)
        elif each := list_items(node):
            assert node is not None
            self.bad_shape(
                "works are written with their key before a colon, not as a list", node, "write key: ...", True
            )
            for entry in each:
                if isinstance(entry, Mapping):
                    for key, value in entry.pairs:
                        self.read_work(key, value)
                elif not isinstance(entry, Text):
                    self.bad_shape("this is no work and is not read", entry)

    def read_work(self, key: Text, node: Node) -> None:
        work = read_identifier(key, self.problems)
        if not isinstance(node, Mapping):
            self.read_given(work, list_items(node))
            return
        given = read_fields(node, WORK, self.problems, _ELSEWHERE)
        before = len(self.assignments)
        for name in ("themes", "theme"):
            self.read_themes_of(work, given.get(name))
        for name in ("annotation", "no-theme"):
            value = given.get(name)
            if value is not None and ((words := read_text(value, self.problems)) or name == "no-theme"):
                self.notes.append(Note(work, name, words, Evidence("codebook", at=value.at)))
        if "no-theme" in given and len(self.assignments) > before:
            message = f'"{work}" has themes, and says that it has none'
            hint = 'delete "no-theme" or "themes"'
            self.complain("no-theme-and-themes", message, given["no-theme"].at, hint, warn=True)

    def read_themes_of(self, work: str, node: Node | None) -> None:
        if isinstance(node, Mapping) and not names_theme(node):
            for key, value in node.pairs:
                theme, evidence = read_identifier(key, self.problems), read_fields(value, GIVEN[1:], self.problems)
                self.give(work, theme, evidence, key.at)
        else:
            self.read_given(work, list_items(node))

    def read_given(self, work: str, nodes: Iterable[Node]) -> None:
        for node in nodes:
            if isinstance(node, Listing):
                self.bad_shape("a list stands inside a list here; it is read as one", node, warn=True)
                self.read_given(work, node.nodes)
                continue
            given = read_fields(node, GIVEN, self.problems)
            theme = read_identifier(given.get("theme"), self.problems)
            if isinstance(node, Text) and not given:
                for each in self.ids(node):
                    self.give(work, each, {}, node.at)
            elif theme:
                self.give(work, theme, given, node.at)
            else:
                self.complain(
                    "missing-theme-id", f'"{work}" is given a theme without its id', node.at, "add theme: ..."
                )

    def ids(self, node: Text) -> list[str]:
        words = [word.strip() for word in node.value.split(",") if word.strip()]
        found = [read_identifier(node._replace(value=word), self.problems) for word in words]
        if len(found) > 1:
            self.bad_shape("a list of themes stands in brackets", node, f"write [{', '.join(found)}]"[:80], warn=True)
        return found

    def give(self, work: str, theme: str, given: dict[str, Node], at: Span) -> None:
        role = read_choice(given.get("role"), ROLES, self.problems) or ""
        said = {name: read_text(given.get(name), self.problems) for name in ("section", "page", "locator", "why")}
        said_in = read_identifier(given.get("said-in"), self.problems)
        said_by = read_text(given.get("said-by"), self.problems) or "codebook"
        self.assignments.append(Assignment(work, theme, role, Evidence(said_by, said_in, at=at, **said)))


def names_theme(node: Mapping) -> bool:
    """Whether a mapping under "themes" is one theme with its evidence rather than themes by their ids."""
    return any(key.value.strip().lower() in GIVEN for key, _ in node.pairs)
