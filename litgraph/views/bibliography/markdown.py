"""The bibliography as Markdown that GitHub and pandoc read alike; CommonMark too, where no notes are wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from litgraph.views.bibliography.document import (
    Block,
    Bullets,
    Document,
    Footnote,
    Item,
    Line,
    Quotation,
    Record,
    Table,
)
from litgraph.views.bibliography.runs import Run, Text
from litgraph.views.marks import escape

__all__ = ["write"]

# What means something at the beginning of a line: lists, headings, definitions, title blocks.
_BEGINNING = re.compile(r"(?P<before>\(?(?:\d+|[A-Za-z]|[ivxlcdmIVXLCDM]+))?(?P<mark>[.):%+=-])(?=\s|$|[=:%+-])")


def write(document: Document) -> str:
    """The document as one Markdown text."""
    return "\n\n".join(_Page().parts(document)) + "\n"


class _Page:
    """The text in the making: `notes` are those met so far."""

    def __init__(self) -> None:
        self.notes: list[Text] = []

    def parts(self, document: Document) -> Iterator[str]:
        yield f"# {self.paragraph((Run(document.title),))}"
        if byline := ", ".join(filter(None, (document.author, document.date))):
            yield self.paragraph((Run(byline),))
        yield from map(self.paragraph, document.about)
        if len(document.contents) > 1:
            yield f"**{self.paragraph((Run(document.phrases.text('contents')),))}**"
            yield "\n".join(f"- {self.paragraph((Run(line),))}" for _, line in document.contents)
        for group in document.groups:
            if group.title:
                yield f"## {self.paragraph((Run(group.title),))}"
            for block in group.intro:
                yield from self.block(block)
            for record in group.records:
                yield from self.record(record)
            if group.elsewhere:
                yield self.paragraph(
                    (Run(f"{document.phrases.text('also')}{document.phrases.text('colon').rstrip()}"),)
                )
                yield "\n".join(f"- {self.paragraph(line)}" for line in group.elsewhere)
        # A note holds none, so the list does not grow while it is written.
        for number, note in enumerate(self.notes, 1):
            yield f"[^{number}]: {self.paragraph(note)}"

    def record(self, record: Record) -> Iterator[str]:
        yield self.paragraph(record.entry)
        if quoted := "\n\n".join(part for block in record.blocks for part in self.block(block)):
            yield "\n".join(f"> {line}".rstrip() for line in quoted.splitlines())

    def block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Bullets):
            yield "\n".join(self._items(block.items))
        elif isinstance(block, Table):
            rows = [[self.inline(cell) for cell in row] for row in block.rows]
            head = [self.inline((Run(name),)) for name in block.head]
            yield "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))
        elif isinstance(block, Quotation):
            yield f"> {self.paragraph(block.line)}"
        else:
            yield self.paragraph(block.line)

    def _items(self, items: Iterable[Item], indent: str = "") -> Iterator[str]:
        for item in items:
            yield f"{indent}- {self.paragraph(item.line)}"
            yield from self._items(item.under, f"{indent}    ")

    def paragraph(self, line: Line) -> str:
        """A text that begins a line."""
        text = self.inline(line)
        if (found := _BEGINNING.match(text)) and (found["before"] or found["mark"] != ")"):
            text = f"{text[: found.start('mark')]}\\{text[found.start('mark') :]}"
        return text

    def inline(self, line: Line) -> str:
        return "".join(self._note(part) if isinstance(part, Footnote) else _run(part) for part in line)

    def _note(self, note: Footnote) -> str:
        self.notes.append(note.text)
        return f"[^{len(self.notes)}]"


def _run(run: Run) -> str:
    if run.link.startswith(("http:", "https:")):
        body = f"<{run.link}>" if run.link == run.text else f"[{escape(run.text)}](<{run.link}>)"
    else:
        body = escape(run.text)
    mark = "**" if run.strong else "*" if run.italic else ""
    inner = body.strip()
    if not mark or not inner:
        return body
    start = len(body) - len(body.lstrip())
    return f"{body[:start]}{mark}{inner}{mark}{body[start + len(inner) :]}"
