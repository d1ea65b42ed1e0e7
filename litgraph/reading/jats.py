"""A paper in JATS XML, as publishers tag it."""

from __future__ import annotations

from collections.abc import Iterator
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

__all__ = ["read_jats"]

_CITATIONS = ("mixed-citation", "element-citation", "nlm-citation", "citation")
_APART = frozenset(
    [
        "p", "fig", "fig-group", "table-wrap", "table-wrap-group", "disp-quote", "boxed-text", "list",
        "def-list", "fn", "fn-group", "supplementary-material", "statement", "verse-group", "speech", "sec",
        "title", "media", "table-wrap-foot", "array",
    ]
)  # fmt: skip
# What is not read: formulas a second time, pictures, and what the publisher says of the file.
_SKIPPED = frozenset(
    ["tex-math", "graphic", "inline-graphic", "object-id", "processing-meta", "permissions", "alt-text", "long-desc"]
)
# What stands within a paragraph and is read after it.
_LATER = frozenset(
    ["fn", "fig", "fig-group", "table-wrap", "table-wrap-group", "supplementary-material", "media", "boxed-text"]
)
_KINDS = {
    "journal": "article-journal", "article-journal": "article-journal", "article": "article-journal",
    "book": "book", "chapter": "chapter", "book-chapter": "chapter", "confproc": "paper-conference",
    "conference": "paper-conference", "paper-conference": "paper-conference", "thesis": "thesis",
    "report": "report", "web": "webpage", "webpage": "webpage", "website": "webpage",
    "newspaper": "article-newspaper", "magazine": "article-magazine", "software": "software", "data": "dataset",
    "dataset": "dataset", "patent": "patent", "preprint": "article", "legal-doc": "legislation",
}  # fmt: skip


def read_jats(data: bytes, name: str) -> Tagged:
    """Read a paper in JATS: its text, references and tagged citations; `name` is what problems call the file."""
    root, problems = parse_xml(data, name)
    if root is None:
        return empty(problems)
    reader = _JatsReader()
    reader.article(root)
    return reader.writer.tagged(problems)


def _targets(element: Any) -> list[str]:
    cites = local(element) == "xref" and element.get("ref-type") in ("bibr", None)
    return (element.get("rid") or "").split() if cites else []


_TAGS = Tags(
    _SKIPPED,
    _LATER,
    _APART,
    uncut=frozenset(["caption"]),
    spaced=frozenset(["td", "th", "break", "p", "title"]),
    targets=_targets,
    is_raised=lambda element: local(element) == "sup",
)


class _JatsReader:
    def __init__(self) -> None:
        self.writer = Writer(_TAGS, self.block)
        self.boxed = 0

    def article(self, root: Any, level: int = 0) -> None:
        """Lay out an article and what is printed with it: decision letters, replies, translations."""
        for part in root:
            name = local(part)
            if name in ("front", "front-stub"):
                self.front(part, level)
            elif name in ("body", "back", "floats-group"):
                self.children(part, level)
            elif name == "article":
                self.article(part, level)
            elif name in ("sub-article", "response"):
                self.article(part, level + 1)

    def front(self, front: Any, level: int) -> None:
        title = first(front, "article-title")
        if title is not None:
            self.piece(title, "heading" if level else "front", level)
        for part in front.iter("{*}abstract", "{*}trans-abstract"):
            self.section(part, level)

    def children(self, element: Any, level: int) -> None:
        for child in element:
            self.block(child, level)

    def section(self, element: Any, level: int) -> None:
        """Lay out a section, whose heading may have its number in an element beside it."""
        title = next((child for child in element if local(child) == "title"), None)
        label = next((child for child in element if local(child) == "label"), None)
        if title is not None:
            self.piece(title, "heading", level + 1, plain_text(label))
        for child in element:
            if child is not title and child is not label:
                self.block(child, level + 1)

    def block(self, element: Any, level: int, flow: Flow = "paragraph") -> None:
        name = local(element)
        if not name or name in _SKIPPED:
            return
        if name == "ref-list":
            self.ref_list(element, level)
        elif name in ("sec", "app", "ack", "notes", "glossary", "bio"):
            self.section(element, level)
        elif name == "title":
            self.piece(element, "heading", level + 1)
        elif name in ("fig", "table-wrap", "supplementary-material", "media", "boxed-text"):
            label = next((child for child in element if local(child) == "label"), None)
            within: Flow = "caption" if name != "boxed-text" else flow
            self.boxed += name == "boxed-text"
            for child in element:
                if child is not label:
                    self.float(child, level, plain_text(label), within)
                    label = None if local(child) == "caption" else label
            self.boxed -= name == "boxed-text"
        elif name == "fn":
            label = next((child for child in element if local(child) == "label"), None)
            for child in element:
                if child is not label:
                    self.block(child, level, "footnote")
        elif name == "tr":
            self.piece(element, "table")
        elif name in ("p", "attrib", "td", "th", "term", "verse-line", "caption") or not any(
            local(child) in _APART or local(child) in ("tr", "ref") for child in element.iterdescendants()
        ):
            self.piece(element, flow)
        else:
            for child in element:
                self.block(child, level, flow)

    def float(self, element: Any, level: int, label: str, flow: Flow) -> None:
        if local(element) == "caption":
            parts = [child for child in element if local(child) in ("title", "p")]
            for part in parts:
                self.piece(part, flow, 0, label)
                label = ""
        else:
            self.block(element, level, flow)

    def ref_list(self, element: Any, level: int) -> None:
        for child in element:
            name = local(child)
            if name == "title":
                self.piece(child, "heading", level + 1)
            elif name == "ref":
                self.reference(child)
            elif name == "ref-list":
                self.ref_list(child, level + 1)
            elif name != "label":
                self.block(child, level)

    def piece(self, element: Any, flow: Flow, level: int = 0, label: str = "") -> None:
        # The section around a box goes on after it.
        self.writer.piece(element, "caption" if flow == "heading" and self.boxed else flow, level, label)

    def reference(self, element: Any) -> None:
        label = plain_text(next((child for child in element if local(child) == "label"), None)).strip(" .()[]")
        for printed, fields in _entries(element):
            entry = _reference(fields, len(self.writer.references), label)
            raw = plain_text(printed, _SKIPPED) if printed is not None else rendered(entry)
            ids = [element.get("id") or "" for element in (element, printed, fields) if element is not None]
            self.writer.reference(entry, raw, label, ids)


