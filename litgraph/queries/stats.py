"""The state of a knowledge base: how many works of which kind and time, what is tagged, read, cited, and by whom."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from litgraph.queries.themes import ThemeLine, themes

__all__ = ["Evidenced", "NamedCount", "PaperRead", "SourceFile", "Stats", "Voice", "stats"]


class NamedCount(NamedTuple):
    """How many there are of something, and what it is called."""

    name: str
    number: int


class Evidenced(NamedTuple):
    """How many pieces of evidence there are; `located` of them say where in the work that they are about."""

    pieces: int
    pairs: int
    located: int


class PaperRead(NamedTuple):
    """A paper that was read: the works and places that it cites, and what is listed only or tied to no work."""

    key: str
    label: str
    read_by: str
    works: int
    places: int
    listed: int
    untied: int
    at: str


class Voice(NamedTuple):
    """Somebody who says things of works, and how many citations and themes given are hers."""

    said_by: str
    read_by: str
    citations: int
    themes: int


class SourceFile(NamedTuple):
    """A file that the knowledge base is made of."""

    path: str
    size: int


class Stats(NamedTuple):
    """The counts of a knowledge base; `uncited` is None where no paper was read, so that nobody has looked.

    Of works without a theme, `explained` say why they have none; the `untagged` others wait to be tagged.
    """

    title: str
    works: int
    kinds: tuple[NamedCount, ...]
    decades: tuple[NamedCount, ...]
    first_year: int | None
    last_year: int | None
    undated: int
    themes: tuple[ThemeLine, ...]
    themed: int
    explained: int
    untagged: int
    assignments: Evidenced
    read: tuple[PaperRead, ...]
    citations: Evidenced
    uncited: int | None
    voices: tuple[Voice, ...]
    problems: tuple[NamedCount, ...]
    files: tuple[SourceFile, ...]
    made: str


def stats(db: sqlite3.Connection) -> Stats:
    """Count what the knowledge base holds, and what it lacks."""

    def scalar(sql: str) -> Any:
        return db.execute(sql).fetchone()[0]

    def count(sql: str) -> tuple[NamedCount, ...]:
        return tuple(NamedCount(str(name), number) for name, number in db.execute(sql))

    themed = scalar("SELECT count(DISTINCT work) FROM assignments")
    without = "FROM works WHERE key NOT IN (SELECT work FROM assignments)"
    explained = scalar(f"SELECT count(*) {without} AND key IN (SELECT work FROM notes WHERE kind = 'no-theme')")
    uncited = "NOT EXISTS (SELECT 1 FROM citations WHERE cited = key)"
    years = dict(db.execute("SELECT year, count(*) FROM works GROUP BY year").fetchall())
    undated = years.pop(None, 0)
    # All citations are gone through twice, each time along an index that has all that is counted.
    sql = "SELECT citing, count(DISTINCT cited), count(cited), count(*) - count(cited) FROM citations GROUP BY citing"
    citing = {paper: _CitingCounts(*counts) for paper, *counts in db.execute(sql)}
    sql = """SELECT said_by, count(*), count(nullif(locator, '')) FROM citations WHERE cited IS NOT NULL
        GROUP BY said_by"""
    voices = {said_by: (number, located) for said_by, number, located in db.execute(sql)}
    sql = """SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT work, theme FROM assignments)),
        count(nullif(locator, '')) FROM assignments"""
    papers = _papers_read(db, citing)
    levels = dict(db.execute("SELECT level, count(*) FROM problems GROUP BY level").fetchall())
    return Stats(
        title=next((title for (title,) in db.execute("SELECT title FROM review")), ""),
        works=scalar("SELECT count(*) FROM works"),
        kinds=count("SELECT kind, count(*) AS n FROM works GROUP BY kind ORDER BY n DESC, kind"),
        decades=_decades(years),
        first_year=min(years, default=None),
        last_year=max(years, default=None),
        undated=undated,
        themes=themes(db),
        themed=themed,
        explained=explained,
        untagged=scalar(f"SELECT count(*) {without}") - explained,
        assignments=Evidenced(*db.execute(sql).fetchone()),
        read=papers,
        citations=Evidenced(
            sum(number for number, _ in voices.values()),
            sum(counts.works for counts in citing.values()),
            sum(located for _, located in voices.values()),
        ),
        uncited=scalar(f"SELECT count(*) FROM works WHERE {uncited}") if papers else None,
        voices=_voices(db, {said_by: number for said_by, (number, _) in voices.items()}),
        problems=tuple(NamedCount(level, levels.get(level, 0)) for level in ("error", "warning", "info")),
        files=tuple(SourceFile(*row) for row in db.execute("SELECT path, size FROM files ORDER BY path")),
        made=scalar("SELECT at FROM made"),
    )


def _decades(years: Mapping[int, int]) -> tuple[NamedCount, ...]:
    """Works by decade, the empty ones between the first and the last among them; by century where they are many.

    `years` has the number of works of each year.
    """
    if not years:
        return ()
    step = 10 if max(years) - min(years) < 150 else 100
    counts: Counter[int] = Counter()
    for year, number in years.items():
        counts[year // step * step] += number
    starts = range(min(counts), max(counts) + 1, step)
    return tuple(NamedCount(f"{start}-{start + step - 1}", counts[start]) for start in starts)


class _CitingCounts(NamedTuple):
    """The works and places that a work cites, and its citations that are tied to no work."""

    works: int
    places: int
    untied: int


def _papers_read(db: sqlite3.Connection, citing: Mapping[str, _CitingCounts]) -> tuple[PaperRead, ...]:
    """The papers that were read; `citing` has what each citing work cites."""
    sql = """SELECT r.paper, w.label, r.read_by, (SELECT count(*) FROM listed WHERE paper = r.paper), r.place
        FROM readings r JOIN works w ON w.key = r.paper ORDER BY w.label, r.paper"""
    papers = []
    for key, label, read_by, listed, at in db.execute(sql):
        counts = citing.get(key, _CitingCounts(0, 0, 0))
        papers.append(PaperRead(key, label, read_by, counts.works, counts.places, listed, counts.untied, at))
    return tuple(papers)


def _voices(db: sqlite3.Connection, citations: Mapping[str, int]) -> tuple[Voice, ...]:
    """Everybody who says things of works; all readings by one reader are one voice.

    `citations` counts those that each says.
    """
    readers = dict(db.execute("SELECT 'reading:' || paper, read_by FROM readings").fetchall())
    themes_given = dict(db.execute("SELECT said_by, count(*) FROM assignments GROUP BY said_by").fetchall())
    numbers: tuple[Counter[tuple[str, str]], ...] = (Counter(), Counter())
    for counter, counts in zip(numbers, (citations, themes_given), strict=True):
        for said_by, number in counts.items():
            is_reading = said_by.startswith("reading:")
            counter["reading" if is_reading else said_by, readers.get(said_by, "")] += number
    voices = [Voice(*voice, numbers[0][voice], numbers[1][voice]) for voice in numbers[0] | numbers[1]]
    return tuple(sorted(voices, key=lambda voice: (-voice.citations - voice.themes, voice.said_by, voice.read_by)))
