"""One entry of a list of references, taken apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from litgraph.model import Name
from litgraph.reading.paper import Reference
from litgraph.reading.references.addresses import addresses
from litgraph.reading.references.dates import MONTHS, head, late
from litgraph.reading.references.fields import ENDS, MEETING, Field, Style, fields, is_place
from litgraph.reading.references.figures import figures
from litgraph.reading.references.names import UPPER, scan
from litgraph.reading.references.parts import LAW, parts

__all__ = ["LABEL", "parse", "parse_list", "printed_number"]

LABEL = re.compile(
    r"\s*(?:[-*•–▪]\s+)?(?:\[(?P<box>\d{1,4}|[\w+.:-]{2,20})\]|\((?P<round>\d{1,4})\)|"
    rf"(?P<bare>\d{{1,4}})(?:[.)](?=\s|{UPPER}|(?:v[ao]n|d[aei]|del|l[ae])\s)|\s(?=\D)|(?={UPPER}(?:\.|[a-z])))|"
    r"(?=[-*•–▪]\s))\s*(?:[-*•–▪]\s+)?"
)
# "Title (Place: Publisher, 2001), p. 3" is read as "Title. Place: Publisher, 2001., p. 3".
_CAPITALISED = rf"{UPPER}[\w.’'-]*(?:[ ,/&]+(?:(?:and|und|et|e|y|de|am)\s)?{UPPER}[\w.’'-]*){{0,5}}"
_IMPRINT = re.compile(
    rf" \(({_CAPITALISED}\s?:\s?{UPPER}[^()]{{2,100}}|{UPPER}[\w .,&-]{{2,60}},?\s(?:DATE|\d{{4}}))\)"
)
_SAYS = re.compile(r"(?<![\w-])[a-zß-ÿ]{4,}")
_STOP = re.compile(r"[^\W\d_]{2}\. ")
_TRIM = " \t\n.,;:*_"
_LOOSE = re.compile(r" ([,;.])\s?(?=[^\W\d])")  # as some PDFs have it: "Title ,Phys .Rev"
_DATE = re.compile(r"(?<![A-Za-z])DATE(?![A-Za-z])")  # what stands for the year that was taken
_MARKS = re.compile(r"(?<![\w*_])[*_]{1,3}(?=\S)")
_MARKS_END = re.compile(r"(?<=[^\s*_])[*_]{1,3}(?!\w)")
_QUOTED = re.compile(r"[\"“„«‘`'‹「『《»]{1,2}\s?(.*?)\s?[,.]?[\"”“»’'›」』》«]{1,2}[.,]?")
_THESIS = re.compile(
    r"\b(?:ph\.?\s?-?d|doctoral|master|m\.?sc|tese|dissertação|dissertation|thesis|diplom|tesis|thèse|habilitation|"
    r"mémoire|doktorarbeit|diss\.|tesi\b|proefschrift|avhandling|bachelor|автореф|дис\.)",
    re.IGNORECASE,
)
_GENRES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("thesis", _THESIS.pattern),
        ("paper-conference", r"presented|conference|poster|session|given at|delivered"),
        ("report", r"report|\brep\b|rpt|memo|working|discussion|white ?paper|\bpaper\b|brief|technical"),
        ("software", r"software|r package|mobile app"),
        ("dataset", r"data ?set|conjunto de dados"),
        ("motion_picture", r"film|motion|dvd"),
        ("broadcast", r"television|tv series|podcast"),
        ("patent", r"patent"),
        ("personal_communication", r"personal comm"),
        ("manuscript", r"manuscript"),
        ("map", r"^\W*map"),
        ("post-weblog", r"blog"),
        ("article-journal", r"\[J"),
        ("book", r"\[M"),
        ("thesis", r"\[D\b(?!B)"),
        ("paper-conference", r"\[C\b"),
        ("report", r"\[R\b|publication|bulletin|circular"),
        ("article-newspaper", r"\[N\b"),
        ("webpage", r"\[EB"),
    )
)
_ISSUED = frozenset(["dataset", "motion_picture", "report", "software", "thesis"])  # by a publisher, in no journal
_PREPRINT = re.compile(
    r"\b(?:arxiv|biorxiv|medrxiv|chemrxiv|psyarxiv|socarxiv|ssrn|preprints?|osf preprints|research square)\b",
    re.IGNORECASE,
)
_NEWSPAPER = re.compile(
    r"\b(?:times|post|guardian|herald|tribune|gazette|globe|telegraph|observer|chronicle|daily|independent|zeitung|"
    r"tageszeitung|monde|figaro|libération|país|folha|estado de s\w+ paulo|corriere|repubblica|news|bbc|cnn|reuters|"
    r"wall street journal)\b",
    re.IGNORECASE,
)
_CASE = re.compile(
    r"(?P<title>[^.,;]{2,80} vs?\.? [^,;]{2,80}?)(?:, |\s(?=[\[(]))(?=.*\d)|"
    r"(?P<act>[^.,;:]{3,120}\bAct(?: of \d{4})?)(?=[,(\s]+(?:\d+|§|Pub|c\.|s\.|\[))"
)


def printed_number(label: re.Match[str] | None) -> tuple[int, str] | None:
    """The number in what LABEL found, and its form: "box", "round" or "bare"; None where there is none."""
    if label is None:
        return None
    numbers = ((form, label[form]) for form in ("box", "round", "bare"))
    return next(((int(text), form) for form, text in numbers if text and text.isdigit()), None)


class _Entry:
    """An entry on its way: its text without addresses, names and date, cut into parts, and the values found so far."""

    __slots__ = ("chosen", "cut", "dated", "order", "rest", "titled", "values")

    def __init__(self, raw: str, before: tuple[Name, ...], given_first: bool = False) -> None:
        values: dict[str, Any] = {}
        text = _LOOSE.sub(r"\1 ", " ".join(raw.split()))
        if found := LABEL.match(text):
            values["label"] = found["box"] or found["round"] or found["bare"] or ""
            text = text[found.end() :]
        text, values["ids"], values["url"], values["accessed"] = addresses(text)
        if case := _CASE.match(text):
            self._is_law(case, text, values)
            return
        text = _MARKS_END.sub("", text)  # those that open are evidence yet
        names = ""  # the last name, if it may be a title instead
        begins = head(text, given_first)
        self.dated = begins is not None
        if begins:
            people, found, title = begins
            values["title"] = _clean(title)
            values["year"] = int(found["year"]) if found["year"] else None
            values["suffix"] = (found["suffix"] or found["nth"] or "").strip("-")
            more = found.groupdict().get("more") or ""
            if not found["year"] or more.strip(" ,.") or MONTHS.search(found[0]):
                values["date_text"] = found[0].strip("()[] .,")
            if original := found["boxed"] or found.groupdict().get("before"):
                values["original_year"] = int(original)
            text = text[found.end() :].lstrip(" .,;:)")
        else:
            imprint = _IMPRINT.search(text)
            is_note = imprint is not None and not _STOP.search(text, 0, imprint.start())
            people = scan(text, given_first=given_first or is_note)
            names = text[people.whole : people.end] if people.whole >= 0 else ""
            text, values["year"], values["suffix"], values["date_text"] = late(text[people.end :].lstrip(" .,;:)"))
        if people.whole == 0 and len(people.names) == 1 and (LAW.match(text) or is_place(names)):
            people.names = [Name(literal=names)]  # "São Paulo. Lei nº 9.610": no person
        self.order = people.order
        listed = before if people.again else tuple(people.names)
        values["editors" if people.editors else "authors"] = listed
        self.values, self.titled = values, bool(values.get("title"))
        self.rest = _without_brackets(text)
        self.cut = parts(self.rest)
        self.chosen = self.fields()
        if not self.titled and "title" not in self.chosen:
            self._give_back(names)

    def _is_law(self, found: re.Match[str], text: str, values: dict[str, Any]) -> None:
        """Take a case or an act, of which nobody is the author: "Brown v. Board, 347 U.S. 483 (1954)"."""
        title = found["title"] or found["act"]
        values |= {"title": title, "kind": "legal_case" if found["title"] else "legislation"}
        self.rest, values["year"], values["suffix"], values["date_text"] = late(text[len(title) :].lstrip(" ,"))
        self.values, self.titled, self.dated, self.cut, self.chosen, self.order = values, True, False, [], [], ""

    def fields(self, style: Style | None = None) -> list[Field]:
        """The field of each part, in a list of that style."""
        signed = bool(self.values.get("authors") or self.values.get("editors"))
        return fields(self.rest, self.cut, self.titled, style, signed, self.dated)

    def _give_back(self, name: str) -> None:
        """Take as title what was taken for a name: "Good chemistry. (1996).", "David Archard, Sexual Consent"."""
        authors = self.values.get("authors", ())
        if len(authors) == 1 and _SAYS.search(authors[0].literal):
            self.values |= {"title": authors[0].literal, "authors": ()}
            self.titled = True
        elif len(authors) == 1 and len(authors[0].given) > 3 and "." not in authors[0].given and not name:
            self.values["authors"] = (Name(authors[0].family),)  # "Homer, The Iliad. London: Fjord Press"
            self.rest = f"{authors[0].given}. {self.rest}"
            self.cut = parts(self.rest)
        elif name and authors:
            self.values["authors"] = authors[:-1]
            self.rest = _without_brackets(
                f"{name} {self.rest}" if self.rest.startswith("(") else f"{name}, {self.rest}"
            )
            self.cut = parts(self.rest)
        self.chosen = self.fields()

    @property
    def title_end(self) -> str:
        """The gap with which a title ends and something else begins; "" if it ends the entry."""
        if self.titled or not self.chosen or self.chosen[0] != "title":
            return "none"
        place = next((place for place, field in enumerate(self.chosen) if field != "title"), len(self.chosen))
        if place == len(self.chosen):
            return ""
        return self.cut[place].before if self.chosen[place] != "numbers" else "none"


def parse(raw: str, index: int = 0, start: int = 0, before: tuple[Name, ...] = ()) -> Reference:
    """The fields of an entry; `before` are the authors of the entry before it, for whom a dash may stand."""
    return _made(_Entry(raw, before), raw, index, start)


def parse_list(entries: Sequence[tuple[str, int]], first: int = 0) -> list[Reference]:
    """The fields of the entries of one list, each with its offset; how titles end, and which name comes first, in most
    tells how it is in all."""
    read = _entries(entries)
    orders = Counter(entry.order for entry in read)
    if 1 < orders["given"] > orders["family"]:
        read = _entries(entries, given_first=True)
    if len(read) >= 5:
        style = _style(read)
        for entry in read:
            if entry.title_end in ENDS - {style.title_end} | {""} or "publisher" in entry.chosen:
                entry.chosen = entry.fields(style)
    return [
        _made(entry, raw, first + number, start)
        for number, (entry, (raw, start)) in enumerate(zip(read, entries, strict=True))
    ]


def _entries(entries: Sequence[tuple[str, int]], given_first: bool = False) -> list[_Entry]:
    read: list[_Entry] = []
    before: tuple[Name, ...] = ()
    for raw, _ in entries:
        entry = _Entry(raw, before, given_first)
        before = entry.values.get("authors") or entry.values.get("editors") or ()
        read.append(entry)
    return read


def _style(read: Sequence[_Entry]) -> Style:
    ends = Counter(entry.title_end for entry in read if entry.title_end in ENDS)
    end, often = ends.most_common(1)[0] if ends else ("", 0)
    journals = sum(("container", "numbers") in pairwise(entry.chosen) for entry in read)
    return Style(end if often >= 5 and often >= 0.7 * ends.total() else "", journals >= 0.7 * len(read))


def _without_brackets(text: str) -> str:
    """A text in which the imprint of a book stands open."""
    return _IMPRINT.sub(lambda found: f". {found[1]}.", text)


def _made(entry: _Entry, raw: str, index: int, start: int) -> Reference:
    """The reference, once it is known which part is what."""
    values, text = entry.values, entry.rest
    spans: dict[Field, tuple[int, int]] = {}
    editors: list[Name] = []
    numbers: list[str] = []
    last: Field | None = None
    before = 0
    for part, field in zip(entry.cut, entry.chosen, strict=True):
        # A second year, "(2022). Population of Towns 2022.", is part of the title.
        if field == "numbers" and last == "title" and part.before == "space" and entry.dated:
            field = "title" if _LONE_YEAR.fullmatch(text, part.start, part.end) else field
        if field == "numbers":
            numbers.append(text[part.start : part.end])
        elif field == "editors":
            editors += part.people
        elif field not in spans:
            spans[field] = part.start, part.end
        elif field == last and spans[field][1] == before:
            spans[field] = spans[field][0], part.end  # of several runs the first counts
        last, before = field, part.end

    def said(field: Field) -> str:
        return _clean(text[slice(*spans[field])]) if field in spans else ""

    genre = text[slice(*spans["genre"])] if "genre" in spans else ""
    if author := said("author"):
        values["authors"] = (Name(literal=author),)
    volume, issue, pages = figures(" ; ".join(numbers))
    if pages and "container" not in spans and ("publisher" in spans or "place" in spans):
        _part_chapter(entry, spans)
    values |= {
        "title": values.get("title") or said("title"),
        "container": said("container"),
        "publisher": said("publisher"),
        "place": said("place"),
        "volume": volume,
        "issue": issue,
        "pages": pages,
    }
    if "," in genre and _THESIS.search(genre):  # "[Doctoral dissertation, University of X]. ProQuest."
        values["publisher"] = _clean(genre.partition(",")[2].rstrip(" )]"))
    if editors and not values.get("editors"):
        values["editors"] = tuple(editors)
    values["kind"] = values.get("kind") or _kind(entry, genre, "in" in [part.before for part in entry.cut])
    if values["kind"] in _ISSUED and not (values["publisher"] or volume):
        values |= {"publisher": values["container"], "container": ""}
    return replace(Reference(index, raw, start, start + len(raw)), **values)


def _part_chapter(entry: _Entry, spans: dict[Field, tuple[int, int]]) -> None:
    """Of a book's "Title. Title. Place: Publisher, 1997:12-34" the second title is that of the whole."""
    inner = [
        number
        for number, (part, field) in enumerate(zip(entry.cut, entry.chosen, strict=True))
        if field == "title" and part.before in ("stop", "quote") and number and entry.chosen[number - 1] == "title"
    ]
    if inner:
        end = spans["title"][1]
        spans["title"] = spans["title"][0], entry.cut[inner[-1] - 1].end
        spans["container"] = entry.cut[inner[-1]].start, end


