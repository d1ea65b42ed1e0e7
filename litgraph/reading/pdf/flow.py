"""From the lines of all pages to one text: paragraphs, headings, footnotes and captions, hyphens joined."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from litgraph.reading.layout import TextLayout, count_words, join_line
from litgraph.reading.paper import Flow, PaperText
from litgraph.reading.pdf.page import PrintedLine
from litgraph.reading.vocabulary import CAPTION, OPENING_TITLES, REFERENCE_TITLES

__all__ = ["paper"]

_LABEL = re.compile(r"(\[\d{1,3}\]|\d{1,3}\.(?=\s|$)|[•▪◦‣■●]\s?)")
_BRACKET = re.compile(r"\[\d{1,3}\]|[•▪◦‣■●]")
_CAPTION = re.compile(rf"{CAPTION}(?P<stop>\s?[.:|—–]|\s)", re.I)
_NUMERAL = re.compile(r"[IVX]{1,4}\.?")  # some papers number their sections and give them no title
_NOTE = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹*†‡§]|\d{1,3}\s?[^\W\d]")
_NUMBERED = re.compile(r"((?:\d{1,2}|[IVX]{1,5}|[A-Z])(?:\.\d{1,2}){0,4})(\.?)\s+\S")
_USUAL_HEADING = re.compile(
    rf"(\d{{1,2}}\.?\s+)?(?:{REFERENCE_TITLES}|{OPENING_TITLES}|(?:end)?notes|notas|anmerkungen|acknowledge?ments?|"
    r"conclusions?)\s*[:—–]?\s*",
    re.I,
)
_NEAR = 10  # so many lines before and after one tell whether it is in a list whose entries hang
_ENDS = re.compile(r"[.!?:;。][\"'”’)\]⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
_OPENS = re.compile(r"[\"'“‘(\[]*[A-ZÀ-ÖØ-ÞĀ-Ž0-9]")


@dataclass(frozen=True)
class _PdfBlock:
    """Lines that are one paragraph, heading, ...; `column` is the width of their column in points."""

    lines: tuple[PrintedLine, ...]
    flow: Flow
    column: float
    starts: bool
    """Whether it is set as the beginning of a paragraph, not as the rest of one."""
    first: bool = False
    """Whether it is the first of its column."""

    @property
    def size(self) -> float:
        sizes: Counter[float] = Counter()
        for line in self.lines:
            sizes[line.size] += line.letters
        return max(sizes, key=lambda size: (sizes[size], size))

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def letters(self) -> int:
        return sum(line.letters for line in self.lines)


def paper(pages: Sequence[Sequence[Sequence[PrintedLine]]], labels: Sequence[str]) -> PaperText:
    """Make the text of a paper of the columns of lines on its pages; `labels` are what the pages are called."""
    lines = [line for page in pages for column in page for line in column]
    body = _usual(lines)
    blocks = [
        block
        for number, page in enumerate(pages)
        for column in page
        for block in _footnotes(_blocks(column, body), body, number)
    ]
    blocks = _front(blocks, body)
    return _text(
        list(_join_continued_paragraphs(blocks)), count_words(line.text for line in lines), _levels(blocks), labels
    )


def _usual(lines: Iterable[PrintedLine]) -> float:
    """Return the size of type that most of a text is set in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(2 * line.size) / 2] += line.letters
    return max(sizes, key=lambda size: (sizes[size], size), default=10.0)


