"""Which themes a work belongs to, and which of them is its home."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import networkx as nx

__all__ = ["themes_of"]


def themes_of(graph: nx.MultiDiGraph) -> Mapping[str, Sequence[str]]:
    """Return the themes of each work, its home first: a theme that discusses it before one that only mentions it."""
    ranks: dict[str, dict[str, int]] = defaultdict(dict)
    for work, theme, data in graph.edges(data=True):
        if data["edge"] == "assignment":
            rank = 1 if data["role"] == "mentioned" else 0
            ranks[work][theme] = min(rank, ranks[work].get(theme, rank))
    return {
        node: sorted(ranks[node], key=ranks[node].__getitem__)
        for node, kind in graph.nodes(data="node")
        if kind == "work"
    }
