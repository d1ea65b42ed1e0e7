"""Text in runs, the one form in which the bibliography's words travel until they are written as HTML or Markdown."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import quote

__all__ = ["Run", "Text", "address", "clean", "plain", "words"]

# Control characters, halves of surrogate pairs, and noncharacters, which this package keeps for marks of its own.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")  # would turn the text around it about as well
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'’”]", re.I)


class Run(NamedTuple):
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


Text = tuple[Run, ...]


def clean(text: str) -> str:
    """The text on one line, without characters that no printed page has."""
    return " ".join(_DIRECTION.sub("", _UNPRINTABLE.sub(" ", unicodedata.normalize("NFC", text))).split())


def address(text: str) -> str:
    """A web address as a link may carry it, or "" if it is none: nothing but http and https is ever linked."""
    text = clean(text).replace(" ", "%20")
    return quote(text, safe="!#$%&'()*+,-./:;=?@_~") if re.match(r"https?://[^/\s]", text, re.I) else ""


def words(text: str, italic: bool = False, strong: bool = False, lang: str = "") -> Text:
    """A user's words, web addresses among them linked."""
    text, runs, start = clean(text), [], 0
    for found in _ADDRESS.finditer(text):
        runs.append(Run(text[start : found.start()], italic, strong, lang))
        runs.append(Run(found[0], italic, strong, lang, address(found[0])))
        start = found.end()
    runs.append(Run(text[start:], italic, strong, lang))
    return tuple(run for run in runs if run.text)


def plain(text: Text) -> str:
    """The bare words."""
    return "".join(run.text for run in text)
