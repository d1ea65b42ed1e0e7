"""The list of references of a paper: where it stands, its entries, and what each of them says."""

from __future__ import annotations

from litgraph.reading.paper import PaperText, Reference
from litgraph.reading.references.find import find
from litgraph.reading.references.parse import parse_list
from litgraph.reading.references.split import split

__all__ = ["references"]


def references(text: PaperText) -> tuple[Reference, ...]:
    """The entries of all lists of references in a paper, in their order."""
    found: list[Reference] = []
    for stretch in find(text):
        spans = stretch.entries or split(text.text, stretch.spans)
        found += parse_list([(text.text[start:end], start) for start, end in spans], len(found))
    return tuple(found)
