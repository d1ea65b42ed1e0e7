"""Names before a year that are in no list: what they look like, and what only looks so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from litgraph.months import FOLDED_NAMES
from litgraph.reading.mentions.signals import SIGNAL
from litgraph.reading.paper import Mention
from litgraph.words import fold

__all__ = [
    "UNLISTED",
    "begins_citation",
    "begins_parenthesis",
    "find_personal_communications",
    "is_no_name",
    "is_publisher",
    "leads_to_place",
]

_PERSON = r"(?:(?:[Dd]e|[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Dd]el|[Dd]i|[Ll]a|[Ll]e|[Dd]a|[Dd]os)\s+)*[A-ZÀ-Þ][\w’'\-]+"
# Names before a year, for those that are in no list: "(Barber, 2013)", "(see Kuhn & Lee 1999a)".
UNLISTED = re.compile(
    rf"(?P<authors>(?P<name>{_PERSON})(?P<coauthors>(?:,\s+{_PERSON})*,?\s+(?:&|and|y|e|und|et)\s+{_PERSON}|\s+et\s+al\.?)?),?"
    r"\s*[(\[]?$"
)
# Months in several languages, and what else stands before a year in a parenthesis.
_NO_NAME = re.compile(
    rf"{'|'.join(sorted(FOLDED_NAMES))}|jan|feb|apr|jun|jul|aug|sept?|o[ck]t|nov|de[cz]|spring|summer|autumn|fall|"
    r"winter|fig(?:ure|ura)?s?|tab(?:le|ela|la)?s?|quadro|cuadro|abb|version|in|on|as|the|an?|since|vol|copyright|"
    r"established|founded|born|died|em|no|na|desde|ate|lei|decreto|ley|art|law|act|chapter|section|covid|"
    r"autor(?:es|as?|en)?|autoria|authors?|own|elabora\w+|eigene|source|fonte|fuente|quelle|"
    r"verlag|editor(?:a|ial|es)?|editions?|univ\w*|publish\w*|publications?|sons|census|censo|note|nota"
)
_PUBLISHER = re.compile(r"press|books?|wiley|springer|elsevier|routledge")  # which are called as people are
# What ends a citation before another in its parenthesis, and words that lead to one.
_CITATION_END = re.compile(r"[;([]|(?<!\d)(?:1[4-9]|20)\d\d[a-z]?\)?\s*,")
_LEADS_TO_NAME = re.compile(
    r"(?<!\w)(?:by|from|per|with|after|following|and|&|also|por|pelo|pela|segundo|conforme|según|e|y|und|et|bei|nach|von|"
    r"vgl\.?|siehe|par|selon|voir|cf\.?|e\.\s?g\.|in:|[A-Z]\.)$",
    re.I,
)
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.[\s-]?)+$")
# What stands in a sentence before a place or a publisher: a comma, a preposition, another name.
_LEADS_TO_PLACE = re.compile(
    r"(?:[,:]|(?<!\w)(?i:in|at|from|to|of|by|em|en|de|da|do|na|no|por|à|aus|von|bei|nach)|[^.!?:]\s[A-ZÀ-Þ][\w.’'-]+)\s*$"
)
_PERSONAL_COMMUNICATION = re.compile(
    r"[,(]\s*(?:personal communication|pers\.\s*comm\.?|comunica(?:ção|ción) (?:pessoal|personal)|"
    r"communication personnelle|persönliche Mitteilung|comunicazione personale)[^()]{0,40}",
    re.I,
)
_SPEAKER = re.compile(rf"(?:[A-Z]\.\s*){{0,3}}{_PERSON}(?:\s+(?:of\s+)?{_PERSON}){{0,3}}\s*$")


def is_no_name(word: str) -> bool:
    """Whether a word before a year is hardly an author: a month, a university, a source."""
    return _NO_NAME.fullmatch(fold(word)) is not None


def is_publisher(word: str) -> bool:
    """Whether a word is the name, or the end of the name, of a publisher, and may be that of a person."""
    return _PUBLISHER.fullmatch(fold(word)) is not None


def leads_to_place(before: str, is_narrative: bool) -> bool:
    """Whether a place or publisher may follow what stands `before` it: "Quay Press", "in Oslo", not "see I. Berlin".

    In a parenthesis each word leads to one but those that lead to citations, in a sentence (`is_narrative`) only few.
    """
    before = _INITIALS.sub("", before)
    if is_narrative:
        return _LEADS_TO_PLACE.search(before) is not None
    return not begins_parenthesis(before)


def begins_parenthesis(before: str) -> bool:
    """Whether nothing stands `before` a name in its parenthesis but other citations and words such as "see"."""
    return not SIGNAL.sub("", f"({_CITATION_END.split(before)[-1]}").strip(" (")


def begins_citation(before: str) -> bool:
    """Whether a name may follow what stands `before` it in its parenthesis: not "40 Prozent", "rowing Persons"."""
    words = _CITATION_END.split(before)[-1].split()
    while words and words[-1][0].isupper() and not _LEADS_TO_NAME.search(words[-1]):  # a given name
        if is_no_name(words.pop()):
            return False
    before = " ".join(words)
    return not words or bool(SIGNAL.search(f"({before}") or _LEADS_TO_NAME.search(before))


def find_personal_communications(text: str) -> Iterator[Mention]:
    """Find "(A. Vik, personal communication, May 2010)" and its like in other languages."""
    for match in _PERSONAL_COMMUNICATION.finditer(text):
        window_start = max(0, match.start() - 60)
        if speaker := _SPEAKER.search(text[window_start : match.start()]):
            start = window_start + speaker.start()
            yield Mention(start, match.end(), text[start : match.end()].strip(), "personal-communication")
