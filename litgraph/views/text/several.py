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
    """The answer about one of the works, and how the work was named."""

    asked: str
    answer: T


class Missing(NamedTuple):
    """A name that means no single work: why, and which it may mean."""

    asked: str
    status: str
    message: str
    candidates: tuple[Candidate, ...]


class Several(NamedTuple, Generic[T]):
    """The answers in the order of their questions, and the names that had none."""

    answers: tuple[Asked[T], ...]
    missing: tuple[Missing, ...]


def several(show: Show[T]) -> Show[Several[T]]:
    """How several answers of one kind are shown: one after the other, each row with the name that was asked."""

    def lines(them: Several[T]) -> Iterable[str]:
        for number, each in enumerate(them.answers):
            if number:
                yield from ("", "─" * width(), "")
            yield from show.lines(each.answer)

    def rows(them: Several[T]) -> list[Row]:
        return [{"asked": each.asked, **row} for each in them.answers for row in show.rows(each.answer)]

    def aside(them: Several[T]) -> str:
        said = ((each.asked, show.aside(each.answer)) for each in them.answers)
        return "\n".join(f"{asked}: {about}" for asked, about in said if about)

    return Show(show.question, lines, rows, show.key, ("asked", *show.columns), aside)
