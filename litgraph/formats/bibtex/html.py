r"""HTML that exporters leave in BibTeX: "AT&amp;T", "S&ouml;ren", "CO<sub>2</sub>", made the LaTeX that was meant."""

from __future__ import annotations

import re

__all__ = ["replace_html"]

_ENTITY = re.compile(r"(?:\{\\?&\}|\\?&)((?:\{\\#\}|\\?#)(?:\d{1,7}|[xX][0-9a-fA-F]{1,6})|[A-Za-z][A-Za-z0-9]{1,31});")
_LESS, _GREATER = (
    rf"(?:{sign}|\{{\\text{word}\}}|\\text{word}(?:\{{\}})?|\{{?\${sign}\$\}}?)"
    for sign, word in (("<", "less"), (">", "greater"))
)
_NAME = r"(?:jats:)?(i|em|italic|b|bold|strong|sup|sub|scp?|span|p|br|title|sec)"
_TAG = re.compile(rf"{_LESS}(\{{?/\}}?)?{_NAME}(\s[^<>{{}}]*?)?\s*(\{{?/\}}?)?{_GREATER}", re.I)
_COMMANDS = {
    **dict.fromkeys(("i", "em", "italic"), "textit"),
    **dict.fromkeys(("b", "bold", "strong"), "textbf"),
    **dict.fromkeys(("sc", "scp"), "textsc"),
    "sup": "textsuperscript",
    "sub": "textsubscript",
}
_IN_LATEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "&%$#_{}"
}


def replace_html(text: str, *, is_verbatim: bool = False) -> str:
    r"""The LaTeX text with characters and commands in the place of HTML's entities and of tags that stand in pairs.

    In a text that `is_verbatim`, such as a web address, only entities are replaced.

    >>> replace_html("AT&amp;T, CO<sub>2</sub> & <script>")
    'AT\\&T, CO\\textsubscript{2} & <script>'
    """
    if "&" in text:
        for _ in range(3):  # "&amp;amp;" was escaped twice
            before, text = text, _ENTITY.sub(lambda match: _read_entity(match, is_verbatim), text)
            if text == before:
                break
    if is_verbatim or not ("<" in text or "\\textless" in text):
        return text
    return _replace_tags(text)


def _read_entity(match: re.Match[str], is_verbatim: bool) -> str:
    from html import unescape
    from html.entities import html5

    name = re.sub(r"[{}\\]", "", match[1])
    letters = unescape(f"&{name};") if name.startswith("#") or f"{name};" in html5 else ""
    if not letters or (len(letters) == 1 and ord(letters) < 32) or letters == "\ufffd":
        return match[0]
    if is_verbatim:
        return match[0] if set(letters) & set("{}\\") else letters
    return "".join(_IN_LATEX.get(letter, letter) for letter in letters)


def _replace_tags(text: str) -> str:
    """The text with the tags that have a partner as commands; paragraphs and breaks become spaces."""
    tags = list(_TAG.finditer(text))
    replacements: dict[int, str] = {}
    stack: list[tuple[str, int]] = []
    for index, tag in enumerate(tags):
        name = tag[2].lower()
        if name in ("p", "title", "sec"):
            # Only Crossref's abstracts have such.
            replacements |= {index: " "} if "jats:" in tag[0].lower() else {}
        elif name == "br":
            replacements[index] = " "
        elif not tag[1]:
            stack.append((name, index))
        elif stack and stack[-1][0] == name:
            _, opening = stack.pop()
            command = _choose_command(tags[opening])
            inner = text[tags[opening].end() : tag.start()]
            if inner.count("{") == inner.count("}") and (name != "span" or command is not None):
                replacements |= {opening: f"\\{command}{{" if command else "{", index: "}"}
        else:
            stack.clear()
    pieces, at = [], 0
    for index, tag in enumerate(tags):
        pieces += [text[at : tag.start()], replacements.get(index, tag[0])]
        at = tag.end()
    return "".join((*pieces, text[at:]))


def _choose_command(tag: re.Match[str]) -> str | None:
    """The command for an opening tag, "" for one that only holds case, None for a span that is neither."""
    name, attributes = tag[2].lower(), (tag[3] or "").lower()
    if name != "span":
        return _COMMANDS[name]
    if "small-caps" in attributes:
        return "textsc"
    return "" if "nocase" in attributes else None
