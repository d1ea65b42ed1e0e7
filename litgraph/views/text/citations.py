"""Who cites a work, and what a work cites, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from litgraph.queries.citations import Cites, Neighbour, Place, WhoCites
from litgraph.queries.named import Line
from litgraph.views.text import WORK, Cells, Show, count, head
from litgraph.views.text.evidence import path_of, place_lines
from litgraph.views.text.layout import list_below, opening, title, wrap
from litgraph.views.text.remarks import say_if_uncited, were_read

__all__ = ["CITES", "WHO_CITES", "cites_summary", "not_read", "who_lines"]

_COLUMNS = (*WORK, "status", *Place._fields)


def _places_of(neighbours: Sequence[Neighbour]) -> str:
    places = sum(len(neighbour.places) for neighbour in neighbours)
    return f"{count(len(neighbours), 'work')} in {count(places, 'place')}"


def _neighbour_lines(neighbours: Sequence[Neighbour]) -> Iterator[str]:
    for neighbour in neighbours:
        yield from ("", *title(neighbour.work), *place_lines(neighbour.places, 2))


def _neighbour_cells(neighbours: Sequence[Neighbour], listed: Sequence[Line]) -> Iterator[tuple[object, ...]]:
    """Yield the cells of each place; `status` says whether a work is cited or only listed."""
    yield from ((*head(n.work), "cited", *place) for n in neighbours for place in n.places)
    yield from ((*head(work), "listed, never cited", *[""] * len(Place._fields)) for work in listed)


def who_lines(answer: WhoCites) -> Iterator[str]:
    """Yield the lines on who cites a work: the work, how often it is cited, and every place in every citing work."""
    counts = f"cited by {_places_of(answer.citing)} ({were_read(answer.read)})"
    yield from opening(answer.meant.work, say_if_uncited(answer) or counts)
    yield from _neighbour_lines(answer.citing)
    for work in answer.listed_by:
        yield from ("", *title(work), *wrap("in its reference list, never cited in its text", 2))


WHO_CITES: Show[WhoCites] = Show(
    "who-cites", who_lines, _COLUMNS, lambda answer: _neighbour_cells(answer.citing, answer.listed_by), say_if_uncited
)


def _cites_lines(answer: Cites) -> Iterator[str]:
    yield from opening(answer.meant.work, cites_summary(answer))
    yield from _neighbour_lines(answer.cited)
    if answer.unlisted:
        yield from ("", *wrap("cited without an entry in its reference list, or not tied to a work:", 0, 2))
        for unlisted in answer.unlisted:
            yield from wrap(f"{unlisted.text} ({unlisted.kind.replace('-', ' ')})", 2, 4)
            yield from place_lines([unlisted.place], 4)
    yield from list_below("in its reference list, never cited in its text:", answer.listed)


def cites_summary(answer: Cites) -> str:
    """Say how many works a paper cites in how many places, or that nobody has read it."""
    voice = f" (read by {answer.reading.read_by}: {path_of(answer.reading.at)})" if answer.reading else ""
    return not_read(answer) or f"cites {_places_of(answer.cited)}{voice}"


def not_read(answer: Cites) -> str:
    """Say that nobody has looked at what a paper cites; "" where it was read."""
    return "" if answer.reading or answer.cited else "what it cites: nobody has looked (it has not been read)"


def _cites_cells(answer: Cites) -> Cells:
    yield from _neighbour_cells(answer.cited, answer.listed)
    yield from (("", unlisted.text, "", unlisted.kind, *unlisted.place) for unlisted in answer.unlisted)


CITES: Show[Cites] = Show("cites", _cites_lines, _COLUMNS, _cites_cells, not_read)
