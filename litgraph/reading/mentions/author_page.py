"""Citations by author and page without a year, as MLA style has them: "(Vik and Li 45)", "Vik says so (45)".

Pages in parentheses are many other things, so they are citations only in a paper that cites a good part of its list so.
The forms are those of the MLA Handbook, 9th edition, chapter 6.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from litgraph.reading.mentions.author_year import MOST_IN_TIE, AuthorYearMatcher, citation_kind
from litgraph.reading.mentions.name_forms import NameForm
from litgraph.reading.mentions.tokens import normalise_names
from litgraph.reading.mentions.without_year import longest_form
from litgraph.reading.paper import Mention
from litgraph.words import fold

__all__ = ["find_author_page"]

_PARENTHESIS = re.compile(r"\((?P<parts>[^()]{1,200})\)")
_PAGE = r"(?:\d{1,4}(?:\.\d{1,4}){0,2}|[ivxlc]{1,7})"
_RANGE = rf"{_PAGE}(?:\s?[-–—]\s?{_PAGE})?"
_PAGES = rf"(?:(?:pp?|chs?|secs?|lines?|pars?|vol)\.?,?\s)?{_RANGE}(?:,\s?{_RANGE}){{0,5}}"
_SIGNAL = r"(?P<signal>(?:see(?: also)?|cf\.|e\.g\.,?|qtd\. in|quoted in|cited in),?\s)?"
_NUMBERS = re.compile(rf"\s*(?P<pages>(?=\D*\d){_PAGES})\s*")
_NAMED = re.compile(rf"\s*{_SIGNAL}(?P<names>[^\W\d_“\"][^\d;]*?|[“\"][^\d;]+?)(?:,?\s+(?P<pages>{_PAGES}))?\s*")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_REACH = 300  # letters between a name and the page of its work
_MOST_NAME_TOKENS = 20
_AND = re.compile(r",?\s(?:and|&)\s|,\s")
_SENTENCE_END = re.compile(r"[^\W\d_]{2}[.!?][”\"’)]*\s")


def find_author_page(matcher: AuthorYearMatcher, spans: Sequence[tuple[int, int]]) -> list[Mention]:
    """Find citations by author and page in `spans`; none unless they reach two references and a third of the list."""
    by_form: dict[NameForm, list[int]] = defaultdict(list)
    for index, forms in matcher.name_forms.items():
        for form, distance in forms.items():
            if distance < 2:
                by_form[form].append(index)
    mentions = list(_find_parts(matcher, spans, by_form))
    cited = {index for mention in mentions if mention.locator for index in mention.references}
    return mentions if len(cited) >= max(2, len(matcher.references) / 3) else []


def _find_parts(
    matcher: AuthorYearMatcher, spans: Sequence[tuple[int, int]], by_form: Mapping[NameForm, Sequence[int]]
) -> Iterator[Mention]:
    parentheses = (match for start, end in spans for match in _PARENTHESIS.finditer(matcher.text, start, end))
    for group, parenthesis in enumerate(parentheses, 1):
        start = parenthesis.start("parts")
        parts = parenthesis["parts"].split(";")
        for part in parts:
            end = start + len(part)
            if numbers := _NUMBERS.fullmatch(matcher.text, start, end) if len(parts) == 1 else None:
                if not _YEAR.fullmatch(numbers["pages"]):
                    indexes = _list_named_before(matcher, by_form, parenthesis.start())
                    yield from _make_mention(numbers, indexes, "narrative")
            elif named := _NAMED.fullmatch(matcher.text, start, end):
                indexes = _list_named(matcher, by_form, named["names"], has_pages=bool(named["pages"]))
                yield from _make_mention(named, indexes, "parenthetical", group if len(parts) > 1 else 0)
            start = end + 1


def _make_mention(
    match: re.Match[str], indexes: tuple[int, ...], form: Literal["narrative", "parenthetical"], group: int = 0
) -> Iterator[Mention]:
    """Yield the citation of these references that a match stands for; nothing where there are none."""
    if indexes:
        signal = (match.groupdict().get("signal") or "").strip(" ,")
        start, end = (
            match.start("names" if form == "parenthetical" else "pages"),
            match.start() + len(match[0].rstrip()),
        )
        where = "second-hand" if signal.endswith(" in") else ""
        pages = match["pages"] or ""
        kind, named, has_more = citation_kind(indexes), indexes[:MOST_IN_TIE], len(indexes) > MOST_IN_TIE
        yield Mention(start, end, match.string[start:end], kind, named, form, pages, signal, group, where, has_more)


def _list_named(
    matcher: AuthorYearMatcher, by_form: Mapping[NameForm, Sequence[int]], names: str, has_pages: bool
) -> tuple[int, ...]:
    """The references that names mean, perhaps with the beginning of a title behind them: "Vik, Towns"."""
    words = normalise_names(fold(_AND.sub(" ", names)).split())
    for size in range(len(words), 0, -1):
        indexes = by_form.get(words[:size], ())
        if size < len(words):
            title = " ".join(words[size:])
            indexes = [index for index in indexes if title in fold(matcher.references[index].title)]
        if indexes and (has_pages or size == len(words)):
            return tuple(sorted(set(indexes)))
    title = fold(names.strip('“”" ,'))  # its author is named in the sentence
    entitled = [index for index, entry in matcher.references.items() if fold(entry.title).startswith(title)]
    return (entitled[0],) if len(entitled) == 1 and len(title) > 4 and (has_pages or " " in title) else ()


def _list_named_before(
    matcher: AuthorYearMatcher, by_form: Mapping[NameForm, Sequence[int]], offset: int
) -> tuple[int, ...]:
    """The references of the author who is named last before an offset in its sentence."""
    text, tokens = matcher.text, matcher.tokens
    first = max(offset - _REACH, text.rfind("\n", 0, offset))
    first = max((match.end() for match in _SENTENCE_END.finditer(text, first, offset)), default=first)
    last = bisect_left(tokens, offset, key=lambda token: token.start)
    for position in range(last - 1, -1, -1):
        token = tokens[position]
        if token.start < first:
            break
        if token.kind == "word" and text[token.start].isupper():
            form, _ = longest_form(text, tokens[position : min(last, position + _MOST_NAME_TOKENS)], by_form)
            if form:
                return tuple(sorted(set(by_form[form])))
    return ()
