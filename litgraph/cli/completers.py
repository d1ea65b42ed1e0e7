"""What a shell may complete: words from the index as it is, or nothing, without a sound.

The functions are as click calls them: with the command's context, the parameter, and the beginning of the word.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing

import click
from click.shell_completion import CompletionItem

from litgraph import index
from litgraph.project import find_root
from litgraph.queries.gaps import GAPS
from litgraph.queries.grammar import FIELDS, FLAGS, KINDS
from litgraph.queries.themes import list_titles
from litgraph.words import compact, fold

__all__ = [
    "files",
    "folders",
    "kinds_of_gaps",
    "sections",
    "terms",
    "themes",
    "value",
    "verbs_and_works",
    "works",
    "works_and_themes",
]

Items = list[CompletionItem]
_Row = tuple[str, str]


def works(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Keys of works that begin so, or whose label or author does."""
    return _items(_from_index(ctx, _works, incomplete))


def verbs_and_works(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """The word "cites" or "quotes", then works."""
    verbs = [("cites", ""), ("quotes", "")]
    return works(ctx, param, incomplete) if ctx.params.get("words") else _items(verbs, incomplete)


def themes(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Ids of themes."""
    return _items(_from_index(ctx, _themes, incomplete))


def works_and_themes(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Keys of works; after the first, ids of themes, too."""
    return works(ctx, param, incomplete) + (themes(ctx, param, incomplete) if ctx.params.get("theme") else [])


def sections(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Ids of sections."""
    return _items(_from_index(ctx, _sections, incomplete))


def kinds_of_gaps(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """The kinds of what may be missing."""
    return _items(((kind, "") for kind in GAPS), incomplete)


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Files, which the shell knows."""
    return [CompletionItem(incomplete, "file")]


def folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Folders, which the shell knows."""
    return [CompletionItem(incomplete, "dir")]


def value(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """The values of a filter of `find`, whose option it is."""
    field = (param.name or "").removeprefix("_").replace("_", "-")
    return _items(_values(ctx, field, incomplete))


def terms(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """The fields of `find`, and behind a colon their values; the last of several that commas part."""
    fields, colon, values = incomplete.rpartition(":")
    if not colon:
        return _items([(f"{name}:", about) for name, about in (*FIELDS.items(), ("not", "what it is not"))], incomplete)
    field = fields.rpartition(":")[2]
    before, comma, value = values.rpartition(",")
    rows = list(_values(ctx, field, value))
    if field == "not":
        rows += [(f"{name}:", about) for name, about in FIELDS.items()]
    start = f"{fields}:{before}{comma}"
    return _items([(start + name, about) for name, about in rows], incomplete if field in _FIXED else "")


_FIXED = ("is", "not", "kind", "year", "since", "before", "said-by")


def _values(ctx: click.Context, field: str, incomplete: str) -> Iterable[_Row]:
    if field in ("is", "not"):
        return _begin(FLAGS.items(), incomplete)
    if field == "kind":
        return _begin(((name, ", ".join(types)) for name, types in KINDS.items()), incomplete)
    ask = {
        "author": _authors,
        "theme": _themes,
        "section": _sections,
        "cited-by": _works,
        "cites": _works,
        "key": _works,
        "said-by": _voices,
        "year": _years,
        "since": _years,
        "before": _years,
    }.get(field)
    return _from_index(ctx, ask, incomplete) if ask else []


def _items(rows: Iterable[_Row], incomplete: str = "") -> Items:
    return [CompletionItem(name, help=about) for name, about in _begin(rows, incomplete)]


def _begin(rows: Iterable[_Row], incomplete: str) -> Iterable[_Row]:
    return [row for row in rows if row[0].startswith(incomplete)]


def _from_index(
    ctx: click.Context, ask: Callable[[sqlite3.Connection, str], Iterable[_Row]], incomplete: str
) -> list[_Row]:
    """The rows that `ask` gets from the index as it is: to make it anew takes longer than anybody waits for a word."""
    db = index.open_last_index(find_root(ctx.find_root().params.get("project") or "."))
    if db is None:
        return []
    with closing(db):
        return list(ask(db, incomplete))


_LAST = chr(0x10FFFF)


def _works(db: sqlite3.Connection, incomplete: str) -> Iterable[_Row]:
    key, form = incomplete.casefold(), compact(incomplete)
    sql = """SELECT k.key, w.label, w.title FROM keys k JOIN works w ON w.key = k.work
            WHERE k.folded >= :key AND k.folded < :key || :last
        UNION SELECT w.key, w.label, w.title FROM forms f JOIN works w ON w.key = f.work
            WHERE :form <> '' AND f.form >= :form AND f.form < :form || :last
        UNION SELECT key, label, title FROM works WHERE substr(label, 1, length(:text)) = :text ORDER BY 1"""
    values = {"key": key, "form": form, "text": incomplete, "last": _LAST}
    return [(key, f"{label} · {title}") for key, label, title in db.execute(sql, values)]


def _themes(db: sqlite3.Connection, incomplete: str) -> Iterable[_Row]:
    beginning = f" {fold(incomplete)}"
    return [row for row in list_titles(db) if row[0].startswith(incomplete) or beginning in f" {fold(row[1])}"]


def _sections(db: sqlite3.Connection, incomplete: str) -> Iterable[_Row]:
    sql = "SELECT id, min(title) FROM sections WHERE substr(id, 1, length(:id)) = :id GROUP BY id ORDER BY id"
    return db.execute(sql, {"id": incomplete})


def _authors(db: sqlite3.Connection, incomplete: str) -> Iterable[_Row]:
    sql = """SELECT form, count(*) || ' works' FROM forms WHERE form >= :form AND form < :form || :last
        GROUP BY form ORDER BY form"""
    return db.execute(sql, {"form": compact(incomplete), "last": _LAST})


def _voices(db: sqlite3.Connection, incomplete: str) -> Iterable[_Row]:
    readers = db.execute("SELECT DISTINCT read_by, 'a reader' FROM readings WHERE read_by <> '' ORDER BY 1").fetchall()
    return _begin(dict([*readers, ("hand", "written or read by hand"), ("reading", "a reading")]).items(), incomplete)


def _years(db: sqlite3.Connection, incomplete: str) -> Iterable[_Row]:
    sql = "SELECT DISTINCT CAST(year AS TEXT), '' FROM works WHERE year IS NOT NULL ORDER BY year"
    return _begin(db.execute(sql), incomplete)
