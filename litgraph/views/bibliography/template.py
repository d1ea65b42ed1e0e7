"""The template of the annotations: Jinja in a sandbox, whose output becomes paragraphs, lists and quotations.

What stands in the template itself is read as a little Markdown; what comes from the knowledge base never is. To tell
the two apart, the marks of the template become noncharacters before it runs, which values cannot hold.
"""

from __future__ import annotations

import os
import re
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from importlib import resources
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.lexer import Token
from jinja2.sandbox import ImmutableSandboxedEnvironment

from litgraph.errors import BAD_INPUT, LitgraphError
from litgraph.memory_limit import limit_memory
from litgraph.nearest import suggest_names
from litgraph.views.bibliography import facts
from litgraph.views.bibliography.document import Block, Bullet, Bullets, Line, Paragraph, Quotation
from litgraph.views.bibliography.facts import CLOSE, OPEN, TemplateText, restore_line, template_text
from litgraph.views.bibliography.runs import TextRun, words

if TYPE_CHECKING:
    from jinja2.lexer import TokenStream

    from litgraph.views.bibliography.phrases import Phrases

__all__ = ["DEFAULT", "Annotator"]

DEFAULT = "annotation.jinja"

_NEWLINE, _STAR, _DASH, _QUOTE = "\ufdd2", "\ufdd3", "\ufdd4", "\ufdd5"
_MARKED = str.maketrans({"\n": _NEWLINE, "*": _STAR, "-": _DASH, ">": _QUOTE})


class _Marks(Extension):
    """A Jinja extension that replaces the marks in the words of a template by noncharacters."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.type == "data":
                text = re.sub("[\ufdd0-\ufdef]", "", token.value).translate(_MARKED)
                token = Token(token.lineno, "data", text)
            yield token


def _print(value: object) -> str:
    """A value as the template prints it: between OPEN and CLOSE, so that nothing in it is taken for a mark."""
    if isinstance(value, TemplateText):
        return str(value)
    text = str(value)
    # What a macro printed, or several values joined, stands between OPEN and CLOSE already.
    return text if re.search("[\ufdd0-\ufdd5]", text) else str(template_text(words(text))) if text else ""


class Annotator:
    """A template, ready to annotate works; raises LitgraphError with file and line for one that is broken.

    `source` is its text and `name` its name in errors; without a name it is the one that comes with litgraph. One that
    a user has brought may take 10 seconds and 0.5 GB of memory for a work: it runs in a process of its own, where the
    system can make one of this.
    """

    def __init__(self, phrases: Phrases, source: str = "", name: str = "") -> None:
        self.name = name or DEFAULT
        self._process: _TemplateProcess | None = None
        self.source = source if name else (resources.files(__package__) / DEFAULT).read_text(encoding="utf-8")
        environment = ImmutableSandboxedEnvironment(
            loader=FunctionLoader(self._load),
            undefined=StrictUndefined,
            extensions=[_Marks],
            finalize=_print,
            trim_blocks=True,
            lstrip_blocks=True,
        )

        def check(name: str) -> str:
            if name not in phrases:
                raise LookupError(f'no phrase is called "{str.__str__(name)}"')
            return name

        def say(name: str, /, **values: object) -> TemplateText:
            lines: Any = {place: _line(value) for place, value in values.items()}
            return template_text(phrases.text(check(name), **lines))

        environment.globals |= {
            "phrase": say,
            "say": say,
            "count": lambda name, number, /: template_text((TextRun(phrases.count(check(name), number)),)),
        }
        self._environment = environment
        if name and hasattr(os, "fork"):
            self._process = _TemplateProcess(self)
            self._ask_process(None)
        else:
            self._load_template()

    def close(self) -> None:
        """End the process of the template, if it has one."""
        if self._process:
            self._process.stop()

    def _load_template(self) -> None:
        self._template = self._guard(lambda: self._environment.get_template(self.name))

    def _load(self, name: str) -> tuple[str, str, None] | None:
        return (self.source, self.name, None) if name == self.name else None

    def annotate(self, work: facts.WorkFacts) -> tuple[Block, ...]:
        """The annotation of a work; empty where the template prints nothing for it."""
        return self._ask_process(work) if self._process else self.render(work)

    def render(self, work: facts.WorkFacts | None) -> tuple[Block, ...]:
        """The annotation of a work, by the template in this process; without a work the template is only loaded."""
        if work is None:
            self._load_template()
            return ()
        blocks: tuple[Block, ...] = self._guard(lambda: tuple(_blocks(self._template.render(work=work))))
        return blocks

    def _ask_process(self, work: facts.WorkFacts | None) -> tuple[Block, ...]:
        assert self._process
        answer = self._process.ask(work)
        if isinstance(answer, LitgraphError):
            self.close()
            raise answer
        return answer

    def _guard(self, use_template: Callable[[], Any]) -> Any:
        try:
            return use_template()
        except TemplateSyntaxError as error:
            raise self._make_error(error.lineno, error.message or "this is no template") from None
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception as error:
            # Jinja puts the lines of the template into the traceback.
            lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == self.name]
            message = error.message if isinstance(error, TemplateError) else str(error)
            raise self._make_error(lines[-1] if lines else 1, message or type(error).__name__) from None

    def _make_error(self, line: int | None, message: str) -> LitgraphError:
        hint = "docs/bibliography.md says what a template may use"
        if match := re.search(r"'litgraph\S*?\.?(\w+) object' has no attribute '(.*)'", message):
            class_name, name = match.groups()
            names = [field.name for field in fields(getattr(facts, class_name, facts.WorkFacts))]
            message = f'a {class_name.removesuffix("Facts").lower()} has no "{name}"'
            hint = suggest_names(name, names, f"it has {', '.join(names)}")
        return LitgraphError(f"{self.name}:{line or 1}: {message}", hint, exit_code=BAD_INPUT)


_SECONDS, _MEGABYTES = 10, 500  # for one work: a thousand times what the template of litgraph takes


class _TemplateProcess:
    """A process forked from this one, in which a template annotates one work after the other."""

    def __init__(self, annotator: Annotator) -> None:
        self._name = annotator.name
        context = get_context("fork")  # what the template may use need not be passed on
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._connection, annotator), daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, work: facts.WorkFacts | None) -> tuple[Block, ...] | LitgraphError:
        """The annotation of a work, or why there is none; without a work the template is only loaded."""
        self._connection.send(work)
        hint = "docs/bibliography.md says what a template may use"
        try:
            if self._connection.poll(_SECONDS):
                answer: tuple[Block, ...] | LitgraphError = self._connection.recv()
                return answer
            reason = f"takes more than {_SECONDS} seconds for a work"
        except (EOFError, OSError):
            reason = f"takes more than {_MEGABYTES / 1000:.1f} GB of memory for a work"
        return LitgraphError(f"{self._name}:1: this template {reason}", hint, exit_code=BAD_INPUT)

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._connection.close()


def _serve(connection: Connection, other_end: Connection, annotator: Annotator) -> None:
    """Annotate the works that arrive until the other side closes the connection."""
    other_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group: who asked decides
    while True:
        try:
            work = connection.recv()
            with limit_memory(_MEGABYTES):
                answer = annotator.render(work)
            connection.send(answer)
        except LitgraphError as error:
            connection.send(error)
        except (EOFError, OSError, MemoryError):
            os._exit(1)


def _line(value: object) -> Line:
    """A value as a line: a `TemplateText` as it is, several joined ones taken apart, anything else as bare words."""
    if isinstance(value, TemplateText):
        return value.line
    return tuple(_parts(str(value)))


# what a template printed, taken apart


def _parts(text: str) -> Iterator[Any]:
    for number, piece in enumerate(re.split(f"{OPEN}([0-9a-f]*){CLOSE}", text)):
        if number % 2:
            yield from restore_line(piece)
        elif piece:
            yield TextRun(piece)


_ITEM = re.compile(rf"([ \t]*){_DASH}[ \t]+(.*)", re.S)
_QUOTED = re.compile(rf"[ \t]*{_QUOTE}[ \t]?(.*)", re.S)


def _blocks(text: str) -> Iterator[Block]:
    """The paragraphs, lists and quotations in what a template printed."""
    for kind, lines in _chunks(text.split(_NEWLINE)):
        if kind == "item":
            if items := _nest([(depth, line) for depth, text in lines if (line := _set_line(text))]):
                yield Bullets(items)
        elif line := _set_line(" ".join(line for _, line in lines)):
            yield Quotation(line) if kind == "quote" else Paragraph(line)


def _chunks(lines: Iterable[str]) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Lines that belong together, with what they make ("item", "quote" or "text"), and the depth of each.

    Lines without a blank one between them run on; items are chunked with all items that follow.
    """
    kind, blank = "", True
    chunk: list[tuple[int, str]] = []
    for text in lines:
        if not text.strip():
            blank = True
            continue
        item, quoted = _ITEM.fullmatch(text), _QUOTED.fullmatch(text)
        line_kind = "item" if item else "quote" if quoted else kind if not blank and kind == "item" else "text"
        if chunk and (line_kind != kind or (blank and line_kind != "item")):
            yield kind, chunk
            chunk = []
        kind = line_kind
        if item:
            chunk.append((len(item[1].expandtabs(4)), item[2]))
        elif kind == "item":
            chunk[-1] = (chunk[-1][0], f"{chunk[-1][1]} {text.strip()}")
        else:
            chunk.append((0, quoted[1] if quoted else text.strip()))
        blank = False
    if chunk:
        yield kind, chunk


