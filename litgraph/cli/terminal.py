"""What the person at the terminal is told on stderr: notes, errors, progress; and the settings that say how much."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import click

from litgraph.errors import LitgraphError
from litgraph.progress import Progress
from litgraph.project import find_root

if TYPE_CHECKING:
    from litgraph.settings import Settings

__all__ = [
    "complain",
    "current_settings",
    "is_quiet",
    "names_from_stdin",
    "prepare_streams",
    "report",
    "say",
    "show_progress",
    "show_waiting",
]


def prepare_streams() -> None:
    """Make stdout and stderr UTF-8 where they are piped on; a terminal shows another letter for one that it lacks."""
    sys.stdout, sys.stderr = _prepare_stream(sys.stdout), _prepare_stream(sys.stderr)


def _prepare_stream(stream: Any) -> Any:
    if stream is None:  # closed by the shell: find >&-
        stream = open(os.devnull, "w")  # noqa: SIM115 - it is open as long as the program runs
    if stream.isatty():
        stream.reconfigure(errors="replace")
    else:
        stream.reconfigure(encoding="utf-8", errors="replace")
    return stream


def say(message: str) -> None:
    """Print a note on stderr, unless the user wants none."""
    if not is_quiet():
        complain(message)


def complain(message: str) -> None:
    """Print on stderr what went wrong, in any case; at a terminal, folded between words."""
    if sys.stderr.isatty():
        from litgraph.views.text.layout import wrap

        lines = [(len(line) - len(line.lstrip()), line) for line in message.splitlines()]
        message = "\n".join(part for indent, line in lines for part in wrap(line, indent, indent + 2))
    click.echo(message, err=True)


def report(error: LitgraphError) -> None:
    """Print an error, its details (the works that a name may mean) and its hint on stderr."""
    complain(f"error: {error}" + (":" if error.details else ""))
    for detail in error.details:
        complain(f"  {detail}")
    if error.hint:
        complain(f"hint: {error.hint}")


def is_quiet() -> bool:
    """Whether the user wants no notes, by --quiet or by a setting."""
    context = click.get_current_context(silent=True)
    if context is None or "litgraph.quiet" in context.meta:
        return context is not None
    return current_settings(context).values["quiet"].value is True


def current_settings(context: click.Context) -> Settings:
    """The settings that hold for this command; what is wrong in their files is printed at the first call."""
    if "litgraph.settings" not in context.meta:
        from litgraph import settings

        root = ""
        with suppress(LitgraphError):
            root = find_root(context.find_root().params.get("project") or ".")
        context.meta["litgraph.settings"] = settings.read_settings(root)
        for problem in context.meta["litgraph.settings"].problems:
            complain(problem)
    current: Settings = context.meta["litgraph.settings"]
    return current


def names_from_stdin() -> list[str]:
    """The lines of stdin that name something, each once."""
    if sys.stdin is None:
        return []
    if sys.stdin.isatty():
        say("one work a line; Ctrl-D ends")
    lines = sys.stdin.buffer.read().decode("utf-8-sig", "replace").splitlines()
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


@contextmanager
def show_waiting() -> Iterator[Callable[[str], None]]:
    """Give a function that prints a message about work that takes time.

    At a terminal the message counts the seconds, and goes when the block ends.
    """
    from threading import Event, Thread

    ended, threads = Event(), []

    def count_seconds(message: str) -> None:
        seconds = 0
        while not ended.wait(1):
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
        threads.append(Thread(target=count_seconds, args=(message,), daemon=True))
        threads[-1].start()

    try:
        yield notice
    finally:
        ended.set()
        for thread in threads:
            thread.join()


@contextmanager
def show_progress() -> Iterator[Progress]:
    """Give a function that prints which step of a long task is done how far (2 of 9); silent for two seconds.

    At a terminal it is one line that changes, elsewhere one line for each step.
    """
    began, last_step = time.monotonic(), ""

    def progress(step: str, number: int, total: int) -> None:
        nonlocal last_step
        if time.monotonic() - began < 2 or is_quiet():
            return
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{step}, {number} of {total}", err=True, nl=False)
        elif step != last_step:
            click.echo(f"{step} ...", err=True)
        last_step = step

    try:
        yield progress
    finally:
        if last_step and sys.stderr.isatty():
            click.echo("\r\033[K", err=True, nl=False)
