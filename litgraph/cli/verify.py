"""The evidence of readings, looked for again in copies of their papers: verify."""

from __future__ import annotations

import sys

import click

from litgraph.cli import complain, completes, root_of, say, watching
from litgraph.cli.answering import passages_are_shown, passages_option, plain_format_option, put_answer

__all__ = ["verify_command"]

_UNKNOWN, _BROKEN, _GONE = 3, 4, 6


@click.command("verify", short_help="Whether the evidence still stands in the papers.")
@click.argument("wanted", nargs=-1, metavar="[KEY|PAPER]...", shell_complete=completes("works"))
@click.option("--keep", is_flag=True, help="Keep the passages as they stand now, to compare with and to show.")
@passages_option
@plain_format_option
@click.pass_obj
def verify_command(project: str | None, wanted: tuple[str, ...], keep: bool, form: str) -> None:
    """Look for every citation of the readings again in your copies of the papers: with its section, page and locator,
    and word for word where its passage is known.

    A PAPER is a file or a folder of files, recognised by its name (KEY.pdf), its DOI or its title. Without one, a copy
    is looked for where the paper was when it was read, and where the entry has a file attached. Without KEY and PAPER,
    all readings are looked at; - reads keys from stdin.

    Each place is found, moved (to another section or page), changed (in words or locator), vanished, or not checkable,
    with the reason. Ends with exit code 6 when any has moved, changed or vanished.

    \b
    Examples:
      litgraph verify
      litgraph verify ~/papers
      litgraph verify clausen2022 draft.pdf --format json
    """
    from litgraph.corpus import load
    from litgraph.questions import Answer
    from litgraph.verify import verify
    from litgraph.views.notebook import without_passages
    from litgraph.views.text.verify import VERIFICATION, summary

    root = root_of(project)
    if wanted == ("-",):
        wanted = tuple(dict.fromkeys(filter(None, map(str.strip, sys.stdin.read().splitlines()))))
        if not wanted:
            return
    with watching() as progress:
        found = verify(root, load(root), wanted, keep=keep, progress=progress)
    put_answer(root, form, Answer(VERIFICATION, found if passages_are_shown(form) else without_passages(found)))
    for each in found.strangers:
        (complain if each.is_broken else say)(f"{'error' if each.is_broken else 'note'}: {each.file}: {each.why}")
    say(summary(found))
    if any(one.copy in ("missing", "none") for one in found.readings):
        say("hint: name the files of the papers, or the folder that they are in: litgraph verify FOLDER")
    if any(place.status in ("moved", "changed", "vanished") for one in found.readings for place in one.places):
        raise click.exceptions.Exit(_GONE)
    if any(each.is_broken for each in found.strangers):
        raise click.exceptions.Exit(_BROKEN)
    if found.strangers and not found.readings:
        raise click.exceptions.Exit(_UNKNOWN)
