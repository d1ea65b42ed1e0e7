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
from litgraph.plain.matching import Filled, Matcher, Token, taken_apart
from litgraph.queries import grammar, named
from litgraph.queries.find import find
from litgraph.queries.grammar import NotUnderstood, Term
from litgraph.queries.mentions import section_meant
from litgraph.queries.named import NotFound
from litgraph.words import fold

__all__ = ["Understood", "answer", "ask", "understand", "usage"]

_OPTIONS = {"limit": "-n"}  # named otherwise on the command line


class Understood(NamedTuple):
    """What a plain question was taken for: a question of `litgraph.questions` with its words and options.

    `terms` are those of `find`, whose text is its word. Where it `counts`, only the number of works is asked for.
    """

    question: str
    words: tuple[str, ...] = ()
    options: tuple[tuple[str, str | int], ...] = ()
    terms: tuple[Term, ...] = ()
    counts: bool = False

    @property
    def command(self) -> str:
        """The same as a command to type."""
        # Two works are two arguments; the words of one need no quotation marks.
        said = map(_quoted, self.words[0].split() if len(self.words) == 1 else self.words)
        words = map(_term, self.terms) if self.terms else said
        options = [f"{_OPTIONS.get(name, f'--{name}')} {_quoted(str(value))}" for name, value in self.options]
        return " ".join([f"litgraph {_command(self.question)}", *words, *options])


def ask(db: sqlite3.Connection, question: str) -> questions.Answer:
    """The answer to a question in plain English, of a form in docs/ask.md: `ask(db, "who cites Clerc 2020?")`.

    Raises NotUnderstood for a question of no such form, and NotFound where it names no single work, theme or section.
    """
    return answer(db, understand(db, question))


def answer(db: sqlite3.Connection, understood: Understood) -> questions.Answer:
    """The answer to a question that was understood."""
    words = [" ".join(term.text for term in understood.terms)] if understood.question == "find" else understood.words
    options: dict[str, Any] = dict(understood.options)
    found = questions.answer_question(db, understood.question, *words, **options)
    if not understood.counts:
        return found
    from litgraph.views.text.find import COUNT

    return questions.Answer(COUNT, found.value)


def understand(db: sqlite3.Connection, question: str) -> Understood:
    """What a plain question asks for; raises NotUnderstood with the nearest forms where it is of none."""
    tokens = taken_apart(question)
    matcher = Matcher(tokens)
    for form in FORMS:
        for pattern in form.patterns:
            for filled in matcher.whole(pattern):
                return _understood(db, form, filled)
    what = f'"{" ".join(question.split())}"'
    if matcher.stuck:
        what = f'"{" ".join(token.text for token in tokens[matcher.stuck :])}" in {what}'
    near = " or ".join(f'"{form.example}"' for form in _nearest(tokens))
    hint = (
        f"did you mean a question like {near}? Quote a title that is taken apart; litgraph ask --help lists all forms"
    )
    raise NotUnderstood(f"I don't understand {what}", hint)


def usage(form: Form) -> str:
    """The command that a form stands for, with its slots: "litgraph who cites WORK"."""
    terms = [f"{_FIELDS.get(field, field)}:{value}" for field, value in form.terms]
    clauses = ["TERMS"] if any("CLAUSES" in pattern for pattern in form.patterns) else []
    options = [f"{_OPTIONS.get(name, f'--{name}')} {value}" for name, value in form.options]
    return " ".join([f"litgraph {_command(form.question)}", *form.words, *terms, *clauses, *options])


_FIELDS = {"place": "section", "topic": "theme"}


def _command(question: str) -> str:
    return {"who_cites": "who cites", "who_quotes": "who quotes"}.get(question) or question.replace("_", "-")


def _understood(db: sqlite3.Connection, form: Form, filled: Filled) -> Understood:
    if form.question != "find":
        words = [word for slot in form.words for word in _words(slot, filled)]
        given = [(name, slot, _value(filled.slots[slot])) for name, slot in form.options]
        options = tuple((name, int(value) if slot == "N" else value) for name, slot, value in given)
        return Understood(form.question, tuple(words), options)
    terms: list[Term] = []
    sort = ""
    if kind := filled.slots.get("WORKS"):
        terms.append(grammar.term("kind", kind[0].word))
    terms += _terms(db, form.terms, filled.slots)
    for clause, slots, denied in filled.clauses:
        if any(field == "sort" for field, _ in clause.terms):
            sort = slots["SORT"][0].word
            continue
        said = list(_terms(db, clause.terms, slots))
        terms += _denied(clause, said) if denied else said
    options = (("sort", sort),) if sort else ()
    return Understood("find", (), options, tuple(dict.fromkeys(terms)), form.counts)


