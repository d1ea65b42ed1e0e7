"""Write the pages of docs/ that the program itself knows best: `python docs/generate.py`. A test compares them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click
from click_man.core import generate_man_page

from litgraph.cli import cli
from litgraph.codes import CODES
from litgraph.project import VERSION

DOCS = Path(__file__).resolve().parent


def problems() -> str:
    """docs/problems.md: every code of `litgraph check`, what it means and what to do."""
    rows = [f"| `{code}` | {each.meaning} | {each.remedy} |" for code, each in sorted(CODES.items())]
    head = [
        "# What litgraph check may say",
        "",
        "Made by `python docs/generate.py`. One of them at a time: `litgraph check --explain CODE`.",
        "",
        "| code | what it means | what to do |",
        "| --- | --- | --- |",
    ]
    return "\n".join([*head, *rows]) + "\n"


def _commands() -> Iterator[tuple[str, click.Context]]:
    """Every command by its whole name, with the context that its help is written in."""
    top = click.Context(cli, info_name="litgraph", max_content_width=100, terminal_width=100)
    yield "litgraph", top
    for name in cli.list_commands(top):
        command = cli.get_command(top, name)
        assert command is not None
        yield f"litgraph {name}", click.Context(command, info_name=name, parent=top)


def reference() -> str:
    """docs/cli.md: what `--help` says of every command."""
    parts = ["# The commands", "", "Made by `python docs/generate.py`: what `litgraph COMMAND --help` says."]
    for name, context in _commands():
        parts += ["", f"## {name}", "", "```text", context.command.get_help(context), "```"]
    return "\n".join(parts) + "\n"


def _man(context: click.Context) -> str:
    """The manual page of a command; its examples keep their lines, which the library would run together."""
    help_text = cleandoc(context.command.help or "").replace("\\", "\\(rs")
    kept = context.command.help
    context.command.help = re.sub(r"\x08\n(.*?)(?=\n\s*\n|\Z)", r".nf\n\1\n.fi", help_text, flags=re.S)
    released = re.search(r"date-released: (\S+)", (DOCS.parent / "CITATION.cff").read_text(encoding="utf-8"))
    assert released is not None
    page = generate_man_page(context, version=f"litgraph {VERSION}", date=released[1])
    context.command.help = kept
    return page


def manual() -> Iterator[tuple[str, str]]:
    """docs/man/: a manual page for each command."""
    pages = dict(_commands())
    cli.commands = {name.removeprefix("litgraph "): each.command for name, each in pages.items() if " " in name}
    for name, context in pages.items():
        yield f"man/{name.replace(' ', '-')}.1", _man(context)
    cli.commands = {}


def pages() -> dict[str, str]:
    """Every generated page by its path in docs/."""
    return {"problems.md": problems(), "cli.md": reference(), **dict(manual())}


if __name__ == "__main__":
    for path, page in pages().items():
        (DOCS / path).parent.mkdir(exist_ok=True)
        (DOCS / path).write_text(page, encoding="utf-8")
