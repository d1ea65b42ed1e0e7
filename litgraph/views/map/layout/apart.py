"""Boxes that overlap are pushed apart."""

from __future__ import annotations

import math
from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

from litgraph.views.map.layout.shapes import Box, Occupied, Point, round_point

__all__ = ["push_apart"]

Node = TypeVar("Node", bound=Hashable)

_PASSES = 150
_GAP = 0.2  # more than is lost by rounding
_FIRM = 0.15  # how far the firm give way, where others go the whole length


def push_apart(ideal: Mapping[Node, Point], boxes: Mapping[Node, Box], firm: Collection[Node]) -> dict[Node, Point]:
    """Push overlapping boxes apart along the shorter axis until none overlap; nodes in `firm` give way least.

    Only boxes that were just moved are looked at again, so that time grows with the number of boxes. Boxes that still
    overlap after all passes go to the nearest free spot.
    """
    nodes = list(ideal)
    widths, heights = [boxes[node].width for node in nodes], [boxes[node].height for node in nodes]
    xs = [ideal[node].x for node in nodes]
    ys = [ideal[node].y + boxes[node].height / 2 - boxes[node].head for node in nodes]
    mobility = [_FIRM if node in firm else 1.0 for node in nodes]
    # The few that are larger than a cell look for the others, and not the others for them.
    wide, high = (sorted(sizes)[len(sizes) * 9 // 10] if sizes else 1.0 for sizes in (widths, heights))
    large = [i for i in range(len(nodes)) if widths[i] > wide or heights[i] > high]
    active = set(range(len(nodes)))
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    places = [(int(x // wide), int(y // high)) for x, y in zip(xs, ys, strict=True)]
    for i, place in enumerate(places):
        cells[place].append(i)
    for _ in range(_PASSES):
        moved: set[int] = set()
        for i in sorted(active.union(large)):
            width, height = widths[i], heights[i]
            reach_x, reach_y = (width + wide) / 2 + _GAP, (height + high) / 2 + _GAP
            for column in range(int((xs[i] - reach_x) // wide), int((xs[i] + reach_x) // wide) + 1):
                for row in range(int((ys[i] - reach_y) // high), int((ys[i] + reach_y) // high) + 1):
                    for j in cells.get((column, row), ()):
                        # Most are no neighbours, so the less is done before that shows, the better.
                        dx = xs[j] - xs[i]
                        over_x = (width + widths[j]) / 2 + _GAP - abs(dx)
                        if over_x <= 0:
                            continue
                        dy = ys[j] - ys[i]
                        over_y = (height + heights[j]) / 2 + _GAP - abs(dy)
                        if over_y <= 0 or i == j:
                            continue
                        moved |= {i, j}
                        share = mobility[i] / (mobility[i] + mobility[j])
                        if over_x < over_y:
                            push = math.copysign(over_x + _GAP, dx)
                            xs[i], xs[j] = xs[i] - push * share, xs[j] + push * (1 - share)
                        else:
                            push = math.copysign(over_y + _GAP, dy)
                            ys[i], ys[j] = ys[i] - push * share, ys[j] + push * (1 - share)
        active = moved
        if not moved:
            break
        for i in moved:
            place = int(xs[i] // wide), int(ys[i] // high)
            if place != places[i]:
                cells[places[i]].remove(i)
                insort(cells[place], i)
                places[i] = place
    points = {node: round_point(xs[i], ys[i] - heights[i] / 2 + boxes[node].head) for i, node in enumerate(nodes)}
    return _free_crowded(points, boxes, [nodes[i] for i in sorted(active, key=lambda i: mobility[i])])


def _free_crowded(points: dict[Node, Point], boxes: Mapping[Node, Box], crowded: Collection[Node]) -> dict[Node, Point]:
    if crowded:
        occupied = Occupied(boxes.values())
        for node in points.keys() - set(crowded):
            occupied.add(points[node], boxes[node])
        for node in crowded:
            points[node] = occupied.nearest(points[node], boxes[node])
            occupied.add(points[node], boxes[node])
    return points
