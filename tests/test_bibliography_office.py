"""The bibliography for word processors, TeX, docutils and as PDF, read again by the programs it is for."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litgraph.errors import LitgraphError
from litgraph.model import Corpus
from litgraph.views.bibliography import BibliographyRequest, render, write
from litgraph.views.bibliography import pandoc as by_pandoc
from litgraph.views.bibliography.document import AnnotatedEntry, Document, EntryGroup, Footnote, Paragraph, Table
from litgraph.views.bibliography.phrases import phrases_for
from litgraph.views.bibliography.runs import TextRun
from tests.conftest import CACHE
from tests.test_bibliography import work
from tests.test_bibliography_document import DATE, HOSTILE, corpus, together

ODD = [
    *HOSTILE,
    "العربية (مدينة) 2016",
    "都市外交、「町」",
    "🏙️ city 👩‍🔬",
    "\\LaTeX{} \\input{x} %comment ~ ^ _ {a} #1 `` ,, -- --- ...",
    "#let x = 1; @ref <label> $x$ /* c */ // c -? a...b",
    "``code`` |sub| `link <x>`_ .. note:: x_ [1]_ ends::",
    "=====",
    ":x: y",
    "* item",
    "x" * 5000,
]
needs_pandoc = pytest.mark.usefixtures("pandoc")


@pytest.fixture(scope="module")
def pandoc() -> str:
    pypandoc = pytest.importorskip("pypandoc", reason="pandoc is not installed: litgraph-kb[documents]")
    return str(pypandoc.get_pandoc_path())


def made(of: Corpus, to: str, **how: object) -> bytes:
    return render(of, BibliographyRequest(to=to, date=DATE, **how), **CACHE).content  # type: ignore[arg-type]


def words(document: Any) -> str:
    """The text in pandoc's tree of a document, and nothing that is markup, mathematics or raw."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            kind, content = node.get("t"), node.get("c")
            assert kind not in ("RawInline", "RawBlock", "Math", "Image", "CodeBlock", "Code", "Cite"), content
            found.append(
                content if kind == "Str" else " " if kind in ("Space", "SoftBreak") else "\n" * (kind == "Para")
            )
            walk(content[1] if kind == "Link" else content if kind else list(node.values()))

    walk(document["blocks"])
    return re.sub("[ \xa0]+", " ", "".join(found))


def read_back(pandoc: str, content: bytes, form: str) -> str:
    done = subprocess.run(
        [pandoc, "-f", form, "-t", "json", "--sandbox"], input=content, capture_output=True, check=True
    )
    return words(json.loads(done.stdout))


@needs_pandoc
@pytest.mark.parametrize("to", ["docx", "odt", "tex", "rst", "typ", "pdf"])
def test_the_same_input_gives_the_same_bytes(to: str) -> None:
    if to == "pdf":
        pytest.importorskip("typst", reason="typst is not installed: litgraph-kb[documents]")
    assert made(corpus(), to) == made(corpus(), to)


@needs_pandoc
@pytest.mark.parametrize("to", ["docx", "odt"])
def test_odd_text_shows_as_typed_in_word_processors(pandoc: str, to: str) -> None:
    """In titles, names, notes and footnotes, whatever is markup elsewhere."""
    shown = read_back(pandoc, made(together(ODD), to), to)
    for text in ODD:
        assert shown.count(" ".join(text.split())) >= 20, text


@needs_pandoc
def test_the_address_of_a_script_is_no_link_in_rst() -> None:
    """docutils makes a link of each address that stands in plain text."""
    content = made(together(["javascript:alert(1)", "see JavaScript:alert(1), a script: two"]), "rst").decode()
    assert "alert(1)" in content and "script: two" in content and not re.search("script:(?! )", content, re.I)