def _entries(ref: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the works in an entry of the list: the printed element (or None), and the element with the fields."""
    citations = [
        citation for citation in ref.iter(*(f"{{*}}{name}" for name in _CITATIONS)) if citation.getparent() is not None
    ]
    printed = [citation for citation in citations if local(citation) in ("mixed-citation", "citation")]
    fields = [citation for citation in citations if local(citation) in ("element-citation", "nlm-citation")]
    if len(printed) == len(fields):
        yield from zip(printed, fields, strict=True)
    elif printed and fields:
        yield printed[0], fields[0]
    elif citations:
        yield from ((citation if citation in printed else None, citation) for citation in citations)
    elif plain_text(ref):
        yield ref, ref


def _reference(cite: Any, index: int, label: str) -> Reference:
    def text_of(*names: str) -> str:
        return plain_text(first(cite, *names))

    authors, editors = _people(cite)
    year, suffix, date_text = year_of(text_of("year") or text_of("date"))
    month, day = text_of("month"), text_of("day")
    if year and month:
        numbers = all(number.isdecimal() for number in (month, day) if number)
        date_text = (
            "-".join((str(year), *(f"{int(number):02}" for number in (month, day) if number))) if numbers else ""
        )
        date_text = date_text or f"{year}{suffix}, {month} {day}".strip()
    source = text_of("source") or text_of("conf-name")
    title = text_of("article-title", "chapter-title", "part-title", "data-title", "trans-title")
    kind = _KINDS.get((cite.get("publication-type") or cite.get("citation-type") or "").lower(), "")
    if kind == "book" and title and source:
        kind = "chapter"
    low, high = text_of("fpage"), text_of("lpage")
    ids, url = _addresses(cite)
    return Reference(
        index,
        "",
        0,
        0,
        label=label,
        kind=kind,
        authors=authors,
        editors=editors,
        year=year,
        suffix=suffix,
        date_text=date_text,
        title=(title or source).rstrip(" ."),
        container=source.rstrip(" .") if title else "",
        volume=text_of("volume"),
        issue=text_of("issue"),
        pages=f"{low}–{high}" if low and high and low != high else low or text_of("page-range", "elocation-id"),
        publisher=text_of("publisher-name"),
        place=text_of("publisher-loc"),
        ids=ids,
        url=url,
        accessed=text_of("date-in-citation"),
    )


def _people(cite: Any) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """Return authors and editors; where no tag tells which, names after the title of a chapter are editors."""
    authors: list[Name] = []
    editors: list[Name] = []
    after_title = False
    for element in cite.iter():
        name = local(element)
        after_title |= name in ("article-title", "chapter-title")
        if name not in ("name", "string-name", "collab", "on-behalf-of", "institution"):
            continue
        parents = list(element.iterancestors("{*}person-group", "{*}name-alternatives", "{*}collab"))
        if any(
            local(parent) == "collab" or (local(parent) == "name-alternatives" and parent[0] is not element)
            for parent in parents
        ):
            continue
        group = next((parent for parent in parents if local(parent) == "person-group"), None)
        role = group.get("person-group-type") if group is not None else "editor" if after_title else "author"
        if name == "institution" and group is None:
            continue
        person = _name(element)
        if person != Name():
            # Compilers, directors and inventors are to a work what authors are; translators are not.
            {"editor": editors, "translator": []}.get(role or "author", authors).append(person)
    return tuple(authors), tuple(editors)


def _name(element: Any) -> Name:
    if local(element) not in ("name", "string-name"):
        return Name(literal=plain_text(element).strip(" ,.;"))
    family = plain_text(first(element, "surname"))
    if not family:
        return in_one_string(plain_text(element)) if plain_text(element) else Name()
    return named(family, plain_text(first(element, "given-names")), plain_text(first(element, "suffix")))


def _addresses(cite: Any) -> tuple[tuple[str, ...], str]:
    """Return the identifiers of a work, and the web address that is no identifier."""
    ids: dict[str, None] = {}
    url = ""
    for element in cite.iter("{*}pub-id", "{*}ext-link", "{*}uri", "{*}isbn", "{*}object-id"):
        kind = element.get("pub-id-type") or ("isbn" if local(element) == "isbn" else "")
        value = plain_text(element)
        href = element.get("{http://www.w3.org/1999/xlink}href") or ""
        identifier = normalize_id(value) or normalize_id(f"{kind}:{value}") or normalize_id(href)
        if identifier:
            ids.setdefault(identifier)
        elif href.startswith("http") or value.startswith("http"):
            url = url or (href if href.startswith("http") else value)
    return tuple(ids), url
