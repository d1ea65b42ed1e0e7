"""Plain text and Markdown as a paper: pages, running heads, paragraphs and headings told apart by their shape."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from litgraph.reading.layout import TextLayout, count_words, join_line
from litgraph.reading.paper import Flow, PaperText
from litgraph.reading.vocabulary import CAPTION, OPENING_TITLES, REFERENCE_TITLES

__all__ = ["heading_level", "looks_like_heading", "read_plain_text"]

_EDGE_LINES = 2  # so many lines at the edges of a page may be its head or foot
_NUMBERED = re.compile(
    r"(?:§\s*)?(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|[A-Z](?=\.\s)|[IVX]{1,5}(?=\.\s)|(?:Appendix|Annex) [A-Z0-9])"
    r"[.):]?\s+\S"
)
_LIST_ITEM = re.compile(r"(?:[-*•‣–]\s+|\(?\d{1,3}[.)]\s+|\[\d{1,3}\]\s*)\S")
_BULLET = re.compile(r"[-*•‣▪–]\s+(?=\S)")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*$")
_SENTENCE_END = re.compile(r"[.!?:;,。，；：][”’\"')\]]*$")
_PAGE_NUMBER = re.compile(r"[-–— ]*(?:p\.?\s*|page\s+)?(?P<number>\d{1,5}|[ivxlc]{1,6})[-–— ]*(?:of \d+)?", re.I)


class _Line(NamedTuple):
    start: int  # in the source
    text: str  # without the space around it
    indent: int

    def without(self, letters: int) -> _Line:
        """Return the line without its first letters."""
        return self._replace(start=self.start + letters, text=self.text[letters:])


class _Block(NamedTuple):
    """The lines of one piece, and whether an empty line stands before it."""

    lines: list[_Line]
    is_apart: bool

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


def read_plain_text(source: str) -> PaperText:
    """Read the text of a paper in plain text or Markdown; offsets lead back to the characters of `source`."""
    pages = _pages(source.replace("\ufeff", " ", 1) if source.startswith("\ufeff") else source)
    _without_line_numbers(pages)
    labels = _without_edges(pages) if len(pages) > 1 else [""] * len(pages)
    lines = [line for page in pages for line in page]
    texts = [line.text for line in lines if line.text]
    # A file with a paragraph on each line has long lines, and of many lengths.
    long = (
        bool(texts) and (max(map(len, texts)) > 400 or statistics.quantiles(map(len, texts), n=10)[-1] > 180)
        if len(texts) > 1
        else True
    )
    width = max((len(text) for text in texts), default=0)
    starts = {}
    stanzas: list[list[_Line]] = [[]]
    for page, label in zip(pages, labels, strict=True):
        first = next((line for line in page if line.text), None)
        if first is not None:
            starts[first.start] = label
        for line in page:
            if line.text:
                if line is first and stanzas[-1] and _opens_page(page, first, stanzas[-1][-1]):
                    stanzas.append([])
                stanzas[-1].append(line)
            elif not (line is page[-1] or line is page[0]):  # a page may end in the middle of a paragraph
                stanzas.append([])
    blocks = [block for stanza in stanzas if stanza for block in _blocks(stanza, width, long)]
    usual = int(statistics.quantiles(map(len, texts), n=10)[-1]) if len(texts) > 1 else width
    return _build(_join_cut_paragraphs(blocks, starts, usual), starts, count_words([source]))


def _pages(source: str) -> list[list[_Line]]:
    pages: list[list[_Line]] = []
    at = 0
    for page in source.split("\f"):
        lines = []
        for raw in page.splitlines(keepends=True):
            text = raw.strip()
            lines.append(_Line(at + len(raw) - len(raw.lstrip()), text, len(raw) - len(raw.lstrip())))
            at += len(raw)
        pages.append(lines)
        at += 1
    return pages


def _without_edges(pages: list[list[_Line]]) -> list[str]:
    """Take running heads, feet and page numbers off the pages; return the printed number of each page, or ""."""
    shapes: Counter[str] = Counter()
    for page in pages:
        shapes.update({_shape(line.text) for line in _edges(page)})
    labels = []
    for page in pages:
        label = ""
        for line in _edges(page):
            number = _PAGE_NUMBER.fullmatch(line.text)
            tail = re.search(r"(?:^(\d{1,5})\s{2,}\S)|(?:\S\s{2,}(\d{1,5})$)", line.text)
            repeated = shapes[_shape(line.text)] > 1 and any(map(str.isalpha, line.text)) and len(line.text) < 120
            if number or tail or repeated:
                printed_number = number["number"] if number else (tail[1] or tail[2]) if tail else ""
                label = label or printed_number
                page[page.index(line)] = line._replace(text="")
        labels.append(label)
    return labels


def _without_line_numbers(pages: list[list[_Line]]) -> None:
    """Take the numbers of lines off their beginnings, where nearly all lines of the pages have one."""
    lines = [(page, place, line) for page in pages for place, line in enumerate(page) if line.text]
    numbers = [_LINE_NUMBER.match(line.text) for _, _, line in lines]
    values = [int(number[0]) if number else 0 for number in numbers]
    rising = sum(after == before + 1 for before, after in pairwise(values))
    if len(lines) >= 10 and all(values[:5]) and rising > 0.8 * len(lines):
        for (page, place, line), number in zip(lines, numbers, strict=True):
            if number:
                end = number.end() + len(line.text[number.end() :]) - len(line.text[number.end() :].lstrip())
                page[place] = line.without(end)._replace(indent=line.indent + end)


def _edges(page: Sequence[_Line]) -> list[_Line]:
    full = [line for line in page if line.text]
    return full if len(full) <= 2 * _EDGE_LINES else [*full[:_EDGE_LINES], *full[-_EDGE_LINES:]]


def _opens_page(page: Sequence[_Line], first: _Line, last: _Line) -> bool:
    """Whether a page begins with a heading, so that what the page before it ends with does not go on."""
    place = page.index(first) + 1
    is_alone = place < len(page) and not page[place].text
    return is_alone and bool(_SENTENCE_END.search(last.text)) and looks_like_heading(first.text)


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _blocks(stanza: Sequence[_Line], width: int, long: bool) -> Iterator[_Block]:
    """Yield the paragraphs of lines without an empty line between them; where lines are `long`, each is one."""
    is_apart = True
    if len(stanza) > 1 and _heads_paragraph(stanza[0].text, stanza[1].text):
        yield _Block([stanza[0]], is_apart)
        stanza = stanza[1:]
    edge = _hanging_edge(stanza)
    starts = _dated_starts(stanza, width) if edge is None else frozenset()
    current: list[_Line] = []
    for line in stanza:
        if edge is not None:
            anew = line.indent <= edge
        else:
            anew = line.start in starts or (bool(current) and not starts and _begins_anew(current, line, width))
        if current and (long or anew):
            yield _Block(current, is_apart)
            current, is_apart = [], False
        current.append(line)
    yield _Block(current, is_apart)


def _heads_paragraph(text: str, following: str) -> bool:
    """Whether a line is a heading though its paragraph follows at once: "Methods", "II. MODEL", "2 The old harbour"."""
    if not looks_like_heading(text):
        return False
    numbered = _NUMBERED.match(text)
    title = text[numbered.end() - 1 :] if numbered else text
    # A line that is much shorter than the sentence below it, and does not go on there.
    is_above = len(text) < 0.75 * len(following) and title[:1].isupper() and following[:1].isupper()
    return (
        _is_main(title)
        or bool(_OPENINGS.fullmatch(title) and len(title) < 20)
        or bool(numbered and (title.isupper() or is_above))
    )


def _hanging_edge(stanza: Sequence[_Line]) -> int | None:
    """Return the indent of the first lines of hanging entries, as in a list of references; None where there are none.

    In hanging entries the line before a first line is mostly short, and the line before an indented line is full;
    where first lines are indented, it is the other way round.
    """
    edge = min(line.indent for line in stanza) + 1
    full = max(line.indent + len(line.text) for line in stanza)
    short = Counter(
        line.indent <= edge
        for last, line in pairwise(stanza)
        if last.indent + len(last.text) + 1 + len(line.text.split(maxsplit=1)[0]) <= full
    )
    return edge if short[True] > 1 + 2 * short[False] and any(line.indent > edge for line in stanza) else None


def _dated_starts(stanza: Sequence[_Line], width: int) -> frozenset[int]:
    """Return the offsets of the lines that begin an entry where the entries of a list stand below each other.

    A line begins one if the line before it ends although there is room: in the whole width, or in that of the list.
    Nearly all must begin with a capital and have a year.
    """
    for room in (width, max(len(line.text) for line in stanza)):
        starts = [0]
        full: list[int] = []  # the places of lines before which there is no room
        for place, (last, line) in enumerate(pairwise(stanza), 1):
            word = line.text.split(maxsplit=1)[0]
            letters = len(last.text) + (1 if _WIDE.match(word) else 1 + len(word))  # wide letters part anywhere
            if _ENTRY_END.search(last.text):
                (starts if letters < 0.9 * room else full).append(place)
        named = sum(bool(_FAMILY_FIRST.match(stanza[place].text)) for place in starts)
        if named >= 0.6 * len(starts):
            starts += [place for place in full if _FAMILY_FIRST.match(stanza[place].text)]
        starts.sort()
        texts = [
            " ".join(line.text for line in stanza[start:end])
            for start, end in zip(starts, [*starts[1:], None], strict=True)
        ]
        dated = sum(bool(_YEAR.search(text)) for text in texts)
        capital = sum((text[0].isalpha() and not text[0].islower()) or text[0] in "_—―–" for text in texts)
        is_list = len(starts) >= 3 or (len(starts) == 2 == dated and named and texts[0].endswith("."))
        if is_list and dated >= 0.8 * len(starts) and capital >= 0.9 * len(starts):
            return frozenset(stanza[place].start for place in starts)
    return frozenset()


def _begins_anew(block: Sequence[_Line], line: _Line, width: int) -> bool:
    """Whether a line begins a new paragraph, though no empty line stands before it."""
    last = block[-1]
    if _LIST_ITEM.match(line.text) and line.indent <= block[0].indent and len(last.text) < 0.95 * width:
        return True
    if line.indent > last.indent + 1:
        return len(block) > 1 and last.indent == block[-2].indent and bool(_SENTENCE_END.search(last.text))
    # Hanging entries come back to the edge.
    return line.indent < last.indent - 1 and len(block) > 1


def _join_cut_paragraphs(blocks: Sequence[_Block], starts: Mapping[int, str], width: int) -> list[_Block]:
    """Join paragraphs that an empty line or the end of a page has cut in the middle of a sentence."""
    joined_blocks: list[_Block] = []
    for block in blocks:
        before = joined_blocks[-1] if joined_blocks else None
        if before and _is_cut(before, block, block.lines[0].start in starts, width):
            joined_blocks[-1] = _Block([*before.lines, *block.lines], before.is_apart)
        else:
            joined_blocks.append(block)
    return joined_blocks


def _is_cut(before: _Block, block: _Block, is_new_page: bool, width: int) -> bool:
    last = before.lines[-1].text
    if len(before.text) <= 30 or not (last[-1].isalnum() or last[-1] in ",-"):
        return False
    is_full = len(last) > 0.8 * width
    if block.text[0].islower():
        # "eNOS was measured" below "2.9 Determination of eNOS" goes on with nothing.
        return is_full or len(before.lines) > 1 or not (looks_like_heading(before.text) and _is_title(before.text))
    if not is_new_page or not is_full or _NUMBERED.match(block.text) or _CAPTION.match(block.text):
        return False
    # One line at the foot of a page may be a heading.
    is_open = last.count("(") > last.count(")")
    return len(before.lines) > 1 or is_open or not block.text[0].isupper() or not looks_like_heading(before.text)


def _is_title(text: str) -> bool:
    long = [word for word in text.split() if len(word) > 3]
    return bool(_NUMBERED.match(text)) or sum(not word.islower() for word in long) > 0.6 * len(long)


def _build(blocks: Sequence[_Block], starts: Mapping[int, str], word_counts: Counter[str]) -> PaperText:
    """Lay out the blocks as pieces; `starts` are the labels of the pages by the source offset where each begins."""
    layout = TextLayout()

    def add(flow: Flow, lines: Sequence[_Line], level: int = 0) -> None:
        layout.begin()
        for line, after in zip(lines, (*lines[1:], None), strict=True):
            if line.start in starts:
                layout.page(starts[line.start])
            layout.add(join_line(line.text, after.text, word_counts) if after else line.text, line.start)
        layout.end(flow, level)

    seen_heading = False
    long = 0
    for block, is_heading in zip(blocks, _headings(blocks), strict=True):
        text, lines = block.text, block.lines
        markdown = _MARKDOWN_HEADING.fullmatch(text) if len(lines) == 1 else None
        long += len(text) > _LONG
        opens = markdown or _OPENINGS.fullmatch(text) or _NUMBERED.match(text) or _is_main(text)
        is_first = opens or long > 2 or text.rstrip(".") == _NUMERALS[0]
        if is_heading and (seen_heading or is_first):
            seen_heading = True
            if markdown:
                text, lines = markdown[2], [lines[0].without(markdown.start(2))._replace(text=markdown[2])]
            is_small = text[-1] == "." and not _NUMBERED.match(text)
            level = len(markdown[1]) if markdown else 3 if is_small else heading_level(text)
            # Headings without a number that are usual in papers ("Results") are of the first level.
            add("heading", lines, 1 if level == 2 and _is_main(text) else level)
        elif not seen_heading and not long and len(text) < 200:
            add("front", lines)
        elif _CAPTION.match(text):
            add("caption", lines)
        else:
            if bullet := _BULLET.match(text):
                lines = [lines[0].without(bullet.end()), *lines[1:]]
            is_table = text.count(" | ") > 1 or "\t" in text or sum(map(_is_row, lines)) > max(1, len(lines) / 2)
            add("table" if is_table else "paragraph", lines)
    return layout.text()


def _is_row(line: _Line) -> bool:
    """Whether wide spaces part a line into three cells or more, none of them long."""
    cells = re.split(r" {3,}", line.text)
    return len(cells) > 2 and max(map(len, cells)) <= 30


def _headings(blocks: Sequence[_Block]) -> list[bool]:
    """Return which blocks are headings: they stand by themselves, with something below them."""
    is_heading: list[bool] = []
    for place, block in enumerate(blocks):
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        alone = block.is_apart and after is not None and after.is_apart and len(block.lines) <= 3
        is_marked = len(block.lines) == 1 and bool(_MARKDOWN_HEADING.fullmatch(block.text))
        is_keywords = place > 0 and bool(_KEYWORDS.fullmatch(blocks[place - 1].text))
        is_heading.append(is_marked or (alone and not is_keywords and looks_like_heading(block.text)))
    for place in (*_numerals(blocks), *_small_headings(blocks, is_heading)):
        is_heading[place] = True
    # So many of one kind in a row are a list of something: notes, questions, names.
    kinds = [_kind(block.text) if is_one else -1 for block, is_one in zip(blocks, is_heading, strict=True)]
    start = 0
    for place in range(1, len(kinds) + 1):
        if place < len(kinds) and kinds[place] == kinds[start]:
            continue
        if kinds[start] >= 0 and place - start >= _MOST_IN_A_ROW.get(kinds[start], 3):
            is_heading[start:place] = [bool(_OPENINGS.fullmatch(block.text)) for block in blocks[start:place]]
        start = place
    # The numbers of sections follow each other; others are those of questions and notes.
    latest = 0
    for place, block in enumerate(blocks):
        if is_heading[place] and (number := re.match(r"(\d{1,2})[.):]?\s", block.text)):
            is_heading[place] = not latest or int(number[1]) <= latest + 2
            latest = int(number[1]) if is_heading[place] else latest
    return is_heading


_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def _numerals(blocks: Sequence[_Block]) -> list[int]:
    """Return the indexes of blocks that are "I", "II", "III", ... alone, one after the other."""
    places: list[int] = []
    for place, block in enumerate(blocks):
        if block.is_apart and [block.text.rstrip(".")] == list(_NUMERALS[len(places) : len(places) + 1]):
            places.append(place)
    return places if len(places) > 1 else []


def _small_headings(blocks: Sequence[_Block], is_heading: Sequence[bool]) -> Iterator[int]:
    """Yield the places of headings that end in a stop ("Statistical analysis."), or are in lower case throughout.

    Either kind counts where a paper has several; one in lower case also where it prints usual ones so ("methods").
    """
    stopped = [
        place for place in range(len(blocks)) if _is_small_heading(blocks, place, r"[^\W\d_a-zß-ÿ].*[^\W\d_A-Z]\.")
    ]
    if len(stopped) > 1:
        yield from stopped
    small = [place for place in range(len(blocks)) if _is_small_heading(blocks, place, r"[^\W\d_A-ZÀ-Þ].*\w")]
    usual = [place for place, block in enumerate(blocks) if is_heading[place] and _is_main(block.text)]
    if len(small) > 1 or sum(blocks[place].text.islower() for place in usual) > 1:
        yield from small


def _is_small_heading(blocks: Sequence[_Block], place: int, shape: str) -> bool:
    """Whether a block is a line of few words of some shape, with a long paragraph below and a sentence's end above."""
    block = blocks[place]
    if len(block.lines) > 1 or len(block.text.split()) > 6 or not re.fullmatch(shape, block.text):
        return False
    if not (block.is_apart and place + 1 < len(blocks) and blocks[place + 1].is_apart):
        return False
    below, above = blocks[place + 1].text, blocks[place - 1].text if place else ""
    is_paragraph = len(below) > _LEAST_PARAGRAPH and (below[0].isupper() or not below[0].isascii())
    has_shape = looks_like_heading(block.text.rstrip(".").capitalize()) and "," not in block.text
    return is_paragraph and has_shape and (bool(_SENTENCE_END.search(above)) or looks_like_heading(above))


