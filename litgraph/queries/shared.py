"""What works have in common: references that two share, works cited together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from litgraph.queries import named
from litgraph.queries.citations import Neighbour, Paper, Place, papers_read, places
from litgraph.queries.named import Line, Meant, meant
from litgraph.queries.pairs import Side, pair, side

__all__ = [
    "Beside",
    "Both",
    "CoCited",
    "Coupled",
    "Coupling",
    "Meeting",
    "Only",
    "Shared",
    "both",
    "co_cited",
    "coupled",
    "only",
]


class Shared(NamedTuple):
    """A work that two works refer to, with the places in each; without places it is in the reference list only."""

    work: Line
    first: tuple[Place, ...]
    second: tuple[Place, ...]


class Both(NamedTuple):
    """What two works both cite; `listed` are works that both refer to, at least one of them in its list only."""

    first: Side
    second: Side
    works: tuple[Shared, ...]
    listed: tuple[Line, ...]


class Only(NamedTuple):
    """What the first work cites and the second does not; `listed` are those that the second has in its list only."""

    first: Side
    second: Side
    works: tuple[Neighbour, ...]
    listed: tuple[str, ...]


class Meeting(NamedTuple):
    """A place where two works are cited together; `near` is "parenthesis", "section" or "paper".

    `here` is where the work asked for is cited, `there` where the other one is.
    """

    citing: str
    citing_label: str
    near: str
    here: Place
    there: Place


class Beside(NamedTuple):
    """A work cited together with another: in how many parentheses, sections and papers, and where.

    `meetings` holds each parenthesis, each section without a common parenthesis, each paper without a common section.
    """

    work: Line
    parentheses: int
    sections: int
    papers: int
    meetings: tuple[Meeting, ...]


class CoCited(NamedTuple):
    """The works cited together with one, the closest first; `citing` counts the works that cite it."""

    meant: Meant
    citing: int
    works: tuple[Beside, ...]
    read: tuple[Paper, ...]


class Coupling(NamedTuple):
    """A work that shares references with another, and how many references it has."""

    work: Line
    references: int
    shared: tuple[Shared, ...]


class Coupled(NamedTuple):
    """The works that share references with one, the most first; `references` counts its own."""

    side: Side
    references: int
    works: tuple[Coupling, ...]
    read: tuple[Paper, ...]


def both(db: sqlite3.Connection, *words: str) -> Both:
    """The works that two works both cite, with the places in each; nothing is said where one was not read."""
    first, second = (side(db, which) for which in pair(db, words))
    if not (first.looked and second.looked):
        return Both(first, second, (), ())
    a, b = first.meant.work.key, second.meant.work.key
    found = places(db, "citing", list(dict.fromkeys((a, b))))
    references = _references(db, [a, b])
    common = set(references[a]) & set(references[b])
    cited = {key for key in common if (a, key) in found and (b, key) in found}
    works = _shared(db, a, b, cited, found)
    return Both(first, second, works, tuple(_by_label(named.lines(db, sorted(common - cited)))))


def only(db: sqlite3.Connection, *words: str) -> Only:
    """The works that the first of two cites and the second does not; nothing is said where one was not read."""
    first, second = (side(db, which) for which in pair(db, words))
    if not (first.looked and second.looked):
        return Only(first, second, (), ())
    a, b = first.meant.work.key, second.meant.work.key
    found = {cited: each for (_, cited), each in places(db, "citing", [a]).items()}
    known = {cited for (cited,) in db.execute("SELECT DISTINCT cited FROM citations WHERE citing = ?", (b,))}
    listed = {work for (work,) in db.execute("SELECT work FROM listed WHERE paper = ?", (b,))}
    lines = _by_label(named.lines(db, sorted(found.keys() - known)))
    works = tuple(Neighbour(line, found[line.key]) for line in lines)
    return Only(first, second, works, tuple(line.key for line in lines if line.key in listed))


def co_cited(db: sqlite3.Connection, mention: str) -> CoCited:
    """The works cited together with the one meant: in one parenthesis, in one section, in one paper.

    A section is the smallest one noted; a place without a section counts for its paper alone.
    """
    which = meant(db, mention)
    key = which.work.key
    citing = [paper for (paper,) in db.execute("SELECT DISTINCT citing FROM citations WHERE cited = ?", (key,))]
    labels = {line.key: line.label for line in named.lines(db, citing)}
    parentheses = _parentheses(db, key)
    found = places(db, "citing", sorted(citing))
    meetings: dict[str, list[Meeting]] = {}
    sections: dict[str, int] = {}
    for (paper, other), there in found.items():
        if other != key:
            here = found[paper, key]
            common = {place.section for place in here if place.section} & {place.section for place in there}
            sections[other] = sections.get(other, 0) + len(common)
            near = _meet(here, there, common, parentheses.get((paper, other), ()))
            meetings.setdefault(other, []).extend(Meeting(paper, labels[paper], *each) for each in near)
    works = []
    for line in named.lines(db, list(meetings)):
        each = tuple(meetings[line.key])
        close = sum(meeting.near == "parenthesis" for meeting in each)
        works.append(Beside(line, close, sections[line.key], len({meeting.citing for meeting in each}), each))
    works.sort(key=lambda w: (-w.parentheses, -w.sections, -w.papers, w.work.label.casefold(), w.work.key))
    return CoCited(which, len(citing), tuple(works), papers_read(db))


def _parentheses(db: sqlite3.Connection, key: str) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """For each paper and each other work, the lines where the two stand in one parenthesis."""
    sql = """SELECT a.citing, b.cited, a.grp, a.place, b.place FROM citations a
        JOIN citations b ON b.citing = a.citing AND b.grp = a.grp AND b.cited <> a.cited
        WHERE a.cited = ? AND a.grp > 0 ORDER BY a.citing, a.ord, b.ord"""
    first: dict[tuple[str, str, int], tuple[str, str]] = {}
    for paper, other, group, here, there in db.execute(sql, (key,)):
        first.setdefault((paper, other, group), (here, there))
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for (paper, other, _), lines in first.items():
        found.setdefault((paper, other), []).append(lines)
    return found


def _meet(
    here: Sequence[Place], there: Sequence[Place], common: Iterable[str], parentheses: Iterable[tuple[str, str]]
) -> list[tuple[str, Place, Place]]:
    """Where two works meet in one paper: each place once, and as near as may be."""
    ours, theirs = {place.at: place for place in here}, {place.at: place for place in there}
    met = [("parenthesis", ours[a], theirs[b]) for a, b in parentheses]
    for section in dict.fromkeys(place.section for place in here if place.section in common):
        if all(place.section != section for _, place, _ in met):
            first, second = (next(p for p in each if p.section == section) for each in (here, there))
            met.append(("section", first, second))
    return met or [("paper", here[0], there[0])]


def coupled(db: sqlite3.Connection, mention: str) -> Coupled:
    """The works that share references with the one meant (in the text or only in the list), the most first."""
    this = side(db, meant(db, mention))
    key = this.meant.work.key
    own = _references(db, [key])[key]
    if not this.looked:
        return Coupled(this, 0, (), papers_read(db))
    common: dict[str, set[str]] = {}
    for some in named.chunks(own):
        marks = named.marks(some)
        sql = f"""SELECT citing, cited FROM citations WHERE cited IN ({marks})
            UNION SELECT paper, work FROM listed WHERE work IN ({marks})"""
        for paper, work in db.execute(sql, (*some, *some)):
            if paper != key:
                common.setdefault(paper, set()).add(work)
    references = _references(db, list(common))
    found = places(db, "citing", [key, *common])
    works = [
        Coupling(line, len(references[line.key]), _shared(db, key, line.key, common[line.key], found))
        for line in named.lines(db, list(common))
    ]
    works.sort(key=lambda each: (-len(each.shared), each.references, each.work.label.casefold(), each.work.key))
    return Coupled(this, len(own), tuple(works), papers_read(db))


def _references(db: sqlite3.Connection, keys: Sequence[str]) -> dict[str, list[str]]:
    """All that each of these works cites or has in its reference list."""
    found: dict[str, list[str]] = {key: [] for key in keys}
    for some in named.chunks(keys):
        marks = named.marks(some)
        sql = f"""SELECT citing, cited FROM citations WHERE citing IN ({marks}) AND cited IS NOT NULL
            UNION SELECT paper, work FROM listed WHERE paper IN ({marks})"""
        for paper, work in db.execute(sql, (*some, *some)):
            found[paper].append(work)
    return found


def _shared(
    db: sqlite3.Connection,
    first: str,
    second: str,
    keys: Iterable[str],
    found: Mapping[tuple[str, str], tuple[Place, ...]],
) -> tuple[Shared, ...]:
    lines = _by_label(named.lines(db, sorted(keys)))
    return tuple(Shared(line, found.get((first, line.key), ()), found.get((second, line.key), ())) for line in lines)


def _by_label(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.label.casefold(), line.key))
