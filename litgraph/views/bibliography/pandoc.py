"""The bibliography as docx, odt, tex, rst and typ, written by pandoc from a tree that is made here.

pandoc gets no text that it would have to parse: every word is a `Str` of its tree, so nothing of a user's is taken for
markup. What a format needs of its own (styles, environments, functions) stands around paragraphs, not in them.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from itertools import zip_longest
from typing import Any

from litgraph.errors import LitgraphError, install_command
from litgraph.unfinished import make_scratch_folder
from litgraph.views.bibliography import office
from litgraph.views.bibliography.document import (
    AnnotatedEntry,
    Block,
    Bullet,
    Bullets,
    Document,
    EntryGroup,
    Footnote,
    Line,
    Paragraph,
    Quotation,
    Table,
    bare_words,
)
from litgraph.views.bibliography.runs import TextRun

__all__ = ["EXTRA", "epoch", "missing_package", "ready", "write"]

EXTRA = install_command("documents")
_API = [1, 23]  # the version of pandoc's tree in all of pandoc 3
_WRITERS = {"tex": "latex-smart", "typ": "typst", "rst": "rst", "docx": "docx", "odt": "odt"}
_Node = dict[str, Any]
_NO_ATTR = ["", [], []]


def missing_package(file_format: str, package: str) -> LitgraphError:
    """The error where a format needs a package that is not installed."""
    return LitgraphError(f"{file_format} needs {package}, which is not installed", EXTRA)


def write(document: Document, to: str) -> bytes:
    """The document as docx, odt, tex, rst or typ (`to`); raises LitgraphError where pandoc is missing or fails."""
    pandoc = ready(to)
    tree = _PandocTree(document, to).build()
    with make_scratch_folder() as folder:
        # An empty data folder: what the user has in her own for pandoc would change the file.
        command = [pandoc, "--sandbox", "--data-dir", folder, "--standalone", "-f", "json", "-t"]
        # docutils refuses files with lines of more than 10,000 letters.
        command += [_WRITERS[to], "--wrap=auto" if to == "rst" else "--wrap=none"]
        if to == "typ":
            template = os.path.join(folder, "page.typ")
            with open(template, "w", encoding="utf-8") as file:
                file.write((resources.files(__package__) / "page.typ").read_text(encoding="utf-8"))
            command += ["--template", template]
        elif to in ("docx", "odt"):
            reference = os.path.join(folder, f"reference.{to}")
            with open(reference, "wb") as file:
                file.write(office.add_styles(_run([pandoc, "--print-default-data-file", f"reference.{to}"]), to))
            command += ["--reference-doc", reference]
        content = _run([*command, "-o", "-"], json.dumps(tree).encode(), document.date)
    if to == "rst":
        # pandoc makes the lines under headings of wide letters too short.
        content = re.sub(rb"(?m)^=+$", lambda line: line[0] * 2, content)
    return office.fix_times(content, document.date) if to in ("docx", "odt") else content


def ready(to: str) -> str:
    """The path of pandoc, which writes the format `to`; raises LitgraphError where it is not installed."""
    try:
        import pypandoc

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        raise missing_package(f".{to}", "pandoc") from None


def _run(command: list[str], source: bytes = b"", date: str = "") -> bytes:
    # Times in the file are those of the document, and nothing depends on where the machine stands.
    env = {**os.environ, "TZ": "UTC", "SOURCE_DATE_EPOCH": str(epoch(date))}
    process = subprocess.run(command, input=source, capture_output=True, env=env, check=False)
    if process.returncode:
        errors = process.stderr.decode("utf-8", "replace").strip().splitlines()
        raise LitgraphError(f"pandoc failed: {errors[0] if errors else process.returncode}")
    return process.stdout


def epoch(date: str) -> int:
    """A date in seconds since 1970; if it is none or earlier, the first day that a zip file can name."""
    try:
        return max(315_532_800, int(datetime.datetime.fromisoformat(f"{date}T00:00+00:00").timestamp()))
    except ValueError:
        return 315_532_800


# the tree


def _node(kind: str, content: Any = None) -> _Node:
    return {"t": kind} if content is None else {"t": kind, "c": content}


def _raw(form: str, text: str) -> _Node:
    return _node("RawBlock", [form, text])


# What stands around the paragraphs of an entry, an annotation, ... in word processors: a style.
_STYLES = {
    "about": "Abstract",
    "intro": "Introduction",
    "also": "Also",
    "entry": "Bibliography",
    "annotation": "Annotation",
    "lead": "Annotation Lead",
    "quotation": "Quote",
}
# The same in typst: a function of page.typ.
_TYPST = {
    "also": "also",
    "annotation": "annotation",
    "bare": "bare-reference",
    "entry": "reference",
    "lead": "lead",
    "quotation": "quotation",
}
# The same in LaTeX: an environment. The penalties keep an annotation with its entry, and a list with the line above it.
_LATEX_PREAMBLE = r"""
\makeatletter
\newenvironment{entry}
  {\begin{list}{}{\leftmargin=2em\itemindent=-2em\listparindent=0pt\topsep=1.2ex}\item\relax
   \@endparpenalty=10000 \interlinepenalty=10000 }
  {\end{list}}
