"""What a mention means."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litgraph import resolve
from litgraph.lookup import WorkLookup
from litgraph.model import Corpus, Name
from litgraph.words import fold
from tests.conftest import Run, work


def _count_operations(mentions: Sequence[str], lookup: resolve.Lookup) -> int:
    """How many functions are called, of Python's own, too, until all mentions are resolved."""
    calls: list[str] = []
    sys.setprofile(lambda frame, event, argument: calls.append(event))
    try:
        for text in mentions:
            resolve.resolve(text, lookup)
    finally:
        sys.setprofile(None)
    return len(calls)


@pytest.mark.parametrize("mention", ["Vik {year}", "Vik et al. {year}", "Mud in {year}"])
def test_a_mention_costs_no_more_where_an_author_has_many_works_or_a_title_is_often_begun_so(mention):
    counts = []
    for size in (100, 200, 400):
        works = [
            work(f"k{year}", "Vik", "Moe", "Lee", title=f"Mud in {year}", year=year)
            for year in range(1500, 1500 + size)
        ]
        lookup = _lookup(*works)
        mentions = [mention.format(year=year) for year in range(1500, 1500 + size)]
        assert all(resolve.resolve(text, lookup).work.key == f"k{text[-4:]}" for text in mentions)
        counts.append(_count_operations(mentions, lookup))
    assert all(more <= 2.2 * fewer for fewer, more in pairwise(counts)), counts


@pytest.mark.parametrize("signs", ["e\u0301\u0316", "' ", ", ", "Vik ", "et al ", "A. ", "; ", "("])
def test_a_question_of_twice_as_many_signs_costs_twice_as_much(signs):
    """Neither marks on one letter nor names without end take time that grows with the square of their number."""
    lookup = _lookup(work("vik2010", "Vik", year=2010))
    for shape in ("Vik {} 2010", "{}"):
        assert resolve.resolve(shape.format(signs * 50_000), lookup).status in ("unknown", "found")
        counts = [_count_operations([shape.format(signs * count)], lookup) for count in (1000, 2000, 4000)]
        assert all(more <= 2.2 * fewer for fewer, more in pairwise(counts)), counts


@pytest.fixture(scope="module")
def city_lookup(corpus: Corpus) -> resolve.Lookup:
    return _lookup(*corpus.works)


def _lookup(*works):
    return WorkLookup.over_works({each.key: each for each in works}, {each.key: each.key for each in works})


@pytest.mark.parametrize(
    ("mention", "key"),
    [
        ("Clerc 2020", "clerc2020"),
        ("clerc", "clerc2020"),
        ("Clerc, L. (2020, p. 332)", "clerc2020"),
        ("Clerc's (2020)", "clerc2020"),
        ("Acuto et al. 2016", "acuto2016"),
        ("Acuto et al., 2016", "acuto2016"),
        ("Acuto and others 2017", "acuto2017"),
        ("Acuto 2016", "acuto2016"),
        ("Michele Acuto 2013", "acuto2013"),
        ("Acuto, Morissette & Tsouros 2017", "acuto2017"),
        ("Van der Pluijm and Melissen", "vanderpluijm2007"),
        ("Van der Pluijm & Melissen (2007)", "vanderpluijm2007"),
        ("Pluijm 2007", "vanderpluijm2007"),
        ("vanderpluijm 2007", "vanderpluijm2007"),
        ("Janczak 2017", "joenniemi2017"),
        ("JAŃCZAK 2017", "joenniemi2017"),
        ("Amiri 2020", "amiri2020"),
        ("Amiri & Sevin 2020", "amirisevin2020"),
        ("Amiri und Sevin 2020", "amirisevin2020"),
        ("Council of European Municipalities and Regions n.d.", "cemr-nd"),
        ("CEMR, n.d.", "cemr-nd"),
        ("City of Santa Fe 2017", "cityofsantafe2017"),
        ("CLERC2020", "clerc2020"),
        ("Turku", "clerc2020"),
        ("turku finland as a case study", "clerc2020"),
        ("Hiroshima and Nagasaki", "miyazaki2021"),
        ("Cities and global governance", "curtis2016"),
        ("Toronto and Sao Paulo", "stren2019"),
        ("Clausen, Meyer and Cullis", "clausen-themes"),
        ("see Clerc 2020", "clerc2020"),
        ("Beal Pinson 2014", "beal2014"),
        ("Amiri Sevin 2020", "amirisevin2020"),
        ("M. Acuto 2013", "acuto2013"),
        ("[clerc2020]", "clerc2020"),
        ("Clerc (2020, p. 1523)", "clerc2020"),
        ("Transformation and Prospects of Sister City Affiliation", "toyoda2016"),
        ("Acuto u. a. 2016", "acuto2016"),
    ],
)
def test_a_mention_means_what_a_colleague_would_take_it_for(city_lookup, mention, key):
    answer = resolve.resolve(mention, city_lookup)
    assert answer.work and answer.work.key == key, answer


def test_an_exact_author_list_wins_and_the_other_is_named(city_lookup):
    answer = resolve.resolve("Amiri 2020", city_lookup)
    assert [other.key for other in answer.alternatives] == ["amirisevin2020"]


@pytest.mark.parametrize("mention", ["Acuto", "Amiri", "Curtis", "Leffel", "city diplomacy"])
def test_what_can_mean_several_works_is_not_guessed(city_lookup, mention):
    answer = resolve.resolve(mention, city_lookup)
    assert answer.status == "ambiguous" and answer.work is None and len(answer.alternatives) > 1


