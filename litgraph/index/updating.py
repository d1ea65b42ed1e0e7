"""An index brought up to date: what changed in the files is read, settled and written again, and no more than that.

Works come first, then what papers cite, then the codebook, as each needs to know the works of the keys that it names.
An index brought up to date equals one made anew but for numbers that mean nothing; whatever could reach further than
these steps look raises NeedsFullBuild.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence

from litgraph.corpus import join, settle_codebook, settle_readings
from litgraph.files import UNREADABLE
from litgraph.index.changes import ChangedWorks, NeedsFullBuild, check_path
from litgraph.index.lookup import IndexLookup, select
from litgraph.index.stamps import FileRow
from litgraph.index.tables import (
    NOTE_FIELDS,
    fill,
    insert_citations,
    insert_codebook,
    insert_files_read,
    insert_problems,
    insert_readings,
    insert_review,
    join_words,
    load_words,
    make_words,
)
from litgraph.index.writing import note_making
from litgraph.model import Harvest, Problem, Span, Work, sort_by_place
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
    packed: dict[str, bytes] = {}
    if bibliographies:
        from litgraph.index.works import update_works  # what reads BibTeX takes longer to import than a small update

        works, packed = update_works(db, root, bibliographies, {path: path in rows for path in bibliographies})
    readings = {path for path in changed if path != CODEBOOK and path not in bibliographies}
    is_reading = _update_readings(db, root, readings, works)
    is_offered = works and _offers_keywords(db)
    if CODEBOOK in changed or is_reading or (works and (works.keys or (is_offered and works.has_other_keywords))):
        _update_codebook(db, root)
    elif is_offered:
        _move_keywords(db)
    db.execute("DELETE FROM files")
    fill(db, "files", (row._replace(chunks=packed.get(row.path, row.chunks)) for row in files))
    note_making(db)


class _IndexNames:
    """The keys of all works in the index: `litgraph.corpus.WorkNames`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db, self._lookup = db, IndexLookup(db)
        self._keys: list[str] | None = None

    def find_key(self, text: str) -> str:
        return self._lookup.find_key(text)

    def all_keys(self) -> Sequence[str]:
        if self._keys is None:
            self._keys = [key for (key,) in self._db.execute("SELECT key FROM keys ORDER BY key")]
        return self._keys

    def lookup(self) -> IndexLookup:
        return self._lookup


# readings


def _update_readings(db: sqlite3.Connection, root: str, changed: set[str], works: ChangedWorks | None) -> bool:
    """Settle anew what the `changed` files of readings say, and what others say of `works`; False if there are none."""
    names = _IndexNames(db)
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


# the codebook


def _offers_keywords(db: sqlite3.Connection) -> bool:
    """Whether no theme is defined, so that keywords may be offered as themes."""
    sql = (
        "SELECT NOT EXISTS (SELECT 1 FROM themes) OR EXISTS (SELECT 1 FROM problems WHERE code = 'keywords-as-themes')"
    )
    return bool(db.execute(sql).fetchone()[0])


def _update_codebook(db: sqlite3.Connection, root: str) -> None:
    """Settle anew what the codebook says, or the keywords in its place."""
    from litgraph.codebook import read_codebook

    file = os.path.join(root, CODEBOOK)
    harvest = read_codebook(file, CODEBOOK) if os.path.exists(file) else Harvest()
    tagged = [key for (key,) in db.execute("SELECT work FROM assignments UNION SELECT work FROM notes")]
    words_before = load_words(db, tagged)
    for table in ("review", "themes", "assignments", "notes"):
        db.execute(f"DELETE FROM {table}")
    db.execute("DELETE FROM problems WHERE path = ?", (CODEBOOK,))
    sections: dict[str, list[str]] = {}
    for paper, section in db.execute("SELECT paper, id FROM readings LEFT JOIN sections USING (paper) ORDER BY pos"):
        sections.setdefault(paper, []).extend([] if section is None else [section])
    problems: set[Problem] = set(harvest.problems)
    codebook = settle_codebook(harvest, _IndexNames(db), sections, _list_keywords(db), problems)
    insert_review(db, next(iter(sort_by_place(harvest.reviews)), None))
    insert_codebook(db, *codebook)
    insert_problems(db, problems)
    words = make_words(*codebook)
    _update_words(
        db,
        {
            key: words.get(key, ([], []))
            for key in words_before.keys() | words
            if words_before.get(key) != words.get(key)
        },
    )


def _move_keywords(db: sqlite3.Connection) -> None:
    """Take keywords that are offered as themes to where their entries stand now."""
    offered = "said_by = 'keywords'"  # themes.yaml may give the offered themes to works, too
    db.execute(
        f"UPDATE assignments SET place = (SELECT w.place FROM works w WHERE w.key = assignments.work) WHERE {offered}"
    )
    first = f"(SELECT min(work) FROM assignments WHERE theme = themes.id AND {offered})"
    db.execute(f"UPDATE themes SET place = (SELECT w.place FROM works w WHERE w.key = {first})")


def _list_keywords(db: sqlite3.Connection) -> Iterator[Work]:
    """Yield the works that have keywords, sorted by key, with nothing but these and their place."""
    sql = """SELECT key, value, path, line, col FROM fields JOIN works ON key = work WHERE name = 'keywords'
        ORDER BY key"""
    for key, keywords, *place in db.execute(sql):
        yield Work(key, "", "", extra=(("keywords", keywords),), at=Span(*place))


def _update_words(db: sqlite3.Connection, words: dict[str, tuple[list[str], list[str]]]) -> None:
    """Change what themes and notes add to the words of some works."""
    notes: dict[str, list[str]] = {}
    sql = "SELECT work, name, value FROM fields WHERE work IN ({keys}) ORDER BY work, pos"
    for key, name, text in select(db, sql, sorted(words)):
        if name in NOTE_FIELDS:
            notes.setdefault(key, []).append(text)
    rows = (
        (join_words(theme_words), join_words([*note_words, *notes.get(key, ())]), key)
        for key, (theme_words, note_words) in words.items()
    )
    sql = "UPDATE words SET themes = ?, notes = ? WHERE rowid = (SELECT id FROM works WHERE key = ?)"
    db.executemany(sql, rows)
