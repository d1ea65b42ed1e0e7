"""The passages of papers, kept for their reader alone: .litgraph/passages/KEY.json beside each bib/readings/KEY.yaml.

They are not ours to publish, so the folder keeps itself out of git, and what is passed on holds them only where that is
asked for. Nothing is built from them: without them, all else works as it does.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from litgraph.files import Folder
from litgraph.own_folder import is_own_file, write_own_text
from litgraph.project import READINGS

if TYPE_CHECKING:
    import sqlite3

    from litgraph.model import Citation, Corpus

__all__ = [
    "PASSAGES",
    "CitationMark",
    "PassageStore",
    "StoredPassage",
    "mark_citation",
    "match_passages",
    "read_store",
    "show_passages_in_corpus",
    "show_passages_in_index",
    "write_store",
]

PASSAGES = ".litgraph/passages"
_SCHEMA = 1


class CitationMark(NamedTuple):
    """What tells a citation from the others of its reading, which may have been corrected by hand since.

    `cited` is the key of the work, or the text of a citation that is tied to none; `section` its id in the reading.
    """

    cited: str
    section: str
    locator: str


class StoredPassage(NamedTuple):
    """One citation as it stood in the paper: its mark in the reading (`cited`, `section`, `locator`), and where it is.

    `heading` and `page` are what the paper itself has there; `start` and `end` are offsets of the citation in the
    reading text (-1: it was not located), whose words are `text`; `passage` is the sentence around it.
    """

    cited: str
    section: str
    locator: str
    heading: str = ""
    page: str = ""
    start: int = -1
    end: int = -1
    text: str = ""
    passage: str = ""

    @property
    def mark(self) -> CitationMark:
        return CitationMark(*self[:3])


_JSON_NAMES = ("cited", "section", "locator", "heading", "page", "start", "end", "said", "passage")


class PassageStore(NamedTuple):
    """What is kept of one reading; `source` is the paper's file, under the project's folder or from the root.

    `passages` has one value for each citation, in reading order.
    """

    source: str
    sha256: str
    read_by: str
    passages: tuple[StoredPassage, ...]


def _file(root: Folder, reading: str) -> str:
    name = reading.removeprefix(f"{READINGS}/")
    return os.path.join(root, PASSAGES, f"{os.path.splitext(name)[0]}.json")


def read_store(root: Folder, reading: str) -> PassageStore | None:
    """Read what is kept of a reading (its path in the project); None where there is nothing that can be read."""
    path = _file(root, reading)
    if not is_own_file(path):
        return None
    import json

    try:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        if document["schema"] != _SCHEMA:
            return None
        passages = tuple(StoredPassage(*(entry[name] for name in _JSON_NAMES)) for entry in document["places"])
        return PassageStore(str(document["source"]), str(document["sha256"]), str(document["read_by"]), passages)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None  # it can be made anew from the paper


def write_store(root: Folder, reading: str, store: PassageStore) -> None:
    """Keep `store` of a reading (its path in the project), in the place of what was kept before."""
    import json

    ignore = os.path.join(root, ".litgraph", ".gitignore")
    if not is_own_file(ignore):
        write_own_text(ignore, "*\n")
    places = [dict(zip(_JSON_NAMES, stored, strict=True)) for stored in store.passages]
    document = {"schema": _SCHEMA, **store._asdict(), "places": places}
    del document["passages"]
    write_own_text(_file(root, reading), json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def mark_citation(citation: Citation) -> CitationMark:
    """The mark of a citation in its reading."""
    return CitationMark(citation.cited or citation.text, citation.evidence.section, citation.evidence.locator)


def match_passages(passages: Sequence[StoredPassage], marks: Sequence[CitationMark]) -> list[StoredPassage | None]:
    """For each citation of a reading (by its mark), what is kept of it; both sequences are in reading order.

    Where they differ, the reading was corrected by hand since: citations were added or taken away, or the work or the
    place of one was changed.
    """
    before = [stored.mark for stored in passages]
    if [mark.cited for mark in before] == [mark.cited for mark in marks]:
        return list(passages)
    from difflib import SequenceMatcher

    matched: list[StoredPassage | None] = [None] * len(marks)
    for _, start, end, first, last in SequenceMatcher(None, before, marks, autojunk=False).get_opcodes():
        # Of what was corrected in its place, the work or the place must be the same.
        for old, new in zip(range(start, end), range(first, last), strict=False) if end - start == last - first else ():
            if before[old].cited == marks[new].cited or before[old][1:] == marks[new][1:]:
                matched[new] = passages[old]
    return matched


def show_passages_in_index(db: sqlite3.Connection, root: Folder) -> None:
    """Let questions to this index see the passages that are kept, where the readings themselves have none."""
    if not os.path.isdir(os.path.join(root, PASSAGES)):
        return
    passages: dict[str, str] = {}
    readings: set[str] = set()

    def passage_at(citing: str, place: str) -> str:
        reading = _path_of(place)
        if reading not in readings:
            readings.add(reading)
            if store := read_store(root, reading):
                rows = [row for row in db.execute(_CITATIONS, (citing,)).fetchall() if _path_of(row[0]) == reading]
                matched = match_passages(store.passages, [CitationMark(*mark) for _, *mark in rows])
                passages.update((at, stored.passage) for (at, *_), stored in zip(rows, matched, strict=True) if stored)
        return passages.get(place, "")

    db.create_function("stored_passage", 2, passage_at, deterministic=True)
    columns = [name for _, name, *_ in db.execute("PRAGMA main.table_info(citations)")]
    selected = ", ".join(_PASSAGE if name == "passage" else name for name in columns)
    # A temporary view of its name stands before the table.
    db.execute(f"CREATE TEMP VIEW citations AS SELECT {selected} FROM main.citations")


_PASSAGE = "CASE WHEN passage = '' THEN stored_passage(citing, place) ELSE passage END AS passage"
_CITATIONS = "SELECT place, coalesce(cited, text), section, locator FROM main.citations WHERE citing = ? ORDER BY ord"


def _path_of(place: str) -> str:
    return place.rsplit(":", 2)[0]


def show_passages_in_corpus(corpus: Corpus, root: Folder) -> Corpus:
    """The corpus with the passages that are kept, where the readings themselves have none."""
    if not os.path.isdir(os.path.join(root, PASSAGES)):
        return corpus
    from dataclasses import replace

    by_reading: dict[str, list[Citation]] = {}
    for citation in corpus.citations:
        if citation.evidence.at:
            by_reading.setdefault(citation.evidence.at.path, []).append(citation)
    passages: dict[Citation, str] = {}
    for reading, citations in by_reading.items():
        if store := read_store(root, reading):
            matched = match_passages(store.passages, list(map(mark_citation, citations)))
            passages |= {
                citation: stored.passage for citation, stored in zip(citations, matched, strict=True) if stored
            }

    def with_passage(citation: Citation) -> Citation:
        passage = citation.evidence.passage or passages.get(citation, "")
        return replace(citation, evidence=replace(citation.evidence, passage=passage))

    return replace(corpus, citations=tuple(map(with_passage, corpus.citations)))
