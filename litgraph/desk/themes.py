"""The acts on themes.yaml: give a theme to a work, take it away, annotate a work."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypedDict, Unpack

from litgraph.desk.changes import FileChange, change_file
from litgraph.errors import BAD_INPUT, LitgraphError
from litgraph.files import Folder
from litgraph.index import answer_from_index
from litgraph.model import Assignment, Evidence
from litgraph.project import CODEBOOK, find_root
from litgraph.queries.named import NotFound, resolve_work
from litgraph.queries.themes import theme as find_theme
from litgraph.resolve import Candidate
from litgraph.words import fold

__all__ = ["StatedEvidence", "annotate", "tag", "untag"]

_Spell = Callable[[str], str]


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


def tag(root: Folder, work: str, theme: str, *, role: str = "", **evidence: Unpack[StatedEvidence]) -> FileChange:
    """Give a theme to a work; `role` is "discussed" or "mentioned", where that is known.

    `evidence` are the keywords `said_in` (the paper that speaks for it), `section` and `page` in that paper, `locator`
    in the work, and `why`, a reason of your own; there are no others. Works and themes may be named as in a question.
    Raises NotFound where none or several are meant.
    """
    from litgraph import codebook

    if unknown := sorted(evidence.keys() - StatedEvidence.__annotations__):
        keywords = ", ".join(StatedEvidence.__annotations__)
        raise TypeError(f'tag() got an unexpected keyword argument "{unknown[0]}": evidence is given as {keywords}')
    stated = Evidence("codebook", **evidence)
    root = find_root(root)

    def ask(db: sqlite3.Connection) -> tuple[str, _Spell, str, str, Any, Any]:
        key, spell = _key_and_spelling(db, work)
        theme_id = _theme_id(db, theme)
        paper = resolve_work(db, stated.said_in).work.key if stated.said_in else ""
        no_theme = db.execute("SELECT text FROM notes WHERE work = ? AND kind = 'no-theme'", (key,)).fetchone()
        by_keyword = "SELECT 1 FROM assignments WHERE theme = ? AND said_by = 'keywords'"
        return key, spell, theme_id, paper, no_theme, db.execute(by_keyword, (theme_id,)).fetchone()

    key, spell, theme_id, paper, no_theme, is_only_offered = answer_from_index(root, ask)
    _refuse_control_letters(role, stated.said_in, stated.section, stated.page, stated.locator, stated.why)
    stated = replace(stated, said_in=paper)
    message = f'"{key}" has the theme "{theme_id}"'
    if no_theme:
        message += f'; this was said of it before and is taken out: "fits no theme: {no_theme[0]}"'
    if is_only_offered:
        message += f"; this theme is only offered from keywords: define it in {CODEBOOK}"
    return _change_codebook(
        root, lambda text: codebook.tag(text, Assignment(spell(text), theme_id, role, stated)), message
    )


def untag(root: Folder, work: str, theme: str) -> FileChange:
    """Take a theme, with all its evidence, from a work; raises NotFound where none or several are meant."""
    from litgraph import codebook

    root = find_root(root)
    (key, spell), theme_id = answer_from_index(root, lambda db: (_key_and_spelling(db, work), _theme_id(db, theme)))
    message = f'"{key}" no longer has the theme "{theme_id}"'
    return _change_codebook(root, lambda content: codebook.untag(content, spell(content), theme_id), message)


def annotate(root: Folder, work: str, text: str) -> FileChange:
    """Write the user's own annotation of a work into themes.yaml; an empty text removes it."""
    from litgraph import codebook

    root = find_root(root)
    key, spell = answer_from_index(root, lambda db: _key_and_spelling(db, work))
    _refuse_control_letters(text)
    message = f'"{key}" is annotated' if text else f'"{key}" has no annotation now'
    return _change_codebook(root, lambda content: codebook.annotate(content, spell(content), text), message)


def _change_codebook(root: str, change: Callable[[str], str], message: str) -> FileChange:
    from litgraph.codebook import EditError

    try:
        return FileChange(CODEBOOK, change_file(root, CODEBOOK, change), message)
    except EditError as error:
        raise LitgraphError(str(error), f"change {CODEBOOK} by hand, or see: litgraph check", BAD_INPUT) from None


def _refuse_control_letters(*texts: str) -> None:
    for letter in "".join(texts):
        if "\ud800" <= letter <= "\udfff" or (letter < " " and letter not in "\n\t") or letter == "\x7f":
            message = f"a letter in this text cannot be written (U+{ord(letter):04X})"
            raise LitgraphError(message, "is your terminal UTF-8?", BAD_INPUT)


def _key_and_spelling(db: sqlite3.Connection, mention: str) -> tuple[str, _Spell]:
    """The key of the work meant, and how a codebook spells it: in another case, or by another key of the same work."""
    key = resolve_work(db, mention).work.key
    spellings = {folded for (folded,) in db.execute("SELECT folded FROM keys WHERE work = ?", (key,))}

    def spell(text: str) -> str:
        from litgraph import codebook

        harvest = codebook.parse_codebook(text, CODEBOOK)
        keys = {tie.work for tie in harvest.assignments} | {note.work for note in harvest.notes}
        spelt = {name for name in keys if name.casefold() in spellings}
        return key if key in spelt or not spelt else min(spelt)

    return key, spell


def _theme_id(db: sqlite3.Connection, name: str) -> str:
    """The id of the theme of exactly that id or title: a piece of a title is enough for a question, not for an act."""
    page = find_theme(db, name)
    if fold(name) in (fold(page.id), fold(page.title)):
        return page.id
    candidate = Candidate(page.id, page.title, "holds these words", 5)
    raise NotFound(f'no theme is called "{name}"', "unknown", [candidate], "give the id or the whole title")
