"""Entries in APA style (7th edition), set by citeproc-py with the CSL project's own style file.

The processor does not follow CSL everywhere. What it gets wrong is put right here in three places, always by rule:
before it (names to initials, editions, group authors), in the style as it is read (`_corrected`), and after it, on the
seams between its own punctuation and the user's words (`_finished`). Titles keep the capitals that the user typed: APA
wants sentence case, but no program knows a name from a noun.
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
from litgraph.model import Name, Work
from litgraph.views.bibliography.runs import Run, Text, address, clean
from litgraph.words import compact, fold, label

if TYPE_CHECKING:
    from citeproc import CitationStylesStyle

__all__ = [
    "Entry",
    "adjusted",
    "bracket",
    "edition",
    "entries",
    "label_of",
    "language_tag",
    "translation",
    "whole_name",
]


class Entry(NamedTuple):
    """A work as it stands in the list; `letter` follows its year, if any, `label` is how text refers to it."""

    work: Work
    letter: str
    label: str
    text: Text


class Cited(NamedTuple):
    """How text refers to a work: in parentheses, and in the flow of a sentence."""

    parenthetical: Text
    narrative: Text


# Marks around pieces of text while the processor has them: noncharacters, which `clean` keeps out of users' words.
_ITALIC, _ITALIC_END = "\ufdd0", "\ufdd1"
_UPRIGHT, _UPRIGHT_END = "\ufdd2", "\ufdd3"
_TITLE, _TITLE_END = "\ufdd4", "\ufdd5"
_LINK, _LINK_END = "\ufdd6", "\ufdd7"
_TYPED = "\ufdd8"  # after each punctuation mark that the user typed, which thus differs from the processor's
_CLOSING = "\ufdd9"  # before a quotation mark that ends the user's text
_LITERAL, _LITERAL_END = "\ufdda", "\ufddb"  # around a date in words
_MARK = "[\ufdd0-\ufddb]"

_CSL = "{http://purl.org/net/xbiblio/csl}"
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
# Languages of other scripts: a title in Latin letters is romanised.
_NOT_LATIN = (
    "ja",
    "zh",
    "ko",
    "ru",
    "uk",
    "bg",
    "mk",
    "el",
    "ar",
    "fa",
    "ur",
    "he",
    "hi",
    "bn",
    "ta",
    "th",
    "ka",
    "hy",
)
# What APA prints in brackets for a work without title.
_KINDS = {
    "article-journal": "Journal article",
    "article-magazine": "Magazine article",
    "article-newspaper": "Newspaper article",
    "paper-conference": "Conference paper",
    "webpage": "Web page",
    "interview": "Interview",
    "personal_communication": "Personal communication",
    "post-weblog": "Blog post",
    "motion_picture": "Film",
    "dataset": "Data set",
    "software": "Computer software",
    "document": "Document",
    "": "Document",
}
_OTHERS = {"literal": "others"}  # how csljson writes "and others"
_LEGAL = ("bill", "hearing", "legal_case", "legislation", "regulation", "treaty")
_IN_BOOKS = ("chapter", "paper-conference", "entry", "entry-dictionary", "entry-encyclopedia")
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


def entries(works: Iterable[Work]) -> tuple[Entry, ...]:
    """The works as one reference list in APA's order, those of the same authors and year told apart by letters.

    A letter that a work brought along from another list is not kept: letters belong to a list.
    """
    prepared = sorted(((_order(work), work) for work in works), key=lambda pair: (pair[0], pair[1].key))
    listed: list[Entry] = []
    for _, same in groupby(prepared, key=lambda pair: (pair[0].authors, pair[0].year)):
        group = [work for _, work in same]
        for number, work in enumerate(group):
            letter = _letters(number) if len(group) > 1 else ""
            listed.append(Entry(work, letter, label_of(work, letter), _set(work, letter)))
    return tuple(listed)


def _letters(number: int) -> str:
    """a, b, ... z, aa, ab, ..."""
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)


def label_of(work: Work, letter: str) -> str:
    """How text refers to the entry: by what stands first in it."""
    return " ".join(_short(work, letter))


def cited(entry: Entry) -> Cited:
    """How text refers to the entry in APA style, of which no other begins alike."""
    who, when = _short(entry.work, entry.letter)
    if _first_place(csljson.make_item(entry.work)):
        return Cited((Run(f"({who}, {when})"),), (Run(f"{who.replace(' & ', ' and ')} ({when})"),))
    title = clean(entry.work.title) or f"[{_kind(entry.work)}]"
    part = entry.work.kind in (*_IN_BOOKS, "article-journal", "article-magazine", "article-newspaper")
    named = Run(f"“{title}”") if part else Run(title, italic=bool(entry.work.title))
    return Cited((Run("("), named, Run(f", {when})")), (named, Run(f" ({when})")))


def _short(work: Work, letter: str) -> tuple[str, str]:
    """The names that stand for the entry, and its date."""
    names = _first_place(csljson.make_item(work))
    first = tuple(
        Name(literal=name["literal"])
        if "literal" in name
        else Name(name.get("family", ""), name.get("given", ""), name.get("non-dropping-particle", ""))
        for name in map(whole_name, names)
        if name != _OTHERS
    )
    if _OTHERS in names:
        first += (Name(), Name())  # not named, but enough for "et al."
    shown = replace(work, authors=first, editors=(), suffix=letter)
    when = clean(f"{work.year}{letter}" if work.year is not None else work.date_text or "n.d.")
    who = clean(label(shown)).removesuffix(when).rstrip()
    return who, when if work.year is not None or not letter else f"{when}-{letter}"


# order


class _Order(NamedTuple):
    authors: tuple[tuple[str, str, str], ...]
    year: tuple[int, int, int, str]
    day: tuple[int, ...]
    title: str


def _order(work: Work) -> _Order:
    """APA's order: names as printed, one author before several, undated before dated before in press, title."""
    data = csljson.make_item(work)
    people = _first_place(data)
    english = not data.get("language") or data["language"].startswith("en")
    title = _alphabetic(work.title, english)
    names = tuple(
        (_alphabetic(name["literal"], True), "", "")
        if "literal" in name
        else (
            compact(f"{name.get('non-dropping-particle', '')} {name.get('family', '')}"),
            fold(_initials(name.get("given", ""), name.get("family", ""))),
            fold(name.get("suffix", "")),
        )
        for name in people
    )
    return _Order(names or ((title or fold(_kind(work)), "", ""),), *_date_order(data), title)


