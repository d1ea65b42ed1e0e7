"""Entries in APA style (7th edition), set by citeproc-py with the CSL project's own style file.

citeproc-py does not follow CSL everywhere. What it gets wrong is corrected here by rule, in three places: in the item
that it gets (`_prepare_item`: initials, editions, group authors), in the style (`_correct_style`), and in the entry
that it returns (`_mend_seams`), where its own punctuation meets the user's words. Titles keep the capitals that the
user typed: APA wants sentence case, but no program knows a name from a noun.
"""

from __future__ import annotations

import io
import re
from calendar import month_name
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib import resources
from itertools import groupby
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from litgraph.formats import csljson
from litgraph.markup import marked_container, marked_title
from litgraph.model import SHORTENED_PARTICLES, Name, Work
from litgraph.views.bibliography.runs import (
    SETTING_END,
    SETTINGS,
    Text,
    TextRun,
    address,
    clean,
    clean_marked,
    mark_title,
    merge_runs,
    nest_quotations,
)
from litgraph.words import compact, fold, label, name_date

if TYPE_CHECKING:
    from citeproc import CitationStylesStyle

__all__ = [
    "NUMBERED_BY_NAME",
    "ROMAN_PLACEHOLDERS",
    "CitationForms",
    "ReferenceEntry",
    "SortKey",
    "adjust_item",
    "bracket",
    "cite",
    "is_approximate",
    "is_compiled",
    "is_public_law",
    "join_name",
    "join_range",
    "label_of",
    "language_tag",
    "mark_words",
    "name_decade",
    "name_years",
    "public_law_number",
    "shorten_edition",
    "sort_key",
    "split_roman",
    "translation",
    "typeset",
]


class ReferenceEntry(NamedTuple):
    """A work in a reference list: `letter` follows its year or is "", `label` is how litgraph itself refers to it."""

    work: Work
    letter: str
    label: str
    text: Text


class CitationForms(NamedTuple):
    """How text cites a work: in parentheses, and in the flow of a sentence."""

    parenthetical: Text
    narrative: Text


_DASH = re.compile(r"\s*[-‐‑‒–]+\s*")
_RANGE = re.compile(rf"([^\W\d_]*)(\d{{1,9}}){_DASH.pattern}([^\W\d_]*)(\d{{1,9}})")
_ROMAN_RANGE = re.compile(rf"([ivxlcdm]+{_DASH.pattern}[ivxlcdm]+|[IVXLCDM]+{_DASH.pattern}[IVXLCDM]+)")
_PUBLIC_LAW = re.compile(r"(?i)(?:pub(?:\.|lic)?\s?l(?:\.|aw)?)\s*(?:no\.?\s*)?(?=\d)")
_UNITED_STATES = ("us", "usa", "united states", "united states of america", "countryus")
_ROMAN = re.compile(r"(?=.)m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
# Numbers that stand for Roman ones, which processors take for titles, and that nobody types.
ROMAN_PLACEHOLDERS = ("90709990709", "90809990809")

# Marks around pieces of text while citeproc-py has them: noncharacters, which `clean` keeps out of users' words.
_ITALIC, _ITALIC_END = "\ufdd0", "\ufdd1"
_UPRIGHT, _UPRIGHT_END = "\ufdd2", "\ufdd3"
_TITLE, _TITLE_END = "\ufdd4", "\ufdd5"
_LINK, _LINK_END = "\ufdd6", "\ufdd7"
_TYPED = "\ufdd8"  # after each punctuation mark that the user typed, to tell it from those of citeproc-py
_CLOSING = "\ufdd9"  # before a quotation mark that ends the user's text
_LITERAL, _LITERAL_END = "\ufdda", "\ufddb"  # around a date in words
_BODY, _BODY_END = "\ufddc", "\ufddd"  # around the name of an organisation
_APPROXIMATE = "\ufdde"  # before a date that is marked as such
_MARK = "[\ufdd0-\ufde5]"

_CSL = "{http://purl.org/net/xbiblio/csl}"
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
# Languages of other scripts: a title of theirs in Latin letters is romanised.
_NOT_LATIN = "ja zh ko ru uk bg mk el ar fa ur he hi bn ta th ka hy"
# What APA prints in brackets for a work without title, where it is not the CSL type in words.
_KINDS = {
    "article-journal": "Journal article",
    "article-magazine": "Magazine article",
    "article-newspaper": "Newspaper article",
    "paper-conference": "Conference paper",
    "webpage": "Web page",
    "post-weblog": "Blog post",
    "motion_picture": "Film",
    "dataset": "Data set",
    "software": "Computer software",
    "": "Document",
}
_AND_OTHERS = {"literal": "others"}  # how csljson writes "and others"
_ARTICLES = ("article-journal", "article-magazine", "article-newspaper")
NUMBERED_BY_NAME = ("dataset", "software")  # the number is a name: "ICPSR 37080"
_LEGAL = ("bill", "hearing", "legal_case", "legislation", "regulation", "treaty")
_IN_BOOKS = ("chapter", "paper-conference", "entry", "entry-dictionary", "entry-encyclopedia")
# Kinds that are led by their editors also where they stand in something larger: a volume, an issue.
_WHOLE = ("book", "periodical")
# Kinds that the style dates to the day.
_DATED = """
    article-magazine article-newspaper broadcast collection document event motion_picture pamphlet performance
    personal_communication post post-weblog song speech webpage
"""
_SEASONS = ("", "Spring", "Summer", "Fall", "Winter")
_GROUP_IS_AUTHOR = ("webpage", "report", "standard", "software", "entry-dictionary", "entry-encyclopedia")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_PARTICLES = """
    af al am auf av bin da dal de degli dei del della den der des di do dos du e el ibn la las le lo los of op te ten
    ter the van vom von y zu zum zur
"""


def typeset(works: Iterable[Work]) -> tuple[ReferenceEntry, ...]:
    """The works as one reference list in APA's order, those of the same authors and year told apart by letters.

    A letter that a work has from another list is not kept: letters belong to a list.
    """
    ordered = sorted(((sort_key(work), work) for work in works), key=lambda pair: (pair[0], pair[1].key))
    entries: list[ReferenceEntry] = []
    for _, pairs in groupby(ordered, key=lambda pair: (pair[0].authors, pair[0].year)):
        alike = [work for _, work in pairs]
        for number, work in enumerate(alike):
            letter = _letters(number) if len(alike) > 1 else ""
            entries.append(ReferenceEntry(work, letter, label_of(work, letter), _typeset_entry(work, letter)))
    return tuple(entries)


def _letters(number: int) -> str:
    """a, b, ... z, aa, ab, ..."""
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)


