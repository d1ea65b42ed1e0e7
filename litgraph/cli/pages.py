"""Which pages of WORK are cited, by whom, and where.

\b
Example:
  litgraph pages Acuto et al. 2016
"""

from litgraph.cli.answering import format_option, question_command

__all__ = ["pages_command"]

pages_command = question_command(
    "pages", "WORK", "Which pages of a work are cited, by whom, where.", __doc__, format_option
)
