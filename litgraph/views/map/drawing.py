"""A map from the corpus: the part that is asked for, its figure, its page, and what to say and to store of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from litgraph.graph import graph
from litgraph.model import Corpus
from litgraph.progress import Progress
from litgraph.project import POSITIONS
from litgraph.views.map.figure import figure
from litgraph.views.map.layout.shapes import Point
from litgraph.views.map.partial import part
from litgraph.views.map.render import render
from litgraph.views.map.request import MapRequest
from litgraph.views.text import count

__all__ = ["DrawnMap", "draw_map"]


class DrawnMap(NamedTuple):
    """The page of a map, the places of all works and themes if they are to be kept, and notes to its user."""

    page: str
    points: Mapping[str, Point]
    notes: tuple[str, ...]


def draw_map(
    corpus: Corpus,
    request: MapRequest,
    points: Mapping[str, Point],
    *,
    progress: Progress | None = None,
) -> DrawnMap:
    """Draw the map of a corpus that is asked for; the same corpus, request and points give the same bytes.

    `points` are kept places by node, where works and themes stand again; `progress` is told what is being done. Raises
    LitgraphError (exit code 3) where no work fits.
    """
    themes, neighbours_of = request.themes, request.neighbours_of
    drawn_part = part(corpus, themes=themes, since=request.since, neighbours_of=neighbours_of)
    notes = []
    if request.since is not None:
        drawn_keys = {work.key for work in drawn_part.works}
        of_any_year = part(corpus, themes=themes, neighbours_of=neighbours_of).works
        undated = [work for work in of_any_year if work.year is None and work.key not in drawn_keys]
        if undated:
            notes.append(
                f"{count(len(undated), 'work')} without a year left out: not known to be of {request.since} or later"
            )
    if request.keep:
        # What is stored are the places on the whole map; a map of part of it has them too.
        whole_graph = graph(corpus)
        everywhere = figure(whole_graph, kept=points, progress=progress).map.points
        points = {node: point for node, point in {**points, **everywhere}.items() if node in whole_graph}
    drawn = figure(graph(drawn_part), kept=points, progress=progress)
    if points and not request.keep:
        notes.append(f"{POSITIONS}: {drawn.map.note}")
    page = render(drawn_part, request, of_works=len(corpus.works), drawn=drawn)
    return DrawnMap(page, points, tuple(notes))
