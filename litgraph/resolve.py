"""What a mention such as "Clerc 2020" means: names folded, candidates found with reasons, nothing guessed.

A mention is looked up among `Entry` values through a `Lookup`; the corpus in memory and the index on disk both offer
one, so that the rules stand here only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from litgraph.model import Name, Work

__all__ = [
    "Author",
    "Candidate",
    "Entry",
    "Mentioned",
    "Resolution",
    "compact",
    "entry",
    "fold",
    "label",
    "name_forms",
    "normal_id",
    "parse",
    "people",
    "resolve",
]

# Letters that carry no combining mark to drop, and so survive decomposition.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "ʻ": ""}
)
_MARKS = dict.fromkeys([*range(0x300, 0x370), *map(ord, "’'ʼ`´")])  # combining marks and apostrophes: dropped


def fold(text: str) -> str:
    """Fold case, diacritics and punctuation away: "Jańczak’s Théorie" gives "janczaks theorie".

    Only Latin, Greek and Cyrillic marks are dropped: the vowel signs of other scripts are letters, not ornaments.
    """
    if text.isascii():
        return " ".join(re.findall("[a-z0-9]+", text.lower().replace("'", "").replace("`", "")))
    text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    text = unicodedata.normalize("NFC", text.translate(_MARKS))
    # Marks that are left (category M) belong to the letters of their script.
    return " ".join("".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text).split())


def compact(text: str) -> str:
    """The folded text without spaces: "Van der Pluijm" gives "vanderpluijm"."""
    return fold(text).replace(" ", "")


class Author(NamedTuple):
    """An author as a mention can name her: compact family-name forms, the best first, and the folded given names."""

    forms: tuple[str, ...]
    given: str


class Entry(NamedTuple):
    """A work as far as a mention can mean it; `title` is folded."""

    key: str
    label: str
    title: str
    authors: tuple[Author, ...]
    year: int | None
    suffix: str
    date_text: str
    and_others: bool


Names = tuple[tuple[str, ...], ...]  # each name as its folded words


class Mentioned(NamedTuple):
    """A mention taken apart: `name_lists` are the ways to read its names, the likeliest first."""

    text: str
    name_lists: tuple[Names, ...]
    others: bool
    year: int | None
    suffix: str
    undated: str
    rest: str

    @property
    def dated(self) -> bool:
        """Whether the mention says a year, or says that there is none."""
        return self.year is not None or bool(self.undated)


class Candidate(NamedTuple):
    """A work that a mention may mean, and why; `rank` is 1 for the best reason."""

    key: str
    label: str
    reason: str
    rank: int


class Resolution(NamedTuple):
    """What a mention means: one work (`found`), or none; `others` are the works that it may also, or rather, mean.

    `status` is "found", "ambiguous" or "unknown"; with "unknown", `others` are the nearest ones.
    """

    status: str
    found: Candidate | None
    others: tuple[Candidate, ...]


if TYPE_CHECKING:  # nothing asks for it at run time, and making a Protocol is slow

    class Lookup(Protocol):
        """Where entries are found; answers may hold too many entries, never too few."""

        def by_key(self, text: str) -> Entry | None:
            """The entry of that key (or alias of it), whatever its case."""

        def by_id(self, identifier: str) -> list[Entry]:
            """The entries of that normalised identifier: several where chapters have the ISBN of their book."""

        def by_forms(self, forms: Sequence[str]) -> list[Entry]:
            """Entries that have an author with one of these compact forms."""

        def by_words(self, words: Sequence[str]) -> list[Entry]:
            """Entries whose title holds a word beginning with each of these folded words."""

        def all_forms(self) -> Sequence[str]:
            """Every compact form of a name once, for the search of near misses."""

        def by_keys(self, keys: Sequence[str]) -> list[Entry]:
            """The entries of exactly these keys."""


def name_forms(name: Name) -> tuple[str, ...]:
    """The compact forms under which a name can be meant, the fullest first.

    An organisation goes by its name with and without what stands in brackets, and by its acronym; a person by the
    family name with and without particle, in German also with ae for ä, and where family names are of one or two
    characters (王小明) by the whole name.
    """
    if name.literal:
        capitals = "".join(word[0] for word in re.findall(r"\w+", name.literal) if word[0].isupper())
        printed = re.findall(r"\(([^\W\d_]{2,})\)", name.literal)
        forms = [name.literal, re.sub(r"\s*\(.*?\)", "", name.literal), *printed, capitals if len(capitals) > 2 else ""]
    else:
        forms = [f"{name.particle} {name.family}", name.family]
        if any(letter in name.family for letter in "äöüÄÖÜ"):
            forms.append(name.family.translate({ord(a): b for a, b in zip("äöüÄÖÜ", _UMLAUTS, strict=True)}))
        if name.given and "\u2e80" <= name.family[:1] <= "\ud7ff":
            forms.append(name.family + name.given)
    return tuple(dict.fromkeys(form for form in map(compact, forms) if form))


_UMLAUTS = ("ae", "oe", "ue", "Ae", "Oe", "Ue")


def _date(work: Work) -> str:
    if work.year is not None:
        return f"{work.year}{work.suffix}"
    return work.date_text or "n.d."


def people(work: Work) -> tuple[Name, ...]:
    """Those whom a text names for the work: authors, else the editors of a whole book, else the institution."""
    if work.authors:
        return work.authors
    if work.editors and not work.container:
        return work.editors
    institution = work.get("institution")
    from litgraph.model import Name

    return (Name(literal=institution),) if institution else ()


def label(work: Work) -> str:
    """How a text refers to the work: "Acuto et al. 2016", "Amiri & Sevin 2020", "City of Santa Fe n.d."."""
    names = [name.short for name in people(work)]
    if short := work.get("shortauthor"):
        names = [short]
    if not names:
        title = work.title or work.key
        names = [title if len(title) <= 40 else title[:40].rsplit(" ", 1)[0] + " …"]
    more = len(names) > 2 or "author" in work.get("et-al").split()
    who = f"{names[0]} et al." if more else " & ".join(names)
    return f"{who} {_date(work)}"


def entry(work: Work) -> Entry:
    """The work as mentions see it."""
    authors = tuple(Author(name_forms(name), fold(name.given)) for name in people(work))
    more = "author" in work.get("et-al").split()
    title = f"{work.title} {work.get('x-title-translated')}"
    if (short := compact(work.get("shortauthor"))) and authors:
        authors = (Author((*authors[0].forms, short), authors[0].given), *authors[1:])
    return Entry(work.key, label(work), fold(title), authors, work.year, work.suffix, work.date_text, more)


# Kept as text: each is compiled when first needed, and a question needs few of them.
_DOI = r"(?i)(?:^|doi:\s*|doi\.org/)(10\.\d{4,9}/\S+)"
_PREFIXED = r"(?i)(arxiv|isbn|pmid|pmcid|openalex):\s*(\S+)"
_YEAR = r"(?<![\w-])\(?(1\d\d\d|20\d\d)([a-z]?)\)?(?=$|[\s,.;:)'’/–-])"
_UNDATED = r"(?i)(?<!\w)\(?(n\.\s?d\.?|nd|s\.\s?f\.?|o\.\s?J\.?|in press|forthcoming)\)?$"
_OTHERS = r"(?i)[\s,]*(?:\bet\s*\.?\s*al\b\.?|\bu\.\s?a\b\.?|\b(?:and (?:others|colleagues)|y otros|e outros)\b)"
_AND = r"(?i)\s*(?:[;&+、，]|\b(?:and|und|et|y|e|och|og|en|with)\b)\s*"
_NO_LOCATOR = r"(?i)\b(?!pages?\b|chap|sect|note|fig|table|vol|para|line|abs\b|kap)[^\W\d_]{3,}"
_POSSESSIVE = r"[’']s?(?=$|[\s,(])"


_SIGNAL = r"(?i)^(?:see also|see|cf\.?|e\.\s?g\.?|vgl\.?|siehe(?: auch)?|voir(?: aussi)?|véase)\s+(?=\w)"
_EDITOR = r"(?i)\s*\((?:hrsg|hg|eds?|dir|coords?|a cura di)\.?\)"


def normal_id(text: str) -> str:
    """The normalised identifier in a text ("doi:10.1000/x"), or ""; a DOI may stand in a web address."""
    if "%" in text and "10." in text:
        from urllib.parse import unquote

        text = unquote(text)
    if "10." in text and (found := re.search(_DOI, text.strip())):
        return "doi:" + found[1].rstrip(".,;").lower()
    if ":" in text and (prefixed := re.fullmatch(_PREFIXED, text.strip())):
        value = prefixed[2].replace("-", "") if prefixed[1].lower() == "isbn" else prefixed[2]
        return f"{prefixed[1].lower()}:{value}"
    return f"openalex:{text}" if text[:1] == "W" and text[1:].isdecimal() else ""


def _is_initials(part: str) -> bool:
    """Whether it is "M." or "D. K.-h.", which stands beside a family name and is none."""
    letters = part.replace(".", " ").replace("-", " ").split()
    return bool(letters) and all(len(letter) == 1 for letter in letters) and letters[0].isupper()


def parse(text: str) -> Mentioned:
    """Take a mention apart: "Van der Pluijm & Melissen (2007, p. 15)" gives two names and 2007."""
    names = " ".join(text.split()).strip(" ()[],;.")
    if " " in names:
        names = re.sub(_EDITOR, "", re.sub(_SIGNAL, "", names))
    if not names.isascii():
        names = "".join(str(unicodedata.digit(c)) if c.isdecimal() and not c.isascii() else c for c in names)
    year, suffix, undated = None, "", ""
    if dates := list(re.finditer(_YEAR, names)):
        # The first year that follows a name: after it comes at most a locator, whose pages may look like years.
        date = next((date for date in dates if names[: date.start()].strip(" ,();:.")), dates[-1])
        year, suffix = int(date[1]), date[2]
        before, after = names[: date.start()].strip(" ,();:."), names[date.end() :]
        # "Clerc 2020 since 2021" names no work, and is not to be cut down until it does.
        names = after if not before else "" if re.search(_NO_LOCATOR, after) else before
    elif missing := re.search(_UNDATED, names):
        undated, names = missing[1], names[: missing.start()]
    names = names.strip(" ,();:.")
    if "'" in names or "’" in names:
        names = re.sub(_POSSESSIVE, "", names)
    one_word = names.isalnum()
    shorter = names if one_word else re.sub(_OTHERS, "", names)
    lists: list[Names] = []
    for whole in ([shorter],) if one_word else (re.split(_AND, shorter), [shorter]):
        for parts in ([piece for part in whole for piece in part.split(",")], whole):
            people = [part for part in parts if part.strip() and not _is_initials(part)] or parts
            words = tuple(folded for part in people if (folded := tuple(fold(part).split())))
            if words and words not in lists:
                lists.append(words)
    single = tuple((word,) for part in re.split(_AND, shorter) for word in fold(part).split())
    if 1 < len(single) < 5 and single not in lists:
        lists.append(single)  # "Beal Pinson 2014"
    return Mentioned(text, tuple(lists), shorter != names, year, suffix, undated, fold(names))


def _spans(words: Sequence[str]) -> list[str]:
    """Every run of words joined: the forms that a family name among them can have."""
    words = words[:12]
    return ["".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]


def _is(words: tuple[str, ...], author: Author) -> bool:
    """Whether the words name this author: the family name, with given names or initials before or after it."""
    if "".join(words) in author.forms:
        return True
    given = author.given.split()
    for cut in range(1, len(words)):
        # "Michele Acuto" may stand for "M. Acuto"; "Amiri Sevin" is not S. Amiri, for after a family name
        # a given name is an initial or the one that is known.
        for family, first, before in ((words[cut:], words[:cut], True), (words[:cut], words[cut:], False)):
            if "".join(family) in author.forms and given:
                pairs = list(zip(first, given, strict=False))
                if all(a == b or (a[0] == b[0] and (len(a) == 1 or (before and len(b) == 1))) for a, b in pairs):
                    return True
    return False


def _names_rank(names: Names, others: bool, work: Entry) -> tuple[int, str] | None:
    """How well the names fit an author list: 1 all of them, 2 the first ones, 3 some of them."""
    authors = work.authors
    if len(names) > len(authors) or (others and len(names) == len(authors) and not work.and_others):
        return None
    if all(_is(name, author) for name, author in zip(names, authors, strict=False)):
        if len(names) == len(authors) and not others:
            return (1, "exactly this author list" if len(names) > 1 else "its only author")
        if others:
            return (1, "its first author, with others")
        return (2, "its first author" if len(names) == 1 else "its first authors")
    if all(any(_is(name, author) for author in authors) for name in names):
        return (3, "one of its authors" if len(names) == 1 else "among its authors")
    return None


def _date_fits(mention: Mentioned, work: Entry) -> bool:
    """Whether the year, or its absence, is the work's; a date such as "2003/04" is of each year that it names."""
    if mention.year is not None and work.year is None:
        return str(mention.year) in re.findall(r"\d{4}", work.date_text)
    if mention.year is not None:
        return work.year == mention.year and (not mention.suffix or work.suffix == mention.suffix)
    return work.year is None if mention.undated else True