def _blocks(lines: Sequence[PrintedLine], body: float) -> list[_PdfBlock]:
    """Return the paragraphs of a column, separated by space, indents, size or weight of type."""
    if not lines:
        return []
    # Far-off edges (a formula's number, a drop capital) say nothing of the column.
    rights, lefts = sorted(line.right for line in lines), sorted(line.left for line in lines)
    right, left = rights[int(0.95 * len(rights))], lefts[int(0.05 * len(lefts))]
    width = max(right - left, 1.0)
    steps = sorted((a.base - b.base) / b.size for a, b in itertools.pairwise(lines) if 0 < a.base - b.base < 4 * b.size)
    leading = steps[len(steps) // 3] if steps else 1.2
    votes = [0, *itertools.accumulate(_hanging_votes(lines, left, right))]
    blocks: list[_PdfBlock] = []
    run: list[PrintedLine] = []
    starts = True

    def close() -> None:
        if run:
            blocks.append(_PdfBlock(tuple(run), _flow(run, width, body), width, starts, not blocks))
            run.clear()

    for place, line in enumerate(lines):
        # A list may hang below a text that is indented, and notes that are indented may follow it: its neighbours tell.
        near = votes[min(place + _NEAR, len(lines) - 1)] - votes[max(place - _NEAR, 0)]
        hanging = (near or votes[-1]) > 0
        if run:
            last = run[-1]
            indented, was = (_is_indented(neighbour, left) for neighbour in (line, last))
            full = last.right > right - 0.1 * width
            step = last.base - line.base
            apart = (
                (abs(line.size - last.size) > 0.07 * last.size and min(line.letters, last.letters) > 2)
                or step > 1.32 * leading * line.size
                or step < -line.size
                or (line.bold != last.bold and min(line.letters, last.letters) > 2 and (not full or line.bold))
                or bool(_USUAL_HEADING.fullmatch(line.text))
                or bool(_USUAL_HEADING.fullmatch(last.text))
                or bool(_NUMERAL.fullmatch(last.text) and last.bold and not line.bold)
            )
            is_heading_wrapped = line.bold and last.bold and not _NUMBERED.match(line.text)
            if apart or (_BRACKET.match(line.text) and not indented):
                new = True
            elif is_heading_wrapped:
                new = False
            elif hanging:
                new = not indented and (was or not full or bool(_LABEL.match(line.text)))
            elif indented:
                new = not was and not (full and _LABEL.match(run[0].text))
            else:
                new = not full and bool(_ENDS.search(last.text[-40:])) and bool(_OPENS.match(line.text))
            if new:
                close()
                starts = True
        else:
            starts = (hanging and not _is_indented(line, left)) or (not hanging and _is_indented(line, left))
        run.append(line)
    close()
    return blocks


def _is_indented(line: PrintedLine, left: float) -> bool:
    return line.left > left + 0.7 * line.size


def _hanging_votes(lines: Sequence[PrintedLine], left: float, right: float) -> Iterator[int]:
    """Yield for each line but the first whether it speaks for entries that begin at the edge and go on indented (1).

    -1 speaks for paragraphs that begin indented, 0 for neither.
    """
    for before, line in itertools.pairwise(lines):
        full = before.right > right - 0.1 * (right - left)
        match _is_indented(before, left), _is_indented(line, left):
            case False, True:
                yield 1 if full else -1
            case True, False:
                yield -1 if full else 1
            case _:
                yield 0


def _flow(lines: Sequence[PrintedLine], width: float, body: float) -> Flow:
    text = " ".join(line.text for line in lines[:4])
    size = max(line.size for line in lines)
    caption = _CAPTION.match(text)
    if caption and (caption["stop"].strip() or size < 0.95 * body or lines[0].words[0].bold):
        return "caption"
    if len(lines) > 1 and sum(line.gaps > 1 for line in lines) * 2 > len(lines):
        return "table"
    if (
        len(lines) <= 3
        and len(text) < 200
        and (sum(map(str.isalpha, text)) > 2 or _NUMERAL.fullmatch(text))
        and _looks_like_heading(lines, text, width, body)
    ):
        return "heading"
    return "paragraph"


def _looks_like_heading(lines: Sequence[PrintedLine], text: str, width: float, body: float) -> bool:
    """Whether a few lines look like a heading."""
    if _USUAL_HEADING.fullmatch(text):
        return True
    if text.endswith((",", ";", ":", "-")) or text[:1].islower():
        return False
    size = max(line.size for line in lines)
    stops = text.endswith(".") and not _NUMBERED.match(text)
    if size > 1.08 * body and not stops:
        return True
    if size < 0.9 * body or (_LABEL.match(text) and text.startswith("[")):
        return False
    short = lines[-1].right - lines[-1].left < 0.85 * width
    if all(line.bold for line in lines):
        return short or len(lines) == 1
    numbered = _NUMBERED.match(text)
    counted = numbered and numbered[1][:1].isdigit() and text[numbered.end() - 1].isupper() and len(text) < 80
    return len(lines) == 1 and short and not text.endswith(".") and (lines[0].italic or text.isupper() or bool(counted))


def _footnotes(blocks: list[_PdfBlock], body: float, page: int) -> list[_PdfBlock]:
    """Return the blocks of a column, those in smaller type at its foot as footnotes."""
    place = len(blocks)
    while place and blocks[place - 1].size < 0.94 * body and blocks[place - 1].flow == "paragraph":
        place -= 1
    while place < len(blocks) and not (_NOTE.match(blocks[place].text) or page == 0):
        place += 1
    if place == 0 or blocks[place - 1].flow == "heading":
        return blocks
    return blocks[:place] + [replace(block, flow="footnote", starts=True) for block in blocks[place:]]


def _front(blocks: list[_PdfBlock], body: float) -> list[_PdfBlock]:
    """Return the blocks, those before the first heading or paragraph of the text as front matter."""
    first = [block for block in blocks if block.lines[0].page == 0]
    widest = max((block.column for block in first), default=0.0)
    titles = [block for block in first if block.letters > 8 and not _opens_section(block)]
    title = max(titles, key=lambda block: block.size, default=None)
    if title is None or title.size < 1.15 * body:
        return blocks
    begun = False
    marked: list[_PdfBlock] = []
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if block.flow == "heading" and place + 1 < len(blocks) else block
        begun |= block.lines[0].page > 0 or _opens_section(block)
        begun |= following.flow == "paragraph" and following.size > 0.94 * body and _prose(following)
        aside = block.lines[0].page == 0 and block.column < 0.45 * widest and block.size < 0.94 * body
        front = block is title or aside or not begun
        marked.append(replace(block, flow="front") if front else block)
    return marked


def _opens_section(block: _PdfBlock) -> bool:
    number = _NUMBERED.match(block.text) if block.flow == "heading" else None
    return bool(_USUAL_HEADING.fullmatch(block.text) or (number and number[1][:1].isdigit()))


def _prose(block: _PdfBlock) -> bool:
    """Whether a paragraph is a stretch of sentences, not names and addresses."""
    words = [word for line in block.lines for word in line.text.split() if word[:1].isalpha()]
    return len(words) > 25 and 2 * sum(word[:1].islower() or not word.isascii() for word in words) > len(words)


def _join_continued_paragraphs(blocks: Sequence[_PdfBlock]) -> Iterator[_PdfBlock]:
    """Return the blocks, a paragraph joined with its rest in the next column or page; what stood between follows."""
    waiting: list[_PdfBlock] = []
    open_: _PdfBlock | None = None
    for block in blocks:
        if open_ is None:
            if block.flow == "paragraph":
                open_ = block
            else:
                yield block
            continue
        if block.flow in ("footnote", "caption", "table") or block.flow == "front":
            waiting.append(block)
            continue
        if block.flow == "paragraph" and block.first and _goes_on(open_, block):
            open_ = replace(open_, lines=open_.lines + block.lines)
            continue
        yield open_
        yield from waiting
        waiting = []
        open_ = None
        if block.flow == "paragraph":
            open_ = block
        else:
            yield block
    if open_ is not None:
        yield open_
    yield from waiting


def _goes_on(before: _PdfBlock, block: _PdfBlock) -> bool:
    size = before.lines[-1].size
    if abs(size - block.lines[0].size) > 0.07 * size:
        return False
    last, first = before.lines[-1].text, block.lines[0].text
    if last.endswith("-") or first[:1].islower():
        return True
    return (not block.starts and not _LABEL.match(first) and not _ENDS.search(last[-40:])) or (
        not block.starts
        and not _LABEL.match(first)
        and before.lines[-1].right - before.lines[-1].left > 0.9 * before.column
    )


def _levels(blocks: Iterable[_PdfBlock]) -> dict[int, int]:
    """Return the level of each heading by the `id` of its block: the depth of its number, or the rank of its type."""
    headings = [block for block in blocks if block.flow == "heading"]
    styles = {id(block): _style(block) for block in headings}
    depths: dict[tuple[float, bool, bool], Counter[int]] = {}
    numbered: dict[int, int] = {}
    for block in headings:
        number = _NUMBERED.match(block.text)
        if number and number[1][:1].isdigit():
            numbered[id(block)] = number[1].count(".") + 1
            depths.setdefault(styles[id(block)], Counter())[numbered[id(block)]] += 1
    ranks = {style: rank for rank, style in enumerate(sorted(set(styles.values()), reverse=True), 1)}
    usual_depths = {style: count.most_common(1)[0][0] for style, count in depths.items()}
    return {key: numbered.get(key) or usual_depths.get(style) or ranks[style] for key, style in styles.items()}


def _style(block: _PdfBlock) -> tuple[float, bool, bool]:
    return round(block.size), block.lines[0].bold, block.text.isupper()


def _text(blocks: Sequence[_PdfBlock], words: Counter[str], levels: dict[int, int], labels: Sequence[str]) -> PaperText:
    layout = TextLayout()
    page = -1
    for block in blocks:
        layout.begin()
        for line, after in zip(block.lines, (*block.lines[1:], None), strict=True):
            if line.page != page:
                page = line.page
                layout.page(labels[page])
            layout.add(join_line(line.text, after.text, words) if after else line.text)
        layout.end(block.flow, levels.get(id(block), 1) if block.flow == "heading" else 0)
    return layout.text()
