"""Entries of a bibliography in APA 7."""

from __future__ import annotations

import pytest

from litgraph.model import Name, Work
from litgraph.views.bibliography.apa import typeset


def people(text: str) -> tuple[Name, ...]:
    """Names written "Family, Given, Suffix; [Group]; van der | Family, Given"."""
    names = []
    for one in filter(None, text.split("; ")):
        if one.startswith("["):
            names.append(Name(literal=one[1:-1]))
        else:
            particle, _, rest = one.rpartition(" | ")
            family, given, suffix = (*rest.split(", "), "", "")[:3]
            names.append(Name(family, given, particle, suffix))
    return tuple(names)


def work(kind: str, title: str, authors: str = "", year: int | None = None, **rest: str) -> Work:
    own = {name: rest.pop(name) for name in ("key", "container", "date_text", "suffix") if name in rest}
    editors, doi = people(rest.pop("editors", "")), rest.pop("doi", "")
    return Work(
        key=own.pop("key", f"{kind}-{title}"),
        kind=kind,
        title=title,
        authors=people(authors),
        editors=editors,
        year=year,
        ids=frozenset({f"doi:{doi}"} if doi else ()),
        extra=tuple(sorted((name.replace("_", "-"), value) for name, value in rest.items())),
        **own,  # type: ignore[arg-type]
    )


def printed(one: Work) -> str:
    return "".join(f"*{run.text}*" if run.italic else run.text for run in typeset([one])[0].text)


