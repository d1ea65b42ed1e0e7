"""Where the lists of references of a paper stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from litgraph.reading.paper import PaperText, Piece
from litgraph.reading.references.dates import DATED, MONTH, YEAR
from litgraph.reading.references.entries import LABEL, printed_number
from litgraph.reading.references.names import UPPER, scan_names
from litgraph.reading.references.segments import LAW
from litgraph.reading.vocabulary import CAPTION, REFERENCE_TITLES, TITLES_AFTER_REFERENCES

__all__ = ["ReferenceList", "find_lists"]

_HEADING = re.compile(
    rf"[\W_]*(?:(?:\d{{1,2}}|[IVX]{{1,5}}|[A-Z])(?:[.):]\s*|\s+))?(?:\w+[ -](?:(?:und|and|of|e|y|et|"
    rf"de) )?){{0,2}}?(?:{REFERENCE_TITLES})"
    r"(?!\W*(?:format|style)\b)(?:\s*[&,:(–—-]?\s*(?:\w+[ )]*){1,4})?[\W_]*",
    re.IGNORECASE,
)
_HEADING_BEFORE_ENTRY = re.compile(
    rf"[\W_]*(?:\d{{1,2}}\.?\s+)?(?:{REFERENCE_TITLES})\s*[:.]?\s+(?=\[?\d{{1,3}}[\].)]\s|{UPPER})", re.IGNORECASE
)
_SOURCE = re.compile(
    r"\d\s*\(\d+|\d\s*[:,]\s*\d|\bpp?\.\s?\d|\bvol\.|\bv\.\s?\d|doi|https?:|\bEds?\.|\bIn:? |:\s[A-Z]\w+|\d[-–]\d|"
    r"Press\b|\.\s\w+[^.]*\.$",
    re.IGNORECASE,
)
_CAPTION = re.compile(rf"\W*{CAPTION}", re.IGNORECASE)
_SUBHEAD = re.compile(rf"{UPPER}[^\d.;]{{2,}}:")
_SECTION_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s|[A-Z]\.?\s")
# What stands behind a list and is none of its entries, though dates and names are in it.
_TITLE_AFTER_LIST = re.compile(rf"\W*(?:{TITLES_AFTER_REFERENCES})\b", re.IGNORECASE)
_REACH = 40  # pieces that are looked at below a heading in a list, so that many headings cost no more each
_LETTERED = re.compile(rf"A(?:\.1)?\.?\s{UPPER}")  # an appendix
_STATEMENT = re.compile(
    r"(?:acknowledge?ments?|funding|author contributions?|(?:competing|conflicts? of) interests?|data availability|"
    r"agradecimentos?|agradecimientos?|danksagung|remerciements|ringraziamenti)\s*:",
    re.IGNORECASE,
)
_RECEIVED = re.compile(
    r"(?:(?:paper|manuscript|article|artigo|artículo|trabalho|data d[ae]|fecha de|date de|date) )?"
    r"(?:received|submitted|accepted|eingegangen|eingereicht|recebido|recibido|recepción|recebimento|reçu|réception|"
    r"ricevuto|aceito|aceptado|aceptación|aceite|aprovado|aprobado|accepté)(?: (?:in|em|on|le|am|il|el|the))?[:,]?\s*"
    rf"(?:\d{{1,2}}\b|{MONTH})",
    re.IGNORECASE,
)
# Words that tell sentences from what entries say besides their titles.
_PROSE = re.compile(
    r"\b(?:we|she|he|they|was|were|is|are|has|have|had|wir|ist|sind|wurden?|hat|nous|est|sont|ont|são|foi|foram|tem|"
    r"son|fue|fueron|ha|han)\b",
    re.IGNORECASE,
)
_BREAKS_OFF = re.compile(r"(?:[,;:&]|\b(?:and|in|of|the|doi:))$")


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """The spans of the pieces of a list of references, or of its `entries` where the source marks them."""

    spans: tuple[tuple[int, int], ...] = ()
    entries: tuple[tuple[int, int], ...] = ()


def is_like_an_entry(text: str) -> bool:
    """Whether a paragraph could be an entry of a list: whether it has two of authors, a date and a source."""
    head = text[:600]
    label = LABEL.match(head)
    begins = label is not None or bool(LAW.match(head)) or scan_names(head).has_authors
    is_dated = bool(DATED.search(head))
    if not begins and is_dated and len(_PROSE.findall(head)) < 2:
        begins = bool(re.match(rf"[^.?!]{{2,90}}?[.,]?\s[(\[]?(?:{YEAR}|n\.\s?d)", head))
    return begins + is_dated + bool(_SOURCE.search(head)) >= 2 and (begins or len(text) < 400)


def find_lists(paper: PaperText) -> list[ReferenceList]:
    """Find the lists of references below their headings, in many languages, or by their look where there is none."""
    entries = tuple((piece.start, piece.end) for piece in paper.pieces if piece.flow == "reference")
    if entries:
        return [ReferenceList(entries=entries)]
    lists: list[ReferenceList] = []
    place = 0
    while place < len(paper.pieces):
        start = _entries_start(paper, paper.pieces[place])
        spans, following = _list_extent(paper, place, start) if start is not None else ((), 0)
        if spans:
            lists.append(ReferenceList(spans))
        place = following if spans else place + 1
    return lists or _find_numbered_run(paper) or _find_without_heading(paper)


def _entries_start(paper: PaperText, piece: Piece) -> int | None:
    """Where entries begin if a piece is the heading of a list, or has it before the first entry."""
    content = paper.text[piece.start : min(piece.end, piece.start + 400)]
    if piece.end - piece.start <= 80 and _HEADING.fullmatch(content):
        return piece.end
    heading = _HEADING_BEFORE_ENTRY.match(content) if piece.flow != "heading" else None
    if heading and is_like_an_entry(content[heading.end() :]):
        return piece.start + heading.end()
    return None


def _list_extent(paper: PaperText, heading: int, start: int) -> tuple[tuple[tuple[int, int], ...], int]:
    """The spans of a list that begins at an offset in or after the piece `heading`, and the place of the next piece."""
    pieces = paper.pieces
    spans: list[tuple[int, int]] = []
    if start < pieces[heading].end:
        spans.append((start, pieces[heading].end))
    are_entries = [True] * len(spans)
    place = heading + 1
    unlike_count = 0  # of the pieces in a row that are like no entry
    while place < len(pieces):
        piece = pieces[place]
        content = paper.of(piece)
        is_entry = is_like_an_entry(content)
        is_heading = piece.flow == "heading" and not (is_entry and len(content) > 60)
        if _ends_list(content, is_heading):
            break
        if is_heading:
            # What a page cuts off an entry may look like a heading: "2004;113:69–76.", "44. Adler M, Boer K.".
            is_cut_off = bool(spans) and (_is_cut_off(content) or bool(_BREAKS_OFF.search(paper.text, *spans[-1])))
            if not _goes_on_below(paper, place, is_cut_off):
                break
            if is_cut_off or _is_short_entry(content):
                spans.append((piece.start, piece.end))
                are_entries.append(True)
        elif _is_subhead(content) and not (spans and _BREAKS_OFF.search(paper.text, *spans[-1])):
            pass
        elif piece.flow not in ("caption", "table", "footnote", "other") and not _CAPTION.match(content):
            unlike_count = 0 if is_entry else unlike_count + 1
            if unlike_count > 3:
                break
            spans.append((piece.start, piece.end))
            are_entries.append(is_entry)
        place += 1
    while are_entries and not are_entries[-1]:
        # A last piece that looks like no entry may still be the end of one that a page has cut.
        last_start, last_end = spans[-1]
        first = paper.text[last_start : last_start + 1]
        if are_entries[-2:-1] == [True] and (first.islower() or first.isdigit()) and last_end - last_start < 300:
            break
        are_entries.pop()
        spans.pop()
    if sum(are_entries) * 2 < len(are_entries):
        return (), heading + 1
    entries = _without_notes(paper, spans)
    if len(entries) < len(spans):
        place = next(number for number, piece in enumerate(pieces) if piece.end == spans[len(entries)][1])
    return tuple(entries), place


def _goes_on_below(paper: PaperText, heading: int, is_cut_off: bool) -> bool:
    """Whether a list goes on below a piece that looks like a heading: whether entries follow, and mostly they."""
    if _entries_start(paper, paper.pieces[heading]) is not None:
        return False
    pieces_below = paper.pieces[heading + 1 : heading + 1 + _REACH]
    below = next((paper.of(piece) for piece in pieces_below if piece.flow != "heading"), "")
    begins_entry = scan_names(below[:600]).is_certain and bool(DATED.search(below[:600]))
    if _LETTERED.match(paper.of(paper.pieces[heading])) and not begins_entry:
        return False
    following: list[bool] = []
    for piece in pieces_below:
        content = paper.of(piece)
        is_subhead = piece.flow == "heading" or _is_subhead(content)
        if len(following) == 3 or (
            is_subhead and (_entries_start(paper, piece) or _ends_list(content, is_heading=True))
        ):
            break
        if not is_subhead or _is_short_entry(content):
            following.append(is_like_an_entry(content) or _is_short_entry(content))
    least = min(2, len(following)) if is_cut_off or all(following) else 2
    return bool(following or is_cut_off) and sum(following) >= max(least, len(following) - 1)


def _ends_list(text: str, is_heading: bool) -> bool:
    """Whether a piece is the heading of what follows lists, a statement, or says when a paper was received."""
    if is_heading or (len(text) <= 60 and not DATED.search(text)):
        return bool(_TITLE_AFTER_LIST.match(text) or _RECEIVED.match(text))
    return bool(_STATEMENT.match(text) or (len(text) < 300 and _RECEIVED.match(text)))


def _is_subhead(text: str) -> bool:
    """Whether a line parts a list: "Theses:", "B", "Primary sources"."""
    return len(text) <= 60 and (
        bool(_SUBHEAD.fullmatch(text)) or (len(text) == 1 and text.isalpha() and text.isupper())
    )


def _is_short_entry(text: str) -> bool:
    """Whether what looks like a heading has a date, as a line on an article of a newspaper has."""
    return bool(DATED.search(text)) and not _SECTION_NUMBER.match(text)


def _without_notes(paper: PaperText, spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Leave out the numbered notes that follow a list without numbers, perhaps without a heading between them."""
    numbers = [label[0] if (label := printed_number(LABEL.match(paper.text, *span))) else 0 for span in spans]
    first = len(spans)
    while first > 0 and numbers[first - 1] and (first == len(spans) or numbers[first - 1] == numbers[first] - 1):
        first -= 1
    are_notes = 2 <= len(spans) - first < first and numbers[first] <= 3 and not any(numbers[:first])
    return spans[:first] if are_notes else spans


