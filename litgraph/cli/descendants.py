"""What followed from WORK: what cites it, what cites that, and so on, with the step by which each work came.

\b
Example:
  litgraph descendants Acuto 2013 --depth 2
"""

from litgraph.cli.answering import format_option, question_command
from litgraph.cli.options import depth_option

__all__ = ["descendants_command"]

descendants_command = question_command(
    "descendants", "WORK", "What followed from a work, level by level.", __doc__, depth_option, format_option
)