def _date_order(data: dict[str, Any]) -> tuple[tuple[int, int, int, str], tuple[int, ...]]:
    """The year as printed, letters apart; and the day, where it is printed."""
    if status := data.get("status"):
        return (2, 0, 0, fold(status)), ()
    if not (issued := data.get("issued")):
        return (0, 0, 0, ""), ()
    if "literal" in issued:
        years = re.findall(r"\d{4}", issued["literal"]) or ["0"]
        return (1, int(years[0]), 0, fold(issued["literal"])), ()
    begin, *end = issued["date-parts"]
    last = (end[0][0] or 9999) if end and end[0][0] != begin[0] else 0
    day = (issued["season"] * 3,) if "season" in issued else tuple(begin[1:])
    year = (1, begin[0], last, "ca" if issued.get("circa") else "")
    return year, day if data["type"] in _DATED.split() else ()


def _alphabetic(text: str, english: bool) -> str:
    folded = fold(text)
    return (re.sub(r"^(?:an?|the) (?=.)", "", folded) if english else folded).replace(" ", "")


# before the processor


def _first_place(data: dict[str, Any]) -> list[dict[str, str]]:
    """Who stands first in the entry: authors, else the group behind it, else the editors of a whole book."""
    if data["type"] in _LEGAL:
        return []
    if people := data.get("author"):
        return list(people)
    if data["type"] in _GROUP_IS_AUTHOR and "publisher" in data and "editor" not in data:
        return [{"literal": data["publisher"]}]
    return [] if "container-title" in data else list(data.get("editor", ()))


