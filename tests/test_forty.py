"""Forty questions about the city-diplomacy review; the answers were found by reading its two papers."""

from __future__ import annotations

import csv
import io
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from litgraph import load
from litgraph.cli import cli
from litgraph.knowledge import KnowledgeBase
from tests.conftest import REPOSITORY

FORTY = yaml.safe_load((REPOSITORY / "tests/cases/forty.yaml").read_text(encoding="utf-8"))

Asked = dict[str, Any]


@pytest.fixture(scope="module")
def kb(city: Path) -> KnowledgeBase:
    return load(city)


def check(case: Asked, keys: list[str], rows: list[dict[str, str]], text: str) -> None:
    """That an answer is what the papers say."""
    if "keys" in case:
        assert sorted(keys) == sorted(case["keys"])
    if "first" in case:
        assert keys[: len(case["first"])] == case["first"]
    if "number" in case:
        assert len(keys) == case["number"]
    if "columns" in case:
        assert [[row[name] for name in case["columns"]] for row in rows] == case["rows"]
    for said in case.get("says", ()):
        assert said in " ".join(text.split())


def as_text(value: object) -> str:
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def by_command(city: Path, *words: str, forms: Sequence[str]) -> list[Result]:
    """What the command line prints in some forms, without the cost of a process for each."""
    runner = CliRunner(env={"COLUMNS": "100"})
    runs = [runner.invoke(cli, ["--project", str(city), *words, "--format", form]) for form in forms]
    assert [each.exit_code for each in runs] == [0] * len(runs), runs[0].output
    return runs


def test_there_are_forty_questions_each_with_its_source():
    assert len({case["question"] for case in FORTY}) == len({case["ask"] for case in FORTY}) == 40
    assert all(case["source"] and {"keys", "first", "number", "rows"} & set(case) for case in FORTY)


@pytest.mark.parametrize("case", FORTY, ids=lambda case: case["ask"])
def test_command_python_and_plain_question_give_the_papers_answer(case, city, kb):
    keys, rows, table = by_command(city, *shlex.split(case["cli"]), forms=("keys", "csv", "table"))
    check(case, keys.stdout.split(), list(csv.DictReader(io.StringIO(rows.stdout))), table.stdout)
    assert all(note in keys.stderr for note in case.get("notes", ()))

    name, words, *named = case["python"]
    found = getattr(kb, name)(*words, **(named[0] if named else {}))
    check(case, found.keys, [{key: as_text(value) for key, value in row.items()} for row in found], str(found))

    (plain,) = by_command(city, "ask", case["ask"], forms=("csv",))
    assert plain.stdout == rows.stdout and plain.stderr.startswith("understood as")
    assert kb.ask(case["ask"]).rows == found.rows


@pytest.mark.parametrize("case", FORTY[::13], ids=lambda case: case["ask"])
def test_a_program_of_its_own_answers_the_same(case, city, program):
    plain, command = program("ask", case["ask"], cwd=city), program(*shlex.split(case["cli"]), cwd=city)
    assert plain.returncode == command.returncode == 0 and plain.stdout == command.stdout
