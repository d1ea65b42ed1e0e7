"""What is missing: all on one screen, or one KIND in full.

\b
KIND is one of:
  listed-not-cited        in a reference list, never cited in its text
  not-listed              cited, but not in the paper's reference list
  personal-communication  cited, and in no list by rule
  unresolved              cited, and tied to no work yet
  no-theme                works that fit no theme, with the reason
  untagged                works not tagged yet
  one-voice               works in a theme on the word of one paper alone
  printed                 entries printed faultily, or not alike in all papers

\b
Examples:
  litgraph gaps
  litgraph gaps one-voice
"""

import click

from litgraph.cli.answering import format_option, question_command
from litgraph.cli.options import completes

__all__ = ["gaps_command"]

gaps_command = question_command(
    "gaps",
    "",
    "What is missing, on one screen or kind by kind.",
    __doc__,
    click.argument("kind", required=False, default="", metavar="[KIND]", shell_complete=completes("kinds_of_gaps")),
    format_option,
)
