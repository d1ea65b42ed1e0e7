"""A reader of papers that fails in every way: in a module of its own, as each process that reads imports it anew."""

from __future__ import annotations

import ctypes
from pathlib import Path

from litgraph.reading.paper import PaperContent
from litgraph.reading.reader import read_text

PAPER = read_text("So says Noor (2019).")


def odd_reader(path: Path) -> PaperContent:
    """Reads a paper as its name wants it: in no time, or crashing or hanging as a library in C does."""
    if "crash" in path.name:
        ctypes.string_at(0)
    if "hang" in path.name:
        ctypes.pythonapi.sleep(60)  # which holds the interpreter
    if "odd" in path.name:
        raise ValueError("odd")
    path.stat()
    return PAPER
