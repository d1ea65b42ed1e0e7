"""What changed in a knowledge base since a revision of its git repository: works, themes, evidence, citations.

The files of that revision are taken out into a temporary folder and read as any others, and the two corpora are
compared; so a file that was only reordered or reformatted has not changed.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import NamedTuple

from litgraph.errors import NOT_FOUND, USAGE, LitgraphError
from litgraph.files import Folder
from litgraph.index.loading import load_corpus
from litgraph.index.making import copy_index
from litgraph.model import Corpus, Evidence, Name, Span, Work
from litgraph.project import CODEBOOK, find_root, is_source
from litgraph.unfinished import make_scratch_folder
from litgraph.words import label

__all__ = ["Change", "Difference", "History", "log"]


class Difference(NamedTuple):
    """A field that changed."""

    field: str
    before: str
    after: str


class Change(NamedTuple):
    """Something that was added, is gone or has changed (`what` is "added", "gone" or "changed").

    `noun` is "work", "theme", "theme given", "note", "reading" or "citation"; `keys` are its works and themes.
    `at` is its place, which begins with the revision where it is gone: REV:path:line.
    """

    what: str
    noun: str
    keys: tuple[str, ...]
    label: str
    differences: tuple[Difference, ...]
    at: str


class History(NamedTuple):
    """The changes since a revision (its short name, time and subject); `total` counts them before a limit.

    `revision` is "" where the repository has no commit that old, `was_there` False where it did not hold the files yet.
    """

    since: str
    revision: str
    time: str
    subject: str
    was_there: bool
    changes: tuple[Change, ...]
    total: int


def log(root: Folder = ".", since: str = "", *, limit: int | None = None) -> History:
    """List what changed since a date (2026-11-01) or git revision, by default since the last commit.

    Raises LitgraphError where there is no repository, or where it knows no such revision.
    """
    folder = find_root(root)
    git = _Git(folder)
    revision = git.revision(since)
    after = load_corpus(folder)
    with make_scratch_folder() as old:
        was_there = bool(revision) and git.take_out(revision, old)
        if was_there:
            copy_index(folder, old)  # what did not change since is not read again
        before = load_corpus(old) if was_there else Corpus()
    name, time, subject = git.describe(revision) if revision else ("", "", "")
    changes = tuple(_changes(before, after, name))
    listed = changes if limit is None else changes[: max(0, limit)]
    return History(since, name, time, subject, was_there, listed, len(changes))


# git

_DATE = r"\d{4}-\d\d(?:-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?)?"


# A repository may be somebody else's, and its configuration may name commands wherever git can be made to run one: to
# fetch what it lacks, to watch files, to filter or show them. What is given here comes before any configuration.
_CLOSED = (
    "protocol.allow=never",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.attributesFile=/dev/null",
    "core.quotePath=off",
    "credential.helper=",
    "diff.external=",
    "gc.auto=0",
    "log.showSignature=false",
    "maintenance.auto=false",
    "safe.bareRepository=explicit",
)
_CLOSED_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ASKPASS": "false",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# Which files have the user's own configuration, and where a search for the repository ends. Other variables would lead
# to another repository, as those of a hook do, or name commands.
_KEPT_VARIABLES = frozenset(
    ("GIT_CEILING_DIRECTORIES", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM")
)
SECONDS = 60  # for one command of git: many times what the history of a review needs


class _Git:
    """The repository around a folder, of which git reads objects and nothing else: it fetches and runs nothing."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        variables = os.environ.items()
        self._environment = {
            name: value for name, value in variables if not name.startswith("GIT_") or name in _KEPT_VARIABLES
        } | _CLOSED_ENVIRONMENT
        process = self._run("rev-parse", "--is-inside-work-tree")
        if process.returncode:
            message = _first_error(process)
            if "not a git repository" not in message:
                raise LitgraphError(f'git cannot read "{folder}"', message)
            hint = "to keep its history from now on: git init, git add ., git commit"
            raise LitgraphError(f'"{folder}" is not in a git repository, so its past is not known', hint)

    def _run(self, *arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        settings = [part for setting in _CLOSED for part in ("-c", setting)]
        command = ["git", "--no-pager", *settings, "-C", self._folder, *arguments]
        try:
            return subprocess.run(
                command, input=data, capture_output=True, check=False, env=self._environment, timeout=SECONDS
            )
        except FileNotFoundError:
            hint = "litgraph log asks git for the past"
            raise LitgraphError("git is not installed, or not in the PATH", hint) from None
        except subprocess.TimeoutExpired:
            message = f'git does not answer in "{self._folder}": it was given up after {SECONDS} seconds'
            raise LitgraphError(message, "does git status answer there?") from None

    def _ask(self, *arguments: str) -> bytes:
        process = self._run(*arguments)
        if process.returncode:
            raise LitgraphError(f"git failed: {_first_error(process) or process.returncode}")
        return process.stdout

    def _commit(self, name: str) -> str:
        """The full name of a commit, or ""."""
        if name.startswith("-") or "\0" in name or not name.isprintable():
            return ""
        process = self._run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        return process.stdout.decode().strip() if process.returncode == 0 else ""

    def revision(self, since: str) -> str:
        """The commit meant by a date or revision; "" where a date is older than the first."""
        last = self._commit("HEAD")
        if not last:
            if self._run("rev-parse", "--verify", "--quiet", "HEAD").returncode == 0:
                raise LitgraphError("the git repository does not hold its last commit", "this says more: git fsck")
            raise LitgraphError("the git repository has no commits yet", "commit once, then ask again: git commit")
        if not since:
            return last
        if re.fullmatch(_DATE, since) and not self._commit(f"refs/tags/{since}"):
            return self._before(since)
        if commit := self._commit(since):
            return commit
        hint = "a date is written 2026-11-01; revisions are shown by: git log --oneline"
        raise LitgraphError(f'no date and no git revision is called "{since}"', hint, exit_code=NOT_FOUND)

    def _before(self, date: str) -> str:
        """The last commit before a time; a day or month begins with its first minute, where the user is."""
        import datetime

        try:
            time = datetime.datetime.fromisoformat(f"{date}-01" if len(date) == 7 else date).astimezone()
        except (ValueError, OverflowError, OSError):
            raise LitgraphError(f'"{date}" is not in the calendar', "write 2026-11-01", exit_code=USAGE) from None
        # git takes anything for a date, and a day without a time for that day at this hour; so it is given seconds.
        seconds = int(time.timestamp()) - 1
        return self._ask("rev-list", "-1", f"--before=@{max(seconds, 0)} +0000", "HEAD").decode().strip()

    def describe(self, revision: str) -> tuple[str, str, str]:
        """The short name of a commit, its time and its subject."""
        output = self._ask(
            "show", "-s", "--no-show-signature", "--no-ext-diff", "--no-textconv", "--format=%h%n%ci%n%s", revision
        )
        name, time, subject, *_ = (*output.decode("utf-8", "replace").splitlines(), "", "", "")
        return name, time, subject

    def take_out(self, revision: str, folder: str) -> bool:
        """Write the knowledge base of a revision into a folder; False where it did not have one."""
        listed = self._ask("ls-tree", "-r", "-z", revision, "--", CODEBOOK, "bib")
        objects: list[tuple[str, str]] = []
        for line in listed.decode("utf-8", "surrogateescape").split("\0"):
            kind, _, path = line.partition("\t")
            if kind.startswith("100") and is_source(path):
                objects.append((kind.split()[2], path))
        contents = self._run("cat-file", "--batch", data="".join(f"{name}\n" for name, _ in objects).encode()).stdout
        at = 0
        for name, path in objects:
            end = contents.find(b"\n", at)
            header = contents[at : max(end, at)].split()
            if header[:2] != [name.encode(), b"blob"]:  # it is missing, or git has given up
                message = f'the git repository does not hold "{path}" of {revision[:7]}, and nothing is fetched for it'
                hint = f"where it is a partial clone, this fetches it: git show {revision[:7]}:./{path}"
                raise LitgraphError(message, hint)
            size = int(header[2])
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(contents[end + 1 : end + 1 + size])
            at = end + size + 2
        return bool(objects)


def _first_error(process: subprocess.CompletedProcess[bytes]) -> str:
    lines = process.stderr.decode("utf-8", "replace").strip().splitlines()
    return next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[0] if lines else "")


