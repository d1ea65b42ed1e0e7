"""What the text of a tagged paper cites beside its tags."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate

from litgraph.reading.mentions import find_mentions
from litgraph.reading.paper import Mention, PaperContent

__all__ = ["add_untagged_citations"]

# A source that tags citations of so many of its references tags all: what its text seems to cite beside is none.
_TRUSTED_SHARE = 1 / 3
_MOST_IN_BRACKET = 40  # letters before or after a number in a bracket


def add_untagged_citations(paper: PaperContent) -> PaperContent:
    """Return a paper with its tagged citations, and with what its text cites beside them.

    Nothing is added where a tag stands, but where it tags a citation without an entry. Where most references are cited
    by tags, no others of these are added: the publisher has looked at each citation. What tags never cite, and names
    without a year, are read from the text as in any paper.
    """
    cited = {index for mention in paper.mentions for index in mention.references}
    is_trusted = bool(cited) and len(cited) >= _TRUSTED_SHARE * len(paper.references)
    meets_tagged = _meets([(mention.start, mention.end) for mention in paper.mentions])
    meets_other_tag = _meets([(span.start, span.end) for span in paper.tagged_spans if not span.is_citation])
    meets_open_tag = _meets([(span.start, span.end) for span in paper.tagged_spans if span.is_citation])

    def is_added(mention: Mention) -> bool:
        if meets_tagged(mention) or meets_other_tag(mention):
            return False
        is_guess = mention.kind in ("citation", "tie")
        is_of_untagged = cited.isdisjoint(mention.references) and _is_plain(mention, paper.text.text)
        return not is_trusted or not is_guess or meets_open_tag(mention) or is_of_untagged

    mentions = [*paper.mentions, *filter(is_added, find_mentions(paper.text, paper.references))]
    return replace(paper, mentions=tuple(sorted(mentions, key=lambda mention: (mention.start, mention.end))))


def _is_plain(mention: Mention, text: str) -> bool:
    """Whether a mention is one by name, or by a number in square brackets: raised ones may be those of notes."""
    if any(letter.isalpha() for letter in mention.text):
        return True
    before = text[max(0, mention.start - _MOST_IN_BRACKET) : mention.start].rpartition("\n\n")[2]
    after = text[mention.end : mention.end + _MOST_IN_BRACKET].partition("\n\n")[0]
    # Of "[0, 1)" the bracket stays open.
    return before.rfind("[") > before.rfind("]") and "]" in after.partition("[")[0]


def _meets(spans: Sequence[tuple[int, int]]) -> Callable[[Mention], bool]:
    """Return whether a mention overlaps one of some spans, as a function."""
    spans = sorted(spans)
    furthest = list(accumulate((end for _, end in spans), max))  # end of each and of those before it

    def meets(mention: Mention) -> bool:
        count = bisect_left(spans, mention.end, key=lambda span: span[0])
        return count > 0 and furthest[count - 1] > mention.start

    return meets
