"""The map, and what all documents share."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Literal

import click

from litgraph import corpus
from litgraph.cli import completes, quiet_option, root_of, say, waiting, watching
from litgraph.errors import LitgraphError
from litgraph.files import write_bytes, write_text
from litgraph.model import Corpus
from litgraph.passage_store import filled
from litgraph.views.text import count

__all__ = ["day", "load_corpus", "map_command", "put_out"]


def day(asked: datetime.datetime | None) -> str:
    """The day to print: what --date asks for, else SOURCE_DATE_EPOCH, so that the same input gives the same bytes."""
    if asked:
        return asked.date().isoformat()
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        try:
            return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date().isoformat()
        except (ValueError, OverflowError, OSError):
            raise LitgraphError(f'SOURCE_DATE_EPOCH is no time: "{epoch}"', "give seconds since 1970") from None
    return datetime.date.today().isoformat()


def load_corpus(project: str | None, *, with_passages: bool = False) -> Corpus:
    """The settled files of the project, on demand with the passages that are kept here; that something is wrong in them
    is said aside."""
    root = root_of(project)
    loaded = filled(corpus.load(root), root) if with_passages else corpus.load(root)
    if errors := sum(problem.level == "error" for problem in loaded.problems):
        say(f"note: {count(errors, 'error')} in the files; litgraph check lists them")
    return loaded


def put_out(output: str, document: str | bytes) -> None:
    """Write a document and print its path, or print the document itself where the output is "-"."""
    if output == "-":
        click.echo(document, nl=False)
    else:
        write_bytes(output, document.encode("utf-8") if isinstance(document, str) else document)
        click.echo(Path(output).resolve())


@click.command("map", short_help="The theme map, one HTML file that opens offline.")
@click.option(
    "-o",
    "--output",
    default="map.html",
    show_default=True,
    metavar="FILE",
    help="Where to; - is stdout.",
    shell_complete=completes("files"),
)
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
@click.option("--date", metavar="YYYY-MM-DD", type=click.DateTime(("%Y-%m-%d",)), help="The date on it; else today.")
@click.option(
    "--engine",
    type=click.Choice(("own", "pyvis")),
    default="own",
    show_default=True,
    help="Who draws: the page itself, or vis-network by way of pyvis, where works can be let move.",
)
@click.option("--with-passages", is_flag=True, help="With the words of the citing papers, as far as they are stored.")
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
    date: datetime.datetime | None,
    engine: Literal["own", "pyvis"],
    with_passages: bool,
    opens: bool,
) -> None:
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
    from litgraph.graph import graph
    from litgraph.views.map import in_words, part, positions, render
    from litgraph.views.map.figure import figure

    if opens and output == "-":
        raise LitgraphError("what goes to stdout cannot be opened", "give a file name with -o", exit_code=2)
    # Another ending would say what the file is not.
    if output != "-" and Path(output).suffix.lower() not in (".html", ".htm") and not Path(output).is_fifo():
        raise LitgraphError(f'cannot write "{output}"', "the name must end in .html or .htm", exit_code=2)
    root = root_of(project)
    ids, keys = _named(root, themes, neighbours_of)
    whole = load_corpus(project, with_passages=with_passages)
    chosen = part(whole, themes=ids, since=since, neighbours_of=keys)
    if since is not None:
        dated = {work.key for work in chosen.works}
        left = [w for w in part(whole, themes=ids, neighbours_of=keys).works if w.year is None and w.key not in dated]
        if left:
            say(f"note: {count(len(left), 'work')} without a year left out: not known to be of {since} or later")
    kept = positions.read_positions(os.path.join(root, positions.FILE))
    with watching() as progress:
        if keep:
            # What is stored are the places on the whole map; a map of part of it has them too.
            made = graph(whole)
            everywhere = figure(made, kept=kept, progress=progress).map.points
            kept = {node: point for node, point in {**kept, **everywhere}.items() if node in made}
        drawn = figure(graph(chosen), kept=kept, progress=progress)
        page = render(
            chosen,
            date=day(date),
            title=title,
            engine=engine,
            with_passages=with_passages,
            selection=in_words(whole, themes=ids, since=since, neighbours_of=keys),
            of_works=len(whole.works),
            drawn=drawn,
        )
    put_out(output, page)
    if keep:
        write_text(os.path.join(root, positions.FILE), positions.write_positions(kept))
    elif kept:
        say(f"note: {positions.FILE}: {drawn.map.note}")
    if with_passages:
        say("note: passages are the words of others, as far as any are stored; see to it whom you pass the map on to")
    if opens:
        import webbrowser

        webbrowser.open(Path(output).resolve().as_uri())


def _named(root: str, themes: Sequence[str], works: Sequence[str]) -> tuple[list[str], list[str]]:
    """The ids of themes and the keys of works that are meant; asks the index only where there is something to ask."""
    if not themes and not works:
        return [], []
    from litgraph.cli.answering import explain
    from litgraph.index import connect
    from litgraph.queries.named import NotFound, meant
    from litgraph.queries.themes import theme

    with waiting() as notice:
        db = connect(root, notice)
    with closing(db):
        try:
            return [theme(db, name).id for name in themes], [meant(db, name).work.key for name in works]
        except NotFound as missing:
            explain(missing)
            raise click.exceptions.Exit(missing.exit_code) from None
