"""Answers to one question about several works in turn, shown together in any of the forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from litgraph.resolve import Candidate
from litgraph.views.text import Row, Show
from litgraph.views.text.layout import width

__all__ = ["Asked", "Missing", "Several", "several"]

T = TypeVar("T")


class Asked(NamedTuple, Generic[T]):
    """The answer about one work, and the name by which it was asked for."""

    asked: str
    answer: T


class Missing(NamedTuple):
    """A name that means no single work, why, and the candidates."""

    asked: str
    status: str
    message: str
    candidates: tuple[Candidate, ...]


class Several(NamedTuple, Generic[T]):
    """The answers in the order in which the works were named, and the names that mean no single work."""

    answers: tuple[Asked[T], ...]
    missing: tuple[Missing, ...]


def several(show: Show[T]) -> Show[Several[T]]:
    """Return how several answers to one question are shown: one after the other, each row with the name asked for."""

    def lines(answers: Several[T]) -> Iterable[str]:
        for number, (_, answer) in enumerate(answers.answers):
            yield from ("", "─" * width(), "") if number else ()
            yield from show.lines(answer)

    def rows(answers: Several[T]) -> list[Row]:
        return [{"asked": asked, **row} for asked, answer in answers.answers for row in show.rows(answer)]

    def aside(answers: Several[T]) -> str:
        remarks = ((asked, show.aside(answer)) for asked, answer in answers.answers)
        return "\n".join(f"{asked}: {remark}" for asked, remark in remarks if remark)

    return Show(show.question, lines, ("asked", *show.columns), rows, aside, show.key)
