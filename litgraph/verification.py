"""The evidence of readings, looked for again in copies of the papers: what is where it was, moved, changed or gone."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from litgraph import passage_store
from litgraph.corpus import WorkLookup
from litgraph.errors import LitgraphError
from litgraph.files import digest
from litgraph.matching import match, own_works
from litgraph.model import Citation, Corpus, Section, Work
from litgraph.passage_store import PassageStore, StoredPassage
from litgraph.reading.locate import Copy, locate, numbers, remembered
from litgraph.reading.many import read_papers
from litgraph.reading.paper import Found, Read
from litgraph.reading.passages import passage
from litgraph.resolve import resolve
from litgraph.words import compact, fold, label

__all__ = ["Checked", "Stranger", "Verification", "Verified", "verify"]

Status = Literal["found", "moved", "changed", "vanished", "not checkable"]


class Checked(NamedTuple):
    """One citation of a reading, and what became of it in the copy.

    `section` (its id), `heading`, `page` and `locator` are as the reading has them, or as the paper had them when it
    was read, `..._now` as the copy has them; `passage` are the words as they are known, `passage_now` those of the
    copy. `why` says what is not as it was, or could not be looked at.
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


class Verified(NamedTuple):
    """One reading: the copy that was looked into, how it stands to the one that was read, and every place.

    `copy` is "unchanged", "changed", "new" (none was looked into before), "missing", "none" (none is known) or
    "unreadable".
    """

    paper: str
    label: str
    title: str
    reading: str
    file: str
    copy: Literal["unchanged", "changed", "new", "missing", "none", "unreadable"]
    why: str
    places: tuple[Checked, ...]


class Stranger(NamedTuple):
    """A file that was named and is no copy that could be looked into."""

    file: str
    why: str
    is_broken: bool


class Verification(NamedTuple):
    """Every reading that was looked at, and the files of no use to that."""

    readings: tuple[Verified, ...]
    strangers: tuple[Stranger, ...]


def verify(
    root: str,
    corpus: Corpus,
    wanted: Sequence[str] = (),
    *,
    keep: bool = False,
    progress: Callable[[str, int, int], None] = lambda doing, done, total: None,
) -> Verification:
    """Look for every citation of the readings again in the copies of their papers.

    `wanted` are files or folders of copies, and works of which to look at the readings; without works, the readings of
    the copies are looked at, without either, all. With `keep`, the copies are what later ones are compared with. Raises
    LitgraphError (exit code 3) for what is neither a file nor one work that was read.
    """
    every = _subjects(corpus)
    papers = set(_papers(corpus, every, [each for each in wanted if not os.path.exists(each)]))
    files = [file for each in wanted if os.path.exists(each) for file in _files(each)]
    chosen = [each for each in every if not papers or each.work.key in papers]
    done: dict[str, Verified] = {}
    strangers: list[Stranger] = []
    total = len(files) + (len(chosen) if papers or not files else 0)

    def look_into(subject: _Subject, shown: str, path: str, read: Read) -> None:
        told, found = _verified(root, subject, path, read, corpus)
        done[subject.reading] = told._replace(file=shown)
        if keep and found:
            passage_store.write_store(root, subject.reading, found)

    known = {
        one.sha256: each.reading for each in every if files and (one := passage_store.read_store(root, each.reading))
    }
    for file, read in zip(files, _reads(files, files, progress, 0, total), strict=True):
        if isinstance(read, LitgraphError):
            strangers.append(Stranger(file, _reason(read), True))
            continue
        whole = _whose(file, every, known, read)
        if not whole and len(papers) == 1 and file in wanted:
            whole = chosen  # said to be so
        own = [each for each in whole if each in chosen and each.reading not in done]
        if not own:
            why = "it is not known as the paper of a reading"
            if problem := not whole and _without_text(read):
                strangers.append(Stranger(file, problem, True))
                continue
            if whole:
                is_asked = any(each in chosen for each in whole)
                what = "of which another copy was looked into" if is_asked else "which was not asked for"
                why = f'it is "{whole[0].work.key}", {what}'
            strangers.append(Stranger(file, why, False))
        for subject in own:
            look_into(subject, file, file, read)
    copies: list[tuple[_Subject, str]] = []
    for subject in chosen if papers or not files else ():
        if subject.reading in done:
            continue
        names = list(_copies(root, subject))
        if name := next((each for each in names if os.path.isfile(os.path.join(root, each))), ""):
            copies.append((subject, name))
            continue
        gone = "the copy is no longer there" if names else "no copy is known"
        done[subject.reading] = _unchecked(subject, "".join(names[:1]), "missing" if names else "none", gone, corpus)
    paths = [os.path.join(root, name) for _, name in copies]
    reads = _reads(paths, [name for _, name in copies], progress, total - len(copies), total)
    for (subject, name), path, read in zip(copies, paths, reads, strict=True):
        if isinstance(read, LitgraphError):
            done[subject.reading] = _unchecked(subject, name, "unreadable", _reason(read), corpus)
        else:
            look_into(subject, name, path, read)
    return Verification(tuple(done[each.reading] for each in every if each.reading in done), tuple(strangers))


