"""Citations without a year: "ibid.", which repeats the citation before it, and authors named alone."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence, Set

from litgraph.reading.mentions.author_year import MOST_IN_TIE, AuthorYearMatcher, citation_kind
from litgraph.reading.mentions.locators import LOCATOR
from litgraph.reading.mentions.name_forms import NameForm
from litgraph.reading.mentions.signals import SIGNAL
from litgraph.reading.mentions.tokens import ET_AL, TextToken, locate_names
from litgraph.reading.mentions.unlisted import is_no_name
from litgraph.reading.paper import Mention
from litgraph.words import fold

__all__ = ["find_ibid", "find_name_only", "longest_form"]

_IBID = re.compile(
    r"(?<!\w)(?P<ibid>(?:(?:idem|id\.),?\s+)?ib(?:[ií]d)?(?:em\b\.?|\.)|ebd\.|ebenda\b|idem\b(?=\s*[,:]\s*p))"
    rf"(?!,?\s*(?:1[4-9]|20)\d\d)(?:\s*[,:]?\s*(?P<locator>{LOCATOR}|\d{{1,4}}(?:\s*[–—-]\s*\d{{1,4}})?(?=\s*[)\].,;])))?",
    re.I,
)
_NAME = r"[A-ZÀ-Þ][\w’'-]+"
_AND = r"\s+(?:&|and|y|e|und|et)\s+"
_UNLISTED_BEFORE = re.compile(rf"[(;]\s*(?P<name>{_NAME})(?:\s+et\s+al\.?|{_AND}{_NAME})?,?\s*$")
_COAUTHOR_BEFORE = re.compile(rf"(?<!\w){_NAME},?{_AND}$")
_SENTENCE_END = re.compile(r"(?<!\bal)(?<!\b[A-ZÀ-Þ])[.!?][”\"’»)\]]*\s+[(\[]?\s*$")
# How many letters may stand between "ibid." and the citation that it repeats, and between a name and its year.
_IBID_REACH = 2000
_YEAR_REACH = 400
_MOST_NAME_TOKENS = 20  # of all authors of a work


def find_ibid(
    matcher: AuthorYearMatcher, citations: Sequence[Mention], spans: Sequence[tuple[int, int]]
) -> Iterator[Mention]:
    """Find "ibid." and its like in `spans`: each cites again what the citation before it, or its parenthesis, cites.

    Where an author is named right before it, as in "(Berg, ibid., p. 7)", that is the last citation of this author.
    """
    starts = [citation.start for citation in citations]
    unlisted_texts = [citation.text for citation in citations if citation.kind == "not-listed"]
    unlisted_words = {word for text in unlisted_texts for word in fold(text).split()}
    named_end = -1  # of the last "ibid." behind a name, which the next repeats in its turn
    named_indexes: tuple[int, ...] = ()
    for match in (match for start, end in spans for match in _IBID.finditer(matcher.text, start, end)):
        offset = match.start("ibid")
        place = bisect_right(starts, offset) - 1
        cited_end = citations[place].end if place >= 0 else -1
        indexes: tuple[int, ...] = ()
        if named := _list_named_before(matcher, offset, unlisted_words):
            indexes = _list_last_cited(citations, place, *named)
            named_end, named_indexes = match.end(), indexes
        elif 0 <= max(cited_end, named_end) <= offset < max(cited_end, named_end) + _IBID_REACH:
            indexes = named_indexes if named_end > cited_end else _list_cited_together(citations, place)
        if not indexes:
            continue
        locator = (match["locator"] or "").strip()
        start, end = match.span("ibid")
        yield Mention(
            start, end, match["ibid"], citation_kind(indexes), indexes, "parenthetical", locator, where="ibid."
        )


def _list_named_before(
    matcher: AuthorYearMatcher, offset: int, unlisted_words: Container[str]
) -> tuple[NameForm, tuple[int, ...]] | None:
    """The name of an author right before the "ibid." at an offset, and the references of that author; None for none.

    A name that is not in the list counts where it is one of `unlisted_words`, those of citations of works that are not
    in it, and within the parenthesis of "ibid.": "(Vale, ibid.)".
    """
    position = bisect_left(matcher.tokens, offset, key=lambda token: token.start)
    if position == len(matcher.tokens) or _SENTENCE_END.search(matcher.text, max(0, offset - 30), offset):
        return None
    names = matcher.names_before(position)
    form = matcher.dated.all.find_longest_form(names.words)
    start = names.starts[-len(form)] if form else offset
    if form and not matcher.text[start:offset].islower():
        has_coauthor = _COAUTHOR_BEFORE.search(matcher.text, max(0, start - 40), start)
        return form, () if has_coauthor else matcher.dated.all.list_named(form)
    word, word_start = (names.words[-1], names.starts[-1]) if names.words else ("", offset)
    if word in unlisted_words and matcher.text[word_start].isupper():
        return (word,), ()
    unlisted = _UNLISTED_BEFORE.search(matcher.text, max(0, offset - 60), offset)
    if unlisted and not is_no_name(unlisted["name"]) and not SIGNAL.search(unlisted[0].rstrip(" ,")):
        return (fold(unlisted["name"]),), ()
    return None


def _list_last_cited(
    citations: Sequence[Mention], place: int, name: NameForm, indexes: Sequence[int]
) -> tuple[int, ...]:
    """Of the references of an author, those that the last citation of any, up to that at `place`, cites."""
    of_author = set(indexes)
    for cited_place in range(place, -1, -1):
        citation = citations[cited_place]
        if not of_author.isdisjoint(citation.references):
            return tuple(sorted(of_author.intersection(_list_cited_together(citations, cited_place))))
        if citation.kind == "not-listed" and set(name).issubset({*fold(citation.text).split(), ET_AL}):
            return ()
    return ()


def _list_cited_together(citations: Sequence[Mention], place: int) -> tuple[int, ...]:
    """The references of the citation at `place` and of those before it in its parenthesis; () where it has none."""
    last = citations[place]
    if not last.references:
        return ()
    recent = citations[max(0, place - 20) : place]
    group = [last, *(citation for citation in recent if citation.group and citation.group == last.group)]
    return tuple(sorted({index for citation in group for index in citation.references}))


def find_name_only(matcher: AuthorYearMatcher, citations: Sequence[Mention]) -> Iterator[Mention]:
    """Find where authors of `citations` are named without a year: "as Noor's study shows".

    A name that is a word of the text as well ("brown") counts only where it is written as a name: "Brown's", "Brown et
    al.", "J. Brown".
    """
    text, tokens = matcher.text, matcher.tokens
    forms: dict[str, dict[NameForm, set[int]]] = defaultdict(lambda: defaultdict(set))  # by first word
    for index in {index for citation in citations if citation.kind == "citation" for index in citation.references}:
        for form, distance in matcher.name_forms[index].items():
            if distance < 2 and len(form[0]) > 2:
                forms[form[0]][form].add(index)
    common_words = {token.folded for token in tokens if token.kind == "word" and text[token.start].islower()}
    spans = [(citation.start, citation.end) for citation in citations]
    alike: dict[NameForm, tuple[tuple[int, ...], set[str]]] = {}  # the references of each form, and their initials
    end = 0
    for position, token in enumerate(tokens):
        if token.kind != "word" or token.folded not in forms or token.start < end or not text[token.start].isupper():
            continue
        place = bisect_right(spans, (token.start, 10**12)) - 1
        if place >= 0 and token.start < spans[place][1]:
            continue
        form, form_end = longest_form(text, tokens[position : position + _MOST_NAME_TOKENS], forms[token.folded])
        if not form:
            continue
        indexes = forms[token.folded][form]
        if form not in alike:
            alike[form] = tuple(sorted(indexes))[:MOST_IN_TIE], {matcher.given_initial(index) for index in indexes}
        cited, initials = alike[form]
        following = citations[place + 1] if place + 1 < len(citations) else None
        is_cited_next = following is not None and not indexes.isdisjoint(following.references)
        if following and is_cited_next and following.text[0].isdigit() and following.start - token.end < _YEAR_REACH:
            continue  # "Toyoda found much (2016)" is one citation
        if _is_name(text, token.start, form_end, initials, common_words, form):
            end = form_end
            yield Mention(token.start, end, text[token.start : end], "name-only", cited, "narrative")


def longest_form(text: str, tokens: Sequence[TextToken], forms: Container[NameForm]) -> tuple[NameForm, int]:
    """The longest of `forms` that `tokens` begin with, and the offset of its end."""
    words: list[tuple[str, int]] = []
    longest: tuple[NameForm, int] = (), 0
    for token, previous in zip(tokens, (None, *tokens), strict=False):
        if previous and text[previous.end : token.start].strip(" .'’s"):
            break
        if token.kind == "word":
            words.append((token.folded, token.start))
            form = locate_names(words).words
            if form in forms and len(form) > len(longest[0]):
                longest = form, token.end
        elif token.kind != "mark" or token.folded not in ",.":
            break
    return longest


def _is_name(text: str, start: int, end: int, initials: Set[str], common_words: Set[str], form: NameForm) -> bool:
    """Whether `form`, between two offsets, is a name of an author with one of the given `initials`."""
    before, after = text[max(0, start - 30) : start], text[end : end + 30]
    has_several_words = len(form) > 1
    if re.match(r"[-‐]|\s[A-ZÀ-Þ][a-zß-ÿ]", after) and not has_several_words:
        return False  # "Foucault Institute"
    ahead = re.search(r"(?P<first>(?:^|[.!?:\n]\s+))?([A-ZÀ-Þ][^\W\d_]*)(\.?-?[A-ZÀ-Þ]?\.?)\s*$", before)
    if ahead and not (ahead["first"] is not None and 1 < len(ahead[2]) < 4):  # "As Foucault says"
        word = ahead[2].casefold()
        if word[:1] in initials and (len(word) == 1 or word not in common_words):
            return True
        if word not in common_words:
            return False  # another person of that name, or a street
    is_possessive = re.match(r"[’']s?\b", after) or text[end - 2 : end] in ("’s", "'s")
    return has_several_words or form[0] not in common_words or bool(is_possessive)
