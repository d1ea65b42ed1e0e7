"""The annotated bibliography: works in groups, entries in a style, and under each what is known of the work."""

from __future__ import annotations

from collections.abc import Callable, Collection
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from litgraph.views.bibliography.composer import GROUPINGS, Evidences, Grouping, Progress, compose

if TYPE_CHECKING:
    from litgraph.model import Corpus
    from litgraph.views.bibliography.document import Document

__all__ = ["FORMATS", "GROUPINGS", "Evidences", "Grouping", "Rendered", "render", "write"]

# Format -> the module that writes it.
FORMATS = {
    "md": "markdown",
    "html": "html",
    "txt": "plaintext",
    "bib": "data",
    "ris": "data",
    "json": "data",
    "csv": "data",
    "docx": "pandoc",
    "odt": "pandoc",
    "tex": "pandoc",
    "rst": "pandoc",
    "typ": "pandoc",
    "pdf": "pdf",
}
DATA = ("bib", "ris", "json", "csv")


class Rendered(NamedTuple):
    """The bytes of a file; `silent` are the works on which nothing is noted, `notes` what could not be printed."""

    content: bytes
    silent: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def render(
    corpus: Corpus,
    *,
    to: str,
    date: str,
    title: str = "",
    style: str = "apa",
    locale: str = "",
    group_by: Grouping = "theme",
    repeat: bool = False,
    works: Collection[str] | None = None,
    themes: Collection[str] = (),
    selection: str = "",
    evidence: Evidences = "footnotes",
    with_passages: bool = False,
    strict: bool = False,
    template: tuple[str, str] = ("", ""),
    fingerprint: str = "",
    cache: str | None = None,
    progress: Progress | None = None,
) -> Rendered:
    """The annotated bibliography of a corpus in one of FORMATS; the same input gives the same bytes.

    With `works` only these stand in it, with `themes` under these headings alone; `selection` says so in words. Themes
    come in the order of the codebook; a work of several stands in full under the first that discusses it (else the
    first that has it, one that only mentions it last), and as a line in the others; with `repeat` in full in each.
    `template` is the text of a template for the annotations and its name for errors: see docs/bibliography.md.
    `style` and `locale` are those of `csl.entries`, which keeps what it set in the file `cache`.
    Passages of papers are printed only `with_passages`. Formats of data have no notes: what would stand there stands
    in brackets.
    """
    if FORMATS[to] in ("pandoc", "pdf"):
        # What is missing is said before the work is done.
        _module(to).ready(to)
    composed = compose(
        corpus,
        date=date,
        title=title,
        style=style,
        locale=locale,
        group_by=group_by,
        repeat=repeat,
        works=works,
        themes=themes,
        selection=selection,
        evidence="inline" if evidence == "footnotes" and to in DATA else evidence,
        with_passages=with_passages,
        strict=strict,
        template=template,
        fingerprint=fingerprint,
        cache=cache,
        progress=progress,
    )
    if progress:
        progress(f"writing .{to}", len(corpus.works), len(corpus.works))
    if to in DATA:
        from litgraph.views.bibliography import data

        return Rendered(data.write(composed.document, corpus, to).encode("utf-8", "replace"), composed.silent)
    content, notes = write(composed.document, to)
    return Rendered(content, composed.silent, notes)


def write(document: Document, to: str) -> tuple[bytes, tuple[str, ...]]:
    """A document in one of FORMATS that are no data, and what is to be said of it."""
    module = _module(to)
    if FORMATS[to] == "pdf":
        pdf: tuple[bytes, tuple[str, ...]] = module.write(document)
        return pdf
    if FORMATS[to] == "pandoc":
        return module.write(document, to), ()
    text: Callable[[Document], str] = module.write
    return text(document).encode("utf-8", "replace"), ()


def _module(to: str) -> Any:
    return import_module(f"litgraph.views.bibliography.{FORMATS[to]}")
