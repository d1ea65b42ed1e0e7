"""Where an abstract ends: its labels are no sections of the paper, and what follows it may have no heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from litgraph.reading.paper import PaperText, Piece
from litgraph.reading.vocabulary import ABSTRACT_LABELS, ABSTRACT_TITLES, KEYWORDS, LAST_ABSTRACT_LABELS
from litgraph.words import fold

__all__ = ["settle_abstracts"]

_TITLE = re.compile(rf"\W*(?:{ABSTRACT_TITLES})\W*", re.I)
_LABEL = re.compile(rf"(?:{ABSTRACT_LABELS}|{LAST_ABSTRACT_LABELS})\s*[:.：]?", re.I)
_LAST_LABEL = re.compile(rf"(?:{LAST_ABSTRACT_LABELS})\s*[:.：]?", re.I)
_KEYWORDS = re.compile(rf"\W*(?:{KEYWORDS})\b", re.I)
_LEAST_BODY = 300  # letters below an abstract, or the label of one, that may be the beginning of the paper
_LONGEST_FRONT = 5000  # letters before the first abstract; a "Summary" further on is a section at the end
_LONGEST_ABSTRACT = 4000  # letters; what is longer, and has no label, is no longer the abstract


class _Abstracts(NamedTuple):
    """The places, among the pieces of a paper, of the headings of its abstracts.

    `end` is the place of the first heading behind them, or of the first entry of a list.
    """

    titles: list[int]
    labels: list[int]
    translated_titles: list[int]
    end: int


def settle_abstracts(text: PaperText) -> PaperText:
    """Return a paper of which the abstracts are sections, and nothing else is in them.

    Their labels ("Background:", "Conclusion") come below them. The title of the paper in a second language, and a
    second heading "Abstract", are no headings. Where the paper begins without a heading, it is in no section.
    """
    abstracts = _find_abstracts(text)
    if not abstracts.titles:
        return text
    pieces = list(text.pieces)
    level = pieces[abstracts.titles[0]].level
    names: set[str] = set()
    for place in abstracts.titles:
        name = fold(text.of(pieces[place]))
        pieces[place] = replace(pieces[place], level=level) if name not in names else _unheaded(pieces[place])
        names.add(name)
    for place in abstracts.labels:
        pieces[place] = replace(pieces[place], flow="heading", level=level + 1)
    for place in abstracts.translated_titles:
        pieces[place] = _unheaded(pieces[place])
    untitled = {*text.untitled, *_find_body(text, abstracts)}
    if abstracts.end < len(pieces):
        untitled.add(pieces[abstracts.end].start)
    return replace(text, pieces=tuple(pieces), untitled=tuple(sorted(untitled)))


def _unheaded(piece: Piece) -> Piece:
    return replace(piece, flow="front", level=0)


def _find_abstracts(text: PaperText) -> _Abstracts:
    titles: list[int] = []
    labels: list[int] = []
    translated_titles: list[int] = []
    names: list[str] = []  # of the labels of the abstract that has begun
    has_text = is_labelled = is_over = False
    for place, piece in enumerate(text.pieces):
        if piece.flow == "reference":
            return _Abstracts(titles, labels, translated_titles, place)
        printed = text.of(piece)
        is_label = bool(titles) and piece.end - piece.start < 40 and printed[-1] in ":：" and _LABEL.fullmatch(printed)
        if piece.flow != "heading" and not is_label:
            has_text = has_text or bool(titles)
            continue
        name = fold(printed)
        if _TITLE.fullmatch(printed) and (titles or piece.start < _LONGEST_FRONT):
            titles.append(place)
            names, has_text, is_labelled, is_over = [], False, False, False
        elif not titles:
            continue
        elif (
            _LABEL.fullmatch(printed)
            and (is_labelled or not has_text)
            and name not in names
            and (not is_over or _LAST_LABEL.fullmatch(printed))
            and (not names or (printed[-1] in ":：") == (text.of(text.pieces[labels[-1]])[-1] in ":："))
        ):
            labels.append(place)
            names.append(name)
            is_labelled, is_over = True, bool(_LAST_LABEL.fullmatch(printed))
        elif _begins_abstract(text, place + 1):
            translated_titles.append(place)
        elif piece.flow == "heading":
            return _Abstracts(titles, labels, translated_titles, place)
    return _Abstracts(titles, labels, translated_titles, len(text.pieces))


def _begins_abstract(text: PaperText, place: int) -> bool:
    """Whether the next heading is that of an abstract, with at most names and the like before it."""
    for piece in text.pieces[place : place + 4]:
        if piece.flow == "heading":
            return bool(_TITLE.fullmatch(text.of(piece)))
        if piece.end - piece.start >= _LEAST_BODY:
            return False
    return False


def _find_body(text: PaperText, abstracts: _Abstracts) -> list[int]:
    """Where the paper begins without a heading between its abstracts and its next heading, if it does so."""
    last = max((*abstracts.titles, *abstracts.labels))
    below = [piece for piece in text.pieces[last + 1 : abstracts.end] if piece.flow == "paragraph"]
    keywords = [place for place, piece in enumerate(below) if _KEYWORDS.match(text.of(piece))]
    if keywords:
        body = _without_keywords(text, below[keywords[-1] :])
    elif last in abstracts.labels:
        body = below[1:]
    elif sum(piece.end - piece.start for piece in below) > _LONGEST_ABSTRACT:
        first = next((n for n, piece in enumerate(below) if piece.end - piece.start >= _LEAST_BODY), 0)
        body = below[first + 1 :]
    else:
        return []
    return [body[0].start] if sum(piece.end - piece.start for piece in body) >= _LEAST_BODY else []


def _without_keywords(text: PaperText, pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Return the pieces behind keywords: those stand behind their label, or in the piece below it."""
    label = _KEYWORDS.match(text.of(pieces[0]))
    stands_alone = label is not None and not text.of(pieces[0])[label.end() :].strip(" :.-–—")
    return pieces[2 if stands_alone else 1 :]
