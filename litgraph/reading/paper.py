"""What comes out of a paper that is read: its text in reading order, the way back to the file, and what it cites."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from litgraph.model import Name, Problem

__all__ = ["Mention", "PaperContent", "PaperText", "Piece", "Reference", "Run", "TaggedSpan", "empty_paper"]

Flow = Literal["heading", "paragraph", "footnote", "caption", "table", "reference", "front", "other"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the reading text that is one heading, paragraph, footnote, ...; a heading has a level from 1."""

    flow: Flow
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Text that stands at `start` of the reading text and at `source` of the source, letter for letter."""

    start: int
    source: int


@dataclass(frozen=True)
class PaperText:
    """A paper as one text in reading order.

    Running heads, page numbers and hyphens at line ends are not in it, lines of a paragraph are joined by spaces,
    pieces are set apart by an empty line. `runs` lead back to the source: offsets in the characters of a text file, or
    in `text` itself where the source has none (PDF, XML). `pages` are the labels of pages with the offset where each
    begins. `untitled` are offsets at which a part begins that has no heading, so that no section goes on there.
    """

    text: str
    pieces: tuple[Piece, ...]
    runs: tuple[Run, ...] = ()
    pages: tuple[tuple[int, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    untitled: tuple[int, ...] = ()

    @cached_property
    def _headings(self) -> list[tuple[int, tuple[str, ...]]]:
        path: list[tuple[int, str]] = []
        paths = []
        untitled = 0  # so many of these parts have begun
        for piece in self.pieces:
            if piece.flow == "heading":
                begun = bisect_right(self.untitled, piece.start)
                path, untitled = ([] if begun > untitled else path), begun
                path = [*(heading for heading in path if heading[0] < piece.level), (piece.level, self.of(piece))]
                paths.append((piece.start, tuple(title for _, title in path)))
        return sorted([*paths, *((offset, ()) for offset in self.untitled)])

    def of(self, piece: Piece) -> str:
        """Return the text of a piece."""
        return self.text[piece.start : piece.end]

    def source(self, offset: int) -> int:
        """Return the offset in the source of the letter at an offset of the text."""
        place = bisect_right(self.runs, offset, key=lambda run: run.start) - 1
        return offset + (self.runs[place].source - self.runs[place].start if place >= 0 else 0)

    def page(self, offset: int) -> str:
        """Return the label of the page of the letter at an offset, or ""."""
        place = bisect_right(self.pages, offset, key=lambda page: page[0]) - 1
        return self.pages[place][1] if place >= 0 else ""

    def section(self, offset: int) -> tuple[str, ...]:
        """Return the headings around an offset, the outermost first; () before the first heading."""
        place = bisect_right(self._headings, offset, key=lambda heading: heading[0]) - 1
        return self._headings[place][1] if place >= 0 else ()


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of a list of references; what could not be made out of it is left empty, `raw` is as printed.

    `label` is its printed number, `date_text` what it says of its date where that is not just a year ("n.d.", "in
    press", "2019, April 16"), `suffix` the letter after its year, `kind` a CSL type, `ids` are prefixed and normalised.
    `et_al` names the roles, "author", "editor" or both with a space between, of which it has more people than it names.
    """

    index: int
    raw: str
    start: int
    end: int
    label: str = ""
    kind: str = ""
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    year: int | None = None
    suffix: str = ""
    date_text: str = ""
    original_year: int | None = None
    title: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    place: str = ""
    ids: tuple[str, ...] = ()
    url: str = ""
    accessed: str = ""
    et_al: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where the text cites; `start` and `end` are offsets of the reading text, without parentheses.

    `references` are the indexes of what is cited: one, or none where the list has no such entry, or several where it
    cannot be told which (a tie). `kind` is "citation", "tie", "not-listed", "personal-communication" or "name-only".
    Citations of one parenthesis share a `group` (0: stands alone). `where` tells what is not a plain citation in the
    text: in a footnote, caption or table, within a range, second-hand, or by a word such as "ibid.". A tie `has_more`
    where it may mean references beyond those that it names.
    """

    start: int
    end: int
    text: str
    kind: Literal["citation", "tie", "not-listed", "personal-communication", "name-only"]
    references: tuple[int, ...] = ()
    form: Literal["narrative", "parenthetical", ""] = ""
    locator: str = ""
    signal: str = ""
    group: int = 0
    where: str = ""
    has_more: bool = False

    @property
    def closed_text(self) -> str:
        """Its text with the parenthesis closed: "Noor (2019)", where a page number goes on in the parenthesis."""
        return f"{self.text})" if self.text.count("(") > self.text.count(")") else self.text


class TaggedSpan(NamedTuple):
    """A stretch of the text that the source tags and that leads to no entry of the list.

    It is a citation of which the source does not say what is cited, or anything else, such as the mark of a footnote.
    """

    start: int
    end: int
    is_citation: bool


@dataclass(frozen=True, slots=True)
class PaperContent:
    """A paper that was read by the program; `tagged_spans` are those that its source tags beside its `mentions`."""

    text: PaperText
    references: tuple[Reference, ...]
    mentions: tuple[Mention, ...]
    problems: tuple[Problem, ...] = ()
    tagged_spans: tuple[TaggedSpan, ...] = ()


def empty_paper(*problems: Problem) -> PaperContent:
    """Return a paper without text, with the problems that kept it from being read."""
    return PaperContent(PaperText("", (), problems=problems), (), (), problems)
