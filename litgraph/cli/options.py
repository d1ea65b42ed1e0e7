"""Options and arguments that several commands have, and what a shell completes in them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["Decorator", "completes", "depth_option", "output_option", "quiet_option"]

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def completes(function: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Let a shell complete a value by the function of this name in litgraph.cli.completers."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        completer = getattr(import_module("litgraph.cli.completers"), function)
        items: list[CompletionItem] = completer(context, parameter, incomplete)
        return items

    return complete


def _hush(context: click.Context, _: click.Parameter, is_wanted: bool) -> None:
    if is_wanted:
        context.meta["litgraph.quiet"] = True


quiet_option = click.option(
    "-q", "--quiet", is_flag=True, expose_value=False, callback=_hush, help="No notes on stderr; errors are said."
)


depth_option = click.option(
    "--depth", metavar="N", type=click.IntRange(1), default=3, show_default=True, help="How many levels."
)


def output_option(meaning: str, **settings: Any) -> Decorator:
    """The option -o for the file to write; `settings` are those of a click option."""
    return click.option(
        *("-o", "--output"), metavar="FILE", help=meaning, shell_complete=completes("files"), **settings
    )
