"""How far what litgraph makes of the two papers agrees with what was made by hand: `python -m tests.agreement`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from litgraph import corpus
from litgraph.desk.projects import start
from litgraph.matching import match
from litgraph.model import Citation, Corpus, Reading, Work
from litgraph.reading.reader import read_paper
from litgraph.reading.record import parse_record
from litgraph.reading.record_text import record
from litgraph.words import compact, fold
from tests.conftest import REPOSITORY, SHARED

A, B = "clausen-themes", "clausen2022"
PAPERS = {A: SHARED / "seeds/000_159e1a849393286e.txt", B: SHARED / "seeds/004_b32196de93ed56a4.txt"}


class Difference(NamedTuple):
    """What differs (a field, "citation", "theme", ...), in which work, and the two values: ours and by hand."""

    what: str
    work: str
    ours: str
    by_hand: str


def citations(paper: str) -> Iterator[Difference]:
    """`litgraph read` of a paper against its committed reading, line by line, in the order of reading."""
    by_hand = corpus.load(REPOSITORY)
    read = read_paper(PAPERS[paper])
    keys = {each.reference.index: each.work for each in match(read.references, by_hand.works) if each.work}
    ours = parse_record(record(read, paper, keys, read_by="test", with_passages=False), f"bib/readings/{paper}.yaml")
    (reading,) = ours.readings
    (committed,) = (each for each in by_hand.readings if each.paper == paper)
    both = []
    for some, found in ((reading, ours.citations), (committed, _cited(by_hand, paper))):
        titles = {each.id: each.title for each in some.sections}
        both.append([_line(each, titles) for each in sorted(found, key=lambda each: each.placement.order)])
    yield from _diff("citation", *both)
    yield from _diff("section", *(list(_sections(some)) for some in (reading, committed)))
    yield from _diff("listed", *([(key, "") for key in sorted(some.listed)] for some in (reading, committed)))


def _cited(by_hand: Corpus, paper: str) -> list[Citation]:
    return [each for each in by_hand.citations if each.citing == paper]


def _line(each: Citation, titles: Mapping[str, str]) -> tuple[str, str]:
    """A citation in one line; its section by the heading, as ids of those without a number are chosen by hand."""
    said, at = each.evidence, each.placement
    what = each.cited or f"“{each.text}” {each.kind}"
    place = f"§{titles.get(said.section, '')[:30]}"
    return what, " ".join(filter(None, (place, at.form, said.locator, at.signal, at.where)))


def _sections(reading: Reading) -> Iterator[tuple[str, str]]:
    titles = {each.id: each.title for each in reading.sections}
    yield from ((each.title, f"in “{titles[each.parent]}”" if each.parent else "") for each in reading.sections)


def _diff(what: str, ours: list[tuple[str, str]], by_hand: list[tuple[str, str]]) -> Iterator[Difference]:
    for tag, i, j, k, n in SequenceMatcher(None, ours, by_hand, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        left, right = ours[i:j], by_hand[k:n]
        while left and right:
            one, other = left.pop(0), right.pop(0)
            yield Difference(what, other[0], " ".join(one), " ".join(other))
        yield from (Difference(what, each[0], " ".join(each), "") for each in left)
        yield from (Difference(what, each[0], "", " ".join(each)) for each in right)


def started() -> Iterator[Difference]:
    """`litgraph start` on paper A against the works, themes and citations of the repository that are from it."""
    by_hand = corpus.load(REPOSITORY)
    with tempfile.TemporaryDirectory() as folder:
        start(PAPERS[A], Path(folder, "made"))
        made = corpus.load(Path(folder, "made"))
    (reading,) = made.readings
    same = _same_works(made, by_hand)
    same[reading.paper] = A
    listed = {each.cited for each in by_hand.tied if each.citing == A} | {A}
    yield from (Difference("work", key, "", label) for key, label in _missing(listed, same))
    for work in made.works:
        if work.key not in same:
            yield Difference("work", work.key, work.title, "")
        else:
            yield from _fields(work, by_hand.by_key[same[work.key]])
    yield from _themes(made, by_hand, same)


def _missing(listed: set[str], same: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((key, key) for key in sorted(listed - set(same.values())))


def _same_works(made: Corpus, by_hand: Corpus) -> dict[str, str]:
    """Which of the hand-made works the made ones are, by year and the beginning of the title."""

    def mark(work: Work) -> tuple[int | None, str]:
        return work.year, compact(" ".join(fold(work.title).split()[:4]))

    known = {mark(work): work.key for work in by_hand.works}
    return {work.key: known[mark(work)] for work in made.works if mark(work) in known}


def _fields(ours: Work, by_hand: Work) -> Iterator[Difference]:
    for name in ("kind", "title", "container", "date_text"):
        yield from _field(name, by_hand.key, getattr(ours, name), getattr(by_hand, name))
    for name in ("authors", "editors"):
        people = ["; ".join(each.short for each in getattr(work, name)) for work in (ours, by_hand)]
        yield from _field(name, by_hand.key, *people)
    for name in ("volume", "number", "pages", "location", "series", "edition", "url", "urldate"):
        yield from _field(name, by_hand.key, ours.get(name), by_hand.get(name))
    publishers = [work.get("publisher") or work.get("institution") for work in (ours, by_hand)]
    yield from _field("publisher", by_hand.key, *publishers)


def _field(name: str, key: str, ours: str, by_hand: str) -> Iterator[Difference]:
    if compact(ours) != compact(by_hand):
        yield Difference(name, key, ours, by_hand)


def _themes(made: Corpus, by_hand: Corpus, same: Mapping[str, str]) -> Iterator[Difference]:
    """By the section that a theme comes from: its works, and what part each has in it."""
    ours = {(theme.section, same.get(each.work, each.work)): each.role for theme, each in _given(made)}
    wanted: dict[tuple[str, str], set[str]] = {}
    for theme, each in _given(by_hand):
        if each.evidence.said_in == A:
            wanted.setdefault((theme.section, each.work), set()).add(each.role)
    sections = [{theme.section for theme in some.themes} for some in (made, by_hand)]
    for section in sorted(sections[0] ^ sections[1]):
        yield Difference("theme", section, *(section if section in some else "" for some in sections))
    for section, work in sorted(ours.keys() | wanted.keys()):
        role, roles = ours.get((section, work), ""), wanted.get((section, work), set())
        if not role or not roles:
            yield Difference("in theme", work, f"§{section} {role}" if role else "", f"§{section}" if roles else "")
        elif role != ("discussed" if "discussed" in roles else "mentioned"):
            yield Difference("role", work, f"§{section} {role}", " and ".join(sorted(roles)))


def _given(some: Corpus):
    return [(some.by_theme_id[each.theme], each) for each in some.assignments]


if __name__ == "__main__":
    for title, found in (("read A", citations(A)), ("read B", citations(B)), ("start A", started())):
        print(f"\n{title}")
        for each in found:
            print(f"  {each.what}: {each.work}: {each.ours!r} | {each.by_hand!r}")
