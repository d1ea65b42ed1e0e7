"""The laws of join and settle."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from litgraph.corpus import join, settle
from litgraph.model import Assignment, Citation, Evidence, Harvest, Name, Placement, Problem, Reading, Span, Theme, Work
from litgraph.views import map as map_view

KEYS = st.sampled_from(["a", "b", "c", "d"])
SPANS = st.builds(Span, st.sampled_from(["one.bib", "two.bib"]), st.integers(1, 3), st.integers(1, 2))
EVIDENCE = st.builds(
    Evidence, st.sampled_from(["codebook", "reading:a"]), said_in=st.sampled_from(["", "a", "z"]), at=SPANS
)
WORKS = st.builds(
    Work,
    KEYS,
    st.sampled_from(["book", "chapter"]),
    st.sampled_from(["One", "Two"]),
    st.just((Name(family="Li"),)),
    year=st.sampled_from([None, 2020]),
    ids=st.frozensets(st.sampled_from(["doi:1", "doi:2", "pmid:1"]), max_size=2),
    at=SPANS,
)
PLACEMENTS = st.builds(Placement, order=st.integers(0, 3))
HARVESTS = st.builds(
    Harvest,
    works=st.frozensets(WORKS, max_size=4),
    themes=st.frozensets(
        st.builds(
            Theme, st.sampled_from(["t", "u"]), st.just("T"), parent=st.sampled_from(["", "t", "u", "z"]), at=SPANS
        ),
        max_size=3,
    ),
    assignments=st.frozensets(
        st.builds(Assignment, KEYS, st.sampled_from(["t", "z"]), st.just(""), EVIDENCE), max_size=3
    ),
    readings=st.frozensets(st.builds(Reading, KEYS, st.just("hand"), at=SPANS), max_size=2),
    citations=st.frozensets(
        st.builds(Citation, KEYS, KEYS, EVIDENCE, PLACEMENTS)
        | st.builds(
            Citation,
            KEYS,
            st.just(""),
            EVIDENCE,
            PLACEMENTS,
            st.sampled_from(["Li 2020", "Nobody 1999"]),
            st.just("unresolved"),
        ),
        max_size=5,
    ),
    problems=st.frozensets(
        st.builds(Problem, st.just("bib-syntax"), st.just("error"), st.just("bad"), SPANS), max_size=1
    ),
)


@given(HARVESTS, HARVESTS, HARVESTS)
def test_join_is_a_union_with_a_zero(a, b, c):
    assert join([join([a, b]), c]) == join([a, join([b, c])])
    assert join([a, b]) == join([b, a])
    assert join([a, a]) == a == join([a, Harvest()])


@given(HARVESTS, HARVESTS)
def test_settle_does_not_depend_on_order_or_repetition(a, b):
    assert settle(join([a, b])) == settle(join([b, a, b]))


@given(HARVESTS)
def test_every_key_of_a_corpus_names_something(harvest):
    corpus = settle(harvest)
    keys, ids = set(corpus.by_key), set(corpus.by_theme_id)
    assert {each.work for each in corpus.assignments} <= keys
    assert {each.theme for each in corpus.assignments} <= ids
    assert {key for each in corpus.tied for key in (each.citing, each.cited)} <= keys
    assert {each.citing for each in corpus.untied} <= keys
    assert {theme.parent for theme in corpus.themes} <= ids | {""}
    assert set(corpus.aliases.values()) <= keys
    # Nothing vanishes: every key that was brought still means a work.
    assert {work.key for work in harvest.works} <= keys | set(corpus.aliases)


def _works(*works: Work) -> Harvest:
    return Harvest(works=frozenset(works))


def _work(key: str, line: int, **more: object) -> Work:
    fields = {"title": "On cities", "authors": (Name(family="Li"),), "year": 2020, **more}
    return Work(key, "book", at=Span("bib/references.bib", line), **fields)  # type: ignore[arg-type]


def test_one_work_under_two_keys_is_one_work_and_said_so():
    by_doi = settle(
        _works(_work("a", 1, ids=frozenset({"doi:1"})), _work("b", 9, title="Other", ids=frozenset({"doi:1"})))
    )
    assert [work.key for work in by_doi.works] == ["a"]
    assert by_doi.aliases == {"b": "a"}
    (problem,) = by_doi.problems
    assert problem.code == "same-work" and problem.at and problem.at.line == 9 and "doi:1" in problem.message
    by_title = settle(_works(_work("a", 1), _work("b", 9, title="On Cities.")))
    assert [problem.code for problem in by_title.problems] == ["same-work"]


def test_two_editions_or_two_dois_are_two_works():
    editions = settle(_works(_work("a", 1, extra=(("edition", "1"),)), _work("b", 9, extra=(("edition", "2"),))))
    dois = settle(_works(_work("a", 1, ids=frozenset({"doi:1"})), _work("b", 9, ids=frozenset({"doi:2"}))))
    chapters = settle(
        _works(_work("a", 1, ids=frozenset({"isbn:1"})), _work("b", 9, title="Two", ids=frozenset({"isbn:1"})))
    )
    assert [len(corpus.works) for corpus in (editions, dois, chapters)] == [2, 2, 2]


def test_a_mention_by_name_becomes_a_citation_and_a_doubtful_one_a_problem():
    at = Evidence("reading:b", "b", "1", at=Span("bib/readings/b.yaml", 5, 9))
    citations = [Citation("b", "", at, text=text, kind="unresolved") for text in ("Li 2020", "Wu 1999")]
    found = Harvest(
        works=frozenset({_work("a", 1), _work("b", 2, title="Citing", authors=(Name(family="Wu"),))}),
        citations=frozenset(citations),
    )
    corpus = settle(found)
    assert [(c.citing, c.cited, c.evidence.section) for c in corpus.tied] == [("b", "a", "1")]
    assert [citation.text for citation in corpus.untied] == ["Wu 1999"]
    (problem,) = corpus.problems
    assert problem.code == "unknown-mention" and str(problem.at) == "bib/readings/b.yaml:5:9"


def test_what_two_entries_both_say_keeps_them_apart():
    """Another initial, letter, day, number or author tells works of one title and year apart."""
    lee = {"title": "Editorial", "authors": (Name(family="Lee", given="Ann"),)}
    pairs = [
        ({}, {"authors": (Name(family="Lee", given="Bob"),)}),
        ({"suffix": "a"}, {"suffix": "b"}),
        ({"date_text": "2020-01-03"}, {"date_text": "2020-08-09"}),
        ({"extra": (("number", "1"),)}, {"extra": (("number", "2"),)}),
        ({}, {"authors": (Name(family="Lee", given="Ann"), Name(family="Wu"))}),
    ]
    for one, other in pairs:
        assert len(settle(_works(_work("a", 1, **{**lee, **one}), _work("b", 9, **{**lee, **other}))).works) == 2


def test_a_work_that_differs_from_one_of_two_joins_the_other():
    works = [_work("a", 1, container="One"), _work("b", 2, container="Two"), _work("c", 3, container="One")]
    assert [work.key for work in settle(_works(*works)).works] == ["a", "b"]
    bridge = [_work("a", 1, container="One"), _work("b", 2), _work("c", 3, container="Two")]
    assert len(settle(_works(*bridge)).works) == 2


def test_two_chapters_with_the_doi_of_their_book_stay_two_and_it_is_said():
    one = Work("a", "chapter", "One", (Name(family="Li"),), year=2020, ids=frozenset({"doi:1"}), at=Span("x.bib", 1))
    two = Work("b", "chapter", "Two", (Name(family="Wu"),), year=2020, ids=frozenset({"doi:1"}), at=Span("x.bib", 2))
    corpus = settle(_works(one, two))
    assert len(corpus.works) == 2 and [problem.code for problem in corpus.problems] == ["same-identifier"]


def test_the_entry_that_gives_way_leaves_what_only_it_says():
    kept = settle(_works(_work("a", 1), _work("b", 9, extra=(("annotation", "Mine."),)))).works[0]
    assert kept.key == "a" and kept.get("annotation") == "Mine."


def test_two_readings_of_a_paper_count_on_and_keep_their_parentheses_apart():
    def cited(key: str, path: str, order: int) -> Citation:
        return Citation(
            "a", key, Evidence("reading:A", "A", "1", at=Span(path, order)), Placement(order=order, group=1)
        )

    readings = frozenset(Reading("A", who, at=Span(path)) for who, path in (("hand", "1.yaml"), ("machine", "2.yaml")))
    citations = frozenset([cited("b", "1.yaml", 1), cited("c", "1.yaml", 2), cited("d", "2.yaml", 1)])
    keys = ("A", "b", "c", "d")
    works = frozenset(_work(key, line, title=key) for line, key in enumerate(keys, 1))
    corpus = settle(Harvest(works=works, readings=readings, citations=citations))
    assert [(c.cited, c.placement.order, c.placement.group) for c in corpus.citations] == [
        ("b", 1, 1),
        ("c", 2, 1),
        ("d", 3, 3),
    ]
    assert corpus.readings[0].read_by == "hand; machine"
    assert {c.evidence.said_by for c in corpus.citations} == {"reading:A"}


def test_keywords_are_offered_as_themes_until_one_is_defined():
    works = [
        _work("a", 1, title="A", extra=(("keywords", "City diplomacy; Twinning"),)),
        _work("b", 2, title="B", extra=(("keywords", "city diplomacy, rare"),)),
        _work("c", 3, title="C", extra=(("keywords", "twinning"),)),
    ]
    corpus = settle(_works(*works))
    assert [theme.id for theme in corpus.themes] == ["city-diplomacy", "twinning"]
    assert {(each.work, each.theme) for each in corpus.assignments} == {
        ("a", "city-diplomacy"),
        ("b", "city-diplomacy"),
        ("a", "twinning"),
        ("c", "twinning"),
    }
    assert {each.evidence.said_by for each in corpus.assignments} == {"keywords"}
    assert "offered from keywords" in map_view.render(corpus, map_view.MapRequest(date="2020-01-01"))
    (said,) = corpus.problems
    assert said.code == "keywords-as-themes" and "1 less frequent" in said.message
    own = settle(_works(*works) | Harvest(themes=frozenset({Theme("t", "T")})))
    assert [theme.id for theme in own.themes] == ["t"] and own.assignments == () and own.problems == ()
