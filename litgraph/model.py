"""The nouns of litgraph: frozen values that need nothing but the standard library.

A reader brings a `Harvest`; `litgraph.corpus.settle` makes the one `Corpus` of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, Literal, TypeVar

__all__ = [
    "SHORTENED_PARTICLES",
    "Assignment",
    "Citation",
    "Corpus",
    "Evidence",
    "Harvest",
    "Name",
    "Note",
    "Placement",
    "Problem",
    "Reading",
    "Review",
    "Section",
    "Span",
    "Theme",
    "Work",
    "sort_by_place",
]

T = TypeVar("T")
Level = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a user's file; `path` is relative to the project, `line` and `column` count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a user should know about her files; `code` is stable and explained by `litgraph check --explain`.

    `about` is a second place, which the message names as it prints it.
    """

    code: str
    level: Level
    message: str
    at: Span | None = None
    hint: str = ""
    about: Span | None = None

    def __str__(self) -> str:
        place = f"{self.at}: " if self.at else ""
        return f"{place}{self.level}: {self.message} [{self.code}]"


# Particles that are shortened, not joined to the name: "de' Medici" beside "d'Almeida".
SHORTENED_PARTICLES = frozenset(("a", "co", "da", "de", "dei", "ne", "se", "su"))


@dataclass(frozen=True, slots=True)
class Name:
    """A person (family, given, particle "van der", suffix "Jr.") or an organisation (`literal` alone)."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def short(self) -> str:
        """The name as a citation shows it: "van der Pluijm", "Kosovac", "City of Santa Fe"."""
        is_joined = self.particle.endswith(("'", "’")) and self.particle[:-1].lower() not in SHORTENED_PARTICLES
        between = "" if is_joined else " "
        return self.literal or f"{self.particle}{between}{self.family}".strip()


@dataclass(frozen=True, slots=True)
class Work:
    """One entry of a bibliography.

    `kind` is a CSL type ("article-journal", "chapter", ...). `year` is the one to sort it by, the first of a span (1999
    of "1999/2001", 1990 of "ca. 1990" and "199X"), as in EDTF (-43 is 44 B.C.E.), and None where the source gives none;
    `date_text` keeps what it says ("2019-04-16", "n.d.", "in press", "ca. 1990"). `suffix` is the letter
    printed after a year ("b" of 2016b). `ids` are prefixed and normalised ("doi:10.1000/x", "isbn:...", "openalex:W1").
    `extra` holds every other field of the entry, decoded to plain text, sorted by name (BibLaTeX names: "pages",
    "volume", "publisher", "location", "url", "urldate", "annotation", "keywords", ...). Fields named `x-...` are kept
    there too and never exported.
    """

    key: str
    kind: str
    title: str
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    year: int | None = None
    date_text: str = ""
    suffix: str = ""
    container: str = ""
    ids: frozenset[str] = frozenset()
    extra: tuple[tuple[str, str], ...] = ()
    at: Span | None = None

    def get(self, name: str) -> str:
        """The text of an `extra` field, or ""."""
        for field_name, text in self.extra:  # a few, and asked for a million times
            if field_name == name:
                return text
        return ""


@dataclass(frozen=True, slots=True)
class Review:
    """What themes.yaml says of the review as a whole."""

    title: str
    description: str = ""
    author: str = ""
    language: str = ""
    at: Span | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the review.

    `said_in` and `section` name the paper and place that it comes from, if any; `other_names` are what else it is
    called.
    """

    id: str
    title: str
    definition: str = ""
    parent: str = ""
    facet: str = ""
    said_in: str = ""
    section: str = ""
    other_names: tuple[str, ...] = ()
    at: Span | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who says something of a work, and where.

    `said_by` is "codebook" (by hand in themes.yaml), "reading:KEY" (the reading of the paper KEY) or the name of a
    service. `said_in` is the key of the paper that speaks, `section` and `page` are places in that paper, `locator`
    is the place in the work spoken of ("p. 12"), `at` is the line in the user's file.
    """

    said_by: str
    said_in: str = ""
    section: str = ""
    page: str = ""
    locator: str = ""
    passage: str = ""
    why: str = ""
    at: Span | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A theme given to a work; `role` is "discussed", "mentioned" or "" (not said)."""

    work: str
    theme: str
    role: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence of the user about a work; `kind` is "annotation" or "no-theme" (why it fits no theme)."""

    work: str
    kind: str
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a paper that was read; `parent` is the id of the section around it."""

    id: str
    title: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """That a paper was read, and by whom; `listed` are works in its reference list that its text never cites."""

    paper: str
    read_by: str
    sections: tuple[Section, ...] = ()
    listed: tuple[str, ...] = ()
    at: Span | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """How a citation stands in the text of the citing paper.

    `form` is "narrative", "parenthetical" or ""; `signal` is text such as "see also"; `order` counts the in-text
    citations of the paper from 1 in reading order; citations of one parenthesis share a `group` (0: stands alone);
    `where` says "table note", "footnote", ... when it is not in the running text.
    """

    form: str = ""
    signal: str = ""
    order: int = 0
    group: int = 0
    where: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """One piece of evidence that `citing` cites `cited`.

    Where it is tied to no work, `cited` is "", `text` is what the reader noted of it, and `kind` says why:
    "unresolved" (to be looked up), "personal-communication" or "not-listed" (not in the paper's reference list).
    """

    citing: str
    cited: str
    evidence: Evidence
    placement: Placement = Placement()
    text: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Harvest:
    """The facts that one reader found, as sets: uniting harvests is associative, commutative and idempotent."""

    works: frozenset[Work] = frozenset()
    reviews: frozenset[Review] = frozenset()
    themes: frozenset[Theme] = frozenset()
    assignments: frozenset[Assignment] = frozenset()
    notes: frozenset[Note] = frozenset()
    readings: frozenset[Reading] = frozenset()
    citations: frozenset[Citation] = frozenset()
    problems: frozenset[Problem] = frozenset()

    def __or__(self, harvest: Harvest) -> Harvest:
        return Harvest(*(getattr(self, field.name) | getattr(harvest, field.name) for field in fields(self)))


