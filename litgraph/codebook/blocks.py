"""A themes.yaml cut into the entries of its works, of which only some need be read.

What an entry says does not depend on the others where YAML finds each one at a line that begins with its key, and no
anchor leads from one into another. So entries that were read before, in whatever file, can be masked: of each run of
them only the first key remains, and all that is read stands where it stood. YAML finds that key in its place if, and
only if, it would have found all of them.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Collection, Iterable
from itertools import groupby, pairwise
from typing import NamedTuple

from litgraph.yamltree import Mapping, Tree, normalize_name

__all__ = ["CutCodebook", "cut_codebook"]

_WORKS = re.compile(r"(?:\A|\n)(works):[ \t\r]*(?:#.*)?(?=\n)")
_NEXT_NAME = re.compile(r"\n[^\s#]")
_KEY = r"([\w.+/'-]+(?::+[\w.+/'-]+)*+):(?=[ \t\r\n])"
_FIRST_KEY = re.compile(rf"\n( +){_KEY}")
# Of several places one is named, or the message names another line: such problems change where nothing else does.
_FAR_REACHING = frozenset(("yaml-character", "yaml-duplicate-key"))


class CutCodebook(NamedTuple):
    """The text of a themes.yaml, without a byte order mark, and where it was cut: the lines of works, by their numbers.

    The work number `i` has the key `keys[i]`, in the column `margin` (from 0), and its lines go from `starts[i]` to
    `starts[i + 1]`. The name "works" above them begins at `works_start`.
    """

    text: str
    works_start: int
    margin: int
    keys: list[str]
    starts: list[int]

    def lines_of(self, number: int) -> str:
        """The lines of a work."""
        return self.text[self.starts[number] : self.starts[number + 1]]

    def number_texts(self) -> array[int]:
        """A number for the lines of each work, which tells them from any others."""
        numbers = array("Q")
        for start, end in pairwise(self.starts):
            content = self.text[start:end].encode("utf-8", "surrogatepass")
            numbers.append(int.from_bytes(hashlib.blake2b(content, digest_size=8).digest()))
        return numbers

    def mask(self, kept: Collection[int]) -> str:
        """The text with only the works whose numbers are `kept`, all characters of these in their places."""
        pieces = [self.text[: self.starts[0]]]
        for is_kept, group in groupby(range(len(self.keys)), kept.__contains__):
            numbers = list(group)
            start, end = self.starts[numbers[0]], self.starts[numbers[-1] + 1]
            pieces.append(self.text[start:end] if is_kept else self._mask_run(numbers[0], end))
        return "".join([*pieces, self.text[self.starts[-1] :]])

    def _mask_run(self, number: int, end: int) -> str:
        """The key of the first work of a run, and a comment and lines that are as long as all else in the run."""
        start = self.starts[number]
        colon = start + self.margin + len(self.keys[number]) + 1
        ends = "\n" * self.text.count("\n", colon, end)
        if "\r" in self.text:
            ends = ends.replace("\n", "\r\n")
        length = end - colon - len(ends)
        comment = f" #{'-' * (length - 2)}" if length > 1 else " " * length
        return f"{self.text[start:colon]}{comment}{ends}"

    def agrees_with(self, tree: Tree, kept: Collection[int] | None = None) -> bool:
        """Whether a tree, of the text or of its mask with the works `kept`, has each work where the text was cut.

        Then these works can be masked, here and wherever they stand among others of which that is so.
        """
        root = tree.root
        if not (tree.is_sound and not tree.is_linked and isinstance(root, Mapping) and not root.is_flow):
            return False
        names = [normalize_name(key.value) for key, _ in root.pairs]
        if names.count("works") != 1 or any(problem.code in _FAR_REACHING for problem in tree.problems):
            return False
        number = names.index("works")
        key, works = root.pairs[number]
        end = root.pairs[number + 1][0].start if number + 1 < len(names) else len(self.text)
        if key.start != self.works_start or end != self.starts[-1] or not isinstance(works, Mapping) or works.is_flow:
            return False
        numbers: Iterable[int] = range(len(self.keys))
        if kept is not None:
            numbers = (number for number in numbers if number in kept or not number or number - 1 in kept)
        expected = [(self.keys[number], self.starts[number] + self.margin) for number in numbers]
        return [(key.value, key.start) for key, _ in works.pairs] == expected


def cut_codebook(text: str) -> CutCodebook | None:
    """Cut the text of a themes.yaml, without a byte order mark; None where it is written in an unusual way.

    Whether YAML finds the same is for `CutCodebook.agrees_with` to say.
    """
    name = _WORKS.search(text)
    if name is None or ("\r" in text and not text.count("\r") == text.count("\n") == text.count("\r\n")):
        return None
    next_name = _NEXT_NAME.search(text, name.end())
    end = next_name.end() - 1 if next_name else len(text)
    first = _FIRST_KEY.search(text, name.end(), end)
    if first is None:
        return None
    margin = len(first[1])
    lines = list(re.compile(rf"\n {{{margin}}}{_KEY}").finditer(text, name.end(), end))
    keys = [line[1] for line in lines]
    starts = [*(line.start() + 1 for line in lines), end]
    return CutCodebook(text, name.start(1), margin, keys, starts) if len(set(keys)) == len(keys) else None
