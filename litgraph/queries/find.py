"""Works found by words and by what is known of them; `litgraph.queries.grammar` says what may be asked.

Terms about evidence (theme, role, section, who says so, citing and cited work) must be met together by one piece of
evidence; two terms of one field may be met by two pieces. A negated term takes away what the question with that term in
the place of its negation would find. A work of which a term cannot be told, for want of a year, of a role, or of
somebody who has read what is cited, is neither found nor left out in silence: the answer names it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, NamedTuple

from litgraph.queries import conditions, evidence, grammar
from litgraph.queries.citations import papers_read
from litgraph.queries.conditions import Condition, all_of, any_of, is_one_of, negate
from litgraph.queries.evidence import EvidencePiece, EvidenceScope, Sought, is_about_evidence
from litgraph.queries.grammar import NotUnderstood, Term
from litgraph.queries.named import Line, lines, select
from litgraph.words import fold

__all__ = ["SORTS", "FoundWorks", "Hit", "find"]

SORTS = ("relevance", "citations", "year", "name")
_MAX_SCOPES = 50  # combinations of themes, sections and voices that are looked for


class Hit(NamedTuple):
    """A work that was found, and the evidence that was asked for."""

    work: Line
    at: str
    evidence: tuple[EvidencePiece, ...]


class FoundWorks(NamedTuple):
    """The works found, of `total` ones; `question` is the question as it was understood.

    Of `undated`, `no_role` and `unread` it cannot be told whether they belong here: no year, no role, or nobody has
    looked at the citations that were asked about. `unread_papers` are papers that the question names and nobody has
    read; `papers_read` counts those that were read.
    """

    question: str
    works: tuple[Hit, ...]
    total: int
    undated: tuple[Line, ...]
    no_role: tuple[Line, ...]
    unread: tuple[Line, ...]
    unread_papers: tuple[Line, ...]
    papers_read: int


def find(
    db: sqlite3.Connection, text: str = "", *, sort: str = "", limit: int | None = None, **filters: Any
) -> FoundWorks:
    """The works that fit every term of the text, all of them where it is empty.

    Each field is also a filter by name, an underscore in place of "-" or after a word that Python keeps for itself:
    `find(db, "networks", author="acuto", since=2015, not_="mentioned")`; a list means all of its values. `sort` is one
    of SORTS. Raises NotUnderstood for a question that is not well written, and NotFound where a theme, section or work
    that it names is not the name of one.
    """
    terms = dict.fromkeys((*grammar.parse(text), *_filter_terms(filters)))
    question = _Question(db, [term for term in terms if not _is_noise(term)])
    if sort and sort not in SORTS:
        raise NotUnderstood(f'cannot sort by "{sort}"', f"sort by {', '.join(SORTS)}")
    sure, unsure, unread = ([], [], []) if terms and not question.terms else question.answer()
    # Most of what is found may not be shown, so that only what sorts it is looked up before.
    works = _sort(db, sure, sort or ("relevance" if question.match else "name"))
    keys = [work.key for work in (works if limit is None else works[: max(0, limit)])]
    pieces = question.find_pieces(keys)
    places = dict(select(db, "SELECT key, place FROM works WHERE key IN ({keys})", keys))
    doubtful = lines(db, [work.key for work in unsure])
    undated = tuple(line for line in doubtful if line.year is None and question.asks_year)
    return FoundWorks(
        " ".join(term.text for term in terms),
        tuple(Hit(line, places[line.key], tuple(pieces.get(line.key, ()))) for line in lines(db, keys)),
        len(works),
        undated,
        tuple(line for line in doubtful if line not in undated),
        tuple(lines(db, [work.key for work in unread])),
        tuple(lines(db, list(question.unread_papers))),
        len(papers_read(db)),
    )


def _filter_terms(filters: dict[str, Any]) -> Iterable[Term]:
    for name, values in filters.items():
        field = name.rstrip("_").replace("_", "-")
        for value in values if isinstance(values, (list, tuple, set, frozenset)) else [values]:
            if field == "not":
                yield from grammar.parse(grammar.join_arguments([f"not:{value}"]))
            elif field in grammar.FIELDS:
                yield grammar.make_term(field, value)
            else:
                hint = f"the filters are {', '.join(grammar.FIELDS)}, not"
                raise NotUnderstood(f'no filter is called "{name}"', hint)


def _is_noise(term: Term) -> bool:
    """Whether the term is a word without letters, such as the "&" of "Pluijm & Melissen"."""
    return term.field in ("words", "phrase") and not fold(term.values[0])


class _JudgedWork(NamedTuple):
    """A work that may fit, with what it is sorted by.

    `is_fitting` is None where that cannot be told; `is_noted` says the same as if what nobody has looked at were not
    there.
    """

    key: str
    label: str
    year: int | None
    is_fitting: int | None
    is_noted: int | None


def _sort(db: sqlite3.Connection, works: list[_JudgedWork], sort: str) -> list[_JudgedWork]:
    if sort == "relevance":
        return works
    by_name = sorted(works, key=lambda work: (fold(work.label), work.key))
    if sort == "year":
        return sorted(by_name, key=lambda work: -work.year if work.year is not None else 10_000)
    if sort == "citations":
        sql = "SELECT cited, count(DISTINCT citing) FROM citations WHERE cited IS NOT NULL GROUP BY cited"
        numbers = dict(db.execute(sql).fetchall())
        return sorted(by_name, key=lambda work: -numbers.get(work.key, 0))
    return by_name


class _Question:
    """The terms of one question, each looked up once, and the SQL that they come to."""

    def __init__(self, db: sqlite3.Connection, terms: Sequence[Term]) -> None:
        self._db = db
        self.terms = terms
        self.unread_papers: dict[str, None] = {}
        self.asks_year = any(term.field in conditions.YEAR_FIELDS for term in terms)
        self._looked_up: dict[Term, Sought] = {}
        self._positive = [term for term in terms if is_about_evidence(term) and not term.negated]
        self._ranked = [term for term in terms if conditions.is_ranked_by_words(term)]
        words = [word for term in self._ranked for word in fold(term.values[0]).split()]
        self.match = " ".join(f'"{word}"*' for word in words)

    def answer(self) -> tuple[list[_JudgedWork], list[_JudgedWork], list[_JudgedWork]]:
        """Three lists of works: those that fit, the best first; those of which a year or role is missing that would
        tell; and those of which a reading would tell.
        """
        certain: list[Condition] = []
        doubtful: list[Condition] = []
        noted: list[Condition] = []

        def add(condition: Condition, as_noted: Condition) -> None:
            if condition.is_sure:
                certain.append(condition)
            else:
                doubtful.append(condition)
                noted.append(as_noted)

        add(self._evidence(self._positive), self._evidence(self._positive, as_noted=True))
        for term in self.terms:
            if term in self._ranked:
                continue
            if not is_about_evidence(term):
                condition = conditions.work_condition(self._db, term)
                condition = negate(condition) if term.negated else condition
                add(condition, condition)
            elif term.negated:
                terms = [*self._positive, term]
                add(negate(self._evidence(terms)), negate(self._evidence(terms, as_noted=True)))
        sure, fits, fits_as_noted = all_of(certain), all_of(doubtful), all_of(noted)
        source = "words JOIN works w ON w.id = words.rowid" if self.match else "works w"
        matches = Condition("words MATCH ?", (self.match,)) if self.match else Condition("1")
        rank = "bm25(words, 4, 4, 2, 1, 2)" if self.match else "0"
        # With a LIMIT, SQLite does not work the conditions out twice: to choose rows, and to give them.
        once = "LIMIT -1" if doubtful else ""
        sql = f"""SELECT key, label, year, fits, noted FROM
            (SELECT w.key, w.label, w.year, ({fits.text}) AS fits, ({fits_as_noted.text}) AS noted, {rank} AS rank
                FROM {source} WHERE {matches.text} AND {sure.text} {once})
            WHERE fits IS NOT 0 ORDER BY rank, label, key"""
        values = (*fits.values, *fits_as_noted.values, *matches.values, *sure.values)
        works = list(map(_JudgedWork._make, self._db.execute(sql, values)))
        unsure = [work for work in works if work.is_fitting is None]
        return (
            [work for work in works if work.is_fitting] if unsure else works,
            [work for work in unsure if work.is_noted is None],
            [work for work in unsure if work.is_noted is not None],
        )

    def _look_up(self, term: Term) -> Sought:
        if term not in self._looked_up:
            self._looked_up[term] = evidence.EVIDENCE_FIELDS[term.field](self._db, term.values)
        return self._looked_up[term]

    def _scopes(self, terms: Sequence[Term]) -> list[EvidenceScope]:
        """Every way to choose one term of each field: each choice must be met by a piece of its own."""
        nothing: list[Sought | None] = [None]
        choices = [
            [self._look_up(term) for term in terms if term.field == field] or nothing
            for field in evidence.EVIDENCE_FIELDS
        ]
        scopes = [EvidenceScope(*choice) for choice in product(*choices)]
        if len(scopes) > _MAX_SCOPES:
            raise NotUnderstood("too many themes, sections and voices at once", "ask for them one after the other")
        return scopes

    def _kinds(self, terms: Sequence[Term]) -> tuple[str, ...]:
        """The kinds of evidence that the terms are about; none where they may be about any."""
        fields = {term.field for term in terms}
        kinds = ["theme"] if fields & {"theme", "is"} else []
        kinds += [kind for kind in ("cited-by", "cites") if kind in fields]
        return tuple(kinds)

    def _evidence(self, terms: Sequence[Term], as_noted: bool = False) -> Condition:
        """That a work has such evidence; `as_noted`: as if what nobody has looked at were not there."""
        if not terms:
            return Condition("1")
        parts, kinds = [], self._kinds(terms)
        roles = [term for term in terms if term.field == "is"]

        def exists(kind: str, scope: EvidenceScope) -> Condition:
            piece = evidence.has_piece(kind, scope.condition(kind))
            unread = None if as_noted or kind == "theme" else self._unread(kind, scope)
            if not unread:
                return piece
            text = f"(CASE WHEN {piece.text} THEN 1 WHEN {unread.text} THEN NULL ELSE 0 END)"
            return Condition(text, (*piece.values, *unread.values), is_sure=False)

        for scope in dict.fromkeys(self._scopes(terms)):
            within = scope.condition("theme")
            if not kinds:
                parts.append(any_of(exists(kind, scope) for kind in ("theme", "cited-by")))
            parts += [exists(kind, scope) for kind in kinds if kind != "theme" or within.text != "1"]
            for role in roles:
                flags = (
                    Condition(conditions.FLAG_CONDITIONS[flag])
                    if flag in conditions.FLAG_CONDITIONS
                    else evidence.role_condition(flag, within)
                    for flag in role.values
                )
                parts.append(any_of(flags))
        return all_of(dict.fromkeys(parts))

    def _unread(self, kind: str, scope: EvidenceScope) -> Condition | None:
        """That a paper which might say so of the work was not read; None where all were. No work cites itself."""
        papers = scope.papers(kind)
        if kind == "cites":
            parts = [Condition("NOT EXISTS (SELECT 1 FROM readings WHERE paper = w.key)")]
            if papers is not None:
                parts.append(is_one_of("w.key", sorted(papers)))
            sole_works = scope.cited.works if scope.cited else ()
        else:
            keys = sorted(papers or ())
            keys_read = {key for (key,) in select(self._db, "SELECT paper FROM readings WHERE paper IN ({keys})", keys)}
            sole_works = tuple(key for key in keys if key not in keys_read)
            if not sole_works:
                return None
            self.unread_papers |= dict.fromkeys(sole_works)
            parts = []
        if len(sole_works) == 1:
            parts.append(Condition("w.key <> ?", sole_works))
        return all_of(parts)

    def find_pieces(self, keys: Sequence[str]) -> dict[str, list[EvidencePiece]]:
        """The pieces of evidence that the question asked for, by work."""
        roles = [term for term in self.terms if term.field == "is" and is_about_evidence(term)]
        only_discussed = any(term.values == (("mentioned",) if term.negated else ("discussed",)) for term in roles)
        pieces: dict[str, list[EvidencePiece]] = {}
        for kind in (self._kinds(self._positive) or ("theme", "cited-by")) if self._positive else ():
            within = any_of(dict.fromkeys(scope.condition(kind) for scope in self._scopes(self._positive)))
            for key, piece in evidence.select_pieces(self._db, kind, within, keys, only_discussed=only_discussed):
                pieces.setdefault(key, []).append(piece)
        return pieces
