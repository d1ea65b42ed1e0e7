"""The annotated bibliography: what it says of each work, in which groups, in every format of our own."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litgraph.corpus import load
from litgraph.errors import LitgraphError
from litgraph.formats import bibtex
from litgraph.model import (
    Assignment,
    Citation,
    Corpus,
    Evidence,
    Name,
    Note,
    Placement,
    Reading,
    Review,
    Section,
    Span,
    Theme,
    Work,
)
from litgraph.views.bibliography import BibliographyRequest, render
from litgraph.views.bibliography.phrases import LANGUAGES, phrases_for
from tests.conftest import CACHE, REPOSITORY
from tests.test_bibliography import APA, work

DATE = "2026-11-22"


def made(corpus: Corpus, to: str, **how: object) -> str:
    """A bibliography as text."""
    request = BibliographyRequest(to=to, date=DATE, **how)  # type: ignore[arg-type]
    return render(corpus, request, **CACHE).content.decode("utf-8")


def corpus() -> Corpus:
    """Three works of two themes, one that fits none, one not tagged, one paper read."""
    ann = work("book", "Ann's book", "Ann, A.", 2001, key="ann", annotation="From the entry.", x_printed="SECRET-X")
    bob = work("book", "Bob's book", "Bob, B.", 2002, key="bob", annotation="Bob's own annotation.", note="Second copy")
    cid = work("report", "Cid's book", "Cid, C.", 2003, key="cid")
    dan = work("article-journal", "Dan's paper", "Dan, D.", key="dan", x_unknown="year, journal")
    eve = work("book", "Eve's book", "Eve, E.", 2005, key="eve")
    fay = work("book", "Fay's book", "Ann, A.", 2005, key="fay")
    hand = Evidence("codebook", "dan", "2.E", "25", "p. 20", "SECRET-PASSAGE", "Shows it.", Span("themes.yaml", 9))
    read = Evidence("reading:dan", "dan", "2.E", "26", "p. 3", "SECRET-PASSAGE", "", Span("bib/readings/dan.yaml", 7))
    return Corpus(
        works=(ann, replace(bob, at=Span("bib/references.bib", 4)), cid, dan, eve, fay),
        review=Review("Towns", "What towns do.", "Fay Field", "en"),
        themes=(
            Theme("one", "First theme", "What is first.", said_in="dan", section="2.E"),
            Theme("two", "Second theme", parent="one"),
        ),
        assignments=(
            Assignment("ann", "one", "mentioned", hand),
            Assignment("ann", "two", "discussed", hand),
            Assignment("bob", "one", "mentioned", Evidence("codebook", at=Span("themes.yaml", 20))),
        ),
        notes=(
            Note("ann", "annotation", "From themes.yaml.\n\nIn two paragraphs.", Evidence("codebook")),
            Note("cid", "no-theme", "A method only.", Evidence("codebook", at=Span("themes.yaml", 30))),
        ),
        readings=(Reading("dan", "hand", (Section("2.E", "Sister cities"),), ("eve",), Span("bib/readings/dan.yaml")),),
        citations=(
            Citation("dan", "ann", read, Placement("narrative", "see also", 1, where="footnote")),
            Citation("dan", "ann", replace(read, locator="", page="", passage=""), Placement("parenthetical", "", 2)),
            Citation("dan", "ann", replace(read, locator="", page="", passage=""), Placement("parenthetical", "", 3)),
        ),
    )


def test_what_is_said_twice_stands_once_with_all_its_evidence() -> None:
    """A reason that two papers give, and a sentence that names the work twice."""
    whole = corpus()
    tie, citation = whole.assignments[0], whole.citations[0]
    again = replace(tie, evidence=replace(tie.evidence, section="3", at=Span("themes.yaml", 15)))
    twice = replace(citation, evidence=replace(citation.evidence, at=Span("bib/readings/dan.yaml", 8)))
    whole = replace(
        whole, assignments=(*whole.assignments, again), citations=(*whole.citations, twice), works=whole.works[:5]
    )
    text = made(whole, "md", with_passages=True)
    assert text.count("First theme (mentioned): Shows it.") == 1
    assert "themes.yaml:9; Dan n.d., §3, p. 25, pointing to p. 20 of this work; themes.yaml:15" in text
    assert text.count("SECRET-PASSAGE") == 1 and "bib/readings/dan.yaml:7, 8" in text


WHOLE = """\
# Towns: An annotated bibliography

Fay Field, 2026-11-22

What towns do.

6 works, 2 themes, 1 paper read.

Papers read for what they cite: Dan n.d. (read by hand).

