"""Entries whose fields bear BibLaTeX's names and hold no abbreviations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from litgraph.formats.bibtex.html import replace_html
from litgraph.formats.bibtex.scan import Block, Complaints, Field, SpellingHints
from litgraph.months import ABBREVIATIONS, MONTHS

__all__ = ["ALIASES", "VERBATIM", "Abbreviations", "Entry", "Value", "make_entry"]

VERBATIM = frozenset((
    "crossref", "date", "doi", "entryset", "eprint", "eventdate", "file", "ids", "openalex", "origdate", "pmcid",
    "pmid", "related", "url", "urldate", "urls", "xdata", "xref",
))  # fmt: skip
"""Fields whose text is no LaTeX."""


class Value(NamedTuple):
    """The value of a field: its text, in LaTeX, and the offset `at` which it begins in the chunk.

    `is_whole` says that the text stands there as it is, not joined from several parts or an abbreviation.
    """

    text: str
    at: int
    is_whole: bool = True

    def place(self, part: str, after: int = 0) -> int:
        """The offset at which a part of the value stands in the chunk, as far as it is known.

        It is looked for from the offset `after` on, and in all of the text if it is not there.
        """
        if not self.is_whole:
            return self.at
        start = self.text.find(part, max(0, after - self.at))
        return self.at + max(0, start if start >= 0 else self.text.find(part))


@dataclass(slots=True)
class Entry:
    """An entry whose fields bear BibLaTeX's names; `inherited` are the names of those that come from another entry.

    `complaints` are the problems of the chunk that it stands in.
    """

    type: str
    key: str
    at: int
    complaints: Complaints
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

_LONGEST = 100_000  # characters: abbreviations that double each other would fill any memory


class Abbreviations:
    """The @strings of a file: the last definition before the place of use counts, else one after it.

    `uses` counts the names that were looked up, but for the names of months that BibTeX has itself.
    """

    def __init__(self) -> None:
        self.uses = 0
        self._defined = {abbreviation: names[0] for abbreviation, names in zip(ABBREVIATIONS, MONTHS, strict=True)}
        self._later: dict[str, tuple[Field, Complaints]] = {}
        self._hints = SpellingHints()
        self._expanded: dict[tuple[str, int], str] = {}  # those defined later, by name and depth, until one more is

    def announce(self, block: Block, complaints: Complaints) -> None:
        """Take note of an @string that will be defined later; `complaints` are those of its chunk."""
        self._later.update((definition.name, (definition, complaints)) for definition in block.fields)

    def has_name(self, name: str) -> bool:
        """Whether an abbreviation of this name is defined anywhere."""
        return name.lower() in self._defined or name.lower() in self._later

    def define(self, block: Block, complaints: Complaints) -> None:
        for definition in block.fields:
            self._defined[definition.name] = self.expand(definition, complaints)[:_LONGEST]
            self._expanded.clear()

    def expand(self, field: Field, complaints: Complaints, depth: int = 0) -> str:
        """The text of a field with its abbreviations resolved; the name of an unknown one stays as text."""
        if len(field.parts) == 1 and not field.parts[0].is_name:
            return field.parts[0].text
        return "".join(
            self._look_up(part.text, part.at, field.name, complaints, depth) if part.is_name else part.text
            for part in field.parts
        )

    def _look_up(self, name: str, at: int, used_in: str, complaints: Complaints, depth: int) -> str:
        folded = name.lower()
        if folded not in ABBREVIATIONS or folded in self._later:
            self.uses += 1
        text = self._defined.get(folded)
        if text is not None:
            return text
        if folded in self._later and depth < 10:
            # Expanded once: where each names the next several times, the ways to the last are past counting.
            if (folded, depth) not in self._expanded:
                self._expanded[folded, depth] = self.expand(*self._later[folded], depth + 1)[:_LONGEST]
            return self._expanded[folded, depth]
        close = self._hints.similar(folded, self._defined, self._later)
        message = f'no @string defines "{name}", the value of "{used_in}"; the name itself is taken'
        hint = f'did you mean "{close}"?' if close else f"if it is plain text, put it in braces: {{{name}}}"
        complaints.add("unknown-string", "warning", message, at, hint)
        return name


def _replace_html(key: str, field: Field, text: str, complaints: Complaints) -> str:
    """The text of a field with LaTeX in the place of HTML, of which it is complained."""
    is_verbatim = field.name in VERBATIM or ALIASES.get(field.name) in VERBATIM
    replaced = replace_html(text, is_verbatim=is_verbatim)
    if replaced != text:
        start = next((at for at, (a, b) in enumerate(zip(text, replaced, strict=False)) if a != b), 0)
        message = f'{field.name} of "{key}" has HTML in it: {text[start:].split(maxsplit=1)[0][:40]}'
        hint = "the program that exported it left it there; it is read as the letters that it stands for"
        complaints.add("html-in-field", "info", message, field.parts[0].at, hint)
    return replaced


def make_entry(block: Block, abbreviations: Abbreviations, complaints: Complaints) -> Entry:
    """Make an entry of a block; of fields of the same name the first counts."""
    entry = Entry(block.kind, block.key, block.at, complaints)
    first_at: dict[str, int] = {}
    for field_ in block.fields:
        if field_.name in first_at:
            first = complaints.span(first_at[field_.name])
            message = f'"{block.key}" has "{field_.name}" twice; the first, at {first}, is kept'
            hint = "remove or rename one of the two"
            complaints.add("duplicate-field", "warning", message, field_.at, hint, about=first)
            continue
        first_at[field_.name] = field_.at
        if not field_.parts:
            continue
        is_whole = len(field_.parts) == 1 and not field_.parts[0].is_name
        text = abbreviations.expand(field_, complaints)
        if "&" in text or "<" in text or "\\textless" in text:
            text = _replace_html(block.key, field_, text, complaints)
            is_whole = is_whole and text == field_.parts[0].text
        value = Value(text, field_.parts[0].at, is_whole)
        if value.text.strip("{}~ \n\t"):
            entry.fields[field_.name] = value
    if not entry.fields.keys().isdisjoint(ALIASES):
        for alias, name in ALIASES.items():
            if alias in entry.fields and name not in entry.fields:
                entry.fields[name] = entry.fields.pop(alias)
    return entry
