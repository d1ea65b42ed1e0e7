"""One entry of a list of references, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from litgraph.model import Name
from litgraph.reading.paper import Reference
from litgraph.reading.references.names import LETTER, ROLE, UPPER, People, block, scan
from litgraph.resolve import normal_id

__all__ = ["LABEL", "YEAR", "parse"]

YEAR = r"(?<![\d/.])(?:1[5-9]|20)\d\d"
LABEL = re.compile(
    r"\s*(?:[-*•–]\s+)?(?:\[(?P<box>\d{1,4}|[\w+.:-]{2,20})\]|\((?P<round>\d{1,4})\)|(?P<bare>\d{1,4})(?:[.)](?=\s)|\s(?=\D)))\s*"
)
_MONTH = (
    r"(?:Jan|Feb|Febr|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|January|February|March|April|August|September|"
    r"October|November|December|jan|fev|mar|abr|maio?|jun|jul|ago|set|out|nov|dez|janeiro|fevereiro|março|abril|junho|"
    r"julho|agosto|setembro|outubro|novembro|dezembro|enero|febrero|marzo|mayo|junio|julio|septiembre|octubre|"
    r"noviembre|diciembre|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    r"Januar|Februar|März|Juni|Juli|Oktober|Dezember|Spring|Summer|Fall|Autumn|Winter)\b\.?"
)
_NO_DATE = (
    r"n\.\s?d\.?|no date|s\.\s?d\.?|s\.\s?f\.?|sin fecha|o\.\s?J\.?|in press|im Druck|in print|no prelo|en prensa|sous presse|"
    r"forthcoming|submitted|in preparation|in review|under review|to appear|unpublished|accepted"
)
_YEARS = rf"(?P<year>{YEAR})(?P<suffix>(?:[a-z]|-[a-z])(?![\w]))?(?:\s?[-–/]\s?\d{{2,4}}(?!\d))?"
_DATE = rf"(?:(?P<circa>c(?:a|irca)?\.?\s?)?{_YEARS}|(?P<none>{_NO_DATE})(?P<nth>-?[a-z]\b)?)"
# The date after the authors: "(2010a).", "(2019, April 16).", "2003.", "[1923] 1999", "(n.d.)", "(1923/1999)".
_HEAD_ROUND = re.compile(
    rf"[(\[]\s*(?:(?P<before>{YEAR})\s*/\s*|\[(?P<boxed>{YEAR})\]\s*)?(?:{_MONTH}\s*(?:\d{{1,2}},?\s*)?)?{_DATE}(?P<more>[^()\[\]]{{0,40}})[)\]]",
    re.IGNORECASE,
)
_HEAD_BARE = re.compile(
    rf"(?:(?<=[.,;)]\s)|(?<=[.,;:)])|(?<=\w\s))(?:[\[(](?P<boxed>{YEAR})[\])]\s*)?{_DATE}(?=\s*[.,:;(]|\s+[“\"«]|\s+{UPPER}|$)"
)
_LATE = re.compile(rf"{YEAR}(?P<suffix>[a-z](?!\w))?")

_DOI = re.compile(
    r"(?:(?:https?://)?(?:dx\.)?doi\.org/|\bdoi\s*[:.]?\s*(?:https?://(?:dx\.)?doi\.org/)?|\b)(10\.\d{4,9}/[^\s\"<>]+)",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"“”]+")
_LEAD = (
    r"[\[(<]*\s*(?:(?:Retrieved|Accessed|Available|Downloaded|Obtained|Online|Disponível|Disponible|Recuperado|Consultado|"
    r"Verfügbar|Abgerufen|Abrufbar|Disponibile)\b[^.;]{0,40}?(?:from|at|em|en|de|on|unter|von|in|via|:)?|URL|url|"
    r"DOI|doi|Doi|Link|Web|In)?\s*[:.]?\s*[<(\[]*\s*"
)
_LEAD_END = re.compile(
    r"[\[(<]*\s*(?:\b(?:Retrieved|Available|Downloaded|Obtained|Online|Disponível|Disponible|Recuperado|Consultado|"
    r"Verfügbar|Abgerufen|Abrufbar|Consulté|Accessed|Zugriff)\b[^.;]{0,60}|\b(?:URL|url|DOI|doi|Doi|from))?\s*[:.]?\s*[<(\[]*\s*$"
)
_ACCESSED = re.compile(
    r"[\[(,;.]?\s*\b(?:(?:last\s+)?(?:accessed|visited|retrieved|viewed|consulted)|date accessed|access(?:ed)? date|acesso em|acessado em|acedido em|"
    r"consultado (?:em|en|el)|fecha de consulta|recuperado el|consulté le|abgerufen am|Zugriff am|letzter Zugriff|cited)\b\s*:?\s*(?:on\s+|the\s+)?"
    rf"(?P<day>(?:[\w.,/-]+\s+){{0,4}}?[\w.,/-]*\d{{2,4}}(?!\w))\s*[)\]]?\.?",
    re.IGNORECASE,
)
_PUBMED = re.compile(
    r"(?:\b(?:PMID|pmid|PubMed)\b:?\s*(?P<pm>\d{4,9})|\bPMC\d{5,9}\b|(?<=[\s.])(?P<bare>\d{7,8})(?=\s*\.?$))[;.,]?"
)
_ARXIV = re.compile(r"\barXiv\s*:\s*(?P<id>\d{4}\.\d{4,5}|[a-z.-]+/\d{7})(?:v\d+)?(?:\s*\[[\w.-]+\])?", re.IGNORECASE)
_ISBN = re.compile(r"\bISBN(?:-1[03])?:?\s*(?P<id>[\dX][\dX -]{8,16}[\dX])")

_RANGE = r"(?:[A-Za-z]{0,2}\d[\w.]{0,9}\s?[–—−-]{1,2}\s?[A-Za-z]{0,2}\d[\w.]{0,9}|[A-Za-z]{0,2}\d[\w]{0,11})"
_PAGES = re.compile(
    rf"(?:\bpp?\.?\s?|\bpages?\s|\bpágs?\.?\s|\bS\.\s?|\bSeiten?\s)(?P<pages>{_RANGE}(?:,\s?{_RANGE}){{0,3}})",
    re.IGNORECASE,
)
# Where the title of a journal is over: its volume, issue, date or pages follow.
_NUMBERS = re.compile(
    r"(?:[,.;:]\s*|\s+|(?<=[^\W\d]))"
    r"(?=(?:\(?\s*(?:vols?\.?|volume|v\.|bd\.?|band|t\.|tome|tomo|jg\.|año|ano)\s*[\dIVXLC]+\b|"
    r"\(?(?:no\.?|nr\.?|n[°ºo]\.?|n\.|num\.?|núm\.?|issue|número|heft|h\.|fasc\.|iss\.)\s*\d|"
    r"\(?(?:pp?\.|pages?|págs?\.)\s*[A-Za-z]?\d|"
    rf"\(\s*\d+[^()]{{0,20}}\)\s*[,:;.]|\d+[A-Za-z]?\s*\([^()]{{1,30}}\)|[A-Z]?\d{{1,5}}(?:[-–/]\d+)?[A-Za-z]?\s*[,:;]\s*(?:pp?\.?\s*)?(?:{UPPER}{{0,3}}|e|p)?\d|"
    rf"(?:{UPPER}|e|p)?\d{{1,5}}[–-]\d+|\d{{1,4}}\s*[.,;]?\s*$|\d{{1,4}},\s*e?\d|[:]\s*e?\d|\d{{1,4}}\s\d|"
    rf"\(?(?:{_MONTH}\s*(?:\d{{1,2}},?\s*)?)?(?:\(?DATE\)?)))",
    re.IGNORECASE,
)
_VOLUME = re.compile(
    r"(?:\b(?:vols?\.?|volume|v\.|bd\.?|band|t\.|tome|tomo|jg\.)\s*)(?P<volume>\d+|[IVXLC]+\b)|(?:^|[\s,.;])(?P<plain>[A-Z]?\d{1,5}(?:[-–/]\d{1,4})?[A-Z]?)\s*(?=[(,:;.]|\s|$)",
    re.IGNORECASE,
)
_ISSUE = re.compile(
    r"\b(?:no\.?|nr\.?|n[°ºo]\.?|n\.|num\.?|núm\.?|issue|número|heft|h\.|iss\.)\s*(?P<issue>\d+(?:[-–/]\d+)?)|(?<=[\w ])\((?P<round>(?:Pt|Suppl|Part|Special|\d)[^()]{0,20}|\d+[^()]{0,20})\)",
    re.IGNORECASE,
)
_EDITION = re.compile(
    r"[,(]?\s*\b(?:\d{1,2}(?:st|nd|rd|th|ª|\.|a\.|ème|e)?|rev(?:ised)?\.?|first|second|third|fourth|fifth)\s(?:rev\. )?(?:eds?\b\.?|edition|edição|edición|aufl(?:age)?\b\.?|édition)\)?[.,]?",
    re.IGNORECASE,
)
_IN = re.compile(r"(?:(?<=[.,;?!”\"’)])|^)\s*(?:In|IN|Em|Dans|En|in(?=:)|apud)\s*:?\s+(?=[\"“«*_]?[^\W\d_])")
_PLACE_PUBLISHER = re.compile(
    rf"(?:^|[.,;(]\s*)(?P<place>{UPPER}[^.:;()\d]{{1,50}}(?:,\s?{UPPER}[\w.]{{1,20}})?)\s?:\s(?P<publisher>{UPPER}[^;:()\d]{{2,90}}?)(?=\s*(?:[,;.]\s*(?:DATE|\d|v\.|p\.|pp\.|$)|\.\s|\)|\($|$|\())"
)
_PUBLISHER = re.compile(
    r"\b(?:Press|Publish\w*|Publications?|Publicações|Verlag\w*|Books?|Universit\w*|Universid\w*|Inc|Ltd|LLC|GmbH|Wiley|Springer|Elsevier|Editora?|Éditions?|"
    r"Ediciones|Edições|Routledge|Sage|SAGE|Zenodo|Society|Foundation|Institute?o?|Company|Co|Blackwell|McGraw|Hall|Kluwer|Macmillan|"
    r"Penguin|Elgar|IEEE|ACM|Association|Academic|Associates|Sons|House|Gallimard|Suhrkamp|Fapesp|Ministério|Secretaria|Department|Council|Office|Library|Group|Center|Centre)\b"
)
_GENRE = re.compile(
    r"(?:\b(?:ph\.?\s?d\.?|doctoral|master'?s?|m\.?sc\.?|tese|dissertação|dissertation|thesis|diplom\w*|tesis|thèse|habilitation)\b)",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"\b(?:technical report|tech\. rep|working paper|report no|discussion paper|white paper)\b", re.IGNORECASE
)
_MEETING = re.compile(
    r"\b(?:proceedings|proc\.|conference|conf\.|symposium|workshop|congress|kongress|anais|congresso|advances in neural)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^[\"“„«‘`']{1,2}\s?(.{3,400}?)[\"”“»’']{1,2}(?=[\s.,;:)]|$)")
_STOPS = re.compile(
    rf"(?:[.?!…][\"”’»)\]]{{0,2}}|[\"”»])\s+(?=[\"“«(\[*_‘]*(?:{UPPER}|\d))|\.\.\s+|\.\s+(?=[a-z]+[A-Z:])"
)
_ABBREVIATED = re.compile(
    rf"(?:\b{UPPER}|\b(?:vs|cf|St|Dr|Mr|Mrs|Ms|Prof|e\.g|i\.e|ca|sp|spp|ssp|subsp|var|No|Nos|Nr|Vol|Pt|fig|Fig|ed|al|Ed|Eds|Jr|U\.S|approx|etc))\.$"
)
_TRIM = " \t\n.,;:*_"


@dataclass
class _Fields:
    """What has been found so far; `rest` is what is left of the entry, with blanks where something was taken out."""

    rest: str
    ids: list[str] = field(default_factory=list)
    url: str = ""
    accessed: str = ""
    year: int | None = None
    suffix: str = ""
    date_text: str = ""
    original: int | None = None
    people: People | None = None
    editors: tuple[Name, ...] = ()
    title: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    place: str = ""
    kind: str = ""

    def take(self, found: re.Match[str], instead: str = " ") -> None:
        self.rest = self.rest[: found.start()] + instead + self.rest[found.end() :]


def _take_addresses(it: _Fields) -> None:
    if found := _ACCESSED.search(it.rest):
        it.accessed = found["day"].strip(" ,.")
        it.take(found)
    while found := _DOI.search(it.rest):
        if (
            identifier := normal_id(found[1].rstrip(").,;]"))
            if found[1].count("(") < found[1].count(")")
            else normal_id(found[1])
        ):
            it.ids.append(identifier)
        _cut(it, found)
    while found := _URL.search(it.rest):
        it.url = it.url or found[0].rstrip(".,;)>]")
        _cut(it, found)
    if found := _ARXIV.search(it.rest):
        it.ids.append(f"arxiv:{found['id']}")
    if found := _ISBN.search(it.rest):
        it.ids.append(normal_id(f"isbn:{found['id'].replace(' ', '')}"))
        it.take(found)
    while found := _PUBMED.search(it.rest):
        if number := found["pm"] or found["bare"]:
            it.ids.append(f"pmid:{number}")
        it.take(found)
    it.rest = " ".join(it.rest.split())
    it.ids = [each for each in dict.fromkeys(it.ids) if each]


def _cut(it: _Fields, found: re.Match[str]) -> None:
    """Take an address out with the words that lead to it."""
    lead = _LEAD_END.search(it.rest, max(0, found.start() - 90), found.start())
    start = lead.start() if lead else found.start()
    it.rest = f"{it.rest[:start].rstrip()} {it.rest[found.end() :].lstrip(' .,;)>]')}"


def _take_head(it: _Fields) -> bool:
    """Take authors and the date that follows them; whether there are such."""
    for found in sorted(
        (match for pattern in (_HEAD_ROUND, _HEAD_BARE) for match in pattern.finditer(it.rest, 0, 3500)),
        key=lambda match: match.start(),
    )[:4]:
        before = it.rest[: found.start()].strip()
        if not before:
            continue
        people = block(before)
        round_ = found.re is _HEAD_ROUND
        if people is None or (not round_ and people.names and people.names[0].literal and found.start() > 120):
            if not round_ or found.start() > 300:
                continue
            if it.rest[found.end() : found.end() + 1] not in ".,:" or not re.search(r"[.?!]\s*$", before):
                continue
            it.title = before.strip(_TRIM)  # APA puts the title before the date where nobody is named
        if people and not round_ and people.names and people.names[0].literal and re.search(r"\d", before):
            continue
        it.people = people or People()
        it.year = int(found["year"]) if found["year"] else None
        it.suffix = (found["suffix"] or found["nth"] or "").strip("-")
        more = found.groupdict().get("more") or ""
        if not found["year"] or more.strip(" ,.") or re.search(_MONTH, found[0]):
            it.date_text = found[0].strip("()[] .,")
        original = found["boxed"] or found.groupdict().get("before")
        it.original = int(original) if original else None
        it.rest = it.rest[found.end() :].lstrip(" .,;:)")
        return True
    return False


def _take_late_date(it: _Fields) -> None:
    """Take the year of an entry that has it further back; DATE stays in its place."""
    best: re.Match[str] | None = None
    rank = -1
    for found in _LATE.finditer(it.rest):
        before, after = it.rest[max(0, found.start() - 3) : found.start()], it.rest[found.end() : found.end() + 2]
        if (
            re.search(r"\d\s?[-–]\s?$|[-–]$|p\.\s?$|:\s?$", before)
            or re.match(r"\s?[-–]\s?\d", after)
            and ";" not in after
        ):
            value = 0
        elif before.endswith("(") and after[:1] in (")", ",", "/"):
            value = 3
        elif re.match(r"\s?[;:]", after) or re.search(rf"(?:[,;.]|{LETTER})\s?$", before):
            value = 3 if re.match(r"\s?(?:[.,;:]|$)", after) else 2
        else:
            value = 1
        if value >= rank and value:
            best, rank = found, value
    if best:
        it.year, it.suffix = int(best[0][:4]), best["suffix"] or ""
        it.rest = it.rest[: best.start()] + "DATE" + it.rest[best.end() :]
    elif found_none := re.search(rf"[(\[,.;]\s*({_NO_DATE})\s*(?=[)\].,;]|$)", it.rest, re.IGNORECASE):
        it.date_text = found_none[1]
        it.take(found_none, " DATE")


def _sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text stand, not cut after initials and abbreviations."""
    cuts, start = [], 0
    for found in _STOPS.finditer(text):
        end = found.start() + 1
        if _ABBREVIATED.search(text, max(0, end - 8), end) and not text.startswith("..", found.start()):
            continue
        if found.start() - start < 3:
            continue
        cuts.append((start, found.start() + len(found[0].rstrip())))
        start = found.end()
    if text[start:].strip(_TRIM):
        cuts.append((start, len(text)))
    return cuts


