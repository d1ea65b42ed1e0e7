"""Checks of entries: required fields that are missing; dates, DOIs, URLs and pages that are malformed."""

from __future__ import annotations

import re
from collections.abc import Callable

from litgraph.formats.bibtex.dates import read_date
from litgraph.formats.bibtex.entries import normal_doi
from litgraph.formats.bibtex.fields import ALIASES, VERBATIM, Entry, Value
from litgraph.formats.bibtex.kinds import is_known_type, kind_of
from litgraph.formats.bibtex.latex import (
    decode_latex,
    is_left_in_latex,
    is_surely_decoded,
    list_unknown_commands,
    read_verbatim,
)
from litgraph.model import Level

__all__ = ["check_entry"]

_PERSON = "author or editor"
_REQUIRED = {
    "article-journal": ("author", "title", "journal", "year"),
    "article-magazine": ("title", "journal", "year"),
    "article-newspaper": ("title", "journal", "year"),
    "book": (_PERSON, "title", "year"),
    "chapter": ("author", "title", "booktitle", "year"),
    "dataset": (_PERSON, "title", "year"),
    "document": ("title",),
    "entry-encyclopedia": ("title", "booktitle", "year"),
    "manuscript": ("author", "title", "year"),
    "pamphlet": ("title", "year"),
    "paper-conference": ("author", "title", "booktitle", "year"),
    "patent": ("author", "title", "number", "year"),
    "periodical": ("title", "year"),
    "report": ("author", "title", "institution", "year"),
    "software": ("title", "year"),
    "thesis": ("author", "title", "institution", "year"),
    "webpage": ("title", "url", "year"),
}
_NEEDS_NO_PERSON = {"manual", "proceedings", "mvproceedings", "reference", "mvreference"}
_MAY_BE_SEEN_ONLY = {"webpage", "dataset", "software"}
# The fields any of which satisfies a requirement, where that is not only the field of its own name.
_STANDS_FOR = {
    _PERSON: ("author", "editor"),
    "booktitle": ("booktitle", "maintitle", "journaltitle"),
    "institution": ("institution", "publisher", "organization"),
    "journal": ("journaltitle", "booktitle", "maintitle"),
    "url": ("url", "doi", "eprint", "howpublished"),
    "year": ("year", "date", "pubstate"),
}
_ALSO_CALLED = {"container": ("journaltitle", "booktitle")}


def check_entry(entry: Entry) -> None:
    """Complain of what is missing or malformed in an entry; inherited fields are checked where they are written."""
    if is_known_type(entry):
        _check_required(entry)
    _check_decoded(entry)
    for name, look in _LOOKS.items():
        value = entry.fields.get(name)
        finding = look(value.text) if value and name not in entry.inherited else None
        if value and finding:
            code, level, message, hint = finding
            entry.complaints.add(code, level, f'{name} of "{entry.key}" {message}', value.at, hint)


def _check_decoded(entry: Entry) -> None:
    for name, value in entry.fields.items():
        if name in VERBATIM or name in entry.inherited:
            continue
        if not is_surely_decoded(value.text) and any(map(is_left_in_latex, _list_decoded(name, value))):
            message = f'{name} of "{entry.key}" is too long, or its braces too deep, for its LaTeX to be decoded'
            hint = "its macros stay in its text; write it shorter, or with fewer braces"
            entry.complaints.add("undecoded-latex", "warning", message, value.at, hint)
        elif "\\" in value.text:
            _check_commands(entry, name, value)


def _list_decoded(name: str, value: Value) -> list[str]:
    """The texts of a field that are decoded one by one."""
    return value.text.split(" and ") if name in ("author", "editor") else [value.text]


def _check_commands(entry: Entry, name: str, value: Value) -> None:
    """Complain of LaTeX commands in a field that are not known, of each once."""
    commands = {command: (at, stays) for command, at, stays in reversed(list(list_unknown_commands(value.text)))}
    for command, (at, stays_as_letters) in commands.items():
        message = f'{name} of "{entry.key}" has the unknown command "\\{command}"'
        message += ", whose name stays in the text" if stays_as_letters else ", of which only the text after it is kept"
        hint = "write the letters that it stands for"
        level: Level = "warning" if stays_as_letters else "info"
        entry.complaints.add("unknown-command", level, message, value.at + at if value.is_whole else value.at, hint)


