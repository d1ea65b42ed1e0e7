"""Volume, issue and pages: the numbers that an entry prints after the title of its journal or book."""

from __future__ import annotations

import re
from typing import NamedTuple

from litgraph.reading.references.dates import MONTH

__all__ = ["Numbering", "read_numbering"]

_RANGE = r"(?:[A-Za-z]{0,2}\d[\w.]{0,9}\s?[–—−-]{1,2}\s?[A-Za-z]{0,2}\d[\w.]{0,9}|[A-Za-z]{0,2}\d[\w]{0,11})"
_PAGES = re.compile(
    rf"(?:\bpp?\.?\s?|\bpages?\s|\bpágs?\.?\s|\bS\.\s?|\bs\.\s?|\bSeiten?\s|\b[СсCc]\.\s?)(?P<pages>{_RANGE}(?:,\s?{_RANGE}){{0,3}})",
    re.IGNORECASE,
)
_EXTENT = re.compile(r"\b\d+\s?(?:pp?\b|págs?\b|pages\b|S\b|s\b|с\b|f\b|h\b|vols?\b|volumes\b)\.?")
_VOLUME = re.compile(
    r"\b(?:vols?\.?|volume|v\.|bd\.?|band|t\.|tome|tomo|jg\.|т\.)\s*(?P<volume>\d+[A-Z]?|[IVXLC]+\b)", re.IGNORECASE
)
_PLAIN = re.compile(r"(?:^|[\s,.;:])(?P<volume>[A-Z]?\d{1,5}(?:[-–/]\d{1,4})?[A-Z]?)\s*(?=[(,:;.]|\s|$)")
_ISSUE = re.compile(
    r"\b(?:no\.?|nr\.?|n[°ºo]\.?|№|n\.|num\.?|núm\.?|issue|número|heft|h\.|iss\.|вып\.)\s*(?P<issue>\d+(?:[-–/]\d+)?)|"
    r"(?<=[\w ])\((?P<round>(?:Pt|Suppl|Part|Special|\d)[^()]{0,20}|\d+[^()]{0,20})\)",
    re.IGNORECASE,
)
_DAY = re.compile(
    rf"{MONTH}[\s,]*\d{{1,2}}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}})?\b(?![-–:])|\b\d{{1,2}}\.?\s(?:de\s)?{MONTH}(?!\w)"
)
_CJK = (
    ("volume", re.compile(r"第?(\d+)[巻卷]")),
    ("issue", re.compile(r"第?(\d+)[号期]")),
    ("pages", re.compile(r"(\d+(?:[-–~〜]\d+)?)[頁页]")),
)


class Numbering(NamedTuple):
    """Volume, issue and pages as printed; "" for each that is not there."""

    volume: str = ""
    issue: str = ""
    pages: str = ""


def read_numbering(text: str) -> Numbering:
    """Read "12(3), 45–67", "vol. 12, no. 3, pp. 45–67" or "2010;12:45", where DATE stands for the year."""
    if any(mark in text for mark in "巻卷号期頁页"):
        return Numbering(**{name: match[1] for name, pattern in _CJK if (match := pattern.search(text))})
    text = _EXTENT.sub(" ", _DAY.sub(" ", text).replace("DATE", " "))
    pages = issue = volume = ""
    if match := _PAGES.search(text):
        pages = match["pages"]
        text = f"{text[: match.start()]}; {text[match.end() :]}"
    if match := _ISSUE.search(text):
        issue = (match["issue"] or match["round"]).strip()
        text = f"{text[: match.start()]} ; {text[match.end() :]}"
    if match := _VOLUME.search(text) or _PLAIN.search(text):
        volume = match["volume"]
        text = text[match.end() :]
        if not pages and (match := re.match(rf"[\s,;:.()]*(?P<pages>{_RANGE})(?=[\s.,;)]|$)", text)):
            pages = match["pages"]
    if re.fullmatch(r"\d+[–-]\d+", volume) and not pages:
        volume, pages = "", volume
    return Numbering(volume, issue, pages)
