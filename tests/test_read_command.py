"""litgraph read: what a paper cites, on the screen, as JSON, and in the files of the knowledge base."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litgraph.model import Name
from litgraph.reading.paper import Mention, PaperContent, PaperText, Piece, Reference, Run
from litgraph.reading.passages import passage
from litgraph.reading.record import parse_record
from litgraph.reading.record_text import is_as_written, record
from tests.conftest import Run as Litgraph
from tests.test_record import in_order

BIB = """@book{noor2019, author = {Noor, Aya}, title = {Harbour towns and their partners},
  publisher = {Quay}, year = {2019}}
@article{own2024, author = {Own, Una}, title = {What ports say to each other}, journal = {Ports}, year = {2024}}
"""
PAPER = """What ports say to each other

Una Own

1. Introduction

Small ports were long overlooked (see Noor, 2019, p. 12; Vik & Li, 2021). Vik and Li (2021) found letters. An older
book says so, too (Tamm, 1988).

2. Letters

Noor (2019) counted them.

References

Noor, A. (2019). Harbour towns and their partners. Quay.

Vik, P., & Li, Q. (2021). Letters between harbours in the north. Journal of Port Studies, 7(2), 11-29.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small bibliography, and a paper that is in it."""
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/references.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "paper.txt").write_text(PAPER, encoding="utf-8")
    return tmp_path


def test_read_shows_what_was_found_and_changes_nothing(run: Litgraph, project: Path) -> None:
    result = run("read", "paper.txt", cwd=project)
    assert result.returncode == 0 and result.stderr == ""
    assert "paper.txt [own2024]: 5 citations, 2 references" in result.stdout
    assert "not in its list: Tamm, 1988" in result.stdout and "in the bibliography: 1 of 2" in result.stdout
    assert "Vik & Li 2021: Letters between harbours" in result.stdout
    assert not (project / "bib/readings").exists()
    assert (project / "bib/references.bib").read_text(encoding="utf-8") == BIB


def test_json_points_to_the_letters_of_the_file(run: Litgraph, project: Path) -> None:
    result = json.loads(run("read", "paper.txt", "--format", "json", cwd=project).stdout)
    assert result["paper"] == "own2024" and "text" not in result
    noor, vik = result["references"]
    assert (noor["work"], noor["authors"][0]["family"], noor["year"]) == ("noor2019", "Noor", "2019")
    assert (vik["work"], vik["container"]) == ("", "Journal of Port Studies")
    for mention in result["mentions"]:
        assert PAPER[mention["start"] : mention["end"]].replace("\n", " ") == mention["text"]
    first = result["mentions"][0]
    assert (first["reference"], first["locator"], first["signal"]) == (0, "p. 12", "see")
    assert [result["mentions"][number]["kind"] for number in result["unresolved"]] == ["not-listed"]
    assert "passage" not in first
    document = json.loads(run("read", "paper.txt", "--format", "json", "--with-passages", cwd=project).stdout)
    assert document["mentions"][-1]["passage"] == "Noor (2019) counted them."


def test_a_paper_is_read_without_a_knowledge_base(run: Litgraph, tmp_path: Path) -> None:
    (tmp_path / "paper.txt").write_text(PAPER, encoding="utf-8")
    result = run("read", "paper.txt", cwd=tmp_path)
    assert result.returncode == 0 and "5 citations" in result.stdout and "bibliography" not in result.stdout
    assert run("read", "paper.txt", "--write", cwd=tmp_path).returncode == 4


def test_add_and_write_make_a_reading_on_which_check_passes(run: Litgraph, project: Path) -> None:
    result = run("read", "paper.txt", "--add", "--write", cwd=project)
    assert result.returncode == 0 and "added vik2021" in result.stderr and "4 citations of 2 works" in result.stderr
    bib = (project / "bib/references.bib").read_text(encoding="utf-8")
    assert bib.startswith(BIB) and "@article{vik2021," in bib and "journal = {Journal of Port Studies}" in bib
    reading = (project / "bib/readings/own2024.yaml").read_text(encoding="utf-8")
    assert "{work: noor2019, locator: p. 12, signal: see}" in reading and "passage" not in reading
    assert "cited by 1 work in 2 places" in run("who", "cites", "Vik 2021", cwd=project).stdout
    assert "0 errors, 0 warnings" in run("check", cwd=project).stderr
    run("read", "paper.txt", "--add", "--write", cwd=project)
    assert (project / "bib/references.bib").read_text(encoding="utf-8") == bib
    assert (project / "bib/readings/own2024.yaml").read_text(encoding="utf-8") == reading


def test_add_keeps_a_translated_title(run: Litgraph, project: Path) -> None:
    entry = "\nIto, K. (2012). Minato [Harbours of the north]. Umi.\n"
    (project / "paper.txt").write_text(PAPER + entry, encoding="utf-8")
    run("read", "paper.txt", "--add", cwd=project)
    bib = (project / "bib/references.bib").read_text(encoding="utf-8")
    assert "x-title-translated = {Harbours of the north}" in bib


def test_add_writes_and_others_where_a_list_has_et_al(run: Litgraph, project: Path) -> None:
    entries = "\nBerg, C., Dahl, E., et al. (2004). Deep fish. Quay.\n\n———. (2005). Deep whales. Quay.\n"
    (project / "paper.txt").write_text(PAPER + entries, encoding="utf-8")
    name = "<name><surname>{}</surname><given-names>{}</given-names></name>"
    names = name.format("Moe", "F.") + name.format("Rud", "G.")
    tagged = (
        f"<element-citation><person-group person-group-type='author'>{names}<etal/></person-group><year>2006</year>"
        "<article-title>Deep ice</article-title></element-citation>",
        f"<mixed-citation>{names}, et al. <year>2007</year>. <article-title>Deep mud</article-title>.</mixed-citation>",
        f"<mixed-citation>{names}. <article-title>On Lee et al.</article-title> <year>2008</year></mixed-citation>",
    )
    refs = "".join(f"<ref>{citation}</ref>" for citation in tagged)
    article = f"<article><body><p>Deep.</p></body><back><ref-list>{refs}</ref-list></back></article>"
    (project / "paper.xml").write_text(article, encoding="utf-8")
    run("read", "paper.txt", "paper.xml", "--add", cwd=project)
    bib = (project / "bib/references.bib").read_text(encoding="utf-8")
    assert bib.count("author = {Berg, C. and Dahl, E. and others}") == 2
    assert bib.count("author = {Moe, F. and Rud, G. and others}") == 2
    assert bib.count("author = {Moe, F. and Rud, G.}") == 1


def test_add_adds_what_is_new_in_a_paper_that_was_written_before(run: Litgraph, project: Path) -> None:
    run("read", "paper.txt", "--write", cwd=project)
    assert "added vik2021" in run("read", "paper.txt", "--write", "--add", cwd=project).stderr
    assert "work: vik2021" in (project / "bib/readings/own2024.yaml").read_text(encoding="utf-8")
    for options in ((), ("--add",)):
        assert "unchanged" in run("read", "paper.txt", "--write", *options, cwd=project).stdout


def corrected(project: Path, *changes: tuple[str, str]) -> Path:
    """The reading of the paper, changed by hand."""
    reading = project / "bib/readings/own2024.yaml"
    text = reading.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    reading.write_text(text, encoding="utf-8")
    return reading


def test_what_a_person_corrected_stays_when_the_paper_is_read_again(run: Litgraph, project: Path) -> None:
    run("read", "paper.txt", "--write", cwd=project)
    reading = corrected(
        project,
        ("p. 12", "p. 13"),
        ("kind: not-listed}", "kind: not-listed}  # in the second edition"),
        ("title: Letters", "title: Of letters"),
    )
    text = PAPER.replace("Noor (2019) counted them.", "Noor (2019, p. 5) counted them, and Noor (2019) found more.")
    (project / "paper.txt").write_text(text, encoding="utf-8")
    result = run("read", "paper.txt", "--write", "--add", cwd=project)
    assert result.returncode == 0 and "stays" not in result.stderr
    merged = reading.read_text(encoding="utf-8")
    assert "locator: p. 13, signal: see" in merged and "p. 12" not in merged
    assert "kind: not-listed}  # in the second edition" in merged and "title: Of letters" in merged
    assert "form: narrative, locator: p. 5" in merged and "work: vik2021" in merged
    assert "0 errors, 0 warnings" in run("check", cwd=project).stderr
    run("read", "paper.txt", "--write", "--again", cwd=project)
    assert reading.read_text(encoding="utf-8") == merged


def test_where_a_person_and_the_new_reading_differ_hers_stays_and_it_is_said(run: Litgraph, project: Path) -> None:
    run("read", "paper.txt", "--write", cwd=project)
    reading = corrected(project, ("p. 12", "p. 13"))
    (project / "paper.txt").write_text(PAPER.replace("p. 12", "p. 14"), encoding="utf-8")
    result = run("read", "paper.txt", "--write", "-q", cwd=project)
    assert result.returncode == 0 and "own2024.yaml:" in result.stderr
    assert "p. 13" in result.stderr and 'now reads "- {work: noor2019, locator: p. 14' in result.stderr
    assert "locator: p. 13" in reading.read_text(encoding="utf-8")


def test_without_what_was_written_before_a_corrected_reading_is_left_alone(run: Litgraph, project: Path) -> None:
    """As in a fresh clone; but where the paper reads as it did, nothing is lacking."""
    run("read", "paper.txt", "--write", cwd=project)
    reading = corrected(project, ("p. 12", "p. 13"))
    before = reading.read_text(encoding="utf-8")
    shutil.rmtree(project / ".litgraph")
    assert run("read", "paper.txt", "--write", cwd=project).returncode == 0
    shutil.rmtree(project / ".litgraph")
    (project / "paper.txt").write_text(PAPER.replace("see Noor", "see also Noor"), encoding="utf-8")
    result = run("read", "paper.txt", "--write", "--add", cwd=project)
    assert result.returncode == 4 and "corrected by hand" in result.stderr and "hint:" in result.stderr
    assert "p. 13" in result.stderr and "signal: see also" in result.stderr
    assert reading.read_text(encoding="utf-8") == before
    assert (project / "bib/references.bib").read_text(encoding="utf-8") == BIB


def test_what_a_person_wrote_is_never_written_over(run: Litgraph, project: Path) -> None:
    run("read", "paper.txt", "--write", cwd=project)
    reading = corrected(project, ("# as litgraph wrote it", "# by me"))
    before = reading.read_text(encoding="utf-8")
    result = run("read", "paper.txt", "--write", "--again", cwd=project)
    assert result.returncode == 4 and "was written by hand" in result.stderr
    assert reading.read_text(encoding="utf-8") == before


def test_a_paper_that_is_not_known_is_asked_for(run: Litgraph, project: Path) -> None:
    (project / "draft.txt").write_text(PAPER.replace("What ports say to each other", "Draft"), encoding="utf-8")
    result = run("read", "draft.txt", "--write", cwd=project)
    assert result.returncode == 3 and "cannot tell which work" in result.stderr and "--as KEY" in result.stderr
    assert run("read", "draft.txt", "--write", "--as", "OWN2024", cwd=project).returncode == 0
    assert (project / "bib/readings/own2024.yaml").exists()
    assert run("read", "draft.txt", "--write", cwd=project).returncode == 0  # which is remembered
    assert run("read", "draft.txt", "--as", "nobody", cwd=project).returncode == 3
    run("read", "paper.txt", "--write", cwd=project)
    for papers in (["draft.txt", "paper.txt"], ["."], ["--review"]):  # the last two name several papers, too
        for key in ("own2024", "nobody"):  # what was asked for is looked at before the key is
            result = run("read", *papers, "--as", key, cwd=project)
            assert result.returncode == 2 and f'"{key}" cannot be all of 2 papers' in result.stderr, papers


def test_a_paper_without_an_entry_is_added_with_its_references(run: Litgraph, project: Path) -> None:
    """From its first page; that is said, with what it does not say, and the next paper may cite it."""
    papers = project / "papers"
    papers.mkdir()
    new = PAPER.replace(
        "What ports say to each other\n\nUna Own", "Ferries in the fog\n\nBo Moe and Ida Ek\n\nFog 3(1), 2023"
    )
    (papers / "a.txt").write_text(new, encoding="utf-8")
    citing = PAPER.replace("Noor (2019) counted", "Moe and Ek (2023) counted").replace("Own\n", "Own\n\n")
    citing = citing.replace("References\n", "References\n\nMoe, B., & Ek, I. (2023). Ferries in the fog. Fog, 3(1).\n")
    (papers / "b.txt").write_text(citing, encoding="utf-8")
    assert "--add makes one of its first page" in run("read", "papers", "--write", cwd=project).stderr
    result = run("read", "papers", "--add", "--write", cwd=project)
    assert (
        'papers/a.txt: no entry fits the paper itself, so it is added as moe2023: "Ferries in the fog"' in result.stderr
    )
    assert "it says no DOI: complete it by hand" in result.stderr and "added moe2023, vik2021" in result.stderr
    assert "{work: moe2023, form: narrative}" in (project / "bib/readings/own2024.yaml").read_text(encoding="utf-8")
    entry = (project / "bib/references.bib").read_text(encoding="utf-8").partition("moe2023")[2].partition("@")[0]
    assert all(text in entry for text in ("Moe, Bo and Ek, Ida", "Ferries in the fog", "Fog", "2023"))
    assert run("check", cwd=project).returncode == 0
    again = run("read", "papers", "--add", "--write", cwd=project)
    assert again.returncode == 0 and "added" not in again.stderr


def test_a_paper_that_is_perhaps_another_work_is_not_added(run: Litgraph, project: Path) -> None:
    slip = PAPER.replace("What ports say to each other\n\nUna Own", "What ports said to each other\n\nUna Own\n\n2024")
    (project / "paper.txt").write_text(slip, encoding="utf-8")
    result = run("read", "paper.txt", "--add", "--write", cwd=project)
    assert result.returncode == 3 and "it may be Own 2024 [own2024]" in result.stderr
    (project / "untitled.txt").write_text("1\n\n" + PAPER[PAPER.index("1. Intro") :], encoding="utf-8")
    result = run("read", "untitled.txt", "--add", "--write", cwd=project)
    assert result.returncode == 3 and "no title can be made out" in result.stderr
    assert (project / "bib/references.bib").read_text(encoding="utf-8") == BIB


def test_one_broken_file_stops_nothing(run: Litgraph, project: Path) -> None:
    result = run("read", "gone.txt", "paper.txt", "--format", "json", cwd=project)
    assert result.returncode == 1 and "error: gone.txt: No such file" in result.stderr
    document = json.loads(result.stdout)
    assert [paper["file"] for paper in document["papers"]] == ["paper.txt"]
    assert [paper["file"] for paper in document["failed"]] == ["gone.txt"]


@pytest.mark.parametrize(("content", "message"), [(b"", "has no text"), (b"PK\x03\x04\x14\x00", "of a word processor")])
def test_what_is_no_paper_is_not_taken_for_one_without_citations(
    run: Litgraph, project: Path, content: bytes, message: str
) -> None:
    (project / "paper.docx").write_bytes(content)
    result = run("read", "paper.docx", cwd=project)
    assert result.returncode == 4 and result.stdout == "" and message in result.stderr


def test_what_is_in_no_list_stands_by_itself_with_its_parenthesis_closed(run: Litgraph, project: Path) -> None:
    (project / "paper.txt").write_text(PAPER.replace("An older", "Tamm (1999, p. 7) knew. An older"), encoding="utf-8")
    assert "not in its list: Tamm (1999); Tamm, 1988" in run("read", "paper.txt", "--write", cwd=project).stdout
    reading = (project / "bib/readings/own2024.yaml").read_text(encoding="utf-8")
    assert "{text: Tamm (1999), kind: not-listed, form: narrative, locator: p. 7}" in reading


def test_a_problem_of_a_paper_is_said_once(run: Litgraph, project: Path) -> None:
    (project / "cut.xml").write_text("<article><body><p>So it is.</p></bo", encoding="utf-8")
    assert run("read", "cut.xml", cwd=project).stderr.count("broken XML") == 1


def test_a_passage_is_the_sentence_around_a_citation() -> None:
    text = 'One thing. Boats (cf. Noor et al. 2019, p. 3. But see Li) "stay" at sea, says J. Vik (2021). Then more.'
    paper = PaperText(text, (Piece("paragraph", 0, len(text)),))
    for cited in ("Noor et al. 2019", "J. Vik (2021"):
        start = text.index(cited)
        sentence = passage(paper, Mention(start, start + len(cited), cited, "citation"))
        assert sentence == text[11:-11]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
KEYS = ("noor2019", "vik2021", "a: b", "2020", "yes")


@st.composite
def papers(draw: st.DrawFn) -> PaperContent:
    """Headings and paragraphs of any words, and citations of every kind in them."""
    pieces, mentions, text = [], [], ""
    for heading in draw(st.lists(st.none() | TEXTS, max_size=5)):
        if heading is not None:
            pieces.append(Piece("heading", len(text), len(text) + len(heading), draw(st.integers(1, 3))))
            text += f"{heading}\n\n"
        start, group = len(text), len(text)
        for _ in range(draw(st.integers(0, 3))):
            kind = draw(st.sampled_from(["citation", "tie", "not-listed", "personal-communication", "name-only"]))
            listed = {"citation": (draw(st.integers(0, 4)),), "tie": (0, 1)}.get(kind, ())
            form = draw(st.sampled_from(["narrative", "parenthetical"]))
            about = draw(TEXTS), draw(TEXTS), draw(st.sampled_from([0, group]))
            cited_text = f"x{draw(TEXTS)}"
            mentions.append(
                Mention(len(text), len(text) + len(cited_text), cited_text, kind, listed, form, *about, draw(TEXTS))
            )
            text += cited_text + " "
        pieces.append(Piece("paragraph", start, len(text)))
        text += "\n\n"
    authors = (Name("Noor", "A."),)
    references = [Reference(i, f"Raw {i}", len(text), len(text), authors=authors, title=draw(TEXTS)) for i in range(5)]
    pages = ((0, draw(TEXTS)),) if draw(st.booleans()) else ()
    return PaperContent(PaperText(text, tuple(pieces), (Run(0, 0),), pages), tuple(references), tuple(mentions))


@given(papers(), st.dictionaries(st.integers(0, 4), st.sampled_from(KEYS)), st.booleans())
def test_a_record_is_read_back_as_what_was_found(
    content: PaperContent, keys: dict[int, str], with_passages: bool
) -> None:
    text = record(content, "own2024", keys, read_by="litgraph 1", with_passages=with_passages)
    harvest = parse_record(text, "bib/readings/own2024.yaml")
    assert not harvest.problems and is_as_written(text) and not is_as_written(text.replace("litgraph 1", "hand"))
    citations = in_order(harvest)
    mentions = [mention for mention in content.mentions if mention.kind != "name-only"]
    assert len(citations) == len(mentions)
    for citation, mention in zip(citations, mentions, strict=True):
        key = keys.get(mention.references[0], "") if mention.kind == "citation" else ""
        assert citation.cited == key
        if mention.kind in ("not-listed", "personal-communication"):
            assert (citation.kind, citation.text) == (mention.kind, plain(mention.closed_text))
        at = citation.placement
        assert (at.form, at.signal, at.where) == (mention.form, plain(mention.signal), plain(mention.where))
        assert citation.evidence.locator == plain(mention.locator)
        assert citation.evidence.page == plain(content.text.page(mention.start))
        assert citation.evidence.passage == (plain(passage(content.text, mention)) if with_passages else "")
    (reading,) = harvest.readings or [None]
    cited = {keys.get(index) for mention in mentions for index in mention.references}
    assert set(reading.listed if reading else ()) == set(keys.values()) - cited


def plain(text: str) -> str:
    """As one line, without letters that YAML cannot hold."""
    from litgraph.yamltree import UNPRINTABLE

    return UNPRINTABLE.sub("\ufffd", " ".join(text.split()))
