"""Give THEME to WORK, with the paper, section and page that speak for it.

Only the lines that must change in themes.yaml change. A name of more than one word stands in quotes. Several works are
given as keys, or each in quotes; - takes them from stdin, one a line. If one of them is not understood, none is tagged.

\b
Examples:
  litgraph tag clerc2020 small-cities --said-in "Clausen 2022" --section 2 --discussed \\
    --why "A case study of one town's ties abroad."
  litgraph tag clerc2020 acuto2016 networks
  litgraph find climate since:2015 --format keys | litgraph tag - networks --dry-run
"""

from __future__ import annotations

from typing import Unpack

import click

from litgraph.cli.editing import dry_run_option, read_works, say_change, theme_argument
from litgraph.cli.options import completes
from litgraph.cli.project import root_of
from litgraph.desk import themes

__all__ = ["tag_command"]


@click.command("tag", short_help="Give a theme to works, with its evidence.", help=__doc__)
@click.argument("words", nargs=-1, required=True, metavar="WORK...", shell_complete=completes("works_and_themes"))
@theme_argument
@click.option(
    "--said-in", default="", metavar="PAPER", help="The paper that says so.", shell_complete=completes("works")
)
@click.option("--section", default="", metavar="S", help="Its section, as its reading names it: 2.E")
@click.option("--page", default="", metavar="P", help="The page of that paper.")
@click.option("--locator", default="", metavar="P", help='The place in the work that it points to: "p. 20"')
@click.option("--discussed", is_flag=True, help="It says something of its own about the work.")
@click.option("--mentioned", is_flag=True, help="It only names the work.")
@click.option("--why", default="", metavar="TEXT", help="The reason, in a sentence of your own.")
@dry_run_option
@click.pass_obj
def tag_command(
    project: str | None,
    /,
    words: tuple[str, ...],
    theme: str,
    discussed: bool,
    mentioned: bool,
    dry_run: bool,
    **evidence: Unpack[themes.StatedEvidence],
) -> None:
    if discussed and mentioned:
        raise click.UsageError(
            "--discussed and --mentioned exclude each other: a paper that only names a work, mentions it."
        )
    role = "discussed" if discussed else "mentioned" if mentioned else ""
    root = root_of(project)
    say_change(themes.tag(root, read_works(root, words), theme, role=role, dry_run=dry_run, **evidence))
