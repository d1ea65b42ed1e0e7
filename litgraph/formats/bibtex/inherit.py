"""The fields that an entry inherits: by crossref from the book it is in, by xdata from a store of fields."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from litgraph.formats.bibtex.fields import Abbreviations, Entry
from litgraph.formats.bibtex.kinds import kind_of
from litgraph.formats.bibtex.latex import read_verbatim
from litgraph.formats.bibtex.scan import Block, SpellingHints

__all__ = ["REFERRING_FIELDS", "find_parent_names", "inherit_fields", "list_parent_names"]

REFERRING_FIELDS = ("xdata", "crossref", "xref")
"""The fields that name other entries of the file; all but xref bring their fields."""

_NOT_INHERITED = frozenset((
    "abstract", "annotation", "crossref", "doi", "entryset", "entrysubtype", "eprint", "eprintclass", "eprinttype",
    "file", "groups", "ids", "indextitle", "keywords", "label", "openalex", "options", "pages", "pmcid", "pmid",
    "presort", "related", "relatedoptions", "relatedstring", "relatedtype", "shorthand", "shorthandintro",
    "shorttitle", "sortkey", "sorttitle", "timestamp", "url", "urldate", "xdata", "xref",
))  # fmt: skip
_PARTS = {"chapter", "paper-conference", "entry-encyclopedia"}
_WHEN = ("date", "year", "month", "day")
_TITLES = ("title", "subtitle", "titleaddon")


def find_parent_names(blocks: Iterable[Block], abbreviations: Abbreviations) -> set[str] | None:
    """The folded keys that the blocks name as their parents; None where one is joined or an abbreviation."""
    names: set[str] = set()
    for field in (field for block in blocks for field in block.fields if field.name in REFERRING_FIELDS):
        if len(field.parts) > 1 or any(part.is_name and abbreviations.has_name(part.text) for part in field.parts):
            return None
        names.update(key.casefold() for part in field.parts for key in _split_keys(part.text))
    return names


def list_parent_names(entry: Entry) -> list[str]:
    """The keys that an entry's own fields name, be they parents or only related."""
    values = (entry.fields[name] for name in REFERRING_FIELDS if name in entry.fields and name not in entry.inherited)
    return [key for value in values for key in _split_keys(value.text)]


def _split_keys(value: str) -> Iterator[str]:
    return filter(None, (key.strip() for key in read_verbatim(value).split(",")))


def inherit_fields(entries: Mapping[str, Entry], keys: Collection[str]) -> None:
    """Give every entry the fields that it inherits by "crossref" and "xdata"; "xref" only has to name an entry.

    `entries` are those that inherit and all that may be named by them, `keys` those of all entries.
    """
    hints = SpellingHints()
    names = {key.casefold(): entry for key, entry in reversed(list(entries.items()))}
    for entry in entries.values():
        for alias in read_verbatim(entry.fields["ids"].text).split(",") if "ids" in entry.fields else ():
            names.setdefault(alias.strip().casefold(), entry)
    finished: set[str] = set()

    def parents(entry: Entry, name: str) -> Iterable[Entry]:
        value = entry.fields.get(name)
        if value is None or name in entry.inherited:
            return
        at = value.at
        for key in _split_keys(value.text):
            parent = entries.get(key) or names.get(key.casefold())
            if parent:
                yield parent
            else:
                close = hints.similar(key, keys)
                message = f'"{entry.key}" refers by "{name}" to "{key}", which is not in this file'
                hint = f'did you mean "{close}"?' if close else f'add the entry "{key}", or correct the key'
                at = value.place(key, at)
                entry.complaints.add("missing-crossref", "warning", message, at, hint)

    # Parents first. The stack is our own, as a chain of crossrefs may be longer than Python allows calls.
    for first in entries.values():
        stack = [first]
        waiting: set[str] = set()
        while stack:
            entry = stack[-1]
            if entry.key in finished:
                stack.pop()
                continue
            above = [(name, parent) for name in ("xdata", "crossref") for parent in parents(entry, name)]
            unfinished = [parent for _, parent in above if parent.key not in finished and parent.key not in waiting]
            if unfinished and entry.key not in waiting:
                waiting.add(entry.key)
                stack += unfinished
                continue
            waiting.add(entry.key)
            for name, parent in above:
                if parent is not entry:
                    _take_over(entry, parent, by_crossref=name == "crossref")
            list(parents(entry, "xref"))
            finished.add(entry.key)
            stack.pop()


def _take_over(entry: Entry, parent: Entry, by_crossref: bool) -> None:
    has_date = any(name in entry.fields for name in _WHEN[:2])
    for name, value in parent.fields.items():
        if name in ("crossref", "xdata", "xref", "ids") or (has_date and name in _WHEN):
            continue
        if by_crossref and (name in _NOT_INHERITED or name.startswith("x-")):
            continue
        target = _name_in_child(name, parent, entry) if by_crossref else name
        if target and target not in entry.fields:
            entry.fields[target] = value
            entry.inherited.add(target)


def _name_in_child(name: str, parent: Entry, child: Entry) -> str:
    """The name that a parent's field has in the child (a book's title is a chapter's booktitle), "" if it has none."""
    if name == "author" and child.type in ("inbook", "bookinbook", "suppbook") and "author" in child.fields:
        return "bookauthor"
    if name not in _TITLES:
        return name
    if parent.type.startswith("mv"):
        return f"main{name}"
    if kind_of(child) in _PARTS and kind_of(parent) == "book":
        # BibTeX's parents often bear a booktitle already, just for their children.
        return "" if "booktitle" in parent.fields else f"book{name}"
    if parent.type == "periodical":
        return {"title": "journaltitle", "subtitle": "journalsubtitle"}.get(name, name)
    return name
