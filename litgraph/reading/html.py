"""A paper as a journal's web page shows it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any
from urllib.parse import unquote

from litgraph.model import Problem, Span
from litgraph.reading.paper import Flow
from litgraph.reading.references import read_references
from litgraph.reading.tagged import Tagged, TextLayout, empty, links, raised

__all__ = ["read_html"]

_MOST_BYTES = 50_000_000
_DEEPEST = 200
_GONE = frozenset(
    [
        "script", "style", "nav", "header", "footer", "aside", "form", "button", "noscript", "svg", "template",
        "iframe", "select", "input", "head", "menu", "dialog", "math-annotation", "annotation", "object",
        "video", "audio", "canvas",
    ]
)  # fmt: skip
_BLOCKS = frozenset(
    [
        "address", "article", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre",
        "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "body", "html",
        "hgroup", "center",
    ]
)  # fmt: skip
_FLOWS: dict[str, Flow] = {"figcaption": "caption", "caption": "caption", "tr": "table"}
_REFERENCES = re.compile(r"references?|ref-list|bibliograph\w*|citations?-list|works-cited|cited", re.I)
_LIST = re.compile(
    r"\W*(\d+\W+)?(references?|bibliography|works cited|literature cited|refer[êe]ncias.*|bibliograf[ií]a|"
    r"literatur(verzeichnis)?)\W*",
    re.I,
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)""", re.I)


def read_html(data: bytes, name: str) -> Tagged:
    """Read a paper in HTML without what surrounds it on the page, and its links to its references.

    `name` is what problems call the file.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    if len(data) > _MOST_BYTES:
        problem = Problem("too-long", "error", f'"{name}" is too large for a paper', Span(name), "split the file")
        return empty((problem,))
    try:
        root = document_fromstring(
            _decoded(data), parser=HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
        )
    except (etree.LxmlError, ValueError):
        root = None
    layout = TextLayout()
    if root is not None:
        _block(layout, _main(root), "paragraph", 0)
    if not layout.pieces:
        hint = "save the page from the browser as HTML; its text may only come with a script"
        return empty((Problem("no-text", "error", f'"{name}" has no text', Span(name), hint),))
    text = layout.text()
    listed = read_references(text)
    ends = [entry.end for entry in listed]

    def entry_at(place: int) -> list[int]:
        number = bisect_right(ends, place)
        return [number] if number < len(listed) and listed[number].start <= place else []

    # An element begins before the gap between its text and that of the one before it; links back are none.
    targets = {anchor: entry_at(place + 2) or entry_at(place) for anchor, place in layout.anchors.items()}
    layout.links = [link for link in layout.links if not entry_at(link.start)]
    return Tagged(text, listed, links(layout, text, targets))


def _leads_to(element: Any) -> list[str]:
    """Return the ids of the page that a link leads to."""
    if element.tag != "a":
        return []
    marked = element.get("data-rid") or element.get("rid") or unquote((element.get("href") or "").partition("#")[2])
    return marked.split()


def _decoded(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    for encoding in ("utf-8-sig", declared[1].decode("ascii") if declared else "cp1252", "latin-1"):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        # lxml refuses text that names its own encoding, and stops at zeros.
        return re.sub(r"^\s*<\?xml[^>]*>", "", text).replace("\x00", "")
    return ""


def _main(root: Any) -> Any:
    """Return the part of a page that is the paper: the marked element with most text, if it has most of the page's."""
    marked = [*root.iter("article", "main"), *root.xpath('//*[@role="main"]')]
    best = max(marked, key=_weight, default=None)
    return best if best is not None and 2 * _weight(best) > _weight(root) else root


def _weight(element: Any) -> int:
    return sum(len(block.text_content()) for block in element.iter("p", "li"))


def _block(layout: TextLayout, element: Any, flow: Flow, depth: int) -> None:
    """Lay out an element that stands by itself, and all within it."""
    if depth > _DEEPEST:
        return
    tag = element.tag
    heading = layout.latest
    layout.anchor(element.get("id"))
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    if flow == "paragraph" and tag in ("ol", "ul", "section", "div") and _REFERENCES.search(marks):
        flow = "reference"
    if tag in ("ol", "ul", "dl") and flow == "paragraph" and layout.pieces and layout.pieces[-1].flow == "heading":
        flow = "reference" if _LIST.fullmatch(heading) else flow
    level = int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0
    within: Flow = "heading" if level else _FLOWS.get(tag, flow)
    # In a list of references only its items are entries.
    if within == "reference" and tag not in ("li", "dd", "p"):
        is_one_entry = element.find(".//li") is None and element.find(".//p") is None and not level
        element_flow: Flow = "reference" if is_one_entry and tag == "div" else "other"
    else:
        element_flow = within
    layout.begin()
    _inline(layout, element, element_flow, within, level, depth)
    layout.end(element_flow, level)


def _inline(
    layout: TextLayout, element: Any, element_flow: Flow, within: Flow, level: int, depth: int, above: bool = False
) -> None:
    layout.write(raised(element.text) if above and element.text else element.text)
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag in _GONE or child.get("hidden") is not None:
            pass
        elif tag in _BLOCKS and not (element_flow == "table" and tag in ("td", "th", "p", "div")):
            if element_flow == "reference" and tag in ("p", "div", "span"):
                layout.write(" ")
                layout.anchor(child.get("id"))
                _inline(layout, child, element_flow, within, level, depth + 1, above)
            else:
                layout.end(element_flow, level)
                _block(layout, child, within, depth + 1)
                layout.begin()
        elif depth < _DEEPEST:
            if tag in ("br", "td", "th"):
                layout.write(" ")
            layout.anchor(child.get("id") or (child.get("name") if tag == "a" else None))
            start = layout.length
            _inline(layout, child, element_flow, within, level, depth + 1, above or tag == "sup")
            if targets := _leads_to(child):
                layout.link(start, targets)
        layout.write(raised(child.tail) if above and child.tail else child.tail)
