"""Volume, issue and pages, out of the figures that an entry prints after the title of its journal or book."""

from __future__ import annotations

import re
from typing import NamedTuple

from litgraph.reading.references.dates import MONTH

__all__ = ["Figures", "figures"]

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


class Figures(NamedTuple):
    """What was found, as printed."""

    volume: str = ""
    issue: str = ""
    pages: str = ""


def figures(text: str) -> Figures:
    """Volume, issue and pages of "12(3), 45–67", "vol. 12, no. 3, pp. 45–67", "2010;12:45" (its year: DATE)."""
    if any(mark in text for mark in "巻卷号期頁页"):
        return Figures(**{name: found[1] for name, pattern in _CJK if (found := pattern.search(text))})
    text = _EXTENT.sub(" ", _DAY.sub(" ", text).replace("DATE", " "))
    pages = issue = volume = ""
    if found := _PAGES.search(text):
        pages = found["pages"]
        text = f"{text[: found.start()]}; {text[found.end() :]}"
    if found := _ISSUE.search(text):
        issue = (found["issue"] or found["round"]).strip()
        text = f"{text[: found.start()]} ; {text[found.end() :]}"
    if found := _VOLUME.search(text) or _PLAIN.search(text):
        volume = found["volume"]
        text = text[found.end() :]
        if not pages and (found := re.match(rf"[\s,;:.()]*(?P<pages>{_RANGE})(?=[\s.,;)]|$)", text)):
            pages = found["pages"]
    if re.fullmatch(r"\d+[–-]\d+", volume) and not pages:
        volume, pages = "", volume
    return Figures(volume, issue, pages)
