"""What is doubtful in a paper that was read, as questions to a person, and what her answers make of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from litgraph.lookup import WorkLookup
from litgraph.matching import Match
from litgraph.model import Work
from litgraph.reading.answers import ReviewerAnswer, answer_subjects, same_entry
from litgraph.reading.paper import Mention, PaperContent, Reference
from litgraph.reading.passages import passage
from litgraph.reading.record_text import sections_of
from litgraph.resolve import resolve
from litgraph.words import label

__all__ = ["Choice", "Question", "match_by_answers", "open_questions"]

_MOST_CHOICES = 9  # as many as there are keys


@dataclass(frozen=True, slots=True)
class Choice:
    """A work or an entry that may be meant (`text` names it), what speaks for and against it, and what to answer."""

    text: str
    reasons: tuple[str, ...]
    answer: ReviewerAnswer


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is open in a paper: `printed` there, cited in a section, on a page, in a passage.

    `choices` are what it may be, `none` is the answer that it is none of these.
    """

    ask: str
    printed: str
    section: str
    page: str
    passage: str
    choices: tuple[Choice, ...]
    none: ReviewerAnswer


def match_by_answers(
    matches: Sequence[Match], answers: Sequence[ReviewerAnswer], keys: Collection[str]
) -> tuple[Match, ...]:
    """The matches of references with what a person has answered of some; `keys` are those of the bibliography.

    An answer that names a work which is not in the bibliography any more does not count.
    """
    by_entry = [answer for answer in answers if answer.entry]
    if not by_entry:
        return tuple(matches)
    answered_matches = []
    for match in matches:
        for answer in by_entry:
            if not same_entry(match.reference, answer.entry):
                continue
            if answer.work in keys:
                match = Match(match.reference, answer.work, 1.0, ("so answered",))
            elif answer.none_of:
                doubts = tuple(doubt for doubt in match.doubtful if doubt.key not in answer.none_of)
                match = replace(match, doubtful=doubts) if match.work not in answer.none_of else Match(match.reference)
        answered_matches.append(match)
    return tuple(answered_matches)


def open_questions(
    content: PaperContent, matches: Sequence[Match], works: Mapping[str, Work], answers: Sequence[ReviewerAnswer]
) -> Iterator[Question]:
    """What is open in the `content` of a paper, and has not been answered.

    Entries of its list that may be one of several works, citations that may mean one of several entries, and citations
    of what is in no list but may be a work of the bibliography. `matches` are those of its references, `works` the
    bibliography by key.
    """
    sections = sections_of(content)
    mention_of = {index: mention for mention in reversed(content.mentions) for index in mention.references}
    for match in matches:
        if match.doubtful:
            yield _question_of_entry(content, match, works, mention_of.get(match.reference.index))
    entries = {reference.index: reference for reference in content.references}
    answer_of = {answer.about(): answer for answer in answers if answer.cited}
    lookup: WorkLookup | None = None
    for mention, section, about in zip(content.mentions, sections, answer_subjects(content, sections), strict=True):
        former_answer = answer_of.get(about, ReviewerAnswer())
        answer = ReviewerAnswer(cited=mention.text, section=section, number=about[-1])
        if mention.kind == "tie":
            listed = [entries[index] for index in mention.references if index in entries]
            choices = tuple(_choice_of_entry(entry, matches, answer) for entry in listed)
            none_of = tuple(" ".join(entry.raw.split()) for entry in listed)
            ask = "Which entry of its list is meant?"
        elif mention.kind == "not-listed" and not former_answer.work:
            lookup = lookup or WorkLookup.over_works(works, {key: key for key in works})
            resolution = resolve(mention.text, lookup)
            likely = resolution.alternatives if resolution.status == "ambiguous" else ()
            if resolution.work:
                likely = (resolution.work,)
            choices = tuple(
                Choice(_name(works, candidate.key), (candidate.reason,), replace(answer, work=candidate.key))
                for candidate in likely
            )
            none_of = tuple(candidate.key for candidate in likely)
            ask = "It is in no list of the paper. Is it a work of the bibliography?"
        else:
            continue
        if choices and not set(none_of) <= set(former_answer.none_of):
            yield _question_of_mention(content, mention, ask, choices, replace(answer, none_of=none_of))


def _question_of_entry(
    content: PaperContent, match: Match, works: Mapping[str, Work], mention: Mention | None
) -> Question:
    entry = " ".join(match.reference.raw.split())
    choices = tuple(
        Choice(_name(works, doubt.key), doubt.reasons, ReviewerAnswer(entry=entry, work=doubt.key))
        for doubt in match.doubtful
    )
    none = ReviewerAnswer(entry=entry, none_of=tuple(doubt.key for doubt in match.doubtful))
    ask = "Which work of the bibliography is this entry of its list?"
    if mention:
        return replace(_question_of_mention(content, mention, ask, choices, none), printed=entry)
    return Question(ask, entry, "", "", "", choices[:_MOST_CHOICES], none)


def _question_of_mention(
    content: PaperContent, mention: Mention, ask: str, choices: tuple[Choice, ...], none: ReviewerAnswer
) -> Question:
    section = " > ".join(content.text.section(mention.start))
    page, words = content.text.page(mention.start), passage(content.text, mention)
    return Question(ask, mention.closed_text, section, page, words, choices[:_MOST_CHOICES], none)


def _choice_of_entry(entry: Reference, matches: Sequence[Match], answer: ReviewerAnswer) -> Choice:
    raw = " ".join(entry.raw.split())
    key = next((match.work for match in matches if match.reference.index == entry.index and match.work), "")
    status = f"in the bibliography as {key}" if key else "not in the bibliography"
    return Choice(raw, (status,), replace(answer, is_entry=raw))


def _name(works: Mapping[str, Work], key: str) -> str:
    return f"{key}  {label(works[key])}: {works[key].title}" if key in works else key
