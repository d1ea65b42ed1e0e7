"""Citations without a year: "ibid.", which repeats the citation before it, and authors named alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence, Set

from litgraph.reading.mentions.author_year import MOST_IN_TIE, AuthorYearMatcher, citation_kind
from litgraph.reading.mentions.locators import LOCATOR
from litgraph.reading.mentions.name_forms import NameForm
from litgraph.reading.mentions.tokens import TextToken, locate_names
from litgraph.reading.paper import Mention, PaperText

__all__ = ["find_ibid", "find_name_only", "longest_form"]

_IBID = re.compile(
    r"(?<!\w)(?P<ibid>(?:(?:idem|id\.),?\s+)?ib(?:[ií]d)?(?:em\b\.?|\.)|ebd\.|ebenda\b|idem\b(?=\s*[,:]\s*p))"
    rf"(?!,?\s*(?:1[4-9]|20)\d\d)(?:\s*[,:]?\s*(?P<locator>{LOCATOR}|\d{{1,4}}(?:\s*[–—-]\s*\d{{1,4}})?(?=\s*[)\].,;])))?",
    re.I,
)
# How many letters may stand between "ibid." and the citation that it repeats, and between a name and its year.
_IBID_REACH = 2000
_YEAR_REACH = 400
_MOST_NAME_TOKENS = 20  # of all authors of a work


def find_ibid(paper: PaperText, citations: Sequence[Mention], spans: Sequence[tuple[int, int]]) -> Iterator[Mention]:
    """Find "ibid." and its like in `spans`: each cites again what the citation before it, or its parenthesis, cites."""
    starts = [citation.start for citation in citations]
    for match in (match for start, end in spans for match in _IBID.finditer(paper.text, start, end)):
        place = bisect_right(starts, match.start()) - 1
        last = citations[place] if place >= 0 else None
        if last is None or not last.references or not last.end <= match.start() < last.end + _IBID_REACH:
            continue
        recent = citations[max(0, place - 20) : place]
        group = [last, *(citation for citation in recent if citation.group and citation.group == last.group)]
        indexes = tuple(sorted({index for citation in group for index in citation.references}))
        locator = (match["locator"] or "").strip()
        start, end = match.span("ibid")
        yield Mention(
            start, end, match["ibid"], citation_kind(indexes), indexes, "parenthetical", locator, where="ibid."
        )


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
