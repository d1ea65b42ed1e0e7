"""Which work a mention such as "Clerc 2020" means: candidates with reasons, nothing guessed.

A mention is looked up among `Referent` values through a `Lookup`; the corpus in memory and the index on disk both offer
one, so that the rules stand here only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from litgraph.words import compact, compose, fold, label, name_forms, people, read_identifiers

if TYPE_CHECKING:
    from litgraph.model import Work

__all__ = ["Author", "Candidate", "Referent", "Resolution", "list_years", "make_referent", "resolve"]


class Author(NamedTuple):
    """An author as a mention can name her: compact forms of the family name, the best first, and folded given names."""

    forms: tuple[str, ...]
    given: str


class Referent(NamedTuple):
    """What a mention can say of a work; `title` is folded, `and_others` says that it has more authors than these."""

    key: str
    label: str
    title: str
    authors: tuple[Author, ...]
    year: int | None
    suffix: str
    date_text: str
    and_others: bool


Names = tuple[tuple[str, ...], ...]  # each name as its folded words


class _ParsedMention(NamedTuple):
    """The parts of a mention.

    `name_lists` are the ways to read its names, the likeliest first, `undated` is text such as "n.d.", and `words` is
    what may be part of a title, folded.
    """

    text: str
    name_lists: tuple[Names, ...]
    and_others: bool
    year: int | None
    suffix: str
    undated: str
    words: str

    @property
    def has_date(self) -> bool:
        """Whether the mention says a year, or says that there is none."""
        return self.year is not None or bool(self.undated)


class Candidate(NamedTuple):
    """A work that a mention may mean, and why; `rank` is 0 for its key or an identifier, 7 for one only spelt alike."""

    key: str
    label: str
    reason: str
    rank: int


class Resolution(NamedTuple):
    """What a mention means: one `work`, or None; `alternatives` are the works that it may also, or rather, mean.

    `status` is "found", "ambiguous" or "unknown"; with "unknown", `alternatives` are the nearest works.
    """

    status: str
    work: Candidate | None
    alternatives: tuple[Candidate, ...]


if TYPE_CHECKING:  # nothing asks for it at run time, and making a Protocol is slow

    class Lookup(Protocol):
        """Where works are looked up; an answer may hold too many works, never too few."""

        def by_key(self, text: str) -> Referent | None:
            """The work of that key (or alias of it), whatever its case."""

        def by_id(self, identifier: str) -> list[Referent]:
            """The works of that normalised identifier: several where chapters have the ISBN of their book."""

        def by_forms(self, forms: Sequence[str], year: int | None = None) -> list[Referent]:
            """Works that have an author with one of these compact forms; those of another year may be left out."""

        def by_words(self, words: Sequence[str], year: int | None = None) -> list[Referent]:
            """Works whose title has words that begin with each of these; those of another year may be left out."""

        def all_forms(self) -> Sequence[str]:
            """Every compact form of a name once, for the search of near misses."""

        def by_keys(self, keys: Sequence[str]) -> list[Referent]:
            """The works of exactly these keys."""


def make_referent(work: Work) -> Referent:
    """What mentions can say of the work."""
    authors = tuple(Author(name_forms(name), fold(name.given)) for name in people(work))
    and_others = "author" in work.get("et-al").split()
    title = f"{work.title} {work.get('x-title-translated')}"
    if (short := compact(work.get("shortauthor"))) and authors:
        authors = (Author((*authors[0].forms, short), authors[0].given), *authors[1:])
    return Referent(work.key, label(work), fold(title), authors, work.year, work.suffix, work.date_text, and_others)


_YEAR = r"(?<![\w-])\(?(1\d\d\d|20\d\d)([a-z]?)\)?(?=$|[\s,.;:)'’/–-])"
_UNDATED = r"(?i)(?<!\w)\(?(n\.\s?d\.?|nd|s\.\s?f\.?|o\.\s?J\.?|in press|forthcoming)\)?$"
_AND_OTHERS = (
    r"(?i)(?<![\s,])[\s,]*(?:\bet\s*\.?\s*al\b\.?|\bu\.\s?a\b\.?|\b(?:and (?:others|colleagues)|y otros|e outros)\b)"
)
_AND = r"(?i)(?<!\s)\s*(?:[;&+、，]|\b(?:and|und|et|y|e|och|og|en|with)\b)\s*"
_NO_LOCATOR = r"(?i)\b(?!pages?\b|chap|sect|note|fig|table|vol|para|line|abs\b|kap)[^\W\d_]{3,}"
_POSSESSIVE = r"[’']s?(?=$|[\s,(])"
_SIGNAL = r"(?i)^(?:see also|see|cf\.?|e\.\s?g\.?|vgl\.?|siehe(?: auch)?|voir(?: aussi)?|véase)\s+(?=\w)"
_SIGNALS = ("see", "cf", "e", "vgl", "siehe", "voir", "véase")  # with which what _SIGNAL matches begins
_EDITOR = r"(?i)\s*\((?:hrsg|hg|eds?|dir|coords?|a cura di)\.?\)"


_MOST_WORDS_OF_A_PERSON = 30  # in her names; more are no name, and to cut them everywhere takes long


def _is_initials(part: str) -> bool:
    """Whether `part` is initials such as "M." or "D. K.-h.", which stand beside a family name."""
    letters = part.replace(".", " ").replace("-", " ").split()
    return bool(letters) and all(len(letter) == 1 for letter in letters) and letters[0].isupper()


def _parse_mention(text: str) -> _ParsedMention:
    """Take a mention into parts: "Van der Pluijm & Melissen (2007, p. 15)" gives two names and 2007."""
    names = " ".join(text.split()).strip(" ()[],;.")
    # To compile all these patterns takes longer than to answer, so each is used only where it may match.
    if " " in names:
        names = re.sub(_SIGNAL, "", names) if names.casefold().startswith(_SIGNALS) else names
        names = re.sub(_EDITOR, "", names) if "(" in names else names
    if not names.isascii():
        names = "".join(str(unicodedata.digit(c)) if c.isdecimal() and not c.isascii() else c for c in names)
    year, suffix, undated = None, "", ""
    if dates := list(re.finditer(_YEAR, names)):
        # The first year that follows a name: after it comes at most a locator, whose pages may look like years.
        date = next((date for date in dates if names[: date.start()].strip(" ,();:.")), dates[-1])
        year, suffix = int(date[1]), date[2]
        before, after = names[: date.start()].strip(" ,();:."), names[date.end() :]
        # "Clerc 2020 since 2021" names no work, and is not to be cut down until it does.
        is_locator = not after.strip(" ,();:.") or not re.search(_NO_LOCATOR, after)
        names = after if not before else before if is_locator else ""
    elif missing := re.search(_UNDATED, names):
        undated, names = missing[1], names[: missing.start()]
    names = names.strip(" ,();:.")
    if "'" in names or "’" in names:
        names = re.sub(_POSSESSIVE, "", names)
    one_word = names.isalnum()
    shorter = names if one_word else re.sub(_AND_OTHERS, "", names)
    lists: list[Names] = []
    for pieces in ([shorter],) if one_word else (re.split(_AND, shorter), [shorter]):
        for parts in ([part for piece in pieces for part in piece.split(",")], pieces):
            people = [part for part in parts if part.strip() and not _is_initials(part)] or parts
            words = tuple(folded for part in people if (folded := tuple(fold(part).split())))
            if words and words not in lists:
                lists.append(words)
    if not one_word:
        single = tuple((word,) for part in re.split(_AND, shorter) for word in fold(part).split())
        if 1 < len(single) < 5 and single not in lists:
            lists.append(single)  # "Beal Pinson 2014"
    return _ParsedMention(text, tuple(lists), shorter != names, year, suffix, undated, fold(names))


def _spans(words: Sequence[str]) -> list[str]:
    """Every run of words joined: the forms that a family name among them can have."""
    words = words[:12]
    return ["".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]


def _names_author(words: tuple[str, ...], author: Author) -> bool:
    """Whether the words name this author: the family name, with given names or initials before or after it."""
    if "".join(words) in author.forms:
        return True
    given_names = author.given.split()
    for cut in range(1, len(words) if len(words) <= _MOST_WORDS_OF_A_PERSON else 0):
        # "Michele Acuto" may stand for "M. Acuto"; "Amiri Sevin" is not S. Amiri, for after a family name
        # a given name is an initial or the one that is known.
        for family, first, before in ((words[cut:], words[:cut], True), (words[:cut], words[cut:], False)):
            if "".join(family) in author.forms and given_names:
                pairs = list(zip(first, given_names, strict=False))
                if all(a == b or (a[0] == b[0] and (len(a) == 1 or (before and len(b) == 1))) for a, b in pairs):
                    return True
    return False


def _rank_names(names: Names, and_others: bool, work: Referent) -> tuple[int, str] | None:
    """How well the names fit the authors of a work, and why: 1 all, 2 the first, 3 some of them; None not at all."""
    authors = work.authors
    if len(names) > len(authors) or (and_others and len(names) == len(authors) and not work.and_others):
        return None
    if all(_names_author(name, author) for name, author in zip(names, authors, strict=False)):
        if len(names) == len(authors) and not and_others:
            return (1, "exactly this author list" if len(names) > 1 else "its only author")
        if and_others:
            return (1, "its first author, with others")
        return (2, "its first author" if len(names) == 1 else "its first authors")
    if all(any(_names_author(name, author) for author in authors) for name in names):
        return (3, "one of its authors" if len(names) == 1 else "among its authors")
    return None


def list_years(work: Referent) -> list[int]:
    """The year of a work, or the years that its date names: "2003/04" names 2003."""
    return [work.year] if work.year is not None else list(map(int, re.findall(r"\d{4}", work.date_text)))


def _date_fits(mention: _ParsedMention, work: Referent) -> bool:
    """Whether the year, or its absence, is the work's; a date such as "2003/04" is of each year that it names."""
    if mention.year is not None:
        has_letter = work.year is None or not mention.suffix or work.suffix == mention.suffix
        return mention.year in list_years(work) and has_letter
    return work.year is None if mention.undated else True


