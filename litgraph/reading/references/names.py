"""The authors at the head of a reference, in the ways in which styles write them."""

from __future__ import annotations

import re

from litgraph.model import Name

__all__ = ["LETTER", "ROLE", "UPPER", "People", "block", "scan"]

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
_LONG = rf"(?!{UPPER}\b(?!{_MARK})){_WORD}"
_FAMILY = rf"(?P<family>(?:{_PARTICLE} ){{0,3}}{_LONG}(?: (?:{_PARTICLE} ){{0,2}}{_LONG}){{0,3}}?)"
_INITIAL = rf"{UPPER}[a-zß-ÿ]?\."
_AFTER = r" (?:d[aeou]s?|v[ao]n(?: de[rn])?|del|der|den|de la)\b"
_DOTTED = (
    rf"(?P<given>{_INITIAL}(?:(?: ?{_HYPHEN} ?| )?{_INITIAL}|{_HYPHEN}{UPPER}\b|"
    rf"(?: [a-z]\.){{1,2}}){{0,8}}(?:{_AFTER})?)"
)
_BARE = (
    rf"(?P<given>{UPPER}(?:[ ]?{_HYPHEN}?{UPPER}){{0,3}}(?: d[aeo]s?(?: {UPPER})?)?)(?!{LETTER}|{_MARK}|\.?{_HYPHEN})"
)
_FULL = rf"(?P<given>{_LONG}(?:[ -]{_LONG}){{0,2}}(?: {UPPER}(?:\.|\b(?!\.))){{0,3}}(?:{_AFTER})?)"
_SUFFIX = r"(?:,? (?P<suffix>(?:Jr|JR|Sr|SR|Filho|FILHO|Neto|NETO|Júnior|JÚNIOR|2nd|3rd|II|III|IV)\b\.?))?"

# What a body is called, not a person.
_NOBODY = (
    r"(?!(?:The|National|International|European|American|Royal|World|United|Federal|Institu\w*|Council|Cent(?:er|re)|Consortium|"
    r"Group|Study|Society|Universi\w*|Minist\w*|Office|Bureau|Association|Committee|Commission|Agency|Department|Foundation|"
    r"Organi[sz]ation|Team|Collaboration|Library|Bulletin|Bank|Programme|Project|Academy|Faculdade|Fundação|Editora|Departamento|Secretaria|Verlag|École|Corporation|Company|Press)\b)"
)
_PERSON = rf"{_NOBODY}{_LONG}"
# A name is over at a full stop of its own or before punctuation, a figure or an "and".
_OVER = rf"(?!{LETTER})(?:(?<=[.)])|(?=\s*(?:[.,;:&(\[/“\"«]|$|\d)|\s+(?:and|und|et|e|y|with)\s))"
_DOTTED_LAST = re.compile(rf"{_FAMILY}{_SUFFIX}(?:, ?| \(?){_DOTTED}\)?{_SUFFIX.replace('suffix', 'later')}{_OVER}")
_BARE_LAST = re.compile(rf"{_FAMILY}{_SUFFIX},? {_BARE}{_SUFFIX.replace('suffix', 'later')}{_OVER}")
_FULL_LAST = re.compile(rf"{_FAMILY}{_SUFFIX}, {_FULL}{_SUFFIX.replace('suffix', 'later')}{_OVER}")
_DOTTED_FIRST = re.compile(
    rf"(?P<given>{_INITIAL}(?:(?: ?{_HYPHEN} ?| )?{_INITIAL}|{_HYPHEN}{UPPER}\b|"
    rf" {_LONG}(?= {_LONG})){{0,8}}) ?{_FAMILY}{_SUFFIX}{_OVER}"
)
_FULL_FIRST = re.compile(
    rf"(?P<given>{_PERSON}(?: {UPPER}\.| {UPPER}\b(?!\.)){{0,3}}|{_PERSON} {_PERSON}(?= {_LONG})) "
    rf"(?P<family>(?:{_PARTICLE} ){{0,3}}{_PERSON}(?: (?:{_PARTICLE} ){{1,2}}{_PERSON})?){_SUFFIX}{_OVER}"
)

