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
    """What a person and the new reading say differently: `kept` is hers ("": she took it out), `read` was not taken
    ("": it is found no more)."""

    line: int
    kept: str
    read: str


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
        for each in self.body:
            yield from each.lines()

    def said(self) -> tuple[str, ...]:
        """Everything but the comments above it."""
        return tuple(self.lines())[len(self.lead) :]


def merge(written: str, corrected: str, read: str) -> tuple[str, tuple[Conflict, ...]]:
    """The text of the corrected record with what has changed between `written` and `read`, and where they clash.

    Line ends must be "\\n" in all three.
    """
    merger = _Merger()
    done = merger.siblings(*(_tree(text.split("\n")) for text in (written, corrected, read)))
    numbers: dict[int, int] = {}
    lines: list[str] = []

    def lay(nodes: Sequence[_Node]) -> None:
        for node in nodes:
            lines.extend(node.lead)
            numbers[id(node)] = len(lines) + 1
            if node.head:
                lines.append(node.head)
            lay(node.body)

    lay(done)
    conflicts = [Conflict(numbers.get(id(node), 0), kept, new) for node, kept, new in merger.conflicts]
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

    def siblings(self, base: list[_Node], mine: list[_Node], new: list[_Node]) -> list[_Node]:
        """The nodes below one node, or at the top."""
        to_mine, to_new = _pairs(base, mine), _pairs(base, new)
        put_in, read_in = _between(to_mine, len(base), mine), _between(to_new, len(base), new)
        done = self._inserted(put_in[0], read_in[0])
        for place, before in enumerate(base, 1):
            hers, now = to_mine.get(place - 1), to_new.get(place - 1)
            done += self._one(before, None if hers is None else mine[hers], None if now is None else new[now])
            done += self._inserted(put_in[place], read_in[place])
        return done

    def _one(self, base: _Node, mine: _Node | None, new: _Node | None) -> list[_Node]:
        if mine is None:
            if new is not None:
                self._tell_untaken(base, new)
            return []
        if new is None:
            kept = self._without_reading(base, mine)
            # A comment of hers stays where it was.
            return [kept] if kept else [_Node(mine.lead, "")] if mine.lead != base.lead else []
        lead = new.lead if mine.lead == base.lead else mine.lead
        if mine.said() == base.said():
            return [_Node(lead, new.head, new.body)]
        if new.said() in (base.said(), mine.said()):
            return [_Node(lead, mine.head, mine.body)]
        merged = _Node(lead, mine.head, self.siblings(base.body, mine.body, new.body))
        if mine.head == base.head:
            merged.head = new.head
        elif new.head not in (base.head, mine.head):
            united = _fields_united(base.head, mine.head, new.head)
            merged.head, clash = united or (mine.head, True)
            if clash:
                self.conflicts.append((merged, mine.head.strip(), new.head.strip()))
        return [merged]

    def _tell_untaken(self, base: _Node, new: _Node) -> None:
        """What the new reading says differently in something that she took out."""
        if new.said() == base.said():
            return
        if not new.body or new.head != base.head:
            self.conflicts.append((None, "", _shown(new)))
            return
        base_of = {place: base.body[number] for number, place in _pairs(base.body, new.body).items()}
        for place, each in enumerate(new.body):
            self._tell_untaken(base_of.get(place, _Node([], "")), each)

    def _without_reading(self, base: _Node, mine: _Node) -> _Node | None:
        """What stays of a node that the new reading no longer has: what she changed, and what that stands in."""
        if mine.said() == base.said():
            return None
        kept, is_hers = _Node(mine.lead, mine.head), mine.head != base.head or not mine.body
        if is_hers:
            self.conflicts.append((kept, mine.head.strip(), ""))
        base_of = {place: base.body[number] for number, place in _pairs(base.body, mine.body).items()}
        for place, each in enumerate(mine.body):
            stays = self._without_reading(base_of[place], each) if place in base_of else each
            if stays:
                kept.body.append(stays)
                is_hers = True
            elif not each.body and not each.head.lstrip().startswith("- "):
                kept.body.append(each)  # the title of a section
        return kept if is_hers else None

    def _inserted(self, mine: list[_Node], new: list[_Node]) -> list[_Node]:
        """What both put in at one place: hers, and of the new reading what cannot be meant by hers."""
        there = {each.said() for each in mine}
        fresh = [each for each in new if each.said() not in there]
        if any(each.head for each in mine):
            self.conflicts += [(None, "", _shown(each)) for each in fresh if each.head]
            return mine
        return [*mine, *fresh]


def _shown(node: _Node) -> str:
    return " ".join(line.strip() for line in node.said())


# which node of one text is which of another