Made from bib/readings/dan.yaml, bib/references.bib, themes.yaml; fingerprint of these files (SHA-256): 0123abcd.

Entries are in APA Style 7th edition.

**Contents**

- First theme (2 works)
- Second theme (1 work)
- Fits no theme (1 work)
- Not tagged yet (3 works)

## First theme

What is first.

From Dan n.d., §2.E Sister cities.

Bob, B. (2002). *Bob's book*.

> Bob's own annotation.[^1]
>
> Note in the entry: Second copy[^2]
>
> **Themes**
>
> - First theme (mentioned)[^3]

Also under this heading:

- Ann 2001, *Ann's book* (mentioned): in full under Second theme.

## Second theme

Part of First theme.

Ann, A. (2001). *Ann's book*.

> From themes.yaml.
>
> In two paragraphs.
>
> **Themes**
>
> - First theme (mentioned): Shows it.[^4]
> - Second theme (discussed): Shows it.[^5]
>
> Cited by 1 work in 3 places:
>
> - Dan n.d.: §2.E Sister cities (3 places: “see also”, p. 3, footnote, on its p. 26)[^6]

## Fits no theme

Works that were looked at and belong to none of the themes, each with the reason.

Cid, C. (2003). *Cid's book*.

> Fits no theme: A method only.[^7]

## Not tagged yet

Nobody has said yet which themes these works belong to.

Ann, A. (2005). *Fay's book*.

Dan, D. (n.d.). *Dan's paper*.

> Looked for and not found: year, journal.
>
> As far as was noted, this paper cites 1 work in 3 places.[^8]

Eve, E. (2005). *Eve's book*.

> In the reference list of Dan n.d., never cited in the text.[^9]

[^1]: bib/references.bib:4

[^2]: bib/references.bib:4

[^3]: noted by hand; themes.yaml:20

[^4]: Dan n.d., §2.E Sister cities, p. 25, pointing to p. 20 of this work; themes.yaml:9

[^5]: Dan n.d., §2.E Sister cities, p. 25, pointing to p. 20 of this work; themes.yaml:9

[^6]: read by hand; bib/readings/dan.yaml:7

[^7]: themes.yaml:30

[^8]: read by hand; bib/readings/dan.yaml:1

