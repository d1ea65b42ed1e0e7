"""The folder of a knowledge base: where it is, which files it has, and how a file is written safely."""

from __future__ import annotations

import os
from typing import NamedTuple

__all__ = [
    "BIB",
    "CODEBOOK",
    "INDEX",
    "READINGS",
    "UNREADABLE",
    "VERSION",
    "Folder",
    "LitgraphError",
    "Stamp",
    "digest",
    "find_root",
    "shown",
    "sources",
    "write_text",
]

# os.path, not pathlib, in what every question runs through: importing pathlib costs as much as the question.
Folder = str | os.PathLike[str]

CODEBOOK = "themes.yaml"
BIB = "bib/references.bib"
READINGS = "bib/readings"
INDEX = ".litgraph/index.sqlite"
UNREADABLE = -1
VERSION = "0.1.0"


class LitgraphError(Exception):
    """A failure that the user can do something about: `hint` says what, `exit_code` how the program ends."""

    def __init__(self, message: str, hint: str = "", exit_code: int = 1) -> None:
        super().__init__(message)
        self.hint = hint
        self.exit_code = exit_code


class Stamp(NamedTuple):
    """A source file as it was: enough to see that it has changed without reading it."""

    path: str
    size: int
    mtime_ns: int


def find_root(start: Folder) -> str:
    """The project folder: the nearest one, from `start` upwards, with a themes.yaml or a bib/references.bib.

    Raises LitgraphError (exit code 4) where there is none.
    """
    here = folder = os.path.realpath(start)
    while os.path.isdir(here):
        if any(os.path.isfile(os.path.join(folder, name)) for name in (CODEBOOK, BIB)):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            ways = "litgraph init FOLDER, or of a review: litgraph start REVIEW"
            hint = f"name a folder that has {CODEBOOK} or {BIB} with --project, or make one: {ways}"
            listing = os.listdir(here) if os.access(here, os.R_OK) else []
            if loose := sorted(name for name in listing if name.lower().endswith(".bib")):
                hint = f"to make one of this folder: litgraph init, then move {shown(loose[0])} to {BIB}"
            raise LitgraphError(f'no knowledge base in "{shown(here)}" or above it', hint, exit_code=4)
        folder = above
    raise LitgraphError(f'no folder "{shown(os.fspath(start))}"', exit_code=4)


def shown(path: str) -> str:
    """A path as text: bytes of a file name that are no letters become question marks."""
    return path.encode("utf-8", "replace").decode()


def sources(root: Folder) -> list[Stamp]:
    """The files that a knowledge base is made of, sorted by path: themes.yaml, bib/*.bib, bib/readings/*.yaml.

    What should be one and is not (a folder, a pipe, a broken link), or a folder that cannot be listed, has the size
    UNREADABLE.
    """
    found = []
    for folder, endings in ((".", (CODEBOOK,)), ("bib", (".bib",)), (READINGS, (".yaml", ".yml"))):
        try:
            listing = list(os.scandir(os.path.join(root, folder)))
        except FileNotFoundError:
            continue
        except OSError:
            found.append(Stamp(folder, UNREADABLE, 0))
            continue
        for item in listing:
            named = item.name == CODEBOOK if folder == "." else item.name.lower().endswith(endings)
            if named and not item.name.startswith("."):
                path = item.name if folder == "." else f"{folder}/{item.name}"
                try:
                    stat = item.stat() if item.is_file() else None
                except OSError:  # a link to itself
                    stat = None
                found.append(Stamp(path, stat.st_size, stat.st_mtime_ns) if stat else Stamp(path, UNREADABLE, 0))
    return sorted(found)


def digest(path: str) -> str:
    """The SHA-256 of a file's bytes, or "" where it cannot be read."""
    import hashlib  # loads a shared library, which a question to an index that is up to date does not need

    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def write_text(path: Folder, text: str) -> None:
    """Write a whole file or nothing: a reader sees the old content or the new, never a part.

    Text is written as UTF-8 with its line ends as they are; a symbolic link is followed, the file's mode kept. What is
    no regular file (a pipe, a device) is written to directly.
    """
    import errno
    import tempfile

    target = os.path.realpath(path)
    if os.path.exists(target) and not os.path.isfile(target):
        with open(target, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return
    folder = os.path.dirname(target)
    os.makedirs(folder, exist_ok=True)
    if not os.access(target if os.path.exists(target) else folder, os.W_OK):
        raise PermissionError(errno.EACCES, "it may not be written", target)
    handle, beside = tempfile.mkstemp(".part", f".{os.path.basename(target)}.", os.path.dirname(target))
    try:
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
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
