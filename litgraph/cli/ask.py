"""The questions: who cites, cites, show, theme, themes."""

from __future__ import annotations

import click

from litgraph.cli import say
from litgraph.cli.answering import answer, format_option, passages_option, plain_format_option, words_argument

__all__ = [
    "cites_command",
    "show_command",
    "theme_command",
    "themes_command",
    "who_command",
]


@click.command("who", short_help="Who cites a work, and where.", options_metavar="[OPTIONS]")
@words_argument("cites WORK")
@passages_option
@format_option
@click.pass_obj
def who_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """Who cites a work: every citing work with each place, and who says so.

    WORK is said as in speech: authors and year, a DOI, a key, or a piece of the title.

    \b
    Examples:
      litgraph who cites Clerc 2020
      litgraph who cites Van der Pluijm and Melissen
      litgraph who cites museum diplomacy --format json
    """
    if words[0].casefold() not in ("cites", "cite", "cited"):
        raise click.UsageError(f"say it as: litgraph who cites {' '.join(words)}")
    if len(words) == 1:
        raise click.UsageError("which work? for example: litgraph who cites Clerc 2020")
    answer(project, form, "who_cites", " ".join(words[1:]))


@click.command("cites", short_help="What a work cites, and where.")
@words_argument("WORK")
@passages_option
@format_option
@click.pass_obj
def cites_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """What a work cites, with each place: known for works that were read.

    \b
    Example:
      litgraph cites Clausen 2022
    """
    answer(project, form, "cites", " ".join(words))


@click.command("show", short_help="The whole record of a work.")
@words_argument("WORK")
@passages_option
@format_option
@click.pass_obj
def show_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """The whole record of a work: its fields, themes with evidence, what it cites and who cites it.

    \b
    Examples:
      litgraph show Acuto 2013
      litgraph find museum --format keys | litgraph show -
    """
    answer(project, form, "show", " ".join(words))


@click.command("theme", short_help="A theme and its works, with evidence.")
@words_argument("NAME")
@format_option
@click.pass_obj
def theme_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    """A theme: its definition, where it comes from, and its works with the evidence.

    \b
    Example:
      litgraph theme sister cities
    """
    answer(project, form, "theme", " ".join(words))


@click.command("themes", short_help="All themes.")
@plain_format_option
@click.pass_obj
def themes_command(project: str | None, form: str) -> None:
    """All themes in the order of the codebook, with how many works each has.

    \b
    Example:
      litgraph themes --format csv
    """
    if not answer(project, form, "themes"):
        say("no themes yet: define them in themes.yaml")
