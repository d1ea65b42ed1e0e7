"""Citations by author and year: the names before each date of a text are compared with those of the references."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import cached_property
from typing import Literal, NamedTuple

from rapidfuzz.distance import OSA

from litgraph.reading.mentions.east_asian import EastAsianNames
from litgraph.reading.mentions.locators import LOCATOR
from litgraph.reading.mentions.name_forms import NameForm, find_acronyms, list_initials, list_name_forms
from litgraph.reading.mentions.named_references import DatedReferences, NamedReferences, PageRanges
from litgraph.reading.mentions.signals import SECOND_HAND, SIGNAL, SIGNAL_AFTER
from litgraph.reading.mentions.tokens import (
    EDITOR_LABELS,
    ET_AL,
    PlacedNames,
    TextToken,
    locate_names,
    split_joined,
    tokenize,
)
from litgraph.reading.mentions.unlisted import (
    UNLISTED,
    begins_citation,
    begins_parenthesis,
    find_personal_communications,
    is_no_name,
    is_publisher,
    leads_to_place,
)
from litgraph.reading.paper import Mention, PaperText, Reference
from litgraph.reading.references.fields import is_place
from litgraph.words import fold

__all__ = ["MOST_IN_TIE", "AuthorYearMatcher", "citation_kind"]

MOST_IN_TIE = 100  # entries that one citation is said to mean perhaps

_PAGES = r"\d{1,4}(?:\s*[–—-]\s*\d{1,4})?"
_NO_YEAR = r"(?!(?:1[4-9]|20)\d\d(?!\d))"
_LOCATOR = re.compile(
    rf"(?:\s?[,:]\s?|\s(?=pp?\.|S\.|pág|§))(?P<locator>{LOCATOR})"
    rf"|\s?:\s?(?P<pages>{_PAGES}(?:,\s*{_NO_YEAR}{_PAGES})*)(?=\s*[)\];,.]|\s[^\W\d])"
    rf"|\s?,\s?(?P<bare>{_NO_YEAR}{_PAGES}(?:,\s*{_NO_YEAR}{_PAGES})*)(?=\s*[)\];])",
    re.I,
)
_LOCATOR_AFTER_BRACKET = re.compile(r"\)\s*,?\s*(?P<locator>(?:pp?|págs?|pags?|S)\.\s*\d[\d–—-]*(?:,\s*\d[\d–—-]*)*)")
_BRACKETED_LOCATOR = re.compile(
    r"\(\s*(?P<locator>(?:pp?|págs?|pags?|S)\.?\s*\d[\d–—\-,\s]*)\s*(?:[;,][^()]{0,60})?\)", re.I
)
_AFTER_PAGE = re.compile(r"\s*[)\];,.]")
_TITLE_GOES_ON = re.compile(r" [A-ZÀ-Þ][a-zß-ÿ]{2}")
# "Apis mellifera (Linnaeus, 1758)" says who named the species; with a later year, it may be a citation.
_SPECIES = re.compile(r"\b[A-Z][a-z]+ (?:\([A-Z][a-z]+\) )?[a-z]{3,}(?: [a-z]{3,})? \($")
_LATEST_SPECIES_YEAR = 1930
_BEFORE_PUBLISHER = re.compile(r"([^\W\d_][^\W\d_. ]*(?: [A-ZÀ-Þ][^\W\d_.]*){0,2}):\s*$")  # "Oslo: Quay, 1969"
_MOST_WORDS_OF_BODY = 12
_HEAD_LENGTH = 60  # characters of an entry that begins with initials
_BETWEEN_DATES = re.compile(r"[\s,;()\[\]]{1,5}")
_NEXT_LETTER = re.compile(r"\s*(?:(?P<to>[–—-])|,|and|&|e|y|und|et)\s*(?P<letter>[b-z])(?![\w.’'])")
_GIVEN_NAME_BEFORE = re.compile(r"(?<![\w.-])([A-ZÀ-Þ])[\w.-]*(?:\s?[A-ZÀ-Þ]\.){0,2}\s*$")
_PARTICLES = frozenset(("de", "du", "d", "da", "dos", "von", "van", "zu"))
_IDEM = frozenset(("idem", "id", "eadem", "ders", "dies", "derselbe", "dieselbe"))
_IDEM_WITH_POINT = ("dies", "id")
_IDEM_REACH = 400  # characters between an author named without a year and "ders. (2006)"
_BETWEEN_YEARS = re.compile(
    rf"(?:\s*[,:]?\s*(?:{LOCATOR}|{_NO_YEAR}{_PAGES}))?(?:\s*,\s*[b-h](?!\w))*\s*(?:[,;]|and|&|y|e|und|et)\s*"
    r"(?:(?:and|&|y|e|und|et)\s+)?",
    re.I,
)


class _NameMatch(NamedTuple):
    """Where a citation begins, the indexes of the references that it can mean, and the folded words that name them."""

    start: int
    indexes: tuple[int, ...]
    name: NameForm
    is_narrative: bool = False
    where: str = ""


class _NamedMention(NamedTuple):
    """A citation, the folded words that name its authors, and the position of its date among the tokens."""

    mention: Mention
    name: NameForm
    position: int


class AuthorYearMatcher:
    """Finds in the `spans` of a paper's text where it cites `references` by author and year.

    Methods take the `position` of a date among the tokens of the text, and the `index` of a reference.
    """

    def __init__(self, paper: PaperText, references: Sequence[Reference], spans: Sequence[tuple[int, int]]) -> None:
        self.paper = paper
        self.text = paper.text
        self.references = {reference.index: reference for reference in references}
        acronyms = find_acronyms(self.text)
        self.name_forms = {reference.index: list_name_forms(reference, acronyms) for reference in references}
        self.dated = DatedReferences(references, self.name_forms)
        self.east_asian = EastAsianNames(references)
        self.places = {fold(reference.place) for reference in references if reference.place}
        self.author_words = {form[0] for forms in self.name_forms.values() for form in forms}
        tokens = [token for start, end in spans for token in tokenize(self.text, start, end)]
        self.tokens = split_joined(self.text, tokens, self.author_words)
        self.cited_indexes: set[int] = set()
        self._inside_entries: dict[tuple[str, str], tuple[int, ...]] = {}
        self._narrowed: dict[tuple[tuple[int, ...], str, str, int], tuple[int, ...]] = {}
        self._page_ranges: dict[tuple[int, ...], PageRanges] = {}

    def find_citations(self) -> list[Mention]:
        """Find the citations of listed and unlisted works, then the personal communications."""
        citations: list[Mention] = []
        previous: _NamedMention | None = None
        open_group, group_count = -1, 0
        for position, token in enumerate(self.tokens):
            if token.kind not in ("date", "op. cit."):
                continue
            match = self._match_authors(position, previous)
            if match is None:
                if untied := self._find_untied_idem(position):
                    previous = _NamedMention(untied, previous.name if previous else (), position)
                    citations.append(untied)
                elif unlisted := self._find_unlisted(position):
                    previous = _NamedMention(unlisted, (), position)
                    citations.append(unlisted)
                continue
            if previous and self._is_second_year(previous.mention, match, token):
                continue
            bracket = self._open_bracket(position)
            is_parenthetical = not match.is_narrative and bracket >= 0 and self.tokens[bracket].start <= match.start
            if is_parenthetical and bracket != open_group:
                open_group = bracket
                group_count += 1
            mention = self._build_citation(token, match, group_count if is_parenthetical else 0)
            if not mention.signal and mention.group and previous and previous.mention.group == mention.group:
                # A signal holds for all that follows in its parenthesis.
                mention = replace(mention, signal=previous.mention.signal)
            second_hand = SECOND_HAND.search(self.text[max(0, mention.start - 40) : mention.start])
            if second_hand and (original := self._find_original(mention, second_hand, previous)):
                mention = replace(mention, signal=second_hand["signal"])
                if previous and previous.mention.start == original.start:
                    place = len(citations) - 1 - citations[::-1].index(previous.mention)
                    del citations[place]
                citations.append(original)
            previous = _NamedMention(mention, match.name, position)
            citations.append(mention)
            citations += self._find_letter_series(token, mention, match.name)
            self.cited_indexes.update(mention.references if len(mention.references) == 1 else ())
        return [*citations, *find_personal_communications(self.text)]

    def _build_citation(self, token: TextToken, match: _NameMatch, group: int) -> Mention:
        locator = _locator(_LOCATOR.match(self.text, token.end))
        signal = SIGNAL.search(self.text[max(0, match.start - 60) : match.start])
        if not group:
            if not locator:
                bracketed = _LOCATOR_AFTER_BRACKET.match(self.text, token.end)
                locator = bracketed["locator"] if bracketed else self._find_later_locator(token.end)
            signal = signal or SIGNAL_AFTER.match(self.text, token.end)
        candidates = self._narrow(match, locator)
        indexes = candidates[:MOST_IN_TIE]
        return Mention(
            match.start,
            token.end,
            self.text[match.start : token.end],
            citation_kind(indexes),
            indexes,
            "parenthetical" if group else "narrative",
            locator,
            signal["signal"].strip() if signal else "",
            group,
            match.where,
            has_more=len(candidates) > MOST_IN_TIE,
        )

    def _is_second_year(self, previous: Mention, match: _NameMatch, token: TextToken) -> bool:
        """Whether a date is another of the entry just cited: "Kant (1781) 1998", "Smith 1990, 1995"."""
        return (
            match.start == token.start
            and len(match.indexes) == 1
            and match.indexes == previous.references
            and token.folded not in previous.text
            and _BETWEEN_DATES.fullmatch(self.text, previous.end, token.start) is not None
        )

    # which references the words before a date name

    def _match_authors(self, position: int, previous: _NamedMention | None) -> _NameMatch | None:
        names = self.names_before(position)
        token = self.tokens[position]
        if token.kind == "op. cit.":
            return self._match_op_cit(names)
        if self._is_idem(names):
            return self._match_idem(position, names.starts[-1], previous)
        match = self._match_by_date(token, names)
        return (
            (match if match and self._is_written_as_name(match, token) else None)
            or self._match_east_asian(token)
            or self._match_further_year(position, previous)
            or self._match_name_in_sentence(position)
        )

    def _is_written_as_name(self, match: _NameMatch, token: TextToken) -> bool:
        """Whether the words have a capital, or are as small as in the list ("bell hooks")."""
        printed = self.text[match.start : token.start]
        if not printed.islower():
            return True
        first_word = re.split(r"[\s,(]", printed, maxsplit=1)[0]
        return any(first_word in self.references[index].raw[:100] for index in match.indexes[:MOST_IN_TIE])

    def _match_by_date(self, token: TextToken, names: PlacedNames) -> _NameMatch | None:
        """Match the references of a date whose authors are named right before it; the longest form of a name wins."""
        if not names.words:
            return None
        for date in token.dates:
            for references in self.dated.by_closeness(date):
                if match := self._match_longest(references, names):
                    return match
            if match := self._match_initials(date, names):
                return match
        for date in token.dates:
            if match := self._match_first_author(date, names):
                return match
            if match := self._match_longest(self.dated.of_other_year(date), names, is_unique=True):
                return match
        match = self._match_longest(self.dated.undated_online, names, is_unique=True)
        return match or self._match_inside_entry(token, names)

    def _match_longest(
        self, references: NamedReferences, names: PlacedNames, is_unique: bool = False
    ) -> _NameMatch | None:
        """Match those of `references` with the longest form that `names` end with; if `is_unique`, only a single one.

        The first of several authors alone, or half a name, counts only where it is no other work's whole name.
        """
        form = references.find_longest_form(names.words)
        indexes = references.list_nearest(form)
        if not indexes or (is_unique and len(indexes) > 1):
            return None
        return _NameMatch(names.starts[-len(form)], indexes, form)

    def _match_east_asian(self, token: TextToken) -> _NameMatch | None:
        named = self.east_asian.find_named(self.text, token.start, token.dates)
        return _NameMatch(*named, ()) if named else None

    def _match_initials(self, date: str, names: PlacedNames) -> _NameMatch | None:
        """Match the only reference of a date that is listed under the initials of `names`: "WHO"."""
        references = self.dated.of_date(date)
        for size in range(2, min(len(names.words), _MOST_WORDS_OF_BODY) + 1):
            start = names.starts[-size]
            if not self.text[start].isupper():
                continue
            complete, counting = list_initials(names.words[-size:])
            # "CDC" has one letter less than the words of its name.
            shorter = (counting[:place] + counting[place + 1 :] for place in range(1, len(counting)))
            for initials in (complete, counting, *shorter):
                indexes = references.list_named((initials,)) if len(initials) > 2 else ()
                if len(indexes) == 1 and initials.upper() in self.references[indexes[0]].raw[:_HEAD_LENGTH]:
                    return _NameMatch(start, indexes, (initials,))
        return None

    def _match_first_author(self, date: str, names: PlacedNames) -> _NameMatch | None:
        """Match the only reference of a date that begins with one of `names` and has all behind it near its head."""
        references, words = self.dated.of_date(date), names.words
        matches: list[_NameMatch] = []
        for end in range(max(1, len(words) - 8), len(words)):
            for start in range(end):
                indexes = references.list_named_and_headed(words[start:end], words[end:])
                matches += [_NameMatch(names.starts[start], indexes, words[start:end])] if indexes else []
        if not matches or len({index for match in matches for index in match.indexes[:2]}) > 1:
            return None
        forms = list(self.name_forms[matches[0].indexes[0]])
        return min(matches, key=lambda match: forms.index(match.name))

    def _match_inside_entry(self, token: TextToken, names: PlacedNames) -> _NameMatch | None:
        """Match the only entry within which this name and year begin another: lists are not always split rightly."""
        place = len(names.words) - 1 - (names.words[-1] == ET_AL)
        name = re.compile(r"[^\W\d_][\w’'-]{3,}").match(self.text, names.starts[place]) if place >= 0 else None
        if not name or not name[0][0].isupper():
            return None
        key = name[0], token.folded
        if key not in self._inside_entries:
            entry = re.compile(rf"[^\s,]{{3}}[.)\]]\s+{re.escape(name[0])}\b.{{0,120}}?\b{token.folded}\b", re.DOTALL)
            dated = (self.dated.by_closeness(token.folded)[0], self.dated.of_other_year(token.folded))
            begun = [index for references in dated for index in references.list_begun_within(name[0])]
            self._inside_entries[key] = tuple(index for index in begun if entry.search(self.references[index].raw))
        indexes = self._inside_entries[key]
        return _NameMatch(names.starts[place], indexes, (names.words[place],)) if len(indexes) == 1 else None

    def _indexes_of_name(self, token: TextToken, name: NameForm) -> tuple[int, ...]:
        for date in token.dates:
            if indexes := self.dated.of_date(date).list_named(name):
                return indexes
        return ()

    def _is_idem(self, names: PlacedNames) -> bool:
        """Whether `names` end with "ders.", "idem" or the like; "dies" and "id" are words as well without a point."""
        word = names.words[-1] if names.words else ""
        end = names.starts[-1] + len(word) if word else 0
        return word in _IDEM and (word not in _IDEM_WITH_POINT or self.text[end : end + 1] == ".")

    def _match_idem(self, position: int, start: int, previous: _NamedMention | None) -> _NameMatch | None:
        """Match "ders. (2006)", at `start`, to the author cited last, or to one named since who wrote in that year."""
        token = self.tokens[position]
        first_offset = max(previous.mention.end if previous else 0, start - _IDEM_REACH)
        cursor = position - 1
        while cursor >= 0 and self.tokens[cursor].start >= first_offset:
            word = self.tokens[cursor]
            if word.kind == "word" and word.start < start and self.text[word.start].isupper():
                name = (word.folded,)
                if not _TITLE_GOES_ON.match(self.text, word.end) and (indexes := self._indexes_of_name(token, name)):
                    return _NameMatch(start, indexes, name, where="idem")
            cursor -= 1
        indexes = self._indexes_of_name(token, previous.name) if previous and previous.name else ()
        return _NameMatch(start, indexes, previous.name, where="idem") if previous and indexes else None

    def _find_untied_idem(self, position: int) -> Mention | None:
        """Find "ders. (2006)" where it cannot be told who that is: what follows repeats no citation before it."""
        token, names = self.tokens[position], self.names_before(position)
        if token.kind != "date" or not self._is_idem(names):
            return None
        start = names.starts[-1]
        bracket = self._open_bracket(position)
        form: Literal["narrative", "parenthetical"] = (
            "parenthetical" if bracket >= 0 and self.tokens[bracket].start < start else "narrative"
        )
        locator = _locator(_LOCATOR.match(self.text, token.end))
        return Mention(start, token.end, self.text[start : token.end], "not-listed", (), form, locator, where="idem")

    def _match_op_cit(self, names: PlacedNames) -> _NameMatch | None:
        """Match "Silva, op. cit.": the works of the author cited so far, or else all works of the author."""
        if (match := self._match_longest(self.dated.all, names)) is None:
            return None
        cited = tuple(filter(self.cited_indexes.__contains__, match.indexes))
        return match._replace(indexes=cited or match.indexes, where="op. cit.")

    def names_before(self, position: int) -> PlacedNames:
        """The names before a date or "ibid."; at most 24 words, without initials, editors' labels and punctuation."""
        words: list[tuple[str, int]] = []
        cursor = position - 1
        open_count = 0
        while cursor >= 0 and len(words) < 24:
            token = self.tokens[cursor]
            if self.tokens[cursor + 1].start - token.end > 12:
                break
            if token.kind == "mark":
                if token.folded in "([":
                    open_count += 1
                    between = self.tokens[cursor + 1 : position]
                    if open_count > 1 or (words and any(token.kind != "mark" for token in between)):
                        break
                elif token.folded in ")]" and (aside := self._aside_start(cursor)) is not None:
                    cursor = aside
                elif token.folded == ";" and words and not self._ends_citation(cursor):
                    pass  # between two authors, as ABNT has it: (SILVA; SOUZA, 2010)
                elif token.folded == ";" and cursor == position - 1:
                    pass  # a slip for a comma: (Silva et al.; 2010)
                elif token.folded in ")];" or (token.folded == ":" and words):
                    break
            elif token.kind == "word":
                if token.folded not in EDITOR_LABELS and not self._is_initial(token):
                    words.append((token.folded, token.start))
            else:
                break
            cursor -= 1
        words.reverse()
        if [word for word, _ in words[-3:]] == ["a", "cura", "di"]:
            del words[-3:]
        return locate_names(words)

    def _aside_start(self, close: int) -> int | None:
        """The opening of the parenthesis that token `close` ends, if it holds only "eds.", "de" or a short name."""
        for cursor in range(close - 1, max(-1, close - 4), -1):
            token = self.tokens[cursor]
            if token.kind == "mark" and token.folded in "([":
                return cursor if cursor < close - 1 else None
            printed = self.text[token.start : token.end]
            is_short_name = printed.isupper() and len(printed) > 1
            is_known = token.folded in ".," or token.folded in EDITOR_LABELS or token.folded in _PARTICLES
            if not is_known and not is_short_name:
                return None
        return None

    def _ends_citation(self, semicolon: int) -> bool:
        """Whether what stands before the token `semicolon` is another citation, and not an author of this one."""
        cursor = semicolon - 1
        if cursor < 0 or self.tokens[cursor].kind not in ("word", "mark") or self.tokens[cursor].folded in "([;:)]":
            return True
        if re.search(r"\d", self.text[self.tokens[cursor].end : self.tokens[semicolon].start]):
            return True
        while cursor > 0 and self.tokens[cursor].kind == "mark" and self.tokens[cursor].folded in ".,":
            cursor -= 1
        token = self.tokens[cursor]
        return token.kind != "word" or not self.text[token.start].isupper()

    def _is_initial(self, token: TextToken) -> bool:
        printed = self.text[token.start : token.end]
        if len(printed) == 1:
            return printed.isupper() and self.text[token.end : token.end + 1] in (".", " ", "-", ",")
        return token.folded not in self.author_words and bool(re.fullmatch(r"[IVXLC]{2,6}", printed))

    def _match_further_year(self, position: int, previous: _NamedMention | None) -> _NameMatch | None:
        """Match a further year of the authors just named: "Smith 2010, 2012a"."""
        if previous is None or not previous.name or not 0 < position - previous.position <= 8:
            return None
        token = self.tokens[position]
        if not _BETWEEN_YEARS.fullmatch(self.text[previous.mention.end : token.start]):
            return None
        indexes = self._indexes_of_name(token, previous.name)
        is_narrative = previous.mention.form == "narrative"
        return _NameMatch(token.start, indexes, previous.name, is_narrative) if indexes else None

    def _find_letter_series(self, token: TextToken, mention: Mention, name: NameForm) -> Iterator[Mention]:
        """Find the further works of "2010a, b" and "2010a–c"."""
        date = token.dates[-1] if token.dates else ""
        if not (date[:-1].isdigit() and date[-1:].isalpha()):
            return
        end, previous_letter = token.end, date[-1:]
        while match := _NEXT_LETTER.match(self.text, end):
            last_letter = match["letter"]
            if last_letter <= previous_letter:
                return
            first = ord(previous_letter) + 1 if match["to"] else ord(last_letter)
            for letter in map(chr, range(first, ord(last_letter) + 1)):
                named = self.dated.of_date(f"{date[:-1]}{letter}").list_named(name)
                indexes, has_more = named[:MOST_IN_TIE], len(named) > MOST_IN_TIE
                if not indexes:
                    return
                start, kind = match.start("letter"), citation_kind(indexes)
                where = "within a range" if letter != last_letter else ""
                further = replace(mention, kind=kind, references=indexes, where=where, has_more=has_more)
                yield replace(further, start=start, end=match.end(), text=self.text[start : match.end()])
                self.cited_indexes.update(indexes)
            end, previous_letter = match.end(), last_letter

    def _match_name_in_sentence(self, position: int) -> _NameMatch | None:
        """Match a year alone in a parenthesis to a name before it in the sentence: "Toyoda found ... (2016, p. 20)"."""
        token = self.tokens[position]
        bracket = self.tokens[position - 1] if position else None
        if bracket is None or bracket.folded not in "([" or bracket.kind != "mark" or token.start - bracket.end > 1:
            return None
        if self._is_named_before(bracket.start):
            return None
        sentence_start = self._sentence_start(bracket.start)
        dated = self.dated.of_date(token.folded)
        for cursor in range(position - 2, -1, -1):
            word = self.tokens[cursor]
            if word.start < sentence_start:
                break
            is_name = word.kind == "word" and self.text[word.start].isupper()
            if is_name and _TITLE_GOES_ON.match(self.text, word.end):
                continue  # "the Toyoda Institute"
            if is_name and (indexes := dated.list_named_first(word.folded)):
                return _NameMatch(token.start, indexes, (word.folded,), True)
        return None

    def _is_named_before(self, bracket: int) -> bool:
        """Whether a bracket follows authors, who then are those of what is in it: "Vik and Moe (2014)"."""
        authors = UNLISTED.search(self.text[max(0, bracket - 120) : bracket].rstrip())
        return authors is not None and bool(authors["coauthors"] or fold(authors["name"]) in self.author_words)

    # which of several references is meant

    def _narrow(self, match: _NameMatch, locator: str) -> tuple[int, ...]:
        """Of several references keep those that a letter, a given name or a page speaks for, or one entry of a work."""
        if len(match.indexes) < 2:
            return match.indexes
        year = re.compile(r"(?:1[4-9]|20)\d\d").search(self.text, match.start, match.start + 300)
        lettered = re.compile(r"\d{4}([a-h])").match(self.text, year.start() if year else match.start)
        given_name = _GIVEN_NAME_BEFORE.search(self.text[max(0, match.start - 30) : match.start])
        page = re.search(r"\d{1,9}", locator)
        key = (
            match.indexes,
            lettered[1] if lettered else "",
            fold(given_name[1]) if given_name else "",
            int(page[0]) if page else -1,
        )
        if key not in self._narrowed:
            self._narrowed[key] = self._narrow_by(*key)
        return self._narrowed[key]

    def _narrow_by(self, indexes: tuple[int, ...], letter: str, initial: str, page: int) -> tuple[int, ...]:
        """Keep the references that a letter, an initial or a page speaks for; "", "" and -1 stand for none."""
        if letter and not any(self.references[index].suffix for index in indexes):
            # Entries that print no letters after their year are lettered in their order.
            indexes = indexes[ord(letter) - ord("a") :][:1] or indexes
        if initial and len(indexes) > 1:
            indexes = tuple(index for index in indexes if self.given_initial(index) == initial) or indexes
        if page >= 0 and len(indexes) > 1:
            indexes = self._keep_by_page(page, indexes) or indexes
        return (self._keep_of_longest_list(indexes) if len(indexes) > 1 else ()) or indexes

    def given_initial(self, index: int) -> str:
        """The first letter of the given name of a reference's first author."""
        people = self.references[index].authors or self.references[index].editors
        return fold(people[0].given)[:1] if people else ""

    def _keep_by_page(self, page: int, indexes: tuple[int, ...]) -> tuple[int, ...]:
        """Keep the references whose pages hold `page`, if all have a first and a last page."""
        if indexes not in self._page_ranges:
            pages = [tuple(map(int, re.findall(r"\d{1,9}", self.references[index].pages))) for index in indexes]
            are_ranges = all(len(numbers) == 2 for numbers in pages)
            self._page_ranges[indexes] = PageRanges.of(pages if are_ranges else ())
        return tuple(indexes[place] for place in self._page_ranges[indexes].list_places(page))

    def _keep_of_longest_list(self, indexes: Sequence[int]) -> tuple[int, ...]:
        """Of the entries of one work in several lists keep that of the longest list."""
        title = min((fold(self.references[index].title) for index in indexes), key=len)
        is_same_work = len(title) >= 12 and all(title in fold(self.references[index].raw) for index in indexes)
        if not is_same_work or len({self.references[index].suffix for index in indexes}) > 1:
            return ()
        return (max(indexes, key=lambda index: (self._list_sizes[self._list_by_index[index]], -index)),)

    @cached_property
    def _list_by_index(self) -> dict[int, int]:
        """The number of headings before each entry, which tells its list."""
        headings = [piece.start for piece in self.paper.pieces if piece.flow == "heading"]
        return {index: bisect_right(headings, reference.start) for index, reference in self.references.items()}

    @cached_property
    def _list_sizes(self) -> Counter[int]:
        return Counter(self._list_by_index.values())

    # works that are in no list

    def _find_unlisted(self, position: int) -> Mention | None:
        """Find a name with a year in a parenthesis that no entry answers to, or only one that is spelt otherwise.

        Before a parenthesis, many things have a capital and a year: only "et al." or a locator tells a citation there.
        """
        token = self.tokens[position]
        bracket = self._open_bracket(position)
        if token.kind != "date" or not token.folded[:4].isdigit() or bracket < 0:
            return None
        is_narrative = self.tokens[bracket].end == token.start
        before = self.text[max(0 if is_narrative else self.tokens[bracket].end, token.start - 120) : token.start]
        authors = UNLISTED.search(before[before.rfind(";") + 1 :])
        if not authors:
            return None
        start = token.start - len(authors[0])
        text = self.text[start : token.end]
        form: Literal["narrative", "parenthetical"] = "narrative" if is_narrative else "parenthetical"
        match = _LOCATOR.match(self.text, token.end)
        coauthors = fold(authors["coauthors"] or "").split()
        if (index := self._match_misspelt(token, fold(authors["name"]), coauthors)) is not None:
            where = "spelt otherwise"
            return Mention(start, token.end, text, "citation", (index,), form, _locator(match), where=where)
        before_name = self.text[token.start - len(before) : start]
        begins = is_narrative or begins_citation(before_name)
        if not begins or self._is_no_author(authors["name"], coauthors, before_name, is_narrative):
            return None
        if int(token.folded[:4]) < _LATEST_SPECIES_YEAR and _SPECIES.search(self.text[max(0, start - 60) : start]):
            return None
        # "Many (1996: 40 percent)" has no page.
        has_page = match and (match["locator"] or (match["pages"] and _AFTER_PAGE.match(self.text, match.end())))
        if is_narrative and "al" not in coauthors and not has_page:
            return None
        is_bare = not coauthors and "," not in authors[0] and begins_parenthesis(before_name)
        if is_bare and not has_page and self._is_common_noun(authors["name"]):
            return None
        return Mention(start, token.end, text, "not-listed", (), form, _locator(match))

    def _is_no_author(self, name: str, coauthors: Sequence[str], before: str, is_narrative: bool) -> bool:
        """Whether names before a year are hardly authors: a month, or, after other words, a publisher or a place.

        "(Berlin, 1969)" and "(Press et al., 1992)" are people, "(Quay Press 1973)" and "(in Oslo, 2022)" are none.
        """
        if any(map(is_no_name, coauthors or [name])):
            return True
        town = _BEFORE_PUBLISHER.search(before)
        if town and self._is_place(town[1]):
            return True
        if coauthors:
            return "al" not in coauthors and self._is_place(name) and self._is_place(coauthors[-1])
        return (is_publisher(name) or self._is_place(name)) and leads_to_place(before, is_narrative)

    def _is_common_noun(self, name: str) -> bool:
        """Whether a text has the word in small letters as well, and its list has no author of the name: "Boats"."""
        return fold(name) in self._small_words and fold(name) not in self.author_words

    @cached_property
    def _small_words(self) -> frozenset[str]:
        return frozenset(
            token.folded for token in self.tokens if token.kind == "word" and self.text[token.start].islower()
        )

    def _is_place(self, name: str) -> bool:
        return fold(name) in self.places or is_place(name)

    def _match_misspelt(self, token: TextToken, name: str, coauthors: Sequence[str]) -> int | None:
        """The only reference of the year of whose authors' names one differs by one letter from those printed."""
        coauthor_words = set(coauthors).difference(("et", "al", "and", "y", "e", "und"))
        dated = self.dated.of_date(token.folded)
        if not dated.list_named_first(name):
            is_long = len(name) >= (4 if coauthor_words else 6)
            spellings = dated.list_misspelt_names(name) if is_long else []
            indexes = {
                index
                for spelling in spellings
                for index in dated.list_named_and_headed((spelling,), coauthor_words)[:2]
            }
        else:
            indexes = {
                index
                for index in dated.list_named_first(name)[:MOST_IN_TIE]
                if self._has_misspelt_coauthor(index, coauthor_words)
            }
        return indexes.pop() if len(indexes) == 1 else None

    def _has_misspelt_coauthor(self, index: int, printed: Set[str]) -> bool:
        """Whether the names of a reference's further authors are the printed ones but for one letter of one of them."""
        people = self.references[index].authors or self.references[index].editors
        listed = {word for person in people[1:] for word in fold(person.short).split()}
        misspelt, unprinted = printed - listed, listed - printed
        return len(misspelt) == len(unprinted) == 1 and all(
            len(word) > 2 and OSA.distance(word, name) == 1 for word, name in zip(misspelt, unprinted, strict=True)
        )

    def _find_original(self, mention: Mention, signal: re.Match[str], previous: _NamedMention | None) -> Mention | None:
        """Find who is cited through `citation`, as the `signal` before it says: `previous`, or a name in no list."""
        signal_start = max(0, mention.start - 40) + signal.start()
        is_in = signal["signal"].casefold() == "in"
        if previous and previous.mention.end <= signal_start <= previous.mention.end + 30:
            between = self.text[previous.mention.end : signal_start].strip(" ,:" if is_in else " ,:()")
            if not between or _LOCATOR.fullmatch(f", {between}") or _LOCATOR.fullmatch(f": {between}"):
                return replace(previous.mention, where="second-hand")
        before = self.text[max(0, signal_start - 60) : signal_start].rpartition("\n\n")[2]
        date = re.search(r"[\s(,]+(?:1[4-9]|20)\d\d[a-z]?,?$", before)
        authors = None if is_in else UNLISTED.search(before[: date.start() if date else None])
        if not authors or self._is_no_author(authors["name"], (), before[: authors.start()], is_narrative=True):
            return None
        start = signal_start - len(before) + authors.start()
        text = self.text[start : signal_start if date else start + len(authors["authors"])].rstrip(",")
        return Mention(start, start + len(text), text, "not-listed", (), mention.form, where="second-hand")

    # what stands around

    def _sentence_start(self, offset: int) -> int:
        window = self.text[max(0, offset - 400) : offset]
        ends = [match.end() for match in re.finditer(r"(?<![A-Z]\.)(?<!al\.)(?<=[.!?])\s+(?=[A-ZÀ-Þ])|\n\n", window)]
        return offset - len(window) + (ends[-1] if ends else 0)

    def _open_bracket(self, position: int) -> int:
        """The position of the bracket that is open at a date and not around it alone ("[s.d.]"), or -1."""
        depth = 0
        last = position - 1
        if last > 0 and self.tokens[last].folded == "[" and self.tokens[last].end == self.tokens[position].start:
            last -= 1
        for cursor in range(last, max(-1, position - 120), -1):
            token = self.tokens[cursor]
            if token.kind == "mark" and token.folded in ")]":
                depth += 1
            elif token.kind == "mark" and token.folded in "([":
                if depth == 0:
                    return cursor
                depth -= 1
        return -1

    def _find_later_locator(self, offset: int) -> str:
        """The locator alone in a parenthesis later in the sentence, or ""."""
        window = self.text[offset : offset + 400]
        end = re.search(r"(?<!p\.)(?<!pp\.)(?<=[.!?])\s+(?=[A-ZÀ-Þ])|\n\n(?![“\"«„])|\b(?:1[5-9]|20)\d\d\b", window)
        match = _BRACKETED_LOCATOR.search(window[: end.start() if end else None])
        return match["locator"].strip(" ,") if match else ""


def citation_kind(indexes: Sequence[int]) -> Literal["citation", "tie"]:
    """A citation of one reference, or a tie between several."""
    return "citation" if len(indexes) == 1 else "tie"


def _locator(match: re.Match[str] | None) -> str:
    return (match["locator"] or match["pages"] or match["bare"]).strip(" ,") if match else ""
