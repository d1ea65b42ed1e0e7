"""The state of a knowledge base, as text: one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from litgraph.queries.stats import Evidenced, NamedCount, Stats, Voice
from litgraph.queries.themes import ThemeLine
from litgraph.views.places import speaker
from litgraph.views.text import Cells, Show, count
from litgraph.views.text.evidence import path_of
from litgraph.views.text.layout import width, wrap

__all__ = ["STATS"]

_ROWS_AT_MOST = 15  # of anything, so that the whole stays one screen; the other forms have them all


def _bars(rows: Sequence[tuple[str, int, str]], not_shown: int) -> Iterator[str]:
    """Yield a line for each row: name, number, bar and remark; `not_shown` says how many rows are left out."""
    from wcwidth import wcswidth

    digits = len(str(max(number for _, number, _ in rows)))
    remark_columns = max(len(remark) for *_, remark in rows)
    names = [_cut_name(name, min(width() // 2, width() - remark_columns - digits - 6)) for name, *_ in rows]
    wide = max(max(wcswidth(name), 0) for name in names)
    room = max(0, min(40, width() - wide - digits - remark_columns - 8))
    largest = max(max(number for _, number, _ in rows), 1)
    for name, (_, number, remark) in zip(names, rows, strict=True):
        bar_text = "█" * (-(-number * room // largest))
        pad = " " * (wide - max(wcswidth(name), 0))
        yield f"  {name}{pad}  {number:>{digits}}  {bar_text}{'  ' if bar_text and remark else ''}{remark}".rstrip()
    if not_shown > 0:
        yield f"  and {not_shown} more"


def _cut_name(name: str, wide: int) -> str:
    """Cut a name to `wide` columns."""
    from wcwidth import wcswidth

    full_name = name = "".join(letter if letter.isprintable() else " " for letter in name)
    while wcswidth(name) > max(wide, 8) - 2:
        name = name[:-1]
    return full_name if wcswidth(full_name) <= wide else f"{name.rstrip()} …"


def _share(part: int, total: int) -> str:
    return f"{part} of {total} ({round(100 * part / total)} %)" if total else "none"


def _count_lines(heading: str, counts: Sequence[NamedCount]) -> Iterator[str]:
    if counts:
        rows = [(name, number, "") for name, number in counts[:_ROWS_AT_MOST]]
        yield from ("", heading, *_bars(rows, len(counts) - _ROWS_AT_MOST))


def _lines(stats: Stats) -> Iterator[str]:
    span = f"{stats.first_year} to {stats.last_year}, " if stats.first_year is not None else ""
    dated = f"{span}{stats.undated} without a year" if stats.undated or span else ""
    head = ": ".join(filter(None, (stats.title, count(stats.works, "work"))))
    yield from wrap(", ".join(filter(None, (head, dated))), 0, 2)
    yield from _count_lines("kinds", stats.kinds)
    yield from _count_lines("years", stats.decades)
    yield from ("", *_themes(stats), "", *_papers_read(stats), "")
    nouns = ("error", "warning", "remark")
    problems = ", ".join(count(level.number, noun) for level, noun in zip(stats.problems, nouns, strict=True))
    yield from wrap(f"problems: {problems}", 0, 2)
    size = sum(file.size for file in stats.files if file.size > 0)
    yield from wrap(f"files: {len(stats.files)}, {size / 1000:.0f} kB; index made {_when(stats.made)}", 0, 2)


def _themes(stats: Stats) -> Iterator[str]:
    if not stats.themes:
        yield "themes: none defined yet"
    else:
        largest = sorted(stats.themes, key=lambda theme: -theme.works)[:_ROWS_AT_MOST]
        rows = [(line.title or line.id, line.works, _roles(line)) for line in stats.themes if line in largest]
        yield from ("themes", *_bars(rows, len(stats.themes) - len(rows)))
    wait = "waits" if stats.untagged == 1 else "wait"
    untagged = f"; {stats.untagged} {wait} for one: litgraph gaps" if stats.untagged and stats.themes else ""
    fits_none = f", {stats.explained} fit none, and say why" if stats.explained else ""
    if stats.works:
        yield from wrap(f"{_share(stats.themed, stats.works)} of the works have a theme{fits_none}{untagged}", 2, 4)
    if stats.assignments.pieces:
        yield from wrap(_evidence(stats.assignments, "themes given"), 2, 4)


def _roles(line: ThemeLine) -> str:
    unsaid = line.works - line.discussed - line.mentioned
    parts = ((line.mentioned, "only mentioned"), (unsaid, "without a role"))
    return ", ".join(f"{number} {remark}" for number, remark in parts if number)


def _evidence(counts: Evidenced, noun: str) -> str:
    located = f"{_share(counts.located, counts.pieces)} point to a place in the work"
    return f"{counts.pairs} {noun}, with {count(counts.pieces, 'piece')} of evidence; {located}"


def _papers_read(stats: Stats) -> Iterator[str]:
    if not stats.read:
        yield from wrap("papers read: none yet, so nobody has looked at who cites whom", 0, 2)
    else:
        yield f"papers read: {len(stats.read)}"
        for paper in sorted(stats.read, key=lambda paper: -paper.places)[:_ROWS_AT_MOST]:
            remarks = f"; {paper.listed} listed only" if paper.listed else ""
            remarks += f"; {paper.untied} tied to no work" if paper.untied else ""
            places = f"cites {count(paper.works, 'work')} in {count(paper.places, 'place')}{remarks}"
            voice = speaker("reading:", paper.read_by)
            yield from wrap(f"{paper.label} [{paper.key}] {places} ({voice}, {path_of(paper.at)})", 2, 4)
        if len(stats.read) > _ROWS_AT_MOST:
            yield f"  and {len(stats.read) - _ROWS_AT_MOST} more"
        yield from wrap(_evidence(stats.citations, "citing pairs"), 2, 4)
        yield from wrap(f"{_share(stats.uncited or 0, stats.works)} of the works are cited by none of them", 2, 4)
    if stats.voices:
        yield from ("", "who says so")
        for voice_counts in stats.voices:
            parts = ((voice_counts.themes, "theme"), (voice_counts.citations, "citation"))
            counts = ", ".join(count(number, noun) for number, noun in parts if number)
            yield from wrap(f"{_name(voice_counts)}: {counts}", 2, 4)


def _name(voice: Voice) -> str:
    return speaker(voice.said_by + ":" * (voice.said_by == "reading"), voice.read_by)


def _when(made_at: str) -> str:
    """Return a time noted in UTC as the date and time of day where the reader is."""
    import datetime

    return datetime.datetime.fromisoformat(made_at).astimezone().strftime("%Y-%m-%d %H:%M")


def _cells(stats: Stats) -> Cells:
    """Yield for each number its group, the name of what is counted, and the count."""
    yield "works", "", stats.works
    yield from (("kind", *counted) for counted in stats.kinds)
    yield from (("years", *counted) for counted in stats.decades)
    yield "years", "not known", stats.undated
    for theme in stats.themes:
        yield "theme", theme.id, theme.works
        yield "theme discussed", theme.id, theme.discussed
        yield "theme mentioned", theme.id, theme.mentioned
    yield "works with a theme", "", stats.themed
    yield "works that fit no theme", "", stats.explained
    yield "works untagged", "", stats.untagged
    for paper in stats.read:
        yield "works cited", paper.key, paper.works
        yield "places", paper.key, paper.places
        yield "listed only", paper.key, paper.listed
        yield "tied to no work", paper.key, paper.untied
    for name, evidence in (("theme", stats.assignments), ("citation", stats.citations)):
        yield from ((f"evidence {group}", name, number) for group, number in evidence._asdict().items())
    if stats.uncited is not None:
        yield "works never cited", "", stats.uncited
    for voice in stats.voices:
        yield "citations said", _name(voice), voice.citations
        yield "themes said", _name(voice), voice.themes
    yield from (("problems", *counted) for counted in stats.problems)
    yield from (("bytes", *file) for file in stats.files)


STATS: Show[Stats] = Show("stats", _lines, ("group", "name", "count"), _cells, key="group")
