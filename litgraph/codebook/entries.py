"""The entries of works in themes.yaml as they are written, and the changes to one of them or to several."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from litgraph.codebook.reader import WORK_FIELDS, Reader, is_one_theme
from litgraph.codebook.style import Outline, Style, as_list_item
from litgraph.model import Assignment
from litgraph.yamltree import (
    CannotEdit,
    Listing,
    Mapping,
    Node,
    Text,
    YamlEditor,
    list_items,
    normalize_name,
    read_identifier,
    write_scalar,
)

__all__ = ["NewEntry", "WorkEntry", "append_entries"]

Item = dict[str, str]
"""A theme given to a work: the fields of themes.yaml that state it."""


class NewEntry(NamedTuple):
    """The entry of a work that has none yet: `lines` makes its lines for a column, `flow_text` is it in braces."""

    work: str
    lines: Callable[[int], list[str]]
    flow_text: str


class WorkEntry:
    """The entry of one work; each method notes what is to be changed for one edit.

    A method returns the entry to be appended where the work has none yet.
    """

    def __init__(self, editor: YamlEditor, outline: Outline, style: Style, work: str) -> None:
        self.editor = editor
        self.style = style
        self.work = work
        self.pair = outline.entries.get(work)
        self.key: Text | None = self.pair[0] if self.pair else None
        self.entry: Node | None = self.pair[1] if self.pair else None
        self.is_in_flow = isinstance(outline.works, Mapping) and outline.works.is_flow

    # the three changes

    def add_themes(self, items: Sequence[Item]) -> NewEntry | None:
        """Add themes after those that the work has, and take out a "no-theme"."""
        entry = self.entry
        if self.key is None or entry is None:
            flow_text = f"{{themes: [{_flow(items)}]}}"
            return NewEntry(self.work, lambda column: self.themes_lines(items, column), flow_text)
        if isinstance(entry, Mapping):
            by_name = {normalize_name(key.value): (key, value) for key, value in reversed(entry.pairs)}
            holder = by_name.get("themes") or by_name.get("theme")
            if holder:
                self.add_to_holder(*holder, items, entry.is_flow, has_name=True)
            elif entry.is_flow and len(entry.pairs) == 1 and "no-theme" in by_name:
                self.editor.replace(entry.start, entry.end, f"{{themes: [{_flow(items)}]}}")
                return None
            elif entry.is_flow:
                self.editor.add_to_flow(entry, f"themes: [{_flow(items)}]")
            else:
                self.editor.insert_lines(self.key.end, self.themes_lines(items, self.editor.column(entry.start)))
            self.delete_fields("no-theme")
        else:
            self.add_to_holder(self.key, entry, items, self.is_in_flow, has_name=False)
        return None

    def delete_theme(self, theme: str) -> None:
        """Delete all items of a theme."""
        assert self.key and self.entry
        if not isinstance(self.entry, Mapping):
            self.delete_from_holder(self.key, self.entry, theme)
            return
        for key, value in self.entry.pairs:
            if normalize_name(key.value) in WORK_FIELDS[:2] and self.delete_from_holder(key, value, theme):
                self.delete_fields(normalize_name(key.value))

    def set_note(self, name: str, note: str) -> NewEntry | None:
        """Set the field `name` ("annotation" or "no-theme") to a text; an empty text deletes it."""
        entry, editor = self.entry, self.editor
        if self.key is None or entry is None:
            flow_text = f"{{{name}: {write_scalar(note, is_flow=True)}}}"
            return NewEntry(
                self.work, lambda column: editor.value_lines(name, note, column, self.style.step), flow_text
            )
        if not isinstance(entry, Mapping):
            self.set_beside_themes(entry, name, note)
            return None
        field = next((pair for pair in entry.pairs if normalize_name(pair[0].value) == name), None)
        if not note:
            self.delete_fields(name)
        elif field:
            self.replace_text(*field, note, entry.is_flow)
        elif entry.is_flow:
            editor.add_to_flow(entry, f"{name}: {write_scalar(note, is_flow=True)}")
        else:
            lines = editor.value_lines(name, note, editor.column(entry.start), self.style.step)
            editor.insert_lines(editor.end(entry), lines)
        return None

    def rename_theme(self, old: str, new: str, is_needless: Callable[[Assignment], bool]) -> None:
        """Write `new` for a theme; items that state what `is_needless` says are deleted."""
        assert self.key and self.entry
        holders = [self.entry]
        if isinstance(self.entry, Mapping):
            holders = [value for key, value in self.entry.pairs if normalize_name(key.value) in WORK_FIELDS[:2]]
        for holder in holders:
            if isinstance(holder, Mapping) and not is_one_theme(holder):
                for key, _ in holder.pairs:
                    self.rename_text(key, old, new)
            else:
                self.rename_items(holder, old, new, is_needless)

    # lines

    def item_lines(self, item: Item, column: int) -> list[str]:
        gap = self.style.gap(self.pair)
        if _is_plain(item):
            return [f"{' ' * column}-{' ' * (gap - 1)}{write_scalar(item['theme'])}"]
        lines: list[str] = []
        for name, value in item.items():
            lines += self.editor.value_lines(name, value, column + gap, self.style.step)
        return as_list_item(lines, column, gap)

    def themes_lines(self, items: Sequence[Item], column: int) -> list[str]:
        shift = self.style.dash_shift(self.pair)
        return [" " * column + "themes:", *(line for item in items for line in self.item_lines(item, column + shift))]

    # parts of the changes

    def add_to_holder(self, key: Text, node: Node, items: Sequence[Item], is_flow: bool, has_name: bool) -> None:
        """Add themes to those that stand under `key`: "themes" (`has_name`), or the key of the work itself."""
        editor = self.editor
        if isinstance(node, Mapping):
            if not (node.is_flow and is_one_theme(node)):
                raise CannotEdit("these themes are not a list", node.start)
            editor.replace(node.start, node.end, f"[{editor.body[node.start : node.end]}, {_flow(items)}]")
        elif isinstance(node, Listing) and node.is_flow:
            editor.add_to_flow(node, _flow(items))
        elif isinstance(node, Listing):
            column = editor.column(editor.dash(node.nodes[0]))
            editor.insert_lines(editor.end(node), [line for item in items for line in self.item_lines(item, column)])
        elif is_flow or (_theme_ids(node) and all(len(item) == 1 for item in items)):
            colon = "" if ":" in editor.body[key.end : max(key.end, node.start)] else ":"
            themes = ", ".join([*(write_scalar(theme, is_flow=True) for theme in _theme_ids(node)), _flow(items)])
            start = node.start if node.end > node.start else max(key.end, node.start)
            before = "" if editor.body[start - 1].isspace() else " "
            editor.replace(start, max(start, node.end), f"{colon}{before}[{themes}]")
        else:
            column = editor.column(key.start)
            editor.replace(editor.after_colon(key), editor.end(node), "")
            all_items = [*({"theme": theme} for theme in _theme_ids(node)), *items]
            if has_name:
                shift = self.style.dash_shift(self.pair)
                lines = [line for item in all_items for line in self.item_lines(item, column + shift)]
            else:
                lines = self.themes_lines(all_items, column + self.style.field_shift)
            editor.insert_lines(key.end, lines)

    def delete_from_holder(self, key: Text, node: Node, theme: str) -> bool:
        """Delete a theme from those under `key`; returns whether `key` must go, too, having no theme left."""
        editor = self.editor
        if isinstance(node, Listing):
            numbers = [number for number, item in enumerate(node.nodes) if _theme_ids(item) == [theme]]
            self.delete_items(node, numbers)
            if len(numbers) == len(node.nodes) and numbers and not node.is_flow and key is not self.key:
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
        elif key is self.key and self.is_in_flow:
            editor.replace(node.start, node.end, "")
        elif key is self.key:
            editor.replace(editor.after_colon(key), editor.end(node), "")
        return not remaining and key is not self.key

    def delete_items(self, node: Listing, numbers: Sequence[int]) -> None:
        if node.is_flow and numbers:
            self.editor.delete_from_flow(node, numbers)
            return
        for number in numbers:
            self.editor.delete_lines(self.editor.dash(node.nodes[number]), self.editor.end(node.nodes[number]))

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

    def set_beside_themes(self, entry: Node, name: str, note: str) -> None:
        """Set a field of a work whose themes stand directly under its key: they are put under the name "themes"."""
        assert self.key
        editor = self.editor
        column = editor.column(self.key.start) + self.style.field_shift
        themes_text = editor.body[entry.start : editor.end(entry)]
        lines = editor.value_lines(name, note, column, self.style.step)
        if self.is_in_flow:
            start = max(self.key.end, entry.start)
            colon = "" if ":" in editor.body[self.key.end : start] else ": "
            themes = f"themes: {themes_text}, " if themes_text else ""
            with_note = f"{{{themes}{name}: {write_scalar(note, is_flow=True)}}}"
            editor.replace(start, max(start, entry.end), colon + with_note)
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
            raise CannotEdit("this is not a text", old.start)
        if is_flow:
            editor.replace(old.start, old.end, write_scalar(new, is_flow=True))
            return
        start, end = editor.after_colon(key), editor.end(old)
        comment = editor.rest_of_line(end)
        if old.style in ("|", ">"):
            header = re.search(r"\s+#.*", editor.rest_of_line(old.start))
            comment = header[0] if header else ""
        column = editor.column(key.start)
        lines = editor.value_lines(key.value, new, column, self.style.step)
        if comment.strip():
            lines = [f"{key.value}: {write_scalar(new)}{comment if old.style in ('|', '>') else ''}"]
        value = lines[0].strip()[len(key.value) + 1 :]
        editor.replace(start, end, editor.eol.join([value, *lines[1:]]))

    def rename_items(self, node: Node, old: str, new: str, is_needless: Callable[[Assignment], bool]) -> None:
        """Write `new` for a theme in a list of themes, or in the only item of one."""
        needless: list[int] = []
        for number, item in enumerate(list_items(node)):
            stated = _assignments(item)
            if isinstance(node, Listing) and len(stated) == 1 and stated[0].theme == old and is_needless(stated[0]):
                needless.append(number)
            elif isinstance(item, Listing):
                self.rename_items(item, old, new, is_needless)
            elif isinstance(item, Mapping):
                for key, value in item.pairs:
                    if normalize_name(key.value) == "theme":
                        self.rename_text(value, old, new)
            elif len(stated) > 1:
                ids = dict.fromkeys(new if assignment.theme == old else assignment.theme for assignment in stated)
                self.editor.replace(item.start, item.end, f"[{', '.join(write_scalar(id_, True) for id_ in ids)}]")
            else:
                self.rename_text(item, old, new)
        if isinstance(node, Listing):
            self.delete_items(node, needless)

    def rename_text(self, node: Node, old: str, new: str) -> None:
        if read_identifier(node, []) == old:
            self.editor.replace(node.start, node.end, write_scalar(new, is_flow=True))


def append_entries(editor: YamlEditor, outline: Outline, style: Style, entries: Sequence[NewEntry]) -> None:
    """Add works after the others."""
    if not entries:
        return
    works, works_key, step = outline.works, outline.works_key, style.step
    keys = [write_scalar(entry.work, is_flow=True) for entry in entries]
    flow_text = ", ".join(f"{key}: {entry.flow_text}" for key, entry in zip(keys, entries, strict=True))

    def block(column: int, shift: int, is_apart: bool = False) -> list[str]:
        lines: list[str] = []
        for key, entry in zip(keys, entries, strict=True):
            lines += [*([""] if is_apart else []), f"{' ' * column}{key}:", *entry.lines(column + shift)]
        return lines

    if works_key is None and outline.root is not None and outline.root.is_flow:
        editor.add_to_flow(outline.root, f"works: {{{flow_text}}}")
    elif works_key is None:
        gap = [""] if editor.body and not editor.follows_empty_line(len(editor.body)) else []
        editor.append_lines([*gap, "works:", *block(step, step)])
    elif isinstance(works, Mapping) and works.is_flow and (works.pairs or (outline.root and outline.root.is_flow)):
        editor.add_to_flow(works, flow_text)
    elif outline.root is not None and outline.root.is_flow:
        assert works is not None
        raise CannotEdit('"works" is empty in braces', works.start)
    elif not isinstance(works, Mapping) or not works.pairs:
        if works is not None and works.end > works.start:
            editor.replace(editor.after_colon(works_key), works.end, "")
        editor.insert_lines(works_key.end, block(editor.column(works_key.start) + step, step))
    else:
        column = editor.column(works.pairs[0][0].start)
        is_apart = len(works.pairs) > 1 and editor.follows_empty_line(works.pairs[-1][0].start)
        editor.insert_lines(editor.end(works), block(column, style.field_shift, is_apart))


def _assignments(node: Node) -> list[Assignment]:
    """What an item of a list of themes states, of a work without a key."""
    reader = Reader([])
    reader.read_assignments("", [node])
    return reader.assignments


def _theme_ids(node: Node) -> list[str]:
    """The ids of the themes that an item of a list names."""
    return [assignment.theme for assignment in _assignments(node)]


def _flow(items: Sequence[Item]) -> str:
    """Themes with their evidence as they stand in a list in brackets."""
    return ", ".join(
        write_scalar(item["theme"], is_flow=True)
        if _is_plain(item)
        else "{" + ", ".join(f"{name}: {write_scalar(value, is_flow=True)}" for name, value in item.items()) + "}"
        for item in items
    )


def _is_plain(item: Item) -> bool:
    """Whether the item can be written as its id alone; an id with a comma would be read as several."""
    return len(item) == 1 and "," not in item["theme"]
