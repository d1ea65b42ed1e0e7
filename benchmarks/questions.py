"""What every question costs on a large base: 100,000 made-up works, 2,000 papers read, 1,000,000 citations.

    python benchmarks/questions.py [--base FOLDER] [--runs N] [NAME ...]

Prints for each question (or those whose name holds a NAME) the rows of its answer and the median CPU seconds of the
whole process, beside the aim. The base is made in FOLDER, once, or in a temporary folder.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

from litgraph import files, project
from litgraph.index.stamps import FileRow
from litgraph.index.writing import write_index
from litgraph.model import (
    Assignment,
    Citation,
    Corpus,
    Evidence,
    Name,
    Note,
    Placement,
    Problem,
    Reading,
    Review,
    Section,
    Span,
    Theme,
    Work,
)

T = TypeVar("T")

KINDS = ("article-journal", "article-journal", "article-journal", "book", "chapter", "report", "thesis", "webpage")
SECTIONS = (
    *(Section("1", "Introduction"), Section("2", "What is known")),
    *(
        Section("2.A", "Networks", "2"),
        Section("2.B", "Museums", "2"),
        Section("3", "Method"),
        Section("4", "Findings"),
    ),
    *(Section("4.1", "Cities", "4"), Section("4.2", "States", "4"), Section("5", "Discussion")),
)
UNTIED = ("unresolved", "unresolved", "not-listed", "personal-communication")
# question -> the words that put it; {most} is the work that is cited most, {some} one that is cited some times,
# {paper} and {second} are papers that were read, {word} stands in very many titles and {rare} in few.
QUESTIONS = {
    "who cites": "who cites {some}",
    "who cites the most cited": "who cites {most}",
    "cites": "cites {paper}",
    "show": "show {some}",
    "find a word": "find {rare}",
    "find a common word": "find {word} -n 20",
    "find two common words": "find {word} {second_word} -n 20",
    "find author:": "find author:{author} -n 20",
    "find title:": "find title:{rare}",
    "find in:": "find in:{container} -n 20",
    "find year:": "find year:1999 -n 20",
    "find kind:": "find kind:thesis -n 20",
    "find theme:": "find theme:t7 -n 20",
    "find theme: not:mentioned": "find theme:t7 not:mentioned -n 20",
    "find section:": "find section:2 -n 20",
    "find PAPER/section:": "find section:{paper}/2 -n 20",
    "find said-by:hand": "find said-by:hand -n 20",
    "find said-by: a service": "find said-by:openalex -n 20",
    "find cited-by:": "find cited-by:{paper} -n 20",
    "find cited-by: section:": "find cited-by:{paper} section:2 -n 20",
    "find cites:": "find cites:{some} -n 20",
    "find -cites:": "find -cites:{some} -n 20",
    "find is:cited": "find is:cited -n 20",
    "find is:uncited": "find is:uncited -n 20",
    "find is:listed": "find is:listed -n 20",
    "find is:unthemed": "find is:unthemed -n 20",
    "find --sort citations": "find --sort citations -n 20",
    "theme": "theme t59",
    "themes": "themes",
    "both": "both {paper} {second}",
    "only": "only {paper} {second}",
    "co-cited": "co-cited {seldom}",
    "coupled": "coupled {short}",
    "only-in": "only-in 2 --paper {paper}",
    "most-cited": "most-cited",
    "pages": "pages {some}",
    "who quotes": "who quotes {some}",
    "quotes": "quotes {rare}",
    "path": "path {paper} {seldom}",
    "ancestors": "ancestors {short} --depth 1",
    "descendants": "descendants {seldom} --depth 1",
    "gaps": "gaps",
    "gaps unresolved": "gaps unresolved",
    "stats": "stats",
    "check": "check",
    "ask": "ask who cites {some}",
}
AIMS = {"coupled": 1.0, "stats": 1.0}  # seconds
AIM = 0.3


class Skewed:
    """A chooser among values by Zipf's law: the n-th is drawn 1/n times as often as the first, to a power."""

    def __init__(self, random_: random.Random, values: Sequence[T], power: float = 1.0) -> None:
        self._random, self.values = random_, values
        self._weights = list(accumulate((n + 2) ** -power for n in range(len(values))))

    def draw(self, number: int) -> list[T]:
        """`number` values, some of them perhaps more than once."""
        return self._random.choices(self.values, cum_weights=self._weights, k=number)


def make_words(random_: random.Random, number: int) -> list[str]:
    """So many different words that could be pronounced."""
    words: dict[str, None] = {}
    while len(words) < number:
        words[
            "".join(random_.choice("bdfgklmnprstvz") + random_.choice("aeiou") for _ in range(random_.randint(2, 5)))
        ] = None
    return list(words)


