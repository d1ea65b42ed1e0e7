"""The words of papers, kept for their reader alone: .litgraph/passages/KEY.json beside each bib/readings/KEY.yaml.

They are not ours to publish, so the folder keeps itself out of git, and what is passed on holds them only where that is
asked for. Nothing is built from them: without them, all else works as it does.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from litgraph.files import Folder, write_text
from litgraph.project import READINGS

if TYPE_CHECKING:
    import sqlite3

    from litgraph.model import Citation, Corpus, Mention

__all__ = ["PASSAGES", "Kept", "Row", "Store", "filled", "pair", "read", "row", "show_in", "write"]

PASSAGES = ".litgraph/passages"
_SCHEMA = 1


class Kept(NamedTuple):
    """One citation as it stood in the paper.

    `cited` is the key of the work, or the text of a citation that is tied to none; `section` its id in the reading,
    `heading` and `page` what the paper itself has there; `start` and `end` are offsets of the citation in the reading
    text, whose words are `said`; `passage` is the sentence around it.
    """

    cited: str
    section: str
    locator: str
    heading: str
    page: str
    start: int
    end: int
    said: str
    passage: str


class Store(NamedTuple):
    """What is kept of one reading; `source` is the paper's file, under the project's folder or from the root."""

    source: str
    sha256: str
    read_by: str
    places: tuple[Kept, ...]


def _file(root: Folder, reading: str) -> str:
    name = reading.removeprefix(f"{READINGS}/")
    return os.path.join(root, PASSAGES, f"{os.path.splitext(name)[0]}.json")


def read(root: Folder, reading: str) -> Store | None:
    """What is kept of a reading (its path in the project); None where nothing is, or nothing that can be read."""
    path = _file(root, reading)
    if not os.path.isfile(path):
        return None
    import json

    try:
        with open(path, encoding="utf-8") as file:
            told = json.load(file)
        if told["schema"] != _SCHEMA:
            return None
        places = tuple(Kept(**each) for each in told["places"])
        return Store(str(told["source"]), str(told["sha256"]), str(told["read_by"]), places)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # it can be made anew from the paper


def write(root: Folder, reading: str, store: Store) -> None:
    """Keep this of a reading, in the place of what was kept before."""
    import json

    ignore = os.path.join(root, ".litgraph", ".gitignore")
    if not os.path.exists(ignore):
        write_text(ignore, "*\n")
    places = [each._asdict() for each in store.places]
    told = {"schema": _SCHEMA, **store._asdict(), "places": places}
    write_text(_file(root, reading), json.dumps(told, ensure_ascii=False, indent=1) + "\n")


# which of them belongs to which citation of the reading, that may have been corrected since


class Row(NamedTuple):
    """A citation of a reading, as far as it tells which one it is."""

    cited: str
    section: str
    locator: str


def row(citation: Citation | Mention) -> Row:
    """A citation as it is told from the others of its reading."""
    cited = citation.text if hasattr(citation, "text") else citation.cited
    return Row(cited, citation.evidence.section, citation.evidence.locator)


def pair(places: Sequence[Kept], rows: Sequence[Row]) -> list[Kept | None]:
    """What is kept of each citation of a reading, both in reading order: corrections by hand shift it, or change it."""
    if [each.cited for each in places] == [each.cited for each in rows]:
        return list(places)
    from difflib import SequenceMatcher

    known = [Row(each.cited, each.section, each.locator) for each in places]
    found: list[Kept | None] = [None] * len(rows)
    for _, start, end, first, last in SequenceMatcher(None, known, rows, autojunk=False).get_opcodes():
        # Of what was corrected in its place, the work or the place must be the same.
        for old, new in zip(range(start, end), range(first, last), strict=False) if end - start == last - first else ():
            one, other = known[old], rows[new]
            if one.cited == other.cited or one[1:] == other[1:]:
                found[new] = places[old]
    return found


def show_in(db: sqlite3.Connection, root: Folder) -> None:
    """Let the questions put to this index see the passages that are kept, where the readings themselves have none."""
    if not os.path.isdir(os.path.join(root, PASSAGES)):
        return
    known: dict[str, str] = {}
    looked_at: set[str] = set()

    def stored(citing: str, place: str) -> str:
        reading = place.rsplit(":", 2)[0]
        if reading not in looked_at:
            looked_at.add(reading)
            if store := read(root, reading):
                every = db.execute(_CITATIONS, (citing, citing)).fetchall()
                here = [(at, Row(*told)) for at, *told in every if at.rsplit(":", 2)[0] == reading]
                kept = pair(store.places, [each for _, each in here])
                known.update((at, one.passage) for (at, _), one in zip(here, kept, strict=True) if one)
        return known.get(place, "")

    db.create_function("stored_passage", 2, stored, deterministic=True)
    for table in ("citations", "unresolved"):
        columns = [name for _, name, *_ in db.execute(f"PRAGMA main.table_info({table})")]
        shown = ", ".join(_FILLED if name == "passage" else name for name in columns)
        # A temporary view of its name stands before the table.
        db.execute(f"CREATE TEMP VIEW {table} AS SELECT {shown} FROM main.{table}")


_FILLED = "CASE WHEN passage = '' THEN stored_passage(citing, place) ELSE passage END AS passage"
_CITATIONS = """SELECT place, cited, section, locator FROM
    (SELECT ord, place, cited, section, locator FROM main.citations WHERE citing = ?
    UNION ALL SELECT ord, place, text, section, locator FROM main.unresolved WHERE citing = ?) ORDER BY ord"""


def filled(corpus: Corpus, root: Folder) -> Corpus:
    """The corpus with the passages that are kept, where the readings themselves have none."""
    if not os.path.isdir(os.path.join(root, PASSAGES)):
        return corpus
    from dataclasses import replace
    from typing import Any

    by_reading: dict[str, list[Citation | Mention]] = {}
    both: list[Citation | Mention] = [*corpus.citations, *corpus.unresolved]
    for each in sorted(both, key=lambda each: (each.citing, each.order)):
        if each.evidence.at:
            by_reading.setdefault(each.evidence.at.path, []).append(each)
    passages: dict[int, str] = {}
    for reading, cited in by_reading.items():
        if store := read(root, reading):
            kept = pair(store.places, list(map(row, cited)))
            passages |= {id(each): one.passage for each, one in zip(cited, kept, strict=True) if one}

    def with_passage(some: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(
            replace(each, evidence=replace(each.evidence, passage=passages[id(each)]))
            if id(each) in passages and not each.evidence.passage
            else each
            for each in some
        )

    return replace(corpus, citations=with_passage(corpus.citations), unresolved=with_passage(corpus.unresolved))
