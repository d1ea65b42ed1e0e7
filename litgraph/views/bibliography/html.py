"""The bibliography as one HTML file that stands alone: no script, no request, no user's text taken for markup."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from litgraph.views.bibliography.runs import Run, Text

if TYPE_CHECKING:
    from litgraph.views.bibliography.document import Document

__all__ = ["write"]

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def write(document: Document) -> str:
    """The document as one HTML text."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["inline"] = _inline
    source = (resources.files(__package__) / "page.html.jinja").read_text(encoding="utf-8")
    lang = document.lang if _TAG.fullmatch(document.lang) else "en"
    page = environment.from_string(source).render(document=document._replace(lang=lang))
    return page.rstrip("\n") + "\n"


def _inline(text: Text) -> Markup:
    return Markup("").join(map(_run, text))


def _run(run: Run) -> Markup:
    body = Markup("{}").format(run.text)
    if run.lang and _TAG.fullmatch(run.lang):
        body = Markup('<span lang="{}" dir="auto">{}</span>').format(run.lang, body)
    if run.link.startswith(("https://", "http://", "#")):
        body = Markup('<a href="{}">{}</a>').format(run.link, body)
    if run.italic:
        body = Markup("<i>{}</i>").format(body)
    return Markup("<strong>{}</strong>").format(body) if run.strong else body
