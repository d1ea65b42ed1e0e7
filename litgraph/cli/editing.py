"""What the commands that change a file share: names of several words, and what was done."""

from __future__ import annotations

import click

from litgraph.cli.terminal import say
from litgraph.desk.changes import FileChange

__all__ = ["EditCommand", "say_change"]


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


def say_change(change: FileChange) -> None:
    """Say what an act did, or that the file says so already."""
    say(f"{change.message} ({change.path})" if change.changed else f"{change.path} says so already: nothing changed")
