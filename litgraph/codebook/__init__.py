"""themes.yaml: read into a Harvest, and changed without losing a comment."""

from litgraph.codebook.edits import EditError, annotate, tag, untag
from litgraph.codebook.reader import read, read_text

__all__ = ["EditError", "annotate", "read", "read_text", "tag", "untag"]
