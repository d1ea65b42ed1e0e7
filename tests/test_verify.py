"""Passages kept for their reader alone, and litgraph verify: the evidence of readings found again in their papers."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litgraph import load, passage_store
from litgraph.passage_store import CitationMark, StoredPassage, match_passages
from litgraph.reading.locate import Copy
from litgraph.reading.paper import PaperContent, PaperText
from tests.conftest import SHARED
from tests.conftest import Run as Litgraph

BIB = """@book{noor2019, author = {Noor, Aya}, title = {Harbour towns and their partners},
  publisher = {Quay}, year = {2019}}
@article{vik2021, author = {Vik, Pia and Li, Qin}, title = {Letters between harbours in the north},
  journal = {Journal of Port Studies}, volume = {7}, number = {2}, pages = {11--29}, year = {2021}}
@article{own2024, author = {Own, Una}, title = {What ports say to each other}, journal = {Ports}, year = {2024}}
"""
LETTERS = "Harbour masters wrote to each other long before mayors did (Vik & Li, 2021, p. 12)."
COUNTED = "Noor (2019) counted every one of these letters in the archives of nine towns."
PAPER = f"""What ports say to each other

Una Own

1. Introduction

Small ports were long overlooked by those who write about cities, as was noted early on (see Noor, 2019, p. 40).
{LETTERS} An older book says so, too (Tamm, 1988).

201
\f
2. Letters

{COUNTED} What they say of the weather is of no account here.

202
\f
3. Conclusion

It all began with one list of harbours and the people in them (Noor, 2019).

203
\f
References

Noor, A. (2019). Harbour towns and their partners. Quay.

Vik, P., & Li, Q. (2021). Letters between harbours in the north. Journal of Port Studies, 7(2), 11-29.

