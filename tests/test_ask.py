"""Plain questions: what is understood, what is not, and that each is the question of the command it names."""

from __future__ import annotations

import json
import shlex
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

import litgraph
from litgraph import index
from litgraph.cli import cli
from litgraph.errors import LitgraphError
from litgraph.plain import understand
from litgraph.plain.forms import CLAUSES, FORMS, SLOTS, VARIANTS
from litgraph.queries.grammar import NotUnderstood
from litgraph.queries.named import NotFound

FILLED = {
    **dict.fromkeys(("WORK", "PAPER", "A", "VOICE"), "Clausen 2022"),
    "B": "Clerc 2020",
    "AUTHOR": "Michele Acuto",
    "TOPIC": "sister cities",
    "THEME": "sister cities",
    "SECTION": "2.C",
    "TITLE": '"foreign policy"',
    "CONTAINER": "Global Policy",
    "YEAR": "2010",
    "LAST": "2016",
    "N": "3",
    "SORT": "year",
    "WORKS": "books",
    "CLAUSES": "by Acuto since 2010",
}


def said(pattern: str, last: bool) -> str:
    """A question of this pattern: with all that may be left out and the last of what is alike, or the other way."""
    words = []
    for piece in pattern.split():
        if piece.startswith("[") and not last:
            continue
        choices = piece.strip("[]").split("/")
        words.append(FILLED.get(choices[0], choices[-1 if last else 0]))
    return " ".join(words)


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.example)
def test_no_form_is_hidden_behind_another(db, form, last):
    """Each pattern asks what its form says, even where an earlier form might have taken it."""
    for pattern in form.patterns:
        found = understand(db, said(pattern, last))
        assert (found.question, found.counts) == (form.question, form.counts), pattern
        assert form.question != "gaps" or found.words == form.words, pattern
        assert {name for name, _ in found.options} == {name for name, _ in form.options}, pattern


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.example)
def test_every_clause_is_understood_alone_after_and_before_another(db, clause):
    for pattern in clause.patterns:
        alone = understand(db, f"books {said(pattern, True)}")
        after = understand(db, f"books by Acuto {said(pattern, True)}")
        before = understand(db, f"books {said(pattern, True)} and by Acuto")
        assert set(after.terms) == set(before.terms) == {*alone.terms, *understand(db, "works by Acuto").terms}, pattern


@pytest.mark.parametrize("example", [form.example for form in FORMS] + [f"works {each.example}" for each in CLAUSES])
def test_the_command_that_is_named_gives_the_same_answer(city, db, example):
    """What is said on stderr can be typed, and answers alike."""
    runner = CliRunner()
    command = understand(db, example).command
    asked = runner.invoke(cli, ["--project", str(city), "ask", example, "--format", "json"])
    typed = runner.invoke(cli, ["--project", str(city), *shlex.split(command)[1:], "--format", "json"])
    assert asked.exit_code == typed.exit_code == 0 and asked.stdout == typed.stdout != ""
    assert command in asked.stderr


@pytest.mark.parametrize(
    "question",
    [
        "who cites Clerc 2020",
        "Who cites Clerc 2020?",
        "please, could you tell me who cites Clerc (2020) ?",
        "WHICH WORKS CITE CLERC 2020",
        "which papers have cited the Clerc 2020 chapter?",
        "who is citing “Clerc 2020”",
        "where's Clerc 2020 cited?",
        "Show me all works that cite Clerc 2020, please!",
    ],
)
def test_case_politeness_articles_and_marks_do_not_matter(db, question):
    assert litgraph.ask(db, question).keys == ["clausen2022", "clausen-themes"]
    assert understand(db, question).question == "who_cites"


@pytest.mark.parametrize(
    ("question", "command"),
    [
        ("works by Amiri and Sevin", "litgraph find author:Amiri author:Sevin"),
        ("works by Amiri or Curtis not in 2020", "litgraph find author:Amiri,Curtis -year:2020"),
        ("works not by Acuto that were published after 2015", "litgraph find -author:Acuto since:2016"),
        ("works on sister cities", "litgraph find theme:sister-cities"),
        ("works on museums and soft power", "litgraph find museums soft power"),
        ("what does the paper Clausen 2022 cite?", "litgraph cites Clausen 2022"),
        ("is Clerc cited in Clausen 2022", 'litgraph find cited-by:"Clausen 2022" key:clerc2020'),
        ('works on "city diplomacy"', "litgraph find '\"city diplomacy\"'"),
        ("journal articles from 2016 to 2018, sorted by year", "litgraph find kind:journal year:2016-2018 --sort year"),
        ("what's cited in § 2.C?", "litgraph find cited-by:clausen-themes section:2.C"),
        ("works never cited", "litgraph find not:cited"),
        ("works cited by Acuto 2013", "litgraph cites Acuto 2013"),
        ("who cites Clerc 2020 since 2021", 'litgraph find cites:"Clerc 2020" since:2021'),
        ("what do Clausen 2022 and Acuto & Curtis both cite", 'litgraph both Clausen 2022 and Acuto "&" Curtis'),
        ("path from Spiro to 'A Decade of C40'", 'litgraph path Spiro to "\'A" Decade of "C40\'"'),
        ("themes", "litgraph themes"),
    ],
)
def test_questions_become_these_commands(db, question, command):
    assert understand(db, question).command == command


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("who smells Clerc 2020", "smells Clerc 2020"),
        ("who cites Clerc 2020 and why", "why"),
        ("works by Acuto that smell nice", "smell nice"),
        ("works on networks if they are new", None),
        ("wer zitiert Clerc 2020?", None),
        ("works not cited in section 2 of Clausen 2022", None),
        ("cites", None),
        ("?", None),
        ("", None),
        ("who cites " + "Clerc " * 200, None),
    ],
)
def test_what_is_not_understood_is_said_and_not_guessed(db, question, rest):
    with pytest.raises(NotUnderstood, match="I don't understand") as caught:
        understand(db, question)
    assert caught.value.exit_code == 2 and caught.value.hint
    assert rest is None or f'"{rest}" in' in str(caught.value)


