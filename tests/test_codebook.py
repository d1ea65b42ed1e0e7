"""themes.yaml is read in all its forms, tells everything that is wrong, and is edited line by line."""

from __future__ import annotations

import difflib
import itertools
from dataclasses import replace

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from litgraph.codebook import parse_codebook, read_codebook
from litgraph.codebook.blocks import cut_codebook
from litgraph.codebook.editor import CodebookEditor, EditError
from litgraph.model import Assignment, Evidence, Harvest, Theme
from litgraph.yamltree import editor as yaml_editor
from litgraph.yamltree import parse_yaml
from tests.conftest import REPOSITORY

CASES = REPOSITORY / "tests/cases/codebook"


def given_themes(harvest: Harvest) -> list[tuple[str, str]]:
    """Work and theme of every assignment, in the order of the file."""
    assignments = sorted(harvest.assignments, key=lambda assignment: (assignment.evidence.at, assignment.theme))
    return [(assignment.work, assignment.theme) for assignment in assignments]


def list_problems(harvest: Harvest) -> str:
    """The problems as a user sees them, in the order of the file."""
    problems = sorted(harvest.problems, key=lambda problem: (problem.at, problem.code))
    return "".join(f"{problem}\n    hint: {problem.hint}\n" for problem in problems)


def test_the_review_of_this_repository_reads_without_a_problem():
    harvest = read_codebook(REPOSITORY / "themes.yaml", "themes.yaml")
    assert not harvest.problems
    assert len(harvest.themes) > 3 and len(harvest.assignments) > 20


def test_an_assignment_carries_every_word_of_its_evidence_and_its_line():
    text = """works:
  toyoda2016:
    themes:
      - theme: sister-cities
        said-in: clausen-themes
        section: 2.10
        page: 025
        locator: p. 20
        role: discussed
        why: >-
          Small towns gain
          from pragmatic ties.
    annotation: |
      One line.
      Another.
  berg2001:
    no-theme: Cited for its method only.
"""
    harvest = parse_codebook(text, "themes.yaml")
    (assignment,) = harvest.assignments
    evidence = assignment.evidence
    assert (assignment.work, assignment.theme, assignment.role) == ("toyoda2016", "sister-cities", "discussed")
    assert (evidence.said_by, evidence.said_in, evidence.section) == ("codebook", "clausen-themes", "2.10")
    assert (evidence.page, evidence.locator, str(evidence.at)) == ("025", "p. 20", "themes.yaml:4:9")
    assert evidence.why == "Small towns gain from pragmatic ties."
    notes = {(note.work, note.kind, note.text) for note in harvest.notes}
    assert notes == {
        ("toyoda2016", "annotation", "One line.\nAnother."),
        ("berg2001", "no-theme", "Cited for its method only."),
    }
    assert not harvest.problems


@pytest.mark.parametrize(
    "entry",
    [
        "t: a",
        "t: [a]",
        "t:\n  - a",
        "t: {themes: a}",
        "t:\n    themes: a",
        "t:\n    theme: [a]",
        "t:\n    Themes:\n    - theme: a",
        "t:\n    themes: {theme: a}",
        "t:\n    themes:\n      a:",
        "t:\n    themes:\n      a: {page: 3}",
    ],
)
def test_every_short_form_gives_the_theme(entry):
    harvest = parse_codebook(f"works:\n  {entry}\n", "f")
    assert given_themes(harvest) == [("t", "a")]
    assert not harvest.problems


@pytest.mark.parametrize("name", ["said-in", "said_in", "Said-In", "said in", "saidIn", "SAID-IN"])
def test_names_may_be_spelled_with_other_signs_and_capitals(name):
    harvest = parse_codebook(f"works:\n  t:\n    themes:\n    - theme: a\n      {name}: x\n", "f")
    assert [assignment.evidence.said_in for assignment in harvest.assignments] == ["x"]
    assert not harvest.problems


def test_themes_may_be_a_list_of_ids_or_names_with_values():
    listed = parse_codebook("themes: [a, {id: b, title: B, parent: a, facet: x}]\n", "f")
    mapped = parse_codebook("themes:\n  a:\n  b: {title: B, parent: a, facet: x}\n  c: See\n", "f")
    assert sorted((theme.id, theme.title, theme.parent, theme.facet) for theme in listed.themes) == [
        ("a", "a", "", ""),
        ("b", "B", "a", "x"),
    ]
    assert sorted((theme.id, theme.title) for theme in mapped.themes) == [("a", "a"), ("b", "B"), ("c", "See")]
    assert not listed.problems | mapped.problems


def test_a_broken_codebook_tells_all_its_problems_at_once_and_gives_the_rest():
    """A tab, equal names, typos, wrong shapes, missing quotes and brackets: each at its line, nothing else lost."""
    harvest = read_codebook(CASES / "broken/input.yaml", "themes.yaml")
    assert list_problems(harvest) == (CASES / "broken/problems.txt").read_text(encoding="utf-8")
    assert given_themes(harvest) == [
        ("toyoda2016", "sister-cities"),
        ("marchetti2021", "sister-cities"),
        ("marchetti2021", "networks"),
        ("berg2001", "networks"),
        ("toyoda2016", "networks"),
        ("clerc2020", "networks"),
        ("clerc2020", "sister-cities"),
        ("barber2013", "networks"),
    ]
    assert {theme.id for theme in harvest.themes} == {"sister-cities", "networks", "attractive-cities"}
    assert {review.title for review in harvest.reviews} == {"City diplomacy: a review"}


SOUND = """title: City diplomacy
themes:
  - id: a
    title: "Theme A"
works:
  one2001:
    themes:
      - theme: a
        section: 2.E
        why: "Quoted text"
      - b
    annotation: |
      Literal text
      of two lines
  two2002: a
  three2003:
    themes: [a, b]
    annotation: 'single'
  four2004:
    no-theme: method
  five2005:
    themes:
      - theme: b
        locator: p. 20
  six2006: b
"""

