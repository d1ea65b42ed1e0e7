"""Works found by words and by what is known of them; `litgraph.queries.grammar` says how it is asked.

Terms about evidence (theme, role, section, who says so, citing and cited work) are met together, by one and the same
piece of evidence; two terms of one field may be met by two pieces. A negated term takes away what the question with
that term in place of its negation would find. A work of which a term cannot be told, for want of a year, of a
role, or of somebody who has read what is cited, is neither found nor left out in silence: the answer names it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Any, NamedTuple

from litgraph.queries import grammar, named
from litgraph.queries.citations import papers_read
from litgraph.queries.grammar import NotUnderstood, Term
from litgraph.queries.named import Line, NotFound
from litgraph.queries.themes import theme as the_theme
from litgraph.resolve import Candidate
from litgraph.words import compact, fold, normalize_id

__all__ = ["SORTS", "Found", "Hit", "Piece", "find"]

SORTS = ("relevance", "citations", "year", "name")
_YEARS = ("year", "since", "before")
_MOST = 50  # combinations of themes, sections and voices that are looked for


class Piece(NamedTuple):
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


class Hit(NamedTuple):
    """A work that was found, and the evidence that was asked for."""

    work: Line
    at: str
    evidence: tuple[Piece, ...]


class Found(NamedTuple):
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


class _SQL(NamedTuple):
    """A condition on the work `w`, or on a piece of evidence `e`."""

    text: str
    values: tuple[Any, ...] = ()


def find(db: sqlite3.Connection, text: str = "", *, sort: str = "", limit: int | None = None, **filters: Any) -> Found:
    """The works that fit every term of the text, all of them where it is empty.

    Each field is also a filter by name, an underscore in place of "-" or after a word that Python keeps for itself:
    `find(db, "networks", author="acuto", since=2015, not_="mentioned")`; a list means all of its values. `sort` is one
    of SORTS. Raises NotUnderstood for a question that is not well written, and NotFound where a theme, section or work
    that it names is not the name of one.
    """
    terms = dict.fromkeys((*grammar.parse(text), *_filters(filters)))
    question = _Question(db, [term for term in terms if not _is_noise(term)])
    if sort and sort not in SORTS:
        raise NotUnderstood(f'cannot sort by "{sort}"', f"sort by {', '.join(SORTS)}")
    sure, unsure, unread = ([], [], []) if terms and not question.terms else question.answer()
    lines = _sorted(named.lines(db, sure), sort or ("relevance" if question.match else "name"))
    shown = lines if limit is None else lines[: max(0, limit)]
    evidence = question.evidence([line.key for line in shown])
    places = dict(_chunked(db, "SELECT key, place FROM works WHERE key IN", [line.key for line in shown]))
    doubtful = named.lines(db, unsure)
    undated = tuple(line for line in doubtful if line.year is None and question.asks_year)
    return Found(
        " ".join(term.text for term in terms),
        tuple(Hit(line, places[line.key], tuple(evidence.get(line.key, ()))) for line in shown),
        len(lines),
        undated,
        tuple(line for line in doubtful if line not in undated),
        tuple(named.lines(db, unread)),
        tuple(named.lines(db, list(question.unread_papers))),
        len(papers_read(db)),
    )


def _filters(filters: dict[str, Any]) -> Iterable[Term]:
    for name, given in filters.items():
        field = name.rstrip("_").replace("_", "-")
        for value in given if isinstance(given, (list, tuple, set, frozenset)) else [given]:
            if field == "not":
                yield from grammar.parse(grammar.joined([f"not:{value}"]))
            elif field in grammar.FIELDS:
                yield grammar.term(field, value)
            else:
                raise NotUnderstood(
                    f'no filter is called "{name}"', f"the filters are {', '.join(grammar.FIELDS)}, not"
                )


def _is_noise(term: Term) -> bool:
    """Whether it is a word without letters, such as the "&" of "Pluijm & Melissen"."""
    return term.field in ("words", "phrase") and not fold(term.values[0])


def _sorted(lines: list[Line], sort: str) -> list[Line]:
    if sort == "relevance":
        return lines
    by_name = sorted(lines, key=lambda line: (fold(line.label), line.key))
    if sort == "citations":
        return sorted(by_name, key=lambda line: -line.cited_by)
    return (
        sorted(by_name, key=lambda line: -line.year if line.year is not None else 10_000) if sort == "year" else by_name
    )


def _in(column: str, values: Iterable[Any]) -> _SQL:
    """That a column has one of the values, be they ever so many."""
    import json

    rows = list(values)
    if rows and isinstance(rows[0], tuple):
        listed = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)"
    else:
        listed = "SELECT value FROM json_each(?)"
    return _SQL(f"{column} IN ({listed})", (json.dumps(rows),))


def _all(conditions: Iterable[_SQL]) -> _SQL:
    parts = list(conditions)
    return _SQL(" AND ".join(part.text for part in parts) or "1", tuple(v for part in parts for v in part.values))


def _any(conditions: Iterable[_SQL]) -> _SQL:
    parts = list(conditions)
    return _SQL(f"({' OR '.join(part.text for part in parts)})", tuple(v for part in parts for v in part.values))


def _not(condition: _SQL) -> _SQL:
    return _SQL(f"NOT ({condition.text})", condition.values)


def _chunked(db: sqlite3.Connection, sql: str, values: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    for start in range(0, len(values), 500):
        some = values[start : start + 500]
        yield from db.execute(f"{sql} ({', '.join('?' * len(some))})", some)


# words


def _unspaced(word: str) -> bool:
    """Whether the word is of a script written without spaces, where it may be any part of one long token."""
    return any("\u0e00" <= letter <= "\uffdc" or letter >= "\U00020000" for letter in word)


def _holds(wanted: str, folded: str) -> bool:
    """Whether the words stand together in a folded text, the last of them perhaps only begun."""
    return wanted in folded if _unspaced(wanted) else f" {wanted}" in f" {folded}"


def _match(words: Iterable[str], columns: str = "") -> _SQL:
    """That every word begins some word of the index, or is part of one where no spaces are written."""
    spaced, parts = [], []
    for word in words:
        if _unspaced(word):
            text = "title || ' ' || authors || ' ' || themes || ' ' || notes || ' ' || more LIKE ?"
            parts.append(_SQL(f"w.id IN (SELECT rowid FROM words WHERE {text})", (f"%{word}%",)))
        else:
            spaced.append(f'"{word}"*')
    if spaced:
        match = f"{columns} : ({' '.join(spaced)})" if columns else " ".join(spaced)
        parts.append(_SQL("w.id IN (SELECT rowid FROM words WHERE words MATCH ?)", (match,)))
    return _all(parts)


def _identifier(text: str) -> str:
    return normalize_id(text) if ":" in text or "/" in text else ""


def _is_spaced(term: Term) -> bool:
    """Whether the term is nothing but words that the index knows apart."""
    return not (_identifier(term.values[0]) or "://" in term.values[0] or _unspaced(fold(term.values[0])))


def _words(term: Term) -> _SQL:
    text = term.values[0]
    if identifier := _identifier(text):
        return _SQL("w.key IN (SELECT work FROM ids WHERE id = ?)", (identifier,))
    if "://" in text:
        return _SQL("w.key IN (SELECT work FROM fields WHERE instr(lower(value), ?))", (text.lower(),))
    folded = fold(text)
    if term.field == "words" or _unspaced(folded):
        return _match(folded.split() if term.field == "words" else [folded])
    return _SQL("w.id IN (SELECT rowid FROM words WHERE words MATCH ?)", (f'"{folded}"',))


# what is known of a work


def _author(db: sqlite3.Connection, value: str) -> _SQL:
    folded, compact_name = fold(value), compact(value)
    by_form = _SQL("w.key IN (SELECT work FROM forms WHERE form = ?)", (compact_name,))
    candidates = _any([_match(folded.split(), "{authors more}"), by_form])
    sql = f"SELECT a.work, a.name, a.forms FROM works w JOIN authors a ON a.work = w.key WHERE {candidates.text}"
    keys = set()
    for key, name, forms in db.execute(sql, candidates.values).fetchall():
        name_words = fold(name).split()
        if compact_name in forms.split("|") or all(_names(word, name_words) for word in folded.split()):
            keys.add(key)
    return _in("w.key", sorted(keys))


def _names(word: str, parts: Sequence[str]) -> bool:
    """Whether the word is one of a name's words, or the initial of one."""
    if _unspaced(word):
        return any(word in part for part in parts)
    return word in parts or (len(word) == 1 and any(part.startswith(word) for part in parts))


