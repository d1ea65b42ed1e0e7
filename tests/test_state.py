"""What a knowledge base holds, and what changed in it since a revision."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from litgraph.errors import LitgraphError
from litgraph.history import log
from litgraph.queries.stats import stats
from tests.conftest import REPOSITORY


def test_the_counts_of_the_review_are_those_of_its_two_papers(db):
    found = stats(db)
    assert (found.works, found.first_year, found.last_year, found.undated) == (38, 1988, 2022, 2)
    assert {each.name: each.number for each in found.decades} == {
        "1980-1989": 1,
        "1990-1999": 0,
        "2000-2009": 3,
        "2010-2019": 19,
        "2020-2029": 13,
    }
    assert (found.themed, found.explained, found.untagged) == (30, 8, 0)
    assert {each.id: (each.works, each.mentioned) for each in found.themes}["networks"] == (13, 9)
    papers = {each.key: (each.works, each.places, each.listed, each.untied) for each in found.read}
    assert papers == {"clausen-themes": (33, 67, 0, 0), "clausen2022": (10, 18, 1, 2)}
    assert (found.citations.pieces, found.citations.pairs, found.citations.located) == (85, 43, 21)
    assert (found.assignments.pieces, found.assignments.pairs) == (70, 48)
    assert found.uncited == 3  # the two papers, and the one that is listed only
    assert [(each.said_by, each.read_by, each.citations, each.themes) for each in found.voices] == [
        ("reading", "hand", 85, 0),
        ("codebook", "", 0, 70),
    ]
    assert [(each.name, each.number) for each in found.problems] == [("error", 0), ("warning", 0), ("info", 0)]
    assert [file.path for file in found.files] == [
        "bib/readings/clausen-themes.yaml",
        "bib/readings/clausen2022.yaml",
        "bib/references.bib",
        "themes.yaml",
    ]


def test_stats_is_one_screen_in_any_width_and_has_all_forms(run, city):
    for columns in ("100", "40"):
        done = run("stats", cwd=city, COLUMNS=columns)
        lines = done.stdout.splitlines()
        assert done.stderr == "" and len(lines) < 70 and max(map(len, lines)) <= int(columns)
    rows = list(csv.DictReader(io.StringIO(run("stats", "--format", "csv", cwd=city).stdout)))
    assert {"group": "theme mentioned", "name": "networks", "count": "9"} in rows
    assert json.loads(run("stats", "--format", "json", cwd=city).stdout)["citations"]["located"] == 21


def test_what_nobody_has_looked_at_is_not_counted_as_none(run, tmp_path, bees):
    run("init", "new")
    new = tmp_path / "new"
    assert "none yet, so nobody has looked" in run("stats", cwd=new).stdout
    (new / "bib/references.bib").write_text("@book{li, author={Li, A.}, title={One}, publisher={P}, year=2020}")
    assert json.loads(run("stats", "--format", "json", cwd=new).stdout)["uncited"] is None
    counts = run("stats", cwd=bees).stdout
    assert "3 without a role" in counts and "4 wait for one" in counts


# what changed


def _git(folder: Path, *words: str, date: str = "2026-03-05T12:00:00 +0000") -> str:
    own = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "GIT_CONFIG_GLOBAL": os.devnull}
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words]
    environment = {**os.environ, **own}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def kept(review: Path) -> Path:
    """A copy of the review in a git repository, with one commit of 5 March 2026."""
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    _git(review, "init", "-q")
    _git(review, "add", "themes.yaml", "bib")
    _git(review, "commit", "-qm", "First")
    return review


def _change(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after, 1)
    path.write_text(text, encoding="utf-8")


def _edit(root: Path) -> None:
    """A key renamed everywhere, a work added and cited, a role and a locator changed, a theme and a citation gone."""
    bib, codebook, reading = (
        root / "bib/references.bib",
        root / "themes.yaml",
        root / "bib/readings/clausen-themes.yaml",
    )
    _change(bib, ("@book{berg2001", "@book{berg"), ("{Global Cities, Governance and Diplomacy}", "{Global Cities}"))
    with bib.open("a", encoding="utf-8") as file:
        file.write("\n@book{li2024, author = {Li, A.}, title = {New}, publisher = {P}, year = 2024}\n")
    _change(
        codebook, ("  berg2001:", "  berg:"), ("role: discussed", "role: mentioned"), ("  acuto2017:\n", "  x-no:\n")
    )
    start = codebook.read_text(encoding="utf-8").index("  x-no:\n")
    end = codebook.read_text(encoding="utf-8").index("  amiri2020:\n")
    text = codebook.read_text(encoding="utf-8")
    codebook.write_text(text[:start] + text[end:], encoding="utf-8")
    _change(reading, ("work: berg2001", "work: berg"), ("      - {work: acuto2017}\n", ""), ("p. 31", "p. 32"))
    _change(reading, ("      - {work: cemr-nd}\n", "      - {work: cemr-nd}\n      - {work: li2024}\n"))


EXPECTED = {
    ("changed", "work", ("acuto2013",), (("title", "Global Cities, Governance and Diplomacy", "Global Cities"),)),
    ("changed", "work", ("berg",), (("key", "berg2001", "berg"),)),
    ("added", "work", ("li2024",), ()),
    ("changed", "theme given", ("acuto2013", "early-studies"), (("role", "discussed", "mentioned"),)),
    ("gone", "theme given", ("acuto2017", "networks"), ()),
    ("changed", "citation", ("clausen-themes", "lecavalier2020"), (("locator", "p. 31", "p. 32"),)),
    ("added", "citation", ("clausen-themes", "li2024"), ()),
    ("gone", "citation", ("clausen-themes", "acuto2017"), ()),
}


def test_the_log_says_what_changed_and_nothing_else(kept):
    assert log(kept).changes == ()
    _edit(kept)
    found = log(kept)
    assert {(each.what, each.noun, each.keys, each.differences) for each in found.changes} == EXPECTED
    gone = next(each for each in found.changes if each.what == "gone" and each.noun == "citation")
    revision, path, line, _ = gone.at.split(":")
    old = _git(kept, "show", f"{revision}:{path}").splitlines()
    assert "acuto2017" in old[int(line) - 1]
    added = next(each for each in found.changes if each.what == "added" and each.noun == "work")
    path, line, _ = added.at.split(":")
    assert "li2024" in (kept / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_one_of_two_equal_citations_that_goes_is_one_change(kept):
    twice = "      - {work: vanderpluijm2007, form: narrative}\n"
    _change(kept / "bib/readings/clausen-themes.yaml", (twice * 2, twice))
    (change,) = log(kept).changes
    assert (change.what, change.keys) == ("gone", ("clausen-themes", "vanderpluijm2007"))


def test_entries_put_in_another_order_are_no_change(kept):
    bib = kept / "bib/references.bib"
    entries = bib.read_text(encoding="utf-8").split("\n\n")
    bib.write_text("\n\n".join([entries[0], *reversed(entries[1:])]) + "\n", encoding="utf-8")
    assert log(kept).changes == ()


def test_since_takes_a_date_a_revision_and_a_tag(kept, run):
    _git(kept, "tag", "submitted")
    _edit(kept)
    _git(kept, "commit", "-qam", "Second", date="2026-03-20T12:00:00 +0000")
    assert log(kept).changes == ()
    for since in ("HEAD~1", "submitted", "2026-03-20", "2026-03-10", "2026-03-20 01:00"):
        assert len(log(kept, since).changes) == len(EXPECTED), since
    assert log(kept, "2026-03-22").changes == ()
    before = log(kept, "2026-03-01")
    assert before.revision == "" and {each.what for each in before.changes} == {"added"}
    assert {each.noun for each in before.changes} == {"work", "theme", "theme given", "note", "reading", "citation"}
    done = run("log", "--since", "2026-03", "-n", "2", cwd=kept)
    assert "there is no commit" in done.stdout and "the first 2 of" in done.stderr


def test_a_knowledge_base_below_the_top_of_its_repository_has_a_log(tmp_path, city):
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    below = tmp_path / "a b" / "réview"
    below.mkdir(parents=True)
    for name in ("themes.yaml", "bib"):
        copy = shutil.copytree if (city / name).is_dir() else shutil.copy
        copy(city / name, below / name)
    _git(tmp_path, "init", "-q")
    _git(tmp_path, "commit", "-q", "--allow-empty", "-m", "Empty")
    assert not log(below).was_there
    _git(tmp_path, "add", "a b")
    _git(tmp_path, "commit", "-qm", "All")
    assert log(below).changes == ()
    _edit(below)
    assert len(log(below / "bib").changes) == len(EXPECTED)


def test_where_the_past_is_not_known_it_is_said_why(kept, tmp_path_factory, monkeypatch):
    for since, said in (("nonsense", "nonsense"), ("--all", "--all"), ("2026-13-01", "calendar"), ("HEAD~9", "HEAD~9")):
        with pytest.raises(LitgraphError, match=said) as unknown:
            log(kept, since)
        assert unknown.value.hint
    new = tmp_path_factory.mktemp("new")
    shutil.copy(REPOSITORY / "themes.yaml", new)
    with pytest.raises(LitgraphError, match="not in a git repository"):
        log(new)
    _git(new, "init", "-q")
    with pytest.raises(LitgraphError, match="no commits yet"):
        log(new)
    monkeypatch.setenv("PATH", str(new))
    with pytest.raises(LitgraphError, match="not installed"):
        log(kept)


# a repository that somebody else made

_HOSTILE = """
[extensions]
    partialClone = evil
