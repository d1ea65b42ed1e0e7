"""The one JSON document that the page is given, `litgraph-map/1`: docs/map.md and docs/litgraph-map-1.schema.json.

Every field is plain text, a number or a list, nothing is to be read as markup. What is not known is left out. Abstracts
and the fields that are never exported stay out, and so do the passages of the papers unless they are asked for: the
page is passed on, they are not ours to publish.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from urllib.parse import quote, urlsplit

from litgraph.formats.csljson import language_tag
from litgraph.model import Citation, Corpus, Evidence, Name, Theme, Work
from litgraph.views import places
from litgraph.views.map.partial import in_words
from litgraph.views.map.request import MapRequest
from litgraph.words import fold, label

__all__ = ["FORMAT", "document", "href", "in_order", "sources"]

FORMAT = "litgraph-map/1"

_ROLES = ("discussed", "mentioned")
_KINDS = {
    "article-journal": "Journal article",
    "article-magazine": "Magazine article",
    "article-newspaper": "Newspaper article",
    "chapter": "Book chapter",
    "paper-conference": "Conference paper",
    "post-weblog": "Blog post",
    "webpage": "Web page",
}
_CONTAINERS = {"article-journal": "journal", "article-magazine": "magazine", "article-newspaper": "newspaper"}
# What stands elsewhere in the document, or is somebody else's text, or a place on the user's disk.
_NOT_LISTED = {"abstract", "annotation", "annote", "file", "url"}


def document(corpus: Corpus, request: MapRequest, *, of_works: int = 0) -> dict[str, Any]:
    """Return themes, works, assignments and citations as the page reads them, without the layouts.

    Works and themes are referred to by their index in `works` and `themes`, who says so (and in which file) by the
    index in `voices`, papers by their keys. Where the corpus is the part of a knowledge base that is asked for,
    `of_works` is the number of works of the whole.
    """
    selection = in_words(corpus, themes=request.themes, since=request.since, neighbours_of=request.neighbours_of)
    review = corpus.review
    speaker = _Speaker(corpus, request.with_passages)
    works = in_order(corpus)
    number = {work.key: place for place, work in enumerate(works)}
    theme_number = {theme.id: place for place, theme in enumerate(corpus.themes)}
    notes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for note in corpus.notes:
        notes[note.work].append({"kind": note.kind, "text": note.text, "evidence": speaker.evidence(note.evidence)})
    loose: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for citation in corpus.untied:
        loose[citation.citing].append({"text": citation.text, "kind": citation.kind, **speaker.place(citation)})
    listed: dict[str, list[int]] = defaultdict(list)
    for reading in corpus.readings:
        listed[reading.paper].extend(number[key] for key in reading.listed)
    pairs: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for citation in corpus.tied:
        pairs[number[citation.citing], number[citation.cited]].append(speaker.place(citation))
    themes = [_theme(theme, theme_number, speaker) for theme in corpus.themes]
    assignments = [
        {
            "work": number[tie.work],
            "theme": theme_number[tie.theme],
            **_with_content(role=tie.role if tie.role in _ROLES else ""),
            **speaker.evidence(tie.evidence),
        }
        for tie in corpus.assignments
    ]
    return {
        "format": FORMAT,
        "title": request.title or (review.title if review else "") or "Theme map",
        "date": request.date,
        **_with_content(
            description=review.description if review else "",
            author=review.author if review else "",
            language=review.language if review else "",
            offered=corpus.themes_are_offered,
            passages=request.with_passages,
            selection=selection,
        ),
        "counts": {
            "works": len(corpus.works),
            "themes": len(corpus.themes),
            "papersRead": len(speaker.read_by),
            "citations": len(corpus.tied),
            **({"ofWorks": of_works} if selection else {}),
        },
        "voices": [_with_content(by=by, file=file) for by, file in speaker.voices],
        "kinds": {work.kind: _KINDS.get(work.kind, work.kind.replace("-", " ").capitalize()) for work in corpus.works},
        "themes": themes,
        "works": [
            {
                "key": work.key,
                "label": label(work),
                **_description(work),
                **_with_content(
                    notes=notes[work.key],
                    readBy=speaker.read_by.get(work.key, []),
                    listed=list(dict.fromkeys(listed[work.key])),
                    loose=loose[work.key],
                    at=_line(work.at),
                ),
            }
            for work in works
        ],
        "assignments": assignments,
        "citations": [
            {"citing": citing, "cited": cited, "places": places} for (citing, cited), places in pairs.items()
        ],
    }


def sources(corpus: Corpus) -> list[str]:
    """List the files that the facts of the corpus come from."""
    values = (*corpus.works, *corpus.themes, *corpus.readings, corpus.review)
    return sorted({value.at.path for value in values if value is not None and value.at is not None})


def in_order(corpus: Corpus) -> list[Work]:
    """Sort the works as the page lists them: by label."""
    return sorted(corpus.works, key=lambda work: (fold(label(work)), work.key))


def _with_content(**fields: Any) -> dict[str, Any]:
    """Return the fields that are not empty."""
    return {name: value for name, value in fields.items() if value not in ("", None, False, [], {})}


def _line(at: Any) -> str:
    return f"{at.path}:{at.line}" if at else ""


class _Speaker:
    """Writes evidence for the page: who says so, and where, under the headings of the papers that were read."""

    def __init__(self, corpus: Corpus, with_passages: bool) -> None:
        self.headings: dict[tuple[str, str], str] = {}
        self.read_by: dict[str, list[str]] = {}
        self.with_passages = with_passages
        self.voices: dict[tuple[str, str], int] = {}
        for reading in corpus.readings:
            readers = self.read_by.setdefault(reading.paper, [])
            if reading.read_by not in readers:
                readers.append(reading.read_by)
            for section in reading.sections:
                self.headings.setdefault((reading.paper, section.id), section.title)

    def section(self, paper: str, section: str) -> str:
        """Return a section of a paper with its heading, where a reading gives one."""
        return places.section(section, self.headings.get((paper, section), "")) if section else ""

    def evidence(self, evidence: Evidence) -> dict[str, Any]:
        readers = " and ".join(self.read_by.get(evidence.said_by.partition(":")[2], []))
        voice = places.speaker(evidence.said_by, readers), evidence.at.path if evidence.at else ""
        return {
            "voice": self.voices.setdefault(voice, len(self.voices)),
            **_with_content(
                line=evidence.at.line if evidence.at else None,
                saidIn=evidence.said_in,
                section=self.section(evidence.said_in, evidence.section),
                page=evidence.page,
                locator=evidence.locator,
                why=evidence.why,
                passage=evidence.passage if self.with_passages else "",
            ),
        }

    def place(self, citation: Citation) -> dict[str, Any]:
        """Return the place of a citation; the citing paper is not named again."""
        evidence = citation.evidence
        said_in = evidence.said_in or citation.citing
        fields = self.evidence(evidence) | _with_content(
            section=self.section(said_in, evidence.section),
            form=citation.placement.form,
            signal=citation.placement.signal,
            where=citation.placement.where,
        )
        if said_in == citation.citing:
            fields.pop("saidIn", None)
        return fields


def _description(work: Work) -> dict[str, Any]:
    unknown = {name.strip().lower() for name in work.get("x-unknown").strip("{}").split(",")}
    container = _CONTAINERS.get(work.kind, "")
    date = f"{work.year}{work.suffix}" if work.year is not None else work.date_text
    if work.year is not None and work.date_text not in ("", str(work.year), date):
        date = f"{date} ({work.date_text})"
    links, ids = _links(work)
    return {
        "title": work.title,
        "kind": work.kind,
        # A date that is just the year need not be said twice.
        **({} if date == str(work.year) else {"date": date or _no_date(unknown)}),
        **({} if work.year is None else {"year": work.year}),
        **_with_content(
            language=language_tag(work),
            translated=work.get("x-title-translated") or work.get("titleaddon"),
            authors=[_name(name) for name in work.authors],
            editors=[_name(name) for name in work.editors],
            container=work.container,
            containerUnknown=bool(
                not work.container and container and unknown & {"journal", "journaltitle", "container"}
            ),
            annotation=work.get("annotation") or work.get("annote"),
            fields={
                name: text
                for name, text in work.extra
                if text and not name.startswith("x-") and name not in _NOT_LISTED
            },
            ids=ids,
            links=links,
        ),
    }


def _no_date(unknown: set[str]) -> str:
    return "year not known" if unknown & {"year", "date"} else "no year given"


def href(link: str) -> str:
    """Return the web address of a link of the document: of a DOI, its address at doi.org."""
    doi = link.removeprefix("doi:")
    return link if doi == link else f"https://doi.org/{quote(doi, '/:;()', errors='replace')}"


def _links(work: Work) -> tuple[list[str], list[str]]:
    """Return the links of a work (DOI, http, https), and its other identifiers and addresses, shown as text."""
    links: list[str] = []
    texts: list[str] = []
    for identifier in sorted(work.ids):
        (links if identifier.startswith("doi:") else texts).append(identifier)
    url = work.get("url")
    if _is_web(url):
        links.append(url)
    elif url:
        texts.append(f"address:{url}")
    return links, texts


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and url.isprintable() and " " not in url


def _name(name: Name) -> dict[str, str]:
    return _with_content(
        family=name.family, given=name.given, particle=name.particle, suffix=name.suffix, literal=name.literal
    )


def _theme(theme: Theme, numbers: dict[str, int], speaker: _Speaker) -> dict[str, Any]:
    parent = numbers.get(theme.parent)
    return {
        "id": theme.id,
        "title": theme.title or theme.id,
        **({} if parent is None else {"parent": parent}),
        **_with_content(
            definition=theme.definition,
            facet=theme.facet,
            saidIn=theme.said_in,
            section=speaker.section(theme.said_in, theme.section),
            at=_line(theme.at),
        ),
    }
