"""What a bibliography says, and in which order: the works of a corpus in groups, each with its annotation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from litgraph.progress import Progress
from litgraph.views.bibliography.csl import Typesetter
from litgraph.views.bibliography.document import AnnotatedEntry, Document, EntryGroup, Line, Paragraph
from litgraph.views.bibliography.facts import ROLES, Facts
from litgraph.views.bibliography.phrases import phrases_for
from litgraph.views.bibliography.runs import Text, TextRun, clean, join_runs, words
from litgraph.views.bibliography.template import Annotator
from litgraph.words import fold, people

if TYPE_CHECKING:
    from litgraph.model import Assignment, Citation, Corpus, Note, Reading, Theme, Work
    from litgraph.views.bibliography.apa import ReferenceEntry
    from litgraph.views.bibliography.request import BibliographyRequest
    from litgraph.views.choices import Grouping

__all__ = ["ComposedBibliography", "compose"]

_SortKey = tuple[int, int, str]


class ComposedBibliography(NamedTuple):
    """A document, and the keys of the works in it on which nothing is noted."""

    document: Document
    unannotated: tuple[str, ...]


class _GroupPlan(NamedTuple):
    """A group before it is filled: the keys of works that stand in it in full, and of those that do so elsewhere."""

    anchor: str
    title: str
    intro: tuple[Line, ...]
    full: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()
    theme: str = ""


def compose(
    corpus: Corpus, request: BibliographyRequest, *, cache: str | None = None, progress: Progress | None = None
) -> ComposedBibliography:
    """The bibliography of a corpus as a document; the arguments are those of `litgraph.views.bibliography.render`."""
    phrases = phrases_for(request.locale)
    keys = {work.key for work in corpus.works}.intersection(corpus.by_key if request.works is None else request.works)
    # Works that are only referred to are in the same list: its letters and numbers tell all works apart.
    referred = _find_referred(corpus, keys, request)
    listed = [work for work in corpus.works if work.key in keys] + [corpus.by_key[key] for key in referred]
    typesetter = Typesetter(request.style, request.locale, cache=cache, progress=progress)
    entries = {entry.work.key: entry for entry in typesetter.entries(listed)}
    anchors = _make_anchors("work", corpus.by_key)
    facts = Facts(corpus, request, entries, anchors)
    selected = {key: entry for key, entry in entries.items() if key in keys}
    plans = _Grouper(facts, selected, request.themes).group(request.group_by, request.repeat)
    facts.theme_anchors = {plan.theme: plan.anchor for plan in plans if plan.theme}
    annotations = {}
    with closing(Annotator(phrases, *request.template)) as annotator:
        for number, key in enumerate(selected):
            if progress:
                progress("annotating", number, len(selected))
            annotations[key] = annotator.annotate(facts.describe(key))
    unannotated = tuple(key for key, blocks in annotations.items() if not blocks)
    if request.strict:
        annotations |= dict.fromkeys(unannotated, (Paragraph(phrases.text("no-annotation")),))
    records = {key: AnnotatedEntry(key, anchors[key], entries[key].text, blocks) for key, blocks in annotations.items()}
    groups = _fill_groups(plans, records, facts)
    about = tuple(_describe_list(facts, len(selected), typesetter.style.title, request))
    if referred:
        intro = (Paragraph(phrases.text("referred-intro")),)
        bare_entries = tuple(AnnotatedEntry(key, anchors[key], entries[key].text) for key in entries if key not in keys)
        groups.append(EntryGroup("referred", phrases.plain("referred"), intro, bare_entries, aside=True))
    review = corpus.review
    name = clean(review.title) if review else ""
    document = Document(
        title=clean(request.title) or (phrases.plain("titled", review=name) if name else phrases.plain("untitled")),
        author=clean(review.author) if review else "",
        date=clean(request.date),
        lang=phrases.language,
        title_lang=clean(review.language) if review else "",
        about=about,
        groups=tuple(groups),
        phrases=phrases,
    )
    return ComposedBibliography(document, unannotated)


def _find_referred(corpus: Corpus, keys: Collection[str], request: BibliographyRequest) -> list[str]:
    """The keys of the works that are named in the annotations of those of `keys`, and are none of these."""
    if len(keys) == len(corpus.works):
        return []
    facts = Facts(corpus, request, {}, {})
    for key in keys:
        facts.describe(key)
    shown_themes = {theme for key in keys for theme in facts.assignments[key]}.union(request.themes)
    papers = {theme.said_in for theme in corpus.themes if theme.id in shown_themes}
    return sorted({*facts.referred, *facts.readings, *papers}.intersection(corpus.by_key).difference(keys))


def _fill_groups(plans: Iterable[_GroupPlan], records: Mapping[str, AnnotatedEntry], facts: Facts) -> list[EntryGroup]:
    introductions = [tuple(map(Paragraph, _introduce(plan, facts))) for plan in plans]
    homes = {key: plan for plan in plans for key in plan.full}
    groups = []
    anchored: set[str] = set()
    for plan, introduction in zip(plans, introductions, strict=True):
        # Where a work stands in full again, links go to the first time.
        full = tuple(records[key]._replace(anchor="") if key in anchored else records[key] for key in plan.full)
        elsewhere = tuple(_cross_refer(key, homes[key], plan, facts) for key in plan.elsewhere)
        groups.append(EntryGroup(plan.anchor, plan.title, introduction, full, elsewhere))
        anchored |= set(plan.full)
    return groups


def _describe_list(facts: Facts, selected: int, style: str, request: BibliographyRequest) -> Iterator[Text]:
    """What stands before the list: what the review is, how many works are `selected`, from which files, the style."""
    corpus, phrases = facts.corpus, facts.phrases
    if corpus.review and corpus.review.description:
        yield words(corpus.review.description, lang=clean(corpus.review.language))
    if request.selection:
        yield phrases.text("selection", selection=clean(request.selection))
    total = phrases.count("works", len(corpus.works))
    yield phrases.text(
        "counts",
        works=total if selected == len(corpus.works) else phrases.count("works-of", selected, works=total),
        themes=phrases.count("offered-themes" if corpus.themes_are_offered else "themes", len(corpus.themes)),
        papers=phrases.count("papers-read", len(facts.readings)),
    )
    if facts.readings:
        papers: list[TextRun] = []
        for number, (key, reading) in enumerate(facts.readings.items()):
            separator = [TextRun(phrases.plain("semicolon"))] if number else []
            papers += [*separator, *facts.link_work(key), *phrases.text("brackets", text=facts.name_reader(reading))]
        yield phrases.text("papers", papers=tuple(papers))
    nouns: tuple[Work | Theme | Reading, ...] = (*corpus.works, *corpus.themes, *corpus.readings)
    claims: tuple[Note | Assignment | Citation, ...] = (*corpus.notes, *corpus.assignments, *corpus.citations)
    spans = [noun.at for noun in nouns] + [claim.evidence.at for claim in claims]
    if paths := sorted({clean(span.path) for span in spans if span}):
        files = phrases.plain("comma").join(paths)
        name = "fingerprint" if request.fingerprint else "sources"
        yield phrases.text(name, files=files, fingerprint=request.fingerprint)
    yield phrases.text("style", style=style)


def _introduce(plan: _GroupPlan, facts: Facts) -> tuple[Line, ...]:
    """The lines under the heading of a group; of a theme, what it is and where it comes from."""
    if not plan.theme:
        return plan.intro
    theme, phrases = facts.corpus.by_theme_id[plan.theme], facts.phrases
    lines: list[Line] = []
    if clean(theme.definition):
        lines.append((*words(theme.definition), *facts.show_evidence(facts.list_lines([theme.at])).line))
    if source := facts.link_section(theme.said_in, theme.section) if theme.said_in else ():
        line = phrases.text("from", source=source)
        # A name that ends with a stop needs no other.
        lines.append(line[:-1] if join_runs(source).endswith((".", "?", "!")) and line[-1].text == "." else line)
    if theme.parent in facts.corpus.by_theme_id:
        lines.append(phrases.text("part-of", theme=(facts.link_theme(theme.parent),)))
    if theme.facet:
        lines.append(phrases.text("facet", facet=clean(theme.facet)))
    if not plan.full and not plan.elsewhere:
        lines.append(phrases.text("no-work"))
    return tuple(lines)


def _cross_refer(key: str, home: _GroupPlan, plan: _GroupPlan, facts: Facts) -> Line:
    """The line under the heading of `plan` for a work that stands in full under that of `home`."""
    title = facts.corpus.by_key[key].title
    role = facts.find_role(key, plan.theme) if plan.theme else ""
    work = facts.link_work(key)
    if clean(title):
        work += (TextRun(facts.phrases.plain("comma")), *words(title, italic=True))
    if role:
        work += facts.phrases.text("brackets", text=facts.phrases.plain(role))
    return facts.phrases.text("elsewhere", work=work, group=(TextRun(home.title, link=f"#{home.anchor}"),))


class _Grouper:
    """Puts entries in groups, in each of which they keep their order.

    `themes` are the ids of the themes that get a heading; if there are none, all do.
    """

    def __init__(self, facts: Facts, entries: Mapping[str, ReferenceEntry], themes: Collection[str]) -> None:
        self.facts, self.entries, self.themes = facts, entries, themes
        self.phrases = facts.phrases

    def group(self, grouping: Grouping, repeat: bool) -> tuple[_GroupPlan, ...]:
        """The groups in their order; with `repeat`, a work of several themes stands in full in each."""
        if grouping == "theme":
            return tuple(self._group_by_theme(repeat))
        if grouping == "none":
            return (_GroupPlan("all", "", (), tuple(self.entries)),) if self.entries else ()
        find_heading: Callable[[Work], tuple[_SortKey, str]] = {
            "year": self._year,
            "author": self._author,
            "kind": self._kind,
            "role": self._role,
        }[grouping]
        keys_by_heading: dict[tuple[_SortKey, str], list[str]] = defaultdict(list)
        for key, entry in self.entries.items():
            keys_by_heading[find_heading(entry.work)].append(key)
        headings = sorted(keys_by_heading, key=lambda heading: heading[0])
        anchors = _make_anchors(grouping, (title for _, title in headings))
        return tuple(
            _GroupPlan(anchors[title], title, (), tuple(keys_by_heading[order, title])) for order, title in headings
        )

    def _group_by_theme(self, repeat: bool) -> Iterator[_GroupPlan]:
        corpus, assignments = self.facts.corpus, self.facts.assignments
        themes = [theme for theme in corpus.themes if not self.themes or theme.id in self.themes]
        rank = {theme.id: number for number, theme in enumerate(themes)}
        homes = {
            key: min(candidates, key=lambda theme: (ROLES.index(self.facts.find_role(key, theme)), rank[theme]))
            for key in self.entries
            if (candidates := [theme for theme in assignments[key] if theme in rank])
        }
        anchors = _make_anchors("theme", rank)
        # With a selection, a theme that has none of its works would say less than nothing.
        is_partial = len(self.entries) < len(corpus.works)
        for theme in themes:
            keys = [key for key in self.entries if theme.id in assignments[key]]
            if keys or not is_partial or theme.id in self.themes:
                full = tuple(key for key in keys if repeat or homes[key] == theme.id)
                elsewhere = tuple(key for key in keys if not repeat and homes[key] != theme.id)
                yield _GroupPlan(anchors[theme.id], _title(theme), (), full, elsewhere, theme.id)
        homeless = [key for key in self.entries if key not in homes]
        if unfit := tuple(key for key in homeless if self.facts.notes[key, "no-theme"]):
            yield _GroupPlan("no-theme", self.phrases.plain("no-theme"), (self.phrases.text("no-theme-intro"),), unfit)
        if untagged := tuple(key for key in homeless if not self.facts.notes[key, "no-theme"]):
            introduction = (self.phrases.text("untagged-intro"),)
            yield _GroupPlan("not-tagged", self.phrases.plain("untagged"), introduction, untagged)

    def _year(self, work: Work) -> tuple[_SortKey, str]:
        if work.year is not None:
            return (0, work.year, ""), str(work.year)
        date = clean(work.date_text)
        return ((1, 0, date), date) if re.search(r"\w{3}", date) else ((2, 0, ""), self.phrases.plain("undated"))

    def _author(self, work: Work) -> tuple[_SortKey, str]:
        """The name that stands first in the entry, as a reference list prints it: "Acuto, M."."""
        if not (names := people(work)):
            return (1, 0, ""), self.phrases.plain("anonymous")
        name = names[0]
        parts = [part for part in re.split(r"[\s.]+", name.given) if part]
        # Letters of scripts without capitals are no initials.
        initials = " ".join(f"{part[0]}." if part[0].upper() != part[0].lower() else part for part in parts)
        # Entries are in the order of these names already.
        return (0, 0, ""), clean(", ".join(filter(None, (name.short, initials, name.suffix))))

    def _kind(self, work: Work) -> tuple[_SortKey, str]:
        title = self.phrases.kind(work.kind)
        return (int(title == self.phrases.kind("other")), 0, fold(title)), title

    def _role(self, work: Work) -> tuple[_SortKey, str]:
        if not self.facts.assignments[work.key]:
            is_unfit = bool(self.facts.notes[work.key, "no-theme"])
            return (3 if is_unfit else 4, 0, ""), self.phrases.plain("no-theme" if is_unfit else "untagged")
        role = self.facts.find_role(work.key)
        return (ROLES.index(role), 0, ""), self.phrases.plain(f"group-{role}" if role else "role-unknown")


def _title(theme: Theme) -> str:
    return clean(theme.title) or clean(theme.id) or "?"


def _make_anchors(kind: str, names: Iterable[str]) -> dict[str, str]:
    """An id in HTML for each name: readable, and no other name's."""
    anchors: dict[str, str] = {}
    used: set[str] = set()
    for name in names:
        anchor = base = f"{kind}-{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)}"
        number = 2
        while anchor in used:
            anchor, number = f"{base}-{number}", number + 1
        used.add(anchor)
        anchors[name] = anchor
    return anchors
