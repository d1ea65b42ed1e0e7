"""Who cites a work, and what a work cites: every place, with who says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from litgraph.queries import named
from litgraph.queries.named import Line, Meant, meant

__all__ = [
    "Cites",
    "Neighbour",
    "Paper",
    "Place",
    "Unlisted",
    "WhoCites",
    "cites",
    "cites_of_work",
    "papers_read",
    "who_cites",
    "who_cites_work",
]


class Place(NamedTuple):
    """One place where a work is cited: where in the citing paper, what it points to, and who says so."""

    section: str
    heading: str
    page: str
    locator: str
    signal: str
    form: str
    where: str
    together: tuple[str, ...]
    passage: str
    said_by: str
    read_by: str
    at: str


class Neighbour(NamedTuple):
    """A citing or cited work, with every place of the citation in reading order."""

    work: Line
    places: tuple[Place, ...]


class Paper(NamedTuple):
    """A paper that was read, and by whom."""

    key: str
    label: str
    read_by: str
    at: str


class WhoCites(NamedTuple):
    """Who cites a work; `listed_by` have it in their reference list only; `read` are all papers that were read."""

    meant: Meant
    citing: tuple[Neighbour, ...]
    listed_by: tuple[Line, ...]
    read: tuple[Paper, ...]


class Unlisted(NamedTuple):
    """A citation that is tied to no work: a personal communication, or one that the reference list lacks."""

    text: str
    kind: str
    place: Place


class Cites(NamedTuple):
    """What a work cites; `reading` is None where nobody has read it."""

    meant: Meant
    cited: tuple[Neighbour, ...]
    listed: tuple[Line, ...]
    unlisted: tuple[Unlisted, ...]
    reading: Paper | None


_PLACE = """c.section, coalesce(s.title, ''), c.page, c.locator, c.signal, c.form, c.spot, c.citing, c.grp, c.passage,
    c.said_by, coalesce(r.read_by, ''), c.place"""
_JOINED = """LEFT JOIN sections s ON s.paper = c.citing AND s.id = c.section
    LEFT JOIN readings r ON c.said_by = 'reading:' || r.paper"""


def _place(db: sqlite3.Connection, row: Sequence[Any], cited: str) -> Place:
    *start, citing, group, passage, said_by, read_by, at = row
    together: tuple[str, ...] = ()
    if group:
        sql = "SELECT cited FROM citations WHERE citing = ? AND grp = ? AND cited <> ? ORDER BY ord"
        together = tuple(key for (key,) in db.execute(sql, (citing, group, cited)))
    return Place._make((*start, together, passage, said_by, read_by, at))


def _neighbours(db: sqlite3.Connection, key: str, side: str) -> tuple[Neighbour, ...]:
    """The works on the other side of the key's citations: `side` is "citing" or "cited"."""
    known = "cited" if side == "citing" else "citing"
    places: dict[str, list[Place]] = {}
    sql = f"SELECT c.{side}, c.cited, {_PLACE} FROM citations c {_JOINED} WHERE c.{known} = ? ORDER BY c.ord, c.pos"
    for other, cited, *row in db.execute(sql, (key,)).fetchall():
        places.setdefault(other, []).append(_place(db, row, cited))
    lines = named.lines(db, list(places))
    return tuple(
        Neighbour(line, tuple(places[line.key])) for line in sorted(lines, key=lambda line: line[1].casefold())
    )


def papers_read(db: sqlite3.Connection) -> tuple[Paper, ...]:
    """The papers whose citations were noted: only these can be said to cite, or not to cite."""
    sql = "SELECT paper, label, read_by, r.place FROM readings r JOIN works ON key = paper ORDER BY label"
    return tuple(Paper(*row) for row in db.execute(sql))


def who_cites(db: sqlite3.Connection, mention: str) -> WhoCites:
    """The works that cite the one meant, with every place; raises NotFound where no single work is meant."""
    return who_cites_work(db, meant(db, mention))


def who_cites_work(db: sqlite3.Connection, which: Meant) -> WhoCites:
    """The same of a work that is known already."""
    key = which.work.key
    listed = [paper for (paper,) in db.execute("SELECT paper FROM listed WHERE work = ? ORDER BY paper", (key,))]
    return WhoCites(which, _neighbours(db, key, "citing"), tuple(named.lines(db, listed)), papers_read(db))


def cites(db: sqlite3.Connection, mention: str) -> Cites:
    """What the work meant cites, with every place; raises NotFound where no single work is meant."""
    return cites_of_work(db, meant(db, mention))


def cites_of_work(db: sqlite3.Connection, which: Meant) -> Cites:
    """The same of a work that is known already."""
    key = which.work.key
    listed = [work for (work,) in db.execute("SELECT work FROM listed WHERE paper = ? ORDER BY work", (key,))]
    sql = f"SELECT c.text, c.kind, {_PLACE} FROM unresolved c {_JOINED} WHERE c.citing = ? ORDER BY c.ord, c.pos"
    unlisted = tuple(
        Unlisted(text, kind, _place(db, row, "")) for text, kind, *row in db.execute(sql, (key,)).fetchall()
    )
    reading = next((paper for paper in papers_read(db) if paper.key == key), None)
    return Cites(which, _neighbours(db, key, "cited"), tuple(named.lines(db, listed)), unlisted, reading)
