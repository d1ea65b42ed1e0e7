"""litgraph: a literature review as a graph to browse, query and cite from, with the evidence for every statement.

>>> import litgraph
>>> corpus = litgraph.load(".")                          # doctest: +SKIP
>>> answer = litgraph.who_cites(litgraph.connect("."), "Clerc 2020")   # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from litgraph.corpus import load
    from litgraph.edits import add, annotate, init, tag, untag
    from litgraph.index import build, connect
    from litgraph.queries.citations import cites, who_cites
    from litgraph.queries.files import problems
    from litgraph.queries.themes import theme, themes
    from litgraph.queries.works import find, show

__version__ = "0.1.0"

# Loaded when first used, so that a question costs no more than it needs.
_HOME = {
    "corpus": ("load",),
    "edits": ("add", "annotate", "init", "tag", "untag"),
    "index": ("build", "connect"),
    "queries.citations": ("cites", "who_cites"),
    "queries.files": ("problems",),
    "queries.themes": ("theme", "themes"),
    "queries.works": ("find", "show"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "add",
    "annotate",
    "build",
    "cites",
    "connect",
    "find",
    "init",
    "load",
    "problems",
    "show",
    "tag",
    "theme",
    "themes",
    "untag",
    "who_cites",
]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(f"litgraph.{_MODULE_OF[name]}"), name)
    raise AttributeError(f'module "litgraph" has no attribute "{name}"')
