"""Letters set otherwise than those around them: raised, lowered, italic, bold, in small capitals.

Plain text keeps raised and lowered letters as Unicode has them ("10⁵", "CO₂"), else with a sign before them ("x^q",
"T_crit"). What it cannot say stands beside a title or container, marked with the tags of CSL-JSON
("<i>Homo</i> and T<sub>crit</sub>"): `marked_title` and `marked_container` give it.

Within the readers and writers, a mark is one control character (`MARKS`) before the letters and `END` after them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litgraph.model import Work

__all__ = [
    "END",
    "MARKED_CONTAINER",
    "MARKED_TITLE",
    "MARKS",
    "add_tags",
    "marked_container",
    "marked_title",
    "read_tags",
    "remove_marks",
    "says_more_than_plain",
    "split_raised",
]

MARKED_TITLE, MARKED_CONTAINER = "x-marked-title", "x-marked-container"
"""The `extra` fields of a work for a title and container that say more with marks than without."""

MARKS = {"sup": "\x01", "sub": "\x02", "i": "\x03", "sc": "\x04", "b": "\x05"}
END = "\x06"
_NAMES = {mark: name for name, mark in MARKS.items()}
_SMALL_CAPITALS = '<span style="font-variant:small-caps;">'
_TAGS = {
    mark: (_SMALL_CAPITALS, "</span>") if name == "sc" else (f"<{name}>", f"</{name}>") for name, mark in MARKS.items()
}
_MARK = re.compile("([\x01-\x06])")
_TAG = re.compile(r"(</?(?:i|b|sup|sub|sc)>|<span style=\"font-variant:\s*small-caps;?\">|</span>)")

_RAISED = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᵠᵡ",
        strict=True,
    )
)
_LOWERED = dict(zip("0123456789+-−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_PLAIN_LETTERS = {
    MARKS[name]: {set_letter: letter for letter, set_letter in letters.items() if letter != "−"}
    for name, letters in (("sup", _RAISED), ("sub", _LOWERED))
}
_RUNS = re.compile("|".join(f"([{''.join(letters)}]+)" for letters in _PLAIN_LETTERS.values()))
_STANDS_HIGH = frozenset("°º′″‴*∗†‡®™℠'’ª")  # no letter has to be raised that is drawn so


def marked_title(work: Work) -> str:
    """The title of a work with the tags of CSL-JSON, if anything in it is set otherwise; else the title."""
    return _choose_marked(work.get(MARKED_TITLE), work.title)


def marked_container(work: Work) -> str:
    """The container of a work with the tags of CSL-JSON, if anything in it is set otherwise; else the container."""
    return _choose_marked(work.get(MARKED_CONTAINER), work.container)


def _choose_marked(marked: str, plain: str) -> str:
    # Of entries that are one work, another may have had the marks.
    return marked if marked and remove_marks(read_tags(marked)) == plain else plain


def remove_marks(text: str) -> str:
    """The text without marks, its raised and lowered letters as Unicode has them or with a sign before them."""
    return _fold_marks(text, _set_plain) if END in text else text


def add_tags(text: str) -> str:
    """The text with the tags of CSL-JSON in the place of marks."""
    return _fold_marks(text, lambda mark, letters: letters.join(_TAGS[mark])) if END in text else text


def read_tags(text: str) -> str:
    """The text with marks in the place of CSL-JSON's tags, as far as these stand in pairs."""
    if "<" not in text:
        return text
    stack: list[tuple[str, list[str]]] = [("", [])]
    for piece in _TAG.split(text):
        if piece.startswith("</") and _TAG.fullmatch(piece) and len(stack) > 1:
            tag, pieces = stack[-1]
            if piece == ("</span>" if tag.startswith("<span") else f"</{tag[1:]}"):
                stack.pop()
                name = "sc" if tag.startswith("<span") else tag[1:-1]
                stack[-1][1].append(f"{MARKS[name]}{''.join(pieces)}{END}")
                continue
        if piece.startswith("<") and not piece.startswith("</") and _TAG.fullmatch(piece):
            stack.append((piece, []))
        else:
            stack[-1][1].append(piece)
    return "".join(tag + "".join(pieces) for tag, pieces in stack)


def split_raised(text: str) -> str:
    """The text with marks around plain letters in the place of the raised and lowered letters of Unicode."""
    if text.isascii():
        return text

    def mark(match: re.Match[str]) -> str:
        name = "sup" if match[1] else "sub"
        letters = _PLAIN_LETTERS[MARKS[name]]
        return f"{MARKS[name]}{''.join(letters[letter] for letter in match[0])}{END}"

    return _RUNS.sub(mark, text)


def says_more_than_plain(text: str) -> bool:
    """Whether the marks of a text say more than it says without them; marks around all of it say nothing."""
    if END not in text:
        return False
    whole = _MARK.split(text)
    if whole[0] == "" and whole[-1] == "" and whole.count(END) == 1 and _NAMES[whole[1]] not in ("sup", "sub"):
        return False
    return split_raised(remove_marks(text)) != text.replace("−", "-")


def _fold_marks(text: str, set_letters: Callable[[str, str], str]) -> str:
    stack: list[tuple[str, list[str]]] = [("", [])]
    for piece in _MARK.split(text):
        if piece == END:
            if len(stack) > 1:
                mark, pieces = stack.pop()
                stack[-1][1].append(set_letters(mark, "".join(pieces)))
        elif piece in _NAMES:
            stack.append((piece, []))
        else:
            stack[-1][1].append(piece)
    return "".join("".join(pieces) for _, pieces in stack)


def _set_plain(mark: str, letters: str) -> str:
    name = _NAMES[mark]
    text = letters.strip()
    if name not in ("sup", "sub") or not text:
        return letters
    table = _RAISED if name == "sup" else _LOWERED
    if name == "sup" and _STANDS_HIGH.issuperset(text):
        return text
    if all(letter in table or letter == " " for letter in text):
        return "".join(table.get(letter, letter) for letter in text)
    sign = "^" if name == "sup" else "_"
    return f"{sign}{text}" if re.fullmatch(r"[\w.,+−-]+", text) else f"{sign}({text})"
