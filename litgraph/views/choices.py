"""What may be chosen of a map, a bibliography or references to paste.

It stands apart from the views that keep to it, so that the help of a command need not load what writes a document.
"""

from __future__ import annotations

from typing import Literal, get_args

__all__ = [
    "CITATION_FORMS",
    "ENGINES",
    "EVIDENCE_MODES",
    "FORMATS",
    "GROUPINGS",
    "QUOTATION_FORMATS",
    "CitationForm",
    "Engine",
    "EvidenceMode",
    "Grouping",
]

# Format of a bibliography -> the module of litgraph.views.bibliography that writes it.
FORMATS = {
    **{"md": "markdown", "html": "html", "txt": "plaintext", "docx": "pandoc", "odt": "pandoc", "pdf": "pdf"},
    **dict.fromkeys(("tex", "rst", "typ"), "pandoc"),
    **dict.fromkeys(("bib", "ris", "json", "csv"), "data"),
}
# The formats of quotations: one of works alone has no place for a passage.
QUOTATION_FORMATS = tuple(name for name in FORMATS if name not in ("bib", "ris"))

EvidenceMode = Literal["footnotes", "inline", "none"]
EVIDENCE_MODES: tuple[EvidenceMode, ...] = get_args(EvidenceMode)
Grouping = Literal["theme", "year", "author", "kind", "role", "none"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)

Engine = Literal["own", "pyvis"]
ENGINES: tuple[Engine, ...] = get_args(Engine)

CitationForm = Literal["plain", "md", "html"]
CITATION_FORMS: tuple[CitationForm, ...] = get_args(CitationForm)
