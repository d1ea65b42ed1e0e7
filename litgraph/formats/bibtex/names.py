"""The persons and organisations in a name field."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

from litgraph.formats.bibtex.latex import decode_latex, decode_letters
from litgraph.model import Name

__all__ = ["NameList", "read_names"]


class NameList(NamedTuple):
    """The names of a field, and whether it ends in "and others"."""

    names: tuple[Name, ...]
    and_others: bool


# Words that begin a surname when they are capitalised before a lower-case particle: "Rogier Van der Pluijm".
_PARTICLES = frozenset((
    "van", "von", "vom", "zu", "zum", "zur", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le",
    "les", "den", "der", "ten", "ter",
))  # fmt: skip
_SUFFIX = re.compile(r"(?i)(jr|sr|junior|senior|[ivx]+|esq|ph\.?\s?d|m\.?d|\d+(st|nd|rd|th)?|filho|neto|fils|père)\.?")
# An addition that stands in a name without a comma, or where a given name should: "King Jr.", "Davis, Jr.".
_ADDITION = r"(?:[JS]n?r|JR|SR|II|III|IV|Esq|Ph\.?\s?D|M\.D|MD)\.?"
_ADDITION_AT_END = re.compile(rf"(.*[^\s,])[\s~]+\{{?({_ADDITION})\}}?", re.S)
_IS_ADDITION = re.compile(_ADDITION)
_MAY_HAVE_ADDITION = re.compile(rf"[\s,]{_ADDITION}(?:\s*,|\Z)")
_NAME_PARTS = ("family", "given", "prefix", "suffix", "literal")
_EXTENDED = re.compile(r'\s*"?\s*(?:[a-z]+(?:-i)?|(?i:family|given|prefix|suffix|literal))\s*=')
_BRACED_OPTION = re.compile(r"\{\s*(?:nametemplates|[a-z]+(?:templatename|keyscheme)|useprefix)\s*=")
_NAMED_PART = re.compile(rf'\s*"?\s*(?:{"|".join(_NAME_PARTS)})\s*=', re.I)
_ET_AL_AT_END = re.compile(r"(?i)(?:^|,?\s+)et\.?[\s~]+al\.?$")
_DANGLING_AND = re.compile(r"(?i)^(?:and\s+)+|(?:\s+and)+$")
_SEMICOLON = re.compile(r"\s*;\s*")
_ENTITY = re.compile(r"&#?\w+;")

# bibtexparser loses a backslash after "and" and takes "\~" for a space, unless braces hold a letter together.
_LETTER = re.compile(
    r"(?<!\{)\\(?:['`^\"~=.]\s*(?:\{[^{}]*\}|\\[A-Za-z]+|\w)|[bcdHkrtuv](?:\s*\{[^{}]*\}|\s+\w)"
    r"|(?:AA|AE|OE|TH|DH|DJ|NG|aa|ae|oe|ss|th|dh|dj|ng|[OoLlij])(?![A-Za-z])\s*|[A-Za-z]+(?:\{[^{}]*\})?)"
)

Complain = Callable[[str, str, str], None]


def read_names(value: str, complain: Complain) -> NameList:
    """Read the names of a BibTeX field; `complain` is called with a name, what is wrong with it, and a hint."""
    value = _take_roles(value, complain) if "(" in value else value
    return _read_plain_names(value) or _read_any_names(value, complain)


# What a person did, in brackets behind a name: "Berg, Carl (ed.)".
_ROLE = re.compile(
    r"\s*\(\s*(?:eds?|editors?|hrsg|hg|trans|transl|translators?|comps?|compilers?|dir|coords?|orgs?)\.?\s*\)", re.I
)


def _take_roles(value: str, complain: Complain) -> str:
    """The names without the roles that stand in brackets behind them, of each of which is complained."""
    for match in _ROLE.finditer(value):
        role = match[0].strip()
        hint = "leave it out, and write editors in the field editor, translators in translator"
        complain(role, f'"{role}" says what a person did, and is no part of the name', hint)
    return _ROLE.sub("", value)


# Names that BibTeX's rules leave no doubt about, which are most: words in which only accents are LaTeX.
_AND = re.compile(r"[ \r\n\t]+[aA][nN][dD][ \r\n\t]+")
_NOT_PLAIN = re.compile(r"""[\\{}~"=$;]|[^\S \r\n\t]|--|``|''|[?!]`|[\x00-\x08\x0e-\x1f\x7f]""")
_USUAL_LETTERS = re.compile(r"[\w ,.\r\n\t]*+")  # so are most fields, and to look for each of the others takes long
_NOT_A_NAME = re.compile(r"(?i)and\b|.*\band$|.*\bal\.?$", re.S)


