"""bib/readings/KEY.yaml as the program writes it: what a paper cites, in reading order, to be checked by a person."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from litgraph.model import Section
from litgraph.project import READINGS
from litgraph.reading.answers import ReviewerAnswer, apply_answers
from litgraph.reading.doubtful import DOUBTFUL
from litgraph.reading.paper import Mention, PaperContent, PaperText, Piece
from litgraph.reading.passages import passage
from litgraph.reading.works import open_entry, open_tie
from litgraph.words import fold
from litgraph.yamltree import write_scalar

__all__ = ["add_seal", "is_as_written", "reading_path", "record", "sections_of", "split_seal"]

_SEAL = "# as litgraph wrote it, unless changed since: "
_NO_NAME = re.compile(r'[/\\:*?"<>|\x00-\x1f]|^\.')
_SEALED = re.compile(rf"^{_SEAL}(\w+)[ \t]*(?:\n|\Z)", re.M)


def reading_path(paper: str) -> str:
    """Return the path of a paper's record in the project; letters that file names may not have are replaced."""
    return f"{READINGS}/{_NO_NAME.sub('_', paper)}.yaml"


def record(
    paper_read: PaperContent,
    paper: str,
    keys: Mapping[int, str],
    *,
    read_by: str,
    with_passages: bool,
    answers: Sequence[ReviewerAnswer] = (),
) -> str:
    """Return the record of a reading; `keys` are the works that the references are, by the references' index.

    A citation without such a key is kept as text that names its entry, unless a person has answered which work it is.
    A name alone is no citation, and is left out.
    """
    outline = _outline(paper_read)
    paper_read, works_by_start = apply_answers(
        paper_read, answers, [outline.id(mention.start) for mention in paper_read.mentions]
    )
    writer = _Writer(paper_read, keys, with_passages, works_by_start)
    lines = [
        "# What this paper cites, as litgraph read it. Correct it by hand: your changes stay when it is read again.",
        *(f"# {_line(problem.message)}; {problem.hint}" for problem in paper_read.problems if problem.code == DOUBTFUL),
        f"paper: {write_scalar(paper)}",
        f"read-by: {write_scalar(read_by)}",
    ]
    cited: dict[int, list[Mention]] = {}
    for mention in sorted(paper_read.mentions, key=lambda mention: (mention.start, mention.end)):
        if mention.kind != "name-only":
            cited.setdefault(outline.number(mention.start), []).append(mention)
    if before := cited.get(-1):
        lines += ["citations:", *writer.citations(before, "  ")]
    if outline.sections:
        lines.append("sections:")
    for number, section in outline.sections.items():
        lines.append(f"  - id: {write_scalar(section.id)}")
        lines += [
            f"    {name}: {write_scalar(text)}"
            for name, text in (("title", section.title), ("parent", section.parent))
            if text
        ]
        if number in cited:
            lines += ["    citations:", *writer.citations(cited[number], "      ")]
    lines += writer.write_listed()
    if answers:
        lines += ["reviewed:", *(f"  - {answer.line()}" for answer in answers)]
    return add_seal("\n".join(lines) + "\n")


def sections_of(paper: PaperContent) -> list[str]:
    """Return the id of the section of each mention; "" before the first section."""
    outline = _outline(paper)
    return [outline.id(mention.start) for mention in paper.mentions]


def add_seal(body: str, of: str = "") -> str:
    """Return a record with a last line that shows whether it was changed; `of` is the seal of what was changed."""
    return f"{body}{_SEAL}{of or _seal(body)}\n"


def split_seal(text: str) -> tuple[str, str]:
    """Return a record without its seal, and the seal; "" where it has none."""
    seal_line = _SEALED.search(text)
    return (text[: seal_line.start()] + text[seal_line.end() :], seal_line[1]) if seal_line else (text, "")


def is_as_written(text: str) -> bool:
    """Whether a record is as the program wrote it: not made by a person, and not corrected by one."""
    body, seal = split_seal(text.replace("\r\n", "\n"))
    return seal == _seal(body)


def _seal(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]


