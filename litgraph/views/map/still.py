"""What the page shows where no script runs: the figure as it stands, and every work with its evidence as a table."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import Template
from markupsafe import Markup

from litgraph.views.map.document import href
from litgraph.views.map.figure import width_em
from litgraph.views.map.layout import Box, Point
from litgraph.views.map.layout.apart import apart

__all__ = ["COLOURS", "find_themes", "still"]

COLOURS = 12
"""Colours of themes in page.css; the thirteenth theme begins again with the first."""

_MOST_WORKS = 400
_STEP, _HALF = 19.0, 11.0  # the discs of a work's themes: from one to the next, and half of one
_LEADING, _TITLE_LEADING = 15.0, 18.0
_PADDING = 24.0
_WIDE = 1200.0  # a figure of this width has its titles at their size; on a wider one they grow with it


class _Disc(NamedTuple):
    theme: int  # -1 where the work has none
    mentioned: bool
    x: float
    y: float


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


class _Drawn(NamedTuple):
    view: str
    width: int
    scale: float
    regions: Sequence[Mapping[str, Any]]
    ties: Mapping[tuple[int, bool], str]
    citations: str
    discs: Mapping[tuple[int, bool], Sequence[Point]]
    sheets: str
    labels: Sequence[_TextLine]
    titles: Sequence[_Title]
    works: int


class _Row(NamedTuple):
    work: Mapping[str, Any]
    themes: Sequence[tuple[int, str]]  # each with how, and where it says so: "discussed, §2.A Early studies"
    cited_by: Sequence[tuple[str, str]]


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
        _Row(
            work,
            [(theme, ", ".join(filter(None, (role, *sections[number, theme])))) for theme, role in themes_of[number]],
            cited_by[number],
        )
        for number, work in enumerate(doc["works"])
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
) -> _Drawn:
    """Return what is drawn, in pixels of the layout: every work, or above _MOST_WORKS works only the themes."""
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
    ties: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for number, start in works.items():
        for theme, role in themes_of[number]:
            end = points[count + theme]
            if end and (line := _trimmed(start, end, sizes[number], (0.0, 0.0))):
                ties[theme, role == "mentioned"].append(_path(line))
    lines = [
        line
        for tie in doc["citations"]
        if (citing := tie["citing"]) in works and (cited := tie["cited"]) in works and citing != cited
        if (line := _trimmed(works[citing], works[cited], sizes[citing], sizes[cited]))
    ]
    symbols = [
        _symbol(point, themes_of[number], sizes[number], doc["works"][number]) for number, point in works.items()
    ]
    return _Drawn(
        f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}",
        round(width / scale),
        scale,
        layout["regions"],
        {key: "".join(paths) for key, paths in ties.items()},
        "".join(_path(line) + _head(line) for line in lines),
        _alike(disc for discs, _ in symbols for disc in discs),
        "".join(sheet for _, sheet in symbols),
        [line for number, point in works.items() for line in _label(_lines(doc["works"][number]), point)],
        titles,
        len(works),
    )


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
    boxes, places, texts = {}, {}, {}
    for theme, point in enumerate(points):
        if point is None:
            continue
        lines = list(_lines(doc["themes"][theme]))
        if not draws_works:
            lines.append(f"{len(members[theme]):,} work{'' if len(members[theme]) == 1 else 's'}")
        width = max(map(width_em, lines), default=1.0) * 16 + 50
        height = _TITLE_LEADING * max(1, len(lines)) + 14
        node = str(theme)
        boxes[node] = Box(width * scale, height * scale, height * scale / 2)
        places[node], texts[node] = point, lines
    if not draws_works:
        places = apart(places, boxes, [])
    return [
        _Title(
            int(node),
            x - boxes[node].width / 2,
            y - boxes[node].head,
            boxes[node].width,
            boxes[node].height,
            [
                _TextLine(text, x - boxes[node].width / 2 + 36 * scale, _down(y, row, len(texts[node]), scale))
                for row, text in enumerate(texts[node])
            ],
        )
        for node, (x, y) in places.items()
    ]


def _down(y: float, row: int, rows: int, scale: float) -> float:
    return y + ((row - (rows - 1) / 2) * _TITLE_LEADING + 5) * scale


def _half(themes: int, was_read: bool) -> tuple[float, float]:
    """Return half the width and half the height of a work's symbol, in pixels."""
    if was_read:
        return _HALF + 3 + max(0, themes - 1) * _STEP / 2, _HALF + 2
    return _HALF + max(0, themes - 1) * _STEP / 2, _HALF


def _symbol(
    point: Point, themes: Sequence[tuple[int, str]], half: tuple[float, float], work: Mapping[str, Any]
) -> tuple[list[_Disc], str]:
    """Return the discs of a work's themes, and the path of the frame around a paper that was read."""
    start = point.x - (len(themes) - 1) * _STEP / 2
    discs = [
        _Disc(theme, role == "mentioned", start + place * _STEP, point.y) for place, (theme, role) in enumerate(themes)
    ]
    if "readBy" in work:
        width, height = round(2 * half[0]), round(2 * half[1])
        return discs, f"M{point.x - half[0]:.0f} {point.y - half[1]:.0f}h{width}v{height}h-{width}z"
    return discs or [_Disc(-1, True, point.x, point.y)], ""


def _alike(discs: Iterable[_Disc]) -> Mapping[tuple[int, bool], Sequence[Point]]:
    """Group the points of discs by theme, and by whether the theme only mentions the work."""
    points_by_theme: dict[tuple[int, bool], list[Point]] = defaultdict(list)
    for disc in discs:
        points_by_theme[disc.theme, disc.mentioned].append(Point(round(disc.x), round(disc.y)))
    return dict(sorted(points_by_theme.items()))


def _label(lines: Sequence[str], point: Point) -> Iterable[_TextLine]:
    for row, text in enumerate(lines):
        yield _TextLine(text, point.x, point.y + _HALF + 15 + row * _LEADING)


def _trimmed(
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
