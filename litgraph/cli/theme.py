"""A theme: its definition, where it comes from, and its works with the evidence.

\b
Example:
  litgraph theme sister cities
"""

from litgraph.cli.answering import format_option, question_command

__all__ = ["theme_command"]

theme_command = question_command("theme", "NAME", "A theme and its works, with evidence.", __doc__, format_option)
