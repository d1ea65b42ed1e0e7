"""pandoc's CSL processor: items go in as the values of its own document type, entries come out as runs of text.

Nothing that a user typed passes through a parser of markup on the way, and pandoc runs in its sandbox: it reads the
style and standard input, and nothing else.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

from litgraph.errors import LitgraphError
from litgraph.views.bibliography.apa import Cited
from litgraph.views.bibliography.runs import Run, Text, address, clean

__all__ = ["Answer", "answer", "available", "inlines", "program", "reference", "span", "version"]

_OLDEST = (3, 0)
# What is no text to be set: pandoc must take it as it is.
_AS_IS = frozenset(("id", "type", "URL", "DOI", "language", "issued", "accessed", "original-date"))
_QUOTED = re.compile("“([^“”]*)”")


class Answer(NamedTuple):
    """Entries by the number of their reference, in the style's order; and how each that was asked for is cited."""

    entries: dict[int, Text]
    cited: dict[int, Cited]


@cache
def program() -> str:
    """The pandoc that comes with pypandoc-binary, else the one that the system has, "" if there is none."""
    spec = find_spec("pypandoc")
    for folder in spec.submodule_search_locations or () if spec else ():
        for name in ("pandoc", "pandoc.exe"):
            if (path := Path(folder) / "files" / name).is_file():
                return str(path)
    return which("pandoc") or ""


@cache
def version() -> str:
    """The version of pandoc ("3.9"), "" where there is none that can be used."""
    if not program():
        return ""
    try:
        said = subprocess.run([program(), "--version"], capture_output=True, check=True, timeout=60).stdout.decode()
    except (OSError, subprocess.SubprocessError):
        return ""
    found = re.match(r"pandoc(?:\.exe)? ([\d.]+)", said)
    numbers = tuple(int(part) for part in found[1].split(".")) if found else ()
    return found[1] if found and numbers >= _OLDEST else ""


def available() -> bool:
    """Whether there is a pandoc to ask."""
    return bool(version())


def reference(number: int, item: Mapping[str, Any]) -> str:
    """An item as pandoc takes it, under a number; its values are texts, or what `inlines` and `span` made of texts."""
    return json.dumps(_meta({**item, "id": f"w{number}"}))


def answer(references: Mapping[int, str], xml: bytes, locale: str, *, cite: Iterable[int] = ()) -> Answer:
    """The references as one list in a style, in whose own language if no locale is given; `cite` are cited in text."""
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
    listed = f'{{"t": "MetaList", "c": [{",".join(references.values())}]}}'
    # What is long has been made ready before, once for all batches.
    said = _run(f'{document[:-2]}, "references": {listed}}}}}'.encode(), xml)["blocks"]
    paragraphs = [_runs(block["c"]) for block in said if block["t"] == "Para"]
    cited = {number: Cited(*paragraphs[2 * place : 2 * place + 2]) for place, number in enumerate(cite)}
    return Answer(dict(_entries(said)), cited)


def _run(document: bytes, xml: bytes) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="litgraph-") as folder:
        style = Path(folder) / "style.csl"
        style.write_bytes(xml)
        command = [program(), "--from=json", "--to=json", "--citeproc", "--sandbox", f"--csl={style}"]
        done = subprocess.run(command, input=document, capture_output=True, check=False)
    if done.returncode:
        reason = clean(done.stderr.decode("utf-8", "replace")) or f"exit code {done.returncode}"
        raise LitgraphError(f"pandoc cannot set these references: {reason[:300]}")
    said: dict[str, Any] = json.loads(done.stdout)
    return said


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


def _meta(value: Any, as_is: bool = False) -> dict[str, Any]:
    if isinstance(value, dict):
        return {"t": "MetaMap", "c": {key: _meta(part, as_is or key in _AS_IS) for key, part in value.items()}}
    if isinstance(value, list):
        if value and isinstance(value[0], dict) and "t" in value[0]:
            return {"t": "MetaInlines", "c": value}
        return {"t": "MetaList", "c": [_meta(part, as_is) for part in value]}
    if isinstance(value, bool):
        return {"t": "MetaBool", "c": value}
    if as_is or isinstance(value, int):
        return {"t": "MetaString", "c": str(value)}
    return {"t": "MetaInlines", "c": inlines(value)}


