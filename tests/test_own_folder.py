"""What a folder made by somebody else, a crash, or two commands at once can do to the files of a user: nothing."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from litgraph import load
from litgraph.files import write_text
from litgraph.unfinished import make_unfinished_file, make_unfinished_folder
from tests.conftest import PATIENCE

PAPER = """Who twins with whom

1. Introduction

Towns were long overlooked (see Noor, 2019, p. 12).

References

Noor, A. (2019). Harbour towns and their partners. Quay.
"""
PRECIOUS = "what a user wrote\n"
ENTRY = "@book{li2024, author = {Li, A.}, title = {A New Book}, publisher = {P}, year = 2024}\n"


@pytest.fixture
def victim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the user outside of the knowledge base."""
    path = tmp_path_factory.mktemp("elsewhere") / "precious.txt"
    path.write_text(PRECIOUS)
    return path


@pytest.fixture
def paper(review: Path) -> Path:
    (review / "noor.txt").write_text(PAPER)
    return review / "noor.txt"


# Which command writes the file of a name; the lock and .gitignore belong to those of two others.
WRITERS = {
    "index": ("build --anew", "who cites Clerc"),
    "lock": ("annotate clerc2020 Good",),
    "papers": ("read noor.txt --as clerc2020 --write",),
    "references": ("cite clerc2020",),
}
WRITERS[".gitignore"] = WRITERS["passages/clerc2020"] = WRITERS["papers"]


def assert_every_writer_writes(run, review, name=""):
    """The commands that write a file of .litgraph, or any, do what they are for."""
    for words in WRITERS[name.partition(".sqlite")[0].removesuffix(".json")] if name else sum(WRITERS.values(), ()):
        done = run(*words.split(), cwd=review)
        assert done.returncode == 0, f"{words}: {done.stderr}"


OWN = "lock .gitignore index.sqlite papers.sqlite references.sqlite passages/clerc2020.json"
OWN += " index.sqlite-journal papers.sqlite-journal references.sqlite-journal papers.sqlite-wal"


@pytest.mark.parametrize("name", OWN.split())
def test_a_link_in_the_own_folder_is_never_followed(run, review, paper, victim, name):
    own = review / ".litgraph" / name
    own.parent.mkdir(parents=True)
    own.symlink_to(victim)
    assert_every_writer_writes(run, review, name)
    assert victim.read_text() == PRECIOUS and os.listdir(victim.parent) == [victim.name]


@pytest.mark.parametrize("name", OWN.split())
def test_a_link_to_nothing_makes_nothing_there(run, review, paper, victim, name):
    own = review / ".litgraph" / name
    own.parent.mkdir(parents=True)
    own.symlink_to(victim.parent / "new")
    assert_every_writer_writes(run, review, name)
    assert os.listdir(victim.parent) == [victim.name]


def test_a_folder_of_passages_that_is_a_link_is_replaced(run, review, paper, victim):
    (review / ".litgraph").mkdir()
    (review / ".litgraph/passages").symlink_to(victim.parent)
    (victim.parent / "clerc2020.json").write_text(PRECIOUS)
    assert_every_writer_writes(run, review)
    assert (victim.parent / "clerc2020.json").read_text() == PRECIOUS
    assert (review / ".litgraph/passages/clerc2020.json").is_file()


@pytest.mark.parametrize("words", ["who cites Clerc", "build", "annotate clerc2020 Good", "map", "add -"])
def test_an_own_folder_that_is_a_link_is_said(run, review, victim, words):
    (review / ".litgraph").symlink_to(victim.parent)
    done = run(*words.split(), cwd=review, stdin=ENTRY)
    assert done.returncode == 4 and '.litgraph" is a link' in done.stderr and "\nhint: " in done.stderr
    assert os.listdir(victim.parent) == [victim.name]


@pytest.mark.parametrize("name", OWN.split())
def test_a_pipe_in_the_own_folder_is_not_waited_for(program, review, paper, name):
    own = review / ".litgraph" / name
    own.parent.mkdir(parents=True)
    os.mkfifo(own)
    assert_every_writer_writes(program, review, name)


@pytest.mark.parametrize("name", ["bib/references.bib", "bib/positions.json", "bib/readings/clerc2020.yaml"])
def test_a_pipe_in_the_place_of_a_file_of_the_user_is_said_and_not_waited_for(program, review, paper, name):
    (review / name).unlink(missing_ok=True)
    os.mkfifo(review / name)
    words = {"b": "map --keep", "r": "add -"}["r" if name.endswith(".bib") else "b"]
    words = "read noor.txt --as clerc2020 --write" if name.endswith(".yaml") else words
    done = program(*words.split(), cwd=review, stdin=ENTRY)
    assert done.returncode == 4 and f'{name}" is no file' in done.stderr


def test_a_link_of_the_user_to_her_bibliography_is_followed(run, review, victim):
    bib = shutil.move(review / "bib/references.bib", victim.parent / "mine.bib")
    (review / "bib/references.bib").symlink_to(bib)
    assert run("add", "-", cwd=review, stdin=ENTRY).returncode == 0
    assert "li2024" in Path(bib).read_text(encoding="utf-8") and (review / "bib/references.bib").is_symlink()