def test_a_theme_whose_title_looks_like_an_address_can_be_read_in_rst(pandoc: str) -> None:
    content = made(together(["<b>Ports</b>", "Towns <town@example.org>"]), "rst")
    command = [pandoc, "-f", "rst", "-t", "plain", "--wrap=none"]
    shown = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    assert "<b>Ports</b>" in shown and "Towns <town@example.org>" in shown


def test_odd_text_shows_as_typed_in_rst() -> None:
    """docutils finds nothing to warn of."""
    docutils = pytest.importorskip("docutils.core", reason="docutils is not installed")
    warnings = io.StringIO()
    options = {"warning_stream": warnings, "raw_enabled": False, "line_length_limit": 100_000}
    tree = docutils.publish_doctree(made(together(ODD), "rst").decode(), settings_overrides=options)
    shown = " ".join(tree.astext().split())
    for text in ODD:
        assert shown.count(" ".join(text.split())) >= 20, text
    assert warnings.getvalue() == ""


@needs_pandoc
def test_odd_text_shows_as_typed_in_pdf() -> None:
    pytest.importorskip("typst", reason="typst is not installed: litgraph-kb[documents]")
    file = pdfium.PdfDocument(made(together([text[:500] for text in ODD]), "pdf"))
    # A line may end at a hyphen, or with one, anywhere.
    shown = re.sub(r"[\s\x02\ufffe-]", "", "".join(page.get_textpage().get_text_range() for page in file))
    for text in ODD:
        if text.isascii() and len(text) < 200:
            assert shown.count(re.sub(r"[\s-]", "", text)) >= 12, text


@needs_pandoc
@settings(max_examples=3)
@given(st.lists(st.text(max_size=40), min_size=6, max_size=6))
def test_any_text_makes_a_document_that_opens(texts: list[str]) -> None:
    """Whatever is typed: XML is well formed, TeX's braces close, typst compiles."""
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    works = Corpus(
        works=tuple(
            work("book", text, f"[{text}]", 2001, key=f"k{number}", annotation=text, note=text)
            for number, text in enumerate(texts)
        )
    )
    assert docx.Document(io.BytesIO(made(works, "docx"))).paragraphs
    braces = re.sub(r"\\.|[^{}]", "", made(works, "tex").decode())
    assert braces.count("{") == braces.count("}") > 0
    typst = pytest.importorskip("typst", reason="typst is not installed: litgraph-kb[documents]")
    assert typst.compile(made(works, "typ"), format="pdf").startswith(b"%PDF")


@needs_pandoc
def test_word_finds_its_own_styles_notes_links_and_contents() -> None:
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    file = made(corpus(), "docx", with_passages=True)
    document = docx.Document(io.BytesIO(file))
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert styles >= {"Title", "Author", "Date", "Heading 1", "Bibliography", "Annotation", "Quote"}
    entry = next(each for each in document.paragraphs if each.text.startswith("Ann, A. (2001)"))
    assert entry.style.name == "Bibliography" and entry.style.paragraph_format.first_line_indent < 0
    assert "".join(run.text for run in entry.runs if run.italic) == "Ann's book"
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        body, notes = (archive.read(f"word/{part}.xml").decode() for part in ("document", "footnotes"))
    assert len(re.findall("<w:footnoteReference ", body)) == notes.count('"FootnoteText"') == 10
    assert "§2.E Sister cities, p. 25, pointing to p. 20 of this work; themes.yaml:9" in re.sub("<[^>]+>", "", notes)
    anchors = set(re.findall(r'w:hyperlink w:anchor="([^"]+)"', body + notes))
    assert anchors and anchors <= set(re.findall(r'w:bookmarkStart [^>]*w:name="([^"]+)"', body))
    assert re.search(r"<w:instrText[^>]*>TOC ", body) and body.count('"TOC1"') == 4
    assert document.core_properties.title == "Towns: An annotated bibliography"


