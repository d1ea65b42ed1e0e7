"""Draw the theme map as one HTML file that opens offline, and print its path.

With --theme, --since and --neighbours-of it is a map of part of the works: those that fit all of them, and the
papers that were read and speak of them. --theme and --neighbours-of may be given several times. With --keep the
places are stored in bib/positions.json; where that file is, works keep their place from one map to the next.

\b
Examples:
  litgraph map -o map.html
  litgraph map --theme "sister cities" --since 2015 -o sisters.html
  litgraph map --neighbours-of "Clerc 2020" --open
  litgraph map --keep
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from litgraph.cli.documents import date_option, put_out, say_notes, with_passages_option
from litgraph.cli.options import completes, output_option, quiet_option
from litgraph.cli.project import open_project, say_errors_in
from litgraph.cli.terminal import show_progress
from litgraph.errors import USAGE, LitgraphError
from litgraph.views.choices import ENGINES

__all__ = ["map_command"]


@click.command("map", short_help="The theme map, one HTML file that opens offline.", help=__doc__)
@output_option("Where to; - is stdout.", default="map.html", show_default=True)
@click.option("--theme", multiple=True, metavar="THEME", help="Only its works.", shell_complete=completes("themes"))
@click.option("--since", type=int, metavar="YEAR", help="Only works of this year or later.")
@click.option(
    "--neighbours-of",
    multiple=True,
    metavar="WORK",
    help="Only this work, what it cites and what cites it.",
    shell_complete=completes("works"),
)
@click.option("--keep", is_flag=True, help="Store where everything stands, so that the next map keeps it.")
@click.option("--title", default="", metavar="TEXT", help="The title; else that of the review.")
@date_option
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="own",
    show_default=True,
    help="Who draws: the page itself, or vis-network by way of pyvis, where works can be let move.",
)
@with_passages_option
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@quiet_option
@click.pass_obj
def map_command(project: str | None, /, output: str, opens: bool, **options: Any) -> None:
    if opens and output == "-":
        raise LitgraphError("what goes to stdout cannot be opened", "give a file name with -o", exit_code=USAGE)
    # Another ending would say what the file is not.
    if output != "-" and Path(output).suffix.lower() not in (".html", ".htm") and not Path(output).is_fifo():
        raise LitgraphError(f'cannot write "{output}"', "the name must end in .html or .htm", exit_code=USAGE)
    kb = open_project(project)
    with show_progress() as progress:
        page = kb.map(progress=progress, **options)
    put_out(output, page)
    say_errors_in(kb)
    say_notes(page.notes)
    if opens:
        import webbrowser

        webbrowser.open(Path(output).resolve().as_uri())
