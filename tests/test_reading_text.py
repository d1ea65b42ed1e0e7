"""A paper in plain text: what is a heading, what is a page's furniture, and what the text cites where."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litgraph.model import Name
from litgraph.reading.mentions import find_mentions
from litgraph.reading.paper import PaperText, Reference
from litgraph.reading.plain_text import read_plain_text

PAGED = """A Study of Bees

  Ada Imker


1 Introduction

  Bees fly. A hive holds many bees, and a keeper of bees may lose a quar-
ter of them in one winter (Rossi, 2019). Well-known cases are told by more th-
an one keeper.

12
\fIMKER: A STUDY OF BEES    13

  It is not known why. Nobody has asked the bees themselves, though keepers of a
well-known hive have tried.


2 Methods

2.1 Hives

  We counted.

13
\fIMKER: A STUDY OF BEES    14

  We counted again.

References

Rossi, M. (2019). Bees in winter. Hive.
"""


def headings(text: PaperText) -> list[tuple[int, str]]:
    """The levels and texts of the headings."""
    return [(piece.level, text.of(piece)) for piece in text.pieces if piece.flow == "heading"]


def test_pages_become_one_text() -> None:
    """Running heads and page numbers are gone, words broken at a line's end are whole, each page keeps its number."""
    text = read_plain_text(PAGED)
    assert "STUDY OF BEES" not in text.text and "\n12" not in text.text
    assert "a quarter of them" in text.text and "more than one keeper" in text.text
    assert "Well-known cases" in text.text and "a well-known hive" in text.text
    assert [label for _, label in text.pages] == ["12", "13", "14"]
    assert text.page(text.text.index("We counted again")) == "14"


def test_headings_have_a_path() -> None:
    """Numbered headings are as deep as their numbers; a place knows the headings around it."""
    text = read_plain_text(PAGED)
    assert headings(text) == [(1, "1 Introduction"), (1, "2 Methods"), (2, "2.1 Hives"), (1, "References")]
    assert text.section(text.text.index("We counted again")) == ("2 Methods", "2.1 Hives")
    assert text.section(0) == ()


@pytest.mark.parametrize("width", [48, 60, 76])
def test_hanging_entries_without_empty_lines_are_told_apart_whatever_their_lines_end_with(width: int) -> None:
    entries = (
        "Adler, M. (2013). Gardens. Fjord Press.",
        "Berg, S. (2014). Ponds. Oslo: Fjord Press.",
        "Council of Gardeners. (2019). How to dig, and where, and why at all. New York: Council of Gardeners.",
        "Noor, A. (2011). Ports. Quay.",
        "Smith, A., Jones, B., & Brown, C. (2016). Mud that grows: A study of it. Journal of Mud, 38(2), 11-30.",
        "Vik, P. (2012). Harbours. Quay.",
    )
    lines = [textwrap.fill(each, width, subsequent_indent="    ") for each in entries]
    text = read_plain_text("\n".join(["1 Mud", "", "It grows.", "", "References", "", *lines, ""]))
    assert [" ".join(text.of(piece).split()) for piece in text.pieces][-len(entries) :] == list(entries)


def test_lists_tables_and_captions_are_no_headings() -> None:
    """Questions in a row, rows of a table, captions and sentences are not taken for headings."""
    source = "Introduction\n\nWe ask:\n\n" + "\n\n".join(f"{n}. Do bees of kind {n} fly?" for n in range(1, 5))
    source += (
        "\n\nFigure 1. A bee\n\nYear | Bees | Hives\n\nThe bees flew.\n\nMethods\n\nWe counted them all, one by one.\n"
    )
    assert [title for _, title in headings(read_plain_text(source))] == ["Introduction", "Methods"]


@given(st.text(alphabet=st.sampled_from("aB é-.\n\f1(2019), "), max_size=400))
def test_every_letter_leads_back_to_the_file(source: str) -> None:
    """Whatever the text, each letter that is read stands in the file where the paper says."""
    text = read_plain_text(source)
    for offset, letter in enumerate(text.text):
        if not letter.isspace():
            assert source[text.source(offset)] == letter


def reference(index: int, *families: str, year: int | None = 2019, raw: str = "", **more: object) -> Reference:
    """An entry of a list that stands behind the text."""
    authors = tuple(Name(literal=family) if " " in family else Name(family=family) for family in families)
    return Reference(index, raw, 10**6, 10**6, authors=authors, year=year, **more)  # type: ignore[arg-type]


