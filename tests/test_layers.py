"""The house keeps its order: imports go downhill, codes and formats are documented."""

from __future__ import annotations

import ast
import re
import runpy
from importlib import import_module

import click
import pytest

from litgraph.cli import cli
from litgraph.codes import CODES
from tests.conftest import REPOSITORY


def test_imports_go_downhill_only(monkeypatch):
    """The contracts of setup.cfg hold."""
    importlinter = pytest.importorskip("importlinter.cli")
    monkeypatch.chdir(REPOSITORY)
    assert importlinter.lint_imports(config_filename="setup.cfg", cache_dir=None) == 0


def test_every_code_in_the_source_is_explained_and_every_explanation_used():
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((REPOSITORY / "litgraph").rglob("*.py"))
        if path.name != "codes.py"
    )
    unused = {code for code in CODES if f'"{code}"' not in source}
    assert unused == set()
    codes = set(re.findall(r'Problem\(\s*"([a-z-]+)"', source)) | set(
        re.findall(r'complain\(\s*"([a-z]+-[a-z-]+)"', source)
    )
    assert codes - set(CODES) == set()


def test_the_generated_pages_of_the_docs_are_up_to_date():
    """`python docs/generate.py` would change nothing."""
    pages = runpy.run_path(str(REPOSITORY / "docs/generate.py"))["pages"]()
    for name, page in pages.items():
        assert (REPOSITORY / "docs" / name).read_text(encoding="utf-8") == page, name
    assert {path.name for path in (REPOSITORY / "docs/man").iterdir()} == {
        name.removeprefix("man/") for name in pages if name.startswith("man/")
    }


def test_every_command_shows_an_example():
    context = click.Context(cli, info_name="litgraph")
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert f"  litgraph {name}" in command.help and "Example" in command.help, name


def _asserts(node: ast.AST) -> bool:
    """Whether this is an assertion, or calls what is one by its name."""
    name = getattr(node, "attr", None) or getattr(node, "id", "")
    return isinstance(node, ast.Assert) or name in ("raises", "fail") or name.startswith("assert_")


def test_every_test_asserts_something():
    """By itself, or by a helper whose name begins with "assert_"."""
    tests = [
        test
        for path in sorted((REPOSITORY / "tests").rglob("test_*.py"))
        for test in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_")
    ]
    assert len(tests) > 500
    assert [test.name for test in tests if not any(map(_asserts, ast.walk(test)))] == []


@pytest.mark.parametrize("name", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_what_the_guides_name_is_there(name):
    """Each path in the project that stands between backquotes, and each function that is named with its module."""
    words = re.findall(r"`([^`\s]+)`", (REPOSITORY / name).read_text(encoding="utf-8"))
    paths = [
        word for word in words if re.fullmatch(r"(?:litgraph|tests|docs|\.ci)/[\w./-]*", word) and "NAME" not in word
    ]
    assert paths and [path for path in paths if not (REPOSITORY / path).exists()] == []
    for word in words:
        if re.fullmatch(r"litgraph(?:\.\w+){2,}", word):
            module, _, attribute = word.rpartition(".")
            assert hasattr(import_module(module), attribute), word


def test_no_function_has_more_than_seven_parameters():
    """What takes more takes a request: one frozen value."""
    long_lists = []
    for path in sorted((REPOSITORY / "litgraph").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                arguments = node.args
                parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
                parameters += filter(None, (arguments.vararg, arguments.kwarg))
                if len([parameter for parameter in parameters if parameter.arg not in ("self", "cls")]) > 7:
                    long_lists.append(f"{path.relative_to(REPOSITORY)}:{node.lineno} {node.name}")
    assert long_lists == []


def test_only_the_command_line_prints_or_asks():
    """The other rooms are silent: they return what there is to be said."""
    loud = []
    for path in sorted((REPOSITORY / "litgraph").rglob("*.py")):
        if path.parent.name != "cli":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                is_call = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("print", "input")
                is_click = isinstance(node, (ast.Import, ast.ImportFrom)) and "click" in ast.unparse(node).split()
                if is_call or is_click:
                    loud.append(f"{path.relative_to(REPOSITORY)}:{node.lineno}")
    assert loud == []
