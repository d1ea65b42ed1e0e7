"""From a page of a PDF to its words with their places: what pdfium says, upright, in the order of the file."""

from __future__ import annotations

import ctypes
import re
from typing import Any, NamedTuple

from litgraph.words import compose

__all__ = ["Word", "words_of"]

_BLANK = frozenset((0, 9, 10, 13, 32, 0xA0, 0xFFFE, 0xFFFF, 0xFEFF, 0x200B))
# pdfium writes U+0002 for a hyphen at the end of a line.
_LETTERS = str.maketrans(
    {"\x02": "-", "\xad": "-", "‐": "-", "‑": "-", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft"}
    | {"ﬆ": "st"}
)
_ACCENTS = {"´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327", "ˇ": "\u030c"}
_ACCENTS |= {"˚": "\u030a", "˘": "\u0306", "˙": "\u0307", "˝": "\u030b", "¯": "\u0304", "˛": "\u0328"}
# TeX's old fonts draw the accent first, then its letter; some programs do it the other way round.
_ACCENT = re.compile(r"([´`¨ˆ˜¸ˇ˚˘˙˝¯˛])([A-Za-zı])")
_ACCENT_AFTER = re.compile(r"([A-Za-z])([´¨ˆ˜¸ˇ˚˘˙˝¯˛])")
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_FARTHEST_POINT = 100_000.0  # points; more than three times what a page may measure
_HEAVY = re.compile(r"bold|black|heavy|semibold|demi(?!t)|medi\b|-medi|cmbx|cmb\d", re.I)
_SLANTED = re.compile(r"ital|oblique|slanted|cmti|-it\b", re.I)


class Word(NamedTuple):
    """Letters without a gap between them; `glued` says that no gap stands before them either.

    Places and size are in points; `base` is the height of the line of writing.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    italic: bool
    glued: bool = False


class _Font(NamedTuple):
    bold: bool
    italic: bool
    height: float
    """How high a letter's box is in type of size 1."""


def words_of(raw: Any, text_page: Any, fonts: dict[int, _Font], letters_at_most: int) -> list[Word]:
    """Return the words of a page, at most `letters_at_most` letters; `raw` are pdfium's functions, `fonts` a cache."""
    count = min(raw.FPDFText_CountChars(text_page), letters_at_most)
    box = raw.FS_RECTF()
    reference = ctypes.byref(box)
    letter, loose = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    turns: list[list[Word]] = [[], [], [], []]
    start = -1
    letters: list[str] = []
    left = right = bottom = top = 0.0
    turn = 0
    glued = False
    for index in range(count + 1):
        code = letter(text_page, index) if index < count else 32
        blank = code in _BLANK
        if not blank:
            loose(text_page, index, reference)
            if start >= 0:
                is_on_line = (
                    abs(box.bottom - bottom) < 0.6 and abs(box.top - top) < 0.6 and left - 1 < box.left < right + 9
                )
                if is_on_line or turn:
                    letters.append(chr(code))
                    left, right = min(left, box.left), max(right, box.right)
                    if turn:
                        bottom, top = min(bottom, box.bottom), max(top, box.top)
                    continue
        if start >= 0:
            corners = (left, right, bottom, top)
            word = _word(raw, text_page, start, "".join(letters), corners, turn, fonts)
            turns[turn].append(word._replace(glued=True) if glued else word)
        glued = start >= 0 and not blank
        start = -1
        if not blank:
            start, letters = index, [chr(code)]
            left, right, bottom, top = box.left, box.right, box.bottom, box.top
            angle = raw.FPDFText_GetCharAngle(text_page, index)
            turn = round(angle / 1.5708) % 4 if abs(angle) < 10 else 0
    # A page lies on its side as a whole, or the text on its side is a stamp in the margin or the name of an axis.
    return [word for word in max(turns, key=len) if word.text and _is_on_a_page(word)]


def _is_on_a_page(word: Word) -> bool:
    """Whether the places of a word are numbers that a page may have: a damaged file may say anything."""
    return all(abs(place) < _FARTHEST_POINT for place in (word.left, word.right, word.base, word.size))


def _word(
    raw: Any,
    text_page: Any,
    start: int,
    text: str,
    corners: tuple[float, float, float, float],
    turn: int,
    fonts: dict[int, _Font],
) -> Word:
    left, right, bottom, top = corners
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text_page, start, ctypes.byref(x), ctypes.byref(y))
    base = y.value
    if turn == 1:
        left, right, base, bottom, top = bottom, top, -x.value, -right, -left
    elif turn == 2:
        left, right, base, bottom, top = -right, -left, -base, -top, -bottom
    elif turn == 3:
        left, right, base, bottom, top = -top, -bottom, x.value, left, right
    font = _font(raw, raw.FPDFText_GetTextObject(text_page, start), fonts)
    return Word(_compose_accents(text), left, right, base, (top - bottom) / font.height, font.bold, font.italic)


def _font(raw: Any, piece: Any, fonts: dict[int, _Font]) -> _Font:
    font = raw.FPDFTextObj_GetFont(piece) if piece else None
    if not font:
        return _Font(False, False, 1.2)
    address = ctypes.addressof(font.contents)
    if address not in fonts:
        name = ctypes.create_string_buffer(200)
        raw.FPDFFont_GetBaseFontName(font, name, 200)
        ascent, descent = ctypes.c_float(), ctypes.c_float()
        raw.FPDFFont_GetAscent(font, 1000.0, ctypes.byref(ascent))
        raw.FPDFFont_GetDescent(font, 1000.0, ctypes.byref(descent))
        height = (ascent.value - descent.value) / 1000
        called = name.value.decode("utf-8", "replace")
        bold = bool(_HEAVY.search(called)) or raw.FPDFFont_GetWeight(font) >= 650
        fonts[address] = _Font(bold, bool(_SLANTED.search(called)), height if 0.3 < height < 3 else 1.2)
    return fonts[address]


def _compose_accents(text: str) -> str:
    """Write accents and ligatures as the letters that they are, and leave out control characters."""
    if text.isascii() and text.isprintable():
        return text
    text = text.translate(_LETTERS)
    if any(accent in text for accent in _ACCENTS):
        text = _ACCENT.sub(lambda m: m[2].replace("ı", "i") + _ACCENTS[m[1]], text)
        text = _ACCENT_AFTER.sub(lambda m: m[1] + _ACCENTS[m[2]], text)
    return compose(_ODD.sub("", text))
