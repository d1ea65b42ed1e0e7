"""A paper in JATS XML, as publishers tag it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
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
from litgraph.reading.tagged_fields import (
    day_of,
    find_day,
    in_one_string,
    is_iso_date,
    make_name,
    page_range,
    read_addresses,
    year_of,
)

__all__ = ["read_jats", "read_name"]

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
_TITLES = ("article-title", "chapter-title", "part-title", "data-title", "trans-title", "source")
_NOTES = frozenset(["xref", "fn", "sup"])  # behind a name
_KINDS = {
    "journal": "article-journal", "article-journal": "article-journal", "article": "article-journal",
    "book": "book", "chapter": "chapter", "book-chapter": "chapter", "confproc": "paper-conference",
    "conference": "paper-conference", "paper-conference": "paper-conference", "thesis": "thesis",
    "report": "report", "web": "webpage", "webpage": "webpage", "website": "webpage",
    "newspaper": "article-newspaper", "magazine": "article-magazine", "software": "software", "data": "dataset",
    "dataset": "dataset", "patent": "patent", "preprint": "article", "legal-doc": "legislation",
}  # fmt: skip


def read_jats(data: bytes, name: str) -> PaperContent:
    """Read a paper in JATS: its text, references and tagged citations; `name` is what problems call the file.

    Translations, reviews and responses that the file holds beside the article are not the paper.
    """
    root, problems = parse_xml(data, name)
    if root is None:
        return empty_paper(*problems)
    reader = _JatsReader({ref.get("id") or "": first_text(ref, "label") for ref in root.iter("{*}ref")})
    reader.article(root)
    return reader.writer.paper(problems)


def _target(element: Any) -> Target | None:
    if local(element) != "xref":
        return None
    return Target(tuple((element.get("rid") or "").split()), element.get("ref-type") in ("bibr", None))


_TAGS = Tags(
    _SKIPPED,
    _LATER,
    spaced=frozenset(["td", "th", "break", "p", "title"]),
    is_apart=lambda child, flow: local(child) in _APART and flow != "table" and local(child.getparent()) != "caption",
    target=_target,
    is_raised=lambda element: local(element) == "sup",
    is_lowered=lambda element: local(element) == "sub",
)


class _JatsReader:
    def __init__(self, labels: Mapping[str, str]) -> None:
        self.writer = Writer(_TAGS, self.block, {ref_id: label for ref_id, label in labels.items() if ref_id and label})
        self.boxed = 0

    def article(self, root: Any) -> None:
        """Lay out an article without what is published with it: decision letters, replies, translations."""
        for part in root:
            name = local(part)
            if name == "front":
                self.front(part)
            elif name in ("body", "back", "floats-group"):
                self.writer.layout.begin_untitled()
                self.children(part, 0)
            elif name == "article":
                self.article(part)

    def front(self, front: Any) -> None:
        title = first(front, "article-title")
        if title is not None:
            self.piece(title, "front")
        for part in front.iter("{*}abstract", "{*}trans-abstract"):
            self.section(part, 0)

    def children(self, element: Any, level: int, flow: Flow = "paragraph", leave: Sequence[Any] = ()) -> None:
        for child in element:
            if child not in leave:
                self.block(child, level, flow)

    def section(self, element: Any, level: int) -> None:
        """Lay out a section, whose heading may have its number in an element beside it."""
        title, label = element.find("{*}title"), element.find("{*}label")
        if title is not None:
            self.piece(title, "heading", level + 1, plain_text(label))
        self.children(element, level + 1, leave=(title, label))

    def block(self, element: Any, level: int, flow: Flow = "paragraph") -> None:
        name = local(element)
        if not name or name in _SKIPPED:
            return
        if name == "ref":
            self.reference(element)
        elif name in ("sec", "app", "ack", "notes", "glossary", "bio", "ref-list"):
            self.section(element, level)
        elif name == "title":
            self.piece(element, "heading", level + 1)
        elif name in ("fig", "table-wrap", "supplementary-material", "media"):
            self.float(element, level, "caption")
        elif name == "boxed-text":
            self.boxed += 1
            self.float(element, level, flow)
            self.boxed -= 1
        elif name == "fn-group":
            if local(element.getparent()) == "back":
                self.writer.layout.begin_untitled()
            self.children(element, level, flow)
        elif name == "fn":
            self.children(element, level, "footnote", leave=(element.find("{*}label"),))
        elif name == "tr":
            self.piece(element, "table")
        elif name in ("p", "attrib", "td", "th", "term", "verse-line", "caption") or not any(
            local(child) in _APART or local(child) in ("tr", "ref") for child in element.iterdescendants()
        ):
            self.piece(element, flow)
        else:
            self.children(element, level, flow)

    def float(self, element: Any, level: int, flow: Flow) -> None:
        label = plain_text(element.find("{*}label"))
        for child in element:
            if local(child) == "caption":
                for part in child.iterchildren("{*}title", "{*}p"):
                    self.piece(part, flow, 0, label)
                    label = ""
            elif local(child) != "label":
                self.block(child, level, flow)

    def piece(self, element: Any, flow: Flow, level: int = 0, label: str = "") -> None:
        # The section around a box goes on after it.
        self.writer.piece(element, "caption" if flow == "heading" and self.boxed else flow, level, label)

    def reference(self, element: Any) -> None:
        label = plain_text(element.find("{*}label")).strip(" .()[]")
        for printed, fields in _entries(element):
            entry = _reference(fields, len(self.writer.references), label)
            raw = printed_text(printed, _SKIPPED) if printed is not None else compose_entry(entry)
            ids = [element.get("id") or "" for element in (element, printed, fields) if element is not None]
            self.writer.reference(entry, raw, label, ids, text_before(fields, _TITLES))


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
    text_of = partial(first_text, cite)
    authors, editors, et_al = _people(cite)
    dates = [date for date in cite.iter("{*}year", "{*}date") if not _is_of_access(date)]
    printed_date = min(dates, key=lambda date: local(date) != "year", default=None)
    year, suffix, date_text = year_of(plain_text(printed_date))
    iso_date = printed_date.get("iso-8601-date") or "" if printed_date is not None else ""
    if is_iso_date(iso_date):
        year = year or int(iso_date[:4])
        date_text = date_text or (iso_date if iso_date[4:] else "")
    elif year and (month := text_of("month")):
        date_text = day_of(str(year), month, text_of("day")) or f"{year}{suffix}, {month} {text_of('day')}".strip()
    source = title_text(first(cite, "source")) or text_of("conf-name")
    title = title_text(first(cite, *_TITLES[:-1]))
    kind = _KINDS.get((cite.get("publication-type") or cite.get("citation-type") or "").lower(), "")
    ids, url = read_addresses(
        (
            element.get("pub-id-type") or ("isbn" if local(element) == "isbn" else ""),
            plain_text(element),
            element.get("{http://www.w3.org/1999/xlink}href") or "",
        )
        for element in cite.iter("{*}pub-id", "{*}ext-link", "{*}uri", "{*}isbn", "{*}object-id")
    )
    return Reference(
        index,
        "",
        0,
        0,
        label=label,
        kind="chapter" if kind == "book" and title and source else kind,
        authors=authors,
        editors=editors,
        et_al=et_al,
        year=year,
        suffix=suffix,
        date_text=date_text,
        title=(title or source).rstrip(" ."),
        container=source.rstrip(" .") if title else "",
        volume=text_of("volume"),
        issue=text_of("issue"),
        pages=page_range(text_of("fpage"), text_of("lpage")) or text_of("page-range", "elocation-id"),
        publisher=text_of("publisher-name"),
        place=text_of("publisher-loc"),
        ids=ids,
        url=url,
        accessed=_read_access(first(cite, "date-in-citation")),
    )


def _read_access(element: Any) -> str:
    """Read the day on which a work was looked at, without the words before it: "Acesso em: 8 nov. 2022"."""
    if element is None:
        return ""
    iso_date = element.get("iso-8601-date") or ""
    year, month, day = (first_text(element, name) for name in ("year", "month", "day"))
    if year and not is_iso_date(iso_date):
        return day_of(year, month, day) or " ".join(filter(None, (day, month, year)))
    return iso_date if is_iso_date(iso_date) else find_day(plain_text(element))


def _is_of_access(date: Any) -> bool:
    around = next(date.iterancestors("{*}date-in-citation"), None)
    return around is not None or date.get("date-type") in ("access", "accessed")


def _people(cite: Any) -> tuple[tuple[Name, ...], tuple[Name, ...], str]:
    """Return authors, editors, and the roles of which there are more people than are named ("author editor").

    Where no tag tells the role of names, those after the title of a chapter are editors.
    """
    authors: list[Name] = []
    editors: list[Name] = []
    more: dict[str, None] = {}
    after_title = False
    for element in cite.iter():
        name = local(element)
        after_title |= name in ("article-title", "chapter-title")
        if name not in ("name", "string-name", "collab", "on-behalf-of", "institution", "etal"):
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
        if name == "etal":
            more |= {} if role == "translator" else {"editor" if role == "editor" else "author": None}
            continue
        person = read_name(element)
        if person != Name():
            # Compilers, directors and inventors are to a work what authors are; translators are not.
            {"editor": editors, "translator": []}.get(role or "author", authors).append(person)
    return tuple(authors), tuple(editors), " ".join(sorted(more))


def read_name(element: Any) -> Name:
    """Read the name of a person or, in elements of other names than those of persons, of a body."""
    text = plain_text(element, _NOTES)
    if local(element) not in ("name", "string-name"):
        return Name(literal=text.strip(" ,.;"))
    if family := first_text(element, "surname"):
        return make_name(family, first_text(element, "given-names"), first_text(element, "suffix"))
    return in_one_string(text)