def label_of(work: Work, letter: str) -> str:
    """How text refers to the entry of a work: "Clerc 2020a"."""
    return " ".join(_names_and_date(work, letter))


def cite(entry: ReferenceEntry) -> CitationForms:
    """How text cites an entry in APA style, if no other entry of the list has the same first names and year."""
    names, date = _names_and_date(entry.work, entry.letter)
    if issued := csljson.make_item(entry.work).get("issued"):
        # As in the list ("1800s", "ca. 44 B.C.E."), where a label has what sorts.
        years = f"{'ca. ' if issued.get('circa') else ''}{name_years(issued)}"
        date = years + (entry.letter if years[-1:].isdigit() or not entry.letter else f"-{entry.letter}")
    if _leading_names(csljson.make_item(entry.work)):
        return CitationForms((TextRun(f"({names}, {date})"),), (TextRun(f"{names.replace(' & ', ' and ')} ({date})"),))
    title = clean(entry.work.title) or f"[{_kind(entry.work)}]"
    is_part = entry.work.kind in (*_IN_BOOKS, *_ARTICLES)
    set_title = TextRun(f"“{title}”") if is_part else TextRun(title, italic=bool(entry.work.title))
    return CitationForms((TextRun("("), set_title, TextRun(f", {date})")), (set_title, TextRun(f" ({date})")))


def _names_and_date(work: Work, letter: str) -> tuple[str, str]:
    names = _leading_names(csljson.make_item(work))
    authors = tuple(
        Name(literal=name["literal"])
        if "literal" in name
        else Name(name.get("family", ""), name.get("given", ""), name.get("non-dropping-particle", ""))
        for name in map(join_name, names)
        if name != _AND_OTHERS
    )
    if _AND_OTHERS in names:
        authors += (Name(), Name())  # not named, but enough for "et al."
    lettered = replace(work, authors=authors, editors=(), suffix=letter)
    date = clean(name_date(lettered))
    short_names = clean(label(lettered)).removesuffix(date).rstrip()
    return short_names, date if date.endswith(letter) else f"{date}-{letter}"


# order


class SortKey(NamedTuple):
    """What APA sorts works by (manual, 9.44 to 9.49), most important first."""

    authors: tuple[tuple[str, str, str], ...]
    year: tuple[int, int, int, str]
    day: tuple[int, ...]
    title: str


def sort_key(work: Work) -> SortKey:
    """APA's order: names as printed, one author before several, undated before dated before in press, title."""
    item = csljson.make_item(work)
    is_english = not item.get("language") or item["language"].startswith("en")
    title = _alphabetic(work.get("sorttitle") or work.title, is_english)
    names = tuple(
        (_alphabetic(name["literal"], True), "", "")
        if "literal" in name
        else (
            compact(f"{name.get('non-dropping-particle', '')} {name.get('family', '')}"),
            fold(_initials(name.get("given", ""), name.get("family", ""))),
            _SENIORITY.get(fold(name.get("suffix", "")), fold(name.get("suffix", ""))),
        )
        for name in _leading_names(item)
    )
    if sort_name := compact(work.get("sortname")):
        names = ((sort_name, "", ""),)
    return SortKey(names or ((title or fold(_kind(work)), "", ""),), *_date_key(item), title)


