"""The act of sorting: works that have no theme yet, one after another, and an answer to each, written at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from litgraph.desk.changes import FileChange, change_file, read_project_file
from litgraph.desk.themes import change_codebook, find_works
from litgraph.errors import BAD_INPUT, NOT_FOUND, LitgraphError
from litgraph.files import Folder
from litgraph.index import connect
from litgraph.model import Assignment, Evidence, Theme
from litgraph.project import CODEBOOK, find_root
from litgraph.queries.named import select
from litgraph.queries.themes import list_offered
from litgraph.queries.works import Record, show
from litgraph.words import fold

if TYPE_CHECKING:
    from litgraph.codebook.editor import CodebookEditor

__all__ = ["OpenTheme", "Sorting", "sort"]


class OpenTheme(NamedTuple):
    """A theme that may be given; nobody has defined one that `is_offered` from keywords, which giving it does."""

    id: str
    title: str
    definition: str
    is_offered: bool


class _Answer(NamedTuple):
    """What was written about the work of a key: the text of themes.yaml before and after, and the themes it defined."""

    key: str
    before: str
    after: str
    defined_ids: Sequence[str]


class Sorting:
    """Works to be sorted into themes, by their `keys`; each answer is written at once, and the last can be undone.

    What is known of works is that of the index when the sorting began: no answer has to wait for a new one.
    """

    def __init__(self, root: str, db: sqlite3.Connection, works: Sequence[str]) -> None:
        self._root = root
        self._db = db
        self._answers: list[_Answer] = []
        self._has_codebook = bool(read_project_file(root, CODEBOOK))
        self.keys = find_works(db, works).keys if works else _find_untagged(db)
        sql = """SELECT id, title, definition,
                EXISTS (SELECT 1 FROM assignments WHERE theme = id AND said_by = 'keywords')
            FROM themes ORDER BY pos"""
        self.themes = [OpenTheme(*row) for row in db.execute(sql)]
        self._offered = dict(list_offered(db))

    def count_offered(self) -> int:
        """How many of the works to be sorted have a theme that is only offered from keywords."""
        by_keyword = "SELECT DISTINCT work FROM assignments WHERE said_by = 'keywords' AND work IN ({keys})"
        return len(list(select(self._db, by_keyword, self.keys)))

    def look_up(self, key: str) -> Record:
        """What is known of a work."""
        return show(self._db, key)

    def find_theme(self, name: str) -> OpenTheme | None:
        """The first theme of this id or title."""
        return next((theme for theme in self.themes if fold(name) in (fold(theme.id), fold(theme.title))), None)

    def give(self, key: str, themes: Sequence[OpenTheme], why: str = "") -> FileChange:
        """Give themes to a work, with `why` as the reason; those that are only offered are defined.

        Raises LitgraphError where one is not in themes.yaml any more.
        """

        def change(codebook: CodebookEditor) -> tuple[str, str]:
            from litgraph.codebook.editor import CodebookEditor

            (work,) = find_works(self._db, key).spell(codebook)
            defined = {theme.id for theme in codebook.themes}
            editor = codebook
            for theme in themes:
                if theme.id in defined:
                    continue
                if not theme.is_offered:
                    message = (
                        f'the theme "{theme.id}" is not in {CODEBOOK} any more: something else has changed it since'
                    )
                    raise LitgraphError(message, "litgraph themes lists those of now", NOT_FOUND)
                editor = CodebookEditor(editor.add_theme(Theme(theme.id, theme.title)))
                defined_ids.append(theme.id)
            assignments = [Assignment(work, theme.id, "", Evidence("codebook", why=why)) for theme in themes]
            ids = ", ".join(f'"{theme.id}"' for theme in themes)
            message = f'"{key}" has {ids}'
            if not defined and self._offered.keys() - defined_ids:
                message += (
                    "; this is the first theme that you define: what else is offered from keywords steps back when"
                )
                message += " sorting ends, but for what you choose until then"
            return editor.tag(assignments), message

        defined_ids: list[str] = []
        return self._write(key, change, defined_ids)

    def give_new(self, key: str, title: str, why: str = "") -> FileChange:
        """Define a theme of this title after the others, and give it to a work, with `why` as the reason."""
        from litgraph.codebook.headings import make_theme_id

        namesake = self.find_theme(title)
        theme = namesake or OpenTheme(
            make_theme_id(title, {theme.id for theme in self.themes}), title, "", is_offered=True
        )
        change = self.give(key, [theme], why)
        if namesake is None:
            self.themes.append(theme._replace(is_offered=False))
        return change

    def set_no_theme(self, key: str, reason: str) -> FileChange:
        """Write why a work fits no theme; raises LitgraphError where it has one."""

        def change(codebook: CodebookEditor) -> tuple[str, str]:
            works = find_works(self._db, key).spell(codebook)
            return codebook.set_no_theme(works, reason), f'"{key}" fits no theme: {reason}'

        return self._write(key, change)

    def annotate(self, key: str, text: str) -> FileChange:
        """Write an annotation of a work in the place of the one that it has."""

        def change(codebook: CodebookEditor) -> tuple[str, str]:
            return codebook.annotate(find_works(self._db, key).spell(codebook), text), f'"{key}" is annotated'

        return self._write(key, change)

    def undo(self) -> str:
        """Take the last answer back, and return the key of its work.

        Raises LitgraphError where there is none, or themes.yaml has been changed since by something else.
        """
        if not self._answers:
            raise LitgraphError("there is no answer to take back")
        key, before, after, defined_ids = self._answers[-1]

        def restore(text: str) -> tuple[str, str]:
            if text != after:
                message = f"{CODEBOOK} has been changed since by something else, so nothing is taken back"
                raise LitgraphError(message, f"litgraph untag {key} THEME", BAD_INPUT)
            return before, f'the answer about "{key}" is taken back'

        change_file(self._root, CODEBOOK, restore)
        self._answers.pop()
        self._has_codebook = bool(before)
        self._mark(defined_ids, is_offered=True)
        return key

    def _mark(self, theme_ids: Sequence[str], is_offered: bool) -> None:
        """Say of themes whether they are only offered; their numbers stay."""
        self.themes = [t._replace(is_offered=is_offered) if t.id in theme_ids else t for t in self.themes]

    def _write(
        self, key: str, change: Callable[[CodebookEditor], tuple[str, str]], defined_ids: Sequence[str] = ()
    ) -> FileChange:
        answers: list[_Answer] = []

        def note_answer(codebook: CodebookEditor) -> tuple[str, str]:
            if self._has_codebook and not codebook.text:
                message = f"{CODEBOOK} is not there any more, so nothing is written"
                raise LitgraphError(message, "put it back, or stop and begin anew: litgraph sort", BAD_INPUT)
            listed = {theme.id for theme in self.themes}
            self.themes += [
                OpenTheme(theme.id, theme.title, theme.definition, is_offered=False)
                for theme in codebook.themes
                if theme.id not in listed
            ]
            text, message = change(codebook)
            answers.append(_Answer(key, codebook.text, text, defined_ids))
            return text, message

        file_change = change_codebook(self._root, note_answer)
        if file_change.changed:
            self._answers += answers
            self._has_codebook = True
            self._mark(defined_ids, is_offered=False)
        return file_change


@contextmanager
def sort(
    root: Folder, works: Sequence[str] = (), open_index: Callable[[str], sqlite3.Connection] = connect
) -> Iterator[Sorting]:
    """Begin to sort works into themes: those that are named, else all that have neither a theme nor a reason for none.

    These come in the order of how many works cite them, the most cited first. Raises NotFound where a name means no
    single work.
    """
    root = find_root(root)
    with closing(open_index(root)) as db:
        yield Sorting(root, db, works)


def _find_untagged(db: sqlite3.Connection) -> list[str]:
    """The keys of the works that nobody has given a theme, nor said of that they fit none, the most cited first."""
    sql = """SELECT w.key FROM works w
        WHERE NOT EXISTS (SELECT 1 FROM assignments a WHERE a.work = w.key AND a.said_by <> 'keywords')
            AND NOT EXISTS (SELECT 1 FROM notes n WHERE n.work = w.key AND n.kind = 'no-theme')
        ORDER BY (SELECT count(DISTINCT citing) FROM citations WHERE cited = w.key) DESC, w.label, w.key"""
    return [key for (key,) in db.execute(sql)]
