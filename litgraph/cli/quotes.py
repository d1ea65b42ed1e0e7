"""The passages in which works are cited, one to a row: who cites what, in which section, on which page, and how.

With TERMs, which are those of litgraph find, only passages on the works that fit them; terms about citations choose
the passages, too. A file holds the words themselves only with --with-passages, as it may be passed on.

\b
Examples:
  litgraph quotes Amiri 2020
  litgraph quotes --theme networks --cited-by "Clausen 2022"
  litgraph quotes --with-passages -o quotes.docx
"""

from __future__ import annotations

import sqlite3
from typing import Any

import click

from litgraph import questions
from litgraph.cli import documents
from litgraph.cli.answering import answer, format_option, show_passages
from litgraph.cli.find import FindCommand, split_options
from litgraph.cli.options import output_option
from litgraph.cli.project import ask_index, root_of
from litgraph.cli.terminal import report, say
from litgraph.errors import NOT_FOUND
from litgraph.passage_store import show_passages_in_index
from litgraph.queries import grammar
from litgraph.queries.named import NotFound

__all__ = ["quotes_command"]


@click.command(
    "quotes",
    cls=FindCommand,
    filters=documents.FILTERS,
    short_help="The passages that cite works, word for word.",
    options_metavar="[OPTIONS]",
    help=__doc__,
)
@documents.terms_argument
@output_option("A file to write them to; its ending says the format.")
@documents.document_options
@format_option
@click.pass_obj
def quotes_command(
    project: str | None,
    /,
    words: tuple[str, ...],
    output: str | None,
    to: str | None,
    with_passages: bool,
    form: str,
    **options: Any,
) -> None:
    root = root_of(project)
    filters, layout = split_options(options)
    errors: list[NotFound] = []
    filters = documents.with_stdin(root, words, filters, errors)
    text = grammar.join_arguments(word for word in words if word != "-")
    if output is None and to is None:
        if with_passages:
            show_passages()
        answer(project, form, "quotes", text, **filters)
    else:
        from litgraph.views.bibliography.quotations import QuotationsRequest, render_quotations

        output = output or "-"
        to = documents.choose_format(output, to, [name for name in documents.FORMATS if name not in ("bib", "ris")])
        request = QuotationsRequest(to=to, with_passages=with_passages, **layout)

        def ask(db: sqlite3.Connection) -> questions.Answer:
            show_passages_in_index(db, root)
            return questions.answer_question(db, "quotes", text, **filters)

        passages = ask_index(root, ask)
        if passages.aside:
            say(f"note: {passages.aside}")
        content, notes = render_quotations(passages.value, request)
        documents.write_document(output, content, to)
        documents.say_notes(notes, with_passages, request.locale)
        if len(passages) and not with_passages:
            say("note: the passages themselves are left out, as a file may be passed on; --with-passages writes them")
    for error in errors:
        report(error)
    if errors:
        raise click.exceptions.Exit(NOT_FOUND)