def _clean(text: str) -> str:
    text = text.replace("DATE", "").strip()
    quoted = re.fullmatch(r"[\"“„«‘`'*_]{1,2}(.*?)[,.]?[\"”“»’'*_]{1,2}[.,]?", text)
    text = (quoted[1] if quoted else text).strip(_TRIM)
    if text.count("(") > text.count(")"):
        text = re.sub(r"\s*\([^()]*$", "", text).strip(_TRIM)
    return " ".join(text.split())


def _take_numbers(it: _Fields, text: str) -> None:
    """Read volume, issue and pages from what follows the title of a journal or book."""
    text = text.replace("DATE", "")
    if found := _PAGES.search(text):
        it.pages = found["pages"]
        text = text[: found.start()] + "; " + text[found.end() :]
    if found := _ISSUE.search(text):
        it.issue = (found["issue"] or found["round"]).strip()
        text = text[: found.start()] + " ; " + text[found.end() :]
    if found := _VOLUME.search(text):
        it.volume = found["volume"] or found["plain"]
        text = text[found.end() :]
        if not it.pages and (found := re.match(rf"[\s,;:.)]*(?P<pages>{_RANGE})(?=[\s.,;)]|$)", text)):
            it.pages = found["pages"]
    if re.fullmatch(r"\d+[–-]\d+", it.volume) and not it.pages:
        it.volume, it.pages = "", it.volume


