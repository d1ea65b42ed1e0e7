"""The bibliography as docx, odt, tex, rst and typ, written by pandoc from a tree of ours.

pandoc never sees text that it would have to read: every word is a `Str` of its tree, so nothing of a user's is taken
for markup. What a format needs of its own (styles, environments, functions) stands around paragraphs, not in them.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from itertools import zip_longest
from typing import Any

from litgraph.errors import LitgraphError, install_command
from litgraph.views.bibliography import office
from litgraph.views.bibliography.document import (
    Block,
    Bullets,
    Document,
    Footnote,
    Group,
    Item,
    Line,
    Paragraph,
    Quotation,
    Record,
    Table,
    bare,
)
from litgraph.views.bibliography.runs import Run

__all__ = ["EXTRA", "epoch", "missing", "ready", "write"]

EXTRA = install_command("documents")
_API = [1, 23]  # of pandoc's tree, the same in all of pandoc 3
_WRITERS = {"tex": "latex-smart", "typ": "typst", "rst": "rst", "docx": "docx", "odt": "odt"}
_Node = dict[str, Any]
_NOTHING = ["", [], []]


def missing(what: str, package: str) -> LitgraphError:
    """That a format needs something that is not installed."""
    return LitgraphError(f"{what} needs {package}, which is not installed", EXTRA)


def write(document: Document, to: str) -> bytes:
    """The document in one of docx, odt, tex, rst and typ."""
    pandoc = ready(to)
    tree = _Tree(document, to).whole()
    with tempfile.TemporaryDirectory(prefix="litgraph-") as folder:
        # An empty folder in place of the user's own: what she keeps there for pandoc would change our files.
        command = [pandoc, "--sandbox", "--data-dir", folder, "--standalone", "-f", "json", "-t"]
        # (docutils refuses files with lines of more than 10,000 letters.)
        command += [_WRITERS[to], "--wrap=auto" if to == "rst" else "--wrap=none"]
        if to == "typ":
            template = os.path.join(folder, "page.typ")
            with open(template, "w", encoding="utf-8") as file:
                file.write((resources.files(__package__) / "page.typ").read_text(encoding="utf-8"))
            command += ["--template", template]
        elif to in ("docx", "odt"):
            reference = os.path.join(folder, f"reference.{to}")
            with open(reference, "wb") as file:
                file.write(office.reference(_run([pandoc, "--print-default-data-file", f"reference.{to}"]), to))
            command += ["--reference-doc", reference]
        made = _run([*command, "-o", "-"], json.dumps(tree).encode(), document.date)
    if to == "rst":
        # Lines under headings of wide letters come out too short.
        made = re.sub(rb"(?m)^=+$", lambda line: line[0] * 2, made)
    return office.finished(made, document.date) if to in ("docx", "odt") else made


def ready(to: str) -> str:
    """Where pandoc is; raises LitgraphError where it is not."""
    try:
        import pypandoc

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        raise missing(f".{to}", "pandoc") from None


def _run(command: list[str], given: bytes = b"", date: str = "") -> bytes:
    # Times in the file are those of the document, and nothing depends on where the machine stands.
    env = {**os.environ, "TZ": "UTC", "SOURCE_DATE_EPOCH": str(epoch(date))}
    done = subprocess.run(command, input=given, capture_output=True, env=env, check=False)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise LitgraphError(f"pandoc failed: {said[0] if said else done.returncode}")
    return done.stdout


def epoch(date: str) -> int:
    """A date as seconds; the first day that a zip file can name where there is none."""
    try:
        return max(315_532_800, int(datetime.datetime.fromisoformat(f"{date}T00:00+00:00").timestamp()))
    except ValueError:
        return 315_532_800


# the tree


def _node(kind: str, content: Any = None) -> _Node:
    return {"t": kind} if content is None else {"t": kind, "c": content}


def _raw(form: str, text: str) -> _Node:
    return _node("RawBlock", [form, text])


# Around a paragraph or several, what a format has for an entry, an annotation, a quotation.
_STYLES = {
    "about": "Abstract",
    "intro": "Introduction",
    "also": "Also",
    "entry": "Bibliography",
    "annotation": "Annotation",
    "lead": "Annotation Lead",
    "quotation": "Quote",
}
_TYPST = {"also": "also", "entry": "reference", "annotation": "annotation", "lead": "lead", "quotation": "quotation"}
# The penalties keep an annotation with its entry, and a list with what it begins with.
_LATEX_PREAMBLE = r"""
\makeatletter
\newenvironment{entry}
  {\begin{list}{}{\leftmargin=2em\itemindent=-2em\listparindent=0pt\topsep=1.2ex}\item\relax
   \@endparpenalty=10000 \interlinepenalty=10000 }
  {\end{list}}
