"""Boxes that overlap are pushed apart."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from litgraph.views.map.layout.shapes import Box, Point

__all__ = ["apart"]

_PASSES = 300


def apart(ideal: Mapping[str, Point], boxes: Mapping[str, Box], firm: Sequence[str]) -> dict[str, Point]:
    """Push overlapping boxes apart along the shorter way until none overlap; the firm ones give way least."""
    nodes = list(ideal)
    if not nodes:
        return {}
    xs = [ideal[node].x for node in nodes]
    ys = [ideal[node].y + boxes[node].height / 2 - boxes[node].head for node in nodes]
    widths, heights = [boxes[node].width for node in nodes], [boxes[node].height for node in nodes]
    stays = frozenset(firm)
    mobility = [0.15 if node in stays else 1.0 for node in nodes]
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
