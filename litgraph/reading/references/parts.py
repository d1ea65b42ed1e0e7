"""What follows names and date in a reference, cut wherever punctuation may part one field from another."""

from __future__ import annotations

import re
from typing import NamedTuple

from litgraph.model import Name
from litgraph.reading.references.dates import MONTH
from litgraph.reading.references.names import LETTER, UPPER, block, scan

__all__ = ["LAW", "Part", "parts"]

_RANGE = r"[A-Za-z]{0,2}\d[\w.]{0,9}(?:\s?[–—−-]{1,2}\s?[A-Za-z]{0,2}\d[\w.]{0,9})?"
_UNIT = (
    r"(?:vols?|volumes?|v|bd|bände?|band|t|tome|tomo|jg|jahrg|año|ano|no|nos|nr|n[°ºo]|№|n|num|núm|issue|número|heft|"
    r"h|fasc|iss|pp?|pages?|págs?|pgs?|s|ss|seiten?|с|т|вып|pt|part|art|article|suppl|supplement|series|ser|chap|ch)"
)
# "12(3)", "vol. 3", "pp. 1-9", "e1234", "March", "DATE"; with more of the kind after it, a block of numbers.
_NUMBER = (
    rf"(?:(?i:\b{_UNIT})(?:\.\s?|\s|(?=\d)):?\s?#?(?:{_RANGE}|[IVXLC]+\b)|DATE\b|{MONTH}(?:[-–/]{MONTH})?|"
    rf"[A-Z]{{0,3}}\d[\d.]*[A-Za-z]?(?![^\W_])(?:[-–—−/]+[A-Za-z]{{0,3}}\d\w*)*(?:\s?(?:pp?|págs?|pages|s|с|h|f|"
    rf"vols?)\b\.?)?|"
    rf"[a-z]{{1,4}}\d{{2,}}\b|第?(?:\d+(?:[-–~〜]\d+)?|DATE)[巻卷号期頁页年集輯輯版月日]|"
    rf"(?:Suppl|Pt|Special Issue|abs/)\b\.?)"
)
_NUMBERS = re.compile(
    rf"[(\[]?{_NUMBER}(?:[\s,;:.()\[\]–-]{{0,4}}(?:{_NUMBER}|and|&)){{0,14}}[)\]]?\.?(?![^\W_]|-[a-z])"
)
# After nothing but a space, numbers must look as if a journal's: "Nature 12, 3", "Cell 12(3)", "Title 1999".
_AFTER_SPACE = re.compile(
    rf"(?:(?i:vols?|bd|tome|tomo|jg|no|nr|n[°º]|pp?|heft)\b\.?\s?\d|"
    rf"[A-Z]?\d{{1,5}}[A-Z]?\s?(?:[(:;,]\s?(?:[A-Za-z]{{0,4}}\d|DATE|\()|$)|"
    rf"\d{{1,5}}\s\(?(?:DATE|\d)|\d+[–-]\d+\b\W*$|\(?DATE\)?|{MONTH}\s(?:\d{{1,2}},?\s)?DATE|\d{{1,5}},?\s(?:no|pp?)\b)"
)
_EDITION = (
    r"(?:\d{1,2}\s?(?:st|nd|rd|th|ª|\.ª|\.|a\.|ème|e|de|ed)?|rev(?:ised)?\.?(?: and \w+)?|updated|international|first|"
    r"second|third|fourth|fifth|sixth|seventh|eighth|new|neue|nouvelle|erste|zweite|dritte|vierte|primera|segunda|"
    r"tercera|cuarta|\d{4})\s?(?:rev(?:ised|\.)? |erw(?:eiterte|\.)? |überarb(?:eitete|\.)? |u\. |und ){0,4}"
    r"(?:edn?s?\b\.?|editions?|edição|edición|edizione|editie|edisi|aufl(?:age|\.)?|utg(?:ave|åva)?\b\.?|wyd\.|"
    r"éd(?:ition|\.))"
)
_IS_EDITION = re.compile(
    rf"\W*(?:{_EDITION}|(?:\w+\.?,?\s){{1,4}}(?:auflage|edition|edición|edição|édition|edizione|edn)|rev\. ed\.|"
    rf"reprint\w*|repr\.)\W*",
    re.IGNORECASE,
)
_EDITION_HERE = re.compile(rf"{_EDITION}(?=[\s,.;)]|$)\.?", re.IGNORECASE)
_NOTE = re.compile(
    r"\W*(?:(?:[\w.]+[\s;]+){0,3}version v?\d[\w.-]*)\W*|\W*(?:\d+\s(?:vols?|volumes|bände|tomos)\b\.?|(?:web|print|"
    r"dvd|cd-rom|kindle|online|en ligne|electronic resource|"
    r"epub ahead of print|ahead of print|abstract|mimeo\w*|poster|manuscript|unpublished|preprint|retracted|tr|"
    r"(?-i:in [A-Z][a-z]+))"
    r"\.?)\W*|\W*(?:original(?:ly)? (?:work )?published|reprinted|erstveröff\w*|first published|publicado original\w*|"
    r"trabalho original|retrieved|available|disponível|disponible|abgerufen|perf\.|starring)\b.*",
    re.IGNORECASE,
)
_BY = re.compile(
    r"[(\[]?(?:(?P<ed>ed(?:ited|s|itors?)?\b\.?(?: and (?:trans(?:lated)?\b\.?|introd\w*))?(?: by)?|"
    r"hrsg\.?(?: v(?:on\b|\.))?|"
    r"hg\. v(?:on\b|\.)|herausgegeben von|orgs?\.|organiza\w+ (?:por|de)|coords?\.|dir\.|sous la dir(?:ection|"
    r"\.)? d[e’']|a cura di|"
    r"edit\w+ (?:por|de)|под ред(?:\.|акцией))|(?P<tr>trans(?:l|lated)?\b\.?(?: by)?|translation by|"
    r"übers\w*\.?(?: v(?:on\b|\.))?|trad\w*\b\.?(?: (?:de|por|di|par))?|"
    r"directed by|produced by|illus\w*\b\.? by|foreword by|introd\w*\b\.? by|with an? (?:introduction|"
    r"foreword) by|adapted by))"
    r"\s*:?\s+(?=[A-ZÀ-ÞА-Я])",
    re.IGNORECASE,
)
_ROLE = (
    r"(?:(?P<{0}>eds?|editors?|hrsg|hgg?|herausgeber|orgs?|organizador\w*|coords?|coordinador\w*|dirs?|éds?|comps?|"
    r"series editors?|guest eds?|редкол|ред|a cura di)|trans(?:l|lators?)?|trad|übers|ed\. and trans|eds?\. & trans|"
    r"producers?|"
    r"directors?|writers?|illus|narrators?|hosts?)"
)
_LAW_ENDS = re.compile(r"\.(?=\s+[A-ZÀ-Þ]|\s*$)")
_ROLE_AFTER = re.compile(
    rf"\s?[(\[]{_ROLE.format('round')}\b\.?(?:\s(?:&|and)\s\w+\.?)?[)\]]|,\s{_ROLE.format('bare')}\b(?:\.(?=[\s,]|$)|"
    rf"(?=[,:]|$))",
    re.IGNORECASE,
)
_ANY_ROLE = re.compile(
    rf"[(\[,]\s?{_ROLE.format('role')}\b|\b(?:by|hrsg|hg|sous la dir|org|organiza\w+|edi[tç]\w+|coord|dir|trans\w*|"
    rf"trad\w*|a cura di|eds?|под ред)\b",
    re.IGNORECASE,
)
_GENRE = re.compile(
    r"\W*(?:[\w.’' -]{0,30}?\b(?:ph\.?\s?-?d\.?|doctoral|doctorat|doctorado|doutorado|mestrado|master['’]?s?|"
    r"m\.?sc\.?|m\.?a\.|"
    r"m\.?phil\.?|honou?rs|bachelor['’]?s|licentiate|undergraduate)\b[\w.’' -]{0,20}?\b(?:thes[ie]s|dissertation|diss|"
    r"tese|dissertação|tesis|thèse|"
    r"mémoire)\b|(?:ph\.?\s?d\.? |master['’]?s )?(?:thes[ie]s|dissertation|diss)|(?:tese|dissertação|tesis|thèse|"
    r"mémoire|"
    r"habilitation\w*|"
    r"diplomarbeit|masterarbeit|bachelorarbeit|doktorarbeit|inaugural-?diss\w*|diss\.|tesi|proefschrift|avhandling|"
    r"trabalho de conclusão|дис\.|автореф\.)"
    r"(?:\s[^.,–—]{0,60})?|(?:technical |research |internal |final |annual |working |discussion |conference |policy |"
    r"nber |staff |tech(?:n|nical)?\.? )"
    r"(?:report|rep|rpt|paper|memo\w*|note|brief)s?\.?(?:\s(?:no\.?|number|n°|nr\.?|#)?\s?[\w/.-]*\d[\w/.-]*)?|"
    r"report\s(?:no\.?|number|nr\.?)\s?[\w/.-]+|"
    r"(?:computer |mobile )?software|r package.*|mobile app|data ?sets?|conjunto de dados|film|motion picture|video|"
    r"dvd|tv series\b.*|"
    r"television (?:series|broadcast|program).*|podcast.*|audio\w*|(?:conference |poster |paper )?(?:presentation|"
    r"session|poster)|"
    r"(?:paper|poster|lecture|talk)?\s?(?:presented|delivered|given)\s(?:at|to|in)\b.*|conference (?:paper|session|"
    r"presentation)|"
    r"personal communication|map|photograph|painting|blog post|tweet|white ?paper|patent\b.*|u\.?\s?s\.? patent.*|"
    r"press release|"
    r"bachelor thesis|(?:[\w.]+\s){0,3}(?:publication|report|working paper|paper|brief|bulletin|circular) (?:no\.?|"
    r"number|n°|nr\.?) ?[\w./-]+|unpublished (?:manuscript|doctoral|master).*|manuscript .*)\W*",
    re.IGNORECASE,
)
_OPENERS = {
    "“": "”“",
    "„": "“”„",
    "«": "»",
    "‘": "’",
    "‹": "›",
    '"': '"',
    "'": "'",
    "「": "」",
    "『": "』",
    "《": "》",
    "»": "«",
    "`": "'`’",
}
_STOP = re.compile(
    rf"[.?!…][\"”’»)\]]{{0,2}}\s+(?=[\"“«„‘(\[」『「*_]*(?:{UPPER}|\d)|[*_]+\w)|\.\.\s+|\.\s+(?=[*_]|[a-z]+[A-Z:])|[。．]\s*"
)
_SHORTENED = re.compile(rf"(?<![^\W\d_]){UPPER}[^\W\d_A-Z]{{1,4}}\.$")
_ABBREVIATED = re.compile(
    rf"(?:\b{UPPER}|\b[a-z]|\b(?:vs|cf|St|Dr|Mr|Mrs|Ms|Prof|e\.g|i\.e|ca|sp|spp|ssp|subsp|var|No|Nos|Nr|Vol|Pt|fig|"
    rf"Fig|ed|"
    rf"al|Jr|"
    rf"U\.S|approx|etc|gen|nov|Sta|Ste|Mt|Univ|Dept))\.$"
)
_IN = re.compile(
    rf"(?:In|IN|Em|EM|Dans|En|W|В)(?:\.?\s?:\s*|\s+)(?=[\"“«„'‘「『(\[*_]{{0,2}}{LETTER})|"
    rf"(?:in|en|em|dans|apud)(?:\s?:\s*|\s+)(?=[\"“«„'‘「『(\[*_]{{0,2}}(?:{UPPER}|(?:the\s)?[Pp]roc))|"
    rf"(?:[Tt]o appear|[Ss]ubmitted|[Aa]ccepted|[Ii]n press)(?: in| to| by| at)(?: the)?\s(?={UPPER})|//\s*(?=\S)|"
    rf"В кн\.\s?:\s*(?=\S)"
)
_CUT = re.compile(
    r"(?P<in>\s(?:In|in|Em|En|en|Dans)\s?:\s+)|(?P<gap>[,;，；、]\s*(?=\S)|\s?:\s+(?=\S)|:(?=[A-ZÀ-Þ][a-z]{2})|：|"
    r"\s*//\s*|\.\s?[–—-]\s+|\s[–—-]{1,2}\s|[.?!…。．])|(?P<open>[(\[])|"
    r"(?P<quote>[“„«‘‹\"'「『《`])|(?P<space>\s)"
)


