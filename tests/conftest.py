"""What the tests share: the knowledge base of this repository, a copy to change, a tiny corpus, the command line."""

from __future__ import annotations

import codecs
import io
import os
import select
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from litgraph import index
from litgraph.cli import main
from litgraph.codes import CODES
from litgraph.model import Corpus, Harvest, Name, Problem, Span, Work

# What is printed must depend neither on the terminal that the tests run in, nor on whose it is: not on the settings of
# a user, nor on the repository that a hook of git names.
for variable in [name for name in os.environ if name.startswith(("LITGRAPH_", "GIT_"))]:
    del os.environ[variable]
os.environ |= {"COLUMNS": "100", "XDG_CONFIG_HOME": os.devnull}

# Every run tries the same examples, however long each takes, which says more of the machine than of litgraph. More and
# other ones: --hypothesis-profile=fuzz
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("litgraph", settings.get_profile("patient"), max_examples=40, derandomize=True)
settings.register_profile("fuzz", settings.get_profile("patient"), max_examples=1000)
settings.load_profile("litgraph")

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"

PATIENCE = 120  # seconds for what takes one or two, on a machine with much else to do

Run = Callable[..., subprocess.CompletedProcess[str]]


def copy_knowledge_base(folder: Path) -> Path:
    """A copy of the city-diplomacy review that a test may change."""
    shutil.copytree(REPOSITORY / "bib", folder / "bib")
    shutil.copy(REPOSITORY / "themes.yaml", folder)
    return folder


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """A copy of the city-diplomacy review that a test may change."""
    return copy_knowledge_base(tmp_path)


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city-diplomacy review, for tests that only read it."""
    return copy_knowledge_base(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="session")
def bees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small review on pollination, in the short forms that a beginner writes."""
    folder = tmp_path_factory.mktemp("bees") / "bees"
    shutil.copytree(REPOSITORY / "tests/cases/bees", folder, ignore=shutil.ignore_patterns(".litgraph"))
    return folder


# For `litgraph.views.bibliography.render`, where a test is not about references: setting them takes most of its time.
CACHE: dict[str, str] = {}


@pytest.fixture(scope="session", autouse=True)
def cache_references(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the references that the tests of this run set in one file."""
    CACHE["cache"] = str(tmp_path_factory.mktemp("csl") / "references.sqlite")


@pytest.fixture(scope="session", autouse=True)
def codes_are_explained() -> Iterator[None]:
    """Whatever problem any test meets has a code that `litgraph check --explain` knows."""
    make_problem = Problem.__init__

    def make_explained_problem(problem: Problem, code: str, *values: Any, **fields: Any) -> None:
        assert code in CODES, f'"{code}" is not in litgraph/codes.py'
        make_problem(problem, code, *values, **fields)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Problem, "__init__", make_explained_problem)
        yield


@pytest.fixture(scope="session")
def corpus(city: Path) -> Corpus:
    """The settled city-diplomacy review."""
    from litgraph.corpus import load

    return load(city)


@pytest.fixture(scope="session")
def db(city: Path) -> Iterator[sqlite3.Connection]:
    """The index of the city-diplomacy review."""
    with closing(index.connect(city)) as connection:
        yield connection


class _Stdin(io.BytesIO):
    name = "<stdin>"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run litgraph as a user does, but within this process: loading Python anew takes most of a question's time."""

    def litgraph(*words: str, cwd: Path = tmp_path, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(cwd)
            for name, value in {"COLUMNS": "100", **env}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["litgraph", *words])
            patch.setattr(sys, "stdin", io.TextIOWrapper(_Stdin(stdin.encode("utf-8")), encoding="utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            with pytest.raises(SystemExit) as exit_info:
                main()
        texts = []
        for stream in (out, err):
            stream.flush()
            texts.append(stream.buffer.getvalue().decode("utf-8"))  # type: ignore[attr-defined]
        return subprocess.CompletedProcess(words, int(exit_info.value.code or 0), *texts)

    return litgraph


@pytest.fixture
def program(tmp_path: Path) -> Run:
    """Run litgraph as a process of its own, where it matters that it is one."""

    def litgraph(*words: str, cwd: Path = tmp_path, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "litgraph", *words],
            cwd=cwd,
            input=stdin,
            env={**os.environ, "COLUMNS": "100", **env},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
        )

    return litgraph


# The process that leads a session has a terminal of its own once it takes it.
_TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


def run_in_terminal(
    command: Sequence[str], exchange: Sequence[tuple[str, str]], *, cwd: Path, env: dict[str, str] | None = None
) -> tuple[str, int]:
    """What a terminal of its own shows of a command until that ends, and its exit code.

    `exchange` are pairs: what is waited for, and what is then typed. Ctrl-C is typed again where nothing follows for
    ten seconds: Python starts to wait for a line without another look at a signal that came a moment before.
    """
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _TAKE_TERMINAL, *command],
        cwd=cwd,
        env=env,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    screen, since, waiting, typed, deadline = "", 0, list(exchange), "", time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline:
            if waiting and waiting[0][0] in screen[since:]:
                typed = waiting.pop(0)[1]
                os.write(ours, typed.encode())
                since = len(screen)
            elif select.select([ours], [], [], 10)[0]:
                screen += decoder.decode(os.read(ours, 65536))
            elif typed == "\x03":
                os.write(ours, typed.encode())
    except OSError:  # nobody writes there any more
        pass
    else:
        process.kill()
    finally:
        os.close(ours)
        code = process.wait()
    assert not waiting, f"{waiting[0][0]!r} did not come:\n{screen}"
    return screen, code


def work(key: str, *families: str, year: int | None = 2020, title: str = "", line: int = 1, **fields: object) -> Work:
    """A work in one line, for tests that are about something else."""
    authors = tuple(Name(family=family) for family in families)
    at = Span("bib/references.bib", line)
    return Work(key, "book", title or f"Title of {key}", authors, year=year, at=at, **fields)  # type: ignore[arg-type]


def harvest(*works: Work) -> Harvest:
    """The harvest of some works."""
    return Harvest(works=frozenset(works))