def _read_plain_names(value: str) -> NameList | None:
    """The names of a field if all of them are plain, else None."""
    text = decode_letters(value) if "\\" in value else value
    if not _USUAL_LETTERS.fullmatch(text) and _NOT_PLAIN.search(text):
        return None
    parts = _AND.split(text.strip())
    and_others = parts[-1].lower() == "others"
    if and_others:
        parts.pop()
    names = []
    for part in parts:
        name = _read_plain_name(part, text is not value)
        if name is None:
            return None
        names.append(name)
    return NameList(tuple(names), and_others) if names else None


@lru_cache(maxsize=50_000)
def _read_plain_name(text: str, has_accents: bool) -> Name | None:
    """The name if it is "Family, Given" or "Given Family", else None.

    Where BibTeX looks at the case of words, one that `has_accents` is not plain.
    """
    if _NOT_A_NAME.match(text) or text.lower() == "others" or _MAY_HAVE_ADDITION.search(text):
        return None
    before, comma, after = text.partition(",")
    words, given = before.split(), after.split()
    if not words or "," in after or (comma and not given) or (not comma and words[0] in _PARTICLES):
        return None
    if len(words) > (1 if comma else 2) and (has_accents or not all(_has_case(word) for word in words)):
        return None
    if comma:
        start = max((number for number, word in enumerate(words[:-1], 1) if word[0].islower()), default=0)
        return Name(" ".join(words[start:]), " ".join(given), " ".join(words[:start]))
    if len(words) > 2 and any(word[0].islower() for word in words):
        return None
    return Name(words[-1], " ".join(words[:-1]))


def _has_case(word: str) -> bool:
    return word[0].isupper() or word[0].islower()


def _read_any_names(value: str, complain: Complain) -> NameList:
    parts = split_multiple_persons_names(_LETTER.sub(r"{\g<0>}", value) if "\\" in value else value)
    if len(parts) == 1 and ";" in parts[0] and "{" not in parts[0] and not _ENTITY.search(parts[0]):
        complain(parts[0], "names are separated by semicolons", 'write " and " between names: A and B and C')
        parts = _SEMICOLON.split(parts[0])
    and_others = False
    names = []
    for part in parts:
        text, dangling = _DANGLING_AND.subn("", part.strip())
        if dangling:
            complain(part, "a name is empty", 'look for a doubled or dangling "and"')
        if _ET_AL_AT_END.search(text):
            text, and_others = _ET_AL_AT_END.sub("", text), True
        if text.lower() == "others":
            and_others = True
        elif text.strip(",~ \t\n{}") and not _is_option(text):
            text = _take_options(text, complain)
            names.append(_read_name(text, complain))
    return NameList(tuple(names), and_others)


def _is_option(text: str) -> bool:
    """Whether what stands between names is an option of biber for the whole list: nametemplates=x, useprefix=true."""
    if _is_one_group(text):
        return _BRACED_OPTION.match(text) is not None
    return (
        bool(_EXTENDED.match(text)) and all("=" in part for part in _split_at_commas(text)) and not _names_parts(text)
    )


def _names_parts(text: str) -> bool:
    return any(map(_NAMED_PART.match, _split_at_commas(text)))


def _take_options(text: str, complain: Complain) -> str:
    """A name without options of biber before it, which stand beside named parts only: useprefix=true, Lee, Ann."""
    if _is_one_group(text) or not _EXTENDED.match(text) or _names_parts(text):
        return text
    options = [part.strip() for part in _split_at_commas(text) if "=" in part]
    name = ", ".join(part.strip() for part in _split_at_commas(text) if "=" not in part)
    complain(text, f'"{", ".join(options)}" stands before a name that is not in named parts', f"write: {name}")
    return name