_LOWER = re.compile(r"(?<![\w-])[^\W\dA-ZÀ-Þ_]{4,}|\d")
_CHEMICAL = re.compile(r"\d[\d,']*-[a-z]{3}", re.IGNORECASE)  # "3,4-methylene"
_COUNT = re.compile(rf"\d+\s(?!DATE|{MONTH}|{_UNIT}\b|Suppl|and\b)[^\W\d_]{{3,}}")  # "50 Years of Citizenship"
_GOES_ON = re.compile(r"\s[a-z]{3,}")  # "a genome with 16,000 tiny chromosomes"
_ENDS = re.compile(r"(?=[.,;:(\[]?\s|[.,;(]?$)")


LAW = re.compile(
    r"(?:Act\b|Directive|Regulation \(E[CU]\)|Lei (?:n[º°o.]|Federal|Complementar)|Decreto|Portaria|Resolução|"
    r"Instrução Normativa|"
    r"Constituição|Constitución|Ley \d|Real Decreto|Loi n|Gesetz|Verordnung|Code civil|Pub\. ?L\.)"
)


class Part(NamedTuple):
    """A stretch of an entry; `before` is what parts it from the one before it, `kind` what it is by its look alone."""

    start: int
    end: int
    before: str
    kind: str = ""
    people: tuple[Name, ...] = ()


