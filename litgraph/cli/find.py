"""Works that fit every TERM; all works without any.

A TERM is a word (or the beginning of one) in title, authors, themes or notes; a '"phrase in quotes"';
FIELD:VALUE, each FIELD also being an option (see below); or -TERM or not:TERM to leave out what it says.
A comma between values means "or". Case and diacritics do not matter.

\b
Examples:
  litgraph find sister cities
  litgraph find author:acuto since:2015 theme:networks not:mentioned
  litgraph find theme:networks,sister-cities -year:2020 --sort citations
  litgraph find cited-by:"Clausen 2022" section:2 --format keys

\b
Flags, as is:FLAG or not:FLAG:
  discussed, mentioned, cited, uncited, listed, themed, unthemed, read,
  dated, undated
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import click

from litgraph.cli.answering import answer, format_option
from litgraph.cli.options import completes
from litgraph.queries import grammar
from litgraph.queries.find import SORTS

__all__ = ["FindCommand", "find_command", "split_options"]


class FindCommand(click.Command):
    """A command whose words are terms of `find`, which may begin with "-", to leave out what they say.

    The fields in `filters`, by default all, are options, too.
    """

    def __init__(self, *arguments: Any, filters: Collection[str] = (*grammar.FIELDS, "not"), **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        fields = {**grammar.FIELDS, "not": "What it is not: mentioned, theme:networks, ..."}
        self.params[1:1] = [
            click.Option(
                [f"--{name}", f"_{name.replace('-', '_')}"],
                multiple=True,
                metavar="VALUE",
                help=meaning,
                shell_complete=completes("value"),
            )
            for name, meaning in fields.items()
            if name in filters
        ]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        options = {"-h", *(name for param in self.params for name in param.opts if len(name) == 2)}
        terms = [arg for arg in args[:end] if _is_denied_term(arg, options)]
        options_and_values = [arg for arg in args[:end] if not _is_denied_term(arg, options)]
        return super().parse_args(ctx, [*options_and_values, "--", *terms, *args[end + 1 :]])


def _is_denied_term(argument: str, options: Collection[str]) -> bool:
    is_option = argument in options or (argument[2:].isdecimal() and argument.startswith("-n"))
    return len(argument) > 1 and argument[0] == "-" and argument[1] != "-" and not is_option


def split_options(options: dict[str, Any]) -> tuple[dict[str, tuple[str, ...]], dict[str, Any]]:
    """The filters that are given, which a FindCommand gives names that begin with "_", and the other options."""
    filters = {name[1:]: values for name, values in options.items() if name[0] == "_" and values}
    return filters, {name: value for name, value in options.items() if name[0] != "_"}


@click.command(
    "find",
    cls=FindCommand,
    short_help="Works by words, author, year, theme, section, who cites them, ...",
    help=__doc__,
)
@click.argument("words", nargs=-1, metavar="[TERM]...", shell_complete=completes("terms"))
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    metavar="ORDER",
    help=f"{', '.join(SORTS[:-1])} or {SORTS[-1]}. [default: relevance with words, else name]",
)
@click.option("-n", "limit", type=click.IntRange(min=1), metavar="N", help="At most so many.")
@format_option
@click.pass_obj
def find_command(
    project: str | None, /, words: tuple[str, ...], sort: str | None, limit: int | None, form: str, **options: Any
) -> None:
    filters, _ = split_options(options)
    answer(project, form, "find", grammar.join_arguments(words), sort=sort or "", limit=limit, **filters)
