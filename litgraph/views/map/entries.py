"""What the page saves of its works, written here: BibTeX, RIS and the rows of a table."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from litgraph.formats import bibtex, ris
from litgraph.model import Corpus, Work
from litgraph.views.map.document import in_order
from litgraph.views.map.still import find_themes
from litgraph.views.tables import name_cell, table

__all__ = ["pack_entries"]

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def pack_entries(corpus: Corpus, doc: Mapping[str, Any]) -> str:
    """The entries of the works in the page's document, in its order: JSON, deflated, in base 64, as save.js unpacks it.

    For each ending of a file it has the `head` of the file, what stands `between` two entries, and the `entries`.
    Abstracts are somebody else's text, and "file" is a place on the user's disk: both are left out.
    """
    public = {
        work.key: replace(work, extra=tuple(field for field in work.extra if field[0] not in ("abstract", "file")))
        for work in corpus.works
    }
    bibtex_of = dict(zip(public, bibtex.write_entries(public.values()), strict=True))
    works, themes = [public[work.key] for work in in_order(corpus)], find_themes(doc)
    tags = [[doc["themes"][theme]["title"] for theme, _ in work_themes] for work_themes in themes]
    head, rows = _rows(works, doc, themes)
    # A spreadsheet takes a file for UTF-8 if it begins with a byte order mark.
    files = {
        "bib": {"head": "", "between": "\n", "entries": [bibtex_of[work.key] for work in works]},
        "ris": {"head": "", "between": "\r\n", "entries": list(map(ris.write_entry, works, tags))},
        "csv": {"head": f"\ufeff{head}", "between": "", "entries": rows},
    }
    text = json.dumps(files, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8", "replace"), 9)).decode("ascii")


def _rows(
    works: Sequence[Work], doc: Mapping[str, Any], themes: Sequence[Sequence[tuple[int, str]]]
) -> tuple[str, list[str]]:
    """The heading of the table and the row of each work, as lines of CSV."""
    cited_by, cites = (Counter(pair[end] for pair in doc["citations"]) for end in ("cited", "citing"))
    head, rows = "", []
    for number, (work, facts) in enumerate(zip(works, doc["works"], strict=True)):
        links = facts.get("links", [])
        cells = {
            "Key": work.key,
            "Authors": "; ".join(map(name_cell, work.authors)),
            "Year": work.year,
            "Date": facts.get("date", work.year),
            "Title": work.title,
            "Kind": doc["kinds"][work.kind],
            "In": work.container,
            "Publisher": work.get("publisher") or work.get("institution"),
            "Pages": work.get("pages"),
            "DOI": next((link.removeprefix("doi:") for link in links if link.startswith("doi:")), ""),
            "Link": " ".join(link for link in links if not link.startswith("doi:")),
            "Themes": "; ".join(
                doc["themes"][theme]["title"] + (role and f" ({role})") for theme, role in themes[number]
            ),
            "Cited by": cited_by[number],
            "Cites": cites[number] if "readBy" in facts else "",  # else nobody has looked
        }
        row = {name: _CONTROLS.sub("", cell) if isinstance(cell, str) else cell for name, cell in cells.items()}
        head, line = table([row], ()).split("\r\n", 1)
        rows.append(line)
    return f"{head}\r\n", rows
