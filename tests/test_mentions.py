"""In-text citations in the styles and languages of the world, and what only looks like one."""

from __future__ import annotations

import re

import pytest

from litgraph.model import Name
from litgraph.reading.mentions import find_mentions
from litgraph.reading.paper import Mention, PaperText, Reference
from litgraph.reading.plain_text import read_plain_text
from litgraph.reading.reader import read_text


def entry(index: int, *people: str | Name, year: int | None = 2010, **fields: object) -> Reference:
    """An entry that stands behind the text; people are "Family, Given", or Names."""
    names = [person if isinstance(person, Name) else Name(*person.split(", ")) for person in people]
    raw = f"{'; '.join(name.short for name in names)}. {year}."
    return Reference(index, str(fields.pop("raw", raw)), 10**6, 10**6, authors=tuple(names), year=year, **fields)  # type: ignore[arg-type]


STATISTICS = Name(literal="Instituto Brasileiro de Geografia e Estatística")
LIST = (
    entry(0, "Silva", "Souza"),
    entry(1, "García Márquez, G."),
    entry(2, Name(family="Cruz", particle="de la")),
    entry(3, "Souza", year=2015),
    entry(4, Name(family="Silva", suffix="Filho"), year=2011),
    entry(5, "Müller", "Schmidt", "Weber", year=2008),
    entry(6, "Freud", original_year=1900),
    entry(7, "Rossi", year=2001),
    entry(8, "Lima", year=None, date_text="s.d."),
    entry(9, STATISTICS, year=2019),
    entry(10, "Li", year=2012),
    entry(11, "Brown", year=2009),
    entry(12, "Dupont", "Durand", year=1999, suffix="a"),
    entry(13, "Dupont", "Durand", year=1999, suffix="b"),
    entry(14, "Costa", year=None, date_text="in press"),
    entry(15, "Wang, Xin", year=2016, pages="1-20"),
    entry(16, "Wang, Lei", year=2016, pages="101-140"),
)


def read_mentions(source: str) -> list[Mention]:
    """What is found in a text, without authors who are only named."""
    return [mention for mention in find_mentions(PaperText(source, ()), LIST) if mention.kind != "name-only"]


# A text, and what it cites: the entries with the locators.
STYLES = {
    "(SILVA; SOUZA, 2010, p. 23)": [(0, "p. 23")],
    "(Silva; Souza, 2010)": [(0, "")],
    "(Silva;Souza,2010)": [(0, "")],
    "Silva e Souza (2010: 12-14, 20)": [(0, "12-14, 20")],
    "Silva y Souza (2010, pp. 12–14)": [(0, "pp. 12–14")],
    "Silva e colaboradores (2010), Silva e cols. (2010)": [(0, ""), (0, "")],
    "(Silva & Souza 2010; Souza 2015)": [(0, ""), (3, "")],
    "como señala García Márquez (2010), y Márquez (2010)": [(1, ""), (1, "")],
    "según De la Cruz (2010) y (Cruz, 2010)": [(2, ""), (2, "")],
    "(SILVA FILHO, 2011)": [(4, "")],
    "(vgl. Müller u. a. 2008, S. 34f.)": [(5, "S. 34f")],
    "Müller, Schmidt und Weber (2008), (Müller/Schmidt/Weber 2008: 12)": [(5, ""), (5, "12")],
    "Freud ([1900] 2010), (FREUD, 2010 [1900]), (Freud 1900/2010)": [(6, ""), (6, ""), (6, "")],
    "(Rossi, a cura di, 2001), (Rossi (Hrsg.) 2001), (Rossi, ed., 2001)": [(7, ""), (7, ""), (7, "")],
    "(LIMA, s/d), Lima (s.f.), (Lima, [s.d.]), Lima (o. J.)": [(8, ""), (8, ""), (8, ""), (8, "")],
    "(IBGE, 2019)": [(9, "")],
    "(LI, 2012)": [(10, "")],
    "(Brown, 2009, chap. 3, pp. 45–60; see also Rossi 2001, § 7)": [(11, "chap. 3, pp. 45–60"), (7, "§ 7")],
    "(Souza, 2015, n. 3; Rossi 2001, fig. 2)": [(3, "n. 3"), (7, "fig. 2")],
    "Brown (2009), p. 12, and Brown 2009 p. 14": [(11, "p. 12"), (11, "p. 14")],
    "Dupont et Durand (1999a, b)": [(12, ""), (13, "")],
    "(Dupont & Durand 1999a–b)": [(12, ""), (13, "")],
    "(Brown 2009, 2010)": [(11, "")],
    "Costa (no prelo), (Costa, forthcoming)": [(14, ""), (14, "")],
    "(Xin Wang 2016), L. Wang (2016), (Wang 2016, p. 120)": [(15, ""), (16, ""), (16, "p. 120")],
    "(Dupomt & Durand, 1999a), (Muller, Schmidt & Weber 2008)": [(12, ""), (5, "")],
    "(Brauner, 2009), brown 2009": [],
    "(Schmitt & Brown, 2009)": [(11, "")],
    "(Müller et al.; 2008; Brown; 2009)": [(5, ""), (11, "")],
    "inSouza (2015), seeRossi (2001), apudLIMA, s.d., (Brown2009), selon l’IBGE (2019), vonMüller u. a. (2008)": [
        *((3, ""), (7, ""), (8, ""), (11, ""), (9, ""), (5, ""))
    ],
    "(McRossi, 2001)": [],
    "(Silva & Sousa, 2010; Müller, Schmitt & Weber 2008)": [(0, ""), (5, "")],
    "Costa said it, and Lima and Brown (2010) did. (Silva & Lima 2010)": [],
    "Freud (1900-01/2010), Freud (1900) 2010, Freud [1900] (2010)": [(6, ""), (6, ""), (6, "")],
    "(Muler & Schmidt 2008), Souza (de) 2015": [(5, ""), (3, "")],
    "Rossi (op. cit., p. 5)": [(7, "p. 5")],
    "(Rossi, 2001). It is so (ibid., p. 13).": [(7, ""), (7, "p. 13")],
    "(DUPONT; DURAND, 1999a, p. 3; idem, 1999b, p. 4)": [(12, "p. 3"), (13, "p. 4")],
}


