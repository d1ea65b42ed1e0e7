"""The pattern of locators, which name a place in the work cited: pages, chapters, sections, figures, notes, lines."""

from __future__ import annotations

__all__ = ["LOCATOR"]

_KINDS = (
    r"pp?|pgs?|págs?|pags?|pages?|páginas?|S|Seiten?|s|str|sivu|"
    r"f{1,2}|fls?|fol(?:io)?s?|chap(?:ter)?s?|chs?|caps?|cap[íi]tulos?|Kap(?:itel)?|ch?apitres?|"
    r"vols?|Bde?|t|tom[eo]s?|livr[oe]s?|lib(?:ro)?s?|b(?:oo)?ks?|secs?|sects?|sections?|seç(?:ão|ões)|secci(?:ón|ones)|"
    r"Abschn(?:itt)?|§{1,2}|¶{1,2}|paras?|paragraphs?|pars?|parágrafos?|párrafos?|Abs|Rn|Rz|"
    r"fig(?:ure|ura)?s?|Abb|tab(?:le|ela|la)?s?|eqs?|appendix|app|nn?|notes?|notas?|Anm|ll?|lines?|vv?|verses?|"
    r"arts?|artigos?|artículos?|theorem|thm|lemma|prop(?:osition)?|def(?:inition)?|loc|pos|slide|track|"
    r"blz|sid|lk|pag|[сС]|стр|гл|том|рис|табл|σ{1,2}|σελ"
)
_NUMBER = r"(?:[A-Z]?\d{1,5}(?:\.\d+){0,3}[a-z]?|[ivxlc]{1,7}|[IVXLC]{1,7})"
_RANGE = rf"{_NUMBER}(?:\s*[–—−‐-]\s*{_NUMBER})?(?:\s?(?:ff?|sqq?|ss)\b\.?)?"
# ", 20" of "12–14, 20", but not the year of the next work, nor its number: "; 2, p. 13".
_FURTHER_NUMBERS = (
    r"(?:\s*(?:,|;|and|&|e|y|und|et)\s*(?!(?:1[4-9]|20)\d\d(?!\d))\d{1,4}(?:\s*[–—−‐-]\s*\d{1,4})?(?:\s?ff?\b\.?)?"
    rf"(?![\d/\w]|\s*,\s*(?:{_KINDS})\b))*"
)
_LABELLED_NUMBERS = rf"(?:(?<![^\W\d_])(?:{_KINDS})(?:\.\s*|\s+|(?=\d)|(?<=[§¶])){_RANGE}{_FURTHER_NUMBERS})"
# Numbers behind the word or sign that says what they number: "p. 12", "chap. 3, pp. 45–60", "§ 7".
_LABELLED = rf"(?:{_LABELLED_NUMBERS}|第?\d{{1,5}}(?:\s?[–—−‐~〜-]\s?\d{{1,5}})?\s?[頁页])"
LOCATOR = rf"{_LABELLED}(?:,\s*{_LABELLED})*"