def _take_chapter(it: _Fields, text: str) -> None:
    """Read "Smith, J. & Doe, A. (Eds.), Book (pp. 1-9). Place: Publisher", which stood after "In"."""
    people = scan(text)
    role = ROLE.search(text, 0, 250)
    if people.names and (people.editors or not role or role.start() > 200 or people.end > role.start()):
        it.editors, text = tuple(people.names), text[people.end :]
        text = re.sub(r"^[\s.,;:]*(?:\(?(?:eds?|editors?)\b\.?\)?)?[\s.,;:]*", "", text, flags=re.IGNORECASE)
    elif role and role.start() and re.match(r"[(,]|\s", role[0]) and not role["role"].lower().startswith("edit"):
        found = block(text[: role.start()])
        if found and len(text[: role.start()]) < 200:
            it.editors, text = tuple(found.names), text[role.end() :].lstrip(_TRIM)
    elif role and role["role"].lower() == "edited by":
        editors = scan(text, role.end() + len(text[role.end() :]) - len(text[role.end() :].lstrip()))
        it.editors = tuple(editors.names)
        text = f"{text[: role.start()]}. {text[editors.end :].lstrip(_TRIM)}"
    _take_book(it, text, "container")


def _take_book(it: _Fields, text: str, name: str) -> None:
    """Read "Book. Place: Publisher, pp. 1-9": the title goes into the field of that name."""
    if found := _PLACE_PUBLISHER.search(text):
        it.place, it.publisher = _clean(found["place"]), _clean(found["publisher"])
        head, tail = text[: found.start()], text[found.end() :]
        if not head.strip(_TRIM):
            head = ""
    else:
        head, tail = text, ""
    ends = [len(head)]
    for pattern in (_PAGES, _EDITION, _NUMBERS):
        if (mark := pattern.search(head)) and mark.start():
            ends.append(mark.start())
    numbers = f"{head[min(ends) :]} ; {tail}"
    body = head[: min(ends)].rstrip(" (,;:")
    sentences = _sentences(body)
    if not it.publisher and len(sentences) > 1 and (name == "container" or _PUBLISHER.search(body[sentences[-1][0] :])):
        start, end = sentences.pop()
        it.publisher = _clean(body[start:end])
    if not it.publisher and (found_publisher := re.search(r"[.)]\s+([^.\d]{3,80})\.?$", head[min(ends) :])):
        it.publisher = _clean(found_publisher[1])
    if sentences:
        setattr(it, name, _clean(body[sentences[0][0] : sentences[-1][1]]))
    _take_numbers(it, numbers if re.search(r"\d", numbers) else "")
    if it.volume and not it.pages and re.fullmatch(r"\d+[–-]\d+", it.volume):
        it.pages, it.volume = it.volume, ""


