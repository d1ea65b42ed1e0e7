"""Where the entries of a list of references begin and end."""

from __future__ import annotations

import re
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from litgraph.reading.references.dates import DATED, MONTH, YEAR, read_head
from litgraph.reading.references.entries import LABEL, printed_number
from litgraph.reading.references.fields import is_place
from litgraph.reading.references.names import UPPER, AuthorList, read_name_block, scan_names
from litgraph.reading.references.segments import LAW
from litgraph.reading.vocabulary import NO_DATE
from litgraph.words import fold

__all__ = ["find_entry_spans"]

Span = tuple[int, int]

_INNER_LABEL = re.compile(
    rf"(?<=[.\d/)\]”\"’»a-z])\s+(?:\[(?P<box>\d{{1,4}})\]\s*|\((?P<round>\d{{1,4}})\)\s+|"
    rf"(?P<bare>\d{{1,4}})[.)]\s+)(?=[\"“«‘]?(?:{UPPER}|[a-z]{{2,4}}\s{UPPER}|\({YEAR}))"
)
# The key that begins an entry: "[Dor99]", "[ABC+14]", "[Abel et al. 2001a]", "[WHO]".
_KEY = re.compile(r"\[(?=[^\]]*[^\W\d_])(?:[\w+⁺*.:-]{2,20}|[^\W\d_][^\[\]\n]{1,40}\b\d{2,4}[a-z]?)\]\s+(?=\S)")
_INNER_KEY = re.compile(rf"(?:(?<=[.\d/)\]”\"’»])\s+|\n+)(?P<key>{_KEY.pattern})")
_GAP = re.compile(
    rf"(?<=[.\d/)\]”\"’»?!;])\s+(?=[\"“]?(?:{UPPER}|[—―]|[–_-]{{2}}|(?:d[aei]|v[ao]n|del|de|ter|la|le|al)[ -]|"
    rf"\w+ \((?:1|2)\d{{3}}))|\n+"
)
_INITIAL_BEFORE = re.compile(rf"(?:^|[\s.-]){UPPER}\.$")
_DATE_NEXT = re.compile(rf"[\s,.;:]*[(\[]?\s*(?:{YEAR}|{NO_DATE})", re.IGNORECASE)
_ROUND_DATE_NEXT = re.compile(rf"[\s,.]*[(\[]\s*(?:{YEAR}|{NO_DATE})", re.IGNORECASE)
_BEFORE_COLON = re.compile(r"([^.:()\d]{3,40}):\s")
_DATE_CLOSING = len("a). ")
_TITLE_NEXT = re.compile(r"(?:-?[a-z]\b)?\W*(?!https?:|doi\b)\w", re.IGNORECASE)
_BODY_AND_DATE = re.compile(rf"(?P<name>[^()]{{2,200}}?)\((?:{YEAR}|{NO_DATE})[^()]{{0,30}}\)[.,:]?", re.IGNORECASE)
_BODY_AND_DAY = re.compile(  # "La Hora, 24/5/17", "Le Soir, « Lampes », 3 mai 2016"
    rf"{UPPER}[^.,()\d]{{2,60}}(?:, [«“\"][^»”\"]{{2,120}}[»”\"])?,? "
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{1,2}}\.? (?:de )?{MONTH}|{MONTH} \d{{1,2}},)"
)
_MOST_UNSEEN = 2  # so many numbers in a row may stand where they cannot be told from others
_NO_NAME = re.compile(r"[.;:] |\d")
_NO_LIST = re.compile(r"\d|[^\W\d_]{3}[.?!] ")
_CAPITALS = re.compile(
    rf"(?:{UPPER}|['’]){{4,20}}\. |(?:{UPPER}|['’]){{2,20}}(?:[ -](?:{UPPER}|['’]){{2,20}}){{1,5}}\. "
)
_CAPITAL_NAME = re.compile(rf"(?:{UPPER}|['’]){{2}}|_{{2}}")
_ENTRY_END = re.compile(r"[.\d/)\]”\"’»?!>*_。]$|https?://\S+$")
_DATE_WITHIN = re.compile(rf"(?<=[.,] )\((?:{YEAR})[a-z]?[),]|(?<=[.] ){YEAR}[a-z]?\. ")
_UNFINISHED = re.compile(r"[^.\d/)\]”\"’»?!>*_]$")
_GOES_ON = re.compile(r"(?:[a-zß-ÿ][^\W_]*\s|\d+[–,;:()-]|https?:|doi|pp?\.|\()")


