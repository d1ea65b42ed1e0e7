"""What was made of a review, for the terminal: what there is, what to look at, what to do next."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator

from litgraph.project import BIB, CODEBOOK, READINGS
from litgraph.resolve import label
from litgraph.starting import Started
from litgraph.views.text import count
from litgraph.views.text.layout import wrap

__all__ = ["lines"]


def lines(started: Started, folder: str) -> Iterator[str]:
    """The report, for a terminal of any width; `folder` is how the user would name it."""
    review, reading, proposed = started.review, started.reading, started.proposed
    yield f"{folder}: a knowledge base"
    yield from wrap(f"the review: {label(review)} [{review.key}]: {review.title or 'no title found'}", 2, 4)
    yield from wrap(f"{BIB}: {count(len(started.works), 'work')} of its list, and the review itself", 2, 4)
    cited = len({each.cited for each in started.citations})
    places = len({each.evidence.section for each in started.citations})
    told = f"{count(len(started.citations), 'citation')} of {count(cited, 'work')} in {count(places, 'section')}"
    yield from wrap(f"{READINGS}/{review.key}.yaml: {told}", 2, 4)
    yield from wrap(f"{CODEBOOK}: {count(len(proposed.themes), 'theme')}, proposed from its headings", 2, 4)
    given = Counter(theme for theme, _ in {(each.theme, each.work) for each in proposed.assignments})
    for theme in proposed.themes:
        yield from wrap(f"{given[theme.id]:>3}  {theme.title}", 4, 9)
    doubts = list(_doubts(started))
    if doubts:
        yield ""
        yield "to look at:"
        yield from doubts
    yield ""
    yield "next:"
    name = shlex.quote(folder)
    if folder != ".":
        yield f"  cd {name}"
    yield "  litgraph map --open        # the themes and their works, in the browser"
    yield "  litgraph check             # what the entries lack"
    if proposed.themes:
        yield f"  litgraph theme {proposed.themes[0].id}"
    yield "  litgraph read PAPER --add --write    # what one more paper cites"
    yield from wrap(f"and rename, join or delete the themes in {CODEBOOK}: they are yours to decide on.", 0, 0)


def _doubts(started: Started) -> Iterator[str]:
    review, reading = started.review, started.reading
    for problem in started.problems:
        yield from wrap(f"- {problem.message}", 2, 4)
    missing = [name for name, there in (("title", review.title), ("authors", review.authors)) if not there]
    missing += ["year"] if review.year is None else []
    missing += [] if any(each.startswith("doi:") for each in review.ids) else ["DOI"]
    if missing:
        yield from wrap(f"- the review's own {_and(missing)} was not found in it: add it to {BIB}", 2, 4)
    if started.doubtful:
        yield from wrap(f"- {count(len(started.doubtful), 'reference')} may not be understood well:", 2, 4)
    for each in started.doubtful:
        short = each.printed if len(each.printed) <= 160 else each.printed[:159].rsplit(" ", 1)[0] + " …"
        yield from wrap(f"[{each.work.key}] {', '.join(each.reasons)}: {short}", 6, 8)
    kindless = sum(each.kind == "document" for each in started.works)
    if kindless:
        yield from wrap(f"- {count(kindless, 'reference')} of which the kind did not show: @misc in {BIB}", 2, 4)
    for kind, head in (
        ("unresolved", "citations that several references fit"),
        ("not-listed", "cited, but not in the list of references"),
        ("personal-communication", "personal communications"),
    ):
        if some := list(dict.fromkeys(each.text for each in started.untied if each.kind == kind)):
            yield from wrap(f"- {head}: {'; '.join(some)}", 2, 4)
    if reading.listed:
        yield from wrap(f"- in the list, but no citation was found: {', '.join(reading.listed)}", 2, 4)
    if not started.proposed.themes:
        yield from wrap(f"- no section is a theme: define your own in {CODEBOOK}", 2, 4)
    for section, reason in started.proposed.left_out:
        yield from wrap(f"- no theme from {section.id if section.id[0].isdigit() else ''} {section.title}: {reason}", 2, 4)


def _and(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
