"""Reference lists in any style of the CSL project: `entries` for a list, `cite` for how text refers to its works.

pandoc is the processor for every style. Without it, litgraph sets the styles of `citeproc_py.STYLES` itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Literal, NamedTuple

from litgraph.model import Work
from litgraph.project import LitgraphError
from litgraph.views.bibliography import apa
from litgraph.views.bibliography.apa import Cited, Entry
from litgraph.views.bibliography.csl import corrections, items, lists, locales, pandoc, styles
from litgraph.views.bibliography.csl.cache import FILE as CACHE
from litgraph.views.bibliography.csl.cache import Cache
from litgraph.views.bibliography.csl.styles import Style

__all__ = ["CACHE", "Cited", "Citing", "Entry", "Processor", "cite", "entries"]

Processor = Literal["auto", "pandoc", "citeproc-py"]


class Citing(NamedTuple):
    """How text refers to a work, and the entry of the reference list that it refers to."""

    cited: Cited
    entry: Entry


def entries(
    works: Iterable[Work],
    style: str | Style = "apa",
    locale: str = "",
    processor: Processor = "auto",
    *,
    cache: str | os.PathLike[str] | None = None,
    progress: lists.Progress | None = None,
) -> tuple[Entry, ...]:
    """The works as one reference list, in the order of the style (that in which they are given, where it has none).

    `style` is whatever `styles.find` understands, `locale` a language ("de"; "" is the style's own, else en-US),
    `cache` a file that keeps what was set. Letters after years belong to the list: those that works bring are not kept.
    """
    given = list(works)
    meant = styles.find(style) if isinstance(style, str) else style
    locale = locales.normal(locale) if locale else meant.locale
    if _processor(meant, locale, processor) == "citeproc-py":
        return apa.entries(given)
    made = lists.listed(
        [items.item(work, meant.parent) for work in given],
        corrections.corrected(meant),
        locale,
        Cache(cache),
        progress,
    )
    return tuple(
        Entry(
            given[each.place],
            each.letter,
            apa.label_of(given[each.place], each.letter),
            items.finished(each.text, given[each.place], meant.parent, locale),
        )
        for each in made
    )


def cite(
    works: Iterable[Work],
    style: str | Style = "apa",
    locale: str = "",
    processor: Processor = "auto",
    *,
    cache: str | os.PathLike[str] | None = None,
) -> tuple[Citing, ...]:
    """How text refers to each of these works, in the order given, if they are the list that it refers to.

    In styles with notes, `parenthetical` is the note and `narrative` is empty.
    """
    given = list(works)
    meant = styles.find(style) if isinstance(style, str) else style
    locale = locales.normal(locale) if locale else meant.locale
    by_key = {entry.work.key: entry for entry in entries(given, meant, locale, processor, cache=cache)}
    if _processor(meant, locale, processor) == "citeproc-py":
        return tuple(Citing(apa.cited(by_key[work.key]), by_key[work.key]) for work in given)
    references = {place: pandoc.reference(place, items.item(work, meant.parent)) for place, work in enumerate(given)}
    xml = corrections.corrected(meant, for_list=False)
    found = pandoc.answer(references, xml, locale, cite=references).cited if given else {}
    return tuple(
        Citing(_cited(found[place], work, meant, locale), by_key[work.key]) for place, work in enumerate(given)
    )


def _cited(cited: Cited, work: Work, style: Style, locale: str) -> Cited:
    parenthetical, narrative = (items.finished(text, work, style.parent, locale) for text in cited)
    if style.kind == "note":
        return Cited(parenthetical, ())
    if style.parent == "apa" and not any("&" in name.literal for name in (*work.authors, *work.editors)):
        # In the flow of a sentence APA has "and" in words (manual, 8.17), which no style can say.
        words = f" {locales.conjunction(locale)} "
        narrative = tuple(run._replace(text=run.text.replace(" & ", words)) for run in narrative)
    return Cited(parenthetical, narrative)


def _processor(style: Style, locale: str, wanted: Processor) -> Processor:
    if wanted != "citeproc-py" and pandoc.available():
        return "pandoc"
    if wanted == "pandoc":
        raise LitgraphError("pandoc is not here", styles.EXTRA)
    if style.parent != "apa" or style.id != "apa":
        raise LitgraphError(f'the style "{style.id}" needs pandoc', styles.EXTRA)
    if locale not in ("", "en-US"):
        raise LitgraphError(f'references in "{locale}" need pandoc', styles.EXTRA)
    return "citeproc-py"
