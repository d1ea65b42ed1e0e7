"""What changed in a knowledge base, as text."""

from __future__ import annotations

from collections.abc import Iterable

from litgraph.history import Change, History
from litgraph.views.text import Row, Show, count
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


def _lines(history: History) -> Iterable[str]:
    yield from wrap(f"{_since(history)}: {_total(history)}", 0, 2)
    for noun, heading in _HEADINGS.items():
        changes = [each for each in history.changes if each.noun == noun]
        if changes:
            yield from ("", f"{heading}: {_counts(changes)}")
        for each in changes:
            yield from _change(each)


def _since(history: History) -> str:
    if not history.revision:
        return f"before {history.since} there is no commit, so all that is here is new"
    what = f"since {history.revision} of {history.time[:16]}, “{history.subject}”"
    return what if history.was_there else f"{what}, which had no knowledge base here, so all is new"


def _total(history: History) -> str:
    return count(history.total, "change") if history.total else "nothing changed"


def _counts(changes: Iterable[Change]) -> str:
    each = [change.what for change in changes]
    return ", ".join(f"{each.count(what)} {what}" for what in _SIGNS if what in each)


def _change(change: Change) -> Iterable[str]:
    key = f" [{change.keys[0]}]" if change.noun in ("work", "theme", "reading") else ""
    place = f"  ({change.at.rsplit(':', 1)[0]})" if change.at else ""
    yield from wrap(f"{_SIGNS[change.what]} {change.label}{key}{place}", 2, 4)
    for each in change.differences:
        yield from wrap(f"{each.field}: {_short(each.before)} → {_short(each.after)}", 6, 8)


def _short(text: str) -> str:
    if not text:
        return "nothing"
    return f"“{text}”" if len(text) <= 200 else f"“{text[:200].rsplit(' ', 1)[0]} ...”"


def _row(change: Change) -> Row:
    differences = tuple(f"{each.field}: {each.before} → {each.after}" for each in change.differences)
    return {"key": change.keys[0], **change._asdict(), "differences": differences}


HISTORY: Show[History] = Show(
    "log", _lines, lambda history: [_row(each) for each in history.changes], "key", ("key", *Change._fields)
)
