"""The tables of the index, and how the parts of a corpus become rows in them.

No row depends on how many stand before it: works have numbers of no meaning, and what has an order is sorted by its
content. So the rows of one work, paper or file can be replaced without a look at the others.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from litgraph.identity import identity_of
from litgraph.index.lookup import select
from litgraph.model import (
    Assignment,
    Citation,
    Evidence,
    Harvest,
    Name,
    Note,
    Problem,
    Reading,
    Review,
    Span,
    Theme,
    Work,
)
from litgraph.resolve import make_referent
from litgraph.words import fold, people

__all__ = [
    "INDEXES",
    "NOTE_FIELDS",
    "TABLES",
    "fill",
    "hash_identity",
    "insert_citations",
    "insert_codebook",
    "insert_entries",
    "insert_files_read",
    "insert_problems",
    "insert_readings",
    "insert_review",
    "insert_works",
    "join_words",
    "load_words",
    "make_words",
]

# A problem's `stored` message has U+FDD0, which is no letter, in the place of the second place that it names, which may
# move.
TABLES = """
CREATE TABLE made (by TEXT, at TEXT);
CREATE TABLE files (path TEXT PRIMARY KEY, size INT, mtime_ns INT, sha256 TEXT, chunks BLOB);
CREATE TABLE review (title TEXT, description TEXT, author TEXT, language TEXT, place TEXT);
CREATE TABLE works (id INTEGER PRIMARY KEY, key TEXT UNIQUE, label TEXT, title TEXT, folded_title TEXT, kind TEXT,
    year INT, suffix TEXT, date_text TEXT, container TEXT, path TEXT, line INT, col INT,
    place TEXT AS (CASE path WHEN '' THEN '' ELSE path || ':' || line || ':' || col END));
CREATE TABLE fields (work TEXT, pos INT, name TEXT, value TEXT);
CREATE TABLE id_fields (work TEXT, name TEXT, value TEXT); -- as written; an identifier of the name stands in fields
CREATE TABLE authors (work TEXT, pos INT, name TEXT, forms TEXT, given TEXT, stands_in INT,
    family TEXT, given_as_written TEXT, particle TEXT, suffix TEXT, literal TEXT); -- or who stands in for them
CREATE TABLE editors (work TEXT, pos INT, family TEXT, given_as_written TEXT, particle TEXT, suffix TEXT, literal TEXT);
CREATE TABLE forms (form TEXT, work TEXT);
CREATE TABLE keys (key TEXT PRIMARY KEY, folded TEXT, work TEXT);
CREATE TABLE ids (id TEXT, work TEXT);
CREATE TABLE entries (path TEXT, line INT, col INT, identity INT, work TEXT); -- all of them, those that gave way too
CREATE TABLE themes (pos INT, id TEXT PRIMARY KEY, title TEXT, definition TEXT, parent TEXT, facet TEXT,
    said_in TEXT, section TEXT, other_names TEXT, place TEXT); -- the other names as a JSON list
CREATE TABLE assignments (pos INT, work TEXT, theme TEXT, role TEXT, said_by TEXT, said_in TEXT, section TEXT,
    page TEXT, locator TEXT, passage TEXT, why TEXT, path TEXT, line INT, col INT,
    place TEXT AS (CASE path WHEN '' THEN '' ELSE path || ':' || line || ':' || col END));
CREATE TABLE notes (pos INT, work TEXT, kind TEXT, text TEXT, path TEXT, line INT, col INT,
    place TEXT AS (CASE path WHEN '' THEN '' ELSE path || ':' || line || ':' || col END));
CREATE TABLE readings (paper TEXT PRIMARY KEY, read_by TEXT, place TEXT);
CREATE TABLE sections (pos INT, paper TEXT, id TEXT, title TEXT, parent TEXT, PRIMARY KEY (paper, id));
CREATE TABLE listed (paper TEXT, work TEXT, pos INT);
CREATE TABLE citations (pos INT, citing TEXT, cited TEXT, text TEXT, kind TEXT, form TEXT, signal TEXT, ord INT,
    grp INT, spot TEXT, said_by TEXT, said_in TEXT, section TEXT, page TEXT, locator TEXT, passage TEXT, why TEXT,
    place TEXT); -- cited is NULL where it is tied to no work; pos counts within the citing work