def _kind(text: str) -> int:
    return heading_level(text) if _NUMBERED.match(text) else _QUESTION if text[-1] == "?" else 0


_QUESTION = 9
_MOST_IN_A_ROW = {0: 5, _QUESTION: 2}
_LEAST_PARAGRAPH = 150  # letters
_LONG = 400  # letters; of so long paragraphs a few mean that the text has begun
_KEYWORDS = re.compile(
    r"\W*(?:key\s?words?|palavras[- ]chave|palabras clave|descrip?tor(?:es)?|mots[- ]cl[ée]s|schl(?:üssel|ag)wörter|"
    r"parole chiave|trefwoorden|キーワード|关键词|關鍵詞)\W*",
    re.I,
)
_CAPTION = re.compile(CAPTION, re.I)
# The beginning of an entry of a list of references: two names with initials, or one with a year.
_PERSON = r"[^\W\d_a-z][\w’'-]+(?: [^\W\d_a-z][\w’'-]+)?,? (?:[A-ZÀ-Þ]\.?[- ]?){1,3}"
_ENTRY = re.compile(
    rf"(?:\[?\d{{1,3}}[.)\]]?\s+)?{_PERSON}\s*(?:(?:,|;|&|and|,? ?et al\.?)+ ?{_PERSON}|[,.]? ?\(?(?:1[5-9]|20)\d\d)"
)
_YEAR = re.compile(r"(?<![\d/.-])(?:1[5-9]|20)\d\d(?!\d)")
_ENTRY_END = re.compile(r"[.\d/)\]”\"’»。）〉》\w]$")
_FAMILY_FIRST = re.compile(r"[^\W\d_a-z][\w’'-]+(?:[ -][^\W\d_a-z][\w’'-]+)?, (?=[^\W\d_a-z])")
_LINE_NUMBER = re.compile(r"[0-9]{1,5}(?=\s|$)")
_WIDE = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_FORMULA = re.compile(r"[=∑∫∝≤≥√]")
_OPENINGS = re.compile(rf"(?:\d+\.?\s+)?(?:{OPENING_TITLES})\b.*", re.I)


