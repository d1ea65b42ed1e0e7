"""Questions about works together: what is said of the city-diplomacy review was found by reading its papers."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import litgraph
from litgraph import index
from litgraph.index.writing import write_index
from litgraph.model import Citation, Corpus, Evidence, Work
from litgraph.queries.mentions import pages_in, quotations_in
from litgraph.queries.named import NotFound
from tests.conftest import work

A, B = "clausen-themes", "clausen2022"
SHARED_BY_BOTH = [
    "acuto2013",
    "acuto2016",
    "amirisevin2020",
    "clerc2020",
    "kosovac2020",
    "marchetti2021",
    "miyazaki2021",
    "vanderpluijm2007",
]

# A diamond (a cites b and c, both cite d), a cycle (b cites a), a self-citation, works that nobody read, one that is
# only listed (u), one that stands alone (z), and sections "1" and "2" in several papers.
SHAPES = {
    "bib/references.bib": "".join(
        f"@book{{{key}, author={{{name}, X.}}, title={{Book {name}}}, publisher={{P}}, year={{{year}}}}}\n"
        for year, (key, name) in enumerate(
            zip("abcdefuz", ("Abel", "Bell", "Cole", "Dorn", "Egge", "Fink", "Unger", "Zorn"), strict=True), 2000
        )
    ),
    "bib/readings/a.yaml": """
paper: a
read-by: hand
sections:
  - id: "1"
    citations:
      - together: [{work: b}, {work: c}]
  - id: "2"
    citations: [{work: a}, {text: "Nobody 1999"}]
listed-not-cited: [u, b]
""",
    "bib/readings/b.yaml": """
paper: b
read-by: hand
sections:
  - id: "1"
    citations:
      - {work: d, locator: "p. 3, 5-7", page: 12, passage: "Dorn calls them “loose ties” (p. 3)."}
  - {id: "2", citations: [{work: a, passage: "As Abel's study shows."}]}
""",
    "bib/readings/c.yaml": """
paper: c
read-by: hand
sections:
  - id: "1"
    title: Of shapes
    citations: [{work: d, locator: "pp. 5–7"}, {text: "Old 1950", kind: not-listed}]
  - {id: "1a", parent: "1", citations: [{work: e, locator: chapter 3}]}
""",
    "bib/readings/f.yaml": "paper: f\ncitations: [{text: Her letter of May, kind: personal-communication}]\n",
    "themes.yaml": """
themes: [{id: t, title: Ties}]
works:
  b: {themes: [{theme: t, said-in: a}, {theme: t, said-in: c}]}
  c: {themes: [{theme: t, said-in: a}]}
  e: t
  z: {no-theme: Stands alone.}
