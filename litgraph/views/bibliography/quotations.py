"""Passages as a document: a table of who cites what, where, and in which words."""

from __future__ import annotations

from collections.abc import Iterable

from litgraph.queries.passages import Passage, Passages
from litgraph.views.bibliography.document import Document, EntryGroup, Line, Table
from litgraph.views.bibliography.phrases import Phrases, phrases_for
from litgraph.views.bibliography.runs import Text, TextRun, clean, words
from litgraph.views.places import section

__all__ = ["compose_quotations", "without_passages"]


def without_passages(answer: Passages) -> Passages:
    """The same places, without the words that stand there."""
    places = (passage.place._replace(passage="") for passage in answer.passages)
    return answer._replace(
        passages=tuple(passage._replace(place=place) for passage, place in zip(answer.passages, places, strict=True))
    )


def compose_quotations(answer: Passages, *, date: str, title: str = "", locale: str = "") -> Document:
    """The passages as a document, one to a row, with this `date`; `title` is "Quotations" in `locale` unless given."""
    phrases = phrases_for(locale)
    head = tuple(map(phrases.plain, ("cited-work", "citing-work", "where", "passage", "theme")))
    passages = _merge_repeated(answer.passages)
    table = Table(head, tuple(_row(passage, phrases) for passage in passages), (15, 15, 18, 34, 18))
    about: list[Text] = [phrases.text("selection", selection=clean(answer.question))] if answer.question else []
    about.append((TextRun(phrases.count("passages", len(passages))),))
    groups = (EntryGroup("passages", "", (table,)),) if answer.passages else ()
    heading = clean(title) or phrases.plain("quotations")
    return Document(heading, "", clean(date), phrases.language, "", tuple(about), groups, phrases)


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