def _take_body(it: _Fields) -> None:
    text = it.rest
    title_end = 0
    if quoted := _QUOTED.match(text):
        it.title, title_end = _clean(quoted[1]), quoted.end()
    inside = _IN.search(text, title_end)
    if inside and inside.start() > 3 or (inside and title_end):
        if not it.title:
            it.title = _clean(text[: inside.start()])
        it.kind = "chapter"
        _take_chapter(it, text[inside.end() :])
        if _MEETING.search(it.container):
            it.kind = "paper-conference"
        return
    sentences = _sentences(text)
    if not sentences:
        return
    if not it.title:
        first = sentences[0]
        title_end = first[1]
        it.title = _clean(text[first[0] : first[1]])
        if len(sentences) == 1:
            _split_by_commas(it, text)
            return
    rest = text[title_end:].lstrip(" .,;:)")
    if not rest.strip(_TRIM):
        return
    _take_rest(it, rest)


def _split_by_commas(it: _Fields, text: str) -> None:
    """Take apart "Title, Journal, vol. 3, 2000, pp. 1-2", in which no period parts the title from what follows."""
    numbers = _NUMBERS.search(text)
    if not numbers or numbers.start() < 4:
        return
    head = text[: numbers.start()]
    title, comma, container = head.rpartition(", ")
    if not comma or len(title) < 4 or not re.match(rf"[*_\"“]?{UPPER}", container):
        if len(text) - numbers.start() < 60:
            it.title = _clean(head) if "DATE" in text[numbers.start() :] else it.title
        return
    place, comma, shorter = title.rpartition(", ")
    it.title = _clean(title)
    if found := _PLACE_PUBLISHER.search(", " + head):
        it.place, it.publisher = _clean(found["place"]), _clean(found["publisher"])
        it.title = _clean(head[: max(0, found.start() - 2)])
        it.kind = "book"
    elif _PUBLISHER.search(container) and not re.search(r"\d\s*[:(]|vol", text[numbers.start() :]):
        it.publisher, it.kind = _clean(container), "book"
    else:
        it.container, it.kind = _clean(container), "article-journal"
        _take_numbers(it, text[numbers.start() :])


