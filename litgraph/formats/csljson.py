"""Works written as CSL-JSON, which Zotero, pandoc and every CSL processor read.

Fields that CSL has no variable for are left out, and so are the fields "x-...".
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from litgraph.markup import marked_container, marked_title

if TYPE_CHECKING:
    from litgraph.model import Corpus, Name, Work

__all__ = ["how_published", "language_tag", "make_item", "make_marked_item", "write_bibliography"]

# BibLaTeX field -> CSL variable; of several fields for one variable, the first that a work has is written.
_TEXTS = {
    "publisher": "publisher",
    "institution": "publisher",
    "school": "publisher",
    "organization": "publisher",
    "location": "publisher-place",
    "address": "publisher-place",
    "volume": "volume",
    "volumes": "number-of-volumes",
    "edition": "edition",
    "series": "collection-title",
    "eid": "number",
    "chapter": "chapter-number",
    "pagetotal": "number-of-pages",
    "version": "version",
    "note": "note",
    "annotation": "annote",
    "annote": "annote",
    "abstract": "abstract",
    "keywords": "keyword",
    "shorttitle": "title-short",
    "shortjournal": "container-title-short",
    "eventtitle": "event-title",
    "venue": "event-place",
    "origtitle": "original-title",
    "origpublisher": "original-publisher",
    "issn": "ISSN",
    "url": "URL",
}
_PEOPLE = {"translator": "translator", "bookauthor": "container-author"}
_IDS = {"doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "pmid": "PMID", "pmcid": "PMCID"}
_SERIAL = ("article-journal", "article-magazine", "article-newspaper", "periodical")
_GENRES = {
    "phdthesis": "Doctoral dissertation",
    "mathesis": "Master's thesis",
    "mastersthesis": "Master's thesis",
    "bathesis": "Bachelor's thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
    "patent": "Patent",
    "patentde": "German Patent",
    "patenteu": "European Patent",
    "patentfr": "French Patent",
    "patentuk": "British Patent",
    "patentus": "U.S. Patent",
    "patreq": "Patent Request",
    "patreqde": "German Patent Request",
    "patreqeu": "European Patent Request",
    "patreqfr": "French Patent Request",
    "patrequk": "British Patent Request",
    "patrequs": "U.S. Patent Request",
    "datacd": "Data CD",
    "audiocd": "Audio CD",
}
# The countries of patents, by BibLaTeX's names for them.
_COUNTRIES = {
    "countryde": "Germany",
    "countryep": "European Union",
    "countryeu": "European Union",
    "countryfr": "France",
    "countryuk": "United Kingdom",
    "countryus": "United States",
}
# BibLaTeX's name of a language (`langid`) -> language tag.
_LANGUAGE_TABLE = """
    afrikaans=af albanian=sq american=en-US arabic=ar armenian=hy australian=en-AU austrian=de-AT basque=eu
    bengali=bn brazil=pt-BR brazilian=pt-BR breton=br british=en-GB bulgarian=bg canadian=en-CA canadien=fr-CA
    catalan=ca chinese=zh croatian=hr czech=cs danish=da dutch=nl english=en esperanto=eo estonian=et farsi=fa
    finnish=fi francais=fr french=fr galician=gl georgian=ka german=de greek=el hebrew=he hindi=hi hungarian=hu
    icelandic=is indonesian=id irish=ga italian=it japanese=ja korean=ko latin=la latvian=lv lithuanian=lt
    macedonian=mk magyar=hu malay=ms mongolian=mn naustrian=de-AT newzealand=en-NZ ngerman=de norsk=nb norwegian=no
    nswissgerman=de-CH nynorsk=nn persian=fa polish=pl polutonikogreek=el portuges=pt portuguese=pt romanian=ro
    russian=ru serbian=sr slovak=sk slovene=sl slovenian=sl spanish=es swahili=sw swedish=sv swissgerman=de-CH
    tamil=ta thai=th turkish=tr ukenglish=en-GB ukrainian=uk urdu=ur usenglish=en-US vietnamese=vi welsh=cy
