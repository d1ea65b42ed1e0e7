"""How well papers are read: citations found and tied, references split and parsed, against the publishers' own tags.

    python benchmarks/read_papers.py [--errors] [--json FILE]

Needs the real papers and the scorer in ../shared/benchmarks/reading. Rules were made with the papers under
"development"; the others are set aside and only ever scored, so theirs are the figures to believe. The last column is
pages of 3,000 letters (of PDFs: of their text) that are read in a second of one processor. Publishers do not tag
"ibid.", "idem" and "op. cit."; what was found of them is left out.

--errors counts what went wrong with the citations of the papers under development instead, by kind.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from litgraph.reading.paper import PaperContent
from litgraph.reading.reader import read_paper, read_text

FOLDER = Path(__file__).resolve().parents[2] / "shared/benchmarks/reading"
sys.path.insert(0, str(FOLDER))
SPLITS = {
    "English": ([f"a{n:02}" for n in range(1, 16)], [f"a{n:02}" for n in range(16, 31)]),
    "Portuguese, Spanish": (["x01", "x02", "x04", "x05", "x06"], ["x03"]),
    "numbered": ([*(f"n{n:02}" for n in range(1, 9)), "n12"], ["n09", "n10", "n11", "n13", "n14", "n15", "n16"]),
}
PDFS = (["a02", "a03", "a04", "p01", "p02"], ["p03", "p04"])
FIGURES = ("link", "section", "locator", "segment", "first_author", "year", "title", "container")


_PLACES = {"row": "a table", "tabfoot": "a table", "note": "a note"}
_STAND_FOR_ANOTHER = ("ibid.", "idem", "op. cit.")


def read(paper: str, variant: str) -> tuple[PaperContent, str, float]:
    """A paper as read, the text that its places count in, and the seconds that it took."""
    if variant == "pdf":
        listed = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
        return read_file(FOLDER / next(each["pdf"] for each in listed if each["id"] == paper))
    with (FOLDER / variant / f"{paper}.txt").open(encoding="utf-8", newline="") as file:
        source = file.read()
    start = time.process_time()
    return read_text(source), source, time.process_time() - start


def read_file(path: Path) -> tuple[PaperContent, str, float]:
    """A paper in a file as read, its own text, and the seconds that it took."""
    start = time.process_time()
    found = read_paper(path)
    return found, found.text.text, time.process_time() - start


def predicted(paper: str, read: PaperContent) -> list[dict[str, Any]]:
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
        if each.kind == "citation" and each.where not in _STAND_FOR_ANOTHER:
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


def scored(
    papers: list[str], variant: str, reader: Callable[[str, str], tuple[PaperContent, str, float]] = read
) -> dict[str, Any]:
    """The F1 of each figure over some papers, the worst paper's linking, and the speed."""
    letters, seconds = 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        predictions, result = Path(folder, "predicted.jsonl"), Path(folder, "scores.json")
        with predictions.open("w", encoding="utf-8") as out:
            for paper in papers:
                found, source, took = reader(paper, variant)
                seconds += took
                letters += len(source)
                lines = predicted(paper, found)
                if variant == "pdf":
                    lines.append({"type": "text", "paper": paper, "text": source})
                out.writelines(json.dumps(line) + "\n" for line in lines)
        gold = "clean" if variant == "pdf" else variant
        command = [sys.executable, FOLDER / "score.py", predictions, "--variant", gold, "--papers", ",".join(papers)]
        subprocess.run([*command, "--json", result], check=True, capture_output=True)
        scores = json.loads(result.read_text())
    figures: dict[str, Any] = {name: scores["total"][name]["f1"] for name in FIGURES}
    worst = min(papers, key=lambda paper: scores["papers"][paper]["link"])
    return {
        **figures,
        "precision": scores["total"]["link"]["p"],
        "pages": letters / 3000 / seconds,
        "worst": f"{worst} {scores['papers'][worst]['link']:.2f}",
    }


def errors() -> None:
    """Print how often citations of the papers under development go wrong, by the reason."""
    for part, (papers, _) in SPLITS.items():
        for variant in ("clean", "paged"):
            counts: Counter[str] = Counter()
            for paper in papers:
                counts.update(wrong(paper, variant))
            total = ", ".join(f"{count} {reason}" for reason, count in counts.most_common())
            print(f"{part}, {variant}: {total or 'nothing'}")


def wrong(paper: str, variant: str) -> Iterator[str]:
    """The reason of each error in one paper: what the gold has and was not found, and the other way round."""
    found, _, _ = read(paper, variant)
    gold = json.loads((FOLDER / variant / f"{paper}.gold.json").read_text("utf-8"))
    lines = predicted(paper, found)
    import score

    _, pairs = score.score_refs([line for line in lines if "type" in line], gold["references"], None)
    index_of = {gold_index: index for index, gold_index in pairs.items()}
    known = [(m["start"], m["end"], index_of.get(r, -2), m["where"]) for m in gold["mentions"] for r in m["refs"]]
    ours = [(line["start"], line["end"], line["ref_index"]) for line in lines if "type" not in line]
    ignored = [tuple(span[:2]) for span in gold["ignore"]]
    matched, right, dropped = score.match(known, ours, ignored)
    open_ = [(found.text.source(each.start), each) for each in found.mentions if each.kind in ("tie", "not-listed")]
    for place, (start, _, index, where) in enumerate(known):
        if place in right:
            continue
        near = next((each for at, each in open_ if abs(at - start) < 40), None)
        if index < 0:
            yield "entry not split rightly"
        elif place in matched:
            yield "tied to another entry"
        elif near:
            yield "open: several entries fit" if near.kind == "tie" else "name or year not as in the entry"
        else:
            yield f"not seen in {_PLACES.get(where, 'the text')}"
    yield from ["found, but not tagged"] * len(set(range(len(ours))) - set(matched.values()) - set(dropped))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--errors", action="store_true", help="count the errors by kind instead")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    options = parser.parse_args()
    if not FOLDER.is_dir():
        raise SystemExit(f"the papers are not here: {FOLDER}")
    if options.errors:
        return errors()
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
    for part, papers in zip(("development", "set aside"), PDFS, strict=True):
        title = f"PDF, {part} ({len(papers)})"
        everything[title] = figures = scored(papers, "pdf")
        print(f"{title:>44}" + "".join(f"{figures.get(n, 0):>13.3f}" for n in names) + f"{figures['pages']:>13.0f}")
    if options.json:
        options.json.write_text(json.dumps(everything, indent=1), "utf-8")


if __name__ == "__main__":
    main()
