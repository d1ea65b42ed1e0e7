"""Themes offered to a review that has none yet: the keywords of its entries, as reference managers export them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from litgraph.model import Assignment, Evidence, Theme, Work
from litgraph.words import fold

__all__ = ["MOST", "offered"]

MOST = 24  # more themes than that make no map; the keywords of most works come first


def offered(works: Iterable[Work]) -> tuple[list[Theme], list[Assignment], int]:
    """Themes and assignments from the field `keywords`, and how many keywords were left out.

    Keywords are parted at semicolons, or at commas where there is none; spellings that fold alike are one. Left out is
    what stands in one entry only, if there are others, and what goes beyond the `MOST` frequent.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    having: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        text = work.get("keywords")
        words = [word.strip() for word in re.split(r"[;\n]" if ";" in text else r"[,\n]", text) if fold(word)]
        for folded, word in {fold(word): word for word in words}.items():
            spellings[folded][word] += 1
            having[folded].append(work)
    ranked = sorted(having, key=lambda folded: (-len(having[folded]), folded))
    shared = [folded for folded in ranked if len(having[folded]) > 1]
    chosen = sorted((shared or ranked)[:MOST])
    themes, assignments = [], []
    for folded in chosen:
        title = min(spellings[folded], key=lambda word: (-spellings[folded][word], word))
        theme = Theme(folded.replace(" ", "-"), title, facet="keyword", at=having[folded][0].at)
        themes.append(theme)
        assignments += [
            Assignment(work.key, theme.id, "", Evidence("keywords", why=f"keyword “{title}” of the entry", at=work.at))
            for work in having[folded]
        ]
    return themes, assignments, len(ranked) - len(chosen)
