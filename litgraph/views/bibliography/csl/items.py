"""A work as a CSL item for pandoc, and the mending of the entry that pandoc returns, both as the manuals of styles say.

Titles are set in the case of the style where it has one and the work is in English; names of periodicals stay as they
were typed, as all else does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from litgraph.formats import csljson
from litgraph.markup import remove_marks
from litgraph.model import SHORTENED_PARTICLES, Work
from litgraph.views.bibliography import apa
from litgraph.views.bibliography.csl import locales, pandoc
from litgraph.views.bibliography.csl.pandoc import PARTED, to_inlines, to_span, to_text
from litgraph.views.bibliography.csl.styles import CitationStyle
from litgraph.views.bibliography.runs import Text, TextRun, clean, merge_runs
from litgraph.words import fold

__all__ = [
    "adjust_number",
    "find_fuller_item",
    "make_item",
    "mend_item_seams",
    "mend_seams",
    "part_name",
    "restore_identifiers",
]

# Noncharacters, which `clean` keeps out of users' words: the first stands after a quotation of the user's that ends a
# field, the others around what follows a title in brackets.
_CLOSING, _BESIDE, _BESIDE_END = "\ufdd9", "\ufdd2", "\ufdd3"
_SERIAL = ("article-journal", "article-magazine", "article-newspaper")
_NAMES = ("author", "editor", "translator", "container-author")
# Variables that no style is to print: they are in the annotation, or in no reference list.
_UNPRINTED = ("annote", "abstract", "keyword")

# What `csljson` calls theses, and what the manuals call them.
_GENRES = ("Doctoral dissertation", "Master's thesis")
_THESES = (
    ("american-political", ("Ph.D. diss.", "Master's thesis")),
    ("american-sociological", ("PhD dissertation", "Master's thesis")),
    ("chicago", ("PhD diss.", "Master's thesis")),
    ("harvard", ("PhD thesis", "Master's thesis")),
    ("ieee", ("Ph.D. dissertation", "M.S. thesis")),
    ("mhra", ("doctoral thesis", "master's thesis")),
    ("modern-language", ("PhD dissertation", "Master's thesis")),
    ("nlm", ("dissertation", "master's thesis")),
)
# Styles that print in what a book stands: all volumes.
_CONTAINING = ("harvard", "mhra", "modern-language")
_NOT_PLAIN = re.compile(r"[<>{}\\$%@#*_`^~|+=&]")
# Words that styles leave in lower case, but not at the beginning of a sentence, for which they take any full stop.
_SMALL_WORDS = frozenset((
    *("a", "an", "and", "as", "at", "but", "by", "down", "for", "from", "in", "into", "nor", "of", "off", "on", "onto"),
    *("or", "out", "over", "so", "the", "till", "to", "up", "via", "vs.", "with", "yet"),
))  # fmt: skip
# Units that begin with a small letter, behind a number; signs before them ("µm") are no plain words anywhere.
_UNITS = frozenset((
    *("nm", "mm", "cm", "dm", "m", "km", "ha", "mg", "g", "kg", "t", "ml", "cl", "dl", "l", "ms", "ns", "s", "h"),
    *("d", "bp", "kb", "fps", "ppm", "ppb", "rpm", "mol", "mmol", "cal", "kcal", "bar", "mbar", "psi", "dpi", "px"),
    *("min", "pt", "pm", "am", "mph"),
))  # fmt: skip
_SYMBOL = re.compile(r"[^\w]*(?:[\u00b5\u03bcΩ°Å]|[^\W\d_]{1,3}\d)")
_FUNCTIONS = frozenset(("log", "ln", "exp", "sin", "cos", "tan", "max", "min", "mod", "lim"))
_FORMULA = re.compile(r"[^\w]*[^\W\d_]{1,2}\([^()]*")  # "O(n", whose bracket is closed by a word behind it
_NUMBERS = ("volume", "issue", "number", "collection-number", "number-of-volumes")


def make_item(work: Work, parent: str, locale: str = "") -> dict[str, Any]:
    """The item that `pandoc.write_reference` takes, for the independent style with the id `parent` and a language."""
    if parent == "apa":
        source = apa.adjust_item(work)
        beside = apa.bracket(work)
    else:
        source = _adjust_item(work, parent, locale)
        is_foreign = not csljson.language_tag(work).startswith("en")
        beside = apa.bracket(work) if not source.get("title") else apa.translation(work) if is_foreign else ""
    item: dict[str, Any] = {}
    issued = source.get("issued", {})
    is_english = locale[:2] in ("", "en")
    if parent == "apa" and is_english and len(years := issued.get("date-parts", ())) > 1 and years[0][0] < 0:
        source["issued"] = {"literal": f"{'ca. ' if issued.get('circa') else ''}{apa.name_years(issued)}"}
    for variable in ("title", "container-title", "volume-title"):
        if variable in source:
            source[variable] = apa.mark_words(source[variable], work)
    for variable, value in source.items():
        if variable in _NAMES:
            names = [{part: clean(text) for part, text in name.items()} for name in value]
            item[variable] = [
                part_name(name) for name in names if name.get("family") or name.get("literal") or name.get("given")
            ]
        elif variable in ("issued", "accessed", "event-date", "original-date"):
            item[variable] = {
                part: apa.name_decade(clean(date), locale) if part == "literal" else date
                for part, date in value.items()
            }
        elif variable in ("type", "URL", "DOI", "language"):
            item[variable] = clean(value)
        elif variable in _NUMBERS:
            item[variable] = adjust_number(variable, value, parent, item["type"])
        elif variable not in (*_UNPRINTED, "id", "title"):
            item[variable] = _field(value)
    item["title"] = _title(source.get("title", ""), work, beside)
    if "container-title" in item:
        container = item["container-title"]
        item["container-title"] = [to_span(container, "nocase")] if work.kind in _SERIAL else _guard_case(container)
    return {variable: value for variable, value in item.items() if value}


def part_name(name: dict[str, Any]) -> dict[str, Any]:
    """The name with a particle that pandoc does not join to the family name if it is shortened: "de' Medici"."""
    particle = to_text(name.get("non-dropping-particle", ""))
    if particle.endswith(("'", "’")) and particle[:-1].lower() in SHORTENED_PARTICLES:
        return name | {"non-dropping-particle": [{"t": "Str", "c": f"{particle}{PARTED}"}]}
    return name


def find_fuller_item(item: dict[str, Any], text: Text, work: Work) -> dict[str, Any] | None:
    """The item with which a style prints a work of which it printed `text`: nothing, or not how it was published.

    None where the text will do.
    """
    words = "".join(run.text for run in text)
    title_words = fold(work.title).split()
    if not re.search(r"[^\W\d_]", words) or (title_words and not set(title_words) & set(fold(words).split())):
        # Of a book, every style prints what is known; of other kinds only what it asks of them.
        return {**item, "type": "book"} if item.get("type") != "book" else None
    how_published = csljson.how_published(work)
    if not how_published or fold(how_published) in fold(words) or item["type"] == "book":
        return None
    publisher = clean(csljson.make_item(work).get("publisher", ""))
    if fold(how_published) not in fold(publisher):
        fuller = {**item, "publisher": to_inlines(", ".join(filter(None, (clean(how_published), publisher))))}
        if fuller["publisher"] != item.get("publisher"):
            return fuller
    return {**item, "type": "book"}


def adjust_number(variable: str, text: str, parent: str, kind: str = "") -> Any:
    """A number as processors read it: a range with its dash, and in place of an identifier a number that stands for it.

    Processors take "s2-42" or "7,123,456" for several volumes or patents, and set dashes and plurals.
    """
    text = clean(text)
    if parent == "apa" and variable == "number" and kind in apa.NUMBERED_BY_NAME:
        return [{"t": "Str", "c": f"{text}{PARTED}"}]  # no number to processors, so that no "No." stands before it
    if variable == "volume" and (numerals := apa.split_roman(text)):
        return "–".join(apa.ROMAN_PLACEHOLDERS[: len(numerals)])  # is a number to processors, and no title
    if variable != "number" and apa.join_range(text, "") != text:
        # The ranges of NLM have a hyphen.
        return apa.join_range(text, "-" if parent.startswith("nlm") else "–")
    return _PLACEHOLDERS[variable] if _is_identifier(text, parent, kind) else text


# Numbers that stand for identifiers while pandoc has them, and that nobody types.
_PLACEHOLDERS = {variable: f"90{place}09990{place}09" for place, variable in enumerate(_NUMBERS)}


def _is_identifier(text: str, parent: str, kind: str) -> bool:
    """Whether a number, of which pandoc would make several, names one thing: a volume, a patent."""
    parts = re.split(r"[-‐‑‒–,]", text)
    if kind == "patent":
        text = text.replace("/", "-")
    elif re.fullmatch(r"[^\W\d_]+\.? \d+", text):
        return parent != "apa"  # a supplement: "Suppl. 1"
    if parent == "apa":
        # Has a label before a number with letters, too ("Patent No. US 7123456").
        parts = [part for part in re.split(r"[-‐‑‒–,\s]", text) if re.search(r"\d", part)]
        return bool(parts) and bool(re.search(r"[-‐‑‒–,\s]", text)) and not re.search(r"[&/]| and ", text)
    return len(parts) > 1 and all(re.search(r"\d", part) for part in parts) and not re.search(r"[&/]| and ", text)


def _adjust_item(work: Work, parent: str, locale: str) -> dict[str, Any]:
    item: dict[str, Any] = csljson.make_item(work)
    for role in _NAMES:
        if role in item:
            item[role] = [apa.join_name(name) for name in item[role]]
    if item["type"] == "legislation" and parent.startswith("chicago") and item.get("number"):
        item["number"] = apa.public_law_number(item["number"])
    edition = apa.shorten_edition(item.get("edition", ""))
    if re.fullmatch(r"\d+(?:st|nd|rd|th)", edition):
        item["edition"] = edition[:-2]
    elif edition == "Rev. ed.":
        item["edition"] = "Revised"
    if len(item.get("accessed", {"date-parts": [[]]})["date-parts"]) != 1:
        del item["accessed"]
    if item["type"] in ("paper-conference", "speech") and not item.get("container-title"):
        is_paper = item["type"] == "paper-conference"
        item["type"] = "speech"  # a paper in no proceedings
        if is_paper and parent.startswith("chicago") and item.get("event-title") and locale[:2] in ("", "en"):
            item["event-title"] = f"Paper presented at {item['event-title']}"
        if parent == "modern-language-association" and "issued" in item:
            item["event-date"] = item["issued"]
    if event := item.get("event-title"):
        item["event"] = event  # the name that it has in older styles
    if item["type"] == "book" and item.get("container-title") and not parent.startswith(_CONTAINING):
        _name_volume(item, parent)
    if item.get("genre") in _GENRES:
        doctor, master = next((names for style, names in _THESES if parent.startswith(style)), _GENRES)
        item["genre"] = doctor if item["genre"] == _GENRES[0] else master
    if parent == "modern-language-association" and (item["type"] == "thesis" or "publisher" in item):
        item["publisher"] = _shorten_press(item.get("publisher", ""), is_thesis=item["type"] == "thesis")
    group = fold(item.get("publisher", ""))
    authors = [fold(name.get("literal", "")) for name in item.get("author", ())]
    if parent == "modern-language-association" and group and authors == [group]:
        del item["author"]  # an organisation that publishes its own work stands as publisher only
    return item


def _name_volume(item: dict[str, Any], parent: str) -> None:
    """Set the title of all volumes before that of the volume, where the style would leave it out."""
    volume_title, title = item.get("title", ""), item.pop("container-title")
    if parent.startswith(("chicago", "nlm")):
        item |= {"title": title, "volume-title": volume_title}
    else:
        item["title"] = f"{title}: {volume_title}"


def _shorten_press(publisher: str, *, is_thesis: bool) -> str:
    """A university or its press as MLA has it: "U of Michigan P", "Oxford UP"."""
    if is_thesis:
        return re.sub(r"\bUniversity\b", "U", publisher)
    return re.sub(r"\bUniversity Press\b", "UP", re.sub(r"\bUniversity of (.+) Press\b", r"U of \1 P", publisher))


def _field(text: str) -> list[dict[str, Any]]:
    """A user's words; where they end in a quotation, the style's comma or full stop may have to go inside."""
    plain = clean(remove_marks(text))
    ends_quoted = plain.endswith("”") or re.search(r"(?:^|[\s(])‘.*’$", plain)
    return to_inlines(text) + ([{"t": "Str", "c": _CLOSING}] if ends_quoted else [])


def _guard_case(content: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The words, of which those that are no plain words ("<script>", "C++", "$x$") are kept from the style's case.

    So are small words behind an abbreviation ("Proc. of the Conf. on Cities"), what is set otherwise than the rest,
    and what is joined to it ("x²"), units ("5 µm", "3 km"), and formulas ("O(n log n)").
    """
    guarded: list[dict[str, Any]] = []
    previous_word = ""
    is_in_formula = False
    for inline, neighbours in zip(content, pandoc.neighbours(content), strict=True):
        if inline["t"] == "Quoted":
            inline = {"t": "Quoted", "c": [inline["c"][0], _guard_case(inline["c"][1])]}
        if pandoc.is_setting(inline):
            inline = {"t": inline["t"], "c": [to_span(inline["c"], "nocase")]}
        is_guarded = inline["t"] == "Str" and (
            _NOT_PLAIN.search(inline["c"])
            or (previous_word.endswith(".") and inline["c"] in _SMALL_WORDS)
            or any(map(pandoc.is_setting, neighbours))
            or is_in_formula
            or _is_symbol(inline["c"], previous_word)
        )
        if inline["t"] == "Str":
            previous_word = inline["c"]
            is_in_formula = bool(_FORMULA.fullmatch(previous_word)) or (is_in_formula and ")" not in previous_word)
        guarded.append(to_span([inline], "nocase") if is_guarded else inline)
    return guarded


