"""The figure as pyvis sees it: nodes with places and short labels, one line for each pair that evidence ties."""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from typing import Any

import networkx as nx
from pyvis.network import Network

from litgraph.views.map.layout import Box, place

__all__ = ["draw", "folded_lines"]

_LABEL_EM, _TITLE_EM = 10.5, 11.0  # how wide a line may be, in widths of the letter M
_LABEL_PIXELS, _TITLE_PIXELS = 13.0, 16.0
_SYMBOL = 13.0  # half the height of a work's symbol

# pyvis passes these on to vis-network. Physics is off: places are computed, and simulating them freezes the browser.
_OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"font": {"multi": False}, "chosen": False},
    "edges": {"smooth": False, "font": {"multi": False}, "chosen": False},
    "interaction": {
        "dragNodes": False,
        "selectable": False,
        "hover": False,
        "keyboard": {"enabled": True, "bindToWindow": False, "autoFocus": False},
    },
}


def draw(graph: nx.MultiDiGraph) -> dict[str, Any]:
    """The nodes, edges and options for vis-network, and the regions of the themes.

    A node has `themes`: the places in the list of themes of those it belongs to, and `roles` beside them.
    """
    numbers = {node: number for number, node in enumerate(_of_kind(graph, "theme"))}
    lines = {
        node: folded_lines(data["label"], _TITLE_EM, 3)
        if node in numbers
        else folded_lines(data["label"], _LABEL_EM, 2, keep_end=True)
        for node, data in graph.nodes(data=True)
    }
    layout = place(graph, {node: _box(lines[node], node in numbers) for node in graph.nodes})
    roles = _roles(graph)

    network = Network(directed=True)
    network.set_options(json.dumps(_OPTIONS))
    for node, data in graph.nodes(data=True):
        themes = [numbers[node]] if node in numbers else [numbers[theme] for theme in roles[node]]
        network.add_node(
            node,
            label="\n".join(lines[node]) or " ",
            shape="custom",
            group=data["node"],
            read=data.get("read", False),
            themes=themes,
            roles=[] if node in numbers else list(roles[node].values()),
            **layout.points[node]._asdict(),
        )
    for number, ((source, target, kind), found) in enumerate(_pairs(graph).items()):
        network.add_edge(
            source,
            target,
            id=number,
            tie=kind,
            count=len(found),
            theme=numbers.get(target, -1),
            role=roles[source].get(target, ""),
        )
    nodes, edges, *_, options = network.get_network_data()
    regions = [
        {"theme": numbers.get(theme, -1), "corners": [[point.x, point.y] for point in corners]}
        for theme, corners in layout.regions.items()
    ]
    return {"nodes": nodes, "edges": edges, "options": json.loads(options), "regions": regions}


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


def _of_kind(graph: nx.MultiDiGraph, kind: str) -> list[str]:
    return [node for node, found in graph.nodes(data="node") if found == kind]


def _roles(graph: nx.MultiDiGraph) -> dict[str, dict[str, str]]:
    """For each work its themes, each with the strongest role that anyone gives it."""
    strength = ("discussed", "", "mentioned")
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for work, theme, data in graph.edges(data=True):
        if data["edge"] == "assignment":
            role = data["role"] if data["role"] in strength else ""
            found[work][theme] = min(role, found[work].get(theme, role), key=strength.index)
    return found


def _pairs(graph: nx.MultiDiGraph) -> dict[tuple[str, str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for source, target, data in graph.edges(data=True):
        found[source, target, data["edge"]].append(data)
    return found


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
