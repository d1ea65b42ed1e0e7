"""What follows names and date in an entry, split wherever punctuation may part one field from another."""

from __future__ import annotations

import re
from typing import NamedTuple

from litgraph.model import Name
from litgraph.reading.references.dates import MONTH
from litgraph.reading.references.names import EDITORS, LETTER, UPPER, read_name_block, scan_names

__all__ = ["LAW", "Segment", "split_segments"]

_RANGE = r"[A-Za-z]{0,2}\d[\w.]{0,9}(?:\s?[–—−-]{1,2}\s?[A-Za-z]{0,2}\d[\w.]{0,9})?"
_UNIT = (
    r"(?:vols?|volumes?|v|bd|bände?|band|t|tome|tomo|jg|jahrg|año|ano|no|nos|nr|n[°ºo]|№|n|num|núm|issue|número|heft|"
    r"h|fasc|iss|pp?|pages?|págs?|pgs?|s|ss|seiten?|с|т|вып|pt|part|art|article|suppl|supplement|series|ser|chap|ch)"
)
# "12(3)", "vol. 3", "pp. 1-9", "e1234", "March", "DATE"; several in a row are one segment.
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
# Behind a space alone, only numbers as of a journal begin a segment: "Nature 12, 3", "Cell 12(3)", "Title 1999".
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
    r"dvd|cd-rom|kindle|online|en ligne|electronic resource|epub ahead of print|ahead of print|abstract|mimeo\w*|"
    r"poster|manuscript|unpublished|preprint|retracted|tr|(?-i:in [A-Z][a-z]+))\.?)\W*|"
    r"\W*(?:original(?:ly)? (?:work )?published|reprinted|erstveröff\w*|first published|publicado original\w*|"
    r"trabalho original|retrieved|available|disponível|disponible|abgerufen|perf\.|starring)\b.*",
    re.IGNORECASE,
)
_BY = re.compile(
    r"[(\[]?(?:(?P<ed>ed(?:ited|s|itors?)?\b\.?(?: and (?:trans(?:lated)?\b\.?|introd\w*))?(?: by)?|"
    r"hrsg\.?(?: v(?:on\b|\.))?|hg\. v(?:on\b|\.)|herausgegeben von|orgs?\.|organiza\w+ (?:por|de)|coords?\.|dir\.|"
    r"sous la dir(?:ection|\.)? d[e’']|a cura di|edit\w+ (?:por|de)|под ред(?:\.|акцией))|(?P<tr>trans(?:l|"
    r"lated)?\b\.?(?: by)?|translation by|übers\w*\.?(?: v(?:on\b|\.))?|trad\w*\b\.?(?: (?:de|por|di|par))?|"
    r"directed by|produced by|illus\w*\b\.? by|foreword by|introd\w*\b\.? by|with an? (?:introduction|foreword) by|"
    r"adapted by))\s*:?\s+(?=[A-ZÀ-ÞА-Я])",
    re.IGNORECASE,
)
_OTHERS = (
    r"transl?|translators?|trad|übers|eds?\. (?:and|&) trans|producers?|directors?|writers?|illus|narrators?|hosts?"
)
_ROLE = rf"(?:{EDITORS}|{_OTHERS})\b"
_LAW_END = re.compile(r"\.(?=\s+[A-ZÀ-Þ]|\s*$)")
_ROLE_AFTER = re.compile(
    rf"\s?[(\[](?:(?P<round>{EDITORS})|{_OTHERS})\b\.?(?:\s(?:&|and)\s\w+\.?)?[)\]]|"
    rf",\s(?:(?P<bare>{EDITORS})|{_OTHERS})\b(?:\.(?=[\s,]|$)|(?=[,:]|$))",
    re.IGNORECASE,
)
_ANY_ROLE = re.compile(
    rf"[(\[,]\s?{_ROLE}|\b(?:by|hrsg|hg|sous la dir|org|organiza\w+|edi[tç]\w+|coord|dir|trans\w*|"
    rf"trad\w*|a cura di|eds?|под ред)\b",
    re.IGNORECASE,
)
_GENRE = re.compile(
    r"\W*(?:[\w.’' -]{0,30}?\b(?:ph\.?\s?-?d\.?|doctoral|doctorat|doctorado|doutorado|mestrado|master['’]?s?|"
    r"m\.?sc\.?|m\.?a\.|m\.?phil\.?|honou?rs|bachelor['’]?s|licentiate|undergraduate)\b[\w.’' -]{0,20}?\b(?:thes[ie]s|"
    r"dissertation|diss|tese|dissertação|tesis|thèse|mémoire)\b|(?:ph\.?\s?d\.? |master['’]?s )?(?:thes[ie]s|"
    r"dissertation|diss)|(?:tese|dissertação|tesis|thèse|mémoire|habilitation\w*|diplomarbeit|masterarbeit|"
    r"bachelorarbeit|doktorarbeit|inaugural-?diss\w*|diss\.|tesi|proefschrift|avhandling|trabalho de conclusão|дис\.|"
    r"автореф\.)(?:\s[^.,–—]{0,60})?|(?:technical |research |internal |final |annual |working |discussion |"
    r"conference |policy |nber |staff |tech(?:n|nical)?\.? )(?:report|rep|rpt|paper|memo\w*|note|"
    r"brief)s?\.?(?:\s(?:no\.?|number|n°|nr\.?|#)?\s?[\w/.-]*\d[\w/.-]*)?|report\s(?:no\.?|number|nr\.?)\s?[\w/.-]+|"
    r"(?:computer |mobile )?software|r package.*|mobile app|data ?sets?|conjunto de dados|film|motion picture|video|"
    r"dvd|tv series\b.*|television (?:series|broadcast|program).*|podcast.*|audio\w*|(?:conference |poster |"
    r"paper )?(?:presentation|session|poster)|(?:paper|poster|lecture|talk)?\s?(?:presented|delivered|given)\s(?:at|"
    r"to|in)\b.*|conference (?:paper|session|presentation)|personal communication|map|photograph|painting|blog post|"
    r"tweet|white ?paper|patent\b.*|u\.?\s?s\.? patent.*|press release|bachelor thesis|"
    r"(?:[\w.]+\s){0,3}(?:publication|report|working paper|paper|brief|bulletin|circular) (?:no\.?|number|n°|"
    r"nr\.?) ?[\w./-]+|unpublished (?:manuscript|doctoral|master).*|manuscript .*)\W*",
    re.IGNORECASE,
)
_CLOSING_QUOTES = {
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
    rf"Fig|ed|al|Jr|U\.S|approx|etc|gen|nov|Sta|Ste|Mt|Univ|Dept))\.$"
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
_PHRASE_END = re.compile(r"(?=[.,;:(\[]?\s|[.,;(]?$)")
_MARK = re.compile(r"\[(?:[JMDCRNPSA]|EB|DB|CP)(?:/OL)?\]")  # kinds of works in Chinese lists: "[J]" in a journal
_TAG = re.compile(
    r"arXiv.*|[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z-]{2,9})?|[a-z-]+/\d{7}|[A-Z]{3,9}|Internet|[A-Za-z-]+:[\w./-]+"
)
_AND = re.compile(r"(?:\b(?:and|und|et|y|e)|&)\s")
_GAP = re.compile(
    r"(?P<stop>[。．]\s*)|(?P<comma>[)\]]?[,，、]\s*)|(?P<semicolon>[;；]\s*)|(?P<colon>\s?:\s*|：)|(?P<dash>\s[–—-]{1,2}\s+)"
)
LAW = re.compile(
    r"(?:Act\b|Directive|Regulation \(E[CU]\)|Lei (?:n[º°o.]|Federal|Complementar)|Decreto|Portaria|Resolução|"
    r"Instrução Normativa|Constituição|Constitución|Ley (?:\d|N[º°o.]|Orgánica)|Real Decreto|Loi n|"
    r"Law (?:No\b|\d)|Legge \d|Medida Provisória|Emenda Constitucional|Gesetz|Verordnung|Code civil|Pub\. ?L\.)"
)


class Segment(NamedTuple):
    """A stretch of an entry, the gap before it, and the kind of segment that its look alone says it is.

    A gap is a mark (comma, colon, semicolon, dash, stop: what ends a sentence) or else: "short", a full stop that may
    shorten a word; "initial", one behind a single letter; "open", before a bracket; "quote", behind quotation marks;
    "in", the word or "//"; "space"; "start". Kinds: "numbers", "quoted", "law", "genre", "note", "editors", "by", "".
    """

    start: int
    end: int
    gap: str
    kind: str = ""
    people: tuple[Name, ...] = ()


def split_segments(text: str) -> list[Segment]:
    """Split the text of an entry at its punctuation; spaces alone part only numbers from the words before them."""
    segments: list[Segment] = []
    at = 0
    gap = "start"
    has_roles = bool(_ANY_ROLE.search(text))
    while at < len(text):
        while at < len(text) and text[at] in " .,;":
            at += 1
        if at >= len(text):
            break
        lead = _IN.match(text, at)
        if lead and gap in ("space", "open") and ":" not in lead[0]:
            lead = None
        if lead and (segments or lead[0].rstrip().endswith(":")):
            at, gap = lead.end(), "in"
        segment, at, gap = _read_segment(text, at, gap, has_roles)
        segments.append(segment)
    return segments


def _read_segment(text: str, at: int, gap: str, has_roles: bool) -> tuple[Segment, int, str]:
    """Read the segment at an offset; returns it, the offset of the next, and the gap between the two."""
    if typed := _read_typed(text, at, gap, has_roles):
        return typed, *_read_gap(text, typed.end)
    if end := _quote_end(text, at):
        following, next_gap = _read_gap(text, end)
        return Segment(at, end, gap, "quoted"), following, "quote" if next_gap != "end" else next_gap
    if text[at] in "([" and (end := _bracket_end(text, at)):
        return Segment(at, end, gap, _bracket_kind(text[at:end])), *_read_gap(text, end)
    place = at
    while cut := _CUT.search(text, place):
        start, place = cut.start(), cut.start() + 1
        if cut["in"]:
            return Segment(at, start, gap), cut.end(), "in"
        if cut["open"]:
            if end := _bracket_end(text, start):
                bracket = text[start:end]
                is_last = not text[end:].strip(" .") and bracket[1:2].isupper() and not _LOWER.search(bracket)
                if is_last or "DATE" in bracket or _bracket_kind(bracket, text[start - 1 : start]):
                    return Segment(at, start, gap), start, "open"
                place = end
        elif cut["quote"]:
            place = (not text[start - 1 : start].isalnum() and _quote_end(text, start)) or place
        elif cut["space"]:
            if text[place : place + 1] in "*_" and text[start - 1] in ")].?!":
                return Segment(at, start, gap), place, "stop"
            numbers = _NUMBERS.match(text, place) if start > at and _AFTER_SPACE.match(text, place) else None
            by = _BY.match(text, place) if has_roles else None
            if (numbers and not _GOES_ON.match(text, numbers.end())) or (by and " by" in by[0]):
                return Segment(at, start, gap), place, "space"
        else:
            following, next_gap = _read_gap(text, start)
            if next_gap != "none":
                return Segment(at, start + (text[start] in ".?!…"), gap), following, next_gap
    return Segment(at, len(text), gap), len(text), "end"


def _read_gap(text: str, at: int) -> tuple[int, str]:
    """The offset at which the next segment begins after the marks at `at`, and their kind; "none" if they part none."""
    window = text[at : at + 12]
    if not window.strip(" .,;:"):
        return len(text), "end"
    if match := re.match(r"[.,;]?\s*//\s*", window):
        return at + match.end(), "in"
    if match := re.match(r"\.\s?[–—-]\s+", window):
        return at + match.end(), "dash"
    if window[0] in ".?!…":
        return _read_stop(text, at, window)
    if match := _GAP.match(window):
        return at + match.end(), str(match.lastgroup)
    if match := re.match(r"\s+", window):
        # Italics behind "[a translation]" begin another field.
        is_stop = window[match.end() :][:1] in ("*", "_") and text[at - 1] in ")]"
        return at + match.end(), "stop" if is_stop else "space"
    return at, "space"


def _read_stop(text: str, at: int, window: str) -> tuple[int, str]:
    """Read the gap at a full stop, question mark or exclamation mark, with which `window` begins."""
    if match := _STOP.match(text, at):
        if _ABBREVIATED.search(text, max(0, at - 7), at + 1) and not text.startswith("..", at):
            is_initial = re.search(r"[a-z\d)][ -]\w\.$", text[max(0, at - 3) : at + 1])
            return (match.end(), "initial") if is_initial else (at, "none")
        return match.end(), "short" if _SHORTENED.search(text, max(0, at - 8), at + 1) else "stop"
    if match := re.match(r"[.?!],\s*", window):
        return at + match.end(), "comma"
    if match := re.match(r"[.?!]\s?:\s+", window):
        return at + match.end(), "colon"
    return (at + 2, "stop") if _IN.match(window.lstrip(". ")) and window[1:2] == " " else (at, "none")


def _quote_end(text: str, at: int) -> int | None:
    """The offset behind the quotation marks that open at `at`, if they close and no letter or digit follows."""
    closers = _CLOSING_QUOTES.get(text[at])
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
            if char in "」』》" or not text[end + 1 : end + 2].isalnum():
                return end + 1 if place > at + 1 else None
        place += 1
    return None


def _bracket_end(text: str, at: int) -> int | None:
    """The offset behind the bracket that opens at `at`, or None if it is left open."""
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


def _bracket_kind(bracket: str, before: str = " ") -> str:
    """The kind of segment that a bracket is, by its look and the character before it; "" if that does not tell."""
    inner = bracket[1:-1].strip()
    if _GENRE.fullmatch(inner.partition(",")[0]) or _MARK.fullmatch(bracket):
        return "genre"
    if not inner or (bracket[0] == "[" and _TAG.fullmatch(inner)):
        return "note"
    if (
        _NUMBERS.fullmatch(inner)
        and not (before.isalpha() or re.search(r"[A-RT-Z]\d", inner))
        and ("DATE" in inner or not re.fullmatch(r"[IVXLC]+|\d{4}(?:[–-]\d{2,4})?", inner))
    ):
        return "numbers"
    if any(map(_IS_EDITION.fullmatch, inner.split(", "))) or _NOTE.fullmatch(inner):
        return "note"
    if re.search(rf"(?:^|[,.\s]){_ROLE}\.?$", inner, re.IGNORECASE) or _BY.match(inner):
        return "by"
    if "DATE" in inner or re.match(r"(?:pp?\.|vol|Vol|S\.)\s?\d", inner) or re.search(r"\bpp?\.\s?\d", inner):
        return "numbers"
    return ""


def _read_typed(text: str, at: int, gap: str, has_roles: bool) -> Segment | None:
    """Read a segment whose look says what it is: a law, numbers, an edition, a genre, people with their role."""
    if LAW.match(text, at):
        stop = _LAW_END.search(text, at)
        return Segment(at, stop.start() if stop else len(text), gap, "law")
    if gap != "start" and (edition := _EDITION_HERE.match(text, at)):
        return Segment(at, at + len(edition[0].rstrip(". ")), gap, "note")
    if (
        gap != "open"
        and not _CHEMICAL.match(text, at)
        and not _COUNT.match(text, at)
        and (numbers := _NUMBERS.match(text, at))
        and (gap != "start" or "DATE" in numbers[0])
    ):
        return Segment(at, at + len(numbers[0].rstrip(". ")), gap, "numbers")
    if text[at] in "([":
        return None
    if has_roles and (people := _read_people_with_role(text, at, gap)):
        return people
    if gap == "in":
        authors = scan_names(text, at)
        are_editors = all("." in name.given or name.family.isupper() for name in authors.names)
        if authors.names and "," in text[at : authors.end] and are_editors:
            return Segment(at, authors.end, gap, "editors", tuple(authors.names))
    typed = None
    for number, stop in enumerate(_PHRASE_END.finditer(text, at, at + 160)):
        is_over = not text[stop.start() :].strip(" .") or text.startswith(("DATE", "(DATE"), stop.end() + 1)
        if number > 8 or (gap == "start" and not is_over):
            break
        phrase = text[at : stop.start()]
        is_note = _IS_EDITION.fullmatch(phrase) or _NOTE.fullmatch(phrase)
        if is_note or _GENRE.fullmatch(phrase):
            typed = Segment(at, at + len(phrase.rstrip(" ,.;:")), gap, "note" if is_note else "genre")
    return typed


def _read_people_with_role(text: str, at: int, gap: str) -> Segment | None:
    """Read "edited by J. Smith", "J. Smith (ed.)" and, as notes, people with other roles."""
    if gap != "start" and (by := _BY.match(text, at)):
        authors = scan_names(text, by.end(), is_given_first=True)
        if authors.order == "given":  # "by Una Own, Palgrave Macmillan" has one name: no "and" leads to a second
            links = [link.end() for link in _AND.finditer(text, by.end(), authors.end)]
            comma = text.find(",", links[-1] if links else by.end(), authors.end)
            authors = scan_names(text[:comma], by.end(), is_given_first=True) if comma >= 0 else authors
        if authors.names:
            return Segment(at, authors.end, gap, *(("by", tuple(authors.names)) if by["ed"] else ("note", ())))
    authors = scan_names(text, at)
    if not authors.names:
        return None
    names = tuple(authors.names)
    if authors.are_editors:
        return Segment(at, at + len(text[at : authors.end].rstrip(" .,:;")), gap, "editors", names)
    if role := _ROLE_AFTER.match(text, authors.end):
        are_editors = role["round"] or role["bare"]
        return Segment(at, role.end(), gap, *(("editors", names) if are_editors else ("note", ())))
    role = _ROLE_AFTER.search(text, at, at + 250) if gap == "in" else None
    if role and (role["round"] or role["bare"]) and role.start() - at < 200:
        block = read_name_block(text[at : role.start()])
        return Segment(at, role.end(), gap, "editors", tuple(block.names)) if block else None
    return None
