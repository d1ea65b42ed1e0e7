"""The fields of a work as sources tag them: names, dates, pages, identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from litgraph.model import Name
from litgraph.months import month_number
from litgraph.words import fold, normalize_id, read_identifiers

__all__ = ["day_of", "find_day", "in_one_string", "is_iso_date", "make_name", "page_range", "read_addresses"]
__all__ += ["year_of"]

_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)\s?([a-z]?)(?![\w])")
_PARTICLES = re.compile(
    r"((?:(?:v[ao]n|de[rnl]?|d[aeiou]s?|l[ae]|el|al|ter?|ten|zu[mr]?|af|av|bin|ibn|y)\s|d['’])+)(\S.*)"
)
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.?[\s-]?){1,4}")


def make_name(family: str, given_name: str = "", suffix: str = "", particle: str = "") -> Name:
    """Return a person's name, the particle taken off the family name."""
    family, given_name = " ".join(family.split()), " ".join(given_name.split()).strip(" ,")
    parts = None if particle else _PARTICLES.fullmatch(family)
    if parts:
        particle, family = parts[1].strip(), parts[2]
    return Name(family.strip(" ,"), given_name, " ".join(particle.split()), suffix.strip(" ,"))


def in_one_string(text: str) -> Name:
    """Read a name in one string: "Smith, John", "Smith J" or "J. Smith"; any other is taken as it is."""
    text = " ".join(text.split()).strip(" ,;")
    family, comma, given_name = text.partition(",")
    if comma:
        return make_name(family, given_name)
    head, _, tail = text.rpartition(" ")
    if head and _INITIALS.fullmatch(tail):
        return make_name(head, tail)
    return make_name(tail, head) if head and _INITIALS.fullmatch(head) else Name(literal=text)


def year_of(text: str) -> tuple[int | None, str, str]:
    """Return the year of a date, the letter after it, and the date as written where it says more."""
    text = " ".join(text.split()).strip(" ().,;")
    year = _YEAR.search(text)
    if year is None:
        return None, "", text
    return int(year[1]), year[2], "" if year[0] == text else text


def day_of(year: str, month: str, day: str) -> str:
    """Return a date as ISO has it; "" where the month is no number."""
    numbers = [f"{int(number):02}" for number in (month, day) if number.isdecimal()]
    return "-".join((year, *numbers)) if month.isdecimal() else ""


def is_iso_date(text: str) -> bool:
    """Whether a text is a year, month or day as ISO 8601 has it."""
    return bool(re.fullmatch(r"\d{4}(?:-\d\d(?:-\d\d)?)?", text))


def find_day(text: str) -> str:
    """Return a date without the words around it: "8 nov. 2022" of "Acesso em: 8 nov. 2022"."""
    words = list(re.finditer(r"[^\s\[\]():;]+", text))
    dated = [word for word in words if re.search(r"\d", word[0]) or month_number(fold(word[0]))]
    return text[dated[0].start() : dated[-1].end()].strip(" .,") if dated else text


def page_range(low: str, high: str) -> str:
    """Return the pages of a work from the first and the last."""
    return f"{low}–{high}" if low and high and low != high else low


def read_addresses(printed: Iterable[tuple[str, str, str]]) -> tuple[tuple[str, ...], str]:
    """Return the identifiers in `printed`, each with its kind, text and link, and the web address that is none."""
    ids: dict[str, None] = {}
    url = ""
    for kind, text, link in printed:
        if identifier := normalize_id(text) or normalize_id(f"{kind}:{text}") or normalize_id(link):
            ids |= dict.fromkeys(read_identifiers(identifier))
        else:
            url = url or next((address for address in (link, text) if address.startswith("http")), "")
    return tuple(ids), url
