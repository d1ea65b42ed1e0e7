"""What one step of an update tells the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from litgraph.lookup import WorkLookup

__all__ = ["ChangedWorks", "NeedsFullBuild"]


class NeedsFullBuild(Exception):
    """What changed may reach further than an update looks."""


class ChangedWorks(NamedTuple):
    """The works that changed, as they were looked up `before` and `after`.

    `keys` are those that mean another work now, or none, or mean one only now; `works` are those that they meant.
    """

    keys: frozenset[str]
    works: frozenset[str]
    before: WorkLookup
    after: WorkLookup
