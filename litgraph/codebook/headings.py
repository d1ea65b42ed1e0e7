"""The headings of papers: those that any paper may have, in some twenty languages, and the themes that others name."""

from __future__ import annotations

import re

from litgraph.words import fold

__all__ = ["BEGINNING", "GENERAL", "is_opening", "is_summary", "make_theme_id", "theme_title", "why_no_theme"]

BEGINNING, METHOD, END, AROUND = "its beginning", "its methods", "its end", "its notes and thanks"
GENERAL = "headings that say no theme"

# Headings that any paper may have, folded.
_SUMMARY = (
    "abstract|summary|executive summary|keywords?|highlights|resumo|resumen|palavras chave|palabras clave|resume|"
    "mots cles|zusammenfassung|kurzfassung|riassunto|sommario|samenvatting|sammanfattning|sammendrag|tiivistelma|"
    "streszczenie|abstrakt|souhrn|osszefoglalo|ozet|аннотация|резюме|περιληψη|概要|要旨|要約|摘要|초록|요약|ملخص|תקציר"
)
_BEGINNING = (
    "introduction|introductory remarks|background|overview|"
    "preface|foreword|prologue|preliminary remarks|motivation|rationale|aims?|objectives?|purpose|scope|"
    "research questions?|problem statement|statement of need|"
    "introducao|introduccion|antecedentes|objetivos?|apresentacao|presentacion|justificativa|justificacion|"
    "avant propos|preambule|contexte|einleitung|einfuhrung|vorwort|"
    "hintergrund|ziele?|zielsetzung|fragestellung|problemstellung|introduzione|premessa|"
    "inleiding|achtergrond|inledning|bakgrund|innledning|indledning|"
    "johdanto|wstep|wprowadzenie|uvod|bevezetes|giris|"
    "введение|εισαγωγη|はじめに|序論|序章|緒言|緒論|引言|前言|导言|導言|绪论|서론|머리말|مقدمة|מבוא"
)
_METHOD = (
    "methods?|methodology|methodological (?:approach|considerations|notes?)|(?:materials? and )?methods?|materials|"
    "data(?: and methods?| sources?| collection| analysis)?|research (?:design|methods?|methodology)|"
    "study (?:design|area|selection)|search strategy|literature search|"
    "(?:inclusion|eligibility|selection) criteria|procedures?|participants|statistical analys[ei]s|"
    "experimental (?:procedures?|section|design)|ethics(?: statement)?|metodos?|metodologia|"
    "materia(?:l|is|les) (?:e|y) metodos|procedimentos metodologicos|procedimientos metodologicos|methodes?|"
    "methodologie|materiel et methodes|materiels et methodes|methoden|methodik|methodisches vorgehen|"
    "material und methoden|vorgehen|metodo|materiali e metodi|methode|werkwijze|metod|metode|menetelmat|aineisto|"
    "metody|modszerek?|yontem|методы|методология|материалы и методы|μεθοδολογια|方法|研究方法|調査方法|資料と方法|"
    "연구 방법|방법|منهجية|שיטה"
)
_END = (
    "conclusions?|concluding (?:remarks|comments|thoughts)|final (?:remarks|considerations|thoughts)|"
    "closing remarks|epilogue|outlook|(?:future|further) (?:directions?|research|work|prospects)|"
    "directions for future research|research agenda|limitations?|strengths|strengths and limitations|"
    "recommendations?|(?:practical |policy |managerial )?implications|conclus(?:ao|oes|ion|iones)|"
    "consideraco?es finais|consideracoes finais|consideraciones finales|reflexiones finales|limitacoes|"
    "limitaciones|recomendac(?:oes|iones)|perspectives|conclusion generale|fazit|schluss|schlussfolgerung(?:en)?|"
    "schlussbetrachtung|schlussbemerkung(?:en)?|ausblick|resumee|conclusioni|considerazioni conclusive|conclusies?|"
    "slotbeschouwing|slutsats(?:er)?|konklusjon|konklusion|johtopaatokset|wnioski|zakonczenie|podsumowanie|zaver|"
    "osszegzes|kovetkeztetesek|sonuc|заключение|выводы|συμπερασματα|おわりに|結論|結語|まとめ|終わりに|结论|结语|"
    "結語|總結|总结|결론|맺음말|خاتمة|סיכום|מסקנות"
)
_AROUND = (
    "acknowledge?ments?|funding(?: information| statement)?|"
    "(?:conflicts?|declarations?|competing) (?:of )?interests?|disclosure(?: statement)?|"
    "author(?:s)? contributions?|contributors|about the authors?|(?:biographical )?notes?|endnotes|footnotes|"
    "data availability(?: statement)?|availability|supplementary (?:materials?|information|data)|"
    "supporting information|additional information|appendix|appendices|annex(?:es)?|glossary|abbreviations|"
    "decision letter|author response|editor s evaluation|(?:reviewer|referee) (?:[0-9]+|comments|reports?)|"
    "public reviews?|peer review file|list of (?:figures|tables|abbreviations)|figures?|tables?|"
    "references|bibliography|further reading|table of contents|contents|agradec?imentos|agradecimientos|"
    "financiamento|financiacion|notas|anexos?|apendices?|referencias|bibliografia|remerciements|annexes?|notes|"
    "danksagung|anhang|anmerkungen|literatur|ringraziamenti|appendici|appendice|note|dankwoord|bijlagen?|noten|"
    "tack|bilaga|vedlegg|liitteet|kiitokset|podziekowania|przypisy|zalacznik|podekovani|koszonetnyilvanitas|"
    "tesekkur|ekler|благодарности|примечания|приложение|ευχαριστιες|謝辞|付録|注|註|脚注|致谢|致謝|附录|附錄|注释|"
    "감사의 글|부록|각주"
)
# Headings that are no themes, though the headings below them may be.
_GENERAL = (
    "results?|findings|discussion|general discussion|results? and discussions?|findings and discussion|analys[ei]s|"
    "(?:a |the )?(?:literature|scoping|systematic|narrative|thematic) reviews?|review(?: of (?:the )?literature)?|"
    "related (?:work|literature|research)|previous (?:work|research|related work)|state of (?:the art|research)|"
    "theory|theoretical (?:background|framework|considerations|foundations)|conceptual framework|(?:main )?themes?|"
    "main text|resultados|discuss?ao|discusion|resultados (?:e|y) discus(?:sao|ion)|analise|analisis|"
    "(?:revisao|revision) (?:da|de la|de) literatur?a|referencial teorico|fundamentacao teorica|marco teorico|"
    "estado (?:da arte|de la cuestion|del arte)|resultats|discussions?|resultats et discussion|"
    "revue de (?:la )?litterature|etat de l ?art|cadre theorique|ergebnisse|diskussion|ergebnisse und diskussion|"
    "forschungsstand|stand der forschung|theoretischer rahmen|literaturuberblick|risultati|discussione|"
    "rassegna della letteratura|stato dell ?arte|resultaten|discussie|resultater|resultat|diskusjon|tulokset|"
    "pohdinta|wyniki|dyskusja|vysledky|diskuse|eredmenyek|bulgular|tartisma|результаты|обсуждение|обзор литературы|"
    "αποτελεσματα|συζητηση|結果|考察|結果と考察|先行研究|文献レビュー|结果|讨论|文献综述|結果與討論|결과|논의|"
    "문헌 검토|선행 연구"
)
_LINKS = (
    "and|und|et|y|e|och|og|en|with|the|of|to|for|on|this|our|research|study|review|article|paper|chapter|"
    "appendix|[a-z]|[ivx]+|[0-9]+"
)


