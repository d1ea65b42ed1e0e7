"""What works have in common, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from litgraph.queries.citations import Place
from litgraph.queries.overlaps import Beside, Both, CoCited, Coupled, Meeting, Only
from litgraph.queries.pairs import Side
from litgraph.views.text import WORK, Cells, Show, count, head
from litgraph.views.text.evidence import speakers, voices, where
from litgraph.views.text.layout import list_below, opening, title, wrap
from litgraph.views.text.remarks import say_if_not_looked, say_if_uncited, say_if_untied, were_read

__all__ = ["BOTH", "COUPLED", "CO_CITED", "ONLY"]


def _summary(summary: str, *sides: Side) -> Iterable[str]:
    """Return the sentences on works that were read: the summary, and what is tied to no work; else who was not read."""
    missing = say_if_not_looked(*sides)
    return (missing,) if missing else (summary, say_if_untied(*sides))


def _compare(first: Side, second: Side, summary: str) -> list[str]:
    return [*title(first.meant.work), *opening(second.meant.work, *_summary(summary, first, second))]


def _unknown(*sides: Side) -> str:
    return say_if_not_looked(*sides) or say_if_untied(*sides)


def _both_lines(answer: Both) -> Iterator[str]:
    first, second = answer.first.meant.work.label, answer.second.meant.work.label
    summary = f"both cite {count(len(answer.works), 'work')}" if answer.works else "no work is cited by both"
    yield from _compare(answer.first, answer.second, summary)
    for shared in answer.works:
        yield from ("", *title(shared.work))
        yield from wrap(f"in {first}: {where(shared.first)}", 2, 4)
        yield from wrap(f"in {second}: {where(shared.second)}", 2, 4)
    yield from list_below("in both reference lists, but not cited in the text of both:", answer.listed)
    by_first = [(first, shared.first) for shared in answer.works]
    yield from voices([*by_first, *((second, shared.second) for shared in answer.works)])


def _both_cells(answer: Both) -> Cells:
    for shared in answer.works:
        for side, places in ((answer.first, shared.first), (answer.second, shared.second)):
            yield from ((*head(shared.work), *head(side.meant.work)[:2], *place) for place in places)


BOTH: Show[Both] = Show(
    "both",
    _both_lines,
    (*WORK, "citing", "citing_label", *Place._fields),
    _both_cells,
    lambda answer: _unknown(answer.first, answer.second),
)


def _only_lines(answer: Only) -> Iterator[str]:
    first, second = answer.first.meant.work.label, answer.second.meant.work.label
    exclusive = count(len(answer.works), "work") if answer.works else "nothing"
    yield from _compare(answer.first, answer.second, f"{first} cites {exclusive} that {second} does not")
    for neighbour in answer.works:
        yield from ("", *title(neighbour.work), *wrap(where(neighbour.places), 2, 4))
        if neighbour.work.key in answer.listed:
            yield from wrap(f"{second} has it in its reference list, never in its text", 2, 4)
    yield from voices((first, neighbour.places) for neighbour in answer.works)


def _only_cells(answer: Only) -> Cells:
    for work, places in answer.works:
        yield from ((*head(work), work.key in answer.listed, *place) for place in places)


ONLY: Show[Only] = Show(
    "only",
    _only_lines,
    (*WORK, "listed_by_second", *Place._fields),
    _only_cells,
    lambda answer: _unknown(answer.first, answer.second),
)


def _describe_meeting(meeting: Meeting, label: str) -> str:
    own_place, near_place = meeting.here, meeting.there
    citing_work = f"one {meeting.near}: {meeting.citing_label}"
    if meeting.near == "paper":
        return f"{citing_work}, {where([near_place])}; {label} in {where([own_place])}"
    in_order = sorted(
        (own_place, near_place), key=lambda place: [int(part) for part in place.at.split(":")[-2:] if part.isdecimal()]
    )
    return f"{citing_work}, {where([place._replace(locator='') for place in in_order])}"


def _count_meetings(companion: Beside) -> str:
    parentheses = "1 parenthesis" if companion.parentheses == 1 else f"{companion.parentheses or 'no'} parentheses"
    sections = count(companion.sections, "section") if companion.sections else "no section"
    return f"in {parentheses}, {sections}, {count(companion.papers, 'paper')}"


def _co_cited_lines(answer: CoCited) -> Iterator[str]:
    companions = count(len(answer.works), "work") if answer.works else "no other work"
    together = f"cited together with {companions} in {count(answer.citing, 'paper')} ({were_read(answer.read)})"
    yield from opening(answer.meant.work, say_if_uncited(answer) or together)
    for companion in answer.works:
        yield from ("", *title(companion.work), f"  {_count_meetings(companion)}")
        for meeting in companion.meetings:
            yield from wrap(f"- {_describe_meeting(meeting, answer.meant.work.label)}", 2, 4)
    meetings = [meeting for companion in answer.works for meeting in companion.meetings]
    yield from voices((meeting.citing_label, (meeting.here, meeting.there)) for meeting in meetings)


def _co_cited_cells(answer: CoCited) -> Cells:
    for work, *counts, meetings in answer.works:
        for citing, label, near, here, there in meetings:
            yield *head(work), *counts, citing, label, near, here.section, here.at, *there


_COUNTS = ("parentheses", "sections", "papers")
CO_CITED: Show[CoCited] = Show(
    "co-cited",
    _co_cited_lines,
    (*WORK, *_COUNTS, "citing", "citing_label", "near", "here_section", "here_at", *Place._fields),
    _co_cited_cells,
    say_if_uncited,
)


def _coupled_lines(answer: Coupled) -> Iterator[str]:
    label = answer.side.meant.work.label
    sharing = count(len(answer.works), "other work") if answer.works else "no other work"
    share = f"{sharing} {'share' if len(answer.works) > 1 else 'shares'} some of its"
    summary = f"{share} {count(answer.references, 'reference')} ({were_read(answer.read)})"
    yield from opening(answer.side.meant.work, *_summary(summary, answer.side))
    for neighbour in answer.works:
        yield from ("", *title(neighbour.work))
        yield f"  shares {len(neighbour.shared)} of its {count(neighbour.references, 'reference')}"
        for work, here, there in neighbour.shared:
            yield from wrap(f"- {work.label} [{work.key}]", 2, 4)
            yield from wrap(f"here: {where(here)}", 4, 6)
            yield from wrap(f"there: {where(there)}", 4, 6)
    pairs = [(neighbour.work.label, shared) for neighbour in answer.works for shared in neighbour.shared]
    by_work = [(label, shared.first) for _, shared in pairs]
    yield from voices([*by_work, *((neighbour, shared.second) for neighbour, shared in pairs)])


def _coupled_cells(answer: Coupled) -> Cells:
    for neighbour, references, shared_works in answer.works:
        for work, *places in shared_works:
            at = (tuple(place.at for place in side) for side in places)
            counts = len(shared_works), references
            yield *head(neighbour), *counts, *head(work)[:2], *map(where, places), *map(speakers, places), *at


COUPLED: Show[Coupled] = Show(
    "coupled",
    _coupled_lines,
    (
        *(*WORK, "shared", "references", "reference", "reference_label", "here", "there"),
        *("here_says_so", "there_says_so", "here_at", "there_at"),
    ),
    _coupled_cells,
    lambda answer: _unknown(answer.side),
)
