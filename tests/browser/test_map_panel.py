"""What stands beside the figure: records with their evidence, the list and the table, the filters, what is saved."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator

from litgraph.formats.bibtex import parse_bibliography
from litgraph.formats.bibtex.dates import read_date, read_year
from litgraph.formats.bibtex.kinds import _KINDS
from litgraph.model import Citation, Corpus, Evidence, Name, Work
from litgraph.views.map import render

from ..conftest import REPOSITORY, work
from ..test_map import HOSTILE, hostile_corpus
from .conftest import PHONE, WIDE, Watched, written


@pytest.fixture(scope="module")
def page(browser: Any, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """The map of the city-diplomacy review, opened once; what ought not to happen fails the last test."""
    watched = Watched(browser, written(render(corpus, date="2026-01-31"), tmp_path_factory.mktemp("panel")))
    yield watched
    watched.close()
    assert watched.mishaps == []


def go(watched: Watched, fragment: str) -> str:
    """Follow an address, and read the record that opens, or "" for the lists."""
    watched.page.evaluate("address => new Promise(done => (location.hash = address, setTimeout(done, 40)))", fragment)
    record = watched.page.locator("#record")
    return str(record.inner_text()) if record.is_visible() else ""


def saved(watched: Watched, kind: str) -> str:
    """What is saved as a kind of file, read as UTF-8 to the byte."""
    menu = watched.page.locator("#save")
    if not menu.evaluate("menu => menu.open"):
        menu.locator("summary").click()
    with watched.page.expect_download() as download:
        menu.locator(f"[data-save={kind}]").click()
    assert download.value.suggested_filename.endswith(f".{kind}")
    return Path(download.value.path()).read_bytes().decode("utf-8")


def names(watched: Watched, selector: str) -> list[str]:
    """The texts of some elements."""
    return [text.strip() for text in watched.page.locator(selector).all_inner_texts()]


def test_a_citation_tells_every_place(page: Watched) -> None:
    """Section, form, the page pointed to, who says so and in which line; the record of a work leads there."""
    go(page, "#w=clerc2020")
    page.page.get_by_role("button", name="evidence that Clausen 2022 cites Clerc 2020").click()
    told = page.page.locator("#record").inner_text()
    assert page.heading() == "Clausen 2022 cites Clerc 2020"
    assert "§2 Literature Review · parenthetical · points to p. 332 of Clerc 2020" in told
    assert "read by hand · bib/readings/clausen2022.yaml:" in told
    assert "Nothing here says that" in go(page, "#citing=clerc2020&cited=clausen2022")
    assert "Studied the ties abroad" in go(page, "#w=clerc2020&t=small-cities")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_stands_far_down_is_one_press_away(browser: Any, address: str, viewport: dict[str, int]) -> None:
    """The headings of a record stand at its top, and lead down to below what stays in sight."""
    watched = Watched(browser, f"{address}#w=clerc2020", viewport)
    page = watched.page
    page.get_by_role("navigation", name="In this record").get_by_role("button", name="Cited by (2)").click()
    assert page.evaluate("document.activeElement.textContent") == "Cited by (2)"
    heading, bar = (page.locator(name).bounding_box() for name in ("#record h4:focus", "#bar"))
    assert bar["y"] + bar["height"] <= heading["y"] < viewport["height"] / 2
    watched.close()


def test_a_theme_tells_its_years_and_its_ties_to_others(page: Watched, corpus: Corpus) -> None:
    """The bars have a text, and the table counts the works in both themes."""
    told = go(page, "#t=sister-cities")
    own = {tie.work for tie in corpus.assignments if tie.theme == "sister-cities"}
    both = own & {tie.work for tie in corpus.assignments if tie.theme == "small-cities"}
    assert "Formal ties between two cities" in told and "Mentioned (" in told
    chart = str(page.page.locator("#record svg.years").get_attribute("aria-label"))
    assert chart.startswith("Works by year. 2006: 1, ") and "without a year: 1" in chart
    row = page.page.locator(".across tr", has_text="Small-city diplomacy").inner_text().split("\t")
    assert row[1] == str(len(both))
    page.page.locator(".across button", has_text="Small-city diplomacy").click()
    assert page.heading() == "Small-city diplomacy"


def test_what_connects_two_works(page: Watched) -> None:
    """A second work is picked by the keyboard; what cites both is told with its places, and themes in common."""
    go(page, "#w=clerc2020")
    page.page.get_by_text("What connects it with …").click()
    page.page.get_by_label("The other work").fill("acuto 2016")
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    told = page.page.locator("#record").inner_text()
    assert page.heading() == "Clerc 2020 and Acuto et al. 2016"
    assert "Neither cites the other" in told and "Works that cite both (2)" in told
    assert "points to p. 13, p. 21" in told and "Themes that both have (1)" in told


def test_a_chain_of_citations_is_told_with_its_directions(browser: Any, tmp_path: Path) -> None:
    """Where nothing else connects two works the shortest chain does; where there is none that is said."""
    cites = [Citation(one, other, Evidence("openalex")) for one, other in ("ab", "cb", "cd", "de")]
    corpus = Corpus(tuple(work(key, key.upper()) for key in "abcdez"), citations=tuple(cites))
    watched = Watched(browser, written(render(corpus, date=""), tmp_path))
    go(watched, "#between=a&and=e")
    steps = [step.partition(" evidence")[0] for step in names(watched, ".chain li")]
    assert steps == ["A 2020 cites B 2020", "B 2020 is cited by C 2020", "C 2020 cites D 2020", "D 2020 cites E 2020"]
    assert "Nothing here connects them" in go(watched, "#between=a&and=z")
    assert watched.mishaps == []
    watched.close()


def test_passages_are_quoted_where_the_file_has_them(browser: Any, corpus: Corpus, tmp_path: Path) -> None:
    """With passages the record quotes the citing paper word for word."""
    said = [replace(tie, evidence=replace(tie.evidence, passage="as Clerc shows")) for tie in corpus.citations]
    made = render(replace(corpus, citations=tuple(said)), date="", with_passages=True)
    watched = Watched(browser, written(made, tmp_path) + "#citing=clausen2022&cited=clerc2020")
    assert names(watched, "#record blockquote") == ["“as Clerc shows”"] * 3
    watched.close()


def test_the_table_is_sorted_by_any_column_and_shares_the_selection(page: Watched, corpus: Corpus) -> None:
    """Unknown years stand last both ways; the selected work's row is marked; a work in the table opens its record."""
    go(page, "#view=table")
    by_year = page.page.locator("thead").get_by_role("button", name="Year")
    for order in ("ascending", "descending"):
        by_year.click()
        assert page.page.locator("th[aria-sort]").get_attribute("aria-sort") == order
        years = [text for text in names(page, "#table td.year") if text.isdecimal()]
        assert years == sorted(years, reverse=order == "descending") and len(years) < len(corpus.works)
        assert {*names(page, "#table td.year")[len(years) :]} == {"no year given", "year not known"}
    page.page.locator("#table tbody button", has_text="Clerc 2020").click()
    assert page.heading().startswith("Turku")
    assert names(page, "#table [aria-current] th") == ["Clerc 2020"]
    assert names(page, "#table caption") == [f"{len(corpus.works)} of {len(corpus.works)} works"]
    cell = page.page.locator("#table [aria-current] td.themes").text_content()
    assert "discussed under Small-city diplomacy" in str(cell)
    assert page.page.locator("#table [aria-current] td.number").all_text_contents() == ["2", "–not read"]


