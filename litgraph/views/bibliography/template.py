"""The template of the annotations: Jinja in a sandbox, whose words may be set in paragraphs, lists and quotations.

What stands in the template itself is read as a little Markdown; what comes from the knowledge base never is. So that
the two cannot be confused, marks in the template become noncharacters before it runs, and values have none.
"""

from __future__ import annotations

import difflib
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from importlib import resources
from typing import TYPE_CHECKING, Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError, pass_context
from jinja2.ext import Extension
from jinja2.lexer import Token
from jinja2.sandbox import ImmutableSandboxedEnvironment

from litgraph.errors import LitgraphError
from litgraph.views.bibliography import facts
from litgraph.views.bibliography.document import Block, Bullets, Item, Line, Paragraph, Quotation
from litgraph.views.bibliography.facts import CLOSE, OPEN, Said, read_back, said
from litgraph.views.bibliography.runs import Run, words

if TYPE_CHECKING:
    from jinja2.lexer import TokenStream
    from jinja2.runtime import Context

    from litgraph.views.bibliography.phrases import Phrases

__all__ = ["DEFAULT", "Annotator"]

DEFAULT = "annotation.jinja"
_BAD_INPUT = 4

_NEWLINE, _STAR, _DASH, _QUOTE = "\ufdd2", "\ufdd3", "\ufdd4", "\ufdd5"
_MARKED = str.maketrans({"\n": _NEWLINE, "*": _STAR, "-": _DASH, ">": _QUOTE})
_UNMARKED = str.maketrans({_STAR: "*", _DASH: "-", _QUOTE: ">"})


class _Marks(Extension):
    """Tells what is typed in the template from what is put into it."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            is_typed = token.type == "data"
            yield Token(token.lineno, "data", _typed(token.value)) if is_typed else token


def _typed(text: str) -> str:
    """The words of a template with their marks apart from all that a value may hold."""
    return re.sub("[\ufdd0-\ufdef]", "", text).translate(_MARKED)


@pass_context  # or constants would be put out before there is a document
def _put(context: Context, value: object) -> str:
    """A value as it is put out: set text between marks, so that nothing in it is taken for a mark."""
    if isinstance(value, Said):
        return str(value)
    text = str(value)
    # What a macro made, or several values joined, holds set text already.
    return text if re.search("[\ufdd0-\ufdd5]", text) else str(said(words(text))) if text else ""


class Annotator:
    """A template, ready to annotate; raises LitgraphError with file and line for one that is broken."""

    def __init__(self, phrases: Phrases, source: str = "", name: str = "") -> None:
        self.name = name or DEFAULT
        self.source = source if name else (resources.files(__package__) / DEFAULT).read_text(encoding="utf-8")
        environment = ImmutableSandboxedEnvironment(
            loader=FunctionLoader(self._load),
            undefined=StrictUndefined,
            extensions=[_Marks],
            finalize=_put,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals |= {
            "phrase": lambda name, /: said(phrases.say(_known(phrases, name))),
            "say": lambda name, /, **values: said(
                phrases.say(_known(phrases, name), **{place: _line(value) for place, value in values.items()})  # type: ignore[arg-type]
            ),
            "count": lambda name, number, /: said((Run(phrases.count(_known(phrases, name), number)),)),
        }
        self._template = self._tried(lambda: environment.get_template(self.name))

    def _load(self, name: str) -> tuple[str, str, None] | None:
        return (self.source, self.name, None) if name == self.name else None

    def blocks(self, work: facts.Work) -> tuple[Block, ...]:
        """The annotation of a work."""
        return tuple(_blocks(self._tried(lambda: self._template.render(work=work))))

    def _tried(self, run: Callable[[], Any]) -> Any:
        try:
            return run()
        except TemplateSyntaxError as error:
            raise self._broken(error.lineno, error.message or "this is no template") from None
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception as error:
            # Jinja puts the lines of the template into the traceback.
            lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == self.name]
            message = error.message if isinstance(error, TemplateError) else str(error)
            raise self._broken(lines[-1] if lines else 1, message or type(error).__name__) from None

    def _broken(self, line: int | None, message: str) -> LitgraphError:
        hint = "docs/bibliography.md says what a template may use"
        if found := re.search(r"'litgraph\S*?\.?(\w+) object' has no attribute '(.*)'", message):
            noun, name = found.groups()
            known = [field.name for field in fields(getattr(facts, noun, facts.Work))]
            near = difflib.get_close_matches(name, known, 1)
            message = f'a {noun.lower()} has no "{name}"'
            hint = f'did you mean "{near[0]}"?' if near else f"it has {', '.join(known)}"
        return LitgraphError(f"{self.name}:{line or 1}: {message}", hint, exit_code=_BAD_INPUT)


def _known(phrases: Phrases, name: str) -> str:
    if name not in phrases:
        raise LookupError(f'no phrase is called "{str.__str__(name)}"')
    return name


def _line(value: object) -> Line:
    """A value as a line: set text as it is, several joined ones taken apart, anything else as bare words."""
    if isinstance(value, Said):
        return value.line
    return tuple(_parts(str(value)))


# what a template made, taken apart


def _parts(text: str) -> Iterator[Any]:
    for number, piece in enumerate(re.split(f"{OPEN}([0-9a-f]*){CLOSE}", text)):
        if number % 2:
            yield from read_back(piece)
        elif piece:
            yield Run(piece)


_ITEM = re.compile(rf"([ \t]*){_DASH}[ \t]+(.*)", re.S)
_QUOTED = re.compile(rf"[ \t]*{_QUOTE}[ \t]?(.*)", re.S)


def _blocks(text: str) -> Iterator[Block]:
    """Paragraphs, lists and quotations; lines without a blank one between them run on."""
    for kind, lines in _chunks(text.split(_NEWLINE)):
        if kind == "item":
            if items := _nested([(depth, line) for depth, text in lines if (line := _set(text))]):
                yield Bullets(items)
        elif line := _set(" ".join(line for _, line in lines)):
            yield Quotation(line) if kind == "quote" else Paragraph(line)


def _chunks(lines: Iterable[str]) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Lines that belong together, with what they make: "item", "quote" or "text"; each with its depth."""
    kind, blank = "", True
    chunk: list[tuple[int, str]] = []
    for text in lines:
        if not text.strip():
            blank = True
            continue
        item, quoted = _ITEM.fullmatch(text), _QUOTED.fullmatch(text)
        now = "item" if item else "quote" if quoted else kind if not blank and kind == "item" else "text"
        if chunk and (now != kind or (blank and now != "item")):
            yield kind, chunk
            chunk = []
        kind = now
        if item:
            chunk.append((len(item[1].expandtabs(4)), item[2]))
        elif kind == "item":
            chunk[-1] = (chunk[-1][0], f"{chunk[-1][1]} {text.strip()}")
        else:
            chunk.append((0, quoted[1] if quoted else text.strip()))
        blank = False
    if chunk:
        yield kind, chunk


