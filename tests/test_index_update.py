"""An index that is brought up to date equals one that is made anew, and gives the corpus that the files give."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import litgraph
from litgraph import index
from litgraph.corpus import load, read_sources
from litgraph.errors import LitgraphError
from litgraph.index import codebook as index_codebook
from litgraph.index import making
from litgraph.index.changes import NeedsFullBuild
from litgraph.index.loading import read_corpus
from litgraph.index.updating import update_index
from litgraph.model import Harvest
from litgraph.project import INDEX
from litgraph.questions import QUESTIONS, answer_question

KEYS = ("a2020", "A2020", "b2020", "c2019", "d2018", "e2018")
WORDS = ("City", "diplomacy", "networks", "of", "Sister")
FAMILIES = ("Acuto", "Clerc", "Clercq", "Li")
IDS = ("10.1000/x", "10.1000/y")


def content(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every table by content: numbers of works mean nothing, and when the index was made does not matter."""
    selected = {
        "works": "key, label, title, folded_title, kind, year, suffix, date_text, container, place",
        "words": "(SELECT key FROM works WHERE id = words.rowid), title, authors, themes, notes, more",
        "files": "path, size, sha256, chunks",
        "problems": "code, level, message, path, line, col, hint, about_path, about_line, about_col",
        "made": "by",
    }
    names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'words_%'").fetchall()
    rows = {name: db.execute(f"SELECT {selected.get(name, '*')} FROM {name}").fetchall() for (name,) in names}
    return {name: sorted(table, key=repr) for name, table in rows.items()}


def answers(db: sqlite3.Connection) -> list[object]:
    """The answers to questions that walk over the whole index, and the record of each work."""
    found = litgraph.find(db, "city")
    records = [litgraph.show(db, work.work.key) for work in litgraph.find(db).works]
    whole = [litgraph.check(db), litgraph.themes(db), litgraph.gaps(db), litgraph.most_cited(db)]
    return [found, litgraph.stats(db)._replace(made=""), *whole, *records]


def update(root: Path) -> tuple[bool, list[str]]:
    """Bring the index up to date: whether it was done step by step, and what is not as in an index made anew.

    An update that goes wrong is followed by a full build in silence, so what it raises counts as a difference.
    """
    stamps = index.list_sources(root)
    faults = []

    def note_faults(*arguments: Any) -> None:
        try:
            update_index(*arguments)
        except Exception as error:
            faults.extend([] if isinstance(error, NeedsFullBuild) else [repr(error)])
            raise

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "update_index", note_faults)
        is_updated = making.update_on_disk(str(root), stamps)
    with closing(index.connect(root)) as db, closing(making.make_in_memory(str(root), stamps)) as anew:
        updated, expected = content(db), content(anew)
        differences = [name for name in expected if updated[name] != expected[name]]
        differences += ["answers"] * (answers(db) != answers(anew)) + ["corpus"] * (read_corpus(db) != load(root))
        return is_updated, differences + faults


def write(root: Path, path: str, text: str, encoding: str = "utf-8") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(text.encode(encoding))


def entry(
    key: str, fields: str = "", kind: str = "article", title: str = "City networks", author: str = "Li, A."
) -> str:
    """An entry of five lines, one of which has further fields."""
    return f"@{kind}{{{key},\n  title = {{{title}}},\n  author = {{{author}}},\n  year = 2020, {fields}\n}}\n"


CITY_EDITS: dict[str, Callable[[str], str]] = {
    "a line at the top": lambda text: f"\n{text}",
    "another title": lambda text: text.replace("iplomacy", "iplomacies", 1),
    "an entry removed": lambda text: text[: text.index("@", 900)] + text[text.index("@", text.index("@", 900) + 9) :],
    "an entry repeated": lambda text: text + text[text.index("@") : text.index("\n@", 900)],
    "another key": lambda text: text.replace("{acuto2016", "{acuto2016z", 1),
    "all entries under other lines": lambda text: text.replace("\n@", "\n\n@"),
}


