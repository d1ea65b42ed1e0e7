"""Points, boxes, and what encloses them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

__all__ = ["Box", "Occupied", "Point", "hull", "on_map", "polar", "round_point"]

_FARTHEST = 1e7


class Point(NamedTuple):
    """A place on the map; y grows downwards."""

    x: float
    y: float


class Box(NamedTuple):
    """The room that a node takes with its label: its symbol is `head` pixels below the upper edge."""

    width: float
    height: float
    head: float


def on_map(point: Point) -> bool:
    """Whether a point lies within the bounds of any map."""
    return abs(point.x) <= _FARTHEST and abs(point.y) <= _FARTHEST


def polar(center: Point, radius: float, turn: float) -> Point:
    """Return the point at a distance and angle (`turn`, radians) from a center."""
    return Point(center.x + radius * math.cos(turn), center.y + radius * math.sin(turn))


def round_point(x: float, y: float) -> Point:
    """Return a point rounded to a tenth of a pixel."""
    return Point(round(x, 1), round(y, 1))


def hull(boxes_at: Iterable[tuple[Point, Box]]) -> list[Point]:
    """Return the convex hull of placed boxes on whole pixels, by Andrew's monotone chain (1979)."""
    corners = set()
    for point, box in boxes_at:
        left, top, right, bottom = _edges(point, box)
        xs, ys = (math.floor(left), math.ceil(right)), (math.floor(top), math.ceil(bottom))
        corners |= {Point(x, y) for x in xs for y in ys}
    ordered = sorted(corners)
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


class Occupied:
    """The boxes that are placed already, in a grid of cells, so that a free spot beside them is found quickly."""

    def __init__(self, boxes: Collection[Box]) -> None:
        self._cell = sum(box.height for box in boxes) / len(boxes)
        self._cells: dict[tuple[int, int], list[tuple[float, float, float, float]]] = defaultdict(list)
        self._full: dict[tuple[float, float, Box], int] = defaultdict(int)

    def add(self, point: Point, box: Box) -> None:
        """Add a box at a point."""
        edges = _edges(point, box)
        for cell in self._covered_cells(edges):
            self._cells[cell].append(edges)

    def free(self, point: Point, box: Box) -> bool:
        """Whether a box at this point would overlap no other box."""
        left, top, right, bottom = edges = _edges(point, box)
        return not any(
            left < standing[2] and standing[0] < right and top < standing[3] and standing[1] < bottom
            for cell in self._covered_cells(edges)
            for standing in self._cells.get(cell, ())
        )

    def nearest(self, wish: Point, box: Box) -> Point:
        """Return the free spot for a box that is nearest to `wish`, searched in rings around it."""
        step = min(box.width, box.height) / 2
        # Where a box of this size was set before, all that is nearer by more than a cell is full.
        area = (wish.x // self._cell, wish.y // self._cell, box)
        ring = max(0, self._full[area] - math.ceil(2 * self._cell / step))
        while True:
            spots = max(1, round(math.tau * ring))
            for spot in range(spots):
                spot_point = round_point(*polar(wish, ring * step, math.tau * spot / spots))
                if self.free(spot_point, box):
                    self._full[area] = ring
                    return spot_point
            ring += 1

    def _covered_cells(self, edges: Sequence[float]) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = (int(edge // self._cell) for edge in edges)
        return ((column, row) for column in range(left, right + 1) for row in range(top, bottom + 1))


def _edges(point: Point, box: Box) -> tuple[float, float, float, float]:
    left, top = point.x - box.width / 2, point.y - box.head
    return left, top, left + box.width, top + box.height