def _decide(mention: _ParsedMention, fits: list[Candidate]) -> Resolution:
    """The one best of the candidates, or several that are equally good."""
    fits = sorted(fits, key=lambda fit: (fit.rank, fit.label, fit.key))
    # Without a year one name may mean any of its works, so a better rank decides nothing.
    one_name = not mention.has_date and not mention.and_others and min(map(len, mention.name_lists), default=1) == 1
    by_author = fits[0].rank <= 3
    best = fits if one_name and by_author else [fit for fit in fits if fit.rank == fits[0].rank]
    if len(best) == 1:
        return Resolution("found", best[0], tuple(fit for fit in fits if fit != best[0]))
    return Resolution("ambiguous", None, tuple(best))


def _by_title(mention: _ParsedMention, lookup: Lookup) -> list[Candidate]:
    """Works whose title is, holds, or shares all the words of the mention."""
    fits = []
    # A year may be part of a title ("Turku 1971-2011"): the whole mention is tried when its words alone fit nothing.
    for text, dated in ((mention.words, True), (fold(mention.text), False)):
        # "or" and "5" stand in many titles, and name none.
        words = text.split() if len(text) > 3 or not text.isascii() else []
        for work in lookup.by_words(words, mention.year if dated else None) if words else ():
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


def _nearest(mention: _ParsedMention, lookup: Lookup) -> tuple[Candidate, ...]:
    """At most five works that are spelt alike, or by the same author in another year."""
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler

    names = {"".join(name) for name_list in mention.name_lists for name in name_list if name} | {compact(mention.text)}
    forms = lookup.all_forms()
    likeness: dict[str, float] = {}
    for name in sorted(names - {""}):
        matches = process.extract(name, forms, scorer=JaroWinkler.normalized_similarity, score_cutoff=0.75, limit=50)
        for form, score, _ in matches:
            likeness[form] = max(score, likeness.get(form, 0.0))
    scored = []
    for work in lookup.by_forms(sorted(likeness, key=lambda form: (-likeness[form], form))[:100]):
        score = max(likeness.get(form, 0.0) for author in work.authors for form in author.forms)
        same_year = mention.has_date and _date_fits(mention, work)
        apart = abs((mention.year or work.year or 0) - (work.year or 0))
        if score == 1.0:
            reason = "another year" if apart else "the same name, but not the same authors or letter"
        else:
            reason = "spelt alike, same year" if same_year else "spelt alike"
        scored.append((-(score + 0.1 * same_year), apart, Candidate(work.key, work.label, reason, 7)))
    return tuple(candidate for *_, candidate in sorted(scored)[:5])


