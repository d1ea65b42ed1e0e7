"""Write the graph with all its evidence, or the bibliography, for another program, and print the path.

\b
FORMAT is one of
  graphml    .graphml         Gephi, Cytoscape, yEd, igraph, networkx
  gexf       .gexf            Gephi
  json       .json            networkx (node-link data), D3
  csv        .csv             spreadsheets, Gephi; the nodes in FILE-nodes.csv
  vosviewer  .vosviewer.json  VOSviewer
  bib        .bib             BibTeX, BibLaTeX, Zotero, JabRef
  csl        .csl.json        Zotero, pandoc

\b
Examples:
  litgraph export -o review.graphml
  litgraph export -o - --to bib
"""

from __future__ import annotations

import click

from litgraph.cli.documents import put_out, say_notes, with_passages_option
from litgraph.cli.options import output_option
from litgraph.cli.project import open_project, say_errors_in
from litgraph.errors import USAGE, LitgraphError

__all__ = ["export_command"]


@click.command("export", short_help="The graph or bibliography for other programs.", help=__doc__)
@output_option("Where to; its ending says the format; - is stdout.", required=True)
@click.option("--to", metavar="FORMAT", help="The format, where the name does not say it.")
@with_passages_option
@click.pass_obj
def export_command(project: str | None, output: str, to: str | None, with_passages: bool) -> None:
    from litgraph.views.exports import FORMATS, format_of

    name = to or format_of(output)
    if not name:
        hint = f"the name must end in {', '.join(form.endings[0] for form in FORMATS.values())}, or say --to"
        raise LitgraphError(f'cannot tell the format of "{output}"', hint, exit_code=USAGE)
    kb = open_project(project)
    exported = kb.export(name, with_passages=with_passages)
    put_out(output, exported)
    if exported.nodes and output != "-":
        put_out(f"{output.removesuffix('.csv')}-nodes.csv", exported.nodes)
    say_errors_in(kb)
    say_notes(exported.notes)
