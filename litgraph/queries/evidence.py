"""Pieces of evidence as `find` asks for them: themes given, and citations from both ends, each met by SQL conditions.

A piece is a row `e` of `assignments` or `citations`; e.paper stands for the paper that speaks until `of_kind` puts the
column there in which its table has it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from litgraph.nearest import rank_by_likeness
from litgraph.queries import named
from litgraph.queries.conditions import Condition, all_of, any_of, holds_words, is_one_of
from litgraph.queries.grammar import Term
from litgraph.queries.named import NotFound
from litgraph.queries.themes import theme
from litgraph.resolve import Candidate
from litgraph.words import fold

__all__ = [
    "EVIDENCE_FIELDS",
    "EvidencePiece",
    "EvidenceScope",
    "Sought",
    "has_piece",
    "is_about_evidence",
    "role_condition",
    "select_pieces",
]

_ROLES = ("discussed", "mentioned")


class EvidencePiece(NamedTuple):
    """One piece of evidence that a question about evidence was met by.

    `kind` is "theme", "cited-by" or "cites"; `other` is the theme or the other work; `paper` is the one that speaks.
    """

    kind: str
    other: str
    other_label: str
    role: str
    why: str
    paper: str
    paper_label: str
    section: str
    heading: str
    page: str
    locator: str
    said_by: str
    read_by: str
    at: str


class Sought(NamedTuple):
    """What a term asks of a piece of evidence.

    `papers` are those that can speak it, None where any may; `works` those that it must be about.
    """

    condition: Condition
    papers: frozenset[str] | None = None
    works: tuple[str, ...] = ()


class EvidenceScope(NamedTuple):
    """What one piece of evidence must be."""

    theme: Sought | None
    section: Sought | None
    voice: Sought | None
    citing: Sought | None
    cited: Sought | None

    def condition(self, kind: str) -> Condition:
        """The condition on a piece of one kind."""
        parts = [self.section, self.voice]
        parts += [self.theme] if kind == "theme" else [self.citing] if kind == "cited-by" else [self.cited]
        return all_of(sought.condition for sought in parts if sought)

    def papers(self, kind: str) -> frozenset[str] | None:
        """The papers that can speak a piece of one kind, None where any may."""
        parts = (self.section, self.voice, self.citing if kind == "cited-by" else None)
        papers = [sought.papers for sought in parts if sought and sought.papers is not None]
        return frozenset.intersection(*papers) if papers else None


# kind -> its table, and in it: the work that the piece is about, the paper that speaks, the theme or other work
_PIECES = {
    "theme": ("assignments", "work", "said_in", "theme"),
    "cited-by": ("citations", "cited", "citing", "citing"),
    "cites": ("citations", "citing", "citing", "cited"),
}


def _of_kind(kind: str, condition: Condition) -> str:
    return condition.text.replace("e.paper", f"e.{_PIECES[kind][2]}")


def has_piece(kind: str, condition: Condition) -> Condition:
    """That there is a piece of one kind on the work `w` that meets the condition."""
    table, work, *_ = _PIECES[kind]
    # Looked up once for all works: to look for pieces of each work takes seconds where there are 100,000.
    pieces = f"SELECT e.{work} FROM {table} e WHERE e.{work} IS NOT NULL AND {_of_kind(kind, condition)}"
    return Condition(f"w.key IN ({pieces})", condition.values)


def role_condition(flag: str, condition: Condition) -> Condition:
    """Whether assignments that meet the condition call the work discussed, or only mentioned; NULL where none says."""
    rank = "max(CASE e.role WHEN 'discussed' THEN 3 WHEN 'mentioned' THEN 1 ELSE 2 END)"
    best = f"(SELECT {rank} FROM assignments e WHERE e.work = w.key AND {_of_kind('theme', condition)})"
    text = f"(CASE {best} WHEN {3 if flag == 'discussed' else 1} THEN 1 WHEN 2 THEN NULL ELSE 0 END)"
    return Condition(text, condition.values, is_sure=False)


def select_pieces(
    db: sqlite3.Connection, kind: str, condition: Condition, keys: Sequence[str], *, only_discussed: bool
) -> Iterable[tuple[str, EvidencePiece]]:
    """The pieces of one kind on the works of these keys that meet the condition, each with the key of its work."""
    table, work, paper, subject = _PIECES[kind]
    title, role, role_is, order = "o.label", "'', ''", "", "e.ord, e.citing, e.pos"
    if kind == "theme":
        title, role, order = "(SELECT title FROM themes WHERE id = e.theme)", "e.role, e.why", "e.pos"
        role_is = "AND e.role = 'discussed'" if only_discussed else ""
    on_keys = is_one_of(f"e.{work}", keys)
    sql = f"""SELECT e.{work}, '{kind}', e.{subject}, coalesce({title}, ''), {role}, e.{paper},
            coalesce(p.label, ''), e.section, coalesce(s.title, ''), e.page, e.locator, e.said_by,
            coalesce(r.read_by, ''), e.place
        FROM {table} e LEFT JOIN works p ON p.key = e.{paper} LEFT JOIN works o ON o.key = e.{subject}
            LEFT JOIN sections s ON s.paper = e.{paper} AND s.id = e.section
            LEFT JOIN readings r ON substr(e.said_by, 1, 8) = 'reading:' AND r.paper = substr(e.said_by, 9)
        WHERE {on_keys.text} AND {_of_kind(kind, condition)} {role_is} ORDER BY {order}"""
    for key, *row in db.execute(sql, (*on_keys.values, *condition.values)).fetchall():
        yield key, EvidencePiece(*row)


# what terms ask for

# Who speaks: from each value in an index to the next, for to read all citations takes long where there are a million.
_VOICES = """WITH RECURSIVE voices (voice) AS (SELECT min(said_by) FROM citations WHERE cited IS NOT NULL
        UNION ALL SELECT (SELECT min(said_by) FROM citations WHERE said_by > voice AND cited IS NOT NULL)
            FROM voices WHERE voice IS NOT NULL)
    SELECT said_by FROM assignments UNION SELECT voice FROM voices WHERE voice IS NOT NULL"""


def _seek_themes(db: sqlite3.Connection, values: Sequence[str]) -> Sought:
    return Sought(is_one_of("e.theme", [theme(db, value).id for value in values]))


def _seek_citing(db: sqlite3.Connection, values: Sequence[str]) -> Sought:
    keys = [named.resolve_work(db, value).work.key for value in values]
    return Sought(is_one_of("e.citing", keys), frozenset(keys))


def _seek_cited(db: sqlite3.Connection, values: Sequence[str]) -> Sought:
    keys = [named.resolve_work(db, value).work.key for value in values]
    return Sought(is_one_of("e.cited", keys), works=tuple(keys))


def _seek_voices(db: sqlite3.Connection, values: Sequence[str]) -> Sought:
    """That one of these says so: whoever noted it, or the paper that it was noted from.

    What was noted by whom is always known; what a paper says only where it was read.
    """
    readers = {f"reading:{paper}": fold(by) for paper, by in db.execute("SELECT paper, read_by FROM readings")}
    voices = {said_by: readers.get(said_by, fold(said_by)) for (said_by,) in db.execute(_VOICES)}
    conditions, papers = [], []
    for value in values:
        folded = fold(value)
        if folded == "hand":
            fits = [said_by for said_by, name in voices.items() if said_by == "codebook" or name == "hand"]
        elif folded == "reading":
            fits = [said_by for said_by in voices if said_by.startswith("reading:")]
        else:
            fits = [said_by for said_by, name in voices.items() if name == folded]
        if fits or folded in ("hand", "reading"):
            conditions.append(is_one_of("e.said_by", fits))
        else:
            papers.append(named.resolve_work(db, value).work.key)
            conditions.append(Condition("e.paper = ?", (papers[-1],)))
    return Sought(any_of(conditions), frozenset(papers))


def _seek_sections(db: sqlite3.Connection, values: Sequence[str]) -> Sought:
    """That the piece stands in one of these sections, or in one inside it."""
    rows = db.execute("SELECT paper, id, title, parent FROM sections").fetchall()
    sql = """SELECT said_in, section FROM assignments
        UNION SELECT citing, section FROM (SELECT DISTINCT citing, section FROM citations WHERE cited IS NOT NULL)"""
    titled = {(paper, section) for paper, section, *_ in rows}
    rows += [(*place, "", "") for place in db.execute(sql) if place[1] and place not in titled]
    inside: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for paper, section, _, parent in rows:
        inside.setdefault((paper, parent), []).append((paper, section))
    sections: dict[tuple[str, str], None] = {}
    for value in values:
        waiting = _sections_named(db, value, rows)
        while waiting:
            if (place := waiting.pop()) not in sections:
                sections[place] = None
                waiting += inside.get(place, [])
    return Sought(is_one_of("(e.paper, e.section)", sections), frozenset(paper for paper, _ in sections if paper))


_SectionRow = tuple[str, str, str, str]  # paper, id, title and parent of a section


def _sections_named(db: sqlite3.Connection, value: str, rows: Sequence[_SectionRow]) -> list[tuple[str, str]]:
    """The sections that "2.C", "PAPER/2.C" or words of a heading mean; raises NotFound where there are none."""

    def fitting(name: str, paper_rows: Sequence[_SectionRow]) -> list[tuple[str, str]]:
        # Sections of many papers are called alike.
        identifiers = {section for section in {row[1] for row in paper_rows} if fold(section) == name}
        if identifiers:
            return [(paper, section) for paper, section, *_ in paper_rows if section in identifiers]
        titles = {title for title in {row[2] for row in paper_rows} if name and holds_words(fold(title), name)}
        return [(row[0], row[1]) for row in paper_rows if row[2] in titles]

    if sections := fitting(fold(value), rows):
        return sections
    slash = value.rfind("/")
    while slash > 0:
        try:
            key = named.resolve_work(db, value[:slash]).work.key
        except NotFound:
            key = ""
        if sections := fitting(fold(value[slash + 1 :]), [row for row in rows if key and row[0] == key]):
            return sections
        slash = value.rfind("/", 0, slash)
    nearest = rank_by_likeness(fold(value), sorted(set(rows)), lambda row: map(fold, row[1:3]))
    candidates = [Candidate(f"{row[0]}/{row[1]}", row[2] or row[1], "spelt alike", 7) for row in nearest]
    raise NotFound(f'no section fits "{value}"', "unknown", candidates, "litgraph cites PAPER shows its sections")


# field -> the function that looks its values up; in the order of a scope
EVIDENCE_FIELDS: dict[str, Callable[[sqlite3.Connection, Sequence[str]], Sought]] = {
    "theme": _seek_themes,
    "section": _seek_sections,
    "said-by": _seek_voices,
    "cited-by": _seek_citing,
    "cites": _seek_cited,
}


def is_about_evidence(term: Term) -> bool:
    """Whether a piece of evidence must meet the term, and not the work itself."""
    return term.field in EVIDENCE_FIELDS or (term.field == "is" and any(flag in _ROLES for flag in term.values))
