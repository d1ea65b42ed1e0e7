"""The contents of a file as Python gets them: text or bytes, with what the command line says beside them."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["DocumentBytes", "ExportedText"]


class ExportedText(str):
    """The text of an exported file; `nodes` is a second file, with the table of nodes, where the format has one.

    `notes` say what the format could not hold.
    """

    __slots__ = ("nodes", "notes")

    nodes: str
    notes: tuple[str, ...]

    def __new__(cls, text: str, nodes: str = "", notes: Iterable[str] = ()) -> ExportedText:
        exported = super().__new__(cls, text)
        exported.nodes, exported.notes = nodes, tuple(notes)
        return exported


class DocumentBytes(bytes):
    """The bytes of a document; `notes` say what could not be printed, `unannotated` are works without a word on them.

    These are keys of works of a bibliography.
    """

    notes: tuple[str, ...]
    unannotated: tuple[str, ...]

    def __new__(cls, content: bytes, notes: Iterable[str] = (), unannotated: Iterable[str] = ()) -> DocumentBytes:
        document = super().__new__(cls, content)
        document.notes, document.unannotated = tuple(notes), tuple(unannotated)
        return document
