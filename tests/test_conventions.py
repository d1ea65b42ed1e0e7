"""What every question on the command line has in common: forms, pipes, quiet, settings, completion."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from litgraph import settings
from litgraph.cli import cli, completion
from litgraph.corpus import load
from litgraph.formats import bibtex
from litgraph.views.text import FORMS
from tests.conftest import REPOSITORY, Run, copy_knowledge_base, run_in_terminal

QUESTIONS = [
    ("who", "cites", "Clerc 2020"),
    ("cites", "Clausen 2022"),
    ("find", "theme:networks"),
    ("find", "museum"),
    ("show", "Clerc 2020"),
    ("theme", "small cities"),
    ("both", "Clausen 2022", "clausen-themes"),
    ("co-cited", "Clerc 2020"),
    ("coupled", "Clausen 2022"),
    ("only-in", "2.E"),
    ("most-cited", "-n", "3"),
    ("pages", "acuto2016"),
    ("quotes", "amiri2020"),
    ("path", "laskey2017", "sil2010"),
    ("ancestors", "clausen2022"),
    ("gaps", "one-voice"),
    ("ask", "who cites Clerc 2020"),
]
PLAIN = [("themes",), ("stats",), ("check",)]


def _asked(city: Path, *words: str, stdin: str = "") -> Result:
    """A command run within this process, which takes a tenth of the time."""
    return CliRunner().invoke(cli, ["--project", str(city), *words], input=stdin)


def _shell(script: str, cwd: Path, tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which `litgraph` is the program of this repository."""
    environment = {**os.environ, "PATH": f"{_program(tmp_path)}:{os.environ['PATH']}", "COLUMNS": "100", **env}
    command = ["bash", "-c", f"set -o pipefail; {script}"]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60)


def _program(folder: Path) -> Path:
    """A folder that holds `litgraph` as an installation would have it."""
    (folder / "path").mkdir(exist_ok=True)
    program = folder / "path/litgraph"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{REPOSITORY}" exec "{sys.executable}" -m litgraph "$@"\n')
    program.chmod(0o755)
    return program.parent


def _in_terminal(folder: Path, **env: str) -> dict[str, str]:
    """The environment of a program in a terminal, whatever the terminal of these tests is told of width and colour."""
    own = {"PATH": f"{_program(folder)}:{os.environ['PATH']}", "HOME": str(folder), "TERM": "xterm"}
    return {
        name: value
        for name, value in {**os.environ, **own}.items()
        if name not in ("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS")
    } | env


# forms


@pytest.mark.parametrize("question", [*QUESTIONS, *PLAIN], ids=" ".join)
def test_every_question_has_every_form(city: Path, question: tuple[str, ...]) -> None:
    """JSON and JSON lines are read again, CSV has one width, Markdown no open cell, keys are the rows' keys."""
    said = {form: _asked(city, *question, "--format", form).stdout for form in FORMS}
    rows = [json.loads(line) for line in said["jsonl"].splitlines()]
    assert json.loads(said["json"])["schema"] == 1
    lines = list(csv.reader(io.StringIO(said["csv"])))
    assert len(lines) == len(rows) + 1 and {len(line) for line in lines} == {len(lines[0])}
    assert bool(said["md"]) == bool(rows) == bool(said["keys"])
    widths = {line.replace("\\|", "").count("|") for line in said["md"].splitlines() if line.startswith("|")}
    assert len(widths) <= 1
    assert set(said["keys"].splitlines()) <= {str(value) for row in rows for value in row.values() if value}


@pytest.mark.parametrize("question", QUESTIONS[:8], ids=" ".join)
def test_bib_is_the_entries_of_the_keys(city: Path, question: tuple[str, ...]) -> None:
    """The BibTeX of an answer, read again, holds the works of its keys, and no field for our own use."""
    keys = _asked(city, *question, "--format", "keys").stdout.split()
    text = _asked(city, *question, "--format", "bib").stdout
    works = {work.key: work for work in bibtex.parse_bibliography(text, "answer.bib").works}
    assert sorted(works) == sorted(keys) and "x-" not in text
    by_key = load(city).by_key
    assert all(works[key].title == by_key[key].title and works[key].ids == by_key[key].ids for key in keys)


def test_what_is_no_work_has_no_bib(run: Run, city: Path) -> None:
    """`themes --format bib` is a usage error, and a usual format that a question lacks gives a table instead."""
    assert run("themes", "--format", "bib", cwd=city).returncode == 2
    assert run("themes", cwd=city, LITGRAPH_FORMAT="bib").stdout == run("themes", cwd=city).stdout


