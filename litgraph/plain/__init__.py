"""Plain questions: `who cites Clerc 2020`, `works on sister cities since 2015`, by a small fixed grammar of English.

`litgraph.plain.forms` is the grammar. A question that fits none of its forms is not guessed at.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from litgraph import questions
from litgraph.plain.forms import FORMS, Clause, Form
from litgraph.plain.matching import FilledPattern, Matcher, Token, split_question
from litgraph.queries import grammar, named
from litgraph.queries.find import find
from litgraph.queries.grammar import NotUnderstood, Term
from litgraph.queries.mentions import resolve_section
from litgraph.queries.named import NotFound
from litgraph.queries.themes import list_titles
from litgraph.words import fold

__all__ = ["Understood", "answer", "ask", "understand", "usage"]

_OPTIONS = {"limit": "-n"}  # named otherwise on the command line


class Understood(NamedTuple):
    """The question of `litgraph.questions` that a plain question was taken for, with its words and options.

    `terms` are those of `find`, whose text is its word. Where it `counts`, only the number of works is asked for.
    """

    question: str
    words: tuple[str, ...] = ()
    options: tuple[tuple[str, str | int], ...] = ()
    terms: tuple[Term, ...] = ()
    counts: bool = False

    @property
    def command(self) -> str:
        """The command to type for the same answer."""
        # Two works are two arguments; the words of one need no quotation marks.
        arguments = map(_quote, self.words[0].split() if len(self.words) == 1 else self.words)
        words = map(_shell_term, self.terms) if self.terms else arguments
        options = [f"{_OPTIONS.get(name, f'--{name}')} {_quote(str(value))}" for name, value in self.options]
        return " ".join([f"litgraph {_command(self.question)}", *words, *options])


def ask(db: sqlite3.Connection, question: str) -> questions.Answer:
    """Answer a question in plain English, of a form in docs/ask.md: `ask(db, "who cites Clerc 2020?")`.

    Raises NotUnderstood for a question of no such form, and NotFound where it names no single work, theme or section.
    """
    return answer(db, understand(db, question))


def answer(db: sqlite3.Connection, understood: Understood) -> questions.Answer:
    """Answer a question that was understood."""
    words = [" ".join(term.text for term in understood.terms)] if understood.question == "find" else understood.words
    options: dict[str, Any] = dict(understood.options)
    result = questions.answer_question(db, understood.question, *words, **options)
    if not understood.counts:
        return result
    from litgraph.views.text.find import COUNT

    return questions.Answer(COUNT, result.value)


def understand(db: sqlite3.Connection, question: str) -> Understood:
    """Find out what a plain question asks for; raises NotUnderstood with the nearest forms where it is of none."""
    tokens = split_question(question)
    matcher = Matcher(tokens)
    for form in FORMS:
        for pattern in form.patterns:
            for filled in matcher.match(pattern):
                return _understand(db, form, filled)
    part = f'"{" ".join(question.split())}"'
    if matcher.stuck:
        part = f'"{" ".join(token.text for token in tokens[matcher.stuck :])}" in {part}'
    examples = " or ".join(f'"{form.example}"' for form in _nearest_forms(tokens))
    hint = f"did you mean a question like {examples}? Quote a title that is taken apart; "
    raise NotUnderstood(f"I don't understand {part}", f"{hint}litgraph ask --help lists all forms")


def usage(form: Form) -> str:
    """The command that a form stands for, with its slots: "litgraph who cites WORK"."""
    terms = [f"{_FIELDS.get(field, field)}:{value}" for field, value in form.terms]
    clauses = ["TERMS"] if any("CLAUSES" in pattern for pattern in form.patterns) else []
    options = [f"{_OPTIONS.get(name, f'--{name}')} {value}" for name, value in form.options]
    return " ".join([f"litgraph {_command(form.question)}", *form.words, *terms, *clauses, *options])


_FIELDS = {"place": "section", "topic": "theme"}


def _command(question: str) -> str:
    return {"who_cites": "who cites", "who_quotes": "who quotes"}.get(question) or question.replace("_", "-")


def _understand(db: sqlite3.Connection, form: Form, filled: FilledPattern) -> Understood:
    if form.question != "find":
        words = [word for slot in form.words for word in _words(slot, filled)]
        values = [(name, slot, _value(filled.slots[slot])) for name, slot in form.options]
        options = tuple((name, int(value) if slot == "N" else value) for name, slot, value in values)
        return Understood(form.question, tuple(words), options)
    terms: list[Term] = []
    sort = ""
    if kind := filled.slots.get("WORKS"):
        terms.append(grammar.make_term("kind", kind[0].word))
    terms += _terms(db, form.terms, filled.slots)
    for clause, slots, is_denied in filled.clauses:
        if any(field == "sort" for field, _ in clause.terms):
            sort = slots["SORT"][0].word
            continue
        clause_terms = list(_terms(db, clause.terms, slots))
        terms += _deny(clause, clause_terms) if is_denied else clause_terms
    options = (("sort", sort),) if sort else ()
    return Understood("find", (), options, tuple(dict.fromkeys(terms)), form.counts)


def _deny(clause: Clause, terms: Sequence[Term]) -> Iterator[Term]:
    if len(terms) != 1 or terms[0].negated:
        raise NotUnderstood(f'I don\'t understand "not {clause.example}"', "deny one thing at a time: not by Acuto")
    yield terms[0]._replace(negated=True)


def _words(slot: str, filled: FilledPattern) -> Iterator[str]:
    """The arguments that a slot stands for; the words of two works are parted by the question itself."""
    if slot in ("A and B", "A to B"):
        yield from (token.text for token in filled.slots["PAIR"])
    else:
        yield _value(filled.slots[slot]) if slot in filled.slots else slot


def _value(tokens: Sequence[Token]) -> str:
    """What stands in a slot, without "the" or "the paper" before it."""
    if len(tokens) > 1 and tokens[0].word in ("the", "a"):
        tokens = tokens[1:]
        if len(tokens) > 1 and tokens[0].word in ("work", "article", "book", "chapter", "report"):
            tokens = tokens[1:]
    return " ".join(token.text for token in tokens).strip(" ,;")


def _terms(
    db: sqlite3.Connection, pairs: Iterable[tuple[str, str]], slots: dict[str, tuple[Token, ...]]
) -> Iterator[Term]:
    """The terms of `find` for pairs of a field and the slot that holds its value."""
    for field, slot in pairs:
        tokens = slots.get(slot, ())
        text = _value(tokens) if tokens else slot
        if field == "author":
            yield from _authors(db, tokens)
        elif field == "topic":
            yield from _topic(db, tokens, text)
        elif field == "place":
            paper, section, _ = resolve_section(db, text, None)
            yield from (grammar.make_term("cited-by", paper), grammar.make_term("section", section))
        elif field == "key":
            yield grammar.make_term("key", named.resolve_work(db, text).work.key)
        elif field in ("after", "until"):
            yield grammar.make_term({"after": "since", "until": "before"}[field], int(text) + 1)
        elif field == "years":
            yield grammar.make_term("year", f"{slots['YEAR'][0].text}-{slots['LAST'][0].text}")
        else:
            # A comma would part two values.
            yield grammar.make_term(field, re.sub(r",(?=\S)", ", ", text))


def _authors(db: sqlite3.Connection, tokens: Sequence[Token]) -> Iterator[Term]:
    """One term for each author; raises NotFound for one of whom there is no work."""
    text = " ".join(f'"{token.text}"' if not token.word else token.text for token in tokens)
    for authors in re.split(r"\s+(?:and|&)\s+|,\s+", text):
        alternatives = [part.strip(' ",') for part in re.split(r"\s+or\s+", authors)]
        for name in alternatives:
            if not find(db, author=name, limit=0).total:
                raise _no_author(db, name)
        yield Term("author", tuple(alternatives))


def _no_author(db: sqlite3.Connection, name: str) -> NotFound:
    try:
        candidates = named.resolve_work(db, name).others
    except NotFound as missing:
        candidates = missing.candidates
    return NotFound(f'no author fits "{name}"', "unknown", candidates, "say the family name, or quote what is no name")


def _topic(db: sqlite3.Connection, tokens: Sequence[Token], text: str) -> Iterator[Term]:
    """The theme that is called `text`, else its words."""
    folded = fold(text)
    for identifier, title in list_titles(db):
        if folded in (fold(identifier), fold(title)):
            yield Term("theme", (identifier,))
            return
    for token in tokens:
        if not token.word or ":" in token.text:
            yield Term("phrase", (token.text,))
        elif token.word not in ("the", "a", "and") and fold(token.text):
            yield Term("words", (token.text.strip("-,;"),))


def _shell_term(term: Term) -> str:
    """A term of `find` as it is typed in a shell."""
    if term.field == "phrase":
        return f"'{term.text}'"
    if term.field == "words":
        return _quote(term.text)
    if term.negated and term.field == "is":
        return f"not:{','.join(term.values)}"
    return f"{'-' * term.negated}{term.field}:{_quote(','.join(term.values))}"


def _quote(text: str) -> str:
    """The text as one argument in a shell."""
    if re.fullmatch(r"[\w.,:/@%+=-]+", text):
        return text
    if re.search(r'["$`\\!]', text) and "'" not in text:
        return f"'{text}'"
    return '"' + re.sub(r'(["$`\\])', r"\\\1", text) + '"'


def _nearest_forms(tokens: Sequence[Token]) -> list[Form]:
    """The three forms whose words are most like those of the question."""
    from rapidfuzz.fuzz import token_set_ratio

    question = " ".join(token.word or token.text for token in tokens)

    def likeness(form: Form) -> float:
        patterns = (split_question(pattern) for pattern in (*form.patterns, form.example))
        return max(token_set_ratio(question, " ".join(token.word for token in pattern)) for pattern in patterns)

    return sorted(FORMS, key=likeness, reverse=True)[:3]
