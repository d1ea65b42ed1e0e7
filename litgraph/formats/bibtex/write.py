"""Works written as BibTeX that BibLaTeX reads, too: UTF-8, no abbreviations but those of months, one field to a line.

    >>> work = Work("li2020", "book", "Towns of the UK", (Name("Li", "Ann"),), year=2020, date_text="2020")
    >>> print(write_bibliography([work]))
    @book{li2020,
      author = {Li, Ann},
      title = {Towns of the {UK}},
      year = {2020},
    }
    <BLANKLINE>

Our reader reads the same works again, except for the fields "x-...", "crossref" and "xdata": they are not written, and
an entry has the fields itself that it inherited. A CSL type that BibLaTeX lacks becomes the nearest entry type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from litgraph.formats import csljson
from litgraph.formats.bibtex.dates import When, read_date, read_date_or_year, read_year
from litgraph.formats.bibtex.entries import PARAGRAPHS, find_arxiv_number, publication_state
from litgraph.formats.bibtex.fields import VERBATIM
from litgraph.formats.bibtex.kinds import TYPE_FIELDS
from litgraph.formats.bibtex.latex import decode_latex, read_verbatim
from litgraph.formats.bibtex.names import read_names
from litgraph.markup import (
    END,
    MARKED_CONTAINER,
    MARKED_TITLE,
    MARKS,
    marked_container,
    marked_title,
    read_tags,
    split_raised,
)
from litgraph.model import Name, Work
from litgraph.months import ABBREVIATIONS

__all__ = ["write_bibliography", "write_entries"]

# CSL type -> entry type, one that BibTeX itself has where there is a choice.
_TYPES = {
    "article": "misc",
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "bill": "legislation",
    "book": "book",
    "broadcast": "video",
    "chapter": "incollection",
    "classic": "book",
    "collection": "book",
    "dataset": "dataset",
    "entry": "inreference",
    "entry-dictionary": "inreference",
    "entry-encyclopedia": "inreference",
    "graphic": "artwork",
    "hearing": "legislation",
    "legal_case": "jurisdiction",
    "legislation": "legislation",
    "manuscript": "unpublished",
    "motion_picture": "movie",
    "pamphlet": "booklet",
    "paper-conference": "inproceedings",
    "patent": "patent",
    "performance": "performance",
    "periodical": "periodical",
    "personal_communication": "letter",
    "post": "online",
    "post-weblog": "online",
    "regulation": "legislation",
    "report": "report",
    "review": "review",
    "review-book": "review",
    "software": "software",
    "song": "audio",
    "speech": "presentation",
    "standard": "standard",
    "thesis": "thesis",
    "treaty": "legislation",
    "webpage": "online",
}
_SUBTYPES = {"article-magazine": "magazine", "article-newspaper": "newspaper"}
_IN_BOOKS = {"chapter", "paper-conference", "entry", "entry-dictionary", "entry-encyclopedia"}
# Field -> BibTeX's name for it, which BibLaTeX reads too.
_BIBTEX_NAMES = {"journaltitle": "journal", "location": "address"}
_FIRST = ("author", "title", "journal", "booktitle", "maintitle", "editor", "year", "month", "day", "date")
_ORDER = {name: place for place, name in enumerate(_FIRST)}
_TITLES = {"title", "booktitle", "maintitle", "journal", "journaltitle"}
_NEVER = {"crossref", "xdata", "et-al"}


def write_bibliography(works: Iterable[Work], *, with_x_fields: bool = False) -> str:
    """Write the works as a BibTeX file, in their order: see `write_entries`."""
    return "\n".join(write_entries(works, with_x_fields=with_x_fields))


def write_entries(works: Iterable[Work], *, with_x_fields: bool = False) -> list[str]:
    """Write a BibTeX entry for each work, each under a key of its own.

    Fields that only litgraph reads ("x-...") are written where `with_x_fields` is true.
    """
    keys: set[str] = set()
    return [_write_entry(work, keys, with_x_fields) for work in works]


def _write_entry(work: Work, keys: set[str], with_x_fields: bool) -> str:
    kind, fields = _make_fields(work)
    if with_x_fields:
        fields |= {name: _write_value(name, text, "") for name, text in work.extra if _is_own(name) and text}
    lines = [f"@{kind}{{{_make_key(work.key, keys)},"]
    names = sorted(fields, key=lambda name: (_ORDER.get(name, len(_ORDER)), name))
    return "\n".join([*lines, *(f"  {name} = {fields[name]}," for name in names), "}"]) + "\n"


_NO_KEY = re.compile(r"[,={}\"#%\\\x00-\x1f\x7f]+")


def _make_key(key: str, keys: set[str]) -> str:
    """The key without characters that would end it, made unlike those before it; a space stays, as readers allow it."""
    safe = " ".join(_NO_KEY.sub("-", key).split()) or "entry"
    number, unique = 1, safe
    while unique in keys:
        number += 1
        unique = f"{safe}-{number}"
    keys.add(unique)
    return unique


def _make_fields(work: Work) -> tuple[str, dict[str, str]]:
    """The entry type of a work, and its fields with their values in braces."""
    extra = {name: text for name, text in work.extra if text and _is_written(name)}
    attributes = {"title": _read_marks(marked_title(work), work.title), **_id_fields(work, extra)}
    if work.container:
        attributes[_choose_container_field(work.kind, extra)] = _read_marks(marked_container(work), work.container)
    if work.kind in _SUBTYPES and extra.get("entrysubtype", "").lower() != _SUBTYPES[work.kind]:
        attributes["entrysubtype"] = _SUBTYPES[work.kind]
    kind, implied = _choose_type(work.kind, extra)
    language = csljson.language_tag(work)
    texts = {name: text for name, text in (extra | attributes).items() if text and name not in implied}
    fields = {name: _write_value(name, text, language) for name, text in texts.items()}
    for name, bibtex_name in _BIBTEX_NAMES.items():
        if name in fields and bibtex_name not in fields:
            fields[bibtex_name] = fields.pop(name)
    and_others = work.get("et-al").split()
    for role, names in (("author", work.authors), ("editor", work.editors)):
        people = [*map(_write_name, names), "others" if role in and_others else ""]
        if any(people):
            fields[role] = f"{{{' and '.join(filter(None, people))}}}"
    return kind, fields | _date_fields(work, extra)


def _is_own(name: str) -> bool:
    return name.startswith("x-") and name not in (MARKED_TITLE, MARKED_CONTAINER)


@lru_cache(maxsize=1000)
def _is_written(name: str) -> bool:
    return name not in _NEVER and not name.startswith("x-") and re.fullmatch(r"[^\s=,{}()\"#%]+", name) is not None


def _choose_type(kind: str, extra: Mapping[str, str]) -> tuple[str, set[str]]:
    """The entry type, and the names of fields that it makes superfluous."""
    for special, type_field in TYPE_FIELDS.items():
        if kind == ("report" if special == "techreport" else "thesis") and extra.get("type") == type_field:
            return special, {"type"}
    if kind == "report" and "type" in extra:
        return "techreport", set()
    return "inbook" if kind == "chapter" and "bookauthor" in extra else _TYPES.get(kind, "misc"), set()


def _choose_container_field(kind: str, extra: Mapping[str, str]) -> str:
    """The name of the field for the work's container: one that no other field hides or is joined with in reading."""
    order = ("main",) if kind == "book" else ("journal", "book", "main")
    usual = "main" if kind == "book" else "book" if kind in _IN_BOOKS else "journal"
    free = [
        place
        for number, place in enumerate(order)
        if not {f"{place}title", f"{place}subtitle", *(f"{hiding}title" for hiding in order[:number])} & extra.keys()
    ]
    return f"{usual if usual in free or not free else free[0]}title"


