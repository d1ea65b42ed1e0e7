"""Works are found by what is known of them; the answers were found by reading the files, not by asking the program."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from litgraph import index
from litgraph.index.writing import write_index
from litgraph.model import Citation, Corpus, Evidence, Placement, Reading, Section
from litgraph.queries.find import find
from litgraph.queries.grammar import FIELDS, FLAGS, KINDS, NotUnderstood, Term, join_arguments, parse
from litgraph.queries.named import NotFound
from litgraph.queries.stats import stats
from litgraph.queries.themes import theme
from tests.conftest import REPOSITORY, work

ANSWERS = {
    "author:acuto since:2015 theme:networks not:mentioned": "kosovac2020",
    "theme:networks not:mentioned": "clausen2022 kosovac2020 lecavalier2020 miyazaki2021",
    "theme:networks is:mentioned before:2015": "acuto2013 bouteligier2012 vanderpluijm2007",
    "theme:theorizing": "clerc2020 joenniemi2017 sil2010",
    "theme:networks theme:sister-cities": "clausen2022 marchetti2021",
    "theme:theorizing,early-studies": "acuto2013 clerc2020 joenniemi2017 leffel2018 sil2010 spiro1988 vanderpluijm2007",
    "theme:sister-cities -theme:small-cities": "cemr-nd laskey2017 sistercities2006",
    # Kosovac is discussed under city halls, but by clausen-themes; clausen2022 only mentions it there.
    "theme:city-hall-capacity said-by:clausen2022": "acuto2016 kosovac2020",
    "theme:city-hall-capacity said-by:clausen2022 is:discussed": "",
    "theme:city-hall-capacity not:said-by:clausen2022": "amiri2020 vanderpluijm2007",
    # Its section 2.E says that Toyoda's is about small cities too; nothing else there is.
    "theme:small-cities section:2.E": "toyoda2016",
    "section:clausen-themes/2.G": "sil2010",
    "section:clausen-themes/2 before:2010": "sistercities2006 spiro1988 vanderpluijm2007",  # in 2.A to 2.G
    'section:"a case for eclecticism"': "sil2010",
    "section:2.D,2.G -is:discussed": "cai2012 grincheva2020 lara2020 marchetti2021 muscat2020",
    "cited-by:clausen2022 section:4": "acuto2016 laskey2017 marchetti2021 worldpopulationreview2022",
    "cited-by:clausen2022 -cited-by:clausen-themes": "laskey2017 worldpopulationreview2022",
    'cited-by:"Clausen 2022" section:2 author:acuto': "acuto2013 acuto2016 kosovac2020",
    "cites:berg2001": "clausen-themes",
    "cites:clerc2020 section:2.F": "clausen-themes",
    "author:amiri": "amiri2020 amirisevin2020",  # and not the chapters of the book that Amiri edits
    'author:"M. Acuto" kind:report': "acuto2016 kosovac2020",
    'author:"van der Pluijm"': "vanderpluijm2007",
    "author:cemr": "cemr-nd",
    "author:acu": "",
    "kind:news": "hachigian2019 kwak2020 laskey2017 muscat2020",
    "kind:web": "cemr-nd cityofsantafe2017 worldpopulationreview2022",
    "kind:books before:2006": "berg2001",
    'in:"global policy"': "acuto2017 davidson2019",
    'title:"sister city"': "laskey2017 toyoda2016",  # one of them in translation
    '"sister cities" -theme:sister-cities': "",
    '"sister cities" since:2018': "clausen2022 marchetti2021",
    '"cities sister"': "",  # though two pieces of evidence for one theme stand one after the other
    "museum -soft": "cai2012",
    "year:2006-2010": "sil2010 sistercities2006 vanderpluijm2007",
    "year:..2001": "berg2001 spiro1988",
    "is:uncited": "cityofsantafe2017 clausen-themes clausen2022",
    "is:listed": "cityofsantafe2017",
    "is:read": "clausen-themes clausen2022",
    "is:undated": "cemr-nd clausen-themes",
    "is:unthemed is:cited": "beal2014 berg2001 hachigian2019 kwak2020 stren2019 worldpopulationreview2022",
    "key:CLERC2020,berg2001": "berg2001 clerc2020",
    "Pluijm & Melissen": "vanderpluijm2007",
    "https://www.santafenm.gov/news": "cityofsantafe2017",
    "10.9999/nowhere": "",
    "🙂": "",
}


@pytest.mark.parametrize("question", ANSWERS)
def test_the_review_answers_what_its_files_say(db, question):
    assert sorted(hit.work.key for hit in find(db, question).works) == ANSWERS[question].split()


def test_an_empty_question_lists_all_works_and_filters_alone_are_enough(db):
    assert len(find(db).works) == 38
    by_name = find(db, author="acuto", since=2015, theme="networks", not_="mentioned")
    assert [hit.work.key for hit in by_name.works] == ["kosovac2020"]
    assert find(db, theme=["networks", "sister-cities"]).total == 2 != find(db, theme="networks,sister-cities").total
    assert find(db, cited_by="Clausen 2022", section="4").total == 4
    with pytest.raises(NotUnderstood, match="autor"):
        find(db, autor="acuto")


def test_the_answer_shows_the_evidence_that_it_rests_on_and_no_other(db, city):
    (hit,) = find(db, "theme:networks author:kosovac is:discussed").works
    (piece,) = hit.evidence
    assert (piece.other, piece.role, piece.paper, piece.section) == ("networks", "discussed", "clausen-themes", "2.B")
    path, line, _ = piece.at.split(":")
    assert "- theme: networks" in (city / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    (hit,) = find(db, "cited-by:clausen2022 section:2 key:kosovac2020").works
    assert [(piece.kind, piece.section) for piece in hit.evidence] == [("cited-by", "2")]
    assert not any(hit.evidence for hit in find(db, "cities").works)


def test_works_without_a_year_are_neither_since_nor_before_and_are_named(db):
    for question in (
        "theme:sister-cities since:2015",
        "theme:sister-cities before:2015",
        "theme:sister-cities -year:2016",
    ):
        found = find(db, question)
        assert "cemr-nd" not in [hit.work.key for hit in found.works]
        assert [line.key for line in found.undated] == ["cemr-nd"], question
    assert find(db, "theme:networks since:2015").undated == ()


UNREAD = {  # of the works on theorizing: found, and not known, each by the term and by its negation
    "cites:berg2001": ("", "clerc2020 joenniemi2017 sil2010"),
    "cites:sil2010": ("", "clerc2020 joenniemi2017"),  # no work cites itself
    "cites:clerc2020,berg2001 section:2.F": ("", ""),  # a section of a paper that was read
    "cited-by:clerc2020": ("", "joenniemi2017 sil2010"),
    "cited-by:clerc2020,clausen-themes": ("clerc2020 joenniemi2017 sil2010", ""),
    "cited-by:clerc2020,clausen2022": ("clerc2020", "joenniemi2017 sil2010"),
    "cited-by:clausen2022": ("clerc2020", ""),
    "said-by:hand cited-by:clerc2020": ("", ""),  # what was noted by hand is known
    "section:2.G": ("sil2010", ""),
}


@pytest.mark.parametrize("question", UNREAD)
def test_what_a_paper_cites_that_nobody_has_read_is_not_known_either_way(db, question):
    sure, unread = (keys.split() for keys in UNREAD[question])
    found = find(db, f"theme:theorizing {question}", sort="name")
    assert [hit.work.key for hit in found.works] == sure
    assert [line.key for line in found.unread] == unread
    if " " not in question:
        denied = find(db, f"theme:theorizing -{question}", sort="name")
        assert [line.key for line in denied.unread] == unread
        assert {hit.work.key for hit in denied.works} == {"clerc2020", "joenniemi2017", "sil2010"} - {*sure, *unread}


def test_works_that_nobody_has_read_are_named_in_every_answer(run, city):
    for words in (
        ("find", "theme:theorizing", "-cites:berg2001"),
        ("find", "theme:theorizing", "--not", "cites:berg2001"),
        ("ask", "works in the theme theorizing that do not cite Berg 2001"),
    ):
        done = run(*words, "--format", "json", cwd=city)
        assert len(json.loads(done.stdout)["unread"]) == 3 and json.loads(done.stdout)["total"] == 0
        assert "no work is known to fit: " in done.stderr and "Sil & Katzenstein 2010 [sil2010]" in done.stderr
    done = run("find", "-cited-by:clerc2020", "-theme:networks", "-theme:sister-cities", "author:acuto", cwd=city)
    assert "what Clerc 2020 [clerc2020] cites: not read yet" in done.stderr
    assert "1 more work may fit but nobody has looked at the citations in question: Curtis & Acuto 2018" in done.stderr
    done = run("ask", "how many works in the theme theorizing do not cite Clerc 2020", cwd=city)
    assert done.stdout.splitlines()[0] == "1 work, and 2 more that may fit"


def test_a_theme_without_a_role_is_neither_discussed_nor_mentioned(run, bees):
    for flag in ("is:discussed", "not:discussed", "is:mentioned", "not:mentioned"):
        done = run("find", "theme:pesticides", flag, "--format", "json", cwd=bees)
        answer = json.loads(done.stdout)
        assert answer["works"] == [] and "3 more works may fit" in done.stderr and "no role" in done.stderr
        assert {line["key"] for line in answer["no_role"]} == {"goulson2015", "henry2012", "whitehorn2012"}


def test_sorting_is_stable_and_a_limit_says_what_it_left(db, run, city):
    years = [hit.work.year for hit in find(db, "theme:sister-cities", sort="year").works]
    assert years == [2022, 2021, 2017, 2017, 2016, 2016, 2006, None]
    counts = [hit.work.cited_by for hit in find(db, sort="citations").works]
    assert counts == sorted(counts, reverse=True) and counts[0] == 2
    done = run("find", "theme:networks", "--sort", "name", "-n2", "--format", "keys", cwd=city)
    assert done.stdout.split() == ["acuto2013", "acuto2017"] and "the first 2 of 13" in done.stderr
    with pytest.raises(NotUnderstood):
        find(db, sort="colour")


@pytest.mark.parametrize(
    ("question", "hint"),
    [
        ("autor:acuto", "author"),
        ("not:mentoined", "mentioned"),
        ("is:citet", "cited"),
        ("kind:boook", "book"),
        ("city:history", '"city:history"'),
        ("author:", "right after the colon"),
        ("author: acuto", "right after the colon"),
        ("year:n.d.", "is:undated"),
        ("year:2020-2010", "year:2010-2020"),
        ("not:not:cited", "once"),
    ],
)
def test_a_slip_is_told_with_what_was_meant_and_never_searched_as_a_word(db, question, hint):
    with pytest.raises(NotUnderstood) as slip:
        find(db, question)
    assert slip.value.exit_code == 2 and hint in slip.value.hint


def test_a_theme_section_or_work_that_does_not_exist_names_the_nearest(db):
    for question, near in (
        ("theme:netwrks", "networks"),
        ("section:2.Z", "clausen-themes/2.A"),
        ("cited-by:clausen2021", "clausen2022"),
    ):
        with pytest.raises(NotFound) as missing:
            find(db, question)
        assert missing.value.exit_code == 3
        assert near in [candidate.key for candidate in missing.value.candidates], question
    with pytest.raises(NotFound):
        find(db, "theme:cities")


def test_a_colon_that_makes_no_field_is_a_part_of_words():
    assert {term.field for term in parse("City: a history, 10:30, doi:10.1000/182 https://example.org/x")} == {"words"}
    assert parse('"city:history"') == (Term("phrase", ("city:history",)),)


def test_a_minus_and_a_value_with_spaces_reach_the_question_through_a_shell(run, city):
    keys = run("find", "museum", "-soft", "--format", "keys", cwd=city).stdout.split()
    assert keys == ["cai2012"]
    assert run("find", "-networks", "author:van der Pluijm", cwd=city).returncode == 0
    assert run("find", "theme:networks", "author:van der Pluijm", "--format", "keys", cwd=city).stdout.split() == [
        "vanderpluijm2007"
    ]
    assert join_arguments(["author:acuto since:2015"]) == "author:acuto since:2015"
    assert join_arguments(["theme:sister cities,networks"]) == 'theme:"sister cities",networks'
    assert "--author" in run("find", "--autor", "x", cwd=city).stderr
    options = run("find", "--author", "acuto", "--since", "2015", "--theme", "networks", "--not", "mentioned", cwd=city)
    terms = run("find", "author:acuto", "since:2015", "theme:networks", "not:mentioned", cwd=city)
    assert options.stdout == terms.stdout and "§2.B" in terms.stdout and "themes.yaml:" in terms.stdout


def test_nobody_has_looked_is_said_of_a_paper_that_was_not_read(run, city):
    done = run("find", "cited-by:clerc2020", cwd=city)
    assert done.returncode == 0 and done.stdout == "" and "not read yet" in done.stderr


def test_an_empty_answer_has_its_columns_and_csv_its_evidence(run, city):
    assert run("find", "zebra", "--format", "csv", cwd=city).stdout.startswith("key,label,title")
    (row,) = csv.DictReader(io.StringIO(run("find", "section:2.G", "--format", "csv", cwd=city).stdout))
    assert row["key"] == "sil2010" and row["at"].startswith("bib/references.bib:") and "§2.G" in row["evidence"]


FRAGMENTS = st.sampled_from(
    [
        *("author:", "not:", "-", '"', "“", "”", "«", "»", ",", "is:", "cited", "mentioned", "theme:networks", " "),
        *("section:2", "section:", "said-by:hand", "10.1000/ab", "http://", ":", "year:", "2015", "..", "city", "%"),
        *(
            "kind:book",
            "NEAR(",
            "*",
            "AND",
            "^",
            "+",
            "{",
            "都市",
            "cites:clerc2020",
            "🙂",
            "key:",
            "in:global",
            "title:",
        ),
        *("\0", "\ud800", "\n", " ", "_", "'"),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(FRAGMENTS).map("".join), st.lists(FRAGMENTS).map(" ".join))


@given(TEXTS)
def test_any_text_is_answered_or_refused_in_words(db, text):
    try:
        find(db, text)
    except (NotUnderstood, NotFound) as refused:
        assert str(refused) and refused.hint


@given(TEXTS)
@example('"-author:x')
def test_terms_written_out_are_the_same_terms(text):
    try:
        terms = parse(text)
    except NotUnderstood:
        return
    assert parse(" ".join(term.text for term in terms)) == terms


def test_very_long_questions_are_answered_or_refused(db):
    assert find(db, "cities " * 5000).total == find(db, "cities").total
    assert find(db, "key:" + ",".join(f"k{n}" for n in range(3000)) + ",clerc2020").total == 1
    find(db, " ".join(f"-w{n}" for n in range(100)))
    with pytest.raises(NotUnderstood):
        find(db, " ".join(f"w{n}" for n in range(101)))


def test_every_field_flag_and_kind_is_in_the_manual_and_the_help(run):
    manual = (REPOSITORY / "docs/find.md").read_text(encoding="utf-8")
    said = run("find", "--help").stdout
    for field in FIELDS:
        assert f"`{field}:" in manual and f"--{field} " in said, field
    for flag in FLAGS:
        assert f"`{flag}`" in manual and flag in said, flag
    assert all(" " not in kind for kind in KINDS)


# evidence, against a plain search through all pieces of it

PIECES = st.tuples(
    st.integers(0, 2),  # the paper that speaks
    st.integers(0, 6),  # the work that it cites; 6: none that is known
    st.sampled_from(("1", "2", "2.A")),
    st.sampled_from(("reading", "service")),
    st.sampled_from(("", "p. 3")),
)
READ_BY = {"w0": "hand", "w1": "litgraph", "w2": "hand"}


@contextmanager
def indexed(pieces: list[tuple[int, int, str, str, str]]) -> Iterator[sqlite3.Connection]:
    sections = (Section("1", "One"), Section("2", "Two"), Section("2.A", "Three", "2"))
    citations = []
    for order, (paper, cited, section, voice, locator) in enumerate(sorted(pieces)):
        said_by = f"reading:w{paper}" if voice == "reading" else voice
        evidence = Evidence(said_by, f"w{paper}", section, locator=locator)
        citations.append(Citation(f"w{paper}", f"w{cited}" if cited < 6 else "", evidence, Placement(order=order)))
    corpus = Corpus(
        works=tuple(work(f"w{n}", f"Author{n}") for n in range(6)),
        readings=tuple(Reading(key, read_by, sections) for key, read_by in READ_BY.items()),
        citations=tuple(citations),
    )
    with closing(sqlite3.connect(":memory:")) as connection:
        write_index(corpus, connection)
        yield connection


@given(st.lists(PIECES, max_size=12))
def test_works_are_found_by_the_evidence_that_a_plain_search_finds(pieces):
    with indexed(pieces) as db:
        for section, voice, citing in product(("", "1", "2"), ("", "hand", "reading"), ("", "w0", "w1")):
            fits = {
                f"w{cited}"
                for paper, cited, place, said_by, _ in pieces
                if cited < 6
                and place.startswith(section)
                and (not voice or said_by == "reading")
                and (voice != "hand" or READ_BY[f"w{paper}"] == "hand")
                and citing in ("", f"w{paper}")
            }
            filters = {"section": section, "said-by": voice, "cited-by": citing}
            terms = [f"{field}:{value}" for field, value in filters.items() if value]
            if terms:
                assert {hit.work.key for hit in find(db, " ".join(terms)).works} == fits
            if len(terms) == 1:
                left_out = find(db, f"-{terms[0]}").works
                assert {hit.work.key for hit in left_out} == {f"w{n}" for n in range(6)} - fits


@given(st.lists(PIECES, max_size=12))
def test_stats_count_every_citation_once(pieces):
    with indexed(pieces) as db:
        answer = stats(db)
    tied = [piece for piece in pieces if piece[1] < 6]
    pairs = {piece[:2] for piece in tied}
    assert answer.citations == (len(tied), len(pairs), sum(bool(piece[4]) for piece in tied))
    assert answer.uncited == 6 - len({cited for _, cited in pairs})
    for paper in answer.read:
        own = [piece for piece in pieces if f"w{piece[0]}" == paper.key]
        own_tied = [piece for piece in own if piece[1] < 6]
        counts = (len({piece[1] for piece in own_tied}), len(own_tied), len(own) - len(own_tied))
        assert (paper.works, paper.places, paper.untied) == counts
    voices: dict[tuple[str, str], int] = {}
    for paper_number, _, _, voice, _ in tied:
        name = (voice, READ_BY[f"w{paper_number}"] if voice == "reading" else "")
        voices[name] = voices.get(name, 0) + 1
    assert {(voice.said_by, voice.read_by): voice.citations for voice in answer.voices} == voices


def test_a_theme_said_in_a_section_of_no_paper_is_found(tmp_path):
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/references.bib").write_text("@book{a, title={Ties}, year={2000}}\n", encoding="utf-8")
    codebook = 'themes: [{id: t, title: Ties}]\nworks:\n  a: {themes: [{theme: t, section: "2"}]}\n'
    (tmp_path / "themes.yaml").write_text(codebook, encoding="utf-8")
    with closing(index.connect(tmp_path)) as db:
        (hit,) = find(db, "section:2").works
        assert hit.work.key == "a" and hit.evidence[0].section == "2"


def test_a_theme_is_meant_and_its_works_are_found_by_its_other_names(review):
    path = review / "themes.yaml"
    text = path.read_text(encoding="utf-8")
    named = text.replace("  - id: networks\n", "  - id: networks\n    other-names: [Twinning]\n", 1)
    path.write_text(named, encoding="utf-8")
    with closing(index.connect(review)) as db:
        assert theme(db, "twinning").id == "networks"
        assert len(find(db, "twinning").works) >= 9
