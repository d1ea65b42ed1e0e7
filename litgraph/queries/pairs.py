"""The two works that the words of one question name, and what is known of what each cites."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from litgraph.queries.citations import Paper
from litgraph.queries.named import NotFound, ResolvedWork, resolve_work, try_resolve_work
from litgraph.resolve import Candidate

__all__ = ["Side", "resolve_pair", "resolve_sides", "side_of"]

_JOINING = frozenset(["and", "&", "+", ",", ";", "to", "with", "und", "et", "y", "e", "och", "og", "en"])


class Side(NamedTuple):
    """One of two works that are compared.

    Unless somebody has `looked`, nothing is known of what it cites. `untied` counts its citations that are not tied to
    a work yet, personal communications aside.
    """

    meant: ResolvedWork
    looked: bool
    reading: Paper | None
    untied: int


def side_of(db: sqlite3.Connection, resolved: ResolvedWork) -> Side:
    """A work as one side of a comparison."""
    key = resolved.work.key
    sql = "SELECT paper, label, read_by, r.place FROM readings r JOIN works ON key = paper WHERE paper = ?"
    reading = next((Paper(*row) for row in db.execute(sql, (key,))), None)
    sql = "SELECT 1 FROM citations WHERE citing = ? AND cited IS NOT NULL LIMIT 1"
    is_citing = db.execute(sql, (key,)).fetchone()
    sql = "SELECT count(*) FROM citations WHERE citing = ? AND cited IS NULL AND kind <> 'personal-communication'"
    return Side(resolved, bool(reading or is_citing), reading, db.execute(sql, (key,)).fetchone()[0])


def resolve_sides(db: sqlite3.Connection, words: Sequence[str]) -> tuple[Side, Side]:
    """The two works that the words mean (see `resolve_pair`), as sides of a comparison."""
    first, second = resolve_pair(db, words)
    return side_of(db, first), side_of(db, second)


def resolve_pair(db: sqlite3.Connection, words: Sequence[str]) -> tuple[ResolvedWork, ResolvedWork]:
    """The two works meant: by two arguments, or by words with "and", "to" or a comma between them, or after a year.

    Words are parted where both sides name a work; raises NotFound where no parting, or more than one, does that.
    """
    question = " ".join(words)
    if mentions := _two_arguments(words):
        first, second = mentions
        # Two bare words may be one work, "Clerc 2020", of which neither half is meant.
        are_bare = len(question.split()) == 2
        if (
            are_bare
            and not all(try_resolve_work(db, mention) for mention in mentions)
            and try_resolve_work(db, question)
        ):
            raise _names_no_two(question)
        return resolve_work(db, first), resolve_work(db, second)
    pairs: dict[tuple[str, str], tuple[ResolvedWork, ResolvedWork]] = {}
    halves: list[tuple[ResolvedWork | None, ResolvedWork | None, str, str]] = []
    for left, right in _partings(words):
        first_work, second_work = try_resolve_work(db, left), try_resolve_work(db, right)
        halves.append((first_work, second_work, left, right))
        if first_work and second_work:
            pairs.setdefault((first_work.work.key, second_work.work.key), (first_work, second_work))
    if len(pairs) > 1:
        candidates = [
            Candidate(" ".join(keys), f"{first_work.work.label}, and {second_work.work.label}", "parted so", 1)
            for keys, (first_work, second_work) in pairs.items()
        ]
        raise NotFound(f'"{question}" can mean {len(pairs)} pairs of works', "ambiguous", candidates, "quote each work")
    if pairs:
        return next(iter(pairs.values()))
    for first_work, second_work, left, right in sorted(halves, key=lambda half: not (half[0] or half[1])):
        return first_work or resolve_work(db, left), second_work or resolve_work(db, right)
    raise _names_no_two(question)


def _names_no_two(question: str) -> NotFound:
    message = f'two works are wanted, and "{question}" names no two'
    return NotFound(message, "unknown", (), "quote each, or put and between them")


def _two_arguments(words: Sequence[str]) -> tuple[str, str] | None:
    """The mentions of two works that stand as two arguments, with or without a word such as "and" between them."""
    if len(words) == 3 and words[1].casefold() in _JOINING:
        return words[0], words[2]
    return (words[0], words[1]) if len(words) == 2 else None


def _partings(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The ways to part a question into the mentions of two works."""
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
