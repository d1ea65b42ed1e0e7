"""What a map is asked for: one frozen value, the same from the command line and from Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from litgraph.errors import USAGE, LitgraphError
from litgraph.views.choices import ENGINES, Engine

__all__ = ["MapRequest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRequest:
    """Everything but the corpus and kept places that decides what a map is; raises LitgraphError for no such engine,
    and where `since` is not a whole number.

    `date` is printed as it is; `title` is that of the review unless given. It is a map of the works that have one of
    `themes` (ids), are of the year `since` or later, and are tied by a citation to one of the works `neighbours_of`
    (keys); what is not given does not restrict. `engine` is who draws: the page itself, or vis-network by way of pyvis.
    `with_passages` puts the words of citing papers on it. With `keep`, places for all works are found, to be stored.
    """

    date: str
    title: str = ""
    themes: Sequence[str] = ()
    since: int | None = None
    neighbours_of: Sequence[str] = ()
    engine: Engine = "own"
    with_passages: bool = False
    keep: bool = False

    def __post_init__(self) -> None:
        if not (self.since is None or type(self.since) is int):
            raise LitgraphError(f'since="{self.since}" is not a year', "write a whole number: since=2015", USAGE)
        if self.engine not in ENGINES:
            hint = f"choose one of {', '.join(ENGINES)}"
            raise LitgraphError(f'no engine of the map is called "{self.engine}"', hint, exit_code=USAGE)
