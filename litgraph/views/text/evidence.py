"""Places of citation and other evidence, and who says so, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from litgraph.views.places import section, speaker
from litgraph.views.text.layout import wrap

if TYPE_CHECKING:  # who cites, the question asked most, needs none of them at run time
    from litgraph.queries.citations import Place
    from litgraph.queries.evidence import EvidencePiece
    from litgraph.queries.themes import Assigned

__all__ = ["evidence_line", "line_of", "page_of", "path_of", "place_lines", "speakers", "voice_of", "voices", "where"]


def page_of(page: str) -> str:
    """Return a page with its sign: "25" gives "p. 25"."""
    return page if page[:1].isalpha() else f"p. {page}"


def line_of(at: str) -> str:
    """Return the line number in "path:line:column" as text: "line 12"."""
    return f"line {at.rsplit(':', 2)[1]}" if at.count(":") >= 2 else "no line"


def path_of(at: str) -> str:
    """Return the path in "path:line:column"."""
    return at.rsplit(":", 2)[0]


def speakers(places: Iterable[Place]) -> tuple[str, ...]:
    """List who says so, each voice once."""
    return tuple(dict.fromkeys(speaker(place.said_by, place.read_by) for place in places))


def voice_of(place: Place) -> str:
    """Return who says so, and in which file: "read by Ann, bib/readings/own2024.yaml"."""
    return f"{speaker(place.said_by, place.read_by)}, {path_of(place.at)}"


def voices(places_by_work: Iterable[tuple[str, Sequence[Place]]]) -> list[str]:
    """List the lines that name who says so, once for each citing work and file."""
    said_by = dict.fromkeys(f"{label}, {voice_of(place)}" for label, places in places_by_work for place in places)
    return ["", *(line for voice in said_by for line in wrap(f"says: {voice}", 0, 6))] if said_by else []


def where(places: Sequence[Place]) -> str:
    """Return the places in one citing work in short: "§2.E Sister Cities, lines 110 (p. 11), 111"."""
    if not places:
        return "in the reference list, never in the text"
    apart = len({path_of(place.at) for place in places}) > 1
    by_section: dict[str, list[str]] = {}
    for place in places:
        line = place.at.rsplit(":", 1)[0] if apart else place.at.split(":")[-2] if ":" in place.at else ""
        page = f"on its {page_of(place.page)}" if place.page else ""
        details = "; ".join(filter(None, (page, place.locator)))
        heading = section(place.section, place.heading) or "section not known"
        by_section.setdefault(heading, []).append(f"{line} ({details})" if line and details else line or details)
    sections = []
    for heading, place_texts in by_section.items():
        lines = list(filter(None, place_texts))
        sign = "" if apart or not places[0].at else "line " if len(lines) == 1 else "lines "
        sections.append(f"{heading}, {sign}{', '.join(lines)}" if lines else heading)
    return "; ".join(sections)


def place_lines(places: Sequence[Place], indent: int) -> list[str]:
    """List the places of citation under their sections, and below them each voice once, with its file."""
    lines, before = [], None
    for place, after in zip(places, (*places[1:], None), strict=True):
        heading = section(place.section, place.heading)
        if place.page:
            heading = f"{heading} · {page_of(place.page)} of the citing work".strip(" ·")
        if heading != before:
            lines += wrap(heading or "section not known", indent, indent + 4)
            before = heading
        with_ = f"together with {', '.join(place.together)}" if place.together else ""
        details = ", ".join(filter(None, (place.locator, place.signal, place.form, place.where, with_)))
        lines += wrap(f"- {details or 'cited'}  ({line_of(place.at)})", indent + 2, indent + 4)
        lines += wrap(place.why, indent + 4)
        together = after and after[:3] == place[:3] and after.passage == place.passage and not after.why
        if place.passage and not together:  # what is cited twice in one sentence has it once, after both
            lines += wrap(f"“{place.passage}”", indent + 4)
    said_by = dict.fromkeys(map(voice_of, places))
    return lines + [line for voice in said_by for line in wrap(f"says: {voice}", indent, indent + 6)]


def evidence_line(statement: str, paper: str, evidence: Assigned | EvidencePiece, read_by: str = "") -> str:
    """Return a piece of evidence as a line: what it says, where in `paper`, and who says so."""
    where = ", ".join(filter(None, (paper, section(evidence.section, evidence.heading))))
    page = f"{page_of(evidence.page)} there" if evidence.page else ""
    locator = f"points to {evidence.locator}" if evidence.locator else ""
    parts = "; ".join(filter(None, (statement, where, page, locator)))
    return f"{parts} ({speaker(evidence.said_by, read_by)}, {evidence.at.rsplit(':', 1)[0]})"
