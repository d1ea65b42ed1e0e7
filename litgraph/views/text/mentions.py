"""How works are mentioned, as text."""

from __future__ import annotations

from collections.abc import Iterator

from litgraph.queries.citations import Place
from litgraph.queries.mentions import MostCited, OnlyIn, Pages, Quotes
from litgraph.views.places import section
from litgraph.views.text import WORK, Cells, Show, count, head
from litgraph.views.text.evidence import place_lines, voices, where
from litgraph.views.text.layout import opening, table, title, wrap
from litgraph.views.text.remarks import no_passage, nobody_cites, nobody_read, were_read

__all__ = ["MOST_CITED", "ONLY_IN", "PAGES", "QUOTES"]


def _most_cited_lines(answer: MostCited) -> Iterator[str]:
    yield from wrap(_nothing(answer), 0, 2)
    if not answer.works:
        return
    of = f"{len(answer.works)} of {answer.of} cited works" if len(answer.works) < answer.of else f"{answer.of} works"
    yield from wrap(f"{of}; {answer.mentions} mentions in all ({were_read(answer.read)})", 0, 2)
    cells = [
        (mentions, citing, f"{work.label} · {work.title or 'no title'} [{work.key}]")
        for work, mentions, citing, _ in answer.works
    ]
    yield from ("", *table(cells, ("mentions", "by works", "work"), 2))


def _nothing(answer: MostCited) -> str:
    return "" if answer.works else nobody_read(answer.read) or f"nothing is cited ({were_read(answer.read)})"


def _most_cited_cells(answer: MostCited) -> Cells:
    for work, *counts, citing_works in answer.works:
        yield *head(work), *counts, tuple(f"{citing.key} {citing.mentions}" for citing in citing_works)


MOST_CITED: Show[MostCited] = Show(
    "most-cited", _most_cited_lines, (*WORK, "mentions", "citing_works", "by"), _most_cited_cells, _nothing
)


def _pages_lines(answer: Pages) -> Iterator[str]:
    yield from opening(answer.meant.work, _pages_summary(answer))
    for page in answer.pages:
        yield from ("", page.page)
        for work, places in page.citing:
            yield from wrap(f"{work.label} [{work.key}]: {where(places)}", 2, 4)
    yield from voices((work.label, places) for page in answer.pages for work, places in page.citing)


def _pages_summary(answer: Pages) -> str:
    if not answer.places:
        return nobody_cites(answer.read)
    pointing = answer.places - answer.without
    places = f"cited in {count(answer.places, 'place')}; {pointing or 'none'} of them"
    return f"{places} {'point' if pointing > 1 else 'points'} to a page or part of it ({were_read(answer.read)})"


def _pages_cells(answer: Pages) -> Cells:
    for page in answer.pages:
        yield from ((page.page, *head(work), *place) for work, places in page.citing for place in places)


PAGES: Show[Pages] = Show("pages", _pages_lines, ("cited_page", *WORK, *Place._fields), _pages_cells, _pages_summary)


def _quotes_lines(answer: Quotes) -> Iterator[str]:
    yield from opening(answer.meant.work, _quotes_summary(answer))
    for quotation in answer.quoted:
        yield from ("", *title(quotation.work), *place_lines([quotation.place], 2))


def _quotes_summary(answer: Quotes) -> str:
    if not answer.places:
        return nobody_cites(answer.read)
    if not answer.with_passage:
        return no_passage(answer.places, "its ")
    quoted = count(len(answer.quoted), "place") if answer.quoted else "no place"
    summary = f"words in quotation marks at {quoted}, of {count(answer.with_passage, 'place')} with its passage stored"
    without = answer.places - answer.with_passage
    return f"{summary}; nobody can say for the other {without}, which have no passage" if without else summary


def _quotes_cells(answer: Quotes) -> Cells:
    return ((*head(work), quotations, *place) for work, quotations, place in answer.quoted)


QUOTES: Show[Quotes] = Show(
    "who-quotes", _quotes_lines, (*WORK, "quotations", *Place._fields), _quotes_cells, _quotes_summary
)


def _only_in_lines(answer: OnlyIn) -> Iterator[str]:
    below = f", with {count(len(answer.below), 'section')} in it" if answer.below else ""
    yield from title(answer.paper)
    yield from wrap(f"{section(answer.section, answer.heading)}{below}", 2, 4)
    yield from wrap(_only_in_summary(answer), 0, 2)
    for is_cited_elsewhere, heading in (
        (False, "nowhere else in any paper read"),
        (True, "nowhere else in this paper, but in others"),
    ):
        works = [exclusive for exclusive in answer.works if bool(exclusive.also) == is_cited_elsewhere]
        if works:
            yield from ("", *wrap(f"{heading}: {count(len(works), 'work')}", 0, 2))
        for work, places, also in works:
            yield from (*title(work, 2), *wrap(where(places), 6, 8))
            if also:
                yield from wrap(f"also cited by {', '.join(line.label for line in also)}", 6, 8)
    yield from voices((answer.paper.label, exclusive.places) for exclusive in answer.works)


def _only_in_summary(answer: OnlyIn) -> str:
    works = count(len(answer.works), "work") if answer.works else "no work"
    return f"{works} cited here and nowhere else in this paper ({were_read(answer.read)})"


def _only_in_cells(answer: OnlyIn) -> Cells:
    for work, places, also in answer.works:
        yield from ((*head(work), tuple(line.key for line in also), *place) for place in places)


ONLY_IN: Show[OnlyIn] = Show(
    "only-in", _only_in_lines, (*WORK, "also_cited_by", *Place._fields), _only_in_cells, _only_in_summary
)
