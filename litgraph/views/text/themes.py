"""Themes and their works, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from litgraph.queries.themes import Assigned, ThemeLine, ThemePage
from litgraph.views.places import section
from litgraph.views.text import WORK, Cells, Show, count, head
from litgraph.views.text.evidence import evidence_line
from litgraph.views.text.layout import table, title, wrap

__all__ = ["THEME", "THEMES", "assignment_line"]


def assignment_line(assignment: Assigned) -> str:
    """Return an assignment as a line: its role, where it is said, and by whom."""
    paper = assignment.said_in_label or assignment.said_in
    return evidence_line(assignment.role or "role not noted", paper, assignment)


def _theme_lines(page: ThemePage) -> Iterator[str]:
    yield from (*wrap(f"{page.title} [{page.id}]"), *wrap(page.definition, 2))
    if page.said_in:
        place = ", ".join(filter(None, (page.said_in_label or page.said_in, section(page.section, page.heading))))
        yield from wrap(f"from: {place} ({page.at.rsplit(':', 1)[0]})", 2, 4)
    for name, value in (("part of", page.parent), ("facet", page.facet)):
        if value:
            yield from wrap(f"{name}: {value}", 2, 4)
    yield count(len({assignment.work.key for assignment in page.works}), "work")
    for work, assignments in groupby(page.works, key=lambda assignment: assignment.work):
        yield from ("", *title(work))
        for assignment in assignments:
            yield from (*wrap(f"- {assignment_line(assignment)}", 2, 4), *wrap(assignment.why, 4))


def _theme_cells(page: ThemePage) -> Cells:
    for theme, theme_title, work, *evidence in page.works:
        yield *head(work), theme, theme_title, *evidence


def _themes_lines(lines: Sequence[ThemeLine]) -> list[str]:
    rows = [(line.id, line.title, line.works, line.discussed, line.mentioned) for line in lines]
    return table(rows, ("id", "theme", "works", "discussed", "only mentioned"), 1) if rows else []


_FACTS = tuple(name for name in Assigned._fields if name != "work")
THEME: Show[ThemePage] = Show("theme", _theme_lines, (*WORK, *_FACTS), _theme_cells)
THEMES: Show[tuple[ThemeLine, ...]] = Show("themes", _themes_lines, ThemeLine._fields, lambda lines: lines, key="id")