_AND = r"(?:and|und|et|e|y|og|och|en|ed|i|with|＆|&)"
_BETWEEN = re.compile(rf"\s*(?:[,;]\s*(?:{_AND}\s+|\.{{3}}\s*|…\s*)?|{_AND}\s+|/\s*|·\s*|、)(?=\S)")
_OTHERS = re.compile(
    r"\s*[,;]?\s*(?:(?:and|&|e|y|und|et)\s+)?(?:\[?\bet[ .]?al\b\]?[.,]*|et alii\b\.?|\bu\. ?a\.|others\b|"
    r"outros\b|otros\b|"
    r"colab\.|cols?\.|coll\.|al\., e\.|(?:\b[eE]\. a\.)|\.{3}|…|等)",
)
ROLE = re.compile(
    r"\s*,?\s*[(\[]?\s*\b(?P<role>eds?|editors?|edit(?:ed)? by|hrsg|hgg?|herausgeber|orgs?|organizadora?e?s?|coords?|"
    r"coordinadora?e?s?|dirs?|éds?|comps?|series editors?|trans|guest eds?)\b\.?\s*[)\]]?[.,:]?",
    re.IGNORECASE,
)
_SHORTENED = re.compile(
    r"(?<!Inc)(?<!Ltd)(?<!\bal)(?<!\bSt)(?<!Co)(?<!Corp)\b[A-Z][a-z]+\.$"
)  # "Nano Lett.": a journal
_NO_NAME = re.compile(r"\d|[A-Z][a-z]+\. ")
_HAS_AND = re.compile(r"[^\W\d]|&")
_SPACE = re.compile(r"(?:(?<=\.\.\.)|(?<=…))\s+")  # "Smith, J., ... Doe, A."
_SENTENCE = re.compile(r"[^\W\d_]{4}[.?!] |[\"“”„«»\d]")
_MORE = re.compile(rf"(?:,? (?:and|&|und|et|y|e)|,) {_LONG} (?:{UPPER}\.|{_LONG})")
_STOP = re.compile(r"\s*[,;]\s|\s(?:&|and|und)\s|$")
_AFTER_GIVEN = re.compile(rf"{_AFTER}$")
_DASHES = re.compile(r"(?:[—–―]{1,6}|-{2,8}|_{2,12})(?=[.,;:)\s]|$)[.,]?")


# Chinese, Japanese and Korean names, before a full stop or the mark that opens a title.
_CJK = "\u3400-\u9fff\u3041-\u30ff\uac00-\ud7a3"
_NAMES_CJK = re.compile(
    rf"(?:[{_CJK}]{{2,5}}\s?[,，、;；・]\s?){{0,20}}[{_CJK}]{{2,5}}(?:\s?[,，]?\s?等)?(?=\s?(?:[.．。：:「『《（(]|[,，]\s?[「『《“\"]))"
)


class People:
    """Who was found at the head of a text, and where that ends."""

    __slots__ = ("again", "editors", "end", "names", "order", "others", "plain", "whole")

    def __init__(self) -> None:
        self.names: list[Name] = []
        self.end = 0
        self.others = False
        self.editors = False
        self.again = False
        self.whole = -1  # where the last begins, if it is written in full, given name first: perhaps a title
        self.order = ""  # of the first name: "given" or "family" first, "" if it may be either
        self.plain = False  # the first is written with initials, or family name first: hardly a title


def _name(found: re.Match[str]) -> Name:
    groups = found.groupdict()
    family, given, particle = groups["family"], groups["given"].strip(), ""
    words = family.split(" ")
    while len(words) > 1 and words[0][:1].islower():
        particle = f"{particle} {words.pop(0)}".strip()
    if after := _AFTER_GIVEN.search(given):
        given, particle = given[: after.start()], f"{after[0].strip()} {particle}".strip()
    suffix = (groups.get("suffix") or groups.get("later") or "").strip()
    return Name(" ".join(words), given, particle, suffix)


def _first(text: str, at: int, given_first: bool) -> tuple[re.Match[str], str] | None:
    # "Smith, J." before "Smith J": a period decides; given names in full are read only where nothing shorter fits.
    for pattern, form in ((_DOTTED_LAST, "last"), (_DOTTED_FIRST, "first"), (_BARE_LAST, "last")):
        if found := pattern.match(text, at):
            # "Arthur M. Keller and Julie ..." is not Arthur, M.
            whole = None if "," in found[0] else _FULL_FIRST.match(text, at)
            if whole and whole.end() > found.end() and (given_first or _MORE.match(text, whole.end())):
                return whole, "full"
            return found, form
    if (found := _FULL_LAST.match(text, at)) and not (given_first and " " in found["family"]):
        return found, "full"
    if found := _FULL_FIRST.match(text, at):
        return found, "full"
    return None


def _next(text: str, at: int, form: str, last: bool) -> re.Match[str] | None:
    patterns = [_DOTTED_LAST, _DOTTED_FIRST, _BARE_LAST]
    if form == "first":
        patterns = [_DOTTED_FIRST]
    if form == "full" or last:
        patterns = [_DOTTED_FIRST, _FULL_FIRST, *([_FULL_LAST] if form == "full" else []), _DOTTED_LAST, _BARE_LAST]
    for pattern in patterns:
        if found := pattern.match(text, at):
            return found
    return None


