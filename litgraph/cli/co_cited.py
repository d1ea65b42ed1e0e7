"""Works cited together with WORK: in how many parentheses, sections and papers, the closest first.

\b
Example:
  litgraph co-cited Clerc 2020
"""

from litgraph.cli.answering import format_option, question_command

__all__ = ["co_cited_command"]

co_cited_command = question_command(
    "co-cited", "WORK", "Works cited together with a work (co-citation).", __doc__, format_option
)
