"""pandoc's CSL processor, citeproc: it gets items as values of pandoc's document type and returns entries as runs.

Nothing that a user typed passes through a parser of markup, and pandoc runs in its sandbox: it reads the style and
standard input, and nothing else.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

from litgraph.errors import LitgraphError
from litgraph.unfinished import make_scratch_folder
from litgraph.views.bibliography.apa import CitationForms
from litgraph.views.bibliography.runs import (
    SETTING_END,
    SETTINGS,
    Text,
    TextRun,
    address,
    clean,
    clean_marked,
    find_quotations,
    find_settings,
    join_runs,
    merge_runs,
)

__all__ = [
    "PARTED",
    "CiteprocOutput",
    "find_program",
    "is_available",
    "is_names",
    "is_setting",
    "neighbours",
    "read_csl_json",
    "read_version",
    "run_citeproc",
    "to_inlines",
    "to_span",
    "to_text",
    "write_reference",
]

_OLDEST = (3, 0)
PARTED = "\ufdda"
"""A noncharacter after a particle behind which pandoc is to put a space, and after what is to be no number for it."""
# Variables that are no text to be set: pandoc gets them as they are.
_AS_IS = frozenset(("id", "type", "URL", "DOI", "language", "issued", "accessed", "event-date", "original-date"))
_NODES = {
    SETTINGS["sup"]: "Superscript",
    SETTINGS["sub"]: "Subscript",
    SETTINGS["i"]: "Emph",
    SETTINGS["sc"]: "SmallCaps",
    SETTINGS["b"]: "Strong",
}
_UNPAIRED = re.compile(f"[{''.join(SETTINGS.values())}{SETTING_END}]")
_DEEPEST = 20  # quotations in quotations; pandoc and Python go no deeper than some hundred
_QUOTED = {"“": "DoubleQuote", "‘": "SingleQuote"}


class CiteprocOutput(NamedTuple):
    """By the number of the reference: entries, in the order of the style, and the forms of those that are cited."""

    entries: dict[int, Text]
    cited: dict[int, CitationForms]


@cache
def find_program() -> str:
    """The pandoc that comes with pypandoc-binary, else the one that the system has, "" if there is none."""
    spec = find_spec("pypandoc")
    for folder in spec.submodule_search_locations or () if spec else ():
        for name in ("pandoc", "pandoc.exe"):
            if (path := Path(folder) / "files" / name).is_file():
                return str(path)
    return which("pandoc") or ""


@cache
def read_version() -> str:
    """The version of pandoc ("3.9"), "" where there is none that can be used."""
    if not find_program():
        return ""
    try:
        output = subprocess.run([find_program(), "--version"], capture_output=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    match = re.match(r"pandoc(?:\.exe)? ([\d.]+)", output.decode())
    numbers = tuple(int(part) for part in match[1].split(".")) if match else ()
    return match[1] if match and numbers >= _OLDEST else ""


def is_available() -> bool:
    """Whether there is a pandoc that can be used."""
    return bool(read_version())


def write_reference(number: int, item: Mapping[str, Any]) -> str:
    """An item as JSON for `run_citeproc`; its values are texts, or what `to_inlines` and `to_span` made of texts."""
    return json.dumps(_to_meta({**item, "id": f"w{number}"}))


def read_csl_json(text: str) -> list[dict[str, Any]]:
    """The items of a CSL-JSON document as `write_reference` takes them; raises LitgraphError for one that is none."""
    output = _run_pandoc(["--from=csljson", "--to=json"], text.encode("utf-8", "replace"), "read these items")
    items: list[dict[str, Any]] = _from_meta(output["meta"].get("references", {"t": "MetaList", "c": []}))
    return items


def run_citeproc(references: Mapping[int, str], xml: bytes, locale: str, *, cite: Iterable[int] = ()) -> CiteprocOutput:
    """The references as one list in the style `xml`, in the style's own language where `locale` is "".

    `cite` are the numbers of those whose forms in text are wanted. Raises LitgraphError where pandoc fails.
    """
    cite = list(cite)
    meta = {"nocite": {"t": "MetaInlines", "c": [_cite("*", "NormalCitation")]}}
    if locale:
        meta["lang"] = {"t": "MetaString", "c": locale}
    blocks = [
        {"t": "Para", "c": [_cite(f"w{number}", mode)]}
        for number in cite
        for mode in ("NormalCitation", "AuthorInText")
    ]
    document = json.dumps({"pandoc-api-version": [1, 23, 1], "blocks": blocks, "meta": meta})
    # The references, which are long, were written once for all batches.
    meta_list = f'{{"t": "MetaList", "c": [{",".join(references.values())}]}}'
    output = _run(f'{document[:-2]}, "references": {meta_list}}}}}'.encode(), xml)["blocks"]
    paragraphs = [_runs(block["c"]) for block in output if block["t"] == "Para"]
    cited = {number: CitationForms(*paragraphs[2 * place : 2 * place + 2]) for place, number in enumerate(cite)}
    return CiteprocOutput(dict(_entries(output)), cited)


def _run(document: bytes, xml: bytes) -> dict[str, Any]:
    with make_scratch_folder() as folder:
        style = Path(folder) / "style.csl"
        style.write_bytes(xml)
        return _run_pandoc(
            ["--from=json", "--to=json", "--citeproc", f"--csl={style}"], document, "set these references"
        )


def _run_pandoc(arguments: Sequence[str], document: bytes, purpose: str) -> dict[str, Any]:
    """pandoc's answer to a document in JSON; raises LitgraphError where it cannot do what it is asked for."""
    if not is_available():
        raise LitgraphError("pandoc is not here")
    command = [find_program(), "--sandbox", *arguments]
    process = subprocess.run(command, input=document, capture_output=True, check=False)
    if process.returncode:
        reason = clean(process.stderr.decode("utf-8", "replace")) or f"exit code {process.returncode}"
        raise LitgraphError(f"pandoc cannot {purpose}: {reason[:300]}")
    output: dict[str, Any] = json.loads(process.stdout)
    return output


