"""A record that a person has corrected, and a new reading of its paper, as one: what she changed stays as it is.

Three texts are laid side by side: what litgraph wrote last, what is in the file now, what it reads now. A record is
taken for a tree by its indentation, so that everything in it (sections, citations, comments, any line of hers) has its
place; of a citation that both have changed, each field is decided by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from litgraph.yamltree import Mapping, Text, list_items, parse_yaml, write_scalar

__all__ = ["Conflict", "merge"]


class Conflict(NamedTuple):
    """What a person and the new reading say differently: `corrected` is hers ("": she took it out), `reread` was not
    taken ("": it is found no more)."""

    line: int
    corrected: str
    reread: str


@dataclass(eq=False)
class _Node:
    """A line, the comments and empty lines above it, and the lines that are indented deeper."""

    lead: list[str]
    head: str
    body: list[_Node] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        yield from self.lead
        if self.head:
            yield self.head
        for node in self.body:
            yield from node.lines()

    def own_lines(self) -> tuple[str, ...]:
        """Return the line and all below it, without the comments above."""
        return tuple(self.lines())[len(self.lead) :]


def merge(base: str, corrected: str, reread: str) -> tuple[str, tuple[Conflict, ...]]:
    """Merge a record that a person corrected with a new reading of its paper, and return the conflicts.

    `base` is the record as litgraph wrote it last, `corrected` as the person left it, `reread` as it is read now.

    Line ends must be "\\n" in all three.
    """
    merger = _Merger()
    merged_nodes = merger.merge_siblings(*(_tree(text.split("\n")) for text in (base, corrected, reread)))
    numbers: dict[int, int] = {}
    lines: list[str] = []

    def lay(nodes: Sequence[_Node]) -> None:
        for node in nodes:
            lines.extend(node.lead)
            numbers[id(node)] = len(lines) + 1
            if node.head:
                lines.append(node.head)
            lay(node.body)

    lay(merged_nodes)
    conflicts = [
        Conflict(numbers.get(id(node), 0), corrected_text, reread_text)
        for node, corrected_text, reread_text in merger.conflicts
    ]
    return "\n".join(lines), tuple(conflicts)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _tree(lines: Sequence[str]) -> list[_Node]:
    root: list[_Node] = []
    around: list[tuple[int, _Node]] = []
    lead: list[str] = []
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            lead.append(line)
            continue
        indent = _indent(line)
        while around and around[-1][0] >= indent:
            around.pop()
        node = _Node(lead, line)
        (around[-1][1].body if around else root).append(node)
        around.append((indent, node))
        lead = []
    if lead:
        root.append(_Node(lead, ""))
    return root


class _Merger:
    def __init__(self) -> None:
        self.conflicts: list[tuple[_Node | None, str, str]] = []

    def merge_siblings(self, base: list[_Node], mine: list[_Node], new: list[_Node]) -> list[_Node]:
        """Merge the nodes below one node, or at the top."""
        to_mine, to_new = _pairs(base, mine), _pairs(base, new)
        put_in, read_in = _between(to_mine, len(base), mine), _between(to_new, len(base), new)
        merged = self._merge_insertions(put_in[0], read_in[0])
        for place, before in enumerate(base, 1):
            mine_place, new_place = to_mine.get(place - 1), to_new.get(place - 1)
            merged += self._merge_node(
                before, None if mine_place is None else mine[mine_place], None if new_place is None else new[new_place]
            )
            merged += self._merge_insertions(put_in[place], read_in[place])
        return merged

    def _merge_node(self, base: _Node, mine: _Node | None, new: _Node | None) -> list[_Node]:
        if mine is None:
            if new is not None:
                self._tell_untaken(base, new)
            return []
        if new is None:
            remaining = self._without_reading(base, mine)
            # A comment of hers stays where it was.
            return [remaining] if remaining else [_Node(mine.lead, "")] if mine.lead != base.lead else []
        lead = new.lead if mine.lead == base.lead else mine.lead
        if mine.own_lines() == base.own_lines():
            return [_Node(lead, new.head, new.body)]
        if new.own_lines() in (base.own_lines(), mine.own_lines()):
            return [_Node(lead, mine.head, mine.body)]
        merged = _Node(lead, mine.head, self.merge_siblings(base.body, mine.body, new.body))
        if mine.head == base.head:
            merged.head = new.head
        elif new.head not in (base.head, mine.head):
            united = _unite_fields(base.head, mine.head, new.head)
            merged.head, clash = united or (mine.head, True)
            if clash:
                self.conflicts.append((merged, mine.head.strip(), new.head.strip()))
        return [merged]

    def _tell_untaken(self, base: _Node, new: _Node) -> None:
        """Note as conflicts what the new reading says differently in a part that she took out."""
        if new.own_lines() == base.own_lines():
            return
        if not new.body or new.head != base.head:
            self.conflicts.append((None, "", _one_line(new)))
            return
        base_of = {place: base.body[number] for number, place in _pairs(base.body, new.body).items()}
        for place, child in enumerate(new.body):
            self._tell_untaken(base_of.get(place, _Node([], "")), child)

    def _without_reading(self, base: _Node, mine: _Node) -> _Node | None:
        """Return what stays of a node that the new reading no longer has: what she changed, and what it stands in."""
        if mine.own_lines() == base.own_lines():
            return None
        remaining, is_hers = _Node(mine.lead, mine.head), mine.head != base.head or not mine.body
        if is_hers:
            self.conflicts.append((remaining, mine.head.strip(), ""))
        base_of = {place: base.body[number] for number, place in _pairs(base.body, mine.body).items()}
        for place, child in enumerate(mine.body):
            stays = self._without_reading(base_of[place], child) if place in base_of else child
            if stays:
                remaining.body.append(stays)
                is_hers = True
            elif not child.body and not child.head.lstrip().startswith("- "):
                remaining.body.append(child)  # the title of a section
        return remaining if is_hers else None

    def _merge_insertions(self, mine: list[_Node], new: list[_Node]) -> list[_Node]:
        """Return what was inserted at one place: hers, and what the new reading has where she inserted nothing."""
        mine_lines = {node.own_lines() for node in mine}
        fresh = [node for node in new if node.own_lines() not in mine_lines]
        if any(node.head for node in mine):
            self.conflicts += [(None, "", _one_line(node)) for node in fresh if node.head]
            return mine
        return [*mine, *fresh]


def _one_line(node: _Node) -> str:
    return " ".join(line.strip() for line in node.own_lines())


# which node of one text is which of another


def _pairs(base: Sequence[_Node], changed: Sequence[_Node]) -> dict[int, int]:
    """Map the index of each node of `base` to its index in `changed`; nodes that are gone are left out."""
    places: dict[int, int] = {}
    base_lines, other_lines = ([node.own_lines() for node in nodes] for nodes in (base, changed))
    for tag, start, end, first, last in SequenceMatcher(None, base_lines, other_lines, autojunk=False).get_opcodes():
        if tag == "equal":
            places |= dict(zip(range(start, end), range(first, last), strict=True))
        elif tag == "replace":
            for a, b in _likeliest(base[start:end], changed[first:last]):
                places[start + a] = first + b
    return places


_PAIRS_WEIGHED = 1_000_000  # pairs to be weighed


def _likeliest(base: Sequence[_Node], changed: Sequence[_Node]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of indexes, in order, whose likeness adds up to most (Needleman & Wunsch 1970)."""
    if len(base) * len(changed) > _PAIRS_WEIGHED:  # too many to be weighed: as many in place of as many are those
        yield from enumerate(range(len(base) if len(base) == len(changed) else 0))
        return
    best = [[0.0] * (len(changed) + 1) for _ in range(len(base) + 1)]
    alike = [[_likeness(a, b) for b in changed] for a in base]
    for i in range(len(base) - 1, -1, -1):
        for j in range(len(changed) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + alike[i][j])
    i = j = 0
    while i < len(base) and j < len(changed):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


