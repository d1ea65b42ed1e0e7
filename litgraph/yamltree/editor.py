"""Changes to a YAML text that leave every byte alone which they need not touch."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Sequence

import yaml

from litgraph.yamltree.mend import Tree, parse_yaml
from litgraph.yamltree.nodes import BREAK, UNPRINTABLE, Listing, Mapping, Node, Text

__all__ = ["CannotEdit", "YamlEditor", "has_same_content", "write_scalar"]

_NUMBER = re.compile(r"[-+]?(0[xo])?[\d.]+([eE][-+]?\d+)?")
_LITERAL = re.compile("[^\x85\u2028\u2029\t\r ][^\x85\u2028\u2029\t\r]*")


class CannotEdit(Exception):
    """That something is written in a way that no change can be made to; `offset` is where."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class YamlEditor:
    """A YAML text, its tree, and the changes that are to be made to it; `operated` is the text with all of them."""

    def __init__(self, text: str, path: str) -> None:
        self._mark = "\ufeff" if text.startswith("\ufeff") else ""
        body = text.removeprefix("\ufeff")
        breaks = BREAK.findall(body)
        self.eol = max(set(breaks), key=breaks.count) if breaks else "\n"
        # a last line without an end would be a special case everywhere
        self._bare_end = bool(body) and not body.endswith(("\n", "\r"))
        self.body = body + self.eol if self._bare_end else body
        self.tree: Tree = parse_yaml(self.body, path)
        self._changes: list[tuple[int, int, str]] = []

    def edited_text(self) -> str:
        """The text after all changes."""
        pieces: list[str] = []
        done = 0
        for start, end, new in sorted(self._changes, key=lambda change: change[:2]):
            if start < done:
                raise CannotEdit("two changes meet here", start)
            pieces += [self.body[done:start], new]
            done = end
        body = "".join([*pieces, self.body[done:]])
        return self._mark + (body.removesuffix(self.eol) if self._bare_end else body)

    def replace(self, start: int, end: int, new: str) -> None:
        """Put `new` in the place of a stretch."""
        self._changes.append((start, end, new))

    def insert_lines(self, after: int, lines: Sequence[str]) -> None:
        """Put lines below the line of an offset."""
        at = self.next_line(after)
        self.replace(at, at, "".join(line + self.eol for line in lines))

    def append_lines(self, lines: Sequence[str]) -> None:
        """Put lines at the end."""
        self.replace(len(self.body), len(self.body), "".join(line + self.eol for line in lines))

    def delete_lines(self, first: int, last: int) -> None:
        """Take away the lines from that of one offset to that of another."""
        self.replace(self.line_start(first), self.next_line(last), "")

    def shift_lines(self, first: int, last: int, by: int) -> None:
        """Indent the lines from that of one offset to that of another deeper."""
        at, end = self.line_start(first), self.next_line(last)
        while at < end:
            if not BREAK.match(self.body, at):
                self.replace(at, at, " " * by)
            at = self.next_line(at)

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return max(self.body.rfind("\n", 0, offset), self.body.rfind("\r", 0, offset)) + 1

    def next_line(self, offset: int) -> int:
        """Where the line after that of an offset begins."""
        found = BREAK.search(self.body, offset)
        return found.end() if found else len(self.body)

    def column(self, offset: int) -> int:
        """How far an offset is from the beginning of its line."""
        return offset - self.line_start(offset)

    def rest_of_line(self, offset: int) -> str:
        """What follows an offset in its line."""
        return BREAK.split(self.body[offset : self.next_line(offset)], maxsplit=1)[0]

    def end(self, node: Node) -> int:
        """The end of what is written of a node, without the lines and comments that follow it."""
        while not isinstance(node, Text) and not node.flow:
            node = node.nodes[-1] if isinstance(node, Listing) else max(node.pairs[-1], key=lambda each: each.end)
        if not (isinstance(node, Text) and node.style in ("|", ">")):
            return node.end
        written = self.body[node.start : node.end]
        keeps = "+" in BREAK.split(written, maxsplit=1)[0].partition("#")[0]
        return node.start + len(re.sub(r"(\r\n|\r|\n)\Z", "", written) if keeps else written.rstrip(" \t\r\n"))

    def after_colon(self, key: Text) -> int:
        """Where the value of a name may begin: after its colon."""
        found = re.compile(r"[ \t]*:").match(self.body, key.end)
        if not found:
            raise CannotEdit(f'the colon after "{key.value}" stands elsewhere', key.start)
        return found.end()

    def dash(self, item: Node) -> int:
        """Where the dash of an item of a block list is, which has to be the first thing in its line."""
        before = self.body[: item.start].rstrip(" ")
        start = len(before) - 1
        if not before.endswith("-") or self.body[self.line_start(start) : start].strip(" "):
            raise CannotEdit("the dash of this item does not begin its line", item.start)
        return start

    def add_to_flow(self, node: Listing | Mapping, new: str) -> None:
        """Put a further item into brackets."""
        spans = _spans(node)
        at = spans[-1][1] if spans else node.start + 1
        self.replace(at, at, f", {new}" if spans else new)

    def delete_from_flow(self, node: Listing | Mapping, gone: Collection[int]) -> None:
        """Take the items of these numbers out of brackets, each with its comma."""
        spans = _spans(node)
        kept = [number for number in range(len(spans)) if number not in gone]
        if not kept:
            self.replace(spans[0][0], spans[-1][1], "")
            return
        if kept[0] > 0:
            self.replace(spans[0][0], spans[kept[0]][0], "")
        for number in gone:
            if number > kept[0]:
                self.replace(spans[number - 1][1], spans[number][1], "")

    def value_lines(self, name: str, value: str, indent: int, step: int) -> list[str]:
        """The lines of a name with a text, which has lines of its own where the text has some."""
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
        return [(each.start, each.end) for each in node.nodes]
    return [(key.start, max(key.end, value.end)) for key, value in node.pairs]


def write_scalar(value: str, flow: bool = False) -> str:
    """A text as YAML on one line, in quotes only where it needs them; `flow` is between brackets."""
    value = UNPRINTABLE.sub("\ufffd", value)
    if re.fullmatch("0|[1-9][0-9]*", value):
        return value
    style = "'" if _NUMBER.fullmatch(value) else None  # PyYAML does not know the numbers of YAML 1.2
    if re.search("[\n\x85\u2028\u2029]", value):
        style = '"'
    if flow or style:
        return _dumped([value], True, style)[1:-2]
    return _dumped({"k": value}, False, None)[3:-1]


def _dumped(value: object, flow: bool, style: str | None) -> str:
    return str(
        yaml.safe_dump(value, default_flow_style=flow, default_style=style, allow_unicode=True, width=sys.maxsize)
    )


def has_same_content(a: Node | None, b: Node | None) -> bool:
    """Whether two trees say the same, wherever it stands."""
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return len(a.pairs) == len(b.pairs) and all(
            one.value == other.value and has_same_content(left, right)
            for (one, left), (other, right) in zip(a.pairs, b.pairs, strict=True)
        )
    if isinstance(a, Listing) and isinstance(b, Listing):
        return len(a.nodes) == len(b.nodes) and all(map(has_same_content, a.nodes, b.nodes))
    if isinstance(a, Text) and isinstance(b, Text):
        return a.value == b.value
    return a is b