@pytest.mark.parametrize("name", ["index.sqlite", "papers.sqlite", "references.sqlite"])
def test_a_journal_that_names_another_file_does_not_delete_it(run, review, paper, victim, name):
    assert_every_writer_writes(run, review, name)
    path = review / ".litgraph" / name
    magic, victim_name = bytes.fromhex("d9d505f920a163d7"), str(victim).encode()
    header = magic + struct.pack(">5I", 0, 1, path.stat().st_size // 4096, 512, 4096)
    end = struct.pack(">I", 0x40000000 // 4096 + 1) + victim_name
    end += struct.pack(">II", len(victim_name), sum(victim_name)) + magic
    (path.parent / f"{name}-journal").write_bytes(header.ljust(512, b"\0") + end)
    for each in (review / "themes.yaml", paper, review / "bib/references.bib"):
        os.utime(each, (1, 1))  # so that the index, too, is written to
    assert_every_writer_writes(run, review, name)
    assert victim.read_text() == PRECIOUS


_ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS by, 'a' AS at FROM n"


@pytest.mark.parametrize(
    ("name", "table"), [("index.sqlite", "made"), ("papers.sqlite", "papers"), ("references.sqlite", "texts")]
)
def test_a_view_that_never_ends_is_not_asked(program, review, paper, name, table):
    assert_every_writer_writes(program, review, name)
    with closing(sqlite3.connect(review / ".litgraph" / name)) as db:
        db.executescript(f"DROP TABLE {table}; CREATE VIEW {table} AS {_ENDLESS}")
    assert_every_writer_writes(program, review, name)


def test_what_a_killed_process_left_unfinished_is_cleared_by_the_next_that_writes_there(tmp_path):
    code = """
import os, signal, sys
from litgraph.unfinished import make_unfinished_file, make_unfinished_folder
with make_unfinished_file(sys.argv[1]), make_unfinished_folder(sys.argv[1]) as folder:
    open(os.path.join(folder, "inside"), "w").close()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    ours = subprocess.run([sys.executable, "-c", code, str(tmp_path)], timeout=PATIENCE)
    assert ours.returncode == -signal.SIGKILL and len(os.listdir(tmp_path)) == 2
    (tmp_path / ".litgraph-notes.part").touch()  # a name that litgraph never gives
    with make_unfinished_file(str(tmp_path)) as held, make_unfinished_folder(str(tmp_path)) as folder:
        write_text(tmp_path / "a.txt", "a")
        assert os.path.exists(held.path) and os.path.isdir(folder)
    assert sorted(os.listdir(tmp_path)) == [".litgraph-notes.part", "a.txt"]


def test_nothing_is_left_in_the_temporary_folder_by_what_was_killed(review, tmp_path_factory, program):
    pytest.importorskip("pypandoc")
    temporary = tmp_path_factory.mktemp("temporary")
    command = [sys.executable, "-m", "litgraph", "bibliography", "-o", "b.docx"]
    process = subprocess.Popen(command, cwd=review, env={**os.environ, "TMPDIR": str(temporary)})

    def unfinished() -> list[str]:  # Python itself tries a folder for temporary files by a file of another name
        return [name for name in os.listdir(temporary) if name.startswith(".litgraph-")]

    while not unfinished() and process.poll() is None:
        time.sleep(0.001)
    process.kill()
    process.wait()
    assert unfinished() != []
    assert program(*command[3:], cwd=review, TMPDIR=str(temporary)).returncode == 0
    assert unfinished() == []


def test_an_entry_that_is_added_four_times_at_once_stands_there_once(review):
    (review / "new.bib").write_text(ENTRY)
    command = [sys.executable, "-m", "litgraph", "add", "new.bib"]
    running = [subprocess.Popen(command, cwd=review, stderr=subprocess.PIPE) for _ in range(4)]
    said = [process.communicate()[1].decode() for process in running]
    assert sorted(process.returncode for process in running) == [0, 4, 4, 4]
    assert sum("nothing was added" in message for message in said) == 3
    assert (review / "bib/references.bib").read_text(encoding="utf-8").count("li2024") == 1


def test_a_folder_that_was_filled_while_the_review_was_read_is_left_as_it_is(tmp_path, monkeypatch):
    from litgraph.desk import projects
    from litgraph.errors import LitgraphError

    (tmp_path / "review.txt").write_text(PAPER)
    folder = tmp_path / "new"
    folder.mkdir()
    read_front_matter = projects.read_front_matter

    def read_while_another_fills_the_folder(*paper):
        (folder / "bib").mkdir()
        (folder / "bib/references.bib").write_text(PRECIOUS)
        (folder / "themes.yaml").write_text(PRECIOUS)
        return read_front_matter(*paper)

    monkeypatch.setattr(projects, "read_front_matter", read_while_another_fills_the_folder)
    with pytest.raises(LitgraphError, match="already"):
        projects.start(tmp_path / "review.txt", folder)
    assert (folder / "themes.yaml").read_text() == (folder / "bib/references.bib").read_text() == PRECIOUS
    assert not load(folder).corpus.works


def test_memory_of_papers_that_is_damaged_is_forgotten(run, review, paper):
    words = "read noor.txt --as clerc2020 --write".split()
    run(*words, cwd=review)
    path = review / ".litgraph/papers.sqlite"
    content = path.read_bytes()
    for start in range(0, len(content), 1024):
        path.write_bytes(content[:start] + b"\xff" * 64 + content[start + 64 :])
        done = run(*words, cwd=review)
        assert done.returncode == 0, done.stderr
