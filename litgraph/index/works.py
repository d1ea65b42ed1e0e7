"""The works of the index brought up to date with the bibliographies.

Only entries in chunks that changed are read again, and those that they may be united with: entries that share a key, an
identifier or an identity with them, and with these in turn. Among such entries `unite` decides as among all.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from litgraph.files import decode, find_conflicts, read_source
from litgraph.formats.bibtex import (
    MOST_COMPARISONS,
    NO_WORKS,
    REFERRING_FIELDS,
    Chunk,
    ParsedChunk,
    collect_works,
    parse_chunks,
    split_chunks,
    unify_lines,
)
from litgraph.identity import unite
from litgraph.index.changes import ChangedWorks, NeedsFullBuild, check_path, is_certain
from litgraph.index.chunks import (
    AFTER_ALL,
    ChunkChange,
    KnownChunks,
    compare_chunks,
    pack_chunks,
    unpack_chunks,
)
from litgraph.index.lookup import IndexLookup, select
from litgraph.index.tables import hash_identity, insert_entries, insert_problems, insert_works, load_words
from litgraph.lookup import WorkLookup
from litgraph.model import Harvest, Problem, Work
from litgraph.resolve import Referent

__all__ = ["read_bibliography_chunks", "update_works"]

_MOST_CHUNKS = 2_000  # above it, making the index anew is not much slower
_PLAIN = rb"[^{}\"\\\x00-\x08\x0b-\x1f\x7f]*+"
_LINKED = re.compile(rb"\s*+=(?:\s*+(?:\{(" + _PLAIN + rb")\}|\"(" + _PLAIN + rb")\")(?!\s*+#))?+")
_OTHER_KEYS = re.compile(r"(?i)\bids\s*=")
_TYPE = re.compile(r"@\s*+(\w*+)")


class _Bibliography:
    """A BibTeX file as it is now."""

    def __init__(self, root: str, path: str) -> None:
        check_path(path)
        with open(os.path.join(root, path), "rb") as file:
            text, fault = decode(file.read())
        if fault or find_conflicts(text):
            raise NeedsFullBuild("not UTF-8, or with a conflict of git")
        self.path, self.text = path, unify_lines(text)
        self.chunks = split_chunks(self.text)
        self.by_line = {chunk.line: index for index, chunk in enumerate(self.chunks)}

    def parse(self, indices: Iterable[int]) -> Iterator[ParsedChunk]:
        """Parse these chunks, which see the abbreviations of the whole file."""
        wanted = set(indices)
        chosen = [c for index, c in enumerate(self.chunks) if index in wanted or c.kind in ("string", "odd")]
        for parsed in parse_chunks(self.text, self.path, chosen) if wanted else ():
            if self.by_line[parsed.chunk.line] in wanted:
                if parsed.parents:
                    raise NeedsFullBuild("entries inherit from each other")
                yield parsed

    def count_abbreviations(self) -> int:
        """The number of abbreviations that are defined, or more; those of the twelve months are."""
        return 12 + sum(self.text.count("=", c.start, c.end) for c in self.chunks if c.kind in ("string", "odd"))

    def find_parents(self) -> set[str]:
        """The keys, folded, of the entries from which others inherit, as far as they are written plainly."""
        folded = self.text.encode("utf-8", "replace").lower()
        names: set[str] = set()
        for field in REFERRING_FIELDS:  # a pattern for all of them takes ten times as long
            at = folded.find(field.encode())
            while at >= 0:
                end = at + len(field)
                if value := _LINKED.match(folded, end):
                    if not value.lastindex:
                        raise NeedsFullBuild("who inherits from whom is written in an unusual way")
                    names.update(name.strip().casefold() for name in value[value.lastindex].decode().split(","))
                at = folded.find(field.encode(), end)
        return names

    def text_of(self, index: int) -> str:
        return self.text[self.chunks[index].start : self.chunks[index].end]

    def lines_of(self, index: int) -> tuple[int, int]:
        """The line where a chunk begins, and the one where the next begins."""
        after = self.chunks[index + 1].line if index + 1 < len(self.chunks) else AFTER_ALL
        return self.chunks[index].line, after


def _is_needed_by_others(text: str, start: int, kind: str) -> bool:
    """Whether other chunks may need the one of this kind that begins at the offset `start`: see `KnownChunks`."""
    head = _TYPE.match(text, start)
    return kind in ("string", "odd") or (head is not None and head[1].lower() in NO_WORKS)


def _know_chunks(text: str, chunks: Sequence[Chunk]) -> KnownChunks:
    """What is remembered of the chunks of a text."""
    numbers = array("Q")
    for start, end, _, column, kind, _ in chunks:
        content = text[start:end].encode("utf-8", "surrogatepass")
        number = int.from_bytes(hashlib.blake2b(content, digest_size=8, salt=column.to_bytes(8)).digest()) & ~1
        numbers.append(number | _is_needed_by_others(text, start, kind))
    return KnownChunks(numbers, array("I", [chunk.line for chunk in chunks]))


def read_bibliography_chunks(path: str, name: str) -> tuple[Harvest, bytes | None]:
    """Read a bibliography: what it says, and its chunks, packed; `name` is its path as problems show it.

    There are none where it cannot be brought up to date chunk by chunk.
    """
    text, faults = read_source(path, name)
    text = unify_lines(text)
    chunks = split_chunks(text)
    harvest = collect_works(parse_chunks(text, name, chunks)) | Harvest(problems=frozenset(faults))
    is_divisible = not faults and is_certain(name)
    return harvest, pack_chunks(_know_chunks(text, chunks)) if is_divisible else None


def update_works(
    db: sqlite3.Connection, root: str, changed: Mapping[str, bytes | None], is_there: Mapping[str, bool]
) -> tuple[ChangedWorks, dict[str, bytes]]:
    """Bring works, entries and their problems up to date with the `changed` bibliographies.

    `changed` has the packed chunks of each as they were, b"" where it is new; `is_there` says of all bibliographies
    whether there is a file now. Return what changed, and the packed chunks as they are. Raises NeedsFullBuild.
    """
    update = _WorksUpdate(db, root)
    packed = {}
    for path, chunks in changed.items():
        if chunks is None:
            raise NeedsFullBuild("its chunks are not known")
        packed[path] = update.take_differences(path, unpack_chunks(chunks), is_there[path])
    update.follow()
    return update.replace(), packed


class _WorksUpdate:
    def __init__(self, db: sqlite3.Connection, root: str) -> None:
        self._db, self._root = db, root
        self._files: dict[str, _Bibliography] = {}
        self._parsed: dict[str, set[int]] = defaultdict(set)
        self._works: set[Work] = set()
        self._problems: set[Problem] = set()
        self._gone: set[str] = set()  # the keys of the works that are settled anew
        self._identities: set[int | None] = set()  # of the entries that made them

    def take_differences(self, path: str, old: KnownChunks, is_there: bool) -> bytes:
        """Take the chunks of a file that changed out of the index, and read those that stand there now."""
        new = unpack_chunks(b"")
        if is_there:
            file = self._open(path)
            self._check_hints(file)
            new = _know_chunks(file.text, file.chunks)
        differences = compare_chunks(old.numbers, new.numbers)
        removed = [index for difference in differences for index in range(difference.old_start, difference.old_end)]
        added = [index for difference in differences for index in range(difference.new_start, difference.new_end)]
        if len(removed) + len(added) > _MOST_CHUNKS:
            raise NeedsFullBuild("too much changed")
        if any(old.numbers[index] & 1 for index in removed) or any(new.numbers[index] & 1 for index in added):
            raise NeedsFullBuild("other chunks may need it")
        gone, missing = set(self._gone), self._count_problems(path, "missing-crossref")
        for difference in differences:
            self._remove_lines(path, old.line(difference.old_start), old.line(difference.old_end))
        self._shift_lines(path, old, new, differences)
        if is_there and missing:
            # The hints to what may be meant instead are made of all keys of the file, as long as there are few hints.
            removed_keys = {key for key, _ in self._keys_of(self._gone - gone)}
            if removed_keys != {file.chunks[index].key for index in added} or (
                missing != self._count_problems(path, "missing-crossref")
            ):
                raise NeedsFullBuild("entries inherit from others that are not there")
        if is_there:
            self._read_added(file, added)
        return pack_chunks(new)

    def _open(self, path: str) -> _Bibliography:
        if path not in self._files:
            self._files[path] = _Bibliography(self._root, path)
        return self._files[path]

    def _remove_lines(self, path: str, start: int, end: int) -> None:
        """Forget what stands in these lines; `start` is included, `end` is not."""
        lines = "WHERE path = ? AND line >= ? AND line < ?"
        for key, identity in self._db.execute(f"SELECT work, identity FROM entries {lines}", (path, start, end)):
            self._gone.add(key)
            self._identities.add(identity)
        for table in ("entries", "problems"):
            self._db.execute(f"DELETE FROM {table} {lines}", (path, start, end))

    def _shift_lines(self, path: str, old: KnownChunks, new: KnownChunks, differences: Sequence[ChunkChange]) -> None:
        """Move what stands after each difference to the lines where it stands now."""
        # The last line before which each shift holds, and the shift: all of them in one pass over each table.
        shifts = []
        for difference, following in zip_longest(differences, differences[1:]):
            if difference.old_end < len(old.lines):
                shift = new.lines[difference.new_end] - old.lines[difference.old_end]
                end = old.line(following.old_start) if following else AFTER_ALL
                shifts.append((old.lines[difference.old_end], end, shift))
        shifts = [shift for shift in shifts if shift[2]]
        if len(shifts) > 100:
            raise NeedsFullBuild("too many places changed")
        if not shifts:
            return
        for table, file, line in (
            ("works", "path", "line"),
            ("entries", "path", "line"),
            ("problems", "path", "line"),
            ("problems", "about_path", "about_line"),
        ):
            cases = " ".join(f"WHEN {line} >= {start} AND {line} < {end} THEN {by}" for start, end, by in shifts)
            sql = f"UPDATE {table} SET {line} = {line} + CASE {cases} ELSE 0 END WHERE {file} = ? AND {line} >= ?"
            self._db.execute(sql, (path, shifts[0][0]))

    def _read_added(self, file: _Bibliography, added: list[int]) -> None:
        """Read the chunks that are new, and all others under the keys that these bear or that were taken out."""
        keys = {file.chunks[index].key for index in added} | {key for key, _ in self._keys_of(self._gone)}
        keys.discard("")
        self._check_links(file, added, keys)
        odd_text = "\n".join(file.text_of(index) for index, chunk in enumerate(file.chunks) if chunk.kind == "odd")
        if any(key in odd_text for key in keys):
            raise NeedsFullBuild("an entry that begins no chunk may have the same key")
        wanted = {index for index, chunk in enumerate(file.chunks) if chunk.key in keys}
        self._parse(file, wanted.union(added))

    def _keys_of(self, works: Iterable[str]) -> list[tuple[str, str]]:
        return list(select(self._db, "SELECT key, work FROM keys WHERE work IN ({keys})", sorted(works)))

    def _check_links(self, file: _Bibliography, added: Iterable[int], keys: set[str]) -> None:
        """Refuse changes of entries from which others inherit, that inherit themselves, or that have other keys."""
        if any(_OTHER_KEYS.search(file.text_of(index)) for index in added):
            raise NeedsFullBuild("an entry has other keys")
        names = file.find_parents()
        if any(key.casefold() in names for key in keys):
            raise NeedsFullBuild("entries inherit from each other")

    def _check_other_keys(self) -> None:
        """Refuse changes of works that are known by other keys, or while entries vie for a key."""
        names = list(select(self._db, "SELECT name FROM fields WHERE work IN ({keys})", sorted(self._gone)))
        if ("ids",) in names:
            raise NeedsFullBuild("a work has other keys")
        if self._db.execute("SELECT 1 FROM problems WHERE code = 'shared-key' LIMIT 1").fetchone():
            raise NeedsFullBuild("entries vie for a key")

    def _parse(self, file: _Bibliography, indices: Iterable[int]) -> None:
        new = sorted(set(indices) - self._parsed[file.path])
        self._parsed[file.path].update(new)
        for index in new:
            if _is_needed_by_others(file.text, file.chunks[index].start, file.chunks[index].kind):
                raise NeedsFullBuild("other chunks may need it")
            self._remove_lines(file.path, *file.lines_of(index))
        for parsed in file.parse(new):
            self._works.update(parsed.works)
            self._problems.update(parsed.problems)
        self._check_hints(file)

    def _count_problems(self, path: str, code: str) -> int:
        sql = "SELECT count(*) FROM problems WHERE path = ? AND code = ?"
        count: int = self._db.execute(sql, (path, code)).fetchone()[0]
        return count

    def _check_hints(self, file: _Bibliography) -> None:
        """Refuse a file with so many unknown abbreviations that the search for like ones may have been given up."""
        count = self._count_problems(file.path, "unknown-string")
        count += sum(problem.code == "unknown-string" for problem in self._problems)
        if count * file.count_abbreviations() > MOST_COMPARISONS:
            raise NeedsFullBuild("too many abbreviations are unknown")

    def follow(self) -> None:
        """Read all entries that those read so far may be united with, until no more is reached."""
        followed: set[str] = set()
        works: set[Work] = set()
        while self._gone - followed or self._works - works:
            new_works, works = self._works - works, set(self._works)
            new_keys = self._gone - followed
            followed |= new_keys
            self._gone |= self._reach(new_works, sorted(new_keys))
            if len(self._gone) > _MOST_CHUNKS:
                raise NeedsFullBuild("too many works may be one")
            places = select(self._db, "SELECT path, line FROM entries WHERE work IN ({keys})", sorted(self._gone))
            by_path: dict[str, list[int]] = defaultdict(list)
            for path, line in list(places):
                by_path[path].append(line)
            for path, lines in by_path.items():
                file = self._open(path)
                if not file.by_line.keys() >= set(lines):
                    raise NeedsFullBuild("an entry begins no chunk")
                self._parse(file, [file.by_line[line] for line in lines])

    def _reach(self, works: Iterable[Work], keys: Sequence[str]) -> set[str]:
        """The works in the index that share a key, an identifier or an identity with these, or with those of `keys`."""
        db = self._db
        folded = {work.key.casefold() for work in works} | {key.casefold() for key, _ in self._keys_of(keys)}
        ids = {name for work in works for name in work.ids}
        ids.update(name for (name,) in select(db, "SELECT id FROM ids WHERE work IN ({keys})", keys))
        identities = self._identities | {hash_identity(work) for work in works}
        identities.update(n for (n,) in select(db, "SELECT identity FROM entries WHERE work IN ({keys})", keys))
        reached = list(select(db, "SELECT work FROM keys WHERE folded IN ({keys})", sorted(folded)))
        named = sorted(name for name in ids if not name.startswith("isbn:"))
        reached += select(db, "SELECT work FROM ids WHERE id IN ({keys})", named)
        numbers = sorted(number for number in identities if number is not None)
        reached += select(db, "SELECT work FROM entries WHERE identity IN ({keys})", numbers)
        return {key for (key,) in reached}

    def replace(self) -> ChangedWorks:
        """Put the works that the entries make now in the place of those that they made."""
        self._check_other_keys()
        keys_before = dict(self._keys_of(self._gone))
        before = _look_up(self._db, self._gone)
        keywords_before = self._read_keywords()
        self._delete_works()
        works, key_of = unite(self._works, self._problems)
        aliases = {alias: key for alias, key in key_of.items() if alias != key}
        insert_works(self._db, works.values(), aliases, load_words(self._db, sorted(works)))
        insert_entries(self._db, self._works, key_of)
        insert_problems(self._db, self._problems)
        changed = {key for key in keys_before.keys() | key_of.keys() if keys_before.get(key) != key_of.get(key)}
        folded = {key.casefold() for key in changed}  # a key that is not there means the one that differs in case
        meant = {work for key, work in keys_before.items() if key.casefold() in folded}
        after = _look_up(self._db, works)
        # What is looked up as before needs no further look.
        same = {key for key, facts in before.items() if after.get(key) == facts}
        lookups = (_look_among(facts for key, facts in side.items() if key not in same) for side in (before, after))
        has_other_keywords = self._read_keywords() != keywords_before
        return ChangedWorks(frozenset(changed), frozenset(meant), has_other_keywords, *lookups)

    def _read_keywords(self) -> set[tuple[str, str]]:
        sql = "SELECT work, value FROM fields WHERE work IN ({keys}) AND name = 'keywords'"
        return set(select(self._db, sql, sorted(self._gone)))

    def _delete_works(self) -> None:
        db = self._db
        db.execute("CREATE TEMP TABLE gone (key TEXT PRIMARY KEY)")
        db.executemany("INSERT INTO gone VALUES (?)", ((key,) for key in self._gone))
        db.execute("DELETE FROM words WHERE rowid IN (SELECT id FROM works WHERE key IN (SELECT key FROM gone))")
        db.execute("DELETE FROM works WHERE key IN (SELECT key FROM gone)")
        for table in ("fields", "id_fields", "authors", "editors", "forms", "keys", "ids", "entries"):
            db.execute(f"DELETE FROM {table} WHERE work IN (SELECT key FROM gone)")
        db.execute("DROP TABLE gone")


class _Facts(NamedTuple):
    """What a work is looked up by."""

    referent: Referent
    keys: frozenset[str]
    ids: frozenset[str]


def _look_up(db: sqlite3.Connection, works: Iterable[str]) -> dict[str, _Facts]:
    """What works of the index, by their keys, are looked up by as it is now."""
    works = sorted(works)
    keys: dict[str, set[str]] = defaultdict(set)
    ids: dict[str, set[str]] = defaultdict(set)
    for values, sql in ((keys, "SELECT work, key FROM keys"), (ids, "SELECT work, id FROM ids")):
        for work, value in select(db, f"{sql} WHERE work IN ({{keys}})", works):
            values[work].add(value)
    referents = IndexLookup(db).by_keys(works)
    return {r.key: _Facts(r, frozenset(keys[r.key]), frozenset(ids[r.key])) for r in referents}


def _look_among(facts: Iterable[_Facts]) -> WorkLookup:
    facts = list(facts)
    key_of = {key: fact.referent.key for fact in facts for key in fact.keys}
    return WorkLookup((fact.referent for fact in facts), key_of, {fact.referent.key: fact.ids for fact in facts})