@pytest.mark.parametrize("source", STYLES)
def test_each_style_of_names_and_years(source: str) -> None:
    """In English, Portuguese, Spanish, French, German and Italian; double names, suffixes, editors, undated works."""
    cited = [
        (mention.references[0], mention.locator) for mention in read_mentions(source) if mention.kind == "citation"
    ]
    assert cited == STYLES[source]


def test_chinese_japanese_and_korean_names() -> None:
    """Without spaces, with the marks of these scripts, family names alone, joined to each other and to words before."""
    listed = (
        entry(0, Name("鈴木一郎"), Name("佐藤花子"), year=2005),
        entry(1, Name("山田次郎"), year=2001),
        entry(2, Name("李四"), Name("王五"), Name("赵六"), year=2005),
        entry(3, Name("김철수"), Name("박민수"), year=2010),
    )
    text = (
        "しかし山田（2001）は古典である（鈴木・佐藤、2005年；山田2001：12）。港湾（2001）は違う。佐々木（2001）。"
        "李四等（2005）认为，李四、王五和赵六（2005）。张三（2005）。김철수와 박민수(2010)는 (김철수 외, 2010)."
    )
    cited = [mention.references for mention in find_mentions(PaperText(text, ()), listed)]
    assert cited == [(1,), (0,), (1,), (2,), (2,), (3,), (3,)]


@pytest.mark.parametrize(
    ("text", "entries", "cited"),
    [
        (
            "(World Bee Organization, 2009; WBO 2012; WBO, 2015)",
            [
                "WBO, 2009. Bees.",
                "WBO – World Bee Organization. (2012). Wax.",
                "World Bee Organization. (2015). Combs.",
            ],
            [0, 1, 2],
        ),
        (
            "(BRASIL, 2012; Ministério do Mel, 2012; MM, 2012; Embramel, 2013; CGEM, 2014)",
            [
                "BRASIL. Ministério do Mel. Política do mel. Brasília: MM, 2012.",
                "Centro de Gestão e Estudos do Mel. (2014). Boletim. Brasília: CGEM.",
                "EMPRESA BRASILEIRA DE MEL (EMBRAMEL). Colmeias. Brasília, 2013.",
            ],
            [0, 0, 0, 2, 1],
        ),
        (
            "The Bundesministerium für Bienen und Honig (BMBH) counts. (BMBH 2018; Wachsamt [WA], 2019; WA 2019)",
            ["Wachsamt (2019): Wachs. Berlin.", "Bundesministerium für Bienen und Honig (2018): Met. Berlin."],
            [1, 0, 0],
        ),
    ],
)
def test_bodies_go_by_their_names_and_by_short_ones(text: str, entries: list[str], cited: list[int]) -> None:
    """Listed in full or under the short name, which the entry, the text or the initials give."""
    content = read_text("Introduction\n\nSo it is: " + text + ".\n\nReferences\n\n" + "\n\n".join(entries) + "\n")
    mentions = [mention for mention in content.mentions if mention.kind != "name-only"]
    assert [mention.references for mention in mentions] == [(index,) for index in cited]


