"""The closed set: how a text can name the authors and the date of a reference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from litgraph.model import Name
from litgraph.reading.mentions.tokens import DATELESS, MORE, dateless, names
from litgraph.reading.paper import Reference
from litgraph.words import fold

__all__ = ["Form", "acronyms", "dates", "forms", "other_years"]

Form = tuple[str, ...]

_YEARS = re.compile(r"(?<!\d)(?<!\d[–-])(?<!\d [–-] )(?:1[4-9]|20)\d\d(?!\d|\s?[–-]\s?\d)")
_LABEL = re.compile(r"\s*(?:\[[^\]]{1,12}\]|\(?\d{1,3}[.)])\s+")
_HEAD = re.compile(r"[^.,;:(\[/]+?(?=\s[-–—]\s|[.,;:(\[/]|$)")
_PENDING = re.compile(
    r"(?i:\b(?:in press|forthcoming|no prelo|en prensa|sous presse|im druck|in stampa|submitted)\b)|"
    r"(?<![^\s([])(?:[ns]\. ?[df]\.|s/d\b)"
)
_SMALL = frozenset(
    ("de", "da", "do", "das", "dos", "del", "la", "el", "los", "of", "the", "for", "on", "fur", "der", "des", "du")
)
_KIN = frozenset(("filho", "neto", "junior", "jr", "sobrinho", "sr", "ii", "iii"))


def dates(reference: Reference) -> list[str]:
    """The dates by which a text can cite a reference."""
    years = (reference.year, reference.original_year)
    found = [f"{year}{reference.suffix if year == reference.year else ''}" for year in years if year is not None]
    said = reference.date_text
    if not said and not found and (pending := _PENDING.search(reference.raw[:300])):
        said = pending[0]
    letters = fold(said).replace(" ", "")
    if letters in DATELESS:
        found.append(DATELESS[letters] + (reference.suffix if reference.year is None else ""))
    elif letters[:2] in DATELESS and len(letters) == 3:
        found.append(dateless(said))
    return found


def other_years(reference: Reference) -> set[str]:
    """Years that stand elsewhere in an entry: of a translation, of a first edition, of a visit."""
    return set(_YEARS.findall(reference.raw)).difference(dates(reference))


def forms(reference: Reference, short: Mapping[Form, str]) -> dict[Form, int]:
    """The ways in which a text can name the authors, with how far each is from naming all: 0, 1 or 2.

    `short` are the short names that the text gives to organisations.
    """
    found: dict[Form, int] = {}
    for form, distance in _forms(reference, short):
        if form:
            found[form] = min(distance, found.get(form, 9))
    return found


def _forms(reference: Reference, short: Mapping[Form, str]) -> Iterator[tuple[Form, int]]:
    people = reference.authors or reference.editors
    if not people or people[0].literal:
        # What stands first in an entry names it, whatever could be made of it.
        label = _LABEL.match(reference.raw)
        head = _HEAD.match(reference.raw, label.end() if label else 0)
        words = _trimmed(fold(head[0])) if head else ()
        if words and len(words) <= 6:
            yield words, 0
            yield (*words, MORE), 0
            yield from _shortened(words, short)
    if not people:
        title = names(fold(reference.title).split())
        for size in range(min(len(title), 3), min(len(title), 9) + 1):
            yield title[:size], 0
        return
    written = [list(_written(name)) for name in people]
    for first, distance in written[0]:
        yield first, max(distance, min(len(people) - 1, 1))
        if people[0].literal:
            yield from _shortened(first, short)
            yield tuple(word for word in first if word != "the"), 0
        yield (*first, MORE), max(distance, {1: 2, 2: 1}.get(len(people), 0))
        for second, other in written[1] if len(people) > 1 else ():
            yield (*first, *second), max(distance, other, min(len(people) - 2, 1))
            yield (*first, *second, MORE), max(distance, other, 0 if len(people) > 2 else 1)
            given = _trimmed(fold(people[1].given))
            if given:
                yield (*first, *given, *second), max(distance, other)
    if len(people) > 2 and all(written):
        whole: Form = written[0][0][0]
        for place, each in enumerate(written[1:], 2):
            whole = (*whole, *each[0][0])
            yield (*whole, MORE), 0
            yield whole, 0 if place == len(people) else 1


def _shortened(words: Form, short: Mapping[Form, str]) -> Iterator[tuple[Form, int]]:
    """An organisation by its initials, as the text gives them or as they are."""
    if acronym := short.get(words):
        yield (acronym,), 0
    if len(words) > 1:
        yield ("".join(word[0] for word in words),), 1
        yield ("".join(word[0] for word in words if word not in _SMALL),), 1


def _written(name: Name) -> Iterator[tuple[Form, int]]:
    """A name as a text may write it, with 2 for a part of it."""
    if name.literal:
        yield _trimmed(fold(name.literal)), 0
        return
    alone = _trimmed(fold(name.family))
    if len(alone) == 1 and alone[0] in _KIN and (given := _trimmed(fold(name.given))):
        alone = (given[-1], *alone)  # "Leitão Filho, H."
    if not alone:
        return
    yield alone, 0
    if name.particle:
        yield (*fold(name.particle).split(), *alone), 0
    if name.suffix:
        kin = fold(name.suffix)
        for each in ("jr", "junior") if kin in ("jr", "junior") else (kin,):
            yield (*alone, each), 0
    if len(alone) > 1:  # of a double name a text may give one half
        yield alone[-1:], 2
        yield alone[:1], 2


def _trimmed(folded: str) -> Form:
    """Words that name somebody, without initials."""
    words = names(folded.split())
    return tuple(word for word in words if len(word) > 1) or words


def acronyms(text: str) -> dict[Form, str]:
    """Short names that the text itself gives: "Council of European Municipalities and Regions (CEMR)"."""
    found = {}
    for match in re.finditer(r"\(([A-Z][A-Za-z]{0,3}[A-Z]{1,8})\)", text):
        words = re.findall(r"[^\W\d_]+", text[max(0, match.start() - 120) : match.start()])
        for size in range(len(match[1]), min(len(words), len(match[1]) + 5) + 1):
            named = words[-size:]
            initials = "".join(word[0] for word in named if word[0].isupper())
            if named[0][0].isupper() and initials.casefold() == match[1].casefold():
                found[_trimmed(fold(" ".join(named)))] = match[1].casefold()
                break
    return found
