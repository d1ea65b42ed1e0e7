"""Numbers that may be citations, judged by what stands around them: values, formulas, units, items, steps are none."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

from litgraph.reading.mentions.locators import LOCATOR
from litgraph.reading.paper import PaperText

__all__ = ["LARGEST_SKIP", "LEAD", "STEP_GAP", "STYLES", "NumberGroup", "NumberJudge", "expand_numbers"]

# "near": a citation if about as high as the highest number so far; "next": if a little higher; "new": if so, and cited
# nowhere else; "item": one of those that a sentence counts up, "(1) whether, (2) why".
_Verdict = Literal["sure", "near", "next", "new", "item", "no"]
_MOST_BEHIND = {"next": -1, "new": -2}
_DASH = "-–—−‐‑"
_AND = r"(?:and|&|y|e|und|et|och|og|en|ed?|u\.?)"
_TO = f"{_DASH}~～〜"  # between the ends of a range, also in Chinese and Japanese
_ITEM = rf"\d{{1,4}}(?:\s*[{_TO}]\s*\d{{1,4}})?"
_LIST = rf"{_ITEM}(?:\s*(?:[,;，、；]\s*(?:{_AND}\s+)?|(?<=\s){_AND}\s+){_ITEM}){{0,50}}"
_TIGHT_LIST = r"\d{1,3}(?:[-–—−]\d{1,3})?(?:[,;]\d{1,3}(?:[-–—−]\d{1,3})?){0,50}"
_SPACED_LIST = r"\d{1,3}(?:\s?[-–—−]\s?\d{1,3})?(?:\s?[,;]\s?\d{1,3}(?:\s?[-–—−]\s?\d{1,3})?){0,50}"
LEAD = (
    r"(?:(?:see|also|e\.\s?g\.|i\.\s?e\.|cf\.?|refs?\.?|references?|reviewed|in|for|an?|reviews?|ver|véase|vgl\.|siehe|"
    r"voir|cfr?\.|vid\.)[,:]?\s+){0,5}"
)
_TRAIL = (
    rf"(?:\s*[,:;]\s*(?P<locator>{LOCATOR}|(?<=:)\s*{_ITEM}))?"
    r"(?:,?\s*(?:and|&)\s+(?:the\s+)?references?\s+(?:there)?in|,?\s+for\s[^()\[\]]{1,40})?\s*"
)
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PATTERNS = {
    "brackets": re.compile(
        rf"[\[［【]\s*{LEAD}(?P<list>{_LIST}(?:[\]］】]\s*(?:[{_TO},，、]|{_AND})?\s*[\[［【]{_LIST}){{0,9}}){_TRAIL}[\]］】]"
        # A range that has lost its brackets.
        rf"|(?:(?<=[^\W\d_]\s)|(?<=\)\s))(?P<after>\d{{1,3}}[–−]\d{{1,3}})(?=[,.;]\s)",
        re.I,
    ),
    "parentheses": re.compile(rf"\(\s*{LEAD}(?P<list>{_LIST}(?:\)\s*[{_DASH},]\s*\({_LIST}){{0,9}}){_TRAIL}\)", re.I),
    "raised": re.compile(rf"(?<![{_RAISED}⁻⁺])(?P<list>[{_RAISED}]+(?:[{_DASH}⁻,˒·][{_RAISED}]+)*)(?![⁺⁻⁄+])"),
    "marked": re.compile(
        rf"(?:<sup>|\\textsuperscript\{{|\^\{{?)\s*(?P<list>{_LIST})\s*(?:</sup>|\}}?\$?\^?)(?![\w^+*/=])", re.I
    ),
    # Raised numbers come out of many files glued to the word or to the mark after it.
    "glued": re.compile(
        rf"(?<=[^{_DASH}\s\d([{{+=<>~∼≈≤≥±×·^_/\\@#$€£|])(?<!\d[.,])(?P<list>(?>{_TIGHT_LIST}))"
        r"(?![\d%°]|[.,:]\d|\s?(?:mm|cm|km|kg|mg|ml|mL|Hz|kb|bp|nm|ms)\b|\s*[=<>≥≤±×])(?![^\W\d_A-ZÀ-Þ])"
        r"|(?<=\d[.,])(?P<after>[1-9]\d{0,2}(?:,\d{1,3}){0,9}+)(?=\s+[^\W\d_])"
    ),
    # Or set apart from it: "So it is. 3 But", "as said 3, it is".
    "spaced": re.compile(
        r"[ \u00a0\u2009\u202f](?=\d)"
        rf"(?:(?<=[.!?”\"’»)\]].)(?P<list>{_SPACED_LIST})(?=\s+[“\"«(]?[A-ZÀ-Þ]|\s*\n\n|\s*\Z)|"
        rf"(?:(?<=[^\W\d_]{{2}}.)|(?<=[^\W\d_]{{2}}[,;].)|(?<=\bal\..))(?P<after>{_SPACED_LIST})"
        r"(?=\s?[.,;:](?:\s|\Z)|\s+[^\W\d_]))"
    ),
}
# "[1, p. 20; 2, pp. 13–14; 5]": places in several works.
_LOCATED = re.compile(rf"[\[［【]\s*{LEAD}(?P<list>\d[^\[\]［］【】]{{1,400}})[\]］】]", re.I)
_LOCATED_PART = re.compile(rf"\s*(?P<list>{_ITEM})(?:\s*[,:]\s*(?P<locator>{LOCATOR}))?\s*", re.I)
STYLES = tuple(_PATTERNS)
_AFTER_WORD = re.compile(rf"\b(?:refs?\.?|references)\s+(?P<list>{_LIST})(?![\w.]*\d)", re.I)
_RANGE = re.compile(rf"(?P<first>\d+|[{_RAISED}]+)(?:[\])］】]?\s*[{_TO}⁻]\s*[\[(［【]?(?P<last>\d+|[{_RAISED}]+))?")
_LOWERED = str.maketrans(_RAISED, "0123456789")
_LONGEST_RANGE = 40
STEP_GAP = 80  # letters between two steps of a scale, or of a formula before its number
LARGEST_SKIP = 3  # so many numbers may be missing, because they were not found
_MATH = "=∅∈∉⊂→←/<>±×+≤≥≈~∼−·*^|"
_RELATION = "=∈∉⊂→<>±×≤≥≈~∼"
_INTERVAL = re.compile(r"\b(?:intervals?|ranges?|intervalos?|Intervall|intervalle)\s*$", re.I)
# Words before the numbers of other things than works: "equation (3)", "Fig. (2)".
_NUMBERED_OBJECT = re.compile(
    r"\b(?:eqs?|eqns?|equations?|equaç(?:ão|ões)|ecuaci(?:ón|ones)|gl|fig(?:ure|ura)?s?|tab(?:le|ela|la)?s?|panels?|"
    r"steps?|schemes?|theorems?|lemmas?|propositions?)\.?(?:\s*\(\d+\)\s*(?:and|to|,|[-–]))*\s*$",
    re.I,
)
_SHORTENED = re.compile(r"\b(?:figs?|tabs?|eqs?|nos?|nr|vols?|bd|pp?|pág|ed|art|n|sec|sect|cap|ch|gl|abb)[.:]$", re.I)
_EQUATION_NUMBER = re.compile(r"(?<=\s)\((?P<number>\d{1,3})\)(?=\s*(?:\n|$|[A-ZÀ-Þ]|where\b|with\b))")
_FORMULA = re.compile(r"(?:[=→≤≥<>∼≈∝∑∫√+*/]|\s[-−]\s)(?:(?![a-zß-ÿ]{2}[.!?]\s).)*$", re.DOTALL)
# What has a number of its own, "type 2", behind which a number in parentheses may cite.
_NUMBERED_KIND = (
    r"types?|tip[oe]s?|typ|stages?|est[áa]gios?|est[áa]dios?|stad(?:e|es|ium|ien)|grades?|graus?|grados?|grad|phases?|fases?|"
    r"class(?:es)?|classes?|clases?|klassen?|levels?|n[íi]ve(?:l|is)|niveles|stufen?|niveau|groups?|grupos?|gruppen?|"
    r"groupes?|cohorts?|days?|dias?|d[ií]as?|tage?|jours?|weeks?|semanas?|wochen?|semaines?|months?|m[êe]s|versions?|"
    r"vers(?:ão|ión)|part|parte|teil|partie|factors?|fator(?:es)?|generations?|category|categor[íi]as?|criteri(?:on|a)"
)
_AFTER_NUMBERED_KIND = re.compile(rf"\b(?:{_NUMBERED_KIND})\s\d{{1,3}}(?:\.\d)?$", re.I)
# A value with its unit: "72 h", "37 °C", "95 mg/dL".
_MEASURE = re.compile(
    r"(?<![\w])\d[\d.,]*\s?(?:°\s?[CF]?|%|[hdKVWJNAgGLlsm]|wk|mo|yrs?|min|h(?:ours?)?|[µμnkmcd]?(?:[gLlmsM]|mol|Pa|eV|Hz|Da|cal)|"
    r"[MG](?:Hz|Pa|eV|W|B)|mmHg|bp|kb|atm|bar|rpm|ppm|ha|ft|in)(?:/(?:[a-zµ]?[LlgmhsdM]|kg|min|dL|dl|mL|ml|day|m[²³23]))?$"
)
# "vitamin D", "hepatitis B"
_NAMED_BY_LETTER = re.compile(
    rf"(?!\b(?i:{_NUMBERED_KIND}|panel|case|patient|sample|model|site|section|table) )\b\w*[a-zß-ÿ]{{4}} [A-Z]$"
)
# Words before a number that counts or names something.
_COUNTING = re.compile(
    rf"(?:the|an?|all|of|in|at|on|for|to|from|by|with|and|or|than|only|about|over|under|nearly|almost|these|those|other|"
    rf"first|last|next|were|was|are|is|be|had|have|has|scored?|aged?|between|least|most|every|each|around|some|another|"
    rf"approximately|figs?|figures?|tables?|tab|eqs?|equations?|steps?|sections?|chapters?|appendix|panels?|box|note|notes|"
    rf"cases?|experiments?|stud(?:y|ies)|models?|samples?|patients?|lines?|pages?|nos?|number|volumes?|vol|art|article|"
    rf"january|february|march|april|may|june|july|august|september|october|november|december|"
    rf"de|em|no|na|os|as|o|a|e|ou|el|los|las|y|en|con|le|les|des|und|oder|von|mit|der|die|das|im|auf|et|ou|du|{_NUMBERED_KIND})",
    re.I,
)
_GOES_ON = re.compile(
    r"\s?[.,;:]|\s+(?:and|or|but|which|that|while|whereas|because|although|however|as|with|without|in|on|by|for|from|to|is|"
    r"are|was|were|has|have|e|ou|mas|que|com|em|y|o|pero|con|en|und|oder|aber|mit|et|mais|qui|avec)\b"
)
_UNIT = re.compile(r"(?:[µμn]?[mlgs]|[ckd]m|mm|cm|km|kg|mg|mi|ft|in|ha|yd|sec|msec|px)")
_WORD = re.compile(r"[^\W\d_]+$")
_SHORT = re.compile(r"(?:\be\.\s?g\.|\bi\.\s?e\.|\bcf\.|\betc\.|\bal\.|\bvs\.),?$", re.I)
_COLUMN_HEAD = re.compile(
    r"(?:refs?\.?|references?(?: no\.?)?|sources?|citations?|refer[êe]ncias?|literatur|quellen?)", re.I
)
_MARKS = ".,;:!?)]”’\"'»*%"
_CJK = "\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_FUNCTIONS = ("log", "ln", "exp", "sin", "cos", "tan", "max", "min")


class _CitedNumber(NamedTuple):
    """A number and its span in the text; one that a range implies has the span of the whole range."""

    start: int
    end: int
    number: int
    is_implied: bool = False


class NumberGroup(NamedTuple):
    """Numbers in one bracket, or raised together, that may be citations.

    `context` is what stands before them, by which the like of them is recognised. Where they are not sure, they may be
    `most_behind` below the highest number so far.
    """

    cited: tuple[_CitedNumber, ...]
    end: int
    is_sure: bool = True
    context: str = ""
    locator: str = ""
    is_range: bool = False
    most_behind: int = 0
    bracket: int = -1  # where the bracket begins that it shares with others

    @property
    def start(self) -> int:
        return self.cited[0].start

    @property
    def numbers(self) -> list[int]:
        return [cited.number for cited in self.cited]


def expand_numbers(printed: str, offset: int) -> Iterator[_CitedNumber]:
    """Yield the numbers of a list that is printed at `offset`, with those within its ranges; -1 for an odd range."""
    for match in _RANGE.finditer(printed):
        start, end = offset + match.start(), offset + match.end()
        first = int(match["first"].translate(_LOWERED))
        if match["last"] is None:
            yield _CitedNumber(start, end, first)
            continue
        last = int(match["last"].translate(_LOWERED))
        if not first < last <= first + _LONGEST_RANGE:
            yield _CitedNumber(start, end, -1)
            return
        yield _CitedNumber(start, offset + match.end("first"), first)
        for number in range(first + 1, last):
            yield _CitedNumber(start, end, number, True)
        yield _CitedNumber(offset + match.start("last"), end, last)


def _is_unit(word: str, before: str) -> bool:
    """Whether a word is a unit; "in" is one behind a number only."""
    return bool(_UNIT.fullmatch(word)) and (word != "in" or bool(re.search(r"\d\s*in$", before)))


class NumberJudge:
    """Finds numbers in the `spans` of a paper's text and judges, by what stands around, whether they are citations.

    `indexes` are those of the references by their numbers. A judge of a style takes a match of its pattern, and the
    name of the group in it that has the numbers.
    """

    def __init__(self, paper: PaperText, spans: Sequence[tuple[int, int]], indexes: Mapping[int, int]) -> None:
        self.paper = paper
        self.text = paper.text
        self.spans = spans
        self.indexes = indexes
        self.judges = {
            "brackets": self.judge_brackets,
            "parentheses": self.judge_parentheses,
            "raised": self.judge_raised,
            "marked": self.judge_raised,
            "glued": self.judge_glued,
            "spaced": self.judge_spaced,
        }
        # Numbers raised or in parentheses are values or notes in tables, and affiliations before the text.
        flows = ("table", "front") if any(piece.flow == "heading" for piece in paper.pieces) else ("table",)
        self.aside_spans = [(piece.start, piece.end) for piece in paper.pieces if piece.flow in flows]
        self.piece_starts = {piece.start for piece in paper.pieces}

    @cached_property
    def word_counts(self) -> Counter[str]:
        """How often each word stands in the text, with the digits that are glued to it."""
        return Counter(re.findall(r"[^\W\d_]{2,}\d*", self.text))

    @cached_property
    def numbered_words(self) -> frozenset[str]:
        """Words that are numbered themselves: "zone1" and "zone2" stand in the text more than once each."""
        variant_counts = Counter(
            word.rstrip("0123456789") for word, count in self.word_counts.items() if count > 1 and word[-1].isdigit()
        )
        return frozenset(word for word, count in variant_counts.items() if count > 1)

    @cached_property
    def counted_words(self) -> Counter[str]:
        """How many numbers stand behind each word: "ship 1" and "ship 2" are no citations."""
        numbers = re.finditer(r"[ \u00a0\u2009\u202f](\d{1,3})(?!\d)", self.text)
        words = (
            (_WORD.search(self.text[max(0, number.start() - 30) : number.start()]), number[1]) for number in numbers
        )
        return Counter(word for word, _ in {(word[0], number) for word, number in words if word})

    @cached_property
    def equation_ends(self) -> dict[int, int]:
        """The offset behind each equation, by the number that the equation has, of those numbered one by one."""
        ends: dict[int, int] = {}
        for match in _EQUATION_NUMBER.finditer(self.text):
            line = self.text[max(0, match.start() - STEP_GAP) : match.start()].rpartition("\n\n")[2]
            is_formula = _FORMULA.search(line) and not re.search(r"(?:^|\s)[a-zà-ÿ]{4,}[.,]?\s$", line)
            if is_formula and int(match["number"]) <= max(ends, default=0) + LARGEST_SKIP:
                ends.setdefault(int(match["number"]), match.end())
        return ends

    def find_groups(self, style: str) -> Iterator[NumberGroup]:
        """Find the groups of numbers that may be citations in a style."""
        judge, pattern = self.judges[style], _PATTERNS[style]
        previous: NumberGroup | None = None
        for match in (match for start, end in self.spans for match in pattern.finditer(self.text, start, end)):
            name = "list" if match["list"] else "after"
            cited = self._find_listed_numbers(match, name)
            if not cited or match[name][0] == "0":
                continue
            if style != "brackets" and self._is_aside(match.start(), style, match.start(name)):
                continue
            verdict = judge(match, name)
            if verdict in ("no", "item"):
                is_next_item = previous and previous.numbers == [cited[0].number - 1]
                if verdict == "item" and previous and is_next_item and match.start() - previous.end < 400:
                    previous = None
                continue
            if previous:
                yield previous
            words = self.text[max(0, match.start(name) - 30) : match.end(name)].split()
            previous = NumberGroup(
                cited,
                match.end(),
                verdict == "sure",
                words[-1] if style == "glued" and words[-1][0].isalpha() else " ".join(words[-2:]),
                (match.groupdict().get("locator") or "").strip(),
                re.fullmatch(rf"\d+\s*[{_DASH}]\s*\d+", match[name]) is not None,
                _MOST_BEHIND.get(verdict, LARGEST_SKIP),
            )
        if previous:
            yield previous

    def _find_listed_numbers(
        self, match: re.Match[str], name: str = "list", offset: int = 0
    ) -> tuple[_CitedNumber, ...]:
        """The numbers that a match has in a group, if the list of references has them all; else ()."""
        cited = tuple(expand_numbers(match[name], offset + match.start(name)))
        return cited if all(number.number in self.indexes for number in cited) else ()

    def find_located(self) -> Iterator[NumberGroup]:
        """Find brackets in which several works have a locator each."""
        for match in (match for start, end in self.spans for match in _LOCATED.finditer(self.text, start, end)):
            ends = [stop.start() for stop in re.finditer(";|$", match["list"])]
            offsets = [match.start("list") + offset for offset in (-1, *ends)]
            matches = [_LOCATED_PART.fullmatch(self.text, before + 1, end) for before, end in pairwise(offsets)]
            parts = [part for part in matches if part]
            cited_parts = [self._find_listed_numbers(part) for part in parts]
            is_whole = len(parts) == len(matches) and all(cited_parts)
            if not is_whole or not any(part["locator"] for part in parts[:-1]):
                continue
            for part, cited in zip(parts, cited_parts, strict=True):
                yield NumberGroup(cited, part.end("list"), locator=part["locator"] or "", bracket=match.start())

    def find_after_word(self) -> Iterator[NumberGroup]:
        """Find "ref. 12" and "references 3 and 4"."""
        for match in (match for start, end in self.spans for match in _AFTER_WORD.finditer(self.text, start, end)):
            if cited := self._find_listed_numbers(match):
                yield NumberGroup(cited, match.end())

    def find_in_columns(self) -> Iterator[NumberGroup]:
        """Find the numbers in the columns of tables that are headed "Reference"."""
        columns: list[int] = []
        width = 0
        for start, end in self._table_rows():
            cells = [(start + match.start(), match[0]) for match in re.finditer(r"[^|]+", self.text[start:end])]
            if heads := [column for column, (_, cell) in enumerate(cells) if _COLUMN_HEAD.fullmatch(cell.strip())]:
                columns, width = heads, len(cells)
                continue
            for offset, cell in (cells[column] for column in columns if len(cells) == width):
                match = re.fullmatch(rf"\s*(?P<list>{_LIST})\s*", cell)
                if match and (cited := self._find_listed_numbers(match, offset=offset)):
                    yield NumberGroup(cited, offset + match.end())

    def _table_rows(self) -> Iterator[tuple[int, int]]:
        lines = [run.start for run in self.paper.runs]
        for piece in self.paper.pieces:
            if piece.flow in ("table", "caption") and "|" in self.text[piece.start : piece.end]:
                within = lines[bisect_right(lines, piece.start) : bisect_left(lines, piece.end)]
                yield from pairwise((piece.start, *within, piece.end))

    def _is_aside(self, offset: int, style: str, number_start: int) -> bool:
        place = bisect_right(self.aside_spans, (offset, 10**12)) - 1
        if place < 0 or offset >= self.aside_spans[place][1]:
            return False
        if style == "parentheses":  # a whole cell
            return not re.match(r"\| \([^()]*\)(?:\s|$)", self.text[max(0, offset - 2) : offset + 60])
        return not re.search(r"\bal\.?,?$", self.text[max(0, number_start - 6) : number_start])

    def _around(self, match: re.Match[str]) -> tuple[str, str]:
        return self.text[max(0, match.start() - 40) : match.start()], self.text[match.end() : match.end() + 5]

    def judge_brackets(self, match: re.Match[str], name: str) -> _Verdict:
        """Judge "[12]"."""
        if name == "after":
            return "next"
        before, after = self._around(match)
        is_glued = re.match(rf"[-‐]?(?![{_CJK}])[^\W\d_]", after) and not (
            before[-1:].isspace() and re.match(r"(?:and|or|is|are|was|were|to|the|that|have|has)\b", after)
        )
        if is_glued or re.match(r"\s*[=<>≤≥±×^+]", after) or before.rstrip().endswith(tuple(_RELATION)):
            return "no"
        if _INTERVAL.search(before) and not match["list"].isdigit():
            return "no"
        if match.start() in self.piece_starts and re.match(r"\s+[^\W\d_a-z]", after):
            return "no"  # an entry of a list
        if word := re.search(r"[^\W_]+$", before):
            if word[0].isdigit():
                return "near"
            return "no" if len(word[0]) < 2 and not re.match(f"[{_CJK}]", word[0]) else "sure"  # "F[1,12]"
        return "sure"

    def judge_parentheses(self, match: re.Match[str], name: str) -> _Verdict:
        """Judge "(12)"."""
        before, after = self._around(match)
        bare = before.rstrip()
        last = bare[-1:]
        if last == "|":
            return "sure"  # a cell of a table
        if not last or last in _MATH or re.match(r"\s*[=<>≤≥±×+]|[-‐]?\w", after) or _NUMBERED_OBJECT.search(before):
            return "no"
        if match.start() in self.piece_starts or (_INTERVAL.search(before) and not match["list"].isdigit()):
            return "no"
        equation_end = self.equation_ends.get(int(match["list"])) if match["list"].isdigit() else None
        if equation_end and (match.end() >= equation_end or re.search(r"\b(?:in|by|of|from|to)$", bare)):
            return "no"
        if last in ",;:" or re.search(r"\b(?:and|or|y|o|e|ou|und|oder|et)$", bare):
            return "item" if re.match(r"\s[^\W\d_]", after) else "sure"  # "asks (1) whether, (2) why"
        if re.search(r"(?:^|\s|(?<!\w)[−-])(?!(?:19|20)\d\d$)[\d.,]+$", bare):
            # "12 (3) years"; but "Vik 2006 (3)", and "type 2 (3)".
            return "near" if _AFTER_NUMBERED_KIND.search(bare) else "new"
        if last == "%" or (last.isalpha() and _MEASURE.search(bare)):
            return "near"
        if last == "." and re.match(r"\s[A-ZÀ-Þ]", after):
            return "next"  # "The cell. (1) Bees"
        if re.search(r"(?<![\w’'])[^\W\d_]$", bare):
            return "near" if _NAMED_BY_LETTER.search(bare) else "no"  # "vitamin D", or a function, a variable
        if bare == before:
            return "sure" if re.search(r"[a-zà-ÿ]{4}$|[.”\"’]$", bare) else "near"
        return "sure"

    def judge_raised(self, match: re.Match[str], name: str) -> _Verdict:
        """Judge "bees¹²" and "bees<sup>12</sup>"."""
        before, after = self._around(match)
        if not before or before[-1].isspace() or before[-1] in f"([{{{_MATH}":
            return "no"  # "¹³C", an isotope
        if match["list"] == match[0] and re.match(rf"(?![{_CJK}])[^\W\d_]", after):
            return "no"
        if before[-1] in ")]":
            return self._judge_after_bracket(before, match["list"].translate(_LOWERED))
        word = re.search(r"[^\W_]+$", before)
        if not word:
            return "sure"
        if word[0].isdigit():
            return "no"  # "10⁶"
        number = match["list"].translate(_LOWERED)
        if _is_unit(word[0], before):
            return "no" if number in ("2", "3") else "sure"  # "mm²", but "described in¹⁴"
        if len(word[0]) < 2:
            return "no" if len(number) < 2 else "near"
        return "sure"

    def _judge_after_bracket(self, before: str, numbers: str) -> _Verdict:
        """Judge a number behind a bracket: "(bees)2" and "(1990)2"; "(x)2" and "Ca(OH)2" are formulas."""
        bracketed = re.search(r"(?P<lead>.?)[(\[](?P<inner>[^()\[\]]*)[)\]]$", before)
        if not bracketed or re.search(r"[^\W\d_]{3}", bracketed["inner"]):
            return "sure"
        inner = bracketed["inner"].strip()
        if bracketed["lead"].isalnum():
            return "no"
        if re.match(r"\d", inner):
            return "near" if _MEASURE.search(inner) and numbers in ("2", "3") else "sure"
        if re.search(r"[=<>≤≥]\s*[-−]?[\d.]+", inner):
            return "sure"  # "(p < 0.05)2"
        return "near" if re.fullmatch(r"[A-Z]{2,}", inner) else "no"

    def judge_glued(self, match: re.Match[str], name: str) -> _Verdict:
        """Judge "bees12", which was raised before the file lost that."""
        start = match.start(name)
        before, after = self.text[max(0, start - 40) : start], self.text[match.end() : match.end() + 1]
        if name == "after":  # "Tracer 1.2.23 It": a decimal, unless it is in its turn
            return "next"
        if after.isalpha():  # "bees.12Wasps", where the space was lost as well
            is_between = re.search(r"[^\W\d_]{3}[.!?][”\"’»)]?$|[^\W\d_]{3}[”»]$", before)
            is_new_sentence = re.match(r"[A-ZÀ-Þ][a-zß-ÿ\s]", self.text[match.end() : match.end() + 2])
            return "sure" if is_between and is_new_sentence and not _SHORTENED.search(before) else "no"
        bare = before.rstrip(_MARKS)
        if re.match(r"\s+[!?;:»%]", before[len(bare.rstrip()) :]):
            bare = bare.rstrip()  # "5 %", and as in French: "« bees » !"
        if len(bare) == len(before):
            word = _WORD.search(before)
            return self._judge_glued_to_word(word[0], before, match[name], after) if word else "no"
        if _SHORT.search(before):
            return "sure"
        if _SHORTENED.search(before):
            return "no"
        if not bare or bare[-1].isspace() or bare[-1] in "([{":
            return "no"
        if before[-1] in ")]":
            return self._judge_after_bracket(before, match[name])
        if bare[-1].isdigit():
            if before[-1] == "%" or re.search(r"\b(?:1[89]|20)\d\d,$", before):
                return "sure"
            return "near" if before[-1] not in ".," or after.isspace() else "no"
        word = _WORD.search(bare)
        return "sure" if word and len(word[0]) > 1 else "near"

    def _judge_glued_to_word(self, word: str, before: str, numbers: str, after: str) -> _Verdict:
        if _MEASURE.search(before):
            return "no" if numbers in ("2", "3") and _is_unit(word, before) else "near"  # "5 m2", but "72 h4"
        if word in self.numbered_words or _is_unit(word, before) or word in _FUNCTIONS:
            return "no"
        alone, together = self.word_counts[word], self.word_counts[f"{word}{numbers}"]
        if len(word) > 1 and word[-2:].islower():
            if word[0].isupper() and not alone:
                return "near"  # "Tim10"
            if together > max(1, alone):
                return "no"  # "mdm2": a name that ends in a number
            return "near" if after in tuple(_DASH) else "sure"
        if alone <= max(2, together):
            # "HSP70" is a name; but "PICo11" may be one that is cited where it is brought in.
            return "next" if together < 2 and len(numbers) > 1 else "no"
        return "sure" if alone >= 10 * max(1, together) or "," in numbers else "near"

    def judge_spaced(self, match: re.Match[str], name: str) -> _Verdict:
        """Judge "So it is. 3 But" and "as said 3, it is"."""
        before = self.text[max(0, match.start() - 40) : match.start(name)].rstrip()
        if name == "after":
            word = _WORD.search(before.rstrip(_MARKS))
            if not word or _COUNTING.fullmatch(word[0]) or word[0][:1].isupper() or self.counted_words[word[0]] > 1:
                return "no"
            return "next" if _GOES_ON.match(self.text, match.end()) else "no"
        if _SHORTENED.search(before) or re.search(r"\bvs\.$|(?<![^\W\d_])[^\W\d_]\.$", before):
            return "no"
        bare = before.rstrip(_MARKS)
        is_sentence = re.search(r"[.!?][”\"’»)\]]*$", before)
        return "sure" if is_sentence and bare[-1:].isalpha() else "near" if bare else "no"