def _decide(mention: Mentioned, fits: list[Candidate]) -> Resolution:
    """One best candidate is found; several equally good ones are ambiguous."""
    fits = sorted(fits, key=lambda fit: (fit.rank, fit.label, fit.key))
    # Without a year one name may mean any of its works, so a better rank decides nothing.
    one_name = not mention.dated and not mention.others and min(map(len, mention.name_lists), default=1) == 1
    by_author = fits[0].rank <= 3
    best = fits if one_name and by_author else [fit for fit in fits if fit.rank == fits[0].rank]
    if len(best) == 1:
        return Resolution("found", best[0], tuple(fit for fit in fits if fit != best[0]))
    return Resolution("ambiguous", None, tuple(best))


def _by_title(mention: Mentioned, lookup: Lookup) -> list[Candidate]:
    """Works whose title is, holds, or shares all the words of the mention."""
    fits = []
    # A year may be part of a title ("Turku 1971-2011"): the whole mention is tried when the rest alone fits nothing.
    for text, dated in ((mention.rest, True), (fold(mention.text), False)):
        # "or" and "5" stand in many titles, and name none.
        words = text.split() if len(text) > 3 or not text.isascii() else []
        for work in lookup.by_words(words) if words else ():
            if dated and not _date_fits(mention, work):
                continue
            if work.title == text:
                fits.append(Candidate(work.key, work.label, "its title", 4))
            elif f" {text} " in f" {work.title} " or (len(text) > 3 and f" {text}" in f" {work.title}"):
                fits.append(Candidate(work.key, work.label, "a piece of its title", 5))
            elif all(len(word) > 3 or f" {word} " in f" {work.title} " for word in words):
                fits.append(Candidate(work.key, work.label, "words of its title", 6))
        if fits:
            break
    return fits


