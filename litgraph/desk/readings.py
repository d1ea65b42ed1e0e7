"""bib/readings/KEY.yaml on disk: composed with what a person has corrected in it, and stored with its passages."""

from __future__ import annotations

from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple, NoReturn

from litgraph.desk.changes import read_project_file
from litgraph.errors import BAD_INPUT, LitgraphError
from litgraph.files import write_text
from litgraph.matching import Match
from litgraph.model import Harvest
from litgraph.project import VERSION
from litgraph.reading.answers import ReviewerAnswer
from litgraph.reading.locate import keep
from litgraph.reading.memory import Memory
from litgraph.reading.merge import Conflict, merge
from litgraph.reading.paper import PaperContent
from litgraph.reading.record import parse_record
from litgraph.reading.record_text import add_seal, is_as_written, reading_path, record, split_seal

__all__ = ["ComposedReading", "LookedUpPaper", "StoredReading", "compose_reading", "store_reading", "stored_text"]

_MOST_SHOWN = 20  # lines of a difference


class LookedUpPaper(NamedTuple):
    """A paper that was read and looked up in the bibliography.

    `file` is its name as it was given, `key` that of the work that it is, "" where that is not known. `matches` are
    those of its references, none where there is no bibliography. What a person has answered of doubtful places
    (`answers`) holds in `content` and `matches`.
    """

    file: str
    key: str
    content: PaperContent
    matches: tuple[Match, ...]
    answers: tuple[ReviewerAnswer, ...] = ()

    @property
    def works(self) -> dict[int, str]:
        """The keys of the works that its references are, by the index of the reference."""
        return {match.reference.index: match.work for match in self.matches if match.work}


class ComposedReading(NamedTuple):
    """A reading as it will be written, and what it says.

    `as_read` is the text that litgraph alone would write, `seal` the seal of that; `stored` is the text that is there.
    `conflicts` are where a person's correction and what litgraph reads now differ: hers stays.
    """

    path: str
    text: str
    as_read: str
    seal: str
    harvest: Harvest
    stored: str
    conflicts: tuple[Conflict, ...] = ()


class StoredReading(NamedTuple):
    """What a reading in the project says now, whether its file has changed, and the conflicts with corrections."""

    path: str
    is_changed: bool
    citations: int
    works: int
    untied: int
    conflicts: tuple[Conflict, ...]


def stored_text(root: str, key: str) -> str:
    """The text of the reading of a paper that is there, or ""; raises LitgraphError for what is no UTF-8 text file."""
    return read_project_file(root, reading_path(key))


def compose_reading(
    root: str, paper: LookedUpPaper, last_written: Callable[[str], str], *, with_passages: bool = False
) -> ComposedReading:
    """The reading of a paper, with what a person has corrected in the one that is there.

    `last_written` gives the reading that litgraph wrote under a seal, or "". Raises LitgraphError where a person wrote
    the one that is there, or where it cannot be told what she has corrected in it.
    """
    path = reading_path(paper.key)
    text = record(
        paper.content,
        paper.key,
        paper.works,
        read_by=f"litgraph {VERSION}",
        with_passages=with_passages,
        answers=paper.answers,
    )
    as_read, seal = split_seal(text)
    stored = stored_text(root, paper.key)
    if not stored or is_as_written(stored):
        return ComposedReading(path, text, as_read, seal, parse_record(text, path), stored)
    corrected, stored_seal = split_seal(stored.replace("\r\n", "\n"))
    former = as_read if seal == stored_seal else last_written(stored_seal)
    if not former:
        _refuse(path, corrected, as_read, is_by_hand=not stored_seal)
    byte_order_mark = "\ufeff" if corrected.startswith("\ufeff") else ""
    merged, conflicts = merge(former, corrected.removeprefix("\ufeff"), as_read)
    harvest = parse_record(merged, path)
    if _count_errors(harvest) > _count_errors(parse_record(corrected, path)):
        _refuse(path, corrected, as_read, is_by_hand=False)
    text = byte_order_mark + add_seal(merged if merged.endswith("\n") else f"{merged}\n", of=seal)
    if "\r\n" in stored:
        text = text.replace("\n", "\r\n")
    return ComposedReading(path, text, as_read, seal, harvest, stored, conflicts)


def _count_errors(harvest: Harvest) -> int:
    return sum(problem.level == "error" for problem in harvest.problems)


def _refuse(path: str, corrected: str, as_read: str, *, is_by_hand: bool) -> NoReturn:
    lines = unified_diff(corrected.split("\n"), as_read.split("\n"), n=0, lineterm="")
    differences = [line for line in lines if not line.startswith(("---", "+++", "@@")) and line[1:].strip()]
    details = [f"  {line}" for line in differences[:_MOST_SHOWN]]
    if len(differences) > _MOST_SHOWN:
        details.append(f"  and {len(differences) - _MOST_SHOWN} more lines")
    if details:
        details.insert(0, f"{path}: what stands there (-), and what litgraph reads (+):")
    why = "was written by hand" if is_by_hand else "was corrected by hand, and the two cannot be put together here"
    hint = "move that file away to have it written anew; without --write, what is found is only shown"
    raise LitgraphError(f'"{path}" {why}, so it is left as it is', hint, BAD_INPUT, details)


def store_reading(root: str, paper: LookedUpPaper, composed: ComposedReading, memory: Memory) -> StoredReading:
    """Write a composed reading where it differs from the one that is there, and keep its passages beside it.

    `memory` gets the reading as litgraph alone would write it, so that corrections can be told from it later.
    """
    memory.begin_record(paper.key, composed.seal, composed.as_read)
    is_changed = composed.text != stored_text(root, paper.key)
    if is_changed:
        write_text(Path(root, composed.path), composed.text)
    memory.finish_record(paper.key, composed.seal)
    keep(root, composed.path, paper.file, paper.content, composed.harvest, paper.works)
    tied = [citation.cited for citation in composed.harvest.citations if citation.cited]
    untied = len(composed.harvest.citations) - len(tied)
    return StoredReading(composed.path, is_changed, len(tied), len(set(tied)), untied, composed.conflicts)
