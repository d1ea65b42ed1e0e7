"""Papers whose source tags what it cites: the text they are laid out in, and the links that were tagged."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html.entities import html5
from typing import Any, NamedTuple

from litgraph.model import Name, Problem, Span
from litgraph.reading.paper import Flow, Mention, PaperText, Piece, Reference
from litgraph.reading.references.entries import parse_entry

__all__ = [
    "Tagged",
    "Tags",
    "TextLayout",
    "Writer",
    "empty",
    "first",
    "in_one_string",
    "links",
    "local",
    "named",
    "parse_xml",
    "plain_text",
    "raised",
    "rendered",
    "year_of",
]

# A file larger than this is no paper, and takes more memory than it is worth.
_MOST_BYTES = 50_000_000
# Half a letter, which lxml takes in and cannot give out again.
_SURROGATE = re.compile(
    rb"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]));"
)
_BLANKS = re.compile(r"\s+")
_SUPERSCRIPTS = str.maketrans("0123456789-–—−‐", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁻⁻")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_RAISED = re.compile(r"[\s\d,;()\[\]–—−‐-]+")
_RANGE = re.compile(r"[\s\[\]()]*[-–—−‐⁻][\s\[\]()]*")
_TOGETHER = re.compile(r"[\s,(\[]{0,3}")
_ENDS = re.compile(r"\W*(\d{1,4})\W*(?:[-–—−‐⁻]\W*(\d{1,4}))?\W*")
_LOCATOR = re.compile(
    r"[,:]?\s*(?P<locator>(?:(?:pp?|págs?|pags?|chap|ch|cap|vol|sec|Kap|S)\.\s?|§§?\s?|(?:pages?|chapter|section)\s)"
    r"\d[\d.–-]*(?:,\s?\d[\d–-]*(?!\d))*)"
)
_SIGNAL = re.compile(
    r"(?:^|[;(\[]\s*)(?P<signal>(?:but\s)?(?:see(?:\salso|,?\se\.g\.,?|\sfor\sexample)?|e\.\s?g\.,?|cf\.|compare|contra|for\sexample,?|"
    r"for\sinstance,?|following|reviewed\s(?:in|by)|ver(?:\stambém)?|véase(?:\stambién)?|apud|vgl\.|siehe))\s*$",
    re.I,
)
_MOST_IN_RANGE = 100
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)\s?([a-z]?)(?![\w])")
_PARTICLES = re.compile(
    r"((?:(?:v[ao]n|de[rnl]?|d[aeiou]s?|l[ae]|el|al|ter?|ten|zu[mr]?|af|av|bin|ibn|y)\s|d['’])+)(\S.*)"
)
_BRACKET = re.compile(r"[()\[\]]")
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.?[\s-]?){1,4}")


class Tagged(NamedTuple):
    """A paper in which a publisher or a program has tagged the references and the citations of them."""

    text: PaperText
    references: tuple[Reference, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class _Link:
    """A tagged stretch of text that leads to entries of the list by their ids."""

    start: int
    end: int
    targets: tuple[str, ...]


class TextLayout:
    """The text of a paper as it is written piece by piece; any run of blanks becomes one space."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._start = self._first = 0
        self._open = False
        self.latest = ""
        self.pieces: list[Piece] = []
        self.pages: list[tuple[int, str]] = []
        self.links: list[_Link] = []
        self.anchors: dict[str, int] = {}

    def begin(self) -> None:
        """Begin a piece."""
        if self.pieces:
            self._add("\n\n")
        self._start, self._first, self._open = self._length, len(self._parts), False

    def end(self, flow: Flow, level: int = 0) -> Piece | None:
        """End the piece and return it; None where it has no text, as if it had never begun."""
        while self._length > self._start and self._parts[-1] == " ":
            self._length -= len(self._parts.pop())
        if self._length == self._start:
            if self.pieces:
                self._length -= len(self._parts.pop())
            self.links = [link for link in self.links if link.end <= self._length]
            return None
        self.pieces.append(Piece(flow, self._start, self._length, level))
        self.latest = "".join(self._parts[self._first :])
        return self.pieces[-1]

    def write(self, text: str | None) -> None:
        """Write text into the piece."""
        if not text:
            return
        text = _BLANKS.sub(" ", text)
        if text[0] == " " and (not self._open or self._parts[-1] == " "):
            text = text[1:]
        if text:
            # A space at the end stands alone: it is taken back if nothing follows.
            for part in (text[:-1], " ") if text[-1] == " " else (text,):
                if part:
                    self._add(part)
            self._open = True

    def link(self, start: int, targets: Sequence[str]) -> None:
        """Note that the text since `start` leads to `targets`."""
        self.links.append(_Link(min(start, self._length), self._length, tuple(targets)))

    def anchor(self, name: str | None) -> None:
        """Note that links to this name lead here."""
        if name:
            self.anchors.setdefault(name, self._length)

    def page(self, label: str) -> None:
        """Note that a page begins here."""
        self.pages.append((self._length, label))

    @property
    def length(self) -> int:
        """The length of the text so far, in characters."""
        return self._length

    def _add(self, part: str) -> None:
        self._parts.append(part)
        self._length += len(part)

    def text(self, problems: Sequence[Problem] = ()) -> PaperText:
        """Return the text of the paper."""
        text = "".join(self._parts)
        return PaperText(text, tuple(self.pieces), pages=tuple(self.pages), problems=tuple(problems))


