"""The map: each theme keeps a region of its own, the papers that were read the middle."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import networkx as nx

from litgraph.progress import Progress, ignore_progress
from litgraph.views.map.layout.apart import push_apart
from litgraph.views.map.layout.beside import place_beside
from litgraph.views.map.layout.homes import themes_of
from litgraph.views.map.layout.regions import ThemeRegion, bricks, part_regions, rings, seeds
from litgraph.views.map.layout.shapes import Box, Point, hull, on_map, polar
from litgraph.views.map.layout.wishes import assign_slots, pull_to_ties, ties_of

__all__ = ["LABELLED", "MapLayout", "place", "room"]

LABELLED = 500
"""Up to so many works there is room for every label; above, for every symbol, and the page thins the labels."""

_LANDSCAPE = 1.2  # x is stretched and y squeezed by this: screens are wide, and so are labels
_AIR = 1.2  # room for the lines between the boxes
_MORTAR = 1.08  # room between symbols
_DRAWN = 0.28  # how much of the way to its other themes a work goes, and no farther than it is wide
_ROUNDS = 12
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


class MapLayout(NamedTuple):
    """The place of each node, and the corners of the region around the works that have only that theme.

    The region "" holds the works without a theme. `note` says in words how the nodes were placed.
    """

    points: Mapping[str, Point]
    regions: Mapping[str, Sequence[Point]]
    note: str


def place(
    graph: nx.MultiDiGraph,
    boxes: Mapping[str, Box],
    *,
    kept: Mapping[str, Point] | None = None,
    progress: Progress | None = None,
) -> MapLayout:
    """Give every node of `litgraph.graph.graph` a place, so that no two boxes overlap.

    With `kept` places the nodes that have one stand there exactly, and each new one in the nearest free spot to its
    themes and neighbours. `progress` is told what is being done, how much of it is done, and how much there is to do.
    """
    homes = themes_of(graph)
    boxes = room(boxes, homes)
    only_members: dict[str, list[str]] = {node: [node] for node in graph.nodes if node not in homes}
    for node, themes in homes.items():
        if len(themes) < 2 and not _in_the_middle(node, graph, homes):
            only_members.setdefault(themes[0] if themes else "", []).append(node)
    stay = {node: point for node, point in (kept or {}).items() if node in graph and on_map(point)}
    if stay:
        points = place_beside(stay, graph, boxes, homes, progress or ignore_progress)
        new = len(points) - len(stay)
        note = f"{len(stay)} kept their place" + (f", {new} new set beside their themes" if new else "")
    else:
        points = _anew(graph, boxes, homes, only_members, progress or ignore_progress)
        note = "placed by theme, beside what they cite and what cites them"
    return MapLayout(points, _regions(only_members, points, boxes), note)


def room(boxes: Mapping[str, Box], works: Collection[str]) -> Mapping[str, Box]:
    """Return the boxes that must not overlap: above LABELLED works only the symbols, whose size is twice `head`."""
    if len(works) <= LABELLED:
        return boxes
    return {
        node: Box(min(box.width, 2 * box.head), min(box.height, 2 * box.head), box.head) if node in works else box
        for node, box in boxes.items()
    }


def _in_the_middle(node: str, graph: nx.MultiDiGraph, homes: Mapping[str, Sequence[str]]) -> bool:
    return bool(graph.nodes[node]["read"]) and not homes[node]


def _regions(
    only_members: Mapping[str, Sequence[str]], points: Mapping[str, Point], boxes: Mapping[str, Box]
) -> dict[str, list[Point]]:
    return {theme: hull((points[node], boxes[node]) for node in nodes) for theme, nodes in only_members.items()}


def _anew(
    graph: nx.MultiDiGraph,
    boxes: Mapping[str, Box],
    homes: Mapping[str, Sequence[str]],
    only_members: Mapping[str, Sequence[str]],
    progress: Progress,
) -> dict[str, Point]:
    labelled = len(homes) <= LABELLED
    members: dict[str, list[str]] = {theme: [] for theme in only_members}
    middle = []
    for node, themes in homes.items():
        if _in_the_middle(node, graph, homes):
            middle.append(node)
        else:
            members.setdefault(themes[0] if themes else "", []).append(node)
    groups = [
        ThemeRegion(theme, works, _radius([boxes[node] for node in (theme, *works) if node]))
        for theme, works in members.items()
    ]
    # Lines meet in the middle, so its nodes get more room than others.
    core = 1.6 * _radius([boxes[node] for node in middle])
    centers = {group.theme: center for group, center in zip(groups, rings(groups, core), strict=True)}
    points = {theme: center for theme, center in centers.items() if theme}
    for rank, node in enumerate(middle):
        out = core * 0.75 * math.sqrt(rank / max(1, len(middle) - 1)) if len(middle) > 2 else core * 0.3
        turn = rank * (_GOLDEN_ANGLE if len(middle) > 2 else math.pi) + math.pi
        points[node] = polar(Point(0, 0), out if len(middle) > 1 else 0, turn)

    slots = {group.theme: _slots(group, centers[group.theme], boxes, labelled) for group in groups}
    for group in groups:
        points |= zip(group.works, slots[group.theme], strict=True)
    ties = ties_of(graph, homes)
    for round_number in range(_ROUNDS):
        progress("bringing works near what they cite", round_number, _ROUNDS)
        points |= assign_slots(groups, slots, pull_to_ties(points, ties))
    for node, themes in homes.items():
        if len(themes) > 1 and labelled:
            spot = _draw_towards(points[node], [centers[theme] for theme in themes[1:]], boxes[node].width)
            strange = (group for group in groups if group.theme not in themes)
            if all(math.dist(spot, centers[group.theme]) > group.radius for group in strange):
                points[node] = spot

    points = {node: Point(x * _LANDSCAPE, y / _LANDSCAPE) for node, (x, y) in points.items()}
    weights = {theme: 1 + len(members[theme]) for theme in only_members}
    for pass_number in range(3):
        progress("keeping boxes apart", pass_number, 3)
        points = push_apart(points, boxes, firm=only_members.keys())
        if pass_number < 2:
            moves = part_regions(_regions(only_members, points, boxes), weights)
            for theme, (x, y) in moves.items():
                for node in (theme, *members[theme]):
                    if node:
                        points[node] = Point(points[node].x + x, points[node].y + y)
    return points


def _slots(group: ThemeRegion, center: Point, boxes: Mapping[str, Box], labelled: bool) -> list[Point]:
    if labelled or not group.works:
        return seeds(group, center)
    wide = max(boxes[node].width for node in group.works)
    high = max(boxes[node].height for node in group.works)
    spared = Box(0, 0, 0)
    if group.theme:
        width, height, _ = boxes[group.theme]
        spared = Box((width + wide) / _LANDSCAPE, (height + high) * _LANDSCAPE, 0)
    return bricks(group, center, wide * _MORTAR / _LANDSCAPE, high * _MORTAR * _LANDSCAPE, spared)


def _radius(boxes: Sequence[Box]) -> float:
    """Return the radius of a circle that holds these boxes with space between them."""
    return math.sqrt(_AIR * sum(box.width * box.height for box in boxes) / math.pi)


def _draw_towards(slot: Point, other_centers: Sequence[Point], farthest: float) -> Point:
    """Move a work of several themes towards the centers of its other themes, at most by `farthest` pixels."""
    x, y = (sum(axis) / len(other_centers) for axis in zip(*other_centers, strict=True))
    way = math.dist(slot, (x, y)) or 1.0
    share = min(_DRAWN, farthest / way)
    return Point(slot.x + (x - slot.x) * share, slot.y + (y - slot.y) * share)