def _nearest(mention: Mentioned, lookup: Lookup) -> tuple[Candidate, ...]:
    """At most five works that are spelt alike, or by the same author in another year."""
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler

    wanted = {"".join(name) for names in mention.name_lists for name in names if name} | {compact(mention.text)}
    forms = lookup.all_forms()
    likeness: dict[str, float] = {}
    for name in sorted(wanted - {""}):
        alike = process.extract(name, forms, scorer=JaroWinkler.normalized_similarity, score_cutoff=0.75, limit=50)
        for form, score, _ in alike:
            likeness[form] = max(score, likeness.get(form, 0.0))
    near = []
    for work in lookup.by_forms(sorted(likeness, key=lambda form: (-likeness[form], form))[:100]):
        score = max(likeness.get(form, 0.0) for author in work.authors for form in author.forms)
        same_year = mention.dated and _date_fits(mention, work)
        apart = abs((mention.year or work.year or 0) - (work.year or 0))
        if score == 1.0:
            reason = "another year" if apart else "the same name, but not the same authors or letter"
        else:
            reason = "spelt alike, same year" if same_year else "spelt alike"
        near.append((-(score + 0.1 * same_year), apart, Candidate(work.key, work.label, reason, 7)))
    return tuple(candidate for *_, candidate in sorted(near)[:5])


