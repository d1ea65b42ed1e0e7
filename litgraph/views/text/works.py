"""The whole record of a work, as text."""

from __future__ import annotations

from collections.abc import Iterable

from litgraph.queries.citations import Neighbour
from litgraph.queries.named import Line
from litgraph.queries.works import Record
from litgraph.views.places import speaker
from litgraph.views.text import Row, Show
from litgraph.views.text.citations import cites_summary, nobody, not_read, who_lines
from litgraph.views.text.layout import title, wrap
from litgraph.views.text.shared import where
from litgraph.views.text.themes import evidence

__all__ = ["SHOW"]


def _line_row(line: Line) -> Row:
    return line._asdict()


# The fields whose names say little to a reader.
_NAMES = {
    "langid": "language",
    "x-title-translated": "title means",
    "x-printed": "as printed",
    "location": "place",
    "urldate": "seen on",
    "entrysubtype": "kind of piece",
    "et-al": "more people",
}


def _show_lines(record: Record) -> Iterable[str]:
    work = record.meant.work
    yield from title(work)
    unknown = [name.strip() for name in dict(record.fields).get("x-unknown", "").split(",") if name.strip()]
    pairs = [
        ("authors", "; ".join(record.authors)),
        ("kind", work.kind),
        ("date", work.date or "not known"),
        ("in", work.container),
        *((_NAMES.get(name, name), value) for name, value in record.fields if name != "x-unknown"),
        ("not known", ", ".join(unknown) and f"{', '.join(unknown)} (looked for, not found)"),
        ("annotation", record.annotation),
        ("entry", record.at),
    ]
    for name, value in pairs:
        if value:
            yield from wrap(f"{name + ':':<14} {value}", 2, 17)
    yield ""
    if record.themes:
        yield "themes"
        for name_of_theme, identifier in dict.fromkeys(
            (assignment.theme_title, assignment.theme) for assignment in record.themes
        ):
            yield from wrap(f"{name_of_theme} [{identifier}]", 2, 4)
            for assignment in record.themes:
                if assignment.theme == identifier:
                    yield from wrap(f"- {evidence(assignment)}", 4, 6)
                    if assignment.why:
                        yield from wrap(assignment.why, 6)
    else:
        yield from wrap(
            "no theme given yet"
            if record.no_theme is None
            else f"fits no theme: {record.no_theme or 'no reason given'}",
            0,
            2,
        )
    yield ""
    yield from list(who_lines(record.cited_by))[len(title(work)) :]
    yield ""
    yield from cites_summary(record.cites)
    for neighbour in record.cites.cited:
        yield from title(neighbour.work, 2)


def _places(neighbour: Neighbour) -> str:
    """Return where one work cites the other, and who says so, as a line."""
    voices = dict.fromkeys(f"{speaker(p.said_by, p.read_by)}, {p.at.rsplit(':', 2)[0]}" for p in neighbour.places)
    return f"{neighbour.work.label}: {where(neighbour.places)} ({'; '.join(voices)})"


def _show_rows(record: Record) -> list[Row]:
    return [
        {
            **{name: value for name, value in record.fields if name != "editor"},
            **_line_row(record.meant.work),
            "authors": record.authors,
            "editor": tuple(value for name, value in record.fields if name == "editor"),
            "annotation": record.annotation,
            "at": record.at,
            "themes": tuple(dict.fromkeys(assignment.theme for assignment in record.themes)),
            "themes_evidence": tuple(
                f"{assignment.theme_title}: {evidence(assignment)}{assignment.why and f': {assignment.why}'}"
                for assignment in record.themes
            ),
            "no_theme": "" if record.no_theme is None else record.no_theme or "no reason given",
            "cites": tuple(cited_work.work.key for cited_work in record.cites.cited),
            "cites_evidence": tuple(map(_places, record.cites.cited))
            or (not_read(record.cites) and "nobody has looked",),
            "cited_by_works": tuple(citing_work.work.key for citing_work in record.cited_by.citing),
            "cited_by_evidence": tuple(map(_places, record.cited_by.citing)) or (nobody(record.cited_by),),
            "listed_by": tuple(line.key for line in record.cited_by.listed_by),
        }
    ]


SHOW: Show[Record] = Show("show", _show_lines, _show_rows, "key")
