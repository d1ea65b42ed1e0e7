"""What became of the evidence of readings in the copies of their papers, as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from litgraph.verification import CheckedPlace, Verification, VerifiedReading
from litgraph.views.places import section
from litgraph.views.text import Cells, Show, count
from litgraph.views.text.evidence import line_of, page_of
from litgraph.views.text.layout import wrap

__all__ = ["VERIFICATION", "summary"]

_COPIES = {
    "unchanged": "the very file that was read",
    "changed": "another file than was read",
    "new": "no copy was looked into before",
}


def _lines(answer: Verification) -> Iterator[str]:
    for number, reading in enumerate(answer.readings):
        if number:
            yield ""
        yield from wrap(f"{reading.label} · {reading.title or 'no title'} [{reading.paper}]", 0, 2)
        if reading.file:
            yield from wrap(f"{reading.file} ({_COPIES.get(reading.copy) or reading.why})", 2, 4)
        yield from wrap(_counts(reading), 2, 4)
        places_to_show = [place for place in reading.places if place.status in ("moved", "changed", "vanished")]
        for _, places in groupby(places_to_show, _strip_differences):
            yield from _place_lines(list(places))


def _strip_differences(place: CheckedPlace) -> CheckedPlace:
    """Return a place without what may differ between neighbours that are shown together."""
    return place._replace(key="", label="", locator="", locator_now="", at="")


def _counts(reading: VerifiedReading) -> str:
    """Say how many places a reading has, and what became of them in the copy."""
    number = Counter(place.status for place in reading.places)
    if number["not checkable"]:
        return f"{count(len(reading.places), 'place')} not looked for: {reading.why}"
    statuses = ", ".join(
        f"{number[status]} {status}" for status in ("found", "moved", "changed", "vanished") if number[status]
    )
    if number["vanished"] == len(reading.places) > 2:
        statuses += ": is it the same paper?"
    unseen = Counter(place.why for place in reading.places if place.status == "found" and place.why)
    remarks = "".join(f"; {count(times, 'place')}: {why}" for why, times in sorted(unseen.items()))
    return f"{count(len(reading.places), 'place')}: {statuses or 'nothing to look for'}{remarks}"


def _place_lines(places: Sequence[CheckedPlace]) -> Iterator[str]:
    first = places[0]
    place_names = (f"{place.label}{place.locator and f', {place.locator}'} ({line_of(place.at)})" for place in places)
    yield from wrap(f"{first.status}: {'; '.join(place_names)}", 2, 4)
    before = _where(first.section, first.heading, first.page)
    place_now = _where(first.section_now, first.heading_now, first.page_now)
    if first.status == "vanished":
        yield from wrap(f"from {before}; {first.why}" if before else first.why, 6, 8)
    else:
        yield from wrap(
            f"from {before} to {place_now}" if first.status == "moved" else f"in {place_now or before}", 6, 8
        )
        locators_now = [place.locator_now for place in places if place.locator_now != place.locator]
        yield from wrap(": ".join(filter(None, [first.why, "; ".join(locators_now)])), 6, 8)
    if first.status == "vanished" or "other words" in first.why:
        yield from _words(first.passage, "was")
    if first.status != "vanished":
        yield from _words(first.passage_now, "is" if "other words" in first.why else "")


def _words(passage: str, name: str) -> list[str]:
    return wrap(f"{name} “{passage}”".strip(), 6, 8) if passage else []


def _where(identifier: str, heading: str, page: str) -> str:
    return ", ".join(filter(None, [section(identifier, heading), page_of(page) if page else ""]))


def summary(answer: Verification) -> str:
    """Sum up all readings in one sentence."""
    number = Counter(place.status for reading in answer.readings for place in reading.places)
    statuses = ", ".join(f"{times} {status}" for status, times in number.items())
    return f"{count(len(answer.readings), 'reading')}: {statuses}" if statuses else "no reading to verify"


def _cells(answer: Verification) -> Cells:
    for reading in answer.readings:
        yield from ((reading.paper, reading.reading, reading.file, reading.copy, *place) for place in reading.places)


VERIFICATION: Show[Verification] = Show(
    "verify", _lines, ("paper", "reading", "file", "copy", *CheckedPlace._fields), _cells, key="paper"
)