def parts(text: str) -> list[Part]:
    """The parts of a text; words that are joined by spaces alone stay together, but for numbers after them."""
    found: list[Part] = []
    at = 0
    before = "start"
    roles = bool(_ANY_ROLE.search(text))
    while at < len(text):
        while at < len(text) and text[at] in " .,;":
            at += 1
        if at >= len(text):
            break
        inside = _IN.match(text, at)
        if inside and before in ("space", "open") and ":" not in inside[0]:
            inside = None
        if inside and (found or inside[0].rstrip().endswith(":")):
            at, before = inside.end(), "in"
        part, following, gap = _one(text, at, before, roles)
        found.append(part)
        at, before = following, gap
    return found


def _one(text: str, at: int, before: str, roles: bool) -> tuple[Part, int, str]:
    """The part that begins at an offset, where the next begins, and what parts them."""
    if typed := _typed(text, at, before, roles):
        return typed, *_gap(text, typed.end)
    if end := _closing(text, at):
        following, gap = _gap(text, end)
        return Part(at, end, before, "quoted"), following, "quote" if gap != "end" else gap
    if text[at] in "([" and (end := _bracket_end(text, at)):
        return Part(at, end, before, _bracketed(text[at:end])), *_gap(text, end)
    place = at
    while found := _CUT.search(text, place):
        start, place = found.start(), found.start() + 1
        if found["in"]:
            return Part(at, start, before), found.end(), "in"
        if found["open"]:
            if end := _bracket_end(text, start):
                bracket = text[start:end]
                ends = not text[end:].strip(" .") and bracket[1:2].isupper() and not _LOWER.search(bracket)
                if ends or "DATE" in bracket or _bracketed(bracket, text[start - 1 : start]):
                    return Part(at, start, before), start, "open"
                place = end
        elif found["quote"]:
            place = (not text[start - 1 : start].isalnum() and _closing(text, start)) or place
        elif found["space"]:
            if text[place : place + 1] in "*_" and text[start - 1] in ")].?!":
                return Part(at, start, before), place, "stop"
            numbers = _NUMBERS.match(text, place) if start > at and _AFTER_SPACE.match(text, place) else None
            if (numbers and not _GOES_ON.match(text, numbers.end())) or (
                roles and (by := _BY.match(text, place)) and " by" in by[0]
            ):
                return Part(at, start, before), place, "space"
        else:
            following, gap = _gap(text, start)
            if gap != "none":
                return Part(at, start + (text[start] in ".?!…"), before), following, gap
    return Part(at, len(text), before), len(text), "end"


