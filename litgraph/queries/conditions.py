"""SQL conditions on a work: by its words, by what is known of it, by the flags of `litgraph.queries.grammar`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from litgraph.keywords import split_keywords
from litgraph.queries import grammar
from litgraph.queries.grammar import Term
from litgraph.words import compact, fold, read_identifiers

__all__ = [
    "FLAG_CONDITIONS",
    "YEAR_FIELDS",
    "Condition",
    "all_of",
    "any_of",
    "holds_words",
    "is_one_of",
    "is_ranked_by_words",
    "negate",
    "work_condition",
]

YEAR_FIELDS = ("year", "since", "before")


class Condition(NamedTuple):
    """A condition in SQL on the work `w`, or on a piece of evidence `e`, with the values of its question marks.

    `is_sure` says that it is never NULL, which stands for what cannot be told of a work.
    """

    text: str
    values: tuple[Any, ...] = ()
    is_sure: bool = True


def is_one_of(column: str, values: Iterable[Any]) -> Condition:
    """That a column, or a pair of columns in parentheses, has one of any number of values."""
    import json

    rows = list(values)
    if rows and isinstance(rows[0], tuple):
        listed = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)"
    else:
        listed = "SELECT value FROM json_each(?)"
    return Condition(f"{column} IN ({listed})", (json.dumps(rows),))


def all_of(conditions: Iterable[Condition]) -> Condition:
    """That all `conditions` hold; always where there is none."""
    parts = list(conditions)
    values = tuple(value for part in parts for value in part.values)
    return Condition(" AND ".join(part.text for part in parts) or "1", values, all(part.is_sure for part in parts))


def any_of(conditions: Iterable[Condition]) -> Condition:
    """That one of the `conditions` holds."""
    parts = list(conditions)
    values = tuple(value for part in parts for value in part.values)
    return Condition(f"({' OR '.join(part.text for part in parts)})", values, all(part.is_sure for part in parts))


def negate(condition: Condition) -> Condition:
    """That the condition does not hold."""
    return Condition(f"NOT ({condition.text})", condition.values, condition.is_sure)


# words


def _is_unspaced(word: str) -> bool:
    """Whether the word is of a script written without spaces, where it may be any part of one long token."""
    return any("\u0e00" <= letter <= "\uffdc" or letter >= "\U00020000" for letter in word)


def holds_words(folded: str, words: str) -> bool:
    """Whether the folded `words` stand together in a folded text, the last of them perhaps only begun."""
    return words in folded if _is_unspaced(words) else f" {words}" in f" {folded}"


def _match_words(words: Iterable[str], columns: str = "") -> Condition:
    """That every word begins some word of the index, or is part of one where no spaces are written."""
    spaced, parts = [], []
    for word in words:
        if _is_unspaced(word):
            text = "title || ' ' || authors || ' ' || themes || ' ' || notes || ' ' || more LIKE ?"
            parts.append(Condition(f"w.id IN (SELECT rowid FROM words WHERE {text})", (f"%{word}%",)))
        else:
            spaced.append(f'"{word}"*')
    if spaced:
        match = f"{columns} : ({' '.join(spaced)})" if columns else " ".join(spaced)
        parts.append(Condition("w.id IN (SELECT rowid FROM words WHERE words MATCH ?)", (match,)))
    return all_of(parts)


def _identifiers(text: str) -> tuple[str, ...]:
    return read_identifiers(text) if ":" in text or "/" in text else ()


def is_ranked_by_words(term: Term) -> bool:
    """Whether the term is nothing but words that the index knows apart, so that its works can be ranked by them."""
    text = term.values[0]
    is_words = term.field == "words" and not term.negated
    return is_words and not (_identifiers(text) or "://" in text or _is_unspaced(fold(text)))


def _has_words(term: Term) -> Condition:
    text = term.values[0]
    if identifiers := _identifiers(text):
        marks = ", ".join("?" * len(identifiers))
        return Condition(f"w.key IN (SELECT work FROM ids WHERE id IN ({marks}))", identifiers)
    if "://" in text:
        return Condition("w.key IN (SELECT work FROM fields WHERE instr(lower(value), ?))", (text.lower(),))
    folded = fold(text)
    if term.field == "words" or _is_unspaced(folded):
        return _match_words(folded.split() if term.field == "words" else [folded])
    return Condition("w.id IN (SELECT rowid FROM words WHERE words MATCH ?)", (f'"{folded}"',))


# what is known of a work


def _has_author(db: sqlite3.Connection, name: str) -> Condition:
    folded, form = fold(name), compact(name)
    by_form = Condition("w.key IN (SELECT work FROM forms WHERE form = ?)", (form,))
    candidates = any_of([_match_words(folded.split(), "{authors more}"), by_form])
    sql = f"SELECT a.work, a.name, a.forms FROM works w JOIN authors a ON a.work = w.key WHERE {candidates.text}"
    keys = set()
    for key, author, forms in db.execute(sql, candidates.values).fetchall():
        name_words = fold(author).split()
        if form in forms.split("|") or all(_is_in_name(word, name_words) for word in folded.split()):
            keys.add(key)
    return is_one_of("w.key", sorted(keys))


def _is_in_name(word: str, name_words: Sequence[str]) -> bool:
    """Whether the word is one of a name's words, or the initial of one."""
    if _is_unspaced(word):
        return any(word in name_word for name_word in name_words)
    return word in name_words or (len(word) == 1 and any(name_word.startswith(word) for name_word in name_words))


