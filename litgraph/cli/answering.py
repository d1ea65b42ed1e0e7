"""What all questions on the command line share: their words, the forms of an answer, and what is said aside."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from litgraph import questions
from litgraph.cli import root_of, say
from litgraph.index import connect
from litgraph.queries.named import Meant, NotFound
from litgraph.views import text

if TYPE_CHECKING:
    from litgraph.questions import Answer

__all__ = ["FORMATS", "answer", "candidates", "format_option", "words_argument"]

FORMATS = ("table", "json", "jsonl", "csv", "keys")


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --format."""
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How to print it."
    )(command)


def words_argument(metavar: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The words of the question, at least one."""
    return click.argument("words", nargs=-1, required=True, metavar=f"{metavar}...")


def candidates(missing: NotFound) -> None:
    """Say which works or themes a name may mean."""
    for candidate in missing.candidates:
        say(f"  {candidate.label}  [{candidate.key}]  {candidate.reason}")


def answer(project: str | None, form: str, question: str, *words: Any, **filters: Any) -> Answer:
    """Put a question and print the answer in the wanted form; where nothing is found, say what is near."""
    with closing(connect(root_of(project), say)) as db:
        try:
            found = questions.put(db, question, *words, **filters)
        except NotFound as missing:
            if form in ("json", "jsonl"):
                click.echo(text.not_found(missing, form))
            say(f"error: {missing}" + (":" if missing.candidates else ""))
            candidates(missing)
            say(f"hint: {missing.hint}")
            raise click.exceptions.Exit(missing.exit_code) from None
        errors = db.execute("SELECT count(*) FROM problems WHERE level = 'error'").fetchone()[0]
    click.echo(found.text(form), nl=False)
    if errors:
        say(f"note: {text.count(errors, 'error')} in the files; litgraph check lists them")
    _note(getattr(found.value, "meant", None))
    return found


def _note(meant: Meant | None) -> None:
    if meant and meant.others:
        which = ", ".join(f"{other.label} [{other.key}]" for other in meant.others)
        say(f"note: taken for {meant.work.label} [{meant.work.key}]: {meant.reason}; there is also {which}")
