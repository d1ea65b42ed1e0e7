"""A paper that was read, for other programs and for the terminal; nothing of it is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from litgraph.matching import Match
from litgraph.model import Name
from litgraph.reading.paper import Found, PaperText, Read, Reference
from litgraph.reading.passages import passage
from litgraph.reading.works import as_work
from litgraph.views.text import SCHEMA, count
from litgraph.views.text.layout import wrap
from litgraph.words import label

__all__ = ["document", "lines"]

_KINDS = {  # what is not tied to one entry of the list
    "tie": "several references fit",
    "not-listed": "not in its list",
    "personal-communication": "personal communications",
}


def document(
    file: str, read: Read, paper: str, matches: Mapping[int, Match], *, with_passages: bool = False
) -> dict[str, Any]:
    """What docs/read.md describes: plain values for JSON. `matches` may lack references that nobody looked up."""
    text = read.text
    # Where a source has no characters to point to (PDF, XML), offsets are those of the text that was made of it.
    made = {} if text.runs else {"text": text.text}
    return {
        "schema": SCHEMA,
        "file": file,
        "paper": paper,
        "sections": [
            {"title": text.of(each), "level": each.level, **_place(text, each.start, each.end)}
            for each in text.pieces
            if each.flow == "heading"
        ],
        "references": [_reference(text, each, matches.get(each.index)) for each in read.references],
        "mentions": [_mention(text, each, with_passages) for each in read.mentions],
        "unresolved": [number for number, each in enumerate(read.mentions) if each.kind in _KINDS],
        "problems": [str(problem) for problem in read.problems],
        **made,
    }


def _place(text: PaperText, start: int, end: int) -> dict[str, int]:
    """A stretch of the reading text, in the source; its end is taken from its last letter, as a run may end there."""
    return {"start": text.source(start), "end": text.source(end - 1) + 1 if end > start else text.source(start)}


def _name(name: Name) -> dict[str, str]:
    """An organisation has all of its name for a family name, so that every author has one."""
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
        "doubtful": [{"work": each.key, "reasons": list(each.reasons)} for each in match.doubtful] if match else [],
    }


def _mention(text: PaperText, found: Found, with_passages: bool) -> dict[str, Any]:
    path = text.section(found.start)
    words = {"passage": passage(text, found)} if with_passages else {}
    return {
        **_place(text, found.start, found.end),
        "text": found.text,
        "kind": found.kind,
        "reference": found.references[0] if len(found.references) == 1 else None,
        "references": list(found.references),
        "section": path[-1] if path else "",
        "path": list(path),
        "page": text.page(found.start),
        "locator": found.locator,
        "form": found.form,
        "signal": found.signal,
        "where": found.where,
        "group": found.group,
        **words,
    }


def lines(file: str, read: Read, paper: str, matches: Sequence[Match]) -> Iterator[str]:
    """What was found, in short, and in full what a person has to look at; no matches: there is no bibliography."""
    text = read.text
    cited = [each for each in read.mentions if each.kind != "name-only"]
    named = len(read.mentions) - len(cited)
    found = f"{count(len(cited), 'citation')}, {count(len(read.references), 'reference')} in its list"
    yield from wrap(
        f"{file}{f' [{paper}]' if paper else ''}: {found}" + (f", {named} by name only" if named else ""), 0, 2
    )
    for path, number in Counter(text.section(each.start) for each in cited).items():
        yield from wrap(f"{number:>4}  {' > '.join(path) or 'before the first heading'}", 2, 8)
    for kind, head in _KINDS.items():
        if open_ := [each.closed for each in cited if each.kind == kind]:
            yield from wrap(f"{head}: {'; '.join(dict.fromkeys(open_))}", 2, 4)
    if not matches:
        return
    known = [each for each in matches if each.work]
    doubtful = [each for each in matches if each.doubtful]
    new = [each for each in matches if not each.work and not each.doubtful]
    yield from wrap(f"in the bibliography: {len(known)} of {len(matches)}", 2, 4)
    if doubtful:
        yield from wrap("doubtful, and left open:", 2, 4)
    for each in doubtful:
        yield from wrap(_entry(each.reference), 4, 6)
        for doubt in each.doubtful:
            yield from wrap(f"{doubt.key}? {', '.join(doubt.reasons)}", 6, 8)
    if new:
        yield from wrap("not in the bibliography:", 2, 4)
    for each in new:
        yield from wrap(_entry(each.reference), 4, 6)


def _entry(entry: Reference) -> str:
    return f"{label(as_work(entry))}: {entry.title}" if entry.title and (entry.authors or entry.editors) else entry.raw