def _reads(
    paths: Sequence[str], names: Sequence[str], progress: Callable[[str, int, int], None], before: int, total: int
) -> Iterator[Read | LitgraphError]:
    """What each file says, or why it cannot be read; `before` files were read before these."""
    shown = dict(zip(map(Path, paths), names, strict=True))
    return read_papers(
        list(map(Path, paths)),
        watch=lambda reading, done: progress(
            f"reading {', '.join(shown[each] for each in reading)}", before + done, total
        ),
    )


def _without_text(read: Read) -> str:
    """Why a file has no text to look into, or ""."""
    return "" if read.text.text.strip() else next((each.message for each in read.problems), "it has no text")


def _reason(error: LitgraphError) -> str:
    return f"{error} ({error.hint})" if error.hint else str(error)


@dataclass(frozen=True)
class _Subject:
    """A reading that is to be verified: the work that was read, its file, and what it says, in reading order."""

    work: Work
    reading: str
    sections: tuple[Section, ...]
    cited: tuple[Citation, ...]


def _subjects(corpus: Corpus) -> list[_Subject]:
    sections = {each.paper: each.sections for each in corpus.readings}
    cited: dict[tuple[str, str], list[Citation]] = {}
    for reading in corpus.readings:
        if reading.at:
            cited[reading.at.path, reading.paper] = []
    for each in corpus.citations:
        if each.evidence.at:
            cited.setdefault((each.evidence.at.path, each.citing), []).append(each)
    return [
        _Subject(corpus.by_key[paper], path, sections.get(paper, ()), tuple(some))
        for (path, paper), some in sorted(cited.items())
    ]


def _papers(corpus: Corpus, every: Sequence[_Subject], names: Sequence[str]) -> Iterator[str]:
    """The keys of the works that were read, of those that are meant."""
    if not names:
        return
    entries = WorkLookup(dict(corpus.by_key), {**{key: key for key in corpus.by_key}, **corpus.aliases})
    read = {each.work.key for each in every}
    for name in names:
        answer = resolve(name, entries)
        if not answer.found:
            maybe = ", ".join(f"{each.label} [{each.key}]" for each in answer.others[:5])
            hint = f"it may be {maybe}" if maybe else "litgraph find lists the works"
            raise LitgraphError(f'"{name}" is no file, and not one work', hint, exit_code=3)
        if answer.found.key not in read:
            hint = "read it first: litgraph read PAPER --write"
            raise LitgraphError(f'"{name}" was not read, so there is nothing to verify', hint, exit_code=3)
        yield answer.found.key


# where the copies are

_READABLE = (".pdf", ".txt", ".text", ".md", ".markdown", ".xml", ".nxml", ".jats", ".tei", ".html", ".htm", ".xhtml")


def _files(name: str) -> Iterator[str]:
    """The file, or what a folder and those in it hold of papers."""
    if not os.path.isdir(name):
        yield name
        return
    for folder, below, names in os.walk(name):
        below[:] = sorted(each for each in below if not each.startswith("."))
        yield from (os.path.join(folder, each) for each in sorted(names) if each.lower().endswith(_READABLE))


