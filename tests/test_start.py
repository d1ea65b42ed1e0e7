"""litgraph start: one published review becomes a knowledge base on which check passes and the map works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litgraph import codebook, corpus
from litgraph.codebook.proposals import Proposals, propose_themes, write_themes_yaml
from litgraph.desk import projects
from litgraph.errors import LitgraphError
from litgraph.model import Assignment, Citation, Evidence, Name, Placement, Section, Theme
from litgraph.reading.front_matter import read_front_matter
from litgraph.reading.reader import read_paper
from tests import agreement
from tests.conftest import SHARED
from tests.conftest import Run as Litgraph

REVIEW = """Journal of Port Studies 12(3), 2024, 211-240

Harbour towns abroad: what is known

Una OWN and Per van der VIK

University of the Coast

Abstract

Ports have partners. This review says what is known of them.

1. Introduction

Small ports were long overlooked (see Noor, 2019, p. 12).

2. Strands of research

2.1 Letters between ports

Vik and Li (2021) counted letters. Letters are kept by clerks (Noor, 2019; Tamm, 1988).

2.2 Ferries and crews: lines of the north

Crews matter (Tamm, 1988, p. 4). Others add that lines end (Tamm, 1988; Noor, 2019), as a lost book says (Berg, 1970).

3. Conclusion: ports at last

Noor (2019) was right (Vik & Li, 2021).

References

Noor, A. (2019). Harbour towns and their partners. Bergen: Quay Press.

Tamm, J. (1988). A history of ferries. Oslo: Quay Press.

Vik, P., & Li, Q. (2021). Letters between harbours in the north. Journal of Port Studies, 7(2), 11-29.

Øst, B. (2018, April 3). The last ferry. The Coast Daily.
"""


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """A short review in a file of its own."""
    path = tmp_path / "review.txt"
    path.write_text(REVIEW, encoding="utf-8")
    return path


def test_a_review_becomes_a_knowledge_base(run: Litgraph, review: Path, tmp_path: Path) -> None:
    done = run("start", "review.txt", "ports", COLUMNS="80")
    assert done.returncode == 0 and max(map(len, done.stdout.splitlines())) <= 80
    assert "4 works of its list" in done.stdout and "themes.yaml: 2 themes, proposed from its headings" in done.stdout
    assert "Berg, 1970" in done.stdout and "no citation was found: ost2018" in done.stdout
    assert "no theme from its beginning: 1 Introduction" in done.stdout
    assert done.stdout.index("cd ports") < done.stdout.index("litgraph map --open")
    made = corpus.load(tmp_path / "ports")
    assert not [str(each) for each in made.problems if each.level == "error"]
    assert [theme.title for theme in made.themes] == ["Letters between ports", "Ferries and crews"]
    assert {(each.work, each.theme, each.role) for each in made.assignments} == {
        ("vik2021", "letters-between-ports", "discussed"),
        ("noor2019", "letters-between-ports", "mentioned"),
        ("tamm1988", "letters-between-ports", "mentioned"),
        ("tamm1988", "ferries-crews", "discussed"),
        ("noor2019", "ferries-crews", "mentioned"),
    }
    (page_4,) = [each.evidence for each in made.assignments if each.evidence.locator == "p. 4"]
    assert (page_4.said_in, page_4.section, page_4.said_by) == ("own2024", "2.2", "litgraph")
    assert made.by_key["ost2018"].date_text == "2018-04-03"
    assert run("map", cwd=tmp_path / "ports").returncode == 0
    assert "proposed by litgraph" in run("theme", "ferries and crews", cwd=tmp_path / "ports").stdout
    assert "cited by 1 work in 2 places" in run("who", "cites", "Vik 2021", cwd=tmp_path / "ports").stdout
    told = run("who", "cites", "Vik 2021", "--with-passages", cwd=tmp_path / "ports").stdout
    assert "Vik and Li (2021) counted letters." in told
    assert run("verify", cwd=tmp_path / "ports").returncode == 0


def test_the_review_itself_is_a_work_as_far_as_it_says_who_it_is(review: Path) -> None:
    own = read_front_matter(review, read_paper(review))
    assert (own.title, own.year, own.container) == (
        "Harbour towns abroad: what is known",
        2024,
        "Journal of Port Studies",
    )
    assert own.authors == (Name("Own", "Una"), Name("Vik", "Per", "van der"))
    assert own.get("pages") == "211–240" and (own.get("volume"), own.get("number")) == ("12", "3")
    review.write_text(REVIEW.replace("12(3), 2024", "12(3), 2010"), encoding="utf-8")  # before what it cites
    assert read_front_matter(review, read_paper(review)).year is None
    review.write_text(
        "HARBOUR TOWNS ABROAD\n\nby Una Own and Per Vik\n\n" + REVIEW[REVIEW.index("1. Intro") :], "utf-8"
    )
    assert [name.family for name in read_front_matter(review, read_paper(review)).authors] == ["Own", "Vik"]
    review.write_text(REVIEW[REVIEW.index("1. Introduction") :], encoding="utf-8")
    bare = read_front_matter(review, read_paper(review))
    assert (bare.title, bare.authors, bare.year, bare.ids) == ("", (), None, frozenset())


@pytest.mark.parametrize(
    ("above", "title", "families"),
    [
        (
            "Review article\n\nIntroduction to ports: a review\n\nDr Una Own1,*, Per Vik2 & J. O'Neil1,2\n",
            "Introduction",
            3,
        ),
        ("# Ports: a review\n\n**Una Own**, *Per Vik*\n\nUniversity of the Coast\n", "Ports: a review", 2),
        ("港町の外交\n\n豊田 哲也、王小明\n\n要旨\n", "港町の外交", 2),
        ("Ferries and crews, 1900-1950\n\nA review\n\nUniversity of the Coast\n", "Ferries and crews, 1900-1950", 0),
        ("Ports 12 (2024)\n\nhttps://example.org\n\nAbstract\n", "", 0),
    ],
)
def test_title_and_authors_are_told_from_what_stands_around_them(
    tmp_path: Path, above: str, title: str, families: int
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{above}\n{REVIEW[REVIEW.index('1. Introduction') :]}", encoding="utf-8")
    own = read_front_matter(path, read_paper(path))
    assert own.title.startswith(title) and bool(own.title) == bool(title) and len(own.authors) == families


FRONTS = {
    "a.md": """---
