"""The fields that an entry inherits: by crossref from the book it is in, by xdata from a store of fields."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from litgraph.formats.bibtex.fields import ALIASES, Abbreviations, Entry, Value
from litgraph.formats.bibtex.kinds import kind_of
from litgraph.formats.bibtex.latex import read_verbatim
from litgraph.formats.bibtex.scan import Block, SpellingHints

__all__ = ["REFERRING_FIELDS", "find_parent_names", "inherit_fields", "list_parent_names", "refers_to_others"]

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
    blocks = list(blocks)
    names: set[str] = set()
    for field in (field for block in blocks for field in block.fields if field.name in REFERRING_FIELDS):
        if len(field.parts) > 1 or any(part.is_name and abbreviations.has_name(part.text) for part in field.parts):
            return None
        names.update(key.casefold() for part in field.parts for key in _split_keys(part.text))
    texts = (part.text for block in blocks for field in block.fields for part in field.parts)
    for text in texts:
        for link in _GRANULAR.finditer(text):
            names.update(key.casefold() for key, _ in _split_link(link[1]))
    return names


def list_parent_names(entry: Entry) -> list[str]:
    """The keys that an entry's own fields name, be they parents or only related."""
    values = (entry.fields[name] for name in REFERRING_FIELDS if name in entry.fields and name not in entry.inherited)
    keys = [key for value in values for key in _split_keys(value.text)]
    return keys + [link[1] for _, value in _list_granular(entry) for link in _GRANULAR.finditer(value.text)]


def refers_to_others(entry: Entry) -> bool:
    """Whether an entry names others from which it inherits, or to which it is only related."""
    return any(name in entry.fields for name in REFERRING_FIELDS) or bool(_list_granular(entry))


# BibLaTeX's way to take a single field, or a name of a list, from a store: publisher = {xdata=pub-publisher}.
_GRANULAR = re.compile(r"(?:\A|(?<=\sand\s))\s*xdata\s*=\s*([^\s,{}=]+)(?=\s*\Z|\s+and\s)")


def _list_granular(entry: Entry) -> list[tuple[str, Value]]:
    """The fields of an entry that take their value, or a part of it, from another field, with their values."""
    return [
        (name, value) for name, value in entry.fields.items() if "xdata" in value.text and _GRANULAR.search(value.text)
    ]


def _split_link(link: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to part a link such as "pub-author-2" into a key and a field with its number; long keys first."""
    pieces = link.split("-")
    for count in range(len(pieces) - 1, 0, -1):
        yield "-".join(pieces[:count]), "-".join(pieces[count:])


def _take_single_fields(entry: Entry, names: Mapping[str, Entry]) -> None:
    """Replace the links of an entry to single fields by what stands there; one that leads nowhere is complained of."""
    for name, value in _list_granular(entry):

        def look_up(match: re.Match[str], name: str = name, value: Value = value) -> str:
            for key, rest in _split_link(match[1]):
                parent = names.get(key.casefold())
                field, _, number = rest.partition("-")
                linked = parent.fields.get(ALIASES.get(field, field)) if parent else None
                if linked is None or (number and not number.isdecimal()):
                    continue
                parts = re.split(r"\s+and\s+", linked.text)
                if not number:
                    return linked.text
                if 0 < int(number) <= len(parts):
                    return parts[int(number) - 1]
            message = f'{name} of "{entry.key}" is to be taken from "{match[1]}", which is not in this file'
            hint = "write xdata=KEY-FIELD, with the key of an entry that has the field"
            entry.complaints.add("missing-crossref", "warning", message, value.place(match[1], value.at), hint)
            return ""

        text = _GRANULAR.sub(look_up, value.text)
        if text.strip():
            entry.fields[name] = Value(text, value.at, is_whole=False)
        else:
            del entry.fields[name]


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
                if parent.key not in finished:
                    message = f'"{entry.key}" inherits from itself, by "{name}" from "{parent.key}"'
                    hint = "take one of the references out of the circle"
                    entry.complaints.add("crossref-circle", "warning", message, entry.fields[name].at, hint)
                if parent is not entry:
                    _take_over(entry, parent, by_crossref=name == "crossref")
            _take_single_fields(entry, names)
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