def test_two_years_of_one_entry_cite_it_once() -> None:
    listed = (entry(0, "Moe", year=2001, raw="Moe, A. Hives. Oslo: Hive, 2001, 2002."), entry(1, "Moe", year=2003))
    cited = find_mentions(PaperText("So says Moe (2001, 2002, p. 3) and again (2003).", ()), listed)
    assert [(mention.text, mention.references) for mention in cited] == [("Moe (2001", (0,)), ("2003", (1,))]


def test_works_known_through_another_are_both_kept() -> None:
    """The first is marked, listed or not; the second says how it was brought in."""
    for source in (
        "(SILVA; SOUZA, 2010 apud ROSSI, 2001)",
        "(Pereira, 1999, citado por Rossi, 2001)",
        "Pereira (1999 apud ROSSI, 2001)",
        "(Silva & Souza, 2010, as cited in Rossi, 2001)",
    ):
        first, second = read_mentions(source)
        assert (first.where, second.where, second.references) == ("second-hand", "", (7,)), source
        assert second.signal in ("apud", "citado por", "as cited in")
    assert not any(
        mention.where for mention in read_mentions("As in Silva and Souza (2010), in Rossi (2001) it is told.")
    )


def test_what_stands_for_another_citation_is_marked() -> None:
    """Where "ibid." follows several works it is a tie; where nothing was cited it is nothing."""
    (citation, again) = read_mentions("(Rossi, 2001, p. 3). So it is (ibid., p. 13).")
    assert (citation.where, again.where, again.references) == ("", "ibid.", (7,))
    *_, tie = read_mentions("(Rossi, 2001; Brown 2009). So it is (ibid.).")
    assert (tie.kind, tie.references) == ("tie", (7, 11))
    assert read_mentions("So it is (ibid., p. 3).") == []


IBID_BEHIND_NAMES = {
    "(Lima, s/d). (Rossi, 2001); see Brown (2009, p. 4). So it is (Rossi, ibid., p. 7).": [((7,), "p. 7")],
    "(Rossi, 2001). Brown (2009). And Rossi (ibid.). Again (ibid., p. 3).": [((7,), ""), ((7,), "p. 3")],
    "(Wang, 2016). Brown (2009). It is so (Wang, ibid.).": [((15, 16), "")],
    "(Brown, 2009). So it is (Rossi, ibid.), and (Quill et al., ibid., p. 2). Ibid.": [],
    "(Quill, 1999). Brown (2009). And Quill (ibid.).": [],
    "(Rossi, 2001). Brown (2009). (Lima and Rossi, ibid.).": [],
    "(Rossi, 2001). Brown (2009) is of a mind with Rossi. Ibid., p. 3. So (see ibid.).": [((11,), "p. 3"), ((11,), "")],
}


@pytest.mark.parametrize("source", IBID_BEHIND_NAMES)
def test_ibid_behind_a_name_is_the_last_cited_work_of_that_author(source: str) -> None:
    """It is not what was cited last: nothing where that author was not cited, a tie where two works may be meant."""
    again = [mention for mention in read_mentions(source) if mention.where == "ibid."]
    assert [(mention.references, mention.locator) for mention in again] == IBID_BEHIND_NAMES[source]


IDEM = {
    "Brown (2009) sagt es. So auch ders. (2011). Ebd., S. 14.": [((17,), "idem"), ((17,), "ibid.")],
    "Rossi (2001). Nach Brown ist es so. So auch ders. (2011). Ebd., S. 14.": [((17,), "idem"), ((17,), "ibid.")],
    "Brown (2009) sagt es. So auch dies. (1998). Ebd., S. 14.": [((), "idem")],
    "Brown (2009). Siehe Rossi (2001). So auch idem (2011). Ebd., S. 14.": [((), "idem")],
    "Brown (2009) sagt es. Als dies 2011 war. Ebd., S. 14.": [((11,), "ibid.")],
}


@pytest.mark.parametrize("source", IDEM)
def test_ebd_goes_to_no_work_before_an_idem_that_could_not_be_tied(source: str) -> None:
    """ "Ders. (2011)" is the author's who was cited or named last; "dies" without a point is a word."""
    references = (*LIST, entry(17, "Brown", year=2011))
    mentions = find_mentions(PaperText(source, ()), references)
    assert [(mention.references, mention.where) for mention in mentions if mention.where] == IDEM[source]


