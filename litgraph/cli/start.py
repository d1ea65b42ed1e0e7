"""Make a new knowledge base of one published REVIEW (PDF, text, Markdown, JATS, TEI or HTML), in a new FOLDER:
by default one that is named as the file.

Its list of references becomes bib/references.bib, its sections become themes, as proposals, and what it cites in
which section becomes the evidence. What is doubtful is listed. docs/read.md says by which rules.

\b
Examples:
  litgraph start review.pdf
  litgraph start review.pdf my-review
"""

from __future__ import annotations

import os

import click

from litgraph.cli.options import completes, quiet_option
from litgraph.cli.terminal import show_waiting
from litgraph.desk import projects
from litgraph.views.started import lines

__all__ = ["start_command"]


@click.command("start", short_help="A published review as a new knowledge base.", help=__doc__)
@click.argument("review", type=click.Path(exists=True, dir_okay=False), shell_complete=completes("files"))
@click.argument("folder", type=click.Path(file_okay=False), default="")
@quiet_option
def start_command(review: str, folder: str) -> None:
    with show_waiting() as notice:
        notice(f"reading {os.path.basename(review)} ...")
        started = projects.start(review, folder)
    click.echo("\n".join(lines(started, folder or os.path.basename(started.folder))))
