"""What a paper may take of the memory: a file that swells is said, and the others are read."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import pytest

from litgraph.errors import LitgraphError
from litgraph.reading import processes
from litgraph.reading.paper import PaperContent
from litgraph.reading.reader import read_paper
from tests.test_reading_sources import column, pdf

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no other system is known to keep to such a limit")


def _swell(path: Path) -> PaperContent:
    """A reader that takes 6 GB for one paper."""
    return len(bytearray(6_000_000_000)) and read_paper(path) if path.stem == "swells" else read_paper(path)  # type: ignore[return-value]


def test_a_paper_that_swells_is_said_and_the_next_is_read(tmp_path):
    paths = [tmp_path / f"{name}.txt" for name in ("swells", "plain")]
    for path in paths:
        path.write_text("Towns were long overlooked (Noor, 2019).")
    swollen, plain = processes.read_many(paths, reader=_swell)
    assert isinstance(swollen, LitgraphError) and "1.5 GB of memory" in str(swollen) and swollen.hint
    assert isinstance(plain, PaperContent)


def test_a_single_text_has_the_same_limit_and_what_follows_none(tmp_path, monkeypatch):
    (tmp_path / "swells.txt").write_text("Towns")
    monkeypatch.setattr(processes, "read_paper", _swell)
    answer = processes.read_here(tmp_path / "swells.txt")
    assert isinstance(answer, LitgraphError) and "1.5 GB of memory" in str(answer)
    assert len(bytearray(1_600_000_000)) > 0


@pytest.mark.slow
def test_a_small_pdf_that_swells_to_gigabytes_is_given_up(run, tmp_path):
    data = pdf(column(50, 700, ["Towns"]))
    swollen = zlib.compress(zlib.compress(b" " * 2_000_000_000, 1), 9)
    start, end = data.index(b"<< /Length"), data.index(b"endstream")
    stream = b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\n" % (len(swollen), swollen)
    (tmp_path / "bomb.pdf").write_bytes(data[:start] + stream + data[end:])
    for command in ("read bomb.pdf", "start bomb.pdf"):
        done = run(*command.split(), cwd=tmp_path)
        assert done.returncode == 4 and "1.5 GB of memory" in done.stderr and "\nhint: " in done.stderr
