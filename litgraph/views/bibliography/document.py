"""What the annotated bibliography says, in its order; how it looks is for html.py and markdown.py."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from litgraph.views.bibliography.apa import entries
from litgraph.views.bibliography.runs import Run, Text, clean, plain, words
from litgraph.views.places import section, speaker

if TYPE_CHECKING:
    from litgraph.model import Assignment, Citation, Corpus, Evidence, Reading, Theme, Work
    from litgraph.views.bibliography.apa import Entry

__all__ = ["Block", "Document", "Group", "Item", "Record", "compose"]

_ROLES = {"discussed": 0, "": 1, "mentioned": 2}


class Item(NamedTuple):
    """A line of a list, with the lines under it."""

    text: Text
    under: tuple[Text, ...] = ()


class Block(NamedTuple):
    """A paragraph of an annotation, and the list that it introduces, if any."""

    text: Text
    items: tuple[Item, ...] = ()


class Record(NamedTuple):
    """A work: its entry in the style, and the annotation under it."""

    anchor: str
    entry: Text
    blocks: tuple[Block, ...]


class Group(NamedTuple):
    """A theme, or the works without one: its works in full, and those that stand in full elsewhere."""

    anchor: str
    title: str
    intro: tuple[Text, ...]
    records: tuple[Record, ...]
    elsewhere: tuple[Text, ...] = ()


class Document(NamedTuple):
    """The whole; `lang` is the language of its title and description, if the review says so."""

    title: str
    lang: str
    about: tuple[Text, ...]
    groups: tuple[Group, ...]


def compose(corpus: Corpus, date: str, title: str | None) -> Document:
    """Everything the bibliography says about the corpus."""
    return _Composer(corpus).document(date, title)


class _Composer:
    """The corpus with what is asked of it again and again laid out."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.entries: dict[str, Entry] = {entry.work.key: entry for entry in entries(corpus.works)}
        self.anchors = _anchors("work", self.entries)
        self.theme_anchors = _anchors("theme", (theme.id for theme in corpus.themes))
        self.readings = {reading.paper: reading for reading in corpus.readings}
        self.headings = {
            (reading.paper, part.id): part.title for reading in corpus.readings for part in reading.sections
        }
        self.given: dict[str, dict[str, list[Assignment]]] = defaultdict(lambda: defaultdict(list))
        for assignment in corpus.assignments:
            if assignment.theme in corpus.by_theme_id:
                self.given[assignment.work][assignment.theme].append(assignment)
        self.cited: dict[str, list[Citation]] = defaultdict(list)
        for citation in corpus.citations:
            self.cited[citation.cited].append(citation)
        self.notes: dict[tuple[str, str], list[str]] = defaultdict(list)
        for note in corpus.notes:
            self.notes[note.work, note.kind].append(note.text)
        rank = {theme.id: number for number, theme in enumerate(corpus.themes)}
        self.home = {
            work: min(given, key=lambda theme: (min(_ROLES.get(a.role, 1) for a in given[theme]), rank[theme]))
            for work, given in self.given.items()
        }

    def document(self, date: str, title: str | None) -> Document:
        review = self.corpus.review
        name = clean(review.title) if review else ""
        heading = clean(title or "") or (f"{name}: An annotated bibliography" if name else "An annotated bibliography")
        groups = [self.theme(theme) for theme in self.corpus.themes]
        rest = [key for key in self.entries if key not in self.home]
        outside = [key for key in rest if self.notes[key, "no-theme"]]
        untagged = [key for key in rest if not self.notes[key, "no-theme"]]
        if outside:
            intro = words("Works that were looked at and belong to none of the themes, each with the reason.")
            groups.append(Group("no-theme", "Fits no theme", (intro,), tuple(map(self.record, outside))))
        if untagged:
            intro = words("Nobody has said yet which themes these works belong to.")
            groups.append(Group("not-tagged", "Not tagged yet", (intro,), tuple(map(self.record, untagged))))
        lang = clean(review.language) if review and title is None else ""
        return Document(heading, lang, tuple(self.about(date)), tuple(groups))

    def about(self, date: str) -> Iterable[Text]:
        corpus, review = self.corpus, self.corpus.review
        if review and review.description:
            yield words(review.description, lang=clean(review.language))
        byline = ", ".join(part for part in (clean(review.author) if review else "", clean(date)) if part)
        if byline:
            yield words(byline)
        counts = (
            _count(len(corpus.works), "work"),
            _count(len(corpus.themes), "theme") + (" offered from keywords" if corpus.themes_are_offered else ""),
            _count(len(self.readings), "paper") + " read",
        )
        yield words(f"{counts[0]}, {counts[1]}, {counts[2]}.")
        if self.readings:
            papers = [(*self.label(key), Run(f" ({_voice(each)})")) for key, each in self.readings.items()]
            yield (Run("Papers read for what they cite: "), *_joined(papers, "; "), Run("."))
        evidence = [each.evidence for each in corpus.assignments] + [each.evidence for each in corpus.citations]
        evidence += [each.evidence for each in corpus.notes]
        spans = [each.at for each in corpus.works] + [each.at for each in corpus.themes]
        spans += [each.at for each in corpus.readings] + [each.at for each in evidence]
        if files := sorted({clean(span.path) for span in spans if span}):
            yield words(f"Made from {', '.join(files)}.")
        yield words(
            "Entries are in APA style (7th edition); titles keep the capitals with which they were entered. "
            "Under each entry stands which themes it belongs to and who cites it, as said in the papers named there."
        )

    def theme(self, theme: Theme) -> Group:
        here = [key for key in self.entries if theme.id in self.given[key]]
        full = [key for key in here if self.home[key] == theme.id]
        intro = [words(theme.definition)] if theme.definition else []
        source = self.source(theme.said_in, theme.section)
        intro.append(
            (Run("From "), *source, Run("" if plain(source)[-1] in ".?!" else "."))
            if source
            else words("A theme of the keeper of this review.")
        )
        if parent := self.corpus.by_theme_id.get(theme.parent):
            intro.append((Run("Part of "), self.to_theme(parent.id), Run(".")))
        if theme.facet:
            intro.append(words(f"Kind of theme: {theme.facet}."))
        if not here:
            intro.append(words("No work has been given this theme."))
        title = clean(theme.title) or theme.id
        elsewhere = tuple(self.cross_reference(key, theme) for key in here if key not in full)
        return Group(self.theme_anchors[theme.id], title, tuple(intro), tuple(map(self.record, full)), elsewhere)

    def cross_reference(self, key: str, theme: Theme) -> Text:
        roles = [role for role in _ROLES if role and any(a.role == role for a in self.given[key][theme.id])]
        title = self.entries[key].work.title
        named = (Run(", "), *words(title, italic=True)) if title else ()
        how = f" ({roles[0]} here)" if roles else ""
        return (*self.label(key), *named, Run(f"{how}: in full under "), self.to_theme(self.home[key]), Run("."))

    def record(self, key: str) -> Record:
        entry = self.entries[key]
        blocks = (
            *self.annotation(entry.work),
            *(Block(words(f"Fits no theme: {text}")) for text in self.notes[key, "no-theme"]),
            *self.themes(key),
            *self.citing(key),
            *self.reading(key),
        )
        return Record(self.anchors[key], entry.text, blocks)

    # the parts of an annotation

    def annotation(self, work: Work) -> Iterable[Block]:
        texts = self.notes[work.key, "annotation"] or [work.get("annotation") or work.get("annote")]
        for text in texts:
            for paragraph in re.split(r"\n\s*\n", text):
                if said := words(paragraph):
                    yield Block(said)
        if note := words(work.get("note")):
            yield Block((Run("Note in the entry: "), *note))
        if unknown := [name for part in re.split(r"[,;]", work.get("x-unknown")) if (name := clean(part))]:
            names = f"{', '.join(unknown[:-1])} and {unknown[-1]}" if len(unknown) > 1 else unknown[0]
            yield Block(words(f"{names[0].upper()}{names[1:]} not known (looked for, not found)."))

    def themes(self, key: str) -> Iterable[Block]:
        if key not in self.home:
            return
        others = [
            theme.id for theme in self.corpus.themes if theme.id in self.given[key] and theme.id != self.home[key]
        ]
        ids = [self.home[key], *others]
        items = tuple(
            Item((self.to_theme(each),), tuple(self.assignment(a) for a in self.given[key][each])) for each in ids
        )
        yield Block((Run(_count(len(ids), "Theme", count=False), strong=True),), items)

    def assignment(self, assignment: Assignment) -> Text:
        evidence = assignment.evidence
        reason = words(evidence.why)
        head: Text = (Run(f"{clean(assignment.role) or 'role not noted'}"),)
        if reason:
            head += (Run(": "), *reason)
        where = [self.source(evidence.said_in, evidence.section)] if evidence.said_in else []
        if evidence.page:
            where.append(words(_page(evidence.page)))
        if evidence.locator:
            where.append(words(f"pointing to {evidence.locator} of this work"))
        if evidence.said_by != "codebook":
            where.append(words(speaker(evidence.said_by, self.reader(evidence))))
        elif not evidence.said_in:
            where.append(words("said by hand, without naming a paper"))
        return (*head, Run(" ("), *_joined(where, ", "), Run(")")) if where else head

    def citing(self, key: str) -> Iterable[Block]:
        found = self.cited[key]
        papers = list(dict.fromkeys(citation.citing for citation in found))
        listed = [paper for paper, reading in self.readings.items() if key in reading.listed and paper not in papers]
        if papers:
            items = tuple(
                Item(self.label(paper), self.places([c for c in found if c.citing == paper])) for paper in papers
            )
            noun = "paper" if self.readings.keys() >= set(papers) else "work"
            said = f" {_count(len(papers), noun)} in {_count(len(found), 'place')}"
            yield Block((Run("Cited by", strong=True), Run(said)), items)
        elif self.readings:
            yield Block((Run("Cited by", strong=True), Run(f" no paper that was read ({len(self.readings)} read)")))
        else:
            yield Block((Run("Cited by", strong=True), Run(" not known: no paper has been read yet")))
        for paper in listed:
            yield Block((Run("In the reference list of "), *self.label(paper), Run(", never cited in its text.")))

    def places(self, citations: Sequence[Citation]) -> tuple[Text, ...]:
        """One line for each section: the places in it, those that are noted alike counted."""
        by_section: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for citation in citations:
            evidence = citation.evidence
            voice = "" if evidence.said_by.startswith("reading:") else speaker(evidence.said_by)
            noted = (
                citation.form,
                citation.signal and f"with “{citation.signal}”",
                evidence.locator and f"pointing to {evidence.locator}",
                citation.where,
                evidence.page and _page(evidence.page),
                voice,
            )
            here = section(evidence.section, self.headings.get((citation.citing, evidence.section), ""))
            said = ", ".join(filter(None, map(clean, noted))) or "form not noted"
            by_section[clean(here), evidence.section][said] += 1
        return tuple(
            words(
                (f"{heading}: " if heading else "")
                + "; ".join(f"{text} ({number} times)" if number > 1 else text for text, number in places.items())
            )
            for (heading, _), places in by_section.items()
        )

    def reading(self, key: str) -> Iterable[Block]:
        if reading := self.readings.get(key):
            made = [citation for citation in self.corpus.citations if citation.citing == key]
            cited = len({citation.cited for citation in made})
            said = f"This paper was {_voice(reading)}: it cites {_count(cited, 'work')} in {_count(len(made), 'place')}"
            if untied := Counter(mention.kind for mention in self.corpus.unresolved if mention.citing == key):
                kinds = ", ".join(f"{number} {kind.replace('-', ' ')}" for kind, number in sorted(untied.items()))
                said += f"; {_count(untied.total(), 'further citation')} in it are tied to no work here ({kinds})"
            yield Block(words(f"{said}."))

    # small pieces

    def label(self, key: str) -> Text:
        if key not in self.entries:
            return words(key)
        return (Run(self.entries[key].label, link=f"#{self.anchors[key]}"),)

    def to_theme(self, identifier: str) -> Run:
        title = clean(self.corpus.by_theme_id[identifier].title) or clean(identifier)
        return Run(title, link=f"#{self.theme_anchors[identifier]}")

    def source(self, paper: str, identifier: str) -> Text:
        """A place in a paper: "Clausen et al. n.d., §2.E Sister Cities"."""
        if not paper:
            return ()
        place = clean(section(identifier, self.headings.get((paper, identifier), "")))
        return (*self.label(paper), Run(f", {place}")) if place else self.label(paper)

    def reader(self, evidence: Evidence) -> str:
        reading = self.readings.get(evidence.said_by.removeprefix("reading:"))
        return clean(reading.read_by) if reading else ""


def _voice(reading: Reading) -> str:
    return clean(speaker(f"reading:{reading.paper}", reading.read_by))


def _page(page: str) -> str:
    return f"p. {page}" if page[:1].isdigit() else page


def _count(number: int, noun: str, count: bool = True) -> str:
    text = noun if number == 1 else f"{noun}s"
    return f"{number} {text}" if count else text


def _joined(texts: Sequence[Text], between: str) -> Text:
    joined: list[Run] = []
    for number, text in enumerate(texts):
        joined += [*([Run(between)] if number else []), *text]
    return tuple(joined)


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
