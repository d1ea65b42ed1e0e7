"""The evidence of readings, looked for again in copies of the papers: what is where it was, moved, changed or gone."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from litgraph import passage_store
from litgraph.errors import NOT_FOUND, LitgraphError
from litgraph.files import digest
from litgraph.lookup import WorkLookup
from litgraph.matching import match, own_works
from litgraph.model import Citation, Corpus, Section, Work
from litgraph.passage_store import PassageStore, StoredPassage
from litgraph.progress import Progress, ignore_progress
from litgraph.reading.locate import Copy, locate, make_store, numbers
from litgraph.reading.paper import Mention, PaperContent
from litgraph.reading.passages import passage
from litgraph.reading.processes import ENDINGS, papers_in, read_papers
from litgraph.resolve import resolve
from litgraph.words import compact, fold, label

__all__ = ["CheckedPlace", "Stranger", "Verification", "VerifiedReading", "check_evidence"]

Status = Literal["found", "moved", "changed", "vanished", "not checkable"]


class CheckedPlace(NamedTuple):
    """One citation of a reading, and what became of it in the copy.

    `section` (its id), `heading`, `page` and `locator` are as the reading has them, or as the paper had them when it
    was read; `section_now` and its like are as the copy has them. `passage` is the sentence around the citation, as far
    as it is known, `passage_now` that of the copy. `why` says what is not as it was, or could not be looked at.
    """

    status: Status
    key: str
    label: str
    section: str
    heading: str
    page: str
    locator: str
    section_now: str
    heading_now: str
    page_now: str
    locator_now: str
    why: str
    passage: str
    passage_now: str
    at: str


class VerifiedReading(NamedTuple):
    """One reading, and what became of each of its citations in the copy `file` of its paper.

    `copy` compares that with the one that was read: "unchanged", "changed", or "new" where none is known to have been
    read. Where no copy could be looked into, it is "missing" (no longer there), "none" (none is known) or "unreadable".
    """

    paper: str
    label: str
    title: str
    reading: str
    file: str
    copy: Literal["unchanged", "changed", "new", "missing", "none", "unreadable"]
    why: str
    places: tuple[CheckedPlace, ...]


class Stranger(NamedTuple):
    """A file that was named, but is not the paper of a reading, or cannot be read (`is_broken`)."""

    file: str
    why: str
    is_broken: bool


class Verification(NamedTuple):
    """The readings that were looked at, and the files that are the paper of none of them."""

    readings: tuple[VerifiedReading, ...]
    strangers: tuple[Stranger, ...]


def check_evidence(
    root: str,
    corpus: Corpus,
    names: Sequence[str] = (),
    *,
    store: Callable[[str, PassageStore], None] = lambda reading, passages: None,
    progress: Progress = ignore_progress,
) -> Verification:
    """Look for every citation of the readings again in the copies of their papers.

    `names` are files or folders of copies, and works of which to look at the readings; without works, the readings of
    the copies are looked at, without either, all. What to keep of a copy, to compare later ones with, goes to `store`
    with the path of the reading. Raises LitgraphError (exit code 3) for what is neither a file nor one work that was
    read.
    """
    check = _EvidenceCheck(root, corpus, names, store, progress)
    check.look_into_named_files()
    check.look_into_known_copies()
    return check.verification()


@dataclass(frozen=True)
class _Subject:
    """A reading that is to be verified: the work that was read, its file, and what it says, in reading order."""

    work: Work
    reading: str
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]


class _EvidenceCheck:
    """One run over the readings; each copy is handed to `store` as soon as it was looked into."""

    def __init__(
        self,
        root: str,
        corpus: Corpus,
        names: Sequence[str],
        store: Callable[[str, PassageStore], None],
        progress: Progress,
    ) -> None:
        self._root, self._corpus, self._store, self._progress = root, corpus, store, progress
        self._subjects = _subjects(corpus)
        self._named = [name for name in names if os.path.exists(name)]
        self._files = [file for name in self._named for file in (papers_in(name) if os.path.isdir(name) else [name])]
        keys = set(_keys_of_read_works(corpus, self._subjects, [name for name in names if not os.path.exists(name)]))
        self._wanted = [subject for subject in self._subjects if not keys or subject.work.key in keys]
        self._is_of_one_work = len(keys) == 1
        self._looks_for_copies = bool(keys or not self._files)
        self._total = len(self._files) + (len(self._wanted) if self._looks_for_copies else 0)
        self._results: dict[str, VerifiedReading] = {}
        self._strangers: list[Stranger] = []

    def verification(self) -> Verification:
        """What became of the citations so far."""
        results = [self._results[subject.reading] for subject in self._subjects if subject.reading in self._results]
        return Verification(tuple(results), tuple(self._strangers))

    def look_into_named_files(self) -> None:
        """Look into each file that was named, for the readings of which it is the paper."""
        reading_of: dict[str, str] = {}
        for subject in self._subjects if self._files else ():
            if store := passage_store.read_store(self._root, subject.reading):
                reading_of[store.sha256] = subject.reading
        for file, content in zip(self._files, self._read_files(self._files, self._files, 0), strict=True):
            if isinstance(content, LitgraphError):
                self._strangers.append(Stranger(file, _reason(content), True))
                continue
            owners = _owners(file, self._subjects, reading_of.get(digest(file), ""), content)
            if not owners and self._is_of_one_work and file in self._named:
                owners = self._wanted  # the user says that it is this work
            subjects = [owner for owner in owners if owner in self._wanted and owner.reading not in self._results]
            if not subjects:
                self._strangers.append(self._stranger(file, owners, content))
            for subject in subjects:
                self._look_into(subject, file, file, content)

    def _stranger(self, file: str, owners: Sequence[_Subject], content: PaperContent) -> Stranger:
        if owners:
            is_wanted = any(owner in self._wanted for owner in owners)
            why_not = "of which another copy was looked into" if is_wanted else "which was not asked for"
            return Stranger(file, f'it is "{owners[0].work.key}", {why_not}', False)
        if not content.text.text.strip():
            return Stranger(file, _first_problem(content, "it has no text"), True)
        return Stranger(file, "it is not known as the paper of a reading", False)

    def look_into_known_copies(self) -> None:
        """Look into a known copy of each other paper whose readings are wanted: as it was read, or as attached."""
        copies: list[tuple[_Subject, str]] = []
        for subject in self._wanted if self._looks_for_copies else ():
            if subject.reading in self._results:
                continue
            names = list(_find_copies(self._root, subject))
            present = [name for name in names if os.path.isfile(os.path.join(self._root, name))]
            if present:
                copies.append((subject, present[0]))
            elif names:
                self._pass_over(subject, names[0], "missing", "the copy is no longer there")
            else:
                self._pass_over(subject, "", "none", "no copy is known")
        paths = [os.path.join(self._root, name) for _, name in copies]
        contents = self._read_files(paths, [name for _, name in copies], self._total - len(copies))
        for (subject, name), path, content in zip(copies, paths, contents, strict=True):
            if isinstance(content, LitgraphError):
                self._pass_over(subject, name, "unreadable", _reason(content))
            else:
                self._look_into(subject, name, path, content)

    def _read_files(
        self, paths: Sequence[str], names: Sequence[str], before: int
    ) -> Iterator[PaperContent | LitgraphError]:
        """What each file says, or why it cannot be read; `before` files were read before these."""
        files = list(map(Path, paths))  # one may be named twice
        name_of = dict(zip(files, names, strict=True))

        def watch(reading: Sequence[Path], number: int) -> None:
            self._progress(f"reading {', '.join(name_of[path] for path in reading)}", before + number, self._total)

        return read_papers(files, watch=watch)

    def _pass_over(
        self, subject: _Subject, file: str, copy: Literal["missing", "none", "unreadable"], why: str
    ) -> None:
        """Note that there is no copy of a reading's paper to look into."""
        comparison = _Comparison(subject, self._corpus)
        places = tuple(comparison.report_unchecked(citation, why) for citation in subject.citations)
        self._results[subject.reading] = VerifiedReading(*_head(subject), file, copy, why, places)

    def _look_into(self, subject: _Subject, file: str, path: str, content: PaperContent) -> None:
        """Note what became of each citation of a reading in a copy of its paper, and what there is to keep of that."""
        citations, works = subject.citations, self._corpus.works
        store = passage_store.read_store(self._root, subject.reading)
        marks = [passage_store.mark_citation(citation) for citation in citations]
        stored = passage_store.match_passages(store.passages, marks) if store else [None] * len(citations)
        sha256 = digest(path)
        comparison = _Comparison(subject, self._corpus, content, is_same=store is not None and store.sha256 == sha256)
        copy = comparison.copy
        passages = [
            citation.evidence.passage or (former.passage if former else "")
            for citation, former in zip(citations, stored, strict=True)
        ]
        spans = {
            number: _nearest(copy, equal_spans, citations[number], stored[number])
            for number, words in enumerate(passages)
            if (equal_spans := copy.find(words))
        }
        if not content.mentions and not spans:
            problem = _first_problem(content, "no citation could be made out in it")
            self._pass_over(subject, file, "unreadable", problem)
            return
        matches = match(content.references, works)
        keys = {match.reference.index: match.work for match in matches if match.work}
        perhaps = {match.reference.index: [doubt.key for doubt in match.doubtful] for match in matches}
        located = locate(citations, copy, keys, perhaps=perhaps, passage_spans=spans, works=self._corpus.by_key)
        places = tuple(
            comparison.check(citation, place, former, words, has_words=number in spans)
            for number, (citation, place, former, words) in enumerate(
                zip(citations, located, stored, passages, strict=True)
            )
        )
        status: Literal["unchanged", "changed", "new"]
        status = "unchanged" if comparison.is_same else "changed" if store else "new"
        self._results[subject.reading] = VerifiedReading(*_head(subject), file, status, "", places)
        to_keep = [
            place if checked.status != "vanished" else None for place, checked in zip(located, places, strict=True)
        ]
        self._store(subject.reading, make_store(self._root, path, copy, citations, to_keep, sha256))


