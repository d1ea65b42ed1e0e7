"""Edits of a themes.yaml: they touch only the lines they must, and each is checked by reading the changed text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from litgraph.codebook.blocks import CutCodebook, cut_codebook
from litgraph.codebook.definitions import Definitions, read_theme_id, theme_parts
from litgraph.codebook.entries import NewEntry, WorkEntry, append_entries
from litgraph.codebook.reader import ROLES, THEME_FIELDS, WORK_FIELDS, Reader, assignment_fields
from litgraph.codebook.style import Outline, Style
from litgraph.garbage import pause_garbage_collection
from litgraph.model import Assignment, Evidence, Note, Theme
from litgraph.nearest import suggest_names
from litgraph.words import fold
from litgraph.yamltree import (
    UNPRINTABLE,
    CannotEdit,
    Node,
    Tree,
    YamlEditor,
    has_same_content,
    normalize_name,
)
from litgraph.yamltree import Mapping as YamlMapping

__all__ = ["CodebookEditor", "EditError", "UnknownTheme", "normalize_text"]


_PLAIN_ID = re.compile(r"[\w.-]+")  # only such ids are not folded or escaped in the file, but for backslashes
_FIELD = re.compile(r"\n +[\w-]+:[ \r\n]")
_DASH = re.compile(r"\n *- ")
_SAMPLES = 3


class EditError(Exception):
    """The reason why the text of a themes.yaml was not changed, with a hint what to do, where there is a better one."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UnknownTheme(EditError):
    """Raised where a name means no single theme."""


class _StatedEntry(NamedTuple):
    """What the entry of a work says, without places in the file."""

    assignments: tuple[Assignment, ...] = ()
    notes: tuple[Note, ...] = ()


class _MaskedWorks:
    """The entries of works in a themes.yaml that are not read, as they are `familiar` and no edit is about them."""

    def __init__(self, cut: CutCodebook, familiar: Collection[int]) -> None:
        self._cut = cut
        self.keys = cut.keys
        self._numbers = {key: number for number, key in enumerate(cut.keys)}
        self._read = {number for number, text in enumerate(cut.number_texts()) if text not in familiar}
        self._read |= {*_find_samples(cut, _FIELD), *_find_samples(cut, _DASH), len(cut.keys) - 1}

    def mask(self, body: str) -> str:
        """The text without what is not read; its last line has an end in the `body`."""
        return self._cut.mask(self._read) + body[len(self._cut.text) :]

    def agrees_with(self, tree: Tree) -> bool:
        return self._cut.agrees_with(tree, self._read)

    def unmask(self, works: Iterable[str]) -> bool:
        """Have the entries of these works read; return whether any was not."""
        numbers = {self._numbers[work] for work in works if work in self._numbers}
        is_new = not numbers <= self._read
        self._read |= numbers
        return is_new

    def list_naming(self, theme: str) -> list[str]:
        """The keys of the works whose entries may name a theme, and perhaps others."""
        if not _PLAIN_ID.fullmatch(theme):
            return self.keys
        texts = map(self._cut.lines_of, range(len(self.keys)))
        return [key for key, text in zip(self.keys, texts, strict=True) if theme in text or "\\" in text]


def _find_samples(cut: CutCodebook, pattern: re.Pattern[str]) -> Iterator[int]:
    """The numbers of the last entries that have lines of a form, by which new lines are laid out."""
    numbers = range(len(cut.keys) - 1, -1, -1)
    return islice((number for number in numbers if pattern.search(cut.lines_of(number))), _SAMPLES)