def _title(db: sqlite3.Connection, value: str) -> _SQL:
    wanted = fold(value)
    translated = [
        work
        for work, text in db.execute("SELECT work, value FROM fields WHERE name = 'x-title-translated'")
        if _holds(wanted, fold(text))
    ]
    own = "instr(w.folded_title, ?)" if _unspaced(wanted) else "instr(' ' || w.folded_title, ' ' || ?)"
    return _any([_SQL(own, (wanted,)), _in("w.key", translated)])


def _container(db: sqlite3.Connection, value: str) -> _SQL:
    wanted = fold(value)
    known = db.execute("SELECT DISTINCT container FROM works WHERE container <> ''")
    return _in("w.container", [name for (name,) in known if _holds(wanted, fold(name))])


def _keys(db: sqlite3.Connection, values: Iterable[str]) -> _SQL:
    """That it has one of these keys, or that one of them means it; letter case matters only where it decides."""
    found: set[tuple[str]] = set()
    for value in values:
        exact = db.execute("SELECT work FROM keys WHERE key = ?", (value,)).fetchall()
        found.update(exact or db.execute("SELECT work FROM keys WHERE folded = ?", (value.casefold(),)))
    return _in("w.key", sorted(key for (key,) in found))


def _year(field: str) -> Callable[[sqlite3.Connection, str], _SQL]:
    return lambda db, value: _SQL("w.year BETWEEN ? AND ?", grammar.years(field, value))


