"""The commands bibliography and quotes: which works, into which file, and what is said aside."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import litgraph as lg
from tests.conftest import Run

PASSAGE = "As Clerc <b>shows</b>, towns | act (Clerc, 2020, p. 332)."


@pytest.fixture
def quoted(review: Path) -> Path:
    """The review with the words of one place."""
    path = review / "bib/readings/clausen2022.yaml"
    text, bare = path.read_text(encoding="utf-8"), "{work: clerc2020, locator: p. 332}"
    assert text.count(bare) == 1
    path.write_text(text.replace(bare, f'{bare[:-1]}, passage: "{PASSAGE}"}}'), encoding="utf-8")
    return review


def keys(run: Run, folder: Path, *words: str, stdin: str = "") -> set[str]:
    """The works of a bibliography."""
    done = run("bibliography", *words, "--to", "json", "-o", "-", cwd=folder, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return {item["id"] for item in json.loads(done.stdout)}


def test_a_bibliography_of_what_find_finds(run: Run, city: Path) -> None:
    """By terms, by options and from a pipe: the same works as find gives."""
    for words in (["author:acuto", "since:2017"], ["theme:sister-cities"], ["-kind:book", "museum"]):
        assert keys(run, city, *words) == set(run("find", *words, "--format", "keys", cwd=city).stdout.split())
    options = ["--theme", "networks", "--since", "2017", "--cited-by", "Clausen 2022"]
    found = run("find", *options, "--format", "keys", cwd=city).stdout
    assert keys(run, city, *options) == set(found.split()) == keys(run, city, "-", stdin=found)
    assert keys(run, city, "-", "--since", "2020", stdin="Clerc 2020\nacuto2013\n") == {"clerc2020"}
    assert len(keys(run, city)) == 38


def test_what_is_selected_is_said_in_the_document(run: Run, city: Path) -> None:
    text = run("bibliography", "--theme", "sister cities", "--since", "2015", "-o", "-", cwd=city).stdout
    assert 'Selected: theme:"sister cities" since:2015.' in text.replace("\\", "") and "of 38 works, " in text
    assert next(line for line in text.splitlines() if line.startswith("## ")) == "## Sister cities"
    assert "fingerprint of these files (SHA-256): " in text


def test_names_that_mean_no_work_end_with_3_and_the_others_are_written(run: Run, city: Path, tmp_path: Path) -> None:
    done = run("bibliography", "-", "-o", str(tmp_path / "a.bib"), cwd=city, stdin="Clerc 2020\nzzzz\n")
    assert done.returncode == 3 and "zzzz" in done.stderr
    assert (tmp_path / "a.bib").read_text(encoding="utf-8").startswith("@incollection{clerc2020,")
    for words, said in (
        (["zebra"], 'no work holds "zebra"'),
        (["theme:zebra"], "zebra"),
        (["-"], "stdin names no work"),
    ):
        done = run("bibliography", *words, "-o", str(tmp_path / "b.md"), cwd=city)
        assert done.returncode == 3 and said in done.stderr and "hint:" in done.stderr, words
        assert not (tmp_path / "b.md").exists()


def test_the_ending_or_to_says_the_format(run: Run, city: Path, tmp_path: Path) -> None:
    """What a name does not say is asked for; data for a program go to stdout as they are."""
    for name, begins in (
        ("a.htm", "<!doctype html>"),
        ("a.txt", "City diplomacy: An"),
        ("a.RIS", "TY  - "),
        ("a.md", "# C"),
    ):
        assert run("bibliography", "-o", str(tmp_path / name), cwd=city).stdout.strip() == str(tmp_path / name)
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    assert run("bibliography", "--to", "bib", "-o", str(tmp_path / "noending"), cwd=city).returncode == 0
    wrong = run("bibliography", "-o", str(tmp_path / "a.xyz"), cwd=city)
    assert wrong.returncode == 2 and ".docx" in wrong.stderr and "--to" in wrong.stderr


def test_help_names_the_formats_without_loading_what_writes_them() -> None:
    """Nor does it load what draws a map or sets references."""
    code = (
        "import sys\nfrom litgraph.cli import main\nsys.argv = ['litgraph', sys.argv[1], '--help']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "writers = ('litgraph.views.bibliography', 'litgraph.views.map')\n"
        "print([name for name in sys.modules if name.startswith(writers)])"
    )
    for command, choice in (("bibliography", "rst"), ("quotes", "rst"), ("map", "pyvis"), ("cite", "html")):
        done = subprocess.run([sys.executable, "-c", code, command], capture_output=True, text=True)
        assert choice in done.stdout and done.stdout.splitlines()[-1] == "[]", command


def test_strict_names_the_works_without_a_word_and_ends_with_4(run: Run, review: Path) -> None:
    with (review / "bib/references.bib").open("a", encoding="utf-8") as file:
        file.write("\n@book{li2020, author={Li, A.}, title={One}, publisher={P}, year=2020}\n")
    assert run("bibliography", "-o", "a.md", cwd=review).returncode == 0
    done = run("bibliography", "-o", "a.md", "--strict", cwd=review)
    assert done.returncode == 4 and "nothing is noted on 1 work: li2020" in done.stderr
    assert "Nothing is noted on this work." in (review / "a.md").read_text(encoding="utf-8")


def test_a_template_and_words_in_another_language(run: Run, city: Path, tmp_path: Path) -> None:
    (tmp_path / "t.jinja").write_text('\ufeff{{ phrase("themes-heading") }}: {{ work.themes | length }}', "utf-8")
    done = run("bibliography", "clerc", "--template", str(tmp_path / "t.jinja"), "--locale", "de", "-o", "-", cwd=city)
    assert "> Themen: 2" in done.stdout and "Kommentierte Bibliographie" in done.stdout
    (tmp_path / "broken.jinja").write_text("\n{{ work.themse }}")
    (tmp_path / "latin.jinja").write_bytes("\nStädte".encode("latin-1"))
    for name, said in (
        ("broken.jinja", 'broken.jinja:2: a work has no "themse"'),
        ("latin.jinja", "latin.jinja:2: this is not UTF-8"),
        ("none.jinja", "cannot read the template"),
    ):
        done = run("bibliography", "--template", str(tmp_path / name), "-o", str(tmp_path / "a.md"), cwd=city)
        assert done.returncode == 4 and said in done.stderr and not (tmp_path / "a.md").exists()
    done = run("bibliography", "clerc", "--locale", "pt", "-o", "-", cwd=city)
    assert done.returncode == 0 and 'no words for "pt"' in done.stderr


def test_the_date_is_given_or_that_of_the_source(run: Run, city: Path) -> None:
    assert "1970-01-02" in run("bibliography", "-o", "-", cwd=city, SOURCE_DATE_EPOCH="86400").stdout
    assert "2020-02-03" in run("bibliography", "-o", "-", "--date", "2020-02-03", cwd=city).stdout


def test_quotes_are_one_row_a_passage(run: Run, quoted: Path) -> None:
    """Who cites what, where, in which words, under which theme; terms choose works and places."""
    rows = list(csv.DictReader(io.StringIO(run("quotes", "Clerc 2020", "--format", "csv", cwd=quoted).stdout)))
    assert [row.pop("at") for row in rows] == ["bib/readings/clausen2022.yaml:35:9"]
    assert rows == [
        {
            "citing": "clausen2022",
            "citing_label": "Clausen 2022",
            "cited": "clerc2020",
            "cited_label": "Clerc 2020",
            "section": "2",
            "heading": "Literature Review",
            "page": "",
            "locator": "p. 332",
            "passage": PASSAGE,
            "themes": "Small-city diplomacy; Theorizing cities as actors",
        }
    ]
    table = " ".join(run("quotes", cwd=quoted).stdout.split())
    assert f"“{PASSAGE}”" in table and "84 more places without a stored passage" in table
    assert run("quotes", "--cited-by", "clausen2022", "--format", "keys", cwd=quoted).stdout == "clerc2020\n"
    assert run("quotes", "--cited-by", "clausen-themes", "--format", "keys", cwd=quoted).stdout == ""
    assert run("quotes", "-", "--format", "keys", cwd=quoted, stdin="Clerc 2020\n").stdout == "clerc2020\n"


def test_a_document_quotes_a_sentence_once(run: Run, quoted: Path) -> None:
    """One that names the work twice, with all that it points to; as data it is a row a place."""
    path = quoted / "bib/readings/clausen2022.yaml"
    item = f'{{work: clerc2020, locator: p. 332, passage: "{PASSAGE}"}}'
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(item, f"{item}\n      - {item.replace('332,', '340,')}"), encoding="utf-8")
    done = run("quotes", "-o", "-", "--to", "md", "--with-passages", cwd=quoted)
    assert done.stdout.count("As Clerc") == 1 and "pointing to p. 332; p. 340 of this work" in done.stdout
    assert "\n1 passage\n" in done.stdout
    assert run("quotes", "--format", "csv", cwd=quoted).stdout.count("As Clerc") == 2


def test_a_file_of_quotes_holds_the_words_only_where_that_is_said(run: Run, quoted: Path) -> None:
    for to in ("csv", "md", "html", "txt", "json"):
        without, whole = f"a.{to}", f"b.{to}"
        said = run("quotes", "-o", without, cwd=quoted).stderr
        assert "--with-passages" in said
        run("quotes", "-o", whole, "--with-passages", cwd=quoted)
        texts = [(quoted / name).read_text(encoding="utf-8") for name in (without, whole)]
        assert ["332)." in text for text in texts] == [False, True], to
        assert all("Clerc 2020" in text for text in texts)
    assert run("quotes", "-o", "a.bib", cwd=quoted).returncode == 2


def test_quotes_for_word_are_a_table(run: Run, quoted: Path) -> None:
    pytest.importorskip("pypandoc", reason="pandoc is not installed: litgraph-kb[documents]")
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    run("quotes", "-o", "q.docx", "--with-passages", cwd=quoted)
    (table,) = docx.Document(str(quoted / "q.docx")).tables
    assert [cell.text for cell in table.rows[0].cells] == ["Cited work", "Citing work", "Where", "Passage", "Theme"]
    assert table.rows[1].cells[3].text == f"“{PASSAGE}”"
    assert zipfile.is_zipfile(quoted / "q.docx")


def test_python_gives_the_bytes_of_the_command(run: Run, quoted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    kb = lg.load(quoted)
    for options, fields in (
        ((), {}),
        (("--with-passages", "--evidence", "inline"), {"with_passages": True, "evidence": "inline"}),
        (("--group-by", "year", "--title", "T"), {"group_by": "year", "title": "T"}),
    ):
        text = run("bibliography", *options, "-o", "-", cwd=quoted).stdout
        assert "1970-01-02" in text and kb.bibliography("md", **fields).decode() == text


def test_python_refuses_what_no_bibliography_can_have(city: Path) -> None:
    kb = lg.load(city)
    with pytest.raises(TypeError, match="'group'"):
        kb.bibliography("md", group="year")
    with pytest.raises(lg.LitgraphError, match='group_by="years"') as refused:
        kb.bibliography("md", group_by="years")
    assert refused.value.hint == "choose one of theme, year, author, kind, role, none"


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "10 seconds"),
        ("{{ 9 ** (9 ** 9) }}", "10 seconds"),
        ("{{ 'x' * 9999999999 }}", "0.5 GB of memory"),
        ("{{ '%9999999999d' % 1 }}", "0.5 GB of memory"),
        (
            "{% set n = namespace(x='ab' * 999) %}{% for a in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
            "0.5 GB",
        ),
    ],
)
def test_a_template_that_takes_all_time_or_memory_is_ended_and_said(run, city, tmp_path, template, reason):
    (tmp_path / "t.jinja").write_text(template)
    done = run("bibliography", "clerc", "--template", str(tmp_path / "t.jinja"), "-o", str(tmp_path / "a.md"), cwd=city)
    assert done.returncode == 4 and reason in done.stderr and "t.jinja:1: " in done.stderr
    assert not (tmp_path / "a.md").exists()
