"""Matching a plain question with the patterns of the grammar, to find out what stands in their slots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from litgraph.plain.forms import CLAUSES, SLOTS, VARIANTS, Clause
from litgraph.queries import grammar
from litgraph.queries.find import SORTS

__all__ = ["FilledPattern", "Matcher", "StatedClause", "Token", "split_question"]

_MAX_WORDS = 80  # words of a question; more is a text pasted by mistake
_CANON = {form: word for word, forms in VARIANTS.items() for form in forms.split()}
_CONTRACTED = re.compile(r"(?i)\b(do|does|did|is|are|was|were|has|have|had)n't\b|\b(who|what|where|which|how)'s\b")
_WORDS: Mapping[str, str] = {
    "polite": "please hello hi hey can could would you i want like to know tell me us thanks thank",
    "filler": "the a all any me us please",
    "start": "show list give find what is me us",  # "show me the works", "what is the path from ..."
    "link": "that what is and but also write publish have do",  # "works that were published in 2016"
    "dating": "since before after until till in between from than",
    # No slot begins with these, and none of the stops stands in an author's name or a topic, unless it is quoted.
    "not-first": "by in with together only most of from to on about but and that not is cite theme",
    "stop": "that what whose but not without if than since before after until from why how nowhere",
    "noun": "work article book chapter report study",
    "any-work": "work anything everything literature",
}
_ROLES = {role: frozenset(words.split()) for role, words in _WORDS.items()}


class Token(NamedTuple):
    """A word of the question as it is written, and as patterns know it; `word` is empty for what is quoted."""

    text: str
    word: str


class StatedClause(NamedTuple):
    """A clause of a question, what stands in its slots, and whether it is denied."""

    clause: Clause
    slots: dict[str, tuple[Token, ...]]
    is_denied: bool


class FilledPattern(NamedTuple):
    """What stands in the slots of a pattern, and the clauses that follow."""

    slots: dict[str, tuple[Token, ...]]
    clauses: tuple[StatedClause, ...] = ()


def split_question(question: str) -> tuple[Token, ...]:
    """The words of a question without what is only polite; what stands in quotation marks is one."""
    text = question.encode("utf-8", "replace").decode().replace("’", "'").replace("§", " section ")
    text = _CONTRACTED.sub(lambda match: f"{match[1]} not" if match[1] else f"{match[2]} is", text)
    tokens: list[Token] = []
    for quoted, bare in re.findall(r'(["“„«][^"“”„«»]+["“”»])|(\S+)', text):
        if quoted:
            tokens.append(Token(" ".join(quoted[1:-1].split()), ""))
        elif word := bare.strip('?!,;:"“”„«».…').casefold():
            tokens.append(Token(bare.strip('?!"“”„«»…'), _CANON.get(word, word)))
    while tokens and tokens[0].word in _ROLES["polite"]:
        del tokens[0]
    while tokens and tokens[-1].word in ("please", "thanks", "thank", "you"):
        del tokens[-1]
    return tuple(tokens)


def _items(pattern: str) -> list[tuple[str, bool]]:
    """The pieces of a pattern, and whether each may be left out."""
    for pair in ("A and B", "A to B"):
        pattern = pattern.replace(pair, "PAIR")
    return [(piece.strip("[]"), piece.startswith("[")) for piece in pattern.split()]


class Matcher:
    """Matches one question; `stuck` is the token of the furthest clause that was not understood, or 0."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tuple(tokens)
        self.stuck = 0
        self._clauses: dict[int, tuple[StatedClause, ...] | None] = {}

    def match(self, pattern: str) -> Iterator[FilledPattern]:
        """The ways in which the whole question fits the pattern, with what it may begin with left out or not."""
        if len(self.tokens) > _MAX_WORDS:
            return
        start = 0
        while start < len(self.tokens) and self.tokens[start].word in _ROLES["start"]:
            start += 1
        for begin in dict.fromkeys((0, start)):
            for filled, end in self._match(_items(pattern), begin):
                if end == len(self.tokens):
                    yield filled

    def _match(self, items: Sequence[tuple[str, bool]], at: int) -> Iterator[tuple[FilledPattern, int]]:
        """The ways in which a pattern fits what begins at a token, and where each ends."""
        if not items:
            yield FilledPattern({}), at
            return
        (piece, is_optional), following = items[0], items[1:]
        if piece == "CLAUSES":
            if clauses := self._clauses_from(at):
                yield FilledPattern({}, clauses), len(self.tokens)
        elif piece == "WORKS":
            for kind, end in self._kind(at):
                for filled, last in self._match(following, end):
                    yield filled._replace(slots={"WORKS": kind, **filled.slots}), last
        elif piece in SLOTS or piece == "PAIR":
            at = self._past_fillers(at) if piece in _SINGLE else at
            for end in range(at + 1, len(self.tokens) + 1):
                if _fits(piece, self.tokens[at:end]):
                    for filled, last in self._match(following, end):
                        yield filled._replace(slots={piece: self.tokens[at:end], **filled.slots}), last
        else:
            start, words = self._past_fillers(at), piece.split("/")
            word = self.tokens[start].word if start < len(self.tokens) else ""
            if word and any(word == _CANON.get(choice, choice) for choice in words):
                yield from self._match(following, start + 1)
        if is_optional:
            yield from self._match(following, at)

    def _past_fillers(self, at: int) -> int:
        while at < len(self.tokens) and self.tokens[at].word in _ROLES["filler"]:
            at += 1
        return at

    def _kind(self, at: int) -> Iterator[tuple[tuple[Token, ...], int]]:
        """The noun of the works asked for: nothing in the slot, or the kind that it names."""
        at = self._past_fillers(at)
        first, second = (token.word for token in (*self.tokens[at : at + 2], *_NONE * 2)[:2])
        if first in _ROLES["any-work"]:
            yield (), at + 1
        if _names_kind(first):
            if second in ("article", "articles", "work"):
                yield self.tokens[at : at + 1], at + 2
            yield self.tokens[at : at + 1], at + 1

    def _clauses_from(self, at: int) -> tuple[StatedClause, ...] | None:
        """The clauses from a token to the end; None where they are not understood."""
        if at not in self._clauses:
            self._clauses[at] = None
            self._clauses[at] = self._read_clauses(at)
        return self._clauses[at]

    def _read_clauses(self, at: int) -> tuple[StatedClause, ...] | None:
        begin, at = at, self._past_links(at)
        if at == len(self.tokens):
            return () if at == begin else None
        self.stuck = max(self.stuck, at)
        for start, is_denied in ((self._past_links(at + 1), True), (at, False)):
            if is_denied and self.tokens[at].word not in ("not", "except"):
                continue
            for clause in CLAUSES:
                for pattern in clause.patterns:
                    for filled, end in self._match(_items(pattern), start):
                        following = self._clauses_from(end)
                        if following is not None:
                            return (StatedClause(clause, filled.slots, is_denied), *following)
        return None

    def _past_links(self, at: int) -> int:
        while at < len(self.tokens) and self.tokens[at].word in _ROLES["link"] | _ROLES["filler"]:
            at += 1
        return at