def looks_like_heading(text: str) -> bool:
    """Whether a line by itself has the shape of a heading: short, no sentence, no item of a list, no row of a table."""
    numbered = _NUMBERED.match(text)
    if (
        not (1 if _is_main(text) else 2) < len(text) <= (250 if numbered else 160)
        or not any(map(str.isalpha, text))
        or " | " in text
        or text.count("   ") > 1
    ):
        return False
    if _CAPTION.match(text) or (_FORMULA.search(text) and not numbered):
        return False
    if text.count(",") > (6 if numbered else 3) or ";" in text or text[-1] in ",;–-!":
        return False
    if text[-1] == ":" and not _is_main(text[:-1]):
        return False
    if text[-1] in ".。" and not re.search(r"(?:^|\s)[A-Z]\.$|^\d+\.$", text):
        return False
    # "shRNA stable cell lines" is one as well.
    if text[0].islower() and text[0].isascii() and text.split()[0].islower() and not _is_main(text):
        return False
    if not (text[0].isalnum() or text[0] in "§¿¡“\"‘'" or not text[0].isascii()):
        return False
    if re.search(
        r"https?://|@|\bdoi\b|^[*-]\s|•|\[\d|\bpp?\. ?\d|[^\W\d_]{4}\. [^\W\d_]+ ", text, re.I
    ) or _KEYWORDS.match(text):
        return False
    if _ENTRY.match(text) or (re.search(r"[,(]\s*(?:1[5-9]|20)\d\d[a-z]?\)?[.,]", text) and not numbered):
        return False
    return len(text.split()) <= (36 if numbered else 22)


