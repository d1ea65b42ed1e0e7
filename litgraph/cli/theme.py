"""A theme: its definition, where it comes from, and its works with the evidence; or add, rename, merge themes.

A theme that is called like one of the commands below is asked for by: litgraph theme show add. How a theme can be
printed: litgraph theme show --help

\b
Examples:
  litgraph theme sister cities
  litgraph theme add towns --title "Small towns" --parent small-cities
  litgraph theme rename towns small-towns
  litgraph theme merge small-towns small-cities --dry-run
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from litgraph.cli.answering import format_option, question_command
from litgraph.cli.editing import dry_run_option, say_change
from litgraph.cli.options import completes
from litgraph.cli.project import root_of

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["theme_command"]

_SHOW = """The theme NAME: its definition, where it comes from, and its works with the evidence.

This is what litgraph theme NAME shows, too.

\b
Example:
  litgraph theme show sister cities
"""
_ADD = """Define the theme ID in themes.yaml, after the others.

\b
Examples:
  litgraph theme add towns
  litgraph theme add towns --title "Small towns" --definition "Places below 20,000 people." \\
    --parent small-cities --other-names "villages; market towns"
"""
_RENAME = """Give the theme OLD the id NEW: in its definition, in the themes below it, and in every work that has it.

OLD may also be an id that works have and that is nowhere defined.

\b
Example:
  litgraph theme rename towns small-towns
"""
_MERGE = """Give every work of the theme SOURCE to TARGET, with its evidence, and delete the definition of SOURCE.

What both say of a work with the same evidence is said once, and a plain SOURCE goes where the work has TARGET. The
themes below SOURCE come below TARGET, and what SOURCE was called (title, other names, id) TARGET is called too.

\b
Example:
  litgraph theme merge towns small-cities --dry-run
"""


class _ThemeGroup(click.Group):
    """The commands about themes; any other words are the name of one to be shown."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_first_word_completed = ctx.resilient_parsing and not args
        if not is_first_word_completed and not {*self.commands, *ctx.help_option_names}.intersection(args[:1]):
            args = ["show", *args]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["[OPTIONS] NAME... | COMMAND [ARGS]..."]

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        names = completes("themes")(ctx, self.commands["show"].params[0], incomplete)
        return names + super().shell_complete(ctx, incomplete)


@click.group("theme", cls=_ThemeGroup, short_help="A theme and its works; add, rename, merge themes.", help=__doc__)
def theme_command() -> None:
    pass


_show_command = question_command("theme", "NAME", "A theme and its works, with evidence.", _SHOW, format_option)
_show_command.name = "show"
theme_command.add_command(_show_command)


@theme_command.command("add", short_help="Define a theme.", help=_ADD)
@click.argument("theme", metavar="ID")
@click.option("--title", default="", metavar="TEXT", help="Its title; else the id is.")
@click.option("--definition", default="", metavar="TEXT", help="What belongs to it.")
@click.option(
    "--parent", default="", metavar="ID", help="The theme that it belongs below.", shell_complete=completes("themes")
)
@click.option("--other-names", default="", metavar="NAMES", help="What else it is called, parted by semicolons.")
@dry_run_option
@click.pass_obj
def add_command(project: str | None, /, theme: str, other_names: str, dry_run: bool, **texts: str) -> None:
    from litgraph.desk import themes

    names = [name.strip() for name in other_names.split(";") if name.strip()]
    say_change(themes.add_theme(root_of(project), theme, other_names=names, dry_run=dry_run, **texts))


@theme_command.command("rename", short_help="Give a theme another id, wherever it is named.", help=_RENAME)
@click.argument("old", shell_complete=completes("themes"))
@click.argument("new")
@dry_run_option
@click.pass_obj
def rename_command(project: str | None, old: str, new: str, dry_run: bool) -> None:
    from litgraph.desk import themes

    say_change(themes.rename_theme(root_of(project), old, new, dry_run=dry_run))


@theme_command.command("merge", short_help="Give the works of a theme to another.", help=_MERGE)
@click.argument("source", shell_complete=completes("themes"))
@click.argument("target", shell_complete=completes("themes"))
@dry_run_option
@click.pass_obj
def merge_command(project: str | None, source: str, target: str, dry_run: bool) -> None:
    from litgraph.desk import themes

    say_change(themes.merge_themes(root_of(project), source, target, dry_run=dry_run))
