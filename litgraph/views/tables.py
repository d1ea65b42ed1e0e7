"""Tables as files: CSV that a spreadsheet opens without running any of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from litgraph.model import Name

__all__ = ["name_cell", "table"]


def table(rows: Sequence[Mapping[str, Any]], first: Sequence[str]) -> str:
    """Write rows as CSV, the columns `first` before those that come up in rows; without rows, the header alone."""
    out = io.StringIO()
    names = dict.fromkeys((*first, *(name for row in rows for name in row)))
    writer = csv.DictWriter(out, list(names), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _harmless(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula, with an apostrophe before it; one more where it has its own."""
    return f"'{value}" if isinstance(value, str) and re.match(r"'*[=+\-@\t\r]", value) else value


def name_cell(name: Name) -> str:
    """Return a name as it stands in a table: "van der Pluijm, Rogier"."""
    return ", ".join(filter(None, (name.short, name.given, name.suffix)))
