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

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from litgraph.cli.documents import date_option, put_out, with_passages_option
from litgraph.cli.options import completes, output_option, quiet_option
from litgraph.cli.project import ask_index, load_corpus, root_of
from litgraph.cli.terminal import say, show_progress
from litgraph.errors import USAGE, LitgraphError
from litgraph.files import write_text
from litgraph.queries.named import resolve_work
from litgraph.queries.themes import theme

__all__ = ["map_command"]


@click.command("map", short_help="The theme map, one HTML file that opens offline.", help=__doc__)
@output_option("Where to; - is stdout.", default="map.html", show_default=True)
@click.option(
    "--theme", "themes", multiple=True, metavar="THEME", help="Only its works.", shell_complete=completes("themes")
)
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
    type=click.Choice(("own", "pyvis")),
    default="own",
    show_default=True,
    help="Who draws: the page itself, or vis-network by way of pyvis, where works can be let move.",
)
@with_passages_option
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@quiet_option
@click.pass_obj
def map_command(project: str | None, /, output: str, opens: bool, **options: Any) -> None:
    from litgraph.views.map import MapRequest, draw_map, positions

    if opens and output == "-":
        raise LitgraphError("what goes to stdout cannot be opened", "give a file name with -o", exit_code=USAGE)
    # Another ending would say what the file is not.
    if output != "-" and Path(output).suffix.lower() not in (".html", ".htm") and not Path(output).is_fifo():
        raise LitgraphError(f'cannot write "{output}"', "the name must end in .html or .htm", exit_code=USAGE)
    root = root_of(project)
    themes, keys = _ids_and_keys(root, options["themes"], options["neighbours_of"])
    request = MapRequest(**{**options, "themes": themes, "neighbours_of": keys})
    corpus = load_corpus(root, with_passages=request.with_passages)
    path = os.path.join(root, positions.FILE)
    with show_progress() as progress:
        drawn = draw_map(corpus, request, positions.read_positions(path), progress=progress)
    put_out(output, drawn.page)
    if request.keep:
        write_text(path, positions.write_positions(drawn.points))
    for note in drawn.notes:
        say(f"note: {note}")
    if request.with_passages:
        say("note: passages are the words of others, as far as any are stored; see to it whom you pass the map on to")
    if opens:
        import webbrowser

        webbrowser.open(Path(output).resolve().as_uri())


def _ids_and_keys(root: str, themes: Sequence[str], works: Sequence[str]) -> tuple[list[str], list[str]]:
    """The ids of themes and the keys of works that are meant; asks the index only where there is something to ask."""
    if not themes and not works:
        return [], []

    def ask(db: sqlite3.Connection) -> tuple[list[str], list[str]]:
        return [theme(db, name).id for name in themes], [resolve_work(db, name).work.key for name in works]

    return ask_index(root, ask)
