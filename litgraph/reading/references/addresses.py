"""The addresses of a work in an entry: DOI, other identifiers, URL, and when that was visited."""

from __future__ import annotations

import re
from typing import NamedTuple

from litgraph.words import normal_id

__all__ = ["Addresses", "addresses"]

_DOI = re.compile(
    r"(?:(?:https?://)?(?:dx\.)?doi\.org/|\bdoi\s*[:.]?\s*(?:https?://(?:dx\.)?doi\.org/)?|\b)(10\.\d{4,9}/[^\s\"<>]+)",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"“”]+")
_LEAD = re.compile(
    r"[\[(<]*\s*(?:\b(?:Retrieved|Available|Downloaded|Obtained|Online|Disponível|Disponible|Recuperado|Consultado|"
    r"Verfügbar|Abgerufen|Abrufbar|Consulté|Accessed|Zugriff)\b[^.;]{0,60}|\b(?:URL|url|DOI|doi|Doi|"
    r"from))?\s*[:.]?\s*[<(\[]*\s*$"
)
_ACCESSED = re.compile(
    r"[\[(,;.]?\s*\b(?:(?:last\s+)?(?:accessed|visited|retrieved|viewed|consulted)|date accessed|"
    r"access(?:ed)? date|acesso em|acessado em|acedido em|"
    r"consultado (?:em|en|el)|fecha de consulta|recuperado el|consulté le|abgerufen am|Zugriff am|"
    r"letzter Zugriff|cited)\b\s*:?\s*(?:on\s+|the\s+)?"
    r"(?P<day>(?:[\w.,/-]+\s+){0,4}?[\w.,/-]*(?:(?:19|20)\d\d(?!\w)|\d{2,4}(?!\w)(?!(?:,?\s+[\w.]+){0,3},?\s(?:19|20)\d\d)))\s*[)\]]?\.?",
    re.IGNORECASE,
)
_PUBMED = re.compile(
    r"(?:\b(?:PMID|pmid|PubMed)\b:?\s*(?P<pm>\d{4,9})|\bPMC\d{5,9}\b|(?<=[\s.])(?<![:,;]\s)(?P<bare>\d{7,8})(?=\s*\.?$))[;.,]?"
)
_ARXIV = re.compile(
    r"\barXiv\s?:\s?(?P<id>\d{4}\.\d{4,5}|[a-z.-]+/\d{7})(?:v\d+)?(?:\s*\[[\w.-]+\])?|"
    r"\b(?P<old>(?:hep-(?:ph|th|lat|ex)|astro-ph|cond-mat|quant-ph|gr-qc|math(?:-ph)?|nucl-(?:th|ex))/\d{7})(?:v\d+)?",
    re.IGNORECASE,
)
_ISBN = re.compile(r"\bISBN(?:-1[03])?:?\s*(?P<id>[\dX][\dX -]{8,16}[\dX])")


class Addresses(NamedTuple):
    """What was found, and what is left of the entry."""

    rest: str
    ids: tuple[str, ...]
    url: str
    accessed: str


def addresses(text: str) -> Addresses:
    """Take the addresses out of an entry, with the words that lead to them."""
    ids: list[str] = []
    url = accessed = ""
    if found := _ACCESSED.search(text):
        accessed = found["day"].strip(" ,.")
        text = _without(text, found)
    while found := _DOI.search(text):
        closes = found[1].count(")") > found[1].count("(")
        ids.append(normal_id(found[1].rstrip(").,;]") if closes else found[1]))
        text = _cut(text, found)
    while found := _URL.search(text):
        url = url or found[0].rstrip(".,;)>]")
        text = _cut(text, found)
    if found := _ARXIV.search(text):
        ids.append(f"arxiv:{found['id'] or found['old']}")
        lead = text[max(0, found.start() - 20) : found.start()].lower()
        text = f"{text[: found.start()]} {'' if 'arxiv' in lead else 'arXiv'} {text[found.end() :]}"
    if found := _ISBN.search(text):
        ids.append(normal_id(f"isbn:{found['id'].replace(' ', '')}"))
        text = _without(text, found)
    while found := _PUBMED.search(text):
        if number := found["pm"] or found["bare"]:
            ids.append(f"pmid:{number}")
        text = _without(text, found)
    return Addresses(" ".join(text.split()), tuple(each for each in dict.fromkeys(ids) if each), url, accessed)


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _cut(text: str, found: re.Match[str]) -> str:
    """Take an address out with the words that lead to it."""
    lead = _LEAD.search(text, max(0, found.start() - 90), found.start())
    start = lead.start() if lead else found.start()
    return f"{text[:start].rstrip()} {text[found.end() :].lstrip(' .,;)>]')}"