def _is_symbol(word: str, previous_word: str) -> bool:
    """Whether a word is a sign of a science, whose capitals are part of it: "µm", "p53", the "km" of "3 km"."""
    bare = word.rstrip(".,;:!?)]")
    if bare in _FUNCTIONS and re.fullmatch(r"[^\w]*[^\W\d_AI]", previous_word) and previous_word != "a":
        return True  # "n log n"
    is_unit = re.split("[/·]", bare)[0] in _UNITS and bool(re.search(r"\d[^\w]*$", previous_word))
    return is_unit or bool(_SYMBOL.match(word))


def _title(text: str, work: Work, beside: str) -> list[dict[str, Any]]:
    """The title, and `beside` it in brackets what is no part of it."""
    lang = csljson.language_tag(work)
    title = _guard_case(_field(text))
    if title and not lang and work.kind == "legislation" and not apa.is_public_law(work):
        title = [to_span(title, "nocase")]  # a law of whatever country, in whatever language
    if title and lang and not lang.startswith("en"):
        title = [to_span(title, lang=apa.language_tag(lang, clean(work.title)))]
    if beside:
        space = " " if title else ""
        bracket = [{"t": "Str", "c": f"{_BESIDE}{space}["}, *to_inlines(beside), {"t": "Str", "c": f"]{_BESIDE_END}"}]
        title.append(to_span(bracket, "nocase"))
    return title


