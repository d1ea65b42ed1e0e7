"""How a long task tells what it is doing, to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Progress", "ignore_progress"]

# A function that is told what is being done, how many steps of it are done, and how many there are.
Progress = Callable[[str, int, int], None]


def ignore_progress(step: str, steps_done: int, total: int) -> None:
    """Show it to nobody."""