\newenvironment{annotation}
  {\@beginparpenalty=10000
   \begin{list}{}{\leftmargin=2em\listparindent=0pt\parsep=0.6ex\topsep=0pt}\item\relax\small}
  {\end{list}}
\newenvironment{lead}{}{\nopagebreak}
\newenvironment{quotation*}
  {\begin{list}{}{\leftmargin=1.5em\rightmargin=1.5em}\item\relax}
  {\end{list}}
\makeatother
"""
_LATEX = {
    "intro": "lead",
    "also": "lead",
    "entry": "entry",
    "annotation": "annotation",
    "lead": "lead",
    "quotation": "quotation*",
}


class _Tree:
    """A document as pandoc's tree for one format."""

    def __init__(self, document: Document, to: str) -> None:
        self.document, self.to = document, to
        anchors = [
            anchor
            for group in document.groups
            for anchor in (group.anchor, *(record.anchor for record in group.records))
            if anchor
        ]
        # Short names that every format can have, whatever the keys of works are.
        self.anchors = {anchor: f"place{number}" for number, anchor in enumerate(anchors, 1)}

    def whole(self) -> _Node:
        """The tree."""
        document = self.document
        meta: dict[str, _Node] = {
            "title": self._meta((Run(document.title),)),
            "lang": _node("MetaString", document.lang),
        }
        byline = {"author": document.author, "date": document.date}
        if self.to != "rst":
            meta |= {name: self._meta((Run(text),)) for name, text in byline.items() if text}
        about = [self._paragraph(text) for text in document.about]
        body = [block for group in document.groups for block in self._group(group)]
        if self.to == "typ":
            meta |= self._typst_meta(about)
        elif self.to in ("docx", "odt"):
            front = office.front(document, self.anchors, self.to)
            body = [*self._framed("about", about), _raw(office.RAW[self.to], front), *body]
        else:
            # reStructuredText would take what an author is called for markup.
            under = ", ".join(filter(None, byline.values())) if self.to == "rst" else ""
            body = [*([self._paragraph((Run(under),))] if under else []), *about, *self._contents(), *body]
        if self.to == "tex":
            meta["header-includes"] = _node("MetaBlocks", [_raw("latex", _LATEX_PREAMBLE)])
            meta["papersize"] = _node("MetaString", "a4")
        return {"pandoc-api-version": _API, "meta": meta, "blocks": body}

    def _contents(self) -> Iterator[_Node]:
        title = self.document.phrases.text("contents")
        if len(self.document.contents) > 1 and self.to == "rst":
            yield _raw("rst", f".. contents:: {title}\n   :depth: 1")
        elif len(self.document.contents) > 1:
            yield _raw("latex", f"\\renewcommand*\\contentsname{{{title}}}\n\\tableofcontents")

    def _typst_meta(self, about: list[_Node]) -> dict[str, _Node]:
        document = self.document
        day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", document.date)
        when = f"datetime(year: {int(day[1])}, month: {int(day[2])}, day: {int(day[3])})" if day else "none"
        author = document.author.replace("\\", "\\\\").replace('"', '\\"')
        raw = {"document-date": when, "author-plain": author, "paper": "a4", "language": document.lang}
        made = {name: _node("MetaInlines", [_node("RawInline", ["typst", text])]) for name, text in raw.items()}
        made["about"] = _node("MetaBlocks", about)
        if len(document.contents) > 1:
            made["contents"] = self._meta((Run(document.phrases.text("contents")),))
        return made

    def _meta(self, line: Line) -> _Node:
        return _node("MetaInlines", self._inlines(line))

    def _group(self, group: Group) -> Iterator[_Node]:
        opening = list(self._opening(group))
        for record in group.records:
            entry = list(self._framed("entry", [self._paragraph(record.entry)], self.anchors.get(record.anchor, "")))
            yield from self._together([*opening, *entry], group, record) if opening else entry
            opening = []
            if record.blocks:
                yield from self._framed("annotation", list(self._blocks(record.blocks)))
        yield from opening
        if group.elsewhere:
            say = self.document.phrases
            heading = (Run(say.text("also") + say.text("colon").rstrip()),)
            yield from self._framed("also", [self._paragraph(heading)])
            yield _node("BulletList", [[_node("Plain", self._inlines(line))] for line in group.elsewhere])

    def _opening(self, group: Group) -> Iterator[_Node]:
        if group.title:
            identifier = self.anchors[group.anchor]
            yield _node("Header", [1, [identifier, [], []], self._inlines((Run(group.title),))])
        if group.intro and isinstance(group.intro[0], Paragraph) and self.to != "typ":
            # It stays with the first work.
            yield from self._framed("intro", list(self._blocks(group.intro)))
        else:
            yield from self._blocks(group.intro)

    def _together(self, blocks: list[_Node], group: Group, first: Record) -> list[_Node]:
        """A heading, what it begins with and its first entry, on one page."""
        lines = [first.entry, *(block.line for block in group.intro if isinstance(block, Paragraph))]
        # (What is longer than a page would be cut off at its end.)
        if self.to != "typ" or sum(len(bare(line)) for line in lines) > _HALF_A_PAGE:
            return blocks
        return [_raw("typst", "#together["), *blocks, _raw("typst", "]")]

    def _framed(self, kind: str, blocks: list[_Node], identifier: str = "") -> Iterator[_Node]:
        if self.to == "typ":
            label = f" <{identifier}>" if identifier else ""
            yield from (_raw("typst", f"#{_TYPST[kind]}["), *blocks, _raw("typst", f"]{label}"))
        elif self.to == "tex":
            target = [_node("Plain", [_node("Span", [[identifier, [], []], []])])] if identifier else []
            yield from (_raw("latex", f"\\begin{{{_LATEX[kind]}}}"), *target, *blocks)
            yield _raw("latex", f"\\end{{{_LATEX[kind]}}}")
        else:
            style = [["custom-style", _STYLES[kind]]] if self.to in ("docx", "odt") else []
            yield _node("Div", [[identifier, [kind], style], blocks])

    def _blocks(self, blocks: Sequence[Block]) -> Iterator[_Node]:
        for block, following in zip_longest(blocks, blocks[1:]):
            if isinstance(block, Paragraph) and isinstance(following, Bullets) and self._may_stick(block):
                # What a list begins with never ends a page.
                yield from self._framed("lead", [self._paragraph(block.line)])
            elif isinstance(block, Bullets):
                yield self._list(block.items)
            elif isinstance(block, Table):
                yield self._table(block)
            elif isinstance(block, Quotation):
                if self.to == "rst":
                    yield _node("BlockQuote", [self._paragraph(block.line)])
                else:
                    yield from self._framed("quotation", [self._paragraph(block.line)])
            else:
                yield self._paragraph(block.line)

    def _may_stick(self, block: Paragraph) -> bool:
        # typst sets the notes of what it takes along to the next page at the foot of the one before.
        noted = any(isinstance(part, Footnote) for part in block.line)
        return self.to != "rst" and not (self.to == "typ" and noted)

    def _list(self, items: Iterable[Item]) -> _Node:
        return _node(
            "BulletList",
            [
                [_node("Plain", self._inlines(item.line)), *([self._list(item.under)] if item.under else [])]
                for item in items
            ],
        )

    def _table(self, table: Table) -> _Node:
        total = sum(table.widths)
        columns = [[_node("AlignLeft"), _node("ColWidth", width / total)] for width in table.widths]

        def row(cells: Iterable[Line]) -> list[Any]:
            return [
                _NOTHING,
                [[_NOTHING, _node("AlignDefault"), 1, 1, [_node("Plain", self._inlines(cell))]] for cell in cells],
            ]

        head = [_NOTHING, [row([(Run(name, strong=True),) for name in table.head])]]
        body = [_NOTHING, 0, [], [row(cells) for cells in table.rows]]
        return _node("Table", [_NOTHING, [None, []], columns, head, [body], [_NOTHING, []]])

    def _paragraph(self, line: Line) -> _Node:
        return _node("Para", self._inlines(line))

    def _inlines(self, line: Line) -> list[_Node]:
        nodes = [
            node for part in line for node in (self._note(part) if isinstance(part, Footnote) else self._run(part))
        ]
        # (A mark of italics or of a link stands before it else.)
        if self.to == "rst" and nodes and nodes[0]["t"] == "Str" and nodes[0]["c"][0] in _BEGINS:
            nodes.insert(0, _node("RawInline", ["rst", "\\"]))
        return nodes

    def _note(self, note: Footnote) -> list[_Node]:
        return [_node("Note", [self._paragraph(note.text)])]

    def _run(self, run: Run) -> list[_Node]:
        nodes = _words(run.text, self.to)
        if run.lang and self.to in ("docx", "odt", "typ"):
            nodes = [_node("Span", [["", [], [["lang", run.lang]]], nodes])]
        if target := self._target(run.link):
            nodes = [_node("Link", [_NOTHING, nodes, [target, ""]])]
        set_as = {
            "SmallCaps": run.small_caps,
            "Superscript": run.superscript,
            "Subscript": run.subscript,
            "Underline": run.underline,
            "Emph": run.italic,
            "Strong": run.strong,
        }
        for kind in (kind for kind, wanted in set_as.items() if wanted):
            nodes = [_node(kind, nodes)]
        return nodes

    def _target(self, link: str) -> str:
        if link.startswith("#"):
            return f"#{self.anchors[link[1:]]}" if link[1:] in self.anchors else ""
        return link if link.startswith(("https://", "http://")) else ""


