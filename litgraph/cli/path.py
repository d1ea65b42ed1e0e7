"""A shortest path of citations between A and B, whichever of two works cites the other; each step says which.

Quote each of the two, or put "to", "and" or a comma between them.

\b
Example:
  litgraph path Laskey 2017 to Sil and Katzenstein
"""

from __future__ import annotations

import click

from litgraph.cli.answering import answer, format_option, words_argument

__all__ = ["path_command"]


@click.command("path", short_help="A shortest path of citations between two works.", help=__doc__)
@words_argument("A to B")
@format_option
@click.pass_obj
def path_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    if len(words) > 2 and words[0].casefold() == "from":
        words = words[1:]
    answer(project, form, "path", *words)
