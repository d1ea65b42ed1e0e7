"""What papers call their parts and print for a date, in many languages: pieces of patterns that match in any case."""

from __future__ import annotations

__all__ = ["CAPTION", "NO_DATE", "OPENING_TITLES", "REFERENCE_TITLES", "TITLES_AFTER_REFERENCES", "UNDATED"]

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
    "概要|はじめに|摘要|引言"
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
    r"(?:(?:extended|supp\w*)\s+(?:data\s+)?)?(?:fig(?:ure|ura|\.)?|tab(?:le|ela|la|leau|elle|\.)?|video|movie|foto|"
    r"photo|plate|scheme|box|chart|map|gráfico|quadro|cuadro|abb(?:ildung|\.)?|図|表)\s*[A-Z]?\d+"
)
# What is printed instead of a year: "n.d." and its like, and where the work is on its way.
UNDATED = r"n\.\s?d\b\.?|s\.\s?[df]\b\.?|s/[df]\b|o\.\s?J\b\.?|undated|no date|sem data|sin fecha"
NO_DATE = (
    rf"{UNDATED}|(?i:in press|forthcoming|no prelo|en prensa|sous presse|à paraître|im (?:Druck|Erscheinen)|"
    r"in (?:corso di )?stampa|in prep(?:aration\b|\b\.?)|e[mn] prepara(?:ção|ción)|submitted|accepted|"
    r"(?:in|under) review|to appear|unpublished|(?-i:in print))"
)