def _initials(given: str, family: str) -> str:
    """Given names as APA prints them: "Daniel Kwok-hung" gives "D. K.-h.", "José María de" gives "J. M. de"."""
    given = re.sub(r"\([^)]*\)|[\"“”«»]", " ", given)
    capitals = given.replace(".", "").replace(" ", "")
    if capitals.isalpha() and capitals.isupper() and len(capitals) < 4 and not family.isupper():
        given = " ".join(capitals) if "." not in given and " " not in given else given
    shortened: list[str] = []
    for word in re.sub(r"\.(?=[^\s.\-‐‑])", ". ", given).split():
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


def _person(name: dict[str, str]) -> dict[str, str]:
    if name == _OTHERS:
        return {"literal": _typed("et al.")}
    name = whole_name(name)
    if whole := name.get("literal") or ("" if name.get("family") else name.get("given", "")):
        return {"literal": _typed(whole)}
    made = {part: _typed(text) for part, text in name.items()}
    if "given" in made:
        made["given"] = _typed(_initials(clean(name["given"]), name.get("family", "")))
    return {part: text for part, text in made.items() if text}


def whole_name(name: dict[str, str]) -> dict[str, str]:
    """The name with an elided particle at its family name ("d'Almeida"); in one piece if it is in Chinese writing."""
    family, given, particle = (name.get(part, "") for part in ("family", "given", "non-dropping-particle"))
    if given and _EAST_ASIAN.fullmatch(family) and _EAST_ASIAN.fullmatch(given):
        return {"literal": family + given}
    if particle.endswith(("'", "’", "-")):
        return {part: text for part, text in name.items() if part != "non-dropping-particle"} | {
            "family": particle + family
        }
    return name


