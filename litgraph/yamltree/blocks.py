"""The tree of a text after a few changes, for which only the blocks with a change in them are read again.

A block is one name with its value at the top level of a file, or one entry of the mapping or list under such a name:
the lines from the one that it begins to that which the next begins. What a block holds does not depend on the blocks
beside it, as long as each begins in the column of its neighbours and no mark of YAML reaches from one into another.
Then the tree of the whole is made of the trees of its blocks; wherever that is not certain, the whole text is read.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Lookup
from itertools import groupby
from typing import NamedTuple, TypeAlias, TypeVar

from litgraph.model import Problem
from litgraph.yamltree.nodes import Listing, Mapping, Node, Text
from litgraph.yamltree.tree import Tree, parse_yaml

__all__ = ["TextChange", "has_same_content", "read_changed_tree"]

_ANCHOR_OR_ALIAS = re.compile(r"[&*][^\s&*]")
_PARENT = "x:\n"
_SMALL = 4  # where more than one part in four has changed, the whole is read

_Part: TypeAlias = tuple[Text | None, Node]  # a name with its value, or an item of a list
_Branch = TypeVar("_Branch", Mapping, Listing)


class TextChange(NamedTuple):
    """The text `new` that takes the place of that between two offsets."""

    start: int
    end: int
    new: str


class _LineBlock(NamedTuple):
    """The lines from the offset `start` to `end`, and the only part of the tree that begins in them, at `column`.

    `top` is the number of the pair at the top level that the lines belong to. `part` is that pair (`is_whole`), or one
    entry in its value, or None for the lines between its name and the first entry.
    """

    start: int
    end: int
    column: int
    top: int
    part: _Part | None
    is_whole: bool


class _Uncertain(Exception):
    """Raised where reading blocks alone may give another tree than reading the whole text."""


def read_changed_tree(tree: Tree, body: str, changes: Sequence[TextChange], text: str) -> Tree:
    """The tree of `text`, which is `body`, the text of `tree`, after `changes` in the order of their places.

    Its names, texts and order are right, and the number of its problems; the places of both mean nothing.
    """
    try:
        return _read_blocks(tree, body, changes)
    except _Uncertain:
        return parse_yaml(text, "")


def has_same_content(a: Node | None, b: Node | None) -> bool:
    """Whether two trees hold the same names and texts in the same order, wherever these stand."""
    if a is b:
        return True
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return len(a.pairs) == len(b.pairs) and all(
            key_a.value == key_b.value and has_same_content(value_a, value_b)
            for (key_a, value_a), (key_b, value_b) in zip(a.pairs, b.pairs, strict=True)
        )
    if isinstance(a, Listing) and isinstance(b, Listing):
        return len(a.nodes) == len(b.nodes) and all(map(has_same_content, a.nodes, b.nodes))
    return isinstance(a, Text) and isinstance(b, Text) and a.value == b.value


def _read_blocks(tree: Tree, body: str, changes: Sequence[TextChange]) -> Tree:
    root = tree.root
    if not tree.is_sound or not isinstance(root, Mapping) or root.is_flow:
        raise _Uncertain
    if _reaches_far(body) or _has_strange_letters(tree):
        raise _Uncertain
    blocks = list(_divide(root, body))
    changes_of = _sort_by_block(changes, blocks)
    if sum(blocks[number].end - blocks[number].start for number in changes_of) * _SMALL > len(body):
        raise _Uncertain
    problems = tree.problems
    parts_of: dict[int, list[_Part]] = {}
    for _, group in groupby(sorted(changes_of), key=lambda number: blocks[number].top):
        numbers = list(group)
        sample = blocks[numbers[0]]
        before, problems_before = _read_lines([body[slice(*blocks[number][:2])] for number in numbers], sample)
        if not all(_holds(parts, blocks[number].part) for number, parts in zip(numbers, before, strict=True)):
            raise _Uncertain
        new_lines = [_apply(changes_of[number], body, blocks[number]) for number in numbers]
        after, problems_after = _read_lines(new_lines, sample)
        parts_of |= zip(numbers, after, strict=True)
        problems = problems[len(problems_before) :] + problems_after
    return Tree(_assemble(root, blocks, parts_of), problems, True)


def _reaches_far(text: str) -> bool:
    """Whether there may be something in a text on which lines far from it depend."""
    marks = ("\n---", "\n...", "\n%", "<<")
    return (
        text.startswith(("---", "...", "%"))
        or any(mark in text for mark in marks)
        or ("\r" in text and "\r" in text.replace("\r\n", ""))
        or bool(_ANCHOR_OR_ALIAS.search(text))
    )


def _divide(root: Mapping, body: str) -> Iterator[_LineBlock]:
    """The blocks of a text, one after the other from the first name on."""
    starts = [key.start for key, _ in root.pairs]
    if any(body[start - 1] != "\n" for start in starts if start) or sorted(set(starts)) != starts:
        raise _Uncertain
    for top, (start, end) in enumerate(zip(starts, [*starts[1:], len(body)], strict=True)):
        parts = _parts_of(root.pairs[top][1])
        column, lines = _find_lines(parts, body)
        if not lines or lines[0] <= start:
            yield _LineBlock(start, end, 0, top, root.pairs[top], is_whole=True)
            continue
        yield _LineBlock(start, lines[0], 0, top, None, is_whole=False)
        for line, line_end, part in zip(lines, [*lines[1:], end], parts, strict=True):
            yield _LineBlock(line, line_end, column, top, part, is_whole=False)


def _parts_of(value: Node) -> list[_Part]:
    """The entries of a mapping or list that is not in brackets."""
    if isinstance(value, Text) or value.is_flow:
        return []
    return list(value.pairs) if isinstance(value, Mapping) else [(None, item) for item in value.nodes]


def _find_lines(parts: Sequence[_Part], body: str) -> tuple[int, list[int]]:
    """The column of the parts of a mapping or list, and the offsets of their lines; no lines where one begins none."""
    first = _line_of(parts[0], body) if parts else None
    if first is None:
        return 0, []
    column = first[1]
    if parts[0][0] is None:
        lines = [line[0] for line in (_line_of(part, body) for part in parts) if line and line[1] == column]
        return column, lines if len(lines) == len(parts) else []
    margin = "\n" + " " * column
    starts = [key.start - column for key, _ in parts if key]
    return column, starts if all(body[start - 1 : start + column] == margin for start in starts) else []


def _line_of(part: _Part, body: str) -> tuple[int, int] | None:
    """The offset of the line that a part begins, and its column; None where it does not begin its line."""
    key, value = part
    start = key.start if key else value.start
    line = body.rfind("\n", 0, start) + 1
    before = body[line:start]
    if before.strip(" ") != ("" if key else "-"):
        return None
    return line, len(before) - len(before.lstrip(" "))


def _sort_by_block(changes: Sequence[TextChange], blocks: Sequence[_LineBlock]) -> dict[int, list[TextChange]]:
    """The changes in each block, by its number; what is inserted between two blocks belongs to the first."""
    starts = [block.start for block in blocks]
    changes_of: dict[int, list[TextChange]] = {}
    for change in changes:
        number = (bisect_left if change.start == change.end else bisect_right)(starts, change.start) - 1
        if number < 0 or change.end > blocks[number].end or blocks[number].part is None:
            raise _Uncertain
        changes_of.setdefault(number, []).append(change)
    return changes_of


def _apply(changes: Sequence[TextChange], body: str, block: _LineBlock) -> str:
    """The lines of a block after the changes in it."""
    pieces: list[str] = []
    position = block.start
    for change in changes:
        pieces += [body[position : change.start], change.new]
        position = change.end
    return "".join([*pieces, body[position : block.end]])


def _read_lines(texts: Sequence[str], sample: _LineBlock) -> tuple[list[list[_Part]], tuple[Problem, ...]]:
    """The parts of the tree in the lines of each block, and the problems of all; `sample` is one of these blocks."""
    text = ("" if sample.is_whole else _PARENT) + "".join(texts)
    tree = parse_yaml(text, "")
    root = tree.root
    if not tree.is_sound or not isinstance(root, Mapping) or _reaches_far(text) or _has_strange_letters(tree):
        raise _Uncertain
    parts: list[_Part] = list(root.pairs)
    if not sample.is_whole:
        parts = _parts_of(root.pairs[0][1]) if len(root.pairs) == 1 else []
    lines = [_line_of(part, text) for part in parts]
    end = len(text) - sum(map(len, texts))
    parts_of: list[list[_Part]] = []
    number = 0
    for lines_of_block in texts:
        start, end = end, end + len(lines_of_block)
        first = number
        while number < len(parts) and (line := lines[number]) and line[0] < end:
            number += 1
        # lines that do not begin with a part may continue the block before
        if first == number or lines[first] != (start, sample.column) or not lines_of_block.endswith("\n"):
            raise _Uncertain
        parts_of.append(parts[first:number])
    is_item = sample.part is not None and sample.part[0] is None
    if sum(map(len, parts_of)) != len(parts) or any((key is None) != is_item for key, _ in parts):
        raise _Uncertain
    return parts_of, tree.problems


def _has_strange_letters(tree: Tree) -> bool:
    """Whether one of the problems stands for several places, so that they cannot be counted block by block."""
    return any(problem.code == "yaml-character" for problem in tree.problems)


def _holds(parts: Sequence[_Part], part: _Part | None) -> bool:
    """Whether `parts` are this part alone."""
    if len(parts) != 1 or part is None:
        return False
    (key, value), (expected_key, expected_value) = parts[0], part
    return (key and key.value) == (expected_key and expected_key.value) and has_same_content(value, expected_value)


def _assemble(root: Mapping, blocks: Sequence[_LineBlock], parts_of: Lookup[int, list[_Part]]) -> Mapping:
    """The tree of the whole, in which the parts in changed blocks take the place of those that were there."""
    pairs: list[_Part] = []
    for top, group in groupby(range(len(blocks)), key=lambda number: blocks[number].top):
        numbers = list(group)
        key, value = root.pairs[top]
        if blocks[numbers[0]].is_whole:
            pairs += parts_of.get(numbers[0], [(key, value)])
        elif parts_of.keys().isdisjoint(numbers):
            pairs.append((key, value))
        else:
            entries = [part for number in numbers for part in parts_of.get(number, [blocks[number].part]) if part]
            pairs.append((key, _replace_parts(value, entries)))
    return _replace_parts(root, pairs)


def _replace_parts(node: _Branch, parts: Sequence[_Part]) -> _Branch:
    """The mapping or list with these parts in the place of its own."""
    if isinstance(node, Listing):
        return node._replace(nodes=tuple(item for _, item in parts))
    pairs = tuple((key, value) for key, value in parts if key)
    if len({key.value for key, _ in pairs}) != len(pairs):
        raise _Uncertain  # names that come twice are united
    return node._replace(pairs=pairs)