class CodebookEditor:
    """The text of a themes.yaml, read once, for one edit: each method makes one, and returns the changed text.

    Each raises EditError where the text cannot be changed safely, and changes nothing where it says so already.

    >>> text = "works:\\n  toyoda2016:\\n    themes: [networks]  # so far\\n"
    >>> CodebookEditor(text).tag([Assignment("toyoda2016", "sister-cities", "", Evidence("codebook"))])
    'works:\\n  toyoda2016:\\n    themes: [networks, sister-cities]  # so far\\n'
    """

    def __init__(self, content: str, familiar: Collection[int] = ()) -> None:
        """Make an editor of a text; the entries of works that are `familiar` are read only where an edit is about them.

        These are numbers that `CutCodebook.number_texts` gave, of entries that could be masked where they stood.
        """
        self._content = content
        cut = cut_codebook(content.removeprefix("\ufeff")) if familiar else None
        self._masked = _MaskedWorks(cut, familiar) if cut else None

    @cached_property
    def _yaml(self) -> YamlEditor:
        with pause_garbage_collection():
            if self._masked:
                editor = YamlEditor(self._content, "themes.yaml", self._masked.mask)
                if self._masked.agrees_with(editor.tree):
                    return editor
                self._masked = None
            editor = YamlEditor(self._content, "themes.yaml")
        if not editor.tree.is_sound:
            problem = next(problem for problem in editor.tree.problems if problem.level == "error")
            raise EditError(f"{problem.at}: {problem.message}; nothing can be changed before that is put right")
        return editor

    @cached_property
    def _outline(self) -> Outline:
        try:
            return Outline(self._yaml.tree.root)
        except CannotEdit as error:
            raise self._refusal(str(error), error.offset) from None

    @cached_property
    def _style(self) -> Style:
        return Style(self._yaml, self._outline)

    def _unmask(self, works: Iterable[str]) -> None:
        """Have the entries of these works read."""
        if self._masked and self._masked.unmask(works):
            for name in ("_yaml", "_outline", "_style"):
                self.__dict__.pop(name, None)

    @property
    def text(self) -> str:
        """The text before the edit."""
        return self._content

    @property
    def works(self) -> Collection[str]:
        """The keys of the works that have an entry, as they are written."""
        return self._masked.keys if self._masked else self._outline.entries.keys()

    @property
    def themes(self) -> tuple[Theme, ...]:
        """The themes that are defined, in the order of the file."""
        return _read_themes(self._outline)

    def works_with(self, theme: str) -> list[str]:
        """The keys of the works that have a theme, as they are written."""
        works = self._masked.list_naming(theme) if self._masked else self.works
        self._unmask(works)
        return [work for work in works if theme in self._themes_of(work)]

    def _themes_of(self, work: str) -> tuple[str, ...]:
        """The ids of the themes that a work has, without repetition."""
        entry = _read_entry(self._outline, work)
        return tuple(dict.fromkeys(assignment.theme for assignment in entry.assignments))

    def find_id(self, name: str) -> str:
        """The id of the theme of this id or title, or else other name, defined or only given to works.

        Raises EditError where none is called so, or several.
        """
        name = normalize_text(name)
        if any(theme.id == name for theme in self.themes):
            return name
        self._unmask(self.works)
        given_ids = {theme for work in self.works for theme in self._themes_of(work)}
        ids = list(dict.fromkeys([*(theme.id for theme in self.themes), *sorted(given_ids)]))
        if name in ids:
            return name
        meant = {id_ for id_ in ids if id_.casefold() == name.casefold()}
        meant |= {theme.id for theme in self.themes if theme.title.casefold() == name.casefold()}
        meant = meant or {theme.id for theme in self.themes if fold(name) in map(fold, theme.other_names)}
        if len(meant) > 1:
            raise UnknownTheme(f'"{name}" can mean {len(meant)} themes: {", ".join(sorted(meant))}', "give the id")
        if meant:
            return meant.pop()
        hint = suggest_names(name, ids, "litgraph themes lists them all")
        raise UnknownTheme(f'no theme is called "{name}"', hint)

    def tag(self, assignments: Iterable[Assignment]) -> str:
        """Give themes to works.

        They come after those that a work has; a "no-theme" is taken out. Nothing changes where a work has the theme
        with the same evidence.
        """
        added: dict[str, list[Assignment]] = {}
        normalized = list(map(_normalize, assignments))
        self._unmask(assignment.work for assignment in normalized)
        for assignment in normalized:
            if not assignment.theme:
                raise EditError("a theme needs an id")
            if assignment.role not in ("", *ROLES):
                raise EditError(f'"{assignment.role}" is no role; roles are: {", ".join(ROLES)}')
            added_to_work = added.setdefault(assignment.work, [])
            if assignment not in (*added_to_work, *_read_entry(self._outline, assignment.work).assignments):
                added_to_work.append(assignment)
        expected: dict[str, _StatedEntry] = {}
        for work, added_to_work in added.items():
            if added_to_work:
                entry = _read_entry(self._outline, work)
                notes = tuple(note for note in entry.notes if note.kind != "no-theme")
                expected[work] = _StatedEntry((*entry.assignments, *added_to_work), notes)
        return self._change_entries(
            expected, lambda entry: entry.add_themes([assignment_fields(item) for item in added[entry.work]])
        )

    def untag(self, works: Sequence[str], theme: str) -> str:
        """Take a theme, with all its evidence, from works; EditError names those that do not have it."""
        theme = normalize_text(theme)
        expected: dict[str, _StatedEntry] = {}
        without: list[str] = []
        keys = list(dict.fromkeys(map(normalize_text, works)))
        self._unmask(keys)
        for work in keys:
            entry = _read_entry(self._outline, work)
            remaining = tuple(assignment for assignment in entry.assignments if assignment.theme != theme)
            if len(remaining) == len(entry.assignments):
                has = ", ".join(dict.fromkeys(assignment.theme for assignment in remaining)) or "no theme"
                without.append(f'"{work}" does not have the theme "{theme}" in themes.yaml; it has: {has}')
            expected[work] = entry._replace(assignments=remaining)
        if without:
            raise EditError("\n".join(without), "nothing was changed")
        return self._change_entries(expected, lambda entry: entry.delete_theme(theme))

    def annotate(self, works: Sequence[str], note: str) -> str:
        """Give works an annotation in the place of the one that they have; an empty `note` removes it."""
        return self._set_notes(works, "annotation", note)

    def set_no_theme(self, works: Sequence[str], reason: str) -> str:
        """Say why works fit no theme; EditError names those that have one."""
        self._unmask(map(normalize_text, works))
        for work in works:
            if has := self._themes_of(normalize_text(work)):
                hint = f"take them away first: litgraph untag {work} {has[0]}"
                raise EditError(f'"{work}" has themes: {", ".join(has)}', hint)
        return self._set_notes(works, "no-theme", reason)

    def add_theme(self, theme: Theme) -> str:
        """Define a theme after the others; EditError where a theme is called so already, or its parent is not there."""
        other_names = tuple(dict.fromkeys(filter(None, map(normalize_text, theme.other_names))))
        theme = Theme(**_normalize_fields(theme), other_names=other_names)
        theme = replace(theme, title=theme.title or theme.id)
        self._refuse_id(theme.id)
        for name in (theme.title, *theme.other_names):
            self._refuse_name(name)
        ids = [defined.id for defined in self.themes]
        if theme.parent and theme.parent not in ids:
            raise UnknownTheme(f'no theme has the id "{theme.parent}"', suggest_names(theme.parent, ids))
        return self._change_themes((*self.themes, theme), {}, lambda themes: themes.add(theme))

    def describe_theme(self, name: str, besides: str) -> list[str]:
        """What is written of a theme, each with its name, without its id, its parent, and names left to `besides`."""
        theme_id = self.find_id(name)
        heir = next((theme for theme in self.themes if theme.id == self.find_id(besides)), Theme("", ""))
        names = {*map(fold, (heir.id, heir.title, *heir.other_names, *self.list_names_passed_on(theme_id)))}
        return Definitions(self._yaml, self._outline, self._style).describe(theme_id, names)

    def rename_theme(self, old: str, new: str) -> str:
        """Give a theme another id, wherever themes.yaml names it."""
        old, new = self.find_id(old), normalize_text(new)
        if old == new:
            return self._content
        self._refuse_id(new, renamed=old)

        def rename(theme: Theme) -> Theme:
            if theme.id == old:
                return replace(theme, id=new, title=new if theme.title == old else theme.title)
            return replace(theme, parent=new) if theme.parent == old else theme

        return self._move_theme(old, new, tuple(map(rename, self.themes)), lambda themes: themes.rename(old, new))

    def merge_themes(self, source: str, target: str) -> str:
        """Give the works of the theme `source` to `target`, with their evidence, and delete its definition.

        What both say of a work with the same evidence is said once; an item of `source` without evidence goes where the
        work has `target`. Themes below `source` come below `target`. What `source` is called, `target` is called too
        then, but for names of further themes.
        """
        asked = source, target
        source, target = self.find_id(source), self.find_id(target)
        by_id = {theme.id: theme for theme in self.themes}
        if source == target:
            raise EditError(f'"{asked[0]}" and "{asked[1]}" are the same theme', f"litgraph theme show {source}")
        if target not in by_id:
            raise EditError(f'the theme "{target}" is not defined', f"litgraph theme rename {source} {target}")
        above = by_id[target].parent
        if above == source:
            above = by_id[source].parent
        passed: list[str] = []
        step = above
        while step in by_id and step not in passed:
            passed.append(step)
            step = by_id[step].parent
        if source in passed:
            hint = f"litgraph theme merge {target} {source}"
            raise EditError(f'"{target}" stands below "{source}", with others between them', hint)
        parents = {theme.id: target for theme in self.themes if theme.parent == source} | (
            {target: above} if by_id[target].parent == source else {}
        )
        names = self.list_names_passed_on(source)
        merged = tuple(
            replace(
                theme,
                parent=parents.get(theme.id, theme.parent),
                other_names=(*theme.other_names, *(names if theme.id == target else ())),
            )
            for theme in self.themes
            if theme.id != source
        )
        return self._move_theme(
            source, target, merged, lambda themes: themes.merge(source, target, parents, names), deleted=source
        )

    def list_names_passed_on(self, source: str) -> list[str]:
        """What the theme of an id is called, and no other theme: the names that it leaves to one that takes it in."""
        others = [theme for theme in self.themes if theme.id != source]
        taken = {fold(name) for theme in others for name in (theme.id, theme.title, *theme.other_names)}
        names: dict[str, str] = {}
        for theme in self.themes:
            if theme.id == source:
                for name in (theme.title, *theme.other_names, theme.id):
                    names.setdefault(fold(name), name)
        return [name for folded, name in names.items() if folded not in taken]

    # how an edit is made and checked

    def _refuse_id(self, theme_id: str, renamed: str = "") -> None:
        """Raise EditError for an id that a theme cannot have, because of its letters or of another theme."""
        if not theme_id:
            raise EditError("a theme needs an id")
        if re.search(r"[,\n]", theme_id):
            raise EditError(f'an id is a word without commas, not "{theme_id}"', "the title may have any")
        self._refuse_name(theme_id, renamed)
        if re.search(r"^[-#]|\s|:$", theme_id):
            proposal = re.sub(r"[\s:]+", "-", theme_id).strip("-#")
            hint = f"the title may have any; as an id, take: {proposal}" if proposal else "the title may have any"
            rule = "an id has no spaces, begins with neither a dash nor #, and ends in no colon"
            raise EditError(f'"{theme_id}" can be no id: {rule}', hint)
        if renamed and self.works_with(theme_id):
            raise EditError(f'works have the theme "{theme_id}" already', f"litgraph theme merge {renamed} {theme_id}")

    def _refuse_name(self, name: str, renamed: str = "") -> None:
        """Raise EditError where a theme, other than the one that is `renamed`, is called so in whatever case."""
        for theme in self.themes:
            names = {theme_name.casefold() for theme_name in (theme.id, theme.title, *theme.other_names)}
            if theme.id != renamed and name.casefold() in names:
                is_id = name.casefold() == theme.id.casefold()
                state = "is there already" if is_id else f'is called "{name}" already'
                raise EditError(f'the theme "{theme.id}" {state}', f"litgraph theme show {theme.id}")

    def _set_notes(self, works: Sequence[str], kind: str, note: str) -> str:
        note = normalize_text(note)
        expected: dict[str, _StatedEntry] = {}
        self._unmask(map(normalize_text, works))
        for work in map(normalize_text, works):
            entry = _read_entry(self._outline, work)
            if note != next((old.text for old in entry.notes if old.kind == kind), ""):
                notes = tuple(old for old in entry.notes if old.kind != kind)
                notes += (Note(work, kind, note, Evidence("codebook")),) if note else ()
                expected[work] = entry._replace(notes=notes)
        return self._change_entries(expected, lambda entry: entry.set_note(kind, note))

    def _change_entries(
        self, expected: Mapping[str, _StatedEntry], change: Callable[[WorkEntry], NewEntry | None]
    ) -> str:
        """Make a change to the entries of works, which must say what is `expected` then."""
        if not all(expected):
            raise EditError("a work needs a key")

        def change_all() -> None:
            entries = [change(WorkEntry(self._yaml, self._outline, self._style, work)) for work in expected]
            append_entries(self._yaml, self._outline, self._style, [entry for entry in entries if entry])

        keys = [self._outline.entries[work][0] for work in expected if work in self._outline.entries]
        at = keys[0].start if keys else self._outline.works_key.start if self._outline.works_key else 0
        subject = f'the entry of "{next(iter(expected), "")}" is' if len(expected) == 1 else "an entry is"
        return self._apply(
            change_all, expected, None, self._refusal(f"{subject} written in a way that cannot be changed safely", at)
        )

    def _change_themes(
        self,
        themes: Sequence[Theme],
        expected: Mapping[str, _StatedEntry],
        change: Callable[[Definitions], None],
        deleted: str = "",
    ) -> str:
        """Make a change to the definitions of themes, which must be `themes` then; the theme `deleted` goes whole."""
        at = self._outline.themes_key.start if self._outline.themes_key else 0
        refusal = self._refusal("the themes are written in a way that cannot be changed safely", at)
        definitions = Definitions(self._yaml, self._outline, self._style)
        return self._apply(lambda: change(definitions), expected, themes, refusal, deleted)

    def _move_theme(
        self,
        old: str,
        new: str,
        themes: Sequence[Theme],
        change: Callable[[Definitions], None],
        deleted: str = "",
    ) -> str:
        """Give the works of one theme to another, and make a change to the definitions."""
        expected: dict[str, _StatedEntry] = {}
        needless_of: dict[str, Callable[[Assignment], bool]] = {}
        for work in self.works_with(old):
            entry = _read_entry(self._outline, work)
            moved = {replace(a, work="", theme=old) for a in entry.assignments if a.theme == new}

            def is_needless(assignment: Assignment, moved: Collection[Assignment] = moved) -> bool:
                bare = replace(assignment, work="", evidence=replace(assignment.evidence, at=None))
                return bool(moved) and (bare in moved or bare == Assignment("", old, "", Evidence("codebook")))

            assignments = tuple(
                replace(assignment, theme=new) if assignment.theme == old else assignment
                for assignment in entry.assignments
                if assignment.theme != old or not is_needless(assignment)
            )
            expected[work] = entry._replace(assignments=assignments)
            needless_of[work] = is_needless

        def change_all(definitions: Definitions) -> None:
            change(definitions)
            for work, is_needless in needless_of.items():
                entry = WorkEntry(self._yaml, self._outline, self._style, work)
                entry.rename_theme(old, new, is_needless)

        return self._change_themes(themes, expected, change_all, deleted)

    def _apply(
        self,
        change: Callable[[], None],
        expected: Mapping[str, _StatedEntry],
        themes: Sequence[Theme] | None,
        refusal: EditError,
        deleted: str = "",
    ) -> str:
        """Make a change and return the changed text.

        Raises `refusal` where reading that text gives another entry than is `expected` of a work, other `themes` (None:
        those of before), or anything else that differs from before.
        """
        if not expected and themes is None:
            return self._content
        with pause_garbage_collection():
            try:
                change()
                content = self._yaml.edited_text()
                tree = self._yaml.edited_tree()
                after = Outline(tree.root)
            except CannotEdit as error:
                raise self._duplicate_refusal() or self._refusal(str(error), error.offset) from None
            is_as_meant = (
                tree.is_sound
                and len(tree.problems) <= len(self._yaml.tree.problems)
                and all(_is_same_entry(_read_entry(after, work), entry) for work, entry in expected.items())
                and (themes is None or _read_themes(after) == tuple(themes))
                and _is_same_content(
                    _other_content(self._outline, expected, themes, deleted), _other_content(after, expected, themes)
                )
            )
        if not is_as_meant:
            raise self._duplicate_refusal() or refusal
        return content

    def _duplicate_refusal(self) -> EditError | None:
        """The refusal that names what is given twice, where something is: such entries have no single place."""
        for problem in self._yaml.tree.problems:
            if problem.code == "yaml-duplicate-key":
                place = f"{problem.at.path}, line {problem.at.line}" if problem.at else "themes.yaml"
                return EditError(f"{place}: {problem.message}; the file is left as it is", problem.hint)
        return None

    def _refusal(self, message: str, offset: int) -> EditError:
        line = self._yaml.body.count("\n", 0, offset) + 1
        return EditError(f"themes.yaml, line {line}: {message}; it is left as it is")


