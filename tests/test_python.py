"""litgraph from Python: the knowledge base as a value, and what a notebook shows of it."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import inspect
import json
import os
import subprocess
import sys
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

import litgraph as lg
from litgraph import index, questions
from litgraph.model import Work

from .conftest import REPOSITORY, Run, copy_knowledge_base

_NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))


@pytest.fixture
def kb(city: Path) -> lg.KnowledgeBase:
    """The city-diplomacy review."""
    return lg.load(city)


def test_it_is_a_collection_of_works(kb: lg.KnowledgeBase) -> None:
    """Works are found by their keys, counted and gone through; an unknown key says what else to do."""
    assert len(kb) == 38 == len(list(kb)) and kb
    assert isinstance(kb["clerc2020"], Work) and kb["clerc2020"].authors[0].family == "Clerc"
    assert "clerc2020" in kb and "Clerc 2020" not in kb and 7 not in kb
    with pytest.raises(KeyError, match="find"):
        kb["clerc2021"]


def test_every_question_is_a_method_with_the_answer_of_the_command_line(kb: lg.KnowledgeBase, city: Path) -> None:
    """What is put into the list of questions appears by itself, with its help and its place in completion."""
    words = {"theme": ["sister cities"], "themes": [], "check": [], "find": ["museum"], "who_cites": ["Clerc 2020"]}
    with closing(index.connect(city)) as db:
        for name, said in words.items():
            assert getattr(kb, name)(*said).text("json") == questions.answer_question(db, name, *said).text("json")
    for name in questions.QUESTIONS:
        method = getattr(kb, name)
        assert method.__name__ == name and method.__doc__ and name in dir(kb)
        assert "db" not in inspect.signature(method).parameters
    with pytest.raises(AttributeError, match="no attribute or question"):
        kb.who_cite  # noqa: B018 - to ask for it is what fails


def test_an_answer_is_rows_keys_and_text(kb: lg.KnowledgeBase, city: Path, run: Run) -> None:
    """An answer is gone through row by row, gives its keys, and prints as the command line does."""
    answer = kb.who_cites("Clerc 2020")
    assert len(answer) == 6 and [row["key"] for row in answer] == [row["key"] for row in answer.rows]
    assert answer.keys == ["clausen2022", "clausen-themes"]
    for form in ("table", "json", "csv", "keys"):
        assert answer.text(form) == run("who", "cites", "Clerc 2020", "--format", form, cwd=city, COLUMNS="100").stdout


def test_what_is_not_one_work_is_an_exception_with_candidates(kb: lg.KnowledgeBase) -> None:
    """A name that can mean several works raises NotFound, and its traceback lists them."""
    with pytest.raises(lg.NotFound, match="can mean") as caught:
        kb.who_cites("Acuto")
    assert "acuto2013" in [candidate.key for candidate in caught.value.candidates]
    assert any("[acuto2013]" in note for note in caught.value.__notes__)
    with pytest.raises(lg.LitgraphError):
        lg.load("/")


def test_changes_of_the_files_are_noticed_at_the_next_question(review: Path) -> None:
    """Works, themes and answers are those of the files as they are now, also when a file changes within a moment."""
    kb = lg.load(review / "bib")
    assert len(kb) == 38 and len(kb.find("pollination")) == 0
    with (review / "bib/references.bib").open("a", encoding="utf-8") as file:
        file.write("@book{bee2020, author = {Bee, A.}, title = {On pollination}, publisher = {P}, year = 2020}\n")
    assert "bee2020" in kb and len(kb) == 39
    assert kb.find("pollination").keys == ["bee2020"]
    text = (review / "bib/references.bib").read_text(encoding="utf-8")
    (review / "bib/references.bib").write_text(text.replace("bee2020", "bee2021"), encoding="utf-8")
    assert "bee2021" in kb and "bee2020" not in kb
    before = kb.corpus
    later = 2_000_000_000
    os.utime(review / "themes.yaml", (later, later))
    assert kb.corpus is not before


def test_the_corpus_is_read_once_as_long_as_nothing_changes(city: Path) -> None:
    """Two looks at the works of files that lie still read them once."""
    for path in city.rglob("*.*"):
        if path.is_file():
            os.utime(path, (1_000_000_000, 1_000_000_000))
    kb = lg.load(city)
    assert kb.corpus is kb.corpus


def test_the_graph_has_the_evidence(kb: lg.KnowledgeBase) -> None:
    """Each place where a paper cites a work is an edge with its section and locator."""
    edges = kb.graph()["clausen2022"]["clerc2020"].values()
    assert [(edge["section"], edge["locator"]) for edge in edges] == [("2", ""), ("2", ""), ("2", "p. 332")]


def test_the_drawing_has_places_no_physics_and_no_network(kb: lg.KnowledgeBase) -> None:
    """pyvis gets every node at its place on the map; its page fetches nothing."""
    drawing = kb.to_pyvis()
    assert len(drawing.nodes) == 45 and all({"x", "y"} <= node.keys() for node in drawing.nodes)
    assert drawing.options["physics"]["enabled"] is False
    page = drawing.generate_html()
    assert 'src="http' not in page and 'href="http' not in page and "vis-network" in page
    assert "<iframe" in drawing._repr_html_()


def test_map_and_exports_are_those_of_the_command_line(kb: lg.KnowledgeBase, city: Path, run: Run) -> None:
    """kb.map() is the page of `litgraph map`, shown in a frame; kb.export() the text of `litgraph export`."""
    page = kb.map()
    assert page == run("map", "-o", "-", cwd=city).stdout
    assert page._repr_html_().startswith("<iframe") and len(repr(page)) < 60
    assert kb.export("graphml") == run("export", "-o", "-", "--to", "graphml", cwd=city).stdout


@pytest.mark.parametrize(
    ("method", "word", "command"),
    [
        ("export", "graphlm", ("export", "-o", "-", "--to", "graphlm")),
        ("gaps", "one-vioce", ("gaps", "one-vioce")),
        ("find", "auhtor:li", ("find", "auhtor:li")),
    ],
)
def test_python_refuses_in_the_words_of_the_command(
    kb: lg.KnowledgeBase, city: Path, run: Run, method: str, word: str, command: tuple[str, ...]
) -> None:
    """What there is not is said with what is spelt like it, whoever asks."""
    with pytest.raises(lg.LitgraphError) as refused:
        getattr(kb, method)(word)
    done = run(*command, cwd=city)
    assert done.stderr == f"error: {refused.value}\nhint: {refused.value.hint}\n" and "did you mean" in done.stderr
    assert done.returncode == refused.value.exit_code == 2


def test_python_refuses_what_the_shell_cannot_say(kb: lg.KnowledgeBase) -> None:
    """No traceback from within: a year that is text, and references to no work."""
    for since in ("2015", 2015.5, True):
        with pytest.raises(lg.LitgraphError, match=f'since="{since}" is not a year'):
            kb.map(since=since)
    with pytest.raises(lg.LitgraphError, match="no work is named"):
        kb.cite()


@pytest.mark.parametrize("keyword", ["passage", "at", "said_by", "sectoin"])
def test_evidence_of_a_theme_has_five_keywords_and_no_other(kb: lg.KnowledgeBase, keyword: str) -> None:
    """Another one is refused as by any function, and the five are named; nothing is written."""
    before = Path(kb.root, "themes.yaml").read_bytes()
    with pytest.raises(TypeError, match=f'"{keyword}": evidence is given as said_in, section, page, locator, why'):
        kb.tag("clerc2020", "networks", **{keyword: "x"})  # type: ignore[misc]
    assert Path(kb.root, "themes.yaml").read_bytes() == before


def test_what_is_written_for_others_has_the_notes_of_the_command(review: Path, run: Run) -> None:
    """Text and bytes as before, with what the command says beside them, and the second file where there are two."""
    with (review / "bib/references.bib").open("a", encoding="utf-8") as file:
        file.write("\n@book{odd2020, author={Odd, A.}, title={One \ufffe two}, publisher={P}, year=2020}\n")
    kb = lg.load(review)

    def notes_of(*words: str) -> list[str]:
        lines = run(*words, "-o", "-", cwd=review).stderr.splitlines()
        return [line.removeprefix("note: ") for line in lines if line.startswith("note: ")]

    page = kb.map(theme="sister", since=2015, with_passages=True)
    assert isinstance(page, str) and "1 work without a year left out" in page.notes[0]
    assert "words of others" in page.notes[1]
    assert list(page.notes) == notes_of("map", "--theme", "sister", "--since", "2015", "--with-passages")

    document = kb.bibliography("md", theme="sister", since=2015, locale="pt", with_passages=True)
    words = ("bibliography", "--theme", "sister", "--since", "2015", "--locale", "pt", "--with-passages")
    assert isinstance(document, bytes) and list(document.notes) == notes_of(*words)
    assert "year" in document.notes[0] and 'no words for "pt"' in document.notes[1]
    assert kb.bibliography("md").unannotated == ("odd2020",)

    quotations = kb.quotations("md", cited_by="clausen2022")
    assert list(quotations.notes) == notes_of("quotes", "--to", "md", "--cited-by", "clausen2022")
    assert quotations.notes[0].startswith("nobody can say")

    table = kb.export("csv")
    assert table.startswith("Source,Target") and table.nodes.startswith("Id,Label") and table.notes == ()
    run("export", "-o", "a.csv", cwd=review)
    assert (review / "a-nodes.csv").read_bytes().decode() == table.nodes
    lossy = kb.export("GraphML")
    assert "XML" in lossy.notes[0] and list(lossy.notes) == notes_of("export", "--to", "graphml") and lossy.nodes == ""


def test_places_are_kept_from_python_as_from_the_shell(review: Path, run: Run) -> None:
    """The same file, and both say that it was written."""
    kb = lg.load(review)
    page = kb.map(keep=True)
    stored = (review / "bib/positions.json").read_bytes()
    assert page.notes == ("bib/positions.json: the places of works and themes are kept",)
    (review / "bib/positions.json").unlink()
    assert page.notes[0] in run("map", "--keep", "-o", "-", cwd=review).stderr
    assert (review / "bib/positions.json").read_bytes() == stored


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.outside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.outside += [name for name, _ in attrs if name not in ("style", "srcdoc", "sandbox")]


def test_hostile_text_is_text_in_a_notebook(tmp_path: Path) -> None:
    """Titles, themes and names that are markup are shown as they are typed, in answers and in the drawing."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(2) href=y>"
    (tmp_path / "bib/readings").mkdir(parents=True)
    (tmp_path / "bib/references.bib").write_text(
        f"@book{{a, author={{{{{evil}}}}}, title={{{evil}}}, publisher={{P}}, year=2020}}\n"
        f"@book{{b, author={{B, C}}, title={{{evil}}}, publisher={{P}}, year=2021}}\n",
        encoding="utf-8",
    )
    (tmp_path / "themes.yaml").write_text(
        f"title: '{evil}'\nthemes:\n  - id: t\n    title: '{evil}'\nworks:\n  a: t\n", encoding="utf-8"
    )
    (tmp_path / "bib/readings/b.yaml").write_text(
        f"paper: b\nread-by: hand\nsections:\n  - id: '1'\n    title: '{evil}'\n    citations:\n      - work: a\n"
        "        passage: They say so.\n",
        encoding="utf-8",
    )
    kb = lg.load(tmp_path)
    for shown in (kb, kb.who_cites("a"), kb.themes(), kb.theme("t"), kb.find("script"), kb.show("a"), kb.check()):
        tags = _Tags(shown._repr_html_())
        assert tags.seen <= {"p", "b", "br", "pre", "div", "table", "thead", "tbody", "tr", "th", "td", "i"}
        assert tags.outside == []
    for shown in (kb.map(), kb.to_pyvis()):
        assert _Tags(shown._repr_html_()).seen == {"iframe"}
    assert evil not in kb.to_pyvis().generate_html()
    # pyvis would show a hint as HTML if it held an attribute's name.
    assert not any("href" in node["title"] for node in kb.to_pyvis().nodes)


