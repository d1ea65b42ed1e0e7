"""Names that are spelt like one that is not known: what the hint "did you mean ...?" offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

__all__ = ["nearest_names", "rank_by_likeness", "suggest_names"]

T = TypeVar("T", bound="Any")


def nearest_names(name: str, names: Iterable[str], limit: int = 1, cutoff: float = 60) -> list[str]:
    """The `names` that are spelt most like `name` whatever the case, the nearest first; `cutoff` is of 100."""
    from rapidfuzz import process
    from rapidfuzz.fuzz import ratio

    scored = process.extract(name, list(names), scorer=ratio, processor=str.casefold, limit=limit, score_cutoff=cutoff)
    return [near_name for near_name, *_ in scored]


def suggest_names(name: str, names: Iterable[str], otherwise: str = "", limit: int = 1) -> str:
    """The hint 'did you mean "a" or "b"?' for a `name` that is not known; `otherwise` where nothing is spelt like it.

    >>> suggest_names("autor", ["author", "title"])
    'did you mean "author"?'
    """
    suggestions = " or ".join(f'"{near_name}"' for near_name in nearest_names(name, names, limit))
    return f"did you mean {suggestions}?" if suggestions else otherwise


def rank_by_likeness(
    text: str, rows: Iterable[T], texts_of: Callable[[T], Iterable[str]], limit: int = 5, cutoff: float = 60
) -> list[T]:
    """The `rows` that have a text or a part of one like `text`, the likest first; `cutoff` is of 100.

    Rows that are equally like it keep their order.
    """
    from rapidfuzz.fuzz import WRatio

    scored = [(max(WRatio(text, row_text) for row_text in texts_of(row)), row) for row in rows]
    likest = sorted(scored, key=lambda score_and_row: -score_and_row[0])[:limit]
    return [row for score, row in likest if score >= cutoff]
