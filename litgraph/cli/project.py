"""The knowledge base that a command works on: its folder, its index, its settled files."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from litgraph.cli.terminal import say, show_waiting
from litgraph.errors import LitgraphError
from litgraph.index import answer_from_index, connect
from litgraph.project import find_root
from litgraph.queries.named import NotFound, resolve_work
from litgraph.views.text import count

if TYPE_CHECKING:
    from litgraph.knowledge import KnowledgeBase

__all__ = ["ask_index", "find_keys", "open_project", "root_of", "say_errors", "say_errors_in"]

T = TypeVar("T")


def root_of(project: str | None) -> str:
    """The folder of the knowledge base that --project, the environment or the current folder means."""
    try:
        return find_root(project or ".")
    except LitgraphError as error:
        if project and project == os.environ.get("LITGRAPH_PROJECT"):
            raise LitgraphError(str(error), "LITGRAPH_PROJECT in the environment says so", error.exit_code) from None
        raise


def ask_index(root: str, ask: Callable[[sqlite3.Connection], T]) -> T:
    """What `ask` gets from the index of a knowledge base; that making it anew takes time is said."""
    return answer_from_index(root, ask, _open_index)


def _open_index(root: str, *, anew: bool = False) -> sqlite3.Connection:
    with show_waiting() as notice:
        return connect(root, notice, anew=anew)


def find_keys(db: sqlite3.Connection, names: Iterable[str]) -> tuple[list[str], list[NotFound]]:
    """The keys of the works that names mean, each once, and an error for each name that means no single work."""
    keys: list[str] = []
    errors: list[NotFound] = []
    for name in names:
        try:
            keys.append(resolve_work(db, name).work.key)
        except NotFound as error:
            errors.append(error)
    return list(dict.fromkeys(keys)), errors


def open_project(project: str | None) -> KnowledgeBase:
    """The knowledge base that is meant; that making its index anew takes time is said."""
    from litgraph.knowledge import KnowledgeBase

    return KnowledgeBase(root_of(project), _open_index)


def say_errors_in(kb: KnowledgeBase) -> None:
    """Say that there are errors in the files of a knowledge base, where there are any."""
    say_errors(sum(problem.level == "error" for problem in kb.corpus.problems))


def say_errors(errors: int) -> None:
    """Say how many errors there are in the files, unless there is none."""
    if errors:
        say(f"note: {count(errors, 'error')} in the files; litgraph check lists them")
