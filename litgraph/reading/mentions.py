"""In-text citations by a closed set: the forms that each reference can take are generated, and found in the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from litgraph.reading.numbers import numbered
from litgraph.reading.paper import Found, PaperText, Reference
from litgraph.resolve import fold

__all__ = ["mentions"]

_AND = frozenset(("and", "&", "y", "e", "und", "et", "u", "og", "och", "en", "i", "с", "и"))
_OTHERS = (
    ("et", "al"),
    ("and", "others"),
    ("and", "colleagues"),
    ("e", "outros"),
    ("y", "otros"),
    ("u", "a"),
    ("et", "coll"),
    ("and", "al"),
)
_DATELESS = {
    "nd": "nd",
    "sd": "nd",
    "inpress": "press",
    "forthcoming": "press",
    "noprelo": "press",
    "enprensa": "press",
}
_TOKEN = re.compile(
    r"(?P<nd>\b[ns]\.\s?d\.(?:-?[a-z]\b)?|\bin\s+press\b|\bforthcoming\b|\bno\s+prelo\b|\ben\s+prensa\b)"
    r"|(?P<year>(?<![\w/.,-])(?:1[4-9]|20)\d\d(?:/(?:1[4-9]|20)\d\d)?[a-z]?(?![\w/]))"
    r"|(?P<word>[^\W\d_][^\W_]*(?:[’'][^\W\d_]+)*|&)"
    r"|(?P<mark>[()\[\];,.:])",
    re.I,
)
_LOCATOR = re.compile(
    r"\s*[,:;]\s*(?P<locator>(?:(?:pp?|pgs?|págs?|pags?|S|s|f|ff|fls?|chap|ch|cap|vol|sec|§|para|paras)\.?\s*)"
    r"\d+(?:[–—\-]\d+)?(?:,\s*(?:p\.\s*)?\d+(?:[–—\-]\d+)?(?![\d/]))*(?:\s*ff?\.)?|(?<=:)\s*\d{1,4}(?:\s*[–—-]\s*\d{1,4})?(?=[\s)\];,.])|\d{1,4}(?:\s*[–—-]\s*\d{1,4})?(?=\s*[)\];]))",
    re.I,
)
_LATER = re.compile(r"\(\s*(?P<locator>(?:pp?|págs?|pags?|S)\.?\s*\d[\d–—\-,\s]*)\s*(?:[;,][^()]{0,60})?\)", re.I)
_SIGNAL = re.compile(
    r"(?:^|[(;]\s*|[,:”\"»]\s+)(?P<signal>(?:see|see also|but see|e\.g\.|for example|cf\.|compare|also|as in|"
    r"reviewed in|for (?:a )?reviews?,? see|ver|véase|cfr\.?|vgl\.|siehe|voir)"
    r"(?:,?\s+(?:also|e\.g\.|for (?:a )?review))?)[,:]?\s*$",
    re.I,
)
_PERSON = r"(?:(?:[Dd]e|[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Dd]el|[Dd]i|[Ll]a|[Ll]e|[Dd]a|[Dd]os)\s+)*[A-ZÀ-Þ][\w’'\-]+"
_SIGNAL_AFTER = re.compile(
    r"\s*\)?,\s*(?P<signal>for example|for instance|e\.g\.|por exemplo|por ejemplo|par exemple|zum Beispiel|"
    r"z\.\s?B\.)\s*,",
    re.I,
)
# A name and a year in a parenthesis that are in no list: "(Barber, 2013)", "(see Kuhn & Lee 1999a)".
_UNLISTED = re.compile(
    rf"(?P<all>(?P<name>{_PERSON})(?:(?:,\s+{_PERSON})*,?\s+(?:&|and|y|e|und|et)\s+{_PERSON}|\s+et\s+al\.?)?),?\s*$"
)
_NO_NAME = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|spring|summer|autumn|fall|winter|fig(?:ure)?|table|version|in|on|as|the|a|since|vol|"
    r"copyright|established|founded|born|died)",
    re.I,
)
_PERSONAL = re.compile(
    r"[,(]\s*(?:personal communication|pers\.\s*comm\.?|comunica(?:ção|ción) (?:pessoal|personal))[^()]{0,40}", re.I
)
_SPEAKER = re.compile(rf"(?:[A-Z]\.\s*){{0,3}}{_PERSON}(?:\s+(?:of\s+)?{_PERSON}){{0,3}}\s*$")


class _Token(NamedTuple):
    kind: Literal["year", "word", "mark", "nd"]
    folded: str
    start: int
    end: int


class _Hit(NamedTuple):
    """Where a citation begins, what it can mean, and the folded words that name it ("&" for any "and")."""

    start: int
    references: tuple[int, ...]
    named: tuple[str, ...]
    is_narrative: bool = False


def mentions(text: PaperText, references: Sequence[Reference]) -> tuple[Found, ...]:
    """Every place in the text, outside its list of references, that cites one of them or somebody who is not in it."""
    spans = _bodies(text, references)
    by_name = sorted(_AuthorYear(text, references, spans).find(), key=lambda each: (each.start, each.end))
    by_number = numbered(text, references, spans)
    # A paper cites by name or by number; whichever reaches more of its list.
    return tuple(by_number if _reached(by_number) > _reached(by_name) else by_name)


def _reached(found: Sequence[Found]) -> int:
    return len({index for each in found for index in each.references})


def _bodies(text: PaperText, references: Sequence[Reference]) -> list[tuple[int, int]]:
    """The stretches of the text that are not entries of the list."""
    spans = []
    at = 0
    for entry in sorted(references, key=lambda each: each.start):
        # What stands between entries of one list is part of it.
        if entry.start - at > 200 or (at == 0 and entry.start):
            spans.append((at, entry.start))
        at = max(at, entry.end)
    if at < len(text.text):
        spans.append((at, len(text.text)))
    return spans


class _AuthorYear:
    def __init__(self, text: PaperText, references: Sequence[Reference], spans: Sequence[tuple[int, int]]) -> None:
        self.text = text
        self.references = references
        self.tokens = [token for start, end in spans for token in _tokens(text.text, start, end)]
        self.by_date: dict[str, list[int]] = defaultdict(list)
        for reference in references:
            for date in _dates(reference):
                self.by_date[date].append(reference.index)
        # Years that stand elsewhere in an entry: of a translation, of a first edition.
        self.other_dates: dict[str, list[int]] = defaultdict(list)
        for reference in references:
            for year in set(re.findall(r"(?<![\d–-])(?:1[4-9]|20)\d\d(?![\d–-])", reference.raw)):
                if year not in _dates(reference):
                    self.other_dates[year].append(reference.index)
        acronyms = _acronyms(text.text)
        self.forms = [list(_forms(reference, acronyms)) for reference in references]
        # The first of several authors alone names a work only where no other is by that author alone.
        self.is_whole = [
            {form for form in forms if len(reference.authors) < 2 or len(form) > len(forms[0])}
            for reference, forms in zip(references, self.forms, strict=True)
        ]
        self.first = [{form[0] for form in forms if form} for forms in self.forms]
        self.groups = 0

    def find(self) -> Iterator[Found]:
        last: tuple[Found, tuple[str, ...]] | None = None
        last_place = -10
        group_open = -1
        for place, token in enumerate(self.tokens):
            if token.kind not in ("year", "nd"):
                continue
            hit = self._named(place) or self._continued(place, last, last_place) or self._apart(place)
            if hit is None:
                if unlisted := self._unlisted(place):
                    yield unlisted
                continue
            start, candidates, named, narrative = hit
            bracket = self._bracket(place)
            form: Literal["narrative", "parenthetical"] = (
                "narrative" if narrative or bracket < 0 or start < self.tokens[bracket].start else "parenthetical"
            )
            if form == "parenthetical" and bracket >= 0:
                if bracket != group_open:
                    group_open = bracket
                    self.groups += 1
                group = self.groups
            else:
                group = 0
            locator = _LOCATOR.match(self.text.text, token.end)
            tail = locator["locator"].strip(" ,") if locator else ""
            if not tail and form == "narrative":
                tail = self._later(token.end)
            signal = _SIGNAL.search(self.text.text[max(0, start - 60) : start])
            if not signal and form == "narrative":
                signal = _SIGNAL_AFTER.match(self.text.text, token.end)
            # It holds for all that follows in its parenthesis.
            carried = last[0].signal if last and group and last[0].group == group else ""
            kind: Literal["citation", "tie"] = "citation" if len(candidates) == 1 else "tie"
            found = Found(
                start,
                token.end,
                self.text.text[start : token.end],
                kind,
                candidates,
                form,
                tail,
                signal["signal"].strip() if signal else carried,
                group,
            )
            last, last_place = (found, named), place
            yield found
        yield from self._personal()

    def _named(self, place: int) -> _Hit | None:
        """The references of this date whose authors stand right before it; the longest form decides."""
        date = self.tokens[place].folded
        words, starts = self._before(place)
        if not words:
            return None
        for indexes in self._by_closeness(date):
            if hit := self._longest(indexes, words, starts):
                return hit
        return self._longest(self.other_dates.get(date, []), words, starts, alone=True)

    def _by_closeness(self, date: str) -> Iterator[list[int]]:
        """References of a date; then those with a letter after it, where the text has none, or the other way round."""
        yield self.by_date.get(date, [])
        if date[-1:].isdigit():
            yield [index for letter in "abcdefgh" for index in self.by_date.get(date + letter, [])]
        elif date[:-1].isdigit():
            yield self.by_date.get(date[:-1], [])

    def _longest(
        self, indexes: Iterable[int], words: tuple[str, ...], starts: Sequence[int], alone: bool = False
    ) -> _Hit | None:
        best: list[int] = []
        longest, begin = 0, -1
        for index in indexes:
            for form in self.forms[index]:
                size = len(form)
                if size < longest or words[-size:] != form:
                    continue
                if size > longest:
                    best, longest, begin = [], size, starts[-size]
                if index not in best:
                    best.append(index)
        if len(best) > 1:
            best = [index for index in best if words[-longest:] in self.is_whole[index]] or best
        if not best or (alone and len(best) > 1):
            return None
        return _Hit(begin, tuple(sorted(best)), words[-longest:])

    def _of_date(self, date: str) -> list[int]:
        return next(filter(None, self._by_closeness(date)), [])

    def _before(self, place: int) -> tuple[tuple[str, ...], list[int]]:
        """The words before a date, folded, without initials, commas and the opening of its parenthesis."""
        words: list[str] = []
        starts: list[int] = []
        at = place - 1
        opened = 0
        while at >= 0 and len(words) < 24:
            token = self.tokens[at]
            if self.tokens[at + 1].start - token.end > 12:
                break
            if token.kind == "mark":
                if token.folded in "([":
                    opened += 1
                    if opened > 1 or (words and at != place - 1 and not self._is_only_date(at, place)):
                        break
                elif token.folded == ";" and words and self._is_capital(at - 1) and self._is_capital(at + 1):
                    words.append("&")  # ABNT sets authors apart so: (SILVA; SOUZA, 2010)
                    starts.append(token.start)
                elif token.folded in ")];" or (token.folded == ":" and words):
                    break
            elif token.kind == "word":
                word = token.folded
                if not self._is_initial(token):
                    words.append("&" if word in _AND and word != "et" else word)
                    starts.append(token.start)
            else:
                break
            at -= 1
        words.reverse()
        starts.reverse()
        return tuple(words), starts

    def _is_capital(self, place: int) -> bool:
        """Whether a word is in capitals throughout, or an initial."""
        token = self.tokens[place] if 0 <= place < len(self.tokens) else None
        if token and token.kind == "mark" and token.folded == ".":
            return self._is_capital(place - 1)
        return token is not None and token.kind == "word" and self.text.text[token.start : token.end].isupper()

    def _is_initial(self, token: _Token) -> bool:
        after = self.text.text[token.end : token.end + 1]
        letter = self.text.text[token.start : token.end]
        is_numeral = bool(re.fullmatch(r"[IVXLC]{1,6}", letter)) and letter != "I"
        return is_numeral or (len(letter) == 1 and letter.isupper() and after in (".", " ", "-", ","))

    def _is_only_date(self, at: int, place: int) -> bool:
        return all(token.kind == "mark" for token in self.tokens[at + 1 : place])

    def _continued(self, place: int, last: tuple[Found, tuple[str, ...]] | None, last_place: int) -> _Hit | None:
        """A further year of the authors just named: "Smith 2010, 2012a, b"."""
        if last is None or place - last_place > 3 or not last[1]:
            return None
        between = self.text.text[last[0].end : self.tokens[place].start]
        if not re.fullmatch(r"(?:\s*[,:]\s*(?:pp?\.\s*)?[\d–-]+)?\s*(?:[,;]|and|&|y|e|und|et)\s*(?:and\s+)?", between):
            return None
        named = last[1]
        same = tuple(index for index in self._of_date(self.tokens[place].folded) if named in self.forms[index])
        return _Hit(self.tokens[place].start, same, named, last[0].form == "narrative") if same else None

    def _apart(self, place: int) -> _Hit | None:
        """A year alone in a parenthesis, after a name in the same sentence: "Toyoda found ... (2016, p. 20)"."""
        token = self.tokens[place]
        before = self.tokens[place - 1] if place else None
        if before is None or before.folded not in "([" or before.kind != "mark" or token.start - before.end > 1:
            return None
        sentence = self._sentence_start(before.start)
        candidates = [index for index in self._of_date(token.folded) if self.first[index]]
        at = place - 2
        while at >= 0 and self.tokens[at].start >= sentence:
            word = self.tokens[at]
            if word.kind == "word" and self.text.text[word.start].isupper():
                named = tuple(index for index in candidates if word.folded in self.first[index])
                if named:
                    return _Hit(token.start, named, (word.folded,), True)
            at -= 1
        return None

    def _unlisted(self, place: int) -> Found | None:
        """A name with a year in a parenthesis that no entry answers to."""
        token = self.tokens[place]
        bracket = self._bracket(place)
        if token.kind != "year" or bracket < 0:
            return None
        begin = max(self.tokens[bracket].end, token.start - 120)
        piece = self.text.text[begin : token.start]
        named = _UNLISTED.search(piece[piece.rfind(";") + 1 :])
        if not named or _NO_NAME.fullmatch(named["name"]):
            return None
        start = token.start - len(named[0])
        return Found(start, token.end, self.text.text[start : token.end], "not-listed", (), "parenthetical")

    def _personal(self) -> Iterator[Found]:
        for match in _PERSONAL.finditer(self.text.text):
            begin = max(0, match.start() - 60)
            if speaker := _SPEAKER.search(self.text.text[begin : match.start()]):
                start = begin + speaker.start()
                yield Found(start, match.end(), self.text.text[start : match.end()].strip(), "personal-communication")

    def _sentence_start(self, offset: int) -> int:
        window = self.text.text[max(0, offset - 400) : offset]
        ends = [match.end() for match in re.finditer(r"(?<![A-Z]\.)(?<!al\.)(?<=[.!?])\s+(?=[A-ZÀ-Þ])|\n\n", window)]
        return offset - len(window) + (ends[-1] if ends else 0)

    def _bracket(self, place: int) -> int:
        """The place of the parenthesis that is open at a token, or -1."""
        depth = 0
        for at in range(place - 1, max(-1, place - 120), -1):
            token = self.tokens[at]
            if token.kind == "mark" and token.folded in ")]":
                depth += 1
            elif token.kind == "mark" and token.folded in "([":
                if depth == 0:
                    return at
                depth -= 1
        return -1

    def _later(self, offset: int) -> str:
        """A locator alone in a parenthesis later in the sentence."""
        window = self.text.text[offset : offset + 400]
        end = re.search(r"(?<!p\.)(?<!pp\.)(?<=[.!?])\s+(?=[A-ZÀ-Þ])|\n\n(?![“\"«„])|\b(?:1[5-9]|20)\d\d\b", window)
        match = _LATER.search(window[: end.start() if end else None])
        return match["locator"].strip(" ,") if match else ""


def _tokens(text: str, start: int, end: int) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text, start, end):
        kind = match.lastgroup
        raw = match[0]
        if kind == "nd":
            letters = re.sub(r"[\s.\-]", "", raw.casefold())
            base = _DATELESS.get(letters) or (_DATELESS.get(letters[:2], letters) + letters[2:])
            yield _Token("nd", base, match.start(), match.end())
        elif kind == "year":
            yield _Token(
                "year", raw.casefold().partition("/")[0] if "/" in raw else raw.casefold(), match.start(), match.end()
            )
        elif kind == "word":
            word = re.sub(r"[’']s$", "", raw)
            parts = fold(word).split() or [raw]
            for part in parts:
                yield _Token("word", part, match.start(), match.end())
        else:
            yield _Token("mark", raw, match.start(), match.end())


def _dates(reference: Reference) -> list[str]:
    years = (reference.year, reference.original_year)
    dates = [f"{year}{reference.suffix if year == reference.year else ''}" for year in years if year is not None]
    letters = re.sub(r"[\s.\-]", "", reference.date_text.casefold())
    if letters[:2] in ("nd", "sd"):
        dates.append("nd" + (reference.suffix or letters[2:3]))
    elif letters in _DATELESS:
        dates.append(_DATELESS[letters])
    return dates


def _forms(reference: Reference, acronyms: dict[tuple[str, ...], str]) -> Iterator[tuple[str, ...]]:
    """The ways in which a text can name the authors of a reference."""
    people = reference.authors or reference.editors
    names = [list(_written(name.particle, name.family, name.literal)) for name in people]
    if not names:
        title = tuple(fold(reference.title).split())
        for size in range(min(len(title), 3), min(len(title), 9) + 1):
            yield title[:size]
        return
    for first in names[0]:
        yield first
        if acronym := acronyms.get(first):
            yield (acronym,)
        if people[0].literal and len(first) > 1:
            yield ("".join(word[0] for word in first),)
            yield tuple(word for word in first if word != "the")
        for others in _OTHERS:
            yield (*first, *("&" if word in _AND and word != "et" else word for word in others))
        for second in names[1] if len(names) > 1 else ():
            yield (*first, "&", *second)
            yield (*first, "et", *second)
            yield (*first, *second, "et", "al")
            if len(names) == 2:
                yield (*first, *second)
    if len(names) > 2:
        whole: tuple[str, ...] = names[0][0]
        for place, name in enumerate(names[1:], 2):
            last = place == len(names)
            yield (*whole, "&", *name[0])
            whole = (*whole, *name[0])
            yield (*whole, "et", "al")
            if last:
                yield whole


def _written(particle: str, family: str, literal: str) -> Iterator[tuple[str, ...]]:
    if literal:
        words = tuple(word for word in fold(literal).split())
        yield tuple("&" if word in _AND and word != "et" else word for word in words)
        return
    alone = tuple(fold(family).split())
    if alone:
        yield alone
    if particle:
        yield (*fold(particle).split(), *alone)
    if len(alone) > 1:  # of a double name a text may give one half
        yield alone[-1:]
        yield alone[:1]


def _acronyms(text: str) -> dict[tuple[str, ...], str]:
    """Short names that the text itself gives: "Council of European Municipalities and Regions (CEMR)"."""
    found = {}
    for match in re.finditer(r"\(([A-Z][A-Za-z]{0,3}[A-Z]{1,8})\)", text):
        words = re.findall(r"[^\W\d_]+", text[max(0, match.start() - 120) : match.start()])
        for size in range(len(match[1]), min(len(words), len(match[1]) + 5) + 1):
            named = words[-size:]
            initials = "".join(word[0] for word in named if word[0].isupper())
            if named[0][0].isupper() and initials.casefold() == match[1].casefold():
                parts = tuple("&" if part in _AND else part for part in fold(" ".join(named)).split())
                found[parts] = match[1].casefold()
                break
    return found