[^9]: read by hand; bib/readings/dan.yaml:1
"""


def test_whole_document() -> None:
    """Each work stands once in full, with what is noted of it and a note that says who says so."""
    assert made(corpus(), "md", fingerprint="0123abcd") == WHOLE


def test_passages_and_private_fields_stay_at_home() -> None:
    """No format holds them, whatever else is in it, unless passages are asked for."""
    for to in ("md", "html", "txt", "bib", "ris", "json", "csv"):
        assert "SECRET" not in made(corpus(), to), to
        assert made(corpus(), to, with_passages=True).count("SECRET-PASSAGE") >= 1, to
        assert "SECRET-X" not in made(corpus(), to, with_passages=True), to


def test_evidence_stands_where_it_is_wanted() -> None:
    """In notes, in brackets, or nowhere; what is said stays the same."""
    inline = made(corpus(), "md", evidence="inline")
    assert "Shows it. (Dan n.d., §2.E Sister cities, p. 25, pointing to p. 20 of this work; themes.yaml:9)" in inline
    assert "[^1]" not in inline
    none = made(corpus(), "md", evidence="none")
    assert "Shows it." in none and "themes.yaml:9" not in none and "[^1]" not in none


def test_one_order_decides_which_annotation_is_printed() -> None:
    """That of themes.yaml, else the field annotation of the entry, else annote; a note is none."""
    one = work("book", "B", "Bo, B.", 2001, key="bo", annotation="Second.", annote="Third.", note="Never.")
    noted = (Note("bo", "annotation", "First.", Evidence("codebook")),)
    texts = [
        made(Corpus(works=(one,), notes=noted), "txt"),
        made(Corpus(works=(one,)), "txt"),
        made(Corpus(works=(replace(one, extra=(("annote", "Third."),)),)), "txt"),
    ]
    ranks = [[word for word in ("First.", "Second.", "Third.") if word in text] for text in texts]
    assert ranks == [["First."], ["Second."], ["Third."]]


def test_a_work_on_which_nothing_is_noted_is_silent_unless_strict() -> None:
    """Nothing is invented for it; strict says so in the document and in what comes back."""
    bare = Corpus(works=(work("book", "B", "Bo, B.", 2001, key="bo"),))
    requests = (BibliographyRequest(to="md", date=DATE, strict=strict) for strict in (False, True))
    quiet, strict = (render(bare, request) for request in requests)
    assert quiet.unannotated == strict.unannotated == ("bo",)
    assert b"Nothing is noted" not in quiet.content and b"> Nothing is noted on this work." in strict.content


@pytest.mark.parametrize(
    ("grouping", "headings"),
    [
        ("theme", ["First theme", "Second theme", "Fits no theme", "Not tagged yet"]),
        ("year", ["2001", "2002", "2003", "2005", "No date"]),
        ("author", ["Ann, A.", "Bob, B.", "Cid, C.", "Dan, D.", "Eve, E."]),
        ("kind", ["Books", "Journal articles", "Reports"]),
        ("role", ["Discussed", "Mentioned", "Fits no theme", "Not tagged yet"]),
        ("none", []),
    ],
)
def test_groups(grouping: str, headings: list[str]) -> None:
    """Under whichever headings, every work stands there once in full."""
    text = made(corpus(), "md", group_by=grouping)
    assert re.findall("^## (.*)", text, re.M) == headings
    for title in ("Ann's", "Bob's", "Cid's", "Dan's", "Eve's", "Fay's"):
        assert len(re.findall(rf"^\w+, \w\..*{title}", text, re.M)) == 1, title


def test_a_work_of_several_themes_is_referred_to_or_repeated() -> None:
    once, repeated = made(corpus(), "html"), made(corpus(), "html", repeat=True)
    assert once.count("Ann, A. (2001)") == 1 and "in full under" in once
    assert repeated.count("Ann, A. (2001)") == 2 and "in full under" not in repeated
    assert len(ids := re.findall(r' id="([^"]+)"', repeated)) == len(set(ids))


def test_a_selection_has_the_works_that_its_evidence_names_in_a_list_of_their_own() -> None:
    """So that each reference in an annotation can be looked up; data hold what was selected alone."""
    text = made(corpus(), "md", works=("ann",), selection="author:ann")
    assert "Selected: author:ann." in text and "1 of 6 works" in text
    assert re.findall("^## (.*)", text, re.M) == ["First theme", "Second theme", "Other works referred to"]
    assert text.endswith("[^3]: read by hand; bib/readings/dan.yaml:7\n") and "Bob" not in text
    assert [item["id"] for item in json.loads(made(corpus(), "json", works=("ann",)))] == ["ann"]
    only = made(corpus(), "md", works=("ann",), themes=("one",))
    assert re.findall("^## (.*)", only, re.M) == ["First theme", "Other works referred to"]


def test_every_link_in_the_page_goes_somewhere() -> None:
    for how in ({}, {"repeat": True}, {"works": ("ann",)}, {"group_by": "year"}):
        page = made(corpus(), "html", **how)
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r' id="([^"]+)"', page))


def test_words_come_in_the_language_of_the_locale() -> None:
    """Every language has every phrase with the same places to fill, and "de-AT" is German."""
    assert "Zitiert durch 1 Werk an 3 Stellen" in made(corpus(), "md", locale="de-AT")
    assert "文献1点、3か所" in made(corpus(), "md", locale="ja")
    english = phrases_for("en")
    names = [name for name in english._english if name != "kinds"]
    for language in LANGUAGES:
        for name in names:
            places = [set(re.findall("{[a-z]+}", str(each._phrase(name)))) for each in (english, phrases_for(language))]
            assert places[0] == places[1], (language, name)
    assert phrases_for("xx").language == "en"


# the template


def shown(template: str, **how: object) -> str:
    """What a template makes of the first work."""
    text = made(corpus(), "md", works=("ann",), template=(template, "mine.jinja"), **how)
    return text.split("*Ann's book*.\n")[1].split("\n## ")[0].strip()


def test_a_template_of_ones_own() -> None:
    """Its own marks are set, values are words, links and notes stay, macros and filters work."""
    assert shown("**{{ work.title | upper }}** by *{{ work.authors | join(' & ') }}*") == "> **ANN'S BOOK** by *A. Ann*"
    assert shown("- a {{ '- b' }}\n  - c\n- d\n\ne\nf\n\n> g") == "> - a - b\n>     - c\n> - d\n>\n> e f\n>\n> > g"
    macro = "{% macro all(x) %}**{{ x.text }}**{{ x.evidence }}{% endmacro %}{{ all(work.themes[1].statements[0]) }}"
    assert shown(macro).startswith("> **Shows it.**[^1]")
    assert "p. 25" in shown("{{ work.themes[0].statements[0].evidence ~ '!' }}", evidence="inline")
    assert shown("{{ count('works', 2) }}, {{ phrase('notes') }}", locale="de") == "> 2 Werke, Anmerkungen"


@pytest.mark.parametrize(
    ("template", "said", "hint"),
    [
        ("a\n{% for x in work.themes %}\n{{ x.title }", "mine.jinja:3: unexpected '}'", "docs/bibliography.md"),
        ("a\nb\n{{ work.anotation }}", 'mine.jinja:3: a work has no "anotation"', 'did you mean "annotation"?'),
        ("{% for t in work.themes %}{{ t.x }}{% endfor %}", 'mine.jinja:1: a theme has no "x"', "it has id, title"),
        ("\n{{ phrase('nope') }}", 'mine.jinja:2: no phrase is called "nope"', "docs"),
        ("{{ thing }}", "mine.jinja:1: 'thing' is undefined", "docs"),
        ("{{ work.title.__class__.__mro__ }}", "mine.jinja:1: access to attribute '__class__'", "docs"),
        ("{% include '/etc/passwd' %}", "mine.jinja:1: /etc/passwd", "docs"),
        ("{{ 1 / 0 }}", "mine.jinja:1: division by zero", "docs"),
        ("{% for i in range(10 ** 9) %}x{% endfor %}", "mine.jinja:1: Range too big", "docs"),
    ],
)
def test_a_broken_template_is_told_with_its_line(template: str, said: str, hint: str) -> None:
    with pytest.raises(LitgraphError) as error:
        shown(template)
    assert str(error.value).startswith(said) and hint in error.value.hint and error.value.exit_code == 4


# data


def test_bibtex_carries_the_annotation_where_biblatex_and_zotero_look(tmp_path: Path) -> None:
    """`annotation` is BibLaTeX's name, `annote` that of BibTeX and Zotero; a reader gets paragraphs back."""
    (tmp_path / "r.bib").write_text(made(corpus(), "bib"), encoding="utf-8")
    works = {each.key: each for each in bibtex.read_bibliography(tmp_path / "r.bib", "r.bib").works}
    assert works["ann"].get("annotation").startswith("From themes.yaml.\n\nIn two paragraphs.\n\nThemes\n\n- First")
    assert works["ann"].get("annote") == works["ann"].get("annotation")
    assert works["bob"].get("note") == "Second copy"
    assert set(works) == {"ann", "bob", "cid", "dan", "eve", "fay"}


