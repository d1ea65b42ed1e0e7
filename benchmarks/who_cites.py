"""What asking costs: the whole process of `litgraph who cites Clerc 2020` against its peers, in turn, in one run.

    python benchmarks/who_cites.py [RUNS]

Prints the median of user + system time, and of elapsed time, with the ratio to an empty interpreter.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent

# The least that a program of this kind can do: parse the words, open a database, put one question, print.
BARE = """
import sqlite3
import click

@click.command()
@click.argument("words", nargs=-1)
def main(words):
    db = sqlite3.connect("file:.litgraph/index.sqlite?mode=ro", uri=True)
    for row in db.execute("SELECT citing, section, locator FROM citations WHERE cited = 'clerc2020'"):
        click.echo(" ".join(row))

main()
"""
# What a script without an index does: load everything at every question.
NAIVE = """
import bibtexparser, click, networkx, yaml
from pathlib import Path

bibtexparser.parse_file("bib/references.bib")
graph = networkx.MultiDiGraph()
for path in Path("bib/readings").glob("*.yaml"):
    reading = yaml.safe_load(path.read_text(encoding="utf-8"))
    for section in reading["sections"]:
        for item in section.get("citations", ()):
            for one in item.get("together", [item]):
                if "work" in one:
                    graph.add_edge(reading["paper"], one["work"], section=section["id"], **one)
for citing, _, data in graph.in_edges("clerc2020", data=True):
    click.echo(f"{citing} {data['section']} {data.get('locator', '')}")
"""


def cost(command: list[str], folder: Path) -> tuple[float, float]:
    """User + system seconds and elapsed seconds of one process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    elapsed, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, elapsed


def main() -> None:
    """Run all in turn, so that a drift of the machine's speed meets all alike."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    program = shutil.which("litgraph", path=str(Path(sys.executable).parent)) or "litgraph"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(REPOSITORY / "bib", folder / "bib")
        shutil.copy(REPOSITORY / "themes.yaml", folder)
        (folder / "bare.py").write_text(BARE, encoding="utf-8")
        (folder / "naive.py").write_text(NAIVE, encoding="utf-8")
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "bare click + sqlite3": [sys.executable, "bare.py"],
            "litgraph who cites": [program, "who", "cites", "Clerc", "2020"],
            "litgraph, asked by bash to complete": [
                *("env", "_LITGRAPH_COMPLETE=bash_complete", "COMP_WORDS=litgraph find theme:sis"),
                program,
            ],
            "click + networkx + bibtexparser + yaml": [sys.executable, "naive.py"],
        }
        subprocess.run([program, "build"], cwd=folder, check=True, stderr=subprocess.DEVNULL)
        time.sleep(0.3)
        figures: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for turn in range(runs + 2):
            for name, command in commands.items():
                figure = cost(command, folder)
                if turn >= 2:
                    figures[name].append(figure)
    cpu = {name: statistics.median(each for each, _ in pairs) for name, pairs in figures.items()}
    wall = {name: statistics.median(each for _, each in pairs) for name, pairs in figures.items()}
    title = f"medians of {runs}"
    print(f"{title:40} {'cpu ms':>8} {'x empty':>8} {'x bare':>8} {'wall ms':>8}  on {os.cpu_count()} cores")
    for name in commands:
        empty, bare = cpu[name] / cpu["python -c pass"], cpu[name] / cpu["bare click + sqlite3"]
        print(f"{name:40} {cpu[name] * 1e3:8.1f} {empty:8.2f} {bare:8.2f} {wall[name] * 1e3:8.1f}")


if __name__ == "__main__":
    main()
