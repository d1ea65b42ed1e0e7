"""Where the lists of references of a paper stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from litgraph.reading.paper import PaperText, Piece
from litgraph.reading.references.dates import YEAR
from litgraph.reading.references.names import UPPER, scan
from litgraph.reading.references.parse import LABEL, printed_number

__all__ = ["Stretch", "find", "is_like_an_entry"]

_NAMES = (
    "references? (?:list|cited)|references?|cited references|reference list|works (?:cited|consulted)|"
    "bibliograph(?:y|ies)|"
    "literature(?: cited)?|cited literature|sources|further reading|literatur(?:verzeichnis|angaben|liste)?|"
    "bibliographie|"
    "quellen(?:verzeichnis)?|schrifttum|références(?: bibliographiques)?|ouvrages cités|"
    "referências(?: bibliográficas)?|"
    "bibliografia|obras citadas|literatura(?: citada)?|referencias(?: bibliográficas)?|bibliografía|fuentes|fontes|"
    "riferimenti(?: bibliografici)?|opere citate|literatuur(?:lijst)?|bronnen|referenser|litteratur(?:lista|"
    "liste|förteckning)?|"
    "källor|kilder|referanser|referencer|lähteet|kirjallisuus|źródła|piśmiennictwo|(?:seznam|použitá) literatur[ay]|"
    "irodalom(?:jegyzék)?|kaynakça|kaynaklar|список (?:использованной )?литературы|литература|библиография|источники|"
    "βιβλιογραφία|参考文献|引用文献|文献|参考资料|參考文獻|引用書目|참고문헌|المراجع|ביבליוגרפיה|מקורות"
)
_HEADING = re.compile(
    rf"[\W_]*(?:(?:\d{{1,2}}|[IVX]{{1,5}}|[A-Z])(?:[.):]\s*|\s+))?(?:\w+[ -](?:(?:und|and|of|e|y|et|"
    rf"de) )?){{0,2}}?(?:{_NAMES})"
    r"(?:\s*[&,:(]?\s*(?:\w+[ )]*){1,4})?[\W_]*",
    re.IGNORECASE,
)
_BEFORE_ENTRIES = re.compile(
    rf"[\W_]*(?:\d{{1,2}}\.?\s+)?(?:{_NAMES})\s*[:.]?\s+(?=\[?\d{{1,3}}[\].)]\s|{UPPER})", re.IGNORECASE
)
_DATED = re.compile(rf"{YEAR}|\bn\.\s?d\.|\bs\.\s?[df]\.|in press|forthcoming", re.IGNORECASE)
_SOURCE = re.compile(
    r"\d\s*\(\d+|\d\s*[:,]\s*\d|\bpp?\.\s?\d|\bvol\.|\bv\.\s?\d|doi|https?:|\bEds?\.|\bIn:? |:\s[A-Z]\w+|"
    r"\d[-–]\d|Press\b|\.\s\w+[^.]*\.$",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"\W*(?:(?:extended|supp\w*)\W+(?:data\W+)?)?(?:fig(?:ure|ura|\.)|table|tab(?:ela|la|\.)|video|movie)\s*[A-Z]?\d",
    re.IGNORECASE,
)


_BREAKS_OFF = re.compile(r"(?:[,;:&]|\b(?:and|in|of|the|doi:))$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A list of references: the pieces that it consists of, or its `entries` where the source marks them."""

    spans: tuple[tuple[int, int], ...] = ()
    entries: tuple[tuple[int, int], ...] = ()


def is_like_an_entry(text: str) -> bool:
    """Whether a paragraph could be an entry of a list: somebody, a date, a source."""
    head = text[:600]
    label = LABEL.match(head)
    at = label.end() if label else 0
    people = scan(head, at)
    begins = bool(people.names or people.again or label)
    dated = bool(_DATED.search(head))
    if not begins and dated:
        begins = bool(re.match(rf"[^.?!]{{2,90}}?[.,]?\s[(\[]?(?:{YEAR}|n\.\s?d)", head))
    return begins + dated + bool(_SOURCE.search(head)) >= 2 and (begins or len(text) < 400)


def find(text: PaperText) -> list[Stretch]:
    """The lists of references, from headings in many languages, or from their look where there is none."""
    marked = tuple((piece.start, piece.end) for piece in text.pieces if piece.flow == "reference")
    if marked:
        return [Stretch(entries=marked)]
    found: list[Stretch] = []
    pieces, at = text.pieces, 0
    while at < len(pieces):
        if (start := _entries_start(text, pieces[at])) is not None:
            spans, after = _extent(text, at, start)
            if spans:
                found.append(Stretch(spans))
                at = after
                continue
        at += 1
    return found or _without_heading(text)