class _Writer:
    def __init__(
        self, paper: PaperContent, keys: Mapping[int, str], with_passages: bool, works_by_start: Mapping[int, str]
    ) -> None:
        self.paper = paper
        self.keys = keys
        self.works_by_start = works_by_start
        self.with_passages = with_passages
        self.by_index = {reference.index: reference for reference in paper.references}

    def citations(self, mentions: list[Mention], indent: str) -> Iterator[str]:
        """Yield the lines of a section's citations; those of one parenthesis stand together."""
        for group, parenthesis in groupby(mentions, key=lambda mention: mention.group):
            lines = [f"{{{', '.join(pairs)}}}" for mention in parenthesis for pairs in self._write_citation(mention)]
            if group and len(lines) > 1:
                yield f"{indent}- together:"
                yield from (f"{indent}    - {line}" for line in lines)
            else:
                yield from (f"{indent}- {line}" for line in lines)

    def _write_citation(self, mention: Mention) -> Iterator[list[str]]:
        about = {
            "form": mention.form if mention.form == "narrative" else "",
            "locator": mention.locator,
            "page": self.paper.text.page(mention.start),
            "signal": mention.signal,
            "where": mention.where,
            "passage": passage(self.paper.text, mention) if self.with_passages else "",
        }
        for identity in self._identities(mention):
            yield [
                f"{name}: {write_scalar(_line(text), is_flow=True)}"
                for name, text in {**identity, **about}.items()
                if _line(text)
            ]

    def _identities(self, mention: Mention) -> list[dict[str, str]]:
        if work := self.works_by_start.get(mention.start):
            return [{"work": work}]
        entries = [self.by_index[index] for index in mention.references if index in self.by_index]
        if mention.kind == "citation" and entries:
            keys = [self.keys.get(entry.index, "") for entry in entries]
            return [
                {"work": key} if key else {"text": open_entry(entry)} for key, entry in zip(keys, entries, strict=True)
            ]
        if mention.kind in ("not-listed", "personal-communication"):
            return [{"text": mention.closed_text, "kind": mention.kind}]
        return [{"text": open_tie(mention.closed_text, entries)}]

    def write_listed(self) -> Iterator[str]:
        """Yield the lines on the works that are listed and never cited."""
        cited = {
            self.keys.get(i)
            for mention in self.paper.mentions
            if mention.kind != "name-only"
            for i in mention.references
        }
        keys = dict.fromkeys(self.keys.get(reference.index, "") for reference in self.paper.references)
        if listed := [key for key in keys if key and key not in cited]:
            yield "listed-not-cited:"
            yield from (f"  - {write_scalar(key)}" for key in listed)


def _line(text: str) -> str:
    return " ".join(text.split())


# sections


class _Outline:
    """The sections of a paper by the number of their heading, with a search for the section of an offset."""

    def __init__(self, starts: list[int], number_at: Mapping[int, int], sections: dict[int, Section]) -> None:
        """Search among the offsets at which sections begin; those of parts without a heading have no number."""
        self._starts = starts
        self._number_at = number_at
        self.sections = sections

    def number(self, offset: int) -> int:
        """Return the number of the section around an offset; -1 before the first."""
        place = bisect_right(self._starts, offset) - 1
        number = self._number_at.get(self._starts[place], -1) if place >= 0 else -1
        return number if number in self.sections else -1

    def id(self, offset: int) -> str:
        """Return the id of the section around an offset; "" before the first."""
        number = self.number(offset)
        return self.sections[number].id if number in self.sections else ""


_NUMBER = re.compile(
    r"(?:(?i:section|chapter|part|§)\s+)?((?:\d{1,3}|[IVX]{1,5}|[A-Z])(?:\.(?:\d{1,3}|[A-Z]))*)(?:[.):]\s*|\s+)(?=\S)"
)
_LONE = re.compile(r"[A-Z]")


def _outline(paper: PaperContent) -> _Outline:
    """Return the headings as sections, without the paper's title and the headings over its list of references."""
    text = paper.text
    headings = [piece for piece in text.pieces if piece.flow == "heading"]
    starts = [piece.start for piece in headings]
    number_at = {start: number for number, start in enumerate(starts)}
    cited_in = {bisect_right(starts, mention.start) - 1 for mention in paper.mentions}
    lists = {bisect_right(starts, reference.start) - 1 for reference in paper.references} - cited_in
    levels = [piece.level for piece in headings]
    titled = len(levels) > 1 and 0 not in cited_in and all(level > levels[0] for level in levels[1:])
    sections: dict[int, Section] = {}
    around: list[tuple[int, str]] = []
    untitled = 0  # so many parts without a heading have begun
    ids_in_use: set[str] = set()
    for number, piece in enumerate(headings):
        if number in lists or (titled and number == 0):
            continue
        begun = bisect_right(text.untitled, piece.start)
        around = [enclosing for enclosing in around if enclosing[0] < piece.level and begun == untitled]
        untitled = begun
        parent = around[-1][1] if around else ""
        section = _section(text, piece, parent, ids_in_use)
        sections[number] = section
        ids_in_use.add(section.id)
        around.append((piece.level, section.id))
    return _Outline(sorted([*starts, *text.untitled]), number_at, sections)


def _section(text: PaperText, piece: Piece, parent: str, ids_in_use: set[str]) -> Section:
    printed = _line(text.of(piece))
    numbered = _NUMBER.match(printed)
    if numbered and not (_LONE.fullmatch(numbered[1]) and printed[1:2] == " "):  # "A new start" has no number
        stem, title = numbered[1], printed[numbered.end() :]
        if parent and (_LONE.fullmatch(stem) or stem in ids_in_use):
            stem = f"{parent}.{stem}"
    else:
        stem, title = "-".join(fold(printed).split()[:4]), printed
    stem = identifier = stem or "section"
    number = 1
    while identifier in ids_in_use:
        number += 1
        identifier = f"{stem}-{number}"
    return Section(identifier, title, parent)
