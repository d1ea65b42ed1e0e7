"""The command line: each command parses, calls the public function of the same name, and prints what it says.

Commands are loaded when they are run, so that a question pays for nothing else. Only this package prints or exits.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from litgraph.project import VERSION, LitgraphError, find_root

__all__ = ["cli", "main"]

_COMMANDS = {
    "who": "ask",
    "cites": "ask",
    "find": "find",
    "show": "ask",
    "theme": "ask",
    "themes": "ask",
    "both": "relate",
    "only": "relate",
    "co-cited": "relate",
    "coupled": "relate",
    "only-in": "relate",
    "most-cited": "relate",
    "pages": "relate",
    "quotes": "relate",
    "path": "relate",
    "ancestors": "relate",
    "descendants": "relate",
    "gaps": "relate",
    "stats": "state",
    "log": "state",
    "check": "keep",
    "build": "keep",
    "init": "keep",
    "tag": "edit",
    "untag": "edit",
    "annotate": "edit",
    "add": "edit",
    "map": "make",
    "bibliography": "make",
    "export": "export",
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = import_module(f"litgraph.cli.{_COMMANDS[name]}")
        command: click.Command = getattr(module, f"{name.replace('-', '_')}_command")
        return command


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"litgraph {VERSION}")
        ctx.exit()


@click.group(
    cls=_LazyGroup,
    short_help="Browse, query and cite from a literature review.",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 ok, 1 failed, 2 usage, 3 no such work or theme, or several, 4 bad input, 5 network, "
    "6 evidence no longer found, 130 interrupted.",
)
@click.option("--project", metavar="FOLDER", help="The knowledge base; else the nearest one from here upwards.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
@click.pass_context
def cli(ctx: click.Context, project: str | None) -> None:
    """Browse, query and cite from a literature review.

    \b
    Examples:
      litgraph who cites Clerc 2020
      litgraph theme sister cities
      litgraph map -o map.html

    Words need no quotes, and "and" is as good as "&": your shell keeps & and ( ) for itself, so quote those.
    """
    ctx.obj = project
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main() -> Any:
    """Run the command line; every failure ends in a sentence and an exit code, none in a traceback."""
    try:
        _prepare(sys.stdout)
        _prepare(sys.stderr)
        sys.exit(cli.main(prog_name="litgraph", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except LitgraphError as error:
        say(f"error: {error}")
        if error.hint:
            say(f"hint: {error.hint}")
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say("interrupted")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away (`litgraph find x | head -1`): that is no failure.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except MemoryError:
        say("error: not enough memory")
        sys.exit(1)
    except OSError as error:
        say(f"error: {error.strerror or error}" + (f': "{error.filename}"' if error.filename else ""))
        sys.exit(1)
    except Exception as error:
        if os.environ.get("LITGRAPH_TRACEBACK"):
            raise
        say(f"error: {type(error).__name__}: {error}")
        say("hint: this is a fault of litgraph; please report it, with what LITGRAPH_TRACEBACK=1 in front prints")
        sys.exit(1)


def _prepare(stream: Any) -> None:
    """Data that is piped on is UTF-8 everywhere; a terminal shows another letter for one that it lacks."""
    if stream is not None and stream.isatty():
        stream.reconfigure(errors="replace")
    elif stream is not None:
        stream.reconfigure(encoding="utf-8", errors="replace")


def say(message: str) -> None:
    """A note to the person at the terminal: on stderr, never in the data."""
    click.echo(message, err=True)


def root_of(project: str | None) -> str:
    """The project folder that the user means."""
    return find_root(project or ".")
