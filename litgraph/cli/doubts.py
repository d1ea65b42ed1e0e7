"""What is doubtful in papers, asked one by one in the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

from litgraph.cli.desk import Desk, Taken
from litgraph.cli.terminal import complain, say
from litgraph.doubts import Question, questions
from litgraph.views.text import count
from litgraph.views.text.layout import wrap

__all__ = ["review"]


def review(desk: Desk, papers: Sequence[Taken]) -> None:
    """Ask about each doubtful place, and store each answer at once; where nobody can answer, list them."""
    works = {work.key: work for work in desk.works}

    def open_in(taken: Taken) -> list[Question]:
        return list(questions(taken.read, taken.matches, works, taken.answers))

    total = sum(len(open_in(taken)) for taken in papers)
    if not total:
        say(f"nothing is doubtful in {count(len(papers), 'paper')}")
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        complain("not a terminal, so nothing is asked; this is what is open:")
        for number, (taken, question) in enumerate(((each, one) for each in papers for one in open_in(each)), 1):
            click.echo("\n".join(_lines(question, f"{number} of {total}, {_named(taken)}", numbered=False)) + "\n")
        return
    number = answered = 0
    with _key_by_key() as forget:
        for taken in papers:
            seen: list[Question] = []
            # An answer about an entry may settle other questions, so they are found anew.
            while left := [each for each in open_in(taken) if each not in seen]:
                question = left[0]
                seen.append(question)
                number += 1
                forget()
                click.echo("\n".join(_lines(question, f"{number} of {total}, {_named(taken)}", numbered=True)))
                key = _key(len(question.choices))
                if key == "q":
                    say(f"{count(answered, 'answer')}; the other questions come again")
                    return
                if key == "s":
                    continue
                choice = None if key == "n" else question.choices[int(key) - 1]
                taken = desk.answer(taken, choice.answer if choice else question.none)
                answered += 1
                click.echo()
    say(count(answered, "answer"))


def _named(taken: Taken) -> str:
    return f"{taken.name} [{taken.paper}]"


def _lines(question: Question, head: str, *, numbered: bool) -> Iterator[str]:
    yield from wrap(head, 0, 2)
    yield from wrap(question.printed, 2, 4)
    where = ", ".join(
        filter(
            None, (f'in "{question.section}"' if question.section else "", question.page and f"page {question.page}")
        )
    )
    if where or question.passage:
        yield from wrap(f"cited {where}: {question.passage}" if where else f"cited: {question.passage}", 2, 4)
    yield from wrap(question.ask, 2, 2)
    for number, choice in enumerate(question.choices, 1):
        yield from wrap(f"{number if numbered else '-'}  {choice.shown}", 4, 7)
        yield from wrap(", ".join(choice.reasons), 7, 7)


def _key(most: int) -> str:
    """The key that was pressed, of those that mean something here."""
    click.echo(f"  {'1' if most == 1 else f'1-{most}'} choose, n none of these, s skip, q quit: ", nl=False)
    while True:
        key = _pressed().lower()
        if key in ("\x04", ""):  # Ctrl-D, the end of what is typed
            key = "q"
        if key in ("n", "s", "q") or (key.isdecimal() and key.isascii() and 1 <= int(key) <= most):
            click.echo(key)
            return key


def _pressed() -> str:
    try:
        import termios  # noqa: F401
    except ImportError:  # Windows
        return click.getchar()
    return os.read(sys.stdin.fileno(), 1).decode("ascii", "replace")


@contextmanager
def _key_by_key() -> Iterator[Callable[[], None]]:
    """A terminal that gives each key as it is pressed and shows none; the value forgets what was pressed too early.

    A key that is held down must not answer questions that nobody has seen.
    """
    try:
        import termios
        import tty
    except ImportError:
        yield lambda: None
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal)
        yield lambda: termios.tcflush(terminal, termios.TCIFLUSH)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
