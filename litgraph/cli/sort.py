"""Sort works into themes: one after another is shown that has no theme yet, with its abstract, keywords and who cites
it, and each answer is written into themes.yaml at once.

An answer is the numbers of themes, with a reason if you like (1 4: It counts mayors); n and a reason why it fits no
theme; + and the title of a new theme; a and an annotation; s to skip; u to undo; q, Ctrl-D or Ctrl-C to stop: the rest
comes next time. The most cited come first. Works may be named, or come from stdin (-), one a line.

\b
Examples:
  litgraph sort
  litgraph sort clerc2020 acuto2016
  litgraph find mayors not:themed --format keys | litgraph sort -
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import IO

import click

from litgraph.cli.editing import read_works
from litgraph.cli.options import completes
from litgraph.cli.project import open_project, root_of
from litgraph.cli.terminal import complain, report, say
from litgraph.desk.changes import FileChange
from litgraph.desk.sorting import OpenTheme, Sorting
from litgraph.errors import LitgraphError
from litgraph.queries.works import Record
from litgraph.views.text import count
from litgraph.views.text.layout import title, wrap

__all__ = ["sort_command"]

_HELP = """numbers of themes: 1 4, or with a reason: 1 4: It counts mayors.
n REASON: it fits no theme
+ TITLE: a new theme, given to it; or + TITLE: REASON
a TEXT: an annotation of yours
t: the themes and their definitions
u: take the last answer back
s, or nothing: skip; it comes again next time
q: stop"""
_CITING = 5  # works that cite it, by name; the others are counted


@click.command("sort", short_help="Sort works without a theme, one after another.", help=__doc__)
@click.argument("words", nargs=-1, metavar="[WORK]...", shell_complete=completes("works"))
@click.pass_obj
def sort_command(project: str | None, words: tuple[str, ...]) -> None:
    root = root_of(project)
    names = read_works(root, words) if words else []
    with open_project(project).sort(*names) as sorting:
        if not sorting.keys:
            say("nothing to sort: every work has a theme, or a reason why it fits none")
            return
        answers = _open_terminal("-" in words)
        if answers is None:
            complain("not a terminal, so nothing is asked; these works are to be sorted:")
            for key in sorting.keys:
                click.echo("\n".join(title(sorting.look_up(key).meant.work)))
            return
        _Session(sorting, answers).run()


def _open_terminal(stdin_is_taken: bool) -> IO[str] | None:
    """The terminal that answers are typed in, if there is one."""
    if not sys.stdout.isatty():
        return None
    if not stdin_is_taken:
        sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
        return sys.stdin if sys.stdin.isatty() else None
    try:
        return open("CON" if sys.platform == "win32" else "/dev/tty", errors="replace")
    except OSError:
        return None


class _Stop(Exception):
    """Raised where the user wants no further question."""


class _Session:
    """The questions about works, one after another, and what is done with each answer."""

    def __init__(self, sorting: Sorting, answers: IO[str]) -> None:
        self.sorting = sorting
        self.answers = answers
        self.answered: list[str] = []
        self.position = 0

    def run(self) -> None:
        """Ask until every work was shown or the user stops; say how many are left."""
        is_interrupted = False
        offered = sum(theme.is_offered for theme in self.sorting.themes)
        if offered:
            say(
                f"no theme is defined yet, so {count(offered, 'keyword')} of the bibliography (*) "
                f"{'is' if offered == 1 else 'are'} offered: choosing one defines it, the others step back when "
                f"sorting ends. Of {count(len(self.sorting.keys), 'work')} to be sorted, "
                f"{self.sorting.count_offered()} have such a keyword"
            )
        try:
            while self.position < len(self.sorting.keys):
                self.show_work()
                while not self.answer(self.ask("theme (? helps): ")):
                    pass
                click.echo()
        except _Stop:
            pass
        except KeyboardInterrupt:
            is_interrupted = True
            click.echo()
        answered = len(set(self.answered))
        left = len(self.sorting.keys) - answered
        say(f"{count(answered, 'work')} sorted, {left} left" + ("; litgraph sort goes on" if left else ""))
        if is_interrupted:
            raise click.exceptions.Exit(130)

    def show_work(self) -> None:
        record = self.sorting.look_up(self.sorting.keys[self.position])
        click.echo("\n".join(_lines(record, f"{self.position + 1} of {len(self.sorting.keys)}")))
        themes = "; ".join(
            f"{number} {theme.title}{'*' * theme.is_offered}" for number, theme in enumerate(self.sorting.themes, 1)
        )
        click.echo("\n".join(wrap(f"themes: {themes}" if themes else "no theme yet: + TITLE makes one", 0, 2)))

    def ask(self, prompt: str) -> str:
        """What is typed in answer to a prompt; raises _Stop at the end of what is typed."""
        click.echo(prompt, nl=False)
        line = self.answers.readline()
        if not line:
            click.echo()
            raise _Stop
        return line.strip()

    def ask_text(self, prompt: str) -> str:
        """What is typed as the text of an answer; raises _Stop for q."""
        text = self.ask(prompt)
        if text == "q":
            raise _Stop
        return text

    def answer(self, line: str) -> bool:
        """Do what was answered; whether the next work is to be shown."""
        word, _, text = line.partition(" ")
        text = text.strip()
        key = self.sorting.keys[self.position]
        if line in ("", "s"):
            self.position += 1
            return True
        if line == "q":
            raise _Stop
        if line == "?":
            click.echo("\n".join(part for entry in _HELP.splitlines() for part in wrap(entry, 2, 4)))
            return False
        if line == "t":
            click.echo("\n".join(_theme_lines(self.sorting.themes)))
            return False
        if line == "u":
            return self.undo()
        if word == "n":
            text = text or self.ask_text("why does it fit no theme? ")
            return bool(text) and self.write(lambda: self.sorting.set_no_theme(key, text))
        if word == "a":
            text = text or self.ask_text("annotation: ")
            if text:
                self.write(lambda: self.sorting.annotate(key, text), is_last=False)
            return False
        if line.startswith("+"):
            new_theme = line[1:].strip() or self.ask_text("title of the new theme: ")
            new_title, _, why = map(str.strip, new_theme.partition(":"))
            return bool(new_title) and self.write(lambda: self.sorting.give_new(key, new_title, why))
        names, _, why = line.partition(":")
        themes = self.find_themes(names)
        return bool(themes) and self.write(lambda: self.sorting.give(key, themes, why.strip()))

    def find_themes(self, names: str) -> list[OpenTheme]:
        """The themes of these numbers, ids or titles; none where one of them is unknown, which is said."""
        words = []
        for part in names.split(","):
            are_all_themes = self.find_theme(part.strip()) is None and all(map(self.find_theme, part.split()))
            words += part.split() if are_all_themes or re.fullmatch(r"[\d\s]+", part) else [part]
        themes: list[OpenTheme] = []
        for word in filter(None, map(str.strip, words)):
            theme = self.find_theme(word)
            if theme is None:
                numbers = f"1 to {len(self.sorting.themes)}" if self.sorting.themes else "none yet"
                complain(f'no theme is called "{word}": their numbers are {numbers}, ? helps')
                return []
            themes.append(theme)
        return list(dict.fromkeys(themes))

    def find_theme(self, word: str) -> OpenTheme | None:
        if word.isdecimal() and 1 <= int(word) <= len(self.sorting.themes):
            return self.sorting.themes[int(word) - 1]
        return self.sorting.find_theme(word)

    def write(self, act: Callable[[], FileChange], is_last: bool = True) -> bool:
        """Write an answer and say so; whether it is written, and the next work may come."""
        key = self.sorting.keys[self.position]
        try:
            change = act()
        except LitgraphError as error:
            report(error)
            return False
        say(change.message if change.changed else f"{change.path} says so already")
        if is_last:
            self.answered.append(key)
            self.position += 1
        return True

    def undo(self) -> bool:
        try:
            key = self.sorting.undo()
        except LitgraphError as error:
            report(error)
            return False
        if key in self.answered:
            self.answered.remove(key)
        self.position = self.sorting.keys.index(key)
        say(f'the answer about "{key}" is taken back')
        return True


def _lines(record: Record, head: str) -> Iterator[str]:
    """A work to be sorted, folded to the terminal."""
    yield head
    yield from title(record.meant.work)
    fields = dict(record.fields)
    themes = (assigned.theme_title for assigned in record.themes if assigned.said_by != "keywords")
    texts = {
        "in": record.meant.work.container,
        "abstract": fields.get("abstract", ""),
        "keywords": fields.get("keywords", ""),
        "annotation": record.annotation,
        "has": "; ".join(dict.fromkeys(themes)),
        "no theme": record.no_theme or "",
        "cited by": _name_citing(record),
    }
    for name, text in texts.items():
        if text:
            yield from wrap(f"{name}: {text}", 2, 4)


def _name_citing(record: Record) -> str:
    """The works that cite it: the first ones, and how many more."""
    labels = [neighbour.work.label for neighbour in record.cited_by.citing]
    remainder = f" and {len(labels) - _CITING} more" if len(labels) > _CITING else ""
    return ", ".join(labels[:_CITING]) + remainder


def _theme_lines(themes: Sequence[OpenTheme]) -> Iterator[str]:
    for number, theme in enumerate(themes, 1):
        yield from wrap(f"{number} {theme.title}: {theme.definition}".removesuffix(": "), 2, 4)