def _has_title(db: sqlite3.Connection, value: str) -> Condition:
    words = fold(value)
    rows = db.execute("SELECT work, value FROM fields WHERE name = 'x-title-translated'")
    translated = [work for work, title in rows if holds_words(fold(title), words)]
    text = "instr(w.folded_title, ?)" if _is_unspaced(words) else "instr(' ' || w.folded_title, ' ' || ?)"
    return any_of([Condition(text, (words,)), is_one_of("w.key", translated)])


def _is_in_container(db: sqlite3.Connection, value: str) -> Condition:
    words = fold(value)
    rows = db.execute("SELECT DISTINCT container FROM works WHERE container <> ''")
    return is_one_of("w.container", [name for (name,) in rows if holds_words(fold(name), words)])


def _has_keyword(db: sqlite3.Connection, value: str) -> Condition:
    return is_one_of("w.key", list_works_with_keyword(db, value))


def list_works_with_keyword(db: sqlite3.Connection, keyword: str) -> list[str]:
    """The keys of the works whose entry has the keyword, in whatever case."""
    rows = db.execute("SELECT work, value FROM fields WHERE name = 'keywords' ORDER BY work")
    folded = fold(keyword)
    return [work for work, text in rows if folded in split_keywords(text)]


def _has_key(db: sqlite3.Connection, values: Sequence[str]) -> Condition:
    """That it has one of any number of keys, or that one means it; letter case matters only where it decides."""
    keys: set[str] = set()
    for value in values:
        exact = db.execute("SELECT work FROM keys WHERE key = ?", (value,)).fetchall()
        rows = exact or db.execute("SELECT work FROM keys WHERE folded = ?", (value.casefold(),)).fetchall()
        keys.update(key for (key,) in rows)
    return is_one_of("w.key", sorted(keys))


def _is_of_year(field: str) -> Callable[[sqlite3.Connection, str], Condition]:
    return lambda db, value: Condition("w.year BETWEEN ? AND ?", grammar.year_range(field, value), is_sure=False)


FLAG_CONDITIONS = {
    "cited": "EXISTS (SELECT 1 FROM citations WHERE cited = w.key)",
    "uncited": "NOT EXISTS (SELECT 1 FROM citations WHERE cited = w.key)",
    "listed": "EXISTS (SELECT 1 FROM listed WHERE work = w.key)",
    "themed": "EXISTS (SELECT 1 FROM assignments WHERE work = w.key)",
    "unthemed": "NOT EXISTS (SELECT 1 FROM assignments WHERE work = w.key)",
    "read": "EXISTS (SELECT 1 FROM readings WHERE paper = w.key)",
    "dated": "w.year IS NOT NULL",
    "undated": "w.year IS NULL",
}
_CONDITIONS: dict[str, Callable[[sqlite3.Connection, str], Condition]] = {
    "author": _has_author,
    "title": _has_title,
    "in": _is_in_container,
    "keyword": _has_keyword,
    "kind": lambda db, value: is_one_of("w.kind", grammar.csl_types(value)),
    "is": lambda db, flag: Condition(FLAG_CONDITIONS[flag]),
    **{field: _is_of_year(field) for field in YEAR_FIELDS},
}


def work_condition(db: sqlite3.Connection, term: Term) -> Condition:
    """The condition that a term which is not about evidence puts on a work, negation aside."""
    if term.field in ("words", "phrase"):
        return _has_words(term)
    if term.field == "key":
        return _has_key(db, term.values)
    return any_of(_CONDITIONS[term.field](db, value) for value in term.values)
