"""The DOI, the other identifiers and the URL that an entry prints, and the date of access."""

from __future__ import annotations

import re
from typing import NamedTuple

from litgraph.words import normalize_id, read_identifiers

__all__ = ["Identifiers", "take_identifiers"]

_DOI = re.compile(
    r"(?:(?:https?://)?(?:dx\.)?doi\.org/|\bdoi\s*[:.]?\s*(?:https?://(?:dx\.)?doi\.org/)?|\b)(10\.\d{4,9}/[^\s\"<>]+)",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"“”]+")
_LEAD = re.compile(
    r"[\[(<]*\s*(?:\b(?:Retrieved|Available|Downloaded|Obtained|Online|Disponível|Disponible|Recuperado|Consultado|"
    r"Verfügbar|Abgerufen|Abrufbar|Consulté|Accessed|Zugriff)\b[^.;]{0,60}|"
    r"\b(?:URL|url|DOI|doi|Doi|from))?\s*[:.]?\s*[<(\[]*\s*$"
)
_ACCESSED = re.compile(
    r"[\[(,;.]?\s*\b(?:(?:last\s+)?(?:accessed|visited|retrieved|viewed|consulted|checked)|last access|access(?=:)|"
    r"dates? (?:of access|accessed)|access(?:ed)? date|cited|"
    r"(?:[úu]ltimo )?acesso(?: em|(?=:))|acessad[oa] em|acedido em|data d[eo] acesso|consultad[oa] (?:em|en|el)|"
    r"fecha de (?:consulta|acceso)|recuperado el|[úu]ltimo acceso|acceso(?: el|(?=:))|"
    r"(?:page |site )?consultée?s? (?:le|en)|derni(?:er|[èe]re) (?:consultation|accès)(?: le)?|"
    r"(?:zuletzt )?(?:auf|ab)gerufen am|(?:Zugriff|Abruf)(?: am|(?=:))|letzter (?:Zugriff|Abruf)|Abrufdatum|"
    r"(?:zuletzt )?(?:eingesehen|besucht) am|ultimo accesso|accesso(?: il|(?=:))|consultato il|"
    r"geraadpleegd op|hämtad)\b\s*:?\s*(?:on\s+|the\s+)?(?P<day>(?:[\w.,/-]+\s+){0,4}?[\w.,/-]*(?:(?:19|20)\d\d(?!\w)|"
    r"\d{2,4}(?!\w)(?!(?:,?\s+[\w.]+){0,3},?\s(?:19|20)\d\d)))\s*[)\]]?\.?",
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


class Identifiers(NamedTuple):
    """The identifiers of an entry (prefixed and normalised), its URL and date of access, and the text without them."""

    text: str
    ids: tuple[str, ...]
    url: str
    accessed: str


def take_identifiers(text: str) -> Identifiers:
    """Take identifiers, URL and date of access out of an entry, with the words that lead to them."""
    ids: list[str] = []
    url = accessed = ""
    if match := _ACCESSED.search(text):
        accessed = match["day"].strip(" ,.")
        text = _without(text, match)
    while match := _DOI.search(text):
        closes = match[1].count(")") > match[1].count("(")
        ids.extend(read_identifiers(match[1].rstrip(").,;]") if closes else match[1]))
        text = _without_lead(text, match)
    while match := _URL.search(text):
        url = url or match[0].rstrip(".,;)>]")
        text = _without_lead(text, match)
    if match := _ARXIV.search(text):
        ids.append(f"arxiv:{match['id'] or match['old']}")
        lead = text[max(0, match.start() - 20) : match.start()].lower()
        text = f"{text[: match.start()]} {'' if 'arxiv' in lead else 'arXiv'} {text[match.end() :]}"
    if match := _ISBN.search(text):
        ids.append(normalize_id(f"isbn:{match['id'].replace(' ', '')}"))
        text = _without(text, match)
    while match := _PUBMED.search(text):
        if number := match["pm"] or match["bare"]:
            ids.append(f"pmid:{number}")
        text = _without(text, match)
    return Identifiers(" ".join(text.split()), tuple(filter(None, dict.fromkeys(ids))), url, accessed)


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _without_lead(text: str, match: re.Match[str]) -> str:
    """The text without a match and the words that lead to it."""
    lead = _LEAD.search(text, max(0, match.start() - 90), match.start())
    start = lead.start() if lead else match.start()
    return f"{text[:start].rstrip()} {text[match.end() :].lstrip(' .,;)>]')}"