def _headings(*names: str) -> re.Pattern[str]:
    """A pattern for folded headings that consist of these names and of words that link them."""
    name = "|".join(names)
    return re.compile(rf"(?:(?:the|our|main|general|survey|study|empirical|key) )?(?:{name})(?: (?:{name}|{_LINKS}))*")


_KINDS = {
    BEGINNING: _headings(_SUMMARY, _BEGINNING),
    METHOD: _headings(_METHOD),
    AROUND: _headings(_AROUND),
    GENERAL: _headings(_GENERAL),
    END: _headings(_END, _SUMMARY, "discussion|diskussion"),
}
_ANY = _headings(_SUMMARY, _BEGINNING, _METHOD, _END, _AROUND, _GENERAL)
_SUMMARIES = _headings(_SUMMARY)
_OPENS = re.compile(rf"(?:an? |the )?(?:{_BEGINNING})\b")
_CLOSES = re.compile(r"(?:(?:general|some) )?(?:conclu\w+|fazit|schluss\w*)\b")
_COLON = re.compile(r"\s*[:：]\s*|\s+[-–—―]+\s+|\s*[—―]\s*")


def why_no_theme(title: str) -> str:
    """The part of a paper ("its methods") that a heading names, if any paper may have it; "" if it may name a theme.

    What precedes a colon or a dash in the heading is looked up as well.
    """
    title = _without_count(title)
    for part in dict.fromkeys((title, _COLON.split(title)[0])):
        folded = fold(part)
        for reason, pattern in _KINDS.items():
            if pattern.fullmatch(folded):
                return reason
        if _ANY.fullmatch(folded):
            return GENERAL
    return END if _CLOSES.match(fold(title)) else ""


def is_summary(title: str) -> bool:
    """Whether a heading is that of an abstract or the like, which comes before the paper begins."""
    return bool(_SUMMARIES.fullmatch(fold(title)))


def is_opening(title: str) -> bool:
    """Whether a heading begins like that of an introduction: "Overview of the field"."""
    return bool(_OPENS.match(fold(title)))


def theme_title(heading: str) -> str:
    """The heading as the title of a theme: without "Theme 2:" before it, and without what follows a colon."""
    title = _without_count(" ".join(heading.split()).strip(" .⁰¹²³⁴⁵⁶⁷⁸⁹*†"))
    head = title.partition(":")[0]
    return head if len(head.split()) > 1 else title


def _without_count(title: str) -> str:
    """The heading without "Theme 2:", "Part I:" or the like before it."""
    return re.sub(r"^\w+ (?:\d{1,2}|[IVX]{1,4}|[A-Z])\s*:\s*(?=\S)", "", title)


_SMALL = re.compile(
    r"a|an|and|as|at|by|for|from|in|into|its|of|on|or|the|to|with|d[aeio]s?|e|em|l[aeo]s?|n[ao]s?|para|por|une?|uma|y|"
    r"aux?|des|du|et|pour|sur|de[rnml]|die|das|ein|eine|im|und|von|zum?|zur|il|gli|dell?a|dei"
)


def make_theme_id(title: str, other_ids: set[str]) -> str:
    """Make a short id for a theme of the first words of its title that say something, and add it to `other_ids`."""
    words = fold(title).split()
    short = [word for word in words if not _SMALL.fullmatch(word)] or words
    stem = theme_id = "-".join(short[:4]) or "theme"
    number = 1
    while theme_id in other_ids:
        number += 1
        theme_id = f"{stem}-{number}"
    other_ids.add(theme_id)
    return theme_id
