"""themes.yaml: the review's themes and the works they are given to, read with line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable

from litgraph.files import Folder, parse_source
from litgraph.garbage import pause_garbage_collection
from litgraph.model import Assignment, Evidence, Harvest, Note, Problem, Review, Span, Theme
from litgraph.yamltree import (
    Listing,
    Mapping,
    Node,
    Text,
    Tree,
    list_items,
    normalize_name,
    parse_yaml,
    read_choice,
    read_fields,
    read_identifier,
    read_text,
)

__all__ = [
    "ROLES",
    "THEME_FIELDS",
    "WORK_FIELDS",
    "Reader",
    "assignment_fields",
    "collect_facts",
    "is_one_theme",
    "parse_codebook",
    "read_codebook",
]

_FILE_FIELDS = ("title", "description", "author", "language", "themes", "works")
THEME_FIELDS = ("id", "title", "definition", "said-in", "section", "parent", "facet", "other-names")
WORK_FIELDS = ("themes", "theme", "no-theme", "annotation")
_ASSIGNMENT_FIELDS = ("theme", "said-in", "section", "page", "locator", "role", "why", "said-by")
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


def read_codebook(path: Folder, name: str) -> Harvest:
    """Read a themes.yaml; `name` is its path in the project."""
    return parse_source(path, name, parse_codebook)


def parse_codebook(content: str, name: str) -> Harvest:
    """Read the text of a themes.yaml; `name` is its path as problems show it."""
    return collect_facts(parse_yaml(content, name))


def collect_facts(tree: Tree) -> Harvest:
    """The facts that the tree of a themes.yaml states, and what is wrong with it."""
    with pause_garbage_collection():
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
    """Collects the facts that the tree of a themes.yaml states, and what is wrong with it."""

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
        # A name that has no text as its value may be the key of a work that stands too far left.
        without_text = [key for key, value in root.pairs if not (isinstance(value, Text) and value.value.strip())]
        astray = {normalize_name(key.value): _A_WORK for key in without_text}
        fields = read_fields(root, _FILE_FIELDS, self.problems, astray | _ELSEWHERE)
        about = {name: read_text(fields.get(name), self.problems) for name in _FILE_FIELDS[:4]}
        if any(about.values()):
            self.reviews.append(Review(**about, at=root.at))
        self.read_themes(fields.get("themes"))
        self.check_names()
        self.read_works(fields.get("works"))

    def read_themes(self, node: Node | None) -> None:
        if isinstance(node, Mapping):
            for key, value in node.pairs:
                self.read_theme(value, key)
            return
        for theme in list_items(node):
            self.read_theme(theme, None)

    def check_names(self) -> None:
        """Complain of other names of a theme by which another theme is called."""
        called: dict[str, str] = {}
        for theme in self.themes.values():
            called.setdefault(theme.id.casefold(), theme.id)
            called.setdefault(theme.title.casefold(), theme.id)
        for theme in self.themes.values():
            for name in theme.other_names:
                owner = called.setdefault(name.casefold(), theme.id)
                if owner != theme.id and theme.at:
                    message = f'"{name[:60]}" is another name of the theme "{theme.id}"; "{owner}" is called so, too'
                    self.complain("shared-theme-name", message, theme.at, "take it away from one of them", warn=True)

    def read_theme(self, node: Node, key: Text | None) -> None:
        at = key.at if key else node.at
        fields = read_fields(node, THEME_FIELDS, self.problems)
        if isinstance(node, Listing):
            self.bad_shape("a theme is a list here, not names with values", node, "write - id: ... and title: ...")
            return
        plain = node.value.strip() if isinstance(node, Text) and not fields else ""
        if not (plain or fields or key):
            self.complain("missing-theme-id", "this theme is empty", at, "write - id: ... and title: ...")
            return
        title = read_text(fields.get("title"), self.problems) or (plain if key else "")
        theme_id = read_identifier(fields.get("id") or key or (node if plain else None), self.problems)
        if not theme_id:
            theme_id = "-".join(re.findall(r"\w+", title.casefold()))
            if not theme_id:
                self.complain("missing-theme-id", "this theme has neither id nor title, and is not read", at)
                return
            message = f'the theme "{title[:60]}" has no id; "{theme_id[:60]}" is taken for it'
            self.complain("missing-theme-id", message, at, f"add id: {theme_id[:60]}")
        if earlier := self.themes.get(theme_id):
            line = earlier.at.line if earlier.at else 0
            message = f'the theme "{theme_id}" is given twice, here and in line {line}; line {line} counts'
            self.complain("duplicate-theme", message, at, "give one of them another id, or delete it")
            return
        texts = {name: read_text(fields.get(name), self.problems) for name in ("definition", "facet", "section")}
        texts |= {"parent": read_identifier(fields.get("parent"), self.problems)}
        said_in = read_identifier(fields.get("said-in"), self.problems)
        names = self.read_names(fields.get("other-names"))
        self.themes[theme_id] = Theme(theme_id, title or theme_id, said_in=said_in, other_names=names, at=at, **texts)

    def read_names(self, node: Node | None) -> tuple[str, ...]:
        """The names of a list, or of a text that parts them by semicolons, or by commas where it has none."""
        if isinstance(node, Listing):
            names = [read_text(item, self.problems) for item in node.nodes]
        else:
            text = read_text(node, self.problems)
            names = [name.strip() for name in re.split(r"[;\n]" if ";" in text else r"[,\n]", text)]
        return tuple(dict.fromkeys(filter(None, names)))

    def read_works(self, node: Node | None) -> None:
        if isinstance(node, Mapping):
            for key, value in node.pairs:
                self.read_work(key, value)
        elif entries := list_items(node):
            assert node is not None
            message = "works are written with their key before a colon, not as a list"
            self.bad_shape(message, node, "write key: ...", warn=True)
            for entry in entries:
                if isinstance(entry, Mapping):
                    for key, value in entry.pairs:
                        self.read_work(key, value)
                elif not isinstance(entry, Text):
                    self.bad_shape("this is no work and is not read", entry)

    def read_work(self, key: Text, node: Node) -> None:
        work = read_identifier(key, self.problems)
        if not isinstance(node, Mapping):
            self.read_assignments(work, list_items(node))
            return
        fields = read_fields(node, WORK_FIELDS, self.problems, _ELSEWHERE)
        before = len(self.assignments)
        for name in ("themes", "theme"):
            self.read_themes_of(work, fields.get(name))
        for name in ("annotation", "no-theme"):
            value = fields.get(name)
            if value is not None and ((words := read_text(value, self.problems)) or name == "no-theme"):
                self.notes.append(Note(work, name, words, Evidence("codebook", at=value.at)))
        if "no-theme" in fields and len(self.assignments) > before:
            message = f'"{work}" has themes, and says that it has none'
            hint = 'delete "no-theme" or "themes"'
            self.complain("no-theme-and-themes", message, fields["no-theme"].at, hint, warn=True)

    def read_themes_of(self, work: str, node: Node | None) -> None:
        if isinstance(node, Mapping) and not is_one_theme(node):
            for key, value in node.pairs:
                theme = read_identifier(key, self.problems)
                self.assign(work, theme, read_fields(value, _ASSIGNMENT_FIELDS[1:], self.problems), key.at)
        else:
            self.read_assignments(work, list_items(node))

    def read_assignments(self, work: str, nodes: Iterable[Node]) -> None:
        for node in nodes:
            if isinstance(node, Listing):
                self.bad_shape("a list stands inside a list here; it is read as one", node, warn=True)
                self.read_assignments(work, node.nodes)
                continue
            fields = read_fields(node, _ASSIGNMENT_FIELDS, self.problems)
            theme = read_identifier(fields.get("theme"), self.problems)
            if isinstance(node, Text) and not fields:
                for theme_id in self.split_ids(node):
                    self.assign(work, theme_id, {}, node.at)
            elif theme:
                self.assign(work, theme, fields, node.at)
            else:
                message = f'"{work}" is given a theme without its id'
                self.complain("missing-theme-id", message, node.at, "add theme: ...")

    def split_ids(self, node: Text) -> list[str]:
        """The ids of a text such as "networks, sister-cities", which should be a list."""
        words = [word.strip() for word in node.value.split(",") if word.strip()]
        ids = [read_identifier(node._replace(value=word), self.problems) for word in words]
        if len(ids) > 1:
            self.bad_shape("a list of themes stands in brackets", node, f"write [{', '.join(ids)}]"[:80], warn=True)
        return ids

    def assign(self, work: str, theme: str, fields: dict[str, Node], at: Span) -> None:
        if not fields:
            self.assignments.append(Assignment(work, theme, "", Evidence("codebook", at=at)))
            return
        role = read_choice(fields.get("role"), ROLES, self.problems) or ""
        texts = {name: read_text(fields.get(name), self.problems) for name in ("section", "page", "locator", "why")}
        said_in = read_identifier(fields.get("said-in"), self.problems)
        said_by = read_text(fields.get("said-by"), self.problems) or "codebook"
        self.assignments.append(Assignment(work, theme, role, Evidence(said_by, said_in, at=at, **texts)))


def assignment_fields(assignment: Assignment) -> dict[str, str]:
    """The fields by which themes.yaml states an assignment, without empty ones."""
    evidence = assignment.evidence
    place = (evidence.said_in, evidence.section, evidence.page, evidence.locator)
    said_by = "" if evidence.said_by == "codebook" else evidence.said_by
    texts = (assignment.theme, *place, assignment.role, evidence.why, said_by)
    return {name: text for name, text in zip(_ASSIGNMENT_FIELDS, texts, strict=True) if text}


def is_one_theme(node: Mapping) -> bool:
    """Whether a mapping under "themes" is one theme with its evidence, not several themes by their ids."""
    return any(key.value.strip().lower() in _ASSIGNMENT_FIELDS for key, _ in node.pairs)
