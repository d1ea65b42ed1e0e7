"""What an edit costs: the whole process of `litgraph annotate`, `tag` and their kin, at 40, 5,000 and 25,000 works.

    python benchmarks/edits.py [RUNS]

Prints medians of user + system time. The knowledge bases are made up; 40 or 5,000 of their works stand in themes.yaml:
with themes in brackets, with evidence, or with an annotation. The index is up to date when an edit begins; what the
next question costs, which brings it up to date, stands beside it.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SIZES = (40, 5_000, 25_000)
TAGGED = {40: 40, 5_000: 5_000, 25_000: 5_000}  # works with an entry in themes.yaml
THEMES = 30


def bibliography(works: int) -> str:
    """Entries of the usual length."""
    entry = """@article{{author{n},
  author = {{Author{n}, Ann and Second{m}, Ben}},
  title = {{A study of the matter number {n} and of what follows from it}},
  journal = {{Journal of Matter {m}}},
  year = {{{year}}},
  pages = {{{m}--{n}}},
  doi = {{10.1000/made.{n}}},
}}

"""
    return "".join(entry.format(n=n, m=n % 700, year=1960 + n % 60) for n in range(works))


def codebook(works: int) -> str:
    """Themes, and works with themes in the three forms that such files have."""
    chance = random.Random(12)
    lines = ["title: Made up", "", "themes:"]
    for number in range(THEMES):
        lines += [f"  - id: theme-{number}", f"    title: The theme of number {number}"]
        lines += [
            "    definition: >-",
            "      What belongs to it, and what does not, in a sentence that",
            "      is folded.",
        ]
    lines += ["", "works:"]
    for number in range(works):
        first, second = chance.sample(range(THEMES), 2)
        lines.append(f"  author{number}:")
        if number % 3 == 0:
            lines.append(f"    themes: [theme-{first}, theme-{second}]")
        elif number % 3 == 1:
            lines.append("    themes:")
            for theme in (first, second):
                lines += [f"      - theme: theme-{theme}", f"        said-in: author{chance.randrange(works)}"]
                lines += [f'        section: "2.{theme}"', f"        page: {theme * 7}", "        role: discussed"]
                lines.append("        why: Said of it in so many words, and more than once.")
        else:
            lines += [
                f"    themes: [theme-{first}]",
                "    annotation: A sentence of my own, as long as such sentences are.",
            ]
        lines.append("")
    return "\n".join(lines)


def cpu(command: list[str], folder: Path, stdin: str = "") -> float:
    """User + system seconds of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, check=True, input=stdin, text=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(folder: Path, program: str, works: int, runs: int) -> Iterator[tuple[str, float, float]]:
    """Each edit with its own time and that of the next question, medians of some runs."""
    keys = "".join(f"author{number}\n" for number in range(0, works, max(works // 300, 1)))
    edits = {
        "annotate": (["annotate", "author7", "Note {}"], ""),
        "tag": (["tag", "author7", "theme-3", "--why", "Reason {}"], ""),
        "tag, keys from a pipe": (["tag", "-", "theme-3", "--why", "Reason {}"], keys),
        "theme add": (["theme", "add", "new-{}"], ""),
        "theme rename": (["theme", "rename", "theme-5", "theme-5"], ""),
        "annotate --dry-run": (["annotate", "author7", "Another note {}", "--dry-run"], ""),
    }
    question = [program, "theme", "theme-29", "--format", "keys"]
    for name, (words, stdin) in edits.items():
        times: list[tuple[float, float]] = []
        for run in range(runs):
            stamp = f"{name}{run}".replace(" ", "")
            command = [program, *(word.format(stamp) for word in words)]
            if name == "theme rename":
                command[-2:] = (["theme-5", "theme-x"], ["theme-x", "theme-5"])[run % 2]
            times.append((cpu(command, folder, stdin), cpu(question, folder)))
            # A file that was written in the last two seconds is looked into again, whatever its time says.
            age = os.stat(folder / "themes.yaml").st_mtime_ns - 10**10
            os.utime(folder / "themes.yaml", ns=(age, age))
            cpu(question, folder)
        yield name, statistics.median(edit for edit, _ in times), statistics.median(after for _, after in times)


def main() -> None:
    """Print one table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    program = shutil.which("litgraph", path=str(Path(sys.executable).parent)) or "litgraph"
    empty = statistics.median(cpu([sys.executable, "-c", "pass"], Path()) for _ in range(9))
    print(f"CPU seconds, medians of {runs}; an empty interpreter takes {empty:.3f}\n")
    print(f"{'works':>7} {'in themes.yaml':>15}  {'':24} {'edit':>7} {'next question':>14}")
    for works in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "bib").mkdir()
            (folder / "bib/references.bib").write_text(bibliography(works), encoding="utf-8")
            (folder / "themes.yaml").write_text(codebook(TAGGED[works]), encoding="utf-8")
            for path in (folder / "bib/references.bib", folder / "themes.yaml"):
                os.utime(path, (1_700_000_000, 1_700_000_000))
            cpu([program, "build"], folder)
            for edit, seconds, after in measure(folder, program, works, runs):
                print(f"{works:7,} {TAGGED[works]:15,}  {edit:24} {seconds:7.2f} {after:14.2f}")


if __name__ == "__main__":
    main()
