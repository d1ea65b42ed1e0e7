"""What became of the evidence of readings in the copies of their papers, as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from litgraph.verify import Checked, Verification, Verified
from litgraph.views.places import section
from litgraph.views.text import Row, Show, count
from litgraph.views.text.citations import line_of, page_of
from litgraph.views.text.layout import wrap

__all__ = ["VERIFICATION", "summary"]

_COPIES = {
    "unchanged": "the very file that was read",
    "changed": "another file than was read",
    "new": "no copy was looked into before",
}


def _lines(answer: Verification) -> Iterable[str]:
    for number, each in enumerate(answer.readings):
        if number:
            yield ""
        yield from wrap(f"{each.label} · {each.title or 'no title'} [{each.paper}]", 0, 2)
        if each.file:
            yield from wrap(f"{each.file} ({_COPIES.get(each.copy) or each.why})", 2, 4)
        yield from wrap(_counts(each), 2, 4)
        told = [place for place in each.places if place.status in ("moved", "changed", "vanished")]
        for _, places in groupby(told, _alike):
            yield from _place_lines(list(places))


def _alike(place: Checked) -> Checked:
    """What is said once for neighbours of which all else is the same."""
    return place._replace(key="", label="", locator="", locator_now="", at="")


def _counts(each: Verified) -> str:
    """How many places there are, and what became of them."""
    number = Counter(place.status for place in each.places)
    if number["not checkable"]:
        return f"{count(len(each.places), 'place')} not looked for: {each.why}"
    told = ", ".join(
        f"{number[status]} {status}" for status in ("found", "moved", "changed", "vanished") if number[status]
    )
    if number["vanished"] == len(each.places) > 2:
        told += ": is it the same paper?"
    unseen = Counter(place.why for place in each.places if place.status == "found" and place.why)
    more = "".join(f"; {count(times, 'place')}: {why}" for why, times in sorted(unseen.items()))
    return f"{count(len(each.places), 'place')}: {told or 'nothing to look for'}{more}"


def _place_lines(places: Sequence[Checked]) -> Iterable[str]:
    first = places[0]
    each = (f"{place.label}{place.locator and f', {place.locator}'} ({line_of(place.at)})" for place in places)
    yield from wrap(f"{first.status}: {'; '.join(each)}", 2, 4)
    before = _where(first.section, first.heading, first.page)
    now = _where(first.section_now, first.heading_now, first.page_now)
    if first.status == "vanished":
        yield from wrap(f"from {before}; {first.why}" if before else first.why, 6, 8)
    else:
        yield from wrap(f"from {before} to {now}" if first.status == "moved" else f"in {now or before}", 6, 8)
        others = [place.locator_now for place in places if place.locator_now != place.locator]
        yield from wrap(": ".join(filter(None, [first.why, "; ".join(others)])), 6, 8)
    if first.status == "vanished" or "other words" in first.why:
        yield from _words(first.passage, "was")
    if first.status != "vanished":
        yield from _words(first.passage_now, "is" if "other words" in first.why else "")


def _words(passage: str, name: str) -> list[str]:
    return wrap(f"{name} “{passage}”".strip(), 6, 8) if passage else []


def _where(identifier: str, heading: str, page: str) -> str:
    return ", ".join(filter(None, [section(identifier, heading), page_of(page) if page else ""]))


def summary(answer: Verification) -> str:
    """The whole in a sentence."""
    number = Counter(place.status for each in answer.readings for place in each.places)
    told = ", ".join(f"{times} {status}" for status, times in number.items())
    return f"{count(len(answer.readings), 'reading')}: {told}" if told else "no reading to verify"


_COLUMNS = ("paper", "reading", "file", "copy", *Checked._fields)


def _rows(answer: Verification) -> list[Row]:
    return [
        {"paper": each.paper, "reading": each.reading, "file": each.file, "copy": each.copy, **place._asdict()}
        for each in answer.readings
        for place in each.places
    ]


VERIFICATION: Show[Verification] = Show("verify", _lines, _rows, "paper", _COLUMNS)