_SIMPLE: dict[str, Callable[[sqlite3.Connection, str], _SQL]] = {
    "author": _author,
    "title": _title,
    "in": _container,
    "kind": lambda db, value: _in("w.kind", grammar.kinds(value)),
    **{field: _year(field) for field in _YEARS},
}
_FLAGS = {
    "cited": "EXISTS (SELECT 1 FROM citations WHERE cited = w.key)",
    "uncited": "NOT EXISTS (SELECT 1 FROM citations WHERE cited = w.key)",
    "listed": "EXISTS (SELECT 1 FROM listed WHERE work = w.key)",
    "themed": "EXISTS (SELECT 1 FROM assignments WHERE work = w.key)",
    "unthemed": "NOT EXISTS (SELECT 1 FROM assignments WHERE work = w.key)",
    "read": "EXISTS (SELECT 1 FROM readings WHERE paper = w.key)",
    "dated": "w.year IS NOT NULL",
    "undated": "w.year IS NULL",
}
_ROLES = ("discussed", "mentioned")


# evidence


class _Sought(NamedTuple):
    """What a term asks of a piece of evidence `e`, whose columns are those of _PIECES.

    `papers` are those that can speak it, None where any may; `works` those that it must be about.
    """

    condition: _SQL
    papers: frozenset[str] | None = None
    works: tuple[str, ...] = ()


class _Scope(NamedTuple):
    """What one piece of evidence must be."""

    theme: _Sought | None
    section: _Sought | None
    voice: _Sought | None
    citing: _Sought | None
    cited: _Sought | None

    def of(self, kind: str) -> _SQL:
        """The condition on a piece of one kind."""
        asked = [self.section, self.voice]
        asked += [self.theme] if kind == "theme" else [self.citing] if kind == "cited-by" else [self.cited]
        return _all(sought.condition for sought in asked if sought)

    def papers(self, kind: str) -> frozenset[str] | None:
        """The papers that can speak such a piece, None where any may."""
        asked = (self.section, self.voice, self.citing if kind == "cited-by" else None)
        named = [sought.papers for sought in asked if sought and sought.papers is not None]
        return frozenset.intersection(*named) if named else None


# kind -> its table, and in it: the work that the piece is about, the paper that speaks, the theme or other work
_PIECES = {
    "theme": ("assignments", "work", "said_in", "theme"),
    "cited-by": ("citations", "cited", "citing", "citing"),
    "cites": ("citations", "citing", "citing", "cited"),
}


def _exists(kind: str, condition: _SQL) -> _SQL:
    table, work, paper, _ = _PIECES[kind]
    text = condition.text.replace("e.paper", f"e.{paper}")
    return _SQL(f"EXISTS (SELECT 1 FROM {table} e WHERE e.{work} = w.key AND {text})", condition.values)


