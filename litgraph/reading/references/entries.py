"""What an entry of a list of references says: its text becomes a Reference."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from litgraph.model import Name
from litgraph.reading.paper import Reference
from litgraph.reading.references.dates import MONTH, drop_state, read_head, take_late_date
from litgraph.reading.references.fields import MEETING, TITLE_ENDS, Field, ListStyle, Opening, is_place, label_segments
from litgraph.reading.references.identifiers import take_identifiers
from litgraph.reading.references.names import LETTER, UPPER, scan_names
from litgraph.reading.references.numbering import read_numbering
from litgraph.reading.references.segments import LAW, Segment, split_segments

__all__ = ["LABEL", "LONGEST_ENTRY", "holds_several_works", "parse_entries", "parse_entry", "printed_number"]

LONGEST_ENTRY = 20_000
"""The number of characters of an entry that are read: enough for the names of a thousand authors."""

LABEL = re.compile(
    r"\s*(?:[-*•–▪]\s+)?(?:\[(?P<box>\d{1,4}|[\w+⁺*.:-]{2,20}|[^\W\d_][^\[\]\n]{1,40}\b\d{2,4}[a-z]?)\]|\((?P<round>\d{1,4})\)|"
    rf"(?P<bare>\d{{1,4}})(?:[.)](?=\s|{UPPER}|(?:v[ao]n|d[aei]|del|l[ae])\s)|\s(?=\D)|(?={UPPER}(?:\.|[a-z])))|"
    r"(?=[-*•–▪]\s))\s*(?:[-*•–▪]\s+)?"
)
# "Title (Place: Publisher, 2001), p. 3" is read as "Title. Place: Publisher, 2001., p. 3".
_CAPITALISED = rf"{UPPER}[\w.’'-]*(?:[ ,/&]+(?:(?:and|und|et|e|y|de|am)\s)?{UPPER}[\w.’'-]*){{0,5}}"
_IMPRINT = re.compile(
    rf" \(({_CAPITALISED}\s?:\s?{UPPER}[^()]{{2,100}}|{UPPER}[\w .,&-]{{2,60}},?\s(?:DATE|\d{{4}}))\)"
)
_LOWERCASE_WORD = re.compile(r"(?<![\w-])[a-zß-ÿ]{4,}")
_STOP = re.compile(r"[^\W\d_]{2}\. ")
_TRIM = " \t\n.,;:*_"
# Spaces that stand wrongly or are lost, as some PDFs have them, and what stands there in print.
_SPACING = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=[(\[]) | (?=[)\]])", ""),  # "( 1 )(1990 )"
        (r" ([,;.])\s?(?=[^\W\d])| ([,;])\s?(?=\d)|(?<=[^\W\d]) (\.)\s?(?=\d)", r"\1\2\3 "),  # "Title ,Phys .Rev .B"
        (r"(?<=\d) ?([-–—]) ?(?=\d)", r"\1"),  # "363 -386"
        (r"(?<=\d\))(?=[\d(])", " "),  # "6(1)(1990)3"
    )
)
_LOST_SPACE = re.compile(
    rf"(?<={LETTER}{{3}}[.,;])(?=\d)|(?<=[a-zß-ÿ]{{3}}[.,;])(?={UPPER}[a-zß-ÿ])|(?<=\b[A-Z][.,])(?={UPPER}[a-zß-ÿ])|"
    rf"(?<=[\d)],)(?={LETTER})|(?<=[a-zß-ÿ]{{4}})(?=\d{{1,3}} ?\(\d)"
)
_DATE = re.compile(r"(?<![A-Za-z])DATE(?![A-Za-z])")  # stands for a date that was taken out
_MARKS = re.compile(r"(?<![\w*_])[*_]{1,3}(?=\S)")
_MARKS_END = re.compile(r"(?<=[^\s*_])[*_]{1,3}(?!\w)")
_QUOTED = re.compile(r"[\"“„«‘`'‹「『《»]{1,2}\s?(.*?)\s?[,.]?[\"”“»’'›」』》«]{1,2}[.,]?")
_THESIS = re.compile(
    r"\b(?:ph\.?\s?-?d|doctoral|master|m\.?sc|tese|dissertação|dissertation|thesis|diplom|tesis|thèse|habilitation|"
    r"mémoire|doktorarbeit|diss\.|tesi\b|proefschrift|avhandling|bachelor|автореф|дис\.)",
    re.IGNORECASE,
)
_GENRES = (
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
# A number may stand for several works, of which the first is read: "See, e.g., M. Tink, ...", "(a) ... (b) ...",
# "66, 1125 (1994); E. H. Brand, ...".
_SEE = re.compile(
    r"\(?a\)\s|(?:[Ss]ee(?:,? also)?(?:,? (?:e\.\s?g\.|for (?:example|instance)))?|"
    rf"[Ff]or (?:a )?reviews?,? see(?: \w+\.)?),? (?={UPPER})"
)
_SECOND_WORK = re.compile(
    rf"(?<=[.;]) \(?b\)\s|(?<=\d\d\d\d\));\s(?={UPPER}\.[ -]?(?:{UPPER}\.[ -]?)*{UPPER}{LETTER}|ibid)"
)
_BULLET_DASH = re.compile(r"\A[—―–-]\s+(?=\w)")
_ORIGINAL = re.compile(r"[Oo]riginal(?:ly)? (?:work )?published(?: in)? ((?:1[0-9]|20)\d\d)\b")
_YEAR_SPAN = re.compile(r"(?:1[4-9]|20)\d\d\s?[-–—/]\s?(?:1[4-9]|20)?\d\d[.,]?")
_LONE_YEAR = re.compile(r"(?:1[5-9]|20)\d\d[.,]?")


def printed_number(label: re.Match[str] | None) -> tuple[int, str] | None:
    """The number in a match of LABEL, and its form ("box", "round" or "bare"); None where there is none."""
    if label is None:
        return None
    numbers = ((form, label[form]) for form in ("box", "round", "bare"))
    return next(((int(text), form) for form, text in numbers if text and text.isdigit()), None)


def holds_several_works(raw: str) -> bool:
    """Whether an entry holds a work behind the first, which alone is read: "... (1994); E. H. Brand, ..."."""
    return bool(_SECOND_WORK.search(_mend_spacing(raw)))


def _mend_spacing(raw: str) -> str:
    """The beginning of a printed entry on one line, with its spaces as they stand in print."""
    text = " ".join(raw[:LONGEST_ENTRY].split())
    for pattern, replacement in _SPACING:
        text = pattern.sub(replacement, text)
    return text


class _DraftEntry:
    """An entry while it is read: the values found so far, and the rest of its text, in segments with their fields.

    `previous` is the entry before it, for whose authors a dash may stand.
    """

    __slots__ = ("fields", "is_dated", "name_order", "segments", "text", "values")
    values: dict[str, Any]

    def __init__(self, raw: str, previous: _DraftEntry | None, is_given_first: bool = False) -> None:
        values: dict[str, Any] = {}
        text = _mend_spacing(raw)
        if label := LABEL.match(text):
            values["label"] = label["box"] or label["round"] or label["bare"] or ""
            text = text[label.end() :]
        text, values["ids"], values["url"], values["accessed"] = take_identifiers(text)
        text = _LOST_SPACE.sub(" ", text)
        if see := _SEE.match(text):
            text = text[see.end() :]
        if second := _SECOND_WORK.search(text):
            text = text[: second.start()]
        if case := _CASE.match(text):
            self._read_law(case, text, values)
            return
        if original := _ORIGINAL.search(text):
            values["original_year"] = int(original[1])
        text = _MARKS_END.sub("", text)  # the marks that open italics are still needed
        last_name = ""  # of the authors, if it may be a title instead
        head = read_head(text, is_given_first)
        self.is_dated = head is not None
        if head:
            authors, date, title = head
            values["title"] = _strip_marks(title)
            values["year"] = int(date["year"]) if date["year"] else None
            values["suffix"] = (date["suffix"] or date["nth"] or "").strip("-")
            details = date.groupdict().get("more") or ""
            if not date["year"] or details.strip(" ,.") or re.search(MONTH, date[0]):
                values["date_text"] = date[0].strip("()[] .,")
            if printed_before := date["boxed"] or date.groupdict().get("before"):
                values["original_year"] = int(printed_before)
            text = drop_state(text[date.end() :].lstrip(" .,;:)"))
        else:
            imprint = _IMPRINT.search(text)
            is_note = imprint is not None and not _STOP.search(text, 0, imprint.start())
            authors = scan_names(text, is_given_first=is_given_first or is_note)
            if authors.full_name_start >= 0:
                last_name = text[authors.full_name_start : authors.end]
            text = text[authors.end :].lstrip(" .,;:)")
            text, values["year"], values["suffix"], values["date_text"] = take_late_date(text)
        if authors.full_name_start == 0 and len(authors.names) == 1 and (LAW.match(text) or is_place(last_name)):
            authors.names = [Name(literal=last_name)]  # "São Paulo. Lei nº 9.610": no person
        self.name_order = authors.order
        names, has_more = tuple(authors.names), authors.has_more
        if authors.is_repeated:
            names = previous.people if previous else ()
            has_more = bool(previous and previous.values.get("et_al"))
        values["editors" if authors.are_editors else "authors"] = names
        values["et_al"] = ("editor" if authors.are_editors else "author") if has_more else ""
        self.values = values
        self._split_text(text)
        if not values.get("title") and "title" not in self.fields:
            self._take_title_from_name(last_name)

    @property
    def people(self) -> tuple[Name, ...]:
        """Its authors, or else its editors."""
        return self.values.get("authors") or self.values.get("editors") or ()

    def _read_law(self, case: re.Match[str], text: str, values: dict[str, Any]) -> None:
        """Read a case or an act, of which nobody is the author: "Brown v. Board, 347 U.S. 483 (1954)"."""
        title = case["title"] or case["act"]
        values |= {"title": title, "kind": "legal_case" if case["title"] else "legislation"}
        text = text[len(title) :].lstrip(" ,")
        self.text, values["year"], values["suffix"], values["date_text"] = take_late_date(text)
        self.values, self.is_dated, self.name_order = values, False, ""
        self.segments: list[Segment] = []
        self.fields: list[Field] = []

    def _split_text(self, text: str) -> None:
        self.text = _IMPRINT.sub(r". \1.", text)
        self.segments = split_segments(self.text)
        self.label()

    def label(self, style: ListStyle | None = None) -> None:
        """Choose the field of each segment, in a list of a style."""
        is_signed = self.values.get("authors") or self.values.get("editors")
        opening: Opening = "dated" if is_signed and self.is_dated else "signed" if is_signed else "unsigned"
        self.fields = label_segments(self.text, self.segments, "titled" if self.values.get("title") else opening, style)

    def _take_title_from_name(self, name: str) -> None:
        """Take as title what was taken for a name: "Good chemistry. (1996).", "David Archard, Sexual Consent"."""
        authors = self.values.get("authors", ())
        if len(authors) == 1 and _LOWERCASE_WORD.search(authors[0].literal):
            self.values |= {"title": authors[0].literal, "authors": (), "et_al": ""}
            self.label()
        elif len(authors) == 1 and len(authors[0].given) > 3 and "." not in authors[0].given and not name:
            self.values["authors"] = (Name(authors[0].family),)  # "Homer, The Iliad. London: Fjord Press"
            self._split_text(f"{authors[0].given}. {self.text}")
        elif name and authors:
            self.values["authors"] = authors[:-1]
            self._split_text(f"{name} {self.text}" if self.text.startswith("(") else f"{name}, {self.text}")

    @property
    def title_end(self) -> str:
        """The gap between the title and what follows it; "" if it ends the entry, "none" if it does not tell."""
        if not self.fields or self.fields[0] != "title":
            return "none"
        place = next((place for place, field in enumerate(self.fields) if field != "title"), len(self.fields))
        if place == len(self.fields):
            return ""
        return self.segments[place].gap if self.fields[place] != "numbers" else "none"


def parse_entry(raw: str, index: int = 0, start: int = 0) -> Reference:
    """Read the fields of an entry that stands alone; `index` and `start` become those of the reference."""
    return _build_reference(_DraftEntry(raw, None), raw, index, start)


def parse_entries(entries: Sequence[tuple[str, int]], first_index: int = 0) -> list[Reference]:
    """Read the fields of the entries of one list, given as text and offset.

    All are read as most of them are printed: with the given name first or not, and with titles that end in one way.
    """
    texts = [raw for raw, _ in entries]
    if texts and _BULLET_DASH.match(texts[0]):  # the first entry has no authors to repeat
        texts = [_BULLET_DASH.sub("", text) for text in texts]
    drafts = _draft_entries(texts)
    orders = Counter(draft.name_order for draft in drafts)
    if 1 < orders["given"] > orders["family"]:
        drafts = _draft_entries(texts, is_given_first=True)
    if len(drafts) >= 5:
        style = _list_style(drafts)
        for draft in drafts:
            if draft.title_end in TITLE_ENDS - {style.title_end} | {""} or "publisher" in draft.fields:
                draft.label(style)
    return [
        _build_reference(draft, raw, index, start)
        for index, (draft, (raw, start)) in enumerate(zip(drafts, entries, strict=True), first_index)
    ]


def _draft_entries(texts: Sequence[str], is_given_first: bool = False) -> list[_DraftEntry]:
    drafts: list[_DraftEntry] = []
    for text in texts:
        drafts.append(_DraftEntry(text, drafts[-1] if drafts else None, is_given_first))
    return drafts


def _list_style(drafts: Sequence[_DraftEntry]) -> ListStyle:
    ends = Counter(draft.title_end for draft in drafts if draft.title_end in TITLE_ENDS)
    end, count = ends.most_common(1)[0] if ends else ("", 0)
    journals = sum(("container", "numbers") in pairwise(draft.fields) for draft in drafts)
    return ListStyle(end if count >= 5 and count >= 0.7 * ends.total() else "", journals >= 0.7 * len(drafts))


def _build_reference(draft: _DraftEntry, raw: str, index: int, start: int) -> Reference:
    """Make a reference of an entry whose segments have their fields."""
    values, text = draft.values, draft.text
    spans: dict[Field, tuple[int, int]] = {}
    editors: list[Name] = []
    numbers: list[str] = []
    previous_field: Field | None = None
    end = 0
    for segment, field in zip(draft.segments, draft.fields, strict=True):
        # A second year, "(2022). Population of Towns 2022.", and the years it is about are part of the title.
        if field == "numbers" and previous_field == "title":
            is_second = segment.gap == "space" and draft.is_dated
            pattern = _LONE_YEAR if is_second else _YEAR_SPAN
            field = "title" if pattern.fullmatch(text, segment.start, segment.end) else field
        if field == "numbers":
            numbers.append(text[segment.start : segment.end])
        elif field == "editors":
            editors += segment.people
        elif field not in spans:
            spans[field] = segment.start, segment.end
        elif field == previous_field and spans[field][1] == end:
            spans[field] = spans[field][0], segment.end  # only the first run of a field counts
        previous_field, end = field, segment.end
    numbering = read_numbering(" ; ".join(numbers))
    if numbering.pages and "container" not in spans and ("publisher" in spans or "place" in spans):
        _split_book_title(draft, spans)
    printed = {field: text[slice(*span)] for field, span in spans.items()}
    if LAW.match(printed.get("title", "")) and values.get("year"):
        printed["title"] = _DATE.sub(str(values["year"]), printed["title"])  # "Lei nº 9.610, de 19 de maio de 1998"
    if author := _strip_marks(printed.get("author", "")):
        values |= {"authors": (Name(literal=author),), "et_al": ""}
    values |= {field: _strip_marks(printed.get(field, "")) for field in ("container", "publisher", "place")}
    values |= {"title": values.get("title") or _strip_marks(printed.get("title", "")), **numbering._asdict()}
    genre = printed.get("genre", "")
    if "," in genre and _THESIS.search(genre):  # "[Doctoral dissertation, University of X]. ProQuest."
        values["publisher"] = _strip_marks(genre.partition(",")[2].rstrip(" )]"))
    if editors and not values.get("editors"):
        values["editors"] = tuple(editors)
    values["kind"] = values.get("kind") or _read_kind(draft, genre)
    if values["kind"] in _ISSUED and not (values["publisher"] or values["volume"]):
        values |= {"publisher": values["container"], "container": ""}
    return replace(Reference(index, raw, start, start + len(raw)), **values)


def _split_book_title(draft: _DraftEntry, spans: dict[Field, tuple[int, int]]) -> None:
    """Make the second title of "Title. Title. Place: Publisher, 1997:12-34" that of the book."""
    places = [
        place
        for place, (segment, field) in enumerate(zip(draft.segments, draft.fields, strict=True))
        if field == "title" and segment.gap in ("stop", "quote") and place and draft.fields[place - 1] == "title"
    ]
    if places:
        book = draft.segments[places[-1]]
        spans["container"] = book.start, spans["title"][1]
        spans["title"] = spans["title"][0], draft.segments[places[-1] - 1].end


def _read_kind(draft: _DraftEntry, genre: str) -> str:
    """The CSL type of the work that an entry is of, or "" if nothing tells it."""
    values = draft.values
    container = values["container"]
    is_inside = any(segment.gap == "in" for segment in draft.segments)
    if LAW.match(values["title"]):
        return "legislation"
    if kind := next((kind for kind, pattern in _GENRES if re.search(pattern, genre, re.IGNORECASE)), ""):
        return kind
    if _PREPRINT.search(container) or (not container and _PREPRINT.search(draft.text)):
        return "article"
    if MEETING.search(container):
        return "paper-conference"
    if container:
        if values.get("editors") or (is_inside and (values["publisher"] or values["place"])):
            return "chapter"
        if _NEWSPAPER.search(container) and not values["volume"]:
            return "article-newspaper"
        if values["place"] and not values["pages"]:
            return ""  # the container may be a series
        if values["volume"] or values["issue"] or values["pages"] or values["ids"]:
            return "article-journal"
        return "chapter" if is_inside else ""
    if (values["publisher"] and not values["url"]) or values["place"]:
        return "book"
    return "webpage" if values["url"] else ""


def _strip_marks(text: str) -> str:
    """A field without the marks around it."""
    text = _MARKS.sub("", _DATE.sub("", text)).strip()
    quoted = _QUOTED.fullmatch(text)
    text = (quoted[1] if quoted else text).strip(_TRIM)
    if text.count("(") > text.count(")"):
        text = re.sub(r"\s*\([^()]*$", "", text).strip(_TRIM)
    return " ".join(text.split())
