"""Which work an entry of a list of references is: certain only where nothing speaks against it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from litgraph.matching import match, own_works
from litgraph.model import Name, Work
from litgraph.reading.paper import PaperContent, PaperText, Reference
from litgraph.reading.pdf.letters import _compose_accents
from litgraph.reading.works import as_work, new_key
from litgraph.views.bibliography.runs import clean
from litgraph.words import compose, fold, name_forms

TOWN = Work(
    "noor2019",
    "article-journal",
    "Harbour towns and their partners: A survey",
    (Name("Noor", "Aya"), Name("Vik", "Per")),
    year=2019,
    date_text="2019",
    container="Journal of Port Studies",
    ids=frozenset({"doi:10.1234/port.7"}),
    extra=(("pages", "11–29"), ("volume", "7")),
)
SECOND = Work("noor2020", "book", "Partners abroad", (Name("Noor", "Aya"),), year=2020, date_text="2020")
PRINTED = Reference(
    0,
    "Noor, A., & Vik, P. (2019). Harbour towns ...",
    0,
    40,
    kind="article-journal",
    authors=(Name("Noor", "A."), Name("Vik", "P.")),
    year=2019,
    title="Harbour Towns and their Partners: a Survey",
    container="J. Port Stud.",
    volume="7",
    pages="11-29",
)


def test_first_author_year_and_title_decide_and_say_so():
    (found,) = match([PRINTED], [SECOND, TOWN])
    assert (found.work, found.doubtful) == ("noor2019", ())
    assert found.reasons == ("same first author", "same year", "same title") and 0.9 < found.confidence < 1


def test_an_identifier_decides_where_the_rest_is_hardly_there():
    (found,) = match([Reference(0, "10.1234/port.7", 0, 14, ids=("doi:10.1234/port.7",))], [TOWN, SECOND])
    assert (found.work, found.confidence, found.reasons) == ("noor2019", 1.0, ("same DOI",))
    other = (Name("Berg", "Kai"),)
    (clash,) = match([replace(PRINTED, authors=other, title="Salt", ids=("doi:10.1234/port.7",))], [TOWN])
    assert clash.work == "" and clash.doubtful[0].key == "noor2019"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"year": 2018}, "another year"),
        ({"year": None}, "only one says a year"),
        ({"title": "Harbour towns and their partners"}, "a shorter title"),
        ({"title": "Harbour towns and the partners of a survey"}, "a title that is only like it"),
        ({"title": ""}, "no title"),
        ({"volume": "8"}, "other volume"),
        ({"pages": "12-29"}, "other pages"),
        ({"container": "Review of Ports"}, "in something else"),
        ({"kind": "chapter"}, "chapter, not article-journal"),
        ({"authors": (Name("Noor", "B."), Name("Vik", "P."))}, "another first author, or none"),
        ({"authors": (Name("Noor", "A."), Name("Li", "Q."))}, "other authors"),
        ({"ids": ("doi:10.1234/port.8",)}, "another identifier"),
    ],
)
def test_what_speaks_against_it_leaves_it_open(change, said):
    (found,) = match([replace(PRINTED, **change)], [SECOND, TOWN])
    assert found.work == "" and found.doubtful[0].key == "noor2019" and said in found.doubtful[0].reasons


def test_another_work_of_the_same_author_and_year_is_a_new_one():
    (found,) = match([replace(PRINTED, title="Ferries in winter")], [TOWN, SECOND])
    assert (found.work, found.doubtful) == ("", ())


def test_a_kind_that_was_guessed_wrongly_is_no_reason_where_the_entry_prints_where_the_work_is():
    raw = "Noor, A., & Vik, P. (2019). Harbour Towns and their Partners: a Survey. Journal of Port Studies, 7, 11-29."
    guessed = replace(PRINTED, raw=raw, kind="thesis", container="", volume="", pages="")
    assert match([guessed], [TOWN])[0].work == "noor2019"
    assert match([replace(guessed, container="Port Studies 7")], [TOWN])[0].work == "noor2019"
    report = replace(TOWN, kind="report", container="", ids=frozenset(), extra=(("institution", "Coast Office"),))
    assert match([replace(guessed, raw=raw.replace("Journal of Port Studies", "Coast Office"))], [report])[0].work
    # a chapter with the name of its book is another work than the book
    chapter = replace(PRINTED, raw=f"{raw} Coast Office.", kind="chapter", container="Ports", volume="", pages="")
    assert match([chapter], [replace(report, kind="book")])[0].work == ""
    series = replace(report, kind="book", extra=(*report.extra, ("series", "Port Papers")))
    assert match([replace(chapter, container="Port Papers, no. 10")], [series])[0].work == "noor2019"
    book = replace(guessed, raw="Noor (2019). Harbour Towns and their Partners: a Survey. Quay.", kind="book")
    assert match([book], [replace(TOWN, kind="chapter", container=TOWN.title, ids=frozenset())])[0].work == ""


def test_a_new_key_has_the_letter_that_is_printed_after_the_year():
    assert new_key(as_work(replace(PRINTED, suffix="b")), {"noor2019"}) == "noor2019b"


def test_names_in_capitals_and_days_in_words_become_those_of_a_bibliography():
    names = (Name("NOOR", "AYALA"), Name("DE LA CRUZ", "J. M."), Name("Li", "QX"), Name(literal="UNESCO"))
    work = as_work(replace(PRINTED, authors=names, date_text="2019, April 16", accessed="3 de mayo de 2020"))
    assert [(name.family, name.given) for name in work.authors[:3]] == [
        ("Noor", "Ayala"),
        ("De La Cruz", "J. M."),
        ("Li", "QX"),
    ]
    assert (work.authors[3].literal, work.date_text, work.get("urldate")) == ("UNESCO", "2019-04-16", "2020-05-03")
    assert as_work(replace(PRINTED, date_text="Spring 2019")).date_text == "Spring 2019"
    assert as_work(replace(PRINTED, year=None, date_text="n.d.")).date_text == ""
    assert as_work(replace(PRINTED, kind="", volume="", date_text="2019, April 16")).kind == "article-magazine"


def test_a_series_an_edition_and_a_translated_title_get_fields_of_their_own():
    raw = f"{PRINTED.raw} (2nd edition). [Havnebyer] Ports. Port Papers. Quay Press."
    work = as_work(replace(PRINTED, raw=raw, container="[Havnebyer] Ports", publisher="Port Papers. Quay Press"))
    told = [work.get(name) for name in ("series", "publisher", "edition", "x-title-translated")]
    assert (work.container, told) == ("Ports", ["Port Papers", "Quay Press", "2nd", "Havnebyer"])


def test_parts_are_told_apart_by_their_numbers():
    parts = [
        replace(TOWN, key=key, title=f"Annals of the harbour, part {n}", ids=frozenset())
        for key, n in (("one", "1"), ("two", "2"))
    ]
    found = match(
        [replace(PRINTED, title=f"Annals of the harbour, part {n}", volume="", pages="") for n in "12"], parts
    )
    assert [each.work for each in found] == ["one", "two"]


def test_titles_that_many_have_need_more_than_author_and_year():
    editorial = replace(TOWN, title="Editorial", ids=frozenset())
    bare = replace(PRINTED, title="Editorial", volume="", pages="")
    assert match([bare], [editorial])[0].work == ""
    assert match([replace(bare, volume="7")], [editorial])[0].work == "noor2019"


def test_works_and_entries_that_cannot_be_told_apart_stay_open():
    twin = replace(TOWN, key="noor2019a", ids=frozenset())
    (found,) = match([PRINTED], [TOWN, twin])
    assert found.work == "" and [each.key for each in found.doubtful] == ["noor2019", "noor2019a"]
    first, second = match([replace(PRINTED, suffix="a"), replace(PRINTED, index=1, suffix="b")], [TOWN])
    assert first.work == second.work == ""


def test_a_translated_title_and_an_edition_in_brackets_are_no_other_work():
    work = replace(
        TOWN, title="Minato no kenkyū no hajimari", extra=(("x-title-translated", "The first harbour studies"),)
    )
    printed = replace(PRINTED, volume="", pages="")
    for title in ("The first harbour studies", "Minato no kenkyu no hajimari [The first harbour studies]"):
        assert match([replace(printed, title=title)], [work])[0].work == "noor2019", title
    assert match([replace(PRINTED, title=f"{PRINTED.title} (2nd ed.)")], [TOWN])[0].work == "noor2019"


def test_a_new_key_is_the_first_name_and_the_year_with_a_letter_where_it_is_taken():
    assert new_key(as_work(PRINTED), set()) == "noor2019"
    assert new_key(as_work(PRINTED), {"noor2019", "noor2019a"}) == "noor2019b"
    assert new_key(as_work(Reference(0, "The harbour. n.d.", 0, 17, title="The harbour")), set()) == "harbournd"


def test_a_paper_is_known_by_the_doi_or_title_that_it_begins_with():
    def own(front: str) -> tuple[str, ...]:
        return own_works(PaperContent(PaperText(front, ()), (), ()), [TOWN, SECOND])

    assert own("Harbour towns\nand their partners: a survey\n\nAya Noor") == ("noor2019",)
    assert own("https://doi.org/10.1234/PORT.7 | Some other title") == ("noor2019",)
    assert own("https://doi.org/10.1234/port.78") == own("Ferries") == ()


def test_piled_marks_are_composed_at_any_length_and_none_is_lost() -> None:
    """In a title that is printed, in the letters of a PDF, in a question."""
    for write in (compose, clean, _compose_accents):
        assert write("e\u0316\u0301 a\u0308") == "é\u0316 ä"
        piled = write("e" + "\u0301\u0316" * 100_000 + " a\u0308")
        assert piled.startswith("é\u0316") and piled.endswith(" ä") and len(piled) == 200_002


def test_names_and_words_of_piled_signs_are_folded_at_any_length() -> None:
    """Thousands of marks on one letter, or of brackets that nothing closes, take no time that grows with the square."""
    assert fold("e" + "\u0301\u0316" * 100_000) == "e"
    assert fold("ש" + "\u05b0\u0591" * 100_000 + " é").endswith(" e")
    for signs in ("(AB " * 50_000, "A" + " " * 200_000 + "B"):
        assert name_forms(Name(literal=signs))
    assert name_forms(Name(literal="City of Bremen (Port) (CB"))[:2] == ("cityofbremenportcb", "cityofbremencb")
