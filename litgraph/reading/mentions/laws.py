"""Laws cited by their numbers: "Law no. 13.146/2015", "(Lei nº 8.069)", "Decreto 457/2007"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal

from litgraph.reading.paper import Mention, PaperText, Reference

__all__ = ["find_laws"]

# The kinds of acts that have numbers, each in several languages.
_KINDS = {
    "law": r"laws?|leis?|leyes|ley|lois?|leggi|legge|gesetz|act",
    "complementary law": r"complementary law|lei complementar|ley orgánica|loi organique",
    "decree": r"decrees?|decretos?|d[ée]crets?|decreto-lei|real decreto|decreti|verordnung",
    "resolution": r"resolutions?|resoluç(?:ão|ões)|resoluci(?:ón|ones)|résolutions?|risoluzion[ei]",
    "ordinance": r"ordinances?|portarias?|ordenanzas?|ordonnances?|ordinanz[ae]",
    "instruction": r"instruç(?:ão|ões) normativas?|instrucci(?:ón|ones)|instructions?",
    "measure": r"medidas? provisórias?|provisional measures?",
    "amendment": r"emendas? constitucion(?:al|ais)|constitutional amendments?",
    "directive": r"directives?|diretivas?|directivas?|direttiv[ae]|richtlinien?",
    "regulation": r"regulations?|regulamentos?|reglamentos?|règlements?|regolament[oi]",
}
_NAMES = "|".join(f"(?P<k{number}>{pattern})" for number, pattern in enumerate(_KINDS.values()))
_LAW = re.compile(
    rf"(?<![\w-])(?:{_NAMES})"
    r"(?:\s{1,3}(?:federal|estadual|municipal|nacional|provincial|\(E[CUG]\)|[A-Z]{2,10}(?:/[A-Z]{2,10})?))?"
    r"\s{0,3},?\s{0,3}(?:(?:n[º°o.]{1,2}|nos?\.?|nr\.?|num(?:ber|ero|éro|\.)?|n[úu]m(?:ero)?\.?|n\.\s?[º°])\s{0,3})?"
    r"(?P<number>\d{1,3}(?:[.,]\d{3})+|\d{1,6})(?!\d)(?:\s?/\s?(?P<year>\d{4}|\d{2})(?!\d))?(?:[/-][A-Z]{2,4}\b)?",
    re.IGNORECASE,
)
_YEAR_BEHIND = re.compile(r"[^.;()]{0,40}?\b(?P<year>(?:1[5-9]|20)\d\d)\b")
_ONE_SENTENCE = re.compile(r"(?:(?![.?!]\s+[(A-ZÀ-Þ]|\n\n).){0,250}", re.DOTALL)
_HEAD_LENGTH = 160  # characters of an entry, within which a law gives its number
_BEFORE_LAW = re.compile(r"(?:[^.\n]{2,60}\.\s*){0,3}(?:\[[^\]]*\]\s*)?")  # "BRASIL. Congresso Nacional."


def find_laws(
    paper: PaperText, references: Sequence[Reference], spans: Sequence[tuple[int, int]], mentions: Sequence[Mention]
) -> Iterator[Mention]:
    """Find in `spans` the laws among `references` that are cited by number, where none of `mentions` stands.

    `mentions` are in the order of the text.
    """
    laws = _index_laws(references)
    if not laws:
        return
    place = 0
    for match in (match for start, end in spans for match in _LAW.finditer(paper.text, start, end)):
        while place < len(mentions) and mentions[place].end <= match.start():
            place += 1
        if place < len(mentions) and mentions[place].start < match.end():
            continue
        listed = laws.get((_read_kind(match), _read_number(match)), {})
        year = match["year"] or ((behind := _YEAR_BEHIND.match(paper.text, match.end())) and behind["year"])
        indexes = [index for index, other in listed.items() if not (year and other) or _are_same(year, other)]
        # "Lei nº 8.069, ... (BRASIL, 1990)" is cited once, in the parenthesis.
        following = mentions[place : place + 2]
        is_cited_next = any(
            mention.references == tuple(indexes) and _ONE_SENTENCE.fullmatch(paper.text, match.end(), mention.start)
            for mention in following
        )
        if len(indexes) == 1 and not is_cited_next:
            before = paper.text[max(0, match.start() - 80) : match.start()]
            is_within = before.rfind("(") > before.rfind(")")
            form: Literal["narrative", "parenthetical"] = "parenthetical" if is_within else "narrative"
            yield Mention(match.start(), match.end(), match[0], "citation", (indexes[0],), form)


def _index_laws(references: Sequence[Reference]) -> dict[tuple[str, str], dict[int, str]]:
    """The laws among the references, by kind and number: their indexes, each with its year or ""."""
    laws: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for reference in references:
        head = reference.raw[:_HEAD_LENGTH]
        match = _LAW.search(head)
        if match and (reference.kind == "legislation" or _BEFORE_LAW.fullmatch(head, 0, match.start())):
            year = match["year"] or (str(reference.year) if reference.year else "")
            laws[_read_kind(match), _read_number(match)][reference.index] = year
    return dict(laws)


def _read_kind(match: re.Match[str]) -> str:
    return next(kind for number, kind in enumerate(_KINDS) if match[f"k{number}"])


def _read_number(match: re.Match[str]) -> str:
    return re.sub(r"\D", "", match["number"])


def _are_same(year: str, other_year: str) -> bool:
    return year[-2:] == other_year[-2:] if 2 in (len(year), len(other_year)) else year == other_year
