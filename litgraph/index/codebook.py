"""The codebook of the index brought up to date with themes.yaml, or with the works that it names.

Of its works, only entries are read again that changed, or of which the themes or works mean something else now.
"""

from __future__ import annotations

import json
import os
import sqlite3
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from litgraph.codebook.blocks import CutCodebook, cut_codebook
from litgraph.codebook.reader import collect_facts
from litgraph.corpus import settle_codebook
from litgraph.files import read_source
from litgraph.index.changes import ChangedWorks
from litgraph.index.chunks import (
    AFTER_ALL,
    ChunkChange,
    KnownChunks,
    compare_chunks,
    pack_chunks,
    unpack_chunks,
)
from litgraph.index.lookup import IndexNames, offers_keywords, select
from litgraph.index.tables import (
    NOTE_FIELDS,
    insert_codebook,
    insert_problems,
    insert_review,
    join_words,
    load_words,
)
from litgraph.model import Harvest, Problem, Span, Work, sort_by_place
from litgraph.project import CODEBOOK
from litgraph.yamltree import parse_yaml

__all__ = ["read_codebook_chunks", "update_codebook"]

_TABLES = ("assignments", "notes")  # what is said of works


def read_codebook_chunks(path: str) -> tuple[Harvest, bytes | None]:
    """Read a themes.yaml: what it says, and the entries of works, packed as chunks.

    There are none where it cannot be brought up to date one by one.
    """
    text, faults = read_source(path, CODEBOOK)
    harvest, packed = _read_whole(text)
    return harvest | Harvest(problems=frozenset(faults)), None if faults else packed


def update_codebook(
    db: sqlite3.Connection, root: str, packed: bytes | None, works: ChangedWorks | None, *, is_reading: bool = False
) -> bytes | None:
    """Settle anew what the codebook says, or the keywords in its place, as far as it may have changed.

    `packed` are the chunks of themes.yaml as they were, `works` those that changed, and `is_reading` says whether what
    papers cite has changed, too. Return the packed chunks as they are.
    """
    path = os.path.join(root, CODEBOOK)
    text, faults = read_source(path, CODEBOOK) if os.path.exists(path) else ("", [])
    is_divisible = packed and not faults and not is_reading and not offers_keywords(db)
    cut = cut_codebook(text.removeprefix("\ufeff")) if is_divisible else None
    if packed and cut:
        update = _BlockUpdate(db, cut, unpack_chunks(packed))
        if update.replace(works):
            return pack_chunks(update.new)
    harvest, chunks = _read_whole(text)
    _replace_whole(db, harvest | Harvest(problems=frozenset(faults)))
    return None if faults else chunks


def _read_whole(text: str) -> tuple[Harvest, bytes | None]:
    """What a themes.yaml says, and its entries as packed chunks; None where they depend on each other."""
    tree = parse_yaml(text, CODEBOOK)
    cut = cut_codebook(text.removeprefix("\ufeff"))
    is_divisible = cut and cut.agrees_with(tree)
    return collect_facts(tree), pack_chunks(_know_blocks(cut)) if cut and is_divisible else None


def _know_blocks(cut: CutCodebook) -> KnownChunks:
    """The chunks of a codebook: what stands before the works, each work, and what stands behind them."""
    starts = [0, *cut.starts]
    lines, line = [], 1
    for start, before in zip(starts, [0, *starts], strict=False):
        line += cut.text.count("\n", before, start)
        lines.append(line)
    # What stands around the works is always read, so its number does not matter.
    return KnownChunks(array("Q", [0, *cut.number_texts(), 0]), array("I", lines))


def _replace_whole(db: sqlite3.Connection, harvest: Harvest) -> None:
    words_before = load_words(db, _list_tagged(db))
    for table in _TABLES:
        db.execute(f"DELETE FROM {table}")
    db.execute("DELETE FROM problems WHERE path = ?", (CODEBOOK,))
    _settle(db, harvest)
    words = load_words(db, _list_tagged(db))
    changed = (key for key in words_before.keys() | words if words_before.get(key) != words.get(key))
    _update_words(db, {key: words.get(key, ([], [])) for key in changed})


def _list_tagged(db: sqlite3.Connection) -> list[str]:
    """The keys of the works that the codebook says something of."""
    return [key for (key,) in db.execute("SELECT work FROM assignments UNION SELECT work FROM notes")]


def _settle(db: sqlite3.Connection, harvest: Harvest) -> None:
    """Put all themes and the review, and add what is said of works."""
    sections: dict[str, list[str]] = {}
    for paper, section in db.execute("SELECT paper, id FROM readings LEFT JOIN sections USING (paper) ORDER BY pos"):
        sections.setdefault(paper, []).extend([] if section is None else [section])
    problems: set[Problem] = set(harvest.problems)
    codebook = settle_codebook(harvest, IndexNames(db), sections, _list_keywords(db), problems)
    for table in ("review", "themes"):
        db.execute(f"DELETE FROM {table}")
    insert_review(db, next(iter(sort_by_place(harvest.reviews)), None))
    insert_codebook(db, *codebook)
    insert_problems(db, problems)


