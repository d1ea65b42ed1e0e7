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

from __future__ import annotations

import click

from litgraph.cli.answering import passages_are_shown, passages_option, plain_format_option, print_answer
from litgraph.cli.options import completes
from litgraph.cli.project import root_of
from litgraph.cli.terminal import complain, names_from_stdin, say, show_progress
from litgraph.errors import BAD_INPUT, EVIDENCE_GONE, NOT_FOUND

__all__ = ["verify_command"]


@click.command("verify", short_help="Whether the evidence still stands in the papers.", help=__doc__)
@click.argument("names", nargs=-1, metavar="[KEY|PAPER]...", shell_complete=completes("works"))
@click.option("--keep", is_flag=True, help="Keep the passages as they stand now, to compare with and to show.")
@passages_option
@plain_format_option
@click.pass_obj
def verify_command(project: str | None, names: tuple[str, ...], keep: bool, form: str) -> None:
    from litgraph.desk.copies import verify
    from litgraph.questions import Answer
    from litgraph.views.passages import without_passages
    from litgraph.views.text.verify import VERIFICATION, summary

    root = root_of(project)
    if names == ("-",) and not (names := tuple(names_from_stdin())):
        return
    with show_progress() as progress:
        verification = verify(root, names, keep=keep, progress=progress)
    printed = verification if passages_are_shown(form) else without_passages(verification)
    print_answer(root, form, Answer(VERIFICATION, printed))
    for stranger in verification.strangers:
        (complain if stranger.is_broken else say)(
            f"{'error' if stranger.is_broken else 'note'}: {stranger.file}: {stranger.why}"
        )
    say(summary(verification))
    if any(reading.copy in ("missing", "none") for reading in verification.readings):
        say("hint: name the files of the papers, or the folder that they are in: litgraph verify FOLDER")
    places = [place for reading in verification.readings for place in reading.places]
    if any(place.status in ("moved", "changed", "vanished") for place in places):
        raise click.exceptions.Exit(EVIDENCE_GONE)
    if any(stranger.is_broken for stranger in verification.strangers):
        raise click.exceptions.Exit(BAD_INPUT)
    if verification.strangers and not verification.readings:
        raise click.exceptions.Exit(NOT_FOUND)
