"""Where everything stands on the map: each theme keeps a region of its own, the papers that were read the middle.

Nothing is left to chance, so the same corpus always gives the same figure. Lengths are pixels at zoom 1.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import networkx as nx

__all__ = ["Box", "Layout", "Point", "place"]

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_LANDSCAPE = 1.2  # x is stretched and y squeezed by this: screens are wide, and so are labels
_AIR = 1.2  # room for the lines between the boxes
_ONE_RING = 9  # so many regions stand in one ring, which reads like a clock; more fill several
_PASSES = 120


class Point(NamedTuple):
    """A place on the map; y grows downwards."""

    x: float
    y: float


class Box(NamedTuple):
    """The room that a node takes with its label: its symbol is `head` pixels below the upper edge."""

    width: float
    height: float
    head: float


class Layout(NamedTuple):
    """The place of each node, and the corners of each theme's region: its works of no other theme.

    The region "" is that of the works without a theme.
    """

    points: Mapping[str, Point]
    regions: Mapping[str, Sequence[Point]]


class _Group(NamedTuple):
    theme: str
    works: list[str]
    radius: float


def place(graph: nx.MultiDiGraph, boxes: Mapping[str, Box]) -> Layout:
    """Give every node of `litgraph.graph.graph` a place, so that no two boxes overlap where that can be avoided."""
    themes_of = _themes_of(graph)
    members: dict[str, list[str]] = {node: [] for node, kind in graph.nodes(data="node") if kind == "theme"}
    middle: list[str] = []
    for node, data in graph.nodes(data=True):
        if data["node"] == "work":
            home = themes_of[node][0] if themes_of[node] else ""
            (middle if data["read"] and not home else members.setdefault(home, [])).append(node)
    degrees = dict(graph.degree())
    groups = []
    for theme, works in members.items():
        works.sort(key=lambda node: (len(themes_of[node]), -degrees[node]))
        groups.append(_Group(theme, works, _radius([boxes[node] for node in (theme, *works) if node])))
    # Lines meet in the middle, so its nodes get more room than others.
    core = 1.6 * _radius([boxes[node] for node in middle])

    centers = {group.theme: center for group, center in zip(groups, _rings(groups, core), strict=True)}
    ideal: dict[str, Point] = {}
    for group in groups:
        center = centers[group.theme]
        if group.theme:
            ideal[group.theme] = center
        inner = 1.2 if group.theme else 0.0
        for rank, node in enumerate(group.works):
            out = group.radius * math.sqrt((rank + 0.5 + inner) / (len(group.works) + inner))
            slot = _polar(center, out, math.atan2(center.y, center.x) + rank * _GOLDEN_ANGLE)
            ideal[node] = _drawn_to(slot, [centers[theme] for theme in themes_of[node][1:]])
    for rank, node in enumerate(middle):
        out = core * 0.75 * math.sqrt(rank / max(1, len(middle) - 1)) if len(middle) > 2 else core * 0.3
        turn = rank * (_GOLDEN_ANGLE if len(middle) > 2 else math.pi) + math.pi
        ideal[node] = _polar(Point(0, 0), out if len(middle) > 1 else 0, turn)

    points = _apart({node: Point(x * _LANDSCAPE, y / _LANDSCAPE) for node, (x, y) in ideal.items()}, boxes, graph)
    regions = {}
    for group in groups:
        own = [group.theme, *(node for node in group.works if len(themes_of[node]) < 2)]
        regions[group.theme] = _hull([c for node in own if node for c in _corners(points[node], boxes[node])])
    return Layout({node: Point(round(x, 1), round(y, 1)) for node, (x, y) in points.items()}, regions)


def _themes_of(graph: nx.MultiDiGraph) -> dict[str, list[str]]:
    """The themes of each work; the first is its home: one that discusses it, before one that mentions it."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for work, theme, data in graph.edges(data=True):
        if data["edge"] == "assignment":
            rank = 1 if data["role"] == "mentioned" else 0
            found[work][theme] = min(rank, found[work].get(theme, rank))
    return {node: sorted(found[node], key=lambda theme: found[node][theme]) for node in graph.nodes}


def _radius(boxes: Sequence[Box]) -> float:
    """The radius of a circle that holds these boxes with air between them."""
    return math.sqrt(_AIR * sum(box.width * box.height for box in boxes) / math.pi)


def _polar(center: Point, radius: float, turn: float) -> Point:
    return Point(center.x + radius * math.cos(turn), center.y + radius * math.sin(turn))