def test_names_without_a_year_are_told_apart() -> None:
    """Of authors that are cited: not a word that is also a name, nor another person, nor a street."""
    text = "(Brown, 2009; Rossi, 2001). A brown hive. Brown hives abound. Brown’s hive. As Rossi says in Rossi Street."
    name_mentions = [mention for mention in find_mentions(PaperText(text, ()), LIST) if mention.kind == "name-only"]
    assert [(mention.text, mention.references) for mention in name_mentions] == [("Brown’s", (11,)), ("Rossi", (7,))]
    people = "(Rossi, 2001). Carlo Bianchi Rossi knows; Rossi does not."
    assert len([mention for mention in find_mentions(PaperText(people, ()), LIST) if mention.kind == "name-only"]) == 1


def test_what_only_looks_like_a_citation() -> None:
    """Dates, zoological authorities, statistics, laws and versions cite nothing; a person in no list is told apart."""
    for source in (
        "It was in May 2010 (June 2011), and F(1, 2010) = 3.2; see Table 2 (March 2009).",
        "Apis mellifera Linnaeus, 1758 and Bombus terrestris (Linnaeus, 1758) fly.",
        "The population was 2009 (Census 2009a) in 1999-2001.",
    ):
        assert [mention for mention in read_mentions(source) if mention.kind != "not-listed"] == [], source
    assert read_mentions("Bombus terrestris (Linnaeus, 1758) flies.") == []
    for source in (
        "Viele (1996: 40 Prozent, 2002: 45 Prozent; rudernde Personen, 2008: 12) fahren.",
        "It is old (Norland Univ. Press 2016; Quay Press 1973) and (Eli Brook & Sons 1914).",
        "(Fonte: Autores, 2022), (Elaboração própria, 2021), (Source: Authors, 2020), (the number of Ships, 2011)",
    ):
        assert read_mentions(source) == [], source
    for source in ("(Barber, 2013)", "(see also Una Barber 2013)", "(as told by Press et al., 2013)"):
        assert [mention.kind for mention in read_mentions(f"So they say {source}.")] == ["not-listed"]


@pytest.mark.parametrize(
    ("text", "unlisted"),
    [
        (
            "(Berlin, 1969), (see Springer, 1969), (Souza 2015; Wiley 1969)",
            ["Berlin, 1969", "Springer, 1969", "Wiley 1969"],
        ),
        (
            "(I. Berlin, 1969), (Moe & Berlin, 1969) and Berlin (1969, p. 3)",
            ["Berlin, 1969", "Moe & Berlin, 1969", "Berlin (1969"],
        ),
        ("(Oslo: Quay 1969), (New York: Wiley, 1969), (Quay Press 1973), (Fog, Oslo, 1969)", []),
        ("(In Florianópolis, 2022), (born in Oslo 1969), (Oslo and Bergen, 2009), in Oslo (1969, p. 3)", []),
    ],
)
def test_people_who_are_called_as_places_and_publishers_are(text: str, unlisted: list[str]) -> None:
    """Alone before a year they are people, after other words they are not."""
    assert [mention.text for mention in read_mentions(f"So {text}.") if mention.kind == "not-listed"] == unlisted


def test_a_noun_alone_before_a_year_is_no_author() -> None:
    """But with a comma, a given name, a page or a coauthor, or where the list has such an author, it is one."""
    text = "So boats and browns rest near windows. They (Boats 1969) grew (see Windows 2000)"
    assert [mention for mention in read_mentions(f"{text}.") if mention.kind != "name-only"] == []
    named = "(Boats, 1969), (A. Boats 1969), (Una Boats 1969), (Boats 1969, p. 3), (Boats & Moe 1969), (Noor 1969)"
    assert [mention.kind for mention in read_mentions(f"{text}, {named}.")] == ["not-listed"] * 6
    brown = "In brown mud (Brown 1969) it rests."
    assert [mention.kind for mention in read_mentions(brown)] == ["not-listed"]


