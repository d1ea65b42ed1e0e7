"""How works are mentioned, as text."""

from __future__ import annotations

from collections.abc import Iterable

from litgraph.queries.citations import Place
from litgraph.queries.mentions import MostCited, OnlyHere, OnlyIn, Pages, Quotes
from litgraph.views.places import section
from litgraph.views.text import Row, Show, count
from litgraph.views.text.citations import place_lines, were_read
from litgraph.views.text.layout import table, title, wrap
from litgraph.views.text.shared import head, nobody_cites, nobody_read, rows, voices, where

__all__ = ["MOST_CITED", "ONLY_IN", "PAGES", "QUOTES"]


_WORK = ("key", "label", "title")


def _most_lines(answer: MostCited) -> Iterable[str]:
    yield from wrap(_nothing(answer), 0, 2)
    if not answer.works:
        return
    of = f"{len(answer.works)} of {answer.of} cited works" if len(answer.works) < answer.of else f"{answer.of} works"
    yield from wrap(f"{of}; {answer.mentions} mentions in all ({were_read(answer.read)})", 0, 2)
    yield ""
    cells = [
        (
            counted.mentions,
            counted.citing,
            f"{counted.work.label} · {counted.work.title or 'no title'} [{counted.work.key}]",
        )
        for counted in answer.works
    ]
    yield from table(cells, ("mentions", "by works", "work"), 2)


def _nothing(answer: MostCited) -> str:
    return "" if answer.works else nobody_read(answer.read) or f"nothing is cited ({were_read(answer.read)})"


_MOST_CITED = (*_WORK, "mentions", "citing_works", "by")


def _most_rows(answer: MostCited) -> list[Row]:
    return rows(
        _MOST_CITED,
        (
            (
                *head(counted.work),
                counted.mentions,
                counted.citing,
                tuple(f"{by.key} {by.mentions}" for by in counted.by),
            )
            for counted in answer.works
        ),
    )


MOST_CITED: Show[MostCited] = Show("most-cited", _most_lines, _most_rows, "key", _MOST_CITED, _nothing)


def _pages_lines(answer: Pages) -> Iterable[str]:
    yield from title(answer.meant.work)
    yield from wrap(_pages_summary(answer), 0, 2)
    for page in answer.pages:
        yield ""
        yield page.page
        for neighbour in page.citing:
            yield from wrap(f"{neighbour.work.label} [{neighbour.work.key}]: {where(neighbour.places)}", 2, 4)
    yield from voices((neighbour.work.label, neighbour.places) for page in answer.pages for neighbour in page.citing)


def _pages_summary(answer: Pages) -> str:
    if not answer.places:
        return nobody_cites(answer.read)
    pointing = answer.places - answer.without
    places = f"cited in {count(answer.places, 'place')}; {pointing or 'none'} of them"
    return f"{places} {'point' if pointing > 1 else 'points'} to a page or part of it ({were_read(answer.read)})"


_PAGES = ("cited_page", *_WORK, *Place._fields)


def _pages_rows(answer: Pages) -> list[Row]:
    return rows(
        _PAGES,
        (
            (page.page, *head(neighbour.work), *place)
            for page in answer.pages
            for neighbour in page.citing
            for place in neighbour.places
        ),
    )


PAGES: Show[Pages] = Show("pages", _pages_lines, _pages_rows, "key", _PAGES, _pages_summary)


def _quotes_lines(answer: Quotes) -> Iterable[str]:
    yield from title(answer.meant.work)
    yield from wrap(_quotes_summary(answer), 0, 2)
    for quotation in answer.quoted:
        yield ""
        yield from title(quotation.work)
        yield from place_lines([quotation.place], 2)


def _quotes_summary(answer: Quotes) -> str:
    if not answer.places:
        return nobody_cites(answer.read)
    if not answer.with_passage:
        stored = "its only place" if answer.places == 1 else f"any of its {answer.places} places"
        how = "litgraph verify PAPER --keep stores them; what is piped on shows them with --with-passages"
        return f"nobody can say: no passage can be shown for {stored} ({how})"
    places_found = count(len(answer.quoted), "place") if answer.quoted else "no place"
    summary = (
        f"words in quotation marks at {places_found}, of {count(answer.with_passage, 'place')} with its passage stored"
    )
    without_passage = answer.places - answer.with_passage
    return summary + (
        f"; nobody can say for the other {without_passage}, which have no passage" if without_passage else ""
    )


_QUOTES = (*_WORK, "quotations", *Place._fields)


def _quotes_rows(answer: Quotes) -> list[Row]:
    return rows(
        _QUOTES, ((*head(quotation.work), quotation.quotations, *quotation.place) for quotation in answer.quoted)
    )


QUOTES: Show[Quotes] = Show("who-quotes", _quotes_lines, _quotes_rows, "key", _QUOTES, _quotes_summary)


def _only_in_lines(answer: OnlyIn) -> Iterable[str]:
    yield from title(answer.paper)
    heading = section(answer.section, answer.heading)
    below = f", with {count(len(answer.below), 'section')} in it" if answer.below else ""
    yield from wrap(f"{heading}{below}", 2, 4)
    yield from wrap(_only_in_summary(answer), 0, 2)
    blocks: list[tuple[str, list[OnlyHere]]] = [
        ("nowhere else in any paper read", [exclusive for exclusive in answer.works if not exclusive.also]),
        ("nowhere else in this paper, but in others", [exclusive for exclusive in answer.works if exclusive.also]),
    ]
    for name, works in blocks:
        if works:
            yield ""
            yield from wrap(f"{name}: {count(len(works), 'work')}", 0, 2)
        for exclusive in works:
            yield from title(exclusive.work, 2)
            yield from wrap(where(exclusive.places), 6, 8)
            if exclusive.also:
                yield from wrap(f"also cited by {', '.join(line.label for line in exclusive.also)}", 6, 8)
    yield from voices((answer.paper.label, exclusive.places) for exclusive in answer.works)


def _only_in_summary(answer: OnlyIn) -> str:
    works_found = count(len(answer.works), "work") if answer.works else "no work"
    return f"{works_found} cited here and nowhere else in this paper ({were_read(answer.read)})"


_ONLY_IN = (*_WORK, "also_cited_by", *Place._fields)


def _only_in_rows(answer: OnlyIn) -> list[Row]:
    return rows(
        _ONLY_IN,
        (
            (*head(exclusive.work), tuple(line.key for line in exclusive.also), *place)
            for exclusive in answer.works
            for place in exclusive.places
        ),
    )


ONLY_IN: Show[OnlyIn] = Show("only-in", _only_in_lines, _only_in_rows, "key", _ONLY_IN, _only_in_summary)
