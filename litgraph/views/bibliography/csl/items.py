"""A work as an item for pandoc, and what is put right in the entry that comes back: what the manuals want of both.

Titles are set in the case of the style where it has one and the work is in English; names of periodicals are names, and
stay as they were typed, as all else does.
"""

from __future__ import annotations

import re
from typing import Any

from litgraph.formats import csljson
from litgraph.model import Work
from litgraph.views.bibliography import apa
from litgraph.views.bibliography.csl.pandoc import inlines, span
from litgraph.views.bibliography.runs import Run, Text, clean
from litgraph.words import fold

__all__ = ["finished", "item"]

# Noncharacters, which `clean` keeps out of users' words: after a quotation of the user's own that ends a field; around
# what follows a title in brackets.
_CLOSING, _BESIDE, _BESIDE_END = "\ufdd9", "\ufdd2", "\ufdd3"
_SERIAL = ("article-journal", "article-magazine", "article-newspaper")
_NAMES = ("author", "editor", "translator", "container-author")
# Ours to print, in every style alike; or nothing that a reference list has.
_NEVER = ("annote", "abstract", "keyword")

# What `csljson` calls theses, and what the manuals do.
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
_NO_WORD = re.compile(r"[<>{}\\$%@#*_`^~|+=&]")


def item(work: Work, parent: str) -> dict[str, Any]:
    """The item for a style (by the id of the independent style), as `pandoc.answer` takes it."""
    if parent == "apa":
        data = apa.adjusted(work)
        beside = apa.bracket(work)
    else:
        data = _adjusted(work, parent)
        beside = "" if csljson.language_tag(work).startswith("en") else apa.translation(work)
    made: dict[str, Any] = {}
    for variable, value in data.items():
        if variable in _NAMES:
            names = [{part: clean(text) for part, text in name.items()} for name in value]
            made[variable] = [name for name in names if name.get("family") or name.get("literal") or name.get("given")]
        elif variable in ("issued", "accessed", "original-date"):
            made[variable] = _date(value)
        elif variable in ("type", "URL", "DOI", "language"):
            made[variable] = clean(value)
        elif variable not in (*_NEVER, "id", "title"):
            made[variable] = _field(value)
    if work.kind in _SERIAL and "container-title" in made:
        made["container-title"] = [span(made["container-title"], "nocase")]
    made["title"] = _title(work, beside)
    if "container-title" in made and work.kind not in _SERIAL:
        made["container-title"] = _guarded(made["container-title"])
    return {variable: value for variable, value in made.items() if value}


def _adjusted(work: Work, parent: str) -> dict[str, Any]:
    data = csljson.make_item(work)
    for role in _NAMES:
        if role in data:
            data[role] = [apa.whole_name(name) for name in data[role]]
    edition = apa.edition(data.get("edition", ""))
    if re.fullmatch(r"\d+(?:st|nd|rd|th)", edition):
        data["edition"] = edition[:-2]
    elif edition == "Rev. ed.":
        data["edition"] = "Revised"
    if len(data.get("accessed", {"date-parts": [[]]})["date-parts"]) != 1:
        del data["accessed"]
    if data.get("genre") in _GENRES:
        doctor, master = next((names for style, names in _THESES if parent.startswith(style)), _GENRES)
        data["genre"] = doctor if data["genre"] == _GENRES[0] else master
    if parent == "modern-language-association" and (data["type"] == "thesis" or "publisher" in data):
        data["publisher"] = _press(data.get("publisher", ""), thesis=data["type"] == "thesis")
    group = fold(data.get("publisher", ""))
    authors = [fold(name.get("literal", "")) for name in data.get("author", ())]
    if parent == "modern-language-association" and group and authors == [group]:
        del data["author"]  # an organisation that publishes its own work stands as publisher only
    return data


def _press(publisher: str, *, thesis: bool) -> str:
    """A university or its press as MLA has it: "U of Michigan P", "Oxford UP"."""
    if thesis:
        return re.sub(r"\bUniversity\b", "U", publisher)
    return re.sub(r"\bUniversity Press\b", "UP", re.sub(r"\bUniversity of (.+) Press\b", r"U of \1 P", publisher))


