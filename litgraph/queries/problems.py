"""What is wrong in the files."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

__all__ = ["Fault", "check"]


class Fault(NamedTuple):
    """A problem in a file; line and column count from 1."""

    level: str
    code: str
    message: str
    path: str
    line: int
    column: int
    hint: str


def check(db: sqlite3.Connection) -> tuple[Fault, ...]:
    """Everything that is wrong in the files, by place."""
    sql = """SELECT level, code, message, path, line, col, hint FROM problems
        ORDER BY path, line, col, code, level, message, hint"""
    rows = db.execute(sql)
    return tuple(Fault(*row) for row in rows)
