"""How works are mentioned: how often, on which pages, word for word, in one section alone."""

from __future__ import annotations

import re
import sqlite3
from typing import NamedTuple

from litgraph.nearest import rank_by_likeness
from litgraph.queries.citations import Neighbour, Paper, Place, find_places, papers_read
from litgraph.queries.named import Line, NotFound, ResolvedWork, labelled_lines, lines, resolve_work, select
from litgraph.resolve import Candidate
from litgraph.words import fold

__all__ = [
    "CitingCount",
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
    "resolve_section",
    "who_quotes",
]


class CitingCount(NamedTuple):
    """A citing work and how often it mentions the other."""

    key: str
    label: str
    mentions: int


class Ranked(NamedTuple):
    """A work with the number of its mentions in texts, and of the works that cite it."""

    work: Line
    mentions: int
    citing: int
    by: tuple[CitingCount, ...]


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

    meant: ResolvedWork
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

    meant: ResolvedWork
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
    per_paper = """SELECT citing, label, count(*) FROM citations JOIN works ON key = citing WHERE cited = ?
        GROUP BY citing ORDER BY 3 DESC, label, citing"""
    ranked = tuple(
        Ranked(line, mentions, citing, tuple(CitingCount(*row) for row in db.execute(per_paper, (key,))))
        for line, (key, mentions, citing) in zip(lines(db, [row[0] for row in rows]), rows, strict=True)
    )
    sql = """SELECT count(*), coalesce(sum(mentions), 0)
        FROM (SELECT count(*) AS mentions FROM citations WHERE cited IS NOT NULL GROUP BY cited)"""
    of, mentions = db.execute(sql).fetchone()
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
    pages = []
    for piece in re.split(r"\s*[,;&]\s*|\s+(?:and|und|et|y|e)\s+", locator.strip()):
        page = re.fullmatch(_PAGE, piece)
        if not page:
            return [(0, locator.strip())]
        first, last, following = page.groups()
        if last and len(last) < len(first) and first.isdecimal():
            last = first[: len(first) - len(last)] + last
        text = f"p. {first}" + (f"-{last}" if last else "") + (f" {following}" if following else "")
        pages.append((int(first) if first.isdecimal() else 0, text))
    return pages


def pages(db: sqlite3.Connection, mention: str) -> Pages:
    """Which pages of the work meant are cited, by whom and where; a page twice in one place counts once."""
    resolved = resolve_work(db, mention)
    places_by_pair = find_places(db, "cited", [resolved.work.key])
    by_page: dict[tuple[int, str], dict[str, list[Place]]] = {}
    for (citing, _), places in places_by_pair.items():
        for place in places:
            for page in dict.fromkeys(pages_in(place.locator)) if place.locator.strip() else ():
                by_page.setdefault(page, {}).setdefault(citing, []).append(place)
    citing_lines = labelled_lines(db, [citing for citing, _ in places_by_pair])
    cited = []
    for (first, text), citing_places in sorted(by_page.items()):
        citing_works = (line for line in citing_lines if line.key in citing_places)
        neighbours = tuple(Neighbour(line, tuple(citing_places[line.key])) for line in citing_works)
        cited.append(PageCited(text, first, neighbours))
    all_places = [place for places in places_by_pair.values() for place in places]
    without = sum(not place.locator.strip() for place in all_places)
    return Pages(resolved, tuple(cited), len(all_places), without, papers_read(db))


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
    resolved = resolve_work(db, mention)
    places_by_pair = find_places(db, "cited", [resolved.work.key])
    citing_lines = labelled_lines(db, [citing for citing, _ in places_by_pair])
    all_places = [(line, place) for line in citing_lines for place in places_by_pair[line.key, resolved.work.key]]
    quoted = [
        Quoted(line, quotations, place) for line, place in all_places if (quotations := quotations_in(place.passage))
    ]
    with_passage = sum(bool(place.passage) for _, place in all_places)
    return Quotes(resolved, tuple(quoted), len(all_places), with_passage, papers_read(db))


