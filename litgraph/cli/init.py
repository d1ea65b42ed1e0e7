"""Make bib/references.bib, themes.yaml and .gitignore in FOLDER; files that are there stay as they are.

\b
Examples:
  litgraph init my-review
  litgraph init --example city
"""

from __future__ import annotations

from pathlib import Path

import click

from litgraph.cli.terminal import say
from litgraph.desk import projects

__all__ = ["init_command"]


@click.command("init", short_help="Begin a knowledge base.", help=__doc__)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option("--example", is_flag=True, help="With the review of city diplomacy in it, to try things out.")
def init_command(folder: Path, example: bool) -> None:
    for change in projects.init(folder, example=example):
        say(f"{folder / change.path}: {change.message}")
    if example:
        say(f"next: litgraph --project {folder} who cites Clerc 2020")
    else:
        say(f"next: put your entries into {folder / 'bib' / 'references.bib'}, then: litgraph check")
