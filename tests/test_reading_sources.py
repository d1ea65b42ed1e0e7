"""Papers in PDF, JATS, TEI and HTML become one text in reading order, with what their publishers tagged."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from litgraph.model import Name
from litgraph.reading.front_matter import read_front_matter
from litgraph.reading.html import read_html
from litgraph.reading.jats import read_jats
from litgraph.reading.paper import PaperContent, PaperText, Reference
from litgraph.reading.pdf import read_pdf
from litgraph.reading.reader import read_paper
from litgraph.reading.tei import read_tei
from litgraph.reading.works import as_work


def flows(text: PaperText) -> list[tuple[str, str]]:
    return [(piece.flow, text.of(piece)) for piece in text.pieces]


def pdf(*pages: list[tuple[float, float, float, str]]) -> bytes:
    """A PDF with words at (x, y) in a size of type; a size below 0 is bold."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects += [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} >>".encode() for name in ("Times-Roman", "Times-Bold")
    ]
    kids = []
    for page in pages:
        lines = [
            f"BT /F{1 if size > 0 else 2} {abs(size)} Tf {x} {y} Td ({text}) Tj ET".encode("latin-1")
            for x, y, size, text in (
                (x, y, size, text.replace("(", "\\(").replace(")", "\\)")) for x, y, size, text in page
            )
        ]
        stream = b"\n".join(lines)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % len(objects)
        )
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)


def column(x: float, top: float, lines: list[str], size: float = 10) -> list[tuple[float, float, float, str]]:
    return [(x, top - 12 * number, size, line) for number, line in enumerate(lines)]


LEFT = [f"Towns on the left side speak to ministries, {word}" for word in ["one", "two", "three", "four", "five"]]
RIGHT = [f"while towns on the right do so to unions, {word}" for word in ["seven", "eight", "nine", "ten", "eleven"]]


def test_columns_are_read_one_after_the_other_and_heads_and_numbers_are_left_out() -> None:
    """A page of two columns is one paragraph; head and page number are not in it, and the number is its label."""
    pages = [
        [
            (50, 770, 8, "Ito: Towns abroad"),
            *column(50, 740, left),
            *column(310, 740, right),
            (300, 30, 8, number),
        ]
        for number, left, right in (("211", LEFT, RIGHT), ("212", RIGHT, LEFT))
    ]
    text = read_pdf(pdf(*pages), "ito.pdf")
    assert "Ito: Towns" not in text.text and "211" not in text.text
    assert text.text.replace("\n\n", " ") == " ".join(LEFT + RIGHT + RIGHT + LEFT)
    assert [label for _, label in text.pages] == ["211", "212"]
    assert text.page(text.text.rindex("five")) == "212"


def test_hyphens_at_line_ends_go_unless_the_paper_writes_the_word_with_one() -> None:
    lines = [
        "The work of long-term twin towns is told in agree-",
        "ments, and what they do in the long-",
        "term is peace.",
    ]
    text = read_pdf(pdf(column(50, 700, lines)), "a.pdf").text
    assert text == "The work of long-term twin towns is told in agreements, and what they do in the long-term is peace."


def test_headings_of_two_lines_and_of_a_numeral_alone_are_whole() -> None:
    page = [
        *column(50, 770, LEFT[:2]),
        *column(50, 735, ["I"], -11),
        *column(50, 715, [*LEFT, "This is some background, in small letters."]),
        *column(50, 640, ["ON TOWNS AND WHAT LIES BEHIND THEM: SOME BACK-", "GROUND FROM NON-", "EU TOWNS"], -11),
        *column(50, 590, RIGHT),
    ]
    found = flows(read_pdf(pdf(page), "a.pdf"))
    assert [title for flow, title in found if flow == "heading"] == [
        "I",
        "ON TOWNS AND WHAT LIES BEHIND THEM: SOME BACKGROUND FROM NON-EU TOWNS",
    ]


