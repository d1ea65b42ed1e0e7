"""What litgraph itself says in a bibliography, in the reader's language; the table is phrases.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from litgraph.views.bibliography.runs import Run, Text

__all__ = ["LANGUAGES", "Phrases", "phrases"]

_Table = Mapping[str, Any]


@cache
def _tables() -> Mapping[str, _Table]:
    source = (resources.files(__package__) / "phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


class Phrases:
    """The phrases of one language; English stands in for what it lacks."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._here, self._english = _tables()[language], _tables()["en"]

    def _phrase(self, name: str) -> Any:
        return self._here.get(name) or self._english[name]

    def __contains__(self, name: str) -> bool:
        return name in self._english and name != "kinds"

    def text(self, name: str, /, **values: object) -> str:
        """A phrase with its places filled by bare words."""
        return "".join(run.text for run in self.say(name, **{place: str(value) for place, value in values.items()}))

    def say(self, name: str, /, **values: Text | str) -> Text:
        """A phrase with its places filled: by text as it is set, or by bare words."""
        runs: list[Run] = []
        for piece in re.split(r"(\{[a-z]+\})", str(self._phrase(name))):
            if piece[:1] == "{" and piece[1:-1] in values:
                value = values[piece[1:-1]]
                runs += (Run(value),) if isinstance(value, str) else value
            else:
                runs.append(Run(piece))
        return tuple(run for run in runs if run.text)

    def count(self, name: str, number: int, /, **values: object) -> str:
        """A number of things: "1 work", "2 works"."""
        phrase = self._phrase(name)
        chosen = phrase if isinstance(phrase, str) else phrase[number != 1]
        return str(chosen).format(n=number, **values)

    def kind(self, name: str) -> str:
        """What works of a CSL type are called, as a heading."""
        kinds = {**self._english["kinds"], **self._here.get("kinds", {})}
        return str(kinds.get(name) or kinds["other"])


def phrases(locale: str) -> Phrases:
    """The phrases for a locale such as "de-AT"; in English where there are none for its language."""
    language = re.split("[-_]", locale.casefold())[0]
    return Phrases(language if language in _tables() else "en")


LANGUAGES = tuple(_tables())
