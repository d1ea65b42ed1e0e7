"""Two works out of the words of one question, and what is known of what each cites."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from litgraph.queries.citations import Paper
from litgraph.queries.named import Meant, NotFound, meant, tried
from litgraph.resolve import Candidate

__all__ = ["Side", "pair", "side"]

_JOINING = frozenset(["and", "&", "+", ",", ";", "to", "with", "und", "et", "y", "e", "och", "og", "en"])


class Side(NamedTuple):
    """One of two works that are compared.

    Where nobody has `looked`, nothing is known of what it cites; `untied` counts its citations that are not tied to
    a work yet, personal communications aside.
    """

    meant: Meant
    looked: bool
    reading: Paper | None
    untied: int


def side(db: sqlite3.Connection, which: Meant) -> Side:
    """A work as one side of a comparison."""
    key = which.work.key
    sql = "SELECT paper, label, read_by, r.place FROM readings r JOIN works ON key = paper WHERE paper = ?"
    reading = next((Paper(*row) for row in db.execute(sql, (key,))), None)
    cites = db.execute("SELECT 1 FROM citations WHERE citing = ? AND cited IS NOT NULL LIMIT 1", (key,)).fetchone()
    sql = "SELECT count(*) FROM citations WHERE citing = ? AND cited IS NULL AND kind <> 'personal-communication'"
    return Side(which, bool(reading or cites), reading, db.execute(sql, (key,)).fetchone()[0])


def pair(db: sqlite3.Connection, words: Sequence[str]) -> tuple[Meant, Meant]:
    """The two works meant: by two arguments, or by words with "and", "to" or a comma between them, or after a year.

    Words are parted where both sides name a work; raises NotFound where no parting, or more than one, does that.
    """
    said = " ".join(words)
    if given := _given(words):
        # Two bare words may be one work, "Clerc 2020", of which neither half is meant.
        if len(said.split()) == 2 and not (tried(db, given[0]) and tried(db, given[1])) and tried(db, said):
            raise _one(said)
        return meant(db, given[0]), meant(db, given[1])
    found: dict[tuple[str, str], tuple[Meant, Meant]] = {}
    halves: list[tuple[Meant | None, Meant | None, str, str]] = []
    for left, right in _partings(words):
        first, second = tried(db, left), tried(db, right)
        halves.append((first, second, left, right))
        if first and second:
            found.setdefault((first.work.key, second.work.key), (first, second))
    if len(found) > 1:
        candidates = [
            Candidate(f"{a} {b}", f"{one.work.label}, and {other.work.label}", "parted so", 1)
            for (a, b), (one, other) in found.items()
        ]
        raise NotFound(f'"{said}" can mean {len(found)} pairs of works', "ambiguous", candidates, "quote each work")
    if found:
        return next(iter(found.values()))
    for first, second, left, right in sorted(halves, key=lambda half: not (half[0] or half[1])):
        return first or meant(db, left), second or meant(db, right)
    raise _one(said)


def _one(said: str) -> NotFound:
    return NotFound(
        f'two works are wanted, and "{said}" names no two', "unknown", (), "quote each, or put and between them"
    )


def _given(words: Sequence[str]) -> tuple[str, str] | None:
    """Two arguments are two works, as they stand."""
    if len(words) == 2:
        return words[0], words[1]
    if len(words) == 3 and words[1].casefold() in _JOINING:
        return words[0], words[2]
    return None


def _partings(words: Sequence[str]) -> Iterable[tuple[str, str]]:
    single = " ".join(words).split()
    for cut in range(1, len(single)):
        before, joint, after = single[cut - 1], single[cut].casefold(), single[cut:]
        if before.casefold() in _JOINING:
            continue
        if joint in _JOINING:
            after = after[1:]
        elif not (before.endswith((",", ";")) or before.strip("().,;")[:4].isdecimal()):
            continue
        if after:
            yield " ".join(single[:cut]).rstrip(",;"), " ".join(after)
