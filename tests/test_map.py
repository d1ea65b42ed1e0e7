"""The map as a file: what is in it, what is not, and where things stand."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from litgraph.graph import graph
from litgraph.model import (
    Assignment,
    Citation,
    Corpus,
    Evidence,
    Mention,
    Name,
    Reading,
    Review,
    Section,
    Span,
    Theme,
    Work,
)
from litgraph.views.map import render
from litgraph.views.map.figure import folded_lines
from litgraph.views.map.layout import Box, place

from .conftest import work

HOSTILE = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\u2028\u202e\x00'\"`${alert(3)}\ud800&lt;"


def data_of(page: str) -> dict[str, Any]:
    """The JSON document in a page."""
    [found] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    made: dict[str, Any] = json.loads(found)
    return made


def hostile_corpus(text: str = HOSTILE) -> Corpus:
    """A corpus that has the text in every field that can hold one."""
    at = Span(text, 1, 1)
    extra = (("abstract", "SECRET"), ("annotation", text), ("note", text), ("url", f"javascript:alert('{text}')"))
    works = tuple(
        Work(
            key + text,
            text,
            text,
            (Name(text, text, text, text), Name(literal=text)),
            (Name(text),),
            None,
            text,
            text,
            text,
            frozenset({"doi:10.1/" + text, "isbn:" + text}),
            extra,
            at,
        )
        for key in "abc"
    )
    keys = [work.key for work in works]
    evidence = Evidence(f"reading:{keys[0]}", keys[0], text, text, text, "SECRET", text, at)
    theme = Theme(text, text, text, text, text, keys[0], text, at)
    return Corpus(
        works,
        Review(text, text, text, text),
        (theme,),
        (Assignment(keys[1], text, text, evidence), Assignment(keys[0], text, "mentioned", evidence)),
        (),
        (Reading(keys[0], text, (Section(text, text, text),), (keys[2],), at),),
        (Citation(keys[0], keys[1], evidence, text, text, 1, 0, text), Citation(keys[0], keys[0], evidence)),
        (Mention(keys[0], text, text, evidence),),
    )


def test_the_same_corpus_gives_the_same_bytes(corpus: Corpus) -> None:
    """The map is a function of the corpus and the date."""
    assert render(corpus, date="2026-01-31") == render(corpus, date="2026-01-31")


def test_the_page_says_what_it_is(corpus: Corpus) -> None:
    """Title, description, date, counts and sources stand in the page; a title can be given instead of the review's."""
    page = render(corpus, date="2026-01-31")
    assert "<title>City diplomacy – theme map</title>" in page
    for said in (f"{len(corpus.works)} works", "7 themes", "2 papers read", "2026-01-31", "bib/references.bib"):
        assert said in page
    assert "<title>Another – theme map</title>" in render(corpus, date="2026-01-31", title="Another")


def test_nothing_in_the_page_leads_outside(corpus: Corpus) -> None:
    """No script, style, image or frame has an address, and the policy allows only what is hashed."""
    page = render(corpus, date="2026-01-31")
    markup = re.sub(r"(?s)<(script|style)\b[^>]*>.*?</\1>", r"<\1>", page)
    assert not re.search(r"<(?:link|img|iframe|object|embed|base)\b|\bsrc=|@import|\bon\w+=", markup)
    assert "sourceMappingURL" not in page
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', html.unescape(page))
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy and "*" not in policy


def test_passages_stay_out(corpus: Corpus) -> None:
    """The words of the papers are not ours to publish: neither passages nor abstracts are in the page."""
    assert "SECRET" not in render(hostile_corpus(), date="2026-01-31")
    spoken = [replace(c, evidence=replace(c.evidence, passage="SECRET")) for c in corpus.citations]
    assert "SECRET" not in render(replace(corpus, citations=tuple(spoken)), date="2026-01-31")


def test_hostile_text_stays_text() -> None:
    """Nothing in any field ends the script element or opens another; what was written is still there to be read."""
    page = render(hostile_corpus(), date="2026-01-31")
    quiet = render(hostile_corpus("plain"), date="2026-01-31")
    for tag in ("<script", "</script", "<!--", "<img", "<style"):
        assert page.count(tag) == quiet.count(tag), tag
    assert "\u2028" not in page[page.index('id="data"') :]
    assert page.encode("utf-8")
    told = data_of(page)
    assert told["works"][0]["title"] == HOSTILE
    assert [link["href"].split("/")[2] for work in told["works"] for link in work["links"]] == ["doi.org"] * 3