# What the APA manual (7th edition, chapters 9 and 10) prints for each, set down by hand.
APA = {
    "book with edition": (
        work("book", "Qualitative research methods", "Berg, B. L.", 2001, edition="4th", publisher="Pearson"),
        "Berg, B. L. (2001). *Qualitative research methods* (4th ed.). Pearson.",
    ),
    "edition as a number, place left out": (
        work("book", "Cities", "Berg, Bruce Lee", 2001, edition="2", publisher="Pearson", location="Boston"),
        "Berg, B. L. (2001). *Cities* (2nd ed.). Pearson.",
    ),
    "edition in words": (
        work("book", "Cities", "Berg, B.", 2001, edition="Revised", publisher="Pearson"),
        "Berg, B. (2001). *Cities* (Rev. ed.). Pearson.",
    ),
    "edited book": (
        work("book", "City diplomacy", year=2020, editors="Amiri, Sohaela; Sevin, Efe", publisher="Palgrave Macmillan"),
        "Amiri, S., & Sevin, E. (Eds.). (2020). *City diplomacy*. Palgrave Macmillan.",
    ),
    "book with one editor": (
        work("book", "City diplomacy", year=2020, editors="Amiri, S."),
        "Amiri, S. (Ed.). (2020). *City diplomacy*.",
    ),
    "translated book": (
        work("book", "Perpetual peace", "Kant, Immanuel", 1903, translator="Smith, Mary Campbell", publisher="Allen"),
        "Kant, I. (1903). *Perpetual peace* (M. C. Smith, Trans.). Allen.",
    ),
    "chapter": (
        work(
            "chapter",
            "Making offices last",
            "Amiri, S.",
            2020,
            editors="Amiri, S.; Sevin, E.",
            container="City diplomacy: Current trends",
            pages="235–251",
            publisher="Palgrave Macmillan",
        ),
        "Amiri, S. (2020). Making offices last. In S. Amiri & E. Sevin (Eds.), *City diplomacy: Current trends* "
        "(pp. 235–251). Palgrave Macmillan.",
    ),
    "preface in a second edition by one editor": (
        work("chapter", "Preface", "Doe, J.", 2020, editors="Roe, A.", container="Book", pages="xi–xx", edition="2nd"),
        "Doe, J. (2020). Preface. In A. Roe (Ed.), *Book* (2nd ed., pp. xi–xx).",
    ),
    "chapter on one page of a book by three editors": (
        work("chapter", "Note", "Doe, J.", 2020, editors="Roe, A.; Poe, B.; Coe, C.", container="Book", pages="7"),
        "Doe, J. (2020). Note. In A. Roe, B. Poe, & C. Coe (Eds.), *Book* (p. 7).",
    ),
    "chapter without author": (
        work("chapter", "Old charter", year=1999, editors="Roe, A.", container="Sources", pages="1–9", publisher="Pub"),
        "Old charter. (1999). In A. Roe (Ed.), *Sources* (pp. 1–9). Pub.",
    ),
    "article with a question in its title": (
        work(
            "article-journal",
            "Towards more strategic networking?",
            "Acuto, Michele; Morissette, Mika; Tsouros, Agis",
            2017,
            container="Global Policy",
            volume="8",
            number="1",
            pages="14--22",
            doi="10.1111/1758-5899.12382",
        ),
        "Acuto, M., Morissette, M., & Tsouros, A. (2017). Towards more strategic networking? *Global Policy*, *8*(1), "
        "14–22. https://doi.org/10.1111/1758-5899.12382",
    ),
    "article with a number only": (
        work("article-journal", "New Mexico", "Clausen, D.", 2022, container="The Journal", number="26"),
        "Clausen, D. (2022). New Mexico. *The Journal*, (26).",
    ),
    "article with an article number": (
        work(
            "article-journal", "Ties", "Doe, J.", 2019, container="PLOS ONE", volume="13", number="12", pages="e0209899"
        ),
        "Doe, J. (2019). Ties. *PLOS ONE*, *13*(12), Article e0209899.",
    ),
    "article in press": (
        work("article-journal", "Later", "Doe, J.", date_text="in press", container="Cities"),
        "Doe, J. (in press). Later. *Cities*.",
    ),
    "article without title": (
        work("article-journal", "", "Doe, J.", 2000, container="Cities", volume="3", pages="1"),
        "Doe, J. (2000). [Journal article]. *Cities*, *3*, 1.",
    ),
    "report with institution": (
        work("report", "Conducting city diplomacy", "Kosovac, A.", 2020, institution="Chicago Council", number="12"),
        "Kosovac, A. (2020). *Conducting city diplomacy* (No. 12). Chicago Council.",
    ),
    "report by the institution itself": (
        work("report", "Ageing", "[World Health Organization]", 2020, institution="World Health Organization"),
        "World Health Organization. (2020). *Ageing*.",
    ),
    "report without author": (
        work("report", "Ageing", year=2020, institution="World Health Organization", type="working paper", number="7"),
        "World Health Organization. (2020). *Ageing* (Working Paper No. 7).",
    ),
    "magazine piece": (
        work(
            "article-magazine",
            "Cities will determine the future",
            "Hachigian, N.",
            2019,
            date_text="2019-04-16",
            container="Foreign Policy",
        ),
        "Hachigian, N. (2019, April 16). Cities will determine the future. *Foreign Policy*.",
    ),
    "newspaper piece of a season": (
        work("article-newspaper", "Ties", "Doe, J.", 2019, date_text="2019-21", container="Daily Post"),
        "Doe, J. (2019, Spring). Ties. *Daily Post*.",
    ),
    "magazine of two months": (
        work("article-magazine", "Ties", "Doe, J.", 2019, date_text="2019-05/2019-06", container="Town"),
        "Doe, J. (2019, May–June). Ties. *Town*.",
    ),
    "web page without date, author also the site": (
        work(
            "webpage",
            "Introducing CEMR",
            "[Council of Municipalities]",
            url="https://www.ccre.org/en/introducing_cemr",
            urldate="2022-10-25",
            organization="Council of Municipalities",
        ),
        "Council of Municipalities. (n.d.). *Introducing CEMR*. Retrieved October 25, 2022, from "
        "https://www.ccre.org/en/introducing_cemr",
    ),
    "web page neither dated nor seen on a day": (
        work("webpage", "About", "[CEMR]", url="https://www.ccre.org/about"),
        "CEMR. (n.d.). *About*. https://www.ccre.org/about",
    ),
    "dated web page": (
        work(
            "webpage",
            "Mayor joins cities",
            "[City of Santa Fe]",
            2017,
            date_text="2017-06-01",
            url="https://www.santafenm.gov/news/",
            urldate="2020-01-01",
        ),
        "City of Santa Fe. (2017, June 1). *Mayor joins cities*. https://www.santafenm.gov/news/",
    ),
    "romanised title with translation": (
        work(
            "article-journal",
            "Shimai toshi teikei no hen'yō to tenbō",
            "Toyoda, T.",
            2016,
            container="Kokusai kyōyō daigaku kiyō",
            volume="2",
            pages="9–22",
            langid="japanese",
            x_title_translated="Transformation of sister city affiliation",
        ),
        "Toyoda, T. (2016). Shimai toshi teikei no hen'yō to tenbō [Transformation of sister city affiliation]. "
        "*Kokusai kyōyō daigaku kiyō*, *2*, 9–22.",
    ),
    "foreign book with translation": (
        work(
            "book",
            "La psychologie de l’enfant",
            "Piaget, J.; Inhelder, B.",
            1966,
            langid="french",
            titleaddon="The psychology of the child",
            publisher="Quadrige",
        ),
        "Piaget, J., & Inhelder, B. (1966). *La psychologie de l’enfant* [The psychology of the child]. Quadrige.",
    ),
    "English title with a title in another language needs no translation": (
        work("book", "Themes", "Meyer, C.", 2022, langid="english", x_title_translated="都市外交", publisher="Pub"),
        "Meyer, C. (2022). *Themes*. Pub.",
    ),
    "particle, and a stop inside quotation marks": (
        work("book", "City ties", "van der | Pluijm, Rogier", 2007, publisher="Institute ‘Clingendael’"),
        "van der Pluijm, R. (2007). *City ties*. Institute ‘Clingendael.’",
    ),
    "hyphenated initials, quotation marks that end a title": (
        work("book", "On “glocal power”", "Chan, D. K.-h.; Sartre, Jean-Paul; Tolkien, J.R.R.", 2016),
        "Chan, D. K.-h., Sartre, J.-P., & Tolkien, J. R. R. (2016). *On “glocal power.”*",
    ),
    "particle that ends in an apostrophe": (
        work("book", "Reading", "d' | Almeida, Luís", 2013, publisher="Hart"),
        "d'Almeida, L. (2013). *Reading*. Hart.",
    ),
    "report with a number in two parts": (
        work("report", "TCP", "Doe, J.", 1999, type="techreport", number="99-02", institution="Univ."),
        "Doe, J. (1999). *TCP* (Technical Report No. 99-02). Univ.",
    ),
    "suffix": (
        work("book", "Why we cannot wait", "King, Martin Luther, Jr.", 1964, publisher="Harper, Inc."),
        "King, M. L., Jr. (1964). *Why we cannot wait*. Harper, Inc.",
    ),
    "twenty authors": (
        work("book", "Many", "; ".join(f"A{letter}, B." for letter in "abcdefghijklmnopqrst"), 1996),
        ", ".join(f"A{letter}, B." for letter in "abcdefghijklmnopqrs") + ", & At, B. (1996). *Many*.",
    ),
    "twenty-one authors": (
        work("book", "Many", "; ".join(f"A{letter}, B." for letter in "abcdefghijklmnopqrstu"), 1996),
        ", ".join(f"A{letter}, B." for letter in "abcdefghijklmnopqrs") + ", … Au, B. (1996). *Many*.",
    ),
    "authors and others": (
        work("book", "Many", "Doe, J.", 1996, et_al="author"),
        "Doe, J., et al. (1996). *Many*.",
    ),
    "no author": (
        work("book", "Collegiate dictionary", year=2003, edition="11th", publisher="Merriam-Webster"),
        "*Collegiate dictionary* (11th ed.). (2003). Merriam-Webster.",
    ),
    "about a year": (
        work("book", "Old", "Doe, J.", date_text="ca. 1990", publisher="Pub"),
        "Doe, J. (ca. 1990). *Old*. Pub.",
    ),
    "over years": (
        work("book", "Long", "Doe, J.", date_text="1999/2003", publisher="Pub"),
        "Doe, J. (1999–2003). *Long*. Pub.",
    ),
    "dissertation": (
        work("thesis", "Twin towns", "Doe, J.", 2015, type="phdthesis", institution="Univ. of Turku"),
        "Doe, J. (2015). *Twin towns* [Doctoral dissertation]. Univ. of Turku.",
    ),
    "data set": (
        work("dataset", "City ties", "Doe, J.", 2018, publisher="Zenodo", doi="10.5281/zenodo.1"),
        "Doe, J. (2018). *City ties* [Data set]. Zenodo. https://doi.org/10.5281/zenodo.1",
    ),
    "nothing known": (work("book", ""), "[Book]. (n.d.)."),
    "two organisations": (
        work("report", "Shared quays", "[Port of Aa]; [Port of Bb]", 2012),
        "Port of Aa & Port of Bb. (2012). *Shared quays*.",
    ),
    "an organisation and a person": (
        work("book", "Shared quays", "[Port of Aa]; Roe, Al", 2012),
        "Port of Aa, & Roe, A. (2012). *Shared quays*.",
    ),
    "a volume with a title of its own": (
        work(
            "book", "Eels", year=2018, editors="Roe, A.; Poe, B.", container="River fish", volume="2", publisher="Pub"
        ),
        "Roe, A., & Poe, B. (Eds.). (2018). *River fish: Vol. 2. Eels*. Pub.",
    ),
    "a chapter in such a volume": (
        work("chapter", "Ties", "Doe, J.", 2018, container="Eels", maintitle="River fish", volume="2", pages="1–9"),
        "Doe, J. (2018). Ties. In *River fish: Vol. 2. Eels* (pp. 1–9).",
    ),
    "a special issue": (
        work("periodical", "Fish", year=2018, editors="Roe, A.", issuetitle="Eels", volume="2", number="3"),
        "Roe, A. (Ed.). (2018). Eels [Special issue]. *Fish*, *2*(3).",
    ),
    "a dissertation that another than its university keeps": (
        work(
            "thesis", "Eels", "Doe, J.", 2015, type="phdthesis", institution="Univ. of Aa", publisher="Bank", number="7"
        ),
        "Doe, J. (2015). *Eels* (Publication No. 7) [Doctoral dissertation, Univ. of Aa]. Bank.",
    ),
    "a manuscript by its own words": (
        work("manuscript", "Eels", "Doe, J.", 2015, howpublished="Notes for a talk", institution="Univ. of Aa"),
        "Doe, J. (2015). *Eels* [Notes for a talk]. Univ. of Aa.",
    ),
    "how a thing came out": (
        work("document", "Eels", "Doe, J.", 2015, howpublished="Leaflet at the Fish Fair, Bb"),
        "Doe, J. (2015). *Eels*. Leaflet at the Fish Fair, Bb.",
    ),
    "a paper in no proceedings": (
        work("paper-conference", "Eels", "Doe, J.", 2015, date_text="2015-05-02/2015-05-04", eventtitle="Fish Fair"),
        "Doe, J. (2015, May 2–4). *Eels*. Fish Fair.",
    ),
    "a quotation within a quotation": (
        work("article-journal", "To “ask ‘why “eels”?’”", "Doe, J.", 2015, container="Fish"),
        "Doe, J. (2015). To “ask ‘why “eels”?’” *Fish*.",
    ),
    "inner double marks are turned": (
        work("article-journal", "On “the “old” eel” and more", "Doe, J.", 2015, container="Fish"),
        "Doe, J. (2015). On “the ‘old’ eel” and more. *Fish*.",
    ),
    "before our era, by reckoning": (
        work("book", "Eels", "Doe, J.", -118, date_text="-0118~"),
        "Doe, J. [ca. 119 B.C.E.]. *Eels*.",
    ),
    "some year of a century": (work("book", "Eels", "Doe, J.", 1700, date_text="17XX"), "Doe, J. (1700s). *Eels*."),
    "a range of issues in a volume that is none": (
        work("article-journal", "Eels", "Doe, J.", 1937, container="Fish", volume="n4-17", number="5--6"),
        "Doe, J. (1937). Eels. *Fish*, *n4-17*(5–6).",
    ),
    "one patent, however its number is written": (
        work("patent", "An eel trap", "Doe, J.", 2003, number="EP 1-234,567", type="patent"),
        "Doe, J. (2003). *An eel trap* (Patent No. EP 1-234,567).",
    ),
    "a shortened particle": (work("book", "Eels", "de' | Neri, Ugo", 1990), "de' Neri, U. (1990). *Eels*."),
    "italics in a title, upright where it is italic": (
        work("book", "The eel Anguilla rostrata", "Doe, J.", 1990, x_marked_title="The eel <i>Anguilla rostrata</i>"),
        "Doe, J. (1990). *The eel *Anguilla rostrata.",
    ),
    "a translated title in place of none": (
        work("dataset", "", "Doe, J.", 2015, titleaddon="Raw counts of eels", publisher="Univ. of Aa"),
        "Doe, J. (2015). [Raw counts of eels]. Univ. of Aa.",
    ),
    "capitals as typed": (
        work("article-journal", "CITY Diplomacy in the UK", "Doe, J.", 2018, container="e-International relations"),
        "Doe, J. (2018). CITY Diplomacy in the UK. *e-International relations*.",
    ),
}


