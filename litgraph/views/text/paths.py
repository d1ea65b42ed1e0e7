"""Paths and lineages, as text."""

from __future__ import annotations

from collections.abc import Iterator

from litgraph.queries.citations import Place
from litgraph.queries.paths import Lineage, Path
from litgraph.views.text import WORK, Cells, Show, count, head
from litgraph.views.text.evidence import speakers, voices, where
from litgraph.views.text.layout import opening, title, wrap
from litgraph.views.text.remarks import nobody_cites, nobody_read, say_if_not_looked, say_if_untied, were_read

__all__ = ["ANCESTORS", "DESCENDANTS", "PATH"]


def _path_lines(answer: Path) -> Iterator[str]:
    first, second = answer.first.meant.work, answer.second.meant.work
    if first == second:
        yield from (*title(first), "both names mean this one work")
        return
    if not answer.steps:
        yield from (*title(first), *opening(second, _no_path(answer)))
        return
    alike = f", one of {answer.alike} that are as short" if answer.alike > 1 else ""
    route = f"from {first.label} to {second.label} in {count(len(answer.steps), 'step')}{alike}"
    yield from (*wrap(f"{route} ({were_read(answer.read)})", 0, 2), "", *title(first))
    for step in answer.steps:
        if step.cites:
            yield from wrap(f"cites: {where(step.cites)}", 4, 6)
        if step.cited_by:
            yield from wrap(f"is cited by: {where(step.cited_by)}", 4, 6)
        yield from title(step.end)
    citing = [(step.start.label, step.cites) for step in answer.steps]
    yield from voices([*citing, *((step.end.label, step.cited_by) for step in answer.steps)])


def _no_path(answer: Path) -> str:
    if answer.alike:
        return ""
    missing = nobody_read(answer.read) or say_if_not_looked(answer.first, answer.second)
    papers = f" ({were_read(answer.read)})" if answer.read else ""
    return "; ".join(filter(None, (f"no path of citations joins them{papers}", missing)))


def _path_cells(answer: Path) -> Cells:
    if answer.alike:
        yield *head(answer.first.meant.work), 0, "", *[""] * len(Place._fields)
    for number, step in enumerate(answer.steps, 1):
        for direction, places in (("cites", step.cites), ("is cited by", step.cited_by)):
            yield from ((*head(step.end), number, direction, *place) for place in places)


PATH: Show[Path] = Show("path", _path_lines, (*WORK, "step", "direction", *Place._fields), _path_cells, _no_path)


def _lineage_lines(answer: Lineage) -> Iterator[str]:
    work, back = answer.side.meant.work, answer.relation == "ancestors"
    yield from title(work)
    if answer.works:
        relation = f"{'stands on' if back else 'led to'} {count(len(answer.works), 'work')}"
        levels = count(answer.works[-1].level, "level")
        yield from wrap(f"{relation} in {levels} ({were_read(answer.read)})", 0, 2)
    for note in _notes(answer):
        yield from wrap(note, 0, 2)
    level = 0
    for relative in answer.works:
        if relative.level != level:
            level = relative.level
            on_level = sum(relative.level == level for relative in answer.works)
            yield from ("", f"level {level}: {count(on_level, 'work')}")
        yield from title(relative.work, 2)
        for via in relative.via:
            how = f"cited by {via.work.label}" if back else f"cites {via.work.label}"
            yield from wrap(f"{how}: {where(via.places)}", 6, 8)
    steps = [(relative, via) for relative in answer.works for via in relative.via]
    yield from voices((via.work.label if back else relative.work.label, via.places) for relative, via in steps)


def _notes(answer: Lineage) -> list[str]:
    """List the remarks that the works cannot carry: what is not known, and how many works the next level has."""
    if answer.relation == "descendants":
        notes = [] if answer.works else [nobody_cites(answer.read)]
    elif not answer.side.looked:
        notes = [say_if_not_looked(answer.side)]
    else:
        nothing = "" if answer.works else f"it cites no other work ({were_read(answer.read)})"
        unread = f"nobody has looked at what {answer.unread} of these cite" if answer.unread else ""
        notes = [nothing, unread, say_if_untied(answer.side)]
    next_level = f"{answer.beyond} more on the next level: --depth {answer.depth + 1}" if answer.beyond else ""
    return [note for note in (*notes, next_level) if note]


def _lineage_cells(answer: Lineage) -> Cells:
    for level, work, nearer_works in answer.works:
        for via, places in nearer_works:
            evidence = where(places), speakers(places), tuple(place.at for place in places)
            yield *head(work), level, *head(via)[:2], len(places), *evidence


ANCESTORS: Show[Lineage] = Show(
    "ancestors",
    _lineage_lines,
    (*WORK, "level", "via", "via_label", "mentions", "where", "says_so", "at"),
    _lineage_cells,
    lambda answer: "; ".join(_notes(answer)),
)
DESCENDANTS: Show[Lineage] = ANCESTORS._replace(question="descendants")
