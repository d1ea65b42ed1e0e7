"""What the knowledge base holds on a work, as the template of the annotations gets it: see docs/bibliography.md."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from litgraph.views.bibliography.document import Footnote, Line, bare
from litgraph.views.bibliography.runs import Run, Text, clean, words
from litgraph.views.places import section
from litgraph.words import label, people

if TYPE_CHECKING:
    from litgraph.model import Assignment, Citation, Corpus, Evidence, Reading, Span
    from litgraph.model import Work as Entered
    from litgraph.views.bibliography.apa import Entry
    from litgraph.views.bibliography.phrases import Phrases

__all__ = ["Facts", "Given", "Paper", "Passage", "Place", "Said", "Section", "Statement", "Theme", "Work", "said"]

Evidences = Literal["footnotes", "inline", "none"]
ROLES = ("discussed", "", "mentioned")  # the strongest first

# Around a piece of set text in a string: noncharacters, which `clean` keeps out of users' words.
OPEN, CLOSE = "\ufdd0", "\ufdd1"


class Said(str):
    """Text in a template: a string to every filter and test, which keeps its links and notes where it is printed."""

    line: Line

    def __str__(self) -> str:
        return OPEN + json.dumps(self.line).encode().hex() + CLOSE


def said(line: Line) -> Said:
    """A line for a template; tests see its words."""
    made = Said(bare(line))
    made.line = line
    return made


def read_back(text: str) -> Line:
    """The line that a `Said` printed between its marks."""
    return tuple(
        Footnote(tuple(Run(*run) for run in part[0])) if isinstance(part[0], list) else Run(*part)
        for part in json.loads(bytes.fromhex(text))
    )


# Frozen values, each text in them a `Said`. Their names are those that a template and its errors use.


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said of a work, and its evidence: in which paper, section and page; `locator` is where it points to."""

    text: Said
    evidence: Said
    role: Said
    paper: Said
    section: Said
    page: Said
    locator: Said


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the work; `role` is "discussed", "mentioned" or ""."""

    id: Said
    title: Said
    definition: Said
    role: Said
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place where the work is cited; `text` is all that is noted of it but its section."""

    text: Said
    section: Said
    page: Said
    locator: Said
    form: Said
    signal: Said
    where: Said
    passage: Said
    evidence: Said


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a citing paper, with the places in it."""

    title: Said
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A work that cites this one."""

    work: Said
    sections: tuple[Section, ...]
    places: tuple[Place, ...]
    evidence: Said


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of a citing paper; `place` is where they stand in it."""

    text: Said
    work: Said
    place: Said
    evidence: Said


@dataclass(frozen=True, slots=True)
class Given:
    """That this work was itself read: how many works it cites, in how many places, and what is tied to no work."""

    works: int
    places: int
    untied: int
    evidence: Said


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that is known of a work."""

    key: Said
    label: Said
    title: Said
    year: Said
    authors: tuple[Said, ...]
    container: Said
    kind: Said
    fields: Mapping[str, Said]
    annotation: tuple[Statement, ...]
    note: Statement | None
    unknown: Statement | None
    no_theme: tuple[Statement, ...]
    themes: tuple[Theme, ...]
    cited_by: tuple[Paper, ...]
    times_cited: int
    listed_by: tuple[Paper, ...]
    passages: tuple[Passage, ...]
    reading: Given | None