title: Ports
author: [{name: Una Own}, Per Vik]
date: 2021-05-04
doi: 10.1234/p.1
---

# Intro

Text.
""",
    "a.xml": """<article><front><article-meta>
<article-id pub-id-type="doi">10.1234/p.1</article-id>
<title-group><article-title>Ports<xref>*</xref></article-title></title-group>
<contrib-group>
<contrib contrib-type="author"><name><surname>Own</surname><given-names>Una</given-names></name></contrib>
<contrib contrib-type="author"><string-name>Vik, Per</string-name></contrib>
<contrib contrib-type="editor"><name><surname>Li</surname></name></contrib>
</contrib-group>
<pub-date pub-type="epub"><day>4</day><month>5</month><year>2021</year></pub-date>
</article-meta></front><body><p>Text.</p></body></article>
""",
    "a.tei": """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
<titleStmt><title>Ports</title></titleStmt>
<sourceDesc><biblStruct><analytic>
<author><persName><forename>Una</forename><surname>Own</surname></persName></author>
<author><persName><forename>Per</forename><surname>Vik</surname></persName></author>
<title>Ports</title><idno type="DOI">10.1234/p.1</idno>
</analytic><monogr><title level="j">Port Studies</title><imprint><date when="2021-05-04"/></imprint></monogr>
</biblStruct></sourceDesc>
</fileDesc></teiHeader><text><body><p>Text.</p></body></text></TEI>
""",
    "a.html": """<html><head>
