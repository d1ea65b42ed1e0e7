"""The page where no script runs, in a browser: the figure and the table, wide and narrow."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from litgraph.model import Corpus
from litgraph.views.map import MapRequest, render

from ..test_map import hostile_corpus
from .conftest import PHONE, WIDE, Open, written

_HALO = 8  # around letters, which may lie on one another's


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_figure_and_table_are_there(open_page: Open, corpus: Corpus, tmp_path: Path, viewport: dict[str, int]) -> None:
    """All works are drawn and listed, nothing hangs over the side, and no label lies on another or on a theme."""
    watched = open_page(written(render(corpus, MapRequest(date="")), tmp_path), viewport, java_script_enabled=False)
    page = watched.page
    assert page.locator(".still svg").is_visible() and not page.locator("#main").is_visible()
    assert page.locator(".still tbody tr").count() == len(corpus.works)
    assert "38 of 38 works drawn" in page.locator("figcaption").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    boxes = [found.bounding_box() for found in page.locator(".still svg > text, .still .title").all()]
    assert len(boxes) > 45
    for a, b in combinations(boxes, 2):
        across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
        down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
        assert across <= _HALO or down <= _HALO, (a, b)
    assert (
        page.locator(".still .title text").first.evaluate("text => getComputedStyle(text).fill") == "rgb(255, 255, 255)"
    )


def test_hostile_text_stays_text_without_scripts(open_page: Open, tmp_path: Path) -> None:
    """Whatever stands in a field, the table shows it as it was written."""
    watched = open_page(written(render(hostile_corpus(), MapRequest(date="")), tmp_path), java_script_enabled=False)
    assert watched.page.locator(".still tbody tr").count() == 3
    assert "<script>alert(1)</script>" in watched.page.locator(".still tbody th").first.inner_text()
    assert watched.page.locator(".still img, .still script").count() == 0
