"""The values of BibTeX fields as plain text: decoded from LaTeX, or addresses that are no LaTeX."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from pylatexenc import latex2text, latexwalker
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec
from pylatexenc.macrospec import std_macro

from litgraph.formats.bibtex.scan import silence_libraries

__all__ = ["decode_latex", "read_verbatim"]


def _unknown_macro(node: Any, l2tobj: Any) -> str:
    """The argument of a macro that is not known; of one without arguments the name, which is text (\\TUB, \\apj)."""
    # pylatexenc knows that \mbox, \texttt and others have arguments, but not what becomes of these.
    if arguments := [argument for argument in (node.nodeargd and node.nodeargd.argnlist) or () if argument is not None]:
        return str(l2tobj.nodelist_to_text(arguments))
    source, end = node.parsing_state.s, node.pos + node.len
    return "" if source[end : end + 1] == "{" and source[end : end + 2] != "{}" else str(node.macroname)


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
            MacroTextSpec("hyphen", "-"),
            MacroTextSpec("slash", "/"),
            *(MacroTextSpec(name, text) for name, text in _LETTERS.items()),
        ],
    )
    context.set_unknown_macro_spec(MacroTextSpec("", _unknown_macro))
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
# Letters that pylatexenc does not know, or turns into look-alikes.
_LETTERS = {"textasciicircum": "^", "textbar": "|", "textbraceleft": "{", "textbraceright": "}"}
_DECODER = _make_decoder()
_GRAMMAR = _make_grammar()
_LATEX = re.compile(r"[\\$~]|``|''|--|[!?]`")
_SORTING = re.compile(r"\\(?:noopsort|sortnoop|noop)\s*\{[^{}]*\}", re.I)
# pylatexenc reads "%" as a comment and "&" as a table; in a bibliography both are plain characters. So is "$", unless
# two of them embrace a single word or a formula (they do not in "between $5 and $7").
_MATH = r"\$(?=[^\s$])(?:(?:\\\S|[^$\\\s])*+|(?=[^$\\^_=+<>]*+[\\^_=+<>])(?:\\.|[^$\\])*+(?<!\s))\$(?!\d)"
_TO_ESCAPE = re.compile(rf"(\\.|{_MATH})|([%&$])", re.S)
_URL_ESCAPE = re.compile(r"\\([%#&_$~{}])(?:\{\})?|\{([_%#&~])\}")
_UNWANTED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
_DEEP = re.compile(r"\{[^{}]*" * 60)
_LONGEST = 200_000


def decode_latex(latex: str, keep_paragraphs: bool = False) -> str:
    """Turn LaTeX into plain text: accents become letters, braces go, and one space stands between words.

    >>> decode_latex(r"{\\'E}tudes {UNESCO} \\& Cie, $\\alpha$ -- 5~\\%")
    'Études UNESCO & Cie, α – 5 %'
    """
    text = latex.translate(_UNWANTED)
    text = _decode_macros(text) if _LATEX.search(text) else text.replace("{", "").replace("}", "")
    if keep_paragraphs:
        return "\n\n".join(filter(None, (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text))))
    return " ".join(text.split())


@lru_cache(maxsize=50_000)
def _decode_macros(latex: str) -> str:
    text = _SORTING.sub("", latex)
    if len(text) > _LONGEST or _DEEP.search(text):
        return text.replace("{", "").replace("}", "")
    try:
        source = _TO_ESCAPE.sub(lambda m: m[1] or "\\" + m[2], text)
        with silence_libraries():
            return str(_DECODER.latex_to_text(source, latex_context=_GRAMMAR))
    except (IndexError, ValueError, AttributeError, TypeError, RecursionError):
        # A macro without its arguments (\href at the end) is beyond pylatexenc.
        return text.replace("{", "").replace("}", "")


def read_verbatim(value: str) -> str:
    """Read a web address, a DOI or the like, of which only the escapes that reference managers add are removed."""
    text = value.translate(_UNWANTED).strip()
    wrapped = re.fullmatch(r"\\(?:url|path|nolinkurl)\s*\{(.*)\}", text, re.S)
    text = wrapped[1] if wrapped else text
    text = _URL_ESCAPE.sub(lambda m: m[1] or m[2], text)
    while text.startswith("{") and text.endswith("}"):
        text = text[1:-1].strip()
    return text
