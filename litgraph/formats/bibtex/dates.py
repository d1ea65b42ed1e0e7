"""Years and dates as bibliographies write them: BibLaTeX's dates (EDTF) and BibTeX's year, month and day."""

from __future__ import annotations

import re
from datetime import date as calendar_date
from typing import NamedTuple

from litgraph.months import month_number

__all__ = ["When", "is_month_understood", "read_date", "read_date_or_year", "read_year"]


class When(NamedTuple):
    """A date: the year to sort it by, its text, the letter after the year, and whether it follows the rules.

    The doubt of a year that is uncertain, the end of a span, and the years that 199X leaves open stay in the text.
    """

    year: int | None
    text: str
    suffix: str = ""
    is_well_formed: bool = True


_TIME = r"(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?"
_DAY = re.compile(rf"(-?\d{{4}}|-?\d{{1,3}}X{{1,3}}|[yY]-?\d{{5,}})(?:-(\d{{2}}|XX)(?:-(\d{{2}}|XX){_TIME})?)?([~?%]?)")
_PLAIN_YEAR = re.compile(r"(\d{4})(?!(?<=0)s)(?:\s?([a-z]))?")  # 1990s is a decade
_ANY_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)(?:(?!(?<=0)s)([a-z])\b)?")
# A year of copyright, which is no approximate one ("c. 1999"), and one in brackets: c1999, ©1999, [1998].
_AROUND_YEAR = re.compile(r"(?:c|cop\.?\s?|©\s?)(\d{4})|\[(\d{4})\]")
_SPAN = re.compile(r"(\d{4})\s*(?:--?|[–—])\s*(\d{4}|)")  # 1999--2001, 1999-
_OPEN_YEAR = re.compile(r"\[?(\d{3}[?-]|\d{2}(?:\?\?|--))\??\]?")  # 199?, 18??, [192-?]
_ERA = re.compile(
    r"0*([1-9]\d{0,3})\s*(?:B\.?\s?C\.?(?:\s?E\.?)?|v\.\s?(?:Chr|u\. Z)\.)"
    r"|(?:A\.?D\.?\s*(\d{1,4})|(\d{1,4})\s*(?:AD|CE))"
)
_MONTH_AND_DAY = re.compile(
    r"(?P<month>[^\W\d]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?|(?P<day2>\d{1,2})\.?\s+(?P<month2>[^\W\d]+)\.?"
)
_SEASONS_FROM = 21
_LAST_SEASON = 41


def read_date(text: str) -> When:
    """Read a date of BibLaTeX.

    >>> read_date("2019-04-16").year, read_date("2004?").year, read_date("1999/2003").year
    (2019, 2004, 1999)
    """
    sides = [side.strip() for side in text.split("/")]
    if len(sides) > 2 or not any(sides):
        return When(None, text, is_well_formed=False)
    years: list[int] = []
    for side in sides:
        if side in ("", "..", "*", "unknown", "open"):
            continue
        match = _DAY.fullmatch(side)
        if match is None or not _is_on_the_calendar(match):
            if plain_year := _PLAIN_YEAR.fullmatch(text):
                return When(int(plain_year[1]), text, plain_year[2] or "", is_well_formed=False)
            any_year = _ANY_YEAR.search(text)
            return When(int(any_year[1]) if any_year else None, text, is_well_formed=False)
        if match[1].upper().strip("-0123456789X") == "":
            years.append(int(match[1].upper().replace("X", "0")))
    return When(years[0] if years else None, text)


def read_date_or_year(date: str, year: str) -> When:
    """Read a date of BibLaTeX beside a plain year, which counts where the date is malformed and has no year."""
    when = read_date(date)
    if when.is_well_formed or not year:
        return when
    plain = read_year(year)
    return plain._replace(text=date) if when.year in (None, plain.year) else when


def _is_on_the_calendar(date: re.Match[str]) -> bool:
    if date[2] is None or "X" in date[2]:
        return True
    month = int(date[2])
    if date[3] is None:
        return 1 <= month <= 12 or _SEASONS_FROM <= month <= _LAST_SEASON
    if "X" in date[3]:
        return 1 <= month <= 12
    try:
        # A leap year stands for a year that Python's calendar does not have.
        year = int(date[1]) if date[1].isdecimal() and int(date[1]) else 2000
        calendar_date(year, month, int(date[3]))
    except ValueError:
        return False
    return True


def read_year(year: str, month: str = "", day: str = "") -> When:
    """Read BibTeX's year, with its month and day.

    >>> read_year("2020", "April", "3")
    When(year=2020, text='2020-04-03', suffix='', is_well_formed=True)
    >>> read_year("ca. 1990"), read_year("1999--2001").text
    (When(year=1990, text='ca. 1990', suffix='', is_well_formed=True), '1999/2001')
    """
    if bare := _AROUND_YEAR.fullmatch(year):
        year = bare[1] or bare[2]
    match = _PLAIN_YEAR.fullmatch(year)
    if match is None:
        return _read_odd_year(year, month)
    number, suffix = int(match[1]), match[2] or ""
    if not month:
        return When(number, year, suffix)
    if span := _read_span_of_days(match[1], month, day):
        return When(number, span, suffix)
    month_number, day = _read_month_and_day(month, day)
    if month_number is None:
        return When(number, " ".join(filter(None, (day, month, year))), suffix)
    text = f"{match[1]}-{month_number:02}"
    if day.isdecimal() and len(day) < 10 and 1 <= int(day) <= 31:
        text += f"-{int(day):02}"
    return When(number, text, suffix)


