"""A list of references cut into its entries."""

from __future__ import annotations

import re
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from litgraph.reading.references.dates import YEAR, head
from litgraph.reading.references.names import UPPER, People, block, scan
from litgraph.reading.references.parse import LABEL, printed_number
from litgraph.words import fold

__all__ = ["split"]

Span = tuple[int, int]

_INNER_LABEL = re.compile(
    rf"(?<=[.\d/)\]”\"’»a-z])\s+(?:\[(?P<box>\d{{1,4}})\]\s*|\((?P<round>\d{{1,4}})\)\s+|"
    rf"(?P<bare>\d{{1,4}})[.)]\s+)(?=[\"“«‘]?(?:{UPPER}|[a-z]{{2,4}}\s{UPPER}))"
)
_GAP = re.compile(
    rf"(?<=[.\d/)\]”\"’»?!;])\s+(?=[\"“]?(?:{UPPER}|[—―]|[–_-]{{2}}|(?:d[aei]|v[ao]n|del|de|ter|la|le|al)[ -]|"
    rf"\w+ \((?:1|2)\d{{3}}))|\n+"
)
_INITIAL_BEFORE = re.compile(rf"(?:^|[\s.-]){UPPER}\.$")
_DATE_NEXT = re.compile(rf"[\s,.;:]*[(\[]?\s*(?:{YEAR}|n\.\s?d|in press|forthcoming|s\.\s?[df]\b)", re.IGNORECASE)
_CLOSING = len("a). ")
_ROUND_DATE = re.compile(
    rf"(?P<name>[^()]{{2,200}}?)\((?:{YEAR}|n\.\s?d|in press|forthcoming)[^()]{{0,30}}\)[.,:]?", re.IGNORECASE
)
_DATED = re.compile(rf"{YEAR}|\bn\.\s?d\b|in press|forthcoming|\bs\.\s?[df]\.", re.IGNORECASE)
_NO_NAME = re.compile(r"[.;:] |\d")
_NO_LIST = re.compile(r"\d|[^\W\d_]{3}[.?!] ")
_CAPITALS = re.compile(
    rf"(?:{UPPER}|['’]){{4,20}}\. |(?:{UPPER}|['’]){{2,20}}(?:[ -](?:{UPPER}|['’]){{2,20}}){{1,5}}\. "
)
_LOUD = re.compile(rf"(?:{UPPER}|['’]){{2}}|_{{2}}")
_OVER = re.compile(r"[.\d/)\]”\"’»?!>*_。]$|https?://\S+$")
_DATES = re.compile(rf"(?<=[.,] )\((?:{YEAR})[a-z]?[),]|(?<=[.] ){YEAR}[a-z]?\. ")
_UNFINISHED = re.compile(r"[^.\d/)\]”\"’»?!>*_]$")
_GOES_ON = re.compile(r"(?:[a-zß-ÿ][^\W_]*\s|\d+[–,;:()-]|https?:|doi|pp?\.|\()")


def split(text: str, spans: Sequence[Span]) -> list[Span]:
    """Where the entries of a list begin and end: of several ways to cut it, that which looks most like a list.

    The ways: at printed numbers that go up, where an entry begins with names and a date, where it begins with names
    alone, or at every piece.
    """
    if not spans:
        return []
    numbered = _numbered(text, spans)
    if len(numbered) > 0.8 * len(spans):
        return _entries(text, spans, numbered)
    stop = spans[-1][1]
    heads = [_head(text, span, stop) for span in spans]
    every = [start for start, _ in spans]
    ways = [_by_look(text, spans, heads, by_date=True)]
    if ways[0] == every and all(way == "dated" for way, _ in heads):
        return _entries(text, spans, every)
    ways.append(_by_look(text, spans, heads, by_date=False))
    if Counter(way for way, _ in heads)["named"] > len(spans) / 2:
        ways.reverse()
    ways = [*([numbered] if numbered else []), *ways, every]
    cut = [_entries(text, spans, starts) for starts in ways]
    pieces = frozenset(every)
    seen: dict[int, People] = {}
    worths = [
        _worth(text, entries, pieces, seen, numbered=bool(numbered) and not number)
        for number, entries in enumerate(cut)
    ]
    return cut[worths.index(max(worths))]  # the first of equals: printed numbers, then what most entries begin with


