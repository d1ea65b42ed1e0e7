"""What a map is asked for: one frozen value, the same from the command line and from Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from litgraph.errors import USAGE, LitgraphError

__all__ = ["Engine", "MapRequest"]

Engine = Literal["own", "pyvis"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRequest:
    """Everything but the corpus and kept places that decides what a map is; raises LitgraphError for no such engine.

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
        if self.engine not in get_args(Engine):
            hint = f"choose one of {', '.join(get_args(Engine))}"
            raise LitgraphError(f'no engine of the map is called "{self.engine}"', hint, exit_code=USAGE)
