"""The names at the beginning of a reference, in the ways in which styles write them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from litgraph.model import Name

__all__ = ["EDITORS", "LETTER", "ROLE", "UPPER", "AuthorList", "read_name_block", "scan_names"]

_CASED = (*range(0x41, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000))
# Scripts without case (Hebrew, Arabic, Kana, Han, Hangul) begin names where others have a capital.
_CASELESS = "\u05d0-\u05ea\u0620-\u064a\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3"
UPPER = "[" + "".join(chr(code) for code in _CASED if chr(code).isupper()) + _CASELESS + "]"
LETTER = r"[^\W\d_]"
_MARK = "['’ʼ`´\u0300-\u036f]"
_HYPHEN = "[-‐‑–]"
_PARTICLE = (
    r"(?:[Vv][ao]n|[Dd]e[rnls]?|[Dd]ella|[Dd]alla|[Dd][aiou]|[Dd][ao]s|[Ll][aeo]s?|[Ee]l|[Aa]l|[Tt]e[rn]|[Zz]u[rm]?|"
    r"[Bb]in|[Ii]bn|[Bb]en|[Aa][fv]|[Hh]et|['’]t|[Ss]t\.|y|e)"
)
_WORD = rf"(?:[dlDLO]{_MARK})?(?:[ae]l-)?{UPPER}(?:{LETTER}|{_MARK})*(?:{_HYPHEN}(?:{LETTER}|{_MARK})+)*"
_LONG_WORD = rf"(?!{UPPER}\b(?!{_MARK})){_WORD}"
_FAMILY = rf"(?P<family>(?:{_PARTICLE} ){{0,3}}{_LONG_WORD}(?: (?:{_PARTICLE} ){{0,2}}{_LONG_WORD}){{0,3}}?)"
_INITIAL = rf"(?!Ph\.\s?D|Hg\.|Ed\.\)){UPPER}[a-zß-ÿ]?\."
_PARTICLE_BEHIND = r" (?:d[aeou]s?|v[ao]n(?: de[rn])?|del|der|den|de la)\b"
_DOTTED_INITIALS = (
    rf"(?P<given>{_INITIAL}(?:(?: ?{_HYPHEN} ?| )?{_INITIAL}|{_HYPHEN}{UPPER}\b|"
    rf"(?: [a-z]\.){{1,2}}){{0,8}}(?:{_PARTICLE_BEHIND})?)"
)
_BARE_INITIALS = (
    rf"(?P<given>{UPPER}(?:[ ]?{_HYPHEN}?{UPPER}){{0,3}}(?: d[aeo]s?(?: {UPPER})?)?)(?!{LETTER}|{_MARK}|\.?{_HYPHEN})"
)
_FULL_GIVEN = (
    rf"(?P<given>{_LONG_WORD}(?:[ -](?:d[aeo]s? )?{_LONG_WORD}){{0,2}}(?: {UPPER}(?:\.|\b(?!\.))){{0,3}}"
    rf"(?:{_PARTICLE_BEHIND})?)"
)
_SUFFIX = r"(?:,? (?P<suffix>(?:Jr|JR|Sr|SR|Filho|FILHO|Neto|NETO|Júnior|JÚNIOR|2nd|3rd|II|III|IV)\b\.?))?"

# A person's name begins with none of the words that name bodies.
_NO_BODY = (
    r"(?!(?:Les?|La|El|Los|Las|De[rn]?|Die|Das|Il|V[ao]n)\b)(?!(?i:The|National|International|European|American|Royal|"
    r"World|United|Federal|Institu\w*|Council|Cent(?:er|re)|"
    r"Consortium|Group|Study|Society|Universi\w*|Minist\w*|Office|Bureau|Association|Committee|Commission|Agency|"
    r"Department|Foundation|Organi[sz]ation|Team|Collaboration|Library|Bulletin|Bank|Programme|Project|Academy|"
    r"Faculdade|Fundação|Editora|Departamento|Secretaria|Verlag|École|Corporation|Company|Press|"
    r"Archives?|Board|Museum|Network|Alliance|Parliament|Government|Authority|Initiative|Partnership|"
    r"\w+amt|Bundes\w+|Landes\w+|\w*gesellschaft|Stiftung|Verband|Verein|Zentrum|Hochschule|Akademie)\b)"
)
_PERSON = rf"{_NO_BODY}{_LONG_WORD}"
# A name ends with its own full stop, or before punctuation, a digit or an "and".
_NAME_END = rf"(?!{LETTER})(?:(?<=[.)])|(?=\s*(?:[.,;:&(\[/“\"«]|$|\d)|\s+(?:and|und|et|e|y|with)\s))"
_FAMILY_DOTTED = re.compile(
    rf"{_FAMILY}{_SUFFIX}(?:, ?| \(?){_DOTTED_INITIALS}\)?{_SUFFIX.replace('suffix', 'later')}{_NAME_END}"
)
_FAMILY_BARE = re.compile(
    rf"(?!(?:{UPPER}{{2,}} )+{UPPER}{{4}}\b)"  # "WORLD BANK"
    rf"{_FAMILY}{_SUFFIX},? {_BARE_INITIALS}{_SUFFIX.replace('suffix', 'later')}{_NAME_END}"
)
_FAMILY_FULL = re.compile(rf"{_FAMILY}{_SUFFIX}, {_FULL_GIVEN}{_SUFFIX.replace('suffix', 'later')}{_NAME_END}")
_DOTTED_FAMILY = re.compile(
    rf"(?P<given>{_INITIAL}(?:(?: ?{_HYPHEN} ?| )?{_INITIAL}|{_HYPHEN}{UPPER}\b|"
    rf" {_LONG_WORD}(?= {_LONG_WORD})){{0,8}}) ?{_FAMILY}{_SUFFIX}{_NAME_END}"
)
# "VALE Ida", as lists in French have it: the family name in capitals before the given one.
_CAPITALS = rf"(?:{UPPER}|{_MARK}){{2,}}(?:{_HYPHEN}(?:{UPPER}|{_MARK}){{2,}})*"
_CAPITALS_FULL = re.compile(
    rf"(?P<family>(?:{_PARTICLE} ){{0,2}}{_CAPITALS}(?: (?:{_PARTICLE} )?{_CAPITALS}){{0,2}}) "
    rf"(?P<given>(?=\w+[a-zß-ÿ]){_LONG_WORD}(?:[ -](?:{UPPER}\.|(?=\w+[a-zß-ÿ]){_LONG_WORD})){{0,2}}"
    rf"(?:{_PARTICLE_BEHIND}| d{_MARK})?){_NAME_END}"
)
# "Vale et al.": more is not known of the authors.
_FAMILY_ET_AL = re.compile(rf"(?P<family>(?:{_PARTICLE} ){{0,3}}{_LONG_WORD})(?P<given>)(?=,? et al\b)")
_FULL_FAMILY = re.compile(
    rf"(?P<given>{_PERSON}(?: {UPPER}\.| {UPPER}\b(?!\.)){{0,3}}|{_PERSON} {_PERSON}(?= {_LONG_WORD})) "
    rf"(?P<family>(?:{_PARTICLE} ){{0,3}}{_PERSON}(?: (?:{_PARTICLE} ){{1,2}}{_PERSON})?){_SUFFIX}{_NAME_END}"
)

_AND = r"(?:and|und|et|e|y|og|och|en|ed|i|with|＆|&)"
_SEPARATOR = re.compile(rf"\s*(?:[,;]\s*(?:{_AND}\s+|\.{{3}}\s*|…\s*)?|{_AND}\s+|/\s*|·\s*|、)(?=\S)")
_ET_AL = re.compile(
    r"\s*[,;]?\s*(?:(?:and|&|e|y|und|et)\s+)?(?:\[?\bet[ .]?al\b\]?[.,]*|et alii\b\.?|\bu\. ?a\.|others\b|outros\b|"
    r"otros\b|colab\.|cols?\.|coll\.|al\., e\.|(?:\b[eE]\. a\.)|\.{3}|…|等)",
)
EDITORS = (
    r"eds?|editors?|hrsg|hgg?|herausgeber|orgs?|organizador\w*|coords?|coordinador\w*|dirs?|éds?|comps?|"
    r"series editors?|guest eds?|редкол|ред|red|a cura di"
)
ROLE = re.compile(rf"\s*,?\s*[(\[]?\s*\b(?:{EDITORS}|edit(?:ed)? by|trans)\b\.?\s*[)\]]?[.,:]?", re.IGNORECASE)
# The end of a shortened title of a journal: "Nano Lett."
_SHORTENED = re.compile(r"(?<!Inc)(?<!Ltd)(?<!\bal)(?<!\bSt)(?<!Co)(?<!Corp)\b[A-Z][a-z]+\.$")
_NO_NAME = re.compile(r"[\d\"“”„«»]|[A-Z][a-z]+\. ")
_NO_PERSON = re.compile(r"(?:ph\.?\s?d\.?|doctoral|master.s)?\s?(?:thesis|dissertation)", re.IGNORECASE)
_HAS_AND = re.compile(r"[^\W\d]|&")
_AFTER_ELLIPSIS = re.compile(r"(?:(?<=\.\.\.)|(?<=…))\s+")  # of "Smith, J., ... Doe, A."
_SENTENCE = re.compile(r"[^\W\d_]{4}[.?!] |[\"“”„«»\d]")
_FURTHER_NAME = re.compile(rf"(?:,? (?:and|&|und|et|y|e)|,) {_LONG_WORD} (?:{UPPER}\.|{_LONG_WORD})")
_NAME_STOP = re.compile(r"\s*[,;]\s|\s(?:&|and|und)\s|$")
_TRAILING_PARTICLE = re.compile(rf"(?:{_PARTICLE_BEHIND}| d{_MARK})$")
# A dash, or "the same", for the authors of the entry before.
_REPEAT_DASHES = re.compile(
    r"(?:[—–―]{1,6}|-{2,8}|_{2,12})(?=[.,;:)\s]|$)[.,]?|(?:Ders|Dies|Idem|Eadem|Id)\b\.?,?(?=\s*[(\[:\d]|,?\s|$)"
)


# Chinese, Japanese and Korean names, before a full stop or the mark that opens a title.
_CJK = "\u3005\u3400-\u9fff\u3041-\u30ff\uac00-\ud7a3"
_NAMES_CJK = re.compile(
    rf"(?:[{_CJK}]{{2,5}}\s?[,，、;；・]\s?){{0,20}}[{_CJK}]{{2,5}}(?:\s?[,，]?\s?等)?(?=\s?(?:[.．。：:「『《（(]|[,，]\s?[「『《“\"]|$))"
)


@dataclass(slots=True)
class AuthorList:
    """The names found at the beginning of a text, and the offset of their end."""

    end: int
    names: list[Name] = field(default_factory=list)
    are_editors: bool = False
    named_before_et_al: int = -1  # so many names stand before "et al."
    is_repeated: bool = False  # a dash stands for the authors of the entry before
    is_certain: bool = False  # the first name has initials, or the family name first: it is hardly a title
    full_name_start: int = -1  # of the last name, if that is in full, given name first: perhaps it is a title
    order: Literal["given", "family", ""] = (
        ""  # "given": the first name is "Ada Noor", "": it may be, "family": it is not
    )

    @property
    def has_authors(self) -> bool:
        """Whether there are names, or a dash for those of the entry before."""
        return bool(self.names) or self.is_repeated

    @property
    def has_more(self) -> bool:
        """Whether "et al." or its like stands behind the last name."""
        return self.named_before_et_al == len(self.names) > 0

    def append(self, match: re.Match[str]) -> None:
        """Add the name that one of the patterns of names has matched."""
        groups = match.groupdict()
        family, given_name, particle = groups["family"], groups["given"].strip(), ""
        words = family.split(" ")
        while len(words) > 1 and words[0][:1].islower():
            particle = f"{particle} {words.pop(0)}".strip()
        if trailing := _TRAILING_PARTICLE.search(given_name):
            given_name = given_name[: trailing.start()]
            particle = f"{trailing[0].strip()} {particle}".strip()
        suffix = (groups.get("suffix") or groups.get("later") or "").strip()
        self.names.append(Name(" ".join(words), given_name, particle, suffix))
        self.end = match.end()

    def skip_et_al(self, text: str) -> re.Match[str] | None:
        """Move the end behind "et al." or its like, if that follows."""
        if match := _ET_AL.match(text, self.end):
            self.end, self.named_before_et_al = match.end(), len(self.names)
        return match

    def take_role(self, text: str) -> None:
        """Note that these are editors, if that follows: "(eds.)"."""
        if match := ROLE.match(text, self.end):
            self.are_editors, self.end = True, match.end()


_Form = Literal["family first", "given first", "full", "capitals"]


def _match_first_name(text: str, at: int, is_given_first: bool) -> tuple[re.Match[str], _Form] | None:
    # "Smith, J." before "Smith J": a period decides; given names in full are read only where nothing shorter fits.
    forms: tuple[tuple[re.Pattern[str], _Form], ...] = (
        (_CAPITALS_FULL, "capitals"),
        (_FAMILY_DOTTED, "family first"),
        (_DOTTED_FAMILY, "given first"),
        (_FAMILY_BARE, "family first"),
    )
    for pattern, form in forms:
        if match := pattern.match(text, at):
            # "Arthur M. Keller and Julie ..." does not begin with the family name Arthur.
            full = None if "," in match[0] else _FULL_FAMILY.match(text, at)
            if full and full.end() > match.end() and (is_given_first or _FURTHER_NAME.match(text, full.end())):
                return full, "full"
            return match, form
    if (match := _FAMILY_FULL.match(text, at)) and not (is_given_first and " " in match["family"]):
        return match, "full"
    if match := _FULL_FAMILY.match(text, at):
        return match, "full"
    return (match, "family first") if (match := _FAMILY_ET_AL.match(text, at)) else None


def _match_next_name(text: str, at: int, form: _Form, is_after_and: bool) -> re.Match[str] | None:
    if form == "capitals":
        patterns: tuple[re.Pattern[str], ...] = (_CAPITALS_FULL, _FULL_FAMILY)
    elif form == "full" or is_after_and:
        in_full = (_FULL_FAMILY, _FAMILY_FULL) if form == "full" else (_FULL_FAMILY,)
        patterns = (_DOTTED_FAMILY, *in_full, _FAMILY_DOTTED, _FAMILY_BARE)
    else:
        patterns = (_DOTTED_FAMILY,) if form == "given first" else (_FAMILY_DOTTED, _DOTTED_FAMILY, _FAMILY_BARE)
    return next(filter(None, (pattern.match(text, at) for pattern in patterns)), None)


def scan_names(text: str, at: int = 0, is_given_first: bool = False) -> AuthorList:
    """Read the names that stand in `text` at an offset, as far as they can be told from a title that follows.

    `is_given_first` says that a full name has its given name first, as in notes and in the lists of some styles.
    """
    authors = AuthorList(at)
    if dashes := _REPEAT_DASHES.match(text, at):
        authors.is_repeated = authors.is_certain = True
        authors.end = dashes.end()
    elif listed := _NAMES_CJK.match(text, at):
        names = re.split(r"\s?[,，、;；・]\s?", listed[0].removesuffix("等"))
        authors.names = [Name(name) for name in names if name.strip()]
        authors.named_before_et_al = len(authors.names) if listed[0].endswith("等") else -1
        authors.end, authors.is_certain = listed.end(), True
    elif first := _match_first_name(text, at, is_given_first):
        match, form = first
        authors.append(match)
        authors.is_certain = form != "full" or match.re is _FAMILY_FULL
        if match.re is _FULL_FAMILY:
            authors.full_name_start, authors.order = at, "given"
        elif not (match.re is _FAMILY_FULL and " " in match["family"]):
            authors.order = "family"
        while True:
            et_al = authors.skip_et_al(text)
            separator = _SEPARATOR.match(text, authors.end) or (et_al and _AFTER_ELLIPSIS.match(text, authors.end))
            if not separator:
                break
            following = _match_next_name(text, separator.end(), form, bool(_HAS_AND.search(separator[0])))
            if not following:
                break
            authors.append(following)
            authors.full_name_start = following.start() if following.re is _FULL_FAMILY else -1
    if authors.has_authors:
        authors.take_role(text)
    return authors


_LOWER_WORD = re.compile(rf"(?<![\w'’-])(?!{UPPER}){LETTER}{{3,}}")
_LINKS = frozenset("and for the und für der die das des del los las para pour les dos von van sur".split())


def _lowercase_words(text: str) -> list[str]:
    return [word for word in _LOWER_WORD.findall(text) if word not in _LINKS]


def read_name_block(text: str, is_given_first: bool = False) -> AuthorList | None:
    """Read the names of a text that stands where authors do, before a date; None where it reads like a title."""
    text = text.strip().rstrip(" ,;:(")
    authors = scan_names(text, is_given_first=is_given_first)
    if not text[authors.end :].strip(" .,;:()"):
        return authors
    if authors.has_authors:
        return _read_mixed_names(text, authors)
    is_wordy = len(_lowercase_words(text)) > 1 + text.count(" ") // 4
    if is_wordy or len(text) > 250 or re.search(r"[?!“”\"«]", text):
        return None
    role = ROLE.search(text)
    if role and role.end() >= len(text.rstrip()) and role.start():
        authors.are_editors = True
        text = text[: role.start()].rstrip(" ,(")
    names = re.split(r",\s*(?:and\s|&\s)?|\s&\s", text.strip(" ."))
    if len(names) > 1 and all(re.fullmatch(_LONG_WORD, name) for name in names):
        authors.names = [Name(name) for name in names]  # "Hitzemann, Iancu, & Reed (2019)"
    elif text:
        authors.names = [Name(literal=text.strip(" .,;"))]
    authors.end = len(text)
    return authors


def _read_mixed_names(text: str, authors: AuthorList) -> AuthorList | None:
    """Read on after `authors` names that are written in another way: a body, a nickname, a family name alone."""
    while separator := _SEPARATOR.match(text, authors.end):
        stop = _NAME_STOP.search(text, separator.end())
        assert stop
        if match := _match_next_name(text, separator.end(), "family first", True):
            authors.append(match)
        else:
            name = text[separator.end() : stop.start()].strip()
            is_title = (" " in name and _lowercase_words(name)) or _SENTENCE.search(name) or _SHORTENED.search(name)
            remainder = text[separator.end() :].strip(" .,;:(")
            if is_title and len(authors.names) >= 3 and len(remainder) < 60 and not _SENTENCE.search(remainder):
                authors.names.append(Name(literal=remainder))  # "& team, J. development" behind names that are sure
                authors.end = len(text)
                return authors
            if not name or len(name) > 120 or is_title or _NO_PERSON.fullmatch(name):
                return None
            if re.fullmatch(r"(?:\.{3}|…|et al\.?)", name):
                authors.named_before_et_al = len(authors.names)
            else:
                authors.names.append(Name(name) if re.fullmatch(_LONG_WORD, name) else Name(literal=name))
            authors.end = stop.start()
        authors.skip_et_al(text)
    authors.take_role(text)
    remainder = text[authors.end :].strip(" .,;:()[]")
    return (
        authors if len(remainder) < 25 and not _lowercase_words(remainder) and not _NO_NAME.search(remainder) else None
    )