class Facts:
    """The corpus laid out by work. `referred` gathers the works that are named as evidence."""

    def __init__(
        self,
        corpus: Corpus,
        entries: Mapping[str, Entry],
        anchors: Mapping[str, str],
        phrases: Phrases,
        *,
        evidence: Evidences = "footnotes",
        with_passages: bool = False,
    ) -> None:
        self.corpus, self.entries, self.anchors, self.phrases = corpus, entries, anchors, phrases
        self.mode, self.with_passages = evidence, with_passages
        self.referred: dict[str, None] = {}
        self.theme_anchors: Mapping[str, str] = {}
        self.readings = {reading.paper: reading for reading in corpus.readings}
        self.headings = {
            (reading.paper, part.id): part.title for reading in corpus.readings for part in reading.sections
        }
        self.given: dict[str, dict[str, list[Assignment]]] = defaultdict(dict)
        rank = {theme.id: number for number, theme in enumerate(corpus.themes)}
        for tie in sorted((tie for tie in corpus.assignments if tie.theme in rank), key=lambda tie: rank[tie.theme]):
            self.given[tie.work].setdefault(tie.theme, []).append(tie)
        self.cited: dict[str, list[Citation]] = defaultdict(list)
        self.citing: dict[str, list[Citation]] = defaultdict(list)
        for citation in corpus.tied:
            self.cited[citation.cited].append(citation)
            self.citing[citation.citing].append(citation)
        self.untied = Counter(citation.citing for citation in corpus.untied)
        self.notes: dict[tuple[str, str], list[tuple[str, Evidence]]] = defaultdict(list)
        for note in corpus.notes:
            self.notes[note.work, note.kind].append((note.text, note.evidence))

    def role(self, work: str, theme: str = "") -> str:
        """The strongest role that a work has in a theme, or in any: one of ROLES."""
        ties = self.given[work].get(theme, []) if theme else [a for each in self.given[work].values() for a in each]
        return ROLES[min((_rank(tie.role) for tie in ties), default=1)]

    def of(self, key: str) -> Work:
        """What is known of a work."""
        work = self.corpus.by_key[key]
        unknown = [name for part in re.split(r"[,;]", work.get("x-unknown")) if (name := clean(part))]
        return Work(
            key=_said(key),
            label=said(self.label(key, refer=False)),
            title=_said(work.title),
            year=_said("" if work.year is None else str(work.year) + work.suffix),
            authors=tuple(_said(" ".join(filter(None, (name.given, name.short)))) for name in people(work)),
            container=_said(work.container),
            kind=_said(work.kind),
            fields={name: _said(text) for name, text in work.extra if not name.startswith("x-")},
            annotation=self._annotation(work),
            note=self._stated(work.get("note"), self.places([work.at])) if work.get("note").strip() else None,
            unknown=self._stated(self.phrases.text("comma").join(unknown), self.places([work.at])) if unknown else None,
            no_theme=tuple(
                self._stated(text, self.places([each.at]), each) for text, each in self.notes[key, "no-theme"]
            ),
            themes=tuple(self._theme(key, theme) for theme in self.given[key]),
            cited_by=tuple(self._papers(key)),
            times_cited=len(self.cited[key]),
            listed_by=tuple(
                Paper(said(self.label(paper)), (), (), self.evidence(self._by_reading(paper)))
                for paper, reading in self.readings.items()
                if key in reading.listed and all(c.citing != paper for c in self.cited[key])
            ),
            passages=tuple(self._passages(key)),
            reading=self._reading(key),
        )

    # what is said

    def _annotation(self, work: Entered) -> tuple[Statement, ...]:
        """The user's own words: those in themes.yaml, else the field "annotation" of the entry, else "annote"."""
        texts: list[tuple[str, list[Span | None], Evidence | None]] = [
            (text, [each.at], each) for text, each in self.notes[work.key, "annotation"]
        ] or [(work.get("annotation") or work.get("annote"), [work.at], None)]
        return tuple(
            self._stated(paragraph, self.places(spans), each)
            for text, spans, each in texts
            for paragraph in re.split(r"\n\s*\n", text)
            if clean(paragraph)
        )

    def _stated(self, text: str, evidence: Text, found: Evidence | None = None, role: str = "") -> Statement:
        paper = found.said_in if found else ""
        return Statement(
            text=said(words(text)),
            evidence=self.evidence(evidence),
            role=_said(role),
            paper=said(self.label(paper)) if paper else _said(""),
            section=_said(self._section(paper, found.section) if found else ""),
            page=_said(found.page if found else ""),
            locator=_said(found.locator if found else ""),
        )

    def _theme(self, key: str, identifier: str) -> Theme:
        theme = self.corpus.by_theme_id[identifier]
        # What several papers or places are the reason for is said once.
        alike: dict[tuple[str, str], list[Assignment]] = defaultdict(list)
        for tie in sorted(self.given[key][identifier], key=lambda tie: _rank(tie.role)):
            alike[tie.role, clean(tie.evidence.why)].append(tie)
        statements = tuple(
            self._stated(
                ties[0].evidence.why, self._joined(list(map(self._tie, ties)), "semicolon"), ties[0].evidence, role
            )
            for (role, _), ties in alike.items()
        )
        return Theme(
            id=_said(identifier),
            title=said((self.to_theme(identifier),)),
            definition=said(words(theme.definition)),
            role=_said(self.role(key, identifier)),
            statements=statements,
        )

    def _tie(self, tie: Assignment) -> Text:
        """Where it is said that a work belongs to a theme, by whom, and in which line of which file."""
        found, say = tie.evidence, self.phrases.text
        parts = [self.source(found.said_in, found.section)] if found.said_in else []
        if found.page:
            parts.append(words(self._page(found.page)))
        if found.locator:
            parts.append(words(say("pointing-to", locator=clean(found.locator))))
        if found.said_by != "codebook" or not found.said_in:
            parts.append(words(self._voice(found.said_by)))
        return self._and_places(self._joined(parts), [found.at])

    def _papers(self, key: str) -> Iterable[Paper]:
        by_paper: dict[str, list[Citation]] = defaultdict(list)
        for citation in self.cited[key]:
            by_paper[citation.citing].append(citation)
        for paper, citations in by_paper.items():
            by_section: dict[str, list[Place]] = defaultdict(list)
            for citation in citations:
                by_section[citation.evidence.section].append(self._place(citation))
            sections = tuple(
                Section(_said(self._section(paper, identifier)), tuple(places))
                for identifier, places in by_section.items()
            )
            yield Paper(
                said(self.label(paper)),
                sections,
                tuple(place for each in sections for place in each.places),
                self._told(citations),
            )

    def _place(self, citation: Citation) -> Place:
        found = citation.evidence
        page = self._page(found.page) if found.page else ""
        signal = self.phrases.text("quoted", text=clean(citation.placement.signal)) if citation.placement.signal else ""
        there = self.phrases.text("on-page", page=page) if page else ""
        noted = filter(None, map(clean, (signal, found.locator, citation.placement.where, there)))
        return Place(
            text=_said(self.phrases.text("comma").join(noted)),
            section=_said(self._section(citation.citing, found.section)),
            page=_said(page),
            locator=_said(found.locator),
            form=_said(citation.placement.form),
            signal=_said(citation.placement.signal),
            where=_said(citation.placement.where),
            passage=_said(found.passage if self.with_passages else ""),
            evidence=self._told([citation]),
        )

    def _passages(self, key: str) -> Iterable[Passage]:
        if not self.with_passages:
            return
        # A sentence that names the work twice is quoted once.
        alike: dict[tuple[str, str, str, str], list[Citation]] = defaultdict(list)
        for citation in self.cited[key]:
            found = citation.evidence
            if passage := clean(found.passage):
                alike[citation.citing, found.section, found.page, passage].append(citation)
        for (citing, part, page, passage), citations in alike.items():
            parts = (self._section(citing, part), self._page(page) if page else "")
            place = self.phrases.text("comma").join(filter(None, parts))
            yield Passage(_said(passage), said(self.label(citing)), _said(place), self._told(citations))

    def _told(self, citations: Sequence[Citation]) -> Said:
        """Who noted these citations, and in which lines."""
        voices = dict.fromkeys(self._voice(citation.evidence.said_by) for citation in citations)
        who = words(self.phrases.text("comma").join(filter(None, voices)))
        return self.evidence(self._and_places(who, [citation.evidence.at for citation in citations]))

    def _reading(self, key: str) -> Given | None:
        if key not in self.readings:
            return None
        made = self.citing[key]
        told = self.evidence(self._by_reading(key))
        return Given(len({each.cited for each in made}), len(made), self.untied[key], told)

    def _by_reading(self, paper: str) -> Text:
        return self._and_places(words(self._voice(f"reading:{paper}")), [self.readings[paper].at])

    # small pieces

    def evidence(self, text: Text) -> Said:
        """Evidence as this bibliography shows it: in a note, in brackets, or not at all."""
        if not text or self.mode == "none":
            return said(())
        if self.mode == "footnotes":
            return said((Footnote(text),))
        return said(self.phrases.say("brackets", text=text))

    def label(self, key: str, refer: bool = True) -> Text:
        """A work as text refers to it, linked to its entry where it has one here."""
        if key not in self.corpus.by_key:
            return words(key)
        if refer:
            self.referred[key] = None
        name = self.entries[key].label if key in self.entries else clean(label(self.corpus.by_key[key]))
        return (Run(name, link=f"#{self.anchors[key]}" if refer and key in self.anchors else ""),)

    def to_theme(self, identifier: str) -> Run:
        """The title of a theme, linked to its heading where it has one here."""
        title = clean(self.corpus.by_theme_id[identifier].title) or clean(identifier)
        anchor = self.theme_anchors.get(identifier, "")
        return Run(title, link=f"#{anchor}" if anchor else "")

    def source(self, paper: str, identifier: str) -> Text:
        """A place in a paper: "Clausen et al. n.d., §2.E Sister Cities"."""
        place = self._section(paper, identifier)
        return (*self.label(paper), Run(self.phrases.text("comma") + place)) if place else self.label(paper)

    def _section(self, paper: str, identifier: str) -> str:
        return clean(section(identifier, self.headings.get((paper, identifier), "")))

    def _page(self, page: str) -> str:
        return self.phrases.text("page", page=clean(page)) if page[:1].isdigit() else clean(page)

    def _voice(self, said_by: str) -> str:
        if said_by == "codebook":
            return self.phrases.text("by-hand")
        if said_by == "keywords":
            return self.phrases.text("from-keywords")
        if said_by.startswith("reading:"):
            reading = self.readings.get(said_by.removeprefix("reading:"))
            name = clean(reading.read_by) if reading else ""
            name = self.phrases.text("hand") if name == "hand" else name or self.phrases.text("by-nobody")
            return self.phrases.text("read-by", name=name)
        return clean(said_by)

    def voice(self, reading: Reading) -> str:
        """Who read a paper, in words."""
        return self._voice(f"reading:{reading.paper}")

    def _and_places(self, text: Text, spans: Iterable[Span | None]) -> Text:
        places = self.places(spans)
        return self._joined([text, places], "semicolon") if text and places else text or places

    def places(self, spans: Iterable[Span | None]) -> Text:
        """Lines of the user's files: "themes.yaml:12, 15"."""
        lines: dict[str, list[int]] = defaultdict(list)
        for span in spans:
            if span and span.line not in lines[span.path]:
                lines[span.path].append(span.line)
        comma = self.phrases.text("comma")
        return words(comma.join(f"{path}:{comma.join(map(str, numbers))}" for path, numbers in lines.items()))

    def _joined(self, texts: Sequence[Text], between: str = "comma") -> Text:
        glue = Run(self.phrases.text(between))
        return tuple(run for number, text in enumerate(texts) for run in ((glue, *text) if number else text))


def _rank(role: str) -> int:
    return ROLES.index(role) if role in ROLES else 1


def _said(text: str) -> Said:
    text = clean(text)
    return said((Run(text),) if text else ())
