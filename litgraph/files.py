"""Files as litgraph reads and writes them: stamps, digests, encodings, and writing a file whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from litgraph.errors import BAD_INPUT, LitgraphError

if TYPE_CHECKING:
    from collections.abc import Callable

    from litgraph.model import Harvest, Problem

__all__ = [
    "UNREADABLE",
    "EncodingFault",
    "Folder",
    "MergeConflict",
    "Stamp",
    "blank_conflicts",
    "decode",
    "decode_utf8",
    "digest",
    "find_conflicts",
    "parse_source",
    "printable_path",
    "read_source",
    "write_bytes",
    "write_text",
]

# os.path, not pathlib, in what every question runs through: importing pathlib costs as much as the question.
Folder = str | os.PathLike[str]
UNREADABLE = -1  # the size of a file that cannot be read


class Stamp(NamedTuple):
    """The size and time of a source file, by which a change shows without reading it."""

    path: str
    size: int
    mtime_ns: int


def printable_path(path: str) -> str:
    """The path as text that can be printed: bytes of a file name that are no letters become question marks."""
    return path.encode("utf-8", "replace").decode()


def digest(path: str) -> str:
    """The SHA-256 of a file's bytes, or "" where it cannot be read."""
    import hashlib  # loads a shared library, which a question to an index that is up to date does not need

    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def write_text(path: Folder, text: str) -> None:
    """Write a whole text file or nothing, as UTF-8 with its line ends as they are: see `write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Folder, content: bytes) -> None:
    """Write a whole file or nothing: a reader sees the old content or the new, never a part.

    A symbolic link is followed, the file's mode kept. What is no regular file (a pipe, a device) is written directly.
    """
    import errno

    from litgraph.unfinished import make_unfinished_file

    target = os.path.realpath(path)
    if os.path.exists(target) and not os.path.isfile(target):
        with open(target, "wb") as file:
            file.write(content)
        return
    folder = os.path.dirname(target)
    os.makedirs(folder, exist_ok=True)
    if not os.access(target if os.path.exists(target) else folder, os.W_OK):
        raise PermissionError(errno.EACCES, "it may not be written", target)
    with make_unfinished_file(folder) as (handle, beside):
        with open(handle, "wb", closefd=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, os.stat(target).st_mode & 0o7777 if os.path.exists(target) else 0o666 & ~_umask())
        os.replace(beside, target)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class EncodingFault(NamedTuple):
    """What shows that bytes are not UTF-8, at which line and column (from 1), and what to do about it.

    `encoding` is the one that they are decoded by instead; where some of them are UTF-8 and stay so, `lines` are the
    lines of those that are not.
    """

    message: str
    encoding: str
    line: int
    column: int
    hint: str
    lines: tuple[int, ...] = ()

    @property
    def is_utf_16(self) -> bool:
        return self.encoding.startswith("utf-16")


def decode(raw: bytes, declared: str = "") -> tuple[str, EncodingFault | None]:
    """Decode bytes that should be UTF-8; others are decoded as UTF-16 or by a legacy encoding, and have a fault.

    What is UTF-8 beside other bytes stays so, unless the file names another encoding, in its own way (`declared`) or by
    a comment. A byte order mark of UTF-8 stays in the text.
    """
    has_mark = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    even, odd = (raw[start:10_000:2].count(0) for start in (0, 1))
    # Without a mark, UTF-16 looks like ASCII letters with a zero before or after each.
    if has_mark or max(even, odd) > max(len(raw[:10_000]) // 8, 4 * min(even, odd)):
        encoding = "utf-16" if has_mark else "utf-16-be" if even > odd else "utf-16-le"
        hint = f"save it as UTF-8 in an editor, or: iconv -f {encoding.upper()} -t UTF-8 OLD > NEW"
        return raw.decode(encoding, "replace"), EncodingFault("looks like UTF-16", encoding, 1, 1, hint)
    try:
        return raw.decode("utf-8"), None
    except UnicodeDecodeError as error:
        lines = raw[: error.start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    text, encoding = _decode_legacy(raw, declared)
    hint = "save it as UTF-8, and look whether the letter at this place is right"
    if text:
        return text, EncodingFault("is not UTF-8", encoding, line, column, hint)
    text = raw.decode("utf-8", "surrogateescape")
    bad_lines = _list_lines_of_stray_bytes(text) if _holds_letters_of_utf_8(text) else ()
    letters = {0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0x100)}
    return text.translate(letters), EncodingFault("is not UTF-8", "cp1252", line, column, hint, bad_lines)


def _holds_letters_of_utf_8(text: str) -> bool:
    """Whether a text has letters that UTF-8 writes as several bytes beside bytes that are none (as surrogates)."""
    import re

    return re.search("[^\x00-\x7f\udc80-\udcff]", text) is not None


def _list_lines_of_stray_bytes(text: str) -> tuple[int, ...]:
    """The numbers of the lines of a text that have a byte that is not UTF-8 (as a surrogate)."""
    import re

    lines = re.split(r"\r\n|\r|\n", text)
    return tuple(number for number, line in enumerate(lines, 1) if re.search("[\udc80-\udcff]", line))


def _decode_legacy(raw: bytes, declared: str) -> tuple[str, str]:
    """The text by the encoding that is declared, perhaps by a comment at its beginning; "" where none is."""
    import codecs
    import re

    comment = re.search(rb"(?im)^[%#].{0,40}?coding[:=]\s*([\w-]+?)(?:-(?:unix|dos|mac))?\s", raw[:1000])
    if comment and not declared:
        declared = comment[1].decode("ascii", "replace")
    encoding = declared.replace("latin-", "latin")
    try:
        if encoding and codecs.lookup(encoding).name != "utf-8":
            return raw.decode(encoding), encoding
    except (LookupError, UnicodeDecodeError):
        pass
    return "", ""


class MergeConflict(NamedTuple):
    """A conflict that git left in a file: the line where it begins, and the last one, both counted from 1."""

    line: int
    last_line: int


_MARKERS = r"(?m)^\ufeff?(<{7}|>{7}|\|{7}|={7})(?: .*)?\r?$"


def find_conflicts(text: str) -> list[MergeConflict]:
    """The conflicts that git left in a text."""
    return [MergeConflict(lines[0], lines[-1]) for lines, _ in _list_conflicts(text)]


def blank_conflicts(text: str) -> str:
    """The text with spaces in the place of git's marks of conflicts, and of what stood there before both sides."""
    marked = {number for _, numbers in _list_conflicts(text) for number in numbers}
    if not marked:
        return text
    lines = text.split("\n")
    for number in marked:
        line = lines[number - 1]
        lines[number - 1] = " " * len(line.rstrip("\r")) + line[len(line.rstrip("\r")) :]
    return "\n".join(lines)