# what goes in


def _cite(identifier: str, mode: str) -> dict[str, Any]:
    citation = {
        "citationId": identifier,
        "citationPrefix": [],
        "citationSuffix": [],
        "citationMode": {"t": mode},
        "citationNoteNum": 0,
        "citationHash": 0,
    }
    return {"t": "Cite", "c": [[citation], [{"t": "Str", "c": f"@{identifier}"}]]}


def _to_meta(value: Any, as_is: bool = False) -> dict[str, Any]:
    if isinstance(value, dict):
        return {"t": "MetaMap", "c": {key: _to_meta(part, as_is or key in _AS_IS) for key, part in value.items()}}
    if isinstance(value, list):
        if value and isinstance(value[0], dict) and "t" in value[0]:
            return {"t": "MetaInlines", "c": value}
        return {"t": "MetaList", "c": [_to_meta(part, as_is) for part in value]}
    if isinstance(value, bool):
        return {"t": "MetaBool", "c": value}
    if as_is or isinstance(value, int):
        return {"t": "MetaString", "c": str(value)}
    return {"t": "MetaInlines", "c": to_inlines(value)}


def _from_meta(value: dict[str, Any]) -> Any:
    """What `_to_meta` makes such a value of; texts are inlines."""
    content = value["c"]
    if value["t"] == "MetaMap":
        return {key: _from_meta(part) for key, part in content.items()}
    if value["t"] == "MetaList":
        return [_from_meta(part) for part in content]
    if value["t"] == "MetaInlines":
        # What is undecorated is also kept from the case of the style.
        return [
            to_span([inline], "nocase") if inline["t"] == "Span" and _UNDECORATED in inline["c"][0][1] else inline
            for inline in content
        ]
    return content


def is_names(value: Any) -> bool:
    """Whether the value of a variable of an item is a list of names."""
    return isinstance(value, list) and bool(value) and all(isinstance(name, dict) and "t" not in name for name in value)


def to_text(content: str | Sequence[dict[str, Any]]) -> str:
    """The bare words of inlines, or of a text."""
    return content if isinstance(content, str) else join_runs(_runs(content))


def to_inlines(text: str) -> list[dict[str, Any]]:
    """A user's words as pandoc has them; quotation marks become quotations, for which each style has marks."""
    text = clean_marked(text)
    pairs = _find_pairs(text)
    contents: list[list[dict[str, Any]]] = [[]]  # of the quotations and settings that are open, the text's first
    marks: list[str] = []
    at = 0
    for place in sorted((*pairs, *pairs.values())):
        contents[-1] += _words(_UNPAIRED.sub("", text[at:place]))
        if place in pairs:
            contents.append([])
            marks.append(text[place])
        else:
            content, mark = contents.pop(), marks.pop()
            contents[-1].append(
                {"t": "Quoted", "c": [{"t": _QUOTED[mark]}, content]}
                if mark in _QUOTED
                else {"t": _NODES[mark], "c": content}
            )
        at = place + 1
    return contents[0] + _words(_UNPAIRED.sub("", text[at:]))


