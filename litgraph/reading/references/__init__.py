"""The lists of references of a paper: where they stand, their entries, and what each entry says."""

from __future__ import annotations

from litgraph.reading.paper import PaperText, Reference
from litgraph.reading.references.entries import LONGEST_ENTRY, holds_several_works, parse_entries
from litgraph.reading.references.entry_spans import find_entry_spans
from litgraph.reading.references.lists import find_lists

__all__ = ["LONGEST_ENTRY", "holds_several_works", "read_references"]


def read_references(paper: PaperText) -> tuple[Reference, ...]:
    """Read the entries of all lists of references in a paper, in their order."""
    references: list[Reference] = []
    for reference_list in find_lists(paper):
        spans = reference_list.entries or find_entry_spans(paper.text, reference_list.spans)
        references += parse_entries([(paper.text[start:end], start) for start, end in spans], len(references))
    return tuple(references)