def test_numbers_of_lines_in_the_margin_are_no_text() -> None:
    """Such numbers stand beside every line, or every fifth; the labels of a list stand beside its entries alone."""
    lines = [*LEFT, *RIGHT, "References", "1 Ito, Ken (2001). Towns.", "2 Roe, Jo (1999). Walls."]
    for step in (1, 5):
        numbers = [(60 - 5 * len(str(n)), 740 - 12 * (n - 1), 8, str(n)) for n in range(step, 26, step)]
        text = read_pdf(pdf([*column(80, 740, lines * 2), *numbers]), "a.pdf").text
        assert text.replace("\n\n", " ") == " ".join(lines * 2)


def test_headings_notes_and_entries_stand_by_themselves() -> None:
    """A numbered bold heading has its level, a raised number stays one, and hanging entries are told apart."""
    body = [
        "Towns have had a foreign policy of their own for as long as they have had",
        "walls and markets to look after.",
    ]
    page = [
        *column(50, 740, ["1 Towns"], -12),
        *column(50, 715, body),
        (178, 706.5, 6, "3"),
        *column(50, 670, ["1.1 Their walls"], -11),
        *column(50, 650, [body[0]] * 8),
        *column(50, 520, ["References"], -12),
        (50, 500, 10, "Ito, Ken (2001). Towns that write letters to each other, and what came of it at"),
        (70, 488, 10, "last. Kobe: Umi."),
        (50, 476, 10, "Roe, Jo (1999). Walls that were taken down, and the towns that grew after they"),
        (70, 464, 10, "had gone. Oslo: Fjell."),
    ]
    found = flows(read_pdf(pdf(page), "a.pdf"))
    assert [each for each in found if each[0] == "heading"] == [
        ("heading", "1 Towns"),
        ("heading", "1.1 Their walls"),
        ("heading", "References"),
    ]
    assert found[1][1].endswith("to look after.³")
    assert [text[:8] for _, text in found[-2:]] == ["Ito, Ken", "Roe, Jo "]
    assert [piece.level for piece in read_pdf(pdf(page), "a.pdf").pieces if piece.flow == "heading"] == [1, 2, 1]


def test_a_pdf_that_cannot_be_read_says_why() -> None:
    whole = pdf([(50, 700, 10, "Text")])
    (scanned,) = read_pdf(pdf([]), "scan.pdf").problems
    assert scanned.code == "no-text" and '"scan.pdf"' in scanned.message and "ocrmypdf" in scanned.hint
    (broken,) = read_pdf(b"%PDF-1.4 and nothing more", "cut.pdf").problems
    assert broken.code == "bad-pdf" and broken.level == "error"
    assert read_pdf(whole[:200], "cut.pdf").problems


JATS = """<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta><title-group>
<article-title>Towns</article-title></title-group></article-meta></front><body><sec><label>1</label><title>Ports</title>
<p>Towns trade (see also <xref ref-type="bibr" rid="r1">van der Berg, 2010b</xref>, p. 7; <xref ref-type="bibr"
rid="r2">Ito 2012</xref>)<fn><p>As <xref ref-type="bibr" rid="r2">Ito (2012)</xref> says.</p></fn> and
sail.<sup><xref ref-type="bibr" rid="r1">1</xref>–<xref ref-type="bibr" rid="r4">4</xref></sup></p></sec></body><back>
<ref-list><title>References</title>
<ref id="r1"><label>1.</label><element-citation publication-type="book"><person-group person-group-type="author"><name>
<surname>van der Berg</surname><given-names>A.</given-names></name></person-group><person-group
person-group-type="editor"><name><surname>Roe</surname><given-names>J.</given-names></name></person-group>
<year>2010b</year><chapter-title>Quays</chapter-title><source>All ports</source><publisher-loc>Oslo</publisher-loc>
<publisher-name>Fjell</publisher-name><fpage>5</fpage><lpage>9</lpage></element-citation></ref>
<ref id="r2"><label>2.</label><mixed-citation publication-type="journal">Ito K. (2012)
<article-title>Sails</article-title>,
<source>Sea</source> <volume>3</volume>, <pub-id pub-id-type="doi">10.1000/AB</pub-id>.</mixed-citation></ref>
<ref id="r3"><mixed-citation>Third.</mixed-citation></ref><ref id="r4"><mixed-citation>Fourth.</mixed-citation></ref>
</ref-list></back></article>"""