def mend_seams(text: Text, work: Work, parent: str, locale: str) -> Text:
    """An entry or form with its punctuation corrected where it meets the user's words; each letter stays set as it is.

    `parent` is the id of the independent style.
    """
    beside = rf"({_BESIDE}[^{_BESIDE_END}]*{_BESIDE_END})"
    is_american = locale in ("", "en-US")
    mends: list[tuple[str, tuple[int | str, ...]]] = [
        (rf"[“‘]{beside}([.,]?)[”’]", (1, 2)),
        # What follows a title in brackets does not stand in its quotation marks.
        (rf"{beside}([.,]?)([”’»“」』])", (3, 1, 2)),
        # Where the user's words end in a quotation, a comma or full stop goes inside; after "?" none is needed.
        (rf"([.?!…])([”’]+)({_CLOSING})(\.)", (1, 2)),
        (rf"([”’]+){_CLOSING}([.,])", (2, 1) if is_american else (1, 2)),
    ]
    mends += _mend_two_names(work, parent, locale)
    if apa.is_compiled(work) and locale[:2] in ("", "en"):
        mends += _name_compilers(work, parent)
    if work.kind == "legislation" and not apa.is_public_law(work):
        mends.append((rf"\bPub\. L\. (?:Nos?\. )?({re.escape(clean(work.get('number')))})", (1,)))
    year = work.year if work.year is None or work.year > 0 else 1 - work.year
    if work.year is not None and year != work.year:
        # Not every language's term for B.C. begins with a space.
        mends.append((rf"\b({year})(?=[^\W\d_])", (1, " ")))
    if parent == "apa":
        if apa.is_approximate(work) and year:
            mends.append((rf"^(.*?)\(([^()]*\b{year}\b[^()]*)\)", (1, "[", 2, "]")))
        if not work.get("urldate"):
            mends.append((r"Retrieved (?:from )?(https?:)", (1,)))
        if "author" in work.get("et-al").split():
            mends.append((r"^([^(]*?[^,(])( )(et al\.)", (1, ",", 2, 3)))
    source = csljson.make_item(work)
    if work.kind == "legislation" and parent.startswith(("apa", "chicago")):
        source["number"] = apa.public_law_number(source.get("number", ""))
    text = restore_identifiers(text, source)
    return _mend(text, mends)


