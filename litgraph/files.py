"""Files as litgraph reads and writes them: stamps, digests, encodings, and writing a file whole or not at all."""

from __future__ import annotations

import os
from typing import NamedTuple

from litgraph.errors import LitgraphError

__all__ = [
    "UNREADABLE",
    "Folder",
    "Stamp",
    "decode_utf8",
    "digest",
    "printable_path",
    "utf_16",
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
    import tempfile

    target = os.path.realpath(path)
    if os.path.exists(target) and not os.path.isfile(target):
        with open(target, "wb") as file:
            file.write(content)
        return
    folder = os.path.dirname(target)
    os.makedirs(folder, exist_ok=True)
    if not os.access(target if os.path.exists(target) else folder, os.W_OK):
        raise PermissionError(errno.EACCES, "it may not be written", target)
    handle, beside = tempfile.mkstemp(".part", f".{os.path.basename(target)}.", os.path.dirname(target))
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, os.stat(target).st_mode & 0o7777 if os.path.exists(target) else 0o666 & ~_umask())
        os.replace(beside, target)
    except BaseException:
        os.unlink(beside)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def utf_16(raw: bytes) -> tuple[str, str]:
    """The text of bytes that are or look like UTF-16, and what to do about it; two empty texts for any others.

    Without a mark at the beginning it looks like ASCII letters with a zero before or after each.
    """
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    first, second = (raw[start:10_000:2].count(0) for start in (0, 1))
    if not marked and max(first, second) <= max(len(raw[:10_000]) // 8, 4 * min(first, second)):
        return "", ""
    encoding = "utf-16" if marked else "utf-16-be" if first > second else "utf-16-le"
    hint = f"save it as UTF-8 in an editor, or: iconv -f {encoding.upper()} -t UTF-8 OLD > NEW"
    return raw.decode(encoding, "replace"), hint


def decode_utf8(raw: bytes, name: str, *, so: str = "", hint: str = "save it as UTF-8 first") -> str:
    """The text of a file that must be UTF-8; raises LitgraphError, with the line, where it is not.

    `so` ends the message: what follows from that for the file.
    """
    _, utf_16_hint = utf_16(raw)
    if utf_16_hint:
        raise LitgraphError(f'"{name}" looks like UTF-16{so}', utf_16_hint, exit_code=4)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise LitgraphError(f'"{name}" is not UTF-8 (line {line}){so}', hint, exit_code=4) from None
