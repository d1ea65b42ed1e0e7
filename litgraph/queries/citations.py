"""Who cites a work, and what a work cites: every place, with who says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from litgraph.queries.named import Line, ResolvedWork, labelled_lines, lines, resolve_work, select

__all__ = [
    "Cites",
    "Neighbour",
    "Paper",
    "Place",
    "Unlisted",
    "WhoCites",
    "cites",
    "cites_of_work",
    "find_places",
    "papers_read",
    "who_cites",
    "who_cites_work",
]


class Place(NamedTuple):
    """A place where a work is cited.

    `section` (its id), `heading` and `page` are those of the citing paper, `locator` points into the cited work,
    `together` are the other works of the same parenthesis, `said_by`, `read_by` and `at` say who noted it, and where.
    """

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
    """A citing or cited work, with the places of the citation in reading order."""

    work: Line
    places: tuple[Place, ...]


class Paper(NamedTuple):
    """A paper that was read, and by whom."""

    key: str
    label: str
    read_by: str
    at: str


class WhoCites(NamedTuple):
    """Who cites a work; `listed_by` have it in their reference list only, `read` are all papers that were read."""

    meant: ResolvedWork
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

    meant: ResolvedWork
    cited: tuple[Neighbour, ...]
    listed: tuple[Line, ...]
    unlisted: tuple[Unlisted, ...]
    reading: Paper | None


_PLACE = """c.section, coalesce(s.title, ''), c.page, c.locator, c.signal, c.form, c.spot, c.citing, c.grp, c.passage,
    c.why, c.said_by, coalesce(r.read_by, ''), c.place"""
_CITING = 7  # the place of c.citing in it, before that of c.grp
_JOINED = """LEFT JOIN sections s ON s.paper = c.citing AND s.id = c.section
    LEFT JOIN readings r ON r.paper = CASE WHEN c.said_by LIKE 'reading:%' THEN substr(c.said_by, 9) END"""

_Parentheses = Mapping[tuple[str, int], Sequence[str]]


def _parentheses(db: sqlite3.Connection, rows: Iterable[Sequence[Any]]) -> _Parentheses:
    """The works in each parenthesis of these rows of _PLACE, by the paper and the number of the parenthesis."""
    numbers = sorted({(row[_CITING], row[_CITING + 1]) for row in rows if row[_CITING + 1] > 0})
    parentheses: dict[tuple[str, int], list[str]] = {}
    for start in range(0, len(numbers), 250):  # as many as SQLite takes at once
        chunk = numbers[start : start + 250]
        sql = f"""WITH spots (paper, number) AS (VALUES {", ".join(["(?, ?)"] * len(chunk))})
            SELECT citing, grp, cited FROM spots CROSS JOIN citations ON citing = paper AND grp = number
            WHERE grp > 0 AND cited IS NOT NULL ORDER BY ord"""
        for citing, number, cited in db.execute(sql, [value for pair in chunk for value in pair]):
            parentheses.setdefault((citing, number), []).append(cited)
    return parentheses


def _place(row: Sequence[Any], cited: str, parentheses: _Parentheses) -> Place:
    *start, citing, number, passage, why, said_by, read_by, at = row
    together = tuple(key for key in parentheses.get((citing, number), ()) if key != cited)
    return Place._make((*start, together, passage, why, said_by, read_by, at))


def find_places(db: sqlite3.Connection, side: str, keys: Sequence[str]) -> dict[tuple[str, str], tuple[Place, ...]]:
    """The places where these works cite (`side` is "citing") or are cited ("cited"), by citing and cited work."""
    sql = f"""SELECT c.citing, c.cited, {_PLACE} FROM citations c {_JOINED}
        WHERE c.{side} IN ({{keys}}) AND c.cited IS NOT NULL ORDER BY c.citing, c.ord, c.pos"""
    rows = list(select(db, sql, keys))
    parentheses = _parentheses(db, (row[2:] for row in rows))
    places: dict[tuple[str, str], list[Place]] = {}
    for citing, cited, *row in rows:
        places.setdefault((citing, cited), []).append(_place(row, cited, parentheses))
    return {pair: tuple(pair_places) for pair, pair_places in places.items()}


def _neighbours(db: sqlite3.Connection, key: str, side: str) -> tuple[Neighbour, ...]:
    """The works on the other side of the key's citations: `side` is "citing" or "cited"."""
    key_side = "cited" if side == "citing" else "citing"
    places = {pair[side == "cited"]: pair_places for pair, pair_places in find_places(db, key_side, [key]).items()}
    return tuple(Neighbour(line, places[line.key]) for line in labelled_lines(db, places))


def papers_read(db: sqlite3.Connection) -> tuple[Paper, ...]:
    """The papers whose citations were noted: only these can be said to cite, or not to cite."""
    sql = "SELECT paper, label, read_by, r.place FROM readings r JOIN works ON key = paper ORDER BY label, paper"
    return tuple(Paper(*row) for row in db.execute(sql))


def who_cites(db: sqlite3.Connection, mention: str) -> WhoCites:
    """The works that cite the one meant, with every place; raises NotFound where no single work is meant."""
    return who_cites_work(db, resolve_work(db, mention))


def who_cites_work(db: sqlite3.Connection, resolved: ResolvedWork) -> WhoCites:
    """The works that cite a work that is known already, with every place."""
    key = resolved.work.key
    sql = """SELECT paper FROM listed WHERE work = ? AND paper NOT IN (SELECT citing FROM citations WHERE cited = ?)
        ORDER BY paper"""
    listed = [paper for (paper,) in db.execute(sql, (key, key))]
    return WhoCites(resolved, _neighbours(db, key, "citing"), tuple(lines(db, listed)), papers_read(db))


def cites(db: sqlite3.Connection, mention: str) -> Cites:
    """What the work meant cites, with every place; raises NotFound where no single work is meant."""
    return cites_of_work(db, resolve_work(db, mention))


def cites_of_work(db: sqlite3.Connection, resolved: ResolvedWork) -> Cites:
    """What a work that is known already cites, with every place."""
    key = resolved.work.key
    listed = [cited for (cited,) in db.execute("SELECT work FROM listed WHERE paper = ? ORDER BY work", (key,))]
    sql = f"""SELECT c.text, c.kind, {_PLACE} FROM citations c {_JOINED}
        WHERE c.citing = ? AND c.cited IS NULL ORDER BY c.ord, c.pos"""
    rows = db.execute(sql, (key,)).fetchall()
    parentheses = _parentheses(db, (row[2:] for row in rows))
    unlisted = tuple(Unlisted(text, kind, _place(row, "", parentheses)) for text, kind, *row in rows)
    reading = next((paper for paper in papers_read(db) if paper.key == key), None)
    return Cites(resolved, _neighbours(db, key, "cited"), tuple(lines(db, listed)), unlisted, reading)
