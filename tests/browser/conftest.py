"""What the tests in a browser share: a quiet Chromium, and a page on which nothing goes unnoticed."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from litgraph.model import Corpus
from litgraph.views.map import MapRequest, render

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
# For what waits for a condition, so that a machine with much else to do only takes longer.
PATIENCE = 60_000
_FRAMES = """() => new Promise(done => {
    const frame = left => left ? requestAnimationFrame(() => frame(left - 1)) : setTimeout(done);
    frame(3);
})"""
_AT_REST = """key => new Promise(done => {
    let before = "", still = 0;
    const look = () => {
        const place = litgraph.at(key), now = JSON.stringify(place);
        still = now === before ? still + 1 : 0;
        before = now;
        if (still === 3) done(place);
        else requestAnimationFrame(look);
    };
    look();
})"""
Open = Callable[..., "Watched"]
WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """A Chromium that asks nothing of the network by itself."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET, timeout=PATIENCE)
        yield chromium
        Watched.left.clear()
        chromium.close()


@pytest.fixture(scope="package")
def address(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The map of the city-diplomacy review, on disk."""
    return written(render(corpus, MapRequest(date="2026-01-31")), tmp_path_factory.mktemp("map"))


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
        self.page.set_default_timeout(PATIENCE)
        self.mishaps: list[str] = []
        self._listeners: dict[str, Callable[[Any], None]] = {
            "console": lambda message: self.mishaps.append(f"console: {message.text}"),
            "pageerror": lambda error: self.mishaps.append(f"error: {error}"),
            "request": lambda request: self._note_request(request.url, address),
            "dialog": self._dismiss,
        }
        for event, listener in self._listeners.items():
            self.page.on(event, listener)
        self.page.goto(address)
        if context.get("java_script_enabled", True):
            wait_for_picture(self.page.main_frame)

    def close(self) -> None:
        """Leave the page to the next test."""
        if self.page.is_closed():
            return
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)
        self.page.goto("about:blank")
        self.left[self._kind].append(self.page)

    def _note_request(self, url: str, address: str) -> None:
        if url.partition("#")[0] != address.partition("#")[0] and not url.startswith(("blob:", "about:")):
            self.mishaps.append(f"request: {url}")

    def _dismiss(self, dialog: Any) -> None:
        self.mishaps.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def go(self, fragment: str) -> None:
        """Follow an address within the page, and wait until it is drawn."""
        self.page.evaluate("fragment => { location.hash = fragment }", fragment)
        self.wait_for_frames()

    def wait_for_frames(self) -> None:
        """Wait until the page has drawn what was asked of it: what moves slowly may still move."""
        self.page.evaluate(_FRAMES)

    def fragment(self) -> str:
        """What stands in the address behind the "#", as the page itself has it: `page.url` may come later."""
        return str(self.page.evaluate("location.hash"))

    def heading(self) -> str:
        """The heading of the open record, or ""."""
        record = self.page.locator("#record h3")
        return str(record.text_content()) if record.is_visible() else ""

    def at(self, node: str) -> dict[str, float]:
        """Where on the screen a work or theme is drawn, whichever engine draws it, once it has come to rest there."""
        place: dict[str, float] = self.page.evaluate(_AT_REST, node)
        return place

    def click_node(self, node: str) -> None:
        """Click where a work or theme is drawn."""
        self.click(self.at(node))

    def click(self, place: dict[str, float]) -> None:
        """Click there until that leads elsewhere: vis-network takes no click that lasted over 250 milliseconds."""
        before = self.fragment()
        for _ in range(20):
            self.page.mouse.click(**place)
            if self.fragment() != before:
                break


def wait_for_picture(frame: Any) -> None:
    """Wait until a page, or a frame in one, was painted: a click that comes before the first picture is lost."""
    frame.wait_for_function("() => performance.getEntriesByType('paint').length")
    frame.evaluate(_FRAMES)


@pytest.fixture
def open_page(browser: Any) -> Iterator[Open]:
    """Open an address; whatever ought not to happen on a page fails the test."""
    opened: list[Watched] = []

    def watch(address: str, viewport: dict[str, int] = WIDE, **context: Any) -> Watched:
        opened.append(Watched(browser, address, viewport, **context))
        return opened[-1]

    yield watch
    for watched in opened:
        watched.close()
    assert [mishap for watched in opened for mishap in watched.mishaps] == []
