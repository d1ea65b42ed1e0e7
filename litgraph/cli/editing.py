"""What the commands that change a file share: the works that they are about, --dry-run, and what was done."""

from __future__ import annotations

import click

from litgraph.cli.options import completes
from litgraph.cli.project import ask_index
from litgraph.cli.terminal import names_from_stdin, say
from litgraph.desk.changes import FileChange
from litgraph.errors import NOT_FOUND, LitgraphError
from litgraph.queries.named import select

__all__ = ["EditCommand", "dry_run_option", "read_works", "say_change", "theme_argument"]

dry_run_option = click.option("--dry-run", is_flag=True, help="Print the lines that would change, and write nothing.")


def _refuse_dash(ctx: click.Context, _: click.Parameter, theme: str) -> str:
    if theme == "-":
        works = " ".join(ctx.params.get("words") or ("THEME",))
        raise click.UsageError(f"The theme comes last, after the works: {ctx.command_path} - {works}", ctx)
    return theme


theme_argument = click.argument("theme", callback=_refuse_dash, shell_complete=completes("themes"))


class EditCommand(click.Command):
    """A command that names works as one argument: says that names of several words need quotes."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if "unexpected extra argument" in error.message:
                message = f"{error.message}. Put a name or a text of more than one word in quotes."
                raise click.UsageError(message, ctx) from None
            raise


def read_works(root: str, words: tuple[str, ...]) -> list[str]:
    """The names of works that words mean: "-" stands for the lines of stdin.

    Words of which none is a key, and none stood in quotes, are one name: Clerc 2020.
    """
    if "-" in words:
        piped = names_from_stdin()
        names = [name for word in words for name in (piped if word == "-" else [word])]
        if not names:
            raise LitgraphError("stdin names no work, so nothing is changed", "one work a line", NOT_FOUND)
        return names
    if len(words) == 1 or any(" " in word for word in words):
        return list(words)
    sql = "SELECT 1 FROM keys WHERE folded IN ({keys})"
    folded = [word.casefold() for word in words]
    is_any_key = ask_index(root, lambda db: any(select(db, sql, folded)))
    return list(words) if is_any_key else [" ".join(words)]


def say_change(change: FileChange) -> None:
    """Say what an act did, would do, or that the file says so already."""
    if not change.changed:
        say(f"{change.path} says so already: nothing changed")
    elif change.diff:
        click.echo(change.diff, nl=False)
        say(f"not written (--dry-run): {change.message} ({change.path})")
    else:
        say(f"{change.message} ({change.path})")
