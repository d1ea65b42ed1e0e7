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
    above = ""
    for each in answer.passages:
        if each.cited.key != above:
            yield from ("",) if above else ()
            yield from title(each.cited)
            above = each.cited.key
        yield from wrap(f"“{each.place.passage.strip()}”", 2, 3)
        yield from wrap(_source(each), 4, 6)
    if said := _aside(answer):
        yield from ("",) if answer.passages else ()
        yield from wrap(said, 0, 2)


def _source(each: Passage) -> str:
    place = each.place
    page = page_of(place.page) if place.page else ""
    points = f"pointing to {place.locator}" if place.locator else ""
    parts = (each.citing.label, section(place.section, place.heading), page, points, line_of(place.at))
    return f"{', '.join(filter(None, parts))} [{each.citing.key}]"


_COLUMNS = (
    *("citing", "citing_label", "cited", "cited_label"),
    *("section", "heading", "page", "locator", "passage", "themes", "at"),
)


def _row(each: Passage) -> Row:
    place = each.place
    works = (each.citing.key, each.citing.label, each.cited.key, each.cited.label)
    where = (place.section, place.heading, place.page, place.locator)
    return dict(zip(_COLUMNS, (*works, *where, place.passage, each.themes, place.at), strict=True))


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
    lambda answer: [_row(each) for each in answer.passages],
    "cited",
    _COLUMNS,
    _aside,
)