# At the beginning of a paragraph reStructuredText takes these for a list, a field, a line under a heading, ...
_BEGINS = tuple("-+:=~^\"'#.>(!$%&,/;?@[]{}")

# What pandoc leaves for the reader of its files to make something else of: quotation marks, dots, an underscore.
_LEFT = {
    "rst": {"::": r"\:\:", "_": r"\_", "==": r"\=\=", "--": r"\-\-"},
    "tex": {"`": r"\textasciigrave{}", '"': r"\textquotedbl{}", ",,": ",{},"},
    "typ": {"...": r"\.\.\.", "-?": r"-\?", "’": "’"},
}
# At the beginning of a content typst takes these for a heading, a list or a term.
_MARKS = re.compile(r"[-+=/]+|\d(?=\d*\.)")
_HALF_A_PAGE = 2_000  # letters
# Letters that would run over the edge of the page, as in an address, and the place after them where a line may end.
_UNBROKEN = re.compile(r"[0-9A-Za-z%_+~]{60}")
_BREAKS = {"tex": r"\allowbreak{}", "typ": "#sym.zws;"}
_LONG = 100  # letters; the time that pandoc takes for a word grows with the square of them


def _words(text: str, to: str) -> list[_Node]:
    left = _LEFT.get(to, {})
    raw = _WRITERS[to].partition("-")[0]
    nodes = []
    if to == "typ" and (mark := _MARKS.match(text)):
        nodes.append(_node("RawInline", [raw, "".join(f"\\{letter}" for letter in mark[0])]))
        text = text[mark.end() :]
    long = (f"({_UNBROKEN.pattern})", f"((?:(?!{_UNBROKEN.pattern})[^ ]){{{_LONG}}})")
    pattern = "|".join(["( +)", *(f"({re.escape(each)})" for each in left), *long])
    for piece in filter(None, re.split(pattern, text)):
        if piece in left:
            nodes.append(_node("RawInline", [raw, left[piece]]))
        elif to in _BREAKS and _UNBROKEN.fullmatch(piece):
            nodes += [_node("Str", piece), _node("RawInline", [raw, _BREAKS[to]])]
        else:
            nodes.append(_node("Space") if piece[0] == " " else _node("Str", piece))
    return nodes
