"""What stands beside every answer: how many papers were read, and what nobody has looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from litgraph.views.text import count

if TYPE_CHECKING:  # who cites, the question asked most, needs none of them at run time
    from litgraph.queries.citations import Paper, WhoCites
    from litgraph.queries.overlaps import CoCited
    from litgraph.queries.pairs import Side

__all__ = [
    "no_passage",
    "nobody_cites",
    "nobody_read",
    "say_if_not_looked",
    "say_if_uncited",
    "say_if_untied",
    "were_read",
]


def were_read(papers: Sequence[Paper]) -> str:
    """Say how many papers were read, and name the first of them: an answer knows of no others."""
    not_named = f" and {len(papers) - 8} more" if len(papers) > 9 else ""
    named = ", ".join(paper.label for paper in (papers[:8] if not_named else papers))
    return f"{count(len(papers), 'paper')} read: {named}{not_named}"


def nobody_read(papers_read: Sequence[Paper]) -> str:
    """Say that no paper was read, so that nothing is known of citations; "" where papers were read."""
    return "" if papers_read else "nobody has looked: no paper has been read yet"


def nobody_cites(papers_read: Sequence[Paper]) -> str:
    """Say that no paper that was read cites the work, or that no paper was read."""
    return nobody_read(papers_read) or f"nobody that was read cites it ({were_read(papers_read)})"


def say_if_uncited(answer: WhoCites | CoCited) -> str:
    """Say that no paper that was read cites the work, or that no paper was read; "" where it is cited."""
    return "" if answer.citing else nobody_cites(answer.read)


def no_passage(places: int, whose: str = "") -> str:
    """Say that no passage of any of these places can be shown, and how one can be; `whose` is "" or "its "."""
    stored = "its only place" if places == 1 else f"any of {whose}{places} places"
    how = "litgraph verify PAPER --keep stores them; what is piped on shows them with --with-passages"
    return f"nobody can say: no passage can be shown for {stored} ({how})"


def say_if_untied(*sides: Side) -> str:
    """Say which works have citations that are tied to no work yet, so that the answer lacks them; or ""."""
    return "; ".join(
        f"{count(side.untied, 'citation')} of {side.meant.work.label} tied to no work yet, so not looked at here "
        f"(litgraph cites {side.meant.work.key})"
        for side in dict.fromkeys(sides)
        if side.untied
    )


def say_if_not_looked(*sides: Side) -> str:
    """Say which works nobody has read, so that it is not known what they cite; or ""."""
    unknown = dict.fromkeys(side.meant.work for side in sides if not side.looked)
    names = " and ".join(f"{work.label} [{work.key}]" for work in unknown)
    return f"nobody has looked at what {names} cites: not read yet" if unknown else ""
