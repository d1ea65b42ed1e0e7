"""The names of the months in English, German, French, Spanish, Portuguese and Italian.

>>> month_number("Sept."), month_number("février"), month_number("7"), month_number("spring")
(9, 2, 7, None)
"""

from __future__ import annotations

from functools import lru_cache

from litgraph.words import fold

__all__ = ["ABBREVIATIONS", "FOLDED_NAMES", "MONTHS", "month_number"]

# As they are printed within a sentence; a column is a language.
_TABLE = """
    January    Januar     janvier    enero       janeiro    gennaio
    February   Februar    février    febrero     fevereiro  febbraio
    March      März       mars       marzo       março      marzo
    April      April      avril      abril       abril      aprile
    May        Mai        mai        mayo        maio       maggio
    June       Juni       juin       junio       junho      giugno
    July       Juli       juillet    julio       julho      luglio
    August     August     août       agosto      agosto     agosto
    September  September  septembre  septiembre  setembro   settembre
    October    Oktober    octobre    octubre     outubro    ottobre
    November   November   novembre   noviembre   novembro   novembre
    December   Dezember   décembre   diciembre   dezembro   dicembre
"""
MONTHS = tuple(tuple(line.split()) for line in _TABLE.strip().splitlines())
"""The names of each month, the English one first."""
ABBREVIATIONS = tuple(names[0][:3].lower() for names in MONTHS)
"""The names of the months in BibTeX."""
_FOLDED = [tuple(map(fold, names)) for names in MONTHS]
FOLDED_NAMES = frozenset(name for names in _FOLDED for name in names)


@lru_cache(maxsize=1000)
def month_number(text: str) -> int | None:
    """The month, from 1 to 12, that is meant by a number or by a word that begins like the name of a month."""
    word = fold(text).replace("mrz", "marz")
    if word.isdecimal():
        return int(word) if len(word) < 10 and 1 <= int(word) <= 12 else None
    for length in (3, 4):  # only juin and juillet begin with the same three letters
        months = {number for number, names in enumerate(_FOLDED, 1) for name in names if name[:length] == word[:length]}
        if len(months) == 1 and word.isalpha():
            return months.pop()
    return None
