"""The acts: tag, untag, annotate, add."""

from __future__ import annotations

from typing import IO

import click

from litgraph import edits
from litgraph.cli import completes, root_of, say
from litgraph.cli.answering import explain
from litgraph.queries.named import NotFound

__all__ = ["add_command", "annotate_command", "tag_command", "untag_command"]


def _done(change: edits.Changed) -> None:
    say(f"{change.message} ({change.path})" if change.changed else f"{change.path} says so already: nothing changed")


class _Edit(click.Command):
    """A command that names works: says what a name may mean, and that names of several words need quotes."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if "unexpected extra argument" in error.message:
                message = f"{error.message}. Put a name or a text of more than one word in quotes."
                raise click.UsageError(message, ctx) from None
            raise

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except NotFound as missing:
            explain(missing)
            raise click.exceptions.Exit(missing.exit_code) from None


@click.command("tag", cls=_Edit, short_help="Give a theme to a work, with its evidence.")
@click.argument("work", shell_complete=completes("works"))
@click.argument("theme", shell_complete=completes("themes"))
@click.option(
    "--said-in", default="", metavar="PAPER", help="The paper that says so.", shell_complete=completes("works")
)
@click.option("--section", default="", metavar="S", help="Its section, as its reading names it: 2.E")
@click.option("--page", default="", metavar="P", help="The page of that paper.")
@click.option("--locator", default="", metavar="P", help='The place in the work that it points to: "p. 20"')
@click.option("--discussed", "role", flag_value="discussed", help="It says something of its own about the work.")
@click.option("--mentioned", "role", flag_value="mentioned", help="It only names the work.")
@click.option("--why", default="", metavar="TEXT", help="The reason, in a sentence of your own.")
@click.pass_obj
def tag_command(
    project: str | None,
    work: str,
    theme: str,
    said_in: str,
    section: str,
    page: str,
    locator: str,
    role: str | None,
    why: str,
) -> None:
    """Give THEME to WORK, with the paper, section and page that speak for it.

    Only the lines that must change in themes.yaml change. Names of more than one word need quotes here.

    \b
    Example:
      litgraph tag clerc2020 small-cities --said-in "Clausen 2022" --section 2 --discussed \\
        --why "A case study of one town's ties abroad."
    """
    about = {"said_in": said_in, "section": section, "page": page, "locator": locator, "role": role or "", "why": why}
    _done(edits.tag(root_of(project), work, theme, **about))


@click.command("untag", cls=_Edit, short_help="Take a theme from a work.")
@click.argument("work", shell_complete=completes("works"))
@click.argument("theme", shell_complete=completes("themes"))
@click.pass_obj
def untag_command(project: str | None, work: str, theme: str) -> None:
    """Take THEME, with all its evidence, from WORK.

    \b
    Example:
      litgraph untag clerc2020 small-cities
    """
    _done(edits.untag(root_of(project), work, theme))


@click.command("annotate", cls=_Edit, short_help="Write your own annotation of a work.")
@click.argument("work", shell_complete=completes("works"))
@click.argument("text")
@click.pass_obj
def annotate_command(project: str | None, work: str, text: str) -> None:
    """Write TEXT as your annotation of WORK into themes.yaml; an empty TEXT removes it.

    \b
    Example:
      litgraph annotate clerc2020 "The only study of a town of this size."
    """
    _done(edits.annotate(root_of(project), work, text))


@click.command("add", short_help="Add a BibTeX entry to references.bib.")
@click.argument("file", type=click.File("rb"), default="-")
@click.pass_obj
def add_command(project: str | None, file: IO[bytes]) -> None:
    """Add the BibTeX entries in FILE (or from stdin) to the end of bib/references.bib, as they are typed.

    \b
    Example:
      litgraph add new.bib
    """
    entries = edits.utf8(file.read(), file.name, hint="save it as UTF-8 first; nothing was added")
    _done(edits.add(root_of(project), entries))