def test_a_notebook_keeps_no_passages(tmp_path: Path) -> None:
    """What a notebook stores of an answer leaves the words of papers out, and says so; printing it does not."""
    (tmp_path / "bib/readings").mkdir(parents=True)
    (tmp_path / "bib/references.bib").write_text(
        "@book{a, author={A, B}, title={One}, publisher={P}, year=2020}\n"
        "@book{b, author={B, C}, title={Two}, publisher={P}, year=2021}\n",
        encoding="utf-8",
    )
    (tmp_path / "bib/readings/b.yaml").write_text(
        "paper: b\nread-by: hand\nsections:\n  - id: '1'\n    title: One\n    citations:\n      - work: a\n"
        "        passage: So she says, “word for word”.\n",
        encoding="utf-8",
    )
    kb = lg.load(tmp_path)
    for answer in (kb.who_cites("a"), kb.who_quotes("a")):
        assert "word for word" in str(answer) and "word for word" in answer.text("csv")
        assert "word for word" not in repr(answer) + answer._repr_html_()
        assert "left out" in answer._repr_html_()
    assert "left out" not in kb.themes()._repr_html_()


def test_nobody_has_looked_is_not_shown_as_nothing(tmp_path: Path) -> None:
    """Where no paper was read, a notebook says so."""
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/references.bib").write_text("@book{a, author={A, B}, title={One}, publisher={P}, year=2020}")
    assert "nobody has looked" in lg.load(tmp_path).who_cites("a")._repr_html_()