<meta name="citation_title" content="Ports">
<meta name="citation_author" content="Own, Una">
<meta name="citation_author" content="Per Vik">
<meta name="citation_publication_date" content="2021/05/04">
<meta name="citation_doi" content="10.1234/p.1">
</head><body><h1>Ports!</h1><p>Text.</p></body></html>
""",
}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("declaration", ["", '<meta charset="{}">'])
def test_the_title_of_a_page_has_its_accents_whether_or_not_the_page_says_its_encoding(
    tmp_path: Path, encoding: str, declaration: str
) -> None:
    tags = f'{declaration.format(encoding)}<meta name="citation_title" content="Häfen “neu”">'
    path = tmp_path / "a.html"
    path.write_bytes(f"<html><head>{tags}</head><body><p>Text.</p></body></html>".encode(encoding))
    assert read_front_matter(path, read_paper(path)).title == "Häfen “neu”"


@pytest.mark.parametrize("name", FRONTS)
def test_what_a_file_is_tagged_with_counts_before_what_is_printed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(FRONTS[name], encoding="utf-8")
    own = read_front_matter(path, read_paper(path))
    assert (own.title, own.authors, own.date_text) == ("Ports", (Name("Own", "Una"), Name("Vik", "Per")), "2021-05-04")
    assert own.ids == {"doi:10.1234/p.1"}


def test_nothing_is_written_over_and_nothing_half_made_is_left(
    run: Litgraph, review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("start", "review.txt").returncode == 0 and (tmp_path / "review/themes.yaml").exists()
    again = run("start", "review.txt")
    assert again.returncode == 4 and "knowledge base" in again.stderr and "hint: name a new folder" in again.stderr
    (tmp_path / "full").mkdir()
    (tmp_path / "full/notes.txt").touch()
    assert run("start", "review.txt", "full").returncode == 4
    (tmp_path / "empty").mkdir()
    assert run("start", str(review), ".", cwd=tmp_path / "empty").returncode == 0
    assert run("check", cwd=tmp_path / "empty").returncode == 0
    before = sorted(each.name for each in tmp_path.iterdir())
    done = []

    def interrupted(path: Path, text: str) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(path)
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")

    monkeypatch.setattr(projects, "write_text", interrupted)
    assert run("start", "review.txt", "stopped").returncode == 130
    assert done and sorted(each.name for each in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Ports\n\nSmall ports were long overlooked (Noor, 2019).\n", "no list of references was found"),
        (b"", "has no text"),
        (b"%PDF-1.4\n%cut off", "cannot be opened as a PDF"),
        (b"PK\x03\x04\x14\x00", "of a word processor"),
    ],
)
def test_what_cannot_be_used_is_said_with_what_to_do(run: Litgraph, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "paper.txt").write_bytes(content)
    done = run("start", "paper.txt", "new")
    assert done.returncode == 4 and said in done.stderr and "hint: " in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["paper.txt"]


def test_an_entry_that_is_listed_twice_is_one_work_and_two_of_one_title_are_two(tmp_path: Path) -> None:
    twice = "Vik, P., & Li, Q. (2021). Letters between harbours in the north. Journal of Port Studies, 7(2), 11-29."
    other = twice.replace("7(2), 11-29", "7(3), 40-52")
    (tmp_path / "review.txt").write_text(f"{REVIEW}\n{twice}\n\n{other}\n", encoding="utf-8")
    made = projects.start(tmp_path / "review.txt", tmp_path / "ports")
    assert [work.key for work in made.works if work.year == 2021] == ["vik2021", "vik2021b"]


def test_an_entry_that_was_not_understood_is_kept_as_printed_and_named(run: Litgraph, tmp_path: Path) -> None:
    odd = "Vik, P. (2019)."
    entries = REVIEW.replace("Øst, B. (2018", f"{odd}\n\nØst, B. (2018")
    (tmp_path / "review.txt").write_text(entries, encoding="utf-8")
    done = run("start", "review.txt", "ports")
    assert "perhaps not understood" in done.stdout and odd in done.stdout
    (work,) = [each for each in corpus.load(tmp_path / "ports").works if each.get("x-printed")]
    assert work.get("x-printed") == odd


PIECES = st.sampled_from(
    [
        *REVIEW.split("\n\n"),
        "---\ntitle: [x\n---",
        "<article>",
        "by",
        "\ufeff",
        'a: "b # {c',
        "- x",
        "[1]",
        "1,1, " * 99,
    ]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=20))
def test_any_text_is_refused_or_becomes_a_knowledge_base_without_errors(pieces: list[str]) -> None:
    with TemporaryDirectory() as folder:
        paper = Path(folder, "paper.txt")
        paper.write_bytes("\n\n".join(pieces).encode("utf-8", "replace"))
        try:
            projects.start(paper, Path(folder, "new"))
        except LitgraphError:
            assert [each.name for each in Path(folder).iterdir()] == ["paper.txt"]
        else:
            found = corpus.load(Path(folder, "new")).problems
            assert not [str(each) for each in found if each.level == "error"]


# themes from headings


def sections(*titles: str) -> list[Section]:
    """Headings as "2.1 Ferries"; those without a number stand in the last main one."""
    found: list[Section] = []
    for title in titles:
        number, _, rest = title.partition(" ")
        numbered = number[0].isdigit()
        above = number.rpartition(".")[0] if numbered else next((each.id for each in found if not each.parent), "")
        found.append(Section(number if numbered else title, rest if numbered else title, above))
    return found


def cited(*places: str, form: str = "parenthetical") -> list[Citation]:
    """One citation of a work of its own in each section."""
    return [
        Citation("own2024", f"work{n}", Evidence("reading:own2024", "own2024", place), Placement(form, order=n))
        for n, place in enumerate(places)
    ]


def themes(*titles: str) -> list[str]:
    """The themes that a paper with these headings gives, if a work is cited under each of them."""
    found = sections(*titles)
    return [theme.title for theme in propose_themes("own2024", found, cited(*(each.id for each in found))).themes]


@pytest.mark.parametrize(
    "titles",
    [
        (
            "1 Introduction",
            "2 Materials and methods",
            "3 Ferries",
            "4 Crews",
            "5 Discussion",
            "6 Conclusions and outlook",
        ),
        ("1 Introducción", "2 Metodología", "3 Ferries", "4 Crews", "5 Discusión", "6 Consideraciones finales"),
        ("1 Introdução", "2 Revisão da literatura", "3 Ferries", "4 Crews", "5 Resultados e discussão", "6 Conclusões"),
        ("1 Einleitung", "2 Forschungsstand", "3 Ferries", "4 Crews", "5 Fazit und Ausblick", "6 Danksagung"),
        ("1 Introduction : une approche", "2 Méthodes", "3 Ferries", "4 Crews", "5 Conclusion générale", "6 Annexes"),
        ("1 はじめに", "2 研究方法", "3 Ferries", "4 Crews", "5 考察", "6 おわりに"),
        (
            "1 Overview of the field",
            "2 Search strategy",
            "3 Ferries",
            "4 Crews",
            "5 Concluding remarks on ports",
            "6 Notes",
            "7 Reviewer #1 (Public Review)",
        ),
    ],
)
def test_headings_that_any_paper_may_have_are_no_themes(titles: tuple[str, ...]) -> None:
    assert themes(*titles) == ["Ferries", "Crews"]


def test_sections_within_general_ones_and_within_the_only_main_one_are_themes() -> None:
    assert themes("1 Introduction", "2 Results", "2.1 Ferries", "2.1.1 Lines", "2.2 Crews") == ["Ferries", "Crews"]
    assert themes("1 Introduction", "2 Ports of the north", "2.1 Ferries", "2.2 Crews") == ["Ferries", "Crews"]
    assert themes("1 Introduction", "2 Ports", "2.1 Ferries", "2.2 Crews", "3 Boats") == ["Ports", "Boats"]
    assert themes("1 Methods", "1.1 Sampling of ports", "2 Ferries", "3 Crews") == ["Ferries", "Crews"]


def test_headings_without_numbers_may_all_stand_in_the_introduction() -> None:
    assert themes("Introduction", "Ferries", "Crews") == ["Ferries", "Crews"]


def test_a_theme_is_named_by_what_stands_before_a_colon_or_after_its_number() -> None:
    assert themes("1 Theme 1: Ferries", "2 Crews and captains: a dispute", "3 Boats: a dispute") == [
        "Ferries", "Crews and captains", "Boats: a dispute",
    ]  # fmt: skip


def test_a_section_whose_citations_are_tied_to_no_work_is_a_theme_without_works() -> None:
    found = sections("1 Ferries", "2 Crews")
    assert [theme.title for theme in propose_themes("own2024", found, cited("1")).themes] == ["Ferries"]


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12).map(str.strip)
IDS = st.sampled_from(["a", "2.10", "yes", "a: b", "#c", "北"])


@given(WORDS, st.lists(st.tuples(IDS, WORDS), max_size=3, unique_by=lambda pair: pair[0]), st.data())
def test_the_file_says_what_was_proposed_whatever_the_headings_are(
    title: str, named: list[tuple[str, str]], data: st.DataObject
) -> None:
    wanted = tuple(Theme(key, name or key, said_in="own2024", section="2.1") for key, name in named)
    given_to = tuple(
        Assignment(
            work, theme.id, "mentioned", Evidence("litgraph", "own2024", "2.1", locator=data.draw(WORDS), why="Why.")
        )
        for theme in wanted
        for work in data.draw(st.lists(IDS, max_size=2, unique=True))
    )

    def said(given: Iterable[Assignment]) -> Counter[tuple[str, ...]]:
        return Counter((a.work, a.theme, a.role, a.evidence.locator, a.evidence.said_by) for a in given)

    text = write_themes_yaml(
        title, "own2024", Proposals(wanted, given_to, ((Section("3", f"{title} # x"), "its end"),))
    )
    read = codebook.parse_codebook(text, "themes.yaml")
    assert {str(each) for each in read.problems} == set()
    assert {(each.id, each.title, each.section) for each in read.themes} == {(t.id, t.title, t.section) for t in wanted}
    assert said(read.assignments) == said(given_to)


# agreement with what was made by hand

BOOK = {"amiri2020", "amirisevin2020", "clerc2020", "grincheva2020", "lara2020", "lecavalier2020"}
EXPLAINED = {  # docs/read.md says why, class by class
    "kind": {"acuto2016", "clausen-themes", "kosovac2020", "lusk2018", "muscat2020"},
    "title": {"muscat2020"},
    "container": BOOK - {"amiri2020", "amirisevin2020"} | {"acuto2016", "muscat2020"},
    "editors": {"lara2020"},
    "publisher": {"acuto2016"},
    "location": BOOK | {"acuto2016"},
    "series": {"vanderpluijm2007"},
    "number": {"vanderpluijm2007"},
    "role": {"spiro1988", "sil2010"},
    "in theme": {
        "acuto2013",
        "clerc2020",
        "curtis2016",
        "curtisacuto2018",
        "joenniemi2017",
        "kosovac2020",
        "toyoda2016",
    },
}
READ = {
    agreement.A: {},
    agreement.B: {
        "citation": {"worldpopulationreview2022"},
        "section": {"City Diplomacy and Global Relations Research Project"},
    },
}
needs_papers = pytest.mark.skipif(not SHARED.is_dir(), reason="the two papers are not here: ../shared/seeds")


def unexplained(found: Iterable[agreement.Difference], explained: dict[str, set[str]]) -> list[agreement.Difference]:
    return [each for each in found if each.work not in explained.get(each.what, ())]


@needs_papers
def test_a_review_that_was_started_agrees_with_the_one_made_by_hand() -> None:
    assert unexplained(agreement.started(), EXPLAINED) == []


@needs_papers
@pytest.mark.parametrize("paper", READ)
def test_the_papers_are_read_as_they_were_by_hand(paper: str) -> None:
    assert unexplained(agreement.citations(paper), READ[paper]) == []


def test_an_author_tagged_without_parts_is_left_open(tmp_path: Path) -> None:
    """Ida Vale may be a person or a body: that is for the user to say, who is told that no author was found."""
    path = tmp_path / "a.tei"
    path.write_text(
        """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Ports and letters</title>
        <author>Ida Vale</author></titleStmt></fileDesc></teiHeader><text><body><p>Text.</p></body></text></TEI>"""
    )
    assert read_front_matter(path, read_paper(path)).authors == ()
