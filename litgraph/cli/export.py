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

from litgraph.cli.documents import put_out, with_passages_option
from litgraph.cli.options import output_option
from litgraph.cli.project import load_corpus, root_of
from litgraph.cli.terminal import say
from litgraph.errors import USAGE, LitgraphError

__all__ = ["export_command"]


@click.command("export", short_help="The graph or bibliography for other programs.", help=__doc__)
@output_option("Where to; its ending says the format; - is stdout.", required=True)
@click.option("--to", metavar="FORMAT", help="The format, where the name does not say it.")
@with_passages_option
@click.pass_obj
def export_command(project: str | None, output: str, to: str | None, with_passages: bool) -> None:
    from litgraph.views.exports import FORMATS, export, format_of

    name = to.lower() if to else format_of(output)
    if name not in FORMATS:
        hint = f"the name must end in {', '.join(form.endings[0] for form in FORMATS.values())}, or say --to"
        message = f'no format is called "{to}"' if to else f'cannot tell the format of "{output}"'
        raise LitgraphError(message, f"the formats are {', '.join(FORMATS)}" if to else hint, exit_code=USAGE)
    corpus = load_corpus(root_of(project), with_passages=with_passages)
    exported = export(corpus, name, with_passages=with_passages)
    put_out(output, exported.text)
    if exported.nodes and output != "-":
        put_out(f"{output.removesuffix('.csv')}-nodes.csv", exported.nodes)
    for note in exported.notes:
        say(f"note: {note}")
