"""Themes offered to a review that has none yet: the keywords of its entries, as reference managers export them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from litgraph.model import Assignment, Evidence, Theme, Work
from litgraph.words import fold

__all__ = ["offer_themes", "split_keywords"]

_MAX_THEMES = 24  # more themes than that make no map; the keywords of most works come first


def split_keywords(text: str) -> dict[str, str]:
    """The keywords in a field `keywords`, by their folded spelling: parted at semicolons, or at commas without any."""
    words = [word.strip() for word in re.split(r"[;\n]" if ";" in text else r"[,\n]", text)]
    return {fold(word): word for word in words if fold(word)}


def offer_themes(works: Iterable[Work]) -> tuple[list[Theme], list[Assignment], int]:
    """Themes and assignments made of the field `keywords` of `works`, and the number of keywords left out.

    Spellings that fold alike are one. Left out are keywords of one entry alone, if there are others, and those beyond
    the 24 most frequent.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    works_of: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        text = work.get("keywords")
        for folded, word in split_keywords(text).items():
            spellings[folded][word] += 1
            works_of[folded].append(work)
    ranked = sorted(works_of, key=lambda folded: (-len(works_of[folded]), folded))
    shared = [folded for folded in ranked if len(works_of[folded]) > 1]
    offered = sorted((shared or ranked)[:_MAX_THEMES])
    themes, assignments = [], []
    for folded in offered:
        title = min(spellings[folded], key=lambda word: (-spellings[folded][word], word))
        theme = Theme(folded.replace(" ", "-"), title, facet="keyword", at=works_of[folded][0].at)
        themes.append(theme)
        assignments += [
            Assignment(work.key, theme.id, "", Evidence("keywords", why=f"keyword “{title}” of the entry", at=work.at))
            for work in works_of[folded]
        ]
    return themes, assignments, len(ranked) - len(offered)
