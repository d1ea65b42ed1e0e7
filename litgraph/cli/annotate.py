"""Write TEXT as your annotation of WORK into themes.yaml; an empty TEXT removes it.

It takes the place of the annotation that the work has. - in place of WORK stands for every work that a line of stdin
names.

\b
Examples:
  litgraph annotate clerc2020 "The only study of a town of this size."
  litgraph find author:acuto --format keys | litgraph annotate - "To be read again."
"""

from __future__ import annotations

import click

from litgraph.cli.editing import EditCommand, dry_run_option, read_works, say_change
from litgraph.cli.options import completes
from litgraph.cli.project import root_of
from litgraph.desk import themes

__all__ = ["annotate_command"]


@click.command("annotate", cls=EditCommand, short_help="Write your own annotation of a work.", help=__doc__)
@click.argument("work", shell_complete=completes("works"))
@click.argument("text")
@dry_run_option
@click.pass_obj
def annotate_command(project: str | None, work: str, text: str, dry_run: bool) -> None:
    root = root_of(project)
    say_change(themes.annotate(root, read_works(root, (work,)), text, dry_run=dry_run))
