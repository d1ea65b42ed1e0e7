"""The works mentioned most: how often the texts that were read cite them, and how many works do.

\b
Example:
  litgraph most-cited -n 5
"""

import click

from litgraph.cli.answering import format_option, question_command

__all__ = ["most_cited_command"]

most_cited_command = question_command(
    "most-cited",
    "",
    "The works mentioned most.",
    __doc__,
    click.option(
        "-n",
        "limit",
        metavar="N",
        type=click.IntRange(1),
        default=20,
        show_default=True,
        help="How many works to list.",
    ),
    format_option,
)