def _copies(root: str, subject: _Subject) -> Iterator[str]:
    """The files that may be a copy of the paper, from the project's folder: the one that was read, and what its entry
    has attached."""
    if known := passage_store.read_store(root, subject.reading):
        yield known.source
    yield from _attached(root, subject.work.get("file"))


def _attached(root: str, field: str) -> Iterator[str]:
    """The files of a `file` field as JabRef ("text:path:type;..."), Zotero and others write it, if they are there."""
    for piece in re.split(r"(?<!\\);", field):
        parts = re.split(r"(?<!\\):", piece.strip())
        middle = ":".join(parts[1:-1])
        for name in (piece.strip(), ":".join(parts), middle, f"/{middle}"):
            name = os.path.expanduser(re.sub(r"\\([:;\\_&%#$])", r"\1", name))
            for path in (name, os.path.join("bib", name)) if name.lower().endswith(_READABLE) else ():
                if os.path.isfile(os.path.join(root, path)):
                    yield path


def _whose(file: str, subjects: Sequence[_Subject], known: Mapping[str, str], read: Read) -> list[_Subject]:
    """The readings of which a file is the paper: by its name, or as the very file that was read (`known`: the readings
    by its hash), else by the DOI or the title at its beginning."""
    stem = Path(file).stem.casefold()
    same = known.get(digest(file), "")
    sure = [each for each in subjects if same == each.reading or each.work.key.casefold() == stem]
    own = () if sure else own_works(read, [each.work for each in subjects])
    return sure or [each for each in subjects if own == (each.work.key,)]


# what became of it


def _unchecked(
    subject: _Subject, file: str, copy: Literal["missing", "none", "unreadable"], why: str, corpus: Corpus
) -> Verified:
    """A reading of which there is no copy to look into."""
    judge = _Judge(subject, corpus)
    return Verified(*_head(subject), file, copy, why, tuple(judge.unknown(each, why) for each in subject.cited))


def _verified(
    root: str, subject: _Subject, file: str, read: Read, corpus: Corpus
) -> tuple[Verified, PassageStore | None]:
    """What became of each citation of a reading in a copy of its paper, and what there is to keep of that copy."""
    copy, cited = Copy(read, subject.sections), subject.cited
    before = passage_store.read_store(root, subject.reading)
    now = digest(file)
    is_same = before is not None and before.sha256 == now
    kept = (
        passage_store.match_passages(before.passages, [passage_store.mark_citation(each) for each in cited])
        if before
        else [None] * len(cited)
    )
    passages = [each.evidence.passage or (one.passage if one else "") for each, one in zip(cited, kept, strict=True)]
    matches = match(read.references, corpus.works)
    keys = {each.reference.index: each.work for each in matches if each.work}
    perhaps = {each.reference.index: [doubt.key for doubt in each.doubtful] for each in matches}
    known = {
        number: _nearest(copy, spans, cited[number], kept[number])
        for number, words in enumerate(passages)
        if (spans := copy.find(words))
    }
    if not read.mentions and not known:
        problem = next((each.message for each in read.problems), "no citation could be made out in it")
        return _unchecked(subject, file, "unreadable", problem, corpus), None
    places = locate(cited, copy, keys, perhaps=perhaps, known=known, works=corpus.by_key)
    judge = _Judge(subject, corpus)
    checked = tuple(
        judge.judged(each, copy, found, one, words, has_words=number in known, is_same=is_same)
        for number, (each, found, one, words) in enumerate(zip(cited, places, kept, passages, strict=True))
    )
    found_again = [place if each.status != "vanished" else None for place, each in zip(places, checked, strict=True)]
    keep = remembered(root, file, copy, cited, found_again, now)
    return Verified(
        *_head(subject), file, "unchanged" if is_same else "changed" if before else "new", "", checked
    ), keep


