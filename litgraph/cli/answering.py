"""What all questions on the command line share: their words and options, the forms of an answer, what is said aside."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import update_wrapper
from typing import TYPE_CHECKING, Any

import click

from litgraph import questions
from litgraph.cli import complain, completes, quiet_option, root_of, say, settings_here, waiting
from litgraph.index import build, connect
from litgraph.queries.named import Meant, NotFound
from litgraph.views import text

if TYPE_CHECKING:
    from litgraph.questions import Answer

__all__ = [
    "FORMATS",
    "answer",
    "explain",
    "format_option",
    "names_from_stdin",
    "passages_are_shown",
    "passages_option",
    "plain_format_option",
    "printed",
    "put_answer",
    "show_passages",
    "words_argument",
]

FORMATS = ("table", "json", "jsonl", "csv", "md", "bib", "keys")
# The questions about one work or theme, which may be "-": every one that a line of stdin names.
_OF_ONE = frozenset(
    ("who_cites", "cites", "show", "theme", "co_cited", "coupled", "pages", "quotes", "ancestors", "descendants")
)
_FOUND_NOTHING = 3


def _options(forms: Sequence[str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, form: str | None, fail_empty: bool, **more: Any) -> None:
            meta = click.get_current_context().meta
            meta["litgraph.fail_empty"] = fail_empty
            command(*arguments, form=form or _usual(forms), **more)
            if code := meta.get("litgraph.exit"):
                raise click.exceptions.Exit(code)

        asked = update_wrapper(run, command)
        form_option = click.option(
            *("--format", "form"),
            type=click.Choice(forms),
            metavar="FORM",
            help=f"How to print it: {', '.join(forms[:-1])} or {forms[-1]}. [default: table]",
        )
        empty_option = click.option("--fail-empty", is_flag=True, help="End with exit code 3 when nothing is found.")
        return form_option(empty_option(quiet_option(asked)))

    return decorate


def _usual(forms: Sequence[str]) -> str:
    """The format of the settings, where this question has it."""
    wanted = str(settings_here(click.get_current_context()).values["format"].value)
    return wanted if wanted in forms else "table"


# The options of every question: --format, --fail-empty and --quiet; the second of those whose answers hold no works.
format_option = _options(FORMATS)
plain_format_option = _options(text.FORMS)


def show_passages(wanted: bool) -> None:
    """Show the passages that are kept, whatever the answer's form is, where that is wanted."""
    if wanted:
        click.get_current_context().meta["litgraph.passage_store"] = True


passages_option = click.option(
    "--with-passages",
    is_flag=True,
    expose_value=False,
    callback=lambda _ctx, _param, wanted: show_passages(wanted),
    help="With the words of the citing papers that are kept here, also in what is no table on a terminal.",
)


def passages_are_shown(form: str) -> bool:
    """Whether the passages that are kept belong into an answer: to a reader they do, to what is passed on if asked."""
    asked = click.get_current_context().meta.get("litgraph.passage_store", False)
    return bool(asked) or (form == "table" and sys.stdout.isatty())


