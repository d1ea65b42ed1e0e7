"""What works have in common, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from litgraph.queries.citations import Paper, Place
from litgraph.queries.named import Line
from litgraph.queries.pairs import Side
from litgraph.queries.shared import Beside, Both, CoCited, Coupled, Meeting, Only, Shared
from litgraph.views.places import section, speaker
from litgraph.views.text import Row, Show, count
from litgraph.views.text.citations import page_of, were_read
from litgraph.views.text.layout import title, wrap

__all__ = [
    "BOTH",
    "COUPLED",
    "CO_CITED",
    "ONLY",
    "head",
    "nobody_cites",
    "nobody_read",
    "not_looked",
    "rows",
    "speakers",
    "untied",
    "voices",
    "where",
]

_WORK = ("key", "label", "title")


def where(places: Sequence[Place]) -> str:
    """Return the places in one citing work in short: "§2.E Sister Cities, lines 110 (p. 11), 111"."""
    if not places:
        return "in the reference list, never in the text"
    apart = len({_file(place.at) for place in places}) > 1
    by_section: dict[str, list[str]] = {}
    for place in places:
        line = place.at.rsplit(":", 1)[0] if apart else place.at.split(":")[-2] if ":" in place.at else ""
        page = f"on its {page_of(place.page)}" if place.page else ""
        page_and_locator = "; ".join(part for part in (page, place.locator) if part)
        place_text = f"{line} ({page_and_locator})" if line and page_and_locator else line or page_and_locator
        heading = section(place.section, place.heading) or "section not known"
        by_section.setdefault(heading, []).append(place_text)
    sections = []
    for heading, place_texts in by_section.items():
        lines = list(filter(None, place_texts))
        sign = "" if apart or not places[0].at else "line " if len(lines) == 1 else "lines "
        sections.append(f"{heading}, {sign}{', '.join(lines)}" if lines else heading)
    return "; ".join(sections)


def _file(at: str) -> str:
    return at.rsplit(":", 2)[0]


def voices(places_by_work: Iterable[tuple[str, Sequence[Place]]]) -> list[str]:
    """List the lines that name who says so, once for each citing work and file."""
    distinct_voices = dict.fromkeys(
        (label, speaker(place.said_by, place.read_by), _file(place.at))
        for label, places in places_by_work
        for place in places
    )
    if not distinct_voices:
        return []
    return ["", *(line for voice in distinct_voices for line in wrap("says: " + ", ".join(filter(None, voice)), 0, 6))]


def speakers(places: Iterable[Place]) -> tuple[str, ...]:
    """List who says so, each voice once."""
    return tuple(dict.fromkeys(speaker(place.said_by, place.read_by) for place in places))


def head(line: Line) -> tuple[str, str, str]:
    """Return the cells that name a work in a row: key, label and title."""
    return line.key, line.label, line.title


def rows(columns: Sequence[str], values: Iterable[Sequence[Any]]) -> list[Row]:
    """Make rows of `values` under the names of `columns`."""
    return [dict(zip(columns, cells, strict=True)) for cells in values]


def untied(*sides: Side) -> str:
    """Say which works have citations that are tied to no work yet, so that the answer lacks them; or ""."""
    return "; ".join(
        f"{count(side.untied, 'citation')} of {side.meant.work.label} tied to no work yet, so not looked at here "
        f"(litgraph cites {side.meant.work.key})"
        for side in dict.fromkeys(sides)
        if side.untied
    )


def not_looked(*sides: Side) -> str:
    """Say which works nobody has read, so that it is not known what they cite; or ""."""
    unknown = dict.fromkeys(side.meant.work for side in sides if not side.looked)
    names = " and ".join(f"{work.label} [{work.key}]" for work in unknown)
    return f"nobody has looked at what {names} cites: not read yet" if unknown else ""


def nobody_cites(papers_read: Sequence[Paper]) -> str:
    """Say that no paper that was read cites the work, or that no paper was read."""
    return nobody_read(papers_read) or f"nobody that was read cites it ({were_read(papers_read)})"


def nobody_read(papers_read: Sequence[Paper]) -> str:
    """Say that no paper was read, so that nothing is known of citations; "" where papers were read."""
    return "" if papers_read else "nobody has looked: no paper has been read yet"


def _pair(answer: Both | Only) -> list[str]:
    return [*title(answer.first.meant.work), *title(answer.second.meant.work)]


def _shared_lines(works: Sequence[Shared], first: str, second: str) -> Iterable[str]:
    for shared in works:
        yield ""
        yield from title(shared.work)
        yield from wrap(f"in {first}: {where(shared.first)}", 2, 4)
        yield from wrap(f"in {second}: {where(shared.second)}", 2, 4)


def _both_lines(answer: Both) -> Iterable[str]:
    yield from _pair(answer)
    yield from wrap(not_looked(answer.first, answer.second), 0, 2)
    if not (answer.first.looked and answer.second.looked):
        return
    first, second = answer.first.meant.work.label, answer.second.meant.work.label
    yield f"both cite {count(len(answer.works), 'work')}" if answer.works else "no work is cited by both"
    yield from wrap(untied(answer.first, answer.second), 0, 2)
    yield from _shared_lines(answer.works, first, second)
    if answer.listed:
        yield ""
        yield from wrap("in both reference lists, but not cited in the text of both:", 0, 2)
        for line in answer.listed:
            yield from title(line, 2)
    by_first = [(first, shared.first) for shared in answer.works]
    yield from voices([*by_first, *((second, shared.second) for shared in answer.works)])


_BOTH = (*_WORK, "citing", "citing_label", *Place._fields)


def _both_rows(answer: Both) -> list[Row]:
    return rows(
        _BOTH,
        (
            (*head(shared.work), side.meant.work.key, side.meant.work.label, *place)
            for shared in answer.works
            for side, places in ((answer.first, shared.first), (answer.second, shared.second))
            for place in places
        ),
    )


def _unknown(answer: Both | Only) -> str:
    return not_looked(answer.first, answer.second) or untied(answer.first, answer.second)


BOTH: Show[Both] = Show("both", _both_lines, _both_rows, "key", _BOTH, _unknown)


def _only_lines(answer: Only) -> Iterable[str]:
    yield from _pair(answer)
    yield from wrap(not_looked(answer.first, answer.second), 0, 2)
    if not (answer.first.looked and answer.second.looked):
        return
    first, second = answer.first.meant.work.label, answer.second.meant.work.label
    works_found = count(len(answer.works), "work") if answer.works else "nothing"
    yield from wrap(f"{first} cites {works_found} that {second} does not", 0, 2)
    yield from wrap(untied(answer.first, answer.second), 0, 2)
    for exclusive in answer.works:
        yield ""
        yield from title(exclusive.work)
        yield from wrap(where(exclusive.places), 2, 4)
        if exclusive.work.key in answer.listed:
            yield from wrap(f"{second} has it in its reference list, never in its text", 2, 4)
    yield from voices((first, exclusive.places) for exclusive in answer.works)


_ONLY = (*_WORK, "listed_by_second", *Place._fields)


def _only_rows(answer: Only) -> list[Row]:
    return rows(
        _ONLY,
        (
            (*head(exclusive.work), exclusive.work.key in answer.listed, *place)
            for exclusive in answer.works
            for place in exclusive.places
        ),
    )


ONLY: Show[Only] = Show("only", _only_lines, _only_rows, "key", _ONLY, _unknown)


def _met(meeting: Meeting, label: str) -> str:
    own_place, near_place = meeting.here, meeting.there
    citing_work = f"one {meeting.near}: {meeting.citing_label}"
    if meeting.near == "paper":
        return f"{citing_work}, {where([near_place])}; {label} in {where([own_place])}"
    in_order = sorted(
        (own_place, near_place), key=lambda place: [int(part) for part in place.at.split(":")[-2:] if part.isdecimal()]
    )
    return f"{citing_work}, {where([place._replace(locator='') for place in in_order])}"


def _times(companion: Beside) -> str:
    parentheses = "1 parenthesis" if companion.parentheses == 1 else f"{companion.parentheses or 'no'} parentheses"
    sections = count(companion.sections, "section") if companion.sections else "no section"
    return f"in {parentheses}, {sections}, {count(companion.papers, 'paper')}"


def _co_cited_lines(answer: CoCited) -> Iterable[str]:
    yield from title(answer.meant.work)
    yield from wrap(_uncited(answer), 0, 2)
    if not answer.citing:
        return
    works_found = count(len(answer.works), "work") if answer.works else "no other work"
    yield from wrap(
        f"cited together with {works_found} in {count(answer.citing, 'paper')} ({were_read(answer.read)})", 0, 2
    )
    for companion in answer.works:
        yield ""
        yield from title(companion.work)
        yield f"  {_times(companion)}"
        for meeting in companion.meetings:
            yield from wrap(f"- {_met(meeting, answer.meant.work.label)}", 2, 4)
    yield from voices(
        (meeting.citing_label, (meeting.here, meeting.there))
        for companion in answer.works
        for meeting in companion.meetings
    )


def _uncited(answer: CoCited) -> str:
    return "" if answer.citing else nobody_cites(answer.read)


_COUNTS = ("parentheses", "sections", "papers")
_CO_CITED = (*_WORK, *_COUNTS, "citing", "citing_label", "near", "here_section", "here_at", *Place._fields)


def _co_cited_rows(answer: CoCited) -> list[Row]:
    return rows(
        _CO_CITED,
        (
            (
                *head(companion.work),
                *companion[1:4],
                *meeting[:3],
                meeting.here.section,
                meeting.here.at,
                *meeting.there,
            )
            for companion in answer.works
            for meeting in companion.meetings
        ),
    )


CO_CITED: Show[CoCited] = Show("co-cited", _co_cited_lines, _co_cited_rows, "key", _CO_CITED, _uncited)


def _coupled_lines(answer: Coupled) -> Iterable[str]:
    work = answer.side.meant.work
    yield from title(work)
    yield from wrap(not_looked(answer.side), 0, 2)
    if not answer.side.looked:
        return
    sharing = count(len(answer.works), "other work") if answer.works else "no other work"
    sentence = f"{sharing} {'share' if len(answer.works) > 1 else 'shares'} some of its"
    yield from wrap(f"{sentence} {count(answer.references, 'reference')} ({were_read(answer.read)})", 0, 2)
    yield from wrap(untied(answer.side), 0, 2)
    for neighbour in answer.works:
        yield ""
        yield from title(neighbour.work)
        yield f"  shares {len(neighbour.shared)} of its {count(neighbour.references, 'reference')}"
        for shared in neighbour.shared:
            yield from wrap(f"- {shared.work.label} [{shared.work.key}]", 2, 4)
            yield from wrap(f"here: {where(shared.first)}", 4, 6)
            yield from wrap(f"there: {where(shared.second)}", 4, 6)
    places_by_work = [(work.label, shared.first) for neighbour in answer.works for shared in neighbour.shared]
    yield from voices(
        [
            *places_by_work,
            *((neighbour.work.label, shared.second) for neighbour in answer.works for shared in neighbour.shared),
        ]
    )


_COUPLED = (
    *(*_WORK, "shared", "references", "reference", "reference_label", "here", "there"),
    *("here_says_so", "there_says_so", "here_at", "there_at"),
)


def _coupled_rows(answer: Coupled) -> list[Row]:
    return rows(
        _COUPLED,
        (
            (
                *(
                    *head(neighbour.work),
                    len(neighbour.shared),
                    neighbour.references,
                    shared.work.key,
                    shared.work.label,
                ),
                *map(where, shared[1:]),
                *map(speakers, shared[1:]),
                *(tuple(place.at for place in places) for places in shared[1:]),
            )
            for neighbour in answer.works
            for shared in neighbour.shared
        ),
    )


def _unread(answer: Coupled) -> str:
    return not_looked(answer.side) or untied(answer.side)


COUPLED: Show[Coupled] = Show("coupled", _coupled_lines, _coupled_rows, "key", _COUPLED, _unread)