_NAME = re.compile(r"\s*(- )?([\w-]+):")


def _likeness(a: _Node, b: _Node) -> float:
    """Return how likely a node is the other one as somebody changed it, from 0 (it is not) to 1."""
    if not (a.head and b.head):
        return float(a.head == b.head)
    name_a, name_b = (_NAME.match(node.head) for node in (a, b))
    if name_a and name_b and name_a.groups() != name_b.groups():
        return 0.0
    if bool(name_a) != bool(name_b):  # a citation on one line, and on several
        return 0.1 if not a.body or not b.body else 0.0
    if name_a and name_a[2] in (
        "id",
        "title",
    ):  # a section is another one where neither its id nor its title is the same
        ids = a.head == b.head
        titles = [[node.head for node in node.body if node.head.lstrip().startswith("title:")] for node in (a, b)]
        return 0.6 * ids + 0.4 * bool(titles[0] == titles[1]) if ids or (titles[0] and titles[0] == titles[1]) else 0.0
    if name_a and not name_a[1]:
        return 1.0  # a name and its value
    return 0.2 + 0.8 * ratio("\n".join(a.own_lines()), "\n".join(b.own_lines())) / 100


def _between(pairs: dict[int, int], count: int, changed: Sequence[_Node]) -> list[list[_Node]]:
    """Return the nodes that only `changed` has: before the first node of the base, after the first, ..."""
    additions: list[list[_Node]] = [[] for _ in range(count + 1)]
    base_of = {place: number for number, place in pairs.items()}
    after = 0
    for place, node in enumerate(changed):
        if place in base_of:
            after = base_of[place] + 1
        else:
            additions[after].append(node)
    return additions


