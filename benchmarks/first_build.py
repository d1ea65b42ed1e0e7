"""What the first build of a knowledge base costs, and reading BibTeX alone, against bibtexparser's bare parse.

    python benchmarks/first_build.py FILE.bib...

A file should have thousands of real entries. bibtexparser runs without middleware: it splits the file and decodes
nothing. Each run is a process of its own, all in turn; seconds are user + system.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BARE = """
import bibtexparser, logging
logging.disable(logging.CRITICAL)
bibtexparser.parse_string(open({file!r}, encoding="utf-8").read(), parse_stack=[])
"""
PARSE = """
import gc; gc.disable()
from pathlib import Path
from litgraph.formats.bibtex import read_bibliography
read_bibliography(Path({file!r}), "references.bib")
"""
BUILD = "from litgraph.index import build; build({folder!r}, anew=True)"


def measure(code: str) -> tuple[float, float]:
    """User + system seconds and the peak of memory, in MB, of one Python process."""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {code}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Print a row for each file and program: entries, seconds, memory, and the ratio to bibtexparser."""
    print(f"{'entries':>8}  {'':30} {'CPU s':>7} {'peak MB':>8} {'ratio':>6}")
    for path in sys.argv[1:]:
        text = Path(path).read_text(encoding="utf-8")
        entries = len(re.findall(r"(?im)^\s*@(?!string|comment|preamble)\w+\s*[{(]", text))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "bib", "references.bib")
            file.parent.mkdir()
            file.write_text(text, encoding="utf-8")
            programs = {
                "bibtexparser, bare": BARE,
                "litgraph, parsing": PARSE,
                "litgraph, the whole first build": BUILD,
            }
            bare_seconds = 0.0
            for name, code in programs.items():
                seconds, megabytes = measure(code.format(file=str(file), folder=folder))
                bare_seconds = bare_seconds or seconds
                print(
                    f"{entries:8}  {name:30} {seconds:7.2f} {megabytes:8.0f} {seconds / bare_seconds:6.2f}", flush=True
                )


if __name__ == "__main__":
    main()
