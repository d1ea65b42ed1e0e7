"""The languages that references can be set in: "de" means de-DE, as the CSL project has it."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from litgraph.errors import USAGE, LitgraphError

__all__ = ["find_conjunction", "normalize"]


@cache
def _folder() -> Path:
    spec = find_spec("citeproc")
    assert spec is not None and spec.origin is not None  # it is one of litgraph's own requirements
    return Path(spec.origin).parent / "data/locales"


@cache
def _table() -> tuple[dict[str, str], dict[str, list[str]]]:
    """The main dialect of each language, and what each dialect is called."""
    table = json.loads((_folder() / "locales.json").read_text(encoding="utf-8"))
    return table["primary-dialects"], table["language-names"]


def normalize(name: str) -> str:
    """The name of a language as CSL has it: "ja" gives "ja-JP", "pt_br" gives "pt-BR".

    Raises LitgraphError (exit code 2) where there are no terms for it.
    """
    folded = re.sub(r"[_\s]+", "-", name.strip()).casefold()
    dialects, names = _table()
    by_folded = {tag.casefold(): tag for tag in names} | {tag.casefold(): full for tag, full in dialects.items()}
    if folded in by_folded:
        return by_folded[folded]
    similar = sorted(tag for tag in names if tag.casefold().startswith(folded[:2]))
    hint = f"there are {', '.join(similar or sorted(dialects))}"
    raise LitgraphError(f'no terms for the language "{name}"', hint, exit_code=USAGE)


@cache
def find_conjunction(locale: str) -> str:
    """The word for "and" in a language as CSL names it."""
    text = (_folder() / f"locales-{locale or 'en-US'}.xml").read_text(encoding="utf-8")
    term = re.search(r'<term name="and">([^<]+)</term>', text)
    return term[1].strip() if term else "and"
