"""Answers as text for a terminal, JSON, CSV, Markdown, or keys to pipe on; one module for each kind of answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from litgraph.errors import USAGE, LitgraphError

if TYPE_CHECKING:
    from litgraph.queries.named import Line, NotFound

__all__ = [
    "FORMS",
    "FORMS_OF_WORKS",
    "SCHEMA",
    "WORK",
    "Cells",
    "Row",
    "Show",
    "count",
    "head",
    "keys_of",
    "not_found",
    "render",
]

SCHEMA = 1  # of the JSON; raised when a field changes its meaning or goes
WORK = ("key", "label", "title")
"""The columns that name a work in a row."""
FORMS = ("table", "json", "jsonl", "csv", "md", "keys")
FORMS_OF_WORKS = (*FORMS[:-1], "bib", "keys")
"""The forms in which the command line prints an answer that holds works: "bib" is their entries, from the files."""

T = TypeVar("T")
Row = dict[str, Any]
Cells = Iterable[Sequence[Any] | Row]


class Show(NamedTuple, Generic[T]):
    """How the answers to one question are shown.

    `lines` gives the text for a terminal, `cells` the flat rows for CSV and JSON lines: the values under `columns`, or
    a dictionary where a row has columns of its own. `aside` gives the remark that rows cannot carry, such as that
    nobody has read a paper; with `beside_all` it is printed below `lines` too. `key` is the column with the key of a
    work.
    """

    question: str
    lines: Callable[[T], Iterable[str]]
    columns: tuple[str, ...]
    cells: Callable[[T], Cells]
    aside: Callable[[T], str] = lambda answer: ""
    key: str = "key"
    beside_all: bool = False

    def rows(self, answer: T) -> list[Row]:
        """Return the answer as flat rows."""
        return [
            cells if isinstance(cells, dict) else dict(zip(self.columns, cells, strict=True))
            for cells in self.cells(answer)
        ]


def render(show: Show[T], answer: T, form: str) -> str:
    """Return the answer as text in one of FORMS; it ends with a line end unless it is empty.

    Raises LitgraphError (exit code 2) for a form that does not exist.
    """
    if form not in FORMS:
        raise LitgraphError(f'an answer has no form "{form}"', f"the forms are {', '.join(FORMS)}", exit_code=USAGE)
    if form == "table":
        lines = list(show.lines(answer))
        return "\n".join(lines) + "\n" if lines else ""
    if form == "keys":
        return "".join(f"{key}\n" for key in keys_of(show, answer))
    if form == "csv":
        return _csv(show.rows(answer), show.columns)
    if form == "md":
        from litgraph.views.text import markdown

        return "".join(f"{line}\n" for line in markdown.lines(show.rows(answer)))
    import json

    if form == "jsonl":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in show.rows(answer))
    body = _to_plain_value(answer)
    document = {"schema": SCHEMA, "question": show.question, **(body if isinstance(body, dict) else {"answer": body})}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def keys_of(show: Show[T], answer: T) -> list[str]:
    """List the key of each row once, in the order of the rows, without works that are only listed and never cited."""
    rows = (row for row in show.rows(answer) if row.get("status", "cited") == "cited")
    return list(dict.fromkeys(row[show.key] for row in rows if row[show.key]))


def not_found(missing: NotFound, form: str) -> str:
    """Return the JSON that says that a name means no single work or theme, with the candidates."""
    import json

    error = {"status": missing.status, "message": str(missing), "candidates": _to_plain_value(missing.candidates)}
    return json.dumps({"schema": SCHEMA, "error": error}, ensure_ascii=False, indent=2 if form == "json" else None)


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 work", "2 works"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def head(work: Line) -> tuple[str, str, str]:
    """Return the cells under WORK."""
    return work.key, work.label, work.title


def _to_plain_value(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return {name: _to_plain_value(item) for name, item in value._asdict().items()}
    return [_to_plain_value(item) for item in value] if isinstance(value, (tuple, list)) else value


def _csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    import csv
    import io

    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row)) or columns  # not every record has every field
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {name: "; ".join(value) if isinstance(value, (tuple, list)) else value for name, value in row.items()}
        for row in rows
    )
    return out.getvalue()
