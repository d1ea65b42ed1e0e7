"""BibTeX and BibLaTeX files.

    >>> text = "@book{berg2001, author = {van der Berg, Jan}, title = {Towns}, year = 2001}"
    >>> harvest = parse_bibliography(text, "towns.bib")
    >>> [(work.key, work.authors[0].short, work.year) for work in harvest.works]
    [('berg2001', 'van der Berg', 2001)]

The way of an entry, which `parse` leads: `chunks` cuts the text before it, `scan` finds its fields with their places,
`fields` resolves abbreviations, `inherit` follows crossrefs, `entries` makes it a Work (with `kinds`, `names`, `dates`,
`latex`), and `checks` says what is missing or malformed. `write` goes the other way.
"""

from __future__ import annotations

from collections.abc import Iterable

from litgraph.files import Folder, parse_source
from litgraph.formats.bibtex.chunks import Chunk, split_chunks, unify_lines
from litgraph.formats.bibtex.inherit import REFERRING_FIELDS
from litgraph.formats.bibtex.parse import NO_WORKS, ParsedChunk, parse_chunks
from litgraph.formats.bibtex.scan import MOST_COMPARISONS
from litgraph.formats.bibtex.write import write_bibliography, write_entries
from litgraph.model import Harvest, Problem, Work

__all__ = [
    "MOST_COMPARISONS",
    "NO_WORKS",
    "REFERRING_FIELDS",
    "Chunk",
    "ParsedChunk",
    "collect_works",
    "parse_bibliography",
    "parse_chunks",
    "read_bibliography",
    "split_chunks",
    "unify_lines",
    "write_bibliography",
    "write_entries",
]


def read_bibliography(path: Folder, name: str) -> Harvest:
    """The works in a BibTeX file and everything that is wrong in it; `name` is the file's path as problems show it."""
    return parse_source(path, name, parse_bibliography)


def parse_bibliography(text: str, name: str) -> Harvest:
    """The works in the text of a BibTeX file and everything that is wrong in it."""
    text = unify_lines(text)
    return collect_works(parse_chunks(text, name, split_chunks(text)))


def collect_works(chunks: Iterable[ParsedChunk]) -> Harvest:
    """The works in the chunks of a text, and everything that is wrong in these."""
    works: list[Work] = []
    problems: list[Problem] = []
    for parsed in chunks:
        works += parsed.works
        problems += parsed.problems
    return Harvest(works=frozenset(works), problems=frozenset(problems))
