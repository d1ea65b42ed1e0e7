"""Find what each PAPER cites: its sections, its list of references, every citation in its text with section, page
and locator, and which work of the bibliography each reference is. A PAPER may be a folder of papers.

Nothing is changed without --write, --add or --review. What is doubtful is listed and left open. docs/read.md
describes the JSON; of several papers it is one document, too.

\b
Examples:
  litgraph read paper.txt
  litgraph read paper.txt --add --write
  litgraph read papers/ --write
  litgraph read --review
  litgraph read paper.txt --as clerc2020 --format json
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from litgraph.cli.desk import Desk, Taken
from litgraph.cli.options import completes, quiet_option
from litgraph.cli.project import root_of
from litgraph.cli.terminal import complain, current_settings, is_quiet, say
from litgraph.errors import LitgraphError
from litgraph.files import digest
from litgraph.project import READINGS, find_root
from litgraph.reading.many import papers_in, read_here, read_papers
from litgraph.reading.memory import Memory
from litgraph.reading.paper import Read
from litgraph.views.readings import document, lines
from litgraph.views.text import SCHEMA, count
from litgraph.views.text.layout import width

__all__ = ["read_command"]


@click.command("read", short_help="What papers cite, where, out of their text.", help=__doc__)
@click.argument("papers", nargs=-1, metavar="PAPER...", shell_complete=completes("files"))
@click.option(
    *("--as", "key"),
    default="",
    metavar="KEY",
    help="Which work of the bibliography the paper is, where its title and DOI do not say so.",
    shell_complete=completes("works"),
)
@click.option("--write", is_flag=True, help=f"Write {READINGS}/KEY.yaml; what a person corrected in it stays.")
@click.option("--add", is_flag=True, help="Append the references that are new to bib/references.bib.")
@click.option(
    "--review",
    is_flag=True,
    help="Ask about what is doubtful, and write each answer; without PAPER, of all read before.",
)
@click.option("--with-passages", is_flag=True, help="With the sentence around each citation.")
@click.option("--again", is_flag=True, help="Read anew what was read before and has not changed since.")
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
    review: bool,
    with_passages: bool,
    again: bool,
    form: str | None,
) -> None:
    if not papers and not review:
        raise click.UsageError("Missing argument 'PAPER...'.")
    usual = str(current_settings(click.get_current_context()).values["format"].value)
    as_json = (form or usual) == "json"
    root = root_of(project) if project or write or add or review or key else _root_here()
    with closing(Memory(root)) as memory:
        names = _files(papers) if papers else [_shorter(each.path) for each in memory.papers()]
        if key and len(names) > 1:
            raise click.UsageError("--as names one paper: read the others by themselves.")
        if not names:
            raise LitgraphError("no paper was read here yet", "name one: litgraph read --review PAPER", exit_code=4)
        desk = Desk(root, memory, key, write=write or review, add=add, with_passages=with_passages)
        run = _Run(
            names, desk, as_json=as_json, again=again, review=review, several=len(names) > 1 or names != [*papers]
        )
        try:
            run.read()
        except KeyboardInterrupt:
            run.progress.clear()
            if len(names) > 1:
                complain(f"{run.done} of {count(len(names), 'paper')} done; the same command goes on from there")
            raise
        run.tell()
        if review:
            from litgraph.cli.doubts import review as walk

            walk(desk, run.taken)
    if run.code:
        raise click.exceptions.Exit(run.code)


def _root_here() -> str:
    """The knowledge base around, or "": a paper can be read without one."""
    try:
        return find_root(".")
    except LitgraphError:
        return ""


def _files(papers: Sequence[str]) -> list[str]:
    """The files named, and those in the folders named, each once."""
    found: dict[str, str] = {}
    for name in papers:
        inside = papers_in(name) if os.path.isdir(name) else [name]
        if not inside:
            raise LitgraphError(
                f'no papers in "{name}"', "papers are .pdf, .txt, .md, .xml or .html files", exit_code=4
            )
        for each in inside:
            found.setdefault(os.path.realpath(each), each)
    return list(found.values())


def _shorter(path: str) -> str:
    return min(path, os.path.relpath(path), key=len)


class _Progress:
    """One line on stderr that changes at a terminal, else a line for each paper; none where it is to be quiet."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._started = time.monotonic()
        self._said: set[Path] = set()
        self._quiet = total < 2 or is_quiet()

    def show(self, reading: Sequence[Path], done: int) -> None:
        """That some are being read and some are done."""
        if self._quiet or not reading:
            return
        before, self._said = self._said, set(reading)
        if not sys.stderr.isatty():
            for each in reading:
                if each not in before:
                    click.echo(f"reading {each}, {done} of {self._total} done", err=True)
            return
        took = time.monotonic() - self._started
        left = f", {_duration(took / done * (self._total - done))} left" if done and took > 2 else ""
        line = f"{done} of {self._total} done{left}: {', '.join(each.name for each in reading)}"
        click.echo(f"\r\033[K{line[: width() - 1]}", err=True, nl=False)

    def clear(self) -> None:
        """Make room for something else."""
        if self._said and sys.stderr.isatty():
            click.echo("\r\033[K", err=True, nl=False)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


