"""Take THEME, with all its evidence, from WORK.

Several works are given as keys, or each in quotes; - takes them from stdin, one a line. Those that do not have the
theme are named and left as they are.

\b
Examples:
  litgraph untag clerc2020 small-cities
  litgraph find theme:networks before:1990 --format keys | litgraph untag - networks --dry-run
"""

from __future__ import annotations

import click

from litgraph.cli.editing import dry_run_option, read_works, say_change, theme_argument
from litgraph.cli.options import completes
from litgraph.cli.project import root_of
from litgraph.desk import themes

__all__ = ["untag_command"]


@click.command("untag", short_help="Take a theme from works.", help=__doc__)
@click.argument("words", nargs=-1, required=True, metavar="WORK...", shell_complete=completes("works_and_themes"))
@theme_argument
@dry_run_option
@click.pass_obj
def untag_command(project: str | None, words: tuple[str, ...], theme: str, dry_run: bool) -> None:
    root = root_of(project)
    say_change(themes.untag(root, read_works(root, words), theme, dry_run=dry_run))
