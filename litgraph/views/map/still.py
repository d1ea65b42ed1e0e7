"""What the page shows where no script runs: the figure as it stands, and every work with its evidence as a table."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import Template
from markupsafe import Markup

from litgraph.views.map.document import href
from litgraph.views.map.figure import width_em
from litgraph.views.map.layout import Box, Point
from litgraph.views.map.layout.apart import push_apart

__all__ = ["COLOURS", "find_themes", "still"]

COLOURS = 12
"""Colours of themes in page.css; the thirteenth theme begins again with the first."""

_MOST_WORKS = 400
_STEP, _HALF = 19.0, 11.0  # the discs of a work's themes: from one to the next, and half of one
_LEADING, _TITLE_LEADING = 15.0, 18.0
_PADDING = 24.0
_WIDE = 1200.0  # a figure of this width has its titles at their size; on a wider one they grow with it


class _TextLine(NamedTuple):
    text: str
    x: float
    y: float


class _Title(NamedTuple):
    theme: int
    left: float
    top: float
    width: float
    height: float
    lines: Sequence[_TextLine]


def still(doc: Mapping[str, Any], template: Template) -> Markup:
    """Return the figure and the table for a whole document `litgraph-map/1`, its layouts included."""
    themes_of = find_themes(doc)
    members: dict[int, list[int]] = defaultdict(list)
    for work, work_themes in enumerate(themes_of):
        for theme, _ in work_themes:
            members[theme].append(work)
    cited_by: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for tie in doc["citations"]:
        places = dict.fromkeys(filter(None, map(_place, tie["places"])))
        cited_by[tie["cited"]].append((doc["works"][tie["citing"]]["label"], "; ".join(places)))
    sections = _sections(doc)
    rows = [
        {
            "work": work,
            # each with its role, and the sections that say so: "discussed, §2.A Early studies"
            "themes": [
                (theme, ", ".join(filter(None, (role, *sections[number, theme])))) for theme, role in work_themes
            ],
            "cited_by": cited_by[number],
        }
        for number, (work, work_themes) in enumerate(zip(doc["works"], themes_of, strict=True))
    ]
    drawn = _figure_drawn(doc, themes_of, members)
    return Markup(template.render(doc=doc, drawn=drawn, rows=rows, members=members, colours=COLOURS, href=href))


def find_themes(doc: Mapping[str, Any]) -> list[list[tuple[int, str]]]:
    """For each work its themes with the strongest role that anyone gives it; those only mentioned last."""
    strength = ("mentioned", "", "discussed")
    roles_by_work: list[dict[int, str]] = [{} for _ in doc["works"]]
    for tie in doc["assignments"]:
        roles, role = roles_by_work[tie["work"]], tie.get("role", "")
        role = role if role in strength else ""
        roles[tie["theme"]] = max(roles.get(tie["theme"], role), role, key=strength.index)
    return [sorted(roles.items(), key=lambda pair: pair[1] == "mentioned") for roles in roles_by_work]


def _sections(doc: Mapping[str, Any]) -> Mapping[tuple[int, int], Mapping[str, None]]:
    """Return in which sections each work is given each theme, by the indexes of work and theme."""
    sections: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    for tie in doc["assignments"]:
        sections[tie["work"], tie["theme"]][tie.get("section", "")] = None
    return sections


def _place(place: Mapping[str, Any]) -> str:
    """Return where a paper cites, and the locator in the work: "§2.F Small cities, page 4: p. 332"."""
    page = f"page {place['page']}" if "page" in place else ""
    where = ", ".join(filter(None, (place.get("section"), page, place.get("where"))))
    return ": ".join(filter(None, (where, place.get("locator"))))


def _figure_drawn(
    doc: Mapping[str, Any], themes_of: Sequence[Sequence[tuple[int, str]]], members: Mapping[int, Sequence[int]]
) -> Mapping[str, Any]:
    """Return what still.html draws, in pixels of the layout: every work, or above _MOST_WORKS works only the themes.

    `ties` are paths and `discs` points, by theme (-1 for works without one) and whether it only mentions the work.
    """
    layout, count = doc["layouts"]["map"], len(doc["works"])
    draws_works = count <= _MOST_WORKS
    points = [Point(x, y) if x is not None else None for x, y in zip(layout["x"], layout["y"], strict=True)]
    works = {number: point for number, point in enumerate(points[:count]) if point and draws_works}
    edges = [corner for region in layout["regions"] for corner in region["corners"]] + [*works.values()]
    xs, ys = [x for x, _ in edges] or [0.0], [y for _, y in edges] or [0.0]
    scale = 1.0 if draws_works else max(1.0, (max(xs) - min(xs)) / _WIDE)
    titles = _titles(doc, points[count:], members, scale, draws_works)
    xs += [edge for title in titles for edge in (title.left, title.left + title.width)]
    ys += [edge for title in titles for edge in (title.top, title.top + title.height)]
    air = _PADDING * scale
    left, top = min(xs) - air, min(ys) - air
    width, height = max(xs) + air - left, max(ys) + air - top

    sizes = {number: _half(len(themes_of[number]), "readBy" in doc["works"][number]) for number in works}
    ties: dict[tuple[int, bool], str] = defaultdict(str)
    discs: dict[tuple[int, bool], list[Point]] = defaultdict(list)
    sheets, labels = "", []
    for number, point in works.items():
        work, themes = doc["works"][number], themes_of[number]
        start = point.x - (len(themes) - 1) * _STEP / 2
        for place, (theme, role) in enumerate(themes):
            end = points[count + theme]
            if end and (line := _trim_line(point, end, sizes[number], (0.0, 0.0))):
                ties[theme, role == "mentioned"] += _path(line)
            discs[theme, role == "mentioned"].append(Point(round(start + place * _STEP), round(point.y)))
        if "readBy" in work:
            half_width, half_height = sizes[number]
            wide, high = round(2 * half_width), round(2 * half_height)
            sheets += f"M{point.x - half_width:.0f} {point.y - half_height:.0f}h{wide}v{high}h-{wide}z"
        elif not themes:
            discs[-1, True].append(Point(round(point.x), round(point.y)))
        for row, text in enumerate(_lines(work)):
            labels.append(_TextLine(text, point.x, point.y + _HALF + 15 + row * _LEADING))
    return {
        "view": f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}",
        "width": round(width / scale),
        "scale": scale,
        "regions": layout["regions"],
        "ties": ties,
        "citations": _citations(doc, works, sizes),
        "discs": dict(sorted(discs.items())),
        "sheets": sheets,
        "labels": labels,
        "titles": titles,
        "works": len(works),
    }


def _citations(doc: Mapping[str, Any], works: Mapping[int, Point], sizes: Mapping[int, tuple[float, float]]) -> str:
    path = ""
    for tie in doc["citations"]:
        citing, cited = tie["citing"], tie["cited"]
        is_drawn = citing in works and cited in works and citing != cited
        if is_drawn and (line := _trim_line(works[citing], works[cited], sizes[citing], sizes[cited])):
            path += _path(line) + _head(line)
    return path


def _lines(work_or_theme: Mapping[str, Any]) -> Sequence[str]:
    lines: Sequence[str] = work_or_theme.get("lines", [work_or_theme.get("label", work_or_theme["title"])])
    return lines


def _titles(
    doc: Mapping[str, Any],
    points: Sequence[Point | None],
    members: Mapping[int, Sequence[int]],
    scale: float,
    draws_works: bool,
) -> list[_Title]:
    places = {theme: point for theme, point in enumerate(points) if point}
    boxes, lines = {}, {}
    for theme in places:
        lines[theme] = list(_lines(doc["themes"][theme]))
        if not draws_works:
            lines[theme].append(f"{len(members[theme]):,} work{'' if len(members[theme]) == 1 else 's'}")
        width = (max(map(width_em, lines[theme]), default=1.0) * 16 + 50) * scale
        height = (_TITLE_LEADING * max(1, len(lines[theme])) + 14) * scale
        boxes[theme] = Box(width, height, height / 2)
    if not draws_works:
        places = push_apart(places, boxes, [])
    titles = []
    for theme, (x, y) in places.items():
        width, height, head = boxes[theme]
        left, middle = x - width / 2, (len(lines[theme]) - 1) / 2
        rows = [
            _TextLine(text, left + 36 * scale, y + ((row - middle) * _TITLE_LEADING + 5) * scale)
            for row, text in enumerate(lines[theme])
        ]
        titles.append(_Title(theme, left, y - head, width, height, rows))
    return titles


def _half(themes: int, was_read: bool) -> tuple[float, float]:
    """Return half the width and half the height of a work's symbol, in pixels."""
    if was_read:
        return _HALF + 3 + max(0, themes - 1) * _STEP / 2, _HALF + 2
    return _HALF + max(0, themes - 1) * _STEP / 2, _HALF


