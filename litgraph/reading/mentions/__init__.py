"""Where a paper cites: by author and year, by number or key, by "ibid.", and by authors named alone."""

from __future__ import annotations

from collections.abc import Sequence

from litgraph.reading.mentions.author_page import find_author_page
from litgraph.reading.mentions.author_year import AuthorYearMatcher
from litgraph.reading.mentions.laws import find_laws
from litgraph.reading.mentions.numeric import are_notes, find_numeric_citations
from litgraph.reading.mentions.without_year import find_ibid, find_name_only
from litgraph.reading.paper import Mention, PaperText, Reference

__all__ = ["find_mentions"]


def find_mentions(paper: PaperText, references: Sequence[Reference]) -> tuple[Mention, ...]:
    """Find the places, outside the lists of references, that cite one of `references` or a work not among them.

    A paper cites by author and year or by number: whichever reaches more of its references is taken, unless the numbers
    are those of notes.
    """
    spans = _bodies(paper, references)
    matcher = AuthorYearMatcher(paper, references, spans)
    by_author = _in_order(matcher.find_citations())
    cited_by_name = _count_cited(by_author)
    # A list of which most is cited by name is cited so, the more if it has no numbers; numbers are those of notes.
    labelled_count = sum(bool(entry.label) for entry in references)
    least = (0.5 if labelled_count < 0.5 * len(references) else 0.8) * len(references)
    by_number = find_numeric_citations(paper, references, spans) if cited_by_name <= least else ()
    if _count_cited(by_number) > cited_by_name and not are_notes(by_number, by_author, paper, references):
        return by_number
    if cited_by_name <= 0.2 * len(references) and (by_page := find_author_page(matcher, spans)):
        dated_ends = {citation.end for citation in by_author}
        by_author = _in_order([*by_author, *(mention for mention in by_page if mention.end not in dated_ends)])
    by_author = _in_order([*by_author, *find_laws(paper, references, spans, by_author)])
    return _in_order([*by_author, *find_ibid(matcher, by_author, spans), *find_name_only(matcher, by_author)])


def _in_order(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(sorted(mentions, key=lambda mention: (mention.start, mention.end)))


def _count_cited(mentions: Sequence[Mention]) -> int:
    return len({index for mention in mentions for index in mention.references})


def _bodies(paper: PaperText, references: Sequence[Reference]) -> list[tuple[int, int]]:
    """The spans of the text that are no lists of references."""
    spans = []
    end = 0
    for entry in sorted(references, key=lambda reference: reference.start):
        # What stands between entries of one list is part of it; where numbers begin again, a chapter lies between.
        if entry.start - end > (20 if entry.label == "1" else 200) or (end == 0 and entry.start):
            spans.append((end, entry.start))
        end = max(end, entry.end)
    if end < len(paper.text):
        spans.append((end, len(paper.text)))
    return spans
