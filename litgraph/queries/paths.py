"""How works hang together over more than one step: paths, what a work stands on, what followed from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from litgraph.queries.citations import Neighbour, Paper, Place, find_places, papers_read
from litgraph.queries.named import Line, labelled_lines, lines, resolve_work, select
from litgraph.queries.pairs import Side, resolve_sides, side_of

__all__ = ["Kin", "Lineage", "Path", "Step", "ancestors", "descendants", "path"]


class Step(NamedTuple):
    """A step from `start` to `end`: the places where `start` cites `end` (`cites`), and the other way."""

    start: Line
    end: Line
    cites: tuple[Place, ...]
    cited_by: tuple[Place, ...]


class Path(NamedTuple):
    """A shortest way along citations between two works; `alike` counts the ways of that length, this one included.

    Without a way, `steps` is empty and `alike` 0; between a work and itself, `alike` is 1.
    """

    first: Side
    second: Side
    steps: tuple[Step, ...]
    alike: int
    read: tuple[Paper, ...]


class Kin(NamedTuple):
    """A work some levels away, and the works one level nearer that are tied to it, with the places."""

    level: int
    work: Line
    via: tuple[Neighbour, ...]


class Lineage(NamedTuple):
    """What a work stands on ("ancestors"), or what followed from it ("descendants"), level by level.

    `beyond` counts the works of the next level, which were not asked for; `unread` those in the answer of which
    nobody knows what they cite.
    """

    side: Side
    relation: str
    depth: int
    works: tuple[Kin, ...]
    beyond: int
    unread: int
    read: tuple[Paper, ...]


class _Reach:
    """The works reached from one end: in how many shortest ways, and from which work."""

    def __init__(self, start: str) -> None:
        self.ways = {start: 1}
        self.via: dict[str, str] = {}
        self.edge = [start]

    def widen(self, db: sqlite3.Connection) -> None:
        """Go one step further, along and against the citations."""
        reached: dict[str, int] = {}
        sql = """SELECT citing, cited FROM citations WHERE citing IN ({keys}) AND cited IS NOT NULL
            UNION SELECT cited, citing FROM citations WHERE cited IN ({keys})"""
        for start, end in select(db, sql, self.edge):
            if end not in self.ways:
                reached[end] = reached.get(end, 0) + self.ways[start]
                self.via[end] = min(self.via.get(end, start), start)
        self.ways.update(reached)
        self.edge = sorted(reached)

    def way(self, end: str) -> list[str]:
        """The works from `end` back to the start."""
        steps = [end]
        while steps[-1] in self.via:
            steps.append(self.via[steps[-1]])
        return steps


def path(db: sqlite3.Connection, *words: str) -> Path:
    """A shortest way between two works along citations in either direction; of equally short ones always the same."""
    first, second = resolve_sides(db, words)
    from_first, from_second = _Reach(first.meant.work.key), _Reach(second.meant.work.key)
    met = sorted(set(from_first.edge) & set(from_second.edge))
    while not met and from_first.edge and from_second.edge:
        (from_first if len(from_first.edge) <= len(from_second.edge) else from_second).widen(db)
        met = sorted(set(from_first.edge) & set(from_second.edge))
    if not met:
        return Path(first, second, (), 0, papers_read(db))
    keys = [*reversed(from_first.way(met[0])), *from_second.way(met[0])[1:]]
    steps = []
    for start, end in pairwise(lines(db, keys)):
        places = {**_places_between(db, start.key, end.key), **_places_between(db, end.key, start.key)}
        steps.append(Step(start, end, places.get((start.key, end.key), ()), places.get((end.key, start.key), ())))
    alike = sum(from_first.ways[key] * from_second.ways[key] for key in met)
    return Path(first, second, tuple(steps), alike, papers_read(db))


def _places_between(db: sqlite3.Connection, citing: str, cited: str) -> dict[tuple[str, str], tuple[Place, ...]]:
    """The places of everything that `citing` cites, if `cited` is among it."""
    if not db.execute("SELECT 1 FROM citations WHERE citing = ? AND cited = ? LIMIT 1", (citing, cited)).fetchone():
        return {}
    return find_places(db, "citing", [citing])


def ancestors(db: sqlite3.Connection, mention: str, depth: int = 3) -> Lineage:
    """What the work meant stands on: what it cites, what that cites, and so on; each work at its nearest level."""
    return _lineage(db, mention, depth, "ancestors")


def descendants(db: sqlite3.Connection, mention: str, depth: int = 3) -> Lineage:
    """What followed from the work meant: what cites it, what cites that, and so on; each work at its nearest level."""
    return _lineage(db, mention, depth, "descendants")


def _lineage(db: sqlite3.Connection, mention: str, depth: int, relation: str) -> Lineage:
    side = side_of(db, resolve_work(db, mention))
    near_end, far_index = ("citing", 1) if relation == "ancestors" else ("cited", 0)
    reached = {side.meant.work.key}
    edge = [side.meant.work.key]
    works: list[Kin] = []
    for level in range(1, depth + 1):
        via: dict[str, dict[str, tuple[Place, ...]]] = {}
        for pair, places in find_places(db, near_end, edge).items():
            if pair[far_index] not in reached:
                via.setdefault(pair[far_index], {})[pair[1 - far_index]] = places
        nearer = {line.key: (rank, line) for rank, line in enumerate(labelled_lines(db, edge))}
        for line in labelled_lines(db, via):
            by_label = sorted(via[line.key].items(), key=lambda item: nearer[item[0]][0])
            works.append(Kin(level, line, tuple(Neighbour(nearer[key][1], places) for key, places in by_label)))
        reached.update(via)
        edge = list(via)
    far_end = "cited" if near_end == "citing" else "citing"
    beyond = _ends(db, far_end, near_end, edge) - reached
    looked_at = _ends(db, "citing", "citing", list(reached)) | {paper.key for paper in papers_read(db)}
    return Lineage(side, relation, depth, tuple(works), len(beyond), len(reached - looked_at), papers_read(db))


def _ends(db: sqlite3.Connection, end: str, key_end: str, keys: Sequence[str]) -> set[str]:
    """The works at one `end` of the citations ("citing" or "cited") at whose `key_end` one of the `keys` is."""
    sql = f"SELECT DISTINCT {end} FROM citations WHERE {key_end} IN ({{keys}}) AND cited IS NOT NULL"
    return {key for (key,) in select(db, sql, keys)}