# comparing


class _Fact(NamedTuple):
    """One thing that a corpus says: what it is about (`noun` and `keys`), and all that it says of that (`values`)."""

    noun: str
    keys: tuple[str, ...]
    label: str
    values: tuple[tuple[str, str], ...]
    at: Span | None


_NOUNS = ("work", "theme", "theme given", "note", "reading", "citation")


def _changes(before: Corpus, after: Corpus, revision: str) -> Iterator[Change]:
    """Yield what changed between two corpora, works first; `revision` stands in the places of what is gone."""
    old = _by_subject(_facts(before, _find_renamed_works(before, after), _find_renamed_themes(before, after)))
    new = _by_subject(_facts(after, {}, {}))
    changes: dict[str, list[Change]] = defaultdict(list)
    for subject in dict.fromkeys((*new, *old)):
        gone, added = _without_equals(old.get(subject, []), new.get(subject, []))
        changed = list(zip(gone, added, strict=False))
        changes[subject[0]] += [_compare(old_fact, new_fact) for old_fact, new_fact in changed]
        places = [("added", fact, str(fact.at or "")) for fact in added[len(changed) :]]
        places += [("gone", fact, f"{revision}:{fact.at}" if fact.at else "") for fact in gone[len(changed) :]]
        changes[subject[0]] += [Change(how, fact.noun, fact.keys, fact.label, (), at) for how, fact, at in places]
    for noun in _NOUNS:
        yield from changes[noun]


