"""YAML as a tree: texts as written, places that fit, all mistakes at once and in plain words."""

from __future__ import annotations

import re
import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from litgraph.files import read_source
from litgraph.yamltree import Listing, Mapping, Node, Text, blocks, has_same_content, nodes, parse_yaml


def plain(node: Node | None) -> object:
    """A tree as the lists and dictionaries that a YAML library would give."""
    if isinstance(node, Mapping):
        return {key.value: plain(value) for key, value in node.pairs}
    if isinstance(node, Listing):
        return [plain(each) for each in node.nodes]
    return node.value if node else None


@pytest.fixture(params=["C", "Python"])
def loader(request, monkeypatch):
    """PyYAML with libyaml, and without it."""
    monkeypatch.setattr(nodes, "_LOADER", yaml.SafeLoader if request.param == "Python" else nodes._LOADER)


def test_values_stay_as_they_are_written(loader):
    """Sections, pages and short words are text, not numbers and truth values; only ~ and null are nothing."""
    tree = parse_yaml("section: 2.10\npage: 025\nis: yes\ndate: 2019-04-16\nb: ~\nc: null\nd:\n", "f")
    assert plain(tree.root) == {
        "section": "2.10", "page": "025", "is": "yes", "date": "2019-04-16", "b": "", "c": "", "d": "",
    }  # fmt: skip
    assert tree.is_sound and not tree.problems


def test_an_empty_file_says_nothing_and_is_no_mistake():
    for text in ("", "# only a comment\n", "---\n", "\ufeff", "\n\n"):
        assert parse_yaml(text, "f")[:3] == (None, (), True) or plain(parse_yaml(text, "f").root) == ""


# PyYAML takes a line separator of Unicode for the end of a line, as no editor does
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"))
DATA = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@given(DATA, st.sampled_from([True, False]), st.sampled_from([None, "'", '"']))
def test_a_sound_file_says_what_a_yaml_library_reads_in_it(data, flow, style):
    """Whatever PyYAML writes is read back as it was."""
    text = yaml.safe_dump(data, default_flow_style=flow, default_style=style, allow_unicode=True, sort_keys=False)
    tree = parse_yaml(text, "f")
    assert tree.is_sound
    assert plain(tree.root) == data


def _offsets(node: Node) -> list[Text]:
    if isinstance(node, Mapping):
        return [text for pair in node.pairs for each in pair for text in _offsets(each)]
    return [node] if isinstance(node, Text) else [text for each in node.nodes for text in _offsets(each)]


def test_offsets_and_places_fit_whatever_letters_and_line_ends_precede(loader):
    """A line separator of Unicode ends no line, a letter outside the basic plane is one column, CRLF is one end."""
    text = "é😀: x\u2028y\r\nb: [c, d]\rf: عربي\n- "[:-2]
    tree = parse_yaml("\ufeff" + text, "f")
    texts = _offsets(tree.root)
    assert [text[each.start : each.end] for each in texts] == [each.value for each in texts]
    assert [(each.value, each.at.line, each.at.column) for each in texts] == [
        ("é😀", 1, 1), ("x\u2028y", 1, 5), ("b", 2, 1), ("c", 2, 5), ("d", 2, 8), ("f", 3, 1), ("عربي", 3, 4),
    ]  # fmt: skip


