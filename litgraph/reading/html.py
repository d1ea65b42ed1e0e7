"""A paper as a journal's web page shows it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any
from urllib.parse import unquote

from litgraph.files import decode
from litgraph.model import Problem, Span
from litgraph.reading.paper import Flow, PaperContent, empty_paper
from litgraph.reading.references import read_references
from litgraph.reading.tagged import Tags, Target, Writer, links, list_tagged_spans
from litgraph.reading.vocabulary import REFERENCE_TITLES

__all__ = ["decode_page", "read_html"]

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
_LIST = re.compile(rf"\W*(?:\d+\W+)?(?:{REFERENCE_TITLES})\W*", re.I)
_BACK = re.compile(r"(?:[\^↑⇧⬆↩↵⤴]\ufe0e?\s*+|Jump (?:up|back)[\w\s:]*+)[\^↑]?")
_BACK_OR_LETTER = re.compile(rf"{_BACK.pattern}|[a-z]")
_CARET = re.compile(r"^\s*[\^↑]\s*")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)""", re.I)


def read_html(data: bytes, name: str) -> PaperContent:
    """Read a paper in HTML without what surrounds it on the page, and its links to its references.

    `name` is what problems call the file.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    try:
        root = document_fromstring(
            decode_page(data), parser=HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
        )
    except (etree.LxmlError, ValueError):
        root = None
    page = _Page()
    layout = page.writer.layout
    if root is not None:
        for hidden in root.xpath("//body//*[@hidden]"):
            hidden.drop_tree()
        _drop_back_links(root)
        for anchor in root.xpath("//a[@name and not(@id)]"):
            anchor.set("id", anchor.get("name"))
        page.block(_main(root), 0, "paragraph")
    if not layout.pieces:
        hint = "save the page from the browser as HTML; its text may only come with a script"
        return empty_paper(Problem("no-text", "error", f'"{name}" has no text', Span(name), hint))
    text = layout.text()
    listed = read_references(text)
    ends = [entry.end for entry in listed]

    def entry_at(place: int) -> list[int]:
        number = bisect_right(ends, place)
        return [number] if number < len(listed) and listed[number].start <= place else []

    # An element begins before the gap between its text and that of the one before it; links back are none.
    targets = {anchor: entry_at(place + 2) or entry_at(place) for anchor, place in layout.anchors.items()}
    layout.links = [link for link in layout.links if not entry_at(link.start)]
    spans = list_tagged_spans(layout, text, targets)
    return PaperContent(text, listed, links(layout, text, targets), tagged_spans=spans)


def _drop_back_links(root: Any) -> None:
    """Take out of the items of lists what leads back into the text: "^", "↑", "a b c"."""
    for item in root.iter("li"):
        links_in_page = [link for link in item.iter("a") if (link.get("href") or "").startswith("#")]
        if any(_BACK.fullmatch(link.text_content().strip()) for link in links_in_page):
            for link in links_in_page:
                if _BACK_OR_LETTER.fullmatch(link.text_content().strip()):
                    link.drop_tree()
        item.text = _CARET.sub("", item.text or "")


def _target(element: Any) -> Target | None:
    """Return the ids of the page that a link leads to."""
    if element.tag != "a":
        return None
    marked = element.get("data-rid") or element.get("rid") or unquote((element.get("href") or "").partition("#")[2])
    return Target(tuple(marked.split())) if marked.strip() else None


def decode_page(data: bytes) -> str:
    """Decode a page, in the encoding that it declares where it is not UTF-8, to a text that lxml takes."""
    declared = _CHARSET.search(data[:4096])
    text, _ = decode(data, declared[1].decode("ascii") if declared else "")
    # lxml refuses text that names its own encoding, and stops at zeros.
    return re.sub(r"^\s*<\?xml[^>]*>", "", text.removeprefix("\ufeff")).replace("\x00", "")


def _main(root: Any) -> Any:
    """Return the part of a page that is the paper: the marked element with most text, if it has most of the page's."""
    marked = [*root.iter("article", "main"), *root.xpath('//*[@role="main"]')]
    best = max(marked, key=_weight, default=None)
    return best if best is not None and 2 * _weight(best) > _weight(root) else root


def _weight(element: Any) -> int:
    return sum(len(block.text_content()) for block in element.iter("p", "li"))


def _is_apart(element: Any, flow: Flow) -> bool:
    within = {"table": ("td", "th", "p", "div"), "reference": ("p", "div")}.get(flow, ())
    return element.tag in _BLOCKS and element.tag not in within


_TAGS = Tags(
    _GONE,
    later=frozenset(),
    spaced=frozenset(["br", "td", "th", "p", "div"]),
    is_apart=_is_apart,
    target=_target,
    is_raised=lambda element: element.tag == "sup",
    is_lowered=lambda element: element.tag == "sub",
)


class _Page:
    def __init__(self) -> None:
        self.writer = Writer(_TAGS, self.block)

    def block(self, element: Any, level: int, flow: Flow) -> None:
        """Lay out an element that stands by itself in a flow, and all within it."""
        tag, layout = element.tag, self.writer.layout
        layout.anchor(element.get("id"))
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if flow == "paragraph" and tag in ("ol", "ul", "section", "div") and _REFERENCES.search(marks):
            flow = "reference"
        if tag in ("ol", "ul", "dl") and flow == "paragraph" and layout.pieces and layout.pieces[-1].flow == "heading":
            flow = "reference" if _LIST.fullmatch(layout.texts[-1]) else flow
        level = int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0
        flow = "heading" if level else _FLOWS.get(tag, flow)
        # What stands in a list of references, and in none of its items, is "other".
        if flow in ("reference", "other"):
            is_one_entry = tag == "div" and element.find(".//li") is None and element.find(".//p") is None
            flow = "reference" if is_one_entry or tag in ("li", "dd", "p") else "other"
        self.writer.piece(element, flow, level)
