"""The corpus in the formats of other programs: graphs for Gephi, networkx and VOSviewer, tables, bibliographies.

Every piece of evidence is an edge of its own with all its fields (in VOSviewer's format an item of its link's list).
Passages are somebody else's words: they are written only where that is asked for. Fields named x-... never are.
"""

from __future__ import annotations

import html
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

import networkx as nx

from litgraph.errors import USAGE, LitgraphError
from litgraph.formats import bibtex, csljson
from litgraph.graph import graph
from litgraph.model import Assignment, Corpus
from litgraph.nearest import suggest_names
from litgraph.views import places
from litgraph.views.tables import name_cell, table
from litgraph.words import label, people

__all__ = ["FORMATS", "Export", "ExportFormat", "export", "find_format", "format_of"]


class Export(NamedTuple):
    """The text of an exported file; `nodes` is a second file with the table of nodes, `notes` say what was lost."""

    text: str
    nodes: str = ""
    notes: tuple[str, ...] = ()


class ExportFormat(NamedTuple):
    """How the names of a format's files may end, the usual ending first, and the function that writes the corpus.

    The function is given the corpus and whether passages are wanted.
    """

    endings: tuple[str, ...]
    write: Callable[[Corpus, bool], Export]


def format_of(path: str) -> str:
    """Return the format that the ending of a file name stands for, or ""."""
    return next((name for name, form in FORMATS.items() if path.lower().endswith(form.endings)), "")


def find_format(name: str) -> ExportFormat:
    """Return the format of this name, in whatever case; raises LitgraphError (exit code 2) where there is none."""
    if form := FORMATS.get(name.lower()):
        return form
    hint = suggest_names(name, FORMATS, f"the formats are {', '.join(FORMATS)}")
    raise LitgraphError(f'no format is called "{name}"', hint, exit_code=USAGE)


def export(corpus: Corpus, to: str, *, with_passages: bool = False) -> Export:
    """Write the corpus in `to`, one of the FORMATS; the same corpus gives the same text."""
    exported = find_format(to).write(corpus, with_passages)
    # Half of a surrogate pair, which YAML and JSON can spell, cannot be written to a file.
    text, nodes = (part.encode("utf-8", "replace").decode("utf-8") for part in (exported.text, exported.nodes))
    notes = ("halves of characters are written as ?",) if (text, nodes) != (exported.text, exported.nodes) else ()
    return Export(text, nodes, exported.notes + notes)


def _graph(corpus: Corpus, with_passages: bool) -> nx.MultiDiGraph:
    """Return the graph to pass on: with authors and identifiers; each edge has a key of its own."""
    plain_graph, works = graph(corpus), corpus.by_key
    review = corpus.review
    passed_on = nx.MultiDiGraph(title=review.title if review else "", description=review.description if review else "")
    for node, data in plain_graph.nodes(data=True):
        if data["node"] == "work":
            work = works[node]
            data = {**data, "authors": "; ".join(map(name_cell, people(work))), "ids": " ".join(sorted(work.ids))}
        passed_on.add_node(node, **data)
    for number, (source, target, data) in enumerate(plain_graph.edges(data=True)):
        attributes = {name: value for name, value in data.items() if with_passages or name != "passage"}
        passed_on.add_edge(source, target, key=f"e{number}", **attributes)
    return passed_on


# graphs in XML

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _xml(write: Callable[[nx.MultiDiGraph, io.BytesIO], None]) -> Callable[[Corpus, bool], Export]:
    def writer(corpus: Corpus, with_passages: bool) -> Export:
        cleaned, lost = _for_xml(_graph(corpus, with_passages))
        notes = (f"{lost} characters that XML cannot hold are written as \ufffd",) if lost else ()
        out = io.BytesIO()
        write(cleaned, out)
        return Export(out.getvalue().decode("utf-8").rstrip("\n") + "\n", notes=notes)

    return writer


