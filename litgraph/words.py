"""Words as a bibliography compares and prints them: folded text, forms of names, labels of works, identifiers."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litgraph.model import Name, Work

__all__ = [
    "ARXIV_ADDRESS",
    "ARXIV_DOI",
    "KINDS_WITH_ISBN",
    "compact",
    "compose",
    "fold",
    "label",
    "name_date",
    "name_forms",
    "normalize_id",
    "people",
    "read_identifiers",
    "shorten_arxiv_number",
]

ARXIV_DOI = "10.48550/arxiv."
"""What the DOI begins with that arXiv has given each of its papers; the rest is the paper's number."""

ARXIV_ADDRESS = r"(?i)^https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/((?:[a-z-]+/)?\d[\d.]+\d)(?:v\d+)?(?:\.pdf)?$"

KINDS_WITH_ISBN = frozenset(("book", "report", "thesis", "pamphlet", "standard"))
"""The kinds of works that an ISBN identifies; on a chapter or paper, it is that of the whole book."""

# Letters that carry no combining mark to drop, and so survive decomposition.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "ʻ": ""}
)
_ASCII: dict[int, str | None] = {ord(c): c.lower() if c.isalnum() else " " for c in map(chr, range(128))}
_ASCII |= dict.fromkeys(map(ord, "'`"))
# To put the marks of a letter in order takes the square of their number; no writing has more than thirty.
_PILED_MARKS = r"([^\w\s]{30})[^\w\s]+"
_AFTER_MANY_MARKS = r"(?<=[^\w\s]{30})(?=[^\w\s])"
_LONG = 1000  # characters
_MARKS = dict.fromkeys([*range(0x300, 0x370), *map(ord, "’'ʼ`´")])  # combining marks and apostrophes: dropped


@lru_cache(maxsize=65_536)  # titles, names and journals are folded again and again
def fold(text: str) -> str:
    """Fold case, diacritics and punctuation away: "Jańczak’s Théorie" gives "janczaks theorie".

    Only Latin, Greek and Cyrillic marks are dropped: the vowel signs of other scripts are letters, not ornaments.
    """
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    if len(text) > _LONG:
        text = re.sub(_PILED_MARKS, r"\1", text)
    text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    text = unicodedata.normalize("NFC", text.translate(_MARKS))
    # Marks that are left (category M) belong to the letters of their script.
    return " ".join("".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text).split())


def compose(text: str) -> str:
    """Write letters and their marks as one character each where there is one (NFC).

    Of marks that are piled on one letter, those after the thirtieth stay as they are.
    """
    if text.isascii():
        return text
    pieces = re.split(_AFTER_MANY_MARKS, text) if len(text) > _LONG else [text]
    return "".join(unicodedata.normalize("NFC", piece) for piece in pieces)


def compact(text: str) -> str:
    """The folded text without spaces: "Van der Pluijm" gives "vanderpluijm"."""
    return fold(text).replace(" ", "")


@lru_cache(maxsize=50_000)  # most names stand in many works
def name_forms(name: Name) -> tuple[str, ...]:
    """The compact forms under which a text can refer to a name, the fullest first.

    An organisation goes by its name with and without what stands in brackets, and by its acronym; a person by the
    family name with and without particle, in German also with ae for ä, and where family names are of one or two
    characters (王小明) by the whole name.
    """
    if name.literal:
        capitals = "".join(word[0] for word in re.findall(r"\w+", name.literal) if word[0].isupper())
        printed = re.findall(r"\(([^\W\d_]{2,})\)", name.literal)
        closed = name.literal.rfind(")") + 1  # brackets that nothing closes are not looked for
        without_brackets = re.sub(r"\([^)]*\)", "", name.literal[:closed]) + name.literal[closed:]
        forms = [name.literal, without_brackets, *printed, capitals if len(capitals) > 2 else ""]
    else:
        forms = [f"{name.particle} {name.family}", name.family]
        if any(letter in name.family for letter in "äöüÄÖÜ"):
            forms.append(name.family.translate(_UMLAUTS))
        if name.given and "\u2e80" <= name.family[:1] <= "\ud7ff":
            forms.append(name.family + name.given)
    return tuple(dict.fromkeys(form for form in map(compact, forms) if form))


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def name_date(work: Work) -> str:
    """The date by which a text refers to the work: its year with the letter, "44 B.C.E.", else its words or "n.d."."""
    if work.year is None or re.fullmatch(r"\d+X+", work.date_text):
        return work.date_text or "n.d."
    # The year 0 of dates as they are written (EDTF) is 1 B.C.E.
    return f"{work.year}{work.suffix}" if work.year > 0 else f"{1 - work.year} B.C.E."


