"""Passages, as text."""

from __future__ import annotations

from collections.abc import Iterable

from litgraph.queries.passages import Passage, Passages
from litgraph.views.places import section
from litgraph.views.text import Row, Show, count
from litgraph.views.text.citations import line_of, page_of, were_read
from litgraph.views.text.layout import title, wrap
from litgraph.views.text.shared import nobody_read

__all__ = ["PASSAGES"]


def _lines(answer: Passages) -> Iterable[str]:
    key_above = ""
    for passage in answer.passages:
        if passage.cited.key != key_above:
            yield from ("",) if key_above else ()
            yield from title(passage.cited)
            key_above = passage.cited.key
        yield from wrap(f"“{passage.place.passage.strip()}”", 2, 3)
        yield from wrap(_source(passage), 4, 6)
    if aside := _aside(answer):
        yield from ("",) if answer.passages else ()
        yield from wrap(aside, 0, 2)


def _source(passage: Passage) -> str:
    place = passage.place
    page = page_of(place.page) if place.page else ""
    points = f"pointing to {place.locator}" if place.locator else ""
    parts = (passage.citing.label, section(place.section, place.heading), page, points, line_of(place.at))
    return f"{', '.join(filter(None, parts))} [{passage.citing.key}]"


_COLUMNS = (
    *("citing", "citing_label", "cited", "cited_label"),
    *("section", "heading", "page", "locator", "passage", "themes", "at"),
)


def _row(passage: Passage) -> Row:
    place = passage.place
    works = (passage.citing.key, passage.citing.label, passage.cited.key, passage.cited.label)
    where = (place.section, place.heading, place.page, place.locator)
    return dict(zip(_COLUMNS, (*works, *where, place.passage, passage.themes, place.at), strict=True))


def _aside(answer: Passages) -> str:
    if not answer.places:
        return nobody_read(answer.read) or f"none of these works is cited ({were_read(answer.read)})"
    without = answer.places - len(answer.passages)
    if not answer.passages:
        stored = "its only place" if answer.places == 1 else f"any of {answer.places} places"
        how = "litgraph verify PAPER --keep stores them; what is piped on shows them with --with-passages"
        return f"nobody can say: no passage can be shown for {stored} ({how})"
    return f"{count(without, 'more place')} without a stored passage" if without else ""


PASSAGES: Show[Passages] = Show(
    "quotes",
    _lines,
    lambda answer: [_row(passage) for passage in answer.passages],
    "cited",
    _COLUMNS,
    _aside,
)