def _first_problem(content: PaperContent, default: str) -> str:
    return next((problem.message for problem in content.problems), default)


def _reason(error: LitgraphError) -> str:
    return f"{error} ({error.hint})" if error.hint else str(error)


def _subjects(corpus: Corpus) -> list[_Subject]:
    sections = {reading.paper: reading.sections for reading in corpus.readings}
    citations: dict[tuple[str, str], list[Citation]] = {}
    for reading in corpus.readings:
        if reading.at:
            citations[reading.at.path, reading.paper] = []
    for citation in corpus.citations:
        if citation.evidence.at:
            citations.setdefault((citation.evidence.at.path, citation.citing), []).append(citation)
    return [
        _Subject(corpus.by_key[paper], path, sections.get(paper, ()), tuple(its_citations))
        for (path, paper), its_citations in sorted(citations.items())
    ]


def _keys_of_read_works(corpus: Corpus, subjects: Sequence[_Subject], names: Sequence[str]) -> Iterator[str]:
    """The keys of the works that `names` mean; raises LitgraphError for one that was not read, or is not one work."""
    if not names:
        return
    lookup = WorkLookup.over_works(corpus.by_key, {**{key: key for key in corpus.by_key}, **corpus.aliases})
    read_keys = {subject.work.key for subject in subjects}
    for name in names:
        resolution = resolve(name, lookup)
        if not resolution.work:
            candidates = ", ".join(f"{candidate.label} [{candidate.key}]" for candidate in resolution.alternatives[:5])
            hint = f"it may be {candidates}" if candidates else "litgraph find lists the works"
            raise LitgraphError(f'"{name}" is no file, and not one work', hint, exit_code=NOT_FOUND)
        if resolution.work.key not in read_keys:
            hint = "read it first: litgraph read PAPER --write"
            raise LitgraphError(f'"{name}" was not read, so there is nothing to verify', hint, exit_code=NOT_FOUND)
        yield resolution.work.key


