"""How works are mentioned: how often, on which pages, word for word, in one section alone."""

from __future__ import annotations

import re
import sqlite3
from typing import NamedTuple

from litgraph.queries import named
from litgraph.queries.citations import Neighbour, Paper, Place, papers_read, places
from litgraph.queries.named import Line, Meant, NotFound, meant
from litgraph.resolve import Candidate
from litgraph.words import fold

__all__ = [
    "Counted",
    "MostCited",
    "OnlyHere",
    "OnlyIn",
    "PageCited",
    "Pages",
    "Quoted",
    "Quotes",
    "Ranked",
    "most_cited",
    "only_in",
    "pages",
    "pages_in",
    "quotations_in",
    "section_meant",
    "who_quotes",
]


class Counted(NamedTuple):
    """A citing work and how often it mentions the other."""

    key: str
    label: str
    mentions: int


class Ranked(NamedTuple):
    """A work with the number of its mentions in texts, and of the works that cite it."""

    work: Line
    mentions: int
    citing: int
    by: tuple[Counted, ...]


class MostCited(NamedTuple):
    """The works mentioned most; `of` counts all works that are cited, `mentions` all mentions."""

    works: tuple[Ranked, ...]
    of: int
    mentions: int
    read: tuple[Paper, ...]


class PageCited(NamedTuple):
    """Pages of a work as a citation points to them, and who points to them where; `first` is 0 where no number is."""

    page: str
    first: int
    citing: tuple[Neighbour, ...]


class Pages(NamedTuple):
    """The pages of a work that are cited; `places` counts all places, `without` those that point to no page."""

    meant: Meant
    pages: tuple[PageCited, ...]
    places: int
    without: int
    read: tuple[Paper, ...]


class Quoted(NamedTuple):
    """A place whose known passage holds words in quotation marks."""

    work: Line
    quotations: tuple[str, ...]
    place: Place


class Quotes(NamedTuple):
    """Who quotes a work; of `places`, only those `with_passage` can be looked at."""

    meant: Meant
    quoted: tuple[Quoted, ...]
    places: int
    with_passage: int
    read: tuple[Paper, ...]


class OnlyHere(NamedTuple):
    """A work that a paper cites in one section alone; `also` are other papers that cite it."""

    work: Line
    places: tuple[Place, ...]
    also: tuple[Line, ...]


class OnlyIn(NamedTuple):
    """What is cited in one section of a paper, those `below` it included, and nowhere else in that paper."""

    paper: Line
    section: str
    heading: str
    below: tuple[str, ...]
    works: tuple[OnlyHere, ...]
    read: tuple[Paper, ...]


def most_cited(db: sqlite3.Connection, limit: int = 20) -> MostCited:
    """The works with the most mentions in the texts that were read; of equals, the one that more works cite first."""
    # The citing works are counted only of those that can be among the first: of all, that takes seconds.
    sql = """WITH counted AS (SELECT cited, count(*) AS mentions FROM citations WHERE cited IS NOT NULL GROUP BY cited)
        SELECT key, mentions, (SELECT count(DISTINCT citing) FROM citations c WHERE c.cited = key)
        FROM counted JOIN works ON key = cited
        WHERE mentions >= (SELECT min(mentions) FROM (SELECT mentions FROM counted ORDER BY 1 DESC LIMIT ?))
        ORDER BY 2 DESC, 3 DESC, label COLLATE NOCASE, key LIMIT ?"""
    rows = db.execute(sql, (limit, limit)).fetchall()
    lines = named.lines(db, [row[0] for row in rows])
    per_paper = """SELECT citing, label, count(*) FROM citations JOIN works ON key = citing WHERE cited = ?
        GROUP BY citing ORDER BY 3 DESC, label"""
    ranked = tuple(
        Ranked(line, mentions, citing, tuple(Counted(*row) for row in db.execute(per_paper, (key,))))
        for line, (key, mentions, citing) in zip(lines, rows, strict=True)
    )
    of, mentions = db.execute("SELECT count(DISTINCT cited), count(cited) FROM citations").fetchone()
    return MostCited(ranked, of, mentions, papers_read(db))