def _gap(text: str, at: int) -> tuple[int, str]:
    """Where the next part begins after the marks at an offset, and which kind of gap they are; "none" if it is none."""
    rest = text[at : at + 12]
    if not rest.strip(" .,;:"):
        return len(text), "end"
    if found := re.match(r"[.,;]?\s*//\s*", rest):
        return at + found.end(), "in"
    if found := re.match(r"\.\s?[–—-]\s+", rest):
        return at + found.end(), "dash"
    first = rest[0]
    if first in ".?!…":
        if found := _STOP.match(text, at):
            if _ABBREVIATED.search(text, max(0, at - 7), at + 1) and not text.startswith("..", at):
                return (
                    (found.end(), "initial")
                    if re.search(r"[a-z\d)][ -]\w\.$", text[max(0, at - 3) : at + 1])
                    else (at, "none")
                )
            return found.end(), "short" if _SHORTENED.search(text, max(0, at - 8), at + 1) else "stop"
        if found := re.match(r"[.?!],\s*", rest):
            return at + found.end(), "comma"
        if found := re.match(r"[.?!]\s?:\s+", rest):
            return at + found.end(), "colon"
        if _IN.match(rest.lstrip(". ")) and rest[1:2] == " ":
            return at + 2, "stop"
        return at, "none"
    if found := re.match(r"[。．]\s*", rest):
        return at + found.end(), "stop"
    if found := re.match(r"[)\]]?[,，、]\s*", rest):
        if rest[:2].strip() == "," and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
            return at, "none"
        return at + found.end(), "comma"
    if found := re.match(r"[;；]\s*", rest):
        return at + found.end(), "semicolon"
    if found := re.match(r"\s?:\s*|：", rest):
        return at + found.end(), "colon"
    if found := re.match(r"\s[–—-]{1,2}\s+", rest):
        return at + found.end(), "dash"
    if found := re.match(r"\s+", rest):
        # After "[a translation]" what is in italics is something else.
        return at + found.end(), "stop" if rest[found.end() :][:1] in ("*", "_") and text[at - 1] in ")]" else "space"
    return at, "space"


