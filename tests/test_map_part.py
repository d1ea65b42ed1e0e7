"""A map of part of a review: which works it has, that what they need comes along, and what the command line says."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import litgraph as lg
from litgraph.cli.terminal import show_progress
from litgraph.model import Assignment, Citation, Corpus, Evidence, Note, Reading, Theme
from litgraph.views.map import MapRequest, in_words, part, render

from .conftest import Run, work
from .test_map import data_of


def keys(corpus: Corpus) -> set[str]:
    """The works of a corpus."""
    return {each.key for each in corpus.works}


def test_a_theme_has_its_works_and_the_papers_that_speak_of_them(corpus: Corpus) -> None:
    """Who says so comes along: without it the map would lose its evidence."""
    some = part(corpus, themes=["theorizing"])
    own = {tie.work for tie in corpus.assignments if tie.theme == "theorizing"}
    assert keys(some) == own | {"clausen2022", "clausen-themes"}
    assert len([tie for tie in some.citations if tie.cited == "clerc2020"]) == 6


def test_terms_restrict_together(corpus: Corpus) -> None:
    """A theme and a year: only works of both; a work without a year is not known to be of it or later."""
    some = part(corpus, themes=["sister-cities"], since=2015)
    years = {each.key: each.year for each in some.works if each.key not in ("clausen2022", "clausen-themes")}
    assert years and all(year is not None and year >= 2015 for year in years.values())
    assert "ccre" not in " ".join(years) and "toyoda2016" in years and "sci2006" not in years


def test_neighbours_are_what_a_work_cites_and_what_cites_it(corpus: Corpus) -> None:
    """The work itself is there too, whatever else is asked for."""
    assert keys(part(corpus, neighbours_of=["clerc2020"])) == {"clerc2020", "clausen2022", "clausen-themes"}
    assert "spiro1988" in keys(part(corpus, neighbours_of=["spiro1988"], since=2015))


def test_a_part_says_what_it_is(corpus: Corpus) -> None:
    """The page says in words which part of how many works it shows; the whole says nothing of the kind."""
    asked: dict[str, Any] = {"themes": ["networks"], "since": 2015, "neighbours_of": ["clerc2020"]}
    assert in_words(corpus, **asked) == "theme City networks, since 2015, neighbours of Clerc 2020"
    some = part(corpus, themes=["networks"])
    page = render(some, MapRequest(date="", themes=["networks"]), of_works=len(corpus.works))
    assert f"<bdi>theme City networks</bdi>: {len(some.works)} of 38 works" in page
    assert data_of(page)["counts"]["ofWorks"] == 38
    assert part(corpus) is corpus and in_words(corpus) == ""


def test_nothing_fits(corpus: Corpus) -> None:
    """An empty map would say that the knowledge base is empty."""
    with pytest.raises(lg.LitgraphError, match='no work fits "since 2050"'):
        part(corpus, since=2050)


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    """Works that cite one another and speak of one another, in themes below one another."""
    names = [f"w{n}" for n in range(draw(st.integers(1, 6)))]
    name, theme = st.sampled_from(names), st.sampled_from(["a", "b", "c"])
    evidence = st.builds(Evidence, st.just("codebook"), said_in=st.sampled_from([*names, ""]))
    many: dict[str, Any] = {"max_size": 8}
    return Corpus(
        tuple(work(key, year=draw(st.sampled_from([None, 1990, 2020]))) for key in names),
        None,
        (Theme("a", "A"), Theme("b", "B", parent="a"), Theme("c", "C", parent="b")),
        tuple(draw(st.lists(st.builds(Assignment, name, theme, st.just(""), evidence), **many))),
        tuple(draw(st.lists(st.builds(Note, name, st.just("annotation"), st.just("x"), evidence), **many))),
        tuple(Reading(key, "hand", (), tuple(draw(st.sets(name)))) for key in draw(st.sets(name))),
        tuple(draw(st.lists(st.builds(Citation, name, name | st.just(""), evidence), **many))),
        (),
        {"old": names[-1]},
    )


@given(corpora(), st.data())
def test_a_part_is_a_corpus(corpus: Corpus, data: st.DataObject) -> None:
    """Whatever is asked for, every key in the part names a work or theme in it, and it can be drawn."""
    asked: dict[str, Any] = {
        "themes": data.draw(st.lists(st.sampled_from(["a", "b", "c"]), max_size=2)),
        "since": data.draw(st.sampled_from([None, 2000])),
        "neighbours_of": data.draw(st.lists(st.sampled_from(sorted(keys(corpus))), max_size=2)),
    }
    try:
        some = part(corpus, **asked)
    except lg.LitgraphError:
        return
    known, themes = keys(some), {theme.id for theme in some.themes}
    assert known <= keys(corpus)
    said = [tie.evidence for tie in (*some.assignments, *some.notes)] + [tie.evidence for tie in some.citations]
    named = {each.said_in for each in said if each.said_in}
    named |= {tie.citing for tie in some.citations} | {tie.cited for tie in some.tied}
    named |= {tie.work for tie in (*some.assignments, *some.notes)} | set(some.aliases.values())
    named |= {key for reading in some.readings for key in (reading.paper, *reading.listed)}
    assert named <= known
    assert {tie.theme for tie in some.assignments} | {t.parent for t in some.themes if t.parent} <= themes
    data_of(render(some, MapRequest(date="")))


def test_the_command_draws_a_part(run: Run, review: Path) -> None:
    """Names are understood as everywhere, what is left out for want of a year is said, and ambiguity is a question."""
    done = run("map", "--theme", "sister", "--since", "2015", "-o", "-", cwd=review)
    assert data_of(done.stdout)["selection"] == "theme Sister cities, since 2015"
    assert done.stderr == "note: 1 work without a year left out: not known to be of 2015 or later\n"
    near = run("map", "--neighbours-of", "Clark 2020", "-o", "-", cwd=review)
    assert (near.returncode, near.stdout) == (3, "") and "[clerc2020]" in near.stderr
    assert run("map", "--since", "2050", cwd=review).returncode == 3


def test_kept_places_stay(run: Run, review: Path) -> None:
    """With --keep the places are in a file that later maps use: the whole, a part, and one with a new work."""

    def places(*words: str) -> dict[str, tuple[float, float]]:
        done = run("map", "-o", "-", *words, cwd=review)
        assert done.returncode == 0, done.stderr
        told = data_of(done.stdout)
        found = told["layouts"]["map"]
        return dict(
            zip((each["key"] for each in told["works"]), zip(found["x"], found["y"], strict=True), strict=False)
        )

    some = places("--keep", "--theme", "networks")
    stored = review / "bib/positions.json"
    assert len(json.loads(stored.read_text("utf-8"))["positions"]) == 45
    whole = places()
    assert some.items() <= whole.items()
    bib = review / "bib/references.bib"
    bib.write_text(bib.read_text("utf-8") + "\n@book{new2024, author={New, Ann}, title={New}, year={2024}}\n", "utf-8")
    before = stored.read_text("utf-8")
    more = places()
    assert whole.items() <= more.items() and "new2024" in more and stored.read_text("utf-8") == before
    assert places("--keep") == more and '"new2024"' in stored.read_text("utf-8")
    stored.write_text("{", "utf-8")
    broken = run("map", cwd=review)
    assert broken.returncode == 4 and "positions.json" in broken.stderr and "Traceback" not in broken.stderr


def test_the_command_says_what_it_is_told(run: Run, program: Run, city: Path, tmp_path: Path) -> None:
    """Title, date and engine come from the command line; -q leaves no note, and what cannot be is refused."""
    words = ("--title", "Other", "--date", "2020-02-03", "--engine", "pyvis", "--with-passages")
    done = run("map", "-q", *words, "-o", "-", cwd=city)
    told = data_of(done.stdout)
    assert (told["title"], told["date"], told["passages"], done.stderr) == ("Other", "2020-02-03", True, "")
    assert 'data-engine="pyvis"' in done.stdout
    assert "words of others" in run("map", "--with-passages", "-o", "-", cwd=city).stderr
    assert run("map", "--open", "-o", "-", cwd=city).returncode == 2
    assert run("map", "--date", "soon", cwd=city).returncode == 2
    opened = program("map", "--open", "-o", str(tmp_path / "m.html"), cwd=city, BROWSER="echo opened %s")
    assert "opened file://" in opened.stdout and opened.returncode == 0


def test_from_python_a_part_is_the_same(city: Path, run: Run) -> None:
    """kb.map() takes what the command takes; a name or several."""
    kb = lg.load(city)
    told = data_of(kb.map(theme=["sister", "networks"], since=2015, date="2020-02-03"))
    command = run(
        *("map", "--theme", "sister", "--theme", "networks", "--since", "2015", "--date", "2020-02-03", "-o", "-"),
        cwd=city,
    )
    assert told == data_of(command.stdout)
    with pytest.raises(lg.NotFound):
        kb.map(neighbours_of="Acuto")


def test_progress_is_told_after_two_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever waits for two seconds is told what for; where no terminal is, each thing once."""
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    with show_progress() as progress:
        for now in (1.0, 3.0, 4.0):
            progress("placing", int(now), 9)
        progress("keeping apart", 1, 3)
    assert capsys.readouterr().err == "placing ...\nkeeping apart ...\n"