def _drawn_to(slot: Point, others: Sequence[Point]) -> Point:
    """A work of several themes stands at the side of its home that looks to the others."""
    if not others:
        return slot
    x, y = (sum(axis) / len(others) for axis in zip(*others, strict=True))
    return Point(slot.x * 0.72 + x * 0.28, slot.y * 0.72 + y * 0.28)


def _rings(groups: Sequence[_Group], core: float) -> list[Point]:
    """Centers for the regions: clockwise from the top in the order of themes.yaml, around the middle."""
    if len(groups) == 1 and not core:
        return [Point(0, 0)]
    centers: list[Point] = []
    inner, rest = core, list(groups)
    while rest:
        widest = max(group.radius for group in rest)
        ring, radius = rest, inner + widest
        if len(groups) > _ONE_RING:
            ring = []
            for group in rest:
                if ring and _turns([*ring, group], radius) > math.tau:
                    break
                ring.append(group)
        else:
            while _turns(ring, radius) > math.tau:
                radius *= 1.02
        slack = (math.tau - _turns(ring, radius)) / len(ring)
        turn = -math.pi / 2 - _turn(ring[0], radius) / 2 - slack / 2
        for group in ring:
            half = (_turn(group, radius) + slack) / 2
            centers.append(_polar(Point(0, 0), radius, turn + half))
            turn += 2 * half
        inner, rest = radius + max(group.radius for group in ring), rest[len(ring) :]
    return centers


def _turn(group: _Group, radius: float) -> float:
    return 2 * math.asin(min(1.0, group.radius / radius)) if radius else math.tau


def _turns(groups: Sequence[_Group], radius: float) -> float:
    return sum(_turn(group, radius) for group in groups)


def _apart(ideal: Mapping[str, Point], boxes: Mapping[str, Box], graph: nx.MultiDiGraph) -> dict[str, Point]:
    """Push overlapping boxes apart along the shorter way until none overlap; themes give way least."""
    nodes = list(ideal)
    if not nodes:
        return {}
    xs = [ideal[node].x for node in nodes]
    ys = [ideal[node].y + boxes[node].height / 2 - boxes[node].head for node in nodes]
    widths, heights = [boxes[node].width for node in nodes], [boxes[node].height for node in nodes]
    mobility = [0.15 if graph.nodes[node]["node"] == "theme" else 1.0 for node in nodes]
    wide, high = max(widths), max(heights)
    for _ in range(_PASSES):
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for i in range(len(nodes)):
            cells[int(xs[i] // wide), int(ys[i] // high)].append(i)
        moved = False
        for (column, row), here in cells.items():
            near = list(here)
            for beside in ((column + 1, row - 1), (column + 1, row), (column + 1, row + 1), (column, row + 1)):
                near += cells.get(beside, ())
            for rank, i in enumerate(here):
                for j in near[rank + 1 :]:
                    dx, dy = xs[j] - xs[i], ys[j] - ys[i]
                    over_x = (widths[i] + widths[j]) / 2 - abs(dx)
                    over_y = (heights[i] + heights[j]) / 2 - abs(dy)
                    if over_x <= 0.1 or over_y <= 0.1:
                        continue
                    moved = True
                    share = mobility[i] / (mobility[i] + mobility[j])
                    if over_x < over_y:
                        push = math.copysign(over_x + 0.2, dx)
                        xs[i], xs[j] = xs[i] - push * share, xs[j] + push * (1 - share)
                    else:
                        push = math.copysign(over_y + 0.2, dy)
                        ys[i], ys[j] = ys[i] - push * share, ys[j] + push * (1 - share)
        if not moved:
            break
    return {node: Point(xs[i], ys[i] - heights[i] / 2 + boxes[node].head) for i, node in enumerate(nodes)}


def _corners(point: Point, box: Box) -> list[Point]:
    left, top = point.x - box.width / 2, point.y - box.head
    return [Point(x, y) for x in (left, left + box.width) for y in (top, top + box.height)]


def _hull(points: Sequence[Point]) -> list[Point]:
    """The convex hull, by Andrew's monotone chain, rounded to whole pixels."""
    ordered = sorted({Point(round(x), round(y)) for x, y in points})
    if len(ordered) < 3:
        return ordered
    chains = []
    for run in (ordered, ordered[::-1]):
        chain: list[Point] = []
        for point in run:
            while len(chain) > 1 and _cross(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        chains.append(chain[:-1])
    return [point for chain in chains for point in chain]


def _cross(origin: Point, a: Point, b: Point) -> float:
    return (a.x - origin.x) * (b.y - origin.y) - (a.y - origin.y) * (b.x - origin.x)