def test_markdown_masks_what_a_title_holds(run: Run, tmp_path: Path) -> None:
    """Pipes, stars, brackets, tags and line ends in a title stay text, and do not add a cell."""
    (tmp_path / "bib").mkdir()
    entry = "@book{a|b, author={Li, A.}, title={{One | two *three* [four](x) <b>`five`}}, publisher={P}, year=2020}\n"
    (tmp_path / "bib/references.bib").write_text(entry + entry.replace("a|b", "c").replace("2020", "2021"))
    head, rule, *rows = run("find", "--format", "md").stdout.splitlines()
    assert head.replace("\\|", "").count("|") == rule.count("|") and len(rows) == 2
    assert all(row.replace("\\|", "").count("|") == rule.count("|") for row in rows)
    assert r"One \| two \*three\* \[four\](x) \<b\>\`five\`" in rows[0]


def test_markdown_keeps_the_evidence(city: Path) -> None:
    """A list of places says section, page, who says so and the line in the file."""
    said = _asked(city, "who", "cites", "Clerc 2020", "--format", "md").stdout
    assert said.count("    - ") == 6 and "- **Clausen 2022**, *City Diplomacy in New Mexico" in said
    place = next(line for line in said.splitlines() if "together: joenniemi2017" in line)
    assert "§2.F A Role for the Study" in place and "p. 332" in place
    assert "read by hand" in place and "bib/readings/clausen-themes.yaml:124:13" in place


@pytest.mark.parametrize("form", ["md", "csv", "jsonl"])
def test_rows_of_a_record_keep_its_evidence(city: Path, form: str) -> None:
    """`show` says of each theme and citing work where, who says so and why, in each form; and why there is no theme."""
    said = _asked(city, "show", "clerc2020", "--format", form).stdout
    for place in (
        "Small-city diplomacy: discussed; Clausen 2022, §2 Literature Review; points to p. 332 (by hand, themes.yaml:",
        "Its case is taken as a warning against broad theory.",
        "§2.F A Role for the Study of Small-City Diplomacy?, lines 119, 122, 124 (p. 332) (read by hand, bib/readings/",
        "bib/references.bib:136:1",
        "nobody has looked",
    ):
        assert place in said, place
    assert "Cited only for action research as a method" in _asked(city, "show", "berg2001", "--format", form).stdout
    assert "Named under the strand on city networks." in _asked(city, "find", "theme:networks", "--format", form).stdout
    assert "read by hand" in _asked(city, "ancestors", "clausen2022", "--format", form).stdout
    if form == "md":
        lines = said.splitlines()
        first = lines.index("    - themes evidence:") + 1
        assert all(line.startswith("        - ") and line.count("(by hand") == 1 for line in lines[first : first + 6])


# pipes


def test_keys_of_one_question_are_the_works_of_the_next(city: Path, tmp_path: Path) -> None:
    """`find museum --format keys | show -` shows each work found, in their order."""
    keys = _shell("litgraph find museum --format keys", city, tmp_path).stdout.split()
    data = _shell("litgraph find museum --format keys | litgraph show - --format json", city, tmp_path)
    document = json.loads(data.stdout)
    assert [each["answer"]["meant"]["work"]["key"] for each in document["answers"]] == keys and len(keys) >= 2
    assert document["question"] == "show" and document["missing"] == [] and data.stderr == ""
    text = _shell("litgraph find museum --format keys | litgraph show -", city, tmp_path, COLUMNS="40").stdout
    assert text.count("─" * 40 + "\n") == len(keys) - 1 and all(
        len(line) <= 40 or " " not in line.strip() for line in text.splitlines()
    )


@pytest.mark.parametrize(
    "question", ["who cites", "cites", "show", "pages", "ancestors", "co-cited", "coupled", "theme"]
)
def test_rows_of_several_works_have_one_header_and_say_which_was_asked(city: Path, question: str) -> None:
    """CSV, JSON lines and keys of "-" are those of each work alone, one after the other."""
    names = ["networks", "small-cities"] if question == "theme" else ["clausen2022", "clerc2020", "acuto2013"]
    words, stdin = question.split(), "\n".join(names)
    alone: list[dict[str, object]] = []
    for name in names:
        lines = _asked(city, *words, name, "--format", "jsonl").stdout.splitlines()
        alone += [{"asked": name, **json.loads(line)} for line in lines]
    lines = _asked(city, *words, "-", "--format", "jsonl", stdin=stdin).stdout.splitlines()
    assert [json.loads(line) for line in lines] == alone != []
    table = list(csv.DictReader(io.StringIO(_asked(city, *words, "-", "--format", "csv", stdin=stdin).stdout)))
    assert [row["asked"] for row in table] == [row["asked"] for row in alone]
    assert None not in {value for row in table for value in row.values()}


