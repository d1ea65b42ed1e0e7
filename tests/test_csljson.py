"""CSL-JSON as other programs read it."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from litgraph.formats import bibtex, csljson
from litgraph.model import Corpus, Name, Work
from tests.conftest import SHARED


def test_item_speaks_csl() -> None:
    """Names, dates, numbers and ids come out under CSL's names; fields that begin with x- do not come out."""
    work = Work(
        "pluijm2007",
        "article-journal",
        "City <i>diplomacy</i>",
        (Name("Pluijm", "Rogier", "van der", "Jr."), Name(literal="City of Santa Fe")),
        year=2007,
        date_text="2007-04-16",
        suffix="b",
        container="Global Policy",
        ids=frozenset({"doi:10.1000/x", "openalex:W1"}),
        extra=(
            ("langid", "japanese"),
            ("number", "2"),
            ("pages", "14–22"),
            ("url", "https://example.org"),
            ("urldate", "2022-10-25"),
            ("volume", "8"),
            ("x-printed", "never"),
        ),
    )
    assert csljson.make_item(work) == {
        "id": "pluijm2007",
        "type": "article-journal",
        "title": "City <i>diplomacy</i>",
        "author": [
            {"family": "Pluijm", "given": "Rogier", "non-dropping-particle": "van der", "suffix": "Jr."},
            {"literal": "City of Santa Fe"},
        ],
        "container-title": "Global Policy",
        "volume": "8",
        "issue": "2",
        "page": "14-22",
        "issued": {"date-parts": [[2007, 4, 16]]},
        "accessed": {"date-parts": [[2022, 10, 25]]},
        "URL": "https://example.org",
        "DOI": "10.1000/x",
        "language": "ja",
    }


def test_dates_are_never_made_up() -> None:
    """What is no date stays words; "n.d." and nothing are no date at all."""

    def dated(text: str, year: int | None = None) -> object:
        item = csljson.make_item(Work("k", "book", "T", year=year, date_text=text))
        return item.get("issued") or item.get("status")

    assert dated("n.d.") is None
    assert dated("") is None
    assert dated("in press") == "in press"
    assert dated("1990~") == dated("ca. 1990") == {"date-parts": [[1990]], "circa": True}
    assert dated("2019-21") == {"date-parts": [[2019]], "season": 1}
    assert dated("2019-04/2020-05") == {"date-parts": [[2019, 4], [2020, 5]]}
    assert dated("199X") == {"literal": "199X"}
    assert dated("Easter 2019", 2019) == {"date-parts": [[2019]], "literal": "Easter 2019"}
    assert dated("2019-13-45", 2019) == {"date-parts": [[2019]]}


def test_first_publication_and_countries_in_words_of_biblatex() -> None:
    text = r"""@book{a, author={A, B}, title={T}, year=1997, origyear=1959}
    @patent{b, author={A, B}, title={T}, year=1998, number={1}, location={countryfr and countryde}}"""
    book, patent = map(
        csljson.make_item, sorted(bibtex.parse_bibliography(text, "a.bib").works, key=lambda work: work.key)
    )
    assert book["original-date"] == {"date-parts": [[1959]]}
    assert patent["publisher-place"] == "France, Germany"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Poster, available online at: https://a.example/x", "Poster"),
        ("Publication: https://a.example", "Publication"),
        ("Talk (draft), https://a.example", "Talk (draft)"),
        ("Retrieved from <https://a.example>", ""),
        ("Talk" + "! " * 50_000 + "https://a.example", "Talk!"),  # also a test of time, which grew with the cube
        ("online " * 50_000 + "https://a.example", ""),
    ],
    ids=lambda text: text[:20],
)
def test_words_before_an_address_say_how_a_work_was_published(text: str, words: str) -> None:
    """Those that only lead to the address are left out, but no part of a word is, and no bracket behind one."""
    assert csljson.how_published(Work("k", "manuscript", "T", extra=(("howpublished", text),))) == words


def test_write_is_json_in_the_order_of_keys() -> None:
    """The document is JSON with letters as they are, the same bytes whatever the order of the works."""
    works = (Work("b", "book", "Théorie"), Work("a", "book", "都市外交"))
    text = csljson.write_bibliography(Corpus(works=works))
    assert [item["id"] for item in json.loads(text)] == ["a", "b"]
    assert "都市外交" in text
    assert text == csljson.write_bibliography(Corpus(works=works[::-1]))


# What the specification of CSL 1.0.2 and its input format allow, in the words of JSON Schema.
TYPES = """
    article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
    document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
    manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
    personal_communication post post-weblog regulation report review review-book software song speech standard thesis
    treaty webpage
"""
TEXTS = """
    abstract annote archive call-number collection-title container-title container-title-short DOI event-place
    event-title genre ISBN ISSN keyword language medium note original-publisher original-publisher-place original-title
    PMCID PMID publisher publisher-place source status title title-short URL version
"""
NUMBERS = "chapter-number collection-number edition issue number number-of-pages number-of-volumes page volume"
TEXT, WHOLE = {"type": "string", "minLength": 1}, {"type": "integer"}
NAME = dict.fromkeys(("family", "given", "non-dropping-particle", "dropping-particle", "suffix", "literal"), TEXT)
DATE = {
    "date-parts": {
        "type": "array",
        "minItems": 1,
        "maxItems": 2,
        "items": {"type": "array", "items": WHOLE, "minItems": 1, "maxItems": 3},
    },
    "season": WHOLE,
    "circa": {"type": "boolean"},
    "literal": TEXT,
}
CLOSED = {"type": "object", "additionalProperties": False, "minProperties": 1}
NAMES = {"type": "array", "minItems": 1, "items": {**CLOSED, "properties": NAME}}
SCHEMA = Draft202012Validator(
    {
        "type": "array",
        "items": {
            **CLOSED,
            "required": ["id", "type"],
            "properties": {
                "id": TEXT,
                "type": {"enum": TYPES.split()},
                **dict.fromkeys((*TEXTS.split(), *NUMBERS.split()), TEXT),
                **dict.fromkeys(("author", "editor", "translator", "container-author"), NAMES),
                **{name: {**CLOSED, "properties": DATE} for name in ("issued", "accessed", "original-date")},
            },
        },
    }
)


def test_what_is_written_is_csl_json(corpus: Corpus) -> None:
    """The whole review in the terms of CSL's input format, and nothing else."""
    written = json.loads(csljson.write_bibliography(corpus))
    assert len(written) == len(corpus.works) and list(SCHEMA.iter_errors(written)) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data")
def test_a_bibliography_of_all_kinds_is_csl_json() -> None:
    """Also of the oddest entries of BibLaTeX."""
    works = bibtex.read_bibliography(SHARED / "data/bibtex/biblatex-examples.bib", "examples.bib").works
    assert works and list(SCHEMA.iter_errors([csljson.make_item(work) for work in works])) == []
