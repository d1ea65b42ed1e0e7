"""What is wrong in the files, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from litgraph.queries.problems import Fault
from litgraph.views.text import Show

__all__ = ["PROBLEMS"]


def _problem_lines(faults: Sequence[Fault]) -> Iterator[str]:
    for fault in faults:
        place = f"{fault.path}:{fault.line}:{fault.column}: " if fault.path else ""
        yield f"{place}{fault.level}: {fault.message} [{fault.code}]"
        if fault.hint:
            yield f"    hint: {fault.hint}"


PROBLEMS: Show[tuple[Fault, ...]] = Show("check", _problem_lines, Fault._fields, lambda faults: faults, key="code")