def test_one_unknown_among_many_is_said_and_the_rest_goes_on(run: Run, city: Path) -> None:
    """Names as in speech, Windows line ends, a byte order mark and doubles are read; the unknown ends in 3."""
    stdin = "\ufeffClerc 2020\r\n\r\nnobody1234\nAcuto\n  toyoda2016  \nClerc 2020\n"
    done = run("show", "-", "--format", "json", cwd=city, stdin=stdin)
    document = json.loads(done.stdout)
    assert [each["asked"] for each in document["answers"]] == ["Clerc 2020", "toyoda2016"]
    assert [(each["asked"], each["status"]) for each in document["missing"]] == [
        ("nobody1234", "unknown"),
        ("Acuto", "ambiguous"),
    ]
    assert done.returncode == 3 and 'no work fits "nobody1234"' in done.stderr and "[acuto2013]" in done.stderr
    assert run("show", "-", "--format", "keys", cwd=city, stdin=stdin).stdout.split() == ["clerc2020", "toyoda2016"]


@pytest.mark.parametrize("form", [*FORMS, "bib"])
def test_empty_stdin_is_nothing(city: Path, form: str) -> None:
    """No lines give no answers and exit code 0, or 3 where that is wanted."""
    done = _asked(city, "show", "-", "--format", form)
    assert done.exit_code == 0 and done.stderr == ""
    wanted = {"csv": "asked\n", "json": [], "table": ""}.get(form, "")
    assert (json.loads(done.stdout)["answers"] if form == "json" else done.stdout) == wanted
    assert _asked(city, "show", "-", "--format", form, "--fail-empty").exit_code == 3


def test_bytes_that_are_no_text_are_no_work(city: Path) -> None:
    """Binary input is told to name no work, without a traceback."""
    command = [sys.executable, "-m", "litgraph", "show", "-"]
    done = subprocess.run(command, cwd=city, input=b"\xff\x00\x81\nclerc2020\n", capture_output=True, timeout=60)
    assert done.returncode == 3 and b"Clerc 2020" in done.stdout and b"fault of litgraph" not in done.stderr


# nothing found, and quiet


@pytest.mark.parametrize("form", [*FORMS, "bib"])
def test_fail_empty_ends_with_3_only_where_nothing_is_found(city: Path, form: str) -> None:
    """The note about nothing found is still said."""
    done = _asked(city, "find", "zebra", "--fail-empty", "--format", form)
    assert done.exit_code == 3 and "no work holds" in done.stderr
    assert _asked(city, "find", "zebra", "--format", form).exit_code == 0
    assert _asked(city, "find", "museum", "--fail-empty", "--format", form).exit_code == 0


def test_quiet_leaves_out_notes_and_keeps_errors(run: Run, review: Path) -> None:
    """-q after a question, before any command, from the environment and from litgraph.toml."""
    (review / "bib/more.bib").write_text("@book{x, title={No end\n")
    for loud in (("who", "cites", "Amiri 2020"), ("find", "zebra"), ("find", "museum")):
        said, quiet = run(*loud, cwd=review), run(*loud, "-q", cwd=review)
        assert said.stderr and quiet.stderr == "" and said.stdout == quiet.stdout
    assert run("build", "--anew", cwd=review).stderr
    assert run("-q", "build", "--anew", cwd=review).stderr == ""
    assert run("find", "zebra", cwd=review, LITGRAPH_QUIET="1").stderr == ""
    (review / "litgraph.toml").write_text("quiet = true\n")
    assert run("find", "zebra", cwd=review).stderr == ""
    assert run("find", "zebra", cwd=review, LITGRAPH_QUIET="no").stderr
    assert "no work fits" in run("show", "-q", "zebra", cwd=review).stderr


