"""The values of BibTeX fields as plain text: decoded from LaTeX, or addresses that are no LaTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from pylatexenc import latex2text, latexwalker
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec
from pylatexenc.macrospec import std_macro

from litgraph.formats.bibtex.commands import ACCENTS, ARGUMENTS, FONTS, MARKING, TEXTS
from litgraph.formats.bibtex.scan import silence_libraries
from litgraph.markup import END, MARKS, remove_marks

__all__ = [
    "decode_latex",
    "decode_letters",
    "decode_marked",
    "is_left_in_latex",
    "is_surely_decoded",
    "list_addresses",
    "list_unknown_commands",
    "read_verbatim",
]


def _unknown_macro(node: Any, l2tobj: Any) -> str:
    """The argument of a macro that is not known; of one without arguments the name, which may be text (\\VLT)."""
    # pylatexenc knows that some macros have arguments, but not what becomes of these.
    if arguments := [argument for argument in (node.nodeargd and node.nodeargd.argnlist) or () if argument is not None]:
        return str(l2tobj.nodelist_to_text(arguments))
    source, end = node.parsing_state.s, node.pos + node.len
    return "" if source[end : end + 1] == "{" and source[end : end + 2] != "{}" else str(node.macroname)


def _list_arguments(node: Any, l2tobj: Any) -> list[str]:
    """The arguments of a macro that have to be there, as text."""
    if not node.nodeargd or not node.nodeargd.argnlist:
        return []
    pairs = zip(node.nodeargd.argspec, node.nodeargd.argnlist, strict=False)
    return [str(l2tobj.nodelist_to_text([argument])) if argument else "" for kind, argument in pairs if kind == "{"]


def _fill_template(template: str) -> Callable[[Any, Any], str]:
    def fill(node: Any, l2tobj: Any) -> str:
        return template.format(*_list_arguments(node, l2tobj), "", "", "")

    return fill


def _write_mark(node: Any, l2tobj: Any) -> str:
    """The argument of a macro such as \\textsuperscript between the signs that stand for it."""
    letters = "".join(_list_arguments(node, l2tobj))
    return f"{MARKS[MARKING[node.macroname]]}{letters}{END}" if letters else ""


def _write_chemistry(node: Any, l2tobj: Any) -> str:
    """A sum formula with its numbers lowered and its charges raised."""
    return _SUM_SCRIPT.sub(
        lambda match: f"{MARKS['sup' if match[1] else 'sub']}{match[1] or match[2]}{END}",
        "".join(_list_arguments(node, l2tobj)),
    )


def _write_accent(node: Any, l2tobj: Any) -> str:
    """The argument of an accent, with it on each letter but on no other accent, lest nested ones double each time."""
    letters = str(l2tobj.nodelist_to_text(node.nodeargs[:1])).strip() if node.nodeargs else " "
    return "".join(_set_accent(letter, node.macroname) for letter in letters)


def _set_accent(letter: str, accent: str) -> str:
    if unicodedata.combining(letter):
        return letter
    return unicodedata.normalize("NFC", {"ı": "i", "ȷ": "j"}.get(letter, letter) + ACCENTS[accent])


def _make_decoder() -> LatexNodes2Text:
    context = latex2text.get_default_latex_context_db()
    context.add_context_category(
        "bibliography",
        prepend=True,
        macros=[
            *(MacroTextSpec(name, text) for name, text in TEXTS.items()),
            *(MacroTextSpec(name, _fill_template(template)) for name, (_, template) in ARGUMENTS.items()),
            MacroTextSpec("ce", _write_chemistry),
            *(MacroTextSpec(name, _write_mark) for name in MARKING if name not in FONTS),
            *(MacroTextSpec(name, _write_accent) for name in ACCENTS),
        ],
    )
    context.set_unknown_macro_spec(_UNKNOWN)
    return LatexNodes2Text(latex_context=context, math_mode="text")


def _make_grammar() -> Any:
    context = latexwalker.get_default_latex_context_db()
    macros = [std_macro(name, arguments) for name, (arguments, _) in ARGUMENTS.items()]
    macros += [std_macro(name, "{") for name in ("ce", *MARKING, *ACCENTS) if name not in FONTS and name.isalpha()]
    context.add_context_category("bibliography", prepend=True, macros=macros)
    return context


_UNKNOWN = MacroTextSpec("", _unknown_macro)
_DECODER = _make_decoder()
_GRAMMAR = _make_grammar()
# Macros whose argument is all that they leave in plain text, so that it suffices to drop them.
_SHOWING = {name for name, (arguments, template) in ARGUMENTS.items() if (arguments, template) == ("{", "{0}")}
_SHOWING.update(name for name, mark in MARKING.items() if mark not in ("sup", "sub"))
_UNWANTED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
_NOT_PLAIN = re.compile(r"[\\$~{}\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|``|''|--|[?!]`")
_LATEX = re.compile(r"[\\$~]|``|''|--|[?!]`")
_SINGLE_QUOTES = re.compile(r"(?<![\\\w?!])(?:(?<!`)|(?<=``))`(?!`|\{\})((?:[^`']++|'(?=\w)|``[^`']*+'')*+)'(?!\w)")
_SORTING = re.compile(r"\\(?:noopsort|sortnoop|noop|nosort)\s*\{[^{}]*\}", re.I)
# pylatexenc reads "%" as a comment and "&" as a table; in a bibliography both are plain characters. So is "$", unless
# two of them embrace a single word or a formula (they do not in "between $5 and $7").
_MATH = r"\$(?=[^\s$])(?:(?:\\\S|[^$\\\s])*+|(?=[^$\\^_=+<>]*+[\\^_=+<>])(?:\\.|[^$\\])*+(?<!\s))\$(?!\d)"
_TO_ESCAPE = re.compile(rf"(\\.|{_MATH})|([%&$])", re.S)
_NOT_VERBATIM = re.compile(r"[\\{}\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WRAPPED_ADDRESS = re.compile(r"(\{\s*)?\\(?:url|path|nolinkurl)\s*\{(.*)\}(?(1)\s*\})", re.S)
_URL_ESCAPE = re.compile(r"\{\\([%#&_$~])(?:\{\})?\}|\\([%#&_$~{}])(?:\{\})?|\{([_%#&~])\}")
_URL_TILDE = re.compile(
    r"\{\\textasciitilde(?:\{\}|\s)?\}|\\textasciitilde(?:\{\}|(?![A-Za-z])\s?)|\{\$\\sim\$\}|\$\\sim\$"
)
_GROUP = r"\{(?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*+\})*+\}"
_ADDRESS_COMMANDS = ("url", "path", "nolinkurl", "doi", "href")
_HAS_ADDRESS = re.compile(rf"\\(?:{'|'.join(_ADDRESS_COMMANDS)})\b")
_ADDRESS = re.compile(
    rf"\\(?:(href)\b|(?:url|path|nolinkurl|doi)\b)\s*({_GROUP})(?:(?(1)\s*({_GROUP})|(?!))|)"
    r"|\\(?:url|path|nolinkurl)([|!+\"])([^\n]*?)\4"
)
_ASIDE = re.compile("\x07(\\d+)\x08")
_FONT_COMMANDS = {"i": "textit", "sc": "textsc", "b": "textbf"}
_OPENING_FONT = re.compile(r"\{\s*\\(" + "|".join(name for name in MARKING if name in FONTS) + r")(?![A-Za-z])\s*")
_INLINE_FORMULA = re.compile(rf"\\\(((?:[^\\$]++|\\[^()$])*+)\\\)|\\ensuremath\s*\{{((?:[^{{}}$]++|{_GROUP})*+)\}}")
_SCRIPT = re.compile(rf"(\\[\^_])|([\^_])\s*({_GROUP}|\\[A-Za-z]+\s*(?:{_GROUP})?|\\?[^\s}}])")
_SUM_SCRIPT = re.compile(r"\^(\d*[+-]|\d+)|(?:(?<=[^\W\d_])|(?<=[)\]]))(\d+)")
# Lengths, which TeX reads as far as they go.
_LENGTH = re.compile(
    r"\\(?:penalty(?![A-Za-z])\s*(?:-?\s*\d+)?|(?:kern|hskip|vskip|mkern|mskip|raise|lower)(?![A-Za-z])\s*-?\s*"
    r"(?:\d*\.?\d*\s*(?:em|ex|pt|mu|mm|cm|in|sp|pc|bp)\b)?)\s?"
)
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)\*?\s*(\{(?!\})|)|.)", re.S)
_ENVIRONMENT = ("begin", "end", "verb", "input", "include")
_DEEPEST = 60
_DEEP = re.compile(r"\{[^{}]*" * _DEEPEST)
_LONGEST = 200_000  # characters


@lru_cache(maxsize=20_000)  # journals, publishers, years and words such as "in press" stand in many entries
def decode_latex(latex: str, keep_paragraphs: bool = False) -> str:
    """Turn LaTeX into plain text: accents become letters, braces go, and one space stands between words.

    >>> decode_latex(r"{\\'E}tudes {UNESCO} \\& Cie, $\\alpha$ -- 5~\\%")
    'Études UNESCO & Cie, α – 5 %'
    """
    text = _set_single_quotes(latex)
    if _NOT_PLAIN.search(text):
        text = text.translate(_UNWANTED)
        text = _decode_macros(text) if _LATEX.search(text) else text.replace("{", "").replace("}", "")
    if keep_paragraphs and "\n" in text:
        return "\n\n".join(filter(None, (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text))))
    return " ".join(text.split())


def is_surely_decoded(latex: str) -> bool:
    """Whether a text, and each part of it, is so short or has so few braces that `decode_latex` decodes it."""
    return len(latex) <= _LONGEST and latex.count("{") < _DEEPEST


def is_left_in_latex(latex: str) -> bool:
    """Whether `decode_latex` leaves the macros of a text in it: one that is too long for it, or nested too deeply."""
    if is_surely_decoded(latex):
        return False
    text = _SORTING.sub("", latex.translate(_UNWANTED))
    is_beyond_bounds = len(text) > _LONGEST or bool(_DEEP.search(text))
    return is_beyond_bounds and bool(_LATEX.search(text)) and _decode_common(text) is None


def _set_single_quotes(latex: str) -> str:
    """The text with the single quotation marks of TeX as letters, also those within double ones: ``a `b' c''."""
    return _SINGLE_QUOTES.sub(r"‘\1’", latex) if "`" in latex else latex


