"""The corpus in other programs' formats, opened again by what those programs or their libraries read."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

from litgraph.formats.bibtex import parse_bibliography
from litgraph.graph import graph
from litgraph.model import Assignment, Citation, Corpus, Evidence, Name, Placement, Review, Theme, Work
from litgraph.views.exports import FORMATS, Export, export, format_of

from .conftest import SHARED, Run

_HOSTILE = "a\x01b\nc\td\re <script>alert(1)</script> \"'&\u2028\x85é東 ]]> =1+1"
_ILLEGAL = "\x01"
WITHOUT_EVIDENCE = ("bib", "csl")  # formats of bibliographies alone


def _hostile() -> Corpus:
    """A corpus of the worst that a file can hold, with two pieces of evidence of each kind."""
    works = (Work("=k\x01", "book", _HOSTILE, (Name("Li", _HOSTILE),)), Work("b", "book", "T", year=2020))
    theme = Theme("t", _HOSTILE, _HOSTILE)
    evidence = [Evidence("codebook", "b", _HOSTILE, page, _HOSTILE, "PASSAGE", _HOSTILE) for page in "12"]
    return Corpus(
        works,
        Review(_HOSTILE, _HOSTILE),
        (theme,),
        tuple(Assignment("=k\x01", "t", "discussed", each) for each in evidence),
        citations=tuple(Citation("b", "=k\x01", each, Placement(signal="+see", order=1)) for each in evidence),
    )


def _nodes(made: nx.MultiDiGraph) -> dict[str, dict[str, Any]]:
    return {node: {k: v for k, v in data.items() if k not in ("authors", "ids")} for node, data in made.nodes.items()}


def _edges(made: Any) -> Counter[Any]:
    """Every edge with all it says, but passages and the numbers that formats give to edges."""
    return Counter(
        (source, target, tuple(sorted((k, v) for k, v in data.items() if k not in ("id", "passage"))))
        for source, target, data in made
    )


def _read_csv(made: Export) -> nx.MultiDiGraph:
    """The two tables as a graph, an apostrophe before a formula taken away as docs/exports.md says."""

    def plain(text: str) -> str:
        return text[1:] if text.startswith("'") and text.lstrip("'")[:1] in tuple("=+-@\t\r") else text

    def typed(row: dict[str, str], expected: dict[str, Any]) -> dict[str, Any]:
        texts = {name: plain(row[name]) for name in expected}
        return {k: texts[k] == "True" if k == "read" else type(value)(texts[k]) for k, value in expected.items()}

    result = nx.MultiDiGraph()
    for row in csv.DictReader(io.StringIO(made.nodes, newline="")):
        row = {"label": row.pop("Label"), **row}
        names = {"work": {"label": "", "kind": "", "title": "", "container": "", "read": False}}
        own = names.get(row["node"]) or dict.fromkeys(("label", "title", "definition", "parent", "facet"), "")
        own |= {"year": 0} if row["year"] else {}
        result.add_node(plain(row["Id"]), **typed(row, {"node": "", **own}))
    spoken = dict.fromkeys(("said_by", "said_in", "section", "page", "locator", "why", "at"), "")
    for row in csv.DictReader(io.StringIO(made.text, newline="")):
        cites = {"form": "", "signal": "", "order": 0, "group": 0, "where": ""}
        own = cites if row["edge"] == "cites" else {"role": ""}
        result.add_edge(plain(row["Source"]), plain(row["Target"]), **typed(row, {"edge": "", **spoken, **own}))
    return result


def _read(form: str, made: Export) -> nx.MultiDiGraph:
    if form == "graphml":
        return nx.read_graphml(io.BytesIO(made.text.encode()), force_multigraph=True)
    if form == "gexf":
        return nx.read_gexf(io.BytesIO(made.text.encode()))
    return nx.node_link_graph(json.loads(made.text), edges="edges") if form == "json" else _read_csv(made)


@pytest.mark.parametrize("form", ["graphml", "gexf", "json", "csv"])
def test_graphs_come_back_with_all_their_evidence(form: str, corpus: Corpus) -> None:
    """Every node, and every piece of evidence as an edge with all its fields, is there again when the file is read."""
    again = _read(form, export(corpus, form))
    expected = graph(corpus)
    assert _nodes(again) == _nodes(expected)
    assert _edges(again.edges(data=True)) == _edges(expected.edges(data=True))
    assert again.number_of_edges() == len(corpus.assignments) + len(corpus.tied)


@pytest.mark.parametrize("form", ["graphml", "gexf", "json", "csv"])
def test_hostile_text_survives_or_is_said_to_be_changed(form: str) -> None:
    """Markup, line ends, formulas and any script come back; a character that XML cannot hold is replaced, and said."""
    hostile = _hostile()
    made = export(hostile, form)
    again = _read(form, made)
    expected = graph(hostile)
    if form in ("graphml", "gexf"):
        [note] = made.notes
        assert "characters that XML cannot hold" in note
        assert int(note.split()[0]) > 0 and _ILLEGAL not in made.text
        expected = nx.relabel_nodes(expected, {"=k\x01": "=k\ufffd"})
        for data in [*expected.nodes.values(), *(data for _, _, data in expected.edges(data=True))]:
            changed = {k: v.replace(_ILLEGAL, "\ufffd") for k, v in data.items() if isinstance(v, str)}
            data.update(changed)
    else:
        assert made.notes == ()
    assert _nodes(again) == _nodes(expected)
    assert _edges(again.edges(data=True)) == _edges(expected.edges(data=True))


@pytest.mark.parametrize("form", FORMATS)
def test_passages_go_out_only_when_asked(form: str) -> None:
    """The words of a paper are in no export, but in those that hold evidence where they are asked for by name."""
    assert "PASSAGE" not in "".join(export(_hostile(), form)[:2])
    asked = "".join(export(_hostile(), form, with_passages=True)[:2])
    assert ("PASSAGE" in asked) == (form not in WITHOUT_EVIDENCE)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_corpus_gives_the_same_bytes(form: str, corpus: Corpus) -> None:
    """No date, and no order of chance, makes two exports differ."""
    assert export(corpus, form) == export(corpus, form)
    assert datetime.date.today().isoformat() not in export(corpus, form).text


def test_ids_of_edges_are_unique() -> None:
    """GraphML and GEXF want an id of its own for each of two edges between the same nodes."""
    for form in ("graphml", "gexf"):
        root = ElementTree.fromstring(export(_hostile(), form).text.encode())
        ids = [edge.get("id") for edge in root.iter() if edge.tag.endswith("}edge")]
        assert len(ids) == len(set(ids)) == 4 and None not in ids


def test_no_cell_of_a_table_is_a_formula() -> None:
    """A spreadsheet runs what begins with =, +, - or @; no cell does."""
    made = export(_hostile(), "csv")
    for table in (made.text, made.nodes):
        cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
        assert cells and not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r") and cell]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)


def assert_vosviewer_reads(document: dict[str, Any]) -> None:
    """What https://app.vosviewer.com/docs/file-types/json-file-type/ says of the format (read in November 2026)."""
    assert document.keys() <= {"network", "config", "info"}
    network = document["network"]
    assert network.keys() <= {"items", "links", "clusters"}
    ids = [item["id"] for item in network["items"]]
    assert len(ids) == len(set(ids)) and all(isinstance(each, str | int) for each in ids)
    for item in network["items"]:
        assert isinstance(item["label"], str)
        assert all(isinstance(item.get(name, 0.0), int | float) for name in ("x", "y"))
        assert 1 <= item.get("cluster", 1) <= 1000
        assert all(isinstance(item.get(name, ""), str) for name in ("description", "url"))
        assert all(value >= 0 for value in item.get("weights", {}).values())
        assert all(isinstance(value, int | float) for value in item.get("scores", {}).values())
    for link in network["links"]:
        assert {link["source_id"], link["target_id"]} <= set(ids)
        assert link.get("strength", 1) >= 0
    clusters = {cluster["cluster"]: cluster["label"] for cluster in network.get("clusters", ())}
    assert not clusters or {item["cluster"] for item in network["items"]} == clusters.keys()


