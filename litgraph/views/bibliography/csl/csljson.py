"""Items of CSL-JSON, as Zotero, pandoc and others write them, set in a style with nothing lost on the way.

pandoc reads CSL-JSON itself: its dates, its names, and the little HTML in its texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litgraph.views.bibliography.csl import corrections, items, lists, pandoc, styles
from litgraph.views.bibliography.csl.cache import Cache
from litgraph.views.bibliography.csl.styles import CitationStyle
from litgraph.views.bibliography.runs import Text

__all__ = ["typeset_csl_json"]


def typeset_csl_json(text: str, style: str | CitationStyle, locale: str = "") -> list[Text]:
    """The items of a CSL-JSON document as one reference list, in the order of the style.

    `style` is a style or whatever `styles.find` understands, `locale` a language ("" is the style's own, else en-US).
    Raises LitgraphError where there is no such style, or no pandoc, or where pandoc cannot read the items. An item of
    which the style prints nothing is not in the list.
    """
    style = styles.find(style) if isinstance(style, str) else style
    source_items = pandoc.read_csl_json(text)
    csl_items = [_adjust_item(item, style.parent) for item in source_items]
    listed = lists.typeset(csl_items, corrections.correct_style(style), locale or style.locale, Cache(None))
    texts = (items.mend_item_seams(entry.text, csl_items[entry.place], style, locale) for entry in listed)
    numbers = [
        {name: pandoc.to_text(item[name]) for name in ("volume", "issue") if isinstance(item.get(name), list)}
        for item in source_items
    ]
    restored = (
        items.restore_identifiers(text, numbers[entry.place]) for entry, text in zip(listed, texts, strict=True)
    )
    return [text for text in restored if text]


def _adjust_item(item: Mapping[str, Any], parent: str) -> dict[str, Any]:
    """The item with what pandoc does not know: that "de’" is not joined to a name, and "1-2" a range of issues."""
    adjusted: dict[str, Any] = {}
    for variable, value in item.items():
        if pandoc.is_names(value):
            # A name of one piece is the same name however it is written.
            names = [{"literal": name["family"]} if set(name) == {"family"} else name for name in value]
            adjusted[variable] = [items.part_name(name) for name in names]
        elif variable in ("volume", "issue") and isinstance(value, list):
            adjusted[variable] = items.adjust_number(variable, pandoc.to_text(value), parent)
        else:
            adjusted[variable] = value
    return adjusted