MISTAKES = [
    ("a: b: c\n", {"a": "b: c"}, 'f:1:4: error: a text with ": " in it has to stand in quotes'),
    ("a: x\n  b: c\n", {"a": "x", "b": "c"}, 'f:2:3: error: "b" is indented too deep'),
    ("a:\n  b: 1\n c: 2\n", {"a": {"b": "1", "c": "2"}}, "f:3:2: error: this line is indented by 1, its neigh"),
    ("x:\n  a:\n    - b: 1\n     c: 2\n", {"x": {"a": [{"b": "1", "c": "2"}]}}, "f:4:6: error: this line is"),
    ('a: "x\nb: "y"\n', {"a": "x", "b": "y"}, 'f:1:4: error: the text that begins here with " has no closing "'),
    ("a: 'it's'\n", {"a": "'it's'"}, "f:1:4: error: something follows after the closing '"),
    ("a: [sic] so\n", {"a": "[sic] so"}, "f:1:4: error: something follows after the closing ]"),
    ("a: [b, c\nd: e\n", {"a": ["b", "c"], "d": "e"}, 'f:1:4: error: "[" is not closed'),
    ("x:\n- {a: b {c}, d: e}\n", {"x": [{"a": "b {c}", "d": "e"}]}, "f:2:9: error: between brackets, a text with"),
    ("a: @b\n", {"a": "@b"}, 'f:1:4: error: a text cannot begin with "@"'),
    ("a: *b* c\n", {"a": "*b* c"}, 'f:1:4: error: "*" at the beginning of a text means something else'),
    ("a: *b\n", {"a": "*b"}, 'f:1:4: error: "*b" refers to nothing in this file'),
    ("a: > 50 %\n", {"a": "> 50 %"}, 'f:1:4: error: ">" at the beginning of a text means something else'),
    ('a: "c:\\dir"\n', {"a": "c:\\dir"}, 'f:1:7: error: "\\d" in double quotes means nothing'),
    ("a: - b\n", {"a": "b"}, 'f:1:4: error: "-" begins a list, which cannot stand here'),
    ("a: b\nc:d\n", {"a": "b", "c": "d"}, 'f:2:1: error: a space is missing after "c:"'),
    ("works\n  a: b\n", {"works": {"a": "b"}}, 'f:1:1: error: "works" has no colon after it'),
    ("a:\n  -b: c\n  - d\n", {"a": [{"b": "c"}, "d"]}, 'f:2:3: error: a space is missing after "-"'),
    ("a: b\n---\nc: d\n", {"a": "b", "c": "d"}, 'f:2:1: error: "---" begins a second document; both are read'),
    ("a:\n\tb: c\n\td: e\n", {"a": {"b": "c", "d": "e"}}, "f:2:1: error: lines 2 to 3 are indented with a tab"),
    ("a: 1\na: 2\n", {"a": "1"}, 'f:2:1: error: "a" is given twice, here and in line 1; what line 1 says counts'),
    ("a: {b: c}\na: {d: e}\n", {"a": {"b": "c", "d": "e"}}, 'f:2:1: error: "a" is given twice, here and'),
    ("a: x #1\n", {"a": "x"}, 'f:1:6: warning: "#1" is read as a comment'),
    ("a: &b c\n", {"a": "c"}, 'f:1:4: warning: "&b" is taken for a mark of YAML'),
    ("a: !b c\n", {"a": "c"}, 'f:1:4: warning: "!b" is taken for a mark of YAML'),
    ("a: b\x00c\x07\n", {"a": "b\ufffdc\ufffd"}, "f:1:5: warning: the character U+0000 cannot stand"),
    ("a: \ud800\n", {"a": "\ufffd"}, "f:1:4: warning: the character U+D800 cannot stand"),
    ('a: "\\0"\n', {"a": "\ufffd"}, "f:1:4: warning: this text holds an unprintable character"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "read", "message"), MISTAKES, ids=[text for text, *_ in MISTAKES])
def test_a_mistake_is_told_once_in_plain_words_and_costs_nothing(text, read, message, loader):
    """Each common mistake has its line, its column and a hint, and what was meant is read all the same."""
    tree = parse_yaml(text, "f")
    assert plain(tree.root) == read
    assert len(tree.problems) == 1
    assert str(tree.problems[0]).startswith(message)
    assert tree.problems[0].hint


