"""What may be asked of `find`: words, "phrases", field:value and their negation, read as terms and written again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from litgraph.errors import USAGE, LitgraphError
from litgraph.nearest import suggest_names
from litgraph.words import fold

__all__ = [
    "FIELDS",
    "FLAGS",
    "KINDS",
    "NotUnderstood",
    "Term",
    "csl_types",
    "join_arguments",
    "make_term",
    "parse",
    "year_range",
]

FIELDS: Mapping[str, str] = {
    "author": "One of its authors: a family name, with or without given names.",
    "title": "Words that stand together in its title, or in the title's translation.",
    "year": "Its year: 2016, 2015-2020, ..2010 or 2015..",
    "since": "Its year is this one or later.",
    "before": "Its year is earlier.",
    "kind": "What it is: article, book, chapter, report, news, web, ... or a CSL type.",
    "theme": "A theme that it is given: the id, or words of the title.",
    "keyword": "A keyword of its entry in the bibliography, whole.",
    "section": "A section (2.C, PAPER/2.C, words of a heading) that cites it or says its theme; or one inside that.",
    "cited-by": "A work that cites it.",
    "cites": "A work that it cites.",
    "said-by": "Who says its theme or citation: hand, reading, a name, or the paper that speaks.",
    "in": "Words that stand together in the name of the journal, book or site that it stands in.",
    "key": "Its key.",
    "is": "One of the flags.",
}
FLAGS: Mapping[str, str] = {
    "discussed": "some voice says something of its own about it",
    "mentioned": "it is given a theme, and only ever mentioned",
    "cited": "a paper that was read cites it",
    "uncited": "no paper that was read cites it",
    "listed": "it stands in a reference list of a paper whose text never cites it",
    "themed": "it has a theme",
    "unthemed": "it has none",
    "read": "what it cites was noted",
    "dated": "its year is known",
    "undated": "its year is not known",
}
# Plain words -> CSL types; a CSL type stands for itself.
KINDS: Mapping[str, tuple[str, ...]] = {
    "article": ("article", "article-journal", "article-magazine", "article-newspaper"),
    "journal": ("article-journal",),
    "magazine": ("article-magazine",),
    "newspaper": ("article-newspaper",),
    "news": ("article-newspaper", "article-magazine", "broadcast"),
    "book": ("book",),
    "chapter": ("chapter",),
    "entry": ("entry", "entry-dictionary", "entry-encyclopedia"),
    "conference": ("paper-conference", "event", "speech"),
    "paper": ("article-journal", "paper-conference"),
    "report": ("report",),
    "thesis": ("thesis",),
    "dissertation": ("thesis",),
    "web": ("webpage", "post", "post-weblog"),
    "online": ("webpage", "post", "post-weblog"),
    "website": ("webpage",),
    "blog": ("post-weblog",),
    "data": ("dataset",),
    "law": ("bill", "hearing", "legal_case", "legislation", "regulation", "treaty"),
    "film": ("broadcast", "motion_picture"),
    "video": ("broadcast", "motion_picture"),
    "music": ("musical_score", "song"),
    "image": ("figure", "graphic", "map"),
    "letter": ("personal_communication",),
    "review": ("review", "review-book"),
    "other": ("document",),
}
_CSL = (
    *("article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast", "chapter"),
    *("classic", "collection", "dataset", "document", "entry", "entry-dictionary", "entry-encyclopedia", "event"),
    *("figure", "graphic", "hearing", "interview", "legal_case", "legislation", "manuscript", "map"),
    *("motion_picture", "musical_score", "pamphlet", "paper-conference", "patent", "performance", "periodical"),
    *("personal_communication", "post", "post-weblog", "regulation", "report", "review", "review-book", "software"),
    *("song", "speech", "standard", "thesis", "treaty", "webpage"),
)
_SCHEMES = ("doi", "isbn", "issn", "arxiv", "pmid", "pmcid", "openalex", "http", "https", "urn")
# Terms of one question, or values of one term: more is a text pasted by mistake, and SQL has its limits too.
_MAX_TERMS = 100
_MARKS = '"“”„«»'
_QUOTED = r'"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»'
_NAME = r"[^\W\d_]+(?:-[^\W\d_]+)*"
_FIELD_AND_VALUE = rf"({_NAME}):(.*)"
_TOKEN = rf"{_QUOTED}|(?:{_NAME}:)+(?:(?<=[:,])(?:{_QUOTED})(?=[\s,]|$)|\S)+|\S+"
_VALUE = rf"({_QUOTED})|((?:[^,{_MARKS}]|,(?=\s|$)|(?<!^)(?<!,)[{_MARKS}])+)"
_YEARS = r"(\d{1,4})?\s*(\.\.|[-–—])\s*(\d{1,4})?"


class NotUnderstood(LitgraphError):
    """A question that is not written as `docs/find.md` says."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint, exit_code=USAGE)