def find_entry_spans(text: str, spans: Sequence[Span]) -> list[Span]:
    """Cut a list of references, whose paragraphs are `spans` of `text`, into entries.

    Of several ways to cut it, that is taken which looks most like a list: at printed numbers that go up, where names
    and a date begin, where names alone begin, or at every paragraph.
    """
    if not spans:
        return []
    numbered = _find_numbered_starts(text, spans)
    if len(numbered) > 0.8 * len(spans):
        return _spans_from_starts(text, spans, numbered)
    if keyed := _find_keyed_starts(text, spans):
        return _spans_from_starts(text, spans, keyed)
    heads = [_classify_head(text, span, spans[-1][1]) for span in spans]
    paragraphs = [start for start, _ in spans]
    cuts = [_starts_by_look(text, spans, heads, by_date=True)]
    if cuts[0] == paragraphs and all(head == "dated" for head, _ in heads):
        return _spans_from_starts(text, spans, paragraphs)
    cuts.append(_starts_by_look(text, spans, heads, by_date=False))
    if sum(head == "named" for head, _ in heads) > len(spans) / 2:
        cuts.reverse()
    cuts.append(paragraphs)
    if numbered:
        cuts.insert(0, numbered)
    lists = [_spans_from_starts(text, spans, starts) for starts in cuts]
    authors: dict[int, AuthorList] = {}
    scores = [
        _score_entries(text, entries, frozenset(paragraphs), authors, is_numbered=bool(numbered) and place == 0)
        for place, entries in enumerate(lists)
    ]
    return lists[scores.index(max(scores))]  # the first of equals: printed numbers, then what most entries begin with


def _spans_from_starts(text: str, spans: Sequence[Span], starts: Sequence[int]) -> list[Span]:
    entries = []
    for start, following in zip(starts, [*starts[1:], spans[-1][1]], strict=True):
        # An entry ends with the last paragraph that begins before the next entry.
        last = max(0, bisect_right(spans, (following - 1, len(text))) - 1)
        end = min(following, spans[last][1])
        while end > start and text[end - 1].isspace():
            end -= 1
        if any(map(str.isalpha, text[start:end])):
            entries.append((start, end))
    return entries


def _score_entries(
    text: str,
    entries: Sequence[Span],
    paragraphs: Collection[int],
    authors: dict[int, AuthorList],
    is_numbered: bool,
) -> float:
    """How much `entries` look like those of a list: whole entries count for it, scraps and lumps against it.

    The weights are set by hand. `benchmarks/read_papers.py` counts the entries that are cut as their publishers tagged
    them; how a single weight was arrived at is not recorded. `authors` keeps the names that entries begin with, by the
    starts of these, from one call to the next.
    """
    usual = statistics.median(end - start for start, end in entries) if entries else 0
    score = 0.0
    names: list[str] = []
    for start, end in entries:
        content = text[start : min(end, start + 700)]
        label = LABEL.match(content)
        people = authors[start] = authors.get(start) or scan_names(content, label.end() if label else 0)
        begins = bool(
            people.has_authors
            or (is_numbered and label)
            or _BODY_AND_DATE.match(content)
            or _BODY_AND_DAY.match(content)
            or LAW.match(content)
        )
        is_dated = bool(DATED.search(text, start, end))
        score += 1.0 if begins and is_dated else -0.4 if begins or is_dated else -1.0
        score += 0.2 * bool(_ENTRY_END.search(text, start, end))
        score -= 0.8 * (end - start < 0.3 * usual and not (begins and is_dated))
        score -= 1.0 * (end - start > 4 * usual + 200)
        score -= 0.5 * max(0, len(_DATE_WITHIN.findall(text, start, end)) - 1)  # several entries in one
        if people.names:
            names.append(fold(people.names[0].family or people.names[0].literal))
    if len(paragraphs) > 0.6 * len(entries):  # most entries have a paragraph of their own
        inner = [start for start, _ in entries if start not in paragraphs]
        capital = sum(bool(_CAPITAL_NAME.match(text, start)) for start in inner) if _has_capitals(text, entries) else 0
        # Names in capitals, and names with a date behind them, begin an entry wherever they stand.
        dated = 0 if capital else sum(_has_date_next(text, start, authors[start]) for start in inner)
        score -= 1.2 * (len(inner) - capital - dated) + 0.3 * capital + 0.6 * dated
    in_order = sum(first <= second for first, second in pairwise(names))
    if is_numbered:
        score += 0.5 * len(entries)
    elif in_order > 0.8 * len(names):
        score -= 0.5 * (len(names) - 1 - in_order)  # what is out of order in a sorted list hardly begins an entry
    return round(score, 6)  # so that equals are equal


def _has_date_next(text: str, start: int, authors: AuthorList) -> bool:
    return authors.is_certain and bool(_DATE_NEXT.match(text, start + authors.end))


