"""What is doubtful in papers, asked one by one in the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

from litgraph.cli.terminal import complain, say
from litgraph.desk.papers import Desk
from litgraph.desk.readings import LookedUpPaper
from litgraph.doubts import Question
from litgraph.views.readings import conflict_lines, name_of, summary
from litgraph.views.text import count
from litgraph.views.text.layout import wrap

__all__ = ["review_papers"]


def review_papers(desk: Desk, papers: Sequence[LookedUpPaper]) -> None:
    """Ask about each doubtful place, and store each answer at once; where nobody can answer, list them."""
    total = sum(len(desk.open_questions(paper)) for paper in papers)
    if not total:
        say(f"nothing is doubtful in {count(len(papers), 'paper')}")
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        complain("not a terminal, so nothing is asked; this is what is open:")
        open_questions = [(paper, question) for paper in papers for question in desk.open_questions(paper)]
        for number, (paper, question) in enumerate(open_questions, 1):
            head = f"{number} of {total}, {name_of(paper)}"
            click.echo("\n".join(_lines(question, head, is_numbered=False)) + "\n")
        return
    number = answered = 0
    with _single_keys() as forget_keys:
        for paper in papers:
            questions_asked: list[Question] = []
            # An answer about an entry may settle other questions, so they are found anew.
            while unasked := [question for question in desk.open_questions(paper) if question not in questions_asked]:
                question = unasked[0]
                questions_asked.append(question)
                number += 1
                forget_keys()
                head = f"{number} of {total}, {name_of(paper)}"
                click.echo("\n".join(_lines(question, head, is_numbered=True)))
                key = _ask_key(len(question.choices))
                if key == "q":
                    say(f"{count(answered, 'answer')}; the other questions come again")
                    return
                if key == "s":
                    continue
                answer = question.none if key == "n" else question.choices[int(key) - 1].answer
                paper, reading = desk.store_answer(paper, answer)
                for line in conflict_lines(reading):
                    complain(line)
                if reading.is_changed:
                    say(summary(reading))
                answered += 1
                click.echo()
    say(count(answered, "answer"))


def _lines(question: Question, head: str, *, is_numbered: bool) -> Iterator[str]:
    yield from wrap(head, 0, 2)
    yield from wrap(question.printed, 2, 4)
    section = f'in "{question.section}"' if question.section else ""
    where = ", ".join(filter(None, (section, question.page and f"page {question.page}")))
    if where or question.passage:
        yield from wrap(f"cited {where}: {question.passage}" if where else f"cited: {question.passage}", 2, 4)
    yield from wrap(question.ask, 2, 2)
    for number, choice in enumerate(question.choices, 1):
        yield from wrap(f"{number if is_numbered else '-'}  {choice.text}", 4, 7)
        yield from wrap(", ".join(choice.reasons), 7, 7)


def _ask_key(choices: int) -> str:
    """Wait for a key that means something here: the number of one of the `choices`, n, s or q."""
    click.echo(f"  {'1' if choices == 1 else f'1-{choices}'} choose, n none of these, s skip, q quit: ", nl=False)
    while True:
        key = _read_key().lower()
        if key in ("\x04", ""):  # Ctrl-D, the end of what is typed
            key = "q"
        if key in ("n", "s", "q") or (key.isdecimal() and key.isascii() and 1 <= int(key) <= choices):
            click.echo(key)
            return key


def _read_key() -> str:
    try:
        import termios  # noqa: F401 - whether it is there
    except ImportError:  # Windows
        return click.getchar()
    return os.read(sys.stdin.fileno(), 1).decode("ascii", "replace")


@contextmanager
def _single_keys() -> Iterator[Callable[[], None]]:
    """Let the terminal give each key as it is pressed, without showing it, until the block ends.

    The value is a function that forgets what was pressed so far: a key that is held down must not answer questions that
    nobody has seen.
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
