"""The map in a browser: opened from disk, without a network, by mouse, keys, search and link."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from litgraph.model import Corpus
from litgraph.views.map import render

from ..test_map import HOSTILE, hostile_corpus

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium that asks nothing of the network by itself."""
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The map of the city-diplomacy review, on disk."""
    return written(render(corpus, date="2026-01-31"), tmp_path_factory.mktemp("map"))


def written(page: str, folder: Path) -> str:
    """The page as a file, and its address."""
    path = folder / "map.html"
    path.write_text(page, "utf-8")
    return path.as_uri()


class Watched:
    """A page, and everything on it that ought not to happen."""

    def __init__(self, browser: Any, address: str, viewport: dict[str, int] = WIDE, **context: Any) -> None:
        self.page = browser.new_page(viewport=viewport, **context)
        self.page.set_default_timeout(10_000)
        self.mishaps: list[str] = []
        self.page.on("console", lambda message: self.mishaps.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.mishaps.append(f"error: {error}"))
        self.page.on("request", lambda request: self._request(request.url, address))
        self.page.on("dialog", self._dialog)
        self.page.goto(address)

    def _request(self, url: str, address: str) -> None:
        if url.partition("#")[0] != address.partition("#")[0]:
            self.mishaps.append(f"request: {url}")

    def _dialog(self, dialog: Any) -> None:
        self.mishaps.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def heading(self) -> str:
        """The heading of the open record, or ""."""
        record = self.page.locator("#record h3")
        return str(record.text_content()) if record.is_visible() else ""

    def click_node(self, node: str) -> None:
        """Click where vis-network has drawn a node."""
        at = self.page.evaluate("id => figure.network.canvasToDOM(figure.network.getPosition(id))", node)
        self.page.locator("#map canvas").click(position=at)


@pytest.fixture
def opened(browser: Any, address: str) -> Iterator[Watched]:
    """The map, open on a wide screen; whatever ought not to happen fails the test."""
    watched = Watched(browser, address)
    yield watched
    watched.page.close()
    assert watched.mishaps == []


def test_opening_it_asks_for_nothing_and_says_nothing(opened: Watched, corpus: Corpus) -> None:
    """The file alone is enough: no other request, no console message, no error; everything is listed."""
    opened.page.wait_for_timeout(300)
    assert opened.page.title() == "City diplomacy – theme map"
    assert opened.page.locator("#works button").count() == len(corpus.works)
    assert opened.page.get_by_role("status").text_content() == f"{len(corpus.works)} of {len(corpus.works)} works shown"


def test_a_click_on_a_work_opens_its_record(opened: Watched) -> None:
    """The record has the theme with its evidence, and who cites it, in which section, at which page."""
    opened.click_node("clerc2020")
    assert opened.heading().startswith("Turku (Finland)")
    record = opened.page.locator("#record").inner_text()
    for said in ("331–358", "Small-city diplomacy", "discussed", "by hand", "themes.yaml:", "§2 Literature Review"):
        assert said in record
    assert "points to p. 332" in record and "read by hand" in record
    assert opened.page.url.endswith("#w=clerc2020")
    opened.page.keyboard.press("Escape")
    assert opened.heading() == ""
    assert opened.page.url.endswith("#")


def test_a_click_on_a_theme_opens_it_and_one_beside_closes_it(opened: Watched) -> None:
    """A theme tells its definition, where it comes from, and its works, discussed and mentioned apart."""
    opened.click_node("theme:sister-cities")
    record = opened.page.locator("#record").inner_text()
    assert opened.heading() == "Sister cities"
    assert "Formal ties between two cities" in record and "§2.E Sister Cities" in record
    assert "Discussed (" in record and "Mentioned (" in record
    opened.page.locator("#map canvas").click(position={"x": 4, "y": 4})
    assert opened.heading() == ""


def test_selecting_keeps_the_neighbours_and_dims_the_rest(opened: Watched) -> None:
    """Only the lines of what is selected stay strong."""
    opened.page.locator("#works button", has_text="Clerc 2020").click()
    strong = opened.page.evaluate(
        "figure.network.body.data.edges.get().filter(e => e.color.opacity === 1).map(e => [e.from, e.to])"
    )
    assert strong and all("clerc2020" in ends for ends in strong)


def test_search_finds_without_diacritics_and_enter_opens(opened: Watched, corpus: Corpus) -> None:
    """ "janczak" finds Jańczak; Enter opens the first work found; what is not found is not shown."""
    search = opened.page.get_by_label("Search works")
    search.fill("janczak")
    assert opened.page.get_by_role("status").text_content() == f"1 of {len(corpus.works)} works shown"
    search.press("Enter")
    assert opened.heading().startswith("Theorizing town twinning")
    search.fill("no such thing")
    assert opened.page.locator("#works li:visible").count() == 0


def test_the_filter_shows_the_works_of_the_ticked_themes(opened: Watched, corpus: Corpus) -> None:
    """With one theme ticked, its works and no others are shown, in the list and on the map."""
    opened.page.get_by_role("button", name="None").click()
    opened.page.get_by_label("Show Sister cities").check()
    own = {tie.work for tie in corpus.assignments if tie.theme == "sister-cities"}
    assert opened.page.get_by_role("status").text_content() == f"{len(own)} of {len(corpus.works)} works shown"
    drawn = opened.page.evaluate(
        "figure.network.body.data.nodes.get().filter(n => !n.hidden && n.group === 'work').map(n => n.id)"
    )
    assert set(drawn) == own


def test_everything_can_be_done_with_the_keyboard(opened: Watched) -> None:
    """Skip to the list, walk down it, open a record, follow a link in it, and come back to where one was."""
    page = opened.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.textContent")
    assert page.evaluate("document.activeElement.matches('#works li:nth-child(2) button:focus-visible')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('#record h3')")
    first = opened.heading()
    page.locator("#record .ties button").first.focus()
    page.keyboard.press("Enter")
    assert opened.heading() not in ("", first)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == second


def test_a_link_leads_to_a_record(browser: Any, address: str) -> None:
    """#w=KEY and #t=ID open what they name; back and forward work; an unknown key is said to be unknown."""
    watched = Watched(browser, f"{address}#w=clerc2020")
    assert watched.heading().startswith("Turku")
    watched.page.evaluate("location.hash = 't=sister-cities'")
    watched.page.locator("#record h3", has_text="Sister cities").wait_for()
    watched.page.go_back()
    watched.page.locator("#record h3", has_text="Turku").wait_for()
    watched.page.evaluate("location.hash = 'w=nobody%'")
    watched.page.locator("#status", has_text="nobody").wait_for()
    assert watched.heading() == ""
    assert watched.mishaps == []
    watched.page.close()


