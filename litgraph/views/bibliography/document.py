"""The bibliography as a value: what every writer takes, whatever file it makes of it."""

from __future__ import annotations

from typing import NamedTuple

from litgraph.views.bibliography.phrases import Phrases
from litgraph.views.bibliography.runs import Run, Text

__all__ = [
    "Block",
    "Bullets",
    "Document",
    "Footnote",
    "Group",
    "Item",
    "Line",
    "Paragraph",
    "Quotation",
    "Record",
    "Table",
    "bare",
]


class Footnote(NamedTuple):
    """A note at this place of a text: the evidence for what stands before it."""

    text: Text


Line = tuple[Run | Footnote, ...]


class Paragraph(NamedTuple):
    """A paragraph."""

    line: Line


class Quotation(NamedTuple):
    """Somebody else's words, set apart."""

    line: Line


class Item(NamedTuple):
    """A line of a list, with the lines under it."""

    line: Line
    under: tuple[Item, ...] = ()


class Bullets(NamedTuple):
    """A list."""

    items: tuple[Item, ...]


class Table(NamedTuple):
    """Rows of cells under the names of their columns; `widths` are shares of the line."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    widths: tuple[int, ...]


Block = Paragraph | Quotation | Bullets | Table


class Record(NamedTuple):
    """A work: its entry in the style, and the annotation under it."""

    key: str
    anchor: str
    entry: Text
    blocks: tuple[Block, ...] = ()


class Group(NamedTuple):
    """A heading with what stands under it; `title` is "" where a bibliography is not grouped.

    `elsewhere` are the works of this group that stand in full in another one. What stands `aside` is there for the
    sake of others: works that annotations refer to.
    """

    anchor: str
    title: str
    intro: tuple[Block, ...] = ()
    records: tuple[Record, ...] = ()
    elsewhere: tuple[Line, ...] = ()
    aside: bool = False


class Document(NamedTuple):
    """The whole; `lang` is the language of what litgraph says, `title_lang` that of title and description, or ""."""

    title: str
    author: str
    date: str
    lang: str
    title_lang: str
    about: tuple[Text, ...]
    groups: tuple[Group, ...]
    phrases: Phrases

    @property
    def contents(self) -> tuple[tuple[Group, str], ...]:
        """The groups with a heading, each with its line in the table of contents."""
        return tuple(
            (
                group,
                self.phrases.count("in-group", number, group=group.title)
                if (number := len(group.records) + len(group.elsewhere))
                else group.title,
            )
            for group in self.groups
            if group.title
        )

    @property
    def records(self) -> tuple[Record, ...]:
        """Every work once, in the order in which they come first; not those that stand aside."""
        groups = (group for group in self.groups if not group.aside)
        return tuple({record.key: record for group in groups for record in group.records}.values())


def bare(line: Line) -> str:
    """The bare words of a line, its notes in brackets."""
    return "".join(part.text if isinstance(part, Run) else f" [{bare(part.text)}]" for part in line)