YAML_LIKE = st.lists(
    st.sampled_from(
        ["a", "b: ", "- ", "\n", "\n  ", "\n    ", "\t", "[", "]", "{", "}", ",", "'", '"', "#", " #", "&x ", "*x", "!",
         "|", ">", "?", "%", "@", "---\n", "...\n", "\\", "\r", "\u2028", "\x00", "\ud800", "<<: ", "é", "~", ":"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(YAML_LIKE | st.text(), st.booleans())
def test_no_text_makes_it_stumble(text, pure):
    """Any text gives a tree and problems that lie in the file."""
    with pytest.MonkeyPatch.context() as patch:
        if pure:
            patch.setattr(nodes, "_LOADER", yaml.SafeLoader)
        tree = parse_yaml(text, "f")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(problem.at is not None and 1 <= problem.at.line <= lines for problem in tree.problems)
    assert tree.is_sound or any(problem.level == "error" for problem in tree.problems)


@pytest.mark.parametrize(
    "text",
    [
        "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 60)),
        "a0: &a0 {x: y}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}], k{n}: *a{n - 1}}}\n" for n in range(1, 60)),
        "[" * 100_000,
        "- " * 50_000,
        "a: " + "{b: " * 20_000,
        "x: 'a\n" * 3_000,
        "\ta: b: c\n" * 1_000,
        "works:\n" + "  a: b: c\n" * 3_000,
        "a: " + "x" * 2_000_000 + ": y\n",
    ],
    ids=["laughs", "merges", "brackets", "dashes", "braces", "quotes", "tabs", "colons", "long"],
)  # fmt: skip
def test_malice_takes_no_time(text):
    """A few lines that stand for billions, deep nesting and mistakes by the thousand are read within seconds."""
    begin = time.process_time()
    tree = parse_yaml(text, "f")
    assert tree.problems
    assert len(repr(plain(tree.root))) < 10_000_000
    assert time.process_time() - begin < 20


@pytest.mark.parametrize(
    ("data", "text", "place"),
    [
        ("ä: ö\n".encode(), "ä: ö\n", None),
        ("a: b\nc: é\n".encode("cp1252"), "a: b\nc: é\n", "f:2:4"),
        ("a: “b”\n".encode("cp1252"), "a: “b”\n", "f:1:4"),
        ("a: é\n".encode("utf-16"), "a: é\n", "f:1:1"),
        ("a: é\n".encode("utf-16-le"), "a: é\n", "f:1:1"),
        ("a: é\n".encode("utf-16-be"), "a: é\n", "f:1:1"),
    ],
)
def test_other_encodings_are_read_and_told(tmp_path, data, text, place):
    """A file that is not UTF-8 is read by the likeliest other encoding, with a warning at its first strange letter."""
    (tmp_path / "f").write_bytes(data)
    content, problems = read_source(tmp_path / "f", "f")
    assert content == text
    assert [(problem.code, str(problem.at)) for problem in problems] == ([("wrong-encoding", place)] if place else [])


def test_what_cannot_be_read_is_a_problem_not_a_crash(tmp_path):
    assert [problem.code for problem in read_source(tmp_path, "f")[1]] == ["unreadable-file"]


# trees of changed texts

VALUES = [
    " a", "", " [a, b]", ' "x', " 'it''s'", " |+\n      kept\n\n", " |\n      lines\n      # no comment\n",
    " >-\n      folded",
    " {k: v,", "    z: w}", " plain\n      goes on", ' "x\n y"', " # c", " a #b", " &m a", " *m", "\n    - a\n    - b",
    "\n    x: 1\n    y: |+\n      t\n\n", "\n    themes: [a]",
]  # fmt: skip
STRAY_LINES = [
    "",
    "# c",
    "    # d",
    "---",
    "...",
    "%x",
    "\t",
    "  ",
    ' y"',
    "      kept",
    "]",
    "- x",
    "  - x",
    "a: b",
    "<<: a",
]
ENTRIES = st.builds(lambda number, value: f"  k{number}:{value}", st.integers(0, 6), st.sampled_from(VALUES))
ITEMS = st.builds(
    lambda number, value, indent: f"{indent}- id: t{number}\n{indent}  title:{value}",
    *(st.integers(0, 9), st.sampled_from([" a", " 'b'", " >-\n      x", ""]), st.sampled_from(["", "  "])),
)
DOCUMENTS = st.builds(
    lambda head, items, entries, end: "\n".join([*head, "themes:", *items, "", "works:", *entries, *end, ""]),
    st.lists(st.sampled_from(["# c", "title: x", ""]), max_size=2),
    st.lists(ITEMS, min_size=1, max_size=3),
    st.lists(ENTRIES, min_size=1, max_size=5, unique_by=lambda entry: entry[:4]),
    st.sampled_from([[], ["# end"], ["language: en"]]),
)
LINE_CHANGES = st.tuples(
    *(st.integers(0, 100), st.integers(0, 2), st.booleans()),
    st.lists(ENTRIES | ITEMS | st.sampled_from(STRAY_LINES), max_size=2),
)


@settings(max_examples=300)
@given(DOCUMENTS, st.lists(LINE_CHANGES, min_size=1, max_size=2), st.sampled_from(["\n", "\r\n"]))
def test_reading_the_changed_blocks_gives_the_tree_of_the_whole_text(body, line_changes, eol):
    """Whatever lines are put in, taken out or torn: the same names, texts and number of problems."""
    body = body.replace("\n", eol)
    starts = [0, *(match.end() for match in re.finditer(eol, body))]
    changes: list[blocks.TextChange] = []
    for first, count, is_inside, lines in sorted(line_changes, key=lambda change: change[0] % len(starts)):
        number = first % len(starts)
        start, end = starts[number], starts[min(number + count, len(starts) - 1)]
        new = "".join(line.replace("\n", eol) + eol for line in lines)
        if is_inside and start + 3 <= len(body):
            start, end, new = start + 3, start + 3, new.strip()
        if not changes or start >= changes[-1].end:
            changes.append(blocks.TextChange(start, end, new))
    text = body
    for change in reversed(changes):
        text = text[: change.start] + change.new + text[change.end :]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_SMALL", 1)
        tree = blocks.read_changed_tree(parse_yaml(body, "f"), body, changes, text)
    whole = parse_yaml(text, "f")
    assert has_same_content(tree.root, whole.root)
    assert (len(tree.problems), tree.is_sound) == (len(whole.problems), whole.is_sound)


def test_a_change_in_a_large_file_reads_little_of_it_again():
    """One entry of many, and the names of the others are still looked at: one that comes twice is a problem."""
    body = "works:\n" + "".join(f"  k{number}: [a]\n" for number in range(50))
    tree = parse_yaml(body, "f")
    at = body.index("  k7")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            blocks, "parse_yaml", lambda text, path: parse_yaml(text, path) if len(text) < 60 else pytest.fail()
        )
        changed = blocks.read_changed_tree(tree, body, [blocks.TextChange(at, at, "  new: [b]\n")], "")
    assert len(plain(changed.root)["works"]) == 51
    doubled = body[:at] + "  k9: [b]\n" + body[at:]
    assert len(blocks.read_changed_tree(tree, body, [blocks.TextChange(at, at, "  k9: [b]\n")], doubled).problems) == 1


@pytest.mark.parametrize(
    ("body", "old", "new"),
    [
        ("works:\n  k:\n    x: 1\n  m:\n    y: 2\n", "  m:\n", ""),
        ("works:\n  k: |+\n    x\n  m: 2\n  n: 3\n", "  m: 2\n", "\n\n"),
        ("works:\n  k: 'x\n  m: 2'\n  n: 3\n", "m: 2'", "m: 3'"),
        ("works:\n  k: 1\n  m: 2\n", "m: 2", "m: 'x"),
        ("works:\n  k: 1\n  m: 2\n", "  m: 2", "m: 2"),
        ("works:\n  k: 1\n  m: 2\n", "  m: 2", "    m: 2"),
    ],
)
def test_a_change_that_reaches_beyond_its_block_is_seen(body, old, new):
    """Lines that come under another name, empty lines that belong to the text before, quotes that are left open."""
    at = body.index(old)
    change = blocks.TextChange(at, at + len(old), new)
    text = body.replace(old, new)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_SMALL", 1)
        tree = blocks.read_changed_tree(parse_yaml(body, "f"), body, [change], text)
    assert has_same_content(tree.root, parse_yaml(text, "f").root)


@pytest.mark.parametrize("mark", ["&", "*", "!", "|"])
def test_a_line_of_one_mark_is_a_fault_at_its_place(mark: str) -> None:
    """Nothing is looked for from each of its characters on: 40,000 of them ended after minutes."""
    problems = parse_yaml(f"a: b\n{mark * 40_000}\nc: d\n", "x.yaml").problems
    assert any(problem.at and problem.at.line == 2 for problem in problems)