def test_jats_brings_every_tagged_link_and_what_a_range_implies() -> None:
    paper = read_jats(JATS.encode(), "a.xml")
    assert [(each.text, each.references) for each in paper.mentions] == [
        ("van der Berg, 2010b", (0,)),
        ("Ito 2012", (1,)),
        ("¹", (0,)),
        ("¹⁻⁴", (1,)),
        ("¹⁻⁴", (2,)),
        ("⁴", (3,)),
        ("Ito (2012)", (1,)),
    ]
    first, second, *_, note = paper.mentions
    assert (first.signal, first.locator, first.form) == ("see also", "p. 7", "parenthetical")
    assert first.group == second.group != 0
    assert (note.form, note.where) == ("narrative", "footnote")
    assert paper.text.section(first.start) == ("1 Ports",)
    assert all(paper.text.text[each.start : each.end] == each.text for each in paper.mentions)


def test_jats_brings_the_fields_of_references() -> None:
    chapter, article, *_ = read_jats(JATS.encode(), "a.xml").references
    assert chapter.authors == (Name("Berg", "A.", "van der"),) and chapter.editors == (Name("Roe", "J."),)
    assert (chapter.kind, chapter.year, chapter.suffix, chapter.label) == ("chapter", 2010, "b", "1")
    assert (chapter.title, chapter.container, chapter.pages) == ("Quays", "All ports", "5–9")
    assert (chapter.place, chapter.publisher) == ("Oslo", "Fjell")
    assert article.raw == "Ito K. (2012) Sails, Sea 3, 10.1000/AB." and article.ids == ("doi:10.1000/ab",)


def test_an_entry_of_which_nothing_is_tagged_is_read_as_printed() -> None:
    printed = "Port Council (2008) A plan for small quays. Available: <ext-link>http://example.org/plan</ext-link>."
    whole = JATS.replace(
        "<mixed-citation>Fourth.", f'<label>4</label><mixed-citation publication-type="other">{printed}'
    )
    entry = read_jats(whole.encode(), "a.xml").references[-1]
    assert (entry.authors, entry.year, entry.title) == ((Name(literal="Port Council"),), 2008, "A plan for small quays")
    assert (entry.label, entry.index, entry.url) == ("4", 3, "http://example.org/plan")


def cited(paper: PaperContent) -> list[tuple[str, tuple[int, ...], str]]:
    citations = [each for each in paper.mentions if each.kind in ("citation", "tie")]
    return [(each.text, each.references, each.locator) for each in citations]


def read_tagged(tmp_path: Path, source: str) -> PaperContent:
    (tmp_path / "paper").write_text(source, "utf-8")
    return read_paper(tmp_path / "paper")


def jats(body: str, *entries: str, after: str = "") -> str:
    listed = "".join(
        f'<ref id="r{n}"><mixed-citation>{entry}</mixed-citation></ref>' for n, entry in enumerate(entries)
    )
    return f"<article><body>{body}</body><back><ref-list>{listed}</ref-list></back>{after}</article>"


