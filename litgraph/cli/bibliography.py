"""Write the annotated bibliography: entries in any style, under each what is noted of the work, and who says so.

With TERMs, which are those of litgraph find, only the works that fit them; - stands for works that stdin names.
The annotation is your own words, the themes with their reasons, and who cites the work, where, pointing to which
page; what is said is followed by its evidence in a note.

\b
Examples:
  litgraph bibliography -o bibliography.docx
  litgraph bibliography --theme networks --since 2015 -o networks.pdf
  litgraph bibliography author:acuto --group-by year --evidence inline -o acuto.html
  litgraph find cited-by:"Clausen 2022" --format keys | litgraph bibliography - -o cited.bib
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from litgraph.cli import documents
from litgraph.cli.find import FindCommand, split_options
from litgraph.cli.options import completes, output_option, quiet_option
from litgraph.cli.project import open_project, root_of, say_errors_in
from litgraph.cli.terminal import complain, report, show_progress
from litgraph.errors import BAD_INPUT, NOT_FOUND, LitgraphError
from litgraph.files import decode, printable_path
from litgraph.queries import grammar
from litgraph.queries.named import NotFound
from litgraph.views.choices import EVIDENCE_MODES, GROUPINGS
from litgraph.views.text import count

__all__ = ["bibliography_command"]


@click.command(
    "bibliography",
    cls=FindCommand,
    filters=documents.FILTERS,
    short_help="The annotated bibliography, for Word, as PDF, HTML, BibTeX, ...",
    options_metavar="[OPTIONS]",
    help=__doc__,
)
@documents.terms_argument
@output_option("Where to; its ending says the format; - is stdout.", required=True)
@click.option(
    "--style", default="apa", show_default=True, metavar="STYLE", help="Its id, title or file: see litgraph styles."
)
@click.option(
    "--group-by", type=click.Choice(GROUPINGS), default="theme", show_default=True, help="What the headings are."
)
@click.option("--repeat", is_flag=True, help="A work of several themes in full under each.")
@click.option(
    "--evidence",
    type=click.Choice(EVIDENCE_MODES),
    default="footnotes",
    show_default=True,
    help="Where it stands who says so.",
)
@click.option(
    "--template",
    metavar="FILE",
    help="A template of your own for the annotations: see docs/bibliography.md.",
    shell_complete=completes("files"),
)
@click.option("--strict", is_flag=True, help="Say under which works nothing is noted, and end with exit code 4.")
@documents.document_options
@quiet_option
@click.pass_obj
def bibliography_command(
    project: str | None,
    /,
    words: tuple[str, ...],
    output: str,
    to: str | None,
    template: str | None,
    **options: Any,
) -> None:
    # All options but the filters are fields of the request, under their names.
    filters, fields = split_options(options)
    fields |= {"to": documents.choose_format(output, to), "template": _read_template(template)}
    errors: list[NotFound] = []
    filters = documents.with_stdin(root_of(project), words, filters, errors)
    terms = grammar.join_arguments(word for word in words if word != "-")
    kb = open_project(project)
    with show_progress() as progress:
        content = kb.bibliography(terms=terms, progress=progress, **{**fields, **filters})
    documents.write_document(output, content, fields["to"])
    say_errors_in(kb)
    documents.say_notes(content.notes)
    for error in errors:
        report(error)
    if fields["strict"] and content.unannotated:
        works = count(len(content.unannotated), "work")
        complain(f"error: nothing is noted on {works}: {', '.join(content.unannotated)}")
        complain("hint: litgraph annotate and litgraph tag note something")
        raise click.exceptions.Exit(BAD_INPUT)
    if errors:
        raise click.exceptions.Exit(NOT_FOUND)


def _read_template(path: str | None) -> tuple[str, str]:
    """The text of a template and its name."""
    if path is None:
        return "", ""
    try:
        text, fault = decode(Path(path).read_bytes())
    except OSError as error:
        hint = "docs/bibliography.md says how to write one"
        raise LitgraphError(f'cannot read the template "{path}": {error.strerror}', hint, exit_code=BAD_INPUT) from None
    if fault:
        message = f"{printable_path(path)}:{fault.line}: this {fault.message}"
        raise LitgraphError(message, "save the template as UTF-8", exit_code=BAD_INPUT)
    return text.removeprefix("\ufeff"), path
