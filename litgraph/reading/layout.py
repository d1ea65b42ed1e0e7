"""The text of a paper as its reader lays it out, piece by piece."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from litgraph.model import Problem
from litgraph.reading.paper import Flow, PaperText, Piece, Run

__all__ = ["Link", "TextLayout", "count_words", "join_line"]

_BLANKS = re.compile(r"\s+")
_GAP = "\n\n"  # between two pieces
_WORD = r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*"
_BROKEN = re.compile(r"[^\W\d_]{2}[-\u2010\u00ad]$")
_CAPITALS_BEFORE = re.compile(r"(?:[^\W\d_a-z]){2}[-\u2010\u00ad]$")
_IN_CAPITALS = re.compile(r"(?:[^\W\d_a-z]){2}")
_OPEN = re.compile(r"[^\s/][-–—/]$")
_ADDRESS = re.compile(r"(?:https?:|www\.|doi:|doi\.org/|\b10\.\d{4,}/)\S*$", re.I)
_ADDRESS_GOES_ON = re.compile(r"[/_=&?%#-]\w|\.[^\WA-Z]|.[/._?=&%]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Link:
    """A tagged stretch of text that leads to elements of the source by their ids.

    `is_citation` says whether it is tagged as one, whatever it leads to; `locator` is the place in the work that the
    tag names.
    """

    start: int
    end: int
    targets: tuple[str, ...]
    is_citation: bool = False
    locator: str = ""


class TextLayout:
    """The text so far: `texts` of its `pieces`, and what is noted at offsets of it; `length` is that of the whole."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pieces: list[Piece] = []
        self.runs: list[Run] = []
        self.pages: list[tuple[int, str]] = []
        self.links: list[Link] = []
        self.anchors: dict[str, int] = {}
        self.untitled: list[int] = []
        self.length = 0
        self._start = 0
        self._parts: list[str] = []  # of the piece that has begun

    def begin(self) -> None:
        """Begin a piece."""
        self._start = self.length = self.length + len(_GAP) * bool(self.pieces)
        self._parts = []

    def end(self, flow: Flow, level: int = 0) -> Piece | None:
        """End the piece and return it; None where it has no text, as if it had never begun."""
        text = "".join(self._parts).rstrip(" ")
        if not text:
            self.length = self.pieces[-1].end if self.pieces else 0
            while self.links and self.links[-1].end > self.length:
                self.links.pop()
            return None
        self.length = self._start + len(text)
        self.pieces.append(Piece(flow, self._start, self.length, level))
        self.texts.append(text)
        return self.pieces[-1]

    def add(self, text: str, source: int | None = None) -> None:
        """Add text to the piece, letter for letter; it stands at `source` of the source, if that has offsets."""
        if source is not None:
            self.runs.append(Run(self.length, source))
        self._parts.append(text)
        self.length += len(text)

    def write(self, text: str | None) -> None:
        """Add text to the piece; any run of blanks becomes one space."""
        text = _BLANKS.sub(" ", text or "")
        if text[:1] == " " and (not self._parts or self._parts[-1][-1] == " "):
            text = text[1:]
        if text:
            self.add(text)

    def link(self, start: int, targets: Sequence[str], is_citation: bool = False, locator: str = "") -> None:
        """Note that the text since `start` leads to `targets`."""
        self.links.append(Link(min(start, self.length), self.length, tuple(targets), is_citation, locator))

    def anchor(self, name: str | None) -> None:
        """Note that links to this name lead here."""
        if name:
            self.anchors.setdefault(name, self.length)

    def begin_untitled(self) -> None:
        """Note that the section that goes on ends here: what follows has no heading until it has one."""
        self.untitled.append(self.length + bool(self.pieces))

    def page(self, label: str) -> None:
        """Note that a page begins here."""
        self.pages.append((self.length, label))

    def text(self, problems: Sequence[Problem] = ()) -> PaperText:
        """Return the text of the paper."""
        text = _GAP.join(self.texts)
        pieces, runs, pages = tuple(self.pieces), tuple(self.runs), tuple(self.pages)
        return PaperText(text, pieces, runs, pages, tuple(problems), tuple(self.untitled))


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count words and compounds, folded; those with the hyphen of a broken line in them are but few."""
    return Counter(word for text in texts for word in re.findall(_WORD, text.casefold()))


def join_line(text: str, after: str, word_counts: Counter[str]) -> str:
    """Return the text of a line as another line of its paragraph goes on after it."""
    before = text[-300:]  # lines of made-up files may be very long
    goes_on = after[:1].islower() or bool(_IN_CAPITALS.match(after) and _CAPITALS_BEFORE.search(before))
    if goes_on and _BROKEN.search(before) and not _ADDRESS.search(before):
        return text if _keeps_hyphen(before, after, word_counts) else text[:-1]
    is_wide = _WIDE.match(before[-1:]) and _WIDE.match(after[:1])
    is_address = _ADDRESS.search(before) and _ADDRESS_GOES_ON.match(f"{before[-1:]}{after[:1]}")
    return text if _OPEN.search(before) or is_wide or is_address else f"{text} "


def _keeps_hyphen(line: str, after: str, word_counts: Counter[str]) -> bool:
    """Whether the hyphen at a line's end belongs to the word, as it does where the paper writes it more often."""
    first, second = re.search(f"{_WORD}$", line[:-1]), re.match(r"[^\W\d_]+", after)
    if not first or not second:
        return True
    solid, hyphenated = (f"{first[0]}{mark}{second[0]}".casefold() for mark in ("", "-"))
    # Capitals are not known to go on a word, which "NON-" and "EU" do not.
    return word_counts[hyphenated] > word_counts[solid] - (not second[0].islower())