@dataclass(frozen=True, slots=True)
class Tags:
    """What the elements of one XML vocabulary mean within a paragraph."""

    skipped: frozenset[str]
    later: frozenset[str]  # what is read after the paragraph
    apart: frozenset[str]  # what cuts the paragraph, but within `uncut` and tables
    uncut: frozenset[str]
    spaced: frozenset[str]  # what stands apart by a space
    targets: Callable[[Any], Sequence[str]]  # where an element leads
    is_raised: Callable[[Any], bool]


_DEEPEST = 50  # pieces within pieces


class Writer:
    """Lays out the elements of a paper; elements that stand by themselves go to the function `block`."""

    def __init__(self, tags: Tags, block: Callable[[Any, int, Flow], None]) -> None:
        self.layout = TextLayout()
        self.references: list[Reference] = []
        self.targets: dict[str, list[int]] = {}
        self._tags = tags
        self._block = block
        self._later: list[Any] = []
        self._depth = 0

    def piece(self, element: Any, flow: Flow, level: int = 0, label: str = "") -> None:
        """Write the text of an element as one piece, cut where another piece begins within it."""
        layout = self.layout
        layout.begin()
        if label:
            layout.write(f"{label} ")
        self._depth += 1
        self._inline(element, flow, level)
        self._depth -= 1
        layout.end(flow, level)
        later, self._later = self._later, []
        for element_after in later:
            self._block(element_after, level, "paragraph")

    def _inline(self, element: Any, flow: Flow, level: int, above: bool = False) -> None:
        layout, tags = self.layout, self._tags
        layout.write(raised(element.text) if above and element.text else element.text)
        for child in element:
            name = local(child)
            if not name:
                layout.write(_entity(child))
            elif name == "pb":
                layout.page(child.get("n") or "")
            elif name in tags.later:
                self._later.append(child)
            elif name in tags.apart and flow != "table" and local(element) not in tags.uncut and self._depth < _DEEPEST:
                layout.end(flow, level)
                self._block(child, level, flow)
                layout.begin()
            elif name not in tags.skipped:
                if name in tags.spaced:
                    layout.write(" ")
                start = layout.length
                self._inline(child, flow, level, above or tags.is_raised(child))
                if targets := tags.targets(child):
                    layout.link(start, targets)
            layout.write(raised(child.tail) if above and child.tail else child.tail)

    def reference(self, entry: Reference, raw: str, label: str, ids: Iterable[str]) -> None:
        """Write an entry of the list as printed, to which links lead by `ids`.

        Where neither title nor names are tagged, the printed text is parsed as in any other paper.
        """
        if not (entry.title or entry.authors or entry.editors):
            parsed = parse_entry(raw, entry.index)
            ids_of_entry = tuple(dict.fromkeys((*entry.ids, *parsed.ids)))
            entry = replace(
                parsed, label=entry.label, kind=parsed.kind or entry.kind, ids=ids_of_entry, url=entry.url or parsed.url
            )
        self.layout.begin()
        self.layout.write(f"{label}. {raw}" if label else raw)
        if piece := self.layout.end("reference"):
            for identifier in dict.fromkeys(filter(None, ids)):
                self.targets.setdefault(identifier, []).append(entry.index)
            self.references.append(replace(entry, raw=raw, start=piece.end - len(raw), end=piece.end))

    def tagged(self, problems: Sequence[Problem]) -> Tagged:
        """Return the paper with all that was laid out."""
        text = self.layout.text(problems)
        return Tagged(text, tuple(self.references), links(self.layout, text, self.targets))


