"""A list of references cut into its entries."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from litgraph.reading.references.names import UPPER, block, scan
from litgraph.reading.references.parse import LABEL, YEAR

__all__ = ["split"]

Span = tuple[int, int]

_INNER_LABEL = re.compile(
    rf"(?<=[.\d/)\]”\"’»a-z])\s+(?:\[(?P<box>\d{{1,4}})\]\s*|\((?P<round>\d{{1,4}})\)\s+|(?P<bare>\d{{1,4}})[.)]\s+)(?=[\"“«‘]?(?:{UPPER}|[a-z]{{2,4}}\s{UPPER}))"
)
_GAP = re.compile(
    rf"(?<=[.\d/)\]”\"’»?!;])\s+(?=[\"“]?(?:{UPPER}|[—–―_-]{{1,3}}|(?:d[aei]|v[ao]n|del|de|ter|la|le|al)[ -]|\w+ \((?:1|2)\d{{3}}))|\n+"
)
_INITIAL_BEFORE = re.compile(rf"(?:^|[\s.-]){UPPER}\.$")
_DATE_NEXT = re.compile(rf"[\s,.;:]*[(\[]?\s*(?:{YEAR}|n\.\s?d|in press|forthcoming|s\.\s?[df]\b)", re.IGNORECASE)
_ROUND_DATE = re.compile(
    rf"[^()]{{2,200}}?\((?:{YEAR}|n\.\s?d|in press|forthcoming)[^()]{{0,30}}\)[.,:]?", re.IGNORECASE
)
_DATED = re.compile(rf"{YEAR}|\bn\.\s?d\b|in press|forthcoming|\bs\.\s?[df]\.", re.IGNORECASE)
_UNFINISHED = re.compile(r"[^.\d/)\]”\"’»?!>*_]$")
_GOES_ON = re.compile(r"(?:[^\W\d_]*[a-zß-ÿ](?<!\bde)(?<!\bvan)(?<!\bvon)[^\W_]*\s|\d+[–,;:()-]|https?:|doi|pp?\.|\()")


def split(text: str, spans: Sequence[Span]) -> list[Span]:
    """Where the entries of a list begin and end; printed numbers lead, else the way in which its entries begin."""
    if not spans:
        return []
    starts = _numbered(text, spans) or _by_look(text, spans)
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


def _numbered(text: str, spans: Sequence[Span]) -> list[int]:
    """Where the entries of a numbered list begin, or nothing if it is not numbered."""
    first: list[tuple[int, int, str]] = []
    for start, end in spans:
        if (found := LABEL.match(text, start, end)) and (number := _number(found)):
            first.append((start, number[0], number[1]))
    if not first or (len(first) < 0.5 * len(spans) and first[0][0] != spans[0][0]):
        return []
    form = Counter(form for _, _, form in first).most_common(1)[0][0]
    outer = [(at, number) for at, number, kind in first if kind == form]
    inner = []
    for start, end in spans:
        for found in _INNER_LABEL.finditer(text, start, end):
            number = _number(found)
            if number and number[1] == form:
                inner.append((found.end() - len(found[0].lstrip()), number[0]))
    starts = _chain(outer, inner)
    return starts if len(starts) >= 2 and len(starts) >= 0.5 * len(first) else []


def _number(found: re.Match[str]) -> tuple[int, str] | None:
    for form in ("box", "round", "bare"):
        if (value := found[form]) and value.isdigit():
            return int(value), form
    return None


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


def _by_look(text: str, spans: Sequence[Span]) -> list[int]:
    """Where the entries of a list without numbers begin."""
    heads = [_head(text, start, end) for start, end in spans]
    dated = sum(head == "dated" for head in heads)
    named = sum(head == "named" for head in heads)
    by_date = dated >= named
    trusted = dated + named >= 0.6 * len(spans)
    starts: list[int] = []
    for (start, end), head in zip(spans, heads, strict=True):
        begins = head == "dated" or (head == "named" and not by_date)
        if not starts or begins or not _continues(text, starts[-1], start, end, by_date, trusted):
            starts.append(start)
        starts.extend(_inside(text, starts[-1], start, end, by_date))
    return starts


def _head(text: str, start: int, end: int) -> str:
    """How a text begins: with people and a date ("dated"), people alone ("named"), or neither ("")."""
    content = text[start : min(end, start + 3000)]
    people = scan(content)
    if people.names or people.again:
        if _DATE_NEXT.match(content, people.end):
            return "dated"
        named = True
    else:
        named = False
    if (found := _ROUND_DATE.match(content)) and block(content[: content.index("(")]) is not None:
        return "dated"
    return "named" if named else ""


def _continues(text: str, last: int, start: int, end: int, by_date: bool, trusted: bool) -> bool:
    """Whether a piece that does not begin like an entry belongs to the one before it."""
    before = text[last:start].rstrip()
    content = text[start:end]
    if _UNFINISHED.search(before) or _GOES_ON.match(content):
        return True
    return not trusted or not _DATED.search(content) or not _DATED.search(before)


def _inside(text: str, last: int, start: int, end: int, by_date: bool) -> list[int]:
    """Where further entries begin within a piece."""
    starts: list[int] = []
    seen = start + 15
    for gap in _GAP.finditer(text, start, end):
        at = gap.end()
        if at < seen or _INITIAL_BEFORE.search(text, max(start, gap.start() - 4), gap.start()):
            continue
        content = text[at : min(end, at + 3000)]
        if not _DATED.search(text, last, at):
            continue
        people = scan(content)
        if by_date:
            begins = bool(people.names or people.again) and bool(_DATE_NEXT.match(content, people.end))
            if not begins and text[gap.start() - 1] in "./0123456789" and (found := _ROUND_DATE.match(content)):
                head = content[: content.index("(")]
                begins = not re.search(r"[.;:] |\d", head.strip()) and block(head) is not None
        else:
            begins = (people.again or people.plain) and not people.editors and not _DATE_NEXT.match(content, people.end)
        if begins:
            starts.append(at)
            last, seen = at, at + max(people.end, 15)
    return starts
