"""BibTeX and BibLaTeX files.

    >>> text = "@book{berg2001, author = {van der Berg, Jan}, title = {Towns}, year = 2001}"
    >>> harvest = parse_bibliography(text, "towns.bib")
    >>> [(work.key, work.authors[0].short, work.year) for work in harvest.works]
    [('berg2001', 'van der Berg', 2001)]

The way of an entry: `scan` finds it and its fields with their places, `fields` resolves abbreviations, `inherit`
follows crossrefs, `entries` makes it a Work (with `kinds`, `names`, `dates`, `latex`), and `checks` says what is
missing or malformed. `write` goes the other way.
"""

from __future__ import annotations

from pathlib import Path

from litgraph.files import parse_source
from litgraph.formats.bibtex.checks import check_entry
from litgraph.formats.bibtex.entries import make_work
from litgraph.formats.bibtex.fields import Abbreviations, Entry, make_entry
from litgraph.formats.bibtex.inherit import inherit_fields
from litgraph.formats.bibtex.kinds import check_type
from litgraph.formats.bibtex.scan import Complaints, scan_blocks, silence_libraries
from litgraph.formats.bibtex.write import write_bibliography, write_entries
from litgraph.model import Harvest

__all__ = ["parse_bibliography", "read_bibliography", "write_bibliography", "write_entries"]

# Entries for BibTeX's and BibLaTeX's own use, which describe no work.
_NO_WORKS = frozenset(("xdata", "set", "bibnote", "ieeetranbstctl", "control", "revtex41control", "comment"))


def read_bibliography(path: Path, name: str) -> Harvest:
    """The works in a BibTeX file and everything that is wrong in it; `name` is the file's path as problems show it."""
    return parse_source(path, name, parse_bibliography)


def parse_bibliography(text: str, name: str) -> Harvest:
    """The works in the text of a BibTeX file and everything that is wrong in it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    complaints = Complaints(text, name)
    blocks = list(scan_blocks(text, complaints))
    abbreviations = Abbreviations(blocks, complaints)
    entries: dict[str, Entry] = {}
    left_out: list[Entry] = []  # read for their problems only
    for block in blocks:
        if block.kind == "string":
            abbreviations.define(block)
        elif not block.key and block.kind not in _NO_WORKS:
            message = f"this @{block.kind} has no key, so it is left out"
            hint = f"write a key and a comma after the brace: @{block.kind}{{family2020,"
            complaints.add("missing-key", "error", message, block.at, hint)
        elif block.key in entries:
            first = complaints.span(entries[block.key].at)
            message = f'the key "{block.key}" is taken already, at {first}; the entry here is left out'
            hint = "remove this entry if it is the same work, else give it a key of its own"
            complaints.add("duplicate-key", "error", message, block.at, hint, about=first)
            left_out.append(make_entry(block, abbreviations, complaints))
        elif block.key:
            entries[block.key] = make_entry(block, abbreviations, complaints)
            if len(block.key.split()) > 1:
                message = f'the key "{block.key}" has a space in it'
                hint = f"LaTeX cannot cite it; write {''.join(block.key.split())}"
                complaints.add("malformed-key", "warning", message, block.at, hint)
    inherit_fields(entries, complaints)
    works = set()
    with silence_libraries():
        for entry in entries.values():
            if entry.type not in _NO_WORKS:
                check_type(entry, complaints)
                works.add(make_work(entry, complaints))
                check_entry(entry, complaints)
        for entry in left_out:
            make_work(entry, complaints)
            check_entry(entry, complaints)
    return Harvest(works=frozenset(works), problems=frozenset(complaints.problems))