def _has_capitals(text: str, spans: Sequence[Span]) -> bool:
    """Whether a list prints names in capitals, so that one alone is a name as well: "EPICTETUS. Discourses."."""
    return sum(bool(_CAPITAL_NAME.match(text, start)) for start, _ in spans) >= 0.6 * len(spans)


def _find_numbered_starts(text: str, spans: Sequence[Span]) -> list[int]:
    """Where the entries of a numbered list begin; nothing if it is not numbered."""
    labels: list[tuple[int, int, str]] = []
    for start, end in spans:
        if number := printed_number(LABEL.match(text, start, end)):
            labels.append((start, *number))
    if not labels or (len(labels) < 0.5 * len(spans) and labels[0][0] != spans[0][0]):
        return []
    usual_form = Counter(form for _, _, form in labels).most_common(1)[0][0]
    inner = []
    for match in (match for start, end in spans for match in _INNER_LABEL.finditer(text, start, end)):
        number = printed_number(match)
        if number and number[1] == usual_form:
            inner.append((match.end() - len(match[0].lstrip()), number[0]))
    starts = _rising_starts([(start, number) for start, number, form in labels if form == usual_form], inner)
    return starts if len(starts) >= 2 and len(starts) >= 0.5 * len(labels) else []


def _find_keyed_starts(text: str, spans: Sequence[Span]) -> list[int]:
    """Where the entries of a list with keys begin, "[Dor99] D. Dorn."; nothing if it has none."""
    starts = {start for start, end in spans if _KEY.match(text, start, end)}
    if spans[0][0] not in starts:
        return []
    has_digits = sum(bool(re.match(r"\[[^\]]*\d", text[start : start + 60])) for start in starts) > len(starts) / 2
    for match in (match for start, end in spans for match in _INNER_KEY.finditer(text, start, end)):
        key = match["key"].rstrip().strip("[]")
        # "[Online]" and its like are no keys: "[Abel] Abel, Ida: Flussrecht".
        if re.search(r"\d", key) or (not has_digits and text.startswith(key, match.end())):
            starts.add(match.start("key"))
    return sorted(starts) if len(starts) >= max(2, 0.5 * len(spans)) else []


def _rising_starts(outer: Sequence[tuple[int, int]], inner: Sequence[tuple[int, int]]) -> list[int]:
    """The offsets of numbers that go up one by one: `outer` ones begin a paragraph, `inner` ones stand within one."""
    starts: list[int] = []
    expected, place = outer[0][1], 0
    for start, number in outer:
        if number < expected or number > expected + 60:
            continue
        # Numbers between those of two paragraphs are looked for within them.
        while place < len(inner) and inner[place][0] < start:
            inner_start, inner_number = inner[place]
            place += 1
            is_next = expected <= inner_number <= expected + _MOST_UNSEEN and inner_number < number
            if is_next and starts and inner_start > starts[-1]:
                starts.append(inner_start)
                expected = inner_number + 1
        if number - expected <= 3 or not starts:
            starts.append(start)
            expected = number + 1
    for start, number in inner[place:]:
        if expected <= number <= expected + _MOST_UNSEEN and start > starts[-1]:
            starts.append(start)
            expected = number + 1
    return starts


def _starts_by_look(text: str, spans: Sequence[Span], heads: Sequence[tuple[str, int]], by_date: bool) -> list[int]:
    """Where the entries of a list without numbers begin: with names and a date if `by_date`, else with names."""
    is_trusted = sum(bool(head) for head, _ in heads) >= 0.6 * len(spans)
    has_capitals = _has_capitals(text, spans)
    starts: list[int] = []
    reach = 0  # where the authors of the last entry end, in the next paragraph if a page ends within them
    for (start, end), (head, head_end) in zip(spans, heads, strict=True):
        begins = head == "dated" or (head == "named" and not by_date)
        if begins and starts and (start < reach or (by_date and _breaks_off(text[starts[-1] : start].rstrip()))):
            begins = False
        if not starts or begins or (start >= reach and not _goes_on(text, starts[-1], start, end, is_trusted)):
            starts.append(start)
            reach = max(reach, head_end)
        reach = max(reach, min(start + 15, end))
        inner, reach = _inner_starts(text, starts[-1], (start, end), reach, spans[-1][1], by_date, has_capitals)
        starts.extend(inner)
    return starts


