"""References to paste: in any citation style, and which styles there are."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import click

from litgraph.cli import completes, quiet_option, root_of, say, waiting, watching
from litgraph.cli.answering import explain
from litgraph.cli.make import load_corpus
from litgraph.index import connect
from litgraph.queries.named import NotFound, meant
from litgraph.views.text import count

if TYPE_CHECKING:
    from litgraph.views.bibliography.csl import styles
    from litgraph.views.bibliography.csl.paste import Form

__all__ = ["cite_command", "styles_command"]


@click.command("cite", short_help="How to cite a work, in any style, to paste.", options_metavar="[OPTIONS]")
@click.argument("words", nargs=-1, required=True, metavar="WORK...", shell_complete=completes("works"))
@click.option(
    "--style", default="apa", show_default=True, metavar="STYLE", help="Its id, title or file: see litgraph styles."
)
@click.option(
    "--locale", default="", metavar="LANGUAGE", help="Language of its terms: en-GB, de, ja, ...; else its own."
)
@click.option(
    "--to",
    "form",
    type=click.Choice(("plain", "md", "html")),
    default="plain",
    show_default=True,
    help="How to print it.",
)
@quiet_option
@click.pass_obj
def cite_command(project: str | None, words: tuple[str, ...], style: str, locale: str, form: Form) -> None:
    """How text refers to WORK (in parentheses, and in a sentence; or its note), and its entry in the reference list.

    Several works are given as keys, or each in quotes; "-" takes them from stdin, one a line. Letters (2016a) and
    numbers are those of a list of just these works.

    \b
    Examples:
      litgraph cite Clerc 2020
      litgraph cite clerc2020 acuto2016 --style chicago-notes
      litgraph find theme:networks --format keys | litgraph cite - --style mla --to md
    """
    from litgraph.views.bibliography import csl
    from litgraph.views.bibliography.csl import locales, paste, styles

    # What is wrong with the style is said before anything is looked up.
    chosen = styles.find(style)
    language = locales.normal(locale) if locale else ""
    root = root_of(project)
    with waiting() as notice:
        db = connect(root, notice)
    lost: list[NotFound] = []
    with closing(db):
        keys = _keys(db, words, lost)
    for missing in lost:
        explain(missing)
    if keys:
        corpus = load_corpus(project)
        works = [corpus.by_key[key] for key in keys]
        with watching() as progress:
            found = csl.cite(works, chosen, language, cache=os.path.join(root, csl.CACHE), progress=progress)
        click.echo(paste.render(found, form), nl=False)
    if lost:
        raise click.exceptions.Exit(lost[0].exit_code)


def _keys(db: sqlite3.Connection, words: tuple[str, ...], lost: list[NotFound]) -> list[str]:
    """The keys of the works that are meant, each once; `lost` gets those that name no single one."""
    if words == ("-",):
        if sys.stdin.isatty():
            say("one work a line; Ctrl-D ends")
        names = [line.strip() for line in sys.stdin.buffer.read().decode("utf-8-sig", "replace").splitlines()]
    else:
        known = {key for (key,) in db.execute("SELECT key FROM works")}
        each_is_one = all(word in known or " " in word for word in words)
        names = list(words) if each_is_one else [" ".join(words)]
    keys = []
    for name in filter(None, names):
        try:
            keys.append(meant(db, name).work.key)
        except NotFound as missing:
            lost.append(missing)
    return list(dict.fromkeys(keys))


@click.command("styles", short_help="Citation styles: list them, search them.", options_metavar="[OPTIONS]")
@click.argument("words", nargs=-1, metavar="[search WORDS]")
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="How to print it.",
)
@quiet_option
def styles_command(words: tuple[str, ...], form: str) -> None:
    """The citation styles that come with litgraph; with "search" and words, those of all installed ones that fit.

    \b
    Examples:
      litgraph styles
      litgraph styles search harvard
      litgraph styles search history journal --format json
    """
    import json

    from litgraph.views.bibliography.csl import pandoc, styles

    if words and words[0] != "search":
        raise click.UsageError("to look for a style: litgraph styles search WORDS")
    wanted = " ".join(words[1:])
    found = styles.search(wanted)
    if form == "json":
        rows = [each._asdict() for each in found]
        click.echo(json.dumps({"schema": 1, "question": "styles", "styles": rows}, ensure_ascii=False, indent=2))
    else:
        for line in _table(found):
            click.echo(line)
    if wanted and not found:
        say(f'note: no style has the words "{wanted}"')
    if not pandoc.available():
        say(f"note: without pandoc litgraph sets apa alone, in American English: {styles.EXTRA}")
    if not styles.complete():
        say(f"note: these come with litgraph; all 10,844 styles of the CSL project: {styles.EXTRA}")
    elif wanted:
        say(f"{count(len(found), 'style')}")


def _table(found: list[styles.Listed]) -> list[str]:
    from tabulate import tabulate

    rows = [(each.id, ", ".join(each.aliases), each.title) for each in found]
    return tabulate(rows, ("style", "also", "title"), tablefmt="plain").splitlines() if rows else []
