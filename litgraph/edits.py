"""The acts of a reviewer: give a theme to a work, take it away, annotate, add an entry, begin a knowledge base.

Each changes only the lines that it must in themes.yaml or references.bib, and writes the whole file or nothing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from litgraph.errors import LitgraphError
from litgraph.files import Folder, utf_16, write_text
from litgraph.index import connect
from litgraph.model import Assignment, Evidence
from litgraph.project import BIB, CODEBOOK, INDEX, find_root
from litgraph.queries.named import NotFound, meant
from litgraph.queries.themes import theme as the_theme
from litgraph.resolve import Candidate
from litgraph.words import fold

__all__ = ["Changed", "add", "annotate", "init", "tag", "untag", "utf8"]


class Changed(NamedTuple):
    """What an edit did: the file, and whether anything in it is new."""

    path: str
    changed: bool
    message: str


def utf8(raw: bytes, name: str, *, so: str = "", hint: str = "save it as UTF-8 first") -> str:
    """The text of a file that must be UTF-8; raises LitgraphError, with the line, where it is not."""
    _, instead = utf_16(raw)
    if instead:
        raise LitgraphError(f'"{name}" looks like UTF-16{so}', instead, exit_code=4)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise LitgraphError(f'"{name}" is not UTF-8 (line {line}){so}', hint, exit_code=4) from None


def _edit(root: str, name: str, change: Callable[[str], str]) -> bool:
    """Read a file, change its text, write it if that made a difference; line ends stay as they are."""
    path = Path(root, name)
    with _alone(root):
        raw = path.read_bytes() if path.exists() else b""
        before = utf8(raw, name, so=", so it is left as it is")
        after = change(before)
        if after == before:
            return False
        write_text(path, after)
        return True


@contextmanager
def _alone(root: str) -> Iterator[None]:
    """One edit at a time in a project, where the system and the folder allow a lock."""
    with ExitStack() as stack:
        try:
            import fcntl

            Path(root, INDEX).parent.mkdir(exist_ok=True)
            fcntl.flock(stack.enter_context(Path(root, INDEX).with_name("lock").open("w")), fcntl.LOCK_EX)
        except (ImportError, OSError):
            pass
        yield


def _writable(*texts: str) -> None:
    for text in texts:
        for letter in text:
            if "\ud800" <= letter <= "\udfff" or (letter < " " and letter not in "\n\t") or letter == "\x7f":
                code = f"U+{ord(letter):04X}"
                raise LitgraphError(f"a letter in this text cannot be written ({code})", "is your terminal UTF-8?", 4)


def _edit_codebook(root: str, change: Callable[[str], str]) -> bool:
    from litgraph.codebook import EditError

    try:
        return _edit(root, CODEBOOK, change)
    except EditError as error:
        raise LitgraphError(str(error), f"change {CODEBOOK} by hand, or see: litgraph check", exit_code=4) from None


def _work(db: sqlite3.Connection, mention: str) -> tuple[str, Callable[[str], str]]:
    """The key of the work meant, and how a codebook spells it: in another case, or by a key of the same work."""
    key = meant(db, mention).work.key
    spellings = {folded for (folded,) in db.execute("SELECT folded FROM keys WHERE work = ?", (key,))}

    def spelt(text: str) -> str:
        from litgraph import codebook

        harvest = codebook.parse_codebook(text, CODEBOOK)
        named = {each.work for each in harvest.assignments} | {each.work for each in harvest.notes}
        there = {name for name in named if name.casefold() in spellings}
        return key if key in there or not there else min(there)

    return key, spelt


def _theme(db: sqlite3.Connection, name: str) -> str:
    """The id of the theme of exactly that id or title: a piece of a title is enough for a question, not for an edit."""
    page = the_theme(db, name)
    if fold(name) in (fold(page.id), fold(page.title)):
        return page.id
    candidate = Candidate(page.id, page.title, "holds these words", 5)
    raise NotFound(f'no theme is called "{name}"', "unknown", [candidate], "give the id or the whole title")


def tag(
    root: Folder,
    work: str,
    theme: str,
    *,
    said_in: str = "",
    section: str = "",
    page: str = "",
    locator: str = "",
    role: str = "",
    why: str = "",
) -> Changed:
    """Give a theme to a work, with the paper, section and page that speak for it; `role` is "discussed" or "mentioned".

    Works and themes may be named as in a question. Raises NotFound where none or several are meant.
    """
    from litgraph import codebook

    root = find_root(root)
    with closing(connect(root)) as db:
        key, spelt = _work(db, work)
        identifier = _theme(db, theme)
        paper = meant(db, said_in).work.key if said_in else ""
        no_theme = db.execute("SELECT text FROM notes WHERE work = ? AND kind = 'no-theme'", (key,)).fetchone()
        by_keyword = "SELECT 1 FROM assignments WHERE theme = ? AND said_by = 'keywords'"
        offered = db.execute(by_keyword, (identifier,)).fetchone()
    _writable(paper, section, page, locator, role, why)
    evidence = Evidence("codebook", paper, section, page, locator, why=why)
    gone = f'; this was said of it before and is taken out: "fits no theme: {no_theme[0]}"' if no_theme else ""
    until = f"; this theme is only offered from keywords: define it in {CODEBOOK}" if offered else ""
    changed = _edit_codebook(root, lambda text: codebook.tag(text, Assignment(spelt(text), identifier, role, evidence)))
    return Changed(CODEBOOK, changed, f'"{key}" has the theme "{identifier}"{gone}{until}')


def untag(root: Folder, work: str, theme: str) -> Changed:
    """Take a theme, with all its evidence, from a work."""
    from litgraph import codebook

    root = find_root(root)
    with closing(connect(root)) as db:
        key, spelt = _work(db, work)
        identifier = _theme(db, theme)
    changed = _edit_codebook(root, lambda text: codebook.untag(text, spelt(text), identifier))
    return Changed(CODEBOOK, changed, f'"{key}" no longer has the theme "{identifier}"')


def annotate(root: Folder, work: str, text: str) -> Changed:
    """Write the user's own annotation of a work into themes.yaml; an empty text removes it."""
    from litgraph import codebook

    root = find_root(root)
    with closing(connect(root)) as db:
        key, spelt = _work(db, work)
    _writable(text)
    changed = _edit_codebook(root, lambda before: codebook.annotate(before, spelt(before), text))
    return Changed(CODEBOOK, changed, f'"{key}" is annotated' if text else f'"{key}" has no annotation now')


