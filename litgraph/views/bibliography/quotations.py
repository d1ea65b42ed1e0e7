"""Passages as a document: a table of who cites what, where, and in which words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from litgraph.errors import USAGE, LitgraphError
from litgraph.queries.passages import Passage, Passages
from litgraph.views import text
from litgraph.views.bibliography import write
from litgraph.views.bibliography.document import Document, EntryGroup, Line, Table
from litgraph.views.bibliography.phrases import Phrases, note_on_language, phrases_for
from litgraph.views.bibliography.runs import Text, TextRun, clean, words
from litgraph.views.choices import QUOTATION_FORMATS
from litgraph.views.passages import without_passages
from litgraph.views.places import section
from litgraph.views.tables import table
from litgraph.views.text.passages import PASSAGES

__all__ = ["LEFT_OUT", "QuotationsRequest", "render_quotations"]

LEFT_OUT = "the passages themselves are left out, as a file may be passed on"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationsRequest:
    """All that decides what a file of passages holds, and how it looks.

    `to` is one of the formats of bibliographies but "bib" and "ris", else LitgraphError is raised; `date` is printed as
    it is, `title` is "Quotations" in `locale` unless given. The words themselves are in the file only `with_passages`.
    """

    to: str
    date: str
    title: str = ""
    locale: str = ""
    with_passages: bool = False

    def __post_init__(self) -> None:
        if self.to not in QUOTATION_FORMATS:
            message = f"passages cannot be written as .{self.to}"
            raise LitgraphError(message, "write .csv, .json or a document", exit_code=USAGE)


def render_quotations(answer: Passages, request: QuotationsRequest) -> tuple[bytes, tuple[str, ...]]:
    """The bytes of a file of passages, and notes on what could not be printed."""
    answer = answer if request.with_passages else without_passages(answer)
    notes: tuple[str, ...] = ()
    if request.to == "csv":
        rows = [{**row, "themes": "; ".join(row["themes"])} for row in PASSAGES.rows(answer)]
        content = table(rows, PASSAGES.columns).encode("utf-8", "replace")
    elif request.to == "json":
        content = text.render(PASSAGES, answer, "json").encode("utf-8", "replace")
    else:
        content, notes = write(_compose(answer, request), request.to)
    return content, notes + note_on_language(request.locale)


def _compose(answer: Passages, request: QuotationsRequest) -> Document:
    """The passages as a document, one to a row."""
    phrases = phrases_for(request.locale)
    head = tuple(map(phrases.plain, ("cited-work", "citing-work", "where", "passage", "theme")))
    passages = _merge_repeated(answer.passages)
    table = Table(head, tuple(_row(passage, phrases) for passage in passages), (15, 15, 18, 34, 18))
    about: list[Text] = [phrases.text("selection", selection=clean(answer.question))] if answer.question else []
    about.append((TextRun(phrases.count("passages", len(passages))),))
    groups = (EntryGroup("passages", "", (table,)),) if answer.passages else ()
    heading = clean(request.title) or phrases.plain("quotations")
    return Document(heading, "", clean(request.date), phrases.language, "", tuple(about), groups, phrases)


def _merge_repeated(passages: Iterable[Passage]) -> list[Passage]:
    """Each passage on a work once, with all places that it points to; places without their words as they are."""
    by_words: dict[object, list[Passage]] = {}
    for number, passage in enumerate(passages):
        place = passage.place
        identity = (passage.citing.key, passage.cited.key, place.section, place.page, clean(place.passage))
        by_words.setdefault(identity if clean(place.passage) else number, []).append(passage)
    merged = []
    for alike in by_words.values():
        locators = "; ".join(dict.fromkeys(passage.place.locator for passage in alike if passage.place.locator))
        merged.append(alike[0]._replace(place=alike[0].place._replace(locator=locators)))
    return merged


def _row(passage: Passage, phrases: Phrases) -> tuple[Line, ...]:
    place = passage.place
    pointing = phrases.plain("pointing-to", locator=clean(place.locator)) if place.locator else ""
    where = (clean(section(place.section, place.heading)), phrases.page(place.page), pointing)
    return (
        words(passage.cited.label),
        words(passage.citing.label),
        words(phrases.plain("comma").join(filter(None, where))),
        words(phrases.plain("quoted", text=clean(place.passage))) if clean(place.passage) else (),
        words(phrases.plain("semicolon").join(passage.themes)),
    )
