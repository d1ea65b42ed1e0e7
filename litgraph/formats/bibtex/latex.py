"""The values of BibTeX fields as plain text: decoded from LaTeX, or addresses that are no LaTeX."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from pylatexenc import latex2text, latexwalker
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec
from pylatexenc.macrospec import std_macro

from litgraph.formats.bibtex.scan import silence_libraries

__all__ = ["decode_latex", "decode_letters", "is_left_in_latex", "read_verbatim"]


def _unknown_macro(node: Any, l2tobj: Any) -> str:
    """The argument of a macro that is not known; of one without arguments the name, which is text (\\TUB, \\apj)."""
    # pylatexenc knows that \mbox, \texttt and others have arguments, but not what becomes of these.
    if arguments := [argument for argument in (node.nodeargd and node.nodeargd.argnlist) or () if argument is not None]:
        return str(l2tobj.nodelist_to_text(arguments))
    source, end = node.parsing_state.s, node.pos + node.len
    return "" if source[end : end + 1] == "{" and source[end : end + 2] != "{}" else str(node.macroname)


def _write_accent(node: Any, l2tobj: Any) -> str:
    """The argument of an accent, with it on each letter but on no other accent, lest nested ones double each time."""
    letters = str(l2tobj.nodelist_to_text(node.nodeargs[:1])).strip() if node.nodeargs else " "
    return "".join(_set_accent(letter, node.macroname) for letter in letters)


def _set_accent(letter: str, accent: str) -> str:
    if unicodedata.combining(letter):
        return letter
    return unicodedata.normalize("NFC", {"ı": "i", "ȷ": "j"}.get(letter, letter) + _ACCENTS[accent])


def _make_decoder() -> LatexNodes2Text:
    context = latex2text.get_default_latex_context_db()
    context.add_context_category(
        "bibliography",
        prepend=True,
        macros=[
            MacroTextSpec("url", "%s"),
            *(MacroTextSpec(name, text) for name, text in _WITH_ARGUMENT.items()),
            *(MacroTextSpec(name, name) for name in ("TeX", "LaTeX", "LaTeXe", "BibTeX", "METAFONT")),
            *(MacroTextSpec(name, "") for name in (*_FONTS.split(), "color", "label")),
            *(MacroTextSpec(name, _write_accent) for name in _ACCENTS),
            MacroTextSpec("hyphen", "-"),
            MacroTextSpec("slash", "/"),
            *(MacroTextSpec(name, text) for name, text in _LETTERS.items()),
        ],
    )
    context.set_unknown_macro_spec(_UNKNOWN)
    return LatexNodes2Text(latex_context=context, math_mode="text")


def _make_grammar() -> Any:
    context = latexwalker.get_default_latex_context_db()
    macros = [std_macro(name, None, 1) for name in _WITH_ARGUMENT]
    context.add_context_category("bibliography", prepend=True, macros=macros)
    return context


_WITH_ARGUMENT = {"enquote": "“%s”", "mkbibquote": "“%s”", "mkbibparens": "(%s)", "mkbibbrackets": "[%s]"}
# Macros that only change the look of the text after them: {\it Nature}, {\sc Unesco}.
_FONTS = (
    "bf em it rm sc sf sl tt bfseries mdseries itshape scshape slshape upshape rmfamily sffamily ttfamily normalfont "
    "tiny scriptsize footnotesize small normalsize large Large LARGE"
)
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "grave": "\u0300", "acute": "\u0301", "hat": "\u0302", "tilde": "\u0303", "bar": "\u0305",
    "breve": "\u0306", "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "vec": "\u20d7", "not": "\u0338",
}  # fmt: skip
# Letters that pylatexenc does not know, or turns into look-alikes.
_LETTERS = {"textasciicircum": "^", "textbar": "|", "textbraceleft": "{", "textbraceright": "}"}
_UNKNOWN = MacroTextSpec("", _unknown_macro)
_DECODER = _make_decoder()
_GRAMMAR = _make_grammar()
_UNWANTED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
_NOT_PLAIN = re.compile(r"[\\$~{}\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|``|''|--|[?!]`")
_LATEX = re.compile(r"[\\$~]|``|''|--|[?!]`")
_SORTING = re.compile(r"\\(?:noopsort|sortnoop|noop)\s*\{[^{}]*\}", re.I)
# pylatexenc reads "%" as a comment and "&" as a table; in a bibliography both are plain characters. So is "$", unless
# two of them embrace a single word or a formula (they do not in "between $5 and $7").
_MATH = r"\$(?=[^\s$])(?:(?:\\\S|[^$\\\s])*+|(?=[^$\\^_=+<>]*+[\\^_=+<>])(?:\\.|[^$\\])*+(?<!\s))\$(?!\d)"
_TO_ESCAPE = re.compile(rf"(\\.|{_MATH})|([%&$])", re.S)
_NOT_VERBATIM = re.compile(r"[\\{}\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WRAPPED_ADDRESS = re.compile(r"\\(?:url|path|nolinkurl)\s*\{(.*)\}", re.S)
_URL_ESCAPE = re.compile(r"\\([%#&_$~{}])(?:\{\})?|\{([_%#&~])\}")
_DEEPEST = 60
_DEEP = re.compile(r"\{[^{}]*" * _DEEPEST)
_LONGEST = 200_000  # characters


@lru_cache(maxsize=20_000)  # journals, publishers, years and words such as "in press" stand in many entries
def decode_latex(latex: str, keep_paragraphs: bool = False) -> str:
    """Turn LaTeX into plain text: accents become letters, braces go, and one space stands between words.

    >>> decode_latex(r"{\\'E}tudes {UNESCO} \\& Cie, $\\alpha$ -- 5~\\%")
    'Études UNESCO & Cie, α – 5 %'
    """
    text = latex
    if _NOT_PLAIN.search(text):
        text = text.translate(_UNWANTED)
        text = _decode_macros(text) if _LATEX.search(text) else text.replace("{", "").replace("}", "")
    if keep_paragraphs and "\n" in text:
        return "\n\n".join(filter(None, (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text))))
    return " ".join(text.split())


def is_left_in_latex(latex: str) -> bool:
    """Whether `decode_latex` leaves the macros of a text in it: one that is too long for it, or nested too deeply."""
    if len(latex) <= _LONGEST and latex.count("{") < _DEEPEST:
        return False
    text = _SORTING.sub("", latex.translate(_UNWANTED))
    is_beyond_bounds = len(text) > _LONGEST or bool(_DEEP.search(text))
    return is_beyond_bounds and bool(_LATEX.search(text)) and _decode_common(text) is None


def _decode_macros(latex: str) -> str:
    text = _SORTING.sub("", latex) if "\\" in latex else latex
    plain = _decode_common(text)
    if plain is not None:
        return plain
    if len(text) > _LONGEST or _DEEP.search(text):
        return text.replace("{", "").replace("}", "")
    try:
        source = _TO_ESCAPE.sub(lambda m: m[1] or "\\" + m[2], text)
        with silence_libraries():
            return str(_DECODER.latex_to_text(source, latex_context=_GRAMMAR))
    except (LookupError, ValueError, AttributeError, TypeError, RecursionError):
        # A macro without its arguments (\href at the end) is beyond pylatexenc.
        return text.replace("{", "").replace("}", "")


# What stands in nearly every bibliography is decoded here, as pylatexenc would do it in a hundred times the time.
_SIGNS = {"---": "—", "--": "–", "?`": "¿", "!`": "¡", "``": "“", "''": "”", "~": "\u00a0"}  # in this order
_SYMBOLS = {sign: sign for sign in "&%_#$"} | {" ": " ", ",": " ", "-": "\u00ad"}
_LETTER = r"[^\W\d_]"
_DOTLESS = rf"\\[ij](?!{_LETTER})\s*+"
_COMMON = re.compile(
    rf"\\(?:([`'^\"~=.])\s*+(?:\{{\s*+({_LETTER}|{_DOTLESS})\s*+\}}|({_LETTER}|{_DOTLESS}))"  # \'e, \'{{e}}, \'\i
    rf"|([uvHcdbkr])(?:\s*+\{{\s*+({_LETTER}|{_DOTLESS})\s*+\}}|\s++({_LETTER})|({_DOTLESS}))"  # \v{{c}}, \v c, \v\i
    rf"|({_LETTER}++)\s*+|(.?))|---?|``|''|[?!]`|~"
)
_BRACES = re.compile(r"[{}]")
_DOLLAR = re.compile(rf"(\\.)|({_MATH})|\$", re.S)
_PLAIN_FORMULA = re.compile(r"\$(?:[\w^_+=<>(){},. /*|:;\[\]]|-(?!-))*+\$")
_MACRO_BEFORE = re.compile(rf"\\(?:{_LETTER}++|.)\s*+\Z", re.S)
_PLAIN_DOLLAR = "\0"  # control characters have been removed from the text
_PARAGRAPH = re.compile(r"\n\s*\n")


class _NotCommonError(Exception):
    """A text has something in it that only pylatexenc can decode."""


def _decode_common(text: str) -> str | None:
    """The text with signs, accents and macros without arguments decoded; None where it has anything else in it."""
    if not _has_balanced_braces(text):
        return None
    try:
        if "$" in text:
            text = _DOLLAR.sub(_open_formula, text)
        if "\\" in text:
            if _PARAGRAPH.search(text):
                return None
            text = _COMMON.sub(_decode_match, text)
        else:
            for sign, letter in _SIGNS.items():
                text = text.replace(sign, letter)
    except _NotCommonError:
        return None
    return text.replace("{", "").replace("}", "").replace(_PLAIN_DOLLAR, "$")


def _open_formula(match: re.Match[str]) -> str:
    """A formula of plain signs without its dollars; for a dollar that embraces none, a sign that stands for it."""
    if match[2]:
        start = match.start()
        is_argument = _MACRO_BEFORE.search(match.string, max(0, start - 40), start)
        if is_argument or not _PLAIN_FORMULA.fullmatch(match[2]):
            raise _NotCommonError
    return match[1] or (match[2] or "")[1:-1] or _PLAIN_DOLLAR


def _has_balanced_braces(text: str) -> bool:
    depth = 0
    for brace in _BRACES.findall(text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _decode_match(match: re.Match[str]) -> str:
    accent = match[1] or match[4]
    if accent:
        letter = match[2] or match[3] or match[5] or match[6] or match[7]
        return _set_accent(letter.strip().lstrip("\\"), accent)
    name = "/" if match[9] == "/" else match[8]
    if name:
        following = match.string[match.end() : match.end() + 2]
        text = _decode_macro(name, following.startswith("{"), following == "{}")
    else:
        text = _SIGNS.get(match[0]) if match[9] is None else _SYMBOLS.get(match[9])
    if text is None:
        raise _NotCommonError
    return text


@lru_cache(maxsize=1000)
def _decode_macro(name: str, is_before_group: bool, is_before_empty_group: bool) -> str | None:
    """What becomes of a macro by pylatexenc's tables, without the group that follows it; None where it takes more."""
    if name in ("begin", "end", "verb"):
        return None
    parsed, written = _GRAMMAR.get_macro_spec(name), _DECODER.latex_context.get_macro_spec(name)
    arguments = parsed.args_parser.argspec if parsed else ""
    if arguments == "{" and is_before_group:
        return "" if written is _UNKNOWN or (written.simplify_repl is None and not written.discard) else None
    if arguments:
        return None
    if written is _UNKNOWN:
        return "" if is_before_group and not is_before_empty_group else name
    text = written.simplify_repl
    return text if isinstance(text, str) and not set(text) & set("%{}\\") else None


