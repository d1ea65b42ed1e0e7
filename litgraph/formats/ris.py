"""Works written as RIS, which EndNote, Zotero, Mendeley and databases read.

Fields that RIS has no tag for are left out, and so are the fields "x-...".

    >>> print(write_bibliography([Work("li2020", "book", "Towns", (Name("Li", "Ann"),), year=2020)]).replace("\\r", ""))
    TY  - BOOK
    ID  - li2020
    AU  - Li, Ann
    TI  - Towns
    PY  - 2020
    ER  -
    <BLANKLINE>
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from litgraph.formats import csljson
from litgraph.model import Name, Work

__all__ = ["write_bibliography", "write_entry"]

_TYPES = {
    "article": "JOUR",
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "broadcast": "VIDEO",
    "chapter": "CHAP",
    "classic": "CLSWK",
    "dataset": "DATA",
    "entry": "ENCYC",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "graphic": "ART",
    "hearing": "HEAR",
    "legal_case": "CASE",
    "legislation": "STAT",
    "manuscript": "MANSCPT",
    "map": "MAP",
    "motion_picture": "MPCT",
    "musical_score": "MUSIC",
    "pamphlet": "PAMP",
    "paper-conference": "CPAPER",
    "patent": "PAT",
    "periodical": "SER",
    "personal_communication": "PCOMM",
    "post": "ELEC",
    "post-weblog": "BLOG",
    "report": "RPRT",
    "software": "COMP",
    "song": "SOUND",
    "standard": "STAND",
    "thesis": "THES",
    "webpage": "ELEC",
}
# CSL variable -> RIS tag.
_TEXTS = {
    "title": "TI",
    "container-title": "T2",
    "collection-title": "T3",
    "volume": "VL",
    "issue": "IS",
    "edition": "ET",
    "publisher": "PB",
    "publisher-place": "CY",
    "genre": "M3",
    "DOI": "DO",
    "URL": "UR",
    "language": "LA",
    "abstract": "AB",
}


def write_bibliography(works: Iterable[Work]) -> str:
    """Write the works as a RIS file, in their order; an annotation is written as a note (N1) of its own."""
    return "\r\n".join(map(write_entry, works))


def write_entry(work: Work, more_keywords: Sequence[str] = ()) -> str:
    """Write the RIS entry of one work; `more_keywords` follow those that the work has itself."""
    return "".join(f"{tag}  - {text}".rstrip() + "\r\n" for tag, text in _list_tagged_lines(work, more_keywords))


def _list_tagged_lines(work: Work, more_keywords: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the lines of a work's RIS entry, each as its tag and text, from TY (its type) to ER (the end)."""
    data = csljson.make_item(work)
    yield "TY", _TYPES.get(work.kind, "GEN")
    yield "ID", _join_lines(work.key)
    for tag, names in (("AU", work.authors), ("ED" if work.kind != "chapter" else "A2", work.editors)):
        yield from ((tag, value) for name in names if (value := _write_name(name)))
    for variable, tag in _TEXTS.items():
        if text := _join_lines(str(data.get(variable, ""))):
            yield tag, text
    yield from _date_lines(work, data)
    start, _, end = str(data.get("page") or data.get("number", "")).partition("-")
    yield from ((tag, value) for tag, text in (("SP", start), ("EP", end)) if (value := _join_lines(text)))
    for variable in ("ISBN", "ISSN"):
        if text := _join_lines(str(data.get(variable, ""))):
            yield "SN", text
    keywords = (*work.get("keywords").split(","), *more_keywords)
    yield from (("KW", keyword) for text in keywords if (keyword := _join_lines(text)))
    for field in ("note", "annotation"):
        if text := _join_lines(work.get(field) or (work.get("annote") if field == "annotation" else "")):
            yield "N1", text
    yield "ER", ""


def _write_name(name: Name) -> str:
    parts = (name.literal,) if name.literal else (name.short, name.given, name.suffix)
    return _join_lines(", ".join(filter(None, parts)))


def _date_lines(work: Work, data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if work.year is not None:
        yield "PY", str(work.year)
    parts = data.get("issued", {}).get("date-parts", [[]])[0]
    if len(parts) > 1:
        yield "DA", "/".join(f"{part:02}" for part in parts) + "/" * (4 - len(parts))
    elif work.year is None and (text := _join_lines(work.date_text)):
        yield "DA", text
    accessed = data.get("accessed", {}).get("date-parts", [[]])[0]
    if accessed:
        yield "Y2", "/".join(f"{part:02}" for part in accessed)


def _join_lines(text: str) -> str:
    """The text on one line: after a line end RIS expects a tag."""
    return " ".join(text.split())
