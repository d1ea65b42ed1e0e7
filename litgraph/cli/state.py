"""The state of the knowledge base, and what changed in it: stats, log."""

from __future__ import annotations

import click

from litgraph.cli import root_of, say
from litgraph.cli.answering import answer, plain_format_option, put_answer

__all__ = ["log_command", "stats_command"]


@click.command("stats", short_help="How much there is of everything, and what is missing.")
@plain_format_option
@click.pass_obj
def stats_command(project: str | None, form: str) -> None:
    """The state of the knowledge base in one screen: works, themes, papers read, evidence, voices, problems.

    \b
    Examples:
      litgraph stats
      litgraph stats --format csv
    """
    answer(project, form, "stats")


@click.command("log", short_help="What changed since the last commit, a date or a revision.")
@click.option("--since", default="", metavar="DATE|REV", help="2026-11-01, or what git knows: HEAD~3, a tag, a branch.")
@click.option("-n", "limit", type=click.IntRange(min=1), metavar="N", help="At most so many changes.")
@plain_format_option
@click.pass_obj
def log_command(project: str | None, since: str, limit: int | None, form: str) -> None:
    """What changed in works, themes, evidence and citations: from then to the files as they are now.

    Without --since, it is what has changed since the last commit. A DATE stands for its first minute. What is gone is
    shown with the revision and line where it was.

    \b
    Examples:
      litgraph log
      litgraph log --since 2026-11-01
      litgraph log --since HEAD~3 --format jsonl
    """
    from litgraph.history import log
    from litgraph.questions import Answer
    from litgraph.views.text.history import HISTORY

    root = root_of(project)
    found = log(root, since, limit=limit)
    put_answer(root, form, Answer(HISTORY, found))
    if len(found.changes) < found.total:
        say(f"the first {len(found.changes)} of {found.total}")
