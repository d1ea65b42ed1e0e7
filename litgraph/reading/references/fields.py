"""The fields of the segments of an entry: title, journal, publisher and so on, by the likeliest reading of all at once.

Each segment has a weight for each field, by what it looks like, and each gap one for the fields on both sides of it.
The sequence of fields with the largest sum is taken.

The weights, here and in `_GAP_WEIGHTS` and `_FIELD_WEIGHTS`, are set by hand; none is fitted. They began as rules of
thumb of how styles print. A few were changed or added since, with the rules that they belong to. Rules were made with
two thirds of the labelled strings of `benchmarks/parse_references.py` (anystyle 870, EXCITE 504, GROBID 638, ParsCit 45
of them), where the F1 of each field is the measure, and with the papers for development of `benchmarks/read_papers.py`;
the other strings and papers are only counted. How a single weight was arrived at is not recorded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Literal, NamedTuple

from litgraph.reading.references.dates import MONTH
from litgraph.reading.references.names import UPPER
from litgraph.reading.references.segments import LAW, Segment

__all__ = ["MEETING", "TITLE_ENDS", "Field", "ListStyle", "Opening", "is_place", "label_segments"]

Field = Literal["author", "title", "container", "publisher", "place", "numbers", "editors", "genre", "note"]
Opening = Literal["titled", "dated", "signed", "unsigned"]

_JOURNAL = re.compile(
    r"\b(?:journal|j\.|j(?= [A-Z])|review|rev\.?|reviews|transactions|trans\.|annals|ann\.?|annual|bulletin|bull\.?|"
    r"letters|lett\.?|magazine|quarterly|gazette|archives?|arch\.?|notices|newsletter|record|communications|commun\.?|"
    r"revista|rev|revue|rivista|zeitschrift|z\.|jahrbuch|beiträge|annales|anales|cahiers|cadernos|cuadernos|boletín|"
    r"boletim|acta|studies|studien|lecture notes|times|post|herald|guardian|zeitung|monde|país|folha|arxiv|biorxiv|"
    r"medrxiv|encyclop\w+|handbook|advances|frontiers|nature|science|int\.|internat\.|sci\.?|phys\.?|chem\.?|biol\.?|"
    r"med\.?|math\.?|amer\.?|soc\.|proc\.?|журнал|вестник|известия|труды)(?![\w-])|学报|杂志|雑誌|論集|期刊|研究$",
    re.IGNORECASE,
)
MEETING = re.compile(
    r"\b(?:proceedings|proc|conference|conf|symposium|workshop|congress|kongress|congrès|congreso|congresso|anais|"
    r"actas|tagungsband|colloqui\w+|coloquio|seminar|meeting|icml|nips|neurips|advances in neural)\b",
    re.IGNORECASE,
)
_PUBLISHER = re.compile(
    r"\b(?:press|publish\w*|publications?|publicações|verlag\w*|books?|universit\w*|universid\w*|univ|inc|ltd|llc|plc|"
    r"gmbh|wiley|springer|elsevier|editora?|éditions?|editores|ediciones|edições|edizioni|editrice|routledge|sage|"
    r"zenodo|foundation|company|blackwell|mcgraw|prentice|addison|kluwer|macmillan|penguin|elgar|ieee|acm|academic|"
    r"associates|sons|house|gallimard|suhrkamp|harper|norton|freeman|north-holland|longman|birkhäuser|karger|thieme|"
    r"mohr|reclam|knopf|doubleday|dover|vieweg|teubner|presses|laboratory|labs?|institute?o?|ministério|secretaria|"
    r"ministry|department|dept|council|office|library|center|centre|agency|organization|bureau|corporation|corp|"
    r"college|school|society|association|издательство|изд-во|наука|出版社|出版会|書店|書房|書院|大学)\b|\bU\.?P\.?$",
    re.IGNORECASE,
)
# Places where books are published; "_" joins the words of a name.
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
    """.split()
)
_STATE = re.compile(
    r"(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|"
    r"W[AVIY]|ON|QC|BC|UK|USA|NSW|D\.C|N\.Y|N\.J|Mass|Calif|Conn|Ill|Mich|Minn|Pa|Md|Va|Ont|Wash|Tex|Colo|Fla|S[PC]|"
    r"RJ|MG|RS|PR|BA)\.?"
)
_BODY = re.compile(
    r"\b(?:collaboration|group|team|consortium|committee|commission|taskforce|task force)\W*$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_FUNCTION_WORDS = frozenset(
    "and the for und der die das des del della degli los las les pour para por von van sur with dans con".split()
)
_SHORTENED = re.compile(
    rf"(?:{UPPER}[\w-]*\.\s?(?:of\s|and\s|in\s|&\s)?){{1,8}}[\w\s]{{0,12}}|"
    # Each part has one capital, so that there is one way to match them.
    rf"(?!(?:\S+\s){{8}})(?:{UPPER}(?:(?!{UPPER})[\w-]){{0,9}}\s?)++"
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
TITLE_ENDS = frozenset(["comma", "quote", "stop"])


def _read_table(table: str) -> dict[tuple[str, str], dict[str, float]]:
    """Read the weights in a table whose rows have two names and columns one; "." is none."""
    columns, *rows = (line.split() for line in table.strip().splitlines())
    return {
        (first, second): {column: float(cell) for column, cell in zip(columns, cells, strict=True) if cell != "."}
        for first, second, *cells in rows
    }


# The weight of each gap between two fields; that of a "." is in `_weigh_gap`.
_GAP_WEIGHTS = _read_table("""
                         comma    stop   short initial   colon semicolon    dash    open   quote   space      in
    author    title         -1.0     0.5     0.5     0.0    -0.5         .     0.0       .       .       .       .
    title     title         -0.4    -1.7    -0.8     0.3     0.6      -0.8    -0.3     0.0    -4.5    -0.4    -3.0
    title     container     -0.6     0.6     0.2    -0.4    -2.5      -1.0    -0.5    -2.0     1.0    -3.0     2.5
    title     publisher     -0.4     0.0    -0.4    -0.8       .      -1.0     0.0    -1.0     0.0    -2.5       .
    title     place         -0.2     0.3     0.0    -0.5       .      -0.5     0.5     0.5    -1.0       .       .
    title     numbers       -0.3    -0.5       .       .    -2.0      -0.5    -0.5     0.0     0.0    -1.0       .
    title     editors        0.5     0.5       .       .    -1.5       0.0     0.0     0.5     0.5     0.0     2.5
    title     genre          0.5     0.5       .       .       .         .     0.5     1.0     0.5    -0.5    -1.0
    title     note           0.5     0.5       .       .       .         .     0.0     1.0     0.5     0.0       .
    container container     -0.5    -1.0     0.2     0.3    -0.4      -1.0    -0.5    -0.2    -2.0     0.0       .
    container numbers        0.5     0.3       .       .     0.0       0.0     0.0     0.5     0.3     0.5       .
    container publisher     -0.5    -0.2    -0.3    -0.8    -2.0         .       .     0.0       .       .       .
    container place         -0.3     0.0    -0.3       .       .         .       .     0.5       .       .       .
    container editors        0.5     0.5       .       .       .         .       .     0.5       .     0.0       .
    container note           0.5     0.5       .       .       .         .       .     1.0       .     0.0       .
    place     publisher      0.2    -1.0     0.0       .     2.0      -1.0       .       .       .       .       .
    place     place          0.5    -1.5     0.3       .    -3.0       0.5     0.0     0.0       .       .       .
    place     container     -3.0    -3.0       .       .       .      -3.0       .       .       .    -3.0       .
    place     genre         -1.5    -1.5       .       .       .         .       .    -1.5       .       .       .
    publisher publisher     -0.3    -1.0     0.2     0.3    -1.0      -1.0    -0.5    -0.5       .     0.0       .
    publisher place          0.7    -0.2     0.2     0.0    -3.0       0.0       .     0.3       .       .       .
    editors   container      0.5     0.5     0.3     0.0     0.5       0.0     0.0       .     0.3     0.3     1.5
    editors   editors        0.0    -0.5     0.0     0.3       .       0.0       .       .       .     0.0       .
    genre     publisher      0.7     0.7       .       .     0.0       0.3     0.3     0.3       .     0.0       .
    genre     container     -1.0    -0.7       .       .       .         .    -1.0    -1.0       .       .     1.0
""")
# The weight of each field at the start of an entry, by what that has before it, and after numbers and notes.
_FIELD_WEIGHTS = _read_table("""
                            author     title container publisher     place   numbers   editors     genre      note
    start     unsigned        -0.5       0.0      -2.5      -4.0      -5.0      -1.5      -2.0      -1.5      -0.5
    start     signed             .       0.0      -2.5      -4.0      -5.0      -1.5      -2.0      -1.5      -0.5
    start     dated              .       0.0      -4.0      -6.0      -8.0      -2.5      -2.0      -1.5      -0.5
    start     titled             .         .       0.0      -0.2       0.0      -0.3       0.0       0.0       0.0
    after     numbers            .         .      -2.0      -0.5      -0.3       0.5      -0.7      -0.3       0.3
    after     note               .         .      -0.3       0.2       0.3       0.3       0.0       0.0       0.0
""")


class ListStyle(NamedTuple):
    """How a list prints its entries: the gap with which most titles end, or "", and whether most are of journals."""

    title_end: str
    has_journals: bool


def label_segments(
    text: str, segments: Sequence[Segment], opening: Opening, style: ListStyle | None = None
) -> list[Field]:
    """Choose the fields of the segments of `text`: those with the largest sum of weights (Viterbi algorithm).

    `opening` is what the entry has before them: "titled" (a title), "dated" (authors and a date, after which a title is
    to be expected), "signed" (authors alone) or "unsigned".
    """
    if not segments:
        return []
    weights = _FIELD_WEIGHTS["start", opening]
    inside_from = _find_inside(segments)
    # For each field of each segment: the largest sum of a sequence that ends with it, and the field before it in that.
    first = _weigh(text, segments, 0, inside_from)
    columns: list[dict[Field, tuple[float, Field | None]]] = [
        {field: (weight + weights[field], None) for field, weight in first.items() if field in weights}
    ]
    for place in range(1, len(segments)):
        previous, gap = segments[place - 1], segments[place].gap
        # A question ends within titles as well, whatever ends them in this list.
        asks = text[previous.start : previous.end].rstrip().endswith(("?", "!"))
        column: dict[Field, tuple[float, Field | None]] = {}
        for field, weight in _weigh(text, segments, place, inside_from).items():
            sums = [
                (total + _weigh_gap(earlier, field, gap, None if asks else style, place == 1), earlier)
                for earlier, (total, _) in columns[-1].items()
            ]
            total, earlier = max(sums, key=itemgetter(0))
            column[field] = total + weight, earlier
        columns.append(column)
    labels: list[Field] = [max(columns[-1], key=lambda field: columns[-1][field][0])]
    for column in columns[:0:-1]:
        earlier_field = column[labels[-1]][1]
        assert earlier_field is not None
        labels.append(earlier_field)
    return labels[::-1]


def _weigh_gap(earlier: Field, field: Field, gap: str, style: ListStyle | None, is_second: bool) -> float:
    if earlier == "author":
        return _GAP_WEIGHTS[earlier, "title"].get(gap, _NEVER) if field == "title" else _NEVER
    if field == "title" and earlier != "title":
        return -2.5 if earlier in ("note", "numbers", "genre") or (earlier == "editors" and is_second) else _NEVER
    if earlier == "numbers":
        return _FIELD_WEIGHTS["after", "numbers"][field]
    weights = _GAP_WEIGHTS.get((earlier, field), {})
    if earlier in ("note", "genre", "editors") and not weights:
        return _FIELD_WEIGHTS["after", "note"][field] + (gap == "in" and field in ("container", "editors"))
    weight = weights.get(gap, -0.5 if field in ("numbers", "note", "genre", "editors") else -2.0)
    if style and earlier == "title":
        if style.title_end and gap in TITLE_ENDS:
            # If titles end so elsewhere in the list, that speaks more for another field than against a longer title.
            if field == "title":
                weight -= 0.3 if gap == style.title_end else -0.8
            else:
                weight += (0.3 if gap == "comma" else 0.8) if gap == style.title_end else -0.8
        if style.has_journals and field == "publisher":
            weight -= 1.2
    return weight


def _find_inside(segments: Sequence[Segment]) -> int:
    """The place of the first segment after "In" or after editors, where a title is that of a book."""
    after_in = (place for place, segment in enumerate(segments) if segment.gap == "in")
    after_editors = (place + 1 for place, segment in enumerate(segments) if place and segment.kind == "editors")
    return min(next(after_in, len(segments)), next(after_editors, len(segments)))


class _Traits:
    """What a segment looks like; for `inside_from` see `_find_inside`."""

    def __init__(self, text: str, segments: Sequence[Segment], place: int, inside_from: int) -> None:
        segment = segments[place]
        following = segments[place + 1] if place + 1 < len(segments) else None
        self.place = place
        self.content = text[segment.start : segment.end]
        words: list[str] = _WORD.findall(self.content)
        self.words = len(words)
        # In small letters, but for "of" and its like.
        self.lowercase = sum(len(word) > 3 and word[0].islower() and word not in _FUNCTION_WORDS for word in words)
        self.begins_small = self.content[:1].islower()
        # An abbreviation, or few words with capitals.
        self.is_short = len(self.content) < 80 and bool(_SHORTENED.fullmatch(self.content.strip(" ,*_")))
        self.is_italic = bool(_EMPHASIS.match(self.content))  # in Markdown
        self.is_quoted = segment.kind == "quoted"
        self.is_journal = bool(_JOURNAL.search(self.content))  # has a word that journals have; so the next two
        self.is_meeting = bool(MEETING.search(self.content))
        self.is_publisher = bool(_PUBLISHER.search(self.content))
        self.is_place = is_place(self.content)
        self.is_inside = place >= inside_from
        self.has_numbers = self.has_volume = False  # whether numbers follow, and begin with a volume
        if following:
            is_ahead = "ahead of print" in text[following.start : following.end]
            self.has_numbers = following.kind == "numbers" or is_ahead
            is_plain = _PLAIN_NUMBERS.fullmatch(text, following.start, following.end)
            self.has_volume = self.has_numbers and not is_plain and bool(_VOLUME.match(text, following.start))


def _weigh(text: str, segments: Sequence[Segment], place: int, inside_from: int) -> dict[Field, float]:
    """The weight of each field that a segment could be."""
    segment = segments[place]
    if segment.kind == "numbers":
        return _weigh_numbers(text, segments, place)
    if segment.kind == "law":
        return {"title": 6.0}
    if segment.kind == "by":
        return {"editors": 4.0}
    if segment.kind in ("editors", "genre", "note"):
        kind: Field = segment.kind  # type: ignore[assignment]
        return {kind: 4.0, "title": -1.5}
    traits = _Traits(text, segments, place, inside_from)
    weights: dict[Field, float] = {
        "title": _weigh_title(traits, text, segments),
        "container": _weigh_container(traits, text, segments),
    }
    if traits.content.startswith("["):  # a translation of the title
        weights["container"] -= 2.0
    elif not traits.is_quoted:
        if place == 0 and len(segments) > 1:
            weights["author"] = _weigh_author(traits, text, segments[1])
        weights["publisher"] = _weigh_publisher(traits)
        is_bare_name = traits.lowercase == 0 < traits.words <= 4 and not traits.is_publisher
        if traits.is_place or (is_bare_name and not _DIGIT.search(traits.content)):
            weights["place"] = _weigh_place(traits, text, segments)
    return weights


def _weigh_numbers(text: str, segments: Sequence[Segment], place: int) -> dict[Field, float]:
    segment = segments[place]
    content = text[segment.start : segment.end]
    if "DATE" in content:
        return {"numbers": 2.0}
    # "1990", "E1" may be words of the title; "12(3), 4-5" or "vol. 2" hardly are.
    if _PLAIN_NUMBERS.fullmatch(content):
        is_last = segment.gap == "space" and place == len(segments) - 1  # "New Mexico Population 2022"
        return {"numbers": -0.5, "title": 0.3} if is_last else {"numbers": 0.5, "title": -1.0}
    return {"numbers": 2.0, "title": -2.0 if segment.gap in ("space", "colon", "start") else -4.0}


def _weigh_title(traits: _Traits, text: str, segments: Sequence[Segment]) -> float:
    # Titles have several words, and some in small letters.
    weight = min(traits.lowercase * 0.5, 2.5) + min(traits.words * 0.2, 1.6) - 0.8
    if traits.is_quoted:
        weight += 2.0 if traits.place else 5.0
    if traits.place:
        weight -= 2.0 * traits.is_meeting + 0.8 * traits.is_journal + 0.7 * traits.is_publisher
        if traits.is_italic and not _EMPHASIS.match(text, segments[0].start):
            weight -= 2.0
    elif traits.is_short and traits.is_journal and "." in traits.content[:-1]:
        weight -= 1.5
    elif (
        len(segments) > 1
        and segments[1].gap == "short"
        and traits.words == 1
        and text[segments[1].start : segments[1].end].endswith((".", " A", " B", " C", " D"))
    ):
        weight -= 2.5  # "Nucl." of "Nucl. Phys. B 559 (1999)"
    return weight + 0.7 * traits.content.endswith(("?", "!"))


def _weigh_container(traits: _Traits, text: str, segments: Sequence[Segment]) -> float:
    is_serial = traits.is_journal or traits.is_meeting
    weight = -0.6 + 2.0 * traits.is_journal + 2.2 * traits.is_meeting + 0.8 * traits.is_short
    weight -= 0.15 * max(traits.words - 12, 0)
    weight -= min(traits.lowercase * (0.1 if traits.is_inside else 0.2 if traits.is_meeting else 0.45), 3.0)
    weight -= 2.0 * (traits.begins_small and not traits.is_journal) + 1.2 * (traits.is_place and not traits.is_journal)
    weight -= 0.7 * (traits.is_publisher and not is_serial and not traits.is_inside)
    if traits.has_numbers:
        weight += 1.6 if traits.has_volume else 0.4
    if traits.place == 0:
        weight -= 2.5 * traits.is_quoted
        are_numbers = all(segment.kind in ("numbers", "note") for segment in segments[1:])
        if traits.has_volume and traits.lowercase == 0 and are_numbers:
            weight += 1.2  # of articles, chemists print no titles
    else:
        weight += 0.5 * traits.is_quoted
        if traits.is_italic:
            # The journal is in italics more often than anything else behind what is not.
            weight += 1.5 if _EMPHASIS.match(text, segments[0].start) else 2.5
    if segments[traits.place].gap == "in" or (traits.is_inside and segments[traits.place - 1].kind == "editors"):
        weight += 2.0
    elif traits.place and not (is_serial or traits.has_numbers or traits.is_italic or traits.is_inside):
        weight -= 1.2
    return weight


def _weigh_author(traits: _Traits, text: str, following: Segment) -> float:
    return (
        -1.0
        + 1.2 * traits.is_publisher
        - 1.0 * traits.lowercase
        - 0.3 * max(traits.words - 8, 0)
        + 1.0 * bool(_ACRONYM.fullmatch(traits.content))
        + 3.0 * bool(LAW.match(text, following.start))
        + 1.5 * bool(_BODY.search(traits.content))
    )


def _weigh_publisher(traits: _Traits) -> float:
    return (
        -1.0
        + 2.6 * traits.is_publisher
        - 2.0 * traits.begins_small
        - min(traits.lowercase * 0.6, 4.0)
        - 0.3 * max(traits.words - 5, 0)
        - 1.5 * traits.is_italic
        - 1.2 * traits.is_meeting
        - 0.8 * traits.is_journal
        - 1.0 * bool(_DIGIT.search(traits.content))
        + 0.3 * (traits.lowercase == 0 < traits.words < 5)
        - 0.8 * traits.has_volume
    )


def _weigh_place(traits: _Traits, text: str, segments: Sequence[Segment]) -> float:
    if len(traits.content) > 45:
        return _NEVER
    # "Belmont, CA, USA: Wadsworth": an unknown name is a place if known places or a colon follow.
    ahead = traits.place + 1
    while (
        ahead < len(segments)
        and segments[ahead].gap == "comma"
        and is_place(text[segments[ahead].start : segments[ahead].end])
    ):
        ahead += 1
    weight = -1.4 - 1.5 * traits.is_journal - 1.5 * traits.is_italic + 0.4 * (traits.place == len(segments) - 1)
    weight += 1.2 * (ahead < len(segments) and segments[ahead].gap == "colon")
    if traits.is_place:
        return weight + 3.0
    weight += 1.0 * (ahead > traits.place + 1) - 0.6 * (traits.words - 1)
    return weight - 1.5 * bool(_ARTICLE.match(traits.content))


def is_place(text: str) -> bool:
    """Whether a text names a place where books are published, or a state."""
    name = text.strip(" .,*_[]()").lower()
    names = (name, *re.split(r"[,/;&–-]| and ", name))
    return bool(_STATE.fullmatch(text.strip(" ,[]"))) or any(
        name.strip(" .").replace(" ", "_") in _PLACES for name in names
    )
