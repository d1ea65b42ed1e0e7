"""Lists of references: found, cut into entries, taken apart."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litgraph.model import Name
from litgraph.reading.paper import PaperText, Piece
from litgraph.reading.references import read_references
from litgraph.reading.references.entries import parse_entry


def paper(*paragraphs: str) -> PaperText:
    """A paper with a piece for each paragraph; "# " begins a heading."""
    parts: list[str] = []
    pieces: list[Piece] = []
    at = 0
    for paragraph in paragraphs:
        content = paragraph.removeprefix("# ")
        heading = content != paragraph
        pieces.append(Piece("heading" if heading else "paragraph", at, at + len(content), int(heading)))
        parts.append(content)
        at += len(content) + 2
    return PaperText("\n\n".join(parts), tuple(pieces))


BODY = ("# Introduction", "Bridges between towns are old news. Gardens are not, as Adler (2010) says at length.")
APA = (
    "Adler, M. T., & de Boer, K. (2010a). Gardens of the north: A survey. Journal of Green Places, 12(3), 45–67. "
    "https://doi.org/10.1234/GREEN.12",
    "Council of Gardeners. (n.d.). How to dig. Retrieved May 3, 2020, from https://example.org/dig",
    "Øster, P. (2012). Mud. In L. Park & O. Quist (Eds.), Earths and waters (pp. 10–19). Bergen: Fjord Press.",
)


@pytest.mark.parametrize(
    "visit",
    [
        "Available at: https://port.example/a. Last access: Jan. 14, 2024.",
        "Disponível em: https://port.example/a. Último acesso em: 14 jan. 2024.",
        "https://port.example/a, zuletzt aufgerufen am 14.01.2024",
        "https://port.example/a (page consultée le 14 janvier 2024).",
        "https://port.example/a [Fecha de acceso: 14 de enero de 2024]",
        "https://port.example/a (ultimo accesso: 14 gennaio 2024).",
    ],
)
def test_the_day_of_a_visit_is_no_year_of_publication(visit: str) -> None:
    dated = parse_entry(f"Adler, M. Gardens of the north. The Garden Times, Aug. 31, 2023. {visit}")
    assert dated.year == 2023 and "2024" in dated.accessed
    undated = parse_entry(f"Adler, M. Gardens of the north. {visit}")
    assert undated.year is None and "2024" in undated.accessed


def test_list_is_found_before_an_appendix_and_taken_apart() -> None:
    references = read_references(paper(*BODY, "# References", *APA, "# Appendix", "Questions that were asked in 2009."))
    assert [reference.raw for reference in references] == list(APA)
    first, second, third = references
    assert first.authors == (Name("Adler", "M. T."), Name("Boer", "K.", "de"))
    assert (first.year, first.suffix, first.title) == (2010, "a", "Gardens of the north: A survey")
    assert (first.container, first.volume, first.issue, first.pages) == ("Journal of Green Places", "12", "3", "45–67")
    assert first.ids == ("doi:10.1234/green.12",)
    assert second.authors == (Name(literal="Council of Gardeners"),)
    assert (second.year, second.date_text, second.title) == (None, "n.d", "How to dig")
    assert (second.url, second.accessed) == ("https://example.org/dig", "May 3, 2020")
    assert [editor.family for editor in third.editors] == ["Park", "Quist"]
    assert (third.container, third.pages) == ("Earths and waters", "10–19")
    assert (third.place, third.publisher) == ("Bergen", "Fjord Press")


@pytest.mark.parametrize(
    ("raw", "title", "publication", "date"),
    [
        (
            "Dahl, V. (2021). Ponds of the north. Acta Hortensia (submitted).",
            "Ponds of the north",
            "Acta Hortensia",
            "",
        ),
        ("Eide, T. (2021). A history of water. PLOS ONE, In press.", "A history of water", "PLOS ONE", ""),
        (
            "Foss, K. In press. What does a brook tell? Acta Botanica.",
            "What does a brook tell?",
            "Acta Botanica",
            "In press",
        ),
    ],
)
def test_in_press_is_no_part_of_a_journal_or_title_and_cuts_no_entry(
    raw: str, title: str, publication: str, date: str
) -> None:
    references = read_references(paper(*BODY, "# References", *APA, raw))
    reference = references[-1]
    assert (len(references), reference.raw) == (len(APA) + 1, raw)
    assert (reference.title, reference.container or reference.publisher) == (title, publication)
    assert (reference.year, reference.date_text) == (None if date else 2021, date)


@pytest.mark.parametrize(
    "heading", ["Works Cited", "7. REFERÊNCIAS", "Literaturverzeichnis", "Bibliographie", "参考文献"]
)
def test_heading_may_be_in_another_language(heading: str) -> None:
    assert len(read_references(paper(*BODY, f"# {heading}", *APA))) == 3


def test_list_without_heading_is_found_and_text_without_list_has_none() -> None:
    assert [
        reference.raw
        for reference in read_references(paper(*BODY, *APA[:1], *APA[2:], APA[0].replace("2010a", "2011")))
    ]
    assert read_references(paper(*BODY)) == ()


def test_entries_are_cut_where_nothing_but_their_look_tells_them_apart() -> None:
    joined = " ".join((APA[0], APA[2], "Zander, A. (2015). Peat and its uses. Moor House."))
    assert [reference.authors[0].family for reference in read_references(paper(*BODY, "# References", joined))] == [
        "Adler",
        "Øster",
        "Zander",
    ]


def test_entry_goes_on_over_a_page() -> None:
    first, second = APA[0].split("de Boer")
    references = read_references(paper(*BODY, "# References", APA[2], first.rstrip(), f"de Boer{second}", APA[1]))
    assert [reference.year for reference in references] == [2012, 2010, None]


def test_printed_numbers_lead() -> None:
    entries = [
        "[1] Adler MT, Boer K. Gardens of the north. J Green. 2010;12(3):45–67.",
        "[2] Quist O. 3. Fjord. Mud Res. 2011;2:1–9. [3] Park L. Earth. Mud Res. 2012;3:7.",
        "[4] P. Øster and A. Zander, “Peat and its uses,” Moor Studies, vol. 4, no. 2, pp. 5–9, 2014.",
    ]
    references = read_references(paper(*BODY, "# References", *entries))
    assert [reference.label for reference in references] == ["1", "2", "3", "4"]
    assert [reference.year for reference in references] == [2010, 2011, 2012, 2014]
    assert (references[0].title, references[0].container) == ("Gardens of the north", "J Green")
    assert (references[3].title, references[3].container) == ("Peat and its uses", "Moor Studies")
    assert [name.family for name in references[3].authors] == ["Øster", "Zander"]


@pytest.mark.parametrize(
    ("entry", "family", "year", "title", "container"),
    [
        (
            "Adler, Mia, and Kai Boer. “Old Gardens.” Green Review 12, no. 3 (2010): 45–67.",
            "Adler",
            2010,
            "Old Gardens",
            "Green Review",
        ),
        (
            "ADLER, M.; BOER, K. Jardins do norte. Revista Verde, v. 12, n. 3, p. 45-67, 2010.",
            "ADLER",
            2010,
            "Jardins do norte",
            "Revista Verde",
        ),
        (
            "Adler, M. and Boer, K., 2010. Old gardens. Green Review, 12(3), pp.45–67.",
            "Adler",
            2010,
            "Old gardens",
            "Green Review",
        ),
        ("Adler, Mia. Old Gardens. Oslo: Fjord Press, 2010.", "Adler", 2010, "Old Gardens", ""),
        (
            "D'Arcy A, O'Neil B, et al. (2010) Old gardens? A view. Green Rev 12: 45–67",
            "D'Arcy",
            2010,
            "Old gardens? A view",
            "Green Rev",
        ),
    ],
)
def test_styles(entry: str, family: str, year: int, title: str, container: str) -> None:
    (references,) = read_references(paper(*BODY, "# References", entry))
    assert (references.authors[0].family, references.year, references.title, references.container) == (
        family,
        year,
        title,
        container,
    )


@pytest.mark.parametrize(
    ("entry", "kind", "title", "container", "publisher"),
    [
        (
            "ADLER, M.; BOER, K. Jardins do norte: uma história. 2. ed. São Paulo: Editora Verde, 2010. 230 p.",
            "book",
            "Jardins do norte: uma história",
            "",
            "São Paulo: Editora Verde",
        ),
        (
            "ADLER, M. Jardins do norte. 2010. 90 f. Tese (Doutorado em Botânica) – Universidade Verde, Recife, 2010.",
            "thesis",
            "Jardins do norte",
            "",
            "Recife: Universidade Verde",
        ),
        (
            "Adler MT, Boer K. Mud and peat. In: Quist O, editor. Wet grounds. 2nd ed. Bergen: Fjord; 2011. p. 3-9.",
            "chapter",
            "Mud and peat",
            "Wet grounds",
            "Bergen: Fjord",
        ),
        (
            'M. Adler and K. Boer, "Reading mud," in Proc. 3rd Int. Conf. Earths, Oslo, Norway, 2012, pp. 1-9.',
            "paper-conference",
            "Reading mud",
            "Proc. 3rd Int. Conf. Earths",
            "Oslo, Norway",
        ),
        (
            "Mia Adler, Mud and Its Friends (Oslo: Fjord Press, 2010), 12.",
            "book",
            "Mud and Its Friends",
            "",
            "Oslo: Fjord Press",
        ),
        (
            "M. Adler, K. Boer, The physics of mud, Fjord Publishing, Oslo, 2010.",
            "book",
            "The physics of mud",
            "",
            "Oslo: Fjord Publishing",
        ),
        ("K. Boer, M. Adler, Phys. Rev. D 12, 345 (2010).", "article-journal", "", "Phys. Rev. D", ""),
        (
            "Adler, M. (2010). *Mud in the north* (Publication No. 12) [Doctoral dissertation, Fjord Univ.]. Depot.",
            "thesis",
            "Mud in the north",
            "",
            "Fjord Univ",
        ),
        (
            "Adler, M. (2010). *Mud in the north* (2nd ed.). *Wet Grounds, 3*(1), 4–9.",
            "article-journal",
            "Mud in the north",
            "Wet Grounds",
            "",
        ),
        (
            "Adler, M. (2012, March 3). Mud is back. The Fjord Times. https://example.org/mud",
            "article-newspaper",
            "Mud is back",
            "The Fjord Times",
            "",
        ),
        (
            "Adler M. MudReader (Version 2.1) [Computer software]. Fjord Lab; 2012.",
            "software",
            "MudReader",
            "",
            "Fjord Lab",
        ),
        ("Adler, M. (2012). Depths of mud [Data set]. Fjord Archive.", "dataset", "Depths of mud", "", "Fjord Archive"),
        ("Adler, M. (2012). Deep mud. bioRxiv. https://doi.org/10.1101/1234", "article", "Deep mud", "bioRxiv", ""),
        ("Adler v. Fjord County, 12 F.3d 345 (1999).", "legal_case", "Adler v. Fjord County", "", ""),
        (
            "Adler, Louise, « La boue du nord », Revue des eaux, vol. 3, no 2, 2010, p. 4-9.",
            "article-journal",
            "La boue du nord",
            "Revue des eaux",
            "",
        ),
        (
            "Adler, Hans: „Der Schlamm“, in: Zeitschrift für Moore 4 (1997), H. 3, S. 20–29.",
            "article-journal",
            "Der Schlamm",
            "Zeitschrift für Moore",
            "",
        ),
        ("Adler, Hans: Der Schlamm. 2. Aufl. Kiel: Moorverlag, 1998.", "book", "Der Schlamm", "", "Kiel: Moorverlag"),
        (
            "Адлер И. И. Грязь севера // Вестник болот. 2011. Т. 5, № 3. С. 45–58.",
            "article-journal",
            "Грязь севера",
            "Вестник болот",
            "",
        ),
        ("李泥, 张水. 北方的泥[J]. 泥土研究, 2012, 5(3): 45-60.", "article-journal", "北方的泥", "泥土研究", ""),
        ("山田泥男「北の泥」『泥研究』第12巻第3号、2005年、45-60頁。", "article-journal", "北の泥", "泥研究", ""),
    ],
)
def test_kind_title_whole_and_publisher_in_many_styles(
    entry: str, kind: str, title: str, container: str, publisher: str
) -> None:
    (references,) = read_references(paper(*BODY, "# References", entry))
    assert (references.kind, references.title, references.container) == (kind, title, container)
    assert ": ".join(filter(None, (references.place, references.publisher))) == publisher
    assert references.authors or kind == "legal_case"


def test_a_list_that_ends_its_titles_in_one_way_tells_how_an_odd_one_ends() -> None:
    entries = [f"K. Boer, On the mud of bay {n}, Wet Grounds {n} (201{n}) {n}1-{n}9." for n in range(1, 8)]
    odd = "M. Adler, Mud and peat. Northern Bogs, Deep Grounds 3 (2010) 4-9."
    references = read_references(paper(*BODY, "# References", *entries, odd))[-1]
    assert (references.title, references.container) == ("Mud and peat. Northern Bogs", "Deep Grounds")


def test_names_are_turned_as_most_of_the_list_has_them() -> None:
    given_first = (
        "Mara Adler, Karl E. Berg, and Ito Chen. 2017. Mud in the north. In WATER.",
        "Mara Adler, Karl Berg, Lea Moe, and Ito Chen. 2016. Gardens of the south. Mud 4:1–9.",
        "Lea Moe. 2011. Ponds and their edges. Mud 3:5–6.",
        "Karl Berg and Lea Moe. 2010. Bridges between towns. In WATER.",
    )
    references = read_references(paper(*BODY, "# References", *given_first))
    assert [[name.family for name in reference.authors] for reference in references] == [
        ["Adler", "Berg", "Chen"],
        ["Adler", "Berg", "Moe", "Chen"],
        ["Moe"],
        ["Berg", "Moe"],
    ]
    family_first = (
        "García Márquez, Gabriel José, Lea Moe, and Ito Chen. 2017. Mud in the north. Oslo: Fjord.",
        "Adler, Mara. 2011. Ponds and their edges. Oslo: Fjord.",
        "Berg, Karl, and Lea Moe. 2010. Bridges between towns. Oslo: Fjord.",
    )
    references = read_references(paper(*BODY, "# References", *family_first))
    assert [reference.authors[0].family for reference in references] == ["García Márquez", "Adler", "Berg"]


@pytest.mark.parametrize("publisher", ["Quay Press", "Palgrave Macmillan", "Routledge"])
def test_the_publisher_after_editors_is_none_of_them(publisher: str) -> None:
    entry = f"Vik, Pia. “Letters between Harbours.” The Port Reader, edited by Una Own, {publisher}, 2021, pp. 40-60."
    (references,) = read_references(paper(*BODY, "# Works Cited", entry))
    assert references.editors == (Name("Own", "Una"),) and references.publisher == publisher


def test_entry_that_a_page_cuts_is_one_whatever_its_ends_look_like() -> None:
    entries = [f"{n}. Boer K, Adler M. On the mud of bay {n}. Wet Grounds. 201{n};{n}:1–9." for n in range(1, 6)]
    second, third = entries[1].removesuffix("2012;2:1–9."), entries[2].partition(" On ")
    cut = [entries[0], second, "# 2012;2:1–9.", f"# {third[0]}", f"On {third[2]}", entries[3]]
    cut += [entries[4].removesuffix("2015;5:1–9."), "# 2015;5:1–9."]
    references = read_references(paper(*BODY, "# References", *cut))
    assert [reference.label for reference in references] == list("12345")
    assert [reference.year for reference in references] == [2011, 2012, 2013, 2014, 2015]


def test_dash_stands_for_the_authors_before() -> None:
    references = read_references(
        paper(*BODY, "# References", "Adler, M. 2010. Mud. Oslo: Fjord Press.", "———. 2011. Peat. Oslo: Moor House.")
    )
    assert [reference.authors for reference in references] == [(Name("Adler", "M."),)] * 2


_BITS = st.sampled_from(
    [
        *APA,
        "[1] ",
        "2. ",
        "(2010)",
        "Smith, J. A., ",
        "de ",
        "et al. ",
        "...",
        "———",
        "1999;",
        "In: ",
        "A. ",
        "(",
        "\n",
        "é",
    ]
)


def assert_stand_in(text: PaperText) -> None:
    """Each reference that is read stands in the text where its place says, in order."""
    references = read_references(text)
    assert [reference.raw for reference in references] == [
        text.text[reference.start : reference.end] for reference in references
    ]
    assert all(first.end <= second.start for first, second in pairwise(references))


@given(st.lists(st.one_of(st.text(max_size=40), st.lists(_BITS, max_size=30).map("".join)), max_size=6))
def test_any_text_is_read(paragraphs: list[str]) -> None:
    assert_stand_in(paper("# References", *paragraphs))


@pytest.mark.parametrize(
    "bit", ["A", "A. ", "Smith, J., ", "Ab ", "de ", "(2010", "1. ", "Smith-", "10.1234/", "In: ", "a b ", "—"]
)
def test_long_runs_of_one_thing_end(bit: str) -> None:
    assert_stand_in(paper("# References", bit * 5000))


def test_a_title_in_capitals_that_is_no_shortened_one_is_read() -> None:
    entry = f"Elg, I. (2001). {'THELAMPS' * 9}<. Quay Press."
    assert read_references(paper("# References", *APA, entry))[-1].year == 2001


def test_what_follows_names_and_a_date_is_the_title_whatever_it_looks_like() -> None:
    entries = (
        "Adler, M. (2001). Beyond digging? The spade in the realm of towns. In Park, L. (Ed.), Earths. Fjord Press.",
        "Council of Gardeners. (n.d.). COG: Introducing COG. Retrieved October 25, 2022, from https://example.org/cog",
        "World Garden Review. (2022). Garden Towns Population 2022. https://example.org/towns",
        "Ferries International. (2006). Peace Through Mud: 50 Years of Digging. Fjord Press.",
        "Øster, P. (2013). Global Mud, Rule and Water. New York City, NY: Fjord Press.",
    )
    references = read_references(paper(*BODY, "# References", *entries))
    assert [reference.title for reference in references] == [
        "Beyond digging? The spade in the realm of towns",
        "COG: Introducing COG",
        "Garden Towns Population 2022",
        "Peace Through Mud: 50 Years of Digging",
        "Global Mud, Rule and Water",
    ]
    assert [reference.authors[0].short for reference in references[1:4]] == [
        "Council of Gardeners",
        "World Garden Review",
        "Ferries International",
    ]
    assert (references[1].accessed, references[4].place, references[4].publisher) == (
        "October 25, 2022",
        "New York City, NY",
        "Fjord Press",
    )


LOUD = (
    "ADLER, M. Jardins do norte. Lisboa: Fjord, 2005.",
    "BOER, K. Cais e portos. Porto: Lenda, 1998.",
    "EPITETO. Conversas. Madri: Gredo, 1993.",
    "LUCIANO DE NINGURES. Obras I. Madri: Gredo, 1981.",
    "MARTIM, J. A. As pontes. Porto: Lenda, 2001.",
    "OSÓRIO, P. Lama. Lisboa: Fjord, 2012.",
    "PARK, L. Terras e águas. Porto: Lenda, 2016.",
)


def test_numbered_notes_behind_a_list_are_no_entries_of_it() -> None:
    notes = (
        "1 Sobre isto conviria reler o que diz Boer (1998, p. 12) das suas pontes, 3, 45-67.",
        "2 Em outro lugar Osório (2012, p. 3) o nega, como já Park (2016) o fez, 2(1), 7.",
    )
    references = read_references(paper(*BODY, "# Referências", *LOUD, *notes))
    assert [reference.raw for reference in references] == list(LOUD)


def test_a_name_in_capitals_alone_begins_an_entry_where_lines_run_on() -> None:
    first, second, third, fourth, *later_entries = LOUD
    references = read_references(paper(*BODY, "# Referências", first, f"{second} {third} {fourth}", *later_entries))
    assert [reference.raw for reference in references] == list(LOUD)


@pytest.mark.parametrize(
    ("raw", "et_al"),
    [
        ("Berg, C., Dahl, E., et al. (2004). Deep fish. Sea Journal, 3(2), 1-9.", "author"),
        ("BERG, C.; DAHL, E. et al. Deep fish. Sea Journal, v. 3, n. 2, p. 1-9, 2004.", "author"),
        ("Berg, C., and others (2004). Deep fish. Sea Journal, 3(2), 1-9.", "author"),
        ("Berg, C., Dahl, E., et al. (Eds.). (2004). Deep fish. Oslo: Quay Press.", "editor"),
        ("Berg, C., Dahl, E., ... Vale, F. (2004). Deep fish. Sea Journal, 3(2), 1-9.", ""),
        ("Berg, C., & Dahl, E. (2004). Deep fish. Sea Journal, 3(2), 1-9.", ""),
    ],
)
def test_et_al_behind_the_last_name_is_kept(raw: str, et_al: str) -> None:
    """Where names follow the dots, the last one is printed: it is no "and others"."""
    assert parse_entry(raw).et_al == et_al