def _nearest(
    copy: Copy, spans: Sequence[tuple[int, int]], cited: Citation, kept: StoredPassage | None
) -> tuple[int, int]:
    """Of several places with the same words, the one that stands where they stood."""
    section, page = cited.evidence.section, cited.evidence.page or (kept.page if kept else "")
    fits = [span for span in spans if copy.section(span[0]) == section]
    fits = [span for span in fits or spans if copy.text.page(span[0]) == page] or fits or list(spans)
    return fits[0]


_LIKE = 60  # of 100: other words that say the same


class _Judge:
    """Says of each citation of a reading what became of it."""

    def __init__(self, subject: _Subject, corpus: Corpus) -> None:
        self.titles = {each.id: each.title for each in subject.sections}
        self.works = corpus.by_key

    def _told(self, cited: Citation, page: str = "") -> dict[str, str]:
        """The citation as the reading has it."""
        evidence = cited.evidence
        return {
            "key": cited.cited,
            "label": cited.text or label(self.works[cited.cited]),
            "section": evidence.section,
            "heading": self.titles.get(evidence.section, ""),
            "page": evidence.page or page,
            "locator": evidence.locator,
            "at": str(evidence.at or ""),
        }

    def unknown(self, cited: Citation, why: str) -> Checked:
        """That it could not be looked for."""
        return Checked("not checkable", **self._told(cited), **_NOWHERE, why=why, passage=cited.evidence.passage)

    def judged(
        self,
        cited: Citation,
        copy: Copy,
        found: Found | None,
        kept: StoredPassage | None,
        words: str,
        *,
        has_words: bool,
        is_same: bool,
    ) -> Checked:
        """What became of it; `words` are its passage as far as it is known, and whether the copy has it."""
        told = self._told(cited, kept.page if kept else "")
        sentence = passage(copy.text, found) if found else ""
        if found is None or (words and not has_words and not _alike(words, sentence)):
            # Another sentence that cites the same work is another place.
            why = "its words are not in the copy" if words else "the copy does not cite it so often"
            return Checked("vanished", **told, **_NOWHERE, why=why, passage=words)
        here = copy.section(found.start)
        heading, page = copy.heading(found.start), copy.text.page(found.start)
        unknown: list[str] = []
        if told["section"] in copy.headings:
            is_moved = here != told["section"]
        else:
            is_moved = bool(kept and kept.heading and not is_same and fold(kept.heading) != fold(heading))
            if told["section"] and not kept:
                unknown.append("section")
        title = self.titles.get(here, "")
        if heading and not compact(heading).endswith(compact(title or here)):
            here = ""  # under a heading that the reading does not have
        elif here:
            heading = title
        if told["page"] and not page:
            unknown.append("page")
        elif told["page"] and page not in {cited.evidence.page, kept.page if kept else ""}:
            is_moved = True
        locator = _locator(told["locator"], found, sentence)
        changes = ["other words"] if words and not has_words else []
        if told["locator"] and locator != told["locator"]:
            changes.append("another locator" if locator else "no locator")
        why = ", ".join(changes) + ("; " if changes and unknown else "")
        why += f"{' and '.join(unknown)} not to be seen in the copy" if unknown else ""
        status: Status = "moved" if is_moved else "changed" if changes else "found"
        now = {"section_now": here, "heading_now": heading, "page_now": page, "locator_now": locator}
        return Checked(status, **told, **now, why=why, passage=words, passage_now=sentence)


_NOWHERE = {"section_now": "", "heading_now": "", "page_now": "", "locator_now": "", "passage_now": ""}


def _locator(locator: str, found: Found, sentence: str) -> str:
    """The locator as the reading has it, where its numbers stand with the citation; else what stands there."""
    wanted = numbers(locator)
    there = {*numbers(found.locator), *numbers(sentence)}
    same = there.issuperset(wanted) if wanted else compact(locator) in compact(f"{found.locator} {sentence}")
    return locator if same else found.locator


def _alike(one: str, other: str) -> bool:
    from rapidfuzz.fuzz import ratio

    return ratio(fold(one), fold(other)) >= _LIKE


def _head(subject: _Subject) -> tuple[str, str, str, str]:
    return subject.work.key, label(subject.work), subject.work.title, subject.reading
