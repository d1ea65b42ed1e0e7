"""The bibliography as Markdown that GitHub and pandoc read alike; CommonMark too, where there are no footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from litgraph.views.bibliography.document import Block, Bullet, Bullets, Document, Footnote, Line, Quotation, Table
from litgraph.views.bibliography.runs import Text, TextRun
from litgraph.views.marks import escape

__all__ = ["set_letters", "write"]

# What means something at the beginning of a line: lists, headings, definitions, title blocks.
_BEGINNING = re.compile(r"(?P<before>\(?(?:\d+|[A-Za-z]|[ivxlcdmIVXLCDM]+))?(?P<mark>[.):%+=-])(?=\s|$|[=:%+-])")


def write(document: Document) -> str:
    """The document as one Markdown text."""
    return "\n\n".join(_MarkdownWriter().parts(document)) + "\n"


class _MarkdownWriter:
    """`notes` are the footnotes met so far, which a document written in order has at its end."""

    def __init__(self) -> None:
        self.notes: list[Text] = []

    def parts(self, document: Document) -> Iterator[str]:
        yield f"# {self.words(document.title)}"
        if document.byline:
            yield self.words(document.byline)
        yield from map(self.paragraph, document.about)
        if len(document.contents) > 1:
            yield f"**{self.words(document.phrases.plain('contents'))}**"
            yield "\n".join(f"- {self.words(line)}" for _, line in document.contents)
        for group in document.groups:
            if group.title:
                yield f"## {self.words(group.title)}"
            yield from self.blocks(group.intro)
            for record in group.records:
                yield self.paragraph(record.entry)
                if annotation := "\n\n".join(self.blocks(record.blocks)):
                    yield "\n".join(f"> {line}".rstrip() for line in annotation.splitlines())
            if group.elsewhere:
                yield self.words(document.phrases.heading("also"))
                yield "\n".join(f"- {self.paragraph(line)}" for line in group.elsewhere)
        # A footnote holds none, so the list does not grow while it is written.
        for number, note in enumerate(self.notes, 1):
            yield f"[^{number}]: {self.paragraph(note)}"

    def blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Bullets):
                yield "\n".join(self.bullets(block.items))
            elif isinstance(block, Table):
                rows = [[self.inline(cell) for cell in row] for row in block.rows]
                head = [self.inline((TextRun(name),)) for name in block.head]
                yield "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))
            else:
                yield f"{'> ' if isinstance(block, Quotation) else ''}{self.paragraph(block.line)}"

    def bullets(self, items: Iterable[Bullet], indent: str = "") -> Iterator[str]:
        for item in items:
            yield f"{indent}- {self.paragraph(item.line)}"
            yield from self.bullets(item.under, f"{indent}    ")

    def words(self, text: str) -> str:
        return self.paragraph((TextRun(text),))

    def paragraph(self, line: Line) -> str:
        """A text that begins a line."""
        text = self.inline(line)
        if (match := _BEGINNING.match(text)) and (match["before"] or match["mark"] != ")"):
            text = f"{text[: match.start('mark')]}\\{text[match.start('mark') :]}"
        return text

    def inline(self, line: Line) -> str:
        return "".join(self.note(part) if isinstance(part, Footnote) else _run(part) for part in line)

    def note(self, note: Footnote) -> str:
        self.notes.append(note.text)
        return f"[^{len(self.notes)}]"


def _run(run: TextRun) -> str:
    if run.link.startswith(("http:", "https:")):
        body = f"<{run.link}>" if run.link == run.text else f"[{escape(run.text)}](<{run.link}>)"
    else:
        body = escape(run.text)
    mark = "**" if run.strong else "*" if run.italic else ""
    inner = body.strip()
    if not inner:
        return body
    start = len(body) - len(body.lstrip())
    return f"{body[:start]}{set_letters(f'{mark}{inner}{mark}', run)}{body[start + len(inner) :]}"


def set_letters(text: str, run: TextRun) -> str:
    """Markdown of a run in the HTML for what Markdown has no marks for: raised and lowered letters, small capitals."""
    for is_set, tag in ((run.superscript, "sup"), (run.subscript, "sub")):
        text = f"<{tag}>{text}</{tag}>" if is_set else text
    return f'<span style="font-variant: small-caps">{text}</span>' if run.small_caps else text
