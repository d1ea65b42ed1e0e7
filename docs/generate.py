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
from litgraph.plain import usage
from litgraph.plain.forms import CLAUSES, FORMS, SLOTS, VARIANTS
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
    top = click.Context(cli, info_name="litgraph", max_content_width=100, terminal_width=100, **cli.context_settings)
    yield "litgraph", top
    for name in cli.list_commands(top):
        command = cli.get_command(top, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=top)
        yield f"litgraph {name}", context
        for part, part_command in command.commands.items() if isinstance(command, click.Group) else ():
            yield f"litgraph {name} {part}", click.Context(part_command, info_name=part, parent=context)


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
    top_commands = {name.partition(" ")[2]: context.command for name, context in pages.items() if name.count(" ") == 1}
    cli.commands = top_commands
    for name, context in pages.items():
        yield f"man/{name.replace(' ', '-')}.1", _man(context)
    cli.commands = {}


_ASK = """# Plain questions

Made by `python docs/generate.py` from `litgraph/plain/forms.py`.

    litgraph ask "works on sister cities since 2015"

answers a question in plain English; in Python that is `kb.ask("...")`, or `litgraph.ask(db, "...")`. What it was taken
for is said on stderr, as the command that asks the same: `understood as: litgraph find theme:sister-cities since:2015`.
The grammar is small and fixed: a question of none of these forms ends with `I don't understand ...`, the nearest forms
and exit code 2, and nothing is guessed. A name that means no single work, author or section ends with exit code 3 and
the nearest ones, as everywhere.

Case, punctuation, articles, "please" and a question mark do not matter. What is quoted is taken as it stands: quote a
title that would be taken apart (`path from Spiro to "City Diplomacy and Twinning"`), and in a shell the whole question.

In a pattern, `/` parts words that are as good as one another, `[...]` may be left out, and capitals are slots. Of the
forms that fit a question, the first one counts.

## Forms
"""


def plain_questions() -> str:
    """docs/ask.md: the forms of plain questions, and the command that each stands for."""
    parts = [_ASK]
    for form in FORMS:
        number = ", where only the number of works is asked for" if form.counts else ""
        parts += [f"### {form.example}", "", f"`{usage(form)}`{number}", ""]
        parts += [*(f"- {pattern}" for pattern in form.patterns), ""]
    parts += ["## What may be said of works", ""]
    parts += ["Where a form has CLAUSES or TERMS, any number of these, also denied (`not by Acuto`):", ""]
    parts += ["| for example | patterns | terms of `litgraph find` |", "| --- | --- | --- |"]
    for clause in CLAUSES:
        terms = ", ".join(f"`{field}:{value}`" for field, value in clause.terms)
        parts.append(f"| {clause.example} | {'; '.join(clause.patterns)} | {terms or 'none'} |")
    parts += [
        "",
        "`place` is a section and the paper that has it; `after` and `until` become `since` and `before`.",
        "",
    ]
    parts += ["## Slots", "", *(f"- {slot}: {meaning}" for slot, meaning in SLOTS.items()), ""]
    parts += ["## Words that are as good as one another", ""]
    parts += [", ".join([word, *forms.split()]) + "  " for word, forms in VARIANTS.items()]
    return "\n".join(parts).rstrip() + "\n"


def pages() -> dict[str, str]:
    """Every generated page by its path in docs/."""
    return {"problems.md": problems(), "cli.md": reference(), "ask.md": plain_questions(), **dict(manual())}


if __name__ == "__main__":
    for path, page in pages().items():
        (DOCS / path).parent.mkdir(exist_ok=True)
        (DOCS / path).write_text(page, encoding="utf-8")
