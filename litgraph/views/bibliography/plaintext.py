"""The bibliography as plain text: lines of 78 columns, entries with a hanging indent, footnotes at the end."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from wcwidth import wcswidth

from litgraph.views.bibliography.document import Block, Bullet, Bullets, Document, Footnote, Line, Quotation, Table
from litgraph.views.bibliography.runs import Text, to_plain

__all__ = ["annotation", "write"]

_WIDTH = 78


def write(document: Document) -> str:
    """The document as one text."""
    return "\n".join(_PlainTextWriter().lines(document)).rstrip("\n") + "\n"


def annotation(blocks: Iterable[Block]) -> str:
    """An annotation as paragraphs, of which each item of a list is one, for a field of another format."""
    writer = _PlainTextWriter(width=0)
    return "\n\n".join(line.strip() for block in blocks for line in writer.block(block))


class _PlainTextWriter:
    """`notes` are the footnotes met so far; a `width` of 0 folds no line."""

    def __init__(self, width: int = _WIDTH) -> None:
        self.width = width
        self.notes: list[Text] = []

    def lines(self, document: Document) -> Iterator[str]:
        phrases = document.phrases
        yield from self._heading(document.title, "=")
        for text in (document.byline, *map(self.inline, document.about)):
            if text:
                yield from (*self._fold(text), "")
        if len(document.contents) > 1:
            yield from self._heading(phrases.plain("contents"), "-")
            for _, title in document.contents:
                yield from self._fold(title, "- ", "  ")
            yield ""
        for group in document.groups:
            if group.title:
                yield from ("", *self._heading(group.title, "-"))
            for block in group.intro:
                yield from (*self.block(block), "")
            for record in group.records:
                yield from (*self._fold(self.inline(record.entry), "", "    "), "")
                for block in record.blocks:
                    yield from (*self.block(block, "    "), "")
            if group.elsewhere:
                yield from self._fold(phrases.heading("also"))
                for line in group.elsewhere:
                    yield from self._fold(self.inline(line), "- ", "  ")
                yield ""
        if self.notes:
            yield from ("", *self._heading(phrases.plain("notes"), "-"))
        for number, note in enumerate(self.notes, 1):
            yield from self._fold(self.inline(note), f"[{number}] ", "    ")

    def _heading(self, text: str, mark: str) -> Iterator[str]:
        lines = self._fold(text)
        yield from (*lines, mark * max(1, *(wcswidth(line) for line in lines)), "")

    def block(self, block: Block, indent: str = "") -> list[str]:
        if isinstance(block, Bullets):
            return list(self._items(block.items, indent))
        if isinstance(block, Table):
            return [line for row in block.rows for line in (*self._row(block, row, indent), "")]
        if isinstance(block, Quotation):
            return self._fold(self.inline(block.line), f"{indent}  ", f"{indent}  ")
        return self._fold(self.inline(block.line), indent, indent)

    def _row(self, table: Table, row: Iterable[Line], indent: str) -> Iterator[str]:
        for name, cell in zip(table.head, row, strict=True):
            yield from self._fold(f"{name}: {self.inline(cell)}".rstrip(), indent, f"{indent}    ")

    def _items(self, items: Iterable[Bullet], indent: str) -> Iterator[str]:
        for item in items:
            yield from self._fold(self.inline(item.line), f"{indent}- ", f"{indent}  ")
            yield from self._items(item.under, f"{indent}  ")

    def inline(self, line: Line) -> str:
        return "".join(self._note(part) if isinstance(part, Footnote) else to_plain((part,)) for part in line)

    def _note(self, note: Footnote) -> str:
        self.notes.append(note.text)
        return f"[{len(self.notes)}]"

    def _fold(self, text: str, indent: str = "", hanging: str = "") -> list[str]:
        if not self.width:
            return [indent + text]
        wrapper = textwrap.TextWrapper(self.width, indent, hanging, break_long_words=False, break_on_hyphens=False)
        return wrapper.wrap(text) or [""]