def words_argument(metavar: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The words of the question, at least one."""
    what = {"NAME": "themes", "SECTION": "sections", "cites|quotes WORK": "who"}.get(metavar, "works")
    return click.argument("words", nargs=-1, required=True, metavar=f"{metavar}...", shell_complete=completes(what))


def explain(missing: NotFound) -> None:
    """Say that no single work or theme is meant, which it may be, and what to do."""
    complain(f"error: {missing}" + (":" if missing.candidates else ""))
    for candidate in missing.candidates:
        complain(f"  {candidate.label}  [{candidate.key}]  {candidate.reason}")
    complain(f"hint: {missing.hint}")


def answer(project: str | None, form: str, question: str, *words: Any, **filters: Any) -> Answer:
    """Put a question and print the answer in the wanted form; where nothing is found, say what is near.

    "-" in place of a work or theme stands for every one that a line of stdin names: they are asked in turn.
    """
    if words != ("-",) or question not in _OF_ONE:
        return printed(project, form, lambda db: questions.put(db, question, *words, **filters))
    names = names_from_stdin()
    lost: list[NotFound] = []
    found = printed(project, form, lambda db: _each(db, question, names, filters, lost))
    for missing in lost:
        explain(missing)
        click.get_current_context().meta["litgraph.exit"] = missing.exit_code
    return found


def printed(project: str | None, form: str, ask: Callable[[sqlite3.Connection], Answer]) -> Answer:
    """Print the answer that `ask` gets from the index, and say what is to be said beside it."""
    root = root_of(project)
    try:
        found, errors = _asked(root, form, ask)
    except sqlite3.DatabaseError:
        # An index that a crash has damaged holds nothing of its own: it is made anew, once.
        with waiting() as notice:
            build(root, notice, anew=True)
        found, errors = _asked(root, form, ask)
    put_answer(root, form, found)
    _say_errors(errors)
    several = getattr(found.value, "answers", None)
    for value in [found.value] if several is None else [each.answer for each in several]:
        for each in (value, *(getattr(value, name, None) for name in ("first", "second", "side"))):
            _note(getattr(each, "meant", None))
    if aside := found.aside_of(form):
        say(aside)
    return found


def put_answer(root: str, form: str, found: Answer) -> None:
    """Print an answer; that it is empty is noted for --fail-empty."""
    if form == "bib":
        click.echo(_bibtex(root, found.keys), nl=False)
    else:
        click.echo(_marked(found.text(form)) if form == "table" else found.text(form), nl=False)
    meta = click.get_current_context().meta
    if meta.get("litgraph.fail_empty") and not found.rows:
        meta["litgraph.exit"] = _FOUND_NOTHING


def _asked(root: str, form: str, ask: Callable[[sqlite3.Connection], Answer]) -> tuple[Answer, int]:
    with waiting() as notice:
        db = connect(root, notice)
    with closing(db):
        if passages_are_shown(form):
            from litgraph.passage_store import show_in

            show_in(db, root)
        errors: int = db.execute("SELECT count(*) FROM problems WHERE level = 'error'").fetchone()[0]
        try:
            return ask(db), errors
        except NotFound as missing:
            if form in ("json", "jsonl"):
                click.echo(text.not_found(missing, form))
            explain(missing)
            _say_errors(errors)
            raise click.exceptions.Exit(missing.exit_code) from None


def _say_errors(errors: int) -> None:
    if errors:
        say(f"note: {text.count(errors, 'error')} in the files; litgraph check lists them")


def names_from_stdin() -> list[str]:
    """The lines of stdin that name something, each once."""
    if sys.stdin is None:
        return []
    if sys.stdin.isatty():
        say("one work a line; Ctrl-D ends")
    lines = sys.stdin.buffer.read().decode("utf-8-sig", "replace").splitlines()
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _each(
    db: sqlite3.Connection, question: str, names: Sequence[str], filters: dict[str, Any], lost: list[NotFound]
) -> Answer:
    """The answers about all of these; `lost` gets those that name no single one."""
    from litgraph.views.text.several import Asked, Missing, Several, several

    found, missing = [], []
    lost.clear()
    for name in names:
        try:
            found.append(Asked(name, questions.put(db, question, name, **filters).value))
        except NotFound as error:
            lost.append(error)
            missing.append(Missing(name, error.status, str(error), error.candidates))
    return questions.Answer(several(questions.shown(question)), Several(tuple(found), tuple(missing)))


def _bibtex(root: str, keys: Sequence[str]) -> str:
    """The entries of these works, read from the files again: the index holds less than they do."""
    from litgraph.corpus import load
    from litgraph.formats.bibtex import write_bibliography

    by_key = load(root).by_key
    return write_bibliography(by_key[key] for key in keys if key in by_key)


def _marked(lines: str) -> str:
    """The text with the works that head their places in bold, where a terminal shows it."""
    color = click.get_current_context().color
    if color is False or (color is None and not sys.stdout.isatty()):
        return lines
    import re

    # A work as a heading: "Clerc 2020 · Turku ... [clerc2020]", folded or not.
    heading = re.compile(r"^\S[^\n]* · [^\n]*(?:\n +\S[^\n]*)*?\]$", re.M)
    return heading.sub(lambda found: click.style(found[0], bold=True), lines)


def _note(meant: Meant | None) -> None:
    if meant and meant.others:
        which = ", ".join(f"{other.label} [{other.key}]" for other in meant.others)
        say(f"note: taken for {meant.work.label} [{meant.work.key}]: {meant.reason}; there is also {which}")
