"""Works found, with the evidence that was asked for, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from litgraph.queries.evidence import EvidencePiece
from litgraph.queries.find import FoundWorks
from litgraph.queries.named import Line
from litgraph.views.text import Cells, Show, count
from litgraph.views.text.evidence import evidence_line
from litgraph.views.text.layout import table, title, wrap

__all__ = ["COUNT", "FIND"]


def _evidence_text(piece: EvidencePiece) -> str:
    """Say a piece of evidence in words: the theme with its role, or the citation, and where it stands."""
    if piece.kind == "theme":
        statement = f"{piece.other_label}: {piece.role or 'role not noted'}"
        return evidence_line(statement, piece.paper_label or piece.paper, piece, piece.read_by)
    return evidence_line(f"{piece.kind.replace('-', ' ')} {piece.other_label}", "", piece, piece.read_by)


def _lines(answer: FoundWorks) -> Iterator[str]:
    if not any(hit.evidence for hit in answer.works):
        rows = [(hit.work.label, hit.work.title, hit.work.cited_by, hit.work.key) for hit in answer.works]
        yield from table(rows, ("work", "title", "cited by", "key"), 1) if rows else ()
        return
    for number, hit in enumerate(answer.works):
        yield from ("",) if number else ()
        yield from title(hit.work)
        for piece in hit.evidence:
            yield from (*wrap(f"- {_evidence_text(piece)}", 2, 4), *wrap(piece.why, 4))


def _cells(answer: FoundWorks) -> Cells:
    for work, at, evidence in answer.works:
        yield *work, at, tuple(f"{_evidence_text(piece)}{piece.why and f': {piece.why}'}" for piece in evidence)


def _aside(answer: FoundWorks) -> str:
    """Say that no work fits, that there are more than are shown, or of which works it is not known whether they fit."""
    remarks = []
    if not answer.total:
        is_words = answer.question and not any(mark in answer.question for mark in ':-"')
        fits = "is known to fit" if _in_doubt(answer) else "fits"
        criterion = f'holds "{answer.question}"' if is_words else f"{fits}: {answer.question}"
        remarks.append(f"no work {criterion if answer.question else 'is here yet'}")
    elif len(answer.works) < answer.total:
        remarks.append(f"the first {len(answer.works)} of {answer.total}")
    remarks += [
        f"note: nobody has looked at what {line.label} [{line.key}] cites: not read yet"
        for line in answer.unread_papers
    ]
    for lines, reason in (
        (answer.undated, "has no year"),
        (answer.no_role, "has no role noted (discussed or mentioned)"),
        (answer.unread if answer.papers_read else (), "nobody has looked at the citations in question"),
    ):
        if lines:
            predicate = reason if len(lines) == 1 else reason.replace("has no ", "have no ")
            remarks.append(f"note: {count(len(lines), 'more work')} may fit but {predicate}: {_name_works(lines)}")
    if _nobody_looked(answer):
        remarks.append("note: nobody has looked at who cites whom: no paper has been read yet")
    return "\n".join(remarks)


def _in_doubt(answer: FoundWorks) -> int:
    return len(answer.undated) + len(answer.no_role) + len(answer.unread)


def _name_works(lines: Sequence[Line]) -> str:
    first_works = ", ".join(f"{line.label} [{line.key}]" for line in lines[:5])
    return first_works + (", ..." if len(lines) > 5 else "")


def _nobody_looked(answer: FoundWorks) -> bool:
    """Whether the question is about citations and no paper was read: an empty answer then means nothing."""
    is_about_citations = answer.unread or any(word in answer.question for word in ("cited", "cites:", "listed"))
    return bool(is_about_citations) and not answer.papers_read


FIND: Show[FoundWorks] = Show("find", _lines, (*Line._fields, "at", "evidence"), _cells, _aside, beside_all=True)


def _count_lines(answer: FoundWorks) -> Iterator[str]:
    if _nobody_looked(answer) and not answer.total:
        yield "nobody has looked: no paper has been read yet"
        return
    doubtful = _in_doubt(answer)
    yield count(answer.total, "work") + (f", and {doubtful} more that may fit" if doubtful else "")
    for hit in answer.works:
        yield from title(hit.work, 2)


# The same works where the question is how many they are.
COUNT: Show[FoundWorks] = FIND._replace(lines=_count_lines)
