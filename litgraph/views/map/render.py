"""The page: our template, our scripts and style, and vis-network where pyvis draws, in one file without requests."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from litgraph.graph import graph, theme_nodes
from litgraph.model import Corpus
from litgraph.views.map.document import document, in_order, sources
from litgraph.views.map.entries import pack_entries
from litgraph.views.map.figure import Figure, figure, layouts_of
from litgraph.views.map.request import MapRequest
from litgraph.views.map.still import still

__all__ = ["render"]

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def render(corpus: Corpus, request: MapRequest, *, of_works: int = 0, drawn: Figure | None = None) -> str:
    """Return the theme map of a corpus as one HTML file, which is the same for the same corpus and request.

    Where the corpus is the part that is asked for, `of_works` is the number of works of the whole. `drawn` is its
    figure where it is drawn already.
    """
    page_document = document(corpus, request, of_works=of_works)
    drawn = drawn or figure(graph(corpus))
    works, themes = [work.key for work in in_order(corpus)], list(theme_nodes(corpus).values())
    page_document["layouts"] = layouts_of(drawn, works, themes)
    for work_or_theme, node in zip((*page_document["works"], *page_document["themes"]), (*works, *themes), strict=True):
        # A label that stands on one line need not be said twice.
        if drawn.lines[node] != [work_or_theme.get("label", work_or_theme["title"])]:
            work_or_theme["lines"] = drawn.lines[node]
    scripts = [_text("bundle/page.pyvis.min.js" if request.engine == "pyvis" else "bundle/page.min.js")]
    styles = [_text("bundle/page.min.css")]
    network, made_with = "", ""
    if request.engine == "pyvis":
        from litgraph.views.map.network import library, network_data

        brought = library()
        scripts.insert(0, brought.script)
        styles.insert(0, brought.style)
        network = _embed_json(network_data(drawn, [*works, *themes]))
        made_with = f", drawn with pyvis and vis-network {brought.version}"
    html = _TEMPLATES.get_template("page.html").render(
        doc=page_document,
        language=page_document.get("language", "") if _LANGUAGE.fullmatch(page_document.get("language", "")) else "",
        script_hashes=" ".join(map(_hash, scripts)),
        style_hashes=" ".join(map(_hash, styles)),
        scripts=scripts,
        styles=styles,
        engine=request.engine,
        sources=sources(corpus),
        still=still(page_document, _TEMPLATES.get_template("still.html"))
        if page_document["works"] or page_document["themes"]
        else "",
        made_with=made_with,
        data=_embed_json(page_document),
        entries=pack_entries(corpus, page_document),
        network=network,
    )
    # Half of a surrogate pair, which YAML can spell, cannot be written to a file.
    return html.encode("utf-8", "replace").decode("utf-8")


def _text(path: str) -> str:
    return files("litgraph.views.map").joinpath(*path.split("/")).read_text("utf-8")


# Each template is compiled once, which takes longer than filling it.
_TEMPLATES = Environment(
    loader=FunctionLoader(_text), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def _hash(text: str) -> str:
    # A browser hashes what stands between the tags, with line ends as "\n".
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _embed_json(data: object) -> str:
    """Return JSON in which nothing can end the script element or begin a comment in it.

    Letters beyond Latin-1 are escaped: one of them would double what a browser needs for the whole text.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return re.sub("[\u0100-\U0010ffff]+", lambda match: json.dumps(match[0])[1:-1], text)
