"""The languages that references can be set in: "de" means de-DE, as the CSL project has it."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from litgraph.errors import LitgraphError

__all__ = ["conjunction", "known", "normal"]


@cache
def _folder() -> Path:
    spec = find_spec("citeproc")
    assert spec is not None and spec.origin is not None  # it is one of litgraph's own requirements
    return Path(spec.origin).parent / "data/locales"


@cache
def _table() -> tuple[dict[str, str], dict[str, list[str]]]:
    table = json.loads((_folder() / "locales.json").read_text(encoding="utf-8"))
    return table["primary-dialects"], table["language-names"]


def known() -> list[str]:
    """Every language there are terms for."""
    return sorted(_table()[1])


def normal(name: str) -> str:
    """The name as CSL has it: "ja" gives "ja-JP", "pt_br" gives "pt-BR"; LitgraphError where there is none."""
    wanted = re.sub(r"[_\s]+", "-", name.strip()).casefold()
    dialects, names = _table()
    by_folded = {each.casefold(): each for each in names} | {each.casefold(): full for each, full in dialects.items()}
    if wanted in by_folded:
        return by_folded[wanted]
    same = sorted(each for each in names if each.casefold().startswith(wanted[:2]))
    hint = f"there are {', '.join(same)}" if same else f"there are {', '.join(sorted(dialects))}"
    raise LitgraphError(f'no terms for the language "{name}"', hint, exit_code=2)


@cache
def conjunction(locale: str) -> str:
    """The word for "and"."""
    text = (_folder() / f"locales-{locale or 'en-US'}.xml").read_text(encoding="utf-8")
    found = re.search(r'<term name="and">([^<]+)</term>', text)
    return found[1].strip() if found else "and"
