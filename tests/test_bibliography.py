"""The annotated bibliography: APA 7 entries, themes with evidence, and nothing of a user's taken for markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litgraph.model import (
    Assignment,
    Citation,
    Corpus,
    Evidence,
    Name,
    Note,
    Reading,
    Review,
    Section,
    Span,
    Theme,
    Work,
)
from litgraph.views.bibliography import render
from litgraph.views.bibliography.apa import entries

DATE = "22 November 2026"


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
    return "".join(f"*{run.text}*" if run.italic else run.text for run in entries([one])[0].text)


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
    listed = entries(
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


# the whole


def corpus() -> Corpus:
    """Three works of two themes, one that fits none, one not tagged, one paper read."""
    ann = work("book", "Ann's book", "Ann, A.", 2001, key="ann", annotation="From the entry.", x_printed="SECRET-X")
    bob = work("book", "Bob's book", "Bob, B.", 2002, key="bob", annotation="Bob's own annotation.", note="Second copy")
    cid = work("book", "Cid's book", "Cid, C.", 2003, key="cid")
    dan = work("article-journal", "Dan's paper", "Dan, D.", key="dan", x_unknown="year, journal")
    eve = work("book", "Eve's book", "Eve, E.", 2005, key="eve")
    hand = Evidence("codebook", "dan", "2.E", "25", "p. 20", "SECRET-PASSAGE", "Shows it.", Span("themes.yaml", 9))
    read = Evidence("reading:dan", "dan", "2.E", "26", "p. 3", "SECRET-PASSAGE", "", Span("bib/readings/dan.yaml", 7))
    return Corpus(
        works=(ann, bob, cid, dan, eve),
        review=Review("Towns", "What towns do.", "Fay Field", "en"),
        themes=(
            Theme("one", "First theme", "What is first.", said_in="dan", section="2.E"),
            Theme("two", "Second theme", parent="one"),
        ),
        assignments=(
            Assignment("ann", "one", "mentioned", hand),
            Assignment("ann", "two", "discussed", hand),
            Assignment("bob", "one", "mentioned", Evidence("codebook")),
        ),
        notes=(
            Note("ann", "annotation", "From themes.yaml.\n\nIn two paragraphs.", Evidence("codebook")),
            Note("cid", "no-theme", "A method only.", Evidence("codebook")),
        ),
        readings=(Reading("dan", "hand", (Section("2.E", "Sister cities"),), ("eve",), Span("bib/readings/dan.yaml")),),
        citations=(
            Citation("dan", "ann", read, "narrative", "see also", 1, where="footnote"),
            Citation("dan", "ann", replace(read, locator="", page=""), "parenthetical", "", 2),
            Citation("dan", "ann", replace(read, locator="", page=""), "parenthetical", "", 3),
        ),
    )


WHOLE = """\
# Towns: An annotated bibliography

What towns do.

Fay Field, 22 November 2026

5 works, 2 themes, 1 paper read.

Papers read for what they cite: Dan n.d. (read by hand).

Made from bib/readings/dan.yaml, themes.yaml.

Entries are in APA style (7th edition); titles keep the capitals with which they were entered. Under each entry stands \
which themes it belongs to and who cites it, as said in the papers named there.

## First theme

What is first.

From Dan n.d., §2.E Sister cities.

Bob, B. (2002). *Bob's book*.

> Bob's own annotation.
>
> Note in the entry: Second copy
>
> **Theme**
>
> - First theme
>     - mentioned (said by hand, without naming a paper)
>
> **Cited by** no paper that was read (1 read)

Also under this theme:

- Ann 2001, *Ann's book* (mentioned here): in full under Second theme.

## Second theme

A theme of the keeper of this review.

Part of First theme.

Ann, A. (2001). *Ann's book*.

> From themes.yaml.
>
> In two paragraphs.
>
> **Themes**
>
> - Second theme
>     - discussed: Shows it. (Dan n.d., §2.E Sister cities, p. 25, pointing to p. 20 of this work)
> - First theme
>     - mentioned: Shows it. (Dan n.d., §2.E Sister cities, p. 25, pointing to p. 20 of this work)
>
> **Cited by** 1 paper in 3 places
>
> - Dan n.d.
>     - §2.E Sister cities: narrative, with “see also”, pointing to p. 3, footnote, p. 26; parenthetical (2 times)

## Fits no theme

Works that were looked at and belong to none of the themes, each with the reason.

Cid, C. (2003). *Cid's book*.

> Fits no theme: A method only.
>
> **Cited by** no paper that was read (1 read)

## Not tagged yet

Nobody has said yet which themes these works belong to.

Dan, D. (n.d.). *Dan's paper*.

> Year and journal not known (looked for, not found).
>
> **Cited by** no paper that was read (1 read)
>
> This paper was read by hand: it cites 1 work in 3 places.

Eve, E. (2005). *Eve's book*.

> **Cited by** no paper that was read (1 read)
>
> In the reference list of Dan n.d., never cited in its text.
"""


def test_whole_document() -> None:
    """Each work stands once in full with who says so and who cites it; passages and x- fields stay at home."""
    assert render(corpus(), to="md", date=DATE) == WHOLE
    html = render(corpus(), to="html", date=DATE)
    assert html == render(corpus(), to="html", date=DATE)
    assert "SECRET" not in html
    assert html.count("Ann, A. (2001)") == 1


def test_not_cited_is_not_the_same_as_not_read() -> None:
    """Where no paper has been read, nobody can say that a work is not cited."""
    unread = replace(corpus(), readings=(), citations=())
    assert "no paper has been read yet" in render(unread, to="md", date=DATE)
    assert "no paper that was read" not in render(unread, to="md", date=DATE)


def test_empty_corpus() -> None:
    """A knowledge base without anything in it is a document, too."""
    assert "0 works, 0 themes, 0 papers read." in render(Corpus(), to="md", date=DATE, title="Mine")
    assert "<h1>Mine</h1>" in render(Corpus(), to="html", date=DATE, title="Mine")


# nothing runs


class Page(HTMLParser):
    """The tags, links and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