def _date_key(item: dict[str, Any]) -> tuple[tuple[int, int, int, str], tuple[int, ...]]:
    """The year as printed, without a letter; and month and day, where they are printed."""
    if not (issued := item.get("issued")):
        return ((2, 0, 0, fold(item["status"])) if item.get("status") else (0, 0, 0, "")), ()
    if "literal" in issued:
        years = re.findall(r"\d{4}", issued["literal"]) or ["0"]
        year = issued["date-parts"][0][0] if "date-parts" in issued else int(years[0])
        return (1, year, 0, fold(issued["literal"])), ()
    begin, *end = issued["date-parts"]
    last_year = (end[0][0] or 9999) if end and end[0][0] != begin[0] else 0
    day = (issued["season"] * 3,) if "season" in issued else tuple(begin[1:])
    original = item.get("original-date", {"date-parts": [[""]]})["date-parts"][0][0]
    years_printed = (1, begin[0], last_year, f"{'ca' if issued.get('circa') else ''}{original}")
    return years_printed, day if item["type"] in _DATED.split() else ()


def _alphabetic(text: str, is_english: bool) -> str:
    """The text as it is sorted: without an article before it and without spaces, parts of a series by their numbers."""
    folded = _PART.sub(lambda match: f"{match[1]} {match[2]:0>4}", fold(text))
    return (re.sub(r"^(?:an?|the) (?=.)", "", folded) if is_english else folded).replace(" ", "")


_NEWS = re.compile("press release|news release|media release", re.I)
_PART = re.compile(r"\b(part|volume|vol|number|no|chapter|teil|band|tome|partie|parte) (\d+)\b")
_SENIORITY = {"sr": "0", "senior": "0", "jr": "1", "junior": "1"}


# the item that citeproc-py gets


def _leading_names(item: dict[str, Any]) -> list[dict[str, str]]:
    """Who stands first in the entry: authors, else the group behind it, else the editors of a whole book."""
    if item["type"] in _LEGAL:
        return []
    if authors := item.get("author"):
        return list(authors)
    if item["type"] in _GROUP_IS_AUTHOR and "publisher" in item and "editor" not in item:
        return [{"literal": item["publisher"]}]
    is_part = "container-title" in item and item["type"] not in _WHOLE
    return [] if is_part else list(item.get("editor", ()))


def _initials(given_names: str, family_name: str) -> str:
    """Given names as APA prints them: "Daniel Kwok-hung" gives "D. K.-h.", "José María de" gives "J. M. de"."""
    names = re.sub(r"\([^)]*\)|[\"“”«»]", " ", given_names)
    capitals = names.replace(".", "").replace(" ", "")
    if capitals.isalpha() and capitals.isupper() and len(capitals) < 4 and not family_name.isupper():
        names = " ".join(capitals) if "." not in names and " " not in names else names
    shortened: list[str] = []
    for word in re.sub(r"\.(?=[^\s.\-‐‑])", ". ", names).split():
        if word in _PARTICLES.split() and shortened:
            shortened.append(word)
        elif word.strip(".,-‐‑"):
            parts = [
                part if part in ("al", "el", "ad", "ar", "as", "an") and number == 0 else _initial(part)
                for number, part in enumerate(re.split("[-‐‑]", word))
                if part.strip(".,'’")
            ]
            shortened.append("-".join(parts))
    return " ".join(part for part in shortened if part)


def _initial(word: str) -> str:
    """The initial of a name; one that is short already stays ("Yu."), as does one in a script without capitals."""
    letters = word.lstrip("'’ʻʼ`,")
    if not letters or letters[0].upper() == letters[0].lower():
        return word
    if letters.endswith(".") and len(letters) <= 3:
        return letters
    return letters[0] + "."


def _prepare_name(name: dict[str, str]) -> dict[str, str]:
    if name == _AND_OTHERS:
        return {"literal": _mark_typed("et al.")}
    name = join_name(name)
    if literal := name.get("literal") or ("" if name.get("family") else name.get("given", "")):
        return {"literal": f"{_BODY}{_mark_typed(literal)}{_BODY_END}" if "literal" in name else _mark_typed(literal)}
    parts = {part: _mark_typed(text) for part, text in name.items()}
    if "given" in parts:
        parts["given"] = _mark_typed(_initials(clean(name["given"]), name.get("family", "")))
    return {part: text for part, text in parts.items() if text}


