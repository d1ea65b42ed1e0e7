"""The fields that an entry inherits: by crossref from the book it is in, by xdata from a store of fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from litgraph.formats.bibtex.fields import Entry
from litgraph.formats.bibtex.kinds import kind_of
from litgraph.formats.bibtex.latex import read_verbatim
from litgraph.formats.bibtex.scan import Complaints

__all__ = ["inherit_fields"]

_NOT_INHERITED = frozenset((
    "abstract", "annotation", "crossref", "doi", "entryset", "entrysubtype", "eprint", "eprintclass", "eprinttype",
    "file", "groups", "ids", "indextitle", "keywords", "label", "openalex", "options", "pages", "pmcid", "pmid",
    "presort", "related", "relatedoptions", "relatedstring", "relatedtype", "shorthand", "shorthandintro",
    "shorttitle", "sortkey", "sorttitle", "timestamp", "url", "urldate", "xdata", "xref",
))  # fmt: skip
_PARTS = {"chapter", "paper-conference", "entry-encyclopedia"}
_WHEN = ("date", "year", "month", "day")
_TITLES = ("title", "subtitle", "titleaddon")


def inherit_fields(entries: Mapping[str, Entry], complaints: Complaints) -> None:
    """Give every entry the fields that it inherits by "crossref" and "xdata"; "xref" only has to name an entry."""
    names = {key.casefold(): entry for key, entry in reversed(list(entries.items()))}
    for entry in entries.values():
        for alias in read_verbatim(entry.fields["ids"].text).split(",") if "ids" in entry.fields else ():
            names.setdefault(alias.strip().casefold(), entry)
    finished: set[str] = set()

    def parents(entry: Entry, name: str) -> Iterable[Entry]:
        value = entry.fields.get(name)
        if value is None or name in entry.inherited:
            return
        for key in filter(None, (key.strip() for key in read_verbatim(value.text).split(","))):
            parent = entries.get(key) or names.get(key.casefold())
            if parent:
                yield parent
            else:
                close = complaints.similar(key, entries)
                message = f'"{entry.key}" refers by "{name}" to "{key}", which is not in this file'
                hint = f'did you mean "{close}"?' if close else f'add the entry "{key}", or correct the key'
                complaints.add("missing-crossref", "warning", message, value.place(key), hint)

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
