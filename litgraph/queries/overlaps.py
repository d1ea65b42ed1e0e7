"""What works have in common: references that two share, works cited together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from litgraph.queries.citations import Neighbour, Paper, Place, find_places, papers_read
from litgraph.queries.named import Line, ResolvedWork, labelled_lines, lines, resolve_work, select
from litgraph.queries.pairs import Side, resolve_sides, side_of

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

    meant: ResolvedWork
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


_Places = Mapping[tuple[str, str], tuple[Place, ...]]


def both(db: sqlite3.Connection, *words: str) -> Both:
    """The works that two works both cite, with the places in each; nothing is said where one was not read."""
    first, second = resolve_sides(db, words)
    if not (first.looked and second.looked):
        return Both(first, second, (), ())
    a, b = first.meant.work.key, second.meant.work.key
    places = find_places(db, "citing", list(dict.fromkeys((a, b))))
    references = _references(db, [a, b])
    common = set(references[a]) & set(references[b])
    cited = {key for key in common if (a, key) in places and (b, key) in places}
    shared = _share(a, b, labelled_lines(db, cited), places)
    return Both(first, second, shared, tuple(labelled_lines(db, common - cited)))


def only(db: sqlite3.Connection, *words: str) -> Only:
    """The works that the first of two cites and the second does not; nothing is said where one was not read."""
    first, second = resolve_sides(db, words)
    if not (first.looked and second.looked):
        return Only(first, second, (), ())
    a, b = first.meant.work.key, second.meant.work.key
    places = {cited: pair_places for (_, cited), pair_places in find_places(db, "citing", [a]).items()}
    cited_by_second = {cited for (cited,) in db.execute("SELECT DISTINCT cited FROM citations WHERE citing = ?", (b,))}
    listed = {key for (key,) in db.execute("SELECT work FROM listed WHERE paper = ?", (b,))}
    works = tuple(Neighbour(line, places[line.key]) for line in labelled_lines(db, places.keys() - cited_by_second))
    return Only(first, second, works, tuple(neighbour.work.key for neighbour in works if neighbour.work.key in listed))


def co_cited(db: sqlite3.Connection, mention: str) -> CoCited:
    """The works cited together with the one meant: in one parenthesis, in one section, in one paper.

    A section is the smallest one noted; a place without a section counts for its paper alone.
    """
    resolved = resolve_work(db, mention)
    key = resolved.work.key
    citing = [paper for (paper,) in db.execute("SELECT DISTINCT citing FROM citations WHERE cited = ?", (key,))]
    labels = {line.key: line.label for line in lines(db, citing)}
    parentheses = _parentheses(db, key)
    places = find_places(db, "citing", sorted(citing))
    meetings: dict[str, list[Meeting]] = {}
    sections: dict[str, int] = {}
    for (paper, companion), companion_places in places.items():
        if companion != key:
            own_places = places[paper, key]
            common = {place.section for place in own_places if place.section}
            common &= {place.section for place in companion_places}
            sections[companion] = sections.get(companion, 0) + len(common)
            lines_met = parentheses.get((paper, companion), ())
            meetings.setdefault(companion, []).extend(
                Meeting(paper, labels[paper], *pair) for pair in _meet(own_places, companion_places, common, lines_met)
            )
    works = []
    for line in lines(db, list(meetings)):
        met = tuple(meetings[line.key])
        in_parentheses = sum(meeting.near == "parenthesis" for meeting in met)
        papers = len({meeting.citing for meeting in met})
        works.append(Beside(line, in_parentheses, sections[line.key], papers, met))
    works.sort(key=lambda w: (-w.parentheses, -w.sections, -w.papers, w.work.label.casefold(), w.work.key))
    return CoCited(resolved, len(citing), tuple(works), papers_read(db))


def _parentheses(db: sqlite3.Connection, key: str) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """For each paper and each companion of a work in it, the lines where the two stand in one parenthesis."""
    sql = """SELECT a.citing, b.cited, a.grp, a.place, b.place FROM citations a
        JOIN citations b ON b.citing = a.citing AND b.grp = a.grp AND b.cited <> a.cited
        WHERE a.cited = ? AND a.grp > 0 AND b.grp > 0 ORDER BY a.citing, a.ord, b.ord"""
    first: dict[tuple[str, str, int], tuple[str, str]] = {}
    for paper, companion, group, own_line, companion_line in db.execute(sql, (key,)):
        first.setdefault((paper, companion, group), (own_line, companion_line))
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for (paper, companion, _), pair in first.items():
        pairs.setdefault((paper, companion), []).append(pair)
    return pairs


def _meet(
    own_places: Sequence[Place],
    companion_places: Sequence[Place],
    common_sections: Iterable[str],
    parentheses: Iterable[tuple[str, str]],
) -> list[tuple[str, Place, Place]]:
    """Where two works meet in one paper: each place once, and in the closest way that it has."""
    own_by_line, companion_by_line = (
        {place.at: place for place in places} for places in (own_places, companion_places)
    )
    met = [
        ("parenthesis", own_by_line[own_line], companion_by_line[companion_line])
        for own_line, companion_line in parentheses
    ]
    for section in dict.fromkeys(place.section for place in own_places if place.section in common_sections):
        if all(place.section != section for _, place, _ in met):
            sides = (own_places, companion_places)
            first, second = (next(place for place in side if place.section == section) for side in sides)
            met.append(("section", first, second))
    return met or [("paper", own_places[0], companion_places[0])]


def coupled(db: sqlite3.Connection, mention: str) -> Coupled:
    """The works that share references with the one meant (in the text or only in the list), the most first."""
    side = side_of(db, resolve_work(db, mention))
    key = side.meant.work.key
    own_references = _references(db, [key])[key]
    if not side.looked:
        return Coupled(side, 0, (), papers_read(db))
    common: dict[str, set[str]] = {}
    sql = """SELECT citing, cited FROM citations WHERE cited IN ({keys})
        UNION SELECT paper, work FROM listed WHERE work IN ({keys})"""
    for paper, work in select(db, sql, own_references):
        if paper != key:
            common.setdefault(paper, set()).add(work)
    places = find_places(db, "cited", own_references)
    sql = """SELECT key, (SELECT count(*) FROM (SELECT cited FROM citations WHERE citing = key AND cited IS NOT NULL
            UNION SELECT work FROM listed WHERE paper = key)) FROM works WHERE key IN ({keys})"""
    references = dict(select(db, sql, list(common)))
    own_lines = labelled_lines(db, own_references)
    works = []
    for line in lines(db, list(common)):
        shared_lines = [own_line for own_line in own_lines if own_line.key in common[line.key]]
        works.append(Coupling(line, references[line.key], _share(key, line.key, shared_lines, places)))
    works.sort(key=lambda w: (-len(w.shared), w.references, w.work.label.casefold(), w.work.key))
    return Coupled(side, len(own_references), tuple(works), papers_read(db))


def _references(db: sqlite3.Connection, keys: Sequence[str]) -> dict[str, list[str]]:
    """All that each of these works cites or has in its reference list."""
    references: dict[str, list[str]] = {key: [] for key in keys}
    sql = """SELECT citing, cited FROM citations WHERE citing IN ({keys}) AND cited IS NOT NULL
        UNION SELECT paper, work FROM listed WHERE paper IN ({keys})"""
    for paper, work in select(db, sql, keys):
        references[paper].append(work)
    return references


def _share(first: str, second: str, works: Iterable[Line], places: _Places) -> tuple[Shared, ...]:
    """The works that two works share, with the places in each."""
    return tuple(Shared(work, places.get((first, work.key), ()), places.get((second, work.key), ())) for work in works)
