"""New nodes beside those whose place was kept: the map stays put."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

from litgraph.progress import Progress
from litgraph.views.map.layout.shapes import Box, Occupied, Point, polar, round_point

__all__ = ["place_beside"]

_HOME = 8  # how much more a new work's home draws it than all its other themes, or all its neighbours, do
_ROOM = 2.5  # how much more room a new theme gets than its boxes fill
_DIRECTIONS = 24


def place_beside(
    kept: Mapping[str, Point],
    graph: nx.MultiDiGraph,
    boxes: Mapping[str, Box],
    themes_of: Mapping[str, Sequence[str]],
    progress: Progress,
) -> dict[str, Point]:
    """Place every node of the graph: those of `kept` exactly where they were, each new one in the nearest free spot.

    A new work is set beside its themes and the works that it cites or that cite it. A new theme gets free room at the
    rim, enough for its new works, on the side where its other works stand.
    """
    points = {node: kept[node] for node in graph.nodes if node in kept}
    middle = _middle(points.values()) or Point(0, 0)
    loose = _middle(points[node] for node in points if not themes_of.get(node, ("",))) or middle
    occupied = Occupied(boxes.values())
    for node, point in points.items():
        occupied.add(point, boxes[node])

    new = [node for node in graph.nodes if node not in kept]
    for theme in new:
        if theme not in themes_of:
            works = sorted(set(graph.predecessors(theme)))
            settlers = [work for work in works if work not in points and themes_of[work][0] == theme]
            area = sum(boxes[node].width * boxes[node].height for node in (theme, *settlers))
            wish = _middle(points[work] for work in works if work in points) or middle
            side = math.sqrt(_ROOM * area)
            width, height, head = boxes[theme]
            room = Box(max(side, width), max(side, 2 * head, 2 * (height - head)), max(side / 2, head, height - head))
            points[theme] = _at_the_rim(wish, room, points.values(), middle, occupied)
            occupied.add(points[theme], boxes[theme])
    for works_set, work in enumerate(new):
        progress("setting new works beside their themes", works_set, len(new))
        if work in themes_of:
            home, other_themes = themes_of[work][:1], themes_of[work][1:]
            ties = {*graph.predecessors(work), *graph.successors(work)}.difference(themes_of[work])
            pulls = [_middle(points[node] for node in nodes) for nodes in (other_themes, sorted(ties & points.keys()))]
            pulls += [points[theme] for theme in home] * _HOME
            wish = _middle(pull for pull in pulls if pull) or loose
            points[work] = occupied.nearest(wish, boxes[work])
            occupied.add(points[work], boxes[work])
    return points


def _middle(points: Iterable[Point]) -> Point | None:
    point_list = list(points)
    if not point_list:
        return None
    return Point(sum(x for x, _ in point_list) / len(point_list), sum(y for _, y in point_list) / len(point_list))


def _at_the_rim(wish: Point, room: Box, points: Iterable[Point], middle: Point, occupied: Occupied) -> Point:
    """Return the spot nearest to `wish` that has `room` free, going outwards from the middle in every direction."""
    point_list = list(points)
    spots = []
    for turn in range(_DIRECTIONS):
        angle = math.tau * turn / _DIRECTIONS
        along = Point(math.cos(angle), math.sin(angle))
        out = max((along.x * (x - middle.x) + along.y * (y - middle.y) for x, y in point_list), default=0.0)
        while not occupied.free(spot := round_point(*polar(middle, out, angle)), room):
            out += room.height / 8
        spots.append(spot)
    return min(spots, key=lambda spot: (math.dist(spot, wish), spot))
