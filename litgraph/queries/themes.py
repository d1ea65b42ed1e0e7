"""The themes of the review and the works that they hold, with the evidence."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from litgraph.nearest import rank_by_likeness
from litgraph.project import CODEBOOK
from litgraph.queries.named import Line, NotFound, lines
from litgraph.resolve import Candidate
from litgraph.words import fold

__all__ = ["Assigned", "ThemeLine", "ThemePage", "list_assignments", "list_offered", "list_titles", "theme", "themes"]


class Assigned(NamedTuple):
    """A theme given to a work, with the evidence."""

    theme: str
    theme_title: str
    work: Line
    role: str
    why: str
    said_by: str
    said_in: str
    said_in_label: str
    section: str
    heading: str
    page: str
    locator: str
    passage: str
    at: str


class ThemeLine(NamedTuple):
    """A theme in one line; `discussed` and `mentioned` count works."""

    id: str
    title: str
    parent: str
    works: int
    discussed: int
    mentioned: int


class ThemePage(NamedTuple):
    """A theme, where it comes from, and its works with their evidence, the discussed ones first."""

    id: str
    title: str
    definition: str
    parent: str
    facet: str
    said_in: str
    said_in_label: str
    section: str
    heading: str
    at: str
    works: tuple[Assigned, ...]


def list_assignments(db: sqlite3.Connection, condition: str, value: str) -> tuple[Assigned, ...]:
    """The assignments `a` that meet the SQL `condition` with its `value`, in the order of the codebook."""
    sql = f"""SELECT a.theme, t.title, a.work, a.role, a.why, a.said_by, a.said_in, coalesce(w.label, ''), a.section,
            coalesce(s.title, ''), a.page, a.locator, a.passage, a.place
        FROM assignments a JOIN themes t ON t.id = a.theme LEFT JOIN works w ON w.key = a.said_in
            LEFT JOIN sections s ON s.paper = a.said_in AND s.id = a.section
        WHERE {condition} ORDER BY t.pos, a.pos"""
    rows = db.execute(sql, (value,)).fetchall()
    by_key = {line.key: line for line in lines(db, list(dict.fromkeys(row[2] for row in rows)))}
    return tuple(Assigned(row[0], row[1], by_key[row[2]], *row[3:]) for row in rows)


def list_titles(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """The id and title of every theme, in the order of the codebook."""
    return db.execute("SELECT id, title FROM themes ORDER BY pos").fetchall()


def list_offered(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """The id and title of every theme that is only offered from keywords; there is none where a theme is defined."""
    sql = "SELECT id, title FROM themes WHERE id IN (SELECT theme FROM assignments WHERE said_by = 'keywords')"
    return db.execute(sql + " ORDER BY pos").fetchall()


def themes(db: sqlite3.Connection) -> tuple[ThemeLine, ...]:
    """All themes in the order of the codebook, with the number of their works."""
    sql = """SELECT t.id, t.title, t.parent, count(a.work), coalesce(sum(a.is_discussed), 0),
            count(a.work) - coalesce(sum(a.is_more), 0)
        FROM themes t LEFT JOIN (SELECT theme, work, max(role = 'discussed') AS is_discussed,
                max(role <> 'mentioned') AS is_more FROM assignments GROUP BY theme, work) a
            ON a.theme = t.id GROUP BY t.id ORDER BY t.pos"""
    return tuple(ThemeLine(*row) for row in db.execute(sql))


def theme(db: sqlite3.Connection, name: str) -> ThemePage:
    """The theme of that id, title or other name, or the only one whose title holds the words; else NotFound."""
    folded = fold(name)
    rows = [(id_, title, fold(id_), fold(title)) for id_, title in list_titles(db)]
    other_names = {
        id_: [fold(other_name) for other_name in json.loads(names)]
        for id_, names in db.execute("SELECT id, other_names FROM themes WHERE other_names <> '[]'")
    }
    words = folded.split()
    fits = [row for row in rows if name.strip() == row[0]]
    fits = fits or [row for row in rows if folded in row[2:]]
    fits = fits or [row for row in rows if folded in other_names.get(row[0], ())]
    fits = fits or [row for row in rows if words and all(f" {word}" in f" {row[2]} {row[3]}" for word in words)]
    if len(fits) != 1:
        status = "ambiguous" if fits else "unknown"
        reason = "holds these words" if fits else "spelt alike"
        nearest = fits or rank_by_likeness(folded, rows, lambda row: row[2:])
        candidates = [Candidate(id_, title, reason, 5) for id_, title, *_ in nearest]
        message = f'"{name}" can mean {len(fits)} themes' if fits else f'no theme fits "{name}"'
        hint = "litgraph themes lists them all" if rows else f"no themes are defined yet: write them into {CODEBOOK}"
        raise NotFound(message, status, candidates, hint)
    sql = """SELECT t.id, t.title, t.definition, t.parent, t.facet, t.said_in, coalesce(w.label, ''), t.section,
            coalesce(s.title, ''), t.place
        FROM themes t LEFT JOIN works w ON w.key = t.said_in
            LEFT JOIN sections s ON s.paper = t.said_in AND s.id = t.section WHERE t.id = ?"""
    row = db.execute(sql, (fits[0][0],)).fetchone()
    works = list_assignments(db, "a.theme = ?", fits[0][0])
    discussed = {assignment.work.key for assignment in works if assignment.role == "discussed"}
    by_label = sorted(works, key=lambda assignment: (assignment.work.label.casefold(), assignment.work.key))
    discussed_first = sorted(by_label, key=lambda assignment: assignment.work.key not in discussed)
    return ThemePage._make((*row, tuple(discussed_first)))
