"""The commands as a user runs them."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import random
import sqlite3
import subprocess
import sys
from collections import Counter

import pytest

from litgraph import load
from litgraph.cli.terminal import complain


def test_who_cites_names_works_sections_pages_and_voices(run, city):
    result = run("who", "cites", "Clerc", "2020", cwd=city)
    assert result.returncode == 0 and result.stderr == ""
    assert "cited by 2 works in 6 places" in result.stdout
    assert "§2.F A Role for the Study of Small-City Diplomacy?" in result.stdout
    assert "p. 332, parenthetical, together with joenniemi2017" in result.stdout
    assert "read by hand, bib/readings/clausen2022.yaml" in result.stdout


def test_and_is_as_good_as_an_ampersand(run, city):
    words = run("who", "cites", "Van", "der", "Pluijm", "and", "Melissen", cwd=city)
    sign = run("who", "cites", "Van der Pluijm & Melissen (2007)", cwd=city)
    assert words.stdout == sign.stdout and "cited by 2 works in 9 places" in words.stdout


def test_an_exact_list_wins_and_the_other_is_said_aside(run, city):
    result = run("who", "cites", "Amiri", "2020", cwd=city)
    assert result.returncode == 0 and "in 5 places" in result.stdout
    assert "there is also Amiri & Sevin 2020 [amirisevin2020]" in result.stderr
    data = json.loads(run("who", "cites", "Amiri 2020", "--format", "json", cwd=city).stdout)
    assert data["schema"] == 1 and data["meant"]["work"]["key"] == "amiri2020"
    assert [work["key"] for work in data["meant"]["others"]] == ["amirisevin2020"]


@pytest.mark.parametrize(
    ("mention", "message"), [("Acuto", "can mean"), ("Clark 2020", "Clerc 2020"), ("zzzz", "no work fits")]
)
def test_what_is_not_one_work_ends_with_3_and_no_data(run, city, mention, message):
    result = run("who", "cites", mention, cwd=city)
    assert result.returncode == 3 and result.stdout == "" and message in result.stderr
    error = json.loads(run("who", "cites", mention, "--format", "json", cwd=city).stdout)["error"]
    assert error["status"] in ("ambiguous", "unknown")


def test_nobody_cites_it_and_nobody_has_looked_are_two_answers(run, city, tmp_path):
    listed = run("who", "cites", "City of Santa Fe", cwd=city)
    assert listed.returncode == 0
    assert "nobody that was read cites it" in listed.stdout and "in its reference list" in listed.stdout
    run("init", "new")
    (tmp_path / "new/bib/references.bib").write_text(
        "@book{li2020, author={Li, A.}, title={One}, publisher={P}, year=2020}"
    )
    result = run("who", "cites", "Li", cwd=tmp_path / "new")
    assert result.returncode == 0 and "nobody has looked" in result.stdout


def test_keys_csv_and_jsonl_are_data_only(run, city):
    keys = run("find", "sister", "cities", "--format", "keys", cwd=city).stdout.split()
    assert "toyoda2016" in keys and "sistercities2006" in keys
    rows = list(csv.DictReader(io.StringIO(run("who", "cites", "Clerc", "--format", "csv", cwd=city).stdout)))
    assert len(rows) == 6 and {row["section"] for row in rows} == {"2.F", "2"}
    lines = run("cites", "Clausen 2022", "--format", "jsonl", cwd=city).stdout.splitlines()
    statuses = Counter(json.loads(line)["status"] for line in lines)
    assert statuses == {"cited": 18, "listed, never cited": 1, "personal-communication": 2}


def test_find_does_not_mind_case_diacritics_or_word_ends(run, city):
    for words in (("SAO", "paulo"), ("janczak",), ("hen'yo",), ("diplom", "museum")):
        assert run("find", *words, "--format", "keys", cwd=city).stdout.strip(), words
    result = run("find", "zebra", cwd=city)
    assert result.returncode == 0 and result.stdout == "" and "no work holds" in result.stderr


def test_show_gives_the_record_its_themes_and_what_is_not_known(run, city):
    result = run("show", "Clausen, Meyer and Cullis", cwd=city)
    assert "not known" in result.stdout and "journal" in result.stdout
    result = run("show", "toyoda2016", cwd=city)
    assert "Transformation and Prospects" in result.stdout and "points to p. 20" in result.stdout


def test_a_theme_is_found_by_words_and_shows_its_evidence(run, city):
    result = run("theme", "sister", "cities", cwd=city)
    assert result.returncode == 0 and "8 works" in result.stdout and "§2.E Sister Cities" in result.stdout
    assert run("theme", "cities", cwd=city).returncode == 3
    assert "sister-cities" in run("theme", "sistr cities", cwd=city).stderr
    assert run("themes", "--format", "keys", cwd=city).stdout.split()[0] == "early-studies"


def test_check_is_quiet_on_the_review_and_explains_codes(run, city):
    result = run("check", cwd=city)
    assert result.returncode == 0 and "0 errors, 0 warnings" in result.stderr
    assert "UTF-8" in run("check", "--explain", "wrong-encoding").stdout
    assert run("check", "--explain", "wrong-encodin").returncode == 3


def test_broken_copies_of_each_file_give_all_problems_at_once(run, review):
    bib, codebook, reading = (
        review / "bib/references.bib",
        review / "themes.yaml",
        review / "bib/readings/clausen2022.yaml",
    )
    bib_lines = bib.read_text(encoding="utf-8").splitlines()
    title = next(
        number for number, line in enumerate(bib_lines, 1) if line.startswith("  title") and line.endswith(",")
    )
    bib_lines[title - 1] = bib_lines[title - 1].rstrip(",")
    clerc = next(number for number, line in enumerate(bib_lines, 1) if line.startswith("@incollection{clerc2020"))
    bib_lines += ["@book{clerc2020,", "  title = {Another},", "  year = {20x0},", "}"]
    bib.write_text("\n".join(bib_lines) + "\n", encoding="utf-8")
    themes = codebook.read_text(encoding="utf-8").splitlines()
    role = next(number for number, line in enumerate(themes, 1) if line.strip() == "role: discussed")
    themes[role - 1] = themes[role - 1].replace("role", "rolle")
    theme = next(number for number, line in enumerate(themes, 1) if line.strip() == "- theme: networks")
    themes[theme - 1] = themes[theme - 1].replace("networks", "netwerks")
    codebook.write_text("\n".join(themes) + "\n", encoding="utf-8")
    text = reading.read_text(encoding="utf-8")
    reading.write_text(text.replace("work: laskey2017", "work: laskey2071"), encoding="utf-8")
    laskey = next(number for number, line in enumerate(text.splitlines(), 1) if "work: laskey2017" in line)
    result = run("check", cwd=review)
    assert result.returncode == 4 and "Traceback" not in result.stderr
    for place, code in [
        (f"bib/references.bib:{title}:", "bib-missing-comma"),
        (f"bib/references.bib:{len(bib_lines) - 3}:1:", "duplicate-key"),
        (f"bib/references.bib:{len(bib_lines) - 1}:", "malformed-year"),
        (f"themes.yaml:{role}:", "unknown-key"),
        (f"themes.yaml:{theme}:", "unknown-theme"),
        (f"bib/readings/clausen2022.yaml:{laskey}:", "unknown-work"),
    ]:
        assert any(line.startswith(place) and f"[{code}]" in line for line in result.stdout.splitlines()), (
            place,
            code,
            result.stdout,
        )
    assert f":{clerc}:1" in result.stdout  # the first of two equal keys is named
    assert 'did you mean "networks"?' in result.stdout and 'did you mean "laskey2017"?' in result.stdout
    assert run("who", "cites", "Acuto 2013", cwd=review).returncode == 0


def test_tag_annotate_and_add_change_only_their_lines(run, review):
    before = (review / "themes.yaml").read_bytes().splitlines(keepends=True)
    result = run(
        "tag",
        "berg2001",
        "theorizing",
        "--said-in",
        "Clausen, Meyer & Cullis",
        "--section",
        "3",
        "--mentioned",
        cwd=review,
    )
    assert result.returncode == 0, result.stderr
    after = (review / "themes.yaml").read_bytes().splitlines(keepends=True)
    gone = [line for line in before if line not in after]
    assert all(b"no-theme" in line or line.startswith(b"      ") for line in gone)
    assert "berg2001" in run("theme", "theorizing", "--format", "keys", cwd=review).stdout.split()
    assert run("check", cwd=review).returncode == 0
    assert run("untag", "berg2001", "theorizing", cwd=review).returncode == 0
    assert "berg2001" not in run("theme", "theorizing", "--format", "keys", cwd=review).stdout.split()
    assert run("annotate", "Clerc 2020", "Useful: shows a town's ties.", cwd=review).returncode == 0
    assert "Useful: shows a town's ties." in run("show", "Clerc 2020", cwd=review).stdout
    bib = (review / "bib/references.bib").read_bytes()
    entry = "@book{li2024,\n  author = {Li, A.},\n  title = {New},\n  publisher = {P},\n  year = 2024\n}\n"
    assert run("add", cwd=review, stdin=entry).returncode == 0
    assert (review / "bib/references.bib").read_bytes() == bib + b"\n" + entry.encode()
    twice = run("add", cwd=review, stdin=entry)
    assert twice.returncode == 4 and "li2024" in twice.stderr and "Traceback" not in twice.stderr


def test_a_change_of_a_file_is_seen_by_the_next_question(run, review):
    assert "in 6 places" in run("who", "cites", "Clerc", cwd=review).stdout
    reading = review / "bib/readings/clausen2022.yaml"
    reading.write_text(
        reading.read_text(encoding="utf-8").replace("clerc2020, locator", "laskey2017, locator"), encoding="utf-8"
    )
    assert "in 5 places" in run("who", "cites", "Clerc", cwd=review).stdout
    assert "up to date" in run("build", cwd=review).stderr


def test_the_project_is_found_from_below_and_named_from_afar(run, city, tmp_path):
    below = run("who", "cites", "Clerc", cwd=city / "bib" / "readings")
    afar = run("--project", str(city), "who", "cites", "Clerc")
    assert below.stdout == afar.stdout != ""
    misplaced = run("who", "cites", "Clerc", "--project", str(city))
    assert misplaced.returncode == 2 and "before the command: litgraph --project" in misplaced.stderr
    lost = run("who", "cites", "Clerc")
    assert lost.returncode == 4 and "litgraph init" in lost.stderr


def test_a_folder_that_cannot_be_written_still_answers(run, review, monkeypatch):
    (review / ".litgraph").write_text("not a folder")
    assert "in 6 places" in run("who", "cites", "Clerc", cwd=review).stdout


def test_a_broken_index_is_made_anew(run, review):
    run("build", cwd=review)
    (review / ".litgraph/index.sqlite").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    assert "in 6 places" in run("who", "cites", "Clerc", cwd=review).stdout


def test_a_question_imports_nothing_heavy(city, run):
    run("build", cwd=city)
    code = (
        "import sys\nsys.argv = ['litgraph', 'who', 'cites', 'Clerc']\nfrom litgraph.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'networkx', 'pyvis', 'yaml', 'bibtexparser', 'numpy', 'rapidfuzz'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=city, capture_output=True, text=True, env={**os.environ})
    assert result.stdout.splitlines()[-1] == "[]"


def test_a_damaged_index_is_made_anew_by_the_question_that_meets_it(run, review):
    run("build", cwd=review)
    index = review / ".litgraph/index.sqlite"
    content = index.read_bytes()
    index.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
    result = run("who", "cites", "Clerc", cwd=review)
    assert "in 6 places" in result.stdout and result.returncode == 0


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("words", ["stats", "check", "theme networks", "cite clerc2020", "tag clerc2020 networks"])
def test_whatever_a_damaged_index_makes_python_raise_it_is_made_anew(run, review, words, seed):
    run("build", cwd=review)
    index, dice = review / ".litgraph/index.sqlite", random.Random(seed)
    content = bytearray(index.read_bytes())
    for start in range(4096, len(content), 4096):  # letters that are no UTF-8, numbers that are none, lost tables
        content[start + dice.randrange(2000, 4000)] = 0xFF
        content[start + dice.randrange(4096)] = dice.randrange(256)
    index.write_bytes(content)
    result = run(*words.split(), cwd=review)
    assert result.returncode == 0, result.stderr
    index.write_bytes(content)
    assert load(review).who_cites("Clerc 2020").keys


@pytest.mark.parametrize("words", ["who cites Clerc", "show Clerc", "check", "themes"])
def test_an_index_whose_texts_became_bytes_is_made_anew(run, review, words):
    whole = run(*words.split(), cwd=review).stdout
    index = review / ".litgraph/index.sqlite"
    names = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
    with contextlib.closing(sqlite3.connect(index)) as db, db:
        for table, column in db.execute(names).fetchall():
            if (table, column) in {
                ("citations", "section"),
                ("works", "title"),
                ("problems", "message"),
                ("themes", "title"),
            }:
                db.execute(f"UPDATE {table} SET {column} = CAST({column} AS BLOB)")
    assert run(*words.split(), cwd=review).stdout == whole


def test_edits_at_the_same_time_lose_nothing(review):
    keys = ["clerc2020", "acuto2013", "amiri2020", "berg2001", "cai2012", "chan2016"]
    command = [sys.executable, "-m", "litgraph", "annotate"]
    running = [subprocess.Popen([*command, key, f"Note on {key}"], cwd=review, stderr=subprocess.PIPE) for key in keys]
    assert [process.communicate() and process.returncode for process in running] == [0] * len(keys)
    text = (review / "themes.yaml").read_text(encoding="utf-8")
    assert [key for key in keys if f"Note on {key}" not in text] == []


def test_a_map_is_never_written_over_the_files_of_the_review(run, review):
    before = (review / "themes.yaml").read_bytes()
    for output in ("themes.yaml", "bib/references.bib", "bib"):
        result = run("map", "-o", output, cwd=review)
        assert result.returncode == 2 and ".html" in result.stderr
    assert (review / "themes.yaml").read_bytes() == before


def test_what_is_no_file_is_said_and_never_read(run, review):
    (review / "bib/readings/clausen2022.yaml").unlink()
    os.mkfifo(review / "bib/readings/clausen2022.yaml")
    (review / "bib/more.bib").mkdir()
    result = run("check", cwd=review)
    assert result.returncode == 4
    for path in ("bib/readings/clausen2022.yaml", "bib/more.bib"):
        assert f"{path}:1:1: error: this cannot be read as a file [unreadable-file]" in result.stdout
    assert "in 3 places" in run("who", "cites", "Clerc", cwd=review).stdout


@pytest.mark.parametrize("content", ["paper: lusk2018\nread-by: hand\nsektions: []\n", "", "# nothing yet\n"])
def test_a_reading_that_was_not_understood_is_no_reading(run, review, content):
    (review / "bib/readings/lusk2018.yaml").write_text(content)
    assert "nobody has looked" in run("cites", "Lusk and Gunkel", cwd=review).stdout
    assert "bib/readings/lusk2018.yaml:" in run("check", cwd=review).stdout


def test_where_nothing_is_found_the_cause_is_said(run, review):
    """A link to itself, a file without entries, themes that are not there yet."""
    bib = review / "bib/references.bib"
    bib.unlink()
    bib.symlink_to("references.bib")
    lost = run("show", "Clerc 2020", cwd=review)
    assert lost.returncode == 3 and "no work is here yet: put entries into bib/references.bib" in lost.stderr
    assert "errors in the files; litgraph check lists them" in lost.stderr
    assert "bib/references.bib:1:1: error: this cannot be read as a file" in run("check", cwd=review).stdout
    (review / "themes.yaml").write_text("")
    assert "no themes are defined yet: write them into themes.yaml" in run("theme", "networks", cwd=review).stderr


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named_with_the_way_to_convert_it_and_never_edited(run, review, encoding):
    """As a text editor or a shell of Windows writes it, with a mark at its beginning or without."""
    themes = review / "themes.yaml"
    themes.write_bytes(themes.read_text(encoding="utf-8").encode(encoding))
    before = themes.read_bytes()
    assert "8 works" in run("theme", "sister cities", cwd=review).stdout
    output = run("check", cwd=review).stdout
    assert "looks like UTF-16" in output and f"iconv -f {encoding.upper()} -t UTF-8" in output
    result = run("tag", "clerc2020", "networks", cwd=review)
    assert result.returncode == 4 and "looks like UTF-16" in result.stderr and themes.read_bytes() == before


def test_what_is_said_aside_is_folded_at_a_terminal_alone(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    message = 'error: "Acuto" can mean 2 works:\n  Acuto et al. 2016  [acuto2016]  its first author'
    complain(message)
    assert capsys.readouterr().err == f"{message}\n"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    complain(message)
    assert capsys.readouterr().err.endswith("\n  Acuto et al. 2016  [acuto2016]  its\n    first author\n")


def test_a_narrow_terminal_tears_neither_words_nor_columns(run, city, tmp_path):
    """Text and help in 40 columns, of which a letter of East Asian writing takes two."""
    from wcwidth import wcswidth

    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/references.bib").write_text(
        "@article{toyoda2016, author={豊田, 哲也}, "
        "title={姉妹都市提携の変容と展望、国際教養大学アジア地域研究連携機構},"
        " journal={紀要}, year=2016}\n@article{a2020, author={A, B.}, title={One}, journal={J}, year=2020}\n",
        encoding="utf-8",
    )
    for words, cwd in (
        (("show", "toyoda2016"), tmp_path),
        (("cites", "clausen2022"), city),
        (("most-cited", "-n", "3"), city),
        (("gaps", "printed"), city),
        (("check", "--explain", "wrong-encoding"), city),
        (("show", "--help"), city),
        (("--help",), city),
    ):
        lines = run(*words, cwd=cwd, COLUMNS="40").stdout.splitlines()
        too_wide = [line for line in lines if wcswidth(line) > 40 and not line.startswith("    litgraph ")]
        assert len(lines) > 1 and [line for line in too_wide if " " in line.strip()] == [], words
    assert "vanderpluijm2007]" in run("most-cited", cwd=city, COLUMNS="40").stdout


@pytest.mark.parametrize("mention", ["-", "Clerc, -", "2020 -", "\udcff", "*", '"', "(", "a" * 5000, "NEAR(", "🏙"])
def test_no_mention_makes_a_traceback(run, city, mention):
    for words in (("show", "--", mention), ("find", "--", mention)):
        result = run(*words, cwd=city)
        assert "Traceback" not in result.stderr and "fault of litgraph" not in result.stderr, result.stderr
        assert result.returncode in (0, 2, 3)


def test_bibtex_is_added_without_its_byte_order_mark(run, review):
    entry = "\ufeff@book{li2024, author = {Li, A.}, title = {A\u2028B}, publisher = {P}, year = 2024}"
    assert run("add", cwd=review, stdin=entry).returncode == 0
    text = (review / "bib/references.bib").read_text(encoding="utf-8")
    assert "\ufeff" not in text and "A\u2028B" in text
    assert "Li 2024" in run("show", "li2024", cwd=review).stdout


def test_a_key_in_another_case_is_the_same_key_to_edits(run, review):
    text = (review / "themes.yaml").read_text(encoding="utf-8")
    (review / "themes.yaml").write_text(text.replace("  clerc2020:", "  Clerc2020:"), encoding="utf-8")
    assert run("untag", "Clerc 2020", "small-cities", cwd=review).returncode == 0
    assert run("annotate", "clerc2020", "Mine.", cwd=review).returncode == 0
    text = (review / "themes.yaml").read_text(encoding="utf-8")
    assert "clerc2020:" not in text and "Mine." in text


def test_a_reader_that_goes_away_is_no_failure(city):
    command = f"{sys.executable} -m litgraph cites clausen-themes --format jsonl | head -1"
    result = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], cwd=city, capture_output=True, text=True)
    assert result.stderr == "" and len(result.stdout.splitlines()) == 1
    closed = subprocess.run(["bash", "-c", f"{sys.executable} -m litgraph find >&-"], cwd=city, capture_output=True)
    assert closed.returncode == 0 and closed.stderr == b""


def test_a_second_knowledge_base_of_another_field_needs_no_code(run, tmp_path, bees):
    """Ten works on pollination, in the short forms that a beginner writes."""
    assert run("--project", str(bees), "check").returncode == 0
    keys = run("--project", str(bees), "theme", "pesticides", "--format", "keys").stdout.split()
    assert sorted(keys) == ["goulson2015", "henry2012", "whitehorn2012"]
    answer = run("--project", str(bees), "who", "cites", "Whitehorn et al. 2012").stdout
    assert "Imker & Čapek 2024" in answer and "p. 352" in answer
    assert run("--project", str(bees), "map", "-o", str(tmp_path / "bees.html")).returncode == 0
    assert "Neonicotinoid" in (tmp_path / "bees.html").read_text(encoding="utf-8")


def test_a_bibliography_with_keywords_becomes_a_themed_map(run, tmp_path):
    """As a newcomer does it: an export lies in a folder, and no theme is defined yet."""
    entry = "@book{ostrom1990, author={Ostrom, E.}, title={Governing}, publisher={P}, year=1990, keywords={commons}}"
    (tmp_path / "library.bib").write_text(entry)
    lost = run("map")
    assert lost.returncode == 4 and "litgraph init, then move library.bib to bib/references.bib" in lost.stderr
    assert run("init").returncode == 0
    (tmp_path / "library.bib").replace(tmp_path / "bib/references.bib")
    assert run("theme", "commons", "--format", "keys").stdout.split() == ["ostrom1990"]
    assert run("map", "-o", "map.html").returncode == 0
    assert "offered from keywords" in (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "only offered from keywords: define it: litgraph theme add commons" in run("tag", "Ostrom", "commons").stderr


def test_map_and_bibliography_print_their_path_or_themselves(run, program, city, tmp_path):
    result = run("map", "-o", str(tmp_path / "a/map.html"), cwd=city, SOURCE_DATE_EPOCH="0")
    assert result.stdout.strip() == str(tmp_path / "a/map.html")
    first = (tmp_path / "a/map.html").read_bytes()
    program("map", "-o", str(tmp_path / "a/map.html"), cwd=city, SOURCE_DATE_EPOCH="0", PYTHONHASHSEED="7")
    assert (tmp_path / "a/map.html").read_bytes() == first
    text = run("bibliography", "-o", "-", cwd=city).stdout
    assert "Clerc, L. (2020)" in text
    assert run("bibliography", "-o", "x.xyz", cwd=city).returncode == 2
