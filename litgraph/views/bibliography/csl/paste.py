"""References to paste into a text: plain, Markdown or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from markupsafe import Markup, escape

from litgraph.views import marks
from litgraph.views.bibliography.csl import Citing
from litgraph.views.bibliography.runs import Run, Text, plain

__all__ = ["Form", "render"]

Form = Literal["plain", "md", "html"]


def render(works: Iterable[Citing], to: Form) -> str:
    """For each work the forms in text, each once, and its reference; works are told apart by an empty line."""
    blocks = []
    for cited, entry in works:
        texts = dict.fromkeys(text for text in (*cited, entry.text) if text)
        if to == "html":
            blocks.append("".join(f"<p>{_html(text)}</p>\n" for text in texts))
        elif to == "md":
            blocks.append("".join(f"{_markdown(text)}\n\n" for text in texts).removesuffix("\n"))
        else:
            blocks.append("".join(f"{plain(text)}\n" for text in texts))
    return "\n".join(blocks)


def _html(text: Text) -> str:
    return str(Markup("").join(map(_marked_up, text)))


def _marked_up(run: Run) -> Markup:
    made = escape(run.text)
    for tag, wanted in (("i", run.italic), ("b", run.strong), ("sup", run.superscript), ("sub", run.subscript)):
        made = Markup(f"<{tag}>{{}}</{tag}>").format(made) if wanted else made
    if run.small_caps:
        made = Markup('<span style="font-variant: small-caps">{}</span>').format(made)
    return Markup('<a href="{}">{}</a>').format(run.link, made) if run.link else made


def _markdown(text: Text) -> str:
    line = "".join(map(_marked, text))
    # A number at the beginning would make a list of it.
    return re.sub(r"^(\d+)([.)])(?=\s)", r"\1\\\2", line)


def _marked(run: Run) -> str:
    if run.link:
        return f"<{run.link}>" if run.link == run.text else f"[{marks.escape(run.text)}](<{run.link}>)"
    mark = "**" if run.strong else "*" if run.italic else ""
    inner = run.text.strip()
    if not inner:
        return run.text
    before, after = run.text.split(inner, 1)
    made = f"{mark}{marks.escape(inner)}{mark}"
    return f"{before}<sup>{made}</sup>{after}" if run.superscript else f"{before}{made}{after}"
