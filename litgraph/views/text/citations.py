"""Who cites a work, and what a work cites, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from litgraph.queries.citations import Cites, Neighbour, Paper, Place, Unlisted, WhoCites
from litgraph.queries.named import Line
from litgraph.views.places import section, speaker
from litgraph.views.text import Row, Show, count
from litgraph.views.text.layout import title, wrap

__all__ = [
    "CITES",
    "WHO_CITES",
    "cites_summary",
    "line_of",
    "nobody",
    "not_read",
    "page_of",
    "place_lines",
    "place_row",
    "were_read",
    "who_lines",
]


def place_lines(places: Sequence[Place], indent: int) -> list[str]:
    """List the places of citation under their sections, and below them each voice once, with its file."""
    lines, before = [], None
    for place, after in zip(places, (*places[1:], None), strict=True):
        heading = section(place.section, place.heading)
        if place.page:
            heading = f"{heading} · {page_of(place.page)} of the citing work".strip(" ·")
        if heading != before:
            lines += wrap(heading or "section not known", indent, indent + 4)
            before = heading
        with_ = f"together with {', '.join(place.together)}" if place.together else ""
        details = ", ".join(part for part in (place.locator, place.signal, place.form, place.where, with_) if part)
        lines += wrap(f"- {details or 'cited'}  ({line_of(place.at)})", indent + 2, indent + 4)
        if place.why:
            lines += wrap(place.why, indent + 4)
        together = after and after[:3] == place[:3] and after.passage == place.passage and not after.why
        if place.passage and not together:  # what is cited twice in one sentence has it once, after both
            lines += wrap(f"“{place.passage}”", indent + 4)
    voices = dict.fromkeys((speaker(p.said_by, p.read_by), p.at.rsplit(":", 2)[0]) for p in places)
    return lines + [line for voice, path in voices for line in wrap(f"says: {voice}, {path}", indent, indent + 6)]


def page_of(page: str) -> str:
    """Return a page with its sign: "25" gives "p. 25"."""
    return page if page[:1].isalpha() else f"p. {page}"


def line_of(at: str) -> str:
    """Return the line number in "path:line:column" as text: "line 12"."""
    return f"line {at.rsplit(':', 2)[1]}" if at.count(":") >= 2 else "no line"


def were_read(papers: Sequence[Paper]) -> str:
    """Say how many papers were read, and name the first of them: an answer knows of no others."""
    rest_of_papers = f" and {len(papers) - 8} more" if len(papers) > 9 else ""
    papers_named = papers[:8] if rest_of_papers else papers
    return f"{count(len(papers), 'paper')} read: " + ", ".join(paper.label for paper in papers_named) + rest_of_papers


def who_lines(answer: WhoCites) -> Iterable[str]:
    """Yield the lines on who cites a work: the work, how often it is cited, and every place in every citing work."""
    yield from title(answer.meant.work)
    if answer.citing:
        places = sum(len(neighbour.places) for neighbour in answer.citing)
        counts = f"cited by {count(len(answer.citing), 'work')} in {count(places, 'place')}"
        yield from wrap(f"{counts} ({were_read(answer.read)})", 0, 2)
    else:
        yield from wrap(nobody(answer), 0, 2)
    for neighbour in answer.citing:
        yield ""
        yield from title(neighbour.work)
        yield from place_lines(neighbour.places, 2)
    for line in answer.listed_by:
        yield ""
        yield from title(line)
        yield from wrap("in its reference list, never cited in its text", 2)


def nobody(answer: WhoCites) -> str:
    """Say that no paper that was read cites the work, or that no paper was read; "" where it is cited."""
    if answer.citing:
        return ""
    if answer.read:
        return f"nobody that was read cites it ({were_read(answer.read)})"
    return "nobody has looked: no paper has been read yet"


def place_row(place: Place) -> Row:
    """Return a place of citation as the columns of a row."""
    return place._asdict()


_COLUMNS = ("key", "label", "title", "status", *Place._fields)


def _neighbour_rows(
    neighbours: Sequence[Neighbour], listed: Sequence[Line], unlisted: Sequence[Unlisted] = ()
) -> list[Row]:
    """Make one row of each place; `status` says whether a work is cited, only listed, or cited and not listed."""
    rows: list[tuple[Line, str, Place | None]] = [
        (neighbour.work, "cited", place) for neighbour in neighbours for place in neighbour.places
    ]
    rows += [(line, "listed, never cited", None) for line in listed]
    none = dict.fromkeys(Place._fields, "")
    return [
        {"key": line.key, "label": line.label, "title": line.title, "status": status}
        | (place_row(place) if place else none)
        for line, status, place in rows
    ] + [
        {
            "key": "",
            "label": unlisted_citation.text,
            "title": "",
            "status": unlisted_citation.kind,
            **place_row(unlisted_citation.place),
        }
        for unlisted_citation in unlisted
    ]


WHO_CITES: Show[WhoCites] = Show(
    "who-cites", who_lines, lambda answer: _neighbour_rows(answer.citing, answer.listed_by), "key", _COLUMNS, nobody
)


def _cites_lines(answer: Cites) -> Iterable[str]:
    yield from title(answer.meant.work)
    yield from cites_summary(answer)
    for neighbour in answer.cited:
        yield ""
        yield from title(neighbour.work)
        yield from place_lines(neighbour.places, 2)
    if answer.unlisted:
        yield ""
        yield from wrap("cited without an entry in its reference list, or not tied to a work:", 0, 2)
        for unlisted in answer.unlisted:
            yield from wrap(f"{unlisted.text} ({unlisted.kind.replace('-', ' ')})", 2, 4)
            yield from place_lines([unlisted.place], 4)
    if answer.listed:
        yield ""
        yield from wrap("in its reference list, never cited in its text:", 0, 2)
        for line in answer.listed:
            yield from title(line, 2)


def cites_summary(answer: Cites) -> list[str]:
    """Say how many works a paper cites in how many places, or that nobody has read it."""
    if unread := not_read(answer):
        return wrap(unread, 0, 2)
    places = sum(len(neighbour.places) for neighbour in answer.cited)
    voice = f" (read by {answer.reading.read_by}: {answer.reading.at.rsplit(':', 2)[0]})" if answer.reading else ""
    return wrap(f"cites {count(len(answer.cited), 'work')} in {count(places, 'place')}{voice}", 0, 2)


def not_read(answer: Cites) -> str:
    """Say that nobody has looked at what a paper cites; "" where it was read."""
    return "" if answer.reading or answer.cited else "what it cites: nobody has looked (it has not been read)"


CITES: Show[Cites] = Show(
    "cites",
    _cites_lines,
    lambda answer: _neighbour_rows(answer.cited, answer.listed, answer.unlisted),
    "key",
    _COLUMNS,
    not_read,
)
