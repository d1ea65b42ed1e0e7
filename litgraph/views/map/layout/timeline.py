"""The timeline: a lane for each theme, years across, and the years without works visible as gaps."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import networkx as nx

from litgraph.views.map.layout.homes import themes_of
from litgraph.views.map.layout.placing import LABELLED, room
from litgraph.views.map.layout.shapes import Box, Point, round_point

__all__ = ["AxisBreak", "Lane", "Tick", "Timeline", "timeline"]

_LONG = 3  # so many years without a work are worth a gap
_GAP = 84.0  # how wide a gap is drawn: room for "1989–2000"
_ASPECT = 1.4  # how much wider than high the whole should be, that it fills a screen
_NARROW = (40.0, 48.0, 56.0, 64.0, 76.0, 88.0, 104.0, 120.0)  # years closer together than labels are wide
_MOST_ABREAST = 16  # so many works of one year and lane may stand side by side
_LEAST = 44.0  # the height of a lane without works: its title must stand there
_BETWEEN = 14.0  # between two years, and more before the first, where works stand side by side
_AIR = 8.0  # above and below the works of a lane


class Lane(NamedTuple):
    """The lane of a theme's node; "" is the lane of works without a theme, or with `read` of papers that were read."""

    theme: str
    read: bool
    top: float
    bottom: float


class Tick(NamedTuple):
    """The position of a year on the axis."""

    year: int
    x: float


class AxisBreak(NamedTuple):
    """A break in the axis, from the x `left` to `right`: no work is of the years from `first` to `last`."""

    left: float
    right: float
    first: int
    last: int


class Timeline(NamedTuple):
    """The place of each work; lanes from top to bottom, ticks and gaps from left to right.

    `undated` is the x of the works without a known year, left of all years, or None where there are none. `pitch` is
    the width of a year and `width` that of the whole, in pixels.
    """

    points: Mapping[str, Point]
    lanes: Sequence[Lane]
    ticks: Sequence[Tick]
    gaps: Sequence[AxisBreak]
    undated: float | None
    pitch: float
    width: float


_Lane = tuple[str, bool]  # a theme's node, or "" and whether the works were read
_WorksByYear = dict[int | None, list[str]]  # the works of a lane by their year


class _Axis(NamedTuple):
    ticks: list[Tick]
    gaps: list[AxisBreak]
    undated: float
    room: float  # the width of the column of the undated
    pitch: float
    width: float


def timeline(graph: nx.MultiDiGraph, boxes: Mapping[str, Box]) -> Timeline:
    """Set every work of `litgraph.graph.graph` at its year in the lane of its home theme.

    Works of one lane that would overlap are stacked, the one with more ties higher. With more than LABELLED works only
    the symbols are kept apart. Years are as far apart as gives the whole the shape of a screen.
    """
    homes = themes_of(graph)
    boxes = room(boxes, homes)
    degrees = dict(graph.degree())
    lanes: dict[_Lane, list[str]] = {(node, False): [] for node in graph.nodes if node not in homes}
    for was_read in (True, False):
        loose = [node for node, themes in homes.items() if not themes and graph.nodes[node]["read"] == was_read]
        lanes |= {("", was_read): loose} if loose else {}
    for node, themes in homes.items():
        if themes:
            lanes[themes[0], False].append(node)
    columns = {lane: _by_year(sorted(works, key=lambda node: -degrees[node]), graph) for lane, works in lanes.items()}

    widest = max((boxes[node].width for node in homes), default=1.0)
    pitches = [pitch for pitch in _NARROW if pitch < widest] if len(homes) <= LABELLED else []
    pitches += [widest * abreast + _BETWEEN for abreast in range(1, _MOST_ABREAST + 1)]
    drawn = (_draw(columns, _axis(columns, pitch, widest), boxes, pitch >= widest) for pitch in pitches)
    return min(drawn, key=_extent)


def _by_year(works: Sequence[str], graph: nx.MultiDiGraph) -> _WorksByYear:
    works_by_year: _WorksByYear = defaultdict(list)
    for node in works:
        works_by_year[graph.nodes[node].get("year")].append(node)
    return works_by_year