def only_in(db: sqlite3.Connection, section: str, paper: str | None = None) -> OnlyIn:
    """The works that a paper cites in this section (its id or words of its heading) and nowhere else in the paper.

    `paper` says which paper, where several have such a section; a place without a section counts as elsewhere.
    """
    key, identifier, heading = resolve_section(db, section, resolve_work(db, paper).work.key if paper else None)
    sql = """WITH RECURSIVE own AS (SELECT pos, id, parent FROM sections WHERE paper = ?),
            inside (id) AS (SELECT ? UNION SELECT own.id FROM own JOIN inside ON own.parent = inside.id)
        SELECT id FROM own JOIN inside USING (id) ORDER BY pos"""
    inside = [section_id for (section_id,) in db.execute(sql, (key, identifier))]
    places_of = {
        cited: places
        for (_, cited), places in find_places(db, "citing", [key]).items()
        if all(place.section in inside for place in places)
    }
    also_citing: dict[str, list[str]] = {}
    sql = "SELECT DISTINCT cited, citing FROM citations WHERE cited IN ({keys}) AND citing <> ? ORDER BY citing"
    for cited, citing in select(db, sql, list(places_of), key):
        also_citing.setdefault(cited, []).append(citing)
    citing_keys = dict.fromkeys(citing for keys in also_citing.values() for citing in keys)
    by_key = {line.key: line for line in lines(db, list(citing_keys))}
    works = tuple(
        OnlyHere(line, places_of[line.key], tuple(by_key[citing] for citing in also_citing.get(line.key, ())))
        for line in labelled_lines(db, places_of)
    )
    below = tuple(section_id for section_id in inside if section_id != identifier)
    return OnlyIn(lines(db, [key])[0], identifier, heading, below, works, papers_read(db))


_Section = tuple[str, str, str, str]  # key and label of the paper, id and heading of the section


def resolve_section(db: sqlite3.Connection, name: str, paper: str | None) -> tuple[str, str, str]:
    """The paper, id and heading of the one section that `name` means, of the work with the key `paper` if that is said.

    A name is an id or a heading, or words that the heading of one section alone holds. Raises NotFound otherwise.
    """
    bare_name = re.sub(r"(?i)^(?:§|section\b)\s*", "", name.strip()) or name
    folded = fold(bare_name)
    sql = f"""SELECT paper, label, s.id, s.title FROM sections s JOIN works ON key = paper
        WHERE {"1" if paper is None else "paper = ?"} ORDER BY label, paper, pos"""
    rows: list[_Section] = db.execute(sql, () if paper is None else (paper,)).fetchall()
    fits = [row for row in rows if bare_name.casefold() == row[2].casefold() or (folded and folded == fold(row[3]))]
    words = folded.split()
    fits = fits or [row for row in rows if words and all(word in fold(row[3]) for word in words)]
    if len(fits) == 1:
        key, _, identifier, heading = fits[0]
        return key, identifier, heading
    if not rows:
        has_readings = db.execute("SELECT 1 FROM readings LIMIT 1").fetchone()
        message = "nobody has noted the sections of this paper" if paper else "nobody has noted the sections of a paper"
        hint = "its reading, bib/readings/KEY.yaml, lists them" if has_readings else "no paper has been read yet"
        raise NotFound(message, "unknown", (), hint)
    if not fits:
        own_rows = [row for row in rows if _names_paper(folded, row)]
        nearest = rank_by_likeness(folded, own_rows or rows, lambda row: map(fold, row[2:]))
        candidates = [_candidate(row, "spelt alike") for row in nearest]
        raise NotFound(f'no section fits "{name}"', "unknown", candidates, "say its id, or words of its heading")
    candidates = [_candidate(row, "has such a section") for row in fits[:20]]
    in_one_paper = len({row[0] for row in fits}) == 1
    hint = "say its id" if in_one_paper else "say which paper: --paper PAPER; in a plain question: section 2 of PAPER"
    raise NotFound(f'"{name}" can mean {len(fits)} sections', "ambiguous", candidates, hint)


def _names_paper(folded: str, section: _Section) -> bool:
    """Whether folded words such as "9 of clausen 2022" name the paper of a section by its key or label."""
    return any(f" {fold(paper_name)} " in f" {folded} " for paper_name in section[:2])


def _candidate(section: _Section, reason: str) -> Candidate:
    paper, label, identifier, heading = section
    return Candidate(paper, f"{label}, section {identifier}: {heading}".rstrip(": "), reason, 1)