def test_frames_are_pandas_or_a_sentence(kb: lg.KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """With pandas the rows become a DataFrame; without it, the message says what is missing."""

    class Pandas(ModuleType):
        @staticmethod
        def DataFrame(rows: object, columns: object) -> tuple[object, object]:
            return rows, columns

    answer = kb.find("museum")
    monkeypatch.setitem(sys.modules, "pandas", Pandas("pandas"))
    rows, columns = answer.to_frame()
    assert rows == answer.rows and columns == list(rows[0])
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(lg.LitgraphError, match="pandas") as caught:
        answer.to_frame()
    assert "pip install pandas" in caught.value.hint


_WITH_EXAMPLES = [
    path
    for path in sorted((REPOSITORY / "litgraph").rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8") and "example" not in path.parts
]


@pytest.mark.parametrize("path", _WITH_EXAMPLES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_the_examples_in_docstrings_run(path: Path, city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a docstring shows is what comes out."""
    monkeypatch.chdir(city)
    name = ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert failed == 0 and tried > 0


def test_the_examples_in_the_docs_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/python.md, typed in by a reader, says what it says there."""
    monkeypatch.chdir(copy_knowledge_base(tmp_path))
    failed, tried = doctest.testfile(str(REPOSITORY / "docs/python.md"), module_relative=False, encoding="utf-8")
    assert failed == 0 and tried > 10


def test_a_typed_script_is_checked(tmp_path: Path) -> None:
    """A user's script is type-checked against what litgraph gives: the right one passes, a slip is found."""
    if importlib.util.find_spec("mypy") is None:
        pytest.skip("mypy is not installed")
    script = tmp_path / "script.py"
    script.write_text(
        "import litgraph as lg\n\n"
        "kb = lg.load('.')\n"
        "years: list[int | None] = [work.year for work in kb]\n"
        "keys: list[str] = kb.who_cites('Clerc 2020').keys\n"
        "title: str = kb['clerc2020'].title\n"
        "page: str = kb.map()\n"
        "wrong: int = kb['clerc2020'].title\n",
        encoding="utf-8",
    )
    # Silent, as of what is installed: litgraph's own types are checked by themselves.
    options = ["--config-file", str(REPOSITORY / "setup.cfg"), "--strict", "--follow-imports=silent"]
    command = [sys.executable, "-m", "mypy", *options, str(script)]
    environment = {**os.environ, "MYPYPATH": str(REPOSITORY)}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    assert [line.split(": ", 1)[1] for line in done.stdout.splitlines() if ": error: " in line] == [
        'error: Incompatible types in assignment (expression has type "str", variable has type "int")  [assignment]'
    ], done.stdout + done.stderr


# A notebook in a shell of IPython, which pyvis brings along: what a cell's last line shows is shown, as in Jupyter.
_PLAY = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell

shell, shown = InteractiveShell.instance(), []
for cell in json.load(open(sys.argv[1], encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        done = shell.run_cell("".join(cell["source"]))
        done.raise_error()
        if done.result is not None:
            shown.append(shell.display_formatter.format(done.result)[0])
json.dump(shown, open(sys.argv[2], "w", encoding="utf-8"))
"""


@pytest.mark.parametrize("notebook", _NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_run_and_are_committed_without_output(notebook: Path, review: Path, tmp_path: Path) -> None:
    """Each notebook runs from top to bottom beside its review, shows something for a cell, and holds no output."""
    assert importlib.util.find_spec("IPython")
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code and all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    environment = {**os.environ, "IPYTHONDIR": str(tmp_path)}
    command = [sys.executable, "-c", _PLAY, str(notebook), str(tmp_path / "shown.json")]
    (review / "notebooks").mkdir()
    done = subprocess.run(command, cwd=review / "notebooks", env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    shown = json.loads((tmp_path / "shown.json").read_text(encoding="utf-8"))
    assert len(shown) >= len(code) - 1
    assert any("<iframe" in each.get("text/html", "") for each in shown)
