"""One way in: a paper's file becomes what was read of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from litgraph.files import decode, printable_path
from litgraph.model import Problem, Span
from litgraph.reading.abstracts import settle_abstracts
from litgraph.reading.doubtful import find_doubts
from litgraph.reading.html import read_html
from litgraph.reading.jats import read_jats
from litgraph.reading.mentions import find_mentions
from litgraph.reading.paper import PaperContent, PaperText, empty_paper
from litgraph.reading.pdf import read_pdf
from litgraph.reading.plain_text import read_plain_text
from litgraph.reading.references import LONGEST_ENTRY, holds_several_works, read_references
from litgraph.reading.tei import read_tei
from litgraph.reading.untagged import add_untagged_citations

__all__ = ["read_paper", "read_text"]


_DECLARED = re.compile(r"""^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""")
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # docx, odt, epub; doc
_MOST_BYTES = 500_000_000  # of a PDF, which may be full of pictures
_MOST_BYTES_OF_TAGS = 50_000_000  # more takes more memory than it is worth
_MOST_BYTES_OF_TEXT = 10_000_000  # thousands of pages, which take up to a minute


def read_paper(path: Path) -> PaperContent:
    """Read what a paper cites, and where, from PDF, JATS or TEI XML, HTML, plain text or Markdown.

    The kind of file is told from its content. Raises OSError where the file cannot be read. A file without text gets a
    problem of level "error". What makes the reading doubtful as a whole is its first problem.
    """
    paper = _read_file(path)
    problems = (*find_doubts(paper, path.name), *paper.problems, *_say_limits(paper, path.name))
    paper = replace(paper, problems=problems)
    if paper.text.text.strip() or any(problem.level == "error" for problem in paper.problems):
        return paper
    return replace(paper, problems=(*paper.problems, _no_text(path.name, "has no text", "is it the right file?")))


def _read_file(path: Path) -> PaperContent:
    with path.open("rb") as file:  # which may be a pipe without an end
        raw = file.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        return _too_long(path.name, _MOST_BYTES)
    text, encoding_fault = ("", None) if raw.startswith(b"%PDF") else decode(raw)
    if encoding_fault and encoding_fault.is_utf_16 and text.lstrip("\ufeff \t\r\n").startswith("<"):
        raw = _DECLARED.sub(r"\1", text).encode("utf-8", "replace")  # which every reader of tags understands
    if raw.startswith(_OFFICE):
        fault = "is no text or PDF, but a document of a word processor, or packed"
        return empty_paper(_no_text(path.name, fault, "save it there as PDF or as plain text"))
    head = raw[:4000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf"):
        return _find_citations(read_pdf(raw, path.name))
    is_jats = b"<article" in head or (head.startswith(b"<?xml") and path.suffix.lower() in (".xml", ".nxml", ".jats"))
    is_html = head.startswith((b"<!doctype html", b"<html"))
    reader = read_tei if b"<tei" in head else read_html if is_html else read_jats if is_jats else None
    bytes_at_most = _MOST_BYTES_OF_TAGS if reader else _MOST_BYTES_OF_TEXT
    if len(raw) > bytes_at_most:
        return _too_long(path.name, bytes_at_most)
    if not reader:
        return read_text(_decode_text(raw))
    tagged_paper = reader(raw, path.name)
    return add_untagged_citations(replace(tagged_paper, text=settle_abstracts(tagged_paper.text)))


def _no_text(name: str, fault: str, hint: str) -> Problem:
    return Problem("no-text", "error", f'"{printable_path(name)}" {fault}', Span(name), hint)


def _too_long(name: str, bytes_at_most: int) -> PaperContent:
    message = f'"{name}" is too long for a paper: more than {bytes_at_most // 10**6} MB'
    return empty_paper(Problem("too-long", "error", message, Span(name), "split the file"))


def _say_limits(paper: PaperContent, name: str) -> Iterator[Problem]:
    for reference in paper.references:
        if len(reference.raw) > LONGEST_ENTRY:
            message = f'the reference that begins "{reference.raw[:40]}" has {len(reference.raw):,} characters; '
            message += f"of these the first {LONGEST_ENTRY:,} are read"
            yield Problem("too-long", "warning", message, Span(name), "part the references by empty lines")
    several = [reference for reference in paper.references if holds_several_works(reference.raw)]
    if several:
        message = (
            f"{len(several)} of {len(paper.references)} references hold several works, of which the first is read: "
        )
        message += ", ".join(f'"{reference.raw[:40]}..."' for reference in several[:3])
        yield Problem("several-works", "warning", message, Span(name), "note the others by hand, if they matter")
    if widest := next((mention for mention in paper.mentions if mention.has_more), None):
        count = len(widest.references)
        message = f'"{widest.text}" may mean more than {count} entries of the list; the first of them are named'
        yield Problem("too-long", "warning", message, Span(name), "give the entries letters after their years")


def read_text(source: str) -> PaperContent:
    """Read what a plain text or Markdown cites; offsets lead back to the characters of `source`."""
    return _find_citations(read_plain_text(source))


def _find_citations(text: PaperText) -> PaperContent:
    text = settle_abstracts(text)
    listed = read_references(text)
    return PaperContent(text, listed, find_mentions(text, listed), text.problems)


def _decode_text(raw: bytes) -> str:
    text, fault = decode(raw)
    if fault is None or fault.is_utf_16:
        return text  # with its mark, if it has one: that, too, is a character of the file
    from charset_normalizer import from_bytes

    # A letter of an East Asian encoding seldom stands alone between Latin ones.
    best = from_bytes(raw, cp_isolation=None if re.search(rb"[\x80-\xff]{2}", raw) else _OF_ONE_BYTE).best()
    usual = from_bytes(raw, cp_isolation=["cp1252"]).best()
    if best is None or (usual and usual.chaos <= best.chaos + _AS_LIKELY):
        return raw.decode("cp1252", "replace")
    return str(best)


_OF_ONE_BYTE = ["cp1252", "cp1250", "cp1254", "cp1257", "mac_roman", "cp850"]
_AS_LIKELY = 0.15  # then the encoding that most files of its kind have
