"""What all questions on the command line share: their words and options, the forms of an answer, what is said aside."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Sequence
from functools import update_wrapper
from typing import TYPE_CHECKING, Any

import click

from litgraph import questions
from litgraph.cli.options import Decorator, completes, quiet_option
from litgraph.cli.project import ask_index, root_of, say_errors
from litgraph.cli.terminal import current_settings, names_from_stdin, report, say
from litgraph.errors import NOT_FOUND
from litgraph.queries.named import NotFound, ResolvedWork
from litgraph.views import text

if TYPE_CHECKING:
    from litgraph.questions import Answer

__all__ = [
    "answer",
    "answer_with_text",
    "format_option",
    "passages_are_shown",
    "passages_option",
    "plain_format_option",
    "print_answer",
    "print_answer_of",
    "question_command",
    "show_passages",
    "words_argument",
]

# The questions about one work or theme, which may be "-": every one that a line of stdin names.
_OF_ONE = frozenset(
    ("who_cites", "cites", "show", "theme", "co_cited", "coupled", "pages", "who_quotes", "ancestors", "descendants")
)


def _format_options(forms: Sequence[str]) -> Decorator:
    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, form: str | None, fail_empty: bool, **options: Any) -> None:
            meta = click.get_current_context().meta
            meta["litgraph.fail_empty"] = fail_empty
            command(*arguments, form=form or _usual_form(forms), **options)
            if code := meta.get("litgraph.exit"):
                raise click.exceptions.Exit(code)

        form_option = click.option(
            *("--format", "form"),
            type=click.Choice(forms),
            metavar="FORM",
            help=f"How to print it: {', '.join(forms[:-1])} or {forms[-1]}. [default: table]",
        )
        empty_option = click.option("--fail-empty", is_flag=True, help="End with exit code 3 when nothing is found.")
        return form_option(empty_option(quiet_option(update_wrapper(run, command))))

    return decorate


def _usual_form(forms: Sequence[str]) -> str:
    """The format of the settings, where this question has it."""
    form = str(current_settings(click.get_current_context()).values["format"].value)
    return form if form in forms else "table"


# The options of every question: --format, --fail-empty and --quiet; the second of those whose answers hold no works.
format_option = _format_options(text.FORMS_OF_WORKS)
plain_format_option = _format_options(text.FORMS)


def show_passages() -> None:
    """Show the passages that are kept, whatever the form of the answer is."""
    click.get_current_context().meta["litgraph.with_passages"] = True


passages_option = click.option(
    "--with-passages",
    is_flag=True,
    expose_value=False,
    callback=lambda _context, _parameter, is_wanted: show_passages() if is_wanted else None,
    help="With the words of the citing papers that are kept here, also in what is no table on a terminal.",
)


def passages_are_shown(form: str) -> bool:
    """Whether an answer of this form holds the passages that are kept: to a reader it does, else only if asked for."""
    is_wanted = click.get_current_context().meta.get("litgraph.with_passages", False)
    return bool(is_wanted) or (form == "table" and sys.stdout.isatty())


def words_argument(metavar: str) -> Decorator:
    """The words of the question, at least one; `metavar` says what they name."""
    completer = {"NAME": "themes", "SECTION": "sections", "cites|quotes WORK": "verbs_and_works"}.get(metavar, "works")
    return click.argument(
        "words", nargs=-1, required=True, metavar=f"{metavar}...", shell_complete=completes(completer)
    )


def question_command(name: str, metavar: str, short_help: str, text: str | None, *options: Decorator) -> click.Command:
    """The command that puts the question of its name, without any other work of its own.

    `metavar` says what its words name, "" for no words; two works ("A and B") are passed on word by word. `text` is
    its help.
    """

    def ask(project: str | None, /, form: str, words: tuple[str, ...] = (), **filters: Any) -> None:
        arguments = words if metavar.startswith("A ") or not words else (" ".join(words),)
        answer(project, form, name.replace("-", "_"), *arguments, **filters)

    decorated = click.pass_obj(ask)
    for option in reversed(options):
        decorated = option(decorated)
    if metavar:
        decorated = words_argument(metavar)(decorated)
    return click.command(name, short_help=short_help, help=text)(decorated)


def answer(project: str | None, form: str, question: str, *words: Any, **filters: Any) -> Answer:
    """Put a question and print the answer in the wanted form; where nothing is found, say what is near.

    "-" in place of a work or theme stands for every one that a line of stdin names: they are asked in turn.
    """
    if words != ("-",) or question not in _OF_ONE:
        return print_answer_of(project, form, lambda db: questions.answer_question(db, question, *words, **filters))
    names = names_from_stdin()
    errors: list[NotFound] = []
    answers = print_answer_of(project, form, lambda db: _answer_of_each(db, question, names, filters, errors))
    for error in errors:
        report(error)
        click.get_current_context().meta["litgraph.exit"] = error.exit_code
    return answers


def print_answer_of(project: str | None, form: str, ask: Callable[[sqlite3.Connection], Answer]) -> Answer:
    """Print the answer that `ask` gets from the index, and say what is to be said beside it."""
    root = root_of(project)
    answer, printed, errors = ask_index(root, lambda db: _answer_and_errors(db, root, form, ask))
    if isinstance(answer, NotFound):
        if form in ("json", "jsonl"):
            click.echo(text.not_found(answer, form))
        report(answer)
        say_errors(errors)
        raise click.exceptions.Exit(answer.exit_code)
    print_answer(root, form, answer, printed)
    say_errors(errors)
    several = getattr(answer.value, "answers", None)
    for value in [answer.value] if several is None else [one_answer.answer for one_answer in several]:
        for part in (value, *(getattr(value, name, None) for name in ("first", "second", "side"))):
            _say_other_meanings(getattr(part, "meant", None))
    if aside := answer.aside_of(form):
        say(aside)
    return answer


def print_answer(root: str, form: str, answer: Answer, printed: str | None = None) -> None:
    """Print an answer, as the text `printed` where that is made already; that it is empty is noted for --fail-empty."""
    if printed is None:
        _, printed = answer_with_text(form, answer)
    if form == "bib":
        click.echo(_bibtex(root, answer.keys), nl=False)
    else:
        click.echo(_with_bold_headings(printed) if form == "table" else printed, nl=False)
    meta = click.get_current_context().meta
    if meta.get("litgraph.fail_empty") and not answer.rows:
        meta["litgraph.exit"] = NOT_FOUND


def answer_with_text(form: str, answer: Answer) -> tuple[Answer, str]:
    """An answer and its text, "" for BibTeX, made while the index is open: a damaged one may fail here first."""
    if any(isinstance(value, bytes) for row in answer.rows for value in row.values()):
        raise TypeError("the index has bytes where text should be")
    return answer, "" if form == "bib" else answer.text(form)


def _answer_and_errors(
    db: sqlite3.Connection, root: str, form: str, ask: Callable[[sqlite3.Connection], Answer]
) -> tuple[Answer | NotFound, str, int]:
    """The answer with its text, or that no single work or theme is meant, and the number of errors in the files."""
    if passages_are_shown(form):
        from litgraph.passage_store import show_passages_in_index

        show_passages_in_index(db, root)
    errors: int = db.execute("SELECT count(*) FROM problems WHERE level = 'error'").fetchone()[0]
    try:
        return *answer_with_text(form, ask(db)), errors
    except NotFound as error:
        return error, "", errors


def _answer_of_each(
    db: sqlite3.Connection, question: str, names: Sequence[str], filters: dict[str, Any], errors: list[NotFound]
) -> Answer:
    """The answers about all of these names; `errors` gets those of names that mean no single work or theme."""
    from litgraph.views.text.several import Asked, Missing, Several, several

    answers, missing = [], []
    errors.clear()
    for name in names:
        try:
            answers.append(Asked(name, questions.answer_question(db, question, name, **filters).value))
        except NotFound as error:
            errors.append(error)
            missing.append(Missing(name, error.status, str(error), error.candidates))
    return questions.Answer(several(questions.view_of(question)), Several(tuple(answers), tuple(missing)))


def _bibtex(root: str, keys: Sequence[str]) -> str:
    """The entries of these works, in the order of the keys."""
    from litgraph.formats.bibtex import write_bibliography
    from litgraph.index.loading import read_works

    by_key = {work.key: work for work in ask_index(root, lambda db: list(read_works(db, keys)))}
    return write_bibliography(by_key[key] for key in keys if key in by_key)


def _with_bold_headings(lines: str) -> str:
    """The text with the works that head their places in bold, where a terminal shows it."""
    color = click.get_current_context().color
    if color is False or (color is None and not sys.stdout.isatty()):
        return lines
    import re

    # A work as a heading: "Clerc 2020 · Turku ... [clerc2020]", folded or not.
    heading = re.compile(r"^\S[^\n]* · [^\n]*(?:\n +\S[^\n]*)*?\]$", re.M)
    return heading.sub(lambda match: click.style(match[0], bold=True), lines)


def _say_other_meanings(meaning: ResolvedWork | None) -> None:
    if meaning and meaning.others:
        candidates = ", ".join(f"{candidate.label} [{candidate.key}]" for candidate in meaning.others)
        say(f"note: taken for {meaning.work.label} [{meaning.work.key}]: {meaning.reason}; there is also {candidates}")
