"""What the person at the terminal is told on stderr: notes, errors, progress; and the settings that say how much."""

from __future__ import annotations

import io
import os
import re
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
    "BEGIN_LINE",
    "TerminalStream",
    "complain",
    "current_settings",
    "drop_output",
    "is_quiet",
    "names_from_stdin",
    "prepare_streams",
    "report",
    "say",
    "show_progress",
    "show_waiting",
]


# The controls that a terminal obeys, C0 but tab and line feed, and C1, and letters that turn the direction of others.
_CONTROLS = re.compile("\r(?!\n)|[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What litgraph itself tells a terminal: bold and back; and to begin the line anew, with which a text of its own begins.
_OWN_CONTROLS = re.compile("(\x1b\\[[01]m)")
BEGIN_LINE = "\r\033[K"


class TerminalStream(io.TextIOWrapper):
    """A stream to a terminal, which obeys nothing that stands in a file of the user or in an argument.

    Formats for other programs pass through here, too, where they are printed on a terminal.
    """

    def write(self, text: str) -> int:
        """Write a text without the controls in it."""
        start = BEGIN_LINE if text.startswith(BEGIN_LINE) else ""
        parts = _OWN_CONTROLS.split(text.removeprefix(start))
        super().write(start + "".join(part if n % 2 else _CONTROLS.sub("", part) for n, part in enumerate(parts)))
        return len(text)


def prepare_streams() -> None:
    """Make stdout and stderr UTF-8 where they are piped on, and keep controls from a terminal.

    A terminal shows another letter for one that it lacks. A stream that the shell has closed is empty.
    """
    if sys.stdin is None:  # add <&-
        sys.stdin = open(os.devnull)  # noqa: SIM115 - it is open as long as the program runs
    sys.stdout, sys.stderr = _prepare_stream(sys.stdout), _prepare_stream(sys.stderr)


def _prepare_stream(stream: Any) -> Any:
    if stream is None:  # closed by the shell: find >&-
        stream = open(os.devnull, "w")  # noqa: SIM115 - it is open as long as the program runs
    if stream.isatty():
        encoding = stream.encoding
        stream = TerminalStream(stream.detach(), encoding=encoding, errors="replace", line_buffering=True)
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
    try:
        click.echo(message, err=True)
    except BrokenPipeError:  # nobody reads it: then nobody can be told
        drop_output(sys.stderr)


def drop_output(stream: Any) -> None:
    """Let what is still written to a stream, at the end of the program too, go nowhere: who read it is gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


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
            click.echo(f"{BEGIN_LINE}{message} {seconds} s", err=True, nl=False)
        click.echo(BEGIN_LINE, err=True, nl=False)

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
            click.echo(f"{BEGIN_LINE}{step}, {number} of {total}", err=True, nl=False)
        elif step != last_step:
            click.echo(f"{step} ...", err=True)
        last_step = step

    try:
        yield progress
    finally:
        if last_step and sys.stderr.isatty():
            click.echo(BEGIN_LINE, err=True, nl=False)
