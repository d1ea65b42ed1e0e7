"""The folder of a knowledge base: where it is, which files it has, and how a file is written safely."""

from __future__ import annotations

import os
from typing import NamedTuple

__all__ = [
    "BIB",
    "CODEBOOK",
    "INDEX",
    "READINGS",
    "Folder",
    "LitgraphError",
    "Stamp",
    "digest",
    "find_root",
    "sources",
    "write_text",
]

# os.path, not pathlib, in what every question runs through: importing pathlib costs as much as the question.
Folder = str | os.PathLike[str]

CODEBOOK = "themes.yaml"
BIB = "bib/references.bib"
READINGS = "bib/readings"
INDEX = ".litgraph/index.sqlite"


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


def find_root(start: str) -> str:
    """The project folder: the nearest one, from `start` upwards, with a themes.yaml or a bib/references.bib.

    Raises LitgraphError (exit code 4) where there is none.
    """
    folder = os.path.realpath(start)
    while True:
        if any(os.path.isfile(os.path.join(folder, name)) for name in (CODEBOOK, BIB)):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            hint = f"name a folder that has {CODEBOOK} or {BIB} with --project, or make one: litgraph init FOLDER"
            raise LitgraphError(f'no knowledge base in "{os.path.realpath(start)}" or above it', hint, exit_code=4)
        folder = above


def sources(root: Folder) -> list[Stamp]:
    """The files that a knowledge base is made of, sorted by path: themes.yaml, bib/*.bib, bib/readings/*.yaml."""
    found = []
    for folder, endings in ((".", (CODEBOOK,)), ("bib", (".bib",)), (READINGS, (".yaml", ".yml"))):
        try:
            listing = list(os.scandir(os.path.join(root, folder)))
        except OSError:
            continue
        for item in listing:
            named = item.name == CODEBOOK if folder == "." else item.name.lower().endswith(endings)
            if named and not item.name.startswith(".") and item.is_file():
                path = item.name if folder == "." else f"{folder}/{item.name}"
                stat = item.stat()
                found.append(Stamp(path, stat.st_size, stat.st_mtime_ns))
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

    Text is written as UTF-8 with its line ends as they are; a symbolic link is followed, the file's mode kept.
    """
    target = os.path.realpath(path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    beside = f"{target}.{os.getpid()}.part"
    try:
        with open(beside, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        if os.path.exists(target):
            os.chmod(beside, os.stat(target).st_mode & 0o7777)
        os.replace(beside, target)
    except BaseException:
        if os.path.exists(beside):
            os.unlink(beside)
        raise