def _id_fields(work: Work, extra: Mapping[str, str]) -> dict[str, str]:
    """The fields for the ids of a work, except for ids that its other fields give."""
    ids: dict[str, list[str]] = {}
    for identifier in sorted(work.ids):
        kind, _, value = identifier.partition(":")
        ids.setdefault(kind, []).append(value)
    eprint = re.sub(r"(?i)^arxiv:|v\d+$", "", extra.get("eprint", "")).lower()
    doi = next((identifier[4:] for identifier in sorted(work.ids) if identifier.startswith("doi:")), "")
    already = {
        "arxiv": find_arxiv_number(extra, doi),
        "isbn": re.sub(r"[-‑–]", "", extra.get("isbn", "")).upper(),
        "pmid": eprint if extra.get("eprinttype", "").lower() == "pubmed" else "",
    }
    fields: dict[str, str] = {}
    for kind, values in ids.items():
        new = [value for value in values if value not in re.split(r"[\s,;/]+", already.get(kind, ""))]
        if kind == "arxiv":
            fields |= {"eprint": values[0], "eprinttype": "arxiv"} if new and not eprint else {}
        elif kind == "isbn":
            fields |= {"isbn": ", ".join(filter(None, (extra.get("isbn"), *new)))} if new else {}
        elif new and kind not in extra and _is_written(kind):
            fields[kind] = new[0]
    return fields