def test_laws_are_cited_by_number() -> None:
    """In any language, by kind, number and year; once where authors and year follow."""
    listed = (
        entry(0, "Brasil", year=1990, raw="BRASIL. Lei nº 8.069, de 13 de julho de 1990. Dispõe sobre o Estatuto."),
        Reference(1, "Lei nº 13.146, de 6 de julho de 2015. Institui o Porto.", 10**6, 10**6, year=2015),
        Reference(2, "Decreto 457/2007, de 13 de abril. Boletín Oficial.", 10**6, 10**6, year=2007),
        entry(3, "Vik", year=2008, raw="Vik, A. Comentários à Lei nº 9.999/2008. Oslo: Tide, 2008."),
    )
    text = (
        "By Law no. 13.146/2015, (Lei Federal nº 13146) and the Decreto 457/2007, not Lei 13.146/2014, Decreto 13.146,"
        " Lei 9.999/2008 or law 457. A Lei nº 8.069, de 1990, diz (BRASIL, 1990). A Lei 8.069/90 diz."
    )
    cited = [(mention.text, mention.references) for mention in find_mentions(PaperText(text, ()), listed)]
    assert cited == [
        ("Law no. 13.146/2015", (1,)),
        ("Lei Federal nº 13146", (1,)),
        ("Decreto 457/2007", (2,)),
        ("BRASIL, 1990", (0,)),
        ("Lei 8.069/90", (0,)),
    ]


def test_entries_that_are_one_work_are_no_tie() -> None:
    """A work that two lists have is that of the longer list; letters that a list lacks follow its order."""
    title = "Bees in the winter of the north"
    listed = (
        Reference(0, f"Vik, A. 2020. {title}.", 500, 540, authors=(Name("Vik"),), year=2020, title=title),
        Reference(1, "Moe, B. 2019. Hives.", 300, 320, authors=(Name("Moe"),), year=2019, title="Hives"),
        Reference(2, f"Vik, A. 2020. {title}.", 330, 370, authors=(Name("Vik"),), year=2020, title=title),
        Reference(3, "Moe, B. 2021. Combs.", 380, 400, authors=(Name("Moe"),), year=2021, title="Combs"),
        Reference(4, "Moe, B. 2021. Wax.", 410, 430, authors=(Name("Moe"),), year=2021, title="Wax"),
    )
    text = read_plain_text(
        "Introduction\n\nIt is so (Vik, 2020), said (Moe, 2021b).\n\nReferences\n\n" + "x" * 400 + "\n\nSources\n\nx"
    )
    cited = [mention.references for mention in find_mentions(text, listed)]
    assert cited == [(2,), (4,)]


# numbers


def numbers(source: str, count: int = 12) -> list[int]:
    """The numbers that a text cites, of a list as long."""
    listed = [Reference(n, "", 10**6, 10**6, label=str(n + 1)) for n in range(count)]
    return [index + 1 for mention in find_mentions(PaperText(source, ()), listed) for index in mention.references]


BEES = "Bees fly{1} and swarm{2,3}, and sting{4–6}. Keepers{7} have hives,{8} combs{9,10}; honey{11}, wax{12}."
HARD = (
    " The sample (12) was F(1,12) = 3.4, t (12) = 2.1, n = 12, 10−3 of H2O and CO2, 5 m2 and 7 cm3, log2 and p53, x2, "
    "in [0, 1], 3.21 ± 0.4, by Eq. (3), Fig. (2), in 2010, on page 12, [1999], 95% CI [1.2, 3.4], C[4,5] = 2."
)
MARKS = {
    "in brackets": (" [", "]"),
    "in brackets at the word": ("[", "]"),
    "in parentheses": (" (", ")"),
    "of pandoc": ("^", "^"),
    "of HTML": ("<sup>", "</sup>"),
    "glued": ("", ""),
}


@pytest.mark.parametrize("style", MARKS)
def test_each_style_of_numbers(style: str) -> None:
    """One style in a paper; what it has in common with values, formulas and units is told apart."""
    opened, closed = MARKS[style]
    bees = BEES if style != "in parentheses" else BEES.replace(",{8}", "{8}")
    text = re.sub(r"\{([^}]*)\}", rf"{opened}\1{closed}", bees)
    hard = HARD.replace("The sample (12) was ", "") if style == "in parentheses" else HARD
    assert numbers(text + hard) == [*range(1, 13)]


