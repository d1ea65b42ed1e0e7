"""What all questions on the command line share: their words, the forms of an answer, and what is said aside."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from litgraph import questions
from litgraph.cli import root_of, say
from litgraph.index import build, connect
from litgraph.queries.named import Meant, NotFound
from litgraph.views import text

if TYPE_CHECKING:
    from litgraph.questions import Answer

__all__ = ["FORMATS", "answer", "explain", "format_option", "words_argument"]

FORMATS = ("table", "json", "jsonl", "csv", "keys")


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --format."""
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How to print it."
    )(command)


def words_argument(metavar: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The words of the question, at least one."""
    return click.argument("words", nargs=-1, required=True, metavar=f"{metavar}...")


def explain(missing: NotFound) -> None:
    """Say that no single work or theme is meant, which it may be, and what to do."""
    say(f"error: {missing}" + (":" if missing.candidates else ""))
    for candidate in missing.candidates:
        say(f"  {candidate.label}  [{candidate.key}]  {candidate.reason}")
    say(f"hint: {missing.hint}")


def answer(project: str | None, form: str, question: str, *words: Any, **filters: Any) -> Answer:
    """Put a question and print the answer in the wanted form; where nothing is found, say what is near."""
    try:
        found, errors = _put(project, form, question, *words, **filters)
    except sqlite3.DatabaseError:
        # An index that a crash has damaged holds nothing of its own: it is made anew, once.
        build(root_of(project), say, anew=True)
        found, errors = _put(project, form, question, *words, **filters)
    click.echo(found.text(form), nl=False)
    if errors:
        say(f"note: {text.count(errors, 'error')} in the files; litgraph check lists them")
    for each in (found.value, *(getattr(found.value, name, None) for name in ("first", "second", "side"))):
        _note(getattr(each, "meant", None))
    if form != "table" and found.aside:
        say(found.aside)
    return found


def _put(project: str | None, form: str, question: str, *words: Any, **filters: Any) -> tuple[Answer, int]:
    with closing(connect(root_of(project), say)) as db:
        try:
            found = questions.put(db, question, *words, **filters)
        except NotFound as missing:
            if form in ("json", "jsonl"):
                click.echo(text.not_found(missing, form))
            explain(missing)
            raise click.exceptions.Exit(missing.exit_code) from None
        return found, db.execute("SELECT count(*) FROM problems WHERE level = 'error'").fetchone()[0]


def _note(meant: Meant | None) -> None:
    if meant and meant.others:
        which = ", ".join(f"{other.label} [{other.key}]" for other in meant.others)
        say(f"note: taken for {meant.work.label} [{meant.work.key}]: {meant.reason}; there is also {which}")
