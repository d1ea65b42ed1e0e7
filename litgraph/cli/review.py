"""What is doubtful in papers, asked one by one in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click

from litgraph.cli import complain, say
from litgraph.cli.desk import Desk, Taken
from litgraph.reading.write import reading_path
from litgraph.review import Question, questions
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
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    if not asks:
        complain("not a terminal, so nothing is asked; this is what is open:")
    number = answered = 0
    for taken in papers:
        skipped: list[Question] = []
        # An answer about an entry may settle other questions, so they are found anew.
        while left := [each for each in open_in(taken) if each not in skipped]:
            question = left[0]
            number += 1
            click.echo("\n".join(_lines(question, f"{number} of {total}, {taken.name} [{taken.paper}]", numbered=asks)))
            skipped.append(question)
            if not asks:
                click.echo()
                continue
            key = _key(len(question.choices))
            if key == "q":
                say(f"{count(answered, 'answer')}; the other questions come again")
                return
            if key == "s":
                continue
            answer = question.none if key == "n" else question.choices[int(key) - 1].answer
            taken = desk.answer(taken, answer)
            answered += 1
            said = "none of these" if key == "n" else question.choices[int(key) - 1].shown.split("  ")[0]
            click.echo("\n".join(wrap(f"noted in {reading_path(taken.paper)}: {said}", 2, 4)) + "\n")
    if asks:
        say(count(answered, "answer"))


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
        key = click.getchar().lower()
        if key in ("\x04", "\x1b", ""):  # Ctrl-D, Escape, the end of what is typed
            key = "q"
        if key in ("n", "s", "q") or (key.isdecimal() and key.isascii() and 1 <= int(key) <= most):
            click.echo(key)
            return key