def test_raised_digits() -> None:
    """Also behind a comma and in ranges; not those of units, powers, isotopes and ions."""
    raised = str.maketrans("0123456789–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
    text = re.sub(r"\{([^}]*)\}", lambda match: match[1].translate(raised), BEES)
    assert numbers(f"{text} It was 5 m², 10⁻³ kg, ¹³C, R², χ² and Ca²⁺.") == [*range(1, 13)]
    assert numbers(f"{text} So it is said in⁴ and elsewhere.⁶-⁸") == [*range(1, 13), 4, 6, 7, 8]


def test_numbers_with_words_and_places() -> None:
    """As IEEE sets ranges, with "see", with a page, a theorem, "and references therein", or as "ref. 3"."""
    assert numbers("So [1], [2], and [3]–[5]; [see 6], [e.g. 7 and 8], [9, and references therein]", 9) == [
        *range(1, 10)
    ]
    assert numbers("Bees fly (1). They swarm elsewhere (2). Many sting (3)–(5). Others do not (6),(7).", 7) == [
        *range(1, 8)
    ]
    listed = [Reference(n, "", 10**6, 10**6, label=str(n + 1)) for n in range(4)]
    text = "So [1, p. 34] and [2, Theorem 3.1]; [3: 12–14] (see ref. 4)."
    assert [mention.locator for mention in find_mentions(PaperText(text, ()), listed)] == [
        "p. 34",
        "Theorem 3.1",
        "12–14",
        "",
    ]


@pytest.mark.parametrize("page", ["p. ", "S. ", "с. ", "blz. ", "σ. "])
def test_works_in_one_bracket_have_a_place_each(page: str) -> None:
    source = f"Lamps burn [1, 2]. Oil is dear [3, {page}15]. So it is in [1, {page}20; 2, {page}13–14; 3] and [4]."
    found = find_mentions(read_plain_text(source), [entry(index) for index in range(4)])
    assert [(mention.text, mention.locator) for mention in found[2:]] == [
        ("3", f"{page}15"),
        ("1", f"{page}20"),
        ("2", f"{page}13–14"),
        ("3", ""),
        ("4", ""),
    ]
    assert len({mention.group for mention in found[3:6]}) == 1 and found[3].group


def test_numbers_in_turn_decide() -> None:
    """Steps of a scale, items of a sentence and equations come out of turn; a number after a percentage is in turn."""
    text = "Bees (1) and wasps (2) are 30% (3) of all (4). We ask (1) whether, (2) why, and (3) when. " + " ".join(
        f"They fly ({n})." for n in range(5, 20)
    )
    scale = " Pain was mild (1–4), moderate (5–8), or severe (9–12)."
    formulas = " Let x = y + 1. (1) It holds by (1)."
    assert numbers(text + scale + formulas, 19) == [*range(1, 20)]


@pytest.mark.parametrize(
    "text",
    [
        "Bees fly. 1 They swarm often. 2, 3 They sting, as said 4. In 2010, 5 hives burned. So it was. 5-7 They nest.8",
        "Bees fly.1They swarm.2,3Then they sting.4 See Fig.2A. Wasps (by hand)5 had (95 mg/dL)6 in (1990–2000)7,"
        " Ca(OH)2 too.8",
        "Os navios vêm do Pará1 e de São João2,3. A água é má4. O «sal»5 caiu 5%6 e 5 %7 em 72 h8. Foram 5 m2.",
        "如张三等[1]提出，王五[2，3]不同意。研究［4~6］表明【7】，文献[8]指出。",
        "It was kept 72 h (1) at 37 °C (2), with diabetes type 2 (3) or vitamin D (4); it fell by 5 % (5). Group A (7)"
        " was 45 (3) years old. Bees fly (6). They sting (7). They swarm (8).",
    ],
    ids=("after a space", "before a letter", "accents", "Chinese", "behind values"),
)
def test_numbers_next_to_what_may_be_a_number(text: str) -> None:
    """Raised numbers set apart or run together, those behind values and units: not the values themselves."""
    assert numbers(text, 8) == [*range(1, 9)]


def test_numbers_behind_values_in_an_alphabetical_list() -> None:
    """Its numbers come in no turn: what nothing else cites is cited there."""
    text = "In type 2 (4), 72 h (1,2), 5% (3) and 12 (6) years. Bees fly (5). They sting (6)."
    assert numbers(text, 6) == [4, 1, 2, 3, 5, 6]


def test_steps_are_no_citations() -> None:
    assert numbers("Steps. 1 Wash it. 2 Dry it. 3 Rest. 4 Go. 5 End.", 5) == []


def test_raised_numbers_of_notes_are_no_citations() -> None:
    """Where names cite, and the numbers count up though the list is in alphabetical order; not behind the names."""
    families = ("Alm", "Berg", "Dahl", "Ek", "Falk", "Gran")
    listed = [entry(n, f"{family}, A.", year=2001 + n) for n, family in enumerate(families)]

    def read_cited(text: str) -> list[str]:
        return [mention.text for mention in find_mentions(PaperText(text, ()), listed) if mention.kind == "citation"]

    notes = "Ships are rare1. For Berg (2002, p. 3), they are few.2 Rope is dear”3 (FALK, 2005). Salt4 and tar5."
    assert read_cited(notes) == ["Berg (2002", "FALK, 2005"]
    assert read_cited("Ships [1] are few [2], says Ek (2004) [3], and [4]. So [5].") == ["Ek (2004"]
    assert read_cited("As Alm (2001)1 and Berg (2002)2 say,3 so did Dahl4 and others.5,6") == [*"123456"]


def test_words_that_are_numbered_themselves_are_no_citations() -> None:
    text = re.sub(r"\{([^}]*)\}", r"\1", BEES)
    sentence = " Those of zone1 and zone2 differ, in zone1 by wing and in zone2 by sting. So it is said in4 too."
    assert numbers(text + sentence) == [*range(1, 13), 4]


def test_names_that_end_in_numbers_are_no_citations() -> None:
    """ "Mdm2" and "IL6" are names, "BEAST12" is one only where it does not come in its turn."""
    text = BEES.replace("{", "").replace("}", "") + " The mdm2 gene binds mdm2. IL6 and HSP70. " + "BEAST is old. " * 4
    assert numbers(text + "We used BEAST13 here. BEAST5 is none.", 13) == [*range(1, 14)]


def test_affiliations_are_no_citations() -> None:
    """Numbers behind the names of the authors, above the first heading."""
    head = "Ada Smith1,2, Bo Jones3\n\n1 University of Bees, 2 Hive Institute, 3 Comb Lab\n\nAbstract\n\n"
    body = BEES.replace("{", "").replace("}", "")
    listed = [Reference(n, "", 10**6, 10**6, label=str(n + 1)) for n in range(12)]
    cited = [
        mention.references[0] + 1
        for mention in find_mentions(read_plain_text(f"{head}{body}{' They fly.' * 30}"), listed)
    ]
    assert cited == [*range(1, 13)]


def test_a_column_of_references_in_a_table() -> None:
    """Where it is headed so, its numbers are citations; those of other columns are values."""
    table = "Kind | Hives | Ref.\nApis | 2 | 3\nBombus | 5 | 4, 5\nOsmia | 1 | 6"
    source = (
        f"Introduction\n\nBees fly.1 They swarm2 and sting.3,4 They nest5 as well.6 It is so.\n\n{table}\n\nIt ends."
    )
    listed = [Reference(n, "", 10**6, 10**6, label=str(n + 1)) for n in range(6)]
    cited = [mention.references[0] + 1 for mention in find_mentions(read_plain_text(source), listed)]
    assert cited == [1, 2, 3, 4, 5, 6, 3, 4, 5, 6]


def test_letters_for_numbers() -> None:
    """Lists whose entries have keys: "[Knu84, p. 3; Moe21]"."""
    listed = [Reference(n, "", 10**6, 10**6, label=key) for n, key in enumerate(("Knu84", "Moe21", "AB+12"))]
    cited = find_mentions(PaperText("So [Knu84, p. 3] and [Moe21, chap. 2; AB+12], not [sic] and [1].", ()), listed)
    assert [(mention.text, mention.references, mention.locator) for mention in cited] == [
        ("Knu84", (0,), "p. 3"), ("Moe21", (1,), "chap. 2"), ("AB+12", (2,), "")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "entries", "cited"),
    [
        (
            "So [Hiv01] and [MC+03].",
            "[Hiv01] I. Hive. On bees. [Online]. Oslo, 2001.\n[MC+03] T. Moe, A. Comb. On wax. Bee Letters 3, 2003.",
            ["Hiv01", "MC+03"],
        ),
        (
            "So [Hive 2001] and [Moe et al. 2003, p. 2].",
            "[Hive 2001] Hive, I.: On bees. Oslo, 2001.\n[Moe et al. 2003] Moe, T.; Ek, B.; Vik, C.: Wax. Oslo, 2003.",
            ["Hive 2001", "Moe et al. 2003"],
        ),
        (
            "So [Hive] and [Moe, S. 2].",
            "[Hive] Hive, Ida: Bienenrecht. Berlin 2001.\n[Moe] Moe, Tom: Wachsrecht. 2. Aufl. Berlin 2003.",
            ["Hive", "Moe"],
        ),
    ],
)
def test_keys_begin_the_entries_of_a_list(text: str, entries: str, cited: list[str]) -> None:
    """Also on lines right below each other; what else stands in brackets begins none."""
    content = read_text(f"Introduction\n\n{text}\n\nReferences\n\n{entries}\n")
    assert [reference.label for reference in content.references] == cited
    assert [(mention.text, mention.references) for mention in content.mentions] == [(cited[0], (0,)), (cited[1], (1,))]