def _decode_macros(latex: str) -> str:
    text = _SORTING.sub("", latex) if "\\" in latex else latex
    plain = _decode_common(text)
    return remove_marks(_decode_with_marks(text)) if plain is None else plain


def decode_marked(latex: str) -> str:
    r"""The text of LaTeX with marks around what is raised, lowered, italic, bold or in small capitals.

    >>> decode_marked(r"{\it Homo} $H_2$") == f"{MARKS['i']}Homo{END} H{MARKS['sub']}2{END}"
    True
    """
    text = _SORTING.sub("", _set_single_quotes(latex).translate(_UNWANTED))
    text = _OPENING_FONT.sub(lambda match: f"\\{_FONT_COMMANDS[MARKING[match[1]]]}{{", text)
    return " ".join(_decode_with_marks(text).split())


def _decode_with_marks(text: str) -> str:
    if len(text) > _LONGEST or _DEEP.search(text):
        return text.replace("{", "").replace("}", "")
    addresses: list[str] = []
    try:
        source = _LENGTH.sub("", _set_addresses_aside(text, addresses))
        source = _TO_ESCAPE.sub(_escape_sign, _INLINE_FORMULA.sub(_dollar_formula, source))
        with silence_libraries():
            decoded = str(_DECODER.latex_to_text(source, latex_context=_GRAMMAR))
    except (LookupError, ValueError, AttributeError, TypeError, RecursionError):
        # A macro without its arguments is beyond pylatexenc.
        return text.replace("{", "").replace("}", "")
    return _ASIDE.sub(lambda match: addresses[int(match[1])], decoded) if addresses else decoded


