"""A YAML text as a tree in which every value is a text as written and every node knows its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Lookup
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

import yaml

from litgraph.model import Problem, Span

__all__ = [
    "BREAK",
    "SECOND_DOCUMENT",
    "TOO_DEEP",
    "UNPRINTABLE",
    "Listing",
    "Mapping",
    "Node",
    "Source",
    "Text",
    "compose",
    "events",
    "unite",
]

BREAK = re.compile(r"\r\n|\r|\n")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
SECOND_DOCUMENT = "a second document begins here"
TOO_DEEP = "nested too deeply"

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEPTH = 60
_REPEATED = 20_000  # nodes that aliases may add: without a limit, a few lines of them stand for billions
_FEW_SPANS = 20
_NOTHING = ("~", "null")
_QUOTE = 'a text that begins with "{}" has to stand in quotes'


class Source:
    """The origin of a text: its file, and the numbers of its lines there if these are not 1, 2, 3."""

    def __init__(self, text: str, path: str, numbers: Sequence[int] = ()) -> None:
        self.path = path
        self._text = text
        self._numbers = numbers
        self._spans_counted = 0

    @cached_property
    def _starts(self) -> list[int]:
        """The offset of each line's beginning."""
        if "\r" in self._text:
            return [0, *(match.end() for match in BREAK.finditer(self._text))]
        return [0, *accumulate(len(line) + 1 for line in self._text.split("\n"))][:-1]

    def span(self, offset: int) -> Span:
        """The line and column of an offset in the text, both counted from 1."""
        if self._spans_counted < _FEW_SPANS and "\r" not in self._text:
            self._spans_counted += 1  # an edit asks for a few, reading a file for thousands
            row = self._text.count("\n", 0, offset) + 1
            start = self._text.rfind("\n", 0, offset) + 1
        else:
            row = bisect_right(self._starts, offset)
            start = self._starts[row - 1]
        line = self._numbers[min(row, len(self._numbers)) - 1] if self._numbers else row
        return Span(self.path, line, offset - start + 1)


class Text(NamedTuple):
    """A value as written, never a number or a date; `style` is its quotation mark, "|", ">" or ""."""

    value: str
    source: Source
    start: int
    end: int
    style: str = ""

    @property
    def at(self) -> Span:
        """The place of its first character."""
        return self.source.span(self.start)


class Listing(NamedTuple):
    """A list; `is_flow` says whether it stands in brackets."""

    nodes: tuple[Node, ...]
    source: Source
    start: int
    end: int
    is_flow: bool

    @property
    def at(self) -> Span:
        """The place of its first character."""
        return self.source.span(self.start)


class Mapping(NamedTuple):
    """Names with their values in the order of the file; no name comes twice."""

    pairs: tuple[tuple[Text, Node], ...]
    source: Source
    start: int
    end: int
    is_flow: bool

    @property
    def at(self) -> Span:
        """The place of its first character."""
        return self.source.span(self.start)


Node: TypeAlias = Text | Listing | Mapping

_TEXT_ALONE = {Text}
_VALUE_OF: Callable[[Node], str] = itemgetter(0)  # the text of a Text


def events(text: str) -> Iterator[Any]:
    """The YAML events of a text, one by one: much faster than PyYAML's own trees, and without deep recursion."""
    loader = _LOADER(text)
    try:
        yield from iter(loader.get_event, None)
    finally:
        loader.dispose()


class Composition(NamedTuple):
    """The tree of a text, and what is doubtful in it; `is_linked` says whether anchors or aliases stand in it."""

    root: Node | None
    problems: list[Problem]
    is_linked: bool


def compose(
    text: str,
    source: Source,
    hidden: Lookup[int, str] = {},
    hashes: frozenset[int] = frozenset(),
) -> Composition:
    """Build the tree of a text and list what is doubtful in it; raises `yaml.YAMLError` at the first error of syntax.

    `hidden` says which characters stand for others. `hashes` are offsets at which a comment may begin that is not meant
    as one.
    """
    composer = _Composer(text, source, hidden, hashes)
    composer.take_all(events(text))
    return Composition(composer.root, composer.finish(), composer.is_linked)