def _list_conflicts(text: str) -> list[tuple[list[int], list[int]]]:
    """The lines of each conflict: those of its marks, and these with those of the common version between both sides.

    A mark that is left alone is a conflict, too, but not a line of "=", which other texts may have.
    """
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return []
    import re

    conflicts: list[tuple[list[int], list[int]]] = []
    marks: list[tuple[str, int]] = []
    line, last = 1, 0
    for match in re.finditer(_MARKERS, text):
        line, last = line + text.count("\n", last, match.start()), match.start()
        mark = match[1][0]
        if mark == "<" and marks:
            conflicts.append(_close_conflict(marks))
            marks = []
        if mark == "=" and not marks:
            continue
        marks.append((mark, line))
        if mark == ">":
            conflicts.append(_close_conflict(marks))
            marks = []
    if marks:
        conflicts.append(_close_conflict(marks))
    return conflicts


def _close_conflict(marks: list[tuple[str, int]]) -> tuple[list[int], list[int]]:
    numbers = {number for _, number in marks}
    from itertools import pairwise

    for (mark, start), (_, end) in pairwise(marks):
        if mark == "|":
            numbers.update(range(start, end))
    return [number for _, number in marks], sorted(numbers)


def decode_utf8(raw: bytes, name: str, *, consequence: str = "", hint: str = "save it as UTF-8 first") -> str:
    """Decode a file that must be UTF-8; raises LitgraphError, with the line, where it is not or git left a conflict.

    `consequence` ends the message: what becomes of the file.
    """
    text, fault = decode(raw)
    if fault is None:
        if conflicts := find_conflicts(text):
            place = f"{name}:{conflicts[0].line}"
            message = f'"{name}" holds a conflict that git left ({place}){consequence}'
            raise LitgraphError(message, _CONFLICT_HINT, exit_code=BAD_INPUT)
        return text
    if fault.is_utf_16:
        raise LitgraphError(f'"{name}" {fault.message}{consequence}', fault.hint, exit_code=BAD_INPUT)
    message = f'"{name}" {fault.message} (line {fault.line}, column {fault.column}){consequence}'
    raise LitgraphError(message, hint, exit_code=BAD_INPUT)


def read_source(path: Folder, name: str) -> tuple[str, list[Problem]]:
    """Read a source file, whatever its encoding, and say what is wrong with it; `name` is its path in problems."""
    from litgraph.model import Problem, Span

    try:
        with open(path, "rb") as file:
            text, fault = decode(file.read())
    except OSError as error:
        message = f'"{name}" cannot be read: {error.strerror or type(error).__name__}'
        return "", [Problem("unreadable-file", "error", message, Span(name))]
    problems = [
        Problem(
            "merge-conflict", "error", f"git left a conflict here, up to line {last}", Span(name, line), _CONFLICT_HINT
        )
        for line, last in find_conflicts(text)
    ]
    if fault is not None:
        encoding = "that" if fault.is_utf_16 else fault.encoding.replace("cp125", "Windows-125")
        message = f'"{name}" {fault.message}; it is read as {encoding}'
        if fault.lines:
            message = f'"{name}" {fault.message} in {_name_lines(fault.lines)}; what is not, is read as {encoding}'
        place = Span(name, fault.line, fault.column)
        problems.append(Problem("wrong-encoding", "error", message, place, fault.hint))
    return blank_conflicts(text), problems


_CONFLICT_HINT = "choose one side, or unite both, and take out the lines of <<<<<<<, ======= and >>>>>>>"


def _name_lines(lines: tuple[int, ...]) -> str:
    """Lines as a problem names them: "line 3", "lines 3, 7 and 12", "lines 3, 7, ... and 90 more"."""
    shown = [str(line) for line in lines[:20]]
    if len(lines) > 20:
        return f"lines {', '.join(shown)} and {len(lines) - 20} more"
    return f"line {shown[0]}" if len(shown) == 1 else f"lines {', '.join(shown[:-1])} and {shown[-1]}"


def parse_source(path: Folder, name: str, parse: Callable[[str, str], Harvest]) -> Harvest:
    """Read a source file and `parse` its text; what is wrong with the file itself is among the problems.

    `parse` is given the text and `name`, the path of the file in problems.
    """
    from litgraph.model import Harvest

    text, problems = read_source(path, name)
    return parse(text, name) | Harvest(problems=frozenset(problems))
