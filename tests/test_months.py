"""One table of months: every name is understood wherever a date is read."""

from __future__ import annotations

import re

import pytest

from litgraph.formats.bibtex.dates import read_year
from litgraph.months import MONTHS, month_number
from litgraph.reading.mentions.unlisted import is_no_name
from litgraph.reading.references.dates import MONTH
from litgraph.reading.works import _day


@pytest.mark.parametrize(
    ("number", "name"), [(n, name) for n, names in enumerate(MONTHS, 1) for name in sorted(set(names))]
)
def test_every_name_of_a_month_is_understood_by_every_reader(number: int, name: str) -> None:
    assert month_number(name) == month_number(name.upper()) == month_number(f"{name[:4]}.") == number
    assert read_year("2019", name, "3").text == read_year("2019", f"3 {name}").text == f"2019-{number:02}-03"
    assert _day(f"3 de {name}, 2019") == f"2019-{number:02}-03"
    assert re.fullmatch(MONTH, name) and is_no_name(name)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), ("12", 12), ("0", None), ("13", None), ("", None), ("Sept", 9), ("Mrz", 3), ("jui", None), ("fe", None),
     ("Spring", None), ("May/June", None), ("jan-feb", None)],
)  # fmt: skip
def test_what_names_no_single_month_is_none(text: str, number: int | None) -> None:
    assert month_number(text) == number


@pytest.mark.parametrize("surname", ["Mar", "Martin", "Mayer", "Junker", "Novak", "Augustin"])
def test_surnames_that_begin_like_a_month_are_names(surname: str) -> None:
    assert not is_no_name(surname) and not re.fullmatch(MONTH, surname + "x")
