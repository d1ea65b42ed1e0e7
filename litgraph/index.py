"""The corpus as one SQLite file that answers every question; it is made anew when a source file has changed.

Opening it reads no YAML and no BibTeX: the sizes and times of the files tell whether it is up to date.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from litgraph.errors import LitgraphError
from litgraph.files import UNREADABLE, Folder, Stamp, digest, printable_path
from litgraph.project import INDEX, VERSION, find_root, list_sources

if TYPE_CHECKING:
    from litgraph.model import Citation, Corpus, Evidence, Name, Span, Work
    from litgraph.resolve import Referent

__all__ = ["SCHEMA", "answer_from_index", "build", "connect", "open_last_index", "write_index"]

T = TypeVar("T")

SCHEMA = 4  # raise it with every change of _TABLES or of what stands in them

_TABLES = """
CREATE TABLE made (by TEXT, at TEXT);
CREATE TABLE files (path TEXT PRIMARY KEY, size INT, mtime_ns INT, sha256 TEXT);
CREATE TABLE review (title TEXT, description TEXT, author TEXT, language TEXT);
CREATE TABLE works (id INTEGER PRIMARY KEY, key TEXT UNIQUE, label TEXT, title TEXT, folded_title TEXT, kind TEXT,
    year INT, suffix TEXT, date_text TEXT, container TEXT, place TEXT);
CREATE TABLE fields (work TEXT, pos INT, name TEXT, value TEXT);
CREATE TABLE authors (work TEXT, pos INT, name TEXT, forms TEXT, given TEXT, stands_in INT);
CREATE TABLE forms (form TEXT, work TEXT);
CREATE TABLE keys (key TEXT PRIMARY KEY, folded TEXT, work TEXT);
CREATE TABLE ids (id TEXT, work TEXT);
CREATE TABLE themes (pos INT, id TEXT PRIMARY KEY, title TEXT, definition TEXT, parent TEXT, facet TEXT,
    said_in TEXT, section TEXT, place TEXT);
CREATE TABLE assignments (pos INT, work TEXT, theme TEXT, role TEXT, said_by TEXT, said_in TEXT, section TEXT,
    page TEXT, locator TEXT, passage TEXT, why TEXT, place TEXT);
CREATE TABLE notes (pos INT, work TEXT, kind TEXT, text TEXT, place TEXT);
CREATE TABLE readings (paper TEXT PRIMARY KEY, read_by TEXT, place TEXT);
CREATE TABLE sections (pos INT, paper TEXT, id TEXT, title TEXT, parent TEXT, PRIMARY KEY (paper, id));
CREATE TABLE listed (paper TEXT, work TEXT);
CREATE TABLE citations (pos INT, citing TEXT, cited TEXT, text TEXT, kind TEXT, form TEXT, signal TEXT, ord INT,
    grp INT, spot TEXT, said_by TEXT, said_in TEXT, section TEXT, page TEXT, locator TEXT, passage TEXT, why TEXT,
    place TEXT); -- cited is NULL where it is tied to no work
