"""The names and dates by which a text can cite a reference."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from litgraph.model import Name
from litgraph.reading.mentions.tokens import ET_AL, normalise_date_substitute, normalise_names
from litgraph.reading.paper import Reference
from litgraph.reading.vocabulary import NO_DATE
from litgraph.words import fold

__all__ = [
    "NameForm",
    "abbreviates",
    "find_acronyms",
    "list_dates",
    "list_initials",
    "list_name_forms",
    "list_other_years",
]

NameForm = tuple[str, ...]

_HEAD_LENGTH = 600  # characters of an entry, within which an organisation may give its short name
_YEARS = re.compile(r"(?<!\d)(?<!\d[–-])(?<!\d [–-] )(?:1[4-9]|20)\d\d(?!\d|\s?[–-]\s?\d)")
_PRINTED_LABEL = re.compile(r"\s*(?:\[[^\]]{1,50}\]|\(?\d{1,3}[.)])\s+")
_KEY_NAME = re.compile(r"(?P<name>[^\W\d_][^\d]*[^\W\d_])(?:\.?,?\s+\d{4}[a-z]?)?$")
_FIRST_ELEMENT = re.compile(r"[^.,;:(\[/]+?(?=\s[-–—]\s|[.,;:(\[/]|$)")
_DATE_SUBSTITUTE = rf"(?:{NO_DATE})(?:-?[a-z]\b)?"
_FUNCTION_WORDS = frozenset(
    "de da do das dos del la las le les el los e y et a para por pour en of the for on and in to fur der des die das "
    "und du sur di della delle dei van voor".split()
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SHORT_NAME = r"[A-ZÀ-Þ][\w&.-]{0,10}\w"
_SHORT_BEHIND = re.compile(
    r"[(\[](?<=\s.)"
    r"(?:(?:hereafter|henceforth|hereinafter|doravante|em adelante|en adelante|im Folgenden|ci-après)[,:]?\s+)?"
    rf"[“\"']?(?P<short>{_SHORT_NAME})[”\"']?(?:[)\]]|(?<=[A-ZÀ-Þ]{{2}})[;,])"
)
_LONG_BEHIND = re.compile(
    r"(?P<short>[A-ZÀ-Þ](?<![\w-].)[\w&.-]{0,10}[A-ZÀ-Þ])"
    r"(?:\s?(?P<closed>[(\[])|\s[–—-]\s|\.\s)(?P<long>[A-ZÀ-Þ][^()\[\].,;:\n]{5,120})"
)
# What the first element of an entry may be followed by: an organ of the state that it names.
_ORGAN = re.compile(
    r"[^.\n]{2,80}?\.\s+(?P<name>(?:Minist|Secretar|Institut|Conselho|Consejo|Conseil|Council|Tribunal|Supr|Câmara|Cámara|"
    r"Senado|Presid|Depart|Ag[êe]nci|Agency|Congres|Parliament|Bundes|Comiss|Comisi|Commission|Direc|Dirección|Office|"
    r"Bureau|Fundação|Fundación|Universi)[^.,;:(\[\n]{3,100})"
)
_COMPOUND_LENGTH = 10
# "Umweltbundesamt (UBA)" at the head of an entry.
_SHORT_AT_HEAD = re.compile(
    r"(?P<long>[^.,;:(\[/\n]{4,150})[(\[](?P<short>(?=[^)\]]*[A-Z][^)\]]*[A-Z])[A-Z][\w&.-]{1,11})[)\]]"
)
_CAPITAL_FAMILY = re.compile(r"[A-ZÀ-Þ’'-]{2,}(?: [A-ZÀ-Þ’'-]{2,})*(?= [A-ZÀ-Þ][a-zß-ÿ]+)")
_CAPITALS = re.compile(r"(?<![\w-])[A-ZÀ-Þ]{3,10}(?![\w-])")
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


def list_name_forms(reference: Reference, acronyms: Mapping[NameForm, Set[NameForm]]) -> dict[NameForm, int]:
    """List the ways to name the authors of a reference, each with its distance from naming all of them: 0, 1 or 2.

    `acronyms` are the short names that the text gives to organisations, by their long names, and the other way round.
    """
    forms: dict[NameForm, int] = {}
    for form, distance in _candidate_forms(reference, acronyms):
        if form:
            forms[form] = min(distance, forms.get(form, 9))
    return forms


def _candidate_forms(
    reference: Reference, acronyms: Mapping[NameForm, Set[NameForm]]
) -> Iterator[tuple[NameForm, int]]:
    people = reference.authors or reference.editors
    if key := _KEY_NAME.match(reference.label):
        yield _without_initials(fold(key["name"])), 0  # "[Epan] Empresa de Pesquisa do Norte"
    label = _PRINTED_LABEL.match(reference.raw)
    start = label.end() if label else 0
    if bracketed := _SHORT_AT_HEAD.match(reference.raw, start):
        yield _without_initials(fold(bracketed["long"])), 0
        yield _without_initials(fold(bracketed["short"])), 0
    if family := _CAPITAL_FAMILY.match(reference.raw, start):
        yield _without_initials(fold(family[0])), 1  # "CERTEAU Michel de"
    is_body = not people or bool(people[0].literal)
    if is_body or all(len(name.given) > 3 for name in people):  # perhaps a body that was taken for people
        # An entry is named by its first words even where no author could be read out of it.
        head = _FIRST_ELEMENT.match(reference.raw, start)
        words = _without_initials(fold(head[0])) if head else ()
        if len(words) > 2 or (is_body and words):
            yield words, 0
            yield (*words, ET_AL), 0
            yield from _short_names(words, acronyms)
        printed_words = _NAME_WORD.findall(head[0]) if head else []
        for short in set(_CAPITALS.findall(reference.raw[:_HEAD_LENGTH])) if len(words) > 1 else ():
            if abbreviates(short, printed_words):
                yield (fold(short),), 0  # "World Health Organization. Geneva: WHO"
        if organ := _ORGAN.match(reference.raw, start):
            yield _without_initials(fold(organ["name"])), 1
            yield from ((form, 1) for form, _ in _short_names(_without_initials(fold(organ["name"])), acronyms))
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


def _short_names(words: NameForm, acronyms: Mapping[NameForm, Set[NameForm]]) -> Iterator[tuple[NameForm, int]]:
    """Generate the other names of an organisation: those that the text gives, and the initials of its words."""
    for form in acronyms.get(words, ()):
        yield form, 0
    if len(words) > 1:
        yield from (((initials,), 1) for initials in list_initials(words))


def list_initials(words: NameForm) -> tuple[str, ...]:
    """The initials of all words, and of those that count."""
    counting = "".join(word[0] for word in words if word not in _FUNCTION_WORDS)
    return "".join(word[0] for word in words), counting


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


def find_acronyms(text: str) -> dict[NameForm, set[NameForm]]:
    """Find the short names that a text gives to organisations, and the long ones of these, each by the other.

    "Council of European Municipalities (CEM)", "[WHO]", "WHO (World Health Organization)", "UNDP – United Nations
    Development Programme".
    """
    acronyms: dict[NameForm, set[NameForm]] = defaultdict(set)
    pairs = [
        (text[max(0, match.start() - 160) : match.start()], match["short"]) for match in _SHORT_BEHIND.finditer(text)
    ]
    for before, short in pairs:
        words = _NAME_WORD.findall(before.rpartition("\n\n")[2])
        for size in range(1, min(len(words), len(short) + 6) + 1):
            if words[-size][0].isupper() and abbreviates(short, words[-size:]):
                _add_acronym(acronyms, short, " ".join(words[-size:]))
                break
    for match in _LONG_BEHIND.finditer(text):
        words = _NAME_WORD.findall(match["long"])
        for size in range(2, min(len(words), len(match["short"]) + 6) + 1):
            if abbreviates(match["short"], words[:size]) and (match["closed"] is None or size == len(words)):
                _add_acronym(acronyms, match["short"], " ".join(words[:size]))
                break
    return dict(acronyms)


def _add_acronym(acronyms: dict[NameForm, set[NameForm]], short: str, long: str) -> None:
    short_form, long_form = (fold(short).replace(" ", ""),), _without_initials(fold(long))
    acronyms[long_form].add(short_form)
    acronyms[short_form].add(long_form)


def abbreviates(short: str, words: Sequence[str]) -> bool:
    """Whether a short name is made of the beginnings of `words`.

    Words that hardly count, such as "of", may be passed over, and one other that is not the first. The letters stand in
    the order of the words: "Embrapa" of "Empresa Brasileira de Pesquisa Agropecuária"; of a long word, which may be a
    compound, two may stand apart: "BMBF" of "Bundesministerium für Bildung und Forschung".
    """
    letters = fold(short).replace(" ", "")
    folded = [fold(word).replace(" ", "") for word in words]
    counting = [place for place, word in enumerate(folded) if word and word not in _FUNCTION_WORDS]
    if not letters or not counting or counting[0] != 0 or not 2 <= len(letters) <= 12:
        return False
    if len(folded) == 1:  # "UBA" of "Umweltbundesamt"
        letters_left = iter(folded[0])
        return short.isupper() and folded[0][0] == letters[0] and all(letter in letters_left for letter in letters)
    reached = {(0, 0)}  # letters that the words so far have made, and words that count passed over
    for place, word in enumerate(folded):
        further: set[tuple[int, int]] = set()
        for made, passed in reached:
            if place and (place not in counting or passed < 1):
                further.add((made, passed + (place in counting)))
            size = 1
            while size <= min(len(word), 4) and letters[made : made + size] == word[:size]:
                further.add((made + size, passed))
                size += 1
            if size > 1 and len(word) >= _COMPOUND_LENGTH and letters[made + 1 : made + 2] in word[3:]:
                further.add((made + 2, passed))
        reached = further
    return any(made == len(letters) for made, _ in reached)
