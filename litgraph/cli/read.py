"""Papers read by the program: read."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from litgraph import corpus, edits
from litgraph.cli import complain, completes, quiet_option, root_of, say, settings_here, watching
from litgraph.formats import bibtex
from litgraph.matching import Match, match, own_works
from litgraph.model import Corpus, Work
from litgraph.project import READINGS, VERSION, LitgraphError, find_root, write_text
from litgraph.reading.locate import keep
from litgraph.reading.paper import Read
from litgraph.reading.reader import read_paper
from litgraph.reading.record import read_text
from litgraph.reading.works import as_work, new_key
from litgraph.reading.write import is_as_written, record
from litgraph.resolve import label
from litgraph.views.readings import document, lines
from litgraph.views.text import SCHEMA, count

__all__ = ["read_command"]


@click.command("read", short_help="What a paper cites, where, out of its text.")
@click.argument("papers", nargs=-1, required=True, metavar="PAPER...", shell_complete=completes("files"))
@click.option(
    *("--as", "key"),
    default="",
    metavar="KEY",
    help="Which work of the bibliography the paper is, where its title and DOI do not say so.",
    shell_complete=completes("works"),
)
@click.option("--write", is_flag=True, help=f"Write {READINGS}/KEY.yaml; never over what a person wrote or corrected.")
@click.option("--add", is_flag=True, help="Append the references that are new to bib/references.bib.")
@click.option("--with-passages", is_flag=True, help="With the sentence around each citation.")
@click.option(
    *("--format", "form"),
    type=click.Choice(["table", "json"]),
    metavar="FORM",
    help="How to print it: table or json. [default: table]",
)
@quiet_option
@click.pass_obj
def read_command(
    project: str | None,
    papers: Sequence[str],
    key: str,
    write: bool,
    add: bool,
    with_passages: bool,
    form: str | None,
) -> None:
    """Find what each PAPER cites: its sections, its list of references, every citation in its text with section, page
    and locator, and which work of the bibliography each reference is.

    Nothing is changed without --write or --add. What is doubtful is listed and left open. docs/read.md describes the
    JSON; of several papers it is one document, too.

    \b
    Examples:
      litgraph read paper.txt
      litgraph read paper.txt --add --write
      litgraph read paper.txt --as clerc2020 --format json
    """
    if key and len(papers) > 1:
        raise click.UsageError("--as names one paper: read the others by themselves.")
    usual = str(settings_here(click.get_current_context()).values["format"].value)
    as_json = (form or usual) == "json"
    root = root_of(project) if project or write or add or key else _root_here()
    desk = _Desk(root, key, write=write, add=add, with_passages=with_passages)
    done: list[dict[str, Any]] = []
    failed: list[dict[str, str]] = []
    code = 0
    with watching() as progress:
        for number, name in enumerate(papers):
            if len(papers) > 1 and (as_json or not sys.stdout.isatty()):  # else what is printed shows it
                progress(f"reading {name}", number, len(papers))
            try:
                paper, read, matches = desk.read(name)
            except (LitgraphError, OSError) as error:
                told = error if isinstance(error, LitgraphError) else LitgraphError(error.strerror or str(error))
                complain(f"error: {name}: {told}" + (f"\nhint: {told.hint}" if told.hint else ""))
                failed.append({"file": name, "message": str(told), "hint": told.hint})
                code = code or told.exit_code
                continue
            for problem in (*read.text.problems, *read.problems):
                complain(f"{name}: {problem}")
            if as_json:
                looked_up = {each.reference.index: each for each in matches}
                done.append(document(name, read, paper, looked_up, with_passages=with_passages))
            else:
                click.echo("\n".join(lines(name, read, paper, matches)))
    if as_json:
        whole = {"schema": SCHEMA, "papers": done, "failed": failed} if len(papers) > 1 else done[0] if done else {}
        if whole:
            click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    if code:
        raise click.exceptions.Exit(code)


def _root_here() -> str:
    """The knowledge base around, or "": a paper can be read without one."""
    try:
        return find_root(".")
    except LitgraphError:
        return ""


class _Desk:
    """Where papers are read one after the other, against a bibliography that grows with what they add."""

    def __init__(self, root: str, key: str, *, write: bool, add: bool, with_passages: bool) -> None:
        self.root = root
        self.write, self.add, self.with_passages = write, add, with_passages
        self.corpus = corpus.load(root) if root else Corpus()
        self.works: list[Work] = list(self.corpus.works)
        self.key = self._known(key) if key else ""

    def _known(self, key: str) -> str:
        spelt = {each.casefold(): each for each in (*self.corpus.aliases, *self.corpus.by_key)}
        found = spelt.get(key.casefold(), "")
        if not found:
            raise LitgraphError(f'no work has the key "{key}"', "litgraph find lists them", exit_code=3)
        return self.corpus.aliases.get(found, found)

    def read(self, name: str) -> tuple[str, Read, tuple[Match, ...]]:
        """Read one paper, and store of it what is wanted; the key of the paper itself, "" where it is not known."""
        read = read_paper(Path(name))
        paper = self.key or (self._paper(name, read) if self.root else "")
        if self.write:
            self._check_that_it_may_be_written(paper)  # before anything is added
        matches = match(read.references, self.works) if self.root else ()
        if self.add:
            matches = self._added(matches)
        if self.write:
            self._written(name, read, paper, {each.reference.index: each.work for each in matches if each.work})
        return paper, read, matches

    def _paper(self, name: str, read: Read) -> str:
        """The work that the paper is; raises LitgraphError where that is not clear and has to be."""
        stem = Path(name).stem.casefold()
        own = [work.key for work in self.works if work.key.casefold() == stem] or own_works(read, self.works)
        if len(own) == 1 or not self.write:
            return own[0] if len(own) == 1 else ""
        if own:
            which = ", ".join(f"{label(work)} [{work.key}]" for work in self.works if work.key in own)
            raise LitgraphError(f"it may be any of {which}", "say which: --as KEY", exit_code=3)
        hint = "say which with --as KEY; where it has no entry yet, first: litgraph add"
        raise LitgraphError("cannot tell which work of the bibliography this paper is", hint, exit_code=3)

    def _added(self, matches: tuple[Match, ...]) -> tuple[Match, ...]:
        """Append the new references to references.bib; what two entries of the list both are is added once."""
        taken = {key.casefold() for key in (*self.corpus.aliases, *(work.key for work in self.works))}
        new: list[Work] = []
        done: list[Match] = []
        for each in matches:
            if not each.work and not each.doubtful and each.reference.title:
                (each,) = match([each.reference], new)
                if not each.work and not each.doubtful:
                    key = new_key(as_work(each.reference), taken)
                    taken.add(key.casefold())
                    new.append(as_work(each.reference, key))
                    each = replace(each, work=key, confidence=1.0, reasons=("added",))
            done.append(each)
        if new:
            say(edits.add(self.root, bibtex.write(new)).message)
            self.works += new
        if untitled := sum(not each.work and not each.doubtful for each in done):
            say(f"note: {count(untitled, 'reference')} not added: no title could be made out")
        return tuple(done)

    def _check_that_it_may_be_written(self, paper: str) -> None:
        path = f"{READINGS}/{paper}.yaml"
        there = Path(self.root, path)
        if there.exists() and not is_as_written(edits.utf8(there.read_bytes(), path)):
            hint = "move that file away to have it written anew; without --write, what is found is only shown"
            raise LitgraphError(f'"{path}" was written or corrected by hand, so it is left as it is', hint, exit_code=4)

    def _written(self, name: str, read: Read, paper: str, keys: dict[int, str]) -> None:
        path = f"{READINGS}/{paper}.yaml"
        text = record(read, paper, keys, read_by=f"litgraph {VERSION}", with_passages=self.with_passages)
        harvest = read_text(text, path)
        write_text(Path(self.root, path), text)
        keep(self.root, path, name, read, harvest, keys)
        works = len({citation.cited for citation in harvest.citations})
        open_ = f", {len(harvest.mentions)} tied to no work" if harvest.mentions else ""
        say(f"{count(len(harvest.citations), 'citation')} of {count(works, 'work')}{open_} ({path})")