def _find_pairs(text: str) -> dict[int, int]:
    """The places at which quotations and settings begin and end: none cross, and none lie deeper than `_DEEPEST`."""
    settings, quotations = find_settings(text), find_quotations(text)
    starts = {end: start for start, end in (quotations | settings).items()}
    around: list[int] = []  # the settings that are open
    setting_of: dict[int, list[int]] = {}  # the innermost setting in which a quotation begins
    pairs: dict[int, int] = {}
    for place in sorted((*starts, *starts.values())):
        if place in settings:
            around.append(place)
        elif starts.get(place) in settings:
            around.pop()
        elif place in quotations:
            setting_of[place] = around[-1:]
        elif setting_of[starts[place]] == around[-1:]:
            pairs[starts[place]] = place
    pairs |= settings
    ends: list[int] = []
    for start in sorted(pairs):
        while ends and ends[-1] < start:
            ends.pop()
        if len(ends) < _DEEPEST:
            ends.append(pairs[start])
        else:
            del pairs[start]
    return pairs


def _words(text: str) -> list[dict[str, Any]]:
    return [{"t": "Space"} if part == " " else {"t": "Str", "c": part} for part in re.split("( )", text) if part]


def is_setting(inline: dict[str, Any]) -> bool:
    """Whether an inline is raised, lowered, italic, bold or in small capitals."""
    return inline["t"] in _NODES.values()


def neighbours(content: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """For each inline, those before and behind it."""
    return [[*content[max(place - 1, 0) : place], *content[place + 1 : place + 2]] for place in range(len(content))]


def to_span(content: list[dict[str, Any]], *classes: str, **attributes: str) -> dict[str, Any]:
    """A stretch of text with classes and attributes, which come back with the entry."""
    return {"t": "Span", "c": [["", list(classes), [list(pair) for pair in attributes.items()]], content]}


# what comes out


def _entries(blocks: Sequence[dict[str, Any]]) -> Iterable[tuple[int, Text]]:
    for block in blocks:
        if block["t"] == "Div":
            (identifier, classes, _), content = block["c"]
            if "csl-entry" in classes:
                inlines = [inline for part in content if part["t"] in ("Para", "Plain") for inline in part["c"]]
                yield int(identifier.removeprefix("ref-w")), _runs(inlines)
            else:
                yield from _entries(content)


# The nodes and classes of pandoc that switch a property of a `TextRun` on and off.
_ON = {"Emph": "italic", "Strong": "strong", "SmallCaps": "small_caps"}
_ON |= {name: name.lower() for name in ("Superscript", "Subscript", "Underline")}
_OFF = {"csl-no-emph": "italic", "csl-no-strong": "strong", "csl-no-smallcaps": "small_caps"}
_UNDECORATED = "nodecoration"  # pandoc's name for the class "nodecor" of CSL-JSON, which it lets be
_QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}


def _runs(content: Sequence[dict[str, Any]]) -> Text:
    runs = merge_runs(_flat(content, TextRun("")))
    if runs:
        runs = (*runs[:-1], runs[-1]._replace(text=runs[-1].text.rstrip()))
    return tuple(run for run in runs if run.text)


def _flat(content: Sequence[dict[str, Any]], setting: TextRun) -> Iterable[TextRun]:
    """The words of pandoc's inlines, set as `setting` is and as the inlines around them say."""
    for inline in content:
        kind: str = inline["t"]
        value: Any = inline.get("c")
        if kind == "Str":
            yield setting._replace(text=value)
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            yield setting._replace(text=" ")
        elif kind in _ON:
            # Italics within italics are upright.
            on: dict[str, Any] = {_ON[kind]: not (kind == "Emph" and setting.italic)}
            yield from _flat(value, setting._replace(**on))
        elif kind == "Quoted":
            before, after = _QUOTES[value[0]["t"]]
            yield from (setting._replace(text=before), *_flat(value[1], setting), setting._replace(text=after))
        elif kind == "Link":
            runs = tuple(_flat(value[1], setting))
            # Where no address is printed, pandoc makes links of titles.
            link = address(value[2][0]) if re.match(r"https?:|doi|10\.", join_runs(runs), re.I) else ""
            yield from (run._replace(link=link) for run in runs)
        elif kind == "Span":
            (_, classes, attributes), content_inside = value
            off: dict[str, Any] = {_OFF[name]: False for name in classes if name in _OFF}
            if _UNDECORATED in classes:
                off = dict.fromkeys(_OFF.values(), False)
            inner = setting._replace(lang=dict(attributes).get("lang", setting.lang), **off)
            runs = tuple(_flat(content_inside, inner))
            space = (setting._replace(text=" "),)
            if "csl-left-margin" in classes and runs and not runs[-1].text.endswith(" "):
                runs += space
            yield from space + runs if {"csl-block", "csl-indent"} & set(classes) else runs
        elif kind == "Note":
            for block in value:
                yield from _flat(block.get("c", ()), setting)
        elif kind == "Cite":
            yield from _flat(value[1], setting)
        elif kind in ("Code", "Math", "RawInline"):
            yield setting._replace(text=value[1])
