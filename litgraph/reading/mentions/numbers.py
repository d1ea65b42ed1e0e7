"""Citations by number or by a short key: in brackets, in parentheses or raised, one by one, in lists and in ranges.

Each style has a pattern that finds too much and a judge that looks around each find. What the judge doubts is taken
only where it comes in its turn: works that are numbered in the order in which they are cited tell most of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

from litgraph.reading.mentions.locators import LOCATOR
from litgraph.reading.paper import Found, PaperText, Reference

__all__ = ["numbered"]

# Doubtful ones are taken if they are near the highest number so far, or only if they are the next; an item is one of
# those that a sentence counts up.
_Verdict = Literal["sure", "near", "next", "item", "no"]

_DASH = "-–—−‐‑"
_AND = r"(?:and|&|y|e|und|et|och|og|en|ed?|u\.?)"
_ONE = rf"\d{{1,4}}(?:\s*[{_DASH}]\s*\d{{1,4}})?"
_LIST = rf"{_ONE}(?:\s*(?:[,;]\s*(?:{_AND}\s+)?|(?<=\s){_AND}\s+){_ONE}){{0,50}}"
_GLUED = r"\d{1,3}(?:[-–—−]\d{1,3})?(?:[,;]\d{1,3}(?:[-–—−]\d{1,3})?){0,50}"
_LEAD = (
    r"(?:(?:see|also|e\.\s?g\.|i\.\s?e\.|cf\.?|refs?\.?|references?|reviewed|in|for|an?|reviews?|ver|véase|vgl\.|siehe|"
    r"voir|cfr?\.|vid\.)[,:]?\s+){0,5}"
)
_END = (
    rf"(?:\s*[,:;]\s*(?P<locator>{LOCATOR}|(?<=:)\s*{_ONE}))?"
    r"(?:,?\s*(?:and|&)\s+(?:the\s+)?references?\s+(?:there)?in|,?\s+for\s[^()\[\]]{1,40})?\s*"
)
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PATTERNS = {
    "brackets": re.compile(
        rf"\[\s*{_LEAD}(?P<list>{_LIST}(?:\]\s*(?:[{_DASH},]|{_AND})?\s*\[{_LIST}){{0,9}}){_END}\]"
        # A range that has lost its brackets.
        rf"|(?:(?<=[^\W\d_]\s)|(?<=\)\s))(?P<after>\d{{1,3}}[–−]\d{{1,3}})(?=[,.;]\s)",
        re.I,
    ),
    "parentheses": re.compile(rf"\(\s*{_LEAD}(?P<list>{_LIST}(?:\)\s*[{_DASH},]\s*\({_LIST}){{0,9}}){_END}\)", re.I),
    "raised": re.compile(rf"(?<![{_RAISED}⁻⁺])(?P<list>[{_RAISED}]+(?:[{_DASH}⁻,˒·][{_RAISED}]+)*)(?![⁺⁻⁄+])"),
    "marked": re.compile(
        rf"(?:<sup>|\\textsuperscript\{{|\^\{{?)\s*(?P<list>{_LIST})\s*(?:</sup>|\}}?\$?\^?)(?![\w^+*/=])", re.I
    ),
    # Raised numbers come out of many files glued to the word or to the mark after it.
    "glued": re.compile(
        rf"(?<=[^\s\d([{{{_DASH}+=<>~∼≈≤≥±×·^_/\\@#$€£|])(?<!\d[.,])(?P<list>(?>{_GLUED}))"
        r"(?![\d%°]|[.,:]\d|\s?(?:mm|cm|km|kg|mg|ml|mL|Hz|kb|bp|nm|ms)\b|\s*[=<>≥≤±×])(?![^\W\d_])"
        r"|(?<=\d[.,])(?P<after>[1-9]\d{0,2}(?:,\d{1,3}){0,9}+)(?=\s+[^\W\d_])"
    ),
}
_REF = re.compile(rf"\b(?:refs?\.?|references)\s+(?P<list>{_LIST})(?![\w.]*\d)", re.I)
_PART = re.compile(rf"(?P<first>\d+|[{_RAISED}]+)(?:[\])]?\s*[{_DASH}⁻]\s*[\[(]?(?P<last>\d+|[{_RAISED}]+))?")
_PLAIN = str.maketrans(_RAISED, "0123456789")
_MOST_IN_RANGE = 40
_NEAR = 80  # letters between two steps of a scale, or of a formula before its number
_AHEAD = 3  # so many numbers may be passed over, for want of having been found
_KEY = re.compile(rf"\[\s*{_LEAD}(?P<list>[^\[\]\n]{{1,200}})\]", re.I)

_MATH = "=∅∈∉⊂→←/<>±×+≤≥≈~∼−·*^|"
_RELATION = "=∈∉⊂→<>±×≤≥≈~∼"
_INTERVAL = re.compile(r"\b(?:intervals?|ranges?|intervalos?|Intervall|intervalle)\s*$", re.I)
# What else is numbered in a paper, and referred to so: "equation (3)", "Fig. (2)".
_OTHERS = re.compile(
    r"\b(?:eqs?|eqns?|equations?|equaç(?:ão|ões)|ecuaci(?:ón|ones)|gl|fig(?:ure|ura)?s?|tab(?:le|ela|la)?s?|panels?|"
    r"steps?|schemes?|theorems?|lemmas?|propositions?)\.?(?:\s*\(\d+\)\s*(?:and|to|,|[-–]))*\s*$",
    re.I,
)
_SHORTENED = re.compile(r"\b(?:figs?|tabs?|eqs?|nos?|nr|vols?|bd|pp?|pág|ed|art|n|sec|sect|cap|ch|gl|abb)[.:]$", re.I)
_DISPLAYED = re.compile(r"(?<=\s)\((?P<number>\d{1,3})\)(?=\s*(?:\n|$|[A-ZÀ-Þ]|where\b|with\b))")
_FORMULA = re.compile(r"(?:[=→≤≥<>∼≈∝∑∫√+*/]|\s[-−]\s)(?:(?![a-zß-ÿ]{2}[.!?]\s).)*$", re.DOTALL)
_UNIT = re.compile(r"(?:[µμn]?[mlgs]|[ckd]m|mm|cm|km|kg|mg|mi|ft|in|ha|yd|sec|msec|px)")
_WORD = re.compile(r"[^\W\d_]+$")
_SHORT = re.compile(r"(?:\be\.\s?g\.|\bi\.\s?e\.|\bcf\.|\betc\.|\bal\.|\bvs\.),?$", re.I)
_COLUMN = re.compile(
    r"(?:refs?\.?|references?(?: no\.?)?|sources?|citations?|refer[êe]ncias?|literatur|quellen?)", re.I
)
_MARKS = ".,;:!?)]”’\"'»*%"


class _Candidate(NamedTuple):
    """Numbers that may be a citation, with what stands before them, by which it is known again."""

    parts: tuple[tuple[int, int, int, bool], ...]
    is_sure: bool
    sign: str
    locator: str
    end: int
    is_range: bool = False
    behind: int = 0  # how far behind the highest number so far it may be, if it is not sure

    @property
    def numbers(self) -> list[int]:
        return [number for _, _, number, _ in self.parts]


def numbered(text: PaperText, references: Sequence[Reference], spans: Sequence[tuple[int, int]]) -> tuple[Found, ...]:
    """The citations by number or key, where the list has them and the text cites a good part of it so; else ()."""
    keyed = {each.label.casefold(): each.index for each in references if each.label and not each.label.isdecimal()}
    if len(keyed) >= 3 and len(keyed) >= 0.8 * len(references):
        return tuple(_by_key(text, spans, keyed))
    labels = _labels(references)
    if len(labels) < 3:
        return ()
    judge = _Judge(text)
    found = {style: _without_scales(judge.candidates(style, spans, labels)) for style in _PATTERNS}
    reached = {
        style: len({number for each in some if each.is_sure for number in each.numbers})
        for style, some in found.items()
    }
    # A paper has one style; at a tie the one that is seldom anything else.
    best = max(found, key=lambda style: (reached[style], -list(_PATTERNS).index(style)))
    if reached[best] < max(3, (0.3 if best == "brackets" else 0.5) * len(labels)):
        return ()
    kept = _in_turn(found[best])
    taken = [each.parts[0][0] for each in kept]
    for each in (*judge.by_word(spans, labels), *judge.in_columns(labels)):
        place = bisect_left(taken, each.parts[0][0])
        if taken[place : place + 1] != [each.parts[0][0]]:
            kept.insert(place, each)
            taken.insert(place, each.parts[0][0])
    return tuple(_found(text, kept, labels))


def _labels(references: Sequence[Reference]) -> dict[int, int]:
    """The numbers of the entries, as printed, or by their order where none is."""
    printed = {int(each.label): each.index for each in references if each.label.isdecimal()}
    if len(printed) >= 0.8 * len(references):
        return printed
    return {place: each.index for place, each in enumerate(references, 1)}


def _found(text: PaperText, candidates: Sequence[_Candidate], labels: dict[int, int]) -> Iterator[Found]:
    for group, each in enumerate(candidates, 1):
        for begin, stop, number, implied in each.parts:
            yield Found(
                begin,
                stop,
                text.text[begin:stop],
                "citation",
                (labels[number],),
                "parenthetical",
                locator=each.locator if number == each.numbers[-1] else "",
                group=group if len(each.parts) > 1 else 0,
                where="within a range" if implied else "",
            )


def _by_key(text: PaperText, spans: Sequence[tuple[int, int]], labels: dict[str, int]) -> Iterator[Found]:
    """Citations such as "[Knu84, p. 3; AB12]"."""
    group = 0
    for start, end in spans:
        for match in _KEY.finditer(text.text, start, end):
            keys = [
                (match.start("list") + part.start(1), part[1], labels.get(part[1].casefold()))
                for part in re.finditer(r"(?:^|[,;])\s*([\w+.:-]+)", match["list"])
            ]
            known = [(at, key, index) for at, key, index in keys if index is not None]
            if not known or keys[0][2] is None:
                continue
            group += 1
            locator = re.search(rf"[,:;]\s*({LOCATOR})\s*$", match["list"], re.I)
            for at, key, index in known:
                tail = locator[1] if locator and at == known[-1][0] else ""
                many = group if len(known) > 1 else 0
                yield Found(at, at + len(key), key, "citation", (index,), "parenthetical", tail, group=many)


def _in_turn(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The sure ones, and of the doubtful ones those whose turn it is in a list in the order of citation."""
    sure = [number for each in candidates if each.is_sure for number in each.numbers]
    chain = _longest_rise(sure)
    in_order = len(chain) >= 0.7 * len(set(sure))
    kept: list[_Candidate] = []
    signs: set[str] = set()
    highest = place = 0
    for each in candidates:
        first = each.numbers[0]
        if each.is_sure:
            for _ in each.parts:
                highest = max(highest, sure[place]) if place in chain else highest
                place += 1
        elif each.sign not in signs and not (in_order and highest - each.behind <= first <= highest + _AHEAD):
            continue
        else:
            signs.add(each.sign)
            highest = max(highest, *each.numbers)
        kept.append(each)
    return kept


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """The places of the longest row of numbers, each above the one before."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(tails, number)
        tails[at : at + 1] = [number]
        ends[at : at + 1] = [place]
        before.append(ends[at - 1] if at else -1)
    chain = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        chain.add(place)
        place = before[place]
    return chain


def _parts(listed: str, offset: int) -> Iterator[tuple[int, int, int, bool]]:
    """Each number with its place; those between the ends of a range have the whole range for a place."""
    value: Callable[[str], int] = lambda digits: int(digits.translate(_PLAIN))  # noqa: E731
    for match in _PART.finditer(listed):
        begin, stop = offset + match.start(), offset + match.end()
        first = value(match["first"])
        if match["last"] is None:
            yield begin, stop, first, False
            continue
        last = value(match["last"])
        if not first < last <= first + _MOST_IN_RANGE:
            yield begin, stop, -1, False  # no range of works
            return
        yield begin, offset + match.end("first"), first, False
        for number in range(first + 1, last):
            yield begin, stop, number, True
        yield offset + match.start("last"), stop, last, False


def _without_scales(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """With doubts about "mild (5–9), moderate (10–14), severe (15–19)": three in a row are steps of a scale."""
    found = list(candidates)
    steps = [
        last.is_range
        and this.is_range
        and this.parts[0][0] - last.end < _NEAR
        and this.numbers[0] == last.numbers[-1] + 1
        for last, this in pairwise(found)
    ]
    for place in (place for place, (one, two) in enumerate(pairwise(steps)) if one and two):
        for at in range(place, place + 3):
            found[at] = found[at]._replace(is_sure=False, behind=-1)
    return found


def _is_unit(word: str, before: str) -> bool:
    """Whether a word is a unit; "in" is one behind a number only."""
    return bool(_UNIT.fullmatch(word)) and (word != "in" or bool(re.search(r"\d\s*in$", before)))


class _Judge:
    """Whether numbers are a citation, by what stands around them."""

    def __init__(self, text: PaperText) -> None:
        self.whole = text
        self.text = text.text
        self.judges = {
            "brackets": self.bracketed,
            "parentheses": self.in_parentheses,
            "raised": self.raised,
            "marked": self.raised,
            "glued": self.glued,
        }
        # What stands raised or in parentheses in a table is a value or a note of it, before the text an affiliation.
        aside = ("table", "front") if any(piece.flow == "heading" for piece in text.pieces) else ("table",)
        self.others = [(piece.start, piece.end) for piece in text.pieces if piece.flow in aside]
        self.starts = {piece.start for piece in text.pieces}

    @cached_property
    def words(self) -> dict[str, int]:
        """How often each word stands in the text, with the digits that are glued to it."""
        return defaultdict(int, Counter(re.findall(r"[^\W\d_]{2,}\d*", self.text)))

    @cached_property
    def counted(self) -> frozenset[str]:
        """Words that are numbered themselves: "zone1" and "zone2" stand in the text more than once each."""
        often = Counter(
            word.rstrip("0123456789") for word, times in self.words.items() if times > 1 and word[-1].isdigit()
        )
        return frozenset(word for word, different in often.items() if different > 1)

    @cached_property
    def equations(self) -> dict[int, int]:
        """The numbers that equations have behind them, one by one, and where each stands."""
        found: dict[int, int] = {}
        for match in _DISPLAYED.finditer(self.text):
            line = self.text[max(0, match.start() - _NEAR) : match.start()].rpartition("\n\n")[2]
            is_formula = _FORMULA.search(line) and not re.search(r"(?:^|\s)[a-zà-ÿ]{4,}[.,]?\s$", line)
            if is_formula and int(match["number"]) <= max(found, default=0) + _AHEAD:
                found.setdefault(int(match["number"]), match.end())
        return found

    def candidates(self, style: str, spans: Sequence[tuple[int, int]], labels: dict[int, int]) -> Iterator[_Candidate]:
        judge = self.judges[style]
        last: _Candidate | None = None
        for match in (match for start, end in spans for match in _PATTERNS[style].finditer(self.text, start, end)):
            name = "list" if match["list"] else "after"
            parts = tuple(_parts(match[name], match.start(name)))
            if any(number not in labels for _, _, number, _ in parts) or match[name][0] == "0":
                continue
            if style != "brackets" and self._is_elsewhere(match.start(), style, match.start(name)):
                continue
            verdict = judge(match, name)
            if verdict == "item" and last and last.numbers == [parts[0][2] - 1] and match.start() - last.end < 400:
                last = None
            if verdict in ("no", "item"):
                continue
            words = self.text[max(0, match.start(name) - 30) : match.end(name)].split()
            sign = words[-1] if style == "glued" and words[-1][0].isalpha() else " ".join(words[-2:])
            said = match.groupdict().get("locator") or ""
            is_range = re.fullmatch(rf"\d+\s*[{_DASH}]\s*\d+", match[name]) is not None
            behind = -1 if verdict == "next" else _AHEAD
            candidate = _Candidate(parts, verdict == "sure", sign, said.strip(), match.end(), is_range, behind)
            if last:
                yield last
            last = candidate
        if last:
            yield last

    def by_word(self, spans: Sequence[tuple[int, int]], labels: dict[int, int]) -> Iterator[_Candidate]:
        """Where the text says "ref. 12" or "references 3 and 4"."""
        for start, end in spans:
            for match in _REF.finditer(self.text, start, end):
                parts = tuple(_parts(match["list"], match.start("list")))
                if all(number in labels for _, _, number, _ in parts):
                    yield _Candidate(parts, True, "", "", match.end())

    def in_columns(self, labels: dict[int, int]) -> Iterator[_Candidate]:
        """The numbers in a column of a table that is headed "Reference"."""
        columns: list[int] = []
        width = 0
        for start, end in self._rows():
            cells = [(start + match.start(), match[0]) for match in re.finditer(r"[^|]+", self.text[start:end])]
            if heads := [place for place, (_, cell) in enumerate(cells) if _COLUMN.fullmatch(cell.strip())]:
                columns, width = heads, len(cells)
                continue
            for at, cell in (cells[place] for place in columns if len(cells) == width):
                if match := re.fullmatch(rf"\s*(?P<list>{_LIST})\s*", cell):
                    parts = tuple(_parts(match["list"], at + match.start("list")))
                    if all(number in labels for _, _, number, _ in parts):
                        yield _Candidate(parts, True, "", "", at + match.end())

    def _rows(self) -> Iterator[tuple[int, int]]:
        """The lines of the tables."""
        lines = [run.start for run in self.whole.runs]
        for piece in self.whole.pieces:
            if piece.flow in ("table", "caption") and "|" in self.text[piece.start : piece.end]:
                within = lines[bisect_right(lines, piece.start) : bisect_left(lines, piece.end)]
                yield from pairwise((piece.start, *within, piece.end))

    def _is_elsewhere(self, offset: int, style: str, number: int) -> bool:
        place = bisect_right(self.others, (offset, 10**12)) - 1
        if place < 0 or offset >= self.others[place][1]:
            return False
        if style == "parentheses":  # a whole cell
            return not re.match(r"\| \([^()]*\)(?:\s|$)", self.text[max(0, offset - 2) : offset + 60])
        return not re.search(r"\bal\.?,?$", self.text[max(0, number - 6) : number])

    def bracketed(self, match: re.Match[str], name: str) -> _Verdict:
        if name == "after":
            return "next"
        before = self.text[max(0, match.start() - 40) : match.start()]
        after = self.text[match.end() : match.end() + 3]
        if re.match(r"\s*[=<>≤≥±×^+]|[-‐]?[^\W\d_]", after) or before.rstrip().endswith(tuple(_RELATION)):
            return "no"
        if _INTERVAL.search(before) and not match["list"].isdigit():
            return "no"
        if match.start() in self.starts and re.match(r"\s+[^\W\d_a-z]", after):
            return "no"  # an entry of a list
        if word := re.search(r"[^\W_]+$", before):
            if len(word[0]) < 2:  # "F[1,12]"
                return "near" if word[0].isdigit() else "no"
            return "near" if word[0].isdigit() else "sure"
        return "sure"

    def in_parentheses(self, match: re.Match[str], name: str) -> _Verdict:
        before = self.text[max(0, match.start() - 40) : match.start()]
        after = self.text[match.end() : match.end() + 3]
        near = before.rstrip()
        glued = near == before
        last = near[-1:]
        if last == "|":
            return "sure"  # a cell of a table
        if not last or last in _MATH or re.match(r"\s*[=<>≤≥±×+]|[-‐]?\w", after) or _OTHERS.search(before):
            return "no"
        if match.start() in self.starts or (_INTERVAL.search(before) and not match["list"].isdigit()):
            return "no"
        shown = self.equations.get(int(match["list"])) if match["list"].isdigit() else None
        if shown and (match.end() >= shown or re.search(r"\b(?:in|by|of|from|to)$", near)):
            return "no"
        if last in ",;:" or re.search(r"\b(?:and|or|y|o|e|ou|und|oder|et)$", near):
            return "item" if re.match(r"\s[^\W\d_]", after) else "sure"  # "asks (1) whether, (2) why"
        if re.search(r"(?:^|\s|(?<!\w)[−-])(?!(?:19|20)\d\d$)[\d.,]+$", near):
            return "next"  # "12 (3) years"; but "Vik 2006 (3)"
        if last == "%":
            return "near"
        if last == "." and re.match(r"\s[A-ZÀ-Þ]", after):
            return "next"  # "The cell. (1) Bees"
        if re.search(r"(?<![\w’'])[^\W\d_]$", near):
            return "no"  # a function, a variable
        if glued:
            return "sure" if re.search(r"[a-zà-ÿ]{4}$|[.”\"’]$", near) else "near"
        return "sure"

    def raised(self, match: re.Match[str], name: str) -> _Verdict:
        before = self.text[max(0, match.start() - 40) : match.start()]
        if not before or before[-1].isspace() or before[-1] in f"([{{{_MATH}":
            return "no"  # "¹³C"
        if match["list"] == match[0] and self.text[match.end() : match.end() + 1].isalpha():
            return "no"
        if before[-1] in ")]":
            return self._after_bracket(before)
        word = re.search(r"[^\W_]+$", before)
        if not word:
            return "sure"
        if word[0].isdigit():
            return "no"  # "10⁶"
        number = match["list"].translate(_PLAIN)
        if _is_unit(word[0], before):
            return "no" if number in ("2", "3") else "sure"  # "mm²", but "described in¹⁴"
        if len(word[0]) < 2:
            return "no" if len(number) < 2 else "near"
        return "sure"

    def _after_bracket(self, before: str) -> _Verdict:
        inner = re.search(r"[(\[]([^()\[\]]*)[)\]]$", before)
        return "no" if inner and not re.search(r"[^\W\d_]{3}", inner[1]) else "sure"  # "(x)2"

    def glued(self, match: re.Match[str], name: str) -> _Verdict:
        start = match.start(name)
        before = self.text[max(0, start - 24) : start]
        if name == "after":  # "Tracer 1.2.23 It": a decimal, unless it is in its turn
            return "next"
        after: _Verdict = "near" if self.text[match.end() : match.end() + 1] in tuple(_DASH) else "sure"
        bare = before.rstrip(_MARKS)
        if len(bare) == len(before):
            word = _WORD.search(before)
            if not word:
                return "no"
            if (
                word[0] in self.counted
                or _is_unit(word[0], before)
                or word[0] in ("log", "ln", "exp", "sin", "cos", "tan", "max", "min")
            ):
                return "no"
            alone, together = self.words[word[0]], self.words[f"{word[0]}{match[name]}"]
            if len(word[0]) > 1 and word[0][-2:].islower():
                if word[0][0].isupper() and not self.words[word[0]]:
                    return "near"  # "Tim10"
                return "no" if together > max(1, alone) else after  # "mdm2": a name that ends in a number
            if alone <= max(2, together):
                # "HSP70"; but "PICo11" may be a name that is cited where it is brought in.
                return "next" if together < 2 and len(match[name]) > 1 else "no"
            return "sure" if alone >= 10 * max(1, together) or "," in match[name] else "near"
        if _SHORT.search(before):
            return "sure"
        if _SHORTENED.search(before):
            return "no"
        if not bare or bare[-1].isspace() or bare[-1] in "([{":
            return "no"
        if before[-1] in ")]":
            return self._after_bracket(before)
        if bare[-1].isdigit():
            if before[-1] == "%" or re.search(r"\b(?:1[89]|20)\d\d,$", before):
                return "sure"
            return "near" if before[-1] not in ".," or self.text[match.end() : match.end() + 1].isspace() else "no"
        word = _WORD.search(bare)
        if not word:
            return "near"
        return "sure" if len(word[0]) > 1 else "near"
