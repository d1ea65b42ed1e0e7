"""The reference list that paper A printed, beside ours: the same fields, and its departures from APA 7 by class."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from litgraph.model import Corpus, Work
from litgraph.views.bibliography import csl
from litgraph.views.bibliography.runs import join_runs
from litgraph.words import fold
from tests.conftest import REPOSITORY, SHARED

PAPER = SHARED / "seeds/000_159e1a849393286e.txt"
pytestmark = pytest.mark.skipif(not PAPER.is_file(), reason="needs ../shared/seeds")

# The printed list cuts the title of this book, or prints its publisher's name otherwise.
CUT = {
    ("clerc2020", "container"): "City Diplomacy, run together with the series",
    ("grincheva2020", "container"): "City Diplomacy, run together with the series",
    ("lecavalier2020", "container"): "City Diplomacy",
}


@pytest.fixture(scope="module")
def printed(corpus: Corpus) -> dict[str, str]:
    """The printed entries by the key of the work, in the order of the list."""
    text = PAPER.read_text(encoding="utf-8")
    text = text[text.rindex("\nReferences\n") :].split("Email Address")[0]
    text = re.sub(r"\n+(?=Routledge|e-International|- Millennium)", " ", text).replace("- Millennium", "*Millennium")
    lines = [line.removeprefix("- ") for line in text.splitlines() if re.search(r"\((?:\d{4}|n\.d)", line)]
    reading = next(each for each in corpus.readings if each.paper == "clausen-themes")
    cited = {each.cited for each in corpus.citations if each.citing == "clausen-themes"} | set(reading.listed)
    works = [corpus.by_key[key] for key in sorted(cited)]
    found = {}
    for line in lines:
        same = [work for work in works if fold(work.title) in fold(line) and year(work) in line]
        found[max(same, key=lambda work: len(work.title)).key] = line
    assert len(found) == len(works) == 33
    return found


def year(work: Work) -> str:
    return str(work.year or "n.d.")


def fields(work: Work, entry: str) -> dict[str, tuple[str, str]]:
    """What an entry is compared by: the words of the field, and where it must stand."""
    before = re.split(r"\((?:\d{4}|n\.d)", entry)[0]
    authors = " ".join(
        " ".join([fold(name.short), *(part[0] for part in fold(name.given).split())]) for name in work.authors
    )
    publisher = work.get("publisher") or work.get("institution")
    return {
        "authors": (authors, fold(before)),
        "year": (year(work), entry),
        "title": (fold(work.title), fold(entry)),
        "container": (fold(work.container), fold(entry)),
        "pages": ("-".join(re.findall(r"\d+", work.get("pages"))), re.sub(r" ?[–-] ?", "-", entry)),
        "publisher": (fold(publisher), fold(entry)),
    }


def test_our_list_has_the_fields_of_the_printed_one(corpus: Corpus, printed: dict[str, str]) -> None:
    """Authors, year, title, container, pages and publisher stand in both lists, save what the print cuts short."""
    entries = csl.Typesetter("apa").entries([corpus.by_key[key] for key in printed])
    ours = {entry.work.key: join_runs(entry.text) for entry in entries}
    assert [lacking for key in printed for lacking in missing(corpus.by_key[key], ours[key])] == []
    assert {lacking for key, line in printed.items() for lacking in missing(corpus.by_key[key], line)} == set(CUT)


def missing(work: Work, entry: str) -> list[tuple[str, str]]:
    """The fields of a work that an entry does not have, spaces apart."""
    found = fields(work, entry).items()
    return [(work.key, name) for name, (words, place) in found if words.replace(" ", "") not in place.replace(" ", "")]


CLASSES = {
    "chapters: “In: Name I. (eds)” for “In I. Name (Eds.),”": r"In: .*\(eds",
    "chapters: the series printed": r"Series in Global Public",
    "chapters: pages after the publisher": r"\(pp?\. [\d-]+\)\.$",
    "chapters: “p.” before several pages": r"\(p\. \d+-",
    "chapters: editors printed twice": r"In:.*In:",
    "chapters: title of the book cut short": r"\*City Diplomacy[*.]",
    "articles: volume not in italics": r", \d+ ?\(|\*, \d+,",
    "articles: a space before the issue": r"\d \(\d+\),",
    "pages with a hyphen for a dash": r"\d ?- ?\d+\)?\.",
    "place of publication printed": r"New York City, NY:|The Hague:",
    "no comma before “&”": r"^[^,]+, [A-Z.]+ &",
    "no comma after a family name, no stop after the year": r"^\w+ [A-Z]\. \(\d{4}\) ",
    "“(4th edition)” within the title": r"edition\)\*",
    "initials not spaced": r"[A-Z]\.[A-Z]\.",
    "translation after the full stop": r"\. \[",
    "particle with a capital": r"^Van der",
}


def test_departures_from_apa_are_counted_in_the_docs(printed: dict[str, str]) -> None:
    """The table of docs/styles.md says how often the printed list departs from APA 7, class by class."""
    counts = {name: sum(bool(re.search(found, line)) for line in printed.values()) for name, found in CLASSES.items()}
    order = [fold(line.split("(")[0]) for line in printed.values()]
    counts["out of order"] = sum(after < before for before, after in pairwise(order))
    docs = (REPOSITORY / "docs/styles.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"^\| ([^|]+) \| (\d+) \|$", docs, re.M))
    assert {name: int(table.get(name, 0)) for name in counts} == counts
