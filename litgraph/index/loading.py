"""The corpus read back from its index: the same as settled from the files, and many times faster."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from litgraph.files import Folder
from litgraph.index import answer_from_index
from litgraph.model import (
    Assignment,
    Citation,
    Corpus,
    Evidence,
    Name,
    Note,
    Placement,
    Problem,
    Reading,
    Review,
    Section,
    Span,
    Theme,
    Work,
)

__all__ = ["load_corpus", "read_corpus", "read_works"]


def load_corpus(root: Folder) -> Corpus:
    """Read the corpus of the knowledge base in a folder, from its index; see `litgraph.index.connect`."""
    return answer_from_index(root, read_corpus)


def read_corpus(db: sqlite3.Connection) -> Corpus:
    """Read the corpus from an index that is up to date."""
    themes = (
        "SELECT id, title, definition, parent, facet, said_in, section, other_names, place FROM themes ORDER BY pos"
    )
    assignments = f"SELECT work, theme, role, {_EVIDENCE} FROM assignments ORDER BY pos"
    return Corpus(
        works=tuple(read_works(db)),
        review=next((Review(*_with_span(row)) for row in db.execute("SELECT * FROM review")), None),
        themes=tuple(
            Theme(*[*texts, tuple(json.loads(other_names)), _span(place)])
            for *texts, other_names, place in db.execute(themes)
        ),
        assignments=tuple(
            Assignment(work, theme, role, Evidence(*_with_span(evidence)))
            for work, theme, role, *evidence in db.execute(assignments)
        ),
        notes=tuple(
            Note(work, kind, text, Evidence("codebook", at=_span(place)))
            for work, kind, text, place in db.execute("SELECT work, kind, text, place FROM notes ORDER BY pos")
        ),
        readings=tuple(_read_readings(db)),
        citations=tuple(_read_citations(db)),
        problems=tuple(_read_problems(db)),
        aliases=dict(db.execute("SELECT key, work FROM keys WHERE key <> work ORDER BY key")),
    )


def read_works(db: sqlite3.Connection, keys: Iterable[str] | None = None) -> Iterator[Work]:
    """Read all works, or those of these keys, sorted by key."""
    values = () if keys is None else (json.dumps(list(keys)),)

    def rows(columns: str, table: str, key: str = "work", order: str = "") -> Iterator[tuple[Any, ...]]:
        condition = "" if keys is None else f"WHERE {key} IN (SELECT value FROM json_each(?))"
        return db.execute(f"SELECT {columns} FROM {table} {condition} ORDER BY {key}{order}", values)

    parts = "work, {}family, given_as_written, particle, suffix, literal"
    authors = _group(rows(parts.format("stands_in, "), "authors", order=", pos"))
    editors = _group(rows(parts.format(""), "editors", order=", pos"))
    fields = _group(rows("work, name, value", "fields", order=", pos"))
    id_fields = _group(rows("work, name, value", "id_fields"))
    ids = _group(rows("work, id", "ids"))
    columns = "key, kind, title, year, date_text, suffix, container, path, line, col"
    for key, kind, title, year, date_text, suffix, container, *place in rows(columns, "works", "key"):
        # Editors are the first of the fields, identifiers the last.
        own_fields = fields[key][len(editors[key]) : len(fields[key]) - len(ids[key])]
        yield Work(
            key,
            kind,
            title,
            tuple(Name(*name) for stands_in, *name in authors[key] if not stands_in),
            tuple(Name(*name) for name in editors[key]),
            year,
            date_text,
            suffix,
            container,
            frozenset(identifier for (identifier,) in ids[key]),
            tuple(sorted(own_fields + id_fields[key])),
            Span(*place) if place[0] else None,
        )


_EVIDENCE = "said_by, said_in, section, page, locator, passage, why, place"


def _with_span(row: Sequence[Any]) -> list[Any]:
    """The columns of a row, of which the last is a place as text."""
    return [*row[:-1], _span(row[-1])]


def _span(place: str) -> Span | None:
    """The place in a text such as "bib/references.bib:12:1"."""
    if not place:
        return None
    path, line, column = place.rsplit(":", 2)
    return Span(path, int(line), int(column))


def _group(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    """Rows by their first column, in their order, without it."""
    grouped: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *row in rows:
        grouped[key].append(tuple(row))
    return grouped


def _read_readings(db: sqlite3.Connection) -> list[Reading]:
    sections = _group(db.execute("SELECT paper, id, title, parent FROM sections ORDER BY paper, pos"))
    listed = _group(db.execute("SELECT paper, work FROM listed ORDER BY paper, pos"))
    readings = [
        Reading(
            paper,
            read_by,
            tuple(Section(*section) for section in sections[paper]),
            tuple(key for (key,) in listed[paper]),
            _span(place),
        )
        for paper, read_by, place in db.execute("SELECT paper, read_by, place FROM readings")
    ]
    return sorted(readings, key=lambda reading: reading.at or Span("", 0, 0))


def _read_citations(db: sqlite3.Connection) -> Iterator[Citation]:
    sql = f"""SELECT citing, coalesce(cited, ''), text, kind, form, signal, ord, grp, spot, {_EVIDENCE} FROM citations
        ORDER BY citing, pos"""
    for citing, cited, text, kind, *row in db.execute(sql):
        yield Citation(citing, cited, Evidence(*_with_span(row[5:])), Placement(*row[:5]), text, kind)


def _read_problems(db: sqlite3.Connection) -> Iterator[Problem]:
    sql = """SELECT code, level, message, hint, path, line, col, about_path, about_line, about_col FROM problems
        ORDER BY path, line, col, code, level, message, hint"""
    for code, level, message, hint, *places in db.execute(sql):
        at, about = (Span(*place) if place[0] else None for place in (places[:3], places[3:]))
        yield Problem(code, level, message, at, hint, about)
