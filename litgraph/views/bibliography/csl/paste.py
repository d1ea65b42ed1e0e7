"""References to paste into a text: plain, Markdown or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from litgraph.errors import USAGE, LitgraphError
from litgraph.model import Corpus
from litgraph.progress import Progress
from litgraph.views import marks
from litgraph.views.bibliography.csl import CitableEntry, Typesetter
from litgraph.views.bibliography.markdown import set_letters
from litgraph.views.bibliography.runs import Text, TextRun, to_plain
from litgraph.views.choices import CITATION_FORMS, CitationForm

__all__ = ["CiteRequest", "cite", "render"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CiteRequest:
    """Which works to cite, by their keys, and how; raises LitgraphError for none, and for a form that there is not.

    `style` and `locale` are those of `csl.Typesetter`; `to` is "plain", "md" (Markdown) or "html".
    """

    works: Sequence[str]
    style: str = "apa"
    locale: str = ""
    to: CitationForm = "plain"

    def __post_init__(self) -> None:
        if not self.works:
            hint = "name works by their keys, or as in speech: litgraph cite Clerc 2020"
            raise LitgraphError("no work is named that could be cited", hint, exit_code=USAGE)
        if self.to not in CITATION_FORMS:
            hint = f"choose one of {', '.join(CITATION_FORMS)}"
            raise LitgraphError(f'references to paste have no form "{self.to}"', hint, exit_code=USAGE)


def cite(corpus: Corpus, request: CiteRequest, *, cache: str | None = None, progress: Progress | None = None) -> str:
    """How text cites the works that are asked for, if they are the whole reference list, and the entry of each.

    The file `cache` keeps entries that were set before; `progress` is told what is being done. Raises LitgraphError
    where the style or language needs what is not installed.
    """
    typesetter = Typesetter(request.style, request.locale, cache=cache, progress=progress)
    return render(typesetter.cite(corpus.by_key[key] for key in request.works), request.to)


def render(entries: Iterable[CitableEntry], to: CitationForm) -> str:
    """For each entry the forms in which text cites it, each once, and the entry; an empty line between two entries."""
    blocks = []
    for cited, entry in entries:
        texts = dict.fromkeys(text for text in (*cited, entry.text) if text)
        if to == "html":
            blocks.append("".join(f"<p>{_html(text)}</p>\n" for text in texts))
        elif to == "md":
            blocks.append("".join(f"{_markdown(text)}\n\n" for text in texts).removesuffix("\n"))
        else:
            blocks.append("".join(f"{to_plain(text)}\n" for text in texts))
    return "\n".join(blocks)


def _html(text: Text) -> str:
    return str(Markup("").join(map(_html_run, text)))


def _html_run(run: TextRun) -> Markup:
    body = escape(run.text)
    for tag, is_set in (("i", run.italic), ("b", run.strong), ("sup", run.superscript), ("sub", run.subscript)):
        body = Markup(f"<{tag}>{{}}</{tag}>").format(body) if is_set else body
    if run.small_caps:
        body = Markup('<span style="font-variant: small-caps">{}</span>').format(body)
    return Markup('<a href="{}">{}</a>').format(run.link, body) if run.link else body


def _markdown(text: Text) -> str:
    line = "".join(map(_markdown_run, text))
    # A number at the beginning would make a list of it.
    return re.sub(r"^(\d+)([.)])(?=\s)", r"\1\\\2", line)


def _markdown_run(run: TextRun) -> str:
    if run.link:
        return f"<{run.link}>" if run.link == run.text else f"[{marks.escape(run.text)}](<{run.link}>)"
    mark = "**" if run.strong else "*" if run.italic else ""
    inner = run.text.strip()
    if not inner:
        return run.text
    before, after = run.text.split(inner, 1)
    return f"{before}{set_letters(f'{mark}{marks.escape(inner)}{mark}', run)}{after}"