def _date(value: dict[str, Any]) -> dict[str, Any]:
    """A date as pandoc reads it."""
    return {part: clean(said) if part == "literal" else said for part, said in value.items()}


def _field(text: str) -> list[dict[str, Any]]:
    """A user's words; where they end in a quotation, the style's comma or full stop may have to go inside."""
    text = clean(text)
    made = inlines(text)
    if text.endswith("”") or re.search(r"(?:^|[\s(])‘.*’$", text):
        made.append({"t": "Str", "c": _CLOSING})
    return made


def _guarded(content: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The words, what is no plain word ("<script>", "C++", "$x$") kept from the case of the style."""
    made: list[dict[str, Any]] = []
    for inline in content:
        if inline["t"] == "Quoted":
            inline = {"t": "Quoted", "c": [inline["c"][0], _guarded(inline["c"][1])]}
        made.append(span([inline], "nocase") if inline["t"] == "Str" and _NO_WORD.search(inline["c"]) else inline)
    return made


def _title(work: Work, beside: str) -> list[dict[str, Any]]:
    """The title, and beside it in brackets what is no part of it."""
    lang = csljson.language_tag(work)
    made = _guarded(_field(work.title))
    if made and lang and not lang.startswith("en"):
        made = [span(made, lang=apa.language_tag(lang, clean(work.title)))]
    if beside:
        space = " " if made else ""
        bracket = [{"t": "Str", "c": f"{_BESIDE}{space}["}, *inlines(beside), {"t": "Str", "c": f"]{_BESIDE_END}"}]
        made.append(span(bracket, "nocase"))
    return made


def finished(text: Text, work: Work, parent: str, locale: str) -> Text:
    """The entry with its seams mended: each letter keeps how it is set, wherever it goes."""
    letters = [run._replace(text=letter) for run in text for letter in run.text]
    beside = rf"({_BESIDE}[^{_BESIDE_END}]*{_BESIDE_END})"
    american = locale in ("", "en-US")
    mends: list[tuple[str, tuple[int | str, ...]]] = [
        # What follows a title in brackets does not stand in its quotation marks.
        (rf"{beside}([.,]?)([”’»“」』])", (3, 1, 2)),
        # Where the user's words end in a quotation, a comma or full stop goes inside; after "?" none is needed.
        (rf"([.?!…])([”’])({_CLOSING})(\.)", (1, 2)),
        (rf"([”’]){_CLOSING}([.,])", (2, 1) if american else (1, 2)),
    ]
    if parent == "apa":
        if not work.get("urldate"):
            mends.append((r"Retrieved (?:from )?(https?:)", (1,)))
        if "author" in work.get("et-al").split():
            mends.append((r"^([^(]*?[^,(])( )(et al\.)", (1, ",", 2, 3)))
    for pattern, order in mends:
        letters = _rearranged(letters, pattern, order)
    within = False
    made: list[Run] = []
    for letter in letters:
        within = letter.text == _BESIDE or (within and letter.text != _BESIDE_END)
        if letter.text in (_BESIDE, _BESIDE_END, _CLOSING):
            continue
        run = letter._replace(italic=letter.italic and not within, lang="" if within else letter.lang)
        if made and made[-1][1:] == run[1:]:
            run = run._replace(text=made.pop().text + run.text)
        made.append(run)
    return tuple(made)


def _rearranged(letters: list[Run], pattern: str, order: tuple[int | str, ...]) -> list[Run]:
    """The letters with what a pattern finds put in another order: numbers of its groups, and letters of ours.

    A stop or comma that comes before what it followed is set as that is.
    """
    made: list[Run] = []
    start = 0
    for found in re.finditer(pattern, "".join(letter.text for letter in letters)):
        made += letters[start : found.start()]
        for part in order:
            if isinstance(part, str):
                made.append(Run(part))
            else:
                moved = letters[found.start(part) : found.end(part)]
                here = letters[found.start(1)] if order == (2, 1) else None
                made += [here._replace(text=each.text) for each in moved] if here else moved
        start = found.end()
    return made + letters[start:]