def test_a_tagged_citation_is_what_its_tag_says_and_no_other_is_guessed_of_what_tags_cite(tmp_path: Path) -> None:
    """Of a work that is never tagged, the citation in the text counts; the mark of a footnote never does."""
    body = """<p>Ports (Noor, <xref ref-type="bibr" rid="r1">2019</xref>) trade.<xref ref-type="fn" rid="f1">
    <sup>1</sup></xref> Noor (2019), Vik (2018), <xref ref-type="bibr" rid="nowhere">Lee (2001)</xref> say so, [2].</p>
    <fn-group><fn id="f1"><label>1</label><p>In Bremen.</p></fn></fn-group>"""
    entries = ("Lee, A. (2001). Ropes.", "Noor, A. (2019). Ports.", "Vik, B. (2018). Ferries.")
    assert cited(read_tagged(tmp_path, jats(body, *entries))) == [
        ("2019", (1,), ""),
        ("Vik (2018", (2,), ""),
        ("Lee (2001", (0,), ""),
    ]


def test_where_tags_are_few_the_text_is_read_beside_them_without_the_marks_of_notes(tmp_path: Path) -> None:
    body = """<p>Ports<xref ref-type="bibr" rid="r0">[1]</xref> trade,[2] sail,[3] and rest,[4] as towns do.
    <xref ref-type="fn" rid="f1">[2]</xref></p>"""
    paper = read_tagged(tmp_path, jats(body, *(f"Vik, B. ({year}). Ferries." for year in range(2000, 2004))))
    assert [references for _, references, _ in cited(paper)] == [(0,), (1,), (2,), (3,)]


def test_an_open_bracket_makes_no_citations_of_the_marks_of_notes_behind_it(tmp_path: Path) -> None:
    entries = [f"Vik, B. ({year}). Ferries." for year in range(2000, 2006)]
    tagged = '<xref ref-type="bibr" rid="r0">[1]</xref>, <xref ref-type="bibr" rid="r1">[2]</xref>'
    notes = " ".join(
        f"{word}.<sup>{n}</sup>" for n, word in enumerate(["They sail", "They rest", "They sing", "So"], 3)
    )
    for interval in ("(0, 1)", "[0, 1)", "]0, 1["):
        paper = read_tagged(
            tmp_path, jats(f"<p>Ports {tagged} have x in {interval}<sup>3</sup> now. {notes}</p>", *entries)
        )
        assert [references for _, references, _ in cited(paper)] == [(0,), (1,)], interval


def test_translations_reviews_and_responses_in_a_file_are_not_the_paper(tmp_path: Path) -> None:
    review = "<p>Why not <xref ref-type='bibr' rid='r0'>Vik (2018)</xref>?</p>"
    after = "".join(f"<{tag}><front-stub/><body>{review}</body></{tag}>" for tag in ("sub-article", "response"))
    body = '<p>Ports trade (<xref ref-type="bibr" rid="r0">Vik 2018</xref>).</p>'
    paper = read_tagged(tmp_path, jats(body, "Vik, B. (2018). Ferries.", after=after))
    assert cited(paper) == [("Vik 2018", (0,), "")] and "Why not" not in paper.text.text


def test_an_empty_tag_cites_at_its_own_locator(tmp_path: Path) -> None:
    """What a stylesheet prints there is the label of the entry, or its id."""
    tei = """<TEI><text><body><p>Towns trade <ptr target="#noor" loc="12"/> and sail <ref target="list.xml#vik">so</ref>
    (<bibl><ptr target="#lee"/>, <citedRange>3-4</citedRange></bibl>).<note>Cf. <ptr type="bibr" target="#vik"/>, with
    <bibl><author>Eli Moe</author>, <title>Fog</title> (<date>1999</date>)</bibl>.</note></p></body><back><listBibl>
    <bibl xml:id="noor" label="Noor 2019">Noor, Aya. <title>Ports</title>. Quay Press, 2019.</bibl>
    <bibl xml:id="vik">Vik, Bo. <title level="a">Ferries</title>, <title level="j">Mud</title> 4 (2018): 1-9.</bibl>
    <bibl xml:id="lee"><author>Lee, Ann</author>, <title>Ropes</title>, 2001</bibl></listBibl></back></text></TEI>"""
    paper = read_tagged(tmp_path, tei)
    assert cited(paper) == [("Noor 2019", (0,), "12"), ("so", (1,), ""), ("lee", (2,), "3-4"), ("vik", (1,), "")]
    assert [(entry.authors[0].family, entry.year) for entry in paper.references] == [
        ("Noor", 2019),
        ("Vik", 2018),
        ("Lee", 2001),
    ]
    assert (paper.references[1].title, paper.references[1].container) == ("Ferries", "Mud")
    xref = jats('<p>Ports trade <xref ref-type="bibr" rid="r0"/>.</p>', "<label>7</label>Vik, B. (2018). Ferries.")
    assert cited(read_tagged(tmp_path, xref)) == [("7", (0,), "")]


