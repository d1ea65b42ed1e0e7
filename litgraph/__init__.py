"""litgraph: a literature review as a graph to browse, query and cite from, with the evidence for every statement.

>>> import litgraph as lg
>>> kb = lg.load(".")
>>> kb.who_cites("Clerc 2020").keys
['clausen2022', 'clausen-themes']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from litgraph.project import VERSION as __version__

if TYPE_CHECKING:
    from litgraph.desk.copies import verify
    from litgraph.desk.entries import add
    from litgraph.desk.papers import ReadRequest, read
    from litgraph.desk.projects import init, start
    from litgraph.desk.themes import annotate, tag, untag
    from litgraph.errors import LitgraphError
    from litgraph.history import log
    from litgraph.index import build, connect
    from litgraph.knowledge import KnowledgeBase, load
    from litgraph.plain import ask
    from litgraph.queries.citations import cites, who_cites
    from litgraph.queries.find import find
    from litgraph.queries.gaps import gaps
    from litgraph.queries.mentions import most_cited, only_in, pages, who_quotes
    from litgraph.queries.named import NotFound
    from litgraph.queries.overlaps import both, co_cited, coupled, only
    from litgraph.queries.passages import quotes
    from litgraph.queries.paths import ancestors, descendants, path
    from litgraph.queries.problems import check
    from litgraph.queries.stats import stats
    from litgraph.queries.themes import theme, themes
    from litgraph.queries.works import show
    from litgraph.questions import Answer


# Loaded when first used, so that a question costs no more than it needs.
_HOME = {
    "desk.copies": ("verify",),
    "desk.entries": ("add",),
    "desk.papers": ("ReadRequest", "read"),
    "desk.projects": ("init", "start"),
    "desk.themes": ("annotate", "tag", "untag"),
    "errors": ("LitgraphError",),
    "history": ("log",),
    "index": ("build", "connect"),
    "knowledge": ("KnowledgeBase", "load"),
    "plain": ("ask",),
    "queries.citations": ("cites", "who_cites"),
    "queries.find": ("find",),
    "queries.gaps": ("gaps",),
    "queries.mentions": ("most_cited", "only_in", "pages", "who_quotes"),
    "queries.named": ("NotFound",),
    "queries.overlaps": ("both", "co_cited", "coupled", "only"),
    "queries.passages": ("quotes",),
    "queries.paths": ("ancestors", "descendants", "path"),
    "queries.problems": ("check",),
    "queries.stats": ("stats",),
    "queries.themes": ("theme", "themes"),
    "queries.works": ("show",),
    "questions": ("Answer",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "Answer",
    "KnowledgeBase",
    "LitgraphError",
    "NotFound",
    "ReadRequest",
    "__version__",
    "add",
    "ancestors",
    "annotate",
    "ask",
    "both",
    "build",
    "check",
    "cites",
    "co_cited",
    "connect",
    "coupled",
    "descendants",
    "find",
    "gaps",
    "init",
    "load",
    "log",
    "most_cited",
    "only",
    "only_in",
    "pages",
    "path",
    "quotes",
    "read",
    "show",
    "start",
    "stats",
    "tag",
    "theme",
    "themes",
    "untag",
    "verify",
    "who_cites",
    "who_quotes",
]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(f"litgraph.{_MODULE_OF[name]}"), name)
    raise AttributeError(f'module "litgraph" has no attribute "{name}"')
