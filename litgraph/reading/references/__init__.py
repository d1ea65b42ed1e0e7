"""The list of references of a paper: where it stands, its entries, and what each of them says."""

from __future__ import annotations

from litgraph.model import Name
from litgraph.reading.paper import PaperText, Reference
from litgraph.reading.references.find import find
from litgraph.reading.references.parse import parse
from litgraph.reading.references.split import split

__all__ = ["references"]


def references(text: PaperText) -> tuple[Reference, ...]:
    """The entries of all lists of references in a paper, in their order."""
    found: list[Reference] = []
    before: tuple[Name, ...] = ()
    for stretch in find(text):
        for start, end in stretch.entries or split(text.text, stretch.spans):
            entry = parse(text.text[start:end], len(found), start, before)
            before = entry.authors or entry.editors
            found.append(entry)
    return tuple(found)
