"""What the page saves: the entries that the commands write, a table, and data."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path

from jsonschema import Draft202012Validator

from litgraph.formats.bibtex import parse_bibliography
from litgraph.formats.bibtex.dates import read_date, read_year
from litgraph.model import Assignment, Corpus, Evidence, Name, Theme, Work
from litgraph.views import bibliography
from litgraph.views.exports import export
from litgraph.views.map import MapRequest, render

from ..conftest import REPOSITORY, Run
from ..test_map import HOSTILE, SMUGGLED, hostile_corpus
from .conftest import Open, Watched, written

# All of CSL 1.0.2.
KINDS = """
    article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
    document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
    manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
    personal_communication post post-weblog regulation report review review-book software song speech standard thesis
    treaty webpage
"""
ODD = "50% of {C40} & UNESCO's $5_#~^\\ “cities”--a ``b'' @home, Αθήνα 都市 von UK"
PEOPLE = (
    Name("Pluijm", "Rogier", "van der"),
    Name("Alembert", "Jean", "d'"),
    Name("King", "Martin Luther", "", "Jr."),
    Name("Two Words"),
    Name("de Gaulle", "Charles"),
    Name("Smith and Jones", "A."),
    Name("O'Neil, Jr", "--", "d'"),
    Name("Ødegård", "Žofia Ł."),
    Name("山田", "太郎"),
    Name(literal="R&D_Council {of} 100% \\textbf{Cities}, Inc. and others"),
)
FIELDS = {
    "abstract": "SECRET",
    "annotation": "Shows it.",
    "edition": "2",
    "file": "/home/SECRET.pdf",
    "issue": "4",
    "keywords": f"{ODD}, b",
    "langid": "german",
    "location": "Paris",
    "note": f"{ODD}\n\n{ODD}",
    "number": "7",
    "pages": "12–34, e5",
    "publisher": ODD,
    "series": "S",
    "titleaddon": "Translated",
    "type": "phdthesis",
    "url": "https://x.org/a_b%20{c}?d=~#e",
    "urldate": "2020-01-02",
    "volume": "3",
    "x-printed": "SECRET",
}
DATES = (
    *map(read_date, ("2019-04-16", "2019-04", "2019/2020", "2004?", "n.d.", "199X", "2019-21", "-0044", "in press")),
    *(read_year(*parts) for parts in (("2016b",), ("2016", "Frühling", "3"), ("2016b", "4", "3"), ("ca. 1990",))),
)


def odd_works() -> tuple[Work, ...]:
    """Works of every kind, with odd names and texts; dates of all sorts; identifiers; keys and texts that smuggle."""
    works = (
        *(
            Work(f"kind-{kind}", kind, ODD, PEOPLE, PEOPLE[:3], 2020, "2020", "", ODD, extra=tuple(FIELDS.items()))
            for kind in KINDS.split()
        ),
        *(
            Work(f"date-{number}", "article-newspaper", "T", (), (), when.year, when.text, when.suffix)
            for number, when in enumerate(DATES)
        ),
        Work(
            "ids", "book", "T", ids=frozenset(["doi:10.1/a_b(c);d<e>", "pmid:12", "openalex:W3", "isbn:9783161484100"])
        ),
        Work("part", "chapter", "T", container="B", extra=(("bookauthor", "Roe, Jane"), ("issn", "1234-5678"))),
        Work("others", "book", "T", PEOPLE[:2], extra=(("et-al", "author"),)),
        Work("a,b", "book", SMUGGLED, extra=(("url", SMUGGLED),)),
        Work("a-b", "book", HOSTILE, (Name(literal=SMUGGLED),), container=HOSTILE),
    )
    return tuple(sorted(works, key=lambda work: work.key))


def saved(watched: Watched, kind: str) -> str:
    """What is saved as a kind of file, read as UTF-8 to the byte."""
    menu = watched.page.locator("#save")
    if not menu.evaluate("menu => menu.open"):
        menu.locator("summary").click()
    with watched.page.expect_download() as download:
        menu.locator(f"[data-save={kind}]").click()
    assert download.value.suggested_filename.endswith(f".{kind}")
    return Path(download.value.path()).read_bytes().decode("utf-8")


def bibtex_entries(text: str) -> dict[str, str]:
    """The entries of a BibTeX file by their keys."""
    entries = re.split(r"(?m)^(?=@\w+\{)", text)[1:]
    return {entry[entry.index("{") + 1 : entry.index(",")]: entry.strip("\n") for entry in entries}


def ris_entries(text: str) -> dict[str, list[str]]:
    """The lines of the entries of a RIS file by their keys."""
    entries = [entry.strip().splitlines() for entry in re.split(r"(?m)^(?=TY  - )", text)[1:]]
    return {lines[1].removeprefix("ID  - "): lines for lines in entries}


def test_entries_are_those_of_the_commands(open_page: Open, tmp_path: Path) -> None:
    """Over all kinds of works; but there are no abstracts and paths, and in RIS the themes are keywords."""
    works, theme = odd_works(), Theme("t", "A theme, with a comma")
    given = tuple(Assignment(work.key, "t", "", Evidence("codebook")) for work in works)
    watched = open_page(written(render(Corpus(works, None, (theme,), given), MapRequest(date="")), tmp_path))
    texts = {kind: saved(watched, kind) for kind in ("bib", "ris", "csv", "json")}
    assert [kind for kind, text in texts.items() if "SECRET" in text] == []

    command = bibtex_entries(export(Corpus(works), "bib").text)
    page = bibtex_entries(texts["bib"])
    assert len(page) == len(works) and page.keys() == command.keys()
    for key, entry in command.items():
        assert page[key] == re.sub(r"(?m)^  (abstract|file) = .*\n", "", entry)

    request = bibliography.BibliographyRequest(to="ris", date="", group_by="none")
    file = bibliography.render(Corpus(works), request).content.decode("utf-8")
    page, command = ris_entries(texts["ris"]), ris_entries(file)
    assert len(page) == len(works) and page.keys() == command.keys()
    for key, lines in command.items():
        # The command's notes have all that is known of a work.
        public = [line for line in lines if not line.startswith(("AB  - ", "N1  - "))]
        tags_and_notes = Counter(page[key]) - Counter(public)
        notes = [f"N1  - {' '.join(FIELDS[name].split())}" for name in ("note", "annotation")]
        assert tags_and_notes == Counter([f"KW  - {theme.title}", *(notes if key.startswith("kind-") else ())])
        assert [line for line in page[key] if line not in tags_and_notes] == public


def test_the_review_is_saved_as_the_commands_write_it(open_page: Open, address: str, city: Path, run: Run) -> None:
    """The entries of this repository's review are those that litgraph export and litgraph bibliography print."""
    watched = open_page(address)
    command = run("export", "-o", "-", "--to", "bib", cwd=city).stdout
    assert bibtex_entries(saved(watched, "bib")) == bibtex_entries(command)
    assert "Saved 38 works as city-diplomacy-2026-01-31.bib" in str(watched.page.locator("#status").text_content())
    command = run("bibliography", "-o", "-", "--to", "ris", cwd=city).stdout
    page = ris_entries(saved(watched, "ris"))
    assert "A2  - Sevin, E." in page["clerc2020"] and "KW  - Small-city diplomacy" in page["clerc2020"]
    for key, lines in ris_entries(command).items():
        # A bibliography has all that is known of a work as a note, its themes among it.
        assert [line for line in page[key] if line[:2] not in ("KW", "N1")] == [
            line for line in lines if line[:2] != "N1"
        ]


