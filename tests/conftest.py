"""What the tests share: the knowledge base of this repository, a copy to change, a tiny corpus, the command line."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from litgraph import index
from litgraph.model import Corpus, Harvest, Name, Span, Work

os.environ["COLUMNS"] = "100"  # what is printed must not depend on the terminal that the tests run in

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"

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
def corpus(city: Path) -> Corpus:
    """The settled city-diplomacy review."""
    from litgraph.corpus import load

    return load(city)


@pytest.fixture(scope="session")
def db(city: Path) -> Iterator[sqlite3.Connection]:
    """The index of the city-diplomacy review."""
    with closing(index.connect(city)) as connection:
        yield connection


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run litgraph as a program, as a user does."""

    def litgraph(*words: str, cwd: Path = tmp_path, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "litgraph", *words]
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100", **env}
        return subprocess.run(
            command,
            cwd=cwd,
            input=stdin,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )

    return litgraph


def work(key: str, *families: str, year: int | None = 2020, title: str = "", line: int = 1, **more: object) -> Work:
    """A work in one line, for tests that are about something else."""
    authors = tuple(Name(family=family) for family in families)
    at = Span("bib/references.bib", line)
    return Work(key, "book", title or f"Title of {key}", authors, year=year, at=at, **more)  # type: ignore[arg-type]


def harvest(*works: Work) -> Harvest:
    """The harvest of some works."""
    return Harvest(works=frozenset(works))
