"""New nodes beside those whose place was kept: the map stays put."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import networkx as nx

from litgraph.views.map.layout.shapes import Box, Point, Taken, polar, rounded

__all__ = ["beside"]

_DIRECTIONS = 24
_HOME, _THEME = 4.0, 2.0  # how much more a theme draws a new work than a work that it cites, or that cites it, does


def beside(
    kept: Mapping[str, Point],
    graph: nx.MultiDiGraph,
    boxes: Mapping[str, Box],
    themes_of: Mapping[str, Sequence[str]],
) -> dict[str, Point]:
    """Every node of the graph: the kept ones exactly where they were, each new one in the nearest free spot.

    A new work is set beside its themes and the works that it cites or that cite it. A new theme gets free room at the
    rim, enough for the new works that have their home there, on the side where its works stand.
    """
    points = {node: kept[node] for node in graph.nodes if node in kept}
    taken = Taken(boxes.values())
    for node, point in points.items():
        taken.add(point, boxes[node])
    new = [node for node in graph.nodes if node not in kept]
    for theme in new:
        if graph.nodes[theme]["node"] == "theme":
            own = list(graph.predecessors(theme))
            settlers = [node for node in own if node not in points and themes_of[node][0] == theme]
            area = sum(boxes[node].width * boxes[node].height for node in (theme, *settlers))
            radius = math.sqrt(1.5 * area / math.pi)
            wish = _middle([(points[node], 1.0) for node in own if node in points]) or _middle_of(points)
            spot = _at_the_rim(wish, radius, points, taken)
            points[theme] = spot
            taken.add(spot, boxes[theme])
    homeless = _middle([(points[node], 1.0) for node in points if not themes_of.get(node, ("",))])
    for work in new:
        if work in points:
            continue
        pulls = [(points[theme], _THEME) for theme in themes_of[work]]
        if pulls:
            pulls[0] = (pulls[0][0], _HOME)
        ties = {*graph.predecessors(work), *graph.successors(work)}
        pulls += [(points[node], 1.0) for node in sorted(ties) if node in points and node not in themes_of[work]]
        spot = taken.nearest(_middle(pulls) or homeless or _middle_of(points), boxes[work])
        points[work] = spot
        taken.add(spot, boxes[work])
    return points


def _middle(pulls: Sequence[tuple[Point, float]]) -> Point | None:
    weight = sum(pull for _, pull in pulls)
    if not weight:
        return None
    return Point(sum(at.x * pull for at, pull in pulls) / weight, sum(at.y * pull for at, pull in pulls) / weight)


def _middle_of(points: Mapping[str, Point]) -> Point:
    return _middle([(point, 1.0) for point in points.values()]) or Point(0, 0)


def _at_the_rim(wish: Point, radius: float, points: Mapping[str, Point], taken: Taken) -> Point:
    """The nearest spot to the one wished for, outwards in some direction, with so much free room around it."""
    room = Box(2 * radius, 2 * radius, radius)
    middle = _middle_of(points)
    spots = []
    for turn in range(_DIRECTIONS):
        angle = math.tau * turn / _DIRECTIONS
        reach = max(
            ((at.x - middle.x) * math.cos(angle) + (at.y - middle.y) * math.sin(angle) for at in points.values()),
            default=0.0,
        )
        out = max(0.0, reach)
        while not taken.free(spot := rounded(*polar(middle, out, angle)), room):
            out += radius / 4
        spots.append(spot)
    return min(spots, key=lambda spot: (math.dist(spot, wish), spot))