@pytest.mark.parametrize("name", CITY_EDITS)
def test_an_edit_of_a_bibliography_is_taken_up_step_by_step(review: Path, name: str) -> None:
    index.build(review)
    path = review / "bib/references.bib"
    text = path.read_text(encoding="utf-8")
    path.write_text(CITY_EDITS[name](text), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    assert update(review) == (True, [])
    path.write_text(text, encoding="utf-8")
    assert update(review) == (True, [])


def test_codebook_and_readings_are_taken_up_step_by_step(review: Path) -> None:
    index.build(review)
    for path in (review / "themes.yaml", *sorted((review / "bib/readings").iterdir())):
        text = path.read_text(encoding="utf-8")
        for other in (text.replace("work: ", "text: ", 3), text[: len(text) // 2], text.replace("0", "1"), None, text):
            path.unlink() if other is None else path.write_text(other, encoding="utf-8")
            assert update(review) == (True, []), path.name
    write(review, "bib/readings/again.yaml", text)
    assert update(review) == (True, [])


BIB, READING = "bib/references.bib", "bib/readings/p.yaml"
PAPER = entry("p", title="Paper", author="Acuto, M.")
TWO_IN_A_LINE = "@misc{m, title = {M}, year = 2000} @misc{a, title = {A}, year = 2001}\n"
STRINGS = "@string{one = {One}} @string{two = {Two}}\n"
ONE_ISBN = entry("b", "isbn = {9781402894626}", "book", "Z") + entry(
    "a", "isbn = {9781402894626}", "book", "A", "Wu, C."
)
TAGGED = "themes: [{id: x, title: X}]\nworks:\n  p: [{theme: x, said-in: p, section: "
MANY_STRINGS = f"@string{{{', '.join(f's{number} = {{S}}' for number in range(2000))}}}\n" + "".join(
    entry(f"k{number}", f"journal = jann{number}", title=f"T{number}") for number in range(60)
)

FIVE = PAPER + "".join(entry(f"f{number}", title=f"F{number}") for number in range(5))
TAGGED_FIVE = "works:\n" + "".join(f"  f{number}: [x]\n" for number in range(5))


def with_themes(*ids: str, works: str) -> str:
    """A themes.yaml with five works besides those that are given."""
    return f"themes: [{', '.join(ids)}]\n{TAGGED_FIVE}{works}"


# What each of these edits changes lies outside of the entry or file that is edited: the files before, those after it.
FAR_REACHING = {
    "a text that named a work by its case alone names another": (
        {BIB: PAPER + entry("a2020"), READING: "paper: p\ncitations: [{work: A2020}]\n"},
        {BIB: PAPER + entry("a2020") + entry("A2020", title="Another")},
    ),
    "the second entry of a line takes the key of one that is gone": (
        {BIB: entry("a") + TWO_IN_A_LINE},
        {BIB: TWO_IN_A_LINE},
    ),
    "an entry uses the second @string of a line": (
        {BIB: STRINGS + entry("a", "journal = two")},
        {BIB: STRINGS + entry("a", "journal = two", title="T")},
    ),
    "a store of fields gives its key free": ({BIB: "@ xdata{a, title = {X}}\n" + entry("a")}, {BIB: entry("a")}),
    "a parent is named with an escape": (
        {BIB: entry("a", r"crossref = {b\_c}") + entry("b_c", "", "book", "B")},
        {BIB: entry("a", r"crossref = {b\_c}") + entry("b_c", "publisher = {P}", "book", "B")},
    ),
    "a parent is named in two parts": (
        {BIB: entry("a", "crossref = {b} # {c}") + entry("bc", "", "book", "B")},
        {BIB: entry("a", "crossref = {b} # {c}") + entry("bc", "publisher = {P}", "book", "B")},
    ),
    "the entry after one whose field has no value": (
        {BIB: "@article{a,\n  title =\n" + entry("b")},
        {BIB: "@article{a,\n  title =\n" + entry("b", title="T")},
    ),
    "so many abbreviations are unknown that the search for like ones ends": (
        {BIB: MANY_STRINGS},
        {BIB: MANY_STRINGS + entry("z", "journal = jann", title="Z")},
    ),
    "a key is like that of a parent that is not there": (
        {BIB: entry("a", "crossref = {books}")},
        {BIB: entry("a", "crossref = {books}") + entry("book", title="B")},
    ),
    "a child of a parent that is not there goes, and others have hints anew": (
        {BIB: entry("a", "crossref = {q1}") + entry("q2", "crossref = {q3}", title="B")},
        {BIB: entry("a") + entry("q2", "crossref = {q3}", title="B")},
    ),
    "the key that another entry has by its ids is given free": (
        {
            BIB: PAPER + entry("a", title="A") + entry("b", "ids = {a, b2}", title="B"),
            READING: "paper: p\ncitations: [{work: a}]\n",
        },
        {BIB: PAPER + entry("b", "ids = {a, b2}", title="B")},
    ),
    "an entry takes the key that another has by its ids": (
        {BIB: PAPER + entry("b", "ids = {a, b2}", title="B"), READING: "paper: p\ncitations: [{work: B2}]\n"},
        {BIB: PAPER + entry("b2", title="A") + entry("b", "ids = {a, b2}", title="B")},
    ),
    "a control character in a key, which its problems name": ({BIB: ""}, {BIB: entry("a\x1fb")}),
    "a bibliography whose name ends in capitals": ({BIB: ""}, {"bib/MORE.BIB": entry("a")}),
    "books of one ISBN, mentioned by it": (
        {BIB: PAPER + ONE_ISBN, READING: "paper: p\ncitations: []\n"},
        {READING: 'paper: p\ncitations: [{text: "isbn:9781402894626"}]\n'},
    ),
    "a title in a script with vowel signs": (
        {BIB: PAPER + entry("a", title="किताब"), READING: "paper: p\ncitations: []\n"},
        {READING: "paper: p\ncitations: [{text: काताबा}]\n"},
    ),
    "a section of a paper that was read without sections": (
        {BIB: PAPER, "themes.yaml": f"{TAGGED}1}}]\n", READING: "paper: p\ncitations: []\n"},
        {"themes.yaml": f"{TAGGED}2}}]\n"},
    ),
    "a reading whose name cannot be printed": (
        {BIB: PAPER, READING: "paper: p\n", os.fsdecode(b"bib/readings/\xff.yaml"): "paper: p\ncitations: [x]\n"},
        {READING: "paper: p\ncitations: [y]\n"},
    ),
    "an offered keyword that the codebook gives to a work, too": (
        {
            BIB: entry("b", "keywords = {city}") + entry("c", "keywords = {city}", title="C"),
            "themes.yaml": "works:\n  a: city\n",
            "bib/more.bib": entry("a", title="A"),
        },
        {BIB: "% moved\n" + entry("b", "keywords = {city}") + entry("c", "keywords = {city}", title="C")},
    ),
    "a theme that a work was given before it was defined": (
        {BIB: FIVE, "themes.yaml": with_themes("x", works="  p: [city]\n")},
        {"themes.yaml": with_themes("x", "city", works="  p: [city]\n")},
    ),
    "a work that was tagged before it had an entry": (
        {BIB: FIVE, "themes.yaml": with_themes("x", works="  q: [x]\n")},
        {BIB: FIVE + entry("q", title="Q")},
    ),
    "the first of two places that name a paper that is not there": (
        {BIB: FIVE, "themes.yaml": with_themes("x", works="  p: [{theme: x, said-in: q}]\n")},
        {"themes.yaml": with_themes("x", works="  q: [x]\n  p: [{theme: x, said-in: q}]\n")},
    ),
    "a work is found by the words of its theme": (
        {BIB: FIVE, "themes.yaml": with_themes("x", "city", works="  p: []\n")},
        {"themes.yaml": with_themes("x", "city", works="  p: [city]\n")},
    ),
    "a codebook that is a folder": ({BIB: PAPER, "themes.yaml/x": ""}, {BIB: entry("a")}),
}


@pytest.mark.parametrize("name", FAR_REACHING)
def test_an_edit_that_reaches_further_is_taken_up_all_the_same(tmp_path: Path, name: str) -> None:
    before, after = FAR_REACHING[name]
    for path, text in before.items():
        write(tmp_path, path, text)
    index.build(tmp_path)
    for path, text in after.items():
        write(tmp_path, path, text)
    assert update(tmp_path)[1] == []


def test_edits_at_the_top_and_at_the_end_are_taken_up_step_by_step(tmp_path: Path) -> None:
    write(tmp_path, BIB, entry("a") + PAPER)
    index.build(tmp_path)
    write(tmp_path, BIB, entry("a", title="T") + PAPER + entry("b"))
    assert update(tmp_path) == (True, [])


def test_an_edit_beside_a_parent_that_is_not_there_is_taken_up_step_by_step(tmp_path: Path) -> None:
    write(tmp_path, BIB, entry("a", "crossref = {books}") + entry("book", title="B"))
    index.build(tmp_path)
    write(tmp_path, BIB, entry("a", "crossref = {books}") + entry("book", title="C"))
    assert update(tmp_path) == (True, [])


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither size nor time need show it: some disks count in steps of two seconds."""
    write(tmp_path, BIB, entry("a"))

    def read_and_edit(*arguments: Any) -> Harvest:
        stat, harvest = (tmp_path / BIB).stat(), read_sources(*arguments)
        write(tmp_path, BIB, entry("b"))
        os.utime(tmp_path / BIB, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        return harvest

    with monkeypatch.context() as patch:
        patch.setattr(making, "read_sources", read_and_edit)
        index.build(tmp_path)
    assert update(tmp_path)[1] == []


def test_an_index_with_damaged_definitions_of_tables_is_made_anew(tmp_path: Path) -> None:
    """SQLite words its complaint with the bytes that stand there, which need be no text."""
    write(tmp_path, BIB, PAPER)
    index.build(tmp_path)
    content = (tmp_path / INDEX).read_bytes()
    assert b"CASE path WHEN" in content
    (tmp_path / INDEX).write_bytes(content.replace(b"CASE path WHEN", b"CASE path WHE\x97"))
    assert update(tmp_path)[1] == []


def test_answers_do_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    """An index brought up to date has its rows in another order, and works have other numbers."""
    keys = "bcdezyx"
    listed = "".join(f"      - {{work: {key}, locator: p. {key}, passage: x}}\n" for key in keys)
    together = f"      - together: [{', '.join(f'{{work: {key}}}' for key in keys)}]\n"
    section = f'  - id: "1"\n    title: City\n    citations:\n{listed}{together}'
    never = f"listed-not-cited: [w, v, {', '.join(keys)}]\n"
    for paper in "bce":
        write(tmp_path, f"bib/readings/{paper}.yaml", f"paper: {paper}\nsections:\n{section}{never}")
    fields = "pages = {{{}}}, keywords = {{x; y}}"
    write(tmp_path, BIB, "".join(entry(key, fields.format(key), title=f"City {key}") for key in "zyxwvedcb"))
    for codebook in ("", "themes: [x, y]\nworks:\n" + "".join(f"  {key}: [y, x]\n" for key in keys)):
        write(tmp_path, "themes.yaml", codebook)
        index.build(tmp_path)
        words = ["b", "c", "x", "1", "city", "Li 2020"]
        with ExitStack() as stack:
            shuffled = [stack.enter_context(closing(shuffle_rows(tmp_path, seed))) for seed in range(3)]
            for question in QUESTIONS:
                for asked in ([], *([word] for word in words), *product(words[:3], words[:3])):
                    texts = [ask(db, question, asked) for db in shuffled]
                    assert texts == texts[:1] * 3, (question, asked)


def ask(db: sqlite3.Connection, question: str, words: Sequence[str]) -> str:
    """The answer as JSON, or why there is none."""
    try:
        return answer_question(db, question, *words).text("json")
    except (LitgraphError, TypeError, ValueError, sqlite3.IntegrityError) as error:  # not every question has two words
        return f"{error} {getattr(error, 'details', '')}"


def shuffle_rows(root: Path, seed: int) -> sqlite3.Connection:
    """The index in memory, its rows in another order and its works under other numbers."""
    db, shuffle = sqlite3.connect(":memory:"), random.Random(seed).shuffle
    with closing(index.connect(root)) as connection:
        connection.backup(db)
    names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'words%'").fetchall()
    for (table,) in names:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        rows = db.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
        shuffle(rows)
        db.execute(f"DELETE FROM {table}")
        marks = ", ".join("?" * len(columns))
        db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
    numbers = [number for (number,) in db.execute("SELECT id FROM works ORDER BY id")]
    shuffle(numbers)
    for table, column in (("works", "id"), ("words", "rowid")):
        sql = f"UPDATE {table} SET {column} = ? WHERE {column} = ?"
        db.executemany(sql, [(-number, old) for old, number in zip(sorted(numbers), numbers, strict=True)])
        db.executemany(sql, [(number, -number) for number in numbers])
    return db


# the law, on made knowledge bases


@st.composite
def entries(draw: st.DrawFn) -> str:
    key, year = draw(st.sampled_from(KEYS)), draw(st.sampled_from(("2020", "2019", "n.d.", "x")))
    title = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)))
    names = draw(st.lists(st.sampled_from(FAMILIES), min_size=0, max_size=2))
    fields = [f"title = {{{title}}}", f"year = {{{year}}}"]
    fields += [f"author = {{{' and '.join(f'{name}, A.' for name in names)}}}"] if names else []
    fields += [f"doi = {{{draw(st.sampled_from(IDS))}}}"] if draw(st.booleans()) else []
    odd = ["keywords = {urban; {x}}", f"crossref = {{{draw(st.sampled_from(KEYS))}}}", "month = jan", "note = abbr"]
    odd += ["journal = {Cities}", f"ids = {{{draw(st.sampled_from(KEYS))}}}", "title = {Twice}", "pages = {9--3}"]
    odd += ["note = abbot", "note = two", "volume = 1", "isbn = {9781402894626}", "type = {é}", r"xref = {b\_2020}"]
    fields += draw(st.lists(st.sampled_from(odd), max_size=1))
    kind = draw(st.sampled_from(["article"] * 9 + ["book", "book", "xdata", "Misc"]))
    end = draw(st.sampled_from(["\n}\n"] * 12 + ["\n}\n\nstray = {text}\n", "\n", "}}\n", ",\n  note =\n"]))
    return f"{draw(st.sampled_from(['', '', '', '  ']))}@{kind}{{{key},\n  " + ",\n  ".join(fields) + end


others = ("@string{abbr = {A Journal}}\n", "\n", "% a comment\n", "@comment{jabref}\n", "@book{nothing}\n", "a @ b\n")
others += ("@string{abbr = {B}} @string{two = {Two}}\n", "@ xdata{a2020, title = {X}}\n", "% @misc{c2019, year = 1}\n")
others += (
    "@misc{a2020, title = {A}} @misc{b2020, title = {B}, year = 2019}\n",
    "@comment{\n@misc{d2018, year = 2}\n}\n",
)
blocks = st.one_of(*[entries()] * 8, st.sampled_from(others))
bibliographies = st.lists(blocks, max_size=6)
citations = st.sampled_from(
    [f"work: {key}" for key in KEYS]
    + ["text: Acuto 2020", "text: Clerc et al. 2019", "text: City networks", "text: X", "text: 'isbn:9781402894626'"]
)


@st.composite
def readings(draw: st.DrawFn) -> str:
    listed = [f"  - {{{citation}}}" for citation in draw(st.lists(citations, max_size=4))]
    sections = '\nsections: [{id: "1", title: City}]' if draw(st.booleans()) else ""
    never = f"\nlisted-not-cited: [{draw(st.sampled_from(KEYS))}]" if draw(st.booleans()) else ""
    return f"paper: {draw(st.sampled_from(KEYS))}{sections}{never}\ncitations:\n" + "\n".join(listed) + "\n"


@st.composite
def codebooks(draw: st.DrawFn) -> str:
    ids = draw(st.lists(st.sampled_from(("x", "urban", "y")), max_size=2, unique=True))
    text = (
        "themes:\n"
        + "".join(f"  - {{id: {name}, title: {name} theme, other-names: [{name}{name}, z]}}\n" for name in ids)
        + "works:\n"
    )
    for key in draw(st.lists(st.sampled_from((*KEYS, "z")), max_size=3, unique=True)):
        text += f"  {key}:\n    annotation: about {key}\n    themes: [{{theme: x, said-in: a2020, section: '1'}}]\n"
    return text


FOLDER = "a folder in the place of the file"
gone = st.sampled_from((None, FOLDER))
reading_paths = [f"bib/readings/{name}" for name in ("a2020.yaml", "b.yml", os.fsdecode(b"\xff.yaml"))]
edits = st.one_of(
    st.tuples(st.just(BIB), bibliographies),
    st.tuples(st.sampled_from(("bib/more.bib", "bib/more.bib", "bib/2.BIB")), bibliographies | bibliographies | gone),
    st.tuples(st.sampled_from(reading_paths), readings() | readings() | gone),
    st.tuples(st.just("themes.yaml"), codebooks() | codebooks() | gone),
)
places = st.integers(0, 6)
changes = st.lists(
    st.tuples(st.sampled_from(("replace", "insert", "delete")), places, blocks)
    | st.tuples(st.just("move"), places, places),
    min_size=1,
    max_size=2,
)
forms = st.sampled_from([("\n", "utf-8")] * 5 + [("\r\n", "utf-8"), ("\r", "utf-8-sig"), ("\n", "latin-1")])


@given(
    start=st.lists(edits, max_size=4),
    steps=st.lists(st.lists(edits | changes | changes, min_size=1, max_size=2), min_size=1, max_size=4),
    form=st.lists(forms, min_size=1, max_size=2),
)
def test_an_index_brought_up_to_date_equals_one_made_anew(
    tmp_path_factory: pytest.TempPathFactory,
    start: list[object],
    steps: list[list[object]],
    form: list[tuple[str, str]],
) -> None:
    root = tmp_path_factory.mktemp("law")
    bibliography: list[str] = []
    write(root, BIB, "")
    write(root, "themes.yaml", "")

    def apply(edit: object, line_end: str, encoding: str) -> None:
        nonlocal bibliography
        if isinstance(edit, list):
            for act, at, block in edit:
                if act == "move":
                    bibliography[block:block] = [bibliography.pop(at)] if at < len(bibliography) else []
                else:
                    bibliography[at : at + (act != "insert")] = [] if act == "delete" else [block]
            edit = (BIB, bibliography)
        path, text = edit  # type: ignore[misc]
        if path == BIB:
            bibliography = list(text)
        if (root / path).is_dir():
            (root / path).rmdir()
        (root / path).unlink(missing_ok=True)
        if text == FOLDER:
            (root / path).mkdir(parents=True)
        elif text is not None:
            write(root, path, "".join(text).replace("\n", line_end), encoding)

    for edit in start:
        apply(edit, *form[0])
    index.build(root)
    for step in steps:
        for edit in step:
            apply(edit, *form[-1])
        assert update(root)[1] == []


# the law, on codebooks of many works

GIVEN = (
    " [x]",
    " [y, zz]",
    " {themes: [y], annotation: a}",
    "\n    themes: x, y",
    "\n    themes:\n      - theme: y\n        said-in: a2020\n        section: '1'\n        why: w",
    "\n    themes: {x: {role: mentioned}, y: {said-in: nobody}}\n    no-theme: n",
    "\n    annotation: |+\n      text\n\n",
    '\n    annotation: "in two\n lines"\n    odd: 1',
    "\n    annotation: >-\n      text\n  # comment\n# comment",
    "",
)
UNUSUAL = ("\n    annotation: &a x", " *a", '\n    annotation: "no end', "\n    themes: [x]\n    themes: [y]", "\n   x")
given_to_works = st.sampled_from(GIVEN * 4 + UNUSUAL)
heads = st.lists(st.sampled_from(("x", "y", "zz", "x, title: X")), max_size=3, unique_by=lambda theme: theme[:2])
tails = st.sampled_from(("", "title: T\n", "# end\n", "description: >\n  d\n", "...\n"))
works_edits = st.tuples(st.sampled_from(("replace", "replace", "insert", "delete", "move")), places, given_to_works)
codebook_edits = st.one_of(
    st.lists(works_edits, min_size=1, max_size=2),
    st.tuples(heads, tails),
    st.lists(st.sampled_from(KEYS), min_size=2, unique=True),
)


@given(
    entries=st.lists(given_to_works, min_size=5, max_size=8),
    steps=st.lists(codebook_edits, min_size=1, max_size=4),
    line_end=st.sampled_from(("\n", "\n", "\r\n")),
)
def test_a_codebook_edited_work_by_work_is_taken_up_as_when_it_is_read_anew(
    tmp_path_factory: pytest.TempPathFactory, entries: list[str], steps: list[object], line_end: str
) -> None:
    root = tmp_path_factory.mktemp("law")
    names = iter([*KEYS, *(f"k{number}" for number in range(40))])
    works = [f"  {name}:{text}\n" for text, name in zip(entries, names, strict=False)]
    themes, tail, keys = ["x", "y"], "", list(KEYS)
    for step in [None, *steps]:
        if isinstance(step, tuple):
            themes, tail = step
        elif step and isinstance(step[0], str):
            keys = step
        for act, at, text in step if isinstance(step, list) and not isinstance(step[0], str) else ():
            if act == "move":
                works += [works.pop(at)] if at < len(works) else []
            elif act == "replace" and at < len(works):
                works[at] = f"{works[at].partition(':')[0]}:{text}\n"
            else:
                works[at : at + (act == "delete")] = [] if act == "delete" else [f"  {next(names)}:{text}\n"]
        head = "themes:\n" + "".join(f"  - {{id: {theme}}}\n" for theme in themes)
        write(root, "themes.yaml", f"{head}works:\n{''.join(works)}{tail}".replace("\n", line_end))
        write(root, BIB, "".join(entry(key, title=key) for key in keys))
        if step:
            assert update(root)[1] == []
        else:
            index.build(root)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("k5: [x]", "k5:\n    annotation: new"),
        ("  k5: [x]\n", ""),
        ("k5: [x]", "k5: [x]\n  another: [x]"),
        ("id: x", "id: x, title: City"),
        ("id: y", "id: z"),
    ],
)
def test_of_a_codebook_only_the_works_that_an_edit_concerns_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    """With 5,000 works it takes half a second to read them all."""
    write(tmp_path, BIB, "".join(entry(f"k{number}", title=f"T{number}") for number in range(9)))
    works = "".join(f"  k{number}: [{'y' if number == 5 and 'id' in before else 'x'}]\n" for number in range(9))
    text = f"themes:\n  - {{id: x}}\n  - {{id: y}}\nworks:\n{works}title: T\n"
    write(tmp_path, "themes.yaml", text)
    index.build(tmp_path)
    write(tmp_path, "themes.yaml", text.replace(before, after))
    texts = []
    parse = index_codebook.parse_yaml
    monkeypatch.setattr(index_codebook, "parse_yaml", lambda text, path: (texts.append(text), parse(text, path))[1])
    assert making.update_on_disk(str(tmp_path), index.list_sources(str(tmp_path)))
    assert texts and all(text.count("[x]") <= 1 for text in texts)
    monkeypatch.undo()
    assert update(tmp_path)[1] == []