def _role(flag: str, scope: _SQL) -> _SQL:
    """Whether the work is discussed, or only mentioned, by the assignments in the scope; NULL where none says."""
    rank = "max(CASE e.role WHEN 'discussed' THEN 3 WHEN 'mentioned' THEN 1 ELSE 2 END)"
    text = scope.text.replace("e.paper", "e.said_in")
    best = f"(SELECT {rank} FROM assignments e WHERE e.work = w.key AND {text})"
    return _SQL(
        f"(CASE {best} WHEN {3 if flag == 'discussed' else 1} THEN 1 WHEN 2 THEN NULL ELSE 0 END)", scope.values
    )


def _themes(db: sqlite3.Connection, values: Sequence[str]) -> _Sought:
    return _Sought(_in("e.theme", [the_theme(db, value).id for value in values]))


def _citing(db: sqlite3.Connection, values: Sequence[str]) -> _Sought:
    keys = [named.meant(db, value).work.key for value in values]
    return _Sought(_in("e.citing", keys), frozenset(keys))


def _cited(db: sqlite3.Connection, values: Sequence[str]) -> _Sought:
    keys = [named.meant(db, value).work.key for value in values]
    return _Sought(_in("e.cited", keys), works=tuple(keys))


def _voices(db: sqlite3.Connection, values: Sequence[str]) -> _Sought:
    """That one of these says so: whoever noted it, or the paper that it was noted from.

    What was noted by whom is always known; what a paper says only where it was read.
    """
    readers = {f"reading:{paper}": fold(by) for paper, by in db.execute("SELECT paper, read_by FROM readings")}
    sql = "SELECT said_by FROM assignments UNION SELECT said_by FROM citations WHERE cited IS NOT NULL"
    speakers = {said_by: readers.get(said_by, fold(said_by)) for (said_by,) in db.execute(sql)}
    conditions, papers = [], []
    for value in values:
        wanted = fold(value)
        if wanted == "hand":
            fit = [each for each, name in speakers.items() if each == "codebook" or name == "hand"]
        elif wanted == "reading":
            fit = [each for each in speakers if each.startswith("reading:")]
        else:
            fit = [each for each, name in speakers.items() if name == wanted]
        if not fit and wanted not in ("hand", "reading"):
            papers.append(named.meant(db, value).work.key)
            conditions.append(_SQL("e.paper = ?", (papers[-1],)))
        else:
            conditions.append(_in("e.said_by", fit))
    return _Sought(_any(conditions), frozenset(papers))


def _sections(db: sqlite3.Connection, values: Sequence[str]) -> _Sought:
    """That the piece stands in one of these sections, or in one inside it."""
    known = db.execute("SELECT paper, id, title, parent FROM sections").fetchall()
    sql = "SELECT said_in, section FROM assignments UNION SELECT citing, section FROM citations WHERE cited IS NOT NULL"
    titled = {(paper, section) for paper, section, *_ in known}
    known += [(*place, "", "") for place in db.execute(sql) if place[1] and place not in titled]
    inside: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for paper, section, _, parent in known:
        inside.setdefault((paper, parent), []).append((paper, section))
    fit: dict[tuple[str, str], None] = {}
    for value in values:
        waiting = _sections_named(db, value, known)
        while waiting:
            if (place := waiting.pop()) not in fit:
                fit[place] = None
                waiting += inside.get(place, [])
    return _Sought(_in("(e.paper, e.section)", fit), frozenset(paper for paper, _ in fit))


