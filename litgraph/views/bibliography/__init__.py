"""The annotated bibliography: a corpus by theme, entries in APA style, with who says so and who cites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from litgraph.views.bibliography import html, markdown
from litgraph.views.bibliography.document import compose

if TYPE_CHECKING:
    from litgraph.model import Corpus

__all__ = ["render"]


def render(corpus: Corpus, *, to: Literal["md", "html"], date: str, title: str | None = None) -> str:
    """The annotated bibliography of a corpus, as Markdown or as one HTML file; the same input gives the same text.

    Themes come in the order of the codebook. A work of several themes stands in full under the first that discusses it
    (else the first that has it, one that only mentions it last), and as a line in the others; then come works that fit
    no theme, with the reason, and works not tagged yet. The annotation is the one of themes.yaml where there is one,
    else the entry's own. Passages of papers are never printed. Titles keep the capitals that the user typed: APA wants
    sentence case, which cannot be made without knowing which words are names.
    """
    document = compose(corpus, date, title)
    return markdown.write(document) if to == "md" else html.write(document)
