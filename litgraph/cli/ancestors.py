"""What WORK stands on: what it cites, what that cites, and so on, with the step by which each work came.

\b
Example:
  litgraph ancestors Clausen 2022 --depth 2
"""

from litgraph.cli.answering import format_option, question_command
from litgraph.cli.options import depth_option

__all__ = ["ancestors_command"]

ancestors_command = question_command(
    "ancestors", "WORK", "What a work stands on, level by level.", __doc__, depth_option, format_option
)
