"""Reference lists in APA 7 to HTML: litgraph's batches, one call of pandoc --citeproc, and citeproc-py.

    python benchmarks/bibliography.py [--one-call-up-to 1000] [--style apa]

All three set the same made-up entries (as in a real bibliography, few surnames are common and most are rare), without
a cache. CPU seconds of all processes; wall clock beside them. Needs: pip install 'litgraph-kb[styles]'.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from tabulate import tabulate

from litgraph.formats import csljson
from litgraph.model import Name, Work
from litgraph.views.bibliography import csl
from litgraph.views.bibliography.csl import paste, styles
from litgraph.views.bibliography.csl.pandoc import find_program

SYLLABLES = ["ka", "mo", "ri", "ta", "lo", "ne", "su", "ver", "dan", "gar", "pol", "ste", "win", "hal", "bro", "mer"]
WORDS = [
    "city",
    "diplomacy",
    "networks",
    "global",
    "urban",
    "policy",
    "small",
    "towns",
    "museum",
    "sister",
    "ties",
    "history",
    "power",
    "climate",
]


def made_up(number: int) -> list[Work]:
    """The same works every time; one surname in three is among the hundred most common of four thousand."""
    chance = random.Random(7)
    surnames = ["".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(4000)]

    def person() -> Name:
        pool = surnames[:100] if chance.random() < 1 / 3 else surnames
        return Name(chance.choice(pool), f"{chance.choice('ABCDEFGHJKLM')}.")

    works = []
    for key in range(number):
        authors = tuple(person() for _ in range(chance.choice((1, 1, 2, 2, 3, 4, 8))))
        title = " ".join(chance.choices(WORDS, k=7)).capitalize()
        fields = {"volume": str(chance.randint(1, 60)), "number": "2", "pages": f"{key % 90 + 1}--{key % 90 + 20}"}
        works.append(
            Work(
                key=f"k{key}",
                kind="article-journal",
                title=title,
                authors=authors,
                year=chance.randint(1990, 2025),
                container=f"Journal of {chance.choice(WORDS)}",
                ids=frozenset({f"doi:10.1000/{key}"}),
                extra=tuple(sorted(fields.items())),
            )
        )
    return works


def ours(works: list[Work], style: str) -> str:
    """As `litgraph bibliography` asks for it."""
    found = csl.Typesetter(style, processor="pandoc").entries(works)
    return paste.render((csl.CitableEntry(csl.CitationForms((), ()), entry) for entry in found), "html")


def pandoc(works: list[Work], style: str) -> str:
    """One call for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        file, source = Path(folder) / "style.csl", Path(folder) / "works.json"
        file.write_bytes(styles.find(style).xml)
        source.write_text(json.dumps([csljson.make_item(work) for work in works]), encoding="utf-8")
        command = [find_program(), str(source), "--from=csljson", "--to=html", "--citeproc", f"--csl={file}"]
        return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def citeproc_py(works: list[Work], style: str) -> str:
    """The library alone, without what litgraph puts right."""
    with tempfile.NamedTemporaryFile(suffix=".csl") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file.write(styles.find(style).xml)
        file.flush()
        made = CitationStylesStyle(file.name, validate=False)
        source = CiteProcJSON([csljson.make_item(work) for work in works])
        bibliography = CitationStylesBibliography(made, source, formatter.html)
        for work in works:
            bibliography.register(Citation([CitationItem(work.key)]))
        bibliography.sort()
        return "".join(map(str, bibliography.bibliography()))


def measured(run: Callable[[list[Work], str], str], works: list[Work], style: str) -> tuple[str, str]:
    """CPU and wall-clock seconds."""

    def cpu() -> float:
        both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(each.ru_utime + each.ru_stime for each in both)

    before, started = cpu(), time.monotonic()
    assert len(run(works, style)) > 100 * len(works)
    return f"{cpu() - before:.1f}", f"{time.monotonic() - started:.1f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one-call-up-to", type=int, default=1000)
    parser.add_argument("--style", default="apa")
    options = parser.parse_args()
    rows = []
    for number in (100, 500, 1000, 2000, 10_000):
        works = made_up(number)
        row = [number, *measured(ours, works, options.style)]
        for peer in (pandoc, citeproc_py):
            row += measured(peer, works, options.style) if number <= options.one_call_up_to else ("", "")
        rows.append(row)
        print(f"{number} done", flush=True)
    head = ["entries", "litgraph cpu", "wall", "pandoc cpu", "wall", "citeproc-py cpu", "wall"]
    print(tabulate(rows, head, tablefmt="github", disable_numparse=True))


if __name__ == "__main__":
    main()
