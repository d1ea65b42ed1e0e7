"""Take THEME, with all its evidence, from WORK.

\b
Example:
  litgraph untag clerc2020 small-cities
"""

from __future__ import annotations

import click

from litgraph.cli.editing import EditCommand, say_change
from litgraph.cli.options import completes
from litgraph.cli.project import root_of
from litgraph.desk import themes

__all__ = ["untag_command"]


@click.command("untag", cls=EditCommand, short_help="Take a theme from a work.", help=__doc__)
@click.argument("work", shell_complete=completes("works"))
@click.argument("theme", shell_complete=completes("themes"))
@click.pass_obj
def untag_command(project: str | None, work: str, theme: str) -> None:
    say_change(themes.untag(root_of(project), work, theme))
