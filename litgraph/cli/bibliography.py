"""The documents that are read from top to bottom: bibliography, quotes."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import click

from litgraph import questions
from litgraph.cli.answering import answer, format_option, show_passages
from litgraph.cli.documents import day, put_out
from litgraph.cli.find import FindCommand
from litgraph.cli.options import completes, quiet_option
from litgraph.cli.project import load_corpus, opened_index, root_of
from litgraph.cli.terminal import complain, names_from_stdin, report, say, show_progress
from litgraph.errors import LitgraphError
from litgraph.passage_store import show_passages_in_index
from litgraph.project import fingerprint
from litgraph.queries import grammar
from litgraph.queries.named import NotFound, meant
from litgraph.queries.themes import theme
from litgraph.views.text import count

if TYPE_CHECKING:
    from litgraph.views.bibliography import Evidences, Grouping

__all__ = ["bibliography_command", "quotes_command"]

_FILTERS = ("theme", "cited-by", "since")
_GROUPINGS = ("theme", "year", "author", "kind", "role", "none")
_FORMATS = ("md", "html", "txt", "docx", "odt", "pdf", "tex", "rst", "typ", "bib", "ris", "json", "csv")
_BINARY = ("docx", "odt", "pdf")
_ENDINGS = {"htm": "html", "markdown": "md", "csljson": "json", "latex": "tex", "typst": "typ", "text": "txt"}
_BAD_INPUT, _NO_SUCH = 4, 3


def _format(output: str, to: str | None, formats: Sequence[str], default: str) -> str:
    """The format that is asked for, else the one that the ending of the file says."""
    if to:
        return to
    ending = Path(output).suffix.lower().lstrip(".")
    ending = _ENDINGS.get(ending, ending)
    if ending in formats:
        return ending
    if output == "-" or Path(output).is_fifo():
        return default
    endings = ", ".join(f".{each}" for each in formats[:-1])
    hint = f"the name must end in {endings} or .{formats[-1]}, or --to say the format"
    raise LitgraphError(f'cannot write "{output}"', hint, exit_code=2)


def _put(output: str, content: bytes, to: str) -> None:
    """Put out a document, but no bytes on a terminal."""
    if output == "-" and to in _BINARY and sys.stdout.isatty():
        raise LitgraphError(f"a .{to} is nothing to print on a terminal", "give a file name with -o", exit_code=2)
    put_out(output, content if to in _BINARY else content.decode("utf-8"))


def _output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--to",
            type=click.Choice(_FORMATS),
            metavar="FORMAT",
            help=f"The format, where the name does not say it: {', '.join(_FORMATS)}.",
        ),
        click.option(
            "--with-passages", is_flag=True, help="With the words of the citing papers, as far as they are stored."
        ),
        click.option(
            "--locale",
            default="",
            metavar="LANGUAGE",
            help="The language of entries and headings (these: en, de, es, fr, ja); else the style's own.",
        ),
        click.option("--title", default="", metavar="TEXT", help="The title; else it is made from that of the review."),
        click.option(
            "--date", metavar="YYYY-MM-DD", type=click.DateTime(("%Y-%m-%d",)), help="The date on it; else today."
        ),
    ):
        function = option(function)
    return function


_Filters = dict[str, tuple[str, ...]]


class _Selected(NamedTuple):
    """The works that were asked for: None for all; `themes` are those that the question names."""

    keys: tuple[str, ...] | None
    themes: tuple[str, ...] = ()
    question: str = ""


def _from_stdin(root: str, words: tuple[str, ...], filters: _Filters, lost: list[NotFound]) -> _Filters:
    """The filters with the works in them that stdin names, where a word is "-"; `lost` gets what names no one work."""
    if "-" not in words:
        return filters
    with opened_index(root) as db:
        keys: list[str] = []
        for name in names_from_stdin():
            try:
                keys.append(meant(db, name).work.key)
            except NotFound as missing:
                lost.append(missing)
    if not keys:
        _explain(lost)
        raise LitgraphError("stdin names no work", "one work a line, by its key or as in speech", exit_code=_NO_SUCH)
    return {**filters, "key": (",".join(f'"{key}"' for key in keys),)}


def _explain(lost: Sequence[NotFound]) -> None:
    for missing in lost:
        report(missing)


def _text(words: tuple[str, ...]) -> str:
    return grammar.joined(word for word in words if word != "-")


def _selected(root: str, words: tuple[str, ...], filters: _Filters) -> _Selected:
    """Which works the words and filters mean."""
    if not words and not filters:
        return _Selected(None)
    text = _text(words)
    with opened_index(root) as db:
        found = questions.put(db, "find", text, **filters)
        terms = (*grammar.parse(text), *(grammar.term("theme", value) for value in filters.get("theme", ())))
        named = [value for term in terms if term.field == "theme" and not term.negated for value in term.values]
        themes = tuple(theme(db, name).id for name in named)
    if not found.keys:
        raise LitgraphError(found.aside, "try the same words with litgraph find", _NO_SUCH)
    if found.aside:
        say(found.aside)
    # Keys that were piped in say nothing to a reader.
    shown = " ".join(term.text for term in grammar.parse(found.value.question) if term.field != "key")
    return _Selected(tuple(found.keys), themes, shown)


@click.command(
    "bibliography",
    cls=FindCommand,
    filters=_FILTERS,
    short_help="The annotated bibliography, for Word, as PDF, HTML, BibTeX, ...",
    options_metavar="[OPTIONS]",
)
@click.argument("words", nargs=-1, metavar="[TERM]...", shell_complete=completes("terms"))
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="Where to; its ending says the format; - is stdout.",
    shell_complete=completes("files"),
)
@click.option(
    "--style", default="apa", show_default=True, metavar="STYLE", help="Its id, title or file: see litgraph styles."
)
@click.option(
    "--group-by", type=click.Choice(_GROUPINGS), default="theme", show_default=True, help="What the headings are."
)
@click.option("--repeat", is_flag=True, help="A work of several themes in full under each.")
@click.option(
    "--evidence",
    type=click.Choice(("footnotes", "inline", "none")),
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
@_output_options
@quiet_option
@click.pass_obj
def bibliography_command(
    project: str | None,
    /,
    words: tuple[str, ...],
    output: str,
    style: str,
    to: str | None,
    group_by: str,
    repeat: bool,
    evidence: str,
    template: str | None,
    strict: bool,
    with_passages: bool,
    locale: str,
    title: str,
    date: datetime.datetime | None,
    **filters: tuple[str, ...],
) -> None:
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
    from litgraph.views.bibliography import render
    from litgraph.views.bibliography.csl import CACHE, styles

    form = _format(output, to, _FORMATS, "md")
    root = root_of(project)
    own = _template(template)
    styles.find(style)  # what is wrong with it is said before anything is looked up
    lost: list[NotFound] = []
    asked = {name[1:]: values for name, values in filters.items() if values}
    chosen = _selected(root, words, _from_stdin(root, words, asked, lost))
    corpus = load_corpus(root, with_passages=with_passages)
    with show_progress() as progress:
        made = render(
            corpus,
            to=form,
            date=day(date),
            title=title,
            style=style,
            locale=locale,
            group_by=cast("Grouping", group_by),
            repeat=repeat,
            works=chosen.keys,
            themes=chosen.themes,
            selection=chosen.question,
            evidence=cast("Evidences", evidence),
            with_passages=with_passages,
            strict=strict,
            template=own,
            fingerprint=fingerprint(root),
            cache=os.path.join(root, CACHE),
            progress=progress,
        )
    _put(output, made.content, form)
    _say_of(made.notes, with_passages, locale)
    _explain(lost)
    if strict and made.silent:
        complain(f"error: nothing is noted on {count(len(made.silent), 'work')}: {', '.join(made.silent)}")
        complain("hint: litgraph annotate and litgraph tag note something")
        raise click.exceptions.Exit(_BAD_INPUT)
    if lost:
        raise click.exceptions.Exit(_NO_SUCH)


def _say_of(notes: Sequence[str], with_passages: bool, locale: str) -> None:
    from litgraph.views.bibliography.phrases import LANGUAGES, phrases

    for note in notes:
        say(f"note: {note}")
    language = phrases(locale).language
    if locale and not locale.casefold().startswith(language):
        say(f'note: litgraph has no words for "{locale}", so headings are in English; it has {", ".join(LANGUAGES)}')
    if with_passages:
        say("note: passages are the words of others, as far as any are stored; see to it whom you pass the file on to")


def _template(path: str | None) -> tuple[str, str]:
    """The text of a template and its name."""
    if path is None:
        return "", ""
    try:
        return Path(path).read_text(encoding="utf-8-sig"), path
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise LitgraphError(f"{path}:{line}: this is no UTF-8", "save the template as UTF-8", exit_code=4) from None
    except OSError as error:
        hint = "docs/bibliography.md says how to write one"
        raise LitgraphError(f'cannot read the template "{path}": {error.strerror}', hint, exit_code=4) from None


@click.command(
    "quotes",
    cls=FindCommand,
    filters=_FILTERS,
    short_help="The passages that cite works, word for word.",
    options_metavar="[OPTIONS]",
)
@click.argument("words", nargs=-1, metavar="[TERM]...", shell_complete=completes("terms"))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="A file to write them to; its ending says the format.",
    shell_complete=completes("files"),
)
@_output_options
@format_option
@click.pass_obj
def quotes_command(
    project: str | None,
    /,
    words: tuple[str, ...],
    output: str | None,
    to: str | None,
    with_passages: bool,
    locale: str,
    title: str,
    date: datetime.datetime | None,
    form: str,
    **filters: tuple[str, ...],
) -> None:
    """The passages in which works are cited, one to a row: who cites what, in which section, on which page, and how.

    With TERMs, which are those of litgraph find, only passages on the works that fit them; terms about citations choose
    the passages, too. A file holds the words themselves only with --with-passages, as it may be passed on.

    \b
    Examples:
      litgraph quotes Amiri 2020
      litgraph quotes --theme networks --cited-by "Clausen 2022"
      litgraph quotes --with-passages -o quotes.docx
    """
    root = root_of(project)
    lost: list[NotFound] = []
    asked = {name[1:]: values for name, values in filters.items() if values}
    asked = _from_stdin(root, words, asked, lost)
    if output is None and to is None:
        if with_passages:
            show_passages()
        answer(project, form, "passages", _text(words), **asked)
    else:
        _write_quotes(root, _text(words), asked, output or "-", to, with_passages, locale, title, date)
    _explain(lost)
    if lost:
        raise click.exceptions.Exit(_NO_SUCH)


def _write_quotes(
    root: str,
    text: str,
    asked: _Filters,
    output: str,
    to: str | None,
    with_passages: bool,
    locale: str,
    title: str,
    date: datetime.datetime | None,
) -> None:
    from litgraph.views.bibliography import quotations, write
    from litgraph.views.tables import table

    form = _format(output, to, [each for each in _FORMATS if each not in ("bib", "ris")], "md")
    if form in ("bib", "ris"):
        raise LitgraphError(f"passages cannot be written as .{form}", "write .csv, .json or a document", exit_code=2)
    with opened_index(root) as db:
        show_passages_in_index(db, root)
        found = questions.put(db, "passages", text, **asked)
    if found.aside:
        say(f"note: {found.aside}")
    if not with_passages:
        found = questions.Answer(questions.shown("passages"), quotations.without_passages(found.value))
    notes: Sequence[str] = ()
    if form == "csv":
        rows = [{**row, "themes": "; ".join(row["themes"])} for row in found]
        content = table(rows, questions.shown("passages").columns).encode("utf-8", "replace")
    elif form == "json":
        content = found.text(form).encode("utf-8", "replace")
    else:
        made = quotations.document(found.value, date=day(date), title=title, locale=locale)
        content, notes = write(made, form)
    _put(output, content, form)
    _say_of(notes, with_passages, locale)
    if not with_passages and len(found):
        say("note: the passages themselves are left out, as a file may be passed on; --with-passages writes them")
