"""The bibliography as data for other programs: BibTeX, RIS, CSL-JSON, CSV, each work with its annotation."""

from __future__ import annotations

import json
from dataclasses import replace

from litgraph.formats import bibtex, csljson, ris
from litgraph.model import Corpus, Work
from litgraph.views.bibliography import plaintext
from litgraph.views.bibliography.document import AnnotatedEntry, Document
from litgraph.views.bibliography.runs import clean, to_plain
from litgraph.views.tables import table
from litgraph.words import people

__all__ = ["write"]


def write(document: Document, corpus: Corpus, to: str) -> str:
    """The works of a document, in its order and each once, in the format `to`: bib, ris, json or csv."""
    records = [(corpus.by_key[record.key], record) for record in document.records]
    if to == "csv":
        headings: dict[str, list[str]] = {}
        for group in document.groups:
            for record in group.records:
                headings.setdefault(record.key, []).append(group.title)
        return table([_row(work, record, "; ".join(headings[work.key])) for work, record in records], _COLUMNS)
    works = [_add_annotation(work, record) for work, record in records]
    if to == "json":
        return json.dumps([csljson.make_marked_item(work) for work in works], ensure_ascii=False, indent=2) + "\n"
    return bibtex.write_bibliography(works) if to == "bib" else ris.write_bibliography(works)


def _add_annotation(work: Work, record: AnnotatedEntry) -> Work:
    """The work with its annotation in the field of BibLaTeX and in that of BibTeX and Zotero."""
    fields = {name: text for name, text in work.extra if name not in ("annotation", "annote")}
    if annotation := plaintext.annotation(record.blocks):
        fields |= {"annotation": annotation, "annote": annotation}
    return replace(work, extra=tuple(sorted(fields.items())))


_COLUMNS = ("key", "reference", "authors", "year", "title", "container", "kind", "doi", "url", "group", "annotation")


def _row(work: Work, record: AnnotatedEntry, group: str) -> dict[str, object]:
    item = csljson.make_item(work)
    return {
        "key": work.key,
        "reference": to_plain(record.entry),
        "authors": "; ".join(
            clean(", ".join(filter(None, (name.short, name.given, name.suffix)))) for name in people(work)
        ),
        "year": "" if work.year is None else work.year,
        "title": clean(work.title),
        "container": clean(work.container),
        "kind": work.kind,
        "doi": item.get("DOI", ""),
        "url": item.get("URL", ""),
        "group": group,
        "annotation": plaintext.annotation(record.blocks),
    }
