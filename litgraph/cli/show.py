"""The whole record of a work: its fields, themes with evidence, what it cites and who cites it.

\b
Examples:
  litgraph show Acuto 2013
  litgraph find museum --format keys | litgraph show -
"""

from litgraph.cli.answering import format_option, passages_option, question_command

__all__ = ["show_command"]

show_command = question_command("show", "WORK", "The whole record of a work.", __doc__, passages_option, format_option)