def _people(names: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return [person for person in map(_person, names) if person.get("literal") or person.get("family")]


def edition(text: str) -> str:
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


def _typed(text: str) -> str:
    """The user's words, their punctuation told apart from the processor's."""
    text = re.sub(r"([.,;:!?<(\-–])", rf"\1{_TYPED}", clean(text))
    if re.search(r"[”\"]$", text) or re.search(r"(?:^|[\s(])‘.*’$|(?:^|[\s(])'.*'$", text):
        text = f"{text[:-1]}{_CLOSING}{text[-1]}"
    return text


def _title(work: Work) -> str:
    title, beside = _typed(work.title), _typed(bracket(work))
    if not title:
        return f"{_UPRIGHT}[{beside}]{_UPRIGHT_END}"
    return f"{_TITLE}{title}{_TITLE_END}" + (f"{_UPRIGHT} [{beside}]{_UPRIGHT_END}" if beside else "")


def _kind(work: Work) -> str:
    return _KINDS.get(work.kind) or work.kind.replace("_", " ").replace("-", " ").capitalize()


def _type(data: dict[str, Any], titled: bool) -> str:
    """The CSL type under which the style prints the work as APA has it."""
    kind = str(data["type"]).casefold()
    described = kind in (*_IN_BOOKS, "article-journal", "article-magazine", "article-newspaper", "book", "webpage")
    if kind in ("", "interview", "personal_communication") or not (titled or described):
        return "document"
    return kind


def adjusted(work: Work) -> dict[str, Any]:
    """The CSL item as APA reads it, its texts as the user typed them, for whichever processor."""
    data = csljson.make_item(work)
    first = list(map(whole_name, _first_place(data)))
    editors = list(map(whole_name, data.get("editor", ())))
    made: dict[str, Any] = {name: value for name, value in data.items() if isinstance(value, str)}
    made["type"] = _type(data, bool(clean(work.title)))
    if first and (data.get("author") or first != editors):
        made["author"] = first
    if first or "container-title" not in data or made["type"] in _IN_BOOKS:
        made["editor"] = editors
    made["translator"] = list(map(whole_name, data.get("translator", ())))
    if made["type"] == "report" and re.fullmatch(r"(?=\S*\d)(?=\S*\W)\w\S*", clean(made.get("number", ""))):
        made["number"] = f"No. {made['number']}"  # "99-02" is no number to processors
    made["edition"] = edition(data.get("edition", ""))
    genre = data.get("genre", "")
    if work.title and data["type"] in ("interview", "dataset", "personal_communication"):
        genre = genre or _KINDS[data["type"]]
    if data["type"] == "report" and genre:
        # "Technical report" says no more than that it is a report, unless a number follows.
        named = made.get("number") or work.get("type").casefold() not in ("techreport", "resreport")
        genre = _capitals(genre) if made.get("number") else genre if named else ""
    made["genre"] = genre
    if re.fullmatch(r"e\d{3,}", made.get("page", ""), re.I):
        made["number"], made["page"] = made.get("number") or made["page"], ""
    if len(first) == 1 and (group := fold(first[0].get("literal", ""))):
        for variable in ("publisher", "container-title") if data["type"] == "webpage" else ("publisher",):
            made[variable] = "" if fold(made.get(variable, "")) == group else made.get(variable, "")
    made |= {name: data[name] for name in ("issued", "accessed", "original-date") if name in data}
    if len(made.get("accessed", {"date-parts": [[]]})["date-parts"]) != 1:
        del made["accessed"]
    return {variable: value for variable, value in made.items() if value}


def bracket(work: Work) -> str:
    """What APA adds to a title in brackets: a translation; or prints in its place: the kind of a work without one."""
    if not clean(work.title):
        return _kind(work)
    return "" if csljson.language_tag(work).startswith("en") else translation(work)


def translation(work: Work) -> str:
    """The title in the language of the review, where the user gives one."""
    return clean(work.get("x-title-translated") or work.get("titleaddon"))


def _prepared(work: Work, letter: str) -> dict[str, Any]:
    """The CSL item as citeproc-py needs it to arrive at what APA prints."""
    data = csljson.make_item(work)
    item = adjusted(work)
    made: dict[str, Any] = {"id": "work", "type": item["type"]}
    # The processor would set titles of periodicals in title case if it took them for English.
    made["language"] = "zxx"
    made["title"] = _title(work)
    for variable in ("author", "editor", "translator"):
        made[variable] = _people(item.get(variable, ()))
    made["citation-label"] = "author" if _people(_first_place(data)) else ""
    for variable in ("container-title", "publisher", "genre", "event-title", "event-place", "collection-title"):
        made[variable] = _typed(item.get(variable, ""))
    made["event"] = made.pop("event-title")  # the only one of its two names that citeproc-py knows
    for variable in ("volume", "issue", "number", "collection-number", "version", "number-of-volumes", "page"):
        made[variable] = clean(item.get(variable, "")).replace("<", f"<{_TYPED}")
    made["edition"] = item.get("edition", "").replace("<", f"<{_TYPED}")
    made |= _dates(data, letter)
    if doi := clean(data.get("DOI", "")):
        made["DOI"] = f"{quote(doi, safe='/:;().,-_')}{_LINK_END}"
    elif url := clean(data.get("URL", "")):
        made["URL"] = f"{_LINK}{url.replace('<', '<' + _TYPED)}{_LINK_END}"
    return {variable: value for variable, value in made.items() if value}


def _capitals(text: str) -> str:
    """A series of reports in title case: "working paper" gives "Working Paper"."""
    return re.sub(r"\b(?!(?:of|and|the|for|in|on|to)\b)[a-z]", lambda found: found[0].upper(), text)


def _dates(data: dict[str, Any], letter: str) -> dict[str, Any]:
    """When it came out; in words where the processor has none for it."""
    made: dict[str, Any] = {"year-suffix": letter}
    if "status" in data:
        made["status"] = _typed(data["status"])
    if "accessed" in data and len(data["accessed"]["date-parts"]) == 1:
        made["accessed"] = data["accessed"]
    if "issued" not in data:
        return made
    made["issued"] = issued = data["issued"]
    begin, *end = issued.get("date-parts", [[]])
    said = re.sub("--+", "–", clean(issued.get("literal", "")))
    said += letter if said[-1:].isdigit() or not letter else f"-{letter}"
    if end and not end[0][0]:
        said = f"{begin[0]}–present" + (letter and f"-{letter}")
    elif end and end[0][0] != begin[0]:
        said = f"{begin[0]}–{end[0][0]}{letter}"
    elif begin:
        said = f"{begin[0]}{letter}"
        if data["type"] in _DATED.split() and "season" in issued:
            said += f", {_SEASONS[issued['season']]}"
        elif data["type"] in _DATED.split() and end and len(begin) > 1 and len(end[0]) > 1:
            said += f", {_span(begin[1:], end[0][1:])}"
    if end or "season" in issued or "literal" in issued:
        circa = "ca. " if issued.get("circa") else ""
        made |= {"issued": {"literal": f"{_LITERAL}{circa}{said}{_LITERAL_END}"}, "year-suffix": ""}
    return made


def _span(begin: list[int], end: list[int]) -> str:
    """Two dates of one year: "May–June", "April 28–May 2", "April 28–30"."""
    first, last = (" ".join([month_name[date[0]], *map(str, date[1:2])]) for date in (begin, end))
    return f"{first}–{end[1]}" if begin[0] == end[0] and len(end) > 1 else f"{first}–{last}"


# the processor


@cache
def _style() -> CitationStylesStyle:
    from citeproc import CitationStylesStyle

    file = resources.files("litgraph.views") / "styles" / "apa.csl"
    return CitationStylesStyle(io.BytesIO(_corrected(file.read_bytes())), validate=False)


def _corrected(style: bytes) -> bytes:
    """The style with detours around what citeproc-py does differently from CSL; the file itself stays as it came."""
    from lxml import etree  # comes with citeproc-py

    root = etree.fromstring(style)
    macros = {macro.get("name"): macro for macro in root.iter(f"{_CSL}macro")}

    def either(element: Any, condition: dict[str, str], otherwise: Any = None) -> None:
        """Print the element only where the condition holds."""
        choose = etree.Element(f"{_CSL}choose")
        element.getparent().replace(element, choose)
        etree.SubElement(choose, f"{_CSL}if", condition).append(element)
        if otherwise is not None:
            etree.SubElement(choose, f"{_CSL}else").append(otherwise)

    # Initials are ours: it makes "D. K.-. h ." of "D. K.-h.".
    del root.attrib["initialize-with"]
    # It leaves labels as they are for "title": "(eds.)".
    for tagged in root.iter(f"{_CSL}label"):
        if tagged.get("text-case") == "title":
            tagged.set("text-case", "capitalize-first")
    # It prints again in their usual place the title and the editors that stand in for the author.
    for found in list(macros["bibliography"].iter(f"{_CSL}text")):
        if found.get("macro") == "title-and-descriptions":
            either(found, {"variable": "citation-label"}, etree.Element(f"{_CSL}text", {"macro": "description"}))
    for found in list(macros["identifier-contributors-monographic"].iter(f"{_CSL}names")):
        if found.get("variable") == "editor translator":
            only = etree.fromstring(etree.tostring(found))
            only.set("variable", "translator")
            either(found, {"variable": "author"}, only)
    # It prints words that stand beside a missing number: "(Publication)" for every thesis.
    for found in macros["identifier-number"].iter(f"{_CSL}if"):
        if found.get("type") == "thesis":
            found.set("variable", "genre number")
    # A chapter without author begins with its title, not with the editors of the book.
    for found in macros["author"].iter(f"{_CSL}else-if"):
        if found.get("type", "").startswith("book classic"):
            found.set("type", f"{found.get('type')} chapter paper-conference")
    return bytes(etree.tostring(root))


_FORMATTER = SimpleNamespace(
    preformat=str,
    Italic=lambda text: f"{_ITALIC}{text}{_ITALIC_END}",
    **dict.fromkeys(("Oblique", "Bold", "Light", "Underline", "Superscript", "Subscript", "SmallCaps"), str),
)


def _set(work: Work, letter: str) -> Text:
    """One entry of the list."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography
    from citeproc.source.json import CiteProcJSON

    data = _prepared(work, letter)
    bibliography = CitationStylesBibliography(_style(), CiteProcJSON([data]), _FORMATTER)
    bibliography.register(Citation([CitationItem("work")]))
    return _runs(_finished("".join(map(str, bibliography.bibliography()))), csljson.language_tag(work))


# after the processor


def _finished(text: str) -> str:
    """The entry with its seams mended; what the user typed is never touched, being marked."""
    marks = f"({_MARK}*)"
    ended = f"[{_TITLE_END}{_ITALIC_END}{_UPRIGHT_END}{_LITERAL_END}{_TYPED}]*"
    for wrong, right in (
        # One full stop after a text that ends with a stop, a question mark or an exclamation mark of its own.
        (rf"([.?!…]{_TYPED}?{_CLOSING}?[”\"’']?{ended})\.(?!{_TYPED})", r"\1"),
        # Stops and commas go inside closing quotation marks.
        (rf"{_CLOSING}([”\"’']){marks}([.,])(?!{_TYPED})", r"\3\1\2"),
        (r"\b(Eds?\. &) trans\.", r"\1 Trans."),
        # "And others" in the user's file is no name.
        (rf" & (?=et al\.{_TYPED})", " "),
        # A range of pages is plural in Roman numerals and with letters, too.
        (rf"\bp\. (?=[^\s,)]+–(?!{_TYPED}))", "pp. "),
        # A date in words is printed as the year and again as the day.
        (rf"({_LITERAL}[^{_LITERAL_END}]*{_LITERAL_END}), \1", r"\1"),
        # APA says "Retrieved" only with the day of it.
        (rf"\bRetrieved (?:from )?(?={_LINK})", ""),
    ):
        text = re.sub(wrong, right, text)
    return re.sub(r"https://doi\.org/", f"{_LINK}https://doi.org/", text) if _LINK not in text else text


def _runs(text: str, lang: str) -> Text:
    """The marked text taken apart."""
    runs: list[Run] = []
    depth: Counter[str] = Counter()
    opened = {_ITALIC_END: _ITALIC, _UPRIGHT_END: _UPRIGHT, _TITLE_END: _TITLE, _LINK_END: _LINK}
    for piece in re.split(f"({_MARK})", text):
        if piece in opened:
            depth[opened[piece]] -= 1
        elif re.fullmatch(_MARK, piece):
            depth[piece] += 1
        elif piece:
            tongue = language_tag(lang, piece) if depth[_TITLE] and not lang.startswith("en") else ""
            link = ""
            if depth[_LINK]:
                link = address(piece)
                piece = link or piece
            italic = depth[_ITALIC] > 0 and not depth[_UPRIGHT]
            run = Run(piece, italic, lang=tongue, link=link)
            if runs and runs[-1][1:] == run[1:]:
                run = run._replace(text=runs.pop().text + piece)
            runs.append(run)
    return tuple(runs)


def language_tag(lang: str, text: str) -> str:
    """The language of a text, and whether it is romanised: "ja-Latn"."""
    latin = not re.search(r"[^\W\d_A-Za-z\u00c0-\u024f\u1e00-\u1eff]", text)
    return f"{lang[:2]}-Latn" if lang[:2] in _NOT_LATIN and latin else lang
