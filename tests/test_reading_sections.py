"""In which section of a paper something is said: abstracts, headings of several looks, and parts without a heading."""

from __future__ import annotations

import pytest

from litgraph.reading.jats import read_jats
from litgraph.reading.paper import PaperContent
from litgraph.reading.reader import read_text
from litgraph.reading.record_text import sections_of

LONG = (
    "The harbour towns of the north kept ledgers of their own and compared them every spring with what others had. " * 4
)
LIST = "References\n\nVik, B. (2001). Quays. Mud, 3, 1-9.\n\nMoe, A. (2002). Ropes. Mud, 4, 1-9.\n"


def paper(*pieces: str) -> PaperContent:
    return read_text("\n\n".join(["The harbours of the north", *pieces, LIST]))


def sections(read: PaperContent) -> list[tuple[str, ...]]:
    """The headings around each citation."""
    return [read.text.section(mention.start) for mention in read.mentions if mention.kind == "citation"]


@pytest.mark.parametrize(
    ("abstract", "labels"),
    [
        ("Abstract", ("Background:", "Methods:", "Conclusions:")),
        ("ABSTRACT", ("OBJECTIVE", "RESULTS", "CONCLUSION")),
        ("Resumo", ("Introdução", "Métodos", "Conclusões")),
        ("Résumé", ("Contexte", "Résultats", "Conclusion")),
        ("Zusammenfassung", ("Hintergrund", "Methoden", "Fazit")),
        ("Resumen", ("Antecedentes:", "Métodos:", "Conclusión:")),
        ("要旨", ("目的", "方法", "結論")),
    ],
)
def test_the_labels_of_an_abstract_end_with_it(abstract: str, labels: tuple[str, ...]) -> None:
    """Also where the paper has no heading above its first paragraph; a later "Methods" is the paper's own."""
    structured = [piece for label in labels for piece in (label, "They were kept.")]
    read = paper(abstract, *structured, f"{LONG}(Vik, 2001).", LONG, labels[1].strip(":"), f"{LONG}(Moe, 2002).")
    assert sections(read) == [(), (labels[1].strip(":"),)]
    assert sections_of(read)[0] == "" != sections_of(read)[1]


def test_below_keywords_and_a_very_long_abstract_the_paper_begins() -> None:
    read = paper(
        "Abstract", "They stay.", "Keywords: mud, quays", f"{LONG}(Vik, 2001).", "Results", f"{LONG}(Moe, 2002)."
    )
    assert sections(read) == [(), ("Results",)]
    read = paper("Abstract", LONG, *[LONG] * 9, f"{LONG}(Vik, 2001).")
    assert sections(read) == [()]
    read = paper("Abstract", f"{LONG}(Vik, 2001).", "Introduction", LONG)
    assert sections(read) == [("Abstract",)]


def test_a_summary_at_the_end_is_a_section_like_others() -> None:
    read = paper("1 Ports", *[LONG] * 20, "Zusammenfassung", *[LONG] * 12, f"{LONG}(Vik, 2001).", "Results", LONG)
    assert sections(read) == [("Zusammenfassung",)]


def test_an_abstract_in_two_languages_is_no_section_twice_and_its_translated_title_is_none() -> None:
    read = paper(
        "Resumo", LONG, "Palavras-chave: lama", "The harbours", "Abstract", "Methods", "Counted.", "Conclusion",
        "They stay.", "Abstract", LONG, "1 Introdução", f"{LONG}(Vik, 2001).", "2 Métodos", f"{LONG}(Moe, 2002).",
    )  # fmt: skip
    headings = [(piece.level, read.text.of(piece)) for piece in read.text.pieces if piece.flow == "heading"]
    assert headings[:4] == [(1, "Resumo"), (1, "Abstract"), (2, "Methods"), (2, "Conclusion")]
    assert [title for _, title in headings[4:]] == ["1 Introdução", "2 Métodos", "References"]
    assert sections(read) == [("1 Introdução",), ("2 Métodos",)]


def test_headings_in_lower_case_are_headings_where_the_paper_prints_several_so() -> None:
    body = (
        "introduction",
        LONG,
        "study area",
        f"{LONG}(Vik, 2001).",
        "methods",
        LONG,
        "small things",
        "They are small.",
    )
    assert sections(paper(*body, f"{LONG}(Moe, 2002).")) == [("introduction", "study area"), ("methods",)]
    body = (
        "METHODS",
        LONG,
        "study area",
        f"{LONG}(Vik, 2001).",
        "laws of towns",
        LONG,
        "Results",
        f"{LONG}(Moe, 2002).",
    )
    assert sections(paper(*body)) == [("METHODS", "study area"), ("Results",)]


def test_short_lines_with_a_stop_are_headings_of_the_third_level_where_there_are_several() -> None:
    body = ("Methods", "Hives", LONG, "Counting of bees.", f"{LONG}(Vik, 2001).", "Statistics.", f"{LONG}(Moe, 2002).")
    assert sections(paper(*body)) == [("Methods", "Hives", "Counting of bees."), ("Methods", "Hives", "Statistics.")]
    assert sections(paper("Methods", LONG, "It was so.", f"{LONG}(Vik, 2001).")) == [("Methods",)]


@pytest.mark.parametrize(
    "line", ["Graph 4.", "Gráfico 4", "Figuras 3 a-h, 7 d-f", "Graphique 2", "Karte 3", "Рис. 4", "图 2"]
)
def test_the_number_of_a_picture_alone_is_no_heading(line: str) -> None:
    assert sections(paper("Results", LONG, line, f"{LONG}(Vik, 2001).")) == [("Results",)]


def test_an_item_of_a_key_is_no_heading() -> None:
    read = paper("Results", LONG, "1. Plants with scales; stem short", f"{LONG}(Vik, 2001).")
    assert sections(read) == [("Results",)]


def test_text_and_notes_of_a_tagged_paper_are_in_no_section_of_its_abstract_or_list() -> None:
    xref = '<xref ref-type="bibr" rid="r1">Vik 2001</xref>'
    source = f"""<article><front><article-meta><title-group><article-title>Quays</article-title></title-group><abstract>
    <title>Abstract</title><sec><title>Conclusion</title><p>They stay.</p></sec></abstract></article-meta></front><body>
    <p>So {xref}.</p><sec><title>Results</title><p>So {xref}.</p></sec></body><back><ref-list><title>References</title>
    <ref id="r1"><mixed-citation>Vik, B. (2001). Quays.</mixed-citation></ref></ref-list><fn-group><fn>
    <p>See {xref}.</p></fn></fn-group></back></article>"""
    assert sections(read_jats(source.encode(), "a.xml")) == [(), ("Results",), ()]