def _for_xml(source_graph: nx.MultiDiGraph) -> tuple[nx.MultiDiGraph, int]:
    """Return the graph without the characters that XML cannot hold, and how many there were."""
    lost = 0

    def clean(value: Any) -> Any:
        nonlocal lost
        if not isinstance(value, str):
            return value
        text, count = _NOT_IN_XML.subn("\ufffd", value)
        lost += count
        return text

    names: dict[str, str] = {}
    names_in_use = set(source_graph.nodes)
    for node in source_graph.nodes:
        names[node] = clean(node)
        while names[node] != node and names[node] in names_in_use:
            names[node] += "\ufffd"
        names_in_use.add(names[node])
    cleaned = nx.MultiDiGraph(**{name: clean(value) for name, value in source_graph.graph.items()})
    for node, data in source_graph.nodes(data=True):
        cleaned.add_node(names[node], **{name: clean(value) for name, value in data.items()})
    for source, target, key, data in source_graph.edges(keys=True, data=True):
        cleaned.add_edge(names[source], names[target], key=key, **{name: clean(value) for name, value in data.items()})
    return cleaned, lost


def _graphml(exported_graph: nx.MultiDiGraph, out: io.BytesIO) -> None:
    nx.write_graphml(exported_graph, out, named_key_ids=True)


def _gexf(exported_graph: nx.MultiDiGraph, out: io.BytesIO) -> None:
    for _, _, key, data in exported_graph.edges(keys=True, data=True):
        data["id"] = key
    nx.write_gexf(exported_graph, out)
    # The day of writing would make every file another.
    out.seek(0)
    xml = re.sub(rb' lastmodifieddate="[^"]*"', b"", out.read(), count=1)
    out.seek(0)
    out.truncate()
    out.write(xml)


# graphs in JSON


def _json(corpus: Corpus, with_passages: bool) -> Export:
    node_link = nx.node_link_data(_graph(corpus, with_passages), edges="edges")
    return Export(json.dumps(node_link, ensure_ascii=False, indent=1) + "\n")


_VOSVIEWER_CONFIG = {
    "terminology": {
        "item": "Work", "items": "Works", "link": "Citation", "links": "Citations", "link_strength": "Places",
        "total_link_strength": "Total places", "cluster": "Theme", "clusters": "Themes",
    },
    "templates": {"item_description": "{description}", "link_description": "{description}"},
}  # fmt: skip