def _list_keywords(db: sqlite3.Connection) -> Iterator[Work]:
    """Yield the works that have keywords, sorted by key, with nothing but these and their place."""
    sql = """SELECT key, value, path, line, col FROM fields JOIN works ON key = work WHERE name = 'keywords'
        ORDER BY key"""
    for key, keywords, *place in db.execute(sql):
        yield Work(key, "", "", extra=(("keywords", keywords),), at=Span(*place))


class _BlockUpdate:
    """An update of the codebook that reads the entries of works that changed, and no others."""

    def __init__(self, db: sqlite3.Connection, cut: CutCodebook, old: KnownChunks) -> None:
        self._db, self._cut, self._old = db, cut, old
        self.new = _know_blocks(cut)
        self._new_of_old: dict[int, int] = {}  # the numbers of chunks that are not read again
        old_at = new_at = 1
        last = ChunkChange(len(old.lines) - 2, 0, len(self.new.lines) - 2, 0)
        for change in [*compare_chunks(old.numbers[1:-1], self.new.numbers[1:-1]), last]:
            pairs = zip(range(old_at, change.old_start + 1), range(new_at, change.new_start + 1), strict=True)
            self._new_of_old.update(pairs)
            old_at, new_at = change.old_end + 1, change.new_end + 1

    def replace(self, works: ChangedWorks | None) -> bool:
        """Put what the codebook says now in the place of what it said; False where it must be read whole."""
        if works and works.keys:
            self._forget(self._list_naming(works))
        if len(self._new_of_old) * 2 < len(self.new.lines):
            return False  # reading the whole takes hardly longer
        harvest = self._read()
        if harvest is None:
            return False
        titles_before = self._load_titles()
        titles = {theme.id: (theme.title, theme.other_names) for theme in sort_by_place(harvest.themes)}
        if [*titles] != [*titles_before] and self._forget(self._list_giving(titles_before.keys() - titles)):
            harvest = self._read()
        if harvest is None or not harvest.themes or self._misses_papers(harvest):
            return False
        renamed = [theme for theme in titles if titles_before.get(theme) != titles[theme]]
        tagged = {key for (key,) in select(self._db, "SELECT work FROM assignments WHERE theme IN ({keys})", renamed)}
        remaining = [self._delete_rows(table, tagged) for table in _TABLES]
        self._move_problems()
        _settle(self._db, harvest)
        for table, stretches in zip(_TABLES, remaining, strict=True):
            self._place_rows(table, stretches, tagged)
        words = load_words(self._db, sorted(tagged))
        _update_words(self._db, {key: words.get(key, ([], [])) for key in tagged})
        return True

    def _read(self) -> Harvest | None:
        """What stands in the chunks that are to be read; None where YAML finds others."""
        kept = set(range(len(self._cut.keys))).difference(number - 1 for number in self._new_of_old.values())
        tree = parse_yaml(self._cut.mask(kept), CODEBOOK)
        return collect_facts(tree) if self._cut.agrees_with(tree, kept) else None

    def _load_titles(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """The titles and other names of the themes as they were, by their ids."""
        rows = self._db.execute("SELECT id, title, other_names FROM themes ORDER BY pos")
        return {theme: (title, tuple(json.loads(names))) for theme, title, names in rows}

    def _list_naming(self, works: ChangedWorks) -> list[int]:
        """The lines of what names works that are others now, or works that are not there."""
        keys = sorted(works.works)
        lines = [
            line
            for table, column in (("assignments", "work"), ("assignments", "said_in"), ("notes", "work"))
            for (line,) in select(self._db, f"SELECT line FROM {table} WHERE {column} IN ({{keys}})", keys)
        ]
        return lines + self._list_left_out()

    def _list_giving(self, themes: Collection[str]) -> list[int]:
        """The lines of what gives these themes to works, or themes that are not there."""
        rows = select(self._db, "SELECT line FROM assignments WHERE theme IN ({keys})", sorted(themes))
        return [line for (line,) in rows] + self._list_left_out()

    def _list_left_out(self) -> list[int]:
        """The lines of what is left out, as it names a work or theme that is not there."""
        sql = "SELECT line FROM problems WHERE path = ? AND code IN ('unknown-work', 'unknown-theme')"
        return [line for (line,) in self._db.execute(sql, (CODEBOOK,))]

    def _forget(self, lines: Iterable[int]) -> bool:
        """Have the chunks read again that these lines stood in; return whether any was not to be read yet."""
        count = len(self._new_of_old)
        for line in lines:
            self._new_of_old.pop(self._find_chunk(line), None)
        return len(self._new_of_old) < count

    def _find_chunk(self, line: int) -> int:
        return max(bisect_right(self._old.lines, line) - 1, 0)

    def _misses_papers(self, harvest: Harvest) -> bool:
        """Whether a paper that should say something is not there: of several such places, one has the problem."""
        sql = "SELECT 1 FROM assignments WHERE said_in <> '' AND said_in NOT IN (SELECT key FROM keys) LIMIT 1"
        if self._db.execute(sql).fetchone():
            return True
        names = IndexNames(self._db)
        papers = {assignment.evidence.said_in for assignment in harvest.assignments}
        return not all(names.find_key(paper) for paper in papers if paper)

    def _delete_rows(self, table: str, tagged: set[str]) -> list[_Stretch]:
        """Delete the rows of what is read again, and return the others; the works of the deleted ones are `tagged`."""
        rows = self._db.execute(f"SELECT line, rowid FROM {table} ORDER BY pos").fetchall()
        lines = [line for line, _ in rows]
        stretches, stale, end = [], [], 0
        for first, last in self._list_stretches():
            start, before = bisect_left(lines, self._old.lines[first]), end
            end = bisect_left(lines, self._old.lines[last + 1])
            stale += rows[before:start]
            rowids = [rowid for _, rowid in rows[start:end]]
            stretches.append(_Stretch(rowids, start, self.new.lines[self._new_of_old[first]], self._shift_of(first)))
        stale += rows[end:]
        rowids = [rowid for _, rowid in stale]
        tagged |= {work for (work,) in select(self._db, f"SELECT work FROM {table} WHERE rowid IN ({{keys}})", rowids)}
        self._db.executemany(f"DELETE FROM {table} WHERE rowid = ?", ((rowid,) for rowid in rowids))
        return stretches

    def _list_stretches(self) -> Iterator[tuple[int, int]]:
        """The first and the last of the chunks of each stretch of the file that is not read again."""
        first = last = -1
        for chunk in sorted(self._new_of_old):
            if chunk - 1 == last and self._new_of_old[chunk] - 1 == self._new_of_old.get(last):
                last = chunk
                continue
            if first >= 0:
                yield first, last
            first = last = chunk
        if first >= 0:
            yield first, last

    def _shift_of(self, chunk: int) -> int:
        """By how many lines a chunk moved that is not read again."""
        return self.new.lines[self._new_of_old[chunk]] - self._old.lines[chunk]

    def _place_rows(self, table: str, stretches: Sequence[_Stretch], tagged: set[str]) -> None:
        """Number the new rows and those that remain, in the order of their places, and note the new places of these.

        The works of new rows are added to those that are `tagged`.
        """
        last = max((max(stretch.rowids, default=0) for stretch in stretches), default=0)
        sql = f"SELECT line, rowid, work FROM {table} WHERE rowid > ? ORDER BY pos"
        added = self._db.execute(sql, (last,)).fetchall()
        lines = [line for line, _, _ in added]
        tagged.update(work for _, _, work in added)
        numbers: list[tuple[int, int]] = []
        moves: list[tuple[int, int, int]] = []
        placed = before = 0
        for stretch in [*stretches, _Stretch([], 0, AFTER_ALL, 0)]:
            count = bisect_left(lines, stretch.line)
            numbers += [(placed + row, added[row][1]) for row in range(before, count)]
            by = placed + count - stretch.first
            if by or stretch.shift:
                moves += [(by, stretch.shift, rowid) for rowid in stretch.rowids]
            before = count
            placed += len(stretch.rowids)
        self._db.executemany(f"UPDATE {table} SET pos = ? WHERE rowid = ?", numbers)
        self._db.executemany(f"UPDATE {table} SET pos = pos + ?, line = line + ? WHERE rowid = ?", moves)

    def _move_problems(self) -> None:
        """Delete the problems of what is read again, and take the others to where they stand now."""
        for rowid, line in list(self._db.execute("SELECT rowid, line FROM problems WHERE path = ?", (CODEBOOK,))):
            chunk = self._find_chunk(line)
            if chunk not in self._new_of_old:
                self._db.execute("DELETE FROM problems WHERE rowid = ?", (rowid,))
            elif shift := self._shift_of(chunk):
                self._db.execute("UPDATE problems SET line = line + ? WHERE rowid = ?", (shift, rowid))


class _Stretch(NamedTuple):
    """Rows that remain in the index, in the order of their places, the first of which had the number `first`.

    The stretch of the file that they stand in begins in the line `line` now, `shift` lines further down than before.
    """

    rowids: list[int]
    first: int
    line: int
    shift: int


def _update_words(db: sqlite3.Connection, words: Mapping[str, tuple[list[str], list[str]]]) -> None:
    """Put what themes and notes add to the words of some works, by their keys."""
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
