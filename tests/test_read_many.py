"""Many papers: two at a time, none of which can stop the others, and none of which is read twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from litgraph.errors import LitgraphError
from litgraph.reading.memory import Memory
from litgraph.reading.paper import PaperContent
from litgraph.reading.processes import read_many
from litgraph.reading.reader import read_paper
from tests.conftest import PATIENCE
from tests.conftest import Run as Litgraph
from tests.odd_reader import odd_reader

BIB = "".join(
    f"@book{{p{n}, author = {{Own, Una}}, title = {{Paper {n} of them}}, year = {{2020}}}}\n" for n in range(6)
)
PAPER = """1. Introduction

So says Noor (2019), and so does Vik (2021).

References

Noor, A. (2019). Harbour towns and their partners. Quay.

Vik, P. (2021). Letters between harbours in the north. Journal of Port Studies, 7(2), 11-29.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A bibliography, and a folder of papers that are in it."""
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/references.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "papers/more").mkdir(parents=True)
    for number in range(4):
        folder = tmp_path / ("papers/more" if number % 2 else "papers")
        (folder / f"p{number}.txt").write_text(PAPER.replace("So says", f"So says {number}:"), encoding="utf-8")
    (tmp_path / "papers/broken.pdf").write_bytes(b"%PDF-1.4 and nothing more")
    (tmp_path / "papers/notes.doc").write_bytes(b"no paper")
    return tmp_path


def test_one_that_crashes_hangs_or_is_gone_stops_nothing(tmp_path: Path) -> None:
    names = ["a", "crash", "b", "hang", "gone", "odd", "c"]
    for name in names:
        if name != "gone":
            (tmp_path / name).write_text(PAPER, encoding="utf-8")
    seen: list[int] = []
    paths = [tmp_path / name for name in names]
    answers = list(read_many(paths, seconds=2, reader=odd_reader, watch=lambda _, done: seen.append(done)))
    assert [isinstance(answer, PaperContent) for answer in answers] == [True, False, True, False, False, False, True]
    said = {name: f"{each}" for name, each in zip(names, answers, strict=True) if isinstance(each, LitgraphError)}
    assert "makes the program that reads it fail" in said["crash"]
    assert said["hang"] == "reading it took more than 2 seconds"
    assert said["gone"] == "No such file or directory" and said["odd"] == "ValueError: odd"
    assert seen == sorted(seen) and seen[0] == 0


def test_a_folder_is_read_once(run: Litgraph, project: Path) -> None:
    done = run("read", "papers", "--write", "--add", cwd=project)
    assert done.returncode == 4 and "5 papers: 4 read, 0 not read again, 1 failed" in done.stderr
    assert 'failed: papers/broken.pdf: "broken.pdf" cannot be opened as a PDF' in done.stderr
    assert done.stderr.count("added noor2019, vik2021") == 1 and "reading papers/p0.txt" in done.stderr
    readings = {path.name: path.read_text(encoding="utf-8") for path in (project / "bib/readings").iterdir()}
    assert sorted(readings) == ["p0.yaml", "p1.yaml", "p2.yaml", "p3.yaml"]
    (project / "papers/p2.txt").write_text(PAPER.replace("Noor (2019)", "Noor (2019, p. 7)"), encoding="utf-8")
    done = run("read", "papers", "--write", cwd=project)
    assert "1 read, 3 not read again" in done.stderr
    assert run("read", "papers", "--write", cwd=project).stdout.count("unchanged, and not read again") == 4
    assert "locator: p. 7" in (project / "bib/readings/p2.yaml").read_text(encoding="utf-8")
    assert "4 read, 0 not" in run("read", "papers", "--write", "--again", cwd=project).stderr


def test_a_new_entry_in_the_bibliography_is_found_without_reading_again(run: Litgraph, project: Path) -> None:
    run("read", "papers/p0.txt", "--write", cwd=project)
    reading = project / "bib/readings/p0.yaml"
    assert "work: noor2019" not in reading.read_text(encoding="utf-8")
    with (project / "bib/references.bib").open("a", encoding="utf-8") as bib:
        bib.write("@book{noor, author={Noor, A.}, title={Harbour towns and their partners}, year={2019}}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("litgraph.reading.processes.read_paper", lambda path: pytest.fail("it is read again"))
        run("read", "papers/p0.txt", "--write", cwd=project)
    assert "work: noor," in reading.read_text(encoding="utf-8")


def test_two_files_of_one_paper_make_one_reading(run: Litgraph, project: Path) -> None:
    (project / "papers/p0.md").write_text(PAPER, encoding="utf-8")
    done = run("read", "papers/p0.txt", "papers/p0.md", "--write", cwd=project)
    assert done.returncode == 0 and "papers/p0.md: left out, as it is the same paper as papers/p0.txt" in done.stderr


def test_what_was_read_is_remembered_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(PAPER, encoding="utf-8")
    memory = Memory(str(tmp_path))
    read = read_paper(path)
    memory.remember_content(path, "digest", read)
    memory.close()
    memory = Memory(str(tmp_path))
    assert memory.recall_content(path, "digest") == read and memory.recall_content(path, "other") is None
    memory.close()
    assert (tmp_path / ".litgraph/.gitignore").read_text(encoding="utf-8") == "*\n"
    (tmp_path / ".litgraph/papers.sqlite").write_bytes(b"no database")
    memory = Memory(str(tmp_path))
    assert memory.recall_content(path, "digest") is None
    memory.close()


# What a shell starts in the background ignores SIGINT, and so does what that starts: these tests, and litgraph in them.
TO_BE_INTERRUPTED = """
import signal
from litgraph.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
@pytest.mark.parametrize("ended", [signal.SIGINT, pytest.param(9, marks=pytest.mark.slow)])
def test_what_was_written_stays_when_it_is_ended_in_the_middle(run: Litgraph, project: Path, ended: int) -> None:
    for number in range(30):
        (project / f"papers/p{number:03}.txt").write_text(PAPER, encoding="utf-8")
    last = project / "papers/z.txt"
    os.mkfifo(last)  # it is waited for, so that the program has not ended before it is ended
    with (project / "bib/references.bib").open("a", encoding="utf-8") as bib:
        bib.write("".join(f"@misc{{p{number:03}, title = {{No {number}}}}}\n" for number in range(30)))
    program = subprocess.Popen(
        [sys.executable, "-c", TO_BE_INTERRUPTED, "read", "papers", "--write"],
        cwd=project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    readings, until = project / "bib/readings", time.monotonic() + PATIENCE
    while time.monotonic() < until and len(list(readings.glob("*.yaml"))) < 3:
        time.sleep(0.02)
    os.killpg(program.pid, ended)
    said = program.communicate(timeout=PATIENCE)[1]
    last.unlink()
    if ended == signal.SIGINT:
        assert program.returncode == 130 and "the same command goes on from there" in said
    there = {path: path.read_bytes() for path in readings.glob("*.yaml")}
    assert 3 <= len(there) < 34 and all(b"unless changed since" in text for text in there.values())
    done = run("read", "papers", "--write", cwd=project)
    assert len(list(readings.glob("*.yaml"))) == 34
    assert int(done.stderr.split(" not read again")[0].split()[-1]) >= len(there) - 1
    assert all(path.read_bytes() == text for path, text in there.items())