def test_a_large_build_says_so_on_stderr_alone(run: Run, tmp_path: Path) -> None:
    """One plain line where stderr is no terminal; at a terminal a line that counts and goes."""
    (tmp_path / "bib").mkdir()
    entry = "@book{{k{0}, author={{Li, A.}}, title={{Title {0} {1}}}, publisher={{P}}, year=2020}}\n"
    lines = [entry.format(number, "long " * 2000) for number in range(40)]
    (tmp_path / "bib/references.bib").write_text("".join(lines))
    done = run("find", "-n", "1", "--format", "keys")
    assert done.stdout == "k0\n" and done.stderr.splitlines()[0].startswith("reading the files anew, 0.4 MB")
    assert "\r" not in done.stderr
    command = [sys.executable, "-m", "litgraph", "build", "--anew"]
    screen, _ = run_in_terminal(command, [], cwd=tmp_path, env=_in_terminal(tmp_path))
    assert re.search(
        r"(?:^|\r\x1b\[K)reading the files anew, 0\.4 MB \.\.\.(?:.* \d+ s)?\r\x1b\[Kindex made\r\n", screen
    ), screen


@pytest.mark.parametrize(("env", "bold"), [({}, True), ({"NO_COLOR": "1"}, False), ({"CLICOLOR": "0"}, False)])
def test_bold_is_for_terminals_that_want_it(
    run: Run, city: Path, tmp_path: Path, env: dict[str, str], bold: bool
) -> None:
    """Headings are bold at a terminal; NO_COLOR and pipes have none."""
    command = [sys.executable, "-m", "litgraph", "who", "cites", "clerc2020"]
    screen, code = run_in_terminal(command, [], cwd=city, env=_in_terminal(tmp_path, **env))
    assert code == 0 and ("\x1b[1mClerc 2020 ·" in screen) is bold
    assert "\x1b" not in run("who", "cites", "clerc2020", cwd=city, **env).stdout
    assert "\x1b[1m" in run("who", "cites", "clerc2020", cwd=city, CLICOLOR_FORCE="1").stdout


# settings


def test_the_nearest_setting_holds(run: Run, review: Path, tmp_path: Path) -> None:
    """Option, environment, project, the user's own file, built in: in this order."""
    own = tmp_path / "home/litgraph/config.toml"
    own.parent.mkdir(parents=True)
    home = str(tmp_path / "home")

    def first(*words: str, **env: str) -> str:
        return run("themes", *words, cwd=review / "bib", XDG_CONFIG_HOME=home, **env).stdout[:6]

    table, json_, csv_, jsonl, keys = "id    ", '{\n  "s', "id,tit", '{"id":', "early-"
    assert first() == table
    own.write_text('format = "jsonl"\n')
    assert first() == jsonl
    (review / "litgraph.toml").write_text('format = "csv" # mine\n')
    assert first() == csv_
    assert first(LITGRAPH_FORMAT="json") == json_
    assert first("--format", "keys", LITGRAPH_FORMAT="json") == keys


def test_config_says_where_each_setting_comes_from(run: Run, review: Path) -> None:
    """`config` prints lines for a litgraph.toml; --show-origin adds file and line, and the files looked for."""
    (review / "litgraph.toml").write_text('# mine\n\nformat = "csv"\n')
    env = {"XDG_CONFIG_HOME": "/nowhere", "LITGRAPH_QUIET": "yes"}
    assert run("config", cwd=review, **env).stdout == 'format = "csv"\nquiet = true\n'
    lines = run("config", "--show-origin", cwd=review / "bib", **env).stdout.splitlines()
    assert lines[:2] == ['format = "csv"  # litgraph.toml:3', "quiet = true  # LITGRAPH_QUIET"]
    assert lines[2] == f"# project: {review} (the nearest from here upwards)"
    assert lines[4] == "# not there: /nowhere/litgraph/config.toml"
    (review / "litgraph.toml").write_text(run("config", cwd=review, **env).stdout)
    assert run("config", cwd=review, XDG_CONFIG_HOME="/nowhere").stdout == 'format = "csv"\nquiet = true\n'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'quiet = true\nfromat = "csv"\n', 'toml:2:1: warning: no setting is called "fromat"; did you mean "format"?'),
        (b'quiet = true\nformat = "jsno"\n', 'toml:2:1: warning: "format" must be the name of a format, not "jsno"'),
        (b"quiet = true\nformat = 3\n", 'litgraph.toml:2:1: warning: "format" must be the name of a format, not 3'),
        (b'quiet = "yes"\n', 'litgraph.toml:1:1: warning: "quiet" must be true or false, not "yes"'),
        (b"\n[map]\ntitle = 1\n", 'litgraph.toml:2:1: warning: no setting is called "map"'),
        (b"quiet = true\nformat = \n", "litgraph.toml:2:10: warning: this is not TOML"),
        (b"quiet = true\n# \xe9\n", "litgraph.toml:2:3: warning: this is not UTF-8"),
        (b"a = " + b"[" * 100_000, "litgraph.toml:1:1: warning: this is not TOML"),
    ],
)  # fmt: skip
def test_a_faulty_settings_file_is_said_with_its_place_and_the_work_goes_on(
    review: Path, content: bytes, said: str
) -> None:
    """Even where it is to be quiet; what is right in the file holds."""
    (review / "litgraph.toml").write_bytes(content)
    for words in (("find", "museum"), ("find", "museum", "-q"), ("config",)):
        done = _asked(review, *words)
        assert done.exit_code == 0 and done.stdout and said in done.stderr.splitlines()[0]
        assert len(done.stderr.splitlines()) == 1


