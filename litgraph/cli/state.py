"""The state of the knowledge base, and what changed in it: stats, log."""

from __future__ import annotations

import click

from litgraph.cli import root_of, say
from litgraph.cli.answering import answer, format_option

__all__ = ["log_command", "stats_command"]


@click.command("stats", short_help="How much there is of everything, and what is missing.")
@format_option
@click.pass_obj
def stats_command(project: str | None, form: str) -> None:
    """The state of the knowledge base in one screen: works, themes, papers read, evidence, voices, problems.

    \b
    Examples:
      litgraph stats
      litgraph stats --format csv
    """
    answer(project, form, "stats")