@pytest.mark.parametrize(
    "name",
    ["Dimensions_obesity_journal_bibliographic_coupling_network.json", "Economics_journal_co-citation_network.json"],
)
def test_our_idea_of_vosviewers_format_fits_its_own_files(name: str) -> None:
    """The rules that our file is held to hold for files that VOSviewer's makers published."""
    path = SHARED / "data/graphs/vosviewer" / name
    if not path.exists():
        pytest.skip(f"../shared/data/graphs/vosviewer/{name} is not here")
    assert_vosviewer_reads(json.loads(path.read_text(encoding="utf-8-sig")))


def test_vosviewer_has_works_citations_and_themes(corpus: Corpus) -> None:
    """Works are items, cited pairs links as strong as they have places, themes clusters; all evidence is with them."""
    document = json.loads(export(corpus, "vosviewer").text)
    assert_vosviewer_reads(document)
    network = document["network"]
    assert [item["id"] for item in network["items"]] == [work.key for work in corpus.works]
    pairs = Counter((citation.citing, citation.cited) for citation in corpus.tied)
    assert {(link["source_id"], link["target_id"]): link["strength"] for link in network["links"]} == pairs
    labels = {cluster["cluster"]: cluster["label"] for cluster in network["clusters"]}
    assert set(labels.values()) == {theme.title for theme in corpus.themes} | {"no theme"}
    of = {item["id"]: item for item in network["items"]}
    assert labels[of["toyoda2016"]["cluster"]] == "Sister cities" and labels[of["berg2001"]["cluster"]] == "no theme"
    found = [(item["id"], tie.pop("theme"), tie) for item in network["items"] for tie in item["themes"]]
    found += [(link["source_id"], link["target_id"], one) for link in network["links"] for one in link["evidence"]]
    assert _edges(found) == _edges(graph(corpus).edges(data=True))