DAMAGES = {
    "tabs": lambda line: line.replace("  ", "\t"),
    "one tab": lambda line: "\t" + line.lstrip(),
    "less indented": lambda line: line[1:],
    "more indented": lambda line: " " + line,
    "no colon": lambda line: line.replace(":", "", 1),
    "no space": lambda line: line.replace(": ", ":", 1),
    "no dash": lambda line: line.replace("- ", "  ", 1),
    "glued dash": lambda line: line.replace("- ", "-", 1),
    "second colon": lambda line: line + ": x",
    "quote before": lambda line: line.replace(": ", ': "', 1),
    "quote after": lambda line: line + '"',
    "bracket before": lambda line: line.replace(": ", ": [", 1),
    "brace after": lambda line: line + " }",
    "at sign": lambda line: line.replace(": ", ": @", 1),
    "asterisk": lambda line: line.replace(": ", ": *", 1),
    "greater": lambda line: line.replace(": ", ": > ", 1),
    "other words": lambda line: "other words",
    "dashes": lambda line: "---",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_one_mistake_costs_at_most_the_entry_it_is_in(damage):
    """Whichever line of whichever entry is damaged, and however: the other entries say what they said."""
    lines = SOUND.splitlines()
    complete_harvest = parse_codebook(SOUND, "f")
    own_work = ""
    for row, line in enumerate(lines):
        if line.startswith("  ") and line[2] != " ":
            own_work = line.strip(" -").split(":")[0]
        damaged = DAMAGES[damage](line)
        if row < lines.index("works:") + 1 or damaged == line:
            continue
        harvest = parse_codebook("\n".join([*lines[:row], damaged, *lines[row + 1 :]]) + "\n", "f")
        read_facts = {("note", note.work, note.text) for note in harvest.notes} | set(given_themes(harvest))
        for note in complete_harvest.notes:
            assert note.work == own_work or ("note", note.work, note.text) in read_facts, damaged
        for pair in given_themes(complete_harvest):
            assert pair[0] == own_work or pair in read_facts, damaged


HOSTILE = [
    "<script>alert(1)</script>",
    "x" * 5_000,
    "\u202eabc",
    "a\u2028b",
    "\\ud800",
    "שלום",
    "%s{0}",
    "a\x00b",
    "\ud800",
]


@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
def test_hostile_values_are_only_text(value):
    """Markup, control characters, half characters and letters from right to left come through, or as U+FFFD."""
    text = f"title: {value}\nthemes: [{{id: a, title: '{value}'}}]\nworks:\n  t:\n  - {{theme: a, why: '{value}'}}\n"
    harvest = parse_codebook(f"{text}  {value}: a\n", "f")
    clean = value.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert ("t", "a", clean) in {
        (assignment.work, assignment.theme, assignment.evidence.why) for assignment in harvest.assignments
    }
    assert [theme.title for theme in harvest.themes] == [review.title for review in harvest.reviews] == [clean]
    assert repr(harvest).encode("utf-8")


def test_other_shapes_are_problems_not_crashes():
    for text in (
        "- a\n",
        "a\n",
        "themes: {a: [b]}\n",
        "works:\n- a\n- [b]\n",
        "works: {a: {themes: {b: [c]}}}\n",
        "[]",
    ):
        parse_codebook(text, "f")
    assert "bad-shape" in {problem.code for problem in parse_codebook("- a\n", "f").problems}


# edits


def tag(text: str, *assignments: Assignment) -> str:
    return CodebookEditor(text).tag(assignments)


def untag(text: str, work: str, theme: str) -> str:
    return CodebookEditor(text).untag([work], theme)


def annotate(text: str, work: str, note: str) -> str:
    return CodebookEditor(text).annotate([work], note)


def assignment(work: str, theme: str, role: str = "", **evidence: str) -> Assignment:
    return Assignment(work, theme, role, Evidence("codebook", **evidence))


EDITS = [
    ("", "works:\n  t:\n    themes:\n      - new\n"),
    ("title: x", "title: x\n\nworks:\n  t:\n    themes:\n      - new"),
    ("works:\n# none yet\n", "works:\n  t:\n    themes:\n      - new\n# none yet\n"),
    ("works: {}  # c\n", "works:  # c\n  t:\n    themes:\n      - new\n"),
    ("works:\n    u: a\n\n# end\nlanguage: en\n",
     "works:\n    u: a\n    t:\n        themes:\n            - new\n\n# end\nlanguage: en\n"),
    ("works:\r\n  u: a\r\n\r\n  v:\r\n  - a",
     "works:\r\n  u: a\r\n\r\n  v:\r\n  - a\r\n\r\n  t:\r\n    themes:\r\n    - new"),
    ("works:\r\n  u: a\r\n  v: b\r\n", "works:\r\n  u: a\r\n  v: b\r\n  t:\r\n    themes:\r\n      - new\r\n"),
    ("works:\n  t:  # c\n  u: a\n", "works:\n  t:  # c\n    themes:\n      - new\n  u: a\n"),
    ("works:\n  t: ~\n", "works:\n  t:\n    themes:\n      - new\n"),
    ("works:\n  t: a  # c\n", "works:\n  t: [a, new]  # c\n"),
    ("works:\n  t: [ a ]  # c\n", "works:\n  t: [ a, new ]  # c\n"),
    ("works:\n  t:\n  -   a  # c\n  # d\n  u: b\n", "works:\n  t:\n  -   a  # c\n  -   new\n  # d\n  u: b\n"),
    ("works:\n  t: {annotation: x}\n", "works:\n  t: {annotation: x, themes: [new]}\n"),
    ("works: {t: a, u: b}\n", "works: {t: [a, new], u: b}\n"),
    ("works: {u: b}\n", "works: {u: b, t: {themes: [new]}}\n"),
    ("works:\n  t:\n    no-theme: x  # c\n    # d\n", "works:\n  t:\n    themes:\n      - new\n    # d\n"),
    ("works:\n  t: {no-theme: x}\n", "works:\n  t: {themes: [new]}\n"),
    ("works:\n  t:\n    themes:\n      - theme: a\n        why: |+\n          b\n\n\n  u:\n",
     "works:\n  t:\n    themes:\n      - theme: a\n        why: |+\n          b\n\n\n      - new\n  u:\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), EDITS, ids=[before for before, _ in EDITS])
def test_tagging_writes_in_the_style_of_the_file(before, after):
    """Indentation, dashes, brackets, comments, line ends and a missing last line end stay as they are."""
    assert tag(before, assignment("t", "new")) == after


def test_evidence_is_quoted_exactly_where_yaml_needs_it():
    why = "Yes,\n  “so” #1\n\nit is"
    evidence = {"said_in": "p: q", "section": "2.10", "page": "25", "locator": "n.d.", "why": why}
    text = tag("works:\n", assignment("o'brien2001", "a", "mentioned", **evidence))
    assert (
        text
        == """works:
  o'brien2001:
    themes:
      - theme: a
        said-in: 'p: q'
        section: '2.10'
        page: 25
        locator: n.d.
        role: mentioned
        why: |-
          Yes,
            “so” #1

          it is
"""
    )


def test_tagging_twice_with_the_same_evidence_changes_nothing_and_with_other_adds_an_item():
    once = tag("works:\n", assignment("t", "a", page="3"))
    assert tag(once, assignment("t", "a", page="3")) == once
    twice = tag(once, assignment("t", "a", page="4"))
    evidences = sorted(
        (assignment.evidence for assignment in parse_codebook(twice, "f").assignments),
        key=lambda assignment: assignment.at,
    )
    assert [evidence.page for evidence in evidences] == ["3", "4"]


def test_untagging_takes_all_items_of_a_theme_and_no_comment():
    items = "      # one\n      - a\n      # two\n      - theme: a\n        page: 3\n    # end\n"
    text = f"works:\n  t:\n    themes:\n{items}  u: a\n"
    assert untag(text, "t", "a") == "works:\n  t:\n      # one\n      # two\n    # end\n  u: a\n"
    assert untag("works: {t: [a, b, {theme: a, page: 3}]}\n", "t", "a") == "works: {t: [b]}\n"
    assert untag("works:\n  t: a # c\n", "t", "a") == "works:\n  t: # c\n"


def test_what_is_not_there_cannot_be_taken_away_and_what_is_there_is_told():
    with pytest.raises(EditError, match="it has: a, b"):
        untag("works:\n  t: [a, b]\n", "t", "c")
    with pytest.raises(EditError, match="it has: no theme"):
        untag("", "t", "c")


@pytest.mark.parametrize(
    "text",
    [
        "works:\n  t: a: b\n",
        "works:\n - t: a\n",
        "[a]\n",
        "works:\n  t: &x\n    themes: [a]\n  u: *x\n",
        "works:\n  t:\n    themes:\n      a: {page: 3}\n",
        "works: text\n",
    ],
)
def test_what_cannot_be_changed_safely_is_refused_with_its_line(text):
    with pytest.raises(EditError, match=r"themes\.yaml(:|, line )\d"):
        tag(text, assignment("t", "new"))


NOTES = [
    ("works:\n  t: a  # c\n", "works:\n  t:  # c\n    themes: a\n    annotation: My note\n"),
    ("works:\n  t: [a]\n  u:\n", "works:\n  t:\n    themes: [a]\n    annotation: My note\n  u:\n"),
    ("works:\n  t:\n  - a\n  u:\n", "works:\n  t:\n    themes:\n    - a\n    annotation: My note\n  u:\n"),
    ("works:\n  t:\n    annotation: |  # c\n      old\n\n      text\n\n  u:\n",
     "works:\n  t:\n    annotation: My note  # c\n\n  u:\n"),
    ("works:\n  t:\n    annotation: some\n      text  # c\n", "works:\n  t:\n    annotation: My note  # c\n"),
    ("works: {t: {annotation: x, no-theme: y}}\n", "works: {t: {annotation: My note, no-theme: y}}\n"),
    ("works:\n", "works:\n  t:\n    annotation: My note\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), NOTES, ids=[before for before, _ in NOTES])
def test_an_annotation_is_set_replaced_and_removed_where_it_stands(before, after):
    assert annotate(before, "t", "My note") == after
    assert annotate(after, "t", "My note") == after
    assert "annotation" not in annotate(after, "t", "")
    two = annotate(before, "t", "Two\nlines: #1")
    assert [note.text for note in parse_codebook(two, "f").notes if note.kind == "annotation"] == ["Two\nlines: #1"]


IDS = st.sampled_from(["a", "b", "c", "sister-cities"])
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["2.10", "yes", "n.d.", "25", "007", "a: b", "a #b", "- a", "[a", "'", '"', "*a", "&a", "!a", "%a", "@a", "~",
     "null", "1e3", "a, b", "two\nlines", "two\r\n\r\n lines ", "|", ">", "?", "=", "<<", "\u2028", "\x00", "...",
     "---", "x" * 300]
)  # fmt: skip


@st.composite
def codebooks(draw) -> tuple[str, list[str], list[str]]:
    """A codebook in some style, the keys of its works, and those of them whose themes are a list or none."""
    step = " " * draw(st.sampled_from([2, 4]))
    dash = draw(st.sampled_from([step, "", " "])) + "-" + draw(st.sampled_from([" ", "   "]))
    inner = dash.replace("-", " ")
    comment = draw(st.sampled_from(["", "  # so", " # a: [b"]))
    lines, keys, reversible = ["# head: [", f"title: x{comment}", "themes:", "- id: a", "works:" + comment], [], []
    for number in range(draw(st.integers(0, 4))):
        key = f"k{number}"
        keys.append(key)
        ids = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
        flow = f"[{', '.join(ids)}]"
        form = draw(
            st.sampled_from(["none", "short", "flow", "list", "flow in", "list in", "short in", "no", "braces"])
        )
        note = draw(
            st.sampled_from(
                ["", "annotation: short", "annotation: 'it''s'", "annotation: |\n# two\n\n# lines", "x-own: 3"]
            )
        )
        if form in ("none", "flow", "list", "flow in", "list in", "braces") and (form != "none" or not note):
            reversible.append(key)
        head = f"{step}{key}:"
        if form in ("none", "list", "flow in", "list in", "short in", "no"):
            lines.append(head + comment)
        if form == "short":
            lines.append(f"{head} {ids[0]}{comment}")
        elif form == "flow":
            lines.append(f"{head} {flow}{comment}")
        elif form == "list":
            lines += [f"{step}{step}{dash.strip(' ')} {theme_id}{comment}" for theme_id in ids]
        elif form == "braces":
            lines.append(f"{head} {{themes: {flow}, annotation: x}}{comment}")
        elif form == "flow in":
            lines.append(f"{step * 2}themes: {flow}{comment}")
        elif form == "short in":
            lines.append(f"{step * 2}themes: {ids[0]}{comment}")
        elif form == "no":
            lines.append(f"{step * 2}no-theme: method{comment}")
        elif form == "list in":
            lines.append(f"{step * 2}themes:{comment}")
            for theme_id in ids:
                lines += [f"{step * 2}{dash}theme: {theme_id}", f"{step * 2}{inner}page: '3'{comment}"]
        if form in ("flow in", "list in", "short in", "no") and note:
            lines += [
                step * 2 + line.replace("# ", step * 2 + step + "  ") if line else "" for line in note.split("\n")
            ]
        lines += draw(st.sampled_from([[], [""], [f"{step}# about the next: ["], ["", "# far left"]]))
    lines += draw(st.sampled_from([[], ["", "# the end", "language: en"]]))
    eol = draw(st.sampled_from(["\n", "\r\n"]))
    text = eol.join(lines) + draw(st.sampled_from(["", eol]))
    return draw(st.sampled_from(["", "\ufeff"])) + text, keys, reversible


def data(text: str) -> dict[str, object]:
    """What a YAML library reads in a codebook."""
    return yaml.load(text.removeprefix("\ufeff") + "\n", yaml.BaseLoader)


def other_entries(text: str, key: str) -> dict[str, object]:
    """The same without the entry of one work."""
    codebook = data(text)
    return {**codebook, "works": {name: value for name, value in (codebook["works"] or {}).items() if name != key}}


def gone(before: str, after: str) -> list[str]:
    """The lines that an edit took away or changed."""
    lines = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line[2:].strip() for line in lines if line.startswith("- ")]


@given(codebooks(), st.data())
def test_tagging_adds_the_assignment_and_nothing_else_and_untagging_gives_the_file_back(book, draw):
    """In any style of file and with any words as evidence; the other entries keep every byte."""
    text, keys, reversible = book
    key = draw.draw(st.sampled_from([*keys, "new2020"]))
    about = {name: draw.draw(WORDS | st.just("")) for name in ("said_in", "section", "page", "locator", "why")}
    tagged = tag(text, assignment(key, "new-theme", **about))
    (added,) = (assignment for assignment in parse_codebook(tagged, "f").assignments if assignment.theme == "new-theme")
    assert added.work == key
    for name, value in about.items():
        clean = "".join(
            "\ufffd" if ord(character) < 32 and character not in "\t\r\n" else character for character in value
        )
        clean = clean.replace("\r\n", "\n").replace("\r", "\n")
        assume("\x7f" not in clean and not any("\x80" <= character <= "\x9f" for character in clean))
        assert getattr(added.evidence, name).translate({0xFEFF: 0xFFFD}) == clean.translate({0xFEFF: 0xFFFD}).strip()
    if not any(separator in value for value in about.values() for separator in "\x85\u2028\u2029"):
        assert other_entries(tagged, key) == other_entries(text, key)
    assert len(gone(text, tagged)) <= 2
    assert tagged.endswith("\n") == text.endswith("\n")
    assert tag(tagged, assignment(key, "new-theme", **about)) == tagged
    if key in reversible:
        assert untag(tagged, key, "new-theme") == text
    else:
        assert "new-theme" not in untag(tagged, key, "new-theme")


@given(codebooks(), st.data())
def test_annotating_changes_the_annotation_and_nothing_else(book, draw):
    text, keys, _ = book
    key = draw.draw(st.sampled_from([*keys, "new2020"]))
    note = draw.draw(WORDS.map(str.strip).filter(bool))
    assume(all(character.isprintable() or character == "\n" for character in note))
    annotated = annotate(text, key, note)
    notes = {
        annotation.work: annotation.text
        for annotation in parse_codebook(annotated, "f").notes
        if annotation.kind == "annotation"
    }
    assert notes[key] == note
    assert given_themes(parse_codebook(annotated, "f")) == given_themes(parse_codebook(text, "f"))
    assert other_entries(annotated, key) == other_entries(text, key)
    assert not any(
        note.kind == "annotation" and note.work == key
        for note in parse_codebook(annotate(annotated, key, ""), "f").notes
    )


def test_typographic_quotes_around_ids_are_taken_off_and_told():
    """A word processor puts them in by itself; in titles and reasons they are text."""
    content = (
        "themes:\n  - id: “towns”\n    title: “Towns” and more\n"
        "works:\n  “li2020”: [„towns“]\n  wu2021:\n    themes:\n      - theme: ‘towns’\n        why: “so it is”\n"
    )
    harvest = parse_codebook(content, "themes.yaml")
    assert {(assignment.work, assignment.theme) for assignment in harvest.assignments} == {
        ("li2020", "towns"),
        ("wu2021", "towns"),
    }
    assert {assignment.evidence.why for assignment in harvest.assignments} == {"", "“so it is”"}
    assert [theme.title for theme in harvest.themes] == ["“Towns” and more"]
    places = sorted(str(problem.at) for problem in harvest.problems if problem.code == "typographic-quotes")
    assert places == ["themes.yaml:2:9", "themes.yaml:5:14", "themes.yaml:5:3", "themes.yaml:8:16"]
    assert untag(content, "li2020", "towns") == content.replace("[„towns“]", "[]")


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("works:\nli2020:\n  themes: [towns]\n", 'indent it below "works:"'),
        ("themes:\n  - id: towns\ndefinition: All.\n", 'indent it as far as that theme\'s "id:"'),
        ("works:\n  li2020:\n    themes:\n    - theme: towns\n    role: discussed\n", 'as far as "theme:" there'),
        ("works:\n  li2020: [towns]\nannotation: Mine.\n", "further than the key of that work"),
    ],
)
def test_a_name_that_stands_too_far_left_is_told_where_it_belongs(content, hint):
    (problem,) = parse_codebook(content, "themes.yaml").problems
    assert hint in problem.hint


# definitions of themes, and many works at once


def add_theme(text: str, theme: Theme) -> str:
    return CodebookEditor(text).add_theme(theme)


NEW_THEMES = [
    ("", "themes:\n  - id: new\n    title: A: b\n"),
    ("title: x", "title: x\n\nthemes:\n  - id: new\n    title: 'A: b'"),
    ("# head\ntitle: x\n\nworks:\n  t: a\n",
     "# head\ntitle: x\n\nthemes:\n  - id: new\n    title: 'A: b'\n\nworks:\n  t: a\n"),
    ("# head\nworks:\n  t: a\n", "# head\nthemes:\n  - id: new\n    title: 'A: b'\n\nworks:\n  t: a\n"),
    ("themes:  # none\nworks:\n", "themes:  # none\n  - id: new\n    title: 'A: b'\nworks:\n"),
    ("themes: []  # none\n", "themes:  # none\n  - id: new\n    title: 'A: b'\n"),
    ("themes: [a, b]  # two\n", "themes: [a, b, {id: new, title: 'A: b'}]  # two\n"),
    ("themes: a, b  # one\n", "themes: ['a, b', {id: new, title: 'A: b'}]  # one\n"),
    ("themes:\n- id: a\n  title: A\n\n- id: b\n# end\n",
     "themes:\n- id: a\n  title: A\n\n- id: b\n\n- id: new\n  title: 'A: b'\n# end\n"),
    ("themes:\r\n  a: A\r\n  b: {title: B}", "themes:\r\n  a: A\r\n  b: {title: B}\r\n  new: 'A: b'"),
    ("{themes: {a: A}, works: {}}\n", "{themes: {a: A, new: 'A: b'}, works: {}}\n"),
    ("{works: {}}\n", "{works: {}, themes: [{id: new, title: 'A: b'}]}\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), NEW_THEMES, ids=[before for before, _ in NEW_THEMES])
def test_a_theme_is_defined_in_the_style_of_the_file(before, after):
    """However the themes are written, the new one comes after them, and no second "themes:" is begun."""
    assert add_theme(before, Theme("new", "A: b")) == after.replace("title: A: b", "title: 'A: b'")


@st.composite
def theme_books(draw) -> tuple[str, list[str]]:
    """A codebook whose themes are written in some accepted form, and their ids."""
    ids = draw(st.lists(st.sampled_from(["a", "b2", "sister-cities", "Ünï", "x y"]), unique=True, max_size=4))
    name = draw(st.sampled_from(["themes", "Themes", '"themes"', "themes "]))
    comment = draw(st.sampled_from(["", "  # so", " # themes: [b"]))
    form = draw(
        st.sampled_from(["items", "plain", "flow", "flow fields", "names", "titles", "braces", "anchor", "none"])
    )
    step = " " * draw(st.sampled_from([0, 2, 4]))
    between = draw(st.sampled_from([[], [""], ["# between: ["], ["", f"{step}# themes: x"]]))
    lines = ["# head", "title: x"] if draw(st.booleans()) else []
    body: list[str] = []
    for number, theme_id in enumerate(ids):
        parent = [f"parent: {ids[0]}"] if number and draw(st.booleans()) else []
        fields = [f"title: 'T {theme_id}'", "definition: >-", "  Long", "", "  text", "x-own: 3", *parent]
        if form == "items":
            body += [f"{step}- id: {theme_id}{comment}", *(f"{step}  {field}" if field else "" for field in fields)]
        elif form == "plain":
            body.append(f"{step}- {theme_id}{comment}")
        elif form == "names":
            body += [f"  {theme_id}:{comment}", *(f"    {field}" if field else "" for field in fields)]
        elif form == "titles":
            body.append(f"  {theme_id}: Title of {theme_id}{comment}")
        elif form == "anchor":
            body += [f"{step}- &m{number}{comment}", f"{step}  id: {theme_id}", f"{step}  definition: &d{number} D"]
        body += between
    values = {
        "flow": f"[{', '.join(ids)}]",
        "flow fields": f"[{', '.join(f'{{id: {each}, title: T}}' for each in ids)}]",
        "braces": f"{{{', '.join(f'{each}: T {each}' for each in ids)}}}",
    }
    if form == "none":
        ids = []
    elif ids or form in values:
        lines += [f"{name}: {values[form]}{comment}"] if form in values else [f"{name}:{comment}", *body]
    if draw(st.booleans()):
        works = [f"  k{number}: [{theme_id}]" for number, theme_id in enumerate(ids)]
        lines += [*draw(st.sampled_from([[], [""], ["# about the works"]])), "works:", *works, "  last2020:"]
    lines += draw(st.sampled_from([[], ["", "# the end"], ["language: en"]]))
    eol = draw(st.sampled_from(["\n", "\r\n"]))
    text = draw(st.sampled_from(["", "\ufeff"])) + eol.join(lines) + draw(st.sampled_from(["", eol]))
    return text, ids


def facts(text: str) -> tuple[list[Theme], set[Assignment], set[str]]:
    """The themes in the order of the file, the assignments, and the notes of a codebook, without places."""
    harvest = parse_codebook(text, "f")
    themes = [replace(theme, at=None) for theme in sorted(harvest.themes, key=lambda theme: theme.at)]
    given_to = {replace(tie, evidence=replace(tie.evidence, at=None)) for tie in harvest.assignments}
    return themes, given_to, {note.text for note in harvest.notes}


def lost_letters(before: str, after: str) -> str:
    """What stands in one text and no longer in the other, which has something more."""
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return "".join(before[a.a + a.size : b.a] for a, b in itertools.pairwise([difflib.Match(0, 0, 0), *blocks]))


@given(theme_books(), st.data())
def test_a_new_theme_costs_no_theme_and_no_letter(book, draw):
    """All that was there reads back the same, the new theme comes last, and every other byte is kept."""
    text, ids = book
    texts = WORDS.map(lambda word: "".join(letter for letter in word if letter.isprintable() or letter == "\n").strip())
    title, definition, name = draw.draw(texts), draw.draw(texts), draw.draw(texts)
    parent = draw.draw(st.sampled_from(["", *ids]))
    theme = Theme("new-one", title or "new-one", definition, parent, other_names=(name,) if name else ())
    themes, given_to, notes = facts(text)
    added = add_theme(text, theme)
    assert facts(added) == ([*themes, theme], given_to, notes)
    assert set(lost_letters(text, added)) <= set("[]{} ")
    assert added.endswith("\n") == text.endswith("\n") or not text.strip("\ufeff")
    tagged = tag(added, assignment("last2020", "new-one"))
    assert facts(tagged)[0] == [*themes, theme]
    assert facts(tagged)[1] == given_to | {assignment("last2020", "new-one")}


@given(theme_books(), st.data())
def test_a_renamed_theme_is_the_same_theme(book, draw):
    """Its works and the themes below it follow; nothing else changes, and the way back gives the same facts."""
    text, ids = book
    assume(ids)
    old = draw.draw(st.sampled_from(ids))
    themes, given_to, notes = facts(text)
    try:
        renamed = CodebookEditor(text).rename_theme(old, "new-one")
    except EditError as error:
        assert "line" in str(error) and "&" in text  # an anchor before a name is refused, not lost
        return
    after, given_after, notes_after = facts(renamed)
    back = {"new-one": old}
    assert [back.get(theme.id, theme.id) for theme in after] == [theme.id for theme in themes]
    assert [back.get(theme.parent, theme.parent) for theme in after] == [theme.parent for theme in themes]
    assert [theme.definition for theme in after] == [theme.definition for theme in themes]
    assert {replace(tie, theme=back.get(tie.theme, tie.theme)) for tie in given_after} == given_to
    assert notes_after == notes
    if " " not in old:  # no id that anything is given anew has a space
        assert facts(CodebookEditor(renamed).rename_theme("new-one", old))[1:] == (given_to, notes)


def test_merging_unites_what_both_say_and_keeps_all_other_evidence():
    """The same evidence is said once, a plain item goes where the work has the other theme, and children follow."""
    text = (
        "themes:\n  - id: a\n    definition: Of a.\n  # about b\n  - id: b\n  - id: c\n    parent: a\n"
        "works:\n  one: [a]\n  both: [a, b]  # c\n"
        "  said:\n    themes:\n      - theme: a\n        page: 3\n      # mine\n      - theme: a\n        page: 4\n"
        "      - theme: b\n        page: 3\n  short: a, c\n  own: {themes: [{theme: a, why: x}, b]}\n"
    )
    assert CodebookEditor(text).merge_themes("a", "b") == (
        "themes:\n  # about b\n  - id: b\n    other-names: [a]\n  - id: c\n    parent: b\n"
        "works:\n  one: [b]\n  both: [b]  # c\n"
        "  said:\n    themes:\n      # mine\n      - theme: b\n        page: 4\n"
        "      - theme: b\n        page: 3\n  short: [b, c]\n  own: {themes: [{theme: b, why: x}, b]}\n"
    )


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("a", "nowhere", 'no theme is called "nowhere"'),
        ("a", "a", "are the same theme"),
        ("a", "grandchild", "stands below"),
        ("b", "used", "is not defined"),
    ],
)
def test_themes_that_cannot_be_merged_are_left_as_they_are(source, target, message):
    text = "themes:\n- id: a\n- id: b\n  parent: a\n- id: grandchild\n  parent: b\nworks:\n  t: [used]\n"
    with pytest.raises(EditError, match=message):
        CodebookEditor(text).merge_themes(source, target)


def test_merging_with_its_child_puts_a_theme_where_its_parent_stood():
    text = "themes:\n- id: top\n- id: a\n  parent: top\n- id: b\n  parent: a\nworks:\n  t: [a]\n"
    after = "themes:\n- id: top\n- id: b\n  parent: top\n  other-names: [a]\nworks:\n  t: [b]\n"
    assert CodebookEditor(text).merge_themes("a", "b") == after


@pytest.mark.parametrize("taken", ["networks", "Networks", "City networks", "city nets"])
def test_a_name_that_a_theme_has_is_not_given_to_another(taken):
    text = "themes:\n  - id: networks\n    title: City networks\n    other-names: [city nets]\n  - id: b\n"
    for theme in (Theme(taken, taken), Theme("new", taken), Theme("new", "New", other_names=(taken,))):
        with pytest.raises(EditError, match='the theme "networks" is '):
            add_theme(text, theme)
    with pytest.raises(EditError, match='the theme "networks" is '):
        CodebookEditor(text).rename_theme("b", taken)


def test_a_title_that_two_themes_have_means_neither():
    text = "themes:\n- {id: a, title: Towns}\n- {id: b, title: Towns}\n- id: c\nworks:\n  t: [a]\n"
    with pytest.raises(EditError, match='"towns" can mean 2 themes: a, b'):
        CodebookEditor(text).merge_themes("towns", "c")
    with pytest.raises(EditError, match='"Towns" can mean 2 themes: a, b'):
        CodebookEditor(text).rename_theme("Towns", "d")


def test_an_id_that_works_have_and_nobody_defined_can_be_corrected():
    text = "themes:\n  - id: networks\nworks:\n  t: [netwroks]\n  u: [networks, netwroks]\n"
    with pytest.raises(EditError, match="works have the theme"):
        CodebookEditor(text).rename_theme("networks", "netwroks")
    after = "themes:\n  - id: networks\nworks:\n  t: [networks]\n  u: [networks]\n"
    assert CodebookEditor(text).merge_themes("netwroks", "networks") == after


def test_other_names_are_a_list_or_a_text_that_semicolons_part():
    """Or commas, where it has no semicolon: as keywords are."""
    text = "themes:\n- id: a\n  other-names: [x, 'y, z', x]\n"
    text += "- id: b\n  other-names: x, y; z\n- id: c\n  Other_Names: p, q\n"
    harvest = parse_codebook(text, "f")
    names = {theme.id: theme.other_names for theme in harvest.themes}
    assert names == {"a": ("x", "y, z"), "b": ("x, y", "z"), "c": ("p", "q")}
    assert not harvest.problems
    harvest = parse_codebook(text + "- id: Y, z\n- id: d\n  other-names: [Q]\n", "f")
    assert sorted(str(problem).removesuffix(" [shared-theme-name]") for problem in harvest.problems) == [
        'f:2:3: warning: "y, z" is another name of the theme "a"; "Y, z" is called so, too',
        'f:9:3: warning: "Q" is another name of the theme "d"; "c" is called so, too',
    ]


@given(codebooks(), st.data())
def test_many_edits_at_once_are_the_edits_one_after_the_other(book, draw):
    text, keys, _ = book
    works = draw.draw(st.lists(st.sampled_from([*keys, "new2020", "other2021", "o'x"]), min_size=1, unique=True))
    about = draw.draw(st.sampled_from([{}, {"page": "3"}, {"why": "two\nlines"}]))
    one_by_one = text
    for work in works:
        one_by_one = tag(one_by_one, assignment(work, "new-theme", **about))
    assert tag(text, *(assignment(work, "new-theme", **about) for work in works)) == one_by_one
    noted = text
    for work in works:
        noted = annotate(noted, work, "My note: it")
    assert CodebookEditor(text).annotate(works, "My note: it") == noted
    untagged = one_by_one
    for work in works:
        untagged = untag(untagged, work, "new-theme")
    assert CodebookEditor(one_by_one).untag(works, "new-theme") == untagged


def test_many_works_of_a_large_file_are_edited_at_once():
    """There only what changes is read again, and the places of it are those of another text."""
    entries = [f"  k{n}:\n    themes: [a]\n    annotation: {'x' * (n % 7)}.\n" for n in range(300)]
    works = [f"k{n}" for n in range(0, 300, 7)]
    text = "themes:\n  - id: a\nworks:\n" + "".join(entries)
    tagged = tag(text, *(assignment(work, "b", why="So.") for work in works))
    assert tagged == "themes:\n  - id: a\nworks:\n" + "".join(
        entry.replace("[a]", "[a, {theme: b, why: So.}]") if n % 7 == 0 else entry for n, entry in enumerate(entries)
    )
    assert CodebookEditor(tagged).untag(works, "b") == text


def test_why_a_work_fits_no_theme_is_said_only_of_works_without_one():
    text = "works:\n  t:\n    annotation: x\n  u: [a]\n"
    after = "works:\n  t:\n    annotation: x\n    no-theme: Method.\n  u: [a]\n"
    assert CodebookEditor(text).set_no_theme(["t"], "Method.") == after
    with pytest.raises(EditError, match='"u" has themes: a'):
        CodebookEditor(text).set_no_theme(["t", "u"], "Method.")


@pytest.mark.parametrize(
    ("source", "target", "merged"),
    [
        ("b", "c", "[{id: a}, # of a\n   # on c\n   {id: c, other-names: [b]}] # of c"),
        ("a", "c", "[\n   # on b\n   {id: b}, # of b, too\n   # on c\n   {id: c, other-names: [a]}] # of c"),
        ("c", "a", "[{id: a, other-names: [c]}, # of a\n   # on b\n   {id: b} # of b, too\n   ] # of c"),
    ],
)
def test_in_brackets_the_comments_of_themes_that_stay_keep_their_places(source, target, merged):
    text = "themes:\n  [{id: a}, # of a\n   # on b\n   {id: b}, # of b, too\n   # on c\n   {id: c}] # of c\n"
    assert CodebookEditor(text).merge_themes(source, target) == f"themes:\n  {merged}\n"


def test_a_deleted_theme_takes_the_comments_above_it_along_but_not_those_above_all():
    text = "themes:\n  # all\n  - id: a\n\n  # on b\n  # and b\n  - id: b  # b\n  # on c\n  - id: c\n"
    after = "themes:\n  # all\n  - id: a\n    other-names: [b]\n\n  # on c\n  - id: c\n"
    assert CodebookEditor(text).merge_themes("b", "a") == after
    assert CodebookEditor(text).merge_themes("a", "b").startswith("themes:\n  # all\n\n  # on b\n")
    assert CodebookEditor("themes:\n  # all\n  [{id: a}, {id: b}]\n").describe_theme("b", "a") == []


@pytest.mark.parametrize(
    ("target", "merged"),
    [
        ("  - b\n", "  - {id: b, other-names: [Small towns, burgs, x; y, a]}\n"),
        ("  - {id: b}\n", "  - {id: b, other-names: [Small towns, burgs, x; y, a]}\n"),
        ("  - id: b\n    other-names: [A]\n", "  - id: b\n    other-names: [A, Small towns, burgs, x; y]\n"),
        ("  - id: b\n    other-names: A; Burgs\n", "  - id: b\n    other-names: [A, Burgs, Small towns, x; y]\n"),
        (
            "  - id: b\n    other-names:\n    -  A # so\n    title: B\n",
            "  - id: b\n    other-names:\n    -  A # so\n    -  Small towns\n    -  burgs\n    -  x; y\n    title: B\n",
        ),
        (
            "  - id: b\n    title: small Towns\n",
            "  - id: b\n    title: small Towns\n    other-names: [burgs, x; y, a]\n",
        ),
    ],
)
def test_a_theme_that_takes_another_in_is_called_so_too_however_it_is_written(target, merged):
    """But for what it is called already, in any case."""
    source = "  - {id: a, title: Small towns, other-names: [burgs, x; y]}\n"
    for text in (f"themes:\n{target}{source}", f"themes:\n{source}{target}"):
        assert CodebookEditor(text).merge_themes("a", "b") == f"themes:\n{merged}"
        assert CodebookEditor(merged_text := f"themes:\n{merged}").find_id("Burgs") == "b", merged_text


@pytest.mark.parametrize(
    ("target", "merged"),
    [
        ("b: Towns", "b: {title: Towns, other-names: [A it is, a]}"),
        ("b:", "b: {other-names: [A it is, a]}"),
        ("b: {}", "b: {other-names: [A it is, a]}"),
        ("b:\n    title: B", "b:\n    title: B\n    other-names: [A it is, a]"),
    ],
)
def test_a_theme_after_its_name_takes_names_over_too(target, merged):
    assert CodebookEditor(f"themes:\n  a: A it is\n  {target}\n").merge_themes("a", "b") == f"themes:\n  {merged}\n"


def test_the_name_of_a_third_theme_is_not_passed_on():
    text = "themes:\n- {id: a, title: C}\n- id: b\n- id: c\n"
    assert CodebookEditor(text).merge_themes("a", "b") == "themes:\n- id: b\n  other-names: [a]\n- id: c\n"
    assert CodebookEditor(text).describe_theme("a", "b") == ['title "C"']


def test_a_work_given_twice_is_named_where_it_blocks_an_edit():
    text = "themes: [a, b]\nworks:\n  w: {themes: [a]}\n  v: {themes: [a]}\n  w: {themes: [b]}\n"
    with pytest.raises(EditError, match=r'themes.yaml, line 5.*"w" is given twice, here and in line 3'):
        CodebookEditor(text).merge_themes("a", "b")


@pytest.mark.parametrize("theme_id", ["two words", "a: b", "#x", "-", "--title", "a:"])
def test_what_a_command_or_yaml_reads_otherwise_is_no_id(theme_id):
    editor = CodebookEditor("themes: [a]\n")
    with pytest.raises(EditError, match="can be no id"):
        editor.add_theme(Theme(theme_id, ""))
    with pytest.raises(EditError, match="can be no id"):
        editor.rename_theme("a", theme_id)
    with pytest.raises(EditError) as refused:
        editor.add_theme(Theme("two words", ""))
    assert refused.value.hint.endswith("two-words")


# entries that were read before

ENTRIES = (
    " [a]",
    "\n    themes: [a, b]",
    "\n    themes: a, b\n    annotation: >-\n      old\n    # comment",
    "\n    themes:\n      - theme: a\n        why: w\n      - b",
    "\n    themes:\n    -   theme: b",
    '\n    annotation: "in two\n lines"\n    odd: 1\n',
    "\n    annotation: |+\n      text\n\n",
    "\n    no-theme: none fits\n\n# comment",
    '\n    themes: ["\\x61"]',
    "",
)
EDITS = {
    "tag": lambda editor, works, theme: editor.tag([assignment(work, theme, why="w") for work in works]),
    "untag": lambda editor, works, theme: editor.untag(works[:1], theme),
    "annotate": lambda editor, works, _: editor.annotate(works, "note: new"),
    "fit no theme": lambda editor, works, _: editor.set_no_theme(works, "why"),
    "add a theme": lambda editor, _, theme: editor.add_theme(Theme(theme, "Title")),
    "rename": lambda editor, _, theme: editor.rename_theme(theme, "new"),
    "merge": lambda editor, _, theme: editor.merge_themes(theme, "b"),
    "list": lambda editor, _, theme: (editor.works_with(theme), list(editor.works), editor.describe_theme(theme, "b")),
}


def edit(editor: CodebookEditor, act: str, works: list[str], theme: str) -> object:
    """What an edit gives, or why it is refused."""
    try:
        return EDITS[act](editor, works, theme)
    except EditError as error:
        return str(error), error.hint


@settings(max_examples=250)
@given(
    entries=st.lists(st.sampled_from(ENTRIES), min_size=3, max_size=5),
    changed=st.none() | st.sampled_from((*ENTRIES, " [a", "\n    annotation: &x a", '\n    annotation: "no end')),
    tail=st.sampled_from(("", "title: T\n", "  # end", "description: >\n  d\n")),
    line_end=st.sampled_from(("\n", "\n", "\r\n")),
    act=st.sampled_from(list(EDITS)),
    works=st.lists(st.sampled_from(("k0", "k1", "k3", "k6", "new", "newer")), min_size=1, max_size=3, unique=True),
    theme=st.sampled_from(("a", "b", "c", "A title", "nowhere")),
)
def test_an_edit_is_the_same_whether_or_not_the_other_entries_are_read(
    entries: list[str], changed: str | None, tail: str, line_end: str, act: str, works: list[str], theme: str
) -> None:
    """Those that the index has read before are not read again; one that was changed since is."""
    themes = "themes:\n  - {id: a, title: A title}\n  - {id: b, parent: a}\nworks:\n"
    last_entries = [*["\n    themes:\n      - theme: b"] * 3, ""]  # which are read: they show how lines are laid out

    def write(entries: list[str]) -> str:
        text = "".join(f"  k{number}:{entry}\n" for number, entry in enumerate([*entries, *last_entries]))
        return f"{themes}{text}{tail}".replace("\n", line_end)

    before = write(entries)
    cut = cut_codebook(before)
    assert cut and cut.agrees_with(parse_yaml(before, ""))
    text = before if changed is None else write([*entries[:2], changed, *entries[3:]])
    expected = edit(CodebookEditor(text), act, works, theme)
    assert edit(CodebookEditor(text, cut.number_texts()), act, works, theme) == expected


def test_an_edit_of_one_work_reads_no_work_that_was_read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """With 5,000 works it takes a third of a second to read them all."""
    text = "themes: [x]\nworks:\n" + "".join(f"  k{number}:\n    annotation: old\n" for number in range(50))
    cut = cut_codebook(text)
    assert cut
    texts = []
    monkeypatch.setattr(yaml_editor, "parse_yaml", lambda text, path: (texts.append(text), parse_yaml(text, path))[1])
    annotated = CodebookEditor(text, cut.number_texts()).annotate(["k7"], "new")
    assert annotated == text.replace("k7:\n    annotation: old", "k7:\n    annotation: new")
    assert texts and all(text.count("old") < 5 for text in texts)
