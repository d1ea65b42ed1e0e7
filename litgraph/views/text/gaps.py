"""What is missing, as text: all of it on one screen, or one kind in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from litgraph.queries.gaps import Gap, Gaps
from litgraph.views.places import section, speaker
from litgraph.views.text import Show
from litgraph.views.text.evidence import page_of
from litgraph.views.text.layout import wrap
from litgraph.views.text.remarks import nobody_read, were_read

__all__ = ["GAPS"]

_HEADS = {
    "listed-not-cited": "in a reference list, never cited in its text",
    "not-listed": "cited, but not in the paper's reference list",
    "personal-communication": "personal communications, which have no entry",
    "unresolved": "citations that are tied to no work yet",
    "no-theme": "works that fit no theme, with the reason",
    "untagged": "works not tagged yet: neither a theme nor a reason for none",
    "one-voice": "in a theme on the word of one paper alone",
    "printed": "printed faultily, or not alike in all papers",
}
_FROM_READINGS = ("listed-not-cited", "not-listed", "personal-communication", "unresolved")
_AT_ONCE = 4  # so that all kinds fit on one screen


def _lines(answer: Gaps) -> Iterator[str]:
    yield from wrap(nobody_read(answer.read) or were_read(answer.read), 0, 2)
    for kind in answer.asked:
        gaps = [gap for gap in answer.found if gap.gap == kind]
        of = f" of {answer.tied}" if kind == "one-voice" else ""
        yield ""
        if kind in _FROM_READINGS and not answer.read:
            yield from wrap(f"{_HEADS[kind]}: nobody has looked", 0, 2)
        elif kind == "one-voice" and not answer.tied:
            yield from wrap(f"{_HEADS[kind]}: no work is in a theme yet", 0, 2)
        elif kind == "untagged" and not answer.themes:
            yield from wrap(f"{_HEADS[kind]}: {len(gaps)} (no themes are defined yet)", 0, 2)
        else:
            yield from wrap(f"{_HEADS[kind]}: {len(gaps) or 'none'}{of if gaps else ''}", 0, 2)
        yield from _full_list(gaps) if len(answer.asked) == 1 else _short_list(kind, gaps)


def _short_list(kind: str, gaps: Sequence[Gap]) -> Iterator[str]:
    if not gaps:
        return
    if kind == "one-voice":
        by_theme: dict[str, int] = {}
        for gap in gaps:
            by_theme[gap.theme_title or gap.theme] = by_theme.get(gap.theme_title or gap.theme, 0) + 1
        names = [f"{theme} {number}" for theme, number in by_theme.items()]
    else:
        names = [gap.about if kind in _FROM_READINGS[1:] else gap.label for gap in gaps]
    rest_of_names = f"; and {len(names) - _AT_ONCE} more" if len(names) > _AT_ONCE else ""
    yield from wrap("; ".join(names[:_AT_ONCE]) + rest_of_names, 2)
    if rest_of_names or kind not in ("untagged", "listed-not-cited"):
        yield from wrap(f"in full: litgraph gaps {kind}", 4)


def _full_list(gaps: Sequence[Gap]) -> Iterator[str]:
    theme = ""
    for gap in gaps:
        if gap.theme != theme:
            theme = gap.theme
            yield ""
            yield from wrap(f"{gap.theme_title or theme} [{theme}]")
        untied = gap.gap in _FROM_READINGS[1:]
        yield from wrap(gap.about if untied else f"{gap.label} · {gap.title or 'no title'} [{gap.key}]", 2, 4)
        if gap.about and not untied:
            yield from wrap(gap.about, 6)
        paper = f"{gap.said_in_label or gap.said_in} [{gap.said_in}]" if gap.said_in else ""
        if gap.gap == "one-voice":
            paper = f"only {paper or 'the codebook itself, which names no paper'}"
        page = page_of(gap.page) if gap.page else ""
        where = ", ".join(part for part in (paper, section(gap.section, gap.heading), page) if part)
        voice = speaker(gap.said_by, gap.read_by) if gap.said_by else ""
        source = ", ".join(part for part in (voice, gap.at.rsplit(":", 1)[0]) if part)
        yield from wrap(f"{where} ({source})".strip(), 6, 8)


GAPS: Show[Gaps] = Show(
    "gaps", _lines, Gap._fields, lambda answer: answer.found, lambda answer: nobody_read(answer.read)
)
