"""What stands where on the figure, and how the labels break: the named layouts of the page's document."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import networkx as nx

from litgraph.views.map.layout import Box, Layout, place

__all__ = ["Figure", "figure", "folded_lines", "shown"]

_LABEL_EM, _TITLE_EM = 10.5, 11.0  # how wide a line may be, in widths of the letter M
_LABEL_PIXELS, _TITLE_PIXELS = 13.0, 16.0
_SYMBOL = 13.0  # half the height of a work's symbol


class Figure(NamedTuple):
    """The lines of each node's label, and the layouts; both by the nodes of `litgraph.graph.graph`."""

    lines: Mapping[str, Sequence[str]]
    map: Layout


def figure(graph: nx.MultiDiGraph) -> Figure:
    """Break the labels of works and themes, and give every one of them a place."""
    themes = {node for node, kind in graph.nodes(data="node") if kind == "theme"}
    lines = {
        node: folded_lines(text, _TITLE_EM, 3) if node in themes else folded_lines(text, _LABEL_EM, 2, keep_end=True)
        for node, text in graph.nodes(data="label")
    }
    return Figure(lines, place(graph, {node: _box(lines[node], node in themes) for node in graph.nodes}))


def shown(figure: Figure, works: Sequence[str], themes: Sequence[str]) -> dict[str, Any]:
    """The layouts as the page reads them: places of the works, then of the themes, in the order of the document."""
    number = {node: place for place, node in enumerate(themes)}
    points = [figure.map.points[node] for node in (*works, *themes)]
    return {
        "map": {
            "x": [point.x for point in points],
            "y": [point.y for point in points],
            "regions": [
                {"theme": number.get(theme, -1), "corners": [[point.x, point.y] for point in corners]}
                for theme, corners in figure.map.regions.items()
            ],
        }
    }


def folded_lines(text: str, width: float, most: int, keep_end: bool = False) -> list[str]:
    """The text in at most `most` lines of about `width` em, evenly long.

    Where it is cut stands "…", at the end or, with `keep_end`, before the last word.
    """
    words = [piece for word in text.split() for piece in _pieces(word, width)]
    lines = _filled(words, width)
    if len(lines) > most:
        end = f" {words[-1]}" if keep_end and _em(words[-1]) < width / 2 else ""
        return [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), width - _em(end)) + end]
    narrower = width
    while narrower > 2:
        narrower -= 0.5
        even = _filled(words, narrower)
        if len(even) > len(lines) or any(_em(line) > narrower for line in even):
            break
        lines = even
    return lines


def _box(lines: list[str], theme: bool) -> Box:
    em = max(map(_em, lines), default=1.0)
    if theme:
        height = 1.25 * _TITLE_PIXELS * len(lines) + 22
        return Box(em * _TITLE_PIXELS + 56, height + 12, height / 2 + 6)
    return Box(em * _LABEL_PIXELS + 18, 2 * _SYMBOL + 1.25 * _LABEL_PIXELS * len(lines) + 16, _SYMBOL + 5)


def _em(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.55 for letter in text)


def _pieces(word: str, width: float) -> list[str]:
    """A word too long for a line (or a text that knows no spaces) in pieces that fit."""
    pieces: list[str] = []
    rest = word
    while _em(rest) > width and len(pieces) < 8:
        size = next(i for i in range(1, len(rest) + 1) if _em(rest[: i + 1]) > width or i == len(rest))
        pieces.append(rest[:size])
        rest = rest[size:]
    return [*pieces, rest] if len(pieces) < 8 else pieces


def _filled(words: list[str], width: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and _em(f"{lines[-1]} {word}") <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _cut(text: str, width: float) -> str:
    while _em(text) > width - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"
