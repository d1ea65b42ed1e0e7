"""Who cites a work, and what a work cites, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from litgraph.queries.citations import Cites, Neighbour, Paper, Place, WhoCites
from litgraph.queries.named import Line
from litgraph.views.places import section, speaker
from litgraph.views.text import Row, Show, count
from litgraph.views.text.layout import title, wrap

__all__ = ["CITES", "WHO_CITES", "cites_summary", "page_of", "who_lines"]


def _places(places: Sequence[Place], indent: int) -> list[str]:
    """Every place under its section; who says so is said once for all that one voice says."""
    lines, before = [], None
    for place in places:
        here = section(place.section, place.heading)
        if place.page:
            here = f"{here} · {page_of(place.page)} of the citing work".strip(" ·")
        if here != before:
            lines += wrap(here or "section not known", indent, indent + 4)
            before = here
        with_ = f"together with {', '.join(place.together)}" if place.together else ""
        said = ", ".join(part for part in (place.locator, place.signal, place.form, place.where, with_) if part)
        lines += wrap(f"- {said or 'place not noted'}  ({_line_of(place.at)})", indent + 2, indent + 4)
        if place.passage:
            lines += wrap(f"“{place.passage}”", indent + 4)
    voices = dict.fromkeys((speaker(p.said_by, p.read_by), p.at.rsplit(":", 2)[0]) for p in places)
    return lines + [line for voice, path in voices for line in wrap(f"says: {voice}, {path}", indent, indent + 6)]


def page_of(page: str) -> str:
    """A page with its sign: "25" gives "p. 25"."""
    return page if page[:1].isalpha() else f"p. {page}"


def _line_of(at: str) -> str:
    return f"line {at.rsplit(':', 2)[1]}" if at.count(":") >= 2 else "no line"


def _read(papers: Sequence[Paper]) -> str:
    return f"{count(len(papers), 'paper')} read: " + ", ".join(paper.label for paper in papers)


def who_lines(answer: WhoCites) -> Iterable[str]:
    """The work, how often and by whom it is cited, and every place; or why nothing is known."""
    yield from title(answer.meant.work)
    if answer.citing:
        places = sum(len(each.places) for each in answer.citing)
        said = f"cited by {count(len(answer.citing), 'work')} in {count(places, 'place')}"
        yield from wrap(f"{said} ({_read(answer.read)})", 0, 2)
    elif answer.read:
        yield from wrap(f"nobody that was read cites it ({_read(answer.read)})", 0, 2)
    else:
        yield "nobody has looked: no paper has been read yet"
    for each in answer.citing:
        yield ""
        yield from title(each.work)
        yield from _places(each.places, 2)
    for line in answer.listed_by:
        yield ""
        yield from title(line)
        yield "  in its reference list, never cited in its text"


def _place_row(place: Place) -> Row:
    return place._asdict()


def _neighbour_rows(neighbours: Sequence[Neighbour], listed: Sequence[Line]) -> list[Row]:
    rows = [
        {"key": each.work.key, "label": each.work.label, "title": each.work.title, **_place_row(place)}
        for each in neighbours
        for place in each.places
    ]
    empty = {**dict.fromkeys(Place._fields, ""), "form": "listed only"}
    return rows + [{"key": line.key, "label": line.label, "title": line.title, **empty} for line in listed]


WHO_CITES: Show[WhoCites] = Show(
    "who-cites", who_lines, lambda answer: _neighbour_rows(answer.citing, answer.listed_by), "key"
)


def _cites_lines(answer: Cites) -> Iterable[str]:
    yield from title(answer.meant.work)
    yield from cites_summary(answer)
    for each in answer.cited:
        yield ""
        yield from title(each.work)
        yield from _places(each.places, 2)
    if answer.unlisted:
        yield ""
        yield "cited without an entry in its reference list, or not tied to a work:"
        for unlisted in answer.unlisted:
            yield from wrap(f"{unlisted.text} ({unlisted.kind.replace('-', ' ')})", 2, 4)
            yield from _places([unlisted.place], 4)
    if answer.listed:
        yield ""
        yield "in its reference list, never cited in its text:"
        for line in answer.listed:
            yield from title(line, 2)


def cites_summary(answer: Cites) -> list[str]:
    """How much the work cites, or that nobody has looked."""
    if not answer.reading and not answer.cited:
        return ["nobody has looked: it has not been read"]
    places = sum(len(each.places) for each in answer.cited)
    voice = f" (read by {answer.reading.read_by}: {answer.reading.at.rsplit(':', 2)[0]})" if answer.reading else ""
    return wrap(f"cites {count(len(answer.cited), 'work')} in {count(places, 'place')}{voice}", 0, 2)


CITES: Show[Cites] = Show("cites", _cites_lines, lambda answer: _neighbour_rows(answer.cited, answer.listed), "key")
