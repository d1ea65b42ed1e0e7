"""Passages: the words with which works are cited, as far as they are known, one by one."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from litgraph.queries.citations import Paper, Place, find_places, papers_read
from litgraph.queries.find import find
from litgraph.queries.named import Line, lines, select

__all__ = ["Passage", "Passages", "quotes"]


class Passage(NamedTuple):
    """The words of `citing` at a place where it cites `cited`; `themes` are the titles of the themes of `cited`."""

    citing: Line
    cited: Line
    place: Place
    themes: tuple[str, ...]


class Passages(NamedTuple):
    """Passages on works; `places` counts the places that the question is about, with a passage or without."""

    question: str
    passages: tuple[Passage, ...]
    places: int
    read: tuple[Paper, ...]


def quotes(db: sqlite3.Connection, text: str = "", **filters: Any) -> Passages:
    """The passages on the works that `find` would find with this text and these filters.

    A question about citations (who cites, in which section, who says so) chooses the passages as well as the works.
    """
    answer = find(db, text, **filters)
    cited = [hit.work.key for hit in answer.works]
    evidence_at = {evidence.at for hit in answer.works for evidence in hit.evidence if evidence.kind == "cited-by"}
    places = {
        pair: [place for place in pair_places if not evidence_at or place.at in evidence_at]
        for pair, pair_places in find_places(db, "cited", cited).items()
    }
    by_key = {line.key: line for line in lines(db, sorted({key for pair in places for key in pair}))}
    rank = {key: number for number, key in enumerate(cited)}
    themes: dict[str, list[str]] = {}
    sql = """SELECT DISTINCT work, t.title, t.pos FROM assignments JOIN themes t ON t.id = theme
        WHERE work IN ({keys}) ORDER BY t.pos"""
    for work, title, _ in select(db, sql, cited):
        themes.setdefault(work, []).append(title)
    rows = [
        Passage(by_key[citing], by_key[work], place, tuple(themes.get(work, ())))
        for citing, work in sorted(places, key=lambda pair: (rank[pair[1]], pair[0]))
        for place in places[citing, work]
        if place.passage.strip()
    ]
    return Passages(answer.question, tuple(rows), sum(map(len, places.values())), papers_read(db))
