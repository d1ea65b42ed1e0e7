"""Bibliographies cut into chunks, each understood without the text around it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litgraph.formats.bibtex import Chunk, parse_bibliography, parse_chunks, split_chunks, unify_lines
from litgraph.formats.bibtex.scan import Block, Complaints, scan_blocks

SHARED = Path(__file__).parents[2] / "shared" / "data" / "bibtex"
CASES = Path(__file__).parent / "cases" / "bibtex"

_SHARDS = (
    "@book{k,", "@misc{l,", "\n@book{m, ", "\n @string{s = ", "@comment{", "\n@ article\n{n,", "@misc(o,", "@", "{",
    "}", "(", ")", '"', ",", "=", "#", "\n", " ", "\xa0", "title = ", "author = {A, B and C, D}", "year = 2001", "jan",
    "s", "crossref = {k}", "xdata = l", "k", "1990", "\\", "\\{", "{\\\"o}", '{"}', "%", "a@b", "ids = {x}",
)  # fmt: skip
_FIELDS = (
    "title = {A {B} {\\'e}}", 'title = "C {\\"o} {D}"', "year = 1990", "month = jan", "journal = s # { t}",
    "crossref = {l}", "xref = {nix}", "note = {a\n@b}", "doi = {x}", "title = {x}", "date = {20x}",
)  # fmt: skip
_ENTRIES = st.tuples(
    st.sampled_from(["\n@book{", "@misc{", "\n\n@Article{", "\n@inbook{"]),
    st.sampled_from("klmKx"),
    st.lists(st.sampled_from(_FIELDS), max_size=4).map(lambda fields: "".join(f",\n {field}" for field in fields)),
    st.sampled_from(["}", ",}\n", "}\n\n", "}} ", "\n% @misc{c}\n"]),
).map("".join)
_STRINGS = st.just('@string{s = "S"}\n')
_TEXTS = st.lists(st.one_of(st.sampled_from(_SHARDS), _ENTRIES, _STRINGS), max_size=12).map("".join)


@given(_TEXTS)
def test_chunks_leave_no_gap(text: str) -> None:
    """Chunks put together are the text, and each begins at its line and column with "@", but for the first."""
    chunks = split_chunks(text)
    assert "".join(text[chunk.start : chunk.end] for chunk in chunks) == text
    for chunk in chunks:
        before = text[: chunk.start].split("\n")
        assert (len(before), len(before[-1]) + 1) == (chunk.line, chunk.column)
        assert chunk.kind == "outside" or not chunk.start or text[chunk.start] == "@"


@given(_TEXTS)
def test_an_entry_has_its_key_alone(text: str) -> None:
    """A chunk that is an entry holds one block, and that has the key which was seen when the text was cut."""
    for chunk in split_chunks(text):
        if chunk.kind == "entry":
            part = text[chunk.start : chunk.end]
            assert [block.key for block in scan_blocks(part, Complaints(part, "x.bib"))] == [chunk.key]


@given(_TEXTS)
def test_chunks_alone_say_the_same(text: str) -> None:
    """A chunk that depends on no other gives the same works and problems, places included, when all else is blank."""
    for parsed in parse_chunks(text, "x.bib", split_chunks(text)):
        if not (parsed.uses_strings or parsed.parents or parsed.repeats_key):
            start, end, line, column, *_ = parsed.chunk
            alone = parse_bibliography("\n" * (line - 1) + " " * (column - 1) + text[start:end], "x.bib")
            assert (alone.works, alone.problems) == (frozenset(parsed.works), parsed.problems)


@given(_TEXTS)
def test_a_family_is_parsed_without_the_others(text: str) -> None:
    """Chunks parsed with only the @strings, parents and earlier entries of their keys say what they say in the file."""
    chunks = split_chunks(text)
    in_file = {parsed.chunk: parsed for parsed in parse_chunks(text, "x.bib", chunks)}
    problems = {problem.code for parsed in in_file.values() for problem in parsed.problems}
    if problems & {"missing-crossref", "unknown-string"}:
        return  # their hints look at all keys
    for chunk in chunks:
        if chunk.kind == "odd":
            continue  # it may hold entries whose keys show only when it is parsed
        family = {chunk, *(other for other in chunks if other.kind in ("string", "odd") or _has_aliases(text, other))}
        for _ in chunks:  # parents of parents, and so on
            keys = {key.casefold() for member in family for key in (member.key, *in_file[member].parents)}
            family |= {other for other in chunks if other.key.casefold() in keys}
        alone = {parsed.chunk: parsed for parsed in parse_chunks(text, "x.bib", sorted(family))}
        assert alone[chunk] == in_file[chunk]


def _has_aliases(text: str, chunk: Chunk) -> bool:
    return "ids" in text[chunk.start : chunk.end]


def _files() -> list[Path]:
    return [*sorted(CASES.glob("*/input.bib")), *sorted(SHARED.glob("*.bi*"))]


@pytest.mark.parametrize("path", _files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_files_read_as_before_they_were_cut(path: Path) -> None:
    """The blocks of every file are those that bibtexparser and the lenient reader find in the uncut text."""
    raw = path.read_bytes()
    text = unify_lines((gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8", "replace"))[:300_000]
    uncut = Complaints(text, "x.bib")
    expected = [_block_facts(block, uncut) for block in scan_blocks(text, uncut)]
    blocks, problems = [], set()
    for chunk in split_chunks(text):
        part = text[chunk.start : chunk.end]
        complaints = Complaints(part, "x.bib", chunk.line, chunk.column)
        blocks += [_block_facts(block, complaints) for block in scan_blocks(part, complaints)]
        problems |= complaints.problems
    assert (blocks, problems) == (expected, uncut.problems)


def _block_facts(block: Block, complaints: Complaints) -> tuple[object, ...]:
    """All that a block says, its places as lines and columns."""
    fields = []
    for field in block.fields:
        parts = [(part.text, part.is_name, complaints.span(part.at)) for part in field.parts]
        fields.append((field.name, complaints.span(field.at), parts))
    return (block.kind, block.key, complaints.span(block.at), fields)
