"""What papers call their parts and print for a date, in many languages: pieces of patterns that match in any case."""

from __future__ import annotations

__all__ = ["ABSTRACT_LABELS", "ABSTRACT_TITLES", "KEYWORDS", "LAST_ABSTRACT_LABELS"]
__all__ += ["CAPTION", "NO_DATE", "OPENING_TITLES", "REFERENCE_TITLES", "TITLES_AFTER_REFERENCES", "UNDATED"]

REFERENCE_TITLES = (
    "references? (?:list|cited)|references?|cited references|reference list|list of references|"
    "works (?:cited|consulted)|(?:selected )?bibliograph(?:y|ies)|literature(?: cited)?|cited literature|sources|"
    "further reading|literatur(?:verzeichnis|angaben|liste)?|bibliographie|quellen(?:verzeichnis)?|schrifttum|"
    "références(?: bibliographiques)?|ouvrages cités|refer[êe]ncias(?: bibliográficas)?|bibliograf[ií]a|obras citadas|"
    "literatura(?: citada)?|fuentes|fontes|riferimenti(?: bibliografici)?|opere citate|literatuur(?:lijst)?|bronnen|"
    "referenser|litteratur(?:lista|liste|förteckning)?|källor|kilder|referanser|referencer|lähteet|kirjallisuus|źródła|"
    "piśmiennictwo|(?:seznam|použitá) literatur[ay]|irodalom(?:jegyzék)?|kaynakça|kaynaklar|"
    "список (?:использованной )?литературы|литература|библиография|источники|βιβλιογραφία|参考文献|引用文献|文献|"
    "参考资料|參考文獻|引用書目|참고문헌|المراجع|ביבליוגרפיה|מקורות"
)
OPENING_TITLES = (
    "abstract|summary|introduction|background|resumo|resumen|résumé|zusammenfassung|introdução|introducción|einleitung|"
    "kurzfassung|riassunto|introduzione|samenvatting|inleiding|sammanfattning|inledning|streszczenie|wstęp|введение|"
    "概要|要旨|抄録|はじめに|序論|緒言|摘要|引言|초록|서론"
)
ABSTRACT_TITLES = (
    "(?:structured |extended |executive )?(?:abstract|summary)|resumo|resumen|résumé|zusammenfassung|kurzfassung|"
    "riassunto|sommario|samenvatting|sammanfattning|sammendrag|resum|streszczenie|abstrakt|özet|аннотация|резюме|"
    "概要|要旨|抄録|摘要|초록"
)
# What the parts of a structured abstract are called, and those with which it ends.
ABSTRACT_LABELS = (
    "(?:study |research )?(?:background|objectives?|aims?|purpose|introduction|context|importance|rationale|design|"
    "hypothes[ei]s|questions?|setting|population|methods?|methodology|approach|sample)|"
    "(?:background|aims?|objectives?) and (?:purpose|aims?|objectives?)|"
    "(?:materials?|patients|subjects|participants|design|setting) and (?:methods?|setting|participants|design)|"
    "methods and (?:findings|results|materials)|patients|participants|subjects|interventions?|exposures?|measurements?|"
    "(?:main |primary )?outcomes?(?: and)?(?: measures?)?|data (?:sources?|extraction|synthesis|analysis)|"
    "study selection|(?:main |principal )?(?:results?|findings)|results and discussion|discussion|limitations|"
    "objetivos?|introdução|introducción|contexto|justificativa|antecedentes|fundamentos?|métodos?|metodologia|"
    "metodología|(?:material|materiais|materiales|pacientes) [ey] métodos?|resultados?(?: [ey] discus(?:são|ión))?|"
    "discussão|discusión|contexte|objectifs?|but|méthodes?|(?:matériel|patients) et méthodes?|résultats|"
    "hintergrund|einleitung|ziele?|zielsetzung|fragestellung|methoden?|methodik|material und methoden|ergebnisse?|"
    "diskussion|obiettiv[io]|scopo|introduzione|premessa|metodi|materiali e metodi|risultati|discussione|achtergrond|"
    "doel|methode|resultaten|bakgrund|syfte|metod|resultat|цель|методы|результаты|目的|背景|方法|结果|結果"
)
LAST_ABSTRACT_LABELS = (
    "(?:discussion and )?conclusions?(?: and (?:relevance|significance|implications))?|interpretation|significance|"
    "implications|(?:clinical )?trial registration|registration|funding|level of evidence|relevance|"
    "conclus(?:ão|ões|iones|ión|ioni|ie)|considerações finais|consideraciones finales|"
    "schlussfolgerung(?:en)?|fazit|slutsats(?:er)?|выводы|заключение|结论|結論"
)
KEYWORDS = (
    r"key\s?-?words?|index terms|palavras[- ]chaves?|palabras clave|descrip?tor(?:es)?|mots[- ]cl[ée]s?|"
    "schl(?:üssel|ag)wörter|stichwörter|parole[- ]chiave|trefwoorden|nyckelord|słowa kluczowe|ключевые слова|"
    "キーワード|关键词|關鍵詞"
)
# What may stand behind the list of references.
TITLES_AFTER_REFERENCES = (
    "(?:short |author )?biograph(?:y|ies|ical (?:notes?|sketch(?:es)?|statements?))|about the authors?|"
    "(?:notes? on (?:the )?)?contributors?$|authors?[’'] (?:biograph(?:y|ies)|bios?)|appendi(?:x|ces)|annexe?s?|"
    "supplementa\\w+|supporting information|acknowledge?ments?|funding|disclosures?|"
    "(?:declaration of )?(?:competing|conflicts? of) interests?|"
    "author contributions?|anhang|danksagung|(?:zu den|über die) autor\\w+|anexos?|ap[eéê]ndices?|agradecimentos?|"
    "agradecimientos?|sobre (?:os?|as?|las?|los|el) (?:autor|autora)e?s?|remerciements|à propos des? auteur\\w*|"
    "appendice|ringraziamenti|付録|謝辞|附录|致谢"
)
# The label and number of a figure, a table and their like.
CAPTION = (
    r"(?:(?:extended|supp\w*)\s+(?:data\s+)?)?(?:fig(?:ures?|uras?|uren|s?\.)?|"
    r"tab(?:les?|elas?|las?|leaux?|ellen?|ell[ae]|s?\.)?|video|movie|fotos?|photos?|plates?|schem(?:e|a)|box|charts?|"
    r"maps?|graphs?|diagrams?|images?|illustrations?|exhibit|grafi[ck]o?n?|gráficos?|graphiques?|diagramas?|esquemas?|"
    r"imagens?|imagen|ilustra(?:ção|ción)|mapas?|schéma|quadros?|cuadros?|carte|karte|abb(?:ildung(?:en)?|\.)?|bild|"
    r"рис(?:унок|\.)?|табл(?:ица|\.)?|図|表|图|圖)\s*[A-Z]?\d+"
)
# What is printed instead of a year: "n.d." and its like, and where the work is on its way.
UNDATED = r"n\.\s?d\b\.?|s\.\s?[df]\b\.?|s/[df]\b|o\.\s?J\b\.?|undated|no date|sem data|sin fecha"
NO_DATE = (
    rf"{UNDATED}|(?i:in press|forthcoming|no prelo|en prensa|sous presse|à paraître|im (?:Druck|Erscheinen)|"
    r"in (?:corso di )?stampa|in prep(?:aration\b|\b\.?)|e[mn] prepara(?:ção|ción)|submitted|accepted|"
    r"(?:in|under) review|to appear|unpublished|(?-i:in print))"
)