@dataclass(frozen=True)
class Corpus:
    """A settled knowledge base: every key in it names a work or theme in it. Only `litgraph.corpus.settle` makes one.

    Works are sorted by key; themes, assignments, readings and notes by their place in the files; citations by citing
    paper and reading order; problems by place. `aliases` maps the key of an entry that gave way to the work's key.
    """

    works: tuple[Work, ...] = ()
    review: Review | None = None
    themes: tuple[Theme, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    notes: tuple[Note, ...] = ()
    readings: tuple[Reading, ...] = ()
    citations: tuple[Citation, ...] = ()
    problems: tuple[Problem, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> Mapping[str, Work]:
        """The works by their key."""
        return {work.key: work for work in self.works}

    @cached_property
    def by_theme_id(self) -> Mapping[str, Theme]:
        """The themes by their id."""
        return {theme.id: theme for theme in self.themes}

    @cached_property
    def tied(self) -> tuple[Citation, ...]:
        """The citations that are tied to a work."""
        return tuple(citation for citation in self.citations if citation.cited)

    @cached_property
    def untied(self) -> tuple[Citation, ...]:
        """The citations that are tied to no work."""
        return tuple(citation for citation in self.citations if not citation.cited)

    @cached_property
    def themes_are_offered(self) -> bool:
        """Whether the themes are the keywords of the entries, because nobody has defined any."""
        return any(assignment.evidence.said_by == "keywords" for assignment in self.assignments)


def sort_by_place(values: Iterable[T]) -> list[T]:
    """Sort `values` of one type by their place in the files, then by content: a total order for what was a set."""

    def place(value: Any) -> Span:
        return (value.evidence.at if hasattr(value, "evidence") else value.at) or Span("", 0, 0)

    ordered: list[T] = []
    for _, group in groupby(sorted(values, key=place), key=place):
        at_one_place = list(group)
        ordered += at_one_place if len(at_one_place) == 1 else sorted(at_one_place, key=_content)
    return ordered


def _content(value: object) -> Any:
    """The value as nested tuples of text, so that any two values of one type can be ordered, sets included."""
    if is_dataclass(value):
        return tuple(_content(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, frozenset):
        return tuple(sorted(map(_content, value)))
    if isinstance(value, tuple):
        return tuple(map(_content, value))
    return "" if value is None else f"{value:012d}" if isinstance(value, int) else str(value)
