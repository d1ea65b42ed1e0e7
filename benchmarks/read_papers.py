"""How well papers are read: citations found and tied, references split and parsed, against the publishers' own tags.

    python benchmarks/read_papers.py [--json FILE] [--with-refextract [PYTHON]]

Needs the real papers and the scorer in ../shared/benchmarks/reading. Rules were made with the papers under
"development"; the others are set aside and only ever scored, so theirs are the figures to believe. The last column is
pages of 3,000 letters that are read in a second of one processor.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from litgraph.reading.paper import Read
from litgraph.reading.reader import read_text

FOLDER = Path(__file__).resolve().parents[2] / "shared/benchmarks/reading"
SPLITS = {
    "English": ([f"a{n:02}" for n in range(1, 16)], [f"a{n:02}" for n in range(16, 31)]),
    "Portuguese, Spanish": (["x01", "x02", "x04", "x05", "x06"], ["x03"]),
    "numbered": ([*(f"n{n:02}" for n in range(1, 9)), "n12"], ["n09", "n10", "n11", "n13", "n14", "n15", "n16"]),
}
FIGURES = ("link", "section", "locator", "segment", "first_author", "year", "title", "container")


def predicted(paper: str, read: Read) -> list[dict[str, Any]]:
    """What the scorer takes."""
    lines: list[dict[str, Any]] = [
        {
            "type": "reference",
            "paper": paper,
            "index": each.index,
            "text": each.raw,
            "first_author": each.authors[0].short if each.authors else "",
            "year": f"{each.year or each.date_text}{each.suffix}",
            "title": each.title,
            "container": each.container,
        }
        for each in read.references
    ]
    for each in read.mentions:
        if each.kind == "citation":
            start, end = read.text.source(each.start), read.text.source(each.end - 1) + 1
            section = read.text.section(each.start)
            lines.append(
                {
                    "paper": paper,
                    "start": start,
                    "end": end,
                    "mention": each.text,
                    "ref_index": each.references[0],
                    "section": section[-1] if section else "",
                    "locator": each.locator,
                }
            )
    return lines


def scored(papers: list[str], variant: str) -> dict[str, float]:
    """The F1 of each figure over some papers, the worst paper's linking, and the speed."""
    letters, seconds = 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        predictions, result = Path(folder, "predicted.jsonl"), Path(folder, "scores.json")
        with predictions.open("w", encoding="utf-8") as out:
            for paper in papers:
                with (FOLDER / variant / f"{paper}.txt").open(encoding="utf-8", newline="") as file:
                    source = file.read()
                start = time.process_time()
                read = read_text(source)
                seconds += time.process_time() - start
                letters += len(source)
                for line in predicted(paper, read):
                    out.write(json.dumps(line) + "\n")
        command = [sys.executable, FOLDER / "score.py", predictions, "--variant", variant, "--papers", ",".join(papers)]
        printed = subprocess.run([*command, "--json", result], check=True, capture_output=True, text=True).stdout
    figures = {}
    for line in printed.splitlines():
        name, *numbers = line.split()
        if name in FIGURES and len(numbers) == 4:
            figures[name] = float(numbers[2])
            if name == "link":
                figures["precision"] = float(numbers[0])
    return {**figures, "pages": letters / 3000 / seconds}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument(
        "--with-refextract", nargs="?", const="", metavar="PYTHON", help="compare the lists with refextract's instead"
    )
    options = parser.parse_args()
    if not FOLDER.is_dir():
        raise SystemExit(f"the papers are not here: {FOLDER}")
    if options.with_refextract is not None:
        from beside_refextract import compare

        return compare(options.with_refextract)
    names = ("link", "precision", *FIGURES[1:])
    print(f"{'':>44}" + "".join(f"{name:>13}" for name in (*names, "pages/s")))
    everything: dict[str, dict[str, float]] = {}
    for split, parts in SPLITS.items():
        for part, papers in zip(("development", "set aside"), parts, strict=True):
            for variant in ("clean", "paged"):
                figures = scored(papers, variant)
                title = f"{split}, {part} ({len(papers)}), {variant}"
                everything[title] = figures
                cells = "".join(f"{figures.get(name, 0):>13.3f}" for name in names)
                print(f"{title:>44}{cells}{figures['pages']:>13.0f}")
    if options.json:
        options.json.write_text(json.dumps(everything, indent=1), "utf-8")


if __name__ == "__main__":
    main()
