"""A YAML parser's error in plain words, at the place where the mistake was made, with ways to mend it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml

from litgraph.yamltree.nodes import SECOND_DOCUMENT, TOO_DEEP, events
from litgraph.yamltree.tree import VEILED

__all__ = ["SyntaxFault", "explain", "first_fault", "indentation", "no_colon"]

_VALUE = re.compile(r"""\s*(?:-\s+)*(?:[^\s"'\[{][^:]*:\s+)?(?=["'\[{])""")
_NO_SPACE = re.compile(r"""(\s*(?:-\s+)*)([^\s"'#:\[{-][^\s"'#:]*):(?=[^\s/])""")
# Looked for in the whole of a line, so that a name has a bound.
_GLUED_VALUE = re.compile(r"""(?<![^\s"'#:\[{-])([^\s"'#:\[{-][^\s"'#:]{0,100}+):(?=[^\s/])""")
_BARE = re.compile(r":\s*(#.*)?$")
_GLUED_DASH = re.compile(r"\s*-[^\s-]")
_CLOSING = {"[": "]", "{": "}"}
_TO_QUOTE = "put the whole text in quotes"


class SyntaxFault(NamedTuple):
    """What is wrong in the syntax of some lines, and where; `row` and `column` count from 0.

    `mended` are the lines as they may have been meant, the likeliest first; `blanked` are those without what is wrong.
    """

    message: str
    hint: str
    row: int
    column: int
    mended: list[list[str]]
    blanked: list[list[str]]


def first_fault(lines: Sequence[str]) -> yaml.MarkedYAMLError | None:
    """The first error that the parser raises for these lines."""
    try:
        for _ in events("\n".join(lines)):
            pass
    except yaml.MarkedYAMLError as error:
        return error
    return None


def _reach(lines: list[str]) -> float:
    """The row of the first fault in these lines."""
    error = first_fault(lines)
    return error.problem_mark.line if error and error.problem_mark else float("inf")


def no_colon(lines: list[str], row: int, veil: str) -> SyntaxFault:
    """The fault of a line that should be a name with a value, and is not."""
    return _Lines(lines, veil).no_colon((row, indentation(lines[row])))


def explain(error: yaml.MarkedYAMLError, lines: list[str], veil: str) -> SyntaxFault:
    """The fault that made the parser raise `error`; `veil` holds a character to stand in for each of `VEILED`."""
    assert error.problem_mark is not None
    mark = error.problem_mark
    row, column = mark.line, mark.column
    while row > 0 and (row >= len(lines) or not lines[row].strip()):
        row -= 1
        column = len(lines[row])
    begin = (error.context_mark.line, error.context_mark.column) if error.context_mark else (row, column)
    begin = min(begin[0], len(lines) - 1), begin[1]
    problem, context = str(error.problem or ""), str(error.context or "")
    return _Lines(lines, veil).explain_error(problem, context, (row, column), begin)


class _Lines:
    """The lines around a fault, and ways to change them."""

    def __init__(self, lines: list[str], veil: str) -> None:
        self.lines = lines
        self.veil = veil

    def explain_error(self, problem: str, context: str, at: tuple[int, int], begin: tuple[int, int]) -> SyntaxFault:
        row, column = at
        character = self.character(at)
        if problem in (TOO_DEEP, SECOND_DOCUMENT):
            return SyntaxFault(problem, "a file of litgraph has few levels", row, column, [], [])
        if "escape" in problem or ("hexadecimal" in problem and "\\" in self.lines[row]):
            column = self.lines[row].rfind("\\", 0, column + 1) if "\\" in self.lines[row][: column + 1] else column
            message = f'"{self.lines[row][column : column + 2]}" in double quotes means nothing to YAML'
            return self.fault(message, "write \\\\ for a backslash, or use single quotes", (row, column), [self.hide])
        if "quoted scalar" in context:
            return self.unclosed_quote(begin)
        if "cannot start any token" in problem or "node content" in problem:
            if not character:
                return self.fault("something that was begun here is not closed", 'add the missing "]" or "}"', at, [])
            if character == ",":
                return self.fault("nothing stands before this comma", "delete it", at, [self.drop, self.hide])
            if character == "\t":
                return self.fault("YAML cannot read this tab", "put spaces in its place", at, [self.drop])
            message = f'a text cannot begin with "{character}"'
            return self.fault(message, _TO_QUOTE, at, [self.hide])
        if any(word in context for word in ("alias", "anchor", "tag", "block scalar", "directive")):
            message = f'"{self.character(begin)}" at the beginning of a text means something else to YAML'
            return self.fault(message, _TO_QUOTE, begin, [self.hide])
        if "mapping values" in problem:
            return self.second_colon(at)
        if "mapping keys" in problem:
            return self.fault('a text cannot begin with "?"', _TO_QUOTE, at, [self.hide])
        if "sequence entries" in problem:
            hint = "begin the list on the next line, or put the text in quotes"
            return self.fault('"-" begins a list, which cannot stand here', hint, at, [self.drop, self.hide])
        if "expected ':'" in problem:
            return self.no_colon(begin)
        if "flow" in context:
            return self.unclosed_bracket(begin, at)
        if "expected key" in problem or "block end" in problem or "'-'" in problem or "block" in context:
            return self.misplaced_line(at)
        return self.fault(f"this is not YAML: {problem}", "", at, [])

    def character(self, at: tuple[int, int]) -> str:
        return self.lines[at[0]][at[1] : at[1] + 1]

    def fault(self, message: str, hint: str, at: tuple[int, int], ways: list[Any]) -> SyntaxFault:
        mended = [way(at) for way in ways]
        return SyntaxFault(message, hint, *at, mended, [self.blank_row(at), self.blank_block(at)])

    def with_line(self, row: int, line: str) -> list[str]:
        return [*self.lines[:row], line, *self.lines[row + 1 :]]

    def hide(self, at: tuple[int, int]) -> list[str]:
        line = self.lines[at[0]]
        return self.with_line(at[0], line[: at[1]] + self.veil_character(line[at[1] : at[1] + 1]) + line[at[1] + 1 :])

    def veil_character(self, character: str) -> str:
        return self.veil[VEILED.find(character)] if character and character in VEILED else character

    def drop(self, at: tuple[int, int]) -> list[str]:
        line = self.lines[at[0]]
        return self.with_line(at[0], line[: at[1]] + " " + line[at[1] + 1 :])

    def blank_row(self, at: tuple[int, int]) -> list[str]:
        return self.with_line(at[0], "")

    def block_end(self, row: int) -> int:
        """The row after a line and after the lines that are indented deeper and follow it."""
        indent = indentation(self.lines[row])
        end = row + 1
        while end < len(self.lines) and (not self.lines[end].strip() or indentation(self.lines[end]) > indent):
            end += 1
        return end

    def blank_block(self, at: tuple[int, int]) -> list[str]:
        end = self.block_end(at[0])
        return [*self.lines[: at[0]], *[""] * (end - at[0]), *self.lines[end:]]

    def shift_rows(self, row: int, end: int, indent: int) -> list[str]:
        shift = indent - indentation(self.lines[row])
        moved = [_shift(line, shift) for line in self.lines[row:end]]
        return [*self.lines[:row], *moved, *self.lines[end:]]

    def unclosed_quote(self, at: tuple[int, int]) -> SyntaxFault:
        quote = self.character(at)
        message = f"the text that begins here with {quote} has no closing {quote}"
        return self.fault(message, f"add {quote} at its end", at, [self.close_with(quote), self.hide])

    def close_with(self, end: str) -> Any:
        return lambda at: self.with_line(at[0], self.lines[at[0]].rstrip() + end)

    def unclosed_bracket(self, begin: tuple[int, int], at: tuple[int, int]) -> SyntaxFault:
        closing = _CLOSING.get(self.character(begin), "]")
        if at[0] == begin[0] and self.character(at) and self.character(at) not in "]}":
            message = f'between brackets, a text with "{self.character(at)}" in it has to stand in quotes'
            if self.lines[at[0]][: at[1]].rstrip()[-1:] in ("'", '"'):
                message = "something follows after the closing quote, or a comma is missing"
            return self.fault(message, _TO_QUOTE, at, [self.close_with(closing), self.hide, self.only_outer(begin)])
        message = f'"{self.character(begin)}" is not closed, or a comma is missing after it'
        hint = f'add "{closing}" at its end, or put the text in quotes if no list is meant'
        return self.fault(message, hint, begin, [self.close_with(closing), self.hide])

    def only_outer(self, begin: tuple[int, int]) -> Any:
        """A way to read the brackets inside a pair of brackets as text."""
        line = self.lines[begin[0]]
        end = max(line.rfind("]"), line.rfind("}"))
        inner = re.sub(r"[\[\]{}]", lambda match: self.veil_character(match[0]), line[begin[1] + 1 : end])
        return lambda at: self.with_line(at[0], line[: begin[1] + 1] + inner + line[end:])

    def second_colon(self, at: tuple[int, int]) -> SyntaxFault:
        row, column = at
        before = self.lines[row][:column]
        name = re.sub(r"^(-\s+)+", "", before.strip())
        if re.search(r":\s", before):
            first = re.match(r"\s*(?:-\s+)*([^:]*):\s+", before)
            start = (row, first.end()) if first else at
            message = 'a text with ": " in it has to stand in quotes'
            value = self.lines[row][start[1] :].rstrip()
            hint = f"write '{value}'" if "'" not in value and " #" not in value and len(value) < 80 else _TO_QUOTE
            fault = self.fault(message, hint, start, [lambda _: self.hide_colons(at)])
            return fault
        previous = self.previous_row(row)
        above = self.lines[previous]
        if row and (not re.search(r":(\s|$)", above) or _GLUED_DASH.match(above)):
            return self.no_colon((previous, indentation(above)))
        indent = indentation(self.lines[row])
        siblings = [line for line in self.lines[row:] if line.strip() and indentation(line) == indent]
        before_value = re.match(r"\s*[^\s:-][^:]*:+\s+", above)
        if len(siblings) > 1 and indentation(above) < indent and before_value:
            message = f'"{above.strip()[:40]}" has a value, and names below it as well'
            without_value = self.with_line(previous, before_value[0].rstrip(": ") + ":")
            place = previous, before_value.end()
            return self.fault(message, "one of the two is too much", place, [lambda _: without_value])
        return self.out_of_line(row, f'"{name[:40]}" is indented too deep', [self.blank_row, lambda _: self.hide(at)])

    def out_of_line(self, row: int, message: str, ways: Sequence[Any] = ()) -> SyntaxFault:
        """The fault of a line that is indented wrongly, or of the dash above it."""
        hint = "lines that belong together begin in the same column"
        indent, previous = indentation(self.lines[row]), self.previous_row(row)
        ways_to_move = self.ways_to_move(row)
        dash = re.match(r" *(-\s+)+", self.lines[previous])
        if dash and indent != dash.end():
            indent_above = indentation(self.lines[previous])
            moved = self.shift_rows(previous, previous + 1, max(indent_above + indent - dash.end(), 0))
            if _reach(moved) > max((_reach(way(None)) for way in ways_to_move), default=0):
                message = "the line below belongs to this one, but does not begin where its text begins"
                return self.fault(message, hint, (previous, indent_above), [lambda _: moved])
        return self.fault(message, hint, (row, indent), [*ways_to_move, *ways])

    def hide_colons(self, at: tuple[int, int]) -> list[str]:
        line, mark, comment = self.lines[at[0]].partition(" #")
        value = re.sub(r":(?=\s|$)", self.veil_character(":"), line[at[1] :])
        return self.with_line(at[0], line[: at[1]] + value + mark + comment)

    def previous_row(self, row: int) -> int:
        return max((n for n in range(row) if self.lines[n].strip()), default=0)

    def add_space(self, at: tuple[int, int]) -> list[str]:
        line = _GLUED_VALUE.sub(r"\1: ", self.lines[at[0]], count=1)
        return self.with_line(at[0], re.sub(r"^(\s*)-(?=[^\s-])", r"\1- ", line))

    def no_colon(self, at: tuple[int, int]) -> SyntaxFault:
        line = self.lines[at[0]]
        if re.search(r":\s", line) and (opening := _VALUE.match(line)) and opening.end() > at[1]:
            return self.closed_early(at)
        ways = [self.add_space, self.close_with(":")]
        if _GLUED_DASH.match(line):
            return self.fault('a space is missing after "-"', "write - and a space", at, ways)
        if match := _NO_SPACE.match(line):
            name = match[2]
            return self.fault(f'a space is missing after "{name}:"', f"write {name}: and a space", at, ways)
        name = re.sub(r"^(-\s+)+", "", line.strip())
        return self.fault(f'"{name[:40]}" has no colon after it', "write name: value", at, ways[::-1])

    def ways_to_move(self, row: int) -> list[Any]:
        """Ways to move a line, with those below it or alone, to where earlier lines begin; the nearest first."""
        indent = indentation(self.lines[row])
        columns = {indent}
        for line in filter(str.strip, self.lines[:row]):
            columns |= {indentation(line), len(line) - len(line.lstrip(" -"))}
        if _BARE.search(self.lines[0]):
            columns.discard(0)
        nearest = sorted(columns - {indent}, key=lambda column: (abs(column - indent), -column))[:3]
        ends = sorted({self.block_end(row), row + 1}, reverse=True)
        return [lambda _, c=column, e=end: self.shift_rows(row, e, c) for column in nearest for end in ends]

    def misplaced_line(self, at: tuple[int, int]) -> SyntaxFault:
        row, column = at
        if quoted := self.find_run_over(row, column):
            return self.unclosed_quote(quoted)
        if column > indentation(self.lines[row]):
            return self.closed_early(at)
        for candidate in (row, self.previous_row(row)):
            if _GLUED_DASH.match(self.lines[candidate]):
                return self.no_colon((candidate, indentation(self.lines[candidate])))
        return self.out_of_line(row, "this line is indented unlike the lines that it belongs to")

    def closed_early(self, at: tuple[int, int]) -> SyntaxFault:
        opening = _VALUE.match(self.lines[at[0]])
        start = (at[0], opening.end()) if opening else at
        sign = self.character(start)
        message = f"something follows after the closing {_CLOSING.get(sign, sign)}"
        hint = "put the whole text in quotes; quotes of the other kind may stand inside"
        return self.fault(message, hint, start, [self.hide])

    def find_run_over(self, row: int, column: int) -> tuple[int, int] | None:
        """Where a quoted text begins that ends in this row, but began in an earlier one."""
        try:
            for event in events("\n".join(self.lines)):
                if isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"'):
                    start: Any = event.start_mark
                    end: Any = event.end_mark
                    if start.line < end.line == row and end.column <= column:
                        return start.line, start.column
        except yaml.YAMLError:
            pass
        return None


def indentation(line: str) -> int:
    """The number of spaces at the beginning of a line."""
    return len(line) - len(line.lstrip(" "))


def _shift(line: str, shift: int) -> str:
    return " " * shift + line if shift >= 0 else line[min(-shift, indentation(line)) :]