def _axis(columns: Mapping[_Lane, _WorksByYear], pitch: float, widest: float) -> _Axis:
    years = sorted({year for column in columns.values() for year in column if year is not None})
    sizes = [(year is None, len(works)) for column in columns.values() for year, works in column.items()]
    undated, crowd = (max((size for unknown, size in sizes if unknown == kind), default=0) for kind in (True, False))
    abreast = min(_MOST_ABREAST, math.ceil(undated / max(crowd, 3)))
    space = abreast * max(pitch, widest)
    x = space + (2 * _BETWEEN if space else 0) + max(pitch, widest) / 2
    ticks: list[Tick] = []
    gaps: list[AxisBreak] = []
    for year in years:
        if ticks:
            last = ticks[-1].year
            x += pitch
            if year - last > _LONG:
                gaps.append(AxisBreak(round(x - pitch / 2, 1), round(x - pitch / 2 + _GAP, 1), last + 1, year - 1))
                x += _GAP
            else:
                for between in range(last + 1, year):
                    ticks.append(Tick(between, round(x, 1)))
                    x += pitch
        ticks.append(Tick(year, round(x, 1)))
    width = x + max(pitch, widest) / 2 if ticks else space
    return _Axis(ticks, gaps, round(space / 2, 1), space, round(pitch, 1), round(width, 1))


def _draw(columns: Mapping[_Lane, _WorksByYear], axis: _Axis, boxes: Mapping[str, Box], abreast: bool) -> Timeline:
    xs = {tick.year: tick.x for tick in axis.ticks}
    points: dict[str, Point] = {}
    lanes = []
    top = 0.0
    for (theme, was_read), column in columns.items():
        bottom = _shelve_works(column.get(None, ()), axis.undated, axis.room, top + _AIR, boxes, points)
        dated = [(year, works) for year, works in column.items() if year is not None]
        if abreast:
            for year, works in dated:
                bottom = max(bottom, _shelve_works(works, xs[year], axis.pitch - _BETWEEN, top + _AIR, boxes, points))
        else:
            row = [(xs[year], node) for year, works in sorted(dated) for node in works]
            bottom = max(bottom, _stack_works(row, top + _AIR, boxes, points))
        bottom = max(bottom + _AIR, top + _LEAST)
        lanes.append(Lane(theme, was_read, round(top, 1), round(bottom, 1)))
        top = bottom
    undated = axis.undated if axis.room else None
    return Timeline(points, lanes, axis.ticks, axis.gaps, undated, axis.pitch, axis.width)


def _shelve_works(
    works: Sequence[str], x: float, width: float, top: float, boxes: Mapping[str, Box], points: dict[str, Point]
) -> float:
    """Set works side by side around x in as many rows as they need; return the lower edge of the last row."""
    row: list[str] = []
    used = 0.0
    for node in [*works, None]:
        if row and (node is None or used + boxes[node].width > width + 0.1):
            lefts = accumulate((boxes[shelved].width for shelved in row), initial=x - used / 2)
            middles = [left + boxes[shelved].width / 2 for left, shelved in zip(lefts, row, strict=False)]
            top = _set_row(list(zip(middles, row, strict=True)), top, boxes, points)
            row, used = [], 0.0
        if node is not None:
            row.append(node)
            used += boxes[node].width
    return top


def _stack_works(
    works: Sequence[tuple[float, str]], top: float, boxes: Mapping[str, Box], points: dict[str, Point]
) -> float:
    """Set each work at its x in the highest row where it fits; return the lower edge of the last row."""
    rows: list[list[tuple[float, str]]] = []
    ends: list[float] = []
    for x, node in works:
        half = boxes[node].width / 2
        number = next((i for i, end in enumerate(ends) if end <= x - half), len(rows))
        if number == len(rows):
            rows.append([])
            ends.append(0.0)
        rows[number].append((x, node))
        ends[number] = x + half
    for row in rows:
        top = _set_row(row, top, boxes, points)
    return top


def _set_row(row: Sequence[tuple[float, str]], top: float, boxes: Mapping[str, Box], points: dict[str, Point]) -> float:
    """Set each work of a row at its x; return the lower edge of the row."""
    head = max(boxes[node].head for _, node in row)
    points.update({node: round_point(x, top + head) for x, node in row})
    return top + (head + max(boxes[node].height - boxes[node].head for _, node in row))


def _extent(drawn: Timeline) -> float:
    """Return how large a screen would have to be to show the whole timeline."""
    return max(drawn.width / _ASPECT, drawn.lanes[-1].bottom if drawn.lanes else 0.0)