def _is_cut_off(text: str) -> bool:
    """Whether something within a list is a piece of an entry though it is set like a heading."""
    label = LABEL.match(text)
    has_names = bool(scan_names(text, label.end()).names) if label else True
    return not text[:1].isupper() and has_names and bool(re.search(r"\d", text))


def _find_numbered_run(paper: PaperText) -> list[ReferenceList]:
    """Find the longest run of paragraphs that are numbered from 1, of which most look like entries."""
    longest: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    count = entry_count = rest_count = 0  # of the run: its numbers, those like an entry, what has no number since
    for piece in paper.pieces:
        if piece.flow in ("caption", "table", "footnote"):
            continue
        content = paper.of(piece)
        number = printed_number(LABEL.match(content))
        if number and number[0] == count + 1 and number[0] > 1:
            rest_count = 0
        elif number and number[0] == 1:
            run, count, entry_count, rest_count = [], 0, 0, 0
        elif not run or piece.flow == "heading" or rest_count == 2:
            run, count = [], 0
            continue
        else:
            rest_count += 1
        run.append((piece.start, piece.end))
        count += not rest_count
        entry_count += not rest_count and is_like_an_entry(content) and bool(DATED.search(content))
        if count >= 3 and entry_count > 0.6 * count and len(run) - rest_count > len(longest):
            longest = run[: len(run) - rest_count]
    return [ReferenceList(tuple(longest))] if longest else []


def _find_without_heading(paper: PaperText) -> list[ReferenceList]:
    """Find the longest run of at least three paragraphs that look like entries, in the second half of a long text."""
    half = len(paper.text) // 2 if len(paper.pieces) > 30 else 0
    longest: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    for piece in paper.pieces:
        if piece.start < half or piece.flow in ("caption", "table", "footnote", "heading", "front"):
            continue
        content = paper.of(piece)
        label = LABEL.match(content)
        authors = scan_names(content[:600], label.end() if label else 0)
        if authors.has_authors and is_like_an_entry(content):
            run.append((piece.start, piece.end))
        else:
            run = []
        if len(run) >= len(longest):
            longest = list(run)
    return [ReferenceList(tuple(longest))] if len(longest) >= 3 else []