def scan(text: str, at: int = 0, given_first: bool = False) -> People:
    """The names with which a text begins, as far as they can be told from a title that follows.

    `given_first` says that a full name has its given name first, as in notes and in the lists of some styles.
    """
    people = People()
    people.end = at
    if dashes := _DASHES.match(text, at):
        people.again = people.plain = True
        people.end = dashes.end()
    elif listed := _NAMES_CJK.match(text, at):
        people.names = [
            Name(each) for each in re.split(r"\s?[,，、;；・]\s?", listed[0].removesuffix("等")) if each.strip()
        ]
        people.end, people.plain = listed.end(), True
    elif first := _first(text, at, given_first):
        found, form = first
        people.names.append(_name(found))
        people.end = found.end()
        people.plain = form != "full" or found.re is _FULL_LAST
        people.whole = at if found.re is _FULL_FIRST else -1
        if people.whole == at:
            people.order = "given"
        elif not (found.re is _FULL_LAST and " " in found["family"]):
            people.order = "family"
        while True:
            if others := _OTHERS.match(text, people.end):
                people.others, people.end = True, others.end()
            between = _BETWEEN.match(text, people.end) or (_SPACE.match(text, people.end) if others else None)
            if not between:
                break
            last = bool(_HAS_AND.search(between[0]))
            following = _next(text, between.end(), form, last)
            if not following:
                break
            people.names.append(_name(following))
            people.whole = following.start() if following.re is _FULL_FIRST else -1
            people.end = following.end()
    if (people.names or people.again) and (role := ROLE.match(text, people.end)):
        people.editors, people.end = True, role.end()
    return people


_LOWER_WORD = re.compile(rf"(?<![\w'’-])(?!{UPPER}){LETTER}{{3,}}")
_LINKS = frozenset("and for the und für der die das des del los las para pour les dos von van sur".split())  # noqa: SIM905


def block(text: str, given_first: bool = False) -> People | None:
    """The names of a text that stands where authors do, before a date; None where it reads like a title."""
    text = text.strip().rstrip(" ,;:(")
    people = scan(text, given_first=given_first)
    rest = text[people.end :].strip(" .,;:()")
    if not rest:
        return people
    if not people.names and not people.again:
        words = [word for word in _LOWER_WORD.findall(text) if word not in _LINKS]
        if len(words) > 1 + text.count(" ") // 4 or len(text) > 250 or re.search(r"[?!“”\"«]", text):
            return None
        role = ROLE.search(text)
        if role and role.end() >= len(text.rstrip()) and role.start():
            people.editors = True
            text = text[: role.start()].rstrip(" ,(")
        parts = re.split(r",\s*(?:and\s|&\s)?|\s&\s", text.strip(" ."))
        if len(parts) > 1 and all(re.fullmatch(_LONG, part) for part in parts):
            people.names = [Name(part) for part in parts]  # "Hitzemann, Iancu, & Reed (2019)"
        elif text:
            people.names = [Name(literal=text.strip(" .,;"))]
        people.end = len(text)
        return people
    return _mixed(text, people)


def _mixed(text: str, people: People) -> People | None:
    """Go on after names that are written in another way than those before: a collective, a nickname, one name alone."""
    while between := _BETWEEN.match(text, people.end):
        stop = _STOP.search(text, between.end())
        assert stop
        found = _next(text, between.end(), "last", True)
        if found:
            people.names.append(_name(found))
            people.end = found.end()
        else:
            part = text[between.end() : stop.start()].strip()
            lower = [word for word in _LOWER_WORD.findall(part) if word not in _LINKS]
            if (
                not part
                or len(part) > 120
                or (lower and " " in part)
                or _SENTENCE.search(part)
                or _SHORTENED.search(part)
            ):
                return None
            if not re.fullmatch(r"(?:\.{3}|…|et al\.?)", part):
                people.names.append(Name(part) if re.fullmatch(_LONG, part) else Name(literal=part))
            people.end = stop.start()
        if others := _OTHERS.match(text, people.end):
            people.others, people.end = True, others.end()
    if role := ROLE.match(text, people.end):
        people.editors, people.end = True, role.end()
    rest = text[people.end :].strip(" .,;:()[]")
    lower = [word for word in _LOWER_WORD.findall(rest) if word not in _LINKS]
    return people if len(rest) < 25 and not lower and not _NO_NAME.search(rest) else None
