"""How text refers to WORK (in parentheses, and in a sentence; or its note), and its entry in the reference list.

Several works are given as keys, or each in quotes; "-" takes them from stdin, one a line. Letters (2016a) and
numbers are those of a list of just these works.

\b
Examples:
  litgraph cite Clerc 2020
  litgraph cite clerc2020 acuto2016 --style chicago-notes
  litgraph find theme:networks --format keys | litgraph cite - --style mla --to md
"""

from __future__ import annotations

import sqlite3
from typing import Any

import click

from litgraph.cli.options import completes, quiet_option
from litgraph.cli.project import ask_index, find_keys, open_project, root_of, say_errors_in
from litgraph.cli.terminal import names_from_stdin, report, show_progress
from litgraph.views.choices import CITATION_FORMS

__all__ = ["cite_command"]


@click.command("cite", short_help="How to cite a work, in any style, to paste.", help=__doc__)
@click.argument("words", nargs=-1, required=True, metavar="WORK...", shell_complete=completes("works"))
@click.option(
    "--style", default="apa", show_default=True, metavar="STYLE", help="Its id, title or file: see litgraph styles."
)
@click.option(
    "--locale", default="", metavar="LANGUAGE", help="Language of its terms: en-GB, de, ja, ...; else its own."
)
@click.option("--to", type=click.Choice(CITATION_FORMS), default="plain", show_default=True, help="How to print it.")
@quiet_option
@click.pass_obj
def cite_command(project: str | None, /, words: tuple[str, ...], **options: Any) -> None:
    lines = names_from_stdin() if words == ("-",) else None
    root = root_of(project)
    keys, errors = ask_index(root, lambda db: find_keys(db, _split_names(db, words) if lines is None else lines))
    for error in errors:
        report(error)
    if keys:
        kb = open_project(project)
        with show_progress() as progress:
            citations = kb.cite(*keys, progress=progress, **options)
        click.echo(citations, nl=False)
        say_errors_in(kb)
    if errors:
        raise click.exceptions.Exit(errors[0].exit_code)


def _split_names(db: sqlite3.Connection, words: tuple[str, ...]) -> list[str]:
    """The names of works that the words are: one name in all, unless each of them is a key or stood in quotes."""
    keys = {key for (key,) in db.execute("SELECT key FROM works")}
    return list(words) if all(word in keys or " " in word for word in words) else [" ".join(words)]
