"""The record of a reading: every citation in its order, with its section and place, and all that is wrong in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from litgraph.model import Citation, Harvest
from litgraph.reading.record import parse_record, read_record
from tests.conftest import REPOSITORY
from tests.test_codebook import list_problems
from tests.test_yamltree import YAML_LIKE

CASES = REPOSITORY / "tests/cases/reading"

READING = """paper: clausen-themes
read-by: hand
sections:
  - id: "2.E"
    title: Sister Cities
    citations:
      - {work: toyoda2016, form: narrative, locator: p. 20}
      - together:
          - {work: marchetti2021, locator: p. 73-74, where: footnote}
          - {work: joenniemi2017, signal: see also}
      - {text: "Barber 2013", kind: not-listed, page: 7}
  - id: 2.10
    title: More
    parent: "2.E"
    citations:
      - together: [clerc2020, {text: "Clerc, 2019"}]
      - toyoda2016
listed-not-cited: [cityofsantafe2017]
"""


def in_order(harvest: Harvest) -> list[Citation]:
    """Citations as they follow each other in the paper."""
    return sorted(harvest.citations, key=lambda citation: citation.placement.order)


def test_citations_keep_their_order_their_company_and_their_place():
    harvest = parse_record(READING, "bib/readings/clausen-themes.yaml")
    found = [
        (each.placement.order, each.placement.group, each.cited or each.text, each.evidence.section)
        for each in in_order(harvest)
    ]
    assert found == [
        (1, 0, "toyoda2016", "2.E"),
        (2, 1, "marchetti2021", "2.E"),
        (3, 1, "joenniemi2017", "2.E"),
        (4, 0, "Barber 2013", "2.E"),
        (5, 2, "clerc2020", "2.10"),
        (6, 2, "Clerc, 2019", "2.10"),
        (7, 0, "toyoda2016", "2.10"),
    ]
    forms = [each.placement.form for each in in_order(harvest)]
    assert forms == ["narrative", *["parenthetical"] * 6]
    first, second, third, fourth, *_ = in_order(harvest)
    assert (first.evidence.said_by, first.evidence.said_in) == ("reading:clausen-themes", "clausen-themes")
    assert (str(first.evidence.at), first.evidence.locator) == ("bib/readings/clausen-themes.yaml:7:9", "p. 20")
    assert (second.placement.where, third.placement.signal, fourth.evidence.page) == ("footnote", "see also", "7")
    assert [each.kind for each in in_order(harvest)] == ["", "", "", "not-listed", "", "unresolved", ""]
    assert [each.text for each in in_order(harvest) if not each.cited] == ["Barber 2013", "Clerc, 2019"]
    (reading,) = harvest.readings
    assert [(each.id, each.title, each.parent) for each in reading.sections] == [
        ("2.E", "Sister Cities", ""),
        ("2.10", "More", "2.E"),
    ]
    assert (reading.paper, reading.read_by, reading.listed) == ("clausen-themes", "hand", ("cityofsantafe2017",))
    assert not harvest.problems


def test_the_readings_of_this_repository_read_without_a_problem():
    for path in sorted((REPOSITORY / "bib/readings").glob("*.yaml")):
        harvest = read_record(path, f"bib/readings/{path.name}")
        assert not harvest.problems
        assert harvest.citations and harvest.readings


def test_a_broken_reading_tells_all_its_problems_at_once_and_gives_the_rest():
    harvest = read_record(CASES / "broken/input.yaml", "bib/readings/clausen-themes.yaml")
    assert list_problems(harvest) == (CASES / "broken/problems.txt").read_text(encoding="utf-8")
    found = [each.cited or each.text for each in in_order(harvest)]
    assert found == [
        "clerc2020", "toyoda2016", "Barber 2013", "kosovac2020", "marchetti2021", "joenniemi2017", "@barber2013",
        "berg2001",
    ]  # fmt: skip


def test_the_file_names_the_paper_where_the_text_does_not():
    """An empty file is no reading; one without sections, or of citations alone, is."""
    empty = parse_record("# nothing yet\n", "bib/readings/a.yaml")
    assert [problem.level for problem in empty.problems] == ["info"] and replace(
        empty, problems=frozenset()
    ) == Harvest()
    for text in ("citations: [x]\n", "- x\n"):
        harvest = parse_record(text, "bib/readings/a.yaml")
        assert [(each.citing, each.cited) for each in harvest.citations] == [("a", "x")]
        assert "missing-paper" in {problem.code for problem in harvest.problems}
    harvest = parse_record("paper: b\n", "bib/readings/a.yaml")
    assert [(problem.code, str(problem.at)) for problem in harvest.problems] == [
        ("paper-and-file-name", "bib/readings/a.yaml:1:8")
    ]


@pytest.mark.parametrize(
    ("citation", "locator"),
    [
        ("{work: x, locator: p. 20, 25}", "p. 20, 25"),
        ("{work: x, locator: 2.10}", "2.10"),
        ('{work: x, "locator": "§ 3"}', "§ 3"),
    ],
)
def test_a_locator_is_what_was_written_commas_included(citation, locator):
    (found,) = parse_record(f"paper: a\ncitations:\n  - {citation}\n", "a.yaml").citations
    assert found.evidence.locator == locator


@given(YAML_LIKE)
def test_no_text_makes_it_stumble(text):
    for frame in ("{}", "paper: a\nsections:\n  - id: b\n    citations:\n      - {}\n", "sections: {}"):
        harvest = parse_record(frame.replace("{}", text), "a.yaml")
        orders = sorted(citation.placement.order for citation in in_order(harvest))
        assert orders == list(range(1, len(orders) + 1))