CREATE TABLE mentions (path TEXT, text TEXT); -- citations that are noted as text, and looked up
CREATE TABLE files_read (path TEXT, paper TEXT); -- the papers of the files that say what papers cite, "" if unknown
CREATE TABLE problems (code TEXT, level TEXT, stored TEXT, path TEXT, line INT, col INT, hint TEXT,
    about_path TEXT, about_line INT, about_col INT,
    message TEXT AS (replace(stored, char(64976), about_path || ':' || about_line || ':' || about_col)));
CREATE VIRTUAL TABLE words USING fts5 (title, authors, themes, notes, more, tokenize = "unicode61 remove_diacritics 0");
"""
# Made after the rows: one sorted pass each, where growing them row by row costs several times that.
INDEXES = """
CREATE INDEX fields_work ON fields (work);
CREATE INDEX authors_work ON authors (work);
CREATE INDEX editors_work ON editors (work);
CREATE INDEX forms_form ON forms (form);
CREATE INDEX keys_folded ON keys (folded);
CREATE INDEX keys_work ON keys (work);
CREATE INDEX ids_id ON ids (id);
CREATE INDEX entries_place ON entries (path, line);
CREATE INDEX entries_identity ON entries (identity);
CREATE INDEX entries_work ON entries (work);
CREATE INDEX assignments_work ON assignments (work);
CREATE INDEX assignments_theme ON assignments (theme, work, role);
CREATE INDEX notes_work ON notes (work);
CREATE INDEX listed_work ON listed (work, paper);
CREATE INDEX listed_paper ON listed (paper, work);
CREATE INDEX citations_citing ON citations (citing, section, cited);
CREATE INDEX citations_cited ON citations (cited, citing);
CREATE INDEX citations_said_by ON citations (said_by, cited, locator);
CREATE INDEX citations_parenthesis ON citations (citing, grp) WHERE grp > 0;
"""


def fill(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert `rows` into `table`, all its columns in their order; a row whose key is there already is left out."""
    rows = iter(rows)
    for first in islice(rows, 1):
        sql = f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(first))})"
        connection.execute(sql, first)
        connection.executemany(sql, rows)


def insert_works(
    connection: sqlite3.Connection, works: Iterable[Work], aliases: Mapping[str, str], words: Mapping[str, _Words]
) -> None:
    """Insert works with all that is known of them alone; `aliases` leads from their other keys to theirs.

    `words` has what the themes and notes of each work, by its key, add to its words.
    """
    last = connection.execute("SELECT coalesce(max(id), 0) FROM works").fetchone()[0]
    works = list(works)
    referents = [make_referent(work) for work in works]
    fill(
        connection,
        "works",
        (
            (
                n,
                w.key,
                r.label,
                w.title,
                r.title,
                w.kind,
                w.year,
                w.suffix,
                w.date_text,
                w.container,
                *_coordinates(w.at),
            )
            for n, (w, r) in enumerate(zip(works, referents, strict=True), last + 1)
        ),
    )
    fill(connection, "fields", ((work.key, pos, *pair) for work in works for pos, pair in enumerate(_fields(work))))
    id_fields = (
        (work.key, *field) for work in works for names in [_id_names(work)] for field in work.extra if field[0] in names
    )
    fill(connection, "id_fields", id_fields)
    fill(
        connection,
        "authors",
        (
            (work.key, pos, _full_name(name), "|".join(author.forms), author.given, not work.authors, *_parts(name))
            for work, referent in zip(works, referents, strict=True)
            for pos, (name, author) in enumerate(zip(people(work), referent.authors, strict=True))
        ),
    )
    fill(
        connection,
        "forms",
        (
            (form, referent.key)
            for referent in referents
            for form in dict.fromkeys(form for author in referent.authors for form in author.forms)
        ),
    )
    editors = ((work.key, pos, *_parts(name)) for work in works for pos, name in enumerate(work.editors))
    fill(connection, "editors", editors)
    keys = [(work.key, work.key) for work in works] + list(aliases.items())
    fill(connection, "keys", ((key, key.casefold(), work_key) for key, work_key in keys))
    fill(connection, "ids", ((identifier, work.key) for work in works for identifier in sorted(work.ids)))
    fill(
        connection,
        "words (rowid, title, authors, themes, notes, more)",
        (
            (number, referent.title, *_own_words(work, *words.get(work.key, ((), ()))))
            for number, (work, referent) in enumerate(zip(works, referents, strict=True), last + 1)
        ),
    )


