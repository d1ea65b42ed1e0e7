"""A paper in TEI, as GROBID and editors of texts write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litgraph.model import Name
from litgraph.reading.elements import (
    first,
    first_text,
    local,
    parse_xml,
    plain_text,
    printed_text,
    text_before,
    title_text,
)
from litgraph.reading.paper import Flow, PaperContent, Reference, empty_paper
from litgraph.reading.tagged import Tags, Target, Writer, compose_entry
from litgraph.reading.tagged_fields import find_day, in_one_string, make_name, page_range, read_addresses, year_of

__all__ = ["read_people", "read_person", "read_tei"]

_ID = "{http://www.w3.org/XML/1998/namespace}id"
_BLOCKS = frozenset(
    [
        "div", "head", "p", "figure", "table", "row", "list", "item", "quote", "note", "listBibl", "biblStruct",
        "lg", "l", "sp", "floatingText",
    ]
)  # fmt: skip
_SKIPPED = frozenset(["graphic", "formula-image", "fw"])
_ACCESSED = ("access", "accessed", "retrieved", "visited")  # types of dates
_CITING = ("bibr", "biblio", "bibl", "citation", "cite")  # types of links
_LEVELS = {"j": "article-journal", "m": "book", "u": "manuscript"}


def read_tei(data: bytes, name: str) -> PaperContent:
    """Read a paper in TEI: its text, references and the citations that lead to one; `name` is what problems call it.

    A citation that GROBID tagged without an entry is read from the text.
    """
    root, problems = parse_xml(data, name)
    if root is None:
        return empty_paper(*problems)
    entries = [entry for entry in root.iter("{*}bibl", "{*}biblStruct", "{*}biblFull") if entry.get(_ID)]
    reader = _TeiReader({entry.get(_ID): entry.get("label") or entry.get("n") or entry.get(_ID) for entry in entries})
    title = first(root, "titleStmt")
    if title is not None:
        reader.piece(first(title, "title"), "front")
    for abstract in root.iter("{*}abstract"):
        reader.children(abstract, 0)
    text = first(root, "text")
    for part in text if text is not None else ():
        reader.writer.layout.begin_untitled()
        reader.block(part, 0)
    return reader.writer.paper(problems)


def _target(element: Any) -> Target | None:
    if local(element) not in ("ref", "ptr"):
        return None
    ids = [target.partition("#")[2] for target in (element.get("target") or "").split()]
    around = element.getparent()
    within = around if around is not None and local(around) in ("bibl", "cit") else None
    locator = element.get("loc") or (first_text(within, "citedRange", "biblScope") if within is not None else "")
    return Target(tuple(filter(None, ids)), element.get("type") in _CITING, locator)


_TAGS = Tags(
    _SKIPPED,
    later=frozenset(["note", "figure"]),
    spaced=frozenset(["cell", "lb", "item"]),
    is_apart=lambda child, flow: local(child) in ("p", "quote", "list", "lg", "table") and flow != "table",
    target=_target,
    is_raised=lambda element: element.get("rend") in ("sup", "superscript"),
    is_lowered=lambda element: element.get("rend") in ("sub", "subscript"),
)


class _TeiReader:
    def __init__(self, labels: Mapping[str, str]) -> None:
        self.writer = Writer(_TAGS, self.block, labels)

    def children(self, element: Any, level: int, flow: Flow = "paragraph") -> None:
        for child in element:
            self.block(child, level, flow)

    def block(self, element: Any, level: int, flow: Flow = "paragraph") -> None:
        name = local(element)
        if name == "pb":
            self.writer.layout.page(element.get("n") or "")
        elif name in ("biblStruct", "biblFull") or (name == "bibl" and _is_listed(element)):
            self.reference(element)
        elif name == "head":
            # GROBID keeps the number apart, and with it how deep the section is.
            number = element.get("n") or ""
            deep = max(level, number.strip(".").count(".") + 1) if number else max(level, 1)
            within: Flow = "caption" if flow == "caption" else "heading"
            self.piece(element, within, deep if within == "heading" else 0, number)
        elif name == "figure":
            self.children(element, level, "caption")
        elif name == "note":
            self.children_or_piece(element, level, "footnote")
        elif name == "row":
            self.piece(element, "table")
        elif name in ("p", "ab", "figDesc", "l", "cell"):
            self.piece(element, flow)
        elif name and name not in _SKIPPED:
            self.children_or_piece(element, level + (name == "div"), flow)

    def children_or_piece(self, element: Any, level: int, flow: Flow) -> None:
        has_own_text = any((text or "").strip() for text in (element.text, *(child.tail for child in element)))
        if not has_own_text and any(
            local(descendant) in _BLOCKS or local(descendant) in ("bibl", "ab", "figDesc")
            for descendant in element.iterdescendants()
        ):
            self.children(element, level, flow)
        else:
            self.piece(element, flow)

    def piece(self, element: Any, flow: Flow, level: int = 0, label: str = "") -> None:
        if element is not None:
            self.writer.piece(element, flow, level, label)

    def reference(self, element: Any) -> None:
        entry = _reference(element, len(self.writer.references))
        notes = [note for note in element.iter("{*}note") if note.get("type") == "raw_reference"]
        printed = notes[0] if notes else element if local(element) == "bibl" else None
        raw = printed_text(printed) or compose_entry(entry)
        self.writer.reference(entry, raw, "", [element.get(_ID) or ""], text_before(element, ("title",)))


def _is_listed(element: Any) -> bool:
    """Whether an entry stands in the list of a paper, and not in its text or below a quotation."""
    around = next(element.iterancestors("{*}back", "{*}note", "{*}cit", "{*}epigraph"), None)
    return local(element.getparent()) == "listBibl" or (around is not None and local(around) == "back")


def _reference(element: Any, index: int) -> Reference:
    titles: dict[str, str] = {}  # by their level
    for title in element.iter("{*}title"):
        if text := title_text(title):
            titles.setdefault(title.get("level") or "", text)
    part, series = titles.pop("a", ""), titles.pop("s", "")
    host_level, host = next(iter(titles.items()), ("", ""))
    dates = list(element.iter("{*}date"))
    accessed = next((date for date in dates if date.get("type") in _ACCESSED), None)
    date = next((date for date in dates if date is not accessed), None)
    year, suffix, date_text = year_of(plain_text(date) or (date.get("when") or "" if date is not None else ""))
    scopes: dict[str, str] = {}
    for scope in element.iter("{*}biblScope"):
        unit = (scope.get("unit") or scope.get("type") or "").lower().replace("pp", "page")
        scopes.setdefault(unit, plain_text(scope) or page_range(scope.get("from") or "", scope.get("to") or ""))
    ids, url = read_addresses(
        ((address.get("type") or "").lower(), plain_text(address), address.get("target") or "")
        for address in element.iter("{*}idno", "{*}ptr", "{*}ref")
    )
    meeting = first_text(element, "meeting")
    kind = "chapter" if part and host_level == "m" else _LEVELS.get(host_level, "")
    return Reference(
        index,
        "",
        0,
        0,
        kind="paper-conference" if part and meeting else kind,
        authors=read_people(element, "author"),
        editors=read_people(element, "editor"),
        year=year,
        suffix=suffix,
        date_text=date_text,
        title=(part or host).rstrip(" ."),
        container=(host or meeting if part else series).rstrip(" ."),
        volume=scopes.get("volume") or scopes.get("vol", ""),
        issue=scopes.get("issue", ""),
        pages=scopes.get("page", ""),
        publisher=first_text(element, "publisher"),
        place=first_text(element, "pubPlace"),
        ids=ids,
        url=url,
        accessed="" if accessed is None else accessed.get("when") or find_day(plain_text(accessed)),
    )


def read_people(element: Any, role: str) -> tuple[Name, ...]:
    """Read the names of a work's authors or editors: `role` is what their elements are called."""
    return tuple(name for name in map(read_person, element.iter(f"{{*}}{role}")) if name != Name())


def read_person(person: Any) -> Name:
    """Read the name of an author or editor: of its parts, of a body, or as it is printed in one."""
    family, given_name = (" ".join(map(plain_text, person.iter(f"{{*}}{part}"))) for part in ("surname", "forename"))
    if family:
        return make_name(family, given_name, first_text(person, "genName"), first_text(person, "nameLink"))
    if first(person, "persName") is None and (body := first_text(person, "orgName")):
        return Name(literal=body)
    return in_one_string(first_text(person, "persName") or plain_text(person))