class _Composer:
    def __init__(self, text: str, source: Source, hidden: Lookup[int, str], hashes: frozenset[int]) -> None:
        self.text = text
        self.source = source
        self.hidden = hidden
        self.hashes = hashes
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.node_count = 0
        self.is_linked = False
        self._document: Any = None
        self._repeated = 0
        self._open: list[tuple[Any, int, list[Node]]] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._unused: dict[str, int] = {}

    def take_all(self, stream: Iterator[Any]) -> None:
        # Most events are texts inside something, without anything special about them: these make no call of ours but
        # that of Text, which a file of 5,000 works repeats 50,000 times.
        hidden, hashes, source = self.hidden, self.hashes, self.source
        siblings: list[Node] | None = None
        scalar: Any = yaml.ScalarEvent
        usual_texts = 0
        for event in stream:
            if type(event) is scalar and siblings is not None and not (event.tag or event.anchor or hidden):
                value, style, end = event.value, event.style, event.end_mark.index
                if style != '"' and end not in hashes and value not in _NOTHING:
                    siblings.append(Text(value, source, event.start_mark.index, end, style or ""))
                    usual_texts += 1
                    continue
            self.node_count += usual_texts
            usual_texts = 0
            self.take(event)
            siblings = self._open[-1][2] if self._open else None

    def take(self, event: Any) -> None:
        kind = type(event)
        self.node_count += 1
        if kind is yaml.ScalarEvent:
            self._place(self._scalar(event), event.anchor, 1)
        elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
            if len(self._open) >= _DEPTH:
                raise yaml.MarkedYAMLError(problem=TOO_DEEP, problem_mark=event.start_mark)
            self._open.append((event, self.node_count, []))
        elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
            begin, count_before, children = self._open.pop()
            self._place(self._close_collection(begin, children, event), begin.anchor, self.node_count - count_before)
        elif kind is yaml.AliasEvent:
            self._place(self._alias(event), None, 1)
        elif kind is yaml.DocumentStartEvent:
            self._document = event

    def finish(self) -> list[Problem]:
        for name, start in self._unused.items():
            self._doubt(f'"&{name}" is taken for a mark of YAML and left out', start, _QUOTE.format("&"))
        return self.problems

    def _place(self, node: Node, anchor: str | None, size: int) -> None:
        if anchor:
            self.is_linked = True
            self._anchors[anchor] = node, size
            self._unused[anchor] = node.start
        if self._open:
            self._open[-1][2].append(node)
        elif self.root is None or (isinstance(self.root, Text) and not self.root.value):
            self.root = node
        elif not (isinstance(node, Text) and not node.value):
            raise yaml.MarkedYAMLError(problem=SECOND_DOCUMENT, problem_mark=self._document.start_mark)

    def _wrong(self, message: str, start: int, hint: str) -> None:
        self.problems.append(Problem("yaml-syntax", "error", message, self.source.span(start), hint))

    def _doubt(self, message: str, start: int, hint: str, code: str = "yaml-mark") -> None:
        self.problems.append(Problem(code, "warning", message, self.source.span(start), hint))

    def _scalar(self, event: Any) -> Text:
        value: str = event.value
        style: str = event.style or ""
        start: int = event.start_mark.index
        end: int = event.end_mark.index
        if not style:
            if value in _NOTHING:
                value = ""
            if end in self.hashes:
                comment = BREAK.split(self.text[end + 1 : end + 42], maxsplit=1)[0]
                message = f'"{comment}" is read as a comment, not as part of the text before it'
                hint = 'if it is part of it, put the whole text in quotes; else write "# " with a space'
                self._doubt(message, end + 1, hint, "yaml-comment")
        elif style == '"' and UNPRINTABLE.search(value):
            value = UNPRINTABLE.sub("\ufffd", value)
            self._doubt("this text holds an unprintable character", start, "take its escape out", "yaml-character")
        if event.tag and event.tag != "!" and not event.tag.startswith("tag:yaml.org,2002:"):
            self._doubt(f'"{event.tag}" is taken for a mark of YAML and left out', start, _QUOTE.format("!"))
        if self.hidden:
            value = value.translate(self.hidden)
        return Text(value, self.source, start, end, style)

    def _alias(self, event: Any) -> Node:
        self.is_linked = True
        name: str = event.anchor
        plain = Text("*" + name, self.source, event.start_mark.index, event.end_mark.index)
        self._unused.pop(name, None)
        if name not in self._anchors:
            self._wrong(f'"*{name}" refers to nothing in this file', plain.start, _QUOTE.format("*"))
            return plain
        node, size = self._anchors[name]
        self._repeated += size
        if self._repeated > _REPEATED:
            self._wrong(f'"*{name}" repeats too much to be read', plain.start, "write out what you mean")
            return plain._replace(value="")
        self.node_count += size
        return node

    def _close_collection(self, begin: Any, children: list[Node], event: Any) -> Listing | Mapping:
        start: int = begin.start_mark.index
        is_flow = bool(begin.flow_style)
        # PyYAML lets a block end where the next thing begins, beyond comments that are not its own
        end: int = event.end_mark.index if is_flow or not children else children[-1].end
        if type(event) is yaml.SequenceEndEvent:
            return Listing(tuple(children), self.source, start, end, is_flow)
        keys: list[Any] = children[::2]
        pairs = tuple(zip(keys, children[1::2], strict=True))
        names = set(map(_VALUE_OF, keys)) if set(map(type, keys)) == _TEXT_ALONE else set()
        if len(names) < len(pairs) or "<<" in names:
            pairs = unite(self._name_pairs(pairs), self.problems)
        return Mapping(pairs, self.source, start, end, is_flow)

    def _name_pairs(self, children: Sequence[tuple[Node, Node]]) -> list[tuple[Text, Node]]:
        """The pairs that have a name, with those that "<<" merges among them; the others become problems."""
        pairs: list[tuple[Text, Node]] = []
        merged: list[tuple[Text, Node]] = []
        for key, value in children:
            if not isinstance(key, Text):
                hint = 'put it in quotes if it is meant as text: title: "{...}"'
                self._wrong("a list or mapping stands where a name is expected", key.start, hint)
            elif key.value == "<<" and not key.style and not isinstance(value, Text):
                sources = value.nodes if isinstance(value, Listing) else (value,)
                merged += [pair for mapping in sources if isinstance(mapping, Mapping) for pair in mapping.pairs]
            else:
                pairs.append((key, value))
        if merged:
            own_names = {key.value for key, _ in pairs}
            pairs += {key.value: (key, value) for key, value in reversed(merged) if key.value not in own_names}.values()
        return pairs


