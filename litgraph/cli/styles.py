"""The citation styles that come with litgraph; with "search" and words, those of all installed ones that fit.

\b
Examples:
  litgraph styles
  litgraph styles search harvard
  litgraph styles search history journal --format json
"""

from __future__ import annotations

import click

from litgraph.cli.options import quiet_option
from litgraph.cli.terminal import say
from litgraph.views.text import count

__all__ = ["styles_command"]


@click.command("styles", short_help="Citation styles: list them, search them.", help=__doc__)
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
    import json

    from litgraph.views.bibliography.csl import pandoc, styles

    if words and words[0] != "search":
        raise click.UsageError("to look for a style: litgraph styles search WORDS")
    search_words = " ".join(words[1:])
    fitting = styles.search(search_words)
    if form == "json":
        rows = [style._asdict() for style in fitting]
        click.echo(json.dumps({"schema": 1, "question": "styles", "styles": rows}, ensure_ascii=False, indent=2))
    elif fitting:
        from tabulate import tabulate

        cells = [(style.id, ", ".join(style.aliases), style.title) for style in fitting]
        for line in tabulate(cells, ("style", "also", "title"), tablefmt="plain").splitlines():
            click.echo(line)
    if search_words and not fitting:
        say(f'note: no style has the words "{search_words}"')
    if not pandoc.is_available():
        say(f"note: without pandoc litgraph sets apa alone, in American English: {styles.EXTRA}")
    if not styles.is_complete():
        say(f"note: these come with litgraph; all 10,844 styles of the CSL project: {styles.EXTRA}")
    elif search_words:
        say(f"{count(len(fitting), 'style')}")