# where


def test_headings_are_told_from_what_looks_like_them() -> None:
    """Cut sentences, formulas, keywords, entries and bullets are no headings; long numbered ones and numerals are."""
    long = "It is so, as keepers of bees have known for very long. " * 10
    source = "\n\n".join(
        (
            "A paper", "Keywords", "City networks and sister cities", "I", long, "Bees = 2 × hives (2)", long, "II",
            "The keepers of the hives that stand in the north have often said that the",
            "bees which they keep do not like it.", "2.9 Determination of eNOS and of ferritin by ELISA",
            "eNOS was found. " + long, "III", "What a thing to say of bees!", long,
            "3.1 The abundance of bees in hives that stand in the north of the country goes down with the age of their "
            "keepers and with that of the hives", long, "Smith AB, Jones C (2019) On bees. Hive 3", long,
        )
    )  # fmt: skip
    text = read_plain_text(source)
    heads = [text.of(piece)[:6] for piece in text.pieces if piece.flow == "heading"]
    assert heads == ["I", "II", "2.9 De", "III", "3.1 Th"]


def test_a_sentence_that_a_page_cuts_is_no_heading() -> None:
    """A full line at the foot of a page goes on over its head."""
    line = "and the keeper counts the bees of every hive that stands in the old field,"
    page = "\n".join([line] * 6)
    source = (
        f"Introduction\n\n{page}\n\nThe bees of the northern hives were counted in each of four years\n\n12\n"
        f"\fBEES OF THE NORTH   13\n\n(n = 69) and more (Rossi, 2001).\n\n{page}\n\n13\n"
        f"\fBEES OF THE NORTH   14\n\n{page}\n"
    )
    text = read_plain_text(source)
    assert [text.of(piece) for piece in text.pieces if piece.flow == "heading"] == ["Introduction"]
    assert "four years (n = 69)" in text.text


