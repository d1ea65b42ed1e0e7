"""A text that YAML cannot read, cut into its entries: each is mended and read on its own.

So a mistake neither hides the next one nor costs the rest of the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import yaml

from litgraph.model import Problem, Span
from litgraph.yamltree.faults import explain, first_fault, indentation, no_colon
from litgraph.yamltree.nodes import BREAK, Listing, Mapping, Node, Source, Text, compose, unite

__all__ = ["mend_text"]

_MARKER = re.compile(r"(---|\.\.\.)(?=\s|$)")
_BARE_KEY = re.compile(r"""[^\s#'"\[{&*!|>%@`-][^:#]*:\s*(#.*)?|(["'])[^"']+\2:\s*(#.*)?""")
_NAME_OR_BRACKET = re.compile(r"[^#]*?:(\s|$)|[\"'{\[%]")
_DASH = re.compile(r"-(\s|$)")
_BLOCK_TEXT = re.compile(r"[:-]\s+[|>][-+0-9]*\s*(#.*)?$")
_INDENTED_BY_TAB = re.compile(r" *\t\s*[^\s#]")
_TRIES = 20
_LONG_PART = 3000


class _EntryLines(NamedTuple):
    """The lines of an entry, after that of its top-level name, and their numbers in the file."""

    lines: list[str]
    numbers: list[int]


def mend_text(
    text: str, path: str, veil: str, hidden: dict[int, str], error: yaml.MarkedYAMLError
) -> tuple[Node | None, list[Problem]]:
    """Read what can be read of a text for which the parser raises `error`: its tree, and what is wrong in it.

    `veil` holds a character to stand in for each of `VEILED`, and `hidden` says which is which.
    """
    lines, problems = _one_document(BREAK.split(text), path)
    tabs = _tab_runs(lines)
    readings: list[tuple[Node | None, list[Problem]]] = []
    for width in (8, 4, 2) if tabs else (8,):
        spaced = list(lines)
        for first, after in tabs:
            spaced[first:after] = [_expand_tabs(line, width) for line in lines[first:after]]
        readings.append(_read_parts(spaced, path, veil, hidden))
    # a width with which names disappear in the text above them is less likely
    root, doubts = min(readings, key=lambda reading: (len(reading[1]), _words(reading[0])))
    for first, after in tabs:
        subject = f"lines {first + 1} to {after} are" if after - first > 1 else "this line is"
        at = Span(path, first + 1, lines[first].index("\t") + 1)
        hint = "YAML wants spaces; let your editor insert spaces for tabs"
        problems.append(Problem("yaml-tab", "error", f"{subject} indented with a tab", at, hint))
    problems += doubts
    if not any(problem.level == "error" for problem in problems):
        fault = explain(error, lines, veil)
        at = Span(path, fault.row + 1, fault.column + 1)
        problems.append(Problem("yaml-syntax", "error", fault.message.translate(hidden), at, fault.hint))
    return root, problems


def _words(node: Node | None) -> int:
    """The number of characters in the values of a tree."""
    if isinstance(node, Mapping):
        return sum(_words(value) for _, value in node.pairs)
    return sum(map(_words, node.nodes)) if isinstance(node, Listing) else len(node.value) if node else 0


def _one_document(lines: list[str], path: str) -> tuple[list[str], list[Problem]]:
    """The lines without the marks between YAML documents, so that all are read as one document."""
    problems: list[Problem] = []
    content = [row for row, line in enumerate(lines) if _content(line) and not _MARKER.match(line) and line[0] != "%"]
    joined_lines = list(lines)
    for row, line in enumerate(lines):
        if content and row < content[0] and line.startswith("%"):
            joined_lines[row] = ""
        elif match := _MARKER.match(line):
            joined_lines[row] = " " * 3 + line[3:] if _content(line[3:]) else ""
            if content and content[0] < row < content[-1]:
                message = f'"{match[0]}" begins a second document; both are read as one'
                problems.append(Problem("yaml-documents", "error", message, Span(path, row + 1), "delete this line"))
    return joined_lines, problems


def _tab_runs(lines: list[str]) -> list[tuple[int, int]]:
    """The first row and the row after each run of lines indented with tabs; the lines of block texts do not count."""
    runs: list[tuple[int, int]] = []
    text_indent: int | None = None
    for row, line in enumerate(lines):
        indent = indentation(line)
        if text_indent is not None and (indent > text_indent or not line.strip()):
            continue
        text_indent = indent if _BLOCK_TEXT.search(line) else None
        if _INDENTED_BY_TAB.match(line):
            if runs and runs[-1][1] == row:
                runs[-1] = runs[-1][0], row + 1
            else:
                runs.append((row, row + 1))
    return runs


def _expand_tabs(line: str, width: int) -> str:
    body = line.lstrip()
    return line[: len(line) - len(body)].expandtabs(width) + body


def _read_parts(lines: list[str], path: str, veil: str, hidden: dict[int, str]) -> tuple[Node | None, list[Problem]]:
    problems: list[Problem] = []
    entries: dict[tuple[int, str], tuple[Text, list[Node]]] = {}
    document: Node | None = None
    for part in _parts(lines, path, problems):
        root = _read_part(part, path, veil, hidden, problems)
        if isinstance(root, Mapping):
            for key, value in root.pairs:
                entries.setdefault((key.at.line, key.value), (key, []))[1].append(value)
        document = document if isinstance(document, Mapping) else root or document
    if not isinstance(document, Mapping):
        return document, problems
    pairs = [(key, _join_values(values, problems)) for key, values in entries.values()]
    return document._replace(pairs=unite(pairs, problems)), problems


def _join_values(values: list[Node], problems: list[Problem]) -> Node:
    """The entries of one name as one node."""
    entries = [value for value in values if not isinstance(value, Text)]
    if not entries:
        return values[0]
    first = entries[0]
    pairs = [pair for value in entries if isinstance(value, Mapping) for pair in value.pairs]
    for value in values:
        if isinstance(value, Text) and value.value and isinstance(first, Mapping):
            message = f'"{value.value[:40]}" has no colon after it'
            problems.append(Problem("yaml-syntax", "error", message, value.at, "write name: value"))
            pairs.append((value, value._replace(value="")))
        elif (isinstance(value, Text) and value.value) or isinstance(value, Listing) != isinstance(first, Listing):
            message = "list items and names stand side by side here"
            hint = 'begin all with "-", or none'
            problems.append(Problem("yaml-syntax", "error", message, value.at, hint))
    if isinstance(first, Mapping):
        return first._replace(pairs=unite(pairs, problems))
    nodes = tuple(node for value in entries if isinstance(value, Listing) for node in value.nodes)
    return first._replace(nodes=nodes)


def _parts(lines: list[str], path: str, problems: list[Problem]) -> Iterator[_EntryLines]:
    lines = list(lines)
    tops = _tops(lines, path, problems)
    if not tops:
        yield _EntryLines(lines, list(range(1, len(lines) + 1)))
        return
    for top, after in zip(tops, [*tops[1:], len(lines)], strict=True):
        body = [row for row in range(top + 1, after) if _content(lines[row])]
        starts = [top]
        if body and _BARE_KEY.fullmatch(lines[top]):
            indent = _entry_indent([indentation(lines[row]) for row in body])
            starts = [row for row in body if row == body[0] or indentation(lines[row]) <= indent]
            if not _DASH.match(lines[body[0]].lstrip(" ")):
                # the dashes of a list may stand as deep as its name
                starts = [
                    row for row in starts if not _DASH.match(lines[row].lstrip(" ")) or indentation(lines[row]) < indent
                ]
            problems += [_astray(row, lines, indent, path) for row in starts if indentation(lines[row]) != indent]
            if any(_DASH.match(lines[row].lstrip(" ")) for row in starts):
                for row in starts:
                    _space_after_dash(row, lines, path, problems)
        for start, end in zip(starts, [*starts[1:], after], strict=True):
            rows = [top, *range(max(start, top + 1), end)]
            yield _EntryLines([lines[row] for row in rows], [row + 1 for row in rows])


def _tops(lines: list[str], path: str, problems: list[Problem]) -> list[int]:
    """The rows of the names at the top level; lines astray there are moved there if they are names, else blanked."""
    tops: list[int] = []
    content = [row for row, line in enumerate(lines) if _content(line)]
    if all(indentation(lines[row]) or _DASH.match(lines[row]) for row in content):
        return []
    listed = -1
    for before, row in zip([-1, *content], content, strict=False):
        line = lines[row]
        if tops and before == tops[-1]:
            listed = indentation(line) if _DASH.match(line.lstrip(" ")) else -1
        if _DASH.match(line.lstrip(" ")):
            continue
        if not indentation(line):
            if not tops or _NAME_OR_BRACKET.match(line) or " " not in line.strip():
                tops.append(row)
                continue
            message = f'"{line.strip()[:40]}" has no colon after it'
            problems.append(Problem("yaml-syntax", "error", message, Span(path, row + 1), "write name: value"))
            lines[row] = ""
        elif _NAME_OR_BRACKET.match(line.lstrip(" ")) and (not tops or indentation(line) <= listed):
            problems.append(_astray(row, lines, 0, path))
            lines[row] = line.lstrip(" ")
            tops.append(row)
    return tops


def _space_after_dash(row: int, lines: list[str], path: str, problems: list[Problem]) -> None:
    """Insert the space that is missing in a line such as "-theme: x" among the items of a list."""
    indent = indentation(lines[row])
    if re.match(r"-[^\s-]", lines[row][indent:]):
        at = Span(path, row + 1, indent + 1)
        message, hint = 'a space is missing after "-"', "write - and a space"
        problems.append(Problem("yaml-syntax", "error", message, at, hint))
        lines[row] = f"{lines[row][: indent + 1]} {lines[row][indent + 1 :]}"


def _astray(row: int, lines: list[str], indent: int, path: str) -> Problem:
    depth = indentation(lines[row])
    message = f"this line is indented by {depth}, its neighbours by {indent}"
    hint = "lines that belong together begin in the same column"
    return Problem("yaml-syntax", "error", message, Span(path, row + 1, depth + 1), hint)


def _entry_indent(indents: list[int]) -> int:
    """The indentation of the entries of a block, of which one, even the first, may be out of line."""
    first, second = indents[0], indents[1] if len(indents) > 1 else 0
    counts = Counter(indents)
    between = [indent for indent in counts if first < indent < second and counts[indent] > counts[first]]
    return min(between or (indent for indent in counts if indent <= first and counts[indent] > 1), default=first)


def _read_part(part: _EntryLines, path: str, veil: str, hidden: dict[int, str], problems: list[Problem]) -> Node | None:
    lines = part.lines
    for attempt in range(_TRIES + 1):
        text = "\n".join(lines)
        place = 0, 0
        try:
            root, doubts, _ = compose(text, Source(text, path, part.numbers), hidden)
        except yaml.MarkedYAMLError as error:
            fault = explain(error, lines, veil)
            if error.problem_mark:
                place = error.problem_mark.line, error.problem_mark.column
        else:
            row = next((row for row, line in enumerate(lines) if _content(line)), 0)
            if not (isinstance(root, Text) and root.value and _content(lines[row])):
                problems += doubts
                return root
            fault = no_colon(lines, row, veil)
        at = Span(path, part.numbers[fault.row], fault.column + 1)
        message, hint = fault.message.translate(hidden), fault.hint.translate(hidden)
        problem = Problem("yaml-syntax", "error", message, at, hint)
        if problem not in problems[-1:]:
            problems.append(problem)
        ways = (fault.mended, fault.blanked) if attempt < _TRIES and len(lines) < _LONG_PART else ()
        lines = _best(ways, fault.row, place) or _cut_at_row(lines, fault.row, part.numbers, path, problems)
    return None


def _best(ways: Iterable[list[list[str]]], row: int, place: tuple[int, int]) -> list[str]:
    """The mended lines with which the parser gets farthest: beyond the faulty row, and not to the same place again."""
    for candidates in ways:
        best: list[str] = []
        reached = row
        for candidate in candidates:
            fault = first_fault(candidate)
            if fault is None or fault.problem_mark is None:
                return candidate
            mark = fault.problem_mark
            if mark.line > reached and (mark.line, mark.column) != place:
                best, reached = candidate, mark.line
        if best:
            return best
    return []


def _cut_at_row(lines: list[str], row: int, numbers: list[int], path: str, problems: list[Problem]) -> list[str]:
    """The lines before a row that nothing could mend; that those after it are not read becomes a problem."""
    lost = [number for number, line in zip(numbers[row + 1 :], lines[row + 1 :], strict=True) if _content(line)]
    if lost:
        message = f"lines {lost[0]} to {lost[-1]} are not read" if len(lost) > 1 else "this line is not read"
        hint = f"put right line {numbers[row]} first"
        problems.append(Problem("yaml-syntax", "error", message, Span(path, lost[0]), hint))
    return [*lines[:row], *[""] * (len(lines) - row)]


def _content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")