def _compare(old: _Fact, new: _Fact) -> Change:
    before, after = dict(old.values), dict(new.values)
    names = [name for name in dict.fromkeys((*after, *before)) if before.get(name, "") != after.get(name, "")]
    differences = tuple(Difference(name, before.get(name, ""), after.get(name, "")) for name in names)
    return Change("changed", new.noun, new.keys, new.label, differences, str(new.at or ""))


def _by_subject(facts: Iterator[_Fact]) -> dict[tuple[str, tuple[str, ...]], list[_Fact]]:
    grouped = defaultdict(list)
    for fact in facts:
        grouped[fact.noun, fact.keys].append(fact)
    return grouped


def _without_equals(old: Sequence[_Fact], new: Sequence[_Fact]) -> tuple[list[_Fact], list[_Fact]]:
    """Both lists without what they share; what is left stands so that the likest are compared with each other."""
    shared = Counter(fact.values for fact in old) & Counter(fact.values for fact in new)

    def without_shared(facts: Sequence[_Fact]) -> list[_Fact]:
        spare, unequal = Counter(shared), []
        for fact in facts:
            if spare[fact.values]:
                spare[fact.values] -= 1
            else:
                unequal.append(fact)
        return unequal

    gone, added = without_shared(old), without_shared(new)
    pairs: list[tuple[_Fact, _Fact]] = []
    for fact in gone[: len(added)]:
        nearest = max(added, key=lambda candidate: len(set(candidate.values) & set(fact.values)))
        added.remove(nearest)
        pairs.append((fact, nearest))
    return gone, [nearest for _, nearest in pairs] + added


def _find_renamed_works(before: Corpus, after: Corpus) -> dict[str, str]:
    """The present key of each work of which nothing but the key has changed, by its former key."""
    by_values = {_values(work): work.key for work in after.works if work.key not in before.by_key}
    gone = {_values(work): work.key for work in before.works if work.key not in after.by_key}
    return {key: by_values[values] for values, key in gone.items() if values in by_values}


def _find_renamed_themes(before: Corpus, after: Corpus) -> dict[str, str]:
    """The present id of each theme that is defined as before under another id, by its former one."""

    def by_values(corpus: Corpus, other_corpus: Corpus) -> dict[tuple[tuple[str, str], ...], str]:
        themes = [theme for theme in corpus.themes if theme.id not in other_corpus.by_theme_id]
        return {_field_values(theme, ("id", "parent", "at")): theme.id for theme in themes}

    added = by_values(after, before)
    return {theme_id: added[values] for values, theme_id in by_values(before, after).items() if values in added}


