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
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click

from litgraph.cli.documents import date_option, put_out, with_passages_option
from litgraph.cli.options import completes, output_option, quiet_option
from litgraph.cli.project import load_corpus, opened_index, root_of
from litgraph.cli.terminal import say, show_progress
from litgraph.errors import LitgraphError
from litgraph.files import write_text
from litgraph.queries.named import meant
from litgraph.queries.themes import theme
from litgraph.views.text import count

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
def map_command(
    project: str | None,
    output: str,
    themes: tuple[str, ...],
    since: int | None,
    neighbours_of: tuple[str, ...],
    keep: bool,
    title: str,
    date: str,
    engine: Literal["own", "pyvis"],
    with_passages: bool,
    opens: bool,
) -> None:
    from litgraph.graph import graph
    from litgraph.views.map import in_words, part, positions, render
    from litgraph.views.map.figure import figure

    if opens and output == "-":
        raise LitgraphError("what goes to stdout cannot be opened", "give a file name with -o", exit_code=2)
    # Another ending would say what the file is not.
    if output != "-" and Path(output).suffix.lower() not in (".html", ".htm") and not Path(output).is_fifo():
        raise LitgraphError(f'cannot write "{output}"', "the name must end in .html or .htm", exit_code=2)
    root = root_of(project)
    ids, keys = _ids_and_keys(root, themes, neighbours_of)
    corpus = load_corpus(root, with_passages=with_passages)
    drawn_part = part(corpus, themes=ids, since=since, neighbours_of=keys)
    if since is not None:
        drawn_keys = {work.key for work in drawn_part.works}
        of_any_year = part(corpus, themes=ids, neighbours_of=keys).works
        undated = [work for work in of_any_year if work.year is None and work.key not in drawn_keys]
        if undated:
            say(f"note: {count(len(undated), 'work')} without a year left out: not known to be of {since} or later")
    points = positions.read_positions(os.path.join(root, positions.FILE))
    with show_progress() as progress:
        if keep:
            # What is stored are the places on the whole map; a map of part of it has them too.
            whole_graph = graph(corpus)
            everywhere = figure(whole_graph, kept=points, progress=progress).map.points
            points = {node: point for node, point in {**points, **everywhere}.items() if node in whole_graph}
        drawn = figure(graph(drawn_part), kept=points, progress=progress)
        page = render(
            drawn_part,
            date=date,
            title=title,
            engine=engine,
            with_passages=with_passages,
            selection=in_words(corpus, themes=ids, since=since, neighbours_of=keys),
            of_works=len(corpus.works),
            drawn=drawn,
        )
    put_out(output, page)
    if keep:
        write_text(os.path.join(root, positions.FILE), positions.write_positions(points))
    elif points:
        say(f"note: {positions.FILE}: {drawn.map.note}")
    if with_passages:
        say("note: passages are the words of others, as far as any are stored; see to it whom you pass the map on to")
    if opens:
        import webbrowser

        webbrowser.open(Path(output).resolve().as_uri())


def _ids_and_keys(root: str, themes: Sequence[str], works: Sequence[str]) -> tuple[list[str], list[str]]:
    """The ids of themes and the keys of works that are meant; asks the index only where there is something to ask."""
    if not themes and not works:
        return [], []
    with opened_index(root) as db:
        return [theme(db, name).id for name in themes], [meant(db, name).work.key for name in works]
