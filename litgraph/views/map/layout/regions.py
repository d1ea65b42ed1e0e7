"""The regions of the themes: in rings around the middle, clockwise from the top in the order of themes.yaml."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from litgraph.views.map.layout.shapes import Box, Point, polar

__all__ = ["ThemeRegion", "bricks", "part_regions", "rings", "seeds"]

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_ONE_RING = 9  # so many regions stand in one ring, which reads like a clock; more fill several
_LOOSE = math.tau / 8  # a ring with so much of its circle free is drawn in towards the middle
_BETWEEN = 10.0  # pixels between two regions
_PASSES = 40


class ThemeRegion(NamedTuple):
    """A theme, the works that have their home there, and the radius of a circle that holds their boxes."""

    theme: str
    works: Sequence[str]
    radius: float


def rings(groups: Sequence[ThemeRegion], core: float) -> list[Point]:
    """Return a center for each region, in rings around a middle of radius `core`."""
    if len(groups) == 1 and not core:
        return [Point(0, 0)]
    first = math.pi if len(groups) < 4 else -math.pi / 2  # two or three begin at the left: screens are wide
    centers: list[Point] = []
    inner, groups_left = core, list(groups)
    while groups_left:
        widest = max(group.radius for group in groups_left)
        ring, radius = groups_left, inner + widest
        if len(groups) > _ONE_RING:
            ring = []
            for group in groups_left:
                if ring and _turns([*ring, group], radius) > math.tau:
                    break
                ring.append(group)
        else:
            while _turns(ring, radius) > math.tau:
                radius *= 1.02
        slack = (math.tau - _turns(ring, radius)) / len(ring)
        turn = first - _turn(ring[0], radius) / 2 - slack / 2
        turns = []
        for group in ring:
            half = (_turn(group, radius) + slack) / 2
            turns.append(turn + half)
            turn += 2 * half
        if slack * len(ring) > _LOOSE:
            centers += _draw_in_ring(ring, turns, core, list(zip(groups, centers, strict=False)))
        else:
            centers += [polar(Point(0, 0), radius, turn) for turn in turns]
        groups_left = groups_left[len(ring) :]
        inner = max(math.hypot(*center) + group.radius for group, center in zip(groups, centers, strict=False))
    return centers


def _draw_in_ring(
    ring: Sequence[ThemeRegion], turns: Sequence[float], core: float, placed_groups: list[tuple[ThemeRegion, Point]]
) -> list[Point]:
    """Return centers for a ring with much free room: each as near to the middle as it fits, the largest first."""
    centers: dict[int, Point] = {}
    for number in sorted(range(len(ring)), key=lambda number: -ring[number].radius):
        group, turn = ring[number], turns[number]
        out = core + group.radius
        for neighbour, (x, y) in sorted(placed_groups, key=lambda pair: math.hypot(*pair[1])):
            ahead, aside = x * math.cos(turn) + y * math.sin(turn), x * math.sin(turn) - y * math.cos(turn)
            apart = (neighbour.radius + group.radius) * 1.06
            if abs(aside) < apart and abs(out - ahead) < math.sqrt(apart**2 - aside**2):
                out = ahead + math.sqrt(apart**2 - aside**2)
        centers[number] = polar(Point(0, 0), out, turn)
        placed_groups.append((group, centers[number]))
    return [centers[number] for number in range(len(ring))]


def _turn(group: ThemeRegion, radius: float) -> float:
    return 2 * math.asin(min(1.0, group.radius / radius)) if radius else math.tau


def _turns(groups: Sequence[ThemeRegion], radius: float) -> float:
    return sum(_turn(group, radius) for group in groups)


def seeds(group: ThemeRegion, center: Point) -> list[Point]:
    """Return a slot for each work around the theme, spread like the seeds of a sunflower (Vogel 1979)."""
    inner = 1.2 if group.theme else 0.0
    share = group.radius / math.sqrt(len(group.works) + inner)
    start = math.atan2(center.y, center.x)
    return [
        polar(center, share * math.sqrt(rank + 0.5 + inner), start + rank * _GOLDEN_ANGLE)
        for rank in range(len(group.works))
    ]


def bricks(group: ThemeRegion, center: Point, wide: float, high: float, spared: Box) -> list[Point]:
    """Return a slot for each work, laid like bricks of `wide` by `high` pixels, so that none have to be pushed apart.

    The theme itself stands in the middle, in the room `spared`.
    """
    area = len(group.works) * wide * high + spared.width * spared.height
    reach = math.sqrt(area / math.pi) + 2 * max(wide, high)
    rows, columns = math.ceil(reach / high), math.ceil(reach / wide)
    slots = []
    for row in range(-rows, rows + 1):
        for column in range(-columns, columns + 1):
            x, y = (column + row % 2 / 2) * wide, row * high
            if abs(x) >= spared.width / 2 or abs(y) >= spared.height / 2:
                slots.append((x * x + y * y, Point(center.x + x, center.y + y)))
    return [slot for _, slot in sorted(slots)[: len(group.works)]]


def part_regions(regions: Mapping[str, Sequence[Point]], weights: Mapping[str, int]) -> dict[str, Point]:
    """Return how far each region has to move so that, where possible, no two overlap; heavier ones move less."""
    moves = dict.fromkeys(regions, Point(0, 0))
    for _ in range(_PASSES):
        corners = {
            theme: [Point(x + moves[theme].x, y + moves[theme].y) for x, y in region]
            for theme, region in regions.items()
        }
        still = True
        for first, second in _near_pairs(corners):
            push = _push(corners[first], corners[second])
            if push:
                share = weights[second] / (weights[first] + weights[second])
                moves[first] = Point(moves[first].x - push.x * share, moves[first].y - push.y * share)
                moves[second] = Point(moves[second].x + push.x * (1 - share), moves[second].y + push.y * (1 - share))
                still = False
        if still:
            break
    return moves


def _near_pairs(regions: Mapping[str, Sequence[Point]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of regions whose bounding boxes overlap, swept from left to right."""
    spans = []
    for theme, corners in regions.items():
        xs, ys = zip(*corners, strict=True)
        spans.append((min(xs), max(xs) + _BETWEEN, min(ys), max(ys) + _BETWEEN, theme))
    spans.sort()
    for rank, (_, right, top, bottom, theme_left) in enumerate(spans):
        for left, _, its_top, its_bottom, theme_right in islice(spans, rank + 1, None):
            if left > right:
                break
            if top < its_bottom and its_top < bottom:
                yield theme_left, theme_right


def _push(region: Sequence[Point], neighbour: Sequence[Point]) -> Point | None:
    """Return the shortest move that separates two convex regions, None where they do not overlap.

    The method is the separating axis theorem.
    """
    best, way = math.inf, Point(0, 0)
    for corners in (region, neighbour):
        for a, b in zip(corners, [*corners[1:], corners[0]], strict=True):
            length = math.dist(a, b)
            across = Point((b.y - a.y) / length, (a.x - b.x) / length)
            shadow, its = ([x * across.x + y * across.y for x, y in polygon] for polygon in (region, neighbour))
            # The other one leaves on the side that is nearer, forwards or backwards.
            forwards, backwards = max(shadow) - min(its) + _BETWEEN, max(its) - min(shadow) + _BETWEEN
            if min(forwards, backwards) <= 0.1:
                return None
            if min(forwards, backwards) < best:
                best = min(forwards, backwards)
                sign = 1 if forwards <= backwards else -1
                way = Point(across.x * best * sign, across.y * best * sign)
    return way