# one citation, field by field

_IDENTITY = ("work", "text", "kind")
_ORDER = ("work", "text", "kind", "form", "locator", "page", "signal", "where", "passage")


def _unite_fields(base: str, mine: str, new: str) -> tuple[str, bool] | None:
    """Merge the fields of a citation on one line, and say whether they clash; None where it is no such line."""
    parts = [_fields(line) for line in (base, mine, new)]
    if not all(parts):
        return None
    base_fields, my_fields, new_fields = (part[0] for part in parts if part)
    clash = False
    united: dict[str, str] = {}

    def decide(names: tuple[str, ...], agrees: Callable[[], bool] = lambda: False) -> None:
        nonlocal clash
        base_values, my_values, new_values = (
            {name: part[name] for name in names if name in part} for part in (base_fields, my_fields, new_fields)
        )
        clash = clash or not (my_values == base_values or new_values in (base_values, my_values) or agrees())
        united.update(new_values if my_values == base_values else my_values)

    # Where the new reading has no work, it is open still, and she has said which it is.
    decide(_IDENTITY, lambda: "work" in my_fields and "work" not in new_fields)
    for name in dict.fromkeys((*my_fields, *new_fields, *base_fields)):
        if name not in _IDENTITY:
            decide((name,))
    pairs = [f"{name}: {write_scalar(united[name], is_flow=True)}" for name in sorted(united, key=_rank)]
    _, start, tail = parts[1] or ({}, "", "")
    return f"{start}{{{', '.join(pairs)}}}{tail}", clash


def _rank(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _fields(line: str) -> tuple[dict[str, str], str, str] | None:
    """Return the fields of a citation on one line, and the text before and after its braces."""
    tree = parse_yaml(line.strip(), "")
    nodes = list_items(tree.root)
    node = nodes[0] if len(nodes) == 1 and tree.is_sound else None
    if not isinstance(node, Mapping) or not node.is_flow or not all(isinstance(value, Text) for _, value in node.pairs):
        return None
    gap = _indent(line)
    values = {key.value: value.value for key, value in node.pairs if isinstance(value, Text)}
    return values, line[: gap + node.start], line[gap + node.end :]