_PAGE = (
    r"(?i)(?:(?:pp?|pgs?|pages?|s|ss|seiten?|p[aá]gs?|p[aá]ginas?|pagin[ae]|str|stron[ay]|с|стр)\.?\s*)?"
    r"(\d+|[ivxlc]+)(?:\s*[-–—]\s*(\d+|[ivxlc]+))?\s*(ff?\.?)?\s*[頁页쪽]?"
)


def pages_in(locator: str) -> list[tuple[int, str]]:
    """The pages that a locator points to, each with its first number (0 where it has none).

    >>> pages_in("p. 13, 21-2")
    [(13, 'p. 13'), (21, 'p. 21-22')]
    >>> pages_in("chapter 3")
    [(0, 'chapter 3')]
    """
    found = []
    for piece in re.split(r"\s*[,;&]\s*|\s+(?:and|und|et|y|e)\s+", locator.strip()):
        page = re.fullmatch(_PAGE, piece)
        if not page:
            return [(0, locator.strip())]
        first, last, more = page.groups()
        if last and len(last) < len(first) and first.isdecimal():
            last = first[: len(first) - len(last)] + last
        text = f"p. {first}" + (f"-{last}" if last else "") + (f" {more}" if more else "")
        found.append((int(first) if first.isdecimal() else 0, text))
    return found


def pages(db: sqlite3.Connection, mention: str) -> Pages:
    """Which pages of the work meant are cited, by whom and where; a page twice in one place counts once."""
    which = meant(db, mention)
    found = places(db, "cited", [which.work.key])
    lines = {line.key: line for line in named.lines(db, [citing for citing, _ in found])}
    by_page: dict[tuple[int, str], dict[str, list[Place]]] = {}
    for (citing, _), each in found.items():
        for place in each:
            for page in dict.fromkeys(pages_in(place.locator)) if place.locator.strip() else ():
                by_page.setdefault(page, {}).setdefault(citing, []).append(place)
    cited = []
    for (first, text), citing_ in sorted(by_page.items()):
        by = sorted(citing_, key=lambda key: (lines[key].label.casefold(), key))
        cited.append(PageCited(text, first, tuple(Neighbour(lines[key], tuple(citing_[key])) for key in by)))
    every = [place for each in found.values() for place in each]
    without = sum(not place.locator.strip() for place in every)
    return Pages(which, tuple(cited), len(every), without, papers_read(db))


# Opening and closing marks; an apostrophe between letters closes nothing.
_QUOTED = (
    r'“([^“”]+)”|„([^„“”]+)[“”]|"([^"]+)"|«([^«»]+)»|»([^«»]+)«|「([^「」]+)」|『([^『』]+)』'
    r"|‘((?:[^‘’]|’(?=\w))+)’(?!\w)|(?<!\w)'((?:[^']|'(?=\w))+)'(?!\w)"
)


def quotations_in(passage: str) -> tuple[str, ...]:
    """The words that stand in quotation marks.

    >>> quotations_in("It is “unclear” whether the cities' networks last.")
    ('unclear',)
    """
    return tuple(next(filter(None, groups)).strip() for groups in re.findall(_QUOTED, passage))


def who_quotes(db: sqlite3.Connection, mention: str) -> Quotes:
    """Who quotes the work meant word for word: the places whose known passage holds quotation marks.

    The marks may also hold a title or a term, so the whole passage is given to be read.
    """
    which = meant(db, mention)
    found = places(db, "cited", [which.work.key])
    lines = {line.key: line for line in named.lines(db, [citing for citing, _ in found])}
    every = [(lines[citing], place) for (citing, _), each in found.items() for place in each]
    quoted = [Quoted(line, quotations, place) for line, place in every if (quotations := quotations_in(place.passage))]
    quoted.sort(key=lambda each: (each.work.label.casefold(), each.work.key))
    known = sum(bool(place.passage) for _, place in every)
    return Quotes(which, tuple(quoted), len(every), known, papers_read(db))


