"""The map: each theme keeps a region of its own, the papers that were read the middle."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Literal, NamedTuple

import networkx as nx

from litgraph.views.map.layout.apart import apart
from litgraph.views.map.layout.beside import beside
from litgraph.views.map.layout.homes import themes_of
from litgraph.views.map.layout.ring import Group, rings
from litgraph.views.map.layout.shapes import Box, Point, hull, on_map, polar

__all__ = ["LABELLED", "Engine", "Layout", "place", "room"]

LABELLED = 500
"""Up to so many works there is room for every label; above, for every symbol, and the page thins the labels."""

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_LANDSCAPE = 1.2  # x is stretched and y squeezed by this: screens are wide, and so are labels
_AIR = 1.2  # room for the lines between the boxes

Engine = Literal["auto", "rings", "igraph", "plain"]
Progress = Callable[[str, int, int], None]


class Layout(NamedTuple):
    """The place of each node, and the corners of each theme's region: its works of no other theme.

    The region "" is that of the works without a theme. `note` says in words how it was placed.
    """

    points: Mapping[str, Point]
    regions: Mapping[str, Sequence[Point]]
    note: str


def place(
    graph: nx.MultiDiGraph,
    boxes: Mapping[str, Box],
    *,
    kept: Mapping[str, Point] | None = None,
    engine: Engine = "auto",
    progress: Progress | None = None,
) -> Layout:
    """Give every node of `litgraph.graph.graph` a place, so that no two boxes overlap where that can be avoided.

    With `kept` places the nodes that have one stand there exactly, and new nodes beside their themes and neighbours.
    `progress` is told what is being done, how much of it is done, and how much there is to do.
    """
    homes = themes_of(graph)
    boxes = room(boxes, homes)
    stay = {node: point for node, point in (kept or {}).items() if node in graph and on_map(point)}
    if stay:
        points = beside(stay, graph, boxes, homes)
        new = len(points) - len(stay)
        note = f"{len(stay)} kept their place" + (f", {new} new were set beside their themes" if new else "")
    else:
        points, note = _anew(graph, boxes, homes, progress)
    own: dict[str, list[str]] = {node: [node] for node in graph.nodes if node not in homes}
    for node, themes in homes.items():
        if len(themes) < 2 and not (graph.nodes[node]["read"] and not themes):
            own.setdefault(themes[0] if themes else "", []).append(node)
    regions = {theme: hull((points[node], boxes[node]) for node in nodes) for theme, nodes in own.items()}
    return Layout(points, regions, note)


def room(boxes: Mapping[str, Box], works: Collection[str]) -> Mapping[str, Box]:
    """The boxes that are kept apart: above LABELLED works those of their symbols alone, which `head` tells."""
    if len(works) <= LABELLED:
        return boxes
    return {
        node: Box(min(box.width, 2 * box.head), min(box.height, 2 * box.head), box.head) if node in works else box
        for node, box in boxes.items()
    }


def _anew(
    graph: nx.MultiDiGraph,
    boxes: Mapping[str, Box],
    homes: Mapping[str, Sequence[str]],
    progress: Progress | None,
) -> tuple[dict[str, Point], str]:
    members: dict[str, list[str]] = {node: [] for node in graph.nodes if node not in homes}
    middle: list[str] = []
    for node, themes in homes.items():
        if graph.nodes[node]["read"] and not themes:
            middle.append(node)
        else:
            members.setdefault(themes[0] if themes else "", []).append(node)
    degrees = dict(graph.degree())
    groups = []
    for theme, works in members.items():
        works.sort(key=lambda node: (len(homes[node]), -degrees[node]))
        groups.append(Group(theme, works, _radius([boxes[node] for node in (theme, *works) if node])))
    # Lines meet in the middle, so its nodes get more room than others.
    core = 1.6 * _radius([boxes[node] for node in middle])

    centers = {group.theme: center for group, center in zip(groups, rings(groups, core), strict=True)}
    ideal: dict[str, Point] = {}
    for group in groups:
        center = centers[group.theme]
        if group.theme:
            ideal[group.theme] = center
        inner = 1.2 if group.theme else 0.0
        for rank, node in enumerate(group.works):
            out = group.radius * math.sqrt((rank + 0.5 + inner) / (len(group.works) + inner))
            slot = polar(center, out, math.atan2(center.y, center.x) + rank * _GOLDEN_ANGLE)
            ideal[node] = _drawn_to(slot, [centers[theme] for theme in homes[node][1:]])
    for rank, node in enumerate(middle):
        out = core * 0.75 * math.sqrt(rank / max(1, len(middle) - 1)) if len(middle) > 2 else core * 0.3
        turn = rank * (_GOLDEN_ANGLE if len(middle) > 2 else math.pi) + math.pi
        ideal[node] = polar(Point(0, 0), out if len(middle) > 1 else 0, turn)
    wide = {node: Point(x * _LANDSCAPE, y / _LANDSCAPE) for node, (x, y) in ideal.items()}
    points = apart(wide, boxes, [node for node in graph.nodes if node not in homes])
    return {node: Point(round(x, 1), round(y, 1)) for node, (x, y) in points.items()}, "themes in rings"


def _radius(boxes: Sequence[Box]) -> float:
    """The radius of a circle that holds these boxes with air between them."""
    return math.sqrt(_AIR * sum(box.width * box.height for box in boxes) / math.pi)


def _drawn_to(slot: Point, others: Sequence[Point]) -> Point:
    """A work of several themes stands at the side of its home that looks to the others."""
    if not others:
        return slot
    x, y = (sum(axis) / len(others) for axis in zip(*others, strict=True))
    return Point(slot.x * 0.72 + x * 0.28, slot.y * 0.72 + y * 0.28)