def join_name(name: dict[str, str]) -> dict[str, str]:
    """A CSL name, an elided particle joined to the family name ("d'Almeida"), or in one piece in Chinese writing."""
    family, given_name, particle = (name.get(part, "") for part in ("family", "given", "non-dropping-particle"))
    if given_name and _EAST_ASIAN.fullmatch(family) and _EAST_ASIAN.fullmatch(given_name):
        return {"literal": family + given_name}
    if particle.endswith(("'", "’", "-")) and particle[:-1].lower() not in SHORTENED_PARTICLES:
        parts = {part: text for part, text in name.items() if part != "non-dropping-particle"}
        return parts | {"family": particle + family}
    return name


def _prepare_names(names: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return [name for name in map(_prepare_name, names) if name.get("literal") or name.get("family")]


def shorten_edition(text: str) -> str:
    """An edition as APA prints it before "ed.": "2", "second" and "2nd edition" give "2nd"."""
    short = re.sub(r"[\s,.]*\b(?:edn?|edition)\b\.?$", "", clean(text), flags=re.I).strip()
    if short.casefold() in _ORDINALS[1:]:
        short = str(_ORDINALS.index(short.casefold()))
    if short.isdecimal():
        teens = len(short) > 1 and short[-2] == "1"
        return short + ("th" if teens else {"1": "st", "2": "nd", "3": "rd"}.get(short[-1], "th"))
    if short.casefold().rstrip(".") in ("rev", "revised"):
        return "Rev. ed."
    return short if re.fullmatch(r"\d+(?:st|nd|rd|th)", short, re.I) else clean(text)


def mark_words(text: str, work: Work) -> str:
    """The title or container of a work, or words made of them, what is raised, italic and the like marked."""
    for marked, plain in ((marked_title(work), work.title), (marked_container(work), work.container)):
        if text == plain:
            return mark_title(marked, plain)
    return mark_title(text, text)


def _mark_typed(text: str) -> str:
    """The user's words, their punctuation marked as theirs."""
    text = re.sub(r"([.,;:!?<(\-–])", rf"\1{_TYPED}", nest_quotations(clean_marked(text)))
    if re.search(r"[”\"]$", text) or re.search(r"(?:^|[\s(])‘.*’$|(?:^|[\s(])'.*'$", text):
        words = text.rstrip("”’\"'")
        text = f"{words}{_CLOSING}{text[len(words) :]}"
    return text


def _title(title: str, work: Work) -> str:
    title, beside = _mark_typed(title), _mark_typed(bracket(work))
    if not title:
        return f"{_UPRIGHT}[{beside}]{_UPRIGHT_END}"
    return f"{_TITLE}{title}{_TITLE_END}" + (f"{_UPRIGHT} [{beside}]{_UPRIGHT_END}" if beside else "")


def _kind(work: Work) -> str:
    return _KINDS.get(work.kind) or work.kind.replace("_", " ").replace("-", " ").capitalize()


def _type(item: dict[str, Any], has_title: bool) -> str:
    """The CSL type under which the style prints the work as APA has it."""
    kind = str(item["type"]).casefold()
    if kind in _IN_BOOKS[2:] and not item.get("author") and item.get("editor"):
        return "chapter"  # begins with its title
    if kind == "paper-conference" and not item.get("container-title"):
        return "speech"
    is_described = kind in (*_IN_BOOKS, *_ARTICLES, "book", "webpage")
    if kind in ("", "interview", "personal_communication") or not (has_title or is_described):
        return "document"
    return kind


def adjust_item(work: Work) -> dict[str, Any]:
    """The work as a CSL item that prints as APA has it, in any processor; its texts are as the user typed them."""
    source = csljson.make_item(work)
    leading_names = list(map(join_name, _leading_names(source)))
    editors = list(map(join_name, source.get("editor", ())))
    item: dict[str, Any] = {variable: value for variable, value in source.items() if isinstance(value, str)}
    item["type"] = _type(source, bool(clean(item.get("title", ""))))
    if leading_names and (source.get("author") or leading_names != editors):
        item["author"] = leading_names
    if leading_names or "container-title" not in source or item["type"] in _IN_BOOKS:
        item["editor"] = editors
    item["translator"] = list(map(join_name, source.get("translator", ())))
    if item["type"] == "report" and re.fullmatch(r"(?=\S*\d)(?=\S*\W)\w\S*", clean(item.get("number", ""))):
        item["number"] = f"No. {item['number']}"  # "99-02" is no number to processors
    if item["type"] == "legislation" and item.get("number"):
        item["number"] = public_law_number(item["number"])
    item["edition"] = shorten_edition(source.get("edition", ""))
    genre = source.get("genre", "")
    if work.title and source["type"] in ("interview", "dataset", "personal_communication"):
        genre = genre or _kind(work)
    if source["type"] == "report" and genre:
        # "Technical report" says no more than that it is a report, unless a number follows.
        is_telling = item.get("number") or work.get("type").casefold() not in ("techreport", "resreport")
        genre = _capitalize(genre) if item.get("number") else genre if is_telling else ""
    item["genre"] = genre
    if source["type"] in NUMBERED_BY_NAME and item.get("number"):
        item |= {"genre": "", "medium": genre or _kind(work)}  # behind the number, not before it
    if re.fullmatch(r"e\d{3,}", item.get("page", ""), re.I):
        item["number"], item["page"] = item.get("number") or item["page"], ""
    if len(leading_names) == 1 and (group := fold(leading_names[0].get("literal", ""))):
        for variable in ("publisher", "container-title") if source["type"] == "webpage" else ("publisher",):
            item[variable] = "" if fold(item.get(variable, "")) == group else item.get(variable, "")
    if source["type"] == "report" and _NEWS.search(f"{source.get('genre', '')} {work.get('titleaddon')}"):
        item["type"] = "document"  # dated to the day
    _name_volume(work, item)
    _name_holder(source, item)
    item |= {variable: source[variable] for variable in ("issued", "accessed", "original-date") if variable in source}
    if len(item.get("accessed", {"date-parts": [[]]})["date-parts"]) != 1:
        del item["accessed"]
    return {variable: value for variable, value in item.items() if value}


def _name_volume(work: Work, item: dict[str, Any]) -> None:
    """Set a volume with a title of its own as a part of the title of all volumes: "River towns: Vol. 2. Floods"."""
    if item["type"] == "book" and item.get("container-title"):
        item |= {"volume-title": item.get("title", ""), "title": item.pop("container-title")}
    elif item["type"] in _IN_BOOKS and (all_volumes := clean(work.get("maintitle"))) and item.get("volume"):
        item |= {"volume-title": item.get("container-title", ""), "container-title": all_volumes}


def _name_holder(source: dict[str, Any], item: dict[str, Any]) -> None:
    """Say who holds a work that is not published: the department before the university, the museum of a picture."""
    if source["type"] == "manuscript" and source.get("publisher") and (department := item.pop("event-place", "")):
        item["publisher"] = f"{department}, {source['publisher']}"
    if source["type"] in ("motion_picture", "song"):
        # Studios and labels come in lists; "Taylor and Francis" is one publisher.
        item["publisher"] = re.sub(r"\s+and\s+", "; ", source.get("publisher", ""))
    if source["type"] == "graphic" and not source.get("publisher"):
        item["publisher"] = source.get("publisher-place", "")


def bracket(work: Work) -> str:
    """What APA prints in brackets: the translation of a title, or in place of a missing title what the work is."""
    if not clean(work.title):
        return translation(work) or _kind(work)
    return "" if csljson.language_tag(work).startswith("en") else translation(work)


def translation(work: Work) -> str:
    """The title in the language of the review, where the user gives one."""
    return clean(work.get("x-title-translated") or work.get("titleaddon"))


def _prepare_item(work: Work, letter: str) -> dict[str, Any]:
    """The CSL item with which citeproc-py arrives at what APA prints."""
    source = csljson.make_item(work)
    adjusted = adjust_item(work)
    item: dict[str, Any] = {"id": "work", "type": adjusted["type"]}
    # citeproc-py would set titles of periodicals in title case if it took them for English.
    item["language"] = "zxx"
    if volume_title := adjusted.pop("volume-title", ""):
        whole = "title" if adjusted["type"] == "book" else "container-title"
        volume = f"Vol. {adjusted.pop('volume')}. " if adjusted.get("volume") else ""
        adjusted[whole] = f"{adjusted[whole]}: {volume}{volume_title}"
    for variable in ("title", "container-title"):
        adjusted[variable] = mark_words(adjusted.get(variable, ""), work)
    item["title"] = _title(adjusted["title"], work)
    for variable in ("author", "editor", "translator"):
        item[variable] = _prepare_names(adjusted.get(variable, ()))
    item["citation-label"] = "author" if _prepare_names(_leading_names(source)) else ""
    texts = (
        "container-title",
        "original-title",
        "publisher",
        "genre",
        "medium",
        "event-title",
        "event-place",
        "collection-title",
    )
    for variable in (*texts, "archive", "authority"):
        item[variable] = _mark_typed(adjusted.get(variable, ""))
    item["event"] = item.pop("event-title")  # the only one of its two names that citeproc-py knows
    for variable in ("volume", "issue", "number", "collection-number", "version", "number-of-volumes", "page"):
        number = clean(adjusted.get(variable, ""))
        number = join_range(number, "–") if variable in ("volume", "issue") else number
        item[variable] = number.replace("<", f"<{_TYPED}")
    if split_roman(item["volume"]) or _RANGE.fullmatch(item["volume"]):
        item["volume"] = ROMAN_PLACEHOLDERS[0]
    if adjusted["type"] in NUMBERED_BY_NAME and item["number"]:
        item["number"] += _TYPED  # no number to processors, so that no "No." stands before it
    item["edition"] = adjusted.get("edition", "").replace("<", f"<{_TYPED}")
    item |= _prepare_dates(source | {"type": adjusted["type"]}, letter, is_approximate(work))
    if original := source.get("original-date"):
        begin, *end = original["date-parts"]
        circa = "ca. " if original.get("circa") else ""
        years = "–".join([_name_year(begin[0]), *(_name_year(date[0]) for date in end if date[0])])
        item["original-date"] = {"literal": f"{circa}{years}"}
    if doi := clean(source.get("DOI", "")):
        item["DOI"] = f"{quote(doi, safe='/:;().,-_')}{_LINK_END}"
    elif url := clean(source.get("URL", "")):
        item["URL"] = f"{_LINK}{url.replace('<', '<' + _TYPED)}{_LINK_END}"
    return {variable: value for variable, value in item.items() if value}


def is_approximate(work: Work) -> bool:
    """Whether the date of a work is marked as uncertain or approximate, as dates of BibLaTeX are: "1990~"."""
    return bool(re.search(r"\d[?~%]", work.date_text))


def is_compiled(work: Work) -> bool:
    """Whether the editors of a work are its compilers, by BibLaTeX's `editortype`."""
    return bool(work.editors) and work.get("editortype").strip().casefold() == "compiler"


def is_public_law(work: Work) -> bool:
    """Whether a law is one of the United States: its number says so ("Pub. L. 92-500"), or its jurisdiction."""
    places = [work.get(field) for field in ("jurisdiction", "location", "address")]
    is_american = any(place.replace(".", "").strip().casefold() in _UNITED_STATES for place in places)
    return is_american or bool(_PUBLIC_LAW.match(clean(work.get("number"))))


def public_law_number(number: str) -> str:
    """The number of a law without "Pub. L. No.", which styles print before it."""
    return _PUBLIC_LAW.sub("", number, count=1)


def join_range(text: str, dash: str) -> str:
    """A number that spans from one to a later one with another dash: "1-2", "S1–S3", "iv–vi".

    All else is an identifier and stays as it is: "s2-42", "99-02", "2019-3".
    """
    if match := _RANGE.fullmatch(text):
        first_letters, first, last_letters, last = match.groups()
        is_range = first_letters.casefold() == last_letters.casefold() and int(first) < int(last)
    else:
        is_range = bool(_ROMAN_RANGE.fullmatch(text))
    return _DASH.sub(dash, text) if is_range else text


def split_roman(text: str) -> list[str]:
    """The Roman numeral of a volume, or the two of a range of volumes; [] for any other text.

    >>> split_roman("XII"), split_roman("i--iii"), split_roman("Mill"), split_roman("Iv")
    (['XII'], ['i', 'iii'], [], [])
    """
    numerals = _DASH.split(text)
    is_of_one_case = text.islower() or text.isupper()
    return numerals if len(numerals) < 3 and is_of_one_case and all(_is_roman(part) for part in numerals) else []


def _is_roman(text: str) -> bool:
    return bool(_ROMAN.fullmatch(text.lower()))


def _capitalize(text: str) -> str:
    """A series of reports in title case: "working paper" gives "Working Paper"."""
    return re.sub(r"\b(?!(?:of|and|the|for|in|on|to)\b)[a-z]", lambda match: match[0].upper(), text)


def _prepare_dates(source: dict[str, Any], letter: str, is_marked: bool) -> dict[str, Any]:
    """The dates of an item; in words where citeproc-py has none for it."""
    dates: dict[str, Any] = {"year-suffix": letter}
    if "status" in source:
        dates["status"] = _mark_typed(source["status"])
    if "accessed" in source and len(source["accessed"]["date-parts"]) == 1:
        dates["accessed"] = source["accessed"]
    if "issued" not in source:
        return dates
    dates["issued"] = issued = source["issued"]
    begin, *end = [[]] if "literal" in issued else issued["date-parts"]
    date = name_years(issued)
    date += letter if date[-1:].isdigit() or not letter else f"-{letter}"
    if begin and not (end and end[0][0] != begin[0]):
        if source["type"] in _DATED.split() and "season" in issued:
            date += f", {_SEASONS[issued['season']]}"
        elif source["type"] in _DATED.split() and end and len(begin) > 1 and len(end[0]) > 1:
            date += f", {_span(begin[1:], end[0][1:])}"
    if end or "season" in issued or "literal" in issued or begin[0] <= 0 or (is_marked and issued.get("circa")):
        circa = "ca. " if issued.get("circa") else ""
        mark = _APPROXIMATE if circa and is_marked else ""
        dates |= {"issued": {"literal": f"{mark}{_LITERAL}{circa}{date}{_LITERAL_END}"}, "year-suffix": ""}
    return dates


def name_years(issued: dict[str, Any]) -> str:
    """The year or years of a date as APA prints them, without a letter."""
    if "literal" in issued:
        return name_decade(re.sub("--+", "–", clean(issued["literal"])))
    begin, *end = issued["date-parts"]
    if not end or end[0][0] == begin[0]:
        return _name_year(begin[0])
    if not end[0][0]:
        return f"{_name_year(begin[0])}–present"
    if end[0][0] < 0:
        return f"{-begin[0]}–{_name_year(end[0][0])}"
    return f"{_name_year(begin[0])}–{end[0][0]}{'' if begin[0] > 0 else ' C.E.'}"


def _name_year(year: int) -> str:
    """A year as APA prints it: -44 is "44 B.C.E."."""
    return str(year) if year > 0 else f"{-year} B.C.E."


def name_decade(text: str, locale: str = "") -> str:
    """A year of which the last digits are not known, as a decade or century: "18XX" gives "1800s"."""
    match = re.fullmatch(r"(\d{1,3})(X{1,3})", text, re.I)
    if not match or len(text) != 4:
        return text
    first, last = (match[1] + digit * len(match[2]) for digit in "09")
    return f"{first}s" if locale[:2] in ("", "en") else f"{first}–{last}"


def _span(begin: list[int], end: list[int]) -> str:
    """Two dates of one year: "May–June", "April 28–May 2", "April 28–30"."""
    first, last = (" ".join([month_name[date[0]], *map(str, date[1:2])]) for date in (begin, end))
    return f"{first}–{end[1]}" if begin[0] == end[0] and len(end) > 1 else f"{first}–{last}"


# citeproc-py


@cache
def _style() -> CitationStylesStyle:
    from citeproc import CitationStylesStyle

    file = resources.files("litgraph.views") / "styles" / "apa.csl"
    return CitationStylesStyle(io.BytesIO(_correct_style(file.read_bytes())), validate=False)


def _correct_style(style: bytes) -> bytes:
    """The style with detours around what citeproc-py does differently from CSL; the file itself stays as it came."""
    from lxml import etree  # comes with citeproc-py

    root = etree.fromstring(style)
    macros = {macro.get("name"): macro for macro in root.iter(f"{_CSL}macro")}

    def print_if(condition: dict[str, str], element: Any, alternative: Any = None) -> None:
        choose = etree.Element(f"{_CSL}choose")
        element.getparent().replace(element, choose)
        etree.SubElement(choose, f"{_CSL}if", condition).append(element)
        if alternative is not None:
            etree.SubElement(choose, f"{_CSL}else").append(alternative)

    # `_initials` makes the initials: citeproc-py makes "D. K.-. h ." of "D. K.-h.".
    del root.attrib["initialize-with"]
    # It leaves labels as they are where the style has "title" for their case: "(eds.)".
    for element in root.iter(f"{_CSL}label"):
        if element.get("text-case") == "title":
            element.set("text-case", "capitalize-first")
    # It prints again in their usual place the title and the editors that stand in for the author.
    for element in list(macros["bibliography"].iter(f"{_CSL}text")):
        if element.get("macro") == "title-and-descriptions":
            print_if({"variable": "citation-label"}, element, etree.Element(f"{_CSL}text", {"macro": "description"}))
    for element in list(macros["identifier-contributors-monographic"].iter(f"{_CSL}names")):
        if element.get("variable") == "editor translator":
            translator = etree.fromstring(etree.tostring(element))
            translator.set("variable", "translator")
            print_if({"variable": "author"}, element, translator)
    # It prints words that stand beside a missing number: "(Publication)" for every thesis.
    for element in macros["identifier-number"].iter(f"{_CSL}if"):
        if element.get("type") == "thesis":
            element.set("variable", "genre number")
    # A chapter without author begins with its title, not with the editors of the book.
    for element in macros["author"].iter(f"{_CSL}else-if"):
        if element.get("type", "").startswith("book classic"):
            element.set("type", f"{element.get('type')} chapter paper-conference")
    return bytes(etree.tostring(root))


_FORMATTER = SimpleNamespace(
    preformat=str,
    Italic=lambda text: f"{_ITALIC}{text}{_ITALIC_END}",
    **dict.fromkeys(("Oblique", "Bold", "Light", "Underline", "Superscript", "Subscript", "SmallCaps"), str),
)


def _typeset_entry(work: Work, letter: str) -> Text:
    from citeproc import Citation, CitationItem, CitationStylesBibliography
    from citeproc.source.json import CiteProcJSON

    source = CiteProcJSON([_prepare_item(work, letter)])
    bibliography = CitationStylesBibliography(_style(), source, _FORMATTER)
    bibliography.register(Citation([CitationItem("work")]))
    text = _mend_seams("".join(map(str, bibliography.bibliography())))
    if work.kind == "legislation" and not is_public_law(work):
        text = re.sub(r"\bPub\. L\. (?:Nos?\. )?", "", text)
    if is_compiled(work):
        text = re.sub(r"(?<=[( ])Ed(s?)\.\)", r"Comp\1.)", text)  # no words of the user, whose points are marked
    volume = join_range(clean(work.get("volume")), "–")
    if "–" in volume:
        text = text.replace(f"Vol. {ROMAN_PLACEHOLDERS[0]}", f"Vols. {volume}")
    text = text.replace(ROMAN_PLACEHOLDERS[0], volume)
    return _parse_marks(text, csljson.language_tag(work))


# the entry that citeproc-py returns


def _mend_seams(text: str) -> str:
    """The entry with its punctuation corrected where it meets the user's words, which are marked and never touched."""
    marks = f"({_MARK}*)"
    ends = f"[{_TITLE_END}{_ITALIC_END}{_UPRIGHT_END}{_LITERAL_END}{_TYPED}{SETTING_END}]*"
    for wrong, correction in (
        # One full stop after a text that ends with a stop, a question mark or an exclamation mark of its own.
        (rf"([.?!…]{_TYPED}?{_CLOSING}?[”\"’']*{ends})\.(?!{_TYPED})", r"\1"),
        # Stops and commas go inside closing quotation marks.
        (rf"{_CLOSING}([”\"’']+){marks}([.,])(?!{_TYPED})", r"\3\1\2"),
        (r"\b(Eds?\. &) trans\.", r"\1 Trans."),
        # A comma parts names whose parts stand in another order.
        (rf"^({_BODY}[^{_BODY_END}]*{_BODY_END}), (& {_BODY}[^{_BODY_END}]*{_BODY_END}(?!,))", r"\1 \2"),
        # What a date of BibLaTeX marks as approximate was not found on the work.
        (rf"\({_APPROXIMATE}([^{_LITERAL_END}]*{_LITERAL_END})\)", r"[\1]"),
        # "And others" in the user's file is no name.
        (rf" & (?=et al\.{_TYPED})", " "),
        # A range of pages is plural in Roman numerals and with letters, too.
        (rf"\bp\. (?=[^\s,)]+–(?!{_TYPED}))", "pp. "),
        # A number is that of one patent or report, however it is written.
        (rf"\bNos\. (?!{_TYPED})", "No. "),
        # A date in words is printed as the year and again as the day.
        (rf"({_LITERAL}[^{_LITERAL_END}]*{_LITERAL_END}), \1", r"\1"),
        # APA says "Retrieved" only with the day of it.
        (rf"\bRetrieved (?:from )?(?={_LINK})", ""),
    ):
        text = re.sub(wrong, correction, text)
    return re.sub(r"https://doi\.org/", f"{_LINK}https://doi.org/", text) if _LINK not in text else text


def _parse_marks(text: str, lang: str) -> Text:
    """The runs of a marked text; `lang` is the language of the title."""
    runs: list[TextRun] = []
    depth: Counter[str] = Counter()
    settings: list[str] = []
    begins = {_ITALIC_END: _ITALIC, _UPRIGHT_END: _UPRIGHT, _TITLE_END: _TITLE, _LINK_END: _LINK}
    for piece in re.split(f"({_MARK})", text):
        if piece in SETTINGS.values():
            settings.append(piece)
        elif piece == SETTING_END:
            settings = settings[:-1]
        elif piece in begins:
            depth[begins[piece]] -= 1
        elif re.fullmatch(_MARK, piece):
            depth[piece] += 1
        elif piece:
            tag = language_tag(lang, piece) if depth[_TITLE] and not lang.startswith("en") else ""
            link = address(piece) if depth[_LINK] else ""
            # Italics within italics are upright.
            is_italic = (depth[_ITALIC] > 0 and not depth[_UPRIGHT]) != (settings.count(SETTINGS["i"]) % 2 == 1)
            run = TextRun(link or piece, is_italic, SETTINGS["b"] in settings, lang=tag, link=link)
            raised, lowered, capitals = (SETTINGS[name] in settings for name in ("sup", "sub", "sc"))
            runs.append(run._replace(superscript=raised, subscript=lowered, small_caps=capitals))
    return merge_runs(runs)


def language_tag(lang: str, text: str) -> str:
    """The tag of the language `lang` as the text is written: "ja-Latn" for Japanese in Latin letters, else `lang`."""
    is_latin = not re.search(r"[^\W\d_A-Za-z\u00c0-\u024f\u1e00-\u1eff]", text)
    return f"{lang[:2]}-Latn" if lang[:2] in _NOT_LATIN.split() and is_latin else lang