@needs_pandoc
def test_pdf_can_be_read_aloud_and_says_which_letters_no_font_has() -> None:
    pytest.importorskip("typst", reason="typst is not installed: litgraph-kb[documents]")
    whole = render(corpus(), BibliographyRequest(to="pdf", date=DATE))
    assert whole.notes == () and b"pdfuaid:part" in whole.content
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(whole.content)]
    assert "Contents" in pages[1] and "First theme" in pages[2]
    without = render(
        Corpus(works=(work("book", "\u0378 here", "Bo, B.", 2001),)), BibliographyRequest(to="pdf", date=DATE)
    )
    assert without.content.startswith(b"%PDF") and "no font on this machine has U+0378" in without.notes[0]


@needs_pandoc
def test_notes_in_a_pdf_stand_on_the_page_of_what_they_are_to() -> None:
    """Also where a heading and what follows it go to the next page together."""
    pytest.importorskip("typst", reason="typst is not installed: litgraph-kb[documents]")
    line = tuple(TextRun("Text. ") for _ in range(12))
    groups = tuple(
        EntryGroup(
            f"Group {number}",
            f"g{number}",
            (Paragraph((TextRun(f"Begins{number}. "), Footnote((TextRun(f"Noted{number}."),)))),),
            tuple(AnnotatedEntry(f"k{number}.{each}", "", line, (Paragraph(line),)) for each in range(2 + number % 3)),
        )
        for number in range(10, 40)
    )
    document = Document("T", "", DATE, "en", "", (), groups, phrases_for("en"))
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(write(document, "pdf")[0])]
    for number in range(10, 40):
        assert any(f"Begins{number}." in page and f"Noted{number}." in page for page in pages), number


@needs_pandoc
def test_entries_on_which_nothing_is_noted_fill_the_page() -> None:
    """An entry stays with its annotation; a list without annotations does not go to the next page as a whole."""
    pytest.importorskip("typst", reason="typst is not installed: litgraph-kb[documents]")
    records = tuple(AnnotatedEntry(f"k{number}", "", (TextRun(f"Entry{number}."),)) for number in range(30))
    groups = (EntryGroup("Group", "g", (Paragraph((TextRun("Begins."),)),), records),)
    document = Document("T", "", DATE, "en", "", (), groups, phrases_for("en"))
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(write(document, "pdf")[0])]
    assert pages[0].count("Entry") > 15 and sum(page.count("Entry") for page in pages) == 30


@needs_pandoc
def test_a_table_in_a_pdf_goes_on_over_pages() -> None:
    pytest.importorskip("typst", reason="typst is not installed: litgraph-kb[documents]")
    table = Table(
        ("Who", "What"), tuple(((TextRun(f"Row{each}."),), (TextRun("Words. " * 40),)) for each in range(60)), (1, 3)
    )
    document = Document("T", "", DATE, "en", "", (), (EntryGroup("", "", (table,)),), phrases_for("en"))
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(write(document, "pdf")[0])]
    assert len(pages) > 3 and "Row0." in pages[0] and "Row59." in pages[-1]
    assert all("Who" in page for page in pages)


@needs_pandoc
def test_long_addresses_stay_on_the_page() -> None:
    pytest.importorskip("typst", reason="typst is not installed: litgraph-kb[documents]")
    long = AnnotatedEntry("k", "", (TextRun("https://example.org/?id=" + "y" * 600),), ())
    document = Document("T", "", DATE, "en", "", (), (EntryGroup("", "", (), (long,)),), phrases_for("en"))
    (page,) = pdfium.PdfDocument(write(document, "pdf")[0])
    letters = page.get_textpage()
    assert max(letters.get_charbox(each)[2] for each in range(letters.count_chars())) < page.get_width() - 60


@needs_pandoc
def test_tex_is_set_by_a_tex(tmp_path: Path) -> None:
    (tmp_path / "b.tex").write_bytes(made(corpus(), "tex"))
    for tex in filter(None, map(shutil.which, ("pdflatex", "lualatex", "xelatex"))):
        done = subprocess.run(
            [tex, "-interaction=nonstopmode", "b.tex"], cwd=tmp_path, capture_output=True, timeout=120
        )
        said = done.stdout.decode("utf-8", "replace")
        if not re.search("not found|not loadable|can't find", said):
            assert done.returncode == 0 and (tmp_path / "b.pdf").exists(), said[-2000:]
            return
    pytest.skip("no TeX with all its packages on this machine")


