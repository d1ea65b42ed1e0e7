"""The whole record of a work, as text."""

from __future__ import annotations

from collections.abc import Iterator

from litgraph.queries.citations import Neighbour
from litgraph.queries.works import Record
from litgraph.views.text import Row, Show
from litgraph.views.text.citations import cites_summary, not_read, who_lines
from litgraph.views.text.evidence import voice_of, where
from litgraph.views.text.layout import title, wrap
from litgraph.views.text.remarks import say_if_uncited
from litgraph.views.text.themes import assignment_line

__all__ = ["SHOW"]

# The fields whose names say little to a reader.
_NAMES = {
    "langid": "language",
    "x-title-translated": "title means",
    "x-printed": "as printed",
    "location": "place",
    "urldate": "seen on",
    "entrysubtype": "kind of piece",
    "et-al": "more people",
    "x-marked-title": "title set as",
    "x-marked-container": '"in" set as',
}


def _lines(record: Record) -> Iterator[str]:
    work = record.meant.work
    yield from title(work)
    unknown = [name.strip() for name in dict(record.fields).get("x-unknown", "").split(",") if name.strip()]
    facts = [
        ("authors", "; ".join(record.authors)),
        ("kind", work.kind),
        ("date", work.date or "not known"),
        ("in", work.container),
        *((_NAMES.get(name, name), value) for name, value in record.fields if name != "x-unknown"),
        ("not known", unknown and f"{', '.join(unknown)} (looked for, not found)"),
        ("annotation", record.annotation),
        ("entry", record.at),
    ]
    for name, fact in facts:
        if fact:
            yield from wrap(f"{name + ':':<14} {fact}", 2, 17)
    yield ""
    if record.themes:
        yield "themes"
        themes = dict.fromkeys((assignment.theme_title, assignment.theme) for assignment in record.themes)
        for theme_title, theme in themes:
            yield from wrap(f"{theme_title} [{theme}]", 2, 4)
            for assignment in record.themes:
                if assignment.theme == theme:
                    yield from (*wrap(f"- {assignment_line(assignment)}", 4, 6), *wrap(assignment.why, 6))
    elif record.no_theme is None:
        yield "no theme given yet"
    else:
        yield from wrap(f"fits no theme: {record.no_theme or 'no reason given'}", 0, 2)
    yield from ("", *list(who_lines(record.cited_by))[len(title(work)) :])
    yield from ("", *wrap(cites_summary(record.cites), 0, 2))
    for neighbour in record.cites.cited:
        yield from title(neighbour.work, 2)


def _places(neighbour: Neighbour) -> str:
    """Return where one work cites the other, and who says so, as a line."""
    voices = "; ".join(dict.fromkeys(map(voice_of, neighbour.places)))
    return f"{neighbour.work.label}: {where(neighbour.places)} ({voices})"


def _rows(record: Record) -> list[Row]:
    return [
        {
            **{name: value for name, value in record.fields if name != "editor"},
            **record.meant.work._asdict(),
            "authors": record.authors,
            "editor": tuple(value for name, value in record.fields if name == "editor"),
            "annotation": record.annotation,
            "at": record.at,
            "themes": tuple(dict.fromkeys(assignment.theme for assignment in record.themes)),
            "themes_evidence": tuple(
                f"{assignment.theme_title}: {assignment_line(assignment)}{assignment.why and f': {assignment.why}'}"
                for assignment in record.themes
            ),
            "no_theme": "" if record.no_theme is None else record.no_theme or "no reason given",
            "cites": tuple(cited_work.work.key for cited_work in record.cites.cited),
            "cites_evidence": tuple(map(_places, record.cites.cited))
            or (not_read(record.cites) and "nobody has looked",),
            "cited_by_works": tuple(citing_work.work.key for citing_work in record.cited_by.citing),
            "cited_by_evidence": tuple(map(_places, record.cited_by.citing)) or (say_if_uncited(record.cited_by),),
            "listed_by": tuple(line.key for line in record.cited_by.listed_by),
        }
    ]


SHOW: Show[Record] = Show("show", _lines, (), _rows)
