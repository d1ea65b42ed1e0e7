"""The documents: map, bibliography."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import click

from litgraph import corpus
from litgraph.cli import completes, root_of, say
from litgraph.model import Corpus
from litgraph.project import LitgraphError, write_text
from litgraph.views.text import count

__all__ = ["bibliography_command", "load_corpus", "map_command", "put_out"]


def _today() -> str:
    """The day to print: SOURCE_DATE_EPOCH where it is set, so that the same input gives the same bytes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        try:
            return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date().isoformat()
        except (ValueError, OverflowError, OSError):
            raise LitgraphError(f'SOURCE_DATE_EPOCH is no time: "{epoch}"', "give seconds since 1970") from None
    return datetime.date.today().isoformat()


def load_corpus(project: str | None) -> Corpus:
    """The settled files of the project; that something is wrong in them is said aside."""
    loaded = corpus.load(root_of(project))
    if errors := sum(problem.level == "error" for problem in loaded.problems):
        say(f"note: {count(errors, 'error')} in the files; litgraph check lists them")
    return loaded


def _ending(output: str, *endings: str) -> str:
    """The ending of a file name, "" for stdout; another than these would say what the file is not."""
    ending = Path(output).suffix.lower()
    if output != "-" and ending not in endings and not Path(output).is_fifo():
        raise LitgraphError(f'cannot write "{output}"', f"the name must end in {' or '.join(endings)}", exit_code=2)
    return "" if output == "-" else ending


def put_out(output: str, document: str) -> None:
    """Write a document and print its path, or print the document itself where the output is "-"."""
    if output == "-":
        click.echo(document, nl=False)
    else:
        write_text(Path(output), document)
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
@click.pass_obj
def map_command(project: str | None, output: str) -> None:
    """Draw the theme map as one HTML file that opens offline, and print its path.

    \b
    Example:
      litgraph map -o map.html
    """
    from litgraph.views.map import render

    _ending(output, ".html", ".htm")
    put_out(output, render(load_corpus(project), date=_today()))


@click.command("bibliography", short_help="The annotated bibliography, .md or .html.")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="Where to, .md or .html; - is Markdown on stdout.",
    shell_complete=completes("files"),
)
@click.pass_obj
def bibliography_command(project: str | None, output: str) -> None:
    """Write the bibliography grouped by theme, in APA 7, each work with its themes and who cites it.

    \b
    Example:
      litgraph bibliography -o bibliography.html
    """
    from litgraph.views.bibliography import render

    ending = _ending(output, ".md", ".html") or ".md"
    put_out(output, render(load_corpus(project), to="md" if ending == ".md" else "html", date=_today()))
