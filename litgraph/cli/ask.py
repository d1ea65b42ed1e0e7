"""The questions: who cites, cites, find, show, theme, themes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

import click

from litgraph.cli import root_of, say
from litgraph.index import connect
from litgraph.queries.named import Meant, NotFound
from litgraph.views import text

__all__ = [
    "cites_command",
    "find_command",
    "show_command",
    "theme_command",
    "themes_command",
    "who_command",
]

FORMATS = ("table", "json", "jsonl", "csv", "keys")
T = TypeVar("T")


def _format(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How to print it."
    )(command)


def _words(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.argument("words", nargs=-1, required=True)(command)


def _answer(project: str | None, form: str, ask: Callable[[sqlite3.Connection], T], show: text.Show[T]) -> T | None:
    """Put a question and print the answer in the wanted form; where nothing is found, say what is near."""
    db = connect(root_of(project), say)
    try:
        answer = ask(db)
    except NotFound as missing:
        if form in ("json", "jsonl"):
            click.echo(text.not_found(missing, form))
        say(f"error: {missing}" + (":" if missing.candidates else ""))
        for candidate in missing.candidates:
            say(f"  {candidate.label}  [{candidate.key}]  {candidate.reason}")
        say(f"hint: {missing.hint}")
        raise click.exceptions.Exit(missing.exit_code) from None
    errors = db.execute("SELECT count(*) FROM problems WHERE level = 'error'").fetchone()[0]
    if errors:
        say(f"note: {text.count(errors, 'error')} in the files; litgraph check lists them")
    click.echo(text.render(show, answer, form), nl=False)
    return answer


def _note(meant: Meant | None) -> None:
    if meant and meant.others:
        which = ", ".join(f"{other.label} [{other.key}]" for other in meant.others)
        say(f"note: taken for {meant.work.label} [{meant.work.key}]: {meant.reason}; there is also {which}")


@click.command("who", short_help="Who cites a work, and where.", options_metavar="[OPTIONS]")
@click.argument("words", nargs=-1, required=True, metavar="cites WORK...")
@_format
@click.pass_obj
def who_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """Who cites a work: every citing work with each place, and who says so.

    WORK is said as in speech: authors and year, a DOI, a key, or a piece of the title.

    \b
    Examples:
      litgraph who cites Clerc 2020
      litgraph who cites Van der Pluijm and Melissen
      litgraph who cites 10.1111/1758-5899.12740 --format json
    """
    if words[0].casefold() not in ("cites", "cite", "cited"):
        raise click.UsageError(f"say it as: litgraph who cites {' '.join(words)}")
    if len(words) == 1:
        raise click.UsageError("which work? for example: litgraph who cites Clerc 2020")
    from litgraph.queries.citations import who_cites
    from litgraph.views.text.citations import WHO_CITES

    answer = _answer(project, form, lambda db: who_cites(db, " ".join(words[1:])), WHO_CITES)
    _note(answer and answer.meant)


@click.command("cites", short_help="What a work cites, and where.")
@_words
@_format
@click.pass_obj
def cites_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """What a work cites, with each place: known for works that were read.

    \b
    Example:
      litgraph cites Clausen 2022
    """
    from litgraph.queries.citations import cites
    from litgraph.views.text.citations import CITES

    answer = _answer(project, form, lambda db: cites(db, " ".join(words)), CITES)
    _note(answer and answer.meant)


@click.command("find", short_help="Works whose title, authors, themes or notes hold the words.")
@_words
@_format
@click.pass_obj
def find_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """Works that hold all the words (or words beginning so) in title, authors, themes or notes.

    Case and diacritics do not matter.

    \b
    Example:
      litgraph find sister cities
    """
    from litgraph.queries.works import find
    from litgraph.views.text.works import FIND

    if not _answer(project, form, lambda db: find(db, " ".join(words)), FIND):
        say(f'no work holds "{" ".join(words)}"')


@click.command("show", short_help="The whole record of a work.")
@_words
@_format
@click.pass_obj
def show_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """The whole record of a work: its fields, themes with evidence, what it cites and who cites it.

    \b
    Example:
      litgraph show Acuto 2013
    """
    from litgraph.queries.works import show
    from litgraph.views.text.works import SHOW

    answer = _answer(project, form, lambda db: show(db, " ".join(words)), SHOW)
    _note(answer and answer.meant)


@click.command("theme", short_help="A theme and its works, with evidence.")
@_words
@_format
@click.pass_obj
def theme_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """A theme: its definition, where it comes from, and its works with the evidence.

    \b
    Example:
      litgraph theme sister cities
    """
    from litgraph.queries.themes import theme
    from litgraph.views.text.themes import THEME

    _answer(project, form, lambda db: theme(db, " ".join(words)), THEME)


@click.command("themes", short_help="All themes.")
@_format
@click.pass_obj
def themes_command(project: str | None, form: str) -> None:
    """All themes in the order of the codebook, with how many works each has.

    \b
    Example:
      litgraph themes --format csv
    """
    from litgraph.queries.themes import themes
    from litgraph.views.text.themes import THEMES

    if not _answer(project, form, themes, THEMES):
        say("no themes yet: define them in themes.yaml")