def test_only_web_addresses_become_links() -> None:
    """DOIs and http(s) addresses are links; javascript:, data: and file: are shown as text."""
    addresses = {
        "https://example.org/a?b=c": 1,
        "http://example.org": 1,
        "javascript:alert(1)": 0,
        "JAVASCRIPT:alert(1)": 0,
        "data:text/html,x": 0,
        "file:///etc/passwd": 0,
        "https://[broken": 0,
        "//example.org": 0,
    }
    for address, links in addresses.items():
        [told] = data_of(render(Corpus((work("a", extra=(("url", address),)),)), date=""))["works"]
        assert len(told["links"]) == links, address
        assert links or ["Address", address] in told["facts"]


def test_not_known_and_not_looked_for_are_different_answers() -> None:
    """A year that was looked for in vain is not a year that nobody entered; so with the journal."""
    odd = replace(work("a", year=None, extra=(("x-unknown", "year, journal"),)), kind="article-journal")
    told = data_of(render(Corpus((odd, work("b", year=None))), date=""))["works"]
    assert (told[0]["date"], told[0]["container"]) == ("year not known", "journal not known")
    assert (told[1]["date"], told[1]["container"]) == ("no year given", "")
    assert not any(name.startswith("X-") for name, _ in told[0]["facts"])


def test_a_place_is_told_with_its_heading(corpus: Corpus) -> None:
    """A citation says section, heading, locator, who says so, and the line of the file it stands in."""
    told = {found["id"]: found for found in data_of(render(corpus, date=""))["works"]}
    places = [place for tie in told["clerc2020"]["citedBy"] for place in tie["places"]]
    assert any(place["section"] == "§2 Literature Review" and place["locator"] == "p. 332" for place in places)
    assert all(place["by"] == "read by hand" and place["at"].startswith("bib/readings/") for place in places)


@pytest.mark.parametrize("empty", [Corpus(), Corpus(review=Review("A title"))])
def test_an_empty_knowledge_base_gets_a_page_that_helps(empty: Corpus) -> None:
    """Without works and themes the page says how to begin, and runs nothing."""
    page = render(empty, date="2026-01-31")
    assert "Nothing to draw yet" in page and "themes.yaml" in page
    assert "<script" not in page


def test_boxes_do_not_overlap(corpus: Corpus) -> None:
    """On a map of this size no symbol or label stands on another, and every node has a place."""
    made = graph(corpus)
    boxes = {node: Box(130, 60, 18) for node in made.nodes}
    points = place(made, boxes).points
    assert list(points) and set(points) == set(made.nodes)
    for a, b in combinations(points.values(), 2):
        assert abs(a.x - b.x) >= 129 or abs(a.y - b.y) >= 59


def test_works_stand_near_their_theme(corpus: Corpus) -> None:
    """A work of one theme stands nearer to it than to most of the other themes."""
    made = graph(corpus)
    points = place(made, {node: Box(130, 60, 18) for node in made.nodes}).points
    themes = [node for node, kind in made.nodes(data="node") if kind == "theme"]
    for node, kind in made.nodes(data="node"):
        own = {theme for _, theme, tie in made.out_edges(node, data="edge") if tie == "assignment"}
        if kind == "work" and len(own) == 1:
            here = points[node]
            near = sorted(themes, key=lambda t: (points[t].x - here.x) ** 2 + (points[t].y - here.y) ** 2)
            assert own < set(near[:3]), node


def test_a_large_corpus_is_placed_too() -> None:
    """Six hundred works with two themes each, twelve themes, and papers that cite: placed, and drawn, in one go."""
    works = tuple(work(f"w{n:03}", "Family") for n in range(600))
    themes = tuple(Theme(f"t{n}", f"Theme {n}") for n in range(12))
    ties = [Assignment(f"w{n:03}", f"t{(n * k) % 12}", "", Evidence("codebook")) for n in range(590) for k in (1, 5)]
    cites = [Citation("w599", f"w{n:03}", Evidence("reading:w599", "w599")) for n in range(598)]
    readings = (Reading("w599", "hand"),)
    corpus = Corpus(works, None, themes, tuple(ties), (), readings, tuple(cites))
    drawn = data_of(render(corpus, date=""))["network"]
    assert len(drawn["nodes"]) == 612
    assert len(drawn["regions"]) == 13


def test_labels_are_cut_into_even_lines() -> None:
    """A label keeps its year, whatever is cut; a text without spaces is cut as well; an empty one stays empty."""
    assert folded_lines("van der Pluijm & Melissen 2007", 10.5, 2) == ["van der Pluijm", "& Melissen 2007"]
    cut = folded_lines("Council of European Municipalities and Regions and Others n.d.", 10.5, 2, keep_end=True)
    assert len(cut) == 2 and cut[1].endswith("… n.d.")
    assert len(folded_lines("都市外交の研究" * 30, 10, 2)) == 2
    assert folded_lines("x" * 5000, 10, 2)[1].endswith("…")
    assert folded_lines("", 10, 2) == []