def _check_required(entry: Entry) -> None:
    kind = kind_of(entry)
    waived: set[str] = set()
    if "x-unknown" in entry.fields:
        unknown = decode_latex(entry.fields["x-unknown"].text)
        waived = {ALIASES.get(word, word) for word in re.split(r"[\s,;]+", unknown.lower())}
        waived.update(name for word in waived & _ALSO_CALLED.keys() for name in _ALSO_CALLED[word])
    for requirement in _REQUIRED.get(kind, ("title",)):
        accepted = _STANDS_FOR.get(requirement, (requirement,))
        if not entry.fields.keys().isdisjoint(accepted) or not waived.isdisjoint(accepted):
            continue
        if requirement == _PERSON and entry.type in _NEEDS_NO_PERSON:
            continue
        if requirement == "booktitle" and entry.type == "inbook" and "chapter" in entry.fields:
            continue  # BibTeX's own @inbook, whose title is the book's
        if requirement == "year" and kind in _MAY_BE_SEEN_ONLY and "urldate" in entry.fields:
            continue
        message = f'"{entry.key}" (@{entry.type}) has no {requirement}'
        hint = f"add {requirement}, or say that it is not to be found: x-unknown = {{{requirement.split()[0]}}}"
        entry.complaints.add("missing-field", "warning", message, entry.at, hint)


Finding = tuple[str, Level, str, str]

_URL = re.compile(r"(?i)(?:(?:https?|ftps?)://[^\s/]\S*|(?:urn|doi|hdl|info|mailto|arxiv):\S+)")
# Spaces are looked at once: none is the beginning where another stands before it.
_DASH = re.compile(r"(?<!\s)\s*+(?:-{2,}|[‐-―−])\s*")
_HYPHEN = re.compile(r"(?<!\s)\s*+-\s*")
_BETWEEN_PAGES = re.compile(r"(?<!\s)\s*+(?:[,;&]|\band\b)\s*")
_NOTHING = re.compile(r"(?i)[x?\s]*|n\.?\s?a\.?|tb[ad]|nil|none|null")
_ROMAN = re.compile(r"(?i)[ivxlcdm]+")
_USUAL_PAGES = re.compile(r"([0-9]+)--([0-9]+)")
_PAGES_WORD = re.compile(r"(?i)^\s*(pages?|pp?|s|seiten?)\b\.?\s*(?=[\divxlc?])")


def _look_at_date(text: str) -> Finding | None:
    text = read_verbatim(text)
    if read_date(text).is_well_formed:
        return None
    return "malformed-date", "warning", f'is not a date: "{text}"', "write 2019, 2019-04, 2019-04-16 or 2019-04/2019-06"


def _look_at_doi(text: str) -> Finding | None:
    if normal_doi(text):
        return None
    return "malformed-doi", "warning", f'is not a DOI: "{read_verbatim(text)}"', "a DOI looks like 10.1000/182"


def _look_at_url(text: str) -> Finding | None:
    words = read_verbatim(text).replace(";", " ").split()
    if all(_URL.fullmatch(word) for word in words):
        return None
    if len(words) == 1 and re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", words[0]):
        return "malformed-url", "warning", f'has no protocol: "{words[0]}"', f"write https://{words[0]}"
    return (
        "malformed-url",
        "warning",
        f'is not a web address: "{" ".join(words)}"',
        "write it as https://example.org/page",
    )


def _look_at_pages(text: str) -> Finding | None:
    if (pages := _USUAL_PAGES.fullmatch(text)) and not _is_odd_range(pages[1], pages[2]):
        return None
    text = read_verbatim(text)
    if "\\" in text:
        text = decode_latex(text)
    word = _PAGES_WORD.match(text)
    numbers = text[word.end() :] if word else text
    malformed: Finding = "malformed-pages", "warning", f'make no sense: "{text}"', "write 12, 12--34 or 7, 41, 73--97"
    single_hyphen = ""
    for part in _BETWEEN_PAGES.split(numbers.strip()):
        sides = _DASH.split(part)
        if len(sides) == 1 and re.fullmatch(r"\d+(\s*-\s*\d+)+", part):
            sides = _HYPHEN.split(part)
            single_hyphen = part
        if len(sides) > 2 or any(map(_NOTHING.fullmatch, sides)) or _is_odd_range(*sides):
            return malformed
    if word:
        return "malformed-pages", "info", f'begin with "{word[0].strip()}"', f"write only the numbers: {numbers}"
    if single_hyphen:
        hint = f"write {re.sub(' *- *', '--', single_hyphen)}"
        return "malformed-pages", "info", f'have a single hyphen: "{single_hyphen}"', hint
    return None


def _is_odd_range(first: str, last: str = "") -> bool:
    """Whether a range goes down (251--235; 411--31 is an abbreviation), or from a number to a word."""
    if first.isdecimal() and last.isdecimal():
        return len(first) == len(last) and first > last  # as text: Python reads no number of thousands of digits
    return first.isdecimal() and bool(re.fullmatch(r"[^\W\d]+\.?", last)) and not _ROMAN.fullmatch(last)


_LOOKS: dict[str, Callable[[str], Finding | None]] = {
    "date": _look_at_date,
    "doi": _look_at_doi,
    "eventdate": _look_at_date,
    "origdate": _look_at_date,
    "pages": _look_at_pages,
    "url": _look_at_url,
    "urldate": _look_at_date,
}