def inlines(text: str) -> list[dict[str, Any]]:
    """A user's words as pandoc has them; quotation marks become quotations, for which each style has marks."""
    made: list[dict[str, Any]] = []
    text, start = clean(text), 0
    for found in _QUOTED.finditer(text):
        made += _words(text[start : found.start()])
        made.append({"t": "Quoted", "c": [{"t": "DoubleQuote"}, _words(found[1])]})
        start = found.end()
    return made + _words(text[start:])


def _words(text: str) -> list[dict[str, Any]]:
    return [{"t": "Space"} if part == " " else {"t": "Str", "c": part} for part in re.split("( )", text) if part]


def span(content: list[dict[str, Any]], *classes: str, **attributes: str) -> dict[str, Any]:
    """A stretch of text with classes and attributes, which come back with the entry."""
    return {"t": "Span", "c": [["", list(classes), [list(pair) for pair in attributes.items()]], content]}


# what comes out


def _entries(blocks: Sequence[dict[str, Any]]) -> Iterable[tuple[int, Text]]:
    for block in blocks:
        if block["t"] == "Div":
            (identifier, classes, _), content = block["c"]
            if "csl-entry" in classes:
                inside = [inline for part in content if part["t"] in ("Para", "Plain") for inline in part["c"]]
                yield int(identifier.removeprefix("ref-w")), _runs(inside)
            else:
                yield from _entries(content)


_ON: dict[str, dict[str, Any]] = {
    "Emph": {"italic": True},
    "Strong": {"strong": True},
    "SmallCaps": {"small_caps": True},
    "Superscript": {"superscript": True},
    "Subscript": {"subscript": True},
    "Underline": {"underline": True},
}
_OFF: dict[str, dict[str, Any]] = {
    "csl-no-emph": {"italic": False},
    "csl-no-strong": {"strong": False},
    "csl-no-smallcaps": {"small_caps": False},
}
_QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}


def _runs(content: Sequence[dict[str, Any]]) -> Text:
    """Inlines as runs; those that are set alike made one."""
    made: list[Run] = []
    for run in _flat(content, Run("")):
        if made and made[-1][1:] == run[1:]:
            run = run._replace(text=made.pop().text + run.text)
        made.append(run)
    if made:
        made[-1] = made[-1]._replace(text=made[-1].text.rstrip())
    return tuple(run for run in made if run.text)


def _flat(content: Sequence[dict[str, Any]], how: Run) -> Iterable[Run]:
    for inline in content:
        kind: str = inline["t"]
        value: Any = inline.get("c")
        if kind == "Str":
            yield how._replace(text=value)
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            yield how._replace(text=" ")
        elif kind in _ON:
            yield from _flat(value, how._replace(**_ON[kind]))
        elif kind == "Quoted":
            before, after = _QUOTES[value[0]["t"]]
            yield from (how._replace(text=before), *_flat(value[1], how), how._replace(text=after))
        elif kind == "Link":
            text = list(_flat(value[1], how))
            bare = "".join(run.text for run in text)
            # Where no address is printed, pandoc makes links of titles.
            link = address(value[2][0]) if re.match(r"https?:|doi|10\.", bare, re.I) else ""
            yield from (run._replace(link=link) for run in text)
        elif kind == "Span":
            (_, classes, attributes), inside = value
            inner = how
            for name in classes:
                inner = inner._replace(**_OFF.get(name, {}))
            lang = dict(attributes).get("lang", how.lang)
            runs = list(_flat(inside, inner._replace(lang=lang)))
            if "csl-left-margin" in classes and runs and not runs[-1].text.endswith(" "):
                runs.append(how._replace(text=" "))
            if {"csl-block", "csl-indent"} & set(classes):
                runs.insert(0, how._replace(text=" "))
            yield from runs
        elif kind == "Note":
            for block in value:
                yield from _flat(block.get("c", ()), how)
        elif kind == "Cite":
            yield from _flat(value[1], how)
        elif kind in ("Code", "Math", "RawInline"):
            yield how._replace(text=value[1])