def add(root: Folder, entries: str) -> Changed:
    """Append BibTeX entries to references.bib as they are typed.

    Raises LitgraphError, and adds nothing, where they do not parse, or where a key or a work is there already.
    """
    from litgraph.corpus import join, read_sources, settle
    from litgraph.formats import bibtex

    root = find_root(root)
    entries = entries.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    new = bibtex.parse_bibliography(entries, "the new entry")
    if broken := [problem for problem in new.problems if problem.level == "error"]:
        raise LitgraphError("; ".join(sorted(map(str, broken))), "nothing was added", exit_code=4)
    if not new.works:
        raise LitgraphError("no BibTeX entry found", "an entry begins with @, for example @book{key, ...}", exit_code=4)
    before = read_sources(root)
    keys = {work.key for work in new.works}
    for problem in settle(join((before, new))).problems:
        if problem.code in ("duplicate-key", "same-work") and problem.at and problem.at.path == "the new entry":
            raise LitgraphError(problem.message, "nothing was added", exit_code=4)

    def append(text: str) -> str:
        end = "\r\n" if "\r\n" in text else "\n"
        gap = "" if not text else end if text.endswith("\n") else end + end
        return text + gap + entries.replace("\n", end) + end

    changed = _edit(root, BIB, append)
    return Changed(BIB, changed, f"added {', '.join(sorted(keys))}")


_BIB = """% The works of your review. Export them from Zotero or JabRef over this file, or use: litgraph add
"""
_CODEBOOK = """# The themes of your review, and which work belongs to which.
# A finished one to look at: litgraph init --example city
title: My review

themes:
#  - id: first-theme
#    title: First theme
#    definition: What belongs here, in your own words.

works:
#  clerc2020:
#    themes:
#      - theme: first-theme
#        role: discussed
#        why: What it says about the theme.
"""


def init(folder: Folder, *, example: bool = False) -> list[Changed]:
    """Make the files of an empty knowledge base, or of the city-diplomacy review; what is there stays as it is.

    Raises LitgraphError where the example would be mixed with another knowledge base.
    """
    contents = (_example() if example else {BIB: _BIB, CODEBOOK: _CODEBOOK}) | {".gitignore": ".litgraph/\n"}
    if example and (there := [name for name in (CODEBOOK, "bib") if Path(folder, name).exists()]):
        message = f'there is a knowledge base in "{os.fspath(folder)}" already ({", ".join(there)})'
        raise LitgraphError(message, "name a new folder: litgraph init --example FOLDER", exit_code=4)
    done = []
    for name, text in contents.items():
        is_new = not Path(folder, name).exists()
        if is_new:
            write_text(Path(folder, name), text)
        done.append(Changed(name, is_new, "made" if is_new else "was there, left as it is"))
    return done


def _example() -> dict[str, str]:
    """The files of the example that comes with litgraph, by their paths."""
    found: dict[str, str] = {}
    waiting = [("", files("litgraph").joinpath("example"))]
    while waiting:
        path, place = waiting.pop()
        if place.is_dir():
            waiting += [(f"{path}/{inner.name}".lstrip("/"), inner) for inner in place.iterdir()]
        elif path.endswith((".bib", ".yaml")):
            found[path] = place.read_text("utf-8")
    if not {BIB, CODEBOOK} <= found.keys():
        hint = "install litgraph from its wheel, or from a clone whose links work"
        raise LitgraphError("the example did not come with this installation", hint)
    return dict(sorted(found.items()))