def _read_entry(outline: Outline, work: str) -> _StatedEntry:
    if work not in outline.entries:
        return _StatedEntry()
    reader = Reader([])
    reader.read_work(*outline.entries[work])
    return _StatedEntry(
        tuple(replace(assignment, evidence=replace(assignment.evidence, at=None)) for assignment in reader.assignments),
        tuple(replace(note, evidence=replace(note.evidence, at=None)) for note in reader.notes),
    )


def _read_themes(outline: Outline) -> tuple[Theme, ...]:
    reader = Reader([])
    reader.read_themes(outline.themes)
    return tuple(replace(theme, at=None) for theme in reader.themes.values())


def _is_same_entry(a: _StatedEntry, b: _StatedEntry) -> bool:
    return Counter(a.assignments) == Counter(b.assignments) and set(a.notes) == set(b.notes)


def _other_content(
    outline: Outline, works: Collection[str], themes: Sequence[Theme] | None, deleted: str = ""
) -> list[tuple[str, Node]]:
    """Everything in the file that an edit of these works and, where there are `themes`, of themes may not change.

    What is written of the theme with the id `deleted` is left out.
    """
    apart = [outline.works_key, *([outline.themes_key] if themes is not None else [])]
    pairs = [pair for pair in outline.root.pairs if all(pair[0] is not key for key in apart)] if outline.root else []
    if themes is not None:
        for key, theme in theme_parts(outline.themes):
            if isinstance(theme, YamlMapping) and not (deleted and read_theme_id(key, theme) == deleted):
                pairs += [pair for pair in theme.pairs if normalize_name(pair[0].value) not in THEME_FIELDS]
    changed = {id(outline.entries[work][0]) for work in works if work in outline.entries}
    for key, entry in outline.works.pairs if isinstance(outline.works, YamlMapping) else ():
        if id(key) not in changed:
            pairs.append((key, entry))
        elif isinstance(entry, YamlMapping):
            pairs += [pair for pair in entry.pairs if normalize_name(pair[0].value) not in WORK_FIELDS]
    return [(key.value, value) for key, value in pairs]


def _is_same_content(a: Sequence[tuple[str, Node]], b: Sequence[tuple[str, Node]]) -> bool:
    return len(a) == len(b) and all(
        name_a == name_b and has_same_content(node_a, node_b)
        for (name_a, node_a), (name_b, node_b) in zip(a, b, strict=True)
    )


def _normalize(assignment: Assignment) -> Assignment:
    """The assignment as it will be when it is read back."""
    return Assignment(
        normalize_text(assignment.work),
        normalize_text(assignment.theme),
        normalize_text(assignment.role),
        Evidence(**_normalize_fields(assignment.evidence)),
    )


def _normalize_fields(value: Evidence | Theme) -> dict[str, Any]:
    """The texts of a value by the names of its fields, as they will be when they are read back."""
    texts = {field.name: getattr(value, field.name) for field in fields(value)}
    return {name: normalize_text(text) for name, text in texts.items() if isinstance(text, str)}


def normalize_text(value: str) -> str:
    """The text as it will be when it is read back."""
    value = re.sub(r"\r\n|\r", "\n", value)
    return UNPRINTABLE.sub("\ufffd", value).strip()
