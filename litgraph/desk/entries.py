"""The act on references.bib, add; and the keys of works that come from a list of references."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from litgraph.desk.changes import FileChange, change_file
from litgraph.errors import BAD_INPUT, LitgraphError
from litgraph.files import Folder
from litgraph.identity import unite
from litgraph.index.loading import load_corpus
from litgraph.matching import Match, Shelf
from litgraph.model import Problem, Work, sort_by_place
from litgraph.project import BIB, find_root
from litgraph.reading.paper import Reference
from litgraph.reading.works import as_work, new_key

__all__ = ["NewKeys", "add", "match_new_works"]

_NEW = "the new entry"


def add(root: Folder, entries: str, *, dry_run: bool = False) -> FileChange:
    """Append BibTeX entries to references.bib as they are typed; a `dry_run` only returns the lines that would change.

    Raises LitgraphError, and adds nothing, where they do not parse, or where a key or a work is there already.
    """
    from litgraph.formats.bibtex import parse_bibliography

    root = find_root(root)
    entries = entries.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    harvest = parse_bibliography(entries, _NEW)
    if errors := [problem for problem in harvest.problems if problem.level == "error"]:
        raise LitgraphError("; ".join(sorted(map(str, errors))), "nothing was added", exit_code=BAD_INPUT)
    if not harvest.works:
        raise LitgraphError(
            "no BibTeX entry found", "an entry begins with @, for example @book{key, ...}", exit_code=BAD_INPUT
        )

    keys = ", ".join(sorted(work.key for work in harvest.works))

    def append(text: str) -> tuple[str, str]:
        corpus = load_corpus(root)
        for work in harvest.works:
            if key := corpus.aliases.get(work.key):
                message = f'the key "{work.key}" is used before, for the work "{key}"'
                raise LitgraphError(message, "nothing was added", exit_code=BAD_INPUT)
        problems: set[Problem] = set()
        unite([*corpus.works, *harvest.works], problems)
        for problem in sort_by_place(problems):
            if problem.code in ("duplicate-key", "same-work") and problem.at and problem.at.path == _NEW:
                raise LitgraphError(problem.message, "nothing was added", exit_code=BAD_INPUT)
        end = "\r\n" if "\r\n" in text else "\n"
        gap = "" if not text else end if text.endswith("\n") else end + end
        return text + gap + entries.replace("\n", end) + end, f"added {keys}"

    return change_file(root, BIB, append, dry_run=dry_run)


class NewKeys:
    """Gives keys to new works, none of them one of the `keys` that there are, in whatever case."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._folded = {key.casefold() for key in keys}

    def work_of(self, reference: Reference) -> Work:
        """The entry of a list of references as a work under a new key."""
        work = as_work(reference)
        key = new_key(work, self._folded)
        self._folded.add(key.casefold())
        return replace(work, key=key)


def match_new_works(matches: Sequence[Match], keys: Iterable[str]) -> tuple[tuple[Match, ...], list[Work]]:
    """The matches with keys for the references that are new, and the new works; `keys` are those that there are.

    What two entries of the list both are is one work. A reference without a title stays without a work.
    """
    new_keys = NewKeys(keys)
    works: list[Work] = []
    shelf = Shelf()
    matched: list[Match] = []
    for match in matches:
        if not match.work and not match.doubtful and match.reference.title:
            match = shelf.match(match.reference)
            if not match.work and not match.doubtful:
                works.append(new_keys.work_of(match.reference))
                shelf.add(works[-1])
                match = replace(match, work=works[-1].key, confidence=1.0, reasons=("added",))
        matched.append(match)
    return tuple(matched), works