def test_a_running_head_is_no_citation() -> None:
    """ "Rossi et al. (2001)" at the head of each page is not cited there."""
    words = ("fields", "woods", "meadows", "rivers")
    pages = ["\n".join(f"The bees fly over {w} {v} (Rossi, 2001)," for v in words * 2) for w in words]
    source = "\f".join(f"Rossi et al. (2001)    {n}\n\n{page}\n" for n, page in enumerate(pages, 1))
    content = read_text(f"{source}\n\nReferences\n\nRossi, M. (2001). Bees in winter. Hive, 3, 1–9.\n")
    assert [mention.text for mention in content.mentions if mention.kind == "citation"] == ["Rossi, 2001"] * 32


def test_citations_by_name_and_page_are_found_where_a_paper_cites_so() -> None:
    """MLA style: a page without a name is that of the author whom its sentence names; a year or a figure is no page."""
    works = (
        "Works Cited\n\nElg, Ina. Oil of Lamps. Tide Press, 2001.\n\n"
        'Frid, Ola. "Wicks." Journal of Lamps, vol. 3, no. 2, 1999, pp. 40-50.\n\n'
        'Lamp Board. "Lamps of the Year." Lamps, 3 May 2020, lamps.example/year.\n\n'
        'Rask, Bo, and Cia Sund. "Night and Oil." The Book of Nights, edited by Dan Tolf, Quay, 2003, pp. 1-20.\n\n'
        '---. "More Oil." Lamp Quarterly, vol. 12, 2005, pp. 3-9.'
    )
    text = (
        "Lamps\n\nIntroduction\n\nLamps burn (Elg 12). Frid says that wicks are dear (45-46). So it is "
        '(Rask and Sund 3; Lamp Board; see Frid 41). Rask and Sund see gold ("More Oil" 5). Nobody knows why '
        "(qtd. in Elg 99). Elg was read in a cold year (1999). There were five lamps (fig. 2).\n\n"
    )
    found = [mention for mention in read_text(text + works).mentions if mention.kind != "name-only"]
    assert [(mention.text, mention.references, mention.locator) for mention in found] == [
        ("Elg 12", (0,), "12"),
        ("45-46", (1,), "45-46"),
        ("Rask and Sund 3", (3, 4), "3"),
        ("Lamp Board", (2,), ""),
        ("Frid 41", (1,), "41"),
        ('"More Oil" 5', (4,), "5"),
        ("Elg 99", (0,), "99"),
    ]
    assert (found[2].kind, found[4].signal, found[6].where) == ("tie", "see", "second-hand")
    assert read_text("Lamps\n\nIntroduction\n\nLamps burn (Elg 12).\n\n" + works).mentions == ()
