"""Reference lists in any style of the CSL project, and how text cites the works in them: see `Typesetter`.

pandoc is the processor for every style and language. Without it, APA in American English is set by citeproc-py with the
corrections of `apa`, alike to the letter; all else needs the extra, which errors name.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from textwrap import shorten
from typing import Literal, NamedTuple

from litgraph.errors import LitgraphError
from litgraph.model import Work
from litgraph.progress import Progress
from litgraph.views.bibliography import apa
from litgraph.views.bibliography.apa import CitationForms, ReferenceEntry
from litgraph.views.bibliography.csl import corrections, items, lists, locales, pandoc, styles
from litgraph.views.bibliography.csl.cache import FILE as CACHE
from litgraph.views.bibliography.csl.cache import Cache
from litgraph.views.bibliography.csl.styles import CitationStyle
from litgraph.views.bibliography.runs import clean

__all__ = ["CACHE", "CitableEntry", "CitationForms", "Processor", "ReferenceEntry", "Typesetter"]

_MOST_ATTEMPTS = 2  # to set what a style leaves out
Processor = Literal["auto", "pandoc", "citeproc-py"]


class CitableEntry(NamedTuple):
    """An entry of a reference list, and the forms in which text cites its work."""

    cited: CitationForms
    entry: ReferenceEntry


class Typesetter:
    """Sets references in one style and language.

    `style` is a style or whatever `styles.find` understands, `locale` a language ("de"; "" is the style's own, else
    en-US), `cache` a file that keeps what was set. Raises LitgraphError where there is no such style or language, and
    where it needs pandoc, which is not installed.
    """

    def __init__(
        self,
        style: str | CitationStyle = "apa",
        locale: str = "",
        processor: Processor = "auto",
        *,
        cache: str | os.PathLike[str] | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.style = styles.find(style) if isinstance(style, str) else style
        self.locale = locales.normalize(locale) if locale else self.style.locale
        self.cache, self.progress = Cache(cache), progress
        self.uses_pandoc = _uses_pandoc(self.style, self.locale, processor)

    def entries(self, works: Iterable[Work]) -> tuple[ReferenceEntry, ...]:
        """The works as one reference list, in the order of the style (in that of `works`, where the style has none).

        Letters after years belong to the list: those that works have already are not kept.
        """
        if not self.uses_pandoc:
            return apa.typeset(works)
        works, style = list(works), corrections.correct_style(self.style)
        if self.style.parent == "apa":
            # The order of the manual, which no processor knows: letter by letter, "n.d." first, parts by their numbers.
            works = sorted(works, key=lambda work: (apa.sort_key(work), work.key))
            style = corrections.keep_order(style)
        csl_items = [items.make_item(work, self.style.parent, self.locale) for work in works]
        listed = lists.typeset(csl_items, style, self.locale, self.cache, self.progress)
        for _ in range(_MOST_ATTEMPTS):
            lacking = {
                entry.place: item
                for entry in listed
                if (item := items.find_fuller_item(csl_items[entry.place], entry.text, works[entry.place]))
            }
            if not lacking:
                break
            csl_items = [lacking.get(place, item) for place, item in enumerate(csl_items)]
            listed = lists.typeset(csl_items, style, self.locale, self.cache, self.progress)
        labels = _distinct_labels([(works[entry.place], entry.letter) for entry in listed])
        texts = (items.mend_seams(entry.text, works[entry.place], self.style.parent, self.locale) for entry in listed)
        return tuple(
            ReferenceEntry(works[entry.place], entry.letter, label, text)
            for entry, label, text in zip(listed, labels, texts, strict=True)
        )

    def cite(self, works: Iterable[Work]) -> tuple[CitableEntry, ...]:
        """How text cites each of these works, in their order, if they are the whole reference list.

        In styles with notes, the parenthetical form is the note and the narrative one is empty.
        """
        works = list(works)
        by_key = {entry.work.key: entry for entry in self.entries(works)}
        if not self.uses_pandoc:
            return tuple(CitableEntry(apa.cite(by_key[work.key]), by_key[work.key]) for work in works)
        if self.progress:
            self.progress("setting the forms in text", 0, len(works))
        references = {
            place: pandoc.write_reference(place, items.make_item(work, self.style.parent, self.locale))
            for place, work in enumerate(works)
        }
        style = corrections.correct_style(self.style, for_list=False)
        cited = pandoc.run_citeproc(references, style, self.locale, cite=references).cited if works else {}
        return tuple(
            CitableEntry(self._mend_forms(cited[place], work), by_key[work.key]) for place, work in enumerate(works)
        )

    def _mend_forms(self, forms: CitationForms, work: Work) -> CitationForms:
        parenthetical, narrative = (items.mend_seams(text, work, self.style.parent, self.locale) for text in forms)
        if self.style.kind == "note":
            return CitationForms(parenthetical, ())
        if self.style.parent == "apa" and not any("&" in name.literal for name in (*work.authors, *work.editors)):
            # In the flow of a sentence APA has "and" in words (manual, 8.17), which no style can say.
            conjunction = f" {locales.find_conjunction(self.locale)} "
            narrative = tuple(run._replace(text=run.text.replace(" & ", conjunction)) for run in narrative)
        return CitationForms(parenthetical, narrative)


def _uses_pandoc(style: CitationStyle, locale: str, processor: Processor) -> bool:
    """Whether pandoc sets the references; raises LitgraphError where it is missing and citeproc-py cannot do it."""
    if processor != "citeproc-py" and pandoc.is_available():
        return True
    if processor == "pandoc":
        raise LitgraphError("pandoc is not here", styles.EXTRA)
    if style.parent != "apa":
        raise LitgraphError(f'the style "{style.id}" needs pandoc: without it litgraph sets APA 7 alone', styles.EXTRA)
    if locale not in ("", "en-US"):
        message = f'references in "{locale}" need pandoc: without it they are in American English'
        raise LitgraphError(message, styles.EXTRA)
    return False


def _distinct_labels(works: Sequence[tuple[Work, str]]) -> list[str]:
    """The labels of works, given with the letters of their years; those that are not unique have the title as well."""
    labels = [apa.label_of(work, letter) for work, letter in works]
    counts = Counter(labels)
    return [
        f"{label}, {shorten(clean(work.title), 40, placeholder=' …')}" if counts[label] > 1 and work.title else label
        for (work, _), label in zip(works, labels, strict=True)
    ]