\newenvironment{bareentry}{\begin{entry}}{\end{entry}\pagebreak[0]}
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
    "bare": "bareentry",
    "entry": "entry",
    "annotation": "annotation",
    "lead": "lead",
    "quotation": "quotation*",
}


class _PandocTree:
    """Makes pandoc's tree of a document for one format."""

    def __init__(self, document: Document, to: str) -> None:
        self.document, self.to = document, to
        anchors: list[str] = []
        for group in document.groups:
            anchors += (group.anchor, *(record.anchor for record in group.records))
        # Short names that every format allows, whatever the keys of works are.
        self.anchors = {anchor: f"place{number}" for number, anchor in enumerate(filter(None, anchors), 1)}

    def build(self) -> _Node:
        """The tree of the whole document."""
        document = self.document
        meta: dict[str, _Node] = {
            "title": self._meta((TextRun(document.title),)),
            "lang": _node("MetaString", document.lang),
        }
        if self.to != "rst":
            byline = {"author": document.author, "date": document.date}
            meta |= {name: self._meta((TextRun(text),)) for name, text in byline.items() if text}
        about = [self._paragraph(text) for text in document.about]
        body = [block for group in document.groups for block in self._group(group)]
        if self.to == "typ":
            meta |= self._typst_meta(about)
        elif self.to in ("docx", "odt"):
            contents = office.write_contents(document, self.anchors, self.to)
            body = [*self._frame("about", about), _raw(office.RAW[self.to], contents), *body]
        else:
            if self.to == "rst" and document.byline:
                # As metadata, docutils would take the name of the author for markup.
                about.insert(0, self._paragraph((TextRun(document.byline),)))
            body = [*about, *self._contents(), *body]
        if self.to == "tex":
            meta["header-includes"] = _node("MetaBlocks", [_raw("latex", _LATEX_PREAMBLE)])
            meta["papersize"] = _node("MetaString", "a4")
        return {"pandoc-api-version": _API, "meta": meta, "blocks": body}

    def _contents(self) -> Iterator[_Node]:
        title = self.document.phrases.plain("contents")
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
        meta = {name: _node("MetaInlines", [_node("RawInline", ["typst", text])]) for name, text in raw.items()}
        meta["about"] = _node("MetaBlocks", about)
        if len(document.contents) > 1:
            meta["contents"] = self._meta((TextRun(document.phrases.plain("contents")),))
        return meta

    def _meta(self, line: Line) -> _Node:
        return _node("MetaInlines", self._inlines(line))

    def _group(self, group: EntryGroup) -> Iterator[_Node]:
        opening = list(self._opening(group))
        for record in group.records:
            # What nothing is noted on stays with nothing, or a list of such entries could not be broken.
            kind = "entry" if record.blocks or self.to not in ("typ", "tex") else "bare"
            entry = list(self._frame(kind, [self._paragraph(record.entry)], self.anchors.get(record.anchor, "")))
            yield from self._keep_together([*opening, *entry], group, record) if opening else entry
            opening = []
            if record.blocks:
                yield from self._frame("annotation", list(self._blocks(record.blocks)))
        yield from opening
        if group.elsewhere:
            heading = TextRun(self.document.phrases.heading("also"))
            yield from self._frame("also", [self._paragraph((heading,))])
            yield _node("BulletList", [[_node("Plain", self._inlines(line))] for line in group.elsewhere])

    def _opening(self, group: EntryGroup) -> Iterator[_Node]:
        if group.title:
            identifier = self.anchors[group.anchor]
            yield _node("Header", [1, [identifier, [], []], self._inlines((TextRun(group.title),))])
        if group.intro and isinstance(group.intro[0], Paragraph) and self.to != "typ":
            # The first paragraph stays on the page of the first work.
            yield from self._frame("intro", list(self._blocks(group.intro)))
        else:
            yield from self._blocks(group.intro)

    def _keep_together(self, blocks: list[_Node], group: EntryGroup, first: AnnotatedEntry) -> list[_Node]:
        """The heading and introduction of a group and its first entry, on one page."""
        lines = [first.entry, *(block.line for block in group.intro if isinstance(block, Paragraph))]
        # What is longer than a page would be cut off at its end.
        if self.to != "typ" or sum(len(bare_words(line)) for line in lines) > _HALF_A_PAGE:
            return blocks
        return [_raw("typst", "#together["), *blocks, _raw("typst", "]")]

    def _frame(self, kind: str, blocks: list[_Node], identifier: str = "") -> Iterator[_Node]:
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
            if isinstance(block, Paragraph) and isinstance(following, Bullets) and self._can_stick(block):
                # A line with a list below it never ends a page.
                yield from self._frame("lead", [self._paragraph(block.line)])
            elif isinstance(block, Bullets):
                yield self._list(block.items)
            elif isinstance(block, Table):
                yield self._table(block)
            elif isinstance(block, Quotation):
                if self.to == "rst":
                    yield _node("BlockQuote", [self._paragraph(block.line)])
                else:
                    yield from self._frame("quotation", [self._paragraph(block.line)])
            else:
                yield self._paragraph(block.line)

    def _can_stick(self, block: Paragraph) -> bool:
        # typst would print the footnotes of a block that it moves to the next page at the foot of the page before.
        has_notes = any(isinstance(part, Footnote) for part in block.line)
        return self.to != "rst" and not (self.to == "typ" and has_notes)

    def _list(self, items: Iterable[Bullet]) -> _Node:
        content = []
        for item in items:
            under = [self._list(item.under)] if item.under else []
            content.append([_node("Plain", self._inlines(item.line)), *under])
        return _node("BulletList", content)

    def _table(self, table: Table) -> _Node:
        total = sum(table.widths)
        columns = [[_node("AlignLeft"), _node("ColWidth", width / total)] for width in table.widths]

        def row(cells: Iterable[Line]) -> list[Any]:
            blocks = (_node("Plain", self._inlines(cell)) for cell in cells)
            return [_NO_ATTR, [[_NO_ATTR, _node("AlignDefault"), 1, 1, [block]] for block in blocks]]

        head = [_NO_ATTR, [row([(TextRun(name, strong=True),) for name in table.head])]]
        body = [_NO_ATTR, 0, [], [row(cells) for cells in table.rows]]
        return _node("Table", [_NO_ATTR, [None, []], columns, head, [body], [_NO_ATTR, []]])

    def _paragraph(self, line: Line) -> _Node:
        return _node("Para", self._inlines(line))

    def _inlines(self, line: Line) -> list[_Node]:
        nodes: list[_Node] = []
        for part in line:
            nodes += self._note(part) if isinstance(part, Footnote) else self._run(part)
        if self.to == "rst" and nodes and nodes[0]["t"] == "Str" and nodes[0]["c"][0] in _LINE_MARKS:
            nodes.insert(0, _node("RawInline", ["rst", "\\"]))
        return nodes

    def _note(self, note: Footnote) -> list[_Node]:
        return [_node("Note", [self._paragraph(note.text)])]

    def _run(self, run: TextRun) -> list[_Node]:
        nodes = _to_inlines(run.text, self.to)
        if run.lang and self.to in ("docx", "odt", "typ"):
            nodes = [_node("Span", [["", [], [["lang", run.lang]]], nodes])]
        # reStructuredText ends the text of a link at "<", whatever stands before it.
        if not (self.to == "rst" and "<" in run.text) and (target := self._target(run.link)):
            nodes = [_node("Link", [_NO_ATTR, nodes, [target, ""]])]
        set_as = {
            "SmallCaps": run.small_caps,
            "Superscript": run.superscript,
            "Subscript": run.subscript,
            "Underline": run.underline,
            "Emph": run.italic,
            "Strong": run.strong,
        }
        for kind, is_set in set_as.items():
            if is_set:
                nodes = [_node(kind, nodes)]
        return nodes

    def _target(self, link: str) -> str:
        if link.startswith("#"):
            return f"#{self.anchors[link[1:]]}" if link[1:] in self.anchors else ""
        return link if link.startswith(("https://", "http://")) else ""