def resolve(text: str, lookup: Lookup) -> Resolution:
    """Say which work a mention means, as a colleague would, with the reason; never guess between equals.

    A key or an identifier wins; then names and year, an exact author list before a first author before any author;
    then a piece of a title. A name alone is ambiguous as soon as two works carry it.
    """
    # As a page or a terminal may give it: in brackets, with an at sign, its letters decomposed.
    stripped = unicodedata.normalize("NFC", text).strip().strip("[]").lstrip("@")
    if known := lookup.by_key(stripped):
        return Resolution("found", Candidate(known.key, known.label, "its key", 0), ())
    if identifier := normal_id(stripped):
        why = f"its identifier {identifier}"
        named = [Candidate(work.key, work.label, why, 0) for work in lookup.by_id(identifier)]
        if len(named) == 1:
            return Resolution("found", named[0], ())
        return Resolution("ambiguous" if named else "unknown", None, tuple(named))
    mention = parse(stripped)
    fits: list[Candidate] = []
    for names in mention.name_lists:
        for work in lookup.by_forms(sorted({form for name in names for form in _spans(name)})):
            rank = _names_rank(names, mention.others, work)
            if rank and _date_fits(mention, work):
                reason = rank[1] + (", same year" if mention.year is not None else "")
                fits.append(Candidate(work.key, work.label, reason, rank[0]))
        if fits:
            break
    fits = fits or _by_title(mention, lookup)
    return _decide(mention, fits) if fits else Resolution("unknown", None, _nearest(mention, lookup))
