"""Themes for many works at once, commands about themes, and sorting: what a user gets, and what is left alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import litgraph as lg
from litgraph.desk.changes import change_file
from litgraph.errors import LitgraphError
from tests.conftest import Run as Litgraph
from tests.conftest import run_in_terminal

BIB = """@book{noor2019, author = {Noor, Aya}, title = {Harbour towns and their partners abroad}, year = {2019},
  keywords = {ports; towns}, abstract = {How small harbours write to each other, and what comes of it in the end.}}
@book{tamm1988, author = {Tamm, Ott}, title = {Old quays}, year = {1988}, keywords = {ports}}
@book{vik2021, author = {Vik, Per}, title = {Letters between harbours in the north}, year = {2021}}
@book{vik2022, author = {Vik, Per}, title = {Letters between harbours in the south}, year = {2022}}
"""
THEMES = """# mine
themes:
  - id: ports
    title: Ports
    definition: Where ships lie.
  - id: letters
works:
  Tamm1988: [ports]  # spelt so
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Four works, two themes, and one work that has one."""
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/references.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "themes.yaml").write_text(THEMES, encoding="utf-8")
    return tmp_path


def written(project: Path) -> str:
    return (project / "themes.yaml").read_text(encoding="utf-8")


def test_a_file_with_a_conflict_of_git_is_not_edited(run: Litgraph, project: Path) -> None:
    """The conflict is named with its first line by every edit and by check; the other file may be edited."""
    for name, edits in (
        ("themes.yaml", [("tag", "vik2021", "ports"), ("annotate", "vik2021", "x"), ("theme", "add", "new")]),
        ("bib/references.bib", [("add", "-")]),
    ):
        path = project / name
        before = path.read_text(encoding="utf-8")
        conflict = f"{before}<<<<<<< HEAD\n# mine\n=======\n# theirs\n>>>>>>> topic\n"
        path.write_text(conflict, encoding="utf-8")
        line = before.count("\n") + 1
        for edit in edits:
            done = run(
                *edit, cwd=project, stdin="@book{new, title = {N}, author = {A, B}, year = 2000, publisher = {P}}"
            )
            assert done.returncode == 4 and f"a conflict that git left ({name}:{line})" in done.stderr
        assert path.read_text(encoding="utf-8") == conflict
        assert (
            f"{name}:{line}:1: error: git left a conflict here, up to line {line + 4}"
            in run("check", cwd=project).stdout
        )
        path.write_text(before, encoding="utf-8")


# many works at once


def test_keys_from_a_pipe_are_tagged_in_one_go(run: Litgraph, project: Path) -> None:
    """Each in the spelling that the file has; a work that has the theme with other evidence gets an item."""
    keys = run("find", "before:2022", "--format", "keys", cwd=project).stdout
    done = run("tag", "-", "ports", "--why", "About ports.", cwd=project, stdin=keys)
    assert done.returncode == 0 and "3 works (" in done.stderr and '"tamm1988" had it before' in done.stderr
    assert written(project) == THEMES.replace("[ports]", "[ports, {theme: ports, why: About ports.}]") + "".join(
        f"  {key}:\n    themes:\n      - theme: ports\n        why: About ports.\n" for key in ("noor2019", "vik2021")
    )
    run("untag", "-", "ports", cwd=project, stdin=keys + "vik2022\n")
    assert "ports]" not in written(project) and "why" not in written(project)


def test_several_keys_are_works_and_words_that_are_no_key_are_one_name(run: Litgraph, project: Path) -> None:
    assert run("tag", "noor2019", "vik2021", "letters", cwd=project).returncode == 0
    assert run("tag", "Vik", "2022", "letters", cwd=project).returncode == 0
    assert written(project).count("- letters") == 3
    assert run("tag", "noor2019", cwd=project).returncode == 2


def test_where_one_name_is_unknown_nothing_is_written_and_every_unknown_name_is_said(
    run: Litgraph, project: Path
) -> None:
    done = run("tag", "-", "letters", cwd=project, stdin="noor2019\nnoor2091\nNobody 1999\nVik\n")
    assert done.returncode == 3 and "3 of 4 names mean no single work, so nothing is changed" in done.stderr
    assert 'no work fits "noor2091"; did you mean noor2019?' in done.stderr and '"Nobody 1999"' in done.stderr
    assert '"Vik" can mean 2 works; did you mean vik2021 or vik2022?' in done.stderr
    assert run("tag", "-", "letters", cwd=project).returncode == 3
    assert written(project) == THEMES


def test_untagging_says_which_works_did_not_have_the_theme(run: Litgraph, project: Path) -> None:
    done = run("untag", "tamm1988", "noor2019", "ports", cwd=project)
    assert done.returncode == 0 and '"noor2019" did not have it' in done.stderr
    assert run("untag", "noor2019", "vik2021", "ports", cwd=project).returncode == 4


@pytest.mark.parametrize(
    "words",
    [
        ("tag", "noor2019", "ports"),
        ("untag", "tamm1988", "ports"),
        ("annotate", "noor2019", "Mine."),
        ("theme", "add", "new"),
        ("theme", "rename", "ports", "quays"),
        ("theme", "merge", "letters", "ports"),
        ("add",),
    ],
)
def test_a_dry_run_shows_the_lines_and_writes_nothing(run: Litgraph, project: Path, words: tuple[str, ...]) -> None:
    """The lines are those that the command changes then."""
    names = ("themes.yaml", "bib/references.bib")
    before = [(project / name).read_text(encoding="utf-8") for name in names]
    entry = "@book{bee2020, author={Bee, Ann}, title={On bees}, publisher={Hive}, year=2020}"
    done = run(*words, "--dry-run", cwd=project, stdin=entry)
    assert done.returncode == 0 and "not written (--dry-run)" in done.stderr
    assert [(project / name).read_text(encoding="utf-8") for name in names] == before
    assert run(*words, cwd=project, stdin=entry).returncode == 0
    after = "".join((project / name).read_text(encoding="utf-8") for name in names)
    added = re.findall(r"(?m)^\+(?!\+\+ )(.+)$", done.stdout)
    assert all(line in after for line in added) and added + re.findall(r"(?m)^-(?!-- ).", done.stdout)


@given(
    st.lists(st.sampled_from(["a\n", "b\n", "c\r\n", "\n"]), max_size=30),
    st.lists(st.sampled_from(["a\n", "new\n", "\n"]), max_size=3),
    *(st.integers(0, 30), st.integers(0, 3), st.sampled_from(["", "last"]), st.sampled_from(["", "last"])),
)
def test_the_lines_of_a_dry_run_are_those_that_diff_finds(lines, new_lines, start, count, end, new_end):
    """Wherever in the file they stand; only the lines far from them are never looked at."""
    before = "".join(lines) + end
    after = "".join([*lines[:start], *new_lines, *lines[start + count :]]) + new_end
    assume(before and after and before != after)
    with TemporaryDirectory() as folder:
        Path(folder, "f").write_bytes(before.encode())
        diff = change_file(folder, "f", lambda text: (after, ""), dry_run=True).diff
        Path(folder, "diff").write_bytes(diff.encode())
        command = ["git", "apply", "--no-index", "--whitespace=nowarn", "diff"]
        subprocess.run(command, cwd=folder, check=True, env={**os.environ, "GIT_CEILING_DIRECTORIES": folder})
        assert Path(folder, "f").read_bytes().decode() == after


# themes


def test_a_merge_says_all_that_goes_with_the_theme_and_nothing_of_another(run: Litgraph, project: Path) -> None:
    """Also names that litgraph does not know, which do not block it."""
    text = """themes:
  - {id: c}
  - {id: c-40, definition: stays}
  # of Ann
  - id: c 40
    title: Forty
    said-in: tamm1988
    note: mine