def people(work: Work) -> tuple[Name, ...]:
    """The names by which a text refers to the work: authors, else the editors of a whole book, else the institution."""
    if work.authors:
        return work.authors
    if work.editors and not work.container:
        return work.editors
    institution = work.get("institution")
    from litgraph.model import Name

    return (Name(literal=institution),) if institution else ()


def label(work: Work) -> str:
    """How a text refers to the work: "Acuto et al. 2016", "Amiri & Sevin 2020", "City of Santa Fe n.d."."""
    names = [name.short for name in people(work)]
    if short := work.get("shortauthor"):
        names = [short]
    if not names:
        title = work.title or work.key
        names = [title if len(title) <= 40 else title[:40].rsplit(" ", 1)[0] + " …"]
    is_shortened = len(names) > 2 or "author" in work.get("et-al").split()
    return f"{f'{names[0]} et al.' if is_shortened else ' & '.join(names)} {name_date(work)}"


# Kept as text: each is compiled when first needed, and a question needs few of them.
_DOI = r"(?i)(?:^|doi:\s*|doi\.org/)(10\.\d{4,9}/\S+)"
_PREFIXED = r"(?i)(arxiv|isbn|pmid|pmcid|openalex):\s*(\S+)"


def normalize_id(text: str) -> str:
    """The normalised identifier in a text ("doi:10.1000/x"), or ""; a DOI may stand in a web address."""
    if "%" in text and "10." in text:
        from urllib.parse import unquote

        text = unquote(text)
    if "10." in text and (doi := re.search(_DOI, text.strip())):
        return "doi:" + doi[1].rstrip(".,;").lower()
    if ":" in text and (prefixed := re.fullmatch(_PREFIXED, text.strip())):
        value = prefixed[2].replace("-", "") if prefixed[1].lower() == "isbn" else prefixed[2]
        if prefixed[1].lower() == "arxiv":
            value = shorten_arxiv_number(value)
        return f"{prefixed[1].lower()}:{value}"
    return f"openalex:{text}" if text[:1] == "W" and text[1:].isdecimal() else ""


def shorten_arxiv_number(number: str) -> str:
    """The number of a paper of arXiv without version and subject class: "math.GT/0309136v2" gives "math/0309136"."""
    return re.sub(r"(?<=\d)v\d+$|\.[a-z-]+(?=/)", "", number.lower())


def read_identifiers(text: str) -> tuple[str, ...]:
    """The normalised identifier in a text, after it the other one that names the same paper of arXiv; () where none is.

    >>> read_identifiers("https://doi.org/10.48550/arXiv.2101.00001")
    ('doi:10.48550/arxiv.2101.00001', 'arxiv:2101.00001')
    """
    identifier = normalize_id(text)
    if not identifier and "arxiv.org/" in text.lower() and (address := re.search(ARXIV_ADDRESS, text.strip())):
        identifier = f"arxiv:{address[1].lower()}"
    if identifier.startswith(f"doi:{ARXIV_DOI}"):
        return identifier, f"arxiv:{shorten_arxiv_number(identifier.removeprefix(f'doi:{ARXIV_DOI}'))}"
    return (identifier,) if identifier else ()