def unite(
    pairs: Sequence[tuple[Text, Node]], problems: list[Problem], is_reported: bool = False
) -> tuple[tuple[Text, Node], ...]:
    """The pairs with every name once: lists and mappings of a name are joined, of other values the first counts.

    Every repetition becomes a problem; one of lists and mappings does not if it `is_reported` already.
    """
    if len({key.value for key, _ in pairs}) == len(pairs):
        return tuple(pairs)
    groups: dict[str, list[tuple[Text, Node]]] = {}
    for key, value in pairs:
        groups.setdefault(key.value, []).append((key, value))
    return tuple((group[0][0], _unite_values(group, problems, is_reported)) for group in groups.values())


def _unite_values(group: list[tuple[Text, Node]], problems: list[Problem], is_reported: bool) -> Node:
    values = [value for _, value in group if not isinstance(value, Text) or value.value]
    if not values or len(group) == 1:
        return group[0][1]
    first = values[0]
    lists = [value for value in values if isinstance(value, Listing)]
    mappings = [value for value in values if isinstance(value, Mapping)]
    alike = len(values) in (len(lists), len(mappings))
    if not (is_reported and alike):
        verdict = "what both say is read" if alike or len(values) == 1 else f"what line {first.at.line} says counts"
        hint = "put what belongs together in one place" if alike else "delete the one that is wrong"
        for key, _ in group[1:]:
            message = f'"{key.value}" is given twice, here and in line {group[0][0].at.line}; {verdict}'
            problems.append(Problem("yaml-duplicate-key", "error", message, key.at, hint))
    if not alike or isinstance(first, Text):
        return first
    if isinstance(first, Listing):
        return first._replace(nodes=tuple(node for value in lists for node in value.nodes), end=lists[-1].end)
    pairs = [pair for value in mappings for pair in value.pairs]
    return first._replace(pairs=unite(pairs, problems, is_reported=True), end=mappings[-1].end)
