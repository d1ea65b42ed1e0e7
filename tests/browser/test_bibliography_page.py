"""The bibliography as a page in a browser: it asks for nothing, can be read by everybody, and prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from litgraph.model import Corpus
from litgraph.views.bibliography import BibliographyRequest, render
from tests.browser.conftest import PHONE, WIDE, Open, written
from tests.test_bibliography_document import HOSTILE, together


@pytest.fixture(scope="module")
def page_of(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> str:
    page = render(corpus, BibliographyRequest(to="html", date="2026-01-31")).content.decode()
    return written(page, tmp_path_factory.mktemp("bibliography"))


@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "light"), (PHONE, "light"), (WIDE, "dark")])
def test_nobody_is_shut_out(open_page: Open, page_of: str, viewport: dict[str, int], scheme: str) -> None:
    """axe finds nothing, nothing is wider than the window, and nothing is asked for."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    watched = open_page(page_of, viewport, color_scheme=scheme)
    found = axe.Axe().run(watched.page)
    assert [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]] == []
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_a_note_leads_to_its_evidence_and_back(open_page: Open, page_of: str) -> None:
    watched = open_page(page_of)
    page = watched.page
    page.locator('[role="doc-noteref"]').nth(4).click()
    assert watched.fragment() == "#note-5" and page.locator("#note-5").is_visible()
    assert "themes.yaml:" in page.locator("#note-5").inner_text()
    page.locator("#note-5 .back").click()
    assert watched.fragment() == "#text-5"


def test_hostile_text_runs_nothing_and_breaks_no_line(open_page: Open, tmp_path: Path) -> None:
    texts = [*HOSTILE, "x" * 5000, "\u202ereversed\u2066", "العربية (مدينة) 2016"]
    page = render(together(texts), BibliographyRequest(to="html", date="2026-01-31")).content.decode()
    watched = open_page(written(page, tmp_path), PHONE)
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