def test_a_slip_is_answered_with_the_nearest_forms(run, city):
    done = run("ask", "who citse Clerc 2020", cwd=city)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith('error: I don\'t understand "citse Clerc 2020" in "who citse Clerc 2020"')
    assert '"who cites Clerc 2020"' in done.stderr


def test_a_question_that_is_phrased_otherwise_is_answered_right_or_refused(run, city):
    """Five ways of speaking that no form was made for: none of them gets an answer to another question."""
    done = run("ask", "Is Clerc 2020 cited by Clausen 2022?", "--format", "keys", cwd=city)
    assert (done.returncode, done.stdout.split()) == (0, ["clerc2020"])
    done = run("ask", "Is Clausen 2022 cited by Clerc 2020?", cwd=city)
    assert (done.returncode, done.stdout) == (
        0,
        "",
    ) and "what Clerc 2020 [clerc2020] cites: not read yet" in done.stderr
    done = run("ask", "who does not cite Clerc 2020", "--format", "keys", cwd=city)
    assert done.stdout.split() == ["clerc2020"] and "35 more works may fit" in done.stderr
    done = run("ask", "works citing Clerc but not Acuto 2013", cwd=city)
    assert (done.returncode, done.stdout) == (3, "") and 'no work fits "Clerc but not Acuto 2013"' in done.stderr
    done = run("ask", "Give me works about small cities from the last five years", cwd=city)
    assert (done.returncode, done.stdout) == (2, "") and "I don't understand" in done.stderr


@pytest.mark.parametrize(
    "question",
    ["who cites Acuto", "does Clausen cite Clerc", "works by Acuto smelling nice", "what is cited only in section 2"],
)
def test_names_that_mean_no_single_one_end_with_3_and_candidates(db, question):
    with pytest.raises(NotFound) as caught:
        litgraph.ask(db, question)
    assert caught.value.exit_code == 3 and caught.value.candidates


def test_a_count_says_the_number_first_and_names_the_works(run, city):
    done = run("ask", "how many works did Acuto write before 2017?", cwd=city)
    assert done.stdout.splitlines()[0] == "2 works" and "[acuto2013]" in done.stdout
    assert done.stderr == "understood as the number of works in: litgraph find author:Acuto before:2017\n"
    undated = run("ask", "how many works on sister cities since 2015", "--format", "json", cwd=city)
    assert json.loads(undated.stdout)["total"] == 6 and "1 more work may fit but has no year" in undated.stderr


def test_names_that_the_shell_has_taken_the_marks_from_stay_whole(run, city):
    done = run("ask", "path", "from", "Spiro", "to", "City Diplomacy and Twinning", "--format", "keys", cwd=city)
    assert done.stdout.split() == ["spiro1988", "clausen-themes", "acuto2016"]


def test_nobody_has_looked_is_said_of_a_base_without_readings(run, tmp_path):
    run("init", "new")
    (tmp_path / "new/bib/references.bib").write_text("@book{li2020, author={Li, A.}, title={One}, year=2020}")
    done = run("ask", "who cites Li", cwd=tmp_path / "new")
    assert done.returncode == 0 and "nobody has looked" in done.stdout
    done = run("ask", "how many works cite Li", cwd=tmp_path / "new")
    assert "nobody has looked" in done.stdout and "nobody has looked" in done.stderr


_PIECES = sorted({*" ".join(pattern for form in (*FORMS, *CLAUSES) for pattern in form.patterns).split()} - set(SLOTS))
_WORDS = st.sampled_from([*VARIANTS, *_PIECES, *FILLED.values(), "not", "and", "?", '"', "-x", "a:b", "§", "'", ","])


@given(st.lists(_WORDS | st.text(max_size=8), max_size=14).map(" ".join))
@example("works on " * 30)
@example("works by Acuto " * 25 + "nonsense")
def test_no_question_makes_it_stumble(base, question):
    try:
        litgraph.ask(base, question)
    except LitgraphError as error:
        assert error.exit_code in (2, 3) and error.hint


@pytest.fixture(scope="module")
def base(city):
    with closing(index.connect(city)) as connection:
        assert isinstance(connection, sqlite3.Connection)
        yield connection
