"""From the words of a page to its lines in reading order: heads and feet taken off, one column after the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from litgraph.reading.pdf.letters import Word

__all__ = ["PrintedLine", "columns", "join_words", "labels", "without_edges", "without_line_numbers"]

_RAISED = re.compile(r"[\d,;.–—−-]*\d[\d,;.–—−-]*[a-z]?")
_SUPERSCRIPTS = str.maketrans("0123456789-–—−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁻")
_DIGITS = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_NUMBER_ALONE = re.compile(r"\W*(page|p\.|seite|página|pág\.)?\W*(#|[ivxl]{1,6})(\W*(of|/|de|von)?\W*#)?\W*", re.I)
_ROMAN = re.compile(r"[ivxl]{1,6}")


@dataclass(frozen=True)
class PrintedLine:
    """Words on one line, from left to right."""

    words: tuple[Word, ...]
    page: int

    @cached_property
    def left(self) -> float:
        return self.words[0].left

    @cached_property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @cached_property
    def size(self) -> float:
        """The size of most of its letters."""
        sizes: Counter[float] = Counter()
        for word in self.words:
            sizes[round(word.size, 1)] += len(word.text)
        return max(sizes, key=lambda size: (sizes[size], size))

    @cached_property
    def base(self) -> float:
        size = self.size
        return next((word.base for word in self.words if abs(word.size - size) < 0.1), self.words[0].base)

    @cached_property
    def letters(self) -> int:
        return sum(len(word.text) for word in self.words)

    @cached_property
    def bold(self) -> bool:
        return 2 * sum(len(word.text) for word in self.words if word.bold) > self.letters

    @cached_property
    def italic(self) -> bool:
        return 10 * sum(len(word.text) for word in self.words if word.italic) > 9 * self.letters

    @cached_property
    def gaps(self) -> int:
        """How many gaps are too wide to be spaces."""
        return sum(b.left - a.right > 1.5 * self.size for a, b in zip(self.words, self.words[1:], strict=False))

    @cached_property
    def text(self) -> str:
        parts: list[str] = []
        before: Word | None = None
        for word in self.words:
            text = word.text
            raised = word.size < 0.86 * self.size and word.base > self.base + 0.12 * self.size
            close = before is not None and word.left - before.right < 0.25 * self.size
            if raised and len(text) < 40 and _RAISED.fullmatch(text):
                text = text.translate(_SUPERSCRIPTS)
            if before is not None and not (close and (word.glued or raised)):
                parts.append(" ")
            parts.append(text)
            before = word
        return "".join(parts)


def join_words(words: Iterable[Word], page: int) -> list[PrintedLine]:
    """Join words to lines, which end where a gap is wider than a space, in the order of the file."""
    lines: list[PrintedLine] = []
    run: list[Word] = []
    size = base = 0.0
    for word in words:
        if run:
            last = run[-1]
            em = max(size, word.size)
            # A raised or lowered figure belongs to the line as long as it follows at once.
            level = abs(word.base - base) < (0.25 if abs(word.size - size) < 0.1 * em else 0.6) * em
            if level and -0.5 * em < word.left - last.right < 1.15 * em:
                run.append(word)
                if word.size > size:
                    size, base = word.size, word.base
                continue
            lines.append(PrintedLine(tuple(run), page))
        run, size, base = [word], word.size, word.base
    if run:
        lines.append(PrintedLine(tuple(run), page))
    return lines


def _join_parts_beside(parts: Iterable[PrintedLine]) -> list[PrintedLine]:
    """Join parts that stand beside each other to lines, from the top down."""
    rows_of_parts: list[list[PrintedLine]] = []
    for part in sorted(parts, key=lambda part: (-part.base, part.left)):
        for line in reversed(rows_of_parts[-3:]):
            if abs(line[0].base - part.base) < 0.4 * max(line[0].size, part.size):
                line.append(part)
                break
        else:
            rows_of_parts.append([part])
    lines = []
    for line in rows_of_parts:
        if len(line) == 1:
            lines.append(line[0])
        else:
            words = tuple(word for part in sorted(line, key=lambda part: part.left) for word in part.words)
            lines.append(PrintedLine(words, line[0].page))
    return lines


def columns(parts: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    """Return the lines of a page or a part of one, column by column in reading order."""
    gutter = _gutter(parts)
    if gutter is None:
        return [_join_parts_beside(parts)] if parts else []
    groups: list[list[list[PrintedLine]]] = []
    wide: list[PrintedLine] = []
    left: list[PrintedLine] = []
    right: list[PrintedLine] = []

    def close() -> None:
        nonlocal wide
        if _count_pairs(left, right) >= 3:
            groups.append([_join_parts_beside(wide)] if wide else [])
            wide = []
            groups.extend((columns(left), columns(right)))
        else:
            wide += left + right
        left.clear()
        right.clear()

    for part in sorted(parts, key=lambda part: -part.base):
        if part.right < gutter + 1:
            left.append(part)
        elif part.left > gutter - 1:
            right.append(part)
        else:
            if left or right:
                close()
            wide.append(part)
    close()
    if wide:
        groups.append([_join_parts_beside(wide)])
    return [lines for group in groups for lines in group]


def _count_pairs(left: Sequence[PrintedLine], right: Sequence[PrintedLine]) -> int:
    """Count the lines on the left that have one on the right beside them."""
    levels = {round(part.base / 14) for part in right}
    return sum(bool(levels & {round(part.base / 14) + step for step in (-1, 0, 1)}) for part in left)


def _gutter(parts: Sequence[PrintedLine]) -> float | None:
    """Return where the gap between two columns begins; None where there are no columns."""
    if len(parts) < 8:
        return None
    first, last = min(part.left for part in parts), max(part.right for part in parts)
    width = last - first
    starts = Counter(round(part.left / 3) for part in parts if part.left - first > 0.15 * width)
    best, best_gutter = 3, None
    for start, count in starts.most_common(6):
        if count < 3:
            break
        gutter = start * 3 - 3.0
        left = [part for part in parts if part.right < gutter + 1]
        right = [part for part in parts if part.left > gutter - 1]
        # Numbers of a list or cells of a table are not columns of text.
        if any(sum(part.letters for part in side) < 6 * len(side) for side in (left, right)):
            continue
        # Where the lines of a column are indented is not where it begins.
        score = _count_pairs(left, right) - sum(gutter - 30 < part.left <= gutter - 1 for part in parts)
        if score > best:
            best, best_gutter = score, gutter
    return best_gutter


def _edges(page: Sequence[PrintedLine]) -> tuple[list[list[PrintedLine]], list[list[PrintedLine]]]:
    """Return the first and the last three levels of a page, from the edge inwards."""
    levels: list[list[PrintedLine]] = []
    for part in sorted(page, key=lambda part: -part.base):
        if levels and levels[-1][0].base - part.base < 0.4 * part.size:
            levels[-1].append(part)
        else:
            levels.append([part])
    return levels[:3], levels[:-4:-1]


def _pattern(level: Iterable[PrintedLine]) -> str:
    return _DIGITS.sub("#", " ".join(part.text for part in sorted(level, key=lambda part: part.left))).casefold()


def without_edges(pages: Sequence[Sequence[PrintedLine]]) -> tuple[list[list[PrintedLine]], list[str]]:
    """Take running heads, feet and page numbers off the pages; return the pages, and what was taken off each."""
    edges = [_edges(page) for page in pages]
    patterns: Counter[str] = Counter()
    for both in edges:
        patterns.update({_pattern(level) for side in both for level in side})
    text_pages, edge_texts = [], []
    for parts, sides in zip(pages, edges, strict=True):
        gone: list[PrintedLine] = []
        for side in sides:
            outermost = True
            for level in side:
                pattern = _pattern(level)
                number = len(pattern) < 40 and bool(_NUMBER_ALONE.fullmatch(pattern))
                # A bold numeral is the heading of a section that begins a page.
                number &= not (_ROMAN.fullmatch(pattern) and all(part.bold for part in level))
                if (patterns[pattern] > 1 and (number or sum(map(str.isalpha, pattern)) > 3)) or (number and outermost):
                    gone += level
                else:
                    outermost = False
        out = set(map(id, gone))
        text_pages.append([part for part in parts if id(part) not in out])
        edge_texts.append("\n".join(part.text for part in gone))
    return text_pages, edge_texts


def without_line_numbers(pages: Sequence[Sequence[PrintedLine]]) -> list[list[PrintedLine]]:
    """Take the numbers of lines off the margins of the pages, where most pages have them."""
    numbered_pages = list(pages)
    text_page_count = sum(len(page) >= 5 for page in pages)
    for place in (0, -1):  # the margin on the left, that on the right
        columns_of_numbers = [_find_line_numbers(page, place) for page in numbered_pages]
        if 2 * sum(map(bool, columns_of_numbers)) > text_page_count:
            for number, column in enumerate(columns_of_numbers):
                numbered_pages[number] = [
                    shortened
                    for part in numbered_pages[number]
                    if (shortened := _without_word(part, place) if id(part) in column else part)
                ]
    return [list(page) for page in numbered_pages]


def _find_line_numbers(page: Sequence[PrintedLine], place: int) -> set[int]:
    """Return the ids of the parts whose first word (last for a `place` of -1) is a number of their line in the margin.

    Such numbers stand outside the text, rise by the same step, and there are as many as the lines of the page ask for.
    """
    sign = -1 if place else 1
    texts = [part for part in page if not part.text.isdecimal()]
    edges = sorted(sign * word.left for part in texts if (word := _outermost_text(part, sign)))
    if not edges:
        return set()
    margin = edges[len(edges) // 10]
    numbers = sorted(
        (-part.base, int(part.words[place].text), id(part))
        for part in page
        if re.fullmatch(r"[0-9]{1,4}", part.words[place].text) and sign * part.words[place].left < margin - 5
    )
    steps = Counter(after - before for (_, before, _), (_, after, _) in pairwise(numbers))
    step, count = steps.most_common(1)[0] if steps else (0, 0)
    line_count = len({round(part.base / 4) for part in texts})
    if step not in (1, 2, 5, 10) or count < max(4, 0.8 * (len(numbers) - 1)) or len(numbers) * step < 0.7 * line_count:
        return set()
    return {part_id for _, _, part_id in numbers}


def _outermost_text(part: PrintedLine, sign: int) -> Word | None:
    return next((word for word in part.words[::sign] if not word.text.isdecimal()), None)


def _without_word(part: PrintedLine, place: int) -> PrintedLine | None:
    words = part.words[1:] if place == 0 else part.words[:-1]
    return PrintedLine(words, part.page) if words else None


def labels(edge_texts: Sequence[str], file_labels: Sequence[str]) -> list[str]:
    """Return what each page is called: its printed number, else its label in the file, else its count.

    `edge_texts` are what was taken off each page, `file_labels` the labels in the file. A printed number is one that
    grows by one from page to page.
    """
    distances: Counter[int] = Counter()
    for place, text in enumerate(edge_texts):
        distances.update({int(number) - place for number in _DIGITS.findall(text)})
    best = max(distances, key=lambda distance: (distances[distance], -abs(distance)), default=0)
    printed = distances[best] > len(edge_texts) / 3 and (distances[best] > 1 or len(edge_texts) == 1)
    called = []
    for place, text in enumerate(edge_texts):
        roman = [line.strip() for line in text.splitlines() if _ROMAN.fullmatch(line.strip())]
        number = place + best
        if roman and str(number) not in _DIGITS.findall(text):
            called.append(roman[0])
        elif printed and number > 0:
            called.append(str(number))
        else:
            called.append(file_labels[place] or str(place + 1))
    return called
