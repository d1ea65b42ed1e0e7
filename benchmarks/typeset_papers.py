"""How well papers are read from PDF, whatever their layout: the papers under development, set in ten that journals use.

    python benchmarks/typeset_papers.py [LAYOUT ...] [--papers a01,n03] [--keep FOLDER]

Needs typst, and the real papers and the scorer in ../shared/benchmarks/reading (see read_papers.py). Each paper is set
by typst from its text, with what its publisher tagged: headings, raised numbers and entries of its list. Tables,
captions and footnotes that journals would print are made up, the same ones in each run. A figure is the F1 over all
papers in one layout; the worst paper for linking is named. --keep writes the PDFs to a folder.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import typst

sys.path.insert(0, str(Path(__file__).resolve().parent))
from read_papers import FOLDER, SPLITS, read_file, scored

PAPERS = [paper for development, _ in SPLITS.values() for paper in development]
FIGURES = ("link", "precision", "section", "segment", "first_author", "year")


@dataclass(frozen=True)
class Layout:
    """How a journal sets its papers: sizes in points, the rest in the words of typst."""

    name: str
    columns: int = 1
    size: float = 10
    references_size: float = 9
    font: str = "Libertinus Serif"
    paragraphs: str = "first-line-indent: 1.2em, spacing: 0.65em"
    entries: str = "hanging"  # or "flush", "apart", "dashed", "labels"
    head: str = ""
    heading: str = "bold"  # or "capitals", "numbered", "italic"
    has_line_numbers: bool = False
    has_notes: bool = False
    has_tables: bool = False


LAYOUTS = (
    Layout("one column, hanging list"),
    Layout("two columns, small list", 2, 9, 7.5, heading="capitals"),
    Layout(
        "two columns, running heads", 2, 9.5, 8, head="Adler and Boer (2016): Gardens of the north", entries="flush"
    ),
    Layout(
        "line numbers", size=11, references_size=11, paragraphs="leading: 1.1em, spacing: 1.4em", has_line_numbers=True
    ),
    Layout("footnotes", size=10.5, has_notes=True, head="Gardens of the north"),
    Layout("tables and captions", 2, 9, 8, has_tables=True, heading="numbered"),
    Layout("dashed list", entries="dashed", paragraphs="spacing: 1.2em"),
    Layout("labels set apart", 2, 9, 7.5, entries="labels", head="Journal of Green Places 12 (2016)"),
    Layout("wide, list apart", font="New Computer Modern", entries="apart", heading="italic", references_size=10),
    Layout("three columns", 3, 7.5, 6.5, heading="capitals", entries="hanging"),
)


def string(text: str) -> str:
    """Text as typst writes it in code."""
    return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def typeset(paper: str, layout: Layout) -> bytes:
    """The PDF of a paper in a layout."""
    text = (FOLDER / "clean" / f"{paper}.txt").read_text("utf-8")
    gold = json.loads((FOLDER / "clean" / f"{paper}.gold.json").read_text("utf-8"))
    listed = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    set_as = next(entry["numbers_set_as"] for entry in listed if entry["id"] == paper)
    raised = [(m["start"], m["end"]) for m in gold["mentions"]] if set_as.startswith("superscript") else []
    levels = {tuple(heading["span"]): len(heading["path"]) for heading in gold["headings"]}
    entries = {tuple(reference["span"]) for reference in gold["references"]}
    chance = random.Random(paper + layout.name)
    parts = [_prelude(layout)]
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)]
    title, authors = (string(text[slice(*line)]) for line in lines[1:3])
    front = f'#text(size: 16pt, weight: "bold")[{title}]\n\n{authors}'
    parts.append(f'#place(top + center, scope: "parent", float: true)[{front}]')
    in_list = False
    for number, (start, end) in enumerate(lines[3:]):
        if (start, end) in levels:
            parts.append(f"#heading(level: {levels[start, end]})[{string(text[start:end])}]")
            in_list = False
        elif any(first >= start and last <= end for first, last in entries):
            if not in_list:
                parts.append(f"#set text(size: {layout.references_size}pt)")
            in_list = True
            parts.append(_entry(text[start:end], layout))
        else:
            pieces, place = [], start
            for first, last in raised:
                if place <= first and last <= end:
                    pieces += [string(text[place:first]), f"#super[{string(text[first:last])}]"]
                    place = last
            note = (
                "#footnote[The gardens of the north are older than their walls.]"
                if layout.has_notes and chance.random() < 0.1
                else ""
            )
            parts.append("#par[" + "".join([*pieces, string(text[place:end])]) + note + "]")
            if layout.has_tables and number % 9 == 8:
                parts.append(_TABLE)
    return bytes(typst.compile("\n\n".join(parts).encode()))


_TABLE = """#figure(kind: table, supplement: "Table", caption: [Beds by garden and year, with their size],
  table(columns: 4, [Garden], [2001], [2002], [2003], [North], [12], [14], [15], [South], [7], [9], [11]))"""


def _entry(text: str, layout: Layout) -> str:
    label = re.match(r"(\[?\d{1,3}[.\])]?)\s+", text)
    if layout.entries == "labels" and label:
        return f"#grid(columns: (1.8em, 1fr), [{string(label[1])}], [{string(text[label.end() :])}])"
    if layout.entries == "dashed":
        return f"#par(first-line-indent: 0em, hanging-indent: 1em)[{string('– ' + text)}]"
    indent = "hanging-indent: 1.5em" if layout.entries in ("hanging", "labels") else ""
    return f"#par(first-line-indent: 0em, {indent})[{string(text)}]" + (
        "#v(0.8em)" if layout.entries == "apart" else ""
    )


def _prelude(layout: Layout) -> str:
    styles = {
        "bold": 'it => block(text(weight: "bold", it.body))',
        "capitals": 'it => block(text(weight: "bold", upper(it.body)))',
        "numbered": 'it => block(text(weight: "bold", it.body))',
        "italic": 'it => block(text(style: "italic", size: 1.1em, it.body))',
    }
    head = f"header: align(right, text(size: 8pt)[{layout.head}])," if layout.head else ""
    lines = ["#set document(date: none)"]
    lines.append(f'#set page(paper: "a4", columns: {layout.columns}, margin: 2cm, numbering: "1", {head})')
    lines.append(f'#set text(size: {layout.size}pt, font: "{layout.font}", lang: "en", hyphenate: true)')
    lines.append(f"#set par(justify: true, {layout.paragraphs})")
    lines.append(f"#show heading: {styles[layout.heading]}")
    if layout.has_line_numbers:
        lines.append('#set par.line(numbering: "1")')
    return "\n".join(lines)


def main() -> None:
    """Print a row for each layout."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("layouts", nargs="*", help="a part of the name of each layout; without one, all")
    parser.add_argument("--papers", default=",".join(PAPERS), help="ids of papers")
    parser.add_argument("--keep", type=Path, help="a folder for the PDFs")
    options = parser.parse_args()
    print(f"{'':>30}" + "".join(f"{name:>13}" for name in (*FIGURES, "pages/s")) + "  worst")
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for layout in LAYOUTS:
            if options.layouts and not any(name in layout.name for name in options.layouts):
                continue
            for paper in options.papers.split(","):
                (folder / f"{paper} {layout.name}.pdf").write_bytes(typeset(paper, layout))
            figures = scored(
                options.papers.split(","),
                "pdf",
                lambda paper, _, name=layout.name: read_file(folder / f"{paper} {name}.pdf"),
            )
            cells = "".join(f"{figures.get(name, 0):>13.3f}" for name in FIGURES)
            print(f"{layout.name:>30}{cells}{figures['pages']:>13.0f}  {figures['worst']}", flush=True)


if __name__ == "__main__":
    main()