def test_filters_follow_the_address_and_the_address_follows_them(page: Watched, corpus: Corpus) -> None:
    """A link sets every filter; works without a year are said to be left out; Clear takes all back."""
    go(page, "#since=2017&theme=sister-cities&theme=small-cities&role=discussed")
    assert page.page.get_by_label("From year").input_value() == "2017"
    assert page.page.locator("#filters input:checked").count() == 2
    assert page.page.get_by_label("Role in a theme").input_value() == "discussed"
    kept = {
        tie.work
        for tie in corpus.assignments
        if tie.theme in ("sister-cities", "small-cities") and tie.role == "discussed"
    }
    kept &= {each.key for each in corpus.works if (each.year or 0) >= 2017}
    assert len(names(page, "#works li")) == len(kept) > 0
    page.page.get_by_label("Role in a theme").select_option("")
    page.page.get_by_label("Kind").select_option("report")
    assert "kind=report" in page.page.url and "role" not in page.page.url
    page.page.get_by_role("button", name="Clear").click()
    page.page.get_by_label("To year").fill("2001")
    page.page.keyboard.press("Enter")
    assert names(page, "#works .name") == ["Berg 2001", "Spiro 1988"]
    assert "2 works without a year are left out." in page.page.locator("#filters").inner_text()
    page.page.get_by_role("button", name="Clear").click()
    assert len(names(page, "#works li")) == len(corpus.works)