@dataclass
class _Run:
    """Papers that are read in their order, and what became of each."""

    names: Sequence[str]
    desk: Desk
    as_json: bool
    again: bool
    review: bool
    several: bool
    done: int = 0
    fresh: int = 0
    same: int = 0
    code: int = 0
    taken: list[Taken] = field(default_factory=list)
    documents: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        # What is no file (a pipe) can be read once, and only by this process.
        self._pipes = {name for name in self.names if os.path.exists(name) and not os.path.isfile(name)}
        self._sources = {name: "" if name in self._pipes else digest(name) for name in self.names}
        known = self.desk.memory.state
        self._known = {} if self.again else {name: known(Path(name), source) for name, source in self._sources.items()}
        self._to_read = [name for name in self.names if not self._known.get(name) and name not in self._pipes]
        self.progress = _Progress(len(self._to_read))

    def read(self) -> None:
        """Read them all; what was read before is taken from memory."""
        answers = read_papers([Path(name) for name in self._to_read], watch=self.progress.show)
        with closing(answers):
            for name in self.names:
                known = self._known.get(name)
                if known and not (self.as_json or self.review) and self.desk.is_up_to_date(known):
                    self._print(f"{name} [{known.key}]: unchanged, and not read again")
                    self.same += 1
                else:
                    before = self.desk.memory.read(Path(name), self._sources[name]) if known else None
                    here = known or name in self._pipes
                    read = before or (read_here(Path(name)) if here else next(answers))
                    self._take(name, read, is_fresh=before is None)
                self.done += 1

    def _take(self, name: str, read: Read | LitgraphError, *, is_fresh: bool) -> None:
        self.progress.clear()
        try:
            if isinstance(read, LitgraphError):
                raise read
            for problem in read.problems:
                if problem.level == "error":
                    raise LitgraphError(problem.message, problem.hint, exit_code=4)
                complain(f"{name}: {problem}")
            if is_fresh and (source := self._sources[name]):
                self.desk.memory.keep(Path(name), source, read)
            paper = self.desk.paper(name, read)
            if twin := self.desk.names.get(paper):
                say(f"{name}: left out, as it is the same paper as {twin}")
                self.same += 1
                return
            taken = self.desk.take(name, read, paper)
        except (LitgraphError, OSError) as error:
            told = error if isinstance(error, LitgraphError) else LitgraphError(error.strerror or str(error))
            complain(f"error: {name}: {told}" + (f"\nhint: {told.hint}" if told.hint else ""))
            self.failed.append({"file": name, "message": str(told), "hint": told.hint})
            self.code = self.code or told.exit_code
            return
        self.fresh += is_fresh
        self.same += not is_fresh
        if self.review:
            self.taken.append(taken)
        elif self.as_json:
            looked_up = {each.reference.index: each for each in taken.matches}
            self.documents.append(
                document(name, taken.read, taken.paper, looked_up, with_passages=self.desk.with_passages)
            )
        else:
            self._print("\n".join(lines(name, taken.read, taken.paper, taken.matches)))

    def _print(self, text: str) -> None:
        if not self.as_json:
            self.progress.clear()
            click.echo(text)

    def tell(self) -> None:
        """What came of all of them."""
        self.progress.clear()
        if self.as_json and not self.review:
            many = {"schema": SCHEMA, "papers": self.documents, "failed": self.failed}
            if whole := many if self.several else self.documents[0] if self.documents else {}:
                click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
        if len(self.names) < 2:
            return
        failed = f", {len(self.failed)} failed" if self.failed else ""
        say(f"{count(len(self.names), 'paper')}: {self.fresh} read, {self.same} not read again{failed}")
        for each in self.failed:
            say(f"  failed: {each['file']}: {each['message']}")
