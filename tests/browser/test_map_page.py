"""The map in a browser: opened from disk, without a network, by mouse, keys, search and link; both engines alike."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from litgraph.model import Assignment, Citation, Corpus, Evidence, Reading, Theme
from litgraph.views.map import MapRequest, figure, render

from ..conftest import work
from ..test_map import HOSTILE, hostile_corpus
from .conftest import PHONE, WIDE, Open, Watched, written

ENGINES = ("own", "pyvis")


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Who draws: the page itself, or vis-network by way of pyvis."""
    return str(request.param)


@pytest.fixture(scope="module")
def map_address(engine: str, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The map of the city-diplomacy review, on disk."""
    return written(render(corpus, MapRequest(date="2026-01-31", engine=engine)), tmp_path_factory.mktemp("map"))


@pytest.fixture
def open_map(open_page: Open, map_address: str) -> Open:
    """Open the map at a part of its address."""
    return lambda fragment="", *viewport, **context: open_page(map_address + fragment, *viewport, **context)


def drawn_faintly(watched: Watched) -> int:
    """How many works are dimmed in the picture of what is on the screen."""
    return int(watched.page.evaluate("litgraph.drawing.picture().querySelectorAll('g[opacity]').length"))


def status(watched: Watched) -> str:
    """What the page announces."""
    return str(watched.page.get_by_role("status").text_content())


def test_opening_it_asks_for_nothing_and_says_nothing(open_map: Open, corpus: Corpus) -> None:
    """The file alone is enough: no other request, no console message, no error."""
    watched = open_map()
    watched.page.wait_for_timeout(300)  # for what ought not to come
    assert watched.page.title() == "City diplomacy – theme map"
    assert status(watched) == f"{len(corpus.works)} of {len(corpus.works)} works shown"


@pytest.mark.parametrize("fragment", ["", "#w=clerc2020"])
def test_a_screen_reader_finds_every_work_that_is_drawn(open_map: Open, corpus: Corpus, fragment: str) -> None:
    """The accessibility tree names each work on the map, with its themes, whether a record is open or not."""
    tree = re.sub(r'[\\"\']', "", open_map(fragment).page.locator("#figure").aria_snapshot())
    titles = [re.sub(r'[\\"\']', "", each.title)[:30] for each in corpus.works]
    assert [title for title in titles if title not in tree] == []
    assert "discussed under Small-city diplomacy" in tree


def test_a_click_on_a_work_tells_who_cites_it_and_where(open_map: Open) -> None:
    """The record has the theme with its evidence, and who cites it, in which section, at which page."""
    watched = open_map()
    watched.click_node("clerc2020")
    assert watched.heading().startswith("Turku (Finland)")
    record = watched.page.locator("#record").inner_text()
    for said in ("331–358", "Small-city diplomacy", "discussed", "by hand", "themes.yaml:", "§2 Literature Review"):
        assert said in record
    assert "points to p. 332" in record and "read by hand" in record
    assert watched.fragment() == "#w=clerc2020"
    watched.page.keyboard.press("Escape")
    assert watched.heading() == ""


def test_a_click_on_a_theme_opens_it_and_one_beside_closes_it(open_map: Open) -> None:
    """A theme tells its definition, where it comes from, and its works, discussed and mentioned apart."""
    watched = open_map()
    watched.click_node("sister-cities")
    record = watched.page.locator("#record").inner_text()
    assert watched.heading() == "Sister cities"
    assert "Formal ties between two cities" in record and "§2.E Sister Cities" in record
    assert "Discussed (" in record and "Mentioned (" in record
    corner = watched.page.locator("#map").bounding_box()
    watched.click({"x": corner["x"] + 4, "y": corner["y"] + 4})
    assert watched.heading() == ""


def test_a_click_on_a_line_tells_its_evidence(open_map: Open) -> None:
    """The line from a citing paper to a work leads to every place where the one cites the other."""
    watched = open_map("#w=clerc2020")
    citing, cited = watched.at("clausen-themes"), watched.at("clerc2020")
    watched.click({axis: citing[axis] + (cited[axis] - citing[axis]) * 0.6 for axis in ("x", "y")})
    record = watched.page.locator("#record").inner_text()
    assert "§2.F" in record and "p. 332" in record and "read by hand" in record
    assert watched.fragment() == "#citing=clausen-themes&cited=clerc2020"


def test_selecting_keeps_the_neighbours_and_dims_the_rest(open_map: Open, corpus: Corpus) -> None:
    """What a work is tied to stays as it was; of the others only a shadow is left."""
    watched = open_map()
    assert drawn_faintly(watched) == 0
    watched.page.locator("#works button", has_text="Clerc 2020").click()
    tied = {citation.citing for citation in corpus.citations if citation.cited == "clerc2020"}
    assert drawn_faintly(watched) == len(corpus.works) - len(tied) - 1


def test_a_second_work_picked_with_shift_opens_what_connects_them(open_map: Open) -> None:
    """Who cites both, and which themes they share."""
    watched = open_map("#w=clerc2020")
    watched.page.keyboard.down("Shift")
    watched.click_node("miyazaki2021")
    watched.page.keyboard.up("Shift")
    assert watched.fragment() == "#between=clerc2020&and=miyazaki2021"
    record = watched.page.locator("#record").inner_text()
    assert "Clausen 2022" in record and "Small-city diplomacy" in record


def test_search_finds_without_diacritics_and_enter_opens(open_map: Open, corpus: Corpus) -> None:
    """ "janczak" finds Jańczak; Enter opens the first work found; what is not found is not shown."""
    watched = open_map()
    watched.page.keyboard.press("/")
    watched.page.keyboard.type("janczak")
    assert status(watched) == f"1 of {len(corpus.works)} works shown"
    watched.page.keyboard.press("Enter")
    assert watched.heading().startswith("Theorizing town twinning")
    watched.page.get_by_label("Search works").fill("no such thing")
    assert status(watched) == f"0 of {len(corpus.works)} works shown"
    assert watched.page.locator("#works li:visible").count() == 0
    watched.page.get_by_role("button", name="Show all works").click()
    assert status(watched) == f"{len(corpus.works)} of {len(corpus.works)} works shown"
    assert watched.page.get_by_label("Search works").input_value() == ""


def test_a_link_leads_to_what_it_names(open_map: Open) -> None:
    """Selection, filter and view stand in the address; Back works; what is unknown is said and left out."""
    watched = open_map("#w=clerc2020&view=timeline&since=2015")
    assert watched.heading().startswith("Turku")
    assert watched.page.get_by_role("button", name="Timeline").get_attribute("aria-pressed") == "true"
    assert 0 < int(status(watched).split()[0]) < 38
    watched.page.get_by_role("button", name="Table").click()
    watched.page.locator("#table").wait_for()
    watched.page.go_back()
    watched.page.locator("#map").wait_for()
    assert watched.heading().startswith("Turku")
    watched.page.evaluate("location.hash = 't=sister-cities'")
    watched.page.locator("#record h3", has_text="Sister cities").wait_for()
    watched.page.evaluate("location.hash = 'w=nobody%&kind=chapter'")
    watched.page.locator("#status", has_text="nobody%").wait_for()
    assert watched.heading() == ""
    assert 0 < watched.page.locator("#works button").count() < 38


def test_a_press_beside_the_menu_closes_it(open_map: Open) -> None:
    """It would lie over the filter; what is picked in it leaves it open for the next."""
    page = open_map().page
    page.get_by_text("Save or share").click()
    page.get_by_role("button", name="Copy a link").click()
    assert page.locator("#save .drop").is_visible()
    page.get_by_label("Search works").click()
    assert not page.locator("#save .drop").is_visible()


def test_the_smallest_knowledge_bases_are_drawn(open_page: Open, engine: str, tmp_path: Path) -> None:
    """One work, or one theme, in every view, on any screen: nothing is drawn nowhere."""
    for of in (Corpus((work("a"),)), Corpus(themes=(Theme("t", "A theme"),))):
        watched = open_page(
            written(render(of, MapRequest(date="", engine=engine)), tmp_path), {"width": 320, "height": 256}
        )
        for view in ("Timeline", "Table", "Map"):
            watched.page.get_by_role("button", name=view, exact=True).click()
            assert "NaN" not in watched.page.evaluate("litgraph.drawing.picture().outerHTML")
        watched.page.close()


def test_the_whole_walk_goes_by_keyboard(open_map: Open) -> None:
    """Skip to the list and back; on the map arrows walk, Enter opens, Esc gives the focus back."""
    page = open_map().page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.textContent")
    assert page.evaluate("document.activeElement.matches('#works button:focus-visible')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('#record h3')")
    page.locator("#record .ties button").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == second
    page.get_by_role("button", name="Table").focus()
    for _ in range(8):
        if page.evaluate("document.activeElement.id") == "map":
            break
        page.keyboard.press("Tab")
    spoken = """document.getElementById(document.activeElement.getAttribute("aria-activedescendant"))
        ?.getAttribute("aria-label")"""
    first = page.evaluate(spoken)
    page.keyboard.press("ArrowRight")
    following = page.evaluate(spoken)
    assert first and following and first != following
    page.keyboard.press("Enter")
    assert page.locator("#record h3").text_content()[:20] in following
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "map"
    assert page.evaluate(spoken) == following


def test_a_record_gives_back_what_was_there_before(open_map: Open) -> None:
    """Typing a search closes it and goes on; the list is where it was; the skip link leaves search and record alone."""
    page = open_map().page
    row = page.locator("#works button").nth(30)
    row.click()
    page.keyboard.press("Escape")
    assert row.evaluate("row => row === document.activeElement && row.getBoundingClientRect().bottom < innerHeight")
    row.click()
    page.keyboard.press("/")
    page.keyboard.type("janczak")
    assert page.get_by_label("Search works").input_value() == "janczak"
    page.go_back()
    page.locator("#record h3", has_text="Soft Power").wait_for()
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.locator("#record h3").is_visible() and page.evaluate("location.hash").startswith("#w=")


def test_a_phone_needs_no_sideways_scrolling(open_map: Open) -> None:
    """At 390 pixels nothing is wider than the screen, and what can be touched is at least 24 pixels either way."""
    watched = open_map("", PHONE)
    page = watched.page
    for fragment in ("", "w=clausen-themes", "view=map", "view=timeline&t=networks", "view=table"):
        watched.go(fragment)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, fragment
        small = page.evaluate(
            """[...document.querySelectorAll("button, summary, select, input:not([type=checkbox]), label:has(input)")]
            .filter(e => e.checkVisibility()).map(e => [e.getBoundingClientRect(), e.outerHTML])
            .filter(([box]) => box.height < 24 || box.width < 24).map(([, html]) => html)"""
        )
        assert small == [], fragment


def test_a_phone_gets_the_list_first(open_map: Open) -> None:
    """Without a word of where to go, a phone shows the works by name, and the map at a touch."""
    page = open_map("", PHONE, has_touch=True).page
    assert page.locator("#works button").first.is_visible() and not page.locator("#map").is_visible()
    page.get_by_role("button", name="Map", exact=True).tap()
    assert page.locator("#map").is_visible()


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_no_label_covers_another(open_map: Open, viewport: dict[str, int]) -> None:
    """However small the screen, every label that is drawn can be read, and many are."""
    watched = open_map("#view=map", viewport)
    for view in ("map", "timeline"):
        watched.go(f"view={view}")
        boxes = watched.page.evaluate("litgraph.drawing.labelBoxes()")
        overlapping = [
            (a, b)
            for place, a in enumerate(boxes)
            for b in boxes[:place]
            if a["left"] < b["right"] and b["left"] < a["right"] and a["top"] < b["bottom"] and b["top"] < a["bottom"]
        ]
        assert overlapping == [], view
        assert len(boxes) >= (36 if viewport is WIDE else 16), view


def test_letters_twice_as_large_break_nothing(open_map: Open) -> None:
    """A reader who doubles the size of the text needs no sideways scrolling either."""
    for fragment in ("#w=clerc2020", "#view=table"):
        page = open_map(fragment).page
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") == 1400


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_a_hostile_knowledge_base_breaks_no_layout(
    open_page: Open, engine: str, tmp_path: Path, viewport: dict[str, int]
) -> None:
    """Markup, scripts and turned writing in every field stay text; nothing grows wider than the screen."""
    page_text = render(
        hostile_corpus(HOSTILE + "x" * 5000), MapRequest(date="2026-01-31", engine=engine, with_passages=True)
    )
    watched = open_page(written(page_text, tmp_path), viewport)
    page = watched.page
    for view in ("Map", "Timeline", "Table"):
        page.get_by_role("button", name=view, exact=True).click()
        watched.wait_for_frames()
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"], view
    assert page.evaluate("document.querySelectorAll('img, iframe, object, embed').length") == 0
    assert page.evaluate("[...document.links].every(a => a.protocol === 'https:' || a.hash)")


def test_no_readings_is_not_the_same_as_no_citations(open_page: Open, corpus: Corpus, tmp_path: Path) -> None:
    """Where nobody has looked the record says so; where papers were read, it says that none of them cites the work."""
    for known, said in (
        (Corpus(corpus.works, themes=corpus.themes), "Nobody has looked"),
        (corpus, "None of the 2 papers that were read cites it."),
    ):
        watched = open_page(written(render(known, MapRequest(date="")), tmp_path) + "#w=clausen-themes")
        assert said in watched.page.locator("#record").inner_text()


def test_lines_can_be_seen(open_page: Open, address: str) -> None:
    """Lines and symbols have a contrast of 3:1 with the paper, and letters on a theme 4.5:1, by day and by night."""
    for scheme in ("light", "dark"):
        watched = open_page(address, color_scheme=scheme)
        themes = [f"theme-{number}" for number in range(12)]
        look = watched.page.evaluate(
            """names => Object.fromEntries(names.map(name =>
            [name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()]))""",
            ["paper", "line", "muted", "on-theme", *themes],
        )
        assert contrast(look["line"], look["paper"]) >= 3
        assert contrast(look["muted"], look["paper"]) >= 4.5
        for theme in themes:
            assert contrast(look[theme], look["paper"]) >= 4.5
            assert contrast(look[theme], look["on-theme"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG counts it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("viewport", "scheme", "fragments"),
    [
        (WIDE, "light", ("#w=clausen2022", "#view=timeline&t=networks", "#view=table")),
        (PHONE, "light", ("#view=map&w=clerc2020", "#view=list")),
        (WIDE, "dark", ("", "#t=networks")),
    ],
)
def test_axe_finds_nothing(
    open_page: Open, engine: str, map_address: str, viewport: dict[str, int], scheme: str, fragments: tuple[str, ...]
) -> None:
    """The accessibility checks of axe-core pass: every view, a work and a theme; wide, phone and dark."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    # Axe brings its own script, which the page's policy rightly refuses.
    watched = open_page(map_address, viewport, color_scheme=scheme, bypass_csp=True)
    # What stands beside the figure is the same with both engines.
    for fragment in fragments if engine == "own" else fragments[:1] if scheme == "light" else ():
        watched.go(fragment)
        found = axe.Axe().run(watched.page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{fragment}: {found.generate_report()}"


def many(number: int) -> Corpus:
    """So many works of three themes, of which the last cites all others."""
    works = tuple(work(f"w{n:03}", "Family", year=1990 + n % 30) for n in range(number))
    themes = tuple(Theme(f"t{n}", f"Theme {n}") for n in range(3))
    ties = tuple(Assignment(each.key, f"t{n % 3}", "discussed", Evidence("codebook")) for n, each in enumerate(works))
    last = works[-1].key
    cites = tuple(Citation(last, each.key, Evidence(f"reading:{last}", last, "2")) for each in works[:-1])
    return Corpus(works, None, themes, ties, (), (Reading(last, "hand"),), cites)


def test_works_too_many_for_elements_are_painted_and_still_picked(open_page: Open, engine: str, tmp_path: Path) -> None:
    """Six hundred works are drawn on a canvas; a click finds one, keys name where they are, the rest is counted."""
    watched = open_page(written(render(many(600), MapRequest(date="", engine=engine)), tmp_path))
    page = watched.page
    assert page.locator("#map canvas").count() and not page.locator("#map svg").count()
    watched.click_node("w007")
    assert "Title of w007" in page.locator("#record").inner_text()
    assert "600 works on the map" in page.locator("#places").inner_text()
    page.locator("#map").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("#node-at").get_attribute("aria-label")


def test_more_works_than_can_be_drawn_stand_as_their_themes(
    open_page: Open, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Themes stand for their works; what is picked is drawn with its neighbours, and how many of them is said."""
    monkeypatch.setattr(figure, "MOST_DRAWN", 50)
    watched = open_page(written(render(many(300), MapRequest(date="", engine=engine)), tmp_path))
    page = watched.page
    page.locator("#legend", has_text="300 works drawn as 3 themes").wait_for()
    assert page.evaluate("litgraph.at('w007')") is None
    page.get_by_label("Search works").fill("w299")
    page.keyboard.press("Enter")
    page.locator("#legend", has_text="150 of 300 neighbours drawn").wait_for()
    assert watched.at("w299")
    page.set_viewport_size({"width": 1200, "height": 700})
    page.wait_for_function("innerWidth === 1200")
    watched.wait_for_frames()
    assert watched.at("w299")


# What only the page's own engine can.


def test_without_scripts_the_figure_stands_still(open_page: Open, address: str, corpus: Corpus) -> None:
    """The figure and the table of all works, with who cites them and where, need no script."""
    watched = open_page(address, java_script_enabled=False)
    text = " ".join(watched.page.locator("body").inner_text().split())
    assert [each.title for each in corpus.works if " ".join(each.title.split()) not in text] == []
    assert "p. 332" in text and "§2 Literature Review" in text
    assert watched.page.locator("svg").first.is_visible()


def test_it_prints_on_two_pages(open_page: Open, address: str) -> None:
    """One for the figure, one for the works with themes and who cites them; from a dark screen too in dark ink."""
    watched = open_page(address, color_scheme="dark")
    printed = watched.page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 2
    assert "Clausen 2022 3× (p. 332)" in watched.page.locator("#printed").text_content()
    watched.page.emulate_media(media="print", color_scheme="dark")
    ink = watched.page.locator("#printed h2").evaluate("heading => getComputedStyle(heading).color")
    assert max(map(int, re.findall(r"\d+", ink))) < 80
    watched.page.close()  # not left to others: it looks like paper


def test_a_picture_can_be_kept(open_page: Open, address: str) -> None:
    """The picture as SVG stands alone: its own colours, works and titles, no script and nothing from outside."""
    watched = open_page(address)
    watched.page.locator("#save summary").click()
    with watched.page.expect_download() as coming:
        watched.page.locator("[data-save=svg]").click()
    kept = Path(coming.value.path()).read_text("utf-8")
    assert "<svg" in kept[:200]
    assert "City diplomacy" in kept and kept.count("Clerc 2020") == 1
    assert "var(--" not in kept and "<script" not in kept and "href" not in kept
    with watched.page.expect_download() as coming:
        watched.page.locator("[data-save=png]").click()
    assert Path(coming.value.path()).read_bytes().startswith(b"\x89PNG")


def test_titles_say_their_language(open_page: Open, corpus: Corpus, tmp_path: Path) -> None:
    """A title in another language is marked as such for those who hear it."""
    foreign = replace(corpus.by_key["toyoda2016"], extra=(("langid", "japanese"),))
    watched = open_page(written(render(Corpus((foreign,)), MapRequest(date="")), tmp_path) + "#w=toyoda2016")
    assert watched.page.locator("#record h3").get_attribute("lang") == "ja"


def test_less_motion_and_forced_colours_are_respected(open_page: Open, address: str) -> None:
    """With less motion the view jumps; with colours forced everything is still there."""
    watched = open_page(f"{address}#w=clerc2020", reduced_motion="reduce", forced_colors="active")
    watched.page.locator("#zoom-in").click()
    before = watched.at("clerc2020")
    watched.page.locator("#zoom-all").click()
    assert watched.at("clerc2020") != before
    assert watched.heading().startswith("Turku")
