"""One published review becomes a knowledge base: its list of references, its sections as themes, its citations."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from litgraph.codebook.proposals import Proposals, propose_themes, write_themes_yaml
from litgraph.errors import LitgraphError
from litgraph.files import Folder, digest, shown, write_text
from litgraph.formats import bibtex
from litgraph.identity import unite
from litgraph.model import Citation, Problem, Reading, Work
from litgraph.project import BIB, CODEBOOK, READINGS, VERSION
from litgraph.reading.front import front
from litgraph.reading.locate import keep
from litgraph.reading.memory import Memory
from litgraph.reading.paper import Read, Reference
from litgraph.reading.reader import read_paper
from litgraph.reading.record import parse_record
from litgraph.reading.works import as_work, new_key
from litgraph.reading.write import record, unsealed

__all__ = ["Doubtful", "Started", "start"]


class Doubtful(NamedTuple):
    """A work whose entry in the list was perhaps not understood, and why."""

    work: Work
    printed: str
    reasons: tuple[str, ...]


class Started(NamedTuple):
    """What was made of a review; `works` are those of its list, `problems` what was wrong with its text."""

    folder: str
    review: Work
    works: tuple[Work, ...]
    reading: Reading
    citations: tuple[Citation, ...]
    proposed: Proposals
    doubtful: tuple[Doubtful, ...]
    problems: tuple[Problem, ...]


def start(review: Folder, folder: Folder = "") -> Started:
    """Make a new knowledge base of a published review, in a new folder: by default named as its file.

    Raises LitgraphError where the folder is there already, or where the paper has no text or no list of references.
    """
    path = Path(review)
    target = Path(folder or _named(path)).absolute()
    _check_that_it_is_free(target)
    read = read_paper(path)
    _check_that_it_was_read(path, read)
    own = front(path, read)
    own = replace(own, key=new_key(own, ()))
    listed, keys, doubtful = _listed(read.references, own)
    name = f"{READINGS}/{own.key}.yaml"
    text = record(read, own.key, keys, read_by=f"litgraph {VERSION}", with_passages=False)
    harvest = parse_record(text, name)
    (reading,) = harvest.readings
    citations = sorted(harvest.citations, key=lambda citation: citation.placement.order)
    proposed = propose_themes(own.key, reading.sections, citations)
    files = {
        BIB: f"{_BIB}\n{bibtex.write_bibliography([own, *listed], with_x_fields=True)}",
        name: text,
        ".gitignore": ".litgraph/\n",
        CODEBOOK: write_themes_yaml(own.title, own.key, proposed),
    }
    _put(target, files)
    keep(os.fspath(target), name, os.fspath(path), read, harvest, keys)
    with closing(
        Memory(os.fspath(target))
    ) as memory:  # so that it can be reviewed, and corrected before it is read again
        body, seal = unsealed(text)
        memory.keep(path, digest(os.fspath(path)), read)
        memory.writing(own.key, seal, body)
        memory.note(path, own.key, "")
    return Started(
        os.fspath(target),
        own,
        tuple(listed),
        reading,
        tuple(citations),
        proposed,
        tuple(doubtful),
        read.problems,
    )


_BIB = """% The review that this knowledge base began with, and the works of its list of references, as litgraph read
% them. Correct them by hand: nothing writes over them. x-printed: an entry as printed, where that may help.
"""


def _named(path: Path) -> str:
    return re.sub(r"[^\w.-]+", "-", path.stem).strip("-.") or "review"


def _check_that_it_is_free(target: Path) -> None:
    if any((target / name).exists() for name in (CODEBOOK, BIB)):
        hint = "name a new folder; to read one more paper into that one: litgraph read PAPER --add --write"
        raise LitgraphError(f'there is a knowledge base in "{shown(os.fspath(target))}" already', hint, exit_code=4)
    if os.path.lexists(target) and not (target.is_dir() and not any(target.iterdir())):
        hint = "name a new one: litgraph start REVIEW FOLDER"
        raise LitgraphError(f'"{shown(os.fspath(target))}" is there already and not empty', hint, exit_code=4)


def _check_that_it_was_read(path: Path, read: Read) -> None:
    for problem in read.problems:
        if problem.level == "error":
            raise LitgraphError(problem.message, problem.hint, exit_code=4)
    if not read.references:
        message = f'no list of references was found in "{shown(path.name)}"'
        hint = (
            'it is looked for under a heading such as "References", or at the end; works that only footnotes name are '
            "not read yet. Save the text as .txt with such a heading, or begin without it: litgraph init FOLDER"
        )
        raise LitgraphError(message, hint, exit_code=4)


def _listed(references: Sequence[Reference], own: Work) -> tuple[list[Work], dict[int, str], list[Doubtful]]:
    """The works of the list, each once, their keys by the place in the list, and those that are doubtful."""
    works: list[Work] = []
    doubtful: list[Doubtful] = []
    taken = {own.key.casefold()}
    usual = statistics.median(len(each.raw) for each in references)
    for each in references:
        work = as_work(each)
        work = replace(work, key=new_key(work, taken))
        taken.add(work.key.casefold())
        if reasons := tuple(_doubts(each, usual)):
            printed = " ".join(each.raw.split())
            work = replace(work, extra=tuple(sorted({**dict(work.extra), "x-printed": printed}.items())))
            doubtful.append(Doubtful(work, printed, reasons))
        works.append(work)
    kept, key_of = unite([own, *works], set())
    keys = {each.index: key_of[work.key] for each, work in zip(references, works, strict=True)}
    return (
        [kept[work.key] for work in works if work.key in kept],
        keys,
        [each for each in doubtful if each.work.key in kept],
    )


def _doubts(entry: Reference, usual: float) -> Iterator[str]:
    """Why an entry was perhaps not understood."""
    if not entry.title:
        yield "no title found"
    if not entry.authors and not entry.editors and entry.kind != "webpage":
        yield "no author found"
    if any(re.search(r"\d|\w\. \w.*,", name.literal) or len(name.literal) > 120 for name in entry.authors):
        yield "its author looks like more than a name"
    if entry.year is None and not entry.date_text:
        yield "no year found"
    if len(entry.title) > 300:
        yield "a very long title"
    if len(entry.raw) > max(500, 3 * usual):
        yield "very long: two entries may have run into one"


def _put(target: Path, files: dict[str, str]) -> None:
    """All files or none: they are made beside the folder and moved into its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        made = beside / "made"
        for name, text in files.items():
            write_text(made / name, text)
        if not target.exists():
            made.rename(target)
            return
        try:  # it is empty, and perhaps where somebody stands: it stays the folder that it is
            for each in made.iterdir():
                each.rename(target / each.name)
        except BaseException:
            for each in target.iterdir():
                each.rename(made / each.name)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
