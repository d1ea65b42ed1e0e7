"""Whatever is given to the readers of papers, they neither crash nor hang nor grow.

A few examples of each kind run every day; for some minutes of it:
python -m pytest -n 0 tests/test_reading_fuzz.py -m "slow or not slow" --hypothesis-profile=fuzz
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litgraph.desk.readings import LookedUpPaper
from litgraph.reading.html import read_html
from litgraph.reading.jats import read_jats
from litgraph.reading.mentions import find_mentions
from litgraph.reading.paper import PaperContent, PaperText, Reference
from litgraph.reading.processes import read_many
from litgraph.reading.reader import read_paper, read_text
from litgraph.reading.record import parse_record
from litgraph.reading.record_text import record
from litgraph.reading.tei import read_tei
from litgraph.views.readings import document
from tests.conftest import SHARED
from tests.test_read_command import PAPER
from tests.test_reading_sources import JATS, LEFT, RIGHT, column, pdf

# fmt: off
ODD = st.sampled_from([
    "\ufeff", "\0", "\ud800", "\u2028", "\f", "\r", "\x1b", "\u202e", "\U0001f600", "((((", "))))", "[1-99]", "n.d.",
    "et al.", " " * 200, "(Noor, 2019; ", "Noor (2019)", "References", "\n\n", "9" * 50, "& " * 50, "[" * 100, "# ",
])
# fmt: on
TEXTS = st.one_of(ODD, st.text(max_size=8), st.integers(0, len(PAPER)).map(lambda place: PAPER[place : place + 60]))


def assert_can_be_passed_on(read: PaperContent) -> None:
    """What is found stands in the text, and can be passed on and written down."""
    text = read.text.text
    for each in (*read.mentions, *read.references):
        assert 0 <= each.start <= each.end <= len(text)
    assert json.loads(json.dumps(document(LookedUpPaper("a", "", read, ()), with_passages=True)))["schema"]
    written = record(read, "own2024", {}, read_by="litgraph", with_passages=True)
    problems = parse_record(written, "bib/readings/own2024.yaml").problems
    assert not [each for each in problems if each.level == "error"]


@given(st.lists(st.tuples(st.integers(0, len(PAPER)), TEXTS), max_size=12))
def test_any_text(inserted: list[tuple[int, str]]) -> None:
    source = PAPER
    for place, odd in inserted:
        source = source[:place] + odd + source[place:]
    read = read_text(source)
    assert_can_be_passed_on(read)
    for each in read.mentions:
        assert source[read.text.source(each.start)] == read.text.text[each.start]


@given(
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "shift_jis", "utf-7"]), st.data()
)
def test_any_encoding(tmp_path_factory: pytest.TempPathFactory, encoding: str, data: st.DataObject) -> None:
    raw = PAPER.replace("Noor", "Noör").encode(encoding, "replace")
    place = data.draw(st.integers(0, len(raw)))
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(raw[:place] + data.draw(st.binary(max_size=20)) + raw[place + data.draw(st.integers(0, 20)) :])
    assert_can_be_passed_on(read_paper(path))


def test_letters_are_where_the_file_has_them_whatever_its_beginning(tmp_path: Path) -> None:
    for mark, encoding in ((b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"", "cp1252")):
        (tmp_path / "a.txt").write_bytes(mark + PAPER.replace("Noor", "Noör").encode(encoding))
        whole = (tmp_path / "a.txt").read_text(encoding="utf-16" if b"\xff" in mark else encoding)
        read = read_paper(tmp_path / "a.txt")
        assert read.mentions[0].text == "Noör, 2019"
        for each in read.mentions:
            start = read.text.source(each.start)
            assert " ".join(whole[start : read.text.source(each.end - 1) + 1].split()) == each.text


def test_xml_that_nests_or_swells_is_read_as_far_as_it_is_a_paper() -> None:
    deep = b"<sec>" * 5000 + b"<p>a</p>" + b"</sec>" * 5000
    bomb = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(12)
    )
    attributes = b"<p " + b" ".join(b'a%d="%s"' % (n, b"x" * 20) for n in range(5000)) + b">a</p>"
    for body in (deep, attributes, b"<p>" * 100_000, b"<p>&m;</p>", b"<p>\0a</p>", b"<p>&#xD800;</p>"):
        for read in (read_jats, read_tei):
            assert len(read(bomb + b"]><article><body>" + body + b"</body></article>", "a.xml").text.text) < 1000
    for tag in (b"div", b"p", b"li", b"sup", b"blockquote", b"table"):
        read_html(b"<html><body>" + b"<%s>a" % tag * 20_000, "a.html")


def test_what_is_too_long_for_a_paper_is_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"Noor (2019) says so. " * 500_000)
    (problem,) = read_paper(path).problems
    assert problem.level == "error" and "more than 10 MB" in problem.message and problem.hint == "split the file"


def test_xml_in_utf_16_is_read_as_xml(tmp_path: Path) -> None:
    declared = f'<?xml version="1.0" encoding="UTF-16"?>{JATS}'.replace("Towns trade", "&#xD800;Towns trade")
    (tmp_path / "a.xml").write_bytes(declared.encode("utf-16"))
    assert len(read_paper(tmp_path / "a.xml").references) == 4


SEEDS = [
    (".pdf", pdf(column(50, 700, LEFT), column(50, 700, RIGHT))),
    (".xml", JATS.encode()),
    (".html", f"<html><body><h1>A</h1><p>{PAPER}</p></body></html>".encode()),
    (".txt", PAPER.encode()),
]


def mutated(data: bytes, dice: random.Random) -> bytes:
    """The file cut off, with pieces of it lost, repeated, overwritten or moved."""
    for _ in range(dice.randint(1, 6)):
        start = dice.randrange(len(data) + 1)
        end = min(len(data), start + dice.choice([1, 4, 40, 400, 4000]))
        piece = dice.choice(
            [b"", data[start:end] * 2, dice.randbytes(end - start), b"\0" * (end - start), b"-1", b"9" * 12]
        )
        data = data[:start] + piece + data[end:] if dice.random() < 0.9 else data[:start]
    return data


@pytest.mark.slow
def test_damaged_papers_stop_no_reader(tmp_path: Path) -> None:
    """Other ones each time, ten for each example of the profile; one that fails is left in its folder."""
    dice = random.Random()
    seeds = SEEDS + [(path.suffix, path.read_bytes()) for path in sorted((SHARED / "data/pdf").glob("*.[px][dm][fl]"))]
    for _ in range(settings.default.max_examples // 20):
        paths = [tmp_path / f"{number}{dice.choice(seeds)[0]}" for number in range(200)]
        for path in paths:
            path.write_bytes(mutated(dice.choice([data for ending, data in seeds if ending == path.suffix]), dice))
        for path, answer in zip(paths, read_many(paths), strict=True):
            assert isinstance(answer, PaperContent), f"{path}: {answer}"
            assert_can_be_passed_on(answer)
            path.unlink()


@pytest.mark.slow
def test_memory_does_not_grow_with_what_was_read(tmp_path: Path) -> None:
    """The peak after reading every kind of file 400 times is that after 100 times, but for a little."""
    for ending, data in SEEDS:
        (tmp_path / f"a{ending}").write_bytes(data)
        (tmp_path / f"b{ending}").write_bytes(data[: len(data) // 2])
    program = (
        "import resource, sys; from pathlib import Path; from litgraph.reading.reader import read_paper\n"
        "paths = sorted(Path(sys.argv[1]).iterdir())\n"
        "for round in range(400):\n"
        "    [read_paper(path) for path in paths]\n"
        "    if round in (99, 399): print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    early, late = map(int, done.stdout.split())
    assert late < 1.05 * early


def test_of_an_endless_reference_the_beginning_is_read_and_the_rest_is_said_to_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(f"Noor (2019) says so.\n\nReferences\n\nNoor, A. (2019). Ports. {'Bremen, ' * 40_000}\n", "utf-8")
    paper = read_paper(path)
    (reference,), (problem,) = paper.references, paper.problems
    assert reference.year == 2019 and len(reference.raw) > 300_000
    assert (problem.code, problem.level) == ("too-long", "warning")
    assert "the first 20,000 are read" in problem.message


def test_thousands_of_tagged_and_untagged_citations_are_each_told_once(tmp_path: Path) -> None:
    """Neither is looked for among all of the other kind."""
    links = '<p>Ports grow (<xref ref-type="bibr" rid="r1">Noor, 2019</xref>). Vik (2018) says so.</p>' * 1000
    references = '<ref id="r1"><mixed-citation>Noor, A. (2019). Ports of Bremen.</mixed-citation></ref>'
    references += '<ref id="r2"><mixed-citation>Vik, B. (2018). Ports of Narvik.</mixed-citation></ref>'
    tagged = f"<article><body>{links}</body><back><ref-list>{references}</ref-list></back></article>"
    (tmp_path / "a.xml").write_text(tagged, "utf-8")
    mentions = read_paper(tmp_path / "a.xml").mentions
    assert len({mention.start for mention in mentions}) == len(mentions) == 2000


@pytest.mark.parametrize(
    ("name", "year"),
    [("Vik", "2010"), ("Vik{n}", "2010"), ("Vik", "1{n}"), ("Vik & M{n}", "2010"), ("Vik", "2010, {n}")],
)
def test_citations_of_works_that_look_alike_cost_no_more_each_where_there_are_more(name: str, year: str) -> None:
    """Of as many works as citations, by one author or of one year, none is compared with all others."""
    counts = []
    for size in (100, 200, 400):
        numbers = ["".join("abcdefghij"[int(digit)] for digit in f"{n}") for n in range(500, 500 + size)]
        cited = [(name.format(n=words), year.format(n=n)) for n, words in enumerate(numbers, 500)]
        text = "\n\n".join(f"Mud grows ({who}, {when}), says Vik. It does ({who}z {when})." for who, when in cited)
        entries = "\n\n".join(
            f"{who}. ({when[:4]}). Editorial. Mud, 3, {when[6:] or 1}-{when[6:] or 9}." for who, when in cited
        )
        source = f"Mud\n\n1 Introduction\n\n{text}\n\nReferences\n\n{entries}\n"
        operations = 0

        def count(*_: object) -> None:
            nonlocal operations
            operations += 1

        sys.setprofile(count)
        try:
            paper = read_text(source)
        finally:
            sys.setprofile(None)
        assert len(paper.references) == size and len(paper.mentions) >= size
        assert all(len(mention.references) <= 100 for mention in paper.mentions)
        counts.append(operations)
    assert all(more <= 2.2 * fewer for fewer, more in pairwise(counts)), counts


def test_a_citation_that_may_mean_hundreds_of_entries_names_the_first_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "alike.txt"
    path.write_text("Vik (2010) says so.\n\nReferences\n\n" + "Vik, A. (2010). Editorial. Mud.\n\n" * 150, "utf-8")
    paper = read_paper(path)
    (tie,), (problem,) = [mention for mention in paper.mentions if mention.kind == "tie"], paper.problems
    assert tie.references == tuple(range(100))
    assert (problem.code, problem.level) == ("too-long", "warning") and '"Vik (2010" may mean' in problem.message
    path.write_text("Vik (2010) says so.\n\nReferences\n\n" + "Vik, A. (2010). Editorial. Mud.\n\n" * 100, "utf-8")
    assert not read_paper(path).problems


def test_names_without_a_year_are_not_said_to_need_letters_after_it(tmp_path: Path) -> None:
    path = tmp_path / "alike.txt"
    cited = " ".join(f"Ports trade (Vik {year})." for year in range(1880, 2020))
    entries = "\n\n".join(f"Vik, A. ({year}). Editorial. Mud." for year in range(1880, 2020))
    path.write_text(f"{cited} They sail, as Vik says.\n\nReferences\n\n{entries}\n", "utf-8")
    paper = read_paper(path)
    assert [len(mention.references) for mention in paper.mentions if mention.kind == "name-only"] == [100]
    assert not paper.problems


def test_numbers_of_thousands_of_digits_and_thousands_of_spaces_are_read_at_once(tmp_path: Path) -> None:
    digits = "9" * 5000
    references = f"<ref><mixed-citation><name><surname>Vik</surname></name> <year>2010</year><fpage>{digits}</fpage>"
    references += f"<lpage>{digits}</lpage></mixed-citation></ref>"
    body = f"<p>Ports grow (Vik, 2010, p. 5), (Vik, 2010, p. {digits}).</p>"
    article = f"<article><body>{body}</body><back><ref-list>{references * 2}</ref-list></back></article>"
    (tmp_path / "a.xml").write_text(article, "utf-8")
    assert [mention.references for mention in read_paper(tmp_path / "a.xml").mentions] == [(0, 1), (0, 1)]
    gap = " " * 50_000
    page = f"<html><body><ul><li><a href='#a'>Jump up{gap}!</a> law{gap}x decree{gap}y</li></ul></body></html>"
    assert "Jump up" in read_html(page.encode(), "a.html").text.text
    law = "Lei nº 8.069, de 1990. Dispõe sobre o Porto."
    references_at_end = [Reference(0, law, 10**6, 10**6, year=1990)]
    (mention,) = find_mentions(PaperText(f"law{gap}decree{gap}Lei 8.069", ()), references_at_end)
    assert mention.text == "Lei 8.069"
