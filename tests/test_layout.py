"""Where everything stands: on the map, on the timeline, and in bib/positions.json."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from litgraph.errors import LitgraphError
from litgraph.graph import graph
from litgraph.model import Assignment, Citation, Corpus, Evidence, Reading, Theme
from litgraph.views.map import positions
from litgraph.views.map.layout import LABELLED, Box, MapLayout, Point, Timeline, place, timeline
from tests.conftest import REPOSITORY, work

HAND = Evidence("codebook")


def made(
    works: int,
    themes: int = 0,
    ties: Sequence[tuple[int, int]] = (),
    cites: Sequence[tuple[int, int]] = (),
    read: Sequence[int] = (),
    years: Sequence[int | None] = (2020,),
) -> nx.MultiDiGraph:
    """The graph of works w0, w1, ... and themes t0, t1, ..., tied and citing as told."""
    found = Corpus(
        tuple(work(f"w{n}", f"Family{n}", year=years[n % len(years)]) for n in range(works)),
        None,
        tuple(Theme(f"t{n}", f"Theme {n}") for n in range(themes)),
        tuple(Assignment(f"w{n}", f"t{theme}", "", HAND) for n, theme in ties),
        (),
        tuple(Reading(f"w{n}", "hand") for n in read),
        tuple(Citation(f"w{a}", f"w{b}", Evidence(f"reading:w{a}", f"w{a}")) for a, b in cites),
    )
    return graph(found)


def boxed(of: nx.MultiDiGraph) -> dict[str, Box]:
    """Boxes of many sizes, as labels have."""
    return {
        node: Box(200, 80, 40) if kind == "theme" else Box(70 + 13 * (number % 7), 50 + 16 * (number % 2), 18)
        for number, (node, kind) in enumerate(of.nodes(data="node"))
    }


def overlapping(points: Mapping[str, Point], boxes: Mapping[str, Box], slack: float = 0.01) -> list[tuple[str, str]]:
    """The pairs of nodes whose boxes overlap by more than the slack."""
    edges = {
        node: (x - boxes[node].width / 2, y - boxes[node].head, x + boxes[node].width / 2)
        for node, (x, y) in points.items()
    }
    return [
        (a, b)
        for a, b in combinations(points, 2)
        if edges[a][0] + slack < edges[b][2]
        and edges[b][0] + slack < edges[a][2]
        and edges[a][1] + slack < edges[b][1] + boxes[b].height
        and edges[b][1] + slack < edges[a][1] + boxes[a].height
    ]


def inside(point: tuple[float, float], corners: Sequence[Point]) -> bool:
    """Whether a point is in a convex region."""
    sides = [
        (b.x - a.x) * (point[1] - a.y) - (b.y - a.y) * (point[0] - a.x)
        for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    return all(side >= -0.01 for side in sides) or all(side <= 0.01 for side in sides)


@st.composite
def graphs(draw: st.DrawFn) -> nx.MultiDiGraph:
    """Any small graph: works without themes, themes without works, self-citations, parallel edges, odd years."""
    works, themes = draw(st.integers(0, 40)), draw(st.integers(0, 12))
    some = st.integers(0, max(0, works - 1))
    pairs = st.lists(st.tuples(some, some), max_size=60) if works else st.just([])
    ties = (
        st.lists(st.tuples(some, st.integers(0, max(0, themes - 1))), max_size=60) if works and themes else st.just([])
    )
    years = st.lists(st.one_of(st.none(), st.integers(-3000, 2030), st.integers(1990, 2024)), min_size=1)
    read = st.lists(some, max_size=5, unique=True) if works else st.just([])
    return made(works, themes, draw(ties), draw(pairs), draw(read), draw(years))


def assert_placed(of: nx.MultiDiGraph, boxes: Mapping[str, Box], layout: MapLayout) -> None:
    """Every node has a finite place, no boxes overlap, and each region holds the boxes of its own works."""
    assert set(layout.points) == set(of.nodes)
    assert all(map(math.isfinite, (axis for point in layout.points.values() for axis in point)))
    assert overlapping(layout.points, boxes) == []
    for node, data in of.nodes(data=True):
        themes = {theme for _, theme, tie in of.out_edges(node, data="edge") if tie == "assignment"}
        region = node if data["node"] == "theme" else next(iter(themes), "")
        if len(themes) < 2 and not (data.get("read") and not themes):
            (x, y), (width, height, head) = layout.points[node], boxes[node]
            for corner in ((x - width / 2, y - head), (x + width / 2, y - head + height)):
                assert inside(corner, layout.regions[region])


@given(graphs())
def test_any_graph_is_placed(of: nx.MultiDiGraph) -> None:
    """Whatever cites and belongs to what: every node has a place of its own, and the same graph the same places."""
    boxes = boxed(of)
    layout = place(of, boxes)
    assert_placed(of, boxes, layout)
    assert place(of, boxes) == layout


@pytest.mark.parametrize(
    "of",
    [
        made(0),
        made(1),
        made(0, 3),
        made(2, 1, [(0, 0), (0, 0), (1, 0)], [(0, 0), (0, 1), (0, 1), (1, 0)]),
        made(400, 1, [(n, 0) for n in range(400)]),
        made(60, 12, [(n, theme) for n in range(60) for theme in range(12)]),
        made(500, 9, [(n, n * n % 9) for n in range(480)], [(n, n * 7 % 500) for n in range(500)], range(490, 500)),
    ],
    ids=["empty", "one work", "only themes", "parallel and self", "400 of one theme", "12 themes each", "500"],
)
def test_odd_and_crowded_graphs_are_placed(of: nx.MultiDiGraph) -> None:
    """No shape of a corpus makes labels overlap."""
    assert_placed(of, boxed(of), place(of, boxed(of)))


def test_regions_are_distinct() -> None:
    """On a map of common size no region lies on another."""
    of = made(120, 7, [(n, n % 7) for n in range(115)], [(n, n * 7 % 120) for n in range(120)], [119])
    regions = place(of, boxed(of)).regions
    assert len(regions) == 8
    for one, other in combinations(regions.values(), 2):
        assert not any(inside(corner, other) for corner in one)


def test_works_stand_beside_what_they_cite() -> None:
    """Two circles of works in one theme that cite only each other stand apart from each other."""
    cites = [(a, b) for half in (0, 1) for a in range(half, 60, 2) for b in range(half, a, 2) if (a * b) % 5 == 1]
    of = made(60, 1, [(n, 0) for n in range(60)], cites)
    points = place(of, boxed(of)).points

    def mean(pairs: Sequence[tuple[int, int]]) -> float:
        return sum(math.dist(points[f"w{a}"], points[f"w{b}"]) for a, b in pairs) / len(pairs)

    assert mean(cites) < 0.8 * mean(list(combinations(range(60), 2)))


def test_above_so_many_works_symbols_are_kept_apart() -> None:
    """A map of many works has room for every symbol; labels, which the page thins, do not blow it up."""
    count = LABELLED + 200
    of = made(
        count, 5, [(n, theme) for n in range(count) for theme in {n % 5, n % 3}], [(n, n // 2) for n in range(count)]
    )
    boxes = boxed(of)
    layout = place(of, boxes)
    symbols = {
        node: box if node.startswith("theme:") else Box(2 * box.head, 2 * box.head, box.head)
        for node, box in boxes.items()
    }
    assert overlapping(layout.points, symbols) == []
    drawn = timeline(of, boxes)
    assert overlapping(drawn.points, symbols, slack=0.11) == []


SAME = """
from litgraph.corpus import load
from litgraph.graph import graph
from litgraph.views.map.layout import Box, place, timeline
made = graph(load("."))
boxes = {node: Box(130, 60, 18) for node in made.nodes}
print(place(made, boxes), timeline(made, boxes))
"""


def test_the_same_corpus_gives_the_same_places_anywhere() -> None:
    """Places depend on nothing but the corpus: not on the process, nor on the order of sets in it."""
    told = [
        subprocess.run(
            [sys.executable, "-c", SAME],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] and told[0] == told[1]


@given(graphs(), st.randoms(use_true_random=False))
def test_what_was_kept_does_not_move(of: nx.MultiDiGraph, random: object) -> None:
    """Whichever nodes had a place have it still, and the new ones find room beside them."""
    boxes = boxed(of)
    before = place(of, boxes).points
    kept = {node: point for node, point in before.items() if random.random() < 0.6}  # type: ignore[attr-defined]
    layout = place(of, boxes, kept={**kept, "gone": Point(0, 0)})
    assert {node: layout.points[node] for node in kept} == kept
    assert_placed(of, boxes, layout)


def test_a_new_work_is_set_beside_its_theme(corpus: Corpus) -> None:
    """With the map kept, an added work stands nearer to its theme than to any other; the note says so."""
    boxes = dict.fromkeys(graph(corpus).nodes, Box(130, 60, 18))
    kept = place(graph(corpus), boxes).points
    for theme in corpus.themes:
        more = replace(
            corpus,
            works=(*corpus.works, work("new2026", "New")),
            assignments=(*corpus.assignments, Assignment("new2026", theme.id, "", HAND)),
            citations=(*corpus.citations, Citation("new2026", "clerc2020", Evidence("reading:new2026", "new2026"))),
        )
        layout = place(graph(more), boxes | {"new2026": Box(130, 60, 18)}, kept=kept)
        themes = {node: point for node, point in kept.items() if node.startswith("theme:")}
        assert min(themes, key=lambda node: math.dist(themes[node], layout.points["new2026"])) == f"theme:{theme.id}"
        assert layout.note == "45 kept their place, 1 new set beside their themes"


def test_a_new_theme_gets_free_room() -> None:
    """A new theme with new works stands at the rim, and its works around it, away from all other regions."""
    ties = [(n, n % 4) for n in range(40)]
    before = made(40, 4, ties)
    kept = place(before, boxed(before)).points
    after = made(52, 5, [*ties, *((n, 4) for n in range(40, 52))])
    layout = place(after, boxed(after), kept=kept)
    for theme in ("theme:t0", "theme:t1", "theme:t2", "theme:t3"):
        assert not any(inside(corner, layout.regions[theme]) for corner in layout.regions["theme:t4"])


def assert_drawn_by_year(of: nx.MultiDiGraph, boxes: Mapping[str, Box], drawn: Timeline) -> None:
    """Works stand at their year in the lane of their theme, none on another; lanes, years and gaps are in order."""
    works = {node: data for node, data in of.nodes(data=True) if data["node"] == "work"}
    assert set(drawn.points) == set(works)
    assert overlapping(drawn.points, boxes, slack=0.11) == []
    assert [lane.theme for lane in drawn.lanes if lane.theme] == [n for n, k in of.nodes(data="node") if k == "theme"]
    assert all(above.bottom == below.top for above, below in zip(drawn.lanes, drawn.lanes[1:], strict=False))
    lanes = {(lane.theme, lane.read): lane for lane in drawn.lanes}
    xs = {tick.year: tick.x for tick in drawn.ticks}
    assert list(xs) == sorted(xs) and list(xs.values()) == sorted(xs.values())
    for node, data in works.items():
        theme = next((theme for _, theme, tie in of.out_edges(node, data="edge") if tie == "assignment"), "")
        lane, (x, y) = lanes[theme, not theme and data["read"]], drawn.points[node]
        assert lane.top <= y - boxes[node].head and y - boxes[node].head + boxes[node].height <= lane.bottom
        if "year" in data:
            assert abs(x - xs[data["year"]]) <= drawn.pitch / 2
        else:
            assert drawn.undated is not None and x < min(xs.values(), default=math.inf)
        assert boxes[node].width / 2 - 0.1 <= x <= drawn.width - boxes[node].width / 2 + 0.1
    for gap in drawn.gaps:
        assert not any(gap.first <= year <= gap.last for year in xs)
        assert xs[gap.first - 1] < gap.left < gap.right < xs[gap.last + 1]
    assert json.dumps(drawn._asdict())


@given(graphs())
def test_any_graph_has_a_timeline(of: nx.MultiDiGraph) -> None:
    """Works of 1513, of before our era, of one year, of none: all are found where they belong."""
    assert_drawn_by_year(of, boxed(of), timeline(of, boxed(of)))


def test_gaps_are_seen(corpus: Corpus) -> None:
    """The years in which nothing was written are one break with its first and last year, not a stretch of paper."""
    of = graph(corpus)
    drawn = timeline(of, boxed(of))
    assert [(gap.first, gap.last) for gap in drawn.gaps] == [(1989, 2000), (2002, 2005)]
    assert {tick.year for tick in drawn.ticks} >= {2008, 2009, 2022}  # a short pause is just room
    assert [lane.read for lane in drawn.lanes if not lane.theme] == [True, False]


@pytest.mark.parametrize("years", [[None], [2020], [1513, 2020], [-350, None]])
def test_four_hundred_works_of_one_year_are_no_tower(years: list[int | None]) -> None:
    """A crowd of one year, or of no year, stands side by side as well as one above the other."""
    of = made(400, 1, [(n, 0) for n in range(400)], years=years)
    drawn = timeline(of, boxed(of))
    assert_drawn_by_year(of, boxed(of), drawn)
    assert 0.5 < drawn.width / drawn.lanes[-1].bottom < 3


def test_positions_are_read_as_they_were_written(tmp_path: Path, corpus: Corpus) -> None:
    """Places survive the file, and adding a work adds one line to it."""
    of = graph(corpus)
    points = place(of, boxed(of)).points
    file = tmp_path / "positions.json"
    file.write_text(positions.write_positions(points), "utf-8")
    assert positions.read_positions(file) == points
    more = positions.write_positions({**points, "zz «ä\u2028\ud800": Point(1, -2.5)})
    file.write_text(more, "utf-8")
    assert positions.read_positions(file)["zz «ä\u2028\ud800"] == (1, -2.5)
    lines, longer = positions.write_positions(points).splitlines(), more.splitlines()
    assert len(longer) == len(lines) + 1
    assert positions.read_positions(tmp_path / "none.json") == {}


def start(places: str) -> bytes:
    return f'{{"format": "litgraph-positions/1", "positions": {places}}}'.encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not JSON (positions.json:1:1: Expecting value)"),
        (b'{"format": "litgraph-positions/1",\n<<<<<<< HEAD\n', "is not JSON (positions.json:2:1:"),
        (b"{\n\xff", "is not UTF-8 (positions.json:2:1)"),
        (b"\xff\xfe{", "looks like UTF-16"),
        (b"[" * 100_000, "is nested too deeply"),
        (b"[]", 'has not "format": "litgraph-positions/1"'),
        (b'{"format": "litgraph-positions/9"}', 'has not "format": "litgraph-positions/1" but "litgraph-positions/9"'),
        (start("[]"), 'has no "positions"'),
        (start('{"a": [1, 2], "a": [3, 4]}'), 'cannot be read ("a" is there twice)'),
        *(
            (start(f'{{"a": {place}}}'), 'has no two numbers that are a place for "a"')
            for place in (
                "[1]",
                "[1, 2, 3]",
                '["1", 2]',
                "[true, 2]",
                "[1, NaN]",
                "[1e9, 0]",
                "null",
                "{}",
                "[1e999, 0]",
            )
        ),
    ],
)
def test_a_broken_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str) -> None:
    """A file that a person or a merge has broken is refused with its place and what to do, and never half read."""
    monkeypatch.chdir(tmp_path)
    Path("positions.json").write_bytes(content)
    with pytest.raises(LitgraphError) as raised:
        positions.read_positions("positions.json")
    assert str(raised.value).startswith(f'"positions.json" {said}')
    assert raised.value.hint == "mend it, or delete the file: then the map is placed anew"
    assert raised.value.exit_code == 4


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """What cannot be opened is said as well."""
    with pytest.raises(LitgraphError, match="is no file that can be read"):
        positions.read_positions(tmp_path)