def test_dates_in_tags_are_iso_dates_and_days_of_access_stand_without_the_words_before_them(tmp_path: Path) -> None:
    def entry_of(fields: str) -> Reference:
        return read_tagged(tmp_path, jats("<p>Ports</p>", f"<source>Quays</source> {fields}")).references[0]

    entry = entry_of(
        '<year iso-8601-date="2021-05-03">2021</year><date-in-citation iso-8601-date="2022-11-08">x</date-in-citation>'
    )
    assert (entry.year, entry.date_text, entry.accessed) == (2021, "2021-05-03", "2022-11-08")
    for words in ("Acesso em: 8 nov. 2022", "[cited 8 nov. 2022]", "consulté le 8 nov. 2022.", "8 nov. 2022"):
        work = as_work(entry_of(f"<year>2021</year><date-in-citation>{words}</date-in-citation>"))
        assert work.get("urldate") == "2022-11-08", words


def test_the_day_of_access_is_no_year(tmp_path: Path) -> None:
    day = "<date-in-citation><year>2022</year><month>11</month><day>8</day></date-in-citation>"
    entry = read_tagged(tmp_path, jats("<p>Ports</p>", f"<source>Quays</source> {day}")).references[0]
    assert (entry.year, entry.accessed) == (None, "2022-11-08")
    tei = """<TEI><text><body><p>Ports</p></body><back><listBibl><bibl><author>Quay Council</author>,
    <title>Plan</title>, <date type="accessed" when="2022-11-08">8 Nov 2022</date> <date>2019</date></bibl></listBibl>
    </back></text></TEI>"""
    entry = read_tagged(tmp_path, tei).references[0]
    assert (entry.year, entry.accessed) == (2019, "2022-11-08")


def test_links_back_to_the_text_are_no_part_of_an_entry(tmp_path: Path) -> None:
    page = """<html><body><p>Rivers speak<sup id="c1"><a href="#n1">[1]</a></sup> and rest.<sup><a href="#n2">[2]</a>
    </sup></p><h2>References</h2><ol><li id="n1"><a href="#c1">^</a> <a href="#c1">a</a> <a href="#c3">b</a> Moss,
    Tom (2001). <i>Locks</i>. Oar.</li><li id="n2">↑ Reed, Ann (1999). "Weirs". <i>Harbour</i> 4: 1–9.
    </li></ol></body></html>"""
    paper = read_tagged(tmp_path, page)
    assert [entry.authors for entry in paper.references] == [(Name("Moss", "Tom"),), (Name("Reed", "Ann"),)]
    assert [references for _, references, _ in cited(paper)] == [(0,), (1,)]


def test_what_a_note_or_a_quotation_at_the_back_names_is_no_entry(tmp_path: Path) -> None:
    vik, moe = (f"<bibl><author>{name}</author>, <title>Fog</title>, <date>{year}</date></bibl>" for name, year in
                (("Vik", 2001), ("Moe", 1999)))  # fmt: skip
    for around in ("note", "cit", "epigraph"):
        aside = f"<div><{around}><quote>Fog is white.</quote>{moe}</{around}></div>"
        tei = f"<TEI><text><body><p>Sail.</p></body><back>{aside}<div>{vik}</div></back></text></TEI>"
        assert [entry.year for entry in read_tagged(tmp_path, tei).references] == [2001], around