@needs_pandoc
def test_pandoc_and_bibtexparser_read_the_bibtex(pandoc: str) -> None:
    """Every work, with the annotation as it was composed."""
    bibtexparser = pytest.importorskip("bibtexparser")
    text = made(corpus(), "bib")
    done = subprocess.run(
        [pandoc, "-f", "biblatex", "-t", "csljson", "--sandbox"], input=text, capture_output=True, check=True
    )
    items = {item["id"]: item for item in json.loads(done.stdout)}
    library = bibtexparser.parse_string(text.decode())
    assert not library.failed_blocks
    assert set(items) == set(library.entries_dict) == {"ann", "bob", "cid", "dan", "eve", "fay"}
    said = library.entries_dict["ann"]["annotation"]
    assert said.startswith("From themes.yaml.\n\nIn two paragraphs.") and "Dan n.d.: §2.E Sister cities" in said
    assert "In two paragraphs." in items["ann"]["annote"]


@needs_pandoc
def test_neither_a_users_pandoc_files_nor_the_network_matter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Templates and styles that a user keeps for pandoc change no file of ours."""
    before = made(corpus(), "tex")
    (tmp_path / "pandoc/templates").mkdir(parents=True)
    (tmp_path / "pandoc/templates/default.latex").write_text("mine")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert made(corpus(), "tex") == before


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, a command to copy; nothing is written."""
    monkeypatch.setitem(__import__("sys").modules, "pypandoc", None)
    with pytest.raises(LitgraphError) as error:
        made(corpus(), "docx")
    assert str(error.value) == ".docx needs pandoc, which is not installed"
    assert error.value.hint == by_pandoc.EXTRA == "pip install 'litgraph-kb[documents]'"


@pytest.mark.slow
@needs_pandoc
@pytest.mark.parametrize("to", ["docx", "odt"])
def test_libreoffice_opens_it(to: str, tmp_path: Path) -> None:
    """As pages: a title page, the contents, the themes, with notes at the foot of the page."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")
    (tmp_path / f"b.{to}").write_bytes(made(corpus(), to))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / f"b.{to}")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(tmp_path / "b.pdf")]
    title, contents, *rest = (" ".join(page.split()) for page in pages)
    assert title.startswith("Towns: An annotated bibliography Fay Field")
    assert contents.startswith("Contents First theme Second theme")
    assert "Shows it." in " ".join(rest) and "pointing to p. 20 of this work; themes.yaml:9" in " ".join(rest)


@needs_pandoc
def test_what_a_style_sets_otherwise_is_set_otherwise(pandoc: str) -> None:
    """Small capitals, raised and lowered letters, underlined ones: in the page and in Word."""
    entry = (TextRun("Caps", small_caps=True), TextRun("up", superscript=True), TextRun("low", subscript=True))
    entry += (TextRun("line", underline=True), TextRun("both", italic=True, strong=True))
    group = EntryGroup("g", "", (), (AnnotatedEntry("k", "k", entry),))
    document = Document("T", "", DATE, "en", "", (), (group,), phrases_for("en"))
    html = write(document, "html")[0].decode()
    marks = ('<span class="caps">Caps</span>', "<sup>up</sup>", "<sub>low</sub>", "<u>line</u>")
    assert all(mark in html for mark in (*marks, "<strong><i>both</i></strong>"))
    command = [pandoc, "-f", "docx", "-t", "html", "--sandbox"]
    word = subprocess.run(command, input=write(document, "docx")[0], capture_output=True, check=True).stdout.decode()
    assert all(mark in word for mark in (">Caps</span>", *marks[1:], "<em><strong>both</strong></em>"))
