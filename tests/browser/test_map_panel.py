"""What stands beside the figure: records with their evidence, the list and the table, the filters."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest

from litgraph.model import Citation, Corpus, Evidence
from litgraph.views.map import MapRequest, render

from ..conftest import work
from ..test_map import HOSTILE, SMUGGLED, hostile_corpus
from .conftest import PHONE, WIDE, Open, Watched, written


@pytest.fixture
def watched(open_page: Open, address: str) -> Watched:
    """The map of the city-diplomacy review."""
    return open_page(address)


def go(watched: Watched, fragment: str) -> str:
    """Follow an address, and read the record that opens, or "" for the lists."""
    watched.go(fragment)
    record = watched.page.locator("#record")
    return str(record.inner_text()) if record.is_visible() else ""


def names(watched: Watched, selector: str) -> list[str]:
    """The texts of some elements."""
    return [text.strip() for text in watched.page.locator(selector).all_inner_texts()]


def test_a_citation_tells_every_place(watched: Watched) -> None:
    """Section, form, the page pointed to, who says so and in which line; the record of a work leads there."""
    go(watched, "#w=clerc2020")
    watched.page.get_by_role("button", name="evidence that Clausen 2022 cites Clerc 2020").click()
    told = watched.page.locator("#record").inner_text()
    assert watched.heading() == "Clausen 2022 cites Clerc 2020"
    assert "§2 Literature Review · parenthetical · points to p. 332 of Clerc 2020" in told
    assert "read by hand · bib/readings/clausen2022.yaml:" in told
    assert "Nothing here says that" in go(watched, "#citing=clerc2020&cited=clausen2022")
    assert "Studied the ties abroad" in go(watched, "#w=clerc2020&t=small-cities")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_stands_far_down_is_one_press_away(open_page: Open, address: str, viewport: dict[str, int]) -> None:
    """The headings of a record stand at its top, and lead down to below what stays in sight."""
    watched = open_page(f"{address}#w=clerc2020", viewport)
    page = watched.page
    page.get_by_role("navigation", name="In this record").get_by_role("button", name="Cited by (2)").click()
    assert page.evaluate("document.activeElement.textContent") == "Cited by (2)"
    heading, bar = (page.locator(name).bounding_box() for name in ("#record h4:focus", "#bar"))
    assert bar["y"] + bar["height"] <= heading["y"] < viewport["height"] / 2


def test_a_theme_tells_its_years_and_its_ties_to_others(watched: Watched, corpus: Corpus) -> None:
    """The bars have a text, and the table counts the works in both themes."""
    told = go(watched, "#t=sister-cities")
    own = {tie.work for tie in corpus.assignments if tie.theme == "sister-cities"}
    both = own & {tie.work for tie in corpus.assignments if tie.theme == "small-cities"}
    assert "Formal ties between two cities" in told and "Mentioned (" in told
    chart = str(watched.page.locator("#record svg.years").get_attribute("aria-label"))
    assert chart.startswith("Works by year. 2006: 1, ") and "without a year: 1" in chart
    row = watched.page.locator(".across tr", has_text="Small-city diplomacy").inner_text().split("\t")
    assert row[1] == str(len(both))
    watched.page.locator(".across button", has_text="Small-city diplomacy").click()
    assert watched.heading() == "Small-city diplomacy"


def test_what_connects_two_works(watched: Watched) -> None:
    """A second work is picked by the keyboard; what cites both is told with its places, and themes in common."""
    go(watched, "#w=clerc2020")
    watched.page.get_by_text("What connects it with …").click()
    watched.page.get_by_label("The other work").fill("acuto 2016")
    watched.page.keyboard.press("ArrowDown")
    watched.page.keyboard.press("Enter")
    told = watched.page.locator("#record").inner_text()
    assert watched.heading() == "Clerc 2020 and Acuto et al. 2016"
    assert "Neither cites the other" in told and "Works that cite both (2)" in told
    assert "points to p. 13, p. 21" in told and "Themes that both have (1)" in told


def test_a_chain_of_citations_is_told_with_its_directions(open_page: Open, tmp_path: Path) -> None:
    """Where nothing else connects two works the shortest chain does; where there is none that is said."""
    cites = [Citation(one, other, Evidence("openalex")) for one, other in ("ab", "cb", "cd", "de")]
    corpus = Corpus(tuple(work(key, key.upper()) for key in "abcdez"), citations=tuple(cites))
    watched = open_page(written(render(corpus, MapRequest(date="")), tmp_path))
    go(watched, "#between=a&and=e")
    steps = [step.partition(" evidence")[0] for step in names(watched, ".chain li")]
    assert steps == ["A 2020 cites B 2020", "B 2020 is cited by C 2020", "C 2020 cites D 2020", "D 2020 cites E 2020"]
    assert "Nothing here connects them" in go(watched, "#between=a&and=z")


def test_passages_are_quoted_where_the_file_has_them(open_page: Open, corpus: Corpus, tmp_path: Path) -> None:
    """With passages the record quotes the citing paper word for word."""
    said = [replace(tie, evidence=replace(tie.evidence, passage="as Clerc shows")) for tie in corpus.citations]
    made = render(replace(corpus, citations=tuple(said)), MapRequest(date="", with_passages=True))
    watched = open_page(written(made, tmp_path) + "#citing=clausen2022&cited=clerc2020")
    assert names(watched, "#record blockquote") == ["“as Clerc shows”"] * 3


def test_the_table_is_sorted_by_any_column_and_shares_the_selection(watched: Watched, corpus: Corpus) -> None:
    """Unknown years stand last both ways; the selected work's row is marked; a work in the table opens its record."""
    go(watched, "#view=table")
    by_year = watched.page.locator("thead").get_by_role("button", name="Year")
    for order in ("ascending", "descending"):
        by_year.click()
        assert watched.page.locator("th[aria-sort]").get_attribute("aria-sort") == order
        years = [text for text in names(watched, "#table td.year") if text.isdecimal()]
        assert years == sorted(years, reverse=order == "descending") and len(years) < len(corpus.works)
        assert {*names(watched, "#table td.year")[len(years) :]} == {"no year given", "year not known"}
    watched.page.locator("#table tbody button", has_text="Clerc 2020").click()
    assert watched.heading().startswith("Turku")
    assert names(watched, "#table [aria-current] th") == ["Clerc 2020"]
    assert names(watched, "#table caption") == [f"{len(corpus.works)} of {len(corpus.works)} works"]
    cell = watched.page.locator("#table [aria-current] td.themes").text_content()
    assert "discussed under Small-city diplomacy" in str(cell)
    assert watched.page.locator("#table [aria-current] td.number").all_text_contents() == ["2", "–not read"]


