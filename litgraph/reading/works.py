"""An entry of a list of references as a work of a bibliography, under a key of the usual form."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from litgraph.model import Name, Work
from litgraph.months import month_number
from litgraph.reading.paper import Reference
from litgraph.reading.vocabulary import UNDATED
from litgraph.words import compact, fold, label, people

__all__ = ["as_work", "new_key", "not_loud", "open_entry", "open_tie"]

_ARTICLES = frozenset(
    ("a", "an", "the", "der", "die", "das", "ein", "eine", "le", "la", "les", "un", "une", "el", "los", "o", "os", "um")
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def as_work(reference: Reference, key: str = "") -> Work:
    """Return an entry as a work; where it has no title or no author, the printed text is kept in `x-printed`."""
    day = _day(reference.date_text)
    # What is dated to a day, and in something without volumes, is a piece in a magazine or the like.
    dated = re.fullmatch(r"\d{4}-\d\d-\d\d", day) and reference.container and not reference.volume
    kind = reference.kind or ("article-magazine" if dated else "document")
    title, translated, container = _split_translation(reference.title, reference.container)
    series, publisher = _series(reference.publisher)
    edition = _EDITION.search(reference.raw)
    fields = {
        "volume": reference.volume,
        "number": reference.issue,
        "pages": re.sub(r"(?<=\w)\s*[-–—]+\s*(?=\w)", "–", reference.pages).strip(" .,;"),
        {"report": "institution", "thesis": "institution"}.get(kind, "publisher"): publisher,
        "series": series,
        "edition": edition[1] if edition else "",
        "x-title-translated": translated,
        "location": reference.place,
        "url": f"https://{reference.url}" if reference.url.startswith("www.") else reference.url,
        "urldate": _day(reference.accessed),
        "origdate": "" if reference.original_year is None else str(reference.original_year),
        "et-al": reference.et_al,
        "x-printed": "" if reference.title and reference.authors else reference.raw,
    }
    year = "" if reference.year is None else f"{reference.year}"
    return Work(
        key=key,
        kind=kind,
        title=title,
        authors=tuple(map(not_loud, reference.authors)),
        editors=tuple(map(not_loud, reference.editors)),
        year=reference.year,
        date_text=day or year,
        suffix=reference.suffix,
        container=container,
        ids=frozenset(reference.ids),
        extra=tuple(sorted((name, text) for name, text in fields.items() if text)),
    )


_EDITION = re.compile(r"\b(\d{1,2}(?:st|nd|rd|th))\s(?:rev(?:\.|ised)\s)?(?:edn?\b|edition\b)", re.IGNORECASE)
_SERIES = re.compile(
    r"([^.]*\b(?:series|papers|lecture notes|reihe|schriftenreihe|collection|colección|coleção|collana)\b[^.]*)\.\s+"
    r"(\S.*)",
    re.IGNORECASE | re.DOTALL,
)


def _series(publisher: str) -> tuple[str, str]:
    """Split a series from the publisher, where a list prints both as one: "Port Papers. Quay Press"."""
    parts = _SERIES.fullmatch(publisher)
    return (parts[1].strip(), parts[2]) if parts else ("", publisher)


def _split_translation(title: str, container: str) -> tuple[str, str, str]:
    """Return title, translated title and container: a translation stands in brackets after the title."""
    if parts := re.fullmatch(r"\[([^\[\]]{4,})\][\s.,]*(\S.*)", container):
        return title, parts[1], parts[2]
    # A word or two in brackets may say what kind of work it is.
    if parts := re.fullmatch(r"([^\[\]]*\w[^\[\]]*?)\.?\s*\[([^\[\]\s]+(?:\s[^\[\]\s]+){2,})\]\.?", title):
        return parts[1], parts[2], container
    return title, "", container


def not_loud(name: Name) -> Name:
    """Return a person's name in lower case where a style prints capitals: "FOUCAULT, Michel"."""
    if not name.family.isupper() or len(name.family) < 2:
        return name
    initials = "." in name.given or len(name.given) < 4
    given_name = name.given.title() if name.given.isupper() and not initials else name.given
    return replace(name, family=name.family.title(), given=given_name)


_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def _day(text: str) -> str:
    """Return a date in ISO form: "2019-04-16" for "2019, April 16", "" for "n.d."; any other text as it is."""
    if re.fullmatch(rf"{UNDATED}|[ns]d", text, re.IGNORECASE):
        return ""
    words = fold(text).split()
    year = [word for word in words if re.fullmatch(r"(?:1[5-9]|20)\d\d", word)]
    months = [month for word in words if word.isalpha() and (month := month_number(word))]
    months += [_ROMAN.index(word) + 1 for word in words if word in _ROMAN]  # 18-V-2020
    days = [int(number[1]) for word in words if (number := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|er)?", word))]
    is_date = len(year) + len(months) + len(days) == sum(word not in ("de", "of", "the", "le", "el") for word in words)
    if not is_date or len(year) != 1 or len(months) != 1 or len(days) > 1 or not all(1 <= day <= 31 for day in days):
        return text
    return "-".join((*year, *(f"{number:02}" for number in (*months, *days))))


def open_entry(entry: Reference) -> str:
    """Return the text that stands in a reading for an entry that is no work: with its title, it means no other work."""
    return f"{label(as_work(entry))}: {_title(entry)}"


def open_tie(cited: str, entries: Sequence[Reference]) -> str:
    """Return the text that stands in a reading for a citation that may mean any of several entries."""
    return f"{cited}: {' or '.join(map(_title, entries))}" if entries else cited


def _title(entry: Reference) -> str:
    return entry.title or entry.raw[:200]


def new_key(work: Work, keys_in_use: Collection[str]) -> str:
    """Make a key for a new work, such as "clerc2020": the first name, or a word of the title, and the year.

    A letter that is printed after the year (2016b) is the letter of the key; a key in use gets another letter.
    `keys_in_use` are in lower case.
    """
    names = people(work)
    title = next((word for word in fold(work.title).split() if word not in _ARTICLES), "")
    name = "".join(letter for letter in compact(names[0].short if names else title) if letter.isalnum())[:30]
    base = f"{name or 'entry'}{work.year or 'nd'}{work.suffix}"
    if base not in keys_in_use:
        return base
    number = 0
    while True:  # a, b, ..., z, aa, ab, ...
        number += 1
        remainder, letters = number, ""
        while remainder:
            remainder, place = divmod(remainder - 1, 26)
            letters = _LETTERS[place] + letters
        if (key := f"{base}{letters}") not in keys_in_use:
            return key
