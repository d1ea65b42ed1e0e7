"""The map as a pyvis network, for the page's second engine and for notebooks: every place is set, physics is off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

import networkx as nx
from pyvis.network import Network

from litgraph.graph import graph
from litgraph.model import Corpus
from litgraph.views.map.figure import Figure, figure
from litgraph.views.map.layout.homes import themes_of
from litgraph.views.notebook import frame

__all__ = ["Drawing", "Library", "library", "network", "network_data"]

_GREY = "#838b98"
_EDGES = {"discussed": 2.0, "": 1.2, "mentioned": 0.6}
_STRENGTH = ("discussed", "", "mentioned")
_REMOTE = re.compile(
    r"<link\b[^>]*https?://[^>]*>(?:\s*</link>)?|<script\b[^>]*src=\"https?://[^>]*>\s*</script>", re.S
)

# pyvis passes these on to vis-network. Physics is off: places are computed, and simulating them freezes the browser;
# how it would move is said for readers who turn it on.
_OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {
        "enabled": False,
        "stabilization": False,
        "solver": "barnesHut",
        "barnesHut": {
            "gravitationalConstant": -6000,
            "centralGravity": 0.15,
            "springLength": 120,
            "springConstant": 0.02,
            "damping": 0.4,
        },
        "maxVelocity": 30,
        "minVelocity": 1,
    },
    "layout": {"improvedLayout": False},
    "nodes": {"font": {"multi": False}, "chosen": False},
    "edges": {"smooth": False, "font": {"multi": False}, "chosen": False},
    "interaction": {"dragNodes": False, "selectable": False, "hover": False, "keyboard": {"enabled": False}},
}


class Drawing(Network):  # type: ignore[misc]
    """A pyvis network whose page makes no request, and which a notebook shows by itself."""

    def generate_html(self, name: str = "drawing.html", local: bool = True, notebook: bool = False) -> str:
        """Return the page without the style sheets and scripts that pyvis would fetch from elsewhere."""
        return _REMOTE.sub("", super().generate_html(name, local, notebook))

    def _repr_html_(self) -> str:
        return frame(self.generate_html(), 660)


class Library(NamedTuple):
    """vis-network as the installed pyvis brings it."""

    script: str
    style: str
    version: str


class _Numbers(list[int]):
    """The nodes 0, 1, 2, ... with a fast `in`: pyvis looks up both ends of each edge in its list of nodes."""

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and 0 <= number < len(self)


class _Pair(NamedTuple):
    source: str
    target: str
    tie: str
    places: int
    role: str


def network(corpus: Corpus) -> Drawing:
    """Return works and themes at their places on the map, with one edge for each pair that is tied."""
    graph_drawn = graph(corpus)
    drawn = figure(graph_drawn)
    homes = themes_of(graph_drawn)
    numbers = _theme_numbers(graph_drawn)
    colours = _colours()

    def colour(theme: str | None) -> str:
        return _GREY if theme is None else colours[numbers[theme] % len(colours)]

    result = Drawing(height="640px", width="100%", directed=True, cdn_resources="in_line", bgcolor="#fdfdfb")
    for node, data in graph_drawn.nodes(data=True):
        look: dict[str, Any] = {"shape": "box", "font": {"size": 18, "color": "#ffffff"}, "margin": 10}
        if node in homes:
            look = {"shape": "diamond" if data["read"] else "dot", "size": 11, "font": {"size": 13, "color": "#1b2230"}}
        hint = "\n".join(filter(None, (data["title"], data.get("container", ""), data.get("definition", ""))))
        result.add_node(
            node,
            label="\n".join(drawn.lines[node]) or " ",
            title=_break_href(hint),
            color=colour(node if node in numbers else next(iter(homes[node]), None)),
            **(drawn.map.points[node]._asdict() if node in drawn.map.points else {}),
            **look,
        )
    for pair in _pairs(graph_drawn):
        is_assignment = pair.tie == "assignment"
        result.add_edge(
            pair.source,
            pair.target,
            color=colour(pair.target) if is_assignment else _GREY,
            width=_EDGES[pair.role] if is_assignment else 1.0,
            dashes=not is_assignment,
            arrows="" if is_assignment else "to",
            title=f"{pair.places} {'reason' if is_assignment else 'place'}{'' if pair.places == 1 else 's'}",
        )
    result.set_options('{"physics": {"enabled": false}, "edges": {"smooth": false}, "interaction": {"hover": true}}')
    return result


def network_data(drawn: Figure, order: Sequence[str]) -> dict[str, Any]:
    """Return the nodes, edges and options that pyvis gives vis-network; the id of a node is its index in `order`."""
    pyvis_network = Network(directed=True)
    pyvis_network.node_ids = _Numbers()
    pyvis_network.set_options(json.dumps(_OPTIONS))
    themes = _theme_numbers(drawn.graph)
    numbers = {node: number for number, node in enumerate(order)}
    for node, number in numbers.items():
        point = drawn.map.points.get(node)
        pyvis_network.add_node(number, group=drawn.graph.nodes[node]["node"], **(point._asdict() if point else {}))
    for number, pair in enumerate(_pairs(drawn.graph)):
        pyvis_network.add_edge(
            numbers[pair.source],
            numbers[pair.target],
            id=number,
            tie=pair.tie,
            count=pair.places,
            theme=themes.get(pair.target, -1),
            role=pair.role,
        )
    nodes, edges, *_, options = pyvis_network.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": json.loads(options)}


def library() -> Library:
    """Return the newest vis-network in the installed pyvis."""
    folder = files("pyvis").joinpath("templates", "lib")
    versions = [
        (tuple(map(int, match[1].split("."))), entry)
        for entry in folder.iterdir()
        if (match := re.fullmatch(r"vis-(\d+(?:\.\d+)*)", entry.name))
    ]
    version, newest = max(versions, key=lambda pair: pair[0])
    return Library(
        # The map of the sources is not in the file, and a browser's developer tools would ask for it.
        re.sub(r"\n//# sourceMappingURL=.*", "", _text(newest, "vis-network.min.js")),
        _text(newest, "vis-network.css"),
        ".".join(map(str, version)),
    )


def _theme_numbers(graph: nx.MultiDiGraph) -> Mapping[str, int]:
    themes = (node for node, kind in graph.nodes(data="node") if kind == "theme")
    return {node: number for number, node in enumerate(themes)}


def _pairs(graph: nx.MultiDiGraph) -> Iterator[_Pair]:
    """Yield each tied pair once, with the number of its places or reasons and the strongest role given to it."""
    roles_by_tie: dict[tuple[str, str, str], list[str]] = {}
    for source, target, data in graph.edges(data=True):
        roles_by_tie.setdefault((source, target, data["edge"]), []).append(data.get("role", ""))
    for (source, target, tie), roles in roles_by_tie.items():
        yield _Pair(source, target, tie, len(roles), _strongest(roles))


def _strongest(roles: Sequence[str]) -> str:
    return min((role if role in _STRENGTH else "" for role in roles), key=_STRENGTH.index)


def _break_href(text: str) -> str:
    """Return a hint that pyvis takes for plain text: one with "href" in it would be HTML."""
    return re.sub("(?i)href", lambda m: f"{m[0][0]}\u200b{m[0][1:]}", text)


def _colours() -> list[str]:
    """List the colours of themes in the page's stylesheet."""
    sheet = files("litgraph.views.map").joinpath("bundle", "page.min.css").read_text("utf-8")
    return list(dict(re.findall(r"--theme-(\d+):\s*(#\w+)", sheet[: sheet.index("prefers-color-scheme")])).values())


def _text(folder: Traversable, name: str) -> str:
    return folder.joinpath(name).read_text("utf-8")
