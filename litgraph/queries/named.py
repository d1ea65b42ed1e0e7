"""Works as answers name them, and the one work that a mention means."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from litgraph.errors import NOT_FOUND, LitgraphError
from litgraph.index.lookup import IndexLookup, select
from litgraph.project import BIB
from litgraph.resolve import Candidate, resolve

__all__ = ["Line", "NotFound", "ResolvedWork", "labelled_lines", "lines", "resolve_work", "select", "try_resolve_work"]


class Line(NamedTuple):
    """A work in one line; `cited_by` counts the works of the knowledge base that cite it."""

    key: str
    label: str
    title: str
    kind: str
    year: int | None
    date: str
    container: str
    cited_by: int


class ResolvedWork(NamedTuple):
    """The work that a mention was taken for: why, and in `others` which works it might also have meant."""

    work: Line
    reason: str
    others: tuple[Candidate, ...]


class NotFound(LitgraphError):
    """No single work or theme is meant; `candidates` are those that it may be, `status` "ambiguous" or "unknown"."""

    def __init__(self, message: str, status: str, candidates: Sequence[Candidate], hint: str) -> None:
        details = [f"{candidate.label}  [{candidate.key}]  {candidate.reason}" for candidate in candidates]
        super().__init__(message, hint, exit_code=NOT_FOUND, details=details)
        self.status = status
        self.candidates = tuple(candidates)


class _ExactLookup(IndexLookup):
    """The same without the search for what is spelt alike."""

    def all_forms(self) -> Sequence[str]:
        return ()


def resolve_work(db: sqlite3.Connection, mention: str) -> ResolvedWork:
    """The one work that a mention means; raises NotFound where there is none, or several."""
    # Half a letter from a terminal of another encoding is no letter; nothing can be called so.
    mention = mention.encode("utf-8", "replace").decode()
    resolution = resolve(mention, IndexLookup(db))
    candidates = resolution.alternatives
    if resolution.work:
        return ResolvedWork(lines(db, [resolution.work.key])[0], resolution.work.reason, candidates)
    if resolution.status == "ambiguous":
        message = f'"{mention}" can mean {len(candidates)} works'
        hint = "say it with a year, more authors, or the key in brackets"
        raise NotFound(message, resolution.status, candidates, hint)
    if candidates:
        hint = "the nearest are listed"
    elif db.execute("SELECT 1 FROM works").fetchone():
        hint = "litgraph find WORDS looks in titles, authors, themes and notes"
    else:
        hint = f"no work is here yet: put entries into {BIB}, or see: litgraph check"
    raise NotFound(f'no work fits "{mention}"', resolution.status, candidates, hint)


def try_resolve_work(db: sqlite3.Connection, mention: str) -> ResolvedWork | None:
    """The one work that a mention means, or None; for words of which it is only a guess that they mean a work."""
    resolution = resolve(mention.encode("utf-8", "replace").decode(), _ExactLookup(db))
    if not resolution.work:
        return None
    return ResolvedWork(lines(db, [resolution.work.key])[0], resolution.work.reason, resolution.alternatives)


def lines(db: sqlite3.Connection, keys: Sequence[str]) -> list[Line]:
    """The works of these keys, in the order of the keys."""
    sql = """SELECT key, label, title, kind, year, coalesce(nullif(date_text, ''), CAST(year AS TEXT), ''), container,
        (SELECT count(DISTINCT citing) FROM citations WHERE cited = key) FROM works WHERE key IN ({keys})"""
    by_key = {row[0]: Line._make(row) for row in select(db, sql, keys)}
    return [by_key[key] for key in keys]


def labelled_lines(db: sqlite3.Connection, keys: Iterable[str]) -> list[Line]:
    """The works of these keys, in the order of their labels."""
    return sorted(lines(db, list(keys)), key=lambda line: (line.label.casefold(), line.key))