LIST = (
    reference(0, "Rossi"),
    reference(1, "Toyoda", year=2016),
    reference(2, "Joenniemi", "Jańczak", year=2017),
    reference(3, "Acuto", "Morissette", "Chan", year=2016, suffix="a"),
    reference(4, "Acuto", "Leffel", "Tsouros", year=2016, suffix="b"),
    reference(5, "Council of European Municipalities and Regions", year=None, date_text="n.d."),
    reference(6, "Pluijm", "Melissen", year=2007),
    reference(7, "Silva", "Souza", year=2010),
    reference(8, "Foucault", year=2001, raw="Foucault, M. (2001). Le sujet (trad. 2005)."),
)
CASES = [
    ("as (Rossi, 2019) said", [("Rossi, 2019", (0,), "parenthetical", "")]),
    ("as Rossi (2019, p. 12) said", [("Rossi (2019", (0,), "narrative", "p. 12")]),
    ("Toyoda found much in this matter (2016, p. 20).", [("2016", (1,), "narrative", "p. 20")]),
    ("Rossi (2019) found that it is “hard” (p. 332).", [("Rossi (2019", (0,), "narrative", "p. 332")]),
    ("(Joenniemi and Janczak 2017)", [("Joenniemi and Janczak 2017", (2,), "parenthetical", "")]),
    ("(JOENNIEMI & JAŃCZAK, 2017)", [("JOENNIEMI & JAŃCZAK, 2017", (2,), "parenthetical", "")]),
    (
        "(Acuto et al., 2016a, 2016b)",
        [("Acuto et al., 2016a", (3,), "parenthetical", ""), ("2016b", (4,), "parenthetical", "")],
    ),
    (
        "(CEMR, n.d.) is the Council of European Municipalities and Regions (CEMR).",
        [("CEMR, n.d.", (5,), "parenthetical", "")],
    ),
    (
        "(Van der Pluijm & Melissen, 2007; Rossi’s 2019)",
        [("Pluijm & Melissen, 2007", (6,), "parenthetical", ""), ("Rossi’s 2019", (0,), "parenthetical", "")],
    ),
    ("(SILVA; SOUZA, 2010, p. 3)", [("SILVA; SOUZA, 2010", (7,), "parenthetical", "p. 3")]),
    ("(Foucault, 2005)", [("Foucault, 2005", (8,), "parenthetical", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES, ids=[source[:30] for source, _ in CASES])
def test_a_citation_is_found_in_the_form_it_takes(source: str, expected: list[tuple[object, ...]]) -> None:
    """One, two or many authors, capitals, acronyms, letters after a year, a locator here or later in the sentence."""
    found = [each for each in find_mentions(PaperText(source, ()), LIST) if each.kind != "name-only"]
    assert [(each.text, each.references, each.form, each.locator) for each in found] == expected
    assert all(source[each.start : each.end] == each.text for each in found)


def test_what_cannot_be_told_is_a_tie() -> None:
    """A year without its letter, where two entries have one, names both and is not guessed."""
    (found,) = find_mentions(PaperText("(Acuto et al., 2016)", ()), LIST)
    assert (found.kind, found.references) == ("tie", (3, 4))


def test_what_is_in_no_list_is_told_apart() -> None:
    """A name with a year that no entry has, and what somebody said, cite no entry; a date is neither."""
    found = find_mentions(
        PaperText(
            "It is so (Barber, 2013; Martin, 2014). So says A. Moore (personal communication, May 2, 2020). (May 2013)",
            (),
        ),
        LIST,
    )
    assert [(each.kind, each.text.split(",")[0]) for each in found] == [
        ("not-listed", "Barber"),
        ("not-listed", "Martin"), ("personal-communication", "A. Moore (personal communication")
    ]  # fmt: skip


def test_a_name_before_a_parenthesis_is_cited_where_that_is_sure() -> None:
    text = (
        "More was said of the old ports by Tamm et al. (1999), and Moe (1998, p. 7) knew it before Rosini (2019) did. "
        "In Paris (1999) and under the Harbour Act (2003), after Katrina (2005, when it rained), nothing was."
    )
    listed = (Reference(0, "", len(text), len(text), authors=(Name("Rossini", "A."),), year=2019),)
    found = find_mentions(PaperText(text, ()), listed)
    assert [(each.closed_text, each.kind, each.form, each.locator) for each in found] == [
        ("Tamm et al. (1999)", "not-listed", "narrative", ""),
        ("Moe (1998)", "not-listed", "narrative", "p. 7"),
        ("Rosini (2019)", "citation", "narrative", ""),
    ]


def numbers(source: str, count: int = 8) -> list[tuple[str, int]]:
    """The numbers that a text cites, of a numbered list."""
    listed = tuple(Reference(n, "", 10**6, 10**6, label=str(n + 1)) for n in range(count))
    return [(each.text, each.references[0] + 1) for each in find_mentions(PaperText(source, ()), listed)]


def test_citations_by_number() -> None:
    """In brackets, in parentheses, raised or glued to a word; a range names all that it spans."""
    every = [("1", 1), ("2", 2), ("2-4", 3), ("4", 4), ("5", 5), ("6", 6), ("7", 7), ("8", 8)]
    assert numbers("So [1, 2-4] and [5], [6], [7] and [8].") == every
    assert numbers("So (1, 2-4) and more (5), bees (6), hives (7), keepers (8).") == every
    assert numbers("So bees,1,2-4 hives5 and honey6 from combs7 fly.8 F[1,12] = 3.") == every
    assert numbers("So¹ it² is³ with⁴ bees⁵.", 5) == [("¹", 1), ("²", 2), ("³", 3), ("⁴", 4), ("⁵", 5)]


@given(st.text(alphabet=st.sampled_from("Rosi Acut&(),;.2019a16[]-–p\n "), max_size=300))
def test_any_text_is_read(source: str) -> None:
    """Nothing makes it stumble, and what it finds stands in the text."""
    for found in find_mentions(PaperText(source, ()), LIST):
        assert 0 <= found.start < found.end <= len(source)


@pytest.mark.parametrize("width", [78, 2000])
def test_headings_are_seen_though_their_paragraph_follows_at_once(width: int) -> None:
    paragraph = "\n".join(textwrap.wrap("Lamps were lit at dusk by people who walked from door to door. " * 12, width))
    titles = ["1. Introduction", "2. The old harbour", "3. Discussion"]
    text = read_plain_text("Lamps\n\n" + "\n\n".join(f"{title}\n{paragraph}" for title in titles))
    assert [text.of(piece) for piece in text.pieces if piece.flow == "heading"] == titles
