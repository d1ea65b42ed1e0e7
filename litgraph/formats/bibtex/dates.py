"""Years and dates as bibliographies write them: BibLaTeX's dates (EDTF) and BibTeX's year, month and day."""

from __future__ import annotations

import re
from datetime import date as calendar_date
from typing import NamedTuple

from bibtexparser.middlewares.month import MonthIntMiddleware
from bibtexparser.model import Field as BibField

__all__ = ["When", "read_date", "read_year"]


class When(NamedTuple):
    """A date: the year if it is plainly one, the text, the letter after the year, and whether it follows the rules."""

    year: int | None
    text: str
    suffix: str = ""
    is_well_formed: bool = True


_TIME = r"(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?"
_DAY = re.compile(rf"(-?\d{{4}}|-?\d{{1,3}}X{{1,3}}|[yY]-?\d{{5,}})(?:-(\d{{2}}|XX)(?:-(\d{{2}}|XX){_TIME})?)?([~?%]?)")
_PLAIN_YEAR = re.compile(r"(\d{4})(?:\s?([a-z]))?")
_ANY_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_MONTH_AND_DAY = re.compile(
    r"(?P<month>[^\W\d]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?|(?P<day2>\d{1,2})\.?\s+(?P<month2>[^\W\d]+)\.?"
)
_SEASONS_FROM = 21
_LAST_SEASON = 41


def read_date(text: str) -> When:
    """A BibLaTeX date.

    >>> read_date("2019-04-16").year, read_date("2004?").year, read_date("1999/2003").year
    (2019, None, None)
    """
    sides = [side.strip() for side in text.split("/")]
    if len(sides) > 2 or not any(sides):
        return When(None, text, is_well_formed=False)
    years: set[int | None] = set()
    for side in sides:
        if side in ("", "..", "*", "unknown", "open"):
            years.add(None)
            continue
        found = _DAY.fullmatch(side)
        if found is None or not _is_on_the_calendar(found):
            plain_year = _PLAIN_YEAR.fullmatch(text)
            if plain_year:
                return When(int(plain_year[1]), text, plain_year[2] or "", is_well_formed=False)
            start = re.fullmatch(r"(\d{4})-\d{1,2}(?:-\d{1,2})?", text)
            return When(int(start[1]) if start else None, text, is_well_formed=False)
        years.add(int(found[1]) if found[1].lstrip("-").isdecimal() and not found[4] else None)
    return When(years.pop() if len(years) == 1 else None, text)


def _is_on_the_calendar(found: re.Match[str]) -> bool:
    if found[2] is None or "X" in found[2]:
        return True
    month = int(found[2])
    if found[3] is None:
        return 1 <= month <= 12 or _SEASONS_FROM <= month <= _LAST_SEASON
    if "X" in found[3]:
        return 1 <= month <= 12
    try:
        # A leap year where the year itself is no calendar year of Python's.
        year = int(found[1]) if found[1].isdecimal() and int(found[1]) else 2000
        calendar_date(year, month, int(found[3]))
    except ValueError:
        return False
    return True


def read_year(year: str, month: str = "", day: str = "") -> When:
    """BibTeX's year, with its month and day.

    >>> read_year("2020", "April", "3")
    When(year=2020, text='2020-04-03', suffix='', is_well_formed=True)
    >>> read_year("ca. 1990").year is None
    True
    """
    found = _PLAIN_YEAR.fullmatch(year)
    if found is None:
        whole = read_date(year)
        if whole.is_well_formed and _DAY.fullmatch(year):
            is_year = bool(re.fullmatch(r"-?\d{4}[?~]?", year))
            return whole._replace(is_well_formed=is_year)
        has_digit = any(character.isdecimal() for character in year)
        text = f"{month} {year}".strip() if month else year
        return When(None, text, is_well_formed=not has_digit or bool(_ANY_YEAR.search(year)))
    number, suffix = int(found[1]), found[2] or ""
    if not month:
        return When(number, year, suffix)
    month_number, day = _month_and_day(month, day)
    if month_number is None:
        return When(number, " ".join(filter(None, (day, month, year))), suffix)
    text = f"{found[1]}-{month_number:02}"
    if day.isdecimal() and 1 <= int(day) <= 31:
        text += f"-{int(day):02}"
    return When(number, text, suffix)


def _month_and_day(month: str, day: str) -> tuple[int | None, str]:
    both = _MONTH_AND_DAY.fullmatch(month.strip())
    if both and not day:
        month, day = both["month"] or both["month2"], both["day"] or both["day2"]
    word = month.strip().rstrip(".")
    if word.lower() == "sept":
        word = "sep"
    number, _ = MonthIntMiddleware().resolve_month_field_val(BibField("month", word))
    return (number if isinstance(number, int) else None), day
