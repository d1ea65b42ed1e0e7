"""Where papers are read one after the other, against a bibliography that grows with what they add."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple, NoReturn

from litgraph import corpus, doubts, edits
from litgraph.cli.terminal import complain, say
from litgraph.errors import LitgraphError
from litgraph.files import digest, write_text
from litgraph.formats import bibtex
from litgraph.matching import Match, Shelf, match, own_works
from litgraph.model import Corpus, Work
from litgraph.project import VERSION
from litgraph.reading import record as records
from litgraph.reading.answers import Answer, answered
from litgraph.reading.locate import keep
from litgraph.reading.memory import Memory, Remembered
from litgraph.reading.merge import merge
from litgraph.reading.paper import Read
from litgraph.reading.works import as_work, new_key
from litgraph.reading.write import is_as_written, reading_path, record, sealed, sections_of, unsealed
from litgraph.views.text import count
from litgraph.words import label

__all__ = ["Desk", "Taken"]

_MOST_SHOWN = 20  # lines of a difference
_ADDED = " added"  # of a paper whose new references were put into the bibliography


@dataclass(frozen=True)
class Taken:
    """A paper that was read and looked up: `paper` is its own key, "" where it is not known."""

    name: str
    paper: str
    read: Read
    matches: tuple[Match, ...]
    answers: tuple[Answer, ...]


class _Composed(NamedTuple):
    """A reading as it will be written, and as litgraph alone would write it, with the seal of that."""

    text: str
    body: str
    seal: str


class Desk:
    """Stores of each paper what is wanted; only this process writes, and each file as a whole."""

    def __init__(self, root: str, memory: Memory, key: str, *, write: bool, add: bool, with_passages: bool) -> None:
        self.root, self.memory = root, memory
        self.write, self.add, self.with_passages = write, add, with_passages
        self.corpus = corpus.load(root) if root else Corpus()
        self.works: list[Work] = list(self.corpus.works)
        self.key = self._known(key) if key else ""
        self.names: dict[str, str] = {}  # of the papers stored so far, by their keys
        self._works_digest = ""

    def _known(self, key: str) -> str:
        spelt = {each.casefold(): each for each in (*self.corpus.aliases, *self.corpus.by_key)}
        found = spelt.get(key.casefold(), "")
        if not found:
            raise LitgraphError(f'no work has the key "{key}"', "litgraph find lists them", exit_code=3)
        return self.corpus.aliases.get(found, found)

    def paper(self, name: str, read: Read) -> str:
        """The work that the paper is; raises LitgraphError where that is not clear and has to be."""
        if self.key or not self.root:
            return self.key
        before = self.memory.key(Path(name))
        if any(work.key == before for work in self.works):
            return before
        stem = Path(name).stem.casefold()
        own = [work.key for work in self.works if work.key.casefold() == stem] or own_works(read, self.works)
        if len(own) == 1 or not self.write:
            return own[0] if len(own) == 1 else ""
        if own:
            which = ", ".join(f"{label(work)} [{work.key}]" for work in self.works if work.key in own)
            raise LitgraphError(f"it may be any of {which}", "say which: --as KEY", exit_code=3)
        hint = "say which with --as KEY; where it has no entry yet, first: litgraph add"
        raise LitgraphError("cannot tell which work of the bibliography this paper is", hint, exit_code=3)

    def take(self, name: str, read: Read, paper: str) -> Taken:
        """Look a paper up, and store of it what is wanted."""
        answers = records.parse_answers(self._there(paper), reading_path(paper)) if paper else ()
        matches = match(read.references, self.works) if self.root else ()
        matches = doubts.matched(matches, answers, {work.key for work in self.works})
        matches, new = self._with_new(matches) if self.add else (matches, [])
        taken = Taken(name, paper, _with_answers(read, answers), matches, answers)
        composed = self._composed(taken) if self.write else None  # which may refuse: before anything is added
        if new:
            say(edits.add(self.root, bibtex.write_bibliography(new, with_x_fields=True)).message)
            self.works += new
            self._works_digest = ""
        if composed:
            self._store(taken, composed, added=self.add)
        return taken

    def answer(self, taken: Taken, answer: Answer) -> Taken:
        """Store an answer of a person, in the place of one to the same question."""
        others = [each for each in taken.answers if each.about() != answer.about()]
        answers = (*others, answer)
        matches = doubts.matched(taken.matches, [answer], {work.key for work in self.works})
        read = _with_answers(taken.read, answers)
        taken = replace(taken, read=read, answers=answers, matches=matches)
        self._store(taken, self._composed(taken), added=False)  # an entry may be a new work now
        return taken

    # the bibliography

    def _with_new(self, matches: tuple[Match, ...]) -> tuple[tuple[Match, ...], list[Work]]:
        """The matches with keys for references that are new; what two entries of the list both are is one work."""
        taken = {key.casefold() for key in (*self.corpus.aliases, *(work.key for work in self.works))}
        new: list[Work] = []
        added = Shelf()
        done: list[Match] = []
        for each in matches:
            if not each.work and not each.doubtful and each.reference.title:
                each = added.match(each.reference)
                if not each.work and not each.doubtful:
                    key = new_key(as_work(each.reference), taken)
                    taken.add(key.casefold())
                    new.append(as_work(each.reference, key))
                    added.put(new[-1])
                    each = replace(each, work=key, confidence=1.0, reasons=("added",))
            done.append(each)
        if untitled := sum(not each.work and not each.doubtful for each in done):
            say(f"note: {count(untitled, 'reference')} not added: no title could be made out")
        return tuple(done), new

    # the reading

    def _there(self, paper: str) -> str:
        path = reading_path(paper)
        there = Path(self.root, path)
        return edits.utf8(there.read_bytes(), path) if there.exists() else ""

    def _composed(self, taken: Taken) -> _Composed:
        """The reading of a paper, with what a person has corrected in the one that is there.

        Raises LitgraphError where a person wrote it, or what she corrected cannot be told.
        """
        path = reading_path(taken.paper)
        keys = {each.reference.index: each.work for each in taken.matches if each.work}
        by = f"litgraph {VERSION}"
        text = record(
            taken.read, taken.paper, keys, read_by=by, with_passages=self.with_passages, answers=taken.answers
        )
        there = self._there(taken.paper)
        body, seal = unsealed(text)
        if not there or is_as_written(there):
            return _Composed(text, body, seal)
        corrected, was = unsealed(there.replace("\r\n", "\n"))
        written = body if seal == was else self.memory.written(was)
        if not written:
            self._refuse(path, corrected, body, by_hand=not was)
        mark = "\ufeff" if corrected.startswith("\ufeff") else ""
        merged, conflicts = merge(written, corrected.removeprefix("\ufeff"), body)
        wrong, before = (
            sum(problem.level == "error" for problem in records.parse_record(each, path).problems)
            for each in (merged, corrected)
        )
        if wrong > before:
            self._refuse(path, corrected, body, by_hand=False)
        for line, kept, read in conflicts:
            place = f"{path}:{line}" if line else path
            stays = (
                f'"{kept}" stays as you have it' if kept else "stays out, as you took it out or wrote something else"
            )
            now = f'litgraph now reads "{read}"' if read else "litgraph no longer finds it"
            complain(f"{place}: {stays}; {now}")
        merged = mark + sealed(merged if merged.endswith("\n") else f"{merged}\n", of=seal)
        return _Composed(merged.replace("\n", "\r\n") if "\r\n" in there else merged, body, seal)

    def _refuse(self, path: str, corrected: str, body: str, *, by_hand: bool) -> NoReturn:
        differences = [
            line
            for line in unified_diff(corrected.split("\n"), body.split("\n"), n=0, lineterm="")
            if not line.startswith(("---", "+++", "@@")) and line[1:].strip()
        ]
        if differences:
            complain(f"{path}: what stands there (-), and what litgraph reads (+):")
            for line in differences[:_MOST_SHOWN]:
                complain(f"  {line}")
            if len(differences) > _MOST_SHOWN:
                complain(f"  and {len(differences) - _MOST_SHOWN} more lines")
        why = "was written by hand" if by_hand else "was corrected by hand, and the two cannot be put together here"
        hint = "move that file away to have it written anew; without --write, what is found is only shown"
        raise LitgraphError(f'"{path}" {why}, so it is left as it is', hint, exit_code=4)

    def _store(self, taken: Taken, composed: _Composed, *, added: bool) -> None:
        path = reading_path(taken.paper)
        text, body, seal = composed
        self.memory.writing(taken.paper, seal, body)
        is_new = text != self._there(taken.paper)
        if is_new:
            write_text(Path(self.root, path), text)
        self.memory.wrote(taken.paper, seal)
        harvest = records.parse_record(text, path)
        keys = {each.reference.index: each.work for each in taken.matches if each.work}
        keep(self.root, path, taken.name, taken.read, harvest, keys)
        self.memory.note(Path(taken.name), taken.paper, self._state(taken.paper) + _ADDED * added)
        self.names[taken.paper] = taken.name
        if is_new:
            tied = [citation.cited for citation in harvest.citations if citation.cited]
            untied = len(harvest.citations) - len(tied)
            open_ = f", {untied} tied to no work" if untied else ""
            say(f"{count(len(tied), 'citation')} of {count(len(set(tied)), 'work')}{open_} ({path})")

    # what was done before

    def is_up_to_date(self, known: Remembered) -> bool:
        """Whether the reading of a file would be written as it is there: then it need not be looked up again."""
        if not (self.write and known.key and known.key not in self.names and self.key in ("", known.key)):
            return False
        if known.state.removesuffix(_ADDED) != self._state(known.key):
            return False
        if self.add and not known.state.endswith(_ADDED):
            return False
        self.names[known.key] = known.path
        return True

    def _state(self, paper: str) -> str:
        """What a reading is made of besides its paper: the works, what is wanted, and what a person has corrected."""
        if not self._works_digest:
            works = repr([replace(work, at=None) for work in self.works])
            self._works_digest = hashlib.sha256(works.encode("utf-8", "backslashreplace")).hexdigest()
        return f"{self._works_digest} {self.with_passages} {digest(str(Path(self.root, reading_path(paper))))}"


def _with_answers(read: Read, answers: tuple[Answer, ...]) -> Read:
    return answered(read, answers, sections_of(read))[0] if answers else read
