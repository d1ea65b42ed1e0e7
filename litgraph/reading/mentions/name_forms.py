"""The names and dates by which a text can cite a reference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from litgraph.model import Name
from litgraph.reading.mentions.tokens import ET_AL, normalise_date_substitute, normalise_names
from litgraph.reading.paper import Reference
from litgraph.reading.vocabulary import NO_DATE
from litgraph.words import fold

__all__ = ["NameForm", "find_acronyms", "list_dates", "list_name_forms", "list_other_years"]

NameForm = tuple[str, ...]

_YEARS = re.compile(r"(?<!\d)(?<!\d[–-])(?<!\d [–-] )(?:1[4-9]|20)\d\d(?!\d|\s?[–-]\s?\d)")
_PRINTED_LABEL = re.compile(r"\s*(?:\[[^\]]{1,50}\]|\(?\d{1,3}[.)])\s+")
_KEY_NAME = re.compile(r"(?P<name>[^\W\d_][^\d]*[^\W\d_])(?:\.?,?\s+\d{4}[a-z]?)?$")
_FIRST_ELEMENT = re.compile(r"[^.,;:(\[/]+?(?=\s[-–—]\s|[.,;:(\[/]|$)")
_DATE_SUBSTITUTE = rf"(?:{NO_DATE})(?:-?[a-z]\b)?"
_FUNCTION_WORDS = frozenset(
    ("de", "da", "do", "das", "dos", "del", "la", "el", "los", "of", "the", "for", "on", "fur", "der", "des", "du")
)
_KIN_SUFFIXES = frozenset(("filho", "neto", "junior", "jr", "sobrinho", "sr", "ii", "iii"))


def list_dates(reference: Reference) -> list[str]:
    """List the dates by which a text can cite a reference: years with their letter, "nd", "press"."""
    years = (reference.year, reference.original_year)
    dates = [f"{year}{reference.suffix if year == reference.year else ''}" for year in years if year is not None]
    substitute = re.fullmatch(_DATE_SUBSTITUTE, reference.date_text, re.I)
    if not reference.date_text and not dates:
        substitute = re.search(rf"(?<![^\s([]){_DATE_SUBSTITUTE}", reference.raw[:300])  # "N.D." are initials
    if substitute:
        date = normalise_date_substitute(substitute[0])
        dates.append(date + (reference.suffix if reference.year is None and date in ("nd", "press") else ""))
    return dates


def list_other_years(reference: Reference) -> set[str]:
    """Find the years elsewhere in an entry: of a translation, of a first edition, of a visit."""
    return set(_YEARS.findall(reference.raw)).difference(list_dates(reference))


def list_name_forms(reference: Reference, acronyms: Mapping[NameForm, str]) -> dict[NameForm, int]:
    """List the ways to name the authors of a reference, each with its distance from naming all of them: 0, 1 or 2.

    `acronyms` are the short names that the text gives to organisations, by their long names.
    """
    forms: dict[NameForm, int] = {}
    for form, distance in _candidate_forms(reference, acronyms):
        if form:
            forms[form] = min(distance, forms.get(form, 9))
    return forms


def _candidate_forms(reference: Reference, acronyms: Mapping[NameForm, str]) -> Iterator[tuple[NameForm, int]]:
    people = reference.authors or reference.editors
    if key := _KEY_NAME.match(reference.label):
        yield _without_initials(fold(key["name"])), 0  # "[Epan] Empresa de Pesquisa do Norte"
    if not people or people[0].literal:
        # An entry is named by its first words even where no author could be read out of it.
        label = _PRINTED_LABEL.match(reference.raw)
        head = _FIRST_ELEMENT.match(reference.raw, label.end() if label else 0)
        words = _without_initials(fold(head[0])) if head else ()
        if words and len(words) <= 6:
            yield words, 0
            yield (*words, ET_AL), 0
            yield from _short_names(words, acronyms)
    if not people:
        title = normalise_names(fold(reference.title).split())
        for size in range(min(len(title), 3), min(len(title), 9) + 1):
            yield title[:size], 0
        return
    spellings = [list(_spellings(name)) for name in people]
    for first, distance in spellings[0]:
        yield first, max(distance, min(len(people) - 1, 1))
        if people[0].literal:
            yield from _short_names(first, acronyms)
            yield tuple(word for word in first if word != "the"), 0
        yield (*first, ET_AL), max(distance, {1: 2, 2: 1}.get(len(people), 0))
        for second, second_distance in spellings[1] if len(people) > 1 else ():
            yield (*first, *second), max(distance, second_distance, min(len(people) - 2, 1))
            yield (*first, *second, ET_AL), max(distance, second_distance, 0 if len(people) > 2 else 1)
            given_words = _without_initials(fold(people[1].given))
            if given_words:
                yield (*first, *given_words, *second), max(distance, second_distance)
    if len(people) > 2 and all(spellings):
        family_names: NameForm = spellings[0][0][0]
        for count, spelling in enumerate(spellings[1:], 2):
            family_names = (*family_names, *spelling[0][0])
            yield (*family_names, ET_AL), 0
            yield family_names, 0 if count == len(people) else 1


def _short_names(words: NameForm, acronyms: Mapping[NameForm, str]) -> Iterator[tuple[NameForm, int]]:
    """Generate the initials of an organisation: as the text gives them, and as its words have them."""
    if acronym := acronyms.get(words):
        yield (acronym,), 0
    if len(words) > 1:
        yield ("".join(word[0] for word in words),), 1
        yield ("".join(word[0] for word in words if word not in _FUNCTION_WORDS),), 1


def _spellings(name: Name) -> Iterator[tuple[NameForm, int]]:
    """Generate the ways to write a name, with distance 2 for half of a double name."""
    if name.literal:
        yield _without_initials(fold(name.literal)), 0
        return
    family = _without_initials(fold(name.family))
    if len(family) == 1 and family[0] in _KIN_SUFFIXES and (given_words := _without_initials(fold(name.given))):
        family = (given_words[-1], *family)  # "Leitão Filho, H."
    if not family:
        return
    yield family, 0
    if name.particle:
        yield (*fold(name.particle).split(), *family), 0
    if name.suffix:
        suffix = fold(name.suffix)
        for spelling in ("jr", "junior") if suffix in ("jr", "junior") else (suffix,):
            yield (*family, spelling), 0
    if len(family) > 1:
        yield family[-1:], 2
        yield family[:1], 2


def _without_initials(folded: str) -> NameForm:
    """The words of a name that are no initials; all of them if there are only initials."""
    words = normalise_names(folded.split())
    return tuple(word for word in words if len(word) > 1) or words


def find_acronyms(text: str) -> dict[NameForm, str]:
    """Find the acronyms that a text gives, by what they stand for: "Council of European Municipalities (CEM)"."""
    acronyms = {}
    for match in re.finditer(r"\(([A-Z][A-Za-z]{0,3}[A-Z]{1,8})\)", text):
        words = re.findall(r"[^\W\d_]+", text[max(0, match.start() - 120) : match.start()])
        for size in range(len(match[1]), min(len(words), len(match[1]) + 5) + 1):
            candidate = words[-size:]
            initials = "".join(word[0] for word in candidate if word[0].isupper())
            if candidate[0][0].isupper() and initials.casefold() == match[1].casefold():
                acronyms[_without_initials(fold(" ".join(candidate)))] = match[1].casefold()
                break
    return acronyms
