"""The act of reading papers: one after the other, against a bibliography that grows with what they add."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from litgraph import doubts, matching
from litgraph.desk.changes import FileChange
from litgraph.desk.entries import add, match_new_works
from litgraph.desk.readings import (
    ComposedReading,
    LookedUpPaper,
    StoredReading,
    compose_reading,
    store_reading,
    stored_text,
)
from litgraph.errors import BAD_INPUT, NOT_FOUND, USAGE, LitgraphError
from litgraph.files import digest
from litgraph.formats.bibtex import write_bibliography
from litgraph.index.loading import load_corpus
from litgraph.matching import own_works
from litgraph.model import Corpus, Problem, Work
from litgraph.own_folder import hold_lock
from litgraph.reading.answers import ReviewerAnswer, apply_answers
from litgraph.reading.front_matter import read_front_matter
from litgraph.reading.memory import Memory, Remembered
from litgraph.reading.paper import PaperContent, Reference
from litgraph.reading.processes import papers_in, read_here, read_papers
from litgraph.reading.record import parse_answers
from litgraph.reading.record_text import reading_path, sections_of
from litgraph.reading.tagged import compose_entry
from litgraph.reading.works import new_key
from litgraph.words import label

__all__ = ["Desk", "PaperOutcome", "ReadRequest", "open_desk", "read"]

_ADDED = " added"  # of a paper whose new references were put into the bibliography


@dataclass(frozen=True)
class ReadRequest:
    """Which papers to read, and what to do with what they say.

    `papers` are files and folders of files, by default all that were read into the project before. `key` is the work
    that the paper is, where there is one paper and its title and DOI do not say so. `write` writes its reading, `add`
    adds the references that are new to the bibliography, with `write` also the paper itself, where no entry fits it;
    without both nothing changes. `with_passages` puts the
    sentence around each citation into the reading. `again` reads anew what was read before and has not changed since;
    `skip_unchanged` leaves a paper out whose reading would be written as it is there.
    """

    papers: Sequence[str] = ()
    key: str = ""
    write: bool = False
    add: bool = False
    with_passages: bool = False
    again: bool = False
    skip_unchanged: bool = True


@dataclass(frozen=True)
class PaperOutcome:
    """What became of one file that was to be read.

    "read": `paper` is what it says, `is_fresh` unless that was in memory, `reading` what was written of it, `added` the
    change of the bibliography, `untitled` the number of new references that were not added, having no title, and
    `own_work` the paper itself, if that was added, too.
    "unchanged": its reading would be written as it is there. "twin": it is the same paper as the file `twin`.
    "failed": `error` says why. `warnings` are what is wrong in the file.
    """

    file: str
    status: Literal["read", "unchanged", "twin", "failed"]
    key: str = ""
    paper: LookedUpPaper | None = None
    is_fresh: bool = False
    reading: StoredReading | None = None
    added: FileChange | None = None
    untitled: int = 0
    own_work: Work | None = None
    twin: str = ""
    error: LitgraphError | None = None
    warnings: tuple[Problem, ...] = ()


def read(root: str, request: ReadRequest) -> tuple[PaperOutcome, ...]:
    """Read papers and do with them what the request says; `root` is the project's folder, or "" for none."""
    with open_desk(root, request) as desk:
        return tuple(desk.read_papers())


@contextmanager
def open_desk(root: str, request: ReadRequest) -> Iterator[Desk]:
    """A desk for the papers of a request, until the block ends; `root` is the project's folder, or "" for none.

    Raises LitgraphError where there are no papers, where one work is to be several of them, or where there is no such
    work.
    """
    with closing(Memory(root)) as memory:
        yield Desk(root, request, memory)