@pytest.mark.parametrize("fragment", ["", "#w=clausen-themes"])
def test_a_phone_needs_no_sideways_scrolling(browser: Any, address: str, fragment: str) -> None:
    """At 390 pixels nothing is wider than the screen, and what can be touched is at least 24 pixels high."""
    watched = Watched(browser, address + fragment, PHONE)
    assert watched.page.evaluate("document.documentElement.scrollWidth") == 390
    small = watched.page.evaluate(
        """[...document.querySelectorAll("button, input:not([type=checkbox]), label:has(input)")]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"""
    )
    assert small == []
    assert watched.mishaps == []
    watched.page.close()


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_a_hostile_knowledge_base_runs_nothing(browser: Any, tmp_path: Path, viewport: dict[str, int]) -> None:
    """Markup, scripts and turned writing in every field stay text; very long text breaks no layout."""
    for text in (HOSTILE, HOSTILE + "x" * 5000):
        watched = Watched(browser, written(render(hostile_corpus(text), date="2026-01-31"), tmp_path), viewport)
        page = watched.page
        for button in range(page.locator("#works button").count()):
            page.locator("#works button").nth(button).click()
            assert "alert(1)" in watched.heading()
            page.keyboard.press("Escape")
        page.locator("#filters button").click()
        assert "alert(1)" in watched.heading()
        assert (
            page.evaluate("document.querySelectorAll('img, iframe, body script:not([id]) ~ *:not(script)').length") == 0
        )
        assert page.evaluate("[...document.links].every(a => a.protocol === 'https:' || a.hash)")
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
        assert watched.mishaps == []
        page.close()


def test_no_readings_is_not_the_same_as_no_citations(browser: Any, corpus: Corpus, tmp_path: Path) -> None:
    """Where nobody has looked the record says so; where papers were read, it says that none of them cites the work."""
    for known, said in (
        (Corpus(corpus.works, themes=corpus.themes), "Nobody has looked"),
        (corpus, "None of the 2 papers that were read cites it."),
    ):
        watched = Watched(browser, written(render(known, date=""), tmp_path) + "#w=clausen-themes")
        assert said in watched.page.locator("#record").inner_text()
        assert watched.mishaps == []
        watched.page.close()


def test_lines_can_be_seen(browser: Any, address: str) -> None:
    """Lines and symbols have a contrast of 3:1 with the paper, and letters on a theme 4.5:1, by day and by night."""
    for scheme in ("light", "dark"):
        watched = Watched(browser, address, color_scheme=scheme)
        look = watched.page.evaluate("readLook()")
        assert contrast(look["line"], look["paper"]) >= 3
        assert contrast(look["muted"], look["paper"]) >= 4.5
        for colour in look["themes"]:
            assert contrast(colour, look["paper"]) >= 4.5
            assert contrast(colour, look["onTheme"]) >= 4.5
        watched.page.close()


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG counts it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("fragment", ["", "#w=clausen2022", "#t=networks"])
@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "light"), (PHONE, "light"), (WIDE, "dark")])
def test_axe_finds_nothing(browser: Any, address: str, fragment: str, viewport: dict[str, int], scheme: str) -> None:
    """The accessibility checks of axe-core pass: overview, work and theme; wide, phone and dark."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    # Axe brings its own script, which the page's policy rightly refuses.
    watched = Watched(browser, address + fragment, viewport, color_scheme=scheme, bypass_csp=True)
    found = axe.Axe().run(watched.page)
    assert found.violations_count == 0, found.generate_report()
    watched.page.close()
