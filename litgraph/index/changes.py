"""What one step of an update tells the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from litgraph.lookup import WorkLookup

__all__ = ["ChangedWorks", "NeedsFullBuild", "check_path", "is_certain"]


class NeedsFullBuild(Exception):
    """What changed may reach further than an update looks."""


def is_certain(path: str) -> bool:
    """Whether a path, as the index has it, is the file's: a "?" in it may stand for a letter that cannot be printed."""
    return "?" not in path


def check_path(path: str) -> None:
    """Raise NeedsFullBuild where a path, as the index has it, may not be the file's."""
    if not is_certain(path):
        raise NeedsFullBuild("its path may be another")


class ChangedWorks(NamedTuple):
    """The works that changed, as they were looked up `before` and `after`.

    `keys` are those that mean another work now, or none, or mean one only now; `works` are those that they meant.
    `has_other_keywords` says that one of them has other keywords now.
    """

    keys: frozenset[str]
    works: frozenset[str]
    has_other_keywords: bool
    before: WorkLookup
    after: WorkLookup
