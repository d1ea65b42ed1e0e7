"""What the commands that write a document share: which works, format, day and file, and the notes about it."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from litgraph.cli.options import completes
from litgraph.cli.project import ask_index, find_keys
from litgraph.cli.terminal import names_from_stdin, report, say
from litgraph.errors import NOT_FOUND, USAGE, LitgraphError
from litgraph.files import write_bytes
from litgraph.queries.named import NotFound
from litgraph.views.choices import FORMATS
from litgraph.views.days import printed_day

__all__ = [
    "FILTERS",
    "Filters",
    "choose_format",
    "date_option",
    "document_options",
    "put_out",
    "say_notes",
    "terms_argument",
    "with_passages_option",
    "with_stdin",
    "write_document",
]

FILTERS = ("theme", "cited-by", "since")
_BINARY = ("docx", "odt", "pdf")
_ENDINGS = {"htm": "html", "markdown": "md", "csljson": "json", "latex": "tex", "typst": "typ", "text": "txt"}

Filters = dict[str, tuple[str, ...]]


def _day(context: click.Context, option: click.Parameter, date: datetime.datetime | None) -> str:
    return printed_day(date.date().isoformat() if date else "")


date_option = click.option(
    "--date",
    metavar="YYYY-MM-DD",
    type=click.DateTime(("%Y-%m-%d",)),
    callback=_day,
    help="The date on it; else today.",
)
with_passages_option = click.option(
    "--with-passages", is_flag=True, help="With the words of the citing papers, as far as they are stored."
)
terms_argument = click.argument("words", nargs=-1, metavar="[TERM]...", shell_complete=completes("terms"))


def document_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --to, --with-passages, --locale, --title and --date."""
    for option in (
        click.option(
            "--to",
            type=click.Choice(tuple(FORMATS)),
            metavar="FORMAT",
            help=f"The format, where the name does not say it: {', '.join(FORMATS)}.",
        ),
        with_passages_option,
        click.option(
            "--locale",
            default="",
            metavar="LANGUAGE",
            help="The language of entries and headings (these: en, de, es, fr, ja); else the style's own.",
        ),
        click.option("--title", default="", metavar="TEXT", help="The title; else it is made from that of the review."),
        date_option,
    ):
        command = option(command)
    return command


def with_stdin(root: str, words: tuple[str, ...], filters: Filters, errors: list[NotFound]) -> Filters:
    """The filters, and where a word is "-" the works that stdin names; `errors` gets those of names that mean no work.

    Raises LitgraphError (exit code 3) where none of them does.
    """
    if "-" not in words:
        return filters
    names = names_from_stdin()
    keys, missing = ask_index(root, lambda db: find_keys(db, names))
    errors += missing
    if not keys:
        for error in errors:
            report(error)
        raise LitgraphError("stdin names no work", "one work a line, by its key or as in speech", exit_code=NOT_FOUND)
    return {**filters, "key": (",".join(f'"{key}"' for key in keys),)}


def choose_format(output: str, to: str | None, formats: Sequence[str] = tuple(FORMATS)) -> str:
    """The format `to`, else the one that the ending of the file `output` says, else Markdown for stdout and pipes."""
    if to:
        return to
    ending = Path(output).suffix.lower().lstrip(".")
    ending = _ENDINGS.get(ending, ending)
    if ending in formats:
        return ending
    if output == "-" or Path(output).is_fifo():
        return "md"
    hint = f"the name must end in .{', .'.join(formats[:-1])} or .{formats[-1]}, or --to say the format"
    raise LitgraphError(f'cannot write "{output}"', hint, exit_code=USAGE)


def write_document(output: str, content: bytes, to: str) -> None:
    """Put out a document in the format `to`, but no bytes on a terminal."""
    if output == "-" and to in _BINARY and sys.stdout.isatty():
        raise LitgraphError(f"a .{to} is nothing to print on a terminal", "give a file name with -o", exit_code=USAGE)
    put_out(output, content if to in _BINARY else content.decode("utf-8"))


def put_out(output: str, document: str | bytes) -> None:
    """Write a document and print its path, or print the document itself where the output is "-"."""
    if output == "-":
        click.echo(document, nl=False)
    else:
        write_bytes(output, document.encode("utf-8") if isinstance(document, str) else document)
        click.echo(Path(output).resolve())


def say_notes(notes: Iterable[str]) -> None:
    """Say what is not in a document, and what else its user should know."""
    for note in notes:
        say(f"note: {note}")