def only_in(db: sqlite3.Connection, section: str, paper: str | None = None) -> OnlyIn:
    """The works that a paper cites in this section (its id or words of its heading) and nowhere else in the paper.

    `paper` says which paper, where several have such a section; a place without a section counts as elsewhere.
    """
    key, identifier, heading = section_meant(db, section, meant(db, paper).work.key if paper else None)
    sql = """WITH RECURSIVE own AS (SELECT pos, id, parent FROM sections WHERE paper = ?),
            inside (id) AS (SELECT ? UNION SELECT own.id FROM own JOIN inside ON own.parent = inside.id)
        SELECT id FROM own JOIN inside USING (id) ORDER BY pos"""
    inside = [each for (each,) in db.execute(sql, (key, identifier))]
    here = {
        cited: each
        for (_, cited), each in places(db, "citing", [key]).items()
        if all(place.section in inside for place in each)
    }
    lines = sorted(named.lines(db, list(here)), key=lambda line: (line.label.casefold(), line.key))
    elsewhere: dict[str, list[str]] = {}
    for some in named.chunks(list(here)):
        sql = f"""SELECT DISTINCT cited, citing FROM citations WHERE cited IN ({named.marks(some)}) AND citing <> ?
            ORDER BY citing"""
        for cited, citing in db.execute(sql, (*some, key)):
            elsewhere.setdefault(cited, []).append(citing)
    works = tuple(OnlyHere(line, here[line.key], tuple(named.lines(db, elsewhere.get(line.key, [])))) for line in lines)
    below = tuple(each for each in inside if each != identifier)
    return OnlyIn(named.lines(db, [key])[0], identifier, heading, below, works, papers_read(db))


def section_meant(db: sqlite3.Connection, wanted: str, paper: str | None) -> tuple[str, str, str]:
    """The one section of that id or heading, or the only one whose heading holds the words; raises NotFound."""
    bare = re.sub(r"(?i)^(?:§|section\b)\s*", "", wanted.strip()) or wanted
    folded = fold(bare)
    sql = "SELECT paper, label, s.id, s.title FROM sections s JOIN works ON key = paper ORDER BY label, pos"
    known = [row for row in db.execute(sql) if paper in (None, row[0])]
    fits = [row for row in known if bare.casefold() == row[2].casefold() or (folded and folded == fold(row[3]))]
    words = folded.split()
    fits = fits or [row for row in known if words and all(word in fold(row[3]) for word in words)]
    if len(fits) == 1:
        key, _, identifier, heading = fits[0]
        return key, identifier, heading
    if not known:
        read = db.execute("SELECT 1 FROM readings LIMIT 1").fetchone()
        message = "nobody has noted the sections of this paper" if paper else "nobody has noted the sections of a paper"
        hint = "its reading, bib/readings/KEY.yaml, lists them" if read else "no paper has been read yet"
        raise NotFound(message, "unknown", (), hint)
    if not fits:
        message, hint = f'no section fits "{wanted}"', "say its id, or words of its heading"
        raise NotFound(message, "unknown", _near_sections(folded, known), hint)
    candidates = [_candidate(row, "has such a section") for row in fits[:20]]
    hint = (
        "say its id"
        if len({row[0] for row in fits}) == 1
        else "say which paper: --paper PAPER; in a plain question: section 2 of PAPER"
    )
    raise NotFound(f'"{wanted}" can mean {len(fits)} sections', "ambiguous", candidates, hint)


def _candidate(row: tuple[str, ...], reason: str) -> Candidate:
    paper, label, identifier, heading = row
    return Candidate(paper, f"{label}, section {identifier}: {heading}".rstrip(": "), reason, 1)


def _near_sections(wanted: str, known: list[tuple[str, ...]]) -> list[Candidate]:
    from rapidfuzz.fuzz import WRatio

    scored = [(max(WRatio(wanted, fold(row[2])), WRatio(wanted, fold(row[3]))), row) for row in known]
    return [_candidate(row, "spelt alike") for score, row in sorted(scored, reverse=True)[:5] if score >= 60]
