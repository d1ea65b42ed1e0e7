"""Reading BibTeX and BibLaTeX."""

from __future__ import annotations

import gzip
import json
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.splitter import Splitter
from hypothesis import given, settings
from hypothesis import strategies as st

from litgraph.formats.bibtex import read, read_text
from litgraph.formats.bibtex.scan import Complaints, scan
from litgraph.model import Harvest, Name, Work
from litgraph.problems import CODES

CASES = Path(__file__).parent / "cases" / "bibtex"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "bibtex"


def _work(harvest: Harvest, key: str = "k") -> Work:
    return next(work for work in harvest.works if work.key == key)


def _plain_data(harvest: Harvest) -> dict[str, Any]:
    """Works and problems as JSON has them, without what is empty."""
    works = {}
    for work in sorted(harvest.works, key=lambda work: work.at or 0):
        data = asdict(work) | {"extra": dict(work.extra), "ids": sorted(work.ids), "at": str(work.at)}
        for role in ("authors", "editors"):
            data[role] = [{part: text for part, text in name.items() if text} for name in data[role]]
        works[data.pop("key")] = {name: value for name, value in data.items() if value}
    problems = sorted(harvest.problems, key=lambda problem: (problem.at, str(problem)))
    return {"works": works, "problems": [f"{problem} hint: {problem.hint}" for problem in problems]}


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_cases(case: str) -> None:
    """Each file under cases/bibtex gives exactly the works and the problems, with places and hints, in its expected.json."""
    found = _plain_data(read(CASES / case / "input.bib", "input.bib"))
    assert found == json.loads((CASES / case / "expected.json").read_text("utf-8"))
