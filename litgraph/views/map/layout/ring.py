"""Regions in rings around the middle: clockwise from the top, in the order of themes.yaml."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from litgraph.views.map.layout.shapes import Point, polar

__all__ = ["Group", "rings"]

_ONE_RING = 9  # so many regions stand in one ring, which reads like a clock; more fill several


class Group(NamedTuple):
    """A theme and the works that have their home there, in a circle that holds their boxes."""

    theme: str
    works: Sequence[str]
    radius: float


def rings(groups: Sequence[Group], core: float) -> list[Point]:
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
            centers.append(polar(Point(0, 0), radius, turn + half))
            turn += 2 * half
        inner, rest = radius + max(group.radius for group in ring), rest[len(ring) :]
    return centers


def _turn(group: Group, radius: float) -> float:
    return 2 * math.asin(min(1.0, group.radius / radius)) if radius else math.tau


def _turns(groups: Sequence[Group], radius: float) -> float:
    return sum(_turn(group, radius) for group in groups)
