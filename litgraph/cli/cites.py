"""What a work cites, with each place: known for works that were read.

\b
Example:
  litgraph cites Clausen 2022
"""

from litgraph.cli.answering import format_option, passages_option, question_command

__all__ = ["cites_command"]

cites_command = question_command(
    "cites", "WORK", "What a work cites, and where.", __doc__, passages_option, format_option
)