def test_what_is_saved_is_what_is_shown(open_page: Open, address: str, corpus: Corpus) -> None:
    """The works of the filter, as entries, as a table that Excel reads, and as a document like the page's own."""
    watched = open_page(f"{address}#theme=small-cities")
    own = {tie.work for tie in corpus.assignments if tie.theme == "small-cities"}
    assert bibtex_entries(saved(watched, "bib")).keys() == ris_entries(saved(watched, "ris")).keys() == own
    table = saved(watched, "csv")
    assert table.startswith("\ufeffKey,")
    rows = {row["Key"]: row for row in csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline=""))}
    assert rows.keys() == own
    assert (
        rows["clerc2020"].items()
        >= {
            "Authors": "Clerc, L.",
            "Year": "2020",
            "Kind": "Book chapter",
            "Themes": "Small-city diplomacy (discussed); Theorizing cities as actors (discussed)",
            "Cited by": "2",
            "Cites": "",
        }.items()
    )
    document = json.loads(saved(watched, "json"))
    schema = json.loads((REPOSITORY / "docs/litgraph-map-1.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(document)
    assert document["view"] == "#theme=small-cities"
    assert {work["key"] for work in document["works"]} == own and document["counts"]["ofWorks"] == len(corpus.works)
    ends = {document["works"][tie[end]]["key"] for tie in document["citations"] for end in ("citing", "cited")}
    assert ends <= own and all(document["works"][tie["work"]] for tie in document["assignments"])
    assert len(document["layouts"]["map"]["x"]) == len(own) + len(corpus.themes)


def test_hostile_text_is_text_in_every_file(open_page: Open, tmp_path: Path) -> None:
    """No line, entry, column, formula or markup is smuggled into what is saved."""
    watched = open_page(written(render(hostile_corpus(SMUGGLED + HOSTILE), MapRequest(date="2026-01-31")), tmp_path))
    lines = saved(watched, "ris").split("\r\n")
    assert lines.count("ER  -") == 3 and all(not line or line[2:5] == "  -" for line in lines)
    rows = list(csv.reader(io.StringIO(saved(watched, "csv").removeprefix("\ufeff"), newline="")))
    assert len(rows) == 4 and not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert all("alert(1)" in work["title"] for work in json.loads(saved(watched, "json"))["works"])
    harvest = parse_bibliography(saved(watched, "bib"), "saved.bib")
    assert len(harvest.works) == 3 and all("alert(1)" in work.title for work in harvest.works)
    assert not [problem for problem in harvest.problems if problem.level == "error"]
    assert "<script" not in saved(watched, "svg")
