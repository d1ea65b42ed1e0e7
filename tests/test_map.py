"""The map as a file: what is in it, what is not, and where things stand."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from litgraph.corpus import load
from litgraph.model import (
    Assignment,
    Citation,
    Corpus,
    Evidence,
    Name,
    Placement,
    Reading,
    Review,
    Section,
    Span,
    Theme,
    Work,
)
from litgraph.views.choices import Engine
from litgraph.views.map import MapRequest, figure, part, render
from litgraph.views.map.figure import fold_text
from litgraph.words import label

from .conftest import REPOSITORY, work

HOSTILE = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\u2028\u202e\x00'\"`${alert(3)}\ud800&lt;"
SMUGGLED = "=HYPERLINK(1)\r\nER  - \n@book{x, title={y}}\n"


def data_of(page: str, name: str = "data") -> dict[str, Any]:
    """The JSON document in a page."""
    [found] = re.findall(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.S)
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
        (
            Citation(keys[0], keys[1], evidence, Placement(text, text, 1, 0, text)),
            Citation(keys[0], keys[0], evidence),
            Citation(keys[0], "", evidence, text=text, kind=text),
        ),
    )


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    """The schema of the page's document, as docs/ has it."""
    found = json.loads((REPOSITORY / "docs/litgraph-map-1.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty works are more than a figure draws: otherwise it would take twenty thousand."""
    monkeypatch.setattr(figure, "MOST_DRAWN", 30)


@pytest.mark.parametrize("engine", ["own", "pyvis"])
def test_the_same_corpus_gives_the_same_bytes(corpus: Corpus, engine: Engine) -> None:
    """The map is a function of the corpus and the date."""
    first, again = (render(corpus, MapRequest(date="2026-01-31", engine=engine)) for _ in range(2))
    assert first == again


def test_the_document_is_as_its_schema_says(corpus: Corpus, schema: Draft202012Validator) -> None:
    """Every field is described, with and without passages, for any review: finished, small, hostile, or a part."""
    some = part(corpus, themes=["networks"], since=2015)
    for of in (corpus, load(REPOSITORY / "tests/cases/bees"), hostile_corpus(), some, Corpus((work("a", year=None),))):
        told = data_of(render(of, MapRequest(date="2026-01-31", since=1900, with_passages=True), of_works=99))
        schema.validate(told)
        for layout in told["layouts"].values():
            assert len(layout["x"]) == len(layout["y"]) == len(of.works) + len(of.themes)
    assert not schema.is_valid(told | {"works": [told["works"][0] | {"html": "<b>"}]})


def test_too_many_works_stand_as_their_themes(corpus: Corpus, schema: Draft202012Validator, few_are_many: None) -> None:
    """Beyond what can be drawn only themes have a place; all works and their evidence are in the document as ever."""
    page = render(corpus, MapRequest(date="2026-01-31"))
    told = data_of(page)
    schema.validate(told)
    [places] = told["layouts"].values()
    assert places["aggregate"] and places["x"][: len(corpus.works)] == [None] * len(corpus.works)
    assert None not in places["x"][len(corpus.works) :]
    assert [region["theme"] for region in places["regions"]] == list(range(len(corpus.themes)))
    assert len(told["works"]) == len(corpus.works) and sum(len(c["places"]) for c in told["citations"]) == 85


def test_the_timeline_has_lanes_years_and_gaps(corpus: Corpus) -> None:
    """Lanes in the order of the themes, then works without; years from left to right; unknown years left of them."""
    told = data_of(render(corpus, MapRequest(date="")))
    found = told["layouts"]["timeline"]
    assert [lane["theme"] for lane in found["lanes"]] == [*range(7), -1, -1]
    assert [lane["kind"] for lane in found["lanes"][-2:]] == ["read", "none"]
    years = {tick["year"]: tick["x"] for tick in found["ticks"]}
    for number, each in enumerate(told["works"]):
        if "year" in each:
            assert abs(found["x"][number] - years[each["year"]]) <= 100 or len(years) < 2
        else:
            assert found["undated"]["left"] <= found["x"][number] <= found["undated"]["right"] < min(years.values())
    assert (found["gaps"][0]["first"], found["gaps"][0]["last"]) == (1989, 2000)


def test_pyvis_gets_the_same_graph(corpus: Corpus) -> None:
    """The second engine's nodes have the document's numbers and places, a line for each pair, and physics is off."""
    page = render(corpus, MapRequest(date="2026-01-31", engine="pyvis"))
    told, drawn = data_of(page), data_of(page, "network")
    assert [(node["id"], node["x"]) for node in drawn["nodes"]] == list(enumerate(told["layouts"]["map"]["x"]))
    cites = [edge for edge in drawn["edges"] if edge["tie"] == "cites"]
    assert {(edge["from"], edge["to"]): edge["count"] for edge in cites} == {
        (tie["citing"], tie["cited"]): len(tie["places"]) for tie in told["citations"]
    }
    assert drawn["options"]["physics"]["enabled"] is False
    assert "vis-network" in page and "drawn with pyvis" in page
    own = render(corpus, MapRequest(date="2026-01-31"))
    assert 'id="network"' not in own and len(own) < len(page) / 2


def test_the_page_says_what_it_is(corpus: Corpus) -> None:
    """Title, description, date, counts and sources stand in the page; a title can be given instead of the review's."""
    page = render(corpus, MapRequest(date="2026-01-31"))
    assert "<title>City diplomacy – theme map</title>" in page
    for said in (f"{len(corpus.works)} works", "7 themes", "2 papers read", "2026-01-31", "bib/references.bib"):
        assert said in page
    assert "<title>Another – theme map</title>" in render(corpus, MapRequest(date="2026-01-31", title="Another"))


@pytest.mark.parametrize("engine", ["own", "pyvis"])
def test_nothing_in_the_page_leads_outside(corpus: Corpus, engine: Engine) -> None:
    """No script, style, image or frame has an address, and the policy allows only what is hashed."""
    page = render(corpus, MapRequest(date="2026-01-31", engine=engine))
    markup = re.sub(r"(?s)<(script|style)\b[^>]*>.*?</\1>", r"<\1>", page)
    assert not re.search(r"<(?:link|img|iframe|object|embed|base)\b|\bsrc=|@import|\bon\w+=|\bstyle=", markup)
    assert "sourceMappingURL" not in page
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', html.unescape(page))
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy and "*" not in policy


def test_passages_stay_out_unless_asked_for(corpus: Corpus) -> None:
    """The words of the papers are not ours to publish: passages only on demand, abstracts never."""
    assert "SECRET" not in render(hostile_corpus(), MapRequest(date="2026-01-31"))
    spoken = [replace(c, evidence=replace(c.evidence, passage="SECRET")) for c in corpus.citations]
    of = replace(corpus, citations=tuple(spoken))
    assert "SECRET" not in render(of, MapRequest(date="2026-01-31"))
    told = data_of(render(of, MapRequest(date="2026-01-31", with_passages=True)))
    assert told["passages"] and {place["passage"] for tie in told["citations"] for place in tie["places"]} == {"SECRET"}


def test_without_scripts_all_works_and_their_evidence_are_there(corpus: Corpus) -> None:
    """The table has every work, its themes and who cites it where; the figure has every label and theme."""
    page = render(corpus, MapRequest(date="2026-01-31"))
    still = page[page.index("<noscript>") : page.index("</noscript>")]
    text = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", still)).split())
    assert "38 of 38 works drawn" in text
    for each in corpus.works:
        assert " ".join(each.title.split()) in text and label(each) in text
    row = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", still[still.index("Turku (Finland)") :])).split())
    for said in ("6 Small-city diplomacy (discussed, §2.F A Role", "Clausen 2022:", "§2 Literature Review: p. 332"):
        assert said in row[:900]
    assert still.count("h0") >= len(corpus.works) - 2 and 'lang="' in still


def test_without_scripts_many_works_stand_as_their_themes() -> None:
    """Above four hundred works the still figure has the themes with their counts, and says what is not drawn."""
    works = tuple(work(f"w{n:03}", "Family") for n in range(401))
    ties = tuple(Assignment(each.key, "t", "", Evidence("codebook")) for each in works)
    page = render(Corpus(works, None, (Theme("t", "A theme"),), ties), MapRequest(date=""))
    still = page[page.index("<noscript>") : page.index("</noscript>")]
    assert "0 of 401 works drawn" in still and ">401 works</text>" in still and "disc" not in still
    assert still.count('<th scope="row">') == 401


def test_hostile_text_stays_text() -> None:
    """Nothing in any field ends the script element or opens another; what was written is still there to be read."""
    page = render(hostile_corpus(), MapRequest(date="2026-01-31"))
    quiet = render(hostile_corpus("plain"), MapRequest(date="2026-01-31"))
    for tag in ("<script", "</script", "<!--", "<img", "<style"):
        assert page.count(tag) == quiet.count(tag), tag
    assert "\u2028" not in re.findall(r'id="data">(.*?)</script>', page, re.S)[0]
    assert page.encode("utf-8")
    told = data_of(page)
    assert told["works"][0]["title"] == HOSTILE
    assert [link[:4] for work in told["works"] for link in work["links"]] == ["doi:"] * 3


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
        [told] = data_of(render(Corpus((work("a", extra=(("url", address),)),)), MapRequest(date="")))["works"]
        assert told.get("links", []) == [address] * links, address
        assert links or told["ids"] == [f"address:{address}"]


def test_not_known_and_not_looked_for_are_different_answers() -> None:
    """A year that was looked for in vain is not a year that nobody entered; so with the journal."""
    odd = replace(work("a", year=None, extra=(("x-unknown", "year, journal"),)), kind="article-journal")
    told = data_of(render(Corpus((odd, work("b", year=None))), MapRequest(date="")))["works"]
    assert (told[0]["date"], told[0]["containerUnknown"]) == ("year not known", True)
    assert told[1]["date"] == "no year given" and "containerUnknown" not in told[1]
    assert not any("x-unknown" in each.get("fields", {}) for each in told)


def test_a_place_is_told_with_its_heading(corpus: Corpus) -> None:
    """A citation says section, heading, locator, who says so, and the line of the file it stands in."""
    told = data_of(render(corpus, MapRequest(date="")))
    number = [each["key"] for each in told["works"]].index("clerc2020")
    places = [place for tie in told["citations"] if tie["cited"] == number for place in tie["places"]]
    assert any(place.get("section") == "§2 Literature Review" and place.get("locator") == "p. 332" for place in places)
    voices = [told["voices"][place["voice"]] for place in places]
    assert all(each["by"] == "read by hand" and each["file"].startswith("bib/readings/") for each in voices)
    assert all(place["line"] > 1 for place in places)


@pytest.mark.parametrize("empty", [Corpus(), Corpus(review=Review("A title"))])
def test_an_empty_knowledge_base_gets_a_page_that_helps(empty: Corpus) -> None:
    """Without works and themes the page says how to begin, and runs nothing."""
    page = render(empty, MapRequest(date="2026-01-31"))
    assert "Nothing to draw yet" in page and "themes.yaml" in page
    assert "<script" not in page


def test_labels_are_cut_into_even_lines() -> None:
    """A label keeps its year, whatever is cut; a text without spaces is cut as well; an empty one stays empty."""
    assert fold_text("van der Pluijm & Melissen 2007", 10.5, 2) == ["van der Pluijm", "& Melissen 2007"]
    cut = fold_text("Council of European Municipalities and Regions and Others n.d.", 10.5, 2, keep_end=True)
    assert len(cut) == 2 and cut[1].endswith("… n.d.")
    assert len(fold_text("都市外交の研究" * 30, 10, 2)) == 2
    assert fold_text("x" * 5000, 10, 2)[1].endswith("…")
    assert fold_text("", 10, 2) == []
