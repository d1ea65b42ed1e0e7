"""Corrections of styles: detours around what pandoc does otherwise than CSL, and styles otherwise than their manuals.

The files stay as the CSL project has them; they are corrected in memory. Each detour names its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from litgraph.views.bibliography.csl.styles import CSL, CitationStyle, parse_style

__all__ = ["correct_style", "keep_order"]


def correct_style(style: CitationStyle, *, for_list: bool = True) -> bytes:
    """The style that pandoc is to use, for a reference list or for the forms in text."""
    root = parse_style(style.xml)
    _names_before_labels(root)
    _print_every_entry(root)
    if style.parent in _BY_STYLE:
        _BY_STYLE[style.parent](root)
    if for_list and style.parent == "modern-language-association":
        _mla(root)
    return bytes(etree.tostring(root))


def keep_order(xml: bytes) -> bytes:
    """The style without an order of its own, for works that are in order already."""
    root = parse_style(xml)
    for sort in root.findall(f"{CSL}bibliography/{CSL}sort"):
        sort.getparent().remove(sort)
    return bytes(etree.tostring(root))


def _names_before_labels(root: Any) -> None:
    """Names without <name/> come before their label; pandoc would print "In, editorsAmiri S" (Vancouver)."""
    for names in root.iter(f"{CSL}names"):
        if names.find(f"{CSL}label") is not None and names.find(f"{CSL}name") is None:
            names.insert(0, etree.Element(f"{CSL}name"))


def _print_every_entry(root: Any) -> None:
    """What a list is to hold is the user's to say: a style leaves out neither manuscripts nor talks (Chicago, notes).

    Where all that a list prints is chosen by kind, and each choice prints the same or nothing, it is printed always.
    """
    layout = root.find(f"{CSL}bibliography/{CSL}layout")
    printed = {etree.tostring(text) for text in layout.iter(f"{CSL}text")}
    if len(layout) == 1 and layout[0].tag == f"{CSL}choose" and len({part.strip() for part in printed}) == 1:
        layout[:] = [next(layout.iter(f"{CSL}text"))]


def _apa(root: Any) -> None:
    """A chapter without author begins with its title, not with the editors of the book (manual, 9.12)."""
    for branch in root.iter(f"{CSL}else-if"):
        if branch.get("type", "").startswith("book classic"):
            branch.set("type", f"{branch.get('type')} chapter paper-conference")


def _mla(root: Any) -> None:
    """Three or more authors are one and "et al." (handbook, 5.8), also where that makes two entries begin alike; works
    by one author come before those with others, which are sorted by the second (5.126). The volume of a book that no
    other contributor stands before is printed, too (5.117)."""
    for branch in root.iterfind(f"{CSL}macro[@name='container1-number']//{CSL}else-if[@variable='author']"):
        for choose in branch.findall(f"{CSL}choose"):
            other = etree.SubElement(choose, f"{CSL}else")
            etree.SubElement(other, f"{CSL}text", {"macro": "label-volume-capitalized"})
    for name in ("disambiguate-add-names", "disambiguate-add-givenname"):
        root.find(f"{CSL}citation").attrib.pop(name, None)
    for key in root.iterfind(f"{CSL}bibliography/{CSL}sort/{CSL}key"):
        if key.get("macro") == "author":
            key.set("names-min", "99")
            key.set("names-use-first", "99")


def _cite_them_right(root: Any) -> None:
    """An article without volume and pages is a preprint only where the user says so."""
    for text in root.iter(f"{CSL}text"):
        if text.get("value") == "Preprint":
            del text.attrib["value"]
            text.set("variable", "genre")


def _chicago(root: Any) -> None:
    """An article without volume and pages is not out "ahead of print" because it has a DOI."""
    for text in [text for text in root.iter(f"{CSL}text") if text.get("term") == "advance-online-publication"]:
        text.getparent().remove(text)


def _nlm(root: Any) -> None:
    """Pages are parted by a hyphen ("331-58")."""
    locale = etree.Element(f"{CSL}locale")
    term = etree.SubElement(etree.SubElement(locale, f"{CSL}terms"), f"{CSL}term", {"name": "page-range-delimiter"})
    term.text = "-"
    root.find(f"{CSL}info").addnext(locale)


def _abnt(root: Any) -> None:
    """The letter stands after the year; pandoc has it follow the first date of the style, which may be empty."""
    for date in list(root.iter(f"{CSL}date")):
        if date.get("variable") == "issued" and [part.get("name") for part in date] == ["year"]:
            around = etree.Element(f"{CSL}group")
            date.getparent().replace(date, around)
            around.append(date)
            etree.SubElement(around, f"{CSL}text", {"variable": "year-suffix"})


def _ieee(root: Any) -> None:
    """Days have no leading zero ("Nov. 9, 2020"); a series stands in parentheses after the title of the book; what
    comes after the editors of the book begins anew ("Eds. Cham: ...")."""
    for part in root.iter(f"{CSL}date-part"):
        if part.get("form") == "numeric-leading-zeros" and part.get("name") == "day":
            part.set("form", "numeric")
    for macro in root.iter(f"{CSL}macro"):
        if macro.get("name") == "collection":
            group = etree.Element(f"{CSL}group", {"delimiter": " ", "prefix": "(", "suffix": ")"})
            for variable in ("collection-title", "collection-number"):
                etree.SubElement(group, f"{CSL}text", {"variable": variable})
            macro[:] = [group]
    texts = root.find(f"{CSL}bibliography").iter(f"{CSL}text")
    for series in [text for text in texts if text.get("macro") == "collection"]:
        branch = next(above for above in series.iterancestors() if above.tag in (f"{CSL}else-if", f"{CSL}else"))
        book = next(
            text
            for name, value in (("term", "in"), ("macro", "event"), ("macro", "title"))
            for text in branch.iter(f"{CSL}text")
            if text.get(name) == value
        )
        around = etree.Element(f"{CSL}group", {"delimiter": " "})
        if book.get("term"):
            around = book.getparent()
        else:
            book.getparent().replace(book, around)
            around.append(book)
        around.append(series)
    for chapter in root.iter(f"{CSL}else-if"):
        if chapter.get("type") == "chapter" and (group := chapter.find(f"{CSL}group")) is not None:
            parts = list(group)
            editors = [number for number, part in enumerate(parts) if part.get("macro") == "editor"]
            if editors:
                book, imprint = (etree.Element(f"{CSL}group", {"delimiter": ", "}) for _ in range(2))
                book[:], imprint[:] = parts[: editors[0] + 1], parts[editors[0] + 1 :]
                group.set("delimiter", ". ")
                group[:] = [book, imprint]


_BY_STYLE: dict[str, Callable[[Any], None]] = {
    "apa": _apa,
    "associacao-brasileira-de-normas-tecnicas": _abnt,
    "chicago-author-date": _chicago,
    "chicago-notes-bibliography": _chicago,
    "harvard-cite-them-right": _cite_them_right,
    "mhra-notes": _chicago,
    "ieee": _ieee,
    "nlm-citation-sequence": _nlm,
}
