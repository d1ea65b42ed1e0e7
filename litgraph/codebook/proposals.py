"""Themes proposed from the headings of a review, and the themes.yaml that says so.

A main section is proposed as a theme unless its heading is one that any paper may have ("Introduction", "Methods",
"Conclusion"); its subsections count for it. Headings such as "Results" or "Literature review" are no themes, but the
sections in them may be; so is the only main section that is left, if works are cited in two or more sections of it. A
work cited in such a section gets its theme: "discussed" if the text names it there outside a parenthesis, or cites it
there twice or more and once at least by itself; else "mentioned".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from litgraph.model import Assignment, Citation, Evidence, Mention, Section, Theme
from litgraph.resolve import fold
from litgraph.yamltree import scalar

__all__ = ["Proposals", "codebook", "proposals"]


class Proposals(NamedTuple):
    """Themes with the works that they are given to, and the sections that gave none though works are cited there.

    `left_out` are those sections with the reason.
    """

    themes: tuple[Theme, ...]
    assignments: tuple[Assignment, ...]
    left_out: tuple[tuple[Section, str], ...]


def proposals(
    paper: str, sections: Sequence[Section], citations: Sequence[Citation], untied: Sequence[Mention] = ()
) -> Proposals:
    """What the sections of a paper say of the works that it cites; `citations` in the order of reading.

    A section all of whose citations are untied to a work is a theme as well, to which no work is given yet.
    """
    tree = _Tree(sections, Counter(each.evidence.section for each in (*citations, *untied)))
    main, why_not = tree.themes()
    taken: set[str] = set()
    themes = {each: Theme(_identifier(_title(each), taken), _title(each), said_in=paper, section=each.id) for each in main}
    cited: dict[tuple[str, str], list[Citation]] = defaultdict(list)
    for citation in citations:
        if (section := tree.around(citation.evidence.section, main)) is not None:
            cited[themes[section].id, citation.cited].append(citation)
    return Proposals(
        tuple(themes.values()),
        tuple(each for (theme, work), some in cited.items() for each in _given(work, theme, paper, some)),
        tuple((section, why_not[section]) for section in sections if section in why_not),
    )


def _given(work: str, theme: str, paper: str, cited: Sequence[Citation]) -> Iterator[Assignment]:
    """One assignment for each place that differs in section, page or locator."""
    named = any(each.form == "narrative" for each in cited)
    alone = any(not each.group for each in cited)
    discussed = named or (alone and len(cited) > 1)
    times = "once" if len(cited) == 1 else "twice" if len(cited) == 2 else f"{len(cited)} times"
    why = "Named in the text." if named else f"Cited {times}{'' if alone else ', beside others'}."
    places = dict.fromkeys((each.evidence.section, each.evidence.page, each.evidence.locator) for each in cited)
    for section, page, locator in places:
        evidence = Evidence("litgraph", paper, section, page, locator, why=why)
        yield Assignment(work, theme, "discussed" if discussed else "mentioned", evidence)


# headings

# Words of headings that any paper may have, folded. What comes before a colon or a dash is enough of a heading.
_BEGINNING = (
    "abstract|summary|executive summary|keywords?|highlights|introduction|introductory remarks|background|overview|"
    "preface|foreword|prologue|preliminary remarks|motivation|rationale|aims?|objectives?|purpose|scope|research questions?|"
    "problem statement|statement of need|"
    "resumo|resumen|palavras chave|palabras clave|introducao|introduccion|antecedentes|objetivos?|apresentacao|presentacion|"
    "justificativa|justificacion|"
    "resume|mots cles|avant propos|preambule|contexte|"
    "zusammenfassung|kurzfassung|einleitung|einfuhrung|vorwort|hintergrund|ziele?|zielsetzung|fragestellung|problemstellung|"
    "riassunto|sommario|introduzione|premessa|samenvatting|inleiding|achtergrond|sammanfattning|inledning|bakgrund|"
    "sammendrag|innledning|indledning|tiivistelma|johdanto|streszczenie|wstep|wprowadzenie|abstrakt|uvod|souhrn|"
    "bevezetes|osszefoglalo|ozet|giris|аннотация|введение|резюме|περιληψη|εισαγωγη|"
    "概要|要旨|要約|はじめに|序論|序章|緒言|緒論|摘要|引言|前言|导言|導言|绪论|緒論|초록|요약|서론|머리말|ملخص|مقدمة|תקציר|מבוא"
)
_METHOD = (
    "methods?|methodology|methodological (?:approach|considerations|notes?)|(?:materials? and )?methods?|materials|"
    "data(?: and methods?| sources?| collection| analysis)?|research (?:design|methods?|methodology)|study (?:design|area|selection)|"
    "search strategy|literature search|(?:inclusion|eligibility|selection) criteria|procedures?|participants|"
    "statistical analys[ei]s|experimental (?:procedures?|section|design)|ethics(?: statement)?|"
    "metodos?|metodologia|materia(?:l|is|les) (?:e|y) metodos|procedimentos metodologicos|procedimientos metodologicos|"
    "methodes?|methodologie|materiel et methodes|materiels et methodes|methoden|methodik|methodisches vorgehen|"
    "material und methoden|vorgehen|metodo|materiali e metodi|methode|werkwijze|metod|metode|menetelmat|aineisto|metody|"
    "modszerek?|yontem|методы|методология|материалы и методы|μεθοδολογια|方法|研究方法|調査方法|資料と方法|연구 방법|방법|منهجية|שיטה"
)
_END = (
    "conclusions?|concluding (?:remarks|comments|thoughts)|final (?:remarks|considerations|thoughts)|closing remarks|"
    "epilogue|outlook|(?:future|further) (?:directions?|research|work|prospects)|directions for future research|"
    "research agenda|limitations?|strengths|strengths and limitations|recommendations?|(?:practical |policy |managerial )?implications|"
    "conclus(?:ao|oes|ion|iones)|consideraco?es finais|consideracoes finais|consideraciones finales|reflexiones finales|"
    "limitacoes|limitaciones|recomendac(?:oes|iones)|perspectives|conclusion generale|fazit|schluss|schlussfolgerung(?:en)?|"
    "schlussbetrachtung|schlussbemerkung(?:en)?|ausblick|resumee|conclusioni|considerazioni conclusive|conclusies?|"
    "slotbeschouwing|slutsats(?:er)?|konklusjon|konklusion|johtopaatokset|wnioski|zakonczenie|podsumowanie|zaver|"
    "osszegzes|kovetkeztetesek|sonuc|заключение|выводы|συμπερασματα|"
    "おわりに|結論|結語|まとめ|終わりに|结论|结语|結語|總結|总结|결론|맺음말|خاتمة|סיכום|מסקנות"
)
_AROUND = (
    "acknowledge?ments?|funding(?: information| statement)?|(?:conflicts?|declarations?|competing) (?:of )?interests?|"
    "disclosure(?: statement)?|author(?:s)? contributions?|contributors|about the authors?|(?:biographical )?notes?|endnotes|"
    "footnotes|data availability(?: statement)?|availability|supplementary (?:materials?|information|data)|"
    "supporting information|additional information|appendix|appendices|annex(?:es)?|glossary|abbreviations|"
    "decision letter|author response|editor s evaluation|list of (?:figures|tables|abbreviations)|figures?|tables?|references|bibliography|further reading|table of contents|contents|"
    "agradec?imentos|agradecimientos|financiamento|financiacion|notas|anexos?|apendices?|referencias|bibliografia|"
    "remerciements|annexes?|notes|danksagung|anhang|anmerkungen|literatur|ringraziamenti|appendici|appendice|note|dankwoord|"
    "bijlagen?|noten|tack|bilaga|vedlegg|liitteet|kiitokset|podziekowania|przypisy|zalacznik|podekovani|koszonetnyilvanitas|"
    "tesekkur|ekler|благодарности|примечания|приложение|ευχαριστιες|謝辞|付録|注|註|脚注|致谢|致謝|附录|附錄|注释|감사의 글|부록|각주"
)
# No themes, but what stands in them may be.
_GENERAL = (
    "results?|findings|discussion|general discussion|results? and discussions?|findings and discussion|analys[ei]s|"
    "(?:a |the )?(?:literature|scoping|systematic|narrative|thematic) reviews?|review(?: of (?:the )?literature)?|"
    "related (?:work|literature|research)|previous (?:work|research|related work)|state of (?:the art|research)|"
    "theory|theoretical (?:background|framework|considerations|foundations)|conceptual framework|(?:main )?themes?|body|"
    "resultados|discuss?ao|discusion|resultados (?:e|y) discus(?:sao|ion)|analise|analisis|(?:revisao|revision) (?:da|de la|de) literatur?a|"
    "referencial teorico|fundamentacao teorica|marco teorico|estado (?:da arte|de la cuestion|del arte)|"
    "resultats|discussions?|resultats et discussion|revue de (?:la )?litterature|etat de l ?art|cadre theorique|"
    "ergebnisse|diskussion|ergebnisse und diskussion|forschungsstand|stand der forschung|theoretischer rahmen|"
    "literaturuberblick|risultati|discussione|rassegna della letteratura|stato dell ?arte|resultaten|discussie|"
    "resultater|resultat|diskusjon|tulokset|pohdinta|wyniki|dyskusja|vysledky|diskuse|eredmenyek|bulgular|tartisma|"
    "результаты|обсуждение|обзор литературы|αποτελεσματα|συζητηση|"
    "結果|考察|結果と考察|先行研究|文献レビュー|结果|讨论|文献综述|結果與討論|결과|논의|문헌 검토|선행 연구"
)
_LINKS = "and|und|et|y|e|och|og|en|with|the|of|to|for|on|this|our|research|study|review|article|paper|chapter|appendix|[a-z]|[ivx]+|[0-9]+"


def _ordinary(names: str) -> re.Pattern[str]:
    return re.compile(rf"(?:the |our )?(?:{names})(?: (?:{names}|{_LINKS}))*")


_KINDS = {
    "its beginning": _ordinary(_BEGINNING),
    "its methods": _ordinary(_METHOD),
    "its notes and thanks": _ordinary(_AROUND),
    "headings that say no theme": _ordinary(_GENERAL),
    "its end": _ordinary(f"{_END}|summary|discussion|resumo|resumen|zusammenfassung|diskussion"),
}
_WHOLE = _ordinary("|".join((_BEGINNING, _METHOD, _END, _AROUND, _GENERAL)))
_OPENS = re.compile(rf"(?:an? |the )?(?:{_BEGINNING})\b")
_CLOSES = re.compile(r"(?:(?:general|some) )?(?:conclu\w+|fazit|schluss\w*)\b")
_GENERAL_REASON = "headings that say no theme"
_COLON = re.compile(r"\s*[:：]\s*|\s+[-–—―]+\s+|\s*[—―]\s*")


def _ordinary_part(title: str) -> str:
    """Why a heading is no theme, or ""."""
    for part in dict.fromkeys((title, _COLON.split(title)[0])):
        folded = fold(part)
        for reason, pattern in _KINDS.items():
            if pattern.fullmatch(folded):
                return reason
        if _WHOLE.fullmatch(folded):
            return _GENERAL_REASON
    return "its end" if _CLOSES.match(fold(title)) else ""


class _Tree:
    """The sections of a paper, one in the other, and how often works are cited in each."""

    def __init__(self, sections: Sequence[Section], counts: Counter[str]) -> None:
        self.sections = sections
        self.by_id = {each.id: each for each in sections}
        self.own = counts
        self.whole: Counter[str] = Counter()
        for section in sections:
            for each in self.path(section):
                self.whole[each.id] += counts[section.id]
        self.reasons = {each.id: _ordinary_part(each.title) for each in sections}
        inner = [each for each in sections if self.reasons[each.id] != "its beginning"]
        opening = next((each for each in sections if not self.reasons[each.id]), None)
        if opening and inner and inner[0] is opening and _OPENS.match(fold(opening.title)):
            self.reasons[opening.id] = "its beginning"

    def path(self, section: Section) -> list[Section]:
        """The sections around one, the outermost first, and itself."""
        found = [section]
        while (parent := self.by_id.get(found[0].parent)) and parent not in found:
            found.insert(0, parent)
        return found

    def around(self, identifier: str, chosen: Sequence[Section]) -> Section | None:
        """The one of the chosen sections that a place is in."""
        section = self.by_id.get(identifier)
        return next((each for each in self.path(section) if each in chosen), None) if section else None

    def themes(self) -> tuple[list[Section], dict[Section, str]]:
        """The sections that are themes, and why others in which works are cited are none."""
        within: list[Section] = []  # sections in an introduction or a method
        free: list[Section] = []
        for section in self.sections:
            reasons = [self.reasons[each.id] for each in self.path(section)]
            if reasons[-1] or any(not reason for reason in reasons[:-1]):
                continue  # no theme, or part of one
            (free if all(reason in ("", _GENERAL_REASON) for reason in reasons) else within).append(section)
        # A text without numbers does not say which headings stand in which: then all may stand in the introduction.
        if self._cited(within) > self._cited(free):
            free = [section for section in self.sections if section in (*within, *free)]
        found = [section for section in free if self.whole[section.id]]
        if len(found) == 1:
            parts = [each for each in self.sections if each.parent == found[0].id and self.whole[each.id]]
            parts = [each for each in parts if not self.reasons[each.id]]
            found = parts if len(parts) > 1 else found
        why_not = {}
        for section in self.sections:
            if self.own[section.id] and self.around(section.id, found) is None:
                path = [self.reasons[each.id] for each in self.path(section)]
                why_not[section] = next(filter(None, reversed(path)), "what stands above the themes")
        return found, why_not

    def _cited(self, some: Sequence[Section]) -> int:
        return sum(self.whole[each.id] for each in some)


def _title(section: Section) -> str:
    """The heading as the name of a theme: without "Theme 2:" before it, or what a colon adds."""
    title = " ".join(section.title.split()).strip(" .⁰¹²³⁴⁵⁶⁷⁸⁹*†")
    head, _, rest = title.partition(":")
    if rest.strip() and re.fullmatch(r"\w+ (?:\d{1,2}|[IVX]{1,4}|[A-Z])", head):
        return rest.strip()
    return head if len(head.split()) > 1 else title


_SMALL = frozenset(
    "a an and as at by for from in into its of on or the to with "  # noqa: SIM905
    "da das de del do dos e em la las los na no o os para por um uma un una y "
    "au aux des du et le les pour sur une der den dem die das ein eine im und von zu zum zur il lo gli di della dei".split()
)


def _identifier(title: str, taken: set[str]) -> str:
    words = fold(title).split()
    short = [word for word in words if word not in _SMALL] or words
    wanted = identifier = "-".join(short[:4]) or "theme"
    more = 1
    while identifier in taken:
        more += 1
        identifier = f"{wanted}-{more}"
    taken.add(identifier)
    return identifier


# the file


def codebook(title: str, paper: str, proposed: Proposals) -> str:
    """The text of a themes.yaml with these proposals, which says that they are such."""
    lines = [
        "# Proposed by litgraph from the headings of the review, for you to change: rename, join, split or delete themes,",
        "# say what belongs to each in a definition, put your own reason in the place of a why. said-by: litgraph marks",
        "# what nobody has looked at: delete that line where you have, and it is said by you.",
        "#",
        "# - A main section of the review is a theme, unless its heading is one that any paper may have.",
        "# - A work cited in such a section has its theme. discussed: the text names it there outside a parenthesis, or",
        "#   cites it there twice or more and once at least by itself. mentioned: all else.",
    ]
    if proposed.left_out:
        lines += ["# - No themes came from these sections, though works are cited in them:"]
        lines += [f"#   {_printed(section)} ({reason})" for section, reason in proposed.left_out]
    lines += [f"title: {scalar(title)}"] if title else []
    lines += ["", "themes:"] if proposed.themes else ["", "themes: []"]
    for theme in proposed.themes:
        lines += [f"  - id: {scalar(theme.id)}", f"    title: {scalar(theme.title)}"]
        lines += [f"    said-in: {scalar(paper)}", f"    section: {scalar(theme.section)}"]
    lines += ["", "works:", f"  {scalar(paper)}:", "    no-theme: The review that the themes are taken from."]
    by_work: dict[str, list[Assignment]] = defaultdict(list)
    for each in proposed.assignments:
        by_work[each.work].append(each)
    for work, given in sorted(by_work.items()):
        lines += ["", f"  {scalar(work)}:", "    themes:"]
        for each in given:
            said = {
                "theme": each.theme,
                "said-in": each.evidence.said_in,
                "section": each.evidence.section,
                "page": each.evidence.page,
                "locator": each.evidence.locator,
                "role": each.role,
                "why": each.evidence.why,
                "said-by": each.evidence.said_by,
            }
            pairs = [f"{name}: {scalar(text)}" for name, text in said.items() if text]
            lines += [f"      - {pairs[0]}", *(f"        {pair}" for pair in pairs[1:])]
    return "\n".join(lines) + "\n"


def _printed(section: Section) -> str:
    return " ".join(f"{section.id if section.id[:1].isdigit() else ''} {section.title}".split())
