"""Two sets of references by others, as far as they are here: the APA manual's examples and the CSL project's fixtures.

The names of the cases that are printed as they should be are committed in tests/cases/csl/sets.txt, those of the others
with the reason. A case that fails though its name is listed breaks the test, and so does one that passes though a
reason is given, one that is not listed, and a name that no case has: the list is to be mended then.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Literal

import pytest

from litgraph.formats import bibtex
from litgraph.model import Work
from litgraph.views.bibliography import csl
from litgraph.views.bibliography.csl import pandoc, styles
from litgraph.views.bibliography.csl.csljson import typeset_csl_json
from litgraph.views.bibliography.runs import Text, TextRun, join_runs, merge_runs
from tests.conftest import SHARED

FOLDER = SHARED / "data/styles"
SETS = Path(__file__).parent / "cases/csl/sets.txt"
pytestmark = [
    pytest.mark.skipif(not FOLDER.is_dir(), reason="needs ../shared/data/styles"),
    pytest.mark.skipif(not pandoc.is_available(), reason="needs pandoc: pip install 'litgraph-kb[styles]'"),
]


def read_verdicts(name: str) -> dict[str, str]:
    """The names of the cases of a set, each with the reason why it fails, or "" if it passes."""
    parts = SETS.read_text(encoding="utf-8").split("\n= ")
    lines = next(part for part in parts if part.startswith(name)).splitlines()[1:]
    verdicts = {}
    for line in filter(None, lines):
        case, _, reason = line.partition(" # ")
        verdicts[case] = reason
    return verdicts


def assert_verdicts(name: str, is_right: dict[str, bool]) -> None:
    """Compare the cases that are right with those that the list says are."""
    verdicts = read_verdicts(name)
    assert verdicts.keys() == is_right.keys()
    broken = [case for case, right in is_right.items() if not right and not verdicts[case]]
    mended = [case for case, right in is_right.items() if right and verdicts[case]]
    assert (broken, mended) == ([], [])


# the APA manual's examples


def bare(text: str) -> str:
    """The letters of a text: line ends and hyphens of the printed one are lost, and its titles are in sentence case."""
    return re.sub(r"[\s\-]", "", text).replace("'", "’").casefold()


def printed_part(lines: list[str]) -> str:
    """The printed entry without what follows it on the page, and without the letter that it has in its list."""
    text = "\n".join(lines)
    text = re.split(r"\n(?:Note: |\d+ https?:|\d+\.\d+:\w+ |\*$)", text)[0]
    return re.sub(r"(\d{4}|n\.d\.-|in press-)[a-c](?=[,)])", lambda match: match[1].rstrip("-"), text)


@pytest.mark.slow
def test_examples_of_the_apa_manual() -> None:
    """Each by itself; of one without a title, what APA prints in its place in brackets is not in the printed set."""
    bibliography = bibtex.read_bibliography(FOLDER / "apa-manual-examples.bib", "examples.bib")
    works = {work.key: work for work in bibliography.works}
    printed: dict[str, list[str]] = json.loads((FOLDER / "apa-manual-examples.printed.json").read_text("utf-8"))
    typesetter = csl.Typesetter("apa", processor="pandoc")
    is_right = {}
    for key, lines in printed.items():
        work = works[key]
        if work.get("annotation"):  # it stands below the entry, which ends with an address
            lines = lines[: 1 + max(place for place, line in enumerate(lines) if "https://" in line)]
        expected, text = bare(printed_part(lines)), bare(join_runs(typesetter.entries([work])[0].text))
        is_right[key] = text.startswith(expected) if not work.title else text == expected
    assert_verdicts("apa", is_right)


@pytest.mark.parametrize("processor", ["pandoc", "citeproc-py"])
def test_order_of_the_apa_manual(processor: Literal["pandoc", "citeproc-py"]) -> None:
    """Authors stand letter by letter (9.44), and works of one author by their other authors, dates and titles."""
    bibliography = bibtex.read_bibliography(FOLDER / "apa-manual-examples.bib", "examples.bib")
    by_section: dict[str, list[Work]] = defaultdict(list)
    for work in sorted(bibliography.works, key=lambda work: work.at.line if work.at else 0):
        section, author = work.key.split(":")[0], work.authors[:1]
        if section == "9.44" or section in ("9.46", "9.47", "9.48", "9.49"):
            by_section[section if section == "9.44" else f"{section} {author}"].append(work)
    for section, works in by_section.items():
        entries = csl.Typesetter("apa", processor=processor).entries(works[::-1])
        assert [entry.work.key for entry in entries] == [work.key for work in works], section


# the CSL project's fixtures


_TAGS = {"i": "italic", "b": "strong", "sup": "superscript", "sub": "subscript"}
_STYLES = {
    "font-variant:small-caps": {"small_caps": True},
    "font-variant:normal": {"small_caps": False},
    "font-style:normal": {"italic": False},
    "font-weight:normal": {"strong": False},
    "text-decoration:underline": {"underline": True},
    "baseline": {"superscript": False, "subscript": False},
}


class ResultReader(HTMLParser):
    """Reads the entries of a result, which is HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[list[TextRun]] = []
        self.settings: list[dict[str, bool]] = [{}]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        kind = attributes.get("class", "")
        setting = dict(self.settings[-1])
        if kind == "csl-entry":
            self.entries.append([])
        elif kind.startswith("csl-") and self.entries:
            self.entries[-1].append(TextRun(" "))
        if tag in _TAGS:
            setting[_TAGS[tag]] = True
        setting |= _STYLES.get(re.sub(r"[\s;]", "", attributes.get("style", "")), {})
        self.settings.append(setting)

    def handle_endtag(self, tag: str) -> None:
        self.settings.pop()

    def handle_data(self, data: str) -> None:
        if self.entries and len(self.settings) > 1:
            self.entries[-1].append(TextRun(data, **self.settings[-1]))  # type: ignore[arg-type]


def marked(text: Text) -> str:
    """The text with a sign around what is set otherwise, and single spaces."""
    signs = {"italic": "*", "strong": "**", "small_caps": "§", "superscript": "^", "subscript": "~", "underline": "_"}
    pieces = []
    for run in merge_runs(run._replace(link="", lang="") for run in text if run.text):
        piece = run.text
        for name, sign in signs.items():
            piece = f"{sign}{piece}{sign}" if getattr(run, name) and piece.strip() else piece
        pieces.append(piece)
    return " ".join("".join(pieces).split())


@pytest.mark.slow
def test_fixtures_of_the_csl_project(tmp_path: Path) -> None:
    """The bibliographies of the suite, from CSL-JSON to the entries."""
    is_right = {}
    with gzip.open(FOLDER / "csl-suite-bibliography.jsonl.gz", "rt", encoding="utf-8") as lines:
        fixtures: list[dict[str, Any]] = [json.loads(line) for line in lines]
    for fixture in fixtures:
        reader = ResultReader()
        reader.feed(fixture["result"])
        style = tmp_path / f"{fixture['name']}.csl"
        style.write_text(fixture["csl"], encoding="utf-8")
        texts = typeset_csl_json(fixture["input"], styles.find(str(style)))
        expected = [marked(tuple(entry)) for entry in reader.entries]
        is_right[fixture["name"]] = [marked(text) for text in texts] == expected
    assert_verdicts("csl", is_right)