def test_vosviewer_shows_hostile_text_as_text() -> None:
    """What VOSviewer shows as HTML holds no element but our own."""
    document = json.loads(export(_hostile(), "vosviewer").text)
    assert_vosviewer_reads(document)
    tags = _Tags()
    network = document["network"]
    for shown in [*network["items"], *network["links"], document["info"]]:
        tags.feed(shown["description"])
    assert tags.seen == {"div"}


def test_bibliographies_hold_every_work_and_no_private_field(corpus: Corpus) -> None:
    """BibTeX and CSL-JSON have all works by their keys; fields that begin with "x-" stay at home."""
    keys = [work.key for work in corpus.works]
    assert any(name.startswith("x-") for work in corpus.works for name, _ in work.extra)
    bib = export(corpus, "bib").text
    works = parse_bibliography(bib, "x.bib").works
    assert sorted(work.key for work in works) == keys
    assert not [name for work in works for name, _ in work.extra if name.startswith("x-")]
    assert [item["id"] for item in json.loads(export(corpus, "csl").text)] == keys


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.graphml", "graphml"), ("B.GEXF", "gexf"), ("a.json", "json"), ("a.csl.json", "csl"), ("a.zip", ""),
     ("a.vosviewer.json", "vosviewer"), ("graphml", "")],
)  # fmt: skip
def test_the_ending_says_the_format(name: str, form: str) -> None:
    """The longer of two endings counts, in any case; a name without one says nothing."""
    assert format_of(name) == form


def test_an_empty_corpus_has_an_export_in_every_format() -> None:
    """A knowledge base that has just begun is no failure."""
    for form in FORMATS:
        assert isinstance(export(Corpus(), form).text, str)


def test_the_command_writes_files_and_prints_their_paths(run: Run, city: Path, tmp_path: Path) -> None:
    """The ending decides, --to overrules it; a table has its nodes beside it; an unknown format names the known."""
    done = run("export", "-o", str(tmp_path / "r.csv"), cwd=city)
    assert done.stdout.split() == [str(tmp_path / "r.csv"), str(tmp_path / "r-nodes.csv")]
    assert (tmp_path / "r-nodes.csv").read_text(encoding="utf-8").startswith("Id,Label,")
    assert run("export", "-o", "-", "--to", "bib", cwd=city).stdout.startswith("@book{acuto2013,\n")
    assert run("export", "-o", str(tmp_path / "x.txt"), "--to", "GraphML", cwd=city).returncode == 0
    assert nx.read_graphml(tmp_path / "x.txt", force_multigraph=True).number_of_nodes() == 45
    for words in (("-o", "x.zip"), ("-o", "-"), ("-o", "x.bib", "--to", "word")):
        failed = run("export", *words, cwd=city)
        assert failed.returncode == 2 and "graphml" in failed.stderr and failed.stdout == ""