def _classify_head(text: str, span: Span, stop: int) -> tuple[str, int]:
    """How a paragraph begins, with names and a date ("dated"), names alone ("named") or neither (""), and to where.

    Its authors may go on in the next paragraph, behind a page's end, if nothing but they stand in it.
    """
    start, end = span
    content = text[start : min(end, start + 3000)]
    if _begins_with_place(content):
        return "", start
    authors = scan_names(content)
    remainder = content[authors.end :].strip(" .,;&")
    has_only_names = authors.names and len(remainder) < 25 and not _NO_NAME.search(remainder)
    if has_only_names or content.rstrip().endswith((",", ";", "&")):
        content = text[start : min(stop, start + 3000)].replace("\n\n", " ")
        authors = scan_names(content)
    # Behind the date comes the title, which may end in a year as well: "(2022). Population of Towns 2022."
    if authors.has_authors and (date := _DATE_NEXT.match(content, authors.end)):
        return "dated", start + date.end() + _DATE_CLOSING
    if (head := read_head(content)) and not head.title:
        return "dated", start + head.date.end() + _DATE_CLOSING
    return "named" if authors.has_authors or _CAPITALS.match(content) else "", start


def _begins_with_place(text: str) -> bool:
    """Whether a text begins with a place before a publisher, which looks like a name: "Cambridge, MA: Quay Press"."""
    place = _BEFORE_COLON.match(text)
    return place is not None and is_place(place[1])


def _breaks_off(before: str) -> bool:
    """Whether an entry has broken off among its authors, as at the end of a page."""
    return not DATED.search(before) and before.endswith((",", ";", "&"))


def _goes_on(text: str, entry_start: int, start: int, end: int, is_trusted: bool) -> bool:
    """Whether the entry that begins at `entry_start` goes on in a paragraph that does not begin like an entry."""
    before = text[entry_start:start].rstrip()
    content = text[start:end]
    if _UNFINISHED.search(before, max(0, len(before) - 2)) or _GOES_ON.match(content):
        return True
    return not is_trusted or not DATED.search(content) or not DATED.search(before)


def _inner_starts(
    text: str, entry_start: int, span: Span, reach: int, stop: int, by_date: bool, has_capitals: bool
) -> tuple[list[int], int]:
    """Where further entries begin within a paragraph, and where the authors of the last entry end."""
    start, end = span
    starts: list[int] = []
    is_dated = False
    searched = entry_start  # up to here, a date of the entry was looked for
    for gap in _GAP.finditer(text, start, end):
        at = gap.end()
        if at < reach:
            continue
        is_after_initial = bool(_INITIAL_BEFORE.search(text, max(start, gap.start() - 4), gap.start()))
        is_dated = is_dated or bool(DATED.search(text, max(searched - 12, entry_start), at))
        searched = at
        if not is_dated:
            continue
        content = text[at : min(stop, at + 3000)].replace("\n\n", " ")
        if _begins_with_place(content):
            continue
        authors = scan_names(content)
        if is_after_initial:
            # "..., Frankfurt a. M. Fuchs, Michel (1978a)": what has its date is hardly in the middle of a name.
            begins = authors.is_certain and bool(_ROUND_DATE_NEXT.match(content, authors.end))
        elif (LAW.match(content) and LAW.match(text, entry_start)) or (has_capitals and _CAPITALS.match(content)):
            begins = True
        elif not by_date:
            begins = authors.is_certain and not authors.are_editors and not _DATE_NEXT.match(content, authors.end)
        elif authors.has_authors:
            # "New Mexico Population 2022" within an entry is nobody; "Mia Adler (2022)" may be.
            has_round_date = content[authors.end :].lstrip(" .,").startswith(("(", "["))
            is_likely = authors.is_certain or authors.is_repeated or has_round_date
            date = _DATE_NEXT.match(content, authors.end)
            begins = bool(is_likely and date and _TITLE_NEXT.match(content, date.end(), end - at)) or (
                authors.is_certain and _has_names_and_date(content)
            )
        else:
            begins = text[gap.start() - 1] in "./0123456789" and _begins_with_organisation_and_date(content[: end - at])
        if begins:
            starts.append(at)
            entry_start, reach, is_dated = at, at + max(authors.end, 15), False
    return starts, reach


def _begins_with_organisation_and_date(text: str) -> bool:
    """Whether a text begins with "Council of Gardeners (2010)" and goes on; "Journal of Gardens (in press)." ends."""
    match = _BODY_AND_DATE.match(text)
    name = match["name"].strip() if match and _TITLE_NEXT.match(text, match.end()) else ""
    return bool(name) and not _NO_NAME.search(name) and read_name_block(name) is not None


def _has_names_and_date(text: str) -> bool:
    """Whether names lead to a date though some are written in their own way: "Otten, R., Michał, & Fox, A. (2021)"."""
    head = read_head(text[:1500])
    return head is not None and not head.title and not _NO_LIST.search(text, 0, head.date.start())