def test_a_settings_file_that_is_none_or_cannot_be_read_is_said(run: Run, review: Path) -> None:
    """A folder or a pipe of that name is not waited for."""
    (review / "litgraph.toml").mkdir()
    assert "litgraph.toml:1:1: warning: it cannot be read" in run("find", "museum", cwd=review).stderr
    (review / "litgraph.toml").rmdir()
    os.mkfifo(review / "litgraph.toml")
    assert "litgraph.toml:1:1: warning: it cannot be read" in run("find", "museum", cwd=review).stderr


def test_the_environment_names_the_project(run: Run, city: Path, tmp_path: Path) -> None:
    """LITGRAPH_PROJECT is as good as --project, which comes before it; a wrong one is named as the cause."""
    assert "Clerc 2020" in run("show", "clerc2020", LITGRAPH_PROJECT=str(city)).stdout
    wrong = run("show", "clerc2020", LITGRAPH_PROJECT="/nowhere")
    assert wrong.returncode == 4 and "LITGRAPH_PROJECT" in wrong.stderr
    assert run("--project", str(city), "show", "clerc2020", LITGRAPH_PROJECT="/nowhere").returncode == 0
    wrong = run("themes", cwd=city, LITGRAPH_FORMAT="jsno", LITGRAPH_QUIET="perhaps")
    assert 'did you mean "json' in wrong.stderr and "LITGRAPH_QUIET must be true or false" in wrong.stderr
    assert wrong.returncode == 0 and "networks" in wrong.stdout


def test_no_settings_cost_no_reader_of_toml(city: Path) -> None:
    """Where there is no file, nothing is imported to read one."""
    code = "import sys\nfrom litgraph import settings\nsettings.read_settings('.')\nprint('tomllib' in sys.modules)"
    env = {**os.environ, "XDG_CONFIG_HOME": "/nowhere", "PYTHONPATH": str(REPOSITORY)}
    assert subprocess.run([sys.executable, "-c", code], cwd=city, env=env, capture_output=True).stdout == b"False\n"
    assert set(settings.BUILT_IN) == {"format", "quiet"}


# completion


