"""What reaches the terminal, and how a command ends whose streams are closed or that is interrupted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from litgraph.views.text import FORMS
from tests.conftest import PATIENCE, run_in_terminal
from tests.test_reading_sources import column, pdf

LITGRAPH = f"{sys.executable} -m litgraph"
CONTROLS = "\x07\x1b[2J\x1b]0;owned\x07\x7f\x85\x9b31m\u200f\u202e\u2066"
OBEYED = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def assert_obeys_nothing(screen: str, expected: str) -> None:
    """The terminal shows what is expected, and was told nothing but to begin a line of progress anew."""
    shown = screen.replace("\r\x1b[K", "").replace("\r\n", "\n")
    assert expected in shown and not OBEYED.search(shown)


@pytest.fixture
def hostile(review: Path) -> Path:
    """A review whose files hold what a terminal would obey wherever they hold text."""
    with (review / "bib/references.bib").open("a", encoding="utf-8") as bib:
        bib.write(
            f"\n@book{{li2024, author = {{Li{CONTROLS}, A.}}, title = {{Museums{CONTROLS} of towns}}, year = 2024,\n"
            f"publisher = {{P{CONTROLS}}}, doi = {{10.1/a{CONTROLS}}}, note = {{{CONTROLS}}}, nonsense{CONTROLS} }}\n"
        )
    codebook = (review / "themes.yaml").read_text(encoding="utf-8")
    tie = (
        f'\n  li2024:\n    themes:\n      - {{theme: networks, why: "{CONTROLS.encode("unicode_escape").decode()}"}}\n'
    )
    (review / "themes.yaml").write_text(codebook.replace("\nworks:\n", f"\nworks:{tie}", 1), encoding="utf-8")
    return review


@pytest.mark.parametrize("form", [*FORMS, "bib"])
def test_a_terminal_gets_no_control_of_a_file_in_any_form(hostile, form):
    commands = [f"find Museums --format {form}", f"show li2024 --format {form}"]
    commands += [f"check --format {form}", f"stats --format {form}"] if form != "bib" else []
    script = "; ".join(f"{LITGRAPH} {command}" for command in commands)
    screen, _ = run_in_terminal(["sh", "-c", script], [], cwd=hostile, env={**os.environ, "NO_COLOR": "1"})
    assert_obeys_nothing(screen, "2024")


@pytest.mark.parametrize("words", ["export -o - --to bib", "bibliography -o - --to md", "cite li2024", "map -o -"])
def test_a_terminal_gets_no_control_of_a_document(hostile, words):
    screen, _ = run_in_terminal(["sh", "-c", f"{LITGRAPH} {words}"], [], cwd=hostile)
    assert_obeys_nothing(screen, "2024")


def test_an_error_does_not_echo_what_a_terminal_obeys(city):
    for words in (
        ["who", "cites", f"x{CONTROLS}"],
        [f"x{CONTROLS}"],
        ["find", f"x{CONTROLS}:y"],
        ["--project", CONTROLS, "stats"],
    ):
        screen, _ = run_in_terminal([sys.executable, "-m", "litgraph", *words], [], cwd=city)
        assert_obeys_nothing(screen, "owned")


def test_what_is_piped_on_has_every_letter_of_the_file(run, hostile):
    assert "\x85" in run("find", "Museums", "--format", "bib", cwd=hostile).stdout
    bold = run("show", "clerc2020", cwd=hostile, CLICOLOR_FORCE="1").stdout
    assert "\x1b[1m" in bold


@pytest.mark.parametrize("command", ["add", "cite -", "tag - networks", "find x --format keys", "bibliography - -o -"])
def test_a_closed_standard_input_is_an_empty_one(review, command):
    done = subprocess.run(
        f"{LITGRAPH} {command} <&-", shell=True, cwd=review, capture_output=True, text=True, timeout=PATIENCE
    )
    assert "fault of litgraph" not in done.stderr and "Traceback" not in done.stderr
    assert done.returncode in (0, 3, 4)


def test_a_note_for_which_nobody_waits_is_no_failure(review):
    with (review / "bib/references.bib").open("a") as bib:
        bib.write("@book{broken, title = {")
    # As Python buffers unless it is told otherwise: what could not be written is tried again at the end.
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    # The reader is gone before anything is written; what is written first is the answer, or the note.
    for command, code in (
        ("find Clerc", 0),
        ("find Clerc 2>&1", 0),
        ("who cites nobody 2>&1", 3),
        ("nonsense 2>&1", 2),
    ):
        script = f"set -o pipefail; {LITGRAPH} {command} | true; exit $?"
        done = subprocess.run(
            ["bash", "-c", script], cwd=review, capture_output=True, text=True, timeout=PATIENCE, env=buffered
        )
        assert (done.returncode, done.stderr.count("Traceback")) == (code, 0), command


@pytest.mark.parametrize(
    "module", ["litgraph.cli", "click", "litgraph.cli.stats", "sqlite3", "litgraph.views.text.stats"]
)
def test_an_interrupt_while_modules_are_loaded_ends_with_130(city, module):
    code = (
        "import os, runpy, signal, sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {module!r}: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "sys.argv = ['litgraph', 'stats']\n"
        "runpy.run_module('litgraph', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=city, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 130 and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        f"quiet = {'9' * 5000}",
        ".".join("a" * 50_000) + " = 1",
        f"format = {'[' * 5000}",
        "quiet = 1e999999",
        "format = {a = 1}",
    ],
)
def test_settings_that_no_reader_of_toml_can_take_are_passed_over(run, review, text):
    (review / "litgraph.toml").write_text(text)
    done = run("stats", cwd=review)
    assert done.returncode == 0 and "litgraph.toml:1:" in done.stderr and len(done.stderr) < 1000


@pytest.mark.parametrize("title", [rb"<feffd8>", rb"<feffd800>", rb"<fffe00>", rb"(\376\377\330)"])
def test_a_pdf_whose_metadata_is_broken_begins_a_knowledge_base(run, tmp_path, title):
    lines = [
        "A Review of Towns",
        "Towns were long overlooked (Noor, 2019).",
        "References",
        "Noor, A. (2019). Harbour towns. Quay.",
    ]
    data = pdf(column(50, 700, lines))
    data = data.replace(b"/Root", b"/Info <</Title " + title + b" /Subject " + title + b">> /Root", 1)
    assert title in data
    (tmp_path / "review.pdf").write_bytes(data)
    done = run("start", "review.pdf", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
