"""Every question by its name: the function that answers it, and the view that shows the answer.

The command line, Python and plain-language questions all ask through this one list.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, NamedTuple

from litgraph.errors import NOT_FOUND, LitgraphError
from litgraph.views import text

__all__ = ["QUESTIONS", "Answer", "Selection", "answer_question", "query_of", "select_works", "view_of"]

# name -> function in litgraph.queries, view in litgraph.views.text
QUESTIONS = {
    "who_cites": ("citations:who_cites", "citations:WHO_CITES"),
    "cites": ("citations:cites", "citations:CITES"),
    "find": ("find:find", "find:FIND"),
    "show": ("works:show", "works:SHOW"),
    "theme": ("themes:theme", "themes:THEME"),
    "themes": ("themes:themes", "themes:THEMES"),
    "both": ("overlaps:both", "overlaps:BOTH"),
    "only": ("overlaps:only", "overlaps:ONLY"),
    "co_cited": ("overlaps:co_cited", "overlaps:CO_CITED"),
    "coupled": ("overlaps:coupled", "overlaps:COUPLED"),
    "only_in": ("mentions:only_in", "mentions:ONLY_IN"),
    "most_cited": ("mentions:most_cited", "mentions:MOST_CITED"),
    "pages": ("mentions:pages", "mentions:PAGES"),
    "who_quotes": ("mentions:who_quotes", "mentions:QUOTES"),
    "quotes": ("passages:quotes", "passages:PASSAGES"),
    "path": ("paths:path", "paths:PATH"),
    "ancestors": ("paths:ancestors", "paths:ANCESTORS"),
    "descendants": ("paths:descendants", "paths:DESCENDANTS"),
    "gaps": ("gaps:gaps", "gaps:GAPS"),
    "stats": ("stats:stats", "stats:STATS"),
    "check": ("problems:check", "problems:PROBLEMS"),
}


def _load(package: str, place: str) -> Any:
    module, name = place.split(":")
    return getattr(import_module(f"litgraph.{package}.{module}"), name)


class Answer:
    """The answer to a question: `value` holds it typed, iteration gives its rows, `text()` any of the forms."""

    def __init__(self, show: text.Show[Any], value: Any) -> None:
        self.value = value
        self._show = show

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The answer as flat rows, as CSV and JSON lines have it."""
        return self._show.rows(self.value)

    @property
    def keys(self) -> list[str]:
        """The key of each row once, in the order of the rows."""
        return text.keys_of(self._show, self.value)

    @property
    def aside(self) -> str:
        """A note on what the rows cannot say, such as that nobody has looked; or ""."""
        return self._show.aside(self.value)

    def aside_of(self, form: str) -> str:
        """The note of `aside`, or "" where this form of the answer says it already."""
        return self.aside if form != "table" or self._show.beside_all else ""

    def text(self, form: str = "table") -> str:
        """The answer as the command line prints it."""
        return text.render(self._show, self.value, form)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def to_frame(self) -> Any:
        """The rows as a pandas DataFrame; raises LitgraphError where pandas is not installed."""
        try:
            import pandas
        except ImportError:
            raise LitgraphError("to_frame() needs pandas, which is not installed", "pip install pandas") from None
        columns = list(self.rows[0]) if self.rows else list(self._show.columns)
        return pandas.DataFrame(self.rows, columns=columns)

    def __str__(self) -> str:
        text = self.text().rstrip("\n")
        parts = [text, self.aside_of("table")] if text else [self.aside]
        return "\n\n".join(filter(None, parts)) or "nothing found"

    # A notebook keeps what it shows, so both of its forms leave the passages of papers out.

    def __repr__(self) -> str:
        return str(self._without_passages()[0])

    def _repr_html_(self) -> str:
        from litgraph.views import notebook

        answer, note = self._without_passages()
        if answer.rows and not hasattr(answer.value, "_asdict"):
            return notebook.rows_html(answer.rows, note)
        return notebook.lines_html(str(answer), note)

    def _without_passages(self) -> tuple[Answer, str]:
        from litgraph.views.passages import without_passages

        value = without_passages(self.value)
        note = "" if value == self.value else "Passages are left out here, as a notebook keeps them: print(answer)"
        return Answer(self._show, value), note


def query_of(question: str) -> Callable[..., Any]:
    """The function in litgraph.queries that answers a question."""
    query: Callable[..., Any] = _load("queries", QUESTIONS[question][0])
    return query


def view_of(question: str) -> text.Show[Any]:
    """The view in litgraph.views.text that shows the answer to a question."""
    view: text.Show[Any] = _load("views.text", QUESTIONS[question][1])
    return view


def answer_question(db: sqlite3.Connection, question: str, *words: Any, **filters: Any) -> Answer:
    """Answer a question of QUESTIONS from the index.

    Raises `queries.named.NotFound` where it names no single work or theme.
    """
    return Answer(view_of(question), query_of(question)(db, *words, **filters))


class Selection(NamedTuple):
    """Works that a document is asked for: their keys, the themes that the question names (ids), and the question."""

    works: tuple[str, ...]
    themes: tuple[str, ...]
    selection: str


def select_works(db: sqlite3.Connection, terms: str, **filters: Any) -> tuple[Selection, str]:
    """The works that `find` finds with these terms and filters, and a note such as that undated works are left out.

    A theme that the question denies is none of those that it names. Raises LitgraphError (exit code 3) where no work is
    found.
    """
    from litgraph.queries import grammar
    from litgraph.queries.themes import theme

    works = answer_question(db, "find", terms, **filters)
    if not works.keys:
        raise LitgraphError(works.aside, "try the same words with litgraph find", exit_code=NOT_FOUND)
    themes = filters.get("theme", ())
    themes = (themes,) if isinstance(themes, str) else themes
    stated = (*grammar.parse(terms), *(grammar.make_term("theme", value) for value in themes))
    names = [value for term in stated if term.field == "theme" and not term.negated for value in term.values]
    # Keys tell a reader nothing.
    question = " ".join(term.text for term in grammar.parse(works.value.question) if term.field != "key")
    return Selection(tuple(works.keys), tuple(theme(db, name).id for name in names), question), works.aside
