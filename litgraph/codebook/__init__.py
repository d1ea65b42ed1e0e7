"""themes.yaml: read into a Harvest, and changed without losing a comment."""

from litgraph.codebook.editor import CodebookEditor, EditError
from litgraph.codebook.reader import parse_codebook, read_codebook

__all__ = ["CodebookEditor", "EditError", "parse_codebook", "read_codebook"]
