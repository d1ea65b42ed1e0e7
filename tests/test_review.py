"""litgraph read --review: what is doubtful, asked one by one in a real terminal, and never again."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.conftest import Run as Litgraph
from tests.conftest import run_in_terminal

BIB = """@book{noor2019, author = {Noor, Aya}, title = {Harbour towns and their partners abroad}, year = {2019}}
@book{noor2019x, author = {Noor, Aya}, title = {Harbour towns and their people}, year = {2019}}
@book{tamm1988, author = {Tamm, Ott}, title = {Old quays}, year = {1988}}
@article{own2024, author = {Own, Una}, title = {What ports say to each other}, journal = {Ports}, year = {2024}}
"""
PAPER = """What ports say to each other

Una Own

1. Introduction

Small ports were long overlooked (see Noor, 2019, p. 12). Letters were found (Vik, 2021). An older book says so, too
(Tamm, 1988).

References

Noor, A. (2019). Harbour towns. Quay.

Vik, P. (2021a). Letters between harbours in the north. Journal of Port Studies, 7(2), 11-29.

Vik, P. (2021b). Letters between harbours in the south. Journal of Port Studies, 8(2), 31-49.
"""
READING = "bib/readings/own2024.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small bibliography, and a paper that leaves three things open."""
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/references.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "paper.txt").write_text(PAPER, encoding="utf-8")
    return tmp_path


def typed(project: Path, keys: str, *words: str) -> str:
    """What a terminal shows of `litgraph read --review`, where these keys are pressed, one for each question."""
    command = [sys.executable, "-m", "litgraph", "read", "--review", *words]
    screen, code = run_in_terminal(command, [("q quit: ", key) for key in keys], cwd=project)
    assert code == 0, screen
    return re.sub(r"\x1b\[\w|\r", "", screen)


def test_each_answer_is_written_at_once_and_the_question_never_comes_again(run: Litgraph, project: Path) -> None:
    shown = typed(project, "2sq", "paper.txt")
    assert "1 of 3, paper.txt [own2024]" in shown and "Noor, A. (2019). Harbour towns. Quay." in shown
    assert 'cited in "1. Introduction": Small ports were long overlooked (see Noor, 2019, p. 12).' in shown
    assert "2  noor2019  Noor 2019: Harbour towns and their partners abroad" in shown and "same first author" in shown
    reading = (project / READING).read_text(encoding="utf-8")
    assert "{work: noor2019, locator: p. 12, signal: see}" in reading and "reviewed:" in reading
    shown = typed(project, "2n")  # no paper is named: all that were read
    assert "1 of 2" in shown and "Which entry of its list is meant?" in shown and "not in the bibliography" in shown
    assert "1  tamm1988  Tamm 1988: Old quays" in shown
    reading = (project / READING).read_text(encoding="utf-8")
    assert "Vik 2021b: Letters between harbours in the south" in reading
    done = run("read", "--review", cwd=project)
    assert done.returncode == 0 and "nothing is doubtful" in done.stderr and done.stdout == ""
    checked = run("check", cwd=project)
    assert "0 errors, 1 warning " in checked.stderr and 'no work fits "Vik 2021b' in checked.stdout
    run("read", "paper.txt", "--write", "--again", cwd=project)
    assert (project / READING).read_text(encoding="utf-8") == reading


def test_where_nobody_can_answer_what_is_open_is_listed(run: Litgraph, project: Path) -> None:
    done = run("read", "paper.txt", "--review", cwd=project)
    assert done.returncode == 0 and "not a terminal" in done.stderr
    assert done.stdout.count("[own2024]") == 3 and "-  noor2019x" in done.stdout
    assert run("read", "--review", "-q", cwd=project).stdout == done.stdout


def test_answers_stand_beside_corrections_and_what_is_new_is_asked(project: Path) -> None:
    typed(project, "nq", "paper.txt")
    reading = project / READING
    reading.write_text(reading.read_text(encoding="utf-8").replace("signal: see", "signal: see also"), encoding="utf-8")
    with (project / "bib/references.bib").open("a", encoding="utf-8") as bib:
        bib.write("@book{noor2019y, author = {Noor, Aya}, title = {Harbour towns: A life}, year = {2019}}\n")
    shown = typed(project, "1q")
    assert "1  noor2019y" in shown and "2  noor2019" not in shown
    text = reading.read_text(encoding="utf-8")
    assert "{work: noor2019y, locator: p. 12, signal: see also}" in text
