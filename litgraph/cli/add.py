"""Add the BibTeX entries in FILE (or from stdin) to the end of bib/references.bib, as they are typed.

\b
Example:
  litgraph add new.bib --dry-run
"""

from __future__ import annotations

from typing import IO

import click

from litgraph.cli.editing import dry_run_option, say_change
from litgraph.cli.project import root_of
from litgraph.desk.entries import add
from litgraph.files import decode_utf8

__all__ = ["add_command"]


@click.command("add", short_help="Add a BibTeX entry to references.bib.", help=__doc__)
@click.argument("file", type=click.File("rb"), default="-")
@dry_run_option
@click.pass_obj
def add_command(project: str | None, file: IO[bytes], dry_run: bool) -> None:
    entries = decode_utf8(file.read(), file.name, hint="save it as UTF-8 first; nothing was added")
    say_change(add(root_of(project), entries, dry_run=dry_run))