@pytest.mark.parametrize(
    ("mention", "near"),
    [
        ("Clark 2020", "clerc2020"),
        ("Clerc 2019", "clerc2020"),
        ("Marcheti", "marchetti2021"),
        ("Lecavallier 2020", "lecavalier2020"),
    ],
)
def test_an_unknown_mention_gives_the_nearest(city_lookup, mention, near):
    answer = resolve.resolve(mention, city_lookup)
    assert answer.status == "unknown"
    assert answer.alternatives[0].key == near


def test_letters_after_the_year_tell_works_apart():
    lookup = _lookup(work("a", "Li", year=2016, suffix="a"), work("b", "Li", year=2016, suffix="b"))
    assert resolve.resolve("Li 2016b", lookup).work.key == "b"
    assert resolve.resolve("Li 2016", lookup).status == "ambiguous"


def test_et_al_and_a_letter_are_not_ignored(city_lookup):
    for mention in ("Clerc et al. 2020", "Clerc 2020b", "5", "or", "Clerc 2020 since 2021"):
        answer = resolve.resolve(mention, city_lookup)
        assert answer.work is None, answer


def test_a_doi_is_found_in_any_dress():
    lookup = _lookup(work("x", "Doe", ids=frozenset({"doi:10.1000/ab(1)c"})))
    for text in (
        "10.1000/AB(1)c",
        "doi:10.1000/ab(1)c",
        "https://doi.org/10.1000/ab(1)c",
        "https://doi.org/10.1000/ab%281%29c",
    ):
        assert resolve.resolve(text, lookup).work.key == "x"


@pytest.mark.parametrize(
    ("name", "mention"),
    [
        (Name(family="Ødegård", given="Åse"), "Odegard 2020"),
        (Name(family="Østergaard"), "ostergaard 2020"),
        (Name(family="王", given="小明"), "王 2020"),
        (Name(family="Müller-Lüdenscheidt"), "Muller-Ludenscheidt 2020"),
        (Name(family="O’Neil"), "O'Neil's 2020"),
        (Name(family="Достоевский"), "достоевский 2020"),
        (Name(literal="World Health Organization"), "WHO 2020"),
        (Name(family="e Silva"), "e Silva 2020"),
        (Name(family="Gaulle", particle="de"), "de Gaulle 2020"),
        (Name(family="Müller"), "Mueller 2020"),
        (Name(family="李", given="明"), "李明 2020"),
        (Name(literal="United Nations (UN)"), "United Nations 2020"),
        (Name(family="Li"), "Li, A. 2020"),
        (Name(family="الجابري"), "الجابري ٢٠٢٠"),
    ],
)
def test_names_of_many_languages_are_found(name, mention):
    target = work("x", year=2020)
    target = type(target)(**{**{f: getattr(target, f) for f in target.__dataclass_fields__}, "authors": (name,)})
    assert resolve.resolve(mention, _lookup(target, work("y", "Other"))).work.key == "x"


@given(st.text(max_size=80))
def test_any_text_gives_an_answer(text):
    lookup = _lookup(work("a", "Li"), work("b", "Li", "Wu", year=2019))
    assert resolve.resolve(text, lookup).status in ("found", "ambiguous", "unknown")


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_other_keys_and_the_numbers_of_arxiv_name_a_work(run: Run, tmp_path: Path) -> None:
    """The keys in `ids` in questions, themes and readings; a DOI of arXiv and an eprint number are one identifier."""
    (tmp_path / "bib/readings").mkdir(parents=True)
    (tmp_path / "bib/references.bib").write_text(
        "@article{new, author = {Eo, G}, title = {Has ids}, journal = {J}, year = 2010, ids = {old1, Old2}}\n"
        "@misc{pre, author = {Li, A}, title = {Preprint}, year = 2021, eprint = {2101.00001v2}, eprinttype = {arXiv}}\n"
        "@misc{doi, author = {Wu, B}, title = {Other}, year = 2021, "
        " doi = {10.48550/arXiv.math.GT/0309136}, ids = {new}}\n"
        "@misc{same, author = {Wu, B}, title = {Other}, year = 2021, url = {https://arxiv.org/abs/math/0309136v1}}\n",
        encoding="utf-8",
    )
    (tmp_path / "themes.yaml").write_text("themes: [{id: x, title: X}]\nworks: {old1: [x]}\n", encoding="utf-8")
    reading = "paper: pre\ncitations: [{work: old2}, {text: 10.48550/arxiv.math/0309136}]\n"
    (tmp_path / "bib/readings/pre.yaml").write_text(reading, encoding="utf-8")
    assert run("find", "theme:x", "--format", "keys", cwd=tmp_path).stdout.split() == ["new"]
    assert run("cites", "pre", "--format", "keys", cwd=tmp_path).stdout.split() == ["new", "doi"]
    for name in ("10.48550/arXiv.2101.00001", "arxiv:2101.00001v3", "https://arxiv.org/pdf/2101.00001"):
        assert "[pre]" in run("show", name, cwd=tmp_path).stdout.splitlines()[0]
    problems = run("check", cwd=tmp_path).stdout
    assert '"same" is the same work as "doi"' in problems
    assert '"new", another key of "doi" by its ids, is a key of "new"' in problems
