"""Citations by name and year: the forms that each reference can take are generated, and found in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Literal, NamedTuple

from rapidfuzz.distance import OSA

from litgraph.reading.mentions.forms import Form, acronyms, dates, forms, other_years
from litgraph.reading.mentions.locators import LOCATOR
from litgraph.reading.mentions.tokens import MORE, Token, is_editor, located, tokens
from litgraph.reading.paper import Found, PaperText, Reference
from litgraph.words import fold

__all__ = ["AuthorYear"]

_PAGES = r"\d{1,4}(?:\s*[–—-]\s*\d{1,4})?"
_NO_YEAR = r"(?!(?:1[4-9]|20)\d\d(?!\d))"
_LOCATOR = re.compile(
    rf"(?:\s?[,:]\s?|\s(?=pp?\.|S\.|pág|§))(?P<locator>{LOCATOR})"
    rf"|\s?:\s?(?P<pages>{_PAGES}(?:,\s*{_NO_YEAR}{_PAGES})*)(?=\s*[)\];,.]|\s[^\W\d])"
    rf"|\s?,\s?(?P<bare>{_NO_YEAR}{_PAGES}(?:,\s*{_NO_YEAR}{_PAGES})*)(?=\s*[)\];])",
    re.I,
)
_AFTER = re.compile(r"\)\s*,?\s*(?P<locator>(?:pp?|págs?|pags?|S)\.\s*\d[\d–—-]*(?:,\s*\d[\d–—-]*)*)")
_ONLINE = re.compile(r"https?:|www\.|\bdoi\b", re.I)
_LATER = re.compile(r"\(\s*(?P<locator>(?:pp?|págs?|pags?|S)\.?\s*\d[\d–—\-,\s]*)\s*(?:[;,][^()]{0,60})?\)", re.I)
_SIGNAL = re.compile(
    r"(?:^|[(;,]\s*|[:”\"»]\s+)(?P<signal>(?:but |and )?(?:see|e\.\s?g\.|i\.\s?e\.|for example|for instance|"
    r"cfr?\.?|compare|also|as in|as per|reviewed in|for (?:an? )?(?:recent )?(?:reviews?|overviews?|discussion),? see|"
    r"contra|pace|following|after|adapted from|based on|ver|vide|vid\.|confira|por exemplo|por ejemplo|p\. ?ex\.|véase|"
    r"véanse|vgl\.?|siehe|z\. ?B\.|so auch|voir|par exemple|si veda|si vedano|ad esempio|zie)"
    r"(?:,?\s+(?:also|auch|aussi|anche|ook|tamb[ée]m|también|further|por exemplo|for example|e\.\s?g\.|"
    r"for (?:a )?review))?)[,:]?\s*$",
    re.I,
)
# "Smith (2010), for example, found".
_SIGNAL_AFTER = re.compile(
    r"\s*\)?,\s*(?P<signal>for example|for instance|e\.g\.|por exemplo|por ejemplo|par exemple|zum Beispiel|z\.\s?B\.|"
    r"ad esempio)\s*,",
    re.I,
)
# What is said by one and known through another.
_SECOND = re.compile(
    r"[\s,;(](?P<signal>apud|(?:as\s+)?(?:cited|quoted)\s+(?:in|by)|in|"
    r"(?:como\s+|conforme\s+)?(?:citad[oa]s?|cit\.)\s+(?:por|em|en|in)|cit[ée]e?s?\s+(?:par|dans|in)|"
    r"(?:zit(?:iert)?\.?\s+)(?:nach|n\.|in|bei)|citat[oa]\s+(?:da|in)|geciteerd\s+(?:in|door))\s*:?\s*\(?\s*$",
    re.I,
)
_PERSON = r"(?:(?:[Dd]e|[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Dd]el|[Dd]i|[Ll]a|[Ll]e|[Dd]a|[Dd]os)\s+)*[A-ZÀ-Þ][\w’'\-]+"
# A name and a year in a parenthesis that are in no list: "(Barber, 2013)", "(see Kuhn & Lee 1999a)".
_UNLISTED = re.compile(
    rf"(?P<all>(?P<name>{_PERSON})(?P<rest>(?:,\s+{_PERSON})*,?\s+(?:&|and|y|e|und|et)\s+{_PERSON}|\s+et\s+al\.?)?),?"
    r"\s*[(\[]?$"
)
# Months in several languages, and what else stands before a year in a parenthesis.
_NO_NAME = re.compile(
    r"jan(?:uary|eiro|vier|uar)?|feb(?:ruary|rero|ruar|braio)?|fevereiro|fevrier|mar(?:ch|co|s|zo)|marz|apr(?:il|ile)?|"
    r"a[bv]ril|ma[yi]|maio|mayo|maggio|ju[nl](?:[yei]|ho|io)?|juin|juillet|giugno|luglio|aug(?:ust)?|agosto|aout|"
    r"sept?(?:ember|embre|iembre)?|setembro|settembre|o[ck]t(?:ober|obre|ubre)?|outubro|ottobre|"
    r"nov(?:ember|embre|embro|iembre)?|de[cz](?:ember|embre|embro|iembre)?|dicembre|diciembre|spring|summer|autumn|fall|"
    r"winter|fig(?:ure|ura)?s?|tab(?:le|ela|la)?s?|quadro|cuadro|abb|version|in|on|as|the|an?|since|vol|copyright|"
    r"established|founded|born|died|em|no|na|desde|ate|lei|decreto|ley|art|law|act|chapter|section|covid"
)
_PERSONAL = re.compile(
    r"[,(]\s*(?:personal communication|pers\.\s*comm\.?|comunica(?:ção|ción) (?:pessoal|personal)|"
    r"communication personnelle|persönliche Mitteilung|comunicazione personale)[^()]{0,40}",
    re.I,
)
_SPEAKER = re.compile(rf"(?:[A-Z]\.\s*){{0,3}}{_PERSON}(?:\s+(?:of\s+)?{_PERSON}){{0,3}}\s*$")
# "Apis mellifera (Linnaeus, 1758)" says who named it; later ones look like any sentence with a citation.
_SPECIES = re.compile(r"\b[A-Z][a-z]+ (?:\([A-Z][a-z]+\) )?[a-z]{3,}(?: [a-z]{3,})? \($")
_NAMED_SPECIES = 1930
_LETTERS = re.compile(r"\s*(?:(?P<to>[–—-])|,|and|&|e|y|und|et)\s*(?P<letter>[b-z])(?![\w.’'])")
_GIVEN = re.compile(r"(?<![\w.-])([A-ZÀ-Þ])[\w.-]*(?:\s?[A-ZÀ-Þ]\.){0,2}\s*$")
_SAME = frozenset(("idem", "id", "eadem", "ders", "dies", "derselbe", "dieselbe"))


class _Hit(NamedTuple):
    """Where a citation begins, what it can mean, and the folded words that name it."""

    start: int
    references: tuple[int, ...]
    named: Form
    is_narrative: bool = False
    where: str = ""


class AuthorYear:
    """A text and the references that it can cite by name and year."""

    def __init__(self, text: PaperText, references: Sequence[Reference], spans: Sequence[tuple[int, int]]) -> None:
        self.text = text
        self.references = {reference.index: reference for reference in references}
        self.tokens = [token for start, end in spans for token in tokens(text.text, start, end)]
        self.by_date: dict[str, list[int]] = defaultdict(list)
        self.other_dates: dict[str, list[int]] = defaultdict(list)
        self.undated: list[int] = []
        for reference in references:
            known = dates(reference)
            for date in known:
                self.by_date[date].append(reference.index)
            for date in other_years(reference):
                self.other_dates[date].append(reference.index)
            if not known and _ONLINE.search(reference.raw):
                self.undated.append(reference.index)
        short = acronyms(text.text)
        self.forms = {reference.index: forms(reference, short) for reference in references}
        self.first = {index: {form[0] for form in some} for index, some in self.forms.items()}
        self.known_names = {word for some in self.first.values() for word in some}
        self.cited: set[int] = set()
        self.groups = 0

    def find(self) -> Iterator[Found]:
        """The citations in the order of the text, those of unlisted works and of what was said in person among them."""
        last: tuple[Found, Form] | None = None
        last_place = -10
        open_group = -1
        for place, token in enumerate(self.tokens):
            if token.kind not in ("date", "again"):
                continue
            hit = self._hit(place, last, last_place)
            if hit is None:
                if unlisted := self._unlisted(place):
                    if last:
                        yield last[0]
                    last, last_place = (unlisted, ()), place
                continue
            bracket = self._bracket(place)
            is_within = not hit.is_narrative and bracket >= 0 and self.tokens[bracket].start <= hit.start
            group = 0
            if is_within:
                if bracket != open_group:
                    open_group = bracket
                    self.groups += 1
                group = self.groups
            found = self._found(token, hit, "parenthetical" if is_within else "narrative", group)
            if not found.signal and group and last and last[0].group == group:
                found = replace(found, signal=last[0].signal)  # it holds for all that follows in its parenthesis
            if second := _SECOND.search(self.text.text[max(0, found.start - 40) : found.start]):
                first = self._first_hand(found, second, last)
                if first:
                    found = replace(found, signal=second["signal"])
                    if last and last[0].start != first.start:
                        yield last[0]
                    last = (first, ())
            if last:
                yield last[0]
            last, last_place = (found, hit.named), place
            yield from self._letters(token, found, hit.named)
            self.cited.update(found.references if len(found.references) == 1 else ())
        if last:
            yield last[0]
        yield from self._personal()

    def _found(self, token: Token, hit: _Hit, form: Literal["narrative", "parenthetical"], group: int) -> Found:
        text = self.text.text
        locator = _LOCATOR.match(text, token.end)
        tail = (locator["locator"] or locator["pages"] or locator["bare"]).strip(" ,") if locator else ""
        if not tail and form == "narrative":
            after = _AFTER.match(text, token.end)
            tail = after["locator"] if after else self._later(token.end)
        signal = _SIGNAL.search(text[max(0, hit.start - 60) : hit.start])
        if not signal and form == "narrative":
            signal = _SIGNAL_AFTER.match(text, token.end)
        candidates = self._narrowed(hit, tail)
        return Found(
            hit.start,
            token.end,
            text[hit.start : token.end],
            "citation" if len(candidates) == 1 else "tie",
            candidates,
            form,
            tail,
            signal["signal"].strip() if signal else "",
            group,
            hit.where,
        )

    # who is named

    def _hit(self, place: int, last: tuple[Found, Form] | None, last_place: int) -> _Hit | None:
        words, starts = self._before(place)
        token = self.tokens[place]
        if token.kind == "again":
            return self._again(words, starts)
        if words and words[-1] in _SAME and last and last[1]:
            same = self._by_same(token, last[1])
            return _Hit(starts[-1], same, last[1], where="idem") if same else None
        named = self._named(token, words, starts)
        return (
            (named if named and self._is_name(named, token) else None)
            or self._continued(place, last, last_place)
            or self._apart(place)
        )

    def _is_name(self, hit: _Hit, token: Token) -> bool:
        """Whether words are written as a name: with a capital, or as small as in the list ("bell hooks")."""
        said = self.text.text[hit.start : token.start]
        if not said.islower():
            return True
        first = re.split(r"[\s,(]", said, maxsplit=1)[0]
        return any(first in self.references[index].raw[:100] for index in hit.references)

    def _named(self, token: Token, words: Form, starts: Sequence[int]) -> _Hit | None:
        """The references of this date whose authors stand right before it; the longest form decides."""
        if not words:
            return None
        for date in token.dates:
            for indexes in self._by_closeness(date):
                if hit := self._longest(indexes, words, starts):
                    return hit
        for date in token.dates:
            if hit := self._by_first(date, words, starts):
                return hit
            if hit := self._longest(self.other_dates.get(date, []), words, starts, alone=True):
                return hit
        return self._longest(self.undated, words, starts, alone=True) or self._within(token, words, starts)

    def _by_closeness(self, date: str) -> Iterator[list[int]]:
        """References of a date; then those with a letter after it, where the text has none, or the other way round."""
        yield self.by_date.get(date, [])
        if date[-1:].isdigit():
            yield [index for letter in "abcdefgh" for index in self.by_date.get(date + letter, [])]
        elif date[:-1].isdigit() or date[:-1] == "nd":
            yield self.by_date.get(date[:-1], [])

    def _longest(self, indexes: Iterable[int], words: Form, starts: Sequence[int], alone: bool = False) -> _Hit | None:
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
            # The first of several authors alone, or half a name, names a work only where no other is named wholly.
            least = min(self.forms[index][words[-longest:]] for index in best)
            best = [index for index in best if self.forms[index][words[-longest:]] == least]
        if not best or (alone and len(best) > 1):
            return None
        return _Hit(begin, tuple(sorted(best)), words[-longest:])

    def _by_first(self, date: str, words: Form, starts: Sequence[int]) -> _Hit | None:
        """The one reference of a date that begins with a name here, and has the further names in its head."""
        found: list[_Hit] = []
        for index in next(filter(None, self._by_closeness(date)), []):
            for form in self.forms[index]:
                size = len(form)
                for at in range(max(0, len(words) - size - 8), len(words) - size):
                    if words[at : at + size] == form and self._heads(index).issuperset(words[at + size :]):
                        found.append(_Hit(starts[at], (index,), form))
                        break
        return found[0] if found and len({hit.references for hit in found}) == 1 else None

    def _within(self, token: Token, words: Form, starts: Sequence[int]) -> _Hit | None:
        """The one entry in which another begins that has this name and year: a list is not always split rightly."""
        at = len(words) - 1 - (words[-1] == MORE)
        name = re.compile(r"[^\W\d_][\w’'-]{3,}").match(self.text.text, starts[at]) if at >= 0 else None
        if not name or not name[0][0].isupper():
            return None
        entry = re.compile(rf"[^\s,]{{3}}[.)\]]\s+{re.escape(name[0])}\b.{{0,120}}?\b{token.folded}\b", re.DOTALL)
        some = [*self.by_date.get(token.folded, []), *self.other_dates.get(token.folded, [])]
        found = [index for index in some if entry.search(self.references[index].raw)]
        return _Hit(starts[at], (found[0],), (words[at],)) if len(found) == 1 else None

    def _heads(self, index: int) -> set[str]:
        return {*fold(self.references[index].raw[:400]).split(), MORE}

    def _of_date(self, date: str) -> list[int]:
        return next(filter(None, self._by_closeness(date)), [])

    def _by_same(self, token: Token, named: Form) -> tuple[int, ...]:
        for date in token.dates:
            if same := tuple(index for index in self._of_date(date) if named in self.forms[index]):
                return same
        return ()

    def _again(self, words: Form, starts: Sequence[int]) -> _Hit | None:
        """ "Silva, op. cit.": what was cited of the author before, or else the only work of the author."""
        hit = self._longest(self.forms, words, starts)
        if hit is None:
            return None
        before = tuple(index for index in hit.references if index in self.cited)
        return hit._replace(references=before or hit.references, where="op. cit.")

    def _before(self, place: int) -> tuple[Form, list[int]]:
        """The words before a date, folded, without initials, commas and the opening of its parenthesis."""
        words: list[tuple[str, int]] = []
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
                elif token.folded == ")" and (inner := self._aside(at)) is not None:
                    at = inner
                elif token.folded == ";" and words and not self._is_list(at):
                    pass  # ABNT sets authors apart so: (SILVA; SOUZA, 2010)
                elif token.folded in ")];" or (token.folded == ":" and words):
                    break
            elif token.kind == "word":
                if not is_editor(token.folded) and not self._is_initial(token):
                    words.append((token.folded, token.start))
            else:
                break
            at -= 1
        words.reverse()
        if [word for word, _ in words[-3:]] == ["a", "cura", "di"]:
            del words[-3:]
        return located(words)

    def _aside(self, close: int) -> int | None:
        """The opening of a parenthesis that only says "(eds.)" or a short name, given its end."""
        for at in range(close - 1, max(-1, close - 4), -1):
            token = self.tokens[at]
            if token.kind == "mark" and token.folded == "(":
                return at if at < close - 1 else None
            short = self.text.text[token.start : token.end]
            if token.folded not in ".," and not is_editor(token.folded) and not (short.isupper() and len(short) > 1):
                return None
        return None

    def _is_list(self, semicolon: int) -> bool:
        """Whether what stands before a semicolon is another citation, and not an author of this one."""
        at = semicolon - 1
        if at < 0 or self.tokens[at].kind not in ("word", "mark") or self.tokens[at].folded in "([;:)]":
            return True
        if re.search(r"\d", self.text.text[self.tokens[at].end : self.tokens[semicolon].start]):
            return True
        while at > 0 and self.tokens[at].kind == "mark" and self.tokens[at].folded in ".,":
            at -= 1
        token = self.tokens[at]
        return token.kind != "word" or not self.text.text[token.start].isupper()

    def _is_initial(self, token: Token) -> bool:
        after = self.text.text[token.end : token.end + 1]
        letter = self.text.text[token.start : token.end]
        if len(letter) == 1:
            return letter.isupper() and after in (".", " ", "-", ",")
        return token.folded not in self.known_names and bool(re.fullmatch(r"[IVXLC]{2,6}", letter))

    def _is_only_date(self, at: int, place: int) -> bool:
        return all(token.kind == "mark" for token in self.tokens[at + 1 : place])

    def _continued(self, place: int, last: tuple[Found, Form] | None, last_place: int) -> _Hit | None:
        """A further year of the authors just named: "Smith 2010, 2012a"."""
        if last is None or not last[1] or not 0 < place - last_place <= 8:
            return None
        between = self.text.text[last[0].end : self.tokens[place].start]
        if not _FURTHER.fullmatch(between):
            return None
        same = self._by_same(self.tokens[place], last[1])
        return _Hit(self.tokens[place].start, same, last[1], last[0].form == "narrative") if same else None

    def _letters(self, token: Token, found: Found, named: Form) -> Iterator[Found]:
        """The further works of "2010a, b" and "2010a–c"."""
        date = token.dates[-1] if token.dates else ""
        at, before = token.end, date[-1:]
        while date[:-1].isdigit() and date[-1:].isalpha() and (match := _LETTERS.match(self.text.text, at)):
            if match["letter"] <= before:
                return
            first = chr(ord(before) + 1) if match["to"] else match["letter"]
            for code in range(ord(first), ord(match["letter"]) + 1):
                same = tuple(i for i in self._of_date(f"{date[:-1]}{chr(code)}") if named in self.forms[i])
                if not same:
                    return
                start = match.start("letter")
                where = "within a range" if chr(code) != match["letter"] else ""
                kind: Literal["citation", "tie"] = "citation" if len(same) == 1 else "tie"
                letter = self.text.text[start : match.end()]
                yield replace(found, start=start, end=match.end(), text=letter, kind=kind, references=same, where=where)
                self.cited.update(same)
            at, before = match.end(), match["letter"]

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

    # which of several

    def _narrowed(self, hit: _Hit, locator: str) -> tuple[int, ...]:
        """Of several works those that a letter, a given name or a page speaks for, or one of two that are the same."""
        some = hit.references
        if len(some) < 2:
            return some
        for narrow in (self._by_letter(hit), self._by_given(hit), self._by_page(locator), self._by_list):
            some = tuple(narrow(some)) or some
            if len(some) == 1:
                break
        return some

    def _by_letter(self, hit: _Hit) -> Callable[[tuple[int, ...]], list[int]]:
        """Entries without letters stand in the order of the letters that the text gives them."""
        letter = re.compile(r"\d{4}([a-h])").match(self.text.text, self._year_after(hit.start))

        def narrow(some: tuple[int, ...]) -> list[int]:
            if not letter or any(self.references[index].suffix for index in some):
                return []
            return list(some)[ord(letter[1]) - ord("a") :][:1]

        return narrow

    def _year_after(self, start: int) -> int:
        match = re.compile(r"(?:1[4-9]|20)\d\d").search(self.text.text, start, start + 300)
        return match.start() if match else start

    def _by_given(self, hit: _Hit) -> Callable[[tuple[int, ...]], list[int]]:
        given = _GIVEN.search(self.text.text[max(0, hit.start - 30) : hit.start])
        initial = fold(given[1]) if given else ""
        return lambda some: [index for index in some if initial and self.initial(index) == initial]

    def initial(self, index: int) -> str:
        """The first letter of the given name of a reference's first author."""
        people = self.references[index].authors or self.references[index].editors
        return fold(people[0].given)[:1] if people else ""

    def _by_page(self, locator: str) -> Callable[[tuple[int, ...]], list[int]]:
        page = re.search(r"\d+", locator)

        def narrow(some: tuple[int, ...]) -> list[int]:
            ranges = {index: [int(each) for each in re.findall(r"\d+", self.references[index].pages)] for index in some}
            if not page or not all(len(each) == 2 for each in ranges.values()):
                return []
            return [index for index, (first, last) in ranges.items() if first <= int(page[0]) <= last]

        return narrow

    def _by_list(self, some: tuple[int, ...]) -> list[int]:
        """Of entries of one work in several lists that of the longest list."""
        title = min((fold(self.references[index].title) for index in some), key=len)
        if len(title) < 12 or not all(title in fold(self.references[index].raw) for index in some):
            return []
        if len({self.references[index].suffix for index in some}) > 1:
            return []
        return [max(some, key=lambda index: (self._sizes[self._lists[index]], -index))]

    @cached_property
    def _lists(self) -> dict[int, int]:
        """The heading that each entry stands under."""
        headings = [piece.start for piece in self.text.pieces if piece.flow == "heading"]
        return {index: bisect_right(headings, each.start) for index, each in self.references.items()}

    @cached_property
    def _sizes(self) -> Counter[int]:
        return Counter(self._lists.values())

    # who is in no list

    def _unlisted(self, place: int) -> Found | None:
        """A name with a year in a parenthesis that no entry answers to, or one that has a slip in it.

        Before a parenthesis, many things have a capital and a year: only "et al." or a locator tells a citation there.
        """
        token = self.tokens[place]
        bracket = self._bracket(place)
        if token.kind != "date" or not token.folded[:4].isdigit() or bracket < 0:
            return None
        is_narrative = self.tokens[bracket].end == token.start
        begin = max(0 if is_narrative else self.tokens[bracket].end, token.start - 120)
        piece = self.text.text[begin : token.start]
        named = _UNLISTED.search(piece[piece.rfind(";") + 1 :])
        if not named or _NO_NAME.fullmatch(fold(named["name"])):
            return None
        start = token.start - len(named[0])
        text = self.text.text[start : token.end]
        form: Literal["narrative", "parenthetical"] = "narrative" if is_narrative else "parenthetical"
        locator = _LOCATOR.match(self.text.text, token.end)
        tail = (locator["locator"] or locator["pages"] or locator["bare"]).strip(" ,") if locator else ""
        if (index := self._with_slip(token, named["name"], named["rest"] or "")) is not None:
            return Found(start, token.end, text, "citation", (index,), form, tail, where="spelt otherwise")
        if int(token.folded[:4]) < _NAMED_SPECIES and _SPECIES.search(self.text.text[max(0, start - 60) : start]):
            return None
        is_sure = "al" in fold(named["rest"] or "").split() or (locator and not locator["bare"])
        return Found(start, token.end, text, "not-listed", (), form, tail) if is_sure or not is_narrative else None

    def _with_slip(self, token: Token, name: str, rest: str) -> int | None:
        """The one reference of the year whose first author is spelt so but for a letter."""
        wanted = fold(name)
        if len(wanted) < 6:
            return None
        further = {word for word in fold(rest).split() if word not in ("et", "al", "and", "y", "e", "und")}
        near = {
            index
            for index in self._of_date(token.folded)
            for form in self.forms[index]
            if len(form) == 1 and abs(len(form[0]) - len(wanted)) < 2 and OSA.distance(form[0], wanted) == 1
        }
        near = {index for index in near if further <= self._heads(index)}
        return near.pop() if len(near) == 1 else None

    def _first_hand(self, found: Found, second: re.Match[str], last: tuple[Found, Form] | None) -> Found | None:
        """Who is cited through another, marked so: the citation just before, or a name in no list."""
        at = max(0, found.start - 40) + second.start()
        is_short = second["signal"].casefold() == "in"
        if last and last[0].end <= at <= last[0].end + 30:
            between = self.text.text[last[0].end : at].strip(" ,:" if is_short else " ,:()")
            if not between or _LOCATOR.fullmatch(f", {between}") or _LOCATOR.fullmatch(f": {between}"):
                return replace(last[0], where="second-hand")
        ahead = self.text.text[max(0, at - 60) : at]
        dated = re.search(r"[\s(,]+(?:1[4-9]|20)\d\d[a-z]?,?$", ahead)
        named = None if is_short else _UNLISTED.search(ahead[: dated.start() if dated else None])
        if not named or _NO_NAME.fullmatch(fold(named["name"])):
            return None
        start = max(0, at - 60) + named.start()
        text = self.text.text[start : at if dated else start + len(named["all"])].rstrip(",")
        return Found(start, start + len(text), text, "not-listed", (), found.form, where="second-hand")

    def _personal(self) -> Iterator[Found]:
        for match in _PERSONAL.finditer(self.text.text):
            begin = max(0, match.start() - 60)
            if speaker := _SPEAKER.search(self.text.text[begin : match.start()]):
                start = begin + speaker.start()
                yield Found(start, match.end(), self.text.text[start : match.end()].strip(), "personal-communication")

    # where

    def _sentence_start(self, offset: int) -> int:
        window = self.text.text[max(0, offset - 400) : offset]
        ends = [match.end() for match in re.finditer(r"(?<![A-Z]\.)(?<!al\.)(?<=[.!?])\s+(?=[A-ZÀ-Þ])|\n\n", window)]
        return offset - len(window) + (ends[-1] if ends else 0)

    def _bracket(self, place: int) -> int:
        """The place of the parenthesis that is open at a token, or -1; not one around the date alone: "[s.d.]"."""
        depth = 0
        first = place - 1
        if first > 0 and self.tokens[first].folded == "[" and self.tokens[first].end == self.tokens[place].start:
            first -= 1
        for at in range(first, max(-1, place - 120), -1):
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


_FURTHER = re.compile(
    rf"(?:\s*[,:]?\s*(?:{LOCATOR}|{_NO_YEAR}{_PAGES}))?(?:\s*,\s*[b-h](?!\w))*\s*(?:[,;]|and|&|y|e|und|et)\s*"
    r"(?:(?:and|&|y|e|und|et)\s+)?",
    re.I,
)
