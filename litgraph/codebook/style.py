"""How a themes.yaml is laid out: where its works and themes stand, and how it is indented, in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from litgraph.yamltree import CannotEdit, Listing, Mapping, Node, Text, YamlEditor, normalize_name, read_identifier

__all__ = ["Outline", "Style", "as_list_item"]


class Outline:
    """The parts of the tree of a themes.yaml: its themes and its works, each with the name that they stand under.

    Raises CannotEdit where the tree is something else than names with values, or its works are no keys with values.
    """

    def __init__(self, root: Node | None) -> None:
        self.root: Mapping | None = None
        self.themes_key: Text | None = None
        self.themes: Node | None = None
        self.works_key: Text | None = None
        self.works: Node | None = None
        if isinstance(root, Mapping):
            self.root = root
        elif root is not None and not (isinstance(root, Text) and not root.value):
            raise CannotEdit("the file does not consist of names with values", root.start)
        for key, value in root.pairs if isinstance(root, Mapping) else ():
            name = normalize_name(key.value)
            if name == "works" and self.works_key is None:
                self.works_key, self.works = key, value
            elif name == "themes" and self.themes_key is None:
                self.themes_key, self.themes = key, value
        if isinstance(self.works, Listing) or (isinstance(self.works, Text) and self.works.value.strip()):
            raise CannotEdit('"works" does not consist of keys with values', self.works.start)
        self.entries: dict[str, tuple[Text, Node]] = {}
        for key, value in self.works.pairs if isinstance(self.works, Mapping) else ():
            self.entries.setdefault(read_identifier(key, []), (key, value))


class Style:
    """How far the blocks of a themes.yaml are indented, taken from those that are there."""

    def __init__(self, editor: YamlEditor, outline: Outline) -> None:
        self._editor = editor
        self._root = outline.root
        self._works = outline.works.pairs if isinstance(outline.works, Mapping) else ()
        self._blocks = [outline.works, *(value for _, value in self._root.pairs)] if self._root else []

    @cached_property
    def step(self) -> int:
        """How much further than its name a block is indented."""
        for block in self._blocks:
            if isinstance(block, Listing | Mapping) and not block.is_flow and self._editor.column(block.start):
                return self._editor.column(block.start)
        return 2

    @cached_property
    def field_shift(self) -> int:
        """How much further than its key the entry of a work is indented."""
        for key, entry in reversed(self._works):
            if isinstance(entry, Mapping) and not entry.is_flow:
                return self._editor.column(entry.start) - self._editor.column(key.start)
        return self.step

    def dash_shift(self, entry: tuple[Text, Node] | None) -> int:
        """How much further than its name a list is indented: in this entry of a work, or elsewhere."""
        return next(
            (self._editor.column(value.start) - column for column, value in self._lists(entry)), self._dash_shift
        )

    def gap(self, entry: tuple[Text, Node] | None) -> int:
        """How much further than its dash an item of a list begins, in this entry of a work, or elsewhere."""
        gaps = (item.start - self._editor.dash(item) for _, value in self._lists(entry) for item in value.nodes)
        return max(next(gaps, self._gap), 2)

    @cached_property
    def _dash_shift(self) -> int:
        for entry in reversed(self._works):
            for column, value in self._lists(entry):
                return self._editor.column(value.start) - column
        for block in self._blocks[1:]:
            if isinstance(block, Listing) and not block.is_flow:
                return self._editor.column(block.start)
        return self.step

    @cached_property
    def _gap(self) -> int:
        for entry in reversed(self._works):
            for _, value in self._lists(entry):
                return value.nodes[0].start - self._editor.dash(value.nodes[0])
        return 2

    def _lists(self, entry: tuple[Text, Node] | None) -> Iterator[tuple[int, Listing]]:
        """The lists without brackets in the entry of a work, each with the column of its name."""
        if entry is None:
            return
        key, node = entry
        for name, value in node.pairs if isinstance(node, Mapping) else [(key, node)]:
            if isinstance(value, Listing) and not value.is_flow:
                yield self._editor.column(name.start), value


def as_list_item(lines: Sequence[str], column: int, gap: int) -> list[str]:
    """The lines of a mapping, indented by `column + gap`, as an item of a list whose dash stands in `column`."""
    return [f"{' ' * column}-{' ' * (gap - 1)}{lines[0][column + gap :]}", *lines[1:]]
