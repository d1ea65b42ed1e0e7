"""A paper that was read, for other programs and for the terminal; nothing of it is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from litgraph.desk.readings import LookedUpPaper, StoredReading
from litgraph.matching import Match
from litgraph.model import Name
from litgraph.reading.paper import Mention, PaperText, Reference
from litgraph.reading.passages import passage
from litgraph.reading.works import as_work
from litgraph.views.text import SCHEMA, count
from litgraph.views.text.layout import wrap
from litgraph.words import label

__all__ = ["conflict_lines", "document", "lines", "name_of", "summary"]

_KINDS = {  # what is not tied to one entry of the list
    "tie": "several references fit",
    "not-listed": "not in its list",
    "personal-communication": "personal communications",
}


def document(paper: LookedUpPaper, *, with_passages: bool = False) -> dict[str, Any]:
    """Return a paper that was read as plain values for JSON, described in docs/read.md.

    References that were not looked up have no work.
    """
    content, text = paper.content, paper.content.text
    matches = {match.reference.index: match for match in paper.matches}
    # Where a source has no characters to point to (PDF, XML), offsets are those of the text that was made of it.
    reading_text = {} if text.runs else {"text": text.text}
    return {
        "schema": SCHEMA,
        "file": paper.file,
        "paper": paper.key,
        "problems": [f"{problem}; {problem.hint}" if problem.hint else str(problem) for problem in content.problems],
        "sections": [
            {"title": text.of(piece), "level": piece.level, **_place(text, piece.start, piece.end)}
            for piece in text.pieces
            if piece.flow == "heading"
        ],
        "references": [_reference(text, reference, matches.get(reference.index)) for reference in content.references],
        "mentions": [_mention(text, mention, with_passages) for mention in content.mentions],
        "unresolved": [number for number, mention in enumerate(content.mentions) if mention.kind in _KINDS],
        **reading_text,
    }


def _place(text: PaperText, start: int, end: int) -> dict[str, int]:
    """Return a stretch of the reading text as offsets in the source; a run may end with its last letter."""
    return {"start": text.source(start), "end": text.source(end - 1) + 1 if end > start else text.source(start)}


def _name(name: Name) -> dict[str, str]:
    """Return the parts of a name; an organisation has its whole name as family name, so that every author has one."""
    parts = {"family": name.family or name.literal, "given": name.given, "particle": name.particle}
    return {**parts, "suffix": name.suffix, "literal": name.literal}


def _reference(text: PaperText, entry: Reference, match: Match | None) -> dict[str, Any]:
    return {
        "index": entry.index,
        "raw": entry.raw,
        **_place(text, entry.start, entry.end),
        "label": entry.label,
        "kind": entry.kind,
        "authors": [_name(name) for name in entry.authors],
        "editors": [_name(name) for name in entry.editors],
        "year": "" if entry.year is None else f"{entry.year}{entry.suffix}",
        "date": entry.date_text,
        "original_year": "" if entry.original_year is None else str(entry.original_year),
        "title": entry.title,
        "container": entry.container,
        "volume": entry.volume,
        "issue": entry.issue,
        "pages": entry.pages,
        "publisher": entry.publisher,
        "place": entry.place,
        "ids": sorted(entry.ids),
        "url": entry.url,
        "accessed": entry.accessed,
        "work": match.work if match else "",
        "confidence": match.confidence if match else 0.0,
        "reasons": list(match.reasons) if match else [],
        "doubtful": [{"work": doubt.key, "reasons": list(doubt.reasons)} for doubt in match.doubtful] if match else [],
    }


def _mention(text: PaperText, mention: Mention, with_passages: bool) -> dict[str, Any]:
    path = text.section(mention.start)
    words = {"passage": passage(text, mention)} if with_passages else {}
    return {
        **_place(text, mention.start, mention.end),
        "text": mention.text,
        "kind": mention.kind,
        "reference": mention.references[0] if len(mention.references) == 1 else None,
        "references": list(mention.references),
        "section": path[-1] if path else "",
        "path": list(path),
        "page": text.page(mention.start),
        "locator": mention.locator,
        "form": mention.form,
        "signal": mention.signal,
        "where": mention.where,
        "group": mention.group,
        **words,
    }


def lines(paper: LookedUpPaper) -> Iterator[str]:
    """Yield what was found in a paper: counts, and in full what a person has to look at.

    Without matches there is no bibliography to look up references in.
    """
    content, text, matches = paper.content, paper.content.text, paper.matches
    cited = [mention for mention in content.mentions if mention.kind != "name-only"]
    name_only = len(content.mentions) - len(cited)
    totals = f"{count(len(cited), 'citation')}, {count(len(content.references), 'reference')} in its list"
    yield from wrap(f"{name_of(paper)}: {totals}" + (f", {name_only} by name only" if name_only else ""), 0, 2)
    for path, number in Counter(text.section(mention.start) for mention in cited).items():
        yield from wrap(f"{number:>4}  {' > '.join(path) or 'before the first heading'}", 2, 8)
    for kind, head in _KINDS.items():
        if open_ := [mention.closed_text for mention in cited if mention.kind == kind]:
            yield from wrap(f"{head}: {'; '.join(dict.fromkeys(open_))}", 2, 4)
    if not matches:
        return
    in_bibliography = [match for match in matches if match.work]
    doubtful = [match for match in matches if match.doubtful]
    new = [match for match in matches if not match.work and not match.doubtful]
    yield from wrap(f"in the bibliography: {len(in_bibliography)} of {len(matches)}", 2, 4)
    if doubtful:
        yield from wrap("doubtful, and left open:", 2, 4)
    for match in doubtful:
        yield from wrap(_entry(match.reference), 4, 6)
        for doubt in match.doubtful:
            yield from wrap(f"{doubt.key}? {', '.join(doubt.reasons)}", 6, 8)
    if new:
        yield from wrap("not in the bibliography:", 2, 4)
    for match in new:
        yield from wrap(_entry(match.reference), 4, 6)


def name_of(paper: LookedUpPaper) -> str:
    """The file of a paper, and the key of the work that it is."""
    return f"{paper.file} [{paper.key}]" if paper.key else paper.file


def conflict_lines(reading: StoredReading) -> Iterator[str]:
    """Where a person has corrected a reading, and litgraph reads something else now."""
    for line, correction, text_now in reading.conflicts:
        place = f"{reading.path}:{line}" if line else reading.path
        stays = "stays out, as you took it out or wrote something else"
        if correction:
            stays = f'"{correction}" stays as you have it'
        yield f"{place}: {stays}; " + (
            f'litgraph now reads "{text_now}"' if text_now else "litgraph no longer finds it"
        )


def summary(reading: StoredReading) -> str:
    """What a reading that was written says: "4 citations of 3 works (bib/readings/own2024.yaml)"."""
    untied = f", {reading.untied} tied to no work" if reading.untied else ""
    return f"{count(reading.citations, 'citation')} of {count(reading.works, 'work')}{untied} ({reading.path})"


def _entry(entry: Reference) -> str:
    return f"{label(as_work(entry))}: {entry.title}" if entry.title and (entry.authors or entry.editors) else entry.raw
