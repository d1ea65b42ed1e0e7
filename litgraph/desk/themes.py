"""The acts on themes.yaml: give themes to works, take them away, annotate; define, rename and merge themes.

However many works an act is about, it asks the index once, reads themes.yaml once and writes it once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple, TypedDict, Unpack

from litgraph.desk.changes import FileChange, change_file
from litgraph.desk.positions import rename_position
from litgraph.errors import BAD_INPUT, NOT_FOUND, LitgraphError
from litgraph.files import Folder
from litgraph.index import answer_from_index
from litgraph.model import Assignment, Evidence, Theme
from litgraph.project import CODEBOOK, find_root
from litgraph.queries.conditions import list_works_with_keyword
from litgraph.queries.named import NotFound, resolve_work, select
from litgraph.queries.themes import list_offered
from litgraph.queries.themes import theme as find_theme
from litgraph.resolve import Candidate
from litgraph.words import fold

if TYPE_CHECKING:
    from litgraph.codebook.editor import CodebookEditor

__all__ = [
    "NamedWorks",
    "StatedEvidence",
    "add_theme",
    "annotate",
    "change_codebook",
    "find_works",
    "merge_themes",
    "rename_theme",
    "set_no_theme",
    "tag",
    "untag",
]

_KEYS_SHOWN = 10  # keys in a message; the others are counted


class StatedEvidence(TypedDict, total=False):
    """What speaks for a theme of a work, each part a keyword of `tag`.

    `said_in` is the paper that says so, `section` and `page` are places in that paper, `locator` is the place in the
    work that it points to, and `why` a reason of your own.
    """

    said_in: str
    section: str
    page: str
    locator: str
    why: str


class NamedWorks(NamedTuple):
    """The works that an act is about: their keys, and the folded spellings of each, those of its other keys too."""

    keys: list[str]
    spellings: Mapping[str, frozenset[str]]

    def spell(self, codebook: CodebookEditor) -> list[str]:
        """The keys as the codebook spells them: in another case, or by another key of the same work."""
        by_folded: dict[str, list[str]] = {}
        for written_key in codebook.works:
            by_folded.setdefault(written_key.casefold(), []).append(written_key)
        spelt = []
        for key in self.keys:
            written_keys = [written_key for folded in self.spellings[key] for written_key in by_folded.get(folded, ())]
            spelt.append(key if key in written_keys or not written_keys else min(written_keys))
        return spelt


def tag(
    root: Folder,
    work: str | Sequence[str],
    theme: str,
    *,
    role: str = "",
    dry_run: bool = False,
    **evidence: Unpack[StatedEvidence],
) -> FileChange:
    """Give a theme to a work, or to each of several; `role` is "discussed" or "mentioned", where that is known.

    `evidence` are the keywords `said_in` (the paper that speaks for it), `section` and `page` in that paper, `locator`
    in the work, and `why`, a reason of your own; there are no others. Works and themes may be named as in a question.
    A `dry_run` writes nothing and returns the lines that would change. Raises NotFound where a name means no single
    work or theme; then nothing is changed.
    """
    if unknown := sorted(evidence.keys() - StatedEvidence.__annotations__):
        keywords = ", ".join(StatedEvidence.__annotations__)
        raise TypeError(f'tag() got an unexpected keyword argument "{unknown[0]}": evidence is given as {keywords}')
    stated = Evidence("codebook", **evidence)
    _refuse_control_letters(role, stated.said_in, stated.section, stated.page, stated.locator, stated.why)

    def ask(db: sqlite3.Connection) -> tuple[NamedWorks, str, str, dict[str, str], dict[str, str]]:
        works = find_works(db, work)
        theme_id = _find_theme_id(db, theme)
        paper = resolve_work(db, stated.said_in).work.key if stated.said_in else ""
        no_themes = "SELECT work, text FROM notes WHERE kind = 'no-theme' AND work IN ({keys})"
        return works, theme_id, paper, dict(select(db, no_themes, works.keys)), dict(list_offered(db))

    def change(codebook: CodebookEditor) -> tuple[str, str]:
        assignments = [Assignment(key, theme_id, role, replace(stated, said_in=paper)) for key in works.spell(codebook)]
        having = set(codebook.works_with(theme_id))
        spelt = zip(works.keys, works.spell(codebook), strict=True)
        keys_before = [key for key, written_key in spelt if written_key in having]
        message = f'{_name_works(works.keys, "has", "have")} the theme "{theme_id}"'
        if keys_before and len(works.keys) > 1:
            message += f"; {_name_works(keys_before, 'had', 'had')} it before"
        if len(no_themes) == 1:
            ((key, reason),) = no_themes.items()
            of_it = "it" if len(works.keys) == 1 else f'"{key}"'
            message += f'; this was said of {of_it} before and is taken out: "fits no theme: {reason}"'
        elif no_themes:
            message += f"; that they fit no theme was said before and is taken out: {_list_keys(list(no_themes))}"
        if theme_id in offered:
            message += f"; this theme is only offered from keywords: define it: litgraph theme add {theme_id}"
            if others := len(offered) - 1:
                message += f", and {_count_keywords(others, 'other ')} offered as themes will step back"
            message += f"; then give it to the works of that keyword: {_tag_by_keyword(theme_id)}"
        return codebook.tag(assignments), message

    root = find_root(root)
    works, theme_id, paper, no_themes, offered = answer_from_index(root, ask)
    return change_codebook(root, change, dry_run)


def untag(root: Folder, work: str | Sequence[str], theme: str, *, dry_run: bool = False) -> FileChange:
    """Take a theme, with all its evidence, from a work, or from each of several; those without it are left as they are.

    A `dry_run` writes nothing and returns the lines that would change. Raises NotFound where a name means no single
    work or theme, and LitgraphError where none of the works has the theme.
    """

    def change(codebook: CodebookEditor) -> tuple[str, str]:
        pairs = list(zip(works.keys, works.spell(codebook), strict=True))
        works_with_theme = set(codebook.works_with(theme_id))
        having = {key: written_key for key, written_key in pairs if written_key in works_with_theme}
        without = [key for key in works.keys if key not in having]
        message = f'{_name_works(list(having), "no longer has", "no longer have")} the theme "{theme_id}"'
        if having and without:
            message += f"; {_name_works(without, 'did', 'did')} not have it"
        return codebook.untag(list(having.values()) or [written_key for _, written_key in pairs], theme_id), message

    root = find_root(root)
    works, theme_id = answer_from_index(root, lambda db: (find_works(db, work), _find_theme_id(db, theme)))
    return change_codebook(root, change, dry_run)


def annotate(root: Folder, work: str | Sequence[str], text: str, *, dry_run: bool = False) -> FileChange:
    """Write the user's own annotation of a work, or of each of several, into themes.yaml; an empty text removes it.

    It takes the place of the annotation that a work has. A `dry_run` writes nothing and returns the lines that would
    change. Raises NotFound where a name means no single work.
    """
    _refuse_control_letters(text)

    def change(codebook: CodebookEditor) -> tuple[str, str]:
        state = ("is annotated", "are annotated") if text else ("has no annotation now", "have no annotation now")
        return codebook.annotate(works.spell(codebook), text), _name_works(works.keys, *state)

    root = find_root(root)
    works = answer_from_index(root, lambda db: find_works(db, work))
    return change_codebook(root, change, dry_run)


def set_no_theme(root: Folder, work: str | Sequence[str], reason: str, *, dry_run: bool = False) -> FileChange:
    """Write into themes.yaml why a work, or each of several, fits no theme.

    A `dry_run` writes nothing and returns the lines that would change. Raises NotFound where a name means no single
    work, and LitgraphError where one has a theme.
    """
    _refuse_control_letters(reason)

    def change(codebook: CodebookEditor) -> tuple[str, str]:
        message = f"{_name_works(works.keys, 'fits', 'fit')} no theme: {reason}"
        return codebook.set_no_theme(works.spell(codebook), reason), message

    root = find_root(root)
    works = answer_from_index(root, lambda db: find_works(db, work))
    return change_codebook(root, change, dry_run)


def add_theme(
    root: Folder,
    theme: str,
    *,
    title: str = "",
    definition: str = "",
    parent: str = "",
    other_names: Sequence[str] = (),
    dry_run: bool = False,
) -> FileChange:
    """Define a theme in themes.yaml, after the others; `theme` is its id.

    `parent` is the id of the theme that it belongs below, `other_names` are what else it is called. A `dry_run` writes
    nothing and returns the lines that would change. Where keywords of the bibliography were offered as themes, the
    message says how many step back, and how the theme is given to the works of the keyword that is called so. Raises
    LitgraphError where a theme is called so already.
    """
    _refuse_control_letters(theme, title, definition, parent, *other_names)
    names = {fold(name) for name in (theme, title) if name}

    def ask(db: sqlite3.Connection) -> tuple[int, str, str, int]:
        offered = list_offered(db)
        keyword_id, keyword = next((row for row in offered if not names.isdisjoint(map(fold, row))), ("", ""))
        return len(offered), keyword_id, keyword, len(list_works_with_keyword(db, keyword)) if keyword else 0

    root = find_root(root)
    offered_count, keyword_id, keyword, work_count = answer_from_index(root, ask)
    new_theme = Theme(theme, title or keyword, definition, parent, other_names=tuple(other_names))

    def change(codebook: CodebookEditor) -> tuple[str, str]:
        having = codebook.works_with(theme)
        message = f'the theme "{theme}" is defined'
        if having:
            message += f"; {_name_works(having, 'has', 'have')} it already"
        if offered_count and not codebook.themes:
            message += (
                f"; {_count_keywords(offered_count)} offered as themes {'steps' if offered_count == 1 else 'step'}"
            )
            message += " back: litgraph find keyword:WORD still finds the works of each"
        if keyword:
            works = "1 work has" if work_count == 1 else f"{work_count} works have"
            message += f'; {works} the keyword "{keyword}", give it to them: {_tag_by_keyword(keyword_id, theme)}'
        return codebook.add_theme(new_theme), message

    return change_codebook(root, change, dry_run)


def rename_theme(root: Folder, old: str, new: str, *, dry_run: bool = False) -> FileChange:
    """Give a theme another id: in its definition, in the themes below it, in every work that has it, and on the map.

    `old` is its id or title, also one that is given to works and nowhere defined. A `dry_run` writes nothing and
    returns the lines that would change. Raises LitgraphError where a theme is called `new` already, or `old` is only
    offered from keywords.
    """
    from litgraph.codebook.editor import normalize_text

    _refuse_control_letters(old, new)
    new = normalize_text(new)
    root = find_root(root)
    offered = answer_from_index(root, list_offered)
    old_id = ""

    def change(codebook: CodebookEditor) -> tuple[str, str]:
        nonlocal old_id
        _refuse_offered(codebook, offered, old)
        old_id = codebook.find_id(old)
        return codebook.rename_theme(old, new), f'the theme "{old}" has the id "{new}" now'

    change_of_codebook = change_codebook(root, change, dry_run)
    if change_of_codebook.changed and not dry_run:
        rename_position(root, old_id, new)
    return change_of_codebook


def merge_themes(root: Folder, source: str, target: str, *, dry_run: bool = False) -> FileChange:
    """Give every work of the theme `source` to `target`, with its evidence, and delete the definition of `source`.

    What both say of a work with the same evidence is said once. The themes below `source` come below `target`, which
    is also called what `source` was: title, other names and id become its other names, unless a further theme has them.
    A `dry_run` writes nothing and returns the lines that would change. Raises LitgraphError where one of them is
    unknown.
    """
    _refuse_control_letters(source, target)
    root = find_root(root)
    offered = answer_from_index(root, list_offered)

    def change(codebook: CodebookEditor) -> tuple[str, str]:
        _refuse_offered(codebook, offered, source, target)
        text = codebook.merge_themes(source, target)
        message = f'the theme "{source}" is part of "{target}" now'
        if names := codebook.list_names_passed_on(codebook.find_id(source)):
            message += ", which is called " + ", ".join(f'"{name}"' for name in names) + " too"
        if losses := codebook.describe_theme(source, besides=target):
            message += f"; taken out with it: {'; '.join(losses)}"
        return text, message

    return change_codebook(root, change, dry_run)


def change_codebook(
    root: str, change: Callable[[CodebookEditor], tuple[str, str]], dry_run: bool = False
) -> FileChange:
    """Write what `change` makes of themes.yaml: the new text, and a sentence on what it says now.

    Raises LitgraphError where it cannot be changed safely.
    """
    from litgraph.codebook.editor import CodebookEditor, EditError, UnknownTheme
    from litgraph.index.chunks import load_chunk_numbers

    try:
        familiar = load_chunk_numbers(root, CODEBOOK)
        return change_file(root, CODEBOOK, lambda text: change(CodebookEditor(text, familiar)), dry_run=dry_run)
    except EditError as error:
        hint = error.hint or f"change {CODEBOOK} by hand, or see: litgraph check"
        raise LitgraphError(str(error), hint, NOT_FOUND if isinstance(error, UnknownTheme) else BAD_INPUT) from None


def _refuse_offered(codebook: CodebookEditor, offered: Sequence[tuple[str, str]], *names: str) -> None:
    """Raise LitgraphError where a name is that of a theme that is only offered from keywords, and nowhere defined."""
    if codebook.themes:
        return
    for name in names:
        theme_id = next((theme_id for theme_id, title in offered if fold(name) in (fold(theme_id), fold(title))), None)
        if theme_id is not None:
            message = (
                f'the theme "{name}" is only offered from keywords, so there is nothing to change in {CODEBOOK} yet'
            )
            hint = f"define it first: litgraph theme add {theme_id}; then tag its works: {_tag_by_keyword(theme_id)}"
            raise LitgraphError(message, hint, BAD_INPUT)


def _tag_by_keyword(keyword_id: str, theme_id: str = "") -> str:
    """The commands that give a theme, called like the keyword, to the works whose entries have that keyword."""
    return f"litgraph find keyword:{keyword_id} --format keys | litgraph tag - {quote(theme_id or keyword_id)}"


def _count_keywords(number: int, word: str = "") -> str:
    return f"the {word}keyword" if number == 1 else f"the {number} {word}keywords"


def _refuse_control_letters(*texts: str) -> None:
    for letter in "".join(texts):
        if "\ud800" <= letter <= "\udfff" or (letter < " " and letter not in "\n\t") or letter == "\x7f":
            message = f"a letter in this text cannot be written (U+{ord(letter):04X})"
            raise LitgraphError(message, "is your terminal UTF-8?", BAD_INPUT)


def find_works(db: sqlite3.Connection, names: str | Iterable[str]) -> NamedWorks:
    """The works that names mean; raises NotFound for the only name that means none or several, or for all of them."""
    names = [names] if isinstance(names, str) else list(names)
    exact = {key for (key,) in select(db, "SELECT key FROM works WHERE key IN ({keys})", names)}
    keys: list[str] = []
    errors: list[NotFound] = []
    for name in names:
        try:
            keys.append(name if name in exact else resolve_work(db, name).work.key)
        except NotFound as error:
            errors.append(error)
    if errors and len(names) == 1:
        raise errors[0]
    if errors:
        raise _NotAllFound(errors, len(names))
    if not keys:
        raise LitgraphError("no work is named", "one work a line, by its key or as in speech", NOT_FOUND)
    spellings: dict[str, set[str]] = {}
    for work, folded in select(db, "SELECT work, folded FROM keys WHERE work IN ({keys})", keys):
        spellings.setdefault(work, set()).add(folded)
    return NamedWorks(list(dict.fromkeys(keys)), {key: frozenset(spellings.get(key, ())) for key in keys})


class _NotAllFound(NotFound):
    """Some of several names mean no single work; each is a line of the details, with the works that are near."""

    def __init__(self, errors: Sequence[NotFound], count: int) -> None:
        candidates = [candidate for error in errors for candidate in error.candidates]
        message = f"{len(errors)} of {count} names mean no single work, so nothing is changed"
        hint = "litgraph find WORDS looks in titles, authors, themes and notes; pipe what it finds on by --format keys"
        super().__init__(message, "unknown", candidates, hint)
        self.details = tuple(str(error) + _name_near_works(error) for error in errors)


def _name_near_works(error: NotFound) -> str:
    keys = [candidate.key for candidate in error.candidates[:3]]
    return f"; did you mean {' or '.join(keys)}?" if keys else ""


def _find_theme_id(db: sqlite3.Connection, name: str) -> str:
    """The id of the theme of exactly that id, title or other name: for an act, a piece of a title is not enough."""
    try:
        page = find_theme(db, name)
    except NotFound as error:
        if not (works := list_works_with_keyword(db, name)):
            raise
        keyword_id = "-".join(fold(name).split())
        hint = f"define it: litgraph theme add {keyword_id}; then: {_tag_by_keyword(keyword_id)}"
        of_works = "1 work" if len(works) == 1 else f"{len(works)} works"
        message = f"{error}; it is a keyword of {of_works}, and is offered as a theme only while none is defined"
        raise NotFound(message, error.status, error.candidates, hint) from None
    (other_names,) = db.execute("SELECT other_names FROM themes WHERE id = ?", (page.id,)).fetchone()
    if fold(name) in map(fold, (page.id, page.title, *json.loads(other_names))):
        return page.id
    candidate = Candidate(page.id, page.title, "holds these words", 5)
    raise NotFound(f'no theme is called "{name}"', "unknown", [candidate], "give the id or the whole title")


def _name_works(keys: Sequence[str], singular: str, plural: str) -> str:
    """The subject of a sentence and its verb: '"clerc2020" has', or '3 works (a, b, c) have'."""
    return f'"{keys[0]}" {singular}' if len(keys) == 1 else f"{len(keys)} works ({_list_keys(keys)}) {plural}"


def _list_keys(keys: Sequence[str]) -> str:
    remainder = f" and {len(keys) - _KEYS_SHOWN} more" if len(keys) > _KEYS_SHOWN else ""
    return ", ".join(keys[:_KEYS_SHOWN]) + remainder
