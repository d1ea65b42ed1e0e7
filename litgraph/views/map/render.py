"""The page: our template, our script and style, and vis-network as pyvis brings it, in one file without requests."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files
from importlib.resources.abc import Traversable

from jinja2 import Environment, StrictUndefined

from litgraph.graph import graph
from litgraph.model import Corpus
from litgraph.views.map.drawing import draw
from litgraph.views.map.records import records, sources

__all__ = ["render"]

_SCRIPTS = ("data.js", "drawing.js", "panel.js", "page.js")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def render(corpus: Corpus, *, date: str, title: str | None = None) -> str:
    """The theme map as one HTML file; `date` is printed on it, so that the same input gives the same bytes."""
    here = files("litgraph.views.map")
    review = corpus.review
    heading = title or (review.title if review else "") or "Theme map"
    told = records(corpus)
    drawn = draw(graph(corpus))
    vis_script, vis_style, vis_version = _vis_network()
    scripts = [vis_script, *(here.joinpath(name).read_text("utf-8") for name in _SCRIPTS)]
    styles = [vis_style, here.joinpath("page.css").read_text("utf-8")]
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        here.joinpath("page.html").read_text("utf-8")
    )
    html = page.render(
        title=heading,
        description=review.description if review else "",
        author=review.author if review else "",
        language=review.language if review and _LANGUAGE.fullmatch(review.language) else "",
        date=date,
        offered=corpus.themes_are_offered,
        counts={name: len(told[name]) for name in ("works", "themes")}
        | {name: told[name] for name in ("papersRead", "citations")},
        sources=sources(corpus),
        vis_version=vis_version,
        script_hashes=" ".join(map(_hash, scripts)),
        style_hashes=" ".join(map(_hash, styles)),
        scripts=scripts,
        styles=styles,
        data=_embedded({**told, "network": drawn}),
    )
    # Half of a surrogate pair, which YAML can spell, cannot be written to a file.
    return html.encode("utf-8", "replace").decode("utf-8")


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