def parse_xml(data: bytes, name: str) -> tuple[Any, tuple[Problem, ...]]:
    """Parse an XML file: its root, or None, and what is wrong with it.

    Nothing outside the file is read and no entity is expanded.
    """
    from lxml import etree

    if len(data) > _MOST_BYTES:
        return None, (Problem("too-long", "error", f'"{name}" is too large for a paper', Span(name), "split the file"),)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_SURROGATE.sub(b"&#xFFFD;", data), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        hint = "fetch it again: it may be cut off or another kind of file"
        return None, (Problem("bad-xml", "error", f'"{name}" cannot be read as XML', Span(name), hint),)
    # Ids that are no proper names do not hinder the reading, and many programs write such.
    harmless = {"XML_DTD_XMLID_VALUE", "NS_ERR_XML_NAMESPACE", "WAR_UNDECLARED_ENTITY", "ERR_UNDECLARED_ENTITY"}
    for error in parser.error_log:
        if error.level_name == "FATAL" and error.type_name not in harmless:
            message = f'"{name}" is broken XML from here on: {error.message}'
            at = Span(name, max(error.line, 1), max(error.column, 1))
            hint = "what could be understood was read; it may be cut off"
            return root, (Problem("bad-xml", "warning", message, at, hint),)
    return root, ()


def empty(problems: Sequence[Problem]) -> Tagged:
    """Return a paper without text, with the problems that kept it from being read."""
    return Tagged(PaperText("", (), problems=tuple(problems)), (), ())


def local(element: Any) -> str:
    """Return the name of an element without its namespace; "" for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def first(element: Any, *names: str) -> Any:
    """Return the first descendant with the first of these names that occurs; None where none does."""
    for name in names:
        for descendant in element.iter(f"{{*}}{name}"):
            return descendant
    return None


def _entity(element: Any) -> str:
    """Return the character of an entity that the file does not declare, by its name in HTML."""
    return html5.get(f"{getattr(element, 'name', '')};", "")


def plain_text(element: Any, leave: frozenset[str] = frozenset()) -> str:
    """Return the text in an element on one line, without the elements named in `leave`."""
    if element is None:
        return ""
    return _BLANKS.sub(" ", "".join(_texts(element, leave))).strip()


def _texts(element: Any, leave: frozenset[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local(child)
        if not name:
            yield _entity(child)
        elif name not in leave:
            yield from _texts(child, leave)
        yield child.tail or ""


def raised(text: str) -> str:
    """Return a raised number in superscript characters; any other text as it is."""
    return text.translate(_SUPERSCRIPTS) if _RAISED.fullmatch(text) else text


def named(family: str, given_name: str = "", suffix: str = "", particle: str = "") -> Name:
    """Return a person's name, the particle taken off the family name."""
    family, given_name = " ".join(family.split()), " ".join(given_name.split()).strip(" ,")
    parts = None if particle else _PARTICLES.fullmatch(family)
    if parts:
        particle, family = parts[1].strip(), parts[2]
    return Name(family.strip(" ,"), given_name, " ".join(particle.split()), suffix.strip(" ,"))


def in_one_string(text: str) -> Name:
    """Read a name in one string: "Smith, John", "Smith J" or "J. Smith"; any other is taken as it is."""
    text = " ".join(text.split()).strip(" ,;")
    family, comma, given_name = text.partition(",")
    if comma:
        return named(family, given_name)
    head, _, tail = text.rpartition(" ")
    if head and _INITIALS.fullmatch(tail):
        return named(head, tail)
    return named(tail, head) if head and _INITIALS.fullmatch(head) else Name(literal=text)


def year_of(text: str) -> tuple[int | None, str, str]:
    """Return the year of a date, the letter after it, and the date as written where it says more."""
    text = " ".join(text.split()).strip(" ().,;")
    year = _YEAR.search(text)
    if year is None:
        return None, "", text
    return int(year[1]), year[2], "" if year[0] == text else text


def rendered(reference: Reference) -> str:
    """Set an entry from its fields, for sources that do not say how it is printed."""
    names = ", ".join(
        ", ".join(filter(None, (name.short, name.given))) for name in reference.authors or reference.editors
    )
    date = f"{reference.year or ''}{reference.suffix}" or reference.date_text
    volume = reference.volume + (f"({reference.issue})" if reference.issue else "")
    where = ", ".join(filter(None, (reference.container, volume, reference.pages)))
    imprint = ": ".join(filter(None, (reference.place, reference.publisher)))
    dois = [f"https://doi.org/{identifier[4:]}" for identifier in reference.ids if identifier.startswith("doi:")]
    address = dois[0] if dois else reference.url
    head = f"{names} ({date})." if date else names and f"{names.rstrip('.')}."
    parts = [head, *(f"{part.rstrip('.')}." for part in (reference.title, where, imprint) if part), address]
    return " ".join(filter(None, parts))