class Desk:
    """Reads the papers of a request one after the other, and stores what is wanted of each: see `open_desk`.

    Only this process writes. `files` are the papers, `unread` those that have to be read, as nothing is known of them.
    """

    def __init__(self, root: str, request: ReadRequest, memory: Memory) -> None:
        self.root, self.request, self._memory = root, request, memory
        self._corpus = load_corpus(root) if root else Corpus()
        self._works: list[Work] = list(self._corpus.works)
        self._works_digest = ""
        self._file_of: dict[str, str] = {}  # of the papers stored so far, by their keys
        self.files = _paper_files(request.papers) or [_shorter(paper.path) for paper in memory.list_papers()]
        if not self.files:
            raise LitgraphError(
                "no paper was read here yet", "name one: litgraph read --review PAPER", exit_code=BAD_INPUT
            )
        if request.key and len(self.files) > 1:
            message = f'"{request.key}" cannot be all of {len(self.files)} papers'
            raise LitgraphError(message, "read each by itself where you say which work it is", exit_code=USAGE)
        self._key = self._known_key(request.key) if request.key else ""
        # What is no file (a pipe) can be read once, and only by this process.
        self._pipes = {name for name in self.files if os.path.exists(name) and not os.path.isfile(name)}
        self._digests = {name: "" if name in self._pipes else digest(name) for name in self.files}
        self._remembered: dict[str, Remembered] = {}
        for name, source in self._digests.items() if not request.again else ():
            if remembered := memory.recall_state(Path(name), source):
                self._remembered[name] = remembered
        self.unread = [name for name in self.files if name not in self._remembered and name not in self._pipes]

    def read_papers(
        self, watch: Callable[[Sequence[Path], int], None] = lambda reading, number: None
    ) -> Iterator[PaperOutcome]:
        """Read each paper, or take it from memory, and do with it what is wanted; `watch` is that of `read_many`."""
        with closing(read_papers([Path(name) for name in self.unread], watch=watch)) as contents:
            for name in self.files:
                remembered = self._remembered.get(name)
                if remembered and self.request.skip_unchanged and self._is_up_to_date(remembered):
                    yield PaperOutcome(name, "unchanged", remembered.key)
                    continue
                content = self._memory.recall_content(Path(name), self._digests[name]) if remembered else None
                if content:
                    yield self._outcome(name, content, is_fresh=False)
                else:
                    is_read_here = remembered or name in self._pipes
                    yield self._outcome(name, read_here(Path(name)) if is_read_here else next(contents), is_fresh=True)

    def open_questions(self, paper: LookedUpPaper) -> list[doubts.Question]:
        """What is doubtful in a paper, and not answered yet."""
        works = {work.key: work for work in self._works}
        return list(doubts.open_questions(paper.content, paper.matches, works, paper.answers))

    def store_answer(self, paper: LookedUpPaper, answer: ReviewerAnswer) -> tuple[LookedUpPaper, StoredReading]:
        """Write an answer of a person into the reading, in the place of one to the same question."""
        answers = (*(former for former in paper.answers if former.about() != answer.about()), answer)
        matches = doubts.match_by_answers(paper.matches, [answer], {work.key for work in self._works})
        paper = paper._replace(content=_with_answers(paper.content, answers), matches=matches, answers=answers)
        return paper, self._store(paper, self._compose(paper))  # without _ADDED, as an entry may be a new work now

    def _outcome(self, name: str, content: PaperContent | LitgraphError, *, is_fresh: bool) -> PaperOutcome:
        warnings: tuple[Problem, ...] = ()
        try:
            if isinstance(content, LitgraphError):
                raise content
            warnings = tuple(problem for problem in content.problems if problem.level != "error")
            for problem in content.problems:
                if problem.level == "error":
                    raise LitgraphError(problem.message, problem.hint, exit_code=BAD_INPUT)
            if is_fresh and (source := self._digests[name]):
                self._memory.remember_content(Path(name), source, content)
            key = self._key_of(name, content)
            own_work = None
            if self.request.write and not key:
                key, own_work = self._identify(name, content)
            if twin := self._file_of.get(key):
                return PaperOutcome(name, "twin", key, twin=twin, warnings=warnings)
            return replace(self._take_in(name, key, content, own_work), is_fresh=is_fresh, warnings=warnings)
        except (LitgraphError, OSError) as error:
            reason = error if isinstance(error, LitgraphError) else LitgraphError(error.strerror or str(error))
            return PaperOutcome(name, "failed", error=reason, warnings=warnings)

    def _take_in(self, name: str, key: str, content: PaperContent, own_work: Work | None) -> PaperOutcome:
        """Look up the references of a paper in the bibliography, and store what is wanted, its `own_work` if new."""
        own_works = [own_work] if own_work else []
        answers = parse_answers(stored_text(self.root, key), reading_path(key)) if key else ()
        matches = matching.match(content.references, [*self._works, *own_works]) if self.root else ()
        matches = doubts.match_by_answers(matches, answers, {work.key for work in self._works})
        new_works: list[Work] = []
        untitled = 0
        if self.request.add:
            matches, new_works = match_new_works(matches, [*self._keys_in_use(), key])
            new_works = [*own_works, *new_works]
            untitled = sum(not match.work and not match.doubtful for match in matches)
        paper = LookedUpPaper(name, key, _with_answers(content, answers), matches, answers)
        # Composing may refuse, so it comes before anything is added.
        composed = self._compose(paper) if self.request.write else None
        added = add(self.root, write_bibliography(new_works, with_x_fields=True)) if new_works else None
        if new_works:
            self._works += new_works
            self._works_digest = ""
        reading = self._store(paper, composed, _ADDED if self.request.add else "") if composed else None
        return PaperOutcome(
            name, "read", key, paper, reading=reading, added=added, untitled=untitled, own_work=own_work
        )

    def _keys_in_use(self) -> list[str]:
        return [*self._corpus.aliases, *(work.key for work in self._works)]

    def _compose(self, paper: LookedUpPaper) -> ComposedReading:
        return compose_reading(self.root, paper, self._memory.last_record, with_passages=self.request.with_passages)

    def _store(self, paper: LookedUpPaper, composed: ComposedReading, added: str = "") -> StoredReading:
        with hold_lock(self.root):
            if stored_text(self.root, paper.key) != composed.stored:  # another process has changed it meanwhile
                composed = self._compose(paper)
            reading = store_reading(self.root, paper, composed, self._memory)
        self._memory.remember_reading(Path(paper.file), paper.key, self._state(paper.key) + added)
        self._file_of[paper.key] = paper.file
        return reading

    # which work a paper is

    def _known_key(self, key: str) -> str:
        spellings = {spelling.casefold(): spelling for spelling in (*self._corpus.aliases, *self._corpus.by_key)}
        if key.casefold() not in spellings:
            raise LitgraphError(f'no work has the key "{key}"', "litgraph find lists them", exit_code=NOT_FOUND)
        spelling = spellings[key.casefold()]
        return self._corpus.aliases.get(spelling, spelling)

    def _key_of(self, name: str, content: PaperContent) -> str:
        """The key of the work that a paper is; raises LitgraphError where that is not clear and has to be."""
        if self._key or not self.root:
            return self._key
        former_key = self._memory.reading_key(Path(name))
        if any(work.key == former_key for work in self._works):
            return former_key
        stem = Path(name).stem.casefold()
        keys = [work.key for work in self._works if work.key.casefold() == stem] or own_works(content, self._works)
        if len(keys) > 1 and self.request.write:
            raise self._refuse_many(keys)
        return keys[0] if len(keys) == 1 else ""

    def _refuse_many(self, keys: Sequence[str]) -> LitgraphError:
        candidates = ", ".join(f"{label(work)} [{work.key}]" for work in self._works if work.key in keys)
        these = f"any of {candidates}" if len(keys) > 1 else candidates
        return LitgraphError(f"it may be {these}", "say which: --as KEY", exit_code=NOT_FOUND)

    def _identify(self, name: str, content: PaperContent) -> tuple[str, Work | None]:
        """The key of the work that a paper is by what it says of itself, and that work, if it is to be added.

        Raises LitgraphError where it says no title, and where nothing is to be added.
        """
        message = "cannot tell which work of the bibliography this paper is"
        hint = "say which with --as KEY; where it has no entry yet, --add makes one of its first page, or: litgraph add"
        own_work = Work("", "document", "") if name in self._pipes else read_front_matter(Path(name), content)
        if own_work.title:
            (match,) = matching.match([_as_entry(own_work)], self._works)
            if match.work:
                return match.work, None
            if match.doubtful:
                raise self._refuse_many([doubt.key for doubt in match.doubtful])
        if not self.request.add:
            raise LitgraphError(message, hint, exit_code=NOT_FOUND)
        if not own_work.title:
            hint = "say which with --as KEY; where it has no entry yet, first: litgraph add"
            raise LitgraphError(f"{message}, and no title can be made out on its first page", hint, exit_code=NOT_FOUND)
        key = new_key(own_work, {key.casefold() for key in self._keys_in_use()})
        return key, replace(own_work, key=key)

    # what was done before

    def _is_up_to_date(self, remembered: Remembered) -> bool:
        """Whether the reading of a file would be written as it is there: then it need not be looked up again."""
        key, request = remembered.key, self.request
        if not (request.write and key and key not in self._file_of and self._key in ("", key)):
            return False
        if remembered.state.removesuffix(_ADDED) != self._state(key):
            return False
        if request.add and not remembered.state.endswith(_ADDED):
            return False
        self._file_of[key] = remembered.path
        return True

    def _state(self, key: str) -> str:
        """What a reading is made of besides its paper: the works, what is wanted, and what a person has corrected."""
        if not self._works_digest:
            works = repr([replace(work, at=None) for work in self._works])
            self._works_digest = hashlib.sha256(works.encode("utf-8", "backslashreplace")).hexdigest()
        stored = digest(str(Path(self.root, reading_path(key))))
        return f"{self._works_digest} {self.request.with_passages} {stored}"


def _as_entry(work: Work) -> Reference:
    """A work as an entry of a list of references, to be looked up as such."""
    entry = Reference(
        0,
        "",
        0,
        0,
        authors=work.authors,
        year=work.year,
        suffix=work.suffix,
        title=work.title,
        container=work.container,
        volume=work.get("volume"),
        issue=work.get("number"),
        pages=work.get("pages"),
        ids=tuple(work.ids),
    )
    return replace(entry, raw=compose_entry(entry))


def _with_answers(content: PaperContent, answers: tuple[ReviewerAnswer, ...]) -> PaperContent:
    return apply_answers(content, answers, sections_of(content))[0] if answers else content


def _paper_files(names: Sequence[str]) -> list[str]:
    """The files named, and those in the folders named, each once."""
    files: dict[str, str] = {}
    for name in names:
        inside = papers_in(name) if os.path.isdir(name) else [name]
        if not inside:
            hint = "papers are .pdf, .txt, .md, .xml or .html files"
            raise LitgraphError(f'no papers in "{name}"', hint, exit_code=BAD_INPUT)
        for path in inside:
            files.setdefault(os.path.realpath(path), path)
    return list(files.values())


def _shorter(path: str) -> str:
    return min(path, os.path.relpath(path), key=len)
