"""Find what each PAPER cites: its sections, its list of references, every citation in its text with section, page
and locator, and which work of the bibliography each reference is. A PAPER may be a folder of papers.

Nothing is changed without --write, --add or --review. What is doubtful is listed and left open. docs/read.md
describes the JSON; of several papers it is one document, too.

\b
Examples:
  litgraph read paper.txt
  litgraph read paper.txt --add --write
  litgraph read papers/ --write
  litgraph read --review
  litgraph read paper.txt --as clerc2020 --format json
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from litgraph.cli.options import completes, quiet_option
from litgraph.cli.project import root_of
from litgraph.cli.terminal import BEGIN_LINE, complain, current_settings, is_quiet, say
from litgraph.desk.papers import Desk, PaperOutcome, ReadRequest, open_desk
from litgraph.errors import LitgraphError
from litgraph.project import READINGS, find_root
from litgraph.views.readings import conflict_lines, document, lines, summary
from litgraph.views.text import SCHEMA, count
from litgraph.views.text.layout import width

__all__ = ["read_command"]


@click.command("read", short_help="What papers cite, where, out of their text.", help=__doc__)
@click.argument("papers", nargs=-1, metavar="PAPER...", shell_complete=completes("files"))
@click.option(
    *("--as", "key"),
    default="",
    metavar="KEY",
    help="Which work of the bibliography the paper is, where its title and DOI do not say so.",
    shell_complete=completes("works"),
)
@click.option("--write", is_flag=True, help=f"Write {READINGS}/KEY.yaml; what a person corrected in it stays.")
@click.option(
    "--add",
    is_flag=True,
    help="Append the references that are new to bib/references.bib; with --write the paper, too, if it has no entry.",
)
@click.option(
    "--review",
    is_flag=True,
    help="Ask about what is doubtful, and write each answer; without PAPER, of all read before.",
)
@click.option("--with-passages", is_flag=True, help="With the sentence around each citation.")
@click.option("--again", is_flag=True, help="Read anew what was read before and has not changed since.")
@click.option(
    *("--format", "form"),
    type=click.Choice(["table", "json"]),
    metavar="FORM",
    help="How to print it: table or json. [default: table]",
)
@quiet_option
@click.pass_obj
def read_command(project: str | None, /, review: bool, form: str | None, **options: Any) -> None:
    if not options["papers"] and not review:
        raise click.UsageError("Missing argument 'PAPER...'.")
    usual_form = str(current_settings(click.get_current_context()).values["format"].value)
    as_json = not review and (form or usual_form) == "json"
    request = ReadRequest(**options, skip_unchanged=not review and not as_json)
    if review:
        request = replace(request, write=True)
    root = root_of(project) if project or request.write or request.add or request.key else _root_around()
    with open_desk(root, request) as desk:
        outcomes = _read_papers(desk, is_printed=not review and not as_json)
        if as_json:
            _print_json(outcomes, request, is_list=desk.files != [*request.papers] or len(desk.files) > 1)
        if len(outcomes) > 1:
            _say_totals(outcomes)
        if review:
            from litgraph.cli.doubts import review_papers

            review_papers(desk, [outcome.paper for outcome in outcomes if outcome.paper])
    for outcome in outcomes:
        if outcome.error:
            raise click.exceptions.Exit(outcome.error.exit_code)


def _root_around() -> str:
    """The knowledge base around the current folder, or "": a paper can be read without one."""
    try:
        return find_root(".")
    except LitgraphError:
        return ""


def _read_papers(desk: Desk, *, is_printed: bool) -> list[PaperOutcome]:
    """Read all papers, and print of each what it cites, if `is_printed`, and in any case what was stored of it."""
    outcomes: list[PaperOutcome] = []
    progress = _Progress(len(desk.unread))
    try:
        for outcome in desk.read_papers(progress.show):
            outcomes.append(outcome)
            progress.clear()
            _tell(outcome)
            if is_printed and outcome.paper:
                click.echo("\n".join(lines(outcome.paper)))
            elif is_printed and outcome.status == "unchanged":
                click.echo(f"{outcome.file} [{outcome.key}]: unchanged, and not read again")
    except KeyboardInterrupt:
        progress.clear()
        if len(desk.files) > 1:
            total = count(len(desk.files), "paper")
            complain(f"{len(outcomes)} of {total} done; the same command goes on from there")
        raise
    progress.clear()
    return outcomes


def _tell(outcome: PaperOutcome) -> None:
    """Say on stderr what was stored of a paper, or why it was not read."""
    for problem in outcome.warnings:
        complain(f"{outcome.file}: {problem}" + (f"\nhint: {problem.hint}" if problem.hint else ""))
    if outcome.twin:
        say(f"{outcome.file}: left out, as it is the same paper as {outcome.twin}")
    if outcome.untitled:
        say(f"note: {count(outcome.untitled, 'reference')} not added: no title could be made out")
    if outcome.reading:
        for line in conflict_lines(outcome.reading):
            complain(line)
    if own_work := outcome.own_work:
        parts = {"authors": own_work.authors, "year": own_work.date_text, "DOI": own_work.ids}
        missing = [name for name, value in parts.items() if not value]
        message = (
            f'{outcome.file}: no entry fits the paper itself, so it is added as {own_work.key}: "{own_work.title}"'
        )
        say(message + (f"; it says no {' and no '.join(missing)}: complete it by hand" if missing else ""))
    if outcome.added:
        say(outcome.added.message)
    if outcome.reading and outcome.reading.is_changed:
        say(summary(outcome.reading))
    if error := outcome.error:
        for detail in error.details:
            complain(detail)
        complain(f"error: {outcome.file}: {error}" + (f"\nhint: {error.hint}" if error.hint else ""))


def _print_json(outcomes: Sequence[PaperOutcome], request: ReadRequest, *, is_list: bool) -> None:
    papers = [document(outcome.paper, with_passages=request.with_passages) for outcome in outcomes if outcome.paper]
    failed = [
        {"file": outcome.file, "message": str(outcome.error), "hint": outcome.error.hint}
        for outcome in outcomes
        if outcome.error
    ]
    if is_list:
        click.echo(json.dumps({"schema": SCHEMA, "papers": papers, "failed": failed}, ensure_ascii=False, indent=2))
    elif papers:
        click.echo(json.dumps(papers[0], ensure_ascii=False, indent=2))


def _say_totals(outcomes: Sequence[PaperOutcome]) -> None:
    failures = [outcome for outcome in outcomes if outcome.error]
    fresh = sum(outcome.is_fresh for outcome in outcomes)
    remembered = len(outcomes) - len(failures) - fresh
    failed = f", {len(failures)} failed" if failures else ""
    say(f"{count(len(outcomes), 'paper')}: {fresh} read, {remembered} not read again{failed}")
    for outcome in failures:
        say(f"  failed: {outcome.file}: {outcome.error}")


class _Progress:
    """One line on stderr that changes at a terminal, else a line for each paper; none where it is to be quiet."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._began = time.monotonic()
        self._shown: set[Path] = set()
        self._quiet = total < 2 or is_quiet()

    def show(self, reading: Sequence[Path], number: int) -> None:
        """Show which papers are being read, and the number of those that are done."""
        if self._quiet or not reading:
            return
        before, self._shown = self._shown, set(reading)
        if not sys.stderr.isatty():
            for path in reading:
                if path not in before:
                    click.echo(f"reading {path}, {number} of {self._total} done", err=True)
            return
        seconds = time.monotonic() - self._began
        left = f", {_duration(seconds / number * (self._total - number))} left" if number and seconds > 2 else ""
        line = f"{number} of {self._total} done{left}: {', '.join(path.name for path in reading)}"
        click.echo(f"{BEGIN_LINE}{line[: width() - 1]}", err=True, nl=False)

    def clear(self) -> None:
        """Take the line away from a terminal, to make room for others."""
        if self._shown and sys.stderr.isatty():
            click.echo(BEGIN_LINE, err=True, nl=False)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
