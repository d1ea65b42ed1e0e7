"""A question in plain English, of one of the forms below.

What it was taken for is said on stderr, as the command that asks the same. A question of no such form is not
guessed at. Quote a title, or a name that is taken apart; in a shell, the whole question too.

\b
Examples:
  litgraph ask who cites Clerc 2020
  litgraph ask "works on sister cities since 2015"
  litgraph ask 'path from Spiro to "City Diplomacy and Twinning"'
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from inspect import cleandoc

import click

from litgraph import plain
from litgraph.cli.answering import format_option, passages_option, print_answer_of, words_argument
from litgraph.cli.terminal import say
from litgraph.plain.forms import CLAUSES, FORMS
from litgraph.questions import Answer

__all__ = ["ask_command"]


def _list(head: str, examples: Iterable[str]) -> str:
    return "\n".join(["\n\n\b", head, *(f"  {example}" for example in examples)])


_FORMS = _list("Forms:", (form.example for form in FORMS))
_CLAUSES = _list("What may be said of works:", (clause.example for clause in CLAUSES))


@click.command("ask", short_help="A question in plain English.", help=cleandoc(__doc__ or "") + _FORMS + _CLAUSES)
@words_argument("QUESTION")
@passages_option
@format_option
@click.pass_obj
def ask_command(project: str | None, words: tuple[str, ...], form: str) -> None:
    def ask(db: sqlite3.Connection) -> Answer:
        understood = plain.understand(db, _join_words(words))
        say(f"{'understood as the number of works in' if understood.counts else 'understood as'}: {understood.command}")
        return plain.answer(db, understood)

    print_answer_of(project, form, ask)


def _join_words(words: tuple[str, ...]) -> str:
    """The question; a name that stands quoted among the other words has lost its marks to the shell."""
    if len(words) == 1:
        return words[0]
    return " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)
