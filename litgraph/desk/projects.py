"""The acts that make a new knowledge base: an empty one, the example, or one of a published review."""

from __future__ import annotations

import os
import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from litgraph.codebook.proposals import Proposals, propose_themes, write_themes_yaml
from litgraph.desk.changes import FileChange
from litgraph.desk.entries import NewKeys
from litgraph.desk.readings import LookedUpPaper, compose_reading, store_reading
from litgraph.errors import BAD_INPUT, LitgraphError
from litgraph.files import Folder, digest, printable_path, write_text
from litgraph.formats import bibtex
from litgraph.identity import unite
from litgraph.matching import Match
from litgraph.model import Citation, Problem, Reading, Work
from litgraph.project import BIB, CODEBOOK
from litgraph.reading.front_matter import read_front_matter
from litgraph.reading.memory import Memory
from litgraph.reading.paper import PaperContent, Reference
from litgraph.reading.processes import read_papers
from litgraph.reading.works import new_key
from litgraph.unfinished import make_unfinished_folder

__all__ = ["Doubtful", "Started", "init", "start"]

_EMPTY_BIB = """% The works of your review. Export them from Zotero or JabRef over this file, or use: litgraph add
"""
_EMPTY_CODEBOOK = """# The themes of your review, and which work belongs to which.
# A finished one to look at: litgraph init --example city
title: My review

themes:
#  - id: first-theme
#    title: First theme
#    definition: What belongs here, in your own words.

works:
#  clerc2020:
#    themes:
#      - theme: first-theme
#        role: discussed
#        why: What it says about the theme.
"""


def init(folder: Folder, *, example: bool = False) -> list[FileChange]:
    """Make the files of an empty knowledge base, or of the city-diplomacy review; what is there stays as it is.

    Raises LitgraphError where the example would be mixed with another knowledge base.
    """
    contents = _example() if example else {BIB: _EMPTY_BIB, CODEBOOK: _EMPTY_CODEBOOK}
    if example and (present := [name for name in (CODEBOOK, "bib") if Path(folder, name).exists()]):
        message = f'there is a knowledge base in "{os.fspath(folder)}" already ({", ".join(present)})'
        raise LitgraphError(message, "name a new folder: litgraph init --example FOLDER", exit_code=BAD_INPUT)
    changes = []
    for name, text in (contents | {".gitignore": ".litgraph/\n"}).items():
        is_new = not Path(folder, name).exists()
        if is_new:
            write_text(Path(folder, name), text)
        changes.append(FileChange(name, is_new, "made" if is_new else "was there, left as it is"))
    return changes


def _example() -> dict[str, str]:
    """The files of the example that comes with litgraph, by their paths."""
    texts: dict[str, str] = {}
    unvisited = [("", files("litgraph").joinpath("example"))]
    while unvisited:
        path, place = unvisited.pop()
        if place.is_dir():
            unvisited += [(f"{path}/{inner.name}".lstrip("/"), inner) for inner in place.iterdir()]
        elif path.endswith((".bib", ".yaml")):
            texts[path] = place.read_text("utf-8")
    if not {BIB, CODEBOOK} <= texts.keys():
        hint = "install litgraph from its wheel, or from a clone whose links work"
        raise LitgraphError("the example did not come with this installation", hint)
    return dict(sorted(texts.items()))


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
    target = Path(folder or _folder_name(path)).absolute()
    _refuse_used_folder(target)
    with closing(read_papers([path])) as readings:
        content = next(readings)
    if isinstance(content, LitgraphError):
        raise LitgraphError(
            f'cannot read "{printable_path(os.fspath(path))}": {content}', content.hint, content.exit_code
        )
    _refuse_unread_paper(path, content)
    own_work = read_front_matter(path, content)
    own_work = replace(own_work, key=new_key(own_work, ()))
    works, matches, doubtful = _listed_works(content.references, own_work)
    paper = LookedUpPaper(os.fspath(path), own_work.key, content, matches)
    root = os.fspath(target)
    composed = compose_reading(root, paper, lambda seal: "")
    harvest = composed.harvest
    (reading,) = harvest.readings
    citations = sorted(harvest.citations, key=lambda citation: citation.placement.order)
    proposed = propose_themes(own_work.key, reading.sections, citations)
    contents = {
        BIB: f"{_BIB}\n{bibtex.write_bibliography([own_work, *works], with_x_fields=True)}",
        composed.path: composed.text,
        ".gitignore": ".litgraph/\n",
        CODEBOOK: write_themes_yaml(own_work.title, own_work.key, proposed),
    }
    _make_folder(target, contents)
    # So that it can be reviewed, and corrected before it is read again.
    with closing(Memory(root)) as memory:
        memory.remember_content(path, digest(paper.file), content)
        store_reading(root, paper, composed, memory)
        memory.remember_reading(path, own_work.key, "")
    problems = content.problems
    return Started(root, own_work, tuple(works), reading, tuple(citations), proposed, tuple(doubtful), problems)