def _take_rest(it: _Fields, rest: str) -> None:
    """Read what follows the first sentence of the title: more of it, then a journal or a publisher."""
    if _GENRE.search(rest):
        it.kind = "thesis"
        it.publisher = _clean(re.split(r"[.,]\s", rest, maxsplit=1)[-1])
        return
    numbers = _NUMBERS.search(rest)
    publisher = _PLACE_PUBLISHER.search(rest)
    article = numbers and re.search(r"\d", rest[numbers.start() :].replace("DATE", ""))
    if publisher and (not numbers or publisher.start() <= numbers.start()):
        it.kind = "book"
        it.place, it.publisher = _clean(publisher["place"]), _clean(publisher["publisher"])
        head = rest[: publisher.start()].strip(_TRIM)
        if head and not _EDITION.fullmatch(head) and not re.match(r"(?:Tradu|Trans|Edited|Org|Ed\.)", head):
            sentences = _sentences(head)
            tail = rest[publisher.end() :]
            if re.search(r"\d", tail.replace("DATE", "")):
                it.container, it.kind = _clean(head), "chapter"
                _take_numbers(it, tail)
            elif sentences:
                it.title = f"{it.title}. {_clean(head)}"
        return
    head = rest[: numbers.start()] if numbers else rest
    sentences = _sentences(head)
    if article and numbers:
        it.kind = "article-journal"
        _take_numbers(it, rest[numbers.start() :])
        parts = [head[start:end] for start, end in sentences]
        if len(parts) > 1:
            it.title = f"{it.title}. {_clean('. '.join(part.strip(_TRIM) for part in parts[:-1]))}"
        if parts:
            it.container = _clean(parts[-1])
        if _MEETING.search(it.container):
            it.kind = "paper-conference"
        return
    if not sentences:
        return
    last = _clean(head[sentences[-1][0] : sentences[-1][1]])
    more = [_clean(head[start:end]) for start, end in sentences[:-1]]
    if _PUBLISHER.search(last) or (numbers and more):
        it.publisher, it.kind = last, "book"
    elif re.search(r",", last) and len(last.split(",")) == 2 and len(last) < 60:
        it.publisher, _, it.place = (part.strip() for part in last.partition(","))
        it.kind = "book"
    else:
        it.container = last
    if more:
        it.title = ". ".join([it.title, *more])


