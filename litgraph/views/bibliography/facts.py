"""What the knowledge base holds on a work, as the template of the annotations gets it: see docs/bibliography.md."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litgraph.views.bibliography.document import Footnote, Line, bare_words
from litgraph.views.bibliography.phrases import phrases_for
from litgraph.views.bibliography.runs import Text, TextRun, clean, words
from litgraph.views.places import section
from litgraph.words import label, people

if TYPE_CHECKING:
    from litgraph.model import Assignment, Citation, Corpus, Evidence, Reading, Span, Work
    from litgraph.views.bibliography.apa import ReferenceEntry
    from litgraph.views.bibliography.request import BibliographyRequest

__all__ = [
    "ROLES",
    "Facts",
    "PaperFacts",
    "PassageFacts",
    "PlaceFacts",
    "ReadingFacts",
    "SectionFacts",
    "Statement",
    "TemplateText",
    "ThemeFacts",
    "WorkFacts",
    "restore_line",
    "template_text",
]

ROLES = ("discussed", "", "mentioned")  # the strongest first

# Around a line in the text that a template prints: noncharacters, which `clean` keeps out of users' words.
OPEN, CLOSE = "\ufdd0", "\ufdd1"


class TemplateText(str):
    """A line in a template: to filters and tests its bare words, which keeps links and footnotes when it is printed."""

    line: Line

    def __str__(self) -> str:
        return OPEN + json.dumps(self.line).encode().hex() + CLOSE


def template_text(line: Line) -> TemplateText:
    """The line as a value for a template."""
    text = TemplateText(bare_words(line))
    text.line = line
    return text


def restore_line(text: str) -> Line:
    """The line that a `TemplateText` printed between OPEN and CLOSE."""
    return tuple(
        Footnote(tuple(TextRun(*run) for run in part[0])) if isinstance(part[0], list) else TextRun(*part)
        for part in json.loads(bytes.fromhex(text))
    )


# The values that a template gets. Its author reads the names of fields, and in errors those of classes without "Facts".


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence on a work, and the `paper`, `section` and `page` that say so; `locator` is a place in the work."""

    text: TemplateText
    evidence: TemplateText
    role: TemplateText
    paper: TemplateText
    section: TemplateText
    page: TemplateText
    locator: TemplateText


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    """A theme of the work; `role` is "discussed", "mentioned" or ""."""

    id: TemplateText
    title: TemplateText
    definition: TemplateText
    role: TemplateText
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A place where a paper cites the work; `text` is all that is noted of it but the section."""

    text: TemplateText
    section: TemplateText
    page: TemplateText
    locator: TemplateText
    form: TemplateText
    signal: TemplateText
    where: TemplateText
    passage: TemplateText
    evidence: TemplateText


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """A section of a citing paper, with the places in it."""

    title: TemplateText
    places: tuple[PlaceFacts, ...]


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """A paper that cites the work or lists it in its references."""

    work: TemplateText
    sections: tuple[SectionFacts, ...]
    places: tuple[PlaceFacts, ...]
    evidence: TemplateText


@dataclass(frozen=True, slots=True)
class PassageFacts:
    """The words in which the paper `work` cites this work; `place` is where they stand in that paper."""

    text: TemplateText
    work: TemplateText
    place: TemplateText
    evidence: TemplateText


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """A reading of the work itself: how many works it cites in how many places, and how many citations mean no work."""

    works: int
    places: int
    untied: int
    evidence: TemplateText


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """Everything that is known of a work."""

    key: TemplateText
    label: TemplateText
    title: TemplateText
    year: TemplateText
    authors: tuple[TemplateText, ...]
    container: TemplateText
    kind: TemplateText
    fields: Mapping[str, TemplateText]
    annotation: tuple[Statement, ...]
    note: Statement | None
    unknown: Statement | None
    no_theme: tuple[Statement, ...]
    themes: tuple[ThemeFacts, ...]
    cited_by: tuple[PaperFacts, ...]
    times_cited: int
    listed_by: tuple[PaperFacts, ...]
    passages: tuple[PassageFacts, ...]
    reading: ReadingFacts | None


class Facts:
    """The corpus laid out by work, in the words that `request` asks for.

    `entries` and `anchors` are the entry and the anchor of each work that has one in the bibliography, by its key;
    `referred` collects the keys of the works that annotations name.
    """

    def __init__(
        self,
        corpus: Corpus,
        request: BibliographyRequest,
        entries: Mapping[str, ReferenceEntry],
        anchors: Mapping[str, str],
    ) -> None:
        self.corpus, self.request, self.entries, self.anchors = corpus, request, entries, anchors
        self.phrases = phrases_for(request.locale)
        self.referred: dict[str, None] = {}
        self.theme_anchors: Mapping[str, str] = {}
        self.readings = {reading.paper: reading for reading in corpus.readings}
        sections = ((reading.paper, part) for reading in corpus.readings for part in reading.sections)
        self.headings = {(paper, part.id): part.title for paper, part in sections}
        self.assignments: dict[str, dict[str, list[Assignment]]] = defaultdict(dict)  # by work and theme
        rank = {theme.id: number for number, theme in enumerate(corpus.themes)}
        for tie in sorted((tie for tie in corpus.assignments if tie.theme in rank), key=lambda tie: rank[tie.theme]):
            self.assignments[tie.work].setdefault(tie.theme, []).append(tie)
        self.citations_of: dict[str, list[Citation]] = defaultdict(list)
        self.citations_in: dict[str, list[Citation]] = defaultdict(list)
        for citation in corpus.tied:
            self.citations_of[citation.cited].append(citation)
            self.citations_in[citation.citing].append(citation)
        self.untied_in = Counter(citation.citing for citation in corpus.untied)
        self.notes: dict[tuple[str, str], list[tuple[str, Evidence]]] = defaultdict(list)  # by work and kind
        for note in corpus.notes:
            self.notes[note.work, note.kind].append((note.text, note.evidence))

    def find_role(self, work: str, theme: str = "") -> str:
        """The strongest role that a work has in a theme, or in any if `theme` is "": one of ROLES."""
        by_theme = self.assignments[work]
        ties = by_theme.get(theme, []) if theme else [tie for ties in by_theme.values() for tie in ties]
        return ROLES[min((_rank(tie.role) for tie in ties), default=1)]

    def describe(self, key: str) -> WorkFacts:
        """What is known of the work with this key, for the template."""
        work = self.corpus.by_key[key]
        entry_lines = self.list_lines([work.at])
        unknown = self.phrases.plain("comma").join(filter(None, map(clean, re.split(r"[,;]", work.get("x-unknown")))))
        return WorkFacts(
            key=_template_words(key),
            label=template_text(self.link_work(key, is_reference=False)),
            title=_template_words(work.title),
            year=_template_words("" if work.year is None else str(work.year) + work.suffix),
            authors=tuple(_template_words(" ".join(filter(None, (name.given, name.short)))) for name in people(work)),
            container=_template_words(work.container),
            kind=_template_words(work.kind),
            fields={name: _template_words(text) for name, text in work.extra if not name.startswith("x-")},
            annotation=self._annotation(work),
            note=self._state(work.get("note"), entry_lines) if work.get("note").strip() else None,
            unknown=self._state(unknown, entry_lines) if unknown else None,
            no_theme=tuple(
                self._state(text, self.list_lines([evidence.at]), evidence)
                for text, evidence in self.notes[key, "no-theme"]
            ),
            themes=tuple(self._theme(key, theme) for theme in self.assignments[key]),
            cited_by=tuple(self._citing_papers(key)),
            times_cited=len(self.citations_of[key]),
            listed_by=tuple(
                PaperFacts(template_text(self.link_work(paper)), (), (), self.show_evidence(self._reader(paper)))
                for paper, reading in self.readings.items()
                if key in reading.listed and all(citation.citing != paper for citation in self.citations_of[key])
            ),
            passages=tuple(self._passages(key)),
            reading=self._reading(key),
        )

    # the parts of it

    def _annotation(self, work: Work) -> tuple[Statement, ...]:
        """The user's own words: those in themes.yaml, else the field "annotation" of the entry, else "annote"."""
        texts: list[tuple[str, Span | None, Evidence | None]] = [
            (text, evidence.at, evidence) for text, evidence in self.notes[work.key, "annotation"]
        ] or [(work.get("annotation") or work.get("annote"), work.at, None)]
        return tuple(
            self._state(paragraph, self.list_lines([span]), evidence)
            for text, span, evidence in texts
            for paragraph in re.split(r"\n\s*\n", text)
            if clean(paragraph)
        )

    def _state(self, text: str, source: Text, evidence: Evidence | None = None, role: str = "") -> Statement:
        paper = evidence.said_in if evidence else ""
        return Statement(
            text=template_text(words(text)),
            evidence=self.show_evidence(source),
            role=_template_words(role),
            paper=template_text(self.link_work(paper)) if paper else _template_words(""),
            section=_template_words(self._section_name(paper, evidence.section) if evidence else ""),
            page=_template_words(evidence.page if evidence else ""),
            locator=_template_words(evidence.locator if evidence else ""),
        )

    def _theme(self, key: str, identifier: str) -> ThemeFacts:
        theme = self.corpus.by_theme_id[identifier]
        # A reason that several papers or places give is printed once.
        by_reason: dict[tuple[str, str], list[Assignment]] = defaultdict(list)
        for tie in sorted(self.assignments[key][identifier], key=lambda tie: _rank(tie.role)):
            by_reason[tie.role, clean(tie.evidence.why)].append(tie)
        statements = tuple(
            self._state(
                ties[0].evidence.why, self._join(list(map(self._source, ties)), "semicolon"), ties[0].evidence, role
            )
            for (role, _), ties in by_reason.items()
        )
        return ThemeFacts(
            id=_template_words(identifier),
            title=template_text((self.link_theme(identifier),)),
            definition=template_text(words(theme.definition)),
            role=_template_words(self.find_role(key, identifier)),
            statements=statements,
        )

    def _source(self, tie: Assignment) -> Text:
        """Where it is said that a work belongs to a theme, by whom, and in which line of which file."""
        evidence = tie.evidence
        parts = [self.link_section(evidence.said_in, evidence.section)] if evidence.said_in else []
        if evidence.page:
            parts.append(words(self.phrases.page(evidence.page)))
        if evidence.locator:
            parts.append(words(self.phrases.plain("pointing-to", locator=clean(evidence.locator))))
        if evidence.said_by != "codebook" or not evidence.said_in:
            parts.append(words(self._speaker(evidence.said_by)))
        return self._with_lines(self._join(parts), [evidence.at])

    def _citing_papers(self, key: str) -> Iterator[PaperFacts]:
        by_paper: dict[str, list[Citation]] = defaultdict(list)
        for citation in self.citations_of[key]:
            by_paper[citation.citing].append(citation)
        for paper, citations in by_paper.items():
            by_section: dict[str, list[PlaceFacts]] = defaultdict(list)
            for citation in citations:
                by_section[citation.evidence.section].append(self._place(citation))
            sections = tuple(
                SectionFacts(_template_words(self._section_name(paper, identifier)), tuple(places))
                for identifier, places in by_section.items()
            )
            yield PaperFacts(
                template_text(self.link_work(paper)),
                sections,
                tuple(place for section in sections for place in section.places),
                self._citation_evidence(citations),
            )

    def _place(self, citation: Citation) -> PlaceFacts:
        evidence, placement = citation.evidence, citation.placement
        page = self.phrases.page(evidence.page) if evidence.page else ""
        signal = self.phrases.plain("quoted", text=clean(placement.signal)) if placement.signal else ""
        on_page = self.phrases.plain("on-page", page=page) if page else ""
        details = filter(None, map(clean, (signal, evidence.locator, placement.where, on_page)))
        return PlaceFacts(
            text=_template_words(self.phrases.plain("comma").join(details)),
            section=_template_words(self._section_name(citation.citing, evidence.section)),
            page=_template_words(page),
            locator=_template_words(evidence.locator),
            form=_template_words(placement.form),
            signal=_template_words(placement.signal),
            where=_template_words(placement.where),
            passage=_template_words(evidence.passage if self.request.with_passages else ""),
            evidence=self._citation_evidence([citation]),
        )

    def _passages(self, key: str) -> Iterator[PassageFacts]:
        if not self.request.with_passages:
            return
        # A sentence that names the work twice is quoted once.
        by_passage: dict[tuple[str, str, str, str], list[Citation]] = defaultdict(list)
        for citation in self.citations_of[key]:
            evidence = citation.evidence
            if passage := clean(evidence.passage):
                by_passage[citation.citing, evidence.section, evidence.page, passage].append(citation)
        for (citing, section_id, page, passage), citations in by_passage.items():
            parts = (self._section_name(citing, section_id), self.phrases.page(page) if page else "")
            yield PassageFacts(
                text=_template_words(passage),
                work=template_text(self.link_work(citing)),
                place=_template_words(self.phrases.plain("comma").join(filter(None, parts))),
                evidence=self._citation_evidence(citations),
            )

    def _citation_evidence(self, citations: Sequence[Citation]) -> TemplateText:
        """Who noted these citations, and in which lines of which files."""
        speakers = dict.fromkeys(self._speaker(citation.evidence.said_by) for citation in citations)
        text = words(self.phrases.plain("comma").join(filter(None, speakers)))
        return self.show_evidence(self._with_lines(text, [citation.evidence.at for citation in citations]))

    def _reading(self, key: str) -> ReadingFacts | None:
        if key not in self.readings:
            return None
        citations = self.citations_in[key]
        cited = {citation.cited for citation in citations}
        return ReadingFacts(len(cited), len(citations), self.untied_in[key], self.show_evidence(self._reader(key)))

    def _reader(self, paper: str) -> Text:
        return self._with_lines(words(self._speaker(f"reading:{paper}")), [self.readings[paper].at])

    # works, themes, places and people in words

    def show_evidence(self, text: Text) -> TemplateText:
        """Evidence as this bibliography shows it: in a footnote, in brackets, or not at all."""
        if not text or self.request.evidence == "none":
            return template_text(())
        if self.request.evidence == "footnotes":
            return template_text((Footnote(text),))
        return template_text(self.phrases.text("brackets", text=text))

    def link_work(self, key: str, *, is_reference: bool = True) -> Text:
        """The label of a work, linked to its entry where it has one here.

        Where it is no reference to the work but the work's own label, it is not linked, and the work not `referred`.
        """
        if key not in self.corpus.by_key:
            return words(key)
        if is_reference:
            self.referred[key] = None
        name = self.entries[key].label if key in self.entries else clean(label(self.corpus.by_key[key]))
        return (TextRun(name, link=f"#{self.anchors[key]}" if is_reference and key in self.anchors else ""),)

    def link_theme(self, identifier: str) -> TextRun:
        """The title of a theme, linked to its heading where it has one here."""
        title = clean(self.corpus.by_theme_id[identifier].title) or clean(identifier)
        anchor = self.theme_anchors.get(identifier, "")
        return TextRun(title, link=f"#{anchor}" if anchor else "")

    def link_section(self, paper: str, identifier: str) -> Text:
        """A section of a paper, the paper linked: "Clausen et al. n.d., §2.E Sister Cities"."""
        name = self._section_name(paper, identifier)
        return (*self.link_work(paper), *([TextRun(self.phrases.plain("comma") + name)] if name else []))

    def _section_name(self, paper: str, identifier: str) -> str:
        return clean(section(identifier, self.headings.get((paper, identifier), "")))

    def name_reader(self, reading: Reading) -> str:
        """Who made a reading: "read by Ann Lee"."""
        return self._speaker(f"reading:{reading.paper}")

    def _speaker(self, said_by: str) -> str:
        if said_by == "codebook":
            return self.phrases.plain("by-hand")
        if said_by == "keywords":
            return self.phrases.plain("from-keywords")
        if said_by.startswith("reading:"):
            reading = self.readings.get(said_by.removeprefix("reading:"))
            name = clean(reading.read_by) if reading else ""
            name = self.phrases.plain("hand") if name == "hand" else name or self.phrases.plain("by-nobody")
            return self.phrases.plain("read-by", name=name)
        return clean(said_by)

    def list_lines(self, spans: Iterable[Span | None]) -> Text:
        """Lines of the user's files: "themes.yaml:12, 15"."""
        lines: dict[str, list[int]] = defaultdict(list)
        for span in spans:
            if span and span.line not in lines[span.path]:
                lines[span.path].append(span.line)
        comma = self.phrases.plain("comma")
        return words(comma.join(f"{path}:{comma.join(map(str, numbers))}" for path, numbers in lines.items()))

    def _with_lines(self, text: Text, spans: Iterable[Span | None]) -> Text:
        return self._join(list(filter(None, (text, self.list_lines(spans)))), "semicolon")

    def _join(self, texts: Sequence[Text], separator: str = "comma") -> Text:
        between = TextRun(self.phrases.plain(separator))
        return tuple(run for number, text in enumerate(texts) for run in ((between, *text) if number else text))


def _rank(role: str) -> int:
    return ROLES.index(role) if role in ROLES else 1


def _template_words(text: str) -> TemplateText:
    text = clean(text)
    return template_text((TextRun(text),) if text else ())
