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


def evidence(each: Assigned) -> str:
    """Who says that a work belongs to a theme, and where, in one line."""
    where = f"{each.said_in_label or each.said_in}, {section(each.section, each.heading)}".strip(", ")
    page = f"{page_of(each.page)} there" if each.page else ""
    locator = f"points to {each.locator}" if each.locator else ""
    said = "; ".join(part for part in (each.role or "role not noted", where, page, locator) if part)
    return f"{said} ({speaker(each.said_by)}, {each.at.rsplit(':', 1)[0]})"


def _assigned_row(each: Assigned) -> Row:
    work = {"key": each.work.key, "label": each.work.label, "title": each.work.title}
    return {**work, **{name: value for name, value in each._asdict().items() if name != "work"}}


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
    yield count(len({each.work.key for each in page.works}), "work")
    for work, given in groupby(page.works, key=lambda each: each.work):
        yield ""
        yield from title(work)
        for each in given:
            yield from wrap(f"- {evidence(each)}", 2, 4)
            if each.why:
                yield from wrap(each.why, 4)


THEME: Show[ThemePage] = Show(
    "theme",
    _theme_lines,
    lambda page: [_assigned_row(each) for each in page.works],
    "key",
    ("key", "label", "title", *(name for name in Assigned._fields if name != "work")),
)


def _themes_lines(lines: Sequence[ThemeLine]) -> list[str]:
    rows = [(line.id, line.title, line.works, line.discussed, line.mentioned) for line in lines]
    return table(rows, ("id", "theme", "works", "discussed", "only mentioned"), 1) if rows else []


THEMES: Show[tuple[ThemeLine, ...]] = Show(
    "themes", _themes_lines, lambda lines: [line._asdict() for line in lines], "id", ThemeLine._fields
)
