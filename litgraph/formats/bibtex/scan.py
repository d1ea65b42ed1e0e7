"""The entries and fields of a BibTeX file, each with its exact place.

bibtexparser splits the file. An entry that it cannot split, or that has a value of more than one braced, quoted or bare
word, is read here a second time, leniently: a broken entry still gives its key and whatever else of it can be
understood, and every problem points at the character that is wrong.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from bibtexparser import model as bib
from bibtexparser.splitter import Splitter

from litgraph.model import Level, Problem, Span
from litgraph.nearest import nearest_names

__all__ = [
    "MOST_COMPARISONS",
    "Block",
    "Complaints",
    "Field",
    "SpellingHints",
    "ValuePart",
    "scan_blocks",
    "silence_libraries",
]


class Complaints:
    """The problems of one chunk of a file, each placed by the offset of a character in the chunk's text.

    `line` and `column` are where the chunk begins in the file.
    """

    __slots__ = ("_column", "_last", "_line", "_line_starts", "_path", "_text", "problems")

    def __init__(self, text: str, path: str, line: int = 1, column: int = 1) -> None:
        self.problems: set[Problem] = set()
        self._text, self._path, self._line, self._column = text, path, line, column
        self._line_starts: list[int] | None = None  # most chunks have no problem, and need none

    def span(self, offset: int) -> Span:
        """The line and column in the file of an offset in the chunk, both counted from 1.

        What is missing at the end of the chunk is placed after its last word, not where the next chunk begins.
        """
        if offset == 0:
            return Span(self._path, self._line, self._column)
        if self._line_starts is None:
            self._line_starts = [0, *(m.end() for m in re.finditer("\n", self._text))]
            self._last = len(self._text.rstrip())
        offset = min(offset, self._last)
        lines = bisect_right(self._line_starts, offset) - 1
        column = offset - self._line_starts[lines] + (1 if lines else self._column)
        return Span(self._path, self._line + lines, column)

    def add(
        self, code: str, level: Level, message: str, offset: int, hint: str = "", *, about: Span | None = None
    ) -> None:
        """Add a problem at an offset in the chunk; `about` is a second place that its message names."""
        self.problems.add(Problem(code, level, message, self.span(offset), hint, about))


MOST_COMPARISONS = 100_000


class SpellingHints:
    """Words like those that are not known, until 100,000 have been compared: more would hold up a long file."""

    def __init__(self) -> None:
        self._comparisons_left = MOST_COMPARISONS
        self._hints: dict[str, str] = {}

    def similar(self, word: str, *words: Collection[str]) -> str:
        """The one in `words`, which are the same in each call, that is most like `word`, or ""."""
        if word not in self._hints:
            self._comparisons_left -= sum(map(len, words))
            is_cheap = self._comparisons_left > 0
            self._hints[word] = "".join(nearest_names(word, sorted({*chain(*words)}), cutoff=70)) if is_cheap else ""
        return self._hints[word]


class ValuePart(NamedTuple):
    """A part of a value: literal text, or the name of an abbreviation (`is_name`); "#" joins the parts."""

    text: str
    at: int
    is_name: bool = False


class Field(NamedTuple):
    """A field as written: its name in lower case and the parts of its value."""

    name: str
    parts: tuple[ValuePart, ...]
    at: int


@dataclass(slots=True)
class Block:
    """An entry, or an @string (`kind` is "string", the key empty)."""

    kind: str
    key: str
    at: int
    fields: list[Field] = field(default_factory=list)


@contextmanager
def silence_libraries() -> Iterator[None]:
    """Keep the parsing libraries from writing to stderr what is reported as problems anyway."""
    loggers = [logging.getLogger(name) for name in ("bibtexparser", "pylatexenc")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


_HEAD = re.compile(r"@\s*(\w*)\s*([{(])")
_KEY = re.compile(r"\s*([^,={}\"#%\n]*)")
_NAME = re.compile(r"[^\s=,{}()\"#%]++")
_ASSIGNMENT = re.compile(_NAME.pattern + r"\s*+=\s*+")
_GOES_ON = re.compile(r"[\s,]*+" + _ASSIGNMENT.pattern + r"[{\"\w]")
_LATER_FIELD = re.compile(r"[\n,][ \t]*+(?=[A-Za-z][\w+:-]*+[ \t]*+=[ \t]*+(?:[{\"]|[\w.:+-]++[ \t]*+(?:,|$)))", re.M)
_FIELD_AT_END = re.compile(r"[\n,][ \t]*[A-Za-z][\w+:-]*[ \t]*=[ \t]*\Z")
_BRACE = re.compile(r"[{}]")
_BRACE_OR_QUOTE = re.compile(r"[{}\"]")
_QUOTE_BEFORE_END = re.compile(r"\"(?=\s*+(?:[,#})]|\Z))")
_BARE = re.compile(r"[^\s,{}\"#()=]++")
_GARBAGE_END = re.compile(r"[{},)\n]")
_SPACE = re.compile(r"(?:\s++|%.*+)*+")
_SEPARATOR = re.compile(r"(?:[\s,]++|%.*+)*+")
_ABBREVIATION = re.compile(r"[^\W\d][^\s{}\"#%,=()]*+")


def scan_blocks(text: str, complaints: Complaints) -> Iterator[Block]:
    """Yield the entries and @strings of a chunk in their order; what is wrong is added to `complaints`."""
    entry, end = _read_plain_entry(text)
    if entry is None:
        yield from _scan_any_blocks(_blank_comments(text, complaints), complaints)
    else:
        _check_outside(text, end, len(text), complaints)
        yield entry


_COMMENT = re.compile(r"(?m)^[ \t]*@\s*comment\s*(?=\{)", re.I)
_ENTRY_INSIDE = re.compile(r"(?m)^[ \t]*@\s*(?!string\b|preamble\b|comment\b)\w+\s*\{\s*([^\s,{}=\"]+)\s*,", re.I)


def _blank_comments(text: str, complaints: Complaints) -> str:
    """The text with spaces in the place of each @comment that has entries in it, of which it is complained."""
    at = 0
    while comment := _COMMENT.search(text, at):
        at = comment.end()
        end = _closing_brace(text, at, len(text))
        keys = [entry[1] for entry in _ENTRY_INSIDE.finditer(text, at, end)] if end else []
        if end and keys:
            shown = ", ".join(keys[:5]) + (f" and {len(keys) - 5} more" if len(keys) > 5 else "")
            message = f"what stands in this @comment is not read: {shown}"
            hint = "take the entries out of its braces if they are to be read"
            complaints.add("commented-entries", "info", message, text.index("@", comment.start()), hint)
            text = text[: comment.start()] + re.sub(r"[^\n]", " ", text[comment.start() : end + 1]) + text[end + 1 :]
            at = end
    return text


def _nest(letters: str, depth: int) -> str:
    """A pattern of what matches `letters` or stands in braces, in which braces are balanced up to a depth."""
    pattern = f"(?:{letters})*+"
    for _ in range(depth):
        pattern = rf"(?:{letters}|\{{{pattern}\}})*+"
    return pattern


# An entry that every parser understands alike: single commas separate its fields, values are braced, quoted or bare
# words or several joined by "#", braces are balanced, and no backslash stands before one.
_PLAIN_HEAD = re.compile(r"@(\w++)\{\s*+([^\s,={}\"#%\\]++)\s*+,")
_IN_BRACES = _nest(r"[^{}\\]++|\\(?![{}])", 5)
_IN_QUOTES = r"(?:[^{}\"\\]++|\\(?![{}\"])|\{" + _nest(r"[^{}\"\\]++|\\(?![{}])\"?+", 5) + r"\})*+"
_VALUE = rf"\s*+(?:\{{({_IN_BRACES})\}}|\"({_IN_QUOTES})\"|(\d++)|([^\W\d][^\s{{}}\"#%,=()\\]*+))\s*+(?:[,#]|(?=\}}))"
_PLAIN_FIELD = re.compile(r"\s*+([^\s=,{}()\"#%@\\]++)\s*+=" + _VALUE)
_PLAIN_JOINED = re.compile("()" + _VALUE)  # its groups have the numbers of those of _PLAIN_FIELD
_BARE_WORD = 5  # the group that is the name of an abbreviation
_PLAIN_END = re.compile(r"\s*+\}")


def _read_plain_entry(text: str) -> tuple[Block | None, int]:
    """The entry that a chunk begins with and the offset of its end; None where it needs a closer look."""
    head = _PLAIN_HEAD.match(text)
    if head is None or head[1].lower() in _NO_ENTRIES or _BLOCK_START.search(text, 1):
        return None, 0
    block = Block(head[1].lower(), head[2], 0)
    at = head.end()
    while field := _PLAIN_FIELD.match(text, at):
        at, group = field.end(), field.lastindex or 0
        parts = [ValuePart(field[group], field.start(group), group == _BARE_WORD)]
        while text[at - 1] == "#":
            value = _PLAIN_JOINED.match(text, at)
            if value is None:
                return None, 0
            at, group = value.end(), value.lastindex or 0
            parts.append(ValuePart(value[group], value.start(group), group == _BARE_WORD))
        block.fields.append(Field(field[1].lower(), tuple(parts), field.start(1)))
    close = _PLAIN_END.match(text, at)
    if close is None or _GOES_ON.match(text, close.end()):
        return None, 0
    return block, close.end()


def _scan_any_blocks(text: str, complaints: Complaints) -> Iterator[Block]:
    """Yield the blocks of any text as bibtexparser splits it, read leniently where it gives up."""
    splits = list(_split_blocks(text))
    outside = 0
    for index, (start, end, parsed) in enumerate(splits):
        following = splits[index + 1][0] if index + 1 < len(splits) else len(text)
        _check_outside(text, outside, start, complaints)
        head = _HEAD.match(text, start)
        if head is None or head[1].lower() in ("comment", "preamble"):
            outside = end if parsed else following
            continue
        block = _take_split(text, head, end, parsed) if isinstance(parsed, bib.Entry) else None
        if block is None:
            block, end = _reread(text, head, end if parsed else following, complaints)
        if block.kind != "string" and text[end - 1] == "}" and _GOES_ON.match(text, end, following):
            message = f'this brace ends the entry "{block.key}", but more fields follow'
            hint = "there is one closing brace too many, at this place or before"
            complaints.add("bib-syntax", "error", message, end - 1, hint)
            reader = _LenientReader(text, following, "}")
            end, _ = reader.read_fields(block, end)
            reader.report(complaints)
        outside = end
        yield block
    _check_outside(text, outside, len(text), complaints)


# An "@" starts no block in a commented line, in a word (an e-mail address), or before a parenthesis that opens no
# entry. On the other hand, BibTeX allows space between "@", type and brace.
_COMMENT_LINE = re.compile(r"^[ \t]*+%.*", re.M)
_BLOCK_START = re.compile(r"@\s*+\w*+\s*+[{(]")
_NO_ENTRIES = ("string", "preamble", "comment")
_NO_START = re.compile(r"(?<=[^\s})])@|@(?=\w*+[ \t]*+\((?!\s*+[^\s,(){}=\"]++\s*+[,=]))")
_APART = re.compile(r"^([ \t]*+)@(\s*+)(\w++)(\s*+)(?=[{(])", re.M)
_LINE_START = re.compile(r"(?:^|[\n})])[ \t]*\Z")


def _split_blocks(text: str) -> Iterator[tuple[int, int, bib.Block | None]]:
    """The start, end and content of each block that bibtexparser sees; the content is None where it gave up."""
    # The replacements keep every length, so that places in `masked` are places in `text`.
    masked = _COMMENT_LINE.sub(lambda m: m[0].replace("@", " "), text)
    masked = _NO_START.sub(" ", masked)
    masked = _APART.sub(lambda m: f"{m[1]}@{m[3]}" + " " * (len(m[2]) + len(m[4])), masked)
    with silence_libraries():
        blocks = Splitter(masked).split().blocks
    at = 0
    for block in blocks:
        if isinstance(block, bib.ImplicitComment) or not block.raw:
            continue
        start = masked.find(block.raw, at)
        if start < 0:
            continue
        inner: bib.Block | None = block
        if isinstance(block, bib.ParsingFailedBlock):
            inner = block.ignore_error_block
        end = start + len(block.raw)
        at = end if inner else start + 1
        if inner or _LINE_START.search(masked, max(0, start - 200), start):
            yield start, end, inner


def _take_split(text: str, head: re.Match[str], end: int, entry: bib.Entry) -> Block | None:
    """The entry that bibtexparser split, with the place of each field; None if any field needs a closer look."""
    key = _KEY.match(text, head.end())
    if key is None or key[1].strip() != entry.key:
        return None
    block = Block(head[1].lower(), entry.key, head.start())
    at = key.end()
    for split in entry.fields:
        at = _skip(_SEPARATOR, text, at)
        name = _ASSIGNMENT.match(text, at)
        if name is None or not text.startswith(split.key, at) or not split.value:
            return None
        part = _read_part(text, name.end(), name.end() + len(split.value))
        if part is None:
            return None
        block.fields.append(Field(split.key.lower(), (part,), at))
        at = name.end() + len(split.value)
    return block if _skip(_SEPARATOR, text, at) == end - 1 else None


def _read_part(text: str, start: int, end: int) -> ValuePart | None:
    """The value between two offsets if it is a single braced, quoted or bare word, else None."""
    if text[start] == "{":
        return ValuePart(text[start + 1 : end - 1], start + 1) if _closing_brace(text, start, end) == end - 1 else None
    if text[start] == '"':
        return ValuePart(text[start + 1 : end - 1], start + 1) if _closing_quote(text, start, end) == end - 1 else None
    word = text[start:end]
    if word.isdecimal():
        return ValuePart(word, start)
    return ValuePart(word, start, True) if _ABBREVIATION.fullmatch(word) else None


def _skip(pattern: re.Pattern[str], text: str, at: int, limit: int | None = None) -> int:
    match = pattern.match(text, at, len(text) if limit is None else limit)
    return match.end() if match else at


def _closing_brace(text: str, start: int, limit: int) -> int | None:
    """The offset at which the brace at `start` is closed; as in BibTeX, a backslash does not hide a brace."""
    depth = 0
    for brace in _BRACE.finditer(text, start, limit):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.start()
    return None


def _closing_quote(text: str, start: int, limit: int) -> int | None:
    """The offset at which the quotation mark at `start` is closed: that of the first one outside braces."""
    depth = 0
    for mark in _BRACE_OR_QUOTE.finditer(text, start + 1, limit):
        if mark[0] == '"':
            if depth == 0:
                return mark.start()
        else:
            depth += 1 if mark[0] == "{" else -1
            if depth < 0:
                return None
    return None


def _reread(text: str, head: re.Match[str], limit: int, complaints: Complaints) -> tuple[Block, int]:
    """Read an entry and its end leniently, and once more with less trust in its braces if it does not end."""
    close = "}" if head[2] == "{" else ")"
    reader = _LenientReader(text, limit, close)
    block, end, is_closed = reader.read_block(head)
    if not is_closed:
        reader = _LenientReader(text, limit, close, is_careful=True)
        block, end, _ = reader.read_block(head)
        if not reader.unclosed:
            message = f'the entry "{block.key}" has no closing "{close}"' if block.key else f'no closing "{close}"'
            hint = "look at the end of this entry: a brace is missing there or in one of its values"
            reader.note("bib-syntax", message, head.start(), hint)
    reader.report(complaints)
    return block, end


class _LenientReader:
    """Reads one entry up to `limit`; if `is_careful`, it ends a value where a new field seems to begin in it."""

    def __init__(self, text: str, limit: int, close: str, is_careful: bool = False) -> None:
        self.text, self.limit, self.close, self.is_careful = text, limit, close, is_careful
        self.unclosed = False
        self._next_field_at = -1
        self._notes: list[tuple[str, str, int, str]] = []

    def note(self, code: str, message: str, at: int, hint: str) -> None:
        self._notes.append((code, message, at, hint))

    def report(self, complaints: Complaints) -> None:
        for code, message, at, hint in self._notes:
            complaints.add(code, "error", message, at, hint)

    def read_block(self, head: re.Match[str]) -> tuple[Block, int, bool]:
        """The entry, the offset at which it ends, and whether it was closed there."""
        block = Block(head[1].lower(), "", head.start())
        at = head.end()
        if block.kind != "string":
            block.key, at = self._read_key(at)
        end, is_closed = self.read_fields(block, at)
        return block, end, is_closed

    def _read_key(self, start: int) -> tuple[str, int]:
        match = _KEY.match(self.text, start, self.limit)
        assert match  # the pattern matches the empty string
        key, at = match[1].rstrip(), match.end()
        if at < self.limit and self.text[at] == "=":
            # What stands before "=" is the name of the first field, and the key the word before it, if any.
            words = key.split()
            at = self.text.rindex(words[-1], match.start(1), at) if words else at
            key = self.text[match.start(1) : at].rstrip()
        else:
            at = _skip(_SPACE, self.text, at, self.limit)
            if at >= self.limit or self.text[at] in ("," + self.close):
                return key, at
        if key:
            self._note_missing_comma(f'the key "{key}"', match.start(1) + len(key))
        return key, at

    def read_fields(self, block: Block, at: int) -> tuple[int, bool]:
        """Read fields into the block; return the offset at which they end, and whether the entry is closed there."""
        while True:
            at = _skip(_SEPARATOR, self.text, at, self.limit)
            if at >= self.limit:
                return at, False
            if self.text[at] == self.close:
                return at + 1, True
            name = _ASSIGNMENT.match(self.text, at, self.limit)
            if name:
                word = name[0].rstrip()[:-1].rstrip()
                parts, end = self._read_value(word, name.end())
                block.fields.append(Field(word.lower(), parts, at))
            else:
                end = self._skip_garbage(at)
                lost = _shorten_text(self.text[at:end])
                self.note("bib-syntax", f"not a field: {lost}", at, "a field is written: name = {value},")
            at = end

    def _read_value(self, name: str, at: int) -> tuple[tuple[ValuePart, ...], int]:
        parts: list[ValuePart] = []
        is_bare = False
        while True:
            at = _skip(_SPACE, self.text, at, self.limit)
            if at >= self.limit or self.text[at] in ("," + self.close):
                self.note("bib-syntax", f'"{name}" has no value', at, f"write it in braces: {name} = {{...}},")
                return tuple(parts), at
            is_bare = self.text[at] not in '{"'
            part, at, is_closed = self._read_bare(at) if is_bare else self._read_enclosed(at)
            parts.append(part)
            if not is_closed:
                self.unclosed = True
                mark = self.text[part.at - 1]
                message = f'the value of "{name}" is opened by {mark} here and never closed'
                hint = "close it; until then it is read up to where the next field seems to begin"
                self.note("bib-syntax", message, part.at - 1, hint)
                return tuple(parts), at
            end_of_piece, at = at, _skip(_SPACE, self.text, at, self.limit)
            if at >= self.limit or self.text[at] in ("," + self.close):
                break
            if self.text[at] == "#":
                at += 1
            elif _ASSIGNMENT.match(self.text, at, self.limit):
                self._note_missing_comma(f'"{name}"', end_of_piece)
                break
            else:
                is_bare = is_bare and len(parts) == 1
                end = self._skip_garbage(at)
                if not is_bare:
                    message = f'after the value of "{name}" stands {_shorten_text(self.text[at:end])}'
                    self.note("bib-syntax", message, at, "put the whole value in braces")
                parts[-1] = ValuePart(parts[-1].text + self.text[end_of_piece:end].rstrip(), parts[-1].at)
                at = end
                break
        last = parts[-1]
        if is_bare and not last.text.isdecimal() and not _ABBREVIATION.fullmatch(last.text):
            hint = f"write: {name} = {{{_shorten_text(last.text)}}},"
            self.note("bib-syntax", f'the value of "{name}" stands without braces', last.at, hint)
        return tuple(parts), at

    def _read_bare(self, at: int) -> tuple[ValuePart, int, bool]:
        end = max(_skip(_BARE, self.text, at, self.limit), at + 1)
        word = self.text[at:end]
        return ValuePart(word, at, _ABBREVIATION.fullmatch(word) is not None), end, True

    def _read_enclosed(self, at: int) -> tuple[ValuePart, int, bool]:
        """A value in braces or quotation marks, the offset after it, and whether it was closed."""
        limit = self._find_next_field(at + 1) if self.is_careful else self.limit
        if self.text[at] == "{":
            end = _closing_brace(self.text, at, limit)
        else:
            end = _closing_quote(self.text, at, limit)
            if end is None and not self.is_careful:
                lone = _QUOTE_BEFORE_END.search(self.text, at + 1, limit)
                end = lone.start() if lone else None
            if end and (field_inside := _FIELD_AT_END.search(self.text, max(at + 1, end - 200), end)):
                limit, end = field_inside.start(), None
        if end is None:
            return ValuePart(self.text[at + 1 : limit].rstrip().rstrip(","), at + 1), limit, False
        return ValuePart(self.text[at + 1 : end], at + 1), end + 1, True

    def _find_next_field(self, at: int) -> int:
        """The offset at which the next field seems to begin; it is kept for all the places before it."""
        if self._next_field_at < at:
            field = _LATER_FIELD.search(self.text, at, self.limit)
            self._next_field_at = field.start() if field else self.limit
        return self._next_field_at

    def _skip_garbage(self, at: int) -> int:
        """The end of a text that is no field: the offset of the next comma, closing brace or line with a field."""
        while at < self.limit:
            mark = _GARBAGE_END.search(self.text, at, self.limit)
            if mark is None:
                break
            at = mark.start()
            if mark[0] in ("," + self.close):
                return at
            if mark[0] == "{":
                closing = _closing_brace(self.text, at, self.limit)
                if closing is None:
                    break
                at = closing + 1
            elif mark[0] == "\n":
                at = _skip(_SPACE, self.text, at, self.limit)
                if _ASSIGNMENT.match(self.text, at, self.limit):
                    return at
            else:
                at += 1
        return self.limit

    def _note_missing_comma(self, subject: str, at: int) -> None:
        self.note("bib-missing-comma", f"a comma is missing after {subject}", at, "put a comma at this place")


_LOST_ENTRY = re.compile(
    r"^[ \t]*+([A-Za-z]++[ \t]*+\{[ \t]*+[^\s,{}=]++[ \t]*+,|[A-Za-z][\w-]*+[ \t]*+=[ \t]*+[{\"])", re.M
)


def _check_outside(text: str, start: int, end: int, complaints: Complaints) -> None:
    """Complain of text between entries, a comment by BibTeX's rules, if it looks like an entry."""
    lost = _LOST_ENTRY.search(text, start, end) if end - start > 3 else None
    if lost:
        message = f"this stands outside any entry, so it is not read: {_shorten_text(text[lost.start(1) : end])}"
        hint = 'an entry begins with "@" and its type: @article{key,'
        complaints.add("text-outside-entry", "warning", message, lost.start(1), hint)


def _shorten_text(text: str) -> str:
    words = " ".join(text[:200].split())
    return words if len(words) <= 40 else words[:39] + "…"