def _set_addresses_aside(text: str, addresses: list[str]) -> str:
    """The text with the number of an address in `addresses` in the place of each, for an address is no LaTeX."""
    if not _HAS_ADDRESS.search(text):
        return text

    def set_aside(match: re.Match[str]) -> str:
        if match[1] == "href" and match[3] and match[3].strip("{} "):
            return match[3]
        addresses.append(read_verbatim(match[2] or match[5]))
        return f"\x07{len(addresses) - 1}\x08"

    return _ADDRESS.sub(set_aside, text)


def list_addresses(latex: str) -> list[str]:
    r"""The web addresses that a text has in \url, \href and the like.

    >>> list_addresses(r"See \url{https://a.example/b\_c}.")
    ['https://a.example/b_c']
    """
    return [read_verbatim(match[2] or match[5]) for match in _ADDRESS.finditer(latex)] if "\\" in latex else []


def _dollar_formula(match: re.Match[str]) -> str:
    formula = (match[1] or match[2] or "").strip()
    return f"${formula}$" if formula else ""


def _escape_sign(match: re.Match[str]) -> str:
    if not match[1]:
        return f"\\{match[2]}"
    return _mark_scripts(match[1]) if match[1][0] == "$" else match[1]


def _mark_scripts(formula: str) -> str:
    """A formula whose exponents and indices are written as raised and lowered text."""

    def write(match: re.Match[str]) -> str:
        if not match[2]:
            return match[0]
        letters = match[3].strip()
        letters = _mark_scripts(letters[1:-1].strip()) if letters.startswith("{") else letters
        if match[2] == "^" and letters in ("\\circ", "\\prime"):
            return "\\textdegree{}" if letters == "\\circ" else "′"
        return f"\\text{'super' if match[2] == '^' else 'sub'}script{{{letters}}}"

    return _SCRIPT.sub(write, formula)