# At the beginning of a paragraph in plain letters reStructuredText takes these for a list, a field, a heading, ...
_LINE_MARKS = tuple("-+:=~^\"'#.>(!$%&,/;?@[]{}")

# What pandoc does not escape though the programs that read its files make something else of it.
_ESCAPES = {
    "rst": {"::": r"\:\:", "_": r"\_", "==": r"\=\=", "--": r"\-\-"},
    "tex": {"`": r"\textasciigrave{}", '"': r"\textquotedbl{}", ",,": ",{},"},
    "typ": {"...": r"\.\.\.", "-?": r"-\?", "’": "’"},
}
# At the beginning of a content typst takes these for a heading, a list or a term.
_MARKS = re.compile(r"[-+=/]+|\d(?=\d*\.)")
# docutils makes links of addresses in plain text, of "javascript:..." too.
_SCRIPT_COLON = re.compile("(?<=[Ss][Cc][Rr][Ii][Pp][Tt]):(?=[^ ])")
_HALF_A_PAGE = 2_000  # letters
# Letters that would run over the edge of the page, as in an address; after them a line may end.
_UNBROKEN = re.compile(r"[0-9A-Za-z%_+~]{60}")
_BREAKS = {"tex": r"\allowbreak{}", "typ": "#sym.zws;"}
_LONG = 100  # letters; the time that pandoc takes for a word grows with the square of them


