"""Works found, with the evidence that was asked for, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from litgraph.queries.find import Found, Hit, Piece
from litgraph.queries.named import Line
from litgraph.views.places import section, speaker
from litgraph.views.text import Row, Show, count
from litgraph.views.text.citations import page_of
from litgraph.views.text.layout import table, title, wrap

__all__ = ["COUNT", "FIND", "piece"]


def piece(each: Piece) -> str:
    """One piece of evidence in one line: what, where, and who says so."""
    if each.kind == "theme":
        what = f"{each.other_label}: {each.role or 'role not noted'}"
        where = f"{each.paper_label or each.paper}, {section(each.section, each.heading)}".strip(", ")
    else:
        what = f"{each.kind.replace('-', ' ')} {each.other_label}"
        where = section(each.section, each.heading)
    page = f"{page_of(each.page)} there" if each.page else ""
    locator = f"points to {each.locator}" if each.locator else ""
    said = "; ".join(part for part in (what, where, page, locator) if part)
    return f"{said} ({speaker(each.said_by, each.read_by)}, {each.at.rsplit(':', 1)[0]})"


def _lines(found: Found) -> Iterable[str]:
    if not any(hit.evidence for hit in found.works):
        rows = [(hit.work.label, hit.work.title, hit.work.cited_by, hit.work.key) for hit in found.works]
        yield from table(rows, ("work", "title", "cited by", "key"), 1) if rows else ()
        return
    for number, hit in enumerate(found.works):
        if number:
            yield ""
        yield from title(hit.work)
        for each in hit.evidence:
            yield from wrap(f"- {piece(each)}", 2, 4)
            if each.why:
                yield from wrap(each.why, 4)


def _row(hit: Hit) -> Row:
    evidence = tuple(f"{piece(each)}{each.why and f': {each.why}'}" for each in hit.evidence)
    return {**hit.work._asdict(), "at": hit.at, "evidence": evidence}


def _aside(found: Found) -> str:
    """That there are none, or more, or some of which it is not known."""
    said = []
    if not found.total:
        is_words = found.question and not any(mark in found.question for mark in ':-"')
        fits = "is known to fit" if _in_doubt(found) else "fits"
        what = f'holds "{found.question}"' if is_words else f"{fits}: {found.question}"
        said.append(f"no work {what if found.question else 'is here yet'}")
    elif len(found.works) < found.total:
        said.append(f"the first {len(found.works)} of {found.total}")
    said += [
        f"note: nobody has looked at what {line.label} [{line.key}] cites: not read yet" for line in found.unread_papers
    ]
    for lines, lacking in (
        (found.undated, "has no year"),
        (found.no_role, "has no role noted (discussed or mentioned)"),
        (found.unread if found.papers_read else (), "nobody has looked at the citations in question"),
    ):
        if lines:
            said_of = lacking if len(lines) == 1 else lacking.replace("has no ", "have no ")
            said.append(f"note: {count(len(lines), 'more work')} may fit but {said_of}: {_named(lines)}")
    if _nobody_looked(found):
        said.append("note: nobody has looked at who cites whom: no paper has been read yet")
    return "\n".join(said)


def _in_doubt(found: Found) -> int:
    return len(found.undated) + len(found.no_role) + len(found.unread)


def _named(lines: Sequence[Line]) -> str:
    shown = ", ".join(f"{line.label} [{line.key}]" for line in lines[:5])
    return shown + (", ..." if len(lines) > 5 else "")


def _nobody_looked(found: Found) -> bool:
    """Whether it was asked who cites whom where no paper was read: that none is found then means nothing."""
    asked = found.unread or any(word in found.question for word in ("cited", "cites:", "listed"))
    return bool(asked) and not found.papers_read


FIND: Show[Found] = Show(
    "find",
    _lines,
    lambda found: [_row(hit) for hit in found.works],
    "key",
    (*Line._fields, "at", "evidence"),
    _aside,
    beside_all=True,
)


def _count_lines(found: Found) -> Iterable[str]:
    if _nobody_looked(found) and not found.total:
        yield "nobody has looked: no paper has been read yet"
        return
    doubt = _in_doubt(found)
    yield count(found.total, "work") + (f", and {doubt} more that may fit" if doubt else "")
    for hit in found.works:
        yield from title(hit.work, 2)


# The same works where the question is how many they are.
COUNT: Show[Found] = FIND._replace(lines=_count_lines)