def _closing(text: str, at: int) -> int | None:
    """Where the quotation marks close that open at an offset, if they do and something other than a word follows."""
    closers = _OPENERS.get(text[at])
    if closers is None:
        return None
    stop = min(len(text), at + 500)
    place = at + (2 if text.startswith(("``", "''", "‘‘"), at) else 1)
    depth = 0  # “The “hard” power”
    while place < stop:
        char = text[place]
        if char == text[at] and char not in closers:
            depth += 1
        elif depth and char in closers:
            depth -= 1
        elif char in closers and (text[place - 1] != " " or char in "»›“" or text[place - 2] in ",.?!"):
            end = place + 1 if text[place + 1 : place + 2] == char and char in "'’" else place
            following = text[end + 1 : end + 2]
            if not following or char in "」』》" or following in " .,;:)]，。:" or not following.isalnum():
                return end + 1 if place > at + 1 else None
        place += 1
    return None


def _bracket_end(text: str, at: int) -> int | None:
    closing = ")" if text[at] == "(" else "]"
    depth = 0
    for place in range(at, min(len(text), at + 300)):
        if text[place] == text[at]:
            depth += 1
        elif text[place] == closing:
            depth -= 1
            if not depth:
                return place + 1
    return None


_MARK = re.compile(r"\[(?:[JMDCRNPSA]|EB|DB|CP)(?:/OL)?\]")  # as Chinese lists say what a work is
_TAG = re.compile(
    r"arXiv.*|[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z-]{2,9})?|[a-z-]+/\d{7}|[A-Z]{3,9}|Internet|[A-Za-z-]+:[\w./-]+"
)


