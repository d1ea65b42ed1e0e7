"""The entries and fields of a BibTeX file, each with its exact place.

bibtexparser splits the file. Entries that it cannot split, and those with a value that is more than one braced, quoted
or bare word, are read here a second time, leniently: a broken entry still gives its key and whatever else of it can be
understood, and every complaint can point at the character that is wrong.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from bibtexparser import model as bib
from bibtexparser.splitter import Splitter

from litgraph.model import Level, Problem, Span

__all__ = ["Block", "Complaints", "Field", "Piece", "quiet", "scan"]


class Complaints:
    """Collects the problems of one file and turns offsets into lines and columns."""

    def __init__(self, text: str, path: str) -> None:
        self.problems: set[Problem] = set()
        self._path = path
        self._comparisons_left = 100_000
        self._lines = [0, *(m.end() for m in re.finditer("\n", text))]

    def span(self, offset: int) -> Span:
        """The place of a character of the text."""
        line = bisect_right(self._lines, offset)
        return Span(self._path, line, offset - self._lines[line - 1] + 1)

    def add(self, code: str, level: Level, message: str, offset: int, hint: str = "") -> None:
        """Note a problem at a character of the text."""
        self.problems.add(Problem(code, level, message, self.span(offset), hint))

    def similar(self, word: str, known: Collection[str]) -> str:
        """The known word that was probably meant, or ""; none any more once that has cost enough."""
        self._comparisons_left -= len(known)
        close = get_close_matches(word, known, 1, cutoff=0.7) if self._comparisons_left > 0 else []
        return close[0] if close else ""


class Piece(NamedTuple):
    """A part of a value: literal text, or the name of an abbreviation; "#" joins the parts."""

    text: str
    at: int
    is_name: bool = False


class Field(NamedTuple):
    """A field as written: its name in lower case and the pieces of its value."""

    name: str
    pieces: tuple[Piece, ...]
    at: int


@dataclass(slots=True)
class Block:
    """An entry, or an @string (`kind` is "string", the key empty)."""

    kind: str
    key: str
    at: int
    fields: list[Field] = field(default_factory=list)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries from writing to stderr what is reported as problems anyway."""
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
_LATER_FIELD = re.compile(r"[\n,][ \t]*+(?=[A-Za-z][\w+:-]*+[ \t]*+=[ \t]*+(?:[{\"]|\w++[ \t]*+(?:,|$)))", re.M)
_FIELD_AT_END = re.compile(r"[\n,][ \t]*[A-Za-z][\w+:-]*[ \t]*=[ \t]*\Z")
_BRACE = re.compile(r"[{}]")
_BRACE_OR_QUOTE = re.compile(r"[{}\"]")
_QUOTE_BEFORE_END = re.compile(r"\"(?=\s*+(?:[,#})]|\Z))")
_BARE = re.compile(r"[^\s,{}\"#()=]++")
_GARBAGE_END = re.compile(r"[{},)\n]")
_SPACE = re.compile(r"(?:\s++|%.*+)*+")
_SEPARATOR = re.compile(r"(?:[\s,]++|%.*+)*+")
_ABBREVIATION = re.compile(r"[^\W\d][^\s{}\"#%,=()]*+")


def scan(text: str, complaints: Complaints) -> Iterator[Block]:
    """The entries and @strings of a file in their order; what is wrong goes to `complaints`."""
    splits = list(_split(text))
    outside = 0
    for index, (start, end, found) in enumerate(splits):
        following = splits[index + 1][0] if index + 1 < len(splits) else len(text)
        _check_outside(text, outside, start, complaints)
        head = _HEAD.match(text, start)
        if head is None or head[1].lower() in ("comment", "preamble"):
            outside = end if found else following
            continue
        block = _as_split(text, head, end, found) if isinstance(found, bib.Entry) else None
        if block is None:
            block, end = _reread(text, head, end if found else following, complaints)
        if block.kind != "string" and text[end - 1] == "}" and _GOES_ON.match(text, end, following):
            complaints.add(
                "bib-syntax",
                "error",
                f'this brace ends the entry "{block.key}", but more fields follow',
                end - 1,
                "there is one closing brace too many, at this place or before",
            )
            reader = _Reader(text, following, "}")
            end, _ = reader.fields(block, end)
            reader.report(complaints)
        outside = end
        yield block
    _check_outside(text, outside, len(text), complaints)


