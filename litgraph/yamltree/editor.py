"""An editor of YAML texts that leaves every byte alone that a change need not touch."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Sequence

import yaml

from litgraph.yamltree.blocks import TextChange, read_changed_tree
from litgraph.yamltree.nodes import BREAK, UNPRINTABLE, Listing, Mapping, Node, Text
from litgraph.yamltree.tree import Tree, parse_yaml

__all__ = ["CannotEdit", "YamlEditor", "write_scalar"]

_NUMBER = re.compile(r"[-+]?(0[xo])?[\d.]+([eE][-+]?\d+)?")
_LITERAL = re.compile("[^\x85\u2028\u2029\t\r ][^\x85\u2028\u2029\t\r]*")


class CannotEdit(Exception):
    """Raised where a text is written in a way that cannot be changed; `offset` says where."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class YamlEditor:
    """A YAML text, its tree, and changes to be made to it; offsets are those in `body`, the text before any change.

    `mask` makes of the body what is read of it: a text in which all that may be changed stands in its place.
    """

    def __init__(self, text: str, path: str, mask: Callable[[str], str] = lambda body: body) -> None:
        self._mark = "\ufeff" if text.startswith("\ufeff") else ""
        body = text.removeprefix("\ufeff")
        breaks = BREAK.findall(body) if "\r" in body else []
        self.eol = max(set(breaks), key=breaks.count) if breaks else "\n"
        # a last line without a line end would be a special case everywhere
        self._bare_end = bool(body) and not body.endswith(("\n", "\r"))
        self.body = body + self.eol if self._bare_end else body
        self._masked = mask(self.body)
        self.tree: Tree = parse_yaml(self._masked, path)
        self._changes: list[TextChange] = []

    def edited_text(self) -> str:
        """The text with all changes made; raises CannotEdit where two of them overlap."""
        body = self._change(self.body)
        return self._mark + (body.removesuffix(self.eol) if self._bare_end else body)

    def _change(self, body: str) -> str:
        pieces: list[str] = []
        position = 0
        for start, end, new in self._sorted_changes():
            if start < position:
                raise CannotEdit("two changes meet here", start)
            pieces += [body[position:start], new]
            position = end
        return "".join([*pieces, body[position:]])

    def edited_tree(self) -> Tree:
        """The tree of the text with all changes made; the places in it mean nothing."""
        return read_changed_tree(self.tree, self._masked, self._sorted_changes(), self._change(self._masked))

    def _sorted_changes(self) -> list[TextChange]:
        return sorted(self._changes, key=lambda change: change[:2])

    def replace(self, start: int, end: int, new: str) -> None:
        """Replace the text between two offsets."""
        self._changes.append(TextChange(start, end, new))

    def insert_lines(self, after: int, lines: Sequence[str]) -> None:
        """Insert lines below the line in which the offset `after` is."""
        at = self.next_line(after)
        self.replace(at, at, "".join(line + self.eol for line in lines))

    def append_lines(self, lines: Sequence[str]) -> None:
        """Insert lines at the end of the text."""
        self.replace(len(self.body), len(self.body), "".join(line + self.eol for line in lines))

    def delete_lines(self, first: int, last: int) -> None:
        """Delete the lines from that of the offset `first` to that of the offset `last`."""
        self.replace(self.line_start(first), self.next_line(last), "")

    def shift_lines(self, first: int, last: int, by: int) -> None:
        """Indent the lines from that of the offset `first` to that of the offset `last` by `by` more columns."""
        at, end = self.line_start(first), self.next_line(last)
        while at < end:
            if not BREAK.match(self.body, at):
                self.replace(at, at, " " * by)
            at = self.next_line(at)

    def line_start(self, offset: int) -> int:
        """The offset at which the line of an offset begins."""
        return max(self.body.rfind("\n", 0, offset), self.body.rfind("\r", 0, offset)) + 1

    def next_line(self, offset: int) -> int:
        """The offset at which the line after that of an offset begins."""
        line_break = BREAK.search(self.body, offset)
        return line_break.end() if line_break else len(self.body)

    def follows_empty_line(self, offset: int) -> bool:
        """Whether nothing stands in the line before that of an offset."""
        start = self.line_start(offset)
        lines_before = BREAK.split(self.body[max(start - 1000, 0) : start])
        return len(lines_before) > 1 and not lines_before[-2].strip()

    def column(self, offset: int) -> int:
        """The number of characters between the beginning of a line and an offset in it."""
        return offset - self.line_start(offset)

    def rest_of_line(self, offset: int) -> str:
        """The text that follows an offset in its line."""
        return BREAK.split(self.body[offset : self.next_line(offset)], maxsplit=1)[0]

    def end(self, node: Node) -> int:
        """The offset at which the text of a node ends, before the lines and comments that follow it."""
        while not isinstance(node, Text) and not node.is_flow:
            node = node.nodes[-1] if isinstance(node, Listing) else max(node.pairs[-1], key=lambda part: part.end)
        if not (isinstance(node, Text) and node.style in ("|", ">")):
            return node.end
        source = self.body[node.start : node.end]
        keeps = "+" in BREAK.split(source, maxsplit=1)[0].partition("#")[0]
        return node.start + len(re.sub(r"(\r\n|\r|\n)\Z", "", source) if keeps else source.rstrip(" \t\r\n"))

    def after_colon(self, key: Text) -> int:
        """The offset after the colon of a name, where its value may begin; raises CannotEdit where it has no colon."""
        colon = re.compile(r"[ \t]*:").match(self.body, key.end)
        if not colon:
            raise CannotEdit(f'the colon after "{key.value}" stands elsewhere', key.start)
        return colon.end()

    def dash(self, item: Node) -> int:
        """The offset of the dash before an item of a list; raises CannotEdit where the dash does not begin its line."""
        line = self.line_start(item.start)
        before = self.body[line : item.start].rstrip(" ")
        start = line + len(before) - 1
        if before.strip(" ") != "-":
            raise CannotEdit("the dash of this item does not begin its line", item.start)
        return start

    def add_to_flow(self, node: Listing | Mapping, new: str) -> None:
        """Add an item, or a name with its value, to a list or mapping in brackets."""
        spans = _spans(node)
        at = spans[-1][1] if spans else node.start + 1
        self.replace(at, at, f", {new}" if spans else new)

    def delete_from_flow(self, node: Listing | Mapping, numbers: Collection[int]) -> None:
        """Delete the items of these `numbers` (the first is 0) from brackets, each with its comma."""
        spans = _spans(node)
        remaining = [number for number in range(len(spans)) if number not in numbers]
        if not remaining:
            self.replace(spans[0][0], spans[-1][1], "")
            return
        if numbers and all(self._begins_line(spans[number][0]) for number in numbers if number):
            self._delete_flow_lines(spans, numbers, remaining[-1])
            return
        if remaining[0] > 0:
            self.replace(spans[0][0], spans[remaining[0]][0], "")
        for number in numbers:
            if number > remaining[0]:
                self.replace(spans[number - 1][1], spans[number][1], "")

    def _delete_flow_lines(self, spans: Sequence[tuple[int, int]], numbers: Collection[int], last: int) -> None:
        """Delete items that begin their lines, with their own comments; those of the items that remain stay.

        `last` is the number of the last item that remains.
        """
        for number in numbers:
            start, end = spans[number]
            rest = self.rest_of_line(end)
            ending = r"[ \t]*,?[ \t]*(#.*)?" if number > last else r"[ \t]*,[ \t]*(#.*)?"
            is_last_in_line = re.fullmatch(ending, rest)
            if is_last_in_line and self._begins_line(start):
                first = self.comment_start(start) if number else start
                self.replace(self.line_start(first), self.next_line(end), "")
            elif number > last:
                self.replace(self.comment_start(start), end, "")
            elif is_last_in_line and "#" in self.body[end + len(rest) : spans[number + 1][0]]:
                self.replace(start, end + len(rest), "")
            else:
                self.replace(start, spans[number + 1][0], "")
        if last < len(spans) - 1:
            comma = re.compile(r"(?:\s|#.*)*,").match(self.body, spans[last][1])
            if comma:
                self.replace(comma.end() - 1, comma.end(), "")

    def comment_start(self, offset: int) -> int:
        """The offset of the first of the comments that fill the lines directly above that of `offset`, or `offset`."""
        column = self.column(offset)
        start = line = self.line_start(offset)
        while line:
            line = self.line_start(line - 2 if self.body[line - 2 : line] == "\r\n" else line - 1)
            if not re.match(r"[ \t]*#", self.body[line : self.next_line(line)]):
                break
            start = line
        return offset if start == self.line_start(offset) else start + min(column, self._indentation(start))

    def _indentation(self, line: int) -> int:
        text = self.rest_of_line(line)
        return len(text) - len(text.lstrip(" \t"))

    def _begins_line(self, offset: int) -> bool:
        return not self.body[self.line_start(offset) : offset].strip(" \t")

    def value_lines(self, name: str, value: str, indent: int, step: int) -> list[str]:
        """The lines of a name and its value, which is indented by `step` as a block text where it has several lines."""
        lines = UNPRINTABLE.sub("\ufffd", value).split("\n")
        if (
            len(lines) > 1
            and _LITERAL.fullmatch(lines[0])
            and all(_LITERAL.fullmatch(line.lstrip(" ") or "x") for line in lines)
        ):
            inner = " " * (indent + step)
            return [f"{' ' * indent}{name}: |-", *(inner + line if line else "" for line in lines)]
        return [f"{' ' * indent}{name}: {write_scalar(value)}"]


def _spans(node: Listing | Mapping) -> list[tuple[int, int]]:
    if isinstance(node, Listing):
        return [(item.start, item.end) for item in node.nodes]
    return [(key.start, max(key.end, value.end)) for key, value in node.pairs]


def write_scalar(value: str, is_flow: bool = False) -> str:
    """Write a text as a YAML scalar on one line, in quotes only where YAML needs them; `is_flow` means: in brackets."""
    value = UNPRINTABLE.sub("\ufffd", value)
    if re.fullmatch("0|[1-9][0-9]*", value):
        return value
    style = "'" if _NUMBER.fullmatch(value) else None  # PyYAML does not know the numbers of YAML 1.2
    if re.search("[\n\x85\u2028\u2029]", value):
        style = '"'
    if is_flow or style:
        return _dump_value([value], True, style)[1:-2]
    return _dump_value({"k": value}, False, None)[3:-1]


def _dump_value(value: object, is_flow: bool, style: str | None) -> str:
    return str(
        yaml.safe_dump(value, default_flow_style=is_flow, default_style=style, allow_unicode=True, width=sys.maxsize)
    )
