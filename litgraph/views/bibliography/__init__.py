"""The annotated bibliography: works in groups, entries in a style, and under each what is known of the work."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from litgraph.progress import Progress
from litgraph.views.bibliography.composer import compose
from litgraph.views.bibliography.phrases import note_on_language
from litgraph.views.bibliography.request import BibliographyRequest
from litgraph.views.choices import FORMATS

if TYPE_CHECKING:
    from litgraph.model import Corpus
    from litgraph.views.bibliography.document import Document

__all__ = ["BibliographyFile", "BibliographyRequest", "render", "write"]


class BibliographyFile(NamedTuple):
    """The bytes of a file, the keys of works on which nothing is noted, and notes on what could not be printed."""

    content: bytes
    unannotated: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def render(
    corpus: Corpus, request: BibliographyRequest, *, cache: str | None = None, progress: Progress | None = None
) -> BibliographyFile:
    """The annotated bibliography of a corpus as a file; the same corpus and request give the same bytes.

    The file `cache` keeps entries that were set before; `progress` is told what is being done. Formats of data have no
    footnotes: evidence stands in brackets in them. Raises LitgraphError where the format or the style needs a package
    that is not installed, and where the template is broken.
    """
    to = request.to
    is_data = FORMATS[to] == "data"
    if FORMATS[to] in ("pandoc", "pdf"):
        # What is missing is said before the work is done.
        _writer(to).ready(to)
    if is_data and request.evidence == "footnotes":
        request = replace(request, evidence="inline")
    notes: tuple[str, ...] = ()
    document, unannotated = compose(corpus, request, cache=cache, progress=progress)
    if progress:
        progress(f"writing .{to}", len(corpus.works), len(corpus.works))
    if is_data:
        content = _writer(to).write(document, corpus, to).encode("utf-8", "replace")
    else:
        content, notes = write(document, to)
    return BibliographyFile(content, unannotated, notes + note_on_language(request.locale))


def write(document: Document, to: str) -> tuple[bytes, tuple[str, ...]]:
    """A document in one of FORMATS that are no data, and notes on what could not be printed."""
    module = _writer(to)
    if FORMATS[to] == "pdf":
        content, notes = module.write(document)
        return content, notes
    if FORMATS[to] == "pandoc":
        return module.write(document, to), ()
    return module.write(document).encode("utf-8", "replace"), ()


def _writer(to: str) -> Any:
    return import_module(f"litgraph.views.bibliography.{FORMATS[to]}")
