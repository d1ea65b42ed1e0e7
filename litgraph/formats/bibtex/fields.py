"""The fields of entries made comparable: abbreviations resolved, and BibLaTeX's names for all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from litgraph.formats.bibtex.scan import Block, Complaints, Field

__all__ = ["ALIASES", "Abbreviations", "Entry", "Value", "arrange"]


class Value(NamedTuple):
    """The value of a field, abbreviations resolved and LaTeX as written.

    `at` is where it begins in the file; `is_whole` says that it stands there in one piece.
    """

    text: str
    at: int
    is_whole: bool = True

    def place(self, part: str) -> int:
        """Where a part of the value stands in the file."""
        return self.at + max(0, self.text.find(part)) if self.is_whole else self.at


@dataclass(slots=True)
class Entry:
    """An entry whose fields bear BibLaTeX's names; `inherited` names those that come from another entry."""

    type: str
    key: str
    at: int
    fields: dict[str, Value] = field(default_factory=dict)
    inherited: set[str] = field(default_factory=set)


ALIASES = {
    "address": "location",
    "annote": "annotation",
    "archiveprefix": "eprinttype",
    "hyphenation": "langid",
    "journal": "journaltitle",
    "key": "sortkey",
    "pdf": "file",
    "primaryclass": "eprintclass",
    "school": "institution",
}

_MONTHS = {
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May", "jun": "June",
    "jul": "July", "aug": "August", "sep": "September", "oct": "October", "nov": "November", "dec": "December",
}  # fmt: skip


# Abbreviations that double each other would fill any memory.
_LONGEST = 100_000


class Abbreviations:
    """The @strings of a file: the last definition before the place of use counts, else one further down."""

    def __init__(self, blocks: Iterable[Block], complaints: Complaints) -> None:
        self._known = dict(_MONTHS)
        self._later: dict[str, Field] = {}
        self._complaints = complaints
        for block in blocks:
            if block.kind == "string":
                self._later.update((definition.name, definition) for definition in block.fields)

    def define(self, block: Block) -> None:
        for definition in block.fields:
            self._known[definition.name] = self.expand(definition)[:_LONGEST]

    def expand(self, field: Field, depth: int = 0) -> str:
        """The value of a field with the abbreviations in it resolved; one that is unknown keeps its name as text."""
        return "".join(
            self._lookup(piece.text, piece.at, field.name, depth) if piece.is_name else piece.text
            for piece in field.pieces
        )

    def _lookup(self, name: str, at: int, used_in: str, depth: int) -> str:
        known = self._known.get(name.lower())
        if known is not None:
            return known
        later = self._later.get(name.lower())
        if later and depth < 10:
            return self.expand(later, depth + 1)
        close = self._complaints.similar(name.lower(), self._known.keys() | self._later.keys())
        self._complaints.add(
            "unknown-string",
            "warning",
            f'no @string defines "{name}", the value of "{used_in}"; the name itself is taken',
            at,
            f'did you mean "{close}"?' if close else f"if it is plain text, put it in braces: {{{name}}}",
        )
        return name


def arrange(block: Block, abbreviations: Abbreviations, complaints: Complaints) -> Entry:
    """The entry with BibLaTeX's field names, each field once."""
    entry = Entry(block.kind, block.key, block.at)
    first_at: dict[str, int] = {}
    for field_ in block.fields:
        if field_.name in first_at:
            complaints.add(
                "duplicate-field",
                "warning",
                f'"{block.key}" has "{field_.name}" twice; the first, on line '
                f"{complaints.span(first_at[field_.name]).line}, is kept",
                field_.at,
                "remove or rename one of the two",
            )
            continue
        first_at[field_.name] = field_.at
        if not field_.pieces:
            continue
        is_whole = len(field_.pieces) == 1 and not field_.pieces[0].is_name
        value = Value(abbreviations.expand(field_), field_.pieces[0].at, is_whole)
        if value.text.strip("{}~ \n\t"):
            entry.fields[field_.name] = value
    for alias, name in ALIASES.items():
        if alias in entry.fields and name not in entry.fields:
            entry.fields[name] = entry.fields.pop(alias)
    return entry
