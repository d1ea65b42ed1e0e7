"""What the commands that write a document share: the day on it, the file, the warning about passages."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import click

from litgraph.errors import LitgraphError
from litgraph.files import write_bytes

__all__ = ["date_option", "day", "put_out", "with_passages_option"]

date_option = click.option(
    "--date", metavar="YYYY-MM-DD", type=click.DateTime(("%Y-%m-%d",)), help="The date on it; else today."
)
with_passages_option = click.option(
    "--with-passages", is_flag=True, help="With the words of the citing papers, as far as they are stored."
)


def day(date: datetime.datetime | None) -> str:
    """The day to print: that of --date, else of SOURCE_DATE_EPOCH, so that the same input gives the same bytes."""
    if date:
        return date.date().isoformat()
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        try:
            return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date().isoformat()
        except (ValueError, OverflowError, OSError):
            raise LitgraphError(f'SOURCE_DATE_EPOCH is no time: "{epoch}"', "give seconds since 1970") from None
    return datetime.date.today().isoformat()


def put_out(output: str, document: str | bytes) -> None:
    """Write a document and print its path, or print the document itself where the output is "-"."""
    if output == "-":
        click.echo(document, nl=False)
    else:
        write_bytes(output, document.encode("utf-8") if isinstance(document, str) else document)
        click.echo(Path(output).resolve())
