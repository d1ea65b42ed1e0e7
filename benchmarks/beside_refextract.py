"""Lists of references read by litgraph and by refextract, on one machine in one run: speed and F1 of the fields.

    python benchmarks/beside_refextract.py [PYTHON]

refextract wants versions of its own, so it is put into an environment made for the run; PYTHON names one that has it
already. It needs libmagic and pdftotext. Its authors are one string, of which the first name is read by litgraph;
where it knows no title, all that it could not place counts as one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from read_papers import FOLDER, SPLITS, predicted

from litgraph.reading.reader import read_paper
from litgraph.reading.references.names import scan_names

PDFS = (["a02", "a03", "a04", "p01", "p02"], ["p03", "p04"])
FIGURES = ("segment", "first_author", "year", "title")


def environment(folder: Path) -> str:
    """The Python of a new environment with refextract in it."""
    venv.create(folder, with_pip=True)
    python = str(next(each for each in (folder / "bin/python", folder / "Scripts/python.exe") if each.exists()))
    subprocess.run([python, "-m", "pip", "install", "--quiet", "refextract"], check=True)
    return python


def path_of(paper: str, variant: str) -> Path:
    """Where a paper is."""
    if variant != "pdf":
        return FOLDER / variant / f"{paper}.txt"
    listed = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    return Path(FOLDER / next(each["pdf"] for each in listed if each["id"] == paper)).resolve()


def ours(papers: list[str], variant: str) -> Iterator[tuple[float, list[dict[str, Any]]]]:
    """The seconds and the references of each paper, read by litgraph."""
    for paper in papers:
        start = time.process_time()
        read = read_paper(path_of(paper, variant))
        yield time.process_time() - start, [line for line in predicted(paper, read) if "type" in line]


def theirs(papers: list[str], variant: str, python: str) -> Iterator[tuple[float, list[dict[str, Any]]]]:
    """The seconds and the references of each paper, read by refextract."""
    paths = "".join(f"{path_of(paper, variant)}\n" for paper in papers)
    command = [python, Path(__file__).with_name("refextract_worker.py")]
    done = subprocess.run(command, input=paths, capture_output=True, text=True, check=True)
    for paper, line in zip(papers, done.stdout.splitlines(), strict=True):
        found = json.loads(line)
        yield found["seconds"], [_as_predicted(paper, number, each) for number, each in enumerate(found["references"])]


def _as_predicted(paper: str, index: int, found: dict[str, list[str]]) -> dict[str, Any]:
    authors = ", ".join(found.get("author", []))
    people = scan_names(authors).names
    return {
        "type": "reference",
        "paper": paper,
        "index": index,
        "text": " ".join(found.get("raw_ref", [])),
        "first_author": people[0].short if people else authors.partition(",")[0],
        "year": (found.get("year") or found.get("journal_year") or [""])[0],
        "title": " ".join(found.get("title") or found.get("misc") or []),
        "container": " ".join(found.get("journal_title", [])[:1]),
    }


def scored(papers: list[str], variant: str, read: Iterator[tuple[float, list[dict[str, Any]]]]) -> dict[str, float]:
    """The figures of one program for some papers."""
    seconds = 0.0
    with tempfile.TemporaryDirectory() as folder:
        predictions = Path(folder, "predicted.jsonl")
        with predictions.open("w", encoding="utf-8") as out:
            for spent, lines in read:
                seconds += spent
                out.writelines(json.dumps(line) + "\n" for line in lines)
        command = [sys.executable, FOLDER / "score.py", predictions, "--papers", ",".join(papers)]
        command += ["--variant", "clean" if variant == "pdf" else variant]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    letters = sum(len((FOLDER / "clean" / f"{paper}.txt").read_text("utf-8")) for paper in papers)
    rows = [line.split() for line in printed.splitlines()]
    figures = {row[0]: float(row[3]) for row in rows if len(row) == 5 and row[0] in FIGURES}
    return {**figures, "pages": letters / 3000 / seconds}


def main() -> None:
    named = sys.argv[1] if len(sys.argv) > 1 else ""
    if not FOLDER.is_dir():
        raise SystemExit(f"the papers are not at {FOLDER}")
    groups = [*((split, parts, "clean") for split, parts in SPLITS.items()), ("PDF", PDFS, "pdf")]
    print(f"{'':>55}" + "".join(f"{name:>13}" for name in (*FIGURES, "pages/s")))
    with tempfile.TemporaryDirectory() as folder:
        python = named or environment(Path(folder))
        for name, parts, variant in groups:
            for part, papers in zip(("development", "set aside"), parts, strict=True):
                both = (("litgraph", ours(papers, variant)), ("refextract", theirs(papers, variant, python)))
                for program, read in both:
                    figures = scored(papers, variant, read)
                    cells = "".join(f"{figures.get(each, 0):>13.3f}" for each in FIGURES)
                    print(
                        f"{f'{name}, {part} ({len(papers)}): {program}':>55}{cells}{figures['pages']:>13.0f}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