def _complete(line: str, cwd: Path) -> list[str]:
    """What bash would be told to put in at the end of the line."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(said):
        patch.chdir(cwd)
        patch.setenv("_LITGRAPH_COMPLETE", "bash_complete")
        patch.setenv("COMP_WORDS", line)
        assert completion.respond() == 0
    return [value.removeprefix("plain,") for value in said.getvalue().splitlines() if value]


def test_each_place_completes_what_may_stand_there(run: Run, city: Path) -> None:
    """Commands, options, keys by key, label or author, themes, formats, fields and their values."""
    run("build", cwd=city)
    assert _complete("litgraph ", city) == list(cli.list_commands(None))  # type: ignore[arg-type]
    for line, wanted in [
        ("litgraph sho", ["show"]),
        ("litgraph who ", ["cites", "quotes"]),
        ("litgraph who cites cle", ["clerc2020"]),
        ("litgraph show Toyo", ["toyoda2016"]),
        ("litgraph show 'Clerc 20", ["clerc2020"]),
        ("litgraph cites clausen2022 --format js", ["json", "jsonl"]),
        ("litgraph theme sma", ["small-cities"]),
        ("litgraph theme a", ["attractive-agency", "theorizing", "add"]),
        ("litgraph theme city networks sis", ["sister-cities"]),
        ("litgraph theme merge networks sma", ["small-cities"]),
        ("litgraph sort cle", ["clerc2020"]),
        ("litgraph find xy", []),
        ("litgraph find the", ["theme:"]),
        ("litgraph find theme:ne", ["networks"]),
        ("litgraph find theme:networks,si", ["networks,sister-cities"]),
        ("litgraph find author:ac", ["acuto"]),
        ("litgraph find author:van\\ d", ["vanderpluijm"]),
        ('litgraph find author:"van d', ["vanderpluijm"]),
        ("litgraph find not:men", ["mentioned"]),
        ("litgraph find --kind boo", ["book"]),
        ("litgraph find --theme=ne", ["networks"]),
        ("litgraph tag clerc2020 netw", ["networks"]),
        ("litgraph only-in 2 --paper clausen2", ["clausen2022"]),
        ("litgraph gaps one", ["one-voice"]),
    ]:
        assert _complete(line, city) == wanted, line
    assert "--fail-empty" in _complete("litgraph show --f", city)
    assert {"discussed", "theme:"} <= set(_complete("litgraph find not:", city))


def test_completion_is_silent_where_it_knows_nothing(run: Run, city: Path, tmp_path: Path) -> None:
    """Without a project, an index, or sense in the line; and it never makes an index."""
    assert _complete("litgraph show cl", tmp_path) == []
    assert _complete("litgraph --project /nowhere show cl", city) == []
    assert _complete("litgraph show --nosuch=x", city) == []
    assert _complete("litgraph --version ", city)[:1] == ["ask"]
    assert _complete("litgraph --project", city) == ["--project"]
    fresh = copy_knowledge_base(tmp_path / "fresh")
    assert _complete("litgraph show cl", fresh) == [] and not (fresh / ".litgraph").exists()
    (fresh / ".litgraph").mkdir()
    (fresh / ".litgraph/index.sqlite").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    assert _complete("litgraph show cl", fresh) == []


def test_completion_imports_nothing_heavy(run: Run, city: Path) -> None:
    """Neither readers nor graphs, nor what it takes to put a question."""
    run("build", cwd=city)
    code = (
        "import sys\nfrom litgraph.cli import completion\ncompletion.respond()\n"
        "heavy = {'networkx', 'pyvis', 'yaml', 'bibtexparser', 'rapidfuzz', 'tomllib', 'litgraph.corpus'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    env = {**os.environ, "_LITGRAPH_COMPLETE": "bash_complete", "COMP_WORDS": "litgraph show cle"}
    done = subprocess.run([sys.executable, "-c", code], cwd=city, env=env, capture_output=True, text=True)
    assert done.stdout.split("\n")[:2] == ["plain,clerc2020", "[]"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_real_shell_completes(run: Run, city: Path, tmp_path: Path, shell: str) -> None:
    """The printed script, read by the shell, completes a key and a theme behind a colon in a line that is typed."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    run("build", cwd=city)
    (tmp_path / "script").write_text(run("completion", shell, cwd=tmp_path).stdout)
    environment = _in_terminal(tmp_path, PS1="$ ", ZDOTDIR=str(tmp_path))
    if shell == "fish":
        for line, wanted in (("litgraph show cle", "clerc2020"), ("litgraph find theme:ne", "theme:networks")):
            code = f"source {tmp_path}/script; complete --do-complete '{line}'"
            done = subprocess.run(["fish", "-c", code], cwd=city, env=environment, capture_output=True, text=True)
            assert done.stdout.split("\t")[0].strip() == wanted, done.stderr
        return
    command = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}[shell]
    start = "autoload -Uz compinit; compinit -u -D; " if shell == "zsh" else ""
    for line, wanted in (
        ("litgraph show cle\t--format keys", "clerc2020"),
        ("litgraph find theme:small\t--format keys -n 1 --sort year", "clausen2022"),
        ("litgraph find auth\tcler\t--format keys", "clerc2020"),
    ):
        (tmp_path / "answer").unlink(missing_ok=True)
        typed = f"{line} > {tmp_path}/answer; echo rea''dy\n"
        exchange = [("$ ", f"{start}source {tmp_path}/script\n"), ("$ ", typed), ("ready\r\n", "exit\n")]
        screen, _ = run_in_terminal(command, exchange, cwd=city, env=environment)
        assert (tmp_path / "answer").read_text().split() == [wanted], screen
