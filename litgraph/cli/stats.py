"""The state of the knowledge base in one screen: works, themes, papers read, evidence, voices, problems.

\b
Examples:
  litgraph stats
  litgraph stats --format csv
"""

from litgraph.cli.answering import plain_format_option, question_command

__all__ = ["stats_command"]

stats_command = question_command(
    "stats", "", "How much there is of everything, and what is missing.", __doc__, plain_format_option
)