def links(layout: TextLayout, text: PaperText, targets: Mapping[str, Sequence[int]]) -> tuple[Mention, ...]:
    """Return the tagged citations: ranges filled, parts of one citation joined, those of one parenthesis grouped."""
    full_text = text.text
    citations: list[Mention] = []
    last: Mention | None = None
    for link in sorted(layout.links, key=lambda link: (link.start, link.end)):
        start, end = _trimmed(full_text, link.start, link.end)
        cited = list(dict.fromkeys(index for target in link.targets for index in targets.get(target, ())))
        if not cited:
            continue
        between = full_text[last.end : start] if last else ""
        if last and last.references == (cited[0],) == tuple(cited) and _TOGETHER.fullmatch(between):
            citations[-1] = last = replace(
                last, end=max(end, last.end), text=full_text[last.start : max(end, last.end)]
            )
            continue
        numbers = _ENDS.fullmatch(full_text[start:end].translate(_PLAIN)) if end - start < 20 else None
        if numbers and numbers[2] and len(cited) < 3:
            cited = _filled(cited, int(numbers[1]), int(numbers[2]))
        elif numbers and last and _RANGE.fullmatch(between):
            before = _ENDS.fullmatch(last.text.translate(_PLAIN)) if len(last.text) < 20 else None
            if before:
                ends = int(before[2] or before[1]), int(numbers[1])
                implied = _filled([last.references[0], cited[0]], *ends)[1:-1]
                citations += [
                    Mention(last.start, end, full_text[last.start : end], "citation", (index,), where="within a range")
                    for index in implied
                ]
        citations += [Mention(start, end, full_text[start:end], "citation", (index,)) for index in cited]
        last = citations[-1]
    return tuple(_described(citations, text))


def _filled(cited: Sequence[int], low: int, high: int) -> list[int]:
    """Return the indexes of a range of printed numbers (`low` to `high`) whose first, or both ends, are tagged."""
    if not low < high <= low + _MOST_IN_RANGE:
        return list(cited)
    if len(cited) > 1 and cited[-1] - cited[0] != high - low:
        return list(cited)
    return list(range(cited[0], cited[0] + high - low + 1))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Trim spaces, commas and unmatched brackets off the ends of a span, unless nothing would be left."""
    inner = text[start:end]
    if len(inner) > 500:
        return start, end
    left = len(inner) - len(inner.lstrip(" ([,;"))
    right = len(inner.rstrip(" ,;"))
    for opening, closing in ("()", "[]"):
        while (
            right > left
            and inner[right - 1] == closing
            and inner.count(opening, left, right) < inner.count(closing, left, right)
        ):
            right -= 1
    return (start + left, start + right) if left < right else (start, end)


def _described(citations: Sequence[Mention], text: PaperText) -> Iterator[Mention]:
    """Yield the citations with form, locator, signal, group and kind of place."""
    starts = [piece.start for piece in text.pieces]
    brackets: dict[int, list[tuple[int, int]]] = {}
    opened: list[int] = []
    for citation in citations:
        place = bisect_right(starts, citation.start) - 1
        piece = text.pieces[place]
        if place not in brackets:
            brackets[place] = [(-1, -1), *_brackets(text.text, piece)]
        start, end = brackets[place][max(bisect_right(brackets[place], (citation.start,)) - 1, 0)]
        opened.append(start if start <= citation.start < end else -1)
    together = Counter(bracket for bracket in opened if bracket >= 0)
    shared = [bracket for bracket, count in together.items() if count > 1]
    groups = {bracket: number for number, bracket in enumerate(shared, 1)}
    for number, citation in enumerate(citations):
        piece = text.pieces[bisect_right(starts, citation.start) - 1]
        bracket = opened[number]
        locator = _LOCATOR.match(text.text, citation.end, min(piece.end, citation.end + 60)) or _LOCATOR.search(
            citation.text
        )
        before = text.text[max(piece.start, citation.start - 40, bracket) : citation.start]
        signal = _SIGNAL.search(before)
        raised_number = citation.text.translate(_PLAIN) != citation.text
        yield replace(
            citation,
            form="parenthetical" if bracket >= 0 or raised_number else "narrative",
            locator=" ".join(locator["locator"].split()).rstrip(".,") if locator else "",
            signal=signal["signal"] if signal else "",
            group=groups.get(bracket, 0),
            where=citation.where or (piece.flow if piece.flow in ("footnote", "caption", "table") else ""),
        )


def _brackets(text: str, piece: Piece) -> Iterator[tuple[int, int]]:
    """Yield the spans of the outermost parentheses and brackets of a piece."""
    depth = start = 0
    for match in _BRACKET.finditer(text, piece.start, piece.end):
        if match[0] in "([":
            if depth == 0:
                start = match.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield start, match.start()
