"""What the command line and Python ask of a bibliography, as one frozen value."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from litgraph.errors import USAGE, LitgraphError
from litgraph.views.choices import EVIDENCE_MODES, FORMATS, GROUPINGS, EvidenceMode, Grouping

__all__ = ["BibliographyRequest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BibliographyRequest:
    """All that decides what a bibliography of a corpus holds, and how it looks.

    `to` is one of FORMATS, `date` is printed as it is, `title` is made from that of the review unless given. `style`
    and `locale` are those of `csl.Typesetter`. `works` are the keys of the only works in it (None: all), `themes` the
    ids of the only headings by theme (none: all); `selection` says so in words. A work of several themes stands in full
    under the first that discusses it (else the first that has it, one that only mentions it last) and as a line under
    the others; with `repeat` in full under each. `evidence` is where it stands who says so. `with_passages` prints the
    words of citing papers. `strict` prints that nothing is noted on a work. `template` is the text of a template for
    the annotations and its name in errors: see docs/bibliography.md. `fingerprint` is that of the corpus's files.

    Raises LitgraphError (exit code 2) where `to`, `group_by` or `evidence` is none of the choices.
    """

    to: str
    date: str
    title: str = ""
    style: str = "apa"
    locale: str = ""
    group_by: Grouping = "theme"
    repeat: bool = False
    works: Collection[str] | None = None
    themes: Collection[str] = ()
    selection: str = ""
    evidence: EvidenceMode = "footnotes"
    with_passages: bool = False
    strict: bool = False
    template: tuple[str, str] = ("", "")
    fingerprint: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.template, str):
            raise LitgraphError(
                "a template is a pair of its text and its name", 'template=(text, "name.jinja")', exit_code=USAGE
            )
        for name, choices in (("to", FORMATS), ("group_by", GROUPINGS), ("evidence", EVIDENCE_MODES)):
            if getattr(self, name) not in choices:
                message = f'a bibliography cannot have {name}="{getattr(self, name)}"'
                raise LitgraphError(message, f"choose one of {', '.join(choices)}", exit_code=USAGE)
