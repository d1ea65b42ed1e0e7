"""The command line: each command parses, calls the public function of the same name, and prints what it returns.

A command is in the module of its name, whose docstring is its help. It is loaded when it is run, so that a question
pays for nothing else. Only this package prints or exits.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

# Collecting garbage while some hundred modules load finds none, and takes a twentieth of a question's time; so this
# stands before the imports. Looking for it once more when the process ends anyway takes a tenth.
gc.set_threshold(100_000)
atexit.register(gc.freeze)

import click

from litgraph.cli.options import completes, quiet_option
from litgraph.cli.terminal import complain, drop_output, prepare_streams, report
from litgraph.errors import LitgraphError
from litgraph.project import VERSION

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["cli", "main"]

_COMMANDS = """
    ask who cites find show theme themes both only co-cited coupled only-in most-cited pages quotes path ancestors
    descendants gaps stats log check build init start tag untag annotate sort add read verify cite styles map
    bibliography export config completion
""".split()


class _LazyGroup(click.Group):
    def make_context(self, *arguments: Any, **settings: Any) -> click.Context:
        from litgraph.views.text.layout import width

        # click writes help for 50 columns or more.
        if width() < 52:
            settings["terminal_width"] = width() - 2
        return super().make_context(*arguments, **settings)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return _COMMANDS

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        word = name.replace("-", "_")
        command: click.Command = getattr(import_module(f"litgraph.cli.{word}"), f"{word}_command")
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        # click would load every command to see whether it is hidden.
        names = [CompletionItem(name) for name in _COMMANDS if name.startswith(incomplete)]
        return names + click.Command.shell_complete(self, ctx, incomplete)


def _print_version(ctx: click.Context, _: click.Parameter, is_wanted: bool) -> None:
    if is_wanted and not ctx.resilient_parsing:
        click.echo(f"litgraph {VERSION}")
        ctx.exit()


@click.group(
    cls=_LazyGroup,
    short_help="Browse, query and cite from a literature review.",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 ok, 1 failed, 2 usage, 3 no such work or theme, or several, 4 bad input, 5 network, "
    "6 evidence no longer found, 130 interrupted.",
)
@click.option(
    "--project",
    metavar="FOLDER",
    envvar="LITGRAPH_PROJECT",
    shell_complete=completes("folders"),
    help="The knowledge base; else LITGRAPH_PROJECT, or the nearest one from here upwards.",
)
@quiet_option
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version."
)
@click.pass_context
def cli(ctx: click.Context, project: str | None) -> None:
    """Browse, query and cite from a literature review.

    \b
    Examples:
      litgraph start review.pdf
      litgraph who cites Clerc 2020
      litgraph theme sister cities
      litgraph map -o map.html

    Words need no quotes, and "and" is as good as "&": your shell keeps & and ( ) for itself, so quote those.
    """
    ctx.obj = project
    forced = os.environ.get("CLICOLOR_FORCE", "0") != "0"
    if os.environ.get("NO_COLOR") or (not forced and os.environ.get("CLICOLOR") == "0"):
        ctx.color = False
    elif forced:
        ctx.color = True


def _run_command() -> Any:
    """Run the command, and return its exit code; raises BrokenPipeError where nobody reads what it prints."""
    stdout = sys.stdout
    try:
        return cli.main(prog_name="litgraph", standalone_mode=False)
    except SystemExit:
        if sys.stdout is not stdout:  # click has put another in its place, and made an exit code of a closed pipe
            raise BrokenPipeError from None
        raise


def main() -> Any:
    """Run the command line; every failure ends in a sentence and an exit code, none in a traceback."""
    try:
        prepare_streams()
        if "_LITGRAPH_COMPLETE" in os.environ:
            sys.exit(import_module("litgraph.cli.completion").respond())
        sys.exit(_run_command() or 0)
    except click.ClickException as error:
        try:
            error.show()
        except BrokenPipeError:
            drop_output(sys.stderr)
        if isinstance(error, click.NoSuchOption) and error.option_name == "--project":
            complain("hint: it stands before the command: litgraph --project FOLDER ...")
        sys.exit(error.exit_code)
    except LitgraphError as error:
        report(error)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away (`litgraph find x | head -1`): that is no failure.
        for stream in (sys.stdout, sys.stderr):
            drop_output(stream)
        sys.exit(0)
    except MemoryError:
        complain("error: not enough memory")
        sys.exit(1)
    except OSError as error:
        complain(f"error: {error.strerror or error}" + (f': "{error.filename}"' if error.filename else ""))
        sys.exit(1)
    except Exception as error:
        if os.environ.get("LITGRAPH_TRACEBACK"):
            raise
        complain(f"error: {type(error).__name__}: {error}")
        complain("hint: this is a fault of litgraph; please report it, with what LITGRAPH_TRACEBACK=1 in front prints")
        sys.exit(1)
