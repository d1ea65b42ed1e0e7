"""The city-diplomacy review says what its two papers say: every number here was counted by reading them."""

from __future__ import annotations

from collections import Counter

import pytest

from litgraph.graph import graph
from litgraph.queries.citations import who_cites

A, B = "clausen-themes", "clausen2022"


def test_the_two_lists_and_the_two_papers_are_38_works(corpus):
    assert len(corpus.works) == 38
    assert Counter(work.kind for work in corpus.works) == {
        "article-journal": 16,
        "article-magazine": 3,
        "article-newspaper": 1,
        "chapter": 6,
        "book": 6,
        "report": 3,
        "webpage": 3,
    }


def test_every_file_of_the_review_is_without_a_problem(corpus):
    assert [str(problem) for problem in corpus.problems if problem.level != "info"] == []


def test_each_section_cites_as_often_as_its_paper_does(corpus):
    counted = Counter((citation.citing, citation.evidence.section) for citation in corpus.tied)
    assert counted == {
        (A, "1"): 18,
        (A, "2.A"): 8,
        (A, "2.B"): 9,
        (A, "2.C"): 11,
        (A, "2.D"): 5,
        (A, "2.E"): 8,
        (A, "2.F"): 5,
        (A, "2.G"): 1,
        (A, "3"): 2,
        (B, "2"): 13,
        (B, "3"): 1,
        (B, "4"): 4,
    }
    narrative = Counter(citation.citing for citation in corpus.tied if citation.placement.form == "narrative")
    assert narrative == {A: 16, B: 5}


def test_the_edges_are_33_and_10(corpus):
    edges = {(citation.citing, citation.cited) for citation in corpus.tied}
    assert Counter(citing for citing, _ in edges) == {A: 33, B: 10}


def test_what_is_not_in_the_lists_or_not_in_the_text_is_told_apart(corpus):
    assert [(each.citing, each.kind) for each in corpus.untied] == [(B, "personal-communication")] * 2
    assert {reading.paper: reading.listed for reading in corpus.readings} == {A: (), B: ("cityofsantafe2017",)}


def test_the_themes_have_their_works(corpus):
    works = Counter(theme for _, theme in {(each.work, each.theme) for each in corpus.assignments})
    assert works == {
        "early-studies": 4,
        "city-hall-capacity": 4,
        "networks": 13,
        "attractive-agency": 8,
        "sister-cities": 8,
        "small-cities": 8,
        "theorizing": 3,
    }
    roles = Counter(each.role for each in corpus.assignments)
    assert roles == {"discussed": 32, "mentioned": 38}
    themed = {each.work for each in corpus.assignments}
    without = {note.work for note in corpus.notes if note.kind == "no-theme"}
    assert themed | without == set(corpus.by_key) and not themed & without


n, p = "narrative", "parenthetical"
PLACES = {
    "clerc2020": [
        (A, "2.F", "", "", n),
        (A, "2.F", "", "", p),
        (A, "2.F", "p. 332", "", p),
        (B, "2", "", "", n),
        (B, "2", "", "", p),
        (B, "2", "p. 332", "", p),
    ],
    "vanderpluijm2007": [
        (A, "1", "", "", p),
        (A, "1", "p. 12", "", p),
        (A, "2.A", "", "see also", p),
        (A, "2.A", "", "", n),
        (A, "2.A", "", "", n),
        (A, "2.B", "p. 15-17", "for example", n),
        (A, "2.F", "", "", p),
        (B, "2", "", "", p),
        (B, "2", "", "", p),
    ],
    "kosovac2020": [
        (A, "2.B", "", "", n),
        (A, "2.B", "", "", p),
        (A, "2.B", "", "", n),
        (A, "3", "", "", n),
        (B, "2", "", "", p),
        (B, "3", "", "", n),
    ],
    "amiri2020": [
        (A, "2.B", "", "", n),
        (A, "2.B", "p. 240", "", p),
        (A, "2.B", "p. 244", "", p),
        (A, "2.B", "p. 240", "", n),
        (A, "2.B", "", "", n),
    ],
    "acuto2016": [
        (A, "2.E", "p. 11", "", p),
        (A, "2.E", "p. 13, p. 21", "", p),
        (B, "2", "", "", p),
        (B, "2", "", "", n),
        (B, "2", "p. 13, 21", "", p),
        (B, "4", "", "", p),
    ],
    "marchetti2021": [
        (A, "1", "", "", p),
        (A, "2.C", "p. 78-81", "", p),
        (A, "2.D", "p. 82-84", "", p),
        (A, "2.E", "p. 73-74", "", p),
        (B, "2", "", "", p),
        (B, "4", "", "", p),
    ],
    "toyoda2016": [(A, "2.E", "", "", n), (A, "2.E", "p. 20", "", n)],
    "lecavalier2020": [(A, "2.C", "p. 17", "", p), (A, "2.C", "p. 31", "", n)],
    "joenniemi2017": [(A, "2.E", "", "see also", p), (A, "2.F", "", "see also", p)],
    "amirisevin2020": [(A, "1", "", "", p), (A, "1", "p. 3", "see", p), (B, "2", "", "", p)],
    "laskey2017": [(B, "4", "", "see", p)],
    "berg2001": [(A, "3", "p. 178-188", "", p)],
    "cityofsantafe2017": [],
}


@pytest.mark.parametrize("key", PLACES)
def test_who_cites_gives_every_place_in_reading_order(db, key):
    answer = who_cites(db, key)
    found = [
        (citing.work.key, place.section, place.locator, place.signal, place.form)
        for citing in sorted(answer.citing, key=lambda each: each.work.key)
        for place in citing.places
    ]
    assert found == PLACES[key]


def test_works_of_one_parenthesis_are_said_to_stand_together(db):
    (second,) = [
        place
        for each in who_cites(db, "clerc2020").citing
        for place in each.places
        if place.locator and each.work.key == A
    ]
    assert second.together == ("joenniemi2017",)


def test_sql_and_networkx_give_the_same_answer_to_who_cites(db, corpus):
    drawn = graph(corpus)
    for key in corpus.by_key:
        by_sql = {
            (each.work.key, place.section, place.locator) for each in who_cites(db, key).citing for place in each.places
        }
        edges = [(a, data) for a, _, data in drawn.in_edges(key, data=True) if data["edge"] == "cites"]
        assert by_sql == {(citing, data["section"], data["locator"]) for citing, data in edges}