def _pairs(base: Sequence[_Node], other: Sequence[_Node]) -> dict[int, int]:
    """The places in `other` of the nodes of `base`, in their order; those that are gone are left out."""
    found: dict[int, int] = {}
    one, two = ([each.said() for each in nodes] for nodes in (base, other))
    for tag, start, end, first, last in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            found |= dict(zip(range(start, end), range(first, last), strict=True))
        elif tag == "replace":
            for a, b in _likeliest(base[start:end], other[first:last]):
                found[start + a] = first + b
    return found


_MOST = 1_000_000  # pairs to be weighed


def _likeliest(base: Sequence[_Node], other: Sequence[_Node]) -> Iterator[tuple[int, int]]:
    """The pairs, in order, that are most alike as a whole."""
    if len(base) * len(other) > _MOST:  # too many to be weighed: as many in place of as many are those
        yield from enumerate(range(len(base) if len(base) == len(other) else 0))
        return
    best = [[0.0] * (len(other) + 1) for _ in range(len(base) + 1)]
    alike = [[_likeness(a, b) for b in other] for a in base]
    for i in range(len(base) - 1, -1, -1):
        for j in range(len(other) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + alike[i][j])
    i = j = 0
    while i < len(base) and j < len(other):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


_NAME = re.compile(r"\s*(- )?([\w-]+):")


def _likeness(a: _Node, b: _Node) -> float:
    """How well one may be the other as somebody changed it: 0 if not at all."""
    if not (a.head and b.head):
        return float(a.head == b.head)
    one, two = (_NAME.match(each.head) for each in (a, b))
    if one and two and one.groups() != two.groups():
        return 0.0
    if bool(one) != bool(two):  # a citation on one line, and on several
        return 0.1 if not a.body or not b.body else 0.0
    if one and one[2] in ("id", "title"):  # a section is another one where neither its id nor its title is the same
        ids = a.head == b.head
        titles = [[each.head for each in node.body if each.head.lstrip().startswith("title:")] for node in (a, b)]
        return 0.6 * ids + 0.4 * bool(titles[0] == titles[1]) if ids or (titles[0] and titles[0] == titles[1]) else 0.0
    if one and not one[1]:
        return 1.0  # a name and its value
    return 0.2 + 0.8 * ratio("\n".join(a.said()), "\n".join(b.said())) / 100


def _between(pairs: dict[int, int], count: int, other: Sequence[_Node]) -> list[list[_Node]]:
    """What `other` has besides: before the first node of the base, after the first, ..."""
    found: list[list[_Node]] = [[] for _ in range(count + 1)]
    base_of = {place: number for number, place in pairs.items()}
    after = 0
    for place, node in enumerate(other):
        if place in base_of:
            after = base_of[place] + 1
        else:
            found[after].append(node)
    return found


# one citation, field by field

_WHAT = ("work", "text", "kind")
_ORDER = ("work", "text", "kind", "form", "locator", "page", "signal", "where", "passage")


def _fields_united(base: str, mine: str, new: str) -> tuple[str, bool] | None:
    """The line of a citation with the fields that either has changed, and whether they clash; None: it is no such
    line."""
    told = [_fields(line) for line in (base, mine, new)]
    if not all(told):
        return None
    was, hers, now = (each[0] for each in told if each)
    clash = False
    done: dict[str, str] = {}

    def decide(names: tuple[str, ...], agrees: Callable[[], bool] = lambda: False) -> None:
        nonlocal clash
        one, two, three = ({name: each[name] for name in names if name in each} for each in (was, hers, now))
        clash = clash or not (two == one or three in (one, two) or agrees())
        done.update(three if two == one else two)

    decide(_WHAT, lambda: "work" in hers and "work" not in now)  # it is open still, and she has said which it is
    for name in dict.fromkeys((*hers, *now, *was)):
        if name not in _WHAT:
            decide((name,))
    written = [f"{name}: {write_scalar(done[name], flow=True)}" for name in sorted(done, key=_rank)]
    _, start, rest = told[1] or ({}, "", "")
    return f"{start}{{{', '.join(written)}}}{rest}", clash


def _rank(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _fields(line: str) -> tuple[dict[str, str], str, str] | None:
    """The fields of a citation on one line, and what stands before and after its braces."""
    tree = parse_yaml(line.strip(), "")
    nodes = list_items(tree.root)
    node = nodes[0] if len(nodes) == 1 and tree.sound else None
    if not isinstance(node, Mapping) or not node.flow or not all(isinstance(value, Text) for _, value in node.pairs):
        return None
    gap = _indent(line)
    told = {key.value: value.value for key, value in node.pairs if isinstance(value, Text)}
    return told, line[: gap + node.start], line[gap + node.end :]