CREATE TABLE problems (pos INT, code TEXT, level TEXT, message TEXT, path TEXT, line INT, col INT, hint TEXT);
CREATE VIRTUAL TABLE words USING fts5 (title, authors, themes, notes, more, tokenize = "unicode61 remove_diacritics 0");
"""
# Made after the rows: one sorted pass each, where growing them row by row costs several times that.
_INDEXES = """
CREATE INDEX fields_work ON fields (work);
CREATE INDEX authors_work ON authors (work);
CREATE INDEX forms_form ON forms (form);
CREATE INDEX keys_folded ON keys (folded);
CREATE INDEX ids_id ON ids (id);
CREATE INDEX assignments_work ON assignments (work);
CREATE INDEX assignments_theme ON assignments (theme);
CREATE INDEX notes_work ON notes (work);
CREATE INDEX listed_work ON listed (work, paper);
CREATE INDEX listed_paper ON listed (paper, work);
CREATE INDEX citations_citing ON citations (citing, section, cited);
CREATE INDEX citations_cited ON citations (cited, citing);
CREATE INDEX citations_said_by ON citations (said_by, cited, locator);
"""


def connect(
    root: Folder, notice: Callable[[str], None] = lambda message: None, *, anew: bool = False
) -> sqlite3.Connection:
    """Open the index of a knowledge base read-only, and make it anew first where the files have changed, or if `anew`.

    `root` is the folder of the knowledge base or one below it. Where it cannot be written, the index is made in memory.
    `notice` is called with a message before work that takes time.
    """
    root = find_root(root)
    stamps = list_sources(root)
    return (None if anew else _open_if_up_to_date(root, stamps)) or _make(root, stamps, notice)


def answer_from_index(
    root: Folder, ask: Callable[[sqlite3.Connection], T], open_index: Callable[..., sqlite3.Connection] = connect
) -> T:
    """Return what `ask` gets from the index of a knowledge base, which `open_index` opens as `connect` does.

    Where anything but a LitgraphError goes wrong, the index may be damaged. It holds nothing of its own, so it is made
    anew, and `ask` is called once more.
    """
    with contextlib.closing(open_index(root)) as db:
        try:
            return ask(db)
        except LitgraphError:
            raise
        except Exception:  # damaged rows reach the code that takes them apart, so it may be any
            pass
    with contextlib.closing(open_index(root, anew=True)) as db:
        return ask(db)


def build(root: Folder, notice: Callable[[str], None] = lambda message: None, *, anew: bool = False) -> bool:
    """Bring the index up to date, or make it `anew` in any case; return False where it was up to date already.

    Raises LitgraphError where it cannot be written.
    """
    root = find_root(root)
    stamps = list_sources(root)
    connection = None if anew else _open_if_up_to_date(root, stamps)
    is_new = connection is None
    with contextlib.closing(connection or _make(root, stamps, notice)) as connection:
        if connection.execute("PRAGMA database_list").fetchone()[2] == "":
            raise LitgraphError(f'the index "{os.path.join(root, INDEX)}" cannot be written', "look at its permissions")
    return is_new


def _open_if_up_to_date(root: str, stamps: list[Stamp]) -> sqlite3.Connection | None:
    """The index of these files, where this version wrote it and they have not changed since."""
    path = os.path.join(root, INDEX)
    if connection := _open(path):
        if _is_up_to_date(connection, root, stamps, path):
            return connection
        connection.close()
    return None


def open_last_index(root: str) -> sqlite3.Connection | None:
    """Open the index as the last question left it, even if files have changed since; None where there is none."""
    return _open(os.path.join(root, INDEX))


def _open(path: str) -> sqlite3.Connection | None:
    """Open the index at `path`; None unless this version wrote it."""
    if not os.path.isfile(path):
        return None
    # SQLite takes an address, in which three letters of a path would have a meaning of their own.
    address = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    try:
        connection = sqlite3.connect(f"file:{address}?mode=ro", uri=True)
    except sqlite3.Error:
        return None
    with contextlib.suppress(sqlite3.Error, UnicodeError, MemoryError):
        schema = connection.execute("PRAGMA user_version").fetchone()[0]
        # Another version of the program may read the same files in another way.
        if schema == SCHEMA and connection.execute("SELECT by FROM made").fetchone() == (VERSION,):
            return connection
    connection.close()
    return None


def _is_up_to_date(connection: sqlite3.Connection, root: str, stamps: list[Stamp], path: str) -> bool:
    """Whether the files are those that the index was made of, by size and time, else by content."""
    try:
        rows = connection.execute("SELECT path, size, mtime_ns, sha256 FROM files ORDER BY path").fetchall()
    except (sqlite3.Error, UnicodeError, MemoryError):
        return False
    files = [(printable_path(stamp.path), stamp.size, stamp.mtime_ns) for stamp in stamps]
    if [row[:3] for row in rows] == files:
        return True
    if [row[:2] for row in rows] != [file[:2] for file in files]:
        return False
    sums = _digests(root, stamps)
    if sums != [row[3] for row in rows]:
        return False
    settled = [
        (time, name) for (name, _, time), sha256 in zip(files, sums, strict=True) if sha256 and _is_settled(time)
    ]
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as writing, writing:
        # In memory: a process killed here leaves no journal behind that would lock readers out.
        writing.execute("PRAGMA journal_mode = MEMORY")
        writing.executemany("UPDATE files SET mtime_ns = ? WHERE path = ?", settled)
    return True


def _digests(root: str, stamps: list[Stamp]) -> list[str]:
    return [digest(os.path.join(root, stamp.path)) if stamp.size != UNREADABLE else "" for stamp in stamps]


def _is_settled(mtime_ns: int) -> bool:
    """Whether a file is old enough that a further change must show in its time: some disks count in two seconds."""
    import time

    return mtime_ns < time.time_ns() - 2_000_000_000


def _make(root: str, stamps: list[Stamp], notice: Callable[[str], None]) -> sqlite3.Connection:
    """Read all files and put a new index in the place of the old one; in memory where the disk refuses it."""
    import gc
    import tempfile

    from litgraph.corpus import load

    size = sum(stamp.size for stamp in stamps)
    if size > 300_000:  # about what takes two seconds
        notice(f"reading the files anew, {size / 1e6:.1f} MB ...")
    # A file that could not be read, or was written just now, is looked into again by the next question.
    files = [
        (printable_path(path), size, mtime_ns if sha256 and _is_settled(mtime_ns) else -1, sha256)
        for (path, size, mtime_ns), sha256 in zip(stamps, _digests(root, stamps), strict=True)
    ]
    gc.disable()  # nothing here makes circles, and looking for them among millions of values doubles the time
    try:
        corpus = load(root)
    finally:
        gc.enable()
    path = os.path.join(root, INDEX)
    beside = ""
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        handle, beside = tempfile.mkstemp(".part", "index.", os.path.dirname(path))
        os.close(handle)
        with contextlib.closing(sqlite3.connect(beside)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            write_index(corpus, connection, files)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{path}-journal")
        os.replace(beside, path)
        if connection := _open(path):  # type: ignore[assignment]
            return connection
    except (OSError, sqlite3.Error):
        with contextlib.suppress(OSError):
            os.unlink(beside)
    except BaseException:
        os.unlink(beside)
        raise
    connection = sqlite3.connect(":memory:")
    write_index(corpus, connection, files)
    return connection


def _place(at: Span | None) -> str:
    return str(at) if at else ""


def write_index(
    corpus: Corpus, connection: sqlite3.Connection, files: Iterable[tuple[str, int, int, str]] = ()
) -> None:
    """Write a corpus into an empty database."""
    import datetime

    from litgraph.model import Span
    from litgraph.resolve import make_referent
    from litgraph.words import people

    def fill(table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        rows = list(rows)
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)

    connection.executescript(_TABLES)
    with connection:
        fill("made", [(VERSION, datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"))])
        fill("files", files)
        if corpus.review:
            review = corpus.review
            fill("review", [(review.title, review.description, review.author, review.language)])
        entries = {work.key: make_referent(work) for work in corpus.works}
        fill(
            "works",
            (
                (n, w.key, e.label, w.title, e.title, w.kind, w.year, w.suffix, w.date_text, w.container, _place(w.at))
                for n, (w, e) in enumerate(zip(corpus.works, entries.values(), strict=True), 1)
            ),
        )
        fill("fields", ((w.key, pos, *pair) for w in corpus.works for pos, pair in enumerate(_fields(w))))
        fill(
            "authors",
            (
                (w.key, pos, name, "|".join(author.forms), author.given, not w.authors)
                for w in corpus.works
                for pos, (name, author) in enumerate(
                    zip(map(_full_name, people(w)), entries[w.key].authors, strict=True)
                )
            ),
        )
        forms = ((form, e.key) for e in entries.values() for author in e.authors for form in author.forms)
        fill("forms", dict.fromkeys(forms))
        keys = [(w.key, w.key) for w in corpus.works] + list(corpus.aliases.items())
        fill("keys", ((alias, alias.casefold(), key) for alias, key in keys))
        fill("ids", ((identifier, w.key) for w in corpus.works for identifier in sorted(w.ids)))
        fill(
            "themes",
            (
                (pos, t.id, t.title, t.definition, t.parent, t.facet, t.said_in, t.section, _place(t.at))
                for pos, t in enumerate(corpus.themes)
            ),
        )
        fill(
            "assignments",
            ((pos, a.work, a.theme, a.role, *_evidence(a.evidence)) for pos, a in enumerate(corpus.assignments)),
        )
        fill("notes", ((pos, n.work, n.kind, n.text, _place(n.evidence.at)) for pos, n in enumerate(corpus.notes)))
        fill("readings", ((r.paper, r.read_by, _place(r.at)) for r in corpus.readings))
        fill(
            "sections",
            ((pos, r.paper, s.id, s.title, s.parent) for r in corpus.readings for pos, s in enumerate(r.sections)),
        )
        fill("listed", ((r.paper, key) for r in corpus.readings for key in r.listed))
        fill("citations", ((pos, *_citation(citation)) for pos, citation in enumerate(corpus.citations)))
        places = [problem.at or Span("", 0, 0) for problem in corpus.problems]
        fill(
            "problems",
            (
                (pos, p.code, p.level, p.message, at.path, at.line, at.column, p.hint)
                for pos, (p, at) in enumerate(zip(corpus.problems, places, strict=True))
            ),
        )
        fill("words (rowid, title, authors, themes, notes, more)", _words(corpus, entries))
    connection.executescript(_INDEXES)
    connection.execute(f"PRAGMA user_version = {SCHEMA}")
    connection.commit()


def _evidence(e: Evidence) -> tuple[str, ...]:
    return (e.said_by, e.said_in, e.section, e.page, e.locator, e.passage, e.why, _place(e.at))


def _citation(citation: Citation) -> tuple[Any, ...]:
    cited, stands = (citation.cited or None, citation.text, citation.kind), citation.placement
    placement = (stands.form, stands.signal, stands.order, stands.group, stands.where)
    return (citation.citing, *cited, *placement, *_evidence(citation.evidence))


def _full_name(name: Name) -> str:
    return name.literal or " ".join(part for part in (name.given, name.particle, name.family, name.suffix) if part)


def _fields(work: Work) -> list[tuple[str, str]]:
    """The fields of a record beside those that have a column, editors and identifiers among them."""
    editors = [("editor", _full_name(name)) for name in work.editors]
    ids = [(name, value) for name, _, value in (identifier.partition(":") for identifier in sorted(work.ids))]
    id_names = {name for name, _ in ids}
    return [*editors, *((name, value) for name, value in work.extra if name not in id_names), *ids]


def _words(corpus: Corpus, entries: Mapping[str, Referent]) -> Iterable[tuple[int | str, ...]]:
    from litgraph.words import fold

    titles = {theme.id: theme.title for theme in corpus.themes}
    themes: dict[str, list[str]] = {}
    notes: dict[str, list[str]] = {}
    for assignment in corpus.assignments:
        themes.setdefault(assignment.work, []).append(titles[assignment.theme])
        notes.setdefault(assignment.work, []).append(assignment.evidence.why)
    for note in corpus.notes:
        notes.setdefault(note.work, []).append(note.text)
    for number, work in enumerate(corpus.works, 1):
        people = list(map(_full_name, work.authors + work.editors))
        own_notes = [text for name, text in work.extra if name in ("annotation", "note", "abstract", "keywords")]
        facts = [work.key, work.container, work.date_text, str(work.year or ""), work.get("x-title-translated")]
        facts += [text for name, text in work.extra if name in ("institution", "publisher", "series", "shortauthor")]
        columns = (people, themes.get(work.key, ()), notes.get(work.key, []) + own_notes, facts)
        # A private-use letter is a word to FTS5: between two texts, it keeps a phrase from reaching over both.
        texts = (" \ue000 ".join(filter(None, map(fold, column))) for column in columns)
        yield (number, entries[work.key].title, *texts)
