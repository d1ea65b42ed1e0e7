"""The folder of a knowledge base: where it is, and which files it has."""

from __future__ import annotations

import os

from litgraph.errors import BAD_INPUT, LitgraphError
from litgraph.files import UNREADABLE, Folder, Stamp, digest, printable_path

__all__ = [
    "BIB",
    "CODEBOOK",
    "INDEX",
    "OWN_FOLDER",
    "POSITIONS",
    "READINGS",
    "VERSION",
    "find_root",
    "fingerprint",
    "is_bibliography",
    "is_source",
    "list_sources",
]

CODEBOOK = "themes.yaml"
BIB = "bib/references.bib"
READINGS = "bib/readings"
POSITIONS = "bib/positions.json"
OWN_FOLDER = ".litgraph"
INDEX = f"{OWN_FOLDER}/index.sqlite"
VERSION = "0.1.0"
_ENDINGS = {"bib": (".bib",), READINGS: (".yaml", ".yml")}  # of the source files in a folder


def find_root(start: Folder) -> str:
    """The folder of the knowledge base: the nearest from `start` upwards with a themes.yaml or bib/references.bib.

    Raises LitgraphError (exit code 4) where there is none, or where its `.litgraph` is a link to elsewhere.
    """
    folder = first = os.path.realpath(start)
    while os.path.isdir(first):
        if any(os.path.isfile(os.path.join(folder, name)) for name in (CODEBOOK, BIB)):
            if os.path.islink(own_folder := os.path.join(folder, OWN_FOLDER)):
                message = f'"{printable_path(own_folder)}" is a link to another place, which litgraph does not follow'
                raise LitgraphError(message, "remove the link: what belongs there is made anew", exit_code=BAD_INPUT)
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            ways = "litgraph init FOLDER, or of a review: litgraph start REVIEW"
            hint = f"name a folder that has {CODEBOOK} or {BIB} with --project, or make one: {ways}"
            listing = os.listdir(first) if os.access(first, os.R_OK) else []
            if loose := sorted(name for name in listing if is_bibliography(name)):
                hint = f"to make one of this folder: litgraph init, then move {printable_path(loose[0])} to {BIB}"
            raise LitgraphError(
                f'no knowledge base in "{printable_path(first)}" or above it', hint, exit_code=BAD_INPUT
            )
        folder = above
    raise LitgraphError(f'no folder "{printable_path(os.fspath(start))}"', exit_code=BAD_INPUT)


def is_bibliography(path: str) -> bool:
    """Whether a source file, by its path, is a BibTeX file."""
    return path.lower().endswith(_ENDINGS["bib"])


def is_source(path: str) -> bool:
    """Whether a file at this path, relative to the knowledge base, is one that it is made of."""
    folder, _, name = path.rpartition("/")
    is_in_place = folder in _ENDINGS and name.lower().endswith(_ENDINGS[folder]) and not name.startswith(".")
    return path == CODEBOOK or is_in_place


def list_sources(root: Folder) -> list[Stamp]:
    """Stamps of the files that a knowledge base is made of, sorted by path:
    themes.yaml, bib/*.bib, bib/readings/*.yaml.

    What should be one and is not (a folder, a pipe, a broken link), or a folder that cannot be listed, has the size
    UNREADABLE.
    """
    stamps = []
    for folder in (".", *_ENDINGS):
        try:
            listing = list(os.scandir(os.path.join(root, folder)))
        except FileNotFoundError:
            continue
        except OSError:
            stamps.append(Stamp(folder, UNREADABLE, 0))
            continue
        for item in listing:
            path = item.name if folder == "." else f"{folder}/{item.name}"
            if is_source(path):
                try:
                    stat = item.stat() if item.is_file() else None
                except OSError:  # a link to itself
                    stat = None
                stamps.append(Stamp(path, stat.st_size, stat.st_mtime_ns) if stat else Stamp(path, UNREADABLE, 0))
    return sorted(stamps)


def fingerprint(root: Folder) -> str:
    """A text that tells one state of a knowledge base from another: half of the SHA-256 of its files' SHA-256s."""
    import hashlib

    lines = (f"{digest(os.path.join(root, stamp.path))}  {stamp.path}\n" for stamp in list_sources(root))
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()[:32]