def _kind(entry: _Entry, genre: str, inside: bool) -> str:
    values = entry.values
    container = values["container"]
    if LAW.match(values["title"]):
        return "legislation"
    if genre:
        for kind, pattern in _GENRES:
            if pattern.search(genre):
                return kind
    if _PREPRINT.search(container) or (not container and _PREPRINT.search(entry.rest)):
        return "article"
    if MEETING.search(container):
        return "paper-conference"
    if container:
        if values.get("editors") or (inside and (values["publisher"] or values["place"])):
            return "chapter"
        if _NEWSPAPER.search(container) and not values["volume"]:
            return "article-newspaper"
        if values["place"] and not values["pages"]:
            return ""  # of a series
        if values["volume"] or values["issue"] or values["pages"] or values["ids"]:
            return "article-journal"
        return "chapter" if inside else ""
    if (values["publisher"] and not values["url"]) or values["place"]:
        return "book"
    return "webpage" if values["url"] else ""


_LONE_YEAR = re.compile(r"(?:1[5-9]|20)\d\d[.,]?")


def _clean(text: str) -> str:
    """A field without the marks around it."""
    text = _MARKS.sub("", _DATE.sub("", text)).strip()
    quoted = _QUOTED.fullmatch(text)
    text = (quoted[1] if quoted else text).strip(_TRIM)
    if text.count("(") > text.count(")"):
        text = re.sub(r"\s*\([^()]*$", "", text).strip(_TRIM)
    return " ".join(text.split())