def make_corpus(works: int, papers: int, citations: int, assignments: int, seed: int = 1) -> Corpus:
    """A made-up corpus of so many works, papers read, citations and themes given."""
    random_ = random.Random(seed)
    words = Skewed(random_, make_words(random_, 20_000))
    families = Skewed(random_, [word.title() for word in make_words(random_, works // 5 + 10)], 0.7)
    givens = Skewed(random_, [word.title() for word in make_words(random_, 300)])
    containers = Skewed(random_, [" ".join(words.draw(3)).title() for _ in range(works // 100 + 10)])
    bibliography = [_make_work(random_, number, words, families, givens, containers) for number in range(works)]
    bibliography.sort(key=lambda work: work.key)
    keys = [work.key for work in bibliography]
    cited = Skewed(random_, random_.sample(keys, works), 0.8)
    read = sorted(random_.sample(keys, papers))
    share = citations * 95 // 100 // papers
    places = [citation for paper in read for citation in _cite(random_, paper, cited, random_.randint(1, 2 * share))]
    served = random_.sample(keys, min(works, max(1, citations // 200)))
    for paper in served:
        at = Span("bib/openalex.yaml", 1, 1)
        places += [Citation(paper, key, Evidence("openalex", paper, at=at)) for key in dict.fromkeys(cited.draw(10))]
    places.sort(key=lambda citation: (citation.citing, citation.placement.order, citation.cited))
    themes = tuple(
        Theme(
            f"t{n}", " ".join(words.draw(2)), parent=f"t{n // 8}" if n >= 8 else "", at=Span(project.CODEBOOK, n + 3, 5)
        )
        for n in range(60)
    )
    chosen_themes, chosen_works = Skewed(random_, themes), Skewed(random_, random_.sample(keys, works // 3 + 1), 0.3)
    given = []
    for number, theme in enumerate(chosen_themes.draw(assignments)):
        section = random_.choice(SECTIONS).id
        at = Span(project.CODEBOOK, 100 + number, 7)
        evidence = Evidence("codebook", random_.choice(read), section, locator=random_.choice(("", "p. 7")), at=at)
        given.append(
            Assignment(chosen_works.draw(1)[0], theme.id, random_.choice(("discussed", "mentioned", "")), evidence)
        )
    notes = []
    for number, key in enumerate(random_.sample(keys, works // 20)):
        kind = "annotation" if number % 10 else "no-theme"
        at = Span(project.CODEBOOK, 100 + assignments + number, 7)
        notes.append(Note(key, kind, " ".join(words.draw(9)), Evidence("codebook", at=at)))
    readings = tuple(
        Reading(
            *(key, "litgraph" if n % 10 else "hand", SECTIONS, tuple(sorted(set(cited.draw(20))))),
            at=Span(f"{project.READINGS}/{key}.yaml"),
        )
        for n, key in enumerate(read)
    )
    problems = tuple(
        Problem("no-year", "info", f'"{key}" has no year', Span(project.BIB, n * 9 + 1))
        for n, key in enumerate(keys[:60])
    )
    review = Review("A made-up review")
    return Corpus(tuple(bibliography), review, themes, tuple(given), tuple(notes), readings, tuple(places), problems)


def _make_work(
    random_: random.Random, number: int, words: Skewed, families: Skewed, givens: Skewed, containers: Skewed
) -> Work:
    authors = tuple(Name(family, given) for family, given in zip(families.draw(2), givens.draw(2), strict=True))
    year = 2025 - int(random_.expovariate(1 / 15)) if random_.random() < 0.97 else None
    key = f"{authors[0].family.lower()}{year or ''}-{number}"
    ids = frozenset([f"doi:10.1000/{number}"]) if number % 2 else frozenset()
    extra = tuple(sorted({"volume": str(number % 80), "pages": f"{number % 500}-{number % 500 + 12}"}.items()))
    title = " ".join(words.draw(random_.randint(4, 12))).capitalize()
    at = Span(project.BIB, number * 9 + 1)
    authors = authors[: random_.randint(1, 2)]
    kind = random_.choice(KINDS)
    return Work(key, kind, title, authors, (), year, "", "", containers.draw(1)[0], ids, extra, at)


def _cite(random_: random.Random, paper: str, cited: Skewed, number: int) -> Iterator[Citation]:
    """The citations of one paper in reading order, half of them in a common parenthesis."""
    references = [key for key in dict.fromkeys(cited.draw(number // 2 + 1)) if key != paper] or ["unknown"]
    path, group = f"{project.READINGS}/{paper}.yaml", 0
    for order in range(1, number + 1):
        section = SECTIONS[order * len(SECTIONS) // (number + 1)].id
        stands_alone = random_.random() < 0.5
        group += stands_alone or random_.random() < 0.4
        locator = f"p. {random_.randint(1, 300)}" if random_.random() < 0.2 else ""
        passage = f"It is “{section}” as said." if random_.random() < 0.05 else ""
        at = Span(path, order * 2 + 20, 9)
        evidence = Evidence(f"reading:{paper}", paper, section, str(order // 40 + 1), locator, passage, "", at)
        placement = Placement("parenthetical", "", order, 0 if stands_alone else group)
        if random_.random() < 0.02 or references == ["unknown"]:
            yield Citation(paper, "", evidence, placement, f"Somebody {1900 + order % 100}", random_.choice(UNTIED))
        else:
            yield Citation(paper, random_.choice(references), evidence, placement)


def write_base(corpus: Corpus, root: Path) -> None:
    """Write the index of a corpus into a folder, which is taken for up to date with the files there."""
    (root / "bib").mkdir(parents=True, exist_ok=True)
    (root / project.CODEBOOK).write_text("themes: []\n", encoding="utf-8")
    (root / project.BIB).write_text("", encoding="utf-8")
    path = root / project.INDEX
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    stamps = [FileRow(*stamp, files.digest(str(root / stamp.path))) for stamp in project.list_sources(root)]
    db = sqlite3.connect(path)
    write_index(corpus, db, stamps)
    db.close()


def find_names(root: Path) -> dict[str, str]:
    """What stands for the names in QUESTIONS, looked up in the index."""
    db = sqlite3.connect(root / project.INDEX)

    def value(sql: str, offset: int = 0) -> str:
        return str(db.execute(f"{sql} LIMIT 1 OFFSET {offset}").fetchone()[0])

    by_citations = "SELECT cited FROM citations WHERE cited IS NOT NULL GROUP BY cited ORDER BY count(*) DESC, cited"
    by_papers = """SELECT cited FROM citations WHERE cited IS NOT NULL
        GROUP BY cited HAVING count(DISTINCT citing) = {} ORDER BY cited"""
    by_length = """SELECT paper FROM readings JOIN citations ON citing = paper
        GROUP BY paper HAVING count(cited) {} ORDER BY paper"""
    counts: dict[str, int] = {}
    for (title,) in db.execute("SELECT folded_title FROM works"):
        for word in set(title.split()):
            counts[word] = counts.get(word, 0) + 1
    by_count = sorted(counts, key=lambda word: (-counts[word], word))
    author = value("SELECT name FROM authors GROUP BY name ORDER BY count(*) DESC, name", 50)
    names = {
        "most": value(by_citations),
        "some": value(by_papers.format(20)),
        "seldom": value(by_papers.format(4)),
        "paper": value(by_length.format("> 200"), 1),
        "second": value(by_length.format("> 200"), 2),
        "short": value(by_length.format("BETWEEN 10 AND 20")),
        "word": by_count[0],
        "second_word": by_count[1],
        "rare": next(word for word in by_count if counts[word] < 30 and len(word) > 8),
        "author": author.split()[-1],
        "container": value("SELECT container FROM works GROUP BY container ORDER BY count(*), container").split()[0],
    }
    db.close()
    return names


def cost(command: Sequence[str], folder: Path) -> float:
    """User + system seconds of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def count_rows(command: Sequence[str], folder: Path) -> int | str:
    """The rows of an answer; the error where there is none."""
    run = subprocess.run([*command, "--format", "jsonl"], cwd=folder, capture_output=True, text=True)
    return run.stdout.count("\n") if run.returncode == 0 else run.stderr.strip()[-60:]


def main() -> None:
    """Make the base where it is missing, and time the questions in turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    program = shutil.which("litgraph", path=str(Path(sys.executable).parent)) or "litgraph"
    with tempfile.TemporaryDirectory() as temporary:
        root = options.base or Path(temporary)
        if not (root / project.INDEX).exists():
            write_base(make_corpus(100_000, 2_000, 1_000_000, 50_000), root)
        names = find_names(root)
        print(f"{'question':28} {'rows':>8} {'cpu s':>8} {'aim':>5}")
        for question, text in QUESTIONS.items():
            if not options.names or any(name in question for name in options.names):
                command = [program, *(word.format(**names) for word in text.split())]
                rows = count_rows(command, root)
                seconds = statistics.median(cost(command, root) for _ in range(options.runs))
                aim = AIMS.get(question, AIM) if isinstance(rows, str) or rows < 100 or question in AIMS else None
                verdict = "" if aim is None else f"{aim:5.1f}{'  missed' if seconds > aim else ''}"
                print(f"{question:28} {rows:>8} {seconds:8.2f} {verdict}", flush=True)


if __name__ == "__main__":
    main()