class Term(NamedTuple):
    """One condition; `field` is one of FIELDS, or "words" or "phrase". Any one of the `values` is enough."""

    field: str
    values: tuple[str, ...]
    negated: bool = False

    @property
    def text(self) -> str:
        """The term as it is typed: `author:acuto`, `not:mentioned`, `-museum`, `"sister cities"`."""
        sign = "-" if self.negated else ""
        if self.field == "words":
            return f"{sign}{self.values[0]}"
        if self.field == "phrase":
            return f'{sign}"{self.values[0]}"'
        if self.field == "is" and self.negated and len(self.values) == 1:
            return f"not:{self.values[0]}"
        return f"{sign}{self.field}:{','.join(map(_quote, self.values))}"


def _quote(value: str) -> str:
    return f'"{value}"' if re.search(r"[\s,]", value) else value


def parse(text: str) -> tuple[Term, ...]:
    """Read the terms of a question, each once; raises NotUnderstood for a field, flag, kind or year that is none."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    terms, at = [], 0
    while match := re.compile(rf"\s*(-(?=\S))?({_TOKEN})").match(text, at):
        terms.append(_read_token(match[2], negated=bool(match[1])))
        at = match.end()
    distinct = tuple(dict.fromkeys(terms))
    if len(distinct) > _MAX_TERMS:
        raise NotUnderstood(f"{len(distinct)} different terms are too many", f"ask with at most {_MAX_TERMS}")
    return distinct


def make_term(field: str, value: object, negated: bool = False) -> Term:
    """Make the term of a field of FIELDS; `value` may hold several values, separated by commas."""
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    pieces = (match[0] for match in re.finditer(_VALUE, text))
    values = [clean for piece in pieces if (clean := _strip_marks(piece)) and fold(clean)]
    if not values:
        hint = f"write the value right after the colon: {field}:{_EXAMPLES.get(field, '...')}"
        raise NotUnderstood(f'nothing to look for after "{field}:"', hint)
    if field == "is":
        values = [value.casefold() for value in values]
        for flag in values:
            if flag not in FLAGS:
                raise NotUnderstood(f'no flag is called "{flag}"', _suggest(flag, FLAGS, "flags"))
    elif field == "kind":
        values = [value.casefold() for value in values]
        for kind in values:
            csl_types(kind)
    elif field in ("year", "since", "before"):
        for year in values:
            year_range(field, year)
    values = list(dict.fromkeys(values))
    if len(values) > _MAX_TERMS and field != "key":
        raise NotUnderstood(f"{len(values)} values of {field} are too many", f"ask with at most {_MAX_TERMS}")
    return Term(field, tuple(values), negated)


_EXAMPLES = {"author": "acuto", "year": "2016", "since": "2015", "before": "2015", "is": "cited", "kind": "book"}


def _strip_marks(value: str) -> str:
    return " ".join("".join(" " if letter in _MARKS else letter for letter in value).split()).strip(" ,")


def _read_token(token: str, negated: bool) -> Term:
    if re.fullmatch(_QUOTED, token):
        return Term("phrase", (_strip_marks(token) or "-",), negated)
    if token[0] in _MARKS:  # opened and never closed
        token = token.lstrip(f"{_MARKS}-") or "-"
    parts = re.fullmatch(_FIELD_AND_VALUE, token, re.S)
    name, value = (parts[1].casefold(), parts[2]) if parts else ("", "")
    if name == "not":
        return _read_negated(value, negated)
    if name in FIELDS:
        return make_term(name, value, negated)
    is_word = not value or value.startswith("//") or name in _SCHEMES
    if name and not is_word:
        hint = _suggest(name, [*FIELDS, "not"], "fields")
        words = f'"{token}"' if not set(token) & set(_MARKS) else "quotation marks around it"
        raise NotUnderstood(f'no field is called "{name}"', f"{hint}; for the words themselves: {words}")
    if negated and token.casefold() in FLAGS:
        return Term("is", (token.casefold(),), negated)
    return Term("words", (re.sub(rf"[{_MARKS}\s]", "/", token),), negated)


def _read_negated(value: str, negated: bool) -> Term:
    """Read what follows `not:`; of bare words only flags, so that a slip is not taken for a word to leave out."""
    if negated or value.casefold().startswith("not:"):
        raise NotUnderstood(f'"not:{value}" is negated twice', 'say "not:" or "-" once')
    if not value:
        raise NotUnderstood('nothing after "not:"', "write what it is right after the colon: not:mentioned")
    if re.fullmatch(_QUOTED, value) or re.fullmatch(_FIELD_AND_VALUE, value, re.S):
        return _read_token(value, negated=True)
    if all(flag in FLAGS for flag in value.casefold().split(",")):
        return make_term("is", value, negated=True)
    hint = f"{_suggest(value, FLAGS, 'flags')}; to leave out a word: -{value}"
    raise NotUnderstood(f'no flag is called "{value}"', hint)


def join_arguments(arguments: Iterable[str]) -> str:
    """Join arguments that a shell has taken the quotation marks from, such as those of author:"van der Pluijm".

    An argument that begins with a field and holds spaces is one term, unless it holds further fields or quotes.
    """
    return " ".join(map(_argument, arguments))


def _argument(argument: str) -> str:
    begins = re.fullmatch(rf"(-|not:)?{_FIELD_AND_VALUE}", argument, re.S)
    if not begins or begins[2].casefold() not in FIELDS or not re.search(r"\S\s+\S", begins[3]):
        return argument
    sign, field, value = begins.groups()
    if set(value) & set(_MARKS) or re.search(r"\s(?:-\S|[^\W\d_][\w-]*:\S)", value) or value[:1].isspace():
        return argument
    values = (_strip_marks(match[0]) for match in re.finditer(_VALUE, value))
    return f"{sign or ''}{field}:{','.join(map(_quote, values))}"


def year_range(field: str, value: str) -> tuple[int, int]:
    """The first and last year that a value of year, since or before allows."""
    wrong = f'"{value}" is not a year'
    if value.isdecimal() and len(value) <= 4:
        year = int(value)
        return {"year": (year, year), "since": (year, 9999), "before": (-9999, year - 1)}[field]
    if field != "year":
        raise NotUnderstood(wrong, f"write four digits: {field}:2015; for works without a year: is:undated")
    span = re.fullmatch(_YEARS, value)
    if not span or not (span[1] or span[3]) or (span[2] != ".." and not (span[1] and span[3])):
        raise NotUnderstood(wrong, "write 2016, 2015-2020, ..2010 or 2015..; for works without a year: is:undated")
    first, last = int(span[1] or -9999), int(span[3] or 9999)
    if first > last:
        raise NotUnderstood(f'"{value}" goes backwards', f"write year:{last}-{first}")
    return first, last


def csl_types(value: str) -> tuple[str, ...]:
    """The CSL types that a word for a kind of work stands for."""
    for word in (value, value.removesuffix("s"), value.removesuffix("es") + "is"):
        if word in KINDS:
            return KINDS[word]
        if word in _CSL:
            return (word,)
    raise NotUnderstood(f'no kind of work is called "{value}"', _suggest(value, [*KINDS, *_CSL], "kinds", 12))


def _suggest(name: str, names: Iterable[str], plural: str, most_listed: int = 99) -> str:
    """The names nearest to one that is not known, or the first of all `names`, which are called `plural`."""
    distinct = list(dict.fromkeys(names))
    ellipsis = ", ..." if len(distinct) > most_listed else ""
    return suggest_names(name, distinct, f"the {plural} are {', '.join(distinct[:most_listed])}{ellipsis}", limit=3)