def _entries(text: str, spans: Sequence[Span], starts: Sequence[int]) -> list[Span]:
    ends = [end for _, end in spans]
    entries = []
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        # The last piece that begins before the next entry.
        limit = ends[-1] if following is None else following
        last = max(0, bisect_right(spans, (limit - 1, len(text))) - 1)
        end = min(limit, ends[last])
        while end > start and text[end - 1].isspace():
            end -= 1
        if any(map(str.isalpha, text[start:end])):
            entries.append((start, end))
    return entries


def _worth(
    text: str, entries: Sequence[Span], pieces: Collection[int], seen: dict[int, People], numbered: bool
) -> float:
    """How much a list that is cut so looks like one: whole entries count for it, scraps and lumps against it."""
    usual = statistics.median(end - start for start, end in entries) if entries else 0
    worth = 0.0
    names: list[str] = []
    for start, end in entries:
        content = text[start : min(end, start + 700)]
        label = LABEL.match(content)
        people = seen[start] = seen.get(start) or scan(content, label.end() if label else 0)
        begins = bool(people.names or people.again or (numbered and label) or _ROUND_DATE.match(content))
        dated = bool(_DATED.search(text, start, end))
        worth += 1.0 if begins and dated else -0.4 if begins or dated else -1.0
        worth += 0.2 * bool(_OVER.search(text, start, end))
        worth -= 0.8 * (end - start < 0.3 * usual and not (begins and dated))
        worth -= 1.0 * (end - start > 4 * usual + 200)
        worth -= 0.5 * max(0, len(_DATES.findall(text, start, end)) - 1)  # several entries in one
        if people.names:
            names.append(fold(people.names[0].family or people.names[0].literal))
    if len(pieces) > 0.6 * len(entries):  # the list has a paragraph for each
        inner = [start for start, _ in entries if start not in pieces]
        loud = sum(bool(_LOUD.match(text, start)) for start in inner) if _is_loud(text, entries) else 0
        worth -= 1.2 * (len(inner) - loud) + 0.3 * loud  # names in capitals begin an entry wherever they stand
    in_order = sum(first <= second for first, second in pairwise(names))
    if numbered:
        worth += 0.5 * len(entries)
    elif in_order > 0.8 * len(names):
        worth -= 0.5 * (len(names) - 1 - in_order)  # what is out of order in a sorted list hardly begins an entry
    return worth


def _is_loud(text: str, spans: Sequence[Span]) -> bool:
    """Whether a list prints names in capitals, so that one alone is a name as well: "EPICTETUS. Discourses."."""
    return sum(bool(_LOUD.match(text, start)) for start, _ in spans) >= 0.6 * len(spans)


def _numbered(text: str, spans: Sequence[Span]) -> list[int]:
    """Where the entries of a numbered list begin, or nothing if it is not numbered."""
    first: list[tuple[int, int, str]] = []
    for start, end in spans:
        if number := printed_number(LABEL.match(text, start, end)):
            first.append((start, number[0], number[1]))
    if not first or (len(first) < 0.5 * len(spans) and first[0][0] != spans[0][0]):
        return []
    form = Counter(form for _, _, form in first).most_common(1)[0][0]
    outer = [(at, number) for at, number, kind in first if kind == form]
    inner = []
    for start, end in spans:
        for found in _INNER_LABEL.finditer(text, start, end):
            number = printed_number(found)
            if number and number[1] == form:
                inner.append((found.end() - len(found[0].lstrip()), number[0]))
    starts = _chain(outer, inner)
    return starts if len(starts) >= 2 and len(starts) >= 0.5 * len(first) else []


def _chain(outer: Sequence[tuple[int, int]], inner: Sequence[tuple[int, int]]) -> list[int]:
    """Places whose numbers go up one by one; one at the head of a paragraph counts before one inside."""
    starts: list[int] = []
    expected, inside = outer[0][1], 0
    for at, number in outer:
        if number < expected or number > expected + 60:
            continue
        # Numbers between two paragraphs' are looked for inside them.
        while inside < len(inner) and inner[inside][0] < at:
            place, value = inner[inside]
            inside += 1
            if value == expected and starts and place > starts[-1] and value < number:
                starts.append(place)
                expected += 1
        if number - expected <= 3 or not starts:
            starts.append(at)
            expected = number + 1
    for place, value in inner[inside:]:
        if value == expected and place > starts[-1]:
            starts.append(place)
            expected += 1
    return starts


