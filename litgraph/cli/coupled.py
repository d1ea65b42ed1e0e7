"""Works that share references with WORK, in the text or only in the list: how many, and which.

\b
Example:
  litgraph coupled Clausen 2022
"""

from litgraph.cli.answering import format_option, question_command

__all__ = ["coupled_command"]

coupled_command = question_command(
    "coupled", "WORK", "Works that share references with a work (bibliographic coupling).", __doc__, format_option
)
