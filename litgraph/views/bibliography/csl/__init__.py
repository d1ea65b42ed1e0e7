"""Reference lists in any style of the CSL project: `entries` for a list, `cite` for how text refers to its works.

pandoc is the processor for every style and language. Without it, APA in American English is set by citeproc-py with the
corrections of `apa`, alike to the letter; all else needs the extra, which is named.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from textwrap import shorten
from typing import Literal, NamedTuple

from litgraph.errors import LitgraphError
from litgraph.model import Work
from litgraph.views.bibliography import apa
from litgraph.views.bibliography.apa import Cited, Entry
from litgraph.views.bibliography.csl import corrections, items, lists, locales, pandoc, styles
from litgraph.views.bibliography.csl.cache import FILE as CACHE
from litgraph.views.bibliography.csl.cache import Cache
from litgraph.views.bibliography.csl.styles import Style
from litgraph.views.bibliography.runs import clean

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
    meant, locale = _meant(style, locale)
    if _processor(meant, locale, processor) == "citeproc-py":
        return apa.entries(given)
    made = lists.listed(
        [items.item(work, meant.parent) for work in given],
        corrections.corrected(meant),
        locale,
        Cache(cache),
        progress,
    )
    labels = _labels([(given[each.place], each.letter) for each in made])
    return tuple(
        Entry(given[each.place], each.letter, said, items.finished(each.text, given[each.place], meant.parent, locale))
        for each, said in zip(made, labels, strict=True)
    )


def _meant(style: str | Style, locale: str) -> tuple[Style, str]:
    """The style and the language that are asked for; that of the style where none is."""
    meant = styles.find(style) if isinstance(style, str) else style
    return meant, locales.normal(locale) if locale else meant.locale


def _labels(works: Sequence[tuple[Work, str]]) -> list[str]:
    """How text of ours refers to each; by title as well where a style has no letters to tell works apart."""
    labels = [apa.label_of(work, letter) for work, letter in works]
    often = Counter(labels)
    return [
        f"{said}, {shorten(clean(work.title), 40, placeholder=' …')}" if often[said] > 1 and work.title else said
        for (work, _), said in zip(works, labels, strict=True)
    ]


def cite(
    works: Iterable[Work],
    style: str | Style = "apa",
    locale: str = "",
    processor: Processor = "auto",
    *,
    cache: str | os.PathLike[str] | None = None,
    progress: lists.Progress | None = None,
) -> tuple[Citing, ...]:
    """How text refers to each of these works, in the order given, if they are the list that it refers to.

    In styles with notes, `parenthetical` is the note and `narrative` is empty.
    """
    given = list(works)
    meant, locale = _meant(style, locale)
    listed = entries(given, meant, locale, processor, cache=cache, progress=progress)
    by_key = {entry.work.key: entry for entry in listed}
    if _processor(meant, locale, processor) == "citeproc-py":
        return tuple(Citing(apa.cited(by_key[work.key]), by_key[work.key]) for work in given)
    references = {place: pandoc.reference(place, items.item(work, meant.parent)) for place, work in enumerate(given)}
    if progress:
        progress("setting the forms in text", 0, len(given))
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
    if style.parent != "apa":
        raise LitgraphError(f'the style "{style.id}" needs pandoc: without it litgraph sets APA 7 alone', styles.EXTRA)
    if locale not in ("", "en-US"):
        raise LitgraphError(
            f'references in "{locale}" need pandoc: without it they are in American English', styles.EXTRA
        )
    return "citeproc-py"
