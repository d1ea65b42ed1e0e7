"""Which part of a reference is its title, which its journal, which its publisher: the likeliest reading of all at once.

Every part has a likeness to each field by its words, and every gap a likeness to what it parts; the sequence with the
largest sum is taken. The weights are rules of thumb of how styles print, nothing learnt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from litgraph.reading.references.dates import MONTH
from litgraph.reading.references.names import UPPER
from litgraph.reading.references.parts import LAW, Part

__all__ = ["ENDS", "MEETING", "Field", "Style", "fields", "is_place"]

Field = Literal["author", "title", "container", "publisher", "place", "numbers", "editors", "genre", "note"]

_JOURNAL = re.compile(
    r"\b(?:journal|j\.|j(?= [A-Z])|review|rev\.?|reviews|transactions|trans\.|annals|ann\.?|annual|bulletin|bull\.?|"
    r"letters|lett\.?|"
    r"magazine|quarterly|gazette|archives?|arch\.?|notices|newsletter|record|communications|commun\.?|revista|rev|"
    r"revue|rivista|"
    r"zeitschrift|z\.|jahrbuch|beiträge|annales|anales|cahiers|cadernos|cuadernos|boletín|boletim|acta|studies|studien|"
    r"lecture notes|times|post|herald|guardian|zeitung|monde|país|folha|arxiv|biorxiv|medrxiv|encyclop\w+|handbook|"
    r"advances|frontiers|nature|science|int\.|internat\.|sci\.?|phys\.?|chem\.?|biol\.?|med\.?|math\.?|amer\.?|"
    r"soc\.|proc\.?|"
    r"журнал|вестник|известия|труды)(?![\w-])|学报|杂志|雑誌|論集|期刊|研究$",
    re.IGNORECASE,
)
MEETING = re.compile(
    r"\b(?:proceedings|proc|conference|conf|symposium|workshop|congress|kongress|congrès|congreso|congresso|anais|"
    r"actas|"
    r"tagungsband|colloqui\w+|coloquio|seminar|meeting|icml|nips|neurips|advances in neural)\b",
    re.IGNORECASE,
)
_PUBLISHER = re.compile(
    r"\b(?:press|publish\w*|publications?|publicações|verlag\w*|books?|universit\w*|universid\w*|univ|inc|ltd|llc|"
    r"plc|gmbh|"
    r"wiley|springer|elsevier|editora?|éditions?|editores|ediciones|edições|edizioni|editrice|routledge|sage|zenodo|"
    r"foundation|"
    r"company|blackwell|mcgraw|prentice|addison|kluwer|macmillan|penguin|elgar|ieee|acm|academic|associates|sons|house|"
    r"gallimard|suhrkamp|harper|norton|freeman|north-holland|longman|birkhäuser|karger|thieme|mohr|reclam|knopf|"
    r"doubleday|"
    r"dover|vieweg|teubner|presses|laboratory|labs?|institute?o?|ministério|secretaria|ministry|department|dept|"
    r"council|"
    r"office|library|center|centre|agency|organization|bureau|corporation|corp|college|school|society|association|"
    r"издательство|изд-во|наука|出版社|書店|大学)\b|\bU\.?P\.?$",
    re.IGNORECASE,
)
# Where books are published; a name of several words has "_" between them.
_PLACES = frozenset(
    """
    london new_york oxford cambridge paris berlin amsterdam boston chicago san_francisco los_angeles princeton
    philadelphia washington baltimore toronto montreal montréal sydney melbourne brisbane canberra auckland
    wellington dordrecht leiden the_hague den_haag utrecht rotterdam brussels bruxelles antwerp leuven louvain
    turnhout vienna wien zürich zurich geneva genève basel bern lausanne munich münchen hamburg frankfurt
    frankfurt_am_main stuttgart leipzig heidelberg tübingen göttingen wiesbaden weimar köln cologne bonn
    bielefeld freiburg darmstadt opladen weinheim rome roma milan milano turin torino bologna florence firenze
    venice venezia naples napoli madrid barcelona salamanca sevilla valencia lisboa lisbon porto coimbra
    são_paulo rio_de_janeiro campinas brasília belo_horizonte curitiba porto_alegre salvador recife petrópolis
    méxico mexico_city buenos_aires bogotá lima santiago caracas la_habana copenhagen københavn stockholm oslo
    bergen helsinki uppsala lund göteborg aarhus warsaw warszawa kraków prague praha budapest moscow москва м л
    санкт-петербург спб киев минск athens istanbul ankara jerusalem tel_aviv cairo beirut delhi new_delhi mumbai
    bombay calcutta singapore hong_kong tokyo kyoto osaka beijing shanghai seoul taipei nairobi cape_town
    johannesburg pretoria lagos accra dublin edinburgh glasgow manchester cardiff bristol aldershot farnham
    cheltenham basingstoke harmondsworth london/new_york new_haven ithaca berkeley stanford ann_arbor
    bloomington durham chapel_hill minneapolis madison urbana austin houston atlanta albany lanham westport
    thousand_oaks beverly_hills newbury_park englewood_cliffs upper_saddle_river hoboken hillsdale mahwah
    reading redwood_city menlo_park palo_alto cambridge/london boca_raton rockville bethesda seattle
    santa_monica evanston notre_dame st._louis st_louis malden white_plains orlando san_diego secaucus
    united_states united_kingdom usa norway sweden denmark finland poland portugal austria belgium ireland
    greece turkey russia mexico argentina chile colombia israel south_africa new_zealand hungary scotland wales
    korea taiwan u.s.a uk england germany france italy spain brazil canada australia netherlands switzerland
    japan china india new_york_city 北京 上海 東京 京都 台北 서울
    """.split()  # noqa: SIM905
)
_STATE = re.compile(
    r"(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|"
    r"W[AVIY]|"
    r"ON|QC|BC|UK|USA|NSW|D\.C|N\.Y|N\.J|Mass|Calif|Conn|Ill|Mich|Minn|Pa|Md|Va|Ont|Wash|Tex|Colo|Fla|S[PC]|RJ|"
    r"MG|RS|PR|BA)\.?"
)
_BODY = re.compile(
    r"\b(?:collaboration|group|team|consortium|committee|commission|taskforce|task force)\W*$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SMALL = frozenset(
    "and the for und der die das des del della degli los las les pour para por von van sur with dans con".split()  # noqa: SIM905
)
_SHORTENED = re.compile(
    rf"(?:{UPPER}[\w-]*\.\s?(?:of\s|and\s|in\s|&\s)?){{1,8}}[\w\s]{{0,12}}|(?:{UPPER}[\w-]{{0,9}}\s?){{1,8}}"
)
_ARTICLE = re.compile(r"(?:An?|The|Das|Der|Die|Une?|Il|Os?|El) ")
_PLAIN_NUMBERS = re.compile(
    rf"\W*(?:(?:[A-Z]{{1,3}}\d+\W*)+|(?:{MONTH}\s)?(?:1[0-9]|20)\d\d(?:[-–]{{1,2}}(?:1\d|20)?\d\d)?\W*)"
)
_VOLUME = re.compile(r"\W*(?:(?!DATE)[A-Z]{0,3}\d|[Vv]|[Bb]d|[Nn])")
_ACRONYM = re.compile(r"[A-Z]{2,8}\.?")
_DIGIT = re.compile(r"\d")
_EMPHASIS = re.compile(r"[*_]{1,3}")
_NEVER = -50.0
ENDS = frozenset(["comma", "quote", "stop"])

# How a gap likes to stand between two fields; what is not named here costs `_OTHERWISE`.
_GAPS: dict[tuple[Field, Field], dict[str, float]] = {
    ("author", "title"): {"stop": 0.5, "initial": 0.0, "short": 0.5, "colon": -0.5, "dash": 0.0, "comma": -1.0},
    ("title", "title"): {
        "short": -0.8,
        "initial": 0.3,
        "colon": 0.6,
        "comma": -0.4,
        "stop": -1.7,
        "semicolon": -0.8,
        "dash": -0.3,
        "open": 0.0,
        "space": -0.4,
        "quote": -4.5,
        "in": -3.0,
    },
    ("title", "container"): {
        "short": 0.2,
        "initial": -0.4,
        "stop": 0.6,
        "comma": -0.6,
        "in": 2.5,
        "quote": 1.0,
        "dash": -0.5,
        "semicolon": -1.0,
        "open": -2.0,
        "space": -3.0,
        "colon": -2.5,
    },
    ("title", "publisher"): {
        "short": -0.4,
        "initial": -0.8,
        "stop": 0.0,
        "comma": -0.4,
        "quote": 0.0,
        "open": -1.0,
        "semicolon": -1.0,
        "dash": 0.0,
        "space": -2.5,
    },
    ("title", "place"): {
        "short": 0.0,
        "initial": -0.5,
        "stop": 0.3,
        "comma": -0.2,
        "quote": -1.0,
        "open": 0.5,
        "semicolon": -0.5,
        "dash": 0.5,
    },
    ("title", "numbers"): {
        "stop": -0.5,
        "comma": -0.3,
        "quote": 0.0,
        "open": 0.0,
        "space": -1.0,
        "semicolon": -0.5,
        "dash": -0.5,
        "colon": -2.0,
    },
    ("title", "editors"): {
        "stop": 0.5,
        "comma": 0.5,
        "in": 2.5,
        "quote": 0.5,
        "open": 0.5,
        "space": 0.0,
        "dash": 0.0,
        "semicolon": 0.0,
        "colon": -1.5,
    },
    ("title", "genre"): {"stop": 0.5, "comma": 0.5, "open": 1.0, "quote": 0.5, "space": -0.5, "dash": 0.5, "in": -1.0},
    ("title", "note"): {"stop": 0.5, "comma": 0.5, "open": 1.0, "quote": 0.5, "space": 0.0, "dash": 0.0},
    ("container", "container"): {
        "short": 0.2,
        "initial": 0.3,
        "comma": -0.5,
        "stop": -1.0,
        "colon": -0.4,
        "semicolon": -1.0,
        "dash": -0.5,
        "open": -0.2,
        "space": 0.0,
        "quote": -2.0,
    },
    ("container", "numbers"): {
        "comma": 0.5,
        "stop": 0.3,
        "space": 0.5,
        "open": 0.5,
        "colon": 0.0,
        "semicolon": 0.0,
        "quote": 0.3,
        "dash": 0.0,
    },
    ("container", "publisher"): {
        "short": -0.3,
        "initial": -0.8,
        "comma": -0.5,
        "stop": -0.2,
        "open": 0.0,
        "colon": -2.0,
    },
    ("container", "place"): {"comma": -0.3, "stop": 0.0, "short": -0.3, "open": 0.5},
    ("container", "editors"): {"comma": 0.5, "stop": 0.5, "open": 0.5, "space": 0.0},
    ("container", "note"): {"comma": 0.5, "stop": 0.5, "open": 1.0, "space": 0.0},
    ("place", "publisher"): {"short": 0.0, "colon": 2.0, "comma": 0.2, "stop": -1.0, "semicolon": -1.0},
    ("place", "place"): {
        "short": 0.3,
        "comma": 0.5,
        "semicolon": 0.5,
        "colon": -3.0,
        "dash": 0.0,
        "stop": -1.5,
        "open": 0.0,
    },
    ("place", "container"): dict.fromkeys(("comma", "stop", "space", "semicolon"), -3.0),
    ("place", "genre"): dict.fromkeys(("comma", "stop", "open"), -1.5),
    ("publisher", "publisher"): {
        "short": 0.2,
        "initial": 0.3,
        "comma": -0.3,
        "stop": -1.0,
        "colon": -1.0,
        "semicolon": -1.0,
        "dash": -0.5,
        "open": -0.5,
        "space": 0.0,
    },
    ("publisher", "place"): {
        "short": 0.2,
        "initial": 0.0,
        "comma": 0.7,
        "stop": -0.2,
        "open": 0.3,
        "colon": -3.0,
        "semicolon": 0.0,
    },
    ("editors", "container"): {
        "short": 0.3,
        "initial": 0.0,
        "comma": 0.5,
        "stop": 0.5,
        "colon": 0.5,
        "space": 0.3,
        "semicolon": 0.0,
        "quote": 0.3,
        "dash": 0.0,
        "in": 1.5,
    },
    ("editors", "editors"): {"short": 0.0, "initial": 0.3, "comma": 0.0, "semicolon": 0.0, "stop": -0.5, "space": 0.0},
    ("genre", "publisher"): {
        "comma": 0.7,
        "stop": 0.7,
        "open": 0.3,
        "colon": 0.0,
        "space": 0.0,
        "semicolon": 0.3,
        "dash": 0.3,
    },
    ("genre", "container"): {"comma": -1.0, "stop": -0.7, "open": -1.0, "in": 1.0, "dash": -1.0},
}
_AFTER_NUMBERS: dict[Field, float] = {
    "numbers": 0.5,
    "publisher": -0.5,
    "place": -0.3,
    "container": -2.0,
    "editors": -0.7,
    "note": 0.3,
    "genre": -0.3,
}
_AFTER_NOTE: dict[Field, float] = {
    "numbers": 0.3,
    "publisher": 0.2,
    "place": 0.3,
    "container": -0.3,
    "editors": 0.0,
    "note": 0.0,
    "genre": 0.0,
}
_NOBODY: dict[Field, float] = {"author": -0.5}
_START: dict[Field, float] = {
    "title": 0.0,
    "container": -2.5,
    "publisher": -4.0,
    "place": -5.0,
    "numbers": -1.5,
    "editors": -2.0,
    "genre": -1.5,
    "note": -0.5,
}
_DATED: dict[Field, float] = {"container": -4.0, "numbers": -2.5, "place": -8.0, "publisher": -6.0}
_UNTITLED: dict[Field, float] = {
    "container": 0.0,
    "publisher": -0.2,
    "place": 0.0,
    "numbers": -0.3,
    "editors": 0.0,
    "genre": 0.0,
    "note": 0.0,
}


class Style(NamedTuple):
    """How a list prints its entries: with which gap titles end, and whether most are of journals."""

    title_end: str
    has_journals: bool


def fields(
    text: str,
    cut: Sequence[Part],
    titled: bool = False,
    style: Style | None = None,
    signed: bool = True,
    dated: bool = False,
) -> list[Field]:
    """The field of each part of a text; `titled`: its title stood before, `signed`: its authors did, `dated`: they and
    the date, after which the title is to be expected."""
    if not cut:
        return []
    first = _UNTITLED if titled else _START | _DATED if signed and dated else _START if signed else _START | _NOBODY
    best: list[dict[Field, tuple[float, Field | None]]] = [
        {field: (value + first[field], None) for field, value in _likeness(text, cut, 0).items() if field in first}
    ]
    for number in range(1, len(cut)):
        gap, last = cut[number].before, best[-1]
        # A question ends within titles as well, whatever ends them in this list.
        asks = text[cut[number - 1].start : cut[number - 1].end].rstrip().endswith(("?", "!"))
        here: dict[Field, tuple[float, Field | None]] = {}
        for field, value in _likeness(text, cut, number).items():
            scores = [
                (total + _gap(earlier, field, gap, None if asks else style, number == 1), earlier)
                for earlier, (total, _) in last.items()
            ]
            score, chosen = max(scores, key=_score)
            here[field] = score + value, chosen
        best.append(here)
    end = max(best[-1], key=lambda each: best[-1][each][0])
    found: list[Field] = [end]
    for column in best[:0:-1]:
        earlier_field = column[found[-1]][1]
        assert earlier_field is not None
        found.append(earlier_field)
    return found[::-1]


def _score(pair: tuple[float, Field]) -> float:
    return pair[0]


def _gap(earlier: Field, field: Field, gap: str, style: Style | None, second: bool) -> float:
    if earlier == "author":
        return _GAPS[earlier, "title"].get(gap, _NEVER) if field == "title" else _NEVER
    if field == "title" and earlier != "title":
        return -2.5 if earlier in ("note", "numbers", "genre") or (earlier == "editors" and second) else _NEVER
    if earlier == "numbers":
        return _AFTER_NUMBERS[field]
    if earlier in ("note", "genre", "editors") and (earlier, field) not in _GAPS:
        return _AFTER_NOTE[field] + (1.0 if gap == "in" and field in ("container", "editors") else 0.0)
    value = _GAPS.get((earlier, field), {}).get(gap)
    if value is None:
        value = -0.5 if field in ("numbers", "note", "genre", "editors") else -2.0
    if style and earlier == "title":
        if style.title_end and gap in ENDS:
            # Titles go on after such a gap too: that is told against them less than that others end there for them.
            if field == "title":
                value -= 0.3 if gap == style.title_end else -0.8
            else:
                value += (0.3 if gap == "comma" else 0.8) if gap == style.title_end else -0.8
        if style.has_journals and field == "publisher":
            value -= 1.2
    return value


class _Look(NamedTuple):
    """What a part of an entry looks like."""

    content: str
    number: int
    words: int
    lower: int  # words in small letters that say something
    small: bool  # begins with a small letter
    short: bool  # an abbreviation, or few words with capitals
    marked: bool  # in italics, in Markdown
    quoted: bool
    journal: bool
    meeting: bool
    publisher: bool
    known: bool  # as a place
    inside: bool  # after "In", or after "Smith, J. (ed.)" within: the title of a whole is to be expected
    numbered: bool  # figures follow
    volume: bool  # which begin with a volume


def _likeness(text: str, cut: Sequence[Part], number: int) -> dict[Field, float]:
    """How much a part looks like each field that it could be."""
    part = cut[number]
    if part.kind == "numbers":
        return _as_numbers(text, cut, number)
    if part.kind == "law":
        return {"title": 6.0}
    if part.kind in ("by", "edited"):
        return {"editors": 4.0}
    if part.kind in ("editors", "genre", "note"):
        kind: Field = part.kind  # type: ignore[assignment]
        return {kind: 4.0, "title": -1.5}
    look = _look(text, cut, number)
    liked: dict[Field, float] = {"title": _as_title(look, text, cut), "container": _as_container(look, text, cut)}
    if look.content.startswith("["):  # a translation of the title
        liked["container"] -= 2.0
    elif not look.quoted:
        if number == 0 and len(cut) > 1:
            liked["author"] = _as_author(look, text, cut[1])
        liked["publisher"] = _as_publisher(look)
        if look.known or (look.lower == 0 < look.words <= 4 and not look.publisher and not _DIGIT.search(look.content)):
            liked["place"] = _as_place(look, text, cut)
    return liked


def _look(text: str, cut: Sequence[Part], number: int) -> _Look:
    part = cut[number]
    content = text[part.start : part.end]
    words = _WORD.findall(content)
    following = cut[number + 1] if number + 1 < len(cut) else None
    numbered = following is not None and (
        following.kind == "numbers" or "ahead of print" in text[following.start : following.end]
    )
    return _Look(
        content,
        number,
        words=len(words),
        lower=sum(1 for word in words if len(word) > 3 and word[0].islower() and word not in _SMALL),
        small=content[:1].islower(),
        short=len(content) < 80 and bool(_SHORTENED.fullmatch(content.strip(" ,*_"))),
        marked=bool(_EMPHASIS.match(content)),
        quoted=part.kind == "quoted",
        journal=bool(_JOURNAL.search(content)),
        meeting=bool(MEETING.search(content)),
        publisher=bool(_PUBLISHER.search(content)),
        known=is_place(content),
        inside=any(each.before == "in" for each in cut[: number + 1])
        or any(each.kind == "editors" for each in cut[1:number]),
        numbered=numbered,
        volume=following is not None
        and numbered
        and bool(_VOLUME.match(text, following.start))
        and not _PLAIN_NUMBERS.fullmatch(text, following.start, following.end),
    )


def _as_numbers(text: str, cut: Sequence[Part], number: int) -> dict[Field, float]:
    part = cut[number]
    said = text[part.start : part.end]
    if "DATE" in said:
        return {"numbers": 2.0}
    # "1990", "E1" may be words of the title; "12(3), 4-5" or "vol. 2" hardly are.
    if _PLAIN_NUMBERS.fullmatch(said):
        ends = part.before == "space" and number == len(cut) - 1  # "New Mexico Population 2022"
        return {"numbers": -0.5 if ends else 0.5, "title": 0.3 if ends else -1.0}
    return {"numbers": 2.0, "title": -2.0 if part.before in ("space", "colon", "start") else -4.0}


def _as_title(look: _Look, text: str, cut: Sequence[Part]) -> float:
    # A title says something: words in small letters, several of them.
    title = min(look.lower * 0.5, 2.5) + min(look.words * 0.2, 1.6) - 0.8
    if look.quoted:
        title += 2.0 if look.number else 5.0
    if look.number:
        title -= 2.0 * look.meeting + 0.8 * look.journal + 0.7 * look.publisher
        if look.marked and not _EMPHASIS.match(text, cut[0].start):
            title -= 2.0
    elif look.short and look.journal and "." in look.content[:-1]:
        title -= 1.5
    elif (
        len(cut) > 1
        and cut[1].before == "short"
        and look.words == 1
        and text[cut[1].start : cut[1].end].endswith((".", " A", " B", " C", " D"))
    ):
        title -= 2.5  # "Nucl." of "Nucl. Phys. B 559 (1999)"
    return title + 0.7 * look.content.endswith(("?", "!"))


def _as_container(look: _Look, text: str, cut: Sequence[Part]) -> float:
    said = look.journal or look.meeting
    container = -0.6 + 2.0 * look.journal + 2.2 * look.meeting + 0.8 * look.short - 0.15 * max(look.words - 12, 0)
    container -= min(look.lower * (0.1 if look.inside else 0.2 if look.meeting else 0.45), 3.0)
    container -= 2.0 * (look.small and not look.journal) + 1.2 * (look.known and not look.journal)
    container -= 0.7 * (look.publisher and not said and not look.inside)
    if look.numbered:
        container += 1.6 if look.volume else 0.4
    if look.number == 0:
        container -= 2.5 * look.quoted
        if look.volume and look.lower == 0 and all(each.kind in ("numbers", "note") for each in cut[1:]):
            container += 1.2  # chemists print no titles
    else:
        container += 0.5 * look.quoted
        if look.marked:
            # Of what is set in italics after what is not, the journal is likeliest.
            container += 1.5 if _EMPHASIS.match(text, cut[0].start) else 2.5
    if cut[look.number].before == "in" or (look.inside and cut[look.number - 1].kind == "editors"):
        container += 2.0
    elif look.number and not (said or look.numbered or look.marked or look.inside):
        container -= 1.2
    return container


def _as_author(look: _Look, text: str, following: Part) -> float:
    return (
        -1.0
        + 1.2 * look.publisher
        - 1.0 * look.lower
        - 0.3 * max(look.words - 8, 0)
        + 1.0 * bool(_ACRONYM.fullmatch(look.content))
        + 3.0 * bool(LAW.match(text, following.start))
        + 1.5 * bool(_BODY.search(look.content))
    )


def _as_publisher(look: _Look) -> float:
    return (
        -1.0
        + 2.6 * look.publisher
        - 2.0 * look.small
        - min(look.lower * 0.6, 4.0)
        - 0.3 * max(look.words - 5, 0)
        - 1.5 * look.marked
        - 1.2 * look.meeting
        - 0.8 * look.journal
        - 1.0 * bool(_DIGIT.search(look.content))
        + 0.3 * (look.lower == 0 < look.words < 5)
        - 0.8 * look.volume
    )


def _as_place(look: _Look, text: str, cut: Sequence[Part]) -> float:
    if len(look.content) > 45:
        return _NEVER
    # "Belmont, CA, USA: Wadsworth": what is no known place is one before others or a colon.
    ahead = look.number + 1
    while ahead < len(cut) and cut[ahead].before == "comma" and is_place(text[cut[ahead].start : cut[ahead].end]):
        ahead += 1
    place = -1.4 - 1.5 * look.journal - 1.5 * look.marked + 0.4 * (look.number == len(cut) - 1)
    place += 1.2 * (ahead < len(cut) and cut[ahead].before == "colon")
    if look.known:
        return place + 3.0
    return place + 1.0 * (ahead > look.number + 1) - 0.6 * (look.words - 1) - 1.5 * bool(_ARTICLE.match(look.content))


def is_place(text: str) -> bool:
    """Whether a text names a place where books are published, or a state."""
    name = text.strip(" .,*_[]()").lower()
    parts = re.split(r"[,/;&–-]| and ", name)
    return bool(_STATE.fullmatch(text.strip(" ,[]"))) or any(
        each.strip(" .").replace(" ", "_") in _PLACES for each in (name, *parts)
    )