def _vosviewer(corpus: Corpus, with_passages: bool) -> Export:
    """Write works as items in the cluster of their first theme, and each pair of citing and cited work as a link.

    The format: https://app.vosviewer.com/docs/file-types/json-file-type/ . VOSviewer shows `description`, which is
    HTML there; `themes` and `evidence` are ours, and it reads past them.
    """
    edges_by_pair: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for source, target, data in _graph(corpus, with_passages).edges(data=True):
        edges_by_pair[source][target].append(data)
    pairs = {
        (citing, cited): evidence
        for citing, targets in edges_by_pair.items()
        for cited, evidence in targets.items()
        if evidence[0]["edge"] == "cites"
    }
    cites, cited_by = Counter(citing for citing, _ in pairs), Counter(cited for _, cited in pairs)
    # VOSviewer counts clusters from 1 to 1000.
    cluster = {theme.id: number for number, theme in enumerate(corpus.themes[:999], 1)}
    left_over = len(cluster) + 1
    ties: dict[str, list[Assignment]] = defaultdict(list)
    for tie in corpus.assignments:
        ties[tie.work].append(tie)
    spots, headings, labels = _spots(corpus), _headings(corpus), {work.key: label(work) for work in corpus.works}
    items: list[dict[str, Any]] = []
    for work in corpus.works:
        doi = next((identifier[4:] for identifier in sorted(work.ids) if identifier.startswith("doi:")), "")
        first = min((cluster.get(tie.theme, left_over) for tie in _strongest(ties[work.key])), default=left_over)
        item = {
            "id": work.key,
            "label": labels[work.key],
            "description": _describe_in_html(labels[work.key], work.title, work.container),
            "url": f"https://doi.org/{quote(doi, '/:;()', errors='replace')}" if doi else "",
            **spots.get(work.key, {}),
            "cluster": first,
            "weights": {"Cited by": cited_by[work.key], "Cites": cites[work.key]},
            "scores": {"Year": work.year} if work.year is not None else {},
            "themes": [
                {"theme": target, **tie}
                for target, evidence in edges_by_pair[work.key].items()
                for tie in evidence
                if tie["edge"] == "assignment"
            ],
        }
        items.append({name: value for name, value in item.items() if value not in ("", {})})
    links = [
        {
            "source_id": citing,
            "target_id": cited,
            "strength": len(evidence),
            "description": _describe_in_html(
                f"{labels[citing]} cites {labels[cited]}",
                *dict.fromkeys(
                    _where_cited(citation, headings.get((citing, citation["section"]), citation["section"]))
                    for citation in evidence
                ),
            ),
            "evidence": evidence,
        }
        for (citing, cited), evidence in pairs.items()
    ]
    titles = {cluster[theme.id]: theme.title or theme.id for theme in corpus.themes if theme.id in cluster}
    used = sorted({item["cluster"] for item in items})
    review = corpus.review
    document = {
        "network": {
            "items": items,
            "links": links,
            "clusters": [{"cluster": number, "label": titles.get(number, "no theme")} for number in used],
        },
        "config": _VOSVIEWER_CONFIG,
        "info": {
            "title": review.title if review else "",
            "description": html.escape(review.description) if review else "",
        },
    }
    return Export(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _where_cited(citation: Mapping[str, Any], heading: str) -> str:
    return ", ".join(filter(None, (heading, citation["locator"]))) or "place not noted"


def _describe_in_html(heading: str, *texts: str) -> str:
    """Return a heading and lines of text as the HTML that VOSviewer shows beside its map."""
    lines = [f"<div class='description_label'>{html.escape(heading)}</div>"]
    return "".join(lines + [f"<div class='description_text'>{html.escape(text)}</div>" for text in texts if text])


def _strongest(ties: list[Assignment]) -> list[Assignment]:
    """Return the assignments whose theme discusses the work; where there are none, all of them."""
    return [tie for tie in ties if tie.role != "mentioned"] or ties


def _spots(corpus: Corpus) -> dict[str, dict[str, float]]:
    """Return where each work stands on the map, scaled to -1 to 1, with y upwards as in VOSviewer."""
    from litgraph.views.map.figure import figure

    points = figure(graph(corpus)).map.points
    size = max((abs(value) for point in points.values() for value in point), default=0) or 1
    return {node: {"x": round(x / size, 4), "y": round(-y / size, 4)} for node, (x, y) in points.items()}


def _headings(corpus: Corpus) -> dict[tuple[str, str], str]:
    return {
        (reading.paper, section.id): places.section(section.id, section.title)
        for reading in corpus.readings
        for section in reading.sections
    }


# tables


def _csv(corpus: Corpus, with_passages: bool) -> Export:
    """Write one table of edges and one of nodes; Gephi knows the first two columns of each by their names."""
    exported_graph = _graph(corpus, with_passages)
    edges = [{"Source": source, "Target": target, **data} for source, target, data in exported_graph.edges(data=True)]
    nodes = [
        {"Id": node, "Label": data["label"], **{name: value for name, value in data.items() if name != "label"}}
        for node, data in exported_graph.nodes(data=True)
    ]
    return Export(table(edges, ("Source", "Target")), table(nodes, ("Id", "Label")))


# bibliographies


def _bib(corpus: Corpus, with_passages: bool) -> Export:
    return Export(bibtex.write_bibliography(corpus.works))


def _csl(corpus: Corpus, with_passages: bool) -> Export:
    return Export(csljson.write_bibliography(corpus))


# By the name that --to takes. Of two formats whose endings fit a file's name, the first is meant.
FORMATS: Mapping[str, ExportFormat] = {
    "graphml": ExportFormat((".graphml",), _xml(_graphml)),
    "gexf": ExportFormat((".gexf",), _xml(_gexf)),
    "vosviewer": ExportFormat((".vosviewer.json",), _vosviewer),
    "csl": ExportFormat((".csl.json", ".csljson"), _csl),
    "json": ExportFormat((".json",), _json),
    "csv": ExportFormat((".csv",), _csv),
    "bib": ExportFormat((".bib",), _bib),
}
