"""What is doubtful in a paper that was read, as questions to a person, and what her answers make of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from litgraph.corpus import WorkLookup
from litgraph.matching import Match
from litgraph.model import Work
from litgraph.reading.answers import Answer, asked, same_entry
from litgraph.reading.paper import Found, Read, Reference
from litgraph.reading.passages import passage
from litgraph.reading.write import sections_of
from litgraph.resolve import resolve
from litgraph.words import label

__all__ = ["Choice", "Question", "matched", "questions"]

_MOST_CHOICES = 9  # as many as there are keys


@dataclass(frozen=True, slots=True)
class Choice:
    """A work or an entry that may be meant, and what speaks for and against it."""

    shown: str
    reasons: tuple[str, ...]
    answer: Answer


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is open: what is printed, where it is cited, what it may be, and the answer "none of these"."""

    ask: str
    printed: str
    section: str
    page: str
    passage: str
    choices: tuple[Choice, ...]
    none: Answer


def matched(matches: Sequence[Match], answers: Sequence[Answer], keys: Collection[str]) -> tuple[Match, ...]:
    """The matches with what a person has said of them; a work that is there no more is not taken from her answer."""
    by_entry = [answer for answer in answers if answer.entry]
    if not by_entry:
        return tuple(matches)
    done = []
    for each in matches:
        for answer in by_entry:
            if not same_entry(each.reference, answer.entry):
                continue
            if answer.work in keys:
                each = Match(each.reference, answer.work, 1.0, ("so answered",))
            elif answer.none_of:
                left = tuple(doubt for doubt in each.doubtful if doubt.key not in answer.none_of)
                each = replace(each, doubtful=left) if each.work not in answer.none_of else Match(each.reference)
        done.append(each)
    return tuple(done)


def questions(
    read: Read, matches: Sequence[Match], works: Mapping[str, Work], answers: Sequence[Answer]
) -> Iterator[Question]:
    """What is open: entries that may be several works, citations that may mean several entries, and those that are in
    no list but may be a work of the bibliography."""
    sections = sections_of(read)
    found_of = {index: found for found in reversed(read.mentions) for index in found.references}
    for match in matches:
        if match.doubtful:
            yield _of_entry(read, match, works, found_of.get(match.reference.index))
    entries = {reference.index: reference for reference in read.references}
    answer_of = {answer.about(): answer for answer in answers if answer.cited}
    lookup: WorkLookup | None = None
    for found, section, about in zip(read.mentions, sections, asked(read, sections), strict=True):
        before = answer_of.get(about, Answer())
        open_ = Answer(cited=found.text, section=section, number=about[-1])
        if found.kind == "tie":
            listed = [entries[index] for index in found.references if index in entries]
            choices = tuple(_entry_choice(each, matches, open_) for each in listed)
            none_of = tuple(" ".join(each.raw.split()) for each in listed)
            ask = "Which entry of its list is meant?"
        elif found.kind == "not-listed" and not before.work:
            lookup = lookup or WorkLookup(dict(works), {key: key for key in works})
            said = resolve(found.text, lookup)
            likely = (said.found,) if said.found else said.others if said.status == "ambiguous" else ()
            choices = tuple(
                Choice(_shown(works, each.key), (each.reason,), replace(open_, work=each.key)) for each in likely
            )
            none_of = tuple(each.key for each in likely)
            ask = "It is in no list of the paper. Is it a work of the bibliography?"
        else:
            continue
        if choices and not set(none_of) <= set(before.none_of):
            yield _of_citation(read, found, ask, choices, replace(open_, none_of=none_of))


def _of_entry(read: Read, match: Match, works: Mapping[str, Work], found: Found | None) -> Question:
    entry = " ".join(match.reference.raw.split())
    choices = tuple(
        Choice(_shown(works, doubt.key), doubt.reasons, Answer(entry=entry, work=doubt.key)) for doubt in match.doubtful
    )
    none = Answer(entry=entry, none_of=tuple(doubt.key for doubt in match.doubtful))
    ask = "Which work of the bibliography is this entry of its list?"
    if found:
        return replace(_of_citation(read, found, ask, choices, none), printed=entry)
    return Question(ask, entry, "", "", "", choices[:_MOST_CHOICES], none)


def _of_citation(read: Read, found: Found, ask: str, choices: tuple[Choice, ...], none: Answer) -> Question:
    section = " > ".join(read.text.section(found.start))
    words = passage(read.text, found)
    return Question(ask, found.closed, section, read.text.page(found.start), words, choices[:_MOST_CHOICES], none)


def _entry_choice(reference: Reference, matches: Sequence[Match], open_: Answer) -> Choice:
    raw = " ".join(reference.raw.split())
    work = next((each.work for each in matches if each.reference.index == reference.index and each.work), "")
    return Choice(
        raw, (f"in the bibliography as {work}" if work else "not in the bibliography",), replace(open_, is_entry=raw)
    )


def _shown(works: Mapping[str, Work], key: str) -> str:
    return f"{key}  {label(works[key])}: {works[key].title}" if key in works else key