def list_unknown_commands(latex: str) -> Iterator[tuple[str, int, bool]]:
    r"""Yield the commands in a text that are not known: the name, its offset, and whether it stays as letters.

    >>> list(list_unknown_commands(r"\emph{Cities} of \foo, \bar{e}\baz{x}"))
    [('foo', 17, True), ('baz', 30, False)]
    """
    text = _ADDRESS.sub(lambda match: " " * len(match[0]), latex) if _HAS_ADDRESS.search(latex) else latex
    for match in _COMMAND.finditer(text):
        if match[1] and not _is_known_command(match[1]):
            yield match[1], match.start(), match[2] != "{"


@lru_cache(maxsize=5_000)
def _is_known_command(name: str) -> bool:
    if name in _ENVIRONMENT or "TeX" in name or _SORTING.match(f"\\{name}{{}}") or name in FONTS:
        return True
    if name in _ADDRESS_COMMANDS or _LENGTH.match(f"\\{name}"):
        return True
    context = _DECODER.latex_context
    return context.get_macro_spec(name) is not _UNKNOWN or _GRAMMAR.get_macro_spec(name) is not None


# What stands in nearly every bibliography is decoded here, as pylatexenc would do it in a hundred times the time.
_SIGNS = {"---": "—", "--": "–", "?`": "¿", "!`": "¡", "``": "“", "''": "”", "~": "\u00a0"}  # in this order
_SYMBOLS = {sign: sign for sign in "&%_#$"} | {" ": " ", ",": " "}
_NAMED_SIGNS = frozenset("/-@!:;>")
_LETTER = r"[^\W\d_]"
_DOTLESS = rf"\\[ij](?!{_LETTER})\s*+"
_COMMON = re.compile(
    rf"\\(?:([`'^\"~=.])\s*+(?:\{{\s*+({_LETTER}|{_DOTLESS})\s*+\}}|({_LETTER}|{_DOTLESS}))"  # \'e, \'{{e}}, \'\i
    rf"|([uvHcdbkr])(?:\s*+\{{\s*+({_LETTER}|{_DOTLESS})\s*+\}}|\s++({_LETTER})|({_DOTLESS}))"  # \v{{c}}, \v c, \v\i
    rf"|({_LETTER}++)\s*+|(.?))|---?|``|''|[?!]`|~"
)
_BRACES = re.compile(r"[{}]")
_DOLLAR = re.compile(rf"(\\.)|({_MATH})|\$", re.S)
_PLAIN_FORMULA = re.compile(r"\$(?:[^\W_]|[+=<>(){},. /*|:;\[\]]|-(?!-))*+\$")
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
    name = match[9] if match[9] in _NAMED_SIGNS else match[8]
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
    if name in ("begin", "end", "verb", *_ADDRESS_COMMANDS) or _LENGTH.match(f"\\{name}"):
        return None
    parsed, written = _GRAMMAR.get_macro_spec(name), _DECODER.latex_context.get_macro_spec(name)
    arguments = parsed.args_parser.argspec if parsed else ""
    if arguments == "{" and is_before_group:
        is_shown = name in _SHOWING or written is _UNKNOWN or (written.simplify_repl is None and not written.discard)
        return "" if is_shown else None
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
    text = wrapped[2] if wrapped else text
    text = _URL_TILDE.sub("~", text) if "\\" in text else text
    text = _URL_ESCAPE.sub(lambda m: m[1] or m[2] or m[3], text)
    start, end = 0, len(text)
    while start < end - 1 and text[start] == "{" and text[end - 1] == "}":
        start, end = start + 1, end - 1
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
    return text[start:end]
