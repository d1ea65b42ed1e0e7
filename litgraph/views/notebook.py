"""What a notebook shows: answers, a knowledge base and pages as HTML that needs no network.

A notebook keeps what it shows and is passed on with it. Passages of the papers are somebody else's words, so they are
left out here; `Answer.text()` and `Answer.rows` have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from litgraph.model import Corpus

__all__ = ["Page", "corpus_html", "frame", "lines_html", "rows_html"]

_MOST_ROWS = 300
# No colours of our own: a notebook is light or dark.
_CELL = "text-align:left;vertical-align:top;padding:2px 10px 2px 0;max-width:28em;white-space:pre-wrap"
_LINES = "white-space:pre-wrap;line-height:1.4;margin:0;background:none;color:inherit"


class Page(str):
    """An HTML page, which a notebook shows in a frame; `notes` say what is left out of it, and what was stored."""

    __slots__ = ("notes",)

    notes: tuple[str, ...]

    def __new__(cls, text: str, notes: Iterable[str] = ()) -> Page:
        page = super().__new__(cls, text)
        page.notes = tuple(notes)
        return page

    def __repr__(self) -> str:
        return f"<an HTML page of {len(self) // 1000} kB>"

    def _repr_html_(self) -> str:
        return frame(self)


def frame(page: str, height: int = 720) -> str:
    """Put a page into a frame of `height` pixels that cannot touch the notebook around it."""
    style = f"width:100%;height:{height}px;border:1px solid rgba(128,128,128,.4)"
    sandbox = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
    return f'<iframe style="{style}" sandbox="{sandbox}" srcdoc="{escape(page)}"></iframe>'


# A work or theme as a heading: "Clerc 2020 · Turku ... [clerc2020]", folded or not.
_HEADING = re.compile(r"^\S.* · .*(?:\n +\S.*)*?\]$", re.M)


def lines_html(text: str, note: str = "") -> str:
    """Return the text of a terminal as HTML, the headings of works in bold."""
    marked = _HEADING.sub(lambda m: f"<b>{m[0]}</b>", escape(text))
    return f'<pre style="{_LINES}">{marked}</pre>{_note(note)}'


def rows_html(rows: Sequence[dict[str, Any]], note: str = "") -> str:
    """Return rows as an HTML table, without the columns that are empty in every row."""
    rows_shown = rows[:_MOST_ROWS]
    names = [name for name in (rows[0] if rows else ()) if any(row[name] not in ("", None, ()) for row in rows_shown)]
    head = "".join(f'<th style="{_CELL}">{escape(name.replace("_", " "))}</th>' for name in names)
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{escape(_text(row[name]))}</td>' for name in names) + "</tr>"
        for row in rows_shown
    )
    table = f'<table style="margin:0"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    not_shown = f"{len(rows) - len(rows_shown)} more rows are not shown here." if len(rows) > len(rows_shown) else ""
    return f'<div style="overflow-x:auto">{table}</div>{_note(not_shown)}{_note(note)}'


def corpus_html(corpus: Corpus) -> str:
    """Return the size of a knowledge base and its themes as HTML."""
    review = corpus.review
    works = {theme.id: {tie.work for tie in corpus.assignments if tie.theme == theme.id} for theme in corpus.themes}
    counts = [
        (len(corpus.works), "works"),
        (len(corpus.themes), "themes"),
        (len({reading.paper for reading in corpus.readings}), "papers read"),
        (len(corpus.tied), "places of citation"),
        (sum(problem.level == "error" for problem in corpus.problems), "errors in the files"),
    ]
    totals = ", ".join(f"{number} {noun}" for number, noun in counts)
    title = (review.title if review else "") or "Knowledge base"
    description = f"<br>{escape(review.description)}" if review and review.description else ""
    themes = [{"id": t.id, "theme": t.title, "works": len(works[t.id])} for t in corpus.themes]
    return f"<p><b>{escape(title)}</b>{description}<br>{totals}</p>" + (rows_html(themes) if themes else "")


def _text(value: Any) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)


def _note(text: str) -> str:
    return f'<p style="margin:4px 0;opacity:.75"><i>{escape(text)}</i></p>' if text else ""