def _facts(settled: Corpus, renamed: dict[str, str], renamed_themes: dict[str, str]) -> Iterator[_Fact]:
    """Everything that a corpus says, under the keys of works and ids of themes that are used today.

    `renamed` and `renamed_themes` have these by the former ones.
    """
    labels = {renamed.get(work.key, work.key): label(work) for work in settled.works}
    titles = {theme.id: theme.title or theme.id for theme in settled.themes}

    def key_of(key: str) -> str:
        return renamed.get(key, key)

    def id_of(theme: str) -> str:
        return renamed_themes.get(theme, theme)

    def name_of(key: str) -> str:
        return labels.get(key_of(key), key_of(key))

    for work in settled.works:
        key, values = key_of(work.key), (("key", work.key), *_values(work))
        yield _Fact("work", (key,), f"{name_of(key)} · {work.title or 'no title'}", values, work.at)
    for theme in settled.themes:
        values = (("id", theme.id), *_field_values(replace(theme, parent=id_of(theme.parent)), ("id", "at")))
        yield _Fact("theme", (id_of(theme.id),), titles[theme.id], values, theme.at)
    for assignment in settled.assignments:
        evidence = assignment.evidence
        values = (("role", assignment.role), *_evidence_values(evidence, key_of))
        title = f"{name_of(assignment.work)}: {titles[assignment.theme]}"
        yield _Fact("theme given", (key_of(assignment.work), id_of(assignment.theme)), title, values, evidence.at)
    for note in settled.notes:
        title = f"{name_of(note.work)}: {note.kind}"
        yield _Fact("note", (key_of(note.work), note.kind), title, (("text", note.text),), note.evidence.at)
    for reading in settled.readings:
        listed = " ".join(sorted(map(key_of, reading.listed)))
        sections = "; ".join(f"{section.id} {section.title}".strip() for section in reading.sections)
        values = (("read by", reading.read_by), ("listed, not cited", listed), ("sections", sections))
        yield _Fact("reading", (key_of(reading.paper),), name_of(reading.paper), values, reading.at)
    for citation in (*settled.tied, *settled.untied):
        cited = name_of(citation.cited) if citation.cited else f"“{citation.text}”"
        keys = (key_of(citation.citing), key_of(citation.cited) or citation.text)
        # Its number in reading order is no news when another is put before it.
        values = (("kind", citation.kind),) if citation.kind else ()
        values += _field_values(citation.placement, ("order", "group")) + _evidence_values(citation.evidence, key_of)
        yield _Fact("citation", keys, f"{name_of(citation.citing)} cites {cited}", values, citation.evidence.at)


def _values(work: Work) -> tuple[tuple[str, str], ...]:
    """What an entry says, its key and place aside."""
    plain = {
        "kind": work.kind,
        "title": work.title,
        "author": "; ".join(map(_name, work.authors)),
        "editor": "; ".join(map(_name, work.editors)),
        "date": work.date_text or str(work.year or ""),
        "suffix": work.suffix,
        "container": work.container,
        "ids": " ".join(sorted(work.ids)),
    }
    return tuple((name, text) for name, text in (*plain.items(), *work.extra) if text)


def _name(name: Name) -> str:
    return ", ".join(text for _, text in _field_values(name, ()))


def _evidence_values(evidence: Evidence, key_of: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """What a piece of evidence says, its line aside."""
    voice, colon, paper = evidence.said_by.partition(":")
    values = dict(_field_values(evidence, ("at",))) | {"said by": f"{voice}{colon}{key_of(paper)}"}
    if evidence.said_in:
        values["said in"] = key_of(evidence.said_in)
    return tuple(values.items())


def _field_values(noun: object, omitted: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The fields of a noun that are not empty, as text, the `omitted` ones aside."""
    names = [field.name for field in fields(noun) if field.name not in omitted]  # type: ignore[arg-type]
    return tuple((name.replace("_", " "), str(text)) for name in names if (text := getattr(noun, name)))
