"""Changes to the entry of a work in themes.yaml: they touch only the lines they must, and each is checked by reading
the changed text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from litgraph.codebook.reader import ROLES, WORK_FIELDS, Reader, assignment_fields, is_one_theme
from litgraph.model import Assignment, Evidence, Note
from litgraph.yamltree import (
    UNPRINTABLE,
    CannotEdit,
    Listing,
    Mapping,
    Node,
    Text,
    YamlEditor,
    has_same_content,
    list_items,
    normalize_name,
    read_identifier,
    write_scalar,
)

__all__ = ["EditError", "annotate", "tag", "untag"]


class EditError(Exception):
    """The reason why the text of a themes.yaml was not changed."""


def tag(content: str, assignment: Assignment) -> str:
    """Assign a theme to a work in the text of a themes.yaml, and return the changed text.

    The theme comes after those that the work has; a "no-theme" is taken out. Nothing changes where the work has this
    theme with the same evidence. Raises EditError where the text cannot be changed safely.

    >>> text = "works:\\n  toyoda2016:\\n    themes: [networks]  # so far\\n"
    >>> tag(text, Assignment("toyoda2016", "sister-cities", "", Evidence("codebook")))
    'works:\\n  toyoda2016:\\n    themes: [networks, sister-cities]  # so far\\n'
    """
    texts: dict[str, Any] = {
        name: _normalize_text(text) for name, text in asdict(assignment.evidence).items() if name != "at"
    }
    evidence = Evidence(**texts)
    assignment = Assignment(
        _normalize_text(assignment.work), _normalize_text(assignment.theme), _normalize_text(assignment.role), evidence
    )
    if not assignment.theme:
        raise EditError("a theme needs an id")
    if assignment.role not in ("", *ROLES):
        raise EditError(f'"{assignment.role}" is no role; roles are: {", ".join(ROLES)}')
    edit = _EntryEdit(content, assignment.work)
    if assignment in edit.assignments:
        return content
    notes = [note for note in edit.notes if note.kind != "no-theme"]
    return edit.apply(lambda: edit.tag(assignment_fields(assignment)), [*edit.assignments, assignment], notes)


def untag(content: str, work: str, theme: str) -> str:
    """Take a theme, with all its evidence, from a work in the text of a themes.yaml, and return the changed text.

    Raises EditError where the work does not have the theme, or the text cannot be changed safely.
    """
    edit = _EntryEdit(content, _normalize_text(work))
    remaining = [assignment for assignment in edit.assignments if assignment.theme != _normalize_text(theme)]
    if len(remaining) == len(edit.assignments):
        has = ", ".join(dict.fromkeys(assignment.theme for assignment in remaining)) or "no theme"
        raise EditError(f'"{edit.work}" does not have the theme "{theme}" in themes.yaml; it has: {has}')
    return edit.apply(lambda: edit.untag(_normalize_text(theme)), remaining, edit.notes)


def annotate(content: str, work: str, note: str) -> str:
    """Annotate a work in the text of a themes.yaml, and return the changed text.

    `note` takes the place of the annotation that the work has; an empty `note` removes it. Raises EditError where the
    text cannot be changed safely.
    """
    edit = _EntryEdit(content, _normalize_text(work))
    note = _normalize_text(note)
    if note == next((old.text for old in edit.notes if old.kind == "annotation"), ""):
        return content
    notes = [old for old in edit.notes if old.kind != "annotation"]
    notes += [Note(edit.work, "annotation", note, Evidence("codebook"))] if note else []
    return edit.apply(lambda: edit.annotate(note), edit.assignments, notes)


def _normalize_text(value: str) -> str:
    """The text as it will be when it is read back."""
    value = re.sub(r"\r\n|\r", "\n", value)
    return UNPRINTABLE.sub("\ufffd", value).strip()


def _theme_ids(node: Node) -> list[str]:
    """The ids of the themes that an item of a list names."""
    reader = Reader([])
    reader.read_assignments("", [node])
    return [assignment.theme for assignment in reader.assignments]


class _EntryEdit:
    """A change to the entry of one work in the text of a themes.yaml."""

    def __init__(self, content: str, work: str) -> None:
        if not work:
            raise EditError("a work needs a key")
        self.work = work
        self.editor = YamlEditor(content, "themes.yaml")
        if not self.editor.tree.is_sound:
            problem = next(problem for problem in self.editor.tree.problems if problem.level == "error")
            raise EditError(f"{problem.at}: {problem.message}; nothing can be changed before that is put right")
        self.works_key, self.works, self.key, self.entry = self.find_entry(self.editor.tree.root)
        self.assignments, self.notes = self.read_entry(self.key, self.entry)

    def find_entry(self, root: Node | None) -> tuple[Text | None, Node | None, Text | None, Node | None]:
        """The key and value of "works", and in it the key and value of the work; None for what is not there."""
        if root is None or (isinstance(root, Text) and not root.value):
            return None, None, None, None
        if not isinstance(root, Mapping) or root.is_flow:
            raise self.refusal("the file does not consist of names with values", root.start)
        for works_key, works in root.pairs:
            if normalize_name(works_key.value) == "works":
                if isinstance(works, Listing) or (isinstance(works, Text) and works.value.strip()):
                    raise self.refusal('"works" does not consist of keys with values', works.start)
                for key, entry in works.pairs if isinstance(works, Mapping) else ():
                    if read_identifier(key, []) == self.work:
                        return works_key, works, key, entry
                return works_key, works, None, None
        return None, None, None, None

    def read_entry(self, key: Text | None, entry: Node | None) -> tuple[list[Assignment], list[Note]]:
        """The assignments and notes of the entry, without their places in the file."""
        reader = Reader([])
        if key and entry:
            reader.read_work(key, entry)
        return (
            [replace(assignment, evidence=replace(assignment.evidence, at=None)) for assignment in reader.assignments],
            [replace(note, evidence=replace(note.evidence, at=None)) for note in reader.notes],
        )

    def refusal(self, message: str, offset: int) -> EditError:
        line = self.editor.body.count("\n", 0, offset) + 1
        return EditError(f"themes.yaml, line {line}: {message}; it is left as it is")

    def apply(self, change: Callable[[], None], assignments: Sequence[Assignment], notes: Sequence[Note]) -> str:
        """Make a change and return the changed text; `assignments` and `notes` are those that the work must have then.

        Raises EditError where reading the changed text gives others, or anything else differs from before.
        """
        at = self.key.start if self.key else self.works_key.start if self.works_key else 0
        try:
            change()
            content = self.editor.edited_text()
        except CannotEdit as error:
            raise self.refusal(str(error), error.offset) from None
        refusal = self.refusal(f'the entry of "{self.work}" is written in a way that cannot be changed safely', at)
        try:
            after = _EntryEdit(content, self.work)
        except EditError:
            raise refusal from None
        content_before, content_after = self.other_content(), after.other_content()
        is_as_meant = (
            set(after.assignments) == set(assignments)
            and len(after.assignments) == len(assignments)
            and set(after.notes) == set(notes)
            and [name for name, _ in content_before] == [name for name, _ in content_after]
            and all(
                has_same_content(node_before, node_after)
                for (_, node_before), (_, node_after) in zip(content_before, content_after, strict=True)
            )
            and len(after.editor.tree.problems) <= len(self.editor.tree.problems)
        )
        if not is_as_meant:
            raise refusal
        return content

    def other_content(self) -> list[tuple[str, Node]]:
        """Everything in the file that no edit of the work may change, by its names."""
        root, works, entry = self.editor.tree.root, self.works, self.entry
        pairs = [pair for pair in root.pairs if pair[0] is not self.works_key] if isinstance(root, Mapping) else []
        pairs += [pair for pair in works.pairs if pair[0] is not self.key] if isinstance(works, Mapping) else []
        if isinstance(entry, Mapping):
            pairs += [pair for pair in entry.pairs if normalize_name(pair[0].value) not in WORK_FIELDS]
        return [(key.value, value) for key, value in pairs]

    # how this file is indented, in columns

    def step(self) -> int:
        """How much further than its name a block is indented in this file."""
        root = self.editor.tree.root
        blocks = [self.works, *(value for _, value in root.pairs)] if isinstance(root, Mapping) else []
        for block in blocks:
            if isinstance(block, Listing | Mapping) and not block.is_flow and self.editor.column(block.start):
                return self.editor.column(block.start)
        return 2

    def lists(self) -> Iterator[tuple[int, Listing]]:
        """The lists without brackets in the entries of works, each with the column of its name; this entry's first."""
        entries = [(self.key, self.entry)] if self.key and self.entry else []
        entries += reversed(self.works.pairs) if isinstance(self.works, Mapping) else []
        for key, entry in entries:
            for name, value in entry.pairs if isinstance(entry, Mapping) else [(key, entry)]:
                if isinstance(value, Listing) and not value.is_flow:
                    yield self.editor.column(name.start), value

    def dash_shift(self) -> int:
        """How much further than its name a list is indented in this file."""
        for column, value in self.lists():
            return self.editor.column(value.start) - column
        root = self.editor.tree.root
        for _, block in root.pairs if isinstance(root, Mapping) else ():
            if isinstance(block, Listing) and not block.is_flow:
                return self.editor.column(block.start)
        return self.step()

    def field_shift(self) -> int:
        """How much further than its key the entry of a work is indented in this file."""
        for key, entry in reversed(self.works.pairs) if isinstance(self.works, Mapping) else ():
            if isinstance(entry, Mapping) and not entry.is_flow:
                return self.editor.column(entry.start) - self.editor.column(key.start)
        return self.step()

    def item_lines(self, fields: dict[str, str], column: int) -> list[str]:
        gaps = (item.start - self.editor.dash(item) for _, listing in self.lists() for item in listing.nodes)
        gap = max(next(gaps, 2), 2)
        if _is_plain(fields):
            return [f"{' ' * column}-{' ' * (gap - 1)}{write_scalar(fields['theme'])}"]
        lines: list[str] = []
        for name, value in fields.items():
            lines += self.editor.value_lines(name, value, column + gap, self.step())
        return [f"{' ' * column}-{' ' * (gap - 1)}{lines[0][column + gap :]}", *lines[1:]]

    def themes_lines(self, items: Sequence[dict[str, str]], column: int) -> list[str]:
        shift = self.dash_shift()
        lines = (line for item in items for line in self.item_lines(item, column + shift))
        return [" " * column + "themes:", *lines]

    # the three changes

    def tag(self, item: dict[str, str]) -> None:
        entry = self.entry
        if self.key is None or entry is None:
            self.add_entry(lambda column: self.themes_lines([item], column), f"{{themes: [{_flow(item)}]}}")
        elif isinstance(entry, Mapping):
            by_name = {normalize_name(key.value): (key, value) for key, value in reversed(entry.pairs)}
            holder = by_name.get("themes") or by_name.get("theme")
            if holder:
                self.add_theme(*holder, item, entry.is_flow, has_name=True)
            elif entry.is_flow and len(entry.pairs) == 1 and "no-theme" in by_name:
                self.editor.replace(entry.start, entry.end, f"{{themes: [{_flow(item)}]}}")
                return
            elif entry.is_flow:
                self.editor.add_to_flow(entry, f"themes: [{_flow(item)}]")
            else:
                self.editor.insert_lines(self.key.end, self.themes_lines([item], self.editor.column(entry.start)))
            self.delete_fields("no-theme")
        else:
            self.add_theme(self.key, entry, item, self.is_in_flow(), has_name=False)

    def is_in_flow(self) -> bool:
        return isinstance(self.works, Mapping) and self.works.is_flow

    def add_theme(self, key: Text, node: Node, item: dict[str, str], is_flow: bool, has_name: bool) -> None:
        """Add a theme to those that stand under `key`: "themes" (`has_name`), or the key of the work itself."""
        editor = self.editor
        if isinstance(node, Mapping):
            if not (node.is_flow and is_one_theme(node)):
                raise CannotEdit("these themes are not a list", node.start)
            editor.replace(node.start, node.end, f"[{editor.body[node.start : node.end]}, {_flow(item)}]")
        elif isinstance(node, Listing) and node.is_flow:
            editor.add_to_flow(node, _flow(item))
        elif isinstance(node, Listing):
            editor.insert_lines(editor.end(node), self.item_lines(item, editor.column(editor.dash(node.nodes[0]))))
        elif is_flow or (_theme_ids(node) and len(item) == 1):
            colon = "" if ":" in editor.body[key.end : max(key.end, node.start)] else ":"
            themes = ", ".join([*(write_scalar(theme, is_flow=True) for theme in _theme_ids(node)), _flow(item)])
            start = node.start if node.end > node.start else max(key.end, node.start)
            before = "" if editor.body[start - 1].isspace() else " "
            editor.replace(start, max(start, node.end), f"{colon}{before}[{themes}]")
        else:
            column = editor.column(key.start)
            editor.replace(editor.after_colon(key), editor.end(node), "")
            items = [*({"theme": theme} for theme in _theme_ids(node)), item]
            if has_name:
                lines = [line for item in items for line in self.item_lines(item, column + self.dash_shift())]
            else:
                lines = self.themes_lines(items, column + self.field_shift())
            editor.insert_lines(key.end, lines)

    def untag(self, theme: str) -> None:
        assert self.key and self.entry
        if not isinstance(self.entry, Mapping):
            self.delete_theme(self.key, self.entry, theme)
            return
        for key, value in self.entry.pairs:
            if normalize_name(key.value) in WORK_FIELDS[:2] and self.delete_theme(key, value, theme):
                self.delete_fields(normalize_name(key.value))

    def delete_theme(self, key: Text, node: Node, theme: str) -> bool:
        """Delete a theme from those under `key`; returns whether `key` must go, too, having no theme left."""
        editor = self.editor
        if isinstance(node, Listing):
            numbers = [number for number, item in enumerate(node.nodes) if _theme_ids(item) == [theme]]
            if not numbers:
                return False
            if node.is_flow:
                editor.delete_from_flow(node, numbers)
                return False
            for number in numbers:
                editor.delete_lines(editor.dash(node.nodes[number]), editor.end(node.nodes[number]))
            if len(numbers) == len(node.nodes) and key is not self.key:
                editor.delete_lines(key.start, key.start)  # and not the comments between the themes
            return False
        if isinstance(node, Mapping):
            if is_one_theme(node):
                return _theme_ids(node) == [theme]
            numbers = [number for number, (name, _) in enumerate(node.pairs) if read_identifier(name, []) == theme]
            self.delete_pairs(node, numbers)
            return False
        remaining = [write_scalar(theme_id, is_flow=True) for theme_id in _theme_ids(node) if theme_id != theme]
        if remaining:
            editor.replace(node.start, node.end, f"[{', '.join(remaining)}]")
        elif key is self.key and self.is_in_flow():
            editor.replace(node.start, node.end, "")
        elif key is self.key:
            editor.replace(editor.after_colon(key), editor.end(node), "")
        return not remaining and key is not self.key

    def delete_fields(self, name: str) -> None:
        if isinstance(self.entry, Mapping):
            names = [normalize_name(key.value) for key, _ in self.entry.pairs]
            self.delete_pairs(self.entry, [number for number in range(len(names)) if names[number] == name])

    def delete_pairs(self, node: Mapping, numbers: Sequence[int]) -> None:
        if node.is_flow and numbers:
            self.editor.delete_from_flow(node, numbers)
            return
        for number in numbers:
            key, value = node.pairs[number]
            self.editor.delete_lines(key.start, max(key.end, self.editor.end(value)))

    def annotate(self, note: str) -> None:
        entry, editor = self.entry, self.editor
        flow_text = f"annotation: {write_scalar(note, is_flow=True)}"
        if self.key is None or entry is None:
            self.add_entry(
                lambda column: editor.value_lines("annotation", note, column, self.step()), f"{{{flow_text}}}"
            )
            return
        column = editor.column(self.key.start) + self.field_shift()
        if not isinstance(entry, Mapping):
            self.annotate_short(entry, note, column)
            return
        field = next((pair for pair in entry.pairs if normalize_name(pair[0].value) == "annotation"), None)
        if not note:
            self.delete_fields("annotation")
        elif field:
            self.replace_text(*field, note, entry.is_flow)
        elif entry.is_flow:
            editor.add_to_flow(entry, flow_text)
        else:
            column = editor.column(entry.start)
            editor.insert_lines(editor.end(entry), editor.value_lines("annotation", note, column, self.step()))

    def annotate_short(self, entry: Node, note: str, column: int) -> None:
        """Annotate a work whose themes stand directly under its key: they are put under the name "themes"."""
        assert self.key
        editor = self.editor
        themes_text = editor.body[entry.start : editor.end(entry)]
        lines = editor.value_lines("annotation", note, column, self.step())
        if self.is_in_flow():
            start = max(self.key.end, entry.start)
            colon = "" if ":" in editor.body[self.key.end : start] else ": "
            themes = f"themes: {themes_text}, " if themes_text else ""
            annotated = f"{{{themes}annotation: {write_scalar(note, is_flow=True)}}}"
            editor.replace(start, max(start, entry.end), colon + annotated)
        elif isinstance(entry, Listing) and not entry.is_flow:
            shift = column - editor.column(entry.start)
            editor.insert_lines(self.key.end, [" " * column + "themes:"])
            editor.shift_lines(entry.start, editor.end(entry), max(shift, 0))
            editor.insert_lines(editor.end(entry), lines)
        else:
            editor.replace(editor.after_colon(self.key), editor.end(entry), "")
            themes = f"{' ' * column}themes: {themes_text}"
            editor.insert_lines(self.key.end, [themes, *lines] if list_items(entry) else lines)

    def replace_text(self, key: Text, old: Node, new: str, is_flow: bool) -> None:
        editor = self.editor
        if not isinstance(old, Text):
            raise CannotEdit("this annotation is not a text", old.start)
        if is_flow:
            editor.replace(old.start, old.end, write_scalar(new, is_flow=True))
            return
        start, end = editor.after_colon(key), editor.end(old)
        comment = editor.rest_of_line(end)
        if old.style in ("|", ">"):
            header = re.search(r"\s+#.*", editor.rest_of_line(old.start))
            comment = header[0] if header else ""
        column = editor.column(key.start)
        lines = editor.value_lines(key.value, new, column, self.step())
        if comment.strip():
            lines = [f"{key.value}: {write_scalar(new)}{comment if old.style in ('|', '>') else ''}"]
        value = lines[0].strip()[len(key.value) + 1 :]
        editor.replace(start, end, editor.eol.join([value, *lines[1:]]))

    def add_entry(self, lines: Callable[[int], list[str]], flow_text: str) -> None:
        """Add the work after the others: `lines` makes its lines for a column, `flow_text` is its entry in braces."""
        editor, works, key = self.editor, self.works, write_scalar(self.work, is_flow=True)
        step = self.step()
        if self.works_key is None:
            body = editor.body
            gap = [""] if body and not re.search(r"(^|\n|\r)[ \t]*(\r\n|\r|\n)\Z", body) else []
            editor.append_lines([*gap, "works:", f"{' ' * step}{key}:", *lines(2 * step)])
        elif not isinstance(works, Mapping) or not works.pairs:
            if works is not None and works.end > works.start:
                editor.replace(editor.after_colon(self.works_key), works.end, "")
            column = editor.column(self.works_key.start) + step
            editor.insert_lines(self.works_key.end, [f"{' ' * column}{key}:", *lines(column + step)])
        elif works.is_flow:
            editor.add_to_flow(works, f"{key}: {flow_text}")
        else:
            column = editor.column(works.pairs[0][0].start)
            last = editor.line_start(works.pairs[-1][0].start)
            apart = len(works.pairs) > 1 and not editor.rest_of_line(editor.line_start(last - 1)).strip()
            entry = [f"{' ' * column}{key}:", *lines(column + self.field_shift())]
            editor.insert_lines(editor.end(works), [*([""] if apart else []), *entry])


def _flow(item: dict[str, str]) -> str:
    """A theme with its evidence as it stands in a list in brackets."""
    if _is_plain(item):
        return write_scalar(item["theme"], is_flow=True)
    return "{" + ", ".join(f"{name}: {write_scalar(value, is_flow=True)}" for name, value in item.items()) + "}"


def _is_plain(item: dict[str, str]) -> bool:
    """Whether the item can be written as its id alone; an id with a comma would be read as several."""
    return len(item) == 1 and "," not in item["theme"]
