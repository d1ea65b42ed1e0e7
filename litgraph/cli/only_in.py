"""Works that a paper cites in SECTION and nowhere else in that paper; those that no other paper read cites first.

SECTION is its id, or words of its heading; the sections inside it belong to it.

\b
Examples:
  litgraph only-in sister cities
  litgraph only-in 2.E
  litgraph only-in 2 --paper "Clausen 2022"
"""

import click

from litgraph.cli.answering import format_option, question_command
from litgraph.cli.options import completes

__all__ = ["only_in_command"]

only_in_command = question_command(
    "only-in",
    "SECTION",
    "Works cited in one section and nowhere else.",
    __doc__,
    click.option(
        "--paper",
        metavar="WORK",
        help="The paper, where several have such a section.",
        shell_complete=completes("works"),
    ),
    format_option,
)