def mend_item_seams(text: Text, item: Mapping[str, Any], style: CitationStyle, locale: str) -> Text:
    """An entry of an item of CSL-JSON with its punctuation corrected as `mend_seams` does for works."""
    mends: list[tuple[str, tuple[int | str, ...]]] = []
    if (locale or style.locale) in ("", "en-US"):
        mends.append((r"([’])([.,])([”])", (2, 1, 3)))
    conjunction = rf"(?:&|{re.escape(locales.find_conjunction(locale))})"
    for names in item.values():
        is_pair = pandoc.is_names(names) and len(names) == 2 and "literal" in names[0]
        if is_pair and b'delimiter-precedes-last="after-inverted-name"' in style.xml:
            mends.append((rf"({re.escape(to_text(names[0]['literal']))}),( {conjunction} )", (1, 2)))
    return _mend(text, mends)


def _mend(text: Text, mends: Sequence[tuple[str, tuple[int | str, ...]]]) -> Text:
    bare_text = "".join(run.text for run in text)
    seams = (f"[{_BESIDE}{_BESIDE_END}{_CLOSING}{PARTED}]", *(pattern for pattern, _ in mends))
    if not any(re.search(pattern, bare_text) for pattern in seams):
        return merge_runs(run for run in text if run.text)
    letters = [run._replace(text=letter) for run in text for letter in run.text]
    for pattern, order in mends:
        letters = _rearrange(letters, pattern, order)
    is_beside = False
    runs: list[TextRun] = []
    for letter in letters:
        is_beside = letter.text == _BESIDE or (is_beside and letter.text != _BESIDE_END)
        if letter.text not in (_BESIDE, _BESIDE_END, _CLOSING, PARTED):
            runs.append(letter._replace(italic=False, lang="") if is_beside else letter)
    return merge_runs(runs)


