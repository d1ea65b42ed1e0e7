"""The page: our template, our script and style, and vis-network as pyvis brings it, in one file without requests."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from jinja2 import Environment, StrictUndefined

from litgraph.graph import graph, theme_nodes
from litgraph.model import Corpus
from litgraph.views.map.document import document
from litgraph.views.map.figure import figure, shown

__all__ = ["Engine", "render"]

Engine = Literal["own", "pyvis"]

# Each may use those before it.
_MODULES = (
    "dom",
    "data",
    "search",
    "state",
    "scene",
    "svg",
    "canvas",
    "stage",
    "vis",
    "drawing",
    "panel",
    "list",
    "filters",
    "save",
    "print",
    "page",
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def render(corpus: Corpus, *, date: str, title: str = "", engine: Engine = "own", with_passages: bool = False) -> str:
    """The theme map as one HTML file; `date` is printed on it, so that the same input gives the same bytes."""
    here = files("litgraph.views.map")
    told = document(corpus, date=date, title=title, with_passages=with_passages)
    made = graph(corpus)
    drawn = figure(made)
    works, themes = [work.key for work in corpus.works], list(theme_nodes(corpus).values())
    told["layouts"] = shown(drawn, works, themes)
    for thing, node in zip((*told["works"], *told["themes"]), (*works, *themes), strict=True):
        thing["lines"] = drawn.lines[node]
    vendor = here.joinpath("vendor", "vendor.js").read_text("utf-8")
    scripts = [f"{vendor}", _module(_text(here, f"{name}.js") for name in _MODULES)]
    styles = [_text(here, "page.css") + _text(here, "panel.css")]
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        _text(here, "page.html")
    )
    html = page.render(
        doc=told,
        language=told.get("language", "") if _LANGUAGE.fullmatch(told.get("language", "")) else "",
        script_hashes=" ".join(map(_hash, scripts)),
        style_hashes=" ".join(map(_hash, styles)),
        scripts=scripts,
        styles=styles,
        engine=engine,
        still="",
        made_with="",
        data=_embedded(told),
    )
    # Half of a surrogate pair, which YAML can spell, cannot be written to a file.
    return html.encode("utf-8", "replace").decode("utf-8")


def _module(sources: Iterable[str]) -> str:
    """Modules of ours as one: their imports of each other fall away, and every name stands once."""
    return "".join(re.sub(r"(?m)^import\b[^;]*;\n|^export (?=\w)", "", source) for source in sources)


def _vis_network() -> tuple[str, str, str]:
    """The newest vis-network in the installed pyvis: script, style and version."""
    library = files("pyvis").joinpath("templates", "lib")
    found = [
        (tuple(map(int, match[1].split("."))), folder)
        for folder in library.iterdir()
        if (match := re.fullmatch(r"vis-(\d+(?:\.\d+)*)", folder.name))
    ]
    version, folder = max(found, key=lambda pair: pair[0])
    return (
        # The map of the sources is not in the file, and a browser's developer tools would ask for it.
        re.sub(r"\n//# sourceMappingURL=.*", "", _text(folder, "vis-network.min.js")),
        _text(folder, "vis-network.css"),
        ".".join(map(str, version)),
    )


def _text(folder: Traversable, name: str) -> str:
    return folder.joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    # A browser hashes what stands between the tags, with line ends as "\n".
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _embedded(data: object) -> str:
    """JSON in which nothing can end the script element or be taken for markup."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