# Letters that end where they end in whatever text. Others may swallow the space after them: \'\i, \v s, \o.
_SYMBOL_ACCENT = rf"[`'^\"~=.](?:\{{(?:{_LETTER}|\\[ij])\}}|{_LETTER})"
_BRACED_ACCENT = rf"[uvHcdbkr]\{{{_LETTER}\}}"
_ACCENTED = re.compile(
    rf"(\\(?:{_SYMBOL_ACCENT}|{_BRACED_ACCENT}))"
    rf"|\{{(\\(?:{_SYMBOL_ACCENT}|{_BRACED_ACCENT}|[`'^\"~=.]\\[ij]|[uvHcdbkr] {_LETTER}"
    r"|AA|AE|OE|TH|DH|DJ|NG|aa|ae|oe|ss|th|dh|dj|ng|[OoLl]))\}"
)


def decode_letters(latex: str) -> str:
    r"""The text with accented and other letters decoded, and all else as it is.

    >>> decode_letters(r"Bj{\"o}rk, \TeX{}")
    'Björk, \\TeX{}'
    """
    return _ACCENTED.sub(lambda match: _decode_common(match[1] or match[2]) or match[0], latex)


def read_verbatim(value: str) -> str:
    """Read a web address, a DOI or the like, of which only the escapes that reference managers add are removed."""
    text = value.strip()
    if not _NOT_VERBATIM.search(text):
        return text
    text = text.translate(_UNWANTED).strip()
    wrapped = _WRAPPED_ADDRESS.fullmatch(text)
    text = wrapped[1] if wrapped else text
    text = _URL_ESCAPE.sub(lambda m: m[1] or m[2], text)
    start, end = 0, len(text)
    while start < end - 1 and text[start] == "{" and text[end - 1] == "}":
        start, end = start + 1, end - 1
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
    return text[start:end]