def restore_identifiers(text: Text, source: Mapping[str, str]) -> Text:
    """The text with the identifiers for which `adjust_number` put others."""
    for placeholder, numeral in zip(
        apa.ROMAN_PLACEHOLDERS, apa.split_roman(clean(source.get("volume", ""))), strict=False
    ):
        text = tuple(run._replace(text=run.text.replace(placeholder, numeral)) for run in text)
    if not any(number in run.text for run in text for number in _PLACEHOLDERS.values()):
        return text
    for variable, number in _PLACEHOLDERS.items():
        identifier = re.sub(r"(?<=\w)[‐‑‒–](?=\w)", "-", clean(source.get(variable, "")))
        text = tuple(run._replace(text=run.text.replace(number, identifier)) for run in text)
    return text


def _mend_two_names(work: Work, parent: str, locale: str) -> list[tuple[str, tuple[int | str, ...]]]:
    """Mends that leave out the comma between two organisations, or after the first of two names that is one.

    A comma parts a name from the next where its own parts stand in another order; those of organisations never do.
    """
    mends: list[tuple[str, tuple[int | str, ...]]] = []
    conjunction = rf"(?:&|{re.escape(locales.find_conjunction(locale))})"
    for role, names in (("author", work.authors), ("editor", work.editors)):
        if len(names) != 2 or role in work.get("et-al").split() or not names[0].literal:
            continue
        if parent != "apa" or names[1].literal:
            mends.append((rf"({re.escape(clean(names[0].literal))}),( {conjunction} )", (1, 2)))
    return mends


def _name_compilers(work: Work, parent: str) -> list[tuple[str, tuple[int | str, ...]]]:
    """Mends that call the editors compilers, which pandoc has no variable for, beside their names and nowhere else."""
    first, last = (re.escape(clean(name.literal or name.family)) for name in (work.editors[0], work.editors[-1]))
    if parent == "apa":
        return [(rf"({last}[^()]{{0,40}}\(|\([^()]{{0,40}}{last}, )Ed(s?\.\))", (1, "Comp", 2))]
    return [
        (rf"((?:{last}|———)[^()“”]{{0,40}}, )ed(s?\. )", (1, "comp", 2)),
        (rf"((?:{last}|———)[^()“”]{{0,40}}, )editor(s?[.,] )", (1, "compiler", 2)),
        (rf"(\b)edited( by (?=[^()“”]{{0,40}}{first}))", (1, "compiled", 2)),
        (rf"(\b)Edited( by (?=[^()“”]{{0,40}}{first}))", (1, "Compiled", 2)),
    ]


def _rearrange(letters: list[TextRun], pattern: str, order: tuple[int | str, ...]) -> list[TextRun]:
    """The letters that match a pattern in another order: numbers of its groups, and letters to put between them.

    A stop or comma that comes before what it followed is set as that is.
    """
    rearranged: list[TextRun] = []
    start = 0
    for match in re.finditer(pattern, "".join(letter.text for letter in letters)):
        rearranged += letters[start : match.start()]
        for part in order:
            if isinstance(part, str):
                rearranged.append(TextRun(part))
            elif order == (2, 1):
                setting = letters[match.start(1)]
                rearranged += [setting._replace(text=letter) for letter in match[part]]
            else:
                rearranged += letters[match.start(part) : match.end(part)]
        start = match.end()
    return rearranged + letters[start:]
