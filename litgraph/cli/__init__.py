"""The command line: each command parses, calls the public function of the same name, and prints what it says.

Commands are loaded when they are run, so that a question pays for nothing else. Only this package prints or exits.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

# Collecting garbage while some hundred modules load finds none, and takes a twentieth of a question's time; so this
# stands before the imports.
gc.set_threshold(100_000)

import click  # noqa: E402

from litgraph.errors import LitgraphError  # noqa: E402
from litgraph.project import VERSION, find_root  # noqa: E402

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from litgraph.settings import Settings

__all__ = [
    "cli",
    "complain",
    "completes",
    "is_quiet",
    "main",
    "quiet_option",
    "root_of",
    "say",
    "settings_here",
    "waiting",
    "watching",
]

_COMMANDS = {
    "ask": "plain",
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
    "quotes": "bibliography",
    "path": "relate",
    "ancestors": "relate",
    "descendants": "relate",
    "gaps": "relate",
    "stats": "state",
    "log": "state",
    "check": "keep",
    "build": "keep",
    "init": "keep",
    "start": "start",
    "tag": "edit",
    "untag": "edit",
    "annotate": "edit",
    "add": "edit",
    "read": "read",
    "verify": "verify",
    "cite": "cite",
    "styles": "cite",
    "map": "make",
    "bibliography": "bibliography",
    "export": "export",
    "config": "config",
    "completion": "completion",
}


class _LazyGroup(click.Group):
    def make_context(self, *arguments: Any, **settings: Any) -> click.Context:
        # click writes help for 50 columns or more.
        from litgraph.views.text.layout import width

        if width() < 52:
            settings["terminal_width"] = width() - 2
        return super().make_context(*arguments, **settings)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = import_module(f"litgraph.cli.{_COMMANDS[name]}")
        command: click.Command = getattr(module, f"{name.replace('-', '_')}_command")
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        # click would load every command to see whether it is hidden.
        names = [CompletionItem(name) for name in _COMMANDS if name.startswith(incomplete)]
        return names + click.Command.shell_complete(self, ctx, incomplete)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"litgraph {VERSION}")
        ctx.exit()


def _hush(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        ctx.meta["litgraph.quiet"] = True


quiet_option = click.option(
    "-q", "--quiet", is_flag=True, expose_value=False, callback=_hush, help="No notes on stderr; errors are said."
)


def completes(what: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """What a shell may complete here: `what` is the name of a function in litgraph.cli.completion."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        found: list[CompletionItem] = getattr(import_module("litgraph.cli.completion"), what)(ctx, param, incomplete)
        return found

    return complete


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
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
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


def main() -> Any:
    """Run the command line; every failure ends in a sentence and an exit code, none in a traceback."""
    try:
        sys.stdout = _prepared(sys.stdout)
        sys.stderr = _prepared(sys.stderr)
        if "_LITGRAPH_COMPLETE" in os.environ:
            sys.exit(import_module("litgraph.cli.completion").respond())
        sys.exit(cli.main(prog_name="litgraph", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        if isinstance(error, click.NoSuchOption) and error.option_name == "--project":
            complain("hint: it stands before the command: litgraph --project FOLDER ...")
        sys.exit(error.exit_code)
    except LitgraphError as error:
        complain(f"error: {error}")
        if error.hint:
            complain(f"hint: {error.hint}")
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away (`litgraph find x | head -1`): that is no failure.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
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


def _prepared(stream: Any) -> Any:
    """Data that is piped on is UTF-8 everywhere; a terminal shows another letter for one that it lacks."""
    if stream is None:  # closed by the shell: find >&-
        stream = open(os.devnull, "w")  # noqa: SIM115 - it is open as long as the program runs
    if stream.isatty():
        stream.reconfigure(errors="replace")
    else:
        stream.reconfigure(encoding="utf-8", errors="replace")
    return stream


def say(message: str) -> None:
    """A note to the person at the terminal: on stderr, never in the data; none where she wants it quiet."""
    if not is_quiet():
        complain(message)


def complain(message: str) -> None:
    """What went wrong: on stderr, in any case; folded where a terminal would tear its words."""
    if sys.stderr.isatty():
        from litgraph.views.text.layout import wrap

        lines = [(len(line) - len(line.lstrip()), line) for line in message.splitlines()]
        message = "\n".join(part for indent, line in lines for part in wrap(line, indent, indent + 2))
    click.echo(message, err=True)


def is_quiet() -> bool:
    """Whether notes are unwanted."""
    ctx = click.get_current_context(silent=True)
    if ctx is None or "litgraph.quiet" in ctx.meta:
        return ctx is not None
    return settings_here(ctx).values["quiet"].value is True


def settings_here(ctx: click.Context) -> Settings:
    """The settings that hold for this command; what is wrong in them is said once."""
    if "litgraph.settings" not in ctx.meta:
        from litgraph import settings

        root = ""
        with suppress(LitgraphError):
            root = find_root(ctx.find_root().params.get("project") or ".")
        ctx.meta["litgraph.settings"] = found = settings.read(root)
        for problem in found.problems:
            complain(problem)
    here: Settings = ctx.meta["litgraph.settings"]
    return here


@contextmanager
def waiting() -> Iterator[Callable[[str], None]]:
    """A `notice` for work that takes time: a line; at a terminal it counts the seconds, and goes when all is done."""
    from threading import Event, Thread

    done, threads = Event(), []

    def count(message: str) -> None:
        seconds = 0
        while not done.wait(1):
            seconds += 1
            click.echo(f"\r{message} {seconds} s", err=True, nl=False)
        click.echo(f"\r{' ' * (len(message) + 8)}\r", err=True, nl=False)

    def notice(message: str) -> None:
        if is_quiet():
            return
        if not sys.stderr.isatty():
            click.echo(message, err=True)
            return
        click.echo(message, err=True, nl=False)
        threads.append(Thread(target=count, args=(message,), daemon=True))
        threads[-1].start()

    try:
        yield notice
    finally:
        done.set()
        for thread in threads:
            thread.join()


@contextmanager
def watching() -> Iterator[Callable[[str, int, int], None]]:
    """A `progress` for what takes long, silent for two seconds: a line that changes at a terminal, else one for each
    thing that is done."""
    started, said = time.monotonic(), ""

    def progress(doing: str, done: int, total: int) -> None:
        nonlocal said
        if time.monotonic() - started < 2 or is_quiet():
            return
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{doing}, {done} of {total}", err=True, nl=False)
        elif doing != said:
            click.echo(f"{doing} ...", err=True)
        said = doing

    try:
        yield progress
    finally:
        if said and sys.stderr.isatty():
            click.echo("\r\033[K", err=True, nl=False)


def root_of(project: str | None) -> str:
    """The project folder that the user means."""
    try:
        return find_root(project or ".")
    except LitgraphError as error:
        if project and project == os.environ.get("LITGRAPH_PROJECT"):
            raise LitgraphError(str(error), "LITGRAPH_PROJECT in the environment says so", error.exit_code) from None
        raise
