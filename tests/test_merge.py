"""A corrected reading and a new reading of its paper become one, and what the person changed wins."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from litgraph.reading.merge import merge
from litgraph.reading.record import parse_record

WRITTEN = """# head
paper: own
read-by: litgraph 1
sections:
  - id: "1"
    title: Ports
    citations:
      - {work: noor, locator: p. 12}
      - {text: "Vik 2021: Letters"}
      - together:
          - {work: li}
          - {work: ode}
  - id: "2"
    title: Boats
    citations:
      - {work: noor, form: narrative}
listed-not-cited:
  - roe
"""


def changed(*changes: tuple[str, str]) -> str:
    """The record with some of its text replaced."""
    text = WRITTEN
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def test_both_changes_of_one_citation_are_kept() -> None:
    """She has corrected a locator, said which work it is and put one in; the reader has found pages and a signal."""
    hers = changed(
        ("p. 12}", "p. 13}"),
        ('{text: "Vik 2021: Letters"}', "{work: vik}  # surely"),
        ("- {work: ode}", "- {work: ode}\n          # missed\n          - {work: tamm}"),
        ("title: Boats", "title: On boats"),
    )
    read = changed(
        ("p. 12}", 'p. 12, page: "3"}'),
        ('Letters"}', 'Letters", page: "4"}'),
        ("{work: li}", "{work: li, signal: see}"),
        ("narrative}", "narrative}\n      - {work: new}"),
        ("  - roe", "  - roe\n  - li"),
    )
    merged, conflicts = merge(WRITTEN, hers, read)
    assert conflicts == ()
    for line in (
        "- {work: noor, locator: p. 13, page: 3}",
        "- {work: vik, page: 4}  # surely",
        "- {work: li, signal: see}",
        "- {work: ode}\n          # missed\n          - {work: tamm}",
        "title: On boats",
        "- {work: noor, form: narrative}\n      - {work: new}",
        "  - roe\n  - li",
    ):
        assert line in merged


def test_what_clashes_is_told_and_hers_stays() -> None:
    hers = changed(("p. 12}", "p. 13}"), ("          - {work: ode}\n", ""), ("- {work: li}", "- {work: lee}"))
    read = changed(
        ("p. 12}", "p. 14}"), ("{work: ode}", "{work: ode, locator: p. 1}"), ("- {work: li}", "- {work: lo}")
    )
    merged, conflicts = merge(WRITTEN, hers, read)
    assert merged == hers
    assert sorted(conflicts) == [
        (0, "", "- {work: ode, locator: p. 1}"),
        (8, "- {work: noor, locator: p. 13}", "- {work: noor, locator: p. 14}"),
        (11, "- {work: lee}", "- {work: lo}"),
    ]


def test_what_she_changed_in_a_section_that_is_gone_stays_in_it() -> None:
    section = WRITTEN[WRITTEN.index('  - id: "2"') : WRITTEN.index("listed-not-cited")]
    merged, conflicts = merge(
        WRITTEN, changed(("form: narrative}", "form: narrative, page: v}")), changed((section, ""))
    )
    assert section.replace("narrative}", "narrative, page: v}") in merged
    assert [conflict.reread for conflict in conflicts] == [""]
    assert merge(WRITTEN, WRITTEN, changed((section, "")))[0] == changed((section, ""))


FIELDS = ("locator", "page")
CHANGES = st.sampled_from(["", "", "", "locator", "page", "gone"])


@st.composite
def histories(draw: st.DrawFn) -> list[list[tuple[str, str, str]]]:
    """Sections of citations, each with what a person and what the new reading did: change a field, or take it out."""
    number = iter(range(1000))
    return [
        [(f"w{next(number)}", draw(CHANGES), draw(CHANGES)) for _ in range(draw(st.integers(0, 6)))]
        for _ in range(draw(st.integers(1, 3)))
    ]


def text_of(sections: list[list[dict[str, str]]]) -> str:
    """A record of these citations."""
    lines = ["paper: own", "sections:"]
    for number, citations in enumerate(sections):
        lines += [f'  - id: "{number}"', "    citations:"] if citations else [f'  - id: "{number}"']
        for each in citations:
            lines.append(f"      - {{{', '.join(f'{name}: {value}' for name, value in each.items())}}}")
    return "\n".join([*lines, ""])


@given(histories(), st.booleans())
def test_every_change_of_either_is_in_the_whole(history: list[list[tuple[str, str, str]]], comments: bool) -> None:
    """Of each citation by itself: her change wins, else the new reading's holds; all of hers is there."""

    def version(who: str) -> str:
        sections = []
        for section in history:
            citations = []
            for work, *done in section:
                change = "" if who == "base" else done[who == "read"]
                told = {"work": work, "locator": "p1", "page": "1"}
                if change in told:
                    told[change] = f"p2{who}"
                if change != "gone":
                    citations.append(told)
            sections.append(citations)
        return text_of(sections)

    base, hers, read = version("base"), version("hers"), version("read")
    if comments:
        hers = hers.replace("    citations:", "    # hers\n    citations:")
    merged, conflicts = merge(base, hers, read)
    assert merge(base, base, read) == (read, ()) and merge(base, hers, base) == (hers, ())
    assert merged.count("# hers") == hers.count("# hers")
    harvest = parse_record(merged, "bib/readings/own.yaml")
    assert not [each for each in harvest.problems if each.level == "error"]
    found = {each.cited: (each.evidence.locator, each.evidence.page) for each in harvest.citations}
    assert len(found) == len(harvest.citations)
    for work, hand, new in (each for section in history for each in section):
        if hand == "gone" or (new == "gone" and not hand):
            assert work not in found
        else:
            wanted = {"locator": "p1", "page": "1"}
            if new in wanted:
                wanted[new] = "p2read"
            if hand in wanted:
                wanted[hand] = "p2hers"
            assert found[work] == tuple(wanted.values())
    clashes = sum(
        (bool(hand) and hand == new != "gone")
        or (hand == "gone" and new in FIELDS)
        or (new == "gone" and hand in FIELDS)
        for section in history
        for _, hand, new in section
    )
    assert len(conflicts) == clashes
