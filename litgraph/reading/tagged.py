"""Papers whose source tags what it cites: the text they are laid out in, and the links that were tagged."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from litgraph.model import Problem
from litgraph.reading.elements import character_of, local
from litgraph.reading.layout import TextLayout
from litgraph.reading.paper import Flow, Mention, PaperContent, PaperText, Piece, Reference, TaggedSpan
from litgraph.reading.references.entries import parse_entry

__all__ = ["Tags", "Target", "Writer", "compose_entry", "links", "list_tagged_spans"]

_SUPERSCRIPTS = str.maketrans("0123456789-–—−‐", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁻⁻")
_SUBSCRIPTS = str.maketrans("0123456789+−-", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_LOWERED_IN: tuple[Flow, ...] = ("front", "heading", "reference")  # where a title may stand
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
_BRACKET = re.compile(r"[()\[\]]")


class Target(NamedTuple):
    """Where an element leads: to the elements of some `ids`, at a `locator` of the work, if the tag names that.

    `is_citation` says whether it is tagged as a citation, also where it leads nowhere.
    """

    ids: tuple[str, ...]
    is_citation: bool = False
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Tags:
    """What the elements of one XML vocabulary mean within a paragraph."""

    skipped: frozenset[str]
    later: frozenset[str]  # what is read after the paragraph
    spaced: frozenset[str]  # what stands apart by a space
    is_apart: Callable[[Any, Flow], bool]  # whether an element cuts the paragraph, which is part of such a flow
    target: Callable[[Any], Target | None]  # where an element leads, None for one that is no link
    is_raised: Callable[[Any], bool]
    is_lowered: Callable[[Any], bool]


_DEEPEST = 50  # pieces within pieces
_WORD = re.compile(r"[^\W\d_]{2}")
# What is read of an entry of which names are printed without tags, where it has no tag either.
_PRINTED_FIELDS = (
    "authors", "editors", "year", "suffix", "date_text", "original_year", "volume", "issue", "pages", "publisher",
    "place", "kind", "et_al",
)  # fmt: skip


class Writer:
    """Lays out the elements of a paper; elements that stand by themselves go to the function `block`."""

    def __init__(
        self, tags: Tags, block: Callable[[Any, int, Flow], None], labels: Mapping[str, str] | None = None
    ) -> None:
        """Begin a paper; `labels` are those of entries by their ids, for citations that print nothing themselves."""
        self.layout = TextLayout()
        self._labels = labels or {}
        self.references: list[Reference] = []
        self.targets: dict[str, list[int]] = {}
        self._tags = tags
        self._block = block
        self._later: list[Any] = []
        self._depth = 0

    def piece(self, element: Any, flow: Flow, level: int = 0, label: str = "") -> None:
        """Write the text of an element as one piece, cut where another piece begins within it."""
        self.layout.begin()
        self.layout.write(f"{label} " if label else "")
        self._depth += 1
        self._inline(element, flow, level)
        self._depth -= 1
        self.layout.end(flow, level)
        later, self._later = self._later, []
        for element_after in later:
            self._block(element_after, level, "paragraph")

    def _inline(self, element: Any, flow: Flow, level: int, letters: Mapping[int, int] | None = None) -> None:
        """Write what is in an element; numbers in it are set in `letters`, raised or lowered, if there are any."""
        layout, tags = self.layout, self._tags
        layout.write(_set_number(element.text, letters))
        for child in element:
            name = local(child)
            if not name:
                layout.write(character_of(child))
            elif name == "pb":
                layout.page(child.get("n") or "")
            elif name in tags.later:
                self._later.append(child)
            elif name in tags.skipped:
                pass
            elif self._depth < _DEEPEST and tags.is_apart(child, flow):
                layout.end(flow, level)
                self._block(child, level, flow)
                layout.begin()
            else:
                layout.write(" " if name in tags.spaced else "")
                layout.anchor(child.get("id"))
                start = layout.length
                is_lowered = flow in _LOWERED_IN and tags.is_lowered(child)
                own_letters = _SUPERSCRIPTS if tags.is_raised(child) else _SUBSCRIPTS if is_lowered else None
                self._inline(child, flow, level, letters or own_letters)
                if target := tags.target(child):
                    labels = [self._labels[identifier] for identifier in target.ids if identifier in self._labels]
                    if layout.length == start and labels:  # an empty tag, for which a stylesheet prints something
                        layout.write(f"[{'; '.join(labels)}]")
                    layout.link(start, *target)
            layout.write(_set_number(child.tail, letters))

    def reference(self, entry: Reference, raw: str, label: str, ids: Iterable[str], before_title: str = "") -> None:
        """Write an entry of the list as printed, to which links lead by `ids`.

        Where neither title nor names are tagged, the printed text is parsed as in any other paper; so is it where names
        stand in the text `before_title` without a tag, for all that has none.
        """
        is_tagged = bool(entry.title or entry.authors or entry.editors)
        are_names_tagged = bool(entry.authors or entry.editors or not _WORD.search(before_title))
        if not (is_tagged and are_names_tagged and (entry.year or entry.date_text)):
            parsed = parse_entry(raw, entry.index)
        if not is_tagged:
            ids_of_entry = tuple(dict.fromkeys((*entry.ids, *parsed.ids)))
            entry = replace(
                parsed, label=entry.label, kind=parsed.kind or entry.kind, ids=ids_of_entry, url=entry.url or parsed.url
            )
        elif not are_names_tagged:
            entry = replace(entry, **{name: getattr(entry, name) or getattr(parsed, name) for name in _PRINTED_FIELDS})
        elif not (entry.year or entry.date_text):
            entry = replace(entry, year=parsed.year, suffix=parsed.suffix, date_text=parsed.date_text)
        if is_tagged and are_names_tagged and not entry.et_al:
            entry = replace(entry, et_al=_read_et_al(entry, raw))
        self.layout.begin()
        self.layout.write(f"{label}. {raw}" if label else raw)
        if piece := self.layout.end("reference"):
            for identifier in dict.fromkeys(filter(None, ids)):
                self.targets.setdefault(identifier, []).append(entry.index)
            self.references.append(replace(entry, raw=raw, start=piece.end - len(raw), end=piece.end))

    def paper(self, problems: tuple[Problem, ...]) -> PaperContent:
        """Return the paper with all that was laid out."""
        text = self.layout.text(problems)
        mentions = links(self.layout, text, self.targets)
        spans = list_tagged_spans(self.layout, text, self.targets)
        return PaperContent(text, tuple(self.references), mentions, problems, spans)


def _read_et_al(entry: Reference, raw: str) -> str:
    """The roles of the people of an entry behind whose last name "et al." is printed, without a tag of its own."""
    roles = []
    for role, people in (("author", entry.authors), ("editor", entry.editors)):
        if not people:
            continue
        name = re.escape(people[-1].family or people[-1].literal)
        given_words = "|".join(map(re.escape, people[-1].given.split()))
        given_name = rf"(?:[\s.,]*(?:{given_words or '(?!)'}|(?:[A-ZÀ-Þ][.-]?){{1,3}}(?!\w))){{0,5}}"
        if re.search(rf"{name}{given_name}[\s.,;]*(?:et\.?\s?al\b|and others\b)", raw):
            roles.append(role)
    return " ".join(roles)


def _set_number(text: str | None, letters: Mapping[int, int] | None) -> str | None:
    """Return a number in `letters`, those of superscripts or subscripts; any other text as it is."""
    return text.translate(letters) if text and letters and _RAISED.fullmatch(text) else text


def compose_entry(reference: Reference) -> str:
    """Set an entry from its fields, for sources that do not say how it is printed."""
    names = ", ".join(
        ", ".join(filter(None, (name.short, name.given))) for name in reference.authors or reference.editors
    )
    role = "author" if reference.authors else "editor"
    names += ", et al." if names and role in reference.et_al.split() else ""
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
        start, end = _trim_span(full_text, link.start, link.end)
        cited = list(dict.fromkeys(index for target in link.targets for index in targets.get(target, ())))
        if not cited:
            continue
        between = full_text[last.end : start] if last else ""
        if last and last.references == (cited[0],) == tuple(cited) and _TOGETHER.fullmatch(between):
            citations[-1] = last = replace(last, end=max(end, last.end))
            continue
        numbers = _ENDS.fullmatch(full_text[start:end].translate(_PLAIN)) if end - start < 20 else None
        if numbers and numbers[2] and len(cited) < 3:
            cited = _fill_range(cited, int(numbers[1]), int(numbers[2]))
        elif numbers and last and _RANGE.fullmatch(between):
            text_before = full_text[last.start : last.end] if last.end - last.start < 20 else ""
            before = _ENDS.fullmatch(text_before.translate(_PLAIN))
            if before:
                ends = int(before[2] or before[1]), int(numbers[1])
                implied = _fill_range([last.references[0], cited[0]], *ends)[1:-1]
                citations += [
                    Mention(last.start, end, "", "citation", (index,), where="within a range") for index in implied
                ]
        citations += [Mention(start, end, "", "citation", (index,), locator=link.locator) for index in cited]
        last = citations[-1]
    return tuple(_describe_citations(citations, text))


def list_tagged_spans(
    layout: TextLayout, text: PaperText, targets: Mapping[str, Sequence[int]]
) -> tuple[TaggedSpan, ...]:
    """Return the links that lead to no entry of the list, in their order."""
    spans = (
        TaggedSpan(*_trim_span(text.text, link.start, link.end), link.is_citation)
        for link in layout.links
        if not any(targets.get(target) for target in link.targets)
    )
    return tuple(sorted(span for span in spans if span.start < span.end))


def _fill_range(cited: Sequence[int], low: int, high: int) -> list[int]:
    """Return the indexes of a range of printed numbers (`low` to `high`) whose first, or both ends, are tagged."""
    if not low < high <= low + _MOST_IN_RANGE:
        return list(cited)
    if len(cited) > 1 and cited[-1] - cited[0] != high - low:
        return list(cited)
    return list(range(cited[0], cited[0] + high - low + 1))


def _trim_span(text: str, start: int, end: int) -> tuple[int, int]:
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


def _describe_citations(citations: Sequence[Mention], text: PaperText) -> Iterator[Mention]:
    """Yield the citations with text, form, locator, signal, group and kind of place."""
    brackets = [(-1, -1), *(span for piece in text.pieces for span in _brackets(text.text, piece))]
    opened: list[int] = []
    for citation in citations:
        start, end = brackets[max(bisect_right(brackets, (citation.start,)) - 1, 0)]
        opened.append(start if start <= citation.start < end else -1)
    together = Counter(bracket for bracket in opened if bracket >= 0)
    shared = [bracket for bracket, count in together.items() if count > 1]
    groups = {bracket: number for number, bracket in enumerate(shared, 1)}
    for citation, bracket in zip(citations, opened, strict=True):
        piece = text.pieces[bisect_right(text.pieces, citation.start, key=lambda piece: piece.start) - 1]
        content = text.text[citation.start : citation.end]
        locator = _LOCATOR.match(text.text, citation.end, min(piece.end, citation.end + 60)) or _LOCATOR.search(content)
        before = text.text[max(piece.start, citation.start - 40, bracket) : citation.start]
        signal = _SIGNAL.search(before)
        raised_number = content.translate(_PLAIN) != content
        yield replace(
            citation,
            text=content,
            form="parenthetical" if bracket >= 0 or raised_number else "narrative",
            locator=citation.locator or (" ".join(locator["locator"].split()).rstrip(".,") if locator else ""),
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
