"""Elements of XML: their names and their text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html.entities import html5
from typing import Any

from litgraph.markup import END, MARKS, remove_marks
from litgraph.model import Problem, Span

__all__ = ["character_of", "first", "first_text", "local", "parse_xml", "plain_text"]
__all__ += ["printed_text", "text_before", "title_text"]

# Half a letter, which lxml takes in and cannot give out again.
_SURROGATE = re.compile(
    rb"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]));"
)

_MARK_NAMES = {"sup": "sup", "superscript": "sup", "sub": "sub", "subscript": "sub"}  # also of `rend` in TEI
_RAISED, _LOWERED = MARKS["sup"], MARKS["sub"]
_SET = re.compile(rf"[{_RAISED}{_LOWERED}](?P<letters>[^{_RAISED}-{END}]*){END}")
_ORDINAL = re.compile(rf"(?<=\d){_RAISED}\s*(st|nd|rd|th|er?|[aoªº])\s*{END}")
_NUMBER = re.compile(r"[\d+−–=()-]+")
_AT_END = re.compile(rf"\s*{_RAISED}(?P<mark>[^{_RAISED}-{END}]*){END}[\s.]*$")
# What a raised number belongs to, and is no mark of a note behind it: "10", "cm", "R", "Ca".
_BASE = re.compile(r"(?:\d|(?<![^\W\d_])(?:[^\W\d_]|[cdkmnµμ]m|ha|ft|[A-Z][a-z]?))$")


def parse_xml(data: bytes, name: str) -> tuple[Any, tuple[Problem, ...]]:
    """Parse an XML file: its root, or None, and what is wrong with it.

    Nothing outside the file is read and no entity is expanded.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_SURROGATE.sub(b"&#xFFFD;", data), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        hint = "fetch it again: it may be cut off or another kind of file"
        return None, (Problem("bad-xml", "error", f'"{name}" cannot be read as XML', Span(name), hint),)
    # Ids that are no proper names do not hinder the reading, and many programs write such.
    harmless = {"XML_DTD_XMLID_VALUE", "NS_ERR_XML_NAMESPACE", "WAR_UNDECLARED_ENTITY", "ERR_UNDECLARED_ENTITY"}
    for error in parser.error_log:
        if error.level_name == "FATAL" and error.type_name not in harmless:
            message = f'"{name}" is broken XML from here on: {error.message}'
            at = Span(name, max(error.line, 1), max(error.column, 1))
            hint = "what could be understood was read; it may be cut off"
            return root, (Problem("bad-xml", "warning", message, at, hint),)
    return root, ()


def local(element: Any) -> str:
    """Return the name of an element without its namespace; "" for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def first(element: Any, *names: str) -> Any:
    """Return the first descendant with the first of these names that occurs; None where none does."""
    return next((descendant for name in names for descendant in element.iter(f"{{*}}{name}")), None)


def character_of(element: Any) -> str:
    """Return the character of an entity that the file does not declare, by its name in HTML."""
    return html5.get(f"{getattr(element, 'name', '')};", "")


def plain_text(element: Any, leave: frozenset[str] = frozenset()) -> str:
    """Return the text in an element on one line, without the elements named in `leave`."""
    if element is None:
        return ""
    return " ".join("".join(_texts(element, leave)).split())


def title_text(element: Any, leave: frozenset[str] = frozenset()) -> str:
    """Return the text of a title as `plain_text` does, raised and lowered letters as Unicode has them ("10⁵", "H₂O").

    A raised mark at its end that belongs to no number, unit or sign before it is that of a note, and left out.
    """
    text = _marked_text(element, leave)
    if at_end := _AT_END.search(text):
        mark, base = at_end["mark"].strip(), text[: at_end.start()]
        belongs = _NUMBER.fullmatch(mark) and (_BASE.search(base) or not mark.isdigit())
        text = text if belongs else base
    return " ".join(remove_marks(text).split())


def printed_text(element: Any, leave: frozenset[str] = frozenset()) -> str:
    """Return the text of an entry as `plain_text` does, raised and lowered numbers as Unicode has them.

    A raised number at its beginning is its label, and stays plain.
    """
    text = _marked_text(element, leave)

    def set_number(match: re.Match[str]) -> str:
        is_number = match.start() and _NUMBER.fullmatch(match["letters"].strip())
        return remove_marks(match[0]) if is_number else match["letters"]

    return " ".join(re.sub(f"[{_RAISED}{_LOWERED}{END}]", "", _SET.sub(set_number, text)).split())


def _marked_text(element: Any, leave: frozenset[str]) -> str:
    if element is None:
        return ""
    return _ORDINAL.sub(r"\1", "".join(_texts(element, leave, is_marked=True)).strip())


def first_text(element: Any, *names: str) -> str:
    """Return the text of the first descendant with the first of these names that occurs, on one line."""
    return plain_text(first(element, *names))


def text_before(element: Any, names: Collection[str]) -> str:
    """Return the text that stands directly in an element, in no element of its own, before the first of some names."""
    texts = [element.text or ""]
    for child in element:
        if local(child) in names:
            return "".join(texts)
        texts.append(child.tail or "")
    return ""


def _texts(element: Any, leave: frozenset[str], is_marked: bool = False) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local(child)
        if not name:
            yield character_of(child)
        elif name not in leave:
            mark = _MARK_NAMES.get((child.get("rend") or "") if name == "hi" else name) if is_marked else None
            yield MARKS[mark] if mark else ""
            yield from _texts(child, leave, is_marked)
            yield END if mark else ""
        yield child.tail or ""
