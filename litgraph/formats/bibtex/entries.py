"""Works made of entries: type, names, date, ids, title and container, and all other fields as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import unquote

from litgraph.formats.bibtex.commands import MARKING
from litgraph.formats.bibtex.dates import When, is_month_understood, read_date_or_year, read_year
from litgraph.formats.bibtex.fields import VERBATIM, Entry
from litgraph.formats.bibtex.kinds import TYPE_FIELDS, kind_of
from litgraph.formats.bibtex.latex import decode_latex, decode_marked, read_verbatim
from litgraph.formats.bibtex.names import read_names
from litgraph.markup import MARKED_CONTAINER, MARKED_TITLE, add_tags, says_more_than_plain
from litgraph.model import Name, Work
from litgraph.words import ARXIV_ADDRESS, ARXIV_DOI, KINDS_WITH_ISBN, shorten_arxiv_number

__all__ = ["PARAGRAPHS", "find_arxiv_number", "make_work", "normal_doi", "publication_state"]

# Fields that may have paragraphs.
PARAGRAPHS = frozenset(("abstract", "annotation", "annote", "note"))

_DOI_PREFIX = re.compile(r"(?i)^\s*(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:?\s*)+")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S*[^\s.,;]")
_DOI_URL = re.compile(r"(?i)^https?://(?:dx\.|www\.)?doi\.org/(10\..+)$")
_ARXIV = re.compile(r"(?i)(?:https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv:\s*)?((?:[a-z.-]+/)?\d[\d.]+\d(?:v\d+)?)")
_PMCID = re.compile(r"(?i)(?:pmc)?(\d+)")
_OPENALEX = re.compile(r"(?i)(?:https?://(?:api\.)?openalex\.org/(?:works/)?)?(w\d+)")
_RESOLVER = re.compile(r"(?i)^https?://[^/\s]+/(?:doi/)?(?=10\.\d)")


def normal_doi(value: str) -> str:
    """The DOI in lower case without its prefix, or "" for a value that is none.

    >>> normal_doi("https://doi.org/10.1000/ABC")
    '10.1000/abc'
    """
    text = read_verbatim(value)
    if "\\" in text or "$" in text:
        text = decode_latex(text)
    if _RESOLVER.match(text):
        text = unquote(_RESOLVER.sub("", text))
    doi = _DOI_PREFIX.sub("", text).strip()
    return doi.lower() if _DOI.fullmatch(doi) else ""


def _find_ids(kind: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The ids of a work ("doi:10.1000/182"), each with the name of the field that it comes from."""
    ids: dict[str, str] = {}
    url = fields.get("url", "")
    doi = normal_doi(fields["doi"]) if "doi" in fields else ""
    if doi := doi or (normal_doi(url) if _DOI_URL.match(url) else ""):
        ids[f"doi:{doi}"] = "doi"
    if kind in KINDS_WITH_ISBN and "isbn" in fields:
        for isbn in re.split(r"[\s,;/]+", fields.get("isbn", "")):
            digits = isbn.replace("-", "").replace("‑", "").replace("–", "").upper()
            if re.fullmatch(r"\d{13}|\d{9}[\dX]", digits):
                ids[f"isbn:{digits}"] = "isbn"
    eprint, eprint_type = fields.get("eprint", ""), fields.get("eprinttype", "").lower()
    if arxiv := find_arxiv_number(fields, doi):
        ids[f"arxiv:{arxiv}"] = "eprint"
    for pmid in (fields.get("pmid", ""), eprint if eprint_type == "pubmed" else ""):
        if pmid.isdecimal():
            ids[f"pmid:{pmid}"] = "pmid"
    if "pmcid" in fields and (pmcid := _PMCID.fullmatch(fields["pmcid"])):
        ids[f"pmcid:PMC{pmcid[1]}"] = "pmcid"
    if "openalex" in fields and (openalex := _OPENALEX.fullmatch(fields["openalex"])):
        ids[f"openalex:{openalex[1].upper()}"] = "openalex"
    return ids


def find_arxiv_number(fields: Mapping[str, str], doi: str) -> str:
    """The number that arXiv gave the paper, by its eprint, its `doi`, or the address of one that has no DOI, or ""."""
    if eprint := fields.get("eprint", ""):
        eprint_type = fields.get("eprinttype", "").lower()
        match = _ARXIV.fullmatch(eprint)
        is_said = match and ("arxiv" in eprint.lower() or "eprintclass" in fields)
        if match and (eprint_type == "arxiv" or (not eprint_type and is_said)):
            return shorten_arxiv_number(match[1])
    if doi.startswith(ARXIV_DOI):
        return shorten_arxiv_number(doi.removeprefix(ARXIV_DOI))
    address = re.match(ARXIV_ADDRESS, fields.get("url", "")) if not doi and "url" in fields else None
    return address[1].lower() if address else ""


