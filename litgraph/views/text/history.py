"""What changed in a knowledge base, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from litgraph.history import Change, History
from litgraph.views.text import Cells, Show, count
from litgraph.views.text.layout import wrap

__all__ = ["HISTORY"]

_SIGNS = {"added": "+", "gone": "-", "changed": "~"}
_HEADINGS = {
    "work": "works",
    "theme": "themes",
    "theme given": "themes given",
    "note": "notes",
    "reading": "papers read",
    "citation": "citations",
}


def _lines(history: History) -> Iterator[str]:
    yield from wrap(f"{_since(history)}: {_total(history)}", 0, 2)
    for noun, heading in _HEADINGS.items():
        changes = [change for change in history.changes if change.noun == noun]
        if changes:
            yield from ("", f"{heading}: {_counts(changes)}")
        for change in changes:
            yield from _change(change)


def _since(history: History) -> str:
    if not history.revision:
        return f"before {history.since} there is no commit, so all that is here is new"
    commit = f"since {history.revision} of {history.time[:16]}, “{history.subject}”"
    return commit if history.was_there else f"{commit}, which had no knowledge base here, so all is new"


def _total(history: History) -> str:
    return count(history.total, "change") if history.total else "nothing changed"


def _counts(changes: Iterable[Change]) -> str:
    verbs = [change.what for change in changes]
    return ", ".join(f"{verbs.count(verb)} {verb}" for verb in _SIGNS if verb in verbs)


def _change(change: Change) -> Iterator[str]:
    key = f" [{change.keys[0]}]" if change.noun in ("work", "theme", "reading") else ""
    place = f"  ({change.at.rsplit(':', 1)[0]})" if change.at else ""
    yield from wrap(f"{_SIGNS[change.what]} {change.label}{key}{place}", 2, 4)
    for difference in change.differences:
        yield from wrap(f"{difference.field}: {_short(difference.before)} → {_short(difference.after)}", 6, 8)


def _short(text: str) -> str:
    if not text:
        return "nothing"
    return f"“{text}”" if len(text) <= 200 else f"“{text[:200].rsplit(' ', 1)[0]} ...”"


def _cells(history: History) -> Cells:
    for change in history.changes:
        differences = tuple(f"{name}: {before} → {after}" for name, before, after in change.differences)
        yield (
            change.keys[0],
            *(differences if name == "differences" else value for name, value in change._asdict().items()),
        )


HISTORY: Show[History] = Show("log", _lines, ("key", *Change._fields), _cells)
