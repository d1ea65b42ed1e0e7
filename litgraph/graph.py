"""The corpus as a networkx graph with the evidence on its edges: for questions about shape, and for drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import networkx as nx

from litgraph.model import Corpus, Evidence, Placement
from litgraph.words import label

__all__ = ["graph", "theme_nodes"]

_PLACEMENT, _EVIDENCE = ([field.name for field in fields(kind)] for kind in (Placement, Evidence))


def graph(corpus: Corpus) -> nx.MultiDiGraph:
    """Make a graph of works and themes with an edge for every piece of evidence; equal corpora give equal graphs.

    A work's node is its key, with the attributes `node` ("work"), `label`, `kind`, `title`, `year` (only where it is
    known), `container` and `read` (whether a reading of it is there). A theme's node is "theme:ID" (see `theme_nodes`),
    with `node` ("theme"), `label`, `title`, `definition`, `parent` and `facet`.

    An edge from a work to a theme has `edge` "assignment" and `role`; one from a work to a work has `edge` "cites",
    `form`, `signal`, `order`, `group` and `where`. Both have all of the evidence: `said_by`, `said_in`, `section`,
    `page`, `locator`, `passage`, `why` and `at` ("themes.yaml:12:9", or ""). Every value is text, a number or a truth
    value, so that any format networkx writes can hold it.

    >>> from litgraph.model import Assignment, Theme, Work
    >>> tie = Assignment("clerc2020", "small", "discussed", Evidence("codebook", section="2.F"))
    >>> corpus = Corpus((Work("clerc2020", "chapter", "Turku"),), None, (Theme("small", "Small cities"),), (tie,))
    >>> [(u, v, d["role"], d["section"]) for u, v, d in graph(corpus).edges(data=True)]
    [('clerc2020', 'theme:small', 'discussed', '2.F')]
    """
    network = nx.MultiDiGraph()
    papers_read = {reading.paper for reading in corpus.readings}
    themes = theme_nodes(corpus)
    for work in corpus.works:
        year: dict[str, Any] = {} if work.year is None else {"year": work.year}
        network.add_node(
            work.key,
            node="work",
            label=label(work),
            kind=work.kind,
            title=work.title,
            container=work.container,
            read=work.key in papers_read,
            **year,
        )
    for theme in corpus.themes:
        network.add_node(
            themes[theme.id],
            node="theme",
            label=theme.title or theme.id,
            title=theme.title,
            definition=theme.definition,
            parent=theme.parent,
            facet=theme.facet,
        )
    for assignment in corpus.assignments:
        network.add_edge(
            assignment.work,
            themes[assignment.theme],
            edge="assignment",
            role=assignment.role,
            **_evidence_attributes(assignment.evidence),
        )
    for citation in corpus.tied:
        network.add_edge(
            citation.citing,
            citation.cited,
            edge="cites",
            **{name: getattr(citation.placement, name) for name in _PLACEMENT},
            **_evidence_attributes(citation.evidence),
        )
    return network


def theme_nodes(corpus: Corpus) -> Mapping[str, str]:
    """The node of each theme id: "theme:ID", with one more "theme:" before it where a work's key is just that."""
    nodes = {}
    for theme in corpus.themes:
        node = f"theme:{theme.id}"
        while node in corpus.by_key:
            node = f"theme:{node}"
        nodes[theme.id] = node
    return nodes


def _evidence_attributes(evidence: Evidence) -> dict[str, str]:
    return {name: str(getattr(evidence, name) or "") for name in _EVIDENCE}