def make_work(entry: Entry) -> Work:
    """Make the work that an entry describes; what is wrong with its names and its year is added to its complaints."""
    fields = {
        name: read_verbatim(value.text) if name in VERBATIM else decode_latex(value.text, name in PARAGRAPHS)
        for name, value in entry.fields.items()
        if name not in ("author", "editor")
    }
    fields = {name: text for name, text in fields.items() if text}
    kind = kind_of(entry)
    if entry.type in TYPE_FIELDS:
        fields.setdefault("type", TYPE_FIELDS[entry.type])
    people: dict[str, tuple[Name, ...]] = {}
    and_others = []
    for role in ("author", "editor"):
        if role in entry.fields:
            names = read_names(entry.fields[role].text, _complain_of_names(entry, role))
            people[role] = names.names
            and_others += [role] if names.and_others else []
    if and_others:
        fields["et-al"] = " ".join(and_others)
    ids = _find_ids(kind, fields)
    for field in {*ids.values()} & {"doi", "pmid", "pmcid", "openalex"}:
        fields.pop(field, None)
    when = _take_date(entry, fields)
    # The booktitle of a book itself is only there to be inherited.
    around = ("main",) if kind == "book" else ("journal", "book", "main")
    marked = _decode_marked_titles(entry, fields, ("", *around))
    title = _take_title(fields, "title", "subtitle")
    container = next(filter(None, (_take_title(fields, f"{where}title", f"{where}subtitle") for where in around)), "")
    if marked:
        marked_title = _take_title(marked, "title", "subtitle")
        titles = (_take_title(marked, f"{where}title", f"{where}subtitle") for where in around)
        for name, text in ((MARKED_TITLE, marked_title), (MARKED_CONTAINER, next(filter(None, titles), ""))):
            if says_more_than_plain(text):
                fields[name] = add_tags(text)
    if "pages" in fields:
        fields["pages"] = re.sub(r"\s*(?:--+|–)\s*", "–", fields["pages"])
    return Work(
        key=entry.key,
        kind=kind,
        title=title,
        authors=people.get("author", ()),
        editors=people.get("editor", ()),
        year=when.year,
        date_text=when.text,
        suffix=when.suffix,
        container=container,
        ids=frozenset(ids),
        extra=tuple(sorted(fields.items())),
        at=entry.complaints.span(entry.at),
    )


_MAY_HAVE_MARKS = re.compile(r"\\(?:" + "|".join(MARKING) + r")(?![A-Za-z])|[\^_]|\\ce\b")


def _decode_marked_titles(entry: Entry, fields: Mapping[str, str], around: Sequence[str]) -> dict[str, str]:
    """The titles of an entry with marks around what is set otherwise in them; {} where nothing is.

    `around` are the beginnings of their names.
    """
    if not any(
        name.endswith("title") and ("\\" in value.text or "$" in value.text) for name, value in entry.fields.items()
    ):
        return {}  # so are most; the names below take ten times as long to make
    titles = [f"{where}{title}" for where in around for title in ("title", "subtitle") if f"{where}{title}" in fields]
    texts = {name: entry.fields[name].text for name in titles}
    names = [name for name, text in texts.items() if ("\\" in text or "$" in text) and _MAY_HAVE_MARKS.search(text)]
    if not names:
        return {}
    return {name: fields[name] for name in titles} | {name: decode_marked(texts[name]) for name in names}


def _take_title(fields: dict[str, str], title: str, subtitle: str) -> str:
    if title not in fields:
        return ""
    main, sub = fields.pop(title), fields.pop(subtitle, "")
    if not sub:
        return main
    return f"{main} {sub}" if main[-1] in ":?!." else f"{main}: {sub}"


def publication_state(fields: Mapping[str, str]) -> str:
    """The text that stands for the date of a work that is not out: "in press" for pubstate = {inpress}."""
    state = fields.get("pubstate", "")
    return {"inpress": "in press", "inpreparation": "in preparation"}.get(state.lower(), state)


def _take_date(entry: Entry, fields: dict[str, str]) -> When:
    """Read the date of a work, and remove from `fields` those that it was read from."""
    date, year = fields.pop("date", ""), fields.pop("year", "")
    if date:
        return read_date_or_year(date, year)  # a month or day beside it stays a field
    if not year:
        return When(None, publication_state(fields))
    month = fields.pop("month", "")
    when = read_year(year, month, fields.pop("day", ""))
    if month and "month" not in entry.inherited and not is_month_understood(month):
        message = f'month of "{entry.key}" is not understood: "{month}"'
        hint = "write a number, a name (jan), or a span (jul/aug); until then it is printed as it is"
        entry.complaints.add("malformed-month", "warning", message, entry.fields["month"].at, hint)
    if not when.is_well_formed and "year" not in entry.inherited:
        message = f'year of "{entry.key}" is not a year: "{year}"'
        hint = f"write: date = {{{when.text}}}" if when.year else "write four digits, or words (n.d., in press)"
        entry.complaints.add("malformed-year", "warning", message, entry.fields["year"].at, hint)
    return when


def _complain_of_names(entry: Entry, role: str) -> Callable[[str, str, str], None]:
    value = entry.fields[role]
    at = value.at  # names come in their order, so that the text before the last one is not looked through again

    def complain(name: str, message: str, hint: str) -> None:
        nonlocal at
        if role not in entry.inherited:
            at = value.place(name, at)
            entry.complaints.add("malformed-name", "warning", f'{role} of "{entry.key}": {message}', at, hint)

    return complain
