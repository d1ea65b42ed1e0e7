"""Who cites a work, and what a work cites: every place, with who says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
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
    "places",
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
    why: str
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
    c.why, c.said_by, coalesce(r.read_by, ''), c.place"""
_JOINED = """LEFT JOIN sections s ON s.paper = c.citing AND s.id = c.section
    LEFT JOIN readings r ON r.paper = CASE WHEN c.said_by LIKE 'reading:%' THEN substr(c.said_by, 9) END"""

_Groups = Mapping[tuple[str, int], Sequence[str]]


def _groups(db: sqlite3.Connection, papers: Iterable[str]) -> _Groups:
    """What stands in each parenthesis of these papers."""
    groups: dict[tuple[str, int], list[str]] = {}
    for some in named.chunks(sorted(set(papers))):
        marks = named.marks(some)
        sql = f"""SELECT citing, grp, cited FROM citations
            WHERE citing IN ({marks}) AND grp > 0 AND cited IS NOT NULL ORDER BY ord"""
        for citing, group, cited in db.execute(sql, some):
            groups.setdefault((citing, group), []).append(cited)
    return groups


def _place(row: Sequence[Any], cited: str, groups: _Groups) -> Place:
    *start, citing, group, passage, why, said_by, read_by, at = row
    together = tuple(key for key in groups.get((citing, group), ()) if key != cited)
    return Place._make((*start, together, passage, why, said_by, read_by, at))


def places(db: sqlite3.Connection, side: str, keys: Sequence[str]) -> dict[tuple[str, str], tuple[Place, ...]]:
    """The places where these works cite (`side` is "citing") or are cited ("cited"), by citing and cited work."""
    rows: list[Sequence[Any]] = []
    for some in named.chunks(keys):
        sql = f"""SELECT c.citing, c.cited, {_PLACE} FROM citations c {_JOINED}
            WHERE c.{side} IN ({named.marks(some)}) AND c.cited IS NOT NULL ORDER BY c.citing, c.ord, c.pos"""
        rows += db.execute(sql, some).fetchall()
    groups = _groups(db, (row[0] for row in rows))
    found: dict[tuple[str, str], list[Place]] = {}
    for citing, cited, *row in rows:
        found.setdefault((citing, cited), []).append(_place(row, cited, groups))
    return {pair: tuple(each) for pair, each in found.items()}


def _neighbours(db: sqlite3.Connection, key: str, side: str) -> tuple[Neighbour, ...]:
    """The works on the other side of the key's citations: `side` is "citing" or "cited"."""
    known = "cited" if side == "citing" else "citing"
    found = {pair[side == "cited"]: each for pair, each in places(db, known, [key]).items()}
    lines = sorted(named.lines(db, list(found)), key=lambda line: (line.label.casefold(), line.key))
    return tuple(Neighbour(line, found[line.key]) for line in lines)


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
    sql = """SELECT paper FROM listed WHERE work = ? AND paper NOT IN (SELECT citing FROM citations WHERE cited = ?)
        ORDER BY paper"""
    listed = [paper for (paper,) in db.execute(sql, (key, key))]
    return WhoCites(which, _neighbours(db, key, "citing"), tuple(named.lines(db, listed)), papers_read(db))


def cites(db: sqlite3.Connection, mention: str) -> Cites:
    """What the work meant cites, with every place; raises NotFound where no single work is meant."""
    return cites_of_work(db, meant(db, mention))


def cites_of_work(db: sqlite3.Connection, which: Meant) -> Cites:
    """The same of a work that is known already."""
    key = which.work.key
    listed = [work for (work,) in db.execute("SELECT work FROM listed WHERE paper = ? ORDER BY work", (key,))]
    sql = f"""SELECT c.text, c.kind, {_PLACE} FROM citations c {_JOINED}
        WHERE c.citing = ? AND c.cited IS NULL ORDER BY c.ord, c.pos"""
    groups = _groups(db, [key])
    unlisted = tuple(Unlisted(text, kind, _place(row, "", groups)) for text, kind, *row in db.execute(sql, (key,)))
    reading = next((paper for paper in papers_read(db) if paper.key == key), None)
    return Cites(which, _neighbours(db, key, "cited"), tuple(named.lines(db, listed)), unlisted, reading)
