"""Text in runs: the form that the words of a bibliography have until a writer turns them into its format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote

from litgraph import markup
from litgraph.words import compose

__all__ = [
    "SETTINGS",
    "SETTING_END",
    "Text",
    "TextRun",
    "address",
    "clean",
    "clean_marked",
    "find_quotations",
    "find_settings",
    "join_runs",
    "mark_title",
    "merge_runs",
    "nest_quotations",
    "to_plain",
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
# Noncharacters around what the user set otherwise than the rest of a title, in the place of `litgraph.markup.MARKS`.
SETTINGS = {"sup": "\ufde0", "sub": "\ufde1", "i": "\ufde2", "sc": "\ufde3", "b": "\ufde4"}
SETTING_END = "\ufde5"
_SETTING_OF_MARK = {markup.MARKS[name]: setting for name, setting in SETTINGS.items()} | {markup.END: SETTING_END}
_MARKS = re.compile(f"([{''.join(_SETTING_OF_MARK)}])")
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


def clean_marked(text: str) -> str:
    """The text on one line as `clean` has it, `SETTINGS` in the place of marks."""
    if markup.END not in text:
        return clean(text)
    pieces = (_SETTING_OF_MARK.get(piece) or _clean_piece(piece) for piece in _MARKS.split(text))
    return "".join(pieces).strip()


def _clean_piece(text: str) -> str:
    """A piece of a text, with a space at either end where it has one."""
    before, after = (" " if edge.isspace() else "" for edge in (text[:1], text[-1:]))
    return f"{before}{cleaned}{after}" if (cleaned := clean(text)) else before


def mark_title(marked: str, plain: str) -> str:
    """A title with marks, as `clean_marked` takes them, around what is raised, lowered, italic and the like in it.

    `marked` has the tags of CSL-JSON; where it is the `plain` title itself, tags in it are what the user typed.
    """
    return markup.split_raised(plain if marked == plain else markup.read_tags(marked))


def find_settings(text: str) -> dict[int, int]:
    """The places at which a text begins to be set otherwise, each with that at which it ends; they never cross."""
    pairs: dict[int, int] = {}
    open_places: list[int] = []
    for place, letter in enumerate(text):
        if letter in SETTINGS.values():
            open_places.append(place)
        elif letter == SETTING_END and open_places:
            pairs[open_places.pop()] = place
    return pairs


def to_plain(text: Text) -> str:
    """The words of a text, raised and lowered letters told from the others: "10⁵", "T_crit"."""
    marks = ((run, markup.MARKS["sup"] if run.superscript else markup.MARKS["sub"]) for run in text)
    return markup.remove_marks(
        "".join(
            f"{mark}{run.text}{markup.END}" if run.superscript or run.subscript else run.text for run, mark in marks
        )
    )


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