def test_tei_is_read_though_its_ids_are_no_names() -> None:
    data = b"""<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><div><head n="2.1">Ports</head><p>Sail
    (<ref type="bibr" target="#b 0">Ito, 2012</ref>; <ref type="bibr" target="#b1">Roe 1999</ref>).</p></div></body>
    <back><listBibl><biblStruct xml:id="7"><monogr><title level="m">Odd</title></monogr></biblStruct>
    <biblStruct xml:id="b1"><analytic><title level="a">Walls</title><author><persName><forename>Jo</forename>
    <surname>Roe</surname></persName></author></analytic><monogr><title level="j">Town</title><imprint>
    <biblScope unit="page" from="3" to="8"/><date when="1999">1999</date></imprint></monogr></biblStruct></listBibl>
    </back></text></TEI>"""
    paper = read_tei(data, "a.tei.xml")
    assert not paper.text.problems
    assert [(each.text, each.references) for each in paper.mentions] == [("Roe 1999", (1,))]
    roe = paper.references[1]
    assert (roe.authors, roe.year, roe.title, roe.container) == ((Name("Roe", "Jo"),), 1999, "Walls", "Town")
    assert (roe.pages, roe.kind) == ("3–8", "article-journal")
    assert [(piece.flow, piece.level) for piece in paper.text.pieces][:2] == [("heading", 2), ("paragraph", 0)]


def test_html_keeps_the_paper_and_leaves_the_page() -> None:
    page = """<html><body><nav>Home</nav><main><h1>Towns</h1><p>Towns <i>trade</i><sup>1,2</sup>.<script>x()</script>
    </p><h2>References</h2><ol><li>Ito (2012).</li><li><p>Roe (1999).</p></li></ol></main>
    <footer>About</footer></body></html>"""
    assert flows(read_html(page.encode(), "a.html").text) == [
        ("heading", "Towns"),
        ("paragraph", "Towns trade¹,²."),
        ("heading", "References"),
        ("reference", "Ito (2012)."),
        ("reference", "Roe (1999)."),
    ]


def test_html_links_to_references_are_citations() -> None:
    page = """<html><body><main><h1>Towns</h1><p>Towns trade (<a href="#ref-1">Ito and Roe, 2012</a>, p. 4; see
    <a href="/a/towns#ref-2">the older view</a>), as <a href="#fig1">Figure 1</a> shows.<sup><a data-rid="ref-3"
    href="#">3</a></sup></p><h2>References</h2><div class="list"><p id="ref-1">Ito, K., &amp; Roe, B. (2012). Trade.
    <i>Towns, 3</i>(1), 4–9. <a href="#ref-2">Next</a></p><p><a name="ref-2"></a>Roe, B. (1999). Old trade. <i>Towns,
    1</i>(2), 3–7.</p><p><span id="ref-3">Vik, A. (2001). Rails. <i>Towns, 2</i>(2), 13–17.</span></p></div>
    <p id="fig1">A figure.</p></main></body></html>"""
    read = read_html(page.encode(), "a.html")
    assert [each.title for each in read.references] == ["Trade", "Old trade", "Rails"]
    assert [(each.text, each.references, each.locator) for each in read.mentions] == [
        ("Ito and Roe, 2012", (0,), "p. 4"),
        ("the older view", (1,), ""),
        ("³", (2,), ""),
    ]


def test_xml_opens_no_other_file_and_does_not_swell() -> None:
    secret = (
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><article><body><p>a&x;b &eacute;</p></body></article>'
    )
    assert read_jats(secret, "a.xml").text.text == "ab é"
    entities = b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(12))
    bomb = b'<!DOCTYPE a [<!ENTITY a "ha">' + entities + b"]><article><body><p>&m;</p></body></article>"
    for read in (read_jats, read_tei):
        assert len(read(bomb, "a.xml").text.text) < 100


