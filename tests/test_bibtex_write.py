"""Writing BibTeX: what was written is read as the same works."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litgraph.formats.bibtex import parse_bibliography, read_bibliography, write_bibliography
from litgraph.formats.bibtex.dates import read_date, read_year
from litgraph.model import Name, Work

from .conftest import REPOSITORY, SHARED

_FOLDER = SHARED / "data" / "bibtex"
_FILES = sorted(path.name for path in _FOLDER.glob("*.*") if path.suffix != ".md") or ["(none)"]


def _exported(work: Work) -> Work:
    """The work without what is never exported, and without what only repeats its kind."""
    never = {"crossref", "xdata", *(["entrysubtype"] if work.kind in ("article-newspaper", "article-magazine") else [])}
    extra = tuple((name, text) for name, text in work.extra if name not in never and not name.startswith("x-"))
    return replace(work, at=None, extra=extra)


def assert_comes_back(works: list[Work]) -> str:
    text = write_bibliography(works)
    again = {work.key: _exported(work) for work in parse_bibliography(text, "again.bib").works}
    assert again == {work.key: _exported(work) for work in works}
    return text


def _in_order(path: Path) -> list[Work]:
    return sorted(read_bibliography(path, path.name).works, key=lambda work: str(work.at))


def test_the_review_comes_back_whole() -> None:
    """The review's own bibliography survives; what only litgraph has a use for is not in it."""
    text = assert_comes_back(_in_order(REPOSITORY / "bib/references.bib"))
    assert "x-" not in text.replace("x-r", "")
    assert "author = {{City of Santa Fe}}" in text
    assert "author = {van der Pluijm, R. and Melissen, J.}" in text
    assert "Lessons from the {UK}, China" in text
    assert "pages = {235--251}" in text


@pytest.mark.parametrize("name", _FILES)
def test_real_files_come_back_whole(name: str, tmp_path: Path) -> None:
    """Every work of bibliographies that other people and programs wrote is read again as it was."""
    if not (_FOLDER / name).exists():
        pytest.skip(f"../shared/data/bibtex/{name} is not here")
    path = _FOLDER / name
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if len(raw) > 200_000:  # the first five hundred entries tell as much, in half a second
        path = tmp_path / "some.bib"
        path.write_bytes(b"\n@".join(raw.split(b"\n@")[:500]))
    assert_comes_back(_in_order(path))


_LETTERS = st.sampled_from("aA éß—–-`'\"!?{}\\$%&#_~^@<>[]|=,.;:()/ 東Ж")
_TEXTS = st.text(_LETTERS, min_size=1, max_size=14).map(lambda text: " ".join(text.split())).filter(bool)
_WORDS = st.text(st.sampled_from("abcXYé'-. "), min_size=1, max_size=8).map(lambda text: " ".join(text.split()))
_NAMES = st.builds(Name, _WORDS, _WORDS, st.sampled_from(["", "van der", "de", "d'"]), st.sampled_from(["", "Jr."]))
_GROUPS = st.builds(Name, literal=_TEXTS.filter(lambda text: any(map(str.isalnum, text))))
_PEOPLE = st.lists(_NAMES.filter(lambda name: bool(name.family)) | _GROUPS, max_size=3).map(tuple)
_DATES = st.one_of(
    st.sampled_from(["2019-04-16", "2019-04", "2019/2020", "2004?", "n.d.", "in press", "2019-21", "199X", "-0044"])
    .map(read_date),
    st.tuples(*map(st.sampled_from, (["2016b", "2016", "1999"], ["", "4", "Frühling"], ["", "3"])))
    .map(lambda parts: read_year(parts[0], *(parts[1:] if parts[1] else ()))),
)  # fmt: skip
_KINDS = st.sampled_from(["book", "chapter", "article-journal", "article-newspaper", "report", "thesis", "webpage"])
_EXTRA = st.dictionaries(
    st.sampled_from(["note", "publisher", "location", "volume", "series", "keywords", "x-printed", "booksubtitle"]),
    _TEXTS,
    max_size=4,
).map(lambda fields: tuple(sorted(fields.items())))
_WORKS = st.builds(
    lambda key, kind, title, authors, editors, date, container, doi, extra: Work(
        key, kind, title, authors, editors, date.year, date.text, date.suffix, container, doi, extra
    ),
    st.from_regex(r"[A-Za-z][A-Za-z0-9:_./+-]{0,8}", fullmatch=True),
    _KINDS,
    _TEXTS | st.just(""),
    _PEOPLE,
    _PEOPLE,
    _DATES,
    _TEXTS | st.just(""),
    st.sampled_from([frozenset[str](), frozenset({"doi:10.1000/a_b(c)d;e<f>", "pmid:12", "openalex:W3"})]),
    _EXTRA,
)


@given(st.lists(_WORKS, max_size=3, unique_by=lambda work: work.key))
def test_any_work_comes_back_whole(works: list[Work]) -> None:
    """Names, dates, kinds and any text with LaTeX's own letters: nothing is lost, braces are balanced."""
    text = assert_comes_back(works)
    assert text.count("{") == text.count("}")


def test_keys_that_bibtex_cannot_hold_are_mended_and_stay_apart() -> None:
    """A key with a comma, braces or nothing at all does not break the file or fall together with another."""
    works = [Work(key, "book", key) for key in ("a,b", "a{b", "a-b", "", "{}", "http://x.org/users#1")]
    again = parse_bibliography(write_bibliography(works), "x.bib")
    assert {work.title for work in again.works} == {work.title for work in works}
    assert not [problem for problem in again.problems if problem.level == "error"]


def test_identifiers_become_fields_again() -> None:
    """What other services name by an identifier is found under the field that BibTeX has for it."""
    ids = frozenset({"doi:10.1/x", "isbn:9780000000002", "arxiv:2001.00001", "pmcid:PMC7", "openalex:W1"})
    text = write_bibliography([Work("k", "book", "T", ids=ids)])
    assert "doi = {10.1/x}" in text and "isbn = {9780000000002}" in text and "eprint = {2001.00001}" in text
    assert next(iter(parse_bibliography(text, "x.bib").works)).ids == ids - {"doi:10.1/x"}


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Lessons from the UK: China and Japan", "Lessons from the {UK}: China and Japan"),
        ("Global Cities, Governance and Diplomacy", "Global Cities, Governance and Diplomacy"),
        ("How C40 Cities Govern", "How {C40} Cities Govern"),
        ("The art of giving: The Singapore–France case", "The art of giving: The {Singapore–France} case"),
        ("THE CITY", "THE CITY"),
    ],
)  # fmt: skip
def test_capitals_that_must_stay_are_held(title: str, written: str) -> None:
    """Abbreviations always, other capitals where the title is in sentence case: a style may write titles small."""
    assert f"title = {{{written}}}" in write_bibliography([Work("k", "book", title)])
