"""What the tests in a browser share: a quiet Chromium, and a page on which nothing goes unnoticed."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from litgraph.model import Corpus
from litgraph.views.map import render

# The shell has no windows to make, and is quicker.
CHROMIUM = (
    shutil.which("chromium-headless-shell")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
_PAINTED = """new Promise(done => {
    const painted = new PerformanceObserver(() => requestAnimationFrame(() => setTimeout(done)));
    painted.observe({type: "paint", buffered: true});
    setTimeout(done, 2000);
})"""
WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """A Chromium that asks nothing of the network by itself."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        Watched.left.clear()
        chromium.close()


@pytest.fixture(scope="package")
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

    # Pages that tests are done with, by their kind: a document in one of them costs a third of one in a new page.
    left: ClassVar[dict[str, list[Any]]] = defaultdict(list)

    def __init__(self, browser: Any, address: str, viewport: dict[str, int] = WIDE, **context: Any) -> None:
        self._kind = repr((viewport, context))
        left = self.left[self._kind]
        self.page = left.pop() if left else browser.new_page(viewport=viewport, **context)
        self.page.set_viewport_size(viewport)  # a test before may have changed it
        self.page.set_default_timeout(10_000)
        self.mishaps: list[str] = []
        self._heard: dict[str, Callable[[Any], None]] = {
            "console": lambda message: self.mishaps.append(f"console: {message.text}"),
            "pageerror": lambda error: self.mishaps.append(f"error: {error}"),
            "request": lambda request: self._request(request.url, address),
            "dialog": self._dialog,
        }
        for event, hear in self._heard.items():
            self.page.on(event, hear)
        self.page.goto(address)
        if context.get("java_script_enabled", True):
            # A click that comes before the first picture is lost.
            self.page.evaluate(_PAINTED)

    def close(self) -> None:
        """Leave the page to the next test."""
        for event, hear in self._heard.items():
            self.page.remove_listener(event, hear)
        self.page.goto("about:blank")
        self.left[self._kind].append(self.page)

    def _request(self, url: str, address: str) -> None:
        if url.partition("#")[0] != address.partition("#")[0] and not url.startswith("blob:"):
            self.mishaps.append(f"request: {url}")

    def _dialog(self, dialog: Any) -> None:
        self.mishaps.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def heading(self) -> str:
        """The heading of the open record, or ""."""
        record = self.page.locator("#record h3")
        return str(record.text_content()) if record.is_visible() else ""

    def at(self, node: str) -> dict[str, float]:
        """Where on the screen a work or theme is drawn, whichever engine draws it."""
        found: dict[str, float] = self.page.evaluate("key => litgraph.at(key)", node)
        return found

    def click_node(self, node: str) -> None:
        """Click where a work or theme is drawn."""
        self.page.mouse.click(**self.at(node))