def test_filters_follow_the_address_and_the_address_follows_them(watched: Watched, corpus: Corpus) -> None:
    """A link sets every filter; works without a year are said to be left out; Clear takes all back."""
    go(watched, "#since=2017&theme=sister-cities&theme=small-cities&role=discussed")
    assert watched.page.get_by_label("From year").input_value() == "2017"
    assert watched.page.locator("#filters input:checked").count() == 2
    assert watched.page.get_by_label("Role in a theme").input_value() == "discussed"
    kept = {
        tie.work
        for tie in corpus.assignments
        if tie.theme in ("sister-cities", "small-cities") and tie.role == "discussed"
    }
    kept &= {each.key for each in corpus.works if (each.year or 0) >= 2017}
    assert len(names(watched, "#works li")) == len(kept) > 0
    watched.page.get_by_label("Role in a theme").select_option("")
    watched.page.get_by_label("Kind").select_option("report")
    assert "kind=report" in watched.fragment() and "role" not in watched.fragment()
    watched.page.get_by_role("button", name="Clear").click()
    watched.page.get_by_label("To year").fill("2001")
    watched.page.keyboard.press("Enter")
    assert names(watched, "#works .name") == ["Berg 2001", "Spiro 1988"]
    assert "2 works without a year are left out." in watched.page.locator("#filters").inner_text()
    watched.page.get_by_role("button", name="Clear").click()
    assert len(names(watched, "#works li")) == len(corpus.works)


def test_of_very_many_works_only_the_rows_in_sight_are_drawn(open_page: Open, tmp_path: Path) -> None:
    """A screenful of rows stands for all, which say where they stand; keys walk on beyond what is drawn."""
    works = tuple(work(f"w{n}", f"Family{n:04}", year=1950 + n % 70) for n in range(3000))
    cites = tuple(Citation(f"w{n}", "w0", Evidence("openalex")) for n in range(1, 251))
    made = render(Corpus(works, citations=cites), MapRequest(date=""))
    watched = open_page(written(made, tmp_path) + "#view=table")
    page = watched.page
    rows = page.locator("#table tr[data-work]")
    assert 10 < rows.count() < 100 and page.locator("#works li[data-work]").count() < 100
    assert page.locator("#table table").get_attribute("aria-rowcount") == "3001"
    rows.first.locator("button").focus()
    for _ in range(45):
        page.keyboard.press("ArrowDown")
    at = page.evaluate("document.activeElement.closest('tr').getAttribute('aria-rowindex')")
    assert at == "47" and page.evaluate("document.activeElement.getBoundingClientRect().bottom <= innerHeight")
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.textContent") == "Family2999 2009"
    page.keyboard.press("Enter")
    assert watched.heading() == "Title of w2999"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Family2999 2009"
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    page.locator(".table-scroll").evaluate("box => box.scrollTop = 100000")
    watched.wait_for_frames()
    tops = page.evaluate(
        """[...document.querySelectorAll("#table tr[data-work]")].map(row => row.getBoundingClientRect())
        .filter(({top}) => top > 0 && top < innerHeight).map(({top}) => top)"""
    )
    assert len(tops) > 3
    assert max(second - first for first, second in pairwise(tops)) < 150
    assert "40 of 250 shown." in go(watched, "#w=w0")
    page.get_by_role("button", name="Show all").last.click()
    assert page.locator("#record .ties > li").count() == 250


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_hostile_text_is_text_in_every_record(open_page: Open, tmp_path: Path, viewport: dict[str, int]) -> None:
    """Markup stays what it is, and long text breaks no layout, in records, table and filters."""
    # Half a surrogate pair stands in no address.
    corpus = hostile_corpus(SMUGGLED + HOSTILE.replace("\ud800", "") + "x" * 600)
    watched = open_page(written(render(corpus, MapRequest(date="2026-01-31")), tmp_path), viewport)
    a, b, theme = corpus.works[0].key, corpus.works[1].key, corpus.themes[0].id
    for parts in (
        {"w": a},
        {"t": theme},
        {"citing": a, "cited": b},
        {"w": b, "t": theme},
        {"between": a, "and": b},
        {"view": "table", "theme": ""},
    ):
        go(watched, "#" + "&".join(f"{name}={quote(text)}" for name, text in parts.items()))
        shown = "#table" if "view" in parts else "#record"
        assert "alert(1)" in watched.page.locator(shown).inner_text()
        assert watched.page.locator(f"{shown} :is(img, script)").count() == 0
        assert watched.page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