def _trim_line(
    start: Point, end: Point, from_half: tuple[float, float], to_half: tuple[float, float]
) -> tuple[Point, Point] | None:
    """Return the line from the edge of one symbol to the edge of another; None where they touch."""
    length = math.dist(start, end)
    if not length:
        return None
    dx, dy = (end.x - start.x) / length, (end.y - start.y) / length
    before, after = (
        min(wide / abs(dx) if dx else math.inf, high / abs(dy) if dy else math.inf) + 2 if wide else 0.0
        for wide, high in (from_half, to_half)
    )
    if length <= before + after + 2:
        return None
    return Point(start.x + dx * before, start.y + dy * before), Point(end.x - dx * after, end.y - dy * after)


def _path(line: tuple[Point, Point]) -> str:
    (x1, y1), (x2, y2) = line
    x, y = round(x1), round(y1)
    return f"M{_pairs(x, y)}l{_pairs(round(x2) - x, round(y2) - y)}"


def _head(line: tuple[Point, Point]) -> str:
    """Return the path of an arrow head at the end of a line, drawn from that end."""
    (x1, y1), (x2, y2) = line
    length = math.dist(*line)
    dx, dy = (x2 - x1) / length * 7, (y2 - y1) / length * 7
    back = round(-dx - dy * 0.4), round(dx * 0.4 - dy)
    return f"l{_pairs(*back)}m{_pairs(-back[0], -back[1], round(-dx + dy * 0.4), round(-dx * 0.4 - dy))}"


def _pairs(*numbers: int) -> str:
    """Write numbers of a path; a minus sign separates them as well as a space."""
    return " ".join(map(str, numbers)).replace(" -", "-")