# What must not count as the start of a block: an "@" in a commented line, in a word (an e-mail address), or before a
# parenthesis that opens no entry. And the other way round, BibTeX allows space between "@", type and brace.
_COMMENT_LINE = re.compile(r"^[ \t]*+%.*", re.M)
_NO_START = re.compile(r"(?<=[^\s})])@|@(?=\w*+[ \t]*+\((?!\s*+[^\s,(){}=\"]++\s*+[,=]))")
_APART = re.compile(r"^([ \t]*+)@(\s*+)(\w++)(\s*+)(?=[{(])", re.M)
_LINE_START = re.compile(r"(?:^|[\n})])[ \t]*\Z")


def _split(text: str) -> Iterator[tuple[int, int, bib.Block | None]]:
    """Start, end and content of each block as bibtexparser sees it; no content where it gave up."""
    # The replacements keep every length, so that places in `masked` are places in `text`.
    masked = _COMMENT_LINE.sub(lambda m: m[0].replace("@", " "), text)
    masked = _NO_START.sub(" ", masked)
    masked = _APART.sub(lambda m: f"{m[1]}@{m[3]}" + " " * (len(m[2]) + len(m[4])), masked)
    with quiet():
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


def _as_split(text: str, head: re.Match[str], end: int, entry: bib.Entry) -> Block | None:
    """The entry with the place of each field, or None if any of it needs a closer look."""
    key = _KEY.match(text, head.end())
    if key is None or key[1].strip() != entry.key:
        return None
    block = Block(head[1].lower(), entry.key, head.start())
    at = key.end()
    for split in entry.fields:
        at = _after(_SEPARATOR, text, at)
        name = _ASSIGNMENT.match(text, at)
        if name is None or not text.startswith(split.key, at) or not split.value:
            return None
        piece = _piece(text, name.end(), name.end() + len(split.value))
        if piece is None:
            return None
        block.fields.append(Field(split.key.lower(), (piece,), at))
        at = name.end() + len(split.value)
    return block if _after(_SEPARATOR, text, at) == end - 1 else None


def _piece(text: str, start: int, end: int) -> Piece | None:
    """The value between two places if it is a single braced, quoted or bare word."""
    if text[start] == "{":
        return Piece(text[start + 1 : end - 1], start + 1) if _closing_brace(text, start, end) == end - 1 else None
    if text[start] == '"':
        return Piece(text[start + 1 : end - 1], start + 1) if _closing_quote(text, start, end) == end - 1 else None
    word = text[start:end]
    if word.isdecimal():
        return Piece(word, start)
    return Piece(word, start, True) if _ABBREVIATION.fullmatch(word) else None


def _after(pattern: re.Pattern[str], text: str, at: int, limit: int | None = None) -> int:
    found = pattern.match(text, at, len(text) if limit is None else limit)
    return found.end() if found else at


def _closing_brace(text: str, start: int, limit: int) -> int | None:
    """Where the brace at `start` is closed; as in BibTeX, a backslash does not hide a brace."""
    depth = 0
    for brace in _BRACE.finditer(text, start, limit):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.start()
    return None


