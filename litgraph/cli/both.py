"""Works that A and B both cite, with the places in each.

Quote each of the two, or put "and" or a comma between them. Where one of them was not read, the answer is that
nobody has looked.

\b
Examples:
  litgraph both Clausen 2022 and Clausen, Meyer and Cullis
  litgraph both "Clausen 2022" "Clausen, Meyer & Cullis"
"""

from litgraph.cli.answering import format_option, question_command

__all__ = ["both_command"]

both_command = question_command("both", "A and B", "Works that two works both cite.", __doc__, format_option)