def resolve(text: str, lookup: Lookup) -> Resolution:
    """Say which work the mention `text` means, as a colleague would, with the reason; never guess between equals.

    A key or an identifier wins; then names and year, an exact author list before a first author before any author;
    then a piece of a title. A name alone is ambiguous as soon as two works carry it.
    """
    # As a page or a terminal may give it: in brackets, with an at sign, its letters decomposed.
    stripped = compose(text).strip().strip("[]").lstrip("@")
    if work := lookup.by_key(stripped):
        return Resolution("found", Candidate(work.key, work.label, "its key", 0), ())
    if identifiers := read_identifiers(stripped):
        why = f"its identifier {identifiers[0]}"
        works = {work.key: work for identifier in identifiers for work in lookup.by_id(identifier)}
        identified = [Candidate(work.key, work.label, why, 0) for work in works.values()]
        if len(identified) == 1:
            return Resolution("found", identified[0], ())
        return Resolution("ambiguous" if identified else "unknown", None, tuple(identified))
    mention = _parse_mention(stripped)
    fits: list[Candidate] = []
    for names in mention.name_lists:
        for work in lookup.by_forms(sorted({form for name in names for form in _spans(name)}), mention.year):
            rank = _rank_names(names, mention.and_others, work)
            if rank and _date_fits(mention, work):
                reason = rank[1] + (", same year" if mention.year is not None else "")
                fits.append(Candidate(work.key, work.label, reason, rank[0]))
        if fits:
            break
    fits = fits or _by_title(mention, lookup)
    return _decide(mention, fits) if fits else Resolution("unknown", None, _nearest(mention, lookup))