204
"""
HAND = """paper: own2024
read-by: hand
sections:
  - {id: "1", title: Introduction, citations: [{work: noor2019, locator: p. 40, signal: see}, {work: vik2021,
      locator: p. 12}, {text: "Tamm, 1988", kind: not-listed}]}
  - {id: "2", title: Letters, citations: [{work: noor2019, form: narrative, page: 202}]}
  - {id: "3", title: Conclusion, citations: [noor2019]}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A bibliography, and a paper of three pages that is in it."""
    folder = tmp_path / "review"
    (folder / "bib/readings").mkdir(parents=True)
    (folder / "bib/references.bib").write_text(BIB, encoding="utf-8")
    (folder / "paper.txt").write_text(PAPER, encoding="utf-8")
    return folder


@pytest.fixture
def kept(run: Litgraph, project: Path) -> Path:
    """The same, and the paper was read."""
    assert run("read", "paper.txt", "--write", cwd=project).returncode == 0
    return project


def verified(run: Litgraph, folder: Path, *words: str) -> tuple[int, list[tuple[str, str, str]]]:
    """The exit code, and the status, work and present place of every citation."""
    done = run("verify", *words, "--format", "json", cwd=folder)
    places = [place for reading in json.loads(done.stdout)["readings"] for place in reading["places"]]
    return done.returncode, [(p["status"], p["key"] or p["label"], p["heading_now"]) for p in places]


def edited(folder: Path, *changes: tuple[str, str], name: str = "paper.txt") -> None:
    text = PAPER
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / name).write_text(text, encoding="utf-8")


def test_what_was_read_is_found_again(run: Litgraph, kept: Path) -> None:
    done = run("verify", cwd=kept)
    assert done.returncode == 0 and "paper.txt (the very file that was read)" in done.stdout
    assert "5 places: 5 found" in done.stdout and "1 reading: 5 found" in done.stderr


def test_a_sentence_on_another_page_has_moved_and_one_that_was_deleted_vanished(run: Litgraph, kept: Path) -> None:
    edited(
        kept, (f"{COUNTED} ", ""), (f"{LETTERS} ", ""), ("in them (Noor, 2019).", f"in them (Noor, 2019). {LETTERS}")
    )
    code, places = verified(run, kept)
    assert code == 6
    assert [each[0] for each in places] == ["found", "moved", "found", "vanished", "found"]
    assert places[1] == ("moved", "vik2021", "Conclusion")
    said = run("verify", "own2024", cwd=kept).stdout
    assert "moved: Vik & Li 2021, p. 12 (line " in said
    assert "from §1 Introduction, p. 201 to §3 Conclusion, p. 203" in said
    assert "vanished: Noor 2019 (line " in said and "its words are not in the copy" in said
    # The words of others are for the terminal alone.
    assert "Harbour masters" not in said
    assert LETTERS[:40] in run("verify", "--with-passages", cwd=kept).stdout


def test_a_page_alone_and_a_section_alone_are_noticed(run: Litgraph, kept: Path) -> None:
    edited(kept, (f"201\n\f\n2. Letters\n\n{COUNTED}", f"2. Letters\n\n{COUNTED}\n\n201\n\f\n"))
    assert "from §2 Letters, p. 202 to §2 Letters, p. 201" in run("verify", cwd=kept).stdout
    edited(kept, ("2. Letters", "2. Envelopes"))
    assert "from §2 Letters, p. 202 to 2. Envelopes, p. 202" in run("verify", cwd=kept).stdout
    (kept / "bib/readings/own2024.yaml").write_text(HAND.replace("page: 202", "form: narrative"), encoding="utf-8")
    shutil.rmtree(kept / ".litgraph/passages")
    text = PAPER.replace(f"{COUNTED} ", "").replace("early on", f"early on. {COUNTED} So it was")
    (kept / "paper.txt").write_text(text.replace("\f", ""), encoding="utf-8")
    assert "from §2 Letters to §1 Introduction" in run("verify", "paper.txt", cwd=kept).stdout


def test_one_of_several_sentences_on_one_work_is_told_from_the_others(run: Litgraph, project: Path) -> None:
    more = "Noor (2019) gave the towns other names."
    overleaf = ("3. Conclusion", "In the third summer, Noor (2019) moved to an island to write.\n\n3. Conclusion")
    edited(project, (COUNTED, f"{COUNTED} {more}"), overleaf)
    run("read", "paper.txt", "--write", cwd=project)
    edited(project, (COUNTED, more), overleaf, ("in them (Noor, 2019).", "in them (Noor, 2019). See Noor (2019)."))
    code, places = verified(run, project)
    assert code == 6 and [each[0] for each in places] == ["found"] * 3 + ["vanished", "found", "found", "found"]


def test_other_words_and_another_locator_are_told_from_a_loss(run: Litgraph, kept: Path) -> None:
    edited(kept, ("counted every one of these letters", "counted all these letters"), ("2021, p. 12", "2021, p. 13"))
    code, places = verified(run, kept)
    assert code == 6 and [each[0] for each in places] == ["found", "changed", "found", "changed", "found"]
    assert "other words, another locator: p. 13" in run("verify", cwd=kept).stdout


def test_a_new_layout_of_the_same_words_is_no_change(run: Litgraph, kept: Path) -> None:
    text = PAPER.replace("each other long before", "each\nother long be-\nfore").replace("(Vik & Li", "(Vik  &\nLi")
    (kept / "paper.txt").write_text(text, encoding="utf-8")
    done = run("verify", cwd=kept)
    assert done.returncode == 0 and "another file than was read" in done.stdout and "5 found" in done.stdout


def test_a_copy_that_is_named_twice_is_looked_into_once(run: Litgraph, kept: Path) -> None:
    """By the same name, or by its folder and its name; the second is said to be another copy."""
    for names in (("paper.txt", "paper.txt"), (".", "paper.txt")):
        done = run("verify", *names, cwd=kept)
        assert done.returncode == 0 and "another copy was looked into" in done.stdout + done.stderr, names


def test_the_file_is_found_where_it_moved_to_or_said_to_be_missing(run: Litgraph, kept: Path) -> None:
    (kept / "papers").mkdir()
    shutil.move(kept / "paper.txt", kept / "papers/renamed.txt")
    done = run("verify", cwd=kept)
    assert done.returncode == 0 and "5 places not looked for: the copy is no longer there" in done.stdout
    assert "litgraph verify FOLDER" in done.stderr and "5 not checkable" in done.stderr
    (kept / "papers/notes.txt").write_text("Nothing of any paper.", encoding="utf-8")
    found = run("verify", "papers", cwd=kept)
    assert found.returncode == 0 and "5 found" in found.stdout and "notes.txt: it is not known" in found.stderr


@pytest.mark.parametrize(
    "field",
    [
        "papers/own.txt",
        ":papers/own.txt:Text",
        r"Full\: text, with\; marks:papers/own.txt:text/plain",
        "Snapshot:papers/gone.html:text/html;Full Text:papers/own.txt:text/plain",
        "../review/papers/own.txt; notes.docx",
        ":{0}/papers/own.txt:text",
        "{0}/papers/own.txt",
    ],
)
def test_the_file_that_an_entry_has_attached_is_a_copy(run: Litgraph, project: Path, field: str) -> None:
    (project / "bib/readings/own2024.yaml").write_text(HAND, encoding="utf-8")
    (project / "papers").mkdir()
    shutil.move(project / "paper.txt", project / "papers/own.txt")
    (project / "notes.docx").write_text("no paper", encoding="utf-8")
    file = field.replace("{0}", str(project))
    bib = BIB.replace("journal = {Ports}", f"journal = {{Ports}}, file = {{{file}}}")
    (project / "bib/references.bib").write_text(bib, encoding="utf-8")
    assert "own.txt (no copy was looked into before)" in run("verify", cwd=project).stdout.replace("\n    ", " ")


def test_a_reading_by_hand_is_verified_without_passages_and_keeps_them_on_demand(run: Litgraph, project: Path) -> None:
    (project / "bib/readings/own2024.yaml").write_text(HAND, encoding="utf-8")
    assert "no copy is known" in run("verify", cwd=project).stdout
    unseen = HAND.replace('"Tamm, 1988"', '"said so, as was noted: early on"').replace(
        "work: vik2021", "text: old census"
    )
    (project / "bib/readings/own2024.yaml").write_text(unseen, encoding="utf-8")
    code, places = verified(run, project, "paper.txt")
    assert code == 6 and [each[0] for each in places] == ["found", "vanished", "vanished", "found", "found"]
    (project / "bib/readings/own2024.yaml").write_text(unseen.replace("said so,", ""), encoding="utf-8")
    assert [each[0] for each in verified(run, project, "paper.txt")[1]].count("vanished") == 1
    (project / "bib/readings/own2024.yaml").write_text(HAND, encoding="utf-8")
    code, places = verified(run, project, "paper.txt")
    assert code == 0 and [each[0] for each in places] == ["found"] * 5
    edited(project, (f"{LETTERS} ", ""), ("p. 40", "p. 44"), name="copy.txt")
    code, places = verified(run, project, "copy.txt")
    assert code == 6 and [each[0] for each in places] == ["changed", "vanished", "found", "found", "found"]
    assert not (project / ".litgraph/passages").exists()
    assert run("verify", "paper.txt", "--keep", cwd=project).returncode == 0
    assert LETTERS in run("cites", "Own 2024", "--with-passages", cwd=project, COLUMNS="110").stdout
    # A new copy can be made the one that later ones are compared with.
    edited(project, ("counted every one of these", "counted all of these"))
    assert run("verify", "--keep", cwd=project).returncode == 6
    assert run("verify", cwd=project).returncode == 0


def test_what_is_named_and_is_neither_a_file_nor_a_reading_is_told(run: Litgraph, kept: Path) -> None:
    done = run("verify", "gone.txt", cwd=kept)
    assert done.returncode == 3 and 'error: "gone.txt" is no file, and not one work' in done.stderr
    assert "was not read" in run("verify", "noor2019", cwd=kept).stderr
    (kept / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    broken = run("verify", "broken.pdf", "paper.txt", cwd=kept)
    assert broken.returncode == 4 and "error: broken.pdf:" in broken.stderr and "5 found" in broken.stdout
    piped = run("verify", "-", cwd=kept, stdin="own2024\n")
    assert piped.returncode == 0 and "5 found" in piped.stdout


def test_who_cites_shows_the_passage_at_a_terminal_and_on_demand_alone(run: Litgraph, kept: Path) -> None:
    assert LETTERS in at_a_terminal("who", "cites", "Vik 2021", cwd=kept)
    assert LETTERS in at_a_terminal("show", "vik2021", cwd=kept)
    assert "Tamm, 1988" in at_a_terminal("cites", "Own 2024", cwd=kept)
    for form in ("table", "json", "jsonl", "csv", "md"):
        question = ("who", "cites", "Vik 2021", "--format", form)
        assert "Harbour masters" not in run(*question, cwd=kept).stdout
        assert "Harbour masters" in run(*question, "--with-passages", cwd=kept).stdout
    shutil.rmtree(kept / ".litgraph/passages")
    assert "Vik & Li 2021" in at_a_terminal("who", "cites", "Vik 2021", cwd=kept)


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("who_cites", "Vik 2021"),
        ("cites", "Own 2024"),
        ("show", "Vik 2021"),
        ("quotes", "Vik"),
        ("ask", "who cites Vik"),
    ],
)
def test_python_shows_the_passage_on_demand_alone(run: Litgraph, kept: Path, method: str, words: str) -> None:
    """As the command does in a form for programs; a notebook keeps none in any case."""
    ask = getattr(load(kept), method)
    question = ("who", "cites", words) if method == "who_cites" else (method, words)
    assert "Harbour masters" not in ask(words).text("json")
    answer = ask(words, with_passages=True)
    assert "Harbour masters" in answer.text("json") and "Harbour masters" not in repr(answer) + answer._repr_html_()
    if method != "quotes":  # whose option is for files alone
        assert run(*question, "--format", "json", "--with-passages", cwd=kept).stdout == answer.text("json")


def test_quotes_looks_into_the_passages_that_are_kept(run: Litgraph, project: Path) -> None:
    edited(project, ("counted every one of these letters", "counted “every last one” of these letters"))
    run("read", "paper.txt", "--write", cwd=project)
    assert "nobody can say" in run("who", "quotes", "Noor 2019", cwd=project).stdout
    assert (
        "quotation marks at 1 place, of 3" in run("who", "quotes", "Noor 2019", "--with-passages", cwd=project).stdout
    )


def test_the_passages_stay_out_of_git_and_of_files_that_are_passed_on(run: Litgraph, kept: Path) -> None:
    files = (kept / ".litgraph/passages/own2024.json",)
    assert LETTERS in files[0].read_text(encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=kept, check=True)
    subprocess.run(["git", "add", "-A"], cwd=kept, check=True)
    staged = subprocess.run(["git", "ls-files"], cwd=kept, check=True, capture_output=True, text=True).stdout
    assert "bib/readings/own2024.yaml" in staged and ".litgraph" not in staged
    made = {
        "map.html": ("map", "-o", "map.html"),
        "all.graphml": ("export", "-o", "all.graphml"),
        "bibliography.html": ("bibliography", "-o", "bibliography.html"),
    }
    for name, words in made.items():
        assert run(*words, cwd=kept).returncode == 0
        assert "Harbour masters" not in (kept / name).read_text(encoding="utf-8")
    run("map", "-o", "mine.html", "--with-passages", cwd=kept)
    assert "Harbour masters" in (kept / "mine.html").read_text(encoding="utf-8")
    assert b"Harbour masters" in load(kept).bibliography("md", with_passages=True)


def test_a_broken_store_is_as_none(run: Litgraph, kept: Path) -> None:
    for text in ("", "[]", '{"schema": 1}', '{"schema": 99}'):
        (kept / ".litgraph/passages/own2024.json").write_text(text, encoding="utf-8")
        assert passage_store.read_store(kept, "bib/readings/own2024.yaml") is None
        assert "Vik & Li" in run("who", "cites", "vik2021", "--with-passages", cwd=kept).stdout
        assert run("verify", "paper.txt", cwd=kept).returncode == 0


def test_passages_follow_their_citations_through_corrections_by_hand() -> None:
    def was(cited: str, locator: str = "") -> StoredPassage:
        return StoredPassage(cited, "1", locator, start=0, end=1, text=cited, passage=f"words of {cited} {locator}")

    passages = [was("a", "p. 1"), was("b"), was("A text: of it"), was("a", "p. 2")]
    # One is gone, one is tied to a work, one is new, and the locator of one is corrected.
    marks = [
        CitationMark("a", "1", "p. 1"),
        CitationMark("c", "1", ""),
        CitationMark("z", "1", "p. 9"),
        CitationMark("a", "1", "p. 3"),
    ]
    told = [each.passage if each else "" for each in match_passages(passages, marks)]
    assert told[0] == "words of a p. 1" and told[2] == "" and "words of b " not in (told[2], told[3])
    assert match_passages(passages, [each.mark._replace(section="2") for each in passages]) == passages
    corrected = [
        CitationMark("a", "1", "p. 1"),
        CitationMark("b", "1", ""),
        CitationMark("tied2020", "1", ""),
        CitationMark("a", "1", "p. 22"),
    ]
    assert match_passages(passages, corrected) == passages


@given(st.lists(st.text(max_size=6) | st.sampled_from("İßŉ"), max_size=8), st.data())
def test_words_are_found_whatever_stands_between_their_letters(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))]
    copy = Copy(PaperContent(PaperText(text, ()), (), ()))
    again = data.draw(st.sampled_from([part, part.replace(" ", "-\n"), f"“{part}”"]))
    found = copy.find(again)
    letters = [letter for letter in part if letter.isalnum()]
    assert bool(found) == bool(letters)
    for begin, end in found:
        assert 0 <= begin < end <= len(text)
        if len(text) == len(text.lower()):
            assert [each for each in text[begin:end].lower() if each.isalnum()] == [
                each for each in part.lower() if each.isalnum()
            ]


def test_questions_load_nothing_heavy_for_the_passages(kept: Path) -> None:
    subprocess.run([sys.executable, "-m", "litgraph", "build"], cwd=kept, check=True, capture_output=True)
    code = (
        "import sys, litgraph.cli as c; sys.argv = ['litgraph', 'who', 'cites', 'vik2021', '--with-passages']\n"
        "try: c.main()\nexcept SystemExit: pass\n"
        "print(sorted({'yaml', 'networkx', 'bibtexparser', 'rapidfuzz', 'litgraph.reading.paper'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=kept, capture_output=True, text=True, encoding="utf-8")
    assert "Harbour masters" in done.stdout and done.stdout.rstrip().endswith("[]")


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared with the two papers is not here")
def test_the_readings_of_the_repository_stand_in_their_papers(run: Litgraph, review: Path) -> None:
    done = run("verify", str(SHARED / "seeds"), cwd=review)
    assert done.returncode == 0 and "2 readings: 87 found" in done.stderr and "not to be seen" not in done.stdout


def at_a_terminal(*words: str, cwd: Path) -> str:
    """What litgraph prints where its output is a terminal, its lines joined."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "litgraph", *words],
        cwd=cwd,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": "110"},
    ):
        os.close(theirs)
        said = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other side was closed
                break
            if not piece:
                break
            said += piece
    os.close(ours)
    return " ".join(said.decode().split())
