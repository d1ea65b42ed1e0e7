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

from typing import Any

import click

from litgraph.cli import documents
from litgraph.cli.answering import answer, format_option, show_passages
from litgraph.cli.find import FindCommand, split_options
from litgraph.cli.options import output_option
from litgraph.cli.project import open_project, root_of
from litgraph.cli.terminal import report, say
from litgraph.errors import NOT_FOUND
from litgraph.queries import grammar
from litgraph.queries.named import NotFound
from litgraph.views.choices import QUOTATION_FORMATS

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
        from litgraph.views.bibliography.quotations import LEFT_OUT

        output = output or "-"
        to = documents.choose_format(output, to, QUOTATION_FORMATS)
        kb = open_project(project)
        content = kb.quotations(to, text, with_passages=with_passages, **{**layout, **filters})
        documents.write_document(output, content, to)
        documents.say_notes(content.notes)
        if LEFT_OUT in content.notes:
            say("hint: --with-passages writes them")
    for error in errors:
        report(error)
    if errors:
        raise click.exceptions.Exit(NOT_FOUND)
