"""The map as a pyvis network, to look at in a notebook and to change: every place is set, physics is off."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

from pyvis.network import Network

from litgraph.graph import graph
from litgraph.model import Corpus
from litgraph.views.map.drawing import draw
from litgraph.views.notebook import frame

__all__ = ["Drawing", "network"]

_GREY = "#838b98"
_EDGES = {"discussed": 2.0, "": 1.2, "mentioned": 0.6}
_REMOTE = re.compile(
    r"<link\b[^>]*https?://[^>]*>(?:\s*</link>)?|<script\b[^>]*src=\"https?://[^>]*>\s*</script>", re.S
)


class Drawing(Network):  # type: ignore[misc]
    """A pyvis network whose page asks nothing of the network, and which a notebook shows by itself."""

    def generate_html(self, name: str = "drawing.html", local: bool = True, notebook: bool = False) -> str:
        """The page, without the style sheet that pyvis fetches from elsewhere and hardly uses."""
        return _REMOTE.sub("", super().generate_html(name, local, notebook))

    def _repr_html_(self) -> str:
        return frame(self.generate_html(), 660)


def network(corpus: Corpus) -> Drawing:
    """Works and themes at their places on the map, one line for each pair that evidence ties."""
    made = graph(corpus)
    drawn = draw(made)
    colours = _colours()

    def colour(number: int) -> str:
        return colours[number % len(colours)] if number >= 0 else _GREY

    result = Drawing(height="640px", width="100%", directed=True, cdn_resources="in_line", bgcolor="#fdfdfb")
    for node in drawn["nodes"]:
        data = made.nodes[node["id"]]
        is_theme = data["node"] == "theme"
        look: dict[str, Any] = {"shape": "box", "font": {"size": 18, "color": "#ffffff"}, "margin": 10}
        if not is_theme:
            look = {"shape": "diamond" if node["read"] else "dot", "size": 11, "font": {"size": 13, "color": "#1b2230"}}
        number = node["themes"][0] if node["themes"] else -1
        hint = "\n".join(filter(None, (data["title"], data.get("container", ""), data.get("definition", ""))))
        result.add_node(
            node["id"],
            label=node["label"],
            title=_plain(hint),
            x=node["x"],
            y=node["y"],
            color=colour(number),
            **look,
        )
    for edge in drawn["edges"]:
        theirs = edge["tie"] == "assignment"
        result.add_edge(
            edge["from"],
            edge["to"],
            color=colour(edge["theme"]) if theirs else _GREY,
            width=_EDGES.get(edge["role"], 1.0) if theirs else 1.0,
            dashes=not theirs,
            arrows="" if theirs else "to",
            title=f"{edge['count']} {'reason' if theirs else 'place'}{'' if edge['count'] == 1 else 's'}",
        )
    result.set_options('{"physics": {"enabled": false}, "edges": {"smooth": false}, "interaction": {"hover": true}}')
    return result


def _plain(text: str) -> str:
    """A hint as plain text: pyvis takes one that holds "href" for HTML."""
    return re.sub("(?i)href", lambda m: f"{m[0][0]}\u200b{m[0][1:]}", text)


def _colours() -> list[str]:
    """The themes' colours from the page's stylesheet."""
    sheet = files("litgraph.views.map").joinpath("page.css").read_text("utf-8")
    return list(dict(re.findall(r"--theme-(\d+):\s*(#\w+)", sheet[: sheet.index("prefers-color-scheme")])).values())
