"""What was made of a review, for the terminal: what there is, what to look at, what to do next."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator

from litgraph.desk.projects import Started
from litgraph.project import BIB, CODEBOOK, READINGS
from litgraph.views.text import count
from litgraph.views.text.layout import wrap
from litgraph.words import label

__all__ = ["lines"]


def lines(started: Started, folder: str) -> Iterator[str]:
    """Yield the report on a knowledge base made of a review; `folder` is the name that the user has for it."""
    review, proposed = started.review, started.proposed
    yield f"{folder}: a knowledge base"
    yield from wrap(f"the review: {label(review)} [{review.key}]: {review.title or 'no title found'}", 2, 4)
    yield from wrap(f"{BIB}: {count(len(started.works), 'work')} of its list, and the review itself", 2, 4)
    tied = [citation for citation in started.citations if citation.cited]
    cited = len({citation.cited for citation in tied})
    places = len({citation.evidence.section for citation in tied})
    totals = f"{count(len(tied), 'citation')} of {count(cited, 'work')} in {count(places, 'section')}"
    yield from wrap(f"{READINGS}/{review.key}.yaml: {totals}", 2, 4)
    themes = (
        f"{count(len(proposed.themes), 'theme')}, proposed from its headings" if proposed.themes else "no theme yet"
    )
    yield from wrap(f"{CODEBOOK}: {themes}", 2, 4)
    works_of_theme = Counter(
        theme for theme, _ in {(assignment.theme, assignment.work) for assignment in proposed.assignments}
    )
    for theme in proposed.themes:
        number = str(works_of_theme[theme.id])
        yield from wrap(f"{number}  {theme.title}", 7 - len(number), 9)
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
    next_step = "rename, join, split or delete the themes" if proposed.themes else "define themes"
    yield from wrap(f"and {next_step} in {CODEBOOK}: they are yours to decide on.", 0, 0)


def _doubts(started: Started) -> Iterator[str]:
    review, reading = started.review, started.reading
    for problem in started.problems:
        yield from wrap(f"- {problem.message}", 2, 4)
    facts = {"title": review.title, "authors": review.authors, "year": review.year or review.date_text}
    facts["DOI"] = any(identifier.startswith("doi:") for identifier in review.ids)
    if missing := [name for name, fact in facts.items() if not fact]:
        yield from wrap(f"- of the review itself, no {_or(missing)} was found: add what there is to {BIB}", 2, 4)
    if started.doubtful:
        yield from wrap(f"- {count(len(started.doubtful), 'reference')} perhaps not understood:", 2, 4)
    for entry in started.doubtful[:_DOUBTS_SHOWN]:
        yield from wrap(f"[{entry.work.key}] {', '.join(entry.reasons)}: {_cut_text(entry.printed, 160)}", 6, 8)
    if len(started.doubtful) > _DOUBTS_SHOWN:
        yield from wrap(f"and {len(started.doubtful) - _DOUBTS_SHOWN} more, with x-printed in {BIB}", 6, 8)
    if kindless := sum(work.kind == "document" for work in started.works):
        yield from wrap(f"- {count(kindless, 'reference')} of no known kind: @misc in {BIB}", 2, 4)
    for kind, head in (
        ("unresolved", "several references fit"),
        ("not-listed", "not in its list"),
        ("personal-communication", "personal communications"),
    ):
        if printed_texts := list(
            dict.fromkeys(_cut_text(citation.text, 60) for citation in started.citations if citation.kind == kind)
        ):
            yield from wrap(f"- cited, and tied to no work ({head}): {'; '.join(printed_texts)}", 2, 4)
    if reading.listed:
        yield from wrap(f"- in the list, but no citation was found: {', '.join(reading.listed)}", 2, 4)
    if not started.proposed.themes:
        yield from wrap(f"- no section looks like a theme: define your own in {CODEBOOK}", 2, 4)
    by_reason: dict[str, list[str]] = {}
    for section, reason in started.proposed.left_out:
        number = section.id if section.id[0].isdigit() else ""
        by_reason.setdefault(reason, []).append(f"{number} {section.title}".strip())
    for reason, titles in by_reason.items():
        yield from wrap(f"- no theme from {reason}: {'; '.join(titles)}", 2, 4)


_DOUBTS_SHOWN = 8


def _cut_text(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + " …"


def _or(words: Iterable[str]) -> str:
    *all_but_last, last = words
    return f"{', '.join(all_but_last)} or {last}" if all_but_last else last