# dates


def _date_fields(work: Work, extra: Mapping[str, str]) -> dict[str, str]:
    """The fields for the date of a work, in the first way of writing them that is read as the same date."""
    date = (work.year, work.date_text, work.suffix)
    for fields in _ways_to_date(work, extra):
        if _read_back(fields, extra) == date:
            return {name: text if name == "month" and text in ABBREVIATIONS else f"{{{text}}}" for name, text in fields}
    year = "" if work.year is None else f"{work.year}{work.suffix}"
    fallback = {"date": _escape_address(work.date_text)} if work.date_text else {}
    return {name: f"{{{text}}}" for name, text in ({"year": year} | fallback).items() if text}


_Fields = tuple[tuple[str, str], ...]


def _ways_to_date(work: Work, extra: Mapping[str, str]) -> Iterator[_Fields]:
    yield ()
    text, address = work.date_text, _escape_address(work.date_text)
    year = "" if work.year is None else f"{work.year}{work.suffix}"
    is_alone = not {"month", "day"} & extra.keys()  # beside a year, these would be read as parts of the date
    if is_alone and text in (year, ""):
        yield (("year", year),)
    if is_alone and (day := re.fullmatch(r"\d{4}-(\d\d)(?:-(\d\d))?", text)) and 1 <= int(day[1]) <= 12:
        month = ABBREVIATIONS[int(day[1]) - 1]
        if day[2] is None:
            yield ("year", year), ("month", month)
        elif work.suffix:
            yield ("year", year), ("month", month), ("day", str(int(day[2])))
    if read_date(text).is_well_formed:
        if year:
            yield ("year", year), ("date", address)
        yield (("date", address),)
    if is_alone:
        yield (("year", _escape(text)),)
        if work.year is not None and text.endswith(f" {work.year}"):
            yield ("year", year), ("month", _escape(text.removesuffix(f" {work.year}")))
    if year:
        yield ("year", year), ("date", address)
    yield (("date", address),)


def _read_back(fields: _Fields, extra: Mapping[str, str]) -> tuple[int | None, str, str]:
    """The year, text and suffix that our reader reads from the fields."""
    values = dict(fields)
    if not values:
        return None, publication_state(extra), ""
    year, month, day = (decode_latex(values.get(name, "")) for name in ("year", "month", "day"))
    if "date" in values:
        when = read_date_or_year(read_verbatim(values["date"]), year)
    else:
        when = read_year(year, month, day) if year else When(None, "")
    return when.year, when.text, when.suffix


# names


@lru_cache(maxsize=100_000)
def _write_name(name: Name) -> str:
    """The name in the first way of writing it that is read as the same name."""
    ways = list(_ways_to_name(name))
    return next((way for way in ways if read_names(way, _ignore_problem) == ((name,), False)), ways[-1] if ways else "")


def _ignore_problem(name: str, message: str, hint: str) -> None:
    """Ignore a problem of a way to write a name that is only tried."""


def _ways_to_name(name: Name) -> Iterator[str]:
    if name.literal:
        text = _escape(name.literal)
        # A brace before a backslash would make a special character of BibTeX of it.
        yield f"{{{{}}{text}}}" if text.startswith("\\") else f"{{{text}}}"
        yield f"{{{{{text}}}}}"
        return
    parts = family, given_names, particle, suffix = [
        _escape(part) for part in (name.family, name.given, name.particle, name.suffix)
    ]
    if family:
        for held in (family, f"{{{family}}}"):
            yield ", ".join(filter(None, (f"{particle} {held}".strip(), suffix, given_names)))
            if not given_names:
                yield f"{particle} {held}".strip()
    labelled = zip(("family", "given", "prefix", "suffix"), parts, strict=True)
    if any(parts):
        yield ", ".join(f"{label}={{{part}}}" for label, part in labelled if part)


# texts


