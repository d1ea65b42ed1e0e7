"""How works hang together over more than one step: paths, what a work stands on, what followed from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from litgraph.queries import named
from litgraph.queries.citations import Neighbour, Paper, Place, papers_read, places
from litgraph.queries.named import Line, meant
from litgraph.queries.pairs import Side, pair, side

__all__ = ["Kin", "Lineage", "Path", "Step", "ancestors", "descendants", "path"]


class Step(NamedTuple):
    """A step between two works: where the first cites the second (`cites`), the second the first (`cited_by`)."""

    start: Line
    end: Line
    cites: tuple[Place, ...]
    cited_by: tuple[Place, ...]


class Path(NamedTuple):
    """A shortest way along citations between two works; `alike` counts the ways that are as short, this one included.

    Without a way, `steps` is empty and `alike` 0; between a work and itself, `alike` is 1.
    """

    first: Side
    second: Side
    steps: tuple[Step, ...]
    alike: int
    read: tuple[Paper, ...]


class Kin(NamedTuple):
    """A work some levels away, and the works one level nearer by which it came, with the places."""

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
        fresh: dict[str, int] = {}
        for some in named.chunks(self.edge):
            marks = named.marks(some)
            sql = f"""SELECT citing, cited FROM citations WHERE citing IN ({marks}) AND cited IS NOT NULL
                UNION SELECT cited, citing FROM citations WHERE cited IN ({marks})"""
            for start, end in db.execute(sql, (*some, *some)):
                if end not in self.ways:
                    fresh[end] = fresh.get(end, 0) + self.ways[start]
                    self.via[end] = min(self.via.get(end, start), start)
        self.ways.update(fresh)
        self.edge = sorted(fresh)

    def way(self, end: str) -> list[str]:
        """The works from `end` back to the start."""
        steps = [end]
        while steps[-1] in self.via:
            steps.append(self.via[steps[-1]])
        return steps


def path(db: sqlite3.Connection, *words: str) -> Path:
    """A shortest way between two works along citations in either direction; of equally short ones always the same."""
    first, second = (side(db, which) for which in pair(db, words))
    here, there = _Reach(first.meant.work.key), _Reach(second.meant.work.key)
    met = sorted(set(here.edge) & set(there.edge))
    while not met and here.edge and there.edge:
        (here if len(here.edge) <= len(there.edge) else there).widen(db)
        met = sorted(set(here.edge) & set(there.edge))
    if not met:
        return Path(first, second, (), 0, papers_read(db))
    keys = [*reversed(here.way(met[0])), *there.way(met[0])[1:]]
    lines = named.lines(db, keys)
    steps = []
    for start, end in pairwise(lines):
        found = {**_between(db, start.key, end.key), **_between(db, end.key, start.key)}
        steps.append(Step(start, end, found.get((start.key, end.key), ()), found.get((end.key, start.key), ())))
    return Path(first, second, tuple(steps), sum(here.ways[key] * there.ways[key] for key in met), papers_read(db))


def _between(db: sqlite3.Connection, citing: str, cited: str) -> dict[tuple[str, str], tuple[Place, ...]]:
    if not db.execute("SELECT 1 FROM citations WHERE citing = ? AND cited = ? LIMIT 1", (citing, cited)).fetchone():
        return {}
    return places(db, "citing", [citing])


def ancestors(db: sqlite3.Connection, mention: str, depth: int = 3) -> Lineage:
    """What the work meant stands on: what it cites, what that cites, and so on; each work at its nearest level."""
    return _lineage(db, mention, depth, "ancestors")


def descendants(db: sqlite3.Connection, mention: str, depth: int = 3) -> Lineage:
    """What followed from the work meant: what cites it, what cites that, and so on; each work at its nearest level."""
    return _lineage(db, mention, depth, "descendants")


def _lineage(db: sqlite3.Connection, mention: str, depth: int, relation: str) -> Lineage:
    this = side(db, meant(db, mention))
    known, to = ("citing", 1) if relation == "ancestors" else ("cited", 0)
    seen = {this.meant.work.key}
    edge = [this.meant.work.key]
    works: list[Kin] = []
    for level in range(1, depth + 1):
        via: dict[str, dict[str, tuple[Place, ...]]] = {}
        for pair_, each in places(db, known, edge).items():
            if pair_[to] not in seen:
                via.setdefault(pair_[to], {})[pair_[1 - to]] = each
        nearer = {line.key: line for line in named.lines(db, edge)}
        for line in sorted(named.lines(db, list(via)), key=lambda line: (line.label.casefold(), line.key)):
            by = sorted(via[line.key], key=lambda key: (nearer[key].label.casefold(), key))
            works.append(Kin(level, line, tuple(Neighbour(nearer[key], via[line.key][key]) for key in by)))
        seen.update(via)
        edge = list(via)
    beyond = _next(db, known, edge) - seen
    looked = _next(db, "citing", list(seen), itself=True) | {paper.key for paper in papers_read(db)}
    return Lineage(this, relation, depth, tuple(works), len(beyond), len(seen - looked), papers_read(db))


def _next(db: sqlite3.Connection, known: str, keys: Sequence[str], itself: bool = False) -> set[str]:
    """The works one step away from these, or, with `itself`, those of these that take a step at all."""
    answer = known if itself else "cited" if known == "citing" else "citing"
    found: set[str] = set()
    for some in named.chunks(keys):
        sql = f"""SELECT DISTINCT {answer} FROM citations
            WHERE {known} IN ({named.marks(some)}) AND cited IS NOT NULL"""
        found.update(key for (key,) in db.execute(sql, some))
    return found
