"""Works found, with the evidence that was asked for, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from litgraph.queries.evidence import EvidencePiece
from litgraph.queries.find import FoundWorks, Hit
from litgraph.queries.named import Line
from litgraph.views.places import section, speaker
from litgraph.views.text import Row, Show, count
from litgraph.views.text.citations import page_of
from litgraph.views.text.layout import table, title, wrap

__all__ = ["COUNT", "FIND", "piece"]


def piece(evidence: EvidencePiece) -> str:
    """Return one piece of evidence as a line: what it says, where, and who says so."""
    if evidence.kind == "theme":
        statement = f"{evidence.other_label}: {evidence.role or 'role not noted'}"
        where = f"{evidence.paper_label or evidence.paper}, {section(evidence.section, evidence.heading)}".strip(", ")
    else:
        statement = f"{evidence.kind.replace('-', ' ')} {evidence.other_label}"
        where = section(evidence.section, evidence.heading)
    page = f"{page_of(evidence.page)} there" if evidence.page else ""
    locator = f"points to {evidence.locator}" if evidence.locator else ""
    parts_text = "; ".join(part for part in (statement, where, page, locator) if part)
    return f"{parts_text} ({speaker(evidence.said_by, evidence.read_by)}, {evidence.at.rsplit(':', 1)[0]})"


def _lines(answer: FoundWorks) -> Iterable[str]:
    if not any(hit.evidence for hit in answer.works):
        rows = [(hit.work.label, hit.work.title, hit.work.cited_by, hit.work.key) for hit in answer.works]
        yield from table(rows, ("work", "title", "cited by", "key"), 1) if rows else ()
        return
    for number, hit in enumerate(answer.works):
        if number:
            yield ""
        yield from title(hit.work)
        for evidence in hit.evidence:
            yield from wrap(f"- {piece(evidence)}", 2, 4)
            if evidence.why:
                yield from wrap(evidence.why, 4)


def _row(hit: Hit) -> Row:
    evidence = tuple(
        f"{piece(evidence_piece)}{evidence_piece.why and f': {evidence_piece.why}'}" for evidence_piece in hit.evidence
    )
    return {**hit.work._asdict(), "at": hit.at, "evidence": evidence}


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


FIND: Show[FoundWorks] = Show(
    "find",
    _lines,
    lambda answer: [_row(hit) for hit in answer.works],
    "key",
    (*Line._fields, "at", "evidence"),
    _aside,
    beside_all=True,
)


def _count_lines(answer: FoundWorks) -> Iterable[str]:
    if _nobody_looked(answer) and not answer.total:
        yield "nobody has looked: no paper has been read yet"
        return
    doubtful = _in_doubt(answer)
    yield count(answer.total, "work") + (f", and {doubtful} more that may fit" if doubtful else "")
    for hit in answer.works:
        yield from title(hit.work, 2)


# The same works where the question is how many they are.
COUNT: Show[FoundWorks] = FIND._replace(lines=_count_lines)
