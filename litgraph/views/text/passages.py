"""Passages, as text."""

from __future__ import annotations

from collections.abc import Iterator

from litgraph.queries.passages import Passage, Passages
from litgraph.views.places import section
from litgraph.views.text import Cells, Show, count, head
from litgraph.views.text.evidence import line_of, page_of
from litgraph.views.text.layout import title, wrap
from litgraph.views.text.remarks import no_passage, nobody_read, were_read

__all__ = ["PASSAGES"]


def _lines(answer: Passages) -> Iterator[str]:
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


def _cells(answer: Passages) -> Cells:
    for citing, cited, place, themes in answer.passages:
        where = place.section, place.heading, place.page, place.locator
        yield *head(citing)[:2], *head(cited)[:2], *where, place.passage, themes, place.at


def _aside(answer: Passages) -> str:
    if not answer.places:
        return nobody_read(answer.read) or f"none of these works is cited ({were_read(answer.read)})"
    if not answer.passages:
        return no_passage(answer.places)
    without = answer.places - len(answer.passages)
    return f"{count(without, 'more place')} without a stored passage" if without else ""


PASSAGES: Show[Passages] = Show(
    "quotes",
    _lines,
    (
        *("citing", "citing_label", "cited", "cited_label"),
        *("section", "heading", "page", "locator", "passage", "themes", "at"),
    ),
    _cells,
    _aside,
    "cited",
)
