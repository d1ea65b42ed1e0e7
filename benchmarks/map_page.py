"""What the map costs in a browser: both engines against pyvis' own page with the same places, in turn, in one run.

    python benchmarks/map_page.py [--sizes 60,500,2000,10000] [--runs 5] [--engines own,pyvis,peer] [--json FILE]

Each page is opened from disk in Debian's Chromium (headless, 1400 x 900, no network), in a new context for every run.
What is printed are medians of the runs; under them what the engines need against the peer, and the targets for our own.

- stable: from the start of the navigation to the last change of the window's pixels, after which the page stays the
  same for half a second and answers. The browser's screencast at half size tells: it sends a picture for each frame
  that it shows, with the time, so the page itself is not burdened, and what it draws with does not matter.
- click: from the press of the button on a work until the frame with its record is painted; pyvis' page has no record,
  there it is the frame in which the work is drawn as selected. The median of three works.
- pan: dragged by the mouse for three seconds; the 95th percentile of the times between frames, and frames a second.
- heap: JavaScript's, after all this and a collection of garbage.
- layout, render: seconds of the processor in Python, once. The layout is that of our page, and the others are given it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import random
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from pyvis.network import Network

from litgraph.corpus import settle
from litgraph.graph import graph
from litgraph.model import (
    Assignment,
    Citation,
    Corpus,
    Evidence,
    Harvest,
    Name,
    Placement,
    Reading,
    Review,
    Section,
    Span,
    Theme,
    Work,
)
from litgraph.views.map import MapRequest, render
from litgraph.views.map.figure import figure
from litgraph.words import label

ENGINES = ("own", "pyvis", "peer")
WINDOW = {"width": 1400, "height": 900}
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
QUIET, CLICK, PATIENCE = 0.5, 20.0, 120.0  # seconds of the same picture; until a click is lost; until a page is
PAN, REACH = 3.0, (120, 80)  # seconds; how far the mouse goes from where it began

FIGURES = {
    "stable": "stable s",
    "click": "click ms",
    "pan95": "pan p95 ms",
    "fps": "pan fps",
    "heap": "heap MB",
    "file": "file MB",
    "layout": "layout s",
    "render": "render s",
}
# At most so much of what the peer needs.
TARGETS = {
    "file": {60: 0.4},
    "stable": {500: 0.55, 2000: 0.45, 10000: 0.25},
    "click": {500: 0.5, 2000: 0.5},
    "pan95": {2000: 0.4, 10000: 0.15},
    "heap": {2000: 0.35, 10000: 0.25},
}
LIMITS = {"render": {2000: 2.0}, "layout": {10000: 60.0}}  # seconds

FAMILIES = ("Abbott", "Bauer", "Chen", "Dlamini", "Eriksen", "Fontaine", "García", "Haddad", "Ivanova", "Jansen")
GIVEN = ("Ada", "Bruno", "Carla", "David", "Emeka", "Farah", "Greta", "Hiro", "Inés", "Jonas", "Kofi", "Lena")
THEMES = ("Networks", "Climate", "Twinning", "Law", "Migration", "Culture", "Trade", "Security")
SUBJECTS = ("City networks", "Mayors abroad", "Twinned towns", "Urban climate pacts", "Port cities")
ASPECTS = ("the limits of", "new actors in", "a comparative study of", "the law of", "money and power in")
FIELDS = ("global governance", "foreign policy", "regional cooperation", "migration policy", "cultural exchange")
HEADINGS = ("Introduction", "Literature review", "Method", "Findings", "Discussion")

# What the pages are asked; `at` and `picked` are all that differs between them.
PROBE = """
([peer, keys, patience]) => {
  const box = document.querySelector("#map, #mynetwork");
  let chosen = "", drawn = "";
  if (peer) {
    network.on("selectNode", ({ nodes: [node] }) => { chosen = node; });
    network.on("afterDrawing", () => { drawn = chosen; });
  }
  const at = !peer ? litgraph.at : (key) => {
    const { left, top } = box.querySelector("canvas").getBoundingClientRect();
    const { x, y } = network.canvasToDOM(network.getPosition(key));
    return { x: x + left, y: y + top };
  };
  const picked = peer ? () => drawn : () => {
    const record = document.getElementById("record");
    return (record.checkVisibility() && record.querySelector("h3")?.textContent) || "";
  };
  const uncovered = ({ x, y }) => box.contains(document.elementFromPoint(x, y));
  const painted = (then) => requestAnimationFrame(() => {
    const began = performance.now(), { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(began);  // comes when the frame has been painted
    port2.postMessage(0);
  });
  window.bench = {
    at,
    /* Where a drag takes hold of nothing: the point of a grid that is farthest from any node. */
    empty([dx, dy]) {
      const { left, top, right, bottom } = box.getBoundingClientRect(), nodes = keys.map(at).filter(Boolean);
      const [wide, high] = [right - left - 2 * dx, Math.min(bottom, innerHeight) - top - 2 * dy];
      const points = Array.from({ length: 81 }, (_, i) => {
        const x = left + dx + (wide * (i % 9)) / 8, y = top + dy + (high * Math.floor(i / 9)) / 8;
        return { x, y, room: nodes.reduce((least, node) => Math.min(least, Math.hypot(x - node.x, y - node.y)), 1e9) };
      });
      return points.filter(uncovered).reduce((best, point) => (point.room > best.room ? point : best));
    },
    /* Where to click: works at which nothing covers the figure, those nearest to a whole pixel first. Pages round where
       the mouse is, and of 10,000 works each is smaller than a pixel. */
    targets() {
      const off = ({ x, y }) => Math.hypot(x - Math.round(x), y - Math.round(y));
      return keys.map(at).filter((place) => place && uncovered(place)).sort((a, b) => off(a) - off(b))
        .map(({ x, y }) => [Math.round(x), Math.round(y)]);
    },
    clear() {
      chosen = drawn = "";
      if (peer) network.unselectAll();
    },
    watch() {
      let pressed = 0, released = Infinity;
      addEventListener("pointerdown", (event) => { pressed = event.timeStamp; }, { capture: true, once: true });
      addEventListener("pointerup", () => { released = performance.now(); }, { capture: true, once: true });
      this.answer = new Promise((resolve) => {
        const look = (began) => {
          if (began > released && picked()) resolve(performance.now() - pressed);
          else if (began > released + patience) resolve(null);
          else painted(look);
        };
        painted(look);
      });
    },
    frames() {
      const times = [];
      const next = (time) => { times.push(time); this.going && requestAnimationFrame(next); };
      this.going = true;
      this.times = times;
      requestAnimationFrame(next);
    },
    settled: () => new Promise((resolve) => painted(() => painted(resolve))),
  };
}
"""


def synthetic(size: int) -> Corpus:
    """So many works that cite five others each, the often cited ever more often; always the same."""
    chance = random.Random(size)
    works, ties, citations, readings, popular = [], [], [], [], []
    for number in range(size):
        key, line = f"work{number:05}", number * 9 + 1
        # The number keeps titles apart: equal ones would be one work.
        title = f"{chance.choice(SUBJECTS)} and {chance.choice(ASPECTS)} {chance.choice(FIELDS)}: case {number + 1}"
        works.append(
            Work(
                key,
                chance.choice(("article-journal", "book", "chapter")),
                title,
                tuple(Name(chance.choice(FAMILIES), chance.choice(GIVEN)) for _ in range(chance.randint(1, 3))),
                year=1980 + 45 * number // size,
                container=f"Journal of {chance.choice(FIELDS).title()}",
                ids=frozenset({f"doi:10.5555/{key}"}),
                extra=(("pages", f"{line}–{line + 20}"), ("volume", str(number % 60 + 1))),
                at=Span("bib/references.bib", line),
            )
        )
        for rank, theme in enumerate(chance.sample(THEMES, chance.choice((1, 1, 2)))):
            role = "mentioned" if rank else chance.choice(("discussed", "discussed", "mentioned"))
            why = f"Says in its {chance.choice(HEADINGS).lower()} what this means for cities."
            found = Evidence("codebook", key, str(chance.randint(1, 5)), why=why, at=Span("themes.yaml", line))
            ties.append(Assignment(key, theme.lower(), role, found))
        cited: dict[str, None] = {}
        while len(cited) < min(5, number):
            cited[chance.choice(popular)] = None
        for order, other in enumerate(cited, 1):
            section, page, locator = (chance.randint(1, most) for most in (5, 20, 300))
            at = Span(f"bib/readings/{key}.yaml", order + 5)
            found = Evidence(f"reading:{key}", key, str(section), str(page), f"p. {locator}", at=at)
            citations.append(Citation(key, other, found, Placement("parenthetical", order=order)))
        sections = tuple(Section(str(place), heading) for place, heading in enumerate(HEADINGS, 1))
        readings.append(Reading(key, "hand", sections, at=Span(f"bib/readings/{key}.yaml")))
        popular += [key, *cited]
    themes = [Theme(name.lower(), name, f"What cities do about {name.lower()}.") for name in THEMES]
    return settle(
        Harvest(
            works=frozenset(works),
            reviews=frozenset({Review(f"A review of {size} works")}),
            themes=frozenset(themes),
            assignments=frozenset(ties),
            readings=frozenset(readings),
            citations=frozenset(citations),
        )
    )


def peer(corpus: Corpus, places: Mapping[str, tuple[float, float]]) -> str:
    """The page that pyvis makes by itself of the same nodes and edges, without what it would fetch from elsewhere."""
    network = Network(directed=True, cdn_resources="in_line")
    for work in corpus.works:
        x, y = places[work.key]
        hint = f"{work.title}\n{work.container} {work.year}"
        network.add_node(work.key, label=label(work), title=hint, shape="dot", size=11, x=x, y=y)
    for theme in corpus.themes:
        x, y = places[f"theme:{theme.id}"]
        network.add_node(f"theme:{theme.id}", label=theme.title, title=theme.definition, shape="box", x=x, y=y)
    for tie in corpus.assignments:
        hint = f"{tie.role}, §{tie.evidence.section}: {tie.evidence.why}"
        network.add_edge(tie.work, f"theme:{tie.theme}", title=hint)
    for citation in corpus.tied:
        found = citation.evidence
        hint = f"§{found.section}, p. {found.page}, points to {found.locator}"
        network.add_edge(citation.citing, citation.cited, title=hint)
    network.set_options('{"physics": {"enabled": false}, "edges": {"smooth": false}}')
    return re.sub(r"<link\b[^>]*https?:[^>]*>|<script\b[^>]*https?:[^>]*>\s*</script>", "", network.generate_html())


def until_stable(page: Page, session: CDPSession, address: str) -> float:
    """Open the page; the seconds until the window has its lasting picture."""
    changes: list[float] = []
    seen = [""]

    def frame(event: dict[str, Any]) -> None:
        picture = hashlib.blake2b(event["data"].encode()).hexdigest()
        if picture != seen[0]:
            changes.append(event["metadata"]["timestamp"])
        seen[0] = picture
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", frame)
    half = {"maxWidth": WINDOW["width"] // 2, "maxHeight": WINDOW["height"] // 2}
    session.send("Page.startScreencast", {"format": "jpeg", "quality": 70, **half})
    page.goto(address)
    began = page.evaluate("performance.timeOrigin") / 1e3
    while True:
        known, start = len(changes), time.perf_counter()
        page.wait_for_timeout(QUIET * 1e3)
        page.evaluate("0")
        if known == len(changes) and time.perf_counter() - start < QUIET + 0.1:
            break
        if time.time() - began > PATIENCE:
            raise SystemExit(f"the picture of {address} still changes after {PATIENCE:.0f} s")
    session.send("Page.stopScreencast")
    session.remove_listener("Page.screencastFrame", frame)
    return changes[-1] - began


def click(page: Page, turn: int) -> float | None:
    """The milliseconds from the press of the button on a work until its record is painted; None if none is."""
    page.keyboard.press("Escape")
    page.evaluate("bench.clear()")
    at = page.evaluate("turn => bench.targets()[turn]", turn)
    page.mouse.move(*at)
    page.evaluate("bench.settled()")
    page.evaluate("bench.watch()")
    page.mouse.click(*at)
    found: float | None = page.evaluate("bench.answer")
    return found


def pan(page: Page, key: str) -> tuple[float, float]:
    """The 95th percentile of the milliseconds between frames, and the frames a second, while the map is dragged."""
    grip, before = page.evaluate("([reach, key]) => [bench.empty(reach), bench.at(key)]", [REACH, key])
    page.mouse.move(grip["x"], grip["y"])
    page.mouse.down()
    page.evaluate("bench.frames()")
    start = time.perf_counter()
    while (passed := time.perf_counter() - start) < PAN:
        across, down = math.sin(passed * 4.1), math.sin(passed * 5.3)
        page.mouse.move(grip["x"] + REACH[0] * across, grip["y"] + REACH[1] * down)
    times = page.evaluate("(bench.going = false, bench.times)")
    after = page.evaluate("key => bench.at(key)", key)
    page.mouse.up()
    if after == before:
        raise SystemExit("dragging did not move the map")
    gaps = sorted(later - sooner for sooner, later in pairwise(times))
    return gaps[math.ceil(0.95 * len(gaps)) - 1], 1e3 * len(gaps) / sum(gaps)


def visit(browser: Browser, address: str, engine: str, keys: Sequence[str]) -> dict[str, float]:
    """All figures of one page, from one visit."""
    context = browser.new_context(viewport=WINDOW, offline=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1e3)
    session = context.new_cdp_session(page)
    stable = until_stable(page, session, address)
    page.evaluate(PROBE, [engine == "peer", keys, CLICK * 1e3])
    across, fps = pan(page, keys[0])
    clicks = [found for turn in range(3) if (found := click(page, turn)) is not None]
    if not clicks:
        raise SystemExit(f"a click on a work in {address} shows nothing")
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    context.close()
    return {"stable": stable, "click": statistics.median(clicks), "pan95": across, "fps": fps, "heap": heap / 1e6}


def row(size: object, page: str, cells: Sequence[str]) -> str:
    """One line of the table."""
    return f"{size:>6}  {page:12}" + "".join(f"{cell:>13}" for cell in cells)


def compared(size: int, figures: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """The lines of the table for one size: what each page needs, that of ours against the peer, and the targets."""
    for engine, found in figures.items():
        yield row(size, engine, [f"{found[name]:.3g}" if name in found else "" for name in FIGURES])
    shares = {engine: {**found} for engine, found in figures.items() if engine != "peer"}
    for engine, found in shares.items() if "peer" in figures else ():
        found |= {name: found[name] / figures["peer"][name] for name in FIGURES if name not in LIMITS}
        yield row("", f"{engine} : peer", ["" if name in LIMITS else f"{found[name]:.2f}x" for name in FIGURES])
    if "peer" in figures and "own" in shares:
        targets = {name: limits[size] for name, limits in (TARGETS | LIMITS).items() if size in limits}
        met = {name: "met" if shares["own"][name] <= target else "missed" for name, target in targets.items()}
        yield row("", "target", [f"{targets[name]:g} {met[name]}" if name in met else "" for name in FIGURES])


def sizes(text: str) -> list[int]:
    """Numbers of works, with commas between."""
    return [int(each) for each in text.split(",")]


def main() -> None:
    """Make the pages of one size, visit them in turn, and print; then the next size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", type=sizes, default="60,500,2000,10000")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--json", type=Path, help="write all figures of all runs to this file")
    wanted = parser.parse_args()
    engines = wanted.engines.split(",")
    # The whole browser's own windows load while the page does, and take its time.
    found = map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))
    chromium = next(filter(None, found), None)
    if chromium is None or not set(engines) <= set(ENGINES):
        parser.error("there is no Chromium here" if chromium is None else f"engines are {', '.join(ENGINES)}")
    told: dict[int, Any] = {}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        print(f"medians of {wanted.runs}; Chromium {browser.version} on {os.cpu_count()} cores")
        print(row("works", "page", list(FIGURES.values())))
        for size in wanted.sizes:
            corpus = synthetic(size)
            keys = [work.key for work in corpus.works]
            start = time.process_time()
            drawn = figure(graph(corpus))
            python = {engine: {"layout": time.process_time() - start} for engine in engines}
            files = {engine: Path(name, f"{engine}.html") for engine in engines}
            for engine, file in files.items():
                start = time.process_time()
                if engine == "peer":
                    html = peer(corpus, drawn.map.points)
                else:
                    html = render(corpus, MapRequest(date="2026-01-31", engine=engine), drawn=drawn)
                python[engine]["render"] = time.process_time() - start
                file.write_text(html, "utf-8")
            runs: dict[str, list[dict[str, float]]] = {engine: [] for engine in engines}
            for _ in range(wanted.runs):
                for engine, file in files.items():
                    runs[engine].append(visit(browser, file.as_uri(), engine, keys))
            medians = {
                engine: {name: statistics.median(run[name] for run in found) for name in found[0]}
                | {"file": files[engine].stat().st_size / 1e6, **python[engine]}
                for engine, found in runs.items()
            }
            print("\n".join(compared(size, medians)), flush=True)
            told[size] = {"medians": medians, "runs": runs}
        browser.close()
    if wanted.json:
        wanted.json.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
