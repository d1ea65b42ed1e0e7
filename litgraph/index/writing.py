"""A whole corpus written into an empty index."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterable

from litgraph.corpus import NamesInMemory
from litgraph.index import SCHEMA
from litgraph.index.stamps import FileRow
from litgraph.index.tables import (
    INDEXES,
    TABLES,
    fill,
    insert_citations,
    insert_codebook,
    insert_entries,
    insert_files_read,
    insert_problems,
    insert_readings,
    insert_review,
    insert_works,
    make_words,
)
from litgraph.model import Corpus, Harvest
from litgraph.project import VERSION

__all__ = ["note_making", "write_index"]


def write_index(
    corpus: Corpus, connection: sqlite3.Connection, files: Iterable[FileRow] = (), harvest: Harvest | None = None
) -> None:
    """Write a corpus into an empty database.

    An index that is to be brought up to date later needs the `files`, and the `harvest` that the corpus was made of.
    """
    connection.executescript(TABLES)
    with connection:
        note_making(connection)
        fill(connection, "files", files)
        insert_review(connection, corpus.review)
        words = make_words(corpus.themes, corpus.assignments, corpus.notes)
        insert_works(connection, corpus.works, corpus.aliases, words)
        insert_codebook(connection, corpus.themes, corpus.assignments, corpus.notes)
        insert_readings(connection, corpus.readings)
        insert_citations(connection, corpus.citations)
        insert_problems(connection, corpus.problems)
        if harvest:
            key_of = {key: key for key in corpus.by_key} | dict(corpus.aliases)
            insert_entries(connection, harvest.works, key_of)
            insert_files_read(connection, harvest, NamesInMemory(corpus.by_key, key_of).find_key)
    connection.executescript(INDEXES)
    connection.execute(f"PRAGMA user_version = {SCHEMA}")
    connection.commit()


def note_making(connection: sqlite3.Connection) -> None:
    """Note which version of litgraph made the index, and when."""
    connection.execute("DELETE FROM made")
    fill(connection, "made", [(VERSION, datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"))])