def _entries_start(text: PaperText, piece: Piece) -> int | None:
    """Where entries begin if a piece is the heading of a list, or has it before the first entry."""
    content = text.text[piece.start : min(piece.end, piece.start + 400)]
    if piece.end - piece.start <= 80 and _HEADING.fullmatch(content):
        return piece.end
    if (
        piece.flow != "heading"
        and (found := _BEFORE_ENTRIES.match(content))
        and is_like_an_entry(content[found.end() :])
    ):
        return piece.start + found.end()
    return None


def _extent(text: PaperText, at: int, start: int) -> tuple[tuple[tuple[int, int], ...], int]:
    """The pieces of the list that begins at an offset in or after a piece, and the place of the piece after it."""
    pieces = text.pieces
    spans: list[tuple[int, int]] = []
    if start < pieces[at].end:
        spans.append((start, pieces[at].end))
    likely = [True] * len(spans)
    place = at + 1
    strange = 0
    while place < len(pieces):
        piece = pieces[place]
        content = text.of(piece)
        entry = is_like_an_entry(content)
        if piece.flow == "heading" and not (entry and len(content) > 60):
            following = [text.of(each) for each in pieces[place + 1 : place + 4]]
            likes = sum(map(is_like_an_entry, following))
            # What a page has cut off an entry may look like a heading: "2004;113:69–76.", "44. Adler M, Boer K.".
            cut_off = bool(spans) and (_is_cut_off(content) or bool(_BREAKS_OFF.search(text.text, *spans[-1])))
            least = min(2, len(following)) if cut_off else 2
            if _entries_start(text, piece) is not None or likes < least or likes < len(following) - 1:
                break
            if cut_off:
                spans.append((piece.start, piece.end))
                likely.append(True)
        elif piece.flow in ("caption", "table", "footnote", "other") or _CAPTION.match(content):
            pass
        else:
            strange = 0 if entry else strange + 1
            if strange > 3:
                break
            spans.append((piece.start, piece.end))
            likely.append(entry)
        place += 1
    while likely and not likely[-1]:
        # What stands last and looks like no entry may still be the end of one that a page has cut.
        begin = text.text[spans[-1][0] : spans[-1][0] + 1]
        if (
            len(likely) > 1
            and likely[-2]
            and (begin.islower() or begin.isdigit())
            and spans[-1][1] - spans[-1][0] < 300
        ):
            break
        likely.pop()
        spans.pop()
    if sum(likely) * 2 < len(likely):
        return (), at + 1
    kept = _without_notes(text, spans)
    if len(kept) < len(spans):
        place = next(number for number, piece in enumerate(pieces) if piece.end == spans[len(kept)][1])
    return tuple(kept), place


def _without_notes(text: PaperText, spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """The pieces of a list without numbers before numbered notes, which may follow it without a heading."""
    numbers = [label[0] if (label := printed_number(LABEL.match(text.text, *span))) else 0 for span in spans]
    first = len(spans)
    while first > 0 and numbers[first - 1] and (first == len(spans) or numbers[first - 1] == numbers[first] - 1):
        first -= 1
    notes = len(spans) - first
    are_notes = 2 <= notes < first and numbers[first] <= 3 and not any(numbers[:first])
    return spans[:first] if are_notes else spans


def _is_cut_off(text: str) -> bool:
    """Whether something within a list is a piece of an entry though it is set like a heading."""
    label = LABEL.match(text)
    begins = scan(text, label.end() if label else 0)
    return not text[:1].isupper() and (not label or bool(begins.names)) and bool(re.search(r"\d", text))


def _without_heading(text: PaperText) -> list[Stretch]:
    """The longest run of paragraphs in the second half that look like entries."""
    half = len(text.text) // 2 if len(text.pieces) > 30 else 0
    best: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    for piece in text.pieces:
        if piece.start < half or piece.flow in ("caption", "table", "footnote", "heading", "front"):
            continue
        content = text.of(piece)
        label = LABEL.match(content)
        people = scan(content[:600], label.end() if label else 0)
        if (people.names or people.again) and is_like_an_entry(content):
            run.append((piece.start, piece.end))
        else:
            run = []
        if len(run) >= len(best):
            best = list(run)
    return [Stretch(tuple(best))] if len(best) >= 3 else []
