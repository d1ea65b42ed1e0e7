"""The graph of a corpus."""

from __future__ import annotations

from io import BytesIO

import networkx as nx

from litgraph.graph import graph, theme_nodes
from litgraph.model import Assignment, Citation, Corpus, Evidence, Placement, Reading, Span, Theme

from .conftest import work


def test_every_piece_of_evidence_is_an_edge_of_its_own(corpus: Corpus) -> None:
    """As many edges as assignments and citations, each with its evidence; works and themes are told apart."""
    made = graph(corpus)
    kinds = [data["edge"] for _, _, data in made.edges(data=True)]
    assert kinds.count("assignment") == len(corpus.assignments)
    assert kinds.count("cites") == len(corpus.tied)
    assert [node for node, kind in made.nodes(data="node") if kind == "work"] == [work.key for work in corpus.works]
    assert {node for node, read in made.nodes(data="read") if read} == {reading.paper for reading in corpus.readings}
    places = [data["section"] for data in made["clerc2020"]["theme:small-cities"].values()]
    assert "2.F" in places


def test_evidence_is_complete_on_the_edge() -> None:
    """Who says so, where, why and in which line of the user's file: nothing of it is lost."""
    evidence = Evidence("reading:b", "b", "2.1", "25", "p. 3", "as shown", "it does", Span("bib/readings/b.yaml", 7, 3))
    citation = Citation("b", "a", evidence, Placement("narrative", "see", 4, 2, "footnote"))
    made = graph(Corpus((work("a"), work("b")), citations=(citation,), readings=(Reading("b", "hand"),)))
    [(citing, cited, data)] = made.edges(data=True)
    assert (citing, cited) == ("b", "a")
    assert data == {
        "edge": "cites",
        "form": "narrative",
        "signal": "see",
        "order": 4,
        "group": 2,
        "where": "footnote",
        "said_by": "reading:b",
        "said_in": "b",
        "section": "2.1",
        "page": "25",
        "locator": "p. 3",
        "passage": "as shown",
        "why": "it does",
        "at": "bib/readings/b.yaml:7:3",
    }


def test_the_same_corpus_gives_the_same_order_and_any_format_holds_it(corpus: Corpus) -> None:
    """Two graphs of one corpus are written alike, byte for byte, in a format that knows only plain values."""
    written = []
    for _ in range(2):
        out = BytesIO()
        nx.write_graphml(graph(corpus), out)
        written.append(out.getvalue())
    assert written[0] == written[1]


def test_a_work_may_have_the_key_of_a_theme() -> None:
    """A work with the key "theme:x" and a theme "x" stay two nodes."""
    tie = Assignment("theme:x", "x", "", Evidence("codebook"))
    corpus = Corpus((work("theme:x"),), themes=(Theme("x", "X"),), assignments=(tie,))
    assert theme_nodes(corpus) == {"x": "theme:theme:x"}
    assert list(graph(corpus).edges()) == [("theme:x", "theme:theme:x")]