"""
    (project / "themes.yaml").write_text(text, encoding="utf-8")
    merged = run("theme", "merge", "c 40", "c", cwd=project)
    assert merged.stderr.startswith(
        'the theme "c 40" is part of "c" now, which is called "Forty" too; taken out with it: said-in "tamm1988"; '
        'note "mine"; the comment # of Ann'
    )
    assert written(project) == "themes:\n  - {id: c, other-names: [Forty]}\n  - {id: c-40, definition: stays}\n"


def test_themes_are_added_renamed_and_merged_by_command(run: Litgraph, project: Path) -> None:
    words = ("--title", "Small quays", "--parent", "ports", "--other-names", "jetties; piers, small")
    assert run("theme", "add", "quays", *words, cwd=project).returncode == 0
    assert "other-names: [jetties, 'piers, small']" in written(project)
    run("tag", "noor2019", "quays", cwd=project)
    assert run("theme", "rename", "ports", "harbours", cwd=project).returncode == 0
    assert "parent: harbours" in written(project) and "Tamm1988: [harbours]  # spelt so" in written(project)
    shown = run("theme", "merge", "quays", "letters", "--dry-run", cwd=project)
    assert "+    other-names: [Small quays, jetties, 'piers, small', quays]" in shown.stdout
    merged = run("theme", "merge", "quays", "letters", cwd=project)
    assert 'which is called "Small quays", "jetties", "piers, small", "quays" too' in merged.stderr
    for name in ("quays", "Small quays", "jetties", "piers, small"):
        assert run("theme", name, cwd=project).stdout.startswith("letters"), name
        assert run("find", f'theme:"{name}"', "--format", "keys", cwd=project).stdout.split() == ["noor2019"]
        assert run("tag", "noor2019", name, cwd=project).returncode == 0
    assert run("theme", "letters", "--format", "keys", cwd=project).stdout.split() == ["noor2019"]
    assert run("check", cwd=project).returncode == 0
    refused = run("theme", "add", "Letters", cwd=project)
    assert refused.returncode == 4 and 'the theme "letters" is there already' in refused.stderr


def test_a_theme_called_like_a_command_can_be_asked_for(run: Litgraph, project: Path) -> None:
    assert run("theme", "add", "add", "--title", "Additions", cwd=project).returncode == 0
    for words in (("show", "add"), ("--", "add"), ("Additions",), ("--format", "table", "add")):
        assert run("theme", *words, cwd=project).stdout.startswith("Additions [add]"), words


# sorting

PROMPT = "theme (? helps): "


def sort_in_terminal(project: Path, *lines: str, command: tuple[str, ...] = ("sort",), code: int = 0) -> str:
    """What a terminal of 40 columns shows of `litgraph sort`, where these lines are typed, one for each prompt."""
    exchange = [(PROMPT, line if line in ("\x03", "\x04") else line + "\n") for line in lines]
    env = {**os.environ, "COLUMNS": "40"}
    screen, ended = run_in_terminal([sys.executable, "-m", "litgraph", *command], exchange, cwd=project, env=env)
    assert ended == code, screen
    assert "\x1b" not in screen  # no colour, and nothing moves: a screen reader reads line by line
    assert all(len(line) <= 40 for line in screen.replace("\r", "").split("\n"))
    return re.sub(r"\s+", " ", screen)


def test_each_answer_is_written_at_once_and_sorting_goes_on_where_it_was_left(project: Path) -> None:
    shown = sort_in_terminal(project, "1 2: Both of them.", "\x04")
    assert "1 of 3 Noor 2019 · Harbour towns and their partners abroad [noor2019]" in shown
    assert "abstract: How small harbours write to each other" in shown and "keywords: ports; towns" in shown
    assert "themes: 1 Ports; 2 letters" in shown and "1 work sorted, 2 left; litgraph sort goes on" in shown
    item = "      - theme: {}\n        why: Both of them.\n"
    noor = "  noor2019:\n    themes:\n" + item.format("ports") + item.format("letters")
    assert written(project) == THEMES + noor
    shown = sort_in_terminal(project, "s", "n A method.", code=0)
    assert "1 of 2 Vik 2021" in shown and "2 of 2 Vik 2022" in shown and "1 work sorted, 1 left" in shown
    assert written(project) == THEMES + noor + "  vik2022:\n    no-theme: A method.\n"
    sort_in_terminal(project, "\x03", code=130)
    assert written(project) == THEMES + noor + "  vik2022:\n    no-theme: A method.\n"


def test_the_last_answers_can_be_taken_back(project: Path) -> None:
    """One after the other, and the file is what it was, byte for byte."""
    shown = sort_in_terminal(project, "+ New quays", "a Mine.", "u", "u", "u", "?", "99", "t", "q")
    assert 'the answer about "vik2021" is taken back' in shown and 'the answer about "noor2019" is taken back' in shown
    assert "there is no answer to take back" in shown and 'no theme is called "99"' in shown
    assert "1 Ports: Where ships lie." in shown and "0 works sorted, 3 left" in shown
    assert written(project) == THEMES


def test_works_named_on_the_command_line_or_by_a_pipe_are_sorted(project: Path) -> None:
    """With a pipe for the works, the answers still come from the terminal."""
    program = f"{sys.executable} -m litgraph"
    piped = ("sh", "-c", f"{program} find tamm --format keys | {program} sort -")
    env = {**os.environ, "COLUMNS": "40"}
    screen, code = run_in_terminal(piped, [(PROMPT, "letters\n")], cwd=project, env=env)
    assert code == 0 and "1 of 1" in screen and "has: Ports" in screen
    assert "Tamm1988: [ports, letters]  # spelt so" in written(project)


def test_without_a_terminal_the_works_to_be_sorted_are_listed(run: Litgraph, project: Path) -> None:
    done = run("sort", cwd=project)
    assert done.returncode == 0 and "not a terminal" in done.stderr and done.stdout.count("\n") == 3
    (project / "themes.yaml").write_text(THEMES + "  noor2019: [ports]\n  vik2021: [ports]\n  vik2022: [ports]\n")
    assert "nothing to sort" in run("sort", cwd=project).stderr


def test_a_theme_that_is_only_offered_from_keywords_is_defined_when_it_is_given(project: Path) -> None:
    (project / "themes.yaml").unlink()
    with lg.load(project).sort() as sorting:
        assert sorting.keys == ["noor2019", "tamm1988", "vik2021", "vik2022"]
        (ports,) = sorting.themes
        sorting.give("noor2019", [ports])
    text = "themes:\n  - id: ports\n\nworks:\n  noor2019:\n    themes:\n      - ports\n"
    assert written(project) == text
    assert lg.load(project).theme("ports").keys == ["noor2019"]


def test_an_answer_is_not_taken_back_over_the_change_of_somebody_else(project: Path) -> None:
    with lg.load(project).sort("noor2019") as sorting:
        sorting.set_no_theme("noor2019", "A method.")
        changed = written(project) + "  vik2021: [letters]\n"
        (project / "themes.yaml").write_text(changed, encoding="utf-8")
        with pytest.raises(LitgraphError, match="changed since by something else"):
            sorting.undo()
    assert written(project) == changed


# keywords that are offered as themes


def test_the_works_of_an_offered_keyword_are_tagged_by_the_line_that_is_printed(run: Litgraph, project: Path) -> None:
    """A word of a title is not a keyword; what stepped back when a theme was defined is found all the same."""
    (project / "themes.yaml").unlink()
    bib = project / "bib/references.bib"
    bib.write_text(bib.read_text(encoding="utf-8").replace("year = {2021}", "year = {2021}, keywords = {Towns}"))
    program = f"{sys.executable} -m litgraph"
    for theme, words in (("ports", ("theme", "add", "ports")), ("towns", ("tag", "noor2019", "towns"))):
        told = run(*words, cwd=project).stderr
        if theme == "ports":
            assert "the 2 keywords offered as themes step back" in told and '2 works have the keyword "ports"' in told
        else:
            assert 'no theme fits "towns"; it is a keyword of 2 works' in told
            assert run("theme", "add", "towns", cwd=project).returncode == 0
        line = re.search(r"litgraph find keyword:\S+ --format keys \| litgraph tag - \S+", told)
        assert line, told
        subprocess.run(line[0].replace("litgraph ", program + " "), shell=True, cwd=project, check=True)
    assert set(lg.load(project).theme("ports").keys) == {"noor2019", "tamm1988"}
    assert set(lg.load(project).theme("towns").keys) == {"noor2019", "vik2021"}


def test_a_theme_that_is_only_offered_is_neither_renamed_nor_merged(run: Litgraph, project: Path) -> None:
    (project / "themes.yaml").write_text("works:\n  noor2019: [ports]\n", encoding="utf-8")
    assert "litgraph theme add ports" in run("tag", "vik2021", "ports", "--dry-run", cwd=project).stderr
    for words in (("rename", "Ports", "quays"), ("merge", "ports", "letters")):
        refused = run("theme", *words, cwd=project)
        assert refused.returncode == 4 and "define it first: litgraph theme add ports" in refused.stderr
    assert written(project) == "works:\n  noor2019: [ports]\n"


def test_sorting_says_what_is_only_offered_and_keeps_the_numbers(project: Path) -> None:
    (project / "themes.yaml").unlink()
    shown = sort_in_terminal(project, "+ Boats: They float.", "s", "1", "q")
    assert "Of 4 works to be sorted, 2 have such a keyword" in shown and "themes: 1 ports* theme" in shown
    assert "the first theme that you define" in shown and "themes: 1 ports*; 2 Boats theme" in shown
    assert "title: Boats\n" in written(project) and "why: They float." in written(project)
    assert "themes: 1 ports; 2 Boats theme" in shown and "vik2021:\n    themes:\n      - ports" in written(project)


# what is not there, and slips


def test_a_theme_that_is_not_there_is_not_found_and_one_cannot_be_merged_with_itself(
    run: Litgraph, project: Path
) -> None:
    assert run("theme", "merge", "ports", "nosuch", cwd=project).returncode == 3
    assert run("theme", "rename", "nosuch", "x", cwd=project).returncode == 3
    assert '"ports" and "Ports" are the same theme' in run("theme", "merge", "ports", "Ports", cwd=project).stderr


def test_slips_on_the_command_line_are_said(run: Litgraph, project: Path) -> None:
    table = run("find", cwd=project).stdout
    assert "--format keys" in run("tag", "-", "ports", cwd=project, stdin=table).stderr
    swapped = run("tag", "ports", "-", cwd=project, stdin="noor2019\n")
    assert swapped.returncode == 2 and "litgraph tag - ports" in swapped.stderr
    both = run("tag", "noor2019", "ports", "--discussed", "--mentioned", cwd=project)
    assert both.returncode == 2 and written(project) == THEMES


def test_ids_may_be_parted_by_spaces_and_q_stops_at_every_prompt(project: Path) -> None:
    sort_in_terminal(project, "ports letters: Both.", "q")
    assert written(project).endswith(
        "      - theme: ports\n        why: Both.\n      - theme: letters\n        why: Both.\n"
    )
    text = written(project)
    for answer, prompt in (("+", "title of the new theme: "), ("a", "annotation: ")):
        exchange = [(PROMPT, f"{answer}\n"), (prompt, "q\n")]
        screen, code = run_in_terminal(
            [sys.executable, "-m", "litgraph", "sort"], exchange, cwd=project, env=os.environ
        )
        assert code == 0 and "0 works sorted" in screen and written(project) == text


def test_a_theme_that_somebody_else_has_renamed_meanwhile_is_not_given(project: Path) -> None:
    """The new name can be given at once, as the last number; a file that is gone is not made anew."""
    with lg.load(project).sort() as sorting:
        ports = sorting.themes[0]
        lg.load(project).rename_theme("ports", "harbours")
        renamed = written(project)
        with pytest.raises(LitgraphError, match=r'the theme "ports" is not in themes\.yaml any more'):
            sorting.give("noor2019", [ports])
        assert written(project) == renamed and sorting.themes[-1].id == "harbours"
        sorting.give("noor2019", [sorting.themes[-1]])
        (project / "themes.yaml").unlink()
        with pytest.raises(LitgraphError, match=r"themes\.yaml is not there any more"):
            sorting.set_no_theme("vik2021", "A method.")
    assert not (project / "themes.yaml").exists()


def test_a_theme_that_is_renamed_stays_where_it_is_kept_on_the_map(review: Path) -> None:
    kb = lg.load(review)
    kb.map(keep=True)
    before = json.loads((review / "bib/positions.json").read_text(encoding="utf-8"))["positions"]
    kb.rename_theme("City networks", " leagues ")
    after = json.loads((review / "bib/positions.json").read_text(encoding="utf-8"))["positions"]
    assert after["theme:leagues"] == before["theme:networks"] and "theme:networks" not in after
    assert len(after) == len(before)