def _to_inlines(text: str, to: str) -> list[_Node]:
    """The words of a text as inline nodes of pandoc's tree; what the format `to` would misread goes in escaped."""
    escapes = _ESCAPES.get(to, {})
    raw = _WRITERS[to].partition("-")[0]
    nodes = []
    if to == "typ" and (mark := _MARKS.match(text)):
        nodes.append(_node("RawInline", [raw, "".join(f"\\{letter}" for letter in mark[0])]))
        text = text[mark.end() :]
    long = (f"({_UNBROKEN.pattern})", f"((?:(?!{_UNBROKEN.pattern})[^ ]){{{_LONG}}})")
    addresses = [f"({_SCRIPT_COLON.pattern})"] if to == "rst" else []
    pattern = "|".join(["( +)", *(f"({re.escape(letters)})" for letters in escapes), *addresses, *long])
    for piece in filter(None, re.split(pattern, text)):
        if piece in escapes:
            nodes.append(_node("RawInline", [raw, escapes[piece]]))
        elif addresses and piece == ":":
            nodes.append(_node("RawInline", [raw, r"\:"]))
        elif to in _BREAKS and _UNBROKEN.fullmatch(piece):
            nodes += [_node("Str", piece), _node("RawInline", [raw, _BREAKS[to]])]
        else:
            nodes.append(_node("Space") if piece[0] == " " else _node("Str", piece))
    return nodes
