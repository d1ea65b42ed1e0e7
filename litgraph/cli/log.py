"""What changed in works, themes, evidence and citations: from then to the files as they are now.

Without --since, it is what has changed since the last commit. A DATE stands for its first minute. What is gone is
shown with the revision and line where it was.

\b
Examples:
  litgraph log
  litgraph log --since 2026-11-01
  litgraph log --since HEAD~3 --format jsonl
"""

from __future__ import annotations

import click

from litgraph.cli.answering import plain_format_option, print_answer
from litgraph.cli.project import root_of
from litgraph.cli.terminal import say

__all__ = ["log_command"]


@click.command("log", short_help="What changed since the last commit, a date or a revision.", help=__doc__)
@click.option("--since", default="", metavar="DATE|REV", help="2026-11-01, or what git knows: HEAD~3, a tag, a branch.")
@click.option("-n", "limit", type=click.IntRange(min=1), metavar="N", help="At most so many changes.")
@plain_format_option
@click.pass_obj
def log_command(project: str | None, since: str, limit: int | None, form: str) -> None:
    from litgraph.history import log
    from litgraph.questions import Answer
    from litgraph.views.text.history import HISTORY

    root = root_of(project)
    history = log(root, since, limit=limit)
    print_answer(root, form, Answer(HISTORY, history))
    if len(history.changes) < history.total:
        say(f"the first {len(history.changes)} of {history.total}")