""",
}


@pytest.fixture(scope="module")
def shapes_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shapes")
    for name, content in SHAPES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shapes(shapes_folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(index.connect(shapes_folder)) as connection:
        yield connection


@contextmanager
def built(works: list[Work], edges: set[tuple[str, str]]) -> Iterator[sqlite3.Connection]:
    """The index of these works, where the first of each pair cites the second at an unknown place."""
    citations = tuple(Citation(citing, cited, Evidence("test", citing)) for citing, cited in sorted(edges))
    with closing(sqlite3.connect(":memory:")) as connection:
        write_index(Corpus(works=tuple(works), citations=citations), connection)
        yield connection


def keys(works) -> list[str]:
    return [each.work.key for each in works]


# what two works share


def test_the_two_papers_share_eight_works(db):
    answer = litgraph.both(db, A, B)
    assert keys(answer.works) == SHARED_BY_BOTH
    clerc = answer.works[3]
    assert [(place.section, place.locator) for place in clerc.first] == [("2.F", ""), ("2.F", ""), ("2.F", "p. 332")]
    assert [(place.section, place.locator) for place in clerc.second] == [("2", ""), ("2", ""), ("2", "p. 332")]


def test_what_one_paper_cites_and_the_other_does_not(db):
    assert keys(litgraph.only(db, B, A).works) == ["laskey2017", "worldpopulationreview2022"]
    assert len(litgraph.only(db, A, B).works) == 33 - 8


@pytest.mark.parametrize(
    "words",
    [
        "Clausen 2022|Clausen, Meyer & Cullis",
        "Clausen|2022|and|Clausen,|Meyer|&|Cullis",
        "Clausen|2022,|Clausen|Meyer|and|Cullis",
        "Clausen|2022|Clausen,|Meyer|and|Cullis",
        "clausen2022|and|clausen-themes",
        "Clausen 2022, Clausen, Meyer & Cullis",
    ],
)
def test_two_works_are_told_apart_in_the_words_of_a_question(db, words):
    answer = litgraph.both(db, *words.split("|"))
    assert (answer.first.meant.work.key, answer.second.meant.work.key) == (B, A)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("Clerc|2020", "unknown", "two works are wanted"),
        ("Clerc|2002", "unknown", 'no work fits "2002"'),
        ("clerc2020", "unknown", "two works are wanted"),
        ("Clerc 2020 and Nobody 1999", "unknown", "Nobody 1999"),
        ("Clerc 2020|Acuto", "ambiguous", "Acuto"),
    ],
)
def test_words_that_are_not_two_works_are_said_to_be_so(db, words, status, said):
    with pytest.raises(NotFound, match=said) as missing:
        litgraph.both(db, *words.split("|"))
    assert missing.value.status == status


def test_words_that_can_be_parted_in_two_ways_are_ambiguous():
    titles = ("Ties", "Trust and Power", "Ties and Trust", "Power")
    with built([work(f"w{n}", f"Author{n}", title=title) for n, title in enumerate(titles)], set()) as db:
        with pytest.raises(NotFound, match="2 pairs of works") as several:
            litgraph.both(db, "Ties", "and", "Trust", "and", "Power")
        assert [candidate.key for candidate in several.value.candidates] == ["w0 w1", "w2 w3"]


def test_nobody_has_looked_is_not_none(shapes):
    assert keys(litgraph.both(shapes, "b", "c").works) == ["d"]
    assert keys(litgraph.only(shapes, "b", "c").works) == ["a"]
    looked_at = litgraph.only(shapes, "f", "c")
    assert looked_at.works == () and looked_at.first.looked and looked_at.second.untied == 1
    for answer in (litgraph.only(shapes, "a", "z"), litgraph.both(shapes, "z", "a")):
        assert answer.works == () and not (answer.first.looked and answer.second.looked)


# works cited together


def test_co_cited_counts_parentheses_sections_and_papers(db):
    clerc = litgraph.co_cited(db, "Clerc 2020")
    counts = {each.work.key: each[1:4] for each in clerc.works}
    assert clerc.citing == 2 and len(counts) == 34
    assert list(counts)[:2] == ["vanderpluijm2007", "joenniemi2017"]
    assert counts["vanderpluijm2007"] == (2, 2, 2) and counts["joenniemi2017"] == (1, 1, 1)
    assert counts["kosovac2020"] == (0, 1, 2) and counts["sil2010"] == (0, 0, 1)
    acuto = {each.work.key: each[1:4] for each in litgraph.co_cited(db, "acuto2013").works}
    assert acuto["bouteligier2012"] == (2, 2, 1) and acuto["miyazaki2021"] == (1, 3, 2)


def test_each_meeting_is_said_once_and_as_near_as_it_is(db):
    kosovac = next(each for each in litgraph.co_cited(db, "Clerc 2020").works if each.work.key == "kosovac2020")
    assert [(met.citing, met.near, met.here.section, met.there.section) for met in kosovac.meetings] == [
        (A, "paper", "2.F", "2.B"),
        (B, "section", "2", "2"),
    ]


def test_a_paper_that_cites_itself_is_cited_together_with_the_rest(shapes):
    assert [(each.work.key, *each[1:4]) for each in litgraph.co_cited(shapes, "b").works] == [
        ("c", 1, 1, 1),
        ("a", 0, 0, 1),
    ]


def test_places_without_a_section_do_not_meet_in_one():
    with built([work("a", "Abel"), work("b", "Bell"), work("c", "Cole")], {("a", "b"), ("a", "c")}) as db:
        assert [(each.work.key, *each[1:4]) for each in litgraph.co_cited(db, "b").works] == [("c", 0, 0, 1)]


def test_two_readings_of_one_paper_number_their_parentheses_apart(shapes_folder, tmp_path):
    import shutil

    folder = shutil.copytree(shapes_folder, tmp_path / "two", ignore=shutil.ignore_patterns(".litgraph"))
    second = 'paper: a\nsections: [{id: "1", title: Other, citations: [{together: [{work: d}, {work: e}]}]}]\n'
    (folder / "bib/readings/a-again.yaml").write_text(second, encoding="utf-8")
    with closing(index.connect(folder)) as both:
        counts = {each.work.key: each[1:4] for each in litgraph.co_cited(both, "b").works}
        assert counts["c"] == (1, 1, 1) and counts["d"] == (0, 1, 1)
        (place,) = litgraph.who_cites(both, "e").citing[0].places
        assert place.together == ("d",)


def test_coupled_works_share_references(db, shapes):
    answer = litgraph.coupled(db, B)
    assert answer.references == 11  # the one that is listed only included
    assert [(each.work.key, each.references, keys(each.shared)) for each in answer.works] == [(A, 33, SHARED_BY_BOTH)]
    assert [(each.work.key, each.references, keys(each.shared)) for each in litgraph.coupled(shapes, "b").works] == [
        ("c", 2, ["d"]),
        ("a", 4, ["a"]),
    ]
    assert not litgraph.coupled(shapes, "z").side.looked


# how works are mentioned


def test_only_in_a_section_says_whether_other_papers_cite_it(db):
    answer = litgraph.only_in(db, "sister cities")
    assert (answer.paper.key, answer.section) == (A, "2.E")
    assert {each.work.key: [line.key for line in each.also] for each in answer.works} == {
        "acuto2016": [B],
        "cemr-nd": [],
        "sistercities2006": [],
        "toyoda2016": [],
    }


def test_a_section_holds_those_inside_it_and_one_id_in_several_papers_is_ambiguous(db, shapes):
    whole = litgraph.only_in(shapes, "1", "c")
    assert whole.below == ("1a",) and keys(whole.works) == ["d", "e"]
    assert keys(litgraph.only_in(shapes, "of shapes").works) == ["d", "e"]
    with pytest.raises(NotFound, match="3 sections") as several:
        litgraph.only_in(shapes, "1")
    assert [candidate.key for candidate in several.value.candidates] == ["a", "b", "c"]
    with pytest.raises(NotFound, match="nobody has noted the sections"):
        litgraph.only_in(shapes, "1", "z")
    with pytest.raises(NotFound, match="no section fits"):
        litgraph.only_in(db, "sistr cites")
    assert set(keys(litgraph.only_in(db, "2", A).works)) >= {"spiro1988", "sil2010", "amiri2020"}


def test_instead_of_a_missing_section_those_of_the_paper_named_are_offered_in_its_order(tmp_path):
    (tmp_path / "bib/readings").mkdir(parents=True)
    entries = ("@book{li2020, author={Li, A.}, year=2020}", "@book{wu2021, author={Wu, B.}, year=2021}")
    (tmp_path / "bib/references.bib").write_text("\n".join(entries), encoding="utf-8")
    for key in ("li2020", "wu2021"):
        sections = "[{id: b, title: Methods B, citations: [{work: li2020}]}, {id: a, title: Methods A}]"
        (tmp_path / f"bib/readings/{key}.yaml").write_text(f"paper: {key}\nsections: {sections}\n", encoding="utf-8")
    with closing(index.connect(tmp_path)) as db:
        for name, offered in (("methodz", ["li2020"] * 2 + ["wu2021"] * 2), ("methodz of Wu 2021", ["wu2021"] * 2)):
            with pytest.raises(NotFound, match="no section fits") as missing:
                litgraph.only_in(db, name)
            candidates = missing.value.candidates
            assert [candidate.key for candidate in candidates] == offered
            assert [candidate.label[-1] for candidate in candidates] == ["B", "A"] * (len(offered) // 2)


def test_most_cited_are_the_two_with_nine_mentions(db):
    answer = litgraph.most_cited(db, 3)
    assert [(each.work.key, each.mentions, each.citing) for each in answer.works[:2]] == [
        ("acuto2013", 9, 2),
        ("vanderpluijm2007", 9, 2),
    ]
    assert [(by.key, by.mentions) for by in answer.works[0].by] == [(A, 8), (B, 1)]
    assert (len(answer.works), answer.of, answer.mentions) == (3, 35, 81 - 14 + 18)


def test_pages_that_are_cited_with_who_points_to_them(db, shapes):
    answer = litgraph.pages(db, "acuto2016")
    assert [(page.page, keys(page.citing)) for page in answer.pages] == [
        ("p. 11", [A]),
        ("p. 13", [B, A]),
        ("p. 21", [B, A]),
    ]
    assert (answer.places, answer.without) == (6, 3)
    assert [(page.page, keys(page.citing)) for page in litgraph.pages(shapes, "d").pages] == [
        ("p. 3", ["b"]),
        ("p. 5-7", ["b", "c"]),
    ]


@pytest.mark.parametrize(
    ("locator", "pages"),
    [
        ("p. 455-77", [(455, "p. 455-477")]),
        ("S. 12 und 14 f.", [(12, "p. 12"), (14, "p. 14 f.")]),
        ("p. xii", [(0, "p. xii")]),
        ("20頁", [(20, "p. 20")]),
        ("chapter 3, 5", [(0, "chapter 3, 5")]),
        ("p. 12, note 3", [(0, "p. 12, note 3")]),
    ],
)
def test_a_locator_that_is_not_pages_alone_is_kept_as_it_is(locator, pages):
    assert pages_in(locator) == pages


def test_quotes_are_known_only_where_a_passage_is(db, shapes):
    amiri = litgraph.who_quotes(db, "amiri2020")
    assert (amiri.quoted, amiri.places, amiri.with_passage) == ((), 5, 0)
    (dorn,) = litgraph.who_quotes(shapes, "d").quoted
    assert (dorn.work.key, dorn.quotations, dorn.place.page) == ("b", ("loose ties",), "12")
    abel = litgraph.who_quotes(shapes, "a")
    assert (abel.quoted, abel.places, abel.with_passage) == ((), 2, 1)


@pytest.mark.parametrize(
    ("passage", "quoted"),
    [
        ("the cities' budgets and mayors' offices", ()),
        ("He calls it 'the city's role' there", ("the city's role",)),
        ("It is ‘the city’s role’ and the cities’ budgets", ("the city’s role",)),
        ("„lose Bindungen“ und «liens»", ("lose Bindungen", "liens")),
        ("都市は「主体」である", ("主体",)),
    ],
)
def test_marks_of_many_scripts_quote_and_apostrophes_do_not(passage, quoted):
    assert quotations_in(passage) == quoted


# further than one step


def test_the_path_between_two_works_of_different_papers(db):
    answer = litgraph.path(db, "Laskey", "to", "Sil", "and", "Katzenstein")
    assert [step.start.key for step in answer.steps] == ["laskey2017", B, "acuto2013", A]
    assert [(bool(step.cites), bool(step.cited_by)) for step in answer.steps] == [(False, True), (True, False)] * 2
    assert answer.alike == 8  # by way of each work that both papers cite


def test_paths_in_cycles_and_none_at_all(shapes):
    (mutual,) = litgraph.path(shapes, "a", "b").steps
    assert mutual.cites[0].section == "1" and mutual.cited_by[0].section == "2"
    assert (len(litgraph.path(shapes, "a", "d").steps), litgraph.path(shapes, "a", "d").alike) == (2, 2)
    for other in ("u", "z"):
        none = litgraph.path(shapes, "a", other)
        assert none.steps == () and none.alike == 0
    same = litgraph.path(shapes, "a", "a")
    assert same.steps == () and same.alike == 1


def test_ancestors_and_descendants_level_by_level(shapes):
    back = litgraph.ancestors(shapes, "a")
    assert [(kin.level, kin.work.key, keys(kin.via)) for kin in back.works] == [
        (1, "b", ["a"]),
        (1, "c", ["a"]),
        (2, "d", ["b", "c"]),
        (2, "e", ["c"]),
    ]
    assert (back.unread, back.beyond) == (2, 0)
    assert litgraph.ancestors(shapes, "a", 1).beyond == 2
    on = litgraph.descendants(shapes, "d")
    assert [(kin.level, kin.work.key, keys(kin.via)) for kin in on.works] == [
        (1, "b", ["d"]),
        (1, "c", ["d"]),
        (2, "a", ["b", "c"]),
    ]
    assert litgraph.descendants(shapes, "z").works == () and not litgraph.ancestors(shapes, "z").side.looked


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
@example({(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (3, 5), (3, 6), (4, 7), (5, 7), (6, 7)})
def test_sql_and_networkx_find_the_same_paths_and_levels(edges):
    works = [work(f"w{n}", f"Author{n}") for n in range(8)]
    with built(works, {(f"w{a}", f"w{b}") for a, b in edges}) as db:
        drawn = nx.DiGraph([(f"w{a}", f"w{b}") for a, b in edges])
        drawn.add_nodes_from(f"w{n}" for n in range(8))
        either = drawn.to_undirected()
        for end in ("w1", "w7"):
            found = litgraph.path(db, "w0", end)
            if nx.has_path(either, "w0", end):
                ways = list(nx.all_shortest_paths(either, "w0", end))
                assert ["w0", *(step.end.key for step in found.steps)] in ways and found.alike == len(ways)
            else:
                assert found.alike == 0
        for question, graph in ((litgraph.ancestors, drawn), (litgraph.descendants, drawn.reverse())):
            levels = {kin.work.key: kin.level for kin in question(db, "w0", 2).works}
            expected = nx.single_source_shortest_path_length(graph, "w0", cutoff=2)
            assert levels == {key: level for key, level in expected.items() if level}


# what is missing


def test_the_gaps_of_the_review(db):
    found = litgraph.gaps(db).found
    assert Counter(gap.gap for gap in found) == {
        "listed-not-cited": 1,
        "personal-communication": 2,
        "no-theme": 8,
        "one-voice": 48 - 8,
        "printed": 11,
    }
    by_kind = {gap.gap: gap for gap in found}
    assert by_kind["listed-not-cited"][1:3] == ("cityofsantafe2017", "City of Santa Fe 2017")
    assert by_kind["personal-communication"].about == "City of Clovis, personal communication, June 17, 2022"
    assert by_kind["personal-communication"].heading == "Clovis, New Mexico (Population: 37,488)"


def test_the_kinds_of_gaps_are_told_apart(shapes):
    def gaps(kind: str) -> list[tuple[str, ...]]:
        return [(gap.key, gap.about, gap.said_in) for gap in litgraph.gaps(shapes, kind).found]

    assert gaps("listed-not-cited") == [("u", "", "a")]
    assert gaps("not-listed") == [("", "Old 1950", "c")]
    assert gaps("personal-communication") == [("", "Her letter of May", "f")]
    assert gaps("unresolved") == [("", "Nobody 1999", "a")]
    assert gaps("no-theme") == [("z", "Stands alone.", "")]
    assert [gap[0] for gap in gaps("untagged")] == ["a", "d", "f", "u"]
    assert gaps("one-voice") == [("c", "", "a"), ("e", "", "")]


# the commands

COMMANDS = {
    "both": "Clausen 2022 and Clausen, Meyer & Cullis",
    "only": "Clausen 2022 and Clausen, Meyer & Cullis",
    "co-cited": "Clerc 2020",
    "coupled": "Clausen 2022",
    "only-in": "sister cities",
    "most-cited": "-n 5",
    "pages": "Acuto et al. 2016",
    "path": "from Laskey 2017 to Sil and Katzenstein",
    "ancestors": "Clausen 2022 --depth 1",
    "descendants": "Clerc 2020",
    "gaps": "",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_form_of_every_answer(run, city, command):
    words = [command, *COMMANDS[command].split()]
    narrow = run(*words, cwd=city, COLUMNS="40")
    assert narrow.returncode == 0 and narrow.stdout
    # Paths and keys are not broken; all else fits.
    assert all(len(line) <= 40 or len(line.split()) <= 2 for line in narrow.stdout.splitlines()), narrow.stdout
    document = json.loads(run(*words, "--format", "json", cwd=city).stdout)
    assert document["question"] == command
    lines = [json.loads(line) for line in run(*words, "--format", "jsonl", cwd=city).stdout.splitlines()]
    rows = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv", cwd=city).stdout)))
    assert len(lines) == len(rows) and [line["key"] for line in lines] == [row["key"] for row in rows]
    listed = run(*words, "--format", "keys", cwd=city).stdout.split()
    assert listed == list(dict.fromkeys(line["key"] for line in lines if line["key"]))


def test_what_is_not_known_is_said_in_the_table_and_aside(run, shapes_folder):
    for words, said in [
        (["only", "a", "z"], "nobody has looked at what Zorn 2007 [z] cites"),
        (["coupled", "z"], "nobody has looked"),
        (["ancestors", "a", "--depth", "1"], "2 more on the next level: --depth 2"),
        (["path", "a", "z"], "no path of citations joins them"),
        (["quotes", "e"], "nobody can say"),
        (["who", "quotes", "e"], "nobody can say"),
        (["only", "f", "c"], "1 citation of Cole 2002 tied to no work yet"),
    ]:
        table, rows = run(*words, cwd=shapes_folder), run(*words, "--format", "csv", cwd=shapes_folder)
        assert table.returncode == rows.returncode == 0
        assert said in " ".join(table.stdout.split()) and said in rows.stderr, words
        assert rows.stdout.startswith(("key,", "citing,"))


def test_without_readings_nobody_has_looked(run, tmp_path):
    run("init", "new")
    (tmp_path / "new/bib/references.bib").write_text(
        "@book{li2020, author={Li, A.}, title={One}, publisher={P}, year=2020}\n"
        "@book{wu2021, author={Wu, B.}, title={Two}, publisher={P}, year=2021}"
    )
    for words in (["co-cited", "Li"], ["most-cited"], ["pages", "Li"], ["quotes", "Li"], ["descendants", "Li"]):
        assert "nobody has looked" in run(*words, cwd=tmp_path / "new").stdout
    for words in (["both", "Li", "Wu"], ["path", "Li", "Wu"], ["gaps"]):
        assert "nobody has looked" in run(*words, cwd=tmp_path / "new").stdout
    lost = run("only-in", "2", cwd=tmp_path / "new")
    assert lost.returncode == 3 and "no paper has been read yet" in lost.stderr


def test_names_that_are_not_one_work_end_with_3_and_their_candidates(run, city):
    for words in (["co-cited", "Acuto"], ["both", "Acuto", "Clerc"], ["path", "Clerc 2020", "zzzz"]):
        done = run(*words, cwd=city)
        assert done.returncode == 3 and done.stdout == "" and "hint:" in done.stderr
    assert run("gaps", "everything", cwd=city).returncode == 2
    noted = run("both", "Amiri 2020", "Clausen 2022", cwd=city)
    assert "there is also Amiri & Sevin 2020 [amirisevin2020]" in noted.stderr
