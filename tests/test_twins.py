"""Everything that a command does, a public Python function does too, with the same name and the same options."""

from __future__ import annotations

import inspect

import click
import pytest

import litgraph as lg
from litgraph.cli import cli
from litgraph.desk.papers import ReadRequest
from litgraph.desk.themes import StatedEvidence
from litgraph.knowledge import _FILTERS
from litgraph.queries.grammar import FIELDS
from litgraph.views.bibliography import BibliographyRequest
from litgraph.views.bibliography.csl.paste import CiteRequest
from litgraph.views.bibliography.quotations import QuotationsRequest
from litgraph.views.map import MapRequest

_CONTEXT = click.Context(cli, info_name="litgraph")
_COMMANDS = cli.list_commands(_CONTEXT)
# Commands whose function has another name, or several.
_FUNCTIONS = {
    "who": ("who_cites", "who_quotes"),
    "quotes": ("quotes", "quotations"),
    "theme": ("theme", "add_theme", "rename_theme", "merge_themes"),
}
# The values of which a function takes the fields as options.
_REQUESTS = {
    "tag": StatedEvidence,
    "read": ReadRequest,
    "cite": CiteRequest,
    "map": MapRequest,
    "bibliography": BibliographyRequest,
    "quotes": QuotationsRequest,
}
# Commands that make sense in a terminal alone.
_OF_TERMINALS = {
    "config": "prints which settings of the command line hold; litgraph.settings reads them",
    "completion": "prints a script for a shell",
}
# Options that only say where and how something is printed: a value is there to be printed, or written, by its user.
_OF_PRINTING = {"output", "opens", "form", "fail_empty", "quiet", "help"}
# Options that Python does by other means.
_ELSEWHERE = {
    ("check", "explain"): "litgraph.codes.CODES",
    ("read", "review"): "litgraph.desk.papers.Desk gives the open questions, and stores answers",
    ("tag", "discussed"): 'role="discussed"',
    ("tag", "mentioned"): 'role="mentioned"',
    ("verify", "with_passages"): "its answer has them in any case, to be compared with; a notebook leaves them out",
}


def _functions(name: str) -> list[object]:
    names = _FUNCTIONS.get(name, (name.replace("-", "_"),))
    owner = lg if name in ("init", "start") else lg.KnowledgeBase("nowhere")
    return [getattr(owner, function) for function in names]


@pytest.mark.parametrize("name", [name for name in _COMMANDS if name not in _OF_TERMINALS])
def test_a_command_has_a_function_of_its_name(name: str) -> None:
    """It is a method of KnowledgeBase, or of litgraph where there is no knowledge base yet, and says what it does."""
    for function in _functions(name):
        assert callable(function) and inspect.getdoc(function), name


@pytest.mark.parametrize("name", [name for name in _COMMANDS if name not in _OF_TERMINALS])
def test_an_option_of_a_command_is_a_parameter_of_its_function(name: str) -> None:
    """Or a field of the request that the function takes."""
    command = cli.get_command(_CONTEXT, name)
    assert command is not None
    parameters = {name for function in _functions(name) for name in inspect.signature(function).parameters}  # type: ignore[arg-type]
    if name in _REQUESTS:
        parameters |= _REQUESTS[name].__annotations__.keys()
    filters = {"find": (*FIELDS, "not"), "bibliography": _FILTERS, "quotes": _FILTERS}
    parameters |= {f"_{field.replace('-', '_')}" for field in filters.get(name, ())}
    missing = [
        option.name
        for option in command.params
        if isinstance(option, click.Option)
        and option.name not in parameters | _OF_PRINTING
        and (name, option.name) not in _ELSEWHERE
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("part", "function"),
    [("show", "theme"), ("add", "add_theme"), ("rename", "rename_theme"), ("merge", "merge_themes")],
)
def test_the_commands_about_themes_have_functions_with_their_options(part: str, function: str) -> None:
    group = cli.get_command(_CONTEXT, "theme")
    assert isinstance(group, click.Group) and set(group.commands) == {"show", "add", "rename", "merge"}
    options = {param.name for param in group.commands[part].params if isinstance(param, click.Option)}
    parameters = inspect.signature(getattr(lg.KnowledgeBase("nowhere"), function)).parameters
    assert options - _OF_PRINTING <= set(parameters)


def test_nothing_is_excused_that_is_not_there() -> None:
    """The lists above name commands and options that there are."""
    options = {
        (name, option.name)
        for name in _COMMANDS
        for option in cli.get_command(_CONTEXT, name).params  # type: ignore[union-attr]
    }
    assert set(_ELSEWHERE) <= options and {*_FUNCTIONS, *_REQUESTS, *_OF_TERMINALS} <= set(_COMMANDS)


def test_the_lists_of_the_public_names_agree() -> None:
    """What `litgraph` loads when it is first used is what it says it has."""
    assert sorted(lg.__all__) == sorted(["__version__", *lg._MODULE_OF])