def parse(raw: str, index: int = 0, start: int = 0, before: tuple[Name, ...] = ()) -> Reference:
    """The fields of an entry; `before` are the authors of the entry before it, for whom a dash may stand."""
    text = " ".join(raw.split())
    label = ""
    if found := LABEL.match(text):
        label = found["box"] or found["round"] or found["bare"]
        text = text[found.end() :]
    it = _Fields(text)
    _take_addresses(it)
    if not _take_head(it):
        people = scan(it.rest)
        it.people, it.rest = people, it.rest[people.end :].lstrip(" .,;:)")
        _take_late_date(it)
    if it.title:
        _take_rest(it, it.rest)
    else:
        _take_body(it)
    people = it.people or People()
    names = before if people.again else tuple(people.names)
    editors, authors = (names, ()) if people.editors else (it.editors, names)
    kind = it.kind or ("webpage" if it.url else "")
    return Reference(
        index=index,
        raw=raw,
        start=start,
        end=start + len(raw),
        label=label,
        kind=kind,
        authors=authors,
        editors=editors,
        year=it.year,
        suffix=it.suffix,
        date_text=it.date_text,
        original_year=it.original,
        title=it.title,
        container=it.container,
        volume=it.volume,
        issue=it.issue,
        pages=it.pages,
        publisher=it.publisher,
        place=it.place,
        ids=tuple(it.ids),
        url=it.url,
        accessed=it.accessed,
    )
