"""What stands where on the figure, and how the labels break: the named layouts of the page's document."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import networkx as nx

from litgraph.progress import Progress
from litgraph.views.map.layout import Box, MapLayout, Point, Timeline, place, timeline

__all__ = ["MOST_DRAWN", "Figure", "figure", "fold_text", "layouts_of", "width_em"]

MOST_DRAWN = 20_000
"""Above so many works no figure has them all: themes stand for them, and works are drawn as they are picked."""

_LABEL_EM, _TITLE_EM = 10.5, 11.0  # how wide a line may be, in widths of the letter M
_LABEL_PIXELS, _TITLE_PIXELS = 13.0, 16.0
_SYMBOL = 13.0  # half the height of a work's symbol
_AGGREGATE = 5.0  # the room of a theme that stands for its works grows with the root of their number


class Figure(NamedTuple):
    """A drawn graph: the lines of each node's label, and its place on the map and the timeline, by node.

    Above MOST_DRAWN works only themes have a place on the map, and there is no timeline.
    """

    graph: nx.MultiDiGraph
    lines: Mapping[str, Sequence[str]]
    map: MapLayout
    timeline: Timeline | None


def figure(
    graph: nx.MultiDiGraph, *, kept: Mapping[str, Point] | None = None, progress: Progress | None = None
) -> Figure:
    """Break the labels of works and themes of `litgraph.graph.graph`, and give every one of them a place.

    Nodes of `kept` stand where they stood; `progress` is told what is being done, and how much of it.
    """
    themes = {node for node, kind in graph.nodes(data="node") if kind == "theme"}
    lines = {
        node: fold_text(text, _TITLE_EM, 3) if node in themes else fold_text(text, _LABEL_EM, 2, keep_end=True)
        for node, text in graph.nodes(data="label")
    }
    if len(graph) - len(themes) > MOST_DRAWN:
        alone = nx.subgraph_view(graph, filter_node=themes.__contains__)  # in its order
        sizes = {node: len({work for work, _ in graph.in_edges(node)}) for node in alone}
        boxes = {node: _grow_box(_box(lines[node], True), sizes[node]) for node in alone}
        return Figure(graph, lines, place(alone, boxes, kept=kept, progress=progress), None)
    cited = Counter(target for _, target, tie in graph.edges(data="edge") if tie == "cites")
    parts = Counter({node: len({theme for _, theme in graph.out_edges(node)} & themes) for node in graph.nodes})
    boxes = {node: _box(lines[node], node in themes, cited[node], parts[node]) for node in graph.nodes}
    return Figure(graph, lines, place(graph, boxes, kept=kept, progress=progress), timeline(graph, boxes))


def layouts_of(figure: Figure, works: Sequence[str], themes: Sequence[str]) -> dict[str, Any]:
    """Return the layouts as the page reads them: places of `works`, then of `themes`, in the order of the document."""
    number = {node: place for place, node in enumerate(themes)}
    placed = [figure.map.points.get(node) for node in (*works, *themes)]
    layouts: dict[str, Any] = {
        "map": {
            **_places(placed),
            "regions": [
                {"theme": number.get(theme, -1), "corners": [[point.x, point.y] for point in corners]}
                for theme, corners in figure.map.regions.items()
            ],
            "note": figure.map.note,
        }
    }
    if figure.timeline is None:
        layouts["map"]["aggregate"] = True
    else:
        layouts["timeline"] = _timeline(figure.timeline, works, themes, number)
    return layouts


def _timeline(
    placed: Timeline, works: Sequence[str], themes: Sequence[str], number: Mapping[str, int]
) -> dict[str, Any]:
    """Return the timeline as the page reads it; a theme stands where its lane begins."""
    starts = {lane.theme: Point(0.0, round((lane.top + lane.bottom) / 2, 1)) for lane in placed.lanes if lane.theme}
    return {
        **_places([*(placed.points.get(node) for node in works), *(starts.get(node) for node in themes)]),
        "lanes": [
            {
                "kind": "theme" if lane.theme else "read" if lane.read else "none",
                "theme": number.get(lane.theme, -1),
                "top": lane.top,
                "bottom": lane.bottom,
            }
            for lane in placed.lanes
        ],
        "ticks": [tick._asdict() for tick in placed.ticks],
        "gaps": [gap._asdict() for gap in placed.gaps],
        # The years follow the column of the undated, which begins where the lanes do.
        "undated": None if placed.undated is None else {"left": 0, "right": 2 * placed.undated},
    }


def _places(points: Sequence[Point | None]) -> dict[str, list[float | None]]:
    return {"x": [point and point.x for point in points], "y": [point and point.y for point in points]}


def fold_text(text: str, width: float, lines_at_most: int, keep_end: bool = False) -> list[str]:
    """Fold a text into at most `lines_at_most` lines of about `width` em that are evenly long.

    Where it is cut stands "…", at the end or, with `keep_end`, before the last word.
    """
    words = [piece for word in text.split() for piece in _pieces(word, width)]
    lines = _fill_lines(words, width)
    if len(lines) > lines_at_most:
        end = f" {words[-1]}" if keep_end and width_em(words[-1]) < width / 2 else ""
        return [
            *lines[: lines_at_most - 1],
            _cut_text(" ".join(lines[lines_at_most - 1 :]), width - width_em(end)) + end,
        ]
    narrower = width
    while narrower > 2:
        narrower -= 0.5
        even = _fill_lines(words, narrower)
        if len(even) > len(lines) or any(width_em(line) > narrower for line in even):
            break
        lines = even
    return lines


def _box(lines: list[str], theme: bool, cited: int = 0, parts: int = 1) -> Box:
    """Return the room of a node in pixels; as in scene.js, a work's symbol grows with its themes and its citations."""
    em = max(map(width_em, lines), default=1.0)
    if theme:
        height = 1.25 * _TITLE_PIXELS * len(lines) + 22
        return Box(em * _TITLE_PIXELS + 56, height + 12, height / 2 + 6)
    growth = min(1.9, 0.9 + 0.15 * math.log2(1 + cited))
    half = _SYMBOL * growth
    width = (22 + 19 * (min(max(parts, 1), 4) - 1)) * growth
    return Box(max(em * _LABEL_PIXELS, width) + 18, 2 * half + 1.25 * _LABEL_PIXELS * len(lines) + 16, half + 5)


def _grow_box(box: Box, works: int) -> Box:
    side = _AGGREGATE * math.sqrt(works)
    return Box(box.width + 2 * side, box.height + side, box.head + side / 2)


def width_em(text: str) -> float:
    """Estimate the width of a text in em."""
    if text.isascii():
        return _ascii_width_em(len(text))
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.55 for letter in text)


@lru_cache(maxsize=1000)
def _ascii_width_em(letters: int) -> float:
    return sum([0.55] * letters)


def _pieces(word: str, width: float) -> list[str]:
    """Cut a word that is longer than `width` em, or a text without spaces, into pieces that fit."""
    pieces: list[str] = []
    remainder = word
    while width_em(remainder) > width and len(pieces) < 8:
        size = next(
            i for i in range(1, len(remainder) + 1) if width_em(remainder[: i + 1]) > width or i == len(remainder)
        )
        pieces.append(remainder[:size])
        remainder = remainder[size:]
    return [*pieces, remainder] if len(pieces) < 8 else pieces


def _fill_lines(words: list[str], width: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and width_em(f"{lines[-1]} {word}") <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _cut_text(text: str, width: float) -> str:
    while width_em(text) > width - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"
