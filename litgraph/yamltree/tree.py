"""A YAML text read as a tree, with everything that is wrong in it.

What mends a text that YAML cannot read is loaded when there is one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from litgraph.garbage import pause_garbage_collection
from litgraph.model import Problem, Span
from litgraph.yamltree.nodes import UNPRINTABLE, Node, Source, compose

__all__ = ["VEILED", "Tree", "parse_yaml"]

VEILED = "\x85\u2028\u2029:\\@`%*&!|>[]{}\"'-,?#"
"""The characters that have a meaning in YAML and may not be meant so."""

_PROBABLY_TEXT = re.compile(r" #[^\W_]")


class Tree(NamedTuple):
    """The tree of a file and its problems; `is_sound` says whether YAML could read the file as it stands.

    `is_linked` says whether anchors or aliases lead from one place in it to another.
    """

    root: Node | None
    problems: tuple[Problem, ...]
    is_sound: bool
    is_linked: bool = False


def parse_yaml(text: str, path: str) -> Tree:
    """Read a YAML text as a tree, with all that is wrong in it; offsets count from after a byte order mark."""
    text = text.removeprefix("\ufeff")
    veil = _veil(text)
    hidden = {ord(stand_in): character for stand_in, character in zip(veil, VEILED, strict=True)}
    clean, problems = _printable(text, path)
    veiled = clean
    for stand_in, separator in zip(veil, VEILED[:3], strict=False):
        veiled = veiled.replace(separator, stand_in)  # which end a line for YAML 1.1, but for no editor
    unveil = hidden if veiled != clean else {}
    spaces = (match.start() for match in _PROBABLY_TEXT.finditer(veiled))
    hashes = frozenset(space for space in spaces if space and not veiled[space - 1].isspace())
    with pause_garbage_collection():
        try:
            root, doubts, is_linked = compose(veiled, Source(veiled, path), unveil, hashes)
            is_sound = True
        except yaml.MarkedYAMLError as error:
            from litgraph.yamltree.mend import mend_text

            root, doubts = mend_text(veiled, path, veil, hidden, error)
            is_sound = is_linked = False
    problems += doubts
    problems.sort(key=lambda problem: (problem.at or Span(path), problem.code))
    return Tree(root, tuple(problems), is_sound, is_linked)


def _veil(text: str) -> str:
    """Characters that the text does not use, one for each of `VEILED`."""
    unused = (chr(code) for code in range(0xF0000, 0xFFFF0) if chr(code) not in text)
    return "".join(next(unused) for _ in VEILED)


def _printable(text: str, path: str) -> tuple[str, list[Problem]]:
    unprintable = UNPRINTABLE.search(text)
    if not unprintable:
        return text, []
    clean, count = UNPRINTABLE.subn("\ufffd", text)
    message = f"the character U+{ord(unprintable[0]):04X} cannot stand in such a file"
    message += f" ({count - 1} more like it)" if count > 1 else ""
    at = Source(text, path).span(unprintable.start())
    return clean, [Problem("yaml-character", "warning", message, at, "delete it; it is read as U+FFFD")]
