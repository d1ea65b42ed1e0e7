"""All themes in the order of the codebook, with how many works each has.

\b
Example:
  litgraph themes --format csv
"""

from __future__ import annotations

import click

from litgraph.cli.answering import answer, plain_format_option
from litgraph.cli.terminal import say

__all__ = ["themes_command"]


@click.command("themes", short_help="All themes.", help=__doc__)
@plain_format_option
@click.pass_obj
def themes_command(project: str | None, form: str) -> None:
    if not answer(project, form, "themes"):
        say("no themes yet: define them in themes.yaml")
