"""What became of the evidence of readings in the copies of their papers, as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

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
        for place in each.places:
            if place.status in ("moved", "changed", "vanished"):
                yield from _place_lines(place)


def _counts(each: Verified) -> str:
    """How many places there are, and what became of them."""
    number = Counter(place.status for place in each.places)
    if number["not checkable"]:
        return f"{count(len(each.places), 'place')} not looked for: {each.why}"
    told = ", ".join(
        f"{number[status]} {status}" for status in ("found", "moved", "changed", "vanished") if number[status]
    )
    unseen = Counter(place.why for place in each.places if place.status == "found" and place.why)
    more = "".join(f"; {count(times, 'place')}: {why}" for why, times in sorted(unseen.items()))
    return f"{count(len(each.places), 'place')}: {told or 'nothing to look for'}{more}"


def _place_lines(place: Checked) -> Iterable[str]:
    locator = f", {place.locator}" if place.locator else ""
    yield from wrap(f"{place.status}: {place.label}{locator} ({line_of(place.at)})", 2, 4)
    before, now = _where(place.section, place.heading, place.page), ""
    if place.status == "vanished":
        yield from wrap(f"it stood in {before or 'a place not known'}; {place.why}", 6, 8)
        yield from _words(place.passage)
        return
    now = _where(place.section_now, place.heading_now, place.page_now)
    yield from wrap(f"from {before} to {now}" if place.status == "moved" else f"in {now or before}", 6, 8)
    if place.why:
        yield from wrap(f"{place.why}{f': {place.locator_now}' if place.locator_now != place.locator else ''}", 6, 8)
    if "other words" in place.why:
        yield from _words(place.passage, "was: ")
        yield from _words(place.passage_now, "now: ")
    else:
        yield from _words(place.passage_now)


def _words(passage: str, name: str = "") -> list[str]:
    return wrap(f"{name}“{passage}”", 6, 8) if passage else []


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