"""
_LANGUAGES = dict(pair.split("=") for pair in _LANGUAGE_TABLE.split())
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.I)
_SERIES = {"newseries": "New Series", "oldseries": "Old Series"}
_STATES = {
    "inpress": "in press",
    "inpreparation": "in preparation",
    "prepublished": "advance online publication",
}
# What biblatex's styles write for the state of a manuscript.
_MANUSCRIPTS = {
    "maninprep": "Manuscript in preparation",
    "mansub": "Manuscript submitted for publication",
    "manunpub": "Unpublished manuscript",
}
# The subtypes of works that are no texts, where they are not words themselves ("Album", "Mobile app").
_SUBTYPES = {
    "execorder": "Executive order",
    "film": "Film",
    "powerpoint": "PowerPoint slides",
    "tvepisode": "TV series episode",
    "tvseries": "TV series",
}
_DESCRIBED = ("dataset", "document", "graphic", "motion_picture", "performance", "software", "song", "webpage")
_DAY = r"(-?\d{4})(?:-(\d\d|XX))?(?:-(\d\d|XX))?(?:T[\d:.Z+-]+)?([?~%]?)"
_DATES = re.compile(rf"{_DAY}(?:(/)(?:{_DAY}|(?:\.\.)?))?")
_UNKNOWN_BEGINNING = re.compile(r"\A(?:\.\.)?/(?=-?\d)")  # of "/1999", CSL has the end alone
_CIRCA = re.compile(r"(?:ca?\.?|circa|about|um|vers|~)\s*(\d{4})", re.I)
_NO_DATE = re.compile(r"\W*(?:n\.?\s?d|s\.?\s?d|s\.?\s?a|o\.?\s?j|no date|undated)?\W*", re.I)
_SHORT_DOI = re.compile(r"(?i)(?:https?://)?(?:doi\.org/)?((?:10/)?[a-z0-9]{4,8})")
_ADDRESS = re.compile(r"https?://\S*[^\s.,;)]")
_REPORTER = re.compile(r"(\d+) (.*\S) (\d+|_+)")  # where a judgment is printed: "347 U.S. 483"
# A word with the closing marks behind it.
_CLOSED_WORD = re.compile(r"(\w+)[^\w\s.,;:(\[{<“‘«–—-]*")
_LEADING_WORDS = frozenset(("available", "accessed", "online", "retrieved", "url", "at", "from", "on", "via"))
_SEASONS = {21: 1, 22: 2, 23: 3, 24: 4}


def language_tag(work: Work) -> str:
    """The language tag of a work ("ja" where its `langid` is japanese), or "" where no language is known."""
    name = (work.get("langid") or work.get("language")).strip()
    tag = _LANGUAGES.get(name.casefold())
    return tag or (name if _TAG.fullmatch(name) and (len(name) < 4 or "-" in name) else "")


def _make_name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: text for part, text in parts.items() if text}


def _read_people(text: str) -> list[dict[str, str]]:
    """The names in a field that the reader left as text: "Roe, Jane and John Doe"."""
    people = []
    for person in filter(None, map(str.strip, re.split(r"\s+and\s+", text))):
        *words, last = person.split()
        family, given_names = person.split(",", 1) if "," in person else (last, " ".join(words))
        parts = {"family": family.strip(), "given": given_names.strip()}
        people.append({part: text for part, text in parts.items() if text})
    return people


def _date_parts(year: str, month: str | None, day: str | None) -> list[int]:
    """Year, month and day, up to the first that cannot be one; 44 B.C.E., the year -43 of EDTF, is -44 in CSL."""
    parts = [int(year) - 1 if year.startswith("-") else int(year)]
    for text, most in ((month, 12), (day, 31)):
        if not text or not text.isdecimal() or not 1 <= int(text) <= most:
            break
        parts.append(int(text))
    return parts


def _read_date(text: str) -> dict[str, Any] | None:
    """The CSL date for a date of BibLaTeX (2019-04-16, 2019-04/2019-05, 2019-21, 1990~), or None for any other text."""
    match = _DATES.fullmatch(text.strip())
    if not match:
        if circa := _CIRCA.fullmatch(text.strip()):
            return {"date-parts": [[int(circa[1])]], "circa": True}
        return None
    year, month, day, doubt, is_range, end_year, end_month, end_day, end_doubt = match.groups()
    date: dict[str, Any] = {"date-parts": [_date_parts(year, month, day)]}
    if is_range:
        # In CSL, the year 0 at its end leaves a range open.
        date["date-parts"].append(_date_parts(end_year or "0", end_month, end_day))
    elif month and month.isdecimal() and int(month) in _SEASONS:
        date["season"] = _SEASONS[int(month)]
    if doubt or end_doubt:
        date["circa"] = True
    return date


def _date_variable(work: Work) -> dict[str, Any]:
    """The variable for the date of a work: `issued`, or `status` for "in press" and the like; {} where it has none."""
    text = _UNKNOWN_BEGINNING.sub("", work.date_text.strip())
    if date := _read_date(text):
        return {"issued": date}
    if work.year is not None:
        date = {"date-parts": [[work.year if work.year > 0 else work.year - 1]]}
        is_told_by_year = text in ("", f"{work.year}{work.suffix}")
        return {"issued": date if is_told_by_year else {**date, "literal": text}}
    if _NO_DATE.fullmatch(text):
        # A talk is dated by the event that it was given at.
        event_date = _read_date(work.get("eventdate"))
        return {"issued": event_date} if event_date else {}
    return {"issued": {"literal": text}} if re.search(r"\d", text) else {"status": text}


def _describe_publication(work: Work, data: dict[str, Any]) -> None:
    """Add to the data of an item what says in words how its work was published, and what kind of work it is."""
    subtype = work.get("entrysubtype")
    if work.kind == "article-journal" and subtype.casefold() == "nonacademic":
        data["type"] = "article-magazine"
    if work.kind in _DESCRIBED or subtype.casefold() == "audiobook":
        description = _SUBTYPES.get(subtype.casefold(), subtype)
        data.setdefault("genre", description[:1].upper() + description[1:])
    if work.kind == "thesis" and work.get("publisher") and work.get("institution"):
        # The university is where the thesis was written, the publisher who keeps it.
        data |= {"publisher": work.get("institution"), "archive": work.get("publisher")}
    if work.kind == "legal_case":
        if reporter := _REPORTER.fullmatch(work.get("citation")):
            data |= {"volume": reporter[1], "container-title": reporter[2], "page": reporter[3]}
        if court := work.get("organization"):
            data["authority"] = court
            del data["publisher"]
    if work.kind == "periodical" and work.get("issuetitle"):
        if work.container:
            data["genre"] = work.get("issuetitle")
        else:
            issue_title = ": ".join(filter(None, (work.get("issuetitle"), work.get("issuesubtitle"))))
            data |= {"title": issue_title, "container-title": work.title}
    if work.kind == "webpage" and not work.get("eprinttype") and not re.search(r"\d", work.get("eprint")):
        data.setdefault("publisher", work.get("eprint"))
    if short_doi := _SHORT_DOI.fullmatch(work.get("doi")):
        data.setdefault("URL", f"https://doi.org/{short_doi[1]}")
    _say_how_published(work, data)


def how_published(work: Work) -> str:
    """What an entry says of how its work was published ("Unpublished manuscript", "Poster"), without addresses."""
    text = work.get("howpublished")
    if address := _ADDRESS.search(text):
        text = _cut_leading_words(text[: address.start()])
    return _MANUSCRIPTS.get(text, text)


def _cut_leading_words(text: str) -> str:
    """The text before an address without what leads to it: "Poster" of "Poster, available at"."""
    words = list(_CLOSED_WORD.finditer(text))
    while words and words[-1][1].casefold() in _LEADING_WORDS:
        words.pop()
    return text[: words[-1].end()] if words else ""


def _say_how_published(work: Work, data: dict[str, Any]) -> None:
    """Add the words of `howpublished`: what a manuscript is, the state of an article, else who brought the work out."""
    if address := _ADDRESS.search(work.get("howpublished")):
        data.setdefault("URL", address[0])
    text = how_published(work)
    if work.kind == "manuscript":
        variables = ["genre", "medium"]
    elif work.kind in _SERIAL:
        variables = ["status"]
    else:
        variables = ["publisher", "genre", "medium"]
    free = [variable for variable in variables if not data.get(variable)]
    if text and free:
        data[free[0]] = text


def make_item(work: Work) -> dict[str, Any]:
    """Make the CSL-JSON item of a work, with its values as the user typed them."""
    data: dict[str, Any] = {"id": work.key, "type": work.kind, "title": work.title}
    data["author"] = [_make_name(name) for name in work.authors]
    data["editor"] = [_make_name(name) for name in work.editors]
    for role in {"author", "editor"} & set(work.get("et-al").split()):
        data[role].append({"literal": "others"})  # as pandoc does: CSL has no variable for "and others"
    data["container-title"] = work.container
    for field, variable in _TEXTS.items():
        if value := work.get(field):
            data.setdefault(variable, value)
    places = re.split(r"\s+and\s+", data.get("publisher-place", ""))
    if any(place in _COUNTRIES for place in places):
        data["publisher-place"] = ", ".join(_COUNTRIES.get(place, place) for place in places)
    if series := _SERIES.get(work.get("series").casefold()):
        data["collection-title"] = series
    for field, variable in _PEOPLE.items():
        data[variable] = _read_people(work.get(field))
    if state := work.get("pubstate"):
        data["status"] = _STATES.get(state.casefold(), state)
    data |= _date_variable(work)
    if number := work.get("number"):
        if work.kind in _SERIAL:
            data["issue"] = number
        else:
            data["collection-number" if work.get("series") and work.kind != "report" else "number"] = number
    if issue := work.get("issue"):
        data.setdefault("issue", issue)
    if genre := work.get("type"):
        data["genre"] = _GENRES.get(genre.casefold(), genre)
    data["page"] = re.sub(r"\s*[-‐‑‒–—]+\s*", "-", work.get("pages"))
    _describe_publication(work, data)
    if accessed := _read_date(work.get("urldate")):
        data["accessed"] = accessed
    if original := _read_date(work.get("origdate") or work.get("origyear")):
        data["original-date"] = original
    for identifier in sorted(work.ids):
        kind, _, value = identifier.partition(":")
        if kind in _IDS:
            data.setdefault(_IDS[kind], value)
        elif kind == "arxiv" and not work.container and not any(name.startswith("doi:") for name in work.ids):
            data.setdefault("URL", f"https://arxiv.org/abs/{value}")
    if isbn := re.match(r"[\s(]*([\dXx‑–-]{10,})", work.get("isbn")):
        data.setdefault("ISBN", isbn[1])  # of a chapter or paper it is the book's, and so no identifier
    data["language"] = language_tag(work)
    return {variable: value for variable, value in data.items() if value or variable in ("id", "type")}


def make_marked_item(work: Work) -> dict[str, Any]:
    """Make the CSL-JSON item of a work, with tags in its titles around what is raised, italic and the like."""
    item = make_item(work)
    for variable in {"title", "container-title"} & item.keys():
        for marked, plain in ((marked_title(work), work.title), (marked_container(work), work.container)):
            item[variable] = marked if item[variable] == plain else item[variable]
    return item


def write_bibliography(corpus: Corpus) -> str:
    """Write the works of the corpus as a CSL-JSON document, in the order of their keys."""
    works = sorted(corpus.works, key=lambda work: work.key)
    return json.dumps([make_marked_item(work) for work in works], ensure_ascii=False, indent=2) + "\n"
