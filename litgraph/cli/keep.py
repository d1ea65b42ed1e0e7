"""The upkeep: check, build, init."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from litgraph import edits, index, questions
from litgraph.cli import root_of, say, waiting
from litgraph.cli.answering import plain_format_option, put_answer
from litgraph.errors import LitgraphError
from litgraph.views import text

__all__ = ["build_command", "check_command", "init_command"]


@click.command("check", short_help="All problems of all files.")
@plain_format_option
@click.option("--explain", metavar="CODE", help="What a code means, and what to do about it.")
@click.pass_obj
def check_command(project: str | None, form: str, explain: str | None) -> None:
    """List everything that is wrong in the files, each with its place and a hint.

    Ends with exit code 4 when there are errors.

    \b
    Examples:
      litgraph check
      litgraph check --explain missing-field
    """
    if explain:
        click.echo(_explained(explain))
        return
    root = root_of(project)
    with waiting() as notice:
        db = index.connect(root, notice)
    with closing(db):
        found = questions.put(db, "check")
    put_answer(root, form, found)
    levels = [row["level"] for row in found]
    kinds = [text.count(levels.count(level), noun) for level, noun in (("error", "error"), ("warning", "warning"))]
    remarks = levels.count("info")
    say(", ".join(kinds) + (f", {text.count(remarks, 'remark')}" if remarks else "") + f" in {root}")
    if "error" in levels:
        raise click.exceptions.Exit(4)


def _explained(code: str) -> str:
    from litgraph.codes import CODES

    if code in CODES:
        from litgraph.views.text.layout import wrap

        return "\n".join([*wrap(f"{code}: {CODES[code].meaning}", 0, 2), *wrap(CODES[code].remedy, 2)])
    import difflib

    near = difflib.get_close_matches(code, CODES, 3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"the codes are: {', '.join(sorted(CODES))}"
    raise LitgraphError(f'no problem has the code "{code}"', hint, exit_code=3)


@click.command("build", short_help="Bring the index up to date.")
@click.option("--anew", is_flag=True, help="Even if nothing changed.")
@click.pass_obj
def build_command(project: str | None, anew: bool) -> None:
    """Read what changed and write the index; every other command does so by itself when it must.

    \b
    Example:
      litgraph build
    """
    root = root_of(project)
    with waiting() as notice:
        made = index.build(root, notice, anew=anew)
    say("index made" if made else "the index is up to date")


@click.command("init", short_help="Begin a knowledge base.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option("--example", is_flag=True, help="With the review of city diplomacy in it, to try things out.")
def init_command(folder: Path, example: bool) -> None:
    """Make bib/references.bib, themes.yaml and .gitignore in FOLDER; files that are there stay as they are.

    \b
    Examples:
      litgraph init my-review
      litgraph init --example city
    """
    for change in edits.init(folder, example=example):
        say(f"{folder / change.path}: {change.message}")
    if example:
        say(f"next: litgraph --project {folder} who cites Clerc 2020")
    else:
        say(f"next: put your entries into {folder / 'bib' / 'references.bib'}, then: litgraph check")
