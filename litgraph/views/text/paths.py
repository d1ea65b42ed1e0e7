"""Paths and lineages, as text."""

from __future__ import annotations

from collections.abc import Iterable

from litgraph.queries.citations import Place
from litgraph.queries.paths import Lineage, Path
from litgraph.views.text import Row, Show, count
from litgraph.views.text.citations import were_read
from litgraph.views.text.layout import title, wrap
from litgraph.views.text.shared import (
    head,
    nobody_cites,
    nobody_read,
    not_looked,
    rows,
    speakers,
    untied,
    voices,
    where,
)

__all__ = ["ANCESTORS", "DESCENDANTS", "PATH"]


def _path_lines(answer: Path) -> Iterable[str]:
    first, second = answer.first.meant.work, answer.second.meant.work
    if first == second:
        yield from title(first)
        yield "both names mean this one work"
        return
    if not answer.steps:
        yield from title(first)
        yield from title(second)
        yield from wrap(_no_path(answer), 0, 2)
        return
    alike = f", one of {answer.alike} that are as short" if answer.alike > 1 else ""
    route = f"from {first.label} to {second.label} in {count(len(answer.steps), 'step')}{alike}"
    yield from wrap(f"{route} ({were_read(answer.read)})", 0, 2)
    yield ""
    yield from title(first)
    for step in answer.steps:
        if step.cites:
            yield from wrap(f"cites: {where(step.cites)}", 4, 6)
        if step.cited_by:
            yield from wrap(f"is cited by: {where(step.cited_by)}", 4, 6)
        yield from title(step.end)
    said_by = [(step.start.label, step.cites) for step in answer.steps]
    yield from voices([*said_by, *((step.end.label, step.cited_by) for step in answer.steps)])


def _no_path(answer: Path) -> str:
    if answer.alike:
        return ""
    missing = nobody_read(answer.read) or not_looked(answer.first, answer.second)
    papers = f" ({were_read(answer.read)})" if answer.read else ""
    return "; ".join(part for part in (f"no path of citations joins them{papers}", missing) if part)


_PATH = ("key", "label", "title", "step", "direction", *Place._fields)


def _path_rows(answer: Path) -> list[Row]:
    if not answer.alike:
        return []
    start = (*head(answer.first.meant.work), 0, "", *[""] * len(Place._fields))
    steps = (
        (*head(step.end), number, direction, *place)
        for number, step in enumerate(answer.steps, 1)
        for direction, places in (("cites", step.cites), ("is cited by", step.cited_by))
        for place in places
    )
    return rows(_PATH, (start, *steps))


PATH: Show[Path] = Show("path", _path_lines, _path_rows, "key", _PATH, _no_path)


def _lineage_lines(answer: Lineage) -> Iterable[str]:
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
            yield ""
            yield f"level {level}: {count(on_level, 'work')}"
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
        notes = [not_looked(answer.side)]
    else:
        nothing = "" if answer.works else f"it cites no other work ({were_read(answer.read)})"
        unread = f"nobody has looked at what {answer.unread} of these cite" if answer.unread else ""
        notes = [nothing, unread, untied(answer.side)]
    next_level = f"{answer.beyond} more on the next level: --depth {answer.depth + 1}" if answer.beyond else ""
    return [note for note in (*notes, next_level) if note]


_LINEAGE = ("key", "label", "title", "level", "via", "via_label", "mentions", "where", "says_so", "at")


def _lineage_rows(answer: Lineage) -> list[Row]:
    return rows(
        _LINEAGE,
        (
            (
                *(
                    *head(relative.work),
                    relative.level,
                    via.work.key,
                    via.work.label,
                    len(via.places),
                    where(via.places),
                ),
                *(speakers(via.places), tuple(place.at for place in via.places)),
            )
            for relative in answer.works
            for via in relative.via
        ),
    )


def _aside(answer: Lineage) -> str:
    return "; ".join(_notes(answer))


ANCESTORS: Show[Lineage] = Show("ancestors", _lineage_lines, _lineage_rows, "key", _LINEAGE, _aside)
DESCENDANTS: Show[Lineage] = Show("descendants", _lineage_lines, _lineage_rows, "key", _LINEAGE, _aside)