def test_ris_json_and_csv_carry_it_too() -> None:
    ris = made(corpus(), "ris")
    assert re.match(r"TY  - BOOK\r\nID  - ", ris) and "N1  - From themes.yaml. In two paragraphs." in ris
    assert ris.count("TY  - ") == ris.count("ER  -") == 6
    items = {item["id"]: item for item in json.loads(made(corpus(), "json"))}
    assert items["ann"]["annote"].startswith("From themes.yaml.") and "annote" not in items["fay"]
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(made(corpus(), "csv", repeat=True)))}
    assert rows["ann"]["group"] == "First theme; Second theme"
    assert rows["ann"]["reference"] == "Ann, A. (2001). Ann's book."
    formula = Corpus(works=(work("book", "=1+1", "Bo, B.", 2001, key="bo", annotation="=2"),))
    assert [row["title"] for row in csv.DictReader(io.StringIO(made(formula, "csv")))] == ["'=1+1"]


@settings(max_examples=5)
@given(st.lists(st.text(max_size=40), min_size=6, max_size=6))
def test_ris_lines_are_tags_whatever_is_typed(texts: list[str]) -> None:
    works = (
        work("book", text, f"[{text}]", 2001, key=f"k{number}", annotation=text, publisher=text, keywords=text)
        for number, text in enumerate(texts)
    )
    for line in made(Corpus(works=tuple(works)), "ris").split("\r\n"):
        assert not line or re.match(r"[A-Z][A-Z0-9]  -", line)


def test_an_empty_knowledge_base_is_a_document_too() -> None:
    assert "0 works, 0 themes, 0 papers read." in made(Corpus(), "md", title="Mine")
    assert "<h1>Mine</h1>" in made(Corpus(), "html", title="Mine")


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


