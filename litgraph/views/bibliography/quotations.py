"""Passages as a document: a table of who cites what, where, and in which words."""

from __future__ import annotations

from collections.abc import Iterable

from litgraph.queries.passages import Passage, Passages
from litgraph.views.bibliography.document import Document, Group, Line, Table
from litgraph.views.bibliography.phrases import Phrases, phrases
from litgraph.views.bibliography.runs import Run, Text, clean, words
from litgraph.views.places import section

__all__ = ["document", "without_passages"]


def without_passages(found: Passages) -> Passages:
    """The same places, without the words that stand there."""
    return found._replace(
        passages=tuple(each._replace(place=each.place._replace(passage="")) for each in found.passages)
    )


def document(found: Passages, *, date: str, title: str = "", locale: str = "") -> Document:
    """The passages as a document, one to a row."""
    say = phrases(locale)
    head = tuple(say.text(name) for name in ("cited-work", "citing-work", "where", "passage", "theme"))
    shown = _once(found.passages)
    table = Table(head, tuple(_row(each, say) for each in shown), (15, 15, 18, 34, 18))
    about: list[Text] = [say.say("selection", selection=clean(found.question))] if found.question else []
    about.append((Run(say.count("passages", len(shown))),))
    groups = (Group("passages", "", (table,)),) if found.passages else ()
    return Document(
        clean(title) or say.text("quotations"), "", clean(date), say.language, "", tuple(about), groups, say
    )


def _once(found: Iterable[Passage]) -> list[Passage]:
    """Each passage on a work once, with all that it points to in it; places without their words as they are."""
    alike: dict[object, list[Passage]] = {}
    for number, each in enumerate(found):
        place = each.place
        words_of = (each.citing.key, each.cited.key, place.section, place.page, clean(place.passage))
        alike.setdefault(words_of if clean(place.passage) else number, []).append(each)
    made = []
    for first, *more in alike.values():
        locators = dict.fromkeys(each.place.locator for each in (first, *more) if each.place.locator)
        made.append(first._replace(place=first.place._replace(locator="; ".join(locators))))
    return made


def _row(each: Passage, say: Phrases) -> tuple[Line, ...]:
    place = each.place
    page = say.text("page", page=clean(place.page)) if place.page[:1].isdigit() else clean(place.page)
    points = say.text("pointing-to", locator=clean(place.locator)) if place.locator else ""
    where = say.text("comma").join(filter(None, (clean(section(place.section, place.heading)), page, points)))
    return (
        words(each.cited.label),
        words(each.citing.label),
        words(where),
        words(say.text("quoted", text=clean(place.passage))) if clean(place.passage) else (),
        words(say.text("semicolon").join(each.themes)),
    )
