"""Words that stand for a citation made before ("ibid."), and authors who are named without a year."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from litgraph.reading.mentions.byname import AuthorYear
from litgraph.reading.mentions.forms import Form
from litgraph.reading.mentions.locators import LOCATOR
from litgraph.reading.mentions.tokens import Token, located
from litgraph.reading.paper import Found, PaperText

__all__ = ["by_name_only", "repeated"]

_IBID = re.compile(
    r"(?<!\w)(?P<ibid>(?:(?:idem|id\.),?\s+)?ib(?:[ií]d)?(?:em\b\.?|\.)|ebd\.|ebenda\b|idem\b(?=\s*[,:]\s*p))"
    rf"(?!,?\s*(?:1[4-9]|20)\d\d)(?:\s*[,:]?\s*(?P<locator>{LOCATOR}|\d{{1,4}}(?:\s*[–—-]\s*\d{{1,4}})?(?=\s*[)\].,;])))?",
    re.I,
)
_FAR = 2000
_NEAR = 400
_LONGEST = 20  # tokens of a name with all its authors


def repeated(text: PaperText, found: Sequence[Found], spans: Sequence[tuple[int, int]]) -> Iterator[Found]:
    """What "ibid." stands for: the citation right before it; a tie where that is of several works."""
    starts = [each.start for each in found]
    for match in (match for start, end in spans for match in _IBID.finditer(text.text, start, end)):
        place = bisect_right(starts, match.start()) - 1
        last = found[place] if place >= 0 else None
        if last is None or not last.references or not last.end <= match.start() < last.end + _FAR:
            continue
        together = [each for each in found[max(0, place - 20) : place + 1] if each.group and each.group == last.group]
        cited = tuple(sorted({index for each in (*together, last) for index in each.references}))
        kind: Literal["citation", "tie"] = "citation" if len(cited) == 1 else "tie"
        locator = (match["locator"] or "").strip()
        start, end = match.span("ibid")
        yield Found(start, end, match["ibid"], kind, cited, "parenthetical", locator, where="ibid.")


def by_name_only(by_year: AuthorYear, found: Sequence[Found]) -> Iterator[Found]:
    """Where authors that are cited elsewhere are named without a year: "as Noor's study shows".

    A name that is a word of the text as well ("brown") counts only where it is written as a name: "Brown's", "Brown et
    al.", "J. Brown".
    """
    text, tokens = by_year.text.text, by_year.tokens
    known: dict[str, dict[Form, set[int]]] = defaultdict(lambda: defaultdict(set))
    for index in {index for each in found if each.kind == "citation" for index in each.references}:
        for form, distance in by_year.forms[index].items():
            if distance < 2 and len(form[0]) > 2:
                known[form[0]][form].add(index)
    common = {token.folded for token in tokens if token.kind == "word" and text[token.start].islower()}
    covered = [(each.start, each.end) for each in found]
    end = 0
    for place, token in enumerate(tokens):
        if token.kind != "word" or token.folded not in known or token.start < end or not text[token.start].isupper():
            continue
        at = bisect_right(covered, (token.start, 10**12)) - 1
        if at >= 0 and token.start < covered[at][1]:
            continue
        form, end_of_name = _longest(text, tokens[place : place + _LONGEST], known[token.folded])
        if not form:
            continue
        some = known[token.folded][form]
        after = found[at + 1] if at + 1 < len(found) else None
        if after and after.text[0].isdigit() and after.start - token.end < _NEAR and some & set(after.references):
            continue  # "Toyoda found much (2016)" is one citation
        given = {by_year.initial(index) for index in some}
        if _is_name(text, token.start, end_of_name, common, len(form) > 1, token.folded in common, given):
            end = end_of_name
            yield Found(token.start, end, text[token.start : end], "name-only", tuple(sorted(some)), "narrative")


def _longest(text: str, tokens: Sequence[Token], forms: Mapping[Form, set[int]]) -> tuple[Form, int]:
    """The longest form that a name takes here, and where it ends."""
    words: list[tuple[str, int]] = []
    best: tuple[Form, int] = (), 0
    for token, before in zip(tokens, (None, *tokens), strict=False):
        if before and text[before.end : token.start].strip(" .'’s"):
            break
        if token.kind == "word":
            words.append((token.folded, token.start))
            form, _ = located(words)
            if form in forms and len(form) > len(best[0]):
                best = form, token.end
        elif token.kind != "mark" or token.folded not in ",.":
            break
    return best


def _is_name(text: str, start: int, end: int, common: set[str], is_long: bool, is_word: bool, given: set[str]) -> bool:
    before, after = text[max(0, start - 30) : start], text[end : end + 30]
    if re.match(r"[-‐]|\s[A-ZÀ-Þ][a-zß-ÿ]", after) and not is_long:
        return False  # "Foucault Institute"
    ahead = re.search(r"(?P<first>(?:^|[.!?:\n]\s+))?([A-ZÀ-Þ][^\W\d_]*)(\.?-?[A-ZÀ-Þ]?\.?)\s*$", before)
    if ahead and not (ahead["first"] is not None and 1 < len(ahead[2]) < 4):  # "As Foucault says"
        word = ahead[2].casefold()
        if word[:1] in given and (len(word) == 1 or word not in common):
            return True
        if word not in common:
            return False  # another person of that name, a street
    return is_long or not is_word or bool(re.match(r"[’']s?\b", after) or text[end - 2 : end] in ("’s", "'s"))