def _sections_named(db: sqlite3.Connection, value: str, known: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """The sections that "2.C", "PAPER/2.C" or words of a heading mean; raises NotFound where there are none."""

    def fitting(wanted: str, rows: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
        exact = [(paper, section) for paper, section, *_ in rows if fold(section) == wanted]
        return exact or [(row[0], row[1]) for row in rows if wanted and _holds(wanted, fold(row[2]))]

    if fit := fitting(fold(value), known):
        return fit
    at = value.rfind("/")
    while at > 0:
        try:
            key = named.meant(db, value[:at]).work.key
        except NotFound:
            key = ""
        if fit := fitting(fold(value[at + 1 :]), [row for row in known if key and row[0] == key]):
            return fit
        at = value.rfind("/", 0, at)
    raise NotFound(
        f'no section fits "{value}"', "unknown", _near_sections(value, known), "litgraph cites PAPER shows its sections"
    )


def _near_sections(value: str, known: Sequence[Sequence[str]]) -> list[Candidate]:
    from rapidfuzz.fuzz import WRatio

    wanted = fold(value)
    scored = {
        (f"{row[0]}/{row[1]}", row[2] or row[1]): max(WRatio(wanted, fold(text)) for text in row[1:3]) for row in known
    }
    near = sorted(scored, key=lambda each: (-scored[each], each))[:5]
    return [Candidate(key, title, "spelt alike", 7) for key, title in near if scored[key, title] >= 60]


# field -> how its values are looked up; in the order of a scope
_EVIDENCE: dict[str, Callable[[sqlite3.Connection, Sequence[str]], _Sought]] = {
    "theme": _themes,
    "section": _sections,
    "said-by": _voices,
    "cited-by": _citing,
    "cites": _cited,
}


def _about_evidence(term: Term) -> bool:
    return term.field in _EVIDENCE or (term.field == "is" and any(flag in _ROLES for flag in term.values))


# the question


class _Question:
    """The terms of one question, each looked up once, and the SQL that they come to."""

    def __init__(self, db: sqlite3.Connection, terms: Sequence[Term]) -> None:
        self._db = db
        self.terms = terms
        self.unread_papers: dict[str, None] = {}
        self.asks_year = any(term.field in _YEARS for term in terms)
        self._looked_up: dict[Term, _Sought] = {}
        self._pieces = [term for term in terms if _about_evidence(term) and not term.negated]
        self._ranked = [term for term in terms if term.field == "words" and not term.negated and _is_spaced(term)]
        words = [word for term in self._ranked for word in fold(term.values[0]).split()]
        self.match = " ".join(f'"{word}"*' for word in words)

    def answer(self) -> tuple[list[str], list[str], list[str]]:
        """The keys of the works that fit, the best first; of those that a year or role would tell of; and of those
        that a reading would tell of.
        """
        known: list[_SQL] = []
        doubtful, noted = [self._evidence(self._pieces)], [self._evidence(self._pieces, as_noted=True)]
        for term in self.terms:
            if term in self._ranked:
                continue
            if not _about_evidence(term):
                condition = self._simple(term)
                condition = _not(condition) if term.negated else condition
                for where in (doubtful, noted) if term.field in _YEARS else (known,):
                    where.append(condition)
            elif term.negated:
                doubtful.append(_not(self._evidence([*self._pieces, term])))
                noted.append(_not(self._evidence([*self._pieces, term], as_noted=True)))
        sure, rest, without = _all(known), _all(doubtful), _all(noted)
        source = "words JOIN works w ON w.id = words.rowid" if self.match else "works w"
        first = _SQL("words MATCH ?", (self.match,)) if self.match else _SQL("1")
        order = "bm25(words, 4, 4, 2, 1, 2), w.label, w.key" if self.match else "w.label, w.key"
        sql = f"""SELECT w.key, ({rest.text}), ({without.text}) FROM {source}
            WHERE {first.text} AND {sure.text} AND ({rest.text}) IS NOT 0 ORDER BY {order}"""
        values = (*rest.values, *without.values, *first.values, *sure.values, *rest.values)
        rows = self._db.execute(sql, values).fetchall()
        unsure = [(key, as_noted) for key, fits, as_noted in rows if fits is None]
        return (
            [key for key, fits, _ in rows if fits],
            [key for key, as_noted in unsure if as_noted is None],
            [key for key, as_noted in unsure if as_noted is not None],
        )

    def _simple(self, term: Term) -> _SQL:
        if term.field in ("words", "phrase"):
            return _words(term)
        if term.field == "key":
            return _keys(self._db, term.values)
        if term.field == "is":
            return _any(_SQL(_FLAGS[flag]) for flag in term.values)
        return _any(_SIMPLE[term.field](self._db, value) for value in term.values)

    def _look_up(self, term: Term) -> _Sought:
        if term not in self._looked_up:
            self._looked_up[term] = _EVIDENCE[term.field](self._db, term.values)
        return self._looked_up[term]

    def _scopes(self, terms: Sequence[Term]) -> list[_Scope]:
        """Every way to choose one term of each field: each choice must be met by a piece of its own."""
        none: list[_Sought | None] = [None]
        choices = [[self._look_up(t) for t in terms if t.field == field] or none for field in _EVIDENCE]
        scopes = [_Scope(*chosen) for chosen in product(*choices)]
        if len(scopes) > _MOST:
            raise NotUnderstood("too many themes, sections and voices at once", "ask for them one after the other")
        return scopes

    def _kinds(self, terms: Sequence[Term]) -> tuple[str, ...]:
        """The kinds of evidence that the terms are about; both themes and citations where none of them says."""
        fields = {term.field for term in terms}
        kinds = ["theme"] if fields & {"theme", "is"} else []
        kinds += [kind for kind in ("cited-by", "cites") if kind in fields]
        return tuple(kinds)

    def _evidence(self, terms: Sequence[Term], as_noted: bool = False) -> _SQL:
        """That a work has such evidence; `as_noted`: as if what nobody has looked at were not there."""
        if not terms:
            return _SQL("1")
        conditions, kinds = [], self._kinds(terms)
        roles = [term for term in terms if term.field == "is"]

        def exists(kind: str, scope: _Scope) -> _SQL:
            found = _exists(kind, scope.of(kind))
            unread = None if as_noted or kind == "theme" else self._unread(kind, scope)
            if not unread:
                return found
            text = f"(CASE WHEN {found.text} THEN 1 WHEN {unread.text} THEN NULL ELSE 0 END)"
            return _SQL(text, (*found.values, *unread.values))

        for scope in dict.fromkeys(self._scopes(terms)):
            if not kinds:
                conditions.append(_any(exists(kind, scope) for kind in ("theme", "cited-by")))
            asked = (kind for kind in kinds if kind != "theme" or scope.of(kind).text != "1")
            conditions += [exists(kind, scope) for kind in asked]
            for role in roles:
                within = scope.of("theme")
                flags = (_role(f, within) if f in _ROLES else _SQL(_FLAGS[f]) for f in role.values)
                conditions.append(_any(flags))
        return _all(dict.fromkeys(conditions))

    def _unread(self, kind: str, scope: _Scope) -> _SQL | None:
        """That a paper which might say so of the work was not read; None where all were. No work cites itself."""
        papers = scope.papers(kind)
        if kind == "cites":
            conditions = [_SQL("NOT EXISTS (SELECT 1 FROM readings WHERE paper = w.key)")]
            if papers is not None:
                conditions.append(_in("w.key", sorted(papers)))
            alone = scope.cited.works if scope.cited else ()
        else:
            keys = sorted(papers or ())
            read = {key for (key,) in _chunked(self._db, "SELECT paper FROM readings WHERE paper IN", keys)}
            alone = tuple(key for key in keys if key not in read)
            if not alone:
                return None
            self.unread_papers |= dict.fromkeys(alone)
            conditions = []
        if len(alone) == 1:
            conditions.append(_SQL("w.key <> ?", alone))
        return _all(conditions)

    def evidence(self, keys: Sequence[str]) -> dict[str, list[Piece]]:
        """The pieces of evidence that the question asked for, by work."""
        roles = [term for term in self.terms if term.field == "is" and _about_evidence(term)]
        discussed = any(term.values == (("mentioned",) if term.negated else ("discussed",)) for term in roles)
        pieces: dict[str, list[Piece]] = {}
        for kind in (self._kinds(self._pieces) or ("theme", "cited-by")) if self._pieces else ():
            table, work, paper, other = _PIECES[kind]
            within = _any(dict.fromkeys(scope.of(kind) for scope in self._scopes(self._pieces)))
            mine = _in(f"e.{work}", keys)
            role, why = ("e.role", "e.why") if kind == "theme" else ("''", "''")
            title = "(SELECT title FROM themes WHERE id = e.theme)" if kind == "theme" else "o.label"
            only = "AND e.role = 'discussed'" if kind == "theme" and discussed else ""
            order = "e.pos" if kind == "theme" else "e.ord, e.pos"
            sql = f"""SELECT e.{work}, '{kind}', e.{other}, coalesce({title}, ''), {role}, {why}, e.{paper},
                    coalesce(p.label, ''), e.section, coalesce(s.title, ''), e.page, e.locator, e.said_by,
                    coalesce(r.read_by, ''), e.place
                FROM {table} e LEFT JOIN works p ON p.key = e.{paper} LEFT JOIN works o ON o.key = e.{other}
                    LEFT JOIN sections s ON s.paper = e.{paper} AND s.id = e.section
                    LEFT JOIN readings r ON substr(e.said_by, 1, 8) = 'reading:' AND r.paper = substr(e.said_by, 9)
                WHERE {mine.text} AND {within.text.replace("e.paper", f"e.{paper}")} {only} ORDER BY {order}"""
            for key, *row in self._db.execute(sql, (*mine.values, *within.values)).fetchall():
                pieces.setdefault(key, []).append(Piece(*row))
        return pieces
