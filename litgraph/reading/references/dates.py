"""The date of an entry, after its authors or further back."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from litgraph.months import MONTHS
from litgraph.reading.references.names import LETTER, UPPER, AuthorList, read_name_block
from litgraph.reading.vocabulary import NO_DATE

__all__ = ["DATED", "MONTH", "YEAR", "EntryHead", "drop_state", "read_head", "take_late_date"]

YEAR = r"(?<![\d/.])(?:1[5-9]|20)\d\d"
_SHORT_MONTHS = {name[:3] for english, _, _, _, portuguese, _ in MONTHS for name in (english, portuguese)}
_PERIODS = {"Febr", "Sept", "Spring", "Summer", "Fall", "Autumn", "Winter"}
DATED = re.compile(
    rf"{YEAR}|(?<={LETTER}{{3}}\.)(?:1[5-9]|20)\d\d(?=[;:,(]|$)|\b(?:{NO_DATE})|"
    r"(?<![\d/.-])\d{1,2}([/.-])\d{1,2}\1\d\d(?![\d/.-])",
    re.IGNORECASE,
)
MONTH = rf"(?:{'|'.join(sorted(_SHORT_MONTHS.union(_PERIODS, *MONTHS)))})\b\.?"
_YEARS = rf"(?P<year>{YEAR})(?P<suffix>(?:[a-z]|-[a-z])(?![\w]))?(?:\s?[-–/]\s?\d{{2,4}}(?!\d))?"
_DATE = rf"(?:(?P<circa>c(?:a|irca)?\.?\s?)?{_YEARS}|(?P<none>{NO_DATE})(?P<nth>-?[a-z]\b)?)"
# The date after the authors: "(2010a).", "(2019, April 16).", "2003.", "[1923] 1999", "(n.d.)", "(1923/1999)".
_HEAD_ROUND = re.compile(
    rf"[(\[（［]\s*(?:(?P<before>{YEAR})\s*/\s*|"
    rf"\[(?P<boxed>{YEAR})\]\s*)?(?:{MONTH}\s*(?:\d{{1,2}},?\s*)?)?{_DATE}年?(?P<more>[^()\[\]（）［］]{{0,40}})[)\]）］]"
    rf"(?!(?<=\])\s*{YEAR}[a-z]?\s*[.,:;])",
    re.IGNORECASE,
)
_HEAD_BARE = re.compile(
    rf"(?:(?<=[.,;)]\s)|(?<=[.,;:)])|(?<=\w\s))(?:[\[(](?P<boxed>{YEAR})[\])]\s*)?{_DATE}(?=\s*[.,:;(]|\s+[“\"«]|"
    rf"\s+{UPPER}|$)"
)
_LATE = re.compile(rf"{YEAR}(?P<suffix>[a-z](?!\w))?")
_LATE_NONE = re.compile(rf"[(\[,.;]\s*({NO_DATE})\s*(?=[)\].,;]|$)", re.IGNORECASE)
_STATE_AT_END = re.compile(rf"\s*[(\[,.;]\s*(?:{NO_DATE})[\s)\].,;]*$", re.IGNORECASE)

_WORD_AFTER = re.compile(rf"{LETTER}{{2}}")
_TITLE_AFTER = re.compile(rf"{LETTER}{{2,}}[^\w]+{LETTER}{{2,}}")
_SENTENCE = re.compile(rf"{LETTER}{{3}}\. ")
_TRIM = " \t\n.,;:*_"


class EntryHead(NamedTuple):
    """The authors and the date that an entry begins with, or the title where that stands for the authors."""

    authors: AuthorList
    date: re.Match[str]
    title: str = ""


def read_head(text: str, is_given_first: bool = False) -> EntryHead | None:
    """Read the authors and the date of an entry that begins with both; None for any other."""
    dates = (date for pattern in (_HEAD_ROUND, _HEAD_BARE) for date in islice(pattern.finditer(text, 0, 3500), 3))
    for date in sorted(dates, key=lambda date: date.start())[:4]:
        before = text[: date.start()].strip()
        if not before or not _WORD_AFTER.search(text, date.end()):
            continue
        authors = read_name_block(before, is_given_first)
        is_body = bool(authors and authors.names and authors.names[0].literal)
        if date.re is _HEAD_ROUND:
            if authors is not None:
                return EntryHead(authors, date)
            # APA puts the title before the date where nobody is named.
            if date.start() <= 300 and text[date.end() : date.end() + 1] in (".", ":", ",") and before[-1] in ".?!":
                return EntryHead(AuthorList(0), date, before.strip(_TRIM))
        elif (
            authors is not None
            and _TITLE_AFTER.search(text, date.end())
            and not (is_body and (_SENTENCE.search(before) or date.start() > 120 or re.search(r"\d", before)))
            and sum(bool(name.literal) for name in authors.names) < 2
        ):
            return EntryHead(authors, date)
    return None


def take_late_date(text: str) -> tuple[str, int | None, str, str]:
    """Put DATE for the date that an entry prints further back.

    Returns the text, the year, the letter after it, and the words that are printed instead of a year.
    """
    likeliest: re.Match[str] | None = None
    highest_rank = 1
    for year in _LATE.finditer(text):
        before, after = text[max(0, year.start() - 4) : year.start()], text[year.end() : year.end() + 2]
        if re.search(r"\d\s?[-–]\s?$|[-–]$|p\.\s?$|:\s?$", before) or (
            re.match(r"\s?[-–]\s?\d", after) and ";" not in after
        ):
            continue
        if before.endswith("(") and after[:1] in (")", ",", "/"):
            rank = 4 if re.search(r"\d[,.]?\s?\($", before) else 3  # "70 (1993), 1704": a volume, its year, a page
        elif re.match(r"\s?[;:]", after) or re.search(rf"(?:[,;.]|{LETTER})\s?$", before):
            rank = 3 if re.match(r"\s?(?:[.,;:]|$)", after) else 2
        else:
            rank = 1
        if rank >= highest_rank:
            likeliest, highest_rank = year, rank
    if likeliest:
        text = f"{text[: likeliest.start()]}DATE{text[likeliest.end() :]}"
        return text, int(likeliest[0][:4]), likeliest["suffix"] or "", ""
    if substitute := _LATE_NONE.search(text):
        return f"{text[: substitute.start()]} DATE{text[substitute.end() :]}", None, "", substitute[1]
    return text, None, "", ""


def drop_state(text: str) -> str:
    """Return what follows the date of an entry without a state of the work at its end: "Nature (in press)."."""
    return _STATE_AT_END.sub(".", text)