def insert_entries(connection: sqlite3.Connection, works: Iterable[Work], key_of: Mapping[str, str]) -> None:
    """Insert where works stand in the files, also those that gave way; `key_of` leads from each key to its work's."""
    rows = ((*_coordinates(work.at), hash_identity(work), key_of[work.key]) for work in works)
    fill(connection, "entries", rows)


def insert_review(connection: sqlite3.Connection, review: Review | None) -> None:
    """Insert what the codebook says of the review, if it does."""
    if review:
        fill(
            connection,
            "review",
            [(review.title, review.description, review.author, review.language, _place(review.at))],
        )


def insert_codebook(
    connection: sqlite3.Connection, themes: Iterable[Theme], assignments: Iterable[Assignment], notes: Iterable[Note]
) -> None:
    """Insert all that the codebook says, in its order."""
    fill(
        connection,
        "themes",
        (
            (pos, t.id, t.title, t.definition, t.parent, t.facet, t.said_in, t.section, names, _place(t.at))
            for pos, t in enumerate(themes)
            for names in [json.dumps(t.other_names, ensure_ascii=False)]
        ),
    )
    fill(
        connection,
        "assignments",
        (
            (pos, a.work, a.theme, a.role, *_statement(a.evidence), *_coordinates(a.evidence.at))
            for pos, a in enumerate(assignments)
        ),
    )
    rows = ((pos, n.work, n.kind, n.text, *_coordinates(n.evidence.at)) for pos, n in enumerate(notes))
    fill(connection, "notes", rows)


def insert_readings(connection: sqlite3.Connection, readings: Collection[Reading]) -> None:
    """Insert papers that were read, their sections, and what their reference lists alone have."""
    fill(connection, "readings", ((r.paper, r.read_by, _place(r.at)) for r in readings))
    sections = ((pos, r.paper, s.id, s.title, s.parent) for r in readings for pos, s in enumerate(r.sections))
    fill(connection, "sections", sections)
    fill(connection, "listed", ((r.paper, key, pos) for r in readings for pos, key in enumerate(r.listed)))


def insert_files_read(connection: sqlite3.Connection, harvest: Harvest, find_key: Callable[[str], str]) -> None:
    """Insert which file of the harvest speaks of which paper, and the citations in it that are noted as text.

    `find_key` gives the key of the work that a key in a file names, or "".
    """
    readings = {(reading.at.path, find_key(reading.paper)) for reading in harvest.readings if reading.at}
    citations = [(citation, at.path) for citation in harvest.citations if (at := citation.evidence.at)]
    fill(connection, "files_read", sorted(readings | {(path, find_key(c.citing)) for c, path in citations}))
    mentions = {(path, citation.text) for citation, path in citations if citation.kind == "unresolved"}
    fill(connection, "mentions", sorted(mentions))


def insert_citations(connection: sqlite3.Connection, citations: Iterable[Citation]) -> None:
    """Insert all citations of some papers, each paper's in their order and one after another."""

    def rows() -> Iterable[tuple[Any, ...]]:
        citing, pos = "", 0
        for citation in citations:
            citing, pos = citation.citing, pos + 1 if citation.citing == citing else 0
            stands = citation.placement
            placement = (stands.form, stands.signal, stands.order, stands.group, stands.where)
            cited = (citation.cited or None, citation.text, citation.kind)
            yield (pos, citing, *cited, *placement, *_evidence(citation.evidence))

    fill(connection, "citations", rows())


def insert_problems(connection: sqlite3.Connection, problems: Iterable[Problem]) -> None:
    """Insert problems, their order aside."""

    def rows() -> Iterable[tuple[Any, ...]]:
        for problem in problems:
            stored = problem.message.replace(str(problem.about), "\ufdd0") if problem.about else problem.message
            place, about = _coordinates(problem.at), _coordinates(problem.about)
            yield (problem.code, problem.level, stored, *place, problem.hint, *about)

    fill(connection, "problems", rows())


