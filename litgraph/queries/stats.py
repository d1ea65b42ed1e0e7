"""The state of a knowledge base: how many works of which kind and time, what is tagged, read, cited, and by whom."""

from __future__ import annotations

import sqlite3
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
    papers = _papers_read(db)
    levels = dict(db.execute("SELECT level, count(*) FROM problems GROUP BY level").fetchall())
    return Stats(
        title=next((title for (title,) in db.execute("SELECT title FROM review")), ""),
        works=scalar("SELECT count(*) FROM works"),
        kinds=count("SELECT kind, count(*) AS n FROM works GROUP BY kind ORDER BY n DESC, kind"),
        decades=_decades(db),
        first_year=scalar("SELECT min(year) FROM works"),
        last_year=scalar("SELECT max(year) FROM works"),
        undated=scalar("SELECT count(*) FROM works WHERE year IS NULL"),
        themes=themes(db),
        themed=themed,
        explained=explained,
        untagged=scalar(f"SELECT count(*) {without}") - explained,
        assignments=_count_evidence(db, "assignments", "work, theme"),
        read=papers,
        citations=_count_evidence(db, "citations WHERE cited IS NOT NULL", "citing, cited"),
        uncited=scalar(f"SELECT count(*) FROM works WHERE {uncited}") if papers else None,
        voices=_voices(db),
        problems=tuple(NamedCount(level, levels.get(level, 0)) for level in ("error", "warning", "info")),
        files=tuple(SourceFile(*row) for row in db.execute("SELECT path, size FROM files ORDER BY path")),
        made=scalar("SELECT at FROM made"),
    )


def _decades(db: sqlite3.Connection) -> tuple[NamedCount, ...]:
    """Works by decade, the empty ones between the first and the last among them; by century where they are many."""
    years = [year for (year,) in db.execute("SELECT year FROM works WHERE year IS NOT NULL")]
    if not years:
        return ()
    step = 10 if max(years) - min(years) < 150 else 100
    starts = [year // step * step for year in years]
    return tuple(
        NamedCount(f"{start}-{start + step - 1}", starts.count(start))
        for start in range(min(starts), max(starts) + 1, step)
    )


def _count_evidence(db: sqlite3.Connection, table: str, pair: str) -> Evidenced:
    sql = f"""SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT {pair} FROM {table})),
        count(nullif(locator, '')) FROM {table}"""
    return Evidenced(*db.execute(sql).fetchone())


def _papers_read(db: sqlite3.Connection) -> tuple[PaperRead, ...]:
    sql = """SELECT r.paper, w.label, r.read_by, (SELECT count(DISTINCT cited) FROM citations WHERE citing = r.paper),
            (SELECT count(cited) FROM citations WHERE citing = r.paper),
            (SELECT count(*) FROM listed WHERE paper = r.paper),
            (SELECT count(*) FROM citations WHERE citing = r.paper AND cited IS NULL), r.place
        FROM readings r JOIN works w ON w.key = r.paper ORDER BY w.label, r.paper"""
    return tuple(PaperRead(*row) for row in db.execute(sql))


def _voices(db: sqlite3.Connection) -> tuple[Voice, ...]:
    """Everybody who says things of works; all readings by one reader are one voice."""
    sql = """SELECT CASE WHEN substr(e.said_by, 1, 8) = 'reading:' THEN 'reading' ELSE e.said_by END AS voice,
            coalesce(r.read_by, '') AS reader, sum(e.cites), sum(e.gives)
        FROM (SELECT said_by, count(*) AS cites, 0 AS gives FROM citations WHERE cited IS NOT NULL GROUP BY said_by
                UNION ALL SELECT said_by, 0, count(*) FROM assignments GROUP BY said_by) e
            LEFT JOIN readings r ON substr(e.said_by, 1, 8) = 'reading:' AND r.paper = substr(e.said_by, 9)
        GROUP BY voice, reader ORDER BY sum(e.cites + e.gives) DESC, voice, reader"""
    return tuple(Voice(*row) for row in db.execute(sql))