HOSTILE = [
    "<script>alert(1)</script> *x* _y_ `z` [a](javascript:b) # 1. + - | & $e$ ~n~ ^2^ @cite {.c} \\",
    '"><img src=x onerror=alert(1)><b>',
    '<span class="nocase">kept</span> &lt; &amp; ]]> --> {{ 7 * 7 }} {% x %}',
    "1. Fußball Club",
    "(a) first",
    "+ plus",
    "# heading",
    "    indented",
    "Who?. What!. So...",
    "https://example.org/a_b_c and **more**",
]


def everywhere(text: str) -> Corpus:
    """A corpus with the text in every place that a user can write in."""
    evidence = Evidence("codebook", "w", text, text, text, text, text, Span(text))
    one = work(
        "article-journal", text, f"[{text}]", 2001, key="w", container=text, volume=text, number=text, pages=text
    )
    extra = (("note", text), ("url", f"javascript:{text}"), ("langid", text), ("x-unknown", text))
    two = Work(
        "v", "chapter", text, editors=(Name(text, text, text, text),), container=text, date_text=text, extra=extra
    )
    three = Work(text or "k", text, "", (Name(given=text),), extra=(("edition", text), ("publisher", text)))
    return Corpus(
        works=(one, two, three),
        review=Review(text, text, text, text),
        themes=(Theme(text, text, text, facet=text, said_in="w", section=text),),
        assignments=(Assignment("w", text, text, evidence),),
        notes=(Note("v", "annotation", text, evidence), Note(text or "k", "no-theme", text, evidence)),
        readings=(Reading("w", text, (Section(text, text),)),),
        citations=(Citation("w", "v", evidence, text, text, 1, where=text),),
    )


def harmless(text: str) -> None:
    page = Page(render(everywhere(text), to="html", date=DATE))
    known = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "h1",
        "h2",
        "h3",
        "p",
        "a",
        "nav",
        "main",
        "ul",
    }
    assert {tag for tag, _ in page.tags} <= known | {"li", "section", "div", "i", "strong", "span"}
    for _, attributes in page.tags:
        assert not {name for name in attributes if name.startswith("on") or name == "style"}
        assert re.match(r"#|https?://", attributes.get("href") or "#")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    """Markup in any field shows as it was typed and does nothing, in HTML and in Markdown."""
    harmless(text)
    shown = " ".join(text.split())
    assert shown in Page(render(everywhere(text), to="html", date=DATE)).words
    markdown = pytest.importorskip("markdown_it").MarkdownIt("commonmark")
    page = Page(markdown.render(render(everywhere(text), to="md", date=DATE)))
    assert page.words.count(shown) > 10
    # Entry and annotation begin with it and stay paragraphs: no list, heading or code is made of them.
    alone = Corpus(works=(work("article-journal", text, container="J", annotation=text),))
    page = Page(markdown.render(render(alone, to="md", date=DATE)))
    assert page.words.count(shown) == 2
    assert [tag for tag, _ in page.tags if tag in ("ol", "ul", "li", "pre", "code", "h3", "script", "img")] == []


@settings(max_examples=10)
@given(st.text(max_size=30))
def test_any_text_is_only_text(text: str) -> None:
    """Whatever is typed, nothing breaks, nothing runs, and the file can be written."""
    harmless(text)
    render(everywhere(text), to="md", date=DATE).encode("utf-8")


def test_links_go_to_the_web_and_nowhere_else() -> None:
    """A DOI with brackets and angles makes one whole link; an address of another kind makes none."""
    sici = work("book", "Old", "Doe, J.", 1998, doi="10.1002/(sici)1097<693::aid>3.0.co;2-o", key="sici")
    mail = work("webpage", "Bad", "Doe, J.", 1999, url="javascript:alert(1)", key="bad")
    pages = {to: render(Corpus(works=(sici, mail)), to=to, date=DATE) for to in ("md", "html")}  # type: ignore[arg-type]
    address = "https://doi.org/10.1002/(sici)1097%3C693::aid%3E3.0.co;2-o"
    assert f"<{address}>" in pages["md"]
    assert f'<a href="{address}">{address}</a>' in pages["html"]
    assert "javascript:alert(1)" in pages["html"]
    assert not re.search(r"href=.?javascript", pages["html"])


def test_foreign_titles_say_their_language() -> None:
    """A romanised title is marked as Japanese in Latin letters, so that it is neither read out nor spelt as English."""
    html = render(Corpus(works=(APA["romanised title with translation"][0],)), to="html", date=DATE)
    assert '<span lang="ja-Latn" dir="auto">Shimai toshi teikei no hen&#39;yō to tenbō</span> [Transformation' in html


def test_knowledge_base_of_this_repository() -> None:
    """Every work of the city-diplomacy review is in it once, Kosovac et al. with their report."""
    corpus = pytest.importorskip("litgraph.corpus")
    whole = corpus.load(Path(__file__).parent.parent)
    if not whole.works:
        pytest.skip("no knowledge base here")
    text = render(whole, to="md", date=DATE)
    assert text.count("**Cited by**") == len(whole.works)
    assert (
        "Kosovac, A., Hartley, K., Acuto, M., \\& Gunning, D. (2020). *Conducting City Diplomacy: A Survey of "
        "International Engagement in 47 Cities*. Chicago Council on Global Affairs." in text
    )
