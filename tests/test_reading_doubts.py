"""A reading that is doubtful as a whole says so, before all else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from litgraph.reading.reader import read_paper
from tests.conftest import Run

FAMILIES = ["Alm", "Berg", "Dahl", "Ek", "Falk", "Gran", "Holm", "Iversen", "Juul", "Krog", "Lie", "Moe"]
LISTED = [f"{name}, A. ({2000 + n}). Ledgers of {name.lower()}. Mud, {n}, 1-9." for n, name in enumerate(FAMILIES)]
CITED = [f"Towns trade ({name}, {2000 + n})." for n, name in enumerate(FAMILIES)]
LATER = [f"They sail ({name} et al., {2010 + n})." for n, name in enumerate(["Noor", "Prag", "Roe", "Skog", "Tamm"])]


def paper(text: list[str], listed: list[str]) -> str:
    return "\n\n".join(["Ports", "1 Introduction", " ".join(text), *(["References", *listed] if listed else [])]) + "\n"


def doubts(tmp_path: Path, source: str) -> list[str]:
    (tmp_path / "ports.txt").write_text(source, "utf-8")
    problems = read_paper(tmp_path / "ports.txt").problems
    assert all(problem.hint for problem in problems)
    return [problem.message.partition("as a whole: ")[2] for problem in problems if problem.code == "doubtful-reading"]


def test_a_sound_reading_says_nothing(tmp_path: Path) -> None:
    assert doubts(tmp_path, paper(CITED, LISTED)) == []
    assert doubts(tmp_path, paper(CITED[:4], LISTED)) == []
    numbered = paper([f"So [{n}]." for n in range(1, 13)], [f"{n}. {entry}" for n, entry in enumerate(LISTED, 1)])
    assert doubts(tmp_path, numbered) == []


def test_references_that_nothing_cites_are_doubtful(tmp_path: Path) -> None:
    (doubt,) = doubts(tmp_path, paper(["Towns trade (Alm 12). Berg thinks so, too (31)."], LISTED))
    assert doubt.startswith("none of the 12 references in its list is cited in its text")
    (doubt,) = doubts(tmp_path, paper([*CITED[:2], "Wool (3) and rope (9)."], LISTED))
    assert doubt == "only 2 of the 12 references in its list are cited in its text"


def test_a_list_that_breaks_off_is_doubtful(tmp_path: Path) -> None:
    (doubt,) = doubts(tmp_path, paper([*CITED, *LATER], LISTED))
    assert doubt == 'its list breaks off after "Moe", though its text cites 5 works by later names'
    numbered = paper([f"So [{n}]." for n in range(1, 31)], [f"{n}. {entry}" for n, entry in enumerate(LISTED, 1)])
    assert doubts(tmp_path, numbered) == ["its list breaks off at 12, though its text cites up to 30"]
    first_nine = [f"{n}. {entry}" for n, entry in enumerate(LISTED[:9], 1)]
    begun = [f"So [{n}]." for n in range(1, 10)]
    in_range = doubts(tmp_path, paper([*begun, "So [13–15] and [16]."], first_nine))
    assert in_range == ["its list breaks off at 9, though its text cites up to 16"]
    assert doubts(tmp_path, paper([*begun, "They were young [13–15]."], first_nine)) == []
    (doubt,) = doubts(tmp_path, paper([*CITED[6:8], *CITED[:5]], LISTED[5:]))
    assert doubt == "of 7 works that its text cites by name and year, 5 are in no list"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (CITED, "it has no list of references, though its text cites 12 works by name and year"),
        ([f"So [{n}]." for n in range(1, 9)], "it has no list of references, though its text cites 8 works by number"),
        (["So [1–4] and [6]."], "it has no list of references, though its text cites 5 works by number"),
        (["Towns trade."], "neither a list of references nor a citation is found in it"),
    ],
)
def test_a_paper_without_a_list_is_doubtful(tmp_path: Path, text: list[str], reason: str) -> None:
    assert doubts(tmp_path, paper(text, [])) == [reason]


def test_works_in_footnotes_only_are_said_to_be(tmp_path: Path) -> None:
    notes = ["1 Ada Vale, The Barge and the Law 7 (Quay Press 1973).", "2 Bo Moss, in: Water (Quay Press 2016) 5-9."]
    (doubt,) = doubts(tmp_path, paper(["The statute is old.1 It was praised.2"], []) + "\n" + "\n\n".join(notes) + "\n")
    assert doubt == "it has no list of references; its works stand in footnotes only, of which 2 name some"
    listed = [
        f"[{n}] {note}" for n, note in enumerate(["A. Vale, The Barge (Quay, 1973) 7.", "Ibid., p. 9 (1973)."], 1)
    ]
    (doubt,) = doubts(tmp_path, paper(["The statute is old. It was praised."], [*listed, "[3] B. Moss, Water (2016)."]))
    assert doubt.endswith("seem to be notes; its works stand in footnotes only")


def test_what_is_doubtful_comes_first_wherever_a_reading_is_shown(run: Run, tmp_path: Path) -> None:
    """On stderr before what was found, in JSON before it, and at the head of the file that is written."""
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/references.bib").write_text("@book{noor2019, author = {Noor, A.}, title = {Ports}, year = 2019}\n")
    (tmp_path / "noor2019.txt").write_text(paper(["Nothing."], LISTED), "utf-8")
    shown = run("read", "noor2019.txt", cwd=tmp_path)
    assert "doubtful as a whole: none of the 12 references" in shown.stderr and "by hand" in shown.stderr
    first_keys = list(json.loads(run("read", "noor2019.txt", "--format", "json", cwd=tmp_path).stdout))[:4]
    assert first_keys == ["schema", "file", "paper", "problems"]
    run("read", "noor2019.txt", "--write", cwd=tmp_path)
    lines = (tmp_path / "bib/readings/noor2019.yaml").read_text("utf-8").splitlines()
    assert "doubtful as a whole" in lines[1] and lines[2] == "paper: noor2019"
