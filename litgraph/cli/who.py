"""Who cites a work: every citing work with each place, and who says so. Or who quotes it word for word.

WORK is said as in speech: authors and year, a DOI, a key, or a piece of the title.

It is known to be quoted where the passage is stored and holds quotation marks. These may hold a title or a term as
well: read the passage. Places without a passage are said to be unknown.

\b
Examples:
  litgraph who cites Clerc 2020
  litgraph who cites Van der Pluijm and Melissen
  litgraph who cites museum diplomacy --format json
  litgraph who quotes Amiri 2020
"""

from __future__ import annotations

import click

from litgraph.cli.answering import answer, format_option, passages_option, words_argument

__all__ = ["who_command"]

_QUESTIONS = {
    **dict.fromkeys(("cites", "cite", "cited"), "who_cites"),
    **dict.fromkeys(("quotes", "quote", "quoted"), "who_quotes"),
}


@click.command("who", short_help="Who cites or quotes a work, and where.", help=__doc__)
@words_argument("cites|quotes WORK")
@passages_option
@format_option
@click.pass_obj
def who_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    question = _QUESTIONS.get(words[0].casefold())
    if question is None:
        raise click.UsageError(f"say it as: litgraph who cites {' '.join(words)}")
    if len(words) == 1:
        raise click.UsageError(f"which work? for example: litgraph who {words[0]} Clerc 2020")
    answer(project, form, question, " ".join(words[1:]))
