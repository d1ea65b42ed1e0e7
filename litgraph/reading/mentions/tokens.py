"""The words, dates and marks of a text, folded so that names can be compared."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Literal, NamedTuple

from litgraph.reading.vocabulary import NO_DATE, UNDATED
from litgraph.words import fold

__all__ = ["EAST_ASIAN", "EDITOR_LABELS", "ET_AL", "PlacedNames", "TextToken"]
__all__ += ["locate_names", "normalise_date_substitute", "normalise_names", "split_joined", "tokenize"]

# Kana, Han and Hangul: scripts that set no spaces between words, or few.
EAST_ASIAN = "\u3005\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_YEAR = r"(?:1[4-9]|20)\d\d"
_TOKEN = re.compile(
    rf"(?P<substitute>(?<!\w)(?:{NO_DATE})(?:-?[a-z]\b)?(?!\w))|(?P<opcit>\b(?:op|ob|loc|art)\.\s?cit\b\.?|\ba\.\s?a\.\s?O\.)|"
    rf"(?P<year>(?<![^\W{EAST_ASIAN}])(?<![/-])(?<!\d[.,])(?:\[{_YEAR}\]\s*{_YEAR}[a-z]?|"
    rf"{_YEAR}[-–](?:\d\d)?\d\d/{_YEAR}[a-z]?|{_YEAR}[a-z]?(?:\s*\[{_YEAR}\]|\s?/\s?{_YEAR}[a-z]?)?)"
    rf"(?![\d_/]|(?-i:[^\W\dA-Z_{EAST_ASIAN}]|[A-Z](?![a-z]))))"
    rf"|(?P<word>[{EAST_ASIAN}]+|[^\W\d_][^\W_]*(?:[’'][^\W\d_]+)*|&)|(?P<mark>[()\[\];,.:（）［］；，．：、。])",
    re.I,
)
_WIDE_MARKS = str.maketrans("（）［］；，．：、。", "()[];,.:,.")
_CONJUNCTIONS = frozenset(
    ("and", "&", "y", "e", "und", "et", "u", "og", "och", "en", "i", "ed", "с", "и", "ja", "ve", "oraz")
)
ET_AL = "+"  # "et al."
_ET_AL_PHRASES = (
    "et al|et alii|et coll|et col|et cols|et autres|et collaborateurs|and others|and colleagues|and coworkers|"
    "and associates|and al|e al|y al|e outros|e outras|e cols|e col|e colaboradores|y otros|y otras|y cols|y col|"
    "y colaboradores|e altri|ed altri|e coll|und andere|und mitarbeiter|u a|en anderen|m fl|og andre|och andra|"
    "i in|i wsp|и др|и соавт|ve ark|ve digerleri|ja muut"
)
_ET_AL_WORDS = frozenset(tuple(phrase.split()) for phrase in _ET_AL_PHRASES.split("|"))
EDITOR_LABELS = frozenset(
    ("ed", "eds", "hrsg", "hg", "hgg", "org", "orgs", "coord", "coords", "dir", "dirs", "comp", "comps")
)
_CIRCA = frozenset(("ca", "circa"))
# Where a word may have lost the space behind it: before a capital, a year, "et al.".
_JOINTS = (
    re.compile(r"[A-ZÀ-Þ](?<=[a-zß-ÿ’'].)"),
    re.compile(r"[12]\d{3}(?<=[a-zß-ÿ].{4})(?!\d)"),
    re.compile(r"et al\b"),
    re.compile(r"and [A-ZÀ-Þ]"),
    re.compile(r"und [A-ZÀ-Þ]"),
)
_OPENING_WORDS = frozenset(
    "In See By As And From To Following After Per Both While Since Segundo Conforme Para Como Em E Y Según En Selon "
    "Dans Voir Nach Bei Siehe Und Vgl Cf Ver L’ L' D’ D' Qu’ Qu'".split()
)


class TextToken(NamedTuple):
    """A word, date or mark, or "op. cit."; `dates` are all years that a date prints: "[1900] 1999" has two."""

    kind: Literal["date", "word", "mark", "op. cit."]
    folded: str
    start: int
    end: int
    dates: tuple[str, ...] = ()


class PlacedNames(NamedTuple):
    """The folded words that name authors, and the offset at which each begins."""

    words: tuple[str, ...]
    starts: list[int]


def tokenize(text: str, start: int, end: int) -> Iterator[TextToken]:
    """Split `text` between two offsets into tokens."""
    for match in _TOKEN.finditer(text, start, end):
        kind, raw = match.lastgroup, match[0]
        if kind == "mark":
            yield TextToken("mark", raw.translate(_WIDE_MARKS), match.start(), match.end())
        elif kind == "word" and raw.isascii() and raw.isalnum():
            yield TextToken("word", raw.lower(), match.start(), match.end())
        elif kind == "year":
            years = re.findall(rf"{_YEAR}[a-z]?", raw.casefold())
            yield TextToken("date", years[0], match.start(), match.end(), tuple(years))
        elif kind == "substitute":
            substitute = normalise_date_substitute(raw)
            yield TextToken("date", substitute, match.start(), match.end(), (substitute,))
        elif kind == "opcit":
            yield TextToken("op. cit.", "", match.start(), match.end())
        else:
            for part in fold(raw[:-2] if raw[-2:] in ("’s", "'s") else raw).split() or [raw]:
                yield TextToken("word", part, match.start(), match.end())


def split_joined(text: str, tokens: Sequence[TextToken], author_words: Set[str]) -> list[TextToken]:
    """Split words that end in one of `author_words`, as where a space was lost: "inFalk", "Falk2009", "l’INSEE"."""
    split_tokens: list[TextToken] = []
    place = 0  # of the first token that is not taken yet
    for at in sorted(match.start() for joint in _JOINTS for match in joint.finditer(text)):
        if not text[at - 1 : at].islower() and text[at - 1 : at] not in ("’", "'"):
            continue
        joined = bisect_right(tokens, at, key=lambda token: token.start) - 1
        if joined < place or tokens[joined].kind != "word" or not tokens[joined].start < at < tokens[joined].end:
            continue
        token = tokens[joined]
        if token.folded in author_words or not _is_joint(text, token, at, author_words):
            continue
        split_tokens += [*tokens[place:joined], *tokenize(text, token.start, at)]
        if text[at].isdigit():
            year = text[at : token.end].casefold()
            split_tokens.append(TextToken("date", year, at, token.end, (year,)))
        else:
            split_tokens += tokenize(text, at, token.end)
        place = joined + 1
    return [*split_tokens, *tokens[place:]]


def _is_joint(text: str, token: TextToken, at: int, author_words: Set[str]) -> bool:
    """Whether a lost space makes one word of what stands before and after an offset within `token`."""
    before, after = text[token.start : at], text[at : token.end]
    if after in ("et", "and", "und") or re.fullmatch(rf"{_YEAR}[a-z]?", after):
        return fold(before) in author_words  # "Falk2009", "Falket al."
    first_word = fold(after).split()[:1]
    return bool(first_word) and first_word[0] in author_words and (before.islower() or before in _OPENING_WORDS)


def normalise_date_substitute(text: str) -> str:
    """Give what is printed instead of a year one form: "s. d." is "nd", "n.d.-a" is "nda", "in review" is "press"."""
    undated = re.match(UNDATED, text, re.I)
    return f"nd{fold(text[undated.end() :])}" if undated else "press"


def normalise_names(words: Iterable[str]) -> tuple[str, ...]:
    """Drop the words that join names of authors, and make "et al." in any language ET_AL."""
    return locate_names([(word, 0) for word in words]).words


def locate_names(words: Sequence[tuple[str, int]]) -> PlacedNames:
    """Normalise words with their offsets as `normalise_names` does."""
    placed: list[tuple[str, int]] = []
    for word, start in words:
        if placed and (placed[-1][0], word) in _ET_AL_WORDS:
            placed[-1] = (ET_AL, placed[-1][1])
        else:
            placed.append((word, start))
    placed = [(word, start) for word, start in placed if word not in _CONJUNCTIONS and word not in _CIRCA]
    return PlacedNames(tuple(word for word, _ in placed), [start for _, start in placed])
