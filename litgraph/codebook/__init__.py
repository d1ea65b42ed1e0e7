"""themes.yaml: read into a Harvest, and changed without losing a comment."""

from litgraph.codebook.edits import EditError, annotate, tag, untag
from litgraph.codebook.reader import parse_codebook, read_codebook

__all__ = ["EditError", "annotate", "parse_codebook", "read_codebook", "tag", "untag"]