def _nested(lines: Sequence[tuple[int, Line]]) -> tuple[Item, ...]:
    items: list[Item] = []
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and lines[end][0] > lines[start][0]:
            end += 1
        items.append(Item(lines[start][1], _nested(lines[start + 1 : end])))
        start = end
    return tuple(items)


def _set(text: str) -> Line:
    """One line: what stands between stars in the template in italics, between two in bold; spaces at its ends gone."""
    line: list[Any] = []
    italic = strong = False
    for piece in re.split(f"({_STAR}+)", text):
        if piece and piece[0] == _STAR and len(piece) <= 3:
            strong ^= len(piece) > 1
            italic ^= len(piece) != 2
            continue
        for part in _parts(piece.translate(_UNMARKED)):
            if isinstance(part, Run):
                part = part._replace(italic=part.italic or italic, strong=part.strong or strong)
            line.append(part)
    return _trimmed(line)


def _trimmed(line: list[Any]) -> Line:
    """Without spaces at its ends, before a note, or twice."""
    made: list[Any] = []
    for part in line:
        if isinstance(part, Run):
            text = re.sub(r"[ \t]+", " ", part.text)
            if text[:1] == " " and (not made or (isinstance(made[-1], Run) and made[-1].text[-1:] == " ")):
                text = text[1:]
            if text:
                made.append(part._replace(text=text))
        else:
            while made and isinstance(made[-1], Run) and made[-1].text[-1:] == " ":
                made[-1] = made[-1]._replace(text=made[-1].text.rstrip(" "))
                if not made[-1].text:
                    made.pop()
                    continue
                break
            made.append(part)
    while made and isinstance(made[-1], Run) and not made[-1].text.rstrip(" "):
        made.pop()
    if made and isinstance(made[-1], Run):
        made[-1] = made[-1]._replace(text=made[-1].text.rstrip(" "))
    return tuple(made)