@pytest.mark.parametrize("name", APA)
def test_entry_as_the_apa_manual_has_it(name: str) -> None:
    """Every kind of work is printed as APA's manual says, by a CSL processor and not case by case."""
    one, expected = APA[name]
    assert printed(one) == expected


def test_order_and_letters() -> None:
    """Names letter by letter, one author before two, undated before dated before in press, then letters."""
    listed = typeset(
        [
            work("book", "Zeta", "Doe, J.", 2016, suffix="a"),
            work("book", "The alpha", "Doe, Jane", 2016),
            work("article-magazine", "Aged", "Doe, J.", 2016, date_text="2016-03-01", container="M"),
            work("book", "Joint", "Doe, J.; Abe, K.", 2001),
            work("book", "Coming", "Doe, J.", date_text="in press"),
            work("book", "One", "Doe, J."),
            work("book", "Two", "Doe, J."),
            work("book", "V", "van der | Pluijm, R.", 2007),
            work("book", "Van Dam's house", year=2000),
            work("book", "Accent", "Łukasz, A.", 2000),
            work("book", "L", "Lund, A.", 2000),
            work("book", "A title alone", year=2000),
            work("book", "Late", "Doe, J.", 2020, suffix="b"),
        ]
    )
    assert [(entry.label, entry.work.title) for entry in listed] == [
        ("Doe n.d.-a", "One"),
        ("Doe n.d.-b", "Two"),
        ("Doe 2016a", "The alpha"),
        ("Doe 2016b", "Zeta"),
        ("Doe 2016c", "Aged"),
        ("Doe 2020", "Late"),
        ("Doe in press", "Coming"),
        ("Doe & Abe 2001", "Joint"),
        ("Łukasz 2000", "Accent"),
        ("Lund 2000", "L"),
        ("A title alone 2000", "A title alone"),
        ("Van Dam's house 2000", "Van Dam's house"),
        ("van der Pluijm 2007", "V"),
    ]
    assert "(2016c, March 1)" in "".join(run.text for run in listed[4].text)