_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "@": "{@}",  # at the start of a line it would begin an entry
    **{letter: f"\\{letter}" for letter in "%&$#_"},
}
_COMMANDS = {"sup": "textsuperscript", "sub": "textsubscript", "i": "emph", "sc": "textsc", "b": "textbf"}
_ESCAPES |= {mark: f"\\{_COMMANDS[name]}{{" for name, mark in MARKS.items()} | {END: "}"}
# Characters with a meaning in LaTeX, quotation marks and hyphens that LaTeX would join with the next, and what looks
# like HTML ("&amp;", "<i>").
_SPECIAL = re.compile(r"(?<=&)(?=#?\w+;)|[\x01-\x06\\{}~^@%&$#_]|-(?=-)|<(?=/?\w)|(?<!\w)`|`(?=`)|'(?=')|[!?](?=`)")
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _escape(text: str) -> str:
    return _escape_marked(split_raised(_UNWANTED.sub("", text)))


def _escape_marked(text: str) -> str:
    """A text in LaTeX that has marks around what is set otherwise in it."""
    if text.isalnum():
        return text
    return _SPECIAL.sub(lambda m: _ESCAPES.get(m[0]) or f"{m[0]}{{}}", text)


def _read_marks(marked: str, plain: str) -> str:
    """A title with marks in the place of its tags, unless these stand in the plain title, too."""
    text = _UNWANTED.sub("", marked)
    return split_raised(text if marked == plain else read_tags(text))


def _escape_address(text: str) -> str:
    """A web address, path or the like, of which the reader removes only a few escapes."""
    if ("}" in text or "{" in text) and (text.count("{") != text.count("}") or _closes_too_early(text)):
        text = text.replace("{", "%7B").replace("}", "%7D")
    # A brace gets a backslash of its own, before which another one stays as it is.
    text = re.sub(r"\\(?=[%#&_$~])", r"\\\\", _UNWANTED.sub("", text))
    return re.sub(r"[{}]", lambda m: f"\\{m[0]}", text)


def _closes_too_early(text: str) -> bool:
    depth = 0
    for letter in text:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth < 0:
            return True
    return False


def _write_value(name: str, text: str, language: str) -> str:
    if name in VERBATIM:
        return f"{{{_escape_address(text)}}}"
    if name in PARAGRAPHS:
        return "{" + "\n\n".join(_escape(" ".join(part.split())) for part in re.split(r"\n\s*\n", text)) + "}"
    if name == "pages":
        return "{" + "--".join(map(_escape, re.split(r"\s*–\s*", text))) + "}"
    if name in _TITLES:
        return f"{{{_write_title(text, language)}}}"
    return f"{{{_escape(' '.join(text.split()))}}}"


@lru_cache(maxsize=10_000)  # containers come again and again
def _write_title(text: str, language: str) -> str:
    """The title with braces around the words whose capitals must stay where a style writes titles in lower case.

    These are words with a capital inside or beside a digit (UK, McDonald, C40), single letters, and, unless the title
    is an English one in title case, all capitalised words that do not begin the title or a subtitle. `text` has marks
    around what is set otherwise in it.
    """
    words = text.split()
    long = [word for word in words[1:] if len(word) > 3 and word[0].isalpha()]
    is_sentence = 2 * sum(word[0].islower() for word in long) > len(long) or language[:2] not in ("en", "")
    is_upper = text.isupper()
    pieces = []
    for before, word in pairwise(("", *words)):
        if word.islower():
            pieces.append(_escape_marked(word))
            continue
        letters = re.sub(r"^[\W_]+|[\W_]+$", "", word)
        begins_title = not before.strip(_MARK_LETTERS) or before.strip(_MARK_LETTERS)[-1] in ":?!.–—"
        capital = letters[:1].isupper()
        keeps_capitals = not is_upper and (
            any(letter.isalnum() and following.isupper() for letter, following in pairwise(letters))
            or (capital and any(map(str.isdecimal, letters)))
            or (capital and not begins_title and (is_sentence or (len(letters) == 1 and letters != "A")))
        )
        if not _is_paired(letters):
            letters = word if _is_paired(word) else ""
        start, core, end = word.partition(letters) if keeps_capitals and letters else ("", "", word)
        pieces.append(_escape_marked(start) + _brace(core) + _escape_marked(end))
    return " ".join(pieces)


_MARK_LETTERS = "".join((*MARKS.values(), END))


def _is_paired(text: str) -> bool:
    """Whether each mark in a text is ended there."""
    depth = 0
    for letter in text:
        depth += (letter in MARKS.values()) - (letter == END)
        if depth < 0:
            return False
    return depth == 0


def _brace(word: str) -> str:
    """A word in braces, in two pairs if it begins with a backslash; "" stays."""
    text = _escape_marked(word)
    return f"{{{{{text}}}}}" if text.startswith("\\") else f"{{{text}}}" if text else ""