def everywhere(text: str, number: int = 0) -> Corpus:
    """A corpus with the text in every place that a user can write in."""
    w, v = f"w{number or ''}", f"v{number or ''}"
    evidence = Evidence("codebook", w, text, text, text, text, text, Span(text))
    one = work("article-journal", text, f"[{text}]", 2001, key=w, container=text, volume=text, number=text, pages=text)
    extra = (("note", text), ("url", f"javascript:{text}"), ("langid", text), ("x-unknown", text))
    two = Work(v, "chapter", text, editors=(Name(text, text, text, text),), container=text, date_text=text, extra=extra)
    three = Work(text or "k", text, "", (Name(given=text),), extra=(("edition", text), ("publisher", text)))
    return Corpus(
        works=(one, two, three),
        review=Review(text, text, text, text),
        themes=(Theme(text, text, text, facet=text, said_in=w, section=text),),
        assignments=(Assignment(w, text, text, evidence),),
        notes=(Note(v, "annotation", text, evidence), Note(text or "k", "no-theme", text, evidence)),
        readings=(Reading(w, text, (Section(text, text),)),),
        citations=(Citation(w, v, evidence, Placement(text, text, 1, where=text)),),
    )


def together(texts: Sequence[str]) -> Corpus:
    """The same for several texts at once."""
    each = [everywhere(text, number) for number, text in enumerate(texts, 1)]
    parts = ("works", "themes", "assignments", "notes", "readings", "citations")
    whole = {part: tuple(item for one in each for item in getattr(one, part)) for part in parts}
    return Corpus(review=each[0].review, **whole)


TAGS = """html head meta title style body header nav main section h1 h2 h3 p div ul ol li a i strong span sup time
    blockquote"""


def assert_harmless(corpus: Corpus) -> None:
    page = Page(made(corpus, "html"))
    assert {tag for tag, _ in page.tags} <= set(TAGS.split())
    for _, attributes in page.tags:
        assert not {name for name in attributes if name.startswith("on") or name == "style"}
        assert re.match(r"#|https?://", attributes.get("href") or "#")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    """Markup in any field shows as it was typed and does nothing, in HTML and in Markdown."""
    assert_harmless(everywhere(text))
    shown = " ".join(text.split())
    assert shown in Page(made(everywhere(text), "html")).words
    markdown = pytest.importorskip("markdown_it").MarkdownIt("commonmark")
    page = Page(markdown.render(made(everywhere(text), "md")))
    assert page.words.count(shown) > 10
    # Entry and annotation begin with it and stay paragraphs: no list, heading or code is made of them.
    alone = Corpus(works=(work("article-journal", text, container="J", annotation=text),))
    page = Page(markdown.render(made(alone, "md")))
    assert page.words.count(shown) == 2
    assert [tag for tag, _ in page.tags if tag in ("ol", "ul", "li", "pre", "code", "h3", "script", "img")] == []


@settings(max_examples=4)
@given(st.lists(st.text(max_size=30), min_size=5, max_size=5, unique=True))
def test_any_text_is_only_text(texts: list[str]) -> None:
    """Whatever is typed, nothing breaks, nothing runs, and the file can be written."""
    assert_harmless(together(texts))
    assert made(together(texts), "md").encode("utf-8")


def test_links_go_to_the_web_and_nowhere_else() -> None:
    """A DOI with brackets and angles makes one whole link; an address of another kind makes none."""
    sici = work("book", "Old", "Doe, J.", 1998, doi="10.1002/(sici)1097<693::aid>3.0.co;2-o", key="sici")
    mail = work("webpage", "Bad", "Doe, J.", 1999, url="javascript:alert(1)", key="bad")
    pages = {to: made(Corpus(works=(sici, mail)), to) for to in ("md", "html")}
    address = "https://doi.org/10.1002/(sici)1097%3C693::aid%3E3.0.co;2-o"
    assert f"<{address}>" in pages["md"]
    assert f'<a href="{address}">' in pages["html"]
    assert "javascript:alert(1)" in pages["html"]
    assert not re.search(r"href=.?javascript", pages["html"])


def test_foreign_titles_say_their_language() -> None:
    """A romanised title is marked as Japanese in Latin letters, so that it is neither read out nor spelt as English."""
    html = made(Corpus(works=(APA["romanised title with translation"][0],)), "html")
    assert '<span lang="ja-Latn" dir="auto">Shimai toshi teikei no hen&#39;yō to tenbō</span> [Transformation' in html


def test_knowledge_base_of_this_repository() -> None:
    """Every work of the city-diplomacy review is in it once, Kosovac et al. with their report."""
    whole = load(REPOSITORY)
    text = made(whole, "md")
    assert text.count("Cited by ") == len({tie.cited for tie in whole.tied})
    assert (
        "Kosovac, A., Hartley, K., Acuto, M., & Gunning, D. (2020). *Conducting City Diplomacy: A Survey of "
        "International Engagement in 47 Cities*. Chicago Council on Global Affairs." in text
    )
