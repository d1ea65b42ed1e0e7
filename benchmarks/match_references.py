"""Whether references are tied to the right work of a bibliography: `python benchmarks/match_references.py`.

The references are read out of the plain texts of the papers that rules were made with, in ../shared/benchmarks/reading;
the bibliography holds the works of all of them, as their publishers tagged these. Identifiers are left out on both
sides, as they decide by themselves. In the last lines the bibliography only has works that are not meant: of the same
title, author and year, but of another kind and in another place.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rapidfuzz.fuzz import ratio
from read_papers import FOLDER, SPLITS

from litgraph.matching import match
from litgraph.model import Work
from litgraph.reading.paper import Reference
from litgraph.reading.reader import read_paper
from litgraph.reading.works import as_work
from litgraph.words import compact

PAPERS = [paper for development, _ in SPLITS.values() for paper in development]


def tagged() -> dict[str, list[tuple[Work, str]]]:
    """The works of each paper's list, with what is printed of them."""
    manifest = {each["id"]: each for each in json.loads((FOLDER / "manifest.json").read_text("utf-8"))}
    found: dict[str, list[tuple[Work, str]]] = {}
    for paper in PAPERS:
        for each in read_paper(FOLDER / manifest[paper]["jats"]).references:
            if each.title:
                work = replace(as_work(each, f"{paper}-{each.index}"), ids=frozenset())
                found.setdefault(paper, []).append((work, compact(each.raw)))
    return found


def read(paper: str, variant: str) -> list[Reference]:
    """The references as read out of a text, without identifiers."""
    return [replace(each, ids=()) for each in read_paper(Path(FOLDER, variant, f"{paper}.txt")).references]


def others(work: Work) -> Iterator[Work]:
    """Works of the same title, author and year that are other works."""
    elsewhere = ("article-journal", "Quay Review") if work.kind == "chapter" else ("chapter", "Handbook of everything")
    yield replace(work, kind=elsewhere[0], container=elsewhere[1], extra=())
    if work.container:
        yield replace(work, kind="book", container="", extra=(("publisher", "Quay Press"),))
        yield replace(work, kind="thesis", container="", extra=(("institution", "University of the Coast"),))


def count(listed: dict[str, list[tuple[Work, str]]], works: Sequence[Work], variant: str) -> Counter[str]:
    """What became of the references, by whether they were tied to the work that they are."""
    same = {work.key: (compact(work.title), work.year) for work in works}
    found: Counter[str] = Counter()
    for paper, own in listed.items():
        for each in match(read(paper, variant), works):
            printed = compact(each.reference.raw)
            meant, alike = max(((work, ratio(printed, text)) for work, text in own), key=lambda pair: pair[1])
            if alike >= 75:  # else the entry was not found whole
                right = each.work == meant.key or same.get(each.work) == (compact(meant.title), meant.year)
                found[
                    "tied" if each.work and right else "wrong" if each.work else "open" if each.doubtful else "new"
                ] += 1
    return found


def main() -> None:
    """Print the figures."""
    if not FOLDER.is_dir():
        raise SystemExit(f"the papers are not here: {FOLDER}")
    listed = tagged()
    works = [work for some in listed.values() for work, _ in some]
    for variant in ("clean", "paged"):
        found = count(listed, works, variant)
        tied = found["tied"] + found["wrong"]
        figures = f"precision {found['tied'] / tied:.4f}, recall {found['tied'] / found.total():.3f}"
        print(
            f"{variant}: {found.total()} references, {len(works)} works: {tied} tied, {found['open']} left open, "
            f"{found['new']} taken for new; {figures}"
        )
    other = [replace(each, key=f"{each.key}-{n}") for work in works for n, each in enumerate(others(work))]
    tied = sum(bool(each.work) for paper in listed for each in match(read(paper, "clean"), other))
    print(f"against {len(other)} other works of the same title, author and year: {tied} tied")


if __name__ == "__main__":
    main()
