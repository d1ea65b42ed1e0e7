"""Lists of references as papers in many fields and languages print them: where they begin and end, what is an entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from litgraph.model import Name
from litgraph.reading.paper import Reference
from litgraph.reading.reader import read_paper, read_text
from litgraph.reading.references.entries import parse_entry

TEXT = (
    "Lamps of the towns\n\nIntroduction\n\nLamps were lit at dusk by people who walked from door to door, as the books "
    "of the guilds tell us.\n\n"
)


def references(list_text: str, text: str = TEXT) -> tuple[Reference, ...]:
    return read_text(text + list_text).references


def heads(list_text: str, text: str = TEXT) -> list[str]:
    """The first word of each entry, without its label."""
    return [
        reference.raw.split("] ", 1)[-1].split(maxsplit=1)[0].strip(".,") for reference in references(list_text, text)
    ]


NUMBERED = """[1] A. Holm, Lamp Lett. 3, 14 (1990).
[2] B. Rask and C. Elg, Lamp Lett. 4, 1 (1991).
[3] D. Frid, Wicks 7, 9 (1992)."""


def test_a_run_of_numbered_entries_is_a_list_without_a_heading() -> None:
    thanks = "ACKNOWLEDGMENTS\nWe thank the keepers of the lamps for their time.\n\n"
    assert [reference.label for reference in references(thanks + NUMBERED)] == ["1", "2", "3"]


def test_the_numbers_of_a_chapter_are_those_of_its_own_list() -> None:
    chapter = "Chapter {0}: Lamps\n\nLamps burn oil [1]. They have wicks [2, 3].\n\nReferences\n\n{1}\n\n"
    paper = read_text(TEXT + chapter.format(1, NUMBERED) + chapter.format(2, NUMBERED.replace("Lamp", "Moth")))
    assert [mention.references for mention in paper.mentions] == [(0,), (1,), (2,), (3,), (4,), (5,)]


def test_notes_among_numbered_entries_end_no_list_without_a_heading() -> None:
    entries = (
        "[1] A. A. Holm and L. P. Rask, Lamps of the second kind and their long and\n"
        "    winding wicks, Lamp Lett. 5, 1174 (1957).\n"
        "[2] See, e.g., M. Elg, Introduction to Lamps (Tide Press, Oslo, 1996).\n"
        "[3] G. Frid, Rev. Mod. Lamps 66, 1125 (1994); E. H. Sund, Rep. Lamps 58, 1465 (1995).\n"
        "[4] The data are available from the authors.\n[5] J. Tolf, Lamp Rev. 140, A1197 (1965)."
    )
    read = references("ACKNOWLEDGMENTS\n\nWe thank the keepers.\n\n" + entries)
    assert [(reference.label, reference.year) for reference in read] == [
        ("1", 1957),
        ("2", 1996),
        ("3", 1994),
        ("4", None),
        ("5", 1965),
    ]
    assert (read[1].authors[0].family, read[1].title) == ("Elg", "Introduction to Lamps")


def test_an_entry_of_several_works_is_named(tmp_path: Path) -> None:
    entries = (
        "[1] G. Frid, Rev. Lamps 66, 1125 ( 1994 ); E. H. Sund, Rep. Lamps 58, 1465 (1995).\n[2] A. Holm, Wicks (2001)."
    )
    path = tmp_path / "a.txt"
    path.write_text(f"{TEXT}References\n\n{entries}", encoding="utf-8")
    problems = [problem for problem in read_paper(path).problems if problem.code == "several-works"]
    assert ["1 of 2 references" in problem.message and "[1] G. Frid" in problem.message for problem in problems] == [
        True
    ]


def test_numbers_of_entries_that_run_on_lead_past_one_that_begins_oddly() -> None:
    entries = (
        "1. Elg I (2001) Oil. Lamp J 1: 1–9. 2. (2000) Lamp Board. Lamps. Oslo: Tide. 3. Frid O (1999) Wicks. "
        "Lamp J 5: 10–12. 4. #lamps (2010) A tag. Lamp J 6: 1–2. 5. Holm A (2003) Wax. Lamp J 7: 8–9."
    )
    assert [reference.label for reference in references(f"References\n\n{entries}")] == ["1", "2", "3", "5"]


@pytest.mark.parametrize("dash", ["—", "–", "-", "•"])
def test_a_dash_before_every_entry_stands_for_nobody(dash: str) -> None:
    entries = ("Elg, I. (2001). Oil – a history. Quay Press.", "Frid, O. (1998). Wicks. Lamp Letters, 3(2), 1–9.")
    read = references("References:\n\n" + "\n".join(f"{dash} {entry}" for entry in entries))
    assert [(entry.authors[0].family, entry.title) for entry in read] == [("Elg", "Oil – a history"), ("Frid", "Wicks")]


@pytest.mark.parametrize(
    "edge",
    ["\f9 References\n\n", "\fHolm 12\nREFERENCES\n\n", "\f\n7\n\nReferences\n\n"],
    ids=["number", "head", "page"],
)
def test_a_page_may_begin_with_the_heading_of_the_list(edge: str) -> None:
    entries = "Elg, I. 2001. Lamps by the quay. Lamp Letters 3(2): 1-9.\nFrid, O. 2002. Wicks. Lamp Letters 4(2): 1-9."
    assert heads(edge + entries, "Holm 11\n\n" + TEXT.rstrip() + "\n") == ["Elg", "Frid"]


def test_a_list_goes_on_below_its_own_headings() -> None:
    assert heads(
        "Fontes - Livros:\n\nBRITO, Ana dos Santos. A luz das ruas. Lisboa: Farol, 2006.\n"
        "CRUZ, Rui. Velas. Porto: Mar, 1987.\n\nDissertações:\n\n"
        "DIAS, Eva Luz. O azeite e o seu preço. Dissertação (Mestrado em Letras) - UFMG. Recife, 2012."
        "\n\nLeis:\n\nBRASIL. Lei n.º 702, de 9 de maio de 1973. Brasília, 1973."
    ) == ["BRITO", "CRUZ", "DIAS", "BRASIL"]


def test_short_lines_on_newspapers_are_entries_and_end_no_list() -> None:
    assert heads(
        "Bibliografía\n\nArce, L. Faroles. Madrid: Luz, 2016.\n\nLa Hora, 24/5/17 sin autor\n\n"
        "La Hora, 13/5/16 sin autor\n\nGil, H. Las mechas. Salta: Luz, 2012.\n\nHaro, I. Los aceites. Quito: Luz, 2013."
    ) == ["Arce", "La", "La", "Gil", "Haro"]


ENDED = "References\n\nElg, I. (2001). Lamps. Lamp Letters, 3, 1-9.\nFrid, O. (2002). Wicks. Lamp Letters, 4, 1-9."


@pytest.mark.parametrize(
    "after",
    [
        "A Proofs\n\nLet k be a lamp. By Elg (2001), k is lit. Lamp, L. 12 tons in 2001. Wick, W. 9 tons in 2003.",
        "Appendix: Tables\n\nLamp, L. 12 tons in 2001.",
        "Biographical notes\n\nINA ELG studied at the University of Norland in May 2005. She has taught there since.",
        "About the authors\n\nOla Frid is a reader in lamps. He was born in Norland in 1970.",
        "Received 30 January 2004; accepted 28 January 2005.",
        "Recebido em 3 de maio de 2019. Aprovado em 2 de junho de 2020.",
        "Annexe 1 : Entretiens\n\nM. Dupont (2012) : nous avons vu les lampes.",
        "Fecha de recepción: 3 de mayo de 2019. Fecha de aceptación: 2 de junio de 2019.",
        "Acknowledgments: We thank Jo Holm (2003). Funding: Lamp Fund, grant 2001-12.",
        "Acknowledgements\n\nWe thank Jo Holm (University of Norland, 2003) for lending us a lamp.",
    ],
)
def test_what_follows_a_list_is_no_entry(after: str) -> None:
    assert heads(f"{ENDED}\n\n{after}") == ["Elg", "Frid"]
    assert heads(f"{ENDED}\n\n{after}\n\nAdditional references\n\nHolm, A. (1990). Oil. Quay Press.") == [
        "Elg",
        "Frid",
        "Holm",
    ]


def test_a_title_that_stands_first_ends_no_list_whatever_it_begins_with() -> None:
    beginnings = (
        "A guide to the lamps",
        "Biography of a lamp",
        "Biography: A quarterly of lamps",
        "Funding lamps",
        "Received wisdom on lamps",
        "Submitted evidence on lamps",
        "Appendix: Poems on lamps",
        "Supplementary light",
        "Annex and lamp",
    )
    titles = [f"{beginning}. (2003)." for beginning in beginnings]
    entries = [f"{title} Lamp Letters, {number}, 1-9." for number, title in enumerate(titles, 1)]
    assert [entry.raw for entry in references("\n\n".join([ENDED, *entries]))][2:] == entries


def test_captions_and_rows_of_tables_within_a_list_are_no_entries() -> None:
    table = "Table 1 Lamps and oil, 2001–2010\n\nYear    Lamps    Oil\n2001    12       14\n2002    13       15"
    figure = "FIGURE 1. Map of lamps in Norland, 1999 (source: Lamp Board, 2001)."
    assert heads(f"{ENDED}\n\n{figure}\n\n{table}\n\nHolm, A. (2003). Oil. Quay Press.") == ["Elg", "Frid", "Holm"]


def test_how_to_cite_the_paper_itself_is_no_list() -> None:
    block = (
        "ACM Reference Format:\n\nOla Frid. 2024. Lamps of the towns. In Conference on Lamps (CL '24), April 14, Oslo."
    )
    text = TEXT.replace("Introduction", f"{block}\n\n1 INTRODUCTION")
    assert [reference.label for reference in references("REFERENCES\n\n" + NUMBERED, text)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("lines", "names", "years"),
    [
        (
            "Elg et al. 2011, Lamp J, 741, 90\nFrid, O., Holm, A., et al. 2013, Wick Lett, 503, 238\n"
            "Rask & Sund 2017, Lamp J, in press",
            ["Elg", "Frid", "Rask"],
            [2011, 2013, 2017],
        ),
        (
            "ELG Ina, HOLM Axel, 2011, Les lampes, Paris, Quai.\n"
            "FRID Ola et RASK Bo (dir.), 2003, Les mèches, Lyon, La Rame.\n"
            "HOLM Axel, [1987] 2001, « L’huile », in O. Frid (dir.), La nuit, Paris, Quai, p. 10-20.",
            ["ELG", "FRID", "HOLM"],
            [2011, 2003, 2001],
        ),
        (
            "小林一郎・中村花子（2005）「灯と油の研究」『夜学報』5巻2号、11-19頁。\n"
            "高橋太郎（2010）『灯の歴史』夜出版社。\n松本次郎（2001）『都市の夜』灯書房。",
            ["小林一郎", "高橋太郎", "松本次郎"],
            [2005, 2010, 2001],
        ),
        (
            "NIGHT COUNCIL. Lamps. Oslo: NC, 2023a.\nNLB – National Lamp Board. Lamps report. Oslo: NLB, 2013.\n"
            "WORLD LAMP ORGANIZATION. Oil. Geneva: WLO, 2020.",
            ["NIGHT COUNCIL", "NLB", "WORLD LAMP ORGANIZATION"],
            [2023, 2013, 2020],
        ),
    ],
    ids=["astronomy", "French", "Japanese", "bodies"],
)
def test_entries_stand_below_each_other_without_indents(lines: str, names: list[str], years: list[int]) -> None:
    found = references("Bibliography\n\n" + lines)
    people = [(reference.authors or reference.editors)[0] for reference in found]
    assert [person.family or person.literal for person in people] == names
    assert [reference.year for reference in found] == years


def test_french_particles_stand_behind_given_names() -> None:
    read = references(
        "Bibliographie\n\nALEMBERT Jean d’, 1990, Essai, Paris, Quai.\n"
        "LA TOUR Jean de, [1668] 1991, Fables, Paris, Quai.\n"
        "MOREL François, ROUGE Martine de et RUBEL Anne (éds), 2001, Foires, Nantes, Quai."
    )
    people = [[(name.particle, name.family) for name in entry.authors or entry.editors] for entry in read]
    assert people == [[("d’", "ALEMBERT")], [("de", "LA TOUR")], [("", "MOREL"), ("de", "ROUGE"), ("", "RUBEL")]]
    assert [entry.year for entry in read] == [1990, 1991, 2001]


def test_a_dated_name_begins_an_entry_behind_a_place_that_ends_like_an_initial() -> None:
    assert heads(
        "Literatur\n\nElg, Ina (1974), Die Lampen, München.\n\nElg, Ina (1977), Dochte. Ein Versuch, Frankfurt a.M. "
        "Elg, Ina (1978a), Öl. Über Licht und Nacht, Berlin. Frid, Ola (1980), Nacht. Ein Anfang, Frankfurt a.M.\n\n"
        "Holm, Axel (1997), »The Social Model of Lamps«, Lamp & Society, Jg. 12, H. 3, S. 325–340."
    ) == ["Elg", "Elg", "Elg", "Frid", "Holm"]


def test_a_place_before_a_publisher_begins_no_entry() -> None:
    entries = (
        "Elg, I. The Lamps of 1898-1928. Cambridge, MA: Quay Press, 1982.\nFrid, O. Oil. London: Quay Press, 1990.\n"
        "Holm, A. Wicks. Oslo: Tide Press, 1999."
    )
    assert heads("Bibliography\n\n" + entries) == ["Elg", "Frid", "Holm"]


@pytest.mark.parametrize("same", ["Ders.", "Dies.", "Idem", "———.", "______."])
def test_the_same_author_may_be_called_so(same: str) -> None:
    read = references(f"Literatur\n\nElg, Ina (2003a): Nacht, Wien: Kai.\n\n{same} (2003b): Öl, Bonn: Kai.")
    assert [reference.authors[0].family for reference in read] == ["Elg", "Elg"]


def test_a_law_is_an_entry_with_its_whole_name() -> None:
    law = "Lei nº 13.046, de 6 de julho de 2015. Institui o Estatuto da Luz. http://luz.example"
    read = references(f"Referências\n\nElg, I. (2009). The price of oil. Oslo: Tide Press.\n\n{law}")
    assert [(reference.title, reference.year) for reference in read][1:] == [
        ("Lei nº 13.046, de 6 de julho de 2015", 2015)
    ]


def test_numbers_of_lines_in_the_margin_are_no_text() -> None:
    lines = (TEXT + "Lamps burn oil [1], and wicks [2, 3].\n\nReferences\n\n" + NUMBERED).split("\n")
    paper = read_text("\n".join(f"{number:>4}  {line}" for number, line in enumerate(lines, 1)))
    assert [reference.raw for reference in paper.references] == NUMBERED.split("\n")
    assert [mention.references for mention in paper.mentions] == [(0,), (1,), (2,)]


@pytest.mark.parametrize(
    ("entry", "fields"),
    [
        ("Elg, I. (2001). Towns at war, 1971-2011. Quay Press.", {"title": "Towns at war, 1971-2011", "pages": ""}),
        ('Elg, I. "War, 1918–1921." Lamp Letters 14 (1995): 1-4.', {"title": "War, 1918–1921", "year": 1995}),
        ("A .Elg ,B .Holm ,Lamp .Rev . 20 ,100 (1990) .", {"container": "Lamp. Rev", "volume": "20", "pages": "100"}),
        ("Elg I .Oil of lamps .Planta Lamp.39: 1- 9 ,1980.", {"title": "Oil of lamps", "volume": "39", "pages": "1-9"}),
        ("Elg K, Holm H.On lamps.Lamp Lett.2001;12( 3 ):33 -40.", {"title": "On lamps", "issue": "3"}),
        ("I. Elg, Oil, Lamp Math .260 ( 2005),no .3 ,511 -525.", {"volume": "260", "issue": "3", "pages": "511-525"}),
        ("(a) Elg, I. Oil and wax. Lamp J. 2001, 12, 1–9. (b) Frid, O. Wicks. Lamp J. 1999.", {"title": "Oil and wax"}),
        ("Elg, I. (2001). Oil in the Tennessee Valley. Quay Press.", {"title": "Oil in the Tennessee Valley"}),
        ("Elg, Ph. & Holm, A. (2001). Oil – a history. Quay Press.", {"title": "Oil – a history", "year": 2001}),
        ("Elg, I. (1985). Oil. Quay Press. (Original work published 1881)", {"year": 1985, "original_year": 1881}),
        ("Statistisches Landesamt (Hrsg.) (2014): Öl. Kiel.", {"editors": (Name(literal="Statistisches Landesamt"),)}),
        ("I. Elg, Oil, Lamp. Rev. Lett. 70 (1993),1704 .", {"year": 1993, "volume": "70", "pages": "1704"}),
    ],
)  # fmt: skip
def test_an_entry_whose_spaces_or_years_mislead_is_read(entry: str, fields: dict[str, object]) -> None:
    read = parse_entry(entry)
    assert {name: getattr(read, name) for name in fields} == fields