def _denied(clause: Clause, terms: Sequence[Term]) -> Iterator[Term]:
    if len(terms) != 1 or terms[0].negated:
        raise NotUnderstood(f'I don\'t understand "not {clause.example}"', "deny one thing at a time: not by Acuto")
    yield terms[0]._replace(negated=True)


def _words(slot: str, filled: Filled) -> Iterator[str]:
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
    db: sqlite3.Connection, wanted: Iterable[tuple[str, str]], slots: dict[str, tuple[Token, ...]]
) -> Iterator[Term]:
    for field, slot in wanted:
        tokens = slots.get(slot, ())
        text = _value(tokens) if tokens else slot
        if field == "author":
            yield from _authors(db, tokens)
        elif field == "topic":
            yield from _topic(db, tokens, text)
        elif field == "place":
            paper, section, _ = section_meant(db, text, None)
            yield from (grammar.term("cited-by", paper), grammar.term("section", section))
        elif field == "key":
            yield grammar.term("key", named.meant(db, text).work.key)
        elif field in ("after", "until"):
            yield grammar.term({"after": "since", "until": "before"}[field], int(text) + 1)
        elif field == "years":
            yield grammar.term("year", f"{slots['YEAR'][0].text}-{slots['LAST'][0].text}")
        else:
            # A comma would part two values.
            yield grammar.term(field, re.sub(r",(?=\S)", ", ", text))


def _authors(db: sqlite3.Connection, tokens: Sequence[Token]) -> Iterator[Term]:
    """One term for each author; raises NotFound for one of whom there is no work."""
    text = " ".join(f'"{token.text}"' if not token.word else token.text for token in tokens)
    for each in re.split(r"\s+(?:and|&)\s+|,\s+", text):
        either = [part.strip(' ",') for part in re.split(r"\s+or\s+", each)]
        for name in either:
            if not find(db, author=name, limit=0).total:
                raise _no_author(db, name)
        yield Term("author", tuple(either))


def _no_author(db: sqlite3.Connection, name: str) -> NotFound:
    try:
        near = named.meant(db, name).others
    except NotFound as missing:
        near = tuple(missing.candidates)
    return NotFound(f'no author fits "{name}"', "unknown", near, "say the family name, or quote what is no name")


def _topic(db: sqlite3.Connection, tokens: Sequence[Token], text: str) -> Iterator[Term]:
    """The theme that is called so, else the words."""
    wanted = fold(text)
    for identifier, title in db.execute("SELECT id, title FROM themes ORDER BY pos"):
        if wanted in (fold(identifier), fold(title)):
            yield Term("theme", (identifier,))
            return
    for token in tokens:
        if not token.word or ":" in token.text:
            yield Term("phrase", (token.text,))
        elif token.word not in ("the", "a", "and") and fold(token.text):
            yield Term("words", (token.text.strip("-,;"),))


def _term(term: Term) -> str:
    """A term of `find` as it is typed in a shell."""
    if term.field == "phrase":
        return f"'{term.text}'"
    if term.field == "words":
        return _quoted(term.text)
    if term.negated and term.field == "is":
        return f"not:{','.join(term.values)}"
    return f"{'-' * term.negated}{term.field}:{_quoted(','.join(term.values))}"


def _quoted(text: str) -> str:
    if re.fullmatch(r"[\w.,:/@%+=-]+", text):
        return text
    return (
        f"'{text}'"
        if re.search(r'["$`\\!]', text) and "'" not in text
        else '"' + re.sub(r'(["$`\\])', r"\\\1", text) + '"'
    )


def _nearest(tokens: Sequence[Token]) -> list[Form]:
    """The three forms whose words are most like those of the question."""
    from rapidfuzz.fuzz import token_set_ratio

    said = " ".join(token.word or token.text for token in tokens)

    def likeness(form: Form) -> float:
        patterns = (*form.patterns, form.example)
        return max(token_set_ratio(said, " ".join(token.word for token in taken_apart(each))) for each in patterns)

    return sorted(FORMS, key=likeness, reverse=True)[:3]