_NONE = (Token("", ""),)
_SINGLE = frozenset(("YEAR", "LAST", "N", "SORT"))


def _names_kind(word: str) -> bool:
    try:
        return bool(word) and bool(grammar.csl_types(word))
    except grammar.NotUnderstood:
        return False


def _is_year(word: str) -> bool:
    word = word.strip("()")
    return len(word) in (4, 5) and word[:4].isdecimal() and word[:2] in _CENTURIES and not word[4:].isdecimal()


_CENTURIES = ("14", "15", "16", "17", "18", "19", "20")


def _fits(slot: str, tokens: Sequence[Token]) -> bool:
    """Whether the words may stand in the slot; whether a work or theme is called so, the question itself finds out."""
    words = [token.word for token in tokens]
    if slot in _SINGLE:
        if len(words) != 1:
            return False
        return (
            words[0] in SORTS if slot == "SORT" else _is_number(words[0]) if slot == "N" else _is_four_digits(words[0])
        )
    if words[0] in _ROLES["not-first"] or words[-1] in ("and", "or", "but", "not"):
        return False
    years = [place for place, word in enumerate(words) if _is_year(word)]
    if any(place and words[place - 1] in _ROLES["dating"] for place in years):
        return False
    if slot in ("AUTHOR", "TOPIC", "TITLE", "CONTAINER"):
        return not years and not _ROLES["stop"] & set(words)
    if slot == "THEME":
        return not (_ROLES["stop"] | {"only"}) & set(words)
    if slot == "PAIR":
        return len(years) < 2 or years[-1] == len(words) - 1
    if slot in ("WORK", "PAPER", "A", "B", "VOICE"):
        # Whatever follows the year would be passed over: "Clerc 2020 and why".
        after = words[years[0] + 1 :] if years else []
        return not after or after[0].lstrip("(") in ("p", "pp") or (len(after) == 1 and after[0] in _ROLES["noun"])
    return True


def _is_number(word: str) -> bool:
    return word.isdecimal() and len(word) <= 4 and int(word) > 0


def _is_four_digits(word: str) -> bool:
    return word.isdecimal() and len(word) == 4
