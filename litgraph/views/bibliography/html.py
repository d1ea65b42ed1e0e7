"""The bibliography as one HTML file that stands alone: no script, no request, no words of a user taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import resources

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from litgraph.views.bibliography.document import Block, Bullet, Bullets, Document, Footnote, Line, Quotation, Table
from litgraph.views.bibliography.runs import Text, TextRun

__all__ = ["write"]

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def write(document: Document) -> str:
    """The document as one HTML text."""
    source = (resources.files(__package__) / "page.html.jinja").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    writer = _HtmlWriter()
    environment.filters |= {"inline": writer.inline, "block": writer.block, "lang": _lang}
    # The page prints the footnotes last, when all of them have been met.
    return environment.from_string(source).render(document=document, notes=writer.notes).rstrip("\n") + "\n"


def _lang(tag: str) -> Markup:
    return Markup(' lang="{}"').format(tag) if _LANGUAGE_TAG.fullmatch(tag) else Markup("")


class _HtmlWriter:
    """`notes` are the footnotes met so far."""

    def __init__(self) -> None:
        self.notes: list[Text] = []

    def inline(self, line: Line) -> Markup:
        return Markup("").join(self._note(part) if isinstance(part, Footnote) else _run(part) for part in line)

    def _note(self, note: Footnote) -> Markup:
        # The word joiner keeps the number from beginning a line.
        self.notes.append(note.text)
        number = len(self.notes)
        return Markup('\u2060<sup><a id="text-{0}" href="#note-{0}" role="doc-noteref">{0}</a></sup>').format(number)

    def block(self, block: Block, style: str = "") -> Markup:
        if isinstance(block, Bullets):
            return self._items(block.items)
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Quotation):
            return Markup("<blockquote><p>{}</p></blockquote>").format(self.inline(block.line))
        kind = Markup(' class="{}"').format(style) if style else Markup("")
        return Markup("<p{}>{}</p>").format(kind, self.inline(block.line))

    def _items(self, items: Iterable[Bullet]) -> Markup:
        lines = (
            Markup("<li>{}{}</li>\n").format(self.inline(item.line), self._items(item.under) if item.under else "")
            for item in items
        )
        return Markup("<ul>\n{}</ul>").format(Markup("").join(lines))

    def _table(self, table: Table) -> Markup:
        head = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in table.head)
        rows = (
            Markup("<tr>{}</tr>\n").format(
                Markup("").join(Markup("<td>{}</td>").format(self.inline(cell)) for cell in row)
            )
            for row in table.rows
        )
        body = Markup("<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>").format(head, Markup("").join(rows))
        # What scrolls must be reached by keyboard, and have a name.
        frame = Markup('<div class="wide" tabindex="0" role="region" aria-label="{}"><table>\n{}</table></div>')
        return frame.format(", ".join(table.head), body)


def _run(run: TextRun) -> Markup:
    body = Markup("{}").format(run.text)
    if run.lang and _LANGUAGE_TAG.fullmatch(run.lang):
        body = Markup('<span lang="{}" dir="auto">{}</span>').format(run.lang, body)
    if run.link.startswith(("https://", "http://", "#")):
        body = Markup('<a href="{}">{}</a>').format(run.link, body)
    if run.small_caps:
        body = Markup('<span class="caps">{}</span>').format(body)
    for is_set, tag in ((run.superscript, "sup"), (run.subscript, "sub"), (run.underline, "u"), (run.italic, "i")):
        if is_set:
            body = Markup(f"<{tag}>{{}}</{tag}>").format(body)
    return Markup("<strong>{}</strong>").format(body) if run.strong else body
