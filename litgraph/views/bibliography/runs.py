"""Text in runs: the form that the words of a bibliography have until a writer turns them into its format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote

from litgraph.words import compose

__all__ = [
    "Text",
    "TextRun",
    "address",
    "clean",
    "find_quotations",
    "join_runs",
    "merge_runs",
    "nest_quotations",
    "words",
]

# Control characters, halves of surrogate pairs, and noncharacters, which this package uses for marks of its own.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")  # would reverse the text around it as well
# Ligatures as typesetting has them, which no style's case can be set for ("FInding").
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
# A single mark that closes is an apostrophe where a letter follows it.
_QUOTATION_MARK = re.compile(r"[“”‘]|’(?!\w)")
_OPENED_BY = {"”": "“", "’": "‘"}
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'’”]", re.I)


class TextRun(NamedTuple):
    """A stretch of text set in one way; `link` is an http(s) address or an anchor ("#work-berg2001")."""

    text: str
    italic: bool = False
    strong: bool = False
    lang: str = ""
    link: str = ""
    small_caps: bool = False
    superscript: bool = False
    subscript: bool = False
    underline: bool = False


Text = tuple[TextRun, ...]


def clean(text: str) -> str:
    """The text on one line, without characters that no printed page has."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = compose(text).translate(_LIGATURES)
    return " ".join(_DIRECTION.sub("", _UNPRINTABLE.sub(" ", text)).split())


def find_quotations(text: str) -> dict[int, int]:
    """The places at which quotations begin, each with that at which it ends.

    Single marks are quotations within double ones alone: elsewhere they are how the user quotes, or apostrophes.
    """
    pairs: dict[int, int] = {}
    open_places: list[int] = []
    open_counts = Counter[str]()
    for match in _QUOTATION_MARK.finditer(text):
        mark = match[0]
        if mark == "“" or (mark == "‘" and open_counts["“"]):
            open_places.append(match.start())
            open_counts[mark] += 1
        elif open_counts[_OPENED_BY.get(mark, "")]:
            while text[place := open_places.pop()] != _OPENED_BY[mark]:
                open_counts[text[place]] -= 1
            open_counts[text[place]] -= 1
            pairs[place] = match.start()
    return pairs


def nest_quotations(text: str) -> str:
    """The text with double marks around quotations, single ones around those within, and so on."""
    letters = list(text)
    around: list[int] = []  # where the quotations end within which a place stands
    for start, end in sorted(find_quotations(text).items()):
        while around and around[-1] < start:
            around.pop()
        letters[start], letters[end] = "‘’" if len(around) % 2 else "“”"
        around.append(end)
    return "".join(letters)


def address(text: str) -> str:
    """A web address as a link may carry it, or "" if it is none: nothing but http and https is ever linked."""
    text = clean(text).replace(" ", "%20")
    return quote(text, safe="!#$%&'()*+,-./:;=?@_~") if re.match(r"https?://[^/\s]", text, re.I) else ""


def words(text: str, italic: bool = False, strong: bool = False, lang: str = "") -> Text:
    """A user's words, `clean`ed, the web addresses among them linked."""
    text, start = clean(text), 0
    runs: list[TextRun] = []
    for match in _ADDRESS.finditer(text):
        runs.append(TextRun(text[start : match.start()], italic, strong, lang))
        runs.append(TextRun(match[0], italic, strong, lang, address(match[0])))
        start = match.end()
    runs.append(TextRun(text[start:], italic, strong, lang))
    return tuple(run for run in runs if run.text)


def join_runs(text: Text) -> str:
    """The bare words of a text."""
    return "".join(run.text for run in text)


def merge_runs(runs: Iterable[TextRun]) -> Text:
    """The runs, neighbours that are set alike made one."""
    return tuple(
        TextRun("".join(run.text for run in neighbours), *setting)
        for setting, neighbours in groupby(runs, key=lambda run: run[1:])
    )
