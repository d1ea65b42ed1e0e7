"""The themes that themes.yaml defines as they are written, and the changes to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Mapping as Lookup

from litgraph.codebook.reader import Reader
from litgraph.codebook.style import Outline, Style, as_list_item
from litgraph.model import Theme
from litgraph.words import fold
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

__all__ = ["Definitions", "read_theme_id", "theme_parts"]


class Definitions:
    """The definitions of themes; each method notes what is to be changed for one edit."""

    def __init__(self, editor: YamlEditor, outline: Outline, style: Style) -> None:
        self.editor = editor
        self.outline = outline
        self.style = style

    def add(self, theme: Theme) -> None:
        """Define a theme after the others."""
        editor, node, key, root = self.editor, self.outline.themes, self.outline.themes_key, self.outline.root
        texts = _fields(theme)
        if key is None and root is not None and root.is_flow:
            editor.add_to_flow(root, f"themes: [{_flow_definition(texts)}]")
        elif key is None or node is None:
            self.begin(theme)
        elif isinstance(node, Listing) and node.is_flow and (node.nodes or (root and root.is_flow)):
            editor.add_to_flow(node, _flow_definition(texts))
        elif isinstance(node, Mapping) and node.is_flow and (node.pairs or (root and root.is_flow)):
            editor.add_to_flow(node, f"{write_scalar(theme.id, is_flow=True)}: {_flow_value(texts)}")
        elif isinstance(node, Listing) and node.nodes:
            column = editor.column(editor.dash(node.nodes[0]))
            gap = max(node.nodes[-1].start - editor.dash(node.nodes[-1]), 2)
            is_apart = len(node.nodes) > 1 and editor.follows_empty_line(node.nodes[-1].start)
            editor.insert_lines(editor.end(node), [*([""] if is_apart else []), *self.item_lines(texts, column, gap)])
        elif isinstance(node, Mapping) and node.pairs:
            last, value = node.pairs[-1]
            column = editor.column(last.start)
            is_apart = len(node.pairs) > 1 and editor.follows_empty_line(last.start)
            lines = self.named_lines(texts, column)
            end = max(last.end, editor.end(value))
            editor.insert_lines(end, [*([""] if is_apart else []), *lines])
        elif root is not None and root.is_flow:
            raise CannotEdit('"themes" is neither a list nor names with values', key.start)
        elif isinstance(node, Text) and node.value.strip():
            only = write_scalar(node.value.strip(), is_flow=True)
            editor.replace(node.start, editor.end(node), f"[{only}, {_flow_definition(texts)}]")
        else:
            if node.end > node.start:
                editor.replace(editor.after_colon(key), node.end, "")
            column = editor.column(key.start)
            editor.insert_lines(key.end, self.item_lines(texts, column + self.style.step, 2))

    def begin(self, theme: Theme) -> None:
        """Begin the list of themes: before the works, or at the end of a file that has none."""
        editor, root, works_key = self.editor, self.outline.root, self.outline.works_key
        lines = ["themes:", *self.item_lines(_fields(theme), self.style.step, 2)]
        if works_key is None or root is None:
            is_apart = bool(editor.body) and not editor.follows_empty_line(len(editor.body))
            editor.append_lines([*([""] if is_apart else []), *lines])
            return
        if root.pairs[0][0] is works_key:
            at = editor.line_start(works_key.start)
            editor.replace(at, at, "".join(line + editor.eol for line in [*lines, ""]))
            return
        number = next(number for number, (key, _) in enumerate(root.pairs) if key is works_key)
        key, value = root.pairs[number - 1]
        editor.insert_lines(max(key.end, editor.end(value)), ["", *lines])

    def rename(self, old: str, new: str) -> None:
        """Write `new` for the id of a theme, and as the parent of the themes below it."""
        for key, node in theme_parts(self.outline.themes):
            fields = _named_values(node)
            if read_theme_id(key, node) == old:
                self.rename_definition(key, node, old, new)
            if "parent" in fields and read_identifier(fields["parent"], []) == old:
                self.replace_text(fields["parent"], new)

    def rename_definition(self, key: Text | None, node: Node, old: str, new: str) -> None:
        text = _named_values(node).get("id") or key or node
        if isinstance(text, Text):
            self.replace_text(text, new)
        elif isinstance(node, Mapping) and node.is_flow:  # its id is made of its title
            self.editor.add_to_flow(node, f"id: {write_scalar(new, is_flow=True)}")
        else:
            column = self.editor.column(node.start)
            self.editor.insert_lines(self.editor.end(node), [f"{' ' * column}id: {write_scalar(new)}"])

    def merge(self, source: str, target: str, parents: Lookup[str, str], names: Sequence[str]) -> None:
        """Delete the definition of the theme `source`, and add `names` to the other names of `target`.

        `parents` are those that themes have then, by their ids.
        """
        node = self.outline.themes
        for number, (key, part) in enumerate(theme_parts(self.outline.themes)):
            theme_id = read_theme_id(key, part)
            if theme_id == source:
                self.delete(node, number, key, part)
                continue
            if theme_id in parents:
                self.set_parent(part, parents[theme_id])
            if theme_id == target and names:
                self.add_names(key, part, names)

    def add_names(self, key: Text | None, part: Node, names: Sequence[str]) -> None:
        """Add other names to a theme, which stands as `part`, after `key` if it has one."""
        editor = self.editor
        written_names = _named_values(part).get("other-names")
        if isinstance(written_names, Listing) and written_names.is_flow:
            editor.add_to_flow(written_names, ", ".join(write_scalar(name, is_flow=True) for name in names))
        elif isinstance(written_names, Listing) and written_names.nodes:
            dash = editor.dash(written_names.nodes[-1])
            before = f"{' ' * editor.column(dash)}-{editor.body[dash + 1 : written_names.nodes[-1].start]}"
            editor.insert_lines(editor.end(written_names), [f"{before}{write_scalar(name)}" for name in names])
        elif isinstance(written_names, Text) and written_names.end > written_names.start:
            all_names = [*Reader([]).read_names(written_names), *names]
            editor.replace(written_names.start, editor.end(written_names), _flow_names(all_names))
        elif written_names is not None:
            raise CannotEdit("the other names of this theme are empty", part.start)
        elif isinstance(part, Mapping) and part.is_flow:
            editor.add_to_flow(part, f"other-names: {_flow_names(names)}")
        elif isinstance(part, Mapping):
            lines = self.field_lines("other-names", list(names), editor.column(part.start))
            editor.insert_lines(editor.end(part), lines)
        elif key is None:
            theme_id = read_theme_id(None, part)
            editor.replace(part.start, editor.end(part), _flow_fields({"id": theme_id, "other-names": list(names)}))
        else:
            title = part.value.strip() if isinstance(part, Text) else ""
            fields: dict[str, str | list[str]] = {"title": title} if title else {}
            fields["other-names"] = list(names)
            start = part.start if part.end > part.start else editor.after_colon(key)
            gap = "" if part.end > part.start else " "
            editor.replace(start, max(start, editor.end(part)), f"{gap}{_flow_fields(fields)}")

    def delete(self, node: Node | None, number: int, key: Text | None, part: Node) -> None:
        editor = self.editor
        if isinstance(node, Listing | Mapping) and node.is_flow:
            editor.delete_from_flow(node, [number])
        elif key:
            editor.delete_lines(self.comment_start(number, key.start), max(key.end, editor.end(part)))
        elif isinstance(node, Listing):
            editor.delete_lines(self.comment_start(number, editor.dash(part)), editor.end(part))
        else:
            raise CannotEdit("this theme stands alone", part.start)

    def comment_start(self, number: int, start: int) -> int:
        """Where the comments directly above a theme begin; those above the first theme may be about them all."""
        return self.editor.comment_start(start) if number else start

    def describe(self, theme_id: str, names: Collection[str]) -> list[str]:
        """What is written of a theme besides its id and parent: its values, and the comments directly above it.

        Of its title and other names, those are left out whose folded form is in `names`.
        """
        body = self.editor.body
        for number, (key, part) in enumerate(theme_parts(self.outline.themes)):
            if read_theme_id(key, part) != theme_id:
                continue
            pairs = part.pairs if isinstance(part, Mapping) else ((None, part),) if key else ()
            texts = [(normalize_name(name.value) if name else "title", _text_of(value, body)) for name, value in pairs]
            all_names = Reader([]).read_names(_named_values(part).get("other-names"))
            other_names = "; ".join(name for name in all_names if fold(name) not in names)
            texts = [(name, other_names if name == "other-names" else text) for name, text in texts]
            left_out = {"id", "parent", *(name for name, text in texts if name == "title" and fold(text) in names)}
            start = key.start if key else part.start
            line = self.editor.line_start(start)
            is_first_in_line = not body[line:start].strip(" \t-")
            comments = body[self.comment_start(number, start) : line].splitlines() if is_first_in_line else []
            return [
                *(f'{name} "{text}"' for name, text in texts if text and name not in left_out),
                *(f"the comment {line.strip()}" for line in comments if line.strip()),
            ]
        return []

    def set_parent(self, part: Node, parent: str) -> None:
        assert isinstance(part, Mapping)
        number = next(n for n, (name, _) in enumerate(part.pairs) if normalize_name(name.value) == "parent")
        name, value = part.pairs[number]
        if parent:
            self.replace_text(value, parent)
        elif part.is_flow:
            self.editor.delete_from_flow(part, [number])
        elif self.editor.body[self.editor.line_start(name.start) : name.start].strip():
            raise CannotEdit("the parent stands first in this theme", name.start)
        else:
            self.editor.delete_lines(name.start, max(name.end, self.editor.end(value)))

    def replace_text(self, text: Node, new: str) -> None:
        self.editor.replace(text.start, self.editor.end(text), write_scalar(new, is_flow=True))

    def item_lines(self, texts: dict[str, str | list[str]], column: int, gap: int) -> list[str]:
        lines = [line for name, value in texts.items() for line in self.field_lines(name, value, column + gap)]
        return as_list_item(lines, column, gap)

    def named_lines(self, texts: dict[str, str | list[str]], column: int) -> list[str]:
        key = write_scalar(str(texts["id"]), is_flow=True)
        if set(texts) <= {"id", "title"}:
            return [f"{' ' * column}{key}: {write_scalar(str(texts.get('title', texts['id'])))}"]
        inner = column + self.style.step
        others = {name: value for name, value in texts.items() if name != "id"}
        fields = [line for name, value in others.items() for line in self.field_lines(name, value, inner)]
        return [f"{' ' * column}{key}:", *fields]

    def field_lines(self, name: str, value: str | list[str], column: int) -> list[str]:
        if isinstance(value, list):
            return [f"{' ' * column}{name}: {_flow_names(value)}"]
        return self.editor.value_lines(name, value, column, self.style.step)


def _fields(theme: Theme) -> dict[str, str | list[str]]:
    """The fields by which themes.yaml defines a theme, without empty ones."""
    title = theme.title if theme.title != theme.id else ""
    texts = {"id": theme.id, "title": title, "definition": theme.definition, "parent": theme.parent}
    fields: dict[str, str | list[str]] = {name: text for name, text in texts.items() if text}
    return fields | ({"other-names": list(theme.other_names)} if theme.other_names else {})


def _flow_names(names: Sequence[str]) -> str:
    return f"[{', '.join(write_scalar(name, is_flow=True) for name in names)}]"


def _flow_definition(texts: dict[str, str | list[str]]) -> str:
    """A theme as it stands in a list in brackets."""
    if list(texts) == ["id"]:
        return write_scalar(str(texts["id"]), is_flow=True)
    return _flow_fields(texts)


def _flow_value(texts: dict[str, str | list[str]]) -> str:
    """A theme as it stands after its id in braces."""
    if set(texts) <= {"id", "title"}:
        return write_scalar(str(texts.get("title", texts["id"])), is_flow=True)
    return _flow_fields({name: value for name, value in texts.items() if name != "id"})


def _flow_fields(texts: Lookup[str, str | list[str]]) -> str:
    values = (
        f"{name}: {_flow_names(value) if isinstance(value, list) else write_scalar(value, is_flow=True)}"
        for name, value in texts.items()
    )
    return f"{{{', '.join(values)}}}"


def _named_values(node: Node) -> dict[str, Node]:
    """The values of a theme's fields by their names."""
    pairs = node.pairs if isinstance(node, Mapping) else ()
    return {normalize_name(name.value): value for name, value in reversed(pairs)}


def theme_parts(themes: Node | None) -> Iterator[tuple[Text | None, Node]]:
    """Each theme as it stands: an item of the list, or a name with its value."""
    if isinstance(themes, Mapping):
        yield from themes.pairs
    else:
        yield from ((None, item) for item in list_items(themes))


def _text_of(node: Node, body: str) -> str:
    """The text of a value; of a list its texts, parted by semicolons."""
    if isinstance(node, Text):
        return node.value.strip()
    if isinstance(node, Listing) and all(isinstance(item, Text) for item in node.nodes):
        return "; ".join(item.value for item in node.nodes if isinstance(item, Text))
    return " ".join(body[node.start : node.end].split())


def read_theme_id(key: Text | None, node: Node) -> str:
    """The id that reading gives to a theme."""
    reader = Reader([])
    reader.read_theme(node, key)
    return next(iter(reader.themes), "")
