"""An index brought up to date: what changed in the files is read, settled and written again, and no more than that.

Works come first, then what papers cite, then the codebook, as each needs to know the works of the keys that it names.
An index brought up to date equals one made anew but for numbers that mean nothing; whatever could reach further than
these steps look raises NeedsFullBuild.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence

from litgraph.corpus import join, settle_readings
from litgraph.files import UNREADABLE
from litgraph.index.changes import ChangedWorks, NeedsFullBuild, check_path
from litgraph.index.lookup import IndexNames, offers_keywords, select
from litgraph.index.stamps import FileRow
from litgraph.index.tables import (
    fill,
    insert_citations,
    insert_files_read,
    insert_problems,
    insert_readings,
)
from litgraph.index.writing import note_making
from litgraph.model import Harvest
from litgraph.project import CODEBOOK, is_bibliography
from litgraph.resolve import resolve

__all__ = ["update_index"]


def update_index(
    db: sqlite3.Connection, root: str, old_files: Sequence[FileRow], files: Sequence[FileRow], changed: Sequence[str]
) -> None:
    """Bring the index in `db`, which was made of `old_files`, up to date with the `files` as they are now.

    `changed` are the paths of those that are new, gone, or have another content. Raises NeedsFullBuild where only an
    index made anew can be trusted; `db` is of no use then.
    """
    rows = {row.path: row for row in files}
    old_rows = {row.path: row for row in old_files}
    for path in (*changed, CODEBOOK):
        if any(table[path].size == UNREADABLE for table in (rows, old_rows) if path in table):
            raise NeedsFullBuild("a file cannot be read")
    bibliographies = {
        path: old_rows[path].chunks if path in old_rows else b"" for path in changed if is_bibliography(path)
    }
    works: ChangedWorks | None = None
    packed: dict[str, bytes | None] = {}
    if bibliographies:
        from litgraph.index.works import update_works  # what reads BibTeX takes longer to import than a small update

        is_there = {path: path in rows for path in bibliographies}
        works, packed_bibliographies = update_works(db, root, bibliographies, is_there)
        packed |= packed_bibliographies
    readings = {path for path in changed if path != CODEBOOK and path not in bibliographies}
    is_reading = _update_readings(db, root, readings, works)
    is_offered = works and offers_keywords(db)
    if CODEBOOK in changed or is_reading or (works and (works.keys or (is_offered and works.has_other_keywords))):
        from litgraph.index.codebook import update_codebook

        chunks = old_rows[CODEBOOK].chunks if CODEBOOK in old_rows else None
        packed[CODEBOOK] = update_codebook(db, root, chunks, works, is_reading=is_reading)
    elif is_offered:
        _move_keywords(db)
    db.execute("DELETE FROM files")
    fill(db, "files", (row._replace(chunks=packed.get(row.path, row.chunks)) for row in files))
    note_making(db)


# readings


def _update_readings(db: sqlite3.Connection, root: str, changed: set[str], works: ChangedWorks | None) -> bool:
    """Settle anew what the `changed` files of readings say, and what others say of `works`; False if there are none."""
    names = IndexNames(db)
    paths = changed | (_list_affected(db, works) if works else set())
    if not paths:
        return False
    harvest, papers = Harvest(), set[str]()
    unread = paths
    while unread:
        harvest = join([harvest, *(_read_reading(root, path) for path in sorted(unread))])
        papers |= {names.find_key(reading.paper) for reading in harvest.readings}
        papers |= {names.find_key(citation.citing) for citation in harvest.citations}
        sql = "SELECT paper FROM files_read WHERE path IN ({keys})"
        papers |= {paper for (paper,) in select(db, sql, sorted(unread))}
        papers.discard("")
        # What is said of a paper in several files is settled together.
        sql = "SELECT path FROM files_read WHERE paper IN ({keys})"
        unread = {path for (path,) in select(db, sql, sorted(papers))} - paths
        paths |= unread
    for path in paths:
        for table in ("files_read", "mentions", "problems"):
            db.execute(f"DELETE FROM {table} WHERE path = ?", (path,))
    for paper in papers:
        for table in ("readings", "sections", "listed"):
            db.execute(f"DELETE FROM {table} WHERE paper = ?", (paper,))
        db.execute("DELETE FROM citations WHERE citing = ?", (paper,))
    problems = set(harvest.problems)
    readings, citations = settle_readings(harvest, names, problems)
    insert_readings(db, readings)
    insert_citations(db, citations)
    insert_files_read(db, harvest, names.find_key)
    insert_problems(db, problems)
    return True


def _read_reading(root: str, path: str) -> Harvest:
    """What a file of a reading says; nothing where it is gone."""
    check_path(path)
    from litgraph.reading.record import read_record

    file = os.path.join(root, path)
    return read_record(file, path) if os.path.exists(file) else Harvest()


def _list_affected(db: sqlite3.Connection, works: ChangedWorks) -> set[str]:
    """The paths of readings in which a citation may mean another work now."""
    paths: set[str] = set()
    if works.keys:
        papers = set(works.works)
        for side, other, table in (("cited", "citing", "citations"), ("work", "paper", "listed")):
            sql = f"SELECT {other} FROM {table} WHERE {side} IN ({{keys}})"
            papers.update(paper for (paper,) in select(db, sql, sorted(works.works)))
        rows = select(db, "SELECT path FROM files_read WHERE paper IN ({keys})", sorted(papers))
        paths.update(path for (path,) in rows)
        # A key that meant nothing may mean a work now, and the hint where it means nothing names keys like it.
        sql = "SELECT path FROM problems WHERE code = 'unknown-work' AND path <> ?"
        paths.update(path for (path,) in db.execute(sql, (CODEBOOK,)))
    for text, text_paths in _list_mentions(db).items():
        for lookup in (works.before, works.after):
            resolution = resolve(text, lookup)
            if resolution.work or resolution.alternatives:
                paths.update(text_paths)
    return paths


def _list_mentions(db: sqlite3.Connection) -> dict[str, list[str]]:
    """The paths of the files in which each text stands that is looked up."""
    mentions: dict[str, list[str]] = {}
    for path, text in db.execute("SELECT path, text FROM mentions"):
        mentions.setdefault(text, []).append(path)
    return mentions


def _move_keywords(db: sqlite3.Connection) -> None:
    """Take keywords that are offered as themes to where their entries stand now."""
    offered = "said_by = 'keywords'"  # themes.yaml may give the offered themes to works, too
    place = "(SELECT w.path, w.line, w.col FROM works w WHERE w.key = assignments.work)"
    db.execute(f"UPDATE assignments SET (path, line, col) = {place} WHERE {offered}")
    first = f"(SELECT min(work) FROM assignments WHERE theme = themes.id AND {offered})"
    db.execute(f"UPDATE themes SET place = (SELECT w.place FROM works w WHERE w.key = {first})")
