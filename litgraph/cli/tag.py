"""Give THEME to WORK, with the paper, section and page that speak for it.

Only the lines that must change in themes.yaml change. Names of more than one word need quotes here.

\b
Example:
  litgraph tag clerc2020 small-cities --said-in "Clausen 2022" --section 2 --discussed \\
    --why "A case study of one town's ties abroad."
"""

from __future__ import annotations

from typing import Unpack

import click

from litgraph.cli.editing import EditCommand, say_change
from litgraph.cli.options import completes
from litgraph.cli.project import root_of
from litgraph.desk import themes

__all__ = ["tag_command"]


@click.command("tag", cls=EditCommand, short_help="Give a theme to a work, with its evidence.", help=__doc__)
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
    project: str | None, /, work: str, theme: str, role: str | None, **evidence: Unpack[themes.StatedEvidence]
) -> None:
    say_change(themes.tag(root_of(project), work, theme, role=role or "", **evidence))
