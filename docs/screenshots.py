"""Make the pictures of docs/: `python docs/screenshots.py`, with Chromium, pdftoppm (poppler) and Pillow.

The files differ from one Chromium and set of fonts to another, so no test compares them: look at them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from litgraph.corpus import load
from litgraph.views.map import MapRequest, render

DOCS = Path(__file__).resolve().parent
DATE = "2026-01-31"
WIDE, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
PICTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "map": ("", {"viewport": WIDE}),
    "map-selected": ("#w=clerc2020", {"viewport": WIDE}),
    "map-timeline": ("#view=timeline", {"viewport": WIDE}),
    "map-dark": ("#t=networks", {"viewport": WIDE, "color_scheme": "dark"}),
    "map-phone-list": ("", {"viewport": PHONE}),
    "map-phone": ("#view=map", {"viewport": PHONE}),
}


def main() -> None:
    """Draw the review of this repository and photograph it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None or shutil.which("pdftoppm") is None:
        sys.exit("chromium and pdftoppm are needed (Debian: apt install chromium poppler-utils)")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder, "map.html")
        file.write_text(render(load(DOCS.parent), MapRequest(date=DATE)), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (fragment, context) in PICTURES.items():
            page = browser.new_page(**context)
            page.goto(file.as_uri() + fragment)
            page.locator("#status", has_text="works shown").wait_for()
            page.screenshot(path=DOCS / f"{name}.png", animations="disabled")
            page.close()
        page = browser.new_page()
        page.goto(file.as_uri())
        page.pdf(path=f"{folder}/map.pdf", prefer_css_page_size=True)
        browser.close()
        printed = ["pdftoppm", "-png", "-r", "80", "-f", "1", "-l", "1", "-singlefile", f"{folder}/map.pdf"]
        subprocess.run([*printed, str(DOCS / "map-print")], check=True)
    for path in DOCS.glob("map*.png"):
        with Image.open(path) as picture:
            picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