def _read_odd_year(year: str, month: str) -> When:
    if span := _SPAN.fullmatch(year):
        return read_date(f"{span[1]}/{span[2]}")
    if open_year := _OPEN_YEAR.fullmatch(year):
        return read_date(re.sub(r"\D", "X", open_year[1]))
    if era := _ERA.fullmatch(year):
        return read_date(f"{'-' * (era[1] != '1')}{int(era[1]) - 1:04}" if era[1] else f"{int(era[2] or era[3]):04}")
    date = read_date(year)
    if date.is_well_formed and (_DAY.fullmatch(year) or re.search(r"\d\s*/|/\s*\d", year)):
        is_year = bool(re.fullmatch(r"(?:-?\d{4}[?~%]?|/|\.\.|\d{2}XX|\d{3}X)+", year))
        return date._replace(is_well_formed=is_year)
    has_digit = any(character.isdecimal() for character in year)
    text = f"{month} {year}".strip() if month else year
    if len(year) > 3 and set(year) <= set("MDCLXVI"):
        return When(None, text, is_well_formed=False)  # MDCCLI
    any_year = _ANY_YEAR.search(year)
    if any_year is None:
        return When(None, text, is_well_formed=not has_digit)
    return When(int(any_year[1]), text, any_year[2] or "")


def _read_month_and_day(month: str, day: str) -> tuple[int | None, str]:
    both = _MONTH_AND_DAY.fullmatch(month.strip())
    if both and not day:
        month, day = both["month"] or both["month2"], both["day"] or both["day2"]
    return month_number(month), day


_DASH = r"\s*(?:-{1,3}|[–—/&+]|\b(?:and|und|et|y|e|to|bis|au)\b)\s*"
_MONTHS_SPAN = re.compile(rf"([^\W\d]+)\.?{_DASH}([^\W\d]+)\.?|(\d{{1,2}}){_DASH}(\d{{1,2}})")
_DAYS_SPAN = re.compile(
    rf"(?P<month>[^\W\d]+)\.?\s+(?P<first>\d{{1,2}}){_DASH}(?:(?P<end_month>[^\W\d]+)\.?\s+)?(?P<last>\d{{1,2}})"
    rf"|(?P<first2>\d{{1,2}})\.?(?:\s+(?P<month2>[^\W\d]+)\.?)?{_DASH}(?P<last2>\d{{1,2}})\.?\s+(?P<end_month2>[^\W\d]+)\.?"
)
_SEASON = re.compile(
    r"(?i)(?:early|mid|late)?[\s-]*(?:spring|summer|autumn|fall|winter|easter|michaelmas|frühjahr|frühling|sommer|herbst"
    r"|printemps|été|automne|hiver|primavera|verano|otoño|outono|invierno|inverno|estate|autunno|trinity|hilary|lent"
    r"|christmas|q[1-4]|[1-4](?:st|nd|rd|th) quarter)\b.*"
)


def is_month_understood(month: str) -> bool:
    """Whether the text of BibTeX's month names months, days of them, or a season.

    >>> is_month_understood("July/August"), is_month_understood("3--5 June"), is_month_understood("Smarch")
    (True, True, False)
    """
    if _SEASON.fullmatch(month) or _read_span_of_days("2000", month, ""):
        return True
    return _read_month_and_day(month, "")[0] is not None


def _read_span_of_days(year: str, month: str, day: str) -> str:
    """The span of months or days that is written in BibTeX's month or day, as BibLaTeX writes it, or ""."""
    month = " ".join(month.split())
    if day and (days := re.fullmatch(rf"(\d{{1,2}}){_DASH}(\d{{1,2}})", day)):
        return _join_span(year, (month, days[1]), (month, days[2]))
    if day:
        return ""
    if months := _MONTHS_SPAN.fullmatch(month):
        return _join_span(year, (months[1] or months[3], ""), (months[2] or months[4], ""))
    if days := _DAYS_SPAN.fullmatch(month):
        end_month = days["end_month"] or days["end_month2"] or days["month"]
        start_month = days["month"] or days["month2"] or end_month
        return _join_span(
            year, (start_month, days["first"] or days["first2"]), (end_month, days["last"] or days["last2"])
        )
    return ""


def _join_span(year: str, start: tuple[str, str], end: tuple[str, str]) -> str:
    """Two months with their days, the second after the first, as a span; "" where they are none."""
    sides: list[str] = []
    for month, day in (start, end):
        number = month_number(month)
        if number is None:
            return ""
        sides.append(f"{year}-{number:02}" + (f"-{int(day):02}" if day else ""))
    if sides[0] > sides[1] and not start[1]:  # December/January
        sides[1] = f"{int(year) + 1}{sides[1][4:]}"
    span = "/".join(sides)
    return span if sides[0] < sides[1] and read_date(span).is_well_formed else ""
