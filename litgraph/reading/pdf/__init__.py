"""A paper in PDF: its text in reading order, by the places of its letters."""

from __future__ import annotations

import ctypes
from typing import Any

from litgraph.model import Problem, Span
from litgraph.reading.paper import PaperText
from litgraph.reading.pdf.flow import paper
from litgraph.reading.pdf.letters import words_of
from litgraph.reading.pdf.page import PrintedLine, columns, join_words, labels, without_edges, without_line_numbers

__all__ = ["read_pdf"]

# Enough for any book; what comes after is not read, so that a made-up file cannot keep the reader busy for ever.
_MOST_PAGES = 3_000
_MOST_LETTERS = 5_000_000
_MOST_ON_A_PAGE = 100_000


def read_pdf(data: bytes, name: str) -> PaperText:
    """Read the text of a PDF; `name` is what problems call the file.

    A file that cannot be opened, is locked or has no text gives an empty text with a problem.
    """
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", 0) == raw.FPDF_ERR_PASSWORD:
            hint = "save a copy without the password, for example: qpdf --decrypt --password=... OLD NEW"
            return _nothing("locked", f'"{name}" is locked with a password', name, hint)
        hint = "fetch it again: it may be cut off or another kind of file"
        return _nothing("bad-pdf", f'"{name}" cannot be opened as a PDF', name, hint)
    try:
        return _read_pages(raw, document, name)
    finally:
        document.close()


def _read_pages(raw: Any, document: Any, name: str) -> PaperText:
    problems: list[Problem] = []
    pages: list[list[PrintedLine]] = []
    file_labels: list[str] = []
    fonts: dict[int, Any] = {}
    left = _MOST_LETTERS
    count = len(document)
    for number in range(min(count, _MOST_PAGES)):
        page = raw.FPDF_LoadPage(document.raw, number)
        text_page = raw.FPDFText_LoadPage(page) if page else None
        if text_page:
            words = words_of(raw, text_page, fonts, min(left, _MOST_ON_A_PAGE))
            left -= sum(len(word.text) for word in words)
            pages.append(join_words(words, number))
            raw.FPDFText_ClosePage(text_page)
        else:
            pages.append([])
            message = f'page {number + 1} of "{name}" cannot be read'
            problems.append(Problem("bad-pdf", "warning", message, Span(name), "the file may be damaged"))
        if page:
            raw.FPDF_ClosePage(page)
        file_labels.append(_label(raw, document, number))
        if left <= 0:
            break
    if len(pages) < count:
        message = f'only the first {len(pages)} of {count} pages of "{name}" were read'
        problems.append(Problem("too-long", "warning", message, Span(name), "split the file"))
    text_pages, edge_texts = without_edges(without_line_numbers(pages))
    text = paper([columns(page) for page in text_pages], labels(edge_texts, file_labels))
    if not text.text.strip() and not problems:
        hint = "it seems to be scanned; make its letters readable first, for example: ocrmypdf OLD.pdf NEW.pdf"
        return _nothing("no-text", f'"{name}" has no text', name, hint)
    return PaperText(text.text, text.pieces, pages=text.pages, problems=tuple(problems))


def _label(raw: Any, document: Any, number: int) -> str:
    letters = ctypes.create_string_buffer(64)
    size = raw.FPDF_GetPageLabel(document.raw, number, letters, 64)
    return letters.raw[: size - 2].decode("utf-16-le", "replace") if 2 < size <= 64 else ""


def _nothing(code: str, message: str, name: str, hint: str) -> PaperText:
    return PaperText("", (), problems=(Problem(code, "error", message, Span(name), hint),))