def hash_identity(work: Work) -> int | None:
    """A number that is the same for works of the same title, year and first author; None where these say too little."""
    identity = identity_of(work)
    if identity is None:
        return None
    content = "\0".join(map(str, identity)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), signed=True)


def _coordinates(at: Span | None) -> tuple[str, int, int]:
    return (at.path, at.line, at.column) if at else ("", 0, 0)


def _place(at: Span | None) -> str:
    return str(at) if at else ""


def _evidence(e: Evidence) -> tuple[str, ...]:
    return (*_statement(e), _place(e.at))


def _statement(e: Evidence) -> tuple[str, ...]:
    """Evidence without its place in the files."""
    return (e.said_by, e.said_in, e.section, e.page, e.locator, e.passage, e.why)


def _full_name(name: Name) -> str:
    return name.literal or " ".join(part for part in (name.given, name.particle, name.family, name.suffix) if part)


def _parts(name: Name) -> tuple[str, ...]:
    return (name.family, name.given, name.particle, name.suffix, name.literal)


def _fields(work: Work) -> list[tuple[str, str]]:
    """The fields of a record beside those that have a column, editors and identifiers among them."""
    editors = [("editor", _full_name(name)) for name in work.editors]
    ids = [(name, value) for name, _, value in (identifier.partition(":") for identifier in sorted(work.ids))]
    id_names = _id_names(work)
    return [*editors, *((name, value) for name, value in work.extra if name not in id_names), *ids]


def _id_names(work: Work) -> set[str]:
    return {identifier.partition(":")[0] for identifier in work.ids}


# words

NOTE_FIELDS = ("annotation", "note", "abstract", "keywords")  # their texts are searched as notes
_Words = tuple[Collection[str], Collection[str]]  # the titles of a work's themes; what is noted of it, and why


def make_words(
    themes: Iterable[Theme], assignments: Iterable[Assignment], notes: Iterable[Note]
) -> dict[str, tuple[list[str], list[str]]]:
    """What the themes and notes of each work add to its words, by its key: names of themes; reasons and notes."""
    titles = {theme.id: (theme.title, *theme.other_names) for theme in themes}
    words: dict[str, tuple[list[str], list[str]]] = {}
    for assignment in assignments:
        theme_words, note_words = words.setdefault(assignment.work, ([], []))
        theme_words += titles[assignment.theme]
        note_words.append(assignment.evidence.why)
    for note in notes:
        words.setdefault(note.work, ([], []))[1].append(note.text)
    return words


def load_words(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, tuple[list[str], list[str]]]:
    """What the themes and notes in the index add to the words of the works of these keys: see `make_words`."""
    words: dict[str, tuple[list[str], list[str]]] = {}
    sql = """SELECT work, title, other_names, why FROM assignments a JOIN themes ON id = theme WHERE work IN ({keys})
        ORDER BY a.pos"""
    for key, title, other_names, why in select(connection, sql, keys):
        theme_words, note_words = words.setdefault(key, ([], []))
        theme_words += (title, *(json.loads(other_names) if other_names != "[]" else ()))
        note_words.append(why)
    for key, text in select(connection, "SELECT work, text FROM notes WHERE work IN ({keys}) ORDER BY pos", keys):
        words.setdefault(key, ([], []))[1].append(text)
    return words


def _own_words(work: Work, theme_words: Iterable[str], note_words: Iterable[str]) -> tuple[str, ...]:
    """The columns of `words` after the title."""
    extra = work.extra
    names = [_full_name(name) for name in work.authors + work.editors]
    notes = [*note_words, *(text for name, text in extra if name in NOTE_FIELDS)]
    facts = [work.key, work.container, work.date_text, str(work.year or ""), work.get("x-title-translated")]
    facts += [text for name, text in extra if name in ("institution", "publisher", "series", "shortauthor")]
    return tuple(map(join_words, (names, theme_words, notes, facts)))


def join_words(texts: Iterable[str]) -> str:
    """Texts as one column of the words that can be searched for."""
    # A private-use letter is a word to FTS5: between two texts, it keeps a phrase from reaching over both.
    return " \ue000 ".join(filter(None, map(fold, texts)))