def _nest(lines: Sequence[tuple[int, Line]]) -> tuple[Bullet, ...]:
    items: list[Bullet] = []
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and lines[end][0] > lines[start][0]:
            end += 1
        items.append(Bullet(lines[start][1], _nest(lines[start + 1 : end])))
        start = end
    return tuple(items)


def _set_line(text: str) -> Line:
    """One line: in italics what stands between stars of the template, in bold what stands between two of them."""
    line: list[Any] = []
    italic = strong = False
    for piece in re.split(f"({_STAR}+)", text):
        if piece and piece[0] == _STAR and len(piece) <= 3:
            strong ^= len(piece) > 1
            italic ^= len(piece) != 2
            continue
        for part in _parts(piece.replace(_STAR, "*").replace(_DASH, "-").replace(_QUOTE, ">")):
            if isinstance(part, TextRun):
                part = part._replace(italic=part.italic or italic, strong=part.strong or strong)
            line.append(part)
    return _trim(line)


def _trim(parts: Iterable[Any]) -> Line:
    """The line without spaces at its ends, before a footnote, or in a row."""
    line: list[Any] = []
    for part in parts:
        if isinstance(part, TextRun):
            text = re.sub(r"[ \t]+", " ", part.text)
            if not line or (isinstance(line[-1], TextRun) and line[-1].text[-1:] == " "):
                text = text.removeprefix(" ")
            if text:
                line.append(part._replace(text=text))
        else:
            _strip_end(line)
            line.append(part)
    _strip_end(line)
    return tuple(line)


def _strip_end(line: list[Any]) -> None:
    while line and isinstance(line[-1], TextRun):
        run = line.pop()
        if text := run.text.rstrip(" "):
            line.append(run._replace(text=text))
            return
