"""Works that A cites and B does not, with the places.

Quote each of the two, or put "and" or a comma between them. Where one of them was not read, the answer is that
nobody has looked.

\b
Example:
  litgraph only Clausen 2022 and Clausen, Meyer and Cullis
"""

from litgraph.cli.answering import format_option, question_command

__all__ = ["only_command"]

only_command = question_command("only", "A and B", "Works that A cites and B does not.", __doc__, format_option)
