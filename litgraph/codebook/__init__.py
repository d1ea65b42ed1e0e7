"""themes.yaml: read into a Harvest, and changed without losing a comment (`litgraph.codebook.editor`)."""

from litgraph.codebook.reader import parse_codebook, read_codebook

__all__ = ["parse_codebook", "read_codebook"]