def exported(work: Work) -> Work:
    """The work without what stays at home (our fields, abstract, paths), and without what repeats its kind."""
    never = {"abstract", "crossref", "file", "xdata"}
    if work.kind in ("article-newspaper", "article-magazine"):
        never.add("entrysubtype")
    extra = tuple((name, text) for name, text in work.extra if name not in never and not name.startswith("x-"))
    return replace(work, at=None, extra=extra)


def test_saved_bibtex_is_read_as_the_same_works(page: Watched, corpus: Corpus) -> None:
    """The review's bibliography comes back whole."""
    go(page, "#")
    again = {each.key: exported(each) for each in parse_bibliography(saved(page, "bib"), "saved.bib").works}
    assert again == {each.key: exported(each) for each in corpus.works}
    assert "Saved 38 works as city-diplomacy-2026-01-31.bib" in str(page.page.locator("#status").text_content())


def test_odd_works_come_back_from_bibtex_too(browser: Any, tmp_path: Path) -> None:
    """Every kind; names that BibTeX would part wrongly; dates of all sorts; texts with LaTeX's own letters."""
    people = (
        Name("Pluijm", "Rogier", "van der"),
        Name("King", "Martin Luther", "", "Jr."),
        Name("Two Words"),
        Name("de Gaulle", "Charles"),
        Name("Smith and Jones", "A."),
        Name("O'Neil, Jr", "--", "d'"),
        Name("Ødegård", "Žofia Ł."),
        Name("山田", "太郎"),
        Name(literal="R&D_Council {of} 100% \\textbf{Cities}, Inc. and others"),
    )
    odd = "50% of {C40} & UNESCO's $5_#~^\\ “cities”--a ``b'' @home, Αθήνα 都市 von UK"
    dates = [read_date(text) for text in ("2019-04-16", "2019/2020", "2004?", "n.d.", "199X", "2019-21", "-0044")]
    dates += [
        read_year("2016b"),
        read_year("2016", "Frühling", "3"),
        read_year("2016b", "4", "3"),
        read_year("in press"),
    ]
    texts = (
        ("keywords", odd),
        ("note", f"{odd}\n\n{odd}"),
        ("pages", "12–34, e5"),
        ("url", "https://x.org/a_b%20{c}?d=~#e"),
    )
    works = [
        Work(f"kind-{kind}", kind, odd, people, people[:1], container=odd, extra=texts) for kind in {*_KINDS.values()}
    ]
    works += [
        Work(f"date-{number}", "article-newspaper", "T", (), (), when.year, when.text, when.suffix)
        for number, when in enumerate(dates)
    ]
    works.append(Work("ids", "book", "T", ids=frozenset({"doi:10.1000/a_b(c);d<e>", "pmid:12", "openalex:W3"})))
    works.append(Work("others", "book", "T", people[:2], extra=(("et-al", "author"),)))
    watched = Watched(browser, written(render(Corpus(tuple(works)), date=""), tmp_path))
    text = saved(watched, "bib")
    found = parse_bibliography(text, "saved.bib")
    again = {each.key: exported(each) for each in found.works}
    assert again == {each.key: exported(each) for each in works}
    assert "{UNESCO's}" in text and not [problem for problem in found.problems if problem.level == "error"]
    assert watched.mishaps == []
    watched.close()


