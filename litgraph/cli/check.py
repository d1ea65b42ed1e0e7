"""List everything that is wrong in the files, each with its place and a hint.

Ends with exit code 4 when there are errors.

\b
Examples:
  litgraph check
  litgraph check --explain missing-field
"""

from __future__ import annotations

import click

from litgraph import questions
from litgraph.cli.answering import answer_with_text, plain_format_option, print_answer
from litgraph.cli.project import ask_index, root_of
from litgraph.cli.terminal import say
from litgraph.errors import BAD_INPUT, NOT_FOUND, LitgraphError
from litgraph.views import text

__all__ = ["check_command"]


@click.command("check", short_help="All problems of all files.", help=__doc__)
@plain_format_option
@click.option("--explain", metavar="CODE", help="What a code means, and what to do about it.")
@click.pass_obj
def check_command(project: str | None, form: str, explain: str | None) -> None:
    if explain:
        click.echo(_explanation(explain))
        return
    root = root_of(project)
    problems, printed = ask_index(root, lambda db: answer_with_text(form, questions.answer_question(db, "check")))
    print_answer(root, form, problems, printed)
    levels = [row["level"] for row in problems]
    counts = [text.count(levels.count(level), noun) for level, noun in (("error", "error"), ("warning", "warning"))]
    remarks = levels.count("info")
    say(", ".join(counts) + (f", {text.count(remarks, 'remark')}" if remarks else "") + f" in {root}")
    if "error" in levels:
        raise click.exceptions.Exit(BAD_INPUT)


def _explanation(code: str) -> str:
    from litgraph.codes import CODES

    if code in CODES:
        from litgraph.views.text.layout import wrap

        return "\n".join([*wrap(f"{code}: {CODES[code].meaning}", 0, 2), *wrap(CODES[code].remedy, 2)])
    from litgraph.nearest import suggest_names

    hint = suggest_names(code, CODES, f"the codes are: {', '.join(sorted(CODES))}", limit=3)
    raise LitgraphError(f'no problem has the code "{code}"', hint, exit_code=NOT_FOUND)
