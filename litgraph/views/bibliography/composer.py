"""What a bibliography says, and in which order: the works of a corpus in groups, each with its annotation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from litgraph.views.bibliography import csl
from litgraph.views.bibliography.csl import styles
from litgraph.views.bibliography.document import Document, Group, Line, Paragraph, Record
from litgraph.views.bibliography.facts import ROLES, Evidences, Facts
from litgraph.views.bibliography.phrases import phrases
from litgraph.views.bibliography.runs import Run, Text, clean, plain, words
from litgraph.views.bibliography.template import Annotator
from litgraph.words import fold, people

if TYPE_CHECKING:
    from litgraph.model import Corpus, Theme, Work
    from litgraph.views.bibliography.apa import Entry
    from litgraph.views.bibliography.phrases import Phrases

__all__ = ["GROUPINGS", "Composed", "Evidences", "Grouping", "Progress", "compose"]

_Order = tuple[int, int, str]
Progress = Callable[[str, int, int], None]
Grouping = Literal["theme", "year", "author", "kind", "role", "none"]
GROUPINGS: tuple[Grouping, ...] = ("theme", "year", "author", "kind", "role", "none")


class Composed(NamedTuple):
    """A document, and the keys of the works in it on which nothing is noted."""

    document: Document
    silent: tuple[str, ...]


class _Part(NamedTuple):
    """A group before its works are set: those that stand in it in full, and those that stand elsewhere."""

    anchor: str
    title: str
    intro: tuple[Line, ...]
    full: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()
    theme: str = ""


def compose(
    corpus: Corpus,
    *,
    date: str,
    title: str = "",
    style: str = "apa",
    locale: str = "",
    group_by: Grouping = "theme",
    repeat: bool = False,
    works: Collection[str] | None = None,
    themes: Collection[str] = (),
    selection: str = "",
    evidence: Evidences = "footnotes",
    with_passages: bool = False,
    strict: bool = False,
    template: tuple[str, str] = ("", ""),
    fingerprint: str = "",
    cache: str | None = None,
    progress: Progress | None = None,
) -> Composed:
    """The bibliography of a corpus; see `litgraph.views.bibliography.render` for what the arguments mean."""
    say = phrases(locale)
    wanted = None if works is None else frozenset(works)
    shown = [work for work in corpus.works if wanted is None or work.key in wanted]
    own = {work.key for work in shown}
    # Works that are only referred to are of the same list: its letters and numbers tell all works apart.
    others = [] if wanted is None else [corpus.by_key[key] for key in _referred(corpus, own, themes, say)]
    meant = styles.find(style)
    listed = csl.entries([*shown, *others], meant, locale, cache=cache, progress=progress)
    every = {entry.work.key: entry for entry in listed}
    entries = {key: entry for key, entry in every.items() if key in own}
    anchors = _anchors("work", corpus.by_key)
    facts = Facts(corpus, every, anchors, say, evidence=evidence, with_passages=with_passages)
    parts = _Groups(corpus, entries, facts, themes).by(group_by, repeat)
    facts.theme_anchors = {part.theme: part.anchor for part in parts if part.theme}
    annotator = Annotator(say, *template)
    records: dict[str, Record] = {}
    silent = []
    for number, (key, entry) in enumerate(entries.items()):
        if progress:
            progress("annotating", number, len(entries))
        blocks = annotator.blocks(facts.of(key))
        if not blocks:
            silent.append(key)
            if strict:
                blocks = (Paragraph(say.say("no-annotation")),)
        records[key] = Record(key, anchors[key], entry.text, blocks)
    heads = [_headed(part, facts) for part in parts]
    homes = {key: part for part in parts for key in part.full}
    groups = []
    anchored: set[str] = set()
    for part, lines in zip(parts, heads, strict=True):
        # Where a work stands in full again, links go to the first time.
        full = (records[key]._replace(anchor="") if key in anchored else records[key] for key in part.full)
        elsewhere = (_cross_reference(key, homes[key], facts, part) for key in part.elsewhere)
        groups.append(
            Group(part.anchor, part.title, tuple(Paragraph(line) for line in lines), tuple(full), tuple(elsewhere))
        )
        anchored |= set(part.full)
    about = tuple(_about(corpus, facts, len(shown), meant.title, selection, fingerprint))
    if others:
        named = tuple(Record(key, anchors[key], entry.text) for key, entry in every.items() if key not in own)
        intro = (Paragraph(say.say("referred-intro")),)
        groups.append(Group("referred", say.text("referred"), intro, named, aside=True))
    review = corpus.review
    name = clean(review.title) if review else ""
    heading = clean(title) or (say.text("titled", review=name) if name else say.text("untitled"))
    document = Document(
        heading,
        clean(review.author) if review else "",
        clean(date),
        say.language,
        clean(review.language) if review else "",
        about,
        tuple(groups),
        say,
    )
    return Composed(document, tuple(silent))


def _referred(corpus: Corpus, own: Collection[str], themes: Collection[str], say: Phrases) -> list[str]:
    """The works beyond these that are named where these are annotated."""
    facts = Facts(corpus, {}, {}, say)
    for key in own:
        facts.of(key)
    named = {*facts.referred, *facts.readings}
    shown = {theme for key in own for theme in facts.given[key]}.union(themes)
    named |= {theme.said_in for theme in corpus.themes if theme.id in shown}
    return sorted(key for key in named if key in corpus.by_key and key not in own)


def _about(corpus: Corpus, facts: Facts, shown: int, style: str, selection: str, fingerprint: str) -> Iterator[Text]:
    """What stands before the list: what the review is, what was counted, and from which files."""
    review, say = corpus.review, facts.phrases
    if review and review.description:
        yield words(review.description, lang=clean(review.language))
    if selection:
        yield say.say("selection", selection=clean(selection))
    total = say.count("works", len(corpus.works))
    yield say.say(
        "counts",
        works=total if shown == len(corpus.works) else say.count("works-of", shown, works=total),
        themes=say.count("offered-themes" if corpus.themes_are_offered else "themes", len(corpus.themes)),
        papers=say.count("papers-read", len(facts.readings)),
    )
    if facts.readings:
        papers: list[Run] = []
        for number, (key, reading) in enumerate(facts.readings.items()):
            between = [Run(say.text("semicolon"))] if number else []
            papers += [*between, *facts.label(key), *say.say("brackets", text=facts.voice(reading))]
        yield say.say("papers", papers=tuple(papers))
    spans = [each.at for each in corpus.works] + [each.at for each in corpus.themes]
    spans += [each.at for each in corpus.readings] + [each.evidence.at for each in corpus.notes]
    spans += [each.evidence.at for each in corpus.assignments] + [each.evidence.at for each in corpus.citations]
    if files := sorted({clean(span.path) for span in spans if span}):
        named = say.text("comma").join(files)
        yield (
            say.say("fingerprint", files=named, fingerprint=fingerprint)
            if fingerprint
            else say.say("sources", files=named)
        )
    yield say.say("style", style=style)


def _headed(part: _Part, facts: Facts) -> tuple[Line, ...]:
    """The lines under the heading of a group; of a theme, what it is and where it comes from."""
    if not part.theme:
        return part.intro
    theme = facts.corpus.by_theme_id[part.theme]
    say = facts.phrases
    lines: list[Line] = []
    if clean(theme.definition):
        lines.append((*words(theme.definition), *facts.evidence(facts.places([theme.at])).line))
    if source := facts.source(theme.said_in, theme.section) if theme.said_in else ():
        said = say.say("from", source=source)
        lines.append(said[:-1] if plain(source).endswith((".", "?", "!")) and said[-1].text == "." else said)
    if theme.parent in facts.corpus.by_theme_id:
        lines.append(say.say("part-of", theme=(facts.to_theme(theme.parent),)))
    if theme.facet:
        lines.append(say.say("facet", facet=clean(theme.facet)))
    if not part.full and not part.elsewhere:
        lines.append(say.say("no-work"))
    return tuple(lines)


def _cross_reference(key: str, home: _Part, facts: Facts, here: _Part) -> Line:
    title = facts.corpus.by_key[key].title
    role = facts.role(key, here.theme) if here.theme else ""
    work: Text = facts.label(key)
    if clean(title):
        work += (Run(facts.phrases.text("comma")), *words(title, italic=True))
    if role:
        work += facts.phrases.say("brackets", text=facts.phrases.text(role))
    return facts.phrases.say("elsewhere", work=work, group=(Run(home.title, link=f"#{home.anchor}"),))


class _Groups:
    """The ways to put the works in groups; in each group they keep the order of the list."""

    def __init__(self, corpus: Corpus, entries: Mapping[str, Entry], facts: Facts, themes: Collection[str]) -> None:
        self.corpus, self.entries, self.facts, self.themes = corpus, entries, facts, themes
        self.say = facts.phrases

    def by(self, grouping: Grouping, repeat: bool) -> tuple[_Part, ...]:
        """The groups, in their order."""
        if grouping == "theme":
            return tuple(self._by_theme(repeat))
        if grouping == "none":
            return (_Part("all", "", (), tuple(self.entries)),) if self.entries else ()
        ways: Mapping[str, Callable[[Work], tuple[_Order, str]]] = {
            "year": self._year,
            "author": self._author,
            "kind": self._kind,
            "role": self._role,
        }
        found: dict[tuple[_Order, str], list[str]] = defaultdict(list)
        for key, entry in self.entries.items():
            found[ways[grouping](entry.work)].append(key)
        names = sorted(found, key=lambda each: each[0])
        anchors = _anchors(grouping, (title for _, title in names))
        return tuple(_Part(anchors[name[1]], name[1], (), tuple(found[name])) for name in names)

    def _by_theme(self, repeat: bool) -> Iterator[_Part]:
        given = self.facts.given
        shown = [theme for theme in self.corpus.themes if not self.themes or theme.id in self.themes]
        rank = {theme.id: number for number, theme in enumerate(shown)}
        home = {
            key: min(here, key=lambda theme: (ROLES.index(self.facts.role(key, theme)), rank[theme]))
            for key in self.entries
            if (here := [theme for theme in given[key] if theme in rank])
        }
        anchors = _anchors("theme", rank)
        # With a selection, a theme that has none of its works would say less than nothing.
        partial = len(self.entries) < len(self.corpus.works)
        for theme in shown:
            here = [key for key in self.entries if theme.id in given[key]]
            full = [key for key in here if repeat or home[key] == theme.id]
            if here or not partial or theme.id in self.themes:
                elsewhere = tuple(key for key in here if not repeat and home[key] != theme.id)
                yield _Part(anchors[theme.id], _title(theme), (), tuple(full), elsewhere, theme.id)
        rest = [key for key in self.entries if key not in home]
        if outside := tuple(key for key in rest if self.facts.notes[key, "no-theme"]):
            yield _Part("no-theme", self.say.text("no-theme"), (self.say.say("no-theme-intro"),), outside)
        if untagged := tuple(key for key in rest if not self.facts.notes[key, "no-theme"]):
            yield _Part("not-tagged", self.say.text("untagged"), (self.say.say("untagged-intro"),), untagged)

    def _year(self, work: Work) -> tuple[_Order, str]:
        if work.year is not None:
            return (0, work.year, ""), str(work.year)
        said = clean(work.date_text)
        return ((1, 0, said), said) if re.search(r"\w{3}", said) else ((2, 0, ""), self.say.text("undated"))

    def _author(self, work: Work) -> tuple[_Order, str]:
        """Under who stands first in it, as a list of references prints the name."""
        if not (names := people(work)):
            return (1, 0, ""), self.say.text("anonymous")
        first = names[0]
        given = [part for part in re.split(r"[\s.]+", first.given) if part]
        # Letters of scripts without capitals are no initials.
        initials = " ".join(f"{part[0]}." if part[0].upper() != part[0].lower() else part for part in given)
        # Names are in the order of the list already.
        return (0, 0, ""), clean(", ".join(filter(None, (first.short, initials, first.suffix))))

    def _kind(self, work: Work) -> tuple[_Order, str]:
        title = self.say.kind(work.kind)
        return (int(title == self.say.kind("other")), 0, fold(title)), title

    def _role(self, work: Work) -> tuple[_Order, str]:
        if not self.facts.given[work.key]:
            outside = bool(self.facts.notes[work.key, "no-theme"])
            return (3 if outside else 4, 0, ""), self.say.text("no-theme" if outside else "untagged")
        role = self.facts.role(work.key)
        return (ROLES.index(role), 0, ""), self.say.text(f"group-{role}" if role else "role-unknown")


def _title(theme: Theme) -> str:
    return clean(theme.title) or clean(theme.id) or "?"


def _anchors(kind: str, names: Iterable[str]) -> dict[str, str]:
    """An id for each name that is safe in HTML, readable, and its own."""
    anchors: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        anchor = base = f"{kind}-{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)}"
        number = 2
        while anchor in taken:
            anchor, number = f"{base}-{number}", number + 1
        taken.add(anchor)
        anchors[name] = anchor
    return anchors
