"""What a notebook shows, in a browser: the map and the drawing in frames, without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import litgraph as lg

from .conftest import Open, wait_for_picture, written

# How many shades a canvas has; from a copy, as the browser warns of a canvas that is read out again and again.
_SHADES = """canvas => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    copy.drawImage(canvas, 0, 0);
    return new Set(copy.getImageData(0, 0, canvas.width, canvas.height).data).size;
}"""


def open_frame(open_page: Open, shown: str, folder: Path) -> Any:
    """The frame that a cell of a notebook shows, once it is painted."""
    watched = open_page(written(f"<!doctype html><meta charset=utf-8><body>{shown}", folder))
    frame = watched.page.locator("iframe").element_handle().content_frame()
    wait_for_picture(frame)
    return frame


def test_the_map_in_a_frame_opens_a_record_and_fetches_nothing(open_page: Open, city: Path, tmp_path: Path) -> None:
    """A click on a work in the list opens its record, though a frame has no address of its own."""
    frame = open_frame(open_page, lg.load(city).map()._repr_html_(), tmp_path)
    frame.locator("#lists button, #lists a").filter(has_text="Clerc 2020").first.click()
    frame.get_by_role("heading", name="Turku (Finland)").wait_for()
    frame.get_by_role("button", name="Close").click()
    frame.locator("#lists").wait_for()
    assert not frame.locator("#record").is_visible()


def test_the_drawing_in_a_frame_is_drawn_and_fetches_nothing(open_page: Open, city: Path, tmp_path: Path) -> None:
    """pyvis's own page draws in a frame with nothing from elsewhere."""
    frame = open_frame(open_page, lg.load(city).to_pyvis()._repr_html_(), tmp_path)
    frame.locator("canvas").wait_for()
    frame.wait_for_function(f"() => ({_SHADES})(document.querySelector('canvas')) > 20")
    assert frame.locator("canvas").evaluate(_SHADES) > 20
