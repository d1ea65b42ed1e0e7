"""A paper in TEI, as GROBID and editors of texts write it."""

from __future__ import annotations

from typing import Any

from litgraph.model import Name
from litgraph.reading.paper import Flow, Reference
from litgraph.reading.tagged import (
    Tagged,
    Tags,
    Writer,
    empty,
    first,
    in_one_string,
    local,
    named,
    parse_xml,
    plain_text,
    rendered,
    year_of,
)
from litgraph.words import normalize_id

__all__ = ["read_tei"]

_ID = "{http://www.w3.org/XML/1998/namespace}id"
_BLOCKS = frozenset(
    [
        "div", "head", "p", "figure", "table", "row", "list", "item", "quote", "note", "listBibl", "biblStruct",
        "lg", "l", "sp", "floatingText",
    ]
)  # fmt: skip
_SKIPPED = frozenset(["graphic", "formula-image", "fw"])
_LEVELS = {"j": "article-journal", "m": "book", "u": "manuscript"}


def read_tei(data: bytes, name: str) -> Tagged:
    """Read a paper in TEI: its text, references and the citations that lead to one; `name` is what problems call it.

    A citation that GROBID tagged without an entry is read from the text.
    """
    root, problems = parse_xml(data, name)
    if root is None:
        return empty(problems)
    reader = _TeiReader()
    title = first(root, "titleStmt")
    if title is not None:
        reader.piece(first(title, "title"), "front")
    for abstract in root.iter("{*}abstract"):
        reader.children(abstract, 0)
    for text in root.iter("{*}text"):
        reader.children(text, 0)
        break
    return reader.writer.tagged(problems)


def _targets(element: Any) -> list[str]:
    cites = local(element) == "ref" and element.get("type") in ("bibr", None)
    return [target[1:] for target in (element.get("target") or "").split() if cites and target.startswith("#")]


_TAGS = Tags(
    _SKIPPED,
    later=frozenset(["note", "figure"]),
    apart=frozenset(["p", "quote", "list", "lg", "table"]),
    uncut=frozenset(),
    spaced=frozenset(["cell", "lb", "item"]),
    targets=_targets,
    is_raised=lambda element: element.get("rend") in ("sup", "superscript"),
)


class _TeiReader:
    def __init__(self) -> None:
        self.writer = Writer(_TAGS, self.block)

    def children(self, element: Any, level: int, flow: Flow = "paragraph") -> None:
        for child in element:
            self.block(child, level, flow)

    def block(self, element: Any, level: int, flow: Flow = "paragraph") -> None:
        name = local(element)
        if name == "pb":
            self.writer.layout.page(element.get("n") or "")
        elif name in ("biblStruct", "biblFull") or (name == "bibl" and local(element.getparent()) == "listBibl"):
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
        if any(
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
        raw = plain_text(notes[0] if notes else element if local(element) == "bibl" else None) or rendered(entry)
        self.writer.reference(entry, raw, "", [element.get(_ID) or ""])


def _reference(element: Any, index: int) -> Reference:
    titles = [(title.get("level") or "", plain_text(title)) for title in element.iter("{*}title")]
    titles = [(level, text) for level, text in titles if text]
    part = next((text for level, text in titles if level == "a"), "")
    host = next(((level, text) for level, text in titles if level != "a" and level != "s"), ("", ""))
    series = next((text for level, text in titles if level == "s"), "")
    date = first(element, "date")
    date_printed = plain_text(date) or (date.get("when") or "" if date is not None else "")
    year, suffix, date_text = year_of(date_printed)
    scopes: dict[str, str] = {}
    for scope in element.iter("{*}biblScope"):
        low, high = scope.get("from"), scope.get("to")
        value = plain_text(scope) or (f"{low}–{high}" if low and high and low != high else low or "")
        scopes.setdefault((scope.get("unit") or scope.get("type") or "").lower().replace("pp", "page"), value)
    ids: dict[str, None] = {}
    url = ""
    for address in element.iter("{*}idno", "{*}ptr", "{*}ref"):
        value = plain_text(address) or address.get("target") or ""
        identifier = normalize_id(value) or normalize_id(f"{(address.get('type') or '').lower()}:{value}")
        if identifier:
            ids.setdefault(identifier)
        elif value.startswith("http"):
            url = url or value
    meeting = plain_text(first(element, "meeting"))
    kind = _LEVELS.get(host[0], "") if not part else "chapter" if host[0] == "m" else _LEVELS.get(host[0], "")
    return Reference(
        index,
        "",
        0,
        0,
        kind="paper-conference" if part and meeting else kind,
        authors=_people(element, "author"),
        editors=_people(element, "editor"),
        year=year,
        suffix=suffix,
        date_text=date_text,
        title=(part or host[1]).rstrip(" ."),
        container=(host[1] or meeting if part else series).rstrip(" ."),
        volume=scopes.get("volume") or scopes.get("vol", ""),
        issue=scopes.get("issue", ""),
        pages=scopes.get("page", ""),
        publisher=plain_text(first(element, "publisher")),
        place=plain_text(first(element, "pubPlace")),
        ids=tuple(ids),
        url=url,
    )


def _people(element: Any, role: str) -> tuple[Name, ...]:
    names = []
    for person in element.iter(f"{{*}}{role}"):
        family = " ".join(plain_text(part) for part in person.iter("{*}surname"))
        given_name = " ".join(plain_text(part) for part in person.iter("{*}forename"))
        suffix = plain_text(first(person, "genName"))
        particle = plain_text(first(person, "nameLink"))
        body = plain_text(first(person, "orgName")) if not family else ""
        name = named(family, given_name, suffix, particle) if family else Name(literal=body)
        if not family and not body and plain_text(person):
            name = in_one_string(plain_text(person))
        if name != Name():
            names.append(name)
    return tuple(names)
