"""The words, dates and marks of a text, folded so that names can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from litgraph.words import fold

__all__ = ["DATELESS", "MORE", "Token", "dateless", "is_editor", "located", "names", "tokens"]

_YEAR = r"(?:1[4-9]|20)\d\d"
# What stands for a year, folded and without its marks.
DATELESS = {
    **dict.fromkeys(("nd", "sd", "sf", "oj", "undated", "nodate", "semdata", "sinfecha"), "nd"),
    **dict.fromkeys(
        (
            *("inpress", "forthcoming", "noprelo", "enprensa", "souspresse", "imdruck", "imerscheinen", "instampa"),
            *("incorsodistampa", "inprep", "inpreparation", "empreparacao", "enpreparacion", "submitted", "inreview"),
            *("underreview", "accepted", "aparaitre"),
        ),
        "press",
    ),
}
_UNDATED = (
    r"\b[ns]\.\s?[df]\.(?:-?[a-z]\b)?|\b[sn]/[df]\b|\bo\.\s?J\.|\bundated\b|\bno\s+date\b|\bsem\s+data\b|\bsin\s+fecha\b|"
    r"\b(?:in\s+press|forthcoming|no\s+prelo|en\s+prensa|sous\s+presse|à\s+paraître|im\s+(?:Druck|Erscheinen)|"
    r"in\s+(?:corso\s+di\s+)?stampa|in\s+prep(?:aration|\b\.?)|em\s+preparação|en\s+preparación|submitted|accepted|"
    r"(?:in|under)\s+review)\b"
)
_TOKEN = re.compile(
    rf"(?P<nd>{_UNDATED})"
    rf"|(?P<again>\b(?:op|ob|loc|art)\.\s?cit\b\.?|\ba\.\s?a\.\s?O\.)"
    rf"|(?P<year>(?<![\w/-])(?<!\d[.,])(?:\[{_YEAR}\]\s*{_YEAR}[a-z]?|{_YEAR}[a-z]?"
    rf"(?:\s*\[{_YEAR}\]|/{_YEAR}[a-z]?)?)(?![\d_/]|(?-i:[^\W\dA-Z_]|[A-Z](?![a-z]))))"
    r"|(?P<word>[^\W\d_][^\W_]*(?:[’'][^\W\d_]+)*|&)"
    r"|(?P<mark>[()\[\];,.:])",
    re.I,
)
_AND = frozenset(("and", "&", "y", "e", "und", "et", "u", "og", "och", "en", "i", "ed", "с", "и", "ja", "ve", "oraz"))
MORE = "+"  # "et al."
_PHRASES = (
    "et al|et alii|et coll|et col|et cols|et autres|et collaborateurs|and others|and colleagues|and coworkers|"
    "and associates|and al|e al|y al|e outros|e outras|e cols|e col|e colaboradores|y otros|y otras|y cols|y col|"
    "y colaboradores|e altri|ed altri|e coll|und andere|und mitarbeiter|u a|en anderen|m fl|og andre|och andra|"
    "i in|i wsp|и др|и соавт|ve ark|ve digerleri|ja muut"
)
_MORE = frozenset(tuple(each.split()) for each in _PHRASES.split("|"))
_EDITORS = frozenset(
    ("ed", "eds", "hrsg", "hg", "hgg", "org", "orgs", "coord", "coords", "dir", "dirs", "comp", "comps")
)
_CIRCA = frozenset(("ca", "circa"))


class Token(NamedTuple):
    """A word, date or mark; of a date all that it can be, the first printed first."""

    kind: Literal["date", "word", "mark", "again"]
    folded: str
    start: int
    end: int
    dates: tuple[str, ...] = ()


def tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of a stretch of text."""
    for match in _TOKEN.finditer(text, start, end):
        kind, raw = match.lastgroup, match[0]
        if kind == "mark":
            yield Token("mark", raw, match.start(), match.end())
        elif kind == "word" and raw.isascii() and raw.isalnum():
            yield Token("word", raw.lower(), match.start(), match.end())
        elif kind == "year":
            years = re.findall(rf"{_YEAR}[a-z]?", raw.casefold())
            yield Token("date", years[0], match.start(), match.end(), tuple(years))
        elif kind == "nd":
            yield Token("date", dateless(raw), match.start(), match.end(), (dateless(raw),))
        elif kind == "again":
            yield Token("again", "", match.start(), match.end())
        else:
            for part in fold(raw[:-2] if raw[-2:] in ("’s", "'s") else raw).split() or [raw]:
                yield Token("word", part, match.start(), match.end())


def dateless(text: str) -> str:
    """What stands for a year, in one form: "s. d." and "n.d." are "nd", "n.d.-a" is "nda"."""
    letters = fold(text).replace(" ", "")
    return DATELESS.get(letters) or f"{DATELESS.get(letters[:2], letters[:2])}{letters[2:]}"


def names(words: Iterable[str]) -> tuple[str, ...]:
    """Words that name authors, without what joins them; "et al." in any language is one sign."""
    return located([(word, 0) for word in words])[0]


def is_editor(word: str) -> bool:
    """Whether a word says that those before it are editors: "(Hrsg.)", "eds."."""
    return word in _EDITORS


def located(words: Sequence[tuple[str, int]]) -> tuple[tuple[str, ...], list[int]]:
    """As `names`, of words with their places."""
    kept: list[tuple[str, int]] = []
    for word, start in words:
        if kept and (kept[-1][0], word) in _MORE:
            kept[-1] = (MORE, kept[-1][1])
        else:
            kept.append((word, start))
    kept = [each for each in kept if each[0] not in _AND and each[0] not in _CIRCA]
    return tuple(word for word, _ in kept), [start for _, start in kept]
