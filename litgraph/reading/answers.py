"""What a person has answered about a paper's doubtful places, as the block "reviewed" of its reading keeps it.

Answers name what they are about by its words, so that they hold when the paper is read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from litgraph.model import Problem
from litgraph.reading.paper import Read, Reference
from litgraph.words import compact
from litgraph.yamltree import Listing, Node, list_items, read_fields, read_identifier, read_text, write_scalar

__all__ = ["Answer", "answered", "asked", "read_answers", "same_entry"]

_FIELDS = ("entry", "cited", "section", "number", "work", "is", "not")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an entry of the list, or a citation in the text, is: a work, an entry, or none of those that were shown.

    `entry` is as printed; `cited` is a citation's text, the `number`-th of that text in its `section`.
    """

    entry: str = ""
    cited: str = ""
    section: str = ""
    number: int = 1
    work: str = ""
    is_entry: str = ""
    none_of: tuple[str, ...] = ()

    def line(self) -> str:
        """The answer as an item of the block."""
        told = {
            "entry": self.entry,
            "cited": self.cited,
            "section": self.section,
            "number": str(self.number) if self.number > 1 else "",
            "work": self.work,
            "is": self.is_entry,
        }
        pairs = [f"{name}: {write_scalar(' '.join(value.split()), flow=True)}" for name, value in told.items() if value]
        if self.none_of:
            pairs.append(f"not: [{', '.join(write_scalar(each, flow=True) for each in self.none_of)}]")
        return f"{{{', '.join(pairs)}}}"

    def about(self) -> tuple[str, str, str, int]:
        """What it is an answer to."""
        return compact(self.entry), compact(self.cited), self.section, self.number


def read_answers(node: Node | None, problems: list[Problem]) -> tuple[Answer, ...]:
    """The answers in the block "reviewed" of a reading."""
    found = []
    for each in list_items(node):
        given = read_fields(each, _FIELDS, problems)
        said = {name: read_text(given.get(name), problems) for name in ("entry", "cited", "section", "number", "is")}
        none = given.get("not")
        number = int(said["number"]) if said["number"].isdecimal() else 1
        work = read_identifier(given.get("work"), problems)
        refused = none.nodes if isinstance(none, Listing) else list_items(none)
        none_of = tuple(filter(None, (read_text(one, problems) for one in refused)))
        if (said["entry"] or said["cited"]) and (work or said["is"] or none_of):
            found.append(Answer(said["entry"], said["cited"], said["section"], number, work, said["is"], none_of))
        else:
            hint = "write entry: or cited:, and work:, is: or not:, or delete it; litgraph read --review asks again"
            message = "this answer does not say what it is about, or what it is"
            problems.append(Problem("bad-shape", "warning", message, each.at, hint))
    return tuple(found)


def same_entry(reference: Reference, printed: str) -> bool:
    """Whether an entry of a list is the one that was printed so."""
    return compact(reference.raw) == compact(printed)


def answered(read: Read, answers: Sequence[Answer], sections: Sequence[str]) -> tuple[Read, dict[int, str]]:
    """The paper with what was answered of its citations, and the works that some of them are, by their places.

    `sections` are those of the mentions.
    """
    by_place = {answer.about(): answer for answer in answers if answer.cited}
    if not by_place:
        return read, {}
    mentions = list(read.mentions)
    works: dict[int, str] = {}
    for place, about in enumerate(asked(read, sections)):
        answer = by_place.get(about)
        if answer and answer.work:
            works[mentions[place].start] = answer.work
        elif answer and answer.is_entry:
            for reference in read.references:
                if same_entry(reference, answer.is_entry):
                    mentions[place] = replace(mentions[place], kind="citation", references=(reference.index,))
                    break
    return replace(read, mentions=tuple(mentions)), works


def asked(read: Read, sections: Sequence[str]) -> list[tuple[str, str, str, int]]:
    """What an answer about each mention would be about."""
    counted: Counter[tuple[str, str]] = Counter()
    found = []
    for mention, section in zip(read.mentions, sections, strict=True):
        about = compact(mention.text), section
        counted[about] += 1
        found.append(("", *about, counted[about]))
    return found
