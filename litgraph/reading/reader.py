"""One way in: a paper's file becomes what was read of it."""

from __future__ import annotations

from pathlib import Path

from litgraph.encoding import utf_16
from litgraph.reading.mentions import mentions
from litgraph.reading.paper import PaperText, Read
from litgraph.reading.plain import read_plain
from litgraph.reading.references import references

__all__ = ["read_paper", "read_text"]


def read_paper(path: Path) -> Read:
    """What a paper cites, and where; raises OSError where its file cannot be read."""
    return read_text(_decoded(path.read_bytes()))


def read_text(source: str) -> Read:
    """What a paper cites that is plain text or Markdown; offsets lead back to the characters of `source`."""
    return _read(read_plain(source))


def _read(text: PaperText) -> Read:
    listed = references(text)
    return Read(text, listed, mentions(text, listed), text.problems)


def _decoded(raw: bytes) -> str:
    text, _ = utf_16(raw)
    if text:
        return text
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(raw).best()
        return str(best) if best else raw.decode("cp1252", "replace")