def heading_level(text: str) -> int:
    """Return the level of a heading from its number: 1 for "2", 2 for "2.1"; 2 where it has none."""
    numbered = _NUMBERED.match(text)
    if not numbered:
        return 2
    number = numbered["number"]
    return number.count(".") + 1 if number[0].isdigit() else 2 if len(number) == 1 and number not in _NUMERALS else 1


_MAIN = re.compile(
    rf"{OPENING_TITLES}|{REFERENCE_TITLES}|(?:materials? and )?methods?|methodology|results?|findings|"
    r"(?:results and )?discussion|conclusions?|acknowledge?ments?|funding|métodos?|resultados|discussão|discusión|"
    r"conclus[ãõi].*|considerações finais|materia(?:l|is|les) [ey] métodos|resultados [ey] discus(?:são|ión)|"
    r"méthodes?|matériel et méthodes|résultats(?: et discussion)?|methoden?|methodik|material und methoden|ergebnisse|"
    r"diskussion|schluss(?:folgerung(?:en)?)?|fazit|metodi|materiali e metodi|risultati|discussione|methode|resultaten|"
    r"discussie|conclusie|序論|緒言|目的|背景|方法|材料[と和]方法|結果|结果|考察|議論|讨论|結論|结论|おわりに|まとめ|謝辞|致谢|"
    r"refer[êe]ncias.*|supplementary.*|"
    r"(?:appendix|annex|anhang|anexo|ap[eéê]ndice)\b.*",
    re.I,
)


def _is_main(text: str) -> bool:
    return bool(_MAIN.fullmatch(text.strip()))
