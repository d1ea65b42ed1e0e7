"""The bibliography as a value, which every writer takes, whichever format it writes."""

from __future__ import annotations

from typing import NamedTuple

from litgraph.views.bibliography.phrases import Phrases
from litgraph.views.bibliography.runs import Text, TextRun

__all__ = [
    "AnnotatedEntry",
    "Block",
    "Bullet",
    "Bullets",
    "Document",
    "EntryGroup",
    "Footnote",
    "Line",
    "Paragraph",
    "Quotation",
    "Table",
    "bare_words",
]


class Footnote(NamedTuple):
    """A note at this place of a line: the evidence for what stands before it."""

    text: Text


Line = tuple[TextRun | Footnote, ...]


class Paragraph(NamedTuple):
    """A paragraph of running text."""

    line: Line


class Quotation(NamedTuple):
    """Somebody else's words, set apart."""

    line: Line


class Bullet(NamedTuple):
    """An item of a list, with the items under it."""

    line: Line
    under: tuple[Bullet, ...] = ()


class Bullets(NamedTuple):
    """A list without numbers."""

    items: tuple[Bullet, ...]


class Table(NamedTuple):
    """Rows of cells under the names of their columns; `widths` are shares of the line."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    widths: tuple[int, ...]


Block = Paragraph | Quotation | Bullets | Table


class AnnotatedEntry(NamedTuple):
    """A work: its entry in the style, and the annotation under it; links go to `anchor` unless it is ""."""

    key: str
    anchor: str
    entry: Text
    blocks: tuple[Block, ...] = ()


class EntryGroup(NamedTuple):
    """A heading with what stands under it; `title` is "" where a bibliography is not grouped.

    `elsewhere` are lines on the works of this group that stand in full in another. A group `aside` has the works that
    annotations refer to but that were not selected.
    """

    anchor: str
    title: str
    intro: tuple[Block, ...] = ()
    records: tuple[AnnotatedEntry, ...] = ()
    elsewhere: tuple[Line, ...] = ()
    aside: bool = False


class Document(NamedTuple):
    """The whole; `lang` is the language of litgraph's own words, `title_lang` that of title and description, or ""."""

    title: str
    author: str
    date: str
    lang: str
    title_lang: str
    about: tuple[Text, ...]
    groups: tuple[EntryGroup, ...]
    phrases: Phrases

    @property
    def byline(self) -> str:
        """The author and the date, as far as there are any."""
        return ", ".join(filter(None, (self.author, self.date)))

    @property
    def contents(self) -> tuple[tuple[EntryGroup, str], ...]:
        """The groups with a heading, each with its line in the table of contents."""
        sizes = ((group, len(group.records) + len(group.elsewhere)) for group in self.groups if group.title)
        return tuple(
            (group, self.phrases.count("in-group", size, group=group.title) if size else group.title)
            for group, size in sizes
        )

    @property
    def records(self) -> tuple[AnnotatedEntry, ...]:
        """Every work once, in the order in which they come first, without the groups aside."""
        groups = (group for group in self.groups if not group.aside)
        return tuple({record.key: record for group in groups for record in group.records}.values())


def bare_words(line: Line) -> str:
    """The bare words of a line, its footnotes in brackets."""
    return "".join(part.text if isinstance(part, TextRun) else f" [{bare_words(part.text)}]" for part in line)
