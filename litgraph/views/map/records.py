"""What the page can tell of each work and theme: plain text and keys, nothing to be read as markup.

Passages of the papers, abstracts and the fields that are never exported stay out: the page is passed on, they are not
ours to publish.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit

from litgraph.graph import theme_nodes
from litgraph.model import Citation, Corpus, Evidence, Mention, Name, Theme, Work
from litgraph.resolve import label
from litgraph.views import places

__all__ = ["records", "sources"]

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
# What stands elsewhere in the record, or is somebody else's text, or a place on the user's disk.
_NOT_LISTED = {"abstract", "annotation", "annote", "file", "shortauthor", "titleaddon", "url", "langid", "entrysubtype"}
_FIRST = ("volume", "number", "issue", "pages", "edition", "series", "publisher", "institution", "location")


def records(corpus: Corpus) -> dict[str, Any]:
    """Themes and works as the page's script reads them; works and themes refer to each other by their nodes."""
    speaker = _Speaker(corpus)
    nodes = theme_nodes(corpus)
    citing, cited = _by_pair(corpus.citations, "citing", "cited"), _by_pair(corpus.citations, "cited", "citing")
    given: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for tie in corpus.assignments:
        given[tie.work].append(
            {"theme": nodes[tie.theme], "role": tie.role, "evidence": speaker.evidence(tie.evidence)}
        )
    notes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for note in corpus.notes:
        notes[note.work].append({"kind": note.kind, "text": note.text, "evidence": speaker.evidence(note.evidence)})
    loose: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for mention in corpus.unresolved:
        loose[mention.citing].append({"text": mention.text, "kind": mention.kind, **speaker.place(mention)})
    listed: dict[str, list[str]] = defaultdict(list)
    listed_in: dict[str, list[str]] = defaultdict(list)
    for reading in corpus.readings:
        for key in reading.listed:
            listed[reading.paper].append(key)
            listed_in[key].append(reading.paper)

    def ties(pairs: dict[str, list[Citation]]) -> list[dict[str, Any]]:
        return [{"work": key, "places": [speaker.place(c) for c in found]} for key, found in pairs.items()]

    works = [
        {
            "id": work.key,
            "label": label(work),
            **_description(work),
            "notes": notes[work.key],
            "themes": given[work.key],
            "readBy": speaker.read_by.get(work.key, []),
            "cites": ties(citing[work.key]),
            "citedBy": ties(cited[work.key]),
            "listed": _once(listed[work.key]),
            "listedIn": _once(listed_in[work.key]),
            "loose": loose[work.key],
        }
        for work in corpus.works
    ]
    themes = [_theme(theme, nodes, speaker) for theme in corpus.themes]
    return {"works": works, "themes": themes, "papersRead": len(speaker.read_by), "citations": len(corpus.citations)}


def sources(corpus: Corpus) -> list[str]:
    """The files that the corpus says it comes from."""
    spoken: Iterable[Any] = (*corpus.works, *corpus.themes, *corpus.readings, corpus.review)
    places = [thing.at for thing in spoken if thing is not None and thing.at is not None]
    return sorted({place.path for place in places})


class _Speaker:
    """Says who says so and where, with the headings of the papers that were read."""

    def __init__(self, corpus: Corpus) -> None:
        self.headings: dict[tuple[str, str], str] = {}
        self.read_by: dict[str, list[str]] = {}
        for reading in corpus.readings:
            self.read_by.setdefault(reading.paper, []).append(reading.read_by)
            for section in reading.sections:
                self.headings.setdefault((reading.paper, section.id), section.title)

    def section(self, paper: str, section: str) -> str:
        """A section with its heading, where a reading of the paper gives one."""
        return places.section(section, self.headings.get((paper, section), "")) if section else ""

    def evidence(self, evidence: Evidence) -> dict[str, Any]:
        return {
            "saidIn": evidence.said_in,
            "section": self.section(evidence.said_in, evidence.section),
            "page": evidence.page,
            "locator": evidence.locator,
            "why": evidence.why,
            "by": self._who(evidence.said_by),
            "at": f"{evidence.at.path}:{evidence.at.line}" if evidence.at else "",
        }

    def place(self, citation: Citation | Mention) -> dict[str, Any]:
        evidence = citation.evidence
        said_in = evidence.said_in or citation.citing
        return {
            **self.evidence(evidence),
            "section": self.section(said_in, evidence.section),
            "form": citation.form,
            "signal": citation.signal,
            "where": citation.where,
        }

    def _who(self, said_by: str) -> str:
        return places.speaker(said_by, " and ".join(_once(self.read_by.get(said_by.partition(":")[2], []))))


