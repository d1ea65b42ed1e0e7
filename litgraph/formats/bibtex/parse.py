"""Chunks of a BibTeX file made into works, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from litgraph.formats.bibtex.checks import check_entry
from litgraph.formats.bibtex.chunks import Chunk
from litgraph.formats.bibtex.entries import make_work
from litgraph.formats.bibtex.fields import Abbreviations, Entry, make_entry
from litgraph.formats.bibtex.inherit import (
    REFERRING_FIELDS,
    find_parent_names,
    inherit_fields,
    list_parent_names,
    refers_to_others,
)
from litgraph.formats.bibtex.kinds import check_type
from litgraph.formats.bibtex.scan import Block, Complaints, scan_blocks
from litgraph.model import Problem, Span, Work

__all__ = ["NO_WORKS", "ParsedChunk", "parse_chunks"]

# Entries for BibTeX's and BibLaTeX's own use, which describe no work.
NO_WORKS = frozenset(("xdata", "set", "bibnote", "ieeetranbstctl", "control", "revtex41control", "comment"))


class ParsedChunk(NamedTuple):
    """The works and problems of one chunk, and what else in the file they depend on.

    They are a function of the chunk's text, line and column alone, unless it `uses_strings` (names that an @string
    defines or should define), names `parents` (the keys after crossref, xdata and xref), or `repeats_key`: a key that
    an entry before it has.
    """

    chunk: Chunk
    works: tuple[Work, ...]
    problems: frozenset[Problem]
    uses_strings: bool
    parents: tuple[str, ...]
    repeats_key: bool


def parse_chunks(text: str, name: str, chunks: Sequence[Chunk]) -> Iterator[ParsedChunk]:
    """Yield what each chunk of a text says, as if the file had no others; those that name parents come last.

    `name` is the file's path as problems show it. To parse some chunks as they are parsed in the whole file, give with
    them, in the order of the file, the chunks that they depend on (see `ParsedChunk`).
    """
    return _Parser(text, name, chunks).parse()


class _Parser:
    """Parses chunks one after another; of an entry that no other can refer to, only key and place are kept."""

    def __init__(self, text: str, path: str, chunks: Sequence[Chunk]) -> None:
        self._text, self._path, self._chunks = text, path, chunks
        self._abbreviations = Abbreviations()
        self._place_of_key: dict[str, Span] = {}
        self._family: dict[str, Entry] = {}  # entries that name others or may be named by them, by key
        # What others may depend on, wherever it stands, is scanned before all the rest.
        self._scanned = {chunk.start: self._scan(chunk) for chunk in chunks if self._may_concern_others(chunk)}
        for blocks, complaints in self._scanned.values():
            for block in blocks:
                if block.kind == "string":
                    self._abbreviations.announce(block, complaints)
        early_blocks = (block for blocks, _ in self._scanned.values() for block in blocks)
        self._parent_names = find_parent_names(early_blocks, self._abbreviations)

    def _may_concern_others(self, chunk: Chunk) -> bool:
        if chunk.kind != "entry":
            return True
        folded = self._text[chunk.start : chunk.end].lower()
        return any(field in folded for field in REFERRING_FIELDS)

    def _scan(self, chunk: Chunk) -> tuple[list[Block], Complaints]:
        text = self._text[chunk.start : chunk.end]
        complaints = Complaints(text, self._path, chunk.line, chunk.column)
        return list(scan_blocks(text, complaints)), complaints

    def parse(self) -> Iterator[ParsedChunk]:
        """Yield each chunk, those with entries that inherit after all others."""
        heirs: list[tuple[Chunk, list[Entry], Complaints, bool, tuple[str, ...], bool]] = []
        for chunk in self._chunks:
            scanned = self._scanned.pop(chunk.start) if chunk.start in self._scanned else self._scan(chunk)
            uses_before = self._abbreviations.uses
            entries, repeats_key = self._take_blocks(*scanned)
            uses_strings = self._abbreviations.uses > uses_before
            parents = tuple(key for entry in entries for key in list_parent_names(entry))
            if parents:
                heirs.append((chunk, entries, scanned[1], uses_strings, parents, repeats_key))
            else:
                works = _make_works(entries)
                yield ParsedChunk(chunk, works, frozenset(scanned[1].problems), uses_strings, (), repeats_key)
        inherit_fields(self._family, self._place_of_key)
        for chunk, entries, complaints, uses_strings, parents, repeats_key in heirs:
            works = _make_works(entries)
            yield ParsedChunk(chunk, works, frozenset(complaints.problems), uses_strings, parents, repeats_key)

    def _take_blocks(self, blocks: list[Block], complaints: Complaints) -> tuple[list[Entry], bool]:
        """Make entries of the blocks of a chunk and define its @strings; say whether a key in it is taken already."""
        entries, repeats_key = [], False
        for block in blocks:
            if block.kind == "string":
                self._abbreviations.define(block, complaints)
            elif not block.key:
                _complain_of_no_key(block, complaints)
            elif block.key in self._place_of_key:
                repeats_key = True
                self._look_at_repeated(block, complaints)
            else:
                self._place_of_key[block.key] = complaints.span(block.at)
                entries.append(self._make_entry(block, complaints))
        return entries, repeats_key

    def _make_entry(self, block: Block, complaints: Complaints) -> Entry:
        entry = make_entry(block, self._abbreviations, complaints)
        if len(block.key.split()) > 1:
            message = f'the key "{block.key}" has a space in it'
            hint = f"LaTeX cannot cite it; write {''.join(block.key.split())}"
            complaints.add("malformed-key", "warning", message, block.at, hint)
        if self._may_be_parent(entry) or refers_to_others(entry):
            self._family[entry.key] = entry
        return entry

    def _may_be_parent(self, entry: Entry) -> bool:
        names = self._parent_names
        return names is None or (bool(names) and (entry.key.casefold() in names or "ids" in entry.fields))

    def _look_at_repeated(self, block: Block, complaints: Complaints) -> None:
        """Complain of an entry whose key is taken, and of what is wrong in it."""
        first = self._place_of_key[block.key]
        message = f'the key "{block.key}" is taken already, at {first}; the entry here is left out'
        hint = "remove this entry if it is the same work, else give it a key of its own"
        complaints.add("duplicate-key", "error", message, block.at, hint, about=first)
        entry = make_entry(block, self._abbreviations, complaints)
        make_work(entry)
        check_entry(entry)


def _complain_of_no_key(block: Block, complaints: Complaints) -> None:
    if block.kind not in NO_WORKS:
        message = f"this @{block.kind} has no key, so it is left out"
        hint = f"write a key and a comma after the brace: @{block.kind}{{family2020,"
        complaints.add("missing-key", "error", message, block.at, hint)


def _make_works(entries: Sequence[Entry]) -> tuple[Work, ...]:
    """The works of entries that have inherited what they inherit; what is wrong is added to their complaints."""
    works = []
    for entry in entries:
        if entry.type not in NO_WORKS:
            check_type(entry)
            works.append(make_work(entry))
            check_entry(entry)
    return tuple(works)