[remote "evil"]
    url = ext::sh -c touch% {canary}-fetch
    promisor = true
    partialclonefilter = blob:none
    fetch = +refs/heads/*:refs/remotes/evil/*
[protocol]
    allow = always
[protocol "ext"]
    allow = always
[core]
    fsmonitor = touch {canary}-fsmonitor; false
    hooksPath = {hooks}
    pager = touch {canary}-pager; cat
    sshCommand = touch {canary}-ssh
    gitProxy = touch {canary}-proxy
    askPass = {hooks}/askpass
    editor = touch {canary}-editor
    attributesFile = {hooks}/attributes
[pager]
    show = touch {canary}-pager-show; cat
    log = touch {canary}-pager-log; cat
[log]
    showSignature = true
[gpg]
    program = {hooks}/gpg
[diff]
    external = {hooks}/external
[diff "evil"]
    textconv = {hooks}/textconv
    command = {hooks}/command
[filter "evil"]
    smudge = touch {canary}-smudge; cat
    clean = touch {canary}-clean; cat
    process = touch {canary}-process
    required = true
[credential]
    helper = "!touch {canary}-credential"
[alias]
    show = "!touch {canary}-alias"
    rev-parse = "!touch {canary}-alias"
[gc]
    auto = 1
[maintenance]
    auto = true
"""


def _make_hostile(root: Path, canary: Path) -> None:
    """Give the repository of `root` a configuration that runs commands wherever git can be made to run one."""
    hooks = root / "hooks"
    hooks.mkdir()
    names = "askpass gpg external textconv command post-checkout post-index-change pre-auto-gc reference-transaction"
    for name in names.split():
        (hooks / name).write_text(f"#!/bin/sh\ntouch {canary}-{name}\n")
        (hooks / name).chmod(0o755)
    attributes = "*.bib filter=evil diff=evil\n*.yaml filter=evil diff=evil\n"
    (hooks / "attributes").write_text(attributes)
    (root / ".gitattributes").write_text(attributes)
    with (root / ".git/config").open("a") as file:
        file.write(_HOSTILE.format(canary=canary, hooks=hooks))


def _lose_object(root: Path, name: str) -> None:
    oid = _git(root, "rev-parse", name)
    (root / ".git/objects" / oid[:2] / oid[2:]).unlink()


@pytest.mark.parametrize("lost", ["", "HEAD:bib/references.bib", "HEAD:bib", "HEAD^{tree}", "HEAD"])
def test_no_command_that_the_configuration_of_a_repository_names_is_run(kept, run, tmp_path_factory, lost):
    canary = tmp_path_factory.mktemp("canary") / "ran"
    if lost:
        _lose_object(kept, lost)
    _make_hostile(kept, canary)
    done = run("log", cwd=kept, GIT_EXTERNAL_DIFF=f"touch {canary}-variable", GIT_PAGER=f"touch {canary}-variable")
    assert list(canary.parent.iterdir()) == []
    assert done.returncode == bool(lost) and ("git failed" in done.stderr or "does not hold" in done.stderr) == bool(
        lost
    )


def test_what_a_partial_clone_lacks_is_said_and_not_fetched(kept, tmp_path_factory, run):
    _git(kept, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path_factory.mktemp("clone") / "clone"
    _git(kept, "commit", "-q", "--allow-empty", "-m", "Second")
    _edit(kept)
    _git(kept, "commit", "-qam", "Third")
    _git(kept, "clone", "-q", "--filter=blob:none", f"file://{kept}", str(clone))
    done = run("log", "--since", "HEAD~1", cwd=clone)
    assert done.returncode == 1 and "does not hold" in done.stderr and "\nhint: " in done.stderr
    assert run("log", cwd=clone).returncode == 0


def test_a_repository_that_never_answers_is_given_up(kept, monkeypatch):
    monkeypatch.setattr("litgraph.history.SECONDS", 1)
    (kept / ".git/HEAD").unlink()
    os.mkfifo(kept / ".git/HEAD")
    with pytest.raises(LitgraphError, match="1 second"):
        log(kept)


def test_a_theme_under_another_id_is_one_change(kept, run):
    assert run("theme", "rename", "networks", "leagues", cwd=kept).returncode == 0
    changes = json.loads(run("log", "--format", "json", cwd=kept).stdout)["changes"]
    ids = [change["differences"] for change in changes if change["keys"] == ["leagues"]]
    assert ids == [[{"field": "id", "before": "networks", "after": "leagues"}]]
    assert not [change for change in changes if change["noun"] == "theme given"]
