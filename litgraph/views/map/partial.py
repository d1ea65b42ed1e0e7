"""Part of a knowledge base, to draw a map of it alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from litgraph.errors import NOT_FOUND, LitgraphError
from litgraph.model import Citation, Corpus
from litgraph.words import label

__all__ = ["in_words", "part"]


def part(
    corpus: Corpus, *, themes: Sequence[str] = (), since: int | None = None, neighbours_of: Sequence[str] = ()
) -> Corpus:
    """Return the works with one of `themes` (ids), of `since` or later, and tied to one of `neighbours_of`.

    An empty argument does not restrict. The works of `neighbours_of` are included in any case, and so are the papers
    that say something of an included work. A work without a year is left out where `since` is given. The themes are
    those asked for and all that the included works have, with the themes above them. Raises LitgraphError (exit code
    3) where no work fits.
    """
    if not themes and since is None and not neighbours_of:
        return corpus
    keys = _select_keys(corpus, themes, since, neighbours_of)
    if not keys:
        selection = in_words(corpus, themes=themes, since=since, neighbours_of=neighbours_of)
        raise LitgraphError(
            f'no work fits "{selection}"', "litgraph stats says which years and themes there are", exit_code=NOT_FOUND
        )
    return _restrict_corpus(corpus, _with_speaking_papers(corpus, keys), set(themes))


def in_words(
    corpus: Corpus, *, themes: Sequence[str] = (), since: int | None = None, neighbours_of: Sequence[str] = ()
) -> str:
    """Describe a part in words, such as "theme City networks, since 2015"; "" for the whole."""
    parts = []
    if themes:
        titles = [corpus.by_theme_id[theme].title or theme for theme in themes]
        parts.append(f"theme{'' if len(titles) == 1 else 's'} {' or '.join(titles)}")
    if since is not None:
        parts.append(f"since {since}")
    if neighbours_of:
        parts.append(f"neighbours of {' or '.join(label(corpus.by_key[key]) for key in neighbours_of)}")
    return ", ".join(parts)


def _select_keys(corpus: Corpus, themes: Sequence[str], since: int | None, neighbours_of: Sequence[str]) -> set[str]:
    keys = {work.key for work in corpus.works if since is None or (work.year is not None and work.year >= since)}
    if themes:
        keys &= {tie.work for tie in corpus.assignments if tie.theme in themes}
    if neighbours_of:
        neighbours = set(neighbours_of)
        keys &= {tie.cited for tie in corpus.citations if tie.citing in neighbours} | {
            tie.citing for tie in corpus.citations if tie.cited in neighbours
        }
        keys |= neighbours
    return keys


def _with_speaking_papers(corpus: Corpus, keys: set[str]) -> set[str]:
    """Return these works and the papers that say something of them."""
    papers_read = {reading.paper for reading in corpus.readings}
    with_papers = keys | {tie.citing for tie in corpus.citations if tie.cited in keys and tie.citing in papers_read}
    while speaking := {paper for paper in _papers(corpus, with_papers) if paper in corpus.by_key} - with_papers:
        with_papers |= speaking
    return with_papers


def _papers(corpus: Corpus, works: set[str]) -> Iterable[str]:
    """Yield the papers that evidence names as saying something of these works."""
    yield from (tie.evidence.said_in for tie in corpus.assignments if tie.work in works)
    yield from (note.evidence.said_in for note in corpus.notes if note.work in works)
    yield from (citation.evidence.said_in for citation in _citations(corpus, works))


def _citations(corpus: Corpus, works: set[str]) -> Iterable[Citation]:
    """What these works cite of each other, and what they cite that is tied to no work."""
    cited = works | {""}
    return (citation for citation in corpus.citations if citation.citing in works and citation.cited in cited)


def _restrict_corpus(corpus: Corpus, works: set[str], themes: set[str]) -> Corpus:
    assignments = tuple(tie for tie in corpus.assignments if tie.work in works)
    themes = themes | {tie.theme for tie in assignments}
    while above := {theme.parent for theme in corpus.themes if theme.id in themes and theme.parent} - themes:
        themes |= above
    return replace(
        corpus,
        works=tuple(work for work in corpus.works if work.key in works),
        themes=tuple(theme for theme in corpus.themes if theme.id in themes),
        assignments=assignments,
        notes=tuple(note for note in corpus.notes if note.work in works),
        readings=tuple(
            replace(reading, listed=tuple(key for key in reading.listed if key in works))
            for reading in corpus.readings
            if reading.paper in works
        ),
        citations=tuple(_citations(corpus, works)),
        aliases={alias: key for alias, key in corpus.aliases.items() if key in works},
    )
