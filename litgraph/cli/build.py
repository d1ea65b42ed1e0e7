"""Read what changed and write the index; every other command does so by itself when it must.

\b
Example:
  litgraph build
"""

from __future__ import annotations

import click

from litgraph import index
from litgraph.cli.project import root_of
from litgraph.cli.terminal import say, show_waiting

__all__ = ["build_command"]


@click.command("build", short_help="Bring the index up to date.", help=__doc__)
@click.option("--anew", is_flag=True, help="Even if nothing changed.")
@click.pass_obj
def build_command(project: str | None, anew: bool) -> None:
    root = root_of(project)
    with show_waiting() as notice:
        is_new = index.build(root, notice, anew=anew)
    say("index made" if is_new else "the index is up to date")
