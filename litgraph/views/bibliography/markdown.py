"""The bibliography as Markdown that CommonMark, GitHub and pandoc read alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from litgraph.views.bibliography.runs import Run, Text
from litgraph.views.marks import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from litgraph.views.bibliography.document import Block, Document, Record

__all__ = ["write"]

# What means something at the beginning of a line: lists, headings, definitions, title blocks.
_BEGINNING = re.compile(r"(?P<before>\(?(?:\d+|[A-Za-z]|[ivxlcdmIVXLCDM]+))?(?P<mark>[.):%+=-])(?=\s|$|[=:%+-])")


def write(document: Document) -> str:
    """The document as one Markdown text."""
    parts = [f"# {_line(document.title)}", *map(_paragraph, document.about)]
    for group in document.groups:
        parts += [f"## {_line(group.title)}", *map(_paragraph, group.intro)]
        for record in group.records:
            parts += _record(record)
        if group.elsewhere:
            parts += ["Also under this theme:", "\n".join(f"- {_paragraph(text)}" for text in group.elsewhere)]
    return "\n\n".join(parts) + "\n"


def _record(record: Record) -> Iterable[str]:
    yield _paragraph(record.entry)
    quoted = "\n\n".join(part for block in record.blocks for part in _block(block))
    yield "\n".join(f"> {line}".rstrip() for line in quoted.splitlines())


def _block(block: Block) -> Iterable[str]:
    yield _paragraph(block.text)
    if block.items:
        lines = []
        for item in block.items:
            lines.append(f"- {_paragraph(item.text)}")
            lines += [f"    - {_paragraph(text)}" for text in item.under]
        yield "\n".join(lines)


def _line(text: str) -> str:
    return _paragraph((Run(text),))


def _paragraph(text: Text) -> str:
    """A text that begins a line."""
    line = _inline(text)
    if (found := _BEGINNING.match(line)) and (found["before"] or found["mark"] != ")"):
        line = f"{line[: found.start('mark')]}\\{line[found.start('mark') :]}"
    return line


def _inline(text: Text) -> str:
    return "".join(map(_run, text))


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
