"""Passages: the words with which works are cited, as far as they are known, one by one."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from litgraph.queries import named
from litgraph.queries.citations import Paper, Place, papers_read, places
from litgraph.queries.find import find
from litgraph.queries.named import Line

__all__ = ["Passage", "Passages", "quotes"]


class Passage(NamedTuple):
    """The words of `citing` at a place where it cites `cited`; `themes` are the titles of the themes of the latter."""

    citing: Line
    cited: Line
    place: Place
    themes: tuple[str, ...]


class Passages(NamedTuple):
    """Passages on works; `places` counts the places that were asked about, with a passage or without."""

    question: str
    passages: tuple[Passage, ...]
    places: int
    read: tuple[Paper, ...]


def quotes(db: sqlite3.Connection, text: str = "", **filters: Any) -> Passages:
    """The passages on the works that `find` would find with this text and these filters.

    A question about citations (who cites, in which section, who says so) chooses the passages as well as the works.
    """
    found = find(db, text, **filters)
    cited = [hit.work.key for hit in found.works]
    asked = {piece.at for hit in found.works for piece in hit.evidence if piece.kind == "cited-by"}
    known = {
        pair: [place for place in each if not asked or place.at in asked]
        for pair, each in places(db, "cited", cited).items()
    }
    lines = {line.key: line for line in named.lines(db, sorted({key for pair in known for key in pair}))}
    order = {key: number for number, key in enumerate(cited)}
    themes: dict[str, list[str]] = {}
    for some in named.chunks(cited):
        sql = f"""SELECT DISTINCT work, t.title, t.pos FROM assignments JOIN themes t ON t.id = theme
            WHERE work IN ({named.marks(some)}) ORDER BY t.pos"""
        for work, title, _ in db.execute(sql, some):
            themes.setdefault(work, []).append(title)
    rows = [
        Passage(lines[citing], lines[work], place, tuple(themes.get(work, ())))
        for (citing, work), each in sorted(known.items(), key=lambda pair: (order[pair[0][1]], pair[0][0]))
        for place in each
        if place.passage.strip()
    ]
    return Passages(found.question, tuple(rows), sum(map(len, known.values())), papers_read(db))
