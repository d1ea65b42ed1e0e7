"""What litgraph itself says in a bibliography, in the reader's language; the table is phrases.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from litgraph.views.bibliography.runs import Text, TextRun, clean

__all__ = ["LANGUAGES", "Phrases", "note_on_language", "phrases_for"]


@cache
def _tables() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((resources.files(__package__) / "phrases.toml").read_text(encoding="utf-8"))


class Phrases:
    """The phrases of one language; English stands in for what it lacks."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._own, self._english = _tables()[language], _tables()["en"]

    def _phrase(self, name: str) -> Any:
        return self._own.get(name) or self._english[name]

    def __contains__(self, name: str) -> bool:
        return name in self._english and name != "kinds"

    def plain(self, name: str, /, **values: object) -> str:
        """A phrase with its places filled by bare words."""
        return "".join(
            str(values[piece[1:-1]]) if piece[:1] == "{" and piece[1:-1] in values else piece
            for piece in _split_phrase(str(self._phrase(name)))
        )

    def text(self, name: str, /, **values: Text | str) -> Text:
        """A phrase with its places filled by text in runs or by bare words."""
        runs: list[TextRun] = []
        for piece in _split_phrase(str(self._phrase(name))):
            if piece[:1] == "{" and piece[1:-1] in values:
                value = values[piece[1:-1]]
                runs += (TextRun(value),) if isinstance(value, str) else value
            else:
                runs.append(TextRun(piece))
        return tuple(run for run in runs if run.text)

    def count(self, name: str, number: int, /, **values: object) -> str:
        """A phrase about `number` things: "1 work", "2 works"."""
        phrase = self._phrase(name)
        form = phrase if isinstance(phrase, str) else phrase[number != 1]
        return str(form).format(n=number, **values)

    def heading(self, name: str) -> str:
        """A phrase followed by the colon of the language."""
        return self.plain(name) + self.plain("colon").rstrip()

    def page(self, page: str) -> str:
        """A page of a paper: "p. 5"; a `page` that is no number as it is."""
        return self.plain("page", page=clean(page)) if page[:1].isdigit() else clean(page)

    def kind(self, csl_type: str) -> str:
        """What works of a CSL type are called in a heading: "Journal articles"."""
        kinds = {**self._english["kinds"], **self._own.get("kinds", {})}
        return str(kinds.get(csl_type) or kinds["other"])


@cache
def _split_phrase(phrase: str) -> list[str]:
    """A phrase, parted into its places in braces and what stands between them."""
    return re.split(r"(\{[a-z]+\})", phrase)


def phrases_for(locale: str) -> Phrases:
    """The phrases for a locale such as "de-AT", in English where there are none in its language."""
    language = re.split("[-_]", locale.casefold())[0]
    return Phrases(language if language in _tables() else "en")


LANGUAGES = tuple(_tables())


def note_on_language(locale: str) -> tuple[str, ...]:
    """That the headings are in English where there are no phrases in the language of `locale`; () where there are."""
    if not locale or locale.casefold().startswith(phrases_for(locale).language):
        return ()
    return (f'litgraph has no words for "{locale}", so headings are in English; it has {", ".join(LANGUAGES)}',)
