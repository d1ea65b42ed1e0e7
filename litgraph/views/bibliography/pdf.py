"""The bibliography as PDF: written by pandoc for typst, which sets it; no TeX is needed."""

from __future__ import annotations

import re
from importlib.util import find_spec

from litgraph.views.bibliography import pandoc
from litgraph.views.bibliography.document import Document

__all__ = ["ready", "write"]


def ready(to: str) -> None:
    """Raise LitgraphError where something is missing that a PDF needs."""
    if find_spec("typst") is None:
        raise pandoc.missing_package(f".{to}", "typst")
    pandoc.ready(to)


def write(document: Document) -> tuple[bytes, tuple[str, ...]]:
    """The document as PDF, and a note on letters that no font of this machine has.

    It is a PDF/UA, which a screen reader can follow. That standard forbids letters without a glyph, so where a font is
    missing the file is a plain PDF, with boxes in place of these letters.
    """
    import typst

    source = pandoc.write(document, "typ")
    timestamp = pandoc.epoch(document.date)
    try:
        return bytes(typst.compile(source, format="pdf", pdf_standards=["ua-1"], timestamp=timestamp)), ()
    except typst.TypstError as error:
        missing = dict.fromkeys(re.findall(r'the text `"(.*?)"` could not be displayed', error.diagnostic))
        content = bytes(typst.compile(source, format="pdf", timestamp=timestamp))
        if not missing:
            return content, (f"the PDF is not accessible: {error.message}",)
        names = [re.sub(r"\\u\{(\w+)\}", lambda code: f"U+{code[1].upper():0>4}", letter) for letter in missing]
        letters = " ".join(names[:20]) + (" ..." if len(missing) > 20 else "")
        return content, (
            f"no font on this machine has {letters}: boxes stand in their place; install one, such as Noto",
        )
