"""Answers without the passages of papers, which are somebody else's words and go only where they are asked for."""

from __future__ import annotations

from typing import Any

__all__ = ["NOTE_ON_PASSAGES", "without_passages"]

NOTE_ON_PASSAGES = "passages are the words of others, as far as any are stored; see to it whom you pass the file on to"

_PASSAGES = {"passage", "passage_now", "quotations"}


def without_passages(value: Any) -> Any:
    """Return the value of an answer without the passages of papers."""
    if hasattr(value, "_asdict"):
        parts = value._asdict().items()
        return type(value)(
            **{name: type(part)() if name in _PASSAGES else without_passages(part) for name, part in parts}
        )
    return tuple(map(without_passages, value)) if isinstance(value, tuple) else value