_BIB = """% The review that this knowledge base began with, and the works of its list of references, as litgraph read
% them. Correct them by hand: nothing writes over them. x-printed: an entry as printed, where that may help.
"""


def _folder_name(path: Path) -> str:
    return re.sub(r"[^\w.-]+", "-", path.stem).strip("-.") or "review"


def _refuse_used_folder(target: Path) -> None:
    if any((target / name).exists() for name in (CODEBOOK, BIB)):
        hint = "name a new folder; to read one more paper into that one: litgraph read PAPER --add --write"
        raise LitgraphError(
            f'there is a knowledge base in "{printable_path(os.fspath(target))}" already', hint, exit_code=BAD_INPUT
        )
    if os.path.lexists(target) and not (target.is_dir() and not any(target.iterdir())):
        hint = "name a new one: litgraph start REVIEW FOLDER"
        raise LitgraphError(
            f'"{printable_path(os.fspath(target))}" is there already and not empty', hint, exit_code=BAD_INPUT
        )


def _refuse_unread_paper(path: Path, content: PaperContent) -> None:
    for problem in content.problems:
        if problem.level == "error":
            raise LitgraphError(problem.message, problem.hint, exit_code=BAD_INPUT)
    if not content.references:
        message = f'no list of references was found in "{printable_path(path.name)}"'
        hint = (
            'it is looked for under a heading such as "References", or at the end; works that only footnotes name are '
            "not read yet. Save the text as .txt with such a heading, or begin without it: litgraph init FOLDER"
        )
        raise LitgraphError(message, hint, exit_code=BAD_INPUT)


def _listed_works(
    references: Sequence[Reference], own_work: Work
) -> tuple[list[Work], tuple[Match, ...], list[Doubtful]]:
    """The works of a list of references, each once; which of them each reference is; and those that are doubtful."""
    works: list[Work] = []
    doubtful: list[Doubtful] = []
    new_keys = NewKeys([own_work.key])
    usual_length = statistics.median(len(reference.raw) for reference in references)
    for reference in references:
        work = new_keys.work_of(reference)
        if reasons := tuple(_reasons_for_doubt(reference, usual_length)):
            printed = " ".join(reference.raw.split())
            work = replace(work, extra=tuple(sorted({**dict(work.extra), "x-printed": printed}.items())))
            doubtful.append(Doubtful(work, printed, reasons))
        works.append(work)
    united, key_of = unite([own_work, *works], set())
    matches = (Match(reference, key_of[work.key], 1.0) for reference, work in zip(references, works, strict=True))
    return (
        [united[work.key] for work in works if work.key in united],
        tuple(matches),
        [doubt for doubt in doubtful if doubt.work.key in united],
    )


def _reasons_for_doubt(entry: Reference, usual_length: float) -> Iterator[str]:
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
    if len(entry.raw) > max(500, 3 * usual_length):
        yield "very long: two entries may have run into one"


def _make_folder(target: Path, contents: Mapping[str, str]) -> None:
    """Write all files or none: they are made beside the folder and moved into its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with make_unfinished_folder(os.fspath(target.parent)) as beside:
        new_folder = Path(beside, "made")
        for name, text in contents.items():
            write_text(new_folder / name, text)
        _refuse_used_folder(target)  # once more: to read the paper has taken its time
        if not target.exists():
            new_folder.rename(target)
            return
        moved: list[Path] = []
        try:  # it is empty, and perhaps where somebody stands: it stays the folder that it is
            for path in new_folder.iterdir():
                path.rename(target / path.name)
                moved.append(target / path.name)
        except BaseException:
            for path in moved:
                path.rename(new_folder / path.name)
            raise