def _by_pair(citations: Iterable[Citation], one: str, other: str) -> dict[str, dict[str, list[Citation]]]:
    found: dict[str, dict[str, list[Citation]]] = defaultdict(lambda: defaultdict(list))
    for citation in citations:
        found[getattr(citation, one)][getattr(citation, other)].append(citation)
    return found


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _description(work: Work) -> dict[str, Any]:
    unknown = {name.strip().lower() for name in work.get("x-unknown").strip("{}").split(",")}
    container = _CONTAINERS.get(work.kind, "")
    date = f"{work.year}{work.suffix}" if work.year is not None else work.date_text
    if date and work.date_text and work.date_text != str(work.year) and work.year is not None:
        date = f"{date} ({work.date_text})"
    known = dict(work.extra)
    facts = [("Type", _KINDS.get(work.kind, work.kind.replace("-", " ").capitalize()))]
    for name in (*_FIRST, *sorted(known)):
        text = known.pop(name, "")
        if text and not name.startswith("x-") and name not in _NOT_LISTED:
            facts.append((name.capitalize(), text.replace("--", "–") if name == "pages" else text))
    links, ids = _links(work)
    facts += [(prefix, text) for prefix, text in ids]
    return {
        "title": work.title,
        "translated": work.get("x-title-translated") or work.get("titleaddon"),
        "people": [_name(name) for name in work.authors],
        "editors": [_name(name) for name in work.editors],
        "date": date or ("year not known" if unknown & {"year", "date"} else "no year given"),
        "container": work.container
        or (f"{container} not known" if container and unknown & {"journal", "journaltitle", "container"} else ""),
        "annotation": work.get("annotation") or work.get("annote"),
        "facts": facts,
        "links": links,
        "at": f"{work.at.path}:{work.at.line}" if work.at else "",
    }


def _links(work: Work) -> tuple[list[dict[str, str]], list[tuple[str, str]]]:
    """Links for DOIs and for addresses that are http(s); anything else is shown as text and leads nowhere."""
    links, texts = [], []
    for identifier in sorted(work.ids):
        prefix, _, value = identifier.partition(":")
        if prefix == "doi":
            links.append({"text": f"doi:{value}", "href": f"https://doi.org/{quote(value, '/:;()', errors='replace')}"})
        else:
            texts.append((prefix.upper(), value))
    if url := work.get("url"):
        if _is_web(url):
            links.append({"text": url, "href": url})
        else:
            texts.append(("Address", url))
    return links, texts


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and url.isprintable() and " " not in url


def _name(name: Name) -> str:
    if name.literal:
        return name.literal
    whole = f"{name.particle} {name.family}".strip()
    return ", ".join(part for part in (whole, name.given, name.suffix) if part)


def _theme(theme: Theme, nodes: Any, speaker: _Speaker) -> dict[str, Any]:
    return {
        "id": nodes[theme.id],
        "key": theme.id,
        "title": theme.title or theme.id,
        "definition": theme.definition,
        "parent": nodes.get(theme.parent, ""),
        "facet": theme.facet,
        "saidIn": theme.said_in,
        "section": speaker.section(theme.said_in, theme.section),
        "at": f"{theme.at.path}:{theme.at.line}" if theme.at else "",
    }
