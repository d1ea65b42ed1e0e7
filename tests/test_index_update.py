"""An index that is brought up to date equals one that is made anew, and gives the corpus that the files give."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import litgraph
from litgraph import index
from litgraph.corpus import load
from litgraph.index import making
from litgraph.index.loading import read_corpus

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
        "problems": "code, level, message, path, line, col, hint",
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
    """Bring the index up to date: whether it was done step by step, and what is not as in an index made anew."""
    stamps = index.list_sources(root)
    is_updated = making.update_on_disk(str(root), stamps)
    with closing(index.connect(root)) as db, closing(making.make_in_memory(str(root), stamps)) as anew:
        updated, expected = content(db), content(anew)
        differences = [name for name in expected if updated[name] != expected[name]]
        differences += ["answers"] * (answers(db) != answers(anew)) + ["corpus"] * (read_corpus(db) != load(root))
        return is_updated, differences


def write(root: Path, path: str, text: str, encoding: str = "utf-8") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(text.encode(encoding))


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
    fields += draw(st.lists(st.sampled_from(odd), max_size=1))
    kind = draw(st.sampled_from(["article"] * 9 + ["book", "xdata", "Misc"]))
    end = draw(st.sampled_from(["\n}\n"] * 12 + ["\n}\n\nstray = {text}\n", "\n", "}}\n"]))
    return f"{draw(st.sampled_from(['', '', '', '  ']))}@{kind}{{{key},\n  " + ",\n  ".join(fields) + end


others = ("@string{abbr = {A Journal}}\n", "\n", "% a comment\n", "@comment{jabref}\n", "@book{nothing}\n", "a @ b\n")
blocks = st.one_of(*[entries()] * 8, st.sampled_from(others))
bibliographies = st.lists(blocks, max_size=6)
citations = st.sampled_from(
    [f"work: {key}" for key in KEYS] + ["text: Acuto 2020", "text: Clerc et al. 2019", "text: City networks", "text: X"]
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


edits = st.one_of(
    st.tuples(st.just("bib/references.bib"), bibliographies),
    st.tuples(st.just("bib/more.bib"), bibliographies | st.none()),
    st.tuples(st.sampled_from(("bib/readings/a2020.yaml", "bib/readings/b.yaml")), readings() | st.none()),
    st.tuples(st.just("themes.yaml"), codebooks()),
)
changes = st.lists(
    st.tuples(st.sampled_from(("replace", "insert", "delete")), st.integers(0, 6), blocks), min_size=1, max_size=2
)


@given(start=st.lists(edits, max_size=4), steps=st.lists(edits | changes, min_size=1, max_size=4), crlf=st.booleans())
def test_an_index_brought_up_to_date_equals_one_made_anew(
    tmp_path_factory: pytest.TempPathFactory, start: list[object], steps: list[object], crlf: bool
) -> None:
    root = tmp_path_factory.mktemp("law")
    bibliography: list[str] = []
    write(root, "bib/references.bib", "")
    write(root, "themes.yaml", "")

    def apply(edit: object) -> None:
        nonlocal bibliography
        if isinstance(edit, list):
            for act, at, block in edit:
                bibliography[at : at + (act != "insert")] = [] if act == "delete" else [block]
            edit = ("bib/references.bib", bibliography)
        path, text = edit  # type: ignore[misc]
        if path == "bib/references.bib":
            bibliography = list(text)
        if text is None:
            (root / path).unlink(missing_ok=True)
        else:
            joined = text if isinstance(text, str) else "".join(text)
            write(root, path, joined.replace("\n", "\r\n") if crlf else joined)

    for edit in start:
        apply(edit)
    index.build(root)
    for step in steps:
        apply(step)
        assert update(root)[1] == []