# where the copies are


def _find_copies(root: str, subject: _Subject) -> Iterator[str]:
    """The files that may be a copy of the paper: the one that was read, and those that its entry has attached.

    Their paths are under the project's folder, or from the root.
    """
    if store := passage_store.read_store(root, subject.reading):
        yield store.source
    yield from _find_attached_files(root, subject.work.get("file"))


def _find_attached_files(root: str, field: str) -> Iterator[str]:
    """The files of a `file` field as JabRef ("text:path:type;..."), Zotero and others write it, if they are there."""
    for piece in re.split(r"(?<!\\);", field):
        parts = re.split(r"(?<!\\):", piece.strip())
        middle = ":".join(parts[1:-1])
        for name in (piece.strip(), ":".join(parts), middle, f"/{middle}"):
            name = os.path.expanduser(re.sub(r"\\([:;\\_&%#$])", r"\1", name))
            for path in (name, os.path.join("bib", name)) if name.lower().endswith(ENDINGS) else ():
                if os.path.isfile(os.path.join(root, path)):
                    yield path


def _owners(file: str, subjects: Sequence[_Subject], reading: str, content: PaperContent) -> list[_Subject]:
    """The readings of which a file is the paper.

    It is that of those named as the file, and of `reading`, which was read of this very file; else of the work whose
    DOI or title stands at its beginning.
    """
    stem = Path(file).stem.casefold()
    certain = [subject for subject in subjects if reading == subject.reading or subject.work.key.casefold() == stem]
    keys = () if certain else own_works(content, [subject.work for subject in subjects])
    return certain or [subject for subject in subjects if keys == (subject.work.key,)]


# what became of it