def _bracketed(text: str, before: str = " ") -> str:
    """What brackets hold, by its look and the letter before them."""
    inner = text[1:-1].strip()
    if _GENRE.fullmatch(inner.partition(",")[0]) or _MARK.fullmatch(text):
        return "genre"
    if not inner or (text[0] == "[" and _TAG.fullmatch(inner)):
        return "note"
    if (
        _NUMBERS.fullmatch(inner)
        and not (before.isalpha() or re.search(r"[A-RT-Z]\d", inner))
        and ("DATE" in inner or not re.fullmatch(r"[IVXLC]+|\d{4}(?:[–-]\d{2,4})?", inner))
    ):
        return "numbers"
    if any(map(_IS_EDITION.fullmatch, inner.split(", "))):
        return "note"
    if _NOTE.fullmatch(inner):
        return "note"
    if re.search(rf"(?:^|[,.\s]){_ROLE.format('role')}\b\.?$", inner, re.IGNORECASE) or _BY.match(inner):
        return "by"
    if "DATE" in inner or re.match(r"(?:pp?\.|vol|Vol|S\.)\s?\d", inner) or re.search(r"\bpp?\.\s?\d", inner):
        return "numbers"
    return ""


_AND = re.compile(r"(?:\b(?:and|und|et|y|e)|&)\s")


def _typed(text: str, at: int, before: str, roles: bool) -> Part | None:
    """A part whose look says what it is: numbers, an edition, a genre, people with their role."""
    if LAW.match(text, at):
        stop = _LAW_ENDS.search(text, at)
        return Part(at, stop.start() if stop else len(text), before, "law")
    if before != "start" and (edition := _EDITION_HERE.match(text, at)):
        return Part(at, at + len(edition[0].rstrip(". ")), before, "note")
    if (
        before != "open"
        and not _CHEMICAL.match(text, at)
        and not _COUNT.match(text, at)
        and (numbers := _NUMBERS.match(text, at))
        and (before != "start" or "DATE" in numbers[0])
    ):
        return Part(at, at + len(numbers[0].rstrip(". ")), before, "numbers")
    if text[at] in "([":
        return None
    if roles:
        if before != "start" and (by := _BY.match(text, at)):
            people = scan(text, by.end(), given_first=True)
            if people.order == "given":  # what no "and" follows is none of them: "by Una Own, Palgrave Macmillan"
                links = [found.end() for found in _AND.finditer(text, by.end(), people.end)]
                over = text.find(",", links[-1] if links else by.end(), people.end)
                people = scan(text[:over], by.end(), given_first=True) if over >= 0 else people
            if people.names:
                kind = "edited" if by["ed"] else "note"
                return Part(at, people.end, before, kind, tuple(people.names) if by["ed"] else ())
        people = scan(text, at)
        if people.names and people.editors:
            return Part(at, at + len(text[at : people.end].rstrip(" .,:;")), before, "editors", tuple(people.names))
        if people.names and (role := _ROLE_AFTER.match(text, people.end)):
            editors = role["round"] or role["bare"]
            return Part(
                at, role.end(), before, "editors" if editors else "note", tuple(people.names) if editors else ()
            )
        if (
            before == "in"
            and people.names
            and (role := _ROLE_AFTER.search(text, at, at + 250))
            and (role["round"] or role["bare"])
        ):
            named = block(text[at : role.start()])
            if named and role.start() - at < 200:
                return Part(at, role.end(), before, "editors", tuple(named.names))
    if before == "in":
        people = scan(text, at)
        commas = "," in text[at : people.end]
        if people.names and commas and all("." in each.given or each.family.isupper() for each in people.names):
            return Part(at, people.end, before, "editors", tuple(people.names))
    found = None
    for number, stop in enumerate(_ENDS.finditer(text, at, at + 160)):
        over = not text[stop.start() :].strip(" .") or text.startswith(("DATE", "(DATE"), stop.end() + 1)
        if number > 8 or (before == "start" and not over):
            break
        piece = text[at : stop.start()]
        if _IS_EDITION.fullmatch(piece) or _NOTE.fullmatch(piece):
            found = Part(at, at + len(piece.rstrip(" ,.;:")), before, "note")
        elif _GENRE.fullmatch(piece):
            found = Part(at, at + len(piece.rstrip(" ,.;:")), before, "genre")
    return found