@given(st.binary(max_size=300), st.integers(0, 2000))
def test_no_bytes_make_a_reader_fail(noise: bytes, place: int) -> None:
    """Whatever is damaged, the pieces that a reader names lie in its text."""
    readers = (
        (read_pdf, pdf(column(50, 700, LEFT))),
        (lambda data, name: read_jats(data, name).text, JATS.encode()),
        (lambda data, name: read_tei(data, name).text, JATS.encode()),
        (lambda data, name: read_html(data, name).text, JATS.encode()),
    )
    for read, data in readers:
        for damaged in (data[:place] + noise + data[place + len(noise) :], noise):
            text = read(damaged, "odd")
            assert all(0 <= piece.start <= piece.end <= len(text.text) for piece in text.pieces)


def test_titles_keep_raised_and_lowered_letters_and_no_mark_of_a_note(tmp_path: Path) -> None:
    """In JATS, TEI and HTML, tagged or printed; a raised mark at the end of a title is that of a note."""
    tagged = {
        "Seeding 10<sup>6</sup> cells per cm<sup>2</sup>": "Seeding 10⁶ cells per cm²",
        "Drinking H<sub>2</sub>O with Ca<sup>2+</sup>": "Drinking H₂O with Ca²⁺",
        "Deep mud<sup>2</sup>": "Deep mud",
        "Deep ice in the 19<sup>th</sup> century.<sup>a</sup>": "Deep ice in the 19th century",
    }
    titles = "".join(
        f"<ref><element-citation><name><surname>Moe</surname></name><year>2004</year><article-title>{title}"
        "</article-title></element-citation></ref>"
        for title in tagged
    )
    printed = "Moe, F. (2004). Deep CO<sub>2</sub> and 10<sup>5</sup> eels. Sea Journal, 3(2), 1-9."
    own = "Growth of 10<sup>5</sup> cells<sup><xref>*</xref></sup>"
    meta = f"<front><article-meta><article-title>{own}</article-title></article-meta></front>"
    jats_file = tmp_path / "a.xml"
    jats_file.write_text(
        f"<article>{meta}<body><p>Deep.</p></body><back><ref-list>{titles}<ref><mixed-citation><sup>1</sup> {printed}"
        "</mixed-citation></ref></ref-list></back></article>",
        encoding="utf-8",
    )
    paper = read_paper(jats_file)
    assert [entry.title for entry in paper.references] == [*tagged.values(), "Deep CO₂ and 10⁵ eels"]
    assert read_front_matter(jats_file, paper).title == "Growth of 10⁵ cells"

    html_file = tmp_path / "a.html"
    html_file.write_text(
        '<html><head><meta name="citation_title" content="Growth of 105 cells in H2O"></head><body><article>'
        "<h1>Growth of 10<sup>5</sup> cells in H<sub>2</sub>O<sup>*</sup></h1><p>Eels grow (Moe, 2004).</p>"
        f"<h2>References</h2><ol><li>{printed}</li></ol></article></body></html>",
        encoding="utf-8",
    )
    paper = read_paper(html_file)
    assert [entry.title for entry in paper.references] == ["Deep CO₂ and 10⁵ eels"]
    assert read_front_matter(html_file, paper).title == "Growth of 10⁵ cells in H₂O"

    tei_title = 'Cells per cm<hi rend="sup">2</hi> of H<hi rend="subscript">2</hi>O'
    tei_file = tmp_path / "b.xml"
    tei_file.write_text(
        f"<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><titleStmt><title>{tei_title}</title></titleStmt>"
        "</teiHeader><text><body><p>Deep.</p></body><back><listBibl><biblStruct xml:id='b0'><analytic>"
        f"<title level='a'>{tei_title}</title></analytic></biblStruct></listBibl></back></text></TEI>",
        encoding="utf-8",
    )
    paper = read_paper(tei_file)
    assert paper.references[0].title == read_front_matter(tei_file, paper).title == "Cells per cm² of H₂O"
