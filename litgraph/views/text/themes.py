"""Themes and their works, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from litgraph.queries.themes import Assigned, ThemeLine, ThemePage
from litgraph.views.places import section, speaker
from litgraph.views.text import Row, Show, count
from litgraph.views.text.citations import page_of
from litgraph.views.text.layout import table, title, wrap

__all__ = ["THEME", "THEMES", "evidence"]


def evidence(assignment: Assigned) -> str:
    """Return an assignment as a line: its role, where it is said, and by whom."""
    where = (
        f"{assignment.said_in_label or assignment.said_in}, {section(assignment.section, assignment.heading)}".strip(
            ", "
        )
    )
    page = f"{page_of(assignment.page)} there" if assignment.page else ""
    locator = f"points to {assignment.locator}" if assignment.locator else ""
    statement = "; ".join(part for part in (assignment.role or "role not noted", where, page, locator) if part)
    return f"{statement} ({speaker(assignment.said_by)}, {assignment.at.rsplit(':', 1)[0]})"


def _assigned_row(assignment: Assigned) -> Row:
    work = {"key": assignment.work.key, "label": assignment.work.label, "title": assignment.work.title}
    return {**work, **{name: value for name, value in assignment._asdict().items() if name != "work"}}


def _theme_lines(page: ThemePage) -> Iterable[str]:
    yield from wrap(f"{page.title} [{page.id}]")
    if page.definition:
        yield from wrap(page.definition, 2)
    if page.said_in:
        place = f"{page.said_in_label or page.said_in}, {section(page.section, page.heading)}".strip(", ")
        yield from wrap(f"from: {place} ({page.at.rsplit(':', 1)[0]})", 2, 4)
    for name, value in (("part of", page.parent), ("facet", page.facet)):
        if value:
            yield from wrap(f"{name}: {value}", 2, 4)
    yield count(len({assignment.work.key for assignment in page.works}), "work")
    for work, assignments in groupby(page.works, key=lambda assignment: assignment.work):
        yield ""
        yield from title(work)
        for assignment in assignments:
            yield from wrap(f"- {evidence(assignment)}", 2, 4)
            if assignment.why:
                yield from wrap(assignment.why, 4)


THEME: Show[ThemePage] = Show(
    "theme",
    _theme_lines,
    lambda page: [_assigned_row(assignment) for assignment in page.works],
    "key",
    ("key", "label", "title", *(name for name in Assigned._fields if name != "work")),
)


def _themes_lines(lines: Sequence[ThemeLine]) -> list[str]:
    rows = [(line.id, line.title, line.works, line.discussed, line.mentioned) for line in lines]
    return table(rows, ("id", "theme", "works", "discussed", "only mentioned"), 1) if rows else []


THEMES: Show[tuple[ThemeLine, ...]] = Show(
    "themes", _themes_lines, lambda lines: [line._asdict() for line in lines], "id", ThemeLine._fields
)
