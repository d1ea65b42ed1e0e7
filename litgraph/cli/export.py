"""The formats of other programs: export."""

from __future__ import annotations

import click

from litgraph.cli import completes, say
from litgraph.cli.make import load_corpus, put_out
from litgraph.errors import LitgraphError

__all__ = ["export_command"]


@click.command("export", short_help="The graph or bibliography for other programs.")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="Where to; its ending says the format; - is stdout.",
    shell_complete=completes("files"),
)
@click.option("--to", metavar="FORMAT", help="The format, where the name does not say it.")
@click.option("--with-passages", is_flag=True, help="With the words of the citing papers, as far as they are stored.")
@click.pass_obj
def export_command(project: str | None, output: str, to: str | None, with_passages: bool) -> None:
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
    from litgraph.views.exports import FORMATS, export, format_of

    wanted = to.lower() if to else format_of(output)
    if wanted not in FORMATS:
        hint = f"the name must end in {', '.join(each[0] for each in FORMATS.values())}, or say --to"
        said = f'no format is called "{to}"' if to else f'cannot tell the format of "{output}"'
        raise LitgraphError(said, f"the formats are {', '.join(FORMATS)}" if to else hint, exit_code=2)
    made = export(load_corpus(project, with_passages=with_passages), wanted, with_passages=with_passages)
    put_out(output, made.text)
    if made.nodes and output != "-":
        put_out(f"{output.removesuffix('.csv')}-nodes.csv", made.nodes)
    for note in made.notes:
        say(f"note: {note}")
