"""What a notebook shows, in a browser: the map and the drawing in frames, without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import litgraph as lg

from .conftest import Watched, written


def test_the_map_in_a_frame_opens_a_record_and_fetches_nothing(browser: Any, city: Path, tmp_path: Path) -> None:
    """A click on a work in the list opens its record, though a frame has no address of its own."""
    shown = f"<!doctype html><meta charset=utf-8><body>{lg.load(city).map()._repr_html_()}"
    watched = Watched(browser, written(shown, tmp_path))
    frame = watched.page.frame_locator("iframe")
    frame.locator("#lists button, #lists a").filter(has_text="Clerc 2020").first.click()
    frame.get_by_role("heading", name="Turku (Finland)").wait_for()
    frame.get_by_role("button", name="Close").click()
    frame.locator("#lists").wait_for()
    assert [mishap for mishap in watched.mishaps if "about:srcdoc" not in mishap] == []


def test_the_drawing_in_a_frame_is_drawn_and_fetches_nothing(browser: Any, city: Path, tmp_path: Path) -> None:
    """pyvis's own page draws in a frame with nothing from elsewhere."""
    shown = f"<!doctype html><meta charset=utf-8><body>{lg.load(city).to_pyvis()._repr_html_()}"
    watched = Watched(browser, written(shown, tmp_path))
    canvas = watched.page.frame_locator("iframe").locator("canvas")
    canvas.wait_for()
    assert canvas.evaluate("c => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size") > 20
    assert [mishap for mishap in watched.mishaps if "about:srcdoc" not in mishap] == []