def _closing_quote(text: str, start: int, limit: int) -> int | None:
    """Where the quotation mark at `start` is closed: at the first one outside braces."""
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
    """Read an entry leniently, and once more with less trust in its braces if it does not end."""
    close = "}" if head[2] == "{" else ")"
    reader = _Reader(text, limit, close)
    block, end, closed = reader.block(head)
    if not closed:
        reader = _Reader(text, limit, close, careful=True)
        block, end, _ = reader.block(head)
        if not reader.unclosed:
            reader.note(
                "bib-syntax",
                f'the entry "{block.key}" has no closing "{close}"' if block.key else f'no closing "{close}"',
                head.start(),
                "look at the end of this entry: a brace is missing there or in one of its values",
            )
    reader.report(complaints)
    return block, end


class _Reader:
    """Reads the inside of one entry up to `limit`; `careful` ends a value where a new field seems to begin in it."""

    def __init__(self, text: str, limit: int, close: str, careful: bool = False) -> None:
        self.text, self.limit, self.close, self.careful = text, limit, close, careful
        self.unclosed = False
        self._next_field_at = -1
        self._notes: list[tuple[str, str, int, str]] = []

    def note(self, code: str, message: str, at: int, hint: str) -> None:
        self._notes.append((code, message, at, hint))

    def report(self, complaints: Complaints) -> None:
        for code, message, at, hint in self._notes:
            complaints.add(code, "error", message, at, hint)

    def block(self, head: re.Match[str]) -> tuple[Block, int, bool]:
        """The entry, where it ends, and whether it was closed there."""
        block = Block(head[1].lower(), "", head.start())
        at = head.end()
        if block.kind != "string":
            block.key, at = self._key(at)
        end, closed = self.fields(block, at)
        return block, end, closed

    def _key(self, start: int) -> tuple[str, int]:
        found = _KEY.match(self.text, start, self.limit)
        assert found  # the pattern matches the empty string
        key, at = found[1].rstrip(), found.end()
        if at < self.limit and self.text[at] == "=":
            # What stands before "=" is the name of the first field, and the key the word before it, if any.
            words = key.split()
            at = self.text.rindex(words[-1], found.start(1), at) if words else at
            key = self.text[found.start(1) : at].rstrip()
        else:
            at = _after(_SPACE, self.text, at, self.limit)
            if at >= self.limit or self.text[at] in ("," + self.close):
                return key, at
        if key:
            self._note_missing_comma(f'the key "{key}"', found.start(1) + len(key))
        return key, at

    def fields(self, block: Block, at: int) -> tuple[int, bool]:
        """Read fields into the block; where they end, and whether the closing brace was met there."""
        while True:
            at = _after(_SEPARATOR, self.text, at, self.limit)
            if at >= self.limit:
                return at, False
            if self.text[at] == self.close:
                return at + 1, True
            name = _ASSIGNMENT.match(self.text, at, self.limit)
            if name:
                word = name[0].rstrip()[:-1].rstrip()
                pieces, end = self._value(word, name.end())
                block.fields.append(Field(word.lower(), pieces, at))
            else:
                end = self._garbage(at)
                lost = _shortened(self.text[at:end])
                self.note("bib-syntax", f"not a field: {lost}", at, "a field is written: name = {value},")
            at = end

    def _value(self, name: str, at: int) -> tuple[tuple[Piece, ...], int]:
        pieces: list[Piece] = []
        is_bare = False
        while True:
            at = _after(_SPACE, self.text, at, self.limit)
            if at >= self.limit or self.text[at] in ("," + self.close):
                self.note("bib-syntax", f'"{name}" has no value', at, f"write it in braces: {name} = {{...}},")
                return tuple(pieces), at
            is_bare = self.text[at] not in '{"'
            piece, at, closed = self._bare(at) if is_bare else self._enclosed(at)
            pieces.append(piece)
            if not closed:
                self.unclosed = True
                mark = self.text[piece.at - 1]
                self.note(
                    "bib-syntax",
                    f'the value of "{name}" is opened by {mark} here and never closed',
                    piece.at - 1,
                    "close it; until then it is read up to where the next field seems to begin",
                )
                return tuple(pieces), at
            end_of_piece, at = at, _after(_SPACE, self.text, at, self.limit)
            if at >= self.limit or self.text[at] in ("," + self.close):
                break
            if self.text[at] == "#":
                at += 1
            elif _ASSIGNMENT.match(self.text, at, self.limit):
                self._note_missing_comma(f'"{name}"', end_of_piece)
                break
            else:
                is_bare = is_bare and len(pieces) == 1
                end = self._garbage(at)
                if not is_bare:
                    message = f'after the value of "{name}" stands {_shortened(self.text[at:end])}'
                    self.note("bib-syntax", message, at, "put the whole value in braces")
                pieces[-1] = Piece(pieces[-1].text + self.text[end_of_piece:end].rstrip(), pieces[-1].at)
                at = end
                break
        last = pieces[-1]
        if is_bare and not last.text.isdecimal() and not _ABBREVIATION.fullmatch(last.text):
            hint = f"write: {name} = {{{_shortened(last.text)}}},"
            self.note("bib-syntax", f'the value of "{name}" stands without braces', last.at, hint)
        return tuple(pieces), at

    def _bare(self, at: int) -> tuple[Piece, int, bool]:
        end = max(_after(_BARE, self.text, at, self.limit), at + 1)
        word = self.text[at:end]
        return Piece(word, at, _ABBREVIATION.fullmatch(word) is not None), end, True

    def _enclosed(self, at: int) -> tuple[Piece, int, bool]:
        """A value in braces or quotation marks, and whether it was closed as it should be."""
        limit = self._next_field(at + 1) if self.careful else self.limit
        if self.text[at] == "{":
            end = _closing_brace(self.text, at, limit)
        else:
            end = _closing_quote(self.text, at, limit)
            if end is None and not self.careful:
                lone = _QUOTE_BEFORE_END.search(self.text, at + 1, limit)
                end = lone.start() if lone else None
            if end and (field_inside := _FIELD_AT_END.search(self.text, max(at + 1, end - 200), end)):
                limit, end = field_inside.start(), None
        if end is None:
            return Piece(self.text[at + 1 : limit].rstrip().rstrip(","), at + 1), limit, False
        return Piece(self.text[at + 1 : end], at + 1), end + 1, True

    def _next_field(self, at: int) -> int:
        """Where the next field seems to begin; found once for all the places before it."""
        if self._next_field_at < at:
            found = _LATER_FIELD.search(self.text, at, self.limit)
            self._next_field_at = found.start() if found else self.limit
        return self._next_field_at

    def _garbage(self, at: int) -> int:
        """The end of what makes no sense here: before the next comma, closing brace or line with a field."""
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
                at = _after(_SPACE, self.text, at, self.limit)
                if _ASSIGNMENT.match(self.text, at, self.limit):
                    return at
            else:
                at += 1
        return self.limit

    def _note_missing_comma(self, what: str, at: int) -> None:
        self.note("bib-missing-comma", f"a comma is missing after {what}", at, "put a comma at this place")


_LOST_ENTRY = re.compile(
    r"^[ \t]*+([A-Za-z]++[ \t]*+\{[ \t]*+[^\s,{}=]++[ \t]*+,|[A-Za-z][\w-]*+[ \t]*+=[ \t]*+[{\"])", re.M
)


def _check_outside(text: str, start: int, end: int, complaints: Complaints) -> None:
    """Text between entries is a comment by BibTeX's rules; complain only if it looks like an entry."""
    lost = _LOST_ENTRY.search(text, start, end) if end - start > 3 else None
    if lost:
        complaints.add(
            "text-outside-entry",
            "warning",
            f"this stands outside any entry, so it is not read: {_shortened(text[lost.start(1) : end])}",
            lost.start(1),
            'an entry begins with "@" and its type: @article{key,',
        )


def _shortened(text: str) -> str:
    words = " ".join(text[:200].split())
    return words if len(words) <= 40 else words[:39] + "…"
