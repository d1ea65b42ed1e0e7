"""What a person has answered about a paper's doubtful places, as the block "reviewed" of its reading keeps it.

Answers name what they are about by its words, so that they hold when the paper is read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from litgraph.model import Problem
from litgraph.reading.paper import PaperContent, Reference
from litgraph.words import compact
from litgraph.yamltree import Listing, Node, list_items, read_fields, read_identifier, read_text, write_scalar

__all__ = ["ReviewerAnswer", "answer_subjects", "apply_answers", "read_answers", "same_entry"]

_FIELDS = ("entry", "cited", "section", "number", "work", "is", "not")


@dataclass(frozen=True, slots=True)
class ReviewerAnswer:
    """What a person says of an entry or a citation: which work or entry it is, or that it is none of several.

    `entry` is the entry as printed; `cited` is the text of a citation, the `number`-th of that text in its `section`.
    """

    entry: str = ""
    cited: str = ""
    section: str = ""
    number: int = 1
    work: str = ""
    is_entry: str = ""
    none_of: tuple[str, ...] = ()

    def line(self) -> str:
        """Return the answer as an item of the block "reviewed"."""
        values = {
            "entry": self.entry,
            "cited": self.cited,
            "section": self.section,
            "number": str(self.number) if self.number > 1 else "",
            "work": self.work,
            "is": self.is_entry,
        }
        pairs = [
            f"{name}: {write_scalar(' '.join(value.split()), is_flow=True)}" for name, value in values.items() if value
        ]
        if self.none_of:
            pairs.append(f"not: [{', '.join(write_scalar(printed, is_flow=True) for printed in self.none_of)}]")
        return f"{{{', '.join(pairs)}}}"

    def about(self) -> tuple[str, str, str, int]:
        """Return what the answer is about: entry, citation, section and number."""
        return compact(self.entry), compact(self.cited), self.section, self.number


def read_answers(node: Node | None, problems: list[Problem]) -> tuple[ReviewerAnswer, ...]:
    """Read the answers in the block "reviewed" of a reading; what is wrong in it is added to `problems`."""
    answers_read = []
    for item in list_items(node):
        fields_given = read_fields(item, _FIELDS, problems)
        texts = {
            name: read_text(fields_given.get(name), problems) for name in ("entry", "cited", "section", "number", "is")
        }
        none = fields_given.get("not")
        number = int(texts["number"]) if texts["number"].isdecimal() else 1
        work = read_identifier(fields_given.get("work"), problems)
        refused = none.nodes if isinstance(none, Listing) else list_items(none)
        none_of = tuple(filter(None, (read_text(refusal, problems) for refusal in refused)))
        if (texts["entry"] or texts["cited"]) and (work or texts["is"] or none_of):
            answers_read.append(
                ReviewerAnswer(texts["entry"], texts["cited"], texts["section"], number, work, texts["is"], none_of)
            )
        else:
            hint = "write entry: or cited:, and work:, is: or not:, or delete it; litgraph read --review asks again"
            message = "this answer does not say what it is about, or what it is"
            problems.append(Problem("bad-shape", "warning", message, item.at, hint))
    return tuple(answers_read)


def same_entry(reference: Reference, printed: str) -> bool:
    """Whether an entry of the list is the one printed as `printed`, letters and digits alone compared."""
    return compact(reference.raw) == compact(printed)


def apply_answers(
    paper: PaperContent, answers: Sequence[ReviewerAnswer], sections: Sequence[str]
) -> tuple[PaperContent, dict[int, str]]:
    """Return the paper with its citations as apply_answers, and the keys of works for citations, by where they start.

    `sections` are the ids of the sections that the mentions stand in.
    """
    by_place = {answer.about(): answer for answer in answers if answer.cited}
    if not by_place:
        return paper, {}
    mentions = list(paper.mentions)
    works: dict[int, str] = {}
    for place, about in enumerate(answer_subjects(paper, sections)):
        answer = by_place.get(about)
        if answer and answer.work:
            works[mentions[place].start] = answer.work
        elif answer and answer.is_entry:
            for reference in paper.references:
                if same_entry(reference, answer.is_entry):
                    mentions[place] = replace(mentions[place], kind="citation", references=(reference.index,))
                    break
    return replace(paper, mentions=tuple(mentions)), works


def answer_subjects(paper: PaperContent, sections: Sequence[str]) -> list[tuple[str, str, str, int]]:
    """Return, for each mention, what an answer to it would be about."""
    counted: Counter[tuple[str, str]] = Counter()
    questions = []
    for mention, section in zip(paper.mentions, sections, strict=True):
        about = compact(mention.text), section
        counted[about] += 1
        questions.append(("", *about, counted[about]))
    return questions
