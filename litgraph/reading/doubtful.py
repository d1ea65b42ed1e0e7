"""Readings that are doubtful as a whole: what a person should know of one before she believes any of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from litgraph.model import Problem, Span
from litgraph.reading.mentions.number_judge import expand_numbers
from litgraph.reading.paper import Mention, PaperContent, Reference
from litgraph.words import fold

__all__ = ["DOUBTFUL", "find_doubts"]

DOUBTFUL = "doubtful-reading"
_LEAST_CITED = 1 / 4  # of the references; papers cite nearly all that they list
_MOST_UNLISTED = 1 / 2  # as many as this share of the citations of what is listed; in most papers they are very few
_FEW_REFERENCES = 10  # of so few, a small share may be by chance
_NUMBERS = re.compile(r"\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")
_YEAR = re.compile(r"(?<![\d–-])(?:1[5-9]|20)\d\d(?!\d)")
# A note that names works: it begins with its number, and a year stands in a parenthesis, at its end or before a page.
_NOTE = re.compile(
    r"[⁰¹²³⁴⁵⁶⁷⁸⁹\d*†]{1,3}[.)]?\s*[^\W\d_].*(?:\([^()]*\b(?:1[5-9]|20)\d\d\)|\b(?:1[5-9]|20)\d\d[,.:;])", re.DOTALL
)
# What notes say and lists do not.
_LIKE_A_NOTE = re.compile(
    r"\b(?:ibid(?:em)?|ebd|ebenda|ders|dies|supra|op\. ?cit|loc\. ?cit|a\. ?a\. ?O|vgl|siehe|cf|see also|voir|véase|"
    r"idem)\b",
    re.I,
)
_NOTES_BY_HAND = "notes are not read as a list: note by hand what it cites, in bib/readings/KEY.yaml"
_BY_HAND = "if it is, note by hand what it cites, in bib/readings/KEY.yaml, or read its XML or HTML"


def find_doubts(paper: PaperContent, name: str) -> Iterator[Problem]:
    """Yield why what was read of a paper is doubtful as a whole, each with what to do; `name` is that of its file."""
    if not paper.text.text.strip():
        return
    for reason, hint in (_doubt_list if paper.references else _doubt_no_list)(paper):
        yield Problem(DOUBTFUL, "warning", f"this reading is doubtful as a whole: {reason}", Span(name), hint)


def _doubt_list(paper: PaperContent) -> Iterator[tuple[str, str]]:
    citations = [mention for mention in paper.mentions if mention.kind in ("citation", "tie")]
    cited = {index for mention in citations for index in mention.references}
    count = len(paper.references)
    notes = sum(bool(_LIKE_A_NOTE.search(entry.raw)) for entry in paper.references)
    if not cited and notes:
        reason = f"what is read as its list of {count} references seem to be notes; its works stand in footnotes only"
        yield reason, _NOTES_BY_HAND
    elif not cited and count > 2:
        names_alone = sum(mention.kind == "name-only" for mention in paper.mentions)
        by_name = f" ({names_alone} names without a year are found)" if names_alone else ""
        reason = f"none of the {count} references in its list is cited in its text{by_name}"
        yield reason, f"is the file whole? {_BY_HAND}"
    elif count >= _FEW_REFERENCES and len(cited) < _LEAST_CITED * count:
        hint = f"are these citations, and is the file whole? {_BY_HAND}"
        yield f"only {len(cited)} of the {count} references in its list are cited in its text", hint
    unlisted = [mention for mention in paper.mentions if mention.kind == "not-listed"]
    hint = "is the list whole in the file? A page or a column of it may be lost"
    if last := _last_number(paper):
        yield f"its list breaks off at {last[0]}, though its text cites up to {last[1]}", hint
    elif later := _count_later_names(paper.references, unlisted):
        last_name = _first_name(paper.references[-1])
        yield f'its list breaks off after "{last_name}", though its text cites {later} works by later names', hint
    elif len(unlisted) > max(4, _MOST_UNLISTED * len(citations)):
        total = len(unlisted) + len(citations)
        yield f"of {total} works that its text cites by name and year, {len(unlisted)} are in no list", hint


def _doubt_no_list(paper: PaperContent) -> Iterator[tuple[str, str]]:
    notes = 0
    for piece in paper.text.pieces:
        text = paper.text.of(piece)
        notes += bool(_NOTE.match(text)) or (piece.flow == "footnote" and bool(_YEAR.search(text)))
    unlisted = sum(mention.kind == "not-listed" for mention in paper.mentions)
    brackets = _list_bracketed_numbers(paper.text.text)
    numbers = set().union(*brackets)
    if notes > 1:
        reason = f"it has no list of references; its works stand in footnotes only, of which {notes} name some"
        yield reason, _NOTES_BY_HAND
    elif unlisted or (len(numbers) > 2 and len(brackets) > 1):
        cites = f"{unlisted} works by name and year" if unlisted else f"{len(numbers)} works by number"
        hint = "is the file whole? The list should stand at its end, below a heading such as References"
        yield f"it has no list of references, though its text cites {cites}", hint
    elif not paper.mentions:
        yield "neither a list of references nor a citation is found in it", "is it a paper, and the whole of it?"


def _list_bracketed_numbers(text: str) -> list[set[int]]:
    """The numbers of each bracket of a text that holds nothing else, with those within ranges."""
    brackets = ({number.number for number in expand_numbers(match[1], 0)} - {-1} for match in _NUMBERS.finditer(text))
    return [numbers for numbers in brackets if numbers]


def _last_number(paper: PaperContent) -> tuple[int, int] | None:
    """The last number of a numbered list, and the highest that the text cites in brackets, where that is beyond it."""
    labels = [int(entry.label) for entry in paper.references if entry.label.isdecimal()]
    is_numbered = len(labels) > 2 and len(labels) >= 0.8 * len(paper.references)
    starts = {mention.start for mention in paper.mentions if mention.kind == "citation" and mention.text.isdecimal()}
    if not is_numbered or len(starts) < 3:
        return None
    end = min(entry.start for entry in paper.references)
    last = max(labels)
    brackets = [
        {number for number in numbers if last < number <= 3 * last}
        for numbers in _list_bracketed_numbers(paper.text.text[:end])
    ]
    beyond = set().union(*brackets)
    # One range alone may be of years of age.
    return (last, max(beyond)) if len(beyond) > 2 and sum(map(bool, brackets)) > 1 else None


def _count_later_names(references: Sequence[Reference], unlisted: Sequence[Mention]) -> int:
    """How many works the text cites by names that come after the last of an alphabetical list, if nearly all do."""
    names = [name for name in map(_first_name, references) if name]
    in_order = sum(fold(name) <= fold(next_name) for name, next_name in pairwise(names))
    if len(names) < 5 or in_order < 0.8 * (len(names) - 1):
        return 0
    last = max(map(fold, names[-3:]))
    later = sum(fold(mention.text) > last for mention in unlisted)
    return later if later > 3 and later >= 0.8 * len(unlisted) else 0


def _first_name(reference: Reference) -> str:
    people = reference.authors or reference.editors
    return people[0].short if people else ""