def _read_name(text: str, complain: Complain) -> Name:
    if _is_one_group(text):
        return _read_extended(text[1:-1]) if _NAMED_PART.match(text[1:]) else Name(literal=decode_latex(text))
    if _EXTENDED.match(text):
        return _read_extended(text)
    if "," in text or " " in text:
        bare, addition = _take_addition(text)
        if addition:
            name = replace(_read_name(bare, complain), suffix=decode_latex(addition))
            written = ", ".join(filter(None, (f"{name.particle} {name.family}".strip(), addition, name.given)))
            complain(text, f'in "{decode_latex(text)}", "{addition}" has no place of its own', f"write: {written}")
            return name
    commas = len(_split_at_commas(text))
    if commas > 3:
        hint = 'write " and " between names: A, B. and C, D.'
        complain(text, f'"{decode_latex(text)}" has too many commas for one name', hint)
        return Name(literal=decode_latex(text))
    parts = parse_single_name_into_parts(text, strict=False)
    given_names, particle, family, suffix = list(parts.first), list(parts.von), list(parts.last), list(parts.jr)
    if commas == 1 and particle:
        while given_names and given_names[-1].lower() in _PARTICLES:
            particle.insert(0, given_names.pop())
    elif commas == 1 and len(given_names) == 1 and given_names[0].islower() and given_names[0] in _PARTICLES:
        given_names, particle = [], given_names
    if not family:
        family, given_names = given_names, []
    if suffix and given_names and not _SUFFIX.fullmatch(" ".join(suffix)) and _SUFFIX.fullmatch(" ".join(given_names)):
        given_names, suffix = suffix, given_names  # "Sherry, John F., Jr."
    if suffix and not _SUFFIX.fullmatch(decode_latex(" ".join(suffix))):
        complain(
            text,
            f'in "{decode_latex(text)}", "{decode_latex(" ".join(suffix))}" is read as an addition like "Jr."',
            'persons are written "Family, Given" with " and " between them; an organisation stands in braces',
        )
    return Name(*(decode_latex(" ".join(words)) for words in (family, given_names, particle, suffix)))


def _take_addition(text: str) -> tuple[str, str]:
    """A name without an addition such as "Jr." that stands where BibTeX takes it for a name, and the addition or ""."""
    parts = _split_at_commas(text)
    if len(parts) > 2:
        return text, ""
    if len(parts) == 2 and _IS_ADDITION.fullmatch(parts[1].strip()):
        return parts[0].strip(), parts[1].strip()
    for number, part in enumerate(parts):
        match = _ADDITION_AT_END.fullmatch(part.strip())
        if match and match[1].count("{") == match[1].count("}"):
            return ", ".join((*parts[:number], match[1], *(part.strip() for part in parts[number + 1 :]))), match[2]
    return text, ""


def _read_extended(text: str) -> Name:
    """A BibLaTeX name of named parts: family=Pluijm, given=Rogier, prefix=van der, useprefix=true."""
    parts: dict[str, str] = {}
    for part in _split_at_commas(text):
        name, _, value = part.strip().strip('"').partition("=")
        parts[name.strip().lower()] = decode_latex(value.strip().strip('"'))
    if "literal" in parts:
        return Name(literal=parts["literal"])
    return Name(parts.get("family", ""), parts.get("given", ""), parts.get("prefix", ""), parts.get("suffix", ""))


def _split_at_commas(text: str) -> list[str]:
    """The parts between commas that are not in braces or quotation marks."""
    parts, depth, quoted, start = [], 0, False, 0
    for at, character in enumerate(text):
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
        elif character == '"' and depth == 0 and text[at - 1 : at] != "\\":
            quoted = not quoted
        elif character == "," and depth <= 0 and not quoted:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]] if text[start:].strip() else parts or [""]


def _is_one_group(text: str) -> bool:
    """Whether braces embrace the whole name, as they do the name of an organisation."""
    if not (text.startswith("{") and text.endswith("}")) or text.startswith("{\\"):
        return False
    depth = 0
    for at, character in enumerate(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0 and at < len(text) - 1:
            return False
    return True