def _by_look(text: str, spans: Sequence[Span], heads: Sequence[tuple[str, int]], by_date: bool) -> list[int]:
    """Where the entries of a list without numbers begin."""
    stop = spans[-1][1]
    ways = Counter(way for way, _ in heads)
    trusted = ways["dated"] + ways["named"] >= 0.6 * len(spans)
    loud = _is_loud(text, spans)
    starts: list[int] = []
    reach = 0  # so far go the authors of the entry that began last, over the end of a page if need be
    for (start, end), (way, head_end) in zip(spans, heads, strict=True):
        begins = way == "dated" or (way == "named" and not by_date)
        if begins and starts and (start < reach or (by_date and _is_open(text[starts[-1] : start].rstrip()))):
            begins = False
        if not starts or begins or (start >= reach and not _continues(text, starts[-1], start, end, trusted)):
            starts.append(start)
            reach = max(reach, head_end)
        inside, reach = _inside(text, starts[-1], (start, end), max(reach, min(start + 15, end)), stop, by_date, loud)
        starts.extend(inside)
    return starts


def _head(text: str, span: Span, stop: int) -> tuple[str, int]:
    """How a piece begins, with people and a date ("dated"), people alone ("named") or neither (""), and to where.

    Its authors may go on in the next piece, behind a page's end, if nothing but they stand in it.
    """
    start, end = span
    content = text[start : min(end, start + 3000)]
    people = scan(content)
    left = content[people.end :].strip(" .,;&")
    if (people.names and len(left) < 25 and not _NO_NAME.search(left)) or content.rstrip().endswith((",", ";", "&")):
        content = text[start : min(stop, start + 3000)].replace("\n\n", " ")
        people = scan(content)
    # Behind the date comes the title, which may end in a year as well: "(2022). Population of Towns 2022."
    if (people.names or people.again) and (date := _DATE_NEXT.match(content, people.end)):
        return "dated", start + date.end() + _CLOSING
    if (begins := head(content)) and not begins[2]:
        return "dated", start + begins[1].end() + _CLOSING
    return "named" if people.names or people.again or _CAPITALS.match(content) else "", start


def _is_open(before: str) -> bool:
    """Whether an entry has broken off among its authors, as at the end of a page."""
    return not _DATED.search(before) and before.endswith((",", ";", "&"))


def _continues(text: str, last: int, start: int, end: int, trusted: bool) -> bool:
    """Whether a piece that does not begin like an entry belongs to the one before it."""
    before = text[last:start].rstrip()
    content = text[start:end]
    if _UNFINISHED.search(before, max(0, len(before) - 2)) or _GOES_ON.match(content):
        return True
    return not trusted or not _DATED.search(content) or not _DATED.search(before)


def _inside(
    text: str, last: int, span: Span, reach: int, stop: int, by_date: bool, loud: bool
) -> tuple[list[int], int]:
    """Where further entries begin within a piece, and how far the authors of the last go."""
    start, end = span
    starts: list[int] = []
    dated = False
    since = last  # so far it was looked for a date
    for gap in _GAP.finditer(text, start, end):
        at = gap.end()
        if at < reach or _INITIAL_BEFORE.search(text, max(start, gap.start() - 4), gap.start()):
            continue
        dated = dated or bool(_DATED.search(text, max(since - 12, last), at))
        since = at
        if not dated:
            continue
        content = text[at : min(stop, at + 3000)].replace("\n\n", " ")
        people = scan(content)
        somebody = bool(people.names or people.again)
        if loud and _CAPITALS.match(content):
            begins = True
        elif not by_date:
            begins = people.plain and not people.editors and not _DATE_NEXT.match(content, people.end)
        elif somebody:
            # "New Mexico Population 2022" within an entry is nobody; "Mia Adler (2022)" may be.
            bare = not (people.plain or people.again or content[people.end :].lstrip(" .,").startswith(("(", "[")))
            begins = (bool(_DATE_NEXT.match(content, people.end)) and not bare) or (
                people.plain and _is_list_of_names(content)
            )
        else:
            begins = text[gap.start() - 1] in "./0123456789" and _is_collective(content)
        if begins:
            starts.append(at)
            last, reach, dated = at, at + max(people.end, 15), False
    return starts, reach


def _is_collective(text: str) -> bool:
    """Whether a text begins with "Council of Gardeners (2010)"."""
    found = _ROUND_DATE.match(text)
    name = found["name"].strip() if found else ""
    return bool(name) and not _NO_NAME.search(name) and block(name) is not None


def _is_list_of_names(text: str) -> bool:
    """Whether names lead to a date though some are written in their own way: "Otten, R., Michał, & Fox, A. (2021)"."""
    begins = head(text[:1500])
    return begins is not None and not begins[2] and not _NO_LIST.search(text, 0, begins[1].start())
