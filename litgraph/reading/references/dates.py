"""Who and when: the date of an entry, after its authors or further back."""

from __future__ import annotations

import re
from itertools import islice

from litgraph.reading.references.names import LETTER, UPPER, People, block

__all__ = ["MONTH", "NO_DATE", "YEAR", "head", "late"]

YEAR = r"(?<![\d/.])(?:1[5-9]|20)\d\d"
MONTH = (
    r"(?:Jan|Feb|Febr|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|January|February|March|April|August|September|"
    r"October|November|December|jan|fev|mar|abr|maio?|jun|jul|ago|set|out|nov|dez|janeiro|fevereiro|março|abril|junho|"
    r"julho|agosto|setembro|outubro|novembro|dezembro|enero|febrero|marzo|mayo|junio|julio|septiembre|octubre|"
    r"noviembre|diciembre|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    r"Januar|Februar|März|Juni|Juli|Oktober|Dezember|Spring|Summer|Fall|Autumn|Winter)\b\.?"
)
MONTHS = re.compile(MONTH)
NO_DATE = (
    r"n\.\s?d\.?|no date|s\.\s?d\.?|s\.\s?f\.?|sin fecha|o\.\s?J\.?|in press|im Druck|in print|no prelo|"
    r"en prensa|sous presse|"
    r"forthcoming|submitted|in preparation|in review|under review|to appear|unpublished|accepted"
)
_YEARS = rf"(?P<year>{YEAR})(?P<suffix>(?:[a-z]|-[a-z])(?![\w]))?(?:\s?[-–/]\s?\d{{2,4}}(?!\d))?"
_DATE = rf"(?:(?P<circa>c(?:a|irca)?\.?\s?)?{_YEARS}|(?P<none>{NO_DATE})(?P<nth>-?[a-z]\b)?)"
# The date after the authors: "(2010a).", "(2019, April 16).", "2003.", "[1923] 1999", "(n.d.)", "(1923/1999)".
_HEAD_ROUND = re.compile(
    rf"[(\[]\s*(?:(?P<before>{YEAR})\s*/\s*|"
    rf"\[(?P<boxed>{YEAR})\]\s*)?(?:{MONTH}\s*(?:\d{{1,2}},?\s*)?)?{_DATE}(?P<more>[^()\[\]]{{0,40}})[)\]]",
    re.IGNORECASE,
)
_HEAD_BARE = re.compile(
    rf"(?:(?<=[.,;)]\s)|(?<=[.,;:)])|(?<=\w\s))(?:[\[(](?P<boxed>{YEAR})[\])]\s*)?{_DATE}(?=\s*[.,:;(]|"
    rf"\s+[“\"«]|\s+{UPPER}|$)"
)
_LATE = re.compile(rf"{YEAR}(?P<suffix>[a-z](?!\w))?")
_LATE_NONE = re.compile(rf"[(\[,.;]\s*({NO_DATE})\s*(?=[)\].,;]|$)", re.IGNORECASE)

_WORD_AFTER = re.compile(rf"{LETTER}{{2}}")
_TITLE_AFTER = re.compile(rf"{LETTER}{{2,}}[^\w]+{LETTER}{{2,}}")
_SENTENCE = re.compile(rf"{LETTER}{{3}}\. ")
_TRIM = " \t\n.,;:*_"


def head(text: str, given_first: bool = False) -> tuple[People, re.Match[str], str] | None:
    """Who and when, where an entry begins with both: the people, the date, and the title if that stands for people."""
    found_at = sorted(
        (found for pattern in (_HEAD_ROUND, _HEAD_BARE) for found in islice(pattern.finditer(text, 0, 3500), 3)),
        key=lambda found: found.start(),
    )
    for found in found_at[:4]:
        before = text[: found.start()].strip()
        if not before or not _WORD_AFTER.search(text, found.end()):
            continue
        people = block(before, given_first)
        collective = bool(people and people.names and people.names[0].literal)
        if found.re is _HEAD_ROUND:
            if people is not None:
                return people, found, ""
            # APA puts the title before the date where nobody is named.
            if found.start() <= 300 and text[found.end() : found.end() + 1] in (".", ":", ",") and before[-1] in ".?!":
                return People(), found, before.strip(_TRIM)
        elif (
            people is not None
            and _TITLE_AFTER.search(text, found.end())
            and not (collective and _SENTENCE.search(before))
            and sum(bool(name.literal) for name in people.names) < 2
            and not (collective and (found.start() > 120 or re.search(r"\d", before)))
        ):
            return people, found, ""
    return None


def late(text: str) -> tuple[str, int | None, str, str]:
    """An entry that has its date further back with DATE in its place, the year, its letter, and words instead of it."""
    best: re.Match[str] | None = None
    rank = -1
    for found in _LATE.finditer(text):
        before, after = text[max(0, found.start() - 3) : found.start()], text[found.end() : found.end() + 2]
        if re.search(r"\d\s?[-–]\s?$|[-–]$|p\.\s?$|:\s?$", before) or (
            re.match(r"\s?[-–]\s?\d", after) and ";" not in after
        ):
            value = 0
        elif before.endswith("(") and after[:1] in (")", ",", "/"):
            value = 3
        elif re.match(r"\s?[;:]", after) or re.search(rf"(?:[,;.]|{LETTER})\s?$", before):
            value = 3 if re.match(r"\s?(?:[.,;:]|$)", after) else 2
        else:
            value = 1
        if value >= rank and value:
            best, rank = found, value
    if best:
        return text[: best.start()] + "DATE" + text[best.end() :], int(best[0][:4]), best["suffix"] or "", ""
    if none := _LATE_NONE.search(text):
        return f"{text[: none.start()]} DATE{text[none.end() :]}", None, "", none[1]
    return text, None, "", ""
