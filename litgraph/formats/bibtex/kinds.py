"""The entry types of BibTeX and BibLaTeX, and the CSL type that each is in litgraph."""

from __future__ import annotations

from functools import lru_cache

from litgraph.formats.bibtex.fields import Entry
from litgraph.formats.bibtex.latex import decode_latex
from litgraph.nearest import nearest_names

__all__ = ["TYPE_FIELDS", "check_type", "is_known_type", "kind_of"]

_KINDS = {
    "article": "article-journal",
    "artwork": "graphic",
    "audio": "song",
    "book": "book",
    "bookinbook": "chapter",
    "booklet": "pamphlet",
    "collection": "book",
    "commentary": "book",
    "commented": "book",
    "conference": "paper-conference",
    "data": "dataset",
    "dataset": "dataset",
    "electronic": "webpage",
    "image": "graphic",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "inreference": "entry-encyclopedia",
    "jurisdiction": "legal_case",
    "legal": "legislation",
    "legislation": "legislation",
    "letter": "personal_communication",
    "magazine": "article-magazine",
    "manual": "book",
    "mastersthesis": "thesis",
    "misc": "document",
    "movie": "motion_picture",
    "music": "song",
    "mvbook": "book",
    "mvcollection": "book",
    "mvproceedings": "book",
    "mvreference": "book",
    "newspaper": "article-newspaper",
    "online": "webpage",
    "other": "document",
    "patent": "patent",
    "performance": "performance",
    "periodical": "periodical",
    "presentation": "speech",
    "phdthesis": "thesis",
    "proceedings": "book",
    "reference": "book",
    "report": "report",
    "review": "review",
    "software": "software",
    "standard": "standard",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "suppperiodical": "article-journal",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
    "video": "motion_picture",
    "webpage": "webpage",
    "www": "webpage",
}
_KINDS_OF_ARTICLES = {"newspaper": "article-newspaper", "magazine": "article-magazine"}
# These entry types are written in BibLaTeX as a field: @thesis with type = {phdthesis}.
TYPE_FIELDS = {"phdthesis": "phdthesis", "mastersthesis": "mathesis", "techreport": "techreport"}


def kind_of(entry: Entry) -> str:
    """The CSL type of an entry, "document" where its entry type is not known."""
    subtype = decode_latex(entry.fields["entrysubtype"].text).lower() if "entrysubtype" in entry.fields else ""
    kind = _KINDS.get(entry.type, "document")
    return _KINDS_OF_ARTICLES.get(subtype, kind) if kind == "article-journal" else kind


def check_type(entry: Entry) -> None:
    """Complain of an entry type that is not known."""
    if not is_known_type(entry):
        close = _similar_type(entry.type)
        message = f'"{entry.key}" has the unknown type "@{entry.type}"; it is read as @misc'
        hint = f'did you mean "@{close}"?' if close else "use one of BibLaTeX's types"
        entry.complaints.add("unknown-entry-type", "warning" if close else "info", message, entry.at, hint)


@lru_cache(maxsize=1000)
def _similar_type(word: str) -> str:
    return "".join(nearest_names(word, _KINDS, cutoff=70))


def is_known_type(entry: Entry) -> bool:
    """Whether BibTeX, BibLaTeX or one of the usual programs has such an entry type."""
    return entry.type in _KINDS