def _nearest(
    copy: Copy, spans: Sequence[tuple[int, int]], citation: Citation, stored: StoredPassage | None
) -> tuple[int, int]:
    """Of several places with the same words, the one that stands where they stood."""
    page = citation.evidence.page or (stored.page if stored else "")
    in_section = [span for span in spans if copy.section(span[0]) == citation.evidence.section] or list(spans)
    on_page = [span for span in in_section if copy.text.page(span[0]) == page]
    return (on_page or in_section)[0]


_ALIKE = 60  # of 100 in rapidfuzz's ratio, chosen by hand: other words that say the same
_NOWHERE = {"section_now": "", "heading_now": "", "page_now": "", "locator_now": "", "passage_now": ""}


class _Comparison:
    """Compares the citations of a reading with a copy of its paper, which `is_same` as the one that was read."""

    def __init__(
        self, subject: _Subject, corpus: Corpus, content: PaperContent | None = None, *, is_same: bool = False
    ) -> None:
        self._titles = {section.id: section.title for section in subject.sections}
        self._works = corpus.by_key
        self.is_same = is_same
        if content:
            self.copy = Copy(content, subject.sections)

    def _as_read(self, citation: Citation, page: str = "") -> dict[str, str]:
        """The citation as the reading has it; `page` is the paper's own where the reading has none."""
        evidence = citation.evidence
        return {
            "key": citation.cited,
            "label": citation.text or label(self._works[citation.cited]),
            "section": evidence.section,
            "heading": self._titles.get(evidence.section, ""),
            "page": evidence.page or page,
            "locator": evidence.locator,
            "at": str(evidence.at or ""),
        }

    def report_unchecked(self, citation: Citation, why: str) -> CheckedPlace:
        """That a citation could not be looked for, and why."""
        as_read = self._as_read(citation)
        return CheckedPlace("not checkable", **as_read, **_NOWHERE, why=why, passage=citation.evidence.passage)

    def check(
        self, citation: Citation, place: Mention | None, stored: StoredPassage | None, words: str, *, has_words: bool
    ) -> CheckedPlace:
        """What became of a citation that was found at a `place` of the copy, or not.

        `words` is its passage as far as it is known, and `has_words` whether the copy has it word for word.
        """
        as_read = self._as_read(citation, stored.page if stored else "")
        sentence = passage(self.copy.text, place) if place else ""
        if place is None or (words and not has_words and not _are_alike(words, sentence)):
            # Another sentence that cites the same work is another place.
            why = "its words are not in the copy" if words else "the copy does not cite it so often"
            return CheckedPlace("vanished", **as_read, **_NOWHERE, why=why, passage=words)
        section, heading = self.copy.section(place.start), self.copy.heading(place.start)
        page = self.copy.text.page(place.start)
        unseen: list[str] = []
        if as_read["section"] in self.copy.headings:
            is_moved = section != as_read["section"]
        else:
            former_heading = fold(stored.heading) if stored else ""
            is_moved = bool(former_heading) and not self.is_same and former_heading != fold(heading)
            if as_read["section"] and not stored:
                unseen.append("section")
        title = self._titles.get(section, "")
        if heading and not compact(heading).endswith(compact(title or section)):
            section = ""  # under a heading that the reading does not have
        elif section:
            heading = title
        if as_read["page"] and not page:
            unseen.append("page")
        elif as_read["page"] and page not in {citation.evidence.page, stored.page if stored else ""}:
            is_moved = True
        locator = _locator(as_read["locator"], place, sentence)
        changes = ["other words"] if words and not has_words else []
        if as_read["locator"] and locator != as_read["locator"]:
            changes.append("another locator" if locator else "no locator")
        why = ", ".join(changes) + ("; " if changes and unseen else "")
        why += f"{' and '.join(unseen)} not to be seen in the copy" if unseen else ""
        status: Status = "moved" if is_moved else "changed" if changes else "found"
        as_is_now = {"section_now": section, "heading_now": heading, "page_now": page, "locator_now": locator}
        return CheckedPlace(status, **as_read, **as_is_now, why=why, passage=words, passage_now=sentence)


def _locator(locator: str, place: Mention, sentence: str) -> str:
    """The locator as the reading has it, where its numbers stand with the citation; else what stands there."""
    pages = numbers(locator)
    if pages:
        is_there = {*numbers(place.locator), *numbers(sentence)}.issuperset(pages)
    else:
        is_there = compact(locator) in compact(f"{place.locator} {sentence}")
    return locator if is_there else place.locator


def _are_alike(passage: str, sentence: str) -> bool:
    from rapidfuzz.fuzz import ratio

    return ratio(fold(passage), fold(sentence)) >= _ALIKE


def _head(subject: _Subject) -> tuple[str, str, str, str]:
    return subject.work.key, label(subject.work), subject.work.title, subject.reading