def test_ris_csv_and_json_say_what_is_shown(page: Watched, corpus: Corpus) -> None:
    """The works of the filter, in RIS's tags, as a table that Excel reads, and as a document like the page's own."""
    go(page, "#theme=small-cities")
    own = {tie.work for tie in corpus.assignments if tie.theme == "small-cities"}
    ris = saved(page, "ris")
    assert ris.count("TY  - ") == ris.count("\r\nER  - \r\n") == len(own)
    [clerc] = [entry for entry in ris.split("TY  - ") if "\nID  - clerc2020\r\n" in entry]
    for line in ("CHAP", "AU  - Clerc, L.", "ED  - Sevin, E.", "PY  - 2020", "SP  - 331", "EP  - 358"):
        assert f"{line}\r\n" in clerc
    assert "KW  - Small-city diplomacy\r\n" in clerc and "T2  - City Diplomacy: Current Trends" in clerc
    table = saved(page, "csv")
    assert table.startswith("\ufeffKey,")
    rows = {row["Key"]: row for row in csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline=""))}
    assert rows.keys() == own
    assert rows["clerc2020"]["Themes"] == "Small-city diplomacy (discussed); Theorizing cities as actors (discussed)"
    assert rows["clerc2020"]["Cited by"] == "2"
    told = json.loads(saved(page, "json"))
    schema = json.loads((REPOSITORY / "docs/litgraph-map-1.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(told)
    assert told["view"] == "#theme=small-cities"
    assert {each["key"] for each in told["works"]} == own and told["counts"]["ofWorks"] == len(corpus.works)
    ends = {told["works"][tie[end]]["key"] for tie in told["citations"] for end in ("citing", "cited")}
    assert ends <= own and all(told["works"][tie["work"]] for tie in told["assignments"])
    assert len(told["layouts"]["map"]["x"]) == len(own) + len(corpus.themes)


def test_of_very_many_works_only_the_rows_in_sight_are_drawn(browser: Any, tmp_path: Path) -> None:
    """A screenful of rows stands for all, which say where they stand; keys walk on beyond what is drawn."""
    works = tuple(work(f"w{n}", f"Family{n:04}", year=1950 + n % 70) for n in range(3000))
    cites = tuple(Citation(f"w{n}", "w0", Evidence("openalex")) for n in range(1, 251))
    made = render(Corpus(works, citations=cites), date="")
    watched = Watched(browser, written(made, tmp_path) + "#view=table")
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
    page.wait_for_timeout(200)
    seen = page.evaluate(
        """[...document.querySelectorAll("#table tr[data-work]")].map(row => row.getBoundingClientRect())
        .filter(({top}) => top > 0 && top < innerHeight).map(({top}) => top)"""
    )
    assert len(seen) > 3
    assert max(b - a for a, b in pairwise(seen)) < 150
    assert "40 of 250 shown." in go(watched, "#w=w0")
    page.get_by_role("button", name="Show all").last.click()
    assert page.locator("#record .ties > li").count() == 250
    assert watched.mishaps == []
    watched.close()


SMUGGLED = "=HYPERLINK(1)\r\nER  - \n@book{x, title={y}}\n"


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_hostile_text_is_text_in_every_record(browser: Any, tmp_path: Path, viewport: dict[str, int]) -> None:
    """Markup stays what it is, and long text breaks no layout, in records, table and filters."""
    # Half a surrogate pair stands in no address.
    corpus = hostile_corpus(SMUGGLED + HOSTILE.replace("\ud800", "") + "x" * 600)
    watched = Watched(browser, written(render(corpus, date="2026-01-31"), tmp_path), viewport)
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
    assert watched.mishaps == []
    watched.close()


def test_hostile_text_is_text_in_every_file(browser: Any, tmp_path: Path) -> None:
    """No line, entry, column, formula or markup is smuggled into what is saved."""
    watched = Watched(browser, written(render(hostile_corpus(SMUGGLED + HOSTILE), date="2026-01-31"), tmp_path))
    ris = saved(watched, "ris").split("\r\n")
    assert ris.count("ER  - ") == 3 and all(not line or line[2:6] == "  - " for line in ris)
    rows = list(csv.reader(io.StringIO(saved(watched, "csv").removeprefix("\ufeff"), newline="")))
    assert len(rows) == 4 and not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert all("alert(1)" in each["title"] for each in json.loads(saved(watched, "json"))["works"])
    found = parse_bibliography(saved(watched, "bib"), "saved.bib")
    assert len(found.works) == 3 and all("alert(1)" in each.title for each in found.works)
    assert not [problem for problem in found.problems if problem.level == "error"]
    assert "<script" not in saved(watched, "svg")
    assert watched.mishaps == []
    watched.close()
