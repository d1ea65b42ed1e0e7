"""What the index remembers of the chunks of a file, and which of them another state of the file still has."""

from __future__ import annotations

import contextlib
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from litgraph.index import open_last_index

__all__ = [
    "AFTER_ALL",
    "ChunkChange",
    "KnownChunks",
    "compare_chunks",
    "load_chunk_numbers",
    "pack_chunks",
    "unpack_chunks",
]

AFTER_ALL = 2**31  # a line behind the last of any file


class KnownChunks(NamedTuple):
    """The chunks of a file in their order: a number that tells their text, and the line where each begins.

    The numbers of chunks that other chunks may need are odd: of abbreviations, and of entries that are no works.
    """

    numbers: array[int]
    lines: array[int]

    def line(self, index: int) -> int:
        """The line where a chunk begins, or would begin after the last one."""
        return self.lines[index] if index < len(self.lines) else AFTER_ALL


class ChunkChange(NamedTuple):
    """Chunks from `old_start` to `old_end` were replaced by those from `new_start` to `new_end`."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def pack_chunks(chunks: KnownChunks) -> bytes:
    """The bytes that `unpack_chunks` understands, on the same machine."""
    return chunks.numbers.tobytes() + chunks.lines.tobytes()


def unpack_chunks(packed: bytes) -> KnownChunks:
    """The chunks that were packed; raises ValueError where the bytes are damaged."""
    count = len(packed) // 12
    numbers, lines = array("Q"), array("I")
    numbers.frombytes(packed[: count * 8])
    lines.frombytes(packed[count * 8 :])
    return KnownChunks(numbers, lines)


def load_chunk_numbers(root: str, path: str) -> frozenset[int]:
    """The numbers of the chunks of a file as the last index of the knowledge base `root` has them, if there is one."""
    if (index := open_last_index(root)) is None:
        return frozenset()
    with contextlib.closing(index):
        try:
            row = index.execute("SELECT chunks FROM files WHERE path = ?", (path,)).fetchone()
            return frozenset(unpack_chunks(row[0]).numbers if row and row[0] else ())
        except (sqlite3.Error, TypeError, ValueError):  # it is damaged, and will be made anew
            return frozenset()


def compare_chunks(old: Sequence[int], new: Sequence[int]) -> list[ChunkChange]:
    """Where two states of a file differ, in the order of the file, by the numbers of their chunks.

    After what both begin and end with, chunks that stand once in each are paired in the longest common order (patience
    diff); what is unpaired counts as replaced, so that a chunk moved elsewhere is removed and added.
    """
    start, old_end, new_end = 0, len(old), len(new)
    while start < min(old_end, new_end) and old[start] == new[start]:
        start += 1
    while start < min(old_end, new_end) and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
    pairs = [*_pair_in_order(old, new, range(start, old_end), range(start, new_end)), (old_end, new_end)]
    differences = []
    old_at = new_at = start
    for old_index, new_index in pairs:
        if (old_at, new_at) != (old_index, new_index):
            differences.append(ChunkChange(old_at, old_index, new_at, new_index))
        old_at, new_at = old_index + 1, new_index + 1
    return differences


def _pair_in_order(old: Sequence[int], new: Sequence[int], olds: range, news: range) -> list[tuple[int, int]]:
    """The longest list of pairs of equal numbers that grows on both sides, of numbers that stand once on each."""
    places = _find_single_places(old, olds)
    new_places = _find_single_places(new, news)
    common = sorted((new_index, places[number]) for number, new_index in new_places.items() if number in places)
    ends: list[int] = []  # the smallest old index that a growing list of each length can end with
    last: list[int] = []  # the number in `common` of the pair that it ends with
    before: list[int] = []
    for number, (_, old_index) in enumerate(common):
        length = bisect_left(ends, old_index)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [old_index]
        last[length : length + 1] = [number]
    pairs = []
    at = last[-1] if last else -1
    while at >= 0:
        new_index, old_index = common[at]
        pairs.append((old_index, new_index))
        at = before[at]
    return pairs[::-1]


def _find_single_places(numbers: Sequence[int], indices: range) -> dict[int, int]:
    """The index of each number that stands once among `indices`."""
    places: dict[int, int] = {}
    repeated = set()
    for index in indices:
        if numbers[index] in places:
            repeated.add(numbers[index])
        places[numbers[index]] = index
    return {number: index for number, index in places.items() if number not in repeated}
