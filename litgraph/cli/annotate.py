"""Write TEXT as your annotation of WORK into themes.yaml; an empty TEXT removes it.

\b
Example:
  litgraph annotate clerc2020 "The only study of a town of this size."
"""

from __future__ import annotations

import click

from litgraph.cli.editing import EditCommand, say_change
from litgraph.cli.options import completes
from litgraph.cli.project import root_of
from litgraph.desk import themes

__all__ = ["annotate_command"]


@click.command("annotate", cls=EditCommand, short_help="Write your own annotation of a work.", help=__doc__)
@click.argument("work", shell_complete=completes("works"))
@click.argument("text")
@click.pass_obj
def annotate_command(project: str | None, work: str, text: str) -> None:
    say_change(themes.annotate(root_of(project), work, text))
